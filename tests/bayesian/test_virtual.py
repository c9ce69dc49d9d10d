"""The rule `bayesian/virtual`: virtual payoffs, and exact ranges of the multipliers, whose proofs are checked term by term."""

from fractions import Fraction

import pytest

from marketwright.errors import SecondInputError
from tests.bayesian.told import M1, M2, alpha_entries, alpha_of, ask, by_type, claims, example_1, example_3, games, mechanism_document, text
from tests.bayesian_markets import random_mechanism, seller_buyer, written
from tests.bayesian_oracle import (
    Game,
    slacks,
    theorem_0_complaints,
    virtual_utility,
    virtual_utility_as_printed,
    virtual_worth,
    welfare_weight,
    welfare_weights,
)
from tests.bayesian_oracle_lp import CONSTANT, Expression, Program, total
from tests.bayesian_oracle_programs import jeopardy

ALL_WELL = [("feasible", True, "proved"), ("incentive-efficient", True, "proved"), ("jeopardy", True, "proved")]


@pytest.mark.parametrize("mechanism", [M1, M2])
def test_example_1_the_low_type_certainly_jeopardises_the_high_and_the_good_is_worth_6_and_1(mechanism):
    market, game = example_1()
    answer = ask(market, "virtual", mechanism=mechanism_document(game, mechanism))
    outcome = answer["outcome"]
    assert outcome["jeopardy"] == [
        {"player": "1", "type": "H", "claim": "L", "least": 0, "greatest": 0},
        {"player": "1", "type": "L", "claim": "H", "least": "1/8", "greatest": "1/8"},
    ]
    assert outcome["multipliers"] == [{"player": "1", "type": "L", "claim": "H", "multiplier": "1/8"}]
    assert outcome["weights"] == {"1": {"H": "5/8", "L": "3/8"}, "2": {"buyer": 1}}
    assert outcome["virtual"][0] == {"members": ["1"], "actions": {"keep": {"1": {"H,buyer": 6, "L,buyer": 1}}}}
    assert claims(answer) == ALL_WELL
    assert_ranges(game, mechanism, answer)


def test_example_2_both_types_certainly_jeopardise_each_other():
    """3 + 2 b <= 7 and 2 - 2 c <= 0, so that trade is virtually optimal; weights 1/2 + b - c and 1/2 + c - b are at least 0."""
    market = seller_buyer((3, 2), (7, 0))
    game = Game(market)
    mu = {t: {"keep": Fraction(0), "trade": Fraction(1)} for t in game.profiles}
    x = {"1": dict.fromkeys(game.profiles, Fraction(7, 2)), "2": dict.fromkeys(game.profiles, Fraction(-7, 2))}
    answer = ask(market, "virtual", mechanism=mechanism_document(game, (mu, x)))
    ranges = {(entry["type"], entry["claim"]): (entry["least"], entry["greatest"]) for entry in answer["outcome"]["jeopardy"]}
    assert ranges == {("L", "H"): ("1/2", 2), ("H", "L"): (1, "5/2")}
    assert_ranges(game, (mu, x), answer)


def test_example_3_stated_multipliers_of_the_core_support_the_first_mechanism():
    market, game, mechanism = example_3()
    alpha = {(i, s, r): number for i in ("1", "2") for s, r, number in (("b", "a", Fraction(1, 2)), ("a", "b", Fraction(0)))}
    answer = ask(market, "virtual", mechanism=mechanism_document(game, mechanism), multipliers=alpha_entries(game, alpha))
    assert alpha_of(game, answer["outcome"]["multipliers"]) == {key: number for key, number in alpha.items() if number}
    assert_ranges(game, mechanism, answer)


def test_of_a_mechanism_that_can_be_improved_the_answer_is_that_of_efficient():
    market, game = example_1()
    mu, x = M1
    burnt = mechanism_document(game, (mu, {"1": x["1"], "2": {t: number - 1 for t, number in x["2"].items()}}))
    assert ask(market, "virtual", mechanism=burnt) == ask(market, "efficient", mechanism=burnt)


@pytest.mark.parametrize(
    ("alpha", "given"),
    [
        ({("1", "L", "H"): Fraction(1, 8)}, "a multiplier for type 'H' of '1' and claim 'L', by which he loses"),
        ({("1", "H", "L"): Fraction(1, 4)}, "'trade' used in profile 'H,buyer', where another action has more virtual payoffs"),
        ({}, "'keep' used in profile 'H,buyer', where another action has more virtual payoffs"),
    ],
)
def test_stated_multipliers_that_do_not_support_are_refused(alpha, given):
    market, game = example_1()
    with pytest.raises(SecondInputError) as caught:
        ask(market, "virtual", mechanism=mechanism_document(game, M1), multipliers=alpha_entries(game, alpha))
    assert (caught.value.code, caught.value.given) == ("I151", given)


