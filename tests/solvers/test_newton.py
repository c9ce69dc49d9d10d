"""Newton's method in quantities: closed forms, derivatives, floats at the ends of their range, and utilities without an efficient allocation."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketwright.solvers.surplus.exact import Quadratic, Surplus
from marketwright.solvers.surplus.families import ExponentialUtility, LogCoshUtility, LogisticUtility, QuadraticUtility, log_cosh
from marketwright.solvers.surplus.newton import DIVERGENT, Divergent, Efficient, Unsettled, correction, efficient_bundles
from marketwright.solvers.surplus.supply import payments

ONE = np.eye(1)
WIDE = np.array([[1.0, 1.0], [-1.0, 2.0]])


def quadratic(theta):
    return QuadraticUtility(theta=np.array([float(theta)]), matrix=ONE)


def exponential(scale, rate):
    return ExponentialUtility(scale=np.array([scale]), rate=np.array([rate]), unpacked=ONE)


def logistic(scale, rate, offset):
    return LogisticUtility(scale=np.array([scale]), rate=np.array([rate]), offset=np.array([offset]), unpacked=ONE)


def never():
    return False


def test_example_1_of_paper_001():
    found = efficient_bundles([quadratic(4), quadratic(4), quadratic(2)], [1])
    assert isinstance(found, Efficient)
    assert (found.price.tolist(), found.bundles.ravel().tolist(), found.value) == (pytest.approx([3]), pytest.approx([1, 1, -1]), pytest.approx(4.5))


@given(st.lists(st.tuples(st.integers(1, 50), st.integers(1, 20)), min_size=1, max_size=6), st.integers(-10, 30))
def test_exponential_utilities_of_one_good_have_a_closed_form(agents, quantity):
    """With A exp(-B x) = p for all, x = log(A / p) / B adds up to Q at log p = (sum of log A / B - Q) / (sum of 1 / B)."""
    scales, rates = np.array(agents, dtype=float).T
    price = np.exp(((np.log(scales) / rates).sum() - quantity) / (1 / rates).sum())
    found = efficient_bundles([exponential(scale, rate) for scale, rate in zip(scales, rates, strict=True)], [quantity])
    assert isinstance(found, Efficient)
    assert found.price[0] == pytest.approx(price, rel=1e-8)
    assert found.bundles.ravel() == pytest.approx(np.log(scales / price) / rates, rel=1e-7, abs=1e-7)


def test_logistic_utilities_of_one_shape_share_out_by_their_offsets():
    found = efficient_bundles([logistic(3.0, 2.0, offset) for offset in (0.0, 4.0, 20.0)], [3])
    assert isinstance(found, Efficient)
    assert found.bundles.ravel() == pytest.approx([-3, -1, 7])
    assert found.price == pytest.approx([3 / (1 + np.exp(-6))])


@given(st.lists(st.tuples(st.integers(-5, 9), st.integers(-5, 9), st.sampled_from([1, 2, 5])), min_size=1, max_size=5))
def test_log_cosh_without_alpha_is_quadratic(agents):
    matrices = [np.array([[2.0, 1.0], [1.0, slope]]) for *_, slope in agents]
    zero, one = np.zeros(2), np.ones(2)
    bent = [
        LogCoshUtility(theta=np.array(theta, dtype=float), matrix=matrix, alpha=zero, beta=one, unpacked=WIDE, held=one)
        for (*theta, _), matrix in zip(agents, matrices, strict=True)
    ]
    exact = Surplus(
        [
            Quadratic(theta=tuple(map(Fraction, theta)), matrix=tuple(tuple(map(Fraction, row)) for row in matrix.tolist()))
            for (*theta, _), matrix in zip(agents, matrices, strict=True)
        ]
    )
    quantity = (Fraction(3), Fraction(-1))
    found = efficient_bundles(bent, [3, -1])
    assert isinstance(found, Efficient)
    assert found.price.tolist() == pytest.approx(list(map(float, exact.price(range(len(agents)), quantity))), abs=1e-9)
    assert found.value == pytest.approx(float(exact.worth(range(len(agents)), quantity)), abs=1e-9)


UTILITIES = {
    "quadratic": QuadraticUtility(theta=np.array([3.0, 1.0]), matrix=np.array([[2.0, 1.0], [1.0, 3.0]])),
    "log-cosh": LogCoshUtility(
        theta=np.array([3.0, 1.0]),
        matrix=np.eye(2),
        alpha=np.array([2.0, 1.0]),
        beta=np.array([1.0, 0.5]),
        unpacked=WIDE,
        held=np.array([0.3, -1.0]),
    ),
    "exponential": ExponentialUtility(scale=np.array([2.0, 3.0]), rate=np.array([0.5, 1.5]), unpacked=WIDE),
    "logistic": LogisticUtility(scale=np.array([2.0, 3.0]), rate=np.array([0.5, 1.5]), offset=np.array([1.0, -2.0]), unpacked=WIDE),
}


@pytest.mark.parametrize("name", UTILITIES)
def test_derivatives_are_those_of_the_utility(name):
    utility, bundle, step = UTILITIES[name], np.array([0.4, -0.7]), 1e-5
    moves = step * np.eye(2)
    slopes = [(utility.value(bundle + move) - utility.value(bundle - move)) / (2 * step) for move in moves]
    bends = [(utility.gradient(bundle + move) - utility.gradient(bundle - move)) / (2 * step) for move in moves]
    assert utility.value(np.zeros(2)) == 0
    assert utility.gradient(bundle) == pytest.approx(np.array(slopes), rel=1e-8)
    assert utility.hessian(bundle) == pytest.approx(np.array(bends), rel=1e-8)


def test_bundles_far_out_leave_no_range_of_floats():
    far = np.array([1e6])
    assert log_cosh(np.array([-1e6, 1e-9])).tolist() == pytest.approx([1e6 - np.log(2), 5e-19])
    assert logistic(2.0, 1.0, 0.0).value(far) == pytest.approx(2 * np.log(2))
    assert logistic(2.0, 1.0, 0.0).value(-far) == pytest.approx(-2e6 + 2 * np.log(2))
    assert exponential(2.0, 1.0).value(far) == 2


@pytest.mark.parametrize(("width", "height"), [(1.0, 2.0), (1.0, 1000.0), (50.0, 2.0)])
def test_different_ranges_of_marginal_utility_are_seen(width, height):
    """Marginal utilities between 0 and 1, and between `height` and `height` + 1: the first sells to the second without end."""

    class Higher:
        low = logistic(1.0, 1 / width, 0.0)

        def value(self, bundle):
            return self.low.value(bundle) + height * bundle[0]

        def gradient(self, bundle):
            return self.low.gradient(bundle) + height

        def hessian(self, bundle):
            return self.low.hessian(bundle)

    found = efficient_bundles([Higher.low, Higher()], [1])
    assert isinstance(found, Divergent)
    assert found.message == DIVERGENT == "no finite efficient allocation: marginal utilities have different ranges"
    assert isinstance(payments([Higher.low, Higher()], [1], never), Divergent)


def test_numbers_out_of_range_are_told():
    assert isinstance(efficient_bundles([exponential(1.0, 1.0), exponential(1.0, 1.0)], [-3000]), Unsettled)
    assert isinstance(efficient_bundles([exponential(1.0, 1.0)], [-3000]), Unsettled)


def test_a_limit_stops_the_search():
    assert efficient_bundles([exponential(1.0, 1.0), exponential(9.0, 1.0)], [1], stopped=lambda: True) == Unsettled(message="a limit came first")


def test_a_beginning_far_away_leads_to_the_same_end():
    utilities = [exponential(1.0, 1.0), exponential(9.0, 2.0)]
    near, far = efficient_bundles(utilities, [1]), efficient_bundles(utilities, [1], [[30.0], [-20.0]])
    assert isinstance(near, Efficient)
    assert isinstance(far, Efficient)
    assert far.bundles == pytest.approx(near.bundles, rel=1e-8)


def test_a_correction_of_quadratic_utilities_ends_at_once():
    utilities = [quadratic(4), quadratic(2)]
    assert correction(utilities, [[0.0], [0.0]], [[4.0 - 7], [2.0 - 7]]) == [[pytest.approx(1)], [pytest.approx(-1)]]


def test_a_correction_out_of_range_is_refused():
    with pytest.raises(ArithmeticError):
        correction([exponential(1.0, 1.0), exponential(1.0, 1.0)], [[1000.0], [1000.0]], [[0.0], [1.0]])


def test_both_formulas_for_payments_of_example_1_are_exact():
    found = payments([quadratic(4), quadratic(4), quadratic(2)], [1], never)
    assert found.by_worths.tolist() == pytest.approx([11 / 4, 11 / 4, -13 / 4])
    assert found.by_supply.tolist() == pytest.approx([11 / 4, 11 / 4, -13 / 4])


@pytest.mark.parametrize("quantity", [[3.0, 1.0], [0.0, 0.0], [-2.0, 4.0]])
@pytest.mark.parametrize("family", [["quadratic", "log-cosh", "log-cosh"], ["exponential"] * 3, ["logistic"] * 2], ids=" ".join)
def test_both_formulas_for_payments_agree(family, quantity):
    found = payments([UTILITIES[name] for name in family], quantity, never)
    assert found.by_worths.tolist() == pytest.approx(found.by_supply.tolist(), abs=1e-7)
