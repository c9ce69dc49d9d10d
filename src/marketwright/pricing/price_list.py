"""A price list that a shop can post, and the price of every bundle that it implies.

*Meaning.* Goods have prices of their own (`good`), or packages have (`eff`, `all`, `any`).  With `any` a bundle that is no package costs the least at which
nobody would rather have it than his own goods: `max(0, max over i of u_i(x) - (u_i(X_i) - price of X_i))`; for a package that is its own price.

*Source.* spec pricing 2 (F1) and 3 (F4).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from marketwright.markets.bundle import BundleMarket
from marketwright.pricing.conditions import Scheme
from marketwright.pricing.economy import Economy, FullAllocation
from marketwright.pricing.posted import PostedPrices
from marketwright.questions import Limits
from marketwright.solvers.packing.problem import mask_of

BUNDLES_UP_TO = 8
"""Every bundle is listed in markets of up to this many goods."""


@dataclass(frozen=True, slots=True)
class Priced:
    """Goods and what they cost together."""

    goods: tuple[str, ...]
    price: Fraction


@dataclass(frozen=True, slots=True)
class PriceList:
    """Prices of goods or of packages that support an allocation."""

    posted: PostedPrices

    @property
    def scheme(self) -> Scheme:
        """What has a price of its own."""
        return self.posted.scheme

    @property
    def market(self) -> BundleMarket:
        """What is sold."""
        return self.posted.economy.market

    @property
    def entries(self) -> tuple[Priced, ...]:
        """The goods or packages with prices of their own, in market order of their first goods."""
        bundles = [1 << good for good in range(self.posted.economy.goods)] if self.scheme == "good" else [x for x in self.posted.allocation.bundles if x]
        return tuple(self._priced(bundle) for bundle in sorted(bundles, key=lambda bundle: bundle & -bundle))

    @property
    def bundles(self) -> tuple[Priced, ...] | None:
        """Every bundle but the empty one, smaller ones first; None in markets of more goods than are listed."""
        if self.posted.economy.goods > BUNDLES_UP_TO:
            return None
        masks = sorted(range(1, 1 << self.posted.economy.goods), key=lambda bundle: (bundle.bit_count(), self.posted.economy.goods_of(bundle)))
        return tuple(self._priced(bundle) for bundle in masks)

    def price_of(self, goods: tuple[str, ...]) -> Fraction:
        """What these goods cost together."""
        return self._price(mask_of(self.market.goods.index(good) for good in set(goods)))

    def touched(self, goods: tuple[str, ...]) -> tuple[Priced, ...]:
        """The entries whose goods are among these."""
        return tuple(entry for entry in self.entries if set(entry.goods) & set(goods))

    def _priced(self, bundle: int) -> Priced:
        return Priced(tuple(self.posted.economy.goods_of(bundle)), self._price(bundle))

    def _price(self, bundle: int) -> Fraction:
        if self.scheme != "any":
            return self.posted.cost(bundle)
        economy, held = self.posted.economy, self.posted.allocation.bundles
        kept = (economy.utility(buyer, own) - self.posted.cost(own) for buyer, own in enumerate(held))
        return max(Fraction(0), *(economy.utility(buyer, bundle) - net for buyer, net in enumerate(kept)))


def price_list(market: BundleMarket, scheme: Scheme, allocation: Mapping[str, list[str]], prices: Mapping[str, Fraction]) -> PriceList:
    """The list of supporting prices of goods, or of packages by their holders, beside the allocation that they support."""
    economy = Economy(market, Limits())
    bundles = tuple(mask_of(market.goods.index(good) for good in allocation[name]) for name in economy.names)
    names = list(market.goods) if scheme == "good" else economy.names
    by_variable = {names.index(name): price for name, price in prices.items()}
    return PriceList(PostedPrices(economy=economy, allocation=FullAllocation(bundles, ()), scheme=scheme, prices=by_variable))
