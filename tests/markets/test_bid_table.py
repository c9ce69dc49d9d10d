"""Tables of bids as CSV, long and wide."""

from fractions import Fraction

import pytest
from hypothesis import given

from marketwright.errors import InputError
from marketwright.markets import (
    AdditiveValues,
    Bid,
    BundleMarket,
    Buyer,
    OrOfXorValues,
    OrValues,
    XorValues,
    long_table_text,
    market_from_table,
    value_groups,
    wide_table_text,
)
from tests.strategies import amounts, bundle_markets, odd_names, plain_names

LONG = 'bidder,group,bundle,value\nAda,1,Pond+Meadow,20\nBen,x,"Pond",7.5\nAda,2,Wood,3\nAda,1,Wood,7/2\n'
WIDE = "Bidder,Meadow,Pond,Bid\nAda,1,1,20\nBen,0,1,7.5\nAda,0,0,4\nCleo,0,0,1\nAda,1,0,9\n"


def bid(*bundle: str, value: Fraction | int) -> Bid:
    return Bid(bundle=bundle, value=Fraction(value))


LONG_MARKET = BundleMarket(
    goods=("Pond", "Meadow", "Wood"),
    buyers=(
        Buyer(name="Ada", values=OrOfXorValues(groups=((bid("Pond", "Meadow", value=20), bid("Wood", value=Fraction(7, 2))), (bid("Wood", value=3),)))),
        Buyer(name="Ben", values=XorValues(bids=(bid("Pond", value=Fraction(15, 2)),))),
    ),
)


def market_of(text: str) -> tuple[BundleMarket, tuple[str, ...]]:
    return market_from_table(text.encode(), "bids.csv")


@pytest.mark.parametrize(
    "text",
    [
        LONG,
        LONG.replace(",", ";"),
        LONG.replace("\n", "\r\n"),
        LONG.rstrip("\n"),
        "\ufeff" + LONG,
        LONG.replace("bidder,group,bundle,value", "Bidder,GROUP,Bundle,Value"),
        LONG.replace("Pond+Meadow", "Pond + Meadow"),
        LONG + ",,,\n\n",
    ],
    ids=["plain", "semicolons", "Windows", "no last line end", "byte order mark", "capitals", "spaces", "empty rows"],
)
def test_long_table_is_read(text: str) -> None:
    assert market_of(text) == (LONG_MARKET, ())


def test_columns_of_a_long_table_may_stand_in_any_order_and_group_may_be_missing() -> None:
    assert market_of("bidder,value,bundle\nAda,1,Pond\nAda,2,Wood\n") == (
        BundleMarket(goods=("Pond", "Wood"), buyers=(Buyer(name="Ada", values=XorValues(bids=(bid("Pond", value=1), bid("Wood", value=2)))),)),
        (),
    )


def test_wide_table_is_read_and_rows_without_goods_are_dropped_with_a_notice() -> None:
    assert market_of(WIDE) == (
        BundleMarket(
            goods=("Meadow", "Pond"),
            buyers=(
                Buyer(name="Ada", values=XorValues(bids=(bid("Meadow", "Pond", value=20), bid("Meadow", value=9)))),
                Buyer(name="Ben", values=XorValues(bids=(bid("Pond", value=Fraction(15, 2)),))),
                Buyer(name="Cleo", values=XorValues(bids=())),
            ),
        ),
        ("bids.csv: 2 rows without any good are dropped (lines 4, 5)",),
    )


def test_line_numbers_count_line_breaks_inside_cells() -> None:
    with pytest.raises(InputError) as caught:
        market_of('bidder,group,bundle,value\nAda,"first\ngroup",Pond,1\nBen,1,Pond,x\n')
    assert caught.value.place == "bids.csv, line 4, column value"


def test_long_table_is_written() -> None:
    assert long_table_text(LONG_MARKET) == (
        "bidder,group,bundle,value\nAda,1,Pond+Meadow,20\nAda,1,Wood,3.5\nAda,2,Wood,3\nBen,1,Pond,7.5\n",
        (),
    )


