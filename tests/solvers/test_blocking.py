"""The search for plans that block: against the oracle, by every route, with numbers of every size; its inequalities and its plans."""

from dataclasses import replace
from fractions import Fraction
from itertools import pairwise, product
from math import prod
from random import Random

import numpy as np
import pytest

from marketwright.bayesian.setting import Setting
from marketwright.solvers.limit import LimitCame
from marketwright.solvers.linear.floats import FloatSolution, FloatSolver
from marketwright.solvers.mechanisms import blocking as blocking_module
from marketwright.solvers.mechanisms.blocking import Inhibitive, blocking, inequalities_of
from marketwright.solvers.mechanisms.dense import DenseGame, Quotients, averaged, dense_allocation, dense_game
from marketwright.solvers.mechanisms.exact_rows import broken
from marketwright.solvers.mechanisms.formulas import shortfalls
from marketwright.solvers.mechanisms.inequalities import Inequalities
from marketwright.solvers.mechanisms.largest_profit import largest_profit
from marketwright.solvers.mechanisms.plans import Plan, tenable_plan, tenable_profit
from tests.bayesian.told import M1, M2, example_1, example_3
from tests.bayesian_markets import make_market, random_allocation, random_alpha, random_market
from tests.bayesian_oracle import Game, gross_payoffs
from tests.solvers.blocking_cases import differences, named_multipliers, tiny_case

KEEP, TRADE = 0, 1


def rows_of(market, omega, fine=False):
    """The inequalities of an allocation {player: {profile: number}}."""
    game = Game(market)
    return inequalities_of(Setting(market).game, [[omega[i][t] for t in game.profiles] for i in game.players], fine=fine)


# Verdicts.


@pytest.mark.parametrize("seed", range(4))
def test_tiny_games_agree_with_the_program_as_printed(seed):
    random = Random(f"tiny blocking, suite {seed}")
    for number in range(150):
        assert differences(*tiny_case(random), fine=number % 4 == 3) == []


@pytest.mark.parametrize("fine", [False, True])
def test_games_of_all_families_agree_with_the_program_as_printed(fine):
    random = Random(f"families of blocking {fine}")
    for _ in range(60):
        market = random_market(random)
        game = Game(market)
        assert differences(market, game, random_allocation(random, game), fine) == []


def test_without_roundings_exact_bases_say_the_same(monkeypatch):
    monkeypatch.setattr(blocking_module, "_DENOMINATORS", ())
    random = Random("exact bases")
    for number in range(120):
        assert differences(*tiny_case(random), fine=number % 4 == 3) == []


def test_without_floats_that_help_exact_steps_say_the_same(monkeypatch):
    def gives_up(self):
        return FloatSolution(status="failed", value=0.0, point=np.zeros(0), multipliers=np.zeros(0), reduced=np.zeros(0))

    monkeypatch.setattr(FloatSolver, "solve", gives_up)
    monkeypatch.setattr(FloatSolver, "basis", lambda self: None)
    random = Random("no floats")
    for number in range(40):
        assert differences(*tiny_case(random), fine=number % 4 == 3) == []


@pytest.mark.parametrize("least", [Fraction(1, 10**40), Fraction(1, 10**9), Fraction(1, 10**16)])
def test_a_shortfall_of_any_size_blocks_and_none_does_not(least):
    market, game = example_1()
    omega = gross_payoffs(game, M2)
    edge = blocking(rows_of(market, omega))
    assert isinstance(edge, Inhibitive)
    omega["1"] = {t: number - least for t, number in omega["1"].items()}
    inequalities = rows_of(market, omega)
    found = blocking(inequalities)
    assert isinstance(found, Plan)
    assert 0 < found.profit <= largest_profit(inequalities, found).plan.profit <= least


@pytest.mark.parametrize("factor", [Fraction(1, 10**30), Fraction(10**30), Fraction(10**30, 7 * 97)])
def test_profits_scale_with_payoffs_of_any_size(factor):
    random = Random(f"sizes {factor}")
    for number in range(25):
        market, _, omega = tiny_case(random)
        scaled = market_times(market, factor)
        assert differences(scaled, Game(scaled), {i: {t: factor * x for t, x in table.items()} for i, table in omega.items()}, number % 4 == 3) == []


