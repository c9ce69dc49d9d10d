"""The search for core allocations: linear programs against the oracle's, relaxations that bound, routes one by one."""

from fractions import Fraction
from itertools import count
from random import Random

import numpy as np
import pytest

from marketwright.bayesian.setting import Setting
from marketwright.solvers.limit import LimitCame, never
from marketwright.solvers.mechanisms import find_core as search
from marketwright.solvers.mechanisms import portions, trust_region
from marketwright.solvers.mechanisms.balanced_weights import worthier_plan
from marketwright.solvers.mechanisms.branching import EMPTY, Branched, solutions
from marketwright.solvers.mechanisms.core_bound import core_bound
from marketwright.solvers.mechanisms.core_polyhedron import Quantity
from marketwright.solvers.mechanisms.core_relaxation import core_relaxation
from marketwright.solvers.mechanisms.essential import essential_actions
from marketwright.solvers.mechanisms.find_core import Found, Missed, find_core
from marketwright.solvers.mechanisms.formulas import gross_payoffs, lies, profit, shortfalls, utilities, weights
from marketwright.solvers.mechanisms.game import Mechanism
from marketwright.solvers.mechanisms.interim import interim_box, interim_program
from marketwright.solvers.mechanisms.rationalise import candidates
from marketwright.solvers.mechanisms.relaxation import Relaxation
from marketwright.solvers.mechanisms.severance import NoneFound, least_weights, supported_severance, supporting_severance
from marketwright.solvers.mechanisms.support_range import supporting
from marketwright.solvers.mechanisms.supported import least_supported_subsidy, supported_core
from marketwright.solvers.mechanisms.supported_program import from_virtual
from marketwright.solvers.mechanisms.tensors import FloatGame
from marketwright.solvers.mechanisms.trust_region import TrustRegion
from tests.bayesian.told import example_3
from tests.bayesian_markets import BALANCED, exchange, majority, make_market, random_alpha, random_market, random_mechanism, seller_buyer
from tests.bayesian_oracle import Game, virtual_share, virtual_worth
from tests.bayesian_oracle import gross_payoffs as gross_payoffs_by_name
from tests.bayesian_oracle_lp import InfeasibleError, Program, total
from tests.bayesian_oracle_programs import least_supported_subsidy as oracle_subsidy

HALVES = {"a": Fraction(1, 2), "b": Fraction(1, 2)}


def games(name, count, family=None):
    """Random numbers, the oracle's game and ours."""
    random = Random(f"core search {name}")
    for _ in range(count):
        market = random_market(random, family)
        yield random, Game(market), Setting(market).game


def ours(game, alpha):
    """Multipliers of the oracle by numbers."""
    place = {i: number for number, i in enumerate(game.players)}
    return {(place[i], game.types[i].index(s), game.types[i].index(r)): number for (i, s, r), number in alpha.items()}


def assert_core(game, found):
    """A core allocation with fine support, by the formulas."""
    assert shortfalls(game, found.multipliers, found.allocation, fine=True) == {}
    assert all(number >= 0 for line in weights(game, found.multipliers) for number in line)
    now = utilities(game, found.mechanism)
    assert all(told <= now[player][true] for (player, _, true), told in lies(game, found.mechanism).items())
    assert profit(game, found.mechanism) == 0
    payoffs = gross_payoffs(game, found.mechanism)
    assert all(w >= o for paid, forgone in zip(payoffs, found.allocation, strict=True) for w, o in zip(paid, forgone, strict=True))


# For given multipliers.


