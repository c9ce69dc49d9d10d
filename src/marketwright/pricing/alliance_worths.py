"""What goods are worth to alliances of buyers, and what an alliance would like to buy at given prices.

*Meaning.* An alliance is one buyer with the bids of all its members: what it makes of a bundle is the best split among them.  A small alliance lists its
options as `economy` does; a large one asks winner determination each time.

*The stock market.* What is the most that an alliance can gain at package prices?  Give the packages back to a shop that keeps each for its price, as a whole
or not at all, and let it compete with the members' bids: the best allocation of this market is worth the sum of all prices more than what the alliance can
gain.  So an ordinary bound proves that an alliance wants nothing else, however many options it has.

*Source.* spec pricing 6; `docs/formats/pricing.md` (`prices/alliances`).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from marketwright.certificates.bounds import Clique
from marketwright.coalitions.shared_limits import SharedLimits
from marketwright.coalitions.worths import Clearing, Worth
from marketwright.markets.atoms import value_groups
from marketwright.markets.bundle import Bid, BundleMarket, Buyer, OrOfXorValues, OrValues
from marketwright.pricing.economy import MOST_OPTIONS, Economy, Option
from marketwright.questions import Limits
from marketwright.solvers.packing.problem import mask_of

Members = tuple[int, ...]
"""The buyers of an alliance, increasing."""


class LimitFirst(Exception):  # noqa: N818 - says what is the case
    """A limit came before the alliances were settled."""


@dataclass(frozen=True, slots=True)
class Stock:
    """The most that an alliance can gain from packages at given prices, how, and the proof."""

    gain: Fraction
    uses: tuple[int, ...]
    worth: Worth
    rows: tuple[Clique, ...]


class AllianceWorths:
    """Options, worths and wishes of alliances of one economy; what was found is kept."""

    def __init__(self, economy: Economy, limits: Limits) -> None:
        """Nothing is found yet."""
        self.economy = economy
        self._limits = SharedLimits(limits)
        self._options: dict[Members, list[Option] | None] = {}
        self._clearings: dict[Members, Clearing] = {}
        self._uses: dict[tuple[Members, int], tuple[int, ...]] = {}
        self._without: dict[Members, Worth] = {}

    def limits(self) -> Limits:
        """What is left of the limits.

        Raises: `LimitFirst` when nothing is left.
        """
        left = self._limits.next(1)
        if left.stopped() or (left.seconds is not None and left.seconds <= 0):
            raise LimitFirst
        return left

    def options(self, members: Members) -> list[Option] | None:
        """The alliance's options; None for an alliance of several members that has more than `MOST_OPTIONS`."""
        if len(members) == 1:
            return self.economy.options[members[0]]
        if members not in self._options:
            first = self.options(members[:-1])
            self._options[members] = None if first is None else _combined(first, self.economy.options[members[-1]])
        return self._options[members]

    @cached_property
    def _atoms(self) -> list[list[int]]:
        """The atoms of every buyer."""
        found: list[list[int]] = [[] for _ in self.economy.names]
        for number, atom in enumerate(self.economy.clearing.atoms):
            found[atom.owner].append(number)
        return found

    def atoms(self, members: Members) -> list[int]:
        """The atoms of the members, in the order in which a market of the alliance numbers them."""
        return [atom for member in members for atom in self._atoms[member]]

    def uses(self, members: Members, bundle: int) -> tuple[int, ...]:
        """Atoms of the members inside the bundle with the largest total, by winner determination.

        Raises: `LimitFirst`.
        """
        if (members, bundle) not in self._uses:
            if members not in self._clearings:
                self._clearings[members] = Clearing(self._market(members), self.limits())
            clearing = self._clearings[members]
            self.limits()
            outside = [number for number, atom in enumerate(clearing.atoms) if mask_of(atom.goods) & ~bundle]
            found = clearing.worth(banned=outside) if len(outside) < len(clearing.atoms) else None
            if found is not None and not found.exact:
                raise LimitFirst
            numbers = self.atoms(members)
            self._uses[members, bundle] = tuple(numbers[use] for use in found.uses) if found is not None else ()
        return self._uses[members, bundle]

    def worth(self, members: Members, bundle: int) -> Fraction:
        """What the bundle is worth to the alliance."""
        options = self.options(members)
        if options is None:
            return self.economy.clearing.total(self.uses(members, bundle))
        return max((value for inside, value in options if not inside & ~bundle), default=Fraction(0))

    def without(self, members: Members, known: tuple[int, ...]) -> Worth:
        """The worth of all other buyers.

        Raises: `LimitFirst`.
        """
        if members not in self._without:
            self.limits()
            self._without[members] = self.economy.clearing.worth(without=members, known=(known,))
            if not self._without[members].exact:
                raise LimitFirst
        return self._without[members]

    @property
    def found_without(self) -> Mapping[Members, Worth]:
        """All worths that `without` was asked for."""
        return self._without

    def stock(self, members: Members, packages: Sequence[int], prices: Sequence[Fraction]) -> Stock:
        """The most that the alliance can gain when each package that it touches costs its price once.

        Raises: `LimitFirst`.
        """
        bids = tuple(Bid(bundle=tuple(self.economy.goods_of(package)), value=price) for package, price in zip(packages, prices, strict=True))
        market = self._market(members)
        shop = BundleMarket(goods=market.goods, buyers=(*market.buyers, Buyer(name="", values=OrValues(bids=bids))))
        clearing, numbers = Clearing(shop, self.limits()), self.atoms(members)
        found = clearing.worth()
        if not found.exact:
            raise LimitFirst
        uses = tuple(numbers[use] for use in found.uses if use < len(numbers))
        return Stock(found.value - sum(prices, Fraction(0)), uses, found, clearing.rows)

    def _market(self, members: Members) -> BundleMarket:
        """A market of one buyer who has the bids of all members."""
        buyers = self.economy.market.buyers
        groups = tuple(group for member in members for group in value_groups(buyers[member].values))
        return BundleMarket(goods=self.economy.market.goods, buyers=(Buyer(name=buyers[members[0]].name, values=OrOfXorValues(groups=groups)),))


def _combined(first: list[Option], second: list[Option]) -> list[Option] | None:
    """The options of two together; None if there are too many."""
    best: dict[int, Fraction] = {0: Fraction(0)}
    for bundle, value in first:
        best[bundle] = max(best.get(bundle, Fraction(0)), value)
    for bundle, value in list(best.items()):
        for more, worth in second:
            if not bundle & more:
                best[bundle | more] = max(best.get(bundle | more, Fraction(0)), value + worth)
        if len(best) > MOST_OPTIONS + 1:
            return None
    del best[0]
    return list(best.items())
