"""The rule `reallocative/monotone`: whether one more bidder ever lowers the revenue.

*Formula.* The revenue of X is v(X, Q) less all Vickrey payoffs: the sum of v(X without i, Q) over X, less |X| - 1 times v(X, Q).

*Which witness.* The largest drop, the first of these if there are several: participants in order, then the bidder who joins.  In a market that is
not listed the first bidders are examined, which can refute: the revenue does not depend on who stays away.

*Source.* `docs/formats/reallocative.md`; paper 001, Proposition 9; spec reallocative 5.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from marketwright.answers.answer import Finding, Result
from marketwright.markets.divisible import DivisibleMarket
from marketwright.questions import Question
from marketwright.reallocative.fixed_point import fixed_point
from marketwright.reallocative.hypotheses import theorem_2
from marketwright.reallocative.setting import LEAST_PARTICIPANTS, Setting, first_listed, setting, stopping
from marketwright.solvers.surplus.charged import members_of
from marketwright.solvers.surplus.exact import Surplus
from marketwright.solvers.surplus.limit import LimitCame, Stopped, go_on

CLAIM = "revenue-monotone"


@dataclass(frozen=True, slots=True, kw_only=True)
class Drop:
    """Participants, and a bidder with whom the revenue is lower."""

    participants: tuple[int, ...]
    bidder: int
    revenue: Fraction
    revenue_with: Fraction


def monotone_rule(market: DivisibleMarket, question: Question) -> Result:
    """Whether the revenue of some participants falls when another bidder joins them.

    Raises: `UsageError` U121 (a single bidder), U123 (a bidder of a numeric type).
    """
    here, stopped = setting(market, question), stopping(question)
    return Result(outcome={}, findings=(_finding(here, stopped),), certificate={}, parameters={})


def _finding(here: Setting, stopped: Stopped) -> Finding:
    if theorem_2(here):
        return Finding(claim=CLAIM, holds=True, grade="proved", details={"by": "Proposition 9"})
    size = len(first_listed(here))
    try:
        go_on(stopped)
        found = largest_drop(Surplus(here.utilities[:size]).worths(here.quantity, stopped=stopped), size)
    except LimitCame:
        return Finding(claim=CLAIM, holds=None, grade="unproven")
    if found is not None:
        witness = {
            "participants": here.names(found.participants),
            "bidder": here.names([found.bidder])[0],
            "revenue": found.revenue,
            "revenue_with": found.revenue_with,
        }
        return Finding(claim=CLAIM, holds=False, grade="proved", details={"witness": witness})
    if size < len(here.everybody):
        return Finding(claim=CLAIM, holds=None, grade="unproven")
    return Finding(claim=CLAIM, holds=True, grade="enumerated", details={"comparisons": size * (2 ** (size - 1) - size)})


def largest_drop(worths: Sequence[Fraction], size: int) -> Drop | None:
    """The largest drop of the revenue, if there is any; `worths`: of all sets by bit mask.

    Revenues are computed as integers that are wrong by less than the number of bidders, those of drops that may be the largest again in fractions.
    """
    revenues = _revenues(fixed_point(worths), size)
    bits = [1 << bidder for bidder in range(size)]
    pairs = [
        (revenue - revenues[mask | bit], mask, bit)
        for mask, revenue in enumerate(revenues)
        if mask.bit_count() >= LEAST_PARTICIPANTS
        for bit in bits
        if not mask & bit
    ]
    best = max((drop for drop, _, _ in pairs), default=None)
    if best is None or best < -2 * size:
        return None
    exact = [_drop(worths, mask, bit) for drop, mask, bit in pairs if drop >= best - 4 * size]
    falls = (one for one in exact if one.revenue > one.revenue_with)
    return min(falls, key=lambda one: (one.revenue_with - one.revenue, len(one.participants), one.participants, one.bidder), default=None)


def _revenues(worths: Sequence[int], size: int) -> list[int]:
    """The revenue of each set of participants, by bit mask; of fewer than two it means nothing."""
    found = [(1 - mask.bit_count()) * worth for mask, worth in enumerate(worths)]
    for bidder in range(size):
        bit = 1 << bidder
        for mask in range(len(worths)):
            if mask & bit:
                found[mask] += worths[mask ^ bit]
    return found


def _drop(worths: Sequence[Fraction], mask: int, bit: int) -> Drop:
    return Drop(
        participants=members_of(mask),
        bidder=bit.bit_length() - 1,
        revenue=_revenue(worths, mask),
        revenue_with=_revenue(worths, mask | bit),
    )


def _revenue(worths: Sequence[Fraction], mask: int) -> Fraction:
    members = members_of(mask)
    return sum((worths[mask ^ 1 << member] for member in members), (1 - len(members)) * worths[mask])
