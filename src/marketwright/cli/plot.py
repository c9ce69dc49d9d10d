"""The command `plot`."""

from pathlib import Path

from marketwright.cli.accepted import accepted
from marketwright.cli.ending import Ending
from marketwright.cli.outputs import refuse_unwritable
from marketwright.errors import UsageError
from marketwright.markets.files import write_whole
from marketwright.plots.pictures import chart_bytes, refuse_undrawable
from marketwright.plots.prices import chart_of


def plot_command(answer: Path, market: Path | None, output: Path, check_steps: str | None) -> Ending:
    """The chart of an answer that `marketcheck` accepts; nothing is drawn otherwise."""
    refuse_undrawable(output)
    refuse_unwritable(output, answer, market)
    answered = accepted(answer, market, check_steps, "The answer is false, so there is nothing to draw.")
    if isinstance(answered, Ending):
        return answered
    chart = chart_of(answered.document)
    if chart is None:
        given, allowed = f"an answer of the rule {answered.rule} without prices", "answers of the rules prices/... that state prices"
        raise UsageError("U115", str(answer), given, allowed, "use explain, which tells every answer in words")
    write_whole(output, chart_bytes(chart, output))
    return Ending(remark=f"written to {output}")
