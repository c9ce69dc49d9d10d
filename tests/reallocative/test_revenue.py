"""The rule `reallocative/revenue`: Theorem 3 by enumeration with brute force, and samples drawn apart from the code."""

from collections import Counter
from fractions import Fraction
from hashlib import sha256
from math import lcm
from time import perf_counter

import pytest

from marketwright.errors import UsageError
from tests.reallocative.asked import ask, auction, bundles, example, finding, fraction, random_auctions, vector, verdicts
from tests.reallocative_markets import random_prior
from tests.reallocative_oracle import (
    expectation_by_enumeration,
    expectation_by_formula,
    heterogeneity,
    independent_market,
    mean_of,
    revenue,
    threshold_of_heterogeneity,
    uniform_price,
)

TWO_OR_FOUR = {"values": [{"theta": {"A": 2}, "probability": "1/2"}, {"theta": {"A": 4}, "probability": "1/2"}]}
ONES = auction(1, (1, 1), (5, 1), (0, 1))


def test_the_uniform_price_auction_brings_more_to_three_bidders_with_theta_2_or_4():
    answer = ask(ONES, "revenue", prior=TWO_OR_FOUR)
    moments = {"number": 3, "mean": {"A": 3}, "covariance": [[1]], "heterogeneity": 1, "welfare": "23/6"}
    assert answer["outcome"] == moments | {"vickrey": "25/12", "uniform": "7/3", "threshold": "1/2", "better": "uniform"}
    assert finding(answer, "enumeration") == {"claim": "enumeration", "holds": True, "grade": "recomputed", "profiles": 8}


@pytest.mark.parametrize(("variance", "better"), [("1/2", "equal"), ("1/3", "vickrey"), ("2/3", "uniform")])
def test_revenues_are_equal_at_the_threshold(variance, better):
    outcome = ask(ONES, "revenue", prior={"mean": {"A": 3}, "covariance": [[variance]]})["outcome"]
    assert (outcome["threshold"], outcome["better"]) == ("1/2", better)
    assert (outcome["vickrey"] == outcome["uniform"]) is (better == "equal")


def test_two_bidders_have_no_uniform_price_auction():
    answer = ask(ONES, "revenue", number=2, prior=TWO_OR_FOUR, samples=10)
    assert not {"uniform", "threshold", "better"} & set(answer["outcome"])
    assert "uniform" not in answer["outcome"]["sampled"]


def test_without_a_prior_every_bidder_s_theta_is_equally_likely():
    answer = ask(example("example-1"), "revenue")
    assert (answer["outcome"]["mean"], answer["outcome"]["covariance"]) == ({"water": "10/3"}, [["8/9"]])
    assert finding(answer, "enumeration")["profiles"] == 27


def test_more_than_4096_profiles_are_not_listed():
    assert list(verdicts(ask(ONES, "revenue", prior=TWO_OR_FOUR, number=12))) == ["expected-revenue", "enumeration"]
    assert list(verdicts(ask(ONES, "revenue", prior=TWO_OR_FOUR, number=13))) == ["expected-revenue"]


def test_a_covariance_has_no_profiles():
    assert list(verdicts(ask(ONES, "revenue", prior={"mean": {"A": 0}, "covariance": [[0]]}))) == ["expected-revenue"]


def test_a_sample_of_one_value_has_no_variance_and_agrees():
    answer = ask(ONES, "revenue", prior={"values": [{"theta": {"A": 3}, "probability": 1}]}, samples=5)
    assert answer["outcome"]["sampled"]["vickrey"] == {"mean": answer["outcome"]["vickrey"], "variance": 0}
    assert verdicts(answer)["sample-agrees"] is True


def test_a_sample_that_is_always_the_same_disagrees_where_chance_has_it():
    """Two draws of a value with probability 10^-6 beside one with the rest: both samples are the usual ones, and their variance is 0."""
    prior = {"values": [{"theta": {"A": 1}, "probability": "999999/1000000"}, {"theta": {"A": 9}, "probability": "1/1000000"}]}
    answer = ask(ONES, "revenue", prior=prior, samples=2)
    assert answer["outcome"]["sampled"]["vickrey"]["variance"] == 0
    assert verdicts(answer)["sample-agrees"] is False


