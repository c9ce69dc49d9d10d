"""The examples of paper 004 with all their numbers: spec bayesian 11."""

from fractions import Fraction
from typing import Any

import pytest

from tests.papers.bayesian_cases import (
    EXAMPLE_1,
    EXAMPLE_2,
    EXAMPLE_3,
    M1,
    M2,
    always_sold,
    asked,
    by_seller,
    first_example,
    holds,
    multipliers,
    symmetric,
    text,
    two_goods,
)

EIGHTH = Fraction(1, 8)
PRICE = {"transfer_to": "1", "given": {"1": "H"}}
SOLD = {"probability_of": "trade", "given": {"1": "H"}}
ONE_EIGHTH = [{"player": "1", "type": "L", "claim": "H", "multiplier": "1/8"}]


# Example 1: own values 5 and 1, the buyer's 6 and 2


def test_example_1_first_mechanism_in_numbers():
    answer = asked(EXAMPLE_1, "mechanism", mechanism=M1)
    assert answer.outcome["utilities"] == {"1": {"H": Fraction(91, 18), "L": Fraction(3, 2)}, "2": {"buyer": Fraction(5, 18)}}
    assert answer.outcome["lies"]["1"]["L"]["H"] == Fraction(3, 2)
    assert answer.outcome["profit"] == 0
    assert holds(answer, "incentive-compatible", "feasible", "individually-rational") == (True, True, True)
    assert answer.outcome["payoffs"]["1"]["H,buyer"] - 5 == Fraction(1, 18) == answer.outcome["payoffs"]["2"]["H,buyer"]
    assert answer.outcome["payoffs"]["1"]["L,buyer"] - 1 == Fraction(1, 2) == answer.outcome["payoffs"]["2"]["L,buyer"]


def test_example_1_first_mechanism_is_incentive_efficient_by_one_multiplier_only():
    answer = asked(EXAMPLE_1, "virtual", mechanism=M1)
    assert holds(answer, "feasible", "incentive-efficient", "jeopardy") == (True, True, True)
    assert multipliers(answer) == {("1", "L", "H"): EIGHTH}
    assert answer.outcome["weights"] == {"1": {"H": Fraction(5, 8), "L": Fraction(3, 8)}, "2": {"buyer": Fraction(1)}}
    ranges = {(entry["type"], entry["claim"]): (entry["least"], entry.get("greatest")) for entry in answer.outcome["jeopardy"]}
    assert ranges == {("L", "H"): (EIGHTH, EIGHTH), ("H", "L"): (0, 0)}
    grand = next(entry for entry in answer.outcome["virtual"] if entry["members"] == ["1", "2"])
    assert grand["actions"]["keep"]["1"] == {"H,buyer": 6, "L,buyer": 1}


def test_example_1_first_mechanism_is_blocked_with_profit_2_of_81():
    answer = asked(EXAMPLE_1, "core-test", mechanism=M1)
    assert holds(answer, "feasible", "achieves", "inhibitive", "core") == (True, True, False, False)
    blocked = asked(EXAMPLE_1, "inhibitive", allocation=answer_payoffs(M1))
    assert blocked.outcome["profit"] == Fraction(2, 81)
    assert holds(blocked, "inhibitive", "largest-profit") == (False, True)


def answer_payoffs(mechanism: Any) -> Any:
    payoffs = asked(EXAMPLE_1, "mechanism", mechanism=mechanism).outcome["payoffs"]
    return {name: {profile: text(number) for profile, number in table.items()} for name, table in payoffs.items()}


def test_example_1_the_papers_plan_is_tenable_with_profit_1_of_45():
    chance, paid, asked_of_2 = Fraction(1, 9), Fraction(11, 2), Fraction(59, 10)
    own, buyer, half = (5, 1), (6, 2), Fraction(1, 2)
    forgone_1, forgone_2 = (Fraction(91, 18), Fraction(3, 2)), (Fraction(1, 18), Fraction(1, 2))
    truth_h = (1 - chance) * (own[0] - forgone_1[0]) + chance * (paid - forgone_1[0])
    assert truth_h == 0
    assert (1 - chance) * (own[1] - forgone_1[1]) + chance * (paid - forgone_1[1]) == 0
    assert buyer[0] - asked_of_2 - forgone_2[0] == Fraction(1, 10) - Fraction(1, 18) > 0
    assert half * chance * (asked_of_2 - paid) == Fraction(1, 45) < Fraction(2, 81)


