"""Hall's conditions on a demand graph, each answered by a witness: a set that violates it, or a matching which shows that none does.

*Source.* Hall 1935; Hopcroft and Karp 1973; Mendelsohn and Dulmage 1958.
"""

from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass

from marketwright.solvers.matching.demands import Allocation, Demands

_FREE = -1


@dataclass(frozen=True, slots=True)
class ObjectSet:
    """A set of objects with all agents whom its condition counts; both increasing."""

    objects: tuple[int, ...]
    agents: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class PointerForest:
    """Why no set is weakly under-demanded.

    *Meaning.* `holders`: for each competitive object an agent who demands it, none twice.  `pointers`: for each competitive object an agent who demands
    it; from an object to its agent, and on to the object that `holders` gives him, one comes without a circle to an agent whom `holders` gives nothing.
    """

    holders: dict[int, int]
    pointers: dict[int, int]


def over_demanded(demands: Demands) -> ObjectSet | dict[int, int]:
    """A set of objects in which more agents than it has objects have their whole demand, or a matching of all captive agents: {agent: object}.

    *Meaning.* The agents of the set are all whose demand lies inside it.  Captive is who does not demand the null position.
    *Cost.* Edges times the root of the number of agents.
    *Example.*
    >>> over_demanded(Demands(2, ((0,), (0,), (0, 1)), (False, False, True)))
    ObjectSet(objects=(0,), agents=(0, 1))
    """
    captives = demands.captives
    rows = [demands.goods[agent] for agent in captives]
    mates, owners = maximum_matching(rows, demands.objects)
    if _FREE not in mates:
        return dict(zip(captives, mates, strict=True))
    inside = _alternating(rows, owners, mates.index(_FREE))
    return ObjectSet(tuple(sorted(inside)), tuple(agent for agent in captives if inside.issuperset(demands.goods[agent])))


def under_demanded(demands: Demands, competitive: Set[int]) -> ObjectSet | dict[int, int]:
    """A set of competitive objects that fewer agents than it has objects demand, or a matching of all competitive objects: {object: agent}.

    *Meaning.* The agents of the set are all who demand any of it.
    *Cost.* Edges times the root of the number of competitive objects.
    *Example.*
    >>> under_demanded(Demands(2, ((0, 1), ()), (False, True)), {0, 1})
    ObjectSet(objects=(0, 1), agents=(0,))
    """
    objects = sorted(competitive)
    rows = [demands.demanders[good] for good in objects]
    mates, held = maximum_matching(rows, len(demands.goods))
    if _FREE not in mates:
        return dict(zip(objects, mates, strict=True))
    start = mates.index(_FREE)
    agents = _alternating(rows, held, start)
    return ObjectSet(tuple(sorted({objects[start], *(objects[held[agent]] for agent in agents)})), tuple(sorted(agents)))


def weakly_under_demanded(demands: Demands, competitive: Set[int]) -> ObjectSet | PointerForest:
    """A non-empty set of competitive objects that not more agents than it has objects demand, or a forest which shows that there is none.

    *Meaning.* Competitive objects that no agent without an object reaches, over demand and back over `holders`, are demanded by their holders alone.
    *Cost.* That of `under_demanded`.
    *Example.*
    >>> weakly_under_demanded(Demands(1, ((0,), (0,)), (False, True)), {0})
    PointerForest(holders={0: 0}, pointers={0: 1})
    """
    holders = under_demanded(demands, competitive)
    if isinstance(holders, ObjectSet):
        return holders
    held = {agent: good for good, agent in holders.items()}
    starts = (agent for agent in range(len(demands.goods)) if agent not in held)
    pointers = pointers_from(demands, competitive, starts, holders)
    if len(pointers) == len(competitive):
        return PointerForest(holders, pointers)
    return with_demanders(demands, competitive - pointers.keys())


