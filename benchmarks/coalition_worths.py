"""Times of quadratic surplus: worths of all sets of agents against numpy and a plain loop, verdicts about all sets, trees of prices.

    python benchmarks/coalition_worths.py [--only PATTERN] [--runs 5]

Every measurement runs in a process of its own, one thread, compiled loops warm; the median of the runs counts.  What is compared is measured in the same
process.  *worths*: floats of all 2^20 sets, by our scan (the exact preparation of its terms included), by numpy (sums as products with a matrix of bits, in
blocks; batched `linalg.solve`), and by a loop over sets in plain Python, which is measured on the sets of 13 agents and multiplied by 2^7 (too kind to it:
sets of 20 have more members).  *verdict*: which sets have an excess above 0 or exactly 0 at Vickrey charges, all 2^n looked at in floats and the close ones
decided exactly.  *tree*: a proof that none has an excess above 0; where one has, the fixed charge is raised by its excess until none has, and the last proof
is measured.
"""

import argparse
import fnmatch
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from fractions import Fraction
from random import Random
from statistics import median
from time import perf_counter
from typing import Any

import numpy as np

SIZE = 20
PART = 13
"""The plain loop is measured on the sets of so many agents."""
BLOCK = 1 << 16


def agents(family: str, size: int, goods: int, seed: int) -> tuple[Any, tuple[Fraction, ...]]:
    """Utilities and a quantity.

    `similar`: buyers who differ by a tenth and want the same.  `diagonal`: equal marginal utilities of nothing, slopes that differ by a factor of 25, no
    good matters for another.  `groups`: every agent is flat in one good and steep in the others.  `mixed`: buyers and sellers of all sorts.
    """
    from marketwright.solvers.surplus.exact import Quadratic

    random = Random(f"{family} {size} {goods} {seed}")
    common = tuple(Fraction(random.randint(800, 1200), 100) for _ in range(goods))

    def theta() -> tuple[Fraction, ...]:
        low, high = (200, 1200) if family == "mixed" else (990, 1010)
        return common if family == "diagonal" else tuple(Fraction(random.randint(low, high), 100) for _ in range(goods))

    def matrix(number: int) -> tuple[tuple[Fraction, ...], ...]:
        rows = [[Fraction(0)] * goods for _ in range(goods)]
        lines = [[random.randint(-30, 30) for _ in range(goods)] for _ in range(goods)]
        for row in range(goods):
            for column in range(row, goods):
                if family == "mixed":
                    rows[row][column] = rows[column][row] = Fraction(sum(line[row] * line[column] for line in lines), 500)
                elif family == "similar":
                    rows[row][column] = rows[column][row] = Fraction(random.randint(-20, 20), 100)
            match family:
                case "similar":
                    rows[row][row] = Fraction(random.randint(90, 110), 100)
                case "diagonal":
                    rows[row][row] = Fraction(int(20 * 25 ** random.random()), 100)
                case "groups":
                    rows[row][row] = Fraction(random.randint(80, 120), 100) * (1 if row == number % goods else 20)
                case _:
                    rows[row][row] += Fraction(random.randint(20, 200), 100)
        return tuple(map(tuple, rows))

    spread = {"similar": (40, 90), "diagonal": (10, 99), "groups": (300, 500), "mixed": (-99, 99)}[family]
    utilities = [Quadratic(theta=theta(), matrix=matrix(number)) for number in range(size)]
    return utilities, tuple(Fraction(random.randint(*spread), 10) for _ in range(goods))


def vickrey(utilities: Any, quantity: tuple[Fraction, ...]) -> Any:
    """Each agent is charged what he adds to the worth of all; the excess of all is 0."""
    from marketwright.solvers.surplus.charged import Charged
    from marketwright.solvers.surplus.exact import Surplus

    surplus, everybody = Surplus(utilities), range(len(utilities))
    total = surplus.worth(everybody, quantity)
    charges = tuple(total - surplus.worth([other for other in everybody if other != agent], quantity) for agent in everybody)
    return Charged(surplus=surplus, quantity=quantity, charges=charges, fixed=total - sum(charges))


def timed(function: Callable[[], Any], runs: int) -> tuple[float, Any]:
    """The median of so many runs, and what the last returned."""
    seconds = []
    for _ in range(runs):
        start = perf_counter()
        found = function()
        seconds.append(perf_counter() - start)
    return median(seconds), found


def by_numpy(inverses: Any, thetas: Any, quantity: Any) -> Any:
    """Worths of all sets; the first is that of the empty set."""
    size, goods = thetas.shape
    demands = np.einsum("ikl,il->ik", inverses, thetas)
    gains = np.einsum("ik,ik->i", demands, thetas)
    terms = np.hstack([inverses.reshape(size, -1), demands, gains[:, None]])
    worths = np.zeros(1 << size)
    for start in range(0, 1 << size, BLOCK):
        masks = np.arange(max(start, 1), min(start + BLOCK, 1 << size))
        sums = (masks[:, None] >> np.arange(size) & 1).astype(np.float64) @ terms
        over = sums[:, goods * goods : -1] - quantity
        prices = np.linalg.solve(sums[:, : goods * goods].reshape(-1, goods, goods), over[:, :, None])[:, :, 0]
        worths[masks] = (sums[:, -1] - (over * prices).sum(axis=1)) / 2
    return worths


