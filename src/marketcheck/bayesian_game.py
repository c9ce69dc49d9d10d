"""A game with incomplete information (`docs/formats/bayesian-market.md`): probabilities and payoffs; players, types, profiles and actions are numbers."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property
from itertools import product
from math import prod

from marketcheck.conditions import Unreadable
from marketcheck.documents import canonical_json
from marketcheck.market import Names, market_digest
from marketcheck.matrices import over_common

Members = tuple[int, ...]
Weights = tuple[Sequence[int], int]
"""A number for every profile, over a common denominator."""


@dataclass(frozen=True, slots=True, eq=False)
class Block:
    """A coalition and what it can do: `payoffs[action][place of a member][profile]`, over the game's scale."""

    members: Members
    actions: Names
    payoffs: Sequence[Sequence[Sequence[int]]]


@dataclass(frozen=True, kw_only=True, eq=False)
class Game:
    """Players with types and their probabilities, and the coalitions that can do anything, that of all players last."""

    players: Names
    types: Sequence[Names]
    priors: Sequence[Sequence[Fraction]]
    blocks: Sequence[Block]
    scale: int
    canonical: str
    _weights: dict[Members, Weights] = field(default_factory=dict)

    @property
    def digest(self) -> str:
        """The digest of the canonical form."""
        return market_digest(self.canonical)

    @property
    def all(self) -> Members:
        """All players."""
        return tuple(range(len(self.players)))

    @property
    def grand(self) -> Block:
        """The coalition of all players."""
        return self.blocks[-1]

    @cached_property
    def by_members(self) -> Mapping[Members, Block]:
        """The coalitions that can do anything."""
        return {block.members: block for block in self.blocks}

    @cached_property
    def sizes(self) -> Sequence[int]:
        """How many types each player has."""
        return [*map(len, self.types)]

    @cached_property
    def profiles(self) -> Names:
        """The names of profiles."""
        return Names(",".join(profile) for profile in product(*self.types))

    @cached_property
    def strides(self) -> Sequence[int]:
        """How far apart the profiles are that differ in the next type of a player."""
        return [prod(self.sizes[i + 1 :]) for i in self.all]

    @cached_property
    def type_at(self) -> Sequence[Sequence[int]]:
        """The type of each player in each profile."""
        return [[t // stride % size for t in range(len(self.profiles))] for stride, size in zip(self.strides, self.sizes, strict=True)]

    def others(self, *players: int) -> Members:
        """Returns all but these players."""
        return tuple(i for i in self.all if i not in players)

    def weights(self, players: Members) -> Weights:
        """Returns p(t_S), for every profile, of these players."""
        if players not in self._weights:
            found, base = [1], 1
            for i in self.all:
                shares, below = over_common(self.priors[i]) if i in players else ([1] * self.sizes[i], 1)
                found, base = [weight * share for weight in found for share in shares], base * below
            self._weights[players] = found, base
        return self._weights[players]

    def parts(self, players: Members) -> Sequence[int]:
        """Returns t_S for every profile, as the first profile that has it."""
        found = [0]
        for i in self.all:
            found = [part + s * self.strides[i] * (i in players) for part in found for s in range(self.sizes[i])]
        return found

    def combinations(self, players: Members) -> int:
        """Returns how many combinations of types these players have."""
        return prod(self.sizes[i] for i in players)

    def player(self, name: str, place: str) -> int:
        """Returns the number of a player."""
        return number_of(name, self.players, place)

    def type_of(self, player: int, name: str, place: str) -> int:
        """Returns the number of a player's type."""
        return number_of(name, self.types[player], place)

    def block(self, names: Sequence[str], place: str) -> Block:
        """Returns a coalition that can do something, its members in market order."""
        members = tuple(self.player(name, place) for name in names)
        if members not in self.by_members:
            raise Unreadable("name", f"{place}: {canonical_json(names)} are not the members of a coalition, in market order")
        return self.by_members[members]

    def names(self, players: Sequence[int]) -> list[str]:
        """Returns the names of players."""
        return [self.players[i] for i in players]


def number_of(name: str, names: Names, place: str) -> int:
    """Returns the number of a name."""
    if name not in names.numbers:
        raise Unreadable("name", f"{place}: {name!r} is not a name of the market here")
    return names.numbers[name]
