"""The brute force for auctions of divisible goods gives the numbers of spec reallocative (sections 12 to 14) and keeps the stated facts on random markets."""

from fractions import Fraction
from itertools import combinations, permutations, product
from math import isclose, sqrt
from random import Random

import pytest

from tests import reallocative_oracle as oracle
from tests.reallocative_markets import (
    BASES,
    random_market,
    random_packages,
    random_participants,
    random_payoffs,
    random_prior,
    random_sides,
    written,
    written_matrix,
    written_vector,
)
from tests.reallocative_oracle import allocation, coalitions, dot, market_of, price, revenue, vickrey, without, worth

HALF, QUARTER = Fraction(1, 2), Fraction(1, 4)
GOODS = ["A", "B", "C"]


def vector(entries):
    return tuple(map(oracle.fraction, entries)) if isinstance(entries, (tuple, list)) else (oracle.fraction(entries),)


def matrix(rows):
    return tuple(map(vector, rows)) if isinstance(rows, (tuple, list)) else (vector(rows),)


def market(thetas, matrices, quantity, endowments=None):
    """Bidders with quadratic values; numbers for vectors and matrices of one good."""
    goods, bidders = GOODS[: len(vector(quantity))], []
    for place, (theta, rows) in enumerate(zip(thetas, matrices, strict=True)):
        values = {"type": "quadratic", "theta": written_vector(vector(theta)), "S": written_matrix(matrix(rows))}
        values |= {} if endowments is None else {"endowment": written_vector(vector(endowments[place]))}
        bidders.append({"name": str(place + 1), "values": values})
    document = {"format": "marketwright.market/1", "kind": "divisible", "goods": goods, "quantity": written_vector(vector(quantity)), "bidders": bidders}
    return market_of(document)


def fractions(*numbers):
    return [Fraction(number) for number in numbers]


def singles(*numbers):
    """Bundles of one good by bidder."""
    return {bidder: (Fraction(number),) for bidder, number in enumerate(numbers)}


def by_bidder(*numbers):
    return dict(enumerate(map(Fraction, numbers)))


def blocking(found, participants=None):
    """The coalitions that block Vickrey payoffs."""
    participants = found.everyone if participants is None else participants
    outcome = vickrey(found, participants)
    return oracle.blocking_coalitions(found, participants, outcome.payoffs, outcome.revenue)


def random_markets(seed, count, **options):
    random = Random(f"reallocative {seed}")
    for _ in range(count):
        yield random, market_of(random_market(random, **options))


def example_1():
    return market((4, 4, 2), (1, 1, 1), 1)


def example_2():
    other = ((HALF, QUARTER), (QUARTER, HALF))
    return market([(1, 1)] * 3, [((1, -HALF), (-HALF, 1)), other, other], (1, 1))


def example_3(quantity=(1, 0)):
    return market([(10, 10)] * 3, [((0.25, 0.19), (0.19, 1.49)), ((5.8, 0), (0, 5.8)), ((3.07, 3.47), (3.47, 4.47))], quantity)


def three_goods():
    def with_all(off):
        return [[1 if one == other else off for other in range(3)] for one in range(3)]

    return market([(2, 2, 2)] * 3, [with_all(-QUARTER), with_all(QUARTER), with_all(QUARTER)], (1, 1, 1))


def split_example():
    return market((6, 6, 2, 2), (1, 1, 1, 1), 0)


def eigenvalues(rows):
    """Of a matrix of two rows, in floating point; None if they are complex."""
    trace, product_of_both = float(rows[0][0] + rows[1][1]), float(oracle.determinant(rows))
    root = trace * trace - 4 * product_of_both
    return None if root < 0 else ((trace - sqrt(root)) / 2, (trace + sqrt(root)) / 2)


def close(found, expected, digits):
    return all(abs(float(number) - other) <= 10.0**-digits for number, other in zip(found, expected, strict=True))


# Linear algebra.


def random_matrix(random, size, low=-3, high=3):
    return tuple(tuple(Fraction(random.randint(low, high), random.choice((1, 1, 2, 3))) for _ in range(size)) for _ in range(size))


def test_elimination():
    random, singular = Random("elimination"), 0
    for _ in range(300):
        size = random.randint(1, 5)
        rows, column = random_matrix(random, size), tuple(map(Fraction, random.choices(range(-4, 5), k=size)))
        if oracle.determinant(rows) == 0:
            with pytest.raises(ValueError, match="singular"):
                oracle.solutions(rows, [column])
            assert oracle.kernel(rows)
            singular += 1
            continue
        assert oracle.kernel(rows) == []
        assert oracle.applied(rows, oracle.solutions(rows, [column])[0]) == column
        assert oracle.multiplied(rows, oracle.inverse(rows)) == oracle.identity(size)
    assert singular > 10
    assert oracle.kernel(((Fraction(1), Fraction(2)), (Fraction(2), Fraction(4)))) == [(-2, 1)]
    assert oracle.determinant(matrix(((0, 1, 2), (3, 4, 5), (6, 7, 9)))) == -3


def test_definite_matrices():
    random, counts = Random("definite"), {"definite": 0, "semidefinite": 0, "negative": 0}
    for _ in range(1500):
        size = random.randint(1, 3)
        rows = random_matrix(random, size)
        rows = oracle.multiplied(rows, oracle.transposed(rows)) if random.random() < 0.5 else rows
        rows = oracle.summed([rows, oracle.transposed(rows)])
        direction, semidefinite = oracle.negative_direction(rows), oracle.is_positive_semidefinite(rows)
        assert (direction is None) == semidefinite
        if direction is not None:
            assert dot(direction, oracle.applied(rows, direction)) < 0
        assert oracle.is_positive_definite(rows) == (semidefinite and oracle.determinant(rows) > 0)
        counts["negative" if not semidefinite else "definite" if oracle.determinant(rows) else "semidefinite"] += 1
    assert min(counts.values()) > 30


