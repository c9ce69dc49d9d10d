"""The best assignment and its duals, against the enumeration of all assignments."""

from fractions import Fraction
from itertools import product
from random import Random

import numpy as np
import pytest

from marketwright.solvers.matching import assignment
from marketwright.solvers.matching.assignment import augmented, best_assignment, least_prices

PRIMES = [2, 3, 5, 7, 1009, 10**9 + 7, 10**18 + 9, 2**61 - 1, 2**89 - 1]

KINDS = {
    "full ties": lambda random: Fraction(7),
    "few values": lambda random: Fraction(random.randint(-1, 3)),
    "integers": lambda random: Fraction(random.randint(-20, 100)),
    "quotients": lambda random: Fraction(random.randint(-20, 100), random.choice(PRIMES[:4])),
    "large integers": lambda random: Fraction(random.randint(-5, 20) * 10**30),
    "near ties": lambda random: Fraction(10**30 * random.randint(0, 2) + random.randint(-2, 2)),
    "near ties in 64 bits": lambda random: Fraction(2**57 + random.randint(-2, 2)),
    "many denominators": lambda random: Fraction(random.randint(-20, 100), random.choice(PRIMES)),
    "near ties in quotients": lambda random: 1 + Fraction(random.randint(-2, 2), random.choice(PRIMES)) * Fraction(1, 10**25),
    "far apart": lambda random: Fraction(10) ** random.randint(-40, 40),
    "beyond floats": lambda random: Fraction(random.randint(1, 4)) * 10 ** random.choice([0, 20, 400]),
    "very long": lambda random: Fraction(random.randint(0, 50), random.choice(PRIMES) ** random.randint(1, 30)),
}


def random_case(random, number):
    """Weights and worths of no object: up to 5 agents and 4 objects, all or few pairs permitted."""
    agents, objects = random.randint(0, 5), random.randint(0, 4)
    density = random.choice([0.3, 0.7, 1.0])
    zero = random.random() < 0.5
    weights = [[number(random) if random.random() < density else None for _ in range(objects)] for _ in range(agents)]
    return weights, [Fraction(0) if zero else number(random) for _ in range(agents)], objects


def greatest_total(weights, null, objects, copies=()):
    """The greatest total of all assignments, with one more copy of some objects."""
    columns = [*range(objects), *copies]
    best = None
    for columns_taken in product([None, *range(len(columns))], repeat=len(weights)):
        taken = [column for column in columns_taken if column is not None]
        if len(taken) == len(set(taken)):
            parts = [null[agent] if column is None else weights[agent][columns[column]] for agent, column in enumerate(columns_taken)]
            if None not in parts:
                total = sum(parts, Fraction(0))
                best = total if best is None else max(best, total)
    return best


def total_of(weights, null, positions):
    """What the positions are worth together; each object stands at most once."""
    sold = [good for good in positions if good is not None]
    assert len(sold) == len(set(sold))
    return sum((null[agent] if good is None else weights[agent][good] for agent, good in enumerate(positions)), Fraction(0))


def assert_proved(weights, null, objects, found):
    """Duals prove the assignment best."""
    assert (len(found.positions), len(found.agents), len(found.objects)) == (len(weights), len(weights), objects)
    assert {type(dual) for dual in (*found.agents, *found.objects)} <= {Fraction}
    assert all(price >= 0 for price in found.objects)
    assert all(dual >= worth for dual, worth in zip(found.agents, null, strict=True))
    for row, dual in zip(weights, found.agents, strict=True):
        assert all(weight is None or dual + price >= weight for weight, price in zip(row, found.objects, strict=True))
    assert found.total == total_of(weights, null, found.positions)


@pytest.mark.parametrize("kind", KINDS)
def test_the_assignment_is_best_and_its_duals_prove_it(kind):
    random = Random(kind)
    sold = 0
    for _ in range(250):
        weights, null, objects = random_case(random, KINDS[kind])
        found = best_assignment(weights, null, objects)
        assert_proved(weights, null, objects, found)
        assert found.total == greatest_total(weights, null, objects)
        assert all(good is None or weights[agent][good] > null[agent] for agent, good in enumerate(found.positions))
        sold += any(good is not None for good in found.positions)
    assert sold > (20 if kind != "full ties" else 50)


@pytest.mark.parametrize("kind", KINDS)
def test_an_objects_dual_is_what_a_second_copy_of_it_would_add(kind):
    random = Random(kind)
    positive = 0
    for _ in range(60):
        weights, null, objects = random_case(random, KINDS[kind])
        total = greatest_total(weights, null, objects)
        expected = [greatest_total(weights, null, objects, (good,)) - total for good in range(objects)]
        assert list(best_assignment(weights, null, objects).objects) == expected
        positive += any(expected)
    assert positive > 3


@pytest.mark.parametrize("kind", ["int64", "integers", "fractions"])
def test_augmenting_paths_find_the_greatest_gain_and_prices_support_nothing_less(kind):
    random = Random(kind)
    refused = 0
    for _ in range(400):
        agents, objects = random.randint(1, 4), random.randint(1, 4)
        numbers = [[max(0, random.randint(-2, 5)) for _ in range(objects)] for _ in range(agents)]
        rows = [[Fraction(number, 3) for number in row] if kind == "fractions" else row for row in numbers]
        gains = np.array(rows, dtype=np.int64 if kind == "int64" else object)
        total = greatest_total(rows, [0] * agents, objects)
        positions = augmented(gains)
        assert total_of(rows, [0] * agents, [None if good < 0 else good for good in positions.tolist()]) == total
        assert least_prices(gains, positions) is not None
        other = np.array([random.choice([-1, good]) for good in random.sample(positions.tolist(), agents)])
        worth = total_of(rows, [0] * agents, [None if good < 0 else good for good in other.tolist()])
        assert (least_prices(gains, other) is None) == (worth < total)
        refused += worth < total
    assert refused > 100


def test_a_wrong_float_search_is_found_out_and_repaired(monkeypatch):
    random = Random("wrong")
    augmentations = []
    monkeypatch.setattr(assignment, "_searched", lambda gains: np.where(np.arange(len(gains)) < gains.shape[1], np.arange(len(gains)), -1))
    monkeypatch.setattr(assignment, "augmented", lambda gains: augmentations.append(gains.dtype) or augmented(gains))
    for kind in ("integers", "many denominators", "very long"):
        for _ in range(100):
            weights, null, objects = random_case(random, KINDS[kind])
            found = best_assignment(weights, null, objects)
            assert_proved(weights, null, objects, found)
            assert found.total == greatest_total(weights, null, objects)
    assert {augmentations.count(kind) > 20 for kind in (np.int64, object)} == {True}


def test_exact_ties_and_near_ties_of_many_agents_are_proved():
    random = Random("large")
    for kind in ("full ties", "few values", "near ties", "many denominators"):
        weights = [[KINDS[kind](random) if random.random() < 0.8 else None for _ in range(35)] for _ in range(40)]
        null = [Fraction(0)] * 40
        assert_proved(weights, null, 35, best_assignment(weights, null))


def test_without_agents_or_objects_duals_are_what_null_is_worth():
    assert best_assignment([], [], 2) == assignment.BestAssignment((), (), (Fraction(0), Fraction(0)))
    assert best_assignment([[], []], [Fraction(1), Fraction(-2)]) == assignment.BestAssignment((None, None), (Fraction(1), Fraction(-2)), ())
