"""The point and the multipliers that a basis stands for, exactly.

*Meaning.* Every row has a slack, right side less left side, at least 0, or equal to 0 for equalities.  A basis names basic variables: columns, and rows
whose slacks are basic.  Variables that are not basic are 0; that determines the others, by one square system: the *tight* rows (slack not basic) in the
basic columns.
"""

from functools import cached_property

import numpy as np
from flint import fmpz
from numpy.typing import NDArray

from marketwright.solvers.linear.floats import Basis
from marketwright.solvers.linear.integers import Integers, difference, integers, scaled
from marketwright.solvers.linear.sparse import Objective, SparseProgram
from marketwright.solvers.linear.square import Square, Vector

Quotients = tuple[Integers, int]
"""Integers over one denominator above 0."""


class Vertex:
    """One basis of one program."""

    def __init__(self, program: SparseProgram, basis: Basis) -> None:
        """Set the square system up.

        Raises: `ZeroDivisionError` for sets that are no basis, now or when a solution is asked for.
        """
        self.program, self.basis = program, basis
        self._reduced: tuple[Objective, tuple[Integers, Integers, int]] | None = None
        self.columns = np.flatnonzero(basis.columns)
        self.tight = np.flatnonzero(~basis.rows)
        if len(self.columns) != len(self.tight):
            raise ZeroDivisionError("not a square matrix")
        matrix = program.by_row
        inside = np.flatnonzero(~basis.rows[matrix.of_line] & basis.columns[matrix.index])
        place_of_row, place_of_column = np.cumsum(~basis.rows) - 1, np.cumsum(basis.columns) - 1
        self._square = Square(len(self.tight), place_of_row[matrix.of_line[inside]], place_of_column[matrix.index[inside]], matrix.entries[inside])

    @cached_property
    def point(self) -> Quotients:
        """The point, for each variable."""
        right = [fmpz(number) for number in self.program.right_sides[self.tight].tolist()]
        return _placed(self._square.solve(right), self.columns, self.program.variables)

    @cached_property
    def slacks(self) -> Quotients:
        """The slack of each row, in its integers."""
        numbers, denominator = self.point
        return difference(scaled(self.program.right_sides, denominator), self.program.by_row.times(numbers)), denominator

    @cached_property
    def violated(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """The columns and the rows at which the point leaves the region."""
        point, slacks = self.point[0], self.slacks[0]
        columns = np.flatnonzero((point < 0) & ~self.program.free)
        return columns, np.flatnonzero((slacks < 0) | (self.program.equalities & (slacks > 0)))

    def multipliers(self, costs: Integers) -> Quotients:
        """The multipliers of the rows' integers with which the tight rows add up to these costs in all basic columns."""
        inner = [fmpz(number) for number in costs[self.columns].tolist()]
        return _placed(self._square.solve_turned(inner), self.tight, self.program.rows)

    def reduced(self, objective: Objective) -> tuple[Integers, Integers, int]:
        """What the multipliers charge above the cost of every column, and the multiplier of every row; then one denominator (the objective as integers)."""
        if self._reduced is None or self._reduced[0] is not objective:
            numbers, denominator = self.multipliers(objective.numbers)
            charged = difference(self.program.by_column.times(numbers), scaled(objective.numbers, denominator))
            self._reduced = objective, (charged, numbers, denominator)
        return self._reduced[1]

    def ray(self, column: int | None, row: int | None) -> tuple[Integers, Integers]:
        """How the point and the slacks move if one variable grows that is not basic; times a number above 0."""
        if column is not None:
            change = np.zeros(self.program.rows, dtype=object)
            places, entries = self.program.by_column.line(column)
            change[places] = entries
            right = [-fmpz(number) for number in change[self.tight].tolist()]
        else:
            right = [-fmpz(int(number)) for number in (self.tight == row).tolist()]
        numbers, denominator = _placed(self._square.solve(right), self.columns, self.program.variables)
        if column is not None:
            numbers = numbers.astype(object)
            numbers[column] = denominator
            numbers = integers(numbers)
        return numbers, scaled(self.program.by_row.times(numbers), -1)

    def combination(self, column: int | None, row: int | None) -> Integers:
        """Multipliers v of the rows' integers, times a number above 0, that single out a basic variable: a column, or the slack of a row.

        That variable + (v A) x + v s = v b, where the sums are over variables that are not basic.
        """
        costs = np.zeros(self.program.variables, dtype=object)
        if column is not None:
            costs[column] = 1
            return self.multipliers(costs)[0]
        places, entries = self.program.by_row.line(int(row or 0))
        costs[places] = entries
        numbers, denominator = self.multipliers(costs)
        found = scaled(numbers, -1).astype(object)
        found[row] += denominator
        return integers(found)


def _placed(numbers: Vector, places: NDArray[np.int64], size: int) -> Quotients:
    """Numbers at their places, others 0, over one denominator."""
    common = fmpz(1)
    for number in numbers:
        if number and number.q != 1:
            common = common.lcm(number.q)
    found = [0] * size
    for place, number in zip(places.tolist(), numbers, strict=True):
        if number:
            found[place] = int(number.p * (common // number.q))
    return integers(found), int(common)
