"""Random small games with incomplete information of all families of spec bayesian (section 13), with mechanisms, allocations and multipliers, many on the edge.

Games are `BayesianMarket` records in normal form; `document_of` states one as a document.
"""

from fractions import Fraction
from itertools import combinations, product

from marketwright.markets.bayesian import BayesianMarket, BayesianPlayer, CoalitionActions, JointAction
from tests.bayesian_oracle import Game, achieves, coalitions, gross_payoffs, subsidy, utility, welfare_weights
from tests.bayesian_oracle_lp import Program, total
from tests.bayesian_oracle_plans import balanced_plans, matching_lottery, plan_payoffs
from tests.bayesian_oracle_programs import best_blocking_plan, frontier, least_supported_subsidy, mechanism_variables

BALANCED = ("lemons", "exchange", "bilateral", "two persons", "assignment", "covered public good", "cover", "one type exchange")
UNBALANCED = ("public good", "one type", "majority", "any")
FAMILIES = BALANCED + UNBALANCED
"""The games of the first families are balanced."""
STYLES = ("ties", "ties", "small", "small", "fractions", "large")


# Games.


def make_market(players, tables, title=None):
    """The market of {name: {type: probability}} and {members: {action: {member: function of the profile}}}, put into order."""
    types = {i: tuple(sorted(prior)) for i, prior in players.items()}
    profiles, places = list(product(*types.values())), {i: place for place, i in enumerate(players)}
    found = []
    for members, actions in tables.items():
        ordered = tuple(sorted(members, key=places.get))
        made = [
            JointAction(name=name, payoffs=tuple(tuple(Fraction(payoff[i](dict(zip(types, t, strict=True)))) for t in profiles) for i in ordered))
            for name, payoff in sorted(actions.items())
        ]
        if made:
            found.append(CoalitionActions(members=ordered, actions=tuple(made)))
    found.sort(key=lambda coalition: (len(coalition.members), [places[i] for i in coalition.members]))
    made = tuple(BayesianPlayer(name=i, types=types[i], prior=tuple(Fraction(prior[s]) for s in types[i])) for i, prior in players.items())
    return BayesianMarket(players=made, coalitions=tuple(found), title=title)


def document_of(market):
    """The document of a market, written out."""
    profiles = [",".join(t) for t in product(*(player.types for player in market.players))]
    return {
        "format": "marketwright.market/1",
        "kind": "bayesian",
        "players": [
            {"name": player.name, "types": {s: written(share) for s, share in zip(player.types, player.prior, strict=True)}} for player in market.players
        ],
        "coalitions": [
            {
                "members": list(coalition.members),
                "actions": {
                    action.name: {
                        i: {t: written(payoff) for t, payoff in zip(profiles, table, strict=True)}
                        for i, table in zip(coalition.members, action.payoffs, strict=True)
                    }
                    for action in coalition.actions
                },
            }
            for coalition in market.coalitions
        ],
    }


def written(number):
    """A number as documents write it."""
    number = Fraction(number)
    return number.numerator if number.denominator == 1 else str(number)


def seller_buyer(own, value, prior=(Fraction(1, 2), Fraction(1, 2))):
    """The paper's examples 1 and 2: player 1, type H or L, owns a good that is worth own[t_1] to him and value[t_1] to player 2."""
    own, value = dict(zip("HL", own, strict=True)), dict(zip("HL", value, strict=True))
    keep = {"1": lambda t: own[t["1"]], "2": lambda t: 0}
    return make_market(
        {"1": dict(zip("HL", prior, strict=True)), "2": {"buyer": 1}},
        {
            ("1",): {"keep": {"1": keep["1"]}},
            ("2",): {"nothing": {"2": keep["2"]}},
            ("1", "2"): {"keep": keep, "trade": {"1": lambda t: 0, "2": lambda t: value[t["1"]]}},
        },
    )


def exchange(players, owners, values):
    """Goods {good: owner} and values[i, good]: a function of the profile; every coalition places its goods among its members."""
    tables = {}
    for members in coalitions(tuple(players)):
        goods = sorted(good for good, owner in owners.items() if owner in members)
        tables[members] = {}
        for placed in product(members, repeat=len(goods)):
            name = ", ".join(f"{good} to {i}" for good, i in zip(goods, placed, strict=True)) or "nothing"
            got = {i: [good for good, j in zip(goods, placed, strict=True) if i == j] for i in members}
            tables[members][name] = {i: _sum_of([values[i, good] for good in got[i]]) for i in members}
    return make_market(players, tables)


def _sum_of(functions):
    return lambda t: sum(function(t) for function in functions)


