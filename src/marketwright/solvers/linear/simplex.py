"""The simplex method in integers: from any basis to an optimum, a contradiction, or a direction without end.

*Method.* At a basis that is primal feasible, primal steps.  At one that is dual feasible, dual steps.  At any other, dual steps for an objective made up so
that it is dual feasible lead to a primal feasible one, or to a contradiction.  Steps take what is most wrong; while they lead nowhere (the objective does
not change) Bland's rule (lowest number first; columns before rows) keeps them from going in circles.  Free variables enter, and slacks of equalities leave,
before others and never return.

*Cost.* Every step solves sparse square systems anew, so few steps should be needed: bases come from floats.
"""

from fractions import Fraction

import numpy as np

from marketwright.solvers.limit import Stopped, go_on, never
from marketwright.solvers.linear import evidence
from marketwright.solvers.linear.floats import Basis
from marketwright.solvers.linear.integers import Integers, difference, integers, scaled
from marketwright.solvers.linear.program import Infeasible, Outcome
from marketwright.solvers.linear.sparse import Objective, SparseProgram
from marketwright.solvers.linear.vertex import Vertex

Number = tuple[bool, int]
"""A variable: (False, column), or (True, row) for the slack of a row."""
_PATIENCE = 10
"""After so many steps that lead nowhere Bland's rule is followed until one leads on."""


