"""Worths of coalitions of a bundle market, each with its proof.

*Meaning.* worth(C) is the largest total of bids of the buyers in C, and of reserve prices kept by the seller, that can be honoured together.  With
charges it is the largest total less the charges of those who take part (core tests, best replies).

*Source.* spec certificates 1 and 2; spec gamma 3; `docs/formats/answer.md` (Upper bounds, Tie rule).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING

from marketwright.certificates.bounds import Bound, Clique, grade
from marketwright.coalitions.shared_limits import SharedLimits
from marketwright.errors import UsageError
from marketwright.exact import common_denominator
from marketwright.markets.atoms import Atom, atoms
from marketwright.markets.bundle import BundleMarket
from marketwright.questions import Limits
from marketwright.solvers.packing.problem import PackingAtom, PackingProblem, Task

if TYPE_CHECKING:
    from marketwright.solvers.packing.search import PackingSearch, SearchResult
    from marketwright.solvers.packing.tree import RowBook

TIE_RULES = ("lexicographic", "any")
LEXICOGRAPHIC_UP_TO = 10**6
"""`lexicographic` is the default while (buyers + 1)^goods is at most this."""
LEXICOGRAPHIC_AT_MOST = 10**9
"""Above this it is refused when asked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Worth:
    """A worth with its evidence.

    `uses`: accepted atoms, increasing; `value`: their total less the charges; `at_most`: the proven upper bound (equal to `value` if `exact`); `bound`: the
    proof.
    """

    value: Fraction
    at_most: Fraction
    uses: tuple[int, ...]
    bound: Bound

    @property
    def exact(self) -> bool:
        """Whether value and bound meet."""
        return self.value == self.at_most

    @property
    def grade(self) -> str:
        """`proved` or `enumerated` when exact, otherwise `bounded`."""
        return grade(self.bound) if self.exact else "bounded"


@dataclass(frozen=True, slots=True, kw_only=True)
class Choices:
    """Use lists that are worth the most; `tree` shows that there are no others (None: not shown); `capped`: there are more than the cap."""

    uses: tuple[tuple[int, ...], ...]
    capped: bool
    tree: Bound | None


@dataclass(frozen=True, slots=True)
class LimitReached:
    """A limit came before a verdict."""


