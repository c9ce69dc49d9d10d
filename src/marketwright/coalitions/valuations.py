"""Tests of one buyer's valuation: submodular, gross substitutes, each with a witness against it.

*Meaning.* w is submodular if w(X+a) + w(X+b) >= w(X+a+b) + w(X).  It is gross substitutes if raising some prices never takes away the demand for goods
whose prices stayed; for monotone w this is: submodular, and among the three ways to split a, b, c over X the best is attained at least twice
(Reijnierse, van Gellekom, Potters).

*Source.* spec gamma 2.

*Shapes.* Values are tabulated over the goods that the buyer's bids name, as bit masks: `worth[mask]`.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations

from marketwright.markets.atoms import value_groups
from marketwright.markets.bundle import AdditiveValues, AssignmentValues, BundleMarket, UnitDemandValues, Values

TABLE_UP_TO = 8
"""Valuations are tabulated for markets of at most this many goods."""


@dataclass(frozen=True, slots=True)
class SubmodularityWitness:
    """A bundle X and goods a, b outside it with w(X+a) + w(X+b) < w(X+a+b) + w(X)."""

    bundle: tuple[str, ...]
    goods: tuple[str, str]


@dataclass(frozen=True, slots=True)
class SubstitutesWitness:
    """Prices p <= q and a bundle demanded at p, such that no bundle demanded at q contains its goods with p = q."""

    prices: Mapping[str, Fraction]
    raised: Mapping[str, Fraction]
    bundle: tuple[str, ...]


def substitutes_by_type(values: Values) -> bool:
    """Whether the type of the valuation alone makes it gross substitutes (additive, unit demand, assignment)."""
    return isinstance(values, AdditiveValues | UnitDemandValues | AssignmentValues)


def is_substitutes(market: BundleMarket, values: Values) -> bool | None:
    """Whether a valuation is gross substitutes; None where that is not decided (other types in markets of more than `TABLE_UP_TO` goods)."""
    if substitutes_by_type(values):
        return True
    return substitutes_witness(market, values) is None if len(market.goods) <= TABLE_UP_TO else None


def value_table(goods: Sequence[str], values: Values) -> list[Fraction]:
    """The worth of every subset of the goods, by bit mask.

    Cost: 2^goods times the number of bids.
    """
    index = {good: number for number, good in enumerate(goods)}
    table = [Fraction(0)] * (1 << len(goods))
    for group in value_groups(values):
        before = list(table)
        for bid in group:
            bundle = sum(1 << index[good] for good in bid.bundle)
            for mask in range(len(table)):
                if mask & bundle == bundle:
                    table[mask] = max(table[mask], before[mask ^ bundle] + bid.value)
    return table


def submodularity_witness(market: BundleMarket, values: Values) -> SubmodularityWitness | None:
    """A violation of submodularity, or None if there is none (markets of up to `TABLE_UP_TO` goods)."""
    for bundle, first, second in _complements(value_table(market.goods, values), len(market.goods)):
        return SubmodularityWitness(_named(market, bundle), (market.goods[first], market.goods[second]))
    return None


def substitutes_witness(market: BundleMarket, values: Values) -> SubstitutesWitness | None:
    """Prices that show a violation of gross substitutes, or None if there is none (markets of up to `TABLE_UP_TO` goods)."""
    worth = value_table(market.goods, values)
    count = len(market.goods)
    for bundle, first, second in _complements(worth, count):
        return _complements_witness(market, worth, bundle, first, second)
    for bundle, first, second, third in _triples(worth, count):
        return _triple_witness(market, worth, bundle, (first, second, third))
    return None


def _complements(worth: Sequence[Fraction], goods: int) -> Iterator[tuple[int, int, int]]:
    for first, second in combinations(range(goods), 2):
        pair = 1 << first | 1 << second
        for mask in range(len(worth)):
            if mask & pair == 0 and worth[mask | 1 << first] + worth[mask | 1 << second] < worth[mask | pair] + worth[mask]:
                yield mask, first, second


def _triples(worth: Sequence[Fraction], goods: int) -> Iterator[tuple[int, int, int, int]]:
    """Violations w(X+ij) + w(X+k) > both other splits, as (X, i, j, k)."""
    for trio in combinations(range(goods), 3):
        bits = [1 << good for good in trio]
        for mask in range(len(worth)):
            if mask & sum(bits):
                continue
            splits = [worth[mask | sum(bits) ^ bit] + worth[mask | bit] for bit in bits]
            best = max(splits)
            if splits.count(best) == 1:
                single = splits.index(best)
                first, second = (good for place, good in enumerate(trio) if place != single)
                yield mask, first, second, trio[single]


def _complements_witness(market: BundleMarket, worth: Sequence[Fraction], bundle: int, first: int, second: int) -> SubstitutesWitness:
    """Prices from w(X+a+b) + w(X) > w(X+a) + w(X+b): a and b are bought together, and a dearer a drives b out."""

    def gain(mask: int) -> Fraction:
        return worth[bundle | mask] - worth[bundle]

    one, two = 1 << first, 1 << second
    price_first = (gain(one) + gain(one | two) - gain(two)) / 2
    special = {first: price_first, second: gain(one | two) - price_first}
    return _witness(market, worth, bundle, special, bundle | one | two, first)


def _triple_witness(market: BundleMarket, worth: Sequence[Fraction], bundle: int, trio: tuple[int, int, int]) -> SubstitutesWitness:
    """Prices from g(ij) + g(k) > g(ik) + g(j), g(jk) + g(i): three open intervals met by one parameter, and p_i + p_j - p_k = g(ij) - g(k)."""
    i, j, k = (1 << good for good in trio)

    def gain(mask: int) -> Fraction:
        return worth[bundle | mask] - worth[bundle]

    alpha, kappa = gain(i | j), gain(k)
    lows = (gain(i | k) - kappa, gain(j | k) - kappa, gain(i | j | k) - alpha)
    highs = (alpha - gain(j), alpha - gain(i), kappa)
    # p_i and p_j rise while p_k falls with the parameter, so the sum runs from its least to its greatest value, and alpha - kappa lies strictly between
    least = lows[0] + lows[1] - highs[2]
    greatest = highs[0] + highs[1] - lows[2]
    share = (alpha - kappa - least) / (greatest - least)
    prices = {
        trio[0]: lows[0] + share * (highs[0] - lows[0]),
        trio[1]: lows[1] + share * (highs[1] - lows[1]),
        trio[2]: highs[2] - share * (highs[2] - lows[2]),
    }
    return _witness(market, worth, bundle, prices, bundle | i | j, trio[0])


def _witness(market: BundleMarket, worth: Sequence[Fraction], free: int, special: Mapping[int, Fraction], demanded: int, raised: int) -> SubstitutesWitness:
    prohibitive = worth[-1] + 1
    prices = {}
    for number, good in enumerate(market.goods):
        prices[good] = special[number] if number in special else Fraction(0) if free >> number & 1 else prohibitive
    dearer = {**prices, market.goods[raised]: prices[market.goods[raised]] + 1}
    return SubstitutesWitness(prices, dearer, _named(market, demanded))


def _named(market: BundleMarket, mask: int) -> tuple[str, ...]:
    return tuple(good for number, good in enumerate(market.goods) if mask >> number & 1)
