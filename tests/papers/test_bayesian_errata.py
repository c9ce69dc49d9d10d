"""Errata of paper 004 (spec bayesian 12) that can be counted, each shown by a market."""

from fractions import Fraction

import pytest

from tests.papers.bayesian_cases import EXAMPLE_1, EXAMPLE_2, M1, M2, always_sold, asked, by_seller, first_example, game, holds, multipliers, sale, text

# E1. Theorem 0 lacks the budget


@pytest.mark.parametrize("burnt", ["1/10", "1", "3"])
def test_erratum_1_a_mechanism_that_burns_money_passes_the_printed_conditions_but_is_not_efficient(burnt):
    price, chance, loss = Fraction(3, 5), Fraction(1, 10), Fraction(burnt)
    wasteful = sale(chance, (price, price + 1 - chance), (loss, loss))
    answer = asked(EXAMPLE_1, "efficient", mechanism=wasteful)
    assert answer.outcome["profit"] == loss
    assert holds(answer, "feasible", "incentive-efficient") == (True, False)
    assert answer.outcome["gap"] == loss / 2
    assert holds(asked(EXAMPLE_1, "efficient", mechanism=M2), "incentive-efficient") == (True,)


# E2. The claim of section 8 fails where H never sells


def test_erratum_2_side_bets_and_severance_in_the_core_of_example_1():
    quarter = Fraction(1, 4)
    never = first_example(quarter, 0, (quarter, -quarter))
    answer = asked(EXAMPLE_1, "core-test", mechanism=never, severance=by_seller(0, quarter))
    assert holds(answer, "core") == (True,)
    paid = answer.outcome["mechanism"]["transfers"]
    assert tuple(paid["1"].values()) == (quarter, Fraction(5, 4))
    assert tuple(paid["2"].values()) == (-Fraction(1, 2), Fraction(-1))
    assert multipliers(answer) == {("1", "L", "H"): Fraction(1, 2)}
    assert holds(asked(EXAMPLE_1, "core-test", mechanism=never), "core") == (False,)


@pytest.mark.parametrize(("price", "k"), [("1/2", "1/2"), ("1/2", "1/10"), ("1/4", "1/8")])
def test_erratum_2_every_bet_up_to_the_price(price, k):
    bet = Fraction(k)
    answer = asked(EXAMPLE_1, "core-test", mechanism=first_example(price, 0, (bet, -bet)), severance=by_seller(0, bet))
    assert holds(answer, "core") == (True,)


@pytest.mark.parametrize(("price", "k"), [("1/4", "3/10"), ("1/2", "3/5")])
def test_erratum_2_no_bet_above_the_price(price, k):
    bet = Fraction(k)
    answer = asked(EXAMPLE_1, "core-test", mechanism=first_example(price, 0, (bet, -bet)), severance=by_seller(0, bet))
    assert holds(answer, "core") == (False,)


# E3 and E4. The plans of section 8.1, steps 3 and 4


@pytest.mark.parametrize(("price", "chance", "bet", "severance"), [("3/5", "1/10", "1/5", "1/10"), ("3/5", "1/10", "1/5", "1/5"), ("1/2", "1/20", "1", "1/2")])
def test_erratum_3_a_tax_on_the_buyer_in_state_l_is_blocked(price, chance, bet, severance):
    tax, kept, sold = Fraction(bet), Fraction(severance), Fraction(chance)
    answer = asked(EXAMPLE_1, "core-test", mechanism=first_example(price, sold, (-tax, tax)), severance=by_seller(kept, 0))
    assert holds(answer, "inhibitive", "core") == (False, False)
    found = asked(EXAMPLE_1, "inhibitive", allocation=as_input(answer.outcome["allocation"]))
    assert found.outcome["profit"] >= min(Fraction(1), 4 * (1 - sold) / kept) * tax / 2


