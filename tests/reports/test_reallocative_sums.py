"""Answers whose exact numbers are too long to be written are told all the same."""

from fractions import Fraction
from random import Random

import marketcheck
from marketwright.answers import answer_document
from marketwright.markets import canonical_text, market_from_document
from marketwright.reports.answered import AnsweredMarket
from marketwright.reports.by_rule import report_of
from marketwright.reports.explanation import explanation
from marketwright.reports.summary import summary
from marketwright.solving import solve


def many_unlike_bidders(count, goods, seed, size=9):
    """Bidders whose matrices have nothing in common, so that denominators multiply."""
    random, bidders = Random(seed), []
    for number in range(count):
        lower = [
            [random.randint(-size, size) if column < row else (random.randint(1, size) if column == row else 0) for column in range(goods)]
            for row in range(goods)
        ]
        matrix = [[sum(x * y for x, y in zip(one, other, strict=True)) + (one is other) for other in lower] for one in lower]
        values = {"type": "quadratic", "theta": [50 + random.randint(-5, 5) for _ in range(goods)], "S": matrix}
        bidders.append({"name": f"bidder {number}", "values": values})
    names = [f"good {number}" for number in range(goods)]
    return market_from_document({"format": "marketwright.market/1", "kind": "divisible", "goods": names, "quantity": [10] * goods, "bidders": bidders})


def told(market, rule):
    answer = solve(market, rule)
    document = answer_document(answer)
    answered = AnsweredMarket(market=market, document=document)
    return answer, document, *(" ".join(text.split()) for text in (summary(answered), explanation(answered, 100)))


def test_a_revenue_too_long_to_be_written_is_added_up_for_the_reader():
    answer, document, short, long = told(many_unlike_bidders(90, 3, 1), "reallocative/vickrey")
    assert "revenue" not in answer.outcome
    assert isinstance(marketcheck.check(canonical_text(document)), marketcheck.Accepted)
    revenue = sum(answer.outcome["payments"].values(), Fraction(0))
    assert f"The revenue is ≈{float(revenue):.6g}" in short
    assert "How the payments come about" in long


def test_one_bidder_of_many_is_told_with_the_sums():
    found = AnsweredMarket(market=(market := many_unlike_bidders(90, 3, 1)), document=answer_document(solve(market, "reallocative/vickrey")))
    sections = report_of(found).buyer(found, 0, 100)
    assert [title for title, lines in sections if lines][1] == "Why that payment"


def test_who_blocks_is_told_without_the_amount_where_that_is_too_long():
    answer, _, short, long = told(many_unlike_bidders(90, 3, 1), "reallocative/core")
    assert answer.finding("core").holds is False
    assert "by an amount whose exact number is too long to be written" in short
    assert "could do better" in long


def test_an_outcome_of_numbers_too_long_is_not_told():
    answer, _, short, _ = told(many_unlike_bidders(50, 3, 1, size=99999), "reallocative/vickrey")
    assert len(answer.outcome["payments"]) < 50
    assert "round the market's numbers, or take a part of it" in short
