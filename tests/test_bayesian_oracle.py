"""The oracle for games with incomplete information gives the numbers of paper 004 and keeps the stated facts on random games."""

from dataclasses import replace
from fractions import Fraction
from itertools import pairwise
from math import isclose
from random import Random

import pytest

from marketwright.markets import market_from_document
from marketwright.markets.bayesian import CoalitionActions
from tests.bayesian_markets import (
    BALANCED,
    FAMILIES,
    document_of,
    exchange,
    known_core,
    majority,
    make_market,
    plan_against,
    public_good,
    random_allocation,
    random_alpha,
    random_market,
    random_mechanism,
    random_weights,
    seller_buyer,
)
from tests.bayesian_oracle import (
    Game,
    blocking_profit,
    broken_consequences,
    gap_bound,
    gross_payoffs,
    is_feasible,
    is_hydraulic,
    is_in_core_with_one_type,
    is_incentive_compatible,
    is_unblocked_with_one_type,
    profit,
    slacks,
    tenability_complaints,
    theorem_0_complaints,
    theorem_1_complaints,
    utilities,
    virtual_utility,
    virtual_utility_as_printed,
    welfare_weights,
    worths,
)
from tests.bayesian_oracle_lp import Expression, InfeasibleError, Program, UnboundedError
from tests.bayesian_oracle_plans import (
    alternative_payoff,
    durability_complaints,
    established_payoff,
    is_alternative,
    is_balanced,
    is_balanced_plan,
    is_durable_against_one,
    minimal_balanced_collections,
    separation,
    unmatched_plan,
)
from tests.bayesian_oracle_programs import (
    best_blocking_plan,
    blocking_bound,
    efficiency_gap,
    frontier,
    is_achievable,
    is_core,
    is_core_allocation,
    is_inhibitive,
    jeopardy,
    least_subsidy,
    least_supported_subsidy,
    subsidy_bound,
    subsidy_bound_complaints,
    theorem_0_multipliers,
    theorem_1_multipliers,
)
from tests.reallocative_oracle import inverse

F = Fraction
HALF, EIGHTH = F(1, 2), F(1, 8)
H, L = ("H", "buyer"), ("L", "buyer")
ONE, TWO, BOTH = ("1",), ("2",), ("1", "2")


def games(count, families=FAMILIES):
    """Random games of each family with their own randomness."""
    for family in families:
        for number in range(count):
            random = Random(f"bayesian oracle {family} {number}")
            yield random, Game(random_market(random, family))


# Linear programs.


def test_a_program_has_its_optimum_on_a_vertex():
    program = Program()
    x, y = program.variable("x"), program.variable("y", free=True)
    program.at_least(4, x + 2 * y)
    program.at_least(y + 3, x)
    program.equal(x - 1, 0)
    found = program.maximum(3 * x + y + 10)
    assert (found.value, found.point) == (F(29, 2), {("x",): 1, ("y",): F(3, 2)})
    assert program.minimum(y).value == -2


def test_a_program_without_optimum_says_why():
    program = Program()
    x, y = program.variable("x"), program.variable("y", free=True)
    with pytest.raises(UnboundedError):
        program.maximum(x)
    with pytest.raises(UnboundedError):
        program.minimum(y)
    program.at_least(-1, x)
    with pytest.raises(InfeasibleError):
        program.maximum(y)
    assert program.feasible() is None
    with pytest.raises(TypeError, match="not linear"):
        Expression({}) * Expression({})


# Example 1.


def example_1():
    return Game(seller_buyer((5, 1), (6, 2)))


def example_2():
    return Game(seller_buyer((3, 2), (7, 0)))


def sale(sold, paid, taken):
    """The mechanism that sells with these probabilities in H and L; what 1 is paid and 2 pays then, on average."""
    mu = {t: {"keep": 1 - F(share), "trade": F(share)} for t, share in zip((H, L), sold, strict=True)}
    return mu, {"1": dict(zip((H, L), map(F, paid), strict=True)), "2": dict(zip((H, L), (-F(number) for number in taken), strict=True))}


def by_state(first, second):
    """An allocation of player 1 and player 2 in H and L."""
    return {"1": dict(zip((H, L), map(F, first), strict=True)), "2": dict(zip((H, L), map(F, second), strict=True))}


def less(table, severances):
    """Payoffs less player 1's severance in H and L."""
    return table | {"1": {t: table["1"][t] - by for t, by in zip((H, L), severances, strict=True)}}


def plan(high, low):
    """A blocking plan against a seller and a buyer: [(probability, members, action, 1 is paid, 2 pays)] in H and L."""
    nu, y = {}, {("1", "H"): F(0), ("1", "L"): F(0), ("2", "buyer"): F(0)}
    for s, blocks in (("H", high), ("L", low)):
        for chance, members, action, paid, taken in blocks:
            nu[members, action, (s, "buyer")[: len(members)]] = F(chance)
            y["1", s] += F(chance) * F(paid)
            y["2", "buyer"] -= HALF * F(chance) * F(taken)
    return nu, y


