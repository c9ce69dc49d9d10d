"""Random small auctions of divisible goods with many ties: equal bidders, equal marginal utilities, commuting preferences, bidders who get nothing."""

from fractions import Fraction

from tests.reallocative_oracle import (
    ZERO,
    applied,
    competitive_payoffs,
    determinant,
    diagonalises,
    dot,
    efficient_bundles,
    identity,
    market_of,
    packages_of_one_or_two_goods,
    plus,
    price,
    scaled,
    summed,
    times,
    transposed,
    vickrey,
    without,
)

FAMILIES = ("any", "any", "equal thetas", "common matrix", "commuting", "equal thetas and commuting", "equal thetas and commuting", "identical bidders")
BASES = {
    1: [((1,),), ((-1,),)],
    2: [((1, 0), (0, 1)), ((1, 1), (-1, 1)), ((2, 1), (-1, 2)), ((1, -3), (3, 1)), ((3, 4), (4, -3))],
    3: [
        ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
        ((1, 1, 1), (1, -1, 0), (1, 1, -2)),
        ((1, 2, 2), (2, 1, -2), (2, -2, 1)),
        ((1, 1, 0), (0, 0, 1), (-1, 1, 0)),
    ],
}
"""Orthogonal bases in whole numbers by their size."""
MOST = 10**30
"""The largest numerator and denominator of a document."""


def written(number):
    """A number as documents write it; one that is too long is rounded."""
    number = Fraction(number)
    if max(abs(number.numerator), number.denominator) > MOST:
        number = number.limit_denominator(10**6)
    return number.numerator if number.denominator == 1 else str(number)


def written_vector(vector):
    """A vector as documents write it."""
    return [written(number) for number in vector]


def written_matrix(matrix):
    """A matrix as documents write it."""
    return [written_vector(row) for row in matrix]


def random_market(random, sizes=(1, 2, 2, 2, 2, 2, 3, 3, 3, 3, 3, 3, 3, 3, 4, 4, 4, 4, 4, 5), widths=(1, 1, 1, 2, 2, 2, 2, 3)):
    """A market document with quadratic values."""
    size, width = random.choice(sizes), random.choice(widths)
    number = _numbers(random)
    family = random.choice(FAMILIES)
    thetas, matrices = [_vector(random, width, number) for _ in range(size)], [_matrix(random, width) for _ in range(size)]
    if family in ("equal thetas", "equal thetas and commuting"):
        thetas = [thetas[0]] * size
    if "commuting" in family:
        basis = random.choice(BASES[width])
        matrices = [_matrix_of_basis(random, basis) for _ in range(size)]
    if family == "common matrix":
        matrices = [matrices[0]] * size
    if family == "identical bidders":
        thetas, matrices = [thetas[0]] * size, [matrices[0]] * size
    elif size > 1 and random.random() < 0.1:
        thetas[1], matrices[1] = thetas[0], matrices[0]
    goods = ["A", "B", "C"][:width]
    document = {"format": "marketwright.market/1", "kind": "divisible", "goods": goods, "quantity": _quantity(random, width, number), "bidders": []}
    for place, (theta, matrix) in enumerate(zip(thetas, matrices, strict=True)):
        document["bidders"].append({"name": str(place + 1), "values": _values(random, theta, matrix)})
    if size > 1 and random.random() < 0.1:
        _leave_with_nothing(random, document)
    return document


def _numbers(random):
    """A function that makes an entry of theta or of the quantity."""
    style = random.choice(("ties", "ties", "small", "small", "fractions", "close"))
    base = random.choice((10, 10**3, 10**6))
    return {
        "ties": lambda: random.choice((0, 1, 1, 2, 4)),
        "small": lambda: random.randint(-3, 8),
        "fractions": lambda: Fraction(random.randint(-4, 12), random.choice((1, 2, 2, 3, 5))),
        "close": lambda: base + Fraction(random.randint(-2, 2), random.choice((1, 2))),
    }[style]


def _vector(random, width, number):
    """Entries of theta."""
    return tuple(Fraction(number()) for _ in range(width)) if random.random() < 0.8 else (Fraction(number()),) * width


def _matrix(random, width):
    """L L' and something on the diagonal, in a third of cases diagonal."""
    flat = random.random() < 0.3
    lower = [[Fraction(random.choice((0, 0, 1, -1, 2, Fraction(1, 2)))) if j <= i and not flat else ZERO for j in range(width)] for i in range(width)]
    square = [[dot(left, right) for right in lower] for left in lower]
    for place in range(width):
        square[place][place] += random.choice((1, 1, 2, 3, Fraction(1, 2), Fraction(1, 4), Fraction(1, 100), 10))
    return tuple(map(tuple, square))


def _matrix_of_basis(random, basis):
    """A matrix with these eigenvectors."""
    parts = [scaled(Fraction(random.choice((1, 1, 2, 3, Fraction(1, 2), 5))) / dot(vector, vector), [times(x, vector) for x in vector]) for vector in basis]
    return summed(parts)


