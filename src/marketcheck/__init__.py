"""An independent checker of market answers: standard library only, exact arithmetic, no solver.

Written from `docs/formats` alone; `docs/formats/conditions.md` lists the conditions it tests.
"""

from marketcheck.check import check
from marketcheck.conditions import CONDITIONS, Accepted, Condition, Rejected, Undecided, Unreadable, Verdict

__all__ = ["CONDITIONS", "Accepted", "Condition", "Rejected", "Undecided", "Unreadable", "Verdict", "check"]
