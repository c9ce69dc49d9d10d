"""The rule `prices/coherence`: whether a price of every bundle is coherent with a scheme.

*Meaning.* GOOD: the price of a bundle is the sum over its goods.  ALL: no bundle is dearer than a bundle that contains it, or than a partition of it.  EFF,
relative to an allocation: the price of a bundle is the sum over the packages that it touches.  ANY: no bundle is dearer than one that contains it.

*Source.* paper 002, Definition 1; spec pricing 2.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from marketwright.answers.answer import Finding, Result
from marketwright.certificates.bounds import with_bounds
from marketwright.markets.bundle import BundleMarket
from marketwright.pricing.conditions import Scheme
from marketwright.pricing.economy import Economy, FullAllocation
from marketwright.pricing.posted import PriceTable, cheapest_partitions
from marketwright.pricing.stated import TESTED_UP_TO, cheaper_with_more, needed, price_table, stated_allocation
from marketwright.questions import Question
from marketwright.solvers.packing.problem import members

SCHEMES: tuple[Scheme, ...] = ("good", "eff", "all", "any")


@dataclass(frozen=True, slots=True)
class Incoherence:
    """A bundle whose price is not what that of other bundles demands."""

    bundle: int
    parts: tuple[int, ...]


def coherence_rule(market: BundleMarket, question: Question) -> Result:
    """The rule `prices/coherence`.

    Raises: `SecondInputError` I101, I117.

    Cost: 3^goods steps.
    """
    economy, given = Economy(market, question.limits), question.input or {}
    scheme: Scheme = given["scheme"]
    allocation = stated_allocation(economy, given)
    if "price_list" not in given:
        raise needed("price_list", "a price of every bundle", 'add "price_list": [{"bundle": [goods], "price": number}, ...]')
    if scheme == "eff" and allocation is None:
        raise needed("allocation", "the allocation that eff is relative to", "add it")
    table = price_table(economy, given["price_list"], TESTED_UP_TO)
    tested = [name for name in SCHEMES if name != "eff" or allocation is not None]
    found = {name: incoherence(table, name, allocation) for name in tested}
    return Result(
        outcome={"coherent_with": [name for name in tested if found[name] is None]},
        findings=(_coherent(economy, table, found[scheme]),),
        certificate=with_bounds(()),
        parameters={"scheme": scheme},
    )


def _coherent(economy: Economy, table: PriceTable, found: Incoherence | None) -> Finding:
    if found is None:
        return Finding(claim="coherent", holds=True, grade="recomputed")
    witness: Mapping[str, Any] = {
        "bundle": economy.goods_of(found.bundle),
        "price": table[found.bundle],
        "parts": [economy.goods_of(part) for part in found.parts],
        "sum": sum((table[part] for part in found.parts), Fraction(0)),
    }
    return Finding(claim="coherent", holds=False, grade="proved", details={"witness": witness})


def incoherence(table: PriceTable, scheme: Scheme, allocation: FullAllocation | None = None) -> Incoherence | None:
    """Why the table is not coherent with the scheme (`eff`: relative to the allocation); None if it is."""
    if scheme == "good":
        return _not_additive(table, {bundle: tuple(1 << good for good in members(bundle)) for bundle in range(len(table))})
    if scheme == "eff":
        if allocation is None:
            raise TypeError("eff is relative to an allocation")
        packages = {bundle: tuple(allocation.bundles[holder] for holder in sorted(allocation.touched(bundle))) for bundle in range(len(table))}
        return _not_additive(table, packages)
    dearer = cheaper_with_more(table)
    if dearer is not None:
        return Incoherence(dearer[0], (dearer[1],))
    return _cheaper_partition(table) if scheme == "all" else None


def _not_additive(table: PriceTable, parts: Mapping[int, tuple[int, ...]]) -> Incoherence | None:
    """The first bundle that does not cost what its parts cost."""
    for bundle, listed in parts.items():
        if table[bundle] != sum((table[part] for part in listed), Fraction(0)):
            return Incoherence(bundle, listed)
    return None


def _cheaper_partition(table: PriceTable) -> Incoherence | None:
    """The first bundle that costs more than its cheapest partition."""
    least, first = cheapest_partitions(table)
    for bundle in range(len(table)):
        if least[bundle] < table[bundle]:
            parts, rest = [], bundle
            while rest:
                parts.append(first[rest])
                rest ^= first[rest]
            return Incoherence(bundle, tuple(parts))
    return None
