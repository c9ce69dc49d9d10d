"""Builders of Bayesian markets: what they write out, and what they refuse."""

import json
from fractions import Fraction
from itertools import product
from pathlib import Path
from time import process_time
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from marketwright.errors import InputError, MarketError, NumberError
from marketwright.markets import BayesianMarket, bayesian_market, market_digest, market_document, market_from_document, profile_texts, read_market

EXAMPLES = Path(__file__).parents[2] / "examples"
HEAD = {"format": "marketwright.market/1", "kind": "bayesian"}
few = settings(max_examples=25, deadline=None)


def one_type(*names: str) -> list[dict[str, Any]]:
    return [{"name": name, "types": {"only": 1}} for name in names]


def built(players: Any, **builder: Any) -> BayesianMarket:
    return bayesian_market(market_from_document(HEAD | {"players": players, "build": builder}))


def actions(market: BayesianMarket, *members: str) -> dict[str, tuple[tuple[Fraction, ...], ...]]:
    """Action -> payoffs of a coalition."""
    (found,) = [coalition for coalition in market.coalitions if coalition.members == members]
    return {action.name: action.payoffs for action in found.actions}


def example(name: str) -> BayesianMarket:
    return bayesian_market(read_market(EXAMPLES / f"{name}.market.json").market)


@pytest.mark.parametrize(("name", "owner", "buyer"), [("paper-004-example-1", (5, 1), (6, 2)), ("paper-004-example-2", (3, 2), (7, 0))])
def test_examples_1_and_2_have_one_good_that_is_kept_or_traded(name: str, owner: tuple[int, int], buyer: tuple[int, int]) -> None:
    market = example(name)
    assert profile_texts(market.players) == ("H,buyer", "L,buyer")
    assert [player.prior for player in market.players] == [(Fraction(1, 2), Fraction(1, 2)), (Fraction(1),)]
    assert actions(market, "1") == {"keep": (owner,)}
    assert actions(market, "2") == {"nothing": ((0, 0),)}
    assert actions(market, "1", "2") == {"keep": (owner, (0, 0)), "trade": ((0, 0), buyer)}


def test_example_3_has_the_payoffs_of_the_paper_in_every_state() -> None:
    market = example("paper-004-example-3")
    assert profile_texts(market.players) == ("a,a", "a,b", "b,a", "b,b")
    good_1, good_2 = {"1": (7, 3, 7, 2), "2": (6, 6, 1, 1)}, {"1": (6, 1, 6, 1), "2": (7, 7, 3, 2)}
    nothing = (0, 0, 0, 0)
    assert actions(market, "1") == {"good 1 to 1": (good_1["1"],)}
    assert actions(market, "2") == {"good 2 to 2": (good_2["2"],)}
    assert actions(market, "1", "2") == {
        "good 1 to 1, good 2 to 1": ((13, 4, 13, 3), nothing),
        "good 1 to 1, good 2 to 2": (good_1["1"], good_2["2"]),
        "good 1 to 2, good 2 to 1": (good_2["1"], good_1["2"]),
        "good 1 to 2, good 2 to 2": (nothing, (13, 13, 4, 3)),
    }


def test_seller_may_be_the_second_player() -> None:
    market = built(one_type("a", "b"), type="seller-buyer", seller="b", buyer="a", values={"a": 7, "b": 4})
    assert actions(market, "a") == {"nothing": ((0,),)}
    assert actions(market, "b") == {"keep": ((4,),)}
    assert actions(market, "a", "b") == {"keep": ((0,), (4,)), "trade": ((7,), (0,))}


def test_coalition_without_goods_has_one_action_called_nothing() -> None:
    market = built(one_type("a", "b"), type="exchange", goods={"boat": "b"}, values={"a": {"boat": 7}, "b": {"boat": 4}})
    assert actions(market, "a") == {"nothing": ((0,),)}
    assert actions(market, "b") == {"boat to b": ((4,),)}
    assert actions(market, "a", "b") == {"boat to a": ((7,), (0,)), "boat to b": ((0,), (4,))}


def test_exchange_without_goods_is_a_game_of_nothing() -> None:
    market = built(one_type("a", "b"), type="exchange", goods={}, values={"a": {}, "b": {}})
    assert [list(actions(market, *coalition.members)) for coalition in market.coalitions] == [["nothing"]] * 3


