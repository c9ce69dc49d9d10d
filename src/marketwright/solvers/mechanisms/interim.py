"""The core as a program with few products: multipliers meet only what types expect to forgo.

*Meaning.* W_i(t) is the virtual allocation, o_i(s) the expectation of the allocation for a type, E_i(s) >= 0 expected severance, U = o + E utility.  Minimise
the subsidy subject to

    sum over S of W_i(t) >= sum over S of v_i(c, t)       for every S, c in C(S), t; with plain support averaged over the types of those outside S,
    sum over t_-i of p(t_-i) W_i(t) = o_i(s) + sum over r of a_i(s|r) / p_i(s) [o_i(s) - o_i(r)],
    incentive constraints, admissible multipliers.

The allocation itself follows from W and a: its table and that of W differ by a matrix that does not depend on the types of others.

*Source.* Spec bayesian 8.1, with products summed over the types of others.
"""

from collections.abc import Sequence

import numpy as np

from marketwright.solvers.mechanisms.bilinear import Bilinear, Entries, Floats, Numbers, by_part
from marketwright.solvers.mechanisms.relaxation import Box
from marketwright.solvers.mechanisms.tensors import Block, FloatGame

WIDE = 20.0
"""Twice the size of payoffs."""


class InterimColumns:
    """Where the variables of the program stand."""

    def __init__(self, game: FloatGame) -> None:
        """Number them."""
        kinds = int(sum(game.sizes))
        self.first_kind = np.concatenate(([0], np.cumsum(game.sizes)))[:-1]
        count = game.players * game.profiles
        self.virtual = np.arange(count).reshape(game.players, game.profiles)
        self.forgone = count + np.arange(kinds)
        self.severance = count + kinds + np.arange(kinds)
        count += 2 * kinds
        actions = len(game.everybody.payoffs)
        self.lottery = count + np.arange(actions * game.profiles).reshape(actions, game.profiles)
        self.factor = count + actions * game.profiles
        self.product = self.factor + len(game.game.keys)
        self.width = self.product + len(game.game.keys)

    def kinds(self, columns: Numbers, player: int, size: int) -> Numbers:
        """The columns of a player's types."""
        found: Numbers = columns[self.first_kind[player] + np.arange(size)]
        return found


def interim_program(game: FloatGame, *, fine: bool = True) -> Bilinear:
    """The program of a game, with fine or plain support."""
    at, rows = InterimColumns(game), Entries()
    for block in game.blocks if fine else game.all_blocks:
        _support(game, at, rows, block, range(game.players) if fine else block.members)
    _links(game, at, rows)
    admissible(game, rows, at.factor)
    incentives = _incentives(game, at, rows)
    total = rows.new_rows((game.profiles,), lower=1.0, upper=1.0)
    rows.put(total[None], at.lottery, 1.0)
    row, column, value = rows.sorted(at.width)
    row_lower, row_upper = rows.bounds
    lower, costs = np.zeros(at.width), np.zeros(at.width)
    lower[at.virtual] = lower[at.forgone] = -np.inf
    lower[at.product :] = -np.inf
    prior = np.concatenate(game.priors)
    costs[at.forgone] = costs[at.severance] = prior
    costs[at.lottery] = -game.probability * game.everybody.payoffs.sum(axis=1)
    players, claims, trues = np.array(game.game.keys, dtype=np.int64).reshape(-1, 3).T
    number = np.arange(len(players))
    first = at.first_kind[players]
    claimed, meant = at.forgone[first + claims], at.forgone[first + trues]
    return Bilinear(
        row=row,
        column=column,
        value=value,
        row_lower=row_lower,
        row_upper=row_upper,
        lower=lower,
        upper=np.full(at.width, np.inf),
        costs=costs,
        first_factor=at.factor,
        first_product=at.product,
        factors=number,
        factor_rows=incentives,
        difference_product=np.concatenate((number, number)),
        difference_column=np.concatenate((claimed, meant)),
        difference_value=np.repeat((1.0, -1.0), len(number)),
        mirrors=np.array([game.key_places[i][true, claim] for i, claim, true in game.game.keys], dtype=np.int64),
    )


