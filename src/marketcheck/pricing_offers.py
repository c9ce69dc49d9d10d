"""What a scheme of anonymous prices offers (`docs/formats/pricing.md`), conditions on prices, and what multipliers prove of them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from operator import mul
from typing import Any

from marketcheck.case import Case, positions
from marketcheck.conditions import reject, shown
from marketcheck.documents import keys
from marketcheck.market import Names
from marketcheck.options import Options, cost, mask, members, value_of

Multipliers = Sequence[Mapping[str, Any]]
Prices = Sequence[Fraction]
"""A price for every item of an offer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """What a scheme sells beside an allocation: items, which are goods, or packages called after their holders; `most` is how many a condition is about.

    For each buyer: the items he has, what they are worth to him, and the sets of items that he may want.
    """

    buyers: Sequence[str]
    items: Sequence[str]
    most: int
    own: Sequence[int]
    utility: Sequence[Fraction]
    wants: Sequence[Options]

    def margin(self, prices: Prices) -> Fraction:
        """Returns the smallest margin of all conditions but those at what a buyer has: at least 0 exactly if the prices support the allocation.

        Among the sets that contain what a buyer has, and are worth no more, the one with the cheapest other item has the smallest.
        """
        ranked, found = sorted(range(len(prices)), key=prices.__getitem__), []
        for own, utility, wants in zip(self.own, self.utility, self.wants, strict=True):
            surplus = utility - cost(prices, own)
            found += [surplus - value + cost(prices, items) for items, value in wants.items() if items != own]
            if self.most > 1 or not own:
                found += [prices[k] for k in ranked if not own >> k & 1][:1]
        return min(found)

    def condition(self, written: Mapping[str, Any], place: str) -> tuple[int, int, Fraction]:
        """Returns the buyer and the items of a condition, and its right side."""
        (i,) = positions([written["buyer"]], self.buyers, f"{place}.buyer")
        at = positions(written["at"], self.items, f"{place}.at")
        if len(at) > self.most:
            reject("E5", f"{place}.at", f"{len(at)} packages", f"at most {self.most}")
        return i, mask(at), self.utility[i] - value_of(self.wants[i], mask(at))

    def broken(self, written: Mapping[str, Any], prices: Prices, place: str) -> Fraction:
        """Returns by how much the prices break the condition."""
        i, items, right = self.condition(written, place)
        amount = cost(prices, self.own[i]) - cost(prices, items) - right
        if amount <= 0:
            reject("E12", place, amount, "above 0")
        return amount

    def at_most(self, multipliers: Multipliers, weights: Sequence[int], place: str) -> Fraction:
        """Returns the right side that the multiplied conditions add up to: no supporting prices have a greater sum at these weights."""
        left, right, met = [Fraction(0)] * len(self.items), Fraction(0), set[tuple[int, int]]()
        for k, term in enumerate(multipliers):
            i, items, amount = self.condition(term, f"{place}[{k}]")
            y: Fraction = term["multiplier"]
            if y <= 0 or (i, items) in met:
                reject("E5", f"{place}[{k}]", shown(y), "above 0, and every condition once")
            met.add((i, items))
            right += y * amount
            for item in members(self.own[i] & ~items):
                left[item] += y
            for item in members(items & ~self.own[i]):
                left[item] -= y
        for name, covered, weight in zip(self.items, left, weights, strict=True):
            if covered < weight:
                reject("E6", f"{place}, {name!r}", covered, f"at least {weight}")
        return right

    def refute(self, multipliers: Multipliers, place: str) -> None:
        """Verifies that no prices support the allocation: the multiplied conditions ask for a sum of prices below 0."""
        right = self.at_most(multipliers, [0] * len(self.items), place)
        if right >= 0:
            reject("E9", place, right, "below 0")

    def margin_at_most(self, multipliers: Multipliers, place: str) -> Fraction:
        """Returns the margin that no prices are above: the conditions, averaged, leave no more."""
        has = {name: [self.items[k] for k in members(own)] for name, own in zip(self.buyers, self.own, strict=True)}
        total, idle = sum(term["multiplier"] for term in multipliers), [term["buyer"] for term in multipliers if term["at"] == has.get(term["buyer"])]
        if total != 1 or idle:
            reject("E7", place, f"total {shown(total)}, at what they have: {idle}", "total 1, nobody")
        return self.at_most(multipliers, [0] * len(self.items), place)

    def greatest_margin(self, entry: Mapping[str, Any], points: Sequence[Prices], place: str) -> Fraction:
        """Returns the largest margin of prices, which a point has."""
        return _attained(entry, points, self.margin, self.margin_at_most(entry["multipliers"], place), place)

    def greatest_sum(self, entry: Mapping[str, Any], points: Sequence[Prices], weights: Sequence[int], place: str) -> Fraction:
        """Returns the largest sum at these weights of prices that support the allocation, which a point has."""
        most = self.at_most(entry["multipliers"], weights, place)
        return _attained(entry, points, lambda point: sum(map(mul, weights, point), Fraction(0)), most, place)

    def supporting(self, written: Mapping[str, Fraction], place: str) -> Prices:
        """Returns the written prices, which support the allocation."""
        listed = keys(written, place, self.items)
        prices = [listed[item] for item in self.items]
        if min(prices) < 0 or self.margin(prices) < 0:
            reject("E4", place, min(*prices, self.margin(prices)), "prices and margin of 0 or more")
        return prices

    def supporting_points(self, case: Case) -> list[Prices]:
        """Returns the certificate's points."""
        return [self.supporting(point, f"certificate.points[{k}]") for k, point in enumerate(case.certificate["points"])]

    def ends(self, case: Case, points: Sequence[Prices], key: str, sign: int) -> Prices:
        """Returns every item's greatest price, or with sign -1 the least, as the certificate proves it."""
        entries, found = keys(case.certificate[key], f"certificate.{key}", self.items), []
        for k, item in enumerate(self.items):
            unit = [sign * (k == other) for other in range(len(self.items))]
            found.append(sign * self.greatest_sum(entries[item], points, unit, f"certificate.{key}.{item}"))
        return found


