"""Hall's conditions and pointers, each against the enumeration of all sets of objects."""

from random import Random

import pytest

from marketwright.solvers.matching.demands import Demands
from marketwright.solvers.matching.hall import (
    ObjectSet,
    PointerForest,
    equilibrium_allocation,
    maximum_matching,
    over_demanded,
    under_demanded,
    weakly_under_demanded,
)
from marketwright.solvers.matching.pointers import greatest_pointers, least_pointers
from tests.solvers.matching_cases import all_allocations, fully_tied, inside, meeting, random_demands, subsets

CASES = 2500


def cases(name, most=5):
    random = Random(name)
    return [random_demands(random, most) for _ in range(CASES)]


def assert_matching(pairs, left, edges):
    """Exactly the left ones are matched, along edges, with nobody twice."""
    assert set(pairs) == set(left)
    assert len(set(pairs.values())) == len(pairs)
    assert set(pairs.items()) <= set(edges)


def chain(start, steps):
    """Where steps lead from the start; fails on a circle."""
    seen = [start]
    while seen[-1] in steps:
        seen.append(steps[seen[-1]])
        assert len(seen) == len(set(seen))
    return seen[-1]


def test_an_over_demanded_set_is_found_exactly_if_there_is_one():
    counts = [0, 0]
    for demands, _ in cases("over"):
        exists = any(len(inside(demands, chosen)) > len(chosen) for chosen in subsets(range(demands.objects)))
        found = over_demanded(demands)
        assert isinstance(found, ObjectSet) == exists
        counts[exists] += 1
        if isinstance(found, ObjectSet):
            assert list(found.objects) == sorted(set(found.objects))
            assert found.agents == inside(demands, set(found.objects))
            assert len(found.agents) > len(found.objects) > 0
        else:
            assert_matching(found, demands.captives, [(agent, good) for agent, goods in enumerate(demands.goods) for good in goods])
    assert min(counts) > 200


def test_an_under_demanded_set_is_found_exactly_if_there_is_one():
    counts = [0, 0]
    for demands, competitive in cases("under"):
        exists = any(len(meeting(demands, chosen)) < len(chosen) for chosen in subsets(competitive))
        found = under_demanded(demands, competitive)
        assert isinstance(found, ObjectSet) == exists
        counts[exists] += 1
        if isinstance(found, ObjectSet):
            assert list(found.objects) == sorted(set(found.objects))
            assert set(found.objects) <= competitive
            assert found.agents == meeting(demands, set(found.objects))
            assert len(found.agents) < len(found.objects)
        else:
            assert_matching(found, competitive, [(good, agent) for agent, goods in enumerate(demands.goods) for good in goods])
    assert min(counts) > 300


def test_a_weakly_under_demanded_set_is_found_exactly_if_there_is_one():
    counts = [0, 0]
    for demands, competitive in cases("weakly"):
        exists = any(len(meeting(demands, chosen)) <= len(chosen) for chosen in subsets(competitive))
        found = weakly_under_demanded(demands, competitive)
        assert isinstance(found, ObjectSet) == exists
        counts[exists] += 1
        if isinstance(found, ObjectSet):
            assert list(found.objects) == sorted(set(found.objects))
            assert set(found.objects) <= competitive
            assert found.agents == meeting(demands, set(found.objects))
            assert 0 < len(found.objects) >= len(found.agents)
        else:
            edges = {(good, agent) for agent, goods in enumerate(demands.goods) for good in goods}
            assert_matching(found.holders, competitive, edges)
            assert set(found.pointers) == competitive
            assert set(found.pointers.items()) <= edges
            held = {agent: good for good, agent in found.holders.items()}
            next_good = {good: held[agent] for good, agent in found.pointers.items() if agent in held}
            assert all(found.pointers[chain(good, next_good)] not in held for good in competitive)
    assert min(counts) > 300


def test_an_equilibrium_allocation_is_found_exactly_if_there_is_one():
    counts = [0, 0]
    for demands, competitive in cases("allocation"):
        everything = all_allocations(demands, competitive)
        found = equilibrium_allocation(demands, competitive)
        assert found in everything if everything else found is None
        counts[bool(everything)] += 1
    assert min(counts) > 300


