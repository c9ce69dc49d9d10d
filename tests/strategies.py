"""Small markets for laws: few goods, few buyers, small numbers, so that ties are frequent and failures shrink to something readable."""

from fractions import Fraction
from itertools import combinations
from math import prod

from hypothesis import strategies as st

from marketwright.markets import (
    AdditiveValues,
    AssignmentValues,
    BayesianMarket,
    BayesianPlayer,
    Bid,
    BorrowingPreference,
    BundleMarket,
    Buyer,
    CoalitionActions,
    DivisibleBidder,
    DivisibleMarket,
    DivisibleValues,
    ExponentialValues,
    IncomePreference,
    JointAction,
    LevelsPreference,
    LogCoshValues,
    LogisticValues,
    Matrix,
    OrOfXorValues,
    OrValues,
    Preference,
    QuadraticCostPreference,
    QuadraticValues,
    QuasilinearPreference,
    SinhCostPreference,
    SoftBudgetPreference,
    Table,
    TableValues,
    TanhPreference,
    UnitDemandBuyer,
    UnitDemandMarket,
    UnitDemandValues,
    Values,
    Vector,
    XorValues,
    validate_market,
)
from marketwright.piecewise import PiecewiseLinear

EXACT_TYPES = ("quasilinear", "borrowing", "soft-budget", "income", "levels")
SMOOTH_TYPES = ("quadratic-cost", "sinh-cost", "tanh")
VALUE_TYPES = ("xor", "or", "or-of-xor", "table", "additive", "unit-demand", "assignment")
UTILITY_FAMILIES = (("quadratic", "log-cosh"), ("exponential",), ("logistic",))
"""Types of values whose bidders can be in one market."""

amounts = st.one_of(st.integers(0, 4).map(Fraction), st.sampled_from([Fraction(1, 2), Fraction(5, 2), Fraction(1, 3)]))
signed_amounts = st.one_of(st.integers(-3, 4).map(Fraction), st.sampled_from([Fraction(1, 2), Fraction(-5, 2), Fraction(1, 3)]))
above_zero = st.sampled_from([Fraction(1, 2), Fraction(1), Fraction(3, 2), Fraction(2)])
decimals = st.one_of(st.integers(0, 4).map(Fraction), st.sampled_from([Fraction(1, 2), Fraction(9, 4), Fraction(1, 1000)]))
plain_names = st.sampled_from(["A", "B", "C", "D", "E"])
odd_names = st.sampled_from(["A B", "a,b", 'quote"d', "it's", "semi;colon", "0", "ÄÖ", "=1", "\U0001f98a", "bundle", "x" * 200])


def bundles(goods: tuple[str, ...], least: int = 1) -> st.SearchStrategy[tuple[str, ...]]:
    """Sets of goods, in market order."""
    return st.sets(st.sampled_from(goods), min_size=least).map(lambda chosen: tuple(good for good in goods if good in chosen))


def bid_lists(goods: tuple[str, ...], numbers: st.SearchStrategy[Fraction] = amounts, least: int = 0) -> st.SearchStrategy[tuple[Bid, ...]]:
    """Up to three bids."""
    return st.lists(st.builds(Bid, bundle=bundles(goods), value=numbers), min_size=least, max_size=3).map(tuple)


def maps(goods: tuple[str, ...], numbers: st.SearchStrategy[Fraction] = amounts, least: int = 0) -> st.SearchStrategy[dict[str, Fraction]]:
    """A number for some of the goods, in market order."""
    return bundles(goods, least).flatmap(lambda chosen: st.tuples(*(numbers for _ in chosen)).map(lambda found: dict(zip(chosen, found, strict=True))))


@st.composite
def tables(draw: st.DrawFn, goods: tuple[str, ...], numbers: st.SearchStrategy[Fraction] = amounts) -> TableValues:
    """A value for every bundle: monotone, or with free disposal and then possibly not."""
    closed = draw(st.booleans())
    worths: dict[frozenset[str], Fraction] = {}
    for mask in range(1, 2 ** len(goods)):
        bundle = frozenset(good for number, good in enumerate(goods) if mask >> number & 1)
        least = Fraction(0) if closed else max(worths.get(bundle - {good}, Fraction(0)) for good in bundle)
        worths[bundle] = least + draw(numbers)
    order = draw(st.permutations(list(worths)))
    bids = tuple(Bid(bundle=tuple(good for good in goods if good in bundle), value=worths[bundle]) for bundle in order)
    empty = draw(st.sampled_from([(), (Bid(bundle=(), value=Fraction(0)),)]))
    return TableValues(bids=empty + bids, free_disposal=closed)