@pytest.mark.parametrize(("price", "chance", "bet"), [("3/5", "1/10", "1/5"), ("3/5", "1/10", "1/2"), ("6/5", "1/5", "1/10")])
def test_erratum_4_a_tax_on_the_buyer_in_state_h_is_blocked_where_h_sells(price, chance, bet):
    tax, sold = Fraction(bet), Fraction(chance)
    answer = asked(EXAMPLE_1, "core-test", mechanism=first_example(price, sold, (tax, -tax)), severance=by_seller(0, tax))
    assert holds(answer, "inhibitive", "core") == (False, False)
    found = asked(EXAMPLE_1, "inhibitive", allocation=as_input(answer.outcome["allocation"]))
    assert found.outcome["profit"] >= Fraction(3, 8) * min(tax, 4 * sold)


def as_input(allocation):
    return {name: {profile: text(number) for profile, number in table.items()} for name, table in allocation.items()}


# E6. Who is paid the severance in section 9


def test_erratum_6_type_l_forgoes_the_price_less_his_own_severance():
    answer = asked(EXAMPLE_2, "core-test", mechanism=always_sold(3, (3, -3)), severance=by_seller(0, 1))
    assert answer.outcome["allocation"]["1"] == {"H,buyer": 3, "L,buyer": 2}
    assert multipliers(answer)["1", "L", "H"] >= Fraction(3, 2)
    assert holds(answer, "core") == (True,)


# E9. The plan of section 9.2


@pytest.mark.parametrize("severance", ["4/5", "5/6", "9/10"])
def test_erratum_9_the_plan_stops_to_pay_at_5_of_6_not_at_7_of_8(severance):
    less = Fraction(severance)
    profit = (-less / 2 + Fraction(5, 2) * (1 - less)) / 2
    assert (profit > 0) == (less < Fraction(5, 6))
    blocked = asked(EXAMPLE_2, "inhibitive", allocation=by_seller("7/2", Fraction(7, 2) - less, 1, -1)).outcome["profit"]
    assert blocked >= profit
    assert (less / 2 + (1 - less) * Fraction(3, 2)) + less == Fraction(3, 2)


def test_erratum_9_severance_between_5_of_6_and_7_of_8_can_be_in_the_core():
    bet = Fraction(13, 5)
    answer = asked(EXAMPLE_2, "core-test", mechanism=always_sold("7/2", (bet, -bet)), severance=by_seller(0, "17/20"))
    assert holds(answer, "core") == (True,)


# E13. The plan against prices below the virtual value needs an uncertain sale


def test_erratum_13_no_plan_where_h_never_sells():
    assert holds(asked(EXAMPLE_1, "core-test", mechanism=first_example("1/4", 0)), "core") == (True,)
    assert holds(asked(EXAMPLE_1, "core-test", mechanism=M1), "core") == (False,)


# Traps: balancedness is an equality, and sufficient only


def public_good(**more: object):
    names = ("1", "2", "3")
    players = [{"name": name, "types": {"h": "1/2", "l": "1/2"}} for name in names]
    patterns = ("h,*,*", "*,h,*", "*,*,h")
    values = {name: {pattern: 6, pattern.replace("h", "l"): 2} for name, pattern in zip(names, patterns, strict=True)}
    return game({"players": players, "build": {"type": "public-good", "cost": 6, "values": values}, **more})


def test_a_public_good_is_not_balanced_but_its_cover_is():
    assert holds(asked(public_good(), "balanced"), "balanced") == (False,)
    assert holds(asked(public_good(balanced_cover=True), "balanced"), "balanced") == (True,)


def test_a_majority_game_has_an_empty_core_and_says_by_which_weights():
    pairs = [["1", "2"], ["1", "3"], ["2", "3"]]
    coalitions = [{"members": pair, "actions": {"win": dict.fromkeys(pair, "1/2")}} for pair in pairs]
    coalitions += [{"members": ["1", "2", "3"], "actions": {"win": dict.fromkeys("123", "1/3")}}]
    market = game({"players": [{"name": name, "types": {"only": 1}} for name in "123"], "coalitions": coalitions})
    answer = asked(market, "find-core")
    assert holds(answer, "core") == (False,)
    witness = answer.finding("core").details["witness"]
    assert (witness["worth"], witness["most"]) == (Fraction(3, 2), 1)
    assert [entry["weight"] for entry in witness["plan"]] == [Fraction(1, 2)] * 3
