"""The exact linear program of mechanisms and allocations that given multipliers support finely.

*Variables.* For each profile and player what the virtual allocation W_i(t) has above what he can do alone, where anything is left above; for each type what it
expects to forgo, o_i(s), and expected severance E_i(s); for each profile the probabilities of actions of all players.  What is known beforehand is no variable:
`Freedom` says what is not.

*Rows.* W is worth as much as every coalition; o follows from W, as expectations; no lie pays.

*Source.* Spec bayesian 8.1.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from flint import fmpq, fmpq_mat

from marketwright.solvers.linear.program import LinearProgram
from marketwright.solvers.mechanisms.game import Game, Key, Lottery, Mechanism, Multipliers, Table, Tables
from marketwright.solvers.mechanisms.incentives import lie_worth, with_allocation
from marketwright.solvers.mechanisms.virtual_worths import VirtualWorths

_NONE, _ONE = Fraction(0), Fraction(1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Freedom:
    """What a program leaves open.

    `severance`: for each player the types who may get any; `actions`: for each profile the actions that may be used; `tempting`: keys of lies that have to
    bring exactly as much as the truth; `exhausted`: whether the virtual allocation has to add up to what all are worth in every profile, or may be more.
    """

    severance: Sequence[Collection[int]]
    actions: Sequence[Sequence[int]]
    tempting: Collection[Key]
    exhausted: bool


class SupportedProgram:
    """Variables are numbered as they come."""

    def __init__(self, game: Game, multipliers: Multipliers, worths: VirtualWorths, freedom: Freedom) -> None:
        """State all rows."""
        self.game, self.multipliers, self.worths, self.freedom = game, multipliers, worths, freedom
        self._variables = 0
        self._free: set[int] = set()
        self._rows: list[Mapping[int, Fraction]] = []
        self._sides: list[Fraction] = []
        self._equalities: set[int] = set()
        nothing = (_NONE,) * len(game.profiles)
        self._alone = [worths.alone(i) for i in game.players]
        self._base = [nothing if table is None else table for table in self._alone]
        self._gains: list[dict[int, int]] = [{} for _ in game.players]
        for t in range(len(game.profiles)):
            self._profile(t)
        self.forgone = [[self._new(free=True) for _ in prior] for prior in game.priors]
        self.severance = [{kind: self._new() for kind in sorted(kinds)} for kinds in freedom.severance]
        self.chances = [{action: self._new() for action in actions} if len(actions) > 1 else {} for actions in freedom.actions]
        for chances in self.chances:
            if chances:
                self._row(dict.fromkeys(chances.values(), _ONE), _ONE, equal=True)
        for i in game.players:
            self._link(i)
        for key in game.keys:
            self._incentive(key)

    @property
    def program(self) -> LinearProgram:
        """The program."""
        return LinearProgram(
            variables=self._variables,
            rows=tuple(self._rows),
            right_sides=tuple(self._sides),
            equalities=frozenset(self._equalities),
            free=frozenset(self._free),
        )

    def _new(self, *, free: bool = False) -> int:
        if free:
            self._free.add(self._variables)
        self._variables += 1
        return self._variables - 1

    def _row(self, row: Mapping[int, Fraction], side: Fraction, *, equal: bool = False) -> None:
        if equal:
            self._equalities.add(len(self._rows))
        self._rows.append(row)
        self._sides.append(side)

    def _profile(self, t: int) -> None:
        """What there is above what players can do alone, and enough of it for every coalition."""
        game, worths = self.game, self.worths
        left = worths.worths[worths.everybody][t] - sum((table[t] for table in self._base), _NONE)
        if self.freedom.exhausted and not left and all(table is not None for table in self._alone):
            return
        for i in game.players:
            self._gains[i][t] = self._new(free=self._alone[i] is None)
        row = {self._gains[i][t]: -_ONE for i in game.players}
        self._row(row, -left, equal=self.freedom.exhausted)
        for members, worth in worths.binding(t).items():
            if len(members) > 1:
                self._row({self._gains[i][t]: -_ONE for i in members}, sum((self._base[i][t] for i in members), _NONE) - worth)

    def _link(self, i: int) -> None:
        """What types expect of the virtual allocation follows from what they expect of the allocation."""
        game = self.game
        rows: list[dict[int, Fraction]] = [{kinds: -_ONE} for kinds in self.forgone[i]]
        sides = [_NONE] * game.sizes[i]
        for t, profile in enumerate(game.profiles):
            weight, kind = game.others_probability[i][t], profile[i]
            sides[kind] -= weight * self._base[i][t]
            if t in self._gains[i]:
                rows[kind][self._gains[i][t]] = weight
        for (player, claim, true), number in self.multipliers.items():
            if player == i and number:
                share, own, other = number / game.priors[i][claim], self.forgone[i][claim], self.forgone[i][true]
                rows[claim][own] -= share
                rows[claim][other] = rows[claim].get(other, _NONE) + share
        for row, side in zip(rows, sides, strict=True):
            self._row(row, side, equal=True)

    def _incentive(self, key: Key) -> None:
        """A lie does not pay."""
        player, claim, true = key
        row, side = dict[int, Fraction](), _NONE
        for kind, sign in ((claim, _ONE), (true, -_ONE)):
            row[self.forgone[player][kind]] = sign
            if kind in self.severance[player]:
                row[self.severance[player][kind]] = sign
        for number, worth in lie_worth(self.game, key).items():
            t, action = divmod(number, self.game.everybody.actions)
            if action in self.chances[t]:
                row[self.chances[t][action]] = worth
            elif [action] == list(self.freedom.actions[t]):
                side -= worth
        self._row(row, side, equal=key in self.freedom.tempting)

    @property
    def expected_severance(self) -> dict[int, Fraction]:
        """By variable."""
        return {variable: self.game.priors[i][kind] for i, line in enumerate(self.severance) for kind, variable in line.items()}

    @property
    def subsidy(self) -> tuple[dict[int, Fraction], Fraction]:
        """By variable, and what is known of it beforehand."""
        found, known = self.expected_severance, _NONE
        for i, line in enumerate(self.forgone):
            found |= dict(zip(line, self.game.priors[i], strict=True))
        for t, (p, chances, actions) in enumerate(zip(self.game.probability, self.chances, self.freedom.actions, strict=True)):
            for action in actions:
                worth = p * sum((table[t] for table in self.game.everybody.payoffs[action]), _NONE)
                if chances:
                    found[chances[action]] = -worth
                else:
                    known -= worth
        return found, known

    def result(self, point: Table) -> tuple[Mechanism, tuple[tuple[Fraction, ...], ...]]:
        """The mechanism and the allocation of a point."""
        virtual = [
            tuple(number + (point[gains[t]] if t in gains else _NONE) for t, number in enumerate(table))
            for table, gains in zip(self._base, self._gains, strict=True)
        ]
        allocation = from_virtual(self.game, self.multipliers, virtual)
        excesses = [[point[line[kind]] if kind in line else _NONE for kind in range(size)] for line, size in zip(self.severance, self.game.sizes, strict=True)]
        lotteries: tuple[Lottery, ...] = tuple(
            {action: point[variable] for action, variable in chances.items() if point[variable]} if chances else {actions[0]: _ONE}
            for chances, actions in zip(self.chances, self.freedom.actions, strict=True)
        )
        return with_allocation(self.game, lotteries, allocation, excesses), allocation


def from_virtual(game: Game, multipliers: Multipliers, tables: Tables) -> tuple[tuple[Fraction, ...], ...]:
    """The allocation that has these tables as virtual values."""
    return tuple(_averaged(game, i, _inverse(game, multipliers, i), table) for i, table in enumerate(tables))


def _inverse(game: Game, multipliers: Multipliers, player: int) -> list[list[Fraction]] | None:
    """The weights of types' virtual values in each type's value, None if there are no multipliers; every line is at least 0 and adds up to 1."""
    size = game.sizes[player]
    own = {key: number for key, number in multipliers.items() if key[0] == player and number}
    if not own:
        return None
    matrix = [[fmpq(int(row == column)) for column in range(size)] for row in range(size)]
    for (_, claim, true), number in own.items():
        share = number / game.priors[player][claim]
        part = fmpq(share.numerator, share.denominator)
        matrix[claim][claim] += part
        matrix[claim][true] -= part
    turned = fmpq_mat(matrix).inv()
    return [[Fraction(int(turned[row, column].p), int(turned[row, column].q)) for column in range(size)] for row in range(size)]


def _averaged(game: Game, player: int, shares: list[list[Fraction]] | None, table: Sequence[Fraction]) -> tuple[Fraction, ...]:
    if shares is None:
        return tuple(table)
    return tuple(
        sum((share * table[game.with_type(t, player, kind)] for kind, share in enumerate(shares[profile[player]]) if share), _NONE)
        for t, profile in enumerate(game.profiles)
    )
