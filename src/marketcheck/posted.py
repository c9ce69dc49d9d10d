"""Posted prices (`docs/formats/pricing.md`): what an input and an outcome say of them, what is on offer, and what a buyer likes best; sets are bit masks."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from marketcheck.case import Case, positions
from marketcheck.conditions import Unreadable, reject, shown
from marketcheck.documents import canonical_json, number, of_type
from marketcheck.options import Options, mask, members, options, value_of
from marketcheck.pricing import MAX_OPTIONS

MAX_LISTED = 8
"""A price list is posted for at most so many goods."""
MAX_TESTED = 10
"""A price list is tested for at most so many goods."""
MAX_SAMPLES, MAX_SEED = 100_000, 10**18
SCHEMES = {"good", "eff", "all", "any"}


def price(value: object, place: str) -> Fraction:
    """Returns the price, which is at least 0."""
    found = number(value, place)
    if found < 0:
        raise Unreadable("number", f"{place}: a price is at least 0")
    return found


def integer(least: int, most: int) -> Any:
    """Returns the form of an integer in a range."""

    def form(value: object, place: str) -> int:
        found: int = of_type(value, int, place)
        if not least <= found <= most:
            raise Unreadable("number", f"{place}: an integer from {least} to {most} is needed here")
        return found

    return form


SAMPLES, SEED = integer(1, MAX_SAMPLES), integer(0, MAX_SEED)
STATED: dict[str, Any] = {"scheme": SCHEMES, "allocation?": {str: [str]}, "prices?": {str: price}, "price_list?": [{"bundle": [str], "price": price}]}


def table_of(case: Case, most_goods: int) -> list[Fraction]:
    """Returns the price of every bundle in the input's price list; nothing costs 0."""
    goods, listed, place = case.market.goods, case.input["price_list"], "input.price_list"
    if len(goods) > most_goods:
        reject("S9", place, f"{len(goods)} goods", f"at most {most_goods}")
    found = {0: Fraction(0)}
    for k, entry in enumerate(listed):
        bundle = mask(positions(entry["bundle"], goods, f"{place}[{k}].bundle"))
        if bundle in found:
            reject("S1", f"{place}[{k}]", canonical_json(entry["bundle"]), "every bundle once, without that of nothing")
        found[bundle] = entry["price"]
    if len(found) < 2 ** len(goods):
        reject("S1", place, f"{len(found) - 1} bundles", f"all {2 ** len(goods) - 1}")
    return [found[bundle] for bundle in range(2 ** len(goods))]


def cheaper_with_more(table: Sequence[Fraction]) -> Iterator[tuple[int, int]]:
    """Yields bundles, each with one that has a good more and costs less."""
    for bundle in range(len(table)):
        for good in members(bundle):
            if table[bundle - 2**good] > table[bundle]:
                yield bundle - 2**good, bundle


def partitioned(table: Sequence[Fraction]) -> list[Fraction]:
    """Returns what every bundle costs when it is bought in the cheapest parts."""
    least = [*table]
    for bundle in range(len(table)):
        part = (bundle - 1) & bundle
        while part:
            least[bundle] = min(least[bundle], least[part] + least[bundle - part])
            part = (part - 1) & bundle
    return least


def packages_of(case: Case, allocation: Mapping[str, Sequence[str]], place: str) -> list[int]:
    """Returns every buyer's goods in an allocation of all goods."""
    goods, left, packages = case.market.goods, 2 ** len(case.market.goods) - 1, list[int]()
    if sorted(allocation) != sorted(case.market.buyers):
        raise Unreadable("keys", f"{place}: every buyer is needed, and nobody else")
    for name in case.market.buyers:
        packages.append(mask(positions(allocation[name], goods, f"{place}.{name}")))
        if packages[-1] & ~left:
            reject("E2", f"{place}.{name}", "a good that another buyer has", "every good once")
        left -= packages[-1]
    if left:
        reject("E2", place, canonical_json(case.market.names(members(left))), "given to somebody")
    return packages


