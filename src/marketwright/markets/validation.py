"""The one validator of bundle markets, for documents, CATS files, tables of bids and markets made in Python.

It returns the market in normal form: bundles and maps in market order, numbers as `Fraction`.  Everything that can be wrong with the meaning of a
market is said here; what can be wrong with the shape of a document is said in `markets.shape`.

*Source.* `docs/formats/market.md`; spec gamma 1.
"""

import re
from collections.abc import Iterable, Mapping
from fractions import Fraction

from marketwright.errors import MarketError
from marketwright.exact import common_denominator, number_text, within_limits
from marketwright.markets.atoms import value_groups
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
from marketwright.markets.places import did_you_mean, key_text, listed, shown
from marketwright.markets.tables import refuse_faulty_table

MAX_GOODS = 100_000
MAX_BUYERS = 100_000
MAX_BIDS = 1_000_000
MAX_NAME = 200

_NOT_TEXT = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff]")
_SURROGATE = re.compile("[\ud800-\udfff]")


def validate_market(market: BundleMarket) -> BundleMarket:
    """The market in normal form, if it is one.

    Raises: `MarketError` M101 (wrong type), M104 and M112 to M117 (values), M108 to M111 (names and goods);
    `NumberError` N103 (too large), N105 (too fine together).

    Cost: one pass over the bids; a table costs one comparison for each bundle and good.
    """
    goods = _names(market.goods, "goods", MAX_GOODS)
    known = {good: number for number, good in enumerate(goods)}
    members: list[Buyer] = []
    for number, buyer in enumerate(_sequence(market.buyers, "buyers")):
        if not isinstance(buyer, Buyer):
            raise _wrong_type(f"buyers[{number}]", buyer, "a Buyer")
        members.append(buyer)
    names = _names((buyer.name for buyer in members), "buyers", MAX_BUYERS, "{}.name")
    count = _Count()
    buyers = tuple(
        Buyer(name=name, values=_values(buyer.values, f"buyers[{number}].values", name, known, count))
        for number, (name, buyer) in enumerate(zip(names, members, strict=True))
    )
    reserve_prices = _amounts(market.reserve_prices, "reserve_prices", known)
    values = (bid.value for buyer in buyers for group in value_groups(buyer.values) for bid in group)
    common_denominator((*values, *reserve_prices.values()), "values")
    return BundleMarket(
        goods=goods,
        buyers=buyers,
        reserve_prices=reserve_prices,
        title=_text(market.title, "title"),
        source=_text(market.source, "source"),
    )


def valid_name(name: object, place: str, *, of_buyer: bool = False) -> str:
    """The name itself, if a good, or a buyer, may have it.

    Raises: `MarketError` M101 (not a text), M109 (empty, too long, with control characters or outer white space, or the reserved `seller`).
    """
    if not isinstance(name, str):
        raise _wrong_type(place, name, "a text")
    allowed = f"names of 1 to {MAX_NAME} characters without control characters and outer white space"
    if not name:
        raise MarketError("M109", place, "an empty name", allowed, "give it a name")
    if len(name) > MAX_NAME:
        raise MarketError("M109", place, f"a name of {len(name)} characters", allowed, "shorten it")
    if _NOT_TEXT.search(name):
        raise MarketError("M109", place, f"the name {shown(name)} with a control character", allowed, "remove line breaks, tabs and the like")
    if name != name.strip():
        raise MarketError("M109", place, f"the name {shown(name)} with white space around it", allowed, f"write {shown(name.strip())}")
    if of_buyer and name == "seller":
        raise MarketError("M109", place, 'a buyer with the name "seller"', 'any other name: "seller" is the seller', "rename the buyer")
    return name


class _Count:
    """Counts the bids of the market while they are read."""

    __slots__ = ("bids",)

    def __init__(self) -> None:
        self.bids = 0

    def add(self, place: str) -> None:
        self.bids += 1
        if self.bids > MAX_BIDS:
            raise _too_many(place, "bids", MAX_BIDS)


def _names(names: object, place: str, most: int, pattern: str = "{}") -> tuple[str, ...]:
    of_buyer = place == "buyers"
    found: dict[str, int] = {}
    for number, name in enumerate(_sequence(names, place)):
        here = pattern.format(f"{place}[{number}]")
        first = found.setdefault(valid_name(name, here, of_buyer=of_buyer), number)
        if first != number:
            given = f"the name {shown(str(name))} again, after {pattern.format(f'{place}[{first}]')}"
            raise MarketError("M110", here, given, f"different names of {place}", "rename or remove one of the two")
        if number >= most:
            raise _too_many(place, place, most)
    if not found:
        raise MarketError("M115", place, "an empty list", f"one or more {place}", f"list the {place}")
    return tuple(found)


