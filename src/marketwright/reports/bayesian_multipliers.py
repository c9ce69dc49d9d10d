"""Multipliers in words: which type would claim to be which other, and how much that counts."""

from collections.abc import Mapping, Sequence
from typing import Any

from marketwright.reports.answered import AnsweredMarket
from marketwright.reports.bayesian_numbers import precise
from marketwright.reports.bayesian_words import as_kind, fraction, kind_text, paragraphs
from marketwright.reports.words import Section

MOST_MULTIPLIERS = 8
PROOF, LEAST_SUBSIDY = "Multipliers that prove that no plan blocks", "Multipliers that prove that no smaller subsidy is enough"
NONE = "All are 0: nobody is held to be tempted to pass for another type."
Multipliers = Sequence[Mapping[str, Any]]


def multiplier_sentences(answered: AnsweredMarket, entries: Multipliers) -> list[str]:
    """Who is held to be tempted to pass for whom, by how much; of many the first."""
    if not entries:
        return [NONE]
    said = [f"{_lie(answered, entry)}: {precise(entry['multiplier'])}." for entry in entries[:MOST_MULTIPLIERS]]
    return [*said, *([f"And {len(entries) - MOST_MULTIPLIERS} more."] if len(entries) > MOST_MULTIPLIERS else [])]


def multiplier_text(answered: AnsweredMarket, entries: Multipliers, most: int = MOST_MULTIPLIERS) -> str:
    """The same inside a sentence."""
    said = [f"{_lie(answered, entry)} {precise(entry['multiplier'])}" for entry in entries[:most]]
    return "; ".join([*said, *([f"and {len(entries) - most} more"] if len(entries) > most else [])]) or "all are 0"


def proof_sections(answered: AnsweredMarket, width: int) -> list[Section]:
    """The multipliers of the certificate, by what they prove."""
    certificate = answered.document["certificate"]
    keys = {"multipliers": PROOF, "subsidy_multipliers": LEAST_SUBSIDY}
    return [(title, paragraphs(multiplier_sentences(answered, certificate[key]), width)) for key, title in keys.items() if key in certificate]


def of_player(entries: Multipliers, title: str) -> list[Mapping[str, Any]]:
    """Those about the types of one player."""
    return [entry for entry in entries if entry["player"] == title]


def are_several(jeopardy: Multipliers) -> bool:
    """Whether ranges of multipliers, as `bayesian/virtual` finds them, leave a choice."""
    return any("greatest" not in entry or fraction(entry["least"]) != fraction(entry["greatest"]) for entry in jeopardy)


def _lie(answered: AnsweredMarket, entry: Mapping[str, Any]) -> str:
    return f"{as_kind(answered, entry['player'], entry['type'])} tempted to pass for {kind_text(answered, entry['player'], entry['claim'])}"
