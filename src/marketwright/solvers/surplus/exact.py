"""Worths of sets of agents with quadratic utilities, in rational arithmetic.

*Formulas* (spec reallocative 1).  For a set Z with A = sum of S_i^-1, H = A^-1, m = sum of S_i^-1 theta_i:

    p(Z, q) = H (m - q),    q_i = S_i^-1 (theta_i - p),    v(Z, q) = sum of theta_i' S_i^-1 theta_i / 2 - (m - q)' H (m - q) / 2.

The last is half the quotient of two determinants: those of the *bordered* matrix [[A, m - q], [(m - q)', sum of theta_i' S_i^-1 theta_i]] and of A.
Bordered matrices of sets are sums over their agents, so those of all sets come from one another by doubling.

*Shapes.* Agents are numbered from 0; vectors have one entry for each of K goods.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import lcm
from typing import cast

from flint import fmpq, fmpq_mat, fmpz, fmpz_mat

from marketwright.solvers.surplus.limit import SETS_BETWEEN, Stopped, go_on, never
from marketwright.solvers.surplus.matrices import Matrix, Vector, column, flint_matrix, flint_number, fraction, fractions_of, inverted, vector_of

MOST_LISTED = 16
"""With more agents all sets are too many to list."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Quadratic:
    """The utility `theta.q - q'Sq / 2`; `matrix` is S, symmetric and positive definite."""

    theta: Vector
    matrix: Matrix


class Surplus:
    """What sets of agents get out of quantities."""

    def __init__(self, utilities: Sequence[Quadratic]) -> None:
        """At least one agent.  Raises `ArithmeticError` where a matrix is singular."""
        self.size = len(utilities)
        self.goods = len(utilities[0].theta)
        self._thetas = [column(utility.theta) for utility in utilities]
        self._matrices = [flint_matrix(utility.matrix) for utility in utilities]
        self._inverses = [inverted(matrix) for matrix in self._matrices]
        self._bordered = [_bordered(inverse, theta) for inverse, theta in zip(self._inverses, self._thetas, strict=True)]

    def price(self, members: Iterable[int], quantity: Vector) -> Vector:
        """The price at which a non-empty set demands the quantity: the gradient of its worth."""
        return vector_of(self._price(sorted(set(members)), quantity))

    def allocation(self, members: Iterable[int], quantity: Vector) -> tuple[Vector, ...]:
        """The best bundles, one for each member of a non-empty set in ascending order."""
        chosen = sorted(set(members))
        price = self._price(chosen, quantity)
        return tuple(vector_of(self._inverses[agent] * (self._thetas[agent] - price)) for agent in chosen)

    def worth(self, members: Iterable[int], quantity: Vector) -> Fraction:
        """The largest sum of utilities of the members; 0 for the empty set, whatever the quantity."""
        chosen = sorted(set(members))
        if not chosen:
            return Fraction(0)
        total = self._total(chosen, quantity)
        return fraction(total.det() / _corner(total).det() / 2)

    def curvature(self, members: Iterable[int]) -> Matrix:
        """How fast the price of a non-empty set falls in the quantity: the inverse of the sum of inverses."""
        return fractions_of(inverted(_sum([self._inverses[agent] for agent in sorted(set(members))])))

    def inverse(self, agent: int) -> Matrix:
        """The inverse of the agent's matrix."""
        return fractions_of(self._inverses[agent])

    def utility(self, agent: int, bundle: Vector) -> Fraction:
        """What the bundle is worth to the agent."""
        held = column(bundle)
        twice = 2 * self._thetas[agent] - self._matrices[agent] * held
        return fraction(_dot(twice, held) / 2)

    def demand(self, agent: int, price: Vector) -> Vector:
        """The agent's best bundle at the price."""
        return vector_of(self._inverses[agent] * (self._thetas[agent] - column(price)))

    def gain(self, agent: int, price: Vector) -> Fraction:
        """The agent's utility of his best bundle at the price, less what it costs."""
        margin = self._thetas[agent] - column(price)
        return fraction(_dot(self._inverses[agent] * margin, margin) / 2)

    def worths(self, quantity: Vector, *, stopped: Stopped = never) -> list[Fraction]:
        """The worths of all sets by bit mask (bit i: agent i), for at most `MOST_LISTED` agents.

        Integers over one common denominator, with which bordered matrices, and so prices' denominators, are multiplied.  Solving for the price takes a small
        part of the time of determinants where there are many goods.

        Raises: `LimitCame`.
        """
        if self.size > MOST_LISTED:
            raise ValueError(f"{self.size} agents have too many sets to list; {MOST_LISTED} are allowed")
        empty = _border([[fmpq(0)] * self.goods for _ in range(self.goods)], [-flint_number(entry) for entry in quantity], fmpq(0))
        scale = lcm(*(int(matrix.numer_denom()[1]) for matrix in (empty, *self._bordered)))
        (corner, side, last), *agents = [_parts(_whole(matrix, scale)) for matrix in (empty, *self._bordered)]
        corners, sides, lasts = [corner], [side], [last]
        for corner, side, last in agents:
            corners += [total + corner for total in corners]
            sides += [total + side for total in sides]
            lasts += [total + last for total in lasts]
        found = [Fraction(0)]
        for mask in range(1, len(corners)):
            if mask % SETS_BETWEEN == 0:
                go_on(stopped)
            price, below = cast("fmpq_mat", corners[mask].solve(sides[mask])).numer_denom()
            form = (sides[mask].transpose() * price)[0, 0]
            found.append(Fraction(int(lasts[mask] * below - form), int(2 * scale * below)))
        return found

    def _price(self, chosen: Sequence[int], quantity: Vector) -> fmpq_mat:
        total = self._total(chosen, quantity)
        margin = fmpq_mat([[total[place, self.goods]] for place in range(self.goods)])
        return _corner(total).solve(margin)

    def _total(self, chosen: Sequence[int], quantity: Vector) -> fmpq_mat:
        """The bordered matrix of a non-empty set."""
        total = _sum([self._bordered[agent] for agent in chosen])
        for place, entry in enumerate(quantity):
            total[place, self.goods] -= flint_number(entry)
            total[self.goods, place] = total[place, self.goods]
        return total


