"""What pointers prove of an equilibrium (`docs/formats/walrasian.md`): that its prices are least, or greatest."""

from collections.abc import Callable, Collection, Mapping
from typing import Any

from marketcheck.conditions import Unreadable, reject, shown
from marketcheck.documents import canonical_json
from marketcheck.market import Names
from marketcheck.unit_demand import UnitMarket
from marketcheck.walrasian import Equilibrium, allocation_of, named, number_of, of_all


def stated_equilibrium(market: UnitMarket, part: Mapping[str, Any], place: str) -> Equilibrium:
    """Returns prices of at least the reserve prices, and an allocation at which unsold goods cost them."""
    prices = of_all(part["prices"], market.goods, f"{place}.prices")
    for name, price, reserve in zip(market.goods, prices, market.reserve_prices, strict=True):
        if price < reserve:
            reject("W3", f"{place}.prices.{name}", price, f"at least {shown(reserve)}")
    found = Equilibrium(market, prices, allocation_of(market, part["allocation"], f"{place}.allocation"))
    for name, holder, competitive, price in zip(market.goods, found.holders, found.competitive, prices, strict=True):
        if holder < 0 and competitive:
            reject("W4", f"{place}.prices.{name}", price, "the reserve price, as the good is unsold")
    return found


def equilibrium(market: UnitMarket, part: Mapping[str, Any], sense: str, place: str) -> Equilibrium:
    """Returns the equilibrium of a part, whose pointers prove that its prices are least or greatest, as `sense` says."""
    found = stated_equilibrium(market, part, place)
    for buyer, (name, good) in enumerate(zip(market.buyers, found.held, strict=True)):
        if not found.wants(buyer, good):
            better = [named(other, market.goods) for other in found.demands[buyer][:10]]
            reject("W5", f"{place}.allocation.{name}", named(good, market.goods), canonical_json(better))
    if sense == "least":
        pointers = least_pointers(found, part["pointers"], f"{place}.pointers")
        for good, buyer in pointers.items():
            if not found.wants(buyer, good):
                reject("W7", f"{place}.pointers.{market.goods[good]}", market.buyers[buyer], "a buyer who demands the good")
        return found
    sold = [good for good, holder in enumerate(found.holders) if holder >= 0]
    pointed = pointers_of(market.goods, part["pointers"], sold, market.goods, f"{place}.pointers")
    for good, other in pointed.items():
        if other == good or not found.wants(found.holders[good], other):
            reject("W7", f"{place}.pointers.{market.goods[good]}", named(other, market.goods), "another position that the good's owner demands")
    require_way_out(pointed, lambda good: pointed.get(good, found.null), market.goods, f"{place}.pointers")
    return found


def least_pointers(found: Equilibrium, stated: Mapping[str, str | None], place: str) -> dict[int, int]:
    """Returns the buyers at the pointers of all competitive goods, from whose positions pointers lead to one that is not competitive."""
    market, needed = found.market, [good for good, competitive in enumerate(found.competitive) if competitive]
    pointers = pointers_of(market.goods, stated, needed, market.buyers, place)
    require_way_out(pointers, lambda good: found.held[pointers[good]], market.goods, place)
    return pointers


def pointers_of(goods: Names, stated: Mapping[str, str | None], needed: Collection[int], names: Names, place: str) -> dict[int, int]:
    """Returns where the pointers of exactly the goods that need one lead: to buyers, or to positions."""
    if {*stated} != {goods[good] for good in needed}:
        reject("W6", place, canonical_json(sorted(stated)), canonical_json([goods[good] for good in needed]))
    for good, name in stated.items():
        if name is None and names is not goods:
            raise Unreadable("name", f"{place}.{good}: the name of a buyer is needed here")
    return {good: number_of(stated[goods[good]], names, place) for good in needed}


def require_way_out(pointers: Mapping[int, int], step: Callable[[int], int], goods: Names, place: str) -> None:
    """Verifies that by steps one comes, without a circle, from every good with a pointer to what has none."""
    settled = set[int]()
    for start in pointers:
        way, good = set[int](), start
        while good in pointers and good not in settled:
            if good in way:
                reject("W8", f"{place}.{goods[good]}", "a circle", "a way out")
            way.add(good)
            good = step(good)
        settled |= way
