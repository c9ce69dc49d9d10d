"""What commands that may take long share: a watched piece of work with limits, progress and Ctrl-C; widths of pages."""

import shutil
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from marketwright.cli.ending import notice_at_once
from marketwright.cli.interruption import Interrupts, first_interrupt_stops
from marketwright.cli.progress import ProgressLine
from marketwright.questions import Limits
from marketwright.reports.words import WIDTH

INTERRUPTED = "interrupted: ending with what is proven so far (Ctrl-C again aborts)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Watched:
    """Limits for a piece of work, and the interrupts that end it early."""

    limits: Limits
    interrupts: Interrupts
    line: ProgressLine


def page_width() -> int:
    """Columns of the terminal that shows the result, or a fixed width for files and pipes."""
    if sys.stdout is not None and sys.stdout.isatty():
        return max(60, min(shutil.get_terminal_size().columns, 160))
    return WIDTH


@contextmanager
def watched(seconds: float | None) -> Iterator[Watched]:
    """Work inside shows its progress; the first Ctrl-C ends it early, the second one aborts."""
    line = ProgressLine(sys.stderr, columns=shutil.get_terminal_size().columns)
    try:
        with first_interrupt_stops(lambda: notice_at_once(line.erasure + INTERRUPTED)) as interrupts:
            yield Watched(limits=Limits(seconds=seconds, progress=line, stopped=interrupts.stopped), interrupts=interrupts, line=line)
    finally:
        line.clear()


def steps_option(text: str | None, default: int) -> int | None:
    """The budget of a check: a number of steps, or None for `none`."""
    if text is None:
        return default
    return None if text == "none" else int(text)
