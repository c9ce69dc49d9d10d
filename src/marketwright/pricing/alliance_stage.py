"""The economy of one partition into alliances: its packages, which prices support them, and who would rather have others.

*Meaning.* Alliances are numbered in the order of their first members; a package is the goods of all members of an alliance and named after it.  A condition
(C, Z) says price(X_C) - price(Z) <= u_C(X_C) - u_C(union of Z), for a set Z of packages.

*Source.* spec pricing 3 (F4), 4 and 6; `docs/formats/pricing.md` (`prices/alliances`).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction

from marketwright.pricing.alliance_worths import AllianceWorths, Members, Stock
from marketwright.pricing.economy import FullAllocation
from marketwright.solvers.linear.program import Infeasible, LinearProgram, Optimum
from marketwright.solvers.packing.problem import mask_of, members

Partition = tuple[Members, ...]
Prices = Mapping[int, Fraction]
"""The price of every package, by the number of the alliance that holds it."""
Multipliers = tuple[tuple[int, frozenset[int], Fraction], ...]
"""Conditions (alliance, packages), each with a multiplier above 0."""


@dataclass(frozen=True, slots=True)
class Wish:
    """An alliance that would rather have these packages, what it would gain, and for a large alliance the atoms that show it."""

    alliance: int
    at: frozenset[int]
    gain: Fraction
    uses: tuple[int, ...] | None

    @property
    def order(self) -> tuple[int, Fraction, int, list[int]]:
        """Which wish comes first: the fewest packages, then the largest gain, then the first alliance, then the first packages."""
        return len(self.at), -self.gain, self.alliance, sorted(self.at)


@dataclass(frozen=True, slots=True, kw_only=True)
class Supporting:
    """A price vector that supports all packages and is extreme in some direction, and the multipliers that prove that."""

    prices: Prices
    multipliers: Multipliers


@dataclass(frozen=True, slots=True)
class Unsupported:
    """Multipliers that add conditions up to a contradiction: no price vector supports all packages."""

    multipliers: Multipliers


class Stage:
    """One partition and the packages that an allocation gives its alliances."""

    def __init__(self, worths: AllianceWorths, partition: Partition, allocation: FullAllocation) -> None:
        """Tell for every small alliance what its options touch; `large` are the others, of which nothing is known yet."""
        self.worths, self.partition = worths, partition
        economy = worths.economy
        self.packages = [allocation.union(some) for some in partition]
        self.holders = tuple(number for number, package in enumerate(self.packages) if package)
        self.own = [sum((economy.utility(member, allocation.bundles[member]) for member in some), Fraction(0)) for some in partition]
        self._holder = {good: holder for holder in self.holders for good in members(self.packages[holder])}
        self.large = tuple(number for number, some in enumerate(partition) if worths.options(some) is None)
        self._choices = [self._listed(number) for number in range(len(partition))]

    def _listed(self, number: int) -> dict[frozenset[int], Fraction]:
        found: dict[frozenset[int], Fraction] = {frozenset(): Fraction(0)}
        for bundle, value in self.worths.options(self.partition[number]) or ():
            at = self.touched(bundle)
            found[at] = max(found.get(at, Fraction(0)), value)
        return found

    def touched(self, bundle: int) -> frozenset[int]:
        """The packages that a bundle touches."""
        return frozenset(self._holder[good] for good in members(bundle))

    def union(self, at: frozenset[int]) -> int:
        """The goods of packages."""
        return sum(self.packages[holder] for holder in at)

    def worth(self, alliance: int, at: frozenset[int]) -> Fraction:
        """What packages are worth to an alliance."""
        if alliance in self.large:
            return self.worths.worth(self.partition[alliance], self.union(at))
        return max(value for inside, value in self._choices[alliance].items() if inside <= at)

    def greatest_alone(self) -> Prices:
        """The greatest prices at which nobody would rather have another single package, or none (F4).

        Cost: shortest paths between packages, and the worth of every package to every holder.
        """
        single = {(one, other): self.worth(one, frozenset({other})) for one in self.holders for other in self.holders if one != other}
        prices = {holder: self.own[holder] for holder in self.holders}
        changed = True
        while changed:
            changed = False
            for (one, other), worth in single.items():
                most = prices[other] + self.own[one] - worth
                if most < prices[one]:
                    prices[one], changed = most, True
        return prices

    def vickrey(self, uses: tuple[int, ...], welfare: Fraction) -> Prices:
        """The Vickrey payments of the alliances that hold packages.

        Cost: one winner determination for each.
        """
        return {holder: self.worths.without(self.partition[holder], uses).value - (welfare - self.own[holder]) for holder in self.holders}

    def extreme(self, weights: Prices) -> Supporting | Unsupported:
        """The supporting prices whose weighted sum is greatest, or why there are none.

        Cost: one linear program; with large alliances one for each condition that turns out to be missing.
        """
        from marketwright.solvers.linear.solve import ExactSolver  # noqa: PLC0415 - the catalogue of rules needs no solver

        place = {holder: number for number, holder in enumerate(self.holders)}
        objective = {place[holder]: weight for holder, weight in weights.items()}
        while True:
            self.worths.limits()
            listed = [(alliance, at, right) for alliance, at, right in self._conditions() if right < 0 or at != self._mine(alliance)]
            rows = tuple({place[holder]: share for holder, share in self._row(alliance, at).items()} for alliance, at, _ in listed)
            program = LinearProgram(variables=len(self.holders), rows=rows, right_sides=tuple(right for _, _, right in listed))
            found = ExactSolver(program).maximum(objective)
            if not isinstance(found, Optimum | Infeasible):
                raise TypeError("prices without end, although nobody pays more than his goods are worth to him")
            multipliers = tuple((*listed[row][:2], share) for row, share in found.multipliers.items())
            if isinstance(found, Infeasible):
                return Unsupported(multipliers)
            prices = {holder: found.point[number] for holder, number in place.items()}
            if not self._learnt(prices):
                return Supporting(prices=prices, multipliers=multipliers)

    def _mine(self, alliance: int) -> frozenset[int]:
        return frozenset({alliance} if self.packages[alliance] else ())

    def _conditions(self) -> Iterator[tuple[int, frozenset[int], Fraction]]:
        """All listed conditions with their right sides."""
        for alliance, choices in enumerate(self._choices):
            for at, value in choices.items():
                yield alliance, at, self.own[alliance] - value

    def _row(self, alliance: int, at: frozenset[int]) -> dict[int, Fraction]:
        own = self._mine(alliance)
        return dict.fromkeys(own - at, Fraction(1)) | dict.fromkeys(at - own, Fraction(-1))

    def _learnt(self, prices: Prices) -> bool:
        """Whether a large alliance would rather have something at these prices, which then is listed."""
        learnt = False
        for alliance in self.large:
            at, gain, value = self._most(alliance, prices)
            if gain > 0:
                self._choices[alliance][at] = value
                learnt = True
        return learnt

    def stock(self, alliance: int, prices: Prices) -> Stock:
        """The most that a large alliance can gain at these prices, with its proof."""
        packages = [self.packages[holder] for holder in self.holders]
        return self.worths.stock(self.partition[alliance], packages, [prices[holder] for holder in self.holders])

    def _most(self, alliance: int, prices: Prices) -> tuple[frozenset[int], Fraction, Fraction]:
        """What a large alliance would like most: packages, what it gains against its own, and their worth."""
        found, atoms = self.stock(alliance, prices), self.worths.economy.clearing.atoms
        at = self.touched(mask_of({good for use in found.uses for good in atoms[use].goods}))
        return at, found.gain - self._kept(alliance, prices), self.worths.economy.clearing.total(found.uses)

    def _kept(self, alliance: int, prices: Prices) -> Fraction:
        return self.own[alliance] - prices.get(alliance, Fraction(0))

    def wish(self, prices: Prices) -> Wish | None:
        """The first wish by `Wish.order`; None if the prices support all packages.

        Of a large alliance one wish is looked at: what it would like most, without packages that it can do without and still gain.
        """
        wishes = [wish for alliance in range(len(self.partition)) if alliance not in self.large for wish in self._wishes(alliance, prices)]
        wishes += [wish for alliance in self.large for wish in self._large_wish(alliance, prices)]
        return min(wishes, key=lambda wish: wish.order, default=None)

    def _wishes(self, alliance: int, prices: Prices) -> Iterator[Wish]:
        kept = self._kept(alliance, prices)
        for at, value in self._choices[alliance].items():
            gain = value - kept
            if gain > 0:
                gain -= sum(prices[holder] for holder in at)
                if gain > 0:
                    yield Wish(alliance, at, gain, None)

    def _large_wish(self, alliance: int, prices: Prices) -> Iterator[Wish]:
        at, gain, _ = self._most(alliance, prices)
        if gain <= 0:
            return
        for holder in sorted(at):
            less = at - {holder}
            other = self.worth(alliance, less) - sum(prices[left] for left in less) - self._kept(alliance, prices)
            if other > 0:
                at, gain = less, other
        yield Wish(alliance, at, gain, self.worths.uses(self.partition[alliance], self.union(at)))
