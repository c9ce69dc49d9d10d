"""All best choices of a task, with a tree that shows that there are no others.

Every leaf either proves that nothing below it is worth as much as the best choice, or has decided every atom and is such a choice itself.
"""

from dataclasses import dataclass

from marketwright.questions import Limits
from marketwright.solvers.packing.evaluation import LeafBounds
from marketwright.solvers.packing.problem import Task
from marketwright.solvers.packing.search import OpenNode, PackingSearch, SearchRun, SearchTools
from marketwright.solvers.packing.tree import ProofNode


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """Best choices (increasing atoms) in the order of the tree; `complete`: all of them; `capped`: there are more than the cap."""

    choices: tuple[tuple[int, ...], ...]
    complete: bool
    capped: bool
    root: ProofNode
    leaves: LeafBounds


def list_best(search: PackingSearch, task: Task, best: int, cap: int, limits: Limits) -> Listing:
    """All choices worth `best`, which is the proven worth of the task, at most `cap` of them; atoms worth nothing should be banned."""
    return _ListingRun(search.tools, task, best, cap, limits).listing()


class _ListingRun(SearchRun):
    """A search that looks for what is worth `best` as if the best known were one less, and never stops looking for more."""

    def __init__(self, tools: SearchTools, task: Task, best: int, cap: int, limits: Limits) -> None:
        super().__init__(tools, task, limits)
        self._best, self._unpolished = best - 1, False
        self._cap = cap
        self._listed: list[tuple[int, ...]] = []

    def listing(self) -> Listing:
        root, finished = self._tree()
        capped = len(self._listed) > self._cap
        return Listing(choices=tuple(self._listed[: self._cap]), complete=finished and not capped, capped=capped, root=root, leaves=self._leaves)

    def _limit_reached(self, stack: list[OpenNode]) -> bool:
        return len(self._listed) > self._cap or super()._limit_reached(stack)

    def _offer(self, choice: tuple[int, ...]) -> bool:
        return False

    def _decided(self, node: ProofNode) -> None:
        node.forget_prices()
        if self._task.worth(self._problem, node.used) == self._best + 1:
            node.listed = True
            self._listed.append(tuple(sorted(node.used)))
