"""The rule `bayesian/efficient`: gaps, improvements, best mechanisms; every certificate is checked with the oracle's formulas."""

from fractions import Fraction

import pytest

from marketwright.errors import UsageError
from marketwright.questions import Limits
from tests.bayesian.told import (
    HALF,
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
    sale,
    tables_document,
    witness,
)
from tests.bayesian_markets import make_market, random_mechanism, random_weights, written
from tests.bayesian_oracle import (
    Game,
    gap_bound,
    is_feasible,
    is_hydraulic,
    profit,
    slacks,
    subsidy,
    theorem_0_complaints,
    utilities,
    utility,
    virtual_worth,
    welfare_weights,
)
from tests.bayesian_oracle_programs import efficiency_gap, frontier

EFFICIENT = [("feasible", True, "proved"), ("incentive-efficient", True, "proved")]
IMPROVED = [("feasible", True, "proved"), ("incentive-efficient", False, "proved"), ("largest-gain", True, "proved")]


@pytest.mark.parametrize("mechanism", [M1, M2])
def test_example_1_mechanisms_are_efficient_by_the_multiplier_1_8_of_the_low_type(mechanism):
    market, game = example_1()
    answer = ask(market, "efficient", mechanism=mechanism_document(game, mechanism))
    assert answer["outcome"]["gap"] == 0
    assert claims(answer) == EFFICIENT
    assert answer["certificate"] == {"multipliers": [{"player": "1", "type": "L", "claim": "H", "multiplier": "1/8"}]}


def test_example_3_first_mechanism_is_efficient():
    market, game, mechanism = example_3()
    answer = ask(market, "efficient", mechanism=mechanism_document(game, mechanism))
    assert answer["outcome"] == {"utilities": {"1": {"a": "21/4", "b": "21/4"}, "2": {"a": "21/4", "b": "21/4"}}, "profit": 0, "gap": 0}
    assert theorem_0_complaints(game, mechanism, alpha_of(game, answer["certificate"]["multipliers"])) == []


def test_burnt_money_is_a_gain_though_it_satisfies_theorem_0_as_printed():
    market, game = example_1()
    mu, x = M1
    burnt = mu, {"1": x["1"], "2": {t: number - Fraction(1, 3) for t, number in x["2"].items()}}
    answer = ask(market, "efficient", mechanism=mechanism_document(game, burnt))
    assert claims(answer) == IMPROVED
    assert answer["outcome"]["gap"] == "1/6"
    assert witness(answer, "incentive-efficient") == {"gain": "1/6"}
    assert theorem_0_complaints(game, burnt, {("1", "H", "L"): Fraction(1, 8)}) == ["budget"]
    assert_gap(game, burnt, answer)


def test_nothing_more_is_said_of_a_mechanism_that_is_not_feasible():
    market, game = example_1()
    mechanism = sale("6", "1")
    mechanism[1]["1"][game.profiles[1]] = Fraction(2)
    mechanism[1]["2"][game.profiles[1]] = Fraction(-2)
    answer = ask(market, "efficient", mechanism=mechanism_document(game, mechanism))
    lie = {"player": "1", "type": "L", "claim": "H", "gain": 4}
    assert answer == {
        "outcome": {"utilities": {"1": {"H": 6, "L": 2}, "2": {"buyer": 0}}, "profit": 0},
        "findings": [{"claim": claim, "holds": False, "grade": "proved", "witness": lie} for claim in ("feasible", "incentive-efficient")],
        "certificate": {},
    }


@pytest.mark.parametrize("rule", ["efficient", "virtual", "subsidy"])
def test_a_limit_ends_without_a_verdict(rule):
    market, game = example_1()
    given = {"allocation": tables_document(game, M1[1])} if rule == "subsidy" else {"mechanism": mechanism_document(game, M1)}
    with pytest.raises(UsageError) as caught:
        ask(market, rule, limits=Limits(stopped=lambda: True), **given)
    assert caught.value.code == "U106"