def _scaled(weight, function):
    return lambda t: weight * function(t)


def assignment(players, sides, pairs):
    """Matchings inside each coalition; pairs[i, j][member] is a function of the profile."""
    tables = {}
    for members in coalitions(tuple(players)):
        tables[members] = {}
        possible = [pair for pair in pairs if pair[0] in members and pair[1] in members]
        for size in range(min(map(len, sides)) + 1):
            for chosen in combinations(possible, size):
                if len({i for pair in chosen for i in pair}) == 2 * size:
                    name = ", ".join(f"{i} with {j}" for i, j in chosen) or "alone"
                    tables[members][name] = {i: _sum_of([pairs[pair][i] for pair in chosen if i in pair]) for i in members}
    return make_market(players, tables)


def public_good(players, cost, values):
    """Every coalition may build, and shares the cost equally."""
    tables = {}
    for members in coalitions(tuple(players)):
        build = {i: _sum_of([values[i], _scaled(Fraction(-1, len(members)), cost)]) for i in members}
        tables[members] = {"nothing": {i: _sum_of([]) for i in members}, "build": build}
    return make_market(players, tables)


def majority(players):
    """Whoever is not alone earns 1 together: no division is stable."""
    names = tuple(players)
    share = {size: Fraction(size > 1, size) for size in range(1, len(names) + 1)}
    return make_market(players, {members: {"act": {i: _constant(share[len(members)]) for i in members}} for members in coalitions(names)})


def _constant(number):
    return lambda t: number


def covered(market):
    """The balanced cover: N can also do what no lottery of its actions matches of the balanced plans."""
    game = Game(market)
    missing = []
    for theta in balanced_plans(game):
        payoffs = plan_payoffs(game, theta)
        if payoffs not in missing and matching_lottery(game, theta) is None:
            missing.append(payoffs)
    whole = market.coalitions[-1]
    extra = [
        JointAction(name=f"cover {number:03}", payoffs=tuple(tuple(payoffs[i, t] for t in game.profiles) for i in game.players))
        for number, payoffs in enumerate(missing, 1)
    ]
    actions = tuple(sorted((*whole.actions, *extra), key=lambda action: action.name))
    return BayesianMarket(players=market.players, coalitions=(*market.coalitions[:-1], CoalitionActions(members=whole.members, actions=actions)))


def random_number(random, style):
    """A payoff."""
    return {
        "ties": lambda: Fraction(random.choice((0, 0, 1, 1, 2, 3))),
        "small": lambda: Fraction(random.randint(-2, 9)),
        "fractions": lambda: Fraction(random.randint(-6, 24), random.choice((1, 2, 3, 4))),
        "large": lambda: Fraction(random.randint(0, 1000 * 97), random.choice((97, 97 * 3, 97 * 2))),
    }[style]()


def random_table(random, style, players, among=None):
    """A function of the types of some players, by default of all."""
    among = [i for i in players if len(players[i]) > 1] if among is None else among
    kept = {key: random_number(random, style) for key in product(*(sorted(players[i]) for i in among))}
    return lambda t: kept[tuple(t[i] for i in among)]


def random_players(random, shape):
    """Players 1, 2, ... with so many types each, and probabilities with small denominators."""
    players = {}
    for place, size in enumerate(shape):
        odds = [1] * size if random.random() < 0.5 else [random.choice((1, 1, 2, 3, 5)) for _ in range(size)]
        players[str(place + 1)] = {"abcdef"[number]: Fraction(share, sum(odds)) for number, share in enumerate(odds)}
    return players


SHAPES = {
    "lemons": [(2, 1), (2, 2), (3, 1), (3, 2), (2, 1, 1), (2, 2, 1)],
    "exchange": [(2, 2), (3, 1), (2, 1, 1), (2, 2, 1)],
    "bilateral": [(2, 1), (2, 2), (3, 1), (3, 2), (1, 3)],
    "two persons": [(2, 1), (2, 2), (3, 1), (1, 3), (3, 2)],
    "assignment": [(2, 1), (2, 2), (2, 1, 1), (1, 2, 2), (2, 1, 1, 1)],
    "covered public good": [(2, 1), (2, 2), (2, 1, 1)],
    "cover": [(2, 2), (3, 1), (2, 1, 1)],
    "one type exchange": [(1, 1), (1, 1, 1), (1, 1, 1, 1)],
    "public good": [(2, 2), (3, 1), (2, 2, 1)],
    "one type": [(1, 1), (1, 1, 1), (1, 1, 1, 1)],
    "majority": [(1, 1, 1), (2, 1, 1), (1, 2, 2)],
    "any": [(2, 1), (2, 2), (3, 1), (2, 1, 1)],
}
"""The numbers of types that each family has."""


