"""Paper 003: every number of spec walrasian 6, with epsilon = 1 and the completions stated there."""

from fractions import Fraction

import pytest

from tests.papers.walrasian_cases import (
    EXAMPLES,
    allocation,
    answered,
    at_prices,
    bundles,
    demands,
    example,
    example_input,
    greatest,
    holds,
    least,
    levels,
    lines,
    market,
    payments,
    prices,
    quasilinear,
    witness,
)

PROPERTIES = (
    "classical",
    "individually-rational",
    "no-subsidy",
    "no-subsidy-for-losers",
    "seller-individually-rational",
    "overall-individually-rational",
    "efficient",
    "strategy-proof",
    "group-strategy-proof",
)


def failing(economy):
    """The properties that the minimum-price rule's outcome does not have."""
    answer = answered(economy, "properties")
    found = holds(answer)
    assert [claim for claim in found if claim in PROPERTIES] == list(PROPERTIES)
    return [claim for claim in PROPERTIES if found[claim] is not True]


# Example 1


def test_example_1_bundles_have_levels_minus_1_and_are_efficient_at_net_revenue_minus_2():
    answer = answered(example("paper-003-example-1"), "efficient", **example_input("paper-003-example-1.bundles"))
    assert levels(answer) == (-1, -1)
    assert answer.outcome["net_revenue"] == -2
    assert holds(answer) == {"efficient": True}


@pytest.mark.parametrize(
    "moved",
    [
        (("a", 1), ("b", 1)),
        (("b", 1), ("a", 1)),
        (("a", 1), (None, -1)),
        (("b", 1), (None, -1)),
        ((None, -1), ("a", 1)),
        ((None, -1), ("b", 1)),
        ((None, -1), (None, -1)),
    ],
)
def test_example_1_all_seven_reallocations_have_net_revenue_minus_2(moved):
    answer = answered(example("paper-003-example-1"), "efficient", bundles=bundles(*moved))
    assert levels(answer) == (-1, -1)
    assert answer.outcome["net_revenue"] == -2
    assert holds(answer) == {"efficient": True}


def test_example_1_is_without_subsidy_but_the_seller_would_rather_keep_both_goods():
    economy = example("paper-003-example-1")
    stated = answered(economy, "efficient", **example_input("paper-003-example-1.bundles")).outcome["bundles"]
    assert stated == {"1": {"good": "a", "payment": 1}, "2": {"good": "b", "payment": 1}}
    assert {good: economy.seller_value(good) for good in economy.goods} == {"a": 2, "b": 2}


def test_example_1_least_prices_are_2_and_2_with_all_seven_allocations():
    economy = example("paper-003-example-1")
    every = [("a", "b"), ("a", None), ("b", "a"), (None, "a"), ("b", None), (None, "b"), (None, None)]
    assert least(economy) == ((2, 2), every)
    assert failing(economy) == []


# Example 2


def test_example_2_the_constant_rule_gives_goods_away_below_their_value_and_is_not_efficient_here():
    economy = example("paper-003-example-2")
    answer = answered(economy, "efficient", **example_input("paper-003-example-2.bundles"))
    assert answer.outcome["net_revenue"] == -2
    assert holds(answer) == {"efficient": False}
    assert witness(answer, "efficient") == {"bundles": {"1": {"good": "b", "payment": 2}, "2": {"good": "a", "payment": 2}}, "net_revenue": 2}
    assert least(economy) == ((1, 1), [("b", "a")])
    assert failing(economy) == []


# Example 3


def test_example_3_stays_unsold_and_is_dominated_by_the_good_at_2():
    economy = example("paper-003-example-3")
    assert least(economy) == ((3,), [(None,)])
    answer = answered(economy, "efficient", **example_input("paper-003-example-3.bundles"))
    assert answer.outcome["net_revenue"] == 0
    assert witness(answer, "efficient") == {"bundles": {"1": {"good": "a", "payment": 2}}, "net_revenue": 1}
    assert failing(economy) == ["efficient"]


