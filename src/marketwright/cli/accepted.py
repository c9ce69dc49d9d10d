"""Answers for commands that make something of accepted ones only."""

from pathlib import Path

from marketcheck import Accepted, Rejected, Unreadable
from marketwright.cli.answers import judged
from marketwright.cli.check import unreadable
from marketwright.cli.ending import Ending, notice
from marketwright.cli.work import steps_option
from marketwright.reports.answered import AnsweredMarket
from marketwright.reports.verdicts import indecision, rejection
from marketwright.solving import CHECK_STEPS


def accepted(answer: Path, market: Path | None, check_steps: str | None, otherwise: str) -> AnsweredMarket | Ending:
    """The answer that `marketcheck` accepts; or how a command ends that makes nothing of any other, with `otherwise` said of a false one.

    Raises: `DocumentError` for files that cannot be read.
    """
    try:
        found = judged(answer, market, steps_option(check_steps, CHECK_STEPS))
    except Unreadable as error:
        return unreadable(error, answer)
    if isinstance(found.verdict, Rejected):
        notice(f"{rejection(found.verdict)}\n{otherwise}")
        return Ending(code=1)
    if not isinstance(found.verdict, Accepted):
        notice(indecision(found.verdict, "--check-steps"))
        return Ending(code=5)
    return found.answered()
