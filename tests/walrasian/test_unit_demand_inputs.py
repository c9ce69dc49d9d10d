"""Second inputs about unit-demand markets: canonical form, and what is refused where."""

import pytest

from marketwright import solve
from marketwright.errors import MarketwrightError
from marketwright.inputs import second_input
from marketwright.markets import market_from_document
from marketwright.rules import RULES, rule_named
from tests.walrasian.cases import bundles, market

DOCUMENT = market((7, 4), (9, 5))
DOCUMENT["buyers"].append({"name": "3", "preference": {"type": "quasilinear", "values": {"a": 2}}, "forbidden": ["b"]})
MARKET = market_from_document(DOCUMENT)
PRICES = {"a": 1, "b": 0}
DEAL = bundles(("a", 3), (None, "-1/2"), (None, 0))


def test_names_are_brought_into_market_order_and_numbers_into_canonical_form():
    given = {"prices": {"b": "4/2", "a": "0.5"}, "allocation": {"3": None, "2": "b", "1": "a"}}
    found = second_input(given, rule_named("walrasian/test"), MARKET)
    assert list(found.items()) == [
        ("format", "marketwright.input/1"),
        ("prices", {"a": "1/2", "b": 2}),
        ("allocation", {"1": "a", "2": "b", "3": None}),
    ]
    assert [list(found[key]) for key in ("prices", "allocation")] == [["a", "b"], ["1", "2", "3"]]


@pytest.mark.parametrize(
    ("rule", "given", "code", "place"),
    [
        ("test", {}, "I101", "input"),
        ("test", {"prices": {"a": 1}}, "I122", "input.prices"),
        ("test", {"prices": PRICES | {"c": 1}}, "I105", "input.prices"),
        ("test", {"prices": PRICES | {"a": -1}}, "I106", "input.prices.a"),
        ("test", {"prices": PRICES | {"a": 0.5}}, "I104", "input.prices.a"),
        ("test", {"prices": PRICES | {"a": "1e3"}}, "N101", "input.prices.a"),
        ("test", {"prices": [1, 0]}, "I104", "input.prices"),
        ("test", {"prices": PRICES, "allocation": {"1": None, "2": None}}, "I102", "input.allocation"),
        ("test", {"prices": PRICES, "allocation": dict.fromkeys("1234")}, "I103", "input.allocation"),
        ("test", {"prices": PRICES, "allocation": dict.fromkeys("123") | {"2": "c"}}, "I105", "input.allocation.2"),
        ("test", {"prices": PRICES, "allocation": dict.fromkeys("123") | {"3": "b"}}, "I123", "input.allocation.3"),
        ("test", {"prices": PRICES, "allocation": dict.fromkeys("123", "a")}, "I113", "input.allocation.2"),
        ("test", {"prices": PRICES, "allocation": dict.fromkeys("123") | {"1": ["a"]}}, "I104", "input.allocation.1"),
        ("test", {"prices": PRICES, "scheme": "good"}, "I104", "input.scheme"),
        ("efficient", {}, "I101", "input"),
        ("efficient", {"bundles": DEAL | {"1": {"good": "a"}}}, "I104", "input.bundles.1"),
        ("efficient", {"bundles": DEAL | {"2": {"good": "a", "payment": 0}}}, "I113", "input.bundles.2.good"),
        ("efficient", {"bundles": DEAL | {"2": {"good": None, "payment": None}}}, "I104", "input.bundles.2.payment"),
        ("efficient", {"bundles": DEAL, "shares": {"a": 3}}, "I122", "input.shares"),
        ("efficient", {"bundles": DEAL, "shares": {"a": 3, "b": 0}}, "I124", "input.shares"),
        ("manipulate", {}, "I101", "input"),
        ("manipulate", {"against": "most"}, "I125", "input.against"),
        ("manipulate", {"against": None}, "I125", "input.against"),
        ("manipulate", {"against": "maximum", "samples": 0}, "I120", "input.samples"),
    ],
)
def test_what_does_not_fit_the_market_is_refused(rule, given, code, place):
    with pytest.raises(MarketwrightError) as caught:
        solve(MARKET, f"walrasian/{rule}", input=given)
    assert (caught.value.code, caught.value.place) == (code, place)


def test_shares_may_be_negative():
    given = second_input({"bundles": DEAL, "shares": {"a": 3, "b": "-1/2"}}, rule_named("walrasian/efficient"), MARKET)
    assert given["shares"] == {"a": 3, "b": "-1/2"}


@pytest.mark.parametrize("rule", [rule.id for rule in RULES if rule.kind == "unit-demand" and rule.id != "walrasian/minimum"])
def test_smooth_preferences_are_refused(rule):
    smooth = {"type": "quadratic-cost", "values": {"a": 3}, "rho": 1}
    given = {"test": {"prices": {"a": 0}}, "efficient": {"bundles": bundles((None, 0))}, "manipulate": {"against": "minimum"}}
    with pytest.raises(MarketwrightError, match="U117"):
        solve(market_from_document(market(smooth, goods="a")), rule, input=given.get(rule.split("/")[1]))


@pytest.mark.parametrize("rule", ["test", "efficient", "manipulate", "counterexample"])
def test_rules_that_select_nothing_take_no_tie_rule(rule):
    with pytest.raises(MarketwrightError, match="U103"):
        solve(MARKET, f"walrasian/{rule}", tie_rule="any")
