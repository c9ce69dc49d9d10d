"""Severance that makes a mechanism's payoffs an allocation that nobody blocks, as a bilinear program.

*Meaning.* With payoffs w and severance e the virtual allocation is Vw - Ve, and in Ve multipliers meet differences of severance.  Minimise s subject to

    s + sum over t_-S of p(t_-S) sum over S of [(Vw - Ve)_i(t) - v_i(c, t)] >= 0          for every S, c in C(S), t_S,
    -s + sum over all of [(Vw - Ve)_i(t) - v_i(c, t)] <= 0                                for every t and c that the mechanism uses,

admissible multipliers, and e = 0 but for some types.  The least value is 0 exactly where such severance exists.

*Source.* Spec bayesian 7 (supporting severance, step 4).
"""

from collections.abc import Collection, Sequence

import numpy as np

from marketwright.solvers.mechanisms.bilinear import Bilinear, Entries, Floats, Numbers
from marketwright.solvers.mechanisms.formulas import gross_payoffs, interim
from marketwright.solvers.mechanisms.game import Key, Mechanism
from marketwright.solvers.mechanisms.interim import interim_least
from marketwright.solvers.mechanisms.relaxation import Box
from marketwright.solvers.mechanisms.tensors import Block, FloatGame


class FixedMechanism:
    """The program of a mechanism, of which only tempting lies have multipliers, and only some types get severance (for each player, by number)."""

    def __init__(self, game: FloatGame, mechanism: Mechanism, tempting: Collection[Key], entitled: Sequence[Collection[int]]) -> None:
        """Number the columns: severance by player and profile (-1 where there is none), s, multipliers, products."""
        self.game, self.mechanism = game, mechanism
        self._payoffs = np.array([list(map(float, table)) for table in gross_payoffs(game.game, mechanism)])
        self._payoffs = (self._payoffs - game.shift[:, None]) / game.scale
        self._tempting = np.array([key in tempting for key in game.game.keys], dtype=np.bool_)
        may = np.array([np.isin(game.types[i], sorted(kinds)) for i, kinds in enumerate(entitled)])
        self.severance = np.where(may, np.cumsum(may.ravel()).reshape(may.shape) - 1, -1)
        self.slack = int(may.sum())
        self._factor = self.slack + 1
        self._product = self._factor + len(game.game.keys)
        self._number_products()

    def _number_products(self) -> None:
        """The products by player, turn and profile: of the multiplier of a claim with what severance has above that of the true type."""
        game = self.game
        factors, here, there, places = [], [], [], {}
        count = 0
        for i, size in enumerate(game.sizes):
            for turn in range(1, size):
                other = game.others_types(i, turn)
                key = game.key_places[i][game.types[i], other]
                own, told = self.severance[i], self.severance[i][game.told(i, other)]
                wanted = self._tempting[key] & ((own >= 0) | (told >= 0))
                number = np.where(wanted, count + np.cumsum(wanted) - 1, -1)
                count += int(wanted.sum())
                places[i, turn] = number
                factors.append(key[wanted])
                here.append(own[wanted])
                there.append(told[wanted])
        nothing = np.zeros(0, dtype=np.int64)
        self._factors, self._here, self._there = (np.concatenate([nothing, *parts]) for parts in (factors, here, there))
        self._places: dict[tuple[int, int], Numbers] = places

    def _mirrors(self) -> Numbers:
        """For each product that of the contrary lie in the other profile, -1 if it is none."""
        game, found = self.game, np.full(len(self._factors), -1, dtype=np.int64)
        for (i, turn), number in self._places.items():
            back = self._places[i, game.sizes[i] - turn][game.told(i, game.others_types(i, turn))]
            found[number[number >= 0]] = back[number >= 0]
        return found

    def program(self) -> Bilinear:
        """The program."""
        rows, game = Entries(), self.game
        for block in game.all_blocks:
            part, weight = game.parts(block.members)
            numbers = rows.new_rows((len(block.payoffs), int(part.max()) + 1))[:, part]
            sides = self._surplus(rows, numbers, block, weight)
            rows.bound(numbers, lower=-sides)
            rows.put(numbers[:, :1] * 0 + np.unique(numbers, axis=1), self.slack, 1.0)
        used = Block(game.everybody.members, game.everybody.payoffs)
        numbers = rows.new_rows((len(used.payoffs), game.profiles))
        sides = self._surplus(rows, numbers, used, np.ones(game.profiles))
        rows.bound(numbers, upper=np.where(self._used(), -sides, np.inf))
        rows.put(numbers, self.slack, -1.0)
        for i, prior in enumerate(game.priors):
            weight_rows = rows.new_rows((len(prior),), lower=-prior)
            claim, true = np.nonzero(game.key_places[i] >= 0)
            rows.put(weight_rows[claim], self._factor + game.key_places[i][claim, true], 1.0)
            rows.put(weight_rows[true], self._factor + game.key_places[i][claim, true], -1.0)
        raise NotImplementedError