M1 = sale((F(1, 9), 1), (F(11, 18), F(3, 2)), (F(11, 18), F(3, 2)))
M2 = sale((F(1, 10), 1), (F(3, 5), F(3, 2)), (F(3, 5), F(3, 2)))
ALPHA_1 = {("1", "H", "L"): EIGHTH}


def test_m1_has_the_payoffs_of_the_paper_and_1l_is_indifferent_to_lying():
    game = example_1()
    assert utilities(game, M1) == {("1", "H"): F(91, 18), ("1", "L"): F(3, 2), ("2", "buyer"): F(5, 18)}
    assert slacks(game, M1)["1", "H", "L"] == 0 < slacks(game, M1)["1", "L", "H"]
    assert is_feasible(game, M1)
    assert profit(game, M1) == 0


def test_m1_is_incentive_efficient_with_one_alpha_only():
    game = example_1()
    assert efficiency_gap(game, M1)[0] == 0
    assert theorem_0_complaints(game, M1, ALPHA_1) == []
    assert welfare_weights(game, ALPHA_1) == {("1", "H"): F(5, 8), ("1", "L"): F(3, 8), ("2", "buyer"): 1}
    ranges, weights = jeopardy(game, M1)
    assert ranges == {("1", "H", "L"): (EIGHTH, EIGHTH), ("1", "L", "H"): (0, 0)}
    assert weights["1", "L"] == (F(3, 8), F(3, 8))
    assert theorem_0_complaints(game, M1, {("1", "L", "H"): EIGHTH}) != []


def test_the_virtual_value_of_the_good_is_6_in_h_and_1_in_l():
    game = example_1()
    assert [virtual_utility(game, ALPHA_1, "1", ONE, "keep", t) for t in (H, L)] == [6, 1]
    assert [virtual_utility(game, {("1", "L", "H"): EIGHTH}, "1", ONE, "keep", t) for t in (H, L)] == [5, 0]


def test_m1_is_blocked_by_the_plan_of_the_paper_and_better_by_another():
    game = example_1()
    omega = gross_payoffs(game, M1)
    paper = plan([(F(8, 9), ONE, "keep", 0, 0), (F(1, 9), BOTH, "trade", "5.5", "5.9")], [])
    assert tenability_complaints(game, omega, paper) == []
    assert blocking_profit(game, paper) == F(1, 45)
    value, best = best_blocking_plan(game, omega)
    assert value == blocking_profit(game, best) == blocking_bound(game, omega)[0] == F(2, 81)
    assert tenability_complaints(game, omega, best) == []
    assert theorem_1_multipliers(game, omega) is None
    assert not is_core(game, M1, omega)


def test_the_plan_of_section_8_against_m1_earns_2_81sts():
    game, share, price = example_1(), F(1, 9), F(11, 18)
    found = plan([(share, BOTH, "trade", price / share, price + 6 * (1 - share)), (1 - share, ONE, "keep", 0, 0)], [])
    assert tenability_complaints(game, gross_payoffs(game, M1), found) == []
    assert blocking_profit(game, found) == F(2, 81)


def test_plans_that_are_not_tenable_are_told_apart():
    game = example_1()
    omega = gross_payoffs(game, M1)
    assert tenability_complaints(game, omega, plan([], [])) == ["no profit"]
    assert ("above 1", H) in tenability_complaints(game, omega, plan([(1, ONE, "keep", 0, 0), (F(1, 9), BOTH, "trade", 0, 0)], []))
    assert ("refuses", "1", "H") in tenability_complaints(game, omega, plan([(1, ONE, "keep", 0, 0)], []))
    assert ("lies", "1", "H", "L") in tenability_complaints(game, omega, plan([(1, ONE, "keep", 1, 0)], []))
    assert ("negative", (ONE, "keep", ("H",))) in tenability_complaints(game, omega, plan([(-1, ONE, "keep", 0, 0)], []))


def test_m2_is_in_the_core_with_the_same_alpha():
    game = example_1()
    omega = gross_payoffs(game, M2)
    assert utilities(game, M2) == {("1", "H"): F(51, 10), ("1", "L"): F(3, 2), ("2", "buyer"): F(1, 4)}
    assert is_core(game, M2, omega)
    assert theorem_1_complaints(game, omega, ALPHA_1) == broken_consequences(game, M2, omega, ALPHA_1) == []
    assert best_blocking_plan(game, omega)[0] == 0
    assert least_subsidy(game, omega)[0] == subsidy_bound(game, omega)[0] == 0


def test_the_core_of_example_1_without_severance_is_the_polygon_of_section_8():
    game = example_1()
    for share in (F(0), F(1, 20), F(1, 10), F(1, 5), F(1, 4), F(1, 3)):
        edges = {6 * share, F(7, 2) * share + HALF, F(1, 3)}
        for price in sorted(edges | {edge + by for edge in edges for by in (F(1, 100), F(-1, 100))}):
            paid = (price, price + 1 - share)
            mechanism = sale((share, 1), paid, paid)
            assert is_core(game, mechanism, gross_payoffs(game, mechanism)) == (6 * share <= price <= F(7, 2) * share + HALF)


