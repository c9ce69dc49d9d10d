"""The rule `reallocative/always`: whether Vickrey payoffs are in the core, and in the bidder-core, for every set of participants.

*Which witness.* The largest second difference, the first of these if there are several: bases in order, then pairs.  Of more bidders than can be scanned only
the first are; what blocks among them blocks, so this can refute.

*Source.* `docs/formats/reallocative.md`; paper 001, Lemmas 1 and 2, Theorem 2; spec reallocative 4 and 7.
"""

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from itertools import combinations
from typing import Any

from marketwright.answers.answer import Finding, Result
from marketwright.markets.divisible import DivisibleMarket
from marketwright.questions import Question
from marketwright.reallocative.fixed_point import fixed_point
from marketwright.reallocative.hypotheses import theorem_2
from marketwright.reallocative.listed import is_listed
from marketwright.reallocative.nonblocking import rounded_up
from marketwright.reallocative.setting import Setting, setting, stopping
from marketwright.solvers.surplus.charged import members_of
from marketwright.solvers.surplus.exact import Surplus
from marketwright.solvers.surplus.limit import LimitCame, Stopped, go_on
from marketwright.solvers.surplus.scan import Difference, second_difference, second_differences

BIDDER_CORE, CORE = "bidder-core-always", "core-always"
MOST_SCANNED = 20
"""Of more bidders only the first are scanned."""

Findings = tuple[Finding, Finding]


def always_rule(market: DivisibleMarket, question: Question) -> Result:
    """Whether Vickrey payoffs are in the bidder-core, and in the core, whichever of the bidders take part.

    Raises: `UsageError` U121 (a single bidder), U123 (a bidder of a numeric type).
    """
    here, stopped = setting(market, question), stopping(question)
    if theorem_2(here):
        findings = _by_theorem(here, stopped)
    elif is_listed(len(here.everybody), len(here.quantity)):
        findings = _enumerated(here, stopped)
    else:
        findings = _scanned(here, stopped)
    return Result(outcome={}, findings=findings, certificate={}, parameters={})


def _by_theorem(here: Setting, stopped: Stopped) -> Findings:
    """The bidder-core by Theorem 2; the core as well unless two bidders bring a negative revenue."""
    by = {"by": "Theorem 2"}
    pairs = []
    for pair in combinations(here.everybody, 2):
        if stopped():
            return _holds(BIDDER_CORE, "proved", by), _unproven(CORE)
        pairs.append(second_difference(here.surplus, here.quantity, (), pair))
    above = _largest(pairs)
    return _holds(BIDDER_CORE, "proved", by), _refuted(here, CORE, above) if above else _holds(CORE, "proved", by)


def _enumerated(here: Setting, stopped: Stopped) -> Findings:
    """The verdicts from all second differences, exactly."""
    size = len(here.everybody)
    try:
        go_on(stopped)
        found = _largest_differences(here.surplus.worths(here.quantity, stopped=stopped), size, stopped)
    except LimitCame:
        return _unproven(BIDDER_CORE), _unproven(CORE)
    return _findings(here, found, [_holds(claim, "enumerated", {"differences": number}) for claim, number in _numbers(size)])


def _scanned(here: Setting, stopped: Stopped) -> Findings:
    """The verdicts from a scan in floats of the first bidders, which refutes exactly, and otherwise is a report."""
    size = min(MOST_SCANNED, len(here.everybody))
    found = second_differences(Surplus(here.utilities[:size]), here.quantity, stopped=stopped)
    above = _largest(found.positive)
    otherwise = [_unproven(BIDDER_CORE), _unproven(CORE)]
    if size == len(here.everybody) and found.complete:
        error = rounded_up(Fraction(found.at_most))
        otherwise = [Finding(claim=claim, holds=None, grade="numeric", details={"differences": number, "error": error}) for claim, number in _numbers(size)]
    return _findings(here, (above, _largest([*found.positive, *([found.empty] if found.empty else [])])), otherwise)


def _findings(here: Setting, above: tuple[Difference | None, Difference | None], otherwise: Sequence[Finding]) -> Findings:
    """What the second differences above 0 refute, and otherwise these findings."""
    first, second = (finding if one is None else _refuted(here, finding.claim, one) for one, finding in zip(above, otherwise, strict=True))
    return first, second


def _numbers(size: int) -> tuple[tuple[str, int], tuple[str, int]]:
    """How many second differences each claim is about."""
    pairs = size * (size - 1) // 2
    return (BIDDER_CORE, pairs * (2 ** (size - 2) - 1)), (CORE, pairs * 2 ** (size - 2))


def _largest_differences(worths: list[Fraction], size: int, stopped: Stopped) -> tuple[Difference | None, Difference | None]:
    """The largest second differences above 0 with a non-empty base, and with any.

    All are computed as integers that are wrong by less than 2, those that may be the largest are computed again in fractions.

    Raises: `LimitCame`.
    """
    close = fixed_point(worths)
    best, candidates = -2, []
    for one, other in combinations([1 << bidder for bidder in range(size)], 2):
        go_on(stopped)
        both = one | other
        bases = [base for base in range(1, 1 << size) if not base & both]
        values = [close[base | both] + close[base] - close[base | one] - close[base | other] for base in bases]
        best = max(best, max(values, default=best))
        candidates += [(value, base, one, other) for value, base in zip(values, bases, strict=True) if value >= best - 4]
    exact = [_difference(worths, base, one, other) for value, base, one, other in candidates if value >= best - 4]
    empty = (_difference(worths, 0, 1 << one, 1 << other) for one, other in combinations(range(size), 2))
    above = _largest(exact)
    return above, _largest([*empty, *([above] if above else [])])


def _difference(worths: list[Fraction], base: int, one: int, other: int) -> Difference:
    value = worths[base | one | other] + worths[base] - worths[base | one] - worths[base | other]
    return Difference(base=members_of(base), pair=(one.bit_length() - 1, other.bit_length() - 1), value=value)


def _largest(differences: Iterable[Difference]) -> Difference | None:
    """The largest that is above 0, the first of these in order, if there is any."""
    above = (one for one in differences if one.value > 0)
    return min(above, key=lambda one: (-one.value, len(one.base), one.base, one.pair), default=None)


def _holds(claim: str, grade: str, details: Mapping[str, Any]) -> Finding:
    return Finding(claim=claim, holds=True, grade=grade, details=details)


def _refuted(here: Setting, claim: str, above: Difference) -> Finding:
    witness = {"coalition": here.names(above.base), "bidders": here.names(above.pair), "deficit": above.value}
    return Finding(claim=claim, holds=False, grade="proved", details={"witness": witness})


def _unproven(claim: str) -> Finding:
    return Finding(claim=claim, holds=None, grade="unproven")
