"""One price for many sets: an exact bound on the excesses of all sets of a leaf.

*Bound* (weak duality).  At any price p the worth v(Z, q) is at most p.q plus the gains of the members at p.  So where some agents are in and some
undecided, every non-empty set of all those who are in and any of the undecided has an excess of at most

    p.q - fixed + sum over those in of (gain - charge) + sum over the undecided of max(0, gain - charge).

A leaf with the empty price means the clearing price of its largest set, all who are in or undecided; there the bound is the excess of that set if no
gain of an undecided agent is below his charge.
"""

from collections.abc import Sequence, Set
from fractions import Fraction
from math import frexp, lcm

from marketwright.solvers.surplus.charged import Charged
from marketwright.solvers.surplus.matrices import Vector, dot

FINENESS = 96
"""Bounds are first computed in units of the scale of money divided by two to this power."""


def leaf_bound(charged: Charged, inside: Set[int], undecided: Set[int], price: Vector) -> Fraction:
    """The bound on the excesses of a leaf's sets at a price, or at the clearing price of its largest set, which is not empty, if no price is given."""
    surplus = charged.surplus
    at = price or surplus.price(inside | undecided, charged.quantity)
    certain = sum((surplus.gain(agent, at) - charged.charges[agent] for agent in sorted(inside)), Fraction(0))
    possible = sum((max(Fraction(0), surplus.gain(agent, at) - charged.charges[agent]) for agent in sorted(undecided)), Fraction(0))
    return dot(at, charged.quantity) - charged.fixed + certain + possible


class Leaves:
    """Bounds of leaves, computed in integers.

    With S_i^-1 = A / N, S_i^-1 theta_i = b / N, theta_i'S_i^-1 theta_i = c / N and the price P / D twice the gain is (c D^2 - 2 D b.P + P'A P) / (N D^2).
    Gains less charges are rounded up to multiples of a small unit of money, so that numbers stay short however long the charges are.  Where the bound is
    that close to 0 nothing is rounded.
    """

    def __init__(self, charged: Charged, scale: float) -> None:
        """`scale`: how large excesses are, roughly."""
        self._charged = charged
        self._per_money = Fraction(2) ** (FINENESS - frexp(scale)[1])
        self._agents = [_Gain(charged, agent) for agent in range(charged.surplus.size)]
        self._charges = [_below(charge * self._per_money) for charge in charged.charges]
        self._fixed = _below(charged.fixed * self._per_money)

    def at_most(self, inside: Sequence[int], undecided: Sequence[int], price: Vector) -> Fraction:
        """A number not below the bound of a leaf at the price, and hardly above."""
        denominator = lcm(*(entry.denominator for entry in price))
        numerators = [int(entry * denominator) for entry in price]
        total = -_below(-dot(price, self._charged.quantity) * self._per_money) - self._fixed
        for agent in inside:
            total += self._net(agent, numerators, denominator)
        for agent in undecided:
            total += max(0, self._net(agent, numerators, denominator))
        return total / self._per_money

    def _net(self, agent: int, numerators: Sequence[int], denominator: int) -> int:
        """The gain less the charge, rounded up, in units."""
        gain, per = self._agents[agent].twice(numerators, denominator)
        return -(-gain * self._per_money.numerator // (2 * per * self._per_money.denominator)) - self._charges[agent]

    def closes(self, inside: Sequence[int], undecided: Sequence[int], price: Vector) -> bool:
        """Whether the bound at the price is at most 0, as far as rounded numbers tell."""
        return self.at_most(inside, undecided, price) <= 0

    def closes_at(self, inside: Sequence[int], undecided: Sequence[int], joining: Set[int], price: Vector) -> bool:
        """Whether the bound is at most 0 at the clearing price of those who are in and some undecided agents `joining`; nothing is rounded.

        The bound is the excess of that set, if no other undecided agent gains more than his charge and none of the set less.
        """
        if self.closes(inside, undecided, price):
            return True
        if self._charged.sign({*inside, *joining}) > 0:
            return False
        return all(self._sign(agent, price) * (1 if agent in joining else -1) >= 0 for agent in undecided)

    def _sign(self, agent: int, price: Vector) -> int:
        net = self._charged.surplus.gain(agent, price) - self._charged.charges[agent]
        return (net > 0) - (net < 0)


class _Gain:
    """An agent's gain as a function of the price, in integers."""

    def __init__(self, charged: Charged, agent: int) -> None:
        inverse = charged.surplus.inverse(agent)
        zero = (Fraction(0),) * charged.surplus.goods
        demand, gain = charged.surplus.demand(agent, zero), 2 * charged.surplus.gain(agent, zero)
        self._unit = lcm(gain.denominator, *(entry.denominator for row in (demand, *inverse) for entry in row))
        self._matrix = [[int(entry * self._unit) for entry in row] for row in inverse]
        self._demand = [int(entry * self._unit) for entry in demand]
        self._gain = int(gain * self._unit)

    def twice(self, numerators: Sequence[int], denominator: int) -> tuple[int, int]:
        """Twice the gain at the price, as numerator and denominator."""
        total = self._gain * denominator * denominator
        for row, demand, one in zip(self._matrix, self._demand, numerators, strict=True):
            bent = sum(entry * other for entry, other in zip(row, numerators, strict=True))
            total += one * (bent - 2 * denominator * demand)
        return total, self._unit * denominator * denominator


def _below(number: Fraction) -> int:
    return number.numerator // number.denominator
