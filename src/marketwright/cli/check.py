"""The command `check`."""

from pathlib import Path

from marketcheck import Accepted, Rejected, Unreadable
from marketwright.cli.answers import judged
from marketwright.cli.ending import Ending, notice
from marketwright.cli.work import page_width
from marketwright.markets.files import read_bytes
from marketwright.reports.verdicts import acceptance, indecision, rejection


def check_command(answer: Path, market: Path | None, limit: int | None) -> Ending:
    """The verdict; exit codes as those of `marketcheck`."""
    try:
        found = judged(answer, market, limit)
    except Unreadable as error:
        return unreadable(error, answer)
    if isinstance(found.verdict, Accepted):
        if market is None:
            notice("notice: the market is the one inside the answer; --market FILE compares it with yours")
        return Ending(text=acceptance(found.verdict, found.answered(), page_width()))
    if isinstance(found.verdict, Rejected):
        return Ending(code=1, text=rejection(found.verdict))
    return Ending(code=5, text=indecision(found.verdict, "--limit"))


def unreadable(error: Unreadable, answer: Path) -> Ending:
    """Exit code 3, or 2 when only the market is missing."""
    if error.code == "no-market":
        notice(f"error: {answer}: {error.message} (--market FILE)")
        return Ending(code=2)
    notice(f"unreadable: {answer}: {error}{_hint(answer)}")
    return Ending(code=3)


def _hint(answer: Path) -> str:
    """What to do when the file is a market or a story."""
    start = read_bytes(answer)[:1000]
    if b'"marketwright.story/' in start:
        return "; this is a story: `marketwright plot` compares it with its market and draws it"
    is_market = b'"marketwright.market/' in start and b'"marketwright.answer/' not in start
    return "; this is a market: `marketwright solve` finds its answer" if is_market else ""
