"""Linear programs in floats: HiGHS, kept warm through changes.  Its numbers are proposals; what is claimed is computed exactly elsewhere.

*Meaning.* Maximise c x subject to row bounds and column bounds, any of which may be infinite.
"""

from dataclasses import dataclass

import highspy
import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]
_OPTIONS: dict[str, float | str | bool] = {
    "output_flag": False,
    "threads": 1,
    "parallel": "off",
    "presolve": "off",
    "solver": "simplex",
    "random_seed": 0,
    "primal_feasibility_tolerance": 1e-9,
    "dual_feasibility_tolerance": 1e-9,
}
_STATUS = {
    highspy.HighsModelStatus.kOptimal: "optimal",
    highspy.HighsModelStatus.kInfeasible: "infeasible",
    highspy.HighsModelStatus.kUnbounded: "unbounded",
    highspy.HighsModelStatus.kUnboundedOrInfeasible: "no optimum",
    highspy.HighsModelStatus.kTimeLimit: "limit",
    highspy.HighsModelStatus.kIterationLimit: "limit",
}


@dataclass(frozen=True, slots=True, eq=False)
class Basis:
    """Which columns are basic, and which rows (those whose slack is basic): as many together as there are rows."""

    columns: NDArray[np.bool_]
    rows: NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class FloatSolution:
    """What HiGHS says.

    *Meaning.* `status`: "optimal", "infeasible", "unbounded", "no optimum" (one of the two), "limit" or "failed"; numbers mean something where it is
    "optimal".  `multipliers`: what the value gains by a unit of each row's right side, at least 0 where only the upper bound is met; `reduced`: what it
    gains by a unit of each variable that the multipliers do not charge, so that `costs = multipliers A + reduced`.
    """

    status: str
    value: float
    point: Floats
    multipliers: Floats
    reduced: Floats


