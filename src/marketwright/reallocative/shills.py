"""The rule `reallocative/shills`: whether a participant gains by bidding also under names of other bidders of the market.

*Formula.* In the auction of Y, with price p, all of B together get `q = sum of q_j` and pay the sum of `t_j = w_j(p) + p . q_j - payoff_j`, because a bidder's
utility of what he demands is w_j(p) + p . q_j.

*Which witness.* The largest gain, the first of these if there are several: participants in order, then the bidder, then his shills in order.  Where there are
too many cases the first are examined, which can refute.

*Source.* `docs/formats/reallocative.md`; paper 001, Proposition 9; spec reallocative 5.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from itertools import combinations, islice

from marketwright.answers.answer import Finding, Result
from marketwright.markets.divisible import DivisibleMarket, Vector
from marketwright.questions import Question
from marketwright.reallocative.hypotheses import theorem_2
from marketwright.reallocative.listed import is_listed
from marketwright.reallocative.setting import LEAST_PARTICIPANTS, Setting, first_listed, setting, stopping
from marketwright.solvers.surplus.matrices import dot

CLAIM = "shill-proof"
MOST_PAIRS = 20_000
"""So many pairs of a bidder and his shills are examined of one set of participants."""
MOST_BIDDERS = 8
"""So many bidders are examined where every set of them may take part, and only the first who are listed."""

Set = tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """Participants, one of them, and those as whom he bids: his payoffs if he bids honestly, and with shills."""

    participants: Set
    bidder: int
    shills: Set
    honest: Fraction
    payoff: Fraction

    @property
    def gain(self) -> Fraction:
        """What the shills bring him."""
        return self.payoff - self.honest


class Auctions:
    """Vickrey auctions of many sets of participants, what they have in common computed once."""

    def __init__(self, here: Setting) -> None:
        """Nothing is computed yet."""
        self._here = here
        self._worth = cache(lambda members: here.surplus.worth(members, here.quantity))
        self._price = cache(lambda members: here.surplus.price(members, here.quantity))

    def payoff(self, participants: Set, bidder: int) -> Fraction:
        """The bidder's Vickrey payoff."""
        return self._worth(participants) - self._worth(_without(participants, bidder))

    def case(self, participants: Set, bidder: int, shills: Set) -> Case:
        """What the bidder gets honestly, and if he bids as all of the shills."""
        surplus = self._here.surplus
        auction = tuple(sorted({*_without(participants, bidder), *shills}))
        price: Vector = self._price(auction)
        bundles = [surplus.demand(shill, price) for shill in shills]
        bundle = tuple(sum(entries, Fraction(0)) for entries in zip(*bundles, strict=True))
        pays = dot(price, bundle) + sum((surplus.gain(shill, price) - self.payoff(auction, shill) for shill in shills), Fraction(0))
        honest = self.payoff(participants, bidder)
        return Case(participants=participants, bidder=bidder, shills=shills, honest=honest, payoff=surplus.utility(bidder, bundle) - pays)


def shills_rule(market: DivisibleMarket, question: Question) -> Result:
    """Whether some participant gains by bidding also under names of other bidders of the market.

    Raises: `UsageError` U121 (fewer than two participants), U123 (a bidder of a numeric type).
    """
    here = setting(market, question)
    stated = "participants" in (question.input or {})
    return Result(outcome={}, findings=(_finding(here, question, stated=stated),), certificate={}, parameters={})


def _finding(here: Setting, question: Question, *, stated: bool) -> Finding:
    """The finding; `stated`: whether the participants are those of the question, and not every set of bidders."""
    stopped = stopping(question)
    if theorem_2(here):
        return Finding(claim=CLAIM, holds=True, grade="proved", details={"by": "Proposition 9"})
    cases = _of_participants(here) if stated else _of_everybody(here)
    auctions, best, number, complete = Auctions(here), None, 0, stated or _may_all_take_part(here)
    for participants, bidder, shills in islice(cases, MOST_PAIRS) if stated else cases:
        if stopped():
            complete = False
            break
        case = auctions.case(participants, bidder, shills)
        number += 1
        if case.gain > (best.gain if best else 0):
            best = case
    complete = complete and next(cases, None) is None
    if best is not None:
        witness = {
            "participants": here.names(best.participants),
            "bidder": here.names([best.bidder])[0],
            "shills": here.names(best.shills),
            "honest": best.honest,
            "payoff": best.payoff,
            "gain": best.gain,
        }
        return Finding(claim=CLAIM, holds=False, grade="proved", details={"witness": witness})
    if not complete:
        return Finding(claim=CLAIM, holds=None, grade="unproven")
    return Finding(claim=CLAIM, holds=True, grade="enumerated", details={"cases": number})


def _may_all_take_part(here: Setting) -> bool:
    """Whether the cases of every set of bidders are examined."""
    return len(here.everybody) <= MOST_BIDDERS and is_listed(len(here.everybody), len(here.quantity))


def _of_everybody(here: Setting) -> Iterator[tuple[Set, int, Set]]:
    """All cases of sets of the first bidders, in order."""
    bidders = first_listed(here)[:MOST_BIDDERS]
    for size in range(LEAST_PARTICIPANTS, len(bidders) + 1):
        for participants in combinations(bidders, size):
            yield from _cases(bidders, participants)


def _of_participants(here: Setting) -> Iterator[tuple[Set, int, Set]]:
    """All cases of the participants, in order."""
    return _cases(here.everybody, here.participants)


def _cases(bidders: Set, participants: Set) -> Iterator[tuple[Set, int, Set]]:
    """Each participant with each non-empty set of bidders as whom he can bid."""
    for bidder in participants:
        others = set(_without(participants, bidder))
        free = [one for one in bidders if one not in others]
        for size in range(1, len(free) + 1):
            for shills in combinations(free, size):
                yield participants, bidder, shills


def _without(members: Set, bidder: int) -> Set:
    return tuple(member for member in members if member != bidder)