# Example 4


def test_example_4_greatest_prices_are_what_is_reported():
    assert greatest(example("paper-003-example-4")) == (10,)
    assert greatest(market((4,))) == (4,)
    assert payments(answered(example("paper-003-example-4"), "maximum")) == (10,)
    assert payments(answered(market((4,)), "maximum")) == (4,)
    assert payments(answered(example("paper-003-example-4"), "minimum")) == (0,)


def test_example_4_a_lower_report_gains_against_greatest_prices_and_none_against_least_prices():
    economy = example("paper-003-example-4")
    answer = answered(economy, "manipulate", **example_input("paper-003-example-4.against"))
    assert holds(answer) == {"manipulable": True}
    assert answer.outcome["honest"] == {"1": {"good": "a", "payment": 10}}
    assert answer.outcome["buyer"] == "1"
    bundle = answer.outcome["bundle"]
    assert bundle["good"] == "a"
    assert answer.outcome["gain"] == 10 - bundle["payment"] > 0
    truthful = answered(economy, "manipulate", against="minimum")
    assert (holds(truthful), truthful.outcome["reports"]) == ({"manipulable": False}, 0)
    assert failing(economy) == []


# Examples 5 to 7


def test_example_5_the_buyer_pays_price_and_fee():
    economy = example("paper-003-example-5")
    answer = answered(economy, "minimum")
    assert (prices(answer), allocation(answer), payments(answer)) == ((2,), ("a",), (5,))
    assert failing(economy) == []


def test_example_5_the_loser_pays_the_fee_and_would_rather_stay_away():
    economy = example("paper-003-example-5.loser")
    answer = answered(economy, "minimum")
    assert (prices(answer), allocation(answer), payments(answer), levels(answer)) == ((2,), (None,), (3,), (3,))
    assert failing(economy) == ["individually-rational", "overall-individually-rational"]
    assert witness(answered(economy, "properties"), "individually-rational") == {"buyer": "1"}


def test_example_6_the_loser_is_paid_1():
    economy = example("paper-003-example-6")
    answer = answered(economy, "minimum")
    assert (prices(answer), allocation(answer), payments(answer)) == ((2,), (None,), (-1,))
    assert failing(economy) == ["no-subsidy", "no-subsidy-for-losers", "seller-individually-rational", "overall-individually-rational"]


def test_example_7_everybody_has_a_good_and_is_paid_1():
    economy = example("paper-003-example-7")
    assert least(economy) == ((0, 0), [("a", "b"), ("b", "a")])
    assert payments(answered(economy, "minimum")) == (-1, -1)
    assert failing(economy) == ["no-subsidy", "seller-individually-rational", "overall-individually-rational"]
    alone = market((1,), fee=-1)
    assert (least(alone), payments(answered(alone, "minimum"))) == (((0,), [("a",)]), (-1,))


# Examples 8 and 9


def test_example_8_has_least_prices_1_0_0_and_two_allocations():
    assert least(example("paper-003-example-8")) == ((1, 0, 0), [("a", "b"), ("b", "a")])


def test_example_8_buyers_indifferent_between_the_bundles_change_the_least_prices():
    economy = example("paper-003-example-8.indifferent")
    same = answered(economy, "efficient", bundles=bundles(("a", 1), ("b", 0)))
    assert levels(same) == (-4, -4)
    assert least(economy) == ((0, 0, 95), [("a", "c"), ("c", "a")])


def test_example_9_has_least_prices_3_and_4_and_only_one_allocation():
    economy = example("paper-003-example-9")
    assert least(economy) == ((3, 4), [("b", None, None)])
    answer = at_prices(economy, 3, 4, held=("b", None, None))
    assert demands(answer) == (("b",), ("b", None), (None,))
    assert holds(answer)["minimum-prices"] is True
    assert witness(at_prices(economy, 3, 4, held=(None, "b", None)), "equilibrium") == {"buyer": "1", "better": "b"}