def market_times(market, factor):
    """The market with all payoffs multiplied."""
    players = {player.name: dict(zip(player.types, player.prior, strict=True)) for player in market.players}
    profiles = list(product(*(player.types for player in market.players)))
    tables = {}
    for coalition in market.coalitions:
        tables[coalition.members] = {
            action.name: {
                i: (lambda t, table=table: factor * table[profiles.index(tuple(t.values()))])
                for i, table in zip(coalition.members, action.payoffs, strict=True)
            }
            for action in coalition.actions
        }
    return make_market(players, tables)


def test_odds_with_large_denominators_are_exact():
    random = Random("odds")
    for number in range(25):
        _, game, omega = tiny_case(random)
        share = Fraction(random.randint(1, 10**25), 10**25 + 39)
        players = {i: dict(zip(types, (share, 1 - share), strict=True)) if len(types) == 2 else {types[0]: 1} for i, types in game.types.items()}
        tables = {
            coalition: {
                c: {i: (lambda t, i=i, s=coalition, c=c, game=game: game.u(i, s, c, tuple(t[j] for j in game.players))) for i in coalition} for c in actions
            }
            for coalition, actions in game.actions.items()
        }
        odd = make_market(players, tables)
        assert differences(odd, Game(odd), omega, number % 4 == 3) == []


def test_a_limit_ends_both_searches():
    market, game = example_1()
    inequalities = rows_of(market, gross_payoffs(game, M1))
    with pytest.raises(LimitCame):
        blocking(inequalities, stopped=lambda: True)
    found = blocking(inequalities)
    with pytest.raises(LimitCame):
        largest_profit(inequalities, found, stopped=lambda: True)


# Inequalities.


@pytest.mark.parametrize("fine", [False, True])
def test_rows_that_break_are_those_of_the_formulas(fine):
    random, broke = Random(f"rows {fine}"), 0
    for _ in range(40):
        market = random_market(random)
        game, numbers = Game(market), Setting(market).game
        omega = random_allocation(random, game)
        alpha = random_alpha(random, game)
        places = {(i, s): place for i in game.players for place, s in enumerate(game.types[i])}
        multipliers = {(game.players.index(i), places[i, s], places[i, r]): number for (i, s, r), number in alpha.items() if number}
        assert named_multipliers(game, multipliers) == {lie: number for lie, number in alpha.items() if number}
        tables = [[omega[i][t] for t in game.profiles] for i in game.players]
        inequalities = inequalities_of(numbers, tables, fine=fine)
        found = {inequalities.block(row) for row in broken(inequalities, multipliers).tolist()}
        assert found == set(shortfalls(numbers, multipliers, tables, fine=fine))
        assert all(inequalities.row(block) in range(inequalities.rows) for block in found)
        broke += len(found)
    assert broke > 100


def test_a_gain_of_one_is_seen_beside_a_loss_of_any_size():
    market = make_market({"1": {"a": 1}}, {("1",): {"gain": {"1": lambda t: 1}, "lose": {"1": lambda t: -(10**40)}}})
    inequalities = rows_of(market, {"1": {("a",): Fraction(0)}})
    assert broken(inequalities, {}).tolist() == [0]
    assert largest_profit(inequalities, blocking(inequalities)).plan.profit == 1


def test_excesses_in_floats_are_those_of_the_rows_in_integers():
    random = Random("excesses")
    for _ in range(20):
        market = random_market(random)
        game = Game(market)
        inequalities = rows_of(market, random_allocation(random, game), fine=random.random() < 0.5)
        point = np.array([random.random() for _ in inequalities.game.keys])
        rows = blocking_module.integer_rows(inequalities, np.arange(inequalities.rows), slack=False)
        made = [
            (sum(float(c) * point[v] for c, v in zip(rows.entries[a:b], rows.index[a:b], strict=True)) - float(right)) / (scale * inequalities.unit)
            for (a, b), right, scale in zip(pairwise(rows.starts), rows.right, rows.scales, strict=True)
        ]
        assert inequalities.excesses(point) == pytest.approx(np.array(made), abs=1e-12)


