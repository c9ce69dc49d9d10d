"""What agents demand at given prices: the bipartite graph on which everything in this package works."""

from dataclasses import dataclass
from functools import cached_property

Allocation = tuple[int | None, ...]
"""For each agent his object, or None for the null position; no object stands twice."""


@dataclass(frozen=True)
class Demands:
    """Each agent's demand: objects, and whether the null position belongs to it.

    *Shapes.* Agents are 0 to `len(goods) - 1`, objects 0 to `objects - 1`.  An agent's objects are increasing.  Nobody's demand is empty.
    """

    objects: int
    goods: tuple[tuple[int, ...], ...]
    null: tuple[bool, ...]

    @cached_property
    def demanders(self) -> tuple[tuple[int, ...], ...]:
        """For each object the agents who demand it, increasing."""
        found: list[list[int]] = [[] for _ in range(self.objects)]
        for agent, goods in enumerate(self.goods):
            for good in goods:
                found[good].append(agent)
        return tuple(tuple(agents) for agents in found)

    @cached_property
    def captives(self) -> tuple[int, ...]:
        """The agents who do not demand the null position, increasing."""
        return tuple(agent for agent, null in enumerate(self.null) if not null)

    @cached_property
    def edges(self) -> int:
        """The number of pairs of an agent and a position that he demands."""
        return sum(len(goods) for goods in self.goods) + sum(self.null)

    def owners(self, allocation: Allocation) -> dict[int, int]:
        """For each object that the allocation gives away the agent who has it."""
        return {good: agent for agent, good in enumerate(allocation) if good is not None}
