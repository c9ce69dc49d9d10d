"""The rule `reallocative/split`: payments of sides kept apart, and everybody's best misreport, against brute force."""

from collections import Counter

import pytest

from marketwright.errors import SecondInputError
from tests.reallocative.asked import ask, auction, example, finding, fraction, random_auctions, vector, verdicts
from tests.reallocative_markets import random_sides
from tests.reallocative_oracle import (
    allocation,
    applied,
    dot,
    is_positive_semidefinite,
    minus,
    price,
    price_slope,
    split_best_report,
    split_payoff_of_report,
    split_vickrey,
    summed,
    times,
    vickrey,
    with_theta,
    without,
)


def test_two_buyers_and_two_sellers_each_ask_for_twice_as_much():
    answer = ask(example("split"), "split", forward=["Ann", "Bob"])
    outcome = answer["outcome"]
    assert outcome["price"] == {"water": 4}
    assert {name: bundle["water"] for name, bundle in outcome["allocation"].items()} == {"Ann": 2, "Bob": 2, "Cid": -2, "Dee": -2}
    assert outcome["payments"] == {"Ann": 6, "Bob": 6, "Cid": -10, "Dee": -10}
    assert outcome["vickrey_payments"] == {"Ann": "22/3", "Bob": "22/3", "Cid": "-26/3", "Dee": "-26/3"}
    assert (outcome["revenue"], outcome["vickrey_revenue"]) == (-8, "-8/3")
    buyer, seller = ({"theta": {"water": theta}, "bundle": {"water": bundle}, "gain": "4/3"} for theta, bundle in (("26/3", 4), ("-2/3", -4)))
    assert outcome["deviations"] == {"Ann": buyer, "Bob": buyer, "Cid": seller, "Dee": seller}
    assert finding(answer, "truthful")["witness"] == {"bidder": "Ann"}
    assert verdicts(answer) == {"truthful": False, "payments-no-higher": True}


def test_who_gets_nothing_tells_the_truth():
    answer = ask(auction(0, (1, 1), (1, 1), (1, 1), (1, 1)), "split", forward=["1", "2"])
    assert answer["outcome"]["deviations"] == {}
    assert verdicts(answer) == {"truthful": True, "payments-no-higher": True}


def test_who_gets_nothing_may_still_gain_without_bound():
    """With S = 2 beside one bidder with S = 3 and two with S = 1: B = 2 + 2 x 3/7 - 3 is below 0."""
    answer = ask(auction(0, (1, 1), (1, 1), (1, 2), (1, 3)), "split", forward=["1", "2"])
    assert answer["outcome"]["allocation"]["3"] == {"A": 0}
    assert answer["outcome"]["deviations"] == {"3": {"theta": {"A": "24/7"}, "bundle": {"A": 1}, "gain": "1/14", "direction": {"A": 1}}}


@pytest.mark.parametrize(("theta", "entry"), [(2, None), (0, -1), (5, 1)])
def test_gains_have_no_bound_where_b_is_singular(theta, entry):
    """With S = 1/3 beside one bidder with S = 1 and two with S = 1: B = 1/3 + 2/3 - 1 = 0; the others agree on the price 2."""
    answer = ask(auction(0, (theta, "1/3"), (2, 1), (2, 1), (2, 1)), "split", forward=["1", "2"])
    found = answer["outcome"]["deviations"].get("1")
    assert (found and found["direction"]["A"]) == entry


def test_a_side_of_one_is_refused():
    with pytest.raises(SecondInputError, match="I131"):
        ask(example("split"), "split", forward=["Ann"])
    with pytest.raises(SecondInputError, match="I131"):
        ask(example("split"), "split", forward=["Ann", "Bob"], participants=["Ann", "Bob", "Cid"])


def test_split_auctions_are_those_of_brute_force():
    seen = Counter()
    for random, document, truth in random_auctions("split", 150, sizes=(4, 4, 5)):
        sides = random_sides(random, truth.everyone[: random.choice((4, truth.size))])
        participants = tuple(sorted(sum(sides, ())))
        names = [truth.names[bidder] for bidder in participants]
        answer = ask(document, "split", forward=[truth.names[bidder] for bidder in sides[0]], participants=names)
        outcome, due, joint = answer["outcome"], split_vickrey(truth, sides), vickrey(truth, participants)
        assert vector(outcome["price"]) == due.price
        assert [vector(bundle) for bundle in outcome["allocation"].values()] == list(due.bundles.values())
        assert list(map(fraction, outcome["payments"].values())) == list(due.payments.values())
        assert list(map(fraction, outcome["payoffs"].values())) == [*due.payoffs.values(), due.revenue]
        assert list(map(fraction, outcome["vickrey_payments"].values())) == list(joint.payments.values())
        assert (fraction(outcome["revenue"]), fraction(outcome["vickrey_revenue"])) == (due.revenue, joint.revenue)
        assert all(due.payments[bidder] <= joint.payments[bidder] for bidder in participants)
        for bidder, name in zip(participants, names, strict=True):
            seen[check_report(truth, sides, bidder, outcome["deviations"].get(name))] += 1
        assert verdicts(answer)["truthful"] is (not outcome["deviations"])
    assert min(seen[kind] for kind in ("truth", "best", "negative")) > 10, seen


def check_report(truth, sides, bidder, entry):
    """The entry is the best report, or shows that none is; what kind of entry it is."""
    best = split_best_report(truth, sides, bidder)
    if entry is None:
        assert (best[0], best[2]) == ("attained", 0)
        return "truth"
    theta, gain = vector(entry["theta"]), fraction(entry["gain"])
    assert allocation(with_theta(truth, bidder, theta), tuple(sorted(sum(sides, ()))))[bidder] == vector(entry["bundle"])
    honest = split_payoff_of_report(truth, sides, bidder, truth.thetas[bidder])
    assert split_payoff_of_report(truth, sides, bidder, theta) - honest == gain > 0
    participants, side = tuple(sorted(sum(sides, ()))), next(side for side in sides if bidder in side)
    slope = price_slope(truth, without(participants, bidder))
    curve = summed([truth.matrices[bidder], times_two(slope), [times(-1, row) for row in price_slope(truth, without(side, bidder))]])
    if "direction" not in entry:
        assert best[0] == "attained"
        assert gain == best[2]
        return "best"
    direction = vector(entry["direction"])
    assert best[0] == "unbounded"
    rise = dot(direction, applied(curve, direction))
    if rise < 0:
        return "negative"
    margin = minus(truth.thetas[bidder], price(truth, without(participants, bidder)))
    assert is_positive_semidefinite(curve)
    assert not any(applied(curve, direction))
    assert dot(margin, direction) > 0
    return "flat"


def times_two(matrix):
    return tuple(times(2, row) for row in matrix)
