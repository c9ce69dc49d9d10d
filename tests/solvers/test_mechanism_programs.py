"""Programs over incentive compatible mechanisms, and the multipliers that support one, against the formulas."""

from fractions import Fraction
from random import Random

import pytest

from marketwright.bayesian.setting import Setting
from marketwright.solvers.limit import LimitCame
from marketwright.solvers.mechanisms.efficiency import NotPossible, best_above_floors, best_for_weights, efficiency_gap, reservations
from marketwright.solvers.mechanisms.formulas import gross_payoffs, interim, lies, profit, utilities, virtual, weights
from marketwright.solvers.mechanisms.game import Coalition, Game, Mechanism
from marketwright.solvers.mechanisms.incentives import Incentives, lie_worth, with_allocation, with_utilities
from marketwright.solvers.mechanisms.subsidy import least_subsidy, subsidized
from marketwright.solvers.mechanisms.support_range import Endless, Extreme, WeightRow, supporting, weight_of
from tests.bayesian_markets import random_alpha, random_market, random_mechanism, seller_buyer
from tests.bayesian_oracle import Game as NamedGame
from tests.bayesian_oracle_programs import jeopardy

HALF = Fraction(1, 2)
EXAMPLE_1 = Setting(seller_buyer((5, 1), (6, 2))).game


def numbered(game, mechanism):
    """The oracle's mechanism in numbers."""
    mu, x = mechanism
    lotteries = tuple({c: mu[t][name] for c, name in enumerate(game.actions[game.everyone]) if mu[t][name]} for t in game.profiles)
    return Mechanism(lotteries=lotteries, transfers=tuple(tuple(x[i][t] for t in game.profiles) for i in game.players))


def cases(seed, count, style=None):
    """Random numbers, a game with names and in numbers, and a mechanism of it."""
    random = Random(f"programs of mechanisms {seed}")
    for _ in range(count):
        market = random_market(random)
        named = NamedGame(market)
        yield random, named, Setting(market).game, numbered(named, random_mechanism(random, named, style))


@pytest.mark.parametrize("seed", range(3))
def test_rows_say_what_lies_bring_and_the_surplus_is_what_all_expect(seed):
    for _, _, game, mechanism in cases(f"rows {seed}", 12):
        now, told = utilities(game, mechanism), lies(game, mechanism)
        incentives = Incentives(game, [[level - 1 for level in line] for line in now])
        point = {incentives.probability(t, c): share for t, lottery in enumerate(mechanism.lotteries) for c, share in lottery.items()}
        point |= {incentives.excess(i, s): Fraction(1) for i, s in incentives.types}
        program = incentives.program()
        assert program.variables == incentives.excess(*incentives.types[-1]) + 1
        for number, (player, claim, true) in enumerate(game.keys):
            left = sum((share * point.get(variable, 0) for variable, share in program.rows[number].items()), Fraction(0))
            assert left - program.right_sides[number] == told[player, claim, true] - now[player][true]
            worth = sum((share * point.get(variable, 0) for variable, share in lie_worth(game, (player, claim, true)).items()), Fraction(0))
            assert now[player][claim] + worth == told[player, claim, true]
        expected = sum((p * u for prior, line in zip(game.priors, now, strict=True) for p, u in zip(prior, line, strict=True)), Fraction(0))
        assert sum((share * point.get(variable, 0) for variable, share in incentives.surplus.items()), Fraction(0)) - expected == profit(game, mechanism)


def test_mechanisms_are_made_of_utilities_or_of_an_allocation():
    for random, _, game, mechanism in cases("made", 25):
        wanted = tuple(tuple(Fraction(random.randint(-3, 5), 2) for _ in prior) for prior in game.priors)
        made = with_utilities(game, mechanism.lotteries, wanted)
        assert utilities(game, made) == wanted
        spent = {sum(column) for column in zip(*made.transfers, strict=True)}
        if len(game.sizes) > 1:
            assert spent == {-profit(game, made)}
        allocation = tuple(tuple(Fraction(random.randint(-3, 5)) for _ in game.profiles) for _ in game.players)
        more = with_allocation(game, mechanism.lotteries, allocation, wanted)
        paid = gross_payoffs(game, more)
        assert all(paid[i][t] - allocation[i][t] == wanted[i][profile[i]] for i in game.players for t, profile in enumerate(game.profiles))


def test_a_single_player_gets_what_he_expects():
    game = Game(priors=((HALF, HALF),), coalitions=(Coalition(members=(0,), payoffs=(((Fraction(1), Fraction(0)),), ((Fraction(0), Fraction(2)),))),))
    best = best_for_weights(game, game.priors)
    assert (best.mechanism.lotteries, best.value, best.multipliers) == (({0: Fraction(1)}, {1: Fraction(1)}), Fraction(3, 2), {})
    assert efficiency_gap(game, best.mechanism).gap == 0


def test_the_gap_of_a_mechanism_that_is_not_feasible_is_refused():
    paid = Mechanism(lotteries=({0: Fraction(1)}, {0: Fraction(1)}), transfers=((Fraction(1),) * 2, (Fraction(0),) * 2))
    with pytest.raises(ValueError, match="not feasible"):
        efficiency_gap(EXAMPLE_1, Mechanism(lotteries=paid.lotteries, transfers=((Fraction(9),) * 2, (Fraction(9),) * 2)))
    with pytest.raises(ValueError, match="not incentive-efficient"):
        supporting(EXAMPLE_1, paid).least({EXAMPLE_1.keys[0]: Fraction(1)})


def test_limits_end_programs():
    for search in (
        lambda: subsidized(EXAMPLE_1, ((HALF, HALF), (HALF,)), stopped=lambda: True),
        lambda: best_for_weights(EXAMPLE_1, EXAMPLE_1.priors, stopped=lambda: True),
        lambda: best_above_floors(EXAMPLE_1, EXAMPLE_1.priors, ((None, None), (None,)), stopped=lambda: True),
    ):
        with pytest.raises(LimitCame):
            search()


