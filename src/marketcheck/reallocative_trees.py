"""Trees that prove that no set of participants blocks: every price bounds the surplus of non-empty sets."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from marketcheck.conditions import reject
from marketcheck.lines import Exact, fraction_steps, product_steps
from marketcheck.matrices import dot, over_common
from marketcheck.reallocative import Auction
from marketcheck.surplus import BITS, total


@dataclass(slots=True)
class Branch:
    """Who is in and who is undecided at a node."""

    inside: list[int]
    undecided: list[int] = field(default_factory=list)


def require_tree(auction: Auction, nodes: Sequence[Any], quantity: Sequence[Exact], payoffs: Mapping[int, Fraction], charge: Fraction, place: str) -> None:
    """Verifies that a tree proves that at the quantity no non-empty set has a surplus above its payoffs and the charge.

    *Meaning*: a leaf is tried in rounded numbers first, with payoffs rounded down and any price near its own, which bounds the surplus as well.
    """
    floors, charge_floor = {i: _floor(payoff) for i, payoff in payoffs.items()}, _floor(charge)
    waiting = [Branch([], [*auction.participants])]
    for k, node in enumerate(nodes):
        if not waiting:
            reject("D9", place, f"{len(nodes)} nodes", f"{k}: the tree is complete")
        branch = waiting.pop()
        if isinstance(node, int):
            if node not in branch.undecided:
                reject("D9", f"{place}[{k}]", node, "the place of an undecided participant")
            rest = [i for i in branch.undecided if i != node]
            waiting += [Branch(branch.inside, rest), Branch([*branch.inside, node], rest)]
        elif branch.inside or branch.undecided:
            if len(node) not in (0, len(quantity)):
                reject("D9", f"{place}[{k}]", f"{len(node)} numbers", f"{len(quantity)}, or none")
            leaf = Leaf(auction, branch, quantity, payoffs, charge, charge_floor)
            price = node or leaf.largest_price()
            if leaf.rounded_bound(price, floors) > 0 and leaf.bound(price) > 0:
                reject("D10", f"{place}[{k}]", "a bound above what is to be proved", "at most that")
    if waiting:
        reject("D9", place, f"{len(nodes)} nodes", f"{len(waiting)} subtrees more")


@dataclass(frozen=True, slots=True)
class Leaf:
    """A leaf that somebody may be in, and what it has to prove."""

    auction: Auction
    branch: Branch
    quantity: Sequence[Exact]
    payoffs: Mapping[int, Fraction]
    charge: Fraction
    charge_floor: int

    def largest_price(self) -> list[Fraction]:
        """Returns the price that clears the leaf's largest set."""
        found = self.auction.utilities
        numerators, below = found.coalition([*self.branch.inside, *self.branch.undecided]).price_ratios([int(entry * found.scale) for entry in self.quantity])
        return [Fraction(entry, below) for entry in numerators]

    def rounded_bound(self, price: Sequence[Fraction], floors: Mapping[int, int]) -> int:
        """Returns an upper bound of the deficits of the leaf's sets, in units of 2^-BITS, by a price near the leaf's."""
        near = [_floor(entry) for entry in price]
        bound = -_floor(-dot(near, self.quantity) / (1 << BITS)) - self.charge_floor
        for undecided, members in enumerate((self.branch.inside, self.branch.undecided)):
            for i in members:
                above, below = self.auction.utilities.gain_at(i, near, 1 << BITS)
                net = -((-above << BITS) // below) - floors[i]
                bound += max(0, net) if undecided else net
        return bound

    def bound(self, price: Sequence[Fraction]) -> Fraction:
        """Returns the leaf's bound."""
        above, below = over_common(price)
        self._spend(below.bit_length() + max(map(int.bit_length, above)))
        net = {i: Fraction(*self.auction.utilities.gain_at(i, above, below)) - payoff for i, payoff in self.payoffs.items()}
        terms = [*(net[i] for i in self.branch.inside), *(max(Fraction(0), net[i]) for i in self.branch.undecided)]
        return total([dot(price, self.quantity) - self.charge, *terms])

    def _spend(self, bits: int) -> None:
        """Counts what comes, for a price of so many bits."""
        size, borders = len(self.quantity) + 1, self.auction.utilities.borders
        unit = max(max(map(int.bit_length, borders[i])) for i in self.payoffs)
        paid = sum(below.bit_length() for below in {payoff.denominator for payoff in self.payoffs.values()})
        gain = size**2 * product_steps(bits + unit) + 3 * fraction_steps(2 * bits + unit)
        self.auction.meter.spend(int(2 * len(self.payoffs) * gain + 6 * fraction_steps(paid + 2 * bits + 2 * unit)))


def _floor(number: Fraction) -> int:
    return (number.numerator << BITS) // number.denominator
