"""Laws that connect the rooms: Vickrey payments, mechanism Γ and anonymous prices speak of the same markets."""

from dataclasses import replace
from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from marketwright.solving import solve
from tests.strategies import bundle_markets
from tests.test_laws import changed_market

few = settings(max_examples=30, deadline=None)
SUBSTITUTES = ("additive", "unit-demand", "assignment")


def without_reserves(**options):
    return bundle_markets(**options).map(lambda market: replace(market, reserve_prices={}))


def nobody_asks(market):
    return {"requests": {buyer.name: {"bundle": [], "price": 0} for buyer in market.buyers}}


def asks_for_everything(market):
    return {"requests": {buyer.name: {"bundle": list(market.goods), "price": 1} for buyer in market.buyers}}


@few
@given(without_reserves(types=("unit-demand",)))
def test_with_unit_demand_vickrey_payments_are_the_least_item_prices(market):
    answer = solve(market, "prices/good", input={"want": "least-total", "ranges": True})
    outcome, vickrey = answer.outcome, solve(market, "vickrey").outcome
    assert outcome["least_exists"]
    assert outcome["prices"] == outcome["low"]
    assert sum(outcome["payments"].values()) == sum(outcome["low"].values())
    assert {name: payoff for name, payoff in outcome["payoffs"].items() if name != "seller"} == {
        name: payoff for name, payoff in vickrey["payoffs"].items() if name != "seller"
    }


@few
@given(without_reserves(types=SUBSTITUTES))
def test_with_gross_substitutes_item_prices_exist_and_equilibria_of_gamma_pay_vickrey_payoffs(market):
    assert solve(market, "prices/good", input={"ranges": False}).finding("prices-exist").holds is True
    answer = solve(market, "gamma/construct")
    assert answer.finding("vickrey").holds is True
    vickrey = solve(market, "vickrey").outcome["payoffs"]
    assert answer.outcome["equilibria"]
    for equilibrium in answer.outcome["equilibria"]:
        assert equilibrium["payoffs"] == vickrey
        verdict = solve(market, "gamma/equilibrium", input={"requests": equilibrium["requests"]})
        assert verdict.finding("subgame-perfect").holds is True


@few
@given(without_reserves())
def test_when_nobody_asks_for_anything_the_best_reply_is_efficient_and_takes_everything(market):
    outcome = solve(market, "gamma/reply", input=nobody_asks(market)).outcome
    welfare = solve(market, "efficient").outcome["welfare"]
    assert outcome["revenue"] == outcome["surplus"] == welfare


@few
@given(without_reserves())
def test_item_prices_are_package_prices_and_package_prices_are_at_most_what_packages_are_worth(market):
    item, package = solve(market, "prices/good", input={"ranges": False}), solve(market, "prices/eff", input={"ranges": False})
    if item.finding("prices-exist").holds is True:
        assert package.finding("prices-exist").holds is True
        assert package.outcome["least_total"] <= item.outcome["least_total"]
        assert package.outcome["greatest_total"] >= item.outcome["greatest_total"]
    if package.finding("supportable").holds is True:
        assert package.outcome["greatest_total"] <= package.outcome["welfare"]


@few
@given(without_reserves(), st.sampled_from([Fraction(3), Fraction(1, 7), Fraction(10**9)]))
def test_scaling_money_scales_replies_limits_and_prices(market, factor):
    scaled = changed_market(market, money=factor)
    requests = asks_for_everything(market)["requests"]
    before = solve(market, "gamma/equilibrium", input={"requests": requests})
    after = solve(scaled, "gamma/equilibrium", input={"requests": {name: request | {"price": factor} for name, request in requests.items()}})
    assert after.outcome["revenue"] == before.outcome["revenue"] * factor
    assert after.outcome["deviations"] == {name: limit * factor for name, limit in before.outcome["deviations"].items()}
    assert after.finding("subgame-perfect").holds is before.finding("subgame-perfect").holds
    old, new = (solve(each, "prices/any", input={"ranges": False}).outcome for each in (market, scaled))
    assert new["least_total"] == old["least_total"] * factor
    assert new["greatest_total"] == old["greatest_total"] * factor


@few
@given(without_reserves())
def test_renaming_changes_no_limit_and_no_total(market):
    renamed = changed_market(market, good=lambda name: f"good {name}", buyer=lambda name: f"buyer {name}")
    before, after = (solve(each, "gamma/equilibrium", input=asks_for_everything(each)) for each in (market, renamed))
    assert after.outcome["deviations"] == {f"buyer {name}": limit for name, limit in before.outcome["deviations"].items()}
    old, new = (solve(each, "prices/eff").outcome for each in (market, renamed))
    keys = ("tried", "least_total", "greatest_total", "margin")
    assert {key: new.get(key) for key in keys} == {key: old.get(key) for key in keys}
