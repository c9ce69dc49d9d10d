"""Random small markets with requests for mechanism Γ; about half of them have only gross substitutes, ties abound, equilibria and others are both frequent."""

from fractions import Fraction
from itertools import combinations

from tests.gamma_oracle import Game, GammaOracle
from tests.oracle import bits

SUBSTITUTES = ("additive", "unit-demand", "assignment", "or of goods", "xor of goods", "or-of-xor of goods", "concave table")
ANY = ("xor", "xor", "or", "or-of-xor", "table", "table", *SUBSTITUTES)
COMPLEMENTS = ("large xor", "large xor", "unit-demand", "xor of goods", "xor", "table")
PROFILES = (
    *("random", "vickrey", "near vickrey", "vickrey kind", "vickrey kind", "pareto core", "pareto core", "near pareto core"),
    *("below vickrey", "zero", "negative", "mixed", "settled", "settled"),
)


def random_case(random):
    """A market document and requests {name: (bundle, price)}."""
    market = random_market(random)
    return market, random_requests(random, Game(market))


def random_market(random):
    kinds = random.choice((SUBSTITUTES, SUBSTITUTES, ANY, COMPLEMENTS, COMPLEMENTS))
    few = 0 if kinds is COMPLEMENTS else 2
    goods = ["A", "B", "C", "D"][: random.choices((1, 2, 3, 4), (few, 8, 8, 7))[0]]
    number = _numbers(random, random.choice(("ties", "ties", "ties", "small", "small", "fractions", "close")))
    buyers = [str(place + 1) for place in range(random.choices((1, 2, 3, 4), (few, 4 * few, 8, 8))[0])]
    buyers = [{"name": name, "values": _values(random, random.choice(kinds), goods, number)} for name in buyers]
    if len(buyers) > 1 and random.random() < (0.5 if kinds is COMPLEMENTS else 0.1):
        one, other = random.sample(buyers, 2)
        other["values"] = one["values"]
    return {"format": "marketwright.market/1", "kind": "bundle", "goods": goods, "buyers": buyers}


def _numbers(random, style):
    """A function that makes a value of a bundle of a given size."""
    part = random.choice((1, 100))

    def number(size):
        if style == "ties":
            return random.randint(0, 3) * size
        if style == "small":
            return random.randint(0, 12) + 3 * (size - 1)
        if style == "fractions":
            return str(Fraction(random.randint(0, 12) * size, random.choice((1, 2, 3, 7))))
        return str(Fraction(10**9 * size * part + random.randint(-3, 3), part))

    return number


def _values(random, kind, goods, number):
    def bid(most=3):
        bundle = sorted(random.sample(goods, random.randint(1, min(most, len(goods)))))
        return {"bundle": bundle, "value": number(len(bundle))}

    def bids(most_bids, most=3):
        return [bid(most) for _ in range(random.randint(1, most_bids))]

    def singles():
        return {good: number(1) for good in sorted(random.sample(goods, random.randint(1, len(goods))))}

    if kind in ("additive", "unit-demand"):
        return {"type": kind, "values": singles()}
    if kind == "assignment":
        return {"type": kind, "positions": [singles() for _ in range(random.randint(1, 2))]}
    if kind in ("xor", "or"):
        return {"type": kind, "bids": bids(4)}
    if kind == "large xor":
        bundles = [sorted(random.sample(goods, random.randint(min(2, len(goods)), len(goods)))) for _ in range(random.randint(1, 2))]
        return {"type": "xor", "bids": [{"bundle": bundle, "value": number(random.choice((1, 1, 2)))} for bundle in bundles]}
    if kind in ("or of goods", "xor of goods"):
        return {"type": kind.split()[0], "bids": bids(4, 1)}
    if kind == "or-of-xor":
        return {"type": kind, "groups": [bids(2) for _ in range(random.randint(1, 3))]}
    if kind == "or-of-xor of goods":
        return {"type": "or-of-xor", "groups": [bids(3, 1) for _ in range(random.randint(1, 3))]}
    return _table(random, goods, number, concave=kind == "concave table")


def _table(random, goods, number, concave):
    steps = sorted((Fraction(number(1)) for _ in goods), reverse=True)
    base = {good: Fraction(number(1)) for good in goods}
    worths = {(): Fraction(0)}
    for size in range(1, len(goods) + 1):
        for bundle in combinations(goods, size):
            least = max(worths[tuple(other for other in bundle if other != good)] for good in bundle)
            worths[bundle] = sum(steps[:size]) if concave else least + random.choice((0, 0, 1)) * max(base[good] for good in bundle)
    return {"type": "table", "bids": [{"bundle": list(bundle), "value": str(worth)} for bundle, worth in worths.items() if bundle]}


