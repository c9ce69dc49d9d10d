"""Corners of mechanisms and of exact linear programs that no other test reaches: signs that count alone, three types, plans that just fail."""

from dataclasses import replace
from fractions import Fraction
from math import gcd
from random import Random

import numpy as np
import pytest

from marketwright.bayesian.setting import Setting
from marketwright.solvers.limit import never
from marketwright.solvers.linear.evidence import infeasible, optimum
from marketwright.solvers.linear.floats import Basis
from marketwright.solvers.linear.integers import integers
from marketwright.solvers.linear.program import Infeasible, LinearProgram, Optimum, Unbounded
from marketwright.solvers.linear.proposals import Proposer
from marketwright.solvers.linear.simplex import Simplex
from marketwright.solvers.linear.solve import ExactSolver
from marketwright.solvers.linear.sparse import objective_of, sparse
from marketwright.solvers.mechanisms import severance_cases
from marketwright.solvers.mechanisms.balance import Lotteries, Separation, _coprime
from marketwright.solvers.mechanisms.blocking import inequalities_of
from marketwright.solvers.mechanisms.cuts import quotients
from marketwright.solvers.mechanisms.exact_rows import are_admissible
from marketwright.solvers.mechanisms.formulas import gross_payoffs, weights
from marketwright.solvers.mechanisms.plans import tenable_plan, tenable_profit
from marketwright.solvers.mechanisms.rationalise import candidates
from marketwright.solvers.mechanisms.severance_cases import severance_by_cases
from marketwright.solvers.mechanisms.structures import Structure
from marketwright.solvers.mechanisms.tensors import FloatGame
from marketwright.solvers.mechanisms.two_members import impossible
from tests.bayesian.told import M1, example_1, example_3, mechanism_document
from tests.bayesian_markets import make_market
from tests.solvers.linear_cases import evidence_is_sound, large_program, small_program
from tests.solvers.test_linear_programs import some_basis

HALF, LITTLE = Fraction(1, 2), Fraction(1, 90)
H_FOR_L, L_FOR_H = (0, 0, 1), (0, 1, 0)


def inequalities_of_m1():
    """Example 1, and what M1 pays as its allocation."""
    market, game = example_1()
    here = Setting(market)
    payoffs = gross_payoffs(here.game, here.read_mechanism(mechanism_document(game, M1)))
    return inequalities_of(here.game, payoffs, fine=False), {coalition.members: place for place, coalition in enumerate(here.game.coalitions)}


# Multipliers.


@pytest.mark.parametrize(
    ("multipliers", "admissible"),
    [
        ({}, True),
        ({H_FOR_L: HALF}, True),
        ({H_FOR_L: Fraction(501, 1000)}, False),  # L has a weight below 0
        ({H_FOR_L: Fraction(3, 4), L_FOR_H: Fraction(1, 4)}, True),
        ({H_FOR_L: Fraction(3, 4), L_FOR_H: Fraction(1, 5)}, False),
        ({H_FOR_L: Fraction(1, 4), L_FOR_H: Fraction(-1, 100)}, False),
    ],
)
def test_multipliers_are_admissible_if_neither_they_nor_weights_are_below_0(multipliers, admissible):
    inequalities, _ = inequalities_of_m1()
    assert are_admissible(inequalities, multipliers) is admissible


def test_candidates_with_multipliers_below_0_are_left_out():
    """The weight of b is 1/4 + 1/20 - 3/10 = 0; with 3/10 rounded to 0 the other multiplier would be -1/4."""
    market = make_market({"1": {"a": Fraction(3, 4), "b": Fraction(1, 4)}}, {("1",): {"act": {"1": lambda t: t["1"] == "a"}}})
    game = Setting(market).game
    found = list(candidates(FloatGame(game), np.array([{(0, 0, 1): 0.3, (0, 1, 0): 0.05}[key] for key in game.keys])))
    assert {(0, 0, 1): Fraction(3, 10), (0, 1, 0): Fraction(1, 20)} in found
    assert all(number > 0 for multipliers in found for number in multipliers.values())
    assert all(weights(game, multipliers)[0][1] == 0 for multipliers in found)


