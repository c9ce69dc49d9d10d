"""The chart of expected revenues over heterogeneity and over the number of bidders (paper 001, Theorem 3).

*Formulas* (`docs/formats/reallocative.md`, reallocative/revenue).  With m = mean . Q, s = Q'SQ, h the heterogeneity and N bidders:

    Vickrey  m - h / 2 - (2N - 1) / (2N (N - 1)) s        uniform price  m - (N - 1) / (N (N - 2)) s        threshold  s / ((N - 1)(N - 2))
"""

from collections.abc import Iterable, Mapping
from fractions import Fraction
from math import sqrt
from typing import Any

from marketwright.plots.reallocative_style import COLOURS, GREY, around, axis, chart, legend, rounded, setting_of
from marketwright.reports.answered import AnsweredMarket
from marketwright.reports.reallocative_words import figure, figures
from marketwright.solvers.surplus.matrices import apply, dot

AUCTIONS: Mapping[str, str] = {"Vickrey": COLOURS[0], "uniform price": COLOURS[1]}
LEAST_RANGE = 10
WIDTH, HEIGHT = 330, 270
STEPS_OF_CURVES = 8


def vickrey_revenue(mean: Fraction, slope: Fraction, spread: Fraction, number: Fraction | int) -> Fraction:
    """The expected revenue of the Vickrey auction."""
    return mean - spread / 2 - Fraction(2 * number - 1) / (2 * number * (number - 1)) * slope


def uniform_revenue(mean: Fraction, slope: Fraction, number: Fraction | int) -> Fraction:
    """The expected revenue of the uniform-price auction of more than two bidders."""
    return mean - Fraction(number - 1) / (number * (number - 2)) * slope


def revenue_chart(answered: AnsweredMarket) -> dict[str, Any]:
    """Two panels: revenue over heterogeneity, with the threshold, and over the number of bidders; dots where the answer stands."""
    outcome, setting = answered.document["outcome"], setting_of(answered)
    number, spread = int(outcome["number"]), Fraction(str(outcome["heterogeneity"]))
    mean = dot(setting.vector(outcome["mean"]), setting.quantity)
    slope = dot(setting.quantity, apply(setting.utilities[0].matrix, setting.quantity))
    threshold = Fraction(str(outcome["threshold"])) if "threshold" in outcome else None
    last = max(2 * number, LEAST_RANGE)
    end = 2 * max(spread, threshold or Fraction(0)) or Fraction(1)
    over_spread = [_datum("Vickrey", h, vickrey_revenue(mean, slope, h, number)) for h in (Fraction(0), end)]
    over_number = [_datum("Vickrey", n, vickrey_revenue(mean, slope, spread, n)) for n in _steps(2, last)]
    here = [("Vickrey", Fraction(str(outcome["vickrey"])))]
    if threshold is not None:
        over_spread += [_datum("uniform price", h, uniform_revenue(mean, slope, number)) for h in (Fraction(0), end)]
        here.append(("uniform price", Fraction(str(outcome["uniform"]))))
    over_number += [_datum("uniform price", n, uniform_revenue(mean, slope, n)) for n in _steps(3, last)]
    up = around(datum["revenue"] for datum in over_spread + over_number)
    y = axis("revenue", "expected revenue", up)
    left = _panel(
        f"With {number} bidders, over heterogeneity",
        axis("at", "heterogeneity of valuations", (0.0, rounded(end))),
        y,
        over_spread,
        [_datum(auction, spread, revenue) for auction, revenue in here],
        [] if threshold is None else [{"at": rounded(threshold), "text": "threshold"}],
    )
    right = _panel(
        f"With heterogeneity {figure(spread)}, over the number of bidders",
        axis("at", "number of bidders", (1.5, last + 0.5), axis={"tickMinStep": 1, "format": "d"}),
        y,
        over_number,
        [_datum(auction, number, revenue) for auction, revenue in here],
        _crossing(slope, spread, last),
    )
    return chart(_title(outcome), _subtitle(outcome, spread, threshold), hconcat=[left, right], spacing=36)


