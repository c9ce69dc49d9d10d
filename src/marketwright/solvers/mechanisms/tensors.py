"""A game in floats, as arrays over its profiles; scaled, so that payoffs are of the order of 10.

*Meaning.* Every player's payoffs are shifted by a constant and all are divided by one number.  That changes no multipliers, and multiplies subsidies and
severance by a number above 0.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from marketwright.solvers.mechanisms.essential import essential_actions
from marketwright.solvers.mechanisms.game import Game, Multipliers

Floats = NDArray[np.float64]
Numbers = NDArray[np.int64]
_SIZE = 10.0


@dataclass(frozen=True, eq=False)
class Block:
    """A coalition's members, and the payoffs of some of its actions: by action, member, profile."""

    members: tuple[int, ...]
    payoffs: Floats


class FloatGame:
    """Arrays of a game, and places of its multipliers."""

    def __init__(self, game: Game) -> None:
        """Read and scale the payoffs."""
        self.game = game
        self.sizes = game.sizes
        self.players = len(game.priors)
        self.profiles = len(game.profiles)
        self.priors = [np.array([float(share) for share in prior]) for prior in game.priors]
        self.types = np.array(game.profiles, dtype=np.int64).T.reshape(self.players, self.profiles)
        self.shift, self.scale = self._units()
        self.everybody = self._block(len(game.coalitions) - 1, range(game.everybody.actions))

    def _units(self) -> tuple[Floats, float]:
        """A constant for every player in the middle of his payoffs, and the unit."""
        least, most = np.full(self.players, np.inf), np.full(self.players, -np.inf)
        for coalition in self.game.coalitions:
            for action in coalition.payoffs:
                for member, table in zip(coalition.members, action, strict=True):
                    least[member], most[member] = min(least[member], float(min(table))), max(most[member], float(max(table)))
        return (least + most) / 2, float((most - least).max()) / 2 / _SIZE or 1.0

    def _block(self, place: int, actions: Sequence[int]) -> Block:
        coalition = self.game.coalitions[place]
        payoffs = np.array([[list(map(float, table)) for table in coalition.payoffs[action]] for action in actions])
        payoffs = payoffs.reshape(len(actions), len(coalition.members), self.profiles)
        return Block(coalition.members, (payoffs - self.shift[list(coalition.members)][None, :, None]) / self.scale)

    @cached_property
    def blocks(self) -> list[Block]:
        """The coalitions' actions, without those that bind nobody because parts of the coalition can do the same."""
        return [self._block(place, actions) for place, actions in enumerate(self.essential) if actions]

    @cached_property
    def essential(self) -> list[list[int]]:
        """The numbers of the actions of every coalition that `blocks` holds."""
        return essential_actions(self.game)

    @cached_property
    def all_blocks(self) -> list[Block]:
        """The coalitions with all their actions."""
        return [self._block(place, range(coalition.actions)) for place, coalition in enumerate(self.game.coalitions) if coalition.actions]

    def parts(self, players: Sequence[int]) -> tuple[Numbers, Floats]:
        """For each profile the number of the combination of these players' types, and the probability of the types of the others."""
        part, weight = np.zeros(self.profiles, dtype=np.int64), self.probability.copy()
        for i in players:
            part = part * self.sizes[i] + self.types[i]
            weight /= self.priors[i][self.types[i]]
        return part, weight if len(players) < self.players else np.ones(self.profiles)

    @cached_property
    def probability(self) -> Floats:
        """The probability of each profile."""
        found: Floats = np.prod([prior[kinds] for prior, kinds in zip(self.priors, self.types, strict=True)], axis=0)
        return found

    @cached_property
    def others(self) -> Floats:
        """By player and profile the probability of the others' types."""
        return np.array([self.probability / prior[kinds] for prior, kinds in zip(self.priors, self.types, strict=True)])

    @cached_property
    def key_places(self) -> list[Numbers]:
        """For each player the number of the multiplier by claim and true type; -1 where these are the same."""
        found = [np.full((size, size), -1, dtype=np.int64) for size in self.sizes]
        for number, (player, claim, true) in enumerate(self.game.keys):
            found[player][claim, true] = number
        return found

    def told(self, player: int, kind: Numbers) -> Numbers:
        """For each profile the number of that with another type of the player's."""
        found: Numbers = np.arange(self.profiles) + (kind - self.types[player]) * self.game.strides[player]
        return found

    def others_types(self, player: int, turn: int) -> Numbers:
        """For each profile another type of the player's, the `turn`-th after his own (from 1, in a circle)."""
        found: Numbers = (self.types[player] + turn) % self.sizes[player]
        return found

    def matrices(self, alpha: Floats) -> list[Floats]:
        """For each player the matrix that takes values by type to virtual values."""
        found = []
        for prior, places in zip(self.priors, self.key_places, strict=True):
            shares = np.where(places >= 0, alpha[places] if len(alpha) else 0.0, 0.0) / prior[:, None]
            found.append(np.diag(1 + shares.sum(axis=1)) - shares)
        return found

    def virtual_sums(self, block: Block, alpha: Floats) -> Floats:
        """By action and profile the sum of members' virtual payoffs."""
        matrices = self.matrices(alpha)
        total = np.zeros((len(block.payoffs), self.profiles))
        for place, i in enumerate(block.members):
            own = block.payoffs[:, place].reshape(len(block.payoffs), -1, self.sizes[i], self.game.strides[i])
            total += np.einsum("sr,abrc->absc", matrices[i], own).reshape(len(block.payoffs), self.profiles)
        return total

    def ties(self, alpha: Floats, close: float) -> Iterator[tuple[int, list[int]]]:
        """Profiles in which several actions of all players have nearly the largest sum of virtual payoffs, with these actions."""
        sums = self.virtual_sums(self.everybody, alpha)
        best = sums > sums.max(axis=0) - close
        for profile in np.flatnonzero(best.sum(axis=0) > 1).tolist():
            yield profile, np.flatnonzero(best[:, profile]).tolist()

    def floats(self, multipliers: Multipliers) -> Floats:
        """Exact multipliers as floats."""
        return np.array([float(multipliers.get(key, 0)) for key in self.game.keys])
