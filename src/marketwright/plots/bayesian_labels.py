"""Where labels of points go so that they do not lie on one another.

*Shapes.* Everything in pixels of the picture: a point is (right, down), a box (left, top, right, bottom).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import hypot
from typing import Any

Pixels = tuple[float, float]
Box = tuple[float, float, float, float]
LETTER, LINE, GAP = 6.6, 13.0, 9.0
"""How wide a letter of 12 pixels is at most, how high a line is, and how far a label is from its point."""
POINT = 6.0
"""Half the width of a point."""
INKED = 2.0
"""Half the width of a line."""
REACHES = (1.0, 2.2, 3.6, 5.0)
"""How many times `GAP` a label may be away."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a label is written: away from its point, and which of its sides is there."""

    dx: float
    dy: float
    align: str

    def box(self, at: Pixels, text: str) -> Box:
        """What the label covers."""
        wide = LETTER * len(text)
        left = at[0] + self.dx - {"left": 0.0, "center": wide / 2, "right": wide}[self.align]
        return left, at[1] + self.dy - LINE / 2, left + wide, at[1] + self.dy + LINE / 2


def places(points: Sequence[Pixels], texts: Sequence[str], obstacles: Sequence[Pixels], lines: Sequence[tuple[Pixels, Pixels]], size: Pixels) -> list[Place]:
    """A place for every label, the first ones chosen first: as near as it goes without covering points, lines or labels, or leaving the picture."""
    taken: list[Box] = [(x - POINT, y - POINT, x + POINT, y + POINT) for x, y in obstacles]
    taken += [(x - INKED, y - INKED, x + INKED, y + INKED) for start, end in lines for x, y in _along(start, end)]
    found = []
    for at, text in zip(points, texts, strict=True):
        options = [place for reach in REACHES for place in _around(reach * GAP)]
        best = min(options, key=lambda place: _cost(place.box(at, text), taken, size))
        taken.append(best.box(at, text))
        found.append(best)
    return found


def _along(start: Pixels, end: Pixels) -> list[Pixels]:
    """Points of a line, close to one another."""
    count = int(hypot(end[0] - start[0], end[1] - start[1]) / (2 * INKED)) + 1
    return [(start[0] + (end[0] - start[0]) * step / count, start[1] + (end[1] - start[1]) * step / count) for step in range(count + 1)]


def _around(reach: float) -> list[Place]:
    """Right, left, above, below and in between."""
    up, down = -reach, reach
    return [
        Place(dx=reach, dy=up, align="left"),
        Place(dx=reach, dy=down, align="left"),
        Place(dx=-reach, dy=up, align="right"),
        Place(dx=-reach, dy=down, align="right"),
        Place(dx=reach, dy=0, align="left"),
        Place(dx=-reach, dy=0, align="right"),
        Place(dx=0, dy=up - 4, align="center"),
        Place(dx=0, dy=down + 4, align="center"),
    ]


def _cost(box: Box, taken: Sequence[Box], size: Pixels) -> float:
    """How much of the label lies on something else or outside."""
    outside = max(0.0, -box[0]) + max(0.0, -box[1]) + max(0.0, box[2] - size[0]) + max(0.0, box[3] - size[1])
    return outside * LINE + sum(_common(box, other) for other in taken)


def _common(one: Box, other: Box) -> float:
    wide, high = min(one[2], other[2]) - max(one[0], other[0]), min(one[3], other[3]) - max(one[1], other[1])
    return wide * high if wide > 0 and high > 0 else 0.0


def label_layer(text: str, at: Pixels, place: Place, channels: tuple[dict[str, Any], dict[str, Any]], *, bold: bool, colour: str) -> dict[str, Any]:
    """The layer of one label; `at`: in the units of the axes."""
    weight = "bold" if bold else "normal"
    mark = {"type": "text", "align": place.align, "baseline": "middle", "dx": place.dx, "dy": place.dy, "fontSize": 12, "fontWeight": weight, "color": colour}
    return {
        "data": {"values": [{"x": at[0], "y": at[1], "text": text}]},
        "mark": mark,
        "encoding": {"x": channels[0], "y": channels[1], "text": {"field": "text"}},
    }