def test_greatest_values_of_quadratic_functions():
    random, kinds = Random("greatest"), {"attained": 0, "flat": 0, "unbounded": 0}
    for _ in range(600):
        size = random.randint(1, 3)
        root = random_matrix(random, size, -1, 1)
        curvature = oracle.multiplied(root, oracle.transposed(root)) if random.random() < 0.7 else oracle.summed([root, oracle.transposed(root)])
        linear = oracle.applied(curvature, root[0]) if random.random() < 0.7 else root[0]

        def at(place, linear=linear, curvature=curvature):
            return dot(linear, place) - dot(place, oracle.applied(curvature, place)) / 2

        found = oracle.greatest(linear, curvature)
        if found[0] == "unbounded":
            far = [at(oracle.times(step, found[1])) for step in (1, 10, 100, 1000, 10**9)]
            assert far == sorted(far)
            assert far[0] > 0
            assert far[-1] > far[-2] + 1
            kinds["unbounded"] += 1
        else:
            _, place, value = found
            assert at(place) == value
            steps = [random_matrix(random, size)[0] for _ in range(4)]
            assert all(at(oracle.plus(place, step)) <= value for step in steps)
            kinds["attained" if oracle.determinant(curvature) else "flat"] += 1
    assert min(kinds.values()) > 60


# Section 12.


def test_example_1():
    found = example_1()
    assert {members: worth(found, members) for members in coalitions(found.everyone)} == {
        (0,): Fraction(7, 2),
        (1,): Fraction(7, 2),
        (2,): Fraction(3, 2),
        **dict.fromkeys(((0, 1), (0, 2), (1, 2)), Fraction(15, 4)),
        (0, 1, 2): Fraction(9, 2),
    }
    assert [worth(found, members, (0,)) for members in coalitions(found.everyone, 2)] == fractions(0, 1, 1, "4/3")
    outcome = vickrey(found, found.everyone)
    assert outcome.price == (3,)
    assert outcome.bundles == singles(1, 1, -1)
    assert outcome.payoffs == by_bidder("3/4", "3/4", "3/4")
    assert outcome.payments == by_bidder("11/4", "11/4", "-13/4") == oracle.vickrey_payments_by_integral(found, found.everyone)
    assert outcome.revenue == Fraction(9, 4)
    assert blocking(found) == [((0,), True, HALF), ((1,), True, HALF)]
    assert oracle.second_difference(found, (0,), 1, 2) == HALF
    assert oracle.competitive_payoffs(found, found.everyone) == (by_bidder("1/2", "1/2", "1/2"), 3)


def test_example_1_loses_revenue_by_a_bidder_and_rewards_a_shill():
    found = example_1()
    assert revenue(found, (0, 1)) == Fraction(13, 4)
    assert oracle.revenue_drops(found) == {((0, 1), 2): -1}
    assert oracle.shill_gain(found, (0, 1), 0, (0, 2)) == QUARTER
    assert vickrey(found, (0, 1)).payoffs[0] == QUARTER
    profitable = {case: gain for case, gain in oracle.shill_gains(found).items() if gain > 0}
    assert profitable == dict.fromkeys((((0, 1), 0, (0, 2)), ((0, 1), 1, (1, 2)), ((0, 2), 2, (1, 2)), ((1, 2), 2, (0, 2))), QUARTER)


def test_example_1_with_one_price():
    found = example_1()
    outcome = oracle.uniform_price(found, found.everyone)
    assert (outcome.price, outcome.bundles, outcome.revenue) == ((Fraction(8, 3),), singles("2/3", "2/3", "-1/3"), Fraction(8, 3))
    assert not oracle.is_efficient(found, found.everyone, outcome.bundles)


def test_example_1_has_packages_from_four_units_on():
    found = example_1()
    assert oracle.certified(found, ((1,),)) is None
    assert oracle.certified(found, ((-1,),)) is None
    assert oracle.packages_of_one_or_two_goods(found) is None
    assert oracle.quantity_interval(found, ((1,),), (Fraction(1),)) == (4, None)
    assert oracle.quantity_interval(found, ((-1,),), (Fraction(1),)) == (None, -2)
    assert oracle.certified(oracle.with_quantity(found, (4,)), ((1,),)) == "bidder-core"
    assert oracle.certified(oracle.with_quantity(found, (Fraction(399, 100),)), ((1,),)) is None


def test_example_1_in_propositions_3_and_4():
    found = example_1()
    shifts, shifted = oracle.proposition_3(found, 0, 1, 2)
    assert shifts == singles(0, 1, 0)
    assert shifted.thetas == ((4,), (3,), (2,))
    assert blocking(shifted) == [((0,), True, Fraction(1, 12)), ((1,), True, Fraction(1, 3))]
    quantity = oracle.proposition_4(found, 1, 0, 2)
    assert quantity == (0,)
    deficits = {members: deficit for members, _, deficit in blocking(oracle.with_quantity(found, quantity))}
    assert deficits == {(): Fraction(2, 3), (0,): Fraction(1, 3), (1,): Fraction(1, 3)}


def test_example_2():
    found = example_2()
    assert [worth(found, members) for members in coalitions(found.everyone)] == fractions("3/2", "5/4", "5/4", "17/10", "17/10", "13/8", "25/14")
    outcome = vickrey(found, found.everyone)
    assert outcome.price == (Fraction(11, 14),) * 2
    assert outcome.bundles == {0: (Fraction(3, 7),) * 2, 1: (Fraction(2, 7),) * 2, 2: (Fraction(2, 7),) * 2}
    assert outcome.payoffs == by_bidder("9/56", "3/35", "3/35")
    assert outcome.payments == by_bidder("237/392", "104/245", "104/245")
    assert outcome.revenue == Fraction(407, 280)
    assert oracle.is_vickrey_core(found, found.everyone)
    assert oracle.always_core(found)
    assert oracle.supermodular_places(found) == {}
    assert oracle.certified(found, ((1, 1), (-1, 1))) == "core"
    assert oracle.has_equal_thetas(found)
    assert oracle.has_commuting_matrices(found)
    assert oracle.substitutes_violations(found, oracle.identity(2)) == {(0, 0, 1): Fraction(2, 3)}
    assert oracle.certified(found, oracle.packages_of_one_or_two_goods(found)) == "core"


def test_three_goods():
    found = three_goods()
    outcome = vickrey(found, found.everyone)
    assert outcome.price == (Fraction(17, 10),) * 3
    assert outcome.bundles == {0: (Fraction(3, 5),) * 3, 1: (Fraction(1, 5),) * 3, 2: (Fraction(1, 5),) * 3}
    assert worth(found, found.everyone) == Fraction(111, 20)
    assert outcome.payoffs == by_bidder("27/40", "9/80", "9/80")
    assert outcome.revenue == Fraction(93, 20)
    assert oracle.is_vickrey_core(found, found.everyone)
    assert oracle.certified(found, ((1, 1, 1), (1, -1, 0), (1, 1, -2))) == "core"


