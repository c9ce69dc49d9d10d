"""Bayesian markets made in Python and read from documents: their normal form, tables with patterns, and what is refused."""

import json
import re
from dataclasses import replace
from fractions import Fraction
from itertools import permutations, product
from pathlib import Path
from time import process_time
from typing import Any

import jsonschema
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from marketwright.errors import InputError, MarketError, NumberError, TableError, UsageError
from marketwright.markets import (
    BayesianMarket,
    BayesianPlayer,
    BundleMarket,
    CoalitionActions,
    JointAction,
    JsonNumber,
    bayesian_market,
    bundle_market,
    canonical_text,
    divisible_market,
    kind_of,
    market_digest,
    market_document,
    market_from_document,
    names_of,
    parse_json,
    parse_market,
    profile_texts,
    readable_text,
    unit_demand_market,
    validate_market,
    write_market,
)
from marketwright.markets.schema import market_schema
from marketwright.reports.summary import market_size
from tests.strategies import bayesian_markets, odd_names, plain_names

ROOT = Path(__file__).parents[2]
HEAD = {"format": "marketwright.market/1", "kind": "bayesian"}
PLAYERS = [{"name": "1", "types": {"H": "1/2", "L": "1/2"}}, {"name": "2", "types": {"buyer": 1}}]
HALF, ONE = Fraction(1, 2), Fraction(1)
few = settings(max_examples=40, deadline=None)


def player(name: str = "1", types: Any = ("H", "L"), prior: Any = (HALF, HALF)) -> BayesianPlayer:
    return BayesianPlayer(name=name, types=types, prior=prior)


def action(name: str, *payoffs: Any) -> JointAction:
    return JointAction(name=name, payoffs=payoffs)


def coalition(members: Any, *actions: Any) -> CoalitionActions:
    return CoalitionActions(members=members, actions=actions)


BUYER = player("2", ("buyer",), (1,))
TRADE = action("trade", (0, 0), (6, 2))
TOGETHER = coalition(("1", "2"), TRADE)


def market(**changes: Any) -> BayesianMarket:
    """A seller of two types and a buyer, who can trade."""
    return BayesianMarket(**{"players": (player(), BUYER), "coalitions": (TOGETHER,), **changes})


def read(actions: Any, players: Any = PLAYERS, members: Any = ("1", "2")) -> BayesianMarket:
    """The market in which all players have these actions."""
    return bayesian_market(market_from_document(HEAD | {"players": players, "coalitions": [{"members": list(members), "actions": actions}]}))


def table(given: Any, players: Any = PLAYERS) -> tuple[Fraction, ...]:
    """What player 2 gets by a table of a document."""
    return (
        read({"act": {one["name"]: given if one["name"] == "2" else 0 for one in players}}, players, [one["name"] for one in players])
        .coalitions[-1]
        .actions[0]
        .payoffs[1]
    )


def test_normal_form_sorts_types_actions_members_and_coalitions_and_permutes_payoffs() -> None:
    given_market = market(
        players=[player("one", ["b", "a"], [Fraction(1, 3), Fraction(2, 3)]), player("two", ["y", "x"], [HALF, HALF])],
        coalitions=[
            coalition(["two", "one"], action("z", [1, 2, 3, 4], [5, 6, 7, 8]), action("c", (0,) * 4, (9,) * 4)),
            coalition(["two"], action("alone", [1, 2, 3, 4])),
            coalition(["one"], action("alone", [1, 1, 2, 2])),
        ],
    )
    valid = validate_market(given_market)
    assert valid.players == (player("one", ("a", "b"), (Fraction(2, 3), Fraction(1, 3))), player("two", ("x", "y"), (HALF, HALF)))
    assert profile_texts(valid.players) == ("a,x", "a,y", "b,x", "b,y")
    assert valid.coalitions == (
        coalition(("one",), action("alone", (2, 2, 1, 1))),
        coalition(("two",), action("alone", (4, 3, 2, 1))),
        coalition(("one", "two"), action("c", (9,) * 4, (0,) * 4), action("z", (8, 7, 6, 5), (4, 3, 2, 1))),
    )
    payoffs = [table for found in valid.coalitions for one in found.actions for table in one.payoffs]
    assert {type(number) for table in payoffs for number in table} == {Fraction}
    assert validate_market(valid) == valid


