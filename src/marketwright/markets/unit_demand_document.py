"""What the canonical document of a unit-demand market says beyond format, kind, texts and goods.

*Source.* `docs/formats/unit-demand.md`.
"""

from collections.abc import Mapping
from fractions import Fraction
from math import gcd

from marketwright.exact import canonical_number
from marketwright.markets.rows import Row
from marketwright.markets.strict_json import JsonValue
from marketwright.markets.unit_demand import (
    BorrowingPreference,
    IncomePreference,
    LevelsPreference,
    Preference,
    QuadraticCostPreference,
    QuasilinearPreference,
    SinhCostPreference,
    SoftBudgetPreference,
    TanhPreference,
    UnitDemandMarket,
)
from marketwright.piecewise import PiecewiseLinear


def unit_demand_entries(market: UnitDemandMarket) -> dict[str, JsonValue]:
    """The keys after `goods`; empty ones, and an entry fee of 0, are left out."""
    buyers: list[JsonValue] = []
    for buyer in market.buyers:
        entry: dict[str, JsonValue] = {"name": buyer.name, "preference": _preference(buyer.preference)}
        if buyer.forbidden:
            entry["forbidden"] = list(buyer.forbidden)
        buyers.append(entry)
    found: dict[str, JsonValue] = {"buyers": buyers}
    if market.seller_values:
        found["seller_values"] = amounts_by_good(market.seller_values)
    if market.reserve_prices:
        found["reserve_prices"] = amounts_by_good(market.reserve_prices)
    if market.entry_fee:
        found["entry_fee"] = canonical_number(market.entry_fee)
    return found


def amounts_by_good(amounts: Mapping[str, Fraction]) -> dict[str, JsonValue]:
    """Good -> canonical number; of a row of integers without any Python code for each."""
    if not isinstance(amounts, Row):
        return {good: canonical_number(amount) for good, amount in amounts.items()}
    if amounts.denominator == 1:
        return dict(zip(amounts.places, amounts.numerators, strict=True))
    return {good: _quotient(numerator, amounts.denominator) for good, numerator in zip(amounts.places, amounts.numerators, strict=True)}


def _quotient(numerator: int, denominator: int) -> int | str:
    """`exact.canonical_number` of a quotient, several times as fast."""
    common = gcd(numerator, denominator)
    return numerator // common if common == denominator else f"{numerator // common}/{denominator // common}"


def _preference(preference: Preference) -> dict[str, JsonValue]:
    match preference:
        case QuasilinearPreference(values=values):
            return {"type": "quasilinear", "values": amounts_by_good(values)}
        case BorrowingPreference(values=values, cash=cash, rate=rate):
            return {"type": "borrowing", "values": amounts_by_good(values), "cash": canonical_number(cash), "rate": canonical_number(rate)}
        case SoftBudgetPreference(values=values, budget=budget, steepness=steepness):
            return {
                "type": "soft-budget",
                "values": amounts_by_good(values),
                "budget": canonical_number(budget),
                "steepness": canonical_number(steepness),
            }
        case IncomePreference(wealth=wealth, quality=quality, cap=cap):
            return {"type": "income", "wealth": canonical_number(wealth), "quality": amounts_by_good(quality), "cap": canonical_number(cap)}
        case LevelsPreference(levels=levels):
            return {"type": "levels", "levels": {good: _level_map(level_map) for good, level_map in levels.items()}}
        case QuadraticCostPreference(values=values, rho=rho):
            return {"type": "quadratic-cost", "values": amounts_by_good(values), "rho": canonical_number(rho)}
        case SinhCostPreference(values=values, k=k):
            return {"type": "sinh-cost", "values": amounts_by_good(values), "k": canonical_number(k)}
        case TanhPreference(values=values, alpha=alpha, beta=beta):
            return {"type": "tanh", "values": amounts_by_good(values), "alpha": amounts_by_good(alpha), "beta": canonical_number(beta)}


def _level_map(levels: PiecewiseLinear) -> dict[str, JsonValue]:
    points: list[JsonValue] = [[canonical_number(payment), canonical_number(level)] for payment, level in levels.points]
    return {"points": points, "left": canonical_number(levels.left), "right": canonical_number(levels.right)}
