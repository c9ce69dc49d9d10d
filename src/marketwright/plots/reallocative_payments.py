"""The chart of Vickrey payments for one good: the area under each participant's residual supply (paper 001, Proposition 1)."""

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any

from marketwright.exact import decimal_text
from marketwright.plots.reallocative_style import GREY, around, axis, chart, legend, rounded, setting_of
from marketwright.reports.answered import AnsweredMarket
from marketwright.reports.reallocative_words import figure, prices_text

MOST_PANELS = 12
KINDS: Mapping[str, str] = {"marginal utility": "#3a8f5c", "residual supply": "#2f6db3", "clearing price": "#444444"}
"""The lines of a panel, with their colours."""
AREA, SUPPLY_OF_AREA = "#2f6db3", 0.22


def payments_chart(answered: AnsweredMarket) -> dict[str, Any] | None:
    """A panel for each participant, up to `MOST_PANELS`; None for more than one good, or where residual supplies are not stated."""
    outcome, goods = answered.document["outcome"], answered.divisible.goods
    if len(goods) != 1 or "residual_supply" not in outcome:
        return None
    good, bidders = goods[0], list(outcome["allocation"])[:MOST_PANELS]
    bundles = {bidder: outcome["allocation"][bidder] for bidder in bidders}
    heads = {bidder: f"{answered.buyer(bidder)}: {_trade(bundles[bidder][good], outcome['payments'][bidder])}" for bidder in bidders}
    trades = [rounded(Fraction(str(bundle[good]))) for bundle in bundles.values()]
    across = around([0.0, *trades], 0.15)
    data = [datum for bidder in bidders for datum in _lines(answered, bidder, heads[bidder], across)]
    up = around([0.0, *(datum["price"] for datum in data if datum["part"] != "line")], 0.1)
    x, y = axis("quantity", f"quantity of {answered.good(good)}", across), axis("price", "price", up)
    kinds = {
        "field": "kind",
        "type": "nominal",
        "scale": {"domain": list(KINDS), "range": list(KINDS.values())},
        "legend": {**legend(None, "top"), "symbolType": "stroke", "symbolStrokeWidth": 3, "symbolSize": 400},
    }
    layers = [
        {
            "transform": [{"filter": "datum.part === 'area'"}],
            "mark": {"type": "area", "color": AREA, "opacity": SUPPLY_OF_AREA, "clip": True},
            "encoding": {"x": x, "y": y, "y2": {"datum": 0}},
        },
        {"mark": {"type": "rule", "color": GREY, "strokeWidth": 1}, "encoding": {"x": {"datum": 0, "type": "quantitative"}}},
        {
            "transform": [{"filter": "datum.part === 'line'"}],
            "mark": {"type": "line", "strokeWidth": 2, "clip": True},
            "encoding": {
                "x": x,
                "y": y,
                "color": kinds,
                "strokeDash": {"field": "kind", "type": "nominal", "scale": {"domain": list(KINDS), "range": [[1, 0], [1, 0], [5, 4]]}, "legend": None},
            },
        },
        {
            "transform": [{"filter": "datum.part === 'reach'"}],
            "mark": {"type": "point", "filled": True, "color": "#222222", "size": 60, "opacity": 1},
            "encoding": {"x": x, "y": y},
        },
    ]
    return chart(
        "Vickrey payments: the area under what the others leave",
        _subtitle(answered, outcome, len(bidders)),
        data={"values": data},
        facet={
            "field": "bidder",
            "type": "nominal",
            "title": None,
            "sort": list(heads.values()),
            "header": {"labelFontSize": 12, "labelFontWeight": "bold", "labelLimit": 250},
        },
        columns=len(heads) if len(heads) < 4 else 2 if len(heads) == 4 else 3,
        spec={"width": 230, "height": 210, "layer": layers},
    )


def _trade(bundle: object, payment: object) -> str:
    """What is bought or sold, and what is paid or got, shortly."""
    got, paid = Fraction(str(bundle)), Fraction(str(payment))
    verbs = "buys" if got >= 0 else "sells", "pays" if paid >= 0 else "gets"
    return f"{verbs[0]} {decimal_text(abs(got), 3)}, {verbs[1]} {decimal_text(abs(paid), 3)}"


def _lines(answered: AnsweredMarket, bidder: str, head: str, across: tuple[float, float]) -> Iterator[Mapping[str, Any]]:
    """The panel's data: the area from 0 to what the bidder gets, three lines over the whole range, the point that is reached, and what has to fit."""
    outcome, good, setting = answered.document["outcome"], answered.divisible.goods[0], setting_of(answered)
    got, price = (Fraction(str(outcome[key][bidder][good] if key == "allocation" else outcome[key][good])) for key in ("allocation", "price"))
    utility = setting.utilities[answered.titles.index(bidder)]
    first = Fraction(str(outcome["residual_supply"][bidder]["first"][good]))
    others = [i for i in setting.participants if answered.titles[i] != bidder]
    rise = setting.surplus.curvature(others)[0][0]
    for quantity in sorted([Fraction(0), got]):
        yield {"bidder": head, "part": "area", "quantity": rounded(quantity), "price": rounded(first + rise * quantity)}
    for quantity in map(Fraction, across):
        marginal = utility.theta[0] - utility.matrix[0][0] * quantity
        for kind, at in (("marginal utility", marginal), ("residual supply", first + rise * quantity), ("clearing price", price)):
            yield {"bidder": head, "part": "line", "kind": kind, "quantity": rounded(quantity), "price": rounded(at)}
    yield {"bidder": head, "part": "reach", "quantity": rounded(got), "price": rounded(price)}
    yield {"bidder": head, "part": "room", "quantity": 0.0, "price": rounded(utility.theta[0])}


def _subtitle(answered: AnsweredMarket, outcome: Mapping[str, Any], drawn: int) -> list[str]:
    lines = [
        "Shaded from 0 to what is bought: what a bidder pays; to the left of 0: what a seller gets.",
        f"Clearing price {prices_text(answered, outcome['price'])}, revenue {figure(outcome['revenue'])}.",
    ]
    if drawn < len(outcome["allocation"]):
        lines.append(f"The first {drawn} of {len(outcome['allocation'])} bidders.")
    return lines
