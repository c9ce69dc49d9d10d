"""Brute force for auctions of divisible goods (paper 001) with up to five bidders, straight from the definitions; shares no code with marketwright.

Works on market documents (plain dictionaries) with quadratic values, in fractions. Bidders are their places in market order, coalitions are increasing tuples
of places. A coalition's surplus comes from its first-order conditions, solved whole for all quantities and the price at once, and never from a sum of
inverses. What depends on the quantity is affine in it, so one elimination for each coalition serves all quantities. `weights` are the rows of W, the
inverse of the matrix whose columns are packages.
"""

from dataclasses import dataclass, field
from fractions import Fraction
from itertools import combinations, pairwise, product
from math import lcm, prod

ZERO, ONE = Fraction(0), Fraction(1)


def fraction(number):
    """A number of a document; a float is read by its digits."""
    return Fraction(str(number)) if isinstance(number, float) else Fraction(number)


# Vectors and matrices: tuples, and tuples of rows.


def dot(left, right):
    """The inner product, brought to lowest terms only once."""
    above, below = 0, 1
    for x, y in zip(left, right, strict=True):
        if x and y:
            under = x.denominator * y.denominator
            above, below = above * under + x.numerator * y.numerator * below, below * under
    return Fraction(above, below)


def plus(left, right):
    """The sum of two vectors."""
    return tuple(x + y for x, y in zip(left, right, strict=True))


def minus(left, right):
    """The difference of two vectors."""
    return tuple(x - y for x, y in zip(left, right, strict=True))


def times(number, vector):
    """A multiple of a vector."""
    return tuple(number * x for x in vector)


def total(vectors, width):
    """The sum of vectors of that width."""
    return tuple(sum(entries, ZERO) for entries in zip(*vectors, strict=True)) if vectors else (ZERO,) * width


def transposed(matrix):
    """The transpose."""
    return tuple(zip(*matrix, strict=True))


def applied(matrix, vector):
    """A matrix times a column."""
    return tuple(dot(row, vector) for row in matrix)


def multiplied(left, right):
    """The product of two matrices."""
    columns = transposed(right)
    return tuple(tuple(dot(row, column) for column in columns) for row in left)


def summed(matrices):
    """The sum of matrices of one shape."""
    return tuple(tuple(sum(entries, ZERO) for entries in zip(*rows, strict=True)) for rows in zip(*matrices, strict=True))


def scaled(number, matrix):
    """A multiple of a matrix."""
    return tuple(times(number, row) for row in matrix)


def unit(size, place):
    """A unit vector."""
    return tuple(ONE if place == other else ZERO for other in range(size))


def identity(size):
    """The unit matrix."""
    return tuple(unit(size, place) for place in range(size))


