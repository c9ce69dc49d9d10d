"""Corners of the room that no other test reaches: bounds in decimals, orders among equals, limits in the middle of the work, caps at their value."""

import math
from decimal import Context, Decimal, localcontext
from fractions import Fraction

import pytest

from marketwright.answers import answer_document
from marketwright.errors import SecondInputError, UsageError
from marketwright.markets import market_from_document
from marketwright.markets.divisible import DivisibleBidder, DivisibleMarket, ExponentialValues, LogCoshValues
from marketwright.markets.validation import validate_market
from marketwright.questions import Limits, Question
from marketwright.reallocative import breaking, nonblocking
from marketwright.reallocative.blocking import Payoffs, charged
from marketwright.reallocative.core import examined
from marketwright.reallocative.decimals import Bounds, ExponentialCurve, LogCoshCurve, LogisticCurve, _softplus, total
from marketwright.reallocative.monotone import Drop, largest_drop
from marketwright.reallocative.nonblocking import rounded_up
from marketwright.reallocative.numeric import numeric_core, numeric_vickrey, power_of_ten
from marketwright.reallocative.own import OwnOutcome
from marketwright.reallocative.package_conditions import all_sets
from marketwright.reallocative.setting import setting, stopping
from marketwright.reallocative.vickrey import vickrey_part
from marketwright.solvers.surplus.scan import verdict
from marketwright.solvers.surplus.tree import LimitReached, Patience, bounded
from marketwright.solving import checked_answer, found_answer
from tests.reallocative.asked import ask, auction, finding, verdicts
from tests.reallocative.test_core_of_many import alike
from tests.reallocative_oracle import fraction

GOODS = [{"A": 1, "B": 0}, {"A": 0, "B": 1}]
UNITY = [[1, 0], [0, 1]]


def vector(*numbers):
    return tuple(map(Fraction, numbers))


def one_good(quantity, *values):
    bidders = tuple(DivisibleBidder(name=str(number), values=one) for number, one in enumerate(values, start=1))
    return validate_market(DivisibleMarket(goods=("A",), quantity=vector(quantity), bidders=bidders))


def bent(theta, alpha="1/1000"):
    return LogCoshValues(theta=vector(theta), matrix=(vector(1),), alpha=vector(alpha), beta=vector(1))


def exponential(scale, rate=1, packages=None):
    return ExponentialValues(scale=vector(scale), rate=vector(rate), packages=packages)


def held(result):
    return {one.claim: one.holds for one in result.findings}


# --- bounds in decimals

FINE = Context(prec=300, Emin=-100_000, Emax=100_000)


def decimal(number):
    return Decimal(number.numerator) / Decimal(number.denominator)


def exp(number):
    return decimal(number).exp()


def softplus(number):
    return (1 + exp(number)).ln() if number < 0 else decimal(number) + (1 + exp(-number)).ln()


AMOUNTS = [Fraction(numerator, 7) for numerator in (-700, -91, -9, -3, -1, 0, 1, 2, 5, 8, 33, 700)]


SCALE, RATE, OFFSET, HELD = Fraction(3, 2), Fraction(5, 3), Fraction(1, 9), Fraction(-2, 11)
CURVES = {
    "exponential": (
        ExponentialCurve(scale=SCALE, rate=RATE, held=HELD),
        lambda x: decimal(SCALE / RATE) * (exp(-RATE * HELD) - exp(-RATE * (HELD + x))),
        lambda x: decimal(SCALE) * exp(-RATE * (HELD + x)),
    ),
    "logistic": (
        LogisticCurve(scale=SCALE, rate=RATE, offset=OFFSET, held=HELD),
        lambda x: decimal(SCALE * x) - decimal(SCALE / RATE) * (softplus(RATE * (HELD + x) - OFFSET) - softplus(RATE * HELD - OFFSET)),
        lambda x: decimal(SCALE) / (1 + exp(RATE * (HELD + x) - OFFSET)),
    ),
    "log-cosh": (
        LogCoshCurve(alpha=SCALE, beta=RATE, held=HELD),
        lambda x: decimal(SCALE) * (decimal(RATE * x) - softplus(2 * RATE * (HELD + x)) + softplus(2 * RATE * HELD)),
        lambda x: -decimal(SCALE * RATE) * (1 - 2 / (1 + exp(2 * RATE * (HELD + x)))),
    ),
}


