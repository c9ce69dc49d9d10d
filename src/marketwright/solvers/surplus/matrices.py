"""Exact linear algebra: matrices of fractions, given and returned as tuples of rows.

*Raises.* A matrix that has to be invertible and is not: `ArithmeticError`.  One that has to be symmetric and is not: `ValueError`.
"""

from collections.abc import Sequence
from fractions import Fraction

from flint import fmpq, fmpq_mat

Vector = tuple[Fraction, ...]
Matrix = tuple[Vector, ...]


def inverse(matrix: Matrix) -> Matrix:
    """The inverse."""
    return fractions_of(inverted(flint_matrix(matrix)))


def product(left: Matrix, right: Matrix) -> Matrix:
    """The product of two matrices."""
    return fractions_of(flint_matrix(left) * flint_matrix(right))


def apply(matrix: Matrix, vector: Vector) -> Vector:
    """The product of a matrix and a column."""
    return tuple(dot(row, vector) for row in matrix)


def dot(left: Vector, right: Vector) -> Fraction:
    """The sum of products of entries."""
    return sum((one * other for one, other in zip(left, right, strict=True)), Fraction(0))


def transpose(matrix: Matrix) -> Matrix:
    """The matrix with rows as columns."""
    return tuple(zip(*matrix, strict=True))


def determinant(matrix: Matrix) -> Fraction:
    """The determinant."""
    return fraction(flint_matrix(matrix).det())


def commute(left: Matrix, right: Matrix) -> bool:
    """Whether the order of the two does not matter for their product."""
    one, other = flint_matrix(left), flint_matrix(right)
    return bool(one * other == other * one)


def is_positive_definite(matrix: Matrix) -> bool:
    """Whether the matrix is symmetric and x'Mx > 0 for every x other than 0.

    Elimination without exchange of rows; its pivots are quotients of leading minors.
    """
    if transpose(matrix) != matrix:
        return False
    rows = flint_matrix(matrix).tolist()
    for step, row in enumerate(rows):
        if row[step] <= 0:
            return False
        for other in rows[step + 1 :]:
            share = other[step] / row[step]
            for place in range(step, len(row)):
                other[place] -= share * row[place]
    return True


def is_positive_semidefinite(matrix: Matrix) -> bool:
    """Whether the matrix is symmetric and x'Mx >= 0 for every x."""
    return transpose(matrix) == matrix and (_has_positive_pivots(matrix) or negative_direction(matrix) is None)


def _has_positive_pivots(matrix: Matrix) -> bool:
    """Whether a symmetric matrix is positive definite: elimination in integers, every division exact (Bareiss); pivots are leading minors."""
    numerators, _ = flint_matrix(matrix).numer_denom()
    rows = [[int(entry) for entry in row] for row in numerators.tolist()]
    before = 1
    for step, row in enumerate(rows):
        pivot = row[step]
        if pivot <= 0:
            return False
        for other in range(step + 1, len(rows)):
            share = row[other]
            below = rows[other]
            for place in range(other, len(rows)):
                below[place] = (pivot * below[place] - share * row[place]) // before
        before = pivot
    return True


def negative_direction(matrix: Matrix) -> Vector | None:
    """An x with x'Mx < 0 for a symmetric M, or None when M is positive semidefinite.

    Symmetric elimination: the form is T'MT for a growing set of eliminated directions, the columns of T.  A negative entry of its diagonal is a negative
    direction.  Where the diagonal of what is left is 0 throughout, an entry w beside it is one: (t - sign(w) u)'M(t - sign(w) u) = -2 |w|.
    """
    if transpose(matrix) != matrix:
        raise ValueError("the matrix is not symmetric")
    form = flint_matrix(matrix).tolist()
    size = len(form)
    directions = [[fmpq(row == column) for column in range(size)] for row in range(size)]
    left = list(range(size))
    while left:
        negative = next((one for one in left if form[one][one] < 0), None)
        if negative is not None:
            return tuple(map(fraction, directions[negative]))
        pivot = next((one for one in left if form[one][one] > 0), None)
        if pivot is None:
            return _mixed_direction(form, directions, left)
        left.remove(pivot)
        for one in left:
            share = form[one][pivot] / form[pivot][pivot]
            directions[one] = [mine - share * other for mine, other in zip(directions[one], directions[pivot], strict=True)]
            for other in left:
                form[one][other] -= share * form[pivot][other]
    return None


def _mixed_direction(form: Sequence[Sequence[fmpq]], directions: Sequence[Sequence[fmpq]], left: Sequence[int]) -> Vector | None:
    """A negative direction of a form with a diagonal of zeros, or None when it is 0."""
    for one in left:
        for other in left:
            if form[one][other]:
                sign = 1 if form[one][other] > 0 else -1
                return tuple(fraction(mine - sign * theirs) for mine, theirs in zip(directions[one], directions[other], strict=True))
    return None


def null_space(matrix: Matrix) -> tuple[Vector, ...]:
    """A basis of all x with Mx = 0, one vector for each column without a pivot, which has 1 there."""
    columns = len(matrix[0])
    reduced, rank = flint_matrix(matrix).rref()
    rows = reduced.tolist()[:rank]
    pivots = [next(place for place, entry in enumerate(row) if entry) for row in rows]
    basis = []
    for free in (column for column in range(columns) if column not in pivots):
        vector = [Fraction(0)] * columns
        vector[free] = Fraction(1)
        for pivot, row in zip(pivots, rows, strict=True):
            vector[pivot] = fraction(-row[free])
        basis.append(tuple(vector))
    return tuple(basis)


def flint_number(number: Fraction) -> fmpq:
    """The number for flint."""
    return fmpq(number.numerator, number.denominator)


def fraction(number: fmpq) -> Fraction:
    """The number from flint."""
    return Fraction(int(number.p), int(number.q))


def flint_matrix(matrix: Sequence[Sequence[Fraction]]) -> fmpq_mat:
    """The matrix for flint."""
    return fmpq_mat([[flint_number(entry) for entry in row] for row in matrix])


def column(vector: Vector) -> fmpq_mat:
    """The vector as a matrix of one column, for flint."""
    return fmpq_mat([[flint_number(entry)] for entry in vector])


def fractions_of(matrix: fmpq_mat) -> Matrix:
    """The matrix from flint."""
    return tuple(tuple(map(fraction, row)) for row in matrix.tolist())


def vector_of(matrix: fmpq_mat) -> Vector:
    """The entries of a matrix of one column, from flint."""
    return tuple(map(fraction, matrix.entries()))


def inverted(matrix: fmpq_mat) -> fmpq_mat:
    """The inverse, in flint's numbers."""
    try:
        return matrix.inv()
    except ZeroDivisionError:
        raise ArithmeticError("the matrix is singular") from None
