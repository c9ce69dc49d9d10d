"""Allocations and prices that a second input states, by index, and whether they belong together.

*Source.* spec pricing 2; `docs/formats/pricing.md` (Posted prices), `docs/formats/input.md`.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from marketwright.errors import SecondInputError
from marketwright.exact import number_text
from marketwright.markets.places import did_you_mean, listed, shown
from marketwright.pricing.conditions import Scheme
from marketwright.pricing.economy import Economy, FullAllocation
from marketwright.pricing.posted import PriceTable
from marketwright.solvers.packing.problem import mask_of, members

LISTED_UP_TO = 8
"""A price list of all bundles is taken as prices in markets of up to this many goods."""
TESTED_UP_TO = 10
"""The coherence of a price list is tested in markets of up to this many goods."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stated:
    """What the input states; prices of goods or holders (`prices`), or of all bundles (`table`), or neither."""

    scheme: Scheme
    allocation: FullAllocation | None
    prices: Mapping[int, Fraction] | None
    table: PriceTable | None


def stated(economy: Economy, given: Mapping[str, Any]) -> Stated:
    """What the input states about prices to be posted.

    Raises: `SecondInputError` I101 (packages without their allocation), I116 (keys that do not fit), I117 (a list with gaps), I118 (a list that is not
    monotone).
    """
    scheme: Scheme = given["scheme"]
    allocation = stated_allocation(economy, given)
    if "prices" in given and "price_list" in given:
        raise SecondInputError("I116", "input", "prices and price_list", "one of the two", "leave out one of them")
    if "price_list" in given and scheme in ("good", "eff"):
        keys = "goods" if scheme == "good" else "packages"
        allowed = f"prices of {keys} with scheme {scheme}, price_list with all or any"
        raise SecondInputError("I116", "input.price_list", f"a price list with scheme {scheme}", allowed, "write prices, or choose another scheme")
    if "enforce" in given and scheme != "any":
        raise SecondInputError("I116", "input.enforce", f"enforce with scheme {scheme}", "enforce with scheme any", "leave it out")
    prices = _prices(economy, scheme, allocation, given["prices"]) if "prices" in given else None
    table = price_table(economy, given["price_list"], LISTED_UP_TO) if "price_list" in given else None
    if table is not None:
        _require_monotone(economy, table)
    return Stated(scheme=scheme, allocation=allocation, prices=prices, table=table)


def stated_allocation(economy: Economy, given: Mapping[str, Any]) -> FullAllocation | None:
    """The allocation of the input, if there is one."""
    if "allocation" not in given:
        return None
    bundles = (mask_of(economy.market.goods.index(good) for good in given["allocation"][name]) for name in economy.names)
    return FullAllocation(tuple(bundles), ())


def needed(key: str, what: str, because: str) -> SecondInputError:
    """The error of an input that lacks a key."""
    return SecondInputError("I101", "input", f"no {key}", what, because)


def _prices(economy: Economy, scheme: Scheme, allocation: FullAllocation | None, given: Mapping[str, Any]) -> dict[int, Fraction]:
    """Prices by good or by holder."""
    if scheme == "good":
        names, variables, what = list(economy.market.goods), tuple(range(economy.goods)), "good"
    elif allocation is None:
        what = "the allocation whose packages the prices are for"
        raise needed("allocation", what, "add it: prices of packages are named after the buyers who hold them")
    else:
        names, variables, what = economy.names, allocation.holders, "holder of a package"
    allowed = [names[variable] for variable in variables]
    text = f"one price for each {what}: {listed(allowed)}"
    for name in given:
        if name not in allowed:
            kind = "a buyer who holds nothing" if scheme != "good" and name in economy.names else f"no {what}"
            raise SecondInputError("I116", "input.prices", f"{name!r}, {kind}", text, did_you_mean(name, allowed, "leave it out"))
    missing = [name for name in allowed if name not in given]
    if missing:
        raise SecondInputError("I116", "input.prices", f"no price for {missing[0]!r}", text, "add it")
    return {variable: Fraction(given[names[variable]]) for variable in variables}


def price_table(economy: Economy, entries: list[Mapping[str, Any]], most_goods: int) -> list[Fraction]:
    """The price of every bundle, by its mask; nothing costs 0.

    Raises: `SecondInputError` I117.
    """
    place = "input.price_list"
    if economy.goods > most_goods:
        raise SecondInputError("I117", place, f"a price list for {economy.goods} goods", f"up to {most_goods} goods", "state prices of goods or packages")
    allowed = f"one price for each of the {(1 << economy.goods) - 1} bundles that are not empty"
    found: dict[int, Fraction] = {0: Fraction(0)}
    for number, entry in enumerate(entries):
        bundle = mask_of(economy.market.goods.index(good) for good in entry["bundle"])
        if bundle in found:
            given = f"a second price of {_together(entry['bundle'])}" if bundle else "a price of nothing"
            raise SecondInputError("I117", f"{place}[{number}]", given, allowed, "remove it" if bundle else "leave it out: nothing costs 0")
        found[bundle] = Fraction(entry["price"])
    missing = [bundle for bundle in range(1 << economy.goods) if bundle not in found]
    if missing:
        more = f" ({len(missing)} are missing)" if len(missing) > 1 else ""
        raise SecondInputError("I117", place, f"no price of {_together(economy.goods_of(missing[0]))}", allowed, f"add it{more}")
    return [found[bundle] for bundle in range(1 << economy.goods)]


def cheaper_with_more(table: PriceTable) -> tuple[int, int] | None:
    """A bundle and one with a good more that costs less; None if the table is monotone."""
    for bundle in range(len(table)):
        for good in members(bundle):
            if table[bundle ^ 1 << good] > table[bundle]:
                return bundle ^ 1 << good, bundle
    return None


def _require_monotone(economy: Economy, table: PriceTable) -> None:
    found = cheaper_with_more(table)
    if found is not None:
        few, many = (f"{_together(economy.goods_of(bundle))} at {number_text(table[bundle])}" for bundle in found)
        remedy = "lower the first price or raise the second; the rule prices/coherence tests any list"
        raise SecondInputError("I118", "input.price_list", f"{few}, and {many}", "prices that do not fall when goods are added", remedy)


def _together(goods: Iterable[str]) -> str:
    """Goods of one bundle in a message."""
    return " with ".join(map(shown, goods))