@few
@given(st.lists(st.sampled_from("123"), max_size=3), st.lists(st.integers(-3, 3), min_size=18, max_size=18))
def test_exchange_is_what_placing_every_good_gives(owners: list[str], numbers: list[int]) -> None:
    names, goods = ("1", "2", "3"), [f"g{number}" for number in range(len(owners))]
    players = [{"name": "1", "types": {"x": "1/2", "y": "1/2"}}, *one_type("2", "3")]
    worth = {(name, good): (numbers[2 * (3 * i + k)], numbers[2 * (3 * i + k) + 1]) for i, name in enumerate(names) for k, good in enumerate(goods)}
    values = {name: {good: {"x,*,*": worth[name, good][0], "y,*,*": worth[name, good][1]} for good in goods} for name in names}
    market = built(players, type="exchange", goods=dict(zip(goods, owners, strict=True)), values=values)
    for coalition in market.coalitions:
        held = [good for good, owner in zip(goods, owners, strict=True) if owner in coalition.members]
        expected = {}
        for getters in product(coalition.members, repeat=len(held)):
            name = ", ".join(f"{good} to {getter}" for good, getter in zip(held, getters, strict=True)) or "nothing"
            expected[name] = tuple(
                tuple(sum(worth[member, good][state] for good, getter in zip(held, getters, strict=True) if getter == member) for state in (0, 1))
                for member in coalition.members
            )
        assert actions(market, *coalition.members) == expected
    assert len(market.coalitions) == 7


def test_assignment_has_all_matchings_along_the_pairs_listed() -> None:
    pairs = [
        {"members": ["c", "a"], "payoffs": {"a": 1, "c": 2}},
        {"members": ["b", "d"], "payoffs": {"b": 5, "d": 6}},
        {"members": ["a", "d"], "payoffs": {"a": 3, "d": 4}},
    ]
    market = built(one_type("a", "b", "c", "d"), type="assignment", sides=[["a", "b"], ["d", "c"]], pairs=pairs)
    assert actions(market, "a", "b") == {"alone": ((0,), (0,))}
    assert actions(market, "a", "c") == {"a with c": ((1,), (2,)), "alone": ((0,), (0,))}
    assert actions(market, "b", "c") == {"alone": ((0,), (0,))}
    assert actions(market, "a", "b", "c", "d") == {
        "a with c": ((1,), (0,), (2,), (0,)),
        "a with c, b with d": ((1,), (5,), (2,), (6,)),
        "a with d": ((3,), (0,), (0,), (4,)),
        "alone": ((0,), (0,), (0,), (0,)),
        "b with d": ((0,), (5,), (0,), (6,)),
    }
    assert len(market.coalitions) == 15


def test_pairs_are_in_the_order_of_the_places_of_the_first_side() -> None:
    pairs = [{"members": [one, other], "payoffs": {one: 1, other: 1}} for one, other in (("z", "b"), ("a", "y"))]
    market = built(one_type("z", "y", "b", "a"), type="assignment", sides=[["a", "z"], ["b", "y"]], pairs=pairs)
    assert list(actions(market, "z", "y", "b", "a")) == ["a with y", "alone", "z with b", "z with b, a with y"]


def test_five_and_five_have_1546_matchings() -> None:
    pairs = [{"members": [str(a), str(b)], "payoffs": {str(a): 1, str(b): 0}} for a in range(5) for b in range(5, 10)]
    market = built(one_type(*map(str, range(10))), type="assignment", sides=[list("01234"), list("56789")], pairs=pairs)
    assert (len(market.coalitions), len(market.coalitions[-1].actions)) == (1023, 1546)


def test_public_good_is_paid_in_equal_shares() -> None:
    players = [{"name": "a", "types": {"x": "1/2", "y": "1/2"}}, *one_type("b", "c")]
    market = built(players, type="public-good", cost={"x,*,*": 6, "y,*,*": 7}, values={"a": {"x,*,*": 5, "y,*,*": 1}, "b": 3, "c": 2})
    third = Fraction(7, 3)
    assert actions(market, "b") == {"build": ((-3, -4),), "nothing": ((0, 0),)}
    assert actions(market, "a", "c") == {"build": ((2, 1 - Fraction(7, 2)), (-1, 2 - Fraction(7, 2))), "nothing": ((0, 0), (0, 0))}
    assert actions(market, "a", "b", "c") == {"build": ((3, 1 - third), (1, 3 - third), (0, 2 - third)), "nothing": ((0, 0),) * 3}


@pytest.mark.parametrize("name", [f"paper-004-example-{number}" for number in (1, 2, 3)])
def test_what_a_builder_writes_out_is_the_same_market(name: str) -> None:
    market = example(name)
    spelled = market_document(market)
    assert set(spelled) == {"format", "kind", "title", "players", "coalitions"}
    again = market_from_document(json.loads(json.dumps(spelled)))
    assert (again, market_digest(again)) == (market, market_digest(market))


