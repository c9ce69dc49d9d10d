"""Which auctions are small enough to look at all sets of bidders, and what rules say of others."""

import pytest

from marketwright.errors import UsageError
from marketwright.markets import market_from_document
from marketwright.questions import Question
from marketwright.reallocative.advise import advise_rule
from marketwright.reallocative.always import always_rule
from marketwright.reallocative.core import core_rule
from marketwright.reallocative.listed import is_listed
from marketwright.reallocative.monotone import monotone_rule
from marketwright.reallocative.packages import packages_rule
from marketwright.reallocative.quantity import quantity_rule
from marketwright.reallocative.shills import shills_rule
from tests.reallocative.asked import ask, auction, finding, verdicts

UNIT = [[1, 0], [0, 1]]
FIVE = auction([4, 2], ([9, 7], [[2, 1], [1, 3]]), ([8, 9], UNIT), ([7, 8], [[1, 0], [0, 2]]), ([9, 9], [[3, 0], [0, 1]]), ([6, 8], UNIT))
NOBODY = auction([4, 4], ([8, 8], UNIT), ([8, 8], [[2, 1], [1, 2]]), ([8, 9], UNIT), ([9, 8], UNIT), ([9, 9], UNIT))


@pytest.fixture
def four_are_listed(monkeypatch):
    """Of two goods all sets of at most four bidders are looked at."""
    monkeypatch.setattr("marketwright.reallocative.listed.MOST_LISTED_WORK", 2**4 * 2**3)


def findings(rule, document):
    return {one.claim: one for one in rule(market_from_document(document), Question()).findings}


@pytest.mark.parametrize(
    ("bidders", "goods", "listed"),
    [(15, 5, True), (15, 6, False), (16, 1, False), (10, 16, True), (10, 17, False), (9, 20, True), (10, 20, False)],
)
def test_few_bidders_with_few_goods_are_listed(bidders, goods, listed):
    assert is_listed(bidders, goods) is listed


@pytest.mark.parametrize("document", [FIVE, NOBODY], ids=["different", "nobody blocks"])
def test_the_core_of_an_auction_that_is_not_listed_is_decided_all_the_same(document, request):
    exact = findings(core_rule, document)
    request.getfixturevalue("four_are_listed")
    found = findings(core_rule, document)
    assert set(exact) - set(found) == {"all-blocking"}
    assert [(one.claim, one.holds) for one in found.values()] == [(claim, exact[claim].holds) for claim in found]
    assert "coalitions" not in found["core"].details


@pytest.mark.parametrize(("rule", "claim"), [(always_rule, "bidder-core-always"), (always_rule, "core-always"), (monotone_rule, "revenue-monotone")])
@pytest.mark.parametrize("document", [FIVE, NOBODY], ids=["different", "nobody blocks"])
def test_of_markets_that_are_not_listed_nothing_is_proved_but_what_is_refuted(rule, claim, document, request):
    exact = findings(rule, document)[claim]
    request.getfixturevalue("four_are_listed")
    found = findings(rule, document)[claim]
    assert found.holds is None or (found.holds, exact.holds) == (False, False)
    assert found.grade != "enumerated"


@pytest.mark.usefixtures("four_are_listed")
def test_shills_of_everybody_are_no_proof_in_a_market_that_is_not_listed():
    finding = findings(shills_rule, auction([4, 2], *[([9, 9 + number], UNIT) for number in range(5)]))["shill-proof"]
    assert finding.grade in ("unproven", "proved")
    assert finding.holds is not True


@pytest.mark.usefixtures("four_are_listed")
@pytest.mark.parametrize("rule", [packages_rule, quantity_rule, advise_rule])
def test_rules_about_all_allocations_refuse_markets_that_are_not_listed(rule):
    with pytest.raises(UsageError) as error:
        findings(rule, FIVE)
    told = "allocations of all sets of bidders: 5 bidders and 2 goods (U105); allowed: up to 4 bidders with 2 goods; take a part of the market"
    assert str(error.value) == told


def test_ten_bidders_for_twenty_goods_are_served_by_trees():
    goods = 20
    matrices = [[[(2 + (row + bidder) % 3) * (row == column) for column in range(goods)] for row in range(goods)] for bidder in range(10)]
    bidders = [([50 + (7 * bidder + good) % 5 for good in range(goods)], matrix) for bidder, matrix in enumerate(matrices)]
    answer = ask(auction([30] * goods, *bidders, goods="ABCDEFGHIJKLMNOPQRST"), "core")
    assert verdicts(answer)["core"] is True
    assert "all-blocking" not in verdicts(answer)
    assert "coalitions" not in finding(answer, "core")
