"""Exact answers about vectors and matrices: lists of numbers and lists of rows.

Elimination is done in integers over a common denominator, and every division below leaves no rest, since what occurs are determinants.
"""

from collections.abc import Sequence
from fractions import Fraction
from math import lcm

from marketcheck.lines import Exact

Vector = Sequence[Exact]
Matrix = Sequence[Vector]
Integers = list[list[int]]


def dot(left: Vector, right: Vector) -> Fraction:
    """Returns the inner product."""
    found = Fraction(0)
    for x, y in zip(left, right, strict=True):
        found += x * y
    return found


def applied(matrix: Matrix, vector: Vector) -> list[Fraction]:
    """Returns the matrix times the column."""
    return [dot(row, vector) for row in matrix]


def quadratic(vector: Vector, matrix: Matrix) -> Fraction:
    """Returns x'Mx."""
    return dot(vector, applied(matrix, vector))


def transposed(matrix: Matrix) -> list[list[Exact]]:
    """Returns the transpose."""
    return [[*column] for column in zip(*matrix, strict=True)]


def product(left: Matrix, right: Matrix) -> list[list[Fraction]]:
    """Returns the product of two matrices."""
    columns = transposed(right)
    return [[dot(row, column) for column in columns] for row in left]


def plus(left: Vector, right: Vector, times: Exact = 1) -> list[Exact]:
    """Returns the first vector, and the second so many times."""
    return [x + times * y for x, y in zip(left, right, strict=True)]


def combined(*terms: tuple[Exact, Matrix]) -> list[list[Fraction]]:
    """Returns the sum of matrices, each so many times."""
    rows = zip(*(matrix for _, matrix in terms), strict=True)
    return [[sum((times * entry for (times, _), entry in zip(terms, entries, strict=True)), Fraction(0)) for entries in zip(*row, strict=True)] for row in rows]


def identity(size: int) -> list[list[Exact]]:
    """Returns the unit matrix."""
    return [[int(row == column) for column in range(size)] for row in range(size)]


def over_common(numbers: Sequence[Exact]) -> tuple[list[int], int]:
    """Returns numerators over a common denominator, and that."""
    below = lcm(*(number.denominator for number in numbers))
    return [number.numerator * (below // number.denominator) for number in numbers], below


def integers(matrix: Matrix) -> tuple[Integers, int]:
    """Returns the numerators of a matrix over a common denominator, and that."""
    width = len(matrix[0])
    numbers, below = over_common([entry for row in matrix for entry in row])
    return [numbers[k : k + width] for k in range(0, len(numbers), width)], below


def eliminated(rows: Integers, size: int) -> int:
    """Solves the equations of which the first `size` columns are the matrix, in place; returns the determinant up to its sign, by which solutions are divided.

    Without a determinant the rows are left as they are.
    """
    before = 1
    for step in range(size):
        found = next((k for k in range(step, size) if rows[k][step]), None)
        if found is None:
            return 0
        rows[step], rows[found] = rows[found], rows[step]
        row, pivot = rows[step], rows[step][step]
        for k, other in enumerate(rows):
            if k != step:
                by = other[step]
                rows[k] = [(pivot * x - by * y) // before for x, y in zip(other, row, strict=True)]
        before = pivot
    return before


def solved(matrix: Matrix, columns: Matrix) -> list[list[Fraction]] | None:
    """Returns the solution of `matrix x = column` for each column; nothing if the matrix is singular."""
    size = len(matrix)
    whole = [[*row, *(column[k] for column in columns)] for k, row in enumerate(matrix)]
    rows = [over_common(row)[0] for row in whole]
    below = eliminated(rows, size)
    return [[Fraction(rows[k][size + j], below) for k in range(size)] for j in range(len(columns))] if below else None


def inverse(matrix: Matrix) -> list[list[Fraction]] | None:
    """Returns the inverse, if there is one."""
    found = solved(matrix, identity(len(matrix)))
    return found and [[*row] for row in zip(*found, strict=True)]


def is_definite(matrix: Matrix) -> bool:
    """Returns whether a symmetric matrix is positive definite: elimination meets positive pivots only."""
    rows, before = integers(matrix)[0], 1
    for step, row in enumerate(rows):
        pivot = row[step]
        if pivot <= 0:
            return False
        for other in rows[step + 1 :]:
            by = other[step]
            other[step:] = [(pivot * x - by * y) // before for x, y in zip(other[step:], row[step:], strict=True)]
        before = pivot
    return True


def is_semidefinite(matrix: Matrix) -> bool:
    """Returns whether a symmetric matrix is positive semidefinite: completing squares, no square is negative and no product is left without its squares."""
    rows, left, before = integers(matrix)[0], [*range(len(matrix))], 1
    while left:
        step = next((k for k in left if rows[k][k] > 0), None)
        if step is None:
            return all(rows[k][j] == 0 for k in left for j in left)
        left.remove(step)
        pivot, row = rows[step][step], rows[step]
        for k in left:
            by = row[k]
            rows[k] = [(pivot * x - by * y) // before for x, y in zip(rows[k], row, strict=True)]
        before = pivot
    return True
