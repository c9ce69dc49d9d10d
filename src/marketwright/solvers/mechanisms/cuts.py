"""A linear program that grows by rows: floats search, the exact optimum of the rows so far is there for the asking."""

from collections.abc import Collection, Mapping, Sequence
from fractions import Fraction

import numpy as np

from marketwright.solvers.limit import Stopped
from marketwright.solvers.linear.floats import Floats, FloatSolution, FloatSolver
from marketwright.solvers.linear.integers import Integers
from marketwright.solvers.linear.program import Optimum
from marketwright.solvers.linear.solve import exact_at_basis
from marketwright.solvers.linear.sparse import sparse_program
from marketwright.solvers.mechanisms.inequalities import Numbers


class Cuts:
    """Maximise an objective subject to integer rows, and in floats the same with variables in units of their own."""

    def __init__(self, *, units: Floats, objective: Mapping[int, Fraction], free: Collection[int] = ()) -> None:
        """Start without rows; variables are at least 0 but for the free ones."""
        self.objective, self.free = objective, frozenset(free)
        self._units = units
        self._starts: list[Numbers] = [np.zeros(1, dtype=np.int64)]
        self._index: list[Numbers] = []
        self._entries: list[Integers] = []
        self._right: list[Integers] = []
        costs, lower = np.zeros(len(units)), np.zeros(len(units))
        for variable, number in objective.items():
            costs[variable] = float(number) * units[variable]
        costs /= np.abs(costs).max()
        lower[list(self.free)] = -np.inf
        self._solver = FloatSolver(starts=[0], index=[], values=[], row_upper=[], columns=len(units), costs=costs, column_lower=lower)

    @property
    def rows(self) -> int:
        """How many rows there are."""
        return sum(map(len, self._right))

    def add(self, starts: Numbers, index: Numbers, entries: Integers, right: Integers, scales: Sequence[int], unit: float) -> None:
        """Add integer rows at the end; in floats each is divided by its scale and by the unit of all."""
        self._starts.append(starts[1:] + self._starts[-1][-1])
        self._index.append(index)
        self._entries.append(entries)
        self._right.append(right)
        values = quotients(entries, [scale for scale, width in zip(scales, np.diff(starts).tolist(), strict=True) for _ in range(width)])
        self._solver.add_rows(starts=starts, index=index, values=values * self._units[index] / unit, upper=quotients(right, scales) / unit)

    def solve(self) -> FloatSolution:
        """An optimum in floats."""
        return self._solver.solve()

    def exact(self, stopped: Stopped) -> Optimum:
        """The exact optimum, from the last basis; multipliers are those of the integer rows.

        Raises: `LimitCame`.
        """
        program = sparse_program(
            variables=len(self._units),
            starts=np.concatenate(self._starts),
            index=np.concatenate(self._index),
            numerators=np.concatenate(self._entries),
            right_sides=np.concatenate(self._right),
            free=self.free,
        )
        basis = self._solver.basis()
        if basis is None:
            raise ArithmeticError("a program without basis")
        found = exact_at_basis(program, self.objective, basis, stopped=stopped)
        if not isinstance(found, Optimum):
            raise ArithmeticError("a program without optimum")
        return found


def quotients(numbers: Integers, denominators: Sequence[int]) -> Floats:
    """One number by one denominator each, in floats."""
    if numbers.dtype != object and max(denominators, default=1) < 1 << 62:
        return np.asarray(numbers / np.array(denominators, dtype=np.float64), dtype=np.float64)
    return np.array([number / denominator for number, denominator in zip(numbers.tolist(), denominators, strict=True)], dtype=np.float64)
