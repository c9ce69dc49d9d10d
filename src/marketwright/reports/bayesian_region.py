"""The region of two quantities over the core in words: the rule bayesian/core-region."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from marketwright.reports.answered import AnsweredMarket
from marketwright.reports.bayesian_multipliers import multiplier_sentences, of_player
from marketwright.reports.bayesian_numbers import column, figure, figures
from marketwright.reports.bayesian_plan import is_fine
from marketwright.reports.bayesian_tables import mechanism_lines
from marketwright.reports.bayesian_words import flat, fraction, joined, paragraphs, quantity_text, uncertain
from marketwright.reports.walrasian_words import cut, fitted
from marketwright.reports.words import WIDTH, Section, name, short_names

Point = tuple[Fraction, Fraction]
MOST_VERTICES, MOST_SHOWN = 20, 4
NOT_SHOWN: Mapping[str, str] = {
    "limit": "The region of two quantities: not decided",
    "unbounded": "The region of two quantities: without a bound in some direction",
    "no multipliers": "No core allocation was found",
}
"""The title where there is no polygon, by the finding's reason."""


def region_report_lines(answered: AnsweredMarket, width: int = WIDTH) -> list[str]:
    """The vertices, where marks lie, and outer bounds."""
    return flat(_region(answered, width))


def region_report_sections(answered: AnsweredMarket, width: int = WIDTH) -> list[Section]:
    """The same as sections, with a core mechanism at the first vertices."""
    points = answered.document["certificate"].get("points", [])
    shown = [
        (f"A core mechanism at the vertex {_point_text(vertex)}", mechanism_lines(answered, point["mechanism"], width))
        for vertex, point in list(zip(vertices(answered), points, strict=False))[:MOST_SHOWN]
    ]
    entries = answered.document["outcome"].get("multipliers")
    multipliers = [] if entries is None else paragraphs(multiplier_sentences(answered, entries), width)
    return [*_region(answered, width), ("The multipliers", multipliers), *shown]


def vertices(answered: AnsweredMarket) -> list[Point]:
    """The vertices of the region, counterclockwise."""
    return [(fraction(x), fraction(y)) for x, y in answered.document["outcome"].get("vertices", [])]


def marks(answered: AnsweredMarket) -> dict[str, Point]:
    """The marked mechanisms by name."""
    return {mark: (fraction(x), fraction(y)) for mark, (x, y) in answered.document["outcome"].get("marks", {}).items()}


def is_inside(point: Point, corners: Sequence[Point]) -> bool:
    """Whether a point is in the hull of vertices that are given counterclockwise.

    Example:
    >>> triangle = [(Fraction(0), Fraction(0)), (Fraction(1), Fraction(0)), (Fraction(0), Fraction(1))]
    >>> is_inside((Fraction(1, 2), Fraction(1, 2)), triangle), is_inside((Fraction(1), Fraction(1)), triangle)
    (True, False)
    >>> is_inside((Fraction(1, 2), Fraction(0)), triangle[:2]), is_inside((Fraction(2), Fraction(0)), triangle[:2]), is_inside(triangle[0], triangle[:1])
    (True, False, True)
    """
    if not corners:
        return False
    sides = zip(corners, [*corners[1:], corners[0]], strict=True)
    left = all((b[0] - a[0]) * (point[1] - a[1]) >= (b[1] - a[1]) * (point[0] - a[0]) for a, b in sides)
    return left and all(min(corner[axis] for corner in corners) <= point[axis] <= max(corner[axis] for corner in corners) for axis in (0, 1))


def _region(answered: AnsweredMarket, width: int) -> list[Section]:
    given, outcome = answered.document["input"], answered.document["outcome"]
    said = [f"x: {quantity_text(answered, given['x'])}", f"y: {quantity_text(answered, given['y'])}"]
    lines = [*paragraphs(said, width), *_vertex_lines(answered, width)]
    sections = [(region_title(answered), lines), ("Where the marks lie", _mark_lines(answered, width))]
    if "outer" in outcome:
        sections.append(("Bounds over all multipliers that were looked at (computed with rounding, not proved)", _outer_lines(answered, width)))
    return sections


def region_title(answered: AnsweredMarket) -> str:
    """What the region is, or why none is shown."""
    outcome = answered.document["outcome"]
    if "vertices" not in outcome:
        finding = answered.finding("region")
        return NOT_SHOWN[finding["reason"] if finding else "limit"]
    kinds = {0: "nothing", 1: "a single point", 2: "a segment"}
    count = len(outcome["vertices"])
    return f"The region of two quantities over the core with {_support(answered)}: {kinds.get(count, f'a polygon with {count} vertices')}"


