"""Small problems of quadratic surplus, and what the definitions say about them, written apart from the code in plain fractions."""

from fractions import Fraction
from itertools import combinations

from hypothesis import strategies as st

from marketwright.solvers.surplus.charged import Charged
from marketwright.solvers.surplus.exact import Quadratic, Surplus
from marketwright.solvers.surplus.scan import FEW

MANY = FEW + 1
"""With so many agents floats are used."""


def vector(*numbers):
    return tuple(Fraction(str(number)) for number in numbers)


def quadratic(theta, matrix):
    return Quadratic(theta=vector(*theta), matrix=tuple(vector(*row) for row in matrix))


EXAMPLE_1 = [quadratic([theta], [[1]]) for theta in (4, 4, 2)]
EXAMPLE_3 = [
    quadratic([10, 10], [[0.25, 0.19], [0.19, 1.49]]),
    quadratic([10, 10], [[5.8, 0], [0, 5.8]]),
    quadratic([10, 10], [[3.07, 3.47], [3.47, 4.47]]),
]


def sets(size):
    """All non-empty sets of agents."""
    return [members for number in range(1, size + 1) for members in combinations(range(size), number)]


def solved(rows, right):
    """The solution of linear equations by Gauss and Jordan."""
    lines = [[*row, entry] for row, entry in zip(rows, right, strict=True)]
    for step in range(len(lines)):
        pivot = next(line for line in lines[step:] if line[step])
        lines.remove(pivot)
        pivot = [entry / pivot[step] for entry in pivot]
        lines = [[mine - line[step] * theirs for mine, theirs in zip(line, pivot, strict=True)] for line in lines]
        lines.insert(step, pivot)
    return [line[-1] for line in lines]


def best_bundles(utilities, members, quantity):
    """Bundles and price from the conditions of an optimum: theta_i - S_i q_i = p for every member, and bundles add up."""
    goods = len(quantity)
    rows, right = [], []
    for place, agent in enumerate(members):
        for good in range(goods):
            row = [Fraction(0)] * (goods * (len(members) + 1))
            row[goods * place : goods * (place + 1)] = utilities[agent].matrix[good]
            row[goods * len(members) + good] = Fraction(1)
            rows.append(row)
            right.append(utilities[agent].theta[good])
    for good in range(goods):
        rows.append([Fraction(place % goods == good and place < goods * len(members)) for place in range(goods * (len(members) + 1))])
        right.append(quantity[good])
    found = solved(rows, right)
    parts = [tuple(found[start : start + goods]) for start in range(0, len(found), goods)]
    return tuple(parts[:-1]), parts[-1]


def clearing_price(utilities, members, quantity):
    """The price at which demands S_i^-1 (theta_i - p) add up to the quantity."""
    goods = len(quantity)
    slopes, over = [[Fraction(0)] * goods for _ in range(goods)], [-amount for amount in quantity]
    for agent in members:
        demand = solved(utilities[agent].matrix, utilities[agent].theta)
        columns = [solved(utilities[agent].matrix, [Fraction(row == good) for row in range(goods)]) for good in range(goods)]
        over = [mine + more for mine, more in zip(over, demand, strict=True)]
        slopes = [[entry + columns[column][row] for column, entry in enumerate(line)] for row, line in enumerate(slopes)]
    return tuple(solved(slopes, over))


def utility_of(utility, bundle):
    bent = sum(one * entry * other for one, row in zip(bundle, utility.matrix, strict=True) for entry, other in zip(row, bundle, strict=True))
    return sum(price * amount for price, amount in zip(utility.theta, bundle, strict=True)) - Fraction(bent) / 2


def worth_of(utilities, members, quantity):
    if not members:
        return Fraction(0)
    bundles, _ = best_bundles(utilities, members, quantity)
    return sum(utility_of(utilities[agent], bundle) for agent, bundle in zip(members, bundles, strict=True))


def excess_of(utilities, case, members):
    return worth_of(utilities, members, case.quantity) - case.fixed - sum(case.charges[agent] for agent in members)