def test_erratum_1_burning_money_passes_all_printed_conditions_but_is_not_efficient():
    game = example_1()
    burnt = M1[0], M1[1] | {"2": {t: number - 1 for t, number in M1[1]["2"].items()}}
    assert theorem_0_complaints(game, burnt, ALPHA_1) == ["budget"]
    assert profit(game, burnt) == 1
    assert efficiency_gap(game, burnt)[0] == HALF
    assert theorem_0_multipliers(game, burnt) is None


def test_erratum_2_without_trade_in_h_severance_may_be_in_the_core():
    game = example_1()
    mechanism = sale((0, 1), (F(1, 4), F(5, 4)), (HALF, 1))
    omega, alpha = less(gross_payoffs(game, mechanism), (0, F(1, 4))), {("1", "H", "L"): HALF}
    assert is_core(game, mechanism, omega)
    assert theorem_1_complaints(game, omega, alpha) == broken_consequences(game, mechanism, omega, alpha) == []
    assert welfare_weights(game, alpha) == {("1", "H"): 1, ("1", "L"): 0, ("2", "buyer"): 1}
    assert theorem_1_multipliers(game, omega, fine=True) is None
    assert not is_inhibitive(game, gross_payoffs(game, mechanism))


def test_erratum_2_the_whole_core_of_example_1():
    game, random, inside = example_1(), Random("example 1"), {False: 0, True: 0}
    for _ in range(300):
        share, price = F(random.choice((0, 0, 0, 1, 2, 3)), 20), F(random.randint(0, 14), 20)
        high, low = F(random.choice((0, 0, 0, 1)), 20), F(random.choice((0, 1, 2, 5, 8, 10)), 20)
        tax = random.choice((low, low, low + F(1, 20), F(0), -high, low - F(1, 20)))
        mechanism = sale((share, 1), (price, price + 1 - share), (price + tax, price + 1 - share - tax))
        plain = high == low == tax == 0 and 6 * share <= price <= F(7, 2) * share + HALF
        bet = share == high == 0 and 0 < low == tax <= price <= HALF
        assert is_core(game, mechanism, less(gross_payoffs(game, mechanism), (high, low))) == (plain or bet)
        inside[bet] += plain or bet
    assert min(inside.values()) > 4


@pytest.mark.parametrize(("share", "price", "tax", "high"), [(F(1, 5), 1, 4, 4), (F(1, 10), F(3, 5), 1, HALF), (0, F(1, 4), 5, F(9, 2))])
def test_erratum_3_the_corrected_plan_of_step_3_is_tenable(share, price, tax, high):
    game = example_1()
    mechanism = sale((share, 1), (price, price + 1 - share), (price - tax, price + 1 - share + tax))
    stay = min(F(1), 4 * (1 - share) / F(high))
    low = [(1, BOTH, "trade", price + 1 - share, price + 1 - share + tax)]
    nu, y = plan([((1 - stay) * share, BOTH, "trade", 0, 0), ((1 - stay) * (1 - share), BOTH, "keep", 0, 0)], low)
    y["1", "H"] += (1 - stay) * price
    y["2", "buyer"] -= HALF * (1 - stay) * (price - tax)
    assert tenability_complaints(game, less(gross_payoffs(game, mechanism), (high, 0)), (nu, y)) == []
    assert blocking_profit(game, (nu, y)) == HALF * stay * tax


@pytest.mark.parametrize("tax", [F(1, 10), F(2, 5), F(1)])
def test_erratum_4_with_trade_in_h_the_corrected_plan_of_step_4_is_tenable(tax):
    game, share, price = example_1(), F(1, 10), F(3, 5)
    mechanism = sale((share, 1), (price, price + 1 - share), (price + tax, price + 1 - share - tax))
    omega = less(gross_payoffs(game, mechanism), (0, tax))
    kept = max(share - tax / 4, F(0))
    stay = min(F(1), 4 * share / tax)
    low = [(1 - stay, BOTH, "trade", price + 1 - share, price + 1 - share - tax)]
    nu, y = plan([(kept, BOTH, "trade", 0, 0)], low)
    nu[BOTH, "keep", H] = 1 - kept
    y["1", "H"] += price - 5 * (share - kept)
    y["2", "buyer"] -= HALF * (price + tax - 6 * (share - kept))
    assert tenability_complaints(game, omega, (nu, y)) == []
    assert blocking_profit(game, (nu, y)) == F(3, 8) * min(tax, 4 * share)


# Example 2.


def pooling(price, tax):
    """Player 1 always sells at one price, player 2 pays the tax more in H and less in L."""
    return sale((1, 1), (price, price), (price + tax, price - tax))


def pooling_allocation(price, tax, severance):
    return less(gross_payoffs(example_2(), pooling(price, tax)), (0, severance))


def test_example_2_always_selling_at_3_50_is_blocked_with_a_quarter():
    game = example_2()
    mechanism = pooling(F(7, 2), F(0))
    omega = gross_payoffs(game, mechanism)
    paper = plan([(1, ONE, "keep", "1.5", 0)], [(1, BOTH, "keep", "1.5", "3.5")])
    assert tenability_complaints(game, omega, paper) == []
    assert blocking_profit(game, paper) == best_blocking_plan(game, omega)[0] == F(1, 4)
    assert efficiency_gap(game, mechanism)[0] == 0