def _datum(auction: str, at: Fraction | int, revenue: Fraction) -> dict[str, Any]:
    return {"auction": auction, "at": rounded(at), "revenue": rounded(revenue)}


def _steps(first: int, last: int) -> list[Fraction]:
    """Where a curve over the number of bidders is computed: dots stand at the whole numbers."""
    return [first + Fraction(step, STEPS_OF_CURVES) for step in range((last - first) * STEPS_OF_CURVES + 1)]


def _crossing(slope: Fraction, spread: Fraction, end: int) -> list[dict[str, Any]]:
    """Where the curves cross: `spread (n - 1)(n - 2) = slope`, for a number n of bidders that need not be whole."""
    if spread == 0:
        return []
    at = (3 + sqrt(1 + 4 * slope / spread)) / 2
    return [{"at": rounded(at), "text": "threshold"}] if 3 <= at <= end else []


def _panel(
    title: str, x: Mapping[str, Any], y: Mapping[str, Any], lines: list[dict[str, Any]], here: list[dict[str, Any]], marks: Iterable[Mapping[str, Any]]
) -> dict[str, Any]:
    """Two lines, dots where the answer stands, and the threshold as an upright line with its name."""
    colour = {
        "field": "auction",
        "type": "nominal",
        "scale": {"domain": list(AUCTIONS), "range": list(AUCTIONS.values())},
        "legend": {**legend(None, "bottom"), "symbolType": "stroke", "symbolStrokeWidth": 3, "symbolSize": 400},
    }
    upright = {"values": list(marks)}
    return {
        "title": {"text": title, "fontSize": 12, "anchor": "start", "fontWeight": "normal"},
        "width": WIDTH,
        "height": HEIGHT,
        "layer": [
            {"data": upright, "mark": {"type": "rule", "color": GREY, "strokeDash": [5, 4], "strokeWidth": 1.5}, "encoding": {"x": {**x, "field": "at"}}},
            {
                "data": upright,
                "mark": {"type": "text", "align": "left", "dx": 5, "y": 10, "color": "#444444", "fontSize": 11},
                "encoding": {"x": {**x, "field": "at"}, "text": {"field": "text"}},
            },
            {
                "data": {"values": lines},
                "mark": {"type": "line", "strokeWidth": 2.5, "clip": True},
                "encoding": {"x": x, "y": y, "color": colour},
            },
            {
                "data": {"values": here},
                "mark": {"type": "point", "filled": True, "size": 130, "opacity": 1, "stroke": "#222222", "strokeWidth": 1.5},
                "encoding": {"x": x, "y": y, "color": {**colour, "legend": None}, "tooltip": [{"field": "auction"}, {"field": "revenue"}]},
            },
            {
                "data": {"values": [datum for datum in lines if len(lines) > 4 and datum["at"] == int(datum["at"])]},
                "mark": {"type": "point", "filled": True, "size": 30, "opacity": 1},
                "encoding": {"x": x, "y": y, "color": {**colour, "legend": None}},
            },
        ],
    }


def _title(outcome: Mapping[str, Any]) -> str:
    return {
        "vickrey": "The Vickrey auction brings more in expectation",
        "uniform": "The uniform-price auction brings more in expectation",
        "equal": "Both auctions bring the same in expectation",
    }.get(outcome.get("better", ""), "What the Vickrey auction brings in expectation")


def _subtitle(outcome: Mapping[str, Any], spread: Fraction, threshold: Fraction | None) -> list[str]:
    lines = ["Ringed dots: the number of bidders and the heterogeneity of the answer. Small dots: whole numbers of bidders."]
    if threshold is not None:
        here, there = figures(spread, threshold)
        left = f"With {outcome['number']} bidders: heterogeneity {here}, threshold {there}."
        lines.insert(0, f"{left} Left of the threshold the Vickrey auction brings more.")
    return lines
