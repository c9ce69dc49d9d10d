"""What the findings of the rules for bundle markets say: efficient, selected, vickrey, core, buyers-submodular."""

from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Any

from marketwright.reports.answered import AnsweredMarket
from marketwright.reports.evidence import NOT_DECIDED, coalition, evidence
from marketwright.reports.submodularity import market_sentence
from marketwright.reports.words import number, percentage


def finding_sentence(answered: AnsweredMarket, finding: Mapping[str, Any]) -> str:
    """What a finding about the market says, with its evidence."""
    holds = finding["holds"]
    if finding["claim"] == "buyers-submodular":
        return market_sentence(answered, finding)
    if holds is None:
        return welfare_interval(answered) if finding["grade"] == "bounded" else NOT_DECIDED
    proof = evidence(finding, _bounds(answered.document["certificate"], finding["claim"]))
    match finding["claim"], holds:
        case "efficient", True:
            return f"{proof}: no allocation is worth more than {number(answered.amount('welfare'))}"
        case "selected", True:
            return f"{proof}: of all efficient allocations the tie rule {answered.tie_rule} selects this one"
        case "vickrey", True:
            return f"{proof}: each payoff is the worth of all less the worth of all others"
        case "core", True:
            return f"{proof}: no coalition with the seller is worth more than its payoffs"
        case "core", False:
            return f"{proof}: {objection(answered, finding['witness'])}"
        case _:
            return proof


def _bounds(certificate: Mapping[str, Any], claim: str) -> Iterable[Mapping[str, Any]]:
    """The bounds that a finding rests on."""
    match claim:
        case "vickrey":
            return [certificate["bound"], *(worth["bound"] for worth in certificate["without"].values())]
        case "core":
            return [certificate["core"]["bound"] if "bound" in certificate.get("core", {}) else certificate["bound"]]
        case _:
            return [certificate["bound"]]


def objection(answered: AnsweredMarket, witness: Mapping[str, Any]) -> str:
    """Why payoffs are not in the core, as a sentence without its period."""
    if "buyer" in witness:
        return f"{answered.buyer(witness['buyer'])} has a payoff of {number(Fraction(witness['payoff']))}, below 0"
    if "sum" in witness:
        return f"the payoffs add up to {number(Fraction(witness['sum']))}, more than all are worth"
    worth, payoffs, gain = (number(Fraction(witness[key])) for key in ("worth_at_least", "payoffs", "gain"))
    return f"{coalition(answered, witness['coalition'])} can reach {worth} and would have {payoffs}: {gain} to gain"


def welfare_interval(answered: AnsweredMarket) -> str:
    """What is proven about the welfare when a limit came first."""
    least, most = answered.amount("welfare"), answered.at_most
    gap = f", a gap of {percentage(most - least, least)}" if least > 0 else ""
    return f"{NOT_DECIDED}: the best welfare is at least {number(least)}, at most {number(most)} proven{gap}"
