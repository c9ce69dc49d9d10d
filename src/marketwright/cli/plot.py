"""The command `plot`."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from marketwright.cli.accepted import accepted
from marketwright.cli.ending import Ending
from marketwright.cli.outputs import refuse_unwritable
from marketwright.cli.story import is_story, true_story
from marketwright.errors import UsageError
from marketwright.markets.bayesian import BayesianMarket
from marketwright.markets.divisible import DivisibleMarket
from marketwright.markets.files import write_whole
from marketwright.plots.bayesian import CHARTS as CHARTS_BAYESIAN
from marketwright.plots.bayesian import DRAWN as DRAWN_BAYESIAN
from marketwright.plots.bayesian import bayesian_chart
from marketwright.plots.pictures import chart_bytes, refuse_undrawable
from marketwright.plots.prices import chart_of
from marketwright.plots.reallocative import CHARTS, reallocative_chart
from marketwright.plots.reallocative import DRAWN as DRAWN_DIVISIBLE
from marketwright.plots.story import story_chart
from marketwright.plots.walrasian import DRAWN, reserve_chart
from marketwright.reports.answered import AnsweredMarket


def plot_command(answer: Path, market: Path | None, output: Path, check_steps: str | None) -> Ending:
    """The chart of an answer that `marketcheck` accepts, or of a story that is true; nothing is drawn otherwise."""
    refuse_undrawable(output)
    refuse_unwritable(output, answer, market)
    chart = _chart_of_story(answer) if is_story(answer) else _chart_of_answer(answer, market, check_steps)
    if isinstance(chart, Ending):
        return chart
    write_whole(output, chart_bytes(chart, output))
    return Ending(remark=f"written to {output}")


def _chart_of_story(path: Path) -> Mapping[str, Any] | Ending:
    told = true_story(path)
    return told if isinstance(told, Ending) else story_chart(told)


def _chart_of_answer(answer: Path, market: Path | None, check_steps: str | None) -> Mapping[str, Any] | Ending:
    answered = accepted(answer, market, check_steps, "The answer is false, so there is nothing to draw.")
    if isinstance(answered, Ending):
        return answered
    chart = _chart(answered)
    if chart is None:
        raise UsageError("U115", str(answer), *_nothing_to_draw(answered), "use explain, which tells every answer in words")
    return chart


def _chart(answered: AnsweredMarket) -> Mapping[str, Any] | None:
    if isinstance(answered.market, DivisibleMarket):
        return reallocative_chart(answered)
    if isinstance(answered.market, BayesianMarket):
        return bayesian_chart(answered)
    return reserve_chart(answered) if answered.rule in DRAWN else chart_of(answered.document)


def _nothing_to_draw(answered: AnsweredMarket) -> tuple[str, str]:
    """What was given and what is allowed, where there is no chart."""
    match answered.market:
        case DivisibleMarket():
            return _of_this_kind(answered, answered.rule in CHARTS), f"answers of {DRAWN_DIVISIBLE}"
        case BayesianMarket():
            return _of_this_kind(answered, answered.rule in CHARTS_BAYESIAN), f"answers of {DRAWN_BAYESIAN}"
        case _:
            return f"an answer of the rule {answered.rule} without prices", f"answers of the rules prices/..., {', '.join(DRAWN)} that state prices"


def _of_this_kind(answered: AnsweredMarket, drawn: bool) -> str:
    """An answer that is not drawn; `drawn`: others of its rule are."""
    return f"an answer of the rule {answered.rule}{' of this kind' if drawn else ''}"