def test_only_the_best_action_of_a_coalition_and_its_types_is_added():
    market, game, mechanism = example_3()
    inequalities = rows_of(market, {i: dict.fromkeys(game.profiles, Fraction(-9)) for i in game.players})
    excesses = inequalities.excesses(np.zeros(len(inequalities.game.keys)))
    rows = inequalities.worst(excesses, 0.0, 10**6)
    places = [(inequalities.block(row)[0], inequalities.block(row)[2]) for row in rows.tolist()]
    assert len(places) == len(set(places)) == sum(prod(group.shape[1:]) for group in inequalities.groups)
    for row in rows.tolist():
        place, _, types = inequalities.block(row)
        group = inequalities.groups[place]
        assert excesses[row] == max(excesses[inequalities.row((place, action, types))] for action in range(group.shape[0]))
    few = inequalities.worst(excesses, 0.0, 5)
    assert min(excesses[few]) >= sorted(excesses[rows])[-5]
    assert mechanism is not None


def test_a_coalition_without_actions_has_no_inequalities():
    market, game = example_1()
    omega, numbers = gross_payoffs(game, M1), Setting(market).game
    idle = replace(numbers.coalitions[0], payoffs=())
    tables = [[omega[i][t] for t in game.profiles] for i in game.players]
    inequalities = inequalities_of(replace(numbers, coalitions=(idle, *numbers.coalitions[1:])), tables, fine=False)
    assert inequalities.rows == 5
    assert inequalities.block(0) == (1, 0, (0,))
    found = blocking(inequalities)
    assert isinstance(found, Inhibitive)  # the plan against M1 needs that {1} can keep the good alone
    assert not len(broken(inequalities, found.multipliers))


def test_averages_are_exact_where_they_leave_the_range_of_machine_integers():
    large = np.full((1, 1, 3, 2), 2**61, dtype=np.int64)
    assert averaged(large, 2, [(0, (1, 1, 1)), (1, (3, 5))]).tolist() == [[3 * 8 * 2**61]]
    weights = [(0, (2, 7, 1))]
    assert averaged(np.arange(6).reshape(1, 1, 3, 2), 2, weights).tolist() == [[[0 * 2 + 2 * 7 + 4, 1 * 2 + 3 * 7 + 5]]]


def test_games_of_arrays_are_those_of_fractions():
    random = Random("arrays")
    for _ in range(10):
        market = random_market(random)
        game = Setting(market).game
        dense = dense_game(game)
        assert dense.priors == game.priors
        assert dense.keys == game.keys
        for coalition, payoffs in zip(game.coalitions, dense.payoffs, strict=True):
            made = [[[Fraction(x, dense.denominator) for x in table.reshape(-1).tolist()] for table in tables] for tables in payoffs]
            assert made == [[list(action[place]) for action in coalition.payoffs] for place in range(len(coalition.members))]


# Plans.


def first_mechanism():
    """The inequalities of M1; the place of a type and of a coalition."""
    market, game = example_1()
    inequalities = rows_of(market, gross_payoffs(game, M1))
    return inequalities, {coalition.members: place for place, coalition in enumerate(market.coalitions)}


def papers_plan():
    """Section 4.1: if 1's type is H, then 8/9 that {1} keeps, 1/9 that they trade: 2 pays 5.90, 1 gets 5.50."""
    inequalities, places = first_mechanism()
    invitations = {(places["1",], KEEP, (0,)): Fraction(8, 9), (places["1", "2"], TRADE, (0, 0)): Fraction(1, 9)}
    payments = [(Fraction("5.5") / 9, Fraction(0)), (-Fraction("5.9") / 18,)]
    return inequalities, invitations, payments


def test_the_plan_of_section_4_is_tenable_with_a_profit_of_a_45th():
    assert tenable_profit(*papers_plan()) == Fraction(1, 45)


def test_the_plan_of_section_4_can_be_charged_more_for():
    inequalities, invitations, _ = papers_plan()
    assert tenable_plan(inequalities, invitations).profit == Fraction(2, 81)