def test_example_2_is_in_the_core_with_severance_5_6ths():
    game = example_2()
    mechanism, omega = pooling(F(7, 2), F(5, 2)), pooling_allocation(F(7, 2), F(5, 2), F(5, 6))
    alpha = {("1", "H", "L"): F(3, 2), ("1", "L", "H"): F(1)}
    assert omega == by_state((F(7, 2), F(8, 3)), (1, -1))
    assert is_core(game, mechanism, omega)
    assert theorem_1_complaints(game, omega, alpha) == broken_consequences(game, mechanism, omega, alpha) == []
    assert theorem_1_multipliers(game, omega, fine=True) is None


def test_example_2_always_selling_is_efficient_with_multipliers_beyond_those_of_the_paper():
    game, mechanism = example_2(), pooling(F(7, 2), F(5, 2))
    ranges, weights = jeopardy(game, mechanism)
    assert ranges == {("1", "H", "L"): (HALF, 2), ("1", "L", "H"): (1, F(5, 2))}
    assert weights == {("1", "H"): (0, 1), ("1", "L"): (0, 1), ("2", "buyer"): (1, 1)}
    for beta, complaints in ((F(3, 2), 0), (F(2), 0), (F(5, 4), 1), (F(9, 4), 1)):
        alpha = {("1", "H", "L"): beta, ("1", "L", "H"): beta - HALF}
        assert welfare_weights(game, alpha)["1", "L"] == 0
        assert len(theorem_0_complaints(game, mechanism, alpha)) == complaints
    assert theorem_0_complaints(game, mechanism, {("1", "H", "L"): HALF, ("1", "L", "H"): F(1)}) == []


def test_raising_an_allocation_in_every_state_by_unequal_amounts_may_create_a_block():
    game, omega = example_2(), pooling_allocation(F(7, 2), F(5, 2), F(5, 6))
    little = F(1, 50)
    equal, more = by_state((F(7, 2) + 1, F(8, 3) + 1), (1 + little, little - 1)), by_state((F(7, 2) + little, F(8, 3) + 1), (1 + little, little - 1))
    assert [best_blocking_plan(game, table)[0] for table in (omega, equal, more)] == [0, 0, F(123, 100)]


def test_erratum_9_the_plan_against_severance_below_5_6ths():
    game, severance = example_2(), F(4, 5)
    omega = pooling_allocation(F(7, 2), F(5, 2), severance)
    paper = plan([(severance, ONE, "keep", HALF, 0), (1 - severance, BOTH, "trade", F(7, 2), 6)], [])
    assert tenability_complaints(game, omega, paper) == []
    assert blocking_profit(game, paper) == best_blocking_plan(game, omega)[0] == F(1, 20)
    assert blocking_profit(game, paper) == HALF * (-HALF * severance + F(5, 2) * (1 - severance))
    between = plan([(F(17, 20), ONE, "keep", HALF, 0), (F(3, 20), BOTH, "trade", F(7, 2), 6)], [])
    assert blocking_profit(game, between) < 0


PROOF_PLANS = {
    "4": (F(7, 2), F(1, 4), F(0), lambda p, x, e: ([(1, ONE, "keep", p - 2, 0)], [(1, BOTH, "keep", p - 2, p - x)]), F(1, 8)),
    "5": (F(7, 2), F(2), HALF, lambda p, x, e: ([(e, ONE, "keep", p - 3, 0), (1 - e, BOTH, "trade", p, p + x)], []), F(3, 8)),
    "6": (F(13, 4), F(4), F(3, 2), lambda p, x, e: ([(1 - 1 / e, BOTH, "trade", p, p + x)], [(1, ONE, "keep", p - 3, 0)]), F(13, 24)),
    "7": (
        F(7, 2),
        F(4),
        HALF,
        lambda p, x, e: (
            [(e / (1 + e), BOTH, "keep", p - 3, p + x - 7), (1 / (1 + e), BOTH, "trade", p, p + x)],
            [(e / (1 + e), BOTH, "trade", p, p - x)],
        ),
        F(2, 3),
    ),
    "8, below 1": (F(7, 2), F(2), F(3, 4), lambda p, x, e: ([], [(e, BOTH, "keep", p - 2 - e, p - x), (1 - e, BOTH, "trade", p - e, p - x)]), EIGHTH),
    "8, above 1": (F(7, 2), F(3), F(3, 2), lambda p, x, e: ([(1 - 1 / e, BOTH, "trade", p, p + x)], [(1, BOTH, "keep", p - 3, p - x)]), HALF),
}


@pytest.mark.parametrize("step", PROOF_PLANS)
def test_the_plans_of_section_9_1_are_tenable_and_earn_what_they_should(step):
    price, tax, severance, made, earned = PROOF_PLANS[step]
    found = plan(*made(price, tax, severance))
    omega = pooling_allocation(price, tax, severance)
    assert tenability_complaints(example_2(), omega, found) == []
    assert blocking_profit(example_2(), found) == earned <= best_blocking_plan(example_2(), omega)[0]


