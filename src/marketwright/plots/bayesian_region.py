"""The region of two quantities over the core, with marked mechanisms and outer bounds.

*Meaning.* The polygon is what core allocations with the answer's multipliers reach; a mark is where the numbers of a stated mechanism lie,
which need not be in the core itself.
"""

from collections.abc import Sequence
from textwrap import wrap
from typing import Any

from marketwright.plots.bayesian_labels import Pixels, label_layer, places
from marketwright.plots.reallocative_style import GREY, INK, around, axis, chart, rounded
from marketwright.reports.answered import AnsweredMarket
from marketwright.reports.bayesian_numbers import figure
from marketwright.reports.bayesian_plan import is_fine
from marketwright.reports.bayesian_region import marks, region_title, vertices
from marketwright.reports.bayesian_words import fraction, quantity_text
from marketwright.reports.words import listed, one_line, short_names

WIDTH, HEIGHT = 480, 400
MOST_LABELS, MOST_NAMES = 12, 4
LONGEST_AXIS, MOST_AXIS_LINES, LONGEST_MARK = 60, 3, 46
FAR = 10
"""Bounds that are so many times as far apart as the region is wide are not drawn."""
FILL, MARKED = "#2f6db3", "#d1495b"
Point = tuple[float, float]
Bounds = tuple[Sequence[tuple[float, str]], ...]
"""The outer bounds of x and of y, each with its kind."""


def region_chart(answered: AnsweredMarket) -> dict[str, Any] | None:
    """The picture; None where there are neither vertices nor marks nor outer bounds."""
    corners = [(rounded(x), rounded(y)) for x, y in vertices(answered)]
    marked = {mark: (rounded(x), rounded(y)) for mark, (x, y) in marks(answered).items()}
    bounds = _bounds(answered)
    far = _far(corners, bounds)
    bounds = tuple([] if letter in far else found for letter, found in zip("xy", bounds, strict=True))
    if not corners and not marked and not any(bounds):
        return None
    inputs = answered.document["input"]
    domains = [around([point[k] for point in (*corners, *marked.values())] + [value for value, _ in bounds[k]] or [0.0], 0.14) for k in (0, 1)]
    channels = tuple({**axis("xy"[k], "", domains[k]), "title": _axis_title(answered, inputs["xy"[k]])} for k in (0, 1))
    x, y = channels
    layers = [*_bound_layers(bounds, x, y), *_region_layers(corners, x, y), *_mark_layers(marked, x, y)]
    return chart(
        "The core in two quantities",
        _subtitle(answered, corners, bounds, far),
        width=WIDTH,
        height=HEIGHT,
        layer=[*layers, *_labels(answered, corners, marked, bounds, domains, (x, y))],
    )


def _axis_title(answered: AnsweredMarket, quantity: dict[str, Any]) -> str | list[str]:
    """The quantity in words; what is given begins a new line where both are long."""
    whole = quantity_text(answered, quantity)
    if len(whole) <= LONGEST_AXIS:
        return whole
    first, mark, given = whole.rpartition(", given that ")
    if not mark:
        return one_line(whole, LONGEST_AXIS)
    return [f"{one_line(first, LONGEST_AXIS - 1)},", *wrap(f"given that {given}", LONGEST_AXIS, max_lines=MOST_AXIS_LINES, placeholder=" ...")]


def _bounds(answered: AnsweredMarket) -> Bounds:
    """The outer bounds of x and of y."""
    outer = answered.document["outcome"].get("outer", {})
    found = [[(rounded(fraction(number)), word) for word, number in outer.get(letter, {}).items()] for letter in "xy"]
    return found[0], found[1]


def _far(corners: Sequence[Point], bounds: Bounds) -> str:
    """The axes along which the region would be too small to see if its bounds were drawn as well."""
    found = ""
    for place, letter in enumerate("xy"):
        own = [corner[place] for corner in corners]
        reach = [*own, *(value for value, _ in bounds[place])]
        wide = max(own, default=0.0) - min(own, default=0.0)
        found += letter if 0 < FAR * wide <= max(reach) - min(reach) else ""
    return found


def _bound_layers(bounds: Bounds, x: dict[str, Any], y: dict[str, Any]) -> list[dict[str, Any]]:
    """Dashed lines."""
    layers = []
    for letter, channel, values in (("x", x, bounds[0]), ("y", y, bounds[1])):
        if values:
            layers.append(
                {
                    "data": {"values": [{letter: value} for value, _ in values]},
                    "mark": {"type": "rule", "strokeDash": [6, 5], "strokeWidth": 1.5, "color": GREY},
                    "encoding": {letter: channel},
                }
            )
    return layers