def _quantity(random, width, number):
    """Of every sign, often nothing."""
    style = random.choice(("nothing", "one good", "like thetas", "positive", "positive", "any sign", "large", "negative"))
    one = random.randrange(width)
    made = {
        "nothing": lambda _: 0,
        "one good": lambda place: int(place == one),
        "like thetas": lambda _: number(),
        "positive": lambda _: random.choice((1, 1, 2, 3, Fraction(1, 2))),
        "any sign": lambda _: random.randint(-3, 3),
        "large": lambda _: random.choice((10, 30, -30, 0)),
        "negative": lambda _: -random.choice((0, 1, 2, Fraction(3, 2))),
    }[style]
    return [written(made(place)) for place in range(width)]


def _values(random, theta, matrix):
    """Quadratic values, sometimes stated with an endowment."""
    if random.random() < 0.85:
        return {"type": "quadratic", "theta": written_vector(theta), "S": written_matrix(matrix)}
    endowment = tuple(Fraction(random.choice((0, 1, -1, 2, Fraction(1, 2)))) for _ in theta)
    stated = plus(theta, applied(matrix, endowment))
    return {"type": "quadratic", "theta": written_vector(stated), "S": written_matrix(matrix), "endowment": written_vector(endowment)}


def _leave_with_nothing(random, document):
    """One bidder's theta becomes the price that some others agree upon, so he gets nothing beside them."""
    market = market_of(document)
    bidder = random.randrange(market.size)
    others = without(market.everyone, bidder)
    at = price(market, tuple(sorted(random.sample(others, random.randint(1, len(others))))))
    document["bidders"][bidder]["values"] = {"type": "quadratic", "theta": written_vector(at), "S": written_matrix(market.matrices[bidder])}


def random_participants(random, market):
    """Two or more bidders."""
    return tuple(sorted(random.sample(market.everyone, random.randint(2, market.size))))


def random_sides(random, participants):
    """Two sides with two or more bidders each, of four or more."""
    mixed = random.sample(participants, len(participants))
    cut = random.randint(2, len(mixed) - 2)
    return tuple(sorted(mixed[:cut])), tuple(sorted(mixed[cut:]))


def random_payoffs(random, market, participants):
    """(payoffs by bidder, the auctioneer's): Vickrey, competitive, between both, or one of these changed, sometimes out of balance."""
    outcome = vickrey(market, participants)
    first, second = (outcome.payoffs, outcome.revenue), competitive_payoffs(market, participants)
    share = random.choice((ZERO, ZERO, Fraction(1), Fraction(1, 2), Fraction(1, 3)))
    payoffs = {bidder: first[0][bidder] * (1 - share) + second[0][bidder] * share for bidder in participants}
    auctioneer = first[1] * (1 - share) + second[1] * share
    for _ in range(random.choice((0, 0, 1, 2))):
        bidder, by = random.choice(participants), random.choice((1, -1, Fraction(1, 2), Fraction(1, 10**6), payoffs[participants[0]]))
        payoffs[bidder] += by
        auctioneer -= by if random.random() < 0.8 else 0
    return payoffs, auctioneer


def random_packages(random, market):
    """Independent packages: those of Theorem 1, joint eigenvectors, goods with signs, efficient bundles, or any, sometimes out of scale and order."""
    width = market.width
    style = random.choice(("theorem 1", "eigenvectors", "eigenvectors", "goods", "goods", "bundles", "any"))
    found = None
    if style == "theorem 1" and width < 3:
        found = packages_of_one_or_two_goods(market)
        found = found and transposed(transposed(found))
    if style == "eigenvectors":
        found = random.choice([basis for basis in BASES[width] if diagonalises(market, basis)] or [None])
        found = found and tuple(times(-1 if dot(vector, market.quantity) < 0 else 1, tuple(map(Fraction, vector))) for vector in found)
    if style == "goods":
        found = tuple(times(-1 if amount < 0 else 1, vector) for amount, vector in zip(market.quantity, identity(width), strict=True))
    if style == "bundles":
        bundles = efficient_bundles(market)
        found = tuple(random.sample(bundles, width)) if len(bundles) >= width else None
    while found is None or determinant(found) == 0:
        found = tuple(tuple(Fraction(random.randint(-2, 2)) for _ in range(width)) for _ in range(width))
    if random.random() < 0.2:
        found = tuple(times(random.choice((2, Fraction(1, 3))), vector) for vector in random.sample(found, width))
    return found


def random_prior(random, width):
    """[(probability, theta)] with up to four values."""
    count = random.choice((1, 2, 2, 3, 4)) if width < 3 else random.choice((1, 2, 2, 3))
    odds = [random.choice((1, 1, 2, 3)) for _ in range(count)]
    number = _numbers(random)
    return [(Fraction(share, sum(odds)), _vector(random, width, number)) for share in odds]
