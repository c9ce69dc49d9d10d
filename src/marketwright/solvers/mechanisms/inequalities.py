"""The inequalities that keep everybody from blocking an allocation: Theorem 1, evaluated for all coalitions, actions and types at once.

*Meaning.* What a coalition S gains by an action c when its members have types t_S, expected over outsiders, is `sum over i in S of g_i(c, t_S)`, where g_i is
payoff less allocation.  With multipliers a the *excess* is the virtual value of that,

    V(c, t_S; a) = sum over i in S of [g_i(c, t_S) + sum over r of a_i(t_i|r) / p_i(t_i) (g_i(c, t_S) - g_i(c, (t_S with r)))],

and Theorem 1 wants it to be at most 0, in each *row* (S, c, t_S).  With a slack h(t) >= 0 for each profile it has to be at most the expectation of h given t_S;
then no plan earns more than the expectation of h.  *Fine* support wants the same with t in place of t_S, without expectations.

*Cost.* Members of a coalition come into V one by one, so all rows of a coalition are one small product of matrices for each member.

*Source.* Paper 004, Theorem 1; spec bayesian 6; `docs/formats/bayesian.md`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from math import lcm, prod

import numpy as np
from numpy.typing import NDArray

from marketwright.solvers.linear.integers import Integers, largest
from marketwright.solvers.mechanisms.dense import SAFE, DenseGame, Quotients, averaged, common_multiple, less, times

Floats = NDArray[np.float64]
Numbers = NDArray[np.int64]
Block = tuple[int, int, tuple[int, ...]]
"""A row: coalition by its place, action, types of those whose types are shown (the members; in fine support all players)."""


@dataclass(frozen=True, eq=False, kw_only=True)
class Group:
    """The rows of one coalition, from number `start`: what members gain (members x actions x types of those shown), over one denominator."""

    players: int
    members: tuple[int, ...]
    shown: tuple[int, ...]
    start: int
    gains: Integers
    denominator: int

    @property
    def shape(self) -> tuple[int, ...]:
        """Actions x types of those shown."""
        return self.gains.shape[1:]

    @property
    def hidden(self) -> tuple[int, ...]:
        """Players whose types are averaged out."""
        return tuple(player for player in range(self.players) if player not in self.shown)

    def axis(self, member: int) -> int:
        """Where the types of a member stand in `shape`."""
        return 1 + self.shown.index(member)


class Inequalities:
    """All rows of one allocation in one game."""

    def __init__(self, game: DenseGame, allocation: Quotients, *, fine: bool) -> None:
        """Average what every coalition gains over outsiders."""
        self.game, self.fine = game, fine
        self.columns = np.full((len(game.sizes), max(game.sizes), max(game.sizes)), -1)
        for number, (player, claim, true) in enumerate(game.keys):
            self.columns[player, claim, true] = number
        self.common = lcm(game.denominator, allocation.denominator)
        """The denominator of all payoffs and of the allocation."""
        self.odds_multiple = common_multiple(game.odds)
        forgone = times(allocation.numbers, self.common // allocation.denominator)
        self.groups: list[Group] = []
        start = 0
        for members, payoffs in zip(game.coalitions, game.payoffs, strict=True):
            group = self._group(members, payoffs, forgone, start)
            self.groups.append(group)
            start += prod(group.shape)
        self.rows = start
        """How many rows there are."""
        self._starts = np.array([group.start for group in self.groups])

    def _group(self, members: tuple[int, ...], payoffs: Integers, forgone: Integers, start: int) -> Group:
        players = range(len(self.game.sizes))
        shown = tuple(players) if self.fine else members
        hidden = [player for player in players if player not in shown]
        weights = [(player, self.game.odds[player]) for player in hidden]
        worth = times(averaged(payoffs, 2, weights), self.common // self.game.denominator)
        lost = averaged(forgone[list(members)], 1, weights)
        denominator = self.common * prod(self.game.totals[player] for player in hidden)
        return Group(players=len(players), members=members, shown=shown, start=start, gains=less(worth, lost[:, None]), denominator=denominator)

    # In floats.

    @cached_property
    def unit(self) -> float:
        """The largest gain or loss, by which all floats are divided."""
        return max((largest(group.gains.reshape(-1)) / group.denominator for group in self.groups), default=0.0) or 1.0

    @cached_property
    def _stacked(self) -> list[list[tuple[int, Floats, tuple[int, ...], tuple[int, ...]]]]:
        """For each group its members: the player, his gains over the unit with his types first, the shape of that, and the axes that restore the order."""
        found = []
        for group in self.groups:
            scaled = floats(group.gains, group.denominator) / self.unit
            stacked: list[tuple[int, Floats, tuple[int, ...], tuple[int, ...]]] = []
            for gains, i in zip(scaled, group.members, strict=True) if scaled.size else ():
                axis, rest = group.axis(i), [place for place in range(gains.ndim) if place != group.axis(i)]
                turned = np.ascontiguousarray(gains.transpose(axis, *rest))
                stacked.append((i, turned.reshape(len(turned), -1), turned.shape, tuple(np.argsort([axis, *rest]).tolist())))
            found.append(stacked)
        return found

    def transformations(self, multipliers: Floats) -> list[Floats]:
        """For each player the matrix that makes values of his types virtual."""
        found = []
        for player, prior in enumerate(self.game.priors):
            size = len(prior)
            columns = self.columns[player, :size, :size]
            shares = np.where(columns >= 0, multipliers[columns], 0.0) / np.array([[float(share)] for share in prior]) if len(multipliers) else np.zeros((1, 1))
            found.append(np.diag(1 + shares.sum(axis=1)) - shares)
        return found

    def excesses(self, multipliers: Floats, slack: Floats | None = None) -> Floats:
        """The excess of every row over the unit, less the expected slack (over the unit, in the shape of a table), near enough for a search."""
        return self.excesses_by(self.transformations(multipliers), slack)

    def excesses_by(self, matrices: Sequence[Floats], slack: Floats | None) -> Floats:
        """The same by the matrices of `transformations`."""
        found = np.empty(self.rows)
        for group, stacked in zip(self.groups, self._stacked, strict=True):
            total = found[group.start : group.start + prod(group.shape)].reshape(group.shape)
            total[:] = 0.0 if slack is None else -self._expected(slack, group)
            for i, gains, shape, order in stacked:
                total += (matrices[i] @ gains).reshape(shape).transpose(order)
        return found

    def _expected(self, table: Floats, group: Group) -> Floats:
        for player in reversed(range(len(self.game.sizes))):
            if player not in group.shown:
                table = np.tensordot(table, np.array([float(share) for share in self.game.priors[player]]), axes=(player, 0))
        return table

    def worst(self, excesses: Floats, above: float, most: int) -> Numbers:
        """Rows whose excess is above a number, at most so many: those with the largest; of actions only the best for each coalition and types."""
        chosen, values = [], []
        for group in self.groups:
            if not group.gains.size:
                continue
            table = excesses[group.start : group.start + prod(group.shape)].reshape(group.shape[0], -1)
            best = table.max(axis=0)
            kept = np.flatnonzero(best > above)
            values.append(best[kept])
            chosen.append(group.start + table[:, kept].argmax(axis=0) * table.shape[1] + kept)
        if not chosen:
            return np.zeros(0, dtype=np.int64)
        numbers, sizes = np.concatenate(chosen), np.concatenate(values)
        return numbers if len(numbers) <= most else numbers[np.argpartition(-sizes, most)[:most]]

    # Exactly.

    def block(self, row: int) -> Block:
        """What a row is about."""
        place = self._place(row)
        group = self.groups[place]
        action, *types = (int(number) for number in np.unravel_index(row - group.start, group.shape))
        return place, action, tuple(types)

    def row(self, block: Block) -> int:
        """The number of a row."""
        place, action, types = block
        group = self.groups[place]
        return group.start + int(np.ravel_multi_index((action, *types), group.shape))

    def _place(self, row: int) -> int:
        """The last group that starts at or before the row (groups without rows start where the next one does)."""
        return int(np.searchsorted(self._starts, row, side="right")) - 1

    def by_group(self, rows: Numbers) -> list[tuple[Group, Numbers]]:
        """The rows of each group that has any, in order."""
        ordered = np.sort(rows)
        cuts = np.searchsorted(ordered, [*self._starts[1:], self.rows])
        parts = zip(self.groups, [0, *cuts[:-1]], cuts, strict=True)
        return [(group, ordered[first:last]) for group, first, last in parts if last > first]

    def probability(self, block: Block) -> Fraction:
        """The probability of the types that a row shows."""
        place, _, types = block
        return prod((self.game.priors[player][kind] for player, kind in zip(self.groups[place].shown, types, strict=True)), start=Fraction(1))

    def gains(self, block: Block, member: int) -> list[int]:
        """What a member would gain by the action if he were of each type instead, the others' as in the row; over the group's denominator."""
        place, action, types = block
        group = self.groups[place]
        where: list[int | slice] = [group.members.index(member), action, *types]
        where[1 + group.axis(member)] = slice(None)
        found: list[int] = group.gains[tuple(where)].tolist()
        return found


def floats(numbers: Integers, denominator: int) -> Floats:
    """Quotients, each rounded a few times."""
    if numbers.dtype == object or denominator >= SAFE:
        return np.array([number / denominator for number in numbers.reshape(-1).tolist()], dtype=np.float64).reshape(numbers.shape)
    return np.asarray(numbers / float(denominator), dtype=np.float64)
