"""Nearly common eigenvectors of symmetric matrices, in floats: candidates for exact tests, and a picture of how nearly matrices commute.

*Method.* Eigenvectors of a generic combination of the matrices, then Jacobi's plane rotations, each by the angle that makes the sum of squared off-diagonal
entries of all matrices together smallest (Cardoso and Souloumiac, *Jacobi angles for simultaneous diagonalization*, 1996).

*Shapes.* Vectors are given by coordinates in a rational orthogonal basis of a subspace that need not be the whole space, and rounded to `1 / 2**PRECISION`.
"""

from collections.abc import Sequence
from fractions import Fraction
from math import isqrt

import numpy as np
from numpy.typing import NDArray

from marketwright.solvers.surplus.matrices import Matrix, Vector, dot, product, transpose

PRECISION = 44
"""Binary digits of what is returned."""

_SWEEPS = 60
_SMALL_ANGLE = 1e-13

Floats = NDArray[np.float64]


def nearly_common_eigenvectors(matrices: Sequence[Matrix], basis: Sequence[Vector]) -> Matrix:
    """Orthonormal vectors in which all matrices are as nearly diagonal as rotations make them, by coordinates in the basis.

    Example:
    >>> one, half = Fraction(1), Fraction(1, 2)
    >>> goods = ((one, 0 * one), (0 * one, one))
    >>> [[round(abs(float(entry)), 6) for entry in row] for row in nearly_common_eigenvectors([((one, half), (half, one))], goods)]
    [[0.707107, 0.707107], [0.707107, 0.707107]]
    """
    restricted = _restricted(matrices, basis)
    vectors = _eigenvectors(np.sum([_irrational(number) * matrix for number, matrix in enumerate(restricted)], axis=0))
    turned = np.stack([vectors.T @ matrix @ vectors for matrix in restricted])
    return _coordinates(vectors @ _rotation(turned), basis)


def mean_eigenvectors(matrices: Sequence[Matrix], basis: Sequence[Vector]) -> Matrix:
    """Orthonormal eigenvectors of the mean of the matrices, each divided by its trace, by coordinates in the basis."""
    restricted = _restricted(matrices, basis)
    return _coordinates(_eigenvectors(np.sum(restricted, axis=0)), basis)


def _restricted(matrices: Sequence[Matrix], basis: Sequence[Vector]) -> list[Floats]:
    """The matrices on the subspace, in the basis with vectors of length 1, each divided by its trace there."""
    found = []
    for matrix in matrices:
        inner = product(product(tuple(basis), matrix), transpose(tuple(basis)))
        lengths = [dot(vector, vector) for vector in basis]
        trace = sum((inner[place][place] / length for place, length in enumerate(lengths)), Fraction(0))
        roots = [_root(length) for length in lengths]
        found.append(np.array([[float(entry / trace) / roots[row] / roots[column] for column, entry in enumerate(line)] for row, line in enumerate(inner)]))
    return found


def _coordinates(vectors: Floats, basis: Sequence[Vector]) -> Matrix:
    """The columns, given for vectors of length 1, by coordinates in the basis itself, rounded."""
    roots = np.array([_root(dot(vector, vector)) for vector in basis])
    scale = 2**PRECISION
    return tuple(tuple(Fraction(round(float(entry) * scale), scale) for entry in column / roots) for column in vectors.T)


def _eigenvectors(matrix: Floats) -> Floats:
    """Eigenvectors as columns, by rising eigenvalue, the largest entry of each above 0."""
    vectors: Floats = np.linalg.eigh(matrix)[1]
    largest = np.abs(vectors).argmax(axis=0)
    signs: Floats = np.sign(vectors[largest, np.arange(len(vectors))])
    return vectors * signs


def _rotation(matrices: Floats) -> Floats:
    """The product of plane rotations that makes the off-diagonal entries of all matrices small; `matrices` are overwritten."""
    size = matrices.shape[1]
    total = np.eye(size)
    for _ in range(_SWEEPS):
        turned = False
        for one in range(size):
            for other in range(one + 1, size):
                angle = _angle(matrices[:, one, one] - matrices[:, other, other], 2 * matrices[:, one, other])
                if abs(angle) > _SMALL_ANGLE:
                    turned = True
                    turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
                    pair = [one, other]
                    matrices[:, :, pair] = matrices[:, :, pair] @ turn
                    matrices[:, pair, :] = turn.T @ matrices[:, pair, :]
                    total[:, pair] = total[:, pair] @ turn
        if not turned:
            break
    return total


def _angle(gaps: Floats, sides: Floats) -> float:
    """The angle of the plane rotation after which the off-diagonal entries are smallest; `gaps`: differences of diagonal entries, `sides`: twice the others."""
    spread = float(gaps @ gaps - sides @ sides)
    return 0.25 * float(np.arctan2(2 * float(gaps @ sides), spread)) if spread or float(gaps @ sides) else 0.0


def _irrational(number: int) -> float:
    """The square root of the prime of that number, from 0."""
    primes: list[int] = []
    candidate = 2
    while len(primes) <= number:
        if all(candidate % prime for prime in primes if prime <= isqrt(candidate)):
            primes.append(candidate)
        candidate += 1
    return float(np.sqrt(primes[number]))


def _root(length: Fraction) -> float:
    return float(np.sqrt(float(length)))
