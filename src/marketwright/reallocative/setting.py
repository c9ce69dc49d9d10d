"""A divisible market with quadratic utilities as the rules of this room see it: participants by number, surplus, and names for numbers.

*Source.* `docs/formats/reallocative.md`; spec reallocative 0 and 1.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Any

from marketwright.errors import UsageError
from marketwright.markets.divisible import DivisibleMarket, QuadraticValues, Vector
from marketwright.markets.quadratic import net_theta
from marketwright.questions import Question
from marketwright.reallocative.listed import is_listed
from marketwright.solvers.surplus.exact import Quadratic, Surplus
from marketwright.solvers.surplus.limit import Stopped

LEAST_PARTICIPANTS = 2


@dataclass(frozen=True)
class Setting:
    """A market, who takes part (places in market order), and the exact surplus of all bidders."""

    market: DivisibleMarket
    participants: tuple[int, ...]

    @cached_property
    def utilities(self) -> tuple[Quadratic, ...]:
        """Every bidder's utility of what he gets, endowments worked in."""
        return tuple(Quadratic(theta=net_theta(bidder.values), matrix=bidder.values.matrix) for bidder in quadratic(self.market))

    @cached_property
    def surplus(self) -> Surplus:
        """The surplus of every set of bidders of the market."""
        return Surplus(self.utilities)

    @cached_property
    def own_surplus(self) -> Surplus:
        """The surplus of sets of participants, who are numbered from 0 here."""
        return Surplus([self.utilities[bidder] for bidder in self.participants])

    @property
    def quantity(self) -> Vector:
        """What the auctioneer brings."""
        return self.market.quantity

    @property
    def everybody(self) -> tuple[int, ...]:
        """All bidders of the market."""
        return tuple(range(len(self.market.bidders)))

    def names(self, members: Iterable[int]) -> list[str]:
        """The bidders' names, in market order."""
        return [self.market.bidders[i].name for i in sorted(members)]

    def named(self, parts: Sequence[Any]) -> dict[str, Any]:
        """One part for each participant, by name."""
        return dict(zip(self.names(self.participants), parts, strict=True))

    def bundle(self, vector: Vector) -> dict[str, Fraction]:
        """The vector by goods."""
        return dict(zip(self.market.goods, vector, strict=True))

    def vector(self, bundle: Mapping[str, Any]) -> Vector:
        """The bundle of a canonical document, as a vector."""
        return tuple(Fraction(bundle[good]) for good in self.market.goods)


@dataclass(frozen=True, slots=True)
class _Exact:
    name: str
    values: QuadraticValues


def quadratic(market: DivisibleMarket) -> tuple[_Exact, ...]:
    """The bidders, all of whom have quadratic utilities.

    Raises: `UsageError` U123 (a bidder of a numeric type).
    """
    found = []
    for bidder in market.bidders:
        if not isinstance(bidder.values, QuadraticValues):
            given, allowed = f"the numeric utility of bidder {bidder.name!r}", "bidders of the type quadratic"
            raise UsageError("U123", "market", given, allowed, "state it as quadratic, or ask reallocative/vickrey or reallocative/core")
        found.append(_Exact(bidder.name, bidder.values))
    return tuple(found)


def is_numeric(market: DivisibleMarket) -> bool:
    """Whether a bidder's type is a numeric one."""
    return not all(isinstance(bidder.values, QuadraticValues) for bidder in market.bidders)


def participants_of(market: DivisibleMarket, question: Question) -> tuple[int, ...]:
    """The places of those who take part: the input's, or all.

    Raises: `UsageError` U121 (fewer than two).
    """
    asked = (question.input or {}).get("participants")
    names = {bidder.name: place for place, bidder in enumerate(market.bidders)}
    found = tuple(names.values()) if asked is None else tuple(names[name] for name in asked)
    if len(found) < LEAST_PARTICIPANTS:
        given, allowed = f"{len(found)} bidder", f"at least {LEAST_PARTICIPANTS}"
        raise UsageError("U121", "participants", given, allowed, "the residual supply of a lone bidder is undefined: add another bidder")
    return found


def setting(market: DivisibleMarket, question: Question) -> Setting:
    """The market with the participants of the question.

    Raises: `UsageError` U121 (fewer than two participants), U123 (a bidder of a numeric type).
    """
    quadratic(market)
    return Setting(market, participants_of(market, question))


def first_listed(here: Setting) -> tuple[int, ...]:
    """The first bidders of the market, as many as all sets can be looked at of: everybody in a listed market."""
    return next(here.everybody[:count] for count in range(len(here.everybody), 0, -1) if is_listed(count, len(here.quantity)))


def limit_first(place: str) -> UsageError:
    """The error of a limit that came before anything could be said."""
    return UsageError("U106", place, "a limit came first", "more time", "raise the limit")


def stopping(question: Question) -> Stopped:
    """Whether a limit of the question has come, counted from now: time, or a wish to stop."""
    limits = question.limits
    start = limits.clock()
    return lambda: limits.stopped() or (limits.seconds is not None and limits.clock() - start > limits.seconds)
