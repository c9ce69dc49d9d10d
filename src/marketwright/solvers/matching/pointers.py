"""Pointers that show an equilibrium's prices to be least, or greatest: chains along which no price can fall, or rise, alone."""

from collections.abc import Set

from marketwright.solvers.matching.demands import Allocation, Demands
from marketwright.solvers.matching.hall import pointers_from


def least_pointers(demands: Demands, competitive: Set[int], allocation: Allocation) -> dict[int, int] | frozenset[int]:
    """For each competitive object an agent who demands it, or the set of those to which no such chain leads.

    *Meaning.* From an object to its agent, and on to his own position, one comes without a circle to an agent whose position is null or not competitive.
    A set that is not reached is demanded by its owners alone, so it is weakly under-demanded.
    *Shapes.* `allocation` gives every competitive object to somebody who demands it.  Pointers are increasing by object.
    *Cost.* The number of edges.
    """
    owners = demands.owners(allocation)
    starts = (agent for agent, good in enumerate(allocation) if good is None or good not in competitive)
    pointers = pointers_from(demands, competitive, starts, owners)
    return pointers if len(pointers) == len(competitive) else frozenset(competitive - pointers.keys())


def greatest_pointers(demands: Demands, allocation: Allocation) -> dict[int, int | None] | frozenset[int]:
    """For each sold object another position that its owner demands (None: the null position), or the set of those from which no such chain leads out.

    *Meaning.* Following pointers one comes without a circle to null or to an unsold object.  Owners of a set from which none leads out demand
    nothing outside it, so its prices can rise together.
    *Shapes.* `allocation` gives every agent a position of his demand.  Pointers are increasing by object.
    *Cost.* The number of edges.
    """
    owners = demands.owners(allocation)
    pointers: dict[int, int | None] = {good: None for good, agent in sorted(owners.items()) if demands.null[agent]}
    queue = [*pointers, *(good for good in range(demands.objects) if good not in owners)]
    for target in queue:
        if len(pointers) == len(owners):
            break
        for agent in demands.demanders[target]:
            good = allocation[agent]
            if good is not None and good != target and good not in pointers:
                pointers[good] = target
                queue.append(good)
    return dict(sorted(pointers.items())) if len(pointers) == len(owners) else frozenset(owners.keys() - pointers.keys())
