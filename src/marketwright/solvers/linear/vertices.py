"""The simplex method on vertices, in rational arithmetic.

A vertex is given by as many tight constraints as there are variables (rows, and bounds x_j >= 0, which are numbered after the rows).  From a vertex that
violates constraints the dual steps lead to one that violates none, or to a contradiction; from there the primal steps lead to an optimal one.  Bland's
rule (lowest number first) keeps both from going in circles.

*Shapes.* n variables; the tight constraints as an n x n matrix T with right sides t; its inverse is kept and updated at every step, at a cost of n^2.
"""

from collections.abc import Mapping, Sequence
from fractions import Fraction

from flint import fmpq, fmpq_mat

from marketwright.solvers.linear.program import Infeasible, LinearProgram, Optimum, Outcome, Unbounded

_ZERO = fmpq(0)


class Region:
    """The constraints of a program in the numbers of exact arithmetic: its rows, then the bounds of its variables."""

    def __init__(self, program: LinearProgram) -> None:
        """Convert every number once."""
        self.variables, self.rows_of_program = program.variables, len(program.rows)
        self.rows = [[(variable, _exact(number)) for variable, number in row.items() if number] for row in program.rows]
        self.rows += [[(variable, fmpq(-1))] for variable in range(program.variables)]
        self.right_sides = [*map(_exact, program.right_sides), *([_ZERO] * program.variables)]


class Vertex:
    """A vertex of a region, on its way."""

    def __init__(self, region: Region, tight: Sequence[int]) -> None:
        """Start where these constraints are tight; where they do not determine a point, at x = 0."""
        self._n, self._m = region.variables, region.rows_of_program
        self._rows, self._right = region.rows, region.right_sides
        self._tight = list(tight)
        try:
            self._inverse = self._matrix().inv().tolist()
        except ZeroDivisionError:
            self._tight = list(range(self._m, self._m + self._n))
            self._inverse = self._matrix().inv().tolist()
        self._point: list[fmpq] = []
        self._locate()

    def _matrix(self) -> fmpq_mat:
        entries = [[_ZERO] * self._n for _ in self._tight]
        for place, constraint in enumerate(self._tight):
            for variable, number in self._rows[constraint]:
                entries[place][variable] = number
        return fmpq_mat(entries)

    def _locate(self) -> None:
        right = [self._right[constraint] for constraint in self._tight]
        self._point = [_product(line, right) for line in self._inverse]

    def _slack(self, constraint: int) -> fmpq:
        left = _ZERO
        for variable, number in self._rows[constraint]:
            left += number * self._point[variable]
        return self._right[constraint] - left

    def _combination(self, coefficients: Sequence[tuple[int, fmpq]]) -> list[fmpq]:
        """How the given row is combined from the tight ones."""
        found = [_ZERO] * self._n
        for variable, number in coefficients:
            for place, entry in enumerate(self._inverse[variable]):
                if entry:
                    found[place] += number * entry
        return found

    def _exchange(self, place: int, constraint: int, combination: Sequence[fmpq]) -> None:
        """Let `constraint`, combined from the tight ones as given, take the place of one of them."""
        pivot = combination[place]
        others = [(other, share) for other, share in enumerate(combination) if share and other != place]
        for line in self._inverse:
            if line[place]:
                line[place] /= pivot
                for other, share in others:
                    line[other] -= share * line[place]
        self._tight[place] = constraint
        self._locate()

    def feasible(self) -> Infeasible | None:
        """Move to a feasible vertex (None), or find the contradiction."""
        while True:
            chosen = set(self._tight)
            broken = next((other for other in range(self._m + self._n) if other not in chosen and self._slack(other) < 0), None)
            if broken is None:
                return None
            combination = self._combination(self._rows[broken])
            leaving = min(((self._tight[place], place) for place, share in enumerate(combination) if share > 0), default=None)
            if leaving is None:
                shares = {self._tight[place]: -share for place, share in enumerate(combination) if share}
                return Infeasible(multipliers=self._of_rows({broken: fmpq(1), **shares}))
            self._exchange(leaving[1], broken, combination)

    def best(self, objective: Mapping[int, Fraction]) -> Optimum | Unbounded:
        """Move from a feasible vertex to one that is optimal."""
        costs = [(variable, _exact(number)) for variable, number in objective.items() if number]
        while True:
            multipliers = self._combination(costs)
            leaving = min(((self._tight[place], place) for place, share in enumerate(multipliers) if share < 0), default=None)
            if leaving is None:
                value = _ZERO
                for variable, number in costs:
                    value += number * self._point[variable]
                shares = {self._tight[place]: share for place, share in enumerate(multipliers) if share}
                return Optimum(point=self._exact_point(), value=_fraction(value), multipliers=self._of_rows(shares))
            place = leaving[1]
            direction = [-line[place] for line in self._inverse]
            entering = self._first_met(direction)
            if entering is None:
                return Unbounded(point=self._exact_point(), direction=tuple(map(_fraction, direction)))
            self._exchange(place, entering, self._combination(self._rows[entering]))

    def _first_met(self, direction: Sequence[fmpq]) -> int | None:
        """The constraint that is met first along a direction."""
        chosen = set(self._tight)
        nearest: tuple[fmpq, int] | None = None
        for other, row in enumerate(self._rows):
            speed = _ZERO
            for variable, number in row:
                if direction[variable]:
                    speed += number * direction[variable]
            if speed > 0 and other not in chosen:
                step = self._slack(other) / speed
                if nearest is None or step < nearest[0]:
                    nearest = step, other
        return None if nearest is None else nearest[1]

    def _exact_point(self) -> tuple[Fraction, ...]:
        return tuple(map(_fraction, self._point))

    def _of_rows(self, shares: Mapping[int, fmpq]) -> dict[int, Fraction]:
        return {constraint: _fraction(share) for constraint, share in sorted(shares.items()) if constraint < self._m}

    @property
    def tight(self) -> tuple[int, ...]:
        """The tight constraints, to start from another time."""
        return tuple(self._tight)


def solved(region: Region, objective: Mapping[int, Fraction], tight: Sequence[int]) -> tuple[Outcome, tuple[int, ...]]:
    """The exact outcome from a proposed vertex, and the tight constraints at the end."""
    vertex = Vertex(region, tight)
    contradiction = vertex.feasible()
    return (contradiction or vertex.best(objective)), vertex.tight


def _product(left: Sequence[fmpq], right: Sequence[fmpq]) -> fmpq:
    total = _ZERO
    for one, other in zip(left, right, strict=True):
        if one and other:
            total += one * other
    return total


def _exact(number: Fraction) -> fmpq:
    return fmpq(number.numerator, number.denominator)


def _fraction(number: fmpq) -> Fraction:
    return Fraction(int(number.p), int(number.q))