def test_example_3():
    found = example_3()
    worths = [worth(found, members) for members in coalitions(found.everyone)]
    assert close(worths, (9.875, 7.1, 8.465, 9.882442748092, 9.886315789474, 9.285106382979, 9.894508009153), 12)
    outcome = vickrey(found, found.everyone)
    assert close(outcome.price, (9.789016018, 9.797711670), 9)
    assert close(outcome.bundles[0], (0.820247771, 0.031168626), 9)
    assert close(outcome.bundles[1], (0.036376549, 0.034877298), 9)
    assert close(outcome.bundles[2], (0.143375681, -0.066045924), 9)
    assert close(outcome.payoffs.values(), (0.609401626175, 0.008192219680, 0.012065261062), 12)
    assert outcome.revenue == Fraction(623202146, 67265225)
    assert isclose(outcome.revenue, 9.264848902237, abs_tol=1e-12)
    assert blocking(found) == [((0,), True, Fraction(8581, 11449400))]
    assert close(allocation(found, (1, 2))[2], (0.753484960, -0.254585473), 9)
    assert oracle.substitutes_violations(found, oracle.identity(2)) == {}
    assert oracle.packages_of_one_or_two_goods(found) is None
    assert all(gain <= 0 for gain in oracle.shill_gains(found).values())
    assert oracle.revenue_drops(found) == {}
    assert not oracle.always_bidder_core(found)


def test_example_3_in_proposition_5():
    found = example_3()
    curvature = oracle.curvature_of_second_difference(found, (0, 1, 2), 1, 2)
    stated = oracle.matrix_of_proposition_5(found, (0, 1, 2), 1, 2)
    symmetric = oracle.scaled(HALF, oracle.summed([stated, oracle.transposed(stated)]))
    assert close(eigenvalues(curvature), (-0.002381, 0.240645), 6)
    assert close(eigenvalues(stated), (0.006286, 0.092092), 6)
    assert close(eigenvalues(symmetric), (-0.009667, 0.108045), 6)
    quantity, deficit = oracle.proposition_5(found, (0, 1, 2), 1, 2)
    assert ((0,), True, deficit) in blocking(oracle.with_quantity(found, quantity))
    assert oracle.proposition_5(found, (0, 1, 2), 0, 1) is None
    assert oracle.proposition_5(found, (0, 1, 2), 0, 2) is None


def test_split_example():
    found, sides = split_example(), ((0, 1), (2, 3))
    outcome = vickrey(found, found.everyone)
    assert outcome.price == (4,)
    assert outcome.bundles == singles(2, 2, -2, -2)
    assert outcome.payments == by_bidder("22/3", "22/3", "-26/3", "-26/3")
    assert outcome.revenue == Fraction(-8, 3)
    split = oracle.split_vickrey(found, sides)
    assert (split.payments, split.revenue) == (by_bidder(6, 6, -10, -10), -8)
    assert (split.price, split.bundles) == (outcome.price, outcome.bundles)
    reports = [oracle.split_best_report(found, sides, bidder) for bidder in found.everyone]
    buyer, seller = ("attained", (Fraction(26, 3),), Fraction(4, 3)), ("attained", (Fraction(-2, 3),), Fraction(4, 3))
    assert reports == [buyer, buyer, seller, seller]
    assert oracle.split_payoff_of_report(found, sides, 0, (Fraction(26, 3),)) - split.payoffs[0] == Fraction(4, 3)


def test_theorem_3_example():
    prior, one = [(HALF, (Fraction(2),)), (HALF, (Fraction(4),))], matrix(1)
    expected = oracle.Expectation(Fraction(25, 12), Fraction(7, 3), Fraction(23, 6))
    assert oracle.expectation_by_enumeration(prior, one, (Fraction(1),), 3) == expected == oracle.expectation_by_formula(prior, one, (Fraction(1),), 3)
    assert oracle.heterogeneity(prior, one) == 1
    assert oracle.threshold_of_heterogeneity(one, (Fraction(1),), 3) == HALF


def test_theorem_3_below_at_and_above_the_threshold():
    prior = [(HALF, (Fraction(0), Fraction(1))), (HALF, (Fraction(0), Fraction(-1)))]
    common = oracle.identity(2)
    assert oracle.heterogeneity(prior, common) == 1
    for quantity, threshold in (((1, 0), HALF), ((1, 1), Fraction(1)), ((1, 2), Fraction(5, 2))):
        found = oracle.expectation_by_enumeration(prior, common, vector(quantity), 3)
        assert oracle.threshold_of_heterogeneity(common, vector(quantity), 3) == threshold
        assert (found.vickrey > found.uniform_price) == (threshold > 1)
        assert (found.vickrey == found.uniform_price) == (threshold == 1)


# Section 13.


def test_erratum_1_theorem_2_does_not_give_the_core():
    found = market((Fraction(3, 5),) * 2, (1, 1), 1)
    assert price(found, (0, 1)) == (Fraction(1, 10),)
    assert revenue(found, (0, 1)) == Fraction(-3, 20)
    assert oracle.always_bidder_core(found)
    assert not oracle.always_core(found)
    assert oracle.certified(found, ((1,),)) == "bidder-core"
    assert oracle.losing_pairs(found) == [(0, 1)]
    assert oracle.derivative_violations(found, ((1,),)) == {((0,), 0): Fraction(-2, 5), ((1,), 0): Fraction(-2, 5)}


def test_erratum_2_the_core_can_be_empty():
    found = market((0, 0), (1, 1), 1)
    assert worth(found, (0, 1)) == -QUARTER
    assert worth(found, ()) == 0
    payoffs, auctioneer = oracle.competitive_payoffs(found, (0, 1))
    assert oracle.is_bidder_core(found, (0, 1), payoffs, auctioneer)
    for share, other in product((Fraction(-1, 8), Fraction(0), Fraction(1)), repeat=2):
        assert not oracle.is_core(found, (0, 1), {0: share, 1: other}, -QUARTER - share - other)


