"""The rule `reallocative/core` with few participants, against the spec's numbers and brute force."""

from fractions import Fraction

from marketwright.markets import market_from_document
from marketwright.questions import Question
from marketwright.reallocative.core import examined, vickrey_payoffs
from marketwright.reallocative.setting import setting
from marketwright.reallocative.vickrey import vickrey_part
from tests.reallocative.asked import ask, auction, example, finding, random_auctions, verdicts
from tests.reallocative_markets import random_participants, random_payoffs
from tests.reallocative_oracle import blocking_coalitions, fraction, is_bidder_core, is_core, is_feasible, vickrey, worth

EXAMPLE_1 = auction(1, (4, 1), (4, 1), (2, 1))
LOSS = auction(1, (0, 1), (0, 1))
"""Two bidders to whom the auctioneer's unit is a burden: v = -1/4."""


KINDS = (("proved", False), ("proved", True), ("enumerated", True))
"""Grades, with a sum as witness or none; a price has none."""


def blocks(answer):
    """Members, the auctioneer as `a`, and deficits."""
    return [("a" * entry["auctioneer"] + "".join(entry["coalition"]), fraction(entry["deficit"])) for entry in answer["outcome"]["blocking"]]


def test_example_1_is_blocked_by_the_auctioneer_with_1_or_2():
    answer = ask(EXAMPLE_1, "core")
    entry = {"coalition": ["1"], "auctioneer": True, "worth": "7/2", "payoffs": 3, "deficit": "1/2"}
    assert answer["outcome"]["blocking"] == [entry, {**entry, "coalition": ["2"]}]
    assert answer["findings"][2:] == [
        {"claim": "bidder-core", "holds": False, "grade": "proved", "witness": entry},
        {"claim": "core", "holds": False, "grade": "proved", "witness": entry},
        {"claim": "all-blocking", "holds": True, "grade": "enumerated", "number": 2},
    ]
    assert answer["certificate"] == {}


def test_example_3_is_blocked_exactly_once_by_less_than_a_thousandth():
    answer = ask(example("example-3"), "core")
    assert blocks(answer) == [("a1", Fraction(8581, 11449400))]


def test_payoffs_with_deficits_of_exactly_0_are_in_the_core():
    answer = ask(EXAMPLE_1, "core", payoffs={"1": "3/4", "2": "3/4", "3": "1/4", "auctioneer": "11/4"})
    assert answer["findings"] == [
        {"claim": "feasible", "holds": True, "grade": "proved"},
        {"claim": "bidder-core", "holds": True, "grade": "enumerated", "coalitions": 14},
        {"claim": "core", "holds": True, "grade": "enumerated", "coalitions": 15},
        {"claim": "all-blocking", "holds": True, "grade": "enumerated", "number": 0},
    ]
    assert (answer["outcome"]["blocking"], answer["certificate"]) == ([], {})


def test_a_millionth_from_1_to_2_makes_three_coalitions_block_alike_and_the_first_is_the_witness():
    payoffs = {"1": "749999/1000000", "2": "750001/1000000", "3": "1/4", "auctioneer": "11/4"}
    answer = ask(EXAMPLE_1, "core", payoffs=payoffs)
    assert blocks(answer) == [(who, Fraction(1, 10**6)) for who in ("a1", "a13", "13")]
    for claim in ("bidder-core", "core"):
        assert finding(answer, claim)["witness"] == answer["outcome"]["blocking"][0]


def test_the_auctioneer_gets_the_rest_where_nothing_is_said_of_him():
    answer = ask(EXAMPLE_1, "core", payoffs={"1": "1/2", "2": "1/2", "3": "1/2"})
    assert answer["outcome"]["payoffs"] == {"1": "1/2", "2": "1/2", "3": "1/2", "auctioneer": 3}
    assert {key: answer["outcome"][key] for key in ("price", "welfare")} == {"price": {"A": 3}, "welfare": "9/2"}


def test_competitive_payoffs_are_proved_by_their_price():
    answer = ask(EXAMPLE_1, "core", payoffs={"1": "1/2", "2": "1/2", "3": "1/2", "auctioneer": 3})
    assert answer["certificate"] == {"price": {"A": 3}}
    assert answer["findings"][1:] == [
        {"claim": "bidder-core", "holds": True, "grade": "proved"},
        {"claim": "core", "holds": True, "grade": "proved"},
        {"claim": "all-blocking", "holds": True, "grade": "enumerated", "number": 0},
    ]


def test_a_price_proves_the_bidder_core_where_the_auctioneer_alone_blocks():
    answer = ask(LOSS, "core", payoffs={"1": "1/8", "2": "1/8", "auctioneer": "-1/2"})
    assert answer["certificate"] == {"price": {"A": "-1/2"}}
    assert finding(answer, "bidder-core") == {"claim": "bidder-core", "holds": True, "grade": "proved"}
    alone = {"coalition": [], "auctioneer": True, "worth": 0, "payoffs": "-1/2", "deficit": "1/2"}
    assert finding(answer, "core") == {"claim": "core", "holds": False, "grade": "proved", "witness": alone}
    assert answer["outcome"]["blocking"] == [alone]