def test_least_subsidies_are_those_of_the_program_as_printed_exactly_and_in_floats():
    above = 0
    for random, oracle, game in games("subsidies", 40):
        alpha = random_alpha(random, oracle)
        value = oracle_subsidy(oracle, alpha)[0]
        multipliers = ours(oracle, alpha)
        found = least_supported_subsidy(game, multipliers)
        assert found.subsidy == value == -profit(game, found.mechanism)
        assert shortfalls(game, multipliers, found.allocation, fine=True) == {}
        floats = FloatGame(game)
        place = TrustRegion(interim_program(floats), stopped=never).place(floats.floats(multipliers))
        assert place.value * floats.scale == pytest.approx(float(value), abs=1e-7 * max(1.0, floats.scale))
        above += value > 0
        exact = supported_core(game, multipliers)
        assert (exact is not None) == (value == 0)
        if exact is not None:
            assert_core(game, exact)
    assert 5 < above < 40


def test_example_1_core_allocations_need_a_multiplier_from_1_8_to_1_2():
    game = Setting(seller_buyer((5, 1), (6, 2))).game
    little = Fraction(1, 10**9)
    for inside in (Fraction(1, 8), Fraction(1, 4), Fraction(1, 2)):
        assert_core(game, supported_core(game, {(0, 0, 1): inside}))
    for outside in (Fraction(0), Fraction(1, 8) - little, Fraction(1, 2) + little, Fraction(2)):
        assert supported_core(game, {(0, 0, 1): outside}) is None


def test_virtual_values_are_inverted():
    for random, oracle, game in games("inverse", 20):
        multipliers = ours(oracle, random_alpha(random, oracle))
        tables = [[Fraction(random.randint(-5, 5)) for _ in game.profiles] for _ in game.players]
        allocation = from_virtual(game, multipliers, tables)
        for player, table in enumerate(allocation):
            for t, profile in enumerate(game.profiles):
                kind = profile[player]
                expected = table[t] + sum(
                    number / game.priors[player][kind] * (table[t] - table[game.with_type(t, player, true)])
                    for (i, claim, true), number in multipliers.items()
                    if (i, claim) == (player, kind)
                )
                assert expected == tables[player][t]


def test_actions_that_are_left_out_bind_nobody():
    left_out = 0
    for random, oracle, game in games("essential", 40):
        kept = essential_actions(game)
        alpha = ours(oracle, random_alpha(random, oracle))
        allocation = [[Fraction(random.randint(-1, 4)) for _ in game.profiles] for _ in game.players]
        broken = {(place, action) for place, action, _ in shortfalls(game, alpha, allocation, fine=True)}
        left_out += sum(coalition.actions for coalition in game.coalitions) - sum(map(len, kept))
        assert not broken or any(action in kept[place] for place, action in broken)
    assert left_out > 40


def test_of_one_good_only_trade_is_essential_for_both():
    market = exchange({"1": HALVES, "2": HALVES}, {"boat": "1"}, {("1", "boat"): lambda t: 2, ("2", "boat"): lambda t: 3})
    game = Setting(market).game
    assert [action.name for action in market.coalitions[-1].actions] == ["boat to 1", "boat to 2"]
    assert essential_actions(game) == [[0], [0], [1]]


# Descents, relaxations, boxes.


def test_descents_never_rise_and_values_are_those_of_their_factors():
    for _, _, game in games("descents", 15, "two persons"):
        floats = FloatGame(game)
        region = TrustRegion(interim_program(floats), stopped=never)
        start = region.place(np.zeros(len(game.keys)))
        end = region.descend(start)
        assert end.value <= start.value
        again = TrustRegion(interim_program(floats), stopped=never).place(end.factors)
        assert again.value == pytest.approx(end.value, abs=1e-8)


