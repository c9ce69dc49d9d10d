"""Upper bounds on winner determination: a tree of branchings with prices on rows at its leaves."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from math import lcm

from marketcheck.documents import integer, keys, listing
from marketcheck.market import Market
from marketcheck.rows import Rows
from marketcheck.verdicts import Unreadable, reject

Leaf = list[list[int]]


@dataclass(frozen=True, slots=True)
class Tree:
    """A proof as written: branchings are atoms, leaves are pairs of row and price."""

    unit: int
    nodes: tuple[int | Leaf, ...]
    place: str

    @property
    def grade(self) -> str:
        """The grade of a claim that rests on this proof."""
        return "proved" if len(self.nodes) == 1 else "enumerated"


def tree(document: object, place: str) -> Tree:
    """Returns the written proof; its sense has not been looked at."""
    entry = keys(document, place, ("unit", "nodes"))
    unit = integer(entry["unit"], f"{place}.unit")
    nodes = listing(entry["nodes"], f"{place}.nodes")
    return Tree(unit, tuple(_node(raw, f"{place}.nodes") for raw in nodes), place)


def _node(raw: object, place: str) -> int | Leaf:
    if type(raw) is int:
        return raw
    leaf = listing(raw, place)
    for pair in leaf:
        if type(pair) is not list or [type(number) for number in pair] != [int, int]:
            raise Unreadable("type", f"{place}: pairs of row and price are needed")
    return leaf  # type: ignore[return-value]  # just verified, pair by pair


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """No feasible atoms of `coalition` and the seller are worth more, less charges, than `target`.

    `exact` says that totals are multiples of 1/D, so that a bound below `target + 1/D` suffices;
    otherwise the bound itself has to be at most `target`.
    """

    values: Sequence[Fraction]
    coalition: frozenset[int]
    charges: Mapping[int, Fraction]
    target: Fraction
    exact: bool = True


@dataclass(frozen=True, slots=True)
class Prover:
    """The verified rows, shared by all proofs of a certificate, and the conflicts met so far."""

    market: Market
    rows: Rows
    known: dict[int, int] = field(default_factory=dict)

    def conflicts(self, branching: int) -> int:
        """Returns the set of atoms that cannot be used together with this one, itself included."""
        if branching not in self.known:
            atom = self.market.atoms[branching]
            self.known[branching] = _bits(atom.clashes(other) for other in self.market.atoms)
        return self.known[branching]

    def prove(self, proof: Tree, claim: Claim) -> None:
        """Walks the tree in preorder and verifies every leaf; sets of atoms are bit masks."""
        if proof.unit < 1:
            reject("B1", f"{proof.place}.unit", proof.unit, "at least 1")
        evaluate = _Evaluation(self.market, self.rows, proof, claim)
        root = _bits(atom.owner in evaluate.fees for atom in self.market.atoms)
        pending = [(root, 0)]
        for number, node in enumerate(proof.nodes):
            place = f"{proof.place}.nodes[{number}]"
            if not pending:
                reject("B2", place, "a node after the tree is complete", "no more nodes")
            undecided, used = pending.pop()
            if isinstance(node, int):
                if not 0 <= node < len(self.market.atoms) or not undecided >> node & 1:
                    reject("B3", place, f"atom {node}", "an undecided atom")
                pending.append((undecided & ~(1 << node), used))
                pending.append((undecided & ~self.conflicts(node), used | 1 << node))
            else:
                evaluate.leaf(node, _members(undecided), _members(used), place)
        if pending:
            reject("B2", f"{proof.place}.nodes", f"{len(pending)} subtrees missing", "a whole tree")


class _Evaluation:
    """Evaluates the leaves of one proof in integers: money is counted in 1/(D x unit)."""

    def __init__(self, market: Market, rows: Rows, proof: Tree, claim: Claim) -> None:
        players = {*claim.coalition, market.seller}
        mine = [j for j, atom in enumerate(market.atoms) if atom.owner in players]
        fees = {i: claim.charges.get(i, Fraction(0)) for i in players}
        amounts = [*(claim.values[j] for j in mine), *fees.values(), claim.target]
        self.scale = lcm(*{amount.denominator for amount in amounts})
        self.unit = proof.unit
        self.worth = {j: self._scaled(claim.values[j]) for j in mine}
        self.fees = {i: self._scaled(fee) for i, fee in fees.items()}
        self.limit = self._scaled(claim.target) + (proof.unit if claim.exact else 0)
        self.exact = claim.exact
        self.rows = rows
        self.owners = [atom.owner for atom in market.atoms]
        self.groups = [atom.group for atom in market.atoms]
        self.group_owners = {atom.group: atom.owner for atom in market.atoms}

    def _scaled(self, amount: Fraction) -> int:
        return amount.numerator * (self.scale // amount.denominator) * self.unit

    def leaf(self, leaf: Leaf, undecided: list[int], used: list[int], place: str) -> None:
        """Verifies one leaf; the hot loop: only atoms that remain are looked at, by their rows."""
        right, plain, weighted = self.rows.right, self.rows.plain, self.rows.weighted
        worth, groups = self.worth, self.groups
        price = self._prices(leaf, place)
        price_of = price.__getitem__
        best: dict[int, int] = {}
        for j in undecided:
            gain = worth[j] - sum(map(price_of, plain[j]))
            if weighted[j]:
                gain -= sum(coefficient * price[r] for r, coefficient in weighted[j])
            if gain > best.get(groups[j], 0):
                best[groups[j]] = gain
        surplus = dict.fromkeys(self.fees, 0)
        for group, gain in best.items():
            surplus[self.group_owners[group]] += gain
        serving = set()
        for j in used:
            paid = sum(map(price_of, plain[j])) + sum(c * price[r] for r, c in weighted[j])
            surplus[self.owners[j]] += worth[j] - paid
            serving.add(self.owners[j])
        bound = sum(price[r] * right[r] for r, _ in leaf)
        for i, fee in self.fees.items():
            bound += surplus[i] - fee if i in serving else max(0, surplus[i] - fee)
        if bound >= self.limit if self.exact else bound > self.limit:
            sides = (Fraction(side, self.scale * self.unit) for side in (bound, self.limit))
            reject("B6" if self.exact else "B7", place, *sides)

    def _prices(self, leaf: Leaf, place: str) -> list[int]:
        """Returns the price of every row, 0 where the leaf names none."""
        price = [0] * len(self.rows.right)
        last = -1
        for r, count in leaf:
            if not last < r < len(price):
                reject("B4", place, f"row {r}", f"{last + 1} to {len(price) - 1}")
            if count < 1:
                reject("B5", place, f"price {count} on row {r}", "at least 1")
            price[r] = count * self.scale
            last = r
        return price


def _bits(flags: Iterable[object]) -> int:
    return int("0" + "".join("1" if flag else "0" for flag in flags)[::-1], 2)


def _members(mask: int) -> list[int]:
    return [j for j, bit in enumerate(reversed(f"{mask:b}")) if bit == "1"]
