"""The rule `reallocative/packages`: packages of goods that certify the core for every set of participants, tested or found.

*Source.* `docs/formats/reallocative.md`; paper 001, Theorem 1; spec reallocative 6.
"""

from collections.abc import Sequence
from typing import Any

from marketwright.answers.answer import Finding, Result
from marketwright.markets.divisible import DivisibleMarket
from marketwright.questions import Question
from marketwright.reallocative.package_conditions import all_sets, members, named_packages, package_findings, stated_packages
from marketwright.reallocative.package_search import Allocation, Complements, DependentAllocations, NotFound, Packages, packages_found
from marketwright.reallocative.setting import Setting, setting


def packages_rule(market: DivisibleMarket, question: Question) -> Result:
    """The stated packages tested, or packages found, or why there are none.

    Raises: `UsageError` U105 (more than 15 bidders), U121 (one bidder), U123 (a bidder of a numeric type).
    """
    here = setting(market, question)
    sets = all_sets(here)
    stated = (question.input or {}).get("packages")
    found = packages_found(here, sets) if stated is None else Packages(method="stated", packages=stated_packages(here, stated))
    if not isinstance(found, Packages):
        return Result(outcome={}, findings=(none_found(here, found),), certificate={}, parameters={})
    outcome = named_packages(here, found.packages) | {"method": found.method}
    return Result(outcome=outcome, findings=package_findings(here, sets, found.packages), certificate={}, parameters={})


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
