"""Smooth levels in floats, and their interpolants: piecewise linear maps that are exact at chosen payments.

The least equilibrium of the interpolants is found exactly.  Then new points are put close around its prices, closer from round to round, so that the
interpolants are nearly exact where it matters.  What is left is measured on the smooth levels themselves.

*Source.* spec walrasian 4.3, with points near the prices in place of ever more pieces.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from marketwright.piecewise import PiecewiseLinear
from marketwright.solvers.matching.table import Booleans, Floats, Pieces

COARSE = 9
"""So many points are spread over all prices that may occur."""
CLOSE = (-1.0, -1 / 8, 0.0, 1 / 8, 1.0)
"""Points around a price, as parts of the present width."""


MOST_SINH = 700.0
"""Beyond, sinh is no float; an object that costs so much is out of reach."""


@dataclass(frozen=True, slots=True)
class SmoothRow:
    """Levels of an agent: `levels` takes payments (objects x any) to levels, `payments` gives the payment for each object at a level.

    *Shapes*: `permitted`: objects.
    """

    levels: Callable[[Floats], Floats]
    payments: Callable[[float], Floats]
    permitted: Booleans


@dataclass(frozen=True, slots=True)
class SampledRow:
    """The interpolant of a smooth row: linear between points, with slope 1 before the first and after the last.

    *Shapes*: `xs`, `ys`: objects x points, increasing along points.
    """

    xs: Floats
    ys: Floats
    permitted: Booleans

    def map(self, position: int) -> PiecewiseLinear | None:
        """The exact interpolant at an object; points that do not increase are left out."""
        if not self.permitted[position]:
            return None
        points: list[tuple[float, float]] = []
        for x, y in zip(self.xs[position].tolist(), self.ys[position].tolist(), strict=True):
            if not points or (x > points[-1][0] and y > points[-1][1]):
                points.append((x, y))
        exact = tuple((Fraction(x), Fraction(y)) for x, y in points)
        return PiecewiseLinear(points=exact, left=Fraction(1), right=Fraction(1))

    def rank(self, position: int | None, price: Fraction) -> Fraction:
        """The level."""
        one = None if position is None else self.map(position)
        return price if one is None else one.at(price)

    def pieces(self) -> Pieces:
        """All interpolants as floats."""
        slopes = np.ones((self.xs.shape[0], self.xs.shape[1] + 1))
        width, rise = np.diff(self.xs, axis=1), np.diff(self.ys, axis=1)
        slopes[:, 1:-1] = np.where((width > 0) & (rise > 0), rise / np.where(width > 0, width, 1.0), 1.0)
        return Pieces(self.xs, self.ys, slopes, self.permitted)


def sampled(row: SmoothRow, low: float, high: float, prices: Floats | None, width: float) -> SampledRow:
    """The interpolant at coarse points from low to high, or at points around prices and at both ends."""
    objects = len(row.permitted)
    if prices is None:
        xs = np.tile(np.linspace(low, high, COARSE), (objects, 1))
    else:
        close = np.clip(prices[:, None] + width * np.array(CLOSE), low, high)
        xs = np.concatenate([np.full((objects, 1), low), close, np.full((objects, 1), high)], axis=1)
    return SampledRow(xs, row.levels(xs), row.permitted)


def quadratic_cost_row(values: Floats, rho: float, fee: float, permitted: Booleans) -> SmoothRow:
    """Level = C(c(t) - value) with c(t) = t + rho t^2 for t >= 0 and t below, for prices before the fee."""

    def cost(payment: Floats) -> Floats:
        return np.where(payment > 0, payment + rho * payment**2, payment)

    def money(costs: Floats) -> Floats:
        positive = np.maximum(costs, 0.0)
        return np.where(costs > 0, 2 * positive / (1 + np.sqrt(1 + 4 * rho * positive)), costs)

    return _cost_row(cost, money, values, fee, permitted)


def sinh_cost_row(values: Floats, k: float, fee: float, permitted: Booleans) -> SmoothRow:
    """Level = C(c(t) - value) with c(t) = sinh(k t) / k, for prices before the fee."""

    def cost(payment: Floats) -> Floats:
        found: Floats = np.sinh(np.clip(k * payment, -MOST_SINH, MOST_SINH)) / k
        return found

    def money(costs: Floats) -> Floats:
        found: Floats = np.arcsinh(k * costs) / k
        return found

    return _cost_row(cost, money, values, fee, permitted)


def _cost_row(cost: Callable[[Floats], Floats], money: Callable[[Floats], Floats], values: Floats, fee: float, permitted: Booleans) -> SmoothRow:
    return SmoothRow(
        levels=lambda prices: money(cost(prices + fee) - (values if prices.ndim == 1 else values[:, None])) - fee,
        payments=lambda level: money(cost(np.full(len(values), level + fee)) + values) - fee,
        permitted=permitted,
    )


def tanh_row(values: Floats, alpha: Floats, beta: float, fee: float, permitted: Booleans) -> SmoothRow:
    """Level = t - value + alpha tanh(t / beta), for prices before the fee."""

    def levels(prices: Floats) -> Floats:
        own, bend = (values, alpha) if prices.ndim == 1 else (values[:, None], alpha[:, None])
        return prices - own + bend * np.tanh((prices + fee) / beta)

    def payments(level: float) -> Floats:
        low, high = level + values - np.abs(alpha), level + values + np.abs(alpha)
        for _ in range(80):
            middle = (low + high) / 2
            below = levels(middle) < level
            low, high = np.where(below, middle, low), np.where(below, high, middle)
        return (low + high) / 2

    return SmoothRow(levels=levels, payments=payments, permitted=permitted)


def range_of(rows: Sequence[SmoothRow], reserves: Sequence[float]) -> tuple[float, float]:
    """Payments between which all prices lie that matter, with some room."""
    most = max([0.0, *reserves, *(float(np.where(row.permitted, row.payments(0.0), 0.0).max(initial=0.0)) for row in rows)])
    low = min([0.0, *reserves])
    return low - 1 - (most - low) / 8, most + 1 + (most - low) / 8