def _bordered(inverse: fmpq_mat, theta: fmpq_mat) -> fmpq_mat:
    """The bordered matrix of one agent and the quantity 0."""
    side = inverse * theta
    return _border(inverse.tolist(), side.entries(), _dot(side, theta))


def _border(rows: Sequence[Sequence[fmpq]], side: Sequence[fmpq], last: fmpq) -> fmpq_mat:
    return fmpq_mat([*([*row, entry] for row, entry in zip(rows, side, strict=True)), [*side, last]])


def _corner(bordered: fmpq_mat) -> fmpq_mat:
    """The matrix without its border."""
    return fmpq_mat([row[:-1] for row in bordered.tolist()[:-1]])


def _sum(matrices: Sequence[fmpq_mat]) -> fmpq_mat:
    """The sum of at least one matrix, by halves: denominators grow with the number of terms."""
    if not matrices:
        raise ValueError("an empty set of agents has no price and no curvature")
    if len(matrices) == 1:
        return fmpq_mat(matrices[0])
    middle = len(matrices) // 2
    return _sum(matrices[:middle]) + _sum(matrices[middle:])


def _dot(left: fmpq_mat, right: fmpq_mat) -> fmpq:
    """The sum of products of the entries of two columns."""
    return (left.transpose() * right)[0, 0]


def _whole(matrix: fmpq_mat, denominator: int) -> fmpz_mat:
    """The matrix times a multiple of its denominators."""
    numerators, own = matrix.numer_denom()
    return numerators * (denominator // int(own))


def _parts(bordered: fmpz_mat) -> tuple[fmpz_mat, fmpz_mat, fmpz]:
    """The matrix without its border, the border as a column, and its last entry."""
    *rows, last = bordered.tolist()
    return fmpz_mat([row[:-1] for row in rows]), fmpz_mat([[row[-1]] for row in rows]), last[-1]
