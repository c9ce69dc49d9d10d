"""Ctrl-C: the first one asks the work to end with what is proven, the second one aborts."""

import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType


@contextmanager
def first_interrupt_stops(told: Callable[[], None]) -> Iterator[Callable[[], bool]]:
    """Within, the first Ctrl-C only calls `told` and turns the yielded function true; the second one raises `KeyboardInterrupt`."""
    stopped = threading.Event()

    def interrupted(_number: int, _frame: FrameType | None) -> None:
        if stopped.is_set():
            raise KeyboardInterrupt
        stopped.set()
        told()

    if threading.current_thread() is not threading.main_thread():  # signals reach the main thread only
        yield stopped.is_set
        return
    before = signal.signal(signal.SIGINT, interrupted)
    try:
        yield stopped.is_set
    finally:
        signal.signal(signal.SIGINT, before)
