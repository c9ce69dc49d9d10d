"""Random small unit-demand markets and prices with many ties: at nothing, between goods, between buyers, at reserve prices and at breakpoints."""

from fractions import Fraction
from functools import partial

from tests.walrasian_oracle import Market

EXACT = ("quasilinear", "borrowing", "soft-budget", "income", "levels")
MOST = 10**30
"""The largest numerator and denominator of a document."""


def written(number):
    """A number as documents write it; one that is too long is rounded."""
    number = Fraction(number)
    if max(abs(number.numerator), number.denominator) > MOST:
        number = number.limit_denominator(10**6)
    return number.numerator if number.denominator == 1 else str(number)


def random_market(random, kinds=EXACT, most=5):
    """A market document with up to `most` buyers and goods and preferences of the given exact types."""
    goods = ["A", "B", "C", "D", "E"][: random.choices(range(most + 1), (1, 5, 11, 13, 8, 6)[: most + 1])[0]]
    size = random.choices(range(most + 1), (1, 3, 6, 10, 13, 14)[: most + 1])[0]
    kinds = random.choice((kinds, kinds, kinds, [random.choice(kinds)]))
    number = _numbers(random, random.choice(("ties", "ties", "ties", "small", "small", "fractions", "close")))
    steep = random.random() < 0.08
    preferences = [_preference(random, random.choice(kinds), goods, number, steep) for _ in range(size)]
    if len(preferences) > 1 and random.random() < 0.3:
        one, other = random.sample(range(len(preferences)), 2)
        preferences[other] = preferences[one]
    if len(goods) > 1 and random.random() < 0.2:
        one, other = random.sample(goods, 2)
        for place in range(len(preferences)):
            preferences[place] = _with_twins(preferences[place], one, other)
    buyers = [{"name": str(place + 1), "preference": preference} for place, preference in enumerate(preferences)]
    if random.random() < 0.25:
        _forbid(random, buyers, goods)
    document = {"format": "marketwright.market/1", "kind": "unit-demand", "goods": goods, "buyers": buyers}
    document |= _fee(random)
    return document | _seller(random, document, number)


def _numbers(random, style):
    """A function that makes the value of a good."""
    base = random.choice((10**3, 10**9))
    return {
        "ties": lambda: random.randint(0, 4),
        "small": lambda: random.randint(-2, 12),
        "fractions": lambda: Fraction(random.randint(-2, 12), random.choice((1, 2, 2, 3))),
        "close": lambda: base + Fraction(random.randint(-2, 3), random.choice((1, 1, 2))),
    }[style]


def _preference(random, kind, goods, number, steep):
    values = {good: number() for good in goods}
    if random.random() < 0.15:
        values = dict.fromkeys(goods, number())
    if random.random() < 0.15 and goods:
        values[random.choice(goods)] = random.choice((0, -1, -3))
    named = {good: written(value) for good, value in values.items()}
    about = max(values.values(), default=Fraction(1))
    if kind == "quasilinear":
        return {"type": kind, "values": named}
    if kind == "borrowing":
        rate = random.choice((10**6, "1/1000000")) if steep else random.choice((0, 1, 1, "1/2", "1/4", 3))
        return {"type": kind, "values": named, "cash": written(_within(random, about)), "rate": rate}
    if kind == "soft-budget":
        steepness = 10**6 if steep else random.choice((1, 2, 2, 5, "3/2", 1000))
        return {"type": kind, "values": named, "budget": written(_within(random, about)), "steepness": steepness}
    if kind == "income":
        wealth = max(Fraction(1), Fraction(about)) + random.choice((0, 1, 4))
        qualities = (10**6, "1000001/1000000") if steep else (2, 2, "3/2", "3/2", 3, "5/4")
        cap = written(wealth - random.choice((1, 1, 2, Fraction(1, 2))))
        return {"type": kind, "wealth": written(wealth), "quality": {good: random.choice(qualities) for good in goods}, "cap": cap}
    assert kind == "levels", kind
    classical = random.random() < 0.4
    return {"type": kind, "levels": {good: _level_map(random, Fraction(value), steep, classical) for good, value in values.items()}}


def _within(random, about):
    """A payment at which the cost turns."""
    return max(0, random.choice((0, 1, 2, 2, Fraction(1, 2), about - 1, about / 2 if about else 0)))


def _level_map(random, value, steep, classical):
    """A level map about `value` below the payment; a classical one is below the payment everywhere."""
    slopes = (1, 10**6, Fraction(1, 10**6)) if steep else (1, 1, 2, Fraction(1, 2))
    left, right = ([slope for slope in slopes if slope >= 1], [slope for slope in slopes if slope <= 1]) if classical else (slopes, slopes)
    x = Fraction(random.choice((0, 0, 1, 2, 3, value - 1)))
    y = x - max(value, Fraction(1, 2)) if classical else x - value if random.random() < 0.8 else Fraction(0)
    points = [[written(x), written(y)]]
    for _ in range(random.choice((0, 0, 1, 1, 2, 3))):
        step = Fraction(random.choice((1, 1, 2, 3)))
        x, y = x + step, y + step * random.choice(slopes)
        y = min(y, x - Fraction(1, 2)) if classical else y
        points.append([written(x), written(y)])
    return {"points": points, "left": written(random.choice(left)), "right": written(random.choice(right))}


