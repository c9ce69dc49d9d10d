"""Trees of prices: every leaf is evaluated again from the definition."""

from fractions import Fraction
from random import Random

import pytest
from hypothesis import example, given, settings

from marketwright.solvers.surplus.charged import Charged
from marketwright.solvers.surplus.exact import Surplus
from marketwright.solvers.surplus.leaves import leaf_bound
from marketwright.solvers.surplus.tree import Closed, Found, LimitReached, Patience, bounded
from tests.solvers.surplus_cases import (
    EXAMPLE_1,
    EXAMPLE_3,
    competitive,
    excess_of,
    leaf_bounds,
    leaf_of,
    problems,
    quadratic,
    sets,
    similar,
    vector,
    vickrey,
)

ALIKE = [quadratic([1, 2], [[1, 0], [0, 2]])] * 30


def evidence_is_sound(utilities, case, outcome):
    match outcome:
        case Found(members=members):
            return bool(members) and excess_of(utilities, case, members) > 0
        case Closed(nodes=nodes):
            return max(leaf_bounds(utilities, case, nodes), default=0) <= 0
        case LimitReached(nodes=nodes, at_most=at_most):
            return max(leaf_bounds(utilities, case, nodes)) <= at_most
    return False


@given(problems())
@settings(max_examples=100, deadline=None)
def test_closed_trees_and_found_sets_agree_with_the_definition(problem):
    utilities, case = problem
    outcome = bounded(case)
    assert evidence_is_sound(utilities, case, outcome)
    blocked = any(excess_of(utilities, case, members) > 0 for members in sets(len(utilities)))
    assert isinstance(outcome, Found if blocked else Closed)


@given(problems(most=4))
@settings(max_examples=50, deadline=None)
@example((EXAMPLE_3[1:], vickrey(EXAMPLE_3[1:], vector(1, 0))))
def test_a_tree_of_two_leaves_bounds_all_sets(problem):
    utilities, case = problem
    outcome = bounded(case, Patience(leaves=2))
    assert evidence_is_sound(utilities, case, outcome)
    if isinstance(outcome, LimitReached):
        assert outcome.at_most >= max(excess_of(utilities, case, members) for members in sets(len(utilities)))


def test_example_3_is_found():
    assert bounded(vickrey(EXAMPLE_3, vector(1, 0))) == Found(members=(0,))


def test_example_3_is_closed_with_its_margin_as_a_further_charge():
    case = vickrey(EXAMPLE_3, vector(1, 0))
    tied = Charged(surplus=case.surplus, quantity=case.quantity, charges=case.charges, fixed=case.fixed + Fraction(8581, 11449400))
    outcome = bounded(tied)
    assert isinstance(outcome, Closed)
    assert max(leaf_bounds(EXAMPLE_3, tied, outcome.nodes)) == 0


def test_competitive_charges_close_at_the_root():
    case = competitive(EXAMPLE_1, vector(1))
    assert bounded(case) == Closed(nodes=((Fraction(3),),))


def test_agents_who_gain_nothing_from_one_another_close_at_the_root():
    case = Charged(surplus=Surplus(ALIKE), quantity=vector(0, 0), charges=(Fraction(0),) * 30, fixed=Fraction(0))
    outcome = bounded(case)
    assert outcome == Closed(nodes=((Fraction(1), Fraction(2)),))


@pytest.mark.parametrize(("size", "goods"), [(16, 1), (28, 2), (28, 3), (60, 1)])
def test_vickrey_charges_of_similar_agents_need_a_leaf_for_each_tie(size, goods):
    utilities, quantity = similar(Random(size), size, goods, spread=2)
    case = vickrey(utilities, quantity)
    outcome = bounded(case)
    assert isinstance(outcome, Closed)
    bounds = leaf_bounds(utilities, case, outcome.nodes)
    assert bounds == [0] * (size + 1)


@pytest.mark.parametrize("seed", range(6))
def test_charges_at_which_the_best_of_many_sets_ties_are_closed(seed):
    utilities, quantity = similar(Random(seed), 20, 2, spread=60)
    case = vickrey(utilities, quantity)
    outcome = bounded(case)
    while isinstance(outcome, Found):
        assert evidence_is_sound(utilities, case, outcome)
        case = Charged(surplus=case.surplus, quantity=quantity, charges=case.charges, fixed=case.fixed + excess_of(utilities, case, outcome.members))
        outcome = bounded(case)
    assert isinstance(outcome, Closed)
    assert evidence_is_sound(utilities, case, outcome)


def test_sets_without_a_fixed_charge_or_a_quantity_are_closed_by_one_price():
    utilities, quantity = similar(Random(9), 20, 2)
    charges = vickrey(utilities, quantity).charges
    case = Charged(surplus=Surplus(utilities), quantity=vector(0, 0), charges=charges, fixed=Fraction(0))
    outcome = bounded(case)
    assert len(outcome.nodes) == 1
    assert leaf_bounds(utilities, case, outcome.nodes) == [0]


def test_more_patience_means_a_smaller_bound():
    utilities, quantity = similar(Random(2), 24, 2, spread=2)
    case = vickrey(utilities, quantity)
    outcomes = [bounded(case, Patience(leaves=leaves)) for leaves in (1, 5, 20)]
    assert all(isinstance(outcome, LimitReached) and evidence_is_sound(utilities, case, outcome) for outcome in outcomes)
    bounds = [outcome.at_most for outcome in outcomes]
    assert bounds == sorted(bounds, reverse=True)
    assert bounds[-1] > 0
    assert bounded(case, Patience(stopped=lambda: True)) == outcomes[0]
    ticks = iter(range(100))
    timed = bounded(case, Patience(seconds=6, clock=lambda: next(ticks)))
    assert timed.at_most < outcomes[0].at_most


def test_numbers_beyond_floats_are_bounded_by_one_price():
    huge = 10**200
    utilities = [quadratic([huge + agent], [[1 + agent]]) for agent in range(3)]
    case = vickrey(utilities, vector(huge))
    outcome = bounded(case)
    assert isinstance(outcome, LimitReached)
    assert evidence_is_sound(utilities, case, outcome)


@given(problems(most=4))
@settings(max_examples=50, deadline=None)
def test_leaf_bounds_are_those_of_the_definition(problem):
    utilities, case = problem
    everybody = frozenset(range(len(utilities)))
    inside = frozenset(agent for agent in everybody if agent % 2)
    price = tuple(Fraction(place - 1, 3) for place in range(case.surplus.goods))
    assert leaf_bound(case, inside, everybody - inside, price) == leaf_of(utilities, case, inside, everybody - inside, price)
    clearing = case.surplus.price(everybody, case.quantity)
    assert leaf_bound(case, inside, everybody - inside, ()) == leaf_of(utilities, case, inside, everybody - inside, clearing)
