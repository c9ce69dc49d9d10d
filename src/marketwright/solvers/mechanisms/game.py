"""A game with incomplete information, in numbers.

*Shapes.* n players with `sizes[i]` types each; profiles are numbered row-major, the first player's type slowest.  A table is one number for each profile.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from itertools import product
from math import prod

Table = Sequence[Fraction]
"""One number for each profile."""
Tables = Sequence[Table]
"""A table for each player."""
Key = tuple[int, int, int]
"""(player, claim, true type): the multiplier of "the true type must not gain by the claim"."""
Multipliers = Mapping[Key, Fraction]
"""Those that are missing are 0."""
Lottery = Mapping[int, Fraction]
"""Probabilities of the actions of the coalition of all; those that are missing are 0."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Coalition:
    """The members (ascending), and for each action a table of payoffs for each of them."""

    members: tuple[int, ...]
    payoffs: tuple[tuple[Table, ...], ...]

    @property
    def actions(self) -> int:
        """How many actions there are."""
        return len(self.payoffs)


@dataclass(frozen=True, slots=True, kw_only=True)
class Mechanism:
    """A lottery for each profile, and a table of transfers to each player."""

    lotteries: tuple[Lottery, ...]
    transfers: Tables


@dataclass(frozen=True, kw_only=True)
class Game:
    """Priors of the players' types (above 0), and the coalitions that can do anything; the last of them is that of all players."""

    priors: tuple[tuple[Fraction, ...], ...]
    coalitions: tuple[Coalition, ...]

    @property
    def everybody(self) -> Coalition:
        """The coalition of all players."""
        return self.coalitions[-1]

    @property
    def players(self) -> range:
        """The players' numbers."""
        return range(len(self.priors))

    @cached_property
    def sizes(self) -> tuple[int, ...]:
        """How many types each player has."""
        return tuple(map(len, self.priors))

    @cached_property
    def strides(self) -> tuple[int, ...]:
        """By how much a profile's number grows when a player's type does by 1."""
        return tuple(prod(self.sizes[player + 1 :]) for player in self.players)

    @cached_property
    def profiles(self) -> tuple[tuple[int, ...], ...]:
        """The profiles, in order."""
        return tuple(product(*map(range, self.sizes)))

    @cached_property
    def probability(self) -> tuple[Fraction, ...]:
        """The probability of each profile."""
        return tuple(prod((self.priors[i][s] for i, s in enumerate(profile)), start=Fraction(1)) for profile in self.profiles)

    @cached_property
    def others_probability(self) -> tuple[tuple[Fraction, ...], ...]:
        """For each player and each profile t the probability of the others' types in t."""
        return tuple(tuple(p / self.priors[i][profile[i]] for p, profile in zip(self.probability, self.profiles, strict=True)) for i in self.players)

    @cached_property
    def keys(self) -> tuple[Key, ...]:
        """The keys of all multipliers, ordered by player, true type, claim, as in documents."""
        return tuple(
            (player, claim, true) for player in self.players for true in range(self.sizes[player]) for claim in range(self.sizes[player]) if claim != true
        )

    def with_type(self, profile: int, player: int, kind: int) -> int:
        """The number of a profile with another type in the place of the player's."""
        return profile + (kind - self.profiles[profile][player]) * self.strides[player]

    def profiles_with(self, player: int, kind: int) -> Iterable[int]:
        """The numbers of the profiles in which the player has that type, in order."""
        return (number for number, profile in enumerate(self.profiles) if profile[player] == kind)

    def part(self, profile: int, members: Iterable[int]) -> tuple[int, ...]:
        """The members' types in a profile."""
        types = self.profiles[profile]
        return tuple(types[member] for member in members)
