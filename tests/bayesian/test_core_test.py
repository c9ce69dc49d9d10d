"""The rule `bayesian/core-test`: the paper's mechanisms, every way to fail, and the oracle."""

from fractions import Fraction

import pytest

from marketwright.bayesian.core_test import core_test_rule
from marketwright.errors import UsageError
from marketwright.questions import Limits, Question
from tests.bayesian.test_inhibitive import allocation, plan_of
from tests.bayesian.told import (
    M1,
    M2,
    alpha_of,
    ask,
    by_type,
    claims,
    example_1,
    example_3,
    games,
    mechanism_document,
    mechanism_of,
    tables_document,
    tables_of,
    witness,
)
from tests.bayesian_markets import known_core, random_allocation, random_mechanism, seller_buyer
from tests.bayesian_oracle import (
    Game,
    achieves,
    blocking_gain,
    blocking_profit,
    broken_consequences,
    gross_payoffs,
    is_feasible,
    profit,
    severance,
    tenability_complaints,
    theorem_1_complaints,
    utilities,
    worths,
)
from tests.bayesian_oracle_programs import best_blocking_plan, is_core, is_core_allocation, is_inhibitive, least_subsidy

IN_CORE = [
    ("feasible", True, "proved"),
    ("achieves", True, "proved"),
    ("inhibitive", True, "enumerated"),
    ("core", True, "enumerated"),
    ("incentive-efficient", True, "proved"),
]


def asked(market, mechanism=None, omega=None, paid=None):
    """The answer about a mechanism, an allocation, severance."""
    game = Game(market)
    given = {} if mechanism is None else {"mechanism": mechanism_document(game, mechanism)}
    given |= {} if omega is None else {"allocation": tables_document(game, omega)}
    given |= {} if paid is None else {"severance": paid}
    return ask(market, "core-test", **given)


def assert_told(game, answer, mechanism, omega):
    """What the outcome says of the mechanism and the allocation, and the evidence about plans, is as the oracle sees it."""
    outcome = answer["outcome"]
    assert tables_of(game, outcome["allocation"]) == omega
    assert mechanism_of(game, outcome["mechanism"]) == mechanism
    assert tables_of(game, outcome["payoffs"]) == gross_payoffs(game, mechanism)
    assert tables_of(game, outcome["severance"]) == severance(game, mechanism, omega)
    assert by_type(game, outcome["utilities"]) == utilities(game, mechanism)
    assert Fraction(outcome["profit"]) == profit(game, mechanism)
    verdicts = {claim: holds for claim, holds, _ in claims(answer)}
    if verdicts["inhibitive"]:
        assert "plan" not in outcome
        alpha = alpha_of(game, answer["certificate"]["multipliers"])
        assert theorem_1_complaints(game, omega, alpha) == []
        assert not verdicts["core"] or broken_consequences(game, mechanism, omega, alpha) == []
    else:
        assert "multipliers" not in answer["certificate"]
        plan = plan_of(game, outcome)
        assert tenability_complaints(game, omega, plan) == []
        assert blocking_profit(game, plan) == Fraction(outcome["blocking_profit"]) <= best_blocking_plan(game, omega)[0]
        assert witness(answer, "inhibitive") == {"profit": outcome["blocking_profit"]}
        assert by_type(game, outcome["gains"]) == {(i, s): blocking_gain(game, omega, plan, i, s) for i, s in game.player_types()}
    assert verdicts["core"] == all(holds for claim, holds in verdicts.items() if claim not in ("core", "incentive-efficient"))


# The paper.


def test_the_second_mechanism_of_example_1_is_in_the_core_as_it_stands():
    market, game = example_1()
    answer = asked(market, M2)
    assert claims(answer) == IN_CORE
    assert answer["findings"][3] == {"claim": "core", "holds": True, "grade": "enumerated", "inequalities": 7}
    assert answer["certificate"] == {"multipliers": [{"player": "1", "type": "L", "claim": "H", "multiplier": "1/8"}]}
    assert_told(game, answer, M2, gross_payoffs(game, M2))


def test_the_first_mechanism_of_example_1_is_incentive_efficient_but_blocked():
    market, game = example_1()
    answer = asked(market, M1)
    assert claims(answer) == [("feasible", True, "proved"), ("achieves", True, "proved"), ("inhibitive", False, "proved"), ("core", False, "proved")]
    assert_told(game, answer, M1, gross_payoffs(game, M1))


