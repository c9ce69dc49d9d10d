"""Levels of exact preferences as piecewise linear maps of payments.

*Source.* `docs/formats/unit-demand.md` (Levels); spec walrasian 1.
"""

from fractions import Fraction

from marketwright.markets.unit_demand import (
    BorrowingPreference,
    ExactPreference,
    IncomePreference,
    LevelsPreference,
    QuasilinearPreference,
    SoftBudgetPreference,
)
from marketwright.piecewise import PiecewiseLinear

_ZERO, _ONE = Fraction(0), Fraction(1)


def level_map(preference: ExactPreference, good: str) -> PiecewiseLinear:
    """The map of payments for the good to levels.

    Raises: `KeyError` for a good that is not in the preference.

    Example:
    >>> saver = BorrowingPreference(values={"a": Fraction(9)}, cash=Fraction(3), rate=Fraction(1, 4))
    >>> level_map(saver, "a").points
    ((Fraction(3, 1), Fraction(-6, 1)), (Fraction(51, 5), Fraction(3, 1)))
    """
    match preference:
        case QuasilinearPreference(values=values):
            return PiecewiseLinear(points=((_ZERO, -values[good]),), left=_ONE, right=_ONE)
        case BorrowingPreference(values=values, cash=cash, rate=rate):
            return _kinked_cost(values[good], cash, 1 + rate)
        case SoftBudgetPreference(values=values, budget=budget, steepness=steepness):
            return _kinked_cost(values[good], budget, steepness)
        case IncomePreference(wealth=wealth, quality=quality, cap=cap):
            return PiecewiseLinear(points=((cap, wealth - quality[good] * (wealth - cap)),), left=quality[good], right=_ONE)
        case LevelsPreference(levels=levels):
            return levels[good]


def _kinked_cost(value: Fraction, kink: Fraction, slope: Fraction) -> PiecewiseLinear:
    """Level = C(c(t) - value) for the cost c with slope 1 up to the kink and `slope` beyond, C its inverse."""
    if value == 0 or slope == 1:
        return PiecewiseLinear(points=((kink, kink - value),), left=_ONE, right=_ONE)
    if value > 0:
        return PiecewiseLinear(points=((kink, kink - value), (kink + value / slope, kink)), left=_ONE, right=_ONE)
    return PiecewiseLinear(points=((kink + value, kink), (kink, kink - value / slope)), left=_ONE, right=_ONE)


def is_desirable(levels: PiecewiseLinear) -> bool:
    """Whether having the good is better than not at every payment: the level always below the payment."""
    return levels.left >= 1 >= levels.right and all(level < payment for payment, level in levels.points)
