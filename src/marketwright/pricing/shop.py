"""A shop: customers arrive one after the other, see what is left, buy a favourite, and leave; and a catalogue, from which everybody orders all favourites.

*Meaning.* With `good` a customer buys any goods left at their sum; with `all` any goods left at the cheapest partition; with `eff` any packages that are
unsold; with `any` one bundle.  Nothing costs 0.  What a customer buys of several favourites is arbitrary.  The welfare is the utility of the goods bought.

*Source.* spec pricing 5 (F7, F8); `docs/formats/pricing.md` (The shop).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from itertools import permutations
from random import Random

from marketwright.exact import common_denominator
from marketwright.pricing.economy import Economy
from marketwright.pricing.posted import PostedPrices, utility_table

TABLED_UP_TO = 8
"""In markets of up to this many goods all bundles on offer are listed."""


@dataclass(frozen=True, slots=True)
class Sale:
    """What a customer bought and paid."""

    buyer: int
    bundle: int
    price: Fraction


@dataclass(frozen=True, slots=True)
class Run:
    """The sales in the order of arrival, and what the goods bought are worth to their buyers."""

    sales: tuple[Sale, ...]
    welfare: Fraction


@dataclass(frozen=True, slots=True)
class Explored:
    """The runs of least and of greatest welfare; an order in which no choice among favourites reaches the greatest worth of all (None: there is none such)."""

    worst: Run
    best: Run
    stuck: tuple[tuple[int, ...], Fraction] | None


@dataclass(frozen=True)
class Shop:
    """A shop with posted prices."""

    posted: PostedPrices
    _kept: dict[tuple[int, int], list[int]] = field(default_factory=dict, repr=False)

    @property
    def economy(self) -> Economy:
        """Who may come."""
        return self.posted.economy

    @property
    def everything(self) -> int:
        """The full stock."""
        return (1 << self.economy.goods) - 1

    def favourites(self, buyer: int, stock: int) -> list[int]:
        """Bundles of what is left that leave the buyer most, increasing; nothing may be one of them.

        Of a market of more goods than are tabled only some, but at least two if there are several.
        """
        key = buyer, stock
        if key not in self._kept:
            found = self._tabled(buyer, stock) if self.economy.goods <= TABLED_UP_TO else self._from_options(buyer, stock)
            if self.economy.goods > TABLED_UP_TO:
                return found
            self._kept[key] = found
        return self._kept[key]

    @cached_property
    def _offers(self) -> list[tuple[int, Fraction]]:
        posted, held = self.posted, self.posted.allocation
        if posted.one_package:
            bundles = [0, *(held.bundles[holder] for holder in held.holders)]
        elif posted.table is None and posted.scheme in ("eff", "any"):
            bundles = [0]
            for holder in held.holders:
                bundles += [bundle | held.bundles[holder] for bundle in bundles]
        else:
            bundles = list(range(self.everything + 1))
        return [(bundle, posted.cost(bundle)) for bundle in sorted(bundles)]

    @cached_property
    def _utilities(self) -> list[list[Fraction]]:
        return [utility_table(self.economy, buyer) for buyer in range(len(self.economy.names))]

    @cached_property
    def _nets(self) -> list[list[tuple[int, Fraction]]]:
        return [[(bundle, table[bundle] - cost) for bundle, cost in self._offers] for table in self._utilities]

    def _tabled(self, buyer: int, stock: int) -> list[int]:
        left = [(bundle, net) for bundle, net in self._nets[buyer] if not bundle & ~stock]
        most = max(net for _, net in left)
        return [bundle for bundle, net in left if net == most]

    def _from_options(self, buyer: int, stock: int) -> list[int]:
        posted, most, found = self.posted, Fraction(0), {0}
        for option, value in posted.choices(buyer):
            bundle = posted.carried(option)
            if bundle & ~stock:
                continue
            net = value - posted.cost(bundle)
            if net >= most:
                found = {bundle} if net > most else found | {bundle}
                most = net
        return sorted({more for bundle in found for more in (bundle, *self._enlarged(bundle, stock))})

    def _enlarged(self, bundle: int, stock: int) -> Iterator[int]:
        """The same with everything that adds nothing to its price."""
        posted = self.posted
        if posted.one_package:
            return
        prices = posted.prices or {}
        free = [variable for variable, price in prices.items() if price == 0]
        if posted.scheme == "good":
            yield bundle | sum(1 << good for good in free if stock >> good & 1 and not bundle >> good & 1)
            return
        parts = posted.allocation.union({*posted.allocation.touched(bundle), *free})
        if posted.scheme == "all":
            yield bundle | (parts & stock)
        else:
            unsold = [holder for holder in free if not posted.allocation.bundles[holder] & ~stock]
            yield bundle | posted.allocation.union(unsold)

    def worth(self, buyer: int, bundle: int) -> Fraction:
        """What a bundle is worth to the buyer."""
        return self._utilities[buyer][bundle] if self.economy.goods <= TABLED_UP_TO else self.economy.utility(buyer, bundle)

    def two_favourites(self) -> tuple[int, int, int] | None:
        """A buyer with two favourites while nothing is sold; None if the prices are strict."""
        for buyer in range(len(self.economy.names)):
            found = self.favourites(buyer, self.everything)
            if len(found) > 1:
                return buyer, found[0], found[1]
        return None

    def run(self, choices: Sequence[tuple[int, int]]) -> Run:
        """The run in which these buyers, in this order, take these bundles."""
        sales = tuple(Sale(buyer, bundle, self.posted.cost(bundle)) for buyer, bundle in choices)
        return Run(sales, sum((self.worth(buyer, bundle) for buyer, bundle in choices), Fraction(0)))


class Exploration:
    """All orders of arrival and all choices among favourites; utilities are counted in integers."""

    def __init__(self, shop: Shop) -> None:
        """Nothing is explored yet."""
        self._shop = shop
        tables = [utility_table(shop.economy, buyer) for buyer in range(len(shop.economy.names))]
        self._scale = common_denominator((worth for table in tables for worth in table), "values")
        self._worth = [[int(worth * self._scale) for worth in table] for table in tables]
        self._seen: dict[tuple[tuple[int, ...], int], tuple[int, int]] = {}

    def ends(self, queue: tuple[int, ...], stock: int) -> tuple[int, int]:
        """The least and the greatest welfare of what these customers buy, in this order."""
        if not queue:
            return 0, 0
        key = queue, stock
        if key not in self._seen:
            worth, rest = self._worth[queue[0]], queue[1:]
            favourites = self._shop.favourites(queue[0], stock)
            later = [self.ends(rest, stock ^ bundle) for bundle in favourites]
            least = min(worth[bundle] + end for bundle, (end, _) in zip(favourites, later, strict=True))
            most = max(worth[bundle] + end for bundle, (_, end) in zip(favourites, later, strict=True))
            self._seen[key] = least, most
        return self._seen[key]

    def run(self, order: tuple[int, ...], end: int) -> Run:
        """A run of least (0) or greatest (1) welfare in this order."""
        stock, choices = self._shop.everything, []
        for place, buyer in enumerate(order):
            rest, aim = order[place + 1 :], self.ends(order[place:], stock)[end]
            favourites = self._shop.favourites(buyer, stock)
            bundle = next(bundle for bundle in favourites if self._worth[buyer][bundle] + self.ends(rest, stock ^ bundle)[end] == aim)
            choices.append((buyer, bundle))
            stock ^= bundle
        return self._shop.run(choices)

    def explore(self, goal: Fraction) -> Explored:
        """The worst and the best run of all, and the first order in which `goal` is out of reach."""
        found = {order: self.ends(order, self._shop.everything) for order in permutations(range(len(self._worth)))}
        worst, best = min(found, key=lambda order: found[order][0]), max(found, key=lambda order: found[order][1])
        stuck = next(((order, Fraction(most, self._scale)) for order, (_, most) in found.items() if most < goal * self._scale), None)
        return Explored(self.run(worst, 0), self.run(best, 1), stuck)


def sampled(shop: Shop, samples: int, seed: int) -> Explored:
    """The worst and the best of some runs: orders and choices are drawn, the same for the same seed."""
    random, customers = Random(seed), range(len(shop.economy.names))
    runs = []
    for _ in range(samples):
        stock, choices = shop.everything, []
        for buyer in random.sample(customers, len(customers)):
            bundle = random.choice(shop.favourites(buyer, stock))
            choices.append((buyer, bundle))
            stock ^= bundle
        runs.append(shop.run(choices))
    return Explored(min(runs, key=lambda run: run.welfare), max(runs, key=lambda run: run.welfare), None)


def catalogue(posted: PostedPrices) -> Fraction | None:
    """The greatest total utility when everybody gets one of all his favourites, disjointly; None if that cannot be.

    Meaning: favourites at full stock, among all bundles that have a price.

    Cost: 3^goods steps for each buyer at most.
    """
    economy = posted.economy
    packages = [posted.allocation.bundles[holder] for holder in posted.allocation.holders]
    bundles = [0, *packages] if posted.one_package else list(range(1 << economy.goods))
    costs = [posted.cost(bundle) for bundle in bundles]
    filled: dict[int, Fraction] = {0: Fraction(0)}
    for buyer in range(len(economy.names)):
        table = utility_table(economy, buyer)
        nets = [table[bundle] - cost for bundle, cost in zip(bundles, costs, strict=True)]
        most = max(nets)
        orders = [bundle for bundle, net in zip(bundles, nets, strict=True) if net == most]
        more: dict[int, Fraction] = {}
        for sold, worth in filled.items():
            for bundle in orders:
                if not sold & bundle:
                    more[sold | bundle] = max(more.get(sold | bundle, Fraction(0)), worth + table[bundle])
        filled = more
    return max(filled.values(), default=None)
