"""The rules `prices/good`, `prices/eff`, `prices/all` and `prices/any`: prices at which every buyer chooses his own goods of an efficient allocation.

*Source.* spec pricing 3; `docs/formats/pricing.md`.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from marketwright.answers.answer import Finding, Result, plain
from marketwright.certificates.bounds import bound_document, with_bounds
from marketwright.coalitions.worths import Worth
from marketwright.markets.bundle import BundleMarket
from marketwright.pricing.allocations import EfficientAllocations, default_cap
from marketwright.pricing.conditions import Condition, Conditions, Scheme
from marketwright.pricing.economy import Economy, FullAllocation, remainder
from marketwright.pricing.support import Multipliers, NoPrices, Prices, SupportingPrices
from marketwright.questions import Question

RANGES_UP_TO = 16
"""Ranges are computed by default for up to this many price variables."""


class Names:
    """Buyers, goods and conditions of one allocation as documents write them."""

    def __init__(self, economy: Economy, conditions: Conditions) -> None:
        """Name the price variables."""
        self.economy = economy
        self._variable = economy.market.goods if conditions.scheme == "good" else economy.names

    def variable(self, variable: int) -> str:
        """A good, or the holder of a package."""
        return self._variable[variable]

    def prices(self, prices: Prices) -> dict[str, Fraction]:
        """A price vector."""
        return {self.variable(variable): price for variable, price in prices.items()}

    def condition(self, condition: Condition) -> dict[str, Any]:
        """A condition."""
        return {"buyer": self.economy.names[condition.buyer], "at": [self.variable(variable) for variable in sorted(condition.at)]}

    def multipliers(self, multipliers: Multipliers) -> list[dict[str, Any]]:
        """Conditions with their multipliers."""
        return [self.condition(condition) | {"multiplier": plain(multiplier)} for condition, multiplier in multipliers]


@dataclass(slots=True)
class Points:
    """The price vectors of a certificate, each once."""

    listed: list[Prices] = field(default_factory=list)

    def place(self, prices: Prices) -> int:
        """The number of a price vector."""
        if prices not in self.listed:
            self.listed.append(prices)
        return self.listed.index(prices)


def allocation_document(economy: Economy, allocation: FullAllocation) -> dict[str, list[str]]:
    """Every buyer's goods."""
    return {name: economy.goods_of(bundle) for name, bundle in zip(economy.names, allocation.bundles, strict=True)}


def allocation_outcome(economy: Economy, allocation: FullAllocation) -> dict[str, Any]:
    """Allocation, remainder and welfare."""
    return {
        "allocation": allocation_document(economy, allocation),
        "remainder": [economy.market.goods[good] for good in remainder(economy, allocation.uses)],
        "welfare": economy.clearing.total(allocation.uses),
    }


def efficient_finding(best: Worth) -> Finding:
    """The finding `efficient`."""
    if best.exact:
        return Finding(claim="efficient", holds=True, grade=best.grade)
    return Finding(claim="efficient", holds=None, grade="bounded", details={"at_most": best.at_most})


def undecided(claims: Iterable[str]) -> tuple[Finding, ...]:
    """Findings that a limit left open."""
    return tuple(Finding(claim=claim, holds=None, grade="unproven") for claim in claims)


def price_rule(scheme: Scheme) -> Callable[[BundleMarket, Question], Result]:
    """The rule of one scheme."""

    def rule(market: BundleMarket, question: Question) -> Result:
        return _priced(market, question, scheme)

    return rule


