"""Upper bounds on winner determination: a tree of branchings with prices on rows at its leaves."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import lcm

from marketcheck.documents import keys, of_type
from marketcheck.rows import Rows, mask, members
from marketcheck.verdicts import Unreadable, reject

Leaf = Sequence[tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Bound:
    """A proof as written: branchings are atoms, leaves are pairs of row and price."""

    unit: int
    nodes: Sequence[int | Leaf]
    place: str

    @property
    def grade(self) -> str:
        """The grade of a claim that rests on this proof."""
        return "proved" if len(self.nodes) == 1 else "enumerated"


def bound(value: object, place: str) -> Bound:
    """Returns the written proof; its sense has not been looked at."""
    entry = keys(value, place, ("unit", "nodes"))
    for number, node in enumerate(of_type(entry["nodes"], list, f"{place}.nodes")):
        if type(node) is not int:
            for pair in of_type(node, list, f"{place}.nodes[{number}]"):
                if type(pair) is not list or [*map(type, pair)] != [int, int]:
                    raise Unreadable("type", f"{place}.nodes[{number}]: pairs of row and price are needed")
    return Bound(of_type(entry["unit"], int, f"{place}.unit"), entry["nodes"], place)


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """No feasible atoms of `coalition` and the seller are worth more, less charges, than `target`.

    `exact` says that totals are multiples of 1/D, so that a bound below `target + 1/D` suffices;
    otherwise the bound itself has to be at most `target`.
    """

    values: Sequence[Fraction]
    coalition: Collection[int]
    charges: Mapping[int, Fraction]
    target: Fraction
    exact: bool = True


def prove(rows: Rows, proof: Bound, claim: Claim) -> None:
    """Walks the tree in preorder and verifies every leaf; sets of atoms are bit masks."""
    if proof.unit < 1:
        reject("B1", f"{proof.place}.unit", proof.unit, "at least 1")
    evaluation = _Evaluation(rows, proof.unit, claim)
    atoms = rows.market.atoms
    pending = [(mask([j for j, atom in enumerate(atoms) if atom.owner in evaluation.fees]), 0)]
    for number, node in enumerate(proof.nodes):
        place = f"{proof.place}.nodes[{number}]"
        if not pending:
            reject("B2", place, "a node after the tree is complete", "no more nodes")
        undecided, used = pending.pop()
        if not isinstance(node, int):
            evaluation.verify(node, members(undecided), members(used), place)
        elif not 0 <= node < len(atoms) or not undecided >> node & 1:
            reject("B3", place, f"atom {node}", "an undecided atom")
        else:
            pending.append((undecided & ~(1 << node), used))
            pending.append((undecided & ~rows.conflicts(node), used | 1 << node))
    if pending:
        reject("B2", f"{proof.place}.nodes", f"{len(pending)} subtrees missing", "a whole tree")


class _Evaluation:
    """Evaluates the leaves of one proof in integers: money is counted in 1/(D x unit)."""

    def __init__(self, rows: Rows, unit: int, claim: Claim) -> None:
        self.rows, self.unit, self.exact = rows.rows, unit, claim.exact
        self.atoms = rows.market.atoms
        self.group_owner = {atom.group: atom.owner for atom in self.atoms}
        players = {*claim.coalition, rows.market.seller}
        values = [value if atom.owner in players else Fraction(0) for atom, value in zip(self.atoms, claim.values, strict=True)]
        fees = {i: claim.charges.get(i, Fraction(0)) for i in players}
        self.common_denominator = lcm(*{amount.denominator for amount in (*values, *fees.values(), claim.target)})
        self.worth = [self._scaled(value) for value in values]
        self.fees = {i: self._scaled(fee) for i, fee in fees.items()}
        self.limit = self._scaled(claim.target) + (unit if claim.exact else 0)

    def _scaled(self, amount: Fraction) -> int:
        return amount.numerator * (self.common_denominator // amount.denominator) * self.unit

    def verify(self, leaf: Leaf, undecided: Iterable[int], used: Iterable[int], place: str) -> None:
        """Verifies that the leaf proves the claim."""
        atoms, fees = self.atoms, self.fees
        found, gain = self._priced(leaf, place)
        best = {atoms[j].group: gain[j] for j in used}  # no other atom of these groups is undecided
        for j in undecided:
            if gain[j] > best.get(atoms[j].group, 0):
                best[atoms[j].group] = gain[j]
        surplus = {i: -fee for i, fee in fees.items()}
        for group, amount in best.items():
            surplus[self.group_owner[group]] += amount
        serving = {atoms[j].owner for j in used}
        found += sum(amount if i in serving else max(0, amount) for i, amount in surplus.items())
        if found >= self.limit if self.exact else found > self.limit:
            sides = (Fraction(side, self.common_denominator * self.unit) for side in (found, self.limit))
            reject("B6" if self.exact else "B7", place, *sides)

    def _priced(self, leaf: Leaf, place: str) -> tuple[int, list[int]]:
        """Returns the right sides times their prices, and what every atom gains at these prices; the hot loop."""
        gain = self.worth.copy()
        paid, last = 0, -1
        for r, count in leaf:
            if not last < r < len(self.rows):
                reject("B4", place, f"row {r}", f"{last + 1} to {len(self.rows) - 1}")
            if count < 1:
                reject("B5", place, f"price {count} on row {r}", "at least 1")
            row, price, last = self.rows[r], count * self.common_denominator, r
            paid += price * row.right
            for j, coefficient in row.coefficients.items():
                gain[j] -= price * coefficient
        return paid, gain