def test_erratum_4_where_example_3_fails():
    found = example_3((HALF, Fraction(-9, 10)))
    deficit = Fraction(62311765843, 13453045000)
    assert blocking(found) == [((), True, deficit)]
    assert isclose(revenue(found, found.everyone), -4.631796, abs_tol=5e-7)
    low, high = Fraction(-16082, 100000), Fraction(3888, 100000)
    step = Fraction(1, 10**5)
    for ratio in (low - step, low, low + step, -HALF, 0, high - step, high, high + step, 1):
        inside = low < ratio < high
        for sign in (1, -1):
            assert oracle.is_vickrey_bidder_core(example_3((sign, sign * ratio)), (0, 1, 2)) == (not inside), ratio
    assert oracle.is_vickrey_bidder_core(example_3((0, 1)), (0, 1, 2))


def test_erratum_5_the_matrix_of_proposition_5_is_not_the_curvature():
    found = market((0, 0, 0), (1, 1, 1), 1)
    assert oracle.curvature_of_second_difference(found, (0, 1, 2), 0, 1) == matrix(Fraction(1, 3))
    assert oracle.matrix_of_proposition_5(found, (0, 1, 2), 0, 1) == matrix(QUARTER)


def test_erratum_8_expected_surplus_has_no_limit():
    prior, one = [(HALF, (Fraction(2),)), (HALF, (Fraction(4),))], matrix(1)
    surplus = [oracle.expectation_by_formula(prior, one, (Fraction(1),), size).surplus for size in (10, 100, 1000)]
    assert surplus[0] > 7
    assert surplus[1] > 52
    assert surplus[2] > 502


# Laws of sections 1 and 2.


def test_surplus_is_the_closed_formula():
    tried = 0
    for random, found in random_markets("surplus", 120):
        for members in coalitions(found.everyone):
            quantity = tuple(Fraction(random.randint(-3, 3)) for _ in found.goods)
            inverses = [oracle.inverse(found.matrices[bidder]) for bidder in members]
            parallel = oracle.inverse(oracle.summed(inverses))
            pulls = [oracle.applied(rows, found.thetas[bidder]) for rows, bidder in zip(inverses, members, strict=True)]
            gap = oracle.minus(oracle.total(pulls, found.width), quantity)
            assert oracle.price_slope(found, members) == parallel
            assert price(found, members, quantity) == oracle.applied(parallel, gap)
            alone = sum(dot(found.thetas[bidder], pull) for bidder, pull in zip(members, pulls, strict=True))
            assert worth(found, members, quantity) == (alone - dot(gap, oracle.applied(parallel, gap))) / 2
            tried += 1
    assert tried > 700


def test_allocations_are_feasible_and_no_other_is_better():
    for random, found in random_markets("allocations", 100, sizes=(2, 3, 4)):
        members = random_participants(random, found)
        bundles = allocation(found, members)
        assert oracle.total(list(bundles.values()), found.width) == found.quantity
        assert {oracle.marginal_utility(found, bidder, bundle) for bidder, bundle in bundles.items()} == {price(found, members)}
        assert all(oracle.demand(found, bidder, price(found, members)) == bundle for bidder, bundle in bundles.items())
        for _ in range(5):
            one, other = random.sample(members, 2)
            move = tuple(Fraction(random.randint(-2, 2), random.choice((1, 7))) for _ in found.goods)
            moved = bundles | {one: oracle.plus(bundles[one], move), other: oracle.minus(bundles[other], move)}
            changed = sum(oracle.utility(found, bidder, bundle) for bidder, bundle in moved.items())
            assert changed < worth(found, members) or not any(move)


def test_price_is_the_gradient_of_a_concave_surplus():
    for random, found in random_markets("gradient", 100):
        members = tuple(sorted(random.sample(found.everyone, random.randint(1, found.size))))
        step = tuple(Fraction(random.randint(-3, 3)) for _ in found.goods)
        up, here, down = (worth(found, members, oracle.plus(found.quantity, oracle.times(by, step))) for by in (1, 0, -1))
        assert dot(price(found, members), step) == (up - down) / 2
        assert up + down - 2 * here == -dot(step, oracle.applied(oracle.price_slope(found, members), step)) <= 0


def test_endowments_only_move_theta():
    found = market(((4, 1), (2, 2)), (((2, 1), (1, 3)), ((1, 0), (0, 1))), (1, 1), ((1, -1), (0, 3)))
    assert found.thetas == ((3, 3), (2, -1))
    for random, found in random_markets("endowments", 40, sizes=(2, 3)):
        shifts = [tuple(Fraction(random.randint(-2, 2)) for _ in found.goods) for _ in found.names]
        stated = [oracle.plus(theta, oracle.applied(rows, shift)) for theta, rows, shift in zip(found.thetas, found.matrices, shifts, strict=True)]
        same = market(stated, found.matrices, found.quantity, shifts)
        assert (same.thetas, same.matrices) == (found.thetas, found.matrices)
        bare = market(stated, found.matrices, found.quantity)
        for bidder, shift in enumerate(shifts):
            bundle = tuple(Fraction(random.randint(-3, 3)) for _ in found.goods)
            gained = oracle.utility(bare, bidder, oracle.plus(shift, bundle)) - oracle.utility(bare, bidder, shift)
            assert oracle.utility(found, bidder, bundle) == gained


def test_vickrey_payments_by_worths_and_along_two_paths():
    for random, found in random_markets("payments", 160, sizes=(2, 3, 4)):
        members = random_participants(random, found)
        outcome = vickrey(found, members)
        assert outcome.payments == oracle.vickrey_payments_by_integral(found, members)
        assert outcome.revenue == worth(found, members) - sum(outcome.payoffs.values())
        for bidder in members:
            others, bundle = without(members, bidder), outcome.bundles[bidder]
            corner = (bundle[0], *(Fraction(0) for _ in bundle[1:]))
            away = tuple(Fraction(random.randint(-3, 3)) for _ in bundle)
            assert oracle.payment_along(found, others, [away, corner, bundle], found.quantity) == outcome.payments[bidder]
            handy = dot(outcome.price, bundle) - dot(bundle, oracle.applied(oracle.price_slope(found, others), bundle)) / 2
            assert handy == outcome.payments[bidder]
            assert oracle.residual_supply(found, others, bundle, found.quantity) == outcome.price
            assert (outcome.payoffs[bidder] == 0) == (not any(bundle))
            assert outcome.payoffs[bidder] >= 0