@dataclass(frozen=True, slots=True, kw_only=True)
class Posted:
    """What is on offer.

    `sold` is "goods" at prices of goods; "packages", "package" (one for each buyer) or "parts" of packages at prices of packages; or "listed". For each buyer:
    his options and his goods.
    """

    sold: str
    wants: Sequence[Options]
    packages: Sequence[int]
    prices: Mapping[int, Fraction]
    table: Sequence[Fraction]

    def touched(self, bundle: int) -> list[int]:
        """Returns the holders of the packages that the bundle touches."""
        return [i for i, package in enumerate(self.packages) if package & bundle]

    def cost(self, bundle: int) -> Fraction:
        """Returns what the bundle costs."""
        if self.sold == "listed":
            return self.table[bundle]
        return sum((self.prices[k] for k in (members(bundle) if self.sold == "goods" else self.touched(bundle))), Fraction(0))

    def taken(self, bundle: int) -> int:
        """Returns what has to be taken to have the bundle."""
        return sum(self.packages[i] for i in self.touched(bundle)) if self.sold in ("packages", "package") else bundle

    def offered(self, bundle: int) -> bool:
        """Returns whether exactly this bundle can be bought."""
        return self.taken(bundle) == bundle and (self.sold != "package" or len(self.touched(bundle)) <= 1)

    def utility(self, buyer: int, bundle: int) -> Fraction:
        """Returns what the bundle is worth to the buyer."""
        return value_of(self.wants[buyer], bundle)

    def net(self, buyer: int, bundle: int) -> Fraction:
        """Returns what it is worth to him above its price."""
        return self.utility(buyer, bundle) - self.cost(bundle)

    def liked(self, buyer: int, stock: int) -> tuple[Fraction, set[int]]:
        """Returns the most that a bundle of what is left leaves the buyer, and bundles that do: all but those that contain one of these at its price."""
        if self.sold == "listed":
            listed = [(bundle, self.utility(buyer, bundle)) for bundle in range(len(self.table))]
        elif self.sold == "package":
            listed = [(package, self.utility(buyer, package)) for package in {0, *self.packages}]
        else:
            listed = [(self.taken(bundle), value) for bundle, value in self.wants[buyer].items()]
        nets = [(value - self.cost(bundle), bundle) for bundle, value in listed if not bundle & ~stock]
        most = max(net for net, _ in nets)
        return most, {bundle for net, bundle in nets if net == most}

    def favourites(self, buyer: int, stock: int) -> list[int]:
        """Returns all bundles of what is left that leave the buyer most, for a market of few goods."""
        most, bundle, found = self.liked(buyer, stock)[0], stock, list[int]()
        while True:
            if self.offered(bundle) and self.net(buyer, bundle) == most:
                found.append(bundle)
            if not bundle:
                return found
            bundle = (bundle - 1) & stock

    def only_favourite(self, buyer: int, stock: int) -> bool:
        """Returns whether the buyer has a single favourite while nothing is sold."""
        liked = self.liked(buyer, stock)[1]
        (first, *others) = liked
        if others or self.sold in ("listed", "package"):
            return not others
        if self.sold == "goods":
            return all(self.prices[good] > 0 or first >> good & 1 for good in members(stock))
        free = [package for i, package in enumerate(self.packages) if package & ~first and (self.prices[i] == 0 or (self.sold == "parts" and package & first))]
        return not free


def posted(case: Case, allocation: Mapping[str, Sequence[str]], stated: Mapping[str, Fraction] | None, *, once: bool) -> Posted:
    """Returns what is on offer beside the allocation; `stated` are prices by name, else there is a price list; `once`: with `any` nobody may come again."""
    scheme, names, market = case.input["scheme"], case.market.buyers, case.market
    packages, table, prices = packages_of(case, allocation, "outcome.allocation"), list[Fraction](), dict[int, Fraction]()
    if ("price_list" in case.input) == (stated is not None) or ("price_list" in case.input and scheme in ("good", "eff")):
        reject("S2", "input", f"scheme {scheme}: {sorted(case.input)}", "prices, or price_list with all or any")
    if "prices" in case.input and scheme != "good" and "allocation" not in case.input:
        reject("S2", "input.prices", "packages of no stated allocation", "an allocation")
    if stated is not None:
        items = list(enumerate(market.goods)) if scheme == "good" else [(i, name) for i, name in enumerate(names) if packages[i]]
        if sorted(stated) != sorted(name for _, name in items):
            reject("S1", "prices", canonical_json(sorted(stated)), canonical_json([name for _, name in items]))
        prices = {k: stated[name] for k, name in items}
        sold = {"good": "goods", "eff": "packages", "all": "parts", "any": "package" if once else "packages"}[scheme]
    else:
        table, sold = table_of(case, MAX_LISTED), "listed"
        for few, many in cheaper_with_more(table):
            reject("S3", "input.price_list", f"{shown(table[few])} for {market.names(members(few))}", f"at most {shown(table[many])}, as for one good more")
        table = partitioned(table) if scheme == "all" or not once else table
    wants = [options(market, i, MAX_OPTIONS) for i in range(len(names))]
    return Posted(sold=sold, wants=wants, packages=packages, prices=prices, table=table)
