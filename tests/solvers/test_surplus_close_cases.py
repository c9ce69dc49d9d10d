"""Corners of surplus that no other test reaches: error bounds that matter alone, rounding directions, limits, ends of the range of floats."""

import math
from fractions import Fraction
from functools import partial
from itertools import combinations
from math import inf
from random import Random

import numpy as np
import pytest

from marketwright.solvers.surplus import scan
from marketwright.solvers.surplus.charged import Charged
from marketwright.solvers.surplus.commuting import invariant_parts
from marketwright.solvers.surplus.exact import Surplus
from marketwright.solvers.surplus.families import ExponentialUtility, QuadraticUtility
from marketwright.solvers.surplus.floats import float_terms
from marketwright.solvers.surplus.joint import mean_eigenvectors, nearly_common_eigenvectors
from marketwright.solvers.surplus.leaves import Leaves, leaf_bound
from marketwright.solvers.surplus.matrices import apply, dot
from marketwright.solvers.surplus.newton import Efficient, Unsettled, correction, efficient_bundles
from marketwright.solvers.surplus.supply import Payments, payments
from marketwright.solvers.surplus.tree import Closed, Found, Patience, bounded
from tests.solvers.surplus_cases import competitive, quadratic, similar, vector, vickrey, worth_of

TENTHS = vector("-0.1", "-0.2", "0.3")
"""Their sum is 0, that of their floats is below."""


def in_floats(monkeypatch):
    """Few agents are served by floats as well."""
    monkeypatch.setattr(scan, "FEW", 0)


def charged(utilities, quantity, charges, fixed=0):
    return Charged(surplus=Surplus(utilities), quantity=quantity, charges=tuple(map(Fraction, charges)), fixed=Fraction(fixed))


def test_charges_that_cancel_exactly_but_not_in_floats_are_a_tie(monkeypatch):
    in_floats(monkeypatch)
    case = charged([quadratic([0], [[1]])] * 3, vector(0), [-gain for gain in TENTHS])
    found = scan.verdict(case)
    assert (0, 1, 2) in found.ties
    assert found.complete


def test_demands_that_cancel_exactly_but_not_in_floats_are_a_tie(monkeypatch):
    in_floats(monkeypatch)
    for scale in (1, 3, 7, 11):
        found = scan.verdict(competitive([quadratic([scale * theta], [[1]]) for theta in TENTHS], vector(0)))
        assert (0, 1, 2) in found.ties
        assert found.complete


def test_the_error_of_the_table_counts_what_the_quantity_costs(monkeypatch):
    """Gains are small, and money paid for the quantity is not."""
    in_floats(monkeypatch)
    quantity = vector(Fraction(1, 3))
    for numerator in range(1, 20):
        utilities = [quadratic([Fraction(numerator * 10**9, 7)], [[Fraction(1, 10**12)]])] * 3
        table = scan.worths(Surplus(utilities), quantity)
        exact = {sum(1 << agent for agent in members): worth_of(utilities, members, quantity) for members in [(0,), (0, 1), (0, 1, 2)]}
        assert max(abs(Fraction(float(table.worths[mask])) - worth) for mask, worth in exact.items()) <= table.error < inf


@pytest.mark.parametrize(
    ("thetas", "matrices"),
    [
        pytest.param([[1, 1]] * 3, [[[1, slope], [slope, slope**2 + Fraction(1, 10**13)]] for slope in (1, 2, -1)], id="nearly singular"),
        pytest.param([[10**70], [2 * 10**70]], [[[1]], [[2]]], id="large money"),
        pytest.param([[1], [1]], [[[1]], [[10**130]]], id="slopes far apart"),
        pytest.param([[Fraction(1, 10**250)]] * 2, [[[Fraction(1, 10**250)]]] * 2, id="small slopes"),
    ],
)
def test_floats_are_not_trusted_near_the_ends_of_their_range(thetas, matrices):
    utilities = [quadratic(theta, matrix) for theta, matrix in zip(thetas, matrices, strict=True)]
    case = charged(utilities, vector(*[1] * len(thetas[0])), [0] * len(thetas))
    assert float_terms(case).margin == inf
    assert scan.close_or_above(case) == scan.Close(sets=(), complete=False, best=0, at_most=inf)