def random_requests(random, game, profile=None):
    """Requests of one of the kinds of PROFILES."""
    profile = profile or random.choice(PROFILES)
    vickrey = game.vickrey
    if profile == "random":
        return {name: _random_request(random, game, name) for name in game.names}
    if profile == "vickrey kind":
        return _vickrey_kind(random, game)
    if profile == "settled":
        return _settled(random, game)
    nets = {name: vickrey[name] for name in game.names}
    if "pareto core" in profile:
        nets = pareto_core_point(random, game)
    if "near" in profile:
        for name in random.sample(game.names, random.randint(1, min(2, len(game.names)))):
            nets[name] += _step(random) * random.choice((1, -1))
    if profile == "below vickrey":
        nets = {name: net * random.choice((Fraction(0), Fraction(1, 2), Fraction(1), Fraction(1))) for name, net in nets.items()}
    if profile == "zero":
        nets = dict.fromkeys(game.names, Fraction(0))
    if profile == "negative":
        for name in random.sample(game.names, random.randint(1, len(game.names))):
            nets[name] = -_step(random)
    requests = {name: request_of_net(random, game, name, net) for name, net in nets.items()}
    if profile == "mixed":
        requests |= {name: _random_request(random, game, name) for name in game.names if random.random() < 0.4}
    return requests


def pareto_core_point(random, game):
    """A buyer-Pareto-optimal core point: buyers in random order take as much as the core allows, sometimes first only a part of it."""
    nets = dict.fromkeys(game.names, Fraction(0))

    def room(name):
        bit, spare = game.mask([name]), []
        for mask in range(game.everyone + 1):
            if mask & bit:
                taken = sum(nets[other] for other in game.members(mask))
                spare.append(Fraction(game.worths[-1] - game.worths[game.everyone ^ mask], game.scale) - taken)
        return min(spare)

    order = random.sample(game.names, len(game.names))
    if random.random() < 0.5:
        for name in order:
            nets[name] += room(name) * random.choice((Fraction(0), Fraction(1, 2), Fraction(1, 3)))
    for name in order:
        nets[name] += room(name)
    return nets


def request_of_net(random, game, name, net):
    """A random request (bundle, price) worth `net` to the buyer, or as much as the buyer can ask for."""
    table = game.tables[game.names.index(name)]
    net = min(net, table[-1])
    mask = random.choice([mask for mask, value in enumerate(table) if value >= net])
    return _bundle(game, mask), table[mask] - net


def _vickrey_kind(random, game):
    """Requests of members of an efficient reply at their own bundles; the others ask for net 0."""
    index = random.choice([index for index, surplus in enumerate(game.surplus) if surplus == game.worths[-1]])
    given = dict(game.replies[index][1])
    requests = {}
    for buyer, name in enumerate(game.names):
        table = game.tables[buyer]
        if buyer in given:
            requests[name] = _bundle(game, given[buyer]), table[given[buyer]] - game.vickrey[name]
        else:
            requests[name] = ([], Fraction(0)) if random.random() < 0.5 else request_of_net(random, game, name, Fraction(0))
    return requests


def _settled(random, game):
    """Some buyers ask for all they can; the others, from random requests on, ask by turns for as much as they can get: often not efficient."""
    requests = {name: _random_request(random, game, name) for name in game.names}
    greedy = random.sample(game.names, random.randint(0, len(game.names) - 1))
    requests |= {name: (list(game.goods), Fraction(0)) for name in greedy}
    for _ in range(3):
        for name in random.sample(game.names, len(game.names)):
            if name not in greedy:
                requests[name] = request_of_net(random, game, name, GammaOracle(game, requests).deviations[name])
    return requests


def _random_request(random, game, name):
    table = game.tables[game.names.index(name)]
    mask = random.randrange(len(table))
    price = table[mask] * random.choice((Fraction(0), Fraction(1, 2), Fraction(2, 3), Fraction(1), Fraction(1)))
    if random.random() < 0.4:
        price += _step(random) * random.choice((1, -1))
    return _bundle(game, mask), max(price, Fraction(0))


def _step(random):
    return random.choice((Fraction(1), Fraction(1), Fraction(2), Fraction(1, 2), Fraction(1, 3), Fraction(1, 100)))


def _bundle(game, mask):
    return [game.goods[good.bit_length() - 1] for good in bits(mask)]