@pytest.mark.parametrize("name", CURVES)
def test_bounds_enclose_utilities_and_marginal_utilities_closely(name):
    bounded, utility, marginal = CURVES[name]
    with localcontext(FINE):
        for amount in AMOUNTS:
            for bounds, exact in ((bounded.utility(amount), utility(amount)), (bounded.marginal(amount), marginal(amount))):
                assert bounds.low < bounds.high
                assert bounds.low - Fraction(1, 10**100) <= Fraction(exact) <= bounds.high + Fraction(1, 10**100)
                assert bounds.high - bounds.low < Fraction(1, 10**50)


def test_bounds_of_a_marginal_utility_next_to_nothing_go_down_to_nothing():
    bounds = ExponentialCurve(scale=Fraction(1), rate=Fraction(1), held=Fraction(0)).marginal(Fraction(3_000))
    with localcontext(FINE):
        assert 0 <= bounds.low <= Fraction(Decimal(-3_000).exp()) <= bounds.high < Fraction(1, 10**800)


def test_the_bounds_of_a_half_are_on_both_sides_of_it():
    half = LogisticCurve(scale=Fraction(1), rate=Fraction(1), offset=Fraction(0), held=Fraction(0)).marginal(Fraction(0))
    assert half.low < Fraction(1, 2) < half.high


def test_bounds_enclose_logarithms_of_sums_with_1():
    with localcontext(FINE):
        for number in (Fraction(place, 7) for place in range(-60, 60)):
            bounds = _softplus(number)
            assert bounds.low < Fraction(softplus(number)) < bounds.high


def test_a_number_is_as_far_as_the_farther_one_of_its_bounds():
    assert Bounds(Fraction(1), Fraction(4)).farthest(Fraction(2)) == 2
    assert Bounds(Fraction(1), Fraction(4)).farthest(Fraction(3)) == 2


def test_a_sum_takes_the_other_bound_of_what_is_subtracted():
    terms = [(Fraction(2), Bounds(Fraction(1), Fraction(3))), (Fraction(-1), Bounds(Fraction(5), Fraction(8)))]
    assert total(Fraction(10), terms) == Bounds(Fraction(4), Fraction(11))


# --- numeric markets


def test_quantities_are_rounded_finely_enough_for_small_packages():
    small = (vector("1/1000000"),)
    result = numeric_vickrey(one_good(Fraction(1, 10**6), exponential(1, packages=small), exponential(3, packages=small)), Question())
    assert held(result) == {"efficient": True, "vickrey": True}


def test_a_limit_stops_markets_with_formulas_too():
    result = numeric_vickrey(one_good(1, exponential(1), exponential(3)), Question(limits=Limits(stopped=lambda: True)))
    assert (result.outcome, held(result)) == ({}, {"efficient": None, "vickrey": None})


def test_eight_participants_are_not_too_many_for_the_core():
    result = numeric_core(one_good(1, *(bent(theta) for theta in range(8))), Question(input={"tolerance": "1/1000"}))
    assert len(result.certificate["worths"]) == 2**8 - 2


@pytest.mark.parametrize(("tolerance", "blocks"), [("1/7", True), ("1/6", False)])
def test_a_negative_revenue_within_the_tolerance_is_none(tolerance, blocks):
    """The revenue is -3/20."""
    result = numeric_core(one_good(1, bent("3/5", 0), bent("3/5", 0)), Question(input={"tolerance": tolerance}))
    assert [entry["coalition"] for entry in result.outcome["blocking"]] == [[]] * blocks
    assert held(result)["core"] is not blocks


def test_a_power_of_ten_is_the_largest_where_logarithms_in_floats_are_a_little_low():
    a_little_more = Fraction(56674034108534911000000000000001, 56674034108534911000000000000000)
    assert math.log10(56674034108534911000000000000001) - math.log10(56674034108534911 * 10**25) < -10
    assert power_of_ten(a_little_more / 10**10) == Fraction(1, 10**10)


