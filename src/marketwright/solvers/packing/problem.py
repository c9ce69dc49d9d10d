"""Choosing atoms that share no good and no group, in integers: the problem that winner determination becomes.

*Meaning.* Atoms belong to groups and groups to owners.  A choice uses at most one atom of a group and every good at most once.  Its worth is the sum
of the values
of the used atoms, less the charge of every owner who takes part; an owner with a negative charge always takes part, an owner without a used atom and
with a charge of at least 0 never does.

*Shapes.* Atoms are ordered by group and groups by owner.  Values and charges are integers (money times a common denominator).
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import cached_property


@dataclass(frozen=True, slots=True)
class PackingAtom:
    """One choosable atom: its owner, its group and the goods it needs."""

    owner: int
    group: int
    goods: tuple[int, ...]


@dataclass(frozen=True)
class PackingProblem:
    """What can be chosen together; fixed for all questions about one market."""

    goods: int
    owners: int
    atoms: tuple[PackingAtom, ...]

    @cached_property
    def good_masks(self) -> tuple[int, ...]:
        """For each good the set of atoms that need it, as a bit mask."""
        needing: list[list[int]] = [[] for _ in range(self.goods)]
        for number, atom in enumerate(self.atoms):
            for good in atom.goods:
                needing[good].append(number)
        return tuple(mask_of(numbers) for numbers in needing)

    @cached_property
    def group_masks(self) -> dict[int, int]:
        """For each group that has atoms the set of its atoms, as a bit mask."""
        members_of: dict[int, list[int]] = {}
        for number, atom in enumerate(self.atoms):
            members_of.setdefault(atom.group, []).append(number)
        return {group: mask_of(numbers) for group, numbers in members_of.items()}

    @cached_property
    def _conflicts(self) -> dict[int, int]:
        return {}

    def conflicts(self, atom: int) -> int:
        """The other atoms that share a good or the group with `atom`, as a bit mask (kept once computed)."""
        mask = self._conflicts.get(atom)
        if mask is None:
            record = self.atoms[atom]
            mask = self.group_masks[record.group]
            for good in record.goods:
                mask |= self.good_masks[good]
            mask &= ~(1 << atom)
            self._conflicts[atom] = mask
        return mask

    def feasible(self, atoms: Iterable[int]) -> bool:
        """Whether no two of the atoms share a good or a group."""
        used = 0
        for atom in atoms:
            if used & self.conflicts(atom) or used >> atom & 1:
                return False
            used |= 1 << atom
        return True


@dataclass(frozen=True, kw_only=True)
class Task:
    """One question about a packing problem: the largest worth over the owners who are not absent.

    `values`: one per atom; `charges`: one per owner; `absent`: owners left out; `banned`: atoms that may not be used; `known`: feasible choices to
    start from; `waived`: owners of whom at most one, the one for whom it counts most, takes part without his charge.
    """

    values: tuple[int, ...]
    charges: tuple[int, ...]
    absent: frozenset[int] = frozenset()
    banned: frozenset[int] = frozenset()
    known: tuple[tuple[int, ...], ...] = field(default=())
    waived: frozenset[int] = frozenset()

    def worth(self, problem: PackingProblem, choice: Iterable[int]) -> int:
        """The worth of a feasible choice."""
        gains: dict[int, int] = {}
        for atom in choice:
            owner = problem.atoms[atom].owner
            gains[owner] = gains.get(owner, 0) + self.values[atom]
        waiver = max((self.charges[owner] for owner in gains if owner in self.waived), default=0)
        return sum(gain - self.charges[owner] for owner, gain in gains.items()) - self.always(gains) + max(0, waiver)

    def always(self, apart_from: Iterable[int] = ()) -> int:
        """The sum of the negative charges of present owners, apart from those named: they take part even without a used atom."""
        named = set(apart_from) | self.absent
        return sum(charge for owner, charge in enumerate(self.charges) if charge < 0 and owner not in named)


def mask_of(numbers: Iterable[int]) -> int:
    """The set of numbers as a bit mask."""
    octets = bytearray()
    for number in numbers:
        if number >= 8 * len(octets):
            octets.extend(bytes(number // 8 + 1 - len(octets)))
        octets[number // 8] |= 1 << number % 8
    return int.from_bytes(octets, "little")


def members(mask: int) -> Iterator[int]:
    """The members of a bit mask, increasing."""
    while mask:
        lowest = mask & -mask
        yield lowest.bit_length() - 1
        mask ^= lowest
