"""What given multipliers support finely, exactly: a core allocation, or the allocation with the least subsidy.

*Meaning.* For mechanisms with o <= w and multipliers a that support o finely the subsidy is a sum of parts that are at least 0:

    sum of l_i(s) E_i(s)  +  sum of a_i(r|s) [U_i(s) - L_i(r|s)]  +  sum of p(t) [sum of W_i(t) - best(t)]  +  sum of p(t) m(c|t) [best(t) - sum of v_i(c, t)]

where E is expected severance, W the virtual allocation, best(t) the most that the virtual payoffs of an action of all add up to.  So in the core all parts are
0, and where they are there is no subsidy: severance only for types of weight 0, tempting lies where there are multipliers, only best actions.  That leaves
few variables.

*Source.* Paper 004, section 6 (the Fact); spec bayesian 7 and 8.1.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from marketwright.solvers.limit import Stopped, never
from marketwright.solvers.linear.program import Optimum
from marketwright.solvers.linear.solve import ExactSolver
from marketwright.solvers.mechanisms.essential import essential_actions
from marketwright.solvers.mechanisms.formulas import is_admissible, weights
from marketwright.solvers.mechanisms.game import Game, Mechanism, Multipliers
from marketwright.solvers.mechanisms.supported_program import Freedom, SupportedProgram
from marketwright.solvers.mechanisms.virtual_worths import virtual_worths


@dataclass(frozen=True, slots=True, kw_only=True)
class Supported:
    """Multipliers, an allocation that they support finely, a mechanism that achieves it but for the budget, and the subsidy that it needs (0 in the core)."""

    multipliers: Multipliers
    allocation: tuple[tuple[Fraction, ...], ...]
    mechanism: Mechanism
    subsidy: Fraction = Fraction(0)


def supported_core(game: Game, multipliers: Multipliers, *, actions: Sequence[Sequence[int]] | None = None, stopped: Stopped = never) -> Supported | None:
    """The core allocation with least expected severance among those that the multipliers support finely, None if they support none.

    `actions`: the essential actions of each coalition, if they are known.

    Raises: `LimitCame`.

    Cost: an exact linear program with at most one variable for each player and profile, and one for each best action that ties.
    """
    if not is_admissible(game, multipliers):
        return None
    shares = weights(game, multipliers)
    worths = virtual_worths(game, multipliers, essential_actions(game) if actions is None else actions)
    freedom = Freedom(
        severance=[[kind for kind, share in enumerate(line) if not share] for line in shares],
        actions=worths.best,
        tempting=frozenset(key for key, number in multipliers.items() if number),
        exhausted=True,
    )
    program = SupportedProgram(game, multipliers, worths, freedom)
    found = ExactSolver(program.program, stopped=stopped).minimum(program.expected_severance)
    return _supported(program, found, Fraction(0)) if isinstance(found, Optimum) else None


def least_supported_subsidy(game: Game, multipliers: Multipliers, *, stopped: Stopped = never) -> Supported:
    """The allocation with the least subsidy among those that admissible multipliers support finely; above 0, unless it is in the core.

    Raises: `LimitCame`.

    Cost: an exact linear program with a variable for each player and profile, and for each profile and action of all.
    """
    worths = virtual_worths(game, multipliers, essential_actions(game))
    freedom = Freedom(
        severance=[range(size) for size in game.sizes],
        actions=[range(game.everybody.actions)] * len(game.profiles),
        tempting=(),
        exhausted=False,
    )
    program = SupportedProgram(game, multipliers, worths, freedom)
    costs, known = program.subsidy
    found = ExactSolver(program.program, stopped=stopped).minimum(costs)
    if not isinstance(found, Optimum):
        raise ArithmeticError("large payments are always possible, and the subsidy of what multipliers support is at least 0")
    return _supported(program, found, known - found.value)


def _supported(program: SupportedProgram, found: Optimum, subsidy: Fraction) -> Supported:
    mechanism, allocation = program.result(found.point)
    multipliers = {key: number for key, number in program.multipliers.items() if number}
    return Supported(multipliers=multipliers, allocation=allocation, mechanism=mechanism, subsidy=subsidy)
