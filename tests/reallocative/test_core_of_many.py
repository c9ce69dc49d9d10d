"""The rule `reallocative/core` with more participants than all coalitions can be listed of: trees, scans, limits."""

from fractions import Fraction
from random import Random

import pytest

from marketwright.answers import answer_document
from marketwright.markets import market_from_document
from marketwright.questions import Limits, Question
from marketwright.reallocative import nonblocking
from marketwright.reallocative.blocking import Payoffs
from marketwright.reallocative.core import examined, vickrey_payoffs
from marketwright.reallocative.nonblocking import rounded_up
from marketwright.reallocative.setting import setting
from marketwright.reallocative.vickrey import vickrey_part
from marketwright.solving import checked_answer, found_answer
from tests.reallocative.asked import ask, auction, finding
from tests.reallocative_oracle import fraction, market_of, vickrey, worth


def alike(size, seed, by=0):
    """An auction of two goods to bidders with nearly the same theta, whose matrices do not commute: nothing blocks."""
    random = Random(f"alike {seed}")
    bidders = []
    for _ in range(size):
        theta = [str(30 + Fraction(random.randint(-by, by), 100)), str(25 + Fraction(random.randint(-by, by), 100))]
        mixed = random.randint(0, 1)
        bidders.append((theta, [[random.randint(2, 9), mixed], [mixed, random.randint(2, 9)]]))
    return auction([size, 2 * size], *bidders)


def different(size, seed):
    """An auction of two goods to bidders of whom some would rather sell: the auctioneer and some others block."""
    random = Random(f"different {seed}")
    bidders = [([random.randint(5, 40), random.randint(5, 40)], [[random.randint(2, 9), 1], [1, random.randint(2, 9)]]) for _ in range(size)]
    return auction([size, size], *bidders)


def leaves(tree):
    return sum(isinstance(node, list) for node in tree)


@pytest.mark.parametrize("size", [16, 20, 28, 40])
def test_a_tree_proves_that_nothing_blocks(size):
    answer = ask(alike(size, size, by=3), "core")
    number = leaves(answer["certificate"]["with"])
    assert answer["findings"][2:] == [
        {"claim": "bidder-core", "holds": True, "grade": "enumerated", "leaves": number},
        {"claim": "core", "holds": True, "grade": "enumerated", "leaves": number},
    ]
    assert list(answer["certificate"]) == ["with"]
    assert size < number < 2 * size
    assert answer["outcome"]["blocking"] == []


@pytest.mark.parametrize("size", [16, 20, 24])
def test_what_blocks_is_listed_in_order_up_to_the_cap_with_the_largest_deficit_as_witness(size):
    document = different(size, size)
    answer = ask(document, "core", cap=20)
    entries = answer["outcome"]["blocking"]
    witness = finding(answer, "core")["witness"]
    assert len(entries) == 20
    assert finding(answer, "bidder-core")["witness"] == witness
    assert fraction(witness["deficit"]) >= max(fraction(entry["deficit"]) for entry in entries)
    assert (answer["certificate"], {entry["auctioneer"] for entry in entries}) == ({}, {True})


@pytest.mark.parametrize("size", [28, 40])
def test_a_coalition_that_blocks_is_found_among_many(size):
    answer = ask(different(size, size), "core")
    witness = finding(answer, "bidder-core")["witness"]
    assert answer["outcome"]["blocking"]
    assert fraction(witness["deficit"]) > 0


def test_the_deficit_of_a_coalition_of_sixteen_is_that_of_brute_force():
    document = different(16, "brute force")
    market = market_of(document)
    outcome = vickrey(market, market.everyone)
    for entry in ask(document, "core", cap=5)["outcome"]["blocking"]:
        members = tuple(market.names.index(name) for name in entry["coalition"])
        owed = sum((outcome.payoffs[bidder] for bidder in members), outcome.revenue)
        assert fraction(entry["deficit"]) == worth(market, members) - owed > 0


def test_participants_keep_their_places_in_the_market_in_trees():
    document = alike(22, "places")
    chosen = [bidder["name"] for bidder in document["bidders"][::-1] if bidder["name"] not in ("1", "5", "6")]
    answer = ask(document, "core", participants=chosen)
    branched = {node for node in answer["certificate"]["with"] if isinstance(node, int)}
    assert branched
    assert not branched & {0, 4, 5}
    assert finding(answer, "core")["leaves"] == leaves(answer["certificate"]["with"])


def test_stated_payoffs_need_two_trees():
    document = alike(18, "stated")
    here = setting(market_from_document(document), Question())
    found, payoffs = vickrey_part(here), {}
    for bidder, honest in zip(document["bidders"], found.payoffs, strict=True):
        payoffs[bidder["name"]] = str(honest.limit_denominator(1000) * Fraction(9, 10))
    answer = ask(document, "core", payoffs=payoffs)
    assert list(answer["certificate"]) == ["with", "without"]
    assert finding(answer, "core")["leaves"] == sum(map(leaves, answer["certificate"].values()))
    assert finding(answer, "core")["holds"] is True


def test_competitive_payoffs_of_many_are_proved_by_their_price():
    document = auction(20, *[(4, 1)] * 10, *[(6, 1)] * 10)
    payoffs = {str(place + 1): "0" if place < 10 else 2 for place in range(20)}
    answer = ask(document, "core", payoffs=payoffs | {"auctioneer": 80})
    assert answer["certificate"] == {"price": {"A": 4}}
    assert answer["findings"][1:] == [{"claim": claim, "holds": True, "grade": "proved"} for claim in ("bidder-core", "core")]