def _values(values: Values, place: str, buyer: str, known: Mapping[str, int], count: _Count) -> Values:
    match values:
        case XorValues(bids=bids):
            return XorValues(bids=_bids(bids, f"{place}.bids", known, count))
        case OrValues(bids=bids):
            return OrValues(bids=_bids(bids, f"{place}.bids", known, count))
        case OrOfXorValues(groups=groups):
            here = f"{place}.groups"
            return OrOfXorValues(groups=tuple(_group(group, f"{here}[{number}]", known, count) for number, group in enumerate(_sequence(groups, here))))
        case TableValues(bids=bids, free_disposal=closed):
            if not isinstance(closed, bool):
                raise _wrong_type(f"{place}.free_disposal", closed, "true or false")
            table = TableValues(bids=_bids(bids, f"{place}.bids", known, count, may_be_empty=True), free_disposal=closed)
            refuse_faulty_table(table, tuple(known), place, buyer)
            return table
        case AdditiveValues(values=amounts):
            return AdditiveValues(values=_amounts(amounts, f"{place}.values", known, count))
        case UnitDemandValues(values=amounts):
            return UnitDemandValues(values=_amounts(amounts, f"{place}.values", known, count))
        case AssignmentValues(positions=positions):
            here = f"{place}.positions"
            return AssignmentValues(
                positions=tuple(_position(position, f"{here}[{number}]", known, count) for number, position in enumerate(_sequence(positions, here)))
            )
    raise _wrong_type(place, values, "one of the value classes of markets.bundle")


def _bids(bids: object, place: str, known: Mapping[str, int], count: _Count, *, may_be_empty: bool = False) -> tuple[Bid, ...]:
    found: list[Bid] = []
    for number, bid in enumerate(_sequence(bids, place)):
        here = f"{place}[{number}]"
        if not isinstance(bid, Bid):
            raise _wrong_type(here, bid, "a Bid")
        count.add(here)
        bundle = _bundle(bid.bundle, f"{here}.bundle", known)
        if not bundle and not may_be_empty:
            raise MarketError("M115", f"{here}.bundle", "a bid for no goods", "one or more goods", "list the goods of the bid, or remove it")
        found.append(Bid(bundle=bundle, value=_amount(bid.value, f"{here}.value")))
    return tuple(found)


def _group(bids: object, place: str, known: Mapping[str, int], count: _Count) -> tuple[Bid, ...]:
    group = _bids(bids, place, known, count)
    if not group:
        raise MarketError("M115", place, "a group without bids", "one or more bids", "remove the group")
    return group


def _position(amounts: object, place: str, known: Mapping[str, int], count: _Count) -> Mapping[str, Fraction]:
    position = _amounts(amounts, place, known, count)
    if not position:
        raise MarketError("M115", place, "a position without goods", "one or more goods", "remove the position")
    return position


def _bundle(bundle: object, place: str, known: Mapping[str, int]) -> tuple[str, ...]:
    goods: dict[str, int] = {}
    for number, good in enumerate(_sequence(bundle, place)):
        if not isinstance(good, str):
            raise _wrong_type(f"{place}[{number}]", good, "the name of a good")
        if good not in known:
            raise unknown_good(good, f"{place}[{number}]", known)
        if good in goods:
            raise MarketError("M111", f"{place}[{number}]", f"the good {shown(good)} again", "every good once in a bundle", "remove it")
        goods[good] = known[good]
    return tuple(sorted(goods, key=goods.__getitem__))


def unknown_good(good: str, place: str, known: Mapping[str, int]) -> MarketError:
    """The error for a good that the market does not have."""
    return MarketError("M108", place, f"the unknown good {shown(good)}", f"the market's goods {listed(known)}", did_you_mean(good, known, "add it to goods"))


def _amounts(amounts: object, place: str, known: Mapping[str, int], count: _Count | None = None) -> dict[str, Fraction]:
    if not isinstance(amounts, Mapping):
        raise _wrong_type(place, amounts, "a number for each good")
    found: dict[str, Fraction] = {}
    for good, amount in amounts.items():
        if not isinstance(good, str):
            raise _wrong_type(place, good, "names of goods")
        if good not in known:
            raise unknown_good(good, f"{place}{key_text(good)}", known)
        if count is not None:
            count.add(place)
        found[good] = _amount(amount, f"{place}{key_text(good)}")
    return dict(sorted(found.items(), key=lambda item: known[item[0]]))


def _amount(amount: object, place: str) -> Fraction:
    if type(amount) is not Fraction:
        if isinstance(amount, bool) or not isinstance(amount, int | Fraction):
            raise _wrong_type(place, amount, "an exact number: an int or a Fraction")
        amount = Fraction(amount)
    within_limits(amount, place)
    if amount < 0:
        raise MarketError("M113", place, f"the negative value {number_text(amount)}", "0 or more", "use 0, or remove the entry")
    return amount


def _text(text: object, place: str) -> str | None:
    if text is None:
        return None
    if not isinstance(text, str):
        raise _wrong_type(place, text, "a text")
    if _SURROGATE.search(text):
        raise MarketError("M109", place, "a text with half a character (an unpaired surrogate)", "whole characters", "remove it")
    return text


def _sequence(items: object, place: str) -> list[object]:
    if isinstance(items, str | bytes | Mapping) or not isinstance(items, Iterable):
        raise _wrong_type(place, items, "a list")
    return list(items)


def _wrong_type(place: str, given: object, allowed: str) -> MarketError:
    return MarketError("M101", place, f"a Python {type(given).__name__}", allowed, "convert it first")


def _too_many(place: str, things: str, most: int) -> MarketError:
    return MarketError("M116", place, f"more than {most} {things}", f"at most {most} {things}", "split the market")