def by_loop(inverses: Any, thetas: Any, quantity: Any) -> list[float]:
    """Worths of all sets, one after the other in plain Python."""
    size, goods = thetas.shape
    range_of_goods = range(goods)
    demands = np.einsum("ikl,il->ik", inverses, thetas).tolist()
    gains = (np.array(demands) * thetas).sum(axis=1).tolist()
    matrices, worths = inverses.tolist(), [0.0]
    for mask in range(1, 1 << size):
        left, over, gain = [[0.0] * goods for _ in range_of_goods], [-amount for amount in quantity], 0.0
        for agent in range(size):
            if mask >> agent & 1:
                gain += gains[agent]
                for good in range_of_goods:
                    over[good] += demands[agent][good]
                    for other in range_of_goods:
                        left[good][other] += matrices[agent][good][other]
        form = 0.0
        for good in range_of_goods:
            pivot = left[good][good]
            form += over[good] * over[good] / pivot
            for below in range(good + 1, goods):
                share = left[good][below] / pivot
                over[below] -= share * over[good]
                for column in range(below, goods):
                    left[below][column] -= share * left[good][column]
        worths.append((gain - form) / 2)
    return worths


def time_worths(goods: int, runs: int) -> dict[str, Any]:
    """Ours, numpy's and the loop's seconds, and how far their worths are apart, as a part of the largest."""
    from marketwright.solvers.surplus import scan
    from marketwright.solvers.surplus.exact import Surplus

    utilities, quantity = agents("similar", SIZE, goods, 1)
    surplus = Surplus(utilities)
    scan.worths(Surplus(utilities[: scan.FEW + 1]), quantity)
    ours, table = timed(lambda: scan.worths(surplus, quantity), runs)
    inverses = np.array([[[float(entry) for entry in row] for row in surplus.inverse(agent)] for agent in range(SIZE)])
    thetas = np.array([[float(entry) for entry in one.theta] for one in utilities])
    floats = [float(amount) for amount in quantity]
    numpy, theirs = timed(lambda: by_numpy(inverses, thetas, np.array(floats)), runs)
    loop, part = timed(lambda: by_loop(inverses[:PART], thetas[:PART], floats), runs)
    loop *= 2 ** (SIZE - PART)
    largest = float(abs(table.worths).max())
    apart = max(float(abs(table.worths - theirs).max()), float(abs(table.worths[: 1 << PART] - part).max()))
    return {"ours": ours, "numpy": numpy, "loop": loop, "times numpy": numpy / ours, "times loop": loop / ours, "apart": apart / largest}


def time_verdict(size: int, goods: int, runs: int) -> dict[str, Any]:
    """The whole verdict: exact terms, all sets in floats, close ones exactly."""
    from marketwright.solvers.surplus import scan

    scan.verdict(vickrey(*agents("similar", scan.FEW + 1, goods, 1)))
    case = vickrey(*agents("similar", size, goods, 1))
    seconds, found = timed(lambda: scan.verdict(case), runs)
    return {"seconds": seconds, "above 0": len(found.positive), "ties": len(found.ties), "complete": found.complete}


def time_tree(family: str, size: int, goods: int, runs: int) -> dict[str, Any]:
    """The tree at the last fixed charge, and how often the charge was raised."""
    from marketwright.solvers.surplus.charged import Charged
    from marketwright.solvers.surplus.tree import Closed, Found, Patience, bounded

    utilities, quantity = agents(family, size, goods, 1)
    case, raised = vickrey(utilities, quantity), 0
    outcome = bounded(case, Patience(seconds=60))
    while isinstance(outcome, Found):
        fixed = case.fixed + case.excess(outcome.members)
        case, raised = Charged(surplus=case.surplus, quantity=quantity, charges=case.charges, fixed=fixed), raised + 1
        outcome = bounded(case, Patience(seconds=60))
    seconds, outcome = timed(lambda: bounded(case, Patience(seconds=60)), runs)
    leaves = [node for node in outcome.nodes if not isinstance(node, int)]
    return {
        "seconds": seconds,
        "leaves": len(leaves),
        "closed": isinstance(outcome, Closed),
        "raised": raised,
        "characters": sum(len(str(entry)) for leaf in leaves for entry in leaf),
    }


def case_names(runs: int) -> Iterator[tuple[str, Callable[[], dict[str, Any]]]]:
    """Every measurement by name."""
    for goods in (1, 2, 3, 4):
        yield f"worths {SIZE} K={goods}", lambda goods=goods: time_worths(goods, runs)
    for size in (16, 18, 20, 22, 24, 25, 26, 28):
        for goods in (1, 2, 3, 4):
            yield f"verdict {size} K={goods}", lambda size=size, goods=goods: time_verdict(size, goods, runs)
    for family in ("similar", "diagonal", "groups", "mixed"):
        for goods in (1, 2, 3):
            for size in (8, 16, 28, 60):
                yield f"tree {family} {size} K={goods}", lambda family=family, size=size, goods=goods: time_tree(family, size, goods, runs)


def main() -> int:
    """Measures and prints one line for each case."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", default="*", help="names of cases, with * and ?")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--case", help=argparse.SUPPRESS)
    options = parser.parse_args()
    cases = dict(case_names(options.runs))
    if options.case is not None:
        print(json.dumps(cases[options.case]()))
        return 0
    for name in cases:
        if fnmatch.fnmatch(name, options.only):
            environment = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "NUMBA_NUM_THREADS"), "1")
            command = [sys.executable, __file__, "--runs", str(options.runs), "--case", name]
            done = subprocess.run(command, env=os.environ | environment, capture_output=True, text=True, check=True)
            numbers = {key: float(f"{value:.3g}") if isinstance(value, float) else value for key, value in json.loads(done.stdout).items()}
            print(f"{name:24s} {json.dumps(numbers)}", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