def test_relaxations_are_below_all_least_subsidies_in_their_box():
    tighter = 0
    for random, oracle, game in games("relaxations", 25):
        if not game.keys:
            continue
        floats = FloatGame(game)
        program = interim_program(floats)
        alpha = floats.floats(ours(oracle, random_alpha(random, oracle)))
        region, relaxation = TrustRegion(program, stopped=never), Relaxation(program)
        whole = interim_box(floats, 4.0)
        assert (alpha <= 4.0).all()
        value = region.place(alpha).value
        bounds = []
        for radius in (4.0, 0.5, 0.01):
            box = whole
            for factor, number in enumerate(alpha.tolist()):
                box = box.with_factor(factor, max(0.0, number - radius), min(4.0, number + radius))
            relaxed = relaxation.solve(box)
            bounds.append(np.inf if relaxed is None else relaxed.value)
        # bounds on differences hold for allocations without subsidy only
        if value < 1e-9:
            assert max(bounds) < 1e-7
        assert bounds[0] <= bounds[1] + 1e-7 <= bounds[2] + 2e-7
        tighter += bounds[2] > bounds[0] + 1e-6
    assert tighter > 3


def test_branch_and_bound_alone_finds_what_descents_find(monkeypatch):
    monkeypatch.setattr(TrustRegion, "descend", lambda self, start, **_: start)
    solved = 0
    for _, _, game in games("boxes", 40, "assignment"):
        inner = search._Search(game, 0, never)
        if not game.keys or inner.region.place(np.zeros(len(game.keys))).solved:
            continue
        found = solutions(inner.region, Relaxation(inner.program), interim_box(inner.floats, 4.0), inner._accept)
        assert not isinstance(found, Branched)
        assert_core(game, inner.core)
        solved += 1
    assert solved > 3


def test_branch_and_bound_exhausts_the_box_of_a_game_without_a_core():
    game = Setting(majority({"1": HALVES, "2": {"only": 1}, "3": {"only": 1}})).game
    inner = search._Search(game, 0, never)
    found = solutions(inner.region, Relaxation(inner.program), interim_box(inner.floats, 4.0), inner._accept)
    assert isinstance(found, Branched)
    assert found.exhausted


@pytest.mark.parametrize("method", ["relaxation", "random-start", "branch-and-bound"])
def test_each_route_leads_to_core_allocations(method, monkeypatch):
    def only(self, places=search._Search._places):
        for name, place in places(self):
            if name == method:
                yield name, place

    monkeypatch.setattr(search._Search, "_places", only)
    solved = 0
    for family in BALANCED:
        for _, _, game in games(f"{method} {family}", 6, family):
            if game.keys:
                found = find_core(game)
                solved += isinstance(found, Found)
                if isinstance(found, Found):
                    assert_core(game, found.core)
                    assert found.method in (method, "complete-information")
    assert solved > 20


def test_missed_games_tell_the_multipliers_with_the_least_subsidy_on_the_way():
    game = Setting(majority({"1": HALVES, "2": {"only": 1}, "3": {"only": 1}})).game
    found = find_core(game)
    assert isinstance(found, Missed)
    assert least_supported_subsidy(game, found.multipliers).subsidy == Fraction(1, 2)


def test_missed_games_come_as_near_to_the_core_as_multipliers_bring_them():
    """Example 2 with a seller who, alone, gets 1 more than in trade: with type L, of probability 1/2, all together are worth 1 less than apart."""
    own, worth = {"H": 3, "L": 2}, {"H": 7, "L": 0}
    keep = {"1": lambda t: own[t["1"]], "2": lambda t: 0}
    market = make_market(
        {"1": {"H": Fraction(1, 2), "L": Fraction(1, 2)}, "2": {"buyer": 1}},
        {
            ("1",): {"keep": {"1": lambda t: own[t["1"]] + 1}},
            ("2",): {"nothing": {"2": lambda t: 0}},
            ("1", "2"): {"keep": keep, "trade": {"1": lambda t: 0, "2": lambda t: worth[t["1"]]}},
        },
    )
    game = Setting(market).game
    assert least_supported_subsidy(game, {}).subsidy > Fraction(1, 2)
    assert least_supported_subsidy(game, find_core(game).multipliers).subsidy == Fraction(1, 2)


