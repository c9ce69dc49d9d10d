"""Linear programs over incentive compatible mechanisms, in lotteries and expected utilities.

*Meaning.* Transfers matter for incentives and budgets only through what each type expects.  So a mechanism is given here by its lotteries m(c|t) and the
expected utility U_i(s) of each type who says the truth.  The claim r then brings type s

    L_i(r|s) = U_i(r) + sum over t with t_i = s of p(t_-i) sum over c of m(c|t_-i, r) [u_i(c, t) - u_i(c, (t_-i, r))],

and the profit is what all expect of payoffs, less what they expect in all.  The multipliers of U_i(s) >= L_i(r|s) are those of documents.

*Source.* Paper 004, sections 2 and 3; spec bayesian 3, 5 and 7.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property

from marketwright.solvers.linear.program import LinearProgram, Row
from marketwright.solvers.mechanisms.formulas import interim
from marketwright.solvers.mechanisms.game import Game, Key, Lottery, Mechanism, Tables

_NONE = Fraction(0)

Floors = Sequence[Sequence[Fraction | None]]
"""For each type of each player a utility that he gets at least, None if there is none."""


@dataclass(frozen=True)
class Incentives:
    """Programs of a game whose types have floors.

    *Shapes.* Variables: for each profile the probability of each action, then for each type by how much his utility exceeds his floor (without a floor: his
    utility, a free variable).  Rows: for each of `game.keys` that the lie does not pay, then for each profile that probabilities add up to 1, then others.
    """

    game: Game
    floors: Floors

    def probability(self, profile: int, action: int) -> int:
        """The variable m(c|t)."""
        return profile * self.game.everybody.actions + action

    def excess(self, player: int, kind: int) -> int:
        """The variable of a type's utility above his floor."""
        return len(self.game.profiles) * self.game.everybody.actions + sum(self.game.sizes[:player]) + kind

    def floor(self, player: int, kind: int) -> Fraction:
        """A type's floor, 0 if he has none."""
        return self.floors[player][kind] or _NONE

    @cached_property
    def types(self) -> tuple[tuple[int, int], ...]:
        """(player, type) of all types."""
        return tuple((player, kind) for player in self.game.players for kind in range(self.game.sizes[player]))

    @cached_property
    def _incentives(self) -> tuple[tuple[Row, Fraction], ...]:
        """L_i(r|s) - U_i(s) <= 0, for each of `game.keys`."""
        found = []
        for key in self.game.keys:
            player, claim, true = key
            row = {self.excess(player, claim): Fraction(1), self.excess(player, true): Fraction(-1)} | lie_worth(self.game, key)
            found.append((row, self.floor(player, true) - self.floor(player, claim)))
        return tuple(found)

    @cached_property
    def surplus(self) -> Row:
        """What all players together expect of payoffs, by variable."""
        found = {}
        for t, p in enumerate(self.game.probability):
            for action, tables in enumerate(self.game.everybody.payoffs):
                if worth := p * sum((table[t] for table in tables), _NONE):
                    found[self.probability(t, action)] = worth
        return found

    def utilities(self, weights: Sequence[Sequence[Fraction]]) -> dict[int, Fraction]:
        """The weighted sum of utilities above floors, by variable."""
        return {self.excess(player, kind): weights[player][kind] for player, kind in self.types if weights[player][kind]}

    def at_floors(self, weights: Sequence[Sequence[Fraction]]) -> Fraction:
        """The weighted sum of floors."""
        return sum((weights[player][kind] * self.floor(player, kind) for player, kind in self.types), _NONE)

    def program(self, *, upper: Iterable[tuple[Row, Fraction]] = (), equal: Iterable[tuple[Row, Fraction]] = ()) -> LinearProgram:
        """The incentive compatible mechanisms, with further rows `<=` and then `=`."""
        game = self.game
        actions = range(game.everybody.actions)
        lotteries = [({self.probability(t, action): Fraction(1) for action in actions}, Fraction(1)) for t in range(len(game.profiles))]
        above, fixed = [*self._incentives, *lotteries, *upper], tuple(equal)
        rows, sides = zip(*above, *fixed, strict=True)
        equalities = {*range(len(game.keys), len(game.keys) + len(lotteries)), *range(len(above), len(rows))}
        return LinearProgram(
            variables=self.excess(len(game.sizes) - 1, game.sizes[-1] - 1) + 1,
            rows=rows,
            right_sides=sides,
            equalities=frozenset(equalities),
            free=frozenset(self.excess(player, kind) for player, kind in self.types if self.floors[player][kind] is None),
        )

    @cached_property
    def others(self) -> int:
        """The number of the first further row."""
        return len(self.game.keys) + len(self.game.profiles)

    def multipliers(self, shares: Mapping[int, Fraction], scale: Fraction = Fraction(1)) -> dict[Key, Fraction]:
        """The multipliers of lies in those of all rows, divided by a scale."""
        return {key: shares[row] / scale for row, key in enumerate(self.game.keys) if shares.get(row)}

    def lotteries(self, point: Sequence[Fraction]) -> tuple[Lottery, ...]:
        """The lotteries of a point."""
        size = self.game.everybody.actions
        return tuple({action: share for action, share in enumerate(point[t * size : (t + 1) * size]) if share} for t in range(len(self.game.profiles)))

    def excesses(self, point: Sequence[Fraction]) -> tuple[tuple[Fraction, ...], ...]:
        """By how much the utilities of a point exceed floors."""
        return tuple(tuple(point[self.excess(player, kind)] for kind in range(size)) for player, size in enumerate(self.game.sizes))


