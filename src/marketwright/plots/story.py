"""The chart of a story: every good's price over the events, grouped by the buyers who enter.

*Shapes.* A Vega-Lite specification, version 5, as a dictionary with its data inside.  Numbers in it are rounded: a chart is looked at.
"""

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import groupby
from typing import Any

from marketwright.plots.prices import CONFIG, SCHEMA
from marketwright.reports.words import counted, name, short_names
from marketwright.walrasian.story import Story

MOST_GOODS = 20
"""Of more goods those that end dearest above their reserve prices are drawn."""
MOST_LABELS = 40
"""Of more buyers every second, third, ... is named below."""
WIDTH, HEIGHT = 680, 320


def story_chart(told: Story) -> dict[str, Any]:
    """A line for each good that keeps a price until an event changes it; a band and a name for each buyer who enters."""
    goods = _drawn(told)
    short = {good: name(form) for good, form in short_names(told.market.goods).items()}
    bands = list(_bands(told))
    end = max(len(told.events), 1)
    points = [point for good in goods for point in _points(told, good, short[good])]
    highest = max((point["price"] for point in points), default=0.0)
    ends = [{"good": short[good], "event": end, "price": _rounded(told.prices[good])} for good in goods]
    x = {"field": "event", "type": "quantitative", "title": None, "scale": {"domain": [0, end], "nice": False}, "axis": None}
    y = {"field": "price", "type": "quantitative", "title": "price", "scale": {"domain": [0, 1.06 * highest or 1], "nice": False}}
    colour = {
        "field": "good",
        "type": "nominal",
        "title": None,
        "sort": [short[good] for good in sorted(goods, key=lambda good: -told.prices[good])],
        "scale": {"scheme": "tableau10" if len(goods) <= 10 else "tableau20"},
        "legend": {"orient": "right", "labelFontSize": 12, "symbolType": "stroke", "symbolStrokeWidth": 3, "labelLimit": 160},
    }
    return {
        "$schema": SCHEMA,
        "title": {
            "text": "How prices rise as buyers enter",
            "subtitle": _subtitle(told, len(goods)),
            "anchor": "start",
            "fontSize": 15,
            "subtitlePadding": 4,
        },
        "width": WIDTH,
        "height": HEIGHT,
        "layer": [
            _band_layer(bands, x),
            _name_layer(bands, x),
            {
                "data": {"values": points},
                "mark": {"type": "line", "interpolate": "step-after", "strokeWidth": 2.5, "clip": True},
                "encoding": {"x": x, "y": y, "color": colour},
            },
            {
                "data": {"values": ends},
                "mark": {"type": "point", "filled": True, "opacity": 1, "size": 70},
                "encoding": {"x": x, "y": y, "color": {**colour, "legend": None}, "tooltip": [{"field": "good"}, {"field": "price"}]},
            },
        ],
        "config": CONFIG,
    }


def _drawn(told: Story) -> list[str]:
    """The goods that are drawn, in market order."""
    market = told.market
    if len(market.goods) <= MOST_GOODS:
        return list(market.goods)
    dearest = sorted(market.goods, key=lambda good: market.reserve_price(good) - told.prices[good])[:MOST_GOODS]
    return [good for good in market.goods if good in set(dearest)]


def _points(told: Story, good: str, label: str) -> Iterator[dict[str, Any]]:
    """The good's price at its reserve price, wherever it changes, and at the end."""
    last = told.market.reserve_price(good)
    yield {"good": label, "event": 0, "price": _rounded(last)}
    for place, event in enumerate(told.events):
        if event.prices[good] != last:
            last = event.prices[good]
            yield {"good": label, "event": place + 0.5, "price": _rounded(last)}
    yield {"good": label, "event": max(len(told.events), 1), "price": _rounded(last)}


def _bands(told: Story) -> Iterator[dict[str, Any]]:
    """Where each entering buyer's events begin and end, with his name, or without where there are too many."""
    buyers = short_names([buyer.name for buyer in told.market.buyers])
    stride, start = -(-len(buyers) // MOST_LABELS), 0
    for place, (buyer, events) in enumerate(groupby(told.events, key=lambda event: event.entering)):
        end = start + len(list(events))
        yield {
            "from": start,
            "to": end,
            "event": (start + end) / 2,
            "buyer": name(buyers[buyer]) if place % max(stride, 1) == 0 else "",
        }
        start = end


def _band_layer(bands: Sequence[Mapping[str, Any]], x: Mapping[str, Any]) -> dict[str, Any]:
    """Every second band, grey enough to be seen and the grid with it."""
    return {
        "data": {"values": [{"from": band["from"], "to": band["to"]} for place, band in enumerate(bands) if place % 2 == 0]},
        "mark": {"type": "rect", "color": "#000000", "opacity": 0.05},
        "encoding": {"x": {**x, "field": "from"}, "x2": {"field": "to"}},
    }


def _name_layer(bands: Sequence[Mapping[str, Any]], x: Mapping[str, Any]) -> dict[str, Any]:
    upright = len(bands) > 8 or any(len(band["buyer"]) > 9 for band in bands)
    mark = {"type": "text", "y": HEIGHT + 8, "baseline": "middle" if upright else "top", "align": "right" if upright else "center", "fontSize": 11}
    return {
        "data": {"values": [{key: band[key] for key in ("event", "buyer")} for band in bands if band["buyer"]]},
        "mark": {**mark, "angle": 270 if upright else 0, "color": "#444444"},
        "encoding": {"x": x, "text": {"field": "buyer", "type": "nominal"}},
    }


def _subtitle(told: Story, drawn: int) -> list[str]:
    market = told.market
    lines = [f"{counted(len(market.buyers), 'buyer')} in the order below; prices start at the reserve prices and end least."]
    if drawn < len(market.goods):
        lines.append(f"The {drawn} of {len(market.goods)} goods that rise most.")
    return lines


def _rounded(amount: Fraction) -> float:
    return round(float(amount), 6)
