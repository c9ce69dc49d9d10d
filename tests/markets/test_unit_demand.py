"""Unit-demand markets made in Python and read from documents: their normal form, and what is refused."""

import json
import re
from array import array
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from hypothesis import given

from marketwright.errors import InputError, MarketError, NumberError
from marketwright.markets import (
    BorrowingPreference,
    BundleMarket,
    IncomePreference,
    LevelsPreference,
    QuadraticCostPreference,
    QuasilinearPreference,
    Row,
    SinhCostPreference,
    SoftBudgetPreference,
    TanhPreference,
    UnitDemandBuyer,
    UnitDemandMarket,
    canonical_text,
    market_digest,
    market_document,
    market_from_document,
    parse_json,
    parse_market,
    readable_text,
    unit_demand_validation,
    validate_market,
)
from marketwright.markets.schema import market_schema
from marketwright.piecewise import PiecewiseLinear
from tests.strategies import odd_names, plain_names, unit_demand_markets

ROOT = Path(__file__).parents[2]
HEAD = {"format": "marketwright.market/1", "kind": "unit-demand"}
ONE, HALF = Fraction(1), Fraction(1, 2)


def quasilinear(**values: Any) -> QuasilinearPreference:
    return QuasilinearPreference(values=values)


def market(preference: Any = None, forbidden: Any = (), **changes: Any) -> UnitDemandMarket:
    """Goods A and B, and one buyer."""
    buyer = UnitDemandBuyer(name="carol", preference=quasilinear(A=1, B=2) if preference is None else preference, forbidden=forbidden)
    parts: dict[str, Any] = {"goods": ("A", "B"), "buyers": (buyer,), **changes}
    return UnitDemandMarket(**parts)


def refusal(given_market: Any) -> InputError:
    with pytest.raises(InputError) as caught:
        validate_market(given_market)
    return caught.value


def flat(level: int = 0, **changes: Any) -> PiecewiseLinear:
    parts: dict[str, Any] = {"points": ((0, level),), "left": 1, "right": 1, **changes}
    return PiecewiseLinear(**parts)


def test_normal_form_has_rows_in_market_order_and_fractions() -> None:
    valid = validate_market(
        market(
            BorrowingPreference(values={"B": 3, "A": HALF}, cash=2, rate=0),  # type: ignore[arg-type, dict-item]
            goods=["A", "B"],
            seller_values={"B": 1, "A": 2},
            entry_fee=-1,
        )
    )
    preference = valid.buyers[0].preference
    assert isinstance(preference, BorrowingPreference)
    assert isinstance(preference.values, Row)
    assert (preference.values.numerators, preference.values.denominator) == (array("q", [1, 6]), 2)
    assert dict(preference.values) == {"A": HALF, "B": Fraction(3)}
    assert [type(number) for number in (preference.cash, preference.rate, valid.entry_fee)] == [Fraction] * 3
    assert (valid.goods, list(valid.seller_values)) == (("A", "B"), ["A", "B"])


def test_forbidden_goods_come_into_market_order_and_lie_outside_of_the_row() -> None:
    valid = validate_market(market(quasilinear(B=2), forbidden=["C", "A"], goods=("A", "B", "C")))
    assert valid.buyers[0].forbidden == ("A", "C")
    assert dict(valid.buyers[0].preference.values) == {"B": Fraction(2)}  # type: ignore[union-attr]


def test_levels_are_a_dictionary_in_market_order() -> None:
    valid = validate_market(market(LevelsPreference(levels={"B": flat(1), "A": flat(2)})))
    preference = valid.buyers[0].preference
    assert isinstance(preference, LevelsPreference)
    assert list(preference.levels) == ["A", "B"]
    assert preference.levels["A"] == PiecewiseLinear(points=((Fraction(0), Fraction(2)),), left=ONE, right=ONE)
    assert isinstance(preference.levels["A"].points[0][0], Fraction)


def test_a_market_may_have_no_goods_and_no_buyers() -> None:
    empty = validate_market(UnitDemandMarket(goods=(), buyers=()))
    assert empty == UnitDemandMarket(goods=(), buyers=())
    assert market_document(empty) == HEAD | {"goods": [], "buyers": []}
    assert market_from_document(market_document(empty)) == empty
    without_goods = validate_market(market(quasilinear(), goods=()))
    assert dict(without_goods.buyers[0].preference.values) == {}  # type: ignore[union-attr]


