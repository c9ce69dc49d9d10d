"""What the checker reads of a game with incomplete information, and the balanced collections that it counts."""

import copy
import json
from fractions import Fraction

import pytest

from marketcheck import Unreadable
from marketcheck.bayesian_balanced import collections_of
from marketcheck.bayesian_game import Game
from marketcheck.bayesian_market import game_from
from marketcheck.market import document_from

EXAMPLE_1 = {
    "format": "marketwright.market/1",
    "kind": "bayesian",
    "players": [{"name": "1", "types": {"H": "1/3", "L": "2/3"}}, {"name": "2", "types": {"buyer": 1}}],
    "coalitions": [
        {"members": ["1"], "actions": {"keep": {"1": {"H,buyer": 5, "L,buyer": 1}}}},
        {"members": ["2"], "actions": {"nothing": {"2": {"H,buyer": 0, "L,buyer": 0}}}},
        {
            "members": ["1", "2"],
            "actions": {
                "keep": {"1": {"H,buyer": 5, "L,buyer": 1}, "2": {"H,buyer": 0, "L,buyer": 0}},
                "trade": {"1": {"H,buyer": 0, "L,buyer": 0}, "2": {"H,buyer": 6, "L,buyer": "5/2"}},
            },
        },
    ],
}


def read(document: object) -> Game:
    return game_from(document_from(json.dumps(document)))


def with_part(path: str, value: object) -> dict:
    document = copy.deepcopy(EXAMPLE_1)
    *steps, last = path.split("/")
    node = document
    for step in steps:
        node = node[int(step)] if isinstance(node, list) else node[step]
    node[int(last) if isinstance(node, list) else last] = value
    return document


def test_a_game_in_canonical_form_is_written_as_it_was():
    assert json.loads(read(EXAMPLE_1).canonical) == EXAMPLE_1


def test_profiles_count_the_first_players_types_slowest():
    players = [{"name": "1", "types": {"H": "1/3", "L": "2/3"}}, {"name": "2", "types": {"b": "1/4", "a": "3/4"}}]
    game = read(EXAMPLE_1 | {"players": players, "coalitions": SHORT})
    assert game.profiles == ("H,a", "H,b", "L,a", "L,b")
    assert game.type_at == [[0, 0, 1, 1], [0, 1, 0, 1]]
    assert [Fraction(weight, game.weights((1,))[1]) for weight in game.weights((1,))[0]] == [Fraction(3, 4), Fraction(1, 4)] * 2
    assert game.parts((0,)) == [0, 0, 2, 2]
    assert game.parts((1,)) == [0, 1, 0, 1]


SHORT = [{"members": ["2", "1"], "actions": {"x": {"1": {"H,*": 2, "L,*": 1}, "2": {"*,b": "0.5", "*,a": 3}}, "a": {"1": 0, "2": "4/2"}}}]


def test_tables_orders_and_spellings_come_into_canonical_form():
    players = [{"name": "1", "types": {"L": "4/6", "H": "1/3"}}, {"name": "2", "types": {"b": 0.25, "a": "3/4"}}]
    written = json.loads(read(EXAMPLE_1 | {"players": players, "coalitions": SHORT}).canonical)
    assert written["coalitions"] == [
        {
            "members": ["1", "2"],
            "actions": {
                "a": {"1": dict.fromkeys(("H,a", "H,b", "L,a", "L,b"), 0), "2": dict.fromkeys(("H,a", "H,b", "L,a", "L,b"), 2)},
                "x": {"1": {"H,a": 2, "H,b": 2, "L,a": 1, "L,b": 1}, "2": {"H,a": 3, "H,b": "1/2", "L,a": 3, "L,b": "1/2"}},
            },
        }
    ]
    assert written["players"][0]["types"] == {"H": "1/3", "L": "2/3"}


def test_coalitions_are_ordered_by_size_and_places():
    shuffled = EXAMPLE_1 | {"coalitions": EXAMPLE_1["coalitions"][::-1]}
    assert read(shuffled).digest == read(EXAMPLE_1).digest
    assert [block.members for block in read(shuffled).blocks] == [(0,), (1,), (0, 1)]