def _with_twins(preference, one, other):
    """The preference with the second good like the first."""
    key = next(key for key in ("values", "quality", "levels") if key in preference)
    return preference | {key: preference[key] | {other: preference[key][one]}}


def _forbid(random, buyers, goods):
    for buyer in buyers:
        forbidden = [good for good in goods if random.random() < 0.25]
        if forbidden:
            buyer["forbidden"] = forbidden
            preference = buyer["preference"]
            key = next(key for key in ("values", "quality", "levels") if key in preference)
            buyer["preference"] = preference | {key: {good: entry for good, entry in preference[key].items() if good not in forbidden}}


def _seller(random, document, number):
    """Seller's values and reserve prices: none, some, at somebody's willingness to pay, different from one another."""
    goods, found, market = document["goods"], {}, Market(document)

    def amounts():
        chosen = {}
        for good in goods:
            if random.random() < 0.65:
                buyers = [buyer for buyer in range(market.size) if market.goods.index(good) in market.permitted[buyer]]
                amount = random.choice((0, 1, 1, 2, Fraction(1, 2), abs(number())))
                if buyers and random.random() < 0.3:
                    amount = max(0, market.price_at(random.choice(buyers), market.goods.index(good), market.fee))
                chosen[good] = written(amount)
        return chosen

    if random.random() < 0.4:
        found["seller_values"] = amounts()
    if random.random() < 0.5:
        below = "seller_values" in found and random.random() < 0.4
        found["reserve_prices"] = {good: written(Fraction(value) / 2) for good, value in found["seller_values"].items()} if below else amounts()
    return {key: amount for key, amount in found.items() if amount or random.random() < 0.3}


def _fee(random):
    if random.random() < 0.7:
        return {}
    return {"entry_fee": random.choice((0, 1, 1, 2, -1, -1, -3, "1/2", "-1/2", 100, -100, 10**10))}


def random_prices(random, market):
    """Prices {good: number} of at least 0 for a market document (or its brute force): near its equilibrium prices, or at ties of single buyers."""
    found = market if isinstance(market, Market) else Market(market)
    style = random.choice(("least", "least", "greatest", "between", "near least", "near least", "near greatest", "ties", "ties", "anything"))
    if style in ("ties", "anything"):
        prices = list(found.reserves)
        for good in random.sample(range(found.width), found.width):
            prices[good] = max(Fraction(0), _tie(random, found, prices, good) if style == "ties" else Fraction(random.randint(0, 8), random.choice((1, 2))))
    else:
        least = found.least()
        high = least if "least" in style else found.greatest()
        share = random.choice((Fraction(1, 2), Fraction(1, 3))) if style == "between" else 1
        prices = [low + (top - low) * share for low, top in zip(least, high, strict=True)]
        if style.startswith("near") and prices:
            good = random.randrange(found.width)
            by = random.choice((1, -1, Fraction(1, 2), Fraction(-1, 2), Fraction(1, 10**6)))
            prices[good] = max(Fraction(0), random.choice((partial(_tie, random, found, prices, good), lambda: prices[good] + by))())
    return {good: written(price) for good, price in zip(found.goods, prices, strict=True)}


def _tie(random, market, prices, good):
    """A price at which somebody is indifferent between the good and nothing or another good."""
    buyers = [buyer for buyer in range(market.size) if good in market.permitted[buyer]]
    if not buyers or random.random() < 0.2:
        return market.reserves[good]
    buyer = random.choice(buyers)
    other = random.choice((*market.permitted[buyer], None))
    return market.price_at(buyer, good, market.level_at(buyer, other, prices))


def random_bundles(random, market):
    """Bundles {buyer: {"good", "payment"}} of a market document (or its brute force): at equilibrium prices with or without a change, or any."""
    found = market if isinstance(market, Market) else Market(market)
    style = random.choice(("least", "greatest", "changed", "changed", "anything", "anything"))
    if style == "anything":
        bundles, free = [], list(range(found.width))
        for buyer in range(found.size):
            place = random.choice((*(good for good in free if good in found.permitted[buyer]), None))
            free = [good for good in free if good != place]
            bundles.append((place, _payment(random, found, buyer, place)))
    else:
        prices = found.greatest() if style == "greatest" else found.least()
        bundles = found.bundles(prices, random.choice(found.allocations(prices)))
        if style == "changed" and bundles:
            buyer = random.randrange(found.size)
            place, payment = bundles[buyer]
            bundles[buyer] = random.choice(((place, payment + random.choice((1, -1))), (None, payment), (place, _payment(random, found, buyer, place))))
        if random.random() < 0.3:
            random.shuffle(bundles)
            if not found.is_allocation([place for place, _ in bundles]):
                return random_bundles(random, market)
    return {name: {"good": found.name(place), "payment": written(payment)} for name, (place, payment) in found.by_buyer(bundles).items()}


def _payment(random, market, buyer, place):
    """Somewhere about what the position is worth to him."""
    return market.willing(buyer, place, Fraction(random.choice((0, 0, -1, -2, 1)))) + random.choice((0, 0, 0, 1, Fraction(-1, 2)))