def lie_worth(game: Game, key: Key) -> dict[int, Fraction]:
    """What L_i(r|s) has above U_i(r): coefficients of m(c|t), numbered profile by profile, that are not 0."""
    player, claim, true = key
    found = {}
    weights = game.others_probability[player]
    for t in game.profiles_with(player, true):
        told = game.with_type(t, player, claim)
        for action, tables in enumerate(game.everybody.payoffs):
            if more := tables[player][t] - tables[player][told]:
                found[told * game.everybody.actions + action] = weights[t] * more
    return found


def lottery_payoffs(game: Game, lotteries: Sequence[Lottery]) -> tuple[tuple[Fraction, ...], ...]:
    """For each player and profile the expected payoff of lotteries, without transfers."""
    return tuple(
        tuple(sum((share * game.everybody.payoffs[action][i][t] for action, share in lottery.items()), _NONE) for t, lottery in enumerate(lotteries))
        for i in game.players
    )


def with_utilities(game: Game, lotteries: tuple[Lottery, ...], utilities: Sequence[Sequence[Fraction]]) -> Mechanism:
    """The mechanism with these lotteries that gives these utilities to types who say the truth.

    What a player's transfer has above its expectation is paid by the others in equal shares; so if the profit is 0, transfers add up to 0 in every profile.
    """
    payoffs = lottery_payoffs(game, lotteries)
    expected = [[u - worth for u, worth in zip(line, interim(game, i, payoffs[i]), strict=True)] for i, line in enumerate(utilities)]
    means = [sum((p * number for p, number in zip(prior, line, strict=True)), _NONE) for prior, line in zip(game.priors, expected, strict=True)]
    if len(means) == 1:
        return Mechanism(lotteries=lotteries, transfers=(tuple(expected[0]),))
    share = Fraction(1, len(means) - 1)
    transfers: list[list[Fraction]] = [[] for _ in means]
    for profile in game.profiles:
        above = [expected[i][s] - means[i] for i, s in enumerate(profile)]
        paid = share * sum(above, _NONE)
        for i, table in enumerate(transfers):
            table.append(means[i] + above[i] * (1 + share) - paid)
    return Mechanism(lotteries=lotteries, transfers=_frozen(transfers))


def with_allocation(game: Game, lotteries: tuple[Lottery, ...], allocation: Tables, excesses: Sequence[Sequence[Fraction]]) -> Mechanism:
    """The mechanism with these lotteries in which everybody gets his allocation, and what his type gets above it."""
    payoffs = lottery_payoffs(game, lotteries)
    return Mechanism(
        lotteries=lotteries,
        transfers=tuple(tuple(allocation[i][t] + excesses[i][profile[i]] - payoffs[i][t] for t, profile in enumerate(game.profiles)) for i in game.players),
    )


def _frozen(tables: Iterable[Iterable[Fraction]]) -> tuple[tuple[Fraction, ...], ...]:
    return tuple(map(tuple, tables))