ONE = {"A": 1, "B": 1}
REFUSED: dict[str, tuple[dict[str, Any], tuple[str, ...], str]] = {
    "seller": (
        {"type": "seller-buyer", "seller": "Ana", "buyer": "Ben", "values": {"Ann": 1, "Ben": 2}},
        ("Ann", "Ben"),
        'build.seller: the unknown player "Ana" (M133); allowed: the market\'s players "Ann", "Ben"; did you mean "Ann"?',
    ),
    "seller only": (
        {"type": "seller-buyer", "seller": "1", "buyer": "1", "values": {"1": 1}},
        ("1",),
        'build.buyer: the player "1" again (M134); allowed: another player than the seller; name the other player',
    ),
    "values of an outsider": (
        {"type": "seller-buyer", "seller": "1", "buyer": "2", "values": {"1": 1, "2": 2, "3": 3}},
        ("1", "2"),
        'build.values["3"]: the unknown player "3" (M133); allowed: the market\'s players "1", "2"; add it to players',
    ),
    "owner": (
        {"type": "exchange", "goods": {"A": "ben"}, "values": {}},
        ("Ann", "Ben"),
        'build.goods.A: the unknown player "ben" (M133); allowed: the market\'s players "Ann", "Ben"; did you mean "Ben"?',
    ),
    "good": (
        {"type": "exchange", "goods": {"A": "1"}, "values": {"1": {"a": 1}}},
        ("1",),
        'build.values["1"].a: the unknown good "a" (M108); allowed: the market\'s goods "A"; did you mean "A"?',
    ),
    "name of a good": (
        {"type": "exchange", "goods": {" A": "1"}, "values": {"1": {" A": 1}}},
        ("1",),
        'build.goods[" A"]: the name " A" with white space around it (M109); '
        'allowed: names of 1 to 200 characters without control characters and outer white space; write "A"',
    ),
    "two actions of one name": (
        {
            "type": "exchange",
            "goods": {"A": "1", "A to 1, A": "1"},
            "values": {name: {"A": 1, "A to 1, A": 1} for name in ("1", "1, A to 1")},
        },
        ("1", "1, A to 1"),
        'build.goods: two actions that would both be called "A to 1, A to 1, A to 1, A to 1" (M110); '
        "allowed: actions of different names; rename goods or players",
    ),
    "too many ways": (
        {"type": "exchange", "goods": {str(number): "1" for number in range(10)}, "values": "not looked at"},
        ("1", "2", "3"),
        "build: 59049 actions of one coalition (M116); allowed: at most 2000 actions of one coalition; leave out actions, or the goods or pairs that make them",
    ),
    "twenty goods": (
        {"type": "exchange", "goods": {str(number): "1" for number in range(20)}, "values": "not looked at"},
        ("1", "2", "3"),
        "build.goods: 20 goods (M116); allowed: at most 10: more could be placed in too many ways; leave out goods that stay where they are",
    ),
    "pair with itself": (
        {"type": "assignment", "sides": [["1"], ["2"]], "pairs": [{"members": ["1", "1"], "payoffs": ONE}]},
        ("1", "2"),
        'build.pairs[0].members[1]: the player "1" again (M134); allowed: every player once; remove it',
    ),
    "third side": (
        {"type": "assignment", "sides": [["1"], ["2"], ["3"]], "pairs": []},
        ("1", "2", "3"),
        "build.sides: 3 sides (M143); allowed: two sides, each a list of players; put every player on one of two sides",
    ),
}


@pytest.mark.parametrize(("builder", "players", "message"), REFUSED.values(), ids=REFUSED.keys())
def test_faulty_builder_is_refused_with_its_whole_message(builder: Any, players: tuple[str, ...], message: str) -> None:
    with pytest.raises(InputError) as caught:
        built(one_type(*players), **builder)
    assert str(caught.value) == message


def test_sums_of_values_are_numbers_within_limits() -> None:
    most = 10**30
    with pytest.raises(NumberError) as caught:
        built(one_type("1"), type="exchange", goods={"A": "1", "B": "1"}, values={"1": {"A": most, "B": 1}})
    assert (caught.value.code, caught.value.place) == ("N103", "build")


def test_hostile_builders_end_at_once() -> None:
    types = {str(number): "1/4" for number in range(4)}
    players = [{"name": str(number), "types": types} for number in range(6)]
    nine = {str(number): str(number % 6) for number in range(9)}
    pairs = [{"members": [str(a), str(b)], "payoffs": "not looked at"} for a in range(3) for b in range(3, 6)]
    begin = process_time()
    for builder in (
        {"type": "exchange", "goods": nine, "values": "not looked at"},
        {"type": "exchange", "goods": {str(number): "0" for number in range(10**5)}, "values": "not looked at"},
        {"type": "assignment", "sides": [list("012"), list("345")], "pairs": pairs},
        {"type": "assignment", "sides": [list("012"), list("345")], "pairs": pairs * 10**4},
        {"type": "public-good", "cost": 1, "values": "not looked at"},
    ):
        with pytest.raises(MarketError) as caught:
            built(players, **builder)
        assert caught.value.code == "M116"
    assert process_time() - begin < 2