def test_example_9_buyers_indifferent_between_the_bundles_change_the_least_prices():
    economy = example("paper-003-example-9.indifferent")
    same = answered(economy, "efficient", bundles=bundles(("b", 4), (None, 0), (None, 0)))
    assert levels(same) == (0, 0, 0)
    assert prices(answered(economy, "minimum")) == (9, 4)


@pytest.mark.parametrize(("name", "indifferent", "expected"), [("8", (2, 1, 1), (1, 0, 0)), ("9", (3, 4), (3, 4))])
def test_examples_8_and_9_buyers_indifferent_between_all_goods_at_the_prices_change_nothing(name, indifferent, expected):
    """Lemma 6: with a price of 0 goods have to be better than nothing, otherwise as good."""
    stated = example(f"paper-003-example-{name}")
    values = tuple(stated.seller_value(good) for good in stated.goods)
    originals = [tuple(buyer.preference.values[good] for good in stated.goods) for buyer in stated.buyers]
    for replaced in range(1, 2 ** len(originals)):
        buyers = [indifferent if replaced >> number & 1 else own for number, own in enumerate(originals)]
        assert prices(answered(market(*(tuple(map(str, row)) for row in buyers), seller=tuple(map(str, values))), "minimum")) == expected


# Section 4.2 and markets beside the paper


def test_section_4_2_two_buyers_who_both_want_b_pay_1_and_6():
    economy = example("paper-003-section-4.2")
    assert demands(at_prices(economy, 1, 1)) == (("b",), ("b",))
    # what makes b as good as nothing, or as a at its reserve price: 9 and 7 for buyer 1, 7 and 6 for buyer 2
    assert [min(9, 9 - (3 - 1)), min(7, 7 - (2 - 1))] == [7, 6]
    assert least(economy) == ((1, 6), [("b", "a")])


def test_unequal_slopes_have_prices_from_2_2_to_4_4_and_the_third_buyer_gets_nothing():
    economy = example("unequal-slopes")
    assert least(economy) == ((2, 2), [("a", "b", None)])
    answer = answered(economy, "maximum")
    assert (prices(answer), allocation(answer)) == ((4, 4), ("a", "b", None))


def test_the_trap_of_unit_rates_has_least_prices_4_and_2():
    economy = example("unit-rate-trap")
    assert least(economy) == ((4, 2), [("a", None, "b"), (None, "a", "b")])
    answer = answered(economy, "test", **example_input("unit-rate-trap.prices"))
    assert holds(answer) == {
        "reserves-met": True,
        "over-demanded-set": False,
        "under-demanded-set": False,
        "weakly-under-demanded-set": True,
        "equilibrium-prices": True,
        "minimum-prices": False,
    }
    assert witness(answer, "weakly-under-demanded-set") == {"goods": ["b"], "buyers": ["C"]}


# The files


def test_the_examples_are_all_read_here():
    names = {path.name.removesuffix(".json") for pattern in ("paper-003-*.json", "un*.json") for path in EXAMPLES.glob(pattern)}
    assert names == {
        *(f"paper-003-example-{number}.market" for number in (1, 2, 3, 4, 5, 6, 7, 8, 9, "5.loser", "8.indifferent", "9.indifferent")),
        *(f"paper-003-example-{number}.bundles" for number in (1, 2, 3)),
        "paper-003-example-4.against",
        "paper-003-section-4.2.market",
        "unequal-slopes.market",
        "unit-rate-trap.market",
        "unit-rate-trap.prices",
    }


def test_the_examples_are_those_that_are_described():
    assert example("unequal-slopes").buyers[0].preference == market(lines((1, 4), (2, 4))).buyers[0].preference
    values = [tuple(map(Fraction, buyer.preference.values.values())) for buyer in example("paper-003-example-9").buyers]
    assert values == [(2, 5), (1, 4), (2, 2)]
    assert quasilinear(2, 5) == {"type": "quasilinear", "values": {"a": 2, "b": 5}}
