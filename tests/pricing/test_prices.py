"""Prices of goods and packages, and Vickrey payments as prices, against brute force on random small markets; caps and defaults at their limits."""

from collections import Counter
from fractions import Fraction
from random import Random

import pytest

from marketwright.errors import MarketError
from marketwright.markets import AdditiveValues, BundleMarket, Buyer, UnitDemandValues, market_document, market_from_document
from marketwright.pricing.economy import MOST_OPTIONS, Economy
from marketwright.questions import Limits
from marketwright.solving import found_answer
from tests.papers.pricing_cases import EXAMPLE_2, found, holds, market, xor
from tests.pricing_markets import random_economy
from tests.pricing_oracle import Economy as BruteForce

ROUNDS = 80


def cases(seed):
    """Random markets, each with its brute force."""
    random = Random(f"prices {seed}")
    for _ in range(ROUNDS):
        document = random_economy(random)
        yield market_from_document(document), BruteForce(document)


def owners(answer, truth):
    """The allocation of an answer as the brute force writes it."""
    owner = {good: name for name, goods in answer.outcome["allocation"].items() for good in goods}
    return tuple(owner[good] for good in truth.goods)


def of(names, amounts):
    return {name: amounts[name] for name in names}


@pytest.mark.parametrize("rule", ["good", "eff"])
def test_prices_are_those_of_brute_force(rule):
    seen = Counter()
    for economy, truth in cases(rule):
        answer = found_answer(economy, f"prices/{rule}", input={"ranges": True, "cap": 1000})
        allocation, outcome = owners(answer, truth), answer.outcome
        assert allocation in truth.efficient
        by_allocation = truth.good if rule == "good" else truth.eff
        assert holds(answer)["prices-exist"] is any(by_allocation(other)["exists"] for other in truth.efficient)
        expected = by_allocation(allocation)
        assert holds(answer)["supportable"] is expected["exists"]
        seen[expected["exists"]] += 1
        if not expected["exists"]:
            continue
        assert (outcome["least_total"], outcome["greatest_total"]) == (expected["min_total"], expected["max_total"])
        assert outcome["margin"] == expected["strict_margin"]
        assert (outcome["least_exists"], outcome["greatest_exists"]) == (expected["least_exists"], expected["greatest_exists"])
        names = outcome["prices"]
        assert (outcome["low"], outcome["high"]) == (of(names, expected["low"]), of(names, expected["high"]))
        function = truth.sums(names) if rule == "good" else truth.extension(allocation, dict.fromkeys(truth.names, 0) | names)
        assert not truth.dissatisfied(function, allocation)
        assert outcome["revenue"] == sum(outcome["payments"].values()) == sum(names.values())
        seen["least does not exist"] += not expected["least_exists"]
    assert min(seen[True], seen[False]) > 4, seen
    assert seen["least does not exist"]


def test_prices_of_one_package_each_are_those_of_the_assignment_of_packages():
    for economy, truth in cases("any"):
        outcome = (answer := found_answer(economy, "prices/any", input={"ranges": True})).outcome
        low, high = truth.assignment_least(owners(answer, truth)), truth.assignment_greatest(owners(answer, truth))
        names = outcome["prices"]
        assert (outcome["low"], outcome["high"]) == (of(names, low), of(names, high))
        assert (outcome["least_exists"], outcome["greatest_exists"]) == (True, True)


def test_vickrey_payments_as_prices_are_those_of_brute_force():
    seen = Counter()
    for economy, truth in cases("vickrey"):
        answer = found_answer(economy, "prices/vickrey")
        allocation, outcome = owners(answer, truth), answer.outcome
        names, held = outcome["vickrey"], holds(answer)
        assert names == of(names, truth.vickrey(allocation))
        assert outcome["reduced"] == of(names, truth.reduced_vickrey(allocation))
        low = truth.eff(allocation)["low"]
        assert outcome.get("low") == (None if low is None else of(names, low))
        expected = (truth.vickrey_supports(allocation), truth.reduced_vickrey_supports(allocation), truth.coincide(allocation))
        assert (held["vickrey-supports"], held["reduced-supports"], held["vickrey-least"]) == expected
        for claim, prices in (("vickrey-supports", names), ("reduced-supports", outcome["reduced"])):
            if not held[claim]:
                assert answer.finding(claim).details["witness"]["amount"] == largest_gain(truth, allocation, prices)
        seen[expected] += 1
    assert len(seen) >= 3, seen


def largest_gain(truth, allocation, packages):
    """The most that a buyer gains by choosing another bundle at package prices."""
    prices, mine = truth.extension(allocation, dict.fromkeys(truth.names, 0) | packages), truth.bundles(allocation)
    return max(
        truth.value(name, bundle) - price - (truth.value(name, mine[name]) - packages.get(name, 0)) for name in truth.names for bundle, price in prices.items()
    )


