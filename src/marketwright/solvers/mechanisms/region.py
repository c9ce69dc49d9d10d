"""The core that given multipliers support, projected on two quantities: an exact polygon.

Largest values in the four directions of the axes span a first hull; then every side is tried along its outward normal until no side gives way.

*Source.* Spec bayesian 9; `docs/formats/bayesian.md`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from marketwright.solvers.mechanisms.core_polyhedron import CorePolyhedron, Corner, Empty, Name, Quantity
from marketwright.solvers.mechanisms.plane import Point, along, hull, outward, primitive

_AXES = ((-1, 0), (1, 0), (0, -1), (0, 1))


@dataclass(frozen=True, slots=True, kw_only=True)
class Side:
    """No point of the region has more than `bound` along `normal`; multipliers of rows (above 0) that prove it."""

    normal: Point
    bound: Fraction
    proof: Mapping[Name, Fraction]


@dataclass(frozen=True, slots=True, kw_only=True)
class Polygon:
    """Vertices counterclockwise, the lexicographically smallest first, and sides; no vertex if the region is empty."""

    corners: tuple[Corner, ...]
    sides: tuple[Side, ...]


def polygon(core: CorePolyhedron, x: Quantity, y: Quantity) -> Polygon:
    """The projection of a core on two quantities.

    Raises: `UnboundedRegion`; `LimitCame`.
    """
    corners: dict[Point, Corner] = {}

    def tried(normal: Point) -> tuple[Point, Side] | Empty:
        found = core.furthest((x, y), normal)
        if isinstance(found, Empty):
            return found
        at = found.at[0], found.at[1]
        corners.setdefault(at, found)
        return at, Side(normal=normal, bound=found.bound, proof=found.proof)

    def reached(normal: Point) -> tuple[Point, Side]:
        found = tried(normal)
        if isinstance(found, Empty):
            raise ArithmeticError("a region that is empty and not")
        return found

    axes = [(Fraction(a), Fraction(b)) for a, b in _AXES]
    first = tried(axes[0])
    if isinstance(first, Empty):
        return Polygon(corners=(), sides=(Side(normal=(Fraction(0), Fraction(0)), bound=first.bound, proof=first.proof),))
    ends = [first, *map(reached, axes[1:])]
    if len(corners) == 1:
        return Polygon(corners=tuple(corners.values()), sides=tuple(side for _, side in ends))
    sides: dict[Point, Side] = {}
    points = hull(corners)
    waiting = list(zip(points, points[1:] + points[:1], strict=True))
    while waiting:
        start, end = waiting.pop()
        at, side = reached(outward(start, end))
        if side.bound == along(side.normal, start):
            sides[side.normal] = side
        else:
            waiting += [(start, at), (at, end)]
    points = hull(corners)
    found = [sides[outward(start, end)] for start, end in zip(points, points[1:] + points[:1], strict=True)]
    if len(points) == len(_AXES) // 2:
        (left, low), (right, high) = points
        found += [reached(primitive(left - right, low - high))[1], reached(primitive(right - left, high - low))[1]]
    return Polygon(corners=tuple(corners[at] for at in points), sides=tuple(found))
