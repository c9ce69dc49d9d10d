"""The finding `buyers-submodular` with its evidence, as every room reports it (`docs/formats/answer.md`, properties)."""

from collections.abc import Mapping
from typing import Any

from marketwright.answers.answer import Finding, plain
from marketwright.certificates.bounds import bound_document, worst_grade
from marketwright.coalitions.submodularity import SubmodularWorths, Violation, submodular_worths
from marketwright.coalitions.worths import Clearing, Worth

_CLAIM = "buyers-submodular"


def submodularity_finding(clearing: Clearing, substitutes: bool) -> tuple[Finding, dict[str, Any]]:
    """The finding and its part of the certificate; `substitutes`: every valuation is found to be gross substitutes, which implies it."""
    if substitutes:
        return Finding(claim=_CLAIM, holds=True, grade="recomputed", details={"because": "gross-substitutes"}), {}
    names = [buyer.name for buyer in clearing.market.buyers]
    verdict = submodular_worths(clearing)
    if isinstance(verdict, SubmodularWorths):
        grade = worst_grade(*(worth.grade for worth in verdict.worths.values()))
        return Finding(claim=_CLAIM, holds=True, grade=grade), {"worths": worths_document(clearing, verdict.worths)}
    if isinstance(verdict, Violation):
        witness = {"coalition": [names[buyer] for buyer in verdict.coalition], "buyers": [names[buyer] for buyer in verdict.buyers]}
        proof = {
            "upper": [bound_document(worth.bound) for worth in verdict.upper],
            "upper_worths": plain([worth.value for worth in verdict.upper]),
            "lower": [list(worth.uses) for worth in verdict.lower],
        }
        grade = worst_grade(*(worth.grade for worth in verdict.upper))
        return Finding(claim=_CLAIM, holds=False, grade=grade, details={"witness": witness}), {"violation": proof}
    return Finding(claim=_CLAIM, holds=None, grade="unproven"), {}


def worths_document(clearing: Clearing, worths: Mapping[frozenset[int], Worth]) -> list[dict[str, Any]]:
    """The certificate's `worths`."""
    names = [buyer.name for buyer in clearing.market.buyers]
    return [
        {"coalition": [names[buyer] for buyer in sorted(coalition)], "uses": list(worth.uses), "bound": bound_document(worth.bound)}
        for coalition, worth in worths.items()
    ]
