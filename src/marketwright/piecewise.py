"""Increasing piecewise linear bijections of the rational numbers.

*Source.* spec walrasian 1 (representation of preferences by levels).
"""

from bisect import bisect_right
from dataclasses import dataclass
from fractions import Fraction

Point = tuple[Fraction, Fraction]


@dataclass(frozen=True, slots=True, kw_only=True)
class PiecewiseLinear:
    """Linear between `points` (one or more, both coordinates strictly increasing), with positive slopes `left` before and `right` after them.

    Example:
    >>> doubled = PiecewiseLinear(points=((Fraction(0), Fraction(0)),), left=Fraction(2), right=Fraction(2))
    >>> doubled.at(Fraction(3)), doubled.inverse().at(Fraction(3))
    (Fraction(6, 1), Fraction(3, 2))
    """

    points: tuple[Point, ...]
    left: Fraction
    right: Fraction

    def at(self, argument: Fraction) -> Fraction:
        """The value at an argument."""
        after = bisect_right(self.points, argument, key=_argument)
        x, y = self.points[max(after - 1, 0)]
        return y + self._slope(after) * (argument - x)

    def slope_after(self, argument: Fraction) -> Fraction:
        """The right derivative at an argument."""
        return self._slope(bisect_right(self.points, argument, key=_argument))

    def _slope(self, piece: int) -> Fraction:
        if piece == 0:
            return self.left
        if piece == len(self.points):
            return self.right
        (x, y), (next_x, next_y) = self.points[piece - 1 : piece + 1]
        return (next_y - y) / (next_x - x)

    def inverse(self) -> "PiecewiseLinear":
        """The inverse map."""
        return PiecewiseLinear(points=tuple((y, x) for x, y in self.points), left=1 / self.left, right=1 / self.right)

    def moved(self, left: Fraction, down: Fraction) -> "PiecewiseLinear":
        """The map of x to `self.at(x + left) - down`."""
        return PiecewiseLinear(points=tuple((x - left, y - down) for x, y in self.points), left=self.left, right=self.right)


def _argument(point: Point) -> Fraction:
    return point[0]
