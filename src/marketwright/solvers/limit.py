"""Exact computations end early where a limit comes first."""

from collections.abc import Callable

Stopped = Callable[[], bool]
"""Whether a limit has come."""


class LimitCame(Exception):  # noqa: N818 - no error: what was asked for is unknown
    """A limit came before an exact computation ended."""


def never() -> bool:
    """No limit ever comes."""
    return False


def go_on(stopped: Stopped) -> None:
    """Nothing, if no limit has come.

    Raises: `LimitCame`.
    """
    if stopped():
        raise LimitCame