def test_candidates_leave_a_type_without_weight_so_beside_two_others():
    """The weight of a is 1/3 - 1/12 - 1/4 = 0; b and c tempt each other, which is no matter of his."""
    third = Fraction(1, 3)
    market = make_market({"1": {"a": third, "b": third, "c": third}}, {("1",): {"act": {"1": lambda t: {"a": 1, "b": 2, "c": 4}[t["1"]]}}})
    game = Setting(market).game
    near = {(0, 1, 0): 1 / 12, (0, 2, 0): 1 / 4, (0, 1, 2): 0.0317, (0, 2, 1): 0.0871}
    found = list(candidates(FloatGame(game), np.array([near.get(key, 0.0) for key in game.keys])))
    assert len(found) > 2
    assert all(weights(game, multipliers)[0][0] == 0 for multipliers in found)
    assert max(abs(float(found[-1].get(key, 0)) - number) for key, number in near.items()) < 1e-5


# Plans.


def test_an_invitation_of_nobody_leaves_a_plan_tenable():
    inequalities, places = inequalities_of_m1()
    invitations = {(places[0,], 0, (0,)): Fraction(8, 9), (places[0, 1], 1, (0, 0)): Fraction(1, 9)}
    payments = [(Fraction("5.5") / 9, Fraction(0)), (-Fraction("5.9") / 18,)]
    assert tenable_profit(inequalities, invitations | {(places[0,], 0, (1,)): Fraction(0)}, payments) == Fraction(1, 45)


def test_a_plan_that_earns_something_is_not_tenable_if_a_type_gains_by_a_lie():
    """H gets a 90th more; that leaves a profit, and L would say that he is H."""
    inequalities, places = inequalities_of_m1()
    invitations = {(places[0,], 0, (0,)): Fraction(8, 9), (places[0, 1], 1, (0, 0)): Fraction(1, 9)}
    paid = Fraction("5.5") / 9
    assert tenable_profit(inequalities, invitations, [(paid, Fraction(0)), (-Fraction("5.9") / 18,)]) == Fraction(1, 45)
    assert tenable_profit(inequalities, invitations, [(paid + LITTLE, Fraction(0)), (-Fraction("5.9") / 18,)]) is None
    assert tenable_profit(inequalities, invitations, [(paid + LITTLE, LITTLE), (-Fraction("5.9") / 18,)]) == Fraction(1, 45) - LITTLE


def test_invitations_that_cost_more_than_they_bring_are_no_plan():
    inequalities, places = inequalities_of_m1()
    assert tenable_plan(inequalities, {(places[0,], 0, (0,)): 1}) is None


# Structures of two members.


@pytest.mark.parametrize("member", [0, 1])
@pytest.mark.parametrize("kind", ["likeliest", "reply", "apart", "never"])
@pytest.mark.parametrize("met", [True, False])
def test_what_is_decided_is_decided_so(member, kind, met):
    need = (kind, 1, 0)
    open_structure = Structure(member)
    assert open_structure.decided(member, need) is None
    assert open_structure.with_need(member, need, met).decided(member, need) is met
    assert Structure(1 - member).decided(member, ("apart", 1, 0)) is True


class Sizes:
    """As much of an offer as tells what is possible."""

    types, moves = (2, 1), (2, 1)


@pytest.mark.parametrize(
    ("structure", "expected"),
    [
        (Structure(0), False),
        (Structure(0, moves={(0, 1, 0): False}), False),
        (Structure(0, moves={(0, 0, 0): False, (0, 1, 1): False}), False),
        (Structure(0, moves={(0, 1, 0): False, (0, 1, 1): False}), True),
        (Structure(0, moves={(0, 1, 0): False, (0, 1, 1): True}), False),
        (Structure(0, moves={(1, 0, 0): False}), True),
        (Structure(0, likeliest={(0, 0): False}), False),
        (Structure(0, likeliest={(0, 0): False, (0, 1): False}), True),
        (Structure(0, likeliest={(0, 0): False, (0, 1): True}), False),
    ],
)
def test_a_type_without_moves_and_a_member_without_likeliest_types_are_impossible(structure, expected):
    assert impossible(Sizes, structure) is expected


# Balance and severance.


@pytest.mark.parametrize(("numbers", "expected"), [((4, 6), (2, 3)), ((Fraction(1, 2), Fraction(-3, 4)), (2, -3)), ((0, 5), (0, 1)), ((-2,), (-1,))])
def test_numbers_become_coprime_integers_in_the_same_proportions(numbers, expected):
    assert _coprime([Fraction(number) for number in numbers]) == expected


def test_values_that_separate_have_no_common_factor():
    random, separations = Random("separations"), 0
    for _ in range(60):
        actions = [tuple(6 * random.randint(0, 3) for _ in range(3)) for _ in range(3)]
        payoffs = tuple(6 * random.randint(0, 3) for _ in range(3))
        found = Lotteries(actions, never).matching(payoffs)
        if isinstance(found, Separation):
            separations += 1
            assert all(value.denominator == 1 for value in found.values)
            assert gcd(*(value.numerator for value in found.values)) == 1
            worths = [sum(value * number for value, number in zip(found.values, line, strict=True)) for line in (payoffs, *actions)]
            assert found.gain == worths[0] - max(worths[1:]) > 0
    assert separations > 20


