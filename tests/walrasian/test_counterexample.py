"""The rule `walrasian/counterexample`: the constructions of Proposition 1 by hand, and that they dominate by brute force."""

from collections import Counter
from fractions import Fraction

import pytest

from marketwright.errors import NumberError, UsageError
from marketwright.questions import Limits
from tests.walrasian.cases import ask, bundles, market, random_markets, verdicts, witness
from tests.walrasian_oracle import Market

EFFICIENT, RATIONAL = "efficient-for-all-preferences", "seller-rational-for-all-preferences"


def test_a_reserve_price_below_the_seller_s_value_sells_for_less_than_that():
    answer = ask(market((0, 0), (0, 0), seller_values=[4, 1], reserve_prices=[2, 3], entry_fee=7), "counterexample")
    outcome = answer["outcome"]
    assert (outcome["good"], outcome["case"]) == ("a", "below")
    assert verdicts(answer) == {EFFICIENT: False, RATIONAL: False}
    assert [buyer["preference"]["values"] for buyer in outcome["market"]["buyers"]] == [{"a": 3, "b": "7/2"}] * 2
    assert outcome["prices"] == {"a": "5/2", "b": 3}
    assert outcome["allocation"] == {"1": "a", "2": "b"}
    assert outcome["dominating"] == bundles((None, "-1/2"), ("b", 3))
    assert witness(answer, RATIONAL) == {"buyer": "1"}


def test_a_reserve_price_above_it_leaves_the_good_with_the_seller():
    answer = ask(market((9, 9), seller_values=[1, 2], reserve_prices=[3, 2]), "counterexample")
    assert (answer["outcome"]["good"], answer["outcome"]["case"]) == ("a", "above")
    assert verdicts(answer) == {EFFICIENT: False, RATIONAL: True}
    assert answer["outcome"]["payments"] == {"1": 0}
    assert answer["outcome"]["dominating"] == bundles(("a", 2))


def test_where_everybody_has_another_good_somebody_gives_it_up():
    answer = ask(market((9, 9), seller_values=[0, 0], reserve_prices=[4, 0]), "counterexample")
    assert answer["outcome"]["allocation"] == {"1": "b"}
    assert answer["outcome"]["dominating"] == bundles(("a", 1))


def test_a_reserve_price_below_comes_before_one_above():
    outcome = ask(market((1, 1, 1), seller_values=[0, 5, 5], reserve_prices=[2, 4, 3]), "counterexample")["outcome"]
    assert (outcome["good"], outcome["case"]) == ("b", "below")


@pytest.mark.parametrize("document", [market((1, 1)), market((3, 4), seller_values=[2, 1]), market(goods="ab", reserve_prices=[1, 2]), market(goods="")])
def test_there_is_none_without_buyers_or_with_the_seller_s_values(document):
    answer = ask(document, "counterexample")
    assert (answer["outcome"], answer["certificate"]) == ({}, {})
    assert [finding["by"] for finding in answer["findings"]] == ["Proposition 1"] * 2
    assert verdicts(answer) == {EFFICIENT: True, RATIONAL: True}


def test_the_bundles_dominate_by_brute_force():
    seen = Counter()
    for _, document, truth in random_markets("counterexample", 250, most=4):
        answer = ask(document, "counterexample")
        outcome = answer["outcome"]
        odd = truth.reserves != truth.seller and truth.size > 0
        assert bool(outcome) is odd
        seen[outcome.get("case")] += 1
        if not odd:
            continue
        made = Market(outcome["market"])
        assert (made.goods, made.names, made.reserves, made.seller, made.fee) == (truth.goods, truth.names, truth.reserves, truth.seller, 0)
        assert made.is_classical() is None
        prices, places = made.prices_of(outcome["prices"]), made.allocation_of(outcome["allocation"])
        assert prices == made.least()
        assert places in made.allocations(prices)
        better = [(made.place(entry["good"]), Fraction(entry["payment"])) for entry in (outcome["dominating"][name] for name in made.names)]
        old = made.bundles(prices, places)
        assert made.dominates(better, old)
        assert made.net_revenue(better) > made.net_revenue(old)
        seen["null", None in places] += 1
    assert min(seen[case] for case in ("below", "above", None)) > 15, seen
    assert min(seen["null", some] for some in (True, False)) > 15, seen


def test_a_limit_that_comes_first_leaves_no_answer():
    with pytest.raises(UsageError, match="U106"):
        ask(market((1, 1), reserve_prices=[1, 1]), "counterexample", limits=Limits(stopped=lambda: True))


def test_numbers_between_which_no_short_one_lies_are_refused():
    close = f"{10**30 - 1}/{10**30}"
    with pytest.raises(NumberError, match="N103"):
        ask(market((1,), seller_values=[1], reserve_prices=[close]), "counterexample")
