"""Mechanism Γ as a game in net payoffs alone: the seller's reply and the deviation limits, quickly and again and again, for learning.

*Meaning.* Money is counted in integers, `scale` of which are one unit.  Every best reply gives a member what he asked for, so a vector of requested net
payoffs of at least 0 decides everything.  Of the best replies the one with the largest sum of requests is taken, of these one with the most members.

*Source.* spec gamma 6 (P1) and 7.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Protocol

from marketwright.coalitions.core import EXTREME_POINTS_UP_TO, all_worths
from marketwright.coalitions.vickrey import vickrey_payoffs
from marketwright.coalitions.worths import Clearing, LimitReached
from marketwright.errors import UsageError
from marketwright.exact import common_denominator
from marketwright.gamma.profile import opened
from marketwright.markets.bundle import BundleMarket
from marketwright.questions import Limits

TABLE_UP_TO = EXTREME_POINTS_UP_TO
"""The worths of all coalitions are tabulated for up to this many buyers."""


@dataclass(frozen=True, slots=True)
class NetReply:
    """The members of a best reply (buyers' indices, increasing) and what it pays the seller."""

    members: tuple[int, ...]
    revenue: int


@dataclass(frozen=True, slots=True)
class Grant:
    """What a buyer is granted, all others unchanged: whatever is below `limit`, and `limit` itself if `at_limit`."""

    limit: int
    at_limit: bool


class NetGame(Protocol):
    """What learning needs of a market."""

    @property
    def scale(self) -> int:
        """How many units one unit of money is."""

    @property
    def most(self) -> tuple[int, ...]:
        """The value of all goods to each buyer."""

    @property
    def vickrey(self) -> tuple[int, ...]:
        """The Vickrey payoffs."""

    def reply(self, net: Sequence[int]) -> NetReply:
        """A best reply to net payoffs of at least 0 and at most `most`."""

    def limit(self, net: Sequence[int], buyer: int) -> int:
        """The limit d of what the buyer can have, given what the others ask for."""


class TableGame:
    """The game on a table of the worths of all coalitions, by bit mask."""

    def __init__(self, worths: Sequence[int], scale: int) -> None:
        """Vickrey payoffs and values of all goods are read from the table."""
        self.scale = scale
        self._worths = worths
        self._buyers = range(len(worths).bit_length() - 1)
        self._sizes = [mask.bit_count() for mask in range(len(worths))]
        self.most = tuple(worths[1 << buyer] for buyer in self._buyers)
        self.vickrey = tuple(worths[-1] - worths[(len(worths) - 1) ^ 1 << buyer] for buyer in self._buyers)

    def reply(self, net: Sequence[int]) -> NetReply:
        """A best reply: the first of the best in the order of `_standing`."""
        asked = self._asked(net)
        best = max(range(1, len(self._worths)), key=lambda mask: self._standing(mask, asked, 0))
        return NetReply(tuple(buyer for buyer in self._buyers if best >> buyer & 1), self._worths[best] - asked[best])

    def limit(self, net: Sequence[int], buyer: int) -> int:
        """See `NetGame`."""
        return self.grant(net, buyer).limit

    def grant(self, net: Sequence[int], buyer: int) -> Grant:
        """What the buyer is granted by the reply that `reply` takes, given what the others ask for."""
        bit = 1 << buyer
        asked = self._asked([0 if other == buyer else amount for other, amount in enumerate(net)])
        with_him = [mask for mask in range(len(self._worths)) if mask & bit]
        without = [mask for mask in range(1, len(self._worths)) if not mask & bit]
        if not without:
            return Grant(self._worths[bit], True)
        most = max(self._worths[mask] - asked[mask] for mask in with_him)
        limit = most - max(self._worths[mask] - asked[mask] for mask in without)
        at_limit = max(self._standing(mask, asked, limit) for mask in with_him) > max(self._standing(mask, asked, 0) for mask in without)
        return Grant(limit, at_limit)

    def _asked(self, net: Sequence[int]) -> list[int]:
        """r(T) for every coalition T."""
        sums = [0]
        for amount in net:
            sums += [total + amount for total in sums]
        return sums

    def _standing(self, mask: int, asked: Sequence[int], more: int) -> tuple[int, int, int, int]:
        """What the seller compares: revenue, then requests granted, then members, then the market's order; `more` is asked besides `asked`."""
        granted = asked[mask] + more
        return self._worths[mask] - granted, granted, self._sizes[mask], -mask


class SearchGame:
    """The game by winner determination, for markets of many buyers."""

    def __init__(self, clearing: Clearing, most: Sequence[Fraction], scale: int) -> None:
        """`most`: the value of all goods to each buyer."""
        self._clearing = clearing
        self.scale = scale
        self.most = tuple(int(value * scale) for value in most)

    @cached_property
    def vickrey(self) -> tuple[int, ...]:
        """See `NetGame`.

        Raises: `UsageError` U106 when a limit came first.
        """
        found = vickrey_payoffs(self._clearing, self._clearing.worth())
        if isinstance(found, LimitReached):
            raise _limit_first()
        return tuple(int(found.payoffs[buyer] * self.scale) for buyer in range(self._clearing.seller))

    def reply(self, net: Sequence[int]) -> NetReply:
        """A best reply; which of several is not said."""
        value, uses = self._best(net, ())
        return NetReply(tuple(sorted({self._clearing.atoms[atom].owner for atom in uses})) or (0,), value)

    def limit(self, net: Sequence[int], buyer: int) -> int:
        """See `NetGame`; two winner determinations."""
        with_him, _ = self._best([0 if other == buyer else amount for other, amount in enumerate(net)], ())
        return with_him - self._best(net, (buyer,))[0]

    def _best(self, net: Sequence[int], absent: tuple[int, ...]) -> tuple[int, tuple[int, ...]]:
        worth = self._clearing.worth(without=absent, charges={buyer: Fraction(amount, self.scale) for buyer, amount in enumerate(net)})
        if not worth.exact:
            raise _limit_first()
        return int(worth.value * self.scale), worth.uses


def net_game(market: BundleMarket, step: Fraction, limits: Limits | None = None) -> NetGame:
    """The game of a market, in money units of which `step` is a multiple.

    Raises: `MarketError` M118 (reserve prices); `UsageError` U106 when a limit came first.
    Cost: 2^buyers winner determinations for up to `TABLE_UP_TO` buyers.
    """
    clearing, valuer = opened(market, limits or Limits())
    scale = common_denominator([step, Fraction(1, clearing.denominator)], "step and values")
    if clearing.seller > TABLE_UP_TO:
        return SearchGame(clearing, [valuer.value(buyer, market.goods) for buyer in range(clearing.seller)], scale)
    return table_game(clearing, scale)


def table_game(clearing: Clearing, scale: int) -> TableGame:
    """The game on the table of all worths.

    Raises: `UsageError` U105 above `TABLE_UP_TO` buyers, U106 when a limit came first.
    """
    worths = [0] * (1 << clearing.seller)
    for coalition, worth in all_worths(clearing).items():
        worths[sum(1 << buyer for buyer in coalition)] = int(worth * scale)
    return TableGame(worths, scale)


def _limit_first() -> UsageError:
    return UsageError("U106", "learning", "a limit came first", "more time", "raise the limit")
