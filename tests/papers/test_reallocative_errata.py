"""Errata of paper 001 (spec reallocative 13) and edge cases (spec reallocative 14), each shown by a market."""

from fractions import Fraction
from itertools import product

import pytest

from marketwright.errors import InputError, MarketError, UsageError
from marketwright.markets import market_from_document
from tests.papers.reallocative_cases import asked, blocks, bundle, document, example, holds, market, numbers, one_good, vector, vectors, worths

SEPARATE = ((2, 0), (0, 1))


# 1. Theorem 2 promises too much


def test_erratum_1_equal_theta_and_commuting_s_leave_only_the_bidder_core():
    here = example("paper-001-theorem-2")
    answer = asked(here, "core")
    assert (vector(answer.outcome["price"]), answer.outcome["revenue"]) == ((Fraction(1, 10),), Fraction(-3, 20))
    assert holds(answer, "bidder-core", "core") == (True, False)
    assert blocks(answer) == [("a", Fraction(3, 20))]
    always = asked(here, "always")
    assert holds(always, "bidder-core-always", "core-always") == (True, False)
    assert always.finding("bidder-core-always").details["by"] == "Theorem 2"


# 2. The surplus of nobody is 0; the core may be empty, the bidder-core never is


def test_erratum_2_the_core_is_empty_where_all_would_rather_not():
    here = one_good(1, 0, 0)
    assert worths(here)["12"] == Fraction(-1, 4)
    answer = asked(here, "core", payoffs={"1": 0, "2": 0, "auctioneer": Fraction(-1, 4)})
    assert holds(answer, "feasible", "bidder-core", "core") == (True, True, False)
    assert blocks(answer) == [("a", Fraction(1, 4))]


# 3. Feasibility belongs to the bidder-core


def test_erratum_3_more_than_there_is_blocks_nobody_and_is_not_in_the_bidder_core():
    answer = asked(one_good(1, 4, 4), "core", payoffs={"1": 9, "2": 9, "auctioneer": 9})
    assert blocks(answer) == []
    assert holds(answer, "feasible", "bidder-core", "core") == (False, False, False)


# 4. Example 3, and the quantity of its footnote


def with_quantity(name, quantity):
    here = example(name)
    utilities = [(bidder.values.theta, bidder.values.matrix) for bidder in here.bidders]
    return market(quantity, *utilities)


def test_erratum_4_only_the_auctioneer_blocks_at_the_quantity_of_footnote_30():
    answer = asked(with_quantity("paper-001-example-3", (Fraction(1, 2), Fraction(-9, 10))), "core")
    assert f"{float(answer.outcome['revenue']):.6f}" == "-4.631796"
    assert [members for members, _ in blocks(answer)] == ["a"]
    assert holds(answer, "bidder-core", "core") == (True, False)


@pytest.mark.parametrize(("ratio", "inside"), [("-0.16083", True), ("-0.16081", False), ("0.03887", False), ("0.03889", True)])
def test_erratum_4_the_bidder_core_fails_exactly_between_two_ratios(ratio, inside):
    answer = asked(with_quantity("paper-001-example-3", (1, Fraction(ratio))), "core")
    assert holds(answer, "bidder-core") is inside


# 5. Proposition 5: the symmetric part decides


def test_erratum_5_example_3_breaks_although_both_eigenvalues_of_the_papers_matrix_are_positive():
    answer = asked(example("paper-001-example-3"), "break", proposition=5, bidders=["2", "3", "1"])
    assert holds(answer, "breakable") is True
    assert answer.outcome["coalition"] == ["1"]
    assert answer.outcome["deficit"] > 0


def test_erratum_5_with_equal_s_no_quantity_breaks():
    answer = asked(one_good(1, 3, 3, 3), "break", proposition=5)
    assert (holds(answer, "breakable"), answer.finding("breakable").grade) == (False, "enumerated")


# 6. Propositions 3 and 4 need three bidders


@pytest.mark.parametrize("proposition", [3, 4, 5])
def test_erratum_6_two_bidders_are_too_few_to_break_anything(proposition):
    with pytest.raises((UsageError, InputError)):
        asked(one_good(1, 4, 2), "break", proposition=proposition)


def test_erratum_6_with_two_bidders_the_bidder_core_always_holds():
    for thetas, quantity in product([(4, 2), (9, -5), (0, 0)], [-3, 0, 2]):
        assert holds(asked(one_good(quantity, *thetas), "core"), "bidder-core") is True


# 7. and 11. Packages apart


def test_erratum_7_auctions_of_packages_add_up_to_the_joint_ones():
    answer = asked(example("paper-001-example-2"), "independent", packages=[bundle(1, 1), bundle(-1, 1)])
    assert holds(answer, "separable", "same-as-joint") == (True, True)
    assert numbers(answer.outcome["payments"]) == (Fraction(237, 392), Fraction(104, 245), Fraction(104, 245))


