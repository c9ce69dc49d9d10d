"""One conformance suite for all methods of winner determination."""

from random import Random

import pytest

from marketwright.errors import UsageError
from marketwright.questions import Limits
from marketwright.solvers.packing.methods import METHODS, best_choice
from marketwright.solvers.packing.problem import PackingAtom, PackingProblem, Task
from marketwright.solvers.packing.search import PackingSearch
from tests.solvers.packing_cases import best_worth, random_case

STANDING = {"search": "proved", "mip": "solver's word", "subsets": "exact"}

# floats cannot tell worths apart that differ in the tenth digit, so the mixed-integer solver is not asked about close values
CASES = {
    f"{name}, {numbers}": (name, spread, base)
    for name in STANDING
    for numbers, spread, base in (("mixed", 6, 0), ("many ties", 1, 1), ("close values", 3, 10**9))
    if (name, numbers) != ("mip", "close values")
}


@pytest.mark.parametrize(("method", "spread", "base"), CASES.values(), ids=CASES.keys())
def test_a_method_finds_the_best_worth_of_random_problems(method, spread, base):
    random = Random(f"{spread} {base}")
    for _ in range(60):
        problem, task = random_case(random, spread=spread, base=base)
        found = best_choice(problem, task, method)
        assert problem.feasible(found.choice)
        assert all(problem.atoms[atom].owner not in task.absent and atom not in task.banned for atom in found.choice)
        assert (found.method, found.worth, found.standing) == (method, best_worth(problem, task), STANDING[method])


@pytest.mark.parametrize("method", METHODS)
def test_a_method_charges_an_owner_of_several_groups_once(method):
    atoms = (PackingAtom(0, 0, (0,)), PackingAtom(0, 1, (1,)), PackingAtom(1, 2, (0, 1)))
    problem = PackingProblem(2, 2, atoms)
    task = Task(values=(5, 5, 7), charges=(2, 0))
    assert sorted(best_choice(problem, task, method).choice) == [0, 1]


@pytest.mark.parametrize("method", METHODS)
def test_a_method_accepts_a_problem_without_atoms(method):
    problem = PackingProblem(2, 1, ())
    assert best_choice(problem, Task(values=(), charges=(0,)), method).choice == ()


def test_the_suite_knows_all_methods():
    assert list(METHODS) == list(STANDING)


def test_an_unknown_method_is_refused():
    with pytest.raises(UsageError) as caught:
        best_choice(PackingProblem(2, 1, ()), Task(values=(), charges=(0,)), "simplex")
    assert str(caught.value) == "method: 'simplex' (U110); allowed: search, mip, subsets; choose one of them"


def test_a_search_without_time_says_that_a_limit_was_reached():
    problem = PackingProblem(1, 2, (PackingAtom(0, 0, (0,)), PackingAtom(1, 1, (0,))))
    found = best_choice(problem, Task(values=(2, 3), charges=(0, 0)), limits=Limits(nodes=0))
    assert found.standing == "limit reached"


def test_subsets_refuses_more_than_sixteen_goods():
    problem = PackingProblem(17, 1, (PackingAtom(0, 0, (16,)),))
    with pytest.raises(UsageError, match="U107"):
        best_choice(problem, Task(values=(1,), charges=(0,)), "subsets")


def test_the_search_tells_worths_apart_that_differ_in_the_tenth_digit():
    """HiGHS's mixed-integer solver returned 1999999999 here: bids of close values, and a charge that tips the balance."""
    atoms = (PackingAtom(0, 0, (0, 1)), PackingAtom(0, 0, (0, 1)), PackingAtom(0, 1, (0, 1)))
    problem, task = PackingProblem(2, 1, atoms), Task(values=(2 * 10**9, 2 * 10**9 + 1, 2 * 10**9), charges=(1,))
    assert best_choice(problem, task).choice == (1,)


def test_a_search_stopped_by_its_node_limit_bounds_the_best_worth():
    random = Random("stopped")
    stopped = 0
    for _ in range(200):
        problem, task = random_case(random, spread=30)
        result = PackingSearch(problem, frozenset(range(problem.owners))).solve(task, Limits(nodes=random.randint(0, 1)))
        assert result.best <= best_worth(problem, task) <= result.upper
        stopped += not result.complete
    assert stopped > 20
