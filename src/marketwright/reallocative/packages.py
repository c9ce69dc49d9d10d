"""The rule `reallocative/packages`: packages of goods that certify the core for every set of participants, tested or found.

*Source.* `docs/formats/reallocative.md`; paper 001, Theorem 1; spec reallocative 6.
"""

from collections.abc import Sequence
from typing import Any

from marketwright.answers.answer import Finding, Result
from marketwright.markets.divisible import DivisibleMarket, Vector
from marketwright.questions import Question
from marketwright.reallocative.package_conditions import (
    ALL_ALLOCATIONS,
    all_sets,
    members,
    named_packages,
    package_findings,
    refuse_unlisted,
    stated_packages,
)
from marketwright.reallocative.package_search import Allocation, Complements, DependentAllocations, NotFound, Packages, packages_found
from marketwright.reallocative.setting import Setting, limit_first, setting, stopping
from marketwright.solvers.surplus.all_sets import AllSets
from marketwright.solvers.surplus.limit import LimitCame, Stopped

Part = tuple[dict[str, Any], tuple[Finding, ...]]
"""Outcome and findings."""


def packages_rule(market: DivisibleMarket, question: Question) -> Result:
    """The stated packages tested, or packages found, or why there are none.

    Raises: `UsageError` U105 (a market that is not listed), U106 (a limit before stated packages are tested), U121 (one bidder), U123 (a bidder of a numeric
    type).
    """
    here, stopped = setting(market, question), stopping(question)
    refuse_unlisted(here)
    stated = (question.input or {}).get("packages")
    outcome, findings = offered(here, stopped=stopped) if stated is None else _tested(here, stated_packages(here, stated), stopped)
    return Result(outcome=outcome, findings=findings, certificate={}, parameters={})


def offered(here: Setting, *, stopped: Stopped) -> Part:
    """Outcome and findings about packages that are looked for in a listed market; a limit ends the search without any."""
    try:
        sets = all_sets(here, stopped=stopped)
        found = packages_found(here, sets)
        return _part(here, sets, found) if isinstance(found, Packages) else ({}, (none_found(here, found),))
    except LimitCame:
        return {}, (none_found(here, NotFound()),)


def _tested(here: Setting, stated: tuple[Vector, ...], stopped: Stopped) -> Part:
    try:
        return _part(here, all_sets(here, stopped=stopped), Packages(method="stated", packages=stated))
    except LimitCame as error:
        raise limit_first(ALL_ALLOCATIONS) from error


def _part(here: Setting, sets: AllSets, found: Packages) -> Part:
    return named_packages(here, found.packages) | {"method": found.method}, package_findings(here, sets, found.packages)


def none_found(here: Setting, found: DependentAllocations | Complements | NotFound) -> Finding:
    """The finding `packages-exist`, with its witness if there are none."""
    claim = "packages-exist"
    match found:
        case DependentAllocations(allocations=allocations, multipliers=multipliers):
            witness: dict[str, Any] = {"allocations": _named(here, allocations), "multipliers": multipliers}
        case Complements(allocations=allocations, bidder=bidder):
            witness = {"allocations": _named(here, allocations), "bidder": here.market.bidders[bidder].name}
        case NotFound():
            return Finding(claim=claim, holds=None, grade="unproven")
    return Finding(claim=claim, holds=False, grade="proved", details={"witness": witness})


def _named(here: Setting, allocations: Sequence[Allocation]) -> list[dict[str, Any]]:
    names = [bidder.name for bidder in here.market.bidders]
    return [{"coalition": here.names(members(allocation.coalition)), "bidder": names[allocation.bidder]} for allocation in allocations]