def _vertex_lines(answered: AnsweredMarket, width: int) -> list[str]:
    """The vertices, and which of them are at the ends."""
    corners = vertices(answered)
    if not corners:
        return []
    shown, more = cut([(str(place),) for place in range(len(corners))], "vertex", MOST_VERTICES)
    cells = [column(corners[int(place)][axis] for (place,) in shown) for axis in (0, 1)]
    rows = [(f"vertex {int(place) + 1}", x, y, _ends(corners[int(place)], corners)) for (place,), x, y in zip(shown, *cells, strict=True)]
    return [*fitted(("", "x", "y", ""), rows, [1, 2], width), *[line.replace("vertexs", "vertices") for line in more]]


def _ends(corner: Point, corners: Sequence[Point]) -> str:
    """In which directions a vertex is at the end."""
    if len(corners) == 1:
        return ""
    found = []
    for axis, letter in enumerate("xy"):
        values = [other[axis] for other in corners]
        if min(values) == max(values):
            continue
        found += [f"{word} {letter}" for word, end in (("least", min(values)), ("greatest", max(values))) if corner[axis] == end]
    return ", ".join(found)


def _mark_lines(answered: AnsweredMarket, width: int) -> list[str]:
    """Which marks have numbers in the region: that does not put a mechanism into the core, but numbers outside keep it out, by these multipliers."""
    found = marks(answered)
    if not found:
        return []
    finding, forms = answered.finding("region"), short_names(list(found))
    decided = finding is not None and finding["holds"] is True
    corners = vertices(answered)
    said = []
    for mark, point in found.items():
        who, at = name(forms[mark]), _point_text(point)
        if not decided:
            said.append(f"{who} is at {at}.")
        elif is_inside(point, corners):
            said.append(f"{who} has numbers in the region, {at}; whether it is in the core itself, bayesian/core-test tells.")
        else:
            outside = f"no mechanism with these numbers is in the core {_by(answered)}"
            said.append(f"{who} is at {at}, outside: {outside}; other multipliers may support one.")
    return paragraphs(said, width)


def _by(answered: AnsweredMarket) -> str:
    """By which multipliers something is in the core."""
    return f"by these multipliers{' with fine support' if is_fine(answered) else ''}"


def _support(answered: AnsweredMarket) -> str:
    """What the region asks of allocations."""
    return "fine support by these multipliers" if is_fine(answered) else "these multipliers"


def _outer_lines(answered: AnsweredMarket, width: int) -> list[str]:
    outer = answered.document["outcome"]["outer"]
    said = []
    for axis in "xy":
        parts = [f"{word} {figure(outer.get(axis, {})[key])}" for key, word in (("least", "at least"), ("greatest", "at most")) if key in outer.get(axis, {})]
        said.append(f"{axis} is {joined(parts)}." if parts else f"{axis} has no bound that was found.")
    return paragraphs(said, width)


def _point_text(point: Point) -> str:
    return f"({figure(point[0])}, {figure(point[1])})"


def region_of_player(answered: AnsweredMarket, player: str) -> list[str]:
    """The quantities and multipliers that concern a player, in sentences."""
    given, outcome = answered.document["input"], answered.document["outcome"]
    said = [_range(answered, axis) for axis in "xy" if player in _concerned(given[axis])]
    if not said:
        said = [f"neither quantity is about {answered.buyer(player)}."]
    if "multipliers" in outcome and player in uncertain(answered):
        own = of_player(outcome["multipliers"], player)
        said += multiplier_sentences(answered, own) if own else [f"no type of {answered.buyer(player)} is held to be tempted to pass for another."]
    return said


def _concerned(quantity: dict[str, Any]) -> set[str]:
    """The players whom a quantity names."""
    return {*quantity.get("given", {}), *(value for key, value in quantity.items() if key not in ("given", "probability_of"))}


def _range(answered: AnsweredMarket, axis: str) -> str:
    """A quantity, and which numbers it has in the region."""
    start = f"{axis}: {quantity_text(answered, answered.document['input'][axis])}"
    found = [corner["xy".index(axis)] for corner in vertices(answered)]
    if not found:
        return f"{start}."
    least, greatest = figures(min(found), max(found)) if min(found) < max(found) else (figure(found[0]),) * 2
    return f"{start}: {least} in the region." if least == greatest else f"{start}: from {least} to {greatest} in the region."
