"""Who jeopardises whom: types as boxes, an arrow from each type to those that it may be tempted to pass for."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import atan2, cos, degrees, hypot, pi, sin
from typing import Any

from marketwright.plots.reallocative_style import GREY, INK, rounded
from marketwright.reports.answered import AnsweredMarket
from marketwright.reports.bayesian_numbers import figure
from marketwright.reports.bayesian_virtual import certainty
from marketwright.reports.bayesian_words import kind_cell, player_of, uncertain
from marketwright.reports.words import one_line

MOST_PLAYERS, MOST_TYPES, FEW_TYPES, FEW_ARROWS = 4, 12, 6, 4
BEND, STEPS = 0.2, 40
HALF_LINE, LETTER = 16.0, 3.6
"""Half the height of a box, and half the width of a letter."""
LONGEST, SHORTER, LONGEST_HEAD = 14, 6, 30
COLOURS = {"certainly": "#d1495b", "possibly": GREY}
ARROW = "M0,-1L0.7,0.8L-0.7,0.8Z"
Place = tuple[float, float]
Channels = dict[str, dict[str, Any]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """A type in the picture: its middle, half its width, its name."""

    at: Place
    half: float
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """How wide and high a player's part of the picture is, and how far the types are from its middle."""

    wide: float
    high: float
    radius: float


TWO, MORE = Layout(wide=250, high=140, radius=76), Layout(wide=330, high=290, radius=108)


def jeopardy_picture(answered: AnsweredMarket) -> dict[str, Any] | None:
    """The graph; None where nobody has more than one type, or somebody has too many."""
    players = uncertain(answered)[:MOST_PLAYERS]
    most = _most_types(answered, players)
    if not players or most > MOST_TYPES:
        return None
    layout = TWO if most == len("ab") else MORE
    boxes = {(player, kind): box for number, player in enumerate(players) for kind, box in _boxes(answered, player, number, layout)}
    found = [entry for entry in answered.document["outcome"]["jeopardy"] if certainty(entry) != "never" and entry["player"] in players]
    arrows = sorted(found, key=lambda entry: certainty(entry) == "certainly")
    width = layout.wide * len(players)
    channels = {"x": _channel("x", width), "y": _channel("y", layout.high)}
    numbered = layout == TWO or len(arrows) <= FEW_ARROWS
    heads = [(one_line(answered.buyer(player), LONGEST_HEAD), layout.wide * (number + 0.5)) for number, player in enumerate(players)]
    layers = [*_arrow_layers(arrows, boxes, channels, numbered=numbered), *_box_layers(list(boxes.values()), heads, channels)]
    text = "Who jeopardises whom" if arrows else "No type jeopardises another"
    said = (
        f"An arrow leads from a type to one that it is tempted to pass for: red certainly, grey and dashed possibly{'; with multipliers' if numbered else ''}."
    )
    title = {"text": text, "subtitle": [said] if arrows else [], "anchor": "start", "fontSize": 13, "subtitleColor": "#444444"}
    return {"title": title, "width": width, "height": layout.high, "view": {"stroke": None}, "layer": layers}


def _most_types(answered: AnsweredMarket, players: Sequence[str]) -> int:
    """The largest number of types of these players."""
    return max((len(player_of(answered, player).types) for player in players), default=0)


def left_out(answered: AnsweredMarket) -> list[str]:
    """What is not drawn of who jeopardises whom: players after the first ones, or everything where somebody has many types."""
    players = uncertain(answered)
    if (most := _most_types(answered, players[:MOST_PLAYERS])) > MOST_TYPES:
        return [f"Who jeopardises whom is not drawn, because a player has {most} types; the answer lists it."]
    if len(players) > MOST_PLAYERS:
        return [f"Who jeopardises whom: the first {MOST_PLAYERS} of {len(players)} players with several types; the answer lists all."]
    return []


def _channel(field: str, size: float) -> dict[str, Any]:
    """Pixels as they are, counted from the top."""
    span = [0, size] if field == "x" else [size, 0]
    return {"field": field, "type": "quantitative", "axis": None, "scale": {"domain": span, "nice": False, "zero": False}}


def _boxes(answered: AnsweredMarket, player: str, number: int, layout: Layout) -> Iterator[tuple[str, Box]]:
    """A player's types on a circle, two beside each other."""
    kinds = player_of(answered, player).types
    start = pi if len(kinds) == len("ab") else -pi / 2
    for place, kind in enumerate(kinds):
        angle = start + 2 * pi * place / len(kinds)
        text = one_line(kind_cell(answered, player, kind), LONGEST if len(kinds) <= FEW_TYPES else SHORTER)
        at = layout.wide * (number + 0.5) + layout.radius * cos(angle), layout.high / 2 + 12 + layout.radius * sin(angle)
        yield kind, Box(at=at, half=max(HALF_LINE, LETTER * len(text) + 8), text=text)


