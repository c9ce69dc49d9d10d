"""The command `plot`."""

from pathlib import Path

from marketcheck import Accepted, Rejected, Unreadable
from marketwright.cli.answers import judged
from marketwright.cli.check import unreadable
from marketwright.cli.ending import Ending, notice
from marketwright.cli.outputs import refuse_unwritable
from marketwright.cli.work import steps_option
from marketwright.errors import UsageError
from marketwright.markets.files import write_whole
from marketwright.plots.pictures import chart_bytes, refuse_undrawable
from marketwright.plots.prices import chart_of
from marketwright.reports.verdicts import indecision, rejection
from marketwright.solving import CHECK_STEPS


def plot_command(answer: Path, market: Path | None, output: Path, check_steps: str | None) -> Ending:
    """The chart of an answer that `marketcheck` accepts; nothing is drawn otherwise."""
    refuse_undrawable(output)
    refuse_unwritable(output, answer, market)
    try:
        found = judged(answer, market, steps_option(check_steps, CHECK_STEPS))
    except Unreadable as error:
        return unreadable(error, answer)
    if isinstance(found.verdict, Rejected):
        notice(f"{rejection(found.verdict)}\nThe answer is false, so there is nothing to draw.")
        return Ending(code=1)
    if not isinstance(found.verdict, Accepted):
        notice(indecision(found.verdict, "--check-steps"))
        return Ending(code=5)
    answered = found.answered()
    chart = chart_of(answered.document)
    if chart is None:
        given, allowed = f"an answer of the rule {answered.rule} without prices", "answers of the rules prices/... that state prices"
        raise UsageError("U115", str(answer), given, allowed, "use explain, which tells every answer in words")
    write_whole(output, chart_bytes(chart, output))
    return Ending(remark=f"written to {output}")