@pytest.mark.parametrize(
    "change",
    [
        lambda invitations, payments: (invitations, [(payments[0][0] - 1, payments[0][1]), payments[1]]),  # H is better off elsewhere
        lambda invitations, payments: (invitations, [(payments[0][0] + 1, payments[0][1]), payments[1]]),  # L claims to be H
        lambda invitations, payments: (invitations, [payments[0], (payments[1][0] - 1,)]),  # 2 is better off elsewhere
        lambda invitations, payments: (invitations, [payments[0], (payments[1][0] + Fraction(1, 45),)]),  # no profit
        lambda invitations, payments: ({block: 2 * share for block, share in invitations.items()}, payments),  # more than surely
        lambda invitations, payments: ({block: -share for block, share in invitations.items()}, payments),
    ],
)
def test_plans_that_are_not_tenable_are_refused(change):
    inequalities, invitations, payments = papers_plan()
    assert tenable_profit(inequalities, *change(invitations, payments)) is None


def test_invitations_that_reward_a_circle_of_lies_have_no_payments():
    players = {"1": {"a": Fraction(1, 2), "b": Fraction(1, 2)}}
    market = make_market(players, {("1",): {"left": {"1": lambda t: t["1"] == "a"}, "right": {"1": lambda t: t["1"] == "b"}}})
    inequalities = rows_of(market, {"1": {("a",): Fraction(0), ("b",): Fraction(0)}})
    assert tenable_plan(inequalities, {(0, 0, (1,)): 1, (0, 1, (0,)): 1}) is None
    assert tenable_plan(inequalities, {(0, 0, (0,)): 1, (0, 1, (1,)): 1}).profit == 1


def test_no_invitations_are_no_plan():
    inequalities, _, _ = papers_plan()
    assert tenable_plan(inequalities, {}) is None
    assert tenable_plan(inequalities, {(0, 0, (0,)): 0}) is None


# A game of some size.


@pytest.mark.parametrize(("more", "blocks"), [(0, False), (1, False), (-1, True)])
def test_an_allocation_at_the_edge_of_a_large_game_is_decided_exactly(more, blocks):
    game, allocation = edge_of(4, 3, 5, Random("edge"))
    inequalities = Inequalities(game, Quotients(allocation.numbers + more, allocation.denominator), fine=False)
    assert inequalities.rows == 5 * (4**4 - 1)
    found = blocking(inequalities)
    assert isinstance(found, Plan) == blocks
    if isinstance(found, Plan):
        largest = largest_profit(inequalities, found)
        assert largest.plan.profit == sum(largest.slack) >= found.profit == tenable_profit(inequalities, found.invitations, found.payments)
    else:
        assert not len(broken(inequalities, found.multipliers))


def edge_of(players, types, actions, random):
    """A game with any payoffs, and an allocation that multipliers of 0 and no higher ones... support with many inequalities tight."""
    sizes = (types,) * players
    numbers = np.random.default_rng(random.randrange(10**9))
    members = [tuple(i for i in range(players) if mask >> i & 1) for mask in range(1, 1 << players)]
    members.sort(key=lambda some: (len(some), some))
    payoffs = tuple(numbers.integers(0, 1000, (len(some), actions, *sizes)) for some in members)
    game = DenseGame(odds=((1,) * types,) * players, coalitions=tuple(members), payoffs=payoffs)
    slacks = {}
    for some, table in zip(members, payoffs, strict=True):
        hidden = tuple(1 + i for i in range(players) if i not in some)
        slacks[some] = 2000 * len(some) * types ** (players - len(some)) - table.sum(axis=0).sum(axis=hidden).max(axis=0)
    allocation = np.full((players, *sizes), 2000, dtype=np.int64)
    for i, *profile in numbers.permutation([(i, *t) for i in range(players) for t in np.ndindex(sizes)]).tolist():
        parts = [(some, tuple(profile[j] for j in some)) for some in members if i in some]
        spare = min(int(slacks[some][part]) for some, part in parts)
        allocation[(i, *profile)] -= spare
        for some, part in parts:
            slacks[some][part] -= spare
    return game, Quotients(allocation, 1)


def test_tables_of_allocations_keep_their_denominator():
    found = dense_allocation((2,), [[Fraction(1, 6), Fraction(3, 4)]])
    assert (found.numbers.tolist(), found.denominator) == ([[2, 9]], 12)
