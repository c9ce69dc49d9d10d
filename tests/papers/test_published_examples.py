"""The published auctions in `examples/published`: what is known of them, and brute force where they are small.

Buyers of a CATS file are called by the number of their bid.
"""

from fractions import Fraction
from functools import cache
from pathlib import Path

import pytest

import marketwright
from marketwright import read_market
from marketwright.coalitions import Clearing, core_extreme_points
from marketwright.markets import market_document
from marketwright.solvers.packing.mip import best_by_mip
from marketwright.solvers.packing.problem import Task
from tests.oracle import Oracle

PUBLISHED = Path(__file__).parents[2] / "examples" / "published"

SMALL = (
    "ccgimprovement.txt",
    "day2007example.txt",
    "easy0000.txt",
    "fasterccg.txt",
    "linearvsquadraticexample.txt",
    "lllg.txt",
    "multiconstraint.txt",
    "smallmulticonstraint.txt",
    "supersimple.txt",
    "wurman2004example.txt",
    "xorbidder.txt",
)
"""At most 8 goods: brute force over all sets of goods."""
LARGE = ("0000.txt", "gsvm.csv", "hard0000.txt")
FEW_BUYERS = tuple(name for name in SMALL if name not in ("easy0000.txt", "smallmulticonstraint.txt"))
"""At most 8 buyers: brute force over all coalitions as well."""


@cache
def market(name):
    return read_market(PUBLISHED / name).market


@cache
def vickrey(name):
    return marketwright.solve(market(name), "vickrey")


@cache
def oracle(name):
    return Oracle(market_document(market(name)))


def core_test(name, payoffs):
    given = dict.fromkeys((buyer.name for buyer in market(name).buyers), 0) | payoffs
    return marketwright.solve(market(name), "core-test", input={"format": "marketwright.input/1", "payoffs": given}).finding("core")


def test_every_published_auction_is_small_or_large():
    assert sorted(path.name for path in PUBLISHED.iterdir() if path.suffix in (".txt", ".csv")) == sorted(SMALL + LARGE)
    assert {name for name in SMALL + LARGE if len(market(name).goods) <= 8} == set(SMALL)
    assert {name for name in SMALL if len(market(name).buyers) <= 8} == set(FEW_BUYERS)


@pytest.mark.parametrize("name", SMALL)
def test_welfare_and_vickrey_payoffs_are_those_of_brute_force(name):
    outcome = vickrey(name).outcome
    assert outcome["welfare"] == oracle(name).welfare
    assert outcome["payoffs"] == oracle(name).vickrey()


@pytest.mark.parametrize("name", SMALL)
def test_payments_are_what_brute_force_values_the_allocation_at_less_the_payoffs(name):
    outcome, payoffs = vickrey(name).outcome, oracle(name).vickrey()
    goods = [good for bundle in outcome["allocation"].values() for good in bundle]
    assert len(goods) == len(set(goods))
    assert outcome["payments"] == {buyer: oracle(name).value(buyer, bundle) - payoffs[buyer] for buyer, bundle in outcome["allocation"].items()}
    assert outcome["revenue"] == sum(outcome["payments"].values())


@pytest.mark.parametrize("name", FEW_BUYERS)
def test_core_verdict_on_the_vickrey_payoffs_is_that_of_brute_force(name):
    payoffs = oracle(name).vickrey()
    blocking = oracle(name).blocks(payoffs)
    found = vickrey(name).finding("core")
    assert found.holds is oracle(name).in_core(payoffs)
    assert found.holds is (blocking == set())
    if blocking:
        witness = found.details["witness"]
        gains = {members: oracle(name).worth(members) - payoffs["seller"] - sum(payoffs[buyer] for buyer in members) for members in blocking}
        assert tuple(witness["coalition"]) in blocking
        assert witness["gain"] == max(gains.values())


def test_published_auctions_whose_vickrey_payoffs_are_in_the_core():
    assert {name for name in FEW_BUYERS if oracle(name).in_core(oracle(name).vickrey())} == {"multiconstraint.txt"}


