"""The examples of paper 001 with all their numbers: spec reallocative 12."""

from fractions import Fraction

import pytest

from tests.papers.reallocative_cases import asked, blocks, bundle, example, holds, numbers, one_good, vector, vectors, witness, worths

HALF = Fraction(1, 2)


# Example 1: theta 4, 4, 2


def test_example_1_surplus_of_every_coalition():
    assert worths(example("paper-001-example-1")) == {
        "": 0,
        "1": Fraction(7, 2),
        "2": Fraction(7, 2),
        "3": Fraction(3, 2),
        "12": Fraction(15, 4),
        "13": Fraction(15, 4),
        "23": Fraction(15, 4),
        "123": Fraction(9, 2),
    }
    alone = worths(example("paper-001-example-1"), (0,))
    assert alone == {"": 0, "1": 0, "2": 0, "3": 0, "12": 0, "13": 1, "23": 1, "123": Fraction(4, 3)}


def test_example_1_vickrey_outcome():
    answer = asked(example("paper-001-example-1"), "vickrey")
    outcome = answer.outcome
    assert vector(outcome["price"]) == (3,)
    assert vectors(outcome["allocation"]) == ((1,), (1,), (-1,))
    assert numbers(outcome["payments"]) == (Fraction(11, 4), Fraction(11, 4), Fraction(-13, 4))
    assert numbers(outcome["payoffs"]) == (Fraction(3, 4), Fraction(3, 4), Fraction(3, 4), Fraction(9, 4))
    assert (outcome["revenue"], outcome["welfare"]) == (Fraction(9, 4), Fraction(9, 2))


def test_example_1_the_auctioneer_and_1_or_2_block_by_one_half():
    answer = asked(example("paper-001-example-1"), "core")
    assert blocks(answer) == [("a1", HALF), ("a2", HALF)]
    assert holds(answer, "bidder-core", "core") == (False, False)
    assert witness(answer, "core")["worth"] == Fraction(7, 2)
    assert witness(answer, "core")["payoffs"] == 3


def test_example_1_bidder_3_lowers_the_revenue_by_1():
    market = example("paper-001-example-1")
    assert asked(market, "vickrey", participants=["1", "2"]).outcome["revenue"] == Fraction(13, 4)
    found = witness(asked(market, "monotone"), "revenue-monotone")
    assert found == {"participants": ["1", "2"], "bidder": "3", "revenue": Fraction(13, 4), "revenue_with": Fraction(9, 4)}


def test_example_1_bidder_1_gains_a_quarter_by_entering_as_1_and_3():
    answer = asked(example("paper-001-example-1"), "shills", participants=["1", "2"])
    found = witness(answer, "shill-proof")
    assert (found["honest"], found["payoff"], found["gain"]) == (Fraction(1, 4), HALF, Fraction(1, 4))
    assert (found["participants"], found["bidder"], found["shills"]) == (["1", "2"], "1", ["1", "3"])


def test_example_1_competitive_payoffs_are_in_the_core_by_one_price():
    answer = asked(example("paper-001-example-1"), "core", payoffs={"1": HALF, "2": HALF, "3": HALF, "auctioneer": 3})
    assert holds(answer, "feasible", "bidder-core", "core") == (True, True, True)
    assert answer.finding("core").grade == "proved"
    assert answer.certificate == {"price": {"water": 3}}


def test_example_1_uniform_price():
    outcome = asked(example("paper-001-example-1"), "uniform").outcome
    assert vector(outcome["price"]) == (Fraction(8, 3),)
    assert vectors(outcome["allocation"]) == ((Fraction(2, 3),), (Fraction(2, 3),), (Fraction(-1, 3),))
    assert outcome["revenue"] == Fraction(8, 3)


def test_example_1_the_package_of_one_unit_fails_the_allocation_condition_below_4():
    market = example("paper-001-example-1")
    answer = asked(market, "packages", packages=[{"water": 1}])
    assert holds(answer, "substitutes", "nonnegative-allocations") == (True, False)
    assert asked(market, "packages").finding("packages-exist").holds is False
    interval = asked(market, "quantity", packages=[{"water": 1}]).outcome["interval"]
    assert interval == {"least": 4}


def test_example_1_proposition_3_breaks_with_shifts_0_1_0():
    answer = asked(example("paper-001-example-1"), "break", proposition=3, bidders=["1", "2", "3"])
    assert numbers({name: shift["water"] for name, shift in answer.outcome["shifts"].items()}) == (0, 1, 0)
    assert (answer.outcome["coalition"], answer.outcome["deficit"]) == (["1"], Fraction(1, 12))