def test_coalitions_are_in_order_by_size_and_then_by_places() -> None:
    players = tuple(player(name, ("only",), (1,)) for name in ("c", "a", "b"))
    members = [("a", "b"), ("b",), ("c", "a", "b"), ("b", "c"), ("a",), ("c",), ("a", "c")]
    given_market = market(players=players, coalitions=tuple(coalition(one, action("x", *[(0,)] * len(one))) for one in members))
    valid = validate_market(given_market)
    assert [found.members for found in valid.coalitions] == [("c",), ("a",), ("b",), ("c", "a"), ("c", "b"), ("a", "b"), ("c", "a", "b")]


@few
@given(bayesian_markets(max_players=2), st.randoms(use_true_random=False))
def test_every_order_of_what_has_none_gives_one_normal_form(valid: BayesianMarket, random: Any) -> None:
    orders = [random.sample(range(len(one.types)), len(one.types)) for one in valid.players]
    players = tuple(
        replace(one, types=tuple(one.types[place] for place in order), prior=tuple(one.prior[place] for place in order))
        for one, order in zip(valid.players, orders, strict=True)
    )
    known = {profile: number for number, profile in enumerate(profile_texts(valid.players))}
    sources = [known[profile] for profile in profile_texts(players)]
    coalitions = []
    for found in valid.coalitions:
        order = random.sample(range(len(found.members)), len(found.members))
        actions = [replace(one, payoffs=tuple(tuple(one.payoffs[place][source] for source in sources) for place in order)) for one in found.actions]
        random.shuffle(actions)
        coalitions.append(CoalitionActions(members=tuple(found.members[place] for place in order), actions=tuple(actions)))
    random.shuffle(coalitions)
    assert validate_market(replace(valid, players=players, coalitions=tuple(coalitions))) == valid