def solutions(matrix, columns):
    """The solutions of `matrix x = column` for each column, by elimination in whole numbers; ValueError if the matrix is singular."""
    size, table = len(matrix), []
    for place, row in enumerate(matrix):
        entries = [*row, *(column[place] for column in columns)]
        scale = lcm(*(entry.denominator for entry in entries))
        table.append([entry.numerator * (scale // entry.denominator) for entry in entries])
    width, before = size + len(columns), 1
    for step in range(size):
        found = next((place for place in range(step, size) if table[place][step]), None)
        if found is None:
            raise ValueError("singular")
        table[step], table[found] = table[found], table[step]
        row, pivot = table[step], table[step][step]
        for place, other in enumerate(table):
            if place != step:
                by = other[step]
                for column in range(step + 1, width):
                    other[column] = (pivot * other[column] - by * row[column]) // before
        before = pivot
    return [tuple(Fraction(row[size + column], before) for row in table) for column in range(len(columns))]


def inverse(matrix):
    """The inverse; ValueError if there is none."""
    return transposed(solutions(matrix, identity(len(matrix))))


def determinant(matrix):
    """The determinant, by expansion along the first row."""
    if not matrix:
        return ONE
    minors = (determinant([row[:place] + row[place + 1 :] for row in matrix[1:]]) for place in range(len(matrix)))
    return sum(((-1) ** place * entry * minor for place, (entry, minor) in enumerate(zip(matrix[0], minors, strict=True)) if entry), ZERO)


def kernel(matrix):
    """A basis of the vectors that the matrix takes to nothing."""
    rows, pivots, width = [list(row) for row in matrix], [], len(matrix[0])
    for column in range(width):
        place = next((place for place in range(len(pivots), len(rows)) if rows[place][column]), None)
        if place is None:
            continue
        step = len(pivots)
        rows[step], rows[place] = rows[place], rows[step]
        rows[step] = [entry / rows[step][column] for entry in rows[step]]
        rows = [row if other == step else [x - row[column] * y for x, y in zip(row, rows[step], strict=True)] for other, row in enumerate(rows)]
        pivots.append(column)
    solved = dict(zip(pivots, rows, strict=False))
    return [
        tuple(ONE if place == free else -solved[place][free] if place in solved else ZERO for place in range(width))
        for free in range(width)
        if free not in solved
    ]


def is_symmetric(matrix):
    """Whether the matrix is its own transpose."""
    return transposed(matrix) == tuple(map(tuple, matrix))


def is_positive_definite(matrix):
    """Whether all leading minors are positive (of a symmetric matrix)."""
    return all(determinant([row[:size] for row in matrix[:size]]) > 0 for size in range(1, len(matrix) + 1))


def is_positive_semidefinite(matrix):
    """Whether all principal minors are at least 0 (of a symmetric matrix)."""
    places = range(len(matrix))
    chosen = (some for size in range(1, len(matrix) + 1) for some in combinations(places, size))
    return all(determinant([[matrix[i][j] for j in some] for i in some]) >= 0 for some in chosen)


def negative_direction(matrix):
    """A vector x with x'Mx < 0 for a symmetric matrix M, by completing squares; None if there is none."""
    size = len(matrix)
    for place in range(size):
        if matrix[place][place] < 0:
            return unit(size, place)
    for place, other in product(range(size), repeat=2):
        if matrix[place][place] == 0 and matrix[place][other] != 0:
            by = -(matrix[other][other] + 1) / (2 * matrix[place][other])
            return plus(unit(size, other), times(by, unit(size, place)))
    place = next((place for place in range(size) if matrix[place][place] > 0), None)
    if place is None:
        return None
    rest, row, pivot = [other for other in range(size) if other != place], matrix[place], matrix[place][place]
    found = negative_direction(tuple(tuple(matrix[i][j] - row[i] * row[j] / pivot for j in rest) for i in rest))
    if found is None:
        return None
    entries = dict(zip(rest, found, strict=True))
    entries[place] = -sum((row[other] * entries[other] for other in rest), ZERO) / pivot
    return tuple(entries[other] for other in range(size))


def greatest(linear, curvature):
    """("attained", x, value) for the greatest g.x - x'Bx/2, or ("unbounded", direction of endless growth)."""
    direction = negative_direction(curvature)
    if direction is not None:
        return "unbounded", direction if dot(linear, direction) >= 0 else times(-ONE, direction)
    flat = kernel(curvature)
    for direction in flat:
        if dot(linear, direction) != 0:
            return "unbounded", times(ONE if dot(linear, direction) > 0 else -ONE, direction)
    filled = summed([curvature, *(tuple(times(x, direction) for x in direction) for direction in flat)])
    (found,) = solutions(filled, [linear])
    return "attained", found, dot(linear, found) / 2


# Markets.


@dataclass(frozen=True, eq=False)
class Market:
    """Bidders with utilities theta.q - q'Sq/2 and the auctioneer's quantity; `kept` is what has been found before."""

    goods: tuple
    names: tuple
    quantity: tuple
    thetas: tuple
    matrices: tuple
    kept: dict = field(default_factory=dict)

    @property
    def size(self):
        """The number of bidders."""
        return len(self.names)

    @property
    def width(self):
        """The number of goods."""
        return len(self.goods)

    @property
    def everyone(self):
        """All bidders."""
        return tuple(range(self.size))


def market_of(document):
    """The market of a document; what a bidder has before the auction is taken off theta."""
    assert document["kind"] == "divisible"
    thetas, matrices = [], []
    for bidder in document["bidders"]:
        values = bidder["values"]
        assert values["type"] == "quadratic"
        matrix = tuple(tuple(map(fraction, row)) for row in values["S"])
        assert is_symmetric(matrix)
        assert is_positive_definite(matrix)
        endowment = tuple(map(fraction, values.get("endowment", [0] * len(document["goods"]))))
        thetas.append(minus(tuple(map(fraction, values["theta"])), applied(matrix, endowment)))
        matrices.append(matrix)
    names = tuple(bidder["name"] for bidder in document["bidders"])
    return Market(tuple(document["goods"]), names, tuple(map(fraction, document["quantity"])), tuple(thetas), tuple(matrices))


def with_quantity(market, quantity):
    """The same bidders with another quantity of the auctioneer."""
    return Market(market.goods, market.names, tuple(quantity), market.thetas, market.matrices)


def with_theta(market, bidder, theta):
    """The market in which one bidder has another theta."""
    return with_thetas(market, {bidder: theta})


def with_thetas(market, thetas):
    """The market in which some bidders have other thetas."""
    changed = tuple(tuple(thetas.get(bidder, theta)) for bidder, theta in enumerate(market.thetas))
    return Market(market.goods, market.names, market.quantity, changed, market.matrices)


def coalitions(members, least=1):
    """All parts of a set of bidders with at least so many, in the order of (size, members)."""
    return [some for size in range(least, len(members) + 1) for some in combinations(members, size)]


def without(members, *bidders):
    """A coalition without some bidders."""
    return tuple(member for member in members if member not in bidders)


def joined(members, *bidders):
    """A coalition with some more bidders."""
    return tuple(sorted({*members, *bidders}))


def utility(market, bidder, bundle):
    """u_i at a bundle."""
    return dot(market.thetas[bidder], bundle) - dot(bundle, applied(market.matrices[bidder], bundle)) / 2


def marginal_utility(market, bidder, bundle):
    """The gradient of u_i at a bundle."""
    return minus(market.thetas[bidder], applied(market.matrices[bidder], bundle))


def demand(market, bidder, price):
    """The bundle at which the marginal utility is the price."""
    return solutions(market.matrices[bidder], [minus(market.thetas[bidder], price)])[0]


# Surplus, allocation, price (section 1).


@dataclass(frozen=True)
class Affine:
    """A vector that is `base` at quantity 0 and grows by the columns of `slopes`."""

    base: tuple
    slopes: tuple

    def at(self, quantity):
        """Its value at a quantity."""
        return plus(self.base, applied(self.slopes, quantity))


def first_order_conditions(thetas, matrices):
    """[all bundles..., price] as functions of the quantity q: `S_i q_i + p = theta_i` for all i and `sum q_i = q`, solved whole."""
    width, size = len(thetas[0]), len(thetas)
    rows, right = [], []
    for place, (theta, matrix) in enumerate(zip(thetas, matrices, strict=True)):
        for good in range(width):
            row = [ZERO] * (width * (size + 1))
            row[width * place : width * (place + 1)] = matrix[good]
            row[width * size + good] = ONE
            rows.append(row)
            right.append(theta[good])
    for good in range(width):
        rows.append([ONE if column < width * size and column % width == good else ZERO for column in range(width * (size + 1))])
        right.append(ZERO)
    found = solutions(rows, [right, *(unit(len(rows), width * size + good) for good in range(width))])
    blocks = [slice(width * place, width * (place + 1)) for place in range(size + 1)]
    return [Affine(found[0][block], transposed([column[block] for column in found[1:]])) for block in blocks]


def clearing(market, members):
    """({bidder: bundle}, price) of a coalition as functions of the quantity."""
    if members not in market.kept:
        assert members
        thetas, matrices = [market.thetas[bidder] for bidder in members], [market.matrices[bidder] for bidder in members]
        *bundles, price = first_order_conditions(thetas, matrices)
        market.kept[members] = dict(zip(members, bundles, strict=True)), price
    return market.kept[members]


def price(market, members, quantity=None):
    """p(Z, q), by default at the auctioneer's quantity."""
    return clearing(market, members)[1].at(market.quantity if quantity is None else quantity)


def price_slope(market, members):
    """H(Z): how much the price falls as the quantity grows."""
    return scaled(-ONE, clearing(market, members)[1].slopes)


def allocation(market, members, quantity=None):
    """{bidder: q_i(Z, q)}, by default at the auctioneer's quantity."""
    at = market.quantity if quantity is None else quantity
    return {bidder: bundle.at(at) for bidder, bundle in clearing(market, members)[0].items()}


def worth(market, members, quantity=None):
    """v(Z, q), by default at the auctioneer's quantity; 0 without bidders."""
    at = market.quantity if quantity is None else tuple(quantity)
    if not members:
        return ZERO
    key = ("worth", members, at)
    if key not in market.kept:
        market.kept[key] = sum((utility(market, bidder, bundle) for bidder, bundle in allocation(market, members, at).items()), ZERO)
    return market.kept[key]


def coalition_value(market, members, auctioneer):
    """V of a coalition with or without the auctioneer."""
    return worth(market, members) if auctioneer else worth(market, members, (ZERO,) * market.width)


# Vickrey auction (section 2).


@dataclass(frozen=True)
class Outcome:
    """Of an auction; `bundles`, `payments` and `payoffs` are by bidder."""

    price: tuple
    bundles: dict
    payments: dict
    payoffs: dict
    revenue: Fraction


def vickrey(market, participants):
    """The Vickrey outcome, payoffs by worths with and without each bidder."""
    key = ("vickrey", participants)
    if key not in market.kept:
        assert len(participants) > 1
        bundles = allocation(market, participants)
        payoffs = {bidder: worth(market, participants) - worth(market, without(participants, bidder)) for bidder in participants}
        payments = {bidder: utility(market, bidder, bundles[bidder]) - payoffs[bidder] for bidder in participants}
        market.kept[key] = Outcome(price(market, participants), bundles, payments, payoffs, sum(payments.values(), ZERO))
    return market.kept[key]


def residual_supply(market, others, bidder_quantity, quantity):
    """The price at which the others take what the bidder leaves of the quantity."""
    return price(market, others, minus(quantity, bidder_quantity))


def line_integral(field_at, start, end):
    """The integral of a vector field along a straight line, by Simpson's rule (exact for fields affine or quadratic in the place)."""
    step = minus(end, start)
    middle = times(Fraction(1, 2), plus(start, end))
    return dot(plus(plus(field_at(start), times(4, field_at(middle))), field_at(end)), step) / 6


def payment_along(market, others, path, quantity):
    """The integral of residual supply along a path of straight lines from nothing to a bundle."""
    places = [(ZERO,) * market.width, *path]
    return sum((line_integral(lambda q: residual_supply(market, others, q, quantity), start, end) for start, end in pairwise(places)), ZERO)


def vickrey_payments_by_integral(market, participants):
    """What each bidder pays, by the line integral of residual supply."""
    bundles = allocation(market, participants)
    return {bidder: payment_along(market, without(participants, bidder), [bundles[bidder]], market.quantity) for bidder in participants}


def vickrey_payoff_of_report(market, participants, bidder, theta):
    """The bidder's true payoff if he reports another theta."""
    reported = vickrey(with_theta(market, bidder, theta), participants)
    return utility(market, bidder, reported.bundles[bidder]) - reported.payments[bidder]


# Core (section 3).


def is_feasible(market, participants, payoffs, revenue):
    """Whether payoffs and the auctioneer's share out the worth of all."""
    return sum((payoffs[bidder] for bidder in participants), revenue) == worth(market, participants)


def blocking_coalitions(market, participants, payoffs, revenue):
    """[(members, with the auctioneer, deficit)] in the order of (size, members, with the auctioneer first)."""
    found = []
    for members in [(), *coalitions(participants)]:
        shares = sum((payoffs[bidder] for bidder in members), ZERO)
        for auctioneer in (True, False) if members else (True,):
            deficit = coalition_value(market, members, auctioneer) - shares - (revenue if auctioneer else 0)
            if deficit > 0:
                found.append((members, auctioneer, deficit))
    return found


def is_core(market, participants, payoffs, revenue):
    """Whether the payoffs are feasible and nobody blocks."""
    return is_feasible(market, participants, payoffs, revenue) and not blocking_coalitions(market, participants, payoffs, revenue)


def is_bidder_core(market, participants, payoffs, revenue):
    """Whether the payoffs are feasible and nobody blocks, the auctioneer alone disregarded."""
    blocking = blocking_coalitions(market, participants, payoffs, revenue)
    return is_feasible(market, participants, payoffs, revenue) and all(not members for members, _, _ in blocking)


def competitive_payoffs(market, participants):
    """(bidders' payoffs, the auctioneer's) when everybody pays the market-clearing price."""
    at = price(market, participants)
    bundles = allocation(market, participants)
    return {bidder: utility(market, bidder, bundle) - dot(at, bundle) for bidder, bundle in bundles.items()}, dot(at, market.quantity)


def is_vickrey_core(market, participants):
    """Whether the Vickrey payoffs of these participants are in the core."""
    outcome = vickrey(market, participants)
    return is_core(market, participants, outcome.payoffs, outcome.revenue)


def is_vickrey_bidder_core(market, participants):
    """Whether the Vickrey payoffs of these participants are in the bidder-core."""
    outcome = vickrey(market, participants)
    return is_bidder_core(market, participants, outcome.payoffs, outcome.revenue)


def always_core(market):
    """Whether Vickrey payoffs are in the core for every set of participants, by trying all."""
    return all(is_vickrey_core(market, participants) for participants in coalitions(market.everyone, 2))


def always_bidder_core(market):
    """Whether Vickrey payoffs are in the bidder-core for every set of participants, by trying all."""
    return all(is_vickrey_bidder_core(market, participants) for participants in coalitions(market.everyone, 2))


# Submodularity (section 4).


def second_difference(market, members, one, other):
    """Delta(Z; i, j)."""
    both, first, second = (worth(market, joined(members, *more)) for more in ((one, other), (one,), (other,)))
    return both + worth(market, members) - first - second


def second_differences(market, members=None):
    """{(Z, i, j): Delta} for all Z and pairs i < j outside it, the empty Z first; `members` (default all) bound them."""
    found = {}
    everyone = market.everyone if members is None else members
    for some in coalitions(everyone, 0):
        for one, other in combinations(without(everyone, *some), 2):
            found[some, one, other] = second_difference(market, some, one, other)
    return found


def supermodular_places(market, least=0):
    """The second differences above 0 with at least so many in Z."""
    return {place: delta for place, delta in second_differences(market).items() if delta > 0 and len(place[0]) >= least}


# Revenue monotonicity and shills (section 5).


def revenue(market, participants):
    """The revenue of the Vickrey auction."""
    return vickrey(market, participants).revenue


def revenue_drops(market):
    """{(X, j): revenue(X + j) - revenue(X)} where it is below 0."""
    found = {}
    for participants in coalitions(market.everyone, 2):
        for other in without(market.everyone, *participants):
            change = revenue(market, joined(participants, other)) - revenue(market, participants)
            if change < 0:
                found[participants, other] = change
    return found


def shill_gain(market, participants, bidder, shills):
    """What the bidder gains by entering as the shills in place of himself."""
    outcome = vickrey(market, joined(without(participants, bidder), *shills))
    bundle = total([outcome.bundles[shill] for shill in shills], market.width)
    paid = sum((outcome.payments[shill] for shill in shills), ZERO)
    return utility(market, bidder, bundle) - paid - vickrey(market, participants).payoffs[bidder]


def shill_gains(market):
    """{(X, i, B): gain} for all participants, bidders among them and sets of shills."""
    found = {}
    for participants in coalitions(market.everyone, 2):
        for bidder in participants:
            for shills in coalitions(without(market.everyone, *without(participants, bidder))):
                found[participants, bidder, shills] = shill_gain(market, participants, bidder, shills)
    return found


# Packages (section 6).


def weights_of(packages):
    """W of a list of packages; ValueError if they are dependent."""
    return inverse(transposed(packages))


def package_demand_change(market, bidder, weights):
    """The change of demanded packages (rows) with prices of packages (columns): a package price of P is a price of W'P."""
    at_zero = demand(market, bidder, (ZERO,) * market.width)
    columns = [applied(weights, minus(demand(market, bidder, row), at_zero)) for row in weights]
    return transposed(columns)


def substitutes_violations(market, weights):
    """{(i, k, l): value > 0}, k < l: where a higher price of package l makes the bidder demand less of package k."""
    found = {}
    for bidder in market.everyone:
        change = package_demand_change(market, bidder, weights)
        for one, other in combinations(range(market.width), 2):
            if change[one][other] < 0:
                found[bidder, one, other] = -change[one][other]
    return found


def allocation_violations(market, weights):
    """{(Z, i, k): value < 0}: where the coalition gives the bidder a negative quantity of package k."""
    found = {}
    for members in coalitions(market.everyone):
        for bidder, bundle in allocation(market, members).items():
            for place, row in enumerate(weights):
                if (quantity := dot(row, bundle)) < 0:
                    found[members, bidder, place] = quantity
    return found


def derivative_violations(market, packages):
    """{(Z, k): value < 0}: where package k has a negative price in the coalition."""
    found = {}
    for members in coalitions(market.everyone):
        for place, package in enumerate(packages):
            if (cost := dot(package, price(market, members))) < 0:
                found[members, place] = cost
    return found


def certified(market, packages):
    """What Theorem 1 says with these packages: "core", "bidder-core" or None."""
    weights = weights_of(packages)
    if substitutes_violations(market, weights) or allocation_violations(market, weights):
        return None
    return "bidder-core" if derivative_violations(market, packages) else "core"


def efficient_bundles(market):
    """All q_i(Z) that are not nothing."""
    found = (bundle for members in coalitions(market.everyone) for bundle in allocation(market, members).values())
    return [bundle for bundle in dict.fromkeys(found) if any(bundle)]


def packages_of_one_or_two_goods(market):
    """Packages that satisfy (i) and (ii) of Theorem 1 with one or two goods; None if no packages do.

    The rows of W must have inner products of at least 0 with all q_i(Z). If these are not all on one ray, the cone of such rows has a corner, so it is
    spanned by rows at right angles to some q_i(Z). If rows w and v in a cone spanned by r and s have w'S_i^-1 v <= 0 then r'S_i^-1 s <= 0: expand w and v
    with coefficients of at least 0; the terms in r'S_i^-1 r and s'S_i^-1 s are not negative. So it is enough to try all pairs of such rows. On one ray c, rows
    `n + e c` and `-n + e c` with n at right angles to c have a negative product for small e.
    """
    bundles = efficient_bundles(market)
    if market.width == 1:
        tried = [((ONE,),), ((-ONE,),)]
        return next((inverse(weights) for weights in tried if not allocation_violations(market, weights)), None)
    assert market.width == 2
    ray = bundles[0] if bundles else (ONE, ZERO)
    across = (-ray[1], ray[0])
    if all(dot(across, bundle) == 0 and dot(ray, bundle) > 0 for bundle in bundles):
        share = ONE
        while True:
            weights = (plus(across, times(share, ray)), plus(times(-ONE, across), times(share, ray)))
            if not substitutes_violations(market, weights):
                return transposed(inverse(weights))
            share /= 2
    rows = [row for x, y in bundles for row in ((-y, x), (y, -x)) if all(dot(row, bundle) >= 0 for bundle in bundles)]
    for weights in combinations(rows, 2):
        if determinant(weights) and not substitutes_violations(market, weights):
            return transposed(inverse(weights))
    return None


def quantity_interval(market, weights, direction):
    """(least, greatest) multiple of the direction at which (ii) holds, None where unbounded; None if it holds at no multiple."""
    low, high = None, None
    for members in coalitions(market.everyone):
        for bundle in clearing(market, members)[0].values():
            for row in weights:
                base, slope = dot(row, bundle.base), dot(row, minus(bundle.at(direction), bundle.base))
                if slope > 0:
                    low = -base / slope if low is None else max(low, -base / slope)
                elif slope < 0:
                    high = -base / slope if high is None else min(high, -base / slope)
                elif base < 0:
                    return None
    return None if low is not None and high is not None and low > high else (low, high)


def grows_everywhere(market, weights, direction):
    """Whether every coalition gives everybody more of every package as the quantity grows in the direction."""
    bundles = [bundle for members in coalitions(market.everyone) for bundle in clearing(market, members)[0].values()]
    return all(dot(row, minus(bundle.at(direction), bundle.base)) > 0 for bundle in bundles for row in weights)


# Theorem 2 (section 7).


def has_equal_thetas(market):
    """(a): whether marginal utilities at nothing are the same."""
    return len({*market.thetas}) == 1


def has_common_matrix(market):
    """Whether all S are the same."""
    return len({*market.matrices}) == 1


def commutes(left, right):
    """Whether two matrices commute."""
    return multiplied(left, right) == multiplied(right, left)


def has_commuting_matrices(market):
    """(b): whether all S commute."""
    return all(commutes(left, right) for left, right in combinations(market.matrices, 2))


def diagonalises(market, packages):
    """Whether the packages are orthogonal for every S."""
    return all(dot(left, applied(matrix, right)) == 0 for left, right in combinations(packages, 2) for matrix in market.matrices)


def losing_pairs(market):
    """The pairs of bidders whose Vickrey auction has negative revenue."""
    return [pair for pair in combinations(market.everyone, 2) if revenue(market, pair) < 0]


# Constructions of failure (section 8).


def proposition_3(market, one, two, three):
    """(endowments by bidder, market with them): {a, one} blocks among the three."""
    aim = marginal_utility(market, one, market.quantity)
    shift = (ZERO,) * market.width if aim != market.thetas[three] else (ONE,) * market.width
    shifts = {one: (ZERO,) * market.width, two: demand(market, two, aim), three: shift}
    return shifts, with_thetas(market, {bidder: marginal_utility(market, bidder, endowment) for bidder, endowment in shifts.items()})


def proposition_4(market, one, second, third):
    """The quantity at which {a, one} blocks among the three; the second and third differ in marginal utility at nothing."""
    assert market.thetas[second] != market.thetas[third]
    return demand(market, one, market.thetas[second])


def curvature_of_second_difference(market, members, one, other):
    """D = H(Z) + H(Z-l-j) - H(Z-l) - H(Z-j)."""
    rests = ((), (one, other), (one,), (other,))
    return summed([scaled(sign, price_slope(market, without(members, *rest))) for sign, rest in zip((1, 1, -1, -1), rests, strict=True)])


def matrix_of_proposition_5(market, members, one, other):
    """A of Proposition 5 for l = one and j = other."""
    inverses = {bidder: inverse(market.matrices[bidder]) for bidder in members}
    middle = summed([inverses[bidder] for rest in (one, other) for bidder in without(members, rest)])
    return multiplied(multiplied(inverses[one], inverse(middle)), inverses[other])


def proposition_5(market, members, one, other):
    """(quantity, deficit) at which {a} + Z - l - j blocks in Z, whose thetas are equal; None if there is none."""
    assert len({market.thetas[bidder] for bidder in members}) == 1
    assert len(members) > 2
    curvature = curvature_of_second_difference(market, members, one, other)
    quantity = negative_direction(curvature)
    return None if quantity is None else (quantity, -dot(quantity, applied(curvature, quantity)) / 2)


# Uniform-price auction and Theorem 3 (section 9).


def shaded(market, participants):
    """The market whose true utilities would be the equilibrium bids: S times (N-1)/(N-2)."""
    size = len(participants)
    assert size > 2
    by = Fraction(size - 1, size - 2)
    return Market(market.goods, market.names, market.quantity, market.thetas, tuple(scaled(by, matrix) for matrix in market.matrices))


def uniform_price(market, participants):
    """The outcome of the uniform-price auction at the linear equilibrium, cleared by its bids."""
    assert len({market.matrices[bidder] for bidder in participants}) == 1
    bids = shaded(market, participants)
    at, bundles = price(bids, participants), allocation(bids, participants)
    payments = {bidder: dot(at, bundle) for bidder, bundle in bundles.items()}
    payoffs = {bidder: utility(market, bidder, bundle) - payments[bidder] for bidder, bundle in bundles.items()}
    return Outcome(at, bundles, payments, payoffs, sum(payments.values(), ZERO))


def best_response(market, participants, bidder):
    """The greatest payoff against the others' equilibrium bids when everybody pays one price, as `greatest` gives it."""
    bids, others = shaded(market, participants), without(participants, bidder)
    at_nothing = residual_supply(bids, others, (ZERO,) * market.width, market.quantity)
    slopes = price_slope(bids, others)
    return greatest(minus(market.thetas[bidder], at_nothing), summed([market.matrices[bidder], slopes, transposed(slopes)]))


def is_efficient(market, participants, bundles):
    """Whether bundles are the efficient ones."""
    return bundles == allocation(market, participants)


@dataclass(frozen=True)
class Expectation:
    """Expected Vickrey revenue, uniform-price revenue (None for two bidders) and surplus."""

    vickrey: Fraction
    uniform_price: Fraction | None
    surplus: Fraction


def independent_market(thetas, matrix, quantity):
    """The market of bidders with these thetas and one S."""
    width, size = len(quantity), len(thetas)
    return Market(tuple(range(width)), tuple(range(size)), tuple(quantity), tuple(thetas), (matrix,) * size)


def expectation_by_enumeration(distribution, matrix, quantity, size):
    """Over all tuples of independent draws from [(probability, theta)]."""
    sums = [ZERO, ZERO, ZERO]
    for draws in product(distribution, repeat=size):
        chance = prod((share for share, _ in draws), start=ONE)
        market = independent_market([theta for _, theta in draws], matrix, quantity)
        sums[0] += chance * revenue(market, market.everyone)
        sums[1] += chance * uniform_price(market, market.everyone).revenue if size > 2 else 0
        sums[2] += chance * worth(market, market.everyone)
    return Expectation(sums[0], sums[1] if size > 2 else None, sums[2])


def mean_of(distribution):
    """The mean of [(probability, theta)]."""
    return total([times(share, theta) for share, theta in distribution], len(distribution[0][1]))


def heterogeneity(distribution, matrix):
    """trace(S^-1 C): the mean of d'S^-1 d for the deviations d from the mean."""
    mean = mean_of(distribution)
    deviations = [(share, minus(theta, mean)) for share, theta in distribution]
    return sum((share * dot(gap, solutions(matrix, [gap])[0]) for share, gap in deviations), ZERO)


def expectation_by_formula(distribution, matrix, quantity, size):
    """Theorem 3."""
    worth_of_mean, bend = dot(mean_of(distribution), quantity), dot(quantity, applied(matrix, quantity))
    spread = heterogeneity(distribution, matrix)
    first = worth_of_mean - spread / 2 - Fraction(2 * size - 1, 2 * size * (size - 1)) * bend
    second = worth_of_mean - Fraction(size - 1, size * (size - 2)) * bend if size > 2 else None
    return Expectation(first, second, worth_of_mean + Fraction(size - 1, 2) * spread - bend / (2 * size))


def threshold_of_heterogeneity(matrix, quantity, size):
    """Below it the Vickrey auction has the higher expected revenue."""
    return dot(quantity, applied(matrix, quantity)) / ((size - 1) * (size - 2))


# Independent package auctions (section 10).


def package_market(market, packages, place):
    """The market of one package alone."""
    package = packages[place]
    amount = applied(weights_of(packages), market.quantity)[place]
    thetas = tuple((dot(theta, package),) for theta in market.thetas)
    matrices = tuple(((dot(package, applied(matrix, package)),),) for matrix in market.matrices)
    return Market((place,), market.names, (amount,), thetas, matrices)


def package_auctions(market, packages, participants, auction):
    """(bundles, payments) by bidder when each package is sold alone by the auction `vickrey` or `uniform_price`."""
    outcomes = [auction(package_market(market, packages, place), participants) for place in range(len(packages))]
    bundles = {}
    for bidder in participants:
        parts = [times(outcome.bundles[bidder][0], package) for outcome, package in zip(outcomes, packages, strict=True)]
        bundles[bidder] = total(parts, market.width)
    return bundles, {bidder: sum((outcome.payments[bidder] for outcome in outcomes), ZERO) for bidder in participants}


# Split auctions (section 11).


def split_vickrey(market, sides):
    """The split Vickrey auction of two sides: everybody's residual supply is that of his side at the quantity that the side gets."""
    assert all(len(side) > 1 for side in sides)
    participants = joined((), *(bidder for side in sides for bidder in side))
    bundles, payments = allocation(market, participants), {}
    for side in sides:
        amount = total([bundles[bidder] for bidder in side], market.width)
        for bidder in side:
            payments[bidder] = payment_along(market, without(side, bidder), [bundles[bidder]], amount)
    payments = {bidder: payments[bidder] for bidder in participants}
    payoffs = {bidder: utility(market, bidder, bundles[bidder]) - payment for bidder, payment in payments.items()}
    return Outcome(price(market, participants), bundles, payments, payoffs, sum(payments.values(), ZERO))


def split_payoff_of_report(market, sides, bidder, theta):
    """The bidder's true payoff in the split Vickrey auction if he reports another theta."""
    reported = with_theta(market, bidder, theta)
    bundles = allocation(reported, joined((), *(bidder for side in sides for bidder in side)))
    side = next(side for side in sides if bidder in side)
    amount = total([bundles[other] for other in side], market.width)
    return utility(market, bidder, bundles[bidder]) - payment_along(reported, without(side, bidder), [bundles[bidder]], amount)


def split_best_report(market, sides, bidder):
    """("attained", theta, gain) for the best report of a theta, or ("unbounded", direction in which theta is to move away from the truth).

    The payoff is a quadratic function of the reported theta; it is read off from its values at a few reports. A bid with another slope gets nothing more:
    what the bidder pays depends on his bid only through what he gets.
    """
    truth, width = market.thetas[bidder], market.width

    def gain(*moves):
        return split_payoff_of_report(market, sides, bidder, total([truth, *moves], width)) - honest

    honest = split_payoff_of_report(market, sides, bidder, truth)
    units = identity(width)
    ahead, back = [gain(move) for move in units], [gain(times(-ONE, move)) for move in units]
    linear = tuple((up - down) / 2 for up, down in zip(ahead, back, strict=True))
    curvature = [[ZERO] * width for _ in units]
    for place in range(width):
        curvature[place][place] = -ahead[place] - back[place]
    for one, other in combinations(range(width), 2):
        curvature[one][other] = curvature[other][one] = ahead[one] + ahead[other] - gain(units[one], units[other])
    found = greatest(linear, tuple(map(tuple, curvature)))
    if found[0] == "unbounded":
        return found
    return "attained", plus(truth, found[1]), found[2]
