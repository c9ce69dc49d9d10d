"""Errata of paper 003: each shown by a market, next to what is true instead.

The numbers are those of spec walrasian 7 and of `docs/theory/walrasian.md`; expected values are typed from there or follow in one line.
"""

from fractions import Fraction
from itertools import product

import pytest

from marketwright.errors import MarketError
from tests.papers.walrasian_cases import (
    allocation,
    answered,
    at_prices,
    bundles,
    demands,
    document,
    example,
    holds,
    least,
    levels,
    lines,
    market,
    payments,
    prices,
    witness,
)
from tests.walrasian_oracle import Market

HALF = Fraction(1, 2)


# 1. Fact 4 needs non-empty sets


def test_erratum_1_the_empty_set_would_be_weakly_under_demanded_at_all_prices():
    answer = at_prices(example("paper-003-example-8"), 1, 0, 0)
    demanded = demands(answer)
    assert demanded == (("a", "b"), ("a", "b"))
    counted = {chosen: [demand for demand in demanded if {*demand} & {*chosen}] for chosen in ((), ("a",))}
    assert len(counted[()]) <= 0  # printed: weakly under-demanded
    assert len(counted["a",]) > 1
    found = holds(answer)
    assert (found["weakly-under-demanded-set"], found["minimum-prices"]) == (False, True)


def test_erratum_1_a_named_set_is_never_empty():
    answer = at_prices(example("unit-rate-trap"), 4, 4)
    assert witness(answer, "weakly-under-demanded-set") == {"goods": ["b"], "buyers": ["C"]}


# 2. Proposition 5: sellers whose goods are unsold before and after


def test_erratum_2_the_printed_shares_leave_the_seller_of_an_unsold_good_worse_off():
    economy, nothing = market((5, 0), seller=(1, 1)), bundles((None, 0))
    answer = answered(economy, "efficient", bundles=nothing, shares={"a": -10, "b": 10})
    assert holds(answer) == {"efficient": False, "multi-seller-efficient": False}
    # printed: t_a'' > t_a + v^a for the good that is sold now, nothing about b; shares 1 and 4 of the payment 5 pass
    printed, before = {"a": 1, "b": 4}, {"a": -10, "b": 10}
    assert printed["a"] > before["a"] + 1
    assert sum(printed.values()) == 5
    assert printed["b"] < before["b"]
    better = witness(answer, "multi-seller-efficient")
    assert better["bundles"] == {"1": {"good": "a", "payment": 5}}
    assert sum(better["shares"].values()) == 5
    assert better["shares"]["a"] - 1 > before["a"]
    assert better["shares"]["b"] > before["b"]


def test_proposition_5_both_kinds_of_efficiency_are_one_for_every_split():
    economy = market((5, 0), seller=(1, 1))
    for split in ({"a": 4, "b": 0}, {"a": -10, "b": 14}):
        answer = answered(economy, "efficient", bundles=bundles(("a", 4)), shares=split)
        assert holds(answer) == {"efficient": True, "multi-seller-efficient": True}


# 3. Proposition 1: bundles of the proof


def test_erratum_3_good_b_is_indifferent_at_its_own_reserve_price_and_not_at_that_of_a():
    # r = (0, 4), v^a = 2, epsilon = 1/2: values r^a + 1 and r^b + 1/2
    economy = market((1, "9/2"), (1, "9/2"), seller=(2, 4), reserves=(0, 4))
    assert levels(answered(economy, "efficient", bundles=bundles(("a", HALF), ("b", 4)))) == (-HALF, -HALF)
    assert levels(answered(economy, "efficient", bundles=bundles(("a", HALF), ("b", 0)))) == (-HALF, Fraction(-9, 2))
    assert allocation(answered(economy, "minimum"))[0] == "a"


def test_erratum_3_in_step_2_good_a_is_worth_more_than_epsilon_and_still_unsold():
    # v^a = 1, r = (3, 3), epsilon = 1/2: values v^a + 1 and 1/2
    economy = market((2, "1/2"), seller=(1, 3), reserves=(3, 3))
    worth_nothing = [answered(economy, "efficient", bundles=bundles(bundle)).outcome["levels"]["1"] for bundle in (("a", HALF), ("b", HALF), ("a", 2))]
    assert worth_nothing == [Fraction(-3, 2), 0, 0]
    assert least(economy) == ((3, 3), [(None,)])


# 4. Domains


def test_erratum_4_domination_depends_on_the_whole_profile():
    given = bundles(("a", 0), (None, 0))
    assert holds(answered(market((1,), (1,)), "efficient", bundles=given)) == {"efficient": True}
    assert holds(answered(market((1,), (3,)), "efficient", bundles=given)) == {"efficient": False}


