"""Rows that every feasible set of atoms obeys: goods, cliques, Chvátal-Gomory rows; and which atoms exclude each other."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import lcm
from typing import Any

from marketcheck.market import Market
from marketcheck.verdicts import Unreadable, reject


@dataclass(frozen=True, slots=True)
class Row:
    """`sum of coefficient x atom <= right`."""

    coefficients: Mapping[int, int]
    right: int


class Rows:
    """The market's goods and the rows listed in a certificate, each verified; sets of atoms are bit masks."""

    def __init__(self, market: Market, written: Sequence[Mapping[str, Any]]) -> None:
        """Verifies the listed rows, each from those before it."""
        self.market = market
        self._takers: dict[int, list[int]] = defaultdict(list)
        self._masks: dict[int, int] = {}
        for j, atom in enumerate(market.atoms):
            for taken in atom.takes:
                self._takers[taken].append(j)
        self.rows = [Row(dict.fromkeys(self._takers[good], 1), 1) for good in range(len(market.goods))]
        for i, row in enumerate(written):
            place = f"certificate.rows[{i}]"
            if len(row) != 1:
                raise Unreadable("keys", f"{place}: one of clique and chvatal_gomory is needed")
            self.rows.append(self._clique(row["clique"], place) if "clique" in row else self._rounded(row["chvatal_gomory"], place))

    def conflicts(self, j: int) -> int:
        """Returns the atoms that cannot be used together with atom j, itself included."""
        found = 0
        for taken in self.market.atoms[j].takes:
            if taken not in self._masks:
                self._masks[taken] = mask(self._takers[taken])
            found |= self._masks[taken]
        return found

    def _clique(self, atoms: Sequence[int], place: str) -> Row:
        increasing(atoms, len(self.market.atoms), "R1", place)
        whole = mask(atoms)
        for j in atoms:
            if strangers := whole & ~self.conflicts(j):
                reject("R2", place, f"atoms {j} and {members(strangers)[0]} share nothing", "a shared good or group")
        return Row(dict.fromkeys(atoms, 1), 1)

    def _rounded(self, terms: Sequence[tuple[int, Fraction]], place: str) -> Row:
        for r, multiplier in terms:
            if not 0 <= r < len(self.rows):
                reject("R3", place, r, f"0 to {len(self.rows) - 1}")
            if multiplier <= 0:
                reject("R4", place, multiplier, "above 0")
        denominator = lcm(*(multiplier.denominator for _, multiplier in terms))
        total: dict[int, int] = defaultdict(int)
        right = 0
        for r, multiplier in terms:
            factor = int(multiplier * denominator)
            right += factor * self.rows[r].right
            for j, coefficient in self.rows[r].coefficients.items():
                total[j] += factor * coefficient
        return Row({j: amount // denominator for j, amount in total.items() if amount >= denominator}, right // denominator)


def increasing(numbers: Sequence[int], count: int, code: str, place: str) -> None:
    """Verifies that the numbers are at least 0, below `count`, and each above the last one."""
    last = -1
    for number in numbers:
        if not last < number < count:
            reject(code, place, number, f"{last + 1} to {count - 1}")
        last = number


def mask(atoms: Sequence[int]) -> int:
    """Returns the set of atoms as the bits of a number."""
    octets = bytearray(max(atoms, default=0) // 8 + 1)
    for j in atoms:
        octets[j // 8] |= 1 << j % 8
    return int.from_bytes(octets, "little")


def members(atoms: int) -> list[int]:
    """Returns the atoms of a bit mask."""
    return [j for j, bit in enumerate(reversed(f"{atoms:b}")) if bit == "1"]