FRACTION = "an exact number: an int or a Fraction"
KEEP = action("keep", (5, 1))
TRADES = "coalitions[0].actions.trade"
REFUSED: dict[str, tuple[Any, str]] = {
    "no player": (market(players=(5,)), "players[0]: a Python int (M101); allowed: a BayesianPlayer; convert it first"),
    "no coalition": (market(coalitions=(5,)), "coalitions[0]: a Python int (M101); allowed: a CoalitionActions; convert it first"),
    "no action": (market(coalitions=(coalition(("1", "2"), 5),)), "coalitions[0].actions[0]: a Python int (M101); allowed: a JointAction; convert it first"),
    "no list of members": (
        market(coalitions=(coalition(5, TRADE),)),
        "coalitions[0].members: a Python int (M101); allowed: a list; convert it first",
    ),
    "member number": (
        market(coalitions=(coalition(("1", 2), TRADE),)),
        "coalitions[0].members[1]: a Python int (M101); allowed: the name of a player; convert it first",
    ),
    "no members": (
        market(coalitions=(coalition((), TRADE),)),
        "coalitions[0].members: no players (M115); allowed: one or more players; list the players, or remove the entry",
    ),
    "no table": (
        market(coalitions=(coalition(("1", "2"), action("trade", 0, (6, 2))),)),
        f'{TRADES}["1"]: a Python int (M101); allowed: a list; convert it first',
    ),
    "float payoff": (
        market(coalitions=(coalition(("1", "2"), action("trade", (0, 0.5), (6, 2))),)),
        f'{TRADES}["1"]: a Python float (M101); allowed: {FRACTION}; convert it first',
    ),
    "float probability": (
        market(players=(player(prior=(0.5, 0.5)), BUYER)),
        f"players[0].types.H: a Python float (M101); allowed: {FRACTION}; convert it first",
    ),
    "type number": (market(players=(player(types=(1, 2)), BUYER)), "players[0].types[0]: a Python int (M101); allowed: a text; convert it first"),
    "action number": (
        market(coalitions=(coalition(("1", "2"), replace(TRADE, name=5)),)),
        "coalitions[0].actions[0]: a Python int (M101); allowed: a text; convert it first",
    ),
    "type twice": (
        market(players=(player(types=("H", "H")), BUYER)),
        'players[0].types: the name "H" twice (M110); allowed: different names of a player\'s types; rename or remove one of the two',
    ),
    "action twice": (
        market(coalitions=(coalition(("1", "2"), TRADE, replace(TRADE)),)),
        'coalitions[0].actions: the name "trade" twice (M110); allowed: different names of a coalition\'s actions; rename or remove one of the two',
    ),
    "no players": (market(players=()), "players: an empty list (M115); allowed: one or more players; list the players"),
    "many players": (
        market(players=tuple(player(str(number), ("a",), (1,)) for number in range(11))),
        "players: more than 10 players (M116); allowed: at most 10 players; split the market",
    ),
    "no actions": (
        market(coalitions=(TOGETHER, coalition(("1",)))),
        "coalitions[1].actions: no action (M115); allowed: one or more actions; add one, or leave out the coalition: then it can do nothing on its own",
    ),
    "one probability": (
        market(players=(player(prior=(1,)), BUYER)),
        "players[0].types: 2 types and 1 probabilities (M127); "
        "allowed: one probability for each type; add or remove probabilities, which stand in the order of types",
    ),
    "one number": (
        market(coalitions=(coalition(("1", "2"), action("trade", (0, 0), (6,))),)),
        f'{TRADES}["2"]: 1 number (M127); allowed: 2, one number for each profile of types; add or remove numbers, which stand in the order of profiles',
    ),
    "one table": (
        market(coalitions=(coalition(("1", "2"), action("trade", (0, 0))),)),
        f"{TRADES}: 1 table (M127); allowed: 2, one table for each member; add or remove tables, which stand in the order of members",
    ),
    "negative probability": (
        market(players=(player(prior=(2, -1)), BUYER)),
        "players[0].types.L: the number -1 (M123); allowed: a number above 0; choose a number in this range",
    ),
    "probabilities": (
        market(players=(player(prior=(HALF, ONE)), BUYER)),
        'players[0].types: probabilities that add up to 3/2 (M132); allowed: probabilities that add up to 1; write them exactly, such as "1/3"',
    ),
    "coalition twice": (
        market(coalitions=(TOGETHER, coalition(("1",), KEEP), coalition(("2", "1"), TRADE))),
        'coalitions[2].members: the coalition of "2", "1" again, after coalitions[0] (M135); '
        "allowed: every coalition once; put all its actions into one of the two",
    ),
    "nothing for all": (
        market(coalitions=()),
        'coalitions: no coalition of all players: "1", "2" (M141); '
        'allowed: at least one action that all players can take together; add it, if only one called "nothing"',
    ),
    "title": (market(title=5), "title: a Python int (M101); allowed: a text; convert it first"),
}


@pytest.mark.parametrize(("faulty", "message"), REFUSED.values(), ids=REFUSED.keys())
def test_faulty_market_is_refused_with_its_whole_message(faulty: Any, message: str) -> None:
    with pytest.raises(InputError) as caught:
        validate_market(faulty)
    assert str(caught.value) == message


def test_payoffs_too_large_or_too_fine_together_are_refused() -> None:
    with pytest.raises(NumberError) as large:
        validate_market(market(coalitions=(coalition(("1", "2"), action("trade", (0, Fraction(10**31)), (6, 2))),)))
    assert (large.value.code, large.value.place) == ("N103", f'{TRADES}["1"]')
    primes = [Fraction(1, 10**29 + rest) for rest in (319, 379, 447, 487)]
    with pytest.raises(NumberError) as fine:
        validate_market(market(coalitions=(coalition(("1", "2"), action("trade", primes[:2], primes[2:])),)))
    assert (fine.value.code, fine.value.place) == ("N105", "market")


