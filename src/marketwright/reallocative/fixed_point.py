"""Fractions as integers for many comparisons: sums of long fractions are slow, those of integers are not.

*Meaning.* Every number is multiplied by the same power of two and rounded down.  A sum of such integers tells the sum of fractions up to the number of its
terms; only sums that close to one another are left to exact arithmetic.
"""

from collections.abc import Sequence
from fractions import Fraction

BITS = 256
"""The largest number keeps so many bits."""


def fixed_point(numbers: Sequence[Fraction]) -> list[int]:
    """The numbers times a power of two, each rounded down."""
    greatest = max(map(abs, numbers), default=Fraction(0))
    shift = BITS - (greatest.numerator.bit_length() - greatest.denominator.bit_length())
    if shift < 0:
        return [number.numerator // (number.denominator << -shift) for number in numbers]
    return [(number.numerator << shift) // number.denominator for number in numbers]
