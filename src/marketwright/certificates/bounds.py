"""Upper bounds on winner determination as written evidence (frozen data, pure).

*Source.* spec certificates 1; `docs/formats/answer.md` (Upper bounds).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

Leaf = tuple[tuple[int, int], ...]
"""Row and price of each priced row, rows increasing; prices count `1/unit`."""


@dataclass(frozen=True, slots=True)
class Clique:
    """Atoms that pairwise share a good or a group: at most one is used."""

    atoms: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Bound:
    """A branching tree in preorder: an atom (its subtree *used*, then *not used*), or a leaf with prices that count `1/unit`.

    In a listing a leaf may be None: there everything is decided.
    """

    unit: int
    nodes: tuple[int | Leaf | None, ...]

    @property
    def leaves(self) -> int:
        """The number of leaves."""
        return sum(not isinstance(node, int) for node in self.nodes)


def row_document(row: Clique) -> dict[str, Any]:
    """A derived row as `certificate.rows` lists it (the format also knows Chvátal-Gomory rows; nothing here derives them)."""
    return {"clique": list(row.atoms)}


def bound_document(bound: Bound) -> dict[str, Any]:
    """A bound as certificates write it."""
    return {"unit": bound.unit, "nodes": [_node(node) for node in bound.nodes]}


def _node(node: int | Leaf | None) -> int | list[list[int]] | None:
    return node if node is None or isinstance(node, int) else [list(price) for price in node]


def grade(bound: Bound) -> str:
    """`proved` for a single leaf, `enumerated` for a tree."""
    return "proved" if bound.leaves == 1 else "enumerated"


GRADES = ("proved", "recomputed", "enumerated", "bounded", "numeric", "unproven")


def worst_grade(*grades: str) -> str:
    """The weakest of several grades (`proved` for none)."""
    return max(grades, key=GRADES.index, default="proved")


def with_bounds(rows: tuple[Clique, ...], **parts: Mapping[str, Any] | list[Any]) -> dict[str, Any]:
    """A certificate document: the derived rows and named parts."""
    return {"rows": [row_document(row) for row in rows], **parts}
