"""Programs that are linear but for products of two variables: one of a few factors, and a difference of variables.

*Meaning.* Minimise costs x subject to row and column bounds, where some columns have to be products: column `products[k]` = factor `factors[k]` times
(`differences` x) in line k.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from marketwright.solvers.linear.floats import FloatSolver

Floats = NDArray[np.float64]
Numbers = NDArray[np.int64]


class Entries:
    """Entries of a matrix, row by row, collected in arrays."""

    def __init__(self) -> None:
        """No entry and no row yet."""
        self.rows = 0
        self._rows: list[Numbers] = []
        self._columns: list[Numbers] = []
        self._values: list[Floats] = []
        self._lower: list[Floats] = []
        self._upper: list[Floats] = []

    def new_rows(self, shape: tuple[int, ...], *, lower: Floats | float = -np.inf, upper: Floats | float = np.inf) -> Numbers:
        """The numbers of new rows, in an array of that shape, with their bounds."""
        count = int(np.prod(shape))
        numbers = (self.rows + np.arange(count)).reshape(shape)
        self.rows += count
        self._lower.append(np.broadcast_to(lower, shape).ravel())
        self._upper.append(np.broadcast_to(upper, shape).ravel())
        return numbers

    def put(self, rows: Numbers, columns: Numbers | int, values: Floats | float) -> None:
        """Add entries; the three are broadcast to one shape."""
        rows, columns, values = np.broadcast_arrays(rows, columns, np.asarray(values, dtype=np.float64))
        self._rows.append(rows.ravel())
        self._columns.append(columns.ravel())
        self._values.append(values.ravel())

    def sorted(self, width: int) -> tuple[Numbers, Numbers, Floats]:
        """Rows, columns and values in order, entries at one place added up."""
        places = np.concatenate(self._rows) * width + np.concatenate(self._columns)
        values = np.concatenate(self._values)
        kept = values != 0
        found, inverse = np.unique(places[kept], return_inverse=True)
        return found // width, found % width, summed(inverse, values[kept], len(found))

    @property
    def bounds(self) -> tuple[Floats, Floats]:
        """The lower and the upper bounds of all rows."""
        return np.concatenate(self._lower), np.concatenate(self._upper)


def summed(places: Numbers, numbers: Floats, count: int) -> Floats:
    """The sums of numbers that have the same place."""
    return np.bincount(places, weights=numbers, minlength=count).astype(np.float64)


def by_part(numbers: Floats, part: Numbers) -> Floats:
    """Sums of numbers (by action and profile) over the profiles of each part."""
    found = np.zeros((int(part.max()) + 1, len(numbers)))
    np.add.at(found, part, numbers.T)
    return np.ascontiguousarray(found.T)


@dataclass(frozen=True, eq=False, kw_only=True)
class Bilinear:
    """See the module.

    *Shapes.* `row`, `column`, `value`: entries in order of rows, with those of product columns; `difference_product`, `difference_column`,
    `difference_value`: entries of the differences; the factors are the columns from `first_factor` on, the products those from `first_product` on, to the end.
    `factor_rows`: for each factor a row (`>=`) whose multiplier is the factor itself, at a solution; `mirrors`: for each product another whose difference is
    the negative one, -1 if there is none.
    """

    row: Numbers
    column: Numbers
    value: Floats
    row_lower: Floats
    row_upper: Floats
    lower: Floats
    upper: Floats
    costs: Floats
    first_factor: int
    first_product: int
    factors: Numbers
    factor_rows: Numbers
    difference_product: Numbers
    difference_column: Numbers
    difference_value: Floats
    mirrors: Numbers

    @property
    def factor_columns(self) -> Numbers:
        """The columns of the factors."""
        return np.arange(self.first_factor, self.first_product)

    def differences(self, point: Floats) -> Floats:
        """The second part of every product."""
        return summed(self.difference_product, self.difference_value * point[self.difference_column], len(self.factors))


class Linearised:
    """The program with every product a d replaced by a0 d + (a - a0) d0, which is exact where a = a0."""

    def __init__(self, program: Bilinear) -> None:
        """Lay the entries out: where those of a product go when it is replaced."""
        self.program = program
        is_product = program.column >= program.first_product
        row, value = program.row[is_product], program.value[is_product]
        product = program.column[is_product] - program.first_product
        width = program.first_product
        order = np.argsort(program.difference_product, kind="stable")
        counts = np.bincount(program.difference_product, minlength=len(program.factors))
        starts = np.concatenate(([0], np.cumsum(counts)))
        repeats = counts[product]
        entry = np.repeat(np.arange(len(product)), repeats)
        inside = np.arange(len(entry)) - np.repeat(np.cumsum(repeats) - repeats, repeats)
        part = order[starts[product[entry]] + inside]
        base = program.row[~is_product] * width + program.column[~is_product]
        of_difference = row[entry] * width + program.difference_column[part]
        of_factor = row * width + program.first_factor + program.factors[product]
        places, inverse = np.unique(np.concatenate((base, of_difference, of_factor)), return_inverse=True)
        first, second = len(base), len(base) + len(of_difference)
        self._base = summed(inverse[:first], program.value[~is_product], len(places))
        self._difference_at, self._factor_at = inverse[first:second], inverse[second:]
        self._difference_product, self._difference_value = product[entry], value[entry] * program.difference_value[part]
        self._product, self._row, self._value = product, row, value
        self._index = places % width
        self._starts = np.concatenate(([0], np.cumsum(np.bincount(places // width, minlength=len(program.row_upper)))))

    def solver(self, factors: Floats, differences: Floats) -> FloatSolver:
        """The linear program at these factors and differences, its factors fixed."""
        program, width = self.program, len(self._base)
        a = factors[program.factors]
        values = self._base + summed(self._difference_at, self._difference_value * a[self._difference_product], width)
        values += summed(self._factor_at, self._value * differences[self._product], width)
        moved = summed(self._row, self._value * (a * differences)[self._product], len(program.row_upper))
        lower, upper = program.lower[: program.first_product].copy(), program.upper[: program.first_product].copy()
        lower[program.factor_columns] = upper[program.factor_columns] = factors
        return FloatSolver(
            starts=self._starts,
            index=self._index,
            values=values,
            row_upper=program.row_upper + moved,
            row_lower=program.row_lower + moved,
            columns=program.first_product,
            costs=-program.costs[: program.first_product],
            column_lower=lower,
            column_upper=upper,
        )
