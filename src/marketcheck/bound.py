"""Upper bounds on winner determination: rows that all feasible sets of atoms obey, and trees of branchings with prices on rows at their leaves.

Sets of atoms are bit masks.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import lcm
from types import NoneType
from typing import Any, Literal

from marketcheck.conditions import Unreadable, reject, shown
from marketcheck.documents import keys, of_type
from marketcheck.market import Market
from marketcheck.options import mask, members

Row = tuple[dict[int, int], int]
"""The coefficients of atoms, and the right side."""
Leaf = Sequence[tuple[int, int]]
"""Pairs of row and price."""


@dataclass(frozen=True, slots=True)
class Bound:
    """A proof as written: branchings are atoms, and in a listing a leaf may be left open by `None`."""

    unit: int
    nodes: Sequence[int | Leaf | None]
    place: str

    @property
    def grade(self) -> str:
        """The grade of a claim that rests on this proof."""
        return "proved" if len(self.nodes) == 1 else "enumerated"


def bound(value: object, place: str) -> Bound:
    """Returns the written proof; its sense has not been looked at."""
    return _tree(value, place, (int,))


def listing(value: object, place: str) -> Bound:
    """Returns the written proof, in which leaves may be left open."""
    return _tree(value, place, (int, NoneType))


def _tree(value: object, place: str, plain: Collection[type]) -> Bound:
    entry = keys(value, place, ["unit", "nodes"])
    for number, node in enumerate(of_type(entry["nodes"], list, f"{place}.nodes")):
        for pair in [] if type(node) in plain else of_type(node, list, f"{place}.nodes[{number}]"):
            if type(pair) is not list or [*map(type, pair)] != [int, int]:
                raise Unreadable("type", f"{place}.nodes[{number}]: pairs of row and price are needed")
    return Bound(of_type(entry["unit"], int, f"{place}.unit"), entry["nodes"], place)


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """No feasible atoms of `coalition` and the seller are worth more, less charges, than `target`, even if the charge of one buyer in `waived` is not due.

    `sense` says what a leaf has to show. "exact": totals are multiples of 1/D, so that a bound below `target + 1/D` suffices. "at most": its bound is at most
    `target`. "below": its bound is below `target`, and so are all totals.
    """

    values: Sequence[Fraction]
    coalition: Collection[int]
    charges: Mapping[int, Fraction]
    target: Fraction
    sense: Literal["exact", "at most", "below"] = "exact"
    waived: Collection[int] = ()


class Prover:
    """Verifies proofs that share the market's goods and the listed rows as their rows."""

    def __init__(self, market: Market, listed: Sequence[Mapping[str, Any]], place: str = "certificate.rows") -> None:
        """Verifies the listed rows, each from those before it."""
        self.market = market
        self._takers: dict[int, list[int]] = defaultdict(list)
        self._masks: dict[int, int] = {}
        self._valuable = mask([j for j, atom in enumerate(market.atoms) if atom.value > 0])
        for j, atom in enumerate(market.atoms):
            for taken in atom.takes:
                self._takers[taken].append(j)
        self.rows: list[Row] = [(dict.fromkeys(self._takers[good], 1), 1) for good in range(len(market.goods))]
        for i, row in enumerate(listed):
            if len(row) != 1:
                raise Unreadable("keys", f"{place}[{i}]: one of clique and chvatal_gomory is needed")
            self.rows.append(self._clique(row["clique"], f"{place}[{i}]") if "clique" in row else self._rounded(row["chvatal_gomory"], f"{place}[{i}]"))

    def _clique(self, atoms: Sequence[int], place: str) -> Row:
        increasing(atoms, len(self.market.atoms), "R1", place)
        whole = mask(atoms)
        for j in atoms:
            if strangers := whole & ~self._conflicts(j):
                reject("R2", place, f"atoms {j} and {members(strangers)[0]} share nothing", "a shared good or group")
        return dict.fromkeys(atoms, 1), 1

    def _rounded(self, terms: Sequence[tuple[int, Fraction]], place: str) -> Row:
        denominator = lcm(*(multiplier.denominator for _, multiplier in terms))
        total: dict[int, int] = defaultdict(int)
        right_side = 0
        for r, multiplier in terms:
            if not 0 <= r < len(self.rows) or multiplier <= 0:
                reject("R3", place, f"{multiplier} x row {r}", f"above 0, a row up to {len(self.rows) - 1}")
            factor = int(multiplier * denominator)
            coefficients, right = self.rows[r]
            right_side += factor * right
            for j, coefficient in coefficients.items():
                total[j] += factor * coefficient
        return {j: amount // denominator for j, amount in total.items() if amount >= denominator}, right_side // denominator

    def _conflicts(self, j: int) -> int:
        """Returns the atoms that cannot be used together with atom j, itself included."""
        found, few = 0, list[int]()
        for taken in self.market.atoms[j].takes:
            takers = self._takers[taken]
            if len(takers) <= len(self.market.atoms) // 1024:  # a mask of its own would be mostly empty
                few += takers
            elif taken not in self._masks:
                self._masks[taken] = mask(takers)
            found |= self._masks.get(taken, 0)
        return found | mask(few)

    def prove(self, proof: Bound, claim: Claim) -> list[list[int]]:
        """Returns the atoms used at each open leaf, once the tree is walked in preorder and every other leaf is verified."""
        if proof.unit < 1:
            reject("B1", f"{proof.place}.unit", proof.unit, "at least 1")
        evaluation = _Evaluation(self.market, self.rows, proof.unit, claim)
        atoms = self.market.atoms
        opened = []
        pending = [(mask([j for j, atom in enumerate(atoms) if atom.owner in evaluation.fees]), 0)]
        for number, node in enumerate(proof.nodes):
            place = f"{proof.place}.nodes[{number}]"
            if not pending:
                reject("B2", place, "a node after the tree is complete", "no more nodes")
            undecided, used = pending.pop()
            if node is None:
                if left := members(undecided & self._valuable):
                    reject("G11", place, f"atom {left[0]} is undecided", "all decided")
                opened.append(members(used))
            elif not isinstance(node, int):
                evaluation.verify(node, members(undecided), members(used), place)
            elif not 0 <= node < len(atoms) or not undecided >> node & 1:
                reject("B3", place, f"atom {node}", "an undecided atom")
            else:
                pending.append((undecided & ~(1 << node), used))
                pending.append((undecided & ~self._conflicts(node), used | 1 << node))
        if pending:
            reject("B2", f"{proof.place}.nodes", f"{len(pending)} subtrees missing", "a whole tree")
        return opened


class _Evaluation:
    """Evaluates the leaves of one proof in integers: money is counted in 1/(D x unit)."""

    def __init__(self, market: Market, rows: Sequence[Row], unit: int, claim: Claim) -> None:
        players = {*claim.coalition, market.seller}
        values = [value if atom.owner in players else Fraction(0) for atom, value in zip(market.atoms, claim.values, strict=True)]
        fees = {i: claim.charges.get(i, Fraction(0)) for i in players}
        self.atoms, self.rows, self.unit, self.claim = market.atoms, rows, unit, claim
        self.group_owner = {atom.group: atom.owner for atom in market.atoms}
        self.common_denominator = lcm(*{amount.denominator for amount in (*values, *fees.values(), claim.target)})
        self.worth = [self._scaled(value) for value in values]
        self.fees = {i: self._scaled(fee) for i, fee in fees.items()}
        self.limit = self._scaled(claim.target) + {"exact": unit, "at most": 1, "below": 0}[claim.sense]

    def _scaled(self, amount: Fraction) -> int:
        return amount.numerator * (self.common_denominator // amount.denominator) * self.unit

    def verify(self, leaf: Leaf, undecided: Iterable[int], used: Iterable[int], place: str) -> None:
        """Verifies that the leaf proves the claim."""
        found, gain = self._priced(leaf, place)
        best = {self.atoms[j].group: gain[j] for j in used}  # no other atom of these groups is undecided
        for j in undecided:
            if gain[j] > best.get(self.atoms[j].group, 0):
                best[self.atoms[j].group] = gain[j]
        surplus = {i: -fee for i, fee in self.fees.items()}
        for group, amount in best.items():
            surplus[self.group_owner[group]] += amount
        serving = {self.atoms[j].owner for j in used}
        found += sum(amount if i in serving else max(0, amount) for i, amount in surplus.items())
        fees = self.fees  # a buyer without used atoms would take part for max(0, his surplus)
        waivers = [fees[i] if i in serving else max(0, surplus[i] + fees[i]) - max(0, surplus[i]) for i in self.claim.waived]
        found += max(0, *waivers) if waivers else 0
        if found >= self.limit:
            at_most = self.claim.sense == "at most"
            left, right = (Fraction(side, self.common_denominator * self.unit) for side in (found, self.limit - at_most))
            reject("B5", place, left, f"{'at most' if at_most else 'below'} {shown(right)}")

    def _priced(self, leaf: Leaf, place: str) -> tuple[int, list[int]]:
        """Returns the right sides times their prices, and what every atom gains at these prices; the hot loop."""
        gain = self.worth.copy()
        paid, last = 0, -1
        for r, count in leaf:
            if not last < r < len(self.rows) or count < 1:
                reject("B4", place, f"{count} on row {r}", f"at least 1, on a row from {last + 1} to {len(self.rows) - 1}")
            (coefficients, right), price, last = self.rows[r], count * self.common_denominator, r
            paid += price * right
            for j, coefficient in coefficients.items():
                gain[j] -= price * coefficient
        return paid, gain


def increasing(numbers: Sequence[int], count: int, code: str, place: str) -> None:
    """Verifies that the numbers are at least 0, below `count`, and each above the last one."""
    last = -1
    for number in numbers:
        if not last < number < count:
            reject(code, place, number, f"{last + 1} to {count - 1}")
        last = number