def always_sold(side_bet):
    """Example 2: the good is sold for 7/2 whatever the type; 2 pays more if it is H, and less if it is L."""
    market = seller_buyer((3, 2), (7, 0))
    game = Game(market)
    mu = {t: {"keep": Fraction(0), "trade": Fraction(1)} for t in game.profiles}
    price, bet = Fraction(7, 2), Fraction(side_bet)
    return market, game, (mu, allocation(game, (price, price), (-price - bet, -price + bet)))


def test_example_2_is_in_the_core_with_a_side_bet_and_a_severance_of_five_sixths():
    market, game, mechanism = always_sold("5/2")
    omega = allocation(game, ("7/2", "8/3"), (1, -1))
    answer = asked(market, mechanism, paid={"1": {"L,buyer": "5/6", "H,buyer": 0}})
    assert claims(answer) == IN_CORE
    assert_told(game, answer, mechanism, omega)
    assert asked(market, mechanism, omega) == answer


def test_example_2_is_blocked_with_a_little_less_severance():
    market, game, mechanism = always_sold("5/2")
    answer = asked(market, mechanism, paid={"1": {"L,buyer": "4/5", "H,buyer": 0}})
    assert claims(answer)[2:] == [("inhibitive", False, "proved"), ("core", False, "proved")]
    assert_told(game, answer, mechanism, allocation(game, ("7/2", "27/10"), (1, -1)))


EXAMPLE_3 = {
    "severance": ((0, "7/2", -6, "5/2"), (0, -6, "7/2", "5/2"), {"1": {"b,b": "5/4", "a,*": 0, "b,a": 0}, "2": {"b,b": "5/4", "*,a": 0, "a,b": 0}}, True),
    "the same without severance": ((0, "7/2", -6, "5/2"), (0, -6, "7/2", "5/2"), None, False),
    "side-bets alone": ((0, "7/2", "-19/4", "5/4"), (0, "-19/4", "7/2", "5/4"), None, True),
    "no side-bets": ((0, "7/2", "-7/2", 0), (0, "-7/2", "7/2", 0), None, False),
}


@pytest.mark.parametrize("name", EXAMPLE_3)
def test_example_3_is_in_the_core_with_severance_or_with_side_bets_alone(name):
    first, second, paid, in_core = EXAMPLE_3[name]
    market, game, (mu, _) = example_3()
    mechanism = mu, allocation(game, first, second)
    answer = asked(market, mechanism, paid=paid)
    lost = {("b", "b"): Fraction(5, 4)} if paid else {}
    omega = {i: {t: number - lost.get(t, 0) for t, number in table.items()} for i, table in gross_payoffs(game, mechanism).items()}
    assert (claims(answer) == IN_CORE) == in_core
    assert_told(game, answer, mechanism, omega)


def test_an_allocation_alone_is_tested_with_a_mechanism_of_least_subsidy():
    market, game = example_1()
    omega = gross_payoffs(game, M2)
    answer = asked(market, omega=omega)
    assert claims(answer) == [("achievable", True, "proved"), *IN_CORE[2:]]
    assert answer["outcome"]["subsidy"] == 0
    mechanism = mechanism_of(game, answer["outcome"]["mechanism"])
    assert achieves(game, mechanism, omega)
    assert set(answer["certificate"]) == {"multipliers", "subsidy_multipliers"}
    assert_told(game, answer, mechanism, omega)


# Ways to fail.


def test_a_mechanism_that_invites_lies_is_not_in_the_core():
    market, game = example_1()
    mu, x = M2
    mean = mu, {"1": {**x["1"], ("L", "buyer"): Fraction(0)}, "2": x["2"]}
    omega = gross_payoffs(game, M2)
    answer = asked(market, mean, omega)
    assert claims(answer)[0] == ("feasible", False, "proved")
    assert witness(answer, "feasible") == {"player": "1", "type": "L", "claim": "H", "gain": "3/2"}
    assert claims(answer)[2:] == [("inhibitive", True, "enumerated"), ("core", False, "proved")]
    assert_told(game, answer, mean, omega)


