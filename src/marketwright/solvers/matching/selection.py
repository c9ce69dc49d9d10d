"""Choosing among the allocations of an equilibrium: the smallest one in the order of the tie rule, or all of them in that order.

*Meaning.* An allocation gives every agent a position of his demand and every competitive object away.  Its vector says for each object, in order, the
number of its agent, unsold last; the order is that of the vectors.

Whether an object can go to another agent is a question of reachability among positions: its holder moves to another position, whose holder moves on,
until somebody takes the position that the new agent leaves.  Demands are bit masks here, so that a step of the search takes up all new positions at once.
"""

from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass

from marketwright.solvers.matching.demands import Allocation, Demands
from marketwright.solvers.matching.hall import equilibrium_allocation

_NULL = -1
"""The null position; as a holder: nobody, so that an unsold object is held by nobody and can always move to null."""


@dataclass(frozen=True, slots=True)
class _Graph:
    demands: Demands
    masks: tuple[int, ...]
    droppable: int


@dataclass(frozen=True, slots=True)
class _State:
    """Where each agent is, and who holds each object."""

    places: list[int]
    holders: list[int]

    def copy(self) -> "_State":
        return _State(self.places.copy(), self.holders.copy())


def lexicographic(demands: Demands, competitive: Set[int], allocation: Allocation) -> Allocation:
    """The first allocation in the order of the tie rule, found from any.

    *Cost.* At most objects times (objects plus agents) steps on bit masks; none for an object whose holder is its first demander.
    *Example.*
    >>> lexicographic(Demands(2, ((0, 1), (0, 1)), (False, False)), {0, 1}, (1, 0))
    (0, 1)
    """
    graph, state = _graph(demands, competitive), _state(demands, allocation)
    for good in range(demands.objects):
        holder = state.holders[good]
        earlier = [agent for agent in _open_demanders(demands, state, good) if holder == _NULL or agent < holder]
        if earlier:
            parents = _reached(graph, state, good, state.places[earlier[0]])
            chosen = next((agent for agent in earlier if state.places[agent] in parents), None)
            if chosen is not None:
                _shift(graph, state, parents, good, chosen)
    return _allocation(state)


def selection_work(demands: Demands, allocation: Allocation) -> int:
    """An estimate of the steps that a search along single edges needs to select, or to check a selection: all edges for each object that might move.

    *Meaning.* An object might move if some agent before its holder (any agent, if it is unsold) demands it and has no earlier object.
    """
    state = _state(demands, allocation)
    searches = 0
    for good, holder in enumerate(state.holders):
        first = next(_open_demanders(demands, state, good), None)
        searches += first is not None and (holder == _NULL or first < holder)
    return searches * (demands.edges + demands.objects)


def allocations(demands: Demands, competitive: Set[int], cap: int) -> list[Allocation]:
    """All allocations in the order of the tie rule, or the first `cap + 1` of them if there are more than `cap`.

    *Cost.* For each allocation at most a search for each object; no partial choice is made that cannot be completed.
    *Example.*
    >>> allocations(Demands(1, ((0,), (0,)), (True, True)), set(), 10)
    [(0, None), (None, 0), (None, None)]
    """
    first = equilibrium_allocation(demands, competitive)
    if first is None:
        return []
    graph, state = _graph(demands, competitive), _state(demands, first)
    found: list[Allocation] = []
    levels: list[Iterator[_State]] = []
    while True:
        while len(levels) < demands.objects:
            levels.append(_choices(graph, state, len(levels)))
            state = next(levels[-1])
        found.append(_allocation(state))
        following = None
        while levels and following is None:
            following = next(levels[-1], None)
            if following is None:
                levels.pop()
        if following is None or len(found) > cap:
            return found
        state = following


