"""Honest answers are accepted; otherwise the refusals beside them would prove nothing."""

from fractions import Fraction

import pytest

from marketcheck import Accepted, Undecided, check

from . import brute, writer
from .markets import (
    ADDITIVE_AND_RESERVE,
    DAY_RAGHAVAN,
    EXAMPLE_2,
    HONEST,
    ONE_GOOD,
    OR_OF_XOR,
    TRIANGLE,
)

MARKETS = {
    "example 2": EXAMPLE_2,
    "Day and Raghavan": DAY_RAGHAVAN,
    "triangle": TRIANGLE,
    "one good": ONE_GOOD,
    "additive and reserve": ADDITIVE_AND_RESERVE,
    "or of xor": OR_OF_XOR,
}


@pytest.mark.parametrize("name", HONEST)
def test_an_answer_written_by_hand_is_accepted(name):
    verdict = check(writer.text(HONEST[name]))
    assert isinstance(verdict, Accepted), verdict
    assert verdict.rule == HONEST[name]["rule"]


@pytest.mark.parametrize("tie_rule", ["any", "lexicographic"])
@pytest.mark.parametrize("write", [writer.efficient, writer.pay_as_bid, writer.vickrey])
@pytest.mark.parametrize("name", MARKETS)
def test_an_answer_by_brute_force_is_accepted(name, write, tie_rule):
    verdict = check(writer.text(write(MARKETS[name], tie_rule)))
    assert isinstance(verdict, Accepted), verdict


@pytest.mark.parametrize("shift", [Fraction(0), Fraction(1, 3), Fraction(-1, 7)])
@pytest.mark.parametrize("name", MARKETS)
def test_a_core_test_by_brute_force_is_accepted(name, shift):
    payoffs = brute.vickrey_payoffs(MARKETS[name])
    first = brute.names(MARKETS[name])[0]
    moved = payoffs | {first: payoffs[first] + shift}
    verdict = check(writer.text(writer.core_test(MARKETS[name], moved)))
    assert isinstance(verdict, Accepted), verdict


def test_day_and_raghavan_vickrey_outcome_is_the_published_one():
    outcome = writer.vickrey(DAY_RAGHAVAN)["outcome"]
    assert outcome["welfare"] == 60
    assert outcome["payoffs"] == {
        **dict.fromkeys("12345678", 0),
        "1": 10,
        "2": 10,
        "3": 10,
        "seller": 30,
    }


@pytest.mark.parametrize("name", HONEST)
def test_nothing_is_checked_above_the_limit(name):
    steps = check(writer.text(HONEST[name])).steps
    assert check(writer.text(HONEST[name]), limit=steps - 1) == Undecided(steps, steps - 1)
    assert check(writer.text(HONEST[name]), limit=steps) == Accepted(HONEST[name]["rule"], steps)
