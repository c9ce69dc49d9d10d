"""Limits of long searches, and how far these are, for those who want to see it."""

from collections.abc import Callable

from marketwright.bayesian.setting import stopping
from marketwright.questions import Progress, Question

_EVERY = 1.0
FINISH_SECONDS = 5.0
"""So long, after a limit came, what was found may take to become exact."""


class Watch:
    """A search from now on.  Whenever it asks whether to stop, progress is told, about once a second."""

    def __init__(self, question: Question) -> None:
        """Start the clock."""
        self._limits, self._came = question.limits, stopping(question)
        self._start = self._told = self._limits.clock()
        self._best: float | None = None
        self._programs = 0

    def tell(self, best: float | None, programs: int) -> None:
        """Note the best value so far, in money, and how many programs were solved."""
        self._best, self._programs = best, programs

    def stopped(self) -> bool:
        """Whether a limit has come."""
        if self._limits.progress is not None:
            now = self._limits.clock()
            if now - self._told >= _EVERY:
                self._told = now
                self._limits.progress(Progress(now - self._start, self._best, None, self._programs))
        return self._came()

    def ending(self) -> Callable[[], bool]:
        """Whether a limit has come, and time is up for what is finished after it: some seconds from the first time that somebody asks after the limit."""
        since: list[float] = []

        def ended() -> bool:
            if not self.stopped():
                return False
            now = self._limits.clock()
            since.append(now)
            return now - since[0] > FINISH_SECONDS

        return ended
