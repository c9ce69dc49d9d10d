"""Verdicts of the checker in words."""

from marketcheck import Accepted, Rejected, Undecided
from marketwright.reports.answered import AnsweredMarket
from marketwright.reports.findings import finding_lines
from marketwright.reports.words import counted


def rejection_lines(verdict: Rejected) -> list[str]:
    """Which condition is broken, where, and both sides."""
    return [
        f"rejected: {verdict.condition} ({verdict.code})",
        f"  at:     {verdict.place}",
        f"  found:  {verdict.left}",
        f"  needed: {verdict.right}",
    ]
