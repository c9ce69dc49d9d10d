"""The rule `bayesian/mechanism` against the formulas of the paper."""

from fractions import Fraction

import pytest

from tests.bayesian.told import M1, M2, ask, by_type, claims, example_1, example_3, games, mechanism_document, tables_of, witness
from tests.bayesian_markets import random_mechanism, written
from tests.bayesian_oracle import gross_payoffs, is_feasible, is_incentive_compatible, profit, slacks, utilities, utility

ALL_WELL = [("incentive-compatible", True, "proved"), ("feasible", True, "proved"), ("individually-rational", True, "proved")]


def test_example_1_first_mechanism_leaves_91_18_and_3_2_and_5_18():
    market, game = example_1()
    answer = ask(market, "mechanism", mechanism=mechanism_document(game, M1))
    assert answer["outcome"] == {
        "payoffs": {"1": {"H,buyer": "91/18", "L,buyer": "3/2"}, "2": {"H,buyer": "1/18", "L,buyer": "1/2"}},
        "utilities": {"1": {"H": "91/18", "L": "3/2"}, "2": {"buyer": "5/18"}},
        "lies": {"1": {"H": {"L": "3/2"}, "L": {"H": "3/2"}}, "2": {}},
        "profit": 0,
        "reservations": {"1": {"H": 5, "L": 1}, "2": {"buyer": 0}},
    }
    assert claims(answer) == ALL_WELL
    assert answer["certificate"] == {}


def test_example_1_second_mechanism_leaves_51_10_and_3_2_and_1_4():
    market, game = example_1()
    answer = ask(market, "mechanism", mechanism=mechanism_document(game, M2))
    assert answer["outcome"]["utilities"] == {"1": {"H": "51/10", "L": "3/2"}, "2": {"buyer": "1/4"}}
    assert claims(answer) == ALL_WELL


def test_example_3_first_mechanism_leaves_21_4_to_all_types_and_no_lie_costs_anything():
    market, game, mechanism = example_3()
    outcome = ask(market, "mechanism", mechanism=mechanism_document(game, mechanism))["outcome"]
    assert outcome["utilities"] == {"1": {"a": "21/4", "b": "21/4"}, "2": {"a": "21/4", "b": "21/4"}}
    assert outcome["lies"] == {i: {"a": {"b": "21/4"}, "b": {"a": "21/4"}} for i in ("1", "2")}


def test_a_seller_of_a_bad_car_gains_by_claiming_that_it_is_good():
    market, game = example_1()
    mu = {t: {"keep": Fraction(0), "trade": Fraction(1)} for t in game.profiles}
    paid = dict(zip(game.profiles, (Fraction(6), Fraction(2)), strict=True))
    answer = ask(market, "mechanism", mechanism=mechanism_document(game, (mu, {"1": paid, "2": {t: -number for t, number in paid.items()}})))
    assert claims(answer) == [("incentive-compatible", False, "proved"), ("feasible", False, "proved"), ("individually-rational", True, "proved")]
    lie = {"player": "1", "type": "L", "claim": "H", "gain": 4}
    assert witness(answer, "incentive-compatible") == lie
    assert witness(answer, "feasible") == lie


def test_a_mechanism_with_a_loss_is_not_feasible_for_its_profit():
    market, game = example_1()
    mu = {t: {"keep": Fraction(1), "trade": Fraction(0)} for t in game.profiles}
    x = {"1": dict.fromkeys(game.profiles, Fraction(1, 3)), "2": dict.fromkeys(game.profiles, Fraction(-1, 4))}
    answer = ask(market, "mechanism", mechanism=mechanism_document(game, (mu, x)))
    assert [holds for _, holds, _ in claims(answer)] == [True, False, False]
    assert witness(answer, "feasible") == {"profit": "-1/12"}
    assert witness(answer, "individually-rational") == {"player": "2", "type": "buyer", "short": "1/4"}


def expected(game, mechanism):
    """The findings that are due, from the oracle's formulas."""
    gains = [(-slack, game.players.index(i), game.types[i].index(r), game.types[i].index(s), i, r, s) for (i, s, r), slack in slacks(game, mechanism).items()]
    gain, *_, i, r, s = min(gains, key=lambda entry: (-entry[0], *entry[1:4]), default=(Fraction(0), None, None, None))
    lie = {"player": i, "type": r, "claim": s, "gain": written(gain)} if gain > 0 else None
    lost = {"profit": written(profit(game, mechanism))} if lie is None and profit(game, mechanism) < 0 else None
    short = []
    for i, kind in game.player_types():
        alone = [sum(game.prior(t, game.others(i)) * game.u(i, (i,), c, t) for t in game.profiles_with((i,), (kind,))) for c in game.actions.get((i,), ())]
        short += [(max(alone) - utility(game, mechanism, i, kind), i, kind)] if alone else []
    most = max((entry[0] for entry in short), default=Fraction(0))
    poor = next(({"player": i, "type": kind, "short": written(most)} for number, i, kind in short if number == most > 0), None)
    return [
        finding(claim, refuted)
        for claim, refuted in (("incentive-compatible", lie), ("feasible", lie or lost), ("individually-rational", poor))
    ]  # fmt: skip


def finding(claim, refuted):
    """A finding with its witness."""
    return {"claim": claim, "holds": refuted is None, "grade": "proved"} | ({"witness": refuted} if refuted else {})


@pytest.mark.parametrize("seed", range(4))
def test_payoffs_utilities_lies_and_findings_are_those_of_the_formulas(seed):
    refuted = 0
    for random, market, game in games(f"mechanism {seed}", 15):
        mechanism = random_mechanism(random, game)
        answer = ask(market, "mechanism", mechanism=mechanism_document(game, mechanism))
        outcome = answer["outcome"]
        assert tables_of(game, outcome["payoffs"]) == gross_payoffs(game, mechanism)
        assert by_type(game, outcome["utilities"]) == utilities(game, mechanism)
        told = {(i, s, r): Fraction(number) for i, rows in outcome["lies"].items() for r, row in rows.items() for s, number in row.items()}
        assert told == {(i, s, r): utility(game, mechanism, i, r, s) for i, s, r in game.lies()}
        assert Fraction(outcome["profit"]) == profit(game, mechanism)
        assert set(outcome["reservations"]) == {i for i in game.players if game.actions.get((i,))}
        assert answer["findings"] == expected(game, mechanism)
        assert [holds for _, holds, _ in claims(answer)][:2] == [is_incentive_compatible(game, mechanism), is_feasible(game, mechanism)]
        refuted += not is_feasible(game, mechanism)
    assert 0 < refuted < 15
