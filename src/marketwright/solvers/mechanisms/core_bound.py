"""Bounds on a quantity over the whole core, of all multipliers up to a number, by branch and bound in floats: a report, not a proof.

*Meaning.* The program is that of `interim` with plain support and without subsidy.  It does not know transfers and forgone payoffs profile by profile, of
players with several types; a quantity that depends on these in other ways than through expectations for types gets no bound.  Nor does one whose bound would be
only that of the box which is assumed where a player can do nothing alone.

*Source.* Spec bayesian 9.
"""

from dataclasses import dataclass, replace
from fractions import Fraction

import numpy as np

from marketwright.solvers.limit import Stopped, never
from marketwright.solvers.mechanisms.bilinear import Bilinear
from marketwright.solvers.mechanisms.branching import least
from marketwright.solvers.mechanisms.core_polyhedron import Quantity
from marketwright.solvers.mechanisms.core_relaxation import core_relaxation
from marketwright.solvers.mechanisms.game import Game
from marketwright.solvers.mechanisms.interim import InterimColumns, interim_box, interim_program, least_forgone
from marketwright.solvers.mechanisms.relaxation import Box, Relaxed
from marketwright.solvers.mechanisms.tensors import FloatGame, Floats

MOST_MULTIPLIER = 4.0
MOST_BOXES = 200
_BUDGET = 1e-9
_CLOSE = 1e-6


@dataclass(frozen=True, slots=True)
class OuterBound:
    """What the quantity is at most, None where there is no bound; and how many boxes were looked at."""

    greatest: float | None
    boxes: int


def core_bound(game: Game, quantity: Quantity, *, most: int = MOST_BOXES, stopped: Stopped = never) -> OuterBound | None:
    """What a quantity is at most in the core, as far as floats tell; None if the core is empty, as far as they tell.

    Raises: `LimitCame`.

    Cost: at most `most` linear programs.
    """
    floats = FloatGame(game)
    objective = _objective(floats, quantity)
    if objective is None:
        return OuterBound(None, 0)
    costs, constant = objective
    unit = float(np.abs(costs).max()) or 1.0
    program = _without_subsidy(interim_program(floats, fine=False))
    relaxation = core_relaxation(floats, replace(program, costs=-costs / unit), fine=False, stopped=stopped)
    box = interim_box(floats, MOST_MULTIPLIER, fine=False)
    found = least(relaxation, box, most=most)
    if found is None:
        return None
    relaxed, boxes = found
    nothing = np.isinf(relaxed.value) or (_assumed(floats) and _at_an_end(relaxed, box))
    return OuterBound(None if nothing else float(constant - relaxed.value * unit), boxes)


def _assumed(game: FloatGame) -> bool:
    """Whether the box of differences is an assumption, since some player can do nothing alone; otherwise it follows from what players can expect alone."""
    return any(np.isneginf(least).any() for least in least_forgone(game))


def _at_an_end(relaxed: Relaxed, box: Box) -> bool:
    """Whether a difference is as far as the box lets it go."""
    room = np.minimum(relaxed.differences - box.difference_lower, box.difference_upper - relaxed.differences)
    return bool((room < _CLOSE).any())


def _without_subsidy(program: Bilinear) -> Bilinear:
    """With the row that the subsidy is at most 0."""
    paid = np.flatnonzero(program.costs)
    return replace(
        program,
        row=np.concatenate((program.row, np.full(len(paid), len(program.row_upper)))),
        column=np.concatenate((program.column, paid)),
        value=np.concatenate((program.value, program.costs[paid])),
        row_lower=np.append(program.row_lower, -np.inf),
        row_upper=np.append(program.row_upper, _BUDGET),
    )


def _objective(game: FloatGame, quantity: Quantity) -> tuple[Floats, float] | None:
    """The quantity by column, and its constant; None if the columns do not determine it."""
    at = InterimColumns(game)
    costs, constant = np.zeros(at.width), 0.0
    for (t, action), number in quantity.lotteries.items():
        costs[at.lottery[action, t]] += float(number)
    for i in range(game.players):
        paid, forgone = ([table.get((i, t), Fraction(0)) for t in range(game.profiles)] for table in (quantity.transfers, quantity.forgone))
        constant += float(sum(forgone)) * game.shift[i]
        if game.sizes[i] == 1:
            weights = np.array(list(map(float, paid)))
            costs[at.virtual[i]] += (weights + np.array(list(map(float, forgone)))) * game.scale
            costs[at.severance[at.first_kind[i]]] += float((weights / game.others[i]).max()) * game.scale
            costs[at.lottery] -= weights * game.everybody.payoffs[:, i] * game.scale
            continue
        paid_by_type, forgone_by_type = _by_type(game, i, paid), _by_type(game, i, forgone)
        if paid_by_type is None or forgone_by_type is None:
            return None
        kinds = at.kinds(at.forgone, i, game.sizes[i])
        costs[kinds] += (paid_by_type + forgone_by_type) * game.scale
        costs[at.kinds(at.severance, i, game.sizes[i])] += paid_by_type * game.scale
        costs[at.lottery] -= paid_by_type[game.types[i]] * game.others[i] * game.everybody.payoffs[:, i] * game.scale
    return costs, constant


def _by_type(game: FloatGame, player: int, table: list[Fraction]) -> Floats | None:
    """The coefficients of types' expectations, None if the table is not made of these."""
    found: list[Fraction | None] = [None] * game.sizes[player]
    for number, weight, profile in zip(table, game.game.others_probability[player], game.game.profiles, strict=True):
        share = number / weight
        if found[profile[player]] not in (None, share):
            return None
        found[profile[player]] = share
    return np.array([float(share or 0) for share in found])
