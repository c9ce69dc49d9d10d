"""Answers: what is claimed of a market, by which rule, with which evidence (frozen data, pure).

*Source.* DESIGN 5; `docs/formats/answer.md`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, Literal

from marketwright.exact import answer_number

ANSWER_FORMAT = "marketwright.answer/1"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One claim: it holds (`True`), does not (`False`), or a limit came first (`None`); with grade and further keys such as `witness`."""

    claim: str
    holds: bool | None
    grade: str
    details: Mapping[str, Any] = field(default_factory=dict)

    def document(self) -> dict[str, Any]:
        """The finding as an answer lists it."""
        return {"claim": self.claim, "holds": self.holds, "grade": self.grade, **plain(self.details)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What a rule returns: outcome, findings and certificate, not yet tied to a market's digest nor checked."""

    outcome: Mapping[str, Any]
    findings: tuple[Finding, ...]
    certificate: Mapping[str, Any]
    parameters: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """A checked result.

    `outcome` holds exact `Fraction`s; `closed` names the buyers whose table was not monotone and is read as its closure; `checked` is `accepted`, or
    `undecided` when checking would have taken more steps than asked for; `seconds` tells how long finding and checking took (not part of the document).
    """

    market_digest: str
    market: Mapping[str, Any]
    rule: str
    parameters: Mapping[str, Any]
    versions: Mapping[str, str]
    input: Mapping[str, Any] | None
    outcome: Mapping[str, Any]
    findings: tuple[Finding, ...]
    certificate: Mapping[str, Any]
    checked: Literal["accepted", "undecided"]
    seconds: Mapping[str, float]
    closed: tuple[str, ...] = ()

    def finding(self, claim: str) -> Finding:
        """The first finding of that claim.

        Raises: `KeyError` when the rule makes no such claim.
        """
        for finding in self.findings:
            if finding.claim == claim:
                return finding
        raise KeyError(claim)

    @property
    def complete(self) -> bool:
        """Whether every finding has a verdict."""
        return all(finding.holds is not None for finding in self.findings)


def answer_document(answer: Answer, *, embed_market: bool = True) -> dict[str, Any]:
    """The answer as a JSON document in canonical form, with its market unless told otherwise.

    Raises: `NumberError` N106 for a number that is too long to be written.
    """
    document: dict[str, Any] = {
        "format": ANSWER_FORMAT,
        "market_digest": answer.market_digest,
        "rule": answer.rule,
        "parameters": plain(answer.parameters),
        "versions": dict(answer.versions),
        "outcome": plain(answer.outcome),
        "findings": [finding.document() for finding in answer.findings],
        "certificate": answer.certificate,
        "checked": answer.checked,
    }
    if answer.closed:
        document["closed"] = list(answer.closed)
    if embed_market:
        document["market"] = answer.market
    if answer.input is not None:
        document["input"] = answer.input
    return document


def plain(value: Any) -> Any:
    """A value of nested mappings, sequences and exact numbers as JSON data with canonical numbers."""
    if isinstance(value, bool) or value is None or isinstance(value, str):
        return value
    if isinstance(value, int | Fraction):
        return answer_number(value)
    if isinstance(value, Mapping):
        return {str(key): plain(entry) for key, entry in value.items()}
    return [plain(entry) for entry in value]
