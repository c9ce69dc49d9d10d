"""The parts of the search, each against the plain definition."""

from random import Random

import numpy as np
import pytest

from marketwright.solvers.packing.cliques import violated_cliques
from marketwright.solvers.packing.evaluation import LeafBounds
from marketwright.solvers.packing.incumbents import Incumbents, mask_array
from marketwright.solvers.packing.problem import PackingAtom, PackingProblem, Task, mask_of, members
from marketwright.solvers.packing.rows import PackingRow, first_rows
from marketwright.solvers.packing.search import PackingSearch, StartTree
from tests.solvers.packing_cases import best_worth, random_case


def random_rows(problem, random):
    """Goods' rows and some cliques grown at random."""
    rows = first_rows(problem)
    for start in range(len(problem.atoms)):
        clique, common = 1 << start, problem.conflicts(start)
        while common:
            atom = random.choice(list(members(common)))
            clique |= 1 << atom
            common &= problem.conflicts(atom)
        rows.append(PackingRow("clique", clique))
    return rows


@pytest.mark.parametrize("scale", [1, 10**12], ids=["64-bit integers", "large integers"])
def test_any_prices_bound_the_best_worth(scale):
    random = Random(scale)
    tight = 0
    for _ in range(200):
        problem, task = random_case(random)
        task = Task(values=tuple(v * scale for v in task.values), charges=tuple(c * scale for c in task.charges), absent=task.absent, banned=task.banned)
        rows = random_rows(problem, random)
        removed = np.array([atom.owner in task.absent or number in task.banned for number, atom in enumerate(problem.atoms)], dtype=bool)
        prices = [random.randint(0, 5) * scale * random.randint(0, 1) for _ in rows]
        bound = LeafBounds(problem, task).bound(rows, prices, removed, (), 1)
        assert bound >= best_worth(problem, task)
        tight += bound == best_worth(problem, task)
    assert tight > 0


def test_a_bound_charges_an_owner_once_and_not_per_group():
    problem = PackingProblem(2, 1, (PackingAtom(0, 0, (0,)), PackingAtom(0, 1, (1,))))
    leaves = LeafBounds(problem, Task(values=(5, 5), charges=(3,)))
    assert leaves.bound([], [], np.zeros(2, dtype=bool), (), 1) == 7


def test_a_used_atom_counts_with_its_owners_charge_even_at_a_loss():
    problem = PackingProblem(1, 1, (PackingAtom(0, 0, (0,)),))
    leaves = LeafBounds(problem, Task(values=(5,), charges=(8,)))
    assert leaves.bound([], [], np.ones(1, dtype=bool), (0,), 1) == -3
    assert leaves.bound([], [], np.zeros(1, dtype=bool), (), 1) == 0


def test_separated_cliques_conflict_pairwise_and_are_violated():
    random = Random("cliques")
    found = 0
    for _ in range(300):
        problem, _ = random_case(random)
        use = np.array([random.choice((0.0, 0.3, 0.5, 0.6)) for _ in problem.atoms])
        support = [number for number in range(len(problem.atoms)) if use[number] > 0]
        for row in violated_cliques(problem, use, support, set()):
            atoms = row.atoms.tolist()
            assert all(problem.conflicts(first) >> second & 1 for first in atoms for second in atoms if first != second)
            assert use[atoms].sum() > 1
            found += 1
    assert found > 50


def test_rounded_and_improved_choices_are_feasible_and_offered():
    random = Random("incumbents")
    better = 0
    for _ in range(200):
        problem, task = random_case(random)
        incumbents = Incumbents(problem, task)
        use = np.array([random.random() for _ in problem.atoms])
        rounded = incumbents.rounded(use, (), (1 << len(problem.atoms)) - 1)
        improved = incumbents.improved(rounded, 60, Random(1))
        for choice in (rounded, improved):
            assert problem.feasible(choice)
            assert all(problem.atoms[atom].owner not in task.absent and atom not in task.banned for atom in choice)
            assert task.worth(problem, choice) <= best_worth(problem, task)
        better += task.worth(problem, improved) > task.worth(problem, rounded)
    assert better > 5


def test_the_charge_is_waived_of_the_owner_for_whom_that_brings_most():
    problem = PackingProblem(2, 2, (PackingAtom(0, 0, (0,)), PackingAtom(1, 1, (1,))))
    task = Task(values=(3, 5), charges=(10, 6), waived=frozenset({0, 1}))
    chosen = Incumbents(problem, task).greedy([0, 1], (), 0b11)
    assert (chosen, task.worth(problem, chosen)) == ((1,), best_worth(problem, task))


def test_masks_become_arrays():
    assert mask_array(0b100101, 7).tolist() == [True, False, True, False, False, True, False]


def test_a_search_may_start_from_the_tree_of_any_other_task():
    random = Random("start")
    for _ in range(120):
        problem, task = random_case(random, spread=20)
        search = PackingSearch(problem, frozenset(range(problem.owners)))
        first = search.solve(Task(values=tuple(random.randint(0, 20) for _ in problem.atoms), charges=(0,) * problem.owners))
        second = search.solve(task, start=StartTree(first.root, random.choice((0.1, 1.0, 3.0))))
        assert second.complete
        assert second.best == best_worth(problem, task)


def test_a_set_of_numbers_survives_its_mask():
    assert list(members(mask_of([0, 7, 8, 63, 1000]))) == [0, 7, 8, 63, 1000]
    assert mask_of([]) == 0


def test_a_row_with_a_used_atom_costs_nothing_more():
    problem = PackingProblem(1, 2, (PackingAtom(0, 0, (0,)), PackingAtom(1, 1, (0,))))
    leaves = LeafBounds(problem, Task(values=(5, 4), charges=(0, 0)))
    rows = first_rows(problem)
    assert leaves.bound(rows, [3], np.zeros(2, dtype=bool), (), 1) == 6
    assert leaves.bound(rows, [3], np.ones(2, dtype=bool), (0,), 1) == 5


def test_a_tree_started_from_another_branches_on_no_atom_of_an_absent_owner():
    """Five bids of value 2 in a ring: no prices prove 4, so the first tree branches."""
    ring = PackingProblem(5, 5, tuple(PackingAtom(number, number, tuple(sorted((number, (number + 1) % 5)))) for number in range(5)))
    search = PackingSearch(ring)
    first = search.solve(Task(values=(2,) * 5, charges=(0,) * 5))
    assert (first.best, first.root.children is None) == (4, False)
    second = search.solve(Task(values=(2,) * 5, charges=(0,) * 5, absent=frozenset({first.root.atom})), start=StartTree(first.root, 1.0))
    assert (second.best, second.complete) == (4, True)
    branchings, nodes = [], [second.root]
    while nodes:
        node = nodes.pop()
        if node.children is not None:
            branchings.append(node.atom)
            nodes.extend(node.children)
    assert first.root.atom not in branchings