@given(unit_demand_markets())
def test_normal_form_is_a_fixed_point(valid: UnitDemandMarket) -> None:
    assert validate_market(valid) == valid


def test_buyers_with_the_same_goods_share_their_places() -> None:
    prefer = [quasilinear(A=1, B=2), quasilinear(B=3, A=4), quasilinear(A=5), TanhPreference(values={"A": 6}, alpha={"A": 0}, beta=ONE)]  # type: ignore[dict-item]
    buyers = tuple(UnitDemandBuyer(name=str(number), preference=preference, forbidden=() if number < 2 else ("B",)) for number, preference in enumerate(prefer))
    rows: list[Any] = [buyer.preference.values for buyer in validate_market(market(buyers=buyers)).buyers]  # type: ignore[union-attr]
    assert rows[0].places is rows[1].places
    assert rows[2].places is rows[3].places
    assert rows[0].places is not rows[2].places


def test_buyers_of_a_document_share_their_places() -> None:
    entries = [{"name": str(number), "preference": {"type": "quasilinear", "values": {"A": number, "B": 1}}} for number in range(3)]
    read = market_from_document(HEAD | {"goods": ["B", "A"], "buyers": entries})
    assert isinstance(read, UnitDemandMarket)
    rows: list[Any] = [buyer.preference.values for buyer in read.buyers]  # type: ignore[union-attr]
    assert {id(row.places) for row in rows} == {id(rows[0].places)}
    assert [list(row.numerators) for row in rows] == [[1, 0], [1, 1], [1, 2]]


def test_a_packed_row_of_the_same_goods_keeps_its_numbers() -> None:
    row = Row({"A": 0, "B": 1}, array("q", [3, 5]), 2)
    values: Any = validate_market(market(QuasilinearPreference(values=row))).buyers[0].preference.values  # type: ignore[union-attr]
    assert values == row
    assert values.numerators is row.numerators


@pytest.mark.parametrize(
    ("row", "numerators", "denominator"),
    [
        (Row({"B": 0, "A": 1}, [5, 3], 2), [3, 5], 2),
        (Row({"B": 1, "A": 0}, [3, 5], 2), [3, 5], 2),
        (Row({"A": 1, "B": 0}, [5, 3], 2), [3, 5], 2),
        (Row({"A": 0, "B": 1}, [4, 6], 8), [2, 3], 4),
        (Row({"A": 0, "B": 1}, [0, 0], 7), [0, 0], 1),
        (Row({"A": 0, "B": 1}, [10**29, 1], 3), [10**29, 1], 3),
    ],
    ids=["other order", "other order of keys", "other places", "not in lowest terms", "zeros", "large"],
)
def test_rows_come_into_market_order_and_lowest_terms(row: Row, numerators: list[int], denominator: int) -> None:
    values: Any = validate_market(market(QuasilinearPreference(values=row))).buyers[0].preference.values  # type: ignore[union-attr]
    assert (list(values.numerators), values.denominator) == (numerators, denominator)
    assert values == row


REFUSED = {
    "no market": (
        "market",
        5,
        "M101",
        "market: a Python int (M101); allowed: a BundleMarket, a UnitDemandMarket, a DivisibleMarket or a BayesianMarket; convert it first",
    ),
    "other buyers": ("buyers", (5,), "M101", "buyers[0]: a Python int (M101); allowed: a UnitDemandBuyer; convert it first"),
    "good twice": (
        "goods",
        ("A", "B", "A"),
        "M110",
        'goods[2]: the name "A" again, after goods[0] (M110); allowed: different names of goods; rename or remove one of the two',
    ),
    "negative reserve price": (
        "reserve_prices",
        {"A": -1},
        "M113",
        "reserve_prices.A: the negative value -1 (M113); allowed: 0 or more; use 0, or remove the entry",
    ),
    "entry fee": ("entry_fee", 0.5, "M101", "entry_fee: a Python float (M101); allowed: an exact number: an int or a Fraction; convert it first"),
    "title": ("title", 5, "M101", "title: a Python int (M101); allowed: a text; convert it first"),
}


