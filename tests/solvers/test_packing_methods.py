"""One conformance suite for all methods of winner determination."""

from random import Random

import pytest

from marketwright.errors import UsageError
from marketwright.questions import Limits
from marketwright.solvers.packing.mip import best_by_mip
from marketwright.solvers.packing.problem import PackingAtom, PackingProblem, Task
from marketwright.solvers.packing.search import PackingSearch
from marketwright.solvers.packing.subsets import best_by_subsets
from tests.solvers.packing_cases import best_worth, random_case


def by_search(problem, task):
    result = PackingSearch(problem, frozenset(range(problem.owners))).solve(task)
    assert result.complete
    assert result.upper == result.best
    return result.choice


METHODS = {"search": by_search, "mip": best_by_mip, "subsets": best_by_subsets}


# floats cannot tell worths apart that differ in the tenth digit, so the mixed-integer solver is not asked about close values
CASES = {
    f"{name}, {numbers}": (method, spread, base)
    for name, method in METHODS.items()
    for numbers, spread, base in (("mixed", 6, 0), ("many ties", 1, 1), ("close values", 3, 10**9))
    if (name, numbers) != ("mip", "close values")
}


@pytest.mark.parametrize(("method", "spread", "base"), CASES.values(), ids=CASES.keys())
def test_a_method_finds_the_best_worth_of_random_problems(method, spread, base):
    random = Random(f"{spread} {base}")
    for _ in range(60):
        problem, task = random_case(random, spread=spread, base=base)
        choice = method(problem, task)
        assert problem.feasible(choice)
        assert all(problem.atoms[atom].owner not in task.absent and atom not in task.banned for atom in choice)
        assert task.worth(problem, choice) == best_worth(problem, task)


@pytest.mark.parametrize("method", METHODS.values(), ids=METHODS.keys())
def test_a_method_charges_an_owner_of_several_groups_once(method):
    atoms = (PackingAtom(0, 0, (0,)), PackingAtom(0, 1, (1,)), PackingAtom(1, 2, (0, 1)))
    problem = PackingProblem(2, 2, atoms)
    task = Task(values=(5, 5, 7), charges=(2, 0))
    assert sorted(method(problem, task)) == [0, 1]


@pytest.mark.parametrize("method", METHODS.values(), ids=METHODS.keys())
def test_a_method_accepts_a_problem_without_atoms(method):
    problem = PackingProblem(2, 1, ())
    assert method(problem, Task(values=(), charges=(0,))) == ()


def test_subsets_refuses_more_than_sixteen_goods():
    problem = PackingProblem(17, 1, (PackingAtom(0, 0, (16,)),))
    with pytest.raises(UsageError, match="U107"):
        best_by_subsets(problem, Task(values=(1,), charges=(0,)))


def test_the_search_tells_worths_apart_that_differ_in_the_tenth_digit():
    """HiGHS's mixed-integer solver returned 1999999999 here: bids of close values, and a charge that tips the balance."""
    atoms = (PackingAtom(0, 0, (0, 1)), PackingAtom(0, 0, (0, 1)), PackingAtom(0, 1, (0, 1)))
    problem, task = PackingProblem(2, 1, atoms), Task(values=(2 * 10**9, 2 * 10**9 + 1, 2 * 10**9), charges=(1,))
    assert by_search(problem, task) == (1,)


def test_a_search_stopped_by_its_node_limit_bounds_the_best_worth():
    random = Random("stopped")
    stopped = 0
    for _ in range(200):
        problem, task = random_case(random, spread=30)
        result = PackingSearch(problem, frozenset(range(problem.owners))).solve(task, Limits(nodes=random.randint(0, 1)))
        assert result.best <= best_worth(problem, task) <= result.upper
        stopped += not result.complete
    assert stopped > 20
