"""Dense square systems of integers solved exactly: an inverse in floats supplies digits, exact residuals correct them, fractions are read off and confirmed.

*Method.* From an approximate inverse M of A with ||I - M A|| well below 1, so that A is regular: x = M r rounded to a few bits, r <- r - A x in
integers, and so on; every round adds bits to the solution of A x = b.  Its entries are fractions over a common denominator, found by continued fractions
once there are bits enough, and confirmed by A n = d b.
"""

from collections.abc import Sequence
from copy import copy
from math import frexp

import numpy as np

from marketwright.solvers.linear.integers import SparseMatrix, integers, largest, scaled

_BITS_OF_LINE = 6
"""For every line so many bits are computed at most; solutions with more digits are found faster elsewhere."""
_ROOM = 61


class Inverse:
    """A regular matrix and its inverse in floats."""

    def __init__(self, matrix: SparseMatrix) -> None:
        """Invert.

        Raises: `ValueError` for matrices that floats cannot tell from singular ones.
        """
        size = matrix.lines
        self.matrix = matrix
        dense = np.zeros((size, size))
        dense[matrix.of_line, matrix.index] = matrix.entries
        try:
            self._inverse = np.linalg.inv(dense)
        except np.linalg.LinAlgError as error:
            raise ValueError("singular in floats") from error
        if not np.abs(np.eye(size) - self._inverse @ dense).sum(axis=1).max() < 2**-10:
            raise ValueError("nearly singular in floats")
        self._longest = largest(matrix.entries) * int(np.diff(matrix.starts).max())

    def turned(self) -> "Inverse":
        """The same of the turned matrix."""
        other = copy(self)
        other.matrix = self.matrix.turned(self.matrix.lines)
        other._inverse = np.ascontiguousarray(self._inverse.T)
        other._longest = largest(other.matrix.entries) * int(np.diff(other.matrix.starts).max())
        return other

    def solve(self, right: Sequence[int]) -> tuple[list[int], int]:
        """The solution as integers over one denominator above 0.

        Raises: `ValueError` where numbers are too large for this method.
        """
        sides = residual = integers(right)
        found, bits, wanted = np.zeros(len(right), dtype=object), 0, 64
        while bits < _BITS_OF_LINE * self.matrix.lines:
            size = largest(residual)
            if not size:
                return found.tolist(), 1 << bits
            step = self._inverse @ residual.astype(np.float64)
            reach = frexp(float(np.abs(step).max()))[1]
            shift = min(_ROOM - size.bit_length() - 1, _ROOM - self._longest.bit_length() - max(reach, 0) - 1, 40 - reach)
            if residual.dtype == object or shift < 6:
                raise ValueError("too large for digits")
            digits = np.rint(np.ldexp(step, shift)).astype(np.int64)
            residual = (residual << shift) - self.matrix.times(digits)
            found, bits = found * (1 << shift) + digits, bits + shift
            if bits >= wanted:
                fractions = _common_fractions(found.tolist(), bits)
                if fractions is not None and np.array_equal(self.matrix.times(integers(fractions[0])), scaled(sides, fractions[1])):
                    return fractions
                wanted = bits * 8 // 5
        raise ValueError("too many digits")


def _common_fractions(numbers: Sequence[int], bits: int) -> tuple[list[int], int] | None:
    """Fractions near numbers / 2**bits over a common denominator of at most half as many bits; None if there seem to be none."""
    one, most, common = 1 << bits, 1 << (bits // 2), 1
    for number in numbers:
        common *= _denominator(number * common % one, one)
        if common > most:
            return None
    half = one >> 1
    return [(number * common + half) >> bits for number in numbers], common


def _denominator(number: int, one: int) -> int:
    """The denominator of the simplest fraction that is near number / one for its size."""
    near = one >> (one.bit_length() * 2 // 5)
    left, right, last, this = one, number, 0, 1
    while right > near:
        quotient, rest = divmod(left, right)
        left, right, last, this = right, rest, this, last + quotient * this
    return this
