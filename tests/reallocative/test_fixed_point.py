"""Fractions as integers."""

from fractions import Fraction

import pytest

from marketwright.reallocative.fixed_point import BITS, fixed_point


@pytest.mark.parametrize(
    "numbers",
    [
        [Fraction(1, 3), Fraction(-1, 3), Fraction(0), Fraction(10**6)],
        [Fraction(2**400 + 1), Fraction(-(2**400)), Fraction(1, 7)],
        [Fraction(1, 2**400), Fraction(3, 2**401)],
    ],
)
def test_numbers_are_one_multiple_of_theirs_rounded_down(numbers):
    found = fixed_point(numbers)
    power = max(range(-500, 1000), key=lambda one: found == [(number * Fraction(2) ** one).__floor__() for number in numbers])
    assert found == [(number * Fraction(2) ** power).__floor__() for number in numbers]
    assert BITS - 1 <= max(map(abs, found)).bit_length() <= BITS + 1


def test_nothing_and_zeros_stay_what_they_are():
    assert (fixed_point([]), fixed_point([Fraction(0), Fraction(0)])) == ([], [0, 0])
