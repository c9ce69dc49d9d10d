"""Symmetric rational matrices that commute: whether they do, and the parts of space that all of them map into themselves, exactly.

*Meaning.* Matrices that commute have an orthogonal basis of common eigenvectors, not always a rational one.  An *invariant part* is a subspace with a rational
basis that every matrix maps into itself; orthogonal parts add up to the whole space.  In an *eigenspace* every vector is an eigenvector of all matrices; the
other parts contain no rational common eigenvector.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import gcd, lcm

from flint import fmpq, fmpq_mat, fmpq_poly, fmpz_mat

from marketwright.solvers.surplus.matrices import Matrix, Vector, dot, flint_matrix, fractions_of, null_space


@dataclass(frozen=True, slots=True, kw_only=True)
class InvariantPart:
    """A subspace that all matrices map into themselves; its basis is linearly independent."""

    basis: tuple[Vector, ...]
    is_eigenspace: bool


def all_commute(matrices: Iterable[Matrix]) -> bool:
    """Whether every two of these symmetric matrices commute.

    Only those are compared that are no combinations of the ones before them; symmetric matrices that commute have at most as many of these as rows.
    """
    different = list(dict.fromkeys(matrices))
    size = len(different[0])
    reduced, _, rank = fmpz_mat([_triangle(matrix) for matrix in different]).transpose().rref()
    if rank > size:
        return False
    rows = reduced.tolist()[:rank]
    chosen = [flint_matrix(different[next(place for place, entry in enumerate(row) if entry)]) for row in rows]
    return all(one * other == other * one for place, one in enumerate(chosen) for other in chosen[:place])


def _triangle(matrix: Matrix) -> list[int]:
    """The entries of a symmetric matrix that is not zero, each once, times a number that makes them integers."""
    return [int(entry) for entry in primitive(tuple(entry for number, row in enumerate(matrix) for entry in row[: number + 1]))]


def invariant_parts(matrices: Iterable[Matrix]) -> tuple[InvariantPart, ...]:
    """The whole space as orthogonal invariant parts of symmetric matrices that commute.

    Every matrix divides the parts found so far: its restriction to a part has a characteristic polynomial, whose irreducible factors belong to orthogonal
    subspaces.  A linear factor belongs to eigenvectors with a rational eigenvalue.
    """
    different = list(dict.fromkeys(matrices))
    size = len(different[0])
    whole = tuple(tuple(Fraction(row == column) for column in range(size)) for row in range(size))
    parts = [InvariantPart(basis=whole, is_eigenspace=True)]
    for matrix in different:
        parts = [piece for part in parts for piece in _divided(part, flint_matrix(matrix))]
    return tuple(parts)


def orthogonal_basis(basis: Sequence[Vector], first: Vector) -> tuple[Vector, ...]:
    """Primitive orthogonal vectors that span the same as the basis; the projection of `first` is the first of them, unless it is zero."""
    own = flint_matrix(basis)
    inner = own * own.transpose()
    shares = inner.solve(own * flint_matrix([[entry] for entry in first]))
    projection = fractions_of((own.transpose() * shares).transpose())[0]
    found: list[Vector] = []
    for vector in (projection, *basis):
        rest = vector
        for other in found:
            share = dot(rest, other) / dot(other, other)
            rest = tuple(entry - share * taken for entry, taken in zip(rest, other, strict=True))
        if any(rest):
            found.append(primitive(rest))
    return tuple(found)


def primitive(vector: Vector) -> Vector:
    """The vector of integers without a common divisor that points where this one does, which is not zero."""
    scale = lcm(*(entry.denominator for entry in vector))
    integers = [entry.numerator * (scale // entry.denominator) for entry in vector]
    divisor = gcd(*integers)
    return tuple(Fraction(entry // divisor) for entry in integers)


def _divided(part: InvariantPart, matrix: fmpq_mat) -> list[InvariantPart]:
    """The part as parts that belong to one irreducible factor each."""
    own = flint_matrix(part.basis)
    restricted = (own * own.transpose()).solve(own * matrix * own.transpose())
    _, factors = restricted.charpoly().factor()
    if len(factors) == 1:
        linear = factors[0][0].degree() == 1
        return [part if linear else InvariantPart(basis=part.basis, is_eigenspace=False)]
    found = []
    for factor, _ in factors:
        inside = null_space(fractions_of(_value(factor, restricted)))
        basis = fractions_of(flint_matrix(inside) * own)
        found.append(InvariantPart(basis=basis, is_eigenspace=part.is_eigenspace and factor.degree() == 1))
    return found


def _value(polynomial: fmpq_poly, matrix: fmpq_mat) -> fmpq_mat:
    """The polynomial of the matrix."""
    size = matrix.nrows()
    unit = fmpq_mat([[fmpq(row == column) for column in range(size)] for row in range(size)])
    total = fmpq_mat(size, size)
    for coefficient in reversed(polynomial.coeffs()):
        total = total * matrix + fmpq(coefficient) * unit
    return total
