"""Payoffs, and the coalitions that block them.

*Definition.* A coalition of the auctioneer and participants Z is worth v(Z, Q), one without the auctioneer v(Z, 0), the auctioneer alone 0.  It blocks if that
is more than the sum of its members' payoffs.

*Source.* `docs/formats/reallocative.md` (Blocking); spec reallocative 3.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from marketwright.markets.divisible import Vector
from marketwright.reallocative.setting import Setting
from marketwright.solvers.surplus.charged import Charged, members_of
from marketwright.solvers.surplus.limit import Stopped, never


@dataclass(frozen=True, slots=True, kw_only=True)
class Payoffs:
    """What the participants get, in market order, and what the auctioneer gets.

    `alone`: whether coalitions without the auctioneer are to be examined; they never block Vickrey payoffs (paper 001, Proposition 2).
    """

    bidders: tuple[Fraction, ...]
    auctioneer: Fraction
    alone: bool

    @property
    def total(self) -> Fraction:
        """The sum of all payoffs."""
        return sum(self.bidders, self.auctioneer)


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A coalition that is worth more than its payoffs: members by their places among the participants, and whether the auctioneer belongs to it."""

    members: tuple[int, ...]
    auctioneer: bool
    worth: Fraction
    payoffs: Fraction

    @property
    def deficit(self) -> Fraction:
        """What the coalition would share anew."""
        return self.worth - self.payoffs

    @property
    def place(self) -> tuple[Any, ...]:
        """Where it stands in the order of answers."""
        return len(self.members), self.members, not self.auctioneer

    def document(self, here: Setting) -> dict[str, Any]:
        """The coalition as answers state it."""
        names = here.names(here.participants[member] for member in self.members)
        return {"coalition": names, "auctioneer": self.auctioneer, "worth": self.worth, "payoffs": self.payoffs, "deficit": self.deficit}


def largest(blocks: Iterable[Block]) -> Block | None:
    """The first of those with the largest deficit, if there is any."""
    return min(blocks, key=lambda block: (-block.deficit, block.place), default=None)


def charged(here: Setting, payoffs: Payoffs, *, auctioneer: bool) -> Charged:
    """Worths of sets of participants less their payoffs; the auctioneer brings the quantity, and his payoff is charged as well."""
    nothing: Vector = (Fraction(0),) * len(here.quantity)
    return Charged(
        surplus=here.own_surplus,
        quantity=here.quantity if auctioneer else nothing,
        charges=payoffs.bidders,
        fixed=payoffs.auctioneer if auctioneer else Fraction(0),
    )


def auctioneer_alone(payoffs: Payoffs) -> tuple[Block, ...]:
    """The auctioneer alone, if he blocks."""
    return (Block(members=(), auctioneer=True, worth=Fraction(0), payoffs=payoffs.auctioneer),) if payoffs.auctioneer < 0 else ()


def all_blocks(here: Setting, payoffs: Payoffs, *, stopped: Stopped = never) -> tuple[Block, ...]:
    """All coalitions that block, in order, in a listed auction.

    Raises: `LimitCame`.

    Cost: all worths, for the quantity and, if coalitions without the auctioneer count, for nothing.
    """
    found = []
    for auctioneer in (True, False) if payoffs.alone else (True,):
        case = charged(here, payoffs, auctioneer=auctioneer)
        worths = case.surplus.worths(case.quantity, stopped=stopped)
        for mask, (worth, owed) in enumerate(zip(worths, _sums(case.charges, case.fixed), strict=True)):
            if worth > owed:
                found.append(Block(members=members_of(mask), auctioneer=auctioneer, worth=worth, payoffs=owed))
    return tuple(sorted(found, key=lambda block: block.place))


def block_of(case: Charged, members: tuple[int, ...], excess: Fraction, *, auctioneer: bool) -> Block:
    """The coalition of one or more bidders with that excess of its worth over its payoffs."""
    owed = sum((case.charges[member] for member in members), case.fixed)
    return Block(members=members, auctioneer=auctioneer, worth=owed + excess, payoffs=owed)


def _sums(charges: Sequence[Fraction], fixed: Fraction) -> list[Fraction]:
    """What each set is charged, by bit mask."""
    found = [fixed]
    for charge in charges:
        found += [total + charge for total in found]
    return found