def _choices(graph: _Graph, state: _State, good: int) -> Iterator[_State]:
    """For each agent to whom the object can go, and for its staying unsold, a state in which it does; earlier objects stay where they are."""
    holder = state.holders[good]
    may_stay = bool(graph.droppable >> good & 1)
    options = sorted([*_open_demanders(graph.demands, state, good), *([] if holder == _NULL else [holder])])
    if len(options) + may_stay == 1:
        yield state
        return
    parents = _reached(graph, state, good, None)
    for agent in [*options, *([_NULL] if may_stay else [])]:
        if agent == holder:
            yield state
        elif (_NULL if agent == _NULL else state.places[agent]) in parents:
            moved = state.copy()
            _shift(graph, moved, parents, good, agent)
            yield moved


def _graph(demands: Demands, competitive: Set[int]) -> _Graph:
    droppable = _mask([good for good in range(demands.objects) if good not in competitive], demands.objects)
    return _Graph(demands, tuple(_mask(goods, demands.objects) for goods in demands.goods), droppable)


def _state(demands: Demands, allocation: Allocation) -> _State:
    owners = demands.owners(allocation)
    return _State([_NULL if good is None else good for good in allocation], [owners.get(good, _NULL) for good in range(demands.objects)])


def _allocation(state: _State) -> Allocation:
    return tuple(None if good == _NULL else good for good in state.places)


def _open_demanders(demands: Demands, state: _State, good: int) -> Iterator[int]:
    """The agents who demand the object and have neither it nor an earlier one, increasing."""
    return (agent for agent in demands.demanders[good] if state.places[agent] > good or state.places[agent] == _NULL)


def _reached(graph: _Graph, state: _State, start: int, wanted: int | None) -> dict[int, int]:
    """The positions that one reaches from the object without using earlier objects, each with the position before it; the search ends at `wanted`."""
    unseen = (1 << graph.demands.objects) - (2 << start)
    parents = {start: start}
    queue = [start]
    for position in queue:
        if position == _NULL:
            fresh, to_null = graph.droppable, False
            for agent, place in enumerate(state.places):
                if place == _NULL:
                    fresh |= graph.masks[agent]
        else:
            holder = state.holders[position]
            fresh, to_null = (0, True) if holder == _NULL else (graph.masks[holder], graph.demands.null[holder])
        fresh &= unseen
        unseen ^= fresh
        if to_null and _NULL not in parents:
            parents[_NULL] = position
            queue.append(_NULL)
        if wanted is not None and wanted != _NULL and fresh >> wanted & 1:
            parents[wanted] = position
        if wanted in parents:
            break
        for good in _members(fresh):
            parents[good] = position
            queue.append(good)
    return parents


def _shift(graph: _Graph, state: _State, parents: dict[int, int], good: int, agent: int) -> None:
    """Give the object to the agent (-1: leave it unsold), and move everybody along the path that leads to the position which he leaves."""
    moves: list[tuple[int, int]] = [(agent, good)]
    position = _NULL if agent == _NULL else state.places[agent]
    while position != good:
        before = parents[position]
        moves.append((state.holders[before] if before != _NULL else _mover_from_null(graph, state, position), position))
        position = before
    for mover, target in moves:
        if mover != _NULL:
            state.places[mover] = target
        if target != _NULL:
            state.holders[target] = mover


def _mover_from_null(graph: _Graph, state: _State, good: int) -> int:
    """Nobody, if the object may stay unsold, or the first agent without an object who demands it."""
    if graph.droppable >> good & 1:
        return _NULL
    return next(agent for agent in graph.demands.demanders[good] if state.places[agent] == _NULL)


def _mask(numbers: Sequence[int], size: int) -> int:
    octets = bytearray(size // 8 + 1)
    for number in numbers:
        octets[number >> 3] |= 1 << (number & 7)
    return int.from_bytes(octets, "little")


def _members(mask: int) -> Iterator[int]:
    """The members of a bit mask, increasing."""
    while mask:
        lowest = mask & -mask
        yield lowest.bit_length() - 1
        mask ^= lowest