FOUR = [{"name": "1", "types": {"a": "1/2", "b": "1/2"}}, {"name": "2", "types": {"x": "1/4", "y": "3/4"}}]


@pytest.mark.parametrize(
    ("given_table", "numbers"),
    [
        (5, (5, 5, 5, 5)),
        ("-1/2", (-HALF,) * 4),
        ({"*,*": 7}, (7, 7, 7, 7)),
        ({"b,*": 1, "a,*": 2}, (2, 2, 1, 1)),
        ({"*,y": 1, "*,x": 2}, (2, 1, 2, 1)),
        ({"a,x": 1, "a,y": 2, "b,*": "3/6"}, (1, 2, HALF, HALF)),
        ({"b,y": 4, "b,x": 3, "a,y": 2, "a,x": 1}, (1, 2, 3, 4)),
        ({"*,x": JsonNumber("0.50"), "a,y": JsonNumber("-0"), "b,y": "1"}, (HALF, 0, HALF, 1)),
    ],
)
def test_table_gives_every_profile_its_number(given_table: Any, numbers: Any) -> None:
    assert table(given_table, FOUR) == numbers


@few
@given(st.data())
def test_patterns_that_split_profiles_give_each_the_number_of_its_pattern(data: st.DataObject) -> None:
    sizes = [data.draw(st.integers(1, 3)) for _ in range(3)]
    players = [{"name": str(place + 1), "types": {str(number): f"1/{size}" for number in range(size)}} for place, size in enumerate(sizes)]
    patterns: list[list[str]] = [["*"] * 3]
    for _ in range(data.draw(st.integers(0, 4))):
        pattern = patterns.pop(data.draw(st.integers(0, len(patterns) - 1)))
        place = data.draw(st.integers(0, 2))
        split = range(sizes[place]) if pattern[place] == "*" else ()
        patterns += [[*pattern[:place], str(number), *pattern[place + 1 :]] for number in split] or [pattern]
    expected = []
    for profile in product(*(map(str, range(size)) for size in sizes)):
        (giver,) = [number for number, pattern in enumerate(patterns) if all(step in ("*", own) for step, own in zip(pattern, profile, strict=True))]
        expected.append(giver)
    assert table({",".join(pattern): number for number, pattern in enumerate(patterns)}, players) == tuple(expected)


SECOND = 'coalitions[0].actions.act["2"]'
TABLE_REMEDY = 'write one number for all profiles, or an object with a number for each: {"a,x": 5, ...}'


