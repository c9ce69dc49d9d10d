"""The theory of paper 004, straight from its inequalities; shares no code with marketwright but the market records. Numbers are fractions.

Everything is named as in the market: players, types, actions by their names, profiles and coalitions as tuples of names.
A mechanism is (mu, x) with mu[t][c] and x[i][t] for every profile t; an allocation is omega[i][t]; a blocking plan is (nu, y) with nu[S, c, t_S] (in a fine
plan nu[S, c, t]) and y[i, type]. alpha[i, s, r] is the multiplier of "true type r of player i must not claim s"; a missing one is 0.

The formulas here also serve for expressions in place of numbers (`tests/bayesian_oracle_lp.py`). Linear programs are in `tests/bayesian_oracle_programs.py`.
"""

from fractions import Fraction
from itertools import combinations, product
from math import prod

from tests.bayesian_oracle_lp import total

ZERO = Fraction(0)


class Game:
    """A `BayesianMarket` by names."""

    def __init__(self, market):
        self.market = market
        self.players = tuple(player.name for player in market.players)
        self.types = {player.name: player.types for player in market.players}
        self.p = {player.name: dict(zip(player.types, player.prior, strict=True)) for player in market.players}
        self.profiles = tuple(product(*(self.types[i] for i in self.players)))
        self.everyone = self.players
        self.actions, self.payoffs = {}, {}
        for coalition in market.coalitions:
            members = coalition.members
            self.actions[members] = tuple(action.name for action in coalition.actions)
            for action in coalition.actions:
                for i, table in zip(members, action.payoffs, strict=True):
                    for t, payoff in zip(self.profiles, table, strict=True):
                        self.payoffs[members, action.name, i, t] = payoff

    def u(self, i, coalition, action, t):
        """u_i(c, t) of an action c of the coalition."""
        return self.payoffs[coalition, action, i, t]

    def type_of(self, t, i):
        """t_i."""
        return t[self.players.index(i)]

    def with_type(self, t, i, r):
        """(t_-i, r)."""
        return tuple(r if j == i else s for j, s in zip(self.players, t, strict=True))

    def part(self, t, coalition):
        """t_S."""
        return tuple(self.type_of(t, i) for i in coalition)

    def parts(self, coalition):
        """T_S."""
        return tuple(product(*(self.types[i] for i in coalition)))

    def profiles_with(self, coalition, part):
        """The profiles whose part for the coalition is this."""
        return [t for t in self.profiles if self.part(t, coalition) == part]

    def prior(self, t, players=None):
        """p(t_S), by default for everyone."""
        return prod((self.p[i][self.type_of(t, i)] for i in (self.players if players is None else players)), start=Fraction(1))

    def others(self, *players):
        """Everyone without these."""
        return tuple(j for j in self.players if j not in players)

    def player_types(self):
        """All (i, t_i)."""
        return [(i, s) for i in self.players for s in self.types[i]]

    def lies(self):
        """All (i, claimed s, true r) with s != r."""
        return [(i, s, r) for i in self.players for s in self.types[i] for r in self.types[i] if s != r]

    def blocks(self):
        """All (S, c)."""
        return [(coalition, action) for coalition, actions in self.actions.items() for action in actions]


# Mechanisms (section 2).


def gross_payoff(game, mechanism, i, t):
    """w_i(t) = x_i(t) + sum_c mu(c|t) u_i(c,t)."""
    mu, x = mechanism
    return total([x[i][t], *(mu[t][c] * game.u(i, game.everyone, c, t) for c in game.actions[game.everyone])])


def gross_payoffs(game, mechanism):
    """w."""
    return {i: {t: gross_payoff(game, mechanism, i, t) for t in game.profiles} for i in game.players}


def utility(game, mechanism, i, true, claimed=None):
    """U_i(t_i), or the utility of a lie: sum p(t_-i) [x_i(t_-i,r) + sum_c mu(c|t_-i,r) u_i(c,t)] with the true t in u."""
    mu, x = mechanism
    claimed = true if claimed is None else claimed
    parts = []
    for t in game.profiles_with((i,), (true,)):
        told = game.with_type(t, i, claimed)
        weight = game.prior(t, game.others(i))
        parts.append(x[i][told] * weight)
        parts.extend(mu[told][c] * (weight * game.u(i, game.everyone, c, t)) for c in game.actions[game.everyone])
    return total(parts)


def utilities(game, mechanism):
    """{(i, t_i): U_i(t_i)}."""
    return {(i, s): utility(game, mechanism, i, s) for i, s in game.player_types()}


def slacks(game, mechanism):
    """{(i, s, r): what true type r loses by claiming s}."""
    return {(i, s, r): utility(game, mechanism, i, r) - utility(game, mechanism, i, r, s) for i, s, r in game.lies()}


def subsidy(game, mechanism):
    """sum_t p(t) sum_i x_i(t): what the mediator spends."""
    return total(mechanism[1][i][t] * game.prior(t) for i in game.players for t in game.profiles)


def profit(game, mechanism):
    """What the mediator earns."""
    return -subsidy(game, mechanism)


