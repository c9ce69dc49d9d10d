"""Small packing problems, and their best worths by trying everything (written apart from the solvers)."""

from itertools import chain, combinations
from random import Random

from marketwright.solvers.packing.problem import PackingAtom, PackingProblem, Task


def random_case(random: Random, *, spread: int = 6, base: int = 0) -> tuple[PackingProblem, Task]:
    goods, owners = random.randint(1, 5), random.randint(1, 5)
    atoms, values, group = [], [], 0
    for owner in range(owners):
        for _ in range(random.choice((0, 1, 1, 2, 3))):
            for _ in range(random.randint(1, 3)):
                bundle = tuple(sorted(random.sample(range(goods), random.randint(1, min(3, goods)))))
                atoms.append(PackingAtom(owner, group, bundle))
                values.append(base * len(bundle) + random.randint(0, spread))
            group += 1
            if len(atoms) > 11:
                break
    charges = tuple(random.choice((0, 0, random.randint(1, spread), random.randint(-3, spread))) for _ in range(owners))
    absent = frozenset(owner for owner in range(owners) if random.random() < 0.15)
    banned = frozenset(number for number in range(len(atoms)) if random.random() < 0.1)
    waived = frozenset(owner for owner in range(owners) if random.random() < 0.5) if random.random() < 0.3 else frozenset()
    return PackingProblem(goods, owners, tuple(atoms)), Task(values=tuple(values), charges=charges, absent=absent, banned=banned, waived=waived)


def feasible_sets(problem: PackingProblem, task: Task):
    """All feasible sets of offered atoms."""
    offered = [number for number, atom in enumerate(problem.atoms) if atom.owner not in task.absent and number not in task.banned]
    for chosen in chain.from_iterable(combinations(offered, size) for size in range(len(offered) + 1)):
        goods = [good for number in chosen for good in problem.atoms[number].goods]
        groups = [problem.atoms[number].group for number in chosen]
        if len(set(goods)) == len(goods) and len(set(groups)) == len(groups):
            yield chosen


def best_worth(problem: PackingProblem, task: Task) -> int:
    """The largest worth by enumerating all sets of atoms and, for each, all sets of owners who contain its owners."""
    best = None
    for chosen in feasible_sets(problem, task):
        owners = {problem.atoms[number].owner for number in chosen}
        worth = sum(task.values[number] for number in chosen) + max([0, *(task.charges[owner] for owner in owners & task.waived)])
        for owner in range(problem.owners):
            if owner in task.absent:
                continue
            if owner in owners or task.charges[owner] < 0:
                worth -= task.charges[owner]
        best = worth if best is None else max(best, worth)
    return best
