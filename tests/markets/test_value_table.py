"""Tables of values as CSV: unit-demand markets, one row for each buyer."""

from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketwright.errors import InputError, TableError
from marketwright.markets import (
    BorrowingPreference,
    IncomePreference,
    MarketFile,
    QuasilinearPreference,
    SoftBudgetPreference,
    UnitDemandBuyer,
    UnitDemandMarket,
    parse_market,
    read_market,
    validate_market,
    value_table_text,
    write_market,
)
from tests.strategies import odd_names, plain_names, signed_amounts, unit_demand_markets

TABLE = "Buyer,Meadow,Pond\nAda,20,-1\nBen,7.5,\nreserve price,3,-\nCleo,7/2,0\n"
ADA, BEN, CLEO = (
    UnitDemandBuyer(name="Ada", preference=QuasilinearPreference(values={"Meadow": Fraction(20), "Pond": Fraction(-1)})),
    UnitDemandBuyer(name="Ben", preference=QuasilinearPreference(values={"Meadow": Fraction(15, 2)}), forbidden=("Pond",)),
    UnitDemandBuyer(name="Cleo", preference=QuasilinearPreference(values={"Meadow": Fraction(7, 2), "Pond": Fraction(0)})),
)
MARKET = UnitDemandMarket(goods=("Meadow", "Pond"), buyers=(ADA, BEN, CLEO), reserve_prices={"Meadow": Fraction(3)})


def market_of(text: str) -> UnitDemandMarket:
    found = parse_market(text.encode(), "values.csv")
    assert found.notices == ()
    assert isinstance(found.market, UnitDemandMarket)
    return found.market


@pytest.mark.parametrize(
    "text",
    [
        TABLE,
        TABLE.replace(",", ";"),
        TABLE.replace("\n", "\r\n"),
        TABLE.rstrip("\n"),
        "\ufeff" + TABLE,
        TABLE.replace("Buyer", "BUYER"),
        TABLE.replace("Buyer", '"Buyer"'),
        TABLE + ",,\n\n",
        TABLE.replace("reserve price", "Reserve_Prices"),
        TABLE.replace("7.5,", "7.5,-").replace("3,-", "3,"),
        "Buyer,Meadow,Pond\nReserve price,3,\nSeller value,,\nAda,20,-1\nBen,7.5,\nCleo,7/2,0\n",
    ],
    ids=["plain", "semicolons", "Windows", "no last line end", "byte order mark", "capitals", "quotes", "empty rows", "spelling", "dashes", "seller first"],
)
def test_table_is_read(text: str) -> None:
    assert market_of(text) == MARKET


def test_table_is_told_by_its_content_whatever_its_name() -> None:
    for name in ("x", "x.json", "x.txt", "x.dat"):
        assert parse_market(TABLE.encode(), name) == MarketFile(market=MARKET, notices=())


def test_rows_of_the_seller_are_told_apart() -> None:
    read = market_of("Buyer,A,B\n1,2,3\nseller value,1,0\nreserve price,,5/2\n")
    assert read.seller_values == {"A": Fraction(1), "B": Fraction(0)}
    assert read.reserve_prices == {"B": Fraction(5, 2)}


def test_columns_of_cash_and_rate_make_borrowers_of_those_who_fill_them() -> None:
    read = market_of("Buyer,A,Cash,Rate\n1,5,,\n2,5,3,1/4\n3,,0,0\n")
    assert read.goods == ("A",)
    assert [buyer.preference for buyer in read.buyers] == [
        QuasilinearPreference(values={"A": Fraction(5)}),
        BorrowingPreference(values={"A": Fraction(5)}, cash=Fraction(3), rate=Fraction(1, 4)),
        BorrowingPreference(values={}, cash=Fraction(0), rate=Fraction(0)),
    ]


def test_columns_of_budget_and_steepness_make_soft_budgets() -> None:
    read = market_of("Buyer;A;budget;steepness\n1;5;3;1000\n")
    assert [buyer.preference for buyer in read.buyers] == [SoftBudgetPreference(values={"A": Fraction(5)}, budget=Fraction(3), steepness=Fraction(1000))]


