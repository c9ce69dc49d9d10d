"""An assignment that supports the least equilibrium prices, searched in floats and confirmed exactly.

Agents bid by increments that shrink from round to round.  Only who holds what is kept of it.  The least prices of that assignment are computed along
chains; where they show that the assignment is wrong (somebody would rather have nothing, or an unsold object is dear), objects move along the chain
that made the price; where offers of exact arithmetic are higher than the floats saw, these are taken instead.

*Source.* spec walrasian 4.3b.
"""

from collections.abc import Sequence, Set
from dataclasses import dataclass, field

import numpy as np

from marketwright.solvers.matching.compiled import bid_to_the_end, least_prices
from marketwright.solvers.matching.confirm import Wrong, circles, confirmed, forest_prices
from marketwright.solvers.matching.demands import Demands
from marketwright.solvers.matching.equilibrium import Equilibrium
from marketwright.solvers.matching.insertion import Insertion
from marketwright.solvers.matching.table import Floats, FloatTable, Integers, Stopped, Table

FIRST_INCREMENT, LAST_INCREMENT, FACTOR = 0.1, 1e-13, 4.0
"""Increments of the first and of the last round as parts of the largest price that anybody would pay, and by what they shrink."""
FINE = 1e-3
"""Increments below that part of the largest price are fine."""
RESTART_FIRST, RESTART_LATER = 8.0, 64.0
"""Each round starts so many increments below the prices of the last one, while increments are coarse and when they are fine: bids may overshoot."""
TOLERANCE = 1e-14
"""Prices that would rise by less, as a part of the largest price, are left to exact arithmetic."""
PATIENCE = 40
"""So many repairs let circles turn; from then on one of each circle is left out, and inserted at the end."""
REPAIRS = 1_000
"""So often the assignment is repaired before the search gives up."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Confirmed:
    """An equilibrium, with the demands at its prices."""

    equilibrium: Equilibrium
    demands: Demands


@dataclass(frozen=True, slots=True, kw_only=True)
class Start:
    """Prices near those looked for, and the increment to begin with."""

    prices: Floats
    increment: float


@dataclass(slots=True)
class _Holdings:
    """Who holds what, both ways (-1: nothing, nobody), prices to which bids have come, and who is left out for the time being."""

    held: Integers
    owner: Integers
    guess: Floats
    absent: set[int] = field(default_factory=set)

    def move(self, agent: int, position: int) -> None:
        """Give the agent the object (-1: none); what he had becomes free unless somebody has taken it already."""
        before = self.held[agent]
        if before >= 0 and self.owner[before] == agent:
            self.owner[before] = -1
        self.held[agent] = position
        if position >= 0:
            self.owner[position] = agent


def searched(table: Table, stopped: Stopped, start: Start | None = None) -> Confirmed | None:
    """The least equilibrium with its demands, or None if `stopped` came first or repairs do not end."""
    floats = table.floats
    scale = _scale(floats)
    holdings = _auctioned(floats, scale, start, stopped)
    for repair in range(REPAIRS):
        if stopped():
            return None
        present = np.array([agent not in holdings.absent for agent in range(table.agents)], dtype=np.bool_)
        _, setter = least_prices(*floats.maps, floats.reserves, present, holdings.held, holdings.owner, holdings.guess, TOLERANCE * scale)
        found = _settled(table, holdings, [None if agent < 0 else int(agent) for agent in setter], repair >= PATIENCE)
        if isinstance(found, Confirmed):
            return _completed(table, found, holdings.absent, stopped) if holdings.absent else found
        if not found:
            return None
    return None


def _completed(table: Table, found: Confirmed, absent: Set[int], stopped: Stopped) -> Confirmed | None:
    """The least equilibrium with those who are absent from the one that was found."""
    state = Insertion.resumed(table, found.equilibrium, found.demands, absent)
    for agent in sorted(absent):
        for _ in state.insert(agent):
            if stopped():
                return None
    prices, held = tuple(state.prices), tuple(state.held)
    verdict = confirmed(table, held, prices)
    return Confirmed(equilibrium=Equilibrium(prices=prices, held=held), demands=verdict) if isinstance(verdict, Demands) else None


def _scale(floats: FloatTable) -> float:
    """The largest price that anybody would pay, at least 1e-300."""
    first = np.abs(floats.ys).max(where=np.isfinite(floats.ys), initial=0.0)
    return float(max(first, floats.reserves.max(initial=0.0), 1e-300))


def _auctioned(floats: FloatTable, scale: float, start: Start | None, stopped: Stopped) -> _Holdings:
    agents, objects = floats.permitted.shape
    increment = FIRST_INCREMENT * scale if start is None else start.increment
    prices = floats.reserves.copy() if start is None else np.maximum(floats.reserves, start.prices - RESTART_LATER * increment)
    while True:
        held, owner = np.full(agents, -1, dtype=np.int64), np.full(objects, -1, dtype=np.int64)
        bid_to_the_end(*floats.maps, prices, held, owner, increment, 2_000 * (agents + 10))
        if increment <= LAST_INCREMENT * scale or stopped():
            return _Holdings(held, owner, prices)
        increment /= FACTOR
        prices = np.maximum(floats.reserves, prices - (RESTART_FIRST if increment > FINE * scale else RESTART_LATER) * increment)


def _settled(table: Table, holdings: _Holdings, setters: list[int | None], impatient: bool) -> Confirmed | bool:
    """The confirmed equilibrium; or whether the assignment was repaired so that another look is worth it."""
    for _ in range(REPAIRS):
        held = tuple(None if position < 0 else int(position) for position in holdings.held)
        if found := circles(held, setters):
            for circle in found:
                if impatient:
                    _leave_out(holdings, setters[circle[0]])
                else:
                    _rotate(holdings, setters, circle)
            return True
        prices = forest_prices(table, held, setters)
        verdict = confirmed(table, held, prices, holdings.absent)
        if isinstance(verdict, Demands):
            return Confirmed(equilibrium=Equilibrium(prices=prices, held=held), demands=verdict)
        if isinstance(verdict, Wrong):
            touched = set[int]()
            for position in verdict.positions:
                _free(holdings, held, setters, position, touched)
            return True
        for b, (agent, _) in verdict.offers.items():
            setters[b] = agent
    return False


def _rotate(holdings: _Holdings, setters: Sequence[int | None], circle: tuple[int, ...]) -> None:
    """Let everybody on the circle take the object whose price he set."""
    for agent, position in [(setters[b], b) for b in circle]:
        if agent is not None:
            holdings.move(agent, position)


def _leave_out(holdings: _Holdings, agent: int | None) -> None:
    """Leave the agent out for the time being."""
    if agent is not None:
        holdings.move(agent, -1)
        holdings.absent.add(agent)


def _free(holdings: _Holdings, held: Sequence[int | None], setters: Sequence[int | None], position: int, touched: set[int]) -> None:
    """Leave out the object's holder, and let everybody on the chain that made its price take the next object; nothing if the chain is touched already."""
    chain: list[tuple[int, int]] = []
    b: int | None = position
    while b is not None and b not in touched and (agent := setters[b]) is not None:
        chain.append((agent, b))
        b = held[agent]
    if b in touched:
        return
    touched.update(b for _, b in chain)
    holder = int(holdings.owner[position])
    _leave_out(holdings, None if holder < 0 else holder)
    for agent, b in chain:
        holdings.move(agent, b)
