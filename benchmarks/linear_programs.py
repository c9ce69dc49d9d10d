"""What exactness costs in linear programs: the exact service against scipy's floats, on programs of revenue-optimal mechanisms.

    python benchmarks/linear_programs.py            # about 100, 400 and 1,000 columns

*Programs.* Two buyers of some types each, values of a few outcomes by chance (seeded); lotteries over outcomes and payments for every pair of types; nobody
gains by reporting another type, or by staying away; payments are maximised.  Most right sides are 0, so ties abound.
"""

import sys
from fractions import Fraction
from random import Random
from time import perf_counter

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import csr_matrix

from marketwright.solvers.linear.program import LinearProgram, Optimum
from marketwright.solvers.linear.proposals import Proposer
from marketwright.solvers.linear.solve import ExactSolver
from marketwright.solvers.linear.sparse import objective_of, sparse


def mechanism(types: int, outcomes: int, seed: int) -> tuple[LinearProgram, dict[int, Fraction]]:
    """The program of one market and its objective."""
    random = Random(seed)
    values = [[[random.randint(1, 20) for _ in range(outcomes)] for _ in range(types)] for _ in range(2)]
    weights = {(one, other): random.randint(1, 9) for one in range(types) for other in range(types)}
    place = {pair: number * (outcomes + 2) for number, pair in enumerate(weights)}
    rows: list[dict[int, Fraction]] = []
    for pair in weights:
        rows.append({place[pair] + outcome: Fraction(1) for outcome in range(outcomes)})
        for buyer in (0, 1):
            value, payment = values[buyer][pair[buyer]], outcomes + buyer
            truth = {place[pair] + outcome: Fraction(-value[outcome]) for outcome in range(outcomes)} | {place[pair] + payment: Fraction(1)}
            rows.append(truth)
            for report in set(range(types)) - {pair[buyer]}:
                false = place[(report, pair[1]) if buyer == 0 else (pair[0], report)]
                rows.append(truth | {false + outcome: Fraction(value[outcome]) for outcome in range(outcomes)} | {false + payment: Fraction(-1)})
    lotteries = frozenset(row for row, line in enumerate(rows) if len(line) == outcomes)
    payments = {place[pair] + outcomes + buyer: Fraction(weight, sum(weights.values())) for pair, weight in weights.items() for buyer in (0, 1)}
    sides = tuple(Fraction(row in lotteries) for row in range(len(rows)))
    program = LinearProgram(variables=len(weights) * (outcomes + 2), rows=tuple(rows), right_sides=sides, equalities=lotteries, free=frozenset(payments))
    return program, payments


def floats(program: LinearProgram, objective: dict[int, Fraction]) -> tuple[float, float]:
    """Seconds and value of scipy's solution."""
    arrays = sparse(program)
    matrix = csr_matrix((arrays.by_row.entries.astype(float), arrays.by_row.index, arrays.by_row.starts), shape=(arrays.rows, arrays.variables))
    equal, sides = arrays.equalities, arrays.right_sides.astype(float)
    costs = [-float(objective.get(variable, 0)) for variable in range(program.variables)]
    bounds = [(None if variable in program.free else 0, None) for variable in range(program.variables)]
    start = perf_counter()
    found = linprog(np.array(costs), matrix[~equal], sides[~equal], matrix[equal], sides[equal], bounds=bounds, method="highs-ds")
    return perf_counter() - start, -found.fun


def main() -> int:
    """Print one line for each size."""
    print("columns  rows   scipy   exact service   of it from the basis   ratio   steps")
    for types, outcomes in ((4, 4), (5, 2), (8, 4), (12, 5)):
        program, objective = mechanism(types, outcomes, types)
        seconds, value = floats(program, objective)
        start = perf_counter()
        solver = ExactSolver(program)
        outcome = solver.maximum(objective)
        whole = perf_counter() - start
        assert isinstance(outcome, Optimum)
        assert abs(float(outcome.value) - value) <= 1e-6 * (1 + abs(value))
        arrays = sparse(program)
        _, basis = Proposer(arrays).first(objective_of(arrays, objective))
        assert basis is not None
        again = ExactSolver(arrays)
        start = perf_counter()
        again.at_basis(objective, basis)
        exact = perf_counter() - start
        print(
            f"{program.variables:7}  {len(program.rows):4}  {seconds:5.3f} s  {whole:11.3f} s  {exact:18.3f} s  {whole / seconds:6.1f}  {solver.steps:5}",
        )
    return 0


if __name__ == "__main__":
    sys.exit(main())