def test_negative_revenue_fails_the_core_alone():
    answer = ask(LOSS, "core")
    assert verdicts(answer) == {"efficient": True, "vickrey": True, "bidder-core": True, "core": False, "all-blocking": True}
    assert blocks(answer) == [("a", Fraction(3, 4))]


def test_payoffs_that_do_not_add_up_are_in_neither_core_but_all_that_block_are_listed():
    answer = ask(EXAMPLE_1, "core", payoffs={"1": 1, "2": 1, "3": "1/2", "auctioneer": 1})
    assert answer["findings"] == [
        {"claim": "feasible", "holds": False, "grade": "proved", "witness": {"sum": "7/2"}},
        {"claim": "bidder-core", "holds": False, "grade": "proved", "witness": {"sum": "7/2"}},
        {"claim": "core", "holds": False, "grade": "proved", "witness": {"sum": "7/2"}},
        {"claim": "all-blocking", "holds": True, "grade": "enumerated", "number": 6},
    ]
    assert blocks(answer) == [
        ("a1", Fraction(3, 2)),
        ("a2", Fraction(3, 2)),
        ("a12", Fraction(3, 4)),
        ("a13", Fraction(5, 4)),
        ("a23", Fraction(5, 4)),
        ("a123", Fraction(1)),
    ]


def test_too_large_payoffs_block_nobody_and_are_not_feasible():
    answer = ask(EXAMPLE_1, "core", payoffs={"1": 5, "2": 5, "3": 5, "auctioneer": 5})
    assert answer["outcome"]["blocking"] == []
    assert finding(answer, "core")["witness"] == {"sum": 20}


def test_a_cap_keeps_the_first_and_does_not_touch_the_count_nor_the_witness():
    answer = ask(EXAMPLE_1, "core", payoffs={"1": 1, "2": 1, "3": 0, "auctioneer": "5/2"}, cap=1)
    assert blocks(answer) == [("a13", Fraction(1, 4))]
    assert finding(answer, "all-blocking")["number"] == 2
    assert finding(answer, "core")["witness"] == answer["outcome"]["blocking"][0]


def test_random_auctions_agree_with_brute_force():
    seen = set()
    for random, document, market in random_auctions("core", 250, sizes=(2, 3, 3, 4, 5)):
        who = random_participants(random, market)
        names = [market.names[bidder] for bidder in who]
        given = {"participants": names} if random.random() < 0.5 or who != market.everyone else {}
        payoffs, auctioneer = vickrey(market, who).payoffs, vickrey(market, who).revenue
        if random.random() < 0.6:
            payoffs, auctioneer = random_payoffs(random, market, who)
            payoffs = {bidder: payoff.limit_denominator(10**9) for bidder, payoff in payoffs.items()}
            given["payoffs"] = {market.names[bidder]: str(payoff) for bidder, payoff in payoffs.items()}
            auctioneer = auctioneer.limit_denominator(10**9) if random.random() < 0.3 else worth(market, who) - sum(payoffs.values(), Fraction(0))
            if len(str(auctioneer)) < 60 and (random.random() < 0.5 or not is_feasible(market, who, payoffs, auctioneer)):
                given["payoffs"]["auctioneer"] = str(auctioneer)
            else:
                auctioneer = worth(market, who) - sum(payoffs.values(), Fraction(0))
        cap = random.choice((None, 1, 2))
        answer = ask(document, "core", **given, **({"cap": cap} if cap else {}))
        due = blocking_coalitions(market, who, payoffs, auctioneer)
        due = due if "payoffs" in given else [one for one in due if one[1]]
        assert [(*_members(market, entry), fraction(entry["deficit"])) for entry in answer["outcome"]["blocking"]] == due[: cap or 100]
        assert finding(answer, "all-blocking")["number"] == len(due)
        assert finding(answer, "bidder-core")["holds"] == is_bidder_core(market, who, payoffs, auctioneer)
        assert finding(answer, "core")["holds"] == is_core(market, who, payoffs, auctioneer)
        for claim, least in (("bidder-core", 1), ("core", 0)):
            witness = finding(answer, claim).get("witness", {"sum": None})
            seen.add((claim, finding(answer, claim)["grade"], "sum" in witness))
            if "sum" not in witness:
                largest = max((one for one in due if len(one[0]) >= least), key=lambda one: one[2])
                assert (*_members(market, witness), fraction(witness["deficit"])) == largest
    assert seen == {(claim, grade, infeasible) for claim in ("bidder-core", "core") for grade, infeasible in KINDS}


def _members(market, entry):
    return tuple(market.names.index(name) for name in entry["coalition"]), entry["auctioneer"]


def test_an_examination_has_the_worst_coalition_of_bidders():
    here = setting(market_from_document(example("example-3")), Question())
    found = examined(here, vickrey_payoffs(vickrey_part(here)))
    assert (found.worst.members, found.worst.deficit, found.number) == ((0,), Fraction(8581, 11449400), 1)
    assert [finding.claim for finding in found.findings] == ["bidder-core", "core"]