@pytest.mark.parametrize("name", LARGE)
def test_welfare_is_that_of_the_choice_of_highs(name):
    """HiGHS's own mixed-integer solver on the same atoms; what its choice is worth is summed exactly."""
    clearing = Clearing(market(name))
    values = tuple(int(atom.value * clearing.denominator) for atom in clearing.atoms)
    choice = best_by_mip(clearing.problem, Task(values=values, charges=(0,) * clearing.problem.owners))
    assert clearing.total(choice) == vickrey(name).outcome["welfare"]


@pytest.mark.parametrize("name", SMALL + LARGE)
def test_every_answer_is_exact_and_accepted_by_the_checker(name):
    answer = vickrey(name)
    assert answer.checked == "accepted"
    assert {finding.claim: finding.holds for finding in answer.findings if finding.claim in ("efficient", "vickrey")} == {"efficient": True, "vickrey": True}
    assert answer.complete


def test_day_and_raghavan_bids_0_1_and_2_win_with_welfare_60():
    outcome = vickrey("day2007example.txt").outcome
    assert outcome["welfare"] == 60
    assert {buyer: goods for buyer, goods in outcome["allocation"].items() if goods} == {"0": ["0", "1"], "1": ["2"], "2": ["3"]}


def test_day_and_raghavan_winners_pay_10_each():
    outcome = vickrey("day2007example.txt").outcome
    assert outcome["payments"] == dict.fromkeys("01234567", 0) | {"0": 10, "1": 10, "2": 10}
    assert outcome["revenue"] == 30


def test_day_and_raghavan_vickrey_payoffs_are_blocked_by_the_bidders_of_28_and_26():
    """The bidder of 28 with the winner whom he leaves alone, and likewise the bidder of 26: 48 and 46 against payoffs of 40."""
    clearing = Clearing(market("day2007example.txt"))
    everyone = set(range(8))
    assert [clearing.worth(without=everyone - {2, 3}).value, clearing.worth(without=everyone - {1, 4}).value] == [48, 46]
    witness = vickrey("day2007example.txt").finding("core").details["witness"]
    assert witness == {"coalition": ["2", "3"], "worth_at_least": 48, "payoffs": 40, "gain": 8}
    blocking = oracle("day2007example.txt").blocks(oracle("day2007example.txt").vickrey())
    assert {("2", "3"), ("1", "4")} <= blocking
    assert {members for members in blocking if not {"3", "4"} & set(members)} == set()


def test_day_and_raghavan_least_core_revenue_is_38():
    points = core_extreme_points(Clearing(market("day2007example.txt")))
    assert 60 - max(sum(point) for point in points) == 38


def test_day_and_raghavan_payments_16_12_10_are_in_the_core_and_less_is_not():
    assert core_test("day2007example.txt", {"0": 4, "1": 8, "2": 10, "seller": 38}).holds is True
    assert core_test("day2007example.txt", {"0": 5, "1": 8, "2": 10, "seller": 37}).holds is False
    assert core_test("day2007example.txt", {"0": 4, "1": 9, "2": 10, "seller": 37}).holds is False
    assert core_test("day2007example.txt", {"0": 4, "1": 8, "2": 11, "seller": 37}).holds is False


def test_lllg_bids_0_and_1_win_with_welfare_140_and_pay_40_and_20():
    outcome = vickrey("lllg.txt").outcome
    assert outcome["welfare"] == 140
    assert outcome["allocation"] == {"0": ["0"], "1": ["1"], "2": []}
    assert outcome["payments"] == {"0": 40, "1": 20, "2": 0}


def test_lllg_vickrey_payoffs_are_blocked_by_the_seller_and_the_global_bidder():
    witness = vickrey("lllg.txt").finding("core").details["witness"]
    assert witness == {"coalition": ["2"], "worth_at_least": 100, "payoffs": 60, "gain": 40}
    assert oracle("lllg.txt").blocks(oracle("lllg.txt").vickrey()) == {("2",)}


def test_lllg_core_needs_payments_of_100_and_60_with_40_is_in_it():
    points = core_extreme_points(Clearing(market("lllg.txt")))
    assert 140 - max(sum(point) for point in points) == 100
    assert core_test("lllg.txt", {"0": 20, "1": 20, "seller": 100}).holds is True
    assert core_test("lllg.txt", {"0": 20, "1": Fraction(41, 2), "seller": Fraction(199, 2)}).holds is False