def test_worths_of_few_agents_are_wrong_by_the_rounding_to_floats_at_most():
    table = scan.worths(Surplus([quadratic([Fraction(1, 3)], [[1]])]), vector(1))
    assert abs(Fraction(float(table.worths[1])) + Fraction(1, 6)) <= table.error < 1e-15
    assert table.error > 0


def test_worths_far_below_0_are_minus_infinity_in_floats():
    table = scan.worths(Surplus([quadratic([0], [[1]])]), vector(10**200))
    assert table.worths.tolist() == [0, -inf]


def alike(fixed):
    """Three agents who have an excess of minus the fixed charge, whoever they are."""
    return charged([quadratic([1], [[1]])] * 3, vector(0), [0, 0, 0], fixed)


def test_as_many_close_sets_as_asked_for_are_all_of_them():
    assert scan.close_or_above(alike(0), 7).sets == tuple(range(1, 8))
    assert [scan.close_or_above(alike(0), most).complete for most in (6, 7)] == [False, True]


def test_sets_that_share_the_largest_excess_are_listed_once_and_not_all_known(monkeypatch):
    in_floats(monkeypatch)
    found = scan.verdict(alike(-1), most=3)
    assert (found.complete, found.largest_known) == (False, False)
    assert len({one.members for one in found.positive}) == len(found.positive)
    assert {one.excess for one in found.positive} == {1}


def test_second_differences_are_listed_once(monkeypatch):
    in_floats(monkeypatch)
    utilities = [quadratic([theta], [[1]]) for theta in (4, 4, 4, 2, 1, 7)]
    found = scan.second_differences(Surplus(utilities), vector(0), most=2)
    assert not found.complete
    assert len({(one.base, one.pair) for one in found.positive}) == len(found.positive) > 0


def test_ties_of_agents_with_nearly_singular_matrices_are_seen_through_the_error_of_forms(monkeypatch):
    """All agents, and all but one, have an excess of exactly 0 at Vickrey charges."""
    in_floats(monkeypatch)
    random = Random(1377)
    goods, size = random.choice((2, 2, 3)), random.choice((3, 4))
    utilities = []
    for _ in range(size):
        line, thin = [random.randint(-9, 9) for _ in range(goods)], Fraction(1, 10 ** random.choice((5, 6, 7, 8)))
        matrix = [[line[row] * line[column] + thin * (row == column) for column in range(goods)] for row in range(goods)]
        utilities.append(quadratic([random.randint(-1000, 1000) for _ in range(goods)], matrix))
    found = scan.verdict(vickrey(utilities, vector(*(random.randint(-(10**4), 10**4) for _ in range(goods)))))
    assert {tuple(range(size)), *(tuple(other for other in range(size) if other != agent) for agent in range(size))} <= set(found.ties)


def test_seconds_of_a_search_are_counted_from_its_beginning():
    utilities, quantity = similar(Random(2), 24, 2, spread=2)
    case = vickrey(utilities, quantity)
    early, late = (bounded(case, Patience(seconds=6, clock=partial(next, iter(range(start, start + 100))))) for start in (0, 1000))
    assert early == late != bounded(case, Patience(leaves=1))


THIRD = Fraction(1, 3)


@pytest.mark.parametrize(
    ("theta", "quantity", "charge", "fixed", "price"),
    [(0, 0, 0, THIRD, 0), (0, 0, 0, -THIRD, 0), (1, THIRD, 0, 0, 1), (1, -THIRD, 0, 0, 1), (0, 0, THIRD, 0, 0), (0, 0, -THIRD, 0, 0), (THIRD, 0, 0, 0, 0)],
    ids=["a fixed charge", "a fixed payment", "a purchase", "a sale", "a charge", "a payment", "a gain"],
)
def test_a_rounded_bound_of_a_leaf_is_not_below_the_exact_one(theta, quantity, charge, fixed, price):
    case = charged([quadratic([theta], [[1]])], vector(quantity), [charge], fixed)
    exact = leaf_bound(case, {0}, set(), vector(price))
    assert exact <= Leaves(case, 1.0).at_most([0], [], vector(price)) < exact + Fraction(1, 2**90)


