"""HiGHS's own mixed-integer solver on the same problem, gap 0: a second method and cross-check, whose word is never evidence."""

import highspy
import numpy as np

from marketwright.solvers.packing.problem import PackingProblem, Task, members


def best_by_mip(problem: PackingProblem, task: Task, seconds: float | None = None) -> tuple[int, ...] | None:
    """A feasible choice that HiGHS calls optimal in floats, or None when it returns none within `seconds`.

    Whether it is feasible is decided here, in integers; whether it is optimal is not decided.
    """
    if not problem.atoms:
        return ()
    highs = highspy.Highs()  # type: ignore[no-untyped-call]
    for option, value in (("output_flag", False), ("threads", 1), ("mip_rel_gap", 0.0), ("mip_abs_gap", 0.0)):
        highs.setOptionValue(option, value)
    if seconds is not None:
        highs.setOptionValue("time_limit", seconds)
    charged = {owner: len(problem.atoms) + place for place, owner in enumerate(_charged(task))}
    scale = 1.0 / max(1, *(abs(value) for value in (*task.values, *task.charges)))
    for number, atom in enumerate(problem.atoms):
        offered = atom.owner not in task.absent and number not in task.banned
        highs.addVar(0.0, 1.0 if offered else 0.0)
        highs.changeColCost(number, -task.values[number] * scale)
    for owner, column in charged.items():
        highs.addVar(0.0, 1.0)
        highs.changeColCost(column, task.charges[owner] * scale)
    for mask in (*problem.good_masks, *problem.group_masks.values()):
        atoms = np.fromiter(members(mask), dtype=np.int32)
        highs.addRow(-highspy.kHighsInf, 1.0, len(atoms), atoms, np.ones(len(atoms)))
    for number, atom in enumerate(problem.atoms):
        if atom.owner in charged:
            highs.addRow(-highspy.kHighsInf, 0.0, 2, np.array([number, charged[atom.owner]], dtype=np.int32), np.array([1.0, -1.0]))
    columns = highs.getNumCol()
    highs.changeColsIntegrality(columns, np.arange(columns, dtype=np.int32), np.array([highspy.HighsVarType.kInteger] * columns))
    highs.run()
    use = list(highs.getSolution().col_value)[: len(problem.atoms)]
    choice = tuple(number for number, share in enumerate(use) if share > 0.5)
    return choice if use and problem.feasible(choice) else None


def _charged(task: Task) -> list[int]:
    return [owner for owner, charge in enumerate(task.charges) if charge > 0 and owner not in task.absent]
