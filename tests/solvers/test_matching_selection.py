"""Selection among allocations, against the enumeration of all of them."""

from random import Random

import pytest

from marketwright.solvers.matching.demands import Demands
from marketwright.solvers.matching.selection import allocations, lexicographic, selection_work
from tests.solvers.matching_cases import all_allocations, fully_tied, random_demands


def solvable_cases(name, number, most=5):
    """Random demands with at least one allocation, and all their allocations."""
    random = Random(name)
    found = []
    while len(found) < number:
        demands, competitive = random_demands(random, most)
        everything = all_allocations(demands, competitive)
        if everything:
            found.append((demands, competitive, everything))
    return found


def test_the_lexicographic_allocation_is_the_first_of_all_from_wherever_one_starts():
    moved = 0
    for demands, competitive, everything in solvable_cases("lexicographic", 1500):
        starts = everything if len(everything) <= 8 else [everything[0], *everything[-7:]]
        assert [lexicographic(demands, competitive, start) for start in starts] == [everything[0]] * len(starts)
        moved += len(starts) - 1
    assert moved > 1500


def test_all_allocations_are_listed_in_order():
    several = 0
    for demands, competitive, everything in solvable_cases("all", 1500):
        assert allocations(demands, competitive, len(everything)) == everything
        several += len(everything) > 3
    assert several > 300


def test_a_list_stops_one_after_its_cap():
    stopped = 0
    for demands, competitive, everything in solvable_cases("cap", 500):
        for cap in (1, 2, 5):
            assert allocations(demands, competitive, cap) == everything[: cap + 1]
            stopped += len(everything) > cap + 1
    assert stopped > 200


def test_nothing_is_listed_where_there_is_no_allocation():
    random = Random("none")
    cases = [random_demands(random) for _ in range(1000)]
    impossible = [case for case in cases if not all_allocations(*case)]
    assert len(impossible) > 200
    assert [allocations(*case, 10) for case in impossible] == [[]] * len(impossible)


@pytest.mark.parametrize(("agents", "objects"), [(0, 0), (0, 3), (3, 0), (5, 3), (3, 5), (4, 4)])
def test_full_ties_are_listed_whole(agents, objects):
    demands = fully_tied(agents, objects, null=True)
    everything = all_allocations(demands, frozenset())
    assert allocations(demands, frozenset(), 10_000) == everything
    assert lexicographic(demands, frozenset(), (None,) * agents) == everything[0]


def test_the_estimate_counts_the_searches_that_a_selection_needs():
    for demands, _, everything in solvable_cases("work", 300):
        for allocation in everything[:4]:
            places = [demands.objects if good is None else good for good in allocation]
            holders = [allocation.index(good) if good in allocation else len(allocation) for good in range(demands.objects)]
            searched = [good for good in range(demands.objects) if any(good in demands.goods[agent] and places[agent] > good for agent in range(holders[good]))]
            edges = sum(len(goods) for goods in demands.goods) + sum(demands.null)
            assert selection_work(demands, allocation) == len(searched) * (edges + demands.objects)


def test_an_object_whose_first_demander_holds_it_costs_nothing():
    assert selection_work(fully_tied(3, 3), (0, 1, 2)) == 0
    assert selection_work(fully_tied(3, 3), (2, 1, 0)) == 24


def test_few_allocations_of_a_large_market_come_without_dead_ends():
    ring = 40
    goods = tuple(tuple(sorted((agent, (agent + 1) % ring))) for agent in range(ring))
    demands = Demands(ring, goods, (False,) * ring)
    straight, turned = tuple(range(ring)), tuple((agent + 1) % ring for agent in range(ring))
    assert allocations(demands, frozenset(range(ring)), 10) == [straight, turned]
    assert len(allocations(fully_tied(60, 60), frozenset(range(60)), 500)) == 501