def leaf_of(utilities, case, inside, undecided, price):
    """The bound at the price: what is paid, less the fixed charge, and gains less charges."""
    total = sum(one * other for one, other in zip(price, case.quantity, strict=True)) - case.fixed
    for agent in inside | undecided:
        margin = [theta - one for theta, one in zip(utilities[agent].theta, price, strict=True)]
        net = sum(one * other for one, other in zip(margin, solved(utilities[agent].matrix, margin), strict=True)) / 2 - case.charges[agent]
        total += net if agent in inside else max(Fraction(0), net)
    return total


def leaf_bounds(utilities, case, nodes):
    """The bounds of all leaves that have anybody, by a walk through the tree from the definition."""
    found, waiting = [], [(frozenset(), frozenset(range(len(utilities))))]
    for node in nodes:
        inside, undecided = waiting.pop()
        if isinstance(node, int):
            assert node in undecided
            waiting += [(inside, undecided - {node}), (inside | {node}, undecided - {node})]
        elif inside | undecided:
            price = node or clearing_price(utilities, inside | undecided, case.quantity)
            found.append(leaf_of(utilities, case, inside, undecided, price))
    assert not waiting
    return found


def vickrey(utilities, quantity):
    """What each agent adds to the worth of all, and the fixed charge with which the excess of all is 0."""
    surplus, everybody = Surplus(utilities), range(len(utilities))
    total = surplus.worth(everybody, quantity)
    charges = tuple(total - surplus.worth([other for other in everybody if other != agent], quantity) for agent in everybody)
    return Charged(surplus=surplus, quantity=quantity, charges=charges, fixed=total - sum(charges))


def competitive(utilities, quantity):
    """Gains at the clearing price of all, and what the quantity costs there."""
    surplus = Surplus(utilities)
    price = surplus.price(range(len(utilities)), quantity)
    charges = tuple(surplus.gain(agent, price) for agent in range(len(utilities)))
    return Charged(surplus=surplus, quantity=quantity, charges=charges, fixed=sum(one * other for one, other in zip(price, quantity, strict=True)))


def similar(random, size, goods, spread=10):
    """Agents who differ by at most `spread` percent, and a quantity."""
    found = []
    for _ in range(size):
        entries = [[Fraction(random.randint(-20, 20), 100) for _ in range(goods)] for _ in range(goods)]
        for place in range(goods):
            entries[place][place] = Fraction(random.randint(100 - spread, 100 + spread), 100)
        matrix = tuple(tuple(entries[min(row, column)][max(row, column)] for column in range(goods)) for row in range(goods))
        found.append(Quadratic(theta=tuple(Fraction(random.randint(1000 - spread, 1000 + spread), 100) for _ in range(goods)), matrix=matrix))
    return found, tuple(Fraction(random.randint(50, 99), 10) for _ in range(goods))


@st.composite
def problems(draw, most=5):
    """Utilities and charged quantities, with many ties: equal agents, whole numbers, Vickrey and competitive charges, charges with which the best set ties."""
    goods = draw(st.integers(1, 3))
    numbers = st.integers(-3, 3).map(Fraction)
    vectors = st.tuples(*[numbers] * goods)
    different = []
    for _ in range(draw(st.integers(1, 3))):
        roots = draw(st.lists(vectors, min_size=goods, max_size=goods))
        matrix = tuple(tuple(sum(line[row] * line[column] for line in roots) + (row == column) for column in range(goods)) for row in range(goods))
        different.append(Quadratic(theta=draw(vectors), matrix=matrix))
    utilities = draw(st.lists(st.sampled_from(different), min_size=1, max_size=most))
    quantity = draw(vectors)
    kind = draw(st.sampled_from(["vickrey", "competitive", "any", "tied"]))
    if kind == "vickrey":
        return utilities, vickrey(utilities, quantity)
    if kind == "competitive":
        return utilities, competitive(utilities, quantity)
    charges, fixed = tuple(draw(numbers) for _ in utilities), draw(numbers)
    case = Charged(surplus=Surplus(utilities), quantity=quantity, charges=charges, fixed=fixed)
    if kind == "tied":
        fixed += max(case.excess(members) for members in sets(len(utilities)))
    return utilities, Charged(surplus=Surplus(utilities), quantity=quantity, charges=charges, fixed=fixed)
