"""The linear programs of paper 004 as they are printed, for `tests/bayesian_oracle.py`: efficiency, blocking, subsidies, the core."""

from fractions import Fraction

from tests.bayesian_oracle import (
    ZERO,
    achieves,
    blocking_chance,
    blocking_gain,
    blocking_profit,
    chance_key,
    gross_payoff,
    is_feasible,
    is_hydraulic,
    profit,
    slacks,
    subsidy,
    transformed,
    utilities,
    utility,
    virtual_share,
    virtual_worth,
    welfare_weights,
)
from tests.bayesian_oracle_lp import Program, UnboundedError, maximum_float, total

# Mechanisms.


def mechanism_variables(game, program):
    """(mu, x) of variables, with the rows of lotteries and incentive compatibility."""
    mu = {t: {c: program.variable("mu", t, c) for c in game.actions[game.everyone]} for t in game.profiles}
    x = {i: {t: program.variable("x", i, t, free=True) for t in game.profiles} for i in game.players}
    for t in game.profiles:
        program.equal(total(mu[t].values()), 1)
    for slack in slacks(game, (mu, x)).values():
        program.at_least(slack)
    return mu, x


def gap_program(game, mechanism):
    """(program, delta, variables): the largest delta by which a feasible mechanism is better for all types."""
    program = Program()
    other = mechanism_variables(game, program)
    delta = program.variable("delta", free=True)
    program.at_least(profit(game, other))
    for (i, s), level in utilities(game, mechanism).items():
        program.at_least(utility(game, other, i, s), level + delta)
    return program, delta, other


def efficiency_gap(game, mechanism):
    """(delta*, a feasible mechanism that is better by delta* for all types)."""
    program, delta, other = gap_program(game, mechanism)
    found = program.maximum(delta)
    return found.value, found.at(other[0]), found.at(other[1])


def efficiency_gap_float(game, mechanism):
    """delta* in floating point."""
    return maximum_float(*gap_program(game, mechanism)[:2])


def frontier(game, weights, levels=None):
    """(greatest sum of weights times utilities, mechanism) among feasible mechanisms, with utilities of at least `levels`; None if it is unbounded."""
    program = Program()
    found = mechanism_variables(game, program)
    program.at_least(profit(game, found))
    for (i, s), level in (levels or {}).items():
        program.at_least(utility(game, found, i, s), level)
    try:
        optimum = program.maximum(total(weights[i, s] * utility(game, found, i, s) for i, s in game.player_types()))
    except UnboundedError:
        return None
    return optimum.value, (optimum.at(found[0]), optimum.at(found[1]))


def alpha_variables(game, program):
    """alpha of variables with lambda >= 0."""
    alpha = {(i, s, r): program.variable("alpha", i, s, r) for i, s, r in game.lies()}
    for weight in welfare_weights(game, alpha).values():
        program.at_least(weight)
    return alpha


def multiplier_program(game, mechanism, weights=None):
    """(program, alpha): the multipliers that Theorem 0 wants for a mechanism, its budget aside, with lambda as given or any."""
    mu, _ = mechanism
    program = Program()
    alpha = alpha_variables(game, program)
    for lie, slack in slacks(game, mechanism).items():
        if slack != 0:
            program.equal(alpha[lie])
    for t in game.profiles:
        for c in game.actions[game.everyone]:
            for d in game.actions[game.everyone]:
                if mu[t][c] > 0 and c != d:
                    program.at_least(virtual_worth(game, alpha, game.everyone, c, t), virtual_worth(game, alpha, game.everyone, d, t))
    for (i, s), weight in welfare_weights(game, alpha).items():
        if weights is not None:
            program.equal(weight, weights[i, s])
    return program, alpha


def theorem_0_multipliers(game, mechanism, weights=None):
    """alpha that proves a mechanism incentive-efficient, None if there is none."""
    if not is_feasible(game, mechanism) or profit(game, mechanism) != 0:
        return None
    program, alpha = multiplier_program(game, mechanism, weights)
    found = program.feasible()
    return None if found is None else found.at(alpha)