def test_example_1_second_mechanism_is_in_the_core_by_the_same_multipliers():
    answer = asked(EXAMPLE_1, "core-test", mechanism=M2)
    assert holds(answer, "core", "incentive-efficient") == (True, True)
    assert answer.outcome["utilities"] == {"1": {"H": Fraction(51, 10), "L": Fraction(3, 2)}, "2": {"buyer": Fraction(1, 4)}}
    assert multipliers(answer) == {("1", "L", "H"): EIGHTH}


def test_example_1_no_severance_saves_the_first_mechanism():
    answer = asked(EXAMPLE_1, "severance", mechanism=M1)
    assert holds(answer, "core-mechanism") == (False,)
    assert answer.finding("core-mechanism").details["witness"]["reason"] == "weights"


def test_example_1_polygon_of_price_and_probability_of_sale():
    answer = asked(EXAMPLE_1, "core-region", x=PRICE, y=SOLD, multipliers=ONE_EIGHTH, marks={"M1": M1, "M2": M2})
    assert answer.outcome["vertices"] == [[0, 0], [Fraction(1, 2), 0], [Fraction(6, 5), Fraction(1, 5)]]
    assert answer.outcome["marks"] == {"M1": [Fraction(11, 18), Fraction(1, 9)], "M2": [Fraction(3, 5), Fraction(1, 10)]}


@pytest.mark.parametrize("quantity", [{"severance_of": "1", "given": {"1": "H"}}, {"severance_of": "1", "given": {"1": "L"}}])
def test_example_1_no_severance_with_these_multipliers(quantity):
    answer = asked(EXAMPLE_1, "core-region", x=quantity, y=SOLD, multipliers=ONE_EIGHTH)
    assert {vertex[0] for vertex in answer.outcome["vertices"]} == {0}


@pytest.mark.parametrize(("price", "chance"), [("0", "0"), ("1/2", "0"), ("6/5", "1/5"), ("3/5", "1/10"), ("2/5", "1/20"), ("19/20", "3/20")])
def test_example_1_points_of_the_region_are_in_the_core(price, chance):
    assert holds(asked(EXAMPLE_1, "core-test", mechanism=first_example(price, chance)), "core") == (True,)


@pytest.mark.parametrize(("price", "chance"), [("1/2", "1/10"), ("1/20", "1/10"), ("9/10", "1/10"), ("13/10", "1/5"), ("3/5", "1/9"), ("51/100", "0")])
def test_example_1_points_outside_are_blocked(price, chance):
    assert holds(asked(EXAMPLE_1, "core-test", mechanism=first_example(price, chance)), "core") == (False,)


@pytest.mark.parametrize(("price", "chance"), [("1/2", "1/10"), ("11/18", "1/9"), ("1", "1/5")])
def test_example_1_the_plan_against_low_prices_earns_what_the_spec_says(price, chance):
    price, chance = Fraction(price), Fraction(chance)
    plan = chance * (1 - chance) * (6 - price / chance) / 2
    assert plan > 0
    found = asked(EXAMPLE_1, "inhibitive", allocation=answer_payoffs(first_example(price, chance)))
    assert found.outcome["profit"] >= plan


# Example 2: own values 3 and 2, the buyer's 7 and 0

SIDE_BETS = (Fraction(5, 2), Fraction(-5, 2))


def test_example_2_without_severance_the_price_of_3_and_a_half_is_blocked_with_profit_a_quarter():
    answer = asked(EXAMPLE_2, "core-test", mechanism=always_sold("7/2"))
    assert holds(answer, "feasible", "inhibitive", "core") == (True, False, False)
    found = asked(EXAMPLE_2, "inhibitive", allocation=by_seller("7/2", "7/2", "7/2", "-7/2"))
    assert found.outcome["profit"] == Fraction(1, 4)