def test_floors_above_what_there_is_are_not_possible_and_floors_of_some_types_are():
    assert isinstance(best_above_floors(EXAMPLE_1, EXAMPLE_1.priors, ((Fraction(5), Fraction(2)), (Fraction(1, 2),))), NotPossible)
    found = best_above_floors(EXAMPLE_1, EXAMPLE_1.priors, ((Fraction(5), None), (None,)))
    assert not isinstance(found, NotPossible)
    assert (found.value, found.scale) == (4, 1)
    assert utilities(EXAMPLE_1, found.mechanism)[0][0] >= 5


def test_reservations_are_the_best_that_types_can_expect_alone():
    assert reservations(EXAMPLE_1) == ((5, 1), (0,))
    assert reservations(Game(priors=EXAMPLE_1.priors, coalitions=EXAMPLE_1.coalitions[1:])) == (None, (0,))


@pytest.mark.parametrize("seed", range(2))
def test_an_action_twice_changes_no_gap_and_no_subsidy(seed):
    for random, _, game, mechanism in cases(f"twice {seed}", 10, "burnt"):
        everybody = game.everybody
        twice = Coalition(members=everybody.members, payoffs=(*everybody.payoffs, random.choice(everybody.payoffs)))
        wider = Game(priors=game.priors, coalitions=(*game.coalitions[:-1], twice))
        assert efficiency_gap(wider, mechanism).gap == efficiency_gap(game, mechanism).gap > 0
        allocation = gross_payoffs(game, mechanism)
        assert least_subsidy(wider, allocation)[0] == least_subsidy(game, allocation)[0] < 0


@pytest.mark.parametrize("seed", range(2))
def test_ranges_of_weights_and_their_proofs_are_those_of_the_program_as_printed(seed):
    above = 0
    for _, named, game, mechanism in cases(f"weights {seed}", 30, "efficient"):
        if any(told > utilities(game, mechanism)[i][s] for (i, _, s), told in lies(game, mechanism).items()):
            continue
        _, found = jeopardy(named, ({t: dict.fromkeys(named.actions[named.everyone], Fraction(0)) | {
            named.actions[named.everyone][c]: share for c, share in lottery.items()} for t, lottery in zip(named.profiles, mechanism.lotteries, strict=True)},
            {i: dict(zip(named.profiles, table, strict=True)) for i, table in zip(named.players, mechanism.transfers, strict=True)}))  # fmt: skip
        support = supporting(game, mechanism)
        for (i, s), (least, greatest) in found.items():
            player, kind = named.players.index(i), named.types[i].index(s)
            prior, linear = game.priors[player][kind], weight_of(game, player, kind)
            low, high = support.least(linear), support.greatest(linear)
            assert isinstance(low, Extreme)
            assert prior + low.value == least == weights(game, low.point)[player][kind]
            if greatest is None:
                assert isinstance(high, Endless)
                assert sum(linear.get(key, 0) * number for key, number in high.ray.items()) > 0
            else:
                assert isinstance(high, Extreme)
                assert prior + high.value == greatest == weights(game, high.point)[player][kind]
            above += least > 0
    assert above


def test_the_weight_of_a_type_is_bounded_by_its_own_row():
    mechanism = Mechanism(lotteries=({1: Fraction(1)}, {1: Fraction(1)}), transfers=((Fraction(7, 2),) * 2, (Fraction(-7, 2),) * 2))
    found = supporting(Setting(seller_buyer((3, 2), (7, 0))).game, mechanism).least({(0, 0, 1): Fraction(-1), (0, 1, 0): Fraction(1)})
    assert isinstance(found, Extreme)
    assert (found.value, found.proof) == (-HALF, ((WeightRow(0, 1), Fraction(1)),))


def test_virtual_values_determine_the_table_which_is_an_average_of_them():
    """For a player and the others' types the map of tables is an M-matrix with rows that add up to 1: its inverse is at least 0."""
    random = Random("averages")
    for _ in range(40):
        market = random_market(random)
        named, game = NamedGame(market), Setting(market).game
        alpha = random_alpha(random, named)
        multipliers = {(named.players.index(i), named.types[i].index(s), named.types[i].index(r)): number for (i, s, r), number in alpha.items()}
        for i in game.players:
            here = [game.with_type(0, i, s) for s in range(game.sizes[i])]
            columns = [virtual(game, multipliers, i, [Fraction(t == place) for t in range(len(game.profiles))]) for place in here]
            matrix = [[column[t] for column in columns] for t in here]
            assert all(sum(row) == 1 for row in matrix)
            inverse = inverted(matrix)
            assert all(entry >= 0 for row in inverse for entry in row)
            assert all(sum(row) == 1 for row in inverse)
            table = [Fraction(random.randint(-5, 9)) for _ in game.profiles]
            back = virtual(game, multipliers, i, table)
            assert [sum(share * back[t] for share, t in zip(row, here, strict=True)) for row in inverse] == [table[t] for t in here]
            assert len(interim(game, i, table)) == game.sizes[i]


def inverted(matrix):
    """The inverse of a square matrix."""
    size = len(matrix)
    rows = [[*row, *(Fraction(place == column) for column in range(size))] for place, row in enumerate(matrix)]
    for column in range(size):
        pivot = next(row for row in rows[column:] if row[column])
        rows.remove(pivot)
        pivot = [entry / pivot[column] for entry in pivot]
        rows = [[entry - row[column] * other for entry, other in zip(row, pivot, strict=True)] for row in rows]
        rows.insert(column, pivot)
    return [row[size:] for row in rows]
