"""Tests of one buyer's valuation w; sets of goods are bit masks."""

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import combinations

from marketcheck.market import Market

MAX_GOODS_TO_TEST = 8
MAX_GOODS_OF_A_TABLE = 16
GROSS_SUBSTITUTES_BY_TYPE = ("additive", "unit-demand", "assignment")

Option = tuple[int, Fraction]


def groups_of(market: Market, buyer: int) -> list[list[Option]]:
    """Returns the buyer's bids as (goods, value), group by group."""
    groups = market.valuations[buyer].groups
    return [[(sum(1 << g for g in bundle), value) for bundle, value in bids] for bids in groups]


def table(market: Market, buyer: int) -> list[Fraction]:
    """Returns the worth of every set of goods, at the set's mask."""
    worth = [Fraction(0)] * 2 ** len(market.goods)
    for group in groups_of(market, buyer):
        before = worth.copy()
        for bundle, value in group:
            for goods in range(len(worth)):
                if goods & bundle == bundle and before[goods ^ bundle] + value > worth[goods]:
                    worth[goods] = before[goods ^ bundle] + value
    return worth


def options(market: Market, buyer: int) -> list[Option]:
    """Returns sets of goods with worths, among which every set finds its worth as the best part."""
    groups = groups_of(market, buyer)
    if len(groups) > 1:
        return list(enumerate(table(market, buyer)))
    return [(0, Fraction(0)), *(option for group in groups for option in group)]


def worth_of(choices: Sequence[Option], goods: int) -> Fraction:
    """Returns w(goods)."""
    return max(value for bundle, value in choices if bundle & ~goods == 0)


def best_surplus(choices: Sequence[Option], prices: Sequence[Fraction], kept: int = 0) -> Fraction:
    """Returns the largest w(S) - prices of S over the sets S that contain `kept`."""
    return max(value - cost(prices, bundle | kept) for bundle, value in choices)


def cost(prices: Sequence[Fraction], goods: int) -> Fraction:
    """Returns the sum of the prices of the goods."""
    return sum((price for g, price in enumerate(prices) if goods >> g & 1), Fraction(0))


def submodular_violations(worth: Sequence[Fraction]) -> Iterator[tuple[int, int, int]]:
    """Yields X, a, b (masks) with w(X+a) + w(X+b) < w(X+a+b) + w(X)."""
    singles = [1 << g for g in range(len(worth).bit_length() - 1)]
    for a, b in combinations(singles, 2):
        for x in range(len(worth)):
            if not x & (a | b) and worth[x | a] + worth[x | b] < worth[x | a | b] + worth[x]:
                yield x, a, b


def triple_violations(worth: Sequence[Fraction]) -> Iterator[tuple[int, int, int, int]]:
    """Yields X, a, b, c (masks) with w(X+ab) + w(X+c) above both other splits of a, b, c.

    A monotone valuation is gross substitutes exactly if it is submodular and nothing is yielded
    (Reijnierse, van Gellekom and Potters).
    """
    singles = [1 << g for g in range(len(worth).bit_length() - 1)]
    for triple in combinations(singles, 3):
        for x in (x for x in range(len(worth)) if not x & sum(triple)):
            splits = [worth[x | sum(triple) - c] + worth[x | c] for c in triple]
            if splits.count(max(splits)) == 1:
                c = triple[splits.index(max(splits))]
                a, b = (good for good in triple if good != c)
                yield x, a, b, c