def test_truth_is_dominant_in_the_vickrey_auction():
    for random, found in random_markets("truth", 120, sizes=(2, 3, 4)):
        members = random_participants(random, found)
        bidder = random.choice(members)
        honest = vickrey(found, members).payoffs[bidder]
        for _ in range(4):
            reported = tuple(theta + Fraction(random.randint(-4, 4), 2) for theta in found.thetas[bidder])
            assert oracle.vickrey_payoff_of_report(found, members, bidder, reported) <= honest
        assert oracle.vickrey_payoff_of_report(found, members, bidder, found.thetas[bidder]) == honest


# Laws of sections 3 to 5.


def test_bidders_alone_never_block_vickrey_payoffs():
    for random, found in random_markets("proposition 2", 140, sizes=(2, 3, 4)):
        members = random_participants(random, found)
        outcome = vickrey(found, members)
        assert oracle.is_feasible(found, members, outcome.payoffs, outcome.revenue)
        assert all(auctioneer for _, auctioneer, _ in blocking(found, members))
        assert (((), True, -outcome.revenue) in blocking(found, members)) == (outcome.revenue < 0)
        without_supply = oracle.with_quantity(found, (Fraction(0),) * found.width)
        assert revenue(without_supply, members) <= 0


def test_competitive_payoffs_are_in_the_bidder_core():
    cores = 0
    for random, found in random_markets("competitive", 150, sizes=(2, 3, 4)):
        members = random_participants(random, found)
        payoffs, auctioneer = oracle.competitive_payoffs(found, members)
        assert oracle.is_bidder_core(found, members, payoffs, auctioneer)
        assert oracle.is_core(found, members, payoffs, auctioneer) == (auctioneer >= 0)
        cores += auctioneer >= 0
    assert cores > 40


def test_feasible_payoffs_are_needed_in_the_bidder_core():
    found = example_2()
    outcome = vickrey(found, found.everyone)
    more = outcome.payoffs | {0: outcome.payoffs[0] + 1}
    assert oracle.blocking_coalitions(found, found.everyone, more, outcome.revenue) == []
    assert not oracle.is_bidder_core(found, found.everyone, more, outcome.revenue)
    kinds = set()
    for random, market_ in random_markets("payoffs", 200, sizes=(2, 3)):
        members = random_participants(random, market_)
        payoffs, auctioneer = random_payoffs(random, market_, members)
        core, bidder_core = oracle.is_core(market_, members, payoffs, auctioneer), oracle.is_bidder_core(market_, members, payoffs, auctioneer)
        assert bidder_core or not core
        kinds.add((core, bidder_core, oracle.is_feasible(market_, members, payoffs, auctioneer)))
    assert kinds == {(True, True, True), (False, True, True), (False, False, True), (False, False, False)}


def test_lemmas_1_and_2_against_all_participants():
    counts = dict.fromkeys(((True, True), (False, True), (False, False)), 0)
    for _, found in random_markets("lemmas", 180, sizes=(2, 3, 3, 4, 4)):
        core, bidder_core = oracle.always_core(found), oracle.always_bidder_core(found)
        assert core == (not oracle.supermodular_places(found))
        assert bidder_core == (not oracle.supermodular_places(found, 1))
        assert bidder_core or found.size > 2
        for (members, one, other), deficit in oracle.supermodular_places(found).items():
            assert (members, True, deficit) in blocking(found, oracle.joined(members, one, other))
        if bidder_core:
            assert core == (not oracle.losing_pairs(found))
        counts[core, bidder_core] += 1
    assert min(counts.values()) > 20


def test_one_auction_can_be_in_the_core_though_others_are_not():
    found = market((4, 4, 4, 0), (1, 1, 1, 1), 1)
    assert oracle.is_vickrey_core(found, (0, 1, 2))
    assert not oracle.always_bidder_core(found)


def test_bidder_core_always_means_no_revenue_drop_and_no_profitable_shill():
    tried, drops, gains = 0, 0, 0
    for _, found in random_markets("proposition 9", 120, sizes=(3, 3, 3, 4)):
        dropped, gained = oracle.revenue_drops(found), [gain for gain in oracle.shill_gains(found).values() if gain > 0]
        if oracle.always_bidder_core(found):
            assert not dropped
            assert not gained
            tried += 1
        drops, gains = drops + bool(dropped), gains + bool(gained)
    assert tried > 30
    assert min(drops, gains) > 15
    assert oracle.shill_gain(example_1(), (0, 1), 0, (0,)) == 0


# Laws of sections 6 and 7.


def test_substitutes_are_the_off_diagonal_signs_of_the_inverse():
    violated = 0
    for random, found in random_markets("substitutes", 150, sizes=(2, 3), widths=(2, 2, 3)):
        weights = oracle.weights_of(random_packages(random, found))
        expected = {}
        for bidder, rows in enumerate(found.matrices):
            changes = oracle.multiplied(oracle.multiplied(weights, oracle.inverse(rows)), oracle.transposed(weights))
            expected |= {(bidder, *pair): changes[pair[0]][pair[1]] for pair in combinations(range(found.width), 2) if changes[pair[0]][pair[1]] > 0}
        assert oracle.substitutes_violations(found, weights) == expected
        violated += bool(expected)
    assert 30 < violated < 120


def test_theorem_1_and_its_invariance():
    counts = {"core": 0, "bidder-core": 0, None: 0}
    for random, found in random_markets("theorem 1", 200, sizes=(2, 3, 4)):
        packages = random_packages(random, found)
        verdict = oracle.certified(found, packages)
        if verdict:
            assert oracle.always_bidder_core(found)
        if verdict == "core":
            assert oracle.always_core(found)
        order = random.sample(range(found.width), found.width)
        assert oracle.certified(found, [oracle.times(random.choice((2, Fraction(1, 3))), packages[place]) for place in order]) == verdict
        counts[verdict] += 1
    assert min(counts.values()) > 20


def test_packages_of_one_or_two_goods_are_found_whenever_a_random_search_finds_some():
    exist, random_finds = 0, 0
    for random, found in random_markets("packages", 180, sizes=(2, 3), widths=(1, 2, 2)):
        packages = oracle.packages_of_one_or_two_goods(found)
        if packages is not None:
            assert oracle.certified(found, packages)
            exist += 1
        for _ in range(6):
            if oracle.certified(found, random_packages(random, found)):
                assert packages is not None
                random_finds += 1
    assert 40 < exist < 170
    assert random_finds > 80


