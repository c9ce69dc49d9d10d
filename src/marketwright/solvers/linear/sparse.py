"""Linear programs with integer coefficients in arrays, the form in which they are computed with.

*Meaning.* Row r of the program is row r of the matrix with its right side, divided by `denominators[r]` > 0.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import lcm

import numpy as np
from numpy.typing import ArrayLike, NDArray

from marketwright.solvers.linear.integers import Integers, SparseMatrix, integers
from marketwright.solvers.linear.program import LinearProgram


@dataclass(frozen=True, eq=False, kw_only=True)
class SparseProgram:
    """A linear program as `program.LinearProgram` means it."""

    by_row: SparseMatrix
    by_column: SparseMatrix
    right_sides: Integers
    denominators: Sequence[int] | None
    equalities: NDArray[np.bool_]
    free: NDArray[np.bool_]

    @property
    def variables(self) -> int:
        """How many variables there are."""
        return self.by_column.lines

    @property
    def rows(self) -> int:
        """How many rows there are."""
        return self.by_row.lines

    def denominator(self, row: int) -> int:
        """By what the integers of a row are divided."""
        return 1 if self.denominators is None else int(self.denominators[row])


@dataclass(frozen=True, eq=False)
class Objective:
    """What is to be maximised: integers, one for each variable, over one denominator above 0."""

    numbers: Integers
    denominator: int


def sparse_program(
    *,
    variables: int,
    starts: ArrayLike,
    index: ArrayLike,
    numerators: Sequence[int] | Integers,
    right_sides: Sequence[int] | Integers,
    denominators: Sequence[int] | None = None,
    equalities: Collection[int] | NDArray[np.bool_] = (),
    free: Collection[int] | NDArray[np.bool_] = (),
) -> SparseProgram:
    """The program of rows in compressed form.

    *Shapes.* `starts`: one more than rows; `index` and `numerators`: the variables and integers of row r from `starts[r]` up to `starts[r + 1]`, no variable
    twice in a row; `right_sides`: integers, one for each row; `denominators`: what numerators and right side of each row are divided by, 1 if not given;
    `equalities` and `free`: numbers, or a truth value for each row and each variable.
    """
    rows = len(right_sides)
    by_row = SparseMatrix(np.asarray(starts, dtype=np.int64), np.asarray(index, dtype=np.int64), integers(numerators))
    if not by_row.entries.all():
        by_row = _without_zeros(by_row)
    return SparseProgram(
        by_row=by_row,
        by_column=by_row.turned(variables),
        right_sides=integers(right_sides),
        denominators=denominators,
        equalities=_marks(equalities, rows),
        free=_marks(free, variables),
    )


def sparse(program: LinearProgram) -> SparseProgram:
    """The same program in arrays."""
    starts, index = [0], list[int]()
    numerators, right_sides, denominators = list[int](), list[int](), list[int]()
    for row, side in zip(program.rows, program.right_sides, strict=True):
        common = lcm(side.denominator, *(number.denominator for number in row.values()))
        index += row
        numerators += [number.numerator * (common // number.denominator) for number in row.values()]
        right_sides.append(side.numerator * (common // side.denominator))
        denominators.append(common)
        starts.append(len(index))
    return sparse_program(
        variables=program.variables,
        starts=starts,
        index=index,
        numerators=numerators,
        right_sides=right_sides,
        denominators=denominators,
        equalities=program.equalities,
        free=program.free,
    )


def objective_of(program: SparseProgram, coefficients: Mapping[int, Fraction]) -> Objective:
    """An objective by variable as integers over one denominator."""
    common = lcm(*(number.denominator for number in coefficients.values()))
    numbers = [0] * program.variables
    for variable, number in coefficients.items():
        numbers[variable] = number.numerator * (common // number.denominator)
    return Objective(integers(numbers), common)


def _without_zeros(matrix: SparseMatrix) -> SparseMatrix:
    kept = np.flatnonzero(matrix.entries != 0)
    counts = np.bincount(matrix.of_line[kept], minlength=matrix.lines)
    return SparseMatrix(np.concatenate(([0], np.cumsum(counts))).astype(np.int64), matrix.index[kept], matrix.entries[kept])


def _marks(given: Collection[int] | NDArray[np.bool_], size: int) -> NDArray[np.bool_]:
    if isinstance(given, np.ndarray) and given.dtype == np.bool_:
        return given
    marks = np.zeros(size, dtype=np.bool_)
    marks[list(given)] = True
    return marks
