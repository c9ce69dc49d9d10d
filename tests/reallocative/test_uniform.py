"""The rule `reallocative/uniform` against the spec's numbers and brute force."""

import pytest

from marketwright.errors import UsageError
from tests.reallocative.asked import ask, auction, finding, random_auctions, vector
from tests.reallocative_markets import random_participants
from tests.reallocative_oracle import fraction, has_common_matrix, is_efficient, uniform_price, utility

EXAMPLE_1 = auction(1, (4, 1), (4, 1), (2, 1))


def test_example_1_shades_quantities_by_one_half():
    answer = ask(EXAMPLE_1, "uniform")
    assert answer["outcome"] == {
        "bids": {"1": {"A": 4}, "2": {"A": 4}, "3": {"A": 2}},
        "slope": [[2]],
        "price": {"A": "8/3"},
        "allocation": {"1": {"A": "2/3"}, "2": {"A": "2/3"}, "3": {"A": "-1/3"}},
        "payments": {"1": "16/9", "2": "16/9", "3": "-8/9"},
        "payoffs": {"1": "2/3", "2": "2/3", "3": "1/6", "auctioneer": "8/3"},
        "revenue": "8/3",
        "welfare": "25/6",
    }
    assert answer["findings"] == [
        {"claim": "equilibrium", "holds": True, "grade": "proved"},
        {"claim": "efficient", "holds": False, "grade": "proved", "witness": {"bidders": ["1", "3"]}},
    ]
    assert answer["certificate"] == {}


def test_random_auctions_agree_with_brute_force():
    efficient = set()
    for random, document, market in random_auctions("uniform", 400, sizes=(3, 3, 4, 5)):
        who = random_participants(random, market)
        if len(who) < 3 or not has_common_matrix(market):
            continue
        found, names = uniform_price(market, who), [market.names[bidder] for bidder in who]
        answer = ask(document, "uniform", participants=names)
        outcome = answer["outcome"]
        assert vector(outcome["price"]) == found.price
        assert [vector(bundle) for bundle in outcome["allocation"].values()] == list(found.bundles.values())
        assert [fraction(payment) for payment in outcome["payments"].values()] == list(found.payments.values())
        assert [fraction(payoff) for payoff in outcome["payoffs"].values()] == [*found.payoffs.values(), found.revenue]
        assert fraction(outcome["welfare"]) == sum(utility(market, bidder, bundle) for bidder, bundle in found.bundles.items())
        assert finding(answer, "efficient")["holds"] == is_efficient(market, who, found.bundles)
        efficient.add(finding(answer, "efficient")["holds"])
    assert efficient == {True, False}


def test_two_participants_are_refused():
    with pytest.raises(UsageError) as refused:
        ask(EXAMPLE_1, "uniform", participants=["1", "3"])
    assert str(refused.value) == (
        "participants: 2 bidders (U121); allowed: at least 3; with two bidders the auction has no linear equilibrium: add another bidder"
    )


def test_different_matrices_are_refused_with_two_who_have_them():
    with pytest.raises(UsageError) as refused:
        ask(auction(1, (4, 1), (4, 1), (4, 2)), "uniform")
    assert str(refused.value) == (
        "participants: bidders '1' and '3' with different matrices S (U122); allowed: bidders with the same S; "
        "ask for participants who have the same, or for reallocative/vickrey"
    )


def test_a_matrix_of_somebody_who_takes_no_part_does_not_matter():
    answer = ask(auction(1, (4, 1), (9, 7), (4, 1), (2, 1)), "uniform", participants=["1", "3", "4"])
    assert answer["outcome"]["revenue"] == "8/3"