def _curve(start: Box, end: Box) -> list[Place]:
    """An arc between the rims of two boxes, bent to its left."""
    (x, y), (to_x, to_y) = start.at, end.at
    middle = ((x + to_x) / 2 + 2 * BEND * (to_y - y), (y + to_y) / 2 - 2 * BEND * (to_x - x))
    points = []
    for step in range(STEPS + 1):
        t = step / STEPS
        a, b = ((1 - t) ** 2 * first + 2 * t * (1 - t) * between + t**2 * last for first, between, last in zip(start.at, middle, end.at, strict=True))
        if not any(abs(a - box.at[0]) < box.half + 4 and abs(b - box.at[1]) < HALF_LINE + 4 for box in (start, end)):
            points.append((a, b))
    return points if len(points) > 1 else [start.at, end.at]


def _arrow_layers(arrows: Sequence[Mapping[str, Any]], boxes: Mapping[tuple[str, str], Box], channels: Channels, *, numbered: bool) -> list[dict[str, Any]]:
    """Lines, their heads, and the ranges of multipliers."""
    if not arrows:
        return []
    lines: list[dict[str, Any]] = []
    heads, numbers = [], []
    for number, entry in enumerate(arrows):
        sure = certainty(entry)
        points = _curve(boxes[entry["player"], entry["type"]], boxes[entry["player"], entry["claim"]])
        lines += [{"x": rounded(a), "y": rounded(b), "arrow": number, "sure": sure, "order": place} for place, (a, b) in enumerate(points)]
        (before_x, before_y), (tip_x, tip_y) = points[-2:]
        turned = degrees(atan2(tip_y - before_y, tip_x - before_x)) + 90
        heads.append({"x": rounded(tip_x), "y": rounded(tip_y), "angle": rounded(turned), "sure": sure})
        a, b = _beside(points)
        numbers.append({"x": rounded(a), "y": rounded(b), "text": _range(entry)})
    colour = {"field": "sure", "type": "nominal", "legend": None, "scale": {"domain": list(COLOURS), "range": list(COLOURS.values())}}
    dash = {"field": "sure", "type": "nominal", "legend": None, "scale": {"domain": list(COLOURS), "range": [[1, 0], [5, 4]]}}
    angle = {"field": "angle", "type": "quantitative", "scale": None}
    apart = {"detail": {"field": "arrow", "type": "nominal"}, "order": {"field": "order", "type": "quantitative"}}
    tip = {"type": "point", "filled": True, "shape": ARROW, "size": 80, "opacity": 1}
    layers = [
        _layer(lines, {"type": "line", "strokeWidth": 2}, channels, color=colour, strokeDash=dash, **apart),
        _layer(heads, tip, channels, angle=angle, color=colour),
    ]
    return [*layers, *([_text_layer(numbers, channels)] if numbered else [])]


def _beside(points: Sequence[Place]) -> Place:
    """Where an arrow's number is: outside of its bend."""
    (x, y), (to_x, to_y), middle = points[0], points[-1], points[len(points) // 2]
    out = middle[0] - (x + to_x) / 2, middle[1] - (y + to_y) / 2
    far = hypot(*out) or 1.0
    return middle[0] + 30 * abs(out[0]) / far * (out[0] / far), middle[1] + 13 * out[1] / far


def _range(entry: Mapping[str, Any]) -> str:
    """The range of a multiplier."""
    least = figure(entry["least"])
    if "greatest" not in entry:
        return f"{least} or more"
    return least if entry["least"] == entry["greatest"] else f"{least} to {figure(entry['greatest'])}"


def _box_layers(boxes: Sequence[Box], heads: Sequence[tuple[str, float]], channels: Channels) -> list[dict[str, Any]]:
    """A box and a name for every type, and the players' names above."""
    frames = [
        {
            "x": rounded(box.at[0] - box.half),
            "to_x": rounded(box.at[0] + box.half),
            "y": rounded(box.at[1] - HALF_LINE),
            "to_y": rounded(box.at[1] + HALF_LINE),
        }
        for box in boxes
    ]
    names = [{"x": rounded(box.at[0]), "y": rounded(box.at[1]), "text": box.text} for box in boxes]
    frame = {"type": "rect", "cornerRadius": HALF_LINE, "fill": "white", "stroke": INK, "strokeWidth": 1.5}
    return [
        _layer(frames, frame, channels, x2={"field": "to_x"}, y2={"field": "to_y"}),
        _text_layer(names, channels),
        _text_layer([{"x": rounded(x), "y": 12, "text": text} for text, x in heads], channels, fontSize=13, fontWeight="bold"),
    ]


def _layer(values: Sequence[Mapping[str, Any]], mark: Mapping[str, Any], channels: Channels, **more: Any) -> dict[str, Any]:
    return {"data": {"values": list(values)}, "mark": dict(mark), "encoding": {**channels, **more}}


def _text_layer(values: Sequence[Mapping[str, Any]], channels: Channels, **style: Any) -> dict[str, Any]:
    return _layer(values, {"type": "text", "fontSize": 12, "color": INK, "baseline": "middle", **style}, channels, text={"field": "text"})