def own(payments, supply_payments, welfare):
    return OwnOutcome(
        price=(1.0,), allocation=((0.0,),) * len(payments), payments=payments, supply_payments=supply_payments, revenue=0.0, welfare=welfare, residual=0.0
    )


def test_payments_agree_by_the_largest_sum_of_money_and_all_have_to():
    assert own((0.0, 0.0), (0.0, 5e-8), 0.0).agrees
    assert own((1e3, -1e3), (1e3 + 5e-5, -1e3), 0.0).agrees
    assert own((1.0, 1.0), (1.0, 1.0 + 5e-5), -1e3).agrees
    apart = own((1.0, 1.0), (1.0, 2.0), 0.0)
    assert (apart.disagreement, apart.agrees) == (1.0, False)


# --- orders among equals


def test_the_first_allocation_that_fails_is_by_bidders_before_packages_and_the_first_price_by_coalitions_before_packages():
    unity = [[int(row == column) for column in range(3)] for row in range(3)]
    goods = [dict(zip("ABC", row, strict=True)) for row in unity]
    answer = ask(auction((1, 1, 1), ([9, 4, 0], unity), ([0, 4, 9], unity)), "packages", packages=goods)
    assert finding(answer, "nonnegative-allocations")["witness"] == {"coalition": ["1", "2"], "bidder": "1", "package": 2, "value": -4}
    assert finding(answer, "nonnegative-prices")["witness"] == {"coalition": ["1"], "package": 2, "value": -1}


def test_goods_of_which_somebody_gets_just_nothing_are_packages():
    answer = ask(auction((1, 1), ([4, 4], UNITY), ([3, 4], UNITY)), "packages")
    assert (answer["outcome"]["method"], answer["outcome"]["packages"]) == ("goods", GOODS)


def test_fifteen_bidders_are_not_too_many_for_all_sets():
    here = setting(market_from_document(auction(1, *[(4, 1)] * 15)), Question())
    assert len(all_sets(here).in_order) == 2**15 - 1
    with pytest.raises(UsageError, match="16 bidders"):
        all_sets(setting(market_from_document(auction(1, *[(4, 1)] * 16)), Question()))


@pytest.mark.parametrize("unit", [1, 2])
def test_of_equal_drops_of_the_revenue_the_first_is_stated_however_thirds_are_rounded(unit):
    """Worths by mask; the revenues of the first two bidders, and of the first and the third, are 1/3, that of all is -5/3."""
    third = Fraction(unit, 3)
    for worths in (
        [0 * third, 0 * third, third, 0 * third, 2 * third, third, 6 * third, 6 * third],
        [0 * third, 0 * third, 2 * third, third, third, 0 * third, 6 * third, 6 * third],
    ):
        found = largest_drop(worths, 3)
        assert found == Drop(participants=(0, 1), bidder=2, revenue=third, revenue_with=-5 * third)


def test_a_drop_of_the_revenue_smaller_than_integers_tell_is_seen():
    """With worths of at most 2 integers of 256 bits take the revenue of all for larger by 2 of their units than that of the first two."""
    small = Fraction(1, 2**400)
    worths = [*vector(0, "10/13", "16/13", 1, "2/11", "8/11", 2), (Fraction(1) + Fraction(8, 11) + 2 - 1 + small) / 2]
    found = largest_drop(worths, 3)
    assert found == Drop(participants=(0, 1), bidder=2, revenue=Fraction(1), revenue_with=1 - small)


def test_of_equal_bounds_of_the_quantity_the_first_condition_is_stated():
    """Bidders 1 and 2 are alike; with both of them, or one, bidder 3 leaves them something from a quantity of 2 on."""
    document = auction(3, (2, 1), (2, 1), (4, 1))
    first = {"coalition": ["1", "3"], "bidder": "1", "package": 0}
    up, down = (ask(document, "quantity", direction={"A": sign}, packages=[{"A": 1}])["outcome"] for sign in (1, -1))
    assert (up["interval"], up["least_by"]) == ({"least": 2}, first)
    assert (down["interval"], down["greatest_by"]) == ({"greatest": -2}, first)


