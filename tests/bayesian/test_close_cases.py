"""Corners of the rules for games with incomplete information that no other test reaches: limits, marks, refutations as documents, searches without cases."""

from fractions import Fraction
from importlib import import_module

import pytest

from marketwright import solve
from marketwright.bayesian import severance
from marketwright.bayesian.durability_cases import cases
from marketwright.bayesian.quantities import value_of_mechanism
from marketwright.bayesian.setting import Setting
from marketwright.errors import MarketError
from marketwright.markets import balanced_cover, market_from_document
from marketwright.questions import Limits
from marketwright.solvers.mechanisms.structures import Refutation
from tests.bayesian.told import M1, ask, claims, example_1, example_3, mechanism_document, tables_of
from tests.bayesian_markets import make_market, seller_buyer
from tests.bayesian_oracle import Game, profit

PRICE = {"transfer_to": "1", "given": {"1": "H"}}
SOLD = {"probability_of": "trade", "given": {"1": "H"}}
HALF = Fraction(1, 2)


# Regions.


@pytest.mark.parametrize(
    ("quantity", "expected"),
    [
        (PRICE, Fraction(11, 18)),
        ({"transfer_to": "1"}, Fraction(11, 18) / 2 + Fraction(3, 2) / 2),
        (SOLD, Fraction(1, 9)),
        ({"utility_of": "1", "given": {"1": "H"}}, 5 * Fraction(8, 9) + Fraction(11, 18)),
        ({"utility_of": "1", "given": {"1": "L"}}, Fraction(3, 2)),
        ({"utility_of": "2", "given": {"1": "H"}}, Fraction(6, 9) - Fraction(11, 18)),
        ({"severance_of": "1"}, None),
        ({"forgone_by": "2", "given": {"1": "L"}}, None),
    ],
)
def test_what_a_mechanism_alone_says_of_quantities(quantity, expected):
    """Type H gets 11/18 and sells with 1/9; type L sells, for 11/18 + 8/9."""
    market, game = example_1()
    here = Setting(market)
    assert value_of_mechanism(here, quantity, here.read_mechanism(mechanism_document(game, M1))) == expected


def test_marks_show_utilities_and_are_left_out_of_charts_of_severance():
    market, game = example_1()
    given = {"x": {"utility_of": "1"}, "y": SOLD, "marks": {"M1": mechanism_document(game, M1)}}
    answer = solve(market, "bayesian/core-region", input=given)
    assert answer.outcome["marks"] == {"M1": [(Fraction(91, 18) + Fraction(3, 2)) / 2, Fraction(1, 9)]}
    paid = solve(market, "bayesian/core-region", input=given | {"x": {"severance_of": "1"}})
    assert paid.checked == answer.checked == "accepted"
    assert "marks" not in paid.outcome


@pytest.mark.parametrize("multipliers", [{}, {"multipliers": []}])
def test_a_limit_leaves_region_and_bounds_open(multipliers):
    market, _ = example_1()
    answer = ask(market, "core-region", x=PRICE, y=SOLD, whole=True, limits=Limits(stopped=lambda: True), **multipliers)
    assert claims(answer) == [("region", None, "unproven"), ("outer-bounds", None, "numeric")]
    assert answer["outcome"] == multipliers | {"outer": {"x": {}, "y": {}}}
    assert answer["findings"][1]["boxes"] == 0


# Severance without cases.


def test_without_cases_a_search_finds_severance_too(monkeypatch):
    """Example 2 at its highest price, with a side bet of 5/2."""
    monkeypatch.setattr(severance, "MOST_CASES", 0)
    market = seller_buyer((3, 2), (7, 0))
    game = Game(market)
    high, low = game.profiles
    mechanism = (
        {t: {"keep": Fraction(0), "trade": Fraction(1)} for t in (high, low)},
        {"1": {high: Fraction(7, 2), low: Fraction(7, 2)}, "2": {high: Fraction(-6), low: Fraction(-1)}},
    )
    assert profit(game, mechanism) == 0
    answer = ask(market, "severance", mechanism=mechanism_document(game, mechanism))
    assert claims(answer) == [("core-mechanism", True, "enumerated")]
    assert tables_of(game, answer["outcome"]["severance"])["1"] == {high: 0, low: Fraction(5, 6)}


def test_without_cases_a_search_that_finds_nothing_leaves_the_question_open(monkeypatch):
    monkeypatch.setattr(severance, "MOST_CASES", 0)
    market, game, mechanism = example_3()
    answer = ask(market, "severance", mechanism=mechanism_document(game, mechanism))
    assert claims(answer) == [("core-mechanism", None, "numeric")]
    assert answer["findings"][0]["boxes"] > 0
    assert (answer["outcome"], answer["certificate"]) == ({}, {})


# Refutations as documents.