class Clearing:
    """A market made ready for winner determination; one warm search and one list of proof rows serve all its worths."""

    def __init__(self, market: BundleMarket, limits: Limits | None = None) -> None:
        """Number the atoms; the search is imported and built when first needed.  The limits count from now, for all worths together."""
        self.market = market
        self.atoms: tuple[Atom, ...] = atoms(market)
        self.seller = len(market.buyers)
        self._limits = SharedLimits(limits or Limits())
        self._first: tuple[SearchResult, int] | None = None

    @cached_property
    def problem(self) -> PackingProblem:
        """The market as a packing problem; owner numbers are buyers' indices, the seller comes last."""
        return PackingProblem(len(self.market.goods), self.seller + 1, tuple(PackingAtom(atom.owner, atom.group, atom.goods) for atom in self.atoms))

    @cached_property
    def _search(self) -> "PackingSearch":
        from marketwright.solvers.packing.search import PackingSearch  # noqa: PLC0415 - the catalogue of rules needs no solver

        return PackingSearch(self.problem, frozenset(range(self.seller)))

    @cached_property
    def _waiving_search(self) -> "PackingSearch":
        """Another search, whose linear program has a column for every buyer whose charge may be waived."""
        from marketwright.solvers.packing.search import PackingSearch  # noqa: PLC0415

        buyers = frozenset(range(self.seller))
        return PackingSearch(self.problem, buyers, buyers)

    @cached_property
    def _book(self) -> "RowBook":
        from marketwright.solvers.packing.tree import RowBook  # noqa: PLC0415

        return RowBook(self.problem)

    @property
    def rows(self) -> tuple[Clique, ...]:
        """The derived rows that the bounds found so far refer to."""
        return self._book.rows

    @cached_property
    def denominator(self) -> int:
        """The least common denominator of all values and reserve prices."""
        return common_denominator((atom.value for atom in self.atoms), "values")

    def worth(
        self,
        *,
        without: Iterable[int] = (),
        charges: Mapping[int, Fraction] | None = None,
        known: Iterable[tuple[int, ...]] = (),
        banned: Iterable[int] = (),
        waived: Iterable[int] = (),
        below: Fraction = Fraction(0),
        tie_rule: str = "any",
    ) -> Worth:
        """The worth of all buyers but those `without` (indices), less charges, with its proof.

        `known`: use lists to start from; `banned`: atoms that may not be used; `waived`: buyers of whom at most one takes part without his charge; `below`: a
        number, perhaps of finer denominator than all others, that the bound has to stay below if the worth does; `tie_rule`: `any`, or `lexicographic` (all
        buyers, no charges, nothing banned) to select among efficient allocations, which the bound then proves too.
        """
        absent, barred = frozenset(without), frozenset(banned)
        start = tuple(tuple(atom for atom in uses if self.atoms[atom].owner not in absent and atom not in barred) for uses in known)
        if tie_rule == "lexicographic":
            return self._selected(start)
        task, scale = self._task(charges or {}, absent=absent, banned=barred, known=start, waived=frozenset(waived), below=below)
        found = self._solved(task, scale)
        return Worth(value=Fraction(found.best, scale), at_most=Fraction(found.upper, scale), uses=_sorted(found), bound=self._written(found, scale))

    def best_choices(self, charges: Mapping[int, Fraction], best: Fraction, cap: int) -> Choices:
        """All use lists worth `best`, the proven worth of all less charges, at most `cap` of them; atoms worth nothing are not used."""
        from marketwright.solvers.packing.listing import list_best  # noqa: PLC0415
        from marketwright.solvers.packing.tree import SEARCH_UNIT  # noqa: PLC0415

        task, scale = self._task(charges, banned=frozenset(number for number, atom in enumerate(self.atoms) if atom.value == 0))
        found = list_best(self._search, task, int(best * scale), cap, self._limits.next(scale))
        tree = self._book.bound(found.root, found.leaves, SEARCH_UNIT, scale) if found.complete else None
        return Choices(uses=found.choices, capped=found.capped, tree=tree)

    def _task(
        self,
        charges: Mapping[int, Fraction],
        *,
        absent: frozenset[int] = frozenset(),
        banned: frozenset[int] = frozenset(),
        known: tuple[tuple[int, ...], ...] = (),
        waived: frozenset[int] = frozenset(),
        below: Fraction = Fraction(0),
    ) -> tuple[Task, int]:
        """The task in integers, and how many of its units are one unit of money."""
        scale = common_denominator([*charges.values(), below, Fraction(1, self.denominator)], "payoffs")
        values = tuple(int(atom.value * scale) for atom in self.atoms)
        fees = tuple(int(charges.get(owner, Fraction(0)) * scale) for owner in range(self.seller + 1))
        return Task(values=values, charges=fees, absent=absent, banned=banned, known=known, waived=waived), scale

    def _selected(self, known: tuple[tuple[int, ...], ...]) -> Worth:
        """The worth of all buyers, attained by the allocation that `lexicographic` selects; the bound is on the refined values of the tie rule."""
        base, goods = self.seller + 1, len(self.market.goods)
        weight = [base ** (goods - 1 - good) for good in range(goods)]
        scale, values = base**goods, []
        for atom in self.atoms:
            tie = (self.seller - atom.owner) * sum(weight[good] for good in atom.goods)
            values.append(int(atom.value * self.denominator) * scale + tie)
        plain = scale * self.denominator  # refined values are at least that many times the plain ones
        found = self._solved(Task(values=tuple(values), charges=(0,) * base, known=known), plain)
        uses = _sorted(found)
        value = sum((self.atoms[atom].value for atom in uses), Fraction(0))
        if found.complete:
            return Worth(value=value, at_most=value, uses=uses, bound=self._written(found, 1))
        # so the same tree bounds the plain values in that smaller unit
        return Worth(value=value, at_most=Fraction(found.upper, plain), uses=uses, bound=self._written(found, plain))

    def _solved(self, task: Task, scale: int) -> "SearchResult":
        """The task solved, building on the first tree for all buyers; `scale` task units are one unit of money."""
        from marketwright.solvers.packing.search import StartTree  # noqa: PLC0415

        start = None if self._first is None else StartTree(self._first[0].root, scale / self._first[1])
        search = self._waiving_search if task.waived else self._search
        found = search.solve(task, self._limits.next(scale), start)
        if self._first is None and not task.absent and not task.banned:
            self._first = (found, scale)
        return found

    def _written(self, found: "SearchResult", scale: int) -> Bound:
        from marketwright.solvers.packing.tree import SEARCH_UNIT, coarsest_unit  # noqa: PLC0415

        unit = coarsest_unit(found.root, found.leaves, len(self.atoms), found.best) if found.complete else SEARCH_UNIT
        return self._book.bound(found.root, found.leaves, unit, scale)

    def total(self, uses: Iterable[int]) -> Fraction:
        """The sum of the atoms' values."""
        return sum((self.atoms[atom].value for atom in uses), Fraction(0))

    def bids_value(self, uses: Iterable[int], buyer: int) -> Fraction:
        """The value of one buyer's atoms among those used."""
        return self.total(atom for atom in uses if self.atoms[atom].owner == buyer)

    def winners(self, uses: Iterable[int]) -> list[int]:
        """The buyers with a used atom of positive value, increasing."""
        return sorted({self.atoms[atom].owner for atom in uses if self.atoms[atom].value > 0} - {self.seller})

    def allocation(self, uses: Iterable[int]) -> dict[str, list[str]]:
        """Every buyer's goods, in market order."""
        goods: list[set[int]] = [set() for _ in range(self.seller + 1)]
        for atom in uses:
            goods[self.atoms[atom].owner].update(self.atoms[atom].goods)
        return {buyer.name: [self.market.goods[good] for good in sorted(goods[number])] for number, buyer in enumerate(self.market.buyers)}

    def kept(self, uses: Iterable[int]) -> Fraction:
        """The reserve prices of the goods that the seller keeps for them."""
        return self.bids_value(uses, self.seller)


def chosen_tie_rule(market: BundleMarket, asked: str | None) -> str:
    """The tie rule to use: the one asked for, or by default `lexicographic` for small markets and `any` for others.

    Raises: `UsageError` U103 (unknown) or U104 (market too large for `lexicographic`).
    """
    size = (len(market.buyers) + 1) ** min(len(market.goods), 64)
    if asked is None:
        return "lexicographic" if size <= LEXICOGRAPHIC_UP_TO else "any"
    if asked not in TIE_RULES:
        raise UsageError("U103", "tie rule", repr(asked), " or ".join(TIE_RULES), "choose one of them")
    if asked == "lexicographic" and size > LEXICOGRAPHIC_AT_MOST:
        given = f"{len(market.buyers)} buyers and {len(market.goods)} goods"
        raise UsageError("U104", "tie rule lexicographic", given, "(buyers + 1)^goods up to 10^9", "use the tie rule any")
    return asked


def _sorted(found: "SearchResult") -> tuple[int, ...]:
    return tuple(sorted(found.choice))