def test_a_limit_ends_the_search():
    game = Setting(example_3()[0]).game
    assert find_core(game, stopped=lambda: True) == Missed(multipliers={})
    with pytest.raises(LimitCame):
        core_bound(game, quantity(game, lotteries={(0, 0): 1}), stopped=lambda: True)


def test_a_limit_ends_what_is_done_after_the_search_too():
    asked = count()
    with pytest.raises(LimitCame):
        find_core(Setting(example_3()[0]).game, stopped=lambda: next(asked) > 2, ended=lambda: True)


def test_linear_programs_are_solved_in_portions(monkeypatch):
    def value():
        floats = FloatGame(Setting(example_3()[0]).game)
        return TrustRegion(interim_program(floats), stopped=never).place(np.full(4, 0.5)).value

    whole, asked = value(), []
    monkeypatch.setattr(portions, "PORTION", 3)
    monkeypatch.setattr(trust_region, "solved", lambda solver, _: portions.solved(solver, lambda: bool(asked.append(1))))
    assert value() == pytest.approx(whole, abs=1e-9)
    assert len(asked) > 3


def test_relaxations_of_the_core_hold_for_core_allocations_and_none_holds_for_an_unbalanced_game():
    needing, refuted = 0, 0
    for _, _, game in games("core relaxations", 120):
        if not game.keys:
            continue
        floats = FloatGame(game)
        relaxation = core_relaxation(floats, interim_program(floats))
        found = find_core(game)
        if isinstance(found, Missed):
            root = relaxation.solve(interim_box(floats, 16.0))
            refuted += root is None or root.value > EMPTY
            continue
        alpha = floats.floats(found.core.multipliers)
        needing += bool(alpha.any())
        whole = interim_box(floats, max(4.0, float(alpha.max())))
        for radius in (16.0, 0.5, 0.01, 1e-6):
            box = whole
            for factor, number in enumerate(alpha.tolist()):
                box = box.with_factor(factor, max(0.0, number - radius), min(float(whole.factor_upper[factor]), number + radius))
            relaxed = relaxation.solve(box)
            assert relaxed is not None
            assert relaxed.value < 1e-6
    assert needing > 3
    assert refuted > 5


# From floats to fractions.


def test_candidates_keep_the_equations_that_hold_at_the_floats():
    game = Setting(seller_buyer((3, 2), (7, 0))).game
    floats = FloatGame(game)
    near = {(0, 0, 1): 1.6180339887, (0, 1, 0): 1.1180339887}
    found = list(candidates(floats, np.array([near[key] for key in game.keys])))
    assert len(found) > 5
    assert found[0] == {(0, 0, 1): 2, (0, 1, 0): Fraction(3, 2)}
    for multipliers in found:
        assert weights(game, multipliers) == ((1, 0), (1,))
    assert max(abs(float(found[-1][key]) - number) for key, number in near.items()) < 1e-5


def test_candidates_of_zeros_are_no_multipliers():
    game = Setting(example_3()[0]).game
    assert list(candidates(FloatGame(game), np.array([0.0, 1e-12, 0.0, 1e-9]))) == [{}]


# The whole core.


def quantity(game, *, lotteries=None, transfers=None, forgone=None, sign=1):
    parts = {"lotteries": lotteries or {}, "transfers": transfers or {}, "forgone": forgone or {}}
    return Quantity(**{name: {place: sign * Fraction(number) for place, number in table.items()} for name, table in parts.items()})


def severance_quantity(game, t, sign=1):
    """The severance of player 1 in a profile."""
    worth = {(t, action): payoffs[0][t] for action, payoffs in enumerate(game.everybody.payoffs)}
    return quantity(game, lotteries=worth, transfers={(0, t): 1}, forgone={(0, t): -1}, sign=sign)


