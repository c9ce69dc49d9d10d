"""The rule `bayesian/subsidy`: attained by its mechanism, and bounded by its multipliers."""

from fractions import Fraction

import pytest

from tests.bayesian.told import M2, alpha_of, ask, by_type, claims, example_1, games, mechanism_of, tables_document
from tests.bayesian_markets import random_allocation, random_mechanism
from tests.bayesian_oracle import gross_payoffs, is_feasible, is_hydraulic, is_incentive_compatible, subsidy, utilities, virtual_worth, welfare_weights
from tests.bayesian_oracle_programs import is_inhibitive, least_subsidy

LEAST = ("least-subsidy", True, "proved")


def assert_least(game, omega, answer):
    """The subsidy achieves the allocation, and the multipliers show that no less does."""
    outcome, alpha = answer["outcome"], alpha_of(game, answer["certificate"]["multipliers"])
    found, spent = mechanism_of(game, outcome["mechanism"]), Fraction(outcome["subsidy"])
    paid = gross_payoffs(game, found)
    assert is_incentive_compatible(game, found)
    assert all(paid[i][t] >= omega[i][t] for i in game.players for t in game.profiles)
    assert subsidy(game, found) == spent
    assert by_type(game, outcome["utilities"]) == utilities(game, found)
    assert is_hydraulic(game, alpha)
    weights = welfare_weights(game, alpha)
    owed = sum(game.prior(t, game.others(i)) * omega[i][t] * weights[i, game.type_of(t, i)] for i in game.players for t in game.profiles)
    most = sum(game.prior(t) * max(virtual_worth(game, alpha, game.everyone, c, t) for c in game.actions[game.everyone]) for t in game.profiles)
    assert owed - most == spent
    assert answer["findings"][0] == {"claim": "least-subsidy", "holds": True, "grade": "proved"}
    refuted = {"witness": {"subsidy": outcome["subsidy"]}} if spent > 0 else {}
    assert answer["findings"][1:] == [{"claim": "achievable", "holds": spent <= 0, "grade": "proved"} | refuted]


def test_what_the_core_mechanism_of_example_1_pays_costs_nothing():
    market, game = example_1()
    omega = gross_payoffs(game, M2)
    answer = ask(market, "subsidy", allocation=tables_document(game, omega))
    assert answer["outcome"]["subsidy"] == 0
    assert claims(answer) == [LEAST, ("achievable", True, "proved")]
    assert_least(game, omega, answer)


def test_ex_post_efficient_payoffs_of_example_1_have_to_be_subsidised():
    market, game = example_1()
    omega = {"1": {("H", "buyer"): Fraction(6), ("L", "buyer"): Fraction(2)}, "2": dict.fromkeys(game.profiles, Fraction(0))}
    answer = ask(market, "subsidy", allocation=tables_document(game, omega))
    assert claims(answer) == [LEAST, ("achievable", False, "proved")]
    assert Fraction(answer["outcome"]["subsidy"]) > 0
    assert_least(game, omega, answer)


@pytest.mark.parametrize("seed", range(4))
def test_least_subsidies_are_those_of_the_program_as_printed(seed):
    signs = set()
    for random, market, game in games(f"subsidy {seed}", 9):
        omega = random_allocation(random, game)
        answer = ask(market, "subsidy", allocation=tables_document(game, omega))
        assert_least(game, omega, answer)
        spent = Fraction(answer["outcome"]["subsidy"])
        assert spent == least_subsidy(game, omega)[0]
        assert spent >= 0 or not is_inhibitive(game, omega)
        signs.add((spent > 0) - (spent < 0))
    assert len(signs) > 1


@pytest.mark.parametrize("seed", range(2))
def test_payoffs_of_feasible_mechanisms_are_achievable(seed):
    for random, market, game in games(f"achievable {seed}", 8):
        mechanism = random_mechanism(random, game, "incentive compatible")
        assert is_feasible(game, mechanism)
        answer = ask(market, "subsidy", allocation=tables_document(game, gross_payoffs(game, mechanism)))
        assert claims(answer) == [LEAST, ("achievable", True, "proved")]
