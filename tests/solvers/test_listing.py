"""All best choices, against trying everything."""

from dataclasses import replace
from random import Random

from marketwright.questions import Limits
from marketwright.solvers.packing.listing import list_best
from marketwright.solvers.packing.search import PackingSearch
from tests.solvers.packing_cases import best_worth, feasible_sets, random_case


def case(random):
    """A random problem without atoms worth nothing and without waivers, its search, and all its best choices."""
    problem, task = random_case(random, spread=random.choice((1, 6)))
    nothing = frozenset(number for number, value in enumerate(task.values) if value == 0)
    task = replace(task, banned=task.banned | nothing, waived=frozenset())
    best = best_worth(problem, task)
    choices = {chosen for chosen in feasible_sets(problem, task) if task.worth(problem, chosen) == best}
    return PackingSearch(problem, frozenset(range(problem.owners))), task, best, choices


def test_every_best_choice_is_listed_once_and_the_tree_says_that_there_are_no_others():
    random, sizes = Random(4), set()
    for _ in range(150):
        search, task, best, choices = case(random)
        found = list_best(search, task, best, 1000, Limits())
        assert found.complete
        assert not found.capped
        assert len(found.choices) == len(choices)
        assert set(found.choices) == choices
        sizes.add(len(choices))
    assert max(sizes) > 4


def test_a_cap_below_the_number_of_best_choices_is_told():
    random, told = Random(5), 0
    for _ in range(60):
        search, task, best, choices = case(random)
        found = list_best(search, task, best, 2, Limits())
        assert found.capped is (len(choices) > 2)
        assert found.complete is (len(choices) <= 2)
        assert set(found.choices) <= choices
        assert len(found.choices) == min(2, len(choices))
        told += found.capped
    assert told > 5


def test_a_limit_leaves_a_list_incomplete_without_calling_it_capped():
    random, stopped = Random(6), 0
    for _ in range(40):
        search, task, best, choices = case(random)
        found = list_best(search, task, best, 1000, Limits(nodes=1))
        assert set(found.choices) <= choices
        assert not found.capped
        stopped += not found.complete
    assert stopped > 5