def test_where_goods_have_no_prices_shares_of_bundles_are_worth_more_than_every_allocation():
    without = 0
    for economy, truth in cases("shares"):
        answer = found_answer(economy, "prices/good", input={"ranges": False})
        if holds(answer)["prices-exist"]:
            continue
        without += 1
        of_buyer, of_good, worth = Counter(), Counter(), Fraction(0)
        for part in answer.outcome["fractional"]:
            assert part["share"] > 0
            of_buyer[part["buyer"]] += part["share"]
            of_good.update(dict.fromkeys(part["bundle"], part["share"]))
            worth += part["share"] * truth.value(part["buyer"], part["bundle"])
        assert max([*of_buyer.values(), *of_good.values()]) <= 1
        assert worth == answer.outcome["fractional_worth"] > truth.best
    assert without > 4


def test_efficient_allocations_are_tried_once_each_up_to_the_cap():
    several = 0
    for economy, truth in cases("caps"):
        every = len(truth.efficient)
        if any(truth.eff(allocation)["exists"] for allocation in truth.efficient):
            tried = found_answer(economy, "prices/eff", input={"ranges": False, "cap": 1000}).outcome["tried"]
            first = owners(found_answer(economy, "prices/vickrey"), truth)
            assert (tried == 1) is truth.eff(first)["exists"]
            assert 1 <= tried <= every
            continue
        for cap in {1, max(1, every - 1), every, every + 1}:
            answer = found_answer(economy, "prices/eff", input={"ranges": False, "cap": cap})
            entries = [tuple(tuple(goods) for goods in entry["allocation"].values()) for entry in answer.certificate["none"]]
            assert answer.outcome["tried"] == len(entries) == len(set(entries)) == min(cap, every)
            exist = answer.finding("prices-exist")
            assert exist.holds is (None if cap < every else False)
            assert exist.details == ({"cap": cap} if cap < every else {})
            several += 1 < cap < every
    assert several


def test_where_the_first_efficient_allocation_has_no_prices_another_one_may():
    economy = market("AB", xor(A=2, B=3), xor(B=2), xor(AB=4))
    truth, first = BruteForce(market_document(economy)), found(economy, "vickrey", "allocation")
    tried, allocation, low, high = found(economy, "eff", "tried", "allocation", "low", "high")
    assert (tried, [truth.eff(each)["exists"] for each in truth.efficient].count(True)) == (2, 1)
    assert (first, allocation, low, high) == (({"1": ["A"], "2": ["B"], "3": []},), {"1": [], "2": [], "3": ["A", "B"]}, {"3": 3}, {"3": 4})


@pytest.mark.parametrize(("goods", "cap"), [(12, 100), (13, 3)])
def test_large_markets_have_a_smaller_cap(goods, cap):
    assert found_answer(one_of(goods), "prices/eff").parameters["cap"] == cap


@pytest.mark.parametrize(("goods", "ranges"), [(16, True), (17, False)])
def test_ranges_are_told_by_default_for_up_to_16_prices(goods, ranges):
    answer = found_answer(one_of(goods), "prices/good")
    assert (answer.parameters["ranges"], "low" in answer.outcome) == (ranges, ranges)


def test_a_buyer_of_several_groups_may_have_4096_options():
    most = MOST_OPTIONS.bit_length() - 1
    assert len(Economy(additive(most), Limits()).options[0]) == MOST_OPTIONS - 1
    with pytest.raises(MarketError, match=r"M119"):
        Economy(additive(most + 1), Limits())


def test_options_are_the_bundles_of_several_groups_with_their_best_values():
    values = {"type": "or", "bids": [{"bundle": list(bundle), "value": value} for bundle, value in (("A", 2), ("B", 3), ("AB", 4), ("C", 1))]}
    economy = Economy(market("ABC", values), Limits())
    assert {"".join(economy.goods_of(bundle)): value for bundle, value in economy.options[0]} == {
        "A": 2,
        "B": 3,
        "C": 1,
        "AB": 5,
        "AC": 3,
        "BC": 4,
        "ABC": 6,
    }


def test_goods_that_nobody_needs_go_to_the_first_owner():
    assert found(market("ABC", xor(A=1), xor(B=1)), "eff", "allocation", "remainder") == ({"1": ["A", "C"], "2": ["B"]}, ["C"])


def test_prices_are_stated_as_wanted():
    for want, key in (("least-total", "least_total"), ("greatest-total", "greatest_total")):
        total, prices = found(EXAMPLE_2, "any", key, "prices", want=want)
        assert sum(prices.values()) == total


def one_buyer(kind, goods):
    names = tuple(f"g{number}" for number in range(goods))
    return BundleMarket(goods=names, buyers=(Buyer(name="1", values=kind(values=dict.fromkeys(names, Fraction(1)))),))


def additive(goods):
    return one_buyer(AdditiveValues, goods)


def one_of(goods):
    return one_buyer(UnitDemandValues, goods)
