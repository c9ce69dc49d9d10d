"""Brute force for small bundle markets, straight from the meaning of each value type; shares no code with marketwright.

Works on market documents (plain dictionaries). Worths are computed from values of all sets of goods, not from bids, so that a mistake in the
translation into atoms shows.
"""

from fractions import Fraction
from functools import cache
from itertools import combinations, permutations


class Oracle:
    """All worths of a small market."""

    def __init__(self, market):
        self.market = market
        self.goods = market["goods"]
        self.names = [buyer["name"] for buyer in market["buyers"]]
        self.values = [value_of_all_sets(self.goods, buyer["values"]) for buyer in market["buyers"]]
        reserve = {good: Fraction(price) for good, price in market.get("reserve_prices", {}).items()}
        full = (1 << len(self.goods)) - 1
        self.kept = [
            sum((reserve.get(good, Fraction(0)) for place, good in enumerate(self.goods) if mask >> place & 1), Fraction(0)) for mask in range(full + 1)
        ]
        self._table = cache(self._table_of)

    def _table_of(self, coalition):
        """For each set of goods its worth to the coalition (a tuple of indices) and the seller."""
        if not coalition:
            return self.kept
        rest, value = self._table(coalition[:-1]), self.values[coalition[-1]]
        return [max(rest[mask ^ part] + value[part] for part in parts(mask)) for mask in range(len(rest))]

    def worth(self, coalition):
        """The worth of a coalition given by names."""
        return self._table(tuple(sorted(self.names.index(name) for name in coalition)))[-1]

    @property
    def welfare(self):
        return self.worth(self.names)

    def vickrey(self):
        payoffs = {name: self.welfare - self.worth([other for other in self.names if other != name]) for name in self.names}
        return payoffs | {"seller": self.welfare - sum(payoffs.values())}

    def coalitions(self):
        return [members for size in range(len(self.names) + 1) for members in combinations(self.names, size)]

    def blocks(self, payoffs):
        return {c for c in self.coalitions() if self.worth(c) > payoffs["seller"] + sum(payoffs[name] for name in c)}

    def in_core(self, payoffs):
        return all(payoffs[name] >= 0 for name in self.names) and sum(payoffs.values()) == self.welfare and not self.blocks(payoffs)

    def buyers_submodular(self):
        for c in self.coalitions():
            for i, j in combinations([name for name in self.names if name not in c], 2):
                if self.worth([*c, i]) + self.worth([*c, j]) < self.worth([*c, i, j]) + self.worth(c):
                    return False
        return True

    def value(self, name, bundle):
        return self.values[self.names.index(name)][mask_of(self.goods, bundle)]


def parts(mask):
    part = mask
    while True:
        yield part
        if not part:
            return
        part = (part - 1) & mask


def mask_of(goods, bundle):
    return sum(1 << goods.index(good) for good in bundle)


def value_of_all_sets(goods, values):
    """w(S) for every set S, by the definition of the type."""
    kind = values["type"]
    sets = range(1 << len(goods))
    if kind in ("additive", "unit-demand"):
        single = {1 << goods.index(good): Fraction(value) for good, value in values["values"].items()}
        inside = [[value for bit, value in single.items() if bit & mask] for mask in sets]
        return [sum(found, Fraction(0)) if kind == "additive" else max(found, default=Fraction(0)) for found in inside]
    if kind == "assignment":
        positions = [{1 << goods.index(good): Fraction(value) for good, value in position.items()} for position in values["positions"]]
        return [best_assignment([1 << place for place in range(len(goods)) if mask >> place & 1], positions) for mask in sets]
    if kind in ("xor", "table"):
        bids = [(mask_of(goods, bid["bundle"]), Fraction(bid["value"])) for bid in values["bids"]]
        return [max((value for bundle, value in bids if bundle & mask == bundle), default=Fraction(0)) for mask in sets]
    listed = [[bid] for bid in values["bids"]] if kind == "or" else values["groups"]
    groups = [[(mask_of(goods, bid["bundle"]), Fraction(bid["value"])) for bid in group] for group in listed]
    return [best_packing(mask, groups) for mask in sets]


def best_assignment(singles, positions):
    padded = singles + [0] * len(positions)
    return max(
        sum((position.get(good, Fraction(0)) for good, position in zip(order, positions, strict=True)), Fraction(0))
        for order in permutations(padded, len(positions))
    )


def best_packing(mask, groups):
    if not groups:
        return Fraction(0)
    best = best_packing(mask, groups[1:])
    for bundle, value in groups[0]:
        if bundle & mask == bundle:
            best = max(best, value + best_packing(mask ^ bundle, groups[1:]))
    return best


def is_submodular(table):
    """w(X) + w(Y) >= w(X or Y) + w(X and Y) for all X, Y."""
    sets = range(len(table))
    return all(table[x] + table[y] >= table[x | y] + table[x & y] for x in sets for y in sets)


def is_gross_substitutes(table):
    """The exchange condition for all X, Y and every good i of X that Y lacks (spec gamma 2)."""
    sets = range(len(table))
    for x in sets:
        for y in sets:
            for i in bits(x & ~y):
                options = [table[x ^ i] + table[y | i]]
                options += [table[x ^ i | j] + table[(y | i) ^ j] for j in bits(y & ~x)]
                if table[x] + table[y] > max(options):
                    return False
    return True


def bits(mask):
    return [1 << place for place in range(mask.bit_length()) if mask >> place & 1]