def test_proposition_7_fails_without_common_eigenvectors():
    answer = asked(example("paper-001-example-3"), "independent", packages=[bundle(1, 0), bundle(0, 1)])
    assert holds(answer, "separable", "same-as-joint") == (False, False)


def test_proposition_7_holds_for_the_uniform_price_too():
    here = market((3, 1), ((5, 4), SEPARATE), ((2, 2), SEPARATE), ((1, 6), SEPARATE))
    assert holds(asked(here, "independent"), "separable", "same-as-joint", "same-as-joint-uniform") == (True, True, True)


def test_erratum_11_a_lone_bidder_on_a_side_is_refused():
    with pytest.raises(InputError) as refused:
        asked(one_good(0, 6, 2, 2), "split", forward=["1"])
    assert refused.value.code == "I131"


# 8. Theorem 3


def test_erratum_8_the_threshold_falls_in_the_number_of_bidders():
    prior = {"mean": bundle(3), "covariance": [[1]]}
    found = [asked(one_good(1, 3, 3, 3), "revenue", prior=prior, number=number).outcome["threshold"] for number in (3, 4, 5, 6)]
    assert found == [Fraction(1, 2), Fraction(1, 6), Fraction(1, 12), Fraction(1, 20)]


# Edge cases of spec 14


def test_quantity_0_with_one_good_and_three_bidders_needs_equal_theta():
    assert holds(asked(one_good(0, 3, 3, 3), "core"), "bidder-core", "core") == (True, True)
    for thetas in ((3, 3, 4), (1, 2, 3), (0, 0, -1)):
        answer = asked(one_good(0, *thetas), "core")
        assert answer.outcome["revenue"] <= 0
        assert holds(answer, "bidder-core") is False


def test_a_purchase_may_be_in_the_bidder_core_with_negative_revenue():
    answer = asked(one_good(-2, 1, 1, 1), "core")
    assert answer.outcome["revenue"] < 0
    assert holds(answer, "bidder-core", "core") == (True, False)
    assert [members for members, _ in blocks(answer)] == ["a"]


def test_identical_bidders_share_alike():
    outcome = asked(market((3, -1), *[((2, 5), SEPARATE)] * 4), "vickrey").outcome
    assert vectors(outcome["allocation"]) == ((Fraction(3, 4), Fraction(-1, 4)),) * 4


def test_a_deficit_of_exactly_0_does_not_block():
    answer = asked(one_good(1, 4, 4), "core", payoffs={"1": 0, "2": Fraction(1, 4), "auctioneer": Fraction(7, 2)})
    assert blocks(answer) == []
    assert holds(answer, "core") is True


def test_a_bidder_who_gets_nothing_pays_nothing():
    outcome = asked(one_good(2, 4, 4, 3), "vickrey").outcome
    assert vectors(outcome["allocation"])[2] == (0,)
    assert numbers(outcome["payments"])[2] == 0


@pytest.mark.parametrize(
    ("matrix", "code"), [(((1, 2), (3, 4)), "M128"), (((1, 1), (1, 1)), "M129"), (((1, 2), (2, 1)), "M129"), (((-1, 0), (0, 1)), "M129"), (((1,),), "M127")]
)
def test_matrices_that_are_not_symmetric_and_positive_definite_are_refused(matrix, code):
    with pytest.raises(MarketError) as refused:
        market((1, 1), ((1, 1), matrix), ((1, 1), SEPARATE))
    assert refused.value.code == code


def test_packages_may_be_scaled_but_not_dependent():
    here = example("paper-001-example-2")
    assert holds(asked(here, "packages", packages=[bundle(-3, 3), bundle(Fraction(1, 2), Fraction(1, 2))]), "core-always") is True
    with pytest.raises(InputError) as refused:
        asked(here, "packages", packages=[bundle(1, 1), bundle(2, 2)])
    assert refused.value.code == "I128"


def test_one_bidder_and_unknown_participants_are_refused():
    with pytest.raises(UsageError) as refused:
        asked(one_good(1, 4), "vickrey")
    assert refused.value.code == "U121"
    with pytest.raises(InputError) as unknown:
        asked(one_good(1, 4, 2), "vickrey", participants=["1", "9"])
    assert unknown.value.code == "I103"


def test_two_bidders_have_no_uniform_price_equilibrium():
    with pytest.raises(UsageError) as refused:
        asked(one_good(1, 4, 2), "uniform")
    assert refused.value.code == "U121"


def test_huge_heterogeneity_stays_exact():
    here = one_good(Fraction(1, 10**9), 10**9, 1, Fraction(1, 10**9))
    answer = asked(here, "core")
    assert sum(numbers(answer.outcome["payoffs"])) == answer.outcome["welfare"]
    assert holds(answer, "bidder-core") is False


def test_endowments_only_move_theta():
    plain = document((1,), (4, 1), (4, 1), (2, 1))
    moved = document((1,), (4, 1), (4, 1), (5, 1))
    moved["bidders"][2]["values"]["endowment"] = [3]
    one, other = (asked(market_from_document(entry), "core").outcome for entry in (plain, moved))
    assert one == other