def test_example_1_sells_to_high_types_with_at_most_1_5_and_pays_severance_of_at_most_1_2():
    game = Setting(seller_buyer((5, 1), (6, 2))).game
    assert core_bound(game, quantity(game, lotteries={(0, 1): 1})).greatest == pytest.approx(1 / 5, abs=1e-6)
    assert core_bound(game, severance_quantity(game, 1)).greatest == pytest.approx(1 / 2, abs=1e-6)
    assert core_bound(game, quantity(game, transfers={(0, 0): 1})).greatest == pytest.approx(6 / 5, abs=1e-6)


def test_example_2_pays_severance_of_at_least_5_6_and_side_bets_of_at_least_5_2():
    game = Setting(seller_buyer((3, 2), (7, 0))).game
    assert core_bound(game, severance_quantity(game, 1, sign=-1)).greatest == pytest.approx(-5 / 6, abs=1e-6)
    assert core_bound(game, quantity(game, transfers={(1, 0): 1, (0, 0): 1})).greatest == pytest.approx(-5 / 2, abs=1e-6)
    assert core_bound(game, quantity(game, transfers={(0, 0): 1})).greatest == pytest.approx(7 / 2, abs=1e-6)


def test_quantities_that_expectations_do_not_determine_have_no_bound():
    game = Setting(example_3()[0]).game
    assert core_bound(game, quantity(game, transfers={(0, 0): 1})).greatest is None
    assert core_bound(game, quantity(game, transfers={(0, 0): 1, (0, 1): 1})).greatest is not None


def test_bounds_that_only_an_assumed_box_gives_are_left_out():
    act = {"1": lambda t: 2 if t["1"] == "a" else 0, "2": lambda t: 1}
    market = make_market({"1": HALVES, "2": {"only": 1}}, {("1", "2"): {"act": act}})
    game = Setting(market).game
    assert core_bound(game, quantity(game, transfers={(0, 0): 1, (0, 1): -1})).greatest == pytest.approx(0, abs=1e-6)
    assert core_bound(game, quantity(game, forgone={(0, 0): 1, (0, 1): -1})).greatest is None


def test_an_empty_core_has_no_bounds():
    game = Setting(majority({i: {"only": 1} for i in "123"})).game
    assert core_bound(game, quantity(game, transfers={(0, 0): 1})) is None


def test_bounds_hold_for_the_core_allocations_that_are_found():
    for random, _, game in games("bounds", 12, "bilateral"):
        found = find_core(game).core
        action, t = random.randrange(game.everybody.actions), random.randrange(len(game.profiles))
        for sign in (1, -1):
            value = sign * found.mechanism.lotteries[t].get(action, Fraction(0))
            assert float(value) <= core_bound(game, quantity(game, lotteries={(t, action): sign}), most=40).greatest + 1e-6


# Severance in floats.


def repaired(game, mechanism):
    support = supporting(game, mechanism)
    return supporting_severance(game, mechanism, support, least_weights(game, support))


def pooled(price, bet):
    """The mechanism of Example 2 that always sells, with a side bet of the buyer."""
    price, bet = Fraction(price), Fraction(bet)
    return Mechanism(lotteries=({1: Fraction(1)}, {1: Fraction(1)}), transfers=((price, price), (-price - bet, bet - price)))


def test_example_2_severance_is_5_6_at_a_side_bet_of_5_2_and_none_is_found_without():
    game = Setting(seller_buyer((3, 2), (7, 0))).game
    assert repaired(game, pooled("7/2", "5/2")).severance == ((0, Fraction(5, 6)), (0, 0))
    without = repaired(game, pooled("7/2", 0))
    assert isinstance(without, NoneFound)
    assert without.boxes >= 1


def test_no_severance_is_found_for_the_first_mechanism_of_example_3():
    market, oracle, (mu, x) = example_3()
    actions = oracle.actions[oracle.everyone]
    lotteries = tuple({number: mu[t][c] for number, c in enumerate(actions) if mu[t][c]} for t in oracle.profiles)
    mechanism = Mechanism(lotteries=lotteries, transfers=tuple(tuple(x[i][t] for t in oracle.profiles) for i in oracle.players))
    assert isinstance(repaired(Setting(market).game, mechanism), NoneFound)


