"""Charts of prices: the range of the price of every good or package, and how alliances form.

*Shapes.* A Vega-Lite specification, version 5, as a dictionary with its data inside, made from an answer document.  Numbers in it are rounded: a chart is
looked at.
"""

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any

from marketwright.exact import decimal_text
from marketwright.reports.words import buyer_name, listed, short_names

SCHEMA = "https://vega.github.io/schema/vega-lite/v5.json"
MOST_PRICES = 40
MOST_BUYERS = 40
MARKS: Mapping[str, Mapping[str, Any]] = {
    "least": {"colour": "#2f6db3", "shape": "triangle-left", "size": 260},
    "price": {"colour": "#222222", "shape": "circle", "size": 110},
    "Vickrey": {"colour": "#d1495b", "shape": "diamond", "size": 90},
    "greatest": {"colour": "#3a8f5c", "shape": "triangle-right", "size": 260},
}
"""Kinds of marks on a price's range."""
KINDS: Mapping[str, str] = {"prices": "price", "low": "least", "high": "greatest", "vickrey": "Vickrey"}
TITLES: Mapping[str, str] = {
    "prices/good": "Item prices at which everybody chooses his own goods",
    "prices/eff": "Package prices at which everybody chooses his own goods",
    "prices/all": "Package prices at which everybody chooses his own goods",
    "prices/any": "Prices of one package for each buyer",
    "prices/vickrey": "Vickrey payments and least package prices",
}
CONFIG = {"view": {"stroke": "#dddddd"}, "axis": {"gridColor": "#eeeeee", "labelColor": "#444444", "titleColor": "#444444"}, "background": "white"}


def chart_of(answer: Mapping[str, Any]) -> dict[str, Any] | None:
    """The chart of an answer document; None where there is nothing to draw."""
    outcome = answer["outcome"]
    if answer["rule"] == "prices/alliances" and "alliances" in outcome:
        return alliances_chart(answer)
    return price_chart(answer) if answer["rule"] in TITLES and ("prices" in outcome or "vickrey" in outcome) else None


def price_chart(answer: Mapping[str, Any]) -> dict[str, Any]:
    """One line for each good or package: from the least to the greatest price, with marks for what the answer states."""
    outcome = answer["outcome"]
    known = {kind: outcome[key] for key, kind in KINDS.items() if key in outcome}
    named = next(iter(known.values()))
    labels = _labels(answer, list(named)[:MOST_PRICES])
    marks = [{"item": label, "kind": kind, "price": _rounded(known[kind][item])} for kind in MARKS if kind in known for item, label in labels.items()]
    kinds = [kind for kind in MARKS if kind in known]
    ranges = []
    if "low" in outcome and "high" in outcome:
        ranges = [{"item": label, "low": _rounded(outcome["low"][item]), "high": _rounded(outcome["high"][item])} for item, label in labels.items()]
    y = {"field": "item", "type": "nominal", "title": None, "sort": list(labels.values()), "axis": {"labelLimit": 260, "labelFontSize": 12}}
    legend = {"orient": "top", "title": None, "labelFontSize": 12, "symbolSize": 120}
    colour = {"domain": kinds, "range": [MARKS[kind]["colour"] for kind in kinds]}
    shape = {"domain": kinds, "range": [MARKS[kind]["shape"] for kind in kinds]}
    size = {"domain": kinds, "range": [MARKS[kind]["size"] for kind in kinds]}
    highest = max((_rounded(known[kind][item]) for kind in kinds for item in labels), default=0.0)
    scale = {"domain": [0, 1.06 * highest or 1], "nice": False}
    x = {"field": "price", "type": "quantitative", "title": "price", "scale": scale, "axis": {"tickCount": 8}}
    return {
        "$schema": SCHEMA,
        "title": {"text": TITLES[answer["rule"]], "subtitle": _subtitle(outcome, len(named)), "anchor": "start", "fontSize": 15, "subtitlePadding": 4},
        "width": 460,
        "height": {"step": 34},
        "layer": [
            {
                "data": {"values": ranges},
                "mark": {"type": "rule", "strokeWidth": 6, "color": "#d5dbe3", "strokeCap": "round"},
                "encoding": {"y": y, "x": {"field": "low", "type": "quantitative"}, "x2": {"field": "high"}},
            },
            {
                "data": {"values": marks},
                "mark": {"type": "point", "filled": True, "opacity": 1},
                "encoding": {
                    "y": y,
                    "x": x,
                    "color": {"field": "kind", "type": "nominal", "scale": colour, "legend": legend},
                    "shape": {"field": "kind", "type": "nominal", "scale": shape, "legend": legend},
                    "size": {"field": "kind", "type": "nominal", "scale": size, "legend": None},
                },
            },
        ],
        "config": CONFIG,
    }


