"""Prices of all sets of agents at once, in integers, and what is affine in them.

*Meaning.* The price at which a set Z demands the quantity q + l d is `A^-1 (m - q) - l A^-1 d` (spec reallocative 1), and its bundles are affine functions of
the price.  A *form* `constant + coefficients . price` is given for all sets together, each set's value times a number above 0 that is the same for its value
and its change: signs, and quotients of the two, are the true ones.

*Shapes.* A set is a bit mask (bit i: agent i); lists have one entry for each set, that of the empty set is 0.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from itertools import combinations
from math import lcm
from typing import cast

from flint import fmpq_mat, fmpz, fmpz_mat

from marketwright.solvers.surplus.exact import Quadratic
from marketwright.solvers.surplus.limit import SETS_BETWEEN, Stopped, go_on, never
from marketwright.solvers.surplus.matrices import Vector, apply, column, dot, flint_matrix, fractions_of, inverted


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    """The affine function `constant + coefficients . price`."""

    constant: Fraction
    coefficients: Vector


class AllSets:
    """The prices of all non-empty sets of agents, for quantities on a line."""

    def __init__(self, utilities: Sequence[Quadratic], quantity: Vector, direction: Vector | None = None, *, stopped: Stopped = never) -> None:
        """`direction`: what the quantity grows by; None where `changes` are not asked for.

        `stopped`: once it is true whatever is asked here raises `LimitCame`.
        """
        self.size = len(utilities)
        self.stopped = stopped
        self.goods = len(quantity)
        self._inverses = [inverted(flint_matrix(utility.matrix)) for utility in utilities]
        self._demands = [inverse * column(utility.theta) for inverse, utility in zip(self._inverses, utilities, strict=True)]
        right = column(quantity) if direction is None else flint_matrix([[-entry, -more] for entry, more in zip(quantity, direction, strict=True)])
        if direction is None:
            right = -right
        self._table, self._changes = self._solved(right)

    @cached_property
    def in_order(self) -> tuple[int, ...]:
        """All non-empty sets, smaller ones first, of the same size in the order of their members."""
        sets = (some for size in range(1, self.size + 1) for some in combinations(range(self.size), size))
        return tuple(sum(1 << agent for agent in some) for some in sets)

    def holding(self, agent: int, package: Vector) -> Form:
        """The inner product of a row and the agent's bundle."""
        row = apply(fractions_of(self._inverses[agent]), package)
        demand = tuple(fractions_of(self._demands[agent].transpose())[0])
        return Form(constant=dot(package, demand), coefficients=tuple(-entry for entry in row))

    def values(self, form: Form) -> list[int]:
        """The form's value for each set."""
        go_on(self.stopped)
        return _products(form, self._table)

    def changes(self, form: Form) -> list[int]:
        """How much the form grows for each set, for each unit of the direction."""
        go_on(self.stopped)
        return _products(form, self._changes)

    def bundles(self, agent: int) -> list[tuple[int, ...]]:
        """The agent's bundle in each set, each times a number above 0."""
        go_on(self.stopped)
        scale = _common(self._inverses[agent], self._demands[agent])
        inverse, demand = _whole(self._inverses[agent], scale), _whole(self._demands[agent], scale)
        rows = fmpz_mat([[first[0], *(-entry for entry in row)] for first, row in zip(demand.tolist(), inverse.tolist(), strict=True)])
        entries = ((int(entry) for entry in row) for row in (rows * self._table).tolist())
        return list(zip(*entries, strict=True))

    def _solved(self, right: fmpq_mat) -> tuple[fmpz_mat, fmpz_mat]:
        """Denominators above 0 and numerators of prices by set, one column for each; and 0 and the numerators of their changes."""
        extra = right.ncols() - 1
        sides = [_widened(demand, extra) for demand in self._demands]
        scale = lcm(_common(right), *(_common(inverse, side) for inverse, side in zip(self._inverses, sides, strict=True)))
        slopes, margins = [fmpz_mat(self.goods, self.goods)], [_whole(right, scale)]
        for inverse, side in zip(self._inverses, sides, strict=True):
            slope, margin = _whole(inverse, scale), _whole(side, scale)
            slopes += [total + slope for total in slopes]
            margins += [total + margin for total in margins]
        table, changes = [[fmpz(0)] * (self.goods + 1)], [[fmpz(0)] * (self.goods + 1)]
        for mask, (slope, margin) in enumerate(zip(slopes[1:], margins[1:], strict=True), start=1):
            if mask % SETS_BETWEEN == 0:
                go_on(self.stopped)
            numerators, denominator = cast("fmpq_mat", slope.solve(margin)).numer_denom()
            entries = numerators.tolist()
            table.append([denominator, *(row[0] for row in entries)])
            changes.append([fmpz(0), *(row[-1] for row in entries)])
        return fmpz_mat(table).transpose(), fmpz_mat(changes if extra else changes[:1]).transpose()


def _products(form: Form, table: fmpz_mat) -> list[int]:
    scale = lcm(form.constant.denominator, *(entry.denominator for entry in form.coefficients))
    row = [int(entry * scale) for entry in (form.constant, *form.coefficients)]
    return [int(entry) for entry in (fmpz_mat([row]) * table).entries()]


def _widened(side: fmpq_mat, extra: int) -> fmpq_mat:
    """The column with columns of zeros after it."""
    return fmpq_mat([[entry, *([0] * extra)] for entry in side.entries()])


def _common(*matrices: fmpq_mat) -> int:
    """A common denominator."""
    return lcm(*(int(matrix.numer_denom()[1]) for matrix in matrices))


def _whole(matrix: fmpq_mat, scale: int) -> fmpz_mat:
    """The matrix times a multiple of its denominators."""
    numerators, own = matrix.numer_denom()
    return numerators * (scale // int(own))
