"""The rule `reallocative/quantity`: the interval of multiples against brute force, and what its ends prove."""

from collections import Counter

import pytest

from marketwright.errors import SecondInputError
from tests.reallocative.asked import ask, auction, bundles, example, finding, fraction, members, random_auctions, vector, vectors, verdicts
from tests.reallocative_markets import random_packages
from tests.reallocative_oracle import clearing, dot, minus, quantity_interval, substitutes_violations, weights_of


def test_example_1_is_certified_from_a_quantity_of_4():
    answer = ask(example("example-1"), "quantity", packages=[{"water": 1}])
    outcome = {"packages": [{"water": 1}], "direction": {"water": 1}, "interval": {"least": 4}}
    assert answer["outcome"] == outcome | {"least_by": {"coalition": ["1", "2", "3"], "bidder": "3", "package": 0}}
    assert verdicts(answer) == {"substitutes": True, "some-quantity": True, "certified": True}
    assert finding(answer, "some-quantity")["conditions"] == 12


def test_the_goods_are_taken_where_no_packages_are_found():
    assert ask(example("example-1"), "quantity")["outcome"]["packages"] == [{"water": 1}]


def test_the_opposite_direction_has_the_opposite_interval():
    answer = ask(example("example-1"), "quantity", direction={"water": "-1/2"}, packages=[{"water": 1}])
    assert answer["outcome"]["interval"] == {"greatest": -8}
    assert "least_by" not in answer["outcome"]


def test_example_2_is_certified_for_all_quantities_of_its_direction():
    answer = ask(example("example-2"), "quantity")
    assert answer["outcome"]["interval"] == {"least": 0}
    assert verdicts(answer)["certified"] is True


def test_complements_are_not_certified_at_any_quantity():
    answer = ask(example("example-2"), "quantity", packages=[{"A": 1, "B": 0}, {"A": 0, "B": 1}])
    assert verdicts(answer) == {"substitutes": False, "some-quantity": True, "certified": None}
    assert answer["outcome"]["interval"] == {"least": 0}


def test_a_direction_that_changes_nothing_about_a_good_leaves_one_condition_that_always_fails():
    answer = ask(auction((0, 0), ([2, 2], [[1, 0], [0, 1]]), ([1, 2], [[1, 0], [0, 1]])), "quantity", direction={"A": 0, "B": 1}, packages=goods(2))
    assert finding(answer, "some-quantity")["witness"] == {"conditions": [{"coalition": ["1", "2"], "bidder": "2", "package": 0}]}
    assert "interval" not in answer["outcome"]


def test_two_conditions_exclude_one_another():
    """Of good A the quantity has to be at least 1, of good B at most -1; together that is two bounds on one multiple."""
    answer = ask(auction((1, -1), ([1, 0], [[1, 0], [0, 1]]), ([0, 1], [[1, 0], [0, 1]])), "quantity", direction={"A": 1, "B": -1}, packages=goods(2))
    assert len(finding(answer, "some-quantity")["witness"]["conditions"]) == 2
    assert verdicts(answer)["certified"] is None


def test_no_quantity_is_no_direction():
    with pytest.raises(SecondInputError, match="I132"):
        ask(auction(0, (1, 1), (2, 1)), "quantity")


def test_intervals_are_those_of_brute_force():
    seen = Counter()
    for random, document, truth in random_auctions("quantity", 150):
        packages = random_packages(random, truth)
        direction = tuple(random.randint(-1, 2) for _ in truth.goods)
        if not any(direction):
            continue
        answer = ask(document, "quantity", packages=bundles(packages, truth.goods), direction=bundles([direction], truth.goods)[0])
        outcome, weights = answer["outcome"], weights_of(packages)
        assert vectors(outcome["packages"]) == tuple(map(tuple, packages))
        assert vector(outcome["direction"]) == direction
        due = quantity_interval(truth, weights, direction)
        assert verdicts(answer)["some-quantity"] is (due is not None)
        assert verdicts(answer)["certified"] is (True if due is not None and not substitutes_violations(truth, weights) else None)
        if due is None:
            assert_excluded([line(truth, weights, direction, one) for one in finding(answer, "some-quantity")["witness"]["conditions"]])
            seen["none"] += 1
            continue
        stated = {key: end for key, end in zip(("least", "greatest"), due, strict=True) if end is not None}
        assert {key: fraction(end) for key, end in outcome["interval"].items()} == stated
        for key, end in stated.items():
            base, rise = line(truth, weights, direction, outcome[f"{key}_by"])
            assert base + end * rise == 0
            assert rise > 0 if key == "least" else rise < 0
        assert [f"{key}_by" in outcome for key in ("least", "greatest")] == [key in stated for key in ("least", "greatest")]
        seen[tuple(stated)] += 1
    assert set(seen) == {"none", ("least",), ("greatest",), ("least", "greatest")}, seen
    assert min(seen.values()) > 5, seen


def goods(size):
    return bundles([[int(row == column) for column in range(size)] for row in range(size)], "AB")


def line(truth, weights, direction, condition):
    """What the condition's bidder gets of the package at no quantity, and how much more for each multiple."""
    bundle = clearing(truth, members(truth, condition["coalition"]))[0][truth.names.index(condition["bidder"])]
    row = weights[condition["package"]]
    return dot(row, bundle.base), dot(row, minus(bundle.at(direction), bundle.base))


def assert_excluded(lines):
    """No multiple satisfies all of the conditions."""
    if len(lines) == 1:
        assert lines[0][0] < 0
        assert lines[0][1] == 0
        return
    (least, rise), (greatest, fall) = sorted(lines, key=lambda one: -one[1])
    assert rise > 0 > fall
    assert -least / rise > -greatest / fall
