"""Rows of the linear relaxation: inequalities that every choice of atoms satisfies."""

from dataclasses import dataclass, field
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from marketwright.solvers.packing.problem import PackingProblem, members

Kind = Literal["good", "group", "clique"]


@dataclass(eq=False, slots=True)
class PackingRow:
    """At most one of `atoms` is used, because they share a good, the group, or pairwise one of both.

    `mask` is the same set as a bit mask; `good` is the good's number for a row of kind `good`, otherwise -1; `age` counts how long a separated row had price 0.
    """

    kind: Kind
    mask: int
    good: int = -1
    age: int = 0
    atoms: NDArray[np.int32] = field(init=False)

    def __post_init__(self) -> None:
        """Spell the mask out once."""
        self.atoms = np.fromiter(members(self.mask), dtype=np.int32, count=self.mask.bit_count())

    @property
    def priced(self) -> bool:
        """Whether a proof can put a price on it (groups need none: a leaf takes the best atom of each group)."""
        return self.kind != "group"


def first_rows(problem: PackingProblem) -> list[PackingRow]:
    """A row for each good that some atom needs, and for each group of several atoms; equal sets once."""
    rows: list[PackingRow] = []
    seen: set[int] = set()
    for good, mask in enumerate(problem.good_masks):
        if mask and mask not in seen:
            seen.add(mask)
            rows.append(PackingRow("good", mask, good))
    for mask in problem.group_masks.values():
        if mask.bit_count() > 1 and mask not in seen:
            seen.add(mask)
            rows.append(PackingRow("group", mask))
    return rows
