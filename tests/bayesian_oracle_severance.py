"""Whether any severance could make a mechanism a core mechanism, for `tests/bayesian_claims.py`: all cases of weights that are 0, one after another.

In the core lambda_i(t_i) epsilon_i(t) = 0. For every set of types whose lambda is 0, and who alone get severance, phi_i(s|r; t) = alpha_i(s|r) epsilon_i(t)
with t_i = r makes Theorem 1 linear. If none of these programs has a solution, there is no severance.
"""

from fractions import Fraction
from itertools import chain, combinations

from tests.bayesian_oracle import ZERO, gross_payoffs, slacks, transformed, virtual_worth, welfare_weights
from tests.bayesian_oracle_lp import total
from tests.bayesian_oracle_programs import multiplier_program


def is_beyond_severance(game, mechanism):
    """Whether no case has a solution; a mechanism that is incentive-efficient."""
    lost = slacks(game, mechanism)
    tempted = sorted({(i, true) for (i, claim, true), slack in lost.items() if slack == 0})
    sets = chain.from_iterable(combinations(tempted, size) for size in range(len(tempted) + 1))
    return not any(_has_solution(game, mechanism, lost, frozenset(among)) for among in sets)


def _has_solution(game, mechanism, lost, among):
    """Whether multipliers and flows satisfy Theorem 1 when these types have lambda 0 and the others get nothing."""
    program, alpha = multiplier_program(game, mechanism)
    for kind, weight in welfare_weights(game, alpha).items():
        program.at_least(weight)
        if kind in among:
            program.equal(weight)
    flows = {
        (i, claim, true, t): program.variable("phi", i, claim, true, t)
        for (i, claim, true), slack in lost.items()
        if slack == 0 and (i, true) in among
        for t in game.profiles
        if game.type_of(t, i) == true
    }
    kept = gross_payoffs(game, mechanism)

    def paid(i, t):
        """The virtual value of severance."""
        s = game.type_of(t, i)
        leaving = [flow for (j, _, true, at), flow in flows.items() if (j, true, at) == (i, s, t)]
        coming = [flow * -1 for (j, claim, true, at), flow in flows.items() if (j, claim, at) == (i, s, game.with_type(t, i, true))]
        return total([*leaving, *coming]) * (Fraction(1) / game.p[i][s]) if leaving or coming else ZERO

    virtual = {i: {t: total([transformed(game, alpha, i, kept[i], t), paid(i, t) * -1]) for t in game.profiles} for i in game.players}
    for coalition, actions in game.actions.items():
        for c in actions:
            for part in game.parts(coalition):
                among_t = game.profiles_with(coalition, part)
                weights = {t: game.prior(t, game.others(*coalition)) for t in among_t}
                left = total(virtual[i][t] * weights[t] for i in coalition for t in among_t)
                program.at_least(left, total(virtual_worth(game, alpha, coalition, c, t) * weights[t] for t in among_t))
    return program.feasible() is not None