def jeopardy(game, mechanism):
    """{(i, s, r): (least, greatest alpha_i(s|r), None without end)} over the multipliers of an incentive-efficient mechanism, and so for lambda."""
    program, alpha = multiplier_program(game, mechanism)
    return {lie: _range(program, entry) for lie, entry in alpha.items()}, {
        place: _range(program, weight) for place, weight in welfare_weights(game, alpha).items()
    }


def _range(program, expression):
    least = program.minimum(expression).value
    try:
        return least, program.maximum(expression).value
    except UnboundedError:
        return least, None


# Blocking.


def blocking_program(game, omega, fine=False):
    """(program, profit, plan): the blocking plan with the largest profit."""
    program = Program()
    nu = {}
    for coalition, action in game.blocks():
        for t in game.profiles:
            key = chance_key(game, coalition, action, t, fine)
            if key not in nu:
                nu[key] = program.variable("nu", *key)
    y = {(i, s): program.variable("y", i, s, free=True) for i, s in game.player_types()}
    plan = nu, y
    for t in game.profiles:
        program.at_least(1, blocking_chance(game, plan, t, fine))
    for i, s in game.player_types():
        gain = blocking_gain(game, omega, plan, i, s, fine=fine)
        program.at_least(gain)
        for r in game.types[i]:
            if r != s:
                program.at_least(gain, blocking_gain(game, omega, plan, i, s, r, fine))
    return program, blocking_profit(game, plan), plan


def best_blocking_plan(game, omega, fine=False):
    """(B(omega), plan)."""
    program, earned, plan = blocking_program(game, omega, fine)
    found = program.maximum(earned)
    return found.value, (found.at(plan[0]), found.at(plan[1]))


def blocking_profit_float(game, omega, fine=False):
    """B(omega) in floating point."""
    return maximum_float(*blocking_program(game, omega, fine)[:2])


def blocking_bound(game, omega, fine=False):
    """(least sum of kappa, alpha, kappa): the dual of the blocking program."""
    program = Program()
    alpha = alpha_variables(game, program)
    kappa = {t: program.variable("kappa", t) for t in game.profiles}
    _bound_blocks(game, program, omega, alpha, fine, kappa)
    found = program.minimum(total(kappa.values()))
    return found.value, found.at(alpha), found.at(kappa)


def _bound_blocks(game, program, omega, alpha, fine, kappa=None):
    """sum over t_{N-S} of kappa(t) + p(t) sum_{i in S} [(V omega)_i(t) - v_i(c,t)] >= 0 for all S, c, t_S; of a fine plan for all S, c, t."""
    for coalition, action in game.blocks():
        for part in game.profiles if fine else game.parts(coalition):
            among = [part] if fine else game.profiles_with(coalition, part)
            surplus = [game.prior(t) * (virtual_share(game, alpha, omega, coalition, t) - virtual_worth(game, alpha, coalition, action, t)) for t in among]
            program.at_least(total([*surplus, *(kappa[t] for t in among if kappa is not None)]))


def theorem_1_multipliers(game, omega, fine=False):
    """alpha that proves an allocation inhibitive (finely supported), None if there is none."""
    program = Program()
    alpha = alpha_variables(game, program)
    _bound_blocks(game, program, omega, alpha, fine)
    found = program.feasible()
    return None if found is None else found.at(alpha)


def is_inhibitive(game, omega):
    """Whether no blocking plan is tenable."""
    return theorem_1_multipliers(game, omega) is not None


# Subsidies.


def subsidy_program(game, omega):
    """(program, spent, mechanism): the program (1)-(4) of the paper."""
    program = Program()
    found = mechanism_variables(game, program)
    for i in game.players:
        for t in game.profiles:
            program.at_least(gross_payoff(game, found, i, t), omega[i][t])
    return program, subsidy(game, found), found


