"""Numbers of answers that are longer than 4,000 characters: a revenue is left out, anything else ends in a clear error."""

from fractions import Fraction

import pytest

import marketcheck
from marketwright import solve
from marketwright.answers import answer_document
from marketwright.errors import NumberError
from marketwright.exact import characters
from marketwright.markets import canonical_text, market_from_document
from marketwright.reports.answered import AnsweredMarket
from marketwright.reports.walrasian_prices import extreme_lines, extreme_sections
from tests.walrasian.cases import ask

PLAIN = {"format": "marketwright.market/1", "kind": "unit-demand"}


def levels(**slopes):
    """Levels slope x t - 10."""
    return {"type": "levels", "levels": {good: {"points": [[0, -10]], "left": slope, "right": slope} for good, slope in slopes.items()}}


def document_of(goods, preferences):
    buyers = [
        {"name": str(number), "preference": one, "forbidden": [good for good in goods if good not in one["levels"]]} for number, one in enumerate(preferences)
    ]
    return PLAIN | {"goods": goods, "buyers": buyers}


def primes(count, above):
    found = []
    while len(found) < count:
        above += 1
        if pow(2, above - 1, above) == 1:
            found.append(above)
    return found


def apart(count):
    """Every good is wanted by two buyers, who would pay up to 10 divided by a prime of its own."""
    goods = [f"g{number}" for number in range(count)]
    slopes = dict(zip(goods, primes(count, 10**29), strict=True))
    return document_of(goods, [levels(**{good: slope}) for good, slope in slopes.items() for _ in "12"])


def chain(links):
    """The first buyer holds the price of the first good, everybody else that of the good after his own, by a slope of his own."""
    goods = [f"g{number}" for number in range(links)]
    slopes = [f"{10**15 + 2 * number + 1}/{10**15}" for number in range(1, links)]
    first = {"type": "levels", "levels": {"g0": {"points": [[0, -1]], "left": 1, "right": 1}}}
    others = [levels(**{goods[number]: 1, goods[number + 1]: slope}) for number, slope in enumerate(slopes)]
    return document_of(goods, [first, *others, levels(**{goods[-1]: 1})])


@pytest.mark.parametrize("rule", ["minimum", "maximum", "properties"])
def test_a_revenue_that_is_too_long_is_left_out_and_rounded_in_reports(rule):
    short, long = ask(apart(60), rule), ask(apart(75), rule)
    total = sum((Fraction(payment) for payment in short["outcome"]["payments"].values()), Fraction(0))
    assert Fraction(short["outcome"]["revenue"]) == total
    assert "revenue" not in long["outcome"]
    market = market_from_document(long["market"])
    answered = AnsweredMarket(market=market, document=long)
    title, lines = extreme_sections(answered)[1]
    said = " ".join(" ".join(lines).split())
    assert "revenue ≈0, rounded: exactly it has more than 4000 characters; everything is sold" in said, (title, said)
    assert any("revenue ≈0" in line for line in extreme_lines(answered))


def test_prices_that_are_too_long_end_in_an_error_that_says_so():
    market = market_from_document(chain(180))
    with pytest.raises(NumberError, match="N106"):
        solve(market, "walrasian/minimum")
    short = solve(market_from_document(chain(100)), "walrasian/minimum")
    assert short.checked == "accepted"
    assert 2000 < max(map(characters, short.outcome["prices"].values())) < 4000


def test_a_net_revenue_that_is_too_long_ends_in_an_error_that_says_so():
    document = apart(75)
    prices = {f"g{number}": Fraction(1, slope) for number, slope in enumerate(primes(75, 10**29))}
    bundles = {str(2 * number): {"good": good, "payment": str(price)} for number, (good, price) in enumerate(prices.items())}
    bundles |= {str(2 * number + 1): {"good": None, "payment": 0} for number in range(75)}
    with pytest.raises(NumberError, match="N106"):
        solve(market_from_document(document), "walrasian/efficient", input={"bundles": bundles})


def test_prices_of_an_answer_that_are_longer_than_inputs_may_be_are_refused_clearly():
    market = market_from_document(chain(8))
    prices = answer_document(solve(market, "walrasian/minimum"))["outcome"]["prices"]
    with pytest.raises(NumberError, match=r"input.prices.g\d: .*(N102|N103).*; allowed: .*"):
        solve(market, "walrasian/test", input={"prices": prices})


def test_the_checker_reads_what_is_just_short_enough():
    document = answer_document(solve(market_from_document(chain(130)), "walrasian/minimum"))
    assert isinstance(marketcheck.check(canonical_text(document)), marketcheck.Accepted)