def test_the_core_of_example_2_is_the_region_of_section_9():
    game, random, inside = example_2(), Random("example 2"), 0
    for _ in range(150):
        price, severance = F(random.randint(28, 36), 10), F(random.choice((5, 6, 6, 7, 4, 8)), 6)
        slope = random.choice((F(3), F(4), F(7, 2), F(16, 5), F(29, 10), F(41, 10)))
        tax = slope * severance
        expected = 3 <= price <= F(7, 2) and 3 <= slope <= 4 and severance * (price - 3) >= tax * abs(1 - severance)
        inside += expected
        assert is_core(game, pooling(price, tax), pooling_allocation(price, tax, severance)) == expected
    assert inside > 20


# Example 3.

SQUARE = [("a", "a"), ("a", "b"), ("b", "a"), ("b", "b")]


def example_3():
    players = {"1": {"a": HALF, "b": HALF}, "2": {"a": HALF, "b": HALF}}
    worth = {("1", "one"): (7, 3, 7, 2), ("2", "one"): (6, 6, 1, 1), ("1", "two"): (6, 1, 6, 1), ("2", "two"): (7, 7, 3, 2)}
    tables = {key: dict(zip(SQUARE, row, strict=True)) for key, row in worth.items()}
    return Game(exchange(players, {"one": "1", "two": "2"}, {key: lambda t, table=table: table[t["1"], t["2"]] for key, table in tables.items()}))


def exchange_mechanism(first, second):
    """Keep, both to 2, both to 1, swap; with what 1 and 2 are paid."""
    done = ("one to 1, two to 2", "one to 2, two to 2", "one to 1, two to 1", "one to 2, two to 1")
    game = example_3()
    mu = {t: {c: F(c == chosen) for c in game.actions[BOTH]} for t, chosen in zip(SQUARE, done, strict=True)}
    return mu, {"1": dict(zip(SQUARE, map(F, first), strict=True)), "2": dict(zip(SQUARE, map(F, second), strict=True))}


def square(first, second):
    return {"1": dict(zip(SQUARE, map(F, first), strict=True)), "2": dict(zip(SQUARE, map(F, second), strict=True))}


FIRST_TABLE = (0, "3.5", "-3.5", 0), (0, "-3.5", "3.5", 0)
SECOND_TABLE = (0, "3.5", -6, "2.5"), (0, -6, "3.5", "2.5")
QUARTERS = {(i, s): F(21, 4) for i in "12" for s in "ab"}


def test_example_3_the_first_mechanism_is_efficient_but_blocked_with_a_half():
    game = example_3()
    mechanism = exchange_mechanism(*FIRST_TABLE)
    omega = gross_payoffs(game, mechanism)
    assert omega == square((7, "3.5", "9.5", 1), (7, "9.5", "3.5", 1))
    assert utilities(game, mechanism) == QUARTERS
    assert set(slacks(game, mechanism).values()) == {0}
    assert efficiency_gap(game, mechanism)[0] == 0
    paper = {(BOTH, "one to 1, two to 2", ("b", "b")): F(1)}, {(i, s): -HALF * (s == "b") for i in "12" for s in "ab"}
    assert tenability_complaints(game, omega, paper) == []
    assert blocking_profit(game, paper) == best_blocking_plan(game, omega)[0] == HALF


def test_example_3_the_second_mechanism_is_in_the_core_with_its_severance():
    game = example_3()
    mechanism, omega = exchange_mechanism(*SECOND_TABLE), square((7, "3.5", 7, "2.25"), (7, 7, "3.5", "2.25"))
    alpha = {(i, s, r): number for i in "12" for s, r, number in (("b", "a", HALF), ("a", "b", F(1)))}
    assert gross_payoffs(game, mechanism) == square((7, "3.5", 7, "3.5"), (7, 7, "3.5", "3.5"))
    assert utilities(game, mechanism) == QUARTERS
    assert set(slacks(game, mechanism).values()) == {0}
    assert welfare_weights(game, alpha) == {(i, s): s == "a" for i in "12" for s in "ab"}
    assert is_core(game, mechanism, omega)
    assert theorem_1_complaints(game, omega, alpha) == theorem_1_complaints(game, omega, alpha, fine=True) == []
    assert broken_consequences(game, mechanism, omega, alpha) == []
    assert best_blocking_plan(game, gross_payoffs(game, mechanism))[0] == F(5, 4)
    assert least_supported_subsidy(game, alpha)[0] == 0


def test_example_3_side_bets_alone_suffice():
    game = example_3()
    mechanism = exchange_mechanism((0, "3.5", "-4.75", "1.25"), (0, "-4.75", "3.5", "1.25"))
    omega, alpha = gross_payoffs(game, mechanism), {(i, "b", "a"): HALF for i in "12"}
    assert is_core(game, mechanism, omega)
    assert theorem_1_complaints(game, omega, alpha) == broken_consequences(game, mechanism, omega, alpha) == []
    assert welfare_weights(game, alpha) == {(i, s): s == "b" for i in "12" for s in "ab"}


# Balanced games.


def test_there_are_1_2_6_and_42_minimal_balanced_collections():
    assert [len(minimal_balanced_collections("1234"[:size])) for size in (1, 2, 3, 4)] == [1, 2, 6, 42]


