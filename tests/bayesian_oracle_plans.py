"""Balanced games and durable mechanisms (paper 004, sections 2 and 7), for `tests/bayesian_oracle.py`.

An alternative game of a coalition is (S, moves, f, z) with moves[i], f[d][c] and z[d][i] for every tuple d of one move for each member, in the order of S;
beliefs are q[i][type], strategies sigma[i][type][move].
"""

from fractions import Fraction
from itertools import combinations, product
from math import prod

from tests.bayesian_oracle import ZERO, coalitions, gross_payoff
from tests.bayesian_oracle_lp import Program, total

# Balancedness (section 2).


def _only_weights(players, collection):
    """The weights that add up to 1 for every player if they are unique and positive, None otherwise."""
    rows = [[Fraction(i in coalition) for coalition in collection] + [Fraction(1)] for i in players]
    for column in range(len(collection)):
        found = next((row for row in rows[column:] if row[column]), None)
        if found is None:
            return None
        rows.remove(found)
        found = [entry / found[column] for entry in found]
        rows = [[entry - row[column] * other for entry, other in zip(row, found, strict=True)] for row in rows]
        rows.insert(column, found)
    weights = [row[-1] for row in rows[: len(collection)]]
    return weights if min(weights) > 0 and not any(row[-1] for row in rows[len(collection) :]) else None


def minimal_balanced_collections(players):
    """[(coalitions, weights)]: the vertices of the balancing weights; fewer coalitions first, then in order."""
    found = []
    for size in range(1, len(players) + 1):
        for collection in combinations(coalitions(players), size):
            weights = _only_weights(players, collection)
            if weights is not None:
                found.append((collection, weights))
    return found


def balanced_plans(game):
    """[{(S, c): theta}]: the vertices of the balanced coalitional plans."""
    return [
        {(coalition, c): weight for coalition, c, weight in zip(collection, chosen, weights, strict=True)}
        for collection, weights in minimal_balanced_collections(game.players)
        for chosen in product(*(game.actions.get(coalition, ()) for coalition in collection))
    ]


def is_balanced_plan(game, theta):
    """Whether theta >= 0 adds up to 1 for every player."""
    sums = {i: sum((weight for (coalition, _), weight in theta.items() if i in coalition), ZERO) for i in game.players}
    return min(theta.values()) >= 0 and set(theta) <= set(game.blocks()) and set(sums.values()) == {1}


def plan_payoffs(game, theta):
    """{(i, t): sum theta u_i(c,t)}."""
    return {
        (i, t): sum((weight * game.u(i, coalition, c, t) for (coalition, c), weight in theta.items() if i in coalition), ZERO)
        for i in game.players
        for t in game.profiles
    }


def lottery_payoffs(game, sigma):
    """{(i, t): sum sigma(d) u_i(d,t)}."""
    return {(i, t): total(sigma[d] * game.u(i, game.everyone, d, t) for d in game.actions[game.everyone]) for i in game.players for t in game.profiles}


def matching_lottery(game, theta):
    """One lottery over C(N) with the payoffs of a plan for all players and profiles, None if there is none."""
    wanted = plan_payoffs(game, theta)
    for d in game.actions[game.everyone]:
        if all(game.u(i, game.everyone, d, t) == payoff for (i, t), payoff in wanted.items()):
            return {c: Fraction(c == d) for c in game.actions[game.everyone]}
    program = Program()
    sigma = {d: program.variable("sigma", d) for d in game.actions[game.everyone]}
    program.equal(total(sigma.values()), 1)
    for key, payoff in lottery_payoffs(game, sigma).items():
        program.equal(payoff, wanted[key])
    found = program.feasible()
    return None if found is None else found.at(sigma)


def separation(game, theta, weights):
    """sum w_i(t) tau_i(t) - max_d sum w_i(t) u_i(d,t): above 0 only if no lottery matches the plan."""
    aim = sum(weight * plan_payoffs(game, theta)[key] for key, weight in weights.items())
    return aim - max(sum(weight * game.u(i, game.everyone, d, t) for (i, t), weight in weights.items()) for d in game.actions[game.everyone])


