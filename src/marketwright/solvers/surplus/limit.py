"""Exact computations about all sets of agents end early where a limit comes first."""

from marketwright.solvers.limit import LimitCame, Stopped, go_on, never

__all__ = ["SETS_BETWEEN", "LimitCame", "Stopped", "go_on", "never"]

SETS_BETWEEN = 64
"""After so many sets it is asked again."""