def test_the_examples_and_the_balanced_families_are_balanced():
    assert all(is_balanced(game) for game in (example_1(), example_2(), example_3()))
    assert all(is_balanced(game) for _, game in games(4, BALANCED))


def test_the_majority_game_and_a_public_good_are_not_balanced_and_the_majority_game_has_no_core():
    one = {i: {"a": F(1)} for i in "123"}
    two = {"1": {"a": HALF, "b": HALF}, "2": {"a": F(1)}}
    voters, builders = Game(majority(one)), Game(public_good(two, lambda t: 2, {i: lambda t: 3 for i in two}))
    for game in (voters, builders):
        theta, weights = unmatched_plan(game)
        assert is_balanced_plan(game, theta)
        assert separation(game, theta, weights) > 0
    assert worths(voters) == {members: len(members) > 1 for members in voters.actions}
    assert least_supported_subsidy(voters, {})[0] == HALF
    assert least_supported_subsidy(builders, {})[0] == 0


@pytest.mark.parametrize(
    ("first", "second", "others", "balanced"),
    [((2, 0), (0, 2), (0, 0), True), ((1, 0), (0, 1), (0, 0), False), ((1, 1), (0, 1), (1, 1), False), ((1, 1), (3, 0), (0, 5), True)],
)
def test_one_lottery_has_to_match_a_plan_for_all_players_and_types(first, second, others, balanced):
    def by_type(numbers):
        return lambda t: numbers["ab".index(t["1"])]

    tables = {
        ONE: {"a": {"1": lambda t: 1}},
        TWO: {"b": {"2": lambda t: 0}},
        BOTH: {"c": {"1": by_type(first), "2": by_type((others[0],) * 2)}, "d": {"1": by_type(second), "2": by_type((others[1],) * 2)}},
    }
    assert is_balanced(Game(make_market({"1": {"a": HALF, "b": HALF}, "2": {"a": 1}}, tables))) is balanced


# Durability.


def beliefs(high):
    return {"1": {"H": F(high), "L": 1 - F(high)}, "2": {"buyer": F(1)}}


def alternative(members, action, payments):
    """Everybody has one move."""
    d = ("go",) * len(members)
    return members, {i: ["go"] for i in members}, {d: {action: F(1)}}, {d: dict(zip(members, map(F, payments), strict=True))}


ALWAYS = {"1": {"H": {"go": F(1)}, "L": {"go": F(1)}}, "2": {"buyer": {"go": F(1)}}}


def test_selling_always_at_3_is_not_durable_against_keeping_the_good():
    game = example_1()
    keep, cheap = alternative(ONE, "keep", ["-0.1"]), sale((1, 1), (3, 3), (3, 3))
    assert is_alternative(game, keep)
    assert not is_durable_against_one(game, cheap, keep)
    assert is_durable_against_one(game, M1, keep)
    assert durability_complaints(game, cheap, keep, {"1": {"H": F(1), "L": F(0)}}, ALWAYS) == ["c"]
    assert ("b", "1", "H") in durability_complaints(game, cheap, keep, {"1": {"H": F(0), "L": F(1)}}, ALWAYS)
    assert durability_complaints(game, M1, keep, {"1": {"H": F(0), "L": F(1)}}, ALWAYS) == []


def test_types_are_likeliest_by_the_ratio_of_belief_and_prior():
    game, keep, cheap = Game(seller_buyer((5, 1), (6, 2), (F(1, 4), F(3, 4)))), alternative(ONE, "keep", ["-0.1"]), sale((1, 1), (3, 3), (3, 3))
    assert durability_complaints(game, cheap, keep, {"1": {"H": F(1, 4), "L": F(3, 4)}}, ALWAYS) == ["c"]
    assert durability_complaints(game, cheap, keep, {"1": {"H": F(1, 5), "L": F(4, 5)}}, ALWAYS) == [("b", "1", "H"), "c"]


def test_m1_is_durable_against_a_sale_at_5_as_2_expects_type_l():
    game, high_price = example_1(), alternative(BOTH, "trade", (5, "-5.1"))
    assert is_alternative(game, high_price)
    assert [alternative_payoff(game, high_price, beliefs(q), ALWAYS, "2", "buyer") for q in (1, HALF, 0)] == [F(9, 10), F(-11, 10), F(-31, 10)]
    assert [established_payoff(game, high_price, M1, beliefs(q), "2", "buyer") for q in (1, 0)] == [F(1, 18), HALF]
    assert durability_complaints(game, M1, high_price, beliefs(0), ALWAYS) == durability_complaints(game, M1, high_price, beliefs(HALF), ALWAYS) == []
    assert durability_complaints(game, M1, high_price, beliefs(1), ALWAYS) == [("b", "1", "L"), "c"]


def test_a_move_that_is_no_best_reply_is_told():
    game, d = example_1(), [("stay",), ("go",)]
    choice = ONE, {"1": ["stay", "go"]}, {e: {"keep": F(1)} for e in d}, {("stay",): {"1": F(-2)}, ("go",): {"1": F(-1)}}
    sigma = {"1": {s: {"stay": F(s == "H"), "go": F(s == "L")} for s in "HL"}}
    assert durability_complaints(game, M2, choice, {"1": game.p["1"]}, sigma) == [("a", "1", "H", "go")]