def test_where_every_type_is_alike_multipliers_have_no_bound():
    market = seller_buyer((1, 1), (2, 2))
    game = Game(market)
    mu = {t: {"keep": Fraction(0), "trade": Fraction(1)} for t in game.profiles}
    x = {"1": dict.fromkeys(game.profiles, Fraction(3, 2)), "2": dict.fromkeys(game.profiles, Fraction(-3, 2))}
    answer = ask(market, "virtual", mechanism=mechanism_document(game, (mu, x)))
    assert answer["outcome"]["jeopardy"] == [{"player": "1", "type": s, "claim": r, "least": 0} for s, r in ("HL", "LH")]
    assert_ranges(game, (mu, x), answer)


def assert_ranges(game, mechanism, answer):
    """Every point and ray supports the mechanism, every bound is attained, and its proof shows that none goes beyond."""
    outcome, certificate = answer["outcome"], answer["certificate"]
    tempting = [lie for lie, slack in slacks(game, mechanism).items() if slack == 0]
    program = Program()
    variables = {lie: program.variable("alpha", *lie) for lie in tempting}
    points = [alpha_of(game, entries) for entries in certificate["points"]]
    assert certificate["multipliers"] == outcome["multipliers"]
    for alpha in (*points, alpha_of(game, outcome["multipliers"])):
        assert theorem_0_complaints(game, mechanism, alpha) == []
    lies = [(entry["player"], entry["claim"], entry["type"]) for entry in outcome["jeopardy"]]
    assert lies == [(i, s, r) for i in game.players for r in game.types[i] for s in game.types[i] if s != r]
    used = set()
    for lie, entry, bounds in zip(lies, outcome["jeopardy"], certificate["ranges"], strict=True):
        for name, sign in (("least", -1), ("greatest", 1)):
            bound = bounds[name]
            used.add(bound["point"])
            if name not in entry:
                assert_ray(game, mechanism, points[bound["point"]], alpha_of(game, bound["ray"]), lie)
                continue
            assert points[bound["point"]].get(lie, 0) == Fraction(entry[name])
            rows = [(Fraction(row["multiplier"]), row_of(game, mechanism, variables, row)) for row in bound["proof"]]
            assert all(share > 0 for share, _ in rows)
            left = total([variables.get(lie, Fraction(0)) * -sign, *(-share * row for share, row in rows)])
            terms = dict(left.terms) if isinstance(left, Expression) else {CONSTANT: left}
            assert sign * Fraction(entry[name]) == -terms.pop(CONSTANT, 0)
            assert all(coefficient >= 0 for coefficient in terms.values())
    assert used == set(range(len(points)))


def row_of(game, mechanism, alpha, row):
    """The expression that a row of a proof says is at least 0."""
    if row["row"] == "weight":
        return welfare_weight(game, alpha, row["player"], row["type"])
    t = next(t for t in game.profiles if text(t) == row["profile"])
    assert mechanism[0][t][row["action"]] > 0
    return virtual_worth(game, alpha, game.everyone, row["action"], t) - virtual_worth(game, alpha, game.everyone, row["other"], t)


def assert_ray(game, mechanism, point, ray, lie):
    """However far one goes along the ray, multipliers support the mechanism, and this one grows."""
    assert ray[lie] > 0
    for far in (1, 1000, 10**9):
        alpha = {key: point.get(key, 0) + far * ray.get(key, 0) for key in {*point, *ray}}
        assert theorem_0_complaints(game, mechanism, alpha) == []


@pytest.mark.parametrize("seed", range(3))
def test_virtual_payoffs_and_ranges_are_those_of_the_formulas(seed):
    tempted = 0
    for random, market, game in games(f"virtual {seed}", 40):
        mechanism = random_mechanism(random, game, "efficient")
        answer = ask(market, "virtual", mechanism=mechanism_document(game, mechanism))
        if answer["findings"][0]["holds"] is False:
            continue
        assert claims(answer) == ALL_WELL
        assert_ranges(game, mechanism, answer)
        alpha = alpha_of(game, answer["outcome"]["multipliers"])
        assert by_type(game, answer["outcome"]["weights"]) == welfare_weights(game, alpha)
        found, _ = jeopardy(game, mechanism)
        for entry in answer["outcome"]["jeopardy"]:
            least, greatest = found[entry["player"], entry["claim"], entry["type"]]
            assert Fraction(entry["least"]) == least
            assert entry.get("greatest") == (None if greatest is None else written(greatest))
            tempted += least > 0
        stated = {
            (tuple(part["members"]), action, i, t): number
            for part in answer["outcome"]["virtual"]
            for action, tables in part["actions"].items()
            for i, table in tables.items()
            for t, number in table.items()
        }
        assert stated == {
            (coalition, action, i, text(t)): written(virtual_utility(game, alpha, i, coalition, action, t))
            for coalition, action in game.blocks()
            for i in coalition
            for t in game.profiles
        }
        for coalition, action in game.blocks():
            for i in coalition:
                for t in game.profiles:
                    assert virtual_utility(game, alpha, i, coalition, action, t) == virtual_utility_as_printed(game, alpha, i, coalition, action, t)
    assert tempted