def test_least_pointers_are_found_exactly_if_no_set_is_weakly_under_demanded():
    counts = [0, 0]
    for demands, competitive in cases("least"):
        for allocation in all_allocations(demands, competitive)[:3]:
            exists = any(len(meeting(demands, chosen)) <= len(chosen) for chosen in subsets(competitive))
            found = least_pointers(demands, competitive, allocation)
            assert isinstance(found, frozenset) == exists
            counts[exists] += 1
            if isinstance(found, frozenset):
                assert 0 < len(found) >= len(meeting(demands, found))
                assert found <= competitive
            else:
                assert set(found) == competitive
                assert all(good in demands.goods[agent] for good, agent in found.items())
                next_good = {good: allocation[agent] for good, agent in found.items() if allocation[agent] in competitive}
                for good in competitive:
                    chain(good, next_good)
    assert min(counts) > 300


def test_greatest_pointers_are_found_exactly_if_no_sold_set_can_rise():
    counts = [0, 0]
    for demands, competitive in cases("greatest"):
        for allocation in all_allocations(demands, competitive)[:3]:
            owners = {good: agent for agent, good in enumerate(allocation) if good is not None}
            closed = [
                chosen for chosen in subsets(owners) if all(not demands.null[owners[good]] and set(demands.goods[owners[good]]) <= chosen for good in chosen)
            ]
            found = greatest_pointers(demands, allocation)
            assert isinstance(found, frozenset) == bool(closed)
            counts[bool(closed)] += 1
            if isinstance(found, frozenset):
                assert found in closed
                assert found == max(closed, key=len)
            else:
                assert set(found) == set(owners)
                for good, target in found.items():
                    assert target != good
                    assert demands.null[owners[good]] if target is None else target in demands.goods[owners[good]]
                    assert chain(good, found) not in owners
    assert min(counts) > 300


def test_a_maximum_matching_is_as_large_as_koenigs_theorem_allows():
    random = Random("matching")
    grown = 0
    for _ in range(400):
        rows = [tuple(sorted(random.sample(range(9), random.randint(0, 3)))) for _ in range(random.randint(0, 9))]
        mates, owners = maximum_matching(rows, 9)
        matched = {row: mate for row, mate in enumerate(mates) if mate >= 0}
        assert_matching(matched, matched, [(row, element) for row, members in enumerate(rows) for element in members])
        assert {owner: element for element, owner in enumerate(owners) if owner >= 0} == matched
        deficiency = max(sum(set(members) <= chosen for members in rows) - len(chosen) for chosen in [frozenset(), *subsets(range(9))])
        assert len(rows) - len(matched) == deficiency
        grown += deficiency > 0
    assert grown > 50


@pytest.mark.parametrize(("agents", "objects"), [(0, 0), (0, 3), (3, 0), (2, 3), (3, 3), (4, 3)])
def test_full_ties_are_decided_by_the_numbers_of_agents_and_objects(agents, objects):
    demands = fully_tied(agents, objects)
    everything = frozenset(range(objects))
    captives = agents if objects else 0
    assert over_demanded(demands) == ({agent: agent for agent in range(captives)} if captives <= objects else ObjectSet((0, 1, 2), (0, 1, 2, 3)))
    assert isinstance(under_demanded(demands, everything), dict) == (agents >= objects)
    assert isinstance(weakly_under_demanded(demands, everything), PointerForest) == (agents > objects or not objects)


def test_long_chains_need_no_recursion():
    length = 3000
    goods = (*((good, good + 1) for good in range(length - 1)), (0,))
    demands = Demands(length, goods, (False,) * length)
    allocation = equilibrium_allocation(demands, frozenset(range(length)))
    assert allocation == (*range(1, length), 0)
    assert greatest_pointers(demands, allocation) == frozenset(range(length))
    line = Demands(length, (*goods[:-1], (length - 1,)), (False,) * length)
    straight = tuple(range(length))
    assert least_pointers(line, frozenset(straight[1:]), straight) == {good: good - 1 for good in straight[1:]}
    assert greatest_pointers(Demands(length + 1, (*goods[:-1], (length - 1, length)), (False,) * length), straight) == {good: good + 1 for good in straight}
