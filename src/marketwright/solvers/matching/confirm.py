"""From an assignment to exact prices and demands, or to what speaks against it.

Given who holds what, the least prices at which nobody envies anybody run along a forest: each price above the reserve price is set by an agent who, at
his own price or without an object, would pay exactly that.  Floats propose the forest; here prices are computed along it exactly, and every pair of an
agent and an object that floats with error bounds cannot exclude is compared exactly.

*Source.* spec walrasian 4.1 and 4.3b, steps 6 to 8.
"""

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from marketwright.solvers.matching.demands import Demands
from marketwright.solvers.matching.table import Table

_ZERO = Fraction(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Envy:
    """Offers above the prices: object -> the agent who would pay most for it rather than keep what he has, and how much."""

    offers: Mapping[int, tuple[int, Fraction]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wrong:
    """No equilibrium: the holders of these objects would rather have none, or they are unsold above their reserve prices."""

    positions: tuple[int, ...]


def circles(held: Sequence[int | None], setters: Sequence[int | None]) -> tuple[tuple[int, ...], ...]:
    """The circles of objects each of whose prices is set by the holder of the next (setters: object -> agent, None for the reserve price)."""
    found: list[tuple[int, ...]] = []
    done: set[int] = set()
    for start in range(len(setters)):
        path: dict[int, None] = {}
        b: int | None = start
        while b is not None and b not in done and b not in path:
            path[b] = None
            setter = setters[b]
            b = None if setter is None else held[setter]
        if b is not None and b in path:
            steps = list(path)
            found.append(tuple(steps[steps.index(b) :]))
        done |= path.keys()
    return tuple(found)


def forest_prices(table: Table, held: Sequence[int | None], setters: Sequence[int | None]) -> tuple[Fraction, ...]:
    """Exact prices along the forest of setters (object -> agent, None for the reserve price).

    Raises: `ValueError` where it is no forest.
    """
    prices: dict[int, Fraction] = {}
    for start in range(table.objects):
        path: dict[int, None] = {}
        b: int | None = start
        while b is not None and b not in prices:
            if b in path:
                raise ValueError(f"object {b} stands on a circle")
            path[b] = None
            setter = setters[b]
            b = None if setter is None else held[setter]
        for b in reversed(path):
            prices[b] = _offer(table, setters[b], held, prices, b)
    return tuple(prices[b] for b in range(table.objects))


def _offer(table: Table, agent: int | None, held: Sequence[int | None], prices: Mapping[int, Fraction], position: int) -> Fraction:
    """What the agent would pay for the object rather than keep what he has."""
    if agent is None:
        return table.reserves[position]
    own, wanted = held[agent], table.map(agent, position)
    if wanted is None:
        raise ValueError(f"agent {agent} may not have object {position}")
    level = _ZERO
    if own is not None and (kept := table.map(agent, own)) is not None:
        level = kept.at(prices[own])
    return wanted.inverse().at(level)


def confirmed(table: Table, held: Sequence[int | None], prices: tuple[Fraction, ...], absent: Set[int] = frozenset()) -> Demands | Envy | Wrong:
    """The demands at the prices if everybody holds what he demands and unsold objects cost their reserve price.

    Agents who are `absent` hold nothing and demand nothing but that.
    """
    owner = {b: agent for agent, b in enumerate(held) if b is not None}
    wrong = [b for b, price in enumerate(prices) if b not in owner and price != table.reserves[b]]
    wrong += [b for b, agent in owner.items() if table.level(agent, b, prices) > 0]
    if wrong:
        return Wrong(positions=tuple(wrong))
    demanded, null, offers = list[tuple[int, ...]](), list[bool](), dict[int, tuple[int, Fraction]]()
    for agent, near in enumerate(near_positions(table, prices)):
        if agent in absent:
            demanded.append(())
            null.append(True)
            continue
        row, own = table.rows[agent], held[agent]
        ranks = {b: row.rank(b, prices[b]) for b in near}
        nothing = row.rank(None, _ZERO)
        least = min([nothing, *ranks.values()])
        here = nothing if own is None else row.rank(own, prices[own])
        if here > least:
            level = table.level(agent, own, prices)
            for b, rank in ranks.items():
                if rank < here:
                    offer = _at_level(table, agent, b, level)
                    if b not in offers or offer > offers[b][1]:
                        offers[b] = agent, offer
        demanded.append(tuple(b for b in near if ranks[b] == least))
        null.append(least == nothing)
    return Envy(offers=offers) if offers else Demands(table.objects, tuple(demanded), tuple(null))


def _at_level(table: Table, agent: int, position: int, level: Fraction) -> Fraction:
    one = table.map(agent, position)
    if one is None:
        raise ValueError(f"agent {agent} may not have object {position}")
    return one.inverse().at(level)


def near_positions(table: Table, prices: Sequence[Fraction]) -> list[list[int]]:
    """For each agent objects, in order, among which all are that he demands."""
    if table.agents * table.objects <= 400:
        return [list(table.permitted(agent)) for agent in range(table.agents)]
    from marketwright.solvers.matching.compiled import near_pairs  # noqa: PLC0415 - compiled functions only where there are many pairs

    who, what = near_pairs(*table.floats.maps, np.array([float(price) for price in prices]))
    found: list[list[int]] = [[] for _ in range(table.agents)]
    for agent, position in zip(who.tolist(), what.tolist(), strict=True):
        if position >= 0:
            found[agent].append(position)
    return found
