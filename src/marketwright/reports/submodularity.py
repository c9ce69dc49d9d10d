"""The finding `buyers-submodular`, which several rules make, in words."""

from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Any

from marketwright.coalitions.submodularity import WORTHS_UP_TO
from marketwright.reports.answered import AnsweredMarket
from marketwright.reports.evidence import NOT_DECIDED, coalition, evidence
from marketwright.reports.words import WIDTH, number, wrapped


def market_sentence(answered: AnsweredMarket, finding: Mapping[str, Any]) -> str:
    """What the finding says, with its evidence."""
    if finding["holds"] is None:
        too_many = answered.seller > WORTHS_UP_TO
        return f"the worths of all coalitions are computed for up to {WORTHS_UP_TO} buyers" if too_many else NOT_DECIDED
    proof = evidence(finding, _bounds(answered.document["certificate"]))
    if finding["holds"]:
        because = ", because every valuation is gross substitutes" if "because" in finding else ""
        return f"{proof}: no buyer adds more to a larger coalition than to a smaller one{because}"
    return f"{proof}: {reason_against(answered, finding)}"


def reason_against(answered: AnsweredMarket, finding: Mapping[str, Any]) -> str:
    """Who adds more when somebody else is there, as a sentence without its period."""
    witness = finding["witness"]
    first, second = map(answered.buyer, witness["buyers"])
    return f"{first} adds more to {coalition(answered, witness['coalition'])} when {second} is there"


def _bounds(certificate: Mapping[str, Any]) -> Iterable[Mapping[str, Any]]:
    if "worths" in certificate:
        return [worth["bound"] for worth in certificate["worths"]]
    return certificate["violation"]["upper"] if "violation" in certificate else ()


def violation_lines(answered: AnsweredMarket, width: int = WIDTH) -> list[str]:
    """The numbers behind a violation (nothing where there is none)."""
    finding = answered.finding("buyers-submodular")
    if finding is None or finding["holds"] is not False:
        return []
    witness = finding["witness"]
    first, second = map(answered.buyer, witness["buyers"])
    neither, alone, instead, both = _four_worths(answered, witness)
    title = coalition(answered, witness["coalition"])
    sentence = (
        f"{title[0].upper()}{title[1:]} is worth {number(neither)}; with {first} too, {number(alone)}; "
        f"with {second} instead, {number(instead)}; with both, {number(both)}. "
        f"So {first} adds {number(alone - neither)}, but {number(both - instead)} when {second} is there."
    )
    return wrapped(sentence, width)


def _four_worths(answered: AnsweredMarket, witness: Mapping[str, Any]) -> tuple[Fraction, Fraction, Fraction, Fraction]:
    """What the coalition is worth alone, with the first buyer, with the second one, and with both."""
    certificate = answered.document["certificate"]
    if "violation" in certificate:
        violation = certificate["violation"]
        alone, instead = map(Fraction, violation["upper_worths"])
        both, neither = (answered.total(uses) for uses in violation["lower"])
        return neither, alone, instead, both
    worths = {frozenset(worth["coalition"]): answered.total(worth["uses"]) for worth in certificate["worths"]}
    base, (first, second) = frozenset(witness["coalition"]), witness["buyers"]
    return worths[base], worths[base | {first}], worths[base | {second}], worths[base | {first, second}]