def _support(game: FloatGame, at: InterimColumns, rows: Entries, block: Block, known: Sequence[int]) -> None:
    """Rows: the virtual allocation is worth at least every action, for each combination of types of those whose types are known."""
    part, weight = game.parts(known)
    worth = by_part(weight * block.payoffs.sum(axis=1), part)
    numbers = rows.new_rows(worth.shape, lower=worth)[:, part]
    for place, i in enumerate(block.members):
        own = block.payoffs[:, place]
        rows.put(numbers, at.virtual[i], weight)
        for turn in range(1, game.sizes[i]):
            other = game.others_types(i, turn)
            gain = weight * (own - own[:, game.told(i, other)])
            rows.put(numbers, at.factor + game.key_places[i][game.types[i], other], -gain / game.priors[i][game.types[i]])


def _links(game: FloatGame, at: InterimColumns, rows: Entries) -> None:
    """Rows: expectations of the virtual allocation follow from those of the allocation."""
    for i, size in enumerate(game.sizes):
        numbers = rows.new_rows((size,), lower=0.0, upper=0.0)
        rows.put(numbers[game.types[i]], at.virtual[i], game.others[i])
        rows.put(numbers, at.kinds(at.forgone, i, size), -1.0)
        claim, true = np.nonzero(game.key_places[i] >= 0)
        rows.put(numbers[claim], at.product + game.key_places[i][claim, true], -1.0 / game.priors[i][claim])


def admissible(game: FloatGame, rows: Entries, first: int) -> None:
    """Rows: the weights of types are at least 0; multipliers are the columns from `first` on."""
    for i, prior in enumerate(game.priors):
        numbers = rows.new_rows((len(prior),), lower=-prior)
        claim, true = np.nonzero(game.key_places[i] >= 0)
        key = game.key_places[i][claim, true]
        rows.put(numbers[claim], first + key, 1.0)
        rows.put(numbers[true], first + key, -1.0)


def _incentives(game: FloatGame, at: InterimColumns, rows: Entries) -> Numbers:
    """Rows: no type gains by a claim; their numbers, in the order of multipliers."""
    found = np.zeros(len(game.game.keys), dtype=np.int64)
    for i, size in enumerate(game.sizes):
        claim, true = np.nonzero(game.key_places[i] >= 0)
        numbers = np.full((size, size), -1, dtype=np.int64)
        numbers[claim, true] = rows.new_rows((len(claim),), lower=0.0)
        found[game.key_places[i][claim, true]] = numbers[claim, true]
        for columns in (at.forgone, at.severance):
            kinds = at.kinds(columns, i, size)
            rows.put(numbers[claim, true], kinds[true], 1.0)
            rows.put(numbers[claim, true], kinds[claim], -1.0)
        own = game.everybody.payoffs[:, i]
        for turn in range(1, size):
            other = game.others_types(i, turn)
            rows.put(numbers[game.types[i], other], at.lottery, -game.others[i] * (own[:, game.told(i, other)] - own))
    return found


def least_forgone(game: FloatGame, *, fine: bool = False) -> list[Floats]:
    """What the types of each player expect to forgo at least in allocations that nobody blocks: the most that they can expect alone.

    With fine support that is the expectation of the most that they can get in each profile.  There is no bound for a player who can do nothing alone.
    """
    alone = [np.full(size, -np.inf) for size in game.sizes]
    for block in game.all_blocks:
        if len(block.members) == 1:
            (i,) = block.members
            payoffs = block.payoffs[:, 0].max(axis=0)[None] if fine else block.payoffs[:, 0]
            alone[i] = by_part(game.others[i] * payoffs, game.types[i]).max(axis=0)
    return alone


def interim_box(game: FloatGame, most: float, *, fine: bool = True) -> Box:
    """Bounds on differences of what types expect to forgo, and on multipliers, from 0 to `most`.

    No type forgoes more than he does at least, and all that all players can gain beyond that, divided by his probability.  A player who can do nothing alone
    is taken to forgo no less than his least payoffs.
    """
    alone = [np.maximum(least, -WIDE) for least in least_forgone(game, fine=fine)]
    surplus = float(game.probability @ game.everybody.payoffs.sum(axis=1).max(axis=0))
    gain = max(0.0, surplus - sum(float(prior @ least) for prior, least in zip(game.priors, alone, strict=True)))
    greatest = [least + gain / prior for prior, least in zip(game.priors, alone, strict=True)]
    keys = game.game.keys
    low = np.array([alone[i][claim] - greatest[i][true] for i, claim, true in keys])
    high = np.array([greatest[i][claim] - alone[i][true] for i, claim, true in keys])
    return Box(np.zeros(len(keys)), np.full(len(keys), most), low, high)
