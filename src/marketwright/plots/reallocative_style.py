"""What the charts of divisible markets have in common: titles, axes, the market's setting, ranges."""

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from typing import Any

from marketwright.plots.prices import CONFIG, SCHEMA
from marketwright.reallocative.setting import Setting
from marketwright.reports.answered import AnsweredMarket

COLOURS = ("#2f6db3", "#d1495b", "#3a8f5c", "#e09f3e", "#7b5ea7", "#4b9ea8", "#8c6d46", "#c06c9e", "#6b7280", "#a3b18a", "#1d3557", "#9d0208")
GREY = "#8a94a3"
INK = "#222222"


def chart(title: str, subtitle: Sequence[str], **parts: Any) -> dict[str, Any]:
    """A specification with its title and the common style."""
    head = {"text": title, "subtitle": list(subtitle), "anchor": "start", "fontSize": 15, "subtitlePadding": 4, "subtitleColor": "#444444", "offset": 12}
    return {"$schema": SCHEMA, "title": head, **parts, "config": CONFIG}


def setting_of(answered: AnsweredMarket) -> Setting:
    """The market with the answer's participants, whose utilities are quadratic."""
    asked = (answered.document.get("input") or {}).get("participants")
    places = range(len(answered.titles)) if asked is None else map(answered.titles.index, asked)
    return Setting(answered.divisible, tuple(places))


def colours_of(names: Sequence[str]) -> dict[str, Any]:
    """One colour for each name."""
    return {"domain": list(names), "range": [COLOURS[place % len(COLOURS)] for place in range(len(names))]}


def legend(title: str | None, orient: str = "right") -> dict[str, Any]:
    """A legend that leaves names whole."""
    return {"title": title, "orient": orient, "labelFontSize": 12, "titleFontSize": 12, "labelLimit": 260, "symbolSize": 110}


def axis(field: str, title: str, domain: tuple[float, float], **more: Any) -> dict[str, Any]:
    """A quantitative channel over exactly that range."""
    return {"field": field, "type": "quantitative", "title": title, "scale": {"domain": list(domain), "nice": False, "zero": False}, **more}


def around(values: Iterable[float], margin: float = 0.08) -> tuple[float, float]:
    """A range that holds the values, with some room at both ends."""
    found = list(values)
    low, high = min(found), max(found)
    room = margin * (high - low) or max(abs(high), 1.0) * margin
    return rounded(low - room), rounded(high + room)


def rounded(amount: Fraction | float) -> float:
    """A number of a chart: six digits after the point."""
    return round(float(amount), 6)


def point(x: Fraction | float, y: Fraction | float, **more: Any) -> Mapping[str, Any]:
    """A datum with its place."""
    return {"x": rounded(x), "y": rounded(y), **more}