@pytest.mark.parametrize(("key", "value", "code", "message"), REFUSED.values(), ids=REFUSED.keys())
def test_faulty_part_is_refused_with_its_whole_message(key: str, value: Any, code: str, message: str) -> None:
    found = refusal(value if key == "market" else market(**{key: value}))
    assert (found.code, str(found)) == (code, message)


AB = {"A": ONE, "B": ONE}
PREFERENCES: dict[str, tuple[Any, str, str]] = {
    "no preference": (5, "M101", "preference"),
    "a list of values": (QuasilinearPreference(values=[1, 2]), "M101", "preference.values"),  # type: ignore[arg-type]
    "a float": (quasilinear(A=0.5, B=1), "M101", "preference.values.A"),
    "true": (quasilinear(A=True, B=1), "M101", "preference.values.A"),
    "a key that is no text": (QuasilinearPreference(values={"A": ONE, 5: ONE}), "M101", "preference.values"),  # type: ignore[dict-item]
    "unknown good": (quasilinear(A=1, b=2), "M108", "preference.values.b"),
    "missing good": (quasilinear(A=1), "M121", "preference.values"),
    "too large": (quasilinear(A=10**30 + 1, B=1), "N103", "preference.values.A"),
    "too fine": (quasilinear(A=Fraction(1, 10**30 + 1), B=1), "N103", "preference.values.A"),
    "row of another good": (QuasilinearPreference(values=Row({"A": 0, "C": 1}, [1, 2])), "M108", "preference.values.C"),
    "row without a good": (QuasilinearPreference(values=Row({"A": 0}, [1])), "M121", "preference.values"),
    "row of wrong places": (QuasilinearPreference(values=Row({"A": 0, "B": 0}, [1, 2])), "M101", "preference.values"),
    "row that is too fine": (QuasilinearPreference(values=Row({"A": 0, "B": 1}, [1, 2], 10**31)), "N103", "preference.values.A"),
    "row that is too large": (QuasilinearPreference(values=Row({"A": 0, "B": 1}, [1, 10**31])), "N103", "preference.values.B"),
    "row of floats": (QuasilinearPreference(values=Row({"A": 0, "B": 1}, [1e300, 2])), "M101", "preference.values"),  # type: ignore[list-item]
    "negative cash": (BorrowingPreference(values=AB, cash=-ONE, rate=ONE), "M123", "preference.cash"),
    "negative rate": (BorrowingPreference(values=AB, cash=ONE, rate=-ONE), "M123", "preference.rate"),
    "negative budget": (SoftBudgetPreference(values=AB, budget=-ONE, steepness=ONE), "M123", "preference.budget"),
    "flat steepness": (SoftBudgetPreference(values=AB, budget=ONE, steepness=HALF), "M123", "preference.steepness"),
    "quality of one": (IncomePreference(wealth=Fraction(9), quality={"A": Fraction(2), "B": ONE}, cap=ONE), "M123", "preference.quality.B"),
    "cap of the wealth": (IncomePreference(wealth=Fraction(9), quality={"A": Fraction(2), "B": Fraction(2)}, cap=Fraction(9)), "M123", "preference.cap"),
    "no rho": (QuadraticCostPreference(values=AB, rho=Fraction(0)), "M123", "preference.rho"),
    "negative k": (SinhCostPreference(values=AB, k=-ONE), "M123", "preference.k"),
    "large k": (SinhCostPreference(values=AB, k=Fraction(301)), "M126", "preference.k"),
    "no beta": (TanhPreference(values=AB, alpha=AB, beta=Fraction(0)), "M123", "preference.beta"),
    "alpha of beta": (TanhPreference(values=AB, alpha=AB, beta=ONE), "M123", "preference.alpha.A"),
    "alpha of minus beta": (TanhPreference(values=AB, alpha={"A": Fraction(0), "B": -ONE}, beta=ONE), "M123", "preference.alpha.B"),
    "alpha with a gap": (TanhPreference(values=AB, alpha={"A": Fraction(0)}, beta=ONE), "M121", "preference.alpha"),
    "no level maps": (LevelsPreference(levels=5), "M101", "preference.levels"),  # type: ignore[arg-type]
    "a number for a level map": (LevelsPreference(levels=AB), "M101", "preference.levels.A"),  # type: ignore[arg-type]
    "no points": (LevelsPreference(levels={"A": flat(), "B": flat(points=())}), "M115", "preference.levels.B.points"),
    "point of three": (LevelsPreference(levels={"A": flat(points=((0, 1, 2),)), "B": flat()}), "M101", "preference.levels.A.points[0]"),
    "point of a float": (LevelsPreference(levels={"A": flat(points=((0, 0.5),)), "B": flat()}), "M101", "preference.levels.A.points[0][1]"),
    "payment twice": (LevelsPreference(levels={"A": flat(points=((0, 1), (0, 2))), "B": flat()}), "M124", "preference.levels.A.points[1][0]"),
    "level twice": (LevelsPreference(levels={"A": flat(points=((0, 1), (1, 1))), "B": flat()}), "M124", "preference.levels.A.points[1][1]"),
    "flat before": (LevelsPreference(levels={"A": flat(left=0), "B": flat()}), "M125", "preference.levels.A.left"),
    "falling after": (LevelsPreference(levels={"A": flat(right=-1), "B": flat()}), "M125", "preference.levels.A.right"),
}


