"""Rounds of mechanism Γ: requests in any order, replies, payoffs, and regrets against brute force."""

from fractions import Fraction
from random import Random

import pytest

from marketwright import read_market
from marketwright.errors import SecondInputError
from marketwright.gamma.play import Choice, Play, Round, played_round, replied, requested
from marketwright.gamma.profile import Request
from marketwright.gamma.transcript import Difference, first_difference, round_document
from marketwright.markets.bundle import BundleMarket
from marketwright.markets.document import market_from_document
from tests.cli.commands import EXAMPLES
from tests.gamma_markets import random_case
from tests.gamma_oracle import Game, GammaOracle
from tests.markets.test_error_page import example, sections

PAGE = dict(sections())


def example_2() -> BundleMarket:
    return read_market(EXAMPLES / "paper-000-example-2.market.json").market


def request(goods: str, price: int | str) -> Request:
    return Request(tuple(goods), Fraction(price))


PAPER = {"1": request("A", 0), "2": request("A", 2), "3": request("B", 2)}
SETTLED = {"1": request("AB", 12), "2": request("A", 6), "3": request("B", 6)}


def test_example_2_of_the_paper_buyer_1_alone_is_served_and_could_have_had_anything_below_8() -> None:
    played = played_round(example_2(), PAPER)
    assert played.net == {"1": 0, "2": 8, "3": 8}
    assert played.reply.members == ("1",)
    assert played.reply.allocation == {"1": ("A", "B"), "2": (), "3": ()}
    assert played.reply.payments == {"1": 12, "2": 0, "3": 0}
    assert played.payoffs == {"1": 0, "2": 0, "3": 0, "seller": 12}
    assert played.limits == {"1": 8, "2": 0, "3": 0}
    (regret,) = played.regrets
    assert (regret.buyer, regret.payoff, regret.limit, regret.request, regret.net) == ("1", 0, 8, request("AB", 8), 4)


def test_example_2_with_4_for_buyers_2_and_3_is_played_without_regret() -> None:
    played = played_round(example_2(), SETTLED)
    assert played.payoffs == {"1": 0, "2": 4, "3": 4, "seller": 12}
    assert played.limits == {"1": 0, "2": 4, "3": 4}
    assert played.regrets == ()
    assert played.is_best_reply


def as_requests(requests) -> dict[str, Request]:
    return {name: Request(tuple(goods), price) for name, (goods, price) in requests.items()}


@pytest.mark.parametrize("seed", range(60))
def test_a_round_is_what_brute_force_says_and_better_requests_are_better(seed: int) -> None:
    document, requests = random_case(Random(seed))
    market, oracle = market_from_document(document), GammaOracle(Game(document), requests)
    played = played_round(market, as_requests(requests))
    assert played.limits == oracle.deviations
    assert played.payoffs["seller"] == played.best_revenue == oracle.best_payment
    assert {found.buyer for found in played.regrets} == {name for name, limit in oracle.deviations.items() if played.payoffs[name] < max(limit, 0)}
    for found in played.regrets:
        again = played_round(market, {**as_requests(requests), found.buyer: found.request})
        assert again.payoffs[found.buyer] == found.net > played.payoffs[found.buyer]


def test_cases_have_rounds_with_regret_and_without() -> None:
    cases = [random_case(Random(seed)) for seed in range(60)]
    regretting = [bool(played_round(market_from_document(document), as_requests(requests)).regrets) for document, requests in cases]
    assert 10 < sum(regretting) < 55


def test_the_order_of_requests_does_not_matter() -> None:
    rounds = []
    for order in ("123", "321", "213"):
        play = Play(market=example_2())
        for place, buyer in enumerate(order):
            assert set(play.waiting) == set(order[place:])
            play = requested(play, buyer, PAPER[buyer])
        assert play.waiting == ()
        rounds.append(replied(play).rounds)
    assert rounds[0] == rounds[1] == rounds[2]


def test_rounds_follow_one_another_and_the_play_before_stays_as_it_is() -> None:
    first = Play(market=example_2())
    play = first
    for requests in (PAPER, SETTLED):
        for buyer, asked in requests.items():
            play = requested(play, buyer, asked)
        play = replied(play)
    assert [found.payoffs["seller"] for found in play.rounds] == [12, 12]
    assert [len(found.regrets) for found in play.rounds] == [1, 0]
    assert play.waiting == ("1", "2", "3")
    assert (first.rounds, first.requests) == ((), {})


