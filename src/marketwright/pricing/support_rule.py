"""The rule `prices/support`: whether stated prices make every buyer choose his own goods of a stated allocation, and whether that allocation is efficient.

*Source.* spec pricing 2; `docs/formats/pricing.md`.
"""

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from marketwright.answers.answer import Finding, Result
from marketwright.certificates.bounds import bound_document, grade, with_bounds, worst_grade
from marketwright.coalitions.worths import Worth
from marketwright.markets.bundle import BundleMarket
from marketwright.pricing.economy import Economy, FullAllocation
from marketwright.pricing.posted import PostedPrices, cheapest_partitions, supports_finding
from marketwright.pricing.prices import allocation_document
from marketwright.pricing.stated import Stated, needed, stated
from marketwright.questions import Question


@dataclass(frozen=True, slots=True)
class Efficiency:
    """The finding `efficient` about a stated allocation, and its proof."""

    finding: Finding
    proof: dict[str, Any]


def efficiency(economy: Economy, allocation: FullAllocation, best: Worth) -> Efficiency:
    """Whether the allocation is worth as much as any: a bound, a better use list, or, when a limit came first, how much more there may be."""
    welfare = welfare_of(economy, allocation)
    if best.value > welfare:
        return Efficiency(Finding(claim="efficient", holds=False, grade="proved"), {"uses": list(best.uses)})
    proof = {"bound": bound_document(best.bound)}
    if best.at_most > welfare:
        return Efficiency(Finding(claim="efficient", holds=None, grade="bounded", details={"at_most": best.at_most}), proof)
    return Efficiency(Finding(claim="efficient", holds=True, grade=grade(best.bound)), proof)


def welfare_of(economy: Economy, allocation: FullAllocation) -> Fraction:
    """The sum of all buyers' utilities."""
    return sum((economy.utility(buyer, bundle) for buyer, bundle in enumerate(allocation.bundles)), Fraction(0))


def posted_prices(economy: Economy, given: Stated, allocation: FullAllocation) -> PostedPrices:
    """The stated prices as buyers find them: with the scheme `all` a price list stands for its cheapest partitions."""
    table = given.table
    if table is not None and given.scheme == "all":
        table = cheapest_partitions(table)[0]
    return PostedPrices(economy=economy, allocation=allocation, scheme=given.scheme, prices=given.prices, table=table)


def equilibrium_finding(efficient: Finding, supports: Finding) -> Finding:
    """Both together."""
    if efficient.holds and supports.holds:
        return Finding(claim="equilibrium", holds=True, grade=worst_grade(efficient.grade, supports.grade))
    if efficient.holds is False or not supports.holds:
        return Finding(claim="equilibrium", holds=False, grade="proved")
    return Finding(claim="equilibrium", holds=None, grade="unproven")


def support_rule(market: BundleMarket, question: Question) -> Result:
    """The rule `prices/support`.

    Raises: `SecondInputError` I101, I116 to I118.

    Cost: one winner determination, and a look at every option of every buyer.
    """
    economy, raw = Economy(market, question.limits), question.input or {}
    if "allocation" not in raw:
        raise needed("allocation", "the allocation to be supported", 'add "allocation": {buyer: [goods], ...}, every good to one buyer')
    given = stated(economy, raw)
    allocation = given.allocation
    if allocation is None or (given.prices is None and given.table is None):
        raise needed("prices", "prices, or a price_list of all bundles with scheme all or any", 'add "prices": {name: number, ...}')
    posted = posted_prices(economy, given, allocation)
    found, supports = efficiency(economy, allocation, economy.clearing.worth()), supports_finding(posted)
    paid = [posted.cost(bundle) for bundle in allocation.bundles]
    payoffs = [economy.utility(buyer, bundle) - paid[buyer] for buyer, bundle in enumerate(allocation.bundles)]
    revenue = sum(paid, Fraction(0))
    return Result(
        outcome={
            "allocation": allocation_document(economy, allocation),
            "welfare": welfare_of(economy, allocation),
            "payments": dict(zip(economy.names, paid, strict=True)),
            "payoffs": dict(zip(economy.names, payoffs, strict=True)) | {"seller": revenue},
            "revenue": revenue,
        },
        findings=(found.finding, supports, equilibrium_finding(found.finding, supports)),
        certificate=with_bounds(economy.clearing.rows, **found.proof),
        parameters={"scheme": given.scheme},
    )
