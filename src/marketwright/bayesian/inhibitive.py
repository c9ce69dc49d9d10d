"""The rule `bayesian/inhibitive`: whether an allocation leaves nobody a plan to block it with, or the most profitable plan that does.

*Source.* `docs/formats/bayesian.md`; paper 004, sections 4 and 5, Theorem 1; spec bayesian 6.
"""

from collections.abc import Mapping
from typing import Any

from marketwright.answers.answer import Finding, Result, plain
from marketwright.bayesian.setting import Setting, given, limit_first, stopping
from marketwright.markets.bayesian import BayesianMarket
from marketwright.questions import Question
from marketwright.solvers.limit import LimitCame
from marketwright.solvers.mechanisms.blocking import Inhibitive, blocking, inequalities_of
from marketwright.solvers.mechanisms.inequalities import Inequalities
from marketwright.solvers.mechanisms.largest_profit import Largest, largest_profit
from marketwright.solvers.mechanisms.plans import Plan


def inhibitive_rule(market: BayesianMarket, question: Question) -> Result:
    """Multipliers by which nobody blocks the question's allocation, or the plan with the largest profit.

    Raises: `UsageError` U106 (a limit came before it is known whether anybody blocks).
    """
    here, stopped = Setting(market), stopping(question)
    fine = given(question, "support") == "fine"
    claim = "finely-supported" if fine else "inhibitive"
    inequalities = inequalities_of(here.game, here.read_tables(given(question, "allocation")), fine=fine)
    try:
        found = blocking(inequalities, stopped=stopped)
    except LimitCame as error:
        raise limit_first("the search for plans that block") from error
    if isinstance(found, Inhibitive):
        findings = (inhibitive_finding(inequalities, found, claim),)
        return Result(outcome={"profit": 0}, findings=findings, certificate=inhibitive_certificate(here, found), parameters={})
    try:
        largest = largest_profit(inequalities, found, stopped=stopped)
    except LimitCame:
        return _result(here, inequalities, found, claim, Finding(claim="largest-profit", holds=None, grade="unproven"), {})
    proof = Finding(claim="largest-profit", holds=True, grade="proved")
    return _result(here, inequalities, largest.plan, claim, proof, _bound(here, largest))


def inhibitive_finding(inequalities: Inequalities, found: Inhibitive | Plan, claim: str = "inhibitive") -> Finding:
    """The finding that nobody blocks, or that a plan does."""
    if isinstance(found, Plan):
        return Finding(claim=claim, holds=False, grade="proved", details={"witness": {"profit": found.profit}})
    return Finding(claim=claim, holds=True, grade="enumerated", details={"inequalities": inequalities.rows})


def inhibitive_certificate(here: Setting, found: Inhibitive | Plan) -> dict[str, Any]:
    """The multipliers by which nobody blocks; nothing beside a plan, which speaks for itself."""
    if isinstance(found, Plan):
        return {}
    multipliers: dict[str, Any] = plain({"multipliers": here.multipliers(found.multipliers)})
    return multipliers


def plan_outcome(here: Setting, inequalities: Inequalities, plan: Plan) -> dict[str, Any]:
    """The keys `plan` and `gains` of a plan that blocks."""
    invitations = [
        {
            "members": here.members(place),
            "action": here.action(place, action),
            "types": {here.players[player]: here.types(player)[kind] for player, kind in zip(inequalities.groups[place].shown, types, strict=True)},
            "probability": share,
        }
        for (place, action, types), share in sorted(plan.invitations.items())
    ]
    return {"plan": {"invitations": invitations, "payments": here.by_type(plan.payments)}, "gains": here.by_type(plan.gains)}


def _result(here: Setting, inequalities: Inequalities, plan: Plan, claim: str, largest: Finding, certificate: Mapping[str, Any]) -> Result:
    return Result(
        outcome={"profit": plan.profit, **plan_outcome(here, inequalities, plan)},
        findings=(inhibitive_finding(inequalities, plan, claim), largest),
        certificate=certificate,
        parameters={},
    )


def _bound(here: Setting, largest: Largest) -> dict[str, Any]:
    """The certificate that no plan has a larger profit."""
    slack = {profile: number for profile, number in zip(here.profile_names, largest.slack, strict=True) if number}
    bound: dict[str, Any] = plain({"multipliers": here.multipliers(largest.multipliers), "slack": slack})
    return bound
