"""Profiles of requests, and the net payoffs they ask for.

*Meaning.* A request is a bundle and a price; all that matters of it is the net payoff r = value of the bundle - price.  The value of a bundle
is the largest total of the buyer's bids that fit into it.

*Source.* spec gamma 6; `docs/formats/gamma.md` (Requests).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from marketwright.answers.answer import plain
from marketwright.certificates.bounds import bound_document
from marketwright.coalitions.worths import Clearing
from marketwright.errors import MarketError, UsageError
from marketwright.exact import parse_number
from marketwright.markets.bundle import BundleMarket
from marketwright.questions import Limits


@dataclass(frozen=True, slots=True)
class Request:
    """A bundle (names, in market order) and the price offered for it."""

    bundle: tuple[str, ...]
    price: Fraction

    def document(self) -> dict[str, Any]:
        """The request as documents write it."""
        return {"bundle": list(self.bundle), "price": plain(self.price)}


NO_REQUEST = Request((), Fraction(0))
"""Nothing for nothing: net payoff 0."""


class Valuer:
    """Values of bundles to single buyers, with the evidence that a checker cannot recompute in one look."""

    def __init__(self, clearing: Clearing) -> None:
        """Nothing is valued yet."""
        self._clearing = clearing
        self._atoms: list[list[int]] = [[] for _ in clearing.market.buyers]
        for number, atom in enumerate(clearing.atoms):
            self._atoms[atom.owner].append(number)
        self._number = {good: place for place, good in enumerate(clearing.market.goods)}
        self._shown: dict[tuple[int, tuple[str, ...]], dict[str, Any]] = {}
        self._uses: dict[tuple[int, tuple[str, ...]], tuple[int, ...]] = {}

    def value(self, buyer: int, bundle: Iterable[str]) -> Fraction:
        """What the bundle is worth to the buyer.

        Raises: `UsageError` U106 when a limit came first (buyers of several groups only).
        """
        return self.total(self.uses(buyer, bundle))

    def total(self, uses: Iterable[int]) -> Fraction:
        """The sum of bids' values."""
        return self._clearing.total(uses)

    def uses(self, buyer: int, bundle: Iterable[str]) -> tuple[int, ...]:
        """Bids of the buyer that fit into the bundle together and are worth the most.

        Raises: as `value`.
        """
        key = buyer, tuple(sorted(bundle, key=self._number.__getitem__))
        if key not in self._uses:
            self._uses[key] = self._best_uses(*key)
        return self._uses[key]

    def _best_uses(self, buyer: int, bundle: tuple[str, ...]) -> tuple[int, ...]:
        goods = {self._number[good] for good in bundle}
        atoms = self._clearing.atoms
        inside = [number for number in self._atoms[buyer] if goods.issuperset(atoms[number].goods)]
        if len({atoms[number].group for number in self._atoms[buyer]}) <= 1:
            best = max(inside, key=lambda number: atoms[number].value, default=None)
            return () if best is None or atoms[best].value == 0 else (best,)
        if not bundle:
            return ()
        others = set(range(self._clearing.seller)) - {buyer}
        worth = self._clearing.worth(without=others, banned=set(self._atoms[buyer]) - set(inside))
        if not worth.exact:
            raise UsageError(
                "U106", f"the value of a bundle to {self._clearing.market.buyers[buyer].name!r}", "a limit came first", "more time", "raise the limit"
            )
        self._shown[buyer, bundle] = {
            "buyer": self._clearing.market.buyers[buyer].name,
            "bundle": list(bundle),
            "uses": list(worth.uses),
            "bound": bound_document(worth.bound),
        }
        return worth.uses

    @property
    def evidence(self) -> list[dict[str, Any]]:
        """The certificate's `values`: every bundle valued so far that needs a proof."""
        return [self._shown[key] for key in sorted(self._shown)]


@dataclass(frozen=True, slots=True)
class Profile:
    """The net payoffs asked for, by buyer's index, and where they come from requests the bids that the requested bundles serve.

    The bids only suggest where to look first for a best reply, and serve the first buyer should nobody be worth serving.
    """

    net: tuple[Fraction, ...]
    asked: tuple[tuple[int, ...], ...] = ()

    @property
    def charges(self) -> dict[int, Fraction]:
        """The same as charges of a winner determination."""
        return dict(enumerate(self.net))

    @property
    def insisting(self) -> frozenset[int]:
        """Buyers who ask for less than nothing: every best reply serves them."""
        return frozenset(buyer for buyer, net in enumerate(self.net) if net < 0)


def requests_of(entries: Mapping[str, Mapping[str, Any]]) -> dict[str, Request]:
    """The requests of a canonical second input."""
    return {name: Request(tuple(entry["bundle"]), parse_number(str(entry["price"]), f"input.requests.{name}.price")) for name, entry in entries.items()}


def requests_document(requests: Mapping[str, Request]) -> dict[str, Any]:
    """The second input that asks for these requests, in canonical form."""
    return {"format": "marketwright.input/1", "requests": {name: request.document() for name, request in requests.items()}}


def profile_of(requests: Mapping[str, Request], valuer: Valuer, market: BundleMarket) -> Profile:
    """The net payoffs of one request for every buyer."""
    asked = [requests[buyer.name] for buyer in market.buyers]
    uses = tuple(valuer.uses(number, request.bundle) for number, request in enumerate(asked))
    return Profile(tuple(valuer.total(served) - request.price for served, request in zip(uses, asked, strict=True)), uses)


def opened(market: BundleMarket, limits: Limits) -> tuple[Clearing, Valuer]:
    """The market made ready for the mechanism, whose seller values nothing.

    Raises: `MarketError` M118 for a market with reserve prices.
    """
    if market.reserve_prices:
        given = f"a reserve price for {next(iter(market.reserve_prices))!r}"
        raise MarketError("M118", "reserve_prices", given, "none: in mechanism Γ the seller values nothing", "leave them out, or ask for the rule vickrey")
    clearing = Clearing(market, limits)
    return clearing, Valuer(clearing)
