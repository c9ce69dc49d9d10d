"""Random small markets for anonymous prices: values of all kinds, many ties; often only packages have prices, or nothing has."""

from fractions import Fraction
from itertools import combinations

from tests.pricing_oracle import Economy

SUBSTITUTES = ("additive", "unit-demand", "assignment", "xor of goods", "concave table")
COMPLEMENTS = ("large xor", "large xor", "convex table", "large or", "unit-demand", "xor of goods")
ANY = ("xor", "or", "or-of-xor", "table", "table", "free table", "free table", "assignment", "unit-demand", "additive")


STYLES = (*["any"] * 3, "complements", *["contest"] * 6, *["pairs"] * 4, "substitutes")


def random_economy(random, style=None):
    """A market document with 1 to 4 buyers and 1 to 4 goods; in most contests and pairs single goods cannot be priced."""
    style = style or random.choice(STYLES)
    if style not in ("contest", "pairs"):
        return _economy(random, style)
    wish = random.choice(("anything", "GOOD has none", "EFF has none", "EFF has none"))
    for _ in range(20):
        document = _economy(random, style)
        found = Economy(document)
        if wish == "anything" or not (found.good()["exists"] or (wish == "EFF has none" and any(found.eff(x)["exists"] for x in found.efficient))):
            break
    return document


def _economy(random, style):
    hard = style in ("contest", "pairs")
    goods = ["A", "B", "C", "D"][: random.choices((1, 2, 3, 4), (0, 4, 6, 6) if hard else (3, 5, 8, 7))[0]]
    size = random.choices((1, 2, 3, 4), (0, 4, 8, 8) if hard else (1, 5, 8, 8))[0]
    if style == "pairs":
        goods, size = ["A", "B", "C", "D"][: max(3, len(goods))], max(3, size)
    number = _numbers(random, random.choice(("ties", "ties", "ties", "small", "small", "fractions", "close")))
    if style == "contest":
        values = _contest(random, goods, size, number)
    elif style == "pairs":
        values = _pairs(random, goods, size, number)
    else:
        kinds = {"any": ANY, "complements": COMPLEMENTS, "substitutes": SUBSTITUTES}[style]
        values = [_values(random, random.choice(kinds), goods, number) for _ in range(size)]
    if size > 1 and random.random() < 0.1:
        one, other = random.sample(range(size), 2)
        values[other] = values[one]
    if random.random() < 0.05:
        values[random.randrange(size)] = {"type": "xor", "bids": []}
    return _market(goods, values)


def _market(goods, values):
    buyers = [{"name": str(place + 1), "values": found} for place, found in enumerate(values)]
    return {"format": "marketwright.market/1", "kind": "bundle", "goods": goods, "buyers": buyers}


def _numbers(random, style):
    """A function that makes a value of a bundle of a given size."""
    part = random.choice((1, 100))

    def number(size):
        if style == "ties":
            return random.randint(0, 3) * size
        if style == "small":
            return random.randint(0, 12) + 4 * (size - 1)
        if style == "fractions":
            return str(Fraction(random.randint(0, 12) * size, random.choice((1, 2, 3, 7))))
        return str(Fraction(10**9 * size * part + random.randint(-3, 3), part))

    return number


def _contest(random, goods, size, number):
    """One buyer wants nearly all goods together, for about as much as the others, who want little each, would give."""
    kinds = ("unit-demand", "unit-demand", "xor of goods", "assignment", "xor", "table", "free table")
    flat = random.random() < 0.6
    others = [_flat(random, goods, number) if flat else _values(random, random.choice(kinds), goods, number) for _ in range(size - 1)]
    bundle = sorted(random.sample(goods, len(goods) - (len(goods) > 2 and random.random() < 0.3)))
    reach = Economy(_market(goods, others)).best
    step = min(Fraction(1), reach / 3) * random.choice((-1, -1, -1, Fraction(-1, 2), 0, 1) if flat else (-2, -1, -1, 0, 1, 2))
    large = {"type": "xor", "bids": [{"bundle": bundle, "value": str(reach + step)}]}
    values = [large, *others]
    random.shuffle(values)
    return values


def _flat(random, goods, number):
    """Any one of some goods, for one value."""
    value, some = number(1), sorted(random.sample(goods, random.randint(1, len(goods))))
    return {"type": "unit-demand", "values": dict.fromkeys(some, value)}


def _pairs(random, goods, size, number):
    """Overlapping pairs of about equal value."""
    base, found = Fraction(number(2)), []
    pairs = [list(pair) for pair in combinations(goods, 2)]
    for _ in range(size):
        bundles = random.sample(pairs, random.choice((1, 1, 2))) + random.choice(([], [], [[random.choice(goods)]]))
        part = random.choice((Fraction(0), base / 4))
        bids = [{"bundle": bundle, "value": str((base + part * random.randint(-1, 2)) * Fraction(len(bundle), 2))} for bundle in bundles]
        found.append({"type": random.choice(("xor", "xor", "or")), "bids": bids})
    return found


def _values(random, kind, goods, number):
    def bid(least=1, most=3):
        bundle = sorted(random.sample(goods, random.randint(min(least, len(goods)), min(most, len(goods)))))
        return {"bundle": bundle, "value": number(len(bundle))}

    def bids(most_bids, least=1, most=3):
        return [bid(least, most) for _ in range(random.randint(1, most_bids))]

    def singles():
        return {good: number(1) for good in sorted(random.sample(goods, random.randint(1, len(goods))))}

    if kind in ("additive", "unit-demand"):
        return {"type": kind, "values": singles()}
    if kind == "assignment":
        return {"type": kind, "positions": [singles() for _ in range(random.randint(1, 2))]}
    if kind in ("xor", "or"):
        return {"type": kind, "bids": bids(4)}
    if kind in ("large xor", "large or"):
        return {"type": kind.split()[1], "bids": bids(2, least=2, most=4)}
    if kind == "xor of goods":
        return {"type": "xor", "bids": bids(4, most=1)}
    if kind == "or-of-xor":
        return {"type": kind, "groups": [bids(2) for _ in range(random.randint(1, 3))]}
    return _table(random, kind, goods, number)


def _table(random, kind, goods, number):
    """A table of all bundles; a "free table" is as it comes and is closed by the reader."""
    steps = sorted((Fraction(number(1)) for _ in goods), reverse=kind == "concave table")
    base = {good: Fraction(number(1)) for good in goods}
    worths = {(): Fraction(0)}
    for size in range(1, len(goods) + 1):
        for bundle in combinations(goods, size):
            if kind == "free table":
                worths[bundle] = Fraction(number(random.randint(1, size)))
            elif kind == "table":
                least = max(worths[tuple(other for other in bundle if other != good)] for good in bundle)
                worths[bundle] = least + random.choice((0, 0, 1)) * max(base[good] for good in bundle)
            else:
                worths[bundle] = sum(steps[:size])
    bids = [{"bundle": list(bundle), "value": str(worth)} for bundle, worth in worths.items() if bundle or random.random() < 0.3]
    return {"type": "table", "bids": bids} | ({"free_disposal": True} if kind == "free table" else {})
