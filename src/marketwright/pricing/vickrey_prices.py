"""The rule `prices/vickrey`: Vickrey payments as prices of the packages of an efficient allocation.

*Meaning.* Three different questions (spec pricing 4): whether the Vickrey payments support the allocation (F5); whether those of the reduced economy, whose
goods are the packages, do (F6), and then they are the least prices; whether the least prices exist and are the Vickrey payments.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from marketwright.answers.answer import Finding, Result, plain
from marketwright.certificates.bounds import bound_document, row_document, with_bounds, worst_grade
from marketwright.coalitions.worths import Clearing, LimitReached, Worth
from marketwright.markets.bundle import Bid, BundleMarket, Buyer, XorValues
from marketwright.pricing.allocations import EfficientAllocations
from marketwright.pricing.conditions import Conditions
from marketwright.pricing.economy import Economy, FullAllocation
from marketwright.pricing.prices import Names, Points, allocation_outcome, efficient_finding, undecided
from marketwright.pricing.support import Prices, SupportingPrices
from marketwright.questions import Question

CLAIMS = ("vickrey-supports", "reduced-supports", "vickrey-least")


@dataclass(frozen=True, slots=True, kw_only=True)
class Payments:
    """Vickrey payments of the holders, and the worths of all others that they rest on."""

    amounts: Prices
    without: Mapping[int, Worth]

    @property
    def grade(self) -> str:
        """The worst grade of the worths."""
        return worst_grade(*(worth.grade for worth in self.without.values()))


def vickrey_payments(economy: Economy, clearing: Clearing, allocation: FullAllocation, welfare: Fraction) -> Payments | LimitReached:
    """The Vickrey payments of an efficient allocation in the market of `clearing`: the economy's own, or its reduced one.

    Cost: one winner determination for each holder.
    """
    without: dict[int, Worth] = {}
    for holder in allocation.holders:
        worth = clearing.worth(without={holder})
        if not worth.exact:
            return LimitReached()
        without[holder] = worth
    amounts = {holder: worth.value - (welfare - economy.utility(holder, allocation.bundles[holder])) for holder, worth in without.items()}
    return Payments(amounts=amounts, without=without)


def reduced_market(economy: Economy, allocation: FullAllocation) -> BundleMarket:
    """The market whose goods are the packages, named after their holders: every option needs the packages that it touches."""
    buyers = []
    for name, options in zip(economy.names, economy.options, strict=True):
        bids = tuple(Bid(bundle=tuple(economy.names[holder] for holder in sorted(allocation.touched(bundle))), value=value) for bundle, value in options)
        buyers.append(Buyer(name=name, values=XorValues(bids=bids)))
    return BundleMarket(goods=tuple(economy.names[holder] for holder in allocation.holders), buyers=tuple(buyers))


def vickrey_prices(market: BundleMarket, question: Question) -> Result:
    """The rule `prices/vickrey`."""
    economy = Economy(market, question.limits)
    best = economy.clearing.worth()
    allocation = EfficientAllocations(economy, best, 1).first()
    start = economy.clearing.rows
    outcome = allocation_outcome(economy, allocation)
    certificate: dict[str, Any] = {"uses": list(allocation.uses), "bound": bound_document(best.bound)}
    open_result = Result(outcome=outcome, findings=(efficient_finding(best), *undecided(CLAIMS)), certificate=with_bounds(start, **certificate), parameters={})
    if not best.exact:
        return open_result
    original = vickrey_payments(economy, economy.clearing, allocation, best.value)
    smaller = Clearing(reduced_market(economy, allocation), question.limits)
    reduced = vickrey_payments(economy, smaller, allocation, best.value)
    if isinstance(original, LimitReached) or isinstance(reduced, LimitReached):
        return open_result
    conditions = Conditions(economy, allocation, "eff")
    names = Names(economy, conditions)
    low, proof = _lows(SupportingPrices(conditions), names)
    grade = worst_grade(best.grade, original.grade)
    findings = (
        efficient_finding(best),
        _supports(CLAIMS[0], conditions, names, original.amounts, grade),
        _supports(CLAIMS[1], conditions, names, reduced.amounts, worst_grade(best.grade, reduced.grade)),
        _least(conditions, names, original.amounts, low, grade),
    )
    return Result(
        outcome=outcome
        | {"vickrey": names.prices(original.amounts), "reduced": names.prices(reduced.amounts)}
        | ({} if low is None else {"low": names.prices(low)}),
        findings=findings,
        certificate=with_bounds(
            economy.clearing.rows,
            **certificate,
            without=_worths(economy, original),
            reduced={"rows": [row_document(row) for row in smaller.rows], "without": _worths(economy, reduced)},
            **proof,
        ),
        parameters={},
    )


def _worths(economy: Economy, payments: Payments) -> dict[str, Any]:
    return {economy.names[holder]: {"uses": list(worth.uses), "bound": bound_document(worth.bound)} for holder, worth in payments.without.items()}


def _lows(region: SupportingPrices, names: Names) -> tuple[Prices | None, dict[str, Any]]:
    """The least price of every package with its proof, or the proof that there are no prices."""
    failure = region.contradiction()
    if failure is not None:
        return None, {"none": names.multipliers(failure.multipliers)}
    points = Points()
    extremes = {holder: region.least({holder: Fraction(1)}) for holder in region.conditions.variables}
    low = {holder: extreme.value for holder, extreme in extremes.items()}
    together = region.conditions.broken(low) is None
    proof = {
        names.variable(holder): {"point": points.place(low if together else extreme.prices), "multipliers": names.multipliers(extreme.multipliers)}
        for holder, extreme in extremes.items()
    }
    return low, {"points": [plain(names.prices(point)) for point in points.listed], "low": proof}


def _supports(claim: str, conditions: Conditions, names: Names, payments: Prices, grade: str) -> Finding:
    broken = conditions.broken(payments)
    if broken is None:
        return Finding(claim=claim, holds=True, grade=grade)
    condition, amount = broken
    return Finding(claim=claim, holds=False, grade=grade, details={"witness": names.condition(condition) | {"amount": amount}})


def _least(conditions: Conditions, names: Names, payments: Prices, low: Prices | None, grade: str) -> Finding:
    claim = CLAIMS[2]
    if low is None:
        return Finding(claim=claim, holds=False, grade="proved", details={"witness": {}})
    for holder, payment in payments.items():
        if payment != low[holder]:
            witness = {"buyer": names.variable(holder), "payment": payment, "low": low[holder]}
            return Finding(claim=claim, holds=False, grade=grade, details={"witness": witness})
    if conditions.broken(low) is not None:
        return Finding(claim=claim, holds=False, grade=grade, details={"witness": {}})
    return Finding(claim=claim, holds=True, grade=grade)
