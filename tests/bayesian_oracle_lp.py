"""Linear programs in fractions, small and plain: expressions, rows, and a simplex method. Floats (HiGHS by way of scipy) stand apart at the end.

An expression is a linear function of named variables, so a formula that adds, subtracts and multiplies by numbers does the same for numbers and for variables.
"""

from dataclasses import dataclass
from fractions import Fraction
from math import gcd, lcm

CONSTANT = None
"""The name under which an expression keeps its constant."""


class InfeasibleError(ArithmeticError):
    """No point satisfies the rows."""


class UnboundedError(ArithmeticError):
    """The objective grows without end."""


class Expression:
    """Numbers by variable, and a constant."""

    __slots__ = ("terms",)

    def __init__(self, terms):
        self.terms = terms

    def __add__(self, other):
        return total((self, other))

    __radd__ = __add__

    def __neg__(self):
        return self * -1

    def __sub__(self, other):
        return total((self, -other))

    def __rsub__(self, other):
        return total((-self, other))

    def __mul__(self, number):
        if isinstance(number, Expression):
            raise TypeError("not linear")
        return Expression({variable: number * entry for variable, entry in self.terms.items()} if number else {})

    __rmul__ = __mul__

    def __truediv__(self, number):
        return self * (1 / Fraction(number))


def total(parts):
    """The sum of numbers and expressions."""
    number, terms = Fraction(0), {}
    for part in parts:
        if isinstance(part, Expression):
            for variable, entry in part.terms.items():
                terms[variable] = terms.get(variable, 0) + entry
        else:
            number += part
    if not terms:
        return number
    terms[CONSTANT] = terms.get(CONSTANT, 0) + number
    return Expression(terms)


@dataclass(frozen=True)
class Optimum:
    """The greatest value, and a point at which it is reached."""

    value: Fraction
    point: dict

    def at(self, structure):
        """A structure of dictionaries with its expressions evaluated at the point."""
        if isinstance(structure, dict):
            return {key: self.at(entry) for key, entry in structure.items()}
        if isinstance(structure, Expression):
            return sum((entry * (1 if name is CONSTANT else self.point[name]) for name, entry in structure.terms.items()), Fraction(0))
        return structure


class Program:
    """Variables and rows, `expression >= 0` or `expression == 0`."""

    def __init__(self):
        self.variables, self.rows = {}, []

    def variable(self, *name, free=False):
        """A new variable, at least 0 unless free."""
        assert name not in self.variables
        self.variables[name] = free
        return Expression({name: Fraction(1)})

    def at_least(self, left, right=0):
        """The row left >= right."""
        self.rows.append((total((left, -1 * right)), False))

    def equal(self, left, right=0):
        """The row left == right."""
        self.rows.append((total((left, -1 * right)), True))

    def maximum(self, objective):
        """The optimum; InfeasibleError or UnboundedError if there is none."""
        names = list(self.variables)
        places = {name: place for place, name in enumerate(names)}
        width = len(names) + len(self.rows)
        table = []
        for number, (expression, equal) in enumerate(self.rows):
            row = _row(expression, places, width)
            if not equal:
                row[len(names) + number] = Fraction(-1)
            table.append(_whole(row))
        costs = [-entry for entry in _row(objective, places, width)]
        simplex = _Simplex(table, costs, [places[name] for name in names if self.variables[name]])
        value, found = simplex.solve()
        return Optimum(value, dict(zip(names, found, strict=False)))

    def minimum(self, objective):
        """The optimum of the opposite direction."""
        found = self.maximum(-objective if isinstance(objective, Expression) else -1 * objective)
        return Optimum(-found.value, found.point)

    def feasible(self):
        """A point that satisfies the rows, or None."""
        try:
            return self.maximum(0)
        except InfeasibleError:
            return None


def _row(expression, places, width):
    """Dense entries; the last is the constant on the other side."""
    row = [Fraction(0)] * (width + 1)
    if not isinstance(expression, Expression):
        expression = Expression({CONSTANT: expression})
    for variable, entry in expression.terms.items():
        if variable is CONSTANT:
            row[-1] = -Fraction(entry)
        else:
            row[places[variable]] = Fraction(entry)
    return row


