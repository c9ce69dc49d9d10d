"""What is easily done wrong in unit-demand markets: the traps of spec walrasian 8 and the edge cases of 9, each as a market."""

from fractions import Fraction

import pytest

import marketwright
from marketwright.errors import MarketError, UsageError
from marketwright.markets.levels import level_map
from tests.papers.walrasian_cases import (
    allocation,
    answered,
    at_prices,
    bundles,
    demands,
    document,
    example,
    greatest,
    holds,
    least,
    levels,
    lines,
    market,
    payments,
    prices,
    soft_budget,
    witness,
)
from tests.walrasian_oracle import Market

TENTH = Fraction(1, 10)


# Traps


def test_demand_has_all_ties_and_the_null_position():
    assert demands(at_prices(market((3, 2), (1, 4), (0, 0)), 1, 2)) == (("a",), ("b",), (None,))
    assert demands(at_prices(market((3, 4), (1, 4), (1, 2)), 1, 2)) == (("a", "b"), ("b",), ("a", "b", None))


def test_an_unsold_good_without_a_price_is_not_competitive():
    answer = answered(example("paper-003-example-8"), "minimum")
    assert (prices(answer), [*answer.certificate["pointers"]]) == ((1, 0, 0), ["a"])
    found = at_prices(example("paper-003-example-8"), 1, 0, 0)
    assert holds(found)["under-demanded-set"] is False
    assert found.certificate["holders"].keys() == {"a"}


def test_weakly_under_demanded_counts_equality():
    found = holds(at_prices(example("unit-rate-trap"), 4, 4))
    assert (found["under-demanded-set"], found["weakly-under-demanded-set"]) == (False, True)


def test_an_unsold_good_has_to_cost_its_reserve_price():
    answer = at_prices(market((3,)), 4, held=(None,))
    assert (holds(answer)["equilibrium-prices"], holds(answer)["equilibrium"]) == (False, False)
    assert witness(answer, "equilibrium") == {"good": "a"}
    assert witness(answer, "under-demanded-set") == {"goods": ["a"], "buyers": []}


def test_prices_that_rise_at_equal_speed_go_too_far():
    economy = example("unit-rate-trap")
    assert holds(at_prices(economy, 4, 4))["equilibrium-prices"] is True
    assert least(economy)[0] == (4, 2)


def test_least_prices_of_an_allocation_depend_on_the_allocation():
    economy = Market(document(lines((1, 4), (2, 4)), lines((2, 4), (1, 4)), lines((1, 2), (1, 2))))
    assert [economy.kernel_least(places) for places in ((0, 1, None), (1, 0, None))] == [(2, 2), (4, 4)]
    # the second pair is no equilibrium: both buyers would rather have nothing than level 2 x 4 - 4
    assert holds(at_prices(example("unequal-slopes"), 4, 4, held=("b", "a", None)))["equilibrium"] is False
    assert least(example("unequal-slopes")) == ((2, 2), [("a", "b", None)])


def test_the_greatest_sum_of_willingness_to_pay_does_not_find_the_allocation():
    economy = market(lines((1, 10), (2, 16)), lines((3, 27), (1, "19/2")))
    worth = [[level_map(buyer.preference, good).inverse().at(Fraction(0)) for good in economy.goods] for buyer in economy.buyers]
    assert worth == [[10, 8], [9, Fraction(19, 2)]]
    assert worth[0][0] + worth[1][1] > worth[0][1] + worth[1][0]
    assert least(economy) == ((0, 0), [("b", "a")])


def test_least_prices_may_have_several_allocations():
    assert least(example("paper-003-example-8"))[1] == [("a", "b"), ("b", "a")]
    assert len(least(example("paper-003-example-1"))[1]) == 7


def test_a_loser_pays_the_entry_fee_and_so_bids_as_without_one():
    answer = answered(market((4,), (3,), fee=2), "minimum")
    assert (prices(answer), allocation(answer), payments(answer), answer.outcome["revenue"]) == ((3,), ("a", None), (5, 2), 7)


def test_compensations_at_negative_payments_count():
    """Good b, worth 2 to the seller, is held for 0 at level -3; good a would be as good only for somebody who is paid 4."""
    half = {"points": [[0, -1]], "left": "1/2", "right": "1/2"}
    economy = market({"type": "levels", "levels": {"a": half, "b": {"points": [[0, -3]], "left": 1, "right": 1}}}, seller=(0, 2))
    answer = answered(economy, "efficient", bundles=bundles(("b", 0)))
    assert (levels(answer), answer.outcome["net_revenue"], holds(answer)) == ((-3,), -2, {"efficient": True})
    assert holds(answered(economy, "efficient", bundles=bundles(("a", -4)))) == {"efficient": False}


