"""Multipliers of incentives (`docs/formats/bayesian.md`): weights of types, virtual payoffs, and what they bound.

The key of a multiplier a_i(r|s) is (i, s, r): the player, his true type, his claim.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from math import lcm

from marketcheck.bayesian_game import Block, Game
from marketcheck.bayesian_mechanism import Mechanism

Key = tuple[int, int, int]


@dataclass(frozen=True, eq=False)
class Multipliers:
    """Multipliers above 0, of at least 0 each; tables that they transform are integers, over the `scale` besides."""

    game: Game
    of: Mapping[Key, Fraction]

    @cached_property
    def weights(self) -> Sequence[Sequence[Fraction]]:
        """Returns l_i(s) of every player's types."""
        found = [[*prior] for prior in self.game.priors]
        for (i, true, claim), multiplier in self.of.items():
            found[i][claim] += multiplier
            found[i][true] -= multiplier
        return found

    @cached_property
    def shares(self) -> Mapping[Key, Fraction]:
        """Returns a_i(r|s) / p_i(r)."""
        return {(i, true, claim): multiplier / self.game.priors[i][claim] for (i, true, claim), multiplier in self.of.items()}

    @cached_property
    def scale(self) -> int:
        """The common denominator of the shares."""
        return lcm(*(share.denominator for share in self.shares.values()))

    @cached_property
    def terms(self) -> Sequence[Sequence[tuple[int, Sequence[tuple[int, int]]]]]:
        """For every type of every player the factor of his own entry, and factors of the entries of other types, by how far off these are."""
        found = [[(self.scale, list[tuple[int, int]]()) for _ in prior] for prior in self.game.priors]
        for (i, true, claim), share in self.shares.items():
            factor = share.numerator * (self.scale // share.denominator)
            own, off = found[i][claim]
            found[i][claim] = own + factor, [*off, ((true - claim) * self.game.strides[i], factor)]
        return found

    def at(self, i: int, table: Sequence[int], t: int) -> int:
        """Returns the virtual value of a player's table in a profile."""
        own, off = self.terms[i][self.game.type_at[i][t]]
        return own * table[t] - sum(factor * table[t + shift] for shift, factor in off)

    def transformed(self, i: int, table: Sequence[int]) -> list[int]:
        """Returns the virtual values of a player's table in all profiles."""
        terms, types = self.terms[i], self.game.type_at[i]
        if not any(off for _, off in terms):
            return [self.scale * entry for entry in table]
        found = []
        for t, (entry, s) in enumerate(zip(table, types, strict=True)):
            own, off = terms[s]
            value = own * entry
            for shift, factor in off:
                value -= factor * table[t + shift]
            found.append(value)
        return found

    def sums(self, block: Block, action: int) -> list[int]:
        """Returns the sum of the members' virtual payoffs in all profiles, over the scales of the game and of the multipliers."""
        tables = [self.transformed(i, table) for i, table in zip(block.members, block.payoffs[action], strict=True)]
        return [*map(sum, zip(*tables, strict=True))]

    @cached_property
    def worths(self) -> Sequence[Sequence[int]]:
        """The sums of all actions of all players together."""
        return [self.sums(self.game.grand, action) for action in range(len(self.game.grand.actions))]

    @cached_property
    def best(self) -> Sequence[int]:
        """The largest of these in each profile."""
        return [*map(max, zip(*self.worths, strict=True))]

    def expected(self, numbers: Sequence[int]) -> Fraction:
        """Returns the expected value of such sums."""
        weights, base = self.game.weights(self.game.all)
        return Fraction(sum(weight * number for weight, number in zip(weights, numbers, strict=True)), base * self.game.scale * self.scale)

    @cached_property
    def greatest(self) -> Fraction:
        """The expected largest sum of virtual payoffs of all players."""
        return self.expected(self.best)

    def bound(self, mechanism: Mechanism) -> Fraction:
        """Returns D(a), at least the number of players times the gap of the mechanism."""
        weights, base = self.game.weights(self.game.all)
        chosen = sum(weight * sum(share * self.worths[c][t] for c, share in mechanism.lotteries[t]) for t, weight in enumerate(weights))
        lost = Fraction(chosen, base * mechanism.base * self.game.scale * self.scale)
        slack = sum((multiplier * mechanism.slack(*key) for key, multiplier in self.of.items()), Fraction(0))
        return self.greatest - lost + slack + mechanism.profit