def test_core_mechanisms_are_durable_against_leaving_alone():
    decided = 0
    for random, game in games(3, ("lemons", "bilateral", "two persons", "exchange")):
        found = known_core(random, game, 12)
        for i in game.players if found else ():
            decided += 1
            assert all(is_durable_against_one(game, found[0], alternative((i,), c, [F(-1, 1000)])) for c in game.actions[i,])
    assert decided > 15


# Laws on random games.


def test_random_games_are_markets_in_normal_form():
    for _, game in games(3):
        assert market_from_document(document_of(game.market)) == game.market


def test_both_formulas_of_virtual_utility_agree_and_virtual_payoffs_are_free():
    for random, game in games(3):
        alpha = random_alpha(random, game)
        assert is_hydraulic(game, alpha)
        for members, c in game.blocks():
            for i in members:
                for t in game.profiles:
                    assert virtual_utility(game, alpha, i, members, c, t) == virtual_utility_as_printed(game, alpha, i, members, c, t)
        for i in game.players:
            rows = []
            for s in game.types[i]:
                off = {r: -alpha[i, s, r] / game.p[i][s] for r in game.types[i] if r != s}
                rows.append([off.get(r, 1 - sum(off.values())) for r in game.types[i]])
            assert all(min(row) >= 0 and sum(row) == 1 for row in inverse(rows))


def test_the_gap_is_proved_by_multipliers_and_grows_by_what_everybody_loses():
    counts = {True: 0, False: 0}
    for random, game in games(3):
        mechanism = random_mechanism(random, game)
        if not is_feasible(game, mechanism):
            continue
        gap, *better = efficiency_gap(game, mechanism)
        alpha = theorem_0_multipliers(game, mechanism)
        counts[gap == 0] += 1
        assert (gap == 0) == (alpha is not None)
        assert is_feasible(game, better)
        assert all(level - utilities(game, mechanism)[place] >= gap for place, level in utilities(game, better).items())
        assert gap_bound(game, mechanism, random_alpha(random, game)) >= len(game.players) * gap
        if alpha is not None:
            assert theorem_0_complaints(game, mechanism, alpha) == []
            assert gap_bound(game, mechanism, alpha) == 0
        poorer = mechanism[0], {i: {t: number - F(1, 3) for t, number in table.items()} for i, table in mechanism[1].items()}
        assert efficiency_gap(game, poorer)[0] == gap + F(1, 3)
    assert min(counts.values()) > 4


def test_points_of_the_frontier_are_efficient_with_their_weights():
    for random, game in games(2):
        weights = random_weights(random, game)
        value, mechanism = frontier(game, weights)
        alpha = theorem_0_multipliers(game, mechanism, weights)
        assert value == sum(weights[place] * level for place, level in utilities(game, mechanism).items())
        assert theorem_0_complaints(game, mechanism, alpha) == []
        assert welfare_weights(game, alpha) == weights
        i, s = next(iter(weights))
        assert len(game.players) == 1 or frontier(game, weights | {(i, s): weights[i, s] + 1}) is None


def test_largest_blocking_profits_meet_their_bounds_and_fine_plans_earn_no_less():
    blocked = 0
    for random, game in games(4):
        omega = random_allocation(random, game)
        profits = []
        for fine in (False, True):
            value, found = best_blocking_plan(game, omega, fine)
            bound, alpha, kappa = blocking_bound(game, omega, fine)
            proof = theorem_1_multipliers(game, omega, fine)
            assert value == bound == sum(kappa.values())
            assert is_hydraulic(game, alpha)
            assert (proof is None) == (value > 0)
            assert tenability_complaints(game, omega, found, fine) == ([] if value > 0 else ["no profit"])
            assert proof is None or theorem_1_complaints(game, omega, proof, fine) == []
            profits.append(value)
        assert profits[0] <= profits[1]
        assert (plan_against(game, omega) is None) == is_inhibitive(game, omega)
        blocked += profits[0] > 0
    assert 10 < blocked < 40


def test_least_subsidies_meet_their_bounds_and_inhibitive_allocations_earn_nothing():
    for random, game in games(4):
        omega = random_allocation(random, game)
        value, mechanism = least_subsidy(game, omega)
        bound, beta, gamma = subsidy_bound(game, omega)
        assert value == bound == -profit(game, mechanism)
        assert is_incentive_compatible(game, mechanism)
        assert subsidy_bound_complaints(game, beta, gamma) == []
        assert all(number >= omega[i][t] for i, table in gross_payoffs(game, mechanism).items() for t, number in table.items())
        if is_inhibitive(game, omega):
            assert value >= 0
            assert is_inhibitive(game, {i: {t: number + place for t, number in omega[i].items()} for place, i in enumerate(game.players)})