@pytest.mark.parametrize(("preference", "code", "place"), PREFERENCES.values(), ids=PREFERENCES.keys())
def test_faulty_preference_is_refused_with_code_and_place(preference: Any, code: str, place: str) -> None:
    found = refusal(market(preference))
    assert (found.code, found.place) == (code, f"buyers[0].{place}")


def test_good_is_either_valued_or_forbidden() -> None:
    assert str(refusal(market(forbidden=("B",)))) == (
        'buyers[0].preference.values.B: the good "B", which is forbidden (M120); allowed: goods that are not in forbidden; remove it from one of the two'
    )
    assert str(refusal(market(quasilinear(A=1)))) == (
        'buyers[0].preference.values: nothing for the good "B" (M121); allowed: every good that is not forbidden; add it, or list it in forbidden'
    )


@pytest.mark.parametrize(("forbidden", "code", "place"), [(("C",), "M108", "[0]"), (("B", "B"), "M111", "[1]"), ("B", "M101", ""), ((5,), "M101", "[0]")])
def test_faulty_list_of_forbidden_goods_is_refused(forbidden: Any, code: str, place: str) -> None:
    found = refusal(market(quasilinear(A=1), forbidden))
    assert (found.code, found.place) == (code, f"buyers[0].forbidden{place}")


@pytest.mark.parametrize(
    ("preference", "changes"),
    [
        (BorrowingPreference(values=AB, cash=Fraction(0), rate=Fraction(0)), {}),
        (SoftBudgetPreference(values=AB, budget=Fraction(0), steepness=ONE), {}),
        (IncomePreference(wealth=Fraction(-9), quality={"A": Fraction(2), "B": Fraction(1001, 1000)}, cap=Fraction(-10)), {}),
        (SinhCostPreference(values=AB, k=Fraction(300)), {}),
        (SinhCostPreference(values=AB, k=Fraction(3)), {"entry_fee": Fraction(-100), "seller_values": {"A": Fraction(100)}}),
        (TanhPreference(values=AB, alpha={"A": Fraction(99, 100), "B": Fraction(-99, 100)}, beta=ONE), {}),
        (LevelsPreference(levels={"A": flat(left=Fraction(1, 1000)), "B": flat(right=1000)}), {}),
    ],
)
def test_bounds_themselves_are_accepted_where_the_format_says_so(preference: Any, changes: dict[str, Any]) -> None:
    assert validate_market(market(preference, **changes)).buyers[0].name == "carol"


