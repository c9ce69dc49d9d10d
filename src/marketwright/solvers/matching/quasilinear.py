"""The least equilibrium where every level is payment less value: a best assignment, then chains of prices, in integers.

Values less reserve prices are counted in one unit.  A best assignment is found by lapx in floats, exact because all sums fit; where agents and objects
can be ranked so that the assortative matching is nearly best, its prices and a few rounds of bids give lapx a start (on products of two numbers it is a
hundred times slower without).  Any best assignment supports the least prices, so these follow from it by chains, and everything is compared exactly.

*Source.* spec walrasian 3 and 4.1; DESIGN 6.
"""

from fractions import Fraction
from itertools import pairwise
from math import lcm

import lap
import numpy as np

from marketwright.solvers.matching.compiled_values import (
    best_gains,
    best_positions,
    best_surpluses,
    bid_for_gains,
    least_below,
    make_shortfalls,
    raised,
    worths,
)
from marketwright.solvers.matching.demands import Demands
from marketwright.solvers.matching.equilibrium import Equilibrium
from marketwright.solvers.matching.search import Confirmed
from marketwright.solvers.matching.table import CostRow, Floats, Integers, Table

EXACT = 2**50
"""The largest sum of gains along a chain that floats hold exactly, with a margin."""
WINDOW = 32
"""So many agents ranked before and after are looked at to compare objects that are ranked next to one another."""
NEVER = -(2**61)
"""The gain of an object that an agent may not have."""
NEARLY_BEST = 0.4
"""Up to such a shortfall, as a part of that of the matching the other way round, the assortative matching is a good start."""


def gains_of(table: Table) -> tuple[Integers, int] | None:
    """Values less reserve prices and their unit's denominator, if all levels are payment less value and the numbers are small enough."""
    rows = [row for row in table.rows if isinstance(row, CostRow) and row.slope == 1]
    if len(rows) < table.agents or not rows or not table.objects:
        return None
    unit = lcm(*{row.denominator for row in rows}, *{reserve.denominator for reserve in table.reserves})
    most = EXACT // (4 * max(table.agents, table.objects))
    reserves = [reserve.numerator * (unit // reserve.denominator) for reserve in table.reserves]
    if unit > most or max(reserves) > most:
        return None
    gains = np.empty((table.agents, table.objects), dtype=np.int64)
    for number, row in enumerate(rows):
        values = np.asarray(row.numerators)
        factor = unit // row.denominator
        if values.dtype != np.int64 or max(int(values.max()), -int(values.min())) > most // factor:
            return None
        gains[number] = values if factor == 1 else values * factor
        if not row.permitted.all():
            gains[number, ~row.permitted] = NEVER
    if any(reserves):
        gains -= np.array(reserves, dtype=np.int64)
    return gains, unit


def quasilinear_least(table: Table) -> Confirmed | None:
    """The least equilibrium with its demands; None for tables that are not quasi-linear or have too large numbers."""
    found = gains_of(table)
    if found is None:
        return None
    gains, unit = found
    held, guess = _best_assignment(gains)
    owner = np.full(table.objects, -1, dtype=np.int64)
    owner[held[held >= 0]] = np.flatnonzero(held >= 0)
    most = 100 * table.agents + 10_000
    surcharges, rows = raised(gains, held, owner, guess, most)
    if guess.any() and rows < most:
        surcharges = least_below(gains, held, owner, surcharges)
    best, count = best_gains(gains, surcharges)
    kept = np.where(held >= 0, gains[np.arange(len(held)), held] - surcharges[held], 0)
    if rows == most or (kept != best).any() or surcharges[owner < 0].any():
        return None
    prices = tuple(reserve + Fraction(int(surcharge), unit) for reserve, surcharge in zip(table.reserves, surcharges, strict=True))
    positions = tuple(None if b < 0 else int(b) for b in held)
    return Confirmed(
        equilibrium=Equilibrium(prices=prices, held=positions), demands=_demands(table, best, count, best_positions(gains, surcharges, best, count))
    )


def _demands(table: Table, best: Integers, count: Integers, found: Integers) -> Demands:
    ends, goods = [0, *np.cumsum(count).tolist()], found.tolist()
    return Demands(table.objects, tuple(tuple(goods[start:end]) for start, end in pairwise(ends)), tuple((best == 0).tolist()))


def _best_assignment(gains: Integers) -> tuple[Integers, Integers]:
    """For each agent his object in an assignment of the greatest total gain, -1 for none; and prices near to those that support it, if known, else 0."""
    worth = worths(gains)
    start = _start(worth)
    if start is None:  # with costs from each agent's own best, lapx may be forty times slower
        prices, best = np.zeros(worth.shape[1]), np.full(len(worth), worth.max())
    else:
        prices, best = start, best_surpluses(worth, start)
    make_shortfalls(worth, prices, best)
    _, found, _ = lap.lapjv(worth, extend_cost=worth.shape[0] != worth.shape[1])
    held = np.asarray(found, dtype=np.int64)
    held[held >= 0] = np.where(gains[held >= 0, held[held >= 0]] > 0, held[held >= 0], -1)
    return held, prices.astype(np.int64)


def _steps(worth: Floats, lines: Integers, columns: Integers) -> Floats:
    """How much more the next object is worth than each, on an average over agents of about the same rank."""
    steps = np.zeros(len(columns) - 1)
    for shift in range(-WINDOW, WINDOW + 1):
        near = lines[np.clip(np.arange(len(steps)) + shift, 0, len(lines) - 1)]
        steps += worth[near, columns[1:]] - worth[near, columns[:-1]]
    return steps / (2 * WINDOW + 1)


def _start(worth: Floats) -> Floats | None:
    """Prices at which the assortative matching is nearly best, after a few rounds of bids.

    None where agents and objects cannot be ranked so, or their numbers differ.
    """
    agents, objects = worth.shape
    if agents != objects or agents < 2:
        return None
    lines, columns = np.argsort(worth.sum(axis=1), kind="stable"), np.argsort(worth.sum(axis=0), kind="stable")
    prices = np.zeros(objects)
    prices[columns[1:]] = np.cumsum(_steps(worth, lines, columns))
    best = best_surpluses(worth, prices)[lines]
    shortfall, against = (float(np.mean(best - worth[lines, order] + prices[order])) for order in (columns, columns[::-1]))
    if shortfall > NEARLY_BEST * against:
        return None
    increment = shortfall / 2
    while increment > 0.5:
        bid_for_gains(worth, prices, increment, 20 * agents)
        increment /= 5
    return np.floor(prices)
