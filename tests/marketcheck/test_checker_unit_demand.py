"""What the checker reads of a market of unit demand, and what its levels are."""

import copy
import json
from fractions import Fraction
from itertools import pairwise

import pytest

from marketcheck import Unreadable
from marketcheck.market import document_from
from marketcheck.preferences import paid
from marketcheck.smooth import arsinh_above, sinh_bounds, tanh_bounds
from marketcheck.unit_demand import UnitMarket, unit_market_from

LINE = {"points": [[0, -6], [4, -1]], "left": 1, "right": "1/2"}
MARKET = {
    "format": "marketwright.market/1",
    "kind": "unit-demand",
    "title": "every type",
    "goods": ["b", "a"],
    "buyers": [
        {"name": "1", "preference": {"type": "quasilinear", "values": {"a": 7, "b": "-1/2"}}},
        {"name": "2", "preference": {"type": "borrowing", "values": {"a": 9, "b": 5}, "cash": 3, "rate": "1/4"}},
        {"name": "3", "preference": {"type": "soft-budget", "values": {"a": 9, "b": 5}, "budget": "5/2", "steepness": 4}},
        {"name": "4", "preference": {"type": "income", "wealth": 10, "quality": {"a": "3/2", "b": 2}, "cap": 8}},
        {"name": "5", "preference": {"type": "levels", "levels": {"a": LINE}}, "forbidden": ["b"]},
        {"name": "6", "preference": {"type": "quadratic-cost", "values": {"a": 1, "b": 2}, "rho": "1/3"}},
        {"name": "7", "preference": {"type": "sinh-cost", "values": {"a": 1, "b": 2}, "k": "1/3"}},
        {"name": "8", "preference": {"type": "tanh", "values": {"a": 1, "b": 2}, "alpha": {"a": "-1/2", "b": 0}, "beta": 1}},
    ],
    "seller_values": {"a": 1},
    "reserve_prices": {"a": "1/2", "b": 3},
    "entry_fee": -2,
}


def canonical(document: object) -> str:
    return json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def changed(*path: object, to: object) -> dict:
    result = copy.deepcopy(MARKET)
    node = result
    for step in path[:-1]:
        node = node[step]
    node[path[-1]] = to
    return result


def without(*path: object) -> dict:
    result = copy.deepcopy(MARKET)
    node = result
    for step in path[:-1]:
        node = node[step]
    del node[path[-1]]
    return result


def read(document: object) -> UnitMarket:
    return unit_market_from(document_from(json.dumps(document)))


def refusal(document: object) -> str:
    with pytest.raises(Unreadable) as caught:
        read(document)
    return caught.value.code


def test_the_spelling_of_numbers_and_empty_parts_do_not_matter():
    assert read(MARKET).canonical == canonical(MARKET)
    spelled = json.dumps(MARKET).replace('"1/2"', "0.50").replace(" 7", ' "7.0"').replace('"5/2"', '"10/4"')
    assert spelled.count("0.50") == 2
    assert unit_market_from(document_from(spelled)).digest == read(MARKET).digest
    plain = {key: part for key, part in MARKET.items() if key not in ("seller_values", "reserve_prices", "entry_fee")}
    plain["buyers"] = MARKET["buyers"][:2]
    empty = plain | {"seller_values": {}, "reserve_prices": {}, "entry_fee": "-0.0"}
    empty["buyers"] = [buyer | {"forbidden": []} for buyer in plain["buyers"]]
    assert read(empty).canonical == canonical(plain)
    assert read(plain | {"seller_values": {"a": 0}}).canonical == canonical(plain | {"seller_values": {"a": 0}})


def test_forbidden_goods_are_put_in_the_order_of_the_goods():
    nobody = {"type": "quasilinear", "values": {}}
    market = {**MARKET, "buyers": [{"name": "1", "preference": nobody, "forbidden": ["a", "b"]}]}
    ordered = {**MARKET, "buyers": [{"name": "1", "preference": nobody, "forbidden": ["b", "a"]}]}
    assert read(market).canonical == canonical(ordered)


def test_markets_may_be_empty_and_reserve_prices_are_the_sellers_values_where_none_is_given():
    empty = {"format": "marketwright.market/1", "kind": "unit-demand", "goods": [], "buyers": []}
    assert read(empty).canonical == canonical(empty)
    market = read(without("reserve_prices", "a"))
    assert (market.seller_values, market.reserve_prices, market.fee) == ([0, 1], [3, 1], -2)


