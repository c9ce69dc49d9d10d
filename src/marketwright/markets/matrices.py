"""Two questions about matrices of rationals, decided exactly.

Both eliminate without fractions: the rows are multiplied by their common denominator, and every division below leaves no rest, since all numbers that occur
are determinants of parts of the integer matrix.

*Source.* Bareiss, *Sylvester's identity and multistep integer-preserving Gaussian elimination*, 1968.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from math import lcm

from marketwright.markets.divisible import Matrix


@dataclass(frozen=True, slots=True, kw_only=True)
class LeadingMinor:
    """The determinant of the first `order` rows and columns."""

    order: int
    value: Fraction


def minor_not_above_zero(matrix: Matrix) -> LeadingMinor | None:
    """The first leading minor of a symmetric matrix that is not above 0, or none: the matrix is positive definite.

    Cost: K^3 / 6 multiplications of integers.

    Example:
    >>> two = Fraction(2)
    >>> minor_not_above_zero(((Fraction(1), two), (two, Fraction(1))))
    LeadingMinor(order=2, value=Fraction(-3, 1))
    """
    rows, common = _integers(matrix)
    before = 1
    for order, top in enumerate(rows, start=1):
        pivot = top[order - 1]
        if pivot <= 0:
            return LeadingMinor(order=order, value=Fraction(pivot, common**order))
        for place in range(order, len(rows)):
            row, factor = rows[place], top[place]
            for column in range(place, len(rows)):
                row[column] = (row[column] * pivot - factor * top[column]) // before
        before = pivot
    return None


def dependent_row(matrix: Matrix) -> int | None:
    """The number of the first row that is a combination of the rows before it, or none: the rows are linearly independent.

    Cost: K^3 / 3 multiplications of integers.

    Example:
    >>> dependent_row(((Fraction(1), Fraction(2)), (Fraction(2), Fraction(4))))
    1
    """
    rows, _ = _integers(matrix)
    before = 1
    for number, top in enumerate(rows):
        column = next((column for column, entry in enumerate(top) if entry), None)
        if column is None:
            return number
        pivot = top[column]
        for row in rows[number + 1 :]:
            factor = row[column]
            row[:] = [(entry * pivot - factor * above) // before for entry, above in zip(row, top, strict=True)]
        before = pivot
    return None


def _integers(matrix: Matrix) -> tuple[list[list[int]], int]:
    """The matrix times the common denominator of its numbers, and that denominator."""
    common = lcm(*_denominators(matrix))
    return [[number.numerator * (common // number.denominator) for number in row] for row in matrix], common


def _denominators(matrix: Matrix) -> Iterable[int]:
    return (number.denominator for row in matrix for number in row)
