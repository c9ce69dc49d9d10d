"""Alliances of buyers (`docs/formats/pricing.md`): what packages are worth to them, at what prices nobody would rather have others, and what proves that."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from marketcheck.bound import Bound, Claim, Prover
from marketcheck.case import positions
from marketcheck.conditions import Unreadable, reject, shown
from marketcheck.documents import keys
from marketcheck.market import Atom, Market
from marketcheck.options import Options, mask, members
from marketcheck.pricing import MAX_OPTIONS

Members = tuple[int, ...]
Prices = Sequence[Fraction]
"""The price of every alliance's package, 0 where it holds none."""
Wish = tuple[int, Fraction, int, list[int]]
"""How many packages, less the gain, the alliance, the packages: wishes are ordered as this is."""


@dataclass(frozen=True, slots=True)
class Economy:
    """A market and its allocation: every buyer's goods as a mask, what they are worth to him, and the options of buyers and of alliances met so far."""

    market: Market
    goods: Sequence[int]
    utilities: Sequence[Fraction]
    buyers: Sequence[Options]
    _options: dict[Members, Options | None] = field(default_factory=dict)

    def options(self, alliance: Members) -> Options | None:
        """Returns what the members can bid for exactly; None where an alliance of several members has more than are listed."""
        if len(alliance) == 1:
            return self.buyers[alliance[0]]
        if alliance not in self._options:
            first = self.options(alliance[:-1])
            self._options[alliance] = None if first is None else _together(first, self.buyers[alliance[-1]])
        return self._options[alliance]


def _together(first: Options, second: Options) -> Options | None:
    found: dict[int, Fraction] = {}
    for one, value in first.items():
        for other, worth in second.items():
            if not one & other and value + worth > found.get(one | other, -1):
                found[one | other] = value + worth
        if len(found) > MAX_OPTIONS + 1:
            return None
    return found


