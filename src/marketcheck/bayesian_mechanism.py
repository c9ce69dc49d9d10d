"""Mechanisms (`docs/formats/bayesian.md`): payoffs, utilities, lies, profit; and the rule `bayesian/mechanism`."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from math import lcm
from typing import Any

from marketcheck.bayesian_game import Game
from marketcheck.case import Finding, verdict

Table = Sequence[Fraction]
Tables = Sequence[Table]


@dataclass(frozen=True, eq=False)
class Mechanism:
    """Lotteries, as actions of positive probability over `base`, and transfers to every player, in every profile."""

    game: Game
    lotteries: Sequence[Sequence[tuple[int, int]]]
    base: int
    transfers: Tables

    @cached_property
    def scale(self) -> int:
        """The common denominator of gross payoffs."""
        return lcm(self.base * self.game.scale, *(number.denominator for table in self.transfers for number in table))

    @cached_property
    def _transfers(self) -> Sequence[Sequence[int]]:
        return [[number.numerator * (self.scale // number.denominator) for number in table] for table in self.transfers]

    @cached_property
    def _lotteries(self) -> Sequence[Sequence[tuple[int, int]]]:
        factor = self.scale // (self.base * self.game.scale)
        return [[(action, share * factor) for action, share in lottery] for lottery in self.lotteries]

    @cached_property
    def gross(self) -> Sequence[Sequence[int]]:
        """Gross payoffs w_i(t), over the scale."""
        tables = self.game.grand.payoffs
        return [
            [paid + sum(share * tables[action][i][t] for action, share in lottery) for t, (paid, lottery) in enumerate(zip(own, self._lotteries, strict=True))]
            for i, own in enumerate(self._transfers)
        ]

    @cached_property
    def payoffs(self) -> Tables:
        """Gross payoffs."""
        return [[Fraction(number, self.scale) for number in table] for table in self.gross]

    @cached_property
    def lies(self) -> Sequence[Sequence[Sequence[int]]]:
        """L_i(r|s) for every player, true type s and claim r, over `below`; U_i(s) where they are the same."""
        return [self._lies_of(i) for i in self.game.all]

    def below(self, i: int) -> int:
        """Returns the common denominator of what a player's types expect."""
        return self.game.weights(self.game.others(i))[1] * self.scale

    def _lies_of(self, i: int) -> Sequence[Sequence[int]]:
        """Returns what each true type expects of each claim: what is done and paid is that of the claim, what it is worth that of the true type."""
        game, paid = self.game, self._transfers[i]
        weights, _ = game.weights(game.others(i))
        tables = [action[i] for action in game.grand.payoffs]
        kinds, stride = range(game.sizes[i]), game.strides[i]
        found = [[0 for _ in kinds] for _ in kinds]
        for told, claim in enumerate(game.type_at[i]):
            weight, transfer, lottery = weights[told], paid[told], self._lotteries[told]
            first = told - claim * stride
            for true in kinds:
                t = first + true * stride
                found[true][claim] += weight * (transfer + sum(share * tables[action][t] for action, share in lottery))
        return found

    @cached_property
    def utilities(self) -> Tables:
        """U_i(s)."""
        return [[Fraction(row[s], self.below(i)) for s, row in enumerate(rows)] for i, rows in enumerate(self.lies)]

    @cached_property
    def profit(self) -> Fraction:
        """What the mediator keeps."""
        return -sum(map(self.received, self.game.all), Fraction(0))

    def received(self, i: int) -> Fraction:
        """Returns the expected transfer to a player."""
        weights, base = self.game.weights(self.game.all)
        return Fraction(sum(weight * paid for weight, paid in zip(weights, self._transfers[i], strict=True)), base * self.scale)

    def slack(self, i: int, true: int, claim: int) -> Fraction:
        """Returns U_i(s) - L_i(r|s)."""
        return Fraction(self.lies[i][true][true] - self.lies[i][true][claim], self.below(i))

    def loses(self, i: int, true: int, claim: int) -> bool:
        """Returns whether U_i(s) > L_i(r|s)."""
        return self.lies[i][true][claim] < self.lies[i][true][true]

    @cached_property
    def lie(self) -> Mapping[str, Any] | None:
        """The first lie with the largest gain, if anybody gains."""
        most, found = Fraction(0), None
        for i, rows in enumerate(self.lies):
            for s, row in enumerate(rows):
                if (gain := Fraction(max(row) - row[s], self.below(i))) > most:
                    most, found = gain, (i, s, row.index(max(row)))
        if found is None:
            return None
        i, s, r = found
        return {"player": self.game.players[i], "type": self.game.types[i][s], "claim": self.game.types[i][r], "gain": most}

    @property
    def feasible(self) -> bool:
        """Whether nobody gains by lying and the mediator does not lose."""
        return self.lie is None and self.profit >= 0

    def feasibility(self) -> Finding:
        """Returns the finding `feasible` that is due."""
        if self.feasible:
            return verdict("feasible", True, "proved")
        return verdict("feasible", False, "proved", witness=self.lie or {"profit": self.profit})


def reservations(game: Game) -> Mapping[int, Table]:
    """Returns what the types of players expect who can do something alone, of the best that they can do."""
    found = {}
    for i in game.all:
        if (i,) in game.by_members:
            weights, base = game.weights(game.others(i))
            sums = []
            for (table,) in game.by_members[i,].payoffs:
                total = [0] * game.sizes[i]
                for s, weight, payoff in zip(game.type_at[i], weights, table, strict=True):
                    total[s] += weight * payoff
                sums.append(total)
            found[i] = [Fraction(max(of_type), base * game.scale) for of_type in zip(*sums, strict=True)]
    return found


def shortage(mechanism: Mechanism) -> Mapping[str, Any] | None:
    """Returns the first type that is shortest of its reservation, if any is."""
    game = mechanism.game
    short = [(least - mechanism.utilities[i][s], i, s) for i, table in reservations(game).items() for s, least in enumerate(table)]
    most = max(short, key=lambda one: one[0], default=None)
    if most is None or most[0] <= 0:
        return None
    return {"player": game.players[most[1]], "type": game.types[most[1]][most[2]], "short": most[0]}