def _region_layers(corners: Sequence[Point], x: dict[str, Any], y: dict[str, Any]) -> list[dict[str, Any]]:
    """The polygon, segment or point, and its vertices."""
    if not corners:
        return []
    ring = [*corners, corners[0]]
    values = [{"x": at[0], "y": at[1], "order": place} for place, at in enumerate(ring)]
    outline: dict[str, Any] = {"type": "line", "strokeWidth": 2.5, "color": FILL, "strokeJoin": "round"}
    if len(corners) > 2:
        outline |= {"fill": FILL, "fillOpacity": 0.22}
    vertex = {"type": "point", "filled": True, "size": 45, "color": FILL, "opacity": 1}
    return [
        {"data": {"values": values}, "mark": outline, "encoding": {"x": x, "y": y, "order": {"field": "order", "type": "quantitative"}}},
        {"data": {"values": values[:-1]}, "mark": vertex, "encoding": {"x": x, "y": y}},
    ]


def _mark_layers(marked: dict[str, Point], x: dict[str, Any], y: dict[str, Any]) -> list[dict[str, Any]]:
    values = [{"x": at[0], "y": at[1], "name": mark} for mark, at in marked.items()]
    mark = {"type": "point", "filled": True, "shape": "diamond", "size": 70, "color": MARKED, "stroke": "white", "strokeWidth": 0.8, "opacity": 1}
    return [{"data": {"values": values}, "mark": mark, "encoding": {"x": x, "y": y}}] if values else []


def _labels(
    answered: AnsweredMarket,
    corners: Sequence[Point],
    marked: dict[str, Point],
    bounds: Bounds,
    domains: Sequence[Point],
    channels: tuple[dict[str, Any], dict[str, Any]],
) -> list[dict[str, Any]]:
    """Names of marks, and the vertices' exact coordinates."""
    forms = short_names(list(marked))
    together: dict[Point, list[str]] = {}
    for mark, at in marked.items():
        together.setdefault(at, []).append(forms[mark])
    named = [(one_line(listed(names, MOST_NAMES), LONGEST_MARK), at, True) for at, names in together.items()]
    exact = [f"({figure(a)}, {figure(b)})" for a, b in vertices(answered)]
    named += [(text, at, False) for text, at in list(zip(exact, corners, strict=True))[:MOST_LABELS]]
    pixels = [_pixels(at, domains) for _, at, _ in named]
    obstacles = [_pixels(at, domains) for at in (*marked.values(), *corners)]
    chosen = places(pixels, [text for text, _, _ in named], obstacles, _lines(bounds, corners, domains), (WIDTH, HEIGHT))
    return [
        label_layer(text, at, place, channels, bold=is_mark, colour=MARKED if is_mark else INK)
        for (text, at, is_mark), place in zip(named, chosen, strict=True)
    ]


def _lines(bounds: Bounds, corners: Sequence[Point], domains: Sequence[Point]) -> list[tuple[Pixels, Pixels]]:
    """The sides of the region and the bounds, in the picture."""
    (left, right), (low, high) = domains
    ends = list(zip(corners, [*corners[1:], *corners[:1]], strict=True))
    ends += [((value, low), (value, high)) for value, _ in bounds[0]] + [((left, value), (right, value)) for value, _ in bounds[1]]
    return [(_pixels(start, domains), _pixels(end, domains)) for start, end in ends]


def _pixels(at: Point, domains: Sequence[Point]) -> Pixels:
    """Where a point is in the picture."""
    across, up = ((value - low) / (high - low) for value, (low, high) in zip(at, domains, strict=True))
    return across * WIDTH, (1 - up) * HEIGHT


def _mark_lines(answered: AnsweredMarket, corners: Sequence[Point]) -> list[str]:
    """What it says about a marked mechanism that its numbers lie outside or inside, if the region is decided."""
    if "vertices" not in answered.document["outcome"]:
        return []
    if not corners:
        return ["No mechanism with such numbers is in the core by these multipliers."]
    return [
        "Outside of the region no mechanism with such numbers is in the core by these multipliers;",
        "whether one with numbers in the region is in the core itself, bayesian/core-test tells.",
    ]


def _subtitle(answered: AnsweredMarket, corners: Sequence[Point], bounds: Bounds, far: str) -> list[str]:
    outcome, finely = answered.document["outcome"], "finely " if is_fine(answered) else ""
    if corners:
        lines = [f"Blue: what core allocations {finely}supported by the answer's multipliers reach, exactly."]
    elif "vertices" in outcome:
        lines = [f"No core allocation is {finely}supported by the answer's multipliers."]
    else:
        lines = [f"{region_title(answered)}."]
    if outcome.get("marks"):
        lines += ["Red: the numbers of the marked mechanisms.", *_mark_lines(answered, corners)]
    if any(bounds):
        lines.append("Dashed: bounds over all multipliers that were looked at, computed with rounding.")
    if far:
        lines.append(f"Bounds of {' and '.join(far)} over all multipliers are too far apart to be drawn; explain tells them.")
    if len(corners) > MOST_LABELS:
        lines.append(f"Coordinates are shown of {MOST_LABELS} of {len(corners)} vertices.")
    return lines