def test_packages_on_one_ray_and_on_none():
    one_ray = market([(1, 1)] * 2, (((2, 1), (1, 2)), ((4, 2), (2, 4))), (1, 2))
    packages = oracle.packages_of_one_or_two_goods(one_ray)
    assert len({oracle.times(1 / bundle[0], bundle) for bundle in oracle.efficient_bundles(one_ray)}) == 1
    assert oracle.certified(one_ray, packages)
    nothing = market([(1, 1)] * 2, (((2, 1), (1, 2)), ((1, -HALF), (-HALF, 1))), (0, 0))
    assert oracle.efficient_bundles(nothing) == []
    assert oracle.certified(nothing, oracle.packages_of_one_or_two_goods(nothing))
    opposite = market([(1, 1), (2, 1)], (((1, 0), (0, 1)),) * 2, (0, 0))
    assert oracle.packages_of_one_or_two_goods(opposite) is None


def test_theorem_2_gives_the_bidder_core():
    tried, cores = 0, 0
    for _, found in random_markets("theorem 2", 200, sizes=(2, 3, 4)):
        if not (oracle.has_equal_thetas(found) and oracle.has_commuting_matrices(found)):
            continue
        for basis in BASES[found.width]:
            if oracle.diagonalises(found, basis):
                oriented = [oracle.times(-1 if dot(row, found.quantity) < 0 else 1, vector(row)) for row in basis]
                assert oracle.certified(found, oriented)
                if not oracle.derivative_violations(found, oriented):
                    assert oracle.always_core(found)
        assert oracle.always_bidder_core(found)
        assert oracle.always_core(found) == (not oracle.losing_pairs(found))
        tried += 1
        cores += oracle.always_core(found)
    assert tried > 40
    assert 10 < cores < tried


def test_one_good_without_supply_needs_equal_thetas():
    verdicts = set()
    for random, found in random_markets("no supply", 150, sizes=(3, 4), widths=(1,)):
        empty = oracle.with_quantity(found, (Fraction(0),))
        equal = len({empty.thetas[bidder] for bidder in (0, 1, 2)}) == 1
        assert oracle.is_vickrey_bidder_core(empty, (0, 1, 2)) == equal
        assert oracle.is_vickrey_bidder_core(empty, empty.everyone) == oracle.has_equal_thetas(empty)
        verdicts.add(equal)
        bidder = random.choice(empty.everyone)
        assert not oracle.always_bidder_core(oracle.with_theta(empty, bidder, (max(empty.thetas)[0] + 1,)))
    assert verdicts == {True, False}


def test_small_changes_keep_the_bidder_core_of_theorem_2_with_supply():
    tried = 0
    for random, found in random_markets("near", 200, sizes=(3,)):
        if oracle.has_equal_thetas(found) and oracle.has_commuting_matrices(found) and any(found.quantity):
            nearly = oracle.with_theta(found, 0, [theta + Fraction(random.choice((-1, 1)), 10**12) for theta in found.thetas[0]])
            assert oracle.always_bidder_core(nearly)
            tried += 1
    assert tried > 20


def test_quantity_interval_bounds_the_multiples_that_pass():
    counts = {"none": 0, "bounded": 0, "half": 0, "all": 0}
    for random, found in random_markets("interval", 180, sizes=(1, 2, 3)):
        weights = oracle.weights_of(random_packages(random, found))
        direction = found.quantity if any(found.quantity) and random.random() < 0.7 else oracle.unit(found.width, 0)

        def passes(multiple, found=found, weights=weights, direction=direction):
            return not oracle.allocation_violations(oracle.with_quantity(found, oracle.times(multiple, direction)), weights)

        interval = oracle.quantity_interval(found, weights, direction)
        tries = [Fraction(random.randint(-6, 6), random.choice((1, 2))) for _ in range(3)]
        if interval is None:
            assert not any(passes(multiple) for multiple in tries)
            counts["none"] += 1
            continue
        low, high = interval
        for bound, step in ((low, -1), (high, 1)):
            if bound is not None:
                assert passes(bound)
                assert not passes(bound + step * Fraction(1, 10**9))
        for multiple in tries:
            assert passes(multiple) == ((low is None or low <= multiple) and (high is None or multiple <= high))
        if oracle.grows_everywhere(found, weights, direction):
            assert high is None
            assert passes(10**9)
        counts["all" if low is high is None else "bounded" if None not in interval else "half"] += 1
    assert min(counts["none"], counts["bounded"], counts["half"]) > 10


# Laws of section 8.


def test_proposition_3_blocks():
    for random, found in random_markets("proposition 3", 150, sizes=(3, 4)):
        three = tuple(random.sample(found.everyone, 3))
        _, shifted = oracle.proposition_3(found, *three)
        deficit = oracle.second_difference(shifted, three[:1], *three[1:])
        assert deficit > 0
        assert (three[:1], True, deficit) in blocking(shifted, tuple(sorted(three)))


def test_proposition_4_blocks():
    tried = 0
    for random, found in random_markets("proposition 4", 200, sizes=(3, 4)):
        one, second, third = random.sample(found.everyone, 3)
        if found.thetas[second] == found.thetas[third]:
            continue
        moved = oracle.with_quantity(found, oracle.proposition_4(found, one, second, third))
        deficit = oracle.second_difference(moved, (one,), second, third)
        assert deficit > 0
        assert ((one,), True, deficit) in blocking(moved, tuple(sorted((one, second, third))))
        tried += 1
    assert tried > 60


