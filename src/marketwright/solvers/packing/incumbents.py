"""Good choices, found fast and without any guarantee: rounding of a relaxation, and a short local search."""

from collections.abc import Iterable, Sequence
from random import Random

import numpy as np
from numpy.typing import NDArray

from marketwright.solvers.packing.cliques import FRACTION
from marketwright.solvers.packing.problem import PackingProblem, Task, mask_of, members


class Incumbents:
    """Builders of feasible choices for one task."""

    def __init__(self, problem: PackingProblem, task: Task) -> None:
        """Order the atoms by value for their size once."""
        self._problem = problem
        self._task = task
        groups_of: dict[int, set[int]] = {}
        for atom in problem.atoms:
            groups_of.setdefault(atom.owner, set()).add(atom.group)
        self._net = [
            value - (max(0, task.charges[atom.owner]) if len(groups_of[atom.owner]) == 1 else 0) for atom, value in zip(problem.atoms, task.values, strict=True)
        ]
        present = [number for number, atom in enumerate(problem.atoms) if atom.owner not in task.absent and number not in task.banned]
        gaining = [number for number in present if self._net[number] > 0]
        self.offered = mask_of([*gaining, *(number for number in present if problem.atoms[number].owner in task.waived)])
        self._by_density = sorted(gaining, key=lambda number: -self._net[number] / len(problem.atoms[number].goods) ** 0.5)

    def rounded(self, use: NDArray[np.float64], used: Sequence[int], free: int) -> tuple[int, ...]:
        """A choice that takes `used`, then atoms of `free` by their fractional use, then by value for their size."""
        support = np.nonzero(use > FRACTION)[0]
        return self.greedy(support[np.argsort(-use[support], kind="stable")].tolist(), used, free)

    def greedy(self, order: Iterable[int], used: Sequence[int], free: int) -> tuple[int, ...]:
        """A choice that takes `used`, then what still fits of `order`, then by value for their size."""
        choice = list(used)
        free &= self.offered
        for sequence in (order, self._by_density):
            for atom in sequence:
                if free >> atom & 1:
                    choice.append(atom)
                    free &= ~(self._problem.conflicts(atom) | 1 << atom)
                    if not free:
                        break
        return self._worthwhile(choice)

    def _worthwhile(self, choice: Iterable[int]) -> tuple[int, ...]:
        """The choice without the atoms of owners whose gain is below their charge, except one for whom waiving it pays."""
        gains: dict[int, int] = {}
        chosen = sorted(choice)
        for atom in chosen:
            owner = self._problem.atoms[atom].owner
            gains[owner] = gains.get(owner, 0) + self._task.values[atom]
        charges = self._task.charges
        dropped = {owner for owner, gain in gains.items() if gain < charges[owner]}
        favoured = max(self._task.waived & gains.keys(), key=lambda owner: min(gains[owner], charges[owner]), default=-1)
        return tuple(atom for atom in chosen if self._problem.atoms[atom].owner not in dropped - {favoured})

    def improved(self, choice: Sequence[int], steps: int, random: Random) -> tuple[int, ...]:
        """The best choice met by `steps` insertions of a tabu search that starts from `choice`.

        Each step inserts the atom with the largest gain over what it displaces; what was displaced may not return for a few steps.
        """
        if not self.offered:
            return ()
        net = np.array([float(number) for number in self._net])
        gain = np.where(mask_array(self.offered, len(net)), net, -np.inf)
        barred = np.zeros(len(net), dtype=np.int64)
        neighbours: dict[int, NDArray[np.int64]] = {}
        used, total = 0, 0.0

        def shift(atom: int, amount: float) -> None:
            if atom not in neighbours:
                neighbours[atom] = np.fromiter(members(self._problem.conflicts(atom)), dtype=np.int64)
            gain[neighbours[atom]] += amount

        for atom in choice:
            if self.offered >> atom & 1:
                shift(atom, -net[atom])
                barred[atom] = steps + 1
                used |= 1 << atom
                total += net[atom]
        best, best_used, last = total, used, 0
        for step in range(1, steps + 1):
            open_gain = np.where(barred > step, -np.inf, gain)
            atom = int(open_gain.argmax())
            if open_gain[atom] == -np.inf:
                break
            for displaced in members(self._problem.conflicts(atom) & used):
                used ^= 1 << displaced
                shift(displaced, net[displaced])
                total -= net[displaced]
                barred[displaced] = step + 7 + random.randrange(10)
            shift(atom, -net[atom])
            barred[atom] = steps + 1
            used |= 1 << atom
            total += net[atom]
            if total > best:
                best, best_used, last = total, used, step
            elif step - last > _PATIENCE:
                last = step
                for kicked in members(used):
                    if random.random() < _KICK:
                        used ^= 1 << kicked
                        shift(kicked, net[kicked])
                        total -= net[kicked]
                        barred[kicked] = step + 20
        return self._worthwhile(members(best_used))


def mask_array(mask: int, length: int) -> NDArray[np.bool_]:
    """A bit mask as an array of truth values."""
    data = np.frombuffer(mask.to_bytes((length + 7) // 8, "little"), dtype=np.uint8)
    return np.unpackbits(data, bitorder="little")[:length].astype(np.bool_)


_PATIENCE = 2000
_KICK = 0.3
