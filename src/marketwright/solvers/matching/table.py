"""Levels of agents at objects: exact maps on demand, and all of them at once as floats for searching.

A *table* has a row for each agent and a reserve price for each object.  A row gives the exact map of an object (None where the agent may not have it)
and the same maps as arrays of points and slopes.

*Source.* spec walrasian 1 and 4.3b.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from itertools import pairwise
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from marketwright.piecewise import PiecewiseLinear, Point

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
Booleans = NDArray[np.bool_]

_ONE = Fraction(1)


@dataclass(frozen=True, slots=True)
class Pieces:
    """Maps of one agent as floats.

    *Shapes*: `xs`, `ys`: objects x points; `slopes`: objects x (points + 1); `permitted`: objects.  Objects that are not permitted have any numbers.
    Missing points are infinite; the slope of a piece that does not exist is 1.
    """

    xs: Floats
    ys: Floats
    slopes: Floats
    permitted: Booleans


class Row(Protocol):
    """The maps of one agent."""

    def map(self, position: int) -> PiecewiseLinear | None:
        """The exact map of an object, None where the agent may not have it."""

    def rank(self, position: int | None, price: Fraction) -> Fraction:
        """An increasing function of the level at a position that the agent may have (None: no object, at price 0): the same for all positions."""

    def pieces(self) -> Pieces:
        """All maps as floats."""


@dataclass(frozen=True, slots=True)
class MapsRow:
    """A row of maps that are all written down."""

    maps: tuple[PiecewiseLinear | None, ...]

    def map(self, position: int) -> PiecewiseLinear | None:
        """The exact map of an object."""
        return self.maps[position]

    def rank(self, position: int | None, price: Fraction) -> Fraction:
        """The level."""
        one = None if position is None else self.maps[position]
        return price if one is None else one.at(price)

    def pieces(self) -> Pieces:
        """All maps as floats."""
        count = max((len(one.points) for one in self.maps if one is not None), default=1)
        shape = (len(self.maps), count)
        xs, ys, slopes = np.full(shape, np.inf), np.full(shape, np.inf), np.ones((len(self.maps), count + 1))
        for number, one in enumerate(self.maps):
            if one is None:
                continue
            points = len(one.points)
            xs[number, :points] = [x.numerator / x.denominator for x, _ in one.points]
            ys[number, :points] = [y.numerator / y.denominator for _, y in one.points]
            slopes[number, : points + 1] = [float(one.left), *(_slope(*pair) for pair in pairwise(one.points)), float(one.right)]
        return Pieces(xs, ys, slopes, np.array([one is not None for one in self.maps], dtype=np.bool_))


def _slope(first: Point, second: Point) -> float:
    """The slope between two points, rounded once."""
    (a, b), (x, y) = first, second
    rise = (y.numerator * b.denominator - b.numerator * y.denominator) * a.denominator * x.denominator
    return rise / ((x.numerator * a.denominator - a.numerator * x.denominator) * b.denominator * y.denominator)


@dataclass(frozen=True, slots=True)
class QualityRow:
    """Level = wealth - quality (wealth - t) for t up to the cap, then slope 1.

    *Shapes*: `numerators` of qualities: one for each object, over `denominator`; `permitted`: objects.
    """

    numerators: Sequence[int] | Integers
    denominator: int
    permitted: Booleans
    wealth: Fraction
    cap: Fraction

    def _quality(self, position: int) -> Fraction:
        return Fraction(int(self.numerators[position]), self.denominator)

    def map(self, position: int) -> PiecewiseLinear | None:
        """The exact map of an object."""
        if not self.permitted[position]:
            return None
        quality = self._quality(position)
        return PiecewiseLinear(points=((self.cap, self.wealth - quality * (self.wealth - self.cap)),), left=quality, right=_ONE)

    def rank(self, position: int | None, price: Fraction) -> Fraction:
        """The level."""
        if position is None:
            return price
        below = min(price, self.cap)
        return self.wealth - self._quality(position) * (self.wealth - below) + (price - below)

    def pieces(self) -> Pieces:
        """All maps as floats."""
        qualities = np.asarray(self.numerators, dtype=np.float64) / float(self.denominator)
        slopes = np.ones((len(qualities), 2))
        slopes[:, 0] = qualities
        ys = float(self.wealth) - qualities * float(self.wealth - self.cap)
        return Pieces(np.full((len(qualities), 1), float(self.cap)), ys[:, None], slopes, self.permitted)


@dataclass(frozen=True, slots=True)
class CostRow:
    """Level = C(c(t) - value), where the cost c has slope 1 up to `kink` and `slope` beyond and C is its inverse; with slope 1: t - value.

    *Shapes*: `numerators`: one for each object, over `denominator`; `permitted`: objects.
    """

    numerators: Sequence[int] | Integers
    denominator: int
    permitted: Booleans
    kink: Fraction = Fraction(0)
    slope: Fraction = _ONE

    def map(self, position: int) -> PiecewiseLinear | None:
        """The exact map of an object."""
        if not self.permitted[position]:
            return None
        value = Fraction(int(self.numerators[position]), self.denominator)
        kink, slope = self.kink, self.slope
        if slope == 1 or value == 0:
            return PiecewiseLinear(points=((kink, kink - value),), left=_ONE, right=_ONE)
        first, second = sorted(((kink, kink - value), (kink + value / slope, kink)) if value > 0 else ((kink + value, kink), (kink, kink - value / slope)))
        return PiecewiseLinear(points=(first, second), left=_ONE, right=_ONE)

    def rank(self, position: int | None, price: Fraction) -> Fraction:
        """The cost of the payment less the value."""
        cost = price if self.slope == 1 or price <= self.kink else self.kink + self.slope * (price - self.kink)
        return cost if position is None else cost - Fraction(int(self.numerators[position]), self.denominator)

    def pieces(self) -> Pieces:
        """All maps as floats."""
        values = np.asarray(self.numerators, dtype=np.float64) / float(self.denominator)
        kink, slope = float(self.kink), float(self.slope)
        if self.slope == 1:
            return Pieces(np.full((len(values), 1), kink), (kink - values)[:, None], np.ones((len(values), 2)), self.permitted)
        gain = values >= 0
        xs = np.stack([np.where(gain, kink, kink + values), np.where(gain, kink + values / slope, kink)], axis=1)
        ys = np.stack([np.where(gain, kink - values, kink), np.where(gain, kink, kink - values / slope)], axis=1)
        slopes = np.ones((len(values), 3))
        slopes[:, 1] = np.where(gain, slope, 1 / slope)
        return Pieces(xs, ys, slopes, self.permitted)


@dataclass(frozen=True, slots=True)
class FloatTable:
    """All maps of all agents as floats, in flat arrays that compiled functions read.

    *Meaning*: with K = `counts[i]` the points of agent i at object b are `xs[starts[i] + b K + k]`, k < K, and the slopes
    `slopes[slope_starts[i] + b (K + 1) + k]`, k <= K.
    """

    xs: Floats
    ys: Floats
    slopes: Floats
    starts: Integers
    slope_starts: Integers
    counts: Integers
    permitted: Booleans
    reserves: Floats

    @property
    def maps(self) -> tuple[Floats, Floats, Floats, Integers, Integers, Integers, Booleans]:
        """Everything but the reserve prices, in the order of compiled functions' arguments."""
        return self.xs, self.ys, self.slopes, self.starts, self.slope_starts, self.counts, self.permitted