def least_subsidy(game, omega):
    """(z(omega), a mechanism that gives at least omega at this cost)."""
    program, spent, found = subsidy_program(game, omega)
    optimum = program.minimum(spent)
    return optimum.value, (optimum.at(found[0]), optimum.at(found[1]))


def least_subsidy_float(game, omega):
    """z(omega) in floating point."""
    program, spent, _ = subsidy_program(game, omega)
    return -maximum_float(program, -spent)


def subsidy_bound(game, omega):
    """(greatest bound, beta, gamma): the dual (5')-(7'); h is the lambda of beta."""
    program = Program()
    beta = alpha_variables(game, program)
    gamma = {t: program.variable("gamma", t, free=True) for t in game.profiles}
    for t in game.profiles:
        for c in game.actions[game.everyone]:
            program.at_least(0, virtual_worth(game, beta, game.everyone, c, t) + gamma[t])
    found = program.maximum(subsidy_bound_value(game, omega, beta, gamma))
    return found.value, found.at(beta), found.at(gamma)


def subsidy_bound_value(game, omega, beta, gamma):
    """sum_t sum_i p(t_-i) omega_i(t) h_i(t_i) + sum_t p(t) gamma(t)."""
    weights = welfare_weights(game, beta)
    own = (weights[i, game.type_of(t, i)] * (game.prior(t, game.others(i)) * omega[i][t]) for i in game.players for t in game.profiles)
    return total([*own, *(gamma[t] * game.prior(t) for t in game.profiles)])


def subsidy_bound_complaints(game, beta, gamma):
    """What keeps (beta, gamma) from bounding the subsidies of all allocations."""
    wrong = [] if is_hydraulic(game, beta) else ["not hydraulic"]
    best = {t: max(virtual_worth(game, beta, game.everyone, c, t) for c in game.actions[game.everyone]) for t in game.profiles}
    return wrong + [("gamma", t) for t in game.profiles if gamma[t] > -best[t]]


# The core.


def is_achievable(game, omega):
    """Whether a mechanism without subsidy gives at least omega."""
    return least_subsidy(game, omega)[0] <= 0


def is_core_allocation(game, omega):
    """Whether an allocation is inhibitive and achievable."""
    return is_inhibitive(game, omega) and is_achievable(game, omega)


def is_core(game, mechanism, omega):
    """Whether an allocation is inhibitive and achieved by this mechanism."""
    return achieves(game, mechanism, omega) and is_inhibitive(game, omega)


def support_program(game, alpha, fine=True):
    """(program, spent, (mechanism, omega)): the least subsidy of an allocation that is supported, finely or not, by a given alpha."""
    assert is_hydraulic(game, alpha)
    program = Program()
    found = mechanism_variables(game, program)
    omega = {i: {t: program.variable("omega", i, t, free=True) for t in game.profiles} for i in game.players}
    for i in game.players:
        for t in game.profiles:
            program.at_least(gross_payoff(game, found, i, t), omega[i][t])
    for coalition, actions in game.actions.items():
        shares = {t: total(transformed(game, alpha, i, omega[i], t) for i in coalition) for t in game.profiles}
        for c in actions:
            for part in game.profiles if fine else game.parts(coalition):
                among = [part] if fine else game.profiles_with(coalition, part)
                weights = {t: Fraction(1) if fine else game.prior(t, game.others(*coalition)) for t in among}
                worth = sum((weights[t] * virtual_worth(game, alpha, coalition, c, t) for t in among), ZERO)
                program.at_least(total(shares[t] * weights[t] for t in among), worth)
    return program, subsidy(game, found), (found, omega)


def least_supported_subsidy(game, alpha, fine=True):
    """(z(alpha), mechanism, omega)."""
    program, spent, (found, omega) = support_program(game, alpha, fine)
    optimum = program.minimum(spent)
    return optimum.value, (optimum.at(found[0]), optimum.at(found[1])), optimum.at(omega)