def test_cases_that_would_be_too_large_are_not_tried(monkeypatch):
    market, game, mechanism = example_3()
    here = Setting(market)
    monkeypatch.setattr(severance_cases, "MOST_ENTRIES", 10)
    assert severance_by_cases(here.game, here.read_mechanism(mechanism_document(game, mechanism)), most=1_000, stopped=never) is None


# Linear programs.


def test_large_quotients_are_rounded_once():
    assert quotients(integers([3 << 90, -(1 << 80)]), [1 << 91, 1 << 79]).tolist() == [1.5, -2.0]
    assert quotients(integers([3, -1]), [1 << 70, 1 << 70]).tolist() == [3 * 0.5**70, -(0.5**70)]
    assert quotients(integers([3, -1]), [2, 4]).tolist() == [1.5, -0.25]


def test_multipliers_below_0_prove_nothing_but_for_equalities():
    """With -1 times -x <= -2 the least x would pass for the largest, and with -1 times -x <= 1 a program for one without points."""
    rows, objective = ({0: Fraction(1)}, {0: Fraction(-1)}), {0: Fraction(1)}
    for equalities in (frozenset(), frozenset({1})):
        above = sparse(LinearProgram(variables=1, rows=rows, right_sides=(Fraction(3), Fraction(-2)), equalities=equalities))
        below = sparse(LinearProgram(variables=1, rows=rows, right_sides=(Fraction(3), Fraction(1)), equalities=equalities))
        proofs = optimum(above, objective_of(above, objective), (integers([2]), 1), (integers([0, -1]), 1)), infeasible(below, integers([0, -1]))
        assert [proof is not None for proof in proofs] == [bool(equalities)] * 2


def test_nothing_is_wrong_exactly_at_bases_whose_point_and_multipliers_are_optimal():
    optimal = 0
    for seed in range(300):
        program, objective = small_program(seed)
        exact = sparse(program)
        aim = objective_of(exact, objective)
        try:
            simplex = Simplex(exact, some_basis(program, Random(seed)))
        except ZeroDivisionError:
            continue
        _, shares, scale = simplex.vertex.reduced(aim)
        proof = optimum(exact, aim, simplex.vertex.point, (shares, scale))
        assert (simplex.wrong(aim) == 0) is (proof is not None)
        optimal += proof is not None
    assert optimal > 10


def test_dual_steps_keep_what_the_objective_charges():
    """So they end at an optimum."""
    random = Random("dual steps")
    for _ in range(60):
        rows = tuple({variable: Fraction(-random.randint(0, 3)) for variable in range(4)} | {row: Fraction(-1)} for row in range(4))
        program = LinearProgram(variables=4, rows=rows, right_sides=tuple(Fraction(-random.randint(1, 9)) for _ in rows))
        exact = sparse(program)
        aim = objective_of(exact, {variable: Fraction(-random.randint(1, 9)) for variable in range(4)})
        simplex = Simplex(exact, Basis(np.zeros(4, dtype=np.bool_), np.ones(4, dtype=np.bool_)))
        assert simplex.wrong(aim) == 4
        assert simplex._feasible(aim) is None
        assert simplex.wrong(aim) == 0


@pytest.mark.parametrize("lie", ["infeasible", "unbounded", "no optimum", "failed"])
def test_what_floats_say_wrongly_of_a_program_changes_no_outcome(lie, monkeypatch):
    """Bases are as they were; only the verdict is another.  Programs are large enough for it to be looked into."""
    first = Proposer.first
    monkeypatch.setattr(Proposer, "first", lambda proposer, objective: (lie, first(proposer, objective)[1]))
    for seed in range(3):
        program, objective = large_program(seed, 40)
        outcome = ExactSolver(program).maximum(objective)
        assert isinstance(outcome, Optimum)
        assert evidence_is_sound(program, objective, outcome)
    endless = LinearProgram(variables=program.variables + 1, rows=program.rows, right_sides=program.right_sides, equalities=program.equalities)
    assert isinstance(ExactSolver(endless).maximum(objective | {program.variables: Fraction(1)}), Unbounded)
    contrary = replace(program, rows=(*program.rows, {0: Fraction(1)}), right_sides=(*program.right_sides, Fraction(-1)))
    assert isinstance(ExactSolver(contrary).maximum(objective), Infeasible)
