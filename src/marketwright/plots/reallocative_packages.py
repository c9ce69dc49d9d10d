"""The chart of allocations in the space of two goods, with the cone of packages that nobody sells (paper 001, Figure 2).

*Source.* `docs/formats/reallocative.md`, Packages: condition 2 says that the allocations of all sets of bidders lie in the cone.
"""

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import combinations
from math import hypot
from typing import Any

from marketwright.plots.reallocative_style import GREY, INK, around, axis, chart, colours_of, legend, point, rounded, setting_of
from marketwright.reallocative.setting import Setting
from marketwright.reports.answered import AnsweredMarket
from marketwright.reports.reallocative_words import package_text
from marketwright.reports.words import counted, wrapped

MOST_BIDDERS = 6
SIZE = 440
SUBTITLE_COLUMNS = 84
SHARE = 0.4
"""How much of the picture the ray of a package crosses at least."""
SHARES = (0.5, 0.58, 0.66, 0.74, 0.82)
"""Where on its ray a package's name may stand."""
NAME_WIDTH, NAME_HEIGHT = 40, 14
"""How far from the ray the middle of a name is, in pixels."""
POINT_SIZE, OPACITY = 90, 0.7
"""Points shine through those that stand in front."""
Plane = tuple[float, float]


def packages_chart(answered: AnsweredMarket) -> dict[str, Any] | None:
    """A point for what each bidder gets in the auction of each set of bidders; None for other than two goods or more than `MOST_BIDDERS` bidders."""
    market, outcome = answered.divisible, answered.document["outcome"]
    if len(market.goods) != 2 or len(market.bidders) > MOST_BIDDERS:
        return None
    names = {title: answered.buyer(title) for title in answered.titles}
    points = list(_points(setting_of(answered), list(names.values())))
    quantity = (rounded(market.quantity[0]), rounded(market.quantity[1]))
    found = outcome.get("packages", ())
    packages = [(float(Fraction(str(package[market.goods[0]]))), float(Fraction(str(package[market.goods[1]])))) for package in found]
    across, up = ([0.0, quantity[place], *(datum["xy"[place]] for datum in points)] for place in (0, 1))
    longest = max(max(side) - min(side) for side in (across, up)) or 1.0
    directions = [(package[0] / hypot(*package), package[1] / hypot(*package)) for package in packages]
    across, up = ([*side, *(SHARE * longest * direction[place] for direction in directions)] for place, side in enumerate((across, up)))
    box = square(around(across, 0.12), around(up, 0.12))
    x, y = (axis("xy"[place], f"quantity of {answered.good(market.goods[place])}", box[place]) for place in (0, 1))
    sizes = [str(number) for number in range(1, len(names) + 1)]
    shapes = ("circle", "square", "triangle-up", "diamond", "cross", "triangle-down")
    layers = [
        *_cone_layers(directions, [quantity, *((datum["x"], datum["y"]) for datum in points)], box, x, y),
        {"data": {"values": [{"at": 0}]}, "mark": {"type": "rule", "color": GREY, "strokeWidth": 1}, "encoding": {"x": {"datum": 0, "type": "quantitative"}}},
        {"data": {"values": [{"at": 0}]}, "mark": {"type": "rule", "color": GREY, "strokeWidth": 1}, "encoding": {"y": {"datum": 0, "type": "quantitative"}}},
        {
            "data": {"values": points},
            "mark": {"type": "point", "filled": True, "size": POINT_SIZE, "opacity": OPACITY, "stroke": "white", "strokeWidth": 0.5},
            "encoding": {
                "x": x,
                "y": y,
                "color": {"field": "bidder", "type": "nominal", "scale": colours_of(list(names.values())), "legend": legend(None)},
                "shape": {
                    "field": "bidders",
                    "type": "nominal",
                    "scale": {"domain": sizes, "range": list(shapes[: len(sizes)])},
                    "legend": legend("bidders who take part"),
                },
                "tooltip": [{"field": "bidder"}, {"field": "with"}, {"field": "x"}, {"field": "y"}],
            },
        },
        _quantity_layer(quantity, x, y),
    ]
    return chart(_title(answered), _subtitle(answered, found), width=SIZE, height=SIZE, layer=layers)


def _points(setting: Setting, names: Sequence[str]) -> Iterator[Mapping[str, Any]]:
    """The efficient bundles of every non-empty set, larger sets last, so that they stand in front."""
    for size in range(1, len(names) + 1):
        for members in combinations(setting.everybody, size):
            for i, bundle in zip(members, setting.surplus.allocation(members, setting.quantity), strict=True):
                yield point(bundle[0], bundle[1], bidder=names[i], bidders=str(size), **{"with": ", ".join(names[j] for j in members)})


def square(across: Plane, up: Plane) -> tuple[Plane, Plane]:
    """Two ranges of the same length, so that angles are true."""
    half = max(across[1] - across[0], up[1] - up[0]) / 2

    def widened(side: Plane) -> Plane:
        return rounded(sum(side) / 2 - half), rounded(sum(side) / 2 + half)

    return widened(across), widened(up)