def test_conditions_that_exclude_one_another_are_the_lower_bound_and_the_upper_one():
    document = auction((1, -1), ([1, 0], UNITY), ([0, 1], UNITY))
    witness = finding(ask(document, "quantity", direction={"A": 1, "B": -1}, packages=GOODS), "some-quantity")["witness"]
    both = ["1", "2"]
    assert witness == {"conditions": [{"coalition": both, "bidder": "2", "package": 0}, {"coalition": both, "bidder": "1", "package": 1}]}


def test_dependent_allocations_are_in_the_order_of_their_coalitions():
    document = auction(
        (-1, -2),
        ([8, 6], [[1, 0], [0, 5]]),
        ([4, 1], [["9/4", "1/2"], ["1/2", "9/4"]]),
        ([3, -2], [["9/4", "1/4"], ["1/4", "17/4"]]),
        ([1, -1], [[3, 0], [0, 1]]),
    )
    witness = finding(ask(document, "packages"), "packages-exist")["witness"]
    assert [(len(entry["coalition"]), entry["bidder"]) for entry in witness["allocations"]] == [(2, "1"), (3, "2"), (4, "2")]


def test_two_goods_that_nobody_trades_have_packages_however_strong_complements_are():
    """Along four lines bidders hardly tire of more; rows far from opposite have a product above 0 for one of them."""
    thin, one = "1/1000", "1001/1000"
    slopes = ([[1, 0], [0, thin]], [[thin, 0], [0, 1]], [[one, 1], [1, one]], [[one, -1], [-1, one]])
    answer = ask(auction((0, 0), *[([1, 1], slope) for slope in slopes]), "packages")
    assert answer["outcome"]["method"] == "tilted"
    assert finding(answer, "substitutes")["holds"] is True


# --- samples, limits, evidence of two parts


@pytest.mark.parametrize(("samples", "seed"), [(3, 32), (2, 53)])
def test_a_sample_disagrees_if_one_mean_of_either_auction_is_more_than_five_standard_errors_away(samples, seed):
    """Of three samples the Vickrey mean is six standard errors away; of two samples the uniform mean is nine, the Vickrey mean less than five."""
    answer = ask(auction(3, (0, 1), (1, 1), (5, 1)), "revenue", samples=samples, seed=seed)
    assert finding(answer, "sample-agrees")["holds"] is False
    means, outcome = answer["outcome"]["sampled"], answer["outcome"]
    away = {kind: (fraction(means[kind]["mean"]) - fraction(outcome[kind])) ** 2 / fraction(means[kind]["variance"]) for kind in ("vickrey", "uniform")}
    assert away == ({"vickrey": 36, "uniform": 1} if samples == 3 else {"vickrey": Fraction(196, 9), "uniform": 81})


def test_seconds_are_counted_from_the_beginning():
    ticks = iter([100, 104, 106])
    stopped = stopping(Question(limits=Limits(seconds=5, clock=lambda: next(ticks))))
    assert [stopped(), stopped()] == [False, True]


def two_parts(stops, monkeypatch):
    """What is found of payoffs that are to be proved with and without the auctioneer when a limit comes after so many questions; and both problems."""
    monkeypatch.setattr(nonblocking, "FIRST_LEAVES", 1)
    here = setting(market_from_document(alike(16, "two parts")), Question())
    bidders = tuple(payoff.limit_denominator(1000) * Fraction(9, 10) for payoff in vickrey_part(here).payoffs)
    payoffs = Payoffs(bidders=bidders, auctioneer=here.surplus.worth(here.participants, here.quantity) - sum(bidders), alone=True)
    left = iter(range(stops))
    found = examined(here, payoffs, stopped=lambda: next(left, None) is None).findings[0]
    return found, [charged(here, payoffs, auctioneer=auctioneer) for auctioneer in (True, False)]


def test_the_error_of_two_scans_is_the_larger_one(monkeypatch):
    found, cases = two_parts(3, monkeypatch)
    larger = max(verdict(case).at_most for case in cases)
    assert (found.grade, found.details) == ("numeric", {"coalitions": 2 * (2**16 - 1), "error": rounded_up(Fraction(larger))})


