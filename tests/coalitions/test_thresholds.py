"""Thresholds: above them a bid is in every efficient allocation, below them in none, at them in some."""

from dataclasses import replace
from fractions import Fraction
from itertools import combinations
from pathlib import Path

from hypothesis import given, settings

from marketwright.coalitions.thresholds import winning_threshold
from marketwright.coalitions.worths import Clearing
from marketwright.markets import Atom, Bid, BundleMarket, Buyer, OrValues, XorValues, atoms, read_market
from marketwright.questions import Limits
from tests.strategies import bundle_markets

EXAMPLES = Path(__file__).parents[2] / "examples"


def best_choices(bids: tuple[Atom, ...], goods: int) -> list[frozenset[int]]:
    """All choices of greatest total, found by looking at every choice (each bid takes at least one good)."""
    feasible = [
        frozenset(choice)
        for size in range(goods + 1)
        for choice in combinations(range(len(bids)), size)
        if len({bids[number].group for number in choice}) == size
        and len({good for number in choice for good in bids[number].goods}) == sum(len(bids[number].goods) for number in choice)
    ]
    totals = [sum((bids[number].value for number in choice), Fraction(0)) for choice in feasible]
    return [choice for choice, total in zip(feasible, totals, strict=True) if total == max(totals)]


def threshold_of(market: BundleMarket, atom: int):
    clearing = Clearing(market)
    best = clearing.worth()
    return winning_threshold(clearing, atom, best.uses, best.value)


@settings(deadline=None, max_examples=150)
@given(bundle_markets())
def test_a_bid_above_its_threshold_always_wins_below_it_never_and_at_it_there_is_a_tie(market: BundleMarket) -> None:
    bids = atoms(market)
    for number in range(len(bids)):
        found = threshold_of(market, number)
        assert found.exact
        for value, winning in ((found.at_most + 1, {True}), (found.at_most, {True, False}), (found.at_most - Fraction(1, 7), {False})):
            if value >= 0:
                changed = tuple(replace(bid, value=value) if other == number else bid for other, bid in enumerate(bids))
                assert {number in choice for choice in best_choices(changed, len(market.goods))} == winning


def one_bid(name: str, bundle: tuple[str, ...], value: int) -> Buyer:
    return Buyer(name=name, values=XorValues(bids=(Bid(bundle=bundle, value=Fraction(value)),)))


LOTS = BundleMarket(
    goods=("Meadow", "Orchard", "Pond", "Wood"),
    buyers=(
        one_bid("Ada", ("Meadow", "Orchard"), 20),
        one_bid("Ben", ("Pond",), 20),
        one_bid("Cleo", ("Wood",), 20),
        one_bid("Dora", ("Meadow", "Orchard", "Pond"), 28),
        one_bid("Eli", ("Meadow", "Orchard", "Wood"), 26),
    ),
)


def test_thresholds_of_four_lots_of_land() -> None:
    """Day and Raghavan 2007: winners' thresholds are their Vickrey payments; Dora and Eli have to outbid two winners."""
    assert [threshold_of(LOTS, atom).at_most for atom in range(5)] == [8, 8, 6, 40, 40]


def test_what_is_honoured_beside_a_bid_at_its_threshold() -> None:
    assert threshold_of(LOTS, 3).beside == (2,)


def test_other_bids_of_the_same_buyer_that_exclude_it_count_against_a_bid() -> None:
    bids = (Bid(bundle=("A",), value=Fraction(5)), Bid(bundle=("B",), value=Fraction(3)))
    market = BundleMarket(goods=("A", "B"), buyers=(Buyer(name="1", values=XorValues(bids=bids)),))
    assert [threshold_of(market, atom).at_most for atom in range(2)] == [3, 5]


def test_other_bids_of_the_same_buyer_that_combine_with_it_do_not() -> None:
    bids = (Bid(bundle=("A",), value=Fraction(5)), Bid(bundle=("B",), value=Fraction(3)))
    market = BundleMarket(goods=("A", "B"), buyers=(Buyer(name="1", values=OrValues(bids=bids)),))
    assert [threshold_of(market, atom).at_most for atom in range(2)] == [0, 0]


def test_a_reserve_price_is_a_threshold() -> None:
    market = BundleMarket(goods=("A",), buyers=(one_bid("1", ("A",), 3),), reserve_prices={"A": Fraction(7, 2)})
    assert threshold_of(market, 0).at_most == Fraction(7, 2)


def test_after_a_limit_the_threshold_is_an_interval_that_contains_it() -> None:
    clearing = Clearing(read_market(EXAMPLES / "published" / "day2007example.txt").market, Limits(nodes=0))
    found = winning_threshold(clearing, 3, (0, 1, 2), Fraction(60))
    assert not found.exact
    assert found.at_least <= 40 <= found.at_most
