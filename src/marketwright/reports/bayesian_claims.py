"""What the findings of the rules bayesian/... say, each with its evidence."""

from collections.abc import Mapping
from typing import Any

from marketwright.markets.places import shown
from marketwright.reports.answered import AnsweredMarket
from marketwright.reports.bayesian_alone import NOBODY, every_type, lonely, not_asked
from marketwright.reports.bayesian_numbers import figure, figures, precise
from marketwright.reports.bayesian_plan import profit
from marketwright.reports.bayesian_words import action_text, as_kind, fraction, is_kind, joined, lie_text, types_of
from marketwright.reports.evidence import NOT_DECIDED
from marketwright.reports.words import counted

COUNTED: Mapping[str, str] = {"inequalities": "inequality", "plans": "balanced plan", "cases": "case"}
"""What was enumerated, by the finding's key."""
MANY: Mapping[str, str] = {"inequalities": "inequalities"}
HOLDS: Mapping[str, str] = {
    "balanced": "one lottery of what all players can do matches each of them, whatever the types",
    "incentive-compatible": "no type of any player gains by claiming to be another",
    "feasible": "nobody gains by a lie, and the mediator loses nothing",
    "incentive-efficient": "no feasible mechanism is better for all types of all players",
    "largest-gain": "no feasible mechanism gives every type more than that",
    "largest-value": "no mechanism that was asked for has a larger weighted sum of utilities",
    "jeopardy": "the ranges of all multipliers are exact",
    "inhibitive": "whatever a rival mediator offers, some type gains by a lie or loses by taking part, or the rival earns nothing",
    "finely-supported": "the multipliers support the allocation in every profile, not only on average over outsiders",
    "largest-profit": "no plan earns more",
    "least-subsidy": "no incentive compatible mechanism that leaves everybody this much costs less",
    "achievable": "a feasible mechanism leaves everybody at least this much",
    "achieves": "everybody gets at least what the allocation says, whatever the types",
    "core": "the mechanism can be carried out and leaves everybody at least the allocation, which no plan blocks",
    "core-mechanism": "with this severance no plan blocks the mechanism",
    "region": "these are exactly the points that core allocations with these multipliers have",
    "equilibrium": "given these beliefs no type gains by another move",
    "credible": "compared with the prior, no type of a player has become more likely than those who are better off in the alternative",
    "rejected": "some member is, whatever his type, at least as well off with the mechanism",
    "durable": "these beliefs and strategies are an equilibrium, they are credible, and somebody rejects the alternative",
}
"""What a claim that holds means."""
FAILS: Mapping[str, str] = {
    "core": "not all of the conditions above hold",
    "durable": "no beliefs and strategies are an equilibrium, credible, and make somebody reject the alternative",
}
"""What a claim that fails means, where it has no witness."""


NO_REGION: Mapping[str, str] = {
    "limit": NOT_DECIDED,
    "unbounded": "the region has no bound in some direction; other quantities, or more types that are given, may have bounds",
    "no multipliers": "no core allocation was found, so there are no multipliers to show a region of",
}
"""Why there is no region, as the finding reports it."""


def bayesian_sentence(answered: AnsweredMarket, finding: Mapping[str, Any]) -> str:
    """What a finding says of the game."""
    if finding["holds"] is None:
        return _open(answered, finding)
    if "witness" in finding:
        return f"{_evidence(finding)}: {_witness(answered, finding['claim'], finding['witness'])}"
    said = HOLDS if finding["holds"] else FAILS
    return f"{_evidence(finding)}: {_specific(answered, finding) or said[finding['claim']]}"


def _evidence(finding: Mapping[str, Any]) -> str:
    """The grade in words."""
    for key, noun in COUNTED.items():
        if key in finding:
            number = finding[key]
            return f"proved by the only {noun}" if number == 1 else f"proved by all {number} {MANY.get(key, f'{noun}s')}"
    return "proved"


def _specific(answered: AnsweredMarket, finding: Mapping[str, Any]) -> str | None:
    """What is said with numbers of the outcome."""
    outcome = answered.document["outcome"]
    match finding["claim"], finding["holds"]:
        case "largest-profit", True:
            return f"no plan earns more than {precise(outcome['profit'])}"
        case "largest-gain", True:
            return f"no feasible mechanism gives every type more than {precise(outcome['gap'])} more"
        case "individually-rational", True:
            return _rational(answered)
        case "participation-possible", False:
            return f"no feasible mechanism gives {every_type(answered)} what it can expect alone"
        case "largest-value", True if (answered.document.get("input") or {}).get("participation") and lonely(answered):
            return f"no feasible mechanism that gives {every_type(answered)} what it can expect alone has more than {precise(outcome['value'])}"
        case "largest-value", True:
            return f"no feasible mechanism has a weighted sum above {precise(outcome['value'])}"
        case "least-subsidy", True:
            return f"no incentive compatible mechanism that leaves everybody this much has a subsidy below {precise(outcome['subsidy'])}"
        case "durable", False if len(answered.document["input"]["alternative"]["members"]) == 1:
            return "some type gains by choosing the alternative, and nobody else is asked"
        case "region", True if not outcome["vertices"]:
            return "these multipliers support no core allocation"
        case "core", True if answered.rule == "bayesian/find-core":
            return "a feasible mechanism leaves everybody this allocation, which no plan blocks"
        case _:
            return None


def _rational(answered: AnsweredMarket) -> str:
    """That nobody would be better off alone, and of whom that is not asked."""
    if not lonely(answered):
        return NOBODY
    more = not_asked(answered)
    return f"{every_type(answered)} has at least what it can expect alone{f'; {more}' if more else ''}"