def test_a_mechanism_with_a_loss_is_not_in_the_core():
    market, game = example_1()
    mu, x = M2
    richer = mu, {**x, "2": {t: number + 1 for t, number in x["2"].items()}}
    answer = asked(market, richer)
    assert witness(answer, "feasible") == {"profit": -1}
    assert claims(answer)[1:] == [("achieves", True, "proved"), ("inhibitive", True, "enumerated"), ("core", False, "proved")]
    assert_told(game, answer, richer, gross_payoffs(game, richer))


def test_a_mechanism_that_gives_less_than_the_allocation_does_not_achieve_it():
    market, game = example_1()
    omega = gross_payoffs(game, M2)
    omega["1"] = {t: number + more for (t, number), more in zip(omega["1"].items(), (Fraction(1, 3), Fraction(1, 2)), strict=True)}
    answer = asked(market, M2, omega)
    assert claims(answer)[1] == ("achieves", False, "proved")
    assert witness(answer, "achieves") == {"player": "1", "profile": "L,buyer", "short": "1/2"}
    assert claims(answer)[-1] == ("core", False, "proved")


def test_an_allocation_that_needs_a_subsidy_is_not_in_the_core():
    market, game = example_1()
    omega = {i: {t: number + 1 for t, number in table.items()} for i, table in gross_payoffs(game, M2).items()}
    answer = asked(market, omega=omega)
    assert claims(answer) == [("achievable", False, "proved"), ("inhibitive", True, "enumerated"), ("core", False, "proved")]
    assert answer["outcome"]["subsidy"] == 2
    assert witness(answer, "achievable") == {"subsidy": 2}


# Laws.


@pytest.mark.parametrize("seed", range(4))
def test_verdicts_about_mechanisms_are_those_of_the_oracle(seed):
    verdicts = set()
    for random, market, game in games(f"core test {seed}", 10):
        mechanism = random_mechanism(random, game)
        omega = random.choice((gross_payoffs(game, mechanism), random_allocation(random, game, mechanism)))
        answer = asked(market, mechanism, omega)
        assert_told(game, answer, mechanism, omega)
        found = {claim: holds for claim, holds, _ in claims(answer)}
        expected = {"feasible": is_feasible(game, mechanism), "inhibitive": is_inhibitive(game, omega), "core": is_core(game, mechanism, omega)}
        assert {claim: found[claim] for claim in expected} == expected
        verdicts.add(found["inhibitive"])
    assert verdicts == {True, False}


@pytest.mark.parametrize("seed", range(2))
def test_known_core_triples_are_recognised_with_and_without_their_mechanism(seed):
    count = 0
    for random, market, game in games(f"known core {seed}", 25):
        known = known_core(random, game, tries=3)
        if known is None:
            continue
        mechanism, omega, _ = known
        assert claims(asked(market, mechanism, omega)) == IN_CORE
        assert claims(asked(market, omega=omega)) == [("achievable", True, "proved"), *IN_CORE[2:]]
        count += 1
    assert count > 5


@pytest.mark.parametrize("seed", range(2))
def test_allocations_alone_are_in_the_core_exactly_if_the_oracle_says_so(seed):
    for random, market, game in games(f"allocation alone {seed}", 12):
        omega = random_allocation(random, game)
        answer = asked(market, omega=omega)
        assert Fraction(answer["outcome"]["subsidy"]) == least_subsidy(game, omega)[0]
        assert {claim: holds for claim, holds, _ in claims(answer)}["core"] == is_core_allocation(game, omega)


def test_with_one_type_each_the_core_is_that_of_worths():
    verdicts = []
    for random, market, game in games("core of worths", 40, "one type exchange"):
        whole = worths(game)[game.everyone]
        odds = [random.randint(0, 3) for _ in game.players]
        shares = [Fraction(share, sum(odds) or 1) for share in (odds if any(odds) else [1, *odds[1:]])]
        omega = {i: dict.fromkeys(game.profiles, whole * share) for i, share in zip(game.players, shares, strict=True)}
        in_core = all(sum(omega[i][game.profiles[0]] for i in members) >= worth for members, worth in worths(game).items())
        assert {claim: holds for claim, holds, _ in claims(asked(market, omega=omega))}["core"] == in_core
        verdicts.append(in_core)
    assert 3 < sum(verdicts) < 37


def test_a_limit_is_an_error():
    market, game = example_1()
    question = Question(input={"mechanism": mechanism_document(game, M1)}, limits=Limits(stopped=lambda: True))
    with pytest.raises(UsageError) as refused:
        core_test_rule(market, question)
    assert refused.value.code == "U106"
