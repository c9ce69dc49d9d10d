"""Requests: read strictly, written canonically, the same either way."""

from fractions import Fraction

import pytest

from marketwright.errors import MarketwrightError
from marketwright.gamma.profile import Request, requests_document, requests_of
from marketwright.inputs import second_input
from marketwright.markets import AdditiveValues, BundleMarket, Buyer
from marketwright.rules import rule_named

MARKET = BundleMarket(
    goods=("A", "B", "C"),
    buyers=(
        Buyer(name="Ada", values=AdditiveValues(values={"A": Fraction(3), "C": Fraction(1, 2)})),
        Buyer(name="Ben", values=AdditiveValues(values={"B": Fraction(2)})),
    ),
)
BEN = {"bundle": ["B"], "price": 1}


def read(requests, **more):
    return second_input({"requests": requests, **more}, rule_named("gamma/replies"), MARKET)


def test_bundles_come_into_market_order_and_prices_into_lowest_terms():
    found = read({"Ben": {"bundle": ["C", "A"], "price": "6/4"}, "Ada": {"bundle": [], "price": "0.50"}})
    assert found["requests"] == {"Ben": {"bundle": ["A", "C"], "price": "3/2"}, "Ada": {"bundle": [], "price": "1/2"}}


def test_what_is_written_is_read_as_it_was():
    requests = {"Ada": Request(("A", "C"), Fraction(7, 3)), "Ben": Request((), Fraction(0))}
    document = requests_document(requests)
    assert second_input(document, rule_named("gamma/equilibrium"), MARKET) == document
    assert requests_of(document["requests"]) == requests


@pytest.mark.parametrize(
    ("requests", "code", "place"),
    [
        ([], "I104", "input.requests"),
        ({"Ada": BEN}, "I102", "input.requests"),
        ({"Ada": BEN, "Ben": BEN, "seller": BEN}, "I103", "input.requests"),
        ({"Ada": 3, "Ben": BEN}, "I104", "input.requests.Ada"),
        ({"Ada": {"bundle": ["A"]}, "Ben": BEN}, "I104", "input.requests.Ada"),
        ({"Ada": {"bundle": ["A"], "price": 1, "note": ""}, "Ben": BEN}, "I104", "input.requests.Ada"),
        ({"Ada": {"bundle": "A", "price": 1}, "Ben": BEN}, "I104", "input.requests.Ada.bundle"),
        ({"Ada": {"bundle": ["A", 1], "price": 1}, "Ben": BEN}, "I104", "input.requests.Ada.bundle"),
        ({"Ada": {"bundle": ["D"], "price": 1}, "Ben": BEN}, "I105", "input.requests.Ada.bundle"),
        ({"Ada": {"bundle": ["A", "A"], "price": 1}, "Ben": BEN}, "I105", "input.requests.Ada.bundle"),
        ({"Ada": {"bundle": ["A"], "price": "-1/2"}, "Ben": BEN}, "I106", "input.requests.Ada.price"),
        ({"Ada": {"bundle": ["A"], "price": 0.5}, "Ben": BEN}, "I104", "input.requests.Ada.price"),
        ({"Ada": {"bundle": ["A"], "price": "1e9"}, "Ben": BEN}, "N101", "input.requests.Ada.price"),
        ({"Ada": {"bundle": ["A"], "price": True}, "Ben": BEN}, "I104", "input.requests.Ada.price"),
    ],
)
def test_a_mistake_is_told_with_its_place(requests, code, place):
    with pytest.raises(MarketwrightError) as caught:
        read(requests)
    assert (caught.value.code, caught.value.place) == (code, place)


@pytest.mark.parametrize("cap", [0, -1, 100_001, "3/2"])
def test_a_cap_is_an_integer_within_reach(cap):
    with pytest.raises(MarketwrightError) as caught:
        read({"Ada": BEN, "Ben": BEN}, cap=cap)
    assert caught.value.code == "I107"


def test_a_remedy_names_the_nearest_name():
    with pytest.raises(MarketwrightError) as caught:
        read({"Ada": BEN, "Bne": BEN})
    assert "did you mean 'Ben'?" in str(caught.value)
