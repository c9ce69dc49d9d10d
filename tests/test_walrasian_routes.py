"""All routes to the extreme equilibria end at the same prices, those of brute force: insertion, the search in floats, the quasi-linear route, the mirror.

Between the ends equilibrium prices are a lattice.
"""

from dataclasses import replace
from fractions import Fraction
from itertools import combinations
from random import Random

import pytest

from marketwright.markets import market_from_document
from marketwright.solvers.matching.extreme import greatest_equilibrium, least_equilibrium
from marketwright.solvers.matching.hall import equilibrium_allocation
from marketwright.solvers.matching.insertion import inserted
from marketwright.solvers.matching.quasilinear import quasilinear_least
from marketwright.solvers.matching.search import searched
from marketwright.walrasian.setting import setting
from marketwright.walrasian.stated_prices import demands_at
from tests.walrasian_markets import EXACT, random_market
from tests.walrasian_oracle import Market


def never():
    return False


def random_tables(seed, count, **options):
    """Tables with the brute force of their markets; both sides have somebody."""
    random, found = Random(f"routes {seed}"), []
    while len(found) < count:
        document = random_market(random, **options)
        oracle = Market(document)
        if oracle.size and oracle.width:
            found.append((setting(market_from_document(document)).table, oracle))
    return found


def test_insertion_ends_at_the_least_prices():
    pairs = random_tables("insertion", 150)
    states = [inserted(table, never) for table, _ in pairs]
    assert [tuple(state.prices) for state in states] == [oracle.least() for _, oracle in pairs]
    assert all(tuple(state.held) in oracle.allocations(oracle.least()) for state, (_, oracle) in zip(states, pairs, strict=True))


def test_insertion_in_any_order_ends_at_the_least_prices():
    random = Random("routes order")
    for table, oracle in random_tables("order", 60):
        order = random.sample(range(table.agents), table.agents)
        assert tuple(inserted(table.of_agents(order), never).prices) == oracle.least(), oracle.document


def test_the_search_in_floats_ends_at_the_least_prices_or_says_that_it_does_not():
    pairs = random_tables("search", 120)
    confirmed = [(searched(table, never), oracle) for table, oracle in pairs]
    found = [(one, oracle) for one, oracle in confirmed if one is not None]
    assert len(found) > 100
    assert [one.equilibrium.prices for one, _ in found] == [oracle.least() for _, oracle in found]


def test_the_quasilinear_route_ends_at_the_least_prices():
    pairs = random_tables("quasilinear", 120, kinds=("quasilinear",))
    found = [(one, oracle) for one, oracle in ((quasilinear_least(table), oracle) for table, oracle in pairs) if one is not None]
    assert len(found) > 100
    assert [one.equilibrium.prices for one, _ in found] == [oracle.least() for _, oracle in found]


@pytest.mark.parametrize(("find", "end"), [(least_equilibrium, "least"), (greatest_equilibrium, "greatest")])
def test_the_ends_of_the_lattice_are_those_of_brute_force(find, end):
    pairs = random_tables(end, 150)
    proved = [find(table, never) for table, _ in pairs]
    assert [one.prices for one in proved] == [getattr(oracle, end)() for _, oracle in pairs]
    assert all(one.held in oracle.allocations(one.prices) for one, (_, oracle) in zip(proved, pairs, strict=True))


def test_levels_and_their_inverses_are_those_of_brute_force():
    pairs, random = random_tables("levels", 60, kinds=EXACT), Random("routes payments")
    for table, oracle in pairs:
        for buyer in range(oracle.size):
            for good in oracle.permitted[buyer]:
                one, number = table.map(buyer, good), Fraction(random.randint(-20, 40), random.choice((1, 2, 3)))
                assert one.at(number) == oracle.level(buyer, good, number + oracle.fee) - oracle.fee
                assert one.inverse().at(number) == oracle.price_at(buyer, good, number + oracle.fee)


def test_lower_and_higher_prices_of_equilibria_are_equilibrium_prices():
    """Equilibria between the ends are found by reserve prices between the ends; the goods that they leave unsold have to cost the market's own ones."""
    random, incomparable = Random("routes lattice"), 0
    for table, _ in random_tables("lattice", 60):
        least, greatest = (find(table, never).prices for find in (least_equilibrium, greatest_equilibrium))
        equilibria = set()
        for _ in range(6):
            shares = [random.choice((0, 0, 1, Fraction(1, 2), Fraction(1, 3))) for _ in least]
            reserves = tuple(low + (high - low) * share for low, high, share in zip(least, greatest, shares, strict=True))
            equilibria |= {prices for prices in [least_equilibrium(replace(table, reserves=reserves), never).prices] if has_equilibrium(table, prices)}
        for one, other in combinations(sorted(equilibria), 2):
            ends = [tuple(map(end, one, other)) for end in (min, max)]
            assert [has_equilibrium(table, end) for end in ends] == [True, True]
            incomparable += one not in ends
    assert incomparable > 30


def has_equilibrium(table, prices):
    competitive = {good for good, price in enumerate(prices) if price > table.reserves[good]}
    return equilibrium_allocation(demands_at(table, prices), competitive) is not None
