"""Linear relaxations of bilinear programs: McCormick's bounds on products over boxes.

*Meaning.* With a in [A, B] and d in [C, D] a product w = a d satisfies w >= A d + C a - A C, w >= B d + D a - B D, w <= B d + C a - B C, w <= A d + D a - A D.
So the least value with these rows in place of the products is at most that of the program in the box.

*Source.* Spec bayesian 8.4, step 5.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from marketwright.solvers.limit import Stopped, never
from marketwright.solvers.linear.floats import FloatSolver
from marketwright.solvers.mechanisms.bilinear import Bilinear, Floats
from marketwright.solvers.mechanisms.portions import solved


@dataclass(frozen=True, eq=False)
class Box:
    """Bounds on factors, and on the differences of products."""

    factor_lower: Floats
    factor_upper: Floats
    difference_lower: Floats
    difference_upper: Floats

    def with_factor(self, factor: int, lower: float, upper: float) -> "Box":
        """With other bounds on a factor."""
        return replace(self, factor_lower=_changed(self.factor_lower, factor, lower), factor_upper=_changed(self.factor_upper, factor, upper))

    def with_difference(self, product: int, mirror: int, lower: float, upper: float) -> "Box":
        """With other bounds on the difference of a product, and of its mirror unless that is -1."""
        below, above = _changed(self.difference_lower, product, lower), _changed(self.difference_upper, product, upper)
        if mirror < 0:
            return replace(self, difference_lower=below, difference_upper=above)
        return replace(self, difference_lower=_changed(below, mirror, -upper), difference_upper=_changed(above, mirror, -lower))


@dataclass(frozen=True, eq=False)
class Relaxed:
    """The least value of a relaxation (as low as minus infinity where HiGHS failed), factors, differences and products at a point where it is attained."""

    value: float
    point: Floats
    factors: Floats
    differences: Floats
    products: Floats


class Relaxation:
    """A program's relaxations over boxes.

    `row_upper`: the upper bounds of the program's rows in a box, where they depend on it; `stopped`: asked again and again while a program is solved.
    """

    def __init__(self, program: Bilinear, *, row_upper: Callable[[Box], Floats] | None = None, stopped: Stopped = never) -> None:
        """Lay out rows: those of the program, then four for each product, then one for each difference."""
        self.program, self.stopped = program, stopped
        self._row_upper = row_upper
        self.programs = 0
        count = len(program.factors)
        self._own = len(program.row_upper)
        number = np.arange(count)
        part, column, value = program.difference_product, program.difference_column, program.difference_value
        rows, columns = [program.row], [program.column]
        for kind in range(4):
            first = self._own + kind * count
            rows += [first + number, first + number, first + part]
            columns += [program.first_product + number, program.first_factor + program.factors, column]
        rows.append(self._own + 4 * count + part)
        columns.append(column)
        row, at = np.concatenate(rows), np.concatenate(columns)
        self._order = np.lexsort((at, row))
        self._index = at[self._order]
        self._starts = np.concatenate(([0], np.cumsum(np.bincount(row, minlength=self._own + 5 * count))))
        self._part, self._value = part, value
        self._mark: FloatSolver | None = None

    def solve(self, box: Box) -> Relaxed | None:
        """The relaxation in a box, None if it is infeasible.

        Raises: `LimitCame`.
        """
        program, ones = self.program, np.ones(len(self.program.factors))
        a, b = box.factor_lower[program.factors], box.factor_upper[program.factors]
        c, d = box.difference_lower, box.difference_upper
        values, lower = [program.value], [program.row_lower]
        for sign, of_difference, of_factor in ((1, a, c), (1, b, d), (-1, b, c), (-1, a, d)):
            values += [sign * ones, -sign * of_factor, -sign * of_difference[self._part] * self._value]
            lower.append(-sign * of_difference * of_factor)
        values.append(self._value)
        lower.append(c)
        upper = program.row_upper if self._row_upper is None else self._row_upper(box)
        low, high = program.lower.copy(), program.upper.copy()
        low[program.factor_columns], high[program.factor_columns] = box.factor_lower, box.factor_upper
        solver = FloatSolver(
            starts=self._starts,
            index=self._index,
            values=np.concatenate(values)[self._order],
            row_lower=np.concatenate(lower),
            row_upper=np.concatenate((upper, np.full(4 * len(ones), np.inf), d)),
            columns=len(low),
            costs=-program.costs,
            column_lower=low,
            column_upper=high,
        )
        if self._mark is not None:
            solver.return_to(self._mark.mark())
        found = solved(solver, self.stopped)
        self.programs += 1
        if found.status == "infeasible":
            return None
        if found.status != "optimal":
            return _middle(program, box)
        self._mark = solver
        return Relaxed(
            -found.value,
            found.point,
            np.clip(found.point[program.factor_columns], box.factor_lower, box.factor_upper),
            program.differences(found.point),
            found.point[program.first_product :],
        )


def _middle(program: Bilinear, box: Box) -> Relaxed:
    """What is known of a box of which HiGHS knows nothing: its middle."""
    factors, differences = (box.factor_lower + box.factor_upper) / 2, (box.difference_lower + box.difference_upper) / 2
    return Relaxed(-np.inf, np.zeros(len(program.lower)), factors, differences, np.zeros(len(differences)))


def _changed(numbers: Floats, place: int, number: float) -> Floats:
    found = numbers.copy()
    found[place] = number
    return found


def split_at(relaxed: Relaxed, program: Bilinear, box: Box, root: Box) -> tuple[Box, Box] | None:
    """The two halves of a box, split in the factor or the difference of the worst product, whichever is wider against the root; None if no product is wrong."""
    wrong = errors(relaxed, program)
    widths = (box.factor_upper - box.factor_lower)[program.factors], box.difference_upper - box.difference_lower
    roots = (root.factor_upper - root.factor_lower)[program.factors], root.difference_upper - root.difference_lower
    relative = np.array([width / np.maximum(whole, 1e-12) for width, whole in zip(widths, roots, strict=True)])
    wrong = wrong + (relative.max(axis=0) * 1e-12 if np.isneginf(relaxed.value) else 0.0)
    worst = int(np.argmax(wrong)) if len(wrong) else 0
    if not len(wrong) or wrong[worst] <= 0 or relative[:, worst].max() < 1e-6:
        return None
    if relative[0, worst] >= relative[1, worst]:
        factor = int(program.factors[worst])
        low, high = float(box.factor_lower[factor]), float(box.factor_upper[factor])
        at = _inside(float(relaxed.factors[factor]), low, high)
        return box.with_factor(factor, low, at), box.with_factor(factor, at, high)
    mirror = int(program.mirrors[worst])
    low, high = float(box.difference_lower[worst]), float(box.difference_upper[worst])
    at = _inside(float(relaxed.differences[worst]), low, high)
    return box.with_difference(worst, mirror, low, at), box.with_difference(worst, mirror, at, high)


def _inside(wanted: float, low: float, high: float) -> float:
    """A place to split at: the one wanted, but not near an end."""
    margin = (high - low) / 5
    return min(max(wanted, low + margin), high - margin)


def errors(relaxed: Relaxed, program: Bilinear) -> Floats:
    """By how much products are wrong."""
    return np.abs(relaxed.products - relaxed.factors[program.factors] * relaxed.differences)
