"""One warm linear program over the atoms: a search aid whose numbers are never believed.

Columns have no upper bound of their own (rows supply it), so that the row duals of an optimal basis are dual feasible for all atoms.  An owner of several
groups who is charged gets a column y with objective -charge and rows `sum of a group <= y`, so that his charge counts once.  An owner whose charge may be
waived gets a column with objective +charge, at most his y (or his only group's use); these columns add up to at most 1.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import highspy
import numpy as np
from numpy.typing import NDArray

from marketwright.solvers.packing.problem import PackingProblem, Task, members
from marketwright.solvers.packing.rows import PackingRow, first_rows

_LARGEST_COST = 1000.0
_AGE_LIMIT = 6
_PURGE_AT_LEAST = 20


@dataclass(frozen=True, slots=True)
class LpSolution:
    """Float numbers in the task's integer units: objective, use of each atom, price of each row (in the order of `Relaxation.rows`)."""

    objective: float
    use: NDArray[np.float64]
    prices: NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class BasisMark:
    """A basis to return to; void once rows were deleted."""

    basis: highspy.HighsBasis
    generation: int
    rows: int


class Relaxation:
    """The linear program of one packing problem, kept warm through all tasks and nodes."""

    def __init__(self, problem: PackingProblem, charged_owners: Iterable[int] = (), waivable: Iterable[int] = ()) -> None:
        """Build the program; `charged_owners` are those of several groups who may be charged, `waivable` those whose charge may be waived."""
        self.problem = problem
        self.rows: list[PackingRow] = []
        self.known: set[int] = set()
        self.iterations = 0
        self._generation = 0
        self._scale = 1.0
        self._constant = 0
        atoms = len(problem.atoms)
        self._takes_part = {owner: atoms + place for place, owner in enumerate(sorted(charged_owners))}
        self._waiver = {owner: atoms + len(self._takes_part) + place for place, owner in enumerate(sorted(waivable))}
        self._columns = atoms + len(self._takes_part) + len(self._waiver)
        self._highs = highspy.Highs()  # type: ignore[no-untyped-call]
        for option, value in _OPTIONS.items():
            self._highs.setOptionValue(option, value)
        self._numbers = np.arange(self._columns, dtype=np.int32)
        self._pass_model()
        self.fixed_rows = self._highs.getNumRow()

    def _pass_model(self) -> None:
        rows = first_rows(self.problem)
        starts, upper = [0], []
        index: list[int] = []
        value: list[float] = []

        def append(columns: Iterable[int], right: float) -> None:
            index.extend(columns)
            value.extend([1.0] * (len(index) - len(value)))
            starts.append(len(index))
            upper.append(right)

        for row in rows:
            append(row.atoms.tolist(), 1.0)
            self.rows.append(row)
            self.known.add(row.mask)
        groups = {atom.group: atom.owner for atom in self.problem.atoms}
        for group, owner in groups.items():
            if owner in self._takes_part:
                mask = self.problem.group_masks[group]
                append(members(mask), 0.0)
                index.append(self._takes_part[owner])
                value.append(-1.0)
                starts[-1] = len(index)
                self.rows.append(PackingRow("group", mask))
        for owner, column in self._waiver.items():
            append([column], 0.0)
            uses = [self._takes_part[owner]] if owner in self._takes_part else self._atoms_of(owner)
            index.extend(uses)
            value.extend([-1.0] * len(uses))
            starts[-1] = len(index)
            self.rows.append(PackingRow("group", 0))
        if self._waiver:
            append(self._waiver.values(), 1.0)
            self.rows.append(PackingRow("group", 0))
        model = highspy.HighsLp()
        model.num_col_ = self._columns
        model.num_row_ = len(upper)
        model.col_cost_ = np.zeros(self._columns)
        model.col_lower_ = np.zeros(self._columns)
        model.col_upper_ = np.array([highspy.kHighsInf] * len(self.problem.atoms) + [1.0] * (self._columns - len(self.problem.atoms)))
        model.row_lower_ = np.full(len(upper), -highspy.kHighsInf)
        model.row_upper_ = np.array(upper)
        model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        model.a_matrix_.start_ = np.array(starts, dtype=np.int32)
        model.a_matrix_.index_ = np.array(index, dtype=np.int32)
        model.a_matrix_.value_ = np.array(value)
        self._highs.passModel(model)

    def _atoms_of(self, owner: int) -> list[int]:
        return [number for number, atom in enumerate(self.problem.atoms) if atom.owner == owner]

    def set_task(self, task: Task) -> None:
        """Take the objective from the task: values less charges."""
        costs = [float(value) for value in task.values] + [0.0] * (self._columns - len(self.problem.atoms))
        for number, atom in enumerate(self.problem.atoms):
            charge = task.charges[atom.owner]
            if charge > 0 and atom.owner not in self._takes_part:
                costs[number] -= float(charge)
        for owner, column in self._takes_part.items():
            costs[column] = -float(max(0, task.charges[owner]))
        for owner, column in self._waiver.items():
            costs[column] = float(max(0, task.charges[owner])) if owner in task.waived else 0.0
        self._constant = -task.always()
        self._scale = _LARGEST_COST / max(1.0, max((abs(cost) for cost in costs), default=1.0))
        self._highs.changeColsCost(self._columns, self._numbers, np.array(costs) * -self._scale)
        for row in self.rows:
            row.age = 0

    def fix(self, removed: NDArray[np.bool_], used: Sequence[int]) -> None:
        """Fix removed atoms to 0 and used ones to 1."""
        lower = np.zeros(self._columns)
        upper = np.full(self._columns, highspy.kHighsInf)
        upper[len(self.problem.atoms) :] = 1.0
        upper[: len(removed)][removed] = 0.0
        if used:
            lower[list(used)] = 1.0
            upper[list(used)] = 1.0
        self._highs.changeColsBounds(self._columns, self._numbers, lower, upper)

    def solve(self, enough: int) -> LpSolution | None:
        """Solve from the present basis, until optimal or until the objective is clearly below `enough` + 1; None if HiGHS returns no usable numbers."""
        margin = max(0.25, 1e-7 * abs(enough))
        self._highs.setOptionValue("objective_bound", -(enough + 1 - margin - self._constant) * self._scale)
        self._highs.run()
        status = self._highs.getModelStatus()
        if status not in _USABLE:
            self._highs.clearSolver()
            self._highs.run()
            if self._highs.getModelStatus() not in _USABLE:
                return None
        solution = self._highs.getSolution()
        info = self._highs.getInfo()
        self.iterations += max(0, info.simplex_iteration_count)
        prices = np.maximum(-np.array(solution.row_dual), 0.0) / self._scale
        use = np.array(solution.col_value)[: len(self.problem.atoms)]
        if not (np.isfinite(prices).all() and np.isfinite(use).all()):
            return None
        return LpSolution(-info.objective_function_value / self._scale + self._constant, use, prices)

    def add(self, rows: Iterable[PackingRow]) -> None:
        """Append separated rows."""
        for row in rows:
            self.rows.append(row)
            self.known.add(row.mask)
            self._highs.addRow(-highspy.kHighsInf, 1.0, len(row.atoms), row.atoms, np.ones(len(row.atoms)))

    def purge(self, prices: NDArray[np.float64]) -> None:
        """Age separated rows without a price and delete the old ones, so that the program stays small."""
        old = []
        for number in range(self.fixed_rows, len(self.rows)):
            row = self.rows[number]
            row.age = 0 if prices[number] > 0.0 else row.age + 1
            if row.age > _AGE_LIMIT:
                old.append(number)
        if len(old) < _PURGE_AT_LEAST:
            return
        status = self._highs.getBasis().row_status
        drop = [number for number in old if status[number] == highspy.HighsBasisStatus.kBasic]
        if not drop:
            return
        self._highs.deleteRows(len(drop), np.array(drop, dtype=np.int32))
        dropped = set(drop)
        for number in drop:
            self.rows[number].age = 0
            self.known.discard(self.rows[number].mask)
        self.rows = [row for number, row in enumerate(self.rows) if number not in dropped]
        self._generation += 1

    def mark(self) -> BasisMark:
        """The present basis, to return to later."""
        return BasisMark(self._highs.getBasis(), self._generation, len(self.rows))

    def restore(self, mark: BasisMark) -> None:
        """Return to a basis; rows added since start basic; after a deletion the present basis stays."""
        if mark.generation != self._generation:
            return
        if mark.rows < len(self.rows):
            mark.basis.row_status = list(mark.basis.row_status)[: mark.rows] + [highspy.HighsBasisStatus.kBasic] * (len(self.rows) - mark.rows)
        self._highs.setBasis(mark.basis)


_USABLE = (highspy.HighsModelStatus.kOptimal, highspy.HighsModelStatus.kObjectiveBound)
_OPTIONS: dict[str, bool | int | float | str] = {
    "output_flag": False,
    "threads": 1,
    "presolve": "off",
    "simplex_strategy": 1,
    "dual_feasibility_tolerance": 1e-9,
    "primal_feasibility_tolerance": 1e-9,
}