@pytest.mark.parametrize("changes", [{"entry_fee": Fraction(-101)}, {"seller_values": {"B": Fraction(101)}}, {"reserve_prices": {"A": Fraction(101)}}])
def test_every_number_of_the_market_counts_for_the_cost_sinh(changes: dict[str, Any]) -> None:
    assert str(refusal(market(SinhCostPreference(values=AB, k=Fraction(3)), **changes))) == (
        "buyers[0].preference.k: k = 3 with the number 101 of the market (M126); "
        "allowed: k times every value, seller's value, reserve price and the entry fee between -300 and 300; choose a smaller k"
    )


def test_numbers_too_fine_together_are_refused_whoever_has_them() -> None:
    primes = (10**29 + 319, 10**29 + 379, 10**29 + 447, 10**29 + 487)
    buyers = tuple(UnitDemandBuyer(name=str(prime), preference=quasilinear(A=Fraction(1, prime), B=0)) for prime in primes)
    assert str(refusal(market(buyers=buyers))) == (
        "market: numbers with many different denominators (N105); allowed: a common denominator of at most 100 digits; round them to decimals of one length"
    )


def test_too_many_pairs_are_refused_before_their_numbers_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    assert unit_demand_validation.MAX_PAIRS == 25_000_000
    monkeypatch.setattr(unit_demand_validation, "MAX_PAIRS", 3)
    buyers = tuple(UnitDemandBuyer(name=name, preference=quasilinear(A=0.5)) for name in "12")
    found = refusal(market(buyers=buyers))
    assert str(found) == "buyers: more than 3 pairs of a buyer and a good (M116); allowed: at most 3 pairs of a buyer and a good; split the market"


HARD = ["hard-budget", "budget", "Hard Budget", "budget-constraint", "hard_cap", "cap", "spending limit"]


def document(preference: Any, **more: Any) -> dict[str, Any]:
    return HEAD | {"goods": ["A", "B"], "buyers": [{"name": "1", "preference": preference}]} | more


@pytest.mark.parametrize("name", HARD)
def test_type_of_a_hard_budget_is_refused_with_reason_and_remedy(name: str) -> None:
    with pytest.raises(MarketError) as caught:
        market_from_document(document({"type": name, "values": {"A": 1, "B": 1}, "budget": 5}))
    assert str(caught.value) == (
        f'buyers[0].preference.type: the type "{name}", which is a hard budget (M122); '
        "allowed: preferences in which every good is compensated by some payment: beyond a hard budget none does it, and equilibria may fail to exist; "
        'use "soft-budget" with a large steepness, such as 1000'
    )


@pytest.mark.parametrize(
    ("preference", "code", "end"),
    [
        ({"type": "soft-budget", "values": {}, "budget": 5}, "M122", 'use "soft-budget" with a large steepness, such as 1000'),
        ({"type": "quasilinear", "values": {}, "budget": 5}, "M122", 'use "soft-budget" with a large steepness, such as 1000'),
        ({"type": "quasilinear", "values": {}, "cap": 5}, "M122", 'use "soft-budget" with a large steepness, such as 1000'),
        ({"type": "soft-budget", "values": {}, "budget": 5, "stepness": 9}, "M103", 'did you mean "steepness"?'),
        ({"type": "soft-budget", "values": {}, "bugdet": 5, "steepness": 9}, "M103", 'did you mean "budget"?'),
        ({"type": "soft budget", "values": {}, "budget": 5, "steepness": 9}, "M107", 'did you mean "soft-budget"?'),
        ({"type": "Soft_Budget", "values": {}, "budget": 5}, "M107", 'did you mean "soft-budget"?'),
        ({"type": "borowing", "values": {}, "cash": 5, "rate": 0}, "M107", 'did you mean "borrowing"?'),
    ],
)
def test_other_spellings_get_the_nearest_remedy(preference: Any, code: str, end: str) -> None:
    with pytest.raises(MarketError) as caught:
        market_from_document(document(preference))
    assert (caught.value.code, caught.value.remedy) == (code, end)


def test_good_called_like_a_type_keeps_its_place() -> None:
    with pytest.raises(MarketError) as caught:
        market_from_document(HEAD | {"goods": ["levels"], "buyers": [{"name": "1", "preference": {"type": "levels", "levels": {"levels": {"points": 5}}}}]})
    assert caught.value.place == "buyers[0].preference.levels.levels.points"


