"""Findings in words: what is claimed, whether it holds, and by which kind of evidence."""

from collections import Counter
from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from marketwright.coalitions.submodularity import WORTHS_UP_TO
from marketwright.reports.answered import AnsweredMarket
from marketwright.reports.words import WIDTH, counted, number, percentage, table, wrapped

NOT_DECIDED = "a limit came first"
VERDICTS: Mapping[bool | None, str] = {True: "yes", False: "no", None: "not decided"}


def finding_lines(answered: AnsweredMarket, width: int = WIDTH) -> list[str]:
    """Each finding about the market; findings about single buyers are counted."""
    rows: list[tuple[str, str, str]] = []
    by_buyer: dict[str, Counter[bool | None]] = {}
    for finding in answered.document["findings"]:
        if "buyer" in finding:
            by_buyer.setdefault(finding["claim"], Counter())[finding["holds"]] += 1
        else:
            rows.append((finding["claim"], VERDICTS[finding["holds"]], finding_sentence(answered, finding)))
    counts = [
        (claim, "", ", ".join(f"{VERDICTS[holds]}: {counted(found[holds], 'buyer')}" for holds in (True, False, None) if found[holds]))
        for claim, found in by_buyer.items()
    ]
    heads = table([(claim, verdict, "|") for claim, verdict, _ in (*counts, *rows)])
    lines: list[str] = []
    for head, (_, _, sentence) in zip(heads, (*counts, *rows), strict=True):
        lines += wrapped(head[:-1] + sentence, width, "", " " * (len(head) - 1))
    return lines


def finding_sentence(answered: AnsweredMarket, finding: Mapping[str, Any]) -> str:
    """What a finding about the market says, with its evidence."""
    holds = finding["holds"]
    if holds is None and finding["grade"] == "bounded":
        return welfare_interval(answered)
    if holds is None:
        too_many = answered.rule == "properties" and answered.seller > WORTHS_UP_TO
        return f"the worths of all coalitions are computed for up to {WORTHS_UP_TO} buyers" if too_many else NOT_DECIDED
    proof = evidence(answered, finding)
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
        case "buyers-submodular", True:
            because = ", because every valuation is gross substitutes" if "because" in finding else ""
            return f"{proof}: no buyer adds more to a larger coalition than to a smaller one{because}"
        case "buyers-submodular", False:
            witness = finding["witness"]
            first, second = map(answered.buyer, witness["buyers"])
            return f"{proof}: {first} adds more to {coalition(answered, witness['coalition'])} when {second} is there"
        case _:
            return proof


def evidence(answered: AnsweredMarket, finding: Mapping[str, Any]) -> str:
    """The grade of a decided finding in words, with the number of cases where a proof is a list of them."""
    if finding["grade"] == "recomputed":
        return "recomputed by the checker"
    if finding["grade"] == "enumerated":
        return f"proved by {counted(_cases(answered.document['certificate'], finding['claim']), 'case')}"
    return "proved"


def _cases(certificate: Mapping[str, Any], claim: str) -> int:
    """The leaves of all bounds that a finding rests on."""
    match claim:
        case "vickrey":
            parts = [certificate["bound"], *(worth["bound"] for worth in certificate["without"].values())]
        case "core":
            parts = [certificate["core"]["bound"] if "bound" in certificate.get("core", {}) else certificate["bound"]]
        case "buyers-submodular":
            parts = [worth["bound"] for worth in certificate["worths"]] if "worths" in certificate else certificate["violation"]["upper"]
        case _:
            parts = [certificate["bound"]]
    return sum(isinstance(node, list) for bound in parts for node in bound["nodes"])


def objection(answered: AnsweredMarket, witness: Mapping[str, Any]) -> str:
    """Why payoffs are not in the core, as a sentence without its period."""
    if "buyer" in witness:
        return f"{answered.buyer(witness['buyer'])} has a payoff of {number(Fraction(witness['payoff']))}, below 0"
    if "sum" in witness:
        return f"the payoffs add up to {number(Fraction(witness['sum']))}, more than all are worth"
    worth, payoffs, gain = (number(Fraction(witness[key])) for key in ("worth_at_least", "payoffs", "gain"))
    return f"{coalition(answered, witness['coalition'])} can reach {worth} and would have {payoffs}: {gain} to gain"


def coalition(answered: AnsweredMarket, buyers: list[str]) -> str:
    """A coalition, which the seller always belongs to."""
    return f"the seller with {answered.buyers(buyers)}" if buyers else "the seller alone"


def welfare_interval(answered: AnsweredMarket) -> str:
    """What is proven about the welfare when a limit came first."""
    least, most = answered.amount("welfare"), answered.at_most
    gap = f", a gap of {percentage(most - least, least)}" if least > 0 else ""
    return f"{NOT_DECIDED}: the best welfare is at least {number(least)}, at most {number(most)} proven{gap}"