def assert_gap(game, mechanism, answer):
    """The gap is proved by its multipliers, and attained by the improvement."""
    outcome, alpha = answer["outcome"], alpha_of(game, answer["certificate"]["multipliers"])
    gap = Fraction(outcome["gap"])
    assert is_hydraulic(game, alpha)
    assert gap_bound(game, mechanism, alpha) == len(game.players) * gap
    if gap == 0:
        assert claims(answer) == EFFICIENT
        assert set(outcome) == {"utilities", "profit", "gap"}
        assert theorem_0_complaints(game, mechanism, alpha) == []
        return
    assert claims(answer) == IMPROVED
    better, now = mechanism_of(game, outcome["improvement"]), utilities(game, mechanism)
    assert is_feasible(game, better)
    assert by_type(game, outcome["improved"]) == utilities(game, better)
    assert min(level - now[place] for place, level in utilities(game, better).items()) == gap > 0
    assert all(sum(better[1][i][t] for i in game.players) == 0 for t in game.profiles) or len(game.players) == 1


@pytest.mark.parametrize("seed", range(4))
def test_gaps_are_those_of_the_program_as_printed(seed):
    gaps = set()
    for random, market, game in games(f"efficient {seed}", 10):
        mechanism = random_mechanism(random, game)
        answer = ask(market, "efficient", mechanism=mechanism_document(game, mechanism))
        if not is_feasible(game, mechanism):
            assert [holds for _, holds, _ in claims(answer)] == [False, False]
            assert answer["certificate"] == {}
            continue
        assert_gap(game, mechanism, answer)
        assert Fraction(answer["outcome"]["gap"]) == efficiency_gap(game, mechanism)[0]
        gaps.add(answer["outcome"]["gap"] == 0)
    assert gaps == {True, False}


@pytest.mark.parametrize("seed", range(2))
def test_the_gap_grows_by_what_is_taken_from_everybody(seed):
    for random, market, game in games(f"taken {seed}", 8):
        mu, x = random_mechanism(random, game, random.choice(("efficient", "incentive compatible", "burnt")))
        by = Fraction(random.randint(1, 9), random.randint(1, 4))
        poorer = mu, {i: {t: number - by for t, number in table.items()} for i, table in x.items()}
        gaps = [Fraction(ask(market, "efficient", mechanism=mechanism_document(game, one))["outcome"]["gap"]) for one in ((mu, x), poorer)]
        assert gaps[1] - gaps[0] == by


def weights_document(game, weights, scale=1):
    """Weights as an input states them."""
    return {i: {s: written(scale * weights[i, s]) for s in game.types[i]} for i in game.players}


@pytest.mark.parametrize("seed", range(4))
def test_best_mechanisms_for_weights_are_on_the_frontier(seed):
    for random, market, game in games(f"frontier {seed}", 10):
        weights = random_weights(random, game)
        scale = random.choice((1, 3, Fraction(1, 2)))
        answer = ask(market, "efficient", weights=weights_document(game, weights, scale))
        outcome, alpha = answer["outcome"], alpha_of(game, answer["certificate"]["multipliers"])
        mechanism = mechanism_of(game, outcome["mechanism"])
        assert claims(answer) == [("incentive-efficient", True, "proved"), ("largest-value", True, "proved")]
        assert by_type(game, outcome["weights"]) == weights == welfare_weights(game, alpha)
        assert answer["certificate"]["scale"] == 1
        assert theorem_0_complaints(game, mechanism, alpha) == []
        assert by_type(game, outcome["utilities"]) == utilities(game, mechanism)
        assert all(sum(mechanism[1][i][t] * game.prior(t) for t in game.profiles) == 0 for i in game.players)
        assert Fraction(outcome["value"]) == frontier(game, weights)[0]
        assert Fraction(outcome["value"]) == sum(weights[place] * level for place, level in utilities(game, mechanism).items())
        again = ask(market, "efficient", mechanism=outcome["mechanism"])
        assert again["outcome"]["gap"] == 0


def alone(game):
    """{(i, s): the most that a type can expect alone}, of players who can do something."""
    return {
        (i, s): max(sum(game.prior(t, game.others(i)) * game.u(i, (i,), c, t) for t in game.profiles_with((i,), (s,))) for c in game.actions[i,])
        for i, s in game.player_types()
        if game.actions.get((i,))
    }


