"""Ctrl-C: the first one asks the work to end with what is proven, the second one aborts."""

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType


class FirstInterrupt(KeyboardInterrupt):
    """The first Ctrl-C, inside work that can only be skipped."""


class Interrupts:
    """Whether Ctrl-C was pressed, and what a press does now."""

    def __init__(self, told: Callable[[], None]) -> None:
        """Not pressed yet; `told` is called at the first press."""
        self._told = told
        self._pressed = threading.Event()
        self._skips = False

    def stopped(self) -> bool:
        """Whether the work should end."""
        return self._pressed.is_set()

    @contextmanager
    def skippable(self) -> Iterator[None]:
        """Within, the first Ctrl-C raises `FirstInterrupt`, for work that cannot ask `stopped`."""
        self._skips = True
        try:
            yield
        finally:
            self._skips = False

    def press(self, _number: int, _frame: FrameType | None) -> None:
        """The signal's handler."""
        if self._pressed.is_set():
            raise KeyboardInterrupt
        self._pressed.set()
        self._told()
        if self._skips:
            raise FirstInterrupt


@contextmanager
def first_interrupt_stops(told: Callable[[], None]) -> Iterator[Interrupts]:
    """Within, the first Ctrl-C only asks the work to stop; the second one raises `KeyboardInterrupt`."""
    interrupts = Interrupts(told)
    if threading.current_thread() is not threading.main_thread():  # signals reach the main thread only
        yield interrupts
        return
    before = signal.signal(signal.SIGINT, interrupts.press)
    try:
        yield interrupts
    finally:
        signal.signal(signal.SIGINT, before)
