"""Which chart shows an answer of a rule bayesian/....

*Shapes.* A Vega-Lite specification, version 5, as a dictionary with its data inside.  Numbers in it are rounded: a chart is looked at.
"""

from typing import Any

from marketwright.plots.bayesian_region import region_chart
from marketwright.plots.bayesian_virtual import virtual_chart
from marketwright.reports.answered import AnsweredMarket
from marketwright.reports.words import one_line

LONGEST_TITLE = 90
CHARTS = {"bayesian/core-region": region_chart, "bayesian/virtual": virtual_chart}
DRAWN = "bayesian/core-region with vertices, marks or outer bounds, bayesian/virtual about an incentive-efficient mechanism"
"""Which answers are drawn, in words."""


def bayesian_chart(answered: AnsweredMarket) -> dict[str, Any] | None:
    """The chart of the answer; None where there is nothing to draw.

    Descriptions for screen readers are left out: Vega-Lite makes expressions of titles for them, which quotes in names break.
    """
    drawn = CHARTS[answered.rule](answered) if answered.rule in CHARTS else None
    return None if drawn is None else {**drawn, "title": _titled(answered, drawn["title"]), "config": {**drawn["config"], "aria": False}}


def _titled(answered: AnsweredMarket, title: dict[str, Any]) -> dict[str, Any]:
    """The picture's title, and below it that of the game, if it has one."""
    game = answered.bayesian.title
    return {**title, "subtitle": [one_line(game, LONGEST_TITLE), *title["subtitle"]]} if game else title
