"""Compiled loops for agents whose level is payment less value: bids in floats, everything else in integers.

*Shapes* everywhere: `gains`: agents x objects, value less reserve price, over one unit; far below 0 where the agent may not have the object.
"""

import numpy as np
from numba import njit

from marketwright.solvers.matching.table import Floats, Integers


@njit(cache=True)
def worths(gains: Integers) -> Floats:
    """Gains where they are above 0, otherwise 0: a gain forgone."""
    found = np.empty(gains.shape)
    for agent in range(gains.shape[0]):
        for b in range(gains.shape[1]):
            found[agent, b] = max(gains[agent, b], 0)
    return found


@njit(cache=True)
def best_surpluses(worth: Floats, prices: Floats) -> Floats:
    """Each agent's greatest worth less price."""
    found = np.full(len(worth), -np.inf)
    for agent in range(len(worth)):
        row, most = worth[agent], -np.inf
        for b in range(len(prices)):
            most = max(most, row[b] - prices[b])
        found[agent] = most
    return found


@njit(cache=True)
def make_shortfalls(worth: Floats, prices: Floats, best: Floats) -> None:
    """Change worths into what they fall short, at the prices, of each agent's best."""
    for agent in range(len(worth)):
        row = worth[agent]
        for b in range(len(prices)):
            row[b] = best[agent] - (row[b] - prices[b])


@njit(cache=True)
def bid_for_gains(gains: Floats, prices: Floats, increment: float, most: int) -> int:
    """Let all agents bid, each raising his best object to where his second best is as good, plus the increment; changes `prices`.

    Returns the number of bids, at most `most`.
    """
    agents, objects = gains.shape
    held, owner = np.full(agents, -1), np.full(objects, -1)
    waiting, size, bids = np.arange(agents), agents, 0
    while size > 0 and bids < most:
        size -= 1
        agent = waiting[size]
        best, second, choice = -np.inf, -np.inf, 0
        for b in range(objects):
            gain = gains[agent, b] - prices[b]
            if gain > second:
                if gain > best:
                    second, best, choice = best, gain, b
                else:
                    second = gain
        bids += 1
        prices[choice] += (best - second if objects > 1 else 0.0) + increment
        before = owner[choice]
        owner[choice] = agent
        held[agent] = choice
        if before >= 0:
            held[before] = -1
            waiting[size] = before
            size += 1
    return bids


@njit(cache=True)
def raised(gains: Integers, held: Integers, owner: Integers, start: Integers, most: int) -> tuple[Integers, int]:
    """The least surcharges, not below the start, at which nobody envies anybody, given who holds what; and the rows looked at, at most `most`.

    Only agents whose own object has become dearer are looked at again, first come, first served, after all have been looked at once: those first who have
    least, since they make objects dearer that others hold.
    """
    agents, objects = gains.shape
    surcharges = start.copy()
    queue, waits = np.empty(agents + 1, dtype=np.int64), np.ones(agents, dtype=np.bool_)
    own_gains = np.zeros(agents, dtype=np.int64)
    for agent in range(agents):
        own_gains[agent] = gains[agent, held[agent]] if held[agent] >= 0 else 0
    queue[:agents] = np.argsort(own_gains)
    head, size, rows = 0, agents, 0
    while size > 0 and rows < most:
        agent = queue[head]
        head = (head + 1) % (agents + 1)
        size -= 1
        rows += 1
        waits[agent] = False
        own = held[agent]
        kept = gains[agent, own] - surcharges[own] if own >= 0 else 0
        for b in range(objects):
            offer = gains[agent, b] - kept
            if offer > surcharges[b]:
                surcharges[b] = offer
                holder = owner[b]
                if holder >= 0 and not waits[holder]:
                    waits[holder] = True
                    queue[(head + size) % (agents + 1)] = holder
                    size += 1
    return surcharges, rows


@njit(cache=True)
def least_below(gains: Integers, held: Integers, owner: Integers, ceiling: Integers) -> Integers:
    """The least surcharges at which nobody envies anybody, given surcharges at which nobody does: every row is looked at once, as in Dijkstra's method."""
    agents, objects = gains.shape
    surcharges = np.zeros(objects, dtype=np.int64)
    left = np.ones(objects, dtype=np.bool_)
    for agent in range(agents):
        if held[agent] < 0:
            for b in range(objects):
                surcharges[b] = max(surcharges[b], gains[agent, b])
    for _ in range(objects):
        own, nearest = -1, 0
        for b in range(objects):
            if left[b] and (own < 0 or ceiling[b] - surcharges[b] < nearest):
                own, nearest = b, ceiling[b] - surcharges[b]
        left[own] = False
        agent = owner[own]
        if agent >= 0:
            kept = gains[agent, own] - surcharges[own]
            for b in range(objects):
                surcharges[b] = max(surcharges[b], gains[agent, b] - kept)
    return surcharges


@njit(cache=True)
def best_gains(gains: Integers, surcharges: Integers) -> tuple[Integers, Integers]:
    """Each agent's greatest gain less surcharge, 0 for no object; and how many objects attain it."""
    agents, objects = gains.shape
    best, count = np.zeros(agents, dtype=np.int64), np.zeros(agents, dtype=np.int64)
    for agent in range(agents):
        row, most = gains[agent], np.int64(0)
        for b in range(objects):
            most = max(most, row[b] - surcharges[b])
        attained = 0
        for b in range(objects):
            attained += row[b] - surcharges[b] == most
        best[agent], count[agent] = most, attained
    return best, count


@njit(cache=True)
def best_positions(gains: Integers, surcharges: Integers, best: Integers, count: Integers) -> Integers:
    """For one agent after the other the objects that attain his greatest gain."""
    found, size = np.empty(count.sum(), dtype=np.int64), 0
    for agent in range(len(best)):
        if count[agent]:
            for b in range(gains.shape[1]):
                if gains[agent, b] - surcharges[b] == best[agent]:
                    found[size] = b
                    size += 1
    return found
