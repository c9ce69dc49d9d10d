"""Progress on standard error: one line that is redrawn on a terminal, otherwise a line every few seconds."""

from typing import TextIO

from marketwright.questions import Progress

LINE_EVERY = 5.0


class ProgressLine:
    """Shows each `Progress` it is called with."""

    def __init__(self, stream: TextIO | None, *, columns: int = 80) -> None:
        """Ask the stream once whether it is a terminal."""
        self._stream = stream
        self._redraws = stream is not None and stream.isatty()
        self._columns = columns
        self._shown = 0.0
        self._open = False

    def __call__(self, progress: Progress) -> None:
        """Show it, or not if the last line is recent."""
        if self._redraws:
            self._write(self.erasure + progress_text(progress)[: self._columns - 1])
            self._open = True
        elif progress.seconds - self._shown >= LINE_EVERY or self._shown == 0.0:
            self._shown = progress.seconds
            self._write(progress_text(progress) + "\n")

    @property
    def erasure(self) -> str:
        """What takes a line away on this stream."""
        return "\r\x1b[K" if self._redraws else ""

    def clear(self) -> None:
        """Take the line away, so that other text can follow."""
        if self._open:
            self._write(self.erasure)
            self._open = False

    def _write(self, text: str) -> None:
        try:
            if self._stream is not None:
                self._stream.write(text)
                self._stream.flush()
        except OSError:  # nobody reads any more; that is no reason to stop
            self._stream = None


def progress_text(progress: Progress) -> str:
    """One line about a running search.

    Example:
    >>> progress_text(Progress(12.3, 95.0, 100.0, 70, 2))
    '12 s, search 2, best 95, at most 100, gap 5.26 %, 70 nodes'
    """
    parts = []
    if progress.best is not None:
        parts.append(f"best {progress.best:.8g}")
    if progress.upper is not None:
        parts.append(f"at most {progress.upper:.8g}")
        if progress.best is not None and progress.best > 0:
            parts.append(f"gap {100 * (progress.upper - progress.best) / progress.best:.2f} %")
    if progress.nodes:
        parts.append(f"{progress.nodes} nodes")
    return ", ".join([f"{progress.seconds:.0f} s", f"search {progress.search}", *parts])