def test_buyers_with_the_same_goods_share_their_places() -> None:
    rows: list[Any] = [buyer.preference.values for buyer in market_of("Buyer,A,B\n1,2,3\n2,,3\n3,4,5\n4,-,0.5\n").buyers]  # type: ignore[union-attr]
    assert rows[0].places is rows[2].places
    assert rows[1].places is rows[3].places
    assert [list(row.numerators) for row in rows] == [[2, 3], [3], [4, 5], [1]]


REFUSED = {
    "unknown first column": (
        "Byer,A\n1,2\n",
        'x.csv, line 1: the header "Byer,A" (T121); allowed: the header bidder,group,bundle,value (group may be missing), or Bidder, one column for each good, '
        "Value; or the header Buyer, one column for each good; let the first column be called bidder in a table of bids, and buyer in a table of values",
    ),
    "a buyer twice": (
        "Buyer,A\n1,2\n2,3\n1,2\n",
        'x.csv, line 4, column buyer: the name "1" again, after line 2 (M110); allowed: different names of buyers; rename or remove one of the two',
    ),
    "one of two numbers": (
        "Buyer,A,cash,rate\n1,2,3,\n",
        "x.csv, line 2, column rate: an empty cell (T124); allowed: cash and rate, or neither; fill both, or none",
    ),
    "a negative rate": (
        "Buyer,A,cash,rate\n1,2,3,-1\n",
        "buyers[0].preference.rate: the number -1 (M123); allowed: a number at least 0; choose a number in this range",
    ),
    "a seller's row with cash": (
        "Buyer,A,cash,rate\n1,2,,\nseller value,1,2,3\n",
        "x.csv, line 3: a row seller value with the preference of a buyer (T127); allowed: empty cells below cash and rate; empty them",
    ),
    "a pair of columns in the middle": (
        "Buyer,cash,rate,A\n1,2,3,4\n",
        'x.csv, line 1, column 2: the column "cash" (T121); allowed: cash and rate, or budget and steepness, as the last two columns; '
        "add the other column, or rename the good",
    ),
}


@pytest.mark.parametrize(("text", "message"), REFUSED.values(), ids=REFUSED.keys())
def test_faulty_table_is_refused_with_its_whole_message(text: str, message: str) -> None:
    with pytest.raises(InputError) as caught:
        parse_market(text.encode(), "x.csv")
    assert str(caught.value) == message


CELLS = ["+5", "1_000", " 5", "5 ", "05", "-05", "1e3", "5.", ".5", "1/0", "٣", "--1", "1,5", "1;2", "NaN", "−5", "\u200b5", "9" * 65]


@pytest.mark.parametrize("cell", CELLS)
@pytest.mark.parametrize("other", ["7", "0.5", "1/3", "9" * 20])
def test_cell_that_is_no_number_is_refused_beside_any_other(cell: str, other: str) -> None:
    with pytest.raises(InputError) as caught:
        parse_market(f'Buyer,A,B,C\n1,{other},"{cell}",7\n'.encode(), "x.csv")
    assert (caught.value.code, caught.value.place) == ("N102" if len(cell) > 64 else "N101", "x.csv, line 2, column B")


def test_written_table_is_as_typed() -> None:
    assert value_table_text(MARKET) == ("Buyer,Meadow,Pond\nAda,20,-1\nBen,7.5,-\nCleo,3.5,0\nreserve price,3,-\n", ())


def test_written_table_has_the_columns_that_its_preferences_need() -> None:
    borrower = BorrowingPreference(values={"Meadow": Fraction(1), "Pond": Fraction(2)}, cash=Fraction(1, 3), rate=Fraction(1, 4))
    market = validate_market(replace(MARKET, buyers=(ADA, replace(CLEO, preference=borrower)), title="t"))
    assert value_table_text(market) == (
        "Buyer,Meadow,Pond,cash,rate\nAda,20,-1,,\nCleo,1,2,1/3,0.25\nreserve price,3,-,,\n",
        ("a table of values has no title",),
    )


