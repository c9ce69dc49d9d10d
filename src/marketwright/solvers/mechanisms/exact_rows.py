"""Rows of Theorem 1 in integers: as rows of linear programs, and evaluated to the last digit.

*Method.* An excess computed in floats is off by less than a bound that is known beforehand.  Where it is further from 0 its sign is certain; the others are
computed in integers.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import lcm, prod

import numpy as np

from marketwright.solvers.linear.integers import Integers, integers, largest
from marketwright.solvers.mechanisms.dense import SAFE, Quotients, averaged
from marketwright.solvers.mechanisms.game import Key, Multipliers
from marketwright.solvers.mechanisms.inequalities import Group, Inequalities, Numbers, floats

Matrix = list[list[Fraction]]
_ROUNDING = 2.0**-53


@dataclass(frozen=True, eq=False, kw_only=True)
class Rows:
    """Rows `entries x variables <= right` in compressed form, each times its `scales` (above 0): inequalities with their numbers, or rows without any.

    *Shapes.* Variables are multipliers in the order of their keys, then, if there are any, slacks by profiles.
    """

    numbers: Numbers
    starts: Numbers
    index: Numbers
    entries: Integers
    right: Integers
    scales: tuple[int, ...]

    @property
    def all_numbers(self) -> list[int]:
        """The number of each row, -1 if it has none."""
        return self.numbers.tolist() if len(self.numbers) else [-1] * len(self.scales)


def integer_rows(inequalities: Inequalities, numbers: Numbers, *, slack: bool) -> Rows:
    """The rows of these numbers (put into order)."""
    parts = inequalities.by_group(numbers)
    made = [_rows_of(inequalities, group, rows, slack=slack) for group, rows in parts]
    widths = [np.full(len(rows), index.shape[1]) for (_, rows), (index, _, _) in zip(parts, made, strict=True)]
    return Rows(
        numbers=np.concatenate([rows for _, rows in parts]),
        starts=np.concatenate(([0], np.cumsum(np.concatenate(widths)))).astype(np.int64),
        index=np.concatenate([index.reshape(-1) for index, _, _ in made]),
        entries=np.concatenate([entries.reshape(-1) for _, entries, _ in made]),
        right=np.concatenate([right for _, _, right in made]),
        scales=tuple(group.denominator * inequalities.odds_multiple for group, rows in parts for _ in rows),
    )


def _rows_of(inequalities: Inequalities, group: Group, rows: Numbers, *, slack: bool) -> tuple[Numbers, Integers, Integers]:
    game, multiple = inequalities.game, inequalities.odds_multiple
    action, *types = np.unravel_index(rows - group.start, group.shape)
    index, entries, total = [], [], np.zeros(len(rows), dtype=np.int64)
    growth = 2 * multiple * max(game.totals) * len(group.members)
    exact = max(1, largest(group.gains.reshape(-1))) * growth >= SAFE
    for i in group.members:
        gains, own = _gathered(group, i, action, types), types[group.axis(i) - 1]
        gains = gains.astype(object) if exact else gains
        mine = gains[np.arange(len(rows)), own]
        factors = np.array([game.totals[i] * (multiple // share) for share in game.odds[i]], dtype=object if exact else np.int64)
        others = np.arange(game.sizes[i])[None, :] != own[:, None]
        entries.append((((mine[:, None] - gains) * factors[own][:, None])[others]).reshape(len(rows), -1))
        index.append(inequalities.columns[i, own, : game.sizes[i]][others].reshape(len(rows), -1))
        total = total - mine
    if slack:
        profiles, weights = _of_hidden(inequalities, group, types)
        index.append(len(game.keys) + profiles)
        entries.append(np.broadcast_to(integers(-weights * (inequalities.common * multiple)), profiles.shape))
    return np.concatenate(index, axis=1), np.concatenate(entries, axis=1), total * multiple


def _gathered(group: Group, i: int, action: Numbers, types: Sequence[Numbers]) -> Integers:
    """For each row what member i would gain if he were of each type, the others' as in the row."""
    every = np.arange(group.shape[group.axis(i)])[None, :]
    where = [every if player == i else kinds[:, None] for player, kinds in zip(group.shown, types, strict=True)]
    found: Integers = group.gains[(group.members.index(i), action[:, None], *where)]
    return found