def valuations(
    goods: tuple[str, ...], types: tuple[str, ...] = VALUE_TYPES, numbers: st.SearchStrategy[Fraction] = amounts, least: int = 0
) -> st.SearchStrategy[Values]:
    """Values of the given types; `least` bids, goods or groups in each."""
    bids, singles = bid_lists(goods, numbers, least), maps(goods, numbers, least)
    by_type: dict[str, st.SearchStrategy[Values]] = {
        "xor": st.builds(XorValues, bids=bids),
        "or": st.builds(OrValues, bids=bids),
        "or-of-xor": st.builds(OrOfXorValues, groups=st.lists(bid_lists(goods, numbers, 1), min_size=least, max_size=2).map(tuple)),
        "table": tables(goods, numbers),
        "additive": st.builds(AdditiveValues, values=singles),
        "unit-demand": st.builds(UnitDemandValues, values=singles),
        "assignment": st.builds(AssignmentValues, positions=st.lists(maps(goods, numbers, 1), min_size=least, max_size=2).map(tuple)),
    }
    return st.one_of(*(by_type[name] for name in types))


@st.composite
def bundle_markets(
    draw: st.DrawFn,
    *,
    types: tuple[str, ...] = VALUE_TYPES,
    numbers: st.SearchStrategy[Fraction] = amounts,
    names: st.SearchStrategy[str] = plain_names,
    least: int = 0,
    reserve_prices: bool = True,
    max_goods: int = 3,
    max_buyers: int = 3,
) -> BundleMarket:
    """Markets in normal form, of all value types unless `types` says otherwise."""
    goods = tuple(draw(st.lists(names, min_size=1, max_size=max_goods, unique=True)))
    buyers = draw(st.lists(names, min_size=1, max_size=max_buyers, unique=True))
    return BundleMarket(
        goods=goods,
        buyers=tuple(Buyer(name=name, values=draw(valuations(goods, types, numbers, least))) for name in buyers),
        reserve_prices=draw(maps(goods, numbers)) if reserve_prices else {},
        title=draw(st.sampled_from([None, "", "a title"])) if reserve_prices else None,
    )


def full_maps(goods: tuple[str, ...], numbers: st.SearchStrategy[Fraction] = signed_amounts) -> st.SearchStrategy[dict[str, Fraction]]:
    """A number for every one of the goods."""
    return st.tuples(*(numbers for _ in goods)).map(lambda found: dict(zip(goods, found, strict=True)))


@st.composite
def level_maps(draw: st.DrawFn) -> PiecewiseLinear:
    """Up to three points, with steps and slopes above 0."""
    payment, level = draw(signed_amounts), draw(signed_amounts)
    points = [(payment, level)]
    for _ in range(draw(st.integers(0, 2))):
        payment, level = payment + draw(above_zero), level + draw(above_zero)
        points.append((payment, level))
    return PiecewiseLinear(points=tuple(points), left=draw(above_zero), right=draw(above_zero))


