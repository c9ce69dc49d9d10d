"""The rule `bayesian/balanced`: lotteries for all plans, or values that separate one from all lotteries."""

from fractions import Fraction
from time import perf_counter

import pytest

from marketwright.errors import UsageError
from marketwright.markets.balanced_cover import balanced_cover
from marketwright.questions import Limits
from tests.bayesian.told import HALF, ask, example_1, example_3, games, text
from tests.bayesian_markets import BALANCED, UNBALANCED, exchange, majority, make_market
from tests.bayesian_oracle import Game
from tests.bayesian_oracle_plans import balanced_plans, is_balanced, is_balanced_plan, lottery_payoffs, plan_payoffs, separation


def entries_of(theta, *, weights):
    """A plan as answers state it."""
    return [{"members": list(coalition), "action": c} | ({"weight": str(weight)} if weights else {}) for (coalition, c), weight in theta.items()]


def assert_verdict(game, answer):
    """The verdict is proved by lotteries, for all plans whose payoffs no single action has, or by values."""
    (found,) = answer["findings"]
    assert answer["outcome"] == {}
    if found["holds"]:
        plans = balanced_plans(game)
        single = [{(i, t): game.u(i, game.everyone, d, t) for i in game.players for t in game.profiles} for d in game.actions[game.everyone]]
        mixed = [theta for theta in plans if plan_payoffs(game, theta) not in single]
        assert found == {"claim": "balanced", "holds": True, "grade": "enumerated", "plans": len(plans)}
        assert [entry["plan"] for entry in answer["certificate"]["lotteries"]] == [entries_of(theta, weights=False) for theta in mixed]
        for entry, theta in zip(answer["certificate"]["lotteries"], mixed, strict=True):
            sigma = {d: Fraction(entry["lottery"].get(d, 0)) for d in game.actions[game.everyone]}
            assert set(entry["lottery"]) == {d for d, share in sigma.items() if share > 0}
            assert sum(sigma.values()) == 1
            assert lottery_payoffs(game, sigma) == plan_payoffs(game, theta)
        return
    witness = found["witness"]
    theta = {(tuple(part["members"]), part["action"]): Fraction(part["weight"]) for part in witness["plan"]}
    values = {(i, t): Fraction(witness["values"][i][text(t)]) for i in game.players for t in game.profiles}
    assert answer["certificate"] == {}
    assert found["grade"] == "proved"
    assert theta in balanced_plans(game)
    assert is_balanced_plan(game, theta)
    assert separation(game, theta, values) == Fraction(witness["gain"]) > 0


@pytest.mark.parametrize("family", BALANCED)
def test_these_families_are_balanced(family):
    for _, market, game in games("balanced", 4, family):
        answer = ask(market, "balanced")
        assert answer["findings"][0]["holds"] is True
        assert_verdict(game, answer)


@pytest.mark.parametrize("family", UNBALANCED)
def test_verdicts_about_other_families_are_those_of_one_program_for_each_plan(family):
    for _, market, game in games("unbalanced", 5, family):
        answer = ask(market, "balanced")
        assert answer["findings"][0]["holds"] is is_balanced(game)
        assert_verdict(game, answer)


def test_three_players_of_whom_two_earn_1_are_not_balanced():
    pairs = [("1", "2"), ("1", "3"), ("2", "3")]
    idle, shared = {i: lambda t: 0 for i in "123"}, {i: lambda t: HALF for i in "123"}
    tables = {(i,): {"idle": {i: idle[i]}} for i in "123"} | {pair: {"act": {i: shared[i] for i in pair}} for pair in pairs}
    acts = {f"{first} with {second}": idle | {first: shared[first], second: shared[second]} for first, second in pairs}
    market = make_market(players(3, 1), tables | {("1", "2", "3"): acts | {"idle": idle}})
    (found,) = ask(market, "balanced")["findings"]
    assert found["holds"] is False
    assert found["witness"]["plan"] == [{"members": list(pair), "action": "act", "weight": "1/2"} for pair in pairs]
    assert_verdict(Game(market), ask(market, "balanced"))


def test_the_examples_are_balanced():
    for market, game, *_ in (example_1(), example_3()):
        assert_verdict(game, ask(market, "balanced"))
        assert ask(market, "balanced")["findings"][0]["holds"] is True


def test_a_lottery_has_to_be_the_same_for_all_types():
    prior = {"a": HALF, "b": HALF}
    one, other = {"1": lambda t: t["1"] == "a", "2": lambda t: 0}, {"1": lambda t: t["1"] == "b", "2": lambda t: 0}
    alone = {("1",): {"rest": {"1": lambda t: 1}}, ("2",): {"rest": {"2": lambda t: 0}}}
    market = make_market({"1": prior, "2": {"only": 1}}, alone | {("1", "2"): {"one": one, "other": other}})
    assert ask(market, "balanced")["findings"][0]["holds"] is False
    assert_verdict(Game(market), ask(market, "balanced"))


def test_the_balanced_cover_is_balanced():
    market = balanced_cover(majority({i: {"only": 1} for i in ("1", "2", "3")}))
    assert ask(market, "balanced") == {
        "outcome": {},
        "findings": [{"claim": "balanced", "holds": True, "grade": "enumerated", "plans": 11}],
        "certificate": {"lotteries": []},
    }


def test_a_limit_leaves_it_open():
    market, _ = example_1()
    assert ask(market, "balanced", limits=Limits(stopped=lambda: True)) == {
        "outcome": {},
        "findings": [{"claim": "balanced", "holds": None, "grade": "unproven"}],
        "certificate": {},
    }


def players(count, first=0):
    """So many players with one type."""
    return {str(place): {"only": 1} for place in range(first, first + count)}


def test_more_than_five_players_are_refused():
    market = exchange(players(6), {"boat": "0"}, {(i, "boat"): (lambda t: 1) for i in players(6)})
    with pytest.raises(UsageError) as caught:
        ask(market, "balanced")
    assert (caught.value.code, caught.value.given, caught.value.allowed) == ("U111", "6 players", "at most 5")


def test_more_than_20_000_plans_are_refused():
    """150 x 150 ways to act apart, and 1 to act together."""
    alone = {f"act {number}": number for number in range(150)}
    tables = {(i,): {name: {i: lambda t, number=number: number} for name, number in alone.items()} for i in players(2)}
    market = make_market(players(2), tables | {("0", "1"): {"act": {i: lambda t: 0 for i in players(2)}}})
    with pytest.raises(UsageError) as caught:
        ask(market, "balanced")
    assert (caught.value.code, caught.value.given, caught.value.allowed) == ("U111", "22501 balanced plans", "at most 20000")


def test_thousands_of_plans_take_seconds():
    prior = {"a": HALF, "b": HALF}
    owners = {"good 1": "1", "good 2": "2"}
    names = ("1", "2", "3", "4")
    values = {(i, good): (lambda t, base=base: base + 3 * (t["1"] == "a") + 5 * (t["2"] == "b")) for base, i in enumerate(names) for good in owners}
    market = exchange(dict.fromkeys(names, prior), owners, values)
    start = perf_counter()
    (found,) = ask(market, "balanced")["findings"]
    assert found["plans"] == 1600
    assert perf_counter() - start < 20
