"""The proof tree that a search leaves behind, and its written form."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from marketwright.certificates.bounds import Bound, Clique, Leaf
from marketwright.solvers.packing.evaluation import LeafBounds
from marketwright.solvers.packing.incumbents import mask_array
from marketwright.solvers.packing.problem import PackingProblem
from marketwright.solvers.packing.rows import PackingRow

SEARCH_UNIT = 2**14
_UNITS = (1, 2, 2**4, 2**8, SEARCH_UNIT, 2**30)


@dataclass(slots=True)
class ProofNode:
    """A node: what is decided (`used`, `removed` as masks), the best prices seen there, and its branching if it has one.

    A `listed` leaf stands for its used atoms themselves and proves nothing.
    """

    used: tuple[int, ...]
    removed: int
    rows: Sequence[PackingRow] = ()
    prices: NDArray[np.float64] = field(default_factory=lambda: np.zeros(0))
    estimate: float = float("inf")
    atom: int = -1
    listed: bool = False
    children: "tuple[ProofNode, ProofNode] | None" = None

    def keep(self, rows: Sequence[PackingRow], prices: NDArray[np.float64], estimate: float) -> None:
        """Keep the priced rows of a relaxation."""
        chosen = np.nonzero(prices > 0.0)[0].tolist()
        self.rows = [rows[number] for number in chosen]
        self.prices = prices[chosen]
        self.estimate = estimate

    def forget_prices(self) -> None:
        """Prove without prices: where everything is decided they are not needed."""
        self.rows, self.prices, self.estimate = (), np.zeros(0), float("-inf")

    def bound(self, leaves: LeafBounds, atoms: int, unit: int) -> int:
        """What its prices prove here, times `unit`."""
        return leaves.bound(self.rows, leaves.prices(self.prices, unit), mask_array(self.removed, atoms), self.used, unit)


def trim(root: ProofNode, leaves: LeafBounds, atoms: int, target: int) -> None:
    """Cut off branchings below nodes whose own prices already prove `target`."""
    stack = [root]
    while stack:
        node = stack.pop()
        if node.children is None:
            continue
        if node.estimate < target + 1 and node.bound(leaves, atoms, SEARCH_UNIT) < (target + 1) * SEARCH_UNIT:
            node.children = None
        else:
            stack.extend(node.children)


def regrow(old: ProofNode, root: ProofNode, problem: PackingProblem, factor: float) -> None:
    """Give a fresh root the branchings and prices (times `factor`) of an earlier tree, without the sides that use an atom removed at the root.

    Any tree with any prices can start a proof for any task about the same problem; how much it proves is for the leaves to show.
    """
    stack = [(old, root)]
    while stack:
        source, node = stack.pop()
        while source.children is not None and node.removed >> source.atom & 1:
            source = source.children[1]
        node.rows, node.prices = source.rows, source.prices * factor
        if source.children is not None:
            node.atom = source.atom
            node.children = children(node, problem)
            stack.extend(zip(source.children, node.children, strict=True))


def children(node: ProofNode, problem: PackingProblem) -> tuple[ProofNode, ProofNode]:
    """The two sides of a node's branching, which start with its prices: its atom used, and not used."""
    atom = node.atom
    used = ProofNode((*node.used, atom), node.removed | problem.conflicts(atom) | 1 << atom, node.rows, node.prices, node.estimate)
    return used, ProofNode(node.used, node.removed | 1 << atom, node.rows, node.prices, node.estimate)


def leaf_nodes(root: ProofNode) -> Iterator[ProofNode]:
    """The leaves, in preorder (*used* before *not used*)."""
    for node in _preorder(root):
        if node.children is None:
            yield node


def _preorder(root: ProofNode) -> Iterator[ProofNode]:
    stack = [root]
    while stack:
        node = stack.pop()
        yield node
        if node.children is not None:
            stack.extend(reversed(node.children))


def coarsest_unit(root: ProofNode, leaves: LeafBounds, atoms: int, target: int) -> int:
    """The smallest unit of a fixed list in which every leaf still proves `target`; the last one if none does."""
    order = sorted(leaf_nodes(root), key=lambda node: -node.estimate)
    for unit in _UNITS[:-1]:
        if all(node.bound(leaves, atoms, unit) < (target + 1) * unit for node in order):
            return unit
    return _UNITS[-1]


class RowBook:
    """The derived rows of one certificate; a row gets its number when a bound first needs it."""

    def __init__(self, problem: PackingProblem) -> None:
        """Start after the goods' own rows."""
        self._goods = problem.goods
        self._numbers: dict[int, int] = {}
        self._rows: list[Clique] = []

    @property
    def rows(self) -> tuple[Clique, ...]:
        """The derived rows so far."""
        return tuple(self._rows)

    def number(self, row: PackingRow) -> int:
        """The row's number in the certificate."""
        if row.kind == "good":
            return row.good
        number = self._numbers.get(row.mask)
        if number is None:
            number = self._numbers[row.mask] = self._goods + len(self._rows)
            self._rows.append(Clique(tuple(row.atoms.tolist())))
        return number

    def bound(self, root: ProofNode, leaves: LeafBounds, unit: int, denominator: int) -> Bound:
        """The tree in written form; prices in money count `1/(unit x denominator)`."""
        nodes: list[int | Leaf | None] = []
        for node in _preorder(root):
            if node.children is not None:
                nodes.append(node.atom)
                continue
            if node.listed:
                nodes.append(None)
                continue
            prices = leaves.prices(node.prices, unit)
            nodes.append(tuple(sorted((self.number(row), price) for row, price in zip(node.rows, prices, strict=True) if price and row.priced)))
        return Bound(unit=unit * denominator, nodes=tuple(nodes))