def test_supported_allocations_are_inhibitive_and_core_triples_have_all_consequences():
    found = 0
    for random, game in games(3):
        alpha = random_alpha(random, game)
        for fine in (True, False):
            value, mechanism, omega = least_supported_subsidy(game, alpha, fine)
            assert theorem_1_complaints(game, omega, alpha, fine) == theorem_1_complaints(game, omega, alpha) == []
            assert value == least_subsidy(game, omega)[0] >= 0
            if fine:
                assert all(omega[i][t] >= game.u(i, (i,), c, t) for i in game.players for c in game.actions.get((i,), ()) for t in game.profiles)
        triple = known_core(random, game, 10)
        if triple:
            found += 1
            mechanism, omega, alpha = triple
            assert is_core_allocation(game, omega)
            assert broken_consequences(game, mechanism, omega, alpha) == []
            assert efficiency_gap(game, mechanism)[0] == 0
    assert found > 20


def test_with_one_type_each_the_core_is_the_ordinary_one():
    empty = 0
    for random, game in games(8, ("one type", "one type exchange", "majority")):
        if len(game.profiles) > 1:
            continue
        omega = random_allocation(random, game)
        assert is_inhibitive(game, omega) == is_unblocked_with_one_type(game, omega)
        assert (is_inhibitive(game, omega) and is_achievable(game, omega)) == is_in_core_with_one_type(game, omega)
        value, _, best = least_supported_subsidy(game, {})
        assert (value == 0) == is_in_core_with_one_type(game, best)
        empty += value > 0
    assert empty > 3


def test_copies_of_actions_and_split_types_change_nothing():
    for random, game in games(2, ("lemons", "two persons", "any", "assignment")):
        mechanism, omega = random_mechanism(random, game, "efficient"), random_allocation(random, game)
        expected = best_blocking_plan(game, omega)[0], least_subsidy(game, omega)[0]
        twice = []
        for coalition in game.market.coalitions:
            first = coalition.actions[0]
            actions = sorted((*coalition.actions, replace(first, name=first.name + " again")), key=lambda action: action.name)
            twice.append(CoalitionActions(members=coalition.members, actions=tuple(actions)))
        doubled = Game(replace(game.market, coalitions=tuple(twice)))
        assert (best_blocking_plan(doubled, omega)[0], least_subsidy(doubled, omega)[0]) == expected
        split, original = split_first_type(game)
        copied = {i: {t: omega[i][original[t]] for t in split.profiles} for i in split.players}
        assert best_blocking_plan(split, copied)[0] == expected[0]
        same = {t: mechanism[0][original[t]] for t in split.profiles}, {i: {t: mechanism[1][i][original[t]] for t in split.profiles} for i in split.players}
        assert utilities(split, same)[split.players[0], split.types[split.players[0]][1]] == utilities(game, mechanism)[game.player_types()[0]]
        assert efficiency_gap(split, same)[0] == efficiency_gap(game, mechanism)[0] == 0


def split_first_type(game):
    """The game in which the first type of the first player is two, and the profile that each profile was."""
    player = game.market.players[0]
    name = player.types[0]
    types, prior = (name, name + "+", *player.types[1:]), (player.prior[0] / 3, player.prior[0] * 2 / 3, *player.prior[1:])
    assert all(one < other for one, other in pairwise(types))
    players = (replace(player, types=types, prior=prior), *game.market.players[1:])
    empty = Game(replace(game.market, players=players, coalitions=()))
    original = {t: (t[0].rstrip("+"), *t[1:]) for t in empty.profiles}
    tables = []
    for coalition in game.market.coalitions:
        actions = tuple(
            replace(action, payoffs=tuple(tuple(game.u(i, coalition.members, action.name, original[t]) for t in empty.profiles) for i in coalition.members))
            for action in coalition.actions
        )
        tables.append(replace(coalition, actions=actions))
    return Game(replace(game.market, players=players, coalitions=tuple(tables))), original


def test_names_do_not_matter():
    for random, game in games(2, ("lemons", "any")):
        omega = random_allocation(random, game)
        players = tuple(replace(player, name="z" + player.name, types=tuple("z" + s for s in player.types)) for player in game.market.players)
        tables = tuple(replace(coalition, members=tuple("z" + i for i in coalition.members)) for coalition in game.market.coalitions)
        renamed = Game(replace(game.market, players=players, coalitions=tables))
        other = {"z" + i: {tuple("z" + s for s in t): number for t, number in table.items()} for i, table in omega.items()}
        assert best_blocking_plan(renamed, other)[0] == best_blocking_plan(game, omega)[0]
        assert least_subsidy(renamed, other)[0] == least_subsidy(game, omega)[0]


def test_floating_point_comes_to_the_same():
    pytest.importorskip("scipy")
    from tests.bayesian_oracle_programs import blocking_profit_float, efficiency_gap_float, least_subsidy_float

    for random, game in games(2):
        omega, mechanism = random_allocation(random, game), random_mechanism(random, game, "efficient")
        assert isclose(blocking_profit_float(game, omega), best_blocking_plan(game, omega)[0], abs_tol=1e-6, rel_tol=1e-7)
        assert isclose(least_subsidy_float(game, omega), least_subsidy(game, omega)[0], abs_tol=1e-6, rel_tol=1e-7)
        assert isclose(efficiency_gap_float(game, mechanism), 0, abs_tol=1e-6)