soft = SoftBudgetPreference(values={"A": Fraction(1)}, budget=Fraction(1), steepness=Fraction(2))
borrowing = BorrowingPreference(values={"A": Fraction(1)}, cash=Fraction(1), rate=Fraction(2))
plain = QuasilinearPreference(values={"A": Fraction(1)})
UNWRITABLE: dict[str, tuple[dict[str, Any], str]] = {
    "entry fee": ({"entry_fee": Fraction(1)}, "entry_fee"),
    "no buyers": ({"buyers": ()}, "buyers"),
    "no goods": ({"goods": (), "buyers": (UnitDemandBuyer(name="1", preference=QuasilinearPreference(values={})),)}, "goods"),
    "income": (
        {"buyers": (UnitDemandBuyer(name="1", preference=IncomePreference(wealth=Fraction(2), quality={"A": Fraction(2)}, cap=Fraction(1))),)},
        "buyers[0].preference",
    ),
    "two types": (
        {"buyers": (UnitDemandBuyer(name="1", preference=soft), UnitDemandBuyer(name="2", preference=borrowing))},
        "buyers[1].preference",
    ),
    "good called cash": (
        {"goods": ("Cash",), "buyers": (UnitDemandBuyer(name="1", preference=QuasilinearPreference(values={"Cash": Fraction(1)})),)},
        "goods[0]",
    ),
    "good called price": (
        {"goods": ("Price",), "buyers": (UnitDemandBuyer(name="1", preference=QuasilinearPreference(values={"Price": Fraction(1)})),)},
        "goods[0]",
    ),
    "buyer called like a row": ({"buyers": (UnitDemandBuyer(name="Seller values", preference=plain),)}, "buyers[0].name"),
}


@pytest.mark.parametrize(("changes", "place"), UNWRITABLE.values(), ids=UNWRITABLE.keys())
def test_market_that_the_table_cannot_hold_is_not_written(changes: dict[str, Any], place: str, tmp_path: Path) -> None:
    parts: dict[str, Any] = {"goods": ("A",), "buyers": (UnitDemandBuyer(name="1", preference=plain),), **changes}
    with pytest.raises(TableError) as caught:
        write_market(UnitDemandMarket(**parts), tmp_path / "x.csv")
    assert (caught.value.code, caught.value.place) == ("T112", place)
    assert caught.value.remedy == "write a market document (.market.json) instead"
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["x.txt", "x.cats"])
def test_cats_holds_no_unit_demand_market(name: str, tmp_path: Path) -> None:
    with pytest.raises(TableError) as caught:
        write_market(MARKET, tmp_path / name)
    assert str(caught.value) == (
        "kind: a market of the kind unit-demand (T112); allowed: markets of the kind bundle in a CATS file; write a market document (.market.json) instead"
    )


@pytest.mark.parametrize("name", ["x.json", "x.market.json", "x.csv", "x.wide.csv"])
def test_written_market_is_read_again(name: str, tmp_path: Path) -> None:
    assert write_market(MARKET, tmp_path / name) == ()
    assert read_market(tmp_path / name) == MarketFile(market=MARKET, notices=())


IN_TABLES = st.sampled_from([("quasilinear",), ("quasilinear", "borrowing"), ("quasilinear", "soft-budget")])
SINGLE = st.sampled_from(["A", "ä b", 'quote"d', "a,b", "semi;colon", "=1", "0", "-", "x" * 200])


@given(
    IN_TABLES.flatmap(
        lambda types: unit_demand_markets(types=types, names=plain_names | odd_names | SINGLE, least=1, numbers=signed_amounts, entry_fees=st.just(Fraction(0)))
    )
)
def test_every_market_survives_its_table(market: UnitDemandMarket) -> None:
    untitled = replace(market, title=None)
    text, _ = value_table_text(untitled)
    assert market_of(text) == untitled