def _open(answered: AnsweredMarket, finding: Mapping[str, Any]) -> str:
    """What a claim that is not decided leaves open."""
    claim = finding["claim"]
    if finding["grade"] == "numeric":
        boxes = "1 box" if finding["boxes"] == 1 else f"{finding['boxes']} boxes"
        if claim == "outer-bounds":
            return f"not proved: computed with rounding, by a branch and bound over {boxes} of multipliers; outside of them it says nothing"
        return f"not proved: none was found by a branch and bound with rounding over {boxes}"
    outcome = answered.document["outcome"]
    match claim:
        case "core" if "subsidy" in outcome:
            return "no core allocation was found; in a game that is not balanced there may be none"
        case "region":
            return NO_REGION[finding["reason"]]
        case "durable" if answered.finding("equilibrium") is not None:
            return "these beliefs and strategies do not show it; others may"
        case "durable" if len(answered.document["input"]["alternative"]["members"]) > 2:
            return "no beliefs and strategies were found that keep the mechanism; with three members or more that proves nothing"
        case "largest-profit":
            return f"{NOT_DECIDED}: other plans may earn more than {precise(profit(outcome))}"
        case _:
            return NOT_DECIDED


def _witness(answered: AnsweredMarket, claim: str, witness: Mapping[str, Any]) -> str:
    """What a witness shows."""
    match claim:
        case "balanced":
            gain = precise(witness["gain"])
            worth = f"with payoffs multiplied by the numbers that `explain` shows, it is worth {gain} more than any action of all players"
            return f"no lottery matches {plan_text(answered, witness['plan'])}: {worth}"
        case "individually-rational":
            return f"{as_kind(answered, witness['player'], witness['type'])} would expect {precise(witness['short'])} more alone"
        case "incentive-efficient" if "gain" in witness and "claim" not in witness:
            return f"another feasible mechanism gives every type of every player at least {precise(witness['gain'])} more"
        case "inhibitive" | "finely-supported":
            return _blocked(claim, witness)
        case "achievable":
            return f"it needs a subsidy of {precise(witness['subsidy'])} at least"
        case "achieves":
            types = is_kind(answered, types_of(answered, witness["profile"]))
            return f"{answered.buyer(witness['player'])} gets {precise(witness['short'])} less than the allocation says{f' when {types}' if types else ''}"
        case "core":
            worth, most = figures(witness["worth"], witness["most"])
            return f"{plan_text(answered, witness['plan'])} is worth {worth}, but all players together reach {most} at most"
        case "core-mechanism":
            return reason_text(answered, witness)
        case "equilibrium" | "credible" | "rejected":
            return _not_kept(answered, claim, witness)
        case _:
            return _infeasible(answered, witness)


def _blocked(claim: str, witness: Mapping[str, Any]) -> str:
    if claim == "finely-supported":
        return f"invitations that depend on the types of all players would earn {precise(witness['profit'])}"
    return f"a rival mediator has a plan that earns {precise(witness['profit'])}"


def _infeasible(answered: AnsweredMarket, witness: Mapping[str, Any]) -> str:
    if "claim" in witness:
        return lie_text(answered, witness)
    loss = figure(str(witness["profit"]).removeprefix("-"))
    return f"the mediator loses {loss} in expectation"


def reason_text(answered: AnsweredMarket, witness: Mapping[str, Any]) -> str:
    """Why no severance makes a mechanism a core mechanism."""
    match witness["reason"]:
        case "lie":
            return lie_text(answered, witness)
        case "profit":
            return f"the mediator's profit is {precise(witness['profit'])}, in the core it is 0"
        case "gain":
            return f"it is not incentive-efficient: another feasible mechanism gives every type at least {precise(witness['gain'])} more"
        case "weights":
            return "all types have weights above 0, so that none may get severance in the core, and without severance a plan blocks"
        case "cases":
            return "in the core every type gets no severance or has weight 0, and whichever do, the conditions of the core contradict one another"
        case _:
            return "no severance makes it a core mechanism"


def _not_kept(answered: AnsweredMarket, claim: str, witness: Mapping[str, Any]) -> str:
    """Which condition on beliefs and strategies fails."""
    match claim:
        case "equilibrium":
            return f"{as_kind(answered, witness['player'], witness['type'])} would gain {precise(witness['gain'])} by the move {move_text(witness['move'])}"
        case "credible":
            who = as_kind(answered, witness["player"], witness["type"])
            gain = precise(witness["gain"])
            return f"{who} is better off in the alternative by {gain}, but compared with the prior another type has become more likely"
        case _:
            gainers = joined([as_kind(answered, member, kind) for member, kind in witness["gains"].items()])
            return f"every member has a type that is better off in the alternative: {gainers}"


def move_text(move: str) -> str:
    """A move inside a sentence."""
    return shown(move)


def plan_text(answered: AnsweredMarket, plan: list[Mapping[str, Any]], most: int = 6) -> str:
    """Coalitions with actions and weights, inside a sentence."""
    parts = [
        f"{_weight(entry['weight'])}{answered.buyers(entry['members'])} with {action_text(answered, entry['action'], entry['members'])}"
        for entry in plan[:most]
    ]
    more = [f"{counted(len(plan) - most, 'more coalition')}"] if len(plan) > most else []
    return joined([*parts, *more])


def _weight(weight: object) -> str:
    """The weight of a coalition that does not count once."""
    return "" if fraction(weight) == 1 else f"{figure(weight)} of "
