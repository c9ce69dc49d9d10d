"""Verdicts, grades and the size of proofs in words."""

from collections.abc import Iterable, Mapping
from typing import Any

from marketwright.reports.answered import AnsweredMarket
from marketwright.reports.words import counted

NOT_DECIDED = "a limit came first"
VERDICTS: Mapping[bool | None, str] = {True: "yes", False: "no", None: "not decided"}


def evidence(finding: Mapping[str, Any], bounds: Iterable[Mapping[str, Any]]) -> str:
    """The grade of a decided finding in words; where it is proved by cases, the number of leaves of the bounds that it rests on."""
    if finding["grade"] == "recomputed":
        return "recomputed by the checker"
    if finding["grade"] == "enumerated":
        return f"proved by {counted(sum(map(leaves, bounds)), 'case')}"
    return "proved"


def leaves(bound: Mapping[str, Any]) -> int:
    """How many leaves a bound or listing has."""
    return sum(not isinstance(node, int) for node in bound["nodes"])


def coalition(answered: AnsweredMarket, buyers: list[str]) -> str:
    """A coalition, which the seller always belongs to."""
    return f"the seller with {answered.buyers(buyers)}" if buyers else "the seller alone"
