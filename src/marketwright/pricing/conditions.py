"""Conditions that a price vector has to satisfy so that every buyer chooses his own goods.

*Meaning.* A condition (i, z) says price(X_i) - price(z) <= u_i(X_i) - u_i(z).  With item prices z is any bundle; with package prices z is a set of packages.
It is enough to look at the buyer's options: whatever else he could choose costs no less and is worth no more.

*Source.* spec pricing 3; `docs/formats/pricing.md` (Conditions on prices).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from marketwright.pricing.economy import Economy, FullAllocation
from marketwright.solvers.packing.problem import members

Scheme = Literal["good", "eff", "all", "any"]


@dataclass(frozen=True, slots=True)
class Condition:
    """A buyer and what he could choose instead: goods (item prices) or holders of packages."""

    buyer: int
    at: frozenset[int]


class Conditions:
    """The conditions of one scheme for one allocation; price variables are goods or holders, by index."""

    def __init__(self, economy: Economy, allocation: FullAllocation, scheme: Scheme) -> None:
        """Nothing is listed yet."""
        self.economy, self.allocation, self.scheme = economy, allocation, scheme
        self.variables: tuple[int, ...] = tuple(range(economy.goods)) if scheme == "good" else allocation.holders
        self._own = [economy.utility(buyer, bundle) for buyer, bundle in enumerate(allocation.bundles)]
        self._paid_by = [self.of_bundle(bundle) for bundle in allocation.bundles]

    def of_bundle(self, bundle: int) -> frozenset[int]:
        """What a bundle is paid by: its goods, or the packages it touches."""
        return frozenset(members(bundle)) if self.scheme == "good" else self.allocation.touched(bundle)

    def bundle_of(self, at: frozenset[int]) -> int:
        """The goods that a set of variables stands for."""
        return sum(1 << good for good in at) if self.scheme == "good" else self.allocation.union(at)

    def own(self, buyer: int) -> frozenset[int]:
        """What pays the buyer's own goods."""
        return self._paid_by[buyer]

    def right_side(self, condition: Condition) -> Fraction:
        """u_i(X_i) - u_i(z)."""
        return self._own[condition.buyer] - self.economy.utility(condition.buyer, self.bundle_of(condition.at))

    def row(self, condition: Condition) -> dict[int, Fraction]:
        """The coefficients of price(X_i) - price(z) by variable."""
        own = self.own(condition.buyer)
        return {variable: Fraction(1) for variable in own - condition.at} | {variable: Fraction(-1) for variable in condition.at - own}

    def listed(self, *, strict: bool = False) -> Iterator[Condition]:
        """Conditions that imply all others, each once; `strict`: also their margins, where z is different from X_i.

        A buyer who could add a package that brings nothing more is as strict as its price is high; so one buyer for each variable is enough for these.
        """
        for buyer in range(len(self.economy.names)):
            own = self.own(buyer)
            for at in self._choices(buyer):
                if at != own:
                    yield Condition(buyer, at)
        if strict and self.scheme != "any":
            for variable in self.variables:
                other = next((buyer for buyer in range(len(self.economy.names)) if variable not in self.own(buyer)), None)
                if other is not None:
                    yield Condition(other, self.own(other) | {variable})

    def _choices(self, buyer: int) -> dict[frozenset[int], None]:
        """Nothing, and what the options are paid by (with `any` every single package), each once."""
        if self.scheme == "any":
            return dict.fromkeys([frozenset(), *(frozenset({holder}) for holder in self.variables)])
        return dict.fromkeys([frozenset(), *(self.of_bundle(bundle) for bundle, _ in self.economy.options[buyer])])

    def broken(self, prices: Mapping[int, Fraction]) -> tuple[Condition, Fraction] | None:
        """The condition that a price vector breaks by most, and by how much; None if it supports the allocation."""
        worst: tuple[Condition, Fraction] | None = None
        for condition in self.listed():
            excess = self.excess(condition, prices)
            if excess > 0 and (worst is None or excess > worst[1]):
                worst = condition, excess
        return worst

    def excess(self, condition: Condition, prices: Mapping[int, Fraction]) -> Fraction:
        """The left side less the right side."""
        left = sum((share * prices[variable] for variable, share in self.row(condition).items()), Fraction(0))
        return left - self.right_side(condition)