def is_lottery(game, mu):
    """Whether mu(.|t) is a probability for every t."""
    return all(sum(mu[t].values()) == 1 and min(mu[t].values()) >= 0 and set(mu[t]) == set(game.actions[game.everyone]) for t in game.profiles)


def is_incentive_compatible(game, mechanism):
    """Whether no type gains by a lie."""
    return min(slacks(game, mechanism).values(), default=ZERO) >= 0


def is_feasible(game, mechanism):
    """Incentive compatible without a subsidy."""
    return is_lottery(game, mechanism[0]) and is_incentive_compatible(game, mechanism) and profit(game, mechanism) >= 0


# Virtual utility (section 3).


def welfare_weight(game, alpha, i, s):
    """lambda_i(s) = p_i(s) + sum_r alpha_i(s|r) - sum_r alpha_i(r|s), which solves the hydraulic equation."""
    rest = [r for r in game.types[i] if r != s]
    return total([game.p[i][s], *(alpha.get((i, s, r), ZERO) for r in rest), *(-1 * alpha.get((i, r, s), ZERO) for r in rest)])


def welfare_weights(game, alpha):
    """lambda."""
    return {(i, s): welfare_weight(game, alpha, i, s) for i, s in game.player_types()}


def is_hydraulic(game, alpha, weights=None):
    """Whether alpha >= 0, lambda >= 0 and the hydraulic equations hold; without weights lambda is the one that alpha determines."""
    found = welfare_weights(game, alpha)
    weights = found if weights is None else weights
    return min(alpha.values(), default=ZERO) >= 0 and min(weights.values()) >= 0 and weights == found


def transformed(game, alpha, i, table, t):
    """(V table)_i(t) = table(t) + sum_r alpha_i(t_i|r)/p_i(t_i) [table(t) - table(t_-i,r)]; either the table or alpha may be expressions."""
    s = game.type_of(t, i)
    tempted = [r for r in game.types[i] if r != s and (i, s, r) in alpha]
    return total([table[t], *(alpha[i, s, r] * ((table[t] - table[game.with_type(t, i, r)]) / game.p[i][s]) for r in tempted)])


def payoff_table(game, i, coalition, action):
    """u_i(c, .)."""
    return {t: game.u(i, coalition, action, t) for t in game.profiles}


def virtual_utility(game, alpha, i, coalition, action, t):
    """v_i(c,t), by differences."""
    return transformed(game, alpha, i, payoff_table(game, i, coalition, action), t)


def virtual_utility_as_printed(game, alpha, i, coalition, action, t):
    """v_i(c,t) = [(lambda_i(t_i) + sum_r alpha_i(r|t_i)) u_i(c,t) - sum_r alpha_i(t_i|r) u_i(c,(t_-i,r))] / p_i(t_i)."""
    s = game.type_of(t, i)
    rest = [r for r in game.types[i] if r != s]
    own = welfare_weight(game, alpha, i, s) + sum(alpha.get((i, r, s), ZERO) for r in rest)
    lost = sum(alpha.get((i, s, r), ZERO) * game.u(i, coalition, action, game.with_type(t, i, r)) for r in rest)
    return (own * game.u(i, coalition, action, t) - lost) / game.p[i][s]


def virtual_worth(game, alpha, coalition, action, t):
    """sum_{i in S} v_i(c,t)."""
    return total(virtual_utility(game, alpha, i, coalition, action, t) for i in coalition)


def virtual_share(game, alpha, omega, coalition, t):
    """sum_{i in S} (V omega)_i(t)."""
    return total(transformed(game, alpha, i, omega[i], t) for i in coalition)


def theorem_0_complaints(game, mechanism, alpha):
    """What of Theorem 0, with the condition on the budget, does not hold for a mechanism and alpha."""
    mu, _ = mechanism
    wrong = [] if is_feasible(game, mechanism) else ["not feasible"]
    wrong += [] if is_hydraulic(game, alpha) else ["not hydraulic"]
    wrong += [("slack", lie) for lie, slack in slacks(game, mechanism).items() if alpha.get(lie, ZERO) * slack != 0]
    for t in game.profiles:
        worths = {c: virtual_worth(game, alpha, game.everyone, c, t) for c in game.actions[game.everyone]}
        wrong += [("not virtually optimal", t, c) for c, share in mu[t].items() if share > 0 and worths[c] < max(worths.values())]
    return wrong + ([] if profit(game, mechanism) == 0 else ["budget"])


def gap_bound(game, mechanism, alpha):
    """D(lambda, alpha) of a mechanism: for hydraulic alpha at least n times the gap."""
    mu, _ = mechanism
    parts = [profit(game, mechanism), *(alpha.get(lie, ZERO) * slack for lie, slack in slacks(game, mechanism).items())]
    for t in game.profiles:
        worths = {c: virtual_worth(game, alpha, game.everyone, c, t) for c in game.actions[game.everyone]}
        parts.append(game.prior(t) * (max(worths.values()) - sum(mu[t][c] * worths[c] for c in worths)))
    return total(parts)


