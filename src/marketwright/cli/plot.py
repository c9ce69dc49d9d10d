"""The command `plot`."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from marketwright.cli.accepted import accepted
from marketwright.cli.ending import Ending
from marketwright.cli.outputs import refuse_unwritable
from marketwright.cli.story import is_story, true_story
from marketwright.errors import UsageError
from marketwright.markets.files import write_whole
from marketwright.plots.pictures import chart_bytes, refuse_undrawable
from marketwright.plots.prices import chart_of
from marketwright.plots.story import story_chart
from marketwright.plots.walrasian import DRAWN, reserve_chart


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
    chart = reserve_chart(answered) if answered.rule in DRAWN else chart_of(answered.document)
    if chart is None:
        given, allowed = f"an answer of the rule {answered.rule} without prices", f"answers of the rules prices/..., {', '.join(DRAWN)} that state prices"
        raise UsageError("U115", str(answer), given, allowed, "use explain, which tells every answer in words")
    return chart