@pytest.mark.parametrize("seed", range(6))
def test_with_participation_no_type_is_worse_off_than_alone_or_multipliers_show_that_it_cannot_be(seed):
    scales = set()
    for random, market, game in games(f"participation {seed}", 12):
        weights, levels = random_weights(random, game), alone(game)
        answer = ask(market, "efficient", weights=weights_document(game, weights), participation=True)
        outcome, alpha = answer["outcome"], alpha_of(game, answer["certificate"]["multipliers"])
        implied = welfare_weights(game, alpha)
        assert is_hydraulic(game, alpha)
        if "mechanism" not in outcome:
            assert_impossible(game, answer, levels)
            continue
        mechanism, scale = mechanism_of(game, outcome["mechanism"]), Fraction(answer["certificate"]["scale"])
        found = utilities(game, mechanism)
        assert scale >= 1
        assert theorem_0_complaints(game, mechanism, alpha) == []
        assert all(found[place] >= level for place, level in levels.items())
        assert all(scale * implied[place] >= weight for place, weight in weights.items())
        assert all(scale * implied[place] == weight for place, weight in weights.items() if found[place] > levels.get(place, found[place] - 1))
        assert Fraction(outcome["value"]) == frontier(game, weights, levels)[0]
        scales.add(scale > 1)
    assert True in scales or seed


def assert_impossible(game, answer, levels):
    """Multipliers that prove that no feasible mechanism gives all types what they can have alone."""
    alpha = alpha_of(game, answer["certificate"]["multipliers"])
    implied = welfare_weights(game, alpha)
    most = sum(game.prior(t) * max(virtual_worth(game, alpha, game.everyone, c, t) for c in game.actions[game.everyone]) for t in game.profiles)
    assert answer["findings"] == [{"claim": "participation-possible", "holds": False, "grade": "proved"}]
    assert set(answer["outcome"]) == {"weights"}
    assert is_hydraulic(game, alpha)
    assert all(weight == 0 for place, weight in implied.items() if place not in levels)
    assert sum(implied[place] * level for place, level in levels.items()) > most


def private_sale(seller, buyer, *, exit_costs=0):
    """A good worth so much to the seller's and the buyer's types, equally likely; together they lose `exit_costs` each."""

    def table(i, numbers, less=0):
        return lambda t: dict(zip("ab", numbers, strict=True))[t[i]] - less

    prior = {"a": HALF, "b": HALF}
    return make_market(
        {"s": prior, "b": prior},
        {
            ("s",): {"keep": {"s": table("s", seller)}},
            ("b",): {"nothing": {"b": table("b", (0, 0))}},
            ("s", "b"): {
                "keep": {"s": table("s", seller, exit_costs), "b": table("b", (0, 0), exit_costs)},
                "trade": {"s": table("s", (0, 0), exit_costs), "b": table("b", buyer, exit_costs)},
            },
        },
    )


def test_participation_is_not_possible_where_all_together_lose():
    market = private_sale((1, 4), (3, 6), exit_costs=2)
    answer = ask(market, "efficient", participation=True)
    assert answer["outcome"] == {"weights": {"s": {"a": "1/2", "b": "1/2"}, "b": {"a": "1/2", "b": "1/2"}}}
    assert_impossible(Game(market), answer, alone(Game(market)))


def test_incentives_and_participation_together_can_keep_a_sale_from_being_efficient():
    market = private_sale((0, 4), (1, 5))
    game = Game(market)
    answer = ask(market, "efficient", participation=True)
    mechanism = mechanism_of(game, answer["outcome"]["mechanism"])
    first_best = sum(game.prior(t) * max(sum(game.u(i, game.everyone, c, t) for i in game.players) for c in ("keep", "trade")) for t in game.profiles)
    assert Fraction(answer["outcome"]["value"]) < first_best
    assert Fraction(answer["certificate"]["scale"]) > 1
    assert is_feasible(game, mechanism)
    assert profit(game, mechanism) == subsidy(game, mechanism) == 0
    assert min(slacks(game, mechanism).values()) == 0
    assert utility(game, mechanism, "s", "b") == 4