def test_equilibria_know_reserve_prices_and_efficiency_knows_the_sellers_values():
    economy = market((2,), seller=(1,), reserves=(3,))
    assert holds(at_prices(economy, 3, held=(None,)))["equilibrium"] is True
    assert holds(answered(economy, "efficient", bundles=bundles((None, 0)))) == {"efficient": False}
    assert holds(answered(market((2,), seller=(3,), reserves=(1,)), "properties"))["efficient"] is False


def test_ties_that_floats_miss_decide_demand():
    assert 0.1 - 0.3 != 0.0 - 0.2
    economy = market(("0.3", "0.2"), ("0.3", "0.2"))
    assert least(economy) == ((TENTH, 0), [("a", "b"), ("b", "a")])
    assert demands(at_prices(economy, TENTH, 0)) == (("a", "b"), ("a", "b"))


def test_a_good_that_is_bad_only_at_very_negative_payments_is_a_bad():
    """Level t/2 - 1 is below t down to t = -2 only."""
    answer = answered(market(lines(("1/2", 1))), "properties")
    assert holds(answer)["classical"] is False
    assert witness(answer, "classical") == {"buyer": "1", "good": "a"}
    assert holds(answered(market(lines((1, 1))), "properties"))["classical"] is True


def test_hard_budgets_are_refused():
    with pytest.raises(MarketError):
        market({"type": "hard-budget", "values": {"a": 10}, "budget": 5})


def test_smooth_preferences_are_refused_where_exact_ones_are_needed():
    economy = market({"type": "quadratic-cost", "values": {"a": 4}, "rho": 1})
    for rule, given in (("maximum", None), ("test", {"prices": {"a": 1}}), ("efficient", {"bundles": bundles((None, 0))}), ("properties", None)):
        with pytest.raises(UsageError, match="U117"):
            marketwright.solve(economy, f"walrasian/{rule}", input=given)


@pytest.mark.parametrize(("steepness", "price"), [(1, 10), (2, Fraction(15, 2)), (5, 6), (1000, Fraction(1001, 200)), (10**6, Fraction(1000001, 200000))])
def test_soft_budgets_of_5_come_to_5_and_5_over_the_steepness(steepness, price):
    buyer = soft_budget(10, budget=5, steepness=steepness)
    economy = market(buyer, buyer)
    assert least(economy) == ((price,), [("a", None), (None, "a")])
    assert greatest(economy) == (price,)


def test_prices_are_bounded_by_willingness_to_pay_and_not_by_levels_at_payment_0():
    slow = {"type": "levels", "levels": {"a": {"points": [[0, -9]], "left": 1, "right": "1/3"}}}
    assert least(market(slow, slow)) == ((27,), [("a", None), (None, "a")])
    saver = {"type": "borrowing", "values": {"a": 9}, "cash": 3, "rate": "1/4"}
    assert prices(answered(market(saver, saver), "minimum")) == (Fraction(39, 5),)
    # who is paid 3 for coming gives up level -3: cost 6 is payment 27/5
    assert prices(answered(market(saver, saver, fee=-3), "minimum")) == (Fraction(42, 5),)


# Edge cases


def test_nobody_and_nothing():
    assert least(market(goods=0)) == ((), [()])
    assert least(market(goods=2, reserves=(3, 0))) == ((3, 0), [()])
    assert greatest(market(goods=2, reserves=(3, 0))) == (3, 0)
    nothing = {"type": "quasilinear", "values": {}}
    assert least(market(nothing, nothing, goods=0)) == ((), [(None, None)])
    assert greatest(market(nothing, nothing, goods=0)) == ()


def test_one_buyer_pays_the_reserve_price_of_what_he_likes_best():
    assert least(market((3, 5), reserves=(1, 2))) == ((1, 2), [("b",)])
    assert least(market((3, 5), reserves=(3, 6))) == ((3, 6), [("a",), (None,)])
    assert least(market((3, 5), reserves=(4, 6))) == ((4, 6), [(None,)])


def test_reserve_prices_above_every_willingness_to_pay():
    economy = market((3, 5), (4, 4), reserves=(6, 6))
    assert least(economy) == ((6, 6), [(None, None)])
    assert greatest(economy) == (6, 6)


