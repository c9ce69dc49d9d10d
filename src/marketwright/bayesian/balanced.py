"""The rule `bayesian/balanced`: whether lotteries of what all players can do match every balanced plan.

*Source.* `docs/formats/bayesian.md`; paper 004, section 2; spec bayesian 2.
"""

from typing import Any

from marketwright.answers.answer import Finding, Result, plain
from marketwright.bayesian.setting import Setting, stopping
from marketwright.errors import UsageError
from marketwright.markets.balanced_collections import MOST_PLAYERS, minimal_balanced_collections
from marketwright.markets.bayesian import BayesianMarket
from marketwright.questions import Question
from marketwright.solvers.limit import LimitCame
from marketwright.solvers.mechanisms.balance import Plan, Unmatched, balance, plans_of

MOST_PLANS = 20_000


def balanced_rule(market: BayesianMarket, question: Question) -> Result:
    """Whether the game is balanced: lotteries for all balanced plans, or one that none matches.

    Raises: `UsageError` U111 (more than five players, or more than 20,000 balanced plans).
    """
    here, stopped = Setting(market), stopping(question)
    game = here.game
    if len(here.players) > MOST_PLAYERS:
        raise UsageError("U111", "market", f"{len(here.players)} players", f"at most {MOST_PLAYERS}", "ask about a part of the game")
    collections = minimal_balanced_collections(len(here.players))
    if (plans := plans_of(game, collections)) > MOST_PLANS:
        raise UsageError("U111", "market", f"{plans} balanced plans", f"at most {MOST_PLANS}", "take fewer actions, or fewer coalitions")
    try:
        found = balance(game, collections, stopped=stopped)
    except LimitCame:
        return _result(Finding(claim="balanced", holds=None, grade="unproven"))
    if isinstance(found, Unmatched):
        parts = [entry | {"weight": weight} for entry, (_, _, weight) in zip(plan_document(here, found.plan), found.plan.parts, strict=True)]
        witness = {"plan": parts, "values": here.tables(found.values), "gain": found.gain}
        return _result(Finding(claim="balanced", holds=False, grade="proved", details={"witness": witness}))
    lotteries = [
        {"plan": plan_document(here, plan), "lottery": {here.joint_actions[action]: share for action, share in sorted(lottery.items())}}
        for plan, lottery in found.lotteries
    ]
    return _result(Finding(claim="balanced", holds=True, grade="enumerated", details={"plans": found.plans}), {"lotteries": lotteries})


def plan_document(here: Setting, plan: Plan) -> list[dict[str, Any]]:
    """The coalitions and actions of a plan."""
    return [{"members": here.members(place), "action": here.action(place, action)} for place, action, _ in plan.parts]


def _result(finding: Finding, certificate: dict[str, Any] | None = None) -> Result:
    return Result(outcome={}, findings=(finding,), certificate=plain(certificate or {}), parameters={})