@dataclass(frozen=True)
class Table:
    """Rows of agents, and reserve prices of objects."""

    rows: tuple[Row, ...]
    reserves: tuple[Fraction, ...]
    _known: dict[tuple[int, int], PiecewiseLinear | None] = field(default_factory=dict, repr=False, compare=False)

    @property
    def agents(self) -> int:
        """The number of agents."""
        return len(self.rows)

    @property
    def objects(self) -> int:
        """The number of objects."""
        return len(self.reserves)

    def map(self, agent: int, position: int) -> PiecewiseLinear | None:
        """The exact map of an agent at an object, None where he may not have it."""
        key = (agent, position)
        if key not in self._known:
            self._known[key] = self.rows[agent].map(position)
        return self._known[key]

    def level(self, agent: int, position: int | None, prices: Sequence[Fraction]) -> Fraction:
        """The agent's level at a position (None: no object) and the prices.

        Raises: `ValueError` for an object that he may not have.
        """
        if position is None:
            return Fraction(0)
        row = self.rows[agent]
        if isinstance(row, CostRow) and row.slope == 1 and row.permitted[position]:
            return row.rank(position, prices[position])
        one = self.map(agent, position)
        if one is None:
            raise ValueError(f"agent {agent} may not have object {position}")
        return one.at(prices[position])

    def permitted(self, agent: int) -> Iterator[int]:
        """The objects that the agent may have."""
        return (position for position in range(self.objects) if self.map(agent, position) is not None)

    @cached_property
    def floats(self) -> FloatTable:
        """All maps as floats."""
        rows = [row.pieces() for row in self.rows]
        counts = np.array([row.xs.shape[1] for row in rows], dtype=np.int64)
        starts = np.concatenate([[0], np.cumsum(counts * self.objects)]).astype(np.int64)
        slope_starts = np.concatenate([[0], np.cumsum((counts + 1) * self.objects)]).astype(np.int64)
        return FloatTable(
            xs=_flat([row.xs for row in rows]),
            ys=_flat([row.ys for row in rows]),
            slopes=_flat([row.slopes for row in rows]),
            starts=starts[:-1],
            slope_starts=slope_starts[:-1],
            counts=counts,
            permitted=np.array([row.permitted for row in rows], dtype=np.bool_).reshape(len(rows), self.objects),
            reserves=np.array([float(reserve) for reserve in self.reserves], dtype=np.float64),
        )

    def of_agents(self, agents: Sequence[int]) -> "Table":
        """The table of some agents only, in the order given."""
        return Table(tuple(self.rows[agent] for agent in agents), self.reserves)

    def with_row(self, agent: int, row: Row) -> "Table":
        """The same table with another row for an agent."""
        return Table((*self.rows[:agent], row, *self.rows[agent + 1 :]), self.reserves)


def _flat(parts: list[Floats]) -> Floats:
    return np.concatenate([part.ravel() for part in parts]) if parts else np.zeros(0)


Stopped = Callable[[], bool]
