"""Whether requests are part of a subgame perfect equilibrium: the verdict as a sentence, its reasons, and what everybody can get at most."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from marketwright.reports.answered import AnsweredMarket
from marketwright.reports.evidence import NOT_DECIDED
from marketwright.reports.gamma_claims import threats_text
from marketwright.reports.gamma_reply import asking_lines, profile_lines, served_title, serving_lines
from marketwright.reports.gamma_requests import request_text
from marketwright.reports.words import WIDTH, Section, number, wrapped

LIMIT = "The limit is the most that a buyer can get by any request, all others unchanged and whatever the seller does when indifferent."
THREATS = "Nash with threats is weaker than subgame perfect: it counts on a seller who may answer another request with a reply that is not a best one."


def equilibrium_lines(answered: AnsweredMarket, width: int = WIDTH) -> list[str]:
    """The verdict, then the profile with the limits."""
    said = [line for sentence in (verdict_sentence(answered), required_sentence(answered)) if sentence for line in wrapped(sentence, width, "", "")]
    return [*said, "", *profile_lines(answered, width)]


def verdict_sentence(answered: AnsweredMarket) -> str:
    """Whether the requests are part of an equilibrium, or who gains by which other request."""
    finding = answered.finding("subgame-perfect")
    if finding is None or finding["holds"] is None:
        return f"Whether these requests are part of a subgame perfect equilibrium is not decided: {NOT_DECIDED}."
    if finding["holds"]:
        start = "These requests are part of a subgame perfect equilibrium"
        return f"{start}: every buyer who is served asks for exactly the most that he can get, and nobody else can get more than 0."
    return f"These requests are not part of a subgame perfect equilibrium: {_gain(answered, finding['witness'])}."


def _gain(answered: AnsweredMarket, witness: Mapping[str, Any]) -> str:
    buyer = answered.buyer(witness["buyer"])
    payoff, net = Fraction(witness["payoff"]), Fraction(witness["net"])
    asked = Fraction(answered.document["outcome"]["net"][witness["buyer"]])
    has = f"{buyer} asks for {number(asked)}" if asked == payoff else f"{buyer} asks for {number(asked)}, gets {number(payoff)},"
    return f"{has} and could ask for {request_text(answered, witness['request'])}, which leaves a net payoff of {number(net)}"


def required_sentence(answered: AnsweredMarket) -> str:
    """Whom an equilibrium reply has to serve (nothing where the requests are part of no equilibrium, or that is not decided)."""
    finding, required = answered.finding("subgame-perfect"), answered.document["outcome"]["required"]
    if finding is None or not finding["holds"]:
        return ""
    if not required:
        return "Any best reply supports it, since nobody can get more than 0."
    return f"Exactly the best replies that serve {answered.buyers(required)} support it."


def equilibrium_sections(answered: AnsweredMarket, width: int = WIDTH) -> list[Section]:
    """The verdict with its reasons, the limits, the reply, and the weaker notion."""
    reasons = [line for sentence in (verdict_sentence(answered), *_reasons(answered)) if sentence for line in wrapped(sentence, width)]
    threats = f"{_verdict(answered.finding('nash-with-threats'))}: {threats_text(answered)}."
    return [
        ("Is it an equilibrium", reasons),
        ("What the buyers ask for and can get at most", [*asking_lines(answered, width), *wrapped(LIMIT, width)]),
        (served_title(answered), serving_lines(answered, width)),
        ("Nash with threats", [*wrapped(threats, width), *wrapped(THREATS, width)]),
    ]


def _verdict(finding: Mapping[str, Any] | None) -> str:
    return "Not decided" if finding is None or finding["holds"] is None else "Yes" if finding["holds"] else "No"


def _reasons(answered: AnsweredMarket) -> list[str]:
    finding, outcome = answered.finding("subgame-perfect"), answered.document["outcome"]
    if finding is None or finding["holds"] is not False:
        return [required_sentence(answered)]
    witness = finding["witness"]
    buyer, asked = answered.buyer(witness["buyer"]), Fraction(outcome["net"][witness["buyer"]])
    if asked < 0:
        return [f"Whoever asks for less than 0 is served in every best reply; {buyer} would rather ask for nothing."]
    if answered.seller == 1:
        return ["A single buyer is granted any net payoff up to the worth of all goods."]
    limit = Fraction(outcome["deviations"][witness["buyer"]])
    reasons = [f"Every best reply grants {buyer} any net payoff below the limit of {number(limit)}; at the limit the seller is indifferent."]
    if witness["buyer"] not in outcome["members"]:
        if asked > limit:
            reasons.append(f"But {buyer} asks for {number(asked)}, more than that, and is served by no best reply.")
        else:
            reasons.append(f"An equilibrium reply would have to serve {answered.buyers(outcome['required'])}; no best reply serves all of them.")
    return reasons
