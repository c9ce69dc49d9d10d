"""Errata of paper 002 on anonymous prices: each as a counterexample, next to what is true instead.

The numbers of the headings are those of spec pricing 8 and of `docs/theory/pricing.md`; expected values are typed from there.
"""

from fractions import Fraction

from marketwright.markets import market_document
from tests.papers.pricing_cases import ERRATUM_1, ERRATUM_2, ERRATUM_5, ERRATUM_6, ERRATUM_8, answered, found, holds, market, supports, xor
from tests.pricing_oracle import Economy


def oracle(economy):
    return Economy(market_document(economy))


def test_erratum_1_printed_condition_5_holds_and_buyer_3_wants_both_goods_at_6():
    economy, mine = oracle(ERRATUM_1), ("1", "2")
    assert economy.vickrey(mine) == {"1": 3, "2": 3, "3": 0}
    assert economy.violations(mine, "printed") == []
    assert economy.violations(mine) == [("3", ("1", "2"), 2)]
    answer = answered(ERRATUM_1, "vickrey")
    finding = answer.finding("vickrey-supports")
    assert (finding.holds, finding.details["witness"]) == (False, {"buyer": "3", "at": ["1", "2"], "amount": 2})


def test_erratum_2_a_vickrey_payment_of_8_supports_although_4_is_the_least_price():
    answer = answered(ERRATUM_2, "vickrey")
    assert (answer.outcome["vickrey"], answer.outcome["low"]) == ({"1": 8}, {"1": 4})
    assert (answer.finding("vickrey-supports").holds, answer.finding("vickrey-least").holds) == (True, False)


def test_erratum_3_package_prices_may_be_below_vickrey_payments_but_not_below_those_among_packages():
    assert found(ERRATUM_2, "vickrey", "vickrey", "reduced", "low") == ({"1": 8}, {"1": 4}, {"1": 4})
    # item prices are at least the Vickrey payment
    assert found(ERRATUM_2, "good", "least_total") == (8,)


def test_erratum_4_coherent_item_prices_of_one_buyer_are_not_coherent_with_the_package():
    economy = oracle(market("AB", xor(A=1, B=1, AB=2)))
    coherence = economy.coherence({"A": 1, "B": 1, "AB": 2}, ("1", "1"))
    assert (coherence["GOOD"], coherence["EFF"]) == (True, False)
    # existence passes on: with the package's price as the sum of the goods' prices
    assert supports(market("AB", xor(A=1, B=1, AB=2)), ("1", "1"), {"1": 2})


def test_erratum_5_prices_coherent_with_one_allocation_support_another():
    economy, function = oracle(ERRATUM_5), {"A": 2, "B": 2, "AB": 2}
    assert economy.coherence(function, ("1", "1"))["EFF"] is True
    assert economy.coherence(function, ("1", "2"))["EFF"] is False
    assert economy.is_equilibrium(function, ("1", "2"))


def test_erratum_6_package_prices_exist_but_not_the_greatest_and_stop_exists_joins_nobody():
    assert holds(answered(ERRATUM_6, "vickrey"))["vickrey-supports"] is True
    assert holds(answered(ERRATUM_6, "eff"))["prices-exist"] is True
    assert found(ERRATUM_6, "any", "high") == ({"1": 10, "2": 3, "3": 3},)
    assert found(ERRATUM_6, "alliances", "rounds") == ([],)
    (only,) = answered(ERRATUM_6, "alliances", stop="paper").outcome["rounds"]
    assert only == {"prices": {"1": 10, "2": 3, "3": 3}, "violator": "1", "union": ["2", "3"], "gain": 2, "merged": ["2", "3"]}


def test_erratum_7_minimal_package_prices_are_not_unique():
    assert found(ERRATUM_1, "eff", "low", "high", "least_total", "least_exists") == ({"1": 3, "2": 3}, {"1": 5, "2": 5}, 8, False)


def test_erratum_8_existence_depends_on_the_efficient_allocation():
    economy = oracle(ERRATUM_8)
    assert economy.efficient == [("1", "1"), ("1", "2")]
    assert [economy.eff(mine)["exists"] for mine in economy.efficient] == [True, False]
    assert found(ERRATUM_8, "eff", "allocation", "low", "high") == ({"1": ["A", "B"], "2": []}, {"1": 2}, {"1": 4})
    assert len(answered(ERRATUM_8, "alliances", allocation={"1": ["A"], "2": ["B"]}).outcome["rounds"]) == 1


def test_erratum_9_conditions_for_opened_packages_follow_from_those_for_the_packages_that_they_touch():
    """Theorem 6: the same prices support the allocation and that of the reduced economy, because utilities are monotone."""
    for document in (ERRATUM_1, ERRATUM_6):
        economy = oracle(document)
        mine = economy.efficient[0]
        reduced = economy.reduced(mine)
        same = economy.eff(mine), reduced.good(tuple(reduced.goods))
        assert [found["exists"] for found in same] == [True, True]
        assert {name: price for name, price in same[0]["low"].items() if name in reduced.goods} == same[1]["low"]


def test_erratum_10_least_prices_are_never_strict():
    economy = market("AB", xor(AB=3), xor(A=2, B=2))
    assert found(economy, "eff", "margin", "low") == (Fraction(1, 2), {"1": 2})
    # at the price 2 buyer 2 is indifferent between the package and nothing
    assert oracle(economy).demand({"A": 2, "B": 2, "AB": 2}, "2") == [(), ("A",), ("B",), ("A", "B")]