@pytest.mark.parametrize(
    ("given_table", "message"),
    [
        ({"a": 1, "b": 2}, f'{SECOND}.a: 1 type (M138); allowed: a type of each of the 2 players "1", "2", joined by commas; write one for each'),
        (
            {"a,x,": 1},
            f'{SECOND}["a,x,"]: 3 types (M138); allowed: a type of each of the 2 players "1", "2", joined by commas; write one for each',
        ),
        (
            {"A,*": 1, "b,*": 2},
            f'{SECOND}["A,*"]: the unknown type "A" (M138); allowed: types of the player "1": "a", "b", or "*" for all of them; did you mean "a"?',
        ),
        (
            {"*,z": 1},
            f'{SECOND}["*,z"]: the unknown type "z" (M138); allowed: types of the player "2": "x", "y", or "*" for all of them; add it to the player\'s types',
        ),
        (
            {"a,*": 1, "*,*": 2},
            f'{SECOND}["*,*"]: a second number for the profile "a,x", after "a,*" (M139); '
            "allowed: every profile in exactly one entry; remove it, or narrow one of the two",
        ),
        (
            {"a,*": 1, "b,x": 2},
            f'{SECOND}: no number for the profile "b,y" (M140); '
            'allowed: a number for every profile; add it; "*" in place of a type stands for every type of that player',
        ),
        ({5: 1}, f"{SECOND}: a Python int as a profile (M101); allowed: texts; write the types, joined by commas"),
        ({}, f"{SECOND}: empty (M115); allowed: a number for every profile; write one number if it is the same for all"),
        (True, f"{SECOND}: true (M101); allowed: a table: one number, or an object {{profile: number, ...}}; {TABLE_REMEDY}"),
        ([5, 1], f"{SECOND}: a list (M101); allowed: a table: one number, or an object {{profile: number, ...}}; {TABLE_REMEDY}"),
        (
            0.5,
            f'{SECOND}: a Python float (M101); allowed: a table: one number, or an object {{profile: number, ...}}; write it as a text, such as "0.3" or "1/3"',
        ),
        (
            {"x,a": 1},
            f'{SECOND}["x,a"]: the unknown type "x" (M138); allowed: types of the player "1": "a", "b", or "*" for all of them; '
            'write the types in the order of the players, without spaces around commas: "a,x"',
        ),
        ({"a,*": [1], "b,*": 2}, f'{SECOND}["a,*"]: a list (M101); allowed: a number such as 12, 0.25 or "7/2"; write a number'),
        (
            {"a,x": 1, "a,y": 2, "b,x": 3, "b,y": "1e3"},
            f'{SECOND}["b,y"]: \'1e3\' (N101); allowed: an integer, a decimal such as 0.25, or a quotient such as "7/2"; write it out without an exponent',
        ),
        ("x", f"{SECOND}: 'x' (N101); allowed: an integer, a decimal such as 0.25, or a quotient such as \"7/2\"; write digits only"),
    ],
)
def test_faulty_table_is_refused_with_its_whole_message(given_table: Any, message: str) -> None:
    with pytest.raises(InputError) as caught:
        table(given_table, FOUR)
    assert str(caught.value) == message


def test_table_of_a_million_patterns_is_refused_at_once() -> None:
    patterns = {f"*,{number}": 0 for number in range(10**6)}
    begin = process_time()
    with pytest.raises(MarketError) as caught:
        table(patterns, FOUR)
    assert (caught.value.code, process_time() - begin < 2) == ("M138", True)


@pytest.mark.parametrize(
    ("players", "actions", "place", "given_size"),
    [
        ([{"name": str(number), "types": dict.fromkeys("abcdefghij", "1/10")} for number in range(10)], 1, "players", "10000000000 profiles of types"),
        ([{"name": "1", "types": {str(number): "1/4097" for number in range(4097)}}], 1, "players", "4097 profiles of types"),
        ([{"name": "1", "types": {"a": 1}}], 2001, "coalitions[0].actions", "2001 actions of one coalition"),
        ([{"name": "1", "types": {str(number): "1/4096" for number in range(4096)}}], 245, "coalitions", "1003520 payoffs"),
        ([{"name": str(number), "types": {"a": "1/2", "b": "1/2"}} for number in range(10)], 98, "coalitions", "1003520 payoffs"),
    ],
)
def test_sizes_are_refused_before_tables_are_read(players: Any, actions: int, place: str, given_size: str) -> None:
    names = [one["name"] for one in players]
    begin = process_time()
    with pytest.raises(MarketError) as caught:
        read({str(number): dict.fromkeys(names, "no table") for number in range(actions)}, players, names)
    assert (caught.value.code, caught.value.place, caught.value.given) == ("M116", place, given_size)
    assert process_time() - begin < 2


