"""Parts of second inputs besides requests: words, numbers at the ends of their ranges, and lists in canonical order."""

from dataclasses import replace

import pytest

from marketwright.errors import MarketwrightError
from marketwright.inputs import LARGEST_SEED, MOST_ENTRIES, MOST_SAMPLES, SCHEMES, SPLITS, STOPS, WANTS, second_input
from marketwright.rules import rule_named
from tests.papers.pricing_cases import EXAMPLE_2


def read(key, value):
    rule = replace(rule_named("gamma/replies"), needs_input=None, may_input=(key,))
    return second_input({key: value}, rule, EXAMPLE_2)[key]


@pytest.mark.parametrize(
    ("key", "least", "most", "code"),
    [("cap", 1, MOST_ENTRIES, "I107"), ("samples", 1, MOST_SAMPLES, "I120"), ("seed", 0, LARGEST_SEED, "I120")],
)
def test_integers_may_be_at_the_ends_of_their_ranges_and_not_beyond(key, least, most, code):
    assert (read(key, least), read(key, str(most))) == (least, most)
    for beyond in (least - 1, most + 1, "3/2"):
        with pytest.raises(MarketwrightError) as caught:
            read(key, beyond)
        assert (caught.value.code, caught.value.place) == (code, f"input.{key}")


@pytest.mark.parametrize(("key", "words", "code"), [("want", WANTS, "I111"), ("stop", STOPS, "I112"), ("split", SPLITS, "I112"), ("scheme", SCHEMES, "I115")])
def test_words_are_those_listed(key, words, code):
    assert tuple(read(key, word) for word in words) == words
    for other in (words[0].upper(), "", 1, None, True):
        with pytest.raises(MarketwrightError) as caught:
            read(key, other)
        assert (caught.value.code, caught.value.place) == (code, f"input.{key}")


@pytest.mark.parametrize("key", ["ranges", "enforce"])
def test_yes_and_no_are_truth_values(key):
    assert (read(key, True), read(key, False)) == (True, False)
    for other in (0, 1, "true", None):
        with pytest.raises(MarketwrightError, match="I104"):
            read(key, other)


def test_a_price_list_is_sorted_by_size_and_market_order():
    given = [{"bundle": list(bundle), "price": price} for bundle, price in (("BA", 3), ("B", "4/2"), ("A", 0))]
    assert [("".join(entry["bundle"]), entry["price"]) for entry in read("price_list", given)] == [("A", 0), ("B", 2), ("AB", 3)]


@pytest.mark.parametrize(("key", "value"), [("prices", {"A": "-1/10"}), ("price_list", [{"bundle": ["A"], "price": "-1/10"}])])
def test_prices_are_at_least_0(key, value):
    with pytest.raises(MarketwrightError, match="I106"):
        read(key, value)