KEEP = "coalitions/0/actions/keep"


@pytest.mark.parametrize(
    "document",
    [
        with_part("players", []),
        with_part("players", [{"name": "1", "types": {"H": 1}}] * 2),
        with_part("players", [{"name": str(k), "types": {"t": 1}} for k in range(11)]),
        with_part("players/0/types", {}),
        with_part("players/0/types", {"H": "1/2", "L": "1/3"}),
        with_part("players/0/types", {"H": 1, "L": 0}),
        with_part("players/0/types", {"H": 2, "L": -1}),
        with_part("players/0/types", {"H,": "1/2", "L": "1/2"}),
        with_part("players/0/types", {"*": "1/2", "L": "1/2"}),
        with_part("players/0/types", {" H": "1/2", "L": "1/2"}),
        with_part("players/0/name", ""),
        with_part("coalitions", []),
        with_part("coalitions", EXAMPLE_1["coalitions"][:2]),
        with_part("coalitions/2/actions", {}),
        with_part("coalitions/0/actions", {}),
        with_part("coalitions/0/members", []),
        with_part("coalitions/0/members", ["3"]),
        with_part("coalitions/0/members", ["1", "1"]),
        with_part("coalitions/0/members", ["2"]),
        with_part("coalitions/0/actions", {"": {"1": 0}}),
        with_part(KEEP, {}),
        with_part(KEEP, {"1": 0, "2": 0}),
        with_part(KEEP, {"2": 0}),
        with_part(f"{KEEP}/1", {}),
        with_part(f"{KEEP}/1", {"H,buyer": 5}),
        with_part(f"{KEEP}/1", {"*,buyer": 5, "L,buyer": 1}),
        with_part(f"{KEEP}/1", {"H": 5, "L": 1}),
        with_part(f"{KEEP}/1", {"H,buyer": 5, "M,buyer": 1}),
        with_part(f"{KEEP}/1", {"H,buyer": 5, "L,buyer": None}),
        with_part(f"{KEEP}/1", [5, 1]),
        with_part(f"{KEEP}/1/H,buyer", 10**31),
        with_part("build", {}),
        with_part("balanced_cover", True),
        with_part("kind", "bundle"),
        with_part("goods", []),
        with_part("players", [{"name": str(k), "types": {str(s): "1/8" for s in range(8)}} for k in range(5)]),
        with_part("coalitions/0/actions", {str(k): {"1": 0} for k in range(2001)}),
        with_part("coalitions/2/actions/trade/2", {"H,buyer": f"1/{10**29 + 1}", "L,buyer": f"1/{10**29 + 3}"})
        | {
            "coalitions": [
                {"members": ["1", "2"], "actions": {str(k): {"1": f"1/{10**29 + 2 * k + 1}", "2": 0} for k in range(9)}},
            ]
        },
    ],
)
def test_a_game_that_breaks_a_rule_of_the_page_is_unreadable(document):
    with pytest.raises(Unreadable):
        read(document)


def test_minimal_balanced_collections_are_as_many_as_is_known():
    found = {players: collections_of(players) for players in range(1, 6)}
    assert {players: len(collections) for players, collections in found.items()} == {1: 1, 2: 2, 3: 6, 4: 42, 5: 1292}
    for players, collections in found.items():
        for sets, weights, below in collections:
            assert all(sum(weight for members, weight in zip(sets, weights, strict=True) if i in members) == below for i in range(players))
    three = [[*sets] for sets, _, _ in found[3]]
    assert three == [
        [(0, 1, 2)],
        [(0,), (1, 2)],
        [(1,), (0, 2)],
        [(2,), (0, 1)],
        [(0,), (1,), (2,)],
        [(0, 1), (0, 2), (1, 2)],
    ]
    assert found[3][-1][1:] == ([1, 1, 1], 2)