def random_market(random, family=None):
    """A game of a family, by default of any."""
    family = random.choice(FAMILIES) if family is None else family
    style = random.choice(STYLES)
    players = random_players(random, random.choice(SHAPES[family]))
    names = tuple(players)
    if family in ("lemons", "exchange", "bilateral", "one type exchange"):
        owners = _random_owners(random, family, names)
        lemons = family == "lemons" or (family == "bilateral" and random.random() < 0.5)
        values = {(i, good): random_table(random, style, players, [owner] if lemons else None) for good, owner in owners.items() for i in players}
        return exchange(players, owners, values)
    if family == "assignment":
        cut = max(1, len(names) // 2)
        sides = names[:cut], names[cut:]
        return assignment(
            players, sides, {(i, j): {i: random_table(random, style, players), j: random_table(random, style, players)} for i in sides[0] for j in sides[1]}
        )
    if family in ("public good", "covered public good"):
        found = public_good(players, random_table(random, style, players, []), {i: random_table(random, style, players, [i]) for i in players})
        return covered(found) if family == "covered public good" else found
    if family == "majority":
        return majority(players)
    found = _random_tables(random, style, players, family)
    return covered(found) if family == "cover" else found


def _random_owners(random, family, names):
    if family == "bilateral":
        return {"boat": random.choice(names)}
    return {good: random.choice(names) for good in ("boat", "house", "land")[: random.choice((1, 1, 2) if len(names) < 4 else (1,))]}


def _random_tables(random, style, players, family):
    """Any payoffs; two persons can always do what they do apart; without a cover some coalitions can do nothing."""
    tables = {}
    for members in coalitions(tuple(players)):
        size = 1 if family == "one type" else random.choice((1, 1, 2))
        if family in ("any", "one type") and len(members) < len(players) and random.random() < 0.2:
            size = 0
        tables[members] = {f"act {number}": {i: random_table(random, style, players) for i in members} for number in range(size)}
    if family == "two persons":
        first, second = (tables[i,] for i in players)
        tables[tuple(players)] |= {f"{c} and {d}": first[c] | second[d] for c in first for d in second}
    return make_market(players, tables)


# Mechanisms.


def random_lottery(random, actions):
    """Often sure."""
    odds = [random.choice((0, 0, 1, 1, 2)) for _ in actions]
    if not any(odds) or random.random() < 0.4:
        sure = random.choice(actions)
        return {c: Fraction(c == sure) for c in actions}
    return {c: Fraction(share, sum(odds)) for c, share in zip(actions, odds, strict=True)}


def random_weights(random, game):
    """Welfare weights that add up to 1 for every player, some of them 0."""
    found = {}
    for i in game.players:
        odds = [random.choice((0, 1, 1, 2, 3)) for _ in game.types[i]]
        odds = odds if any(odds) else [1] * len(odds)
        found |= {(i, s): Fraction(share, sum(odds)) for s, share in zip(game.types[i], odds, strict=True)}
    return found if random.random() < 0.7 else {(i, s): game.p[i][s] for i, s in game.player_types()}


def random_mechanism(random, game, style=None):
    """Efficient, incentive compatible, efficient but with a change, money burnt, the same for all types, or any."""
    style = random.choice(("efficient", "efficient", "incentive compatible", "burnt", "changed", "pooling", "any")) if style is None else style
    actions = game.actions[game.everyone]
    if style == "incentive compatible":
        return _some_incentive_compatible(random, game)
    if style in ("pooling", "any"):
        same, paid = random_lottery(random, actions), {i: Fraction(random.randint(-2, 2)) for i in game.players}
        if style == "pooling":
            return dict.fromkeys(game.profiles, same), {i: dict.fromkeys(game.profiles, paid[i]) for i in game.players}
        mu = {t: random_lottery(random, actions) for t in game.profiles}
        return mu, {i: {t: Fraction(random.choice((0, 0, 1, -1, 2))) for t in game.profiles} for i in game.players}
    mu, x = shared(random, game, frontier(game, random_weights(random, game))[1])
    if style == "burnt":
        i, by = random.choice(game.players), random.choice((Fraction(1), Fraction(1, 100)))
        x[i] = {t: number - by for t, number in x[i].items()}
    if style == "changed":
        i, t = random.choice(game.players), random.choice(game.profiles)
        x[i][t] += random.choice((1, -1, Fraction(1, 10)))
    return mu, x


def shared(random, game, mechanism):
    """The mechanism with constants moved between players until every one has his reservations, if the surplus is enough, and side-bets on others' types."""
    mu, x = mechanism
    needs = {}
    for i in game.players:
        alone = [
            max(
                (sum(game.prior(t, game.others(i)) * game.u(i, (i,), c, t) for t in game.profiles_with((i,), (s,))) for c in game.actions.get((i,), ())),
                default=None,
            )
            for s in game.types[i]
        ]
        short = [need - utility(game, mechanism, i, s) for s, need in zip(game.types[i], alone, strict=True) if need is not None]
        needs[i] = max(short, default=Fraction(0))
    spare = -sum(needs.values())
    odds = [random.choice((0, 1, 1, 2)) for _ in game.players]
    odds = odds if any(odds) else [1] * len(odds)
    shift = {i: needs[i] + spare * Fraction(share, sum(odds)) for i, share in zip(game.players, odds, strict=True)}
    x = {i: {t: number + shift[i] for t, number in x[i].items()} for i in game.players}
    if random.random() < 0.4:
        i, j = random.choice(game.players), random.choice(game.players)
        if i != j and len(game.types[j]) > 1:
            s, r = random.sample(game.types[j], 2)
            stake = Fraction(random.randint(1, 6), 2)
            for t in game.profiles:
                told = game.type_of(t, j)
                x[i][t] += stake / game.p[j][s] if told == s else -stake / game.p[j][r] if told == r else 0
    return mu, x


def _some_incentive_compatible(random, game):
    """A vertex of the feasible mechanisms with bounded transfers."""
    program = Program()
    mu, x = mechanism_variables(game, program)
    for i in game.players:
        for t in game.profiles:
            program.at_least(x[i][t], -5)
            program.at_least(5, x[i][t])
    program.at_least(0, subsidy(game, (mu, x)))
    aims = [random.randint(-3, 3) * chance for lottery in mu.values() for chance in lottery.values()]
    aims += [random.randint(-2, 2) * paid for table in x.values() for paid in table.values()]
    found = program.maximum(total(aims))
    return found.at(mu), found.at(x)


# Multipliers and allocations.


def random_alpha(random, game):
    """Multipliers with lambda >= 0, some of them with a lambda of 0."""
    alpha = {lie: Fraction(random.choice((0, 0, 1, 1, 2, 3)), random.choice((1, 2, 8))) for lie in game.lies()}
    for i in game.players:
        weights = welfare_weights(game, alpha)
        least = min(((weights[i, s] - game.p[i][s]) / game.p[i][s] for s in game.types[i]), default=Fraction(0))
        if least < -1:
            by = -1 / least * random.choice((Fraction(1), Fraction(1), Fraction(1, 2)))
            alpha = {(j, s, r): number * by if j == i else number for (j, s, r), number in alpha.items()}
    return alpha


def supported_triple(random, game):
    """(z, alpha, mechanism, allocation): an inhibitive allocation of random multipliers at its least subsidy."""
    alpha = random_alpha(random, game) if random.random() < 0.7 else {}
    value, mechanism, omega = least_supported_subsidy(game, alpha)
    return value, alpha, mechanism, omega


def random_allocation(random, game, mechanism=None):
    """On the edge (supported by multipliers), payoffs of a mechanism less some severance, either with a change, or any."""
    style = random.choice(("edge", "edge", "payoffs", "payoffs", "severance", "any"))
    if style == "edge":
        omega = supported_triple(random, game)[3]
    elif style == "any":
        omega = {i: {t: Fraction(random.randint(-2, 8)) for t in game.profiles} for i in game.players}
    else:
        omega = gross_payoffs(game, mechanism or random_mechanism(random, game, "efficient"))
        if style == "severance":
            for _ in range(random.choice((1, 1, 2, 3))):
                omega[random.choice(game.players)][random.choice(game.profiles)] -= random.choice((Fraction(1), Fraction(1, 2), Fraction(1, 7)))
    if random.random() < 0.5:
        omega[random.choice(game.players)][random.choice(game.profiles)] += random.choice((1, -1, Fraction(1, 1000), Fraction(-1, 1000)))
    if random.random() < 0.2:
        i = random.choice(game.players)
        omega[i] = {t: number + 1 for t, number in omega[i].items()}
    return omega


def known_core(random, game, tries=30):
    """(mechanism, allocation, alpha) in the core, None if a few random multipliers do not find one."""
    for _ in range(tries):
        value, alpha, mechanism, omega = supported_triple(random, game)
        if value == 0 and achieves(game, mechanism, omega):
            return mechanism, omega, alpha
    return None


def plan_against(game, omega):
    """The best blocking plan, None if the allocation is inhibitive."""
    value, plan = best_blocking_plan(game, omega)
    return plan if value > 0 else None