def test_each_buyer_asks_once_in_a_round() -> None:
    play = requested(Play(market=example_2()), "2", request("A", 2))
    with pytest.raises(SecondInputError) as caught:
        requested(play, "2", request("B", 2))
    assert str(caught.value) == example(PAGE["I110"])


@pytest.mark.parametrize(
    ("buyer", "asked", "code"),
    [("4", request("A", 1), "I103"), ("1", request("AC", 1), "I105"), ("1", request("AA", 1), "I105"), ("1", request("A", -1), "I106")],
)
def test_faulty_requests_are_refused(buyer: str, asked: Request, code: str) -> None:
    with pytest.raises(SecondInputError) as caught:
        requested(Play(market=example_2()), buyer, asked)
    assert caught.value.code == code


def test_the_seller_waits_for_all_requests() -> None:
    play = requested(Play(market=example_2()), "1", PAPER["1"])
    with pytest.raises(SecondInputError, match="round 1: nothing for buyer '2'"):
        replied(play)


def by_hand(members: tuple[str, ...], **goods: str) -> Choice:
    return Choice(members=members, allocation={name.removeprefix("b"): tuple(held) for name, held in goods.items()})


def test_a_reply_by_hand_pays_the_prices_of_lemma_1_and_may_be_no_best_reply() -> None:
    played = played_round(example_2(), SETTLED, by_hand(("2", "1"), b1="A", b2="B"))
    assert played.reply.members == ("1", "2")
    assert played.reply.payments == {"1": 0, "2": 6, "3": 0}
    assert (played.payoffs["seller"], played.best_revenue, played.is_best_reply) == (6, 12, False)
    (regret,) = played.regrets
    assert (regret.buyer, regret.limit, regret.net, regret.request) == ("3", 4, 2, request("AB", 8))


def test_a_best_reply_by_hand_is_recognised() -> None:
    played = played_round(example_2(), SETTLED, by_hand(("1",), b1="AB"))
    assert played.is_best_reply
    assert [found.buyer for found in played.regrets] == ["2", "3"]


@pytest.mark.parametrize(
    ("choice", "said"),
    [
        (by_hand(()), "nobody is served"),
        (by_hand(("2",), b2="A"), "good 'B' goes to nobody"),
        (by_hand(("2",), b2="A", b3="B"), "good 'B' goes to \"3\""),
        (by_hand(("2", "3"), b2="AB", b3="B"), 'good \'B\' goes to "2", "3"'),
        (by_hand(("2", "3"), b2="AB"), "goods worth 0 to buyer '3', who asked for 4"),
        (by_hand(("9",), b9="AB"), "unknown buyer '9'"),
    ],
)
def test_an_infeasible_reply_by_hand_is_refused(choice: Choice, said: str) -> None:
    with pytest.raises(SecondInputError) as caught:
        played_round(example_2(), SETTLED, choice)
    assert caught.value.given == said


def test_the_message_of_an_infeasible_reply_is_that_of_the_page() -> None:
    with pytest.raises(SecondInputError) as caught:
        played_round(example_2(), {**SETTLED, "1": request("AB", 10)}, by_hand(("1", "2"), b1="A", b2="B"))
    assert str(caught.value) == example(PAGE["I109"])


def test_a_single_buyer_can_have_everything_and_exactly_that() -> None:
    values = {"type": "additive", "values": {"A": 5}}
    market = market_from_document({"format": "marketwright.market/1", "kind": "bundle", "goods": ["A"], "buyers": [{"name": "Ada", "values": values}]})
    played = played_round(market, {"Ada": request("A", 3)})
    assert (played.limits, played.payoffs) == ({"Ada": 5}, {"Ada": 2, "seller": 3})
    assert (played.regrets[0].net, played.regrets[0].request) == (Fraction(7, 2), request("A", "3/2"))


def document(played: Round) -> dict[str, object]:
    return round_document(played)


def test_differences_name_the_first_place() -> None:
    one, other = document(played_round(example_2(), PAPER)), document(played_round(example_2(), SETTLED))
    assert first_difference(one, one, ("rounds", 0)) is None
    assert first_difference(one, other, ("rounds", 0)) == Difference(place='rounds[0].requests["1"].bundle', given='["A"]', recomputed='["A","B"]')
    assert first_difference({"a": 1}, {"a": True}, ()) == Difference(place="a", given="1", recomputed="true")
    assert first_difference({"a": 1, "b": 2}, {"a": 1}, ()) == Difference(place="b", given="2", recomputed="nothing")
    assert first_difference({}, {"a": 1}, ()) == Difference(place="a", given="nothing", recomputed="1")
