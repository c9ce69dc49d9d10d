"""The map of core, bidder-core and blocked: the verdict about Vickrey payoffs over a family of markets around this one.

*Meaning.* Two goods: every point is a quantity of the auctioneer.  One good: a quantity, and a factor by which the bidders' theta differ from their mean,
1 in the market itself.  Verdicts are exact: no coalition without the auctioneer blocks Vickrey payoffs (paper 001, Proposition 2), so the worths of all sets
of participants decide.
"""

from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import Any

from marketwright.plots.reallocative_style import axis, chart, legend, rounded, setting_of
from marketwright.reports.answered import AnsweredMarket
from marketwright.solvers.surplus.exact import Quadratic, Surplus
from marketwright.solvers.surplus.matrices import Vector

MOST_PARTICIPANTS = 6
STEPS, COARSE_STEPS = 40, 8
ZOOMS = (1, 2, 4, 8)
"""The picture shows quantities up to so many times the market's own away from it: the first at which verdicts differ."""
VERDICTS = {"core": "#7fb685", "bidder-core only": "#f2cc6b", "blocked": "#e07a7a"}
"""Verdicts with their colours."""
CORE, BIDDER_CORE, BLOCKED = VERDICTS
Verdict = Callable[[Fraction, Fraction], str]


def verdict(surplus: Surplus, quantity: Vector) -> str:
    """Where the Vickrey payoffs of all agents are at a quantity."""
    worths = surplus.worths(quantity)
    everybody = len(worths) - 1
    payoffs = [worths[everybody] - worths[everybody & ~(1 << i)] for i in range(surplus.size)]
    revenue = worths[everybody] - sum(payoffs)
    totals = [revenue]
    for payoff in payoffs:
        totals += [total + payoff for total in totals]
    if any(worth > total for worth, total in zip(worths[1:], totals[1:], strict=True)):
        return BLOCKED
    return CORE if revenue >= 0 else BIDDER_CORE


def core_map(answered: AnsweredMarket) -> dict[str, Any] | None:
    """A square for each of 41 x 41 markets; None for stated payoffs, numeric utilities, more than two goods or `MOST_PARTICIPANTS` participants."""
    market = answered.divisible
    drawable = market.is_exact and len(market.goods) <= 2 and "revenue" in answered.document["outcome"]
    setting = setting_of(answered)
    if not drawable or len(setting.participants) > MOST_PARTICIPANTS:
        return None
    utilities = [setting.utilities[i] for i in setting.participants]
    own = (*market.quantity, Fraction(1))[:2]
    verdict_at = _over_quantities(utilities) if len(market.goods) == 2 else _over_differences(utilities)
    reach = max(map(abs, market.quantity)) or Fraction(1)
    reaches = [(zoom * reach, zoom * reach if len(market.goods) == 2 else Fraction(1)) for zoom in ZOOMS]
    chosen = next((sides for sides in reaches if _differ(verdict_at, own, sides)), reaches[0])
    squares = [square for column in _grid(own[0], chosen[0], STEPS) for square in _squares(verdict_at, column, own, chosen)]
    goods = [answered.good(good) for good in market.goods]
    titles = [f"quantity of {good}" for good in goods] + (["difference between bidders, as a multiple of this market's"] if len(goods) == 1 else [])
    half = [float(side) * (1 + 1 / STEPS) for side in chosen]
    x, y = (axis("xy"[k], titles[k], (rounded(float(own[k]) - half[k]), rounded(float(own[k]) + half[k]))) for k in (0, 1))
    return chart(
        "Where the Vickrey outcome is in the core",
        _subtitle(len(goods), len(utilities)),
        width=440,
        height=440,
        layer=[_square_layer(squares, x, y), *_own_layers(own, x, y)],
    )


def _over_quantities(utilities: Sequence[Quadratic]) -> Verdict:
    surplus = Surplus(utilities)
    return lambda first, second: verdict(surplus, (first, second))


def _over_differences(utilities: Sequence[Quadratic]) -> Verdict:
    """The verdict at a quantity and a factor; surpluses are kept by the factor."""
    mean = sum((utility.theta[0] for utility in utilities), Fraction(0)) / len(utilities)
    kept: dict[Fraction, Surplus] = {}

    def found(quantity: Fraction, factor: Fraction) -> str:
        if factor not in kept:
            kept[factor] = Surplus([Quadratic(theta=(mean + factor * (utility.theta[0] - mean),), matrix=utility.matrix) for utility in utilities])
        return verdict(kept[factor], (quantity,))

    return found


def _grid(middle: Fraction, reach: Fraction, steps: int) -> list[Fraction]:
    return [middle - reach + 2 * reach * Fraction(place, steps) for place in range(steps + 1)]


def _differ(verdict_at: Verdict, own: Sequence[Fraction], sides: Sequence[Fraction]) -> bool:
    """Whether a coarse grid shows more than one verdict."""
    found = {verdict_at(x, y) for x in _grid(own[0], sides[0], COARSE_STEPS) for y in _grid(own[1], sides[1], COARSE_STEPS)}
    return len(found) > 1


def _squares(verdict_at: Verdict, x: Fraction, own: Sequence[Fraction], sides: Sequence[Fraction]) -> list[dict[str, Any]]:
    """One column of the map."""
    wide, high = (side / STEPS for side in sides)
    return [
        {"x": rounded(x - wide), "x2": rounded(x + wide), "y": rounded(y - high), "y2": rounded(y + high), "verdict": verdict_at(x, y)}
        for y in _grid(own[1], sides[1], STEPS)
    ]


def _square_layer(squares: Sequence[dict[str, Any]], x: dict[str, Any], y: dict[str, Any]) -> dict[str, Any]:
    colour = {"field": "verdict", "type": "nominal", "scale": {"domain": list(VERDICTS), "range": list(VERDICTS.values())}}
    return {
        "data": {"values": list(squares)},
        "mark": {"type": "rect", "strokeWidth": 0.6},
        "encoding": {
            "x": x,
            "x2": {"field": "x2"},
            "y": y,
            "y2": {"field": "y2"},
            "color": {**colour, "legend": {**legend(None, "bottom"), "columns": 3, "symbolType": "square"}},
            "stroke": {**colour, "legend": None},
        },
    }


def _own_layers(own: Sequence[Fraction], x: dict[str, Any], y: dict[str, Any]) -> list[dict[str, Any]]:
    """The market itself, in the middle."""
    data = {"values": [{"x": rounded(own[0]), "y": rounded(own[1]), "text": "this market"}]}
    return [
        {
            "data": data,
            "mark": {"type": "point", "filled": True, "size": 110, "color": "#222222", "stroke": "white", "strokeWidth": 2, "opacity": 1},
            "encoding": {"x": x, "y": y},
        },
        {
            "data": data,
            "mark": {"type": "text", "align": "left", "dx": 10, "dy": -10, "fontSize": 12, "fontWeight": "bold", "color": "#222222"},
            "encoding": {"x": x, "y": y, "text": {"field": "text"}},
        },
    ]


def _subtitle(goods: int, bidders: int) -> list[str]:
    family = "for other quantities of the two goods" if goods == 2 else "over the quantity and the difference between bidders"
    return [
        f"Vickrey payoffs of {bidders} bidders, {family}.",
        "Bidder-core only: no coalition blocks but the auctioneer alone, who would rather not hold the auction.",
        "Every square was decided exactly, at its middle.",
    ]