def test_different_matrices_are_refused():
    with pytest.raises(UsageError) as error:
        ask(auction(1, (1, 1), (1, 2)), "revenue")
    told = "market: bidders '1' and '2' with different matrices S (U122); allowed: bidders with the same S"
    assert str(error.value) == f"{told}; take a part of the market, or give all of them one S"


def test_ten_thousand_samples_of_five_bidders_take_seconds():
    start = perf_counter()
    document = auction((3, 1), *[([place, 2], [[2, 1], [1, 2]]) for place in range(5)])
    answer = ask(document, "revenue", samples=10_000, seed=7)
    assert verdicts(answer)["sample-agrees"] is True
    assert perf_counter() - start < 30


def test_expectations_and_samples_are_those_of_brute_force():
    seen = Counter()
    for random, document, truth in random_auctions("revenue", 60, widths=(1, 2, 2, 3)):
        for bidder in document["bidders"]:
            bidder["values"] = {**document["bidders"][0]["values"], "theta": bidder["values"]["theta"]}
        matrix, number, prior = truth.matrices[0], random.choice((2, 3, 3, 4)), random_prior(random, truth.width)
        if len({theta for _, theta in prior}) < len(prior):
            continue
        values = [{"theta": bundles([theta], truth.goods)[0], "probability": str(share)} for share, theta in prior]
        seed = random.randint(0, 99)
        answer = ask(document, "revenue", number=number, prior={"values": values}, samples=20, seed=seed)
        outcome = answer["outcome"]
        due = expectation_by_formula(prior, matrix, truth.quantity, number)
        assert due == expectation_by_enumeration(prior, matrix, truth.quantity, number)
        assert (fraction(outcome["vickrey"]), fraction(outcome["welfare"])) == (due.vickrey, due.surplus)
        assert vector(outcome["mean"]) == mean_of(prior)
        assert fraction(outcome["heterogeneity"]) == heterogeneity(prior, matrix)
        assert outcome["covariance"] == [[written(entry) for entry in row] for row in covariance(prior)]
        drawn = [independent_market(thetas, matrix, truth.quantity) for thetas in samples(prior, number, 20, seed)]
        found = {"vickrey": [revenue(one, one.everyone) for one in drawn]}
        if number > 2:
            assert fraction(outcome["uniform"]) == due.uniform_price
            assert fraction(outcome["threshold"]) == threshold_of_heterogeneity(matrix, truth.quantity, number)
            assert outcome["better"] == ("vickrey" if due.vickrey > due.uniform_price else "uniform" if due.vickrey < due.uniform_price else "equal")
            found["uniform"] = [uniform_price(one, one.everyone).revenue for one in drawn]
            seen[outcome["better"]] += 1
        assert outcome["sampled"] == {"samples": 20, "seed": seed} | {kind: summary(revenues) for kind, revenues in found.items()}
        expected = {"vickrey": due.vickrey, "uniform": due.uniform_price}
        agrees = all((fraction(summary(one)["mean"]) - expected[kind]) ** 2 <= 25 * fraction(summary(one)["variance"]) for kind, one in found.items())
        assert verdicts(answer) == {"expected-revenue": True, "enumeration": True, "sample-agrees": agrees}
        seen[agrees] += 1
    assert min(seen[kind] for kind in ("vickrey", "uniform", True)) > 5, seen


def samples(prior, number, count, seed):
    """The theta of all bidders in every sample, by the text of the format page."""
    common = lcm(*(share.denominator for share, _ in prior))
    for sample in range(count):
        thetas = []
        for bidder in range(number):
            left = int(sha256(f"{seed}/{sample}/{bidder}".encode()).hexdigest(), 16) % common
            for share, theta in prior:
                left -= share * common
                if left < 0:
                    thetas.append(theta)
                    break
        yield thetas


def summary(revenues):
    mean = sum(revenues, Fraction(0)) / len(revenues)
    squares = sum(((one - mean) ** 2 for one in revenues), Fraction(0))
    return {"mean": written(mean), "variance": written(squares / (len(revenues) * (len(revenues) - 1)))}


def covariance(prior):
    mean = mean_of(prior)
    places = range(len(mean))
    return [[sum((share * (theta[i] - mean[i]) * (theta[j] - mean[j]) for share, theta in prior), Fraction(0)) for j in places] for i in places]


def written(number):
    number = Fraction(number)
    return number.numerator if number.denominator == 1 else str(number)
