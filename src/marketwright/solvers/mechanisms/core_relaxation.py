"""Relaxations of the program of `interim` that know what else holds in the core, so that few boxes decide.

*Rows.* In the core, with multipliers a, virtual allocation W and best(t; a) = the most that virtual payoffs of an action of all add up to in t:

1. No type expects to forgo less than what it can expect alone: allocations are averages of virtual ones (`interim.least_forgone`).
2. sum of W_i(t) = best(t; a) (the Fact of paper 004, section 6).  Virtual payoffs are linear in multipliers; so for a in [A, B] best(t; a) is at most
   best(t; A) + sum of (a_k - A_k) times the largest slope of an action in a_k, and at most best(t; B) + sum of (a_k - B_k) times the least one.
3. Where a multiplier is above 0 its lie brings as much as the truth.

So boxes without a core allocation may have no solution although some need little subsidy.

*Source.* Spec bayesian 7 and 8.2.
"""

from dataclasses import replace

import numpy as np

from marketwright.solvers.limit import Stopped, never
from marketwright.solvers.mechanisms.bilinear import Bilinear, Entries, Floats
from marketwright.solvers.mechanisms.interim import InterimColumns, least_forgone
from marketwright.solvers.mechanisms.relaxation import Box, Relaxation
from marketwright.solvers.mechanisms.tensors import FloatGame


def core_relaxation(game: FloatGame, program: Bilinear, *, fine: bool = True, stopped: Stopped = never) -> Relaxation:
    """Relaxations of the program of `interim` over boxes, whose values are bounds for allocations in the core only."""
    at, own = InterimColumns(game), len(program.row_upper)
    greatest, least = _slopes(game)
    rows = Entries()
    for slopes in (greatest, least):
        numbers = rows.new_rows((game.profiles,))
        for i in range(game.players):
            rows.put(numbers, at.virtual[i], 1.0)
        profile, key = np.nonzero(slopes)
        rows.put(numbers[profile], at.factor + key, -slopes[profile, key])
    row, column, value = rows.sorted(at.width)
    without, above = rows.bounds
    extended = replace(
        program,
        row=np.concatenate((program.row, own + row)),
        column=np.concatenate((program.column, column)),
        value=np.concatenate((program.value, value)),
        row_lower=np.concatenate((program.row_lower, without)),
        row_upper=np.concatenate((program.row_upper, above)),
        lower=_lower(game, at, program, fine=fine),
    )

    def row_upper(box: Box) -> Floats:
        upper = extended.row_upper.copy()
        upper[program.factor_rows[box.factor_lower > 0]] = 0.0
        for first, slopes, corner in ((own, greatest, box.factor_lower), (own + game.profiles, least, box.factor_upper)):
            upper[first : first + game.profiles] = game.virtual_sums(game.everybody, corner).max(axis=0) - slopes @ corner
        return upper

    return Relaxation(extended, row_upper=row_upper, stopped=stopped)


def _lower(game: FloatGame, at: InterimColumns, program: Bilinear, *, fine: bool) -> Floats:
    """The columns' lower bounds, with what types expect to forgo at least."""
    found = program.lower.copy()
    found[at.forgone] = np.concatenate(least_forgone(game, fine=fine))
    return found


def _slopes(game: FloatGame) -> tuple[Floats, Floats]:
    """By profile and multiplier the largest and the least slope of actions' virtual payoffs."""
    payoffs = game.everybody.payoffs
    profiles = np.arange(game.profiles)
    found = np.zeros((2, game.profiles, len(game.game.keys)))
    for i, size in enumerate(game.sizes):
        own = payoffs[:, i]
        for turn in range(1, size):
            other = game.others_types(i, turn)
            slopes = (own - own[:, game.told(i, other)]) / game.priors[i][game.types[i]]
            found[:, profiles, game.key_places[i][game.types[i], other]] = slopes.max(axis=0), slopes.min(axis=0)
    return found[0], found[1]
