"""An allocation explained: who won and why not the others, who could object."""

from marketwright.reports.answered import AnsweredMarket
from marketwright.reports.core_explanation import core_lines
from marketwright.reports.winners import absence_lines, loser_lines, winner_lines
from marketwright.reports.words import Section


def allocation_sections(answered: AnsweredMarket, width: int) -> list[Section]:
    """Winners, losers, absences and objections."""
    found = "Who wins" if answered.complete else "Who wins in the best allocation found, which is not proven efficient"
    return [
        (found, winner_lines(answered, width)),
        ("Why not the others", loser_lines(answered, width)),
        ("What the absence of a winner would change", absence_lines(answered, width)),
        ("Who could object", core_lines(answered, width)),
    ]