class FloatSolver:
    """One program whose costs, bounds, coefficients and rows may change; every solution starts from the last basis."""

    def __init__(
        self,
        *,
        starts: ArrayLike,
        index: ArrayLike,
        values: ArrayLike,
        row_upper: ArrayLike,
        row_lower: ArrayLike | None = None,
        columns: int,
        costs: ArrayLike | None = None,
        column_lower: ArrayLike | None = None,
        column_upper: ArrayLike | None = None,
        **options: float | str | bool,
    ) -> None:
        """Rows in compressed form; without bounds rows are only bounded above, columns at least 0; `options` as HiGHS calls them."""
        upper = _floats(row_upper)
        self._highs = highspy.Highs()  # type: ignore[no-untyped-call]
        for option, setting in (_OPTIONS | options).items():
            self._highs.setOptionValue(option, setting)
        model = highspy.HighsLp()
        model.num_col_, model.num_row_ = columns, len(upper)
        model.col_cost_ = np.zeros(columns) if costs is None else -_floats(costs)
        model.col_lower_ = np.zeros(columns) if column_lower is None else _floats(column_lower)
        model.col_upper_ = np.full(columns, np.inf) if column_upper is None else _floats(column_upper)
        model.row_lower_ = np.full(len(upper), -np.inf) if row_lower is None else _floats(row_lower)
        model.row_upper_ = upper
        model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        model.a_matrix_.start_ = _numbers(starts)
        model.a_matrix_.index_ = _numbers(index)
        model.a_matrix_.value_ = _floats(values)
        self._highs.passModel(model)

    @property
    def columns(self) -> int:
        """How many columns there are."""
        return int(self._highs.getNumCol())

    @property
    def rows(self) -> int:
        """How many rows there are."""
        return int(self._highs.getNumRow())

    def set_option(self, name: str, setting: float | str | bool) -> None:
        """Set an option of HiGHS, such as `time_limit` or `simplex_iteration_limit`."""
        self._highs.setOptionValue(name, setting)

    def set_costs(self, costs: ArrayLike, columns: ArrayLike | None = None) -> None:
        """Set the costs of all columns, or of some."""
        some = np.arange(self.columns, dtype=np.int32) if columns is None else _numbers(columns)
        self._highs.changeColsCost(len(some), some, -_floats(costs))

    def set_column_bounds(self, columns: ArrayLike, lower: ArrayLike, upper: ArrayLike) -> None:
        """Set the bounds of some columns."""
        some = _numbers(columns)
        self._highs.changeColsBounds(len(some), some, _floats(lower), _floats(upper))

    def set_row_bounds(self, rows: ArrayLike, lower: ArrayLike, upper: ArrayLike) -> None:
        """Set the bounds of some rows."""
        some = _numbers(rows)
        self._highs.changeRowsBounds(len(some), some, _floats(lower), _floats(upper))  # type: ignore[attr-defined]

    def set_coefficient(self, row: int, column: int, value: float) -> None:
        """Set one entry of the matrix."""
        self._highs.changeCoeff(row, column, value)

    def add_rows(self, *, starts: ArrayLike, index: ArrayLike, values: ArrayLike, upper: ArrayLike, lower: ArrayLike | None = None) -> None:
        """Add rows at the end; `starts` has one entry more than there are new rows."""
        above, first, entries = _floats(upper), _numbers(starts), _floats(values)
        below = np.full(len(above), -np.inf) if lower is None else _floats(lower)
        self._highs.addRows(len(above), below, above, len(entries), first[:-1], _numbers(index), entries)

    def delete_rows(self, rows: ArrayLike) -> None:
        """Delete rows; those that follow move up."""
        some = _numbers(rows)
        self._highs.deleteRows(len(some), some)

    def solve(self) -> FloatSolution:
        """Solve from the last basis."""
        self._highs.run()
        solution = self._highs.getSolution()
        return FloatSolution(
            status=_STATUS.get(self._highs.getModelStatus(), "failed"),
            value=-float(self._highs.getInfo().objective_function_value),
            point=_floats(solution.col_value),
            multipliers=-_floats(solution.row_dual),
            reduced=-_floats(solution.col_dual),
        )

    def basis(self) -> Basis | None:
        """The basis at which HiGHS ended, or None if it has none."""
        basis = self._highs.getBasis()
        if not basis.valid:
            return None
        basic = highspy.HighsBasisStatus.kBasic
        columns, rows = ([status == basic for status in part] for part in (basis.col_status, basis.row_status))
        return Basis(np.array(columns, dtype=np.bool_), np.array(rows, dtype=np.bool_))

    def set_basis(self, basis: Basis) -> None:
        """Start the next solution from a basis; columns that are not basic are at their finite bound, rows at their upper one."""
        kinds = highspy.HighsBasisStatus
        bounds = np.array(self._highs.getLp().col_lower_)
        found = highspy.HighsBasis()
        found.col_status = [
            kinds.kBasic if basic else kinds.kLower if bound > -np.inf else kinds.kZero for basic, bound in zip(basis.columns, bounds, strict=True)
        ]
        found.row_status = [kinds.kBasic if basic else kinds.kUpper for basic in basis.rows]
        found.valid = True
        self._highs.setBasis(found)

    def mark(self) -> highspy.HighsBasis:
        """The basis, to return to; good until rows are deleted."""
        return self._highs.getBasis()

    def return_to(self, mark: highspy.HighsBasis) -> None:
        """Start the next solution from a basis kept earlier; rows added since are basic."""
        missing = self.rows - len(mark.row_status)
        if missing:
            mark.row_status = [*mark.row_status, *([highspy.HighsBasisStatus.kBasic] * missing)]
        self._highs.setBasis(mark)

    def forget(self) -> None:
        """Start the next solution from nothing."""
        self._highs.clearSolver()


def _floats(numbers: ArrayLike) -> Floats:
    return np.ascontiguousarray(numbers, dtype=np.float64)


def _numbers(numbers: ArrayLike) -> NDArray[np.int32]:
    return np.ascontiguousarray(numbers, dtype=np.int32)