def unmatched_plan(game):
    """(theta, w): the first balanced plan that no lottery matches and weights that show it; None if the game is balanced."""
    for theta in balanced_plans(game):
        if matching_lottery(game, theta) is None:
            program = Program()
            weights = {key: program.variable("w", *key, free=True) for key in plan_payoffs(game, theta)}
            most = program.variable("most", free=True)
            for weight in weights.values():
                program.at_least(1, weight)
                program.at_least(weight, -1)
            for d in game.actions[game.everyone]:
                program.at_least(most, total(weight * game.u(i, game.everyone, d, t) for (i, t), weight in weights.items()))
            found = program.maximum(total(weight * plan_payoffs(game, theta)[key] for key, weight in weights.items()) - most)
            return theta, found.at(weights)
    return None


def is_balanced(game):
    """Whether N can do what every balanced plan does."""
    return all(matching_lottery(game, theta) is not None for theta in balanced_plans(game))


# Durability (section 7).


def _move_chances(alternative, sigma, t_s):
    """{d: sigma(d|t_S)}."""
    members, moves, _, _ = alternative
    return {d: prod((sigma[i][s][e] for i, s, e in zip(members, t_s, d, strict=True)), start=Fraction(1)) for d in product(*(moves[i] for i in members))}


def _belief(game, members, q, i, t):
    """p(t_{N-S}) q(t_{S-i})."""
    return game.prior(t, game.others(*members)) * prod((q[j][game.type_of(t, j)] for j in members if j != i), start=Fraction(1))


def alternative_payoff(game, alternative, q, sigma, i, s, move=None):
    """U_i(Gamma, sigma | q, t_i), or with one move of i in place of all his moves."""
    members, _, f, z = alternative
    place, worth = members.index(i), ZERO
    for t in game.profiles_with((i,), (s,)):
        for d, chance in _move_chances(alternative, sigma, game.part(t, members)).items():
            done = d if move is None else (*d[:place], move, *d[place + 1 :])
            gain = z[done][i] + sum(share * game.u(i, members, c, t) for c, share in f[done].items())
            worth += _belief(game, members, q, i, t) * chance * gain
    return worth


def established_payoff(game, alternative, mechanism, q, i, s):
    """U_i(mu, x | q, t_i)."""
    members = alternative[0]
    return sum((_belief(game, members, q, i, t) * gross_payoff(game, mechanism, i, t) for t in game.profiles_with((i,), (s,))), ZERO)


def durability_complaints(game, mechanism, alternative, q, sigma):
    """Which of (a), (b), (c) of the definition (q, sigma) does not meet against an alternative game."""
    members, moves, _, _ = alternative
    wrong, vetoes = [], []
    for i in members:
        if min(q[i].values()) < 0 or sum(q[i].values()) != 1:
            wrong.append(("beliefs", i))
        gains = {}
        for s in game.types[i]:
            if min(sigma[i][s].values()) < 0 or sum(sigma[i][s].values()) != 1:
                wrong.append(("strategy", i, s))
            payoff = alternative_payoff(game, alternative, q, sigma, i, s)
            wrong += [("a", i, s, move) for move in moves[i] if alternative_payoff(game, alternative, q, sigma, i, s, move) > payoff]
            gains[s] = payoff - established_payoff(game, alternative, mechanism, q, i, s)
        most = max(q[i][s] / game.p[i][s] for s in game.types[i])
        wrong += [("b", i, s) for s, gain in gains.items() if gain > 0 and q[i][s] / game.p[i][s] < most]
        vetoes.append(max(gains.values()) <= 0)
    return wrong + ([] if any(vetoes) else ["c"])


def is_alternative(game, alternative):
    """Whether moves lead to lotteries over C(S) and always cost the members something together."""
    members, moves, f, z = alternative
    return all(
        set(f[d]) <= set(game.actions[members]) and sum(f[d].values()) == 1 and min(f[d].values()) >= 0 and sum(z[d][i] for i in members) < 0
        for d in product(*(moves[i] for i in members))
    )


def is_durable_against_one(game, mechanism, alternative):
    """The decision for a coalition of one: whether no type gains with its best move."""
    (i,), moves, _, _ = alternative
    q = {i: game.p[i]}
    return all(
        alternative_payoff(game, alternative, q, {i: {s: {e: Fraction(e == move) for e in moves[i]} for s in game.types[i]}}, i, true)
        <= established_payoff(game, alternative, mechanism, q, i, true)
        for true in game.types[i]
        for move in moves[i]
    )
