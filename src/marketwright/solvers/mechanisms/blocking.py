"""Whether anybody has a plan to block an allocation: multipliers that prove that nobody has, or a plan.

*Method.* Of all rows of Theorem 1 a small linear program knows some, and asks for multipliers that satisfy them with the largest margin.  Rows that its answer
breaks are added.  In the end either some multipliers satisfy all rows, or the rows in the program contradict each other, and the shares with which they do are
invitations.  Floats lead there.  Multipliers with a margin are rounded, and believed after all rows were confirmed exactly; otherwise the program is solved
exactly, and rows that break exactly are added, until nothing is left to say.

*Source.* Paper 004, sections 4 and 5, Theorem 1; spec bayesian 6 and 16.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

import numpy as np

from marketwright.solvers.limit import Stopped, go_on, never
from marketwright.solvers.linear.integers import integers
from marketwright.solvers.mechanisms.cuts import Cuts
from marketwright.solvers.mechanisms.dense import dense_allocation, dense_game
from marketwright.solvers.mechanisms.exact_rows import Rows, are_admissible, broken, integer_rows, weight_rows
from marketwright.solvers.mechanisms.game import Game, Key, Tables
from marketwright.solvers.mechanisms.inequalities import Floats, Inequalities, Numbers
from marketwright.solvers.mechanisms.plans import Plan, tenable_plan

_NEAR = 1e-9
_BATCH = 150
_MARGIN = 1000
"""A margin of 1 / 1000 of the largest gain is enough."""
_DENOMINATORS = (24, 1000, 10**7)
"""Those of multipliers that are tried before the exact basis."""


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
        new = np.zeros(0, dtype=np.int64)
        if margin >= -_NEAR:
            excesses = inequalities.excesses(point)
            new = search.cuts.unknown(inequalities.worst(excesses, _NEAR - margin, _BATCH))
            if not len(new) or excesses.max() < 0:
                multipliers = _rounded(inequalities, point, on_the_edge=margin < _NEAR)
                if multipliers is not None:
                    return Inhibitive(multipliers=multipliers)
        if not len(new):
            found = search.exact(stopped)
            if isinstance(found, Plan):
                return found
            new = broken(inequalities, found)[:_BATCH]
            if not len(new):
                return Inhibitive(multipliers=found)
        search.add(new)
        solution = search.cuts.solve()
        if solution.status == "optimal":
            point, margin = np.maximum(solution.point[:-1], 0), float(solution.point[-1])


def inequalities_of(game: Game, allocation: Tables, *, fine: bool) -> Inequalities:
    """The rows of an allocation in a game."""
    dense = dense_game(game)
    return Inequalities(dense, dense_allocation(dense.sizes, allocation), fine=fine)


def _rounded(inequalities: Inequalities, point: Floats, *, on_the_edge: bool) -> dict[Key, Fraction] | None:
    """Multipliers near a point that satisfy all rows: with one small denominator, on the edge each with its own."""
    numbers = [(key, number) for key, number in zip(inequalities.game.keys, point.tolist(), strict=True) if number > 0]
    for denominator in _DENOMINATORS[: 2 if on_the_edge else 3]:
        if on_the_edge:
            near = ((key, Fraction(number).limit_denominator(denominator)) for key, number in numbers)
        else:
            near = ((key, Fraction(round(number * denominator), denominator)) for key, number in numbers)
        found = {key: number for key, number in near if number}
        if are_admissible(inequalities, found) and not len(broken(inequalities, found)):
            return found
    return None


class _Margin:
    """The program of multipliers and their margin in some rows.

    *Variables.* Multipliers, and the margin.  *Rows.* The margin is small enough; weights of types are at least 0; rows of Theorem 1.
    """

    def __init__(self, inequalities: Inequalities) -> None:
        self.inequalities = inequalities
        self.margin = len(inequalities.game.keys)
        self.cuts = Cuts(inequalities, units=np.ones(self.margin + 1), objective={self.margin: Fraction(1)}, free={self.margin})
        none = np.zeros(0, dtype=np.int64)
        bound = Rows(numbers=none, starts=np.array([0, 0]), index=none, entries=none, right=np.array([1]), scales=(_MARGIN,))
        self.cuts.add(self._with_margin(bound, [_MARGIN]), 1.0)
        rows = weight_rows(inequalities)
        self.cuts.add(self._with_margin(rows, rows.right.tolist()), 1.0)

    def add(self, numbers: Numbers) -> None:
        """Add rows of Theorem 1."""
        rows = integer_rows(self.inequalities, numbers, slack=False)
        unit = Fraction(self.inequalities.unit)
        margins = {scale: max(1, int(scale * unit)) for scale in set(rows.scales)}
        self.cuts.add(self._with_margin(rows, [margins[scale] for scale in rows.scales]), self.inequalities.unit)

    def _with_margin(self, rows: Rows, margins: Sequence[int]) -> Rows:
        """The same rows, in which the margin counts so many times."""
        ends, counted = rows.starts[1:], integers(margins)
        entries = rows.entries.astype(object) if counted.dtype == object else rows.entries
        starts = rows.starts + np.arange(len(rows.starts))
        return replace(rows, starts=starts, index=np.insert(rows.index, ends, self.margin), entries=np.insert(entries, ends, counted))

    def exact(self, stopped: Stopped) -> Plan | dict[Key, Fraction]:
        """The multipliers with the largest margin in these rows, or the plan that shows that none satisfy them.

        Raises: `LimitCame`.
        """
        found = self.cuts.exact(stopped)
        if found.value >= 0:
            return {key: number for key, number in zip(self.inequalities.game.keys, found.point[:-1], strict=True) if number}
        plan = tenable_plan(self.inequalities, self.cuts.chances(found.multipliers))
        if plan is None:
            raise ArithmeticError("a contradiction without a plan")
        return plan
