"""Compiled loops over all pairs of an agent and an object, in floats.

What they find is a guess: exact arithmetic confirms it.  Where a float decides that something need *not* be looked at exactly, it does so only outside
a proven bound on its error: a level that is computed as y + s (t - x) from rounded numbers is off by at most `NOISE (abs(y) + s (abs(t) + abs(x)))`.
"""

import numpy as np
from numba import njit

from marketwright.solvers.matching.table import Booleans, Floats, Integers

NOISE = 1e-13
MOST_ROUNDS = 20
"""Labels that have not settled after so many rounds will not."""


@njit(cache=True)
def level(xs: Floats, ys: Floats, slopes: Floats, start: int, slope_start: int, count: int, payment: float) -> float:
    """The level at a payment."""
    piece = 0
    while piece < count and payment >= xs[start + piece]:
        piece += 1
    known = start + max(piece - 1, 0)
    found: float = ys[known] + slopes[slope_start + piece] * (payment - xs[known])
    return found


@njit(cache=True)
def payment_at(xs: Floats, ys: Floats, slopes: Floats, start: int, slope_start: int, count: int, target: float) -> float:
    """The payment at a level."""
    piece = 0
    while piece < count and target >= ys[start + piece]:
        piece += 1
    known = start + max(piece - 1, 0)
    found: float = xs[known] + (target - ys[known]) / slopes[slope_start + piece]
    return found


@njit(cache=True)
def doubt(xs: Floats, ys: Floats, slopes: Floats, start: int, slope_start: int, count: int, payment: float) -> float:
    """A bound on the error of the level at a payment, whichever of the neighbouring pieces it is computed from."""
    piece = 0
    while piece < count and payment >= xs[start + piece]:
        piece += 1
    known = start + max(piece - 1, 0)
    slope = slopes[slope_start + piece]
    if piece > 0:
        slope = max(slope, slopes[slope_start + piece - 1])
    if piece < count:
        slope = max(slope, slopes[slope_start + piece + 1])
    found: float = NOISE * (abs(ys[known]) + slope * (abs(payment) + abs(xs[known])))
    return found


@njit(cache=True)
def bid_to_the_end(
    xs: Floats,
    ys: Floats,
    slopes: Floats,
    starts: Integers,
    slope_starts: Integers,
    counts: Integers,
    permitted: Booleans,
    prices: Floats,
    held: Integers,
    owner: Integers,
    increment: float,
    most: int,
) -> int:
    """Let agents without an object bid, each raising his best object to where his second best position is as good, plus the increment.

    Changes `prices`, `held` (agent -> object, -1 for none) and `owner` in place; returns the number of bids, at most `most`.
    """
    agents, objects = permitted.shape
    waiting = np.empty(agents, dtype=np.int64)
    size = 0
    for agent in range(agents - 1, -1, -1):
        if held[agent] < 0:
            waiting[size] = agent
            size += 1
    bids = 0
    while size > 0 and bids < most:
        size -= 1
        agent = waiting[size]
        start, slope_start, count = starts[agent], slope_starts[agent], counts[agent]
        best, second, choice = 0.0, 0.0, -1
        for b in range(objects):
            if not permitted[agent, b]:
                continue
            here = level(xs, ys, slopes, start + b * count, slope_start + b * (count + 1), count, prices[b])
            if here < best:
                best, second, choice = here, best, b
            elif here < second:
                second = here
        if choice < 0:
            continue
        bids += 1
        target = payment_at(xs, ys, slopes, start + choice * count, slope_start + choice * (count + 1), count, second)
        prices[choice] = max(target, prices[choice]) + increment
        before = owner[choice]
        owner[choice] = agent
        held[agent] = choice
        if before >= 0:
            held[before] = -1
            waiting[size] = before
            size += 1
    return bids


@njit(cache=True)
def least_prices(
    xs: Floats,
    ys: Floats,
    slopes: Floats,
    starts: Integers,
    slope_starts: Integers,
    counts: Integers,
    permitted: Booleans,
    reserves: Floats,
    active: Booleans,
    held: Integers,
    owner: Integers,
    guess: Floats,
    tolerance: float,
) -> tuple[Floats, Integers]:
    """The least prices at which no active agent envies anybody, given who holds what (active agents only).

    With them for each object the agent who sets its price (-1: the reserve price).
    Next comes the agent whose object is nearest to the guess.  Labels are corrected until nothing rises by more than the tolerance, or `MOST_ROUNDS` are
    over.  A circle of objects that make one another dearer is no reason to stop: it may end by itself.
    """
    agents, objects = permitted.shape
    prices = reserves.copy()
    setter = np.full(objects, -1, dtype=np.int64)
    waits, waiting, rows = active.copy(), active.sum(), 0
    while waiting > 0 and rows < MOST_ROUNDS * agents:
        agent, nearest = -1, np.inf
        for one in range(agents):
            if waits[one]:
                distance = guess[held[one]] - prices[held[one]] if held[one] >= 0 else -np.inf
                if agent < 0 or distance < nearest:
                    agent, nearest = one, distance
        waits[agent] = False
        waiting, rows = waiting - 1, rows + 1
        start, slope_start, count = starts[agent], slope_starts[agent], counts[agent]
        own = held[agent]
        target = 0.0
        if own >= 0:
            target = level(xs, ys, slopes, start + own * count, slope_start + own * (count + 1), count, prices[own])
        for b in range(objects):
            if b == own or not permitted[agent, b]:
                continue
            offer = payment_at(xs, ys, slopes, start + b * count, slope_start + b * (count + 1), count, target)
            if offer > prices[b] + tolerance:
                prices[b] = offer
                setter[b] = agent
                holder = owner[b]
                if holder >= 0 and not waits[holder]:
                    waits[holder] = True
                    waiting += 1
    return prices, setter


