"""One set of limits for all searches of one piece of work."""

from dataclasses import replace

from marketwright.questions import Limits, Progress

_TELL_EVERY = 1.0


class SharedLimits:
    """Limits that count from the moment of making, and a progress that is told in money, whatever integer unit a search works in."""

    def __init__(self, limits: Limits) -> None:
        """Start the clock."""
        self._limits = limits
        self._start = limits.clock()
        self._told = self._start
        self._searches = 0

    def next(self, scale: int) -> Limits:
        """What is left for one more search, whose integers count money times `scale`."""
        self._searches += 1
        spent = self._limits.clock() - self._start
        seconds = self._limits.seconds
        if self._limits.progress is None:
            return replace(self._limits, seconds=None if seconds is None else max(0.0, seconds - spent))
        if self._start + spent - self._told >= _TELL_EVERY:  # many short searches are slow together
            self._tell(Progress(spent, None, None, 0), scale)
        return replace(self._limits, seconds=None if seconds is None else max(0.0, seconds - spent), progress=lambda progress: self._tell(progress, scale))

    def _tell(self, progress: Progress, scale: int) -> None:
        self._told = self._limits.clock()
        if self._limits.progress is not None:
            best = None if progress.best is None else progress.best / scale
            upper = None if progress.upper is None else progress.upper / scale
            self._limits.progress(Progress(self._told - self._start, best, upper, progress.nodes, self._searches))