def test_example_2_the_core_allocation_with_severance_5_of_6():
    answer = asked(EXAMPLE_2, "core-test", mechanism=always_sold("7/2", SIDE_BETS), severance=by_seller(0, "5/6"))
    assert holds(answer, "core") == (True,)
    assert answer.outcome["allocation"] == {
        "1": {"H,buyer": Fraction(7, 2), "L,buyer": Fraction(8, 3)},
        "2": {"H,buyer": Fraction(1), "L,buyer": Fraction(-1)},
    }
    fine = asked(EXAMPLE_2, "inhibitive", allocation=by_seller("7/2", "8/3", 1, -1), support="fine")
    assert holds(fine, "finely-supported") == (False,)


@pytest.mark.parametrize("severance", ["4/5", "3/4", "1/2", "0"])
def test_example_2_with_less_severance_the_papers_plan_earns_what_the_spec_says(severance):
    less = Fraction(severance)
    plan = (Fraction(5, 2) * (1 - less) - less / 2) / 2
    found = asked(EXAMPLE_2, "inhibitive", allocation=by_seller("7/2", Fraction(7, 2) - less, 1, -1))
    assert found.outcome["profit"] >= plan > 0
    if less == Fraction(4, 5):
        assert found.outcome["profit"] == plan == Fraction(1, 20)


def test_example_2_least_severance_in_the_region_is_5_of_6():
    found = [{"player": "1", "type": "L", "claim": "H", "multiplier": "3/2"}, {"player": "1", "type": "H", "claim": "L", "multiplier": 1}]
    kept = {"severance_of": "1", "given": {"1": "L"}}
    answer = asked(EXAMPLE_2, "core-region", x=PRICE, y=kept, multipliers=found)
    assert answer.outcome["vertices"] == [[3, 1], [Fraction(7, 2), Fraction(5, 6)], [Fraction(7, 2), Fraction(7, 6)]]


@pytest.mark.parametrize("beta", ["3/2", "7/4", "2"])
def test_example_2_least_severance_for_each_multiplier(beta):
    beta = Fraction(beta)
    found = [
        {"player": "1", "type": "L", "claim": "H", "multiplier": text(beta)},
        {"player": "1", "type": "H", "claim": "L", "multiplier": text(beta - Fraction(1, 2))},
    ]
    kept = {"severance_of": "1", "given": {"1": "L"}}
    answer = asked(EXAMPLE_2, "core-region", x=kept, y=PRICE, multipliers=found)
    assert min(vertex[0] for vertex in answer.outcome["vertices"]) == 1 - 1 / (4 * beta)


@pytest.mark.parametrize(
    ("price", "bet", "severance", "core"),
    [
        ("7/2", "5/2", "5/6", True),
        ("3", "3", "1", True),
        ("13/4", "3", "1", True),
        ("7/2", "3", "1", True),
        ("3", "4", "1", True),
        ("7/2", "7/2", "7/6", True),
        ("36/10", "3", "1", False),
        ("29/10", "3", "1", False),
        ("3", "29/10", "1", False),
        ("3", "41/10", "1", False),
        ("3", "3", "9/10", False),
    ],
)
def test_example_2_region_of_price_side_bet_and_severance(price, bet, severance, core):
    bets = (Fraction(bet), -Fraction(bet))
    answer = asked(EXAMPLE_2, "core-test", mechanism=always_sold(price, bets), severance=by_seller(0, severance))
    assert holds(answer, "core") == (core,)


def test_example_2_only_sure_sales_at_one_price_are_efficient():
    assert holds(asked(EXAMPLE_2, "efficient", mechanism=always_sold(3)), "incentive-efficient") == (True,)
    unsure = {"lottery": {"*,*": {"trade": "1/2", "keep": "1/2"}}, "transfers": by_seller("3/2", "3/2", "-3/2")}
    assert holds(asked(EXAMPLE_2, "efficient", mechanism=unsure), "incentive-efficient") == (False,)


# Example 3: two goods

FIRST = two_goods((0, "7/2", "-7/2", 0))
CORE = two_goods((0, "7/2", -6, "5/2"))
FORGONE = symmetric((7, "7/2", 7, "9/4"))