def _priced(market: BundleMarket, question: Question, scheme: Scheme) -> Result:
    economy = Economy(market, question.limits)
    given: Mapping[str, Any] = question.input or {}
    best = economy.clearing.worth()
    allocations = EfficientAllocations(economy, best, given.get("cap", default_cap(economy)))
    allocation = allocations.first()
    conditions = Conditions(economy, allocation, scheme)
    ranges = given.get("ranges", len(conditions.variables) <= RANGES_UP_TO)
    parameters = {"want": given.get("want", "interior"), "ranges": ranges, "cap": allocations.cap}
    if not best.exact:
        return Result(
            outcome=allocation_outcome(economy, allocation) | {"tried": 0},
            findings=(efficient_finding(best), *undecided(("supportable", "prices-exist"))),
            certificate=with_bounds(economy.clearing.rows, uses=list(best.uses), bound=bound_document(best.bound)),
            parameters=parameters,
        )
    region = SupportingPrices(conditions)
    failure = region.contradiction()
    if failure is None:
        return _with_prices(economy, best, region, parameters, tried=1)
    if scheme == "good":
        return _no_item_prices(economy, best, region, failure, parameters)
    failed = [(allocation, conditions, failure)]
    for other in allocations.others():
        region = SupportingPrices(Conditions(economy, other, scheme))
        failure = region.contradiction()
        if failure is None:
            return _with_prices(economy, best, region, parameters, tried=len(failed) + 1)
        failed.append((other, region.conditions, failure))
    return _no_package_prices(economy, best, allocations, failed, parameters)


def _with_prices(economy: Economy, best: Worth, region: SupportingPrices, parameters: Mapping[str, Any], *, tried: int) -> Result:
    conditions = region.conditions
    allocation, names, points = conditions.allocation, Names(economy, conditions), Points()
    extremes = {"margin": region.margin, "least_total": region.least(region.total), "greatest_total": region.greatest(region.total)}
    wanted = {"interior": "margin", "least-total": "least_total", "greatest-total": "greatest_total"}[parameters["want"]]
    prices = extremes[wanted].prices
    paid = [sum((prices[variable] for variable in conditions.own(buyer)), Fraction(0)) for buyer in range(len(economy.names))]
    payoffs = [economy.utility(buyer, bundle) - paid[buyer] for buyer, bundle in enumerate(allocation.bundles)]
    outcome: dict[str, Any] = allocation_outcome(economy, allocation) | {
        "tried": tried,
        "prices": names.prices(prices),
        "payments": dict(zip(economy.names, paid, strict=True)),
        "payoffs": dict(zip(economy.names, payoffs, strict=True)) | {"seller": sum(paid, Fraction(0))},
        "revenue": sum(paid, Fraction(0)),
    }
    proof: dict[str, Any] = {}
    for key, extreme in extremes.items():
        outcome[key] = extreme.value
        proof[key] = {"point": points.place(extreme.prices), "multipliers": names.multipliers(extreme.multipliers)}
    if parameters["ranges"]:
        more, evidence = _ranges(region, names, points)
        outcome |= more
        proof |= evidence
    return Result(
        outcome=outcome,
        findings=(
            efficient_finding(best),
            Finding(claim="supportable", holds=True, grade="proved"),
            Finding(claim="prices-exist", holds=True, grade=best.grade),
        ),
        certificate=with_bounds(
            economy.clearing.rows,
            uses=list(allocation.uses),
            bound=bound_document(best.bound),
            points=[plain(names.prices(point)) for point in points.listed],
            **proof,
        ),
        parameters=parameters,
    )


def _ranges(region: SupportingPrices, names: Names, points: Points) -> tuple[dict[str, Any], dict[str, Any]]:
    """The range of every price, and whether all lows (highs) together support the allocation."""
    outcome: dict[str, Any] = {}
    proof: dict[str, Any] = {}
    for side, word, extreme_of in (("low", "least", region.least), ("high", "greatest", region.greatest)):
        extremes = {variable: extreme_of({variable: Fraction(1)}) for variable in region.conditions.variables}
        vector = {variable: extreme.value for variable, extreme in extremes.items()}
        broken = region.conditions.broken(vector)
        outcome[side] = names.prices(vector)
        outcome[f"{word}_exists"] = broken is None
        if broken is not None:
            proof[f"{word}_violated"] = names.condition(broken[0])
        proof[side] = {
            names.variable(variable): {
                "point": points.place(extreme.prices if broken is not None else vector),
                "multipliers": names.multipliers(extreme.multipliers),
            }
            for variable, extreme in extremes.items()
        }
    return outcome, proof


