"""Dynamic programming over sets of goods: exact, without any solver, for small numbers of goods."""

from marketwright.errors import UsageError
from marketwright.solvers.packing.problem import PackingProblem, Task

GOODS_UP_TO = 16

_State = dict[int, tuple[int, tuple[int, ...]]]
"""For each set of goods in use (bit mask): the largest worth and the atoms that attain it."""


def best_by_subsets(problem: PackingProblem, task: Task) -> tuple[int, ...]:
    """A choice of largest worth, owner by owner and group by group.

    Raises: `UsageError` U107 above `GOODS_UP_TO` goods.
    Cost: 2^goods times the number of atoms.
    """
    if problem.goods > GOODS_UP_TO:
        raise UsageError("U107", "method subsets", f"{problem.goods} goods", f"up to {GOODS_UP_TO} goods", "use the method search or mip")
    groups: dict[int, dict[int, list[int]]] = {}
    for number, atom in enumerate(problem.atoms):
        if atom.owner not in task.absent and number not in task.banned:
            groups.setdefault(atom.owner, {}).setdefault(atom.group, []).append(number)
    best: _State = {0: (0, ())}
    for owner, by_group in groups.items():
        taking_part = {mask: (worth - task.charges[owner], uses) for mask, (worth, uses) in best.items()}
        for atoms in by_group.values():
            taking_part = _with_group(problem, task, taking_part, atoms)
        best = taking_part if task.charges[owner] < 0 else _better(best, taking_part)
    return max(best.values(), key=lambda state: state[0])[1]


def _with_group(problem: PackingProblem, task: Task, states: _State, atoms: list[int]) -> _State:
    extended: _State = dict(states)
    for atom in atoms:
        bundle = sum(1 << good for good in problem.atoms[atom].goods)
        for mask, (worth, uses) in states.items():
            if mask & bundle == 0 and (mask | bundle not in extended or extended[mask | bundle][0] < worth + task.values[atom]):
                extended[mask | bundle] = (worth + task.values[atom], (*uses, atom))
    return extended


def _better(first: _State, second: _State) -> _State:
    merged = dict(first)
    for mask, state in second.items():
        if mask not in merged or merged[mask][0] < state[0]:
            merged[mask] = state
    return merged
