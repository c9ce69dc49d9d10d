"""What every coalition can do for its members in virtual payoffs, profile by profile, exactly.

*Source.* Paper 004, section 3; spec bayesian 4.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations

from marketwright.solvers.mechanisms.formulas import virtual
from marketwright.solvers.mechanisms.game import Game, Multipliers, Table

MOST_SPLIT = 6
"""Larger coalitions are not compared with parts of theirs."""

Members = tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class VirtualWorths:
    """Worths by coalition (members) and profile; for each profile the actions of all players together that are worth most; the coalitions in order."""

    worths: dict[Members, tuple[Fraction, ...]]
    best: tuple[tuple[int, ...], ...]
    coalitions: tuple[Members, ...]

    @property
    def everybody(self) -> Members:
        """All players."""
        return self.coalitions[-1]

    def alone(self, player: int) -> tuple[Fraction, ...] | None:
        """What a player is worth alone in each profile; None if he can do nothing, or is the only one."""
        return self.worths.get((player,)) if len(self.everybody) > 1 else None

    def binding(self, profile: int) -> dict[Members, Fraction]:
        """The worths in a profile of those coalitions, but that of all, that are worth more than any two parts of theirs."""
        cover: dict[Members, Fraction] = {}
        found = {}
        for members in self.coalitions[:-1]:
            split = _best_split(members, cover)
            worth = self.worths[members][profile] if members in self.worths else None
            if worth is not None and (split is None or worth > split):
                found[members] = cover[members] = worth
            elif split is not None:
                cover[members] = split
        return found


def _best_split(members: Members, cover: dict[Members, Fraction]) -> Fraction | None:
    """The most that two parts are worth, None if no two parts can do anything, or the coalition is large."""
    if len(members) > MOST_SPLIT:
        return None
    first, others = members[0], members[1:]
    best = None
    for size in range(len(others)):
        for with_first in combinations(others, size):
            left = cover.get((first, *with_first))
            right = cover.get(tuple(member for member in others if member not in with_first))
            if left is not None and right is not None and (best is None or left + right > best):
                best = left + right
    return best


def virtual_worths(game: Game, multipliers: Multipliers, actions: Sequence[Sequence[int]]) -> VirtualWorths:
    """The worths of all coalitions: of the last one from all its actions, of others from those listed; a coalition without any has none."""
    tables: dict[tuple[int, int], Table] = {}

    def worth(member: int, table: Table) -> Table:
        key = member, id(table)
        if key not in tables:
            tables[key] = virtual(game, multipliers, member, table)
        return tables[key]

    def sums(place: int, listed: Sequence[int]) -> list[tuple[Fraction, ...]]:
        coalition = game.coalitions[place]
        columns = ([worth(i, table) for i, table in zip(coalition.members, coalition.payoffs[action], strict=True)] for action in listed)
        return [tuple(sum(line, Fraction(0)) for line in zip(*column, strict=True)) for column in columns]

    of_all = sums(len(game.coalitions) - 1, range(game.everybody.actions))
    most = tuple(map(max, zip(*of_all, strict=True)))
    worths = {
        coalition.members: tuple(map(max, zip(*sums(place, actions[place]), strict=True)))
        for place, coalition in enumerate(game.coalitions[:-1])
        if actions[place]
    }
    return VirtualWorths(
        worths=worths | {game.everybody.members: most},
        best=tuple(tuple(action for action, line in enumerate(of_all) if line[t] == number) for t, number in enumerate(most)),
        coalitions=tuple(coalition.members for coalition in game.coalitions),
    )