def test_proposition_5_has_a_quantity_exactly_where_the_symmetric_part_bends_down():
    random, bends, signs = Random("proposition 5"), 0, {True: 0, False: 0}
    for _ in range(160):
        size, width = random.choice((3, 3, 4)), random.choice((2, 2, 3))
        roots = [random_matrix(random, width, -4, 4) for _ in range(size)]
        matrices = [oracle.summed([oracle.multiplied(root, oracle.transposed(root)), oracle.scaled(Fraction(1, 10), oracle.identity(width))]) for root in roots]
        found = market([(1,) * width] * size, matrices, (0,) * width)
        members = tuple(sorted(random.sample(found.everyone, random.randint(3, size))))
        one, other = random.sample(members, 2)
        stated = oracle.matrix_of_proposition_5(found, members, one, other)
        symmetric = oracle.summed([stated, oracle.transposed(stated)])
        answer = oracle.proposition_5(found, members, one, other)
        assert (answer is None) == oracle.is_positive_semidefinite(symmetric)
        bends += answer is not None
        if width == 2 and oracle.determinant(stated) > 0:
            spread = eigenvalues(stated)
            signs[spread is None] += 1
            assert spread is None or spread[0] > 0 or answer is not None  # a negative eigenvalue is sufficient
        if answer is not None:
            quantity, deficit = answer
            assert (without(members, one, other), True, deficit) in blocking(oracle.with_quantity(found, quantity), members)
    assert 30 < bends < 140
    assert min(signs.values()) > 3


def test_curvature_is_a_difference_of_two_inverses():
    for random, found in random_markets("lemma 7", 60, sizes=(3, 4)):
        members = found.everyone
        one, other = random.sample(members, 2)
        first, second = oracle.inverse(found.matrices[one]), oracle.inverse(found.matrices[other])
        rest = oracle.summed([oracle.inverse(found.matrices[bidder]) for bidder in without(members, one, other)])

        def square(middle, base=first):
            return oracle.summed([oracle.multiplied(oracle.multiplied(middle, oracle.inverse(base)), middle), middle])

        x, y = square(rest), square(oracle.summed([rest, second]))
        minus_y = oracle.scaled(-1, oracle.inverse(y))
        assert oracle.curvature_of_second_difference(found, members, one, other) == oracle.summed([oracle.inverse(x), minus_y])
        inverse = oracle.inverse(oracle.matrix_of_proposition_5(found, members, one, other))
        both = oracle.summed([inverse, oracle.transposed(inverse)])
        gap = oracle.scaled(HALF, oracle.multiplied(oracle.multiplied(second, both), second))
        assert oracle.summed([y, oracle.scaled(-1, x)]) == gap


# Laws of sections 9 to 11.


def with_common_matrix(found):
    return oracle.Market(found.goods, found.names, found.quantity, found.thetas, (found.matrices[0],) * found.size)


def test_uniform_price_outcome_is_the_formula_and_an_equilibrium():
    for _, mixed in random_markets("uniform price", 150, sizes=(3, 4)):
        found = with_common_matrix(mixed)
        members, common, size = found.everyone, found.matrices[0], found.size
        outcome = oracle.uniform_price(found, members)
        mean = oracle.times(Fraction(1, size), oracle.total(found.thetas, found.width))
        supply = oracle.applied(common, found.quantity)
        assert outcome.price == oracle.minus(mean, oracle.times(Fraction(size - 1, size * (size - 2)), supply))
        bend = dot(found.quantity, supply)
        assert outcome.revenue == (dot(oracle.total(found.thetas, found.width), found.quantity) - Fraction(size - 1, size - 2) * bend) / size
        assert outcome.revenue == dot(outcome.price, found.quantity)
        assert oracle.is_efficient(found, members, outcome.bundles) == oracle.has_equal_thetas(found)
        for bidder in members:
            gap = oracle.minus(oracle.times(size, mean), oracle.times(size, found.thetas[bidder]))
            pulled = oracle.times(Fraction(size - 2, size - 1), oracle.solutions(common, [gap])[0])
            assert outcome.bundles[bidder] == oracle.times(Fraction(1, size), oracle.minus(found.quantity, pulled))
            assert oracle.best_response(found, members, bidder) == ("attained", outcome.bundles[bidder], outcome.payoffs[bidder])
        if min(found.quantity) >= 0 and all(min(oracle.minus(theta, supply)) >= 0 for theta in found.thetas):
            assert outcome.revenue >= 0


def test_theorem_3_by_enumeration():
    vickrey_better, uniform_better = 0, 0
    for random, found in random_markets("theorem 3", 60, sizes=(1,), widths=(1, 1, 2)):
        prior, common, size = random_prior(random, found.width), found.matrices[0], random.choice((2, 3, 3, 4))
        if len(prior) ** size > 81:
            continue
        expected = oracle.expectation_by_formula(prior, common, found.quantity, size)
        assert oracle.expectation_by_enumeration(prior, common, found.quantity, size) == expected
        if size > 2:
            spread, threshold = oracle.heterogeneity(prior, common), oracle.threshold_of_heterogeneity(common, found.quantity, size)
            assert (expected.vickrey > expected.uniform_price) == (spread < threshold)
            assert (expected.vickrey == expected.uniform_price) == (spread == threshold)
            vickrey_better += spread < threshold
            uniform_better += spread > threshold
    assert min(vickrey_better, uniform_better) > 10


def test_package_auctions_of_joint_eigenvectors_are_the_joint_auction():
    tried, uniform, different = 0, 0, 0
    for random, found in random_markets("proposition 7", 200, sizes=(2, 3, 4), widths=(1, 2, 3)):
        packages, members = random_packages(random, found), random_participants(random, found)
        outcome = vickrey(found, members)
        apart = oracle.package_auctions(found, packages, members, vickrey)
        if oracle.diagonalises(found, packages):
            assert apart == (outcome.bundles, outcome.payments)
            tried += 1
            if len(members) > 2 and oracle.has_common_matrix(found):
                joint = oracle.uniform_price(found, members)
                assert oracle.package_auctions(found, packages, members, oracle.uniform_price) == (joint.bundles, joint.payments)
                uniform += 1
        else:
            assert oracle.total(list(apart[0].values()), found.width) == found.quantity
            different += apart != (outcome.bundles, outcome.payments)
    assert tried > 50
    assert uniform > 10
    assert different > 40