def test_a_case_has_the_moves_and_types_that_its_proof_needs_and_otherwise_all():
    rows = {("reply", 1, 1, 0): Fraction(2), ("outside", 0, 1, 0): Fraction(3), ("likeliest", 0, 1, 0): Fraction(1)}
    needs = frozenset({("reply", 1, 1), ("apart", 0, 0), ("likeliest", 0, 0), ("never", 1, 0)})
    (case,) = cases([Refutation(member=1, rows=rows, needs=needs)], ("one", "two"), (("a", "b"), ("c", "d")), (("up", "down"), ("left", "right")))
    assert case["structures"] == {
        "one": {"moves": {"a": ["up", "down"], "b": ["down"]}, "likeliest": ["b"]},
        "two": {"moves": {"c": ["left", "right"], "d": ["right"]}, "likeliest": ["c"]},
    }
    assert (case["veto"], case["member"]) == ("two", "two")
    assert case["proof"] == [
        {"row": "likeliest", "type": "c", "other": "d", "multiplier": 1},
        {"row": "outside", "type": "a", "move": "down", "multiplier": 3},
        {"row": "reply", "type": "b", "move": "down", "other": "up", "multiplier": 2},
    ]


def test_a_case_in_which_no_type_of_the_other_may_gain_gives_the_veto_to_the_other():
    rows = {("outside", 0, 0, 0): Fraction(1), ("outside", 1, 0, 0): Fraction(1)}
    needs = frozenset({("apart", 0, 0), ("apart", 1, 0)})
    (case,) = cases([Refutation(member=0, rows=rows, needs=needs)], ("one", "two"), (("a",), ("c", "d")), (("up",), ("left",)))
    assert case["veto"] == "two"
    assert case["structures"] == {
        "one": {"moves": {"a": ["up"]}, "likeliest": ["a"]},
        "two": {"moves": {"c": ["left"], "d": ["left"]}, "likeliest": ["c", "d"]},
    }


# The balanced cover.


@pytest.mark.parametrize(("most", "fits"), [(24, True), (23, False)])
def test_a_cover_has_at_most_as_many_payoffs_as_a_market(monkeypatch, most, fits):
    """Players who earn 1 in pairs and 0 otherwise: 3 payoffs alone, 6 in pairs, 3 together, and 3 for each of four plans."""
    members = [("1",), ("2",), ("3",), ("1", "2"), ("1", "3"), ("2", "3"), ("1", "2", "3")]
    earned = {1: lambda t: 0, 2: lambda t: 1, 3: lambda t: 0}
    market = make_market({i: {"only": 1} for i in "123"}, {group: {"act": {i: earned[len(group)] for i in group}} for group in members})
    covered = balanced_cover(market)
    assert len(covered.coalitions[-1].actions) == 5
    monkeypatch.setattr(import_module("marketwright.markets.balanced_cover"), "MAX_PAYOFFS", most)
    if fits:
        assert balanced_cover(market) == covered
        return
    with pytest.raises(MarketError) as caught:
        balanced_cover(market)
    assert "more than 3 actions to be added" in str(caught.value)


# Documents.

HEAD = {"format": "marketwright.market/1", "kind": "bayesian"}
TWO = [{"name": "1", "types": {"a": 1}}, {"name": "2", "types": {"b": 1}}]
SALE = {"type": "seller-buyer", "seller": "1", "buyer": "2", "values": {"1": 0, "2": 1, "3": 0}}
PAIRS = {"type": "assignment", "sides": [["1"], ["2"]]}
GOODS = {f"{number} {'x' * 97}": "1" for number in range(3)}


@pytest.mark.parametrize(
    ("document", "code", "told"),
    [
        ({}, "M102", "coalitions: missing"),
        ({"coalitions": [{"members": ["1", "2"], "actions": "none"}]}, "M101", "an object {action: {member: table, ...}, ...}"),
        ({"coalitions": [{"members": ["1", "2"], "actions": {"act": 3}}]}, "M101", "an object {player: table, ...}"),
        ({"build": PAIRS | {"pairs": [{"members": ["1"], "payoffs": {"1": 0}}]}}, "M143", "build.pairs[0].members: 1 player"),
        ({"players": [*TWO, {"name": "3", "types": {"c": 1}}], "build": SALE}, "M143", '3 players, of whom "3" neither sells nor buys'),
        ({"build": {"type": "exchange", "goods": GOODS, "values": {i: dict.fromkeys(GOODS, 0) for i in "12"}}}, "M109", "an action whose name would have"),
    ],
)
def test_documents_are_refused_for_what_is_wrong_with_them(document, code, told):
    with pytest.raises(MarketError) as caught:
        market_from_document(HEAD | {"players": TWO} | document)
    assert caught.value.code == code
    assert told in str(caught.value)
