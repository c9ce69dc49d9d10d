"""Small markets for laws: few goods, few buyers, small numbers, so that ties are frequent and failures shrink to something readable."""

from fractions import Fraction

from hypothesis import strategies as st

from marketwright.markets import (
    AdditiveValues,
    AssignmentValues,
    Bid,
    BundleMarket,
    Buyer,
    OrOfXorValues,
    OrValues,
    TableValues,
    UnitDemandValues,
    Values,
    XorValues,
)

VALUE_TYPES = ("xor", "or", "or-of-xor", "table", "additive", "unit-demand", "assignment")

amounts = st.one_of(st.integers(0, 4).map(Fraction), st.sampled_from([Fraction(1, 2), Fraction(5, 2), Fraction(1, 3)]))
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