def preferences(
    goods: tuple[str, ...], types: tuple[str, ...] = EXACT_TYPES + SMOOTH_TYPES, numbers: st.SearchStrategy[Fraction] = signed_amounts
) -> st.SearchStrategy[Preference]:
    """Preferences of the given types for exactly these goods."""
    values, size = full_maps(goods, numbers), st.sampled_from([Fraction(0), Fraction(1), Fraction(2)])
    by_type: dict[str, st.SearchStrategy[Preference]] = {
        "quasilinear": st.builds(QuasilinearPreference, values=values),
        "borrowing": st.builds(BorrowingPreference, values=values, cash=size, rate=size.map(lambda number: number / 4)),
        "soft-budget": st.builds(SoftBudgetPreference, values=values, budget=size, steepness=size.map(lambda number: number + 1)),
        "income": st.builds(
            IncomePreference,
            wealth=st.sampled_from([Fraction(5), Fraction(6)]),
            quality=full_maps(goods, above_zero.map(lambda number: number + 1)),
            cap=st.sampled_from([Fraction(-1), Fraction(2), Fraction(9, 2)]),
        ),
        "levels": st.tuples(*(level_maps() for _ in goods)).map(lambda maps: LevelsPreference(levels=dict(zip(goods, maps, strict=True)))),
        "quadratic-cost": st.builds(QuadraticCostPreference, values=values, rho=above_zero),
        "sinh-cost": st.builds(SinhCostPreference, values=values, k=above_zero),
        "tanh": st.builds(
            TanhPreference, values=values, alpha=full_maps(goods, above_zero.map(lambda number: number / 3)), beta=above_zero.map(lambda n: n + 1)
        ),
    }
    return st.one_of(*(by_type[name] for name in types))


@st.composite
def unit_demand_markets(
    draw: st.DrawFn,
    *,
    types: tuple[str, ...] = EXACT_TYPES + SMOOTH_TYPES,
    numbers: st.SearchStrategy[Fraction] = signed_amounts,
    names: st.SearchStrategy[str] = plain_names,
    least: int = 0,
    max_goods: int = 3,
    max_buyers: int = 3,
    forbidden: bool = True,
    entry_fees: st.SearchStrategy[Fraction] = signed_amounts,
) -> UnitDemandMarket:
    """Unit-demand markets in normal form, with at least `least` goods and buyers, of all types unless `types` says otherwise."""
    goods = tuple(draw(st.lists(names, min_size=least, max_size=max_goods, unique=True)))
    buyers: list[UnitDemandBuyer] = []
    for name in draw(st.lists(names, min_size=least, max_size=max_buyers, unique=True)):
        without = draw(st.sets(st.sampled_from(goods))) if forbidden and goods else set()
        permitted = tuple(good for good in goods if good not in without)
        buyers.append(
            UnitDemandBuyer(name=name, preference=draw(preferences(permitted, types, numbers)), forbidden=tuple(good for good in goods if good in without))
        )
    return validate_market(
        UnitDemandMarket(
            goods=goods,
            buyers=tuple(buyers),
            seller_values=draw(maps(goods)) if goods else {},
            reserve_prices=draw(maps(goods)) if goods else {},
            entry_fee=draw(entry_fees),
            title=draw(st.sampled_from([None, "", "a title"])),
        )
    )


def vectors(count: int, numbers: st.SearchStrategy[Fraction] = signed_amounts) -> st.SearchStrategy[Vector]:
    """One number for each of `count` goods."""
    return st.tuples(*(numbers for _ in range(count)))


@st.composite
def definite_matrices(draw: st.DrawFn, count: int) -> Matrix:
    """Positive definite matrices L L' + D, with numbers above 0 on the diagonal D and nowhere else in it."""
    left, diagonal = [draw(vectors(count)) for _ in range(count)], draw(vectors(count, above_zero))
    products = [[sum((a * b for a, b in zip(one, other, strict=True)), Fraction(0)) for other in left] for one in left]
    return tuple(tuple(entry + diagonal[row] * (row == column) for column, entry in enumerate(entries)) for row, entries in enumerate(products))


@st.composite
def package_lists(draw: st.DrawFn, count: int) -> Matrix:
    """Linearly independent packages: each has a good of its own, 0 of the goods of later ones, and anything of those of earlier ones."""
    own = draw(st.permutations(range(count)))
    found: list[Vector] = []
    for number in range(count):
        entries = [Fraction(0)] * count
        for earlier in own[:number]:
            entries[earlier] = draw(signed_amounts)
        entries[own[number]] = draw(above_zero)
        found.append(tuple(entries))
    return tuple(found)


