"""The rule `bayesian/find-core`: every core allocation is checked with the oracle's formulas, none is missed in balanced games."""

from fractions import Fraction
from itertools import count, pairwise

import pytest

from marketwright.errors import UsageError
from marketwright.questions import Limits
from tests.bayesian.told import alpha_of, ask, by_type, claims, example_1, example_3, games, mechanism_of, tables_of, text
from tests.bayesian_markets import BALANCED, majority, make_market, public_good, seller_buyer
from tests.bayesian_oracle import (
    Game,
    achieves,
    broken_consequences,
    is_hydraulic,
    profit,
    severance,
    slacks,
    subsidy,
    theorem_1_complaints,
    utilities,
)
from tests.bayesian_oracle_lp import total
from tests.bayesian_oracle_programs import is_inhibitive, least_supported_subsidy, support_program

IN_CORE = [("core", True, "enumerated"), ("finely-supported", True, "enumerated"), ("incentive-efficient", True, "proved")]
HALF = Fraction(1, 2)
HALVES = {"a": HALF, "b": HALF}


def read(game, answer):
    """(mechanism, allocation, alpha) of an answer whose severance and utilities are what they should be."""
    outcome = answer["outcome"]
    mechanism, omega = mechanism_of(game, outcome["mechanism"]), tables_of(game, outcome["allocation"])
    assert tables_of(game, outcome["severance"]) == severance(game, mechanism, omega)
    assert by_type(game, outcome["utilities"]) == utilities(game, mechanism)
    return mechanism, omega, alpha_of(game, answer["certificate"]["multipliers"])


def assert_in_core(game, answer):
    """A finely supported core allocation, with nothing of section 7 broken."""
    assert claims(answer) == IN_CORE
    mechanism, omega, alpha = read(game, answer)
    assert achieves(game, mechanism, omega)
    assert profit(game, mechanism) == 0
    assert is_hydraulic(game, alpha)
    for fine, finding in ((False, answer["findings"][0]), (True, answer["findings"][1])):
        assert theorem_1_complaints(game, omega, alpha, fine) == []
        among = {c: game.profiles if fine else game.parts(c) for c in game.actions}
        assert finding["inequalities"] == sum(len(among[coalition]) for coalition, _ in game.blocks())
    assert broken_consequences(game, mechanism, omega, alpha) == []
    return mechanism, omega, alpha


def test_example_1_has_a_core_allocation_with_the_multiplier_1_8():
    market, game = example_1()
    answer = ask(market, "find-core")
    assert_in_core(game, answer)
    assert answer["certificate"] == {"multipliers": [{"player": "1", "type": "L", "claim": "H", "multiplier": "1/8"}]}
    assert answer["outcome"]["method"] == "trust-region"


def test_example_2_core_allocations_have_severance_for_the_low_type_only():
    market = seller_buyer((3, 2), (7, 0))
    game = Game(market)
    mechanism, omega, alpha = assert_in_core(game, ask(market, "find-core"))
    assert {t: lottery["trade"] for t, lottery in mechanism[0].items()} == dict.fromkeys(game.profiles, 1)
    paid = severance(game, mechanism, omega)
    assert paid["1"]["H", "buyer"] == 0
    assert paid["1"]["L", "buyer"] >= Fraction(5, 6)
    assert Fraction(3, 2) <= alpha["1", "H", "L"] <= 2


def test_example_3_has_a_core_allocation():
    market, game, _ = example_3()
    assert_in_core(game, ask(market, "find-core"))


@pytest.mark.parametrize("family", BALANCED)
def test_every_balanced_game_has_a_core_allocation_that_is_found(family):
    methods = set()
    for _, market, game in games("find core", 25, family):
        answer = ask(market, "find-core")
        assert_in_core(game, answer)
        methods.add(answer["outcome"]["method"])
    assert "complete-information" in methods


def test_complete_information_is_the_method_exactly_of_answers_without_multipliers():
    found = set()
    for _, market, _ in games("methods", 40, "bilateral"):
        answer = ask(market, "find-core")
        found.add((answer["outcome"]["method"] == "complete-information", answer["certificate"]["multipliers"] == []))
    assert found == {(True, True), (False, False)}


