"""Posted prices: what a bundle costs a buyer, what he has to take to have it, and whether he would rather have something else than his own goods.

*Meaning.* With prices of goods a bundle costs their sum; with prices of packages it costs the sum over the packages that it touches.  A price list says what
every bundle costs; under the scheme `all`, where a buyer may buy several times, a bundle costs its cheapest partition.

*Source.* spec pricing 2 (F1) and 5; `docs/formats/pricing.md` (Posted prices).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from marketwright.answers.answer import Finding
from marketwright.pricing.conditions import Scheme
from marketwright.pricing.economy import Economy, FullAllocation, Option
from marketwright.solvers.packing.problem import members

PriceTable = Sequence[Fraction]
"""The price of every bundle, by its mask."""


@dataclass(frozen=True, slots=True)
class Preferred:
    """A buyer who would rather have another bundle than his own goods, and by how much."""

    buyer: int
    bundle: int
    gain: Fraction


@dataclass(frozen=True)
class PostedPrices:
    """Prices that buyers find: those of goods or packages (`prices`), or those of all bundles (`table`)."""

    economy: Economy
    allocation: FullAllocation
    scheme: Scheme
    prices: Mapping[int, Fraction] | None = None
    table: PriceTable | None = None

    def cost(self, bundle: int) -> Fraction:
        """What a buyer pays who wants the bundle."""
        if self.table is not None:
            return self.table[bundle]
        prices = self.prices or {}
        variables = members(bundle) if self.scheme == "good" else self.allocation.touched(bundle)
        return sum((prices[variable] for variable in variables), Fraction(0))

    def carried(self, bundle: int) -> int:
        """What he carries home: with prices of packages whole packages, unless the scheme is `all`."""
        if self.table is not None or self.scheme in ("good", "all"):
            return bundle
        return self.allocation.union(self.allocation.touched(bundle))

    @property
    def one_package(self) -> bool:
        """Whether a buyer may take one package, and nothing else is on offer."""
        return self.scheme == "any" and self.table is None

    def choices(self, buyer: int) -> Iterable[Option]:
        """Bundles on offer with what they are worth to the buyer, among which there is a favourite besides nothing."""
        if self.table is not None:
            return enumerate(utility_table(self.economy, buyer))
        if self.one_package:
            return [(self.allocation.bundles[holder], self.economy.utility(buyer, self.allocation.bundles[holder])) for holder in self.allocation.holders]
        return self.economy.options[buyer]

    def preferred(self) -> Preferred | None:
        """The largest gain that a buyer has by another bundle than his own (the first such buyer and bundle); None if the prices support the allocation."""
        found: Preferred | None = None
        for buyer, own in enumerate(self.allocation.bundles):
            kept = self.economy.utility(buyer, own) - self.cost(own)
            for bundle, value in [(0, Fraction(0)), *self.choices(buyer)]:
                gain = value - self.cost(bundle) - kept
                if gain > 0 and (found is None or gain > found.gain):
                    found = Preferred(buyer, bundle, gain)
        return found


def supports_finding(posted: PostedPrices) -> Finding:
    """The finding `supports`, with the buyer who would rather have something else."""
    found = posted.preferred()
    if found is None:
        return Finding(claim="supports", holds=True, grade="recomputed")
    economy = posted.economy
    witness: dict[str, Any] = {"buyer": economy.names[found.buyer], "bundle": economy.goods_of(found.bundle), "gain": found.gain}
    return Finding(claim="supports", holds=False, grade="proved", details={"witness": witness})


def utility_table(economy: Economy, buyer: int) -> list[Fraction]:
    """What every bundle is worth to the buyer, by its mask.

    Cost: one step for each bundle and good.
    """
    table = [Fraction(0)] * (1 << economy.goods)
    for bundle, value in economy.options[buyer]:
        table[bundle] = max(table[bundle], value)
    for bundle in range(len(table)):
        for good in members(bundle):
            table[bundle] = max(table[bundle], table[bundle ^ 1 << good])
    return table


def cheapest_partitions(table: PriceTable) -> tuple[list[Fraction], list[int]]:
    """For every bundle the least sum over its partitions, and a first part of a partition that attains it (the bundle itself where it is cheapest whole).

    Cost: 3^goods steps.
    """
    least, first = list(table), list(range(len(table)))
    for bundle in range(1, len(table)):
        lowest = bundle & -bundle
        rest = bundle ^ lowest
        part = rest
        while part:  # `part` runs through the parts left to others; the lowest good stays in the first part
            cost = table[bundle ^ part] + least[part]
            if cost < least[bundle]:
                least[bundle], first[bundle] = cost, bundle ^ part
            part = (part - 1) & rest
    return least, first
