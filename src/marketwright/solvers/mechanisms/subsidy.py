"""The least subsidy of incentive compatible mechanisms that leave nobody short.

*Meaning.* Given floors, the least expected sum of transfers is, over lotteries and utilities of at least the floors, what all expect less the surplus.  The
multipliers a of lies prove it:  sum of l_i(s) x floor - sum over t of p(t) max over c of the sum of v_i(c, t).

*Source.* Paper 004, section 6; spec bayesian 7.
"""

from dataclasses import dataclass
from fractions import Fraction

from marketwright.solvers.limit import Stopped, never
from marketwright.solvers.linear.program import Optimum
from marketwright.solvers.linear.solve import ExactSolver
from marketwright.solvers.mechanisms.formulas import interim
from marketwright.solvers.mechanisms.game import Game, Key, Lottery, Mechanism, Tables
from marketwright.solvers.mechanisms.incentives import Incentives, with_allocation


@dataclass(frozen=True, slots=True, kw_only=True)
class Subsidized:
    """The least subsidy, the multipliers that prove it, lotteries, and by how much each type's utility exceeds his floor."""

    subsidy: Fraction
    multipliers: dict[Key, Fraction]
    lotteries: tuple[Lottery, ...]
    excesses: tuple[tuple[Fraction, ...], ...]


def subsidized(game: Game, floors: tuple[tuple[Fraction, ...], ...], *, stopped: Stopped = never) -> Subsidized:
    """The least subsidy with which every type gets his floor.

    Raises: `LimitCame`.

    Cost: one linear program with a variable for each profile and action of all, and a row for each lie and each profile.
    """
    incentives = Incentives(game, floors)
    best = ExactSolver(incentives.program(), stopped=stopped).maximum(
        {**incentives.surplus, **{variable: -weight for variable, weight in incentives.utilities(game.priors).items()}}
    )
    if not isinstance(best, Optimum):
        raise ArithmeticError("a constant lottery with large payments is always possible, and no payments below the floors are")
    return Subsidized(
        subsidy=incentives.at_floors(game.priors) - best.value,
        multipliers=incentives.multipliers(best.multipliers),
        lotteries=incentives.lotteries(best.point),
        excesses=incentives.excesses(best.point),
    )


def least_subsidy(game: Game, allocation: Tables, *, stopped: Stopped = never) -> tuple[Fraction, Mechanism, dict[Key, Fraction]]:
    """The least subsidy that achieves an allocation in every profile, a mechanism that does, and the multipliers that prove it.

    What a type gets above what he expects of the allocation may be paid in all profiles alike; so expectations suffice.

    Raises: `LimitCame`.
    """
    found = subsidized(game, tuple(interim(game, i, table) for i, table in enumerate(allocation)), stopped=stopped)
    return found.subsidy, with_allocation(game, found.lotteries, allocation, found.excesses), found.multipliers