def test_no_core_allocation_with_these_multipliers_has_less_expected_severance():
    with_severance = 0
    for _, market, game in games("least severance", 30, "two persons"):
        mechanism, omega, alpha = assert_in_core(game, ask(market, "find-core"))
        program, spent, (other, forgone) = support_program(game, alpha)
        program.at_least(0, spent)
        least = program.minimum(_expected(game, severance(game, other, forgone))).value
        assert _expected(game, severance(game, mechanism, omega)) == least
        with_severance += least > 0
    assert with_severance > 0


def _expected(game, tables):
    return total(tables[i][t] * game.prior(t) for i in game.players for t in game.profiles)


def test_majority_game_has_an_empty_core_by_half_of_each_pair():
    answer = ask(majority({i: {"only": 1} for i in "123"}), "find-core")
    plan = [{"members": [i, j], "action": "act", "weight": "1/2"} for i, j in ("12", "13", "23")]
    assert answer == {
        "outcome": {},
        "findings": [{"claim": "core", "holds": False, "grade": "proved", "witness": {"plan": plan, "worth": "3/2", "most": 1}}],
        "certificate": {},
    }


def test_with_one_type_each_the_core_is_found_or_balanced_weights_prove_it_empty():
    verdicts = set()
    for _, market, game in games("one type", 40, "one type"):
        answer = ask(market, "find-core")
        finding = answer["findings"][0]
        verdicts.add(finding["holds"])
        if finding["holds"]:
            assert_in_core(game, answer)
            continue
        (profile,), plan = game.profiles, finding["witness"]["plan"]
        for i in game.players:
            assert sum(Fraction(part["weight"]) for part in plan if i in part["members"]) == 1
        worth = {(c, action): sum(game.u(i, c, action, profile) for i in c) for c, action in game.blocks()}
        assert sum(Fraction(part["weight"]) * worth[tuple(part["members"]), part["action"]] for part in plan) == Fraction(finding["witness"]["worth"])
        assert max(worth[game.everyone, action] for action in game.actions[game.everyone]) == Fraction(finding["witness"]["most"])
        assert Fraction(finding["witness"]["worth"]) > Fraction(finding["witness"]["most"])
    assert verdicts == {True, False}


def test_a_majority_game_with_types_gets_an_inhibitive_allocation_with_its_least_subsidy():
    market = majority({"1": HALVES, "2": {"only": 1}, "3": {"only": 1}})
    game = Game(market)
    answer = ask(market, "find-core")
    assert claims(answer) == [("inhibitive", True, "enumerated"), ("core", None, "unproven")]
    mechanism, omega, alpha = read(game, answer)
    assert theorem_1_complaints(game, omega, alpha) == []
    assert min(slacks(game, mechanism).values()) >= 0
    assert all(number >= 0 for table in severance(game, mechanism, omega).values() for number in table.values())
    assert subsidy(game, mechanism) == Fraction(answer["outcome"]["subsidy"]) == Fraction(1, 2)
    assert least_supported_subsidy(game, alpha)[0] == Fraction(1, 2)


def test_unbalanced_games_get_a_core_allocation_or_one_that_needs_its_least_subsidy():
    verdicts = set()
    for _, market, game in games("unbalanced", 25, "any"):
        answer = ask(market, "find-core")
        verdicts.add(answer["findings"][0]["claim"])
        if answer["findings"][0]["holds"] and answer["findings"][0]["claim"] == "core":
            assert_in_core(game, answer)
        elif answer["findings"][0]["claim"] == "inhibitive":
            mechanism, omega, alpha = read(game, answer)
            assert is_inhibitive(game, omega)
            assert subsidy(game, mechanism) == least_supported_subsidy(game, alpha)[0] > 0
    assert verdicts == {"core", "inhibitive"}


def test_a_public_good_that_is_not_balanced_may_have_a_core_all_the_same():
    players = {"1": HALVES, "2": {"only": 1}}
    market = public_good(players, lambda t: 3, {"1": lambda t: 2 if t["1"] == "a" else 0, "2": lambda t: 2})
    assert ask(market, "balanced")["findings"][0]["holds"] is False
    assert_in_core(Game(market), ask(market, "find-core"))