def test_example_1_proposition_4_breaks_at_quantity_0():
    answer = asked(example("paper-001-example-1"), "break", proposition=4, bidders=["2", "1", "3"])
    assert answer.outcome["market"]["quantity"] == [0]
    assert (answer.outcome["coalition"], answer.outcome["deficit"]) == (["2"], Fraction(1, 3))


# Example 2: complements for bidder 1, and still the core


def test_example_2_surplus_and_vickrey_outcome():
    market = example("paper-001-example-2")
    found = worths(market)
    assert [found[key] for key in ("1", "2", "3", "12", "13", "23", "123")] == [
        Fraction(3, 2),
        Fraction(5, 4),
        Fraction(5, 4),
        Fraction(17, 10),
        Fraction(17, 10),
        Fraction(13, 8),
        Fraction(25, 14),
    ]
    outcome = asked(market, "vickrey").outcome
    assert vector(outcome["price"]) == (Fraction(11, 14), Fraction(11, 14))
    assert vectors(outcome["allocation"]) == ((Fraction(3, 7), Fraction(3, 7)), (Fraction(2, 7), Fraction(2, 7)), (Fraction(2, 7), Fraction(2, 7)))
    assert numbers(outcome["payoffs"])[:3] == (Fraction(9, 56), Fraction(3, 35), Fraction(3, 35))
    assert numbers(outcome["payments"]) == (Fraction(237, 392), Fraction(104, 245), Fraction(104, 245))
    assert outcome["revenue"] == Fraction(407, 280)


def test_example_2_is_in_the_core_for_every_set_of_participants():
    market = example("paper-001-example-2")
    assert holds(asked(market, "core"), "bidder-core", "core") == (True, True)
    assert holds(asked(market, "always"), "bidder-core-always", "core-always") == (True, True)


def test_example_2_packages_of_both_goods_and_of_one_for_the_other():
    market = example("paper-001-example-2")
    answer = asked(market, "packages", packages=[bundle(1, 1), bundle(-1, 1)])
    assert holds(answer, "substitutes", "nonnegative-allocations", "nonnegative-prices", "core-always") == (True, True, True, True)
    found = asked(market, "packages").outcome["packages"]
    assert [vector(package) for package in found] == [(1, 1), (1, -1)]


def test_example_2_goods_are_not_substitutes_for_bidder_1():
    answer = asked(example("paper-001-example-2"), "packages", packages=[bundle(1, 0), bundle(0, 1)])
    assert holds(answer, "substitutes") is False
    assert witness(answer, "substitutes")["bidder"] == "1"


# Three goods


def test_three_goods_in_the_manner_of_example_2():
    market = example("paper-001-three-goods")
    answer = asked(market, "core")
    outcome = answer.outcome
    assert vector(outcome["price"]) == (Fraction(17, 10),) * 3
    assert vectors(outcome["allocation"]) == ((Fraction(3, 5),) * 3, (Fraction(1, 5),) * 3, (Fraction(1, 5),) * 3)
    assert outcome["welfare"] == Fraction(111, 20)
    assert numbers(outcome["payoffs"])[:3] == (Fraction(27, 40), Fraction(9, 80), Fraction(9, 80))
    assert outcome["revenue"] == Fraction(93, 20)
    assert holds(answer, "bidder-core", "core") == (True, True)
    packages = [bundle(1, 1, 1), bundle(1, -1, 0), bundle(1, 1, -2)]
    assert holds(asked(market, "packages", packages=packages), "core-always") is True


# Example 3: equal theta, substitutes, and blocked by a hair


def test_example_3_surplus_in_decimals():
    found = worths(example("paper-001-example-3"))
    expected = {"1": "9.875", "2": "7.1", "3": "8.465", "12": "9.882442748092", "13": "9.886315789474", "23": "9.285106382979", "123": "9.894508009153"}
    assert {key: f"{float(found[key]):.12f}".rstrip("0") for key in expected} == expected


