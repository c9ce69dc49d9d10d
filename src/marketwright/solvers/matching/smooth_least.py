"""Least equilibrium prices where some levels are smooth: nearly exact, with a proven kind of error.

*Meaning.* The residual d: nobody's level at what he holds is more than d above his least level, and the same holds for every pointer's agent at the
pointer's object.  So the prices are the least equilibrium prices, exactly, of levels that differ from the stated ones by at most d.

*Source.* spec walrasian 4.3; `docs/formats/walrasian.md` (walrasian/minimum with a smooth preference).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, log10

import numpy as np

from marketwright.solvers.matching.confirm import confirmed
from marketwright.solvers.matching.demands import Demands
from marketwright.solvers.matching.equilibrium import Equilibrium
from marketwright.solvers.matching.insertion import inserted
from marketwright.solvers.matching.pointers import least_pointers
from marketwright.solvers.matching.search import Confirmed, Start, searched
from marketwright.solvers.matching.smooth import SmoothRow, range_of, sampled
from marketwright.solvers.matching.table import Floats, Pieces, Row, Stopped, Table

ROUNDS = 14
"""So often at most the least equilibrium of interpolants is found."""
SHRINK = 24.0
"""Points come closer by this factor from round to round."""
DIGITS = 14
"""Prices are rounded to so many digits of the largest one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NearlyLeast:
    """Prices, what each agent holds, pointers (object -> agent), and the residual in levels."""

    prices: tuple[Fraction, ...]
    held: tuple[int | None, ...]
    pointers: Mapping[int, int]
    residual: Fraction


def smooth_least(
    rows: Sequence[Row | SmoothRow], reserves: tuple[Fraction, ...], tolerance: Fraction, stopped: Stopped, offset: float = 0.0
) -> NearlyLeast | None:
    """The best prices found: with a residual of at most the tolerance if rounds suffice; None if `stopped` came first.

    `offset`: how far payments may lie from prices (an entry fee), since that coarsens floats.
    """
    low, high = _range(rows, reserves)
    width, prices = (high - low) / 8, None
    best: NearlyLeast | None = None
    for _ in range(ROUNDS):
        table = _interpolated(rows, reserves, low, high, prices, width)
        start = None if prices is None else Start(prices=prices, increment=width)
        found = searched(table, stopped, start) or _inserted(table, stopped)
        if found is None:
            return None
        now = np.array([float(price) for price in found.equilibrium.prices])
        change = width if prices is None else float(np.abs(now - prices).max(initial=0.0))
        prices = now
        rounded = _rounded(rows, table, found, max(high, 1.0), abs(offset))
        if best is None or rounded.residual < best.residual:
            best = rounded
        if best.residual <= tolerance:
            break
        width = min((high - low) / 8, max(width / SHRINK, change / 2))
    return best


def _interpolated(rows: Sequence[Row | SmoothRow], reserves: tuple[Fraction, ...], low: float, high: float, prices: Floats | None, width: float) -> Table:
    return Table(tuple(sampled(row, low, high, prices, width) if isinstance(row, SmoothRow) else row for row in rows), reserves)


def _range(rows: Sequence[Row | SmoothRow], reserves: tuple[Fraction, ...]) -> tuple[float, float]:
    low, high = range_of([row for row in rows if isinstance(row, SmoothRow)], [float(reserve) for reserve in reserves])
    for row in rows:
        if not isinstance(row, SmoothRow):
            for position in range(len(reserves)):
                one = row.map(position)
                high = high if one is None else max(high, float(one.inverse().at(Fraction(0))) + 1)
    return low, high


def _inserted(table: Table, stopped: Stopped) -> Confirmed | None:
    state = inserted(table, stopped)
    if state is None:
        return None
    found = Equilibrium(prices=tuple(state.prices), held=tuple(state.held))
    verdict = confirmed(table, found.held, found.prices)
    return Confirmed(equilibrium=found, demands=verdict) if isinstance(verdict, Demands) else None


def _rounded(rows: Sequence[Row | SmoothRow], table: Table, found: Confirmed, most: float, offset: float) -> NearlyLeast:
    """The interpolants' equilibrium at rounded prices, with its residual on the smooth levels."""
    scale = 10 ** max(0, DIGITS - ceil(log10(most)))
    prices = tuple(
        reserve if price == reserve else max(reserve, Fraction(round(price * scale), scale))
        for price, reserve in zip(found.equilibrium.prices, table.reserves, strict=True)
    )
    competitive = frozenset(b for b, reserve in enumerate(table.reserves) if found.equilibrium.prices[b] > reserve)
    pointers = least_pointers(found.demands, competitive, found.equilibrium.held)
    if isinstance(pointers, frozenset):
        raise ArithmeticError("the search did not end in the least equilibrium")
    floats = np.array([float(price) for price in prices])
    levels = np.array([_levels(row, floats) for row in rows]).reshape(len(rows), len(prices))
    least = np.minimum(levels.min(axis=1, initial=0.0), 0.0)
    held = found.equilibrium.held
    slack = [(0.0 if b is None else levels[agent, b]) - least[agent] for agent, b in enumerate(held)]
    slack += [levels[agent, b] - least[agent] for b, agent in pointers.items()]
    noise = 1e-14 * (most + offset) * (1 + float(np.abs(table.floats.slopes).max(initial=1.0)))
    return NearlyLeast(
        prices=prices,
        held=held,
        pointers={b: agent for b, agent in pointers.items() if prices[b] > table.reserves[b]},
        residual=Fraction(f"{max([0.0, *slack]) + noise:.3e}") * Fraction(1001, 1000),
    )


def _levels(row: Row | SmoothRow, prices: Floats) -> Floats:
    """The agent's levels at all objects, infinite where he may not have one."""
    levels = row.levels(prices) if isinstance(row, SmoothRow) else _piecewise(row.pieces(), prices)
    return np.where(row.permitted if isinstance(row, SmoothRow) else row.pieces().permitted, levels, np.inf)


def _piecewise(pieces: Pieces, prices: Floats) -> Floats:
    every = np.arange(len(prices))
    piece = (pieces.xs <= prices[:, None]).sum(axis=1)
    known = np.maximum(piece - 1, 0)
    xs, ys = (np.where(pieces.permitted, points[every, known], 0.0) for points in (pieces.xs, pieces.ys))
    found: Floats = ys + pieces.slopes[every, piece] * (prices - xs)
    return found
