"""The rule `reallocative/packages`: the conditions of Theorem 1, packages that are found, and proofs that there are none, against brute force."""

from collections import Counter
from fractions import Fraction

import pytest

from marketwright.errors import UsageError
from tests.reallocative.asked import ask, auction, bundles, example, finding, fraction, members, random_auctions, vectors, verdicts
from tests.reallocative_markets import random_packages
from tests.reallocative_oracle import (
    allocation,
    allocation_violations,
    always_bidder_core,
    always_core,
    certified,
    derivative_violations,
    diagonalises,
    dot,
    has_commuting_matrices,
    has_equal_thetas,
    inverse,
    packages_of_one_or_two_goods,
    substitutes_violations,
    times,
    total,
    weights_of,
)

CONDITIONS = ("substitutes", "nonnegative-allocations", "nonnegative-prices")
CERTIFIED = dict.fromkeys((*CONDITIONS, "bidder-core-always", "core-always"), True)


def test_example_1_has_no_packages_because_water_is_bought_and_sold():
    answer = ask(example("example-1"), "packages")
    assert (answer["outcome"], answer["certificate"]) == ({}, {})
    (found,) = answer["findings"]
    pairs = [{"coalition": ["1"], "bidder": "1"}, {"coalition": ["1", "3"], "bidder": "3"}]
    assert found == {"claim": "packages-exist", "holds": False, "grade": "proved", "witness": {"allocations": pairs, "multipliers": [1, 2]}}


def test_example_1_with_water_as_its_package_fails_condition_2():
    answer = ask(example("example-1"), "packages", packages=[{"water": 1}])
    assert answer["outcome"] == {"packages": [{"water": 1}], "package_quantities": [1], "method": "stated"}
    assert verdicts(answer) == {**CERTIFIED, "nonnegative-allocations": False, "bidder-core-always": None, "core-always": None}
    assert finding(answer, "nonnegative-allocations")["witness"] == {"coalition": ["1", "3"], "bidder": "3", "package": 0, "value": "-1/2"}


def test_example_2_is_certified_by_the_sum_and_the_difference_of_its_goods():
    answer = ask(example("example-2"), "packages")
    assert answer["outcome"]["packages"] == [{"A": 1, "B": 1}, {"A": 1, "B": -1}]
    assert (answer["outcome"]["method"], answer["outcome"]["package_quantities"]) == ("common-eigenvectors", [1, 0])
    assert verdicts(answer) == CERTIFIED
    assert [finding(answer, claim).get("coalitions") for claim in CONDITIONS] == [None, 7, 7]


def test_example_2_with_the_goods_fails_for_bidder_1():
    answer = ask(example("example-2"), "packages", packages=[{"A": 1, "B": 0}, {"A": 0, "B": 1}])
    assert finding(answer, "substitutes")["witness"] == {"bidder": "1", "packages": [0, 1], "value": "2/3"}
    assert verdicts(answer)["bidder-core-always"] is None


def test_example_3_has_no_packages_although_its_goods_are_substitutes():
    answer = ask(example("example-3"), "packages")
    (found,) = answer["findings"]
    assert (found["claim"], found["holds"], found["grade"]) == ("packages-exist", False, "proved")
    assert set(found["witness"]) == {"allocations", "bidder"}
    assert verdicts(ask(example("example-3"), "packages", packages=[{"A": 1, "B": 0}, {"A": 0, "B": 1}]))["substitutes"] is True


def test_three_goods_are_certified_by_the_packages_of_the_specification():
    answer = ask(example("three-goods"), "packages")
    assert answer["outcome"]["packages"] == bundles_of_integers((1, 1, 1), (1, 1, -2), (1, -1, 0))
    assert verdicts(answer) == CERTIFIED


def test_theorem_2_certifies_the_bidder_core_but_not_the_core():
    answer = ask(example("theorem-2"), "packages")
    assert answer["outcome"]["method"] == "goods"
    assert verdicts(answer) == {**CERTIFIED, "nonnegative-prices": False, "core-always": None}
    assert finding(answer, "nonnegative-prices")["witness"] == {"coalition": ["1"], "package": 0, "value": "-2/5"}


def test_packages_are_the_same_in_another_length_and_order():
    stated = [{"A": "1/3", "B": "-1/3"}, {"A": 5, "B": 5}]
    answer = ask(example("example-2"), "packages", packages=stated)
    assert answer["outcome"]["package_quantities"] == [0, "1/5"]
    assert verdicts(answer) == CERTIFIED


def test_a_negative_quantity_of_one_good_is_a_package_of_minus_one():
    answer = ask(auction(-2, (0, 1), (0, 3)), "packages")
    assert answer["outcome"] == {"packages": [{"A": -1}], "package_quantities": [2], "method": "goods"}


def test_nothing_to_allocate_is_certified_by_any_substitutes():
    outcome = ask(auction((0, 0), ([1, 2], [[2, 1], [1, 3]]), ([1, 2], [[1, 0], [0, 1]])), "packages")["outcome"]
    assert outcome["method"] == "goods"


def test_allocations_on_one_ray_leave_room_for_packages_where_the_goods_are_complements():
    complements = [[2, -1], [-1, 3]]
    answer = ask(auction((0, 0), ([1, 2], complements), ([1, 2], [[1, 0], [0, 7]])), "packages")
    assert answer["outcome"]["method"] == "tilted"
    assert verdicts(answer)["bidder-core-always"] is True


