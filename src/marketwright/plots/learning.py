"""The chart of what buyers learned: requested net payoffs per round against Vickrey payoffs.

*Shapes.* A Vega-Lite specification, version 5, as a dictionary with its data inside.  Numbers in it are rounded: a chart is looked at.
"""

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any

from marketwright.exact import decimal_text
from marketwright.gamma.learn import Learning
from marketwright.markets.bundle import BundleMarket
from marketwright.reports.words import buyer_name, short_names

SCHEMA = "https://vega.github.io/schema/vega-lite/v5.json"
MOST_POINTS = 600
"""Of longer plays every second, third, ... round is drawn."""
MOST_BUYERS = 12
LINES: Mapping[str, Mapping[str, Any]] = {
    "average so far": {"colour": "#a3adbb", "dash": [1, 0], "width": 1.5},
    "asked for": {"colour": "#2f6db3", "dash": [1, 0], "width": 1.5},
    "Vickrey payoff": {"colour": "#d1495b", "dash": [6, 4], "width": 2},
}
"""Kinds of lines, from the back to the front."""
TITLES = {
    "undercut": "What buyers ask for when they undercut one another",
    "regret-matching": "What buyers ask for when they follow their regrets",
}


def learning_chart(market: BundleMarket, learning: Learning) -> dict[str, Any]:
    """One panel for each of the first `MOST_BUYERS` buyers: his requests by round, their average so far, and his Vickrey payoff as a dashed line."""
    headings = _headings(market, learning)
    values = list(_values(headings, learning))
    return {
        "$schema": SCHEMA,
        "title": {"text": TITLES[learning.kind], "subtitle": _subtitle(market, learning), "anchor": "start", "fontSize": 15, "subtitlePadding": 4},
        "data": {"values": values},
        "facet": {"field": "buyer", "type": "nominal", "title": None, "sort": headings, "header": {"labelFontSize": 12, "labelFontWeight": "bold"}},
        "columns": len(headings) if len(headings) < 4 else 2 if len(headings) == 4 else 3,
        "spec": {
            "width": 260,
            "height": 170,
            "mark": {"type": "line", "interpolate": "step-after"},
            "encoding": _encoding(len(learning.rounds), max(value["net"] for value in values)),
        },
        "config": {"view": {"stroke": "#dddddd"}, "axis": {"gridColor": "#eeeeee", "labelColor": "#444444", "titleColor": "#444444"}, "background": "white"},
    }


def _encoding(rounds: int, highest: float) -> dict[str, Any]:
    """Rounds to the right, money upwards from 0, a little beyond the highest line; three kinds of lines with one legend."""
    kinds = list(LINES)

    def by_line(key: str) -> dict[str, Any]:
        return {"field": "line", "type": "nominal", "scale": {"domain": kinds, "range": [LINES[kind][key] for kind in kinds]}, "legend": None}

    legend = {"orient": "top", "symbolType": "stroke", "symbolSize": 500, "symbolStrokeWidth": 2, "labelLimit": 300, "labelFontSize": 11}
    return {
        "x": {
            "field": "round",
            "type": "quantitative",
            "title": "round",
            "scale": {"domain": [1, max(rounds, 2)], "nice": False},
            "axis": {"tickCount": 5, "tickMinStep": 1},
        },
        "y": {"field": "net", "type": "quantitative", "title": "net payoff", "scale": {"domain": [0, 1.05 * highest or 1], "nice": False}},
        "color": {**by_line("colour"), "title": None, "legend": legend},
        "strokeDash": by_line("dash"),
        "strokeWidth": by_line("width"),
    }


def _headings(market: BundleMarket, learning: Learning) -> list[str]:
    names = short_names([buyer.name for buyer in market.buyers])
    pairs = zip(names.values(), learning.vickrey, strict=True)
    return [f"{buyer_name(name)}: Vickrey payoff {decimal_text(payoff)}" for name, payoff in list(pairs)[:MOST_BUYERS]]


def _subtitle(market: BundleMarket, learning: Learning) -> list[str]:
    rounds = len(learning.rounds)
    lines = [f"{rounds} rounds, step {decimal_text(learning.step)}, seed {learning.seed}. An experiment, not a proof."]
    if rounds > MOST_POINTS:
        lines.append(f"One round in {_stride(rounds)} is drawn.")
    if len(market.buyers) > MOST_BUYERS:
        lines.append(f"The first {MOST_BUYERS} of {len(market.buyers)} buyers.")
    return lines


def _stride(rounds: int) -> int:
    return -(-rounds // MOST_POINTS)


def _values(headings: Sequence[str], learning: Learning) -> Iterator[dict[str, Any]]:
    """The data: for each buyer and round what he asks for and his average so far; his Vickrey payoff at both ends."""
    rounds = len(learning.rounds)
    drawn = sorted({*range(1, rounds + 1, _stride(rounds)), rounds})
    for number, heading in enumerate(headings):
        total, totals = Fraction(0), [Fraction(0)]
        for played in learning.rounds:
            total += played.net[number]
            totals.append(total)
        for place in drawn:
            yield {"buyer": heading, "round": place, "line": "average so far", "net": _rounded(totals[place] / place)}
        for place in drawn:
            yield {"buyer": heading, "round": place, "line": "asked for", "net": _rounded(learning.rounds[place - 1].net[number])}
        vickrey = learning.vickrey[number]
        for place in sorted({1, max(rounds, 2), rounds}):
            yield {"buyer": heading, "round": place, "line": "Vickrey payoff", "net": _rounded(vickrey)}


def _rounded(amount: Fraction) -> float:
    return round(float(amount), 6)
