"""Markets made in Python: brought into normal form, or refused with the code and place that a document would get."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from fractions import Fraction
from itertools import combinations
from typing import Any

import pytest
from hypothesis import given

from marketwright.errors import InputError, MarketError
from marketwright.markets import (
    AdditiveValues,
    AssignmentValues,
    Bid,
    BundleMarket,
    Buyer,
    OrOfXorValues,
    OrValues,
    TableValues,
    UnitDemandValues,
    XorValues,
    closed_tables,
    parts,
    validate_market,
    validation,
)
from tests.strategies import bundle_markets

ONE = Fraction(1)


def bid(*bundle: str, value: Any = ONE) -> Bid:
    return Bid(bundle=bundle, value=value)


NOTHING = XorValues(bids=())


def market(values: Any = NOTHING, **changes: Any) -> BundleMarket:
    parts: dict[str, Any] = {"goods": ("A", "B"), "buyers": (Buyer(name="carol", values=values),), **changes}
    return BundleMarket(**parts)


def table(values: Mapping[str, int], free_disposal: bool = False) -> TableValues:
    return TableValues(bids=tuple(bid(*bundle, value=Fraction(value)) for bundle, value in values.items()), free_disposal=free_disposal)


def test_normal_form_orders_goods_and_makes_numbers_fractions() -> None:
    given_market = market(
        OrOfXorValues(groups=((bid("B", "A", value=2),), (bid("B"), bid("A")))),
        reserve_prices={"B": 3, "A": Fraction(1, 2)},
        title="t",
    )
    valid = validate_market(given_market)
    assert valid == market(
        OrOfXorValues(groups=((bid("A", "B", value=Fraction(2)),), (bid("B"), bid("A")))),
        reserve_prices={"A": Fraction(1, 2), "B": Fraction(3)},
        title="t",
    )
    assert list(valid.reserve_prices) == ["A", "B"]
    assert isinstance(valid.reserve_prices["B"], Fraction)


def test_lists_and_sets_become_tuples() -> None:
    loose: Any = market(XorValues(bids=[Bid(bundle={"A", "B"}, value=1)]), goods=["A", "B"])  # type: ignore[arg-type]
    assert validate_market(loose) == market(XorValues(bids=(bid("A", "B"),)))


@given(bundle_markets())
def test_normal_form_is_a_fixed_point(valid: BundleMarket) -> None:
    assert validate_market(valid) == valid


def test_message_of_a_table_that_is_not_monotone_names_buyer_bundles_values_and_remedies() -> None:
    with pytest.raises(MarketError) as caught:
        validate_market(market(table({"A": 5, "B": 1, "AB": 3})))
    assert str(caught.value) == (
        'buyers[0].values.bids[2].value: value 3 of "A", "B" for buyer "carol" is below the value 5 of its part "A" (M104); '
        'allowed: monotone values: more goods are never worth less; raise it to at least 5, or set "free_disposal": true'
    )


FAULTS: dict[str, tuple[Any, str, str]] = {
    "text as bundle": (market(XorValues(bids=(Bid(bundle="AB", value=ONE),))), "M101", "buyers[0].values.bids[0].bundle"),  # type: ignore[arg-type]
    "float": (market(XorValues(bids=(bid("A", value=0.5),))), "M101", "buyers[0].values.bids[0].value"),
    "bool": (market(XorValues(bids=(bid("A", value=True),))), "M101", "buyers[0].values.bids[0].value"),
    "text as number": (market(AdditiveValues(values={"A": "1"})), "M101", "buyers[0].values.values.A"),  # type: ignore[dict-item]
    "tuple as bid": (market(XorValues(bids=(("A", 1),))), "M101", "buyers[0].values.bids[0]"),  # type: ignore[arg-type]
    "list as map": (market(UnitDemandValues(values=["A"])), "M101", "buyers[0].values.values"),  # type: ignore[arg-type]
    "no values": (market(None), "M101", "buyers[0].values"),
    "text as free disposal": (market(TableValues(bids=(), free_disposal="yes")), "M101", "buyers[0].values.free_disposal"),  # type: ignore[arg-type]
    "number as good": (market(goods=("A", 2)), "M101", "goods[1]"),
    "number in a bundle": (market(OrValues(bids=(bid("A", 2),))), "M101", "buyers[0].values.bids[0].bundle[1]"),  # type: ignore[arg-type]
    "text as buyer": (market(buyers=("carol",)), "M101", "buyers[0]"),
    "text as buyers": (market(buyers="carol"), "M101", "buyers"),
    "number as title": (market(title=1), "M101", "title"),
    "half a character in a title": (market(title="\ud800"), "M109", "title"),
    "half a character in a name": (market(goods=("A", "\ud800")), "M109", "goods[1]"),
    "no-break space around a name": (market(goods=("A", "\u00a0B")), "M109", "goods[1]"),
    "line break in a name": (market(goods=("A", "B\x85C")), "M109", "goods[1]"),
    "no goods": (market(goods=()), "M115", "goods"),
    "no buyers": (market(buyers=()), "M115", "buyers"),
    "seller as buyer": (market(buyers=(Buyer(name="seller", values=XorValues(bids=())),)), "M109", "buyers[0].name"),
    "two goods of one name": (market(goods=("A", "B", "B")), "M110", "goods[2]"),
    "good twice in a bundle": (market(OrValues(bids=(bid("A", "A"),))), "M111", "buyers[0].values.bids[0].bundle[1]"),
    "good twice in a group": (market(OrOfXorValues(groups=((bid("A"), bid("B", "B")),))), "M111", "buyers[0].values.groups[0][1].bundle[1]"),
    "unknown good in a position": (market(AssignmentValues(positions=({"A": ONE, "C": ONE},))), "M108", "buyers[0].values.positions[0].C"),
    "unknown good with a reserve price": (market(reserve_prices={"a b": ONE}), "M108", 'reserve_prices["a b"]'),
    "negative value": (market(AdditiveValues(values={"A": Fraction(-1, 2)})), "M113", "buyers[0].values.values.A"),
    "negative reserve price": (market(reserve_prices={"A": -1}), "M113", "reserve_prices.A"),
    "huge value": (market(AdditiveValues(values={"A": 10**31})), "N103", "buyers[0].values.values.A"),  # type: ignore[dict-item]
    "fine value": (market(AdditiveValues(values={"A": Fraction(1, 10**31)})), "N103", "buyers[0].values.values.A"),
    "empty bundle": (market(XorValues(bids=(bid(),))), "M115", "buyers[0].values.bids[0].bundle"),
    "empty group": (market(OrOfXorValues(groups=((),))), "M115", "buyers[0].values.groups[0]"),
    "empty position": (market(AssignmentValues(positions=({},))), "M115", "buyers[0].values.positions[0]"),
    "gap in a table": (market(table({"A": 1, "AB": 2})), "M114", "buyers[0].values.bids"),
    "bundle twice in a table": (market(table({"A": 1, "AB": 2, "B": 1, "BA": 2})), "M112", "buyers[0].values.bids[3].bundle"),
    "empty bundle twice in a table": (market(TableValues(bids=(bid(value=0), bid(value=0)))), "M112", "buyers[0].values.bids[1].bundle"),
    "value of no goods": (market(table({"": 1, "A": 1, "B": 1, "AB": 2})), "M117", "buyers[0].values.bids[0].value"),
}


@pytest.mark.parametrize(("faulty", "code", "place"), FAULTS.values(), ids=FAULTS.keys())
def test_faulty_market_is_refused_with_code_and_place(faulty: BundleMarket, code: str, place: str) -> None:
    with pytest.raises(InputError) as caught:
        validate_market(faulty)
    assert (caught.value.code, caught.value.place) == (code, place)


def test_limits_are_those_of_the_format_page() -> None:
    assert (parts.MAX_GOODS, parts.MAX_BUYERS, validation.MAX_BIDS, parts.MAX_NAME) == (100_000, 100_000, 1_000_000, 200)


def test_more_than_100000_goods_are_refused() -> None:
    with pytest.raises(MarketError) as caught:
        validate_market(market(goods=[str(number) for number in range(100_001)]))
    assert (caught.value.code, caught.value.place) == ("M116", "goods")


def test_bids_of_all_buyers_together_are_limited() -> None:
    one = bid("A")
    buyers = tuple(Buyer(name=str(number), values=XorValues(bids=(one,) * 500_000)) for number in range(3))
    with pytest.raises(MarketError) as caught:
        validate_market(market(buyers=buyers))
    assert (caught.value.code, caught.value.place) == ("M116", "buyers[2].values.bids[0]")


def test_table_over_16_goods_is_offered_and_over_17_is_not() -> None:
    names = [str(number) for number in range(17)]
    full = TableValues(bids=tuple(bid(*bundle) for size in range(1, 17) for bundle in combinations(names[:16], size)))
    assert len(full.bids) == 65535
    validate_market(market(full, goods=tuple(names[:16])))
    with pytest.raises(MarketError) as caught:
        validate_market(market(full, goods=tuple(names)))
    assert (caught.value.code, caught.value.place) == ("M116", "buyers[0].values")


def worths(values: TableValues) -> dict[frozenset[str], Fraction]:
    return {frozenset(): Fraction(0), **{frozenset(entry.bundle): entry.value for entry in values.bids}}


def drops(values: TableValues) -> Iterator[tuple[frozenset[str], frozenset[str]]]:
    """All pairs of a bundle and a part that is worth more, by comparing every bundle with every other."""
    found = worths(values)
    return ((bundle, part) for bundle in found for part in found if part < bundle and found[part] > found[bundle])


@given(bundle_markets(types=("table",)))
def test_table_is_refused_exactly_when_some_part_is_worth_more(valid: BundleMarket) -> None:
    found = {buyer.name: buyer.values for buyer in valid.buyers if isinstance(buyer.values, TableValues)}
    assert len(found) == len(valid.buyers)
    falling = [name for name, values in found.items() if any(True for _ in drops(values))]
    assert closed_tables(valid) == tuple(name for name in falling if found[name].free_disposal)
    strict = tuple(Buyer(name=name, values=replace(values, free_disposal=False)) for name, values in found.items())
    if not falling:
        assert validate_market(replace(valid, buyers=strict)).buyers == strict
        return
    with pytest.raises(MarketError) as caught:
        validate_market(replace(valid, buyers=strict))
    assert caught.value.code == "M104"


def test_closed_tables_are_named_in_market_order() -> None:
    falling, rising = {"A": 5, "B": 1, "AB": 3}, {"A": 1, "B": 1, "AB": 3}
    tables = {"z": table(falling, True), "y": table(rising, True), "x": table(rising), "a": table(falling, True)}
    several = validate_market(market(buyers=tuple(Buyer(name=name, values=values) for name, values in tables.items())))
    assert closed_tables(several) == ("z", "a")
