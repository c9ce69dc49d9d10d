"""A linear program that learns inequalities of Theorem 1 one by one: floats search, the exact optimum of what it knows is there for the asking."""

from collections.abc import Collection, Mapping, Sequence
from fractions import Fraction

import numpy as np

from marketwright.solvers.limit import Stopped
from marketwright.solvers.linear.floats import Floats, FloatSolution, FloatSolver
from marketwright.solvers.linear.integers import Integers
from marketwright.solvers.linear.program import Optimum
from marketwright.solvers.linear.solve import started
from marketwright.solvers.linear.sparse import objective_of, sparse_program
from marketwright.solvers.mechanisms.dense import SAFE
from marketwright.solvers.mechanisms.exact_rows import Rows
from marketwright.solvers.mechanisms.inequalities import Block, Inequalities, Numbers


class Cuts:
    """Maximise an objective subject to integer rows, and in floats the same with variables in units of their own."""

    def __init__(self, inequalities: Inequalities, *, units: Floats, objective: Mapping[int, Fraction], free: Collection[int] = ()) -> None:
        """Start without rows; variables are at least 0 but for the free ones."""
        self.inequalities, self.objective, self.free = inequalities, objective, frozenset(free)
        self._units = units
        self._rows: list[Rows] = []
        self._known: set[int] = set()
        costs, lower = np.zeros(len(units)), np.zeros(len(units))
        for variable, number in objective.items():
            costs[variable] = float(number) * units[variable]
        costs /= np.abs(costs).max()
        lower[list(self.free)] = -np.inf
        self._solver = FloatSolver(starts=[0], index=[], values=[], row_upper=[], columns=len(units), costs=costs, column_lower=lower)

    def add(self, rows: Rows, unit: float) -> None:
        """Add rows; in floats each is divided by its scale and by the unit."""
        if not self._known.isdisjoint(rows.numbers.tolist()):
            raise ArithmeticError("an exact optimum that breaks its own rows")
        self._rows.append(rows)
        self._known.update(rows.numbers.tolist())
        of_entry = [scale for scale, width in zip(rows.scales, np.diff(rows.starts).tolist(), strict=True) for _ in range(width)]
        values = quotients(rows.entries, of_entry) * self._units[rows.index] / unit
        self._solver.add_rows(starts=rows.starts, index=rows.index, values=values, upper=quotients(rows.right, rows.scales) / unit)

    def unknown(self, numbers: Numbers) -> Numbers:
        """Those inequalities that are not in the program yet."""
        return np.array([number for number in numbers.tolist() if number not in self._known], dtype=np.int64)

    def solve(self) -> FloatSolution:
        """An optimum in floats."""
        return self._solver.solve()

    def exact(self, stopped: Stopped) -> Optimum:
        """The exact optimum, from the last basis if there is one; multipliers are those of the integer rows.

        Raises: `LimitCame`.
        """
        starts = np.concatenate([np.diff(rows.starts) for rows in self._rows])
        program = sparse_program(
            variables=len(self._units),
            starts=np.concatenate(([0], np.cumsum(starts))),
            index=np.concatenate([rows.index for rows in self._rows]),
            numerators=np.concatenate([rows.entries for rows in self._rows]),
            right_sides=np.concatenate([rows.right for rows in self._rows]),
            free=self.free,
        )
        found = started(program, self._solver.basis(), stopped).best(objective_of(program, self.objective))
        if not isinstance(found, Optimum):
            raise ArithmeticError("a program without optimum")
        return found

    def chances(self, multipliers: Mapping[int, Fraction]) -> dict[Block, Fraction]:
        """The chances of invitations that multipliers of the integer rows stand for."""
        named = [(number, scale) for rows in self._rows for number, scale in zip(rows.all_numbers, rows.scales, strict=True)]
        found = {}
        for row, share in multipliers.items():
            number, scale = named[row]
            if number >= 0 and share:
                block = self.inequalities.block(number)
                found[block] = share * scale / self.inequalities.probability(block)
        return found


def quotients(numbers: Integers, denominators: Sequence[int]) -> Floats:
    """One number by one denominator each, in floats."""
    if numbers.dtype != object and max(denominators, default=1) < SAFE:
        return np.asarray(numbers / np.array(denominators, dtype=np.float64), dtype=np.float64)
    return np.array([number / denominator for number, denominator in zip(numbers.tolist(), denominators, strict=True)], dtype=np.float64)
