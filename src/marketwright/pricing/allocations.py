"""Efficient allocations of an economy as full partitions, one after the other, because prices may exist for one and not for another.

*Meaning.* Every efficient allocation gives each buyer at least the bundles of one use list of greatest worth, and the goods that it does not need to any
buyers.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import product

from marketwright.certificates.bounds import Bound
from marketwright.coalitions.worths import Worth
from marketwright.pricing.economy import Economy, FullAllocation, full_allocation, remainder

SMALL_UP_TO = 12
"""Markets of up to this many goods are looked through further by default."""
CAP_SMALL, CAP_LARGE = 100, 3
"""How many efficient allocations are looked at where the input names no cap."""


def default_cap(economy: Economy) -> int:
    """The cap for a market of this size."""
    return CAP_SMALL if economy.goods <= SMALL_UP_TO else CAP_LARGE


@dataclass(slots=True)
class EfficientAllocations:
    """Allocations after the first one; `tree`, once all were seen: the listing that yields exactly them."""

    economy: Economy
    best: Worth
    cap: int
    tree: Bound | None = None

    def first(self) -> FullAllocation:
        """The use list found first, its remainder with the first owner of an accepted atom."""
        return full_allocation(self.economy, self.best.uses)

    def others(self) -> Iterator[FullAllocation]:
        """All others, each once, at most `cap` with the first; sets `tree` at the end if these were all."""
        seen = {self.first().bundles}
        found = self.economy.clearing.best_choices({buyer: Fraction(0) for buyer in range(len(self.economy.names))}, self.best.value, self.cap)
        for uses in found.uses:
            free = remainder(self.economy, uses)
            for heirs in product(range(len(self.economy.names)), repeat=len(free)):
                allocation = full_allocation(self.economy, uses, heirs)
                if allocation.bundles in seen:
                    continue
                if len(seen) == self.cap:
                    return
                seen.add(allocation.bundles)
                yield allocation
        self.tree = found.tree