def _attained(entry: Mapping[str, Any], points: Sequence[Prices], reached: Callable[[Prices], Fraction], most: Fraction, place: str) -> Fraction:
    """Returns the most that is possible, which the entry's point reaches."""
    if not 0 <= entry["point"] < len(points) or reached(points[entry["point"]]) != most:
        reject("E8", f"{place}.point", f"{entry['point']} of {len(points)}", f"one that reaches {shown(most)}")
    return most


def offer(case: Case, scheme: str, wanted: Sequence[Options], held: Sequence[int]) -> Offer:
    """Returns what the scheme offers; `wanted` are the options of every buyer, `held` the holder of each good."""
    buyers, items = case.market.buyers, case.market.goods
    item_of: Sequence[int] = range(len(items))
    if scheme != "good":
        having = sorted({*held})
        items, item_of = Names(buyers[i] for i in having), [having.index(i) for i in held]
    most = 1 if scheme == "any" else len(items)
    wants = [_touching(theirs, item_of, most) for theirs in wanted]
    own = [mask(item_of[good] for good, holder in enumerate(held) if holder == i) for i in range(len(buyers))]
    utility = [value_of(sets, mine) for sets, mine in zip(wants, own, strict=True)]
    return Offer(buyers=buyers, items=items, most=most, own=own, utility=utility, wants=wants)


def _touching(wanted: Options, item_of: Sequence[int], most: int) -> Options:
    """Returns the sets of items that the options touch, with the best option of each."""
    found: dict[int, Fraction] = {}
    for option, value in wanted.items():
        items = mask(item_of[good] for good in members(option))
        if items.bit_count() <= most:
            found[items] = max(value, found.get(items, value))
    return found