def test_a_leaf_whose_largest_set_has_an_excess_is_not_closed_at_its_clearing_price():
    case = charged([quadratic([2], [[1]])], vector(1), [1])
    assert case.excess([0]) == Fraction(1, 2)
    assert not Leaves(case, 1.0).closes_at([0], [], set(), case.surplus.price([0], vector(1)))


def test_a_leaf_is_closed_exactly_where_undecided_agents_gain_just_their_charges():
    case = charged([quadratic([1], [[1]])] * 2, vector(THIRD), [Fraction(1, 72)] * 2, fixed=Fraction(5, 18))
    price = case.surplus.price([0, 1], vector(THIRD))
    assert price == (Fraction(5, 6),)
    assert leaf_bound(case, set(), {0, 1}, price) == 0
    assert Leaves(case, 1.0).closes_at([], [0, 1], {0, 1}, price)
    assert Leaves(case, 1.0).closes_at([], [0, 1], {0}, price) is (case.excess([0]) <= 0)


def test_all_sets_of_sixteen_agents_are_listed_and_no_more():
    utilities = [quadratic([agent], [[1]]) for agent in range(17)]
    found = Surplus(utilities[:16]).worths(vector(1))
    assert len(found) == 2**16
    assert found[-1] == worth_of(utilities, range(16), vector(1))
    with pytest.raises(ValueError, match="17 agents have too many sets to list; 16 are allowed"):
        Surplus(utilities).worths(vector(1))


def test_a_part_that_one_matrix_makes_irrational_stays_so_when_another_divides_it():
    """The first matrix has the eigenvalues (5 + sqrt 5) / 2 and (5 - sqrt 5) / 2 twice; the second one has rational eigenvectors only."""
    golden = tuple(vector(*row) for row in ((2, 1, 0, 0), (1, 3, 0, 0), (0, 0, 2, 1), (0, 0, 1, 3)))
    whole = tuple(vector(*row) for row in ((1, 0, 0, 0), (0, 1, 0, 0), (0, 0, 2, 0), (0, 0, 0, 2)))
    for matrices in ([golden, whole], [whole, golden]):
        assert [(len(part.basis), part.is_eigenspace) for part in invariant_parts(matrices)] == [(2, False), (2, False)]


@pytest.mark.parametrize("method", [nearly_common_eigenvectors, mean_eigenvectors])
def test_eigenvectors_in_a_basis_of_long_vectors_are_orthonormal(method):
    basis = (vector(3, 0, 0), vector(0, 1, 1))
    matrices = [tuple(vector(*row) for row in rows) for rows in (((2, 1, 1), (1, 5, 0), (1, 0, 5)), ((3, 2, 2), (2, 9, 0), (2, 0, 9)))]
    found = [tuple(sum(share * vector[good] for share, vector in zip(row, basis, strict=True)) for good in range(3)) for row in method(matrices, basis)]
    small = Fraction(1, 10**6)
    assert all(abs(dot(one, one) - 1) < small for one in found)
    assert all(abs(dot(one, apply(matrix, other))) < small for one, other in combinations(found, 2) for matrix in matrices)


def line(theta, slope):
    return QuadraticUtility(theta=np.array([float(theta)]), matrix=np.array([[float(slope)]]))


class Plain:
    """Exponential utility in plain floats of Python, which raise errors where they leave their range."""

    def value(self, bundle):
        return 1 - math.exp(-bundle[0])

    def gradient(self, bundle):
        return [math.exp(-bundle[0])]

    def hessian(self, bundle):
        return [[-math.exp(-bundle[0])]]


def test_errors_of_plain_floats_are_numbers_out_of_range():
    found = efficient_bundles([Plain()], [-3000])
    assert found == Unsettled(message="numbers out of the range of floats at the beginning")