def test_example_3_first_mechanism_in_numbers():
    answer = asked(EXAMPLE_3, "mechanism", mechanism=FIRST)
    assert answer.outcome["utilities"] == {name: dict.fromkeys("ab", Fraction(21, 4)) for name in "12"}
    assert answer.outcome["lies"] == {name: {"a": {"b": Fraction(21, 4)}, "b": {"a": Fraction(21, 4)}} for name in "12"}
    assert answer.outcome["payoffs"]["1"] == {"a,a": 7, "a,b": Fraction(7, 2), "b,a": Fraction(19, 2), "b,b": 1}
    assert holds(asked(EXAMPLE_3, "efficient", mechanism=FIRST), "incentive-efficient") == (True,)


def test_example_3_first_mechanism_is_blocked_with_profit_one_half():
    payoffs = asked(EXAMPLE_3, "mechanism", mechanism=FIRST).outcome["payoffs"]
    allocation = {name: {profile: text(number) for profile, number in table.items()} for name, table in payoffs.items()}
    answer = asked(EXAMPLE_3, "inhibitive", allocation=allocation)
    assert (answer.outcome["profit"], holds(answer, "inhibitive", "largest-profit")) == (Fraction(1, 2), (False, True))


def test_example_3_no_severance_is_found_for_the_first_mechanism():
    assert asked(EXAMPLE_3, "severance", mechanism=FIRST).finding("core-mechanism").holds in {None, False}


def test_example_3_core_mechanism_in_numbers():
    answer = asked(EXAMPLE_3, "mechanism", mechanism=CORE)
    payoffs = {"a,a": 7, "a,b": Fraction(7, 2), "b,a": 7, "b,b": Fraction(7, 2)}
    assert answer.outcome["payoffs"]["1"] == payoffs
    assert answer.outcome["payoffs"]["2"] == {"a,a": 7, "a,b": 7, "b,a": Fraction(7, 2), "b,b": Fraction(7, 2)}


@pytest.mark.parametrize("support", ["plain", "fine"])
def test_example_3_core_allocation_with_the_papers_multipliers(support):
    answer = asked(EXAMPLE_3, "core-test", mechanism=CORE, allocation=FORGONE)
    assert holds(answer, "feasible", "achieves", "inhibitive", "core") == (True, True, True, True)
    stated = [
        {"player": name, "type": true, "claim": claim, "multiplier": number} for name in "12" for true, claim, number in (("a", "b", "1/2"), ("b", "a", 1))
    ]
    virtual = asked(EXAMPLE_3, "virtual", mechanism=CORE, multipliers=stated)
    assert virtual.outcome["weights"] == {name: {"a": 1, "b": 0} for name in "12"}
    region = asked(EXAMPLE_3, "core-region", x={"utility_of": "1"}, y={"utility_of": "2"}, multipliers=stated, support=support)
    assert [Fraction(21, 4), Fraction(21, 4)] in region.outcome["vertices"] or inside(region.outcome["vertices"], (Fraction(21, 4), Fraction(21, 4)))


def inside(vertices: Any, point: Any) -> bool:
    """Whether no side of the polygon has the point on its right."""
    sides = zip(vertices, vertices[1:] + vertices[:1], strict=True)
    return all((b[0] - a[0]) * (point[1] - a[1]) >= (b[1] - a[1]) * (point[0] - a[0]) for a, b in sides)


def test_example_3_the_core_allocation_is_finely_supported():
    assert holds(asked(EXAMPLE_3, "inhibitive", allocation=FORGONE, support="fine"), "finely-supported") == (True,)


def test_example_3_without_severance_the_core_mechanism_is_blocked_with_profit_five_quarters():
    allocation = symmetric((7, "7/2", 7, "7/2"))
    assert asked(EXAMPLE_3, "inhibitive", allocation=allocation).outcome["profit"] == Fraction(5, 4)


def test_example_3_side_bets_alone_suffice():
    bets = two_goods((0, "7/2", "-19/4", "5/4"))
    assert holds(asked(EXAMPLE_3, "core-test", mechanism=bets), "core") == (True,)


@pytest.mark.parametrize("market", [EXAMPLE_1, EXAMPLE_2, EXAMPLE_3])
def test_every_example_is_balanced_and_has_a_core_mechanism_that_is_found(market):
    assert holds(asked(market, "balanced"), "balanced") == (True,)
    found = asked(market, "find-core")
    assert holds(found, "core", "finely-supported", "incentive-efficient") == (True, True, True)
