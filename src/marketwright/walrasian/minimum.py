"""The rules `walrasian/minimum` and `walrasian/maximum`."""

from typing import Any

from marketwright.answers.answer import Finding, Result
from marketwright.errors import SecondInputError
from marketwright.markets.unit_demand import UnitDemandMarket
from marketwright.questions import Question
from marketwright.solvers.matching.selection import allocations
from marketwright.walrasian.outcome import Extreme, greatest, least, named, out_of_time
from marketwright.walrasian.setting import setting


def minimum_rule(market: UnitDemandMarket, question: Question) -> Result:
    """The equilibrium of least prices; all its allocations if a cap for them is given.

    Raises: `SecondInputError` I126 for a tolerance where all preferences are exact.
    """
    if not market.is_exact:
        from marketwright.walrasian.smooth import smooth_minimum  # noqa: PLC0415 - compiled functions only where levels are smooth

        return smooth_minimum(market, question)
    asked = question.input or {}
    if "tolerance" in asked:
        raise SecondInputError("I126", "input.tolerance", "a tolerance for a market whose preferences are all exact", "a cap", "leave it out")
    found = least(setting(market), question)
    if found is None:
        return out_of_time("minimum-price", question.tie_rule)
    outcome, findings = found.outcome(), found.findings("minimum-price")
    if "cap" in asked:
        more, finding = _all_allocations(found, asked["cap"])
        outcome, findings = outcome | more, (*findings, finding)
    return Result(outcome=outcome, findings=findings, certificate={"pointers": found.pointers()}, parameters={"tie_rule": found.tie_rule})


def _all_allocations(found: Extreme, cap: int) -> tuple[dict[str, Any], Finding]:
    listed = allocations(found.proved.demands, found.proved.competitive(found.setting.table), cap)
    complete = len(listed) <= cap
    details = {"number": len(listed)} if complete else {"cap": cap}
    finding = Finding(claim="all-allocations", holds=True if complete else None, grade="recomputed" if complete else "unproven", details=details)
    return {"allocations": [named(found.setting, held) for held in listed[:cap]]}, finding


def maximum_rule(market: UnitDemandMarket, question: Question) -> Result:
    """The equilibrium of greatest prices."""
    found = greatest(setting(market), question)
    if found is None:
        return out_of_time("maximum-price", question.tie_rule)
    return Result(
        outcome=found.outcome(), findings=found.findings("maximum-price"), certificate={"pointers": found.pointers()}, parameters={"tie_rule": found.tie_rule}
    )
