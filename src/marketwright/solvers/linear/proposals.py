"""Bases that HiGHS proposes for an exact program, and better ones where a proposal proves to be not quite right.

*Refinement.* At the exact point and multipliers of a basis the program is stated anew: how far to go from this point, with what the multipliers leave of
the objective, both magnified so that what is wrong has size 1.  Its bases are those of the program; floats see differences that were below their tolerance.
"""

from collections.abc import Iterable

import numpy as np

from marketwright.solvers.linear.floats import Basis, Floats, FloatSolver
from marketwright.solvers.linear.integers import largest
from marketwright.solvers.linear.sparse import Objective, SparseProgram
from marketwright.solvers.linear.vertex import Vertex

Proposal = tuple[str, Basis | None]
"""What HiGHS says (as `FloatSolution.status`), and the basis at which it ended."""
_ENDLESS = 1e25
_LOOSE, _TIGHT = 1e-7, 1e-9


class Proposer:
    """HiGHS on one region, warm between objectives."""

    def __init__(self, program: SparseProgram) -> None:
        """Pass the region: every row divided by a power of 2 near its largest coefficient, and right sides by a typical one."""
        self.program = program
        matrix = program.by_row
        self._units = [1 << largest(matrix.line(row)[1]).bit_length() for row in range(program.rows)]
        self._numbers = np.arange(program.variables), np.arange(program.rows)
        upper = _quotients(program.right_sides.tolist(), self._units)
        typical = np.abs(upper[upper != 0])
        self._upper = upper / (float(np.median(typical)) if len(typical) else 1.0)
        self._lower = np.where(program.free, -np.inf, 0.0)
        self._moved = False
        self._solver = FloatSolver(
            starts=matrix.starts,
            index=matrix.index,
            values=_quotients(matrix.entries.tolist(), [self._units[row] for row in matrix.of_line.tolist()]),
            row_upper=self._upper,
            row_lower=np.where(program.equalities, self._upper, -np.inf),
            columns=program.variables,
            column_lower=self._lower,
            small_matrix_value=1e-12,
            simplex_scale_strategy=0,
        )

    def first(self, objective: Objective) -> Proposal:
        """The basis of the program as it is."""
        if self._moved:
            self._set_bounds(self._lower, self._upper)
            self._moved = False
        unit = largest(objective.numbers) or 1
        costs = _quotients(objective.numbers.tolist(), [unit] * self.program.variables)
        self._solver.set_costs(costs)
        return self._solved()

    def refined(self, objective: Objective, vertex: Vertex) -> Proposal:
        """The basis of the program as it is seen from the exact solution of another basis."""
        program = self.program
        point, scale = vertex.point
        charged, shares, share_scale = vertex.reduced(objective)
        position = _quotients(point.tolist(), [scale] * program.variables)
        room = _quotients(vertex.slacks[0].tolist(), [scale * unit for unit in self._units])
        gains = _quotients((-charged).tolist(), [share_scale] * program.variables)
        rows_gains = [_quotient(-int(shares[row]) * self._units[row], share_scale) for row in np.flatnonzero((shares < 0) & ~program.equalities)]
        columns, rows = vertex.violated
        nearer = _magnified([*-position[columns], *np.abs(room[rows])], np.append(position, room))
        self._set_bounds(np.where(program.free, -np.inf, -position * nearer), room * nearer)
        self._solver.set_costs(gains * _magnified([*gains, *np.abs(gains[program.free]), *rows_gains], gains))
        self._moved = True
        self._solver.set_basis(vertex.basis)
        return self._solved()

    def _solved(self) -> Proposal:
        """What HiGHS says; once more with larger tolerances where it fails."""
        status = self._solver.solve().status
        if status == "failed":
            self._set_tolerances(_LOOSE)
            status = self._solver.solve().status
            self._set_tolerances(_TIGHT)
        return status, self._solver.basis()

    def _set_tolerances(self, tolerance: float) -> None:
        self._solver.set_option("primal_feasibility_tolerance", tolerance)
        self._solver.set_option("dual_feasibility_tolerance", tolerance)

    def _set_bounds(self, lower: Floats, upper: Floats) -> None:
        columns, rows = self._numbers
        upper = np.clip(upper, -_ENDLESS, _ENDLESS)
        self._solver.set_column_bounds(columns, np.where(lower < -_ENDLESS, -np.inf, lower), np.full(len(lower), np.inf))
        self._solver.set_row_bounds(rows, np.where(self.program.equalities, upper, -np.inf), upper)


def _magnified(wrong: Iterable[float], typical: Floats) -> float:
    """What brings the worst to 1, or where nothing is wrong the typical number."""
    worst = float(max(wrong, default=0.0))
    if worst <= 0:
        sizes = np.abs(typical[typical != 0])
        worst = float(np.median(sizes)) if len(sizes) else 1.0
    return 1 / worst


def _quotients(numbers: Iterable[int], denominators: Iterable[int]) -> Floats:
    """Quotients of integers; none is larger than `_ENDLESS`."""
    found = [_quotient(number, denominator) for number, denominator in zip(numbers, denominators, strict=True)]
    return np.clip(np.array(found, dtype=np.float64), -_ENDLESS, _ENDLESS)


def _quotient(number: int, denominator: int) -> float:
    try:
        return number / denominator
    except OverflowError:
        return _ENDLESS if number > 0 else -_ENDLESS
