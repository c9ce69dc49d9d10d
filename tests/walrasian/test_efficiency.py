"""The rule `walrasian/efficient`: examples by hand, brute force over all assignments, and sellers of one good each."""

from collections import Counter
from fractions import Fraction

import pytest

from tests.walrasian.cases import ask, bundles, market, random_markets, verdicts, witness
from tests.walrasian_markets import random_bundles, written


def test_bundles_at_which_two_should_exchange_are_dominated():
    answer = ask(market((7, 4), (9, 5)), "efficient", bundles=bundles(("a", 3), ("b", 0)))
    assert answer["outcome"] == {"bundles": bundles(("a", 3), ("b", 0)), "levels": {"1": -4, "2": -5}, "net_revenue": 3}
    assert witness(answer, "efficient") == {"bundles": bundles(("b", 0), ("a", 4)), "net_revenue": 4}
    assert answer["certificate"] == {}


def test_efficient_bundles_have_dual_numbers_that_add_up_to_the_net_revenue():
    answer = ask(market((7, 4), (9, 5), seller_values=[1, 2]), "efficient", bundles=bundles(("b", 4), ("a", 8)))
    assert (verdicts(answer), answer["outcome"]["net_revenue"]) == ({"efficient": True}, 9)
    duals = answer["certificate"]["duals"]
    assert sum(Fraction(number) for side in duals.values() for number in side.values()) == 9


def test_a_loss_for_the_seller_can_be_efficient():
    assert verdicts(ask(market((2, 2), (2, 2), seller_values=[2, 2]), "efficient", bundles=bundles(("a", 1), ("b", 1)))) == {"efficient": True}


def test_a_good_that_the_seller_values_more_should_go_back():
    answer = ask(market((3,), seller_values=[5]), "efficient", bundles=bundles(("a", 4)))
    assert witness(answer, "efficient") == {"bundles": bundles((None, 1)), "net_revenue": 1}


def test_what_somebody_would_pay_depends_on_what_he_pays():
    steep = {"type": "borrowing", "values": {"a": 6, "b": 6}, "cash": 4, "rate": 1}
    answer = ask(market(steep, (5, 1), goods="ab"), "efficient", bundles=bundles((None, 0), ("a", 4)))
    assert witness(answer, "efficient") == {"bundles": bundles(("b", 5), ("a", 4)), "net_revenue": 9}


def test_negative_payments_and_an_entry_fee_are_part_of_the_payments():
    answer = ask(market((7, 4), entry_fee=3), "efficient", bundles=bundles((None, -2)))
    assert answer["outcome"]["levels"] == {"1": -2}
    assert witness(answer, "efficient") == {"bundles": bundles(("a", 5)), "net_revenue": 5}


def test_a_forbidden_good_is_nobody_s_way_out():
    document = market((7, 4), (9, 5))
    document["buyers"][1] = {"name": "2", "preference": {"type": "quasilinear", "values": {"b": 5}}, "forbidden": ["a"]}
    assert verdicts(ask(document, "efficient", bundles=bundles(("a", 3), ("b", 0)))) == {"efficient": True}


@pytest.mark.parametrize("shares", [(3, 0, 0), (-9, 7, 5)])
def test_every_seller_gains_when_bundles_are_dominated_also_the_one_who_never_sells(shares):
    document = market((7, 4, 0), (9, 5, 0), seller_values=[1, 1, 2])
    answer = ask(document, "efficient", bundles=bundles(("a", 3), ("b", 0)), shares=dict(zip("abc", shares, strict=True)))
    assert verdicts(answer) == {"efficient": False, "multi-seller-efficient": False}
    new = [Fraction(share) for share in witness(answer, "multi-seller-efficient")["shares"].values()]
    assert [late - early for late, early in zip(new, shares, strict=True)] == [Fraction(1, 3)] * 3


def test_without_goods_all_bundles_are_efficient_for_no_seller():
    answer = ask(market(goods="") | {"buyers": market((1,))["buyers"][:0]}, "efficient", bundles={}, shares={})
    assert verdicts(answer) == {"efficient": True, "multi-seller-efficient": True}


def test_verdicts_are_those_of_brute_force_and_witnesses_dominate():
    seen = Counter()
    for random, document, truth in random_markets("efficient", 300):
        stated = random_bundles(random, truth)
        old = [(truth.place(stated[name]["good"]), Fraction(stated[name]["payment"])) for name in truth.names]
        given, total = {"bundles": stated}, sum((payment for _, payment in old), Fraction(0))
        shares = [Fraction(random.randint(-2, 3)) for _ in truth.goods]
        shares[:1] = [total - sum(shares[1:])][: len(shares)]
        if random.random() < 0.6 and (shares or not total) and all(Fraction(written(share)) == share for share in shares):
            given["shares"] = dict(zip(truth.goods, map(written, shares), strict=True))
        answer = ask(document, "efficient", **given)
        holds = truth.is_efficient(old)
        assert set(verdicts(answer).values()) == {holds}
        if not holds:
            better = witness(answer, "efficient")
            new = [(truth.place(better["bundles"][name]["good"]), Fraction(better["bundles"][name]["payment"])) for name in truth.names]
            assert truth.dominates(new, old)
            assert Fraction(better["net_revenue"]) == truth.net_revenue(new) == truth.best_reassignment(old)[0]
            if "shares" in given:
                after = [Fraction(witness(answer, "multi-seller-efficient")["shares"][good]) for good in truth.goods]
                assert truth.dominates_for_sellers(new, after, old, shares)
        seen[holds, "shares" in given] += 1
    assert min(seen[holds, shared] for holds in (True, False) for shared in (True, False)) > 10, seen
