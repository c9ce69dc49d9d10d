"""Laws that connect the rooms: Vickrey payments, mechanism Γ, anonymous prices and equilibria speak of the same markets."""

from dataclasses import replace
from fractions import Fraction
from itertools import combinations

from hypothesis import given, settings
from hypothesis import strategies as st

from marketwright.markets import (
    BayesianMarket,
    BayesianPlayer,
    BorrowingPreference,
    BundleMarket,
    Buyer,
    CoalitionActions,
    IncomePreference,
    JointAction,
    LevelsPreference,
    QuasilinearPreference,
    SoftBudgetPreference,
    UnitDemandBuyer,
    UnitDemandMarket,
    UnitDemandValues,
    validate_market,
)
from marketwright.piecewise import PiecewiseLinear
from marketwright.solving import solve
from tests.strategies import EXACT_TYPES, amounts, bundle_markets, unit_demand_markets
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


# Unit-demand markets: the room `walrasian`.

exact_markets = unit_demand_markets(types=EXACT_TYPES)
bought_alone = unit_demand_markets(types=("quasilinear",), numbers=amounts, least=1, forbidden=False, entry_fees=st.just(Fraction(0))).map(
    lambda market: replace(market, seller_values={}, reserve_prices={})
)


def as_bundle_market(market):
    """The same buyers, asked for bundles of which the best good counts."""
    return BundleMarket(
        goods=market.goods,
        buyers=tuple(Buyer(name=buyer.name, values=UnitDemandValues(values=dict(buyer.preference.values))) for buyer in market.buyers),
    )


def changed_preference(preference, good, money):
    """A preference with renamed goods and money times a factor."""

    def renamed(entries, factor=money):
        return {good(name): entry * factor for name, entry in entries.items()}

    match preference:
        case QuasilinearPreference(values=values):
            return QuasilinearPreference(values=renamed(values))
        case BorrowingPreference(values=values, cash=cash):
            return replace(preference, values=renamed(values), cash=cash * money)
        case SoftBudgetPreference(values=values, budget=budget):
            return replace(preference, values=renamed(values), budget=budget * money)
        case IncomePreference(wealth=wealth, quality=quality, cap=cap):
            return IncomePreference(wealth=wealth * money, quality=renamed(quality, 1), cap=cap * money)
        case LevelsPreference(levels=levels):
            scaled = {name: replace(one, points=tuple((x * money, y * money) for x, y in one.points)) for name, one in levels.items()}
            return LevelsPreference(levels={good(name): one for name, one in scaled.items()})


def changed_unit_demand(market, good=lambda name: name, buyer=lambda name: name, money=Fraction(1)):
    """The market with renamed goods and buyers and money times a factor."""
    buyers = [
        UnitDemandBuyer(
            name=buyer(old.name),
            preference=changed_preference(old.preference, good, money),
            forbidden=tuple(good(name) for name in old.forbidden),
        )
        for old in market.buyers
    ]
    return validate_market(
        UnitDemandMarket(
            goods=tuple(good(name) for name in market.goods),
            buyers=tuple(buyers),
            seller_values={good(name): value * money for name, value in market.seller_values.items()},
            reserve_prices={good(name): price * money for name, price in market.reserve_prices.items()},
            entry_fee=market.entry_fee * money,
        )
    )


def ends(market):
    """Prices and levels at both ends of the lattice: what no tie rule decides."""
    return tuple({key: solve(market, f"walrasian/{rule}").outcome[key] for key in ("prices", "levels")} for rule in ("minimum", "maximum"))


def worthless(preference, good):
    """The preference with one more good, which is worth nothing; None where its type knows no such good."""
    match preference:
        case QuasilinearPreference(values=values) | BorrowingPreference(values=values) | SoftBudgetPreference(values=values):
            return replace(preference, values={**values, good: Fraction(0)})
        case LevelsPreference(levels=levels):
            return LevelsPreference(levels={**levels, good: PiecewiseLinear(points=((Fraction(0), Fraction(0)),), left=Fraction(1), right=Fraction(1))})
    return None


@few
@given(bought_alone)
def test_with_unit_demand_least_walrasian_prices_are_vickrey_payments_and_least_item_prices(market):
    answer, bundle_market = solve(market, "walrasian/minimum").outcome, as_bundle_market(market)
    vickrey = solve(bundle_market, "vickrey").outcome
    buyers = [buyer.name for buyer in market.buyers]
    assert {name: vickrey["payoffs"][name] for name in buyers} == {name: -level for name, level in answer["levels"].items()}
    assert vickrey["payments"] == {name: sum(answer["prices"][good] for good in vickrey["allocation"][name]) for name in buyers}
    assert solve(bundle_market, "prices/good", input={"want": "least-total"}).outcome["prices"] == answer["prices"]


@few
@given(bought_alone)
def test_with_unit_demand_the_greatest_price_of_a_good_is_what_is_lost_without_it(market):
    prices = solve(market, "walrasian/maximum").outcome["prices"]
    whole = solve(as_bundle_market(market), "efficient").outcome["welfare"]
    for good in market.goods:
        kept = tuple(other for other in market.goods if other != good)
        less = [Buyer(name=b.name, values=UnitDemandValues(values={other: b.preference.values[other] for other in kept})) for b in market.buyers]
        without = solve(BundleMarket(goods=kept, buyers=tuple(less)), "efficient").outcome["welfare"] if kept else 0
        assert prices[good] == whole - without


