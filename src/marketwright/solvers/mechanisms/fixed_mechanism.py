"""Severance that makes a mechanism's payoffs an allocation that nobody blocks, as a bilinear program.

*Meaning.* With payoffs w and severance e the virtual allocation is Vw - Ve, and in Ve multipliers meet differences of severance.  Minimise s subject to

    s + sum over t_-S of p(t_-S) sum over S of [(Vw - Ve)_i(t) - v_i(c, t)] >= 0          for every S, c in C(S), t_S,
    -s + sum over all of [(Vw - Ve)_i(t) - v_i(c, t)] <= 0                                for every t and c that the mechanism uses,

admissible multipliers, and e = 0 but for some types.  The least value is 0 exactly where such severance exists.

*Source.* Spec bayesian 7 (supporting severance, step 4).
"""

from collections.abc import Collection, Sequence

import numpy as np
from numpy.typing import NDArray

from marketwright.solvers.mechanisms.bilinear import Bilinear, Entries, Floats, Numbers, by_part
from marketwright.solvers.mechanisms.formulas import gross_payoffs
from marketwright.solvers.mechanisms.game import Key, Mechanism
from marketwright.solvers.mechanisms.interim import WIDE, admissible, least_forgone
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
        factors, here, there = list[Numbers](), list[Numbers](), list[Numbers]()
        places: dict[tuple[int, int], Numbers] = {}
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
        self._places = places

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
            lower = -by_part(weight * self._surplus(block), part)
            numbers = rows.new_rows(lower.shape, lower=lower)
            rows.put(numbers, self.slack, 1.0)
            self._put(rows, numbers[:, part], block, weight)
        used = self._used()
        numbers = rows.new_rows(used.shape, upper=np.where(used, -self._surplus(game.everybody), np.inf))
        rows.put(numbers, self.slack, -1.0)
        self._put(rows, numbers, game.everybody, np.ones(game.profiles))
        admissible(game, rows, self._factor)
        width = self._product + len(self._factors)
        row, column, value = rows.sorted(width)
        row_lower, row_upper = rows.bounds
        lower, upper, costs = np.zeros(width), np.full(width, np.inf), np.zeros(width)
        lower[self._product :] = -np.inf
        upper[self._factor : self._product][~self._tempting] = 0.0
        costs[self.slack] = 1.0
        product = np.arange(len(self._factors))
        own, told = self._here >= 0, self._there >= 0
        return Bilinear(
            row=row,
            column=column,
            value=value,
            row_lower=row_lower,
            row_upper=row_upper,
            lower=lower,
            upper=upper,
            costs=costs,
            first_factor=self._factor,
            first_product=self._product,
            factors=self._factors,
            factor_rows=np.zeros(0, dtype=np.int64),
            difference_product=np.concatenate((product[own], product[told])),
            difference_column=np.concatenate((self._here[own], self._there[told])),
            difference_value=np.concatenate((np.ones(int(own.sum())), -np.ones(int(told.sum())))),
            mirrors=self._mirrors(),
        )

    def _surplus(self, block: Block) -> Floats:
        """By action and profile what members get in the mechanism above their payoffs."""
        return np.asarray((self._payoffs[list(block.members)] - block.payoffs).sum(axis=1))

    def _put(self, rows: Entries, numbers: Numbers, block: Block, weight: Floats) -> None:
        """The entries of multipliers, severance and products in rows (by action and profile) of virtual allocation less virtual payoffs."""
        game = self.game
        for place, i in enumerate(block.members):
            own = self._payoffs[i] - block.payoffs[:, place]
            entitled = np.flatnonzero(self.severance[i] >= 0)
            rows.put(numbers[:, entitled], self.severance[i][entitled], -weight[entitled])
            for turn in range(1, game.sizes[i]):
                other = game.others_types(i, turn)
                share = weight / game.priors[i][game.types[i]]
                rows.put(numbers, self._factor + game.key_places[i][game.types[i], other], share * (own - own[:, game.told(i, other)]))
                product = self._places[i, turn]
                some = np.flatnonzero(product >= 0)
                rows.put(numbers[:, some], self._product + product[some], -share[some])

    def _used(self) -> NDArray[np.bool_]:
        """By action and profile whether the mechanism uses the action."""
        actions = range(self.game.game.everybody.actions)
        return np.array([[bool(lottery.get(action)) for lottery in self.mechanism.lotteries] for action in actions])

    def box(self, most: float) -> Box:
        """Bounds on multipliers, and on differences: no type expects to forgo less than what he can expect alone."""
        game, alone = self.game, [np.maximum(least, -WIDE) for least in least_forgone(self.game)]
        highest = np.zeros(self.slack)
        for i, least in enumerate(alone):
            expected = np.bincount(game.types[i], weights=game.others[i] * self._payoffs[i], minlength=game.sizes[i])
            entitled = self.severance[i] >= 0
            highest[self.severance[i][entitled]] = (np.maximum(expected - least, 0.0)[game.types[i]] / game.others[i])[entitled]
        bounds = np.append(highest, 0.0)
        upper = np.where(self._tempting, most, 0.0)
        return Box(np.zeros(len(upper)), upper, -bounds[self._there], bounds[self._here])