def _whole(row):
    """A positive multiple in whole numbers without common divisor."""
    scale = lcm(*(entry.denominator for entry in row))
    return _reduced([entry.numerator * (scale // entry.denominator) for entry in row])


def _reduced(row):
    by = gcd(*row)
    return row if by < 2 else [entry // by for entry in row]


def _cleared(row, pivot_row, column):
    """The row with the column eliminated; its own sense is kept because the pivot is positive."""
    above, pivot = row[column], pivot_row[column]
    if not above:
        return row
    by = gcd(above, pivot)
    pivot, above = pivot // by, above // by
    return _reduced([pivot * entry - above * other for entry, other in zip(row, pivot_row, strict=True)])


class _Simplex:
    """Rows in whole numbers, `row . x = last entry`; costs are minus the objective, with the scale of the objective in front of the last entry."""

    def __init__(self, table, costs, free):
        self.table, self.free = table, free
        self.costs = _whole([*costs[:-1], Fraction(1), costs[-1]])
        self.width = len(costs) - 1
        self.eliminated, self.basis, self.endless = [], [], False

    def solve(self):
        """(value, all variables and slacks)."""
        self._eliminate_free()
        self._first_basis()
        if any(column is None for column in self.basis):
            self._first_phase()
        self.costs = self._improve(self.costs)
        if self.endless:
            raise UnboundedError
        found = [Fraction(0)] * self.width
        for row, column in zip(self.table, self.basis, strict=True):
            found[column] = Fraction(row[-1], row[column])
        for column, row in reversed(self.eliminated):
            rest = sum((entry * number for place, (entry, number) in enumerate(zip(row, found, strict=False)) if place != column), Fraction(0))
            found[column] = (row[-1] - rest) / row[column]
        return Fraction(self.costs[-1], self.costs[-2]), found

    def _clear_costs(self, costs, row, column):
        return _cleared(costs, [*row[:-1], 0, row[-1]], column)

    def _eliminate_free(self):
        """A free variable is expressed by one row, which then stands for nothing else."""
        for column in self.free:
            rows = [row for row in self.table if row[column]]
            if not rows:
                self.endless = self.endless or self.costs[column] != 0
                continue
            chosen = min(rows, key=lambda row: sum(map(bool, row)))
            pivot_row = chosen if chosen[column] > 0 else [-entry for entry in chosen]
            self.table = [_cleared(row, pivot_row, column) for row in self.table if row is not chosen]
            self.costs = self._clear_costs(self.costs, pivot_row, column)
            self.eliminated.append((column, pivot_row))

    def _first_basis(self):
        """Columns that stand in one row only, with the sign of its right side; None for an artificial variable."""
        counts = [0] * self.width
        for row in self.table:
            for column in range(self.width):
                counts[column] += bool(row[column])
        for place, row in enumerate(self.table):
            sign = -1 if row[-1] < 0 else 1
            single = [column for column in range(self.width) if counts[column] == 1 and row[column]]
            column = next((column for column in single if row[-1] == 0 or row[column] * sign > 0), None)
            if column is not None:
                sign = 1 if row[column] > 0 else -1
            if sign < 0:
                self.table[place] = [-entry for entry in row]
            self.basis.append(column)
            if column is not None:
                self.costs = self._clear_costs(self.costs, self.table[place], column)

    def _first_phase(self):
        """Drive the artificial variables to 0."""
        wanted = [row for row, column in zip(self.table, self.basis, strict=True) if column is None]
        sums = [sum(entries) for entries in zip(*wanted, strict=True)]
        missing = self._improve([*(-entry for entry in sums[:-1]), 1, -sums[-1]])
        if missing[-1] < 0:
            raise InfeasibleError
        for place in reversed(range(len(self.table))):
            if self.basis[place] is None:
                column = next((column for column in range(self.width) if self.table[place][column]), None)
                if column is None:
                    del self.table[place], self.basis[place]
                    continue
                if self.table[place][column] < 0:
                    self.table[place] = [-entry for entry in self.table[place]]
                self._pivot(place, column)
        for row, column in zip(self.table, self.basis, strict=True):
            self.costs = self._clear_costs(self.costs, row, column)

    def _improve(self, costs):
        """Pivot until no column improves: the steepest, but after twenty steps without gain the first one (Bland), which cannot cycle."""
        idle, last = 0, None
        while True:
            better = [column for column in range(self.width) if costs[column] < 0]
            if not better:
                return costs
            column = better[0] if idle > 20 else min(better, key=lambda column: costs[column])
            rows = [place for place, row in enumerate(self.table) if row[column] > 0]
            if not rows:
                raise UnboundedError
            place = min(rows, key=lambda place: (Fraction(self.table[place][-1], self.table[place][column]), self._rank(place)))
            costs = self._clear_costs(costs, self.table[place], column)
            self._pivot(place, column)
            value = Fraction(costs[-1], costs[-2])
            idle, last = (idle + 1 if value == last else 0), value

    def _rank(self, place):
        """Bland's order of the basic variables, artificial ones first."""
        return -1 if self.basis[place] is None else self.basis[place]

    def _pivot(self, place, column):
        pivot_row = self.table[place]
        self.table = [row if other == place else _cleared(row, pivot_row, column) for other, row in enumerate(self.table)]
        self.basis[place] = column


# In floating point.


def maximum_float(program, objective):
    """The greatest value by HiGHS, for programs that are too large for fractions; an error if there is none."""
    from scipy.optimize import linprog

    places = {name: place for place, name in enumerate(program.variables)}
    rows = [(_row(expression, places, len(places)), equal) for expression, equal in program.rows]
    above = [[-float(entry) for entry in row] for row, equal in rows if not equal]
    equal = [[float(entry) for entry in row] for row, equal in rows if equal]
    costs = [-float(entry) for entry in _row(objective, places, len(places))]
    found = linprog(
        costs[:-1],
        A_ub=[row[:-1] for row in above] or None,
        b_ub=[row[-1] for row in above] or None,
        A_eq=[row[:-1] for row in equal] or None,
        b_eq=[row[-1] for row in equal] or None,
        bounds=[(None if free else 0, None) for free in program.variables.values()],
        method="highs",
    )
    if not found.success:
        raise ArithmeticError(found.message)
    return -found.fun + costs[-1]