# Blocking (sections 4 and 5).


def chance_key(game, coalition, action, t, fine):
    """The key of nu(c|t_S), of a fine plan nu(c|t)."""
    return coalition, action, t if fine else game.part(t, coalition)


def blocking_gain(game, omega, plan, i, true, claimed=None, fine=False):
    """B_i(r|t_i) = y_i(r) + sum p(t_-i) sum_{S with i} sum_c nu(c|(t_-i,r)_S) (u_i(c,t) - omega_i(t)) with the true t in u and omega."""
    nu, y = plan
    claimed = true if claimed is None else claimed
    parts = [y[i, claimed]]
    for t in game.profiles_with((i,), (true,)):
        told = game.with_type(t, i, claimed)
        for coalition, action in game.blocks():
            if i in coalition:
                chance = nu.get(chance_key(game, coalition, action, told, fine), ZERO)
                parts.append(chance * (game.prior(t, game.others(i)) * (game.u(i, coalition, action, t) - omega[i][t])))
    return total(parts)


def blocking_profit(game, plan):
    """-sum_i sum p_i(t_i) y_i(t_i)."""
    return -total(plan[1][i, s] * game.p[i][s] for i, s in game.player_types())


def blocking_chance(game, plan, t, fine=False):
    """The probability that a block forms in a state."""
    return total(plan[0].get(chance_key(game, coalition, action, t, fine), ZERO) for coalition, action in game.blocks())


def tenability_complaints(game, omega, plan, fine=False):
    """What keeps a plan from being a tenable blocking plan against an allocation."""
    wrong = [("negative", key) for key, chance in plan[0].items() if chance < 0]
    wrong += [("above 1", t) for t in game.profiles if blocking_chance(game, plan, t, fine) > 1]
    for i, s in game.player_types():
        gain = blocking_gain(game, omega, plan, i, s, fine=fine)
        wrong += [] if gain >= 0 else [("refuses", i, s)]
        wrong += [("lies", i, r, s) for r in game.types[i] if r != s and blocking_gain(game, omega, plan, i, s, r, fine) > gain]
    return wrong + ([] if blocking_profit(game, plan) > 0 else ["no profit"])


def theorem_1_complaints(game, omega, alpha, fine=False):
    """The inequalities of Theorem 1, or of fine support, that do not hold."""
    wrong = [] if is_hydraulic(game, alpha) else ["not hydraulic"]
    for coalition, action in game.blocks():
        for part in game.parts(coalition):
            surplus = {
                t: virtual_share(game, alpha, omega, coalition, t) - virtual_worth(game, alpha, coalition, action, t)
                for t in game.profiles_with(coalition, part)
            }
            if fine:
                wrong += [(coalition, action, t) for t, number in surplus.items() if number < 0]
            elif sum(game.prior(t, game.others(*coalition)) * number for t, number in surplus.items()) < 0:
                wrong.append((coalition, action, part))
    return wrong


# The core (section 6).


def severance(game, mechanism, omega):
    """epsilon_i(t) = w_i(t) - omega_i(t)."""
    return {i: {t: gross_payoff(game, mechanism, i, t) - omega[i][t] for t in game.profiles} for i in game.players}


def achieves(game, mechanism, omega):
    """Whether a feasible mechanism leaves everybody at least omega in every state."""
    return is_feasible(game, mechanism) and all(number >= 0 for table in severance(game, mechanism, omega).values() for number in table.values())


def broken_consequences(game, mechanism, omega, alpha):
    """For a core triple with Theorem 1 multipliers: what does not follow of what should (section 7 of the specification)."""
    wrong = list(theorem_0_complaints(game, mechanism, alpha))
    weights, paid = welfare_weights(game, alpha), severance(game, mechanism, omega)
    for t in game.profiles:
        best = max(virtual_worth(game, alpha, game.everyone, c, t) for c in game.actions[game.everyone])
        wrong += [] if virtual_share(game, alpha, omega, game.everyone, t) == best else [("virtual worth", t)]
        wrong += [("severance", i, t) for i in game.players if weights[i, game.type_of(t, i)] * paid[i][t] != 0]
    return wrong


def worths(game):
    """v(S) of a game with one type for each player; coalitions that can do nothing are left out."""
    (t,) = game.profiles
    return {coalition: max(sum(game.u(i, coalition, c, t) for i in coalition) for c in actions) for coalition, actions in game.actions.items() if actions}


def is_unblocked_with_one_type(game, omega):
    """Whether sum_S omega_i >= v(S) for all S."""
    (t,) = game.profiles
    return all(sum(omega[i][t] for i in coalition) >= worth for coalition, worth in worths(game).items())


def is_in_core_with_one_type(game, omega):
    """Whether omega divides v(N) without being blocked."""
    (t,) = game.profiles
    return is_unblocked_with_one_type(game, omega) and sum(omega[i][t] for i in game.players) == worths(game)[game.everyone]


def coalitions(players):
    """All non-empty sets of players, smaller ones first."""
    return [some for size in range(1, len(players) + 1) for some in combinations(players, size)]
