"""The methods of winner determination behind one interface: the search that proves, HiGHS's mixed-integer solver, dynamic programming over sets of goods."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Literal

from marketwright.errors import UsageError
from marketwright.questions import Limits
from marketwright.solvers.packing.mip import best_by_mip
from marketwright.solvers.packing.problem import PackingProblem, Task
from marketwright.solvers.packing.search import PackingSearch
from marketwright.solvers.packing.subsets import best_by_subsets

Standing = Literal["proved", "exact", "solver's word", "limit reached"]


@dataclass(frozen=True, slots=True, kw_only=True)
class MethodResult:
    """What a method returned: a feasible choice (`None` when it has none) with its worth in the task's units, and how it stands.

    `proved`: with a proof that can be written down; `exact`: by exact enumeration, without a proof; `solver's word`: feasible, and optimal if floats did
    not err; `limit reached`: the best choice when a limit came first.
    """

    method: str
    choice: tuple[int, ...] | None
    worth: int | None
    standing: Standing


def best_choice(problem: PackingProblem, task: Task, method: str = "search", limits: Limits | None = None) -> MethodResult:
    """The best choice by one of `METHODS`.

    Raises: `UsageError` U107 (too many goods for `subsets`), U110 (unknown method).
    """
    if method not in METHODS:
        raise UsageError("U110", "method", repr(method), ", ".join(METHODS), "choose one of them")
    choice, standing = METHODS[method](problem, task, limits or Limits())
    return MethodResult(method=method, choice=choice, worth=None if choice is None else task.worth(problem, choice), standing=standing)


def _search(problem: PackingProblem, task: Task, limits: Limits) -> tuple[tuple[int, ...] | None, Standing]:
    charged = frozenset(owner for owner, charge in enumerate(task.charges) if charge > 0)
    found = PackingSearch(problem, charged, task.waived).solve(task, limits)
    return found.choice, "proved" if found.complete else "limit reached"


def _mip(problem: PackingProblem, task: Task, limits: Limits) -> tuple[tuple[int, ...] | None, Standing]:
    found = [best_by_mip(problem, plain, limits.seconds) for plain in _without_waivers(task)]
    choices = [choice for choice in found if choice is not None]
    return max(choices, key=lambda choice: task.worth(problem, choice), default=None), "solver's word" if len(choices) == len(found) else "limit reached"


def _subsets(problem: PackingProblem, task: Task, _limits: Limits) -> tuple[tuple[int, ...] | None, Standing]:
    choices = [best_by_subsets(problem, plain) for plain in _without_waivers(task)]
    return max(choices, key=lambda choice: task.worth(problem, choice)), "exact"


def _without_waivers(task: Task) -> list[Task]:
    """Tasks without waivers whose best choices include one of the task's: nobody's charge waived, or one owner's."""
    plain = replace(task, waived=frozenset())
    favoured = [owner for owner in sorted(task.waived) if task.charges[owner] > 0]
    return [plain, *(replace(plain, charges=(*task.charges[:owner], 0, *task.charges[owner + 1 :])) for owner in favoured)]


METHODS: Mapping[str, Callable[[PackingProblem, Task, Limits], tuple[tuple[int, ...] | None, Standing]]] = {
    "search": _search,
    "mip": _mip,
    "subsets": _subsets,
}