def test_a_reserve_price_at_the_willingness_to_pay_sells_or_not():
    assert least(market((3,), reserves=(3,))) == ((3,), [("a",), (None,)])


def test_a_list_of_allocations_stops_at_its_cap():
    answer = answered(market((3,), reserves=(3,)), "minimum", cap=1)
    assert answer.outcome["allocations"] == [{"1": "a"}]
    assert (answer.finding("all-allocations").holds, answer.finding("all-allocations").details) == (None, {"cap": 1})


def test_identical_buyers_bid_away_their_gain():
    assert least(market((4,), (4,), (4,))) == ((4,), [("a", None, None), (None, "a", None), (None, None, "a")])


def test_identical_goods_have_one_price():
    assert least(market((4, 4), (3, 3), (2, 2))) == ((2, 2), [("a", "b", None), ("b", "a", None)])


def test_with_more_goods_than_buyers_some_good_is_free():
    assert least(market((4, 3, 2), (4, 3, 2))) == ((1, 0, 0), [("a", "b"), ("b", "a")])
    assert least(market((9, 5, 2), (8, 5, 1))) == ((3, 0, 0), [("a", "b")])


def test_bads_are_left_unsold_without_a_price():
    economy = market((-1, 0), (-1, 2))
    assert least(economy) == ((0, 0), [(None, "b")])
    assert greatest(economy) == (0, 2)


def test_slopes_that_differ_between_goods():
    assert least(market(lines((1, 4), (2, 4)), lines((2, 4), (1, 4)), lines((1, 2), (1, 2)))) == ((2, 2), [("a", "b", None)])


def test_a_breakpoint_exactly_at_the_equilibrium_price():
    buyers = soft_budget(10, budget=5, steepness=4), (5,)
    answer = answered(market(*buyers), "minimum")
    assert (prices(answer), allocation(answer), levels(answer)) == ((5,), ("a", None), (-5, 0))
    assert greatest(market(*buyers)) == (5 + Fraction(5, 4),)


def test_buyers_who_are_indifferent_between_everything():
    every = [("a", "b"), ("a", None), ("b", "a"), (None, "a"), ("b", None), (None, "b"), (None, None)]
    assert least(market((3, 2), (3, 2), reserves=(3, 2))) == ((3, 2), every)


@pytest.mark.parametrize(("slope", "price"), [(10**6, Fraction(1, 250000)), ("1/1000000", 4_000_000)])
def test_very_unequal_slopes(slope, price):
    rivals, third = lines((1, 4), (slope, 4)), lines((1, 10), (1, 10))
    expected = [("a", None, "b"), (None, "a", "b")] if price < 1 else [("b", None, "a"), (None, "b", "a")]
    assert least(market(rivals, rivals, third)) == ((4, price), sorted(expected, key=lambda held: [held.index(good) for good in "ab"]))


def test_an_entry_fee_larger_than_every_value_changes_no_quasilinear_price():
    answer = answered(market((3,), (4,), fee=100), "minimum")
    assert (prices(answer), allocation(answer), payments(answer), levels(answer)) == ((3,), (None, "a"), (100, 103), (100, 99))


def test_reserve_prices_below_and_above_the_sellers_values_are_inefficient_somewhere():
    below = answered(market((9, 9), (9, 9), seller=(2, 1), reserves=(1, 1)), "counterexample")
    assert (below.outcome["good"], below.outcome["case"]) == ("a", "below")
    assert holds(below) == {"efficient-for-all-preferences": False, "seller-rational-for-all-preferences": False}
    above = answered(market((9, 9), (9, 9), seller=(1, 1), reserves=(1, 2)), "counterexample")
    assert (above.outcome["good"], above.outcome["case"]) == ("b", "above")
    assert holds(above) == {"efficient-for-all-preferences": False, "seller-rational-for-all-preferences": True}
    equal = answered(market((9, 9), (9, 9), seller=(1, 1)), "counterexample")
    assert (equal.outcome, holds(equal)) == ({}, {"efficient-for-all-preferences": True, "seller-rational-for-all-preferences": True})


def test_both_at_once_names_the_good_whose_reserve_price_is_too_low():
    answer = answered(market((9, 9), seller=(1, 3), reserves=(2, 2)), "counterexample")
    assert (answer.outcome["good"], answer.outcome["case"]) == ("b", "below")