@pytest.mark.parametrize(
    "document",
    [
        [],
        MARKET | {"kind": "bundle"},
        MARKET | {"title": None},
        MARKET | {"goods": ["a", "a"]},
        MARKET | {"goods": ["a"]},
        MARKET | {"seller_values": {"z": 1}},
        MARKET | {"seller_values": {"a": -1}},
        MARKET | {"reserve_prices": {"a": None}},
        MARKET | {"entry_fee": "1e3"},
        MARKET | {"entry_fee": 10**30 + 1},
        MARKET | {"entry_fee": True},
        MARKET | {"prices": {}},
        changed("buyers", 0, "name", to="seller"),
        changed("buyers", 0, "name", to="2"),
        changed("buyers", 0, "preference", "values", "a", to="1/0"),
        changed("buyers", 0, "preference", "values", "a", to="01"),
        changed("buyers", 0, "preference", "values", "a", to="٣"),
        changed("buyers", 0, "preference", "values", "a", to=f"1/{10**30 + 1}"),
        changed("buyers", 0, "preference", "values", "z", to=1),
        changed("buyers", 0, "preference", "type", to="hard-budget"),
        changed("buyers", 0, "preference", "cash", to=1),
        changed("buyers", 0, "forbidden", to=["a"]),
        without("buyers", 0, "preference", "values", "a"),
        without("buyers", 1, "preference", "rate"),
        changed("buyers", 1, "preference", "rate", to=-1),
        changed("buyers", 1, "preference", "cash", to="-1/2"),
        changed("buyers", 2, "preference", "steepness", to="9/10"),
        changed("buyers", 3, "preference", "quality", "a", to=1),
        changed("buyers", 3, "preference", "cap", to=10),
        changed("buyers", 4, "forbidden", to=["b", "b"]),
        changed("buyers", 4, "forbidden", to=["z"]),
        changed("buyers", 4, "preference", "levels", "a", "points", to=[]),
        changed("buyers", 4, "preference", "levels", "a", "points", to=[[0, 1], [0, 2]]),
        changed("buyers", 4, "preference", "levels", "a", "points", to=[[0, 1], [1, 1]]),
        changed("buyers", 4, "preference", "levels", "a", "points", to=[[0, 1, 2]]),
        changed("buyers", 4, "preference", "levels", "a", "left", to=0),
        changed("buyers", 4, "preference", "levels", "a", "right", to=-1),
        changed("buyers", 5, "preference", "rho", to=0),
        changed("buyers", 6, "preference", "k", to=0),
        changed("buyers", 6, "preference", "values", "a", to=901),
        changed("buyers", 6, "preference", "values", "a", to=-901),
        changed("buyers", 7, "preference", "beta", to="1/2"),
        without("buyers", 7, "preference", "alpha", "a"),
        changed("buyers", 0, "preference", "values", to={"a": f"1/{10**29 + 1}", "b": f"1/{10**29 + 3}"})
        | {"entry_fee": f"1/{10**29 + 7}", "reserve_prices": {"a": f"1/{10**29 + 9}"}},
    ],
)
def test_other_documents_are_refused(document):
    assert refusal(document)


def test_values_up_to_the_range_of_sinh_are_read():
    assert read(changed("buyers", 6, "preference", "values", "a", to=900))


def level(buyer: int, good: str, amount: object) -> Fraction:
    market = read(MARKET)
    return market.preferences[buyer].level(market.goods.numbers[good], Fraction(amount))


@pytest.mark.parametrize(
    ("buyer", "good", "amount", "due"),
    [
        (0, "b", 3, "7/2"),
        (1, "a", 3, -6),
        (1, "a", 7, -1),
        (1, "b", 11, 7),
        (2, "a", "5/2", "-13/2"),
        (2, "b", "15/4", "5/2"),
        (3, "a", 4, 1),
        (3, "b", 9, 7),
        (4, "a", -1, -7),
        (4, "a", 2, "-7/2"),
        (4, "a", 6, 0),
    ],
)
def test_levels_are_those_of_the_page(buyer, good, amount, due):
    market = read(MARKET)
    assert level(buyer, good, amount) == Fraction(due)
    assert market.preferences[buyer].willing(market.goods.numbers[good], Fraction(due)) == Fraction(amount)


@pytest.mark.parametrize("fee", [0, 1, -3, Fraction(7, 3)])
def test_demands_are_the_least_levels(fee):
    market = read(MARKET | {"buyers": MARKET["buyers"][:5]})
    for k in range(-3, 60):
        prices = paid([Fraction(k, 4), Fraction(3 * k, 7)], fee)
        for preference in market.preferences:
            levels = {good: preference.level(good, prices.amounts[good]) for good in preference.goods} | {2: fee}
            assert preference.demand(prices, 2) == [good for good in sorted(levels) if levels[good] == min(levels.values())]
            assert preference.within(prices, [2], fee - min(levels.values()), 2)
            assert not preference.within(prices, [2], fee - min(levels.values()) - Fraction(1, 10**40), 2)


@pytest.mark.parametrize("bounds", [sinh_bounds, tanh_bounds])
def test_bounds_enclose_increase_and_are_close(bounds):
    points = [Fraction(k, 7) for k in range(-40, 41)]
    enclosures = [bounds(x, 40) for x in points]
    assert all(low < high for low, high in enclosures)
    assert all(high < low for (_, high), (low, _) in pairwise(enclosures))
    for (low, high), (finer_low, finer_high) in zip(enclosures, [bounds(x, 90) for x in points], strict=True):
        assert low < finer_low < finer_high < high
        assert Fraction(high - low) < (1 + abs(Fraction(high))) / 10**36


def test_bounds_far_out_stay_bounds():
    assert sinh_bounds(Fraction(10**9), 40)[1] == float("inf") == -sinh_bounds(Fraction(-(10**9)), 40)[0]
    assert sinh_bounds(Fraction(10**9), 40)[0] > 10**800
    assert tanh_bounds(Fraction(10**9), 40)[1] == 1 > tanh_bounds(Fraction(10**9), 40)[0] > 0.99


def test_the_inverse_of_sinh_is_bounded_from_above():
    for k in range(-60, 61):
        x = Fraction(k, 9)
        back = Fraction(arsinh_above(sinh_bounds(x, 50)[1], 50))
        assert x < back < x + Fraction(1, 10**40)
