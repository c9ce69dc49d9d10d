"""Verdicts of the checker in words."""

from marketcheck import Accepted, Rejected, Undecided
from marketwright.reports.answered import AnsweredMarket
from marketwright.reports.findings import finding_lines
from marketwright.reports.words import WIDTH, counted, wrapped


def acceptance(verdict: Accepted, answered: AnsweredMarket, width: int = WIDTH) -> str:
    """What is now known to be true."""
    lines = [f"accepted: rule {verdict.rule}, about {counted(verdict.steps, 'step')}; these claims are true of the market", *finding_lines(answered, width)]
    return "\n".join(lines)


def rejection(verdict: Rejected) -> str:
    """Which condition is broken, where, and both sides."""
    return "\n".join(
        [
            f"rejected: {verdict.code}, {verdict.condition}",
            f"  at:     {verdict.place}",
            f"  found:  {verdict.left}",
            f"  needed: {verdict.right}",
        ]
    )


def indecision(verdict: Undecided, option: str) -> str:
    """How much work it would be; `option`: what raises the limit."""
    lines = wrapped(
        f"undecided: checking needs about {counted(verdict.steps_needed, 'step')}, the limit is {verdict.limit}; raise it with {option}", WIDTH, "", "  "
    )
    return "\n".join(lines)