@pytest.mark.parametrize(("quantity", "share"), [([3, 1, 2], 1), ([1, 0, 0], 1), ([0, 0, 0], 1), ([0, 0, 5], 1), ([2, 1, -7], 3)])
def test_irrational_eigenvectors_are_rounded_and_tilted(quantity, share):
    """Polynomials of one matrix commute; where theta are equal packages exist by Theorem 2, and eigenvectors of this matrix are not rational."""
    base = [[6, -1, 0], [-1, 4, -1], [0, -1, 3]]
    square = [[sum(base[i][k] * base[k][j] for k in range(3)) for j in range(3)] for i in range(3)]
    answer = ask(auction(quantity, ([9, 9, 9], base), ([9, 9, 9], square), ([9, 9, 9], [[share, 0, 0], [0, share, 0], [0, 0, share]])), "packages")
    assert answer["outcome"]["method"] == "tilted"
    assert verdicts(answer)["bidder-core-always"] is True


def test_extreme_rays_are_packages_where_matrices_do_not_commute():
    answer = ask(auction((1, 1), ([4, 4], [[2, -1], [-1, 2]]), ([4, 4], [[1, 0], [0, 2]]), ([4, 4], [[1, 1], [1, 3]])), "packages")
    assert answer["outcome"]["packages"] == [{"A": 5, "B": 3}, {"A": 14, "B": 17}]
    assert answer["outcome"]["method"] == "extreme-rays"
    assert verdicts(answer) == CERTIFIED


def test_sixteen_bidders_are_too_many():
    with pytest.raises(UsageError) as error:
        ask(auction(1, *[(1, 1)] * 16), "packages")
    told = "allocations of all sets of bidders: 16 bidders and 1 good (U105); allowed: up to 15 bidders with 1 good; take a part of the market"
    assert str(error.value) == told


def test_a_lone_bidder_is_refused():
    with pytest.raises(UsageError, match="U121"):
        ask(auction(1, (1, 1)), "packages")


def test_stated_packages_are_judged_as_by_brute_force():
    seen = Counter()
    for random, document, truth in random_auctions("stated packages", 150):
        packages = random_packages(random, truth)
        answer = ask(document, "packages", packages=bundles(packages, truth.goods))
        weights = weights_of(packages)
        violations = (substitutes_violations(truth, weights), allocation_violations(truth, weights), derivative_violations(truth, packages))
        found = verdicts(answer)
        assert [found[claim] for claim in CONDITIONS] == [not some for some in violations]
        for claim, some in zip(CONDITIONS, violations, strict=True):
            if some:
                witness = finding(answer, claim)["witness"]
                assert some[place_of(truth, claim, witness)] == fraction(witness["value"])
        verdict = certified(truth, packages)
        assert found["bidder-core-always"] is (True if verdict else None)
        assert found["core-always"] is (True if verdict == "core" else None)
        seen[verdict] += 1
    assert min(seen.values()) > 10, seen
    assert len(seen) == 3, seen


def test_packages_are_found_or_refuted_as_by_brute_force():
    seen = Counter()
    for _, document, truth in random_auctions("found packages", 250):
        answer = ask(document, "packages")
        outcome = answer["outcome"]
        if outcome:
            packages = vectors(outcome["packages"])
            assert certified(truth, packages) is not None
            assert always_bidder_core(truth)
            assert verdicts(answer)["core-always"] is (True if certified(truth, packages) == "core" else None)
            assert verdicts(answer)["core-always"] is None or always_core(truth)
            assert outcome["method"] != "common-eigenvectors" or diagonalises(truth, packages)
            seen[truth.width, outcome["method"]] += 1
            continue
        (found,) = answer["findings"]
        seen[truth.width, found["holds"]] += 1
        if truth.width < 3:
            assert found["holds"] is False
            assert packages_of_one_or_two_goods(truth) is None
        if has_equal_thetas(truth) and has_commuting_matrices(truth):
            raise AssertionError("Theorem 2 has packages")
        if found["holds"] is False:
            assert_refuted(truth, found["witness"])
    assert {(1, "goods"), (1, False), (2, "goods"), (2, "common-eigenvectors"), (2, "extreme-rays"), (2, False), (3, False)} <= set(seen), seen


def bundles_of_integers(*integers):
    return [dict(zip("ABC", entries, strict=True)) for entries in integers]


def place_of(truth, claim, witness):
    """The key under which brute force keeps a violation."""
    names = {name: place for place, name in enumerate(truth.names)}
    if claim == "substitutes":
        return names[witness["bidder"]], *witness["packages"]
    coalition = members(truth, witness["coalition"])
    return (coalition, witness["package"]) if claim == "nonnegative-prices" else (coalition, names[witness["bidder"]], witness["package"])


def assert_refuted(truth, witness):
    """The witness proves that there are no packages."""
    given = []
    for entry in witness["allocations"]:
        coalition = members(truth, entry["coalition"])
        given.append(allocation(truth, coalition)[truth.names.index(entry["bidder"])])
    assert all(map(any, given))
    if "multipliers" in witness:
        shares = list(map(fraction, witness["multipliers"]))
        assert min(shares) > 0
        assert not any(total([times(share, bundle) for share, bundle in zip(shares, given, strict=True)], truth.width))
        return
    first, second = inverse(tuple(zip(*given, strict=True)))
    matrix = inverse(truth.matrices[truth.names.index(witness["bidder"])])
    assert dot(first, [dot(row, second) for row in matrix]) > Fraction(0)
