"""Market documents: read, written canonically, digested."""

import json
from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketcheck.market import market_from_text
from marketwright.errors import MarketError, NumberError
from marketwright.markets import (
    Bid,
    BundleMarket,
    Buyer,
    JsonValue,
    TableValues,
    UnitDemandValues,
    XorValues,
    canonical_text,
    market_digest,
    market_document,
    market_from_document,
    parse_json,
    readable_text,
)
from tests.strategies import bundle_markets, odd_names, plain_names

DOCUMENT = """
{"title": "Größe", "format": "marketwright.market/1", "kind": "bundle", "goods": ["A", "B"],
 "buyers": [{"name": "1", "values": {"type": "xor", "bids": [{"bundle": ["B", "A"], "value": 12.0}]}},
            {"name": "2", "values": {"type": "unit-demand", "values": {"B": "21/2", "A": "10"}}}]}
"""
CANONICAL = (
    '{"buyers":[{"name":"1","values":{"bids":[{"bundle":["A","B"],"value":12}],"type":"xor"}},'
    '{"name":"2","values":{"type":"unit-demand","values":{"A":10,"B":"21/2"}}}],'
    '"format":"marketwright.market/1","goods":["A","B"],"kind":"bundle","title":"Größe"}'
)
DIGEST = "sha256:5e750d903cb053e6e9e148bc46b5c55c0f7fd2846cd675f26653e3f8fa116eb7"


def market_of(text: str) -> BundleMarket:
    return market_from_document(parse_json(text.encode(), "test"))


def test_document_becomes_a_market_in_normal_form() -> None:
    assert market_of(DOCUMENT) == BundleMarket(
        goods=("A", "B"),
        buyers=(
            Buyer(name="1", values=XorValues(bids=(Bid(bundle=("A", "B"), value=Fraction(12)),))),
            Buyer(name="2", values=UnitDemandValues(values={"A": Fraction(10), "B": Fraction(21, 2)})),
        ),
        title="Größe",
    )


def test_maps_stand_in_market_order() -> None:
    values = market_of(DOCUMENT).buyers[1].values
    assert isinstance(values, UnitDemandValues)
    assert list(values.values) == ["A", "B"]


def test_canonical_text_is_the_one_of_the_format_page() -> None:
    assert canonical_text(market_document(market_of(DOCUMENT))) == CANONICAL


def test_digest_is_the_sha256_of_the_canonical_text() -> None:
    assert market_digest(market_of(DOCUMENT)) == DIGEST


def test_control_characters_are_escaped_in_the_shortest_way() -> None:
    assert canonical_text({"a": '"\\\n\t\r\b\f\x01\x1f\x7f\u2028é'}) == '{"a":"\\"\\\\\\n\\t\\r\\b\\f\\u0001\\u001f\x7f\u2028é"}'


def test_keys_are_sorted_by_code_point() -> None:
    document: dict[str, JsonValue] = {"é": 1, "a": 2, "Z": 3, "\U0001f98a": 4, "\uffff": 5}
    assert list(json.loads(canonical_text(document))) == ["Z", "a", "é", "\uffff", "\U0001f98a"]


@pytest.mark.parametrize("spelling", ["12", '"12"', "12.0", '"12.000"', '"24/2"'])
def test_spellings_of_a_number_have_one_digest(spelling: str) -> None:
    assert market_digest(market_of(DOCUMENT.replace("12.0", spelling))) == DIGEST


@pytest.mark.parametrize(("given", "other"), [("12.0", "12.1"), ('"Größe"', '"Grösse"'), ('"name": "2"', '"name": "3"'), ('"title"', '"source"')])
def test_different_markets_have_different_digests(given: str, other: str) -> None:
    assert market_digest(market_of(DOCUMENT.replace(given, other))) != DIGEST


def test_readable_text_breaks_lines_only_where_needed() -> None:
    assert readable_text(market_document(market_of(DOCUMENT))) == (
        '{"format": "marketwright.market/1",\n'
        ' "kind": "bundle",\n'
        ' "title": "Größe",\n'
        ' "goods": ["A", "B"],\n'
        ' "buyers": [{"name": "1", "values": {"type": "xor", "bids": [{"bundle": ["A", "B"], "value": 12}]}},\n'
        '  {"name": "2", "values": {"type": "unit-demand", "values": {"A": 10, "B": "21/2"}}}]}\n'
    )


def test_python_numbers_of_a_document_are_read() -> None:
    document = json.loads(CANONICAL)
    assert market_digest(market_from_document(document)) == DIGEST


def test_python_float_of_a_document_is_refused() -> None:
    document = json.loads(CANONICAL)
    document["buyers"][0]["values"]["bids"][0]["value"] = 0.5
    with pytest.raises(MarketError) as caught:
        market_from_document(document)
    assert (
        str(caught.value) == 'buyers[0].values.bids[0].value: a Python float (M101); allowed: a number such as 12, 0.25 or "7/2"; '
        'write it as a text, such as "0.3" or "1/3"'
    )


def test_python_integer_of_many_digits_is_refused() -> None:
    document = json.loads(CANONICAL)
    document["buyers"][0]["values"]["bids"][0]["value"] = 10**5000
    with pytest.raises(NumberError) as caught:
        market_from_document(document)
    assert (caught.value.code, caught.value.place) == ("N102", "buyers[0].values.bids[0].value")


def test_good_called_like_a_value_type_keeps_its_place() -> None:
    text = DOCUMENT.replace('"A"', '"xor"').replace('"10"', "null")
    with pytest.raises(MarketError) as caught:
        market_of(text)
    assert caught.value.place == "buyers[1].values.values.xor"


def test_free_disposal_is_written_only_when_it_was_asked_for() -> None:
    market = market_of(DOCUMENT)
    bids = tuple(Bid(bundle=bundle, value=Fraction(1)) for bundle in (("A",), ("B",), ("A", "B")))
    written = [
        market_document(replace(market, buyers=(Buyer(name="1", values=TableValues(bids=bids, free_disposal=closed)),)))["buyers"] for closed in (False, True)
    ]
    entries: list[JsonValue] = [{"bundle": list(bid.bundle), "value": 1} for bid in bids]
    assert written == [
        [{"name": "1", "values": {"type": "table", "bids": entries}}],
        [{"name": "1", "values": {"type": "table", "bids": entries, "free_disposal": True}}],
    ]


@given(bundle_markets(names=st.one_of(plain_names, odd_names)))
def test_every_market_survives_its_document(market: BundleMarket) -> None:
    document = market_document(market)
    assert market_from_document(document) == market
    assert market_of(canonical_text(document)) == market
    assert market_of(readable_text(document)) == market


@given(bundle_markets(names=st.one_of(plain_names, odd_names)))
def test_canonical_text_is_a_fixed_point(market: BundleMarket) -> None:
    text = canonical_text(market_document(market))
    assert canonical_text(market_document(market_of(text))) == text


@given(bundle_markets(names=st.one_of(plain_names, odd_names)))
def test_the_independent_checker_computes_the_same_digest(market: BundleMarket) -> None:
    assert market_from_text(readable_text(market_document(market))).digest == market_digest(market)


def test_python_integer_of_many_digits_in_a_map_is_refused() -> None:
    document = json.loads(CANONICAL)
    document["buyers"][1]["values"]["values"]["A"] = 10**5000
    with pytest.raises(NumberError) as caught:
        market_from_document(document)
    assert (caught.value.code, caught.value.place) == ("N102", "buyers[1].values.values.A")
