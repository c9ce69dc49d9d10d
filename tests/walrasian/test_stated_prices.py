"""The rule `walrasian/test`: examples by hand, and brute force over all sets of goods."""

from collections import Counter

import pytest

from tests.walrasian.cases import ask, lines, market, random_markets, verdicts, witness
from tests.walrasian_markets import random_prices

HOUSE_AND_BOAT = market((7, 4), (9, 5))
SLOPES = market(lines((1, 4), (2, 4)), lines((1, 4), (2, 4)), lines((1, 10), (1, 10)))
"""Spec walrasian 4.2: the least prices are 4 and 2, and raising both at one rate would end at 4 and 4."""


def test_a_good_that_both_want_is_over_demanded():
    answer = ask(HOUSE_AND_BOAT, "test", prices={"a": 2, "b": 0})
    assert witness(answer, "over-demanded-set") == {"goods": ["a"], "buyers": ["1", "2"]}
    assert answer["outcome"]["demands"] == {"1": ["a"], "2": ["a"]}
    assert verdicts(answer) == {
        "reserves-met": True,
        "over-demanded-set": True,
        "under-demanded-set": False,
        "weakly-under-demanded-set": False,
        "equilibrium-prices": False,
        "minimum-prices": False,
    }


def test_a_good_above_its_reserve_price_that_nobody_wants_is_under_demanded():
    answer = ask(HOUSE_AND_BOAT, "test", prices={"a": 3, "b": 9})
    assert witness(answer, "under-demanded-set") == {"goods": ["b"], "buyers": []}


def test_prices_that_could_fall_together_are_equilibrium_prices_and_not_the_least():
    answer = ask(HOUSE_AND_BOAT, "test", prices={"a": 5, "b": 1})
    assert answer["outcome"]["demands"] == {"1": ["b"], "2": ["a", "b"]}
    assert witness(answer, "weakly-under-demanded-set") == {"goods": ["a", "b"], "buyers": ["1", "2"]}
    assert (verdicts(answer)["equilibrium-prices"], verdicts(answer)["minimum-prices"]) == (True, False)


@pytest.mark.parametrize(("prices", "least"), [((4, 2), True), ((4, 4), False)])
def test_prices_rise_at_rates_of_their_own(prices, least):
    found = verdicts(ask(SLOPES, "test", prices=dict(zip("ab", prices, strict=True))))
    assert (found["equilibrium-prices"], found["minimum-prices"]) == (True, least)


@pytest.mark.parametrize(
    ("prices", "allocation", "complaint"),
    [
        ((3, 0), ("b", "a"), None),
        ((4, 0), ("b", "a"), None),
        ((3, 0), ("a", "b"), {"buyer": "2", "better": "a"}),
        ((4, 0), ("a", "b"), {"buyer": "1", "better": "b"}),
        ((3, 0), (None, "a"), {"buyer": "1", "better": "a"}),
        ((9, 0), ("b", None), {"good": "a"}),
        ((9, 9), (None, "a"), {"good": "b"}),
        ((0, 0), ("b", "a"), {"good": "a"}),
    ],
)
def test_an_allocation_is_an_equilibrium_or_has_a_complaint(prices, allocation, complaint):
    document = HOUSE_AND_BOAT | {"reserve_prices": {"a": 1}}
    answer = ask(document, "test", prices=dict(zip("ab", prices, strict=True)), allocation=dict(zip("12", allocation, strict=True)))
    finding = answer["findings"][-1]
    assert (finding["claim"], finding["holds"], finding.get("witness")) == ("equilibrium", complaint is None, complaint)


def test_null_stands_last_in_a_demand_with_all_ties():
    answer = ask(market((3, 5, 1)), "test", prices={"a": 3, "b": 5, "c": 1})
    assert answer["outcome"]["demands"] == {"1": ["a", "b", "c", None]}


def test_the_entry_fee_is_not_part_of_prices_and_changes_what_a_budget_means():
    buyer = {"type": "soft-budget", "values": {"a": 10}, "budget": 5, "steepness": 2}
    for fee, price in ((0, "15/2"), (1, 7), (-1, 8)):
        answer = ask(market(buyer, goods="a", entry_fee=fee), "test", prices={"a": price})
        assert answer["outcome"]["demands"] == {"1": ["a", None]}


def test_a_market_without_goods_or_buyers_is_at_its_least_prices():
    assert verdicts(ask(market(goods=""), "test", prices={}))["minimum-prices"] is True
    found = ask(market(goods="ab", reserve_prices=[2, 3]), "test", prices={"a": 2, "b": 4})
    assert witness(found, "under-demanded-set") == {"goods": ["b"], "buyers": []}


def test_sets_and_verdicts_are_those_of_brute_force():
    seen = Counter()
    for random, document, truth in random_markets("test", 250, most=4):
        stated = random_prices(random, truth)
        answer, prices = ask(document, "test", prices=stated), truth.prices_of(stated)
        found = verdicts(answer)
        sets = {"over": truth.over_demanded(prices), "under": truth.under_demanded(prices), "weakly-under": truth.weakly_under_demanded(prices)}
        assert answer["outcome"]["demands"] == truth.by_buyer([[truth.name(position) for position in demand] for demand in truth.demands(prices)])
        for name, listed in sets.items():
            assert found[f"{name}-demanded-set"] is bool(listed)
            if listed:
                named = witness(answer, f"{name}-demanded-set")
                assert (tuple(map(truth.goods.index, named["goods"])), tuple(map(truth.names.index, named["buyers"]))) in listed
            seen[name, bool(listed)] += 1
        assert found["equilibrium-prices"] is bool(truth.allocations(prices))
        assert found["minimum-prices"] is (prices == truth.least())
        seen["least", found["minimum-prices"]] += 1
    assert all(seen[name, holds] > 20 for name in ("over", "under", "weakly-under", "least") for holds in (True, False)), seen
