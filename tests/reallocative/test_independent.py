"""The rule `reallocative/independent`: auctions of packages held apart, beside the joint auctions of brute force."""

from collections import Counter

import pytest

from marketwright.errors import UsageError
from tests.reallocative.asked import ask, auction, bundles, example, finding, fraction, random_auctions, vector, verdicts
from tests.reallocative_markets import random_packages, random_participants
from tests.reallocative_oracle import (
    applied,
    diagonalises,
    dot,
    package_auctions,
    package_market,
    transposed,
    uniform_price,
    vickrey,
    weights_of,
)


def test_example_2_sold_as_sum_and_difference_is_sold_as_together():
    answer = ask(example("example-2"), "independent")
    outcome = answer["outcome"]
    assert outcome["packages"] == [{"A": 1, "B": 1}, {"A": 1, "B": -1}]
    assert outcome["package_quantities"] == [1, 0]
    assert [sold["price"] for sold in outcome["auctions"]] == ["11/7", 0]
    assert outcome["payments"] == {"1": "237/392", "2": "104/245", "3": "104/245"}
    assert outcome["revenue"] == "407/280"
    assert verdicts(answer) == {"separable": True, "same-as-joint": True}


def test_example_2_sold_good_by_good_is_not():
    answer = ask(example("example-2"), "independent", packages=[{"A": 1, "B": 0}, {"A": 0, "B": 1}])
    assert finding(answer, "separable")["witness"] == {"bidder": "1", "packages": [0, 1], "value": "-1/2"}
    assert finding(answer, "same-as-joint")["witness"] == {"bidder": "1", "payment": "237/392"}


def test_example_1_is_one_auction_and_its_uniform_price_auction_too():
    answer = ask(example("example-1"), "independent")
    assert answer["outcome"]["payments"] == {"1": "11/4", "2": "11/4", "3": "-13/4"}
    assert verdicts(answer) == {"separable": True, "same-as-joint": True, "same-as-joint-uniform": True}


def test_two_bidders_with_the_same_matrix_have_no_uniform_price_auction():
    answer = ask(example("example-1"), "independent", participants=["1", "3"])
    assert list(verdicts(answer)) == ["separable", "same-as-joint"]


def test_example_3_has_no_common_eigenvectors():
    with pytest.raises(UsageError) as error:
        ask(example("example-3"), "independent")
    told = "participants: matrices S without rational common eigenvectors (U124); allowed: matrices that have them, or packages"
    assert str(error.value) == f"{told}; state packages in the input"


def test_irrational_eigenvectors_are_refused_too():
    with pytest.raises(UsageError, match="U124"):
        ask(auction((1, 1), ([3, 3], [[1, 1], [1, 3]]), ([2, 3], [[1, 1], [1, 3]])), "independent")


def test_auctions_of_packages_are_those_of_brute_force():
    seen = Counter()
    for random, document, truth in random_auctions("independent", 150):
        packages, participants = random_packages(random, truth), random_participants(random, truth)
        names = [truth.names[bidder] for bidder in participants]
        answer = ask(document, "independent", packages=bundles(packages, truth.goods), participants=names)
        outcome, joint = answer["outcome"], vickrey(truth, participants)
        for place, sold in enumerate(outcome["auctions"]):
            alone = vickrey(package_market(truth, packages, place), participants)
            assert (fraction(sold["price"]),) == alone.price
            assert [(fraction(amount),) for amount in sold["allocation"].values()] == list(alone.bundles.values())
            assert list(map(fraction, sold["payments"].values())) == list(alone.payments.values())
            assert fraction(sold["revenue"]) == alone.revenue
        held, payments = package_auctions(truth, packages, participants, vickrey)
        assert list(map(fraction, outcome["package_quantities"])) == list(applied(weights_of(packages), truth.quantity))
        assert {name: vector(bundle) for name, bundle in outcome["allocation"].items()} == dict(zip(names, held.values(), strict=True))
        assert list(map(fraction, outcome["payments"].values())) == list(payments.values())
        assert fraction(outcome["revenue"]) == sum(payments.values())
        same = held == joint.bundles and payments == joint.payments
        assert verdicts(answer)["same-as-joint"] is same
        if not same:
            assert_witness(truth, joint, payments, held, finding(answer, "same-as-joint")["witness"])
        separable = all(separates(truth.matrices[bidder], packages) for bidder in participants)
        assert verdicts(answer)["separable"] is separable
        assert same or not separable
        if not separable:
            witness = finding(answer, "separable")["witness"]
            one, other = (packages[place] for place in witness["packages"])
            assert dot(one, applied(truth.matrices[truth.names.index(witness["bidder"])], other)) == fraction(witness["value"]) != 0
        uniform = len({truth.matrices[bidder] for bidder in participants}) == 1 and len(participants) > 2
        assert ("same-as-joint-uniform" in verdicts(answer)) is uniform
        if uniform:
            alone, together = package_auctions(truth, packages, participants, uniform_price), uniform_price(truth, participants)
            assert verdicts(answer)["same-as-joint-uniform"] is (alone == (together.bundles, together.payments))
        seen[separable, same, uniform] += 1
    assert {(True, True, True), (True, True, False), (False, False, True), (False, False, False)} <= set(seen), seen


def test_common_eigenvectors_are_found_where_matrices_commute():
    found = 0
    for _, document, truth in random_auctions("eigenvectors", 150):
        try:
            answer = ask(document, "independent")
        except UsageError:
            continue
        found += 1
        packages = [vector(bundle) for bundle in answer["outcome"]["packages"]]
        assert diagonalises(truth, packages)
        assert min(map(fraction, answer["outcome"]["package_quantities"])) >= 0
        assert verdicts(answer)["same-as-joint"] is True
    assert found > 40


def separates(matrix, packages):
    """Whether the packages are orthogonal for the matrix."""
    inner = [[dot(one, applied(matrix, other)) for other in packages] for one in packages]
    assert transposed(inner) == tuple(map(tuple, inner))
    return not any(entry for row, entries in enumerate(inner) for column, entry in enumerate(entries) if row != column)


def assert_witness(truth, joint, payments, held, witness):
    bidder = truth.names.index(witness["bidder"])
    if "payment" in witness:
        assert fraction(witness["payment"]) == joint.payments[bidder] != payments[bidder]
        return
    assert payments == joint.payments
    assert vector(witness["bundle"]) == joint.bundles[bidder] != held[bidder]
