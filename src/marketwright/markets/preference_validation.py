"""Preferences of a unit-demand market, each type with its bounds.

*Source.* `docs/formats/unit-demand.md` (Levels).
"""

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction

from marketwright.errors import MarketError
from marketwright.exact import number_text
from marketwright.markets.parts import above_zero, at_least, entries, exact_number, out_of_range, wrong_type
from marketwright.markets.places import key_text, shown
from marketwright.markets.row_validation import Permitted, refuse_other_goods, valid_row
from marketwright.markets.rows import Row
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
)
from marketwright.piecewise import PiecewiseLinear, Point

MAX_SINH = 300
"""The largest argument of sinh that is met, so that its values can be computed."""


def valid_preference(preference: Preference, place: str, permitted: Permitted, largest: Fraction) -> Preference:
    """The preference in normal form; `largest` is the size of the largest number of the market that belongs to no buyer.

    Raises: `MarketError` M101, M108, M115, M120, M121, M123 to M126; `NumberError` N103, N105.
    """
    match preference:
        case QuasilinearPreference(values=values):
            return QuasilinearPreference(values=valid_row(values, f"{place}.values", permitted))
        case BorrowingPreference(values=values, cash=cash, rate=rate):
            row = valid_row(values, f"{place}.values", permitted)
            return BorrowingPreference(values=row, cash=at_least(0, cash, f"{place}.cash"), rate=at_least(0, rate, f"{place}.rate"))
        case SoftBudgetPreference(values=values, budget=budget, steepness=steepness):
            row = valid_row(values, f"{place}.values", permitted)
            limit, slope = at_least(0, budget, f"{place}.budget"), at_least(1, steepness, f"{place}.steepness")
            return SoftBudgetPreference(values=row, budget=limit, steepness=slope)
        case IncomePreference():
            return _income(preference, place, permitted)
        case LevelsPreference(levels=levels):
            return LevelsPreference(levels=_level_maps(levels, f"{place}.levels", permitted))
        case QuadraticCostPreference(values=values, rho=rho):
            return QuadraticCostPreference(values=valid_row(values, f"{place}.values", permitted), rho=above_zero(rho, f"{place}.rho"))
        case SinhCostPreference(values=values, k=k):
            row, factor = valid_row(values, f"{place}.values", permitted), above_zero(k, f"{place}.k")
            _refuse_large_sinh(factor, row, largest, f"{place}.k")
            return SinhCostPreference(values=row, k=factor)
        case TanhPreference(values=values, alpha=alpha, beta=beta):
            row, width = valid_row(values, f"{place}.values", permitted), above_zero(beta, f"{place}.beta")
            return TanhPreference(values=row, alpha=_alpha(alpha, width, f"{place}.alpha", permitted), beta=width)
    raise wrong_type(place, preference, "one of the preference classes of markets.unit_demand")


def _income(preference: IncomePreference, place: str, permitted: Permitted) -> IncomePreference:
    wealth = exact_number(preference.wealth, f"{place}.wealth")
    quality = valid_row(preference.quality, f"{place}.quality", permitted)
    good, least = _extreme(quality, min)
    if good is not None and least <= 1:
        raise out_of_range(f"{place}.quality{key_text(good)}", least, "above 1")
    cap = exact_number(preference.cap, f"{place}.cap")
    if cap >= wealth:
        raise out_of_range(f"{place}.cap", cap, f"below the wealth, which is {number_text(wealth)}")
    return IncomePreference(wealth=wealth, quality=quality, cap=cap)


def _alpha(given: object, beta: Fraction, place: str, permitted: Permitted) -> Row:
    alpha = valid_row(given, place, permitted)
    for extreme in (max, min):
        good, number = _extreme(alpha, extreme)
        if good is not None and abs(number) >= beta:
            raise out_of_range(f"{place}{key_text(good)}", number, f"of a size below beta, which is {number_text(beta)}")
    return alpha


def _refuse_large_sinh(k: Fraction, values: Row, largest: Fraction, place: str) -> None:
    good, number = max((_extreme(values, max), _extreme(values, min)), key=lambda found: abs(found[1]))
    size = max(abs(number), largest)
    if k * size > MAX_SINH:
        what = (
            f"the value {number_text(number)} of {shown(good)}" if good is not None and abs(number) == size else f"the number {number_text(size)} of the market"
        )
        allowed = f"k times every value, seller's value, reserve price and the entry fee between -{MAX_SINH} and {MAX_SINH}"
        raise MarketError("M126", place, f"k = {number_text(k)} with {what}", allowed, "choose a smaller k")


def _extreme(row: Row, extreme: Callable[[Sequence[int]], int]) -> tuple[str | None, Fraction]:
    """The first good with the least or the greatest number of a row; (None, 0) for a row without goods."""
    if not len(row):
        return None, Fraction(0)
    numerator = extreme(row.numerators)
    return list(row.places)[row.numerators.index(numerator)], Fraction(numerator, row.denominator)


def _level_maps(given: object, place: str, permitted: Permitted) -> Mapping[str, PiecewiseLinear]:
    if not isinstance(given, Mapping):
        raise wrong_type(place, given, "a level map for each good")
    refuse_other_goods(given, place, permitted)
    return {good: _level_map(given[good], f"{place}{key_text(good)}") for good in permitted.places}


def _level_map(given: object, place: str) -> PiecewiseLinear:
    if not isinstance(given, PiecewiseLinear):
        raise wrong_type(place, given, "a PiecewiseLinear")
    points: list[Point] = []
    for number, point in enumerate(entries(given.points, f"{place}.points")):
        here = f"{place}.points[{number}]"
        pair = entries(point, here)
        if len(pair) != 2:
            raise MarketError("M101", here, f"a list of {len(pair)}", "a payment and its level", "write [payment, level]")
        payment, level = exact_number(pair[0], f"{here}[0]"), exact_number(pair[1], f"{here}[1]")
        if points:
            _refuse_standstill("payment", payment, points[-1][0], f"{here}[0]")
            _refuse_standstill("level", level, points[-1][1], f"{here}[1]")
        points.append((payment, level))
    if not points:
        raise MarketError("M115", f"{place}.points", "an empty list", "one or more points", "state a payment and its level")
    return PiecewiseLinear(points=tuple(points), left=_slope(given.left, f"{place}.left"), right=_slope(given.right, f"{place}.right"))


def _refuse_standstill(what: str, number: Fraction, before: Fraction, place: str) -> None:
    if number <= before:
        given = f"the {what} {number_text(number)} after {number_text(before)}"
        allowed = "payments and levels that both increase: every level has to be reached by exactly one payment"
        raise MarketError("M124", place, given, allowed, "sort the points, and let no payment and no level stay the same")


def _slope(given: object, place: str) -> Fraction:
    slope = exact_number(given, place)
    if slope <= 0:
        allowed = "slopes above 0: every level has to be reached by some payment, so no level map is flat or bounded"
        raise MarketError("M125", place, f"the slope {number_text(slope)}", allowed, "choose a small slope, such as 1/1000")
    return slope


def hard_budget(place: str, given: str) -> MarketError:
    """The error for a budget that nobody exceeds, whatever a good is worth."""
    allowed = "preferences in which every good is compensated by some payment: beyond a hard budget none does it, and equilibria may fail to exist"
    return MarketError("M122", place, f"{given}, which is a hard budget", allowed, 'use "soft-budget" with a large steepness, such as 1000')
