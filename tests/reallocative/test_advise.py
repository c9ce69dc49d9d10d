"""The rule `reallocative/advise`: distances from Theorem 2, who blocks, and packages, beside brute force."""

from collections import Counter
from fractions import Fraction
from itertools import combinations

import pytest

from marketwright.errors import UsageError
from tests.reallocative.asked import ask, auction, example, finding, fraction, random_auctions, vector, verdicts
from tests.reallocative_oracle import (
    applied,
    blocking_coalitions,
    certified,
    determinant,
    dot,
    has_commuting_matrices,
    has_equal_thetas,
    is_vickrey_bidder_core,
    is_vickrey_core,
    multiplied,
    vickrey,
)


def test_example_2_is_offered_its_packages():
    answer = ask(example("example-2"), "advise")
    outcome = answer["outcome"]
    packages = [{"A": 1, "B": 1}, {"A": 1, "B": -1}]
    assert (outcome["basis"], outcome["packages"], outcome["method"]) == (packages, packages, "common-eigenvectors")
    assert (outcome["theta_difference"], outcome["commutator"], outcome["off_diagonal"]) == (0, 0, 0)
    assert (outcome["revenue"], outcome["competitive_revenue"]) == ("407/280", "11/7")
    assert "largest_deficit" not in outcome
    assert all(verdicts(answer).values())


def test_example_3_loses_a_little_and_has_no_packages():
    answer = ask(example("example-3"), "advise")
    outcome = answer["outcome"]
    assert outcome["largest_deficit"] == "8581/11449400"
    assert "packages" not in outcome
    found = verdicts(answer)
    assert found == {"equal-theta": True, "commuting": False, "bidder-core": False, "core": False, "packages-exist": False}
    assert 0 < fraction(outcome["off_diagonal"]) < Fraction(1, 10)


def test_example_1_differs_in_theta():
    answer = ask(example("example-1"), "advise")
    assert (answer["outcome"]["theta_difference"], answer["outcome"]["largest_deficit"]) == (2, "1/2")
    assert finding(answer, "packages-exist")["witness"]["multipliers"] == [1, 2]


def test_core_always_is_left_out_where_the_core_is_refuted():
    """Two bidders who share 10 units at a price below 0: the auctioneer alone blocks, and nobody else ever does."""
    answer = ask(auction(10, (1, 1), (2, 1)), "advise")
    claims = ("equal-theta", "commuting", "bidder-core", "core", "substitutes", "nonnegative-allocations", "nonnegative-prices", "bidder-core-always")
    assert verdicts(answer) == dict.fromkeys(claims, True) | {"equal-theta": False, "core": False, "nonnegative-prices": False}


def test_sixteen_bidders_are_too_many():
    with pytest.raises(UsageError, match="U105"):
        ask(auction(1, *[(1, 1)] * 16), "advise")


def test_advice_is_that_of_brute_force():
    seen = Counter()
    for _, document, truth in random_auctions("advise", 150):
        answer = ask(document, "advise")
        outcome, found, due = answer["outcome"], verdicts(answer), vickrey(truth, truth.everyone)
        assert fraction(outcome["revenue"]) == due.revenue
        assert fraction(outcome["competitive_revenue"]) == dot(due.price, truth.quantity)
        assert fraction(outcome["theta_difference"]) == max(max(entries) - min(entries) for entries in zip(*truth.thetas, strict=True))
        assert fraction(outcome["commutator"]) == max(commutator(*pair) for pair in combinations(truth.matrices, 2))
        assert found["equal-theta"] is has_equal_thetas(truth)
        assert found["commuting"] is has_commuting_matrices(truth)
        assert found["bidder-core"] is is_vickrey_bidder_core(truth, truth.everyone)
        assert found["core"] is is_vickrey_core(truth, truth.everyone)
        deficits = [deficit for members, _, deficit in blocking_coalitions(truth, truth.everyone, due.payoffs, due.revenue) if members]
        assert outcome.get("largest_deficit") == (None if not deficits else str(max(deficits)) if max(deficits).denominator > 1 else int(max(deficits)))
        basis = [vector(bundle) for bundle in outcome["basis"]]
        assert determinant(basis) != 0
        assert min(dot(one, truth.quantity) for one in basis) >= 0
        assert fraction(outcome["off_diagonal"]) == off_diagonal(truth, basis)
        assert not found["commuting"] or fraction(outcome["off_diagonal"]) < Fraction(1, 10**9)
        if "packages" in outcome:
            assert certified(truth, [vector(bundle) for bundle in outcome["packages"]]) is not None
            assert "packages-exist" not in found
        seen["packages" in outcome, found["bidder-core"]] += 1
    assert min(seen[key] for key in ((True, True), (False, True), (False, False))) > 5, seen


def commutator(one, other):
    rows = multiplied(one, other)
    others = multiplied(other, one)
    return sum(((x - y) ** 2 for row, line in zip(rows, others, strict=True) for x, y in zip(row, line, strict=True)), Fraction(0))


def off_diagonal(truth, basis):
    squares = Counter()
    for matrix in truth.matrices:
        for (i, one), (j, other) in ((first, second) for first in enumerate(basis) for second in enumerate(basis)):
            squares[i == j] += dot(one, applied(matrix, other)) ** 2
    return squares[False] / (squares[True] + squares[False])
