"""Tiny games with incomplete information and allocations near the edge, and what the oracle says of what blocks them."""

from fractions import Fraction

from marketwright.bayesian.setting import Setting
from marketwright.solvers.mechanisms.blocking import blocking, inequalities_of
from marketwright.solvers.mechanisms.largest_profit import largest_profit
from marketwright.solvers.mechanisms.plans import Plan, tenable_profit
from tests.bayesian_markets import make_market
from tests.bayesian_oracle import (
    Game,
    blocking_profit,
    coalitions,
    is_hydraulic,
    tenability_complaints,
    theorem_1_complaints,
    virtual_share,
    virtual_worth,
)
from tests.bayesian_oracle_programs import best_blocking_plan

PRIORS = (((1,),), ((1, 1), (1, 3), (2, 1), (1,)))
"""Odds of one type, of one or two."""


def tiny_case(random):
    """Two or three players with one or two types, one or two actions for most coalitions; a market, its game, and an allocation."""
    names = ("1", "2", "3")[: random.choice((2, 2, 3))]
    players = {}
    for i in names:
        odds = random.choice(PRIORS[random.random() < 0.7])
        players[i] = {"ab"[place]: Fraction(share, sum(odds)) for place, share in enumerate(odds)}
    most, tables = random.choice((1, 2, 3, 9, 1000)), {}
    among = {i: [j for j in names if j == i or random.random() < 0.5] for i in names}

    def table(i):
        numbers = {}

        def payoff(t):
            key = tuple(t[j] for j in among[i])
            return numbers.setdefault(key, Fraction(random.randint(-(most // 3), most), random.choice((1, 1, 1, 3)) if most > 3 else 1))

        return payoff

    for members in coalitions(names):
        size = random.choice((1, 1, 2)) if members == names else random.choice((0, 1, 1, 2))
        tables[members] = {f"act {number}": {i: table(i) for i in members} for number in range(size)}
    market = make_market(players, tables)
    game = Game(market)
    low = random.choice((0, 0, most // 2))
    omega = {}
    for i in names:
        own = {s: Fraction(random.randint(low, most)) for s in game.types[i]}
        alike = random.random() < 0.5
        omega[i] = {t: own[game.type_of(t, i)] if alike else Fraction(random.randint(low, most)) for t in game.profiles}
    return market, game, omega


def found_of(market, game, omega, fine):
    """The inequalities of an allocation, what blocks it, and the largest profit with its proof (None if nothing blocks)."""
    tables = [[omega[i][t] for t in game.profiles] for i in game.players]
    inequalities = inequalities_of(Setting(market).game, tables, fine=fine)
    found = blocking(inequalities)
    return inequalities, found, largest_profit(inequalities, found) if isinstance(found, Plan) else None


def named_plan(market, game, inequalities, plan, fine):
    """A plan in the form of the oracle."""
    nu = {}
    for (place, action, types), share in plan.invitations.items():
        coalition = market.coalitions[place]
        shown = game.players if fine else coalition.members
        nu[coalition.members, coalition.actions[action].name, tuple(game.types[i][s] for i, s in zip(shown, types, strict=True))] = share
    return nu, {(i, s): paid for i, line in zip(game.players, plan.payments, strict=True) for s, paid in zip(game.types[i], line, strict=True)}


def named_multipliers(game, multipliers):
    """Multipliers in the form of the oracle."""
    return {
        (game.players[i], game.types[game.players[i]][claim], game.types[game.players[i]][true]): number for (i, claim, true), number in multipliers.items()
    }


def differences(market, game, omega, fine, thorough=True):
    """What is wrong with what was found, as the oracle sees it: its program, and with `thorough` all evidence."""
    inequalities, found, largest = found_of(market, game, omega, fine)
    most = best_blocking_plan(game, omega, fine)[0]
    if largest is None:
        wrong = [] if most == 0 else [("overlooked", most)]
        return wrong + (theorem_1_complaints(game, omega, named_multipliers(game, found.multipliers), fine) if thorough else [])
    wrong = [] if largest.plan.profit == sum(largest.slack) == most >= found.profit > 0 else [("profit", largest.plan.profit, sum(largest.slack), most)]
    wrong += [] if tenable_profit(inequalities, found.invitations, found.payments) == found.profit else ["own check"]
    if thorough:
        for plan in (found, largest.plan):
            named = named_plan(market, game, inequalities, plan, fine)
            wrong += tenability_complaints(game, omega, named, fine)
            wrong += [] if blocking_profit(game, named) == plan.profit else ["stated profit"]
        wrong += bound_complaints(game, omega, named_multipliers(game, largest.multipliers), dict(zip(game.profiles, largest.slack, strict=True)), fine)
    return wrong


def bound_complaints(game, omega, alpha, slack, fine):
    """Where multipliers and slack do not bound the profit of plans."""
    wrong = [] if is_hydraulic(game, alpha) and min(slack.values()) >= 0 else ["not admissible"]
    for coalition, action in game.blocks():
        for part in game.profiles if fine else game.parts(coalition):
            among = [part] if fine else game.profiles_with(coalition, part)
            surplus = (game.prior(t) * (virtual_share(game, alpha, omega, coalition, t) - virtual_worth(game, alpha, coalition, action, t)) for t in among)
            if sum(surplus) + sum(slack[t] for t in among) < 0:
                wrong.append((coalition, action, part))
    return wrong