def _labels(answer: Mapping[str, Any], items: Sequence[str]) -> dict[str, str]:
    """Goods by name, packages by their holders and goods."""
    short = short_names(items)
    if answer["rule"] == "prices/good":
        return {item: short[item] for item in items}
    return {item: f"{buyer_name(short[item])}: {listed(answer['outcome']['allocation'][item], 4)}" for item in items}


def _subtitle(outcome: Mapping[str, Any], count: int) -> list[str]:
    lines = []
    if "least_total" in outcome:
        least, most, welfare = (decimal_text(Fraction(outcome[key])) for key in ("least_total", "greatest_total", "welfare"))
        lines.append(f"Supporting prices add up to {least} to {most}; the goods are worth {welfare}.")
        together = [word for word in ("least", "greatest") if outcome.get(f"{word}_exists") is False]
        if together:
            lines.append(f"The {' and the '.join(together)} prices are possible one by one, not all together.")
    if "vickrey" in outcome and "low" not in outcome:
        lines.append("There are no package prices for this allocation.")
    if count > MOST_PRICES:
        lines.append(f"The first {MOST_PRICES} of {count} prices.")
    return lines


def alliances_chart(answer: Mapping[str, Any]) -> dict[str, Any]:
    """Who buys together from round to round: a column for each partition, one row for each buyer who holds goods or joins, prices inside."""
    outcome = answer["outcome"]
    order = _order(outcome)
    short = {name: buyer_name(form) for name, form in short_names(order).items()}
    values = list(_cells(outcome, order, short))
    names = [short[name] for name in order]
    columns = list(dict.fromkeys(value["stage"] for value in values))
    x = {"field": "stage", "type": "nominal", "title": None, "sort": columns, "axis": {"orient": "top", "labelAngle": 0, "labelFontSize": 12}}
    y = {"field": "buyer", "type": "nominal", "title": None, "sort": names, "axis": {"labelLimit": 200, "labelFontSize": 12}}
    revenue, welfare = decimal_text(Fraction(outcome["revenue"])), decimal_text(Fraction(outcome["welfare"]))
    subtitle = [f"Buyers of one colour buy as one, for the price in their first row. In the end they pay {revenue} of {welfare}."]
    total = sum(1 for entry in outcome["alliances"] for _ in entry["members"])
    if len(order) < total:
        subtitle.append(f"{len(order)} of {total} buyers are shown: those who join, then those who hold goods.")
    return {
        "$schema": SCHEMA,
        "title": {"text": "How alliances form", "subtitle": subtitle, "anchor": "start", "fontSize": 15, "subtitlePadding": 4},
        "width": {"step": 96},
        "height": {"step": 30},
        "data": {"values": values},
        "layer": [
            {
                "mark": {"type": "rect", "stroke": "white", "strokeWidth": 2},
                "encoding": {
                    "x": x,
                    "y": y,
                    "color": {
                        "condition": {"test": "datum.joined", "field": "alliance", "type": "nominal", "legend": None, "scale": {"scheme": "tableau10"}},
                        "value": "#eceff3",
                    },
                },
            },
            {
                "transform": [{"filter": "datum.price != null"}],
                "mark": {"type": "text", "fontSize": 12},
                "encoding": {
                    "x": x,
                    "y": y,
                    "text": {"field": "price", "type": "nominal"},
                    "color": {"condition": {"test": "datum.joined", "value": "white"}, "value": "#222222"},
                },
            },
        ],
        "config": CONFIG,
    }


def _order(outcome: Mapping[str, Any]) -> list[str]:
    """The buyers to show, members of one last alliance side by side: those who join first, then those who hold goods."""
    joined = [member for entry in outcome["alliances"] if len(entry["members"]) > 1 for member in entry["members"]]
    alone = [entry["members"][0] for entry in outcome["alliances"] if len(entry["members"]) == 1 and entry["package"]]
    shown = [*joined, *alone][:MOST_BUYERS]
    return shown or [entry["members"][0] for entry in outcome["alliances"][:MOST_BUYERS]]


def _cells(outcome: Mapping[str, Any], order: Sequence[str], short: Mapping[str, str]) -> Iterator[dict[str, Any]]:
    """For every partition and buyer: his alliance, and its price at its first row."""
    alliance = {name: name for name in outcome["allocation"]}
    last = {entry["members"][0]: entry["price"] for entry in outcome["alliances"] if entry["package"]}
    stages = [(f"round {place}", entry["prices"], entry["merged"]) for place, entry in enumerate(outcome["rounds"], start=1)]
    for stage, prices, merged in [*stages, ("end", last, [])]:
        size = {name: sum(1 for other in alliance.values() if other == name) for name in alliance.values()}
        for name in order:
            price = prices.get(name) if alliance[name] == name else None
            text = None if price is None else decimal_text(Fraction(price), 2)
            yield {"stage": stage, "buyer": short[name], "alliance": alliance[name], "joined": size[alliance[name]] > 1, "price": text}
        for name in merged:
            alliance[name] = merged[0]


def _rounded(amount: str | int) -> float:
    return round(float(Fraction(amount)), 6)
