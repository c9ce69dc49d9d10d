"""Results as answers can hold them: without numbers that are too long to be written.

With a hundred bidders whose matrices have nothing in common the exact revenue may have ten thousand digits.  Such a number is left out; everything else of the
answer stays, and the checker computes again what is missing and why.

*Source.* `docs/formats/reallocative.md` (Numbers that are left out).
"""

from collections.abc import Mapping
from dataclasses import replace
from fractions import Fraction
from typing import Any

from marketwright.answers.answer import Finding, Result
from marketwright.exact import MAX_ANSWER_CHARACTERS, characters


def written(result: Result) -> Result:
    """The result without numbers that are too long, in its outcome and in its findings."""
    findings = tuple(Finding(claim=found.claim, holds=found.holds, grade=found.grade, details=_short(found.details)) for found in result.findings)
    return replace(result, outcome=_short(result.outcome), findings=findings)


def _short(part: Any) -> Any:
    if isinstance(part, Mapping):
        return {key: _short(inner) for key, inner in part.items() if not isinstance(inner, Fraction) or characters(inner) <= MAX_ANSWER_CHARACTERS}
    return [_short(inner) for inner in part] if isinstance(part, list) else part
