"""The cone of finitely many vectors of integers: whether it contains a line, and its extreme rays, exactly.

*Meaning.* The cone consists of all combinations with coefficients of at least 0.  It contains no line exactly if some *functional* (a row) is above 0 on every
vector; otherwise some vectors, with multipliers above 0, add up to zero.  A cone is *simplicial* if its extreme rays are linearly independent.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from heapq import nsmallest
from math import lcm

from flint import fmpz_mat

from marketwright.solvers.linear.program import Infeasible, LinearProgram, Optimum
from marketwright.solvers.linear.solve import ExactSolver
from marketwright.solvers.surplus.limit import Stopped, go_on, never
from marketwright.solvers.surplus.matrices import Vector, inverse, null_space, transpose


@dataclass(frozen=True, slots=True, kw_only=True)
class Dependence:
    """Multipliers above 0, by the vectors' numbers, with which vectors add up to zero."""

    multipliers: Mapping[int, Fraction]


class Cone:
    """The cone of some vectors, none of which is zero."""

    def __init__(self, vectors: Sequence[tuple[int, ...]], size: int, *, stopped: Stopped = never) -> None:
        """`size`: how many entries the vectors have; `stopped`: once it is true whatever is asked here raises `LimitCame`."""
        self.vectors, self.size, self.stopped = vectors, size, stopped
        self._columns = fmpz_mat(list(vectors)).transpose() if vectors else fmpz_mat(size, 0)

    def products(self, functional: Vector) -> list[int]:
        """The functional of every vector, times one number above 0."""
        go_on(self.stopped)
        scale = lcm(*(entry.denominator for entry in functional))
        row = [int(entry * scale) for entry in functional]
        return [int(entry) for entry in (fmpz_mat([row]) * self._columns).entries()]

    def functional(self) -> Vector | Dependence:
        """A functional above 0 on every vector, or the proof that there is none.

        Linear programs about few vectors; those on which a solution is least, and not above 0, are added until there are none.
        """
        sizes = [max(map(abs, vector)) for vector in self.vectors]
        chosen = list(range(min(self.size + 1, len(self.vectors))))
        while True:
            found = self._functional_of(chosen, sizes)
            if isinstance(found, Dependence):
                return found
            failing = [(_quotient(product, sizes[number]), number) for number, product in enumerate(self.products(found)) if product <= 0]
            if not failing:
                return found
            chosen += [number for _, number in nsmallest(2 * self.size, failing)]

    def _functional_of(self, chosen: Sequence[int], sizes: Sequence[int]) -> Vector | Dependence:
        """As `functional`, for some of the vectors, each scaled to a largest entry of 1.

        The functional u - v, u and v at least 0, that has a product of at least 1 with each and the smallest sum of all entries.
        """
        rows = []
        for number in chosen:
            scaled = [Fraction(entry, sizes[number]) for entry in self.vectors[number]]
            rows.append({place: -entry for place, entry in enumerate(scaled)} | {self.size + place: entry for place, entry in enumerate(scaled)})
        program = LinearProgram(variables=2 * self.size, rows=tuple(rows), right_sides=(Fraction(-1),) * len(rows))
        outcome = ExactSolver(program, stopped=self.stopped).minimum({variable: Fraction(1) for variable in range(2 * self.size)})
        if isinstance(outcome, Infeasible):
            return Dependence(multipliers={chosen[row]: share / sizes[chosen[row]] for row, share in outcome.multipliers.items() if share})
        if not isinstance(outcome, Optimum):
            raise ArithmeticError("a sum of numbers of at least 0 falls without end")
        return tuple(outcome.point[place] - outcome.point[self.size + place] for place in range(self.size))

    def extreme_rays(self, functional: Vector) -> tuple[int, ...] | None:
        """The numbers of vectors on the extreme rays of a simplicial cone, or None for a cone that is not simplicial.

        `functional`: one that is above 0 on every vector.  Where it is 1 the cone has a corner for every extreme ray; there the greatest values of other
        functionals are looked for, with ties broken by the coordinates.  Each has to vanish on the rays that are known.
        """
        heights = self.products(functional)
        rays: list[int] = []
        while True:
            known = tuple(tuple(map(Fraction, self.vectors[ray])) for ray in rays)
            free = null_space(known) if known else _unit_rows(self.size)
            other = next((products for row in free if any(products := self.products(row))), None)
            if other is None:
                break
            sign = 1 if max(other) > 0 else -1
            ratios = [_quotient(sign * product, height) for product, height in zip(other, heights, strict=True)]
            greatest = max(ratios)
            near = [number for number, ratio in enumerate(ratios) if ratio == greatest]
            rays.append(max(near, key=lambda number: [Fraction(entry, heights[number]) for entry in (sign * other[number], *self.vectors[number])]))
        weights = inverse(transpose((*known, *free)))
        return tuple(rays) if all(min(self.products(row), default=0) >= 0 for row in weights[: len(rays)]) else None


def _quotient(above: int, below: int) -> int:
    """The quotient in units of 2**-64, rounded down: greater quotients are not below smaller ones, and integers are compared fast."""
    return (above << 64) // below


def _unit_rows(size: int) -> tuple[Vector, ...]:
    return tuple(tuple(Fraction(row == column) for column in range(size)) for row in range(size))
