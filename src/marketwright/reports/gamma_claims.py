"""What the findings of the rules of mechanism Γ say."""

from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Any

from marketwright.reports.answered import AnsweredMarket
from marketwright.reports.evidence import NOT_DECIDED, evidence
from marketwright.reports.gamma_requests import request_text
from marketwright.reports.submodularity import market_sentence
from marketwright.reports.words import number

ALWAYS: Mapping[str, str] = {
    "lemma-1": "at the reply nobody pays less than 0, and the payments add up to what the seller gets",
    "lemma-2": "in the allocation shown for each coalition everybody's goods are worth at least what he adds to it",
    "lemma-3": "dismissing members whose goods are worth less than they ask for always ends with a coalition that pays more",
    "theorem-4": "the surplus of this equilibrium is what all are worth",
    "theorem-6": "every payoff of this equilibrium is the Vickrey payoff",
    "lemma-5": "for every member there is a best reply without him; it and the others together are worth what all are worth without him",
}
"""What a lemma or theorem says where it holds."""

NEVER: Mapping[str, str] = {
    "lemma-1": "at the reply somebody pays less than 0, or the payments do not add up to what the seller gets",
    "lemma-2": "in the allocation shown for some coalition somebody's goods are worth less than what he adds to it",
    "lemma-3": "dismissing members whose goods are worth less than they ask for does not always end with a coalition that pays more",
}
"""The lemmas that name no witness where they fail."""


def gamma_sentence(answered: AnsweredMarket, finding: Mapping[str, Any]) -> str:
    """What a finding about the market says, with its evidence."""
    claim, holds = finding["claim"], finding["holds"]
    if claim == "buyers-submodular":
        return market_sentence(answered, finding)
    if holds is None:
        return _open_sentence(answered, finding)
    proof = evidence(finding, _bounds(answered.document["certificate"], finding))
    if claim in ALWAYS:
        return f"{proof}: {theorem_text(answered, finding)}"
    return f"{proof}: {_sentence(answered, finding)}"


def _open_sentence(answered: AnsweredMarket, finding: Mapping[str, Any]) -> str:
    if finding["grade"] == "bounded":
        least, most = number(answered.amount("revenue")), number(Fraction(finding["at_most"]))
        return f"{NOT_DECIDED}: a best reply pays the seller at least {least}, at most {most} proven"
    if "cap" in finding:
        return f"the cap of {finding['cap']} came first: there may be others"
    return NOT_DECIDED


def _sentence(answered: AnsweredMarket, finding: Mapping[str, Any]) -> str:
    listed = answered.rule == "gamma/construct"
    match finding["claim"], finding["holds"]:
        case "best-reply", True:
            return f"no reply pays the seller more than {number(answered.amount('revenue'))}"
        case "selected", True:
            return f"no best reply has a surplus above {number(answered.amount('surplus'))}"
        case "complete", True:
            return "one for every efficient allocation, up to goods of no marginal value" if listed else "every best reply is among them"
        case "subgame-perfect", True:
            return "in each of them nobody can get more by another request" if listed else "nobody can get more by another request"
        case "subgame-perfect", False:
            return refusal(answered, finding["witness"])
        case "nash-with-threats", _:
            return threats_text(answered)
        case "efficient", True:
            return "the surplus of each of them is what all are worth"
        case "core", True:
            return "in each of them no coalition with the seller is worth more than its payoffs"
        case "vickrey", True:
            return "in each of them every buyer's payoff is what he adds to all others"
        case _:
            return "it holds" if finding["holds"] else "it does not hold"


def refusal(answered: AnsweredMarket, witness: Mapping[str, Any]) -> str:
    """Who gains by which other request, as a sentence without its period."""
    payoff, net, gain = (number(Fraction(witness[key])) for key in ("payoff", "net", "gain"))
    request = request_text(answered, witness["request"])
    return f"{answered.buyer(witness['buyer'])} has {payoff} and could ask for {request}, which leaves {net}: {gain} to gain"


def threats_text(answered: AnsweredMarket) -> str:
    """Whether the profile is a Nash equilibrium once the seller may threaten, as a sentence without its period."""
    threats, perfect = answered.finding("nash-with-threats"), answered.finding("subgame-perfect")
    if threats is None or perfect is None or threats["holds"] is None:
        return NOT_DECIDED
    if not threats["holds"]:
        witness = threats["witness"]
        more = "a single buyer can have more" if answered.seller == 1 else "asking for nothing gives 0, whatever the seller threatens"
        return f"{answered.buyer(witness['buyer'])} has {number(Fraction(witness['payoff']))}, and {more}"
    if perfect["holds"]:
        return "a subgame perfect equilibrium needs no threats"
    start = "" if perfect["holds"] is None else "only "
    return f"{start}if the seller threatens to answer other requests with replies that are not best replies"


def theorem_text(answered: AnsweredMarket, finding: Mapping[str, Any]) -> str:
    """What a lemma or theorem says here, its witness where it fails, and whether the paper promises it."""
    claim = finding["claim"]
    said = ALWAYS[claim] if finding["holds"] else _failure(answered, finding)
    if "promised" not in finding:
        return said
    return f"{said}; {'promised by the paper' if finding['promised'] else 'not promised here, since the market is not buyers-submodular'}"


def _failure(answered: AnsweredMarket, finding: Mapping[str, Any]) -> str:
    claim, witness = finding["claim"], finding.get("witness", {})
    match claim:
        case "theorem-4":
            return f"the surplus is {number(Fraction(witness['surplus']))}, but all are worth {number(Fraction(witness['worth']))}"
        case "theorem-6":
            payoff, vickrey = number(Fraction(witness["payoff"])), number(Fraction(witness["vickrey"]))
            return f"{answered.buyer(witness['buyer'])} has {payoff}, but the Vickrey payoff is {vickrey}"
        case "lemma-5":
            return f"no best reply without {answered.buyer(witness['buyer'])} is, with the others, worth what all others are worth"
        case _:
            return NEVER[claim]


def _bounds(certificate: Mapping[str, Any], finding: Mapping[str, Any]) -> Iterable[Mapping[str, Any]]:
    """The bounds and listings that a finding rests on."""
    claim = finding["claim"]
    if claim == "complete" or (claim == "best-reply" and "bound" not in certificate):
        return [certificate["listing"]]
    if "worths" in certificate and "profiles" not in certificate:
        return [worth["bound"] for worth in certificate["worths"]]
    if "profiles" in certificate:
        return [profile["bound"] for profile in certificate["profiles"]]
    if claim != "subgame-perfect":
        return [certificate["bound"]]
    steps = [step["bound"] for step in certificate["outsiders"]]
    if finding["holds"]:
        return [certificate["bound"], *steps]
    own = certificate["without"].get(finding["witness"]["buyer"])
    if own is not None:
        return [certificate["bound"], own["bound"]]
    return [certificate["bound"], *steps, *([certificate["together"]["bound"]] if "together" in certificate else [])]