@st.composite
def divisible_markets(
    draw: st.DrawFn,
    *,
    types: tuple[str, ...] = ("quadratic", "log-cosh", "exponential", "logistic"),
    names: st.SearchStrategy[str] = plain_names,
    max_goods: int = 3,
    max_bidders: int = 4,
) -> DivisibleMarket:
    """Divisible markets in normal form, of all types that can be together unless `types` says otherwise."""
    goods = tuple(draw(st.lists(names, min_size=1, max_size=max_goods, unique=True)))
    bidders = draw(st.lists(names, min_size=1, max_size=max_bidders, unique=True))
    family = draw(st.sampled_from([found for members in UTILITY_FAMILIES if (found := tuple(name for name in members if name in types))]))
    count = len(goods)
    packages, positive = st.none() | package_lists(count), vectors(count, above_zero)
    shared, bounds = st.just(draw(packages)), st.just(draw(positive))
    endowment = st.none() | vectors(count).filter(any)
    by_type: dict[str, st.SearchStrategy[DivisibleValues]] = {
        "quadratic": st.builds(QuadraticValues, theta=vectors(count), matrix=definite_matrices(count), endowment=endowment),
        "log-cosh": st.builds(
            LogCoshValues,
            theta=vectors(count),
            matrix=definite_matrices(count),
            alpha=vectors(count, amounts),
            beta=positive,
            packages=packages,
            endowment=endowment,
        ),
        "exponential": st.builds(ExponentialValues, scale=positive, rate=positive, packages=shared, endowment=endowment),
        "logistic": st.builds(LogisticValues, scale=bounds, rate=positive, offset=vectors(count), packages=shared, endowment=endowment),
    }
    return validate_market(
        DivisibleMarket(
            goods=goods,
            quantity=draw(vectors(count)),
            bidders=tuple(DivisibleBidder(name=name, values=draw(st.one_of(*(by_type[kind] for kind in family)))) for name in bidders),
            title=draw(st.sampled_from([None, "", "a title"])),
        )
    )


def payoff_tables(profiles: int, numbers: st.SearchStrategy[Fraction] = signed_amounts) -> st.SearchStrategy[Table]:
    """A number for each profile, or one for all."""
    return st.one_of(numbers.map(lambda number: (number,) * profiles), st.tuples(*(numbers for _ in range(profiles))))


@st.composite
def bayesian_players(draw: st.DrawFn, name: str, names: st.SearchStrategy[str], max_types: int) -> BayesianPlayer:
    """A player whose types are in order, with probabilities above 0 that add up to 1."""
    types = sorted(draw(st.lists(names, min_size=1, max_size=max_types, unique=True)))
    shares = [draw(st.integers(1, 3)) for _ in types]
    return BayesianPlayer(name=name, types=tuple(types), prior=tuple(Fraction(share, sum(shares)) for share in shares))


@st.composite
def bayesian_markets(
    draw: st.DrawFn,
    *,
    numbers: st.SearchStrategy[Fraction] = signed_amounts,
    names: st.SearchStrategy[str] = plain_names,
    max_players: int = 3,
    max_types: int = 3,
    max_actions: int = 2,
    max_profiles: int = 8,
    all_coalitions: bool = False,
) -> BayesianMarket:
    """Bayesian markets in normal form; without `all_coalitions` some sets of players, but never all of them, can do nothing on their own."""
    titles = draw(st.lists(names, min_size=1, max_size=max_players, unique=True))
    types = names.filter(lambda name: "," not in name)
    players: list[BayesianPlayer] = []
    for title in titles:
        room = max_profiles // prod(len(player.types) for player in players)
        players.append(draw(bayesian_players(title, types, min(max_types, room))))
    tables = payoff_tables(prod(len(player.types) for player in players), numbers)
    coalitions: list[CoalitionActions] = []
    for size in range(1, len(titles) + 1):
        for members in combinations(titles, size):
            if size == len(titles) or all_coalitions or draw(st.booleans()):
                named = sorted(draw(st.lists(names, min_size=1, max_size=max_actions, unique=True)))
                actions = tuple(JointAction(name=name, payoffs=tuple(draw(tables) for _ in members)) for name in named)
                coalitions.append(CoalitionActions(members=members, actions=actions))
    return validate_market(BayesianMarket(players=tuple(players), coalitions=tuple(coalitions), title=draw(st.sampled_from([None, "", "a title"]))))