def equilibrium_allocation(demands: Demands, competitive: Set[int]) -> Allocation | None:
    """An allocation that gives every agent a position of his demand and every competitive object away, or None if there is none.

    *Meaning.* Starting from a matching of the captives, each competitive object that it leaves out goes to its agent in a matching of these objects, and
    so on with the object that he gives up, until it is not competitive or he had none.
    *Cost.* That of `over_demanded` and `under_demanded`.
    """
    positions = over_demanded(demands)
    holders = under_demanded(demands, competitive)
    if isinstance(positions, ObjectSet) or isinstance(holders, ObjectSet):
        return None
    for start in sorted(competitive - set(positions.values())):
        good: int | None = start
        while good is not None and good in competitive:
            agent = holders[good]
            given_up = positions.get(agent)
            positions[agent] = good
            good = given_up
    return tuple(positions.get(agent) for agent in range(len(demands.goods)))


def pointers_from(demands: Demands, competitive: Set[int], starts: Iterable[int], holders: dict[int, int]) -> dict[int, int]:
    """For each competitive object that the starting agents reach, the agent who reaches it first; an object's holder is reached with it.

    *Shapes.* Increasing by object.  The search is breadth first, and takes agents and objects with small numbers first.
    """
    queue = list(starts)
    pointers: dict[int, int] = {}
    for agent in queue:
        if len(pointers) == len(competitive):
            break
        for good in demands.goods[agent]:
            if good in competitive and good not in pointers:
                pointers[good] = agent
                queue.append(holders[good])
    return dict(sorted(pointers.items()))


def with_demanders(demands: Demands, objects: Iterable[int]) -> ObjectSet:
    """The set of objects with all agents who demand any of it."""
    goods = sorted(objects)
    return ObjectSet(tuple(goods), tuple(sorted({agent for good in goods for agent in demands.demanders[good]})))


def _alternating(rows: Sequence[Sequence[int]], owners: Sequence[int], start: int) -> set[int]:
    """What row `start` reaches when each element leads to all elements of its owner's row; all that is reached has an owner."""
    reached: set[int] = set()
    queue = [start]
    for row in queue:
        for element in rows[row]:
            if element not in reached:
                reached.add(element)
                queue.append(owners[element])
    return reached


def maximum_matching(rows: Sequence[Sequence[int]], elements: int) -> tuple[list[int], list[int]]:
    """A largest matching of rows with elements of them: for each row its element and for each element its row, or -1.

    *Cost.* The number of edges times the root of the number of rows.
    """
    mates, owners = [_FREE] * len(rows), [_FREE] * elements
    for row, members in enumerate(rows):
        for element in members:
            if owners[element] == _FREE:
                mates[row], owners[element] = element, row
                break
    while True:
        layers, last = _layers(rows, mates, owners)
        if last == _FREE:
            return mates, owners
        rest = [iter(members) for members in rows]
        for root in [row for row, mate in enumerate(mates) if mate == _FREE]:
            path, chosen = [root], list[int]()
            while path:
                for element in rest[path[-1]]:
                    owner = owners[element]
                    if owner == _FREE:
                        for row, mate in zip(path, [*chosen, element], strict=True):
                            mates[row], owners[mate] = mate, row
                        path.clear()
                        break
                    if layers[owner] == layers[path[-1]] + 1 <= last:
                        chosen.append(element)
                        path.append(owner)
                        break
                else:
                    path.pop()
                    del chosen[-1:]


def _layers(rows: Sequence[Sequence[int]], mates: Sequence[int], owners: Sequence[int]) -> tuple[list[int], int]:
    """Each row's distance from rows without an element, and the least distance of a row with a free element (-1 if there is none)."""
    layers = [0 if mate == _FREE else _FREE for mate in mates]
    queue = [row for row, mate in enumerate(mates) if mate == _FREE]
    last = _FREE
    for row in queue:
        if last != _FREE and layers[row] >= last:
            break
        for element in rows[row]:
            owner = owners[element]
            if owner == _FREE:
                last = layers[row]
                break
            if layers[owner] == _FREE:
                layers[owner] = layers[row] + 1
                queue.append(owner)
    return layers, last
