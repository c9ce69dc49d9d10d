"""Exact worths: the numbers of the spec, and the conditions of an optimum."""

from fractions import Fraction
from random import Random

import pytest
from hypothesis import given, settings

from marketwright.solvers.surplus.exact import MOST_LISTED, Surplus
from marketwright.solvers.surplus.matrices import dot, inverse
from tests.solvers.surplus_cases import (
    EXAMPLE_1,
    EXAMPLE_3,
    best_bundles,
    clearing_price,
    excess_of,
    problems,
    quadratic,
    sets,
    similar,
    utility_of,
    vector,
    vickrey,
    worth_of,
)


def test_example_1_worths_price_and_allocation():
    surplus = Surplus(EXAMPLE_1)
    assert surplus.worths(vector(1)) == [Fraction(number, 4) for number in (0, 14, 14, 15, 6, 15, 15, 18)]
    assert surplus.worths(vector(0)) == [0, 0, 0, 0, 0, 1, 1, Fraction(4, 3)]
    assert surplus.price([0, 1, 2], vector(1)) == (3,)
    assert surplus.allocation([2, 1, 0], vector(1)) == ((1,), (1,), (-1,))


def test_example_3_margin_of_the_only_blocking_set():
    case = vickrey(EXAMPLE_3, vector(1, 0))
    assert {members: case.excess(members) for members in sets(3) if case.sign(members) >= 0} == {
        (0,): Fraction(8581, 11449400),
        (0, 1): 0,
        (0, 2): 0,
        (1, 2): 0,
        (0, 1, 2): 0,
    }


@given(problems(most=4))
@settings(deadline=None)
def test_worths_prices_and_allocations_are_those_of_an_optimum(problem):
    utilities, case = problem
    surplus, quantity = case.surplus, case.quantity
    listed = surplus.worths(quantity)
    assert listed[0] == surplus.worth((), quantity) == 0
    for members in sets(surplus.size):
        bundles, price = best_bundles(utilities, members, quantity)
        assert surplus.price(members, quantity) == price == clearing_price(utilities, members, quantity)
        assert surplus.allocation(members, quantity) == bundles
        assert listed[sum(1 << agent for agent in members)] == surplus.worth(members, quantity) == worth_of(utilities, members, quantity)
        assert case.excess(members) == excess_of(utilities, case, members)
        for agent, bundle in zip(members, bundles, strict=True):
            assert surplus.demand(agent, price) == bundle
            assert surplus.utility(agent, bundle) == utility_of(utilities[agent], bundle)
            assert surplus.gain(agent, price) == utility_of(utilities[agent], bundle) - dot(price, bundle)


def test_curvature_is_the_parallel_sum():
    surplus = Surplus([quadratic([1], [[2]]), quadratic([1], [[3]]), quadratic([5], [[6]])])
    assert surplus.curvature([0, 1, 2]) == ((Fraction(1),),)
    assert surplus.inverse(1) == inverse(((Fraction(3),),)) == ((Fraction(1, 3),),)


def test_a_quantity_of_any_sign_and_a_lone_agent():
    surplus = Surplus([quadratic([1, 2], [[2, 1], [1, 2]])])
    assert surplus.worths(vector(-1, 3)) == [0, surplus.utility(0, vector(-1, 3))] == [0, 5 - 7]


def test_nobody_has_no_price():
    surplus = Surplus(EXAMPLE_1)
    with pytest.raises(ValueError, match="an empty set of agents has no price and no curvature"):
        surplus.price((), vector(1))


def test_too_many_sets_are_refused():
    utilities, quantity = similar(Random(1), MOST_LISTED + 1, 1)
    with pytest.raises(ValueError, match="17 agents have too many sets to list; 16 are allowed"):
        Surplus(utilities).worths(quantity)


def test_a_singular_matrix_is_refused():
    with pytest.raises(ArithmeticError, match="the matrix is singular"):
        Surplus([quadratic([1, 1], [[1, 1], [1, 1]])])
