"""Separation of clique rows: sets of atoms that pairwise share a good or a group, violated by the present fractional use."""

import numpy as np
from numpy.typing import NDArray

from marketwright.solvers.packing.problem import PackingProblem, mask_of
from marketwright.solvers.packing.rows import PackingRow

_VIOLATION = 0.01
_MOST_ROWS = 50
FRACTION = 1e-6


def fractional(use: NDArray[np.float64]) -> list[int]:
    """The atoms that are used in part, most used first."""
    support = np.nonzero((use > FRACTION) & (use < 1.0 - FRACTION))[0]
    order: list[int] = support[np.argsort(-use[support], kind="stable")].tolist()
    return order


def violated_cliques(problem: PackingProblem, use: NDArray[np.float64], support: list[int], known: set[int]) -> list[PackingRow]:
    """New clique rows whose atoms are used more than once in total, most violated first.

    From each atom of the fractional support a clique grows greedily by use; what is violated is then extended by unused atoms until it is maximal.
    """
    support_mask = mask_of(support)
    found: dict[int, float] = {}
    for start in support:
        candidates = problem.conflicts(start) & support_mask
        clique, weight = 1 << start, float(use[start])
        for atom in support:
            if candidates >> atom & 1:
                clique |= 1 << atom
                candidates &= problem.conflicts(atom)
                weight += float(use[atom])
                if not candidates:
                    break
        if weight > 1.0 + _VIOLATION:
            found[clique] = weight
    rows: list[PackingRow] = []
    taken = set(known)
    for clique, _ in sorted(found.items(), key=lambda item: -item[1])[:_MOST_ROWS]:
        mask = _maximal(problem, clique)
        if mask not in taken:
            taken.add(mask)
            rows.append(PackingRow("clique", mask))
    return rows


def _maximal(problem: PackingProblem, clique: int) -> int:
    rest, common = clique, -1
    while rest:
        lowest = rest & -rest
        common &= problem.conflicts(lowest.bit_length() - 1)
        rest ^= lowest
    while common:
        lowest = common & -common
        clique |= lowest
        common &= problem.conflicts(lowest.bit_length() - 1)
    return clique
