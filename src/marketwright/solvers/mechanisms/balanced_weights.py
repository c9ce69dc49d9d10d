"""The core of one profile: weights of coalitions that are worth more than all players together.

*Source.* Bondareva and Shapley; spec bayesian 2 and 13 (one type each).
"""

from dataclasses import dataclass
from fractions import Fraction

from marketwright.solvers.limit import Stopped, never
from marketwright.solvers.linear.program import LinearProgram, Optimum
from marketwright.solvers.linear.solve import ExactSolver
from marketwright.solvers.mechanisms.game import Game


@dataclass(frozen=True, slots=True, kw_only=True)
class BalancedWeights:
    """(coalition, action, weight above 0) of a plan in which every player's weights add up to 1, what it is worth, and the most that all are."""

    plan: tuple[tuple[int, int, Fraction], ...]
    worth: Fraction
    most: Fraction


def worthier_plan(game: Game, *, profile: int = 0, stopped: Stopped = never) -> BalancedWeights | None:
    """The balanced plan that is worth most in a profile, if that is more than all players together are; None if the core in this profile is not empty.

    Raises: `LimitCame`.
    """
    best = [
        max((sum((table[profile] for table in tables), Fraction(0)), -action) for action, tables in enumerate(c.payoffs)) if c.payoffs else None
        for c in game.coalitions
    ]
    listed = [(place, number) for place, number in enumerate(best) if number is not None]
    rows: list[dict[int, Fraction]] = [{} for _ in game.players]
    for variable, (place, _) in enumerate(listed):
        for member in game.coalitions[place].members:
            rows[member][variable] = Fraction(1)
    program = LinearProgram(variables=len(listed), rows=tuple(rows), right_sides=(Fraction(1),) * len(rows), equalities=frozenset(range(len(rows))))
    found = ExactSolver(program, stopped=stopped).maximum({variable: worth for variable, (_, (worth, _)) in enumerate(listed)})
    if not isinstance(found, Optimum):
        raise ArithmeticError("all players together are a balanced plan, and weights are at most 1")
    most = listed[-1][1][0]
    if found.value <= most:
        return None
    plan = tuple((place, -action, weight) for (place, (_, action)), weight in zip(listed, found.point, strict=True) if weight)
    return BalancedWeights(plan=plan, worth=found.value, most=most)
