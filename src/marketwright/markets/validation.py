"""The one validator of markets, for documents, CATS files, tables and markets made in Python.

It returns the market in normal form: bundles and maps in market order, numbers as `Fraction`.  Everything that can be wrong with the meaning of a
bundle market is said here, of a unit-demand market in `markets.unit_demand_validation`, of a divisible market in `markets.divisible_validation`, and of
a Bayesian market in `markets.bayesian_validation`; what can be wrong with the shape of a document is said in `markets.shape`.

*Source.* `docs/formats/market.md`; spec gamma 1.
"""

from collections.abc import Mapping
from fractions import Fraction
from typing import overload

from marketwright.errors import MarketError
from marketwright.exact import common_denominator
from marketwright.markets.atoms import value_groups
from marketwright.markets.bayesian import BayesianMarket
from marketwright.markets.bayesian_validation import valid_bayesian_market
from marketwright.markets.bundle import (
    AdditiveValues,
    AssignmentValues,
    Bid,
    BundleMarket,
    Buyer,
    OrOfXorValues,
    OrValues,
    TableValues,
    UnitDemandValues,
    Values,
    XorValues,
)
from marketwright.markets.divisible import DivisibleMarket
from marketwright.markets.divisible_validation import valid_divisible_market
from marketwright.markets.kinds import Market
from marketwright.markets.parts import (
    MAX_BUYERS,
    MAX_GOODS,
    amount_at_least_zero,
    amounts,
    entries,
    goods_in_order,
    names,
    optional_text,
    too_many,
    wrong_type,
)
from marketwright.markets.tables import refuse_faulty_table
from marketwright.markets.unit_demand import UnitDemandMarket
from marketwright.markets.unit_demand_validation import valid_unit_demand_market

MAX_BIDS = 1_000_000


@overload
def validate_market(market: BundleMarket) -> BundleMarket: ...


@overload
def validate_market(market: UnitDemandMarket) -> UnitDemandMarket: ...


@overload
def validate_market(market: DivisibleMarket) -> DivisibleMarket: ...


@overload
def validate_market(market: BayesianMarket) -> BayesianMarket: ...


@overload
def validate_market(market: Market) -> Market: ...


def validate_market(market: Market) -> Market:
    """The market in normal form, if it is one; of the kind that was given.

    Raises: `MarketError` M101 (wrong type), M104 and M112 to M117 (values), M108 to M111 (names and goods), M120 to M126 (preferences),
    M123 and M127 to M131 (utilities), M132 to M135 and M141 (players and coalitions); `NumberError` N103 (too large), N105 (too fine together).

    Cost: one pass over the bids; a table costs one comparison for each bundle and good.
    """
    if isinstance(market, UnitDemandMarket):
        return valid_unit_demand_market(market)
    if isinstance(market, DivisibleMarket):
        return valid_divisible_market(market)
    if isinstance(market, BayesianMarket):
        return valid_bayesian_market(market)
    if not isinstance(market, BundleMarket):
        raise wrong_type("market", market, "a BundleMarket, a UnitDemandMarket, a DivisibleMarket or a BayesianMarket")
    goods = names(market.goods, "goods", MAX_GOODS)
    known = {good: number for number, good in enumerate(goods)}
    members: list[Buyer] = []
    for number, buyer in enumerate(entries(market.buyers, "buyers")):
        if not isinstance(buyer, Buyer):
            raise wrong_type(f"buyers[{number}]", buyer, "a Buyer")
        members.append(buyer)
    buyer_names = names((buyer.name for buyer in members), "buyers", MAX_BUYERS, "{}.name")
    count = _Count()
    buyers = tuple(
        Buyer(name=name, values=_values(buyer.values, f"buyers[{number}].values", name, known, count))
        for number, (name, buyer) in enumerate(zip(buyer_names, members, strict=True))
    )
    reserve_prices = amounts(market.reserve_prices, "reserve_prices", known)
    values = (bid.value for buyer in buyers for group in value_groups(buyer.values) for bid in group)
    common_denominator((*values, *reserve_prices.values()), "values")
    return BundleMarket(
        goods=goods,
        buyers=buyers,
        reserve_prices=reserve_prices,
        title=optional_text(market.title, "title"),
        source=optional_text(market.source, "source"),
    )


class _Count:
    """Counts the bids of the market while they are read."""

    __slots__ = ("bids",)

    def __init__(self) -> None:
        self.bids = 0

    def add(self, place: str) -> None:
        self.bids += 1
        if self.bids > MAX_BIDS:
            raise too_many(place, "bids", MAX_BIDS)


def _values(values: Values, place: str, buyer: str, known: Mapping[str, int], count: _Count) -> Values:
    match values:
        case XorValues(bids=bids):
            return XorValues(bids=_bids(bids, f"{place}.bids", known, count))
        case OrValues(bids=bids):
            return OrValues(bids=_bids(bids, f"{place}.bids", known, count))
        case OrOfXorValues(groups=groups):
            here = f"{place}.groups"
            return OrOfXorValues(groups=tuple(_group(group, f"{here}[{number}]", known, count) for number, group in enumerate(entries(groups, here))))
        case TableValues(bids=bids, free_disposal=closed):
            if not isinstance(closed, bool):
                raise wrong_type(f"{place}.free_disposal", closed, "true or false")
            table = TableValues(bids=_bids(bids, f"{place}.bids", known, count, may_be_empty=True), free_disposal=closed)
            refuse_faulty_table(table, tuple(known), place, buyer)
            return table
        case AdditiveValues(values=by_good):
            return AdditiveValues(values=amounts(by_good, f"{place}.values", known, count.add))
        case UnitDemandValues(values=by_good):
            return UnitDemandValues(values=amounts(by_good, f"{place}.values", known, count.add))
        case AssignmentValues(positions=positions):
            here = f"{place}.positions"
            return AssignmentValues(
                positions=tuple(_position(position, f"{here}[{number}]", known, count) for number, position in enumerate(entries(positions, here)))
            )
    raise wrong_type(place, values, "one of the value classes of markets.bundle")


def _bids(bids: object, place: str, known: Mapping[str, int], count: _Count, *, may_be_empty: bool = False) -> tuple[Bid, ...]:
    found: list[Bid] = []
    for number, bid in enumerate(entries(bids, place)):
        here = f"{place}[{number}]"
        if not isinstance(bid, Bid):
            raise wrong_type(here, bid, "a Bid")
        count.add(here)
        bundle = goods_in_order(bid.bundle, f"{here}.bundle", known, "a bundle")
        if not bundle and not may_be_empty:
            raise MarketError("M115", f"{here}.bundle", "a bid for no goods", "one or more goods", "list the goods of the bid, or remove it")
        found.append(Bid(bundle=bundle, value=amount_at_least_zero(bid.value, f"{here}.value")))
    return tuple(found)


def _group(bids: object, place: str, known: Mapping[str, int], count: _Count) -> tuple[Bid, ...]:
    group = _bids(bids, place, known, count)
    if not group:
        raise MarketError("M115", place, "a group without bids", "one or more bids", "remove the group")
    return group


def _position(by_good: object, place: str, known: Mapping[str, int], count: _Count) -> Mapping[str, Fraction]:
    position = amounts(by_good, place, known, count.add)
    if not position:
        raise MarketError("M115", place, "a position without goods", "one or more goods", "remove the position")
    return position