def test_long_table_says_when_goods_change_their_order() -> None:
    market = BundleMarket(goods=("A", "B"), buyers=(Buyer(name="=x", values=AdditiveValues(values={"A": Fraction(1), "B": Fraction(1, 3)})),), title="t")
    swapped = BundleMarket(goods=("B", "A"), buyers=(Buyer(name="=x", values=OrValues(bids=(bid("A", value=1), bid("B", value=1)))),))
    assert long_table_text(market) == (
        "bidder,group,bundle,value\n=x,1,A,1\n=x,2,B,1/3\n",
        ("a table of bids has no title", 'a spreadsheet may take these names for formulas: "=x"'),
    )
    assert long_table_text(swapped)[1] == (
        'a spreadsheet may take these names for formulas: "=x"',
        'the goods will be read in the order of their first bid: "A", "B"',
    )


def test_wide_table_is_written() -> None:
    market, _ = market_of(WIDE)
    assert wide_table_text(market) == ("Bidder,Meadow,Pond,Value\nAda,1,1,20\nAda,1,0,9\nBen,0,1,7.5\nCleo,0,0,0\n", ())


ONE_BID = XorValues(bids=(bid("A", value=1),))


@pytest.mark.parametrize(
    ("goods", "values", "reserve_prices", "place"),
    [
        (("A", "B+C"), OrValues(bids=(bid("A", value=1), bid("B+C", value=1))), {}, "goods[1]"),
        (("A", "B"), ONE_BID, {}, "goods[1]"),
        (("A",), XorValues(bids=()), {}, "buyers[0].values"),
        (("A",), ONE_BID, {"A": Fraction(1)}, "reserve_prices"),
    ],
    ids=["plus sign", "good without bids", "buyer without bids", "reserve prices"],
)
def test_market_that_no_long_table_holds_is_refused(goods: tuple[str, ...], values: XorValues, reserve_prices: dict[str, Fraction], place: str) -> None:
    with pytest.raises(InputError) as caught:
        long_table_text(BundleMarket(goods=goods, buyers=(Buyer(name="1", values=values),), reserve_prices=reserve_prices))
    assert (caught.value.code, caught.value.place) == ("T112", place)


@pytest.mark.parametrize(
    ("goods", "values", "reserve_prices", "place"),
    [
        (("A", "B"), OrValues(bids=(bid("A", value=1), bid("B", value=1))), {}, "buyers[0].values"),
        (("A",), ONE_BID, {"A": Fraction(1)}, "reserve_prices"),
        (("Bundle",), XorValues(bids=(bid("Bundle", value=1),)), {}, "goods"),
    ],
    ids=["two groups", "reserve prices", "header of a long table"],
)
def test_market_that_no_wide_table_holds_is_refused(goods: tuple[str, ...], values: XorValues, reserve_prices: dict[str, Fraction], place: str) -> None:
    with pytest.raises(InputError) as caught:
        wide_table_text(BundleMarket(goods=goods, buyers=(Buyer(name="1", values=values),), reserve_prices=reserve_prices))
    assert (caught.value.code, caught.value.place) == ("T112", place)


def named(market: BundleMarket) -> dict[str, list[list[tuple[frozenset[str], Fraction]]]]:
    """The groups of bids of each buyer, without the empty bundle and empty groups."""
    return {buyer.name: [[(frozenset(bid.bundle), bid.value) for bid in group] for group in value_groups(buyer.values) if group] for buyer in market.buyers}


@given(bundle_markets(numbers=amounts, names=plain_names | odd_names, least=1, reserve_prices=False))
def test_market_survives_a_long_table_but_for_the_order_of_goods(market: BundleMarket) -> None:
    used = {good for groups in named(market).values() for group in groups for bundle, _ in group for good in bundle}
    if used < set(market.goods):
        with pytest.raises(InputError) as caught:
            long_table_text(market)
        assert caught.value.code == "T112"
        return
    again, notices = market_of(long_table_text(market)[0])
    assert (set(again.goods), named(again), notices) == (set(market.goods), named(market), ())


@given(bundle_markets(types=("xor", "table", "unit-demand"), numbers=amounts, names=plain_names | odd_names, reserve_prices=False))
def test_xor_market_survives_a_wide_table(market: BundleMarket) -> None:
    if market.goods == ("bundle",):
        with pytest.raises(InputError) as caught:
            wide_table_text(market)
        assert caught.value.code == "T112"
        return
    again, _ = market_of(wide_table_text(market)[0])
    assert (again.goods, named(again)) == (market.goods, named(market))