@pytest.mark.parametrize("stops", [0, 2])
def test_one_scan_of_two_says_nothing_beside_the_bounds_of_trees(stops, monkeypatch):
    found, cases = two_parts(stops, monkeypatch)
    trees = [bounded(case, Patience(leaves=1)) for case in cases]
    most = max(tree.at_most for tree in trees if isinstance(tree, LimitReached))
    assert (found.holds, found.grade, found.details) == (None, "bounded", {"at_most": rounded_up(most)})


def test_bidders_given_with_equal_theta_are_refused_and_others_break():
    document = auction(1, (4, 1), (4, 2), (4, 3), (5, 1))
    with pytest.raises(SecondInputError, match="I127"):
        ask(document, "break", proposition=4, bidders=["1", "2", "3"])
    assert finding(ask(document, "break", proposition=4), "breakable")["holds"] is True


def test_all_sets_of_as_many_bidders_as_are_searched_prove_that_nobody_blocks(monkeypatch):
    monkeypatch.setattr(breaking, "MOST_SEARCHED", 4)
    of_four, of_five = (market_from_document(auction(1, *[(4, 1)] * size)) for size in (4, 5))
    (found,) = breaking.break_rule(of_four, Question(input={"proposition": 5})).findings
    assert (found.holds, found.grade, found.details) == (False, "enumerated", {"cases": 4 * 3 + 6})
    with pytest.raises(UsageError, match="5 bidders, of whom the first 4 never block"):
        breaking.break_rule(of_five, Question(input={"proposition": 5}))


def test_without_time_theorem_2_proves_the_bidder_core_only():
    document = auction(1, *[("3/5", 1)] * 3)
    given = found_answer(market_from_document(document), "reallocative/always", limits=Limits(stopped=lambda: True))
    assert verdicts(answer_document(checked_answer(given))) == {"bidder-core-always": True, "core-always": None}
    assert verdicts(ask(document, "always")) == {"bidder-core-always": True, "core-always": False}


def test_the_best_misreport_is_found_where_gains_are_flat_along_a_good():
    """Of good A nobody trades, and bidder 1 gains nothing whatever he asks for; of good B he gains most by 25/4 more."""
    document = auction(
        (0, 1),
        ([3, 9], [[1, 0], [0, 1]]),
        ([3, 1], [[2, 0], [0, 1]]),
        ([3, 1], [["4/3", 0], [0, 1]]),
        ([3, 1], [["4/3", 0], [0, 1]]),
    )
    found = ask(document, "split", forward=["1", "2"])["outcome"]["deviations"]["1"]
    assert "direction" not in found
    assert (found["bundle"], found["gain"]) == ({"A": 0, "B": "25/2"}, "625/48")


def test_a_revenue_that_stays_the_same_is_no_drop():
    assert largest_drop([Fraction(0)] * 8, 3) is None


# --- auctions of packages held apart


def test_any_two_packages_can_be_the_ones_that_are_not_separable():
    slope = [[2, 0, 0], [0, 2, 1], [0, 1, 2]]
    goods = [dict(zip("ABC", row, strict=True)) for row in ([1, 0, 0], [0, 1, 0], [0, 0, 1])]
    answer = ask(auction((1, 1, 1), ([4, 4, 4], slope), ([3, 4, 5], slope)), "independent", packages=goods)
    assert finding(answer, "separable")["witness"] == {"bidder": "1", "packages": [1, 2], "value": 1}


def test_auctions_of_packages_are_about_participants_whatever_matrices_others_have():
    slope, other = [[2, 1], [1, 2]], [[1, 0], [0, 5]]
    document = auction((1, 1), ([4, 4], slope), ([3, 4], slope), ([4, 2], slope), ([4, 4], other))
    answer = ask(document, "independent", participants=["1", "2", "3"])
    assert answer["outcome"]["packages"] == [{"A": 1, "B": 1}, {"A": 1, "B": -1}]
    assert verdicts(answer) == {"separable": True, "same-as-joint": True, "same-as-joint-uniform": True}