def test_example_3_vickrey_outcome_in_decimals():
    outcome = asked(example("paper-001-example-3"), "vickrey").outcome
    assert [f"{float(number):.9f}" for number in vector(outcome["price"])] == ["9.789016018", "9.797711670"]
    assert [[f"{float(number):.9f}" for number in entry] for entry in vectors(outcome["allocation"])] == [
        ["0.820247771", "0.031168626"],
        ["0.036376549", "0.034877298"],
        ["0.143375681", "-0.066045924"],
    ]
    assert [f"{float(number):.12f}" for number in numbers(outcome["payoffs"])] == [
        "0.609401626175",
        "0.008192219680",
        "0.012065261062",
        "9.264848902237",
    ]


def test_example_3_is_blocked_exactly_once_by_a_margin_that_floats_lose():
    answer = asked(example("paper-001-example-3"), "core")
    assert blocks(answer) == [("a1", Fraction(8581, 11449400))]
    assert answer.finding("all-blocking").details["number"] == 1
    assert holds(answer, "bidder-core", "core") == (False, False)


def test_example_3_bidder_3_sells_the_second_good_when_only_2_and_3_take_part():
    outcome = asked(example("paper-001-example-3"), "vickrey", participants=["2", "3"]).outcome
    assert [f"{float(number):.9f}" for number in vector(outcome["allocation"]["3"])] == ["0.753484960", "-0.254585473"]


def test_example_3_goods_are_substitutes_and_no_packages_exist():
    market = example("paper-001-example-3")
    assert holds(asked(market, "packages", packages=[bundle(1, 0), bundle(0, 1)]), "substitutes", "nonnegative-allocations") == (True, False)
    assert holds(asked(market, "packages"), "packages-exist") is False


def test_example_3_has_neither_a_drop_of_revenue_nor_a_profitable_shill():
    market = example("paper-001-example-3")
    assert holds(asked(market, "monotone"), "revenue-monotone") is True
    assert holds(asked(market, "shills"), "shill-proof") is True
    assert holds(asked(market, "always"), "bidder-core-always") is False


# Split auctions


def test_split_auction_of_two_buyers_and_two_sellers():
    answer = asked(example("paper-001-split"), "split", forward=["Ann", "Bob"])
    outcome = answer.outcome
    assert vector(outcome["price"]) == (4,)
    assert vectors(outcome["allocation"]) == ((2,), (2,), (-2,), (-2,))
    assert numbers(outcome["vickrey_payments"]) == (Fraction(22, 3), Fraction(22, 3), Fraction(-26, 3), Fraction(-26, 3))
    assert (outcome["vickrey_revenue"], outcome["revenue"]) == (Fraction(-8, 3), -8)
    assert numbers(outcome["payments"]) == (6, 6, -10, -10)
    lies = [(name, entry["theta"]["water"], entry["gain"]) for name, entry in outcome["deviations"].items()]
    up, down, gain = Fraction(26, 3), Fraction(-2, 3), Fraction(4, 3)
    assert lies == [("Ann", up, gain), ("Bob", up, gain), ("Cid", down, gain), ("Dee", down, gain)]


# Theorem 3


def test_theorem_3_with_theta_2_or_4_and_three_bidders():
    prior = {"values": [{"theta": bundle(2), "probability": HALF}, {"theta": bundle(4), "probability": HALF}]}
    answer = asked(one_good(1, 3, 3, 3), "revenue", prior=prior)
    outcome = answer.outcome
    assert (outcome["vickrey"], outcome["uniform"], outcome["welfare"]) == (Fraction(25, 12), Fraction(7, 3), Fraction(23, 6))
    assert (outcome["heterogeneity"], outcome["threshold"], outcome["better"]) == (1, HALF, "uniform")
    assert (holds(answer, "enumeration"), answer.finding("enumeration").details["profiles"]) == (True, 8)


@pytest.mark.parametrize(("quantity", "better"), [(1, "uniform"), (Fraction(7, 5), "uniform"), (Fraction(3, 2), "vickrey"), (2, "vickrey")])
def test_theorem_3_a_larger_quantity_raises_the_threshold(quantity, better):
    prior = {"mean": bundle(3), "covariance": [[1]]}
    assert asked(one_good(quantity, 3, 3, 3), "revenue", prior=prior).outcome["better"] == better


def test_theorem_3_equal_revenue_at_the_threshold():
    answer = asked(one_good(2, 3, 3, 3), "revenue", prior={"mean": bundle(3), "covariance": [[2]]})
    assert (answer.outcome["threshold"], answer.outcome["better"]) == (2, "equal")
    assert answer.outcome["vickrey"] == answer.outcome["uniform"]
