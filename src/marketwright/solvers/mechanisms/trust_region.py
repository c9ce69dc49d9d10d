"""Sequential linear programs: factors for which the least value of a bilinear program falls, step by step, within a trusted distance.

*Meaning.* z(a) is the least value of the program with its factors fixed at a; a is a solution where z(a) = 0, and z is 0 at least.  A step makes products
linear at the best point for a and moves a, each factor by at most a radius; it is taken if z falls by a part of what was predicted.
At a solution the factors are also multipliers of rows; so where descents get stuck, factors that are moved halfway to these multipliers are a better start.

*Source.* Spec bayesian 8.3 (damped fixed point) and 8.4, step 2.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from marketwright.solvers.limit import Stopped
from marketwright.solvers.linear.floats import FloatSolution, FloatSolver
from marketwright.solvers.mechanisms.bilinear import Bilinear, Floats, Linearised
from marketwright.solvers.mechanisms.portions import solved

FIRST_RADIUS = 0.5
MOST_RADIUS = 4.0
LEAST_RADIUS = 1e-7
CLOSE = 1e-9
"""What counts as 0 here, of programs in units of about 10."""
FULL_DESCENT = 60
"""So many steps has a descent at most."""
STARTS = (0, 1, 2, 4, 8, 16, 32)
"""After so many moves towards multipliers descents start."""
_PART = 0.05


@dataclass(frozen=True, eq=False)
class Place:
    """Factors, the least value for them, a point where it is attained, and the multipliers of the factors' rows there."""

    factors: Floats
    value: float
    point: Floats
    multipliers: Floats

    @property
    def solved(self) -> bool:
        """Whether the value is 0, as far as floats tell."""
        return self.value < CLOSE


class TrustRegion:
    """Descents on one program; every linear program starts from the basis of the one before.

    `best`: the place with the least value so far; `stopped`: whether a limit has come, asked again and again while linear programs are solved.
    """

    def __init__(self, program: Bilinear, *, stopped: Stopped) -> None:
        """Nothing is solved yet."""
        self.program = program
        self.programs = 0
        self.best: Place | None = None
        self.stopped = stopped
        self._linearised = Linearised(program)
        self._last: FloatSolver | None = None

    def _solved(self, solver: FloatSolver) -> FloatSolution | None:
        """The optimum of a linear program, None if HiGHS finds none.

        Raises: `LimitCame`.
        """
        if self._last is not None:
            solver.return_to(self._last.mark())
        found = solved(solver, self.stopped)
        self.programs += 1
        if found.status != "optimal":
            return None
        self._last = solver
        return found

    def place(self, factors: Floats, differences: Floats | None = None) -> Place | None:
        """The least value for these factors, None if HiGHS finds none.

        Raises: `LimitCame`.
        """
        found = self._solved(self._linearised.solver(factors, np.zeros(len(self.program.factors)) if differences is None else differences))
        if found is None:
            return None
        here = Place(factors, -found.value, found.point, -found.multipliers[self.program.factor_rows])
        if self.best is None or here.value < self.best.value - CLOSE:
            self.best = here
        return here

    def descend(self, start: Place, *, steps: int = FULL_DESCENT) -> Place:
        """Where a descent from a place ends.

        Raises: `LimitCame`.
        """
        here, radius = start, FIRST_RADIUS
        for _ in range(steps):
            if here.solved or radius < LEAST_RADIUS:
                break
            differences = self.program.differences(here.point)
            solver = self._linearised.solver(here.factors, differences)
            columns = self.program.factor_columns
            solver.set_column_bounds(columns, np.maximum(0.0, here.factors - radius), here.factors + radius)
            found = self._solved(solver)
            if found is None or here.value + found.value < CLOSE / 10:
                break
            there = self.place(np.maximum(found.point[columns], 0.0), self.program.differences(found.point))
            if there is not None and here.value - there.value >= _PART * (here.value + found.value):
                here, radius = there, min(2 * radius, MOST_RADIUS)
            else:
                radius /= 3
        return here

    def descents(self, start: Floats) -> Iterator[Place]:
        """Where descents end from a start, and from starts nearer and nearer to a fixed point.

        Raises: `LimitCame`.
        """
        moves, here = 0, self.place(start)
        for number in STARTS:
            while here is not None and moves < number:
                here, moves = self.place(np.maximum(0.0, here.factors + here.multipliers) / 2), moves + 1
            if here is None:
                return
            yield self.descend(here)
