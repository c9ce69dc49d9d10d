"""Worths by listing every feasible set of bids: slow, plain, and unrelated to the checker's code."""

from dataclasses import dataclass
from fractions import Fraction
from itertools import chain, combinations

SELLER = "seller"


@dataclass(frozen=True)
class Bid:
    owner: str
    group: tuple[str, int]
    goods: frozenset[str]
    value: Fraction


def groups(market: dict, values: dict) -> list[list[tuple[list[str], object]]]:
    kind = values["type"]
    bids = [(bid["bundle"], bid["value"]) for bid in values.get("bids", [])]
    if kind in ("xor", "table"):
        return [bids]
    if kind == "or":
        return [[bid] for bid in bids]
    if kind == "or-of-xor":
        return [[(b["bundle"], b["value"]) for b in group] for group in values["groups"]]
    if kind == "assignment":
        return [[([g], p[g]) for g in market["goods"] if g in p] for p in values["positions"]]
    single = [([g], values["values"][g]) for g in market["goods"] if g in values["values"]]
    return [single] if kind == "unit-demand" else [[bid] for bid in single]


def bids_of(market: dict) -> list[Bid]:
    found = [
        Bid(buyer["name"], (buyer["name"], number), frozenset(bundle), Fraction(value))
        for buyer in market["buyers"]
        for number, group in enumerate(groups(market, buyer["values"]))
        for bundle, value in group
    ]
    reserves = market.get("reserve_prices", {})
    return found + [Bid(SELLER, (SELLER, good), frozenset([good]), Fraction(reserves[good])) for good in market["goods"] if good in reserves]


def clash(a: Bid, b: Bid) -> bool:
    return bool(a.goods & b.goods) or a.group == b.group


def feasible_sets(bids: list[Bid], allowed: set[str]) -> list[list[int]]:
    sets: list[list[int]] = [[]]
    for j, bid in enumerate(bids):
        if bid.owner in allowed | {SELLER}:
            sets += [[*s, j] for s in sets if not any(clash(bids[k], bid) for k in s)]
    return sets


def names(market: dict) -> list[str]:
    return [buyer["name"] for buyer in market["buyers"]]


def coalitions(market: dict) -> list[tuple[str, ...]]:
    everyone = names(market)
    return list(chain.from_iterable(combinations(everyone, k) for k in range(len(everyone) + 1)))


def best(market: dict, allowed: set[str]) -> tuple[Fraction, list[int]]:
    """Returns worth(allowed) and the first feasible set that has it."""
    bids = bids_of(market)
    sets = feasible_sets(bids, allowed)
    totals = [sum((bids[j].value for j in s), Fraction(0)) for s in sets]
    return max(totals), sets[totals.index(max(totals))]


def allocation(market: dict, uses: list[int]) -> dict[str, list[str]]:
    bids = bids_of(market)
    held = {name: set() for name in [*names(market), SELLER]}
    for j in uses:
        held[bids[j].owner] |= bids[j].goods
    return {name: [g for g in market["goods"] if g in held[name]] for name in names(market)}


def tie_vector(market: dict, uses: list[int]) -> list[int]:
    """Returns for each good the index of its buyer, unsold last."""
    held = allocation(market, uses)
    order = names(market)
    owner = {good: order.index(name) for name in order for good in held[name]}
    return [owner.get(good, len(order)) for good in market["goods"]]


def vickrey_payoffs(market: dict) -> dict[str, Fraction]:
    everyone = set(names(market))
    whole = best(market, everyone)[0]
    payoffs = {name: whole - best(market, everyone - {name})[0] for name in names(market)}
    return payoffs | {SELLER: whole - sum(payoffs.values())}


def blocking(market: dict, payoffs: dict[str, Fraction]) -> list[tuple[str, ...]]:
    return [coalition for coalition in coalitions(market) if best(market, set(coalition))[0] > payoffs[SELLER] + sum(payoffs[name] for name in coalition)]


def in_core(market: dict, payoffs: dict[str, Fraction]) -> bool:
    whole = best(market, set(names(market)))[0]
    return all(payoffs[name] >= 0 for name in names(market)) and sum(payoffs.values()) == whole and not blocking(market, payoffs)
