"""Utilities, full allocations and packages.

*Meaning.* A buyer's utility for a bundle is the largest total of his bids inside it.  It is found from his *options*: bundles with what he would bid for
exactly them.  An allocation gives every good to exactly one buyer; a buyer's goods, if there are any, are a package.

*Source.* spec pricing 1; `docs/formats/pricing.md` (Utilities, allocations, packages).

*Shapes.* Buyers and goods are indices; bundles are bit masks over the goods.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from marketwright.coalitions.worths import Clearing
from marketwright.errors import MarketError
from marketwright.markets.bundle import BundleMarket
from marketwright.questions import Limits
from marketwright.solvers.packing.problem import mask_of, members

MOST_OPTIONS = 4096
"""A buyer of several groups may have at most this many options."""

Option = tuple[int, Fraction]
"""A bundle and its value."""


class Economy:
    """A market ready for pricing."""

    def __init__(self, market: BundleMarket, limits: Limits) -> None:
        """List every buyer's options.

        Raises: `MarketError` M118 for a market with reserve prices, M119 for a buyer with too many options.
        """
        if market.reserve_prices:
            given = f"a reserve price for {next(iter(market.reserve_prices))!r}"
            raise MarketError(
                "M118", "reserve_prices", given, "none: the seller of anonymous prices values nothing", "leave them out, or ask for the rule vickrey"
            )
        self.market = market
        self.clearing = Clearing(market, limits)
        self.goods = len(market.goods)
        self.names = [buyer.name for buyer in market.buyers]
        self.options: list[list[Option]] = self._options()

    def _options(self) -> list[list[Option]]:
        groups: list[dict[int, list[Option]]] = [{} for _ in self.names]
        for atom in self.clearing.atoms:
            groups[atom.owner].setdefault(atom.group, []).append((mask_of(atom.goods), atom.value))
        return [self._of_buyer(number, list(theirs.values())) for number, theirs in enumerate(groups)]

    def _of_buyer(self, number: int, groups: list[list[Option]]) -> list[Option]:
        if len(groups) <= 1:
            return groups[0] if groups else []
        best: dict[int, Fraction] = {0: Fraction(0)}
        for group in groups:
            for bundle, value in list(best.items()):
                for more, worth in group:
                    if not bundle & more:
                        best[bundle | more] = max(best.get(bundle | more, Fraction(0)), value + worth)
            if len(best) > MOST_OPTIONS:
                given = f"more than {MOST_OPTIONS:,} bundles for {self.names[number]!r}"
                raise MarketError(
                    "M119", f"buyers[{number}].values", given, f"valuations that combine to at most {MOST_OPTIONS:,} bundles", "write fewer groups"
                )
        del best[0]
        return sorted(best.items(), key=lambda option: list(members(option[0])))

    def utility(self, buyer: int, bundle: int) -> Fraction:
        """What the bundle is worth to the buyer."""
        return max((value for inside, value in self.options[buyer] if not inside & ~bundle), default=Fraction(0))

    def goods_of(self, bundle: int) -> list[str]:
        """The names of a bundle's goods, in market order."""
        return [self.market.goods[good] for good in members(bundle)]


@dataclass(frozen=True)
class FullAllocation:
    """Every buyer's goods (masks), and the accepted atoms that bring its worth."""

    bundles: tuple[int, ...]
    uses: tuple[int, ...]

    @cached_property
    def holders(self) -> tuple[int, ...]:
        """The buyers who hold a package, increasing."""
        return tuple(buyer for buyer, bundle in enumerate(self.bundles) if bundle)

    @cached_property
    def _holder(self) -> dict[int, int]:
        return {good: holder for holder in self.holders for good in members(self.bundles[holder])}

    def touched(self, bundle: int) -> frozenset[int]:
        """The holders of the packages that a bundle touches."""
        return frozenset(self._holder[good] for good in members(bundle))

    def union(self, holders: Iterable[int]) -> int:
        """The union of packages."""
        return sum(self.bundles[holder] for holder in holders)


def full_allocation(economy: Economy, uses: Sequence[int], heirs: Sequence[int] = ()) -> FullAllocation:
    """The accepted atoms' goods to their owners, and the goods that no atom needs to `heirs` (one for each, in market order).

    Without `heirs` they all go to the first owner of an accepted atom (the first buyer if there is none).
    """
    bundles = [0] * len(economy.names)
    for atom in uses:
        bundles[economy.clearing.atoms[atom].owner] |= mask_of(economy.clearing.atoms[atom].goods)
    rest = remainder(economy, uses)
    first = min((economy.clearing.atoms[atom].owner for atom in uses), default=0)
    for good, heir in zip(rest, heirs or [first] * len(rest), strict=True):
        bundles[heir] |= 1 << good
    return FullAllocation(tuple(bundles), tuple(uses))


def remainder(economy: Economy, uses: Iterable[int]) -> list[int]:
    """The goods that no accepted atom needs."""
    taken = {good for atom in uses for good in economy.clearing.atoms[atom].goods}
    return [good for good in range(economy.goods) if good not in taken]