def test_long_names_of_types_are_refused_where_profiles_are_written_out_for_many_tables() -> None:
    """4,096 profiles, each of two types in 200 bytes and a comma, are 1,642,496 bytes for every table: 38 tables have 62,414,848, and 40 have 65,699,840."""
    players = [{"name": name, "types": {"é" * 98 + f"{number:04}": "1/64" for number in range(64)}} for name in "12"]
    assert len(read({str(number): {"1": 0, "2": 0} for number in range(19)}, players, ["1", "2"]).coalitions[0].actions) == 19
    begin = process_time()
    with pytest.raises(MarketError) as caught:
        read({str(number): {"1": 0, "2": 0} for number in range(20)}, players, ["1", "2"])
    assert (caught.value.code, caught.value.place, caught.value.given) == ("M116", "coalitions", "65699840 bytes of profiles")
    assert process_time() - begin < 1


def test_largest_sizes_are_accepted() -> None:
    types = [{"name": "1", "types": {str(number): "1/4096" for number in range(4096)}}]
    assert read({str(number): {"1": 0} for number in range(244)}, types, ["1"]).profiles == 4096
    assert len(read({str(number): {"1": number} for number in range(2000)}, [{"name": "1", "types": {"a": 1}}], ["1"]).coalitions[0].actions) == 2000


def test_a_game_of_655360_payoffs_is_read_and_checked_in_seconds() -> None:
    names = [f"p{number}" for number in range(5)]
    players = [{"name": name, "types": dict.fromkeys("abcd", "1/4")} for name in names]
    profiles = list(map(",".join, product("abcd", repeat=5)))
    sets = [[name for place, name in enumerate(names) if mask >> place & 1] for mask in range(1, 32)]
    coalitions = [
        {"members": members, "actions": {f"a{n}": {name: {p: f"{k}/{n + 1}" for k, p in enumerate(profiles)} for name in members} for n in range(8)}}
        for members in sets
    ]
    data = json.dumps(HEAD | {"players": players, "coalitions": coalitions}).encode()
    begin = process_time()
    found = bayesian_market(parse_market(data, "large.json").market)
    assert process_time() - begin < 10
    assert sum(len(table) for coalition in found.coalitions for act in coalition.actions for table in act.payoffs) == 655_360
    assert found.coalitions[-1].actions[1].payoffs[0][:3] == (0, HALF, 1)


DOCUMENT = """
{"kind": "bayesian", "players": [{"types": {"L": 0.250, "H": "6/8"}, "name": "1"}, {"name": "2", "types": {"only": "1.0"}}], "format": "marketwright.market/1",
 "coalitions": [{"actions": {"trade": {"2": {"L,*": "4/2", "H,only": -0}, "1": 1.50}, "keep": {"1": "-0", "2": 0}}, "members": ["2", "1"]},
                {"members": ["1"], "actions": {"keep": {"1": {"*,only": 5}}}}]}
"""
CANONICAL = (
    '{"coalitions":[{"actions":{"keep":{"1":{"H,only":5,"L,only":5}}},"members":["1"]},'
    '{"actions":{"keep":{"1":{"H,only":0,"L,only":0},"2":{"H,only":0,"L,only":0}},'
    '"trade":{"1":{"H,only":"3/2","L,only":"3/2"},"2":{"H,only":0,"L,only":2}}},"members":["1","2"]}],'
    '"format":"marketwright.market/1","kind":"bayesian",'
    '"players":[{"name":"1","types":{"H":"3/4","L":"1/4"}},{"name":"2","types":{"only":1}}]}'
)


def test_canonical_text_has_tables_written_out_and_coalitions_in_order() -> None:
    found = market_from_document(parse_json(DOCUMENT.encode(), "test"))
    assert canonical_text(market_document(found)) == CANONICAL
    assert market_digest(found) == market_digest(market_from_document(json.loads(CANONICAL)))


def test_digest_does_not_depend_on_the_order_of_keys_and_coalitions() -> None:
    spelled: Any = parse_json(DOCUMENT.encode(), "test")

    def turned(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: turned(value[key]) for key in reversed(value)}
        return value

    digests = set()
    for coalitions in permutations(spelled["coalitions"]):
        reversed_keys = {**spelled, "players": [turned(one) for one in spelled["players"]], "coalitions": [turned(one) for one in coalitions]}
        digests.add(market_digest(market_from_document(turned(reversed_keys))))
    assert digests == {market_digest(market_from_document(json.loads(CANONICAL)))}


