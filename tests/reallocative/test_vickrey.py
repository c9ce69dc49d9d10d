"""The rule `reallocative/vickrey` against the spec's numbers and brute force."""

from fractions import Fraction
from random import Random

import pytest

from marketwright.errors import SecondInputError, UsageError
from marketwright.markets import market_from_document
from marketwright.questions import Question
from marketwright.reallocative.setting import Setting, setting
from marketwright.reallocative.vickrey import vickrey_part
from tests.reallocative.asked import ask, auction, random_auctions, vector
from tests.reallocative_markets import random_participants
from tests.reallocative_oracle import fraction, price, vickrey, vickrey_payments_by_integral, without, worth

EXAMPLE_1 = auction(1, (4, 1), (4, 1), (2, 1))


def numbers(amounts):
    return {name: fraction(amount) for name, amount in amounts.items()}


def test_example_1_pays_the_integral_of_residual_supply():
    answer = ask(EXAMPLE_1, "vickrey")
    assert answer["outcome"] == {
        "price": {"A": 3},
        "allocation": {"1": {"A": 1}, "2": {"A": 1}, "3": {"A": -1}},
        "payments": {"1": "11/4", "2": "11/4", "3": "-13/4"},
        "payoffs": {"1": "3/4", "2": "3/4", "3": "3/4", "auctioneer": "9/4"},
        "revenue": "9/4",
        "welfare": "9/2",
        "residual_supply": {
            "1": {"first": {"A": "5/2"}, "last": {"A": 3}},
            "2": {"first": {"A": "5/2"}, "last": {"A": 3}},
            "3": {"first": {"A": "7/2"}, "last": {"A": 3}},
        },
    }
    assert answer["findings"] == [{"claim": "efficient", "holds": True, "grade": "proved"}, {"claim": "vickrey", "holds": True, "grade": "proved"}]
    assert answer["certificate"] == {}


def test_participants_are_those_of_the_input_in_market_order():
    outcome = ask(EXAMPLE_1, "vickrey", participants=["2", "1"])["outcome"]
    assert outcome["payoffs"] == {"1": "1/4", "2": "1/4", "auctioneer": "13/4"}


def test_random_auctions_agree_with_brute_force():
    for random, document, market in random_auctions("vickrey", 150, sizes=(2, 2, 3, 3, 4, 5)):
        who = random_participants(random, market)
        found, names = vickrey(market, who), [market.names[bidder] for bidder in who]
        outcome = ask(document, "vickrey", participants=names)["outcome"]
        assert vector(outcome["price"]) == found.price
        assert {name: vector(bundle) for name, bundle in outcome["allocation"].items()} == dict(zip(names, found.bundles.values(), strict=True))
        assert numbers(outcome["payments"]) == dict(zip(names, vickrey_payments_by_integral(market, who).values(), strict=True))
        assert numbers(outcome["payoffs"]) == {**dict(zip(names, found.payoffs.values(), strict=True)), "auctioneer": found.revenue}
        assert fraction(outcome["revenue"]) == found.revenue
        assert fraction(outcome["welfare"]) == worth(market, who)
        for name, bidder in zip(names, who, strict=True):
            supply = outcome["residual_supply"][name]
            assert (vector(supply["first"]), vector(supply["last"])) == (price(market, without(who, bidder)), found.price)


def test_the_revenue_is_not_positive_where_the_auctioneer_brings_nothing():
    for _, document, market in random_auctions("nothing to sell", 40):
        answer = ask({**document, "quantity": [0] * market.width}, "vickrey")
        assert fraction(answer["outcome"]["revenue"]) <= 0


def test_the_auctioneer_may_buy():
    outcome = ask(auction(-2, (0, 1), (0, 1)), "vickrey")["outcome"]
    assert outcome["allocation"] == {"1": {"A": -1}, "2": {"A": -1}}
    assert outcome["revenue"] == -3


def test_identical_bidders_share_and_pay_alike():
    outcome = ask(auction(3, *[(5, 2)] * 6), "vickrey")["outcome"]
    assert set(map(str, outcome["payments"].values())) == {"39/20"}
    assert set(map(str, outcome["allocation"].values())) == {"{'A': '1/2'}"}


def test_a_bidder_who_gets_nothing_pays_nothing():
    outcome = ask(auction(1, (4, 1), (4, 1), ("7/2", 1)), "vickrey")["outcome"]
    assert (outcome["allocation"]["3"], outcome["payments"]["3"], outcome["payoffs"]["3"]) == ({"A": 0}, 0, 0)


def test_payoffs_of_a_hundred_bidders_are_differences_of_worths():
    random = Random("a hundred bidders")
    bidders = [([random.randint(5, 20), 9], [[random.randint(2, 9), 1], [1, random.randint(2, 9)]]) for _ in range(100)]
    here = setting(market_from_document(auction([70, -3], *bidders)), Question())
    found = vickrey_part(here)
    everybody = range(100)
    assert found.welfare == here.surplus.worth(everybody, here.quantity)
    for bidder in (0, 41, 99):
        others = [other for other in everybody if other != bidder]
        assert found.payoffs[bidder] == found.welfare - here.surplus.worth(others, here.quantity)
    assert found.revenue == found.welfare - sum(found.payoffs, Fraction(0))


def test_the_part_is_that_of_the_participants():
    market = market_from_document(EXAMPLE_1)
    assert vickrey_part(Setting(market, (0, 2))).payoffs == (Fraction(9, 4), Fraction(1, 4))


def test_a_lone_bidder_is_refused():
    with pytest.raises(UsageError) as refused:
        ask(auction(1, (4, 1)), "vickrey")
    assert str(refused.value) == ("participants: 1 bidder (U121); allowed: at least 2; the residual supply of a lone bidder is undefined: add another bidder")


def test_a_tolerance_is_refused_where_nothing_is_rounded():
    with pytest.raises(SecondInputError, match="I126"):
        ask(EXAMPLE_1, "vickrey", tolerance="1/100")


def test_endowments_count_as_lower_theta():
    document = auction(1, (4, 1), (4, 1), (5, 1))
    document["bidders"][2]["values"]["endowment"] = [3]
    assert ask(document, "vickrey")["outcome"] == ask(EXAMPLE_1, "vickrey")["outcome"]
