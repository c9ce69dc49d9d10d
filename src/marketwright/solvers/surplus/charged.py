"""Charges of sets of agents, and excesses of worths over them."""

from collections.abc import Iterable
from fractions import Fraction
from math import lcm

from flint import fmpq

from marketwright.solvers.surplus.exact import Surplus
from marketwright.solvers.surplus.matrices import Vector, fraction


class Charged:
    """A quantity to be shared by sets of agents, a charge for each agent who takes part, and a fixed one for the set as such."""

    def __init__(self, *, surplus: Surplus, quantity: Vector, charges: Vector, fixed: Fraction) -> None:
        """One charge for each agent."""
        self.surplus, self.quantity, self.charges, self.fixed = surplus, quantity, charges, fixed
        self._denominator = lcm(fixed.denominator, *(charge.denominator for charge in charges))
        self._fixed = int(fixed * self._denominator)
        self._charges = [int(charge * self._denominator) for charge in charges]

    def sign(self, members: Iterable[int]) -> int:
        """1, 0 or -1 as the excess of the set is above, at or below 0."""
        over, _ = self._excess(members)
        return (over > 0) - (over < 0)

    def excess(self, members: Iterable[int]) -> Fraction:
        """What the set is worth at the quantity, less its charges."""
        over, unit = self._excess(members)
        return fraction(fmpq(over, unit))

    def _excess(self, members: Iterable[int]) -> tuple[int, int]:
        """Numerator and denominator; with charges of long and different denominators it is costly to make them small."""
        chosen = set(members)
        worth = self.surplus.worth(chosen, self.quantity)
        owed = self._fixed + sum(self._charges[agent] for agent in chosen)
        return worth.numerator * self._denominator - owed * worth.denominator, worth.denominator * self._denominator


def members_of(mask: int) -> tuple[int, ...]:
    """The agents of a bit mask (bit i: agent i), in ascending order."""
    return tuple(agent for agent in range(mask.bit_length()) if mask >> agent & 1)
