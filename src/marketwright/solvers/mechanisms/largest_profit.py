"""The largest profit of a plan that blocks an allocation, with the plan and with the multipliers and slacks that prove that no plan earns more.

*Method.* The program of multipliers and slacks knows some rows of Theorem 1 with slack, and minimises the expected slack; rows that its answer breaks are
added, in floats at first, then exactly.  Its exact optimum bounds the profit of every plan, and the multipliers of its rows are a plan with that profit.

*Source.* Paper 004, Theorem 1; spec bayesian 6.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import lcm, prod

import numpy as np

from marketwright.solvers.limit import Stopped, go_on, never
from marketwright.solvers.linear.integers import integers
from marketwright.solvers.mechanisms.cuts import Cuts
from marketwright.solvers.mechanisms.dense import Quotients
from marketwright.solvers.mechanisms.exact_rows import broken, integer_rows, weight_rows
from marketwright.solvers.mechanisms.game import Key
from marketwright.solvers.mechanisms.inequalities import Inequalities, Numbers
from marketwright.solvers.mechanisms.plans import Plan, tenable_plan

_NEAR = 1e-9
_BATCH = 300


@dataclass(frozen=True, slots=True, kw_only=True)
class Largest:
    """A plan with the largest profit; multipliers and a slack for each profile (k(t) of the format) that add up to it."""

    plan: Plan
    multipliers: Mapping[Key, Fraction]
    slack: tuple[Fraction, ...]


def largest_profit(inequalities: Inequalities, plan: Plan, *, stopped: Stopped = never) -> Largest:
    """The plan with the largest profit, from one that is tenable.

    Raises: `LimitCame`.
    """
    search = _Slack(inequalities)
    search.add(np.array([inequalities.row(block) for block in plan.invitations], dtype=np.int64))
    while True:
        go_on(stopped)
        solution = search.cuts.solve()
        new = np.zeros(0, dtype=np.int64)
        if solution.status == "optimal":
            point = np.maximum(solution.point, 0)
            slack = point[search.first_slack :].reshape(inequalities.game.sizes)
            new = search.cuts.unknown(inequalities.worst(inequalities.excesses(point[: search.first_slack], slack), _NEAR, _BATCH))
        if not len(new):
            found = search.exact(stopped)
            if isinstance(found, Largest):
                return found
            new = found
        search.add(new)


class _Slack:
    """The program of multipliers and slacks.

    *Variables.* Multipliers; a slack h(t) for each profile, in floats in units of the largest gain.  *Rows.* Weights of types are at least 0; rows of
    Theorem 1.
    """

    def __init__(self, inequalities: Inequalities) -> None:
        game = self._game = inequalities.game
        self.inequalities = inequalities
        self.first_slack, profiles = len(game.keys), prod(game.sizes)
        self._odds = np.ones(1, dtype=object)
        for odds in game.odds:
            self._odds = np.outer(self._odds, np.array(odds, dtype=object)).reshape(-1)
        self._total = prod(game.totals)
        units = np.concatenate((np.ones(self.first_slack), np.full(profiles, inequalities.unit)))
        self.cuts = Cuts(inequalities, units=units, objective={self.first_slack + t: -self._probability(t) for t in range(profiles)})
        self.cuts.add(weight_rows(inequalities), 1.0)

    def _probability(self, t: int) -> Fraction:
        return Fraction(int(self._odds[t]), self._total)

    def add(self, numbers: Numbers) -> None:
        """Add rows of Theorem 1."""
        self.cuts.add(integer_rows(self.inequalities, numbers, slack=True), self.inequalities.unit)

    def exact(self, stopped: Stopped) -> Largest | Numbers:
        """What the exact optimum of the program proves, or the rows that it breaks.

        Raises: `LimitCame`.
        """
        found = self.cuts.exact(stopped)
        multipliers = {key: number for key, number in zip(self._game.keys, found.point, strict=False) if number}
        slack = found.point[self.first_slack :]
        common = lcm(*(number.denominator for number in slack))
        table = integers([int(number * common) for number in slack]).reshape(self._game.sizes)
        new = broken(self.inequalities, multipliers, Quotients(table, common))
        if len(new):
            return new[:_BATCH]
        plan = tenable_plan(self.inequalities, self.cuts.chances(found.multipliers))
        if plan is None or plan.profit != -found.value:
            raise ArithmeticError("an optimum without its plan")
        return Largest(plan=plan, multipliers=multipliers, slack=tuple(self._probability(t) * number for t, number in enumerate(slack)))
