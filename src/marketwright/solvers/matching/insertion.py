"""Least equilibrium prices by inserting one agent after another, in exact arithmetic.

The state is always the least equilibrium of the agents inserted so far.  A new agent raises the prices of the objects that he and their owners compete
for, each at its own rate: so fast that every owner stays where his level is least.  Between two events everything is linear, so prices jump from event
to event.  Every event is found exactly; where there are many pairs of an agent and an object, floats with proven error bounds say which pairs can come
first.

*Source.* spec walrasian 4.2; Morimoto and Serizawa 2015 (background).
"""

from collections import deque
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field
from fractions import Fraction

from marketwright.solvers.matching.demands import Demands
from marketwright.solvers.matching.equilibrium import Equilibrium
from marketwright.solvers.matching.table import Stopped, Table

FEW_PAIRS = 2_000
"""Up to so many pairs of an agent and an object are looked at exactly; of more, those that floats cannot exclude."""

_ZERO = Fraction(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """What an insertion did at a stage.

    `agent` is being inserted; `prices` hold after the event.  `rose`: the objects whose prices rose to it; `turned`: pairs of an agent and an object
    (None: none) that became as good for him as what he demands; `moved`: pairs of an agent and the object (None: none) that he has now.
    """

    agent: int
    prices: tuple[Fraction, ...]
    rose: tuple[int, ...] = ()
    turned: tuple[tuple[int, int | None], ...] = ()
    moved: tuple[tuple[int, int | None], ...] = ()


@dataclass
class Insertion:
    """The least equilibrium of the agents inserted so far: prices, what each agent holds, and the demands of those inserted.

    `held`: agent -> object, None for those without one; `demanded`: the objects in the demand of an inserted agent; `level`: his level.
    """

    table: Table
    prices: list[Fraction]
    held: list[int | None]
    owner: list[int | None]
    demanded: dict[int, set[int]] = field(default_factory=dict)
    level: dict[int, Fraction] = field(default_factory=dict)

    @classmethod
    def empty(cls, table: Table) -> "Insertion":
        """Nobody inserted: every price is the reserve price."""
        return cls(table, list(table.reserves), [None] * table.agents, [None] * table.objects)

    @classmethod
    def resumed(cls, table: Table, found: Equilibrium, demands: Demands, absent: Set[int]) -> "Insertion":
        """The state after all but the absent agents: their least equilibrium, and their demands at its prices."""
        state = cls(table, list(found.prices), list(found.held), [None] * table.objects)
        for agent, position in enumerate(found.held):
            if position is not None:
                state.owner[position] = agent
            if agent not in absent:
                state.demanded[agent] = set(demands.goods[agent])
                state.level[agent] = table.level(agent, position, found.prices)
        return state

    def enter(self, agent: int) -> None:
        """Note the agent's level and demand at the present prices."""
        levels = {b: one.at(self.prices[b]) for b in range(self.table.objects) if (one := self.table.map(agent, b)) is not None}
        least = min([_ZERO, *levels.values()])
        self.level[agent] = least
        self.demanded[agent] = {b for b, level in levels.items() if level == least}

    def insert(self, agent: int) -> Iterator[Event]:
        """Insert the agent; yields what happens, and ends when the state is the least equilibrium with him."""
        self.enter(agent)
        turned: tuple[tuple[int, int | None], ...] = ()
        rose: tuple[int, ...] = ()
        while True:
            reached, owners, moves = self._search(agent)
            if moves is not None:
                self._shift(moves)
                yield Event(agent=agent, prices=tuple(self.prices), rose=rose, turned=turned, moved=moves)
                return
            if rose:
                yield Event(agent=agent, prices=tuple(self.prices), rose=rose, turned=turned)
            rose = tuple(sorted(reached))
            turned = self._raise(agent, owners, reached)

    def _search(self, agent: int) -> tuple[set[int], list[int], tuple[tuple[int, int | None], ...] | None]:
        """The objects and owners that the agent competes for, or who moves where once somebody has a way out."""
        came: dict[int, int] = {}
        waiting, owners = deque([agent]), list[int]()
        while waiting:
            one = waiting.popleft()
            if self.level[one] == 0:
                return set(came), owners, self._moves(one, None, came)
            for b in sorted(self.demanded[one]):
                if b in came:
                    continue
                came[b] = one
                holder = self.owner[b]
                if holder is None:
                    return set(came), owners, self._moves(one, b, came)
                owners.append(holder)
                waiting.append(holder)
        return set(came), owners, None

    def _moves(self, last: int, position: int | None, came: Mapping[int, int]) -> tuple[tuple[int, int | None], ...]:
        moves = [(last, position)]
        while (left := self.held[moves[-1][0]]) is not None:
            moves.append((came[left], left))
        return tuple(reversed(moves))

    def _shift(self, moves: Sequence[tuple[int, int | None]]) -> None:
        for one, position in moves:
            self.held[one] = position
            if position is not None:
                self.owner[position] = one

    def _raise(self, agent: int, owners: list[int], reached: set[int]) -> tuple[tuple[int, int | None], ...]:
        """Raise the prices of the reached objects up to the next event; returns who demands what from there on."""
        slopes = {one: {b: self._slope(one, b) for b in self.demanded[one]} for one in (agent, *owners)}
        speeds = self._speeds(agent, owners, slopes)
        rates = {agent: Fraction(1), **{one: slopes[one][held] * speeds[held] for one in owners if (held := self.held[one]) is not None}}
        step, turned = self._next(rates, speeds)
        for b, speed in speeds.items():
            self.prices[b] += speed * step
        for one, rate in rates.items():
            self.level[one] += rate * step
            self.demanded[one] = {b for b in self.demanded[one] if slopes[one][b] * speeds[b] == rate} | {
                b for who, b in turned if who == one and b is not None
            }
        for one, demanded in self.demanded.items():
            if one not in rates:
                demanded.difference_update(reached)
        return turned

    def _slope(self, agent: int, position: int) -> Fraction:
        one = self.table.map(agent, position)
        return one.slope_after(self.prices[position]) if one is not None else _ZERO

    def _speeds(self, agent: int, owners: list[int], slopes: Mapping[int, Mapping[int, Fraction]]) -> dict[int, Fraction]:
        """How fast each price rises when the agent's level rises at rate 1, once owners have changed places so that the product of their slopes is least."""
        while True:
            speeds, circle = self._longest(agent, owners, slopes)
            if not circle:
                return speeds
            self._shift(circle)

    def _longest(self, agent: int, owners: list[int], slopes: Mapping[int, Mapping[int, Fraction]]) -> tuple[dict[int, Fraction], tuple[tuple[int, int], ...]]:
        """The greatest speeds along chains of demand, or a circle of owners and the objects to take along which chains improve without end."""
        speeds = {b: 1 / slope for b, slope in slopes[agent].items()}
        came: dict[int, int] = {}
        changed, rounds = set(speeds), 0
        while changed:
            again = set[int]()
            for held in sorted(changed):
                one = self.owner[held]
                if one is None:
                    continue
                rate = slopes[one][held] * speeds[held]
                for b, slope in slopes[one].items():
                    if b != held and (b not in speeds or rate > slope * speeds[b]):
                        speeds[b], came[b] = rate / slope, one
                        again.add(b)
            changed, rounds = again, rounds + 1
            if rounds > len(owners) and (circle := self._circle(came)):
                return speeds, circle
        return speeds, ()

    def _circle(self, came: Mapping[int, int]) -> tuple[tuple[int, int], ...]:
        """Pairs of an agent and the object that he made dearest, around a circle in which each holds the next one's object."""
        for start in sorted(came):
            path: dict[int, None] = {}
            b: int | None = start
            while b is not None and b in came and b not in path:
                path[b] = None
                b = self.held[came[b]]
            if b in path:
                steps = list(path)
                return tuple((came[step], step) for step in steps[steps.index(b) :])
        return ()

    def _next(self, rates: Mapping[int, Fraction], speeds: Mapping[int, Fraction]) -> tuple[Fraction, tuple[tuple[int, int | None], ...]]:
        """The step to the next event, and who comes to demand what there."""
        best: Fraction | None = None
        turned: list[tuple[int, int | None]] = []
        for one, b in self._pairs(rates, speeds):
            step, turns = self._event(one, b, rates[one], speeds)
            if step is None or (best is not None and step > best):
                continue
            if best is None or step < best:
                best, turned = step, []
            if turns:
                turned.append((one, b))
        if best is None:
            raise ValueError("levels do not reach every number")
        return best, tuple(sorted(turned, key=lambda pair: (pair[0], pair[1] is None, pair[1] or 0)))

    def _event(self, one: int, b: int | None, rate: Fraction, speeds: Mapping[int, Fraction]) -> tuple[Fraction | None, bool]:
        """When the agent comes to demand the object, or its map bends before; None for never."""
        if b is None:
            return -self.level[one] / rate, True
        levels = self.table.map(one, b)
        if levels is None:
            return None, False
        price, speed = self.prices[b], speeds.get(b, _ZERO)
        bend = None
        if speed:
            after = next((x for x, _ in levels.points if x > price), None)
            bend = None if after is None else (after - price) / speed
        if b not in self.demanded[one]:
            closing = rate - (levels.slope_after(price) * speed if speed else 0)
            if closing > 0:
                meets = (levels.at(price) - self.level[one]) / closing
                if bend is None or meets <= bend:
                    return meets, True
        return bend, False

    def _pairs(self, rates: Mapping[int, Fraction], speeds: Mapping[int, Fraction]) -> Iterator[tuple[int, int | None]]:
        """The pairs among which the next event is."""
        for one in rates:
            yield one, None
        if len(rates) * self.table.objects <= FEW_PAIRS:
            for one in rates:
                for b in range(self.table.objects):
                    yield one, b
            return
        from marketwright.solvers.matching.first_events import possible_pairs  # noqa: PLC0415 - compiled functions only where there are many pairs

        yield from possible_pairs(self.table, self.prices, self.level, self.demanded, rates, speeds)


def inserted(table: Table, stopped: Stopped) -> Insertion | None:
    """The least equilibrium of all agents, inserted in their order; None if `stopped` came first."""
    state = Insertion.empty(table)
    for agent in range(table.agents):
        for _ in state.insert(agent):
            if stopped():
                return None
    return state
