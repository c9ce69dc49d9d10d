"""Two programs about a program, each with an optimum by its form: how far it is from having a point, and whether it has a direction without end."""

from dataclasses import replace

import numpy as np

from marketwright.solvers.linear.integers import SparseMatrix, integers
from marketwright.solvers.linear.sparse import Objective, SparseProgram


def nearest(program: SparseProgram) -> tuple[SparseProgram, Objective]:
    """Maximise -s, with one more variable s >= 0 that makes right sides harmless: A x + b s <= b, without s where b >= 0 in a row that is no equality.

    *Meaning.* x = 0 and s = 1 is feasible; s = 0 is exactly if the program is.  If the optimum is below 0 its multipliers prove that the program has no point.
    """
    sides = program.right_sides
    rows = np.flatnonzero((sides < 0) | (program.equalities & (sides != 0)))
    matrix, extra = program.by_row, program.variables
    index = np.insert(matrix.index, matrix.starts[rows + 1], extra)
    entries = np.insert(matrix.entries.astype(object), matrix.starts[rows + 1], sides[rows])
    more = np.zeros(program.rows + 1, dtype=np.int64)
    more[rows + 1] = 1
    widened = SparseMatrix(matrix.starts + np.cumsum(more), index, integers(entries))
    return replace(program, by_row=widened, by_column=widened.turned(extra + 1), free=np.append(program.free, False)), Objective(
        integers([0] * extra + [-1]), 1
    )


def endless(program: SparseProgram, objective: Objective) -> tuple[SparseProgram, Objective]:
    """Maximise t >= 0 among directions along which one never leaves the region and the objective grows by t, and t <= 1.

    *Meaning.* The optimum is 1 if the objective grows without end from any feasible point, and 0 otherwise.
    """
    costs = np.flatnonzero(objective.numbers)
    matrix, extra = program.by_row, program.variables
    starts = np.concatenate((matrix.starts, [matrix.starts[-1] + len(costs) + 1, matrix.starts[-1] + len(costs) + 2]))
    index = np.concatenate((matrix.index, costs, [extra, extra]))
    entries = integers([*matrix.entries.tolist(), *(-objective.numbers[costs]).tolist(), 1, 1])
    rows = SparseMatrix(starts, index, entries)
    return SparseProgram(
        by_row=rows,
        by_column=rows.turned(extra + 1),
        right_sides=integers([0] * (program.rows + 1) + [1]),
        denominators=None,
        equalities=np.append(program.equalities, [False, False]),
        free=np.append(program.free, False),
    ), Objective(integers([0] * extra + [1]), 1)
