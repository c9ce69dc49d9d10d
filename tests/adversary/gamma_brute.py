"""Mechanism Γ by listing everything the seller may do: all members, all ways to hand all goods to them."""

from fractions import Fraction
from itertools import product

from . import brute

Reply = tuple[frozenset[str], tuple[str, ...]]
"""Members, and who gets each good."""


def powerset(items: list[str]) -> list[list[str]]:
    return [[item for item, bit in zip(items, bits, strict=True) if bit] for bits in product([0, 1], repeat=len(items))]


def value(market: dict, name: str, bundle: list[str]) -> Fraction:
    bids = brute.bids_of(market)
    sets = brute.feasible_sets(bids, {name})
    inside = [s for s in sets if all(bids[j].owner == name and bids[j].goods <= {*bundle} for j in s)]
    return max(sum((bids[j].value for j in s), Fraction(0)) for s in inside)


def net_payoffs(market: dict, requests: dict) -> dict[str, Fraction]:
    return {name: value(market, name, requests[name]["bundle"]) - Fraction(requests[name]["price"]) for name in brute.names(market)}


def tables(market: dict) -> dict[str, dict[frozenset[str], Fraction]]:
    return {name: {frozenset(bundle): value(market, name, bundle) for bundle in powerset(market["goods"])} for name in brute.names(market)}


def replies(market: dict, net: dict[str, Fraction]) -> dict[Reply, tuple[Fraction, Fraction]]:
    """Returns payment and surplus of every reply that gives each member at least what he asks for."""
    worth, found = tables(market), {}
    for members in powerset(brute.names(market)):
        for holders in product(members, repeat=len(market["goods"])) if members else ():
            kept = {i: worth[i][frozenset(g for g, holder in zip(market["goods"], holders, strict=True) if holder == i)] for i in members}
            if all(kept[i] >= net[i] for i in members):
                found[frozenset(members), holders] = (sum((kept[i] - net[i] for i in members), Fraction(0)), sum(kept.values(), Fraction(0)))
    return found


def best_replies(market: dict, net: dict[str, Fraction]) -> tuple[Fraction, dict[Reply, Fraction]]:
    """Returns the largest payment, and the surplus of every reply with it."""
    listed = replies(market, net)
    most = max(paid for paid, _ in listed.values())
    return most, {reply: surplus for reply, (paid, surplus) in listed.items() if paid == most}


def deviations(market: dict, net: dict[str, Fraction]) -> dict[str, Fraction]:
    """Returns for each buyer the supremum of what he can have by another request; a request of nothing leaves him 0."""
    found = {}
    for i in brute.names(market):
        listed = replies(market, net | {i: Fraction(0)})
        without = max((paid for (members, _), (paid, _) in listed.items() if i not in members), default=Fraction(0))
        most = max(paid for (members, _), (paid, _) in listed.items() if i in members)
        found[i] = most - without
    return found


def supports(market: dict, net: dict[str, Fraction], members: frozenset[str]) -> bool:
    """Returns whether a best reply with these members is part of a subgame perfect equilibrium."""
    return all(d == (net[i] if i in members else 0) for i, d in deviations(market, net).items())


def submodular(market: dict) -> bool:
    everyone = brute.names(market)
    worth = {frozenset(c): brute.best(market, set(c))[0] for c in brute.coalitions(market)}
    return all(worth[t | {i}] + worth[t | {j}] >= worth[t | {i, j}] + worth[t] for t in worth for i in everyone for j in everyone if i != j and not t & {i, j})


def reply_in(market: dict, members: list[str], allocation: dict[str, list[str]]) -> Reply:
    holder = {good: name for name, goods in allocation.items() for good in goods}
    return frozenset(members), tuple(holder[good] for good in market["goods"])


def expanded(market: dict, entry: dict) -> list[Reply]:
    """Returns the replies that an entry stands for."""
    found = []
    for more in powerset(entry["optional"]):
        members = [name for name in brute.names(market) if name in entry["members"] + more]
        for holders in product(members, repeat=len(market["goods"])) if members else ():
            held = {i: {g for g, h in zip(market["goods"], holders, strict=True) if h == i} for i in members}
            if all(held[i] >= {*entry["bundles"][i]} for i in entry["members"]):
                found.append((frozenset(members), holders))
    return found
