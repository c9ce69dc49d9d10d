"""Bundle markets: indivisible goods, and buyers with values for sets of goods (frozen data, no behaviour).

*Meaning.* A buyer's value of a set of goods is the largest total of his bids that fit into it: at most one bid of a group is used, used bids do not
share a good, every bid needs all goods of its bundle.  So every valuation is closed under free disposal and worth 0 at no goods.  Money is any
one unit; values are exact and not negative.  A seller's reserve price is what the seller keeps when the good stays unsold.

*Source.* DESIGN 5; spec certificates 1 (atoms and groups); paper 000, section 2.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction


@dataclass(frozen=True, slots=True, kw_only=True)
class Bid:
    """An offer of `value` for all goods of `bundle` (names, in market order)."""

    bundle: tuple[str, ...]
    value: Fraction


@dataclass(frozen=True, slots=True, kw_only=True)
class XorValues:
    """At most one of the bids is used."""

    bids: tuple[Bid, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class OrValues:
    """Any bids are used that share no good."""

    bids: tuple[Bid, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class OrOfXorValues:
    """At most one bid of each group is used; used bids share no good."""

    groups: tuple[tuple[Bid, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TableValues:
    """A value for every bundle; monotone, or closed under free disposal on request."""

    bids: tuple[Bid, ...]
    free_disposal: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class AdditiveValues:
    """The sum of the values of single goods (good -> value, in market order)."""

    values: Mapping[str, Fraction]


@dataclass(frozen=True, slots=True, kw_only=True)
class UnitDemandValues:
    """The best single good (good -> value, in market order)."""

    values: Mapping[str, Fraction]


@dataclass(frozen=True, slots=True, kw_only=True)
class AssignmentValues:
    """The best assignment of different goods to positions (OXS; each position good -> value, in market order)."""

    positions: tuple[Mapping[str, Fraction], ...]


Values = XorValues | OrValues | OrOfXorValues | TableValues | AdditiveValues | UnitDemandValues | AssignmentValues


@dataclass(frozen=True, slots=True, kw_only=True)
class Buyer:
    """A named buyer and his values."""

    name: str
    values: Values


@dataclass(frozen=True, slots=True, kw_only=True)
class BundleMarket:
    """Goods, buyers, and what the seller keeps for an unsold good (good -> reserve price, in market order).

    Build one with `markets.validate_market` or read it with `markets.read_market`; both refuse what is not a market.
    """

    goods: tuple[str, ...]
    buyers: tuple[Buyer, ...]
    reserve_prices: Mapping[str, Fraction] = field(default_factory=dict)
    title: str | None = None
    source: str | None = None
