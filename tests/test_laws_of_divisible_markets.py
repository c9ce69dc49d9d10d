"""Laws that hold for every divisible market: names, order, units of money and of goods, and whether goods or packages are called goods, change no payoff."""

from dataclasses import replace
from fractions import Fraction

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from marketwright.markets import DivisibleMarket, QuadraticValues, validate_market
from marketwright.markets.quadratic import net_theta
from marketwright.solvers.surplus.matrices import apply, inverse, product, transpose
from marketwright.solving import solve
from tests.strategies import divisible_markets

few = settings(max_examples=30, deadline=None)
auctions = divisible_markets(types=("quadratic",), max_goods=2, max_bidders=3).filter(lambda market: len(market.bidders) > 1)
LARGEST = 10**30
"""Numbers of second inputs have no larger parts."""
factors = st.sampled_from([Fraction(3), Fraction(1, 7), Fraction(10**6)])


def payoffs(market):
    return solve(market, "reallocative/vickrey").outcome["payoffs"]


def verdicts(market):
    answer = solve(market, "reallocative/core")
    return answer.finding("bidder-core").holds, answer.finding("core").holds


def with_values(market, change, **parts):
    """The market with every bidder's theta (endowments worked in) and S changed."""
    bidders = []
    for bidder in market.bidders:
        theta, matrix = change(net_theta(bidder.values), bidder.values.matrix)
        bidders.append(replace(bidder, values=QuadraticValues(theta=theta, matrix=matrix)))
    changed: DivisibleMarket = validate_market(replace(market, bidders=tuple(bidders), **parts))
    return changed


def scaled(vector, factor):
    return tuple(entry * factor for entry in vector)


@few
@given(auctions)
def test_renaming_changes_only_names(market):
    bidders = tuple(replace(bidder, name=f"bidder {bidder.name}") for bidder in market.bidders)
    renamed = replace(market, goods=tuple(f"good {good}" for good in market.goods), bidders=bidders)
    assert payoffs(renamed) == {name if name == "auctioneer" else f"bidder {name}": payoff for name, payoff in payoffs(market).items()}
    assert verdicts(renamed) == verdicts(market)


@few
@given(auctions, st.randoms(use_true_random=False))
def test_the_order_of_bidders_changes_no_payoff(market, random):
    bidders = list(market.bidders)
    random.shuffle(bidders)
    shuffled = replace(market, bidders=tuple(bidders))
    assert payoffs(shuffled) == payoffs(market)
    assert verdicts(shuffled) == verdicts(market)


@few
@given(auctions)
def test_the_order_of_goods_changes_no_payoff(market):
    turned = with_values(
        market,
        lambda theta, matrix: (theta[::-1], tuple(row[::-1] for row in matrix[::-1])),
        goods=market.goods[::-1],
        quantity=market.quantity[::-1],
    )
    assert payoffs(turned) == payoffs(market)


@few
@given(auctions, factors)
def test_scaling_money_scales_all_payoffs(market, factor):
    richer = with_values(market, lambda theta, matrix: (scaled(theta, factor), tuple(scaled(row, factor) for row in matrix)))
    assert payoffs(richer) == {name: payoff * factor for name, payoff in payoffs(market).items()}
    assert verdicts(richer) == verdicts(market)


@few
@given(auctions, factors)
def test_the_unit_of_quantities_changes_no_payoff(market, unit):
    measured = with_values(
        market, lambda theta, matrix: (scaled(theta, unit), tuple(scaled(row, unit**2) for row in matrix)), quantity=scaled(market.quantity, 1 / unit)
    )
    assert payoffs(measured) == payoffs(market)


@few
@given(auctions.filter(lambda market: len(market.goods) > 1), st.integers(-3, 3))
def test_packages_called_goods_change_no_payoff(market, slope):
    size = len(market.goods)
    packages = tuple(tuple(Fraction(slope if (i, k) == (0, 1) else i == k) for k in range(size)) for i in range(size))
    turned = transpose(packages)
    sold = with_values(
        market,
        lambda theta, matrix: (apply(turned, theta), product(turned, product(matrix, packages))),
        quantity=apply(inverse(packages), market.quantity),
    )
    assert payoffs(sold) == payoffs(market)
    assert verdicts(sold) == verdicts(market)


@few
@given(auctions)
def test_payoffs_at_one_price_are_in_the_bidder_core_and_below_vickrey_payoffs(market):
    outcome = solve(market, "reallocative/vickrey").outcome
    price, gains = outcome["price"], {}
    for bidder in market.bidders:
        bundle, theta = outcome["allocation"][bidder.name], net_theta(bidder.values)
        vector = tuple(bundle.values())
        curved = sum(x * y for x, y in zip(vector, apply(bidder.values.matrix, vector), strict=True))
        gains[bidder.name] = sum(x * y for x, y in zip(theta, vector, strict=True)) - curved / 2 - sum(price[good] * bundle[good] for good in bundle)
    assert all(gains[name] <= outcome["payoffs"][name] for name in gains)
    assume(all(max(abs(gain.numerator), gain.denominator) <= LARGEST for gain in gains.values()))
    answer = solve(market, "reallocative/core", input={"payoffs": {name: str(gain) for name, gain in gains.items()}})
    assert answer.finding("bidder-core").holds is True
    assert answer.finding("core").holds is (sum(price[good] * number for good, number in zip(market.goods, market.quantity, strict=True)) >= 0)