def _cone_layers(
    directions: Sequence[Plane], points: Sequence[Plane], box: tuple[Plane, Plane], x: Mapping[str, Any], y: Mapping[str, Any]
) -> list[dict[str, Any]]:
    """The cone as far as the picture goes, and its two rays with their names outside of it."""
    if not directions:
        return []
    corners = [point(one, other, order=place) for place, (one, other) in enumerate(cone(directions, box))]
    ends = [_far(direction, box) for direction in directions]
    rays = [point(place * end[0], place * end[1], ray=str(number)) for number, end in enumerate(ends) for place in (0, 1)]
    return [
        {
            "data": {"values": corners},
            "mark": {"type": "line", "fill": "#f3e3b3", "fillOpacity": 0.55, "strokeWidth": 0, "interpolate": "linear-closed"},
            "encoding": {"x": x, "y": y, "order": {"field": "order"}},
        },
        {
            "data": {"values": rays},
            "mark": {"type": "line", "color": "#b8860b", "strokeWidth": 2, "clip": True},
            "encoding": {"x": x, "y": y, "detail": {"field": "ray"}},
        },
        *(_name_layer(number, ends[number], directions[1 - number], points, box, x, y) for number in (0, 1)),
    ]


def _name_layer(
    number: int, end: Plane, other: Plane, points: Sequence[Plane], box: tuple[Plane, Plane], x: Mapping[str, Any], y: Mapping[str, Any]
) -> dict[str, Any]:
    """A package's name beside its ray, away from the other package, where it is farthest from all points."""
    side = (1 if end[0] * other[1] - end[1] * other[0] > 0 else -1) / hypot(*end)
    away = (side * end[1], -side * end[0])
    pixel = (box[0][1] - box[0][0]) / SIZE

    def room(share: float) -> float:
        middle = (share * end[0] + NAME_WIDTH * pixel * away[0], share * end[1] + NAME_HEIGHT * pixel * away[1])
        return min(hypot(middle[0] - one, middle[1] - another) for one, another in points)

    share = max(SHARES, key=room)
    align = "center" if abs(away[0]) < 0.4 else "left" if away[0] > 0 else "right"
    mark = {"type": "text", "color": "#8a6508", "fontSize": 12, "fontWeight": "bold", "align": align, "dx": 10 * away[0], "dy": -12 * away[1]}
    data = {"values": [point(share * end[0], share * end[1], text=f"package {number + 1}")]}
    return {"data": data, "mark": {**mark, "baseline": "middle"}, "encoding": {"x": x, "y": y, "text": {"field": "text"}}}


def _far(package: Plane, box: tuple[Plane, Plane]) -> Plane:
    """Where the ray from the origin through the package leaves the box."""
    reach = min((side[1] if step > 0 else side[0]) / step for step, side in zip(package, box, strict=True) if step)
    return reach * package[0], reach * package[1]


def cone(packages: Sequence[Plane], box: tuple[Plane, Plane]) -> list[Plane]:
    """The corners of what the cone of two packages covers of the box: the box, cut by the two lines through the origin."""
    (left, right), (low, high) = box
    corners: list[Plane] = [(left, low), (right, low), (right, high), (left, high)]
    (a, b), (c, d) = packages
    turn = 1 if a * d - b * c > 0 else -1
    for normal in ((-turn * b, turn * a), (turn * d, -turn * c)):
        corners = _cut(corners, normal)
    return corners


def _cut(corners: Sequence[Plane], normal: Plane) -> list[Plane]:
    """The part of a polygon on the side to which the normal points (Sutherland and Hodgman)."""
    kept: list[Plane] = []
    for place, (x, y) in enumerate(corners):
        before = corners[place - 1]
        here, there = (normal[0] * one + normal[1] * other for one, other in ((x, y), before))
        if (here >= 0) != (there >= 0):
            share = there / (there - here)
            kept.append((before[0] + share * (x - before[0]), before[1] + share * (y - before[1])))
        if here >= 0:
            kept.append((x, y))
    return kept


def _quantity_layer(quantity: Plane, x: Mapping[str, Any], y: Mapping[str, Any]) -> dict[str, Any]:
    """A ring around the auctioneer's quantity."""
    mark = {"type": "point", "shape": "circle", "filled": False, "size": 700, "color": INK, "strokeWidth": 2, "opacity": 1}
    return {"data": {"values": [point(*quantity)]}, "mark": mark, "encoding": {"x": x, "y": y}}


def _title(answered: AnsweredMarket) -> str:
    if "packages" not in answered.document["outcome"]:
        finding = answered.finding("packages-exist")
        none = finding is not None and finding["holds"] is False
        return f"What every bidder gets, whichever of them take part: {'there are no packages that fit' if none else 'no packages were found'}"
    finding = answered.finding("nonnegative-allocations")
    inside = finding is not None and finding["holds"]
    return "Whichever of these bidders take part, nobody sells a package" if inside else "What every bidder gets, and the packages: some points lie outside"


def _subtitle(answered: AnsweredMarket, packages: Sequence[Mapping[str, Any]]) -> list[str]:
    lines = [
        f"Each point is what a bidder gets in the auction of one of the {2 ** len(answered.titles) - 1} sets of {counted(len(answered.titles), 'bidder')}.",
        "Ring: the quantity of the auctioneer, which a bidder gets who is alone. Where colours mix, points coincide.",
    ]
    for number, package in enumerate(packages, start=1):
        lines += wrapped(f"Package {number}: {package_text(answered, package)}.", SUBTITLE_COLUMNS, "", "    ")
    if packages:
        lines.append("Shaded: all that can be bought in packages without selling any.")
    return lines
