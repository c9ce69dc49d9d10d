"""Laws that hold for every market: names, order and units of money change nothing but names, order and units."""

from dataclasses import replace
from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from marketwright.coalitions import Clearing, all_worths, core_extreme_points
from marketwright.markets import (
    AdditiveValues,
    AssignmentValues,
    Bid,
    OrOfXorValues,
    OrValues,
    TableValues,
    UnitDemandValues,
    XorValues,
    validate_market,
)
from marketwright.solving import solve
from tests.strategies import bundle_markets

few = settings(max_examples=40, deadline=None)


def changed(values, good=lambda name: name, money=Fraction(1)):
    """Values with renamed goods and money times a factor."""

    def bid(old):
        return Bid(bundle=tuple(good(name) for name in old.bundle), value=old.value * money)

    def amounts(old):
        return {good(name): value * money for name, value in old.items()}

    match values:
        case XorValues(bids=bids) | OrValues(bids=bids) | TableValues(bids=bids):
            return replace(values, bids=tuple(bid(old) for old in bids))
        case OrOfXorValues(groups=groups):
            return OrOfXorValues(groups=tuple(tuple(bid(old) for old in group) for group in groups))
        case AssignmentValues(positions=positions):
            return AssignmentValues(positions=tuple(amounts(position) for position in positions))
        case AdditiveValues(values=by_good) | UnitDemandValues(values=by_good):
            return replace(values, values=amounts(by_good))


def changed_market(market, good=lambda name: name, buyer=lambda name: name, money=Fraction(1)):
    return validate_market(
        replace(
            market,
            goods=tuple(good(name) for name in market.goods),
            buyers=tuple(replace(old, name=buyer(old.name), values=changed(old.values, good, money)) for old in market.buyers),
            reserve_prices={good(name): price * money for name, price in market.reserve_prices.items()},
        )
    )


def payoffs(market):
    return solve(market, "vickrey").outcome["payoffs"]


def core_verdict(market):
    return solve(market, "vickrey").finding("core").holds


@few
@given(bundle_markets())
def test_renaming_changes_only_names(market):
    renamed = changed_market(market, good=lambda name: f"good {name}", buyer=lambda name: f"buyer {name}")
    assert payoffs(renamed) == {name if name == "seller" else f"buyer {name}": payoff for name, payoff in payoffs(market).items()}
    assert core_verdict(renamed) is core_verdict(market)
    before, after = (solve(each, "efficient").outcome["allocation"] for each in (market, renamed))
    assert after == {f"buyer {name}": [f"good {good}" for good in goods] for name, goods in before.items()}


@few
@given(bundle_markets(), st.randoms(use_true_random=False))
def test_the_order_of_buyers_changes_no_payoff(market, random):
    buyers = list(market.buyers)
    random.shuffle(buyers)
    shuffled = replace(market, buyers=tuple(buyers))
    assert payoffs(shuffled) == payoffs(market)
    assert core_verdict(shuffled) is core_verdict(market)


@few
@given(bundle_markets(), st.sampled_from([Fraction(3), Fraction(1, 7), Fraction(10**9)]))
def test_scaling_money_scales_all_payoffs(market, factor):
    assert payoffs(changed_market(market, money=factor)) == {name: payoff * factor for name, payoff in payoffs(market).items()}


@few
@given(bundle_markets())
def test_a_buyer_who_values_nothing_changes_no_payoff(market):
    more = validate_market(replace(market, buyers=(*market.buyers, replace(market.buyers[0], name="nobody", values=XorValues(bids=())))))
    assert payoffs(more) == payoffs(market) | {"nobody": 0}


@few
@given(bundle_markets(types=("xor", "or", "or-of-xor", "additive", "unit-demand", "assignment")))
def test_a_good_nobody_values_changes_no_payoff(market):
    more = validate_market(replace(market, goods=(*market.goods, "nothing")))
    assert payoffs(more) == payoffs(market)


@few
@given(bundle_markets(types=("additive", "unit-demand", "assignment")))
def test_gross_substitutes_put_vickrey_payoffs_into_the_core(market):
    assert core_verdict(market) is True
    submodular = solve(market, "properties").finding("buyers-submodular")
    assert submodular.holds is True


@few
@given(bundle_markets())
def test_vickrey_payoffs_are_in_the_core_exactly_when_the_core_is_a_box(market):
    clearing = Clearing(market)
    worths = all_worths(clearing)
    everyone = frozenset(range(len(market.buyers)))
    marginal = [worths[everyone] - worths[everyone - {buyer}] for buyer in sorted(everyone)]
    box = {()}
    for high in marginal:
        box = {(*point, end) for point in box for end in (Fraction(0), high)}
    assert (set(core_extreme_points(clearing)) == box) is core_verdict(market)


@few
@given(bundle_markets())
def test_paying_the_bids_is_always_in_the_core(market):
    outcome = solve(market, "pay-as-bid").outcome
    named = {name: str(payoff) for name, payoff in outcome["payoffs"].items()}
    assert solve(market, "core-test", input={"payoffs": named}).finding("core").holds is True
    assert outcome["revenue"] == sum(outcome["payments"].values())
