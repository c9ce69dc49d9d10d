"""The rule `walrasian/properties`: what fails, with whom; menus; and nothing where a limit comes first."""

from collections import Counter
from fractions import Fraction

import pytest

from marketwright.questions import Limits
from marketwright.walrasian.menus import MOST_PAIRS
from tests.walrasian.cases import ask, market, quasilinear, random_markets, verdicts, witness

USUAL = ("equilibrium", "minimum-price", "selected", "strategy-proof", "group-strategy-proof")
OTHERS = (
    *("classical", "individually-rational", "no-subsidy", "no-subsidy-for-losers", "seller-individually-rational"),
    *("overall-individually-rational", "efficient"),
)


@pytest.mark.parametrize(
    ("document", "broken"),
    [
        (market((7, 4), (9, 5), seller_values=[1, 2]), ()),
        (market((7, 0), (9, 5)), ("classical",)),
        (market((1,), reserve_prices=[2], entry_fee=3), ("efficient", "individually-rational", "overall-individually-rational")),
        (market((1,), seller_values=[2], entry_fee=3), ("individually-rational", "overall-individually-rational")),
        (
            market((1,), seller_values=[2], entry_fee=-1),
            ("no-subsidy", "no-subsidy-for-losers", "overall-individually-rational", "seller-individually-rational"),
        ),
        (market((1, 1), entry_fee=-1), ("no-subsidy", "overall-individually-rational", "seller-individually-rational")),
        (market((5,), seller_values=[4], reserve_prices=[1]), ("overall-individually-rational", "seller-individually-rational")),
        (market((3,), seller_values=[4], reserve_prices=[1]), ("efficient", "overall-individually-rational", "seller-individually-rational")),
        (market((3,), reserve_prices=[4]), ("efficient",)),
    ],
)
def test_findings_that_do_not_hold(document, broken):
    found = verdicts(ask(document, "properties"))
    assert found == dict.fromkeys(USUAL, True) | {claim: claim not in broken for claim in OTHERS}
    assert list(found) == [*USUAL[:3], *OTHERS, *USUAL[3:]]


def test_witnesses_name_buyers_and_goods():
    answer = ask(market((7, 4), (9, 0), (1, 1), entry_fee=-2, seller_values=[1, 0]), "properties")
    assert witness(answer, "classical") == {"buyer": "2", "good": "b"}
    assert witness(answer, "no-subsidy-for-losers") == {"buyer": "3"}


def test_menus_of_two_buyers_by_hand():
    answer = ask(market((7, 4), (9, 5)), "properties")
    assert answer["outcome"]["prices"] == {"a": 3, "b": 0}
    assert answer["outcome"]["menus"] == {"1": {"a": 4, "b": 0}, "2": {"a": 3, "b": 0}}


def test_a_menu_does_not_depend_on_what_its_buyer_says():
    usual = ask(market((7, 4), (9, 5), (3, 3)), "properties")["outcome"]["menus"]["2"]
    for values in ((0, 0), (-5, 100), (10**9, 10**9)):
        assert ask(market((7, 4), values, (3, 3)), "properties")["outcome"]["menus"]["2"] == usual


def test_menus_are_those_of_brute_force_and_nobody_prefers_them():
    seen = Counter()
    for random, document, truth in random_markets("properties", 120, most=4):
        tie_rule = random.choice(("any", "lexicographic"))
        answer = ask(document, "properties", tie_rule=tie_rule)
        menus = answer["outcome"]["menus"]
        assert [{good: Fraction(price) for good, price in menus[name].items()} for name in truth.names] == [
            {truth.goods[good]: price for good, price in menu.items()} for menu in truth.menus()
        ]
        assert truth.broken_menu_facts() == []
        bundles = truth.bundles(truth.least(), truth.allocation_of(answer["outcome"]["allocation"]))
        assert verdicts(answer)["efficient"] is truth.is_efficient(bundles)
        assert verdicts(answer)["classical"] is (truth.is_classical() is None)
        seen["menus"] += sum(map(len, menus.values()))
        seen["efficient", verdicts(answer)["efficient"]] += 1
    assert seen["menus"] > 300
    assert seen["efficient", False] > 3


def test_large_markets_have_no_menus():
    goods = "abcdefghijk"
    values = dict.fromkeys(goods, 1)
    for size in (9, 10):
        answer = ask(market(*[quasilinear() | {"values": values} for _ in range(size)], goods=goods), "properties")
        assert ("menus" in answer["outcome"]) is ("menus" in answer["certificate"]) is (size * len(goods) <= MOST_PAIRS)
        finding = next(finding for finding in answer["findings"] if finding["claim"] == "strategy-proof")
        assert finding.get("menus", False) is (size * len(goods) <= MOST_PAIRS)


@pytest.mark.parametrize("calls", [0, 5])
def test_a_limit_leaves_only_what_is_open(calls):
    left = iter([False] * calls)
    answer = ask(market((7, 4), (9, 5), (3, 3)), "properties", limits=Limits(stopped=lambda: next(left, True)))
    assert (answer["outcome"], answer["certificate"]) == ({}, {})
    assert verdicts(answer) == {"equilibrium": None, "minimum-price": None}