def test_erratum_4_reserve_prices_are_any_numbers_of_at_least_0_whatever_the_values():
    assert prices(answered(market((1,), seller=(2,), reserves=(0,)), "minimum")) == (0,)
    with pytest.raises(MarketError):
        market((1,), reserves=(-1,))


# 5. Example 1 is individually rational, and manipulable


def test_erratum_5_levels_of_example_1_are_below_0():
    assert levels(answered(example("paper-003-example-1"), "efficient", bundles=bundles(("a", 1), ("b", 1)))) == (-1, -1)


def test_erratum_5_who_values_both_goods_at_3_gains_by_reporting_2():
    honest = market((3, 3), (2, 2), seller=(2, 2))
    assert levels(answered(honest, "minimum"))[0] == -1
    # the rule of Example 1 is the minimum-price rule but for the profile with values of 2, where good a costs 1
    assert levels(answered(honest, "efficient", bundles=bundles(("a", 1), ("b", 1))))[0] == -2


def test_erratum_5_any_preference_with_level_minus_1_at_payment_1_will_do():
    bent = {"type": "levels", "levels": {good: {"points": [[1, -1]], "left": 2, "right": "1/2"} for good in "ab"}}
    economy = market(bent, bent, seller=(2, 2))
    assert holds(answered(economy, "properties"))["classical"] is True
    answer = answered(economy, "efficient", bundles=bundles(("a", 1), ("b", 1)))
    assert (levels(answer), answer.outcome["net_revenue"], holds(answer)) == ((-1, -1), -2, {"efficient": True})


# 6. Example 7 speaks of a rule, and of classical preferences


def test_erratum_6_with_a_bad_a_buyer_goes_without_and_is_paid():
    answer = answered(market((-2,), fee=-1), "properties")
    assert (allocation(answer), payments(answer)) == ((None,), (-1,))
    assert (holds(answer)["classical"], holds(answer)["no-subsidy-for-losers"]) == (False, False)


@pytest.mark.parametrize("values", list(product([(1, 1), (3, 0), (5, 4), (1, 9)], repeat=2)))
def test_erratum_6_without_seller_values_somebody_is_paid_in_every_market(values):
    """Chains of demand end at a buyer whose position costs nothing: he gets the fee."""
    answer = answered(market(*values, fee=-1), "minimum")
    assert min(payments(answer)) == -1


# 7. Group strategy-proofness holds with bads as well


@pytest.mark.parametrize("buyers", [((3, -1), (2, 2), (-2, 4)), (lines((1, 4), (2, -1)), lines((2, 4), (1, 3)), lines(("1/2", -1), (1, 2)))])
def test_erratum_7_no_group_gains_where_goods_are_bads(buyers):
    economy = market(*buyers)
    found = holds(answered(economy, "properties"))
    assert (found["classical"], found["strategy-proof"], found["group-strategy-proof"]) == (False, True, True)
    written = document(*buyers)
    assert Market(written).profitable_group() is None


# 8. Lemma 5 and p-indifference


def test_erratum_8_a_chain_moves_up_and_its_last_buyer_is_compensated():
    """p = (1, 6): buyer 2 holds a and demands b; buyer 1, indifferent between everything at p, holds b for 5 only."""
    bent = {
        "type": "levels",
        "levels": {"a": {"points": [[1, 0]], "left": 1, "right": 1}, "b": {"points": [[0, -3], [6, 0]], "left": 1, "right": 1}},
    }
    economy = market(bent, (2, 7), seller=(1, 1))
    assert prices(answered(economy, "minimum")) == (1, 6)
    before = answered(economy, "efficient", bundles=bundles(("b", 5), ("a", 1)))
    assert (levels(before), before.outcome["net_revenue"], holds(before)) == ((-HALF, -1), 4, {"efficient": False})
    # r^a - V(a; (b, 5)) = 1/2 is less than p^b - 5 = 1: with net revenue (6 - 1) + (1/2 - 1) = 9/2 nobody is worse off
    after = answered(economy, "efficient", bundles=bundles(("a", HALF), ("b", 6)))
    assert (levels(after), after.outcome["net_revenue"], holds(after)) == ((-HALF, -1), Fraction(9, 2), {"efficient": True})
    assert witness(before, "efficient")["net_revenue"] == Fraction(9, 2)


def test_erratum_8_indifference_at_all_prices_above_0_includes_nothing():
    economy = market((1, 6), (2, 7), seller=(1, 1))
    assert demands(at_prices(economy, 1, 6)) == (("a", "b", None), ("a", "b"))
    assert prices(answered(economy, "minimum")) == (1, 6)


# 9. Lemma 4: a buyer without a good is noncompetitive


def test_erratum_9_a_chain_may_start_at_a_buyer_without_a_good():
    answer = answered(market((3,), (2,)), "minimum")
    assert (prices(answer), allocation(answer)) == ((2,), ("a", None))
    assert answer.certificate["pointers"] == {"a": "2"}
