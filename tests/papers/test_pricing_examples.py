"""Paper 002 on anonymous prices: every number of spec pricing 7 but those of the shop, which stand in `tests/pricing/test_shop.py`."""

from fractions import Fraction

import pytest

from marketwright.markets import market_document
from tests.papers.pricing_cases import EXAMPLE_1, EXAMPLE_2, TENTH, answered, found, holds
from tests.pricing_oracle import Economy

# Example 1


def test_example_1_gives_both_goods_to_buyer_1_for_3():
    assert found(EXAMPLE_1, "eff", "allocation", "welfare") == ({"1": ["A", "B"], "2": []}, 3)


def test_example_1_has_no_item_prices_because_shares_would_be_worth_more_than_3():
    answer = answered(EXAMPLE_1, "good")
    assert holds(answer) == {"efficient": True, "supportable": False, "prices-exist": False}
    assert answer.outcome["fractional_worth"] == Fraction(7, 2)


def test_example_1_has_package_prices_from_2_to_3():
    assert found(EXAMPLE_1, "eff", "low", "high", "prices") == ({"1": 2}, {"1": 3}, {"1": Fraction(5, 2)})
    assert found(EXAMPLE_1, "all", "low", "high") == ({"1": 2}, {"1": 3})


def test_example_1_the_papers_functions_are_equilibria_and_only_one_is_coherent_with_packages():
    oracle, both = Economy(market_document(EXAMPLE_1)), ("1", "1")
    for prices, coherent in (((2 + TENTH, 2 + TENTH, 2 + 5 * TENTH), False), ((2 + 5 * TENTH,) * 3, True)):
        function = dict(zip(("A", "B", "AB"), prices, strict=True))
        assert oracle.is_equilibrium(function, both)
        assert (oracle.coherence(function, both)["ALL"], oracle.coherence(function, both)["EFF"]) == (True, coherent)


def test_example_1_the_vickrey_payments_2_and_0_are_the_least_package_prices():
    answer = answered(EXAMPLE_1, "vickrey")
    assert (answer.outcome["vickrey"], answer.outcome["low"]) == ({"1": 2}, {"1": 2})
    assert holds(answer) == {"efficient": True, "vickrey-supports": True, "reduced-supports": True, "vickrey-least": True}
    assert Economy(market_document(EXAMPLE_1)).vickrey(("1", "1")) == {"1": 2, "2": 0}


def test_example_1_has_the_least_function_2_2_2_for_one_bundle_each():
    oracle = Economy(market_document(EXAMPLE_1))
    assert oracle.least_any(("1", "1")) == {(): 0, ("A",): 2, ("B",): 2, ("A", "B"): 2}
    # the assignment economy of one package: nobody else wants it for more than 2
    assert found(EXAMPLE_1, "any", "low", "high") == ({"1": 2}, {"1": 3})


# Example 2


def test_example_2_gives_a_to_buyer_1_and_b_to_buyer_2_for_8():
    assert found(EXAMPLE_2, "eff", "allocation", "welfare") == ({"1": ["A"], "2": ["B"], "3": []}, 8)


def test_example_2_worths_without_each_are_7_7_8_and_vickrey_payments_4_2_0():
    answer = answered(EXAMPLE_2, "vickrey")
    assert answer.outcome["vickrey"] == {"1": 4, "2": 2}
    oracle = Economy(market_document(EXAMPLE_2))
    assert [oracle.without(name) for name in "123"] == [7, 7, 8]
    assert oracle.vickrey(("1", "2")) == {"1": 4, "2": 2, "3": 0}


@pytest.mark.parametrize("rule", ["good", "all", "eff"])
def test_example_2_has_no_prices_of_goods_or_packages(rule):
    assert holds(answered(EXAMPLE_2, rule)) == {"efficient": True, "supportable": False, "prices-exist": False}


def test_example_2_no_package_prices_because_a_costs_at_most_b_b_at_most_3_and_both_at_least_7():
    (entry,) = answered(EXAMPLE_2, "eff").certificate["none"]
    reasons = {(condition["buyer"], *condition["at"]) for condition in entry["multipliers"]}
    assert reasons == {("1", "2"), ("2",), ("3", "1", "2")}


def test_example_2_prices_for_one_package_each_go_from_0_to_3():
    assert found(EXAMPLE_2, "any", "low", "high", "least_exists", "greatest_exists") == ({"1": 0, "2": 0}, {"1": 3, "2": 3}, True, True)


def test_example_2_the_function_1_2_7_and_a_tenth_is_an_equilibrium_and_the_least_is_0_0_7():
    oracle = Economy(market_document(EXAMPLE_2))
    assert oracle.is_equilibrium({"A": 1, "B": 2, "AB": 7 + TENTH}, ("1", "2"))
    assert oracle.least_any(("1", "2")) == {(): 0, ("A",): 0, ("B",): 0, ("A", "B"): 7}


# Example 3


def test_example_3_one_round_joins_buyers_1_and_2_because_3_gains_1_at_greatest_prices():
    for stop in ("exists", "paper"):
        (only,) = answered(EXAMPLE_2, "alliances", stop=stop).outcome["rounds"]
        assert only == {"prices": {"1": 3, "2": 3}, "violator": "3", "union": ["1", "2"], "gain": 1, "merged": ["1", "2"]}


def test_example_3_at_vickrey_payments_buyer_1_is_the_violator_and_the_alliance_is_the_same():
    (only,) = answered(EXAMPLE_2, "alliances", stop="vickrey").outcome["rounds"]
    assert only == {"prices": {"1": 4, "2": 2}, "violator": "1", "union": ["2"], "gain": 2, "merged": ["1", "2"]}


def test_example_3_the_alliance_values_5_5_8_and_pays_from_7_to_8():
    united = Economy(market_document(EXAMPLE_2)).united([(0, 1), (2,)])
    assert [united.value(("1", "2"), bundle) for bundle in ("A", "B", "AB")] == [5, 5, 8]
    assert found(EXAMPLE_2, "alliances", "revenue", want="least-total") == (7,)
    assert found(EXAMPLE_2, "alliances", "revenue") == (8,)


def test_example_3_7_is_the_least_price_and_the_vickrey_payment_and_the_rule_described_gives_8():
    answer = answered(EXAMPLE_2, "alliances", stop="vickrey")
    assert (answer.outcome["revenue"], answer.finding("vickrey-least").holds) == (7, True)
    assert found(EXAMPLE_2, "alliances", "revenue", stop="paper") == (8,)


def test_example_3_8_is_split_5_and_3_in_proportion():
    assert found(EXAMPLE_2, "alliances", "payments") == ({"1": 5, "2": 3, "3": 0},)