class Simplex:
    """A basis on its way."""

    def __init__(self, program: SparseProgram, basis: Basis, *, stopped: Stopped = never) -> None:
        """Start at a basis; `stopped` is asked before every step.

        Raises: `ZeroDivisionError` for sets that are no basis.
        """
        self.program, self.stopped, self.steps, self._idle = program, stopped, 0, 0
        self.vertex = Vertex(program, basis)
        self.vertex.violated  # noqa: B018 - computed now, so that a singular matrix is found out

    def wrong(self, objective: Objective) -> int:
        """How many variables are outside their bounds, or want to move; 0 at an optimum."""
        charged, shares, _ = self.vertex.reduced(objective)
        program = self.program
        wanting = ((charged < 0) | (program.free & (charged != 0))).sum() + ((shares < 0) & ~program.equalities).sum()
        return int(wanting) + sum(map(len, self.vertex.violated))

    def best(self, objective: Objective) -> Outcome:
        """Move to an optimum, and return it; or why there is none.

        Raises: `LimitCame`.
        """
        if self._outside():
            contradiction = self._feasible(objective if self._charged(objective) else self._made_up())
            if contradiction is not None:
                return contradiction
        return self._primal(objective)

    def _outside(self) -> bool:
        columns, rows = self.vertex.violated
        return bool(len(columns) or len(rows))

    def _charged(self, objective: Objective) -> bool:
        """Whether the basis is dual feasible."""
        charged, shares, _ = self.vertex.reduced(objective)
        program = self.program
        return bool(np.all((shares >= 0) | program.equalities) and np.all((charged >= 0) & ((charged == 0) | ~program.free)))

    def _made_up(self) -> Objective:
        """An objective for which the basis is dual feasible, with charges that differ."""
        program, basis = self.program, self.vertex.basis
        shares = np.where(basis.rows | program.equalities, 0, _various(program.rows))
        charges = np.where(basis.columns | program.free, 0, _various(program.variables))
        return Objective(integers(difference(program.by_column.times(shares), charges)), 1)

    def _exchange(self, entering: Number, leaving: Number, *, idle: bool) -> None:
        """Let one variable into the basis for another; `idle`: the objective does not change by that."""
        columns, rows = self.vertex.basis.columns.copy(), self.vertex.basis.rows.copy()
        for (is_row, place), basic in ((entering, True), (leaving, False)):
            (rows if is_row else columns)[place] = basic
        self.vertex = Vertex(self.program, Basis(columns, rows))
        self.steps += 1
        self._idle = self._idle + 1 if idle else 0

    def _primal(self, objective: Objective) -> Outcome:
        """Steps from a primal feasible basis."""
        while True:
            go_on(self.stopped)
            charged, shares, scale = self.vertex.reduced(objective)
            entering, sign = self._entering(charged, shares)
            if entering is None:
                return evidence.proved(evidence.optimum(self.program, objective, self.vertex.point, (shares, scale)))
            ray, speeds = self.vertex.ray(*_column_or_row(entering))
            ray, speeds = scaled(ray, sign), scaled(speeds, sign)
            leaving = self._first_met(ray, speeds)
            if leaving is None:
                return evidence.proved(evidence.unbounded(self.program, objective, self.vertex.point, ray))
            self._exchange(entering, leaving[1], idle=leaving[0] == 0)

    def _entering(self, charged: Integers, shares: Integers) -> tuple[Number | None, int]:
        """A variable that the objective wants to move, and whether up or down."""
        program = self.program
        wanting = np.flatnonzero(program.free & (charged != 0))
        if len(wanting):
            return (False, int(wanting[0])), 1 if charged[wanting[0]] < 0 else -1
        columns = np.flatnonzero(charged < 0)
        rows = np.flatnonzero((shares < 0) & ~program.equalities)
        return self._chosen(columns, charged, rows, shares), 1

    def _chosen(self, columns: Integers, of_columns: Integers, rows: Integers, of_rows: Integers) -> Number | None:
        """The lowest of columns and rows, or by Bland's rule the first."""
        numbers: list[Number] = [*((False, int(column)) for column in columns), *((True, int(row)) for row in rows)]
        if self._idle >= _PATIENCE or not numbers:
            return numbers[0] if numbers else None
        return min(numbers, key=lambda number: int((of_rows if number[0] else of_columns)[number[1]]))

    def _first_met(self, ray: Integers, speeds: Integers) -> tuple[Fraction, Number] | None:
        """After how long a basic variable first becomes 0 along a ray, and which."""
        program, basis = self.program, self.vertex.basis
        fixed = np.flatnonzero(basis.rows & program.equalities & (speeds != 0))
        if len(fixed):
            return Fraction(0), (True, int(fixed[0]))
        columns = np.flatnonzero(basis.columns & ~program.free & (ray < 0))
        rows = np.flatnonzero(basis.rows & ~program.equalities & (speeds < 0))
        point, slacks = self.vertex.point[0], self.vertex.slacks[0]
        met = [(Fraction(int(point[column]), -int(ray[column])), (False, int(column))) for column in columns]
        met += [(Fraction(int(slacks[row]), -int(speeds[row])), (True, int(row))) for row in rows]
        return min(met, default=None)

    def _feasible(self, objective: Objective) -> Infeasible | None:
        """Steps from a dual feasible basis to one that is also primal feasible (None), or the contradiction."""
        while self._outside():
            go_on(self.stopped)
            leaving, sign = self._leaving()
            shares = scaled(self.vertex.combination(*_column_or_row(leaving)), sign)
            moved = self.program.by_column.times(shares)
            entering = self._least_charge(moved, shares, objective)
            if entering is None:
                return evidence.proved(evidence.infeasible(self.program, shares))
            self._exchange(entering[1], leaving, idle=entering[0] == 0)
        return None

    def _leaving(self) -> tuple[Number, int]:
        """A basic variable outside its bounds, and whether it is below or above."""
        columns, rows = self.vertex.violated
        point, slacks = self.vertex.point[0], self.vertex.slacks[0]
        fixed = rows[self.program.equalities[rows]]
        if len(fixed):
            return (True, int(fixed[0])), 1 if slacks[fixed[0]] < 0 else -1
        chosen = self._chosen(columns, point, rows, slacks)
        if chosen is None:
            raise ArithmeticError("no variable is outside its bounds")
        return chosen, 1

    def _least_charge(self, moved: Integers, shares: Integers, objective: Objective) -> tuple[Fraction, Number] | None:
        """How much of these shares the multipliers bear until a variable that can help is charged no longer, and which."""
        program, basis = self.program, self.vertex.basis
        outside = ~basis.columns
        freely = np.flatnonzero(outside & program.free & (moved != 0))
        if len(freely):
            return Fraction(0), (False, int(freely[0]))
        columns = np.flatnonzero(outside & (moved < 0))
        rows = np.flatnonzero(~basis.rows & ~program.equalities & (shares < 0))
        charged, charges, _ = self.vertex.reduced(objective)
        met = [(Fraction(int(charged[column]), -int(moved[column])), (False, int(column))) for column in columns]
        met += [(Fraction(int(charges[row]), -int(shares[row])), (True, int(row))) for row in rows]
        return min(met, default=None)


def _various(size: int) -> Integers:
    """Numbers above 0 that look like chance."""
    return 1000 + np.arange(size, dtype=np.int64) * 7919 % 1009


def _column_or_row(number: Number) -> tuple[int | None, int | None]:
    is_row, place = number
    return (None, place) if is_row else (place, None)