def test_split_payments_and_best_reports():
    counts = {"nothing": 0, "gain": 0, "unbounded": 0}
    for random, found in random_markets("split", 60, sizes=(4, 4, 5), widths=(1, 1, 2)):
        sides, members = random_sides(random, found.everyone), found.everyone
        split, joint = oracle.split_vickrey(found, sides), vickrey(found, members)
        assert split.revenue <= joint.revenue
        for bidder in members:
            side, bundle = next(side for side in sides if bidder in side), split.bundles[bidder]
            assert (split.payments[bidder] < joint.payments[bidder]) if any(bundle) else (split.payments[bidder] == joint.payments[bidder] == 0)
            own, all_others = oracle.price_slope(found, without(side, bidder)), oracle.price_slope(found, without(members, bidder))
            assert split.payments[bidder] == dot(split.price, bundle) - dot(bundle, oracle.applied(own, bundle)) / 2
            bend = oracle.summed([found.matrices[bidder], oracle.scaled(2, all_others), oracle.scaled(-1, own)])
            at_nothing = price(found, without(members, bidder))
            pull = oracle.minus(found.thetas[bidder], at_nothing)
            steps = oracle.summed([found.matrices[bidder], all_others])
            assert oracle.applied(steps, bundle) == pull
            kind, best, *gain = oracle.split_best_report(found, sides, bidder)
            assert (kind == "unbounded") == (oracle.greatest(pull, bend)[0] == "unbounded")
            if kind == "unbounded":
                far = [
                    oracle.split_payoff_of_report(found, sides, bidder, oracle.plus(found.thetas[bidder], oracle.times(step, best)))
                    for step in (0, 10**3, 10**6)
                ]
                assert far[0] < far[1] < far[2]
                counts["unbounded"] += 1
                continue
            quantity = allocation(oracle.with_theta(found, bidder, best), members)[bidder]
            assert best == oracle.plus(at_nothing, oracle.applied(steps, quantity))
            assert oracle.applied(bend, quantity) == pull
            assert gain == [oracle.split_payoff_of_report(found, sides, bidder, best) - split.payoffs[bidder]]
            assert (gain[0] == 0) == (not any(bundle))
            counts["gain" if gain[0] else "nothing"] += 1
    assert min(counts["gain"], counts["unbounded"]) > 10
    assert counts["nothing"] > 3


def test_split_gains_without_bound_along_a_flat_direction():
    found = market((3, 0, 0, 0), (1, 3, 3, 3), 0)
    side, rest = (0, 1), (2, 3)
    own, others = oracle.price_slope(found, (1,)), oracle.price_slope(found, (1, 2, 3))
    assert found.matrices[0][0][0] + 2 * others[0][0] - own[0][0] == 0
    assert oracle.split_best_report(found, (side, rest), 0)[0] == "unbounded"
    assert oracle.split_best_report(oracle.with_theta(found, 0, (0,)), (side, rest), 0)[::2] == ("attained", 0)


# Section 14.


def test_two_bidders_are_always_in_the_bidder_core():
    for _, found in random_markets("pairs", 60, sizes=(2,)):
        assert oracle.always_bidder_core(found)


def test_negative_quantity_fails_the_core_by_the_auctioneer_alone():
    found = market((1, 1, 1), (1, 1, 1), -1)
    assert oracle.is_vickrey_bidder_core(found, found.everyone)
    assert [members for members, _, _ in blocking(found)] == [()]


def test_identical_bidders_share_the_quantity():
    found = market([(3, 1)] * 4, [((2, 1), (1, 2))] * 4, (1, -2))
    assert set(allocation(found, found.everyone).values()) == {(QUARTER, -HALF)}


def test_a_deficit_of_nothing_does_not_block():
    found = market((2, 2, 0), (1, 1, 1), 0)
    outcome = vickrey(found, found.everyone)
    ties = [members for members in coalitions(found.everyone) if worth(found, members) == sum(outcome.payoffs[bidder] for bidder in members) + outcome.revenue]
    assert found.everyone in ties
    assert found.everyone not in [members for members, _, _ in blocking(found)]


def test_what_has_no_answer():
    pair = market((1, 2), (1, 1), 1)
    for asked in (
        lambda: vickrey(pair, (0,)),
        lambda: oracle.uniform_price(pair, (0, 1)),
        lambda: oracle.uniform_price(market((1, 1, 1), (1, 2, 1), 1), (0, 1, 2)),
        lambda: oracle.split_vickrey(example_1(), ((0, 1), (2,))),
        lambda: oracle.proposition_4(market((1, 1, 1), (1, 1, 1), 1), 0, 1, 2),
        lambda: market([(1, 1)], [((1, 2), (0, 1))], (1, 1)),
        lambda: market([(1, 1)], [((1, 1), (1, 1))], (1, 1)),
    ):
        with pytest.raises(AssertionError):
            asked()
    with pytest.raises(ValueError, match="singular"):
        oracle.certified(example_2(), ((1, 1), (2, 2)))


def test_coalitions_come_in_order():
    assert coalitions((0, 2, 3), 0) == [(), (0,), (2,), (3,), (0, 2), (0, 3), (2, 3), (0, 2, 3)]
    found = example_1()
    low = by_bidder(-1, -1, -1)
    order = [(members, auctioneer) for members, auctioneer, _ in oracle.blocking_coalitions(found, found.everyone, low, Fraction(-1))]
    assert order == [((), True), *product(coalitions(found.everyone), (True, False))]


def test_bidders_have_no_names_in_worths():
    for random, found in random_markets("renamed", 60, sizes=(3,)):
        for order in random.sample(list(permutations(range(3))), 2):
            other = oracle.Market(
                found.goods, found.names, found.quantity, tuple(found.thetas[place] for place in order), tuple(found.matrices[place] for place in order)
            )
            assert revenue(other, other.everyone) == revenue(found, found.everyone)
            assert oracle.always_core(other) == oracle.always_core(found)


def test_random_markets_have_the_special_cases():
    seen = {"nothing": 0, "equal": 0, "commuting": 0, "no supply": 0, "negative": 0, "core": 0, "endowment": 0, "one": 0}
    for random, found in random_markets("cases", 300):
        seen["equal"] += oracle.has_equal_thetas(found)
        seen["commuting"] += found.width > 1 and oracle.has_commuting_matrices(found)
        seen["no supply"] += not any(found.quantity)
        seen["negative"] += min(found.quantity) < 0
        seen["one"] += found.size == 1
        seen["nothing"] += any(not any(bundle) for bundle in allocation(found, found.everyone).values())
        seen["core"] += found.size > 2 and oracle.is_vickrey_core(found, found.everyone)
        seen["endowment"] += any("endowment" in bidder["values"] for bidder in random_market(random)["bidders"])
    assert min(seen.values()) > 5, seen
    assert written(Fraction(7, 2)) == "7/2"