def test_one_player_takes_what_is_best_for_each_type():
    market = make_market({"1": HALVES}, {("1",): {"left": {"1": lambda t: 3 if t["1"] == "a" else 0}, "right": {"1": lambda t: 1}}})
    answer = ask(market, "find-core")
    mechanism, omega, _ = assert_in_core(Game(market), answer)
    assert omega == {"1": {("a",): 3, ("b",): 1}}
    assert mechanism[0] == {("a",): {"left": 1, "right": 0}, ("b",): {"left": 0, "right": 1}}


def test_players_who_can_do_nothing_alone_may_forgo_less_than_nothing():
    market = make_market({"1": HALVES, "2": HALVES}, {("1", "2"): {"act": {"1": lambda t: 5, "2": lambda t: -4 if t["1"] == t["2"] else 1}}})
    assert_in_core(Game(market), ask(market, "find-core"))


def test_the_same_seed_gives_the_same_answer_and_none_is_seed_0():
    for _, market, _ in games("seeds", 4, "majority"):
        assert ask(market, "find-core", seed=5) == ask(market, "find-core", seed=5)
        assert ask(market, "find-core") == ask(market, "find-core", seed=0)


def test_a_limit_that_comes_first_leaves_the_least_subsidy_so_far():
    market, game = example_1()
    answer = ask(market, "find-core", limits=Limits(stopped=lambda: True))
    assert claims(answer) == [("inhibitive", True, "enumerated"), ("core", None, "unproven")]
    mechanism, omega, alpha = read(game, answer)
    assert alpha == {}
    assert is_inhibitive(game, omega)
    assert subsidy(game, mechanism) == Fraction(answer["outcome"]["subsidy"]) == least_supported_subsidy(game, {})[0] > 0


def test_a_limit_during_the_search_leaves_a_smaller_subsidy_than_without_multipliers():
    market = _unbalanced_sale()
    game = Game(market)
    asked = count()
    answer = ask(market, "find-core", limits=Limits(stopped=lambda: next(asked) > 30))
    mechanism, omega, alpha = read(game, answer)
    assert claims(answer)[1] == ("core", None, "unproven")
    assert is_inhibitive(game, omega)
    assert alpha != {}
    assert HALF <= subsidy(game, mechanism) < least_supported_subsidy(game, {})[0]


def test_what_is_found_just_when_the_limit_comes_is_in_the_core_all_the_same():
    market, game = example_1()
    found = set()
    for last in range(12):
        asked = count()
        answer = ask(market, "find-core", limits=Limits(stopped=lambda asked=asked, last=last: next(asked) > last))
        found.add(claims(answer)[0][0])
        if claims(answer)[0][0] == "core":
            assert_in_core(game, answer)
    assert found == {"core", "inhibitive"}


def test_a_limit_after_which_nothing_can_be_finished_is_an_error():
    ticks = count(0, 1000)
    with pytest.raises(UsageError) as raised:
        ask(example_1()[0], "find-core", limits=Limits(seconds=1, clock=lambda: next(ticks)))
    assert raised.value.code == "U106"


def test_progress_is_told_about_once_a_second_with_the_least_subsidy_so_far():
    told, now = [], count(0, 0.25)
    ask(_unbalanced_sale(), "find-core", limits=Limits(clock=lambda: next(now), progress=told.append))
    assert len(told) > 3
    assert all(later.seconds - earlier.seconds >= 1 for earlier, later in pairwise(told))
    best = [look.best for look in told if look.best is not None]
    assert best == sorted(best, reverse=True)
    assert best[-1] == pytest.approx(0.5)
    assert told[-1].nodes > 0


def _unbalanced_sale():
    """Example 2 with a seller who, alone, gets 1 more than in trade: with type L, of probability 1/2, all together are worth 1 less than apart."""
    own, worth = {"H": 3, "L": 2}, {"H": 7, "L": 0}
    keep = {"1": lambda t: own[t["1"]], "2": lambda t: 0}
    return make_market(
        {"1": {"H": HALF, "L": HALF}, "2": {"buyer": 1}},
        {
            ("1",): {"keep": {"1": lambda t: own[t["1"]] + 1}},
            ("2",): {"nothing": {"2": lambda t: 0}},
            ("1", "2"): {"keep": keep, "trade": {"1": lambda t: 0, "2": lambda t: worth[t["1"]]}},
        },
    )


def test_profiles_are_written_in_order():
    market, game, _ = example_3()
    assert list(ask(market, "find-core")["outcome"]["allocation"]["1"]) == [text(t) for t in game.profiles]
