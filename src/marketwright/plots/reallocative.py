"""Which chart shows an answer of a rule reallocative/....

*Shapes.* A Vega-Lite specification, version 5, as a dictionary with its data inside.  Numbers in it are rounded: a chart is looked at.
"""

from typing import Any

from marketwright.plots.reallocative_map import core_map
from marketwright.plots.reallocative_packages import packages_chart
from marketwright.plots.reallocative_payments import payments_chart
from marketwright.plots.reallocative_revenue import revenue_chart
from marketwright.reports.answered import AnsweredMarket

CHARTS = {
    "reallocative/advise": packages_chart,
    "reallocative/core": core_map,
    "reallocative/packages": packages_chart,
    "reallocative/revenue": revenue_chart,
    "reallocative/vickrey": payments_chart,
}
DRAWN = (
    "reallocative/vickrey about one good, reallocative/core about Vickrey payoffs of up to 6 participants and one or two goods, "
    "reallocative/packages and advise about two goods and up to 6 bidders, reallocative/revenue; all with quadratic values"
)
"""Which answers are drawn, in words."""


def reallocative_chart(answered: AnsweredMarket) -> dict[str, Any] | None:
    """The chart of the answer; None where there is nothing to draw."""
    return CHARTS[answered.rule](answered) if answered.rule in CHARTS else None