def _no_item_prices(economy: Economy, best: Worth, region: SupportingPrices, failure: NoPrices, parameters: Mapping[str, Any]) -> Result:
    """No item prices: a fractional allocation is worth more than every allocation."""
    allocation = region.conditions.allocation
    shares, worth = fractional_allocation(economy, region.conditions, failure)
    return Result(
        outcome=allocation_outcome(economy, allocation)
        | {
            "tried": 1,
            "fractional": [{"buyer": economy.names[buyer], "bundle": economy.goods_of(bundle), "share": share} for (buyer, bundle), share in shares.items()],
            "fractional_worth": worth,
        },
        findings=(
            efficient_finding(best),
            Finding(claim="supportable", holds=False, grade="proved"),
            Finding(claim="prices-exist", holds=False, grade=best.grade),
        ),
        certificate=with_bounds(
            economy.clearing.rows,
            uses=list(allocation.uses),
            bound=bound_document(best.bound),
            none=[{"allocation": allocation_document(economy, allocation), "uses": list(allocation.uses)}],
        ),
        parameters=parameters,
    )


def fractional_allocation(economy: Economy, conditions: Conditions, failure: NoPrices) -> tuple[dict[tuple[int, int], Fraction], Fraction]:
    """Shares of bundles, by buyer and bundle, that are worth more than the allocation, and their worth.

    Multipliers become shares; with the rest of his share every buyer keeps his own goods.
    """
    moved: dict[int, Fraction] = {}
    for condition, multiplier in failure.multipliers:
        moved[condition.buyer] = moved.get(condition.buyer, Fraction(0)) + multiplier
    scale = max(moved.values())
    shares: dict[tuple[int, int], Fraction] = {}
    for condition, multiplier in failure.multipliers:
        bundle = conditions.bundle_of(condition.at)
        if bundle:
            shares[condition.buyer, bundle] = multiplier / scale
    for buyer, bundle in enumerate(conditions.allocation.bundles):
        rest = 1 - moved.get(buyer, Fraction(0)) / scale
        if bundle and rest:
            shares[buyer, bundle] = shares.get((buyer, bundle), Fraction(0)) + rest
    shares = dict(sorted(shares.items()))
    return shares, sum((share * economy.utility(buyer, bundle) for (buyer, bundle), share in shares.items()), Fraction(0))


def _no_package_prices(
    economy: Economy,
    best: Worth,
    allocations: EfficientAllocations,
    failed: list[tuple[FullAllocation, Conditions, NoPrices]],
    parameters: Mapping[str, Any],
) -> Result:
    """No prices for any of the allocations looked at."""
    efficient, proof = efficient_finding(best), {"bound": bound_document(best.bound)}
    exist = Finding(claim="prices-exist", holds=None, grade="unproven", details={"cap": allocations.cap} if len(failed) == allocations.cap else {})
    if allocations.tree is not None:
        efficient, proof = Finding(claim="efficient", holds=True, grade="enumerated"), {"listing": bound_document(allocations.tree)}
        exist = Finding(claim="prices-exist", holds=False, grade="enumerated")
    none = [
        {
            "allocation": allocation_document(economy, allocation),
            "uses": list(allocation.uses),
            "multipliers": Names(economy, conditions).multipliers(failure.multipliers),
        }
        for allocation, conditions, failure in failed
    ]
    first = failed[0][0]
    return Result(
        outcome=allocation_outcome(economy, first) | {"tried": len(failed)},
        findings=(efficient, Finding(claim="supportable", holds=False, grade="proved"), exist),
        certificate=with_bounds(economy.clearing.rows, uses=list(first.uses), none=none, **proof),
        parameters=parameters,
    )
