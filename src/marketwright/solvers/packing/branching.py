"""Which atom to branch on: large, about half used, and known to have moved the bound before."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

_ENOUGH = 20


@dataclass(slots=True)
class _Record:
    """Sums and counts of how far the bound fell per unit of change, for one side of the branchings."""

    totals: dict[int, float] = field(default_factory=dict)
    counts: dict[int, int] = field(default_factory=dict)
    total: float = 0.0
    count: int = 0

    def add(self, atom: int, fall: float) -> None:
        self.totals[atom] = self.totals.get(atom, 0.0) + fall
        self.counts[atom] = self.counts.get(atom, 0) + 1
        self.total += fall
        self.count += 1

    def expected(self, atom: int) -> float:
        if atom in self.counts:
            return self.totals[atom] / self.counts[atom]
        return self.total / max(1, self.count)


class PseudoCosts:
    """How far the bound fell in past branchings on each atom (in the task's units), kept through all tasks about a problem."""

    def __init__(self) -> None:
        """Start without experience."""
        self._sides = {True: _Record(), False: _Record()}

    def learn(self, atom: int, used: bool, share: float, fall: float) -> None:
        """Take in that fixing an atom of fractional use `share` lowered the bound by `fall`."""
        change = 1.0 - share if used else share
        self._sides[used].add(atom, max(0.0, fall) / max(change, 1e-6))

    def best(self, support: list[int], use: NDArray[np.float64], values: NDArray[np.float64], gap: float) -> int:
        """The atom of the support to branch on.

        The score is value x closeness to half use, times the geometric mean of the two expected falls (each at most the gap) once there is experience.
        """
        experienced = self._sides[True].count + self._sides[False].count > _ENOUGH

        def score(atom: int) -> float:
            share = float(use[atom])
            size = min(share, 0.9) * (1.05 - share) * float(values[atom])
            if not experienced:
                return size
            up = min(self._sides[True].expected(atom) * (1.0 - share), gap)
            down = min(self._sides[False].expected(atom) * share, gap)
            floor = 1e-6 * gap
            return float(size * (max(up, floor) * max(down, floor)) ** 0.5)

        return max(support, key=score)