def test_digest_tells_markets_apart_by_every_part() -> None:
    whole = market(coalitions=(TOGETHER, coalition(("1",), KEEP)))
    changed = [
        whole,
        market(),
        replace(whole, title="t"),
        replace(whole, source="s"),
        replace(whole, players=(player(prior=(Fraction(1, 3), Fraction(2, 3))), BUYER)),
        replace(whole, players=(player(types=("H", "M")), BUYER)),
        market(coalitions=(TOGETHER, coalition(("1",), action("keep", (1, 5))))),
        market(coalitions=(TOGETHER, coalition(("1",), action("hold", (5, 1))))),
        market(coalitions=(TOGETHER, coalition(("2",), KEEP))),
        market(coalitions=(TOGETHER, coalition(("1",), KEEP, action("sell", (0, 0))))),
    ]
    assert len({market_digest(validate_market(one)) for one in changed}) == len(changed)


@few
@given(bayesian_markets(names=plain_names | odd_names))
def test_every_market_survives_its_document(valid: BayesianMarket) -> None:
    spelled = market_document(valid)
    for found in (
        market_from_document(spelled),
        market_from_document(parse_json(canonical_text(spelled).encode(), "test")),
        parse_market(readable_text(spelled).encode(), "test.json").market,
    ):
        assert found == valid
        assert market_digest(found) == market_digest(valid)
    jsonschema.Draft202012Validator(market_schema()).validate(json.loads(canonical_text(spelled)))


def test_the_examples_of_the_format_page_are_one_market_and_satisfy_the_schema() -> None:
    blocks = re.findall(r"```json\n(.*?)```", (ROOT / "docs" / "formats" / "bayesian-market.md").read_text("utf-8"), re.DOTALL)
    built, written = (parse_market(block.encode(), "page.json").market for block in blocks)
    assert built == written
    assert market_digest(built) == market_digest(written)
    assert market_size(built) == "2 players, 2 profiles of types, 3 coalitions, 4 actions"
    for block in blocks:
        jsonschema.Draft202012Validator(market_schema()).validate(json.loads(block))


def test_what_knows_one_kind_only_refuses_the_others() -> None:
    valid, bundle = validate_market(market()), BundleMarket(goods=("A",), buyers=())
    assert (bayesian_market(valid), kind_of(valid), names_of(valid)) == (valid, "bayesian", ("1", "2"))
    remedy = "`marketwright rules` shows which rules answer which kind"
    for asked, given_market, kinds in (
        (bundle_market, valid, ("bayesian", "bundle")),
        (unit_demand_market, valid, ("bayesian", "unit-demand")),
        (divisible_market, valid, ("bayesian", "divisible")),
        (bayesian_market, bundle, ("bundle", "bayesian")),
    ):
        with pytest.raises(UsageError) as caught:
            asked(given_market)  # type: ignore[operator]
        told = f"market: a market of the kind {kinds[0]} (U116); allowed: markets of the kind {kinds[1]}; {remedy}"
        assert str(caught.value) == told


def test_a_bayesian_market_is_written_as_a_document_only(tmp_path: Path) -> None:
    assert write_market(market(), tmp_path / "market.json") == ()
    assert parse_market((tmp_path / "market.json").read_bytes(), "market.json").market == validate_market(market())
    remedy = "write a market document (.market.json) instead"
    for name, held in (
        ("market.txt", "kind bundle in a CATS file"),
        ("market.csv", "kinds bundle and unit-demand in a table"),
        ("market.wide.csv", "kinds bundle and unit-demand in a table"),
    ):
        with pytest.raises(TableError) as caught:
            write_market(market(), tmp_path / name)
        assert str(caught.value) == f"kind: a market of the kind bayesian (T112); allowed: markets of the {held}; {remedy}"
    assert [path.name for path in tmp_path.iterdir()] == ["market.json"]