def test_payoffs_of_many_that_do_not_add_up_are_refuted_by_their_sum():
    answer = ask(auction(0, *[(4, 1)] * 30), "core", payoffs={str(place + 1): 1 for place in range(30)} | {"auctioneer": 0})
    assert answer["findings"] == [{"claim": claim, "holds": False, "grade": "proved", "witness": {"sum": 30}} for claim in ("feasible", "bidder-core", "core")]
    assert (answer["outcome"]["blocking"], answer["certificate"]) == ([], {})


def test_coalitions_without_the_auctioneer_block_where_he_has_taken_too_much():
    document = auction(0, *[(place % 2, 1) for place in range(20)])
    answer = ask(document, "core", payoffs={str(place + 1): 0 for place in range(20)}, cap=2)
    assert answer["outcome"]["payoffs"]["auctioneer"] == "5/2"
    entry = {"coalition": ["1", "2"], "auctioneer": False, "worth": "1/4", "payoffs": 0, "deficit": "1/4"}
    assert answer["outcome"]["blocking"][0] == entry
    whole = finding(answer, "core")["witness"]
    assert (len(whole["coalition"]), whole["auctioneer"], whole["deficit"]) == (20, False, "5/2")


@pytest.mark.parametrize("size", [17, 40])
def test_with_nothing_to_sell_equal_bidders_want_nothing_else(size):
    answer = ask(auction(0, *[(place, 1) for place in [7] * size]), "core")
    assert (finding(answer, "core")["holds"], answer["outcome"]["welfare"]) == (True, 0)


@pytest.mark.parametrize("size", [17, 40])
def test_with_nothing_to_sell_one_other_theta_lets_somebody_block(size):
    answer = ask(auction(0, *[(7, 1)] * (size - 1), (8, 1)), "core")
    assert (finding(answer, "bidder-core")["holds"], finding(answer, "core")["holds"]) == (False, False)


def test_the_auctioneer_alone_fails_the_core_of_many_where_a_tree_proves_the_bidder_core():
    answer = ask(auction(-20, *[(4, 1 + place % 3) for place in range(20)]), "core")
    assert (finding(answer, "bidder-core")["holds"], finding(answer, "core")["holds"]) == (True, False)
    assert finding(answer, "core")["witness"]["coalition"] == []
    assert finding(answer, "bidder-core")["leaves"] == leaves(answer["certificate"]["with"])
    assert len(answer["outcome"]["blocking"]) == 1


@pytest.mark.parametrize("size", [20, 40])
def test_without_time_the_first_prices_bound_what_anybody_could_gain(size):
    given = found_answer(market_from_document(alike(size, "late")), "reallocative/core", limits=Limits(seconds=0))
    answer = answer_document(checked_answer(given))
    bound = finding(answer, "bidder-core")
    assert (bound["holds"], bound["grade"], fraction(bound["at_most"]) > 0) == (None, "bounded", True)
    assert finding(answer, "core") == {**bound, "claim": "core"}
    assert list(answer["certificate"]) == ["with"]
    assert answer["checked"] == "accepted"


def test_a_scan_is_reported_where_the_tree_is_not_finished(monkeypatch):
    monkeypatch.setattr(nonblocking, "FIRST_LEAVES", 1)
    asked = iter([False, False])
    here = setting(market_from_document(alike(16, "scan")), Question())
    found = examined(here, vickrey_payoffs(vickrey_part(here)), stopped=lambda: next(asked, True))
    assert [(one.claim, one.holds, one.grade, one.details["coalitions"]) for one in found.findings] == [
        ("bidder-core", None, "numeric", 2**16 - 1),
        ("core", None, "numeric", 2**16),
    ]
    assert 0 < found.findings[0].details["error"] < Fraction(1, 10**6)
    assert (found.certificate, found.number) == ({}, None)


def test_a_tree_goes_on_after_a_scan(monkeypatch):
    monkeypatch.setattr(nonblocking, "FIRST_LEAVES", 1)
    answer = ask(alike(16, "on"), "core")
    assert finding(answer, "core")["grade"] == "enumerated"


def test_without_a_scan_what_the_search_found_is_the_answer(monkeypatch):
    monkeypatch.setattr(nonblocking, "MOST_SCANNED", 0)
    answer = ask(different(16, "unscanned"), "core")
    assert len(answer["outcome"]["blocking"]) == 1
    assert finding(answer, "core")["witness"] == answer["outcome"]["blocking"][0]


def test_nothing_says_that_the_listed_coalitions_are_all_where_there_may_be_more():
    answer = ask(different(16, "unlisted"), "core", cap=2)
    assert [finding["claim"] for finding in answer["findings"]] == ["efficient", "vickrey", "bidder-core", "core"]
    assert len(answer["outcome"]["blocking"]) == 2
    assert fraction(finding(answer, "core")["witness"]["deficit"]) >= max(fraction(block["deficit"]) for block in answer["outcome"]["blocking"])


def test_a_scan_lists_all_that_all_worths_list(monkeypatch):
    document = different(13, "both ways")
    here = setting(market_from_document(document), Question())
    found = vickrey_part(here)
    payoffs = Payoffs(bidders=found.payoffs, auctioneer=found.revenue, alone=True)
    exact = examined(here, payoffs, cap=10_000)
    monkeypatch.setattr("marketwright.reallocative.listed.MOST_LISTED", 12)
    scanned = examined(here, payoffs, cap=10_000)
    assert exact.number == len(exact.blocking) > 10
    assert scanned.blocking == exact.blocking
    assert (scanned.worst, scanned.number) == (exact.worst, None)


@pytest.mark.parametrize(
    ("number", "stated"),
    [(Fraction(0), Fraction(0)), (Fraction(-1), Fraction(0)), (Fraction(1, 3), Fraction(3334, 10**4)), (Fraction(123456789), Fraction(123460000))],
)
def test_bounds_are_stated_with_few_digits_and_never_too_low(number, stated):
    assert rounded_up(number) == stated
