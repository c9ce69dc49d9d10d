"""An answer beside its market: what every report reads."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Any

from marketwright.markets.atoms import Atom, atoms
from marketwright.markets.bayesian import BayesianMarket
from marketwright.markets.bundle import BundleMarket
from marketwright.markets.divisible import DivisibleMarket
from marketwright.markets.kinds import Market, bayesian_market, bundle_market, divisible_market, goods_of, member_word, names_of, unit_demand_market
from marketwright.markets.unit_demand import UnitDemandMarket
from marketwright.reports.words import bundle_text, buyer_name, buyers_text, listed, name, short_names


@dataclass(frozen=True, kw_only=True)
class AnsweredMarket:
    """A market and an answer document about it (canonical numbers; accepted by `marketcheck`, or made by `solve`)."""

    market: Market
    document: Mapping[str, Any]

    @property
    def bundles(self) -> BundleMarket:
        """The market, of whose answers reports speak of bundles.

        Raises: `UsageError` U116 for a market of another kind.
        """
        return bundle_market(self.market)

    @property
    def unit_demand(self) -> UnitDemandMarket:
        """The market, of whose answers reports speak of levels.

        Raises: `UsageError` U116 for a market of another kind.
        """
        return unit_demand_market(self.market)

    @property
    def divisible(self) -> DivisibleMarket:
        """The market, of whose answers reports speak of quantities.

        Raises: `UsageError` U116 for a market of another kind.
        """
        return divisible_market(self.market)

    @property
    def bayesian(self) -> BayesianMarket:
        """The market, of whose answers reports speak of types.

        Raises: `UsageError` U116 for a market of another kind.
        """
        return bayesian_market(self.market)

    @property
    def member(self) -> str:
        """What those of whom the market tells are called."""
        return member_word(self.market)

    @property
    def rule(self) -> str:
        """The rule's id."""
        return str(self.document["rule"])

    @property
    def tie_rule(self) -> str:
        """The tie rule's name."""
        return str(self.document["parameters"].get("tie_rule", "any"))

    @cached_property
    def titles(self) -> tuple[str, ...]:
        """The names of the buyers, bidders or players, in market order."""
        return names_of(self.market)

    @cached_property
    def atoms(self) -> tuple[Atom, ...]:
        """All bids of the market, numbered as in the certificate."""
        return atoms(self.bundles)

    @property
    def seller(self) -> int:
        """The seller's number as an owner of atoms."""
        return len(self.titles)

    @cached_property
    def uses(self) -> tuple[int, ...]:
        """The accepted atoms (none where the rule selects no allocation)."""
        return tuple(self.document["certificate"].get("uses", ()))

    @cached_property
    def winners(self) -> tuple[int, ...]:
        """The buyers with an accepted bid of positive value, in market order."""
        return tuple(sorted({self.atoms[atom].owner for atom in self.uses if self.atoms[atom].value > 0} - {self.seller}))

    @property
    def complete(self) -> bool:
        """Whether the efficient allocation is proved, not only bounded (true where the rule asks for none)."""
        return all(finding["holds"] is True for finding in self.document["findings"] if finding["claim"] == "efficient")

    @property
    def at_most(self) -> Fraction:
        """The proven upper bound on the welfare; the welfare itself when the allocation is efficient."""
        for finding in self.document["findings"]:
            if finding["claim"] == "efficient" and finding["holds"] is None:
                return Fraction(finding["at_most"])
        return self.amount("welfare")

    def finding(self, claim: str) -> Mapping[str, Any] | None:
        """The first finding of a claim, or None where the rule makes no such claim."""
        return next((finding for finding in self.document["findings"] if finding["claim"] == claim), None)

    def amount(self, key: str) -> Fraction:
        """A number of the outcome."""
        return Fraction(self.document["outcome"][key])

    def by_buyer(self, key: str) -> dict[str, Fraction]:
        """Numbers of the outcome by name (empty where the outcome has none of that key)."""
        return {buyer: Fraction(value) for buyer, value in self.document["outcome"].get(key, {}).items()}

    @cached_property
    def _buyer_forms(self) -> Mapping[str, str]:
        return short_names(self.titles)

    @cached_property
    def _good_forms(self) -> Mapping[str, str]:
        return short_names(goods_of(self.market))

    def buyer(self, title: str) -> str:
        """A buyer's name inside a sentence."""
        return buyer_name(self._buyer_forms[title], self.member)

    def buyers(self, titles: Iterable[str], most: int = 8) -> str:
        """Buyers' names inside a sentence."""
        return buyers_text([self._buyer_forms[title] for title in titles], most, self.member)

    def cell(self, title: str) -> str:
        """A buyer's name in a table."""
        return name(self._buyer_forms[title])

    def good(self, title: str) -> str:
        """The name of a good where it is clear that it is one."""
        return name(self._good_forms[title])

    def bundle(self, goods: Iterable[str], most: int = 8) -> str:
        """Goods inside a sentence."""
        return bundle_text([self._good_forms[good] for good in goods], most)

    def bundle_cell(self, goods: Iterable[str], most: int = 8) -> str:
        """Goods in a table."""
        return listed([self._good_forms[good] for good in goods], most)

    def total(self, uses: Iterable[int]) -> Fraction:
        """The sum of atoms' values."""
        return sum((self.atoms[atom].value for atom in uses), Fraction(0))

    def goods(self, atom: int) -> list[str]:
        """The names of an atom's goods."""
        return [self.bundles.goods[good] for good in self.atoms[atom].goods]

    @cached_property
    def atoms_of(self) -> Sequence[Sequence[int]]:
        """For each buyer, and last the seller, the numbers of the atoms."""
        found: list[list[int]] = [[] for _ in range(self.seller + 1)]
        for number, atom in enumerate(self.atoms):
            found[atom.owner].append(number)
        return found

    @cached_property
    def _using_good(self) -> Mapping[int, int]:
        return {good: atom for atom in self.uses for good in self.atoms[atom].goods}

    @cached_property
    def _using_group(self) -> Mapping[int, int]:
        return {self.atoms[atom].group: atom for atom in self.uses}

    def displaced(self, atom: int) -> tuple[int, ...]:
        """The accepted atoms that would have to go if this one were accepted: they share a good or the XOR group with it."""
        record = self.atoms[atom]
        found = {self._using_good[good] for good in record.goods if good in self._using_good}
        if record.group in self._using_group:
            found.add(self._using_group[record.group])
        return tuple(sorted(found - {atom}))

    def lack(self, atom: int) -> Fraction:
        """How much more than this atom the accepted atoms in its way are worth together."""
        return self.total(self.displaced(atom)) - self.atoms[atom].value
