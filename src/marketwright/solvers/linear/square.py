"""Sparse square systems solved exactly, in both directions: B x = b and u B = c.

*Method.* Rows with one entry left are solved first, columns with one entry left last; what remains between them, the kernel, goes to python-flint,
or if it is large first to `kernel.Inverse`.
"""

from collections.abc import Sequence
from functools import cached_property

import numpy as np
from flint import fmpq, fmpz, fmpz_mat, nmod_mat
from numpy.typing import NDArray

from marketwright.solvers.linear.integers import Integers, SparseMatrix, integers, largest
from marketwright.solvers.linear.kernel import Inverse

_ZERO = fmpq(0)
_PRIME = 2**61 - 1
_LARGE, _MODERATE = 100, 1 << 24
Line = list[tuple[int, fmpz]]
Vector = list[fmpq]


class Square:
    """One matrix of integers, in an order in which it is easily solved."""

    def __init__(self, size: int, rows: NDArray[np.int64], columns: NDArray[np.int64], entries: Integers) -> None:
        """Read the entries (each with its row and column, none zero) and find the order.

        Raises: `ZeroDivisionError` where a row or column is left without entries; other singular matrices are found out by solving.
        """
        self.size = size
        self.rows: list[Line] = [[] for _ in range(size)]
        self.columns: list[Line] = [[] for _ in range(size)]
        for row, column, entry in zip(rows.tolist(), columns.tolist(), map(fmpz, entries.tolist()), strict=True):
            self.rows[row].append((column, entry))
            self.columns[column].append((row, entry))
        self._first = _singletons(self.rows, self.columns, [True] * size, [True] * size)
        rows_left, columns_left = [True] * size, [True] * size
        for row, column in self._first:
            rows_left[row] = columns_left[column] = False
        self._last = [(row, column) for column, row in _singletons(self.columns, self.rows, columns_left, rows_left)]
        for row, column in self._last:
            rows_left[row] = columns_left[column] = False
        self._kernel_rows = [row for row in range(size) if rows_left[row]]
        self._kernel_columns = [column for column in range(size) if columns_left[column]]

    @cached_property
    def _kernel(self) -> fmpz_mat:
        place = {column: number for number, column in enumerate(self._kernel_columns)}
        entries = [[fmpz(0)] * len(place) for _ in place]
        for line, row in zip(entries, self._kernel_rows, strict=True):
            for column, entry in self.rows[row]:
                if column in place:
                    line[place[column]] = entry
        return fmpz_mat(entries)

    @cached_property
    def _inverses(self) -> tuple[Inverse, Inverse] | None:
        """The kernel and the turned kernel with inverses in floats; None where these do not help."""
        place = {column: number for number, column in enumerate(self._kernel_columns)}
        lines = [[(place[column], int(entry)) for column, entry in self.rows[row] if column in place] for row in self._kernel_rows]
        entries = integers([entry for line in lines for _, entry in line])
        if len(place) < _LARGE or largest(entries) > _MODERATE:
            return None
        starts = np.cumsum([0, *map(len, lines)])
        matrix = SparseMatrix(starts, np.array([column for line in lines for column, _ in line], dtype=np.int64), entries)
        try:
            inverse = Inverse(matrix)
        except ValueError:
            return None
        return inverse, inverse.turned()

    def _kernel_solution(self, right: Vector, *, turned: bool) -> Vector:
        """The solution of the kernel, or of the turned one."""
        if not any(right):
            if self._inverses is None and not self._is_regular():
                raise ZeroDivisionError("singular matrix")
            return [_ZERO] * len(right)
        common = fmpz(1)
        for number in right:
            common = common.lcm(number.q)
        sides = [number.p * (common // number.q) for number in right]
        if self._inverses is not None:
            try:
                numbers, denominator = self._inverses[turned].solve([*map(int, sides)])
            except ValueError:
                pass
            else:
                return [fmpq(number, denominator * common) if number else _ZERO for number in map(fmpz, numbers)]
        matrix = self._kernel.transpose() if turned else self._kernel
        return [number / common for number in matrix.solve(fmpz_mat(len(right), 1, sides)).entries()]

    def _is_regular(self) -> bool:
        """Whether the kernel has full rank; modulo a prime that is settled fast."""
        size = self._kernel.nrows()
        return nmod_mat(self._kernel, _PRIME).rank() == size or self._kernel.rank() == size

    def solve(self, right: Sequence[fmpz]) -> Vector:
        """The x with B x = right.

        Raises: `ZeroDivisionError` for a singular matrix.
        """
        found: Vector = [_ZERO] * self.size
        for row, column in self._first:
            found[column] = _remainder(right[row], self.rows[row], column, found)
        if self._kernel_rows:
            inner = [_less(right[row], self.rows[row], found) for row in self._kernel_rows]
            for column, number in zip(self._kernel_columns, self._kernel_solution(inner, turned=False), strict=True):
                found[column] = number
        for row, column in reversed(self._last):
            found[column] = _remainder(right[row], self.rows[row], column, found)
        return found

    def solve_turned(self, costs: Sequence[fmpz]) -> Vector:
        """The u with u B = costs.

        Raises: `ZeroDivisionError` for a singular matrix.
        """
        found: Vector = [_ZERO] * self.size
        for row, column in self._last:
            found[row] = _remainder(costs[column], self.columns[column], row, found)
        if self._kernel_rows:
            inner = [_less(costs[column], self.columns[column], found) for column in self._kernel_columns]
            for row, number in zip(self._kernel_rows, self._kernel_solution(inner, turned=True), strict=True):
                found[row] = number
        for row, column in reversed(self._first):
            found[row] = _remainder(costs[column], self.columns[column], row, found)
        return found


def _singletons(rows: Sequence[Line], columns: Sequence[Line], rows_left: Sequence[bool], columns_left: Sequence[bool]) -> list[tuple[int, int]]:
    """Rows with one entry left, each with its column, which is then taken away; in this order.

    Raises: `ZeroDivisionError` where a row has no entry left.
    """
    left = list(columns_left)
    counts = [sum(left[column] for column, _ in line) if rows_left[row] else -1 for row, line in enumerate(rows)]
    ready = [row for row, count in enumerate(counts) if count == 1]
    if 0 in counts:
        raise ZeroDivisionError("singular matrix")
    found = []
    while ready:
        row = ready.pop()
        column = next((column for column, _ in rows[row] if left[column]), None)
        if column is None:
            raise ZeroDivisionError("singular matrix")
        left[column] = False
        found.append((row, column))
        for other, _ in columns[column]:
            counts[other] -= 1
            if counts[other] == 1:
                ready.append(other)
    return found


def _less(right: fmpz, line: Line, known: Vector) -> fmpq:
    """The right side less what the line makes of the known numbers."""
    total = fmpq(right)
    for place, entry in line:
        number = known[place]
        if number:
            total -= number * entry
    return total


def _remainder(right: fmpz, line: Line, own: int, known: Vector) -> fmpq:
    """The number at `own` that solves the line, given the others; that at `own` is still 0."""
    total = _less(right, line, known)
    if not total:
        return _ZERO
    return total / next(entry for place, entry in line if place == own)