@few
@given(exact_markets)
def test_renaming_changes_no_walrasian_price_or_level(market):
    before = [solve(market, f"walrasian/{rule}").outcome for rule in ("minimum", "maximum")]
    renamed = changed_unit_demand(market, good=lambda name: f"good {name}", buyer=lambda name: f"buyer {name}")
    after = [solve(renamed, f"walrasian/{rule}").outcome for rule in ("minimum", "maximum")]
    for old, new in zip(before, after, strict=True):
        assert new["prices"] == {f"good {name}": price for name, price in old["prices"].items()}
        for key in ("levels", "payments"):
            assert new[key] == {f"buyer {name}": entry for name, entry in old[key].items()}
        assert new["allocation"] == {f"buyer {name}": good and f"good {good}" for name, good in old["allocation"].items()}


@few
@given(unit_demand_markets(types=EXACT_TYPES, least=1))
def test_the_order_of_buyers_and_goods_changes_no_walrasian_price_or_level(market):
    backwards = replace(market, goods=market.goods[::-1], buyers=market.buyers[::-1])
    turned = replace(market, goods=market.goods[1:] + market.goods[:1], buyers=market.buyers[1:] + market.buyers[:1])
    assert ends(changed_unit_demand(backwards)) == ends(changed_unit_demand(turned)) == ends(market)


@few
@given(exact_markets, st.sampled_from([Fraction(3), Fraction(1, 7), Fraction(10**9)]))
def test_scaling_money_scales_walrasian_prices_and_levels(market, factor):
    expected = tuple({key: {name: amount * factor for name, amount in end[key].items()} for key in end} for end in ends(market))
    assert ends(changed_unit_demand(market, money=factor)) == expected


@few
@given(exact_markets)
def test_a_buyer_who_values_nothing_changes_no_walrasian_price(market):
    nobody = UnitDemandBuyer(name="nobody", preference=QuasilinearPreference(values=dict.fromkeys(market.goods, Fraction(0))))
    more = ends(validate_market(replace(market, buyers=(*market.buyers, nobody))))
    assert more[0] == {"prices": ends(market)[0]["prices"], "levels": {**ends(market)[0]["levels"], "nobody": market.entry_fee}}
    assert more[1] == {"prices": ends(market)[1]["prices"], "levels": {**ends(market)[1]["levels"], "nobody": market.entry_fee}}


@few
@given(exact_markets)
def test_a_good_nobody_values_changes_no_walrasian_price(market):
    buyers = []
    for old in changed_unit_demand(market).buyers:
        preference = worthless(old.preference, "nothing")
        buyers.append(replace(old, forbidden=(*old.forbidden, "nothing")) if preference is None else replace(old, preference=preference))
    more = ends(validate_market(replace(market, goods=(*market.goods, "nothing"), buyers=tuple(buyers))))
    assert more == tuple({**end, "prices": {**end["prices"], "nothing": 0}} for end in ends(market))


@few
@given(exact_markets, st.data())
def test_least_walrasian_prices_rise_with_buyers_and_with_reserve_prices(market, data):
    least = solve(market, "walrasian/minimum").outcome["prices"]
    for number in range(len(market.buyers)):
        fewer = solve(replace(market, buyers=market.buyers[:number] + market.buyers[number + 1 :]), "walrasian/minimum").outcome["prices"]
        assert all(fewer[good] <= price for good, price in least.items())
    if market.goods:
        good = data.draw(st.sampled_from(market.goods))
        reserves = {name: market.reserve_price(name) + (name == good) for name in market.goods}
        raised = solve(validate_market(replace(market, reserve_prices=reserves)), "walrasian/minimum").outcome["prices"]
        assert all(raised[name] >= price for name, price in least.items())


def game_of(market):
    """The market as a game in which everybody has one type: buyers with the seller share what they are worth, others get nothing."""
    names = (*(buyer.name for buyer in market.buyers), "seller")
    coalitions = []
    for size in range(1, len(names) + 1):
        for members in combinations(names, size):
            kept = tuple(buyer for buyer in market.buyers if buyer.name in members)
            worth = solve(replace(market, buyers=kept), "efficient").outcome["welfare"] if kept and "seller" in members else Fraction(0)
            payoffs = tuple((worth,) if name == "seller" else (Fraction(0),) for name in members)
            coalitions.append(CoalitionActions(members=members, actions=(JointAction(name="share", payoffs=payoffs),)))
    players = tuple(BayesianPlayer(name=name, types=("known",), prior=(Fraction(1),)) for name in names)
    return validate_market(BayesianMarket(players=players, coalitions=tuple(coalitions)))


@few
@given(without_reserves(max_goods=2), st.lists(st.fractions(0, 6, max_denominator=3), min_size=3, max_size=3))
def test_where_nobody_knows_more_than_others_the_core_with_private_information_is_the_core(market, shares):
    payoffs = {buyer.name: share for buyer, share in zip(market.buyers, shares, strict=False)}
    answer = solve(market, "core-test", input={"payoffs": payoffs})
    profile = ",".join(["known"] * (len(payoffs) + 1))
    allocation = {name: {profile: number} for name, number in answer.outcome["payoffs"].items()}
    game = game_of(market)
    tested = solve(game, "bayesian/core-test", input={"allocation": allocation})
    assert tested.finding("achievable").holds is True
    assert tested.finding("core").holds is answer.finding("core").holds
    found = solve(game, "bayesian/find-core")
    assert found.finding("core").holds is True
    kept = {name: found.outcome["utilities"][name]["known"] for name in payoffs}
    assert solve(market, "core-test", input={"payoffs": kept}).finding("core").holds is True