@pytest.mark.parametrize("number", ["-7/2", "0.25", "-0", 5, -5, "123456789012345678901234567890", "0.1234567890123456", "1/999999999999999999999"])
def test_numbers_of_a_document_are_read_exactly_whatever_their_length(number: Any) -> None:
    read: Any = market_from_document(document({"type": "quasilinear", "values": {"A": number, "B": "1/3"}}))
    assert read.buyers[0].preference.values["A"] == Fraction(str(number))
    assert read.buyers[0].preference.values["B"] == Fraction(1, 3)


def test_float_of_a_document_is_refused() -> None:
    with pytest.raises(MarketError) as caught:
        market_from_document(document({"type": "quasilinear", "values": {"A": 1, "B": 0.5}}))
    assert (caught.value.code, caught.value.place) == ("M101", "buyers[0].preference.values.B")


def test_number_of_many_digits_is_refused() -> None:
    with pytest.raises(NumberError) as caught:
        market_from_document(document({"type": "quasilinear", "values": {"A": 1, "B": 10**5000}}))
    assert (caught.value.code, caught.value.place) == ("N102", "buyers[0].preference.values.B")


DOCUMENT = """
{"kind": "unit-demand", "entry_fee": "-0", "format": "marketwright.market/1", "goods": ["b", "a"], "seller_values": {}, "reserve_prices": {"a": 1.50, "b": 0},
 "buyers": [{"name": "1", "preference": {"type": "income", "cap": 6, "quality": {"a": "4/2"}, "wealth": 10}, "forbidden": ["b"]},
            {"name": "2", "preference": {"type": "quasilinear", "values": {"a": -0.5, "b": 12.0}}, "forbidden": []}]}
"""
CANONICAL = (
    '{"buyers":[{"forbidden":["b"],"name":"1","preference":{"cap":6,"quality":{"a":2},"type":"income","wealth":10}},'
    '{"name":"2","preference":{"type":"quasilinear","values":{"a":"-1/2","b":12}}}],'
    '"format":"marketwright.market/1","goods":["b","a"],"kind":"unit-demand","reserve_prices":{"a":"3/2","b":0}}'
)


def test_canonical_text_leaves_out_what_is_empty_and_orders_what_is_not() -> None:
    read = market_from_document(parse_json(DOCUMENT.encode(), "test"))
    assert canonical_text(market_document(read)) == CANONICAL
    assert market_digest(read) == market_digest(market_from_document(json.loads(CANONICAL)))


@given(unit_demand_markets(names=plain_names | odd_names))
def test_every_market_survives_its_document(valid: UnitDemandMarket) -> None:
    spelled = market_document(valid)
    for read in (
        market_from_document(spelled),
        market_from_document(parse_json(canonical_text(spelled).encode(), "test")),
        market_from_document(json.loads(canonical_text(spelled))),
        parse_market(readable_text(spelled).encode(), "test.json").market,
    ):
        assert read == valid
        assert market_digest(read) == market_digest(valid)


@given(unit_demand_markets(names=plain_names | odd_names))
def test_schema_accepts_every_document(valid: UnitDemandMarket) -> None:
    jsonschema.Draft202012Validator(market_schema()).validate(json.loads(canonical_text(market_document(valid))))


def test_the_example_of_the_format_page_is_read_and_satisfies_the_schema() -> None:
    (block,) = re.findall(r"```json\n(.*?)```", (ROOT / "docs" / "formats" / "unit-demand.md").read_text("utf-8"), re.DOTALL)
    read = parse_market(block.encode(), "page.json").market
    assert isinstance(read, UnitDemandMarket)
    assert [type(buyer.preference) for buyer in read.buyers] == [QuasilinearPreference, BorrowingPreference, LevelsPreference]
    assert read.is_exact
    jsonschema.Draft202012Validator(market_schema()).validate(json.loads(block))


def test_kinds_keep_their_type_through_the_validator() -> None:
    bundle = parse_market(b"goods 1\nbids 1\n0 1 0 #", "x").market
    assert isinstance(bundle, BundleMarket)
    assert validate_market(bundle) == bundle
    assert validate_market(replace(market(), title="t")).title == "t"