def _of_hidden(inequalities: Inequalities, group: Group, types: Sequence[Numbers]) -> tuple[Numbers, Integers]:
    """For each row the profiles with its types, and the odds of what they add."""
    game = inequalities.game
    profiles = np.arange(prod(game.sizes)).reshape(game.sizes).transpose((*group.shown, *group.hidden))
    weights = np.ones(1, dtype=object)
    for player in group.hidden:
        weights = np.outer(weights, np.array(game.odds[player], dtype=object)).reshape(-1)
    chosen = profiles[tuple(types)]
    return chosen.reshape(len(types[0]), -1), weights


def broken(inequalities: Inequalities, multipliers: Multipliers, slack: Quotients | None = None) -> Numbers:
    """The rows that do not hold, exactly; slack in the shape of a table."""
    matrices = exact_transformations(inequalities, multipliers)
    rounded = [np.array([[float(entry) for entry in line] for line in matrix]) for matrix in matrices]
    rounded_slack = None if slack is None else floats(slack.numbers, slack.denominator) / inequalities.unit
    found = inequalities.excesses_by(rounded, rounded_slack)
    growth = sum(float(np.abs(matrix).sum(axis=1).max()) for matrix in rounded)
    if rounded_slack is not None:
        growth += float(np.abs(rounded_slack).max(initial=0.0))
    sizes = inequalities.game.sizes
    bound = 8 * (len(sizes) * (max(sizes) + 4) + 8) * _ROUNDING * growth
    close = np.flatnonzero(np.abs(found) <= bound)
    above = [rows[_are_above(inequalities, group, rows, matrices, slack)] for group, rows in inequalities.by_group(close)]
    return np.concatenate([np.flatnonzero(found > bound), *above])


def exact_transformations(inequalities: Inequalities, multipliers: Multipliers) -> list[Matrix]:
    """For each player the matrix that makes values of his types virtual."""
    found: list[Matrix] = [[[Fraction(row == column) for column in range(size)] for row in range(size)] for size in inequalities.game.sizes]
    for (i, claim, true), number in multipliers.items():
        share = number / inequalities.game.priors[i][claim]
        found[i][claim][claim] += share
        found[i][claim][true] -= share
    return found


def _are_above(inequalities: Inequalities, group: Group, rows: Numbers, matrices: Sequence[Matrix], slack: Quotients | None) -> Integers:
    """Which of these rows of a group exceed 0, or what slack allows."""
    action, *types = np.unravel_index(rows - group.start, group.shape)
    common = lcm(*(entry.denominator for i in group.members for line in matrices[i] for entry in line))
    total = np.zeros(len(rows), dtype=object)
    for i in group.members:
        whole = np.array([[int(entry * common) for entry in line] for line in matrices[i]], dtype=object)
        growth = int(np.abs(whole).sum(axis=1).max()) * largest(group.gains.reshape(-1))
        gains = _gathered(group, i, action, types)
        if growth < SAFE:
            whole = whole.astype(np.int64)
        else:
            gains = gains.astype(object)
        total = total + (whole[types[group.axis(i) - 1]] * gains).sum(axis=1)
    if slack is not None:
        hidden = [(player, inequalities.game.odds[player]) for player in group.hidden]
        allowed = averaged(slack.numbers, 0, hidden)[tuple(types)].astype(object)
        total = total * slack.denominator - allowed * (inequalities.common * common)
    return total > 0


def are_admissible(inequalities: Inequalities, multipliers: Mapping[Key, Fraction]) -> bool:
    """Whether all multipliers and all weights of types are at least 0."""
    weights = [list(prior) for prior in inequalities.game.priors]
    for (i, claim, true), number in multipliers.items():
        weights[i][claim] += number
        weights[i][true] -= number
    return min(multipliers.values(), default=0) >= 0 and min(map(min, weights)) >= 0


def weight_rows(inequalities: Inequalities) -> Rows:
    """The rows `what the weight of a type loses <= his odds`, for each player and type, times what the player's odds add up to."""
    game = inequalities.game
    starts, index, entries = [0], list[int](), list[int]()
    for i, size in enumerate(game.sizes):
        for own in range(size):
            others = [other for other in range(size) if other != own]
            index += [int(inequalities.columns[i, other, own]) for other in others] + [int(inequalities.columns[i, own, other]) for other in others]
            entries += [game.totals[i]] * len(others) + [-game.totals[i]] * len(others)
            starts.append(len(index))
    return Rows(
        numbers=np.zeros(0, dtype=np.int64),
        starts=np.array(starts),
        index=np.array(index, dtype=np.int64),
        entries=integers(entries),
        right=integers([share for odds in game.odds for share in odds]),
        scales=tuple(total for odds, total in zip(game.odds, game.totals, strict=True) for _ in odds),
    )