class Stage:
    """One partition: alliances in the order of their first members, sets of packages as masks of alliances."""

    def __init__(self, economy: Economy, partition: Sequence[Members]) -> None:
        """Tells what every option of a small alliance touches."""
        self.economy, self.partition, market = economy, partition, economy.market
        self.names = [market.buyers[some[0]] for some in partition]
        self.packages = [sum(economy.goods[i] for i in some) for some in partition]
        self.own = [sum((economy.utilities[i] for i in some), Fraction(0)) for some in partition]
        self.holders = [c for c, package in enumerate(self.packages) if package]
        self._holder = {g: 1 << c for c in self.holders for g in members(self.packages[c])}
        self.choices = [self._listed(some) for some in partition]
        self.large = [c for c, listed in enumerate(self.choices) if listed is None]

    def _listed(self, some: Members) -> dict[int, Fraction] | None:
        listed = self.economy.options(some)
        if listed is None:
            return None
        found: dict[int, Fraction] = {}
        for option, value in listed.items():
            at = 0
            for g in members(option):
                at |= self._holder[g]
            found[at] = max(found.get(at, Fraction(0)), value)
        return found

    def prices(self, given: Mapping[str, Fraction], place: str) -> Prices:
        """Returns the prices of all packages."""
        names = [self.names[c] for c in self.holders]
        keys(given, place, names)
        for name in names:
            if given[name] < 0:
                reject("Q9", f"{place}.{name}", given[name], "at least 0")
        return [given.get(name, Fraction(0)) for name in self.names]

    def alliance(self, name: str, place: str) -> int:
        """Returns the alliance of that name."""
        if name not in self.names:
            raise Unreadable("name", f"{place}: {name!r} is not the first member of an alliance here")
        return self.names.index(name)

    def at(self, listed: Sequence[str], place: str) -> int:
        """Returns the set of packages of these alliances."""
        found = positions(listed, self.names, place)
        for c in found:
            if not self.packages[c]:
                raise Unreadable("name", f"{place}: {self.names[c]!r} holds no package")
        return mask(found)

    def worth(self, alliance: int, at: int) -> Fraction | None:
        """Returns what the packages are worth to a small alliance."""
        listed = self.choices[alliance]
        return None if listed is None else max(value for inside, value in listed.items() if not inside & ~at)

    def gain(self, alliance: int, at: int, worth: Fraction, prices: Prices) -> Fraction:
        """Returns what the alliance gains if it takes packages that are worth so much to it instead of its own."""
        return worth - sum(prices[c] for c in members(at)) - self.own[alliance] + prices[alliance]

    def wishes(self, prices: Prices) -> Iterator[Wish]:
        """Yields the gains of small alliances, as they are ordered: number of packages, less the gain, alliance, packages."""
        for c, listed in enumerate(self.choices):
            for at, worth in (listed or {}).items():
                gain = self.gain(c, at, worth, prices)
                if gain > 0:
                    yield len(members(at)), -gain, c, members(at)

    def greatest(self) -> Prices:
        """Returns the greatest prices at which no holder would rather have another package alone, or nothing: they fall until nobody asks for less."""
        prices = [self.own[c] if self.packages[c] else Fraction(0) for c in range(len(self.partition))]
        caps = [(c, d, self.own[c] - self._alone(c, 1 << d)) for c in self.holders for d in self.holders if c != d]
        for _ in self.holders:
            for c, d, room in caps:
                prices[c] = min(prices[c], prices[d] + room)
        return prices

    def vickrey(self, without: Mapping[Members, Fraction], welfare: Fraction) -> Prices:
        """Returns the Vickrey payments, given the worth of all others for every alliance that holds a package."""
        return [without[some] - (welfare - own) if package else Fraction(0) for some, own, package in zip(self.partition, self.own, self.packages, strict=True)]

    def _alone(self, alliance: int, package: int) -> Fraction:
        listed = self.choices[alliance] or {}
        return max(listed.get(package, Fraction(0)), listed.get(0, Fraction(0)))

    def combined(self, multipliers: Sequence[Mapping[str, Any]], place: str) -> tuple[list[Fraction], Fraction]:
        """Returns the coefficients of all prices, and the right side, that the conditions add up to."""
        left, right, seen = [Fraction(0)] * len(self.partition), Fraction(0), set()
        for number_, entry in enumerate(multipliers):
            here = f"{place}[{number_}]"
            c, at, share = self.alliance(entry["buyer"], f"{here}.buyer"), self.at(entry["at"], f"{here}.at"), entry["multiplier"]
            worth = self.worth(c, at)
            if share <= 0 or (c, at) in seen or worth is None:
                reject("Q7", here, f"{share} x condition of {entry['buyer']!r}", "above 0, once each, of an alliance whose options are listed")
            seen.add((c, at))
            right += share * (self.own[c] - worth)
            for d in self.holders:
                left[d] += share * ((d == c) - (at >> d & 1))
        return left, right

    def prove_bound(self, multipliers: Sequence[Mapping[str, Any]], weights: Sequence[int], at_most: Fraction, place: str) -> None:
        """Verifies that supporting prices, weighted, add up to no more than this."""
        left, right = self.combined(multipliers, place)
        low = [self.names[c] for c in self.holders if left[c] < weights[c]]
        if low or right > at_most:
            reject("Q8", place, f"{shown(right)}, too little at {low}" if low else right, f"at most {shown(at_most)}")

    def prove_none(self, multipliers: Sequence[Mapping[str, Any]], place: str) -> None:
        """Verifies that no prices support all packages."""
        left, right = self.combined(multipliers, place)
        if right >= 0 or min(left) < 0:
            reject("Q8", place, right, "coefficients of at least 0, a right side below 0")

    def prove_support(self, support: Mapping[str, Mapping[str, Any]], prices: Prices) -> list[str]:
        """Verifies that nobody gains at these prices; returns the grades of the bounds of large alliances."""
        for _, less, c, at in self.wishes(prices):
            reject("Q10", "outcome.alliances", f"{self.names[c]!r} gains {shown(-less)} with {[self.names[d] for d in at]}", "nobody gains")
        large = [self.names[c] for c in self.large]
        if [*support] != large:
            reject("Q11", "certificate.support", [*support], large)
        grades = []
        for c in self.large:
            place, proof = f"certificate.support.{self.names[c]}", support[self.names[c]]
            market, bound = self._stock_market(c, prices), proof["bound"]
            target = self.own[c] - prices[c] + sum(prices, Fraction(0))
            claim = Claim(values=[atom.value for atom in market.atoms], coalition={0, 1}, charges={}, target=target)
            Prover(market, proof["rows"], f"{place}.rows").prove(Bound(bound.unit, bound.nodes, f"{place}.bound"), claim)
            grades.append(bound.grade)
        return grades

    def _stock_market(self, alliance: int, prices: Prices) -> Market:
        """Returns the market in which the members' atoms compete with a shop that keeps each package as a whole for its price."""
        market, atoms, groups = self.economy.market, list[Atom](), dict[int, int]()
        for i in self.partition[alliance]:
            for atom in (atom for atom in market.atoms if atom.owner == i):
                group = groups.setdefault(atom.group, len(groups))
                atoms.append(Atom(0, group, atom.bundle, atom.value, (*sorted(atom.bundle), -1 - group)))
        for group, d in enumerate(self.holders, len(groups)):
            package = members(self.packages[d])
            atoms.append(Atom(1, group, frozenset(package), prices[d], (*package, -1 - group)))
        return Market(goods=market.goods, buyers=(self.names[alliance], ""), valuations=(), atoms=tuple(atoms), canonical="")
