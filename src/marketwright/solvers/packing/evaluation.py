"""What row prices prove at a leaf, in integers.

*Meaning.* The formula of spec certificates 1 for one leaf, with all money in multiples of `1/unit` of the task's integer unit.  Any prices of at
least 0 are safe; nothing here is a float.

Sums run in 64-bit integers when no partial sum can leave them, otherwise in Python's own integers, by the same code on another array type.
"""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from marketwright.solvers.packing.problem import PackingProblem, Task
from marketwright.solvers.packing.rows import PackingRow

_SAFE = 2**61


class LeafBounds:
    """Bounds of one task."""

    def __init__(self, problem: PackingProblem, task: Task) -> None:
        """Lay out groups and owners once."""
        self._problem = problem
        self._task = task
        self._values = list(task.values)
        self._largest = max((abs(number) for number in (*task.values, *task.charges)), default=0)
        groups = [atom.group for atom in problem.atoms]
        starts = [number for number, group in enumerate(groups) if number == 0 or group != groups[number - 1]]
        self._group_starts = np.array(starts, dtype=np.int64)
        self._group_owner = np.array([problem.atoms[number].owner for number in starts], dtype=np.int64)
        self._charges = [0 if owner in task.absent else charge for owner, charge in enumerate(task.charges)]
        self._waived = task.waived - task.absent

    def prices(self, floats: NDArray[np.float64], unit: int) -> list[int]:
        """Float prices rounded to multiples of 1/unit."""
        scaled = floats * unit
        if scaled.size and float(scaled.max()) > 2.0**52:
            return [round(number) for number in scaled.tolist()]
        return [int(number) for number in np.rint(scaled).tolist()]

    def bound(self, rows: Sequence[PackingRow], prices: Sequence[int], removed: NDArray[np.bool_], used: Sequence[int], unit: int) -> int:
        """The leaf's bound, times `unit`: no completion of the used atoms without the removed ones is worth more."""
        priced = [(row, price) for row, price in zip(rows, prices, strict=True) if price > 0 and row.priced]
        total_price = sum(price for _, price in priced)
        small = (self._largest * unit * (len(self._values) + len(self._charges) + 1) + total_price * (len(self._values) + 2)) < _SAFE
        kind = np.int64 if small else object
        reduced = np.array(self._values, dtype=kind) * unit
        used_mask = 0
        for atom in used:
            used_mask |= 1 << atom
        rest = 0
        for row, price in priced:
            reduced[row.atoms] -= price
            if not row.mask & used_mask:
                rest += price
        reduced[removed] = 0
        for atom in used:
            reduced[atom] = 0
        owners = np.zeros(len(self._charges), dtype=kind)
        if len(self._group_starts):
            best = np.maximum(np.maximum.reduceat(reduced, self._group_starts), 0)
            np.add.at(owners, self._group_owner, best)
        gains: list[int] = owners.tolist()
        taking_part = set()
        for atom in used:
            owner = self._problem.atoms[atom].owner
            gains[owner] += self._values[atom] * unit
            taking_part.add(owner)
        waiver = 0
        for owner, charge in enumerate(self._charges):
            gain = gains[owner] - charge * unit
            counted = gain if owner in taking_part else max(0, gain)
            rest += counted
            if owner in self._waived:
                waiver = max(waiver, gains[owner] - counted)
        return rest + waiver
