"""Incentive efficiency: by how much a feasible mechanism can be improved for all types, and mechanisms that cannot be.

*Meaning.* Everybody can be given d more if everybody can be given what he has with n d to spare: the gap is 1/n of the least subsidy's amount below 0.

*Source.* Paper 004, Theorem 0 (corrected); spec bayesian 5.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from marketwright.solvers.limit import Stopped, never
from marketwright.solvers.linear.program import Infeasible, Optimum, Row
from marketwright.solvers.linear.solve import ExactSolver
from marketwright.solvers.mechanisms.formulas import interim, utilities
from marketwright.solvers.mechanisms.game import Game, Key, Lottery, Mechanism
from marketwright.solvers.mechanisms.incentives import Floors, Incentives, lottery_payoffs, with_utilities
from marketwright.solvers.mechanisms.subsidy import subsidized

_NONE, _ONE = Fraction(0), Fraction(1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Gap:
    """By how much all types can get more, the multipliers that prove it is no more, and a mechanism that does it (None if the gap is 0)."""

    gap: Fraction
    multipliers: dict[Key, Fraction]
    improvement: Mechanism | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Best:
    """A mechanism with the largest weighted sum of utilities; scale times the weights of types that its multipliers imply are at least those given."""

    mechanism: Mechanism
    value: Fraction
    multipliers: dict[Key, Fraction]
    scale: Fraction


@dataclass(frozen=True, slots=True, kw_only=True)
class NotPossible:
    """Multipliers that prove that no feasible mechanism gives all types their floors."""

    multipliers: dict[Key, Fraction]


def efficiency_gap(game: Game, mechanism: Mechanism, *, stopped: Stopped = never) -> Gap:
    """The largest d such that some feasible mechanism gives every type at least d more than this feasible one.

    Raises: `LimitCame`.
    """
    now = utilities(game, mechanism)
    found = subsidized(game, now, stopped=stopped)
    gap = -found.subsidy / len(game.sizes)
    if gap < 0:
        raise ValueError("the mechanism is not feasible")
    better = tuple(tuple(u + more + gap for u, more in zip(*lines, strict=True)) for lines in zip(now, found.excesses, strict=True))
    return Gap(gap=gap, multipliers=found.multipliers, improvement=with_utilities(game, found.lotteries, better) if gap else None)


def best_for_weights(game: Game, weights: Sequence[Sequence[Fraction]], *, stopped: Stopped = never) -> Best:
    """The feasible mechanism that maximises the weighted sum of utilities; weights add up to 1 for every player, and every player's expected transfer is 0.

    The multipliers imply exactly these weights.

    Raises: `LimitCame`.
    """
    incentives = Incentives(game, [[None] * size for size in game.sizes])
    shifts = [[weight - p for weight, p in zip(*lines, strict=True)] for lines in zip(weights, game.priors, strict=True)]
    nothing: list[tuple[Row, Fraction]] = [({incentives.excess(player, 0): _ONE}, _NONE) for player in game.players]
    best = ExactSolver(incentives.program(equal=nothing), stopped=stopped).maximum({**incentives.surplus, **incentives.utilities(shifts)})
    if not isinstance(best, Optimum):
        raise ArithmeticError("weights with the same sum for every player have a largest value")
    lotteries = incentives.lotteries(best.point)
    levels = _paid_nothing(game, lotteries, incentives.excesses(best.point))
    return Best(
        mechanism=with_utilities(game, lotteries, levels),
        value=_weighted(weights, levels),
        multipliers=incentives.multipliers(best.multipliers),
        scale=_ONE,
    )


def best_above_floors(game: Game, weights: Sequence[Sequence[Fraction]], floors: Floors, *, stopped: Stopped = never) -> Best | NotPossible:
    """The feasible mechanism that gives all types their floors and maximises the weighted sum of utilities; weights add up to 1 for every player.

    Raises: `LimitCame`.
    """
    incentives = Incentives(game, floors)
    spent = {**{variable: -worth for variable, worth in incentives.surplus.items()}, **incentives.utilities(game.priors)}
    budget = spent, -incentives.at_floors(game.priors)
    best = ExactSolver(incentives.program(upper=[budget]), stopped=stopped).maximum(incentives.utilities(weights))
    match best:
        case Infeasible(multipliers=shares):
            return NotPossible(multipliers=incentives.multipliers(shares, shares[incentives.others]))
        case Optimum(point=point, multipliers=shares):
            excesses, scale = incentives.excesses(point), shares[incentives.others]
            levels = [[incentives.floor(i, s) + more for s, more in enumerate(line)] for i, line in enumerate(excesses)]
            mechanism = with_utilities(game, incentives.lotteries(point), levels)
            return Best(mechanism=mechanism, value=_weighted(weights, levels), multipliers=incentives.multipliers(shares, scale), scale=scale)
    raise ArithmeticError("weights with the same sum for every player have a largest value")


def reservations(game: Game) -> tuple[tuple[Fraction, ...] | None, ...]:
    """For each player who can do something alone the most that each of his types can expect of it, None for the others."""
    alone = {coalition.members[0]: coalition for coalition in game.coalitions if len(coalition.members) == 1}
    return tuple(
        tuple(max(line) for line in zip(*(interim(game, i, table) for (table,) in alone[i].payoffs), strict=True)) if i in alone and alone[i].payoffs else None
        for i in game.players
    )


def _paid_nothing(game: Game, lotteries: tuple[Lottery, ...], levels: Sequence[Sequence[Fraction]]) -> list[list[Fraction]]:
    """The utilities, each player's moved by a constant, so that his expected transfer is 0."""
    found = []
    for i, (line, prior, table) in enumerate(zip(levels, game.priors, lottery_payoffs(game, lotteries), strict=True)):
        paid = sum((p * (u - worth) for p, u, worth in zip(prior, line, interim(game, i, table), strict=True)), _NONE)
        found.append([u - paid for u in line])
    return found


def _weighted(weights: Sequence[Sequence[Fraction]], levels: Sequence[Sequence[Fraction]]) -> Fraction:
    return sum((weight * u for lines in zip(weights, levels, strict=True) for weight, u in zip(*lines, strict=True)), _NONE)
