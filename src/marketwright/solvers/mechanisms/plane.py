"""Points and directions in the plane, exactly."""

from collections.abc import Iterable, Sequence
from fractions import Fraction
from math import gcd

Point = tuple[Fraction, Fraction]


def along(normal: Point, point: Point) -> Fraction:
    """How far a point lies along a normal."""
    return normal[0] * point[0] + normal[1] * point[1]


def outward(start: Point, end: Point) -> Point:
    """The normal to the right of the way from one vertex to the next: outward if vertices go counterclockwise."""
    return primitive(end[1] - start[1], start[0] - end[0])


def primitive(a: Fraction, b: Fraction) -> Point:
    """The same direction, not zero, in coprime integers."""
    one, other = int(a * a.denominator * b.denominator), int(b * a.denominator * b.denominator)
    most = gcd(one, other)
    return Fraction(one, most), Fraction(other, most)


def hull(points: Iterable[Point]) -> list[Point]:
    """The vertices of the convex hull, counterclockwise from the lexicographically smallest, without points inside sides."""
    ordered = sorted(points)
    lower, upper = _chain(ordered), _chain(ordered[::-1])
    return lower[:-1] + upper[:-1]


def _chain(ordered: Sequence[Point]) -> list[Point]:
    found: list[Point] = []
    for point in ordered:
        while len(found) > 1 and _turn(found[-2], found[-1], point) <= 0:
            found.pop()
        found.append(point)
    return found


def _turn(first: Point, second: Point, third: Point) -> Fraction:
    return (second[0] - first[0]) * (third[1] - first[1]) - (second[1] - first[1]) * (third[0] - first[0])
