"""Increasing maps that are linear between points, and what else exact numbers need: common denominators, ratios."""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from fractions import Fraction
from itertools import pairwise
from math import lcm
from typing import NamedTuple

from marketcheck.conditions import Unreadable

Exact = int | Fraction
Ratio = tuple[int, int]
MAX_DENOMINATOR = 10**100
"""The common denominator of all numbers of a market is smaller."""


class Line(NamedTuple):
    """An increasing map that is linear between points, and before and after them."""

    xs: Sequence[Exact]
    ys: Sequence[Exact]
    left: Exact
    right: Exact

    def at(self, x: Exact) -> Exact:
        """Returns the map's value."""
        k = bisect_right(self.xs, x)
        if k == 0:
            return self.ys[0] + self.left * (x - self.xs[0])
        x0, y0 = self.xs[k - 1], self.ys[k - 1]
        if k == len(self.xs):
            return y0 + self.right * (x - x0)
        return y0 + Fraction(self.ys[k] - y0) / (self.xs[k] - x0) * (x - x0)

    def ratio_at(self, num: int, den: int) -> Ratio:
        """Returns the map's value at num / den, as such a ratio."""
        xs, ys = self.xs, self.ys
        k = bisect_right(xs, num // den if {*map(type, xs)} == {int} else Fraction(num, den))
        if 0 < k < len(xs):
            slope: Exact = Fraction(ys[k] - ys[k - 1]) / (xs[k] - xs[k - 1])
        else:
            slope = self.right if k else self.left
        (x, x_part), (y, y_part), (rise, run) = xs[max(k - 1, 0)].as_integer_ratio(), ys[max(k - 1, 0)].as_integer_ratio(), slope.as_integer_ratio()
        return y * run * x_part * den + rise * (num * x_part - x * den) * y_part, y_part * run * x_part * den

    def inverse(self) -> "Line":
        """Returns the inverse map."""
        return Line(self.ys, self.xs, 1 / Fraction(self.left), 1 / Fraction(self.right))

    def below(self) -> bool:
        """Returns whether every value is less than its argument."""
        return all(y < x for x, y in zip(self.xs, self.ys, strict=True)) and self.left >= 1 >= self.right


def common(numbers: Iterable[Exact]) -> int:
    """Returns the common denominator, of at most 100 digits."""
    found = 1
    for denominator in {number.denominator for number in numbers}:
        found = lcm(found, denominator)
        if found >= MAX_DENOMINATOR:
            raise Unreadable("number", "market: the common denominator of all numbers has at most 100 digits")
    return found


def times(numbers: Sequence[Exact], scale: int) -> Sequence[int]:
    """Returns the numbers times the scale, which is a common denominator."""
    return [num * (scale // den) for num, den in map(as_ratio, numbers)] if scale > 1 else [*map(int, numbers)]


def as_ratio(number: Exact) -> Ratio:
    """Returns numerator and denominator."""
    return number.as_integer_ratio()


def largest(numbers: Iterable[Exact]) -> Exact:
    """Returns the largest absolute value."""
    return max(max(number, -number) for number in numbers)


def increasing(points: Sequence[Exact]) -> bool:
    """Returns whether each number is above the one before."""
    return all(left < right for left, right in pairwise(points))


def product_steps(bits: float) -> float:
    """Returns how many steps a product or a quotient of integers of so many bits takes."""
    return 1 + bits / 100 + (bits / 30) ** 2 / 60


def fraction_steps(bits: float) -> float:
    """Returns how many steps a sum or a product of fractions of so many bits takes."""
    return 30 + bits / 8 + (bits / 30) ** 2 / 25
