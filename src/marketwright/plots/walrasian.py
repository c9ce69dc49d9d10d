"""The chart of equilibrium prices of a unit-demand market: every good's price against its reserve price.

*Shapes.* A Vega-Lite specification, version 5, as a dictionary with its data inside.  Numbers in it are rounded: a chart is looked at.
"""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from marketwright.plots.prices import CONFIG, SCHEMA
from marketwright.reports.answered import AnsweredMarket
from marketwright.reports.walrasian_prices import revenue_sentence, title_of

MOST_PRICES = 40
DRAWN = ("walrasian/minimum", "walrasian/maximum", "walrasian/properties")
"""The rules whose answers are drawn."""
MARKS: Mapping[str, Mapping[str, Any]] = {
    "reserve price": {"colour": "#8a94a3", "shape": "diamond", "size": 90},
    "price, sold": {"colour": "#2f6db3", "shape": "circle", "size": 130},
    "price, unsold": {"colour": "#d1495b", "shape": "circle", "size": 130},
}
"""Kinds of marks."""


def reserve_chart(answered: AnsweredMarket) -> dict[str, Any] | None:
    """One line for each good: from the reserve price to its price, marked by whether it is sold; None where a limit came before the prices."""
    outcome, market = answered.document["outcome"], answered.unit_demand
    if "prices" not in outcome:
        return None
    owner = {good: buyer for buyer, good in outcome["allocation"].items() if good is not None}
    goods = list(market.goods)[:MOST_PRICES]
    label = {good: f"{answered.good(good)}: {answered.cell(owner[good]) if good in owner else 'unsold'}" for good in goods}
    reserves = {good: _rounded(market.reserve_price(good)) for good in goods}
    prices = {good: _rounded(Fraction(outcome["prices"][good])) for good in goods}
    ranges = [{"good": label[good], "reserve": reserves[good], "price": prices[good]} for good in goods]
    kinds = {good: f"price, {'sold' if good in owner else 'unsold'}" for good in goods}
    marks = [{"good": label[good], "kind": "reserve price", "price": reserves[good]} for good in goods]
    marks += [{"good": label[good], "kind": kinds[good], "price": prices[good]} for good in goods]
    highest = max([0.0, *reserves.values(), *prices.values()])
    y = {"field": "good", "type": "nominal", "title": None, "sort": list(label.values()), "axis": {"labelLimit": 260, "labelFontSize": 12}}
    x = {"field": "price", "type": "quantitative", "title": "price", "scale": {"domain": [0, 1.06 * highest or 1], "nice": False}, "axis": {"tickCount": 8}}
    said = revenue_sentence(answered, outcome)
    subtitle = [f"{said[0].upper()}{said[1:]}."] + ([f"The first {MOST_PRICES} of {len(market.goods)} goods."] if len(market.goods) > MOST_PRICES else [])
    return {
        "$schema": SCHEMA,
        "title": {"text": title_of(answered), "subtitle": subtitle, "anchor": "start", "fontSize": 15, "subtitlePadding": 4},
        "width": 460,
        "height": {"step": 34},
        "layer": [
            {
                "data": {"values": ranges},
                "mark": {"type": "rule", "strokeWidth": 6, "color": "#d5dbe3", "strokeCap": "round"},
                "encoding": {"y": y, "x": {"field": "reserve", "type": "quantitative"}, "x2": {"field": "price"}},
            },
            {"data": {"values": marks}, "mark": {"type": "point", "filled": True, "opacity": 1}, "encoding": {"y": y, "x": x, **_by_kind(set(kinds.values()))}},
        ],
        "config": CONFIG,
    }


def _by_kind(present: set[str]) -> dict[str, Any]:
    kinds = [kind for kind in MARKS if kind in present or kind == "reserve price"]

    def scaled(key: str) -> dict[str, Any]:
        return {"field": "kind", "type": "nominal", "scale": {"domain": kinds, "range": [MARKS[kind][key] for kind in kinds]}, "title": None, "legend": None}

    legend = {"orient": "top", "labelFontSize": 12, "symbolSize": 120}
    return {"color": {**scaled("colour"), "legend": legend}, "shape": {**scaled("shape"), "legend": legend}, "size": scaled("size")}


def _rounded(amount: Fraction) -> float:
    return round(float(amount), 6)
