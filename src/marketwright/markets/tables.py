"""Tables of values: every bundle has one, and more goods are never worth less.

A bundle is here a bit mask over the goods in market order, so that the parts that lack one good are found by clearing one bit.

*Source.* spec gamma 1 (validation); `docs/formats/market.md` (Values).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from marketwright.errors import MarketError
from marketwright.exact import common_denominator, number_text
from marketwright.markets.bundle import Bid, BundleMarket, TableValues
from marketwright.markets.places import listed, shown

MAX_TABLE_GOODS = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Drop:
    """A bundle that is worth less than one of its parts."""

    bundle: Bid
    part: Bid


def closed_tables(market: BundleMarket) -> tuple[str, ...]:
    """The names of the buyers whose table is not monotone and is read as its closure under free disposal, in market order.

    Cost: one comparison for each bundle and good.
    """
    tables = ((buyer.name, buyer.values) for buyer in market.buyers)
    return tuple(name for name, values in tables if isinstance(values, TableValues) and values.free_disposal and _drops(values.bids, market.goods))


def refuse_faulty_table(values: TableValues, goods: tuple[str, ...], place: str, buyer: str) -> None:
    """Nothing, if the table gives every bundle one value, the empty one 0, and is monotone or asks for its closure.

    Expects: bids whose bundles are known goods in market order and whose values are not negative.

    Raises: `MarketError` M104 (not monotone), M112 (bundle twice), M114 (bundle missing), M116 (too many goods), M117 (value of no goods).
    """
    if len(goods) > MAX_TABLE_GOODS:
        given = f"a table over {len(goods)} goods"
        raise MarketError("M116", place, given, f"tables over at most {MAX_TABLE_GOODS} goods", 'list the bundles that matter as "xor" bids')
    numbers = _numbers(values.bids, place)
    if values.bids and () in numbers and values.bids[numbers[()]].value != 0:
        given = f"value {number_text(values.bids[numbers[()]].value)} of no goods"
        raise MarketError("M117", f"{place}.bids[{numbers[()]}].value", given, "0 for the empty bundle", "set it to 0, or leave the empty bundle out")
    _refuse_gaps(numbers, goods, place)
    if values.free_disposal:
        return
    for drop in _drops(values.bids, goods):
        given = (
            f"value {number_text(drop.bundle.value)} of {listed(drop.bundle.bundle)} for buyer {shown(buyer)} "
            f"is below the value {number_text(drop.part.value)} of its part {listed(drop.part.bundle)}"
        )
        remedy = f'raise it to at least {number_text(drop.part.value)}, or set "free_disposal": true'
        raise MarketError("M104", f"{place}.bids[{numbers[drop.bundle.bundle]}].value", given, "monotone values: more goods are never worth less", remedy)


def _numbers(bids: tuple[Bid, ...], place: str) -> dict[tuple[str, ...], int]:
    """The place of each bundle in the list."""
    numbers: dict[tuple[str, ...], int] = {}
    for number, bid in enumerate(bids):
        first = numbers.setdefault(bid.bundle, number)
        if first != number:
            given = f"a second value for {listed(bid.bundle) or 'the empty bundle'}, after bids[{first}]"
            raise MarketError("M112", f"{place}.bids[{number}].bundle", given, "every bundle once in a table", "remove one of the two")
    return numbers


def _refuse_gaps(numbers: dict[tuple[str, ...], int], goods: tuple[str, ...], place: str) -> None:
    expected = 2 ** len(goods) - 1
    missing = expected - (len(numbers) - (() in numbers))
    if missing:
        first = next(bundle for mask in range(1, expected + 1) if (bundle := _bundle(mask, goods)) not in numbers)
        given = f"no value for {listed(first)}" + (f" and {missing - 1} other bundles" if missing > 1 else "")
        remedy = 'add the missing bundles, or use "xor", which needs only the bundles that matter'
        raise MarketError("M114", f"{place}.bids", given, f"all {expected} bundles of {len(goods)} goods", remedy)


def _drops(bids: tuple[Bid, ...], goods: tuple[str, ...]) -> tuple[Drop, ...]:
    """The first bundle that is worth less than a part with one good fewer, or nothing; bundles in the order of their masks."""
    bits = {good: 1 << number for number, good in enumerate(goods)}
    unit = common_denominator((bid.value for bid in bids), "values")
    worths = [0] * 2 ** len(goods)
    for bid in bids:
        worths[sum(bits[good] for good in bid.bundle)] = int(bid.value * unit)
    for mask, worth in enumerate(worths):
        rest = mask
        while rest:
            bit = rest & -rest
            if worths[mask ^ bit] > worth:
                pair = (Bid(bundle=_bundle(found, goods), value=Fraction(worths[found], unit)) for found in (mask, mask ^ bit))
                return (Drop(bundle=next(pair), part=next(pair)),)
            rest ^= bit
    return ()


def _bundle(mask: int, goods: Iterable[str]) -> tuple[str, ...]:
    return tuple(good for number, good in enumerate(goods) if mask >> number & 1)
