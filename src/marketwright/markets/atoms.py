"""Every bundle valuation as OR of XOR groups of atoms, once and for all rules.

Atoms are numbered through the whole market, buyer by buyer, group by group, in the order of the document; goods of `values` maps in market order.
The seller's reserve prices are one more owner, after the last buyer, with one group per good that has a reserve price.

*Source.* spec certificates 1; `docs/formats/answer.md` (Atoms).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction

from marketwright.markets.bundle import (
    AdditiveValues,
    AssignmentValues,
    Bid,
    BundleMarket,
    OrOfXorValues,
    OrValues,
    TableValues,
    UnitDemandValues,
    Values,
    XorValues,
)


@dataclass(frozen=True, slots=True)
class Atom:
    """One bid of one group: `owner` is a buyer's index (the seller's is the number of buyers), `group` counts through the market."""

    owner: int
    group: int
    goods: tuple[int, ...]
    value: Fraction


def atoms(market: BundleMarket) -> tuple[Atom, ...]:
    """All atoms of the market in their fixed order; goods as indices in market order, values in money."""
    index = {good: number for number, good in enumerate(market.goods)}
    found: list[Atom] = []
    group = 0
    for owner, buyer in enumerate(market.buyers):
        for bids in value_groups(buyer.values):
            found.extend(Atom(owner, group, tuple(sorted(index[good] for good in bid.bundle)), bid.value) for bid in bids)
            group += 1
    for good in market.goods:
        if good in market.reserve_prices:
            found.append(Atom(len(market.buyers), group, (index[good],), market.reserve_prices[good]))
            group += 1
    return tuple(found)


def value_groups(values: Values) -> Iterator[tuple[Bid, ...]]:
    """The XOR groups of one valuation, in their fixed order (the empty bundle of a table is no bid)."""
    match values:
        case XorValues(bids=bids):
            yield bids
        case TableValues(bids=bids):
            yield tuple(bid for bid in bids if bid.bundle)
        case OrValues(bids=bids):
            for bid in bids:
                yield (bid,)
        case OrOfXorValues(groups=groups):
            yield from groups
        case AdditiveValues(values=by_good):
            for bid in _single_good_bids(by_good):
                yield (bid,)
        case UnitDemandValues(values=by_good):
            yield _single_good_bids(by_good)
        case AssignmentValues(positions=positions):
            for position in positions:
                yield _single_good_bids(position)


def _single_good_bids(by_good: Mapping[str, Fraction]) -> tuple[Bid, ...]:
    return tuple(Bid(bundle=(good,), value=value) for good, value in by_good.items())