@njit(cache=True)
def near_pairs(
    xs: Floats,
    ys: Floats,
    slopes: Floats,
    starts: Integers,
    slope_starts: Integers,
    counts: Integers,
    permitted: Booleans,
    prices: Floats,
) -> tuple[Integers, Integers]:
    """All pairs of an agent and an object (-1: none) that may be in the agent's demand: no other can."""
    agents, objects = permitted.shape
    who, what = np.empty(4 * agents + 64, dtype=np.int64), np.empty(4 * agents + 64, dtype=np.int64)
    levels, bounds = np.empty(objects + 1), np.empty(objects + 1)
    size = 0
    for agent in range(agents):
        start, slope_start, count = starts[agent], slope_starts[agent], counts[agent]
        levels[objects], bounds[objects] = 0.0, 0.0
        ceiling = 0.0
        for b in range(objects):
            if permitted[agent, b]:
                levels[b] = level(xs, ys, slopes, start + b * count, slope_start + b * (count + 1), count, prices[b])
                bounds[b] = doubt(xs, ys, slopes, start + b * count, slope_start + b * (count + 1), count, prices[b])
                ceiling = min(ceiling, levels[b] + bounds[b])
        for b in range(objects + 1):
            if b < objects and not permitted[agent, b]:
                continue
            if levels[b] - bounds[b] <= ceiling:
                if size == len(who):
                    who, what = np.concatenate((who, np.empty_like(who))), np.concatenate((what, np.empty_like(what)))
                who[size], what[size] = agent, b if b < objects else -1
                size += 1
    return who[:size], what[:size]


@njit(cache=True)
def possible_events(
    xs: Floats,
    ys: Floats,
    slopes: Floats,
    starts: Integers,
    slope_starts: Integers,
    counts: Integers,
    permitted: Booleans,
    prices: Floats,
    speeds: Floats,
    risers: Integers,
    levels: Floats,
    rates: Floats,
    demanded: Booleans,
) -> tuple[Integers, Integers]:
    """The pairs of an agent and an object that may have the next event while prices rise at their speeds: no other pair can.

    An agent's level rises at his rate.  An event: the level of an object that he does not demand falls to his, or the map of a rising object bends.

    *Shapes*: `prices`, `speeds`: objects; `risers` (agents), `levels`, `rates`: one entry each; `demanded`: risers x objects.
    """
    objects = permitted.shape[1]
    soonest = np.inf
    earliest = np.full((len(risers), objects), np.inf)
    for number in range(len(risers)):
        agent = risers[number]
        start, slope_start, count = starts[agent], slope_starts[agent], counts[agent]
        for b in range(objects):
            if not permitted[agent, b] or (demanded[number, b] and speeds[b] == 0.0):
                continue
            first, first_slope, price = start + b * count, slope_start + b * (count + 1), prices[b]
            low, high = np.inf, np.inf
            piece, unsure = 0, False
            while piece < count and price >= xs[first + piece]:
                piece += 1
            steep = slopes[first_slope + piece]
            flat = steep
            for k in range(max(piece - 1, 0), min(piece + 1, count)):
                if abs(price - xs[first + k]) <= NOISE * (abs(price) + abs(xs[first + k])):
                    unsure = True
                    flat = min(flat, slopes[first_slope + k], slopes[first_slope + k + 1])
                    steep = max(steep, slopes[first_slope + k], slopes[first_slope + k + 1])
            if speeds[b] > 0.0:
                if unsure:
                    low = 0.0
                elif piece < count and np.isfinite(xs[first + piece]):
                    error = NOISE * (abs(price) + abs(xs[first + piece]))
                    low = (xs[first + piece] - price - error) / (speeds[b] * (1 + NOISE))
                    high = (xs[first + piece] - price + error) / (speeds[b] * (1 - NOISE))
            if not demanded[number, b]:
                gap = level(xs, ys, slopes, first, first_slope, count, price) - levels[number]
                error = doubt(xs, ys, slopes, first, first_slope, count, price) + NOISE * abs(levels[number])
                noise = NOISE * (rates[number] + steep * speeds[b])
                fast, slow = rates[number] - flat * speeds[b] + noise, rates[number] - steep * speeds[b] - noise
                if fast > 0.0:
                    low = min(low, max(gap - error, 0.0) / fast)
                if slow > 0.0 and not unsure:
                    high = min(high, (gap + error) / slow)
            earliest[number, b] = max(low, 0.0)
            soonest = min(soonest, high)
    who, what = np.nonzero(earliest <= soonest * (1 + NOISE))
    return who, what