def test_least_severance_for_given_multipliers_is_that_of_theorem_1():
    verdicts = set()
    for random, oracle, game in games("given severance", 60):
        alpha = random_alpha(random, oracle)
        mechanism = random_mechanism(random, oracle, random.choice(("efficient", "changed")))
        program = Program()
        paid = {i: {t: program.variable("severance", i, t) for t in oracle.profiles} for i in oracle.players}
        kept = gross_payoffs_by_name(oracle, mechanism)
        omega = {i: {t: kept[i][t] - paid[i][t] for t in oracle.profiles} for i in oracle.players}
        for coalition, action in oracle.blocks():
            for part in oracle.parts(coalition):
                among = oracle.profiles_with(coalition, part)
                share = [
                    (virtual_share(oracle, alpha, omega, coalition, t) - virtual_worth(oracle, alpha, coalition, action, t)) * oracle.prior(t) for t in among
                ]
                program.at_least(total(share))
        try:
            least = program.minimum(total(paid[i][t] * oracle.prior(t) for i in oracle.players for t in oracle.profiles)).value
        except InfeasibleError:
            least = None
        mu, x = mechanism
        actions = oracle.actions[oracle.everyone]
        lotteries = tuple({number: mu[t][c] for number, c in enumerate(actions) if mu[t][c]} for t in oracle.profiles)
        stated = Mechanism(lotteries=lotteries, transfers=tuple(tuple(x[i][t] for t in oracle.profiles) for i in oracle.players))
        found = supported_severance(game, stated, ours(oracle, alpha), [range(size) for size in game.sizes])
        expected = None if found is None else sum(p * line[t] for line in found.severance for t, p in enumerate(game.probability))
        assert expected == least
        verdicts.add(least if least is None else least > 0)
    assert verdicts == {None, False, True}


def test_severance_is_found_for_mechanisms_of_core_allocations():
    needed = 0
    for family in ("two persons", "cover", "assignment"):
        for _, _, game in games(f"severance {family}", 15, family):
            mechanism = find_core(game).core.mechanism
            found = repaired(game, mechanism)
            payoffs = gross_payoffs(game, mechanism)
            allocation = [[w - more for w, more in zip(*tables, strict=True)] for tables in zip(payoffs, found.severance, strict=True)]
            assert shortfalls(game, found.multipliers, allocation, fine=False) == {}
            assert all(number >= 0 for table in found.severance for number in table)
            needed += any(map(any, found.severance))
    assert needed > 0


# One type each.


def test_balanced_weights_are_worth_more_than_all_exactly_where_the_core_is_empty():
    verdicts = set()
    for _, _, game in games("one type", 40, "one type"):
        plan = worthier_plan(game)
        verdicts.add(plan is None)
        assert isinstance(find_core(game), Found) == (plan is None)
    assert verdicts == {True, False}


@pytest.mark.parametrize("multipliers", [{(0, 0, 1): Fraction(-1, 8)}, {(0, 0, 1): Fraction(-1, 4), (0, 1, 0): Fraction(1, 8)}, {(0, 0, 1): Fraction(2)}])
def test_multipliers_that_are_not_admissible_support_nothing(multipliers):
    market = seller_buyer((1, 1), (3, 3))
    game = Setting(market).game
    assert supported_core(game, {}) is not None
    assert supported_core(game, multipliers) is None
    nothing = tuple((Fraction(0),) * 2 for _ in game.players)
    mechanism = Mechanism(lotteries=({1: Fraction(1)},) * 2, transfers=((Fraction(2),) * 2, (Fraction(-2),) * 2))
    found = supported_severance(game, mechanism, {}, [[], []])
    assert found is not None
    assert found.severance == nothing
    assert supported_severance(game, mechanism, multipliers, [[], []]) is None