def test_a_lone_agent_whose_marginal_utility_alone_is_out_of_range_has_no_answer():
    steep = ExponentialUtility(scale=np.array([100.0]), rate=np.array([100.0]), unpacked=np.eye(1))
    assert np.isfinite(steep.value(np.array([-7.095])))
    assert isinstance(efficient_bundles([steep], [-7.095]), Unsettled)


def test_nearly_equal_marginal_utilities_are_no_answer_where_a_step_still_gains():
    """Marginal utilities of equal shares differ by a part of 10^-11, the best shares by 10 units."""
    found = efficient_bundles([line(1, 1e-12), line(1 + 1e-11, 1e-12)], [2])
    assert isinstance(found, Efficient)
    assert found.bundles.ravel() == pytest.approx([-4, 6], abs=0.01)


def test_steepness_is_that_of_the_steepest_agent():
    found = efficient_bundles([line(4, 1), line(4, 1000), line(4, 10)], [1])
    assert found.steepness == 1000


def test_a_correction_by_steps_beyond_floats_is_refused():
    with pytest.raises(ArithmeticError, match="a step out of the range of floats"):
        correction([line(1, 1e-300)] * 2, [[0.0], [0.0]], [[1e300], [-1e300]])


def test_a_limit_ends_payments_wherever_it_comes():
    seen = set()
    for calls in range(0, 400, 7):
        left = iter(range(calls))
        found = payments([line(4, 1), line(4, 2), line(2, 3)], [1], lambda left=left: next(left, None) is None)
        assert isinstance(found, Payments) or found == Unsettled(message="a limit came first")
        seen.add(type(found))
    assert seen == {Payments, Unsettled}


@pytest.mark.parametrize("slope", [3e10, 7e10, 1.1e11])
def test_large_marginal_utilities_that_cancel_are_settled_as_far_as_floats_tell(slope):
    """Prices near 0, far below the marginal utilities at nothing."""
    rest = np.array([[2.0, 1.0], [1.0, 3.0]])
    thetas = [np.array([1e10, 1.3e10]), np.array([0.9e10, 1.7e10])]
    utilities = [QuadraticUtility(theta=theta, matrix=scale * rest) for theta, scale in zip(thetas, (1e10, slope), strict=True)]
    quantity = sum(np.linalg.solve(utility.matrix, utility.theta) for utility in utilities)
    found = efficient_bundles(utilities, quantity)
    assert isinstance(found, Efficient)
    assert abs(found.price).max() < 1


def test_numbers_beyond_floats_hide_no_excess_of_all():
    huge = 10**200
    utilities = [quadratic([huge + agent], [[1 + agent]]) for agent in range(3)]
    assert bounded(charged(utilities, vector(huge), [0] * 3, -(10**500))) == Found(members=(0, 1, 2))


def test_numbers_beyond_floats_are_closed_by_the_clearing_price_where_its_bound_is_just_0():
    huge = 10**200
    case = competitive([quadratic([huge + agent], [[1 + agent]]) for agent in range(3)], vector(huge))
    assert bounded(case) == Closed(nodes=((),))


def test_second_differences_of_nearly_singular_matrices_are_seen_through_the_error_of_forms(monkeypatch):
    """The fourth agent is the first one again."""
    random = Random(78)
    utilities = []
    for _ in range(3):
        (first, second), thin = [random.randint(-9, 9) for _ in range(2)], Fraction(1, 10 ** random.choice((6, 7, 8)))
        matrix = [[first * first + thin, first * second], [first * second, second * second + thin]]
        utilities.append(quadratic([random.randint(-1000, 1000) for _ in range(2)], matrix))
    surplus, quantity = Surplus([*utilities, utilities[0]]), vector(*(random.randint(-(10**4), 10**4) for _ in range(2)))
    exact = scan.second_differences(surplus, quantity)
    in_floats(monkeypatch)
    found = scan.second_differences(surplus, quantity)
    assert found.complete
    assert found.positive == exact.positive
    assert found.at_most >= exact.positive[0].value
