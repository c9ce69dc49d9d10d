"""Whether anybody has a plan to block an allocation: multipliers that prove that nobody has, or a plan.

*Method.* Of all rows of Theorem 1 a small linear program knows some, and asks for multipliers that satisfy them with the largest margin.  Rows that its answer
breaks are added.  In the end either some multipliers satisfy all rows, or the rows in the program contradict each other, and the shares with which they do are
invitations.  Floats lead there; what they find is rounded, and believed after exact arithmetic has confirmed it.  Where rounding is too coarse the program's
basis is solved exactly, and rows that break exactly are added, until nothing is left to say.

*Source.* Paper 004, sections 4 and 5, Theorem 1; spec bayesian 6 and 16.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from marketwright.solvers.limit import Stopped, go_on, never
from marketwright.solvers.linear.integers import integers
from marketwright.solvers.mechanisms.cuts import Cuts
from marketwright.solvers.mechanisms.dense import dense_allocation, dense_game
from marketwright.solvers.mechanisms.exact_rows import Rows, are_admissible, broken, fractions, integer_rows, weight_rows
from marketwright.solvers.mechanisms.game import Game, Key, Tables
from marketwright.solvers.mechanisms.inequalities import Block, Floats, Inequalities, Numbers
from marketwright.solvers.mechanisms.plans import Plan, tenable_plan

_NEAR = 1e-9
_BATCH = 150
_MARGIN = 1000
"""A margin of 1 / 1000 of the largest gain is enough."""
_LIMITS = (24, 1000, 10**7)
"""Denominators of multipliers that are tried before the exact basis."""
_FINENESS = (1000, 10**7)
"""The largest invitation of plans that are tried before the exact basis, as a whole number."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Inhibitive:
    """No plan blocks: multipliers that satisfy all rows."""

    multipliers: Mapping[Key, Fraction]


def blocking(inequalities: Inequalities, *, stopped: Stopped = never) -> Inhibitive | Plan:
    """A plan that blocks, or the proof that there is none.

    Raises: `LimitCame`.
    """
    search = _Margin(inequalities)
    point, margin = np.zeros(len(inequalities.game.keys)), 1 / _MARGIN
    while True:
        go_on(stopped)
        excesses = inequalities.excesses(point)
        new = search.unknown(inequalities.worst(excesses, _NEAR - margin, _BATCH))
        if not len(new) or excesses.max() < 0:
            multipliers = _rounded(inequalities, point)
            if multipliers is not None:
                return Inhibitive(multipliers=multipliers)
        if not len(new):
            found = search.exact(stopped)
            if isinstance(found, Plan):
                return found
            new = broken(inequalities, found)
            if not len(new):
                return Inhibitive(multipliers=found)
        search.add(new)
        solution = search.cuts.solve()
        if solution.status == "optimal":
            point, margin = np.maximum(solution.point[:-1], 0), float(solution.point[-1])
            if margin < -_NEAR and (plan := search.rounded_plan(solution.multipliers)) is not None:
                return plan


def inequalities_of(game: Game, allocation: Tables, *, fine: bool) -> Inequalities:
    """The rows of an allocation in a game."""
    dense = dense_game(game)
    return Inequalities(dense, dense_allocation(dense.sizes, allocation), fine=fine)


def _rounded(inequalities: Inequalities, point: Floats) -> dict[Key, Fraction] | None:
    """Multipliers near a point, with small denominators, that satisfy all rows."""
    tried: dict[Key, Fraction] | None = None
    for limit in _LIMITS:
        found = fractions(inequalities, point, limit)
        if found != tried and are_admissible(inequalities, found) and not len(broken(inequalities, found)):
            return found
        tried = found
    return None


class _Margin:
    """The program of multipliers and their margin in some rows.

    *Variables.* Multipliers, and the margin.  *Rows.* The margin is small enough; weights of types are at least 0; rows of Theorem 1.
    """

    def __init__(self, inequalities: Inequalities) -> None:
        self.inequalities = inequalities
        self.margin = len(inequalities.game.keys)
        self.cuts = Cuts(units=np.ones(self.margin + 1), objective={self.margin: Fraction(1)}, free={self.margin})
        self.cuts.add(np.array([0, 1]), np.array([self.margin]), np.array([_MARGIN]), np.array([1]), [_MARGIN], 1.0)
        rows = weight_rows(inequalities)
        self._add(rows, rows.right.tolist(), 1.0)
        self._first = self.cuts.rows
        self._numbers: list[int] = []
        self._scales: list[int] = []
        self._known: set[int] = set()

    def unknown(self, rows: Numbers) -> Numbers:
        """Those that are not in the program yet."""
        return np.array([row for row in rows.tolist() if row not in self._known], dtype=np.int64)

    def add(self, numbers: Numbers) -> None:
        """Add rows of Theorem 1."""
        rows = integer_rows(self.inequalities, numbers, slack=False)
        unit = Fraction(self.inequalities.unit)
        margins = {scale: max(1, int(scale * unit)) for scale in set(rows.scales)}
        self._add(rows, [margins[scale] for scale in rows.scales], self.inequalities.unit)
        self._numbers += rows.numbers.tolist()
        self._scales += rows.scales
        self._known.update(rows.numbers.tolist())

    def _add(self, rows: Rows, margins: Sequence[int], unit: float) -> None:
        """Add rows in which the margin counts so many times."""
        ends, counted = rows.starts[1:], integers(margins)
        entries = rows.entries.astype(object) if counted.dtype == object else rows.entries
        starts = rows.starts + np.arange(len(rows.starts))
        self.cuts.add(starts, np.insert(rows.index, ends, self.margin), np.insert(entries, ends, counted), rows.right, rows.scales, unit)

    def rounded_plan(self, shares: Floats) -> Plan | None:
        """A plan near the shares with which rows contradict each other."""
        blocks = [(self.inequalities.block(number), share) for number, share in zip(self._numbers, shares[self._first :].tolist(), strict=True) if share > 0]
        chances = {block: share / float(self.inequalities.probability(block)) for block, share in blocks}
        most = max(chances.values(), default=1.0)
        for fineness in _FINENESS:
            plan = tenable_plan(self.inequalities, {block: round(chance / most * fineness) for block, chance in chances.items()})
            if plan is not None:
                return plan
        return None

    def exact(self, stopped: Stopped) -> Plan | dict[Key, Fraction]:
        """The multipliers with the largest margin in these rows, or the plan that shows that none satisfy them.

        Raises: `LimitCame`.
        """
        found = self.cuts.exact(stopped)
        if found.value >= 0:
            return {key: number for key, number in zip(self.inequalities.game.keys, found.point[:-1], strict=True) if number}
        plan = tenable_plan(self.inequalities, invited(self.inequalities, found.multipliers, self._first, self._numbers, self._scales))
        if plan is None:
            raise ArithmeticError("a contradiction without a plan")
        return plan


def invited(
    inequalities: Inequalities, multipliers: Mapping[int, Fraction], first: int, numbers: Sequence[int], scales: Sequence[int]
) -> dict[Block, Fraction]:
    """The probabilities of invitations that multipliers of integer rows stand for; `first`: the program's first row of Theorem 1."""
    found = {}
    for row, share in multipliers.items():
        if row >= first and share:
            block = inequalities.block(numbers[row - first])
            found[block] = share * scales[row - first] / inequalities.probability(block)
    return found
