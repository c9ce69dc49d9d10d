"""The brute force for unit-demand markets gives the numbers of spec walrasian (sections 4 and 6) and keeps the stated facts on random markets."""

from fractions import Fraction
from itertools import combinations, pairwise, product
from random import Random
from time import perf_counter

import pytest

from tests.walrasian_markets import EXACT, random_bundles, random_market, random_prices, written
from tests.walrasian_oracle import Market, best_assignment, fraction, proposition_1

LETTERS = "ABCDE"


def market(*preferences, width=None, reserves=(), seller=(), fee=0):
    """Buyers with the given preferences; lists of values are quasilinear."""
    preferences = [one if isinstance(one, dict) else quasilinear(*one) for one in preferences]
    goods = list(LETTERS[: len(next(iter(goods_of(preferences[0]).values()))) if width is None else width])
    buyers = [{"name": str(place + 1), "preference": one} for place, one in enumerate(preferences)]
    numbers = {"reserve_prices": named(*reserves), "seller_values": named(*seller)}
    document = {"format": "marketwright.market/1", "kind": "unit-demand", "goods": goods, "buyers": buyers, "entry_fee": fee}
    return Market(document | {key: entry for key, entry in numbers.items() if entry})


def goods_of(preference):
    return {key: preference[key] for key in ("values", "quality", "levels") if key in preference}


def named(*numbers):
    return dict(zip(LETTERS, numbers, strict=False))


def quasilinear(*values):
    return {"type": "quasilinear", "values": named(*values)}


def lines(*slopes_and_values):
    """Levels slope x t - value."""
    levels = [{"points": [[0, written(-Fraction(value))]], "left": slope, "right": slope} for slope, value in slopes_and_values]
    return {"type": "levels", "levels": named(*levels)}


def bundle(*pairs):
    return [(place, Fraction(payment)) for place, payment in pairs]


def random_markets(seed, count, **options):
    random = Random(f"walrasian {seed}")
    for _ in range(count):
        yield random, Market(random_market(random, **options))


# Levels.


def test_levels_of_all_types():
    borrowing = {"type": "borrowing", "values": named(9), "cash": 3, "rate": "1/4"}
    soft = {"type": "soft-budget", "values": named(9, -2), "budget": 3, "steepness": 2}
    income = {"type": "income", "wealth": 10, "quality": named(2), "cap": 8}
    levels = {"type": "levels", "levels": named({"points": [[0, -6], [4, -1]], "left": 2, "right": "1/2"})}
    expected = [
        (quasilinear("7/2"), 0, [(0, "-7/2"), (-3, "-13/2")]),
        (borrowing, 0, [(3, -6), ("51/5", 3), (4, "-19/4"), (12, "24/5"), (-1, -10)]),
        (soft, 0, [(3, -6), ("15/2", 3), (5, -2), (0, -9), (8, "7/2")]),
        (soft, 1, [(1, 3), (0, 2), (2, "7/2"), (3, 4), (5, 6)]),
        (income, 0, [(0, -10), (8, 6), (9, 7), (-1, -12)]),
        (levels, 0, [(0, -6), (4, -1), (2, "-7/2"), (-1, -8), (6, 0)]),
    ]
    for preference, good, pairs in expected:
        found = market(preference)
        for payment, level in pairs:
            assert found.level(0, good, Fraction(payment)) == Fraction(level), (preference, payment)
            assert found.willing(0, good, Fraction(level)) == Fraction(payment), (preference, level)
    assert fraction(0.1) == Fraction(1, 10)


@pytest.mark.parametrize("kind", EXACT)
def test_levels_are_increasing_bijections(kind):
    tried, classical = 0, 0
    for random, found in random_markets(f"levels {kind}", 40, kinds=(kind,)):
        for buyer in range(found.size):
            for good in found.permitted[buyer]:
                payments = sorted({Fraction(random.randint(-20, 40), random.choice((1, 2, 3))) for _ in range(12)})
                levels = [found.level(buyer, good, payment) for payment in payments]
                assert all(low < high for low, high in pairwise(levels))
                assert [found.willing(buyer, good, level) for level in levels] == payments
                tried += 1
        if found.is_classical() is None:
            pairs = [(buyer, good) for buyer in range(found.size) for good in found.permitted[buyer]]
            assert all(found.level(buyer, good, Fraction(t)) < t for buyer, good in pairs for t in range(-12, 20))
            classical += bool(pairs)
    assert tried > 150
    assert classical > 2


def test_bads_and_classical_preferences():
    assert market([1, 0]).is_classical() == (0, 1)
    assert market(lines(("1/2", 1))).is_classical() == (0, 0)  # better than nothing from -2 on, but not at very negative payments
    assert market({"type": "levels", "levels": named({"points": [[0, -6], [4, -1]], "left": 2, "right": 1})}).is_classical() is None
    assert market({"type": "levels", "levels": named({"points": [[0, -6], [4, 4]], "left": 1, "right": 1})}).is_classical() == (0, 0)


# Section 6.


def test_example_1():
    found = market([2, 2], [2, 2], seller=(2, 2))
    received = bundle((0, 1), (1, 1))
    assert found.levels_of(received) == [-1, -1]
    assert found.net_revenue(received) == -2
    assert found.is_efficient(received)
    every = list(found.assignments())
    worths = [found.net_revenue([(place, found.compensation(i, place, received[i])) for i, place in enumerate(places)]) for places in every]
    assert worths == [-2] * 7
    assert found.least() == found.reserves == (2, 2)
    assert len(found.allocations((2, 2))) == 7


def test_example_3_reserve_above_the_value():
    found = market([2], seller=(1,), reserves=(3,))
    assert found.least() == (3,)
    assert found.allocations((3,)) == [(None,)]
    unsold = bundle((None, 0))
    assert not found.is_efficient(unsold)
    assert found.best_reassignment(unsold) == (1, [(0, 2)])
    assert found.dominates(bundle((0, 2)), unsold)
    assert not found.dominates(bundle((0, "5/2")), unsold)


def test_example_4_maximum_rule():
    assert market([10]).greatest() == (10,)
    assert market([4]).greatest() == (4,)
    assert market([10]).least() == (0,)


def test_examples_5_to_7_entry_fees():
    five = market([10], seller=(2,), fee=3)
    assert five.least() == (2,)
    assert five.outcome((2,))["payments"] == [5]
    poor = market([1], seller=(2,), fee=3)
    assert poor.outcome(poor.least()) == {"allocations": [(None,)], "allocation": (None,), "payments": [3], "revenue": 3, "levels": [3]}
    for found in (five, poor):
        prices = found.least()
        assert found.is_efficient(found.bundles(prices, found.allocations(prices)[0]))
    paid = market([1], seller=(2,), fee=-1)
    assert paid.outcome(paid.least())["payments"] == [-1]
    assert paid.outcome(paid.least())["allocation"] == (None,)
    seven = market([1, 1], [1, 1], fee=-1)
    assert seven.least() == (0, 0)
    assert {place for places in seven.allocations((0, 0)) for place in places} == {0, 1}
    assert seven.outcome((0, 0))["payments"] == [-1, -1]


def test_entry_fee_changes_what_a_turning_cost_is_worth():
    one, two = {"type": "borrowing", "values": named(4), "cash": 3, "rate": 1}, quasilinear(4)
    assert market(one, two).least() == (Fraction(7, 2),)
    assert market(one, two, fee=3).least() == (2,)
    assert market(one, two, fee=-3).least() == (4,)


def test_example_8():
    found = market([5, 4, 1], [5, 4, 1])
    assert found.least() == (1, 0, 0)
    assert found.allocations((1, 0, 0)) == [(0, 1), (1, 0)]
    other = market([5, 4, 100], [5, 4, 100])
    assert other.level(0, 0, Fraction(1)) == other.level(0, 1, Fraction(0))  # indifferent between the bundles of the first market
    assert other.least() == (0, 0, 95)


def test_example_9():
    found = market([2, 5], [1, 4], [2, 2], reserves=(3, 1))
    assert found.least() == (3, 4)
    assert found.allocations((3, 4)) == [(1, None, None)]
    assert found.demands((3, 4)) == [(1,), (1, None), (None,)]
    other = market([9, 4], [9, 4], [9, 4], reserves=(3, 1))
    assert other.level(0, 1, Fraction(4)) == 0
    assert other.least() == (9, 4)


def test_two_buyers_who_want_one_good():
    assert market([3, 9], [2, 7], seller=(1, 1)).least() == (1, 6)
    tried = 0
    for _, found in random_markets("two buyers", 1500, most=2):
        if (found.size, found.width) != (2, 2) or found.fee or found.demands(found.reserves) != [(1,), (1,)]:
            continue
        free = [[0, *(found.level(buyer, 0, found.reserves[0]) for good in found.permitted[buyer] if good == 0)] for buyer in (0, 1)]
        price = min(min(found.willing(buyer, 1, Fraction(level)) for level in free[buyer]) for buyer in (0, 1))
        assert found.least() == (found.reserves[0], price)
        tried += 1
    assert tried > 25


def test_example_with_unequal_slopes():
    found = market(lines((1, 4), (2, 4)), lines((2, 4), (1, 4)), lines((1, 2), (1, 2)))
    assert found.least() == (2, 2)
    assert found.outcome((2, 2))["allocation"][2] is None
    assert found.greatest() == (4, 4)
    assert found.allocations((4, 4)) == [(0, 1, None)]


def test_trap_of_unit_rates():
    found = market(lines((1, 4), (2, 4)), lines((1, 4), (2, 4)), lines((1, 10), (1, 10)))
    assert found.least() == (4, 2)
    assert found.are_equilibrium_prices((4, 4))
    assert not found.are_least_prices((4, 4))
    assert found.weakly_under_demanded((4, 4)) == [((1,), (2,))]


@pytest.mark.parametrize("steepness", [1, 2, 7, 10**6])
def test_soft_budgets(steepness):
    soft = {"type": "soft-budget", "values": named(10), "budget": 5, "steepness": steepness}
    assert market(soft, soft).least() == market(soft, soft).greatest() == (5 + Fraction(5, steepness),)


# Section 9.


def test_edge_cases():
    assert market([], width=0).least() == ()
    assert market([], width=0).outcome(())["allocation"] == (None,)
    empty = Market({"goods": ["A"], "buyers": [], "reserve_prices": {"A": 3}})
    assert empty.least() == empty.greatest() == (3,)
    assert empty.allocations((3,)) == [()]
    assert empty.outcome((3,))["revenue"] == 0
    assert empty.over_demanded((4,)) == []
    assert empty.under_demanded((4,)) == [((0,), ())]
    alone = market([3, 5], reserves=(1, 2))
    assert (alone.least(), alone.allocations((1, 2))) == ((1, 2), [(1,)])
    dear = market([3, 5], [4, 4], reserves=(6, 6))
    assert (dear.least(), dear.greatest(), dear.allocations((6, 6))) == ((6, 6), (6, 6), [(None, None)])
    tied = market([3], reserves=(3,))
    assert tied.allocations((3,)) == [(0,), (None,)]
    bads = market([-1, 0], [-1, 2])
    assert (bads.least(), bads.allocations((0, 0))) == ((0, 0), [(None, 1)])
    indifferent = market([3, 2], [3, 2], reserves=(3, 2))
    assert len(indifferent.allocations(indifferent.least())) == 7
    huge = market([3], [4], fee=100)
    assert huge.outcome(huge.least())["levels"] == [100, 99]


def test_forbidden_goods():
    document = market([3], [4]).document
    buyers = [document["buyers"][0], {"name": "2", "preference": {"type": "quasilinear", "values": {}}, "forbidden": ["A"]}]
    found = Market(document | {"buyers": buyers})
    assert found.least() == (0,)
    assert found.greatest() == (3,)
    assert found.menus() == [{0: 0}, {}]
    assert found.allocation_of({"1": None, "2": "A"}) is None
    assert found.best_reassignment(bundle((None, 0), (None, 0))) == (3, [(0, 3), (None, 0)])


def test_tie_rule_orders_allocations_by_goods():
    found = market([1, 1], [1, 1], reserves=(1, 1))
    vectors = [tuple(places.index(good) if good in places else 2 for good in (0, 1)) for places in found.allocations((1, 1))]
    assert vectors == [(0, 1), (0, 2), (1, 0), (1, 2), (2, 0), (2, 1), (2, 2)]


def test_tie_rule_by_moves():
    """How `docs/formats/walrasian.md` says that a checker finds the first allocation."""
    others = 0
    for random, found in random_markets("moves", 120):
        for prices in (found.least(), found.greatest()):
            allocations = found.allocations(prices)
            for places in (allocations[0], random.choice(allocations), allocations[-1]):
                assert is_first_by_moves(found, prices, places) == (places == allocations[0]), (found.document, prices, places)
                others += places != allocations[0]
    assert others > 60


def is_first_by_moves(found, prices, places):
    demands, competitive = found.demands(prices), found.competitive(prices)
    for good in range(found.width):
        later = [*range(good, found.width), None]
        moves = {place: [position for position in demands[buyer] if position in later] for buyer, place in enumerate(places) if place is not None}
        moves[None] = [other for other in later if other is not None and other not in competitive]
        moves[None] += [other for buyer, place in enumerate(places) if place is None for other in demands[buyer] if other is not None and other in later]
        reached, front = {good}, [good]
        while front:
            more = {*moves.get(front.pop(), [None])} - reached
            reached |= more
            front += more
        earlier = range(places.index(good) if good in places else found.size)
        if any(good in demands[buyer] and places[buyer] in later and places[buyer] in reached for buyer in earlier):
            return False
    return True


# Section 3 on random markets.


def test_least_and_greatest_prices():
    """Facts 1, 2 and 4, chains at both ends, levels, and the search against the kernel of all assignments."""
    plain, unsupported = 0, 0
    for _, found in random_markets("structure", 150):
        least, greatest = found.least(), found.greatest()
        assert all(low <= high for low, high in zip(least, greatest, strict=True))
        assert found.are_least_prices(least), found.document
        assert found.are_equilibrium_prices(greatest), found.document
        assert reached_from_below(found, least), found.document
        assert reached_from_above(found, greatest), found.document
        for prices in (least, greatest):
            unsold = {good for places in found.allocations(prices) for good in range(found.width) if good not in places}
            assert all(least[good] == greatest[good] == found.reserves[good] for good in unsold)
            assert found.outcome(prices)["allocations"]
        if found.size + found.width < 8:
            low, equilibria = found.least_plainly()
            high, others = found.greatest_plainly()
            assert (low, high) == (least, greatest), found.document
            assert ({*equilibria}, {*others}) == ({least}, {greatest})  # where the kernel ends in an equilibrium, it is the least or the greatest one
            for places in found.allocations(least):
                assert found.kernel_least(places) == least
            for places in found.allocations(greatest):
                assert found.kernel_greatest(places) == greatest
            plain += 1
            unsupported += any(found.complaints(found.kernel_least(places), places) for places in found.assignments())
    assert plain > 60
    assert unsupported > 30


def test_equilibrium_prices_are_a_lattice():
    """Fact 2, with equilibria found by reserve prices anywhere between the least and the greatest prices."""
    incomparable = 0
    for random, found in random_markets("lattice", 100):
        least, greatest, equilibria = found.least(), found.greatest(), set()
        for _ in range(6):
            shares = [random.choice((0, 0, 1, Fraction(1, 2), Fraction(1, 3))) for _ in least]
            reserves = [low + (high - low) * share for low, high, share in zip(least, greatest, shares, strict=True)]
            raised = Market(found.document | {"reserve_prices": dict(zip(found.goods, map(str, reserves), strict=True))}).least()
            equilibria |= {raised} if found.allocations(raised) else set()
        for one, other in combinations(sorted(equilibria), 2):
            ends = [tuple(map(end, one, other)) for end in (min, max)]
            assert all(found.allocations(end) for end in ends), (found.document, one, other)
            assert all(low <= price <= high for end in ends for low, price, high in zip(least, end, greatest, strict=True))
            incomparable += one not in ends
    assert incomparable > 100


def reached_from_below(found, prices):
    """Whether chains of demand lead from null or noncompetitive positions to all competitive goods, at any allocation."""
    demands, goods = found.demands(prices), found.competitive(prices)
    for places in found.allocations(prices):
        reached = {buyer for buyer, place in enumerate(places) if place not in goods}
        while True:
            more = {places.index(good) for buyer in reached for good in demands[buyer] if good in goods} | reached
            if more == reached:
                break
            reached = more
        if not {places.index(good) for good in goods} <= reached:
            return False
    return True


def reached_from_above(found, prices):
    """Whether chains of demand lead from every sold good to null or an unsold good."""
    demands = found.demands(prices)
    for places in found.allocations(prices):
        ended = {None} | {good for good in range(found.width) if good not in places}
        while True:
            more = ended | {place for buyer, place in enumerate(places) if ended & {*demands[buyer]}}
            if more == ended:
                break
            ended = more
        if not {*places} <= ended:
            return False
    return True


def test_sets_and_allocations_agree_at_random_prices():
    seen, least, listed = {True: 0, False: 0}, 0, 0
    for random, found in random_markets("prices", 300):
        prices = found.prices_of(random_prices(random, found.document))
        equilibrium = found.are_equilibrium_prices(prices)
        allocations = found.allocations(prices)
        assert equilibrium == bool(allocations), (found.document, prices)
        if found.size + found.width < 8:
            equilibria = [places for places in found.assignments() if not found.complaints(prices, places)]
            assert equilibria == sorted(allocations, key=lambda places: order(found, places))
            listed += len(equilibria) > 1
        assert found.are_least_prices(prices) == (prices == found.least()), (found.document, prices)
        seen[equilibrium] += 1
        least += prices == found.least()
    assert min(seen.values()) > 60
    assert 50 < least < 200
    assert listed > 20


def order(found, places):
    """The order of `assignments`."""
    return [([*found.permitted[buyer], None].index(place)) for buyer, place in enumerate(places)]


def test_prices_rise_with_buyers_and_reserves():
    risen = 0
    for random, found in random_markets("rising", 250):
        least = found.least()
        if found.size:
            fewer = [buyer for buyer in found.document["buyers"] if buyer["name"] != str(random.randint(1, found.size))]
            without = Market(found.document | {"buyers": fewer}).least()
            assert all(low <= high for low, high in zip(without, least, strict=True)), found.document
            risen += without != least
        if found.width:
            good = random.randrange(found.width)
            reserves = [reserve + (good == place) * random.choice((1, Fraction(1, 2))) for place, reserve in enumerate(found.reserves)]
            raised = Market(found.document | {"reserve_prices": dict(zip(found.goods, map(written, reserves), strict=True))}).least()
            assert all(low <= high for low, high in zip(least, raised, strict=True)), found.document
            risen += raised != least
    assert risen > 150


def test_indifferent_buyers_leave_least_prices_unchanged():
    """Lemma 6: classical buyers for whom all goods at the least prices are equally good, and as good as nothing if all prices are above 0."""
    tried = 0
    for random, found in random_markets("lemma 6", 300):
        least = found.least()
        if not found.size or not found.width or found.fee or found.document["buyers"][0].get("forbidden") or found.is_classical():
            continue
        more = 0 if min(least) > 0 else random.choice((1, 2, Fraction(1, 3)))
        values = {"type": "quasilinear", "values": {good: written(price + more) for good, price in zip(found.goods, least, strict=True)}}
        other = found
        for buyer in random.sample(range(found.size), random.randint(1, found.size)):
            other = other.reporting(buyer, values)
        assert other.least() == least, other.document
        tried += 1
    assert tried > 30


def test_fee_is_a_change_of_preferences():
    tried = 0
    for random, found in random_markets("fee", 80, kinds=("levels",)):
        fee, buyers = random.choice((1, -2, Fraction(1, 2), 5)), []
        for buyer in found.document["buyers"]:
            levels = {
                good: stated | {"points": [[written(fraction(x) - fee), written(fraction(y) - fee)] for x, y in stated["points"]]}
                for good, stated in buyer["preference"]["levels"].items()
            }
            buyers.append(buyer | {"preference": {"type": "levels", "levels": levels}})
        plain, with_fee = Market(found.document | {"buyers": buyers, "entry_fee": 0}), Market(found.document | {"entry_fee": written(fee)})
        assert (plain.least(), plain.greatest()) == (with_fee.least(), with_fee.greatest())
        assert [level + fee for level in plain.outcome(plain.least())["levels"]] == with_fee.outcome(plain.least())["levels"]
        tried += plain.least() != Market(found.document | {"entry_fee": 0}).least()
    assert tried > 5


# Quasilinear markets.


def test_vickrey_payments_and_greatest_prices():
    competitive = 0
    for _, found in random_markets("vickrey", 250, kinds=("quasilinear",)):
        least = found.least()
        for places in found.allocations(least):
            assert found.vickrey(places) == [0 if place is None else least[place] for place in places], found.document
        assert found.greatest_by_worths() == found.greatest(), found.document
        competitive += bool(found.competitive(least))
    assert competitive > 100


def test_all_prices_of_a_grid():
    """With integers the equilibrium prices are spanned by integer ones: try them all, by the definition alone."""
    random, several = Random("walrasian grid"), 0
    for _ in range(60):
        values = [[random.randint(-1, 4) for _ in range(2)] for _ in range(random.randint(1, 4))]
        found = market(*values, reserves=[random.randint(0, 2) for _ in range(2)])
        every = list(found.assignments())
        grid = [prices for prices in product(range(6), repeat=2) if any(not found.complaints(prices, places) for places in every)]
        assert tuple(map(min, *grid, grid[0])) == found.least()
        assert tuple(map(max, *grid, grid[0])) == found.greatest()
        several += len(grid) > 1
    assert several > 20


# Section 5.


def test_pareto_test():
    efficient, equal = {True: 0, False: 0}, 0
    for random, found in random_markets("pareto", 160):
        given = [(found.place(entry["good"]), fraction(entry["payment"])) for entry in random_bundles(random, found.document).values()]
        most, best = found.best_reassignment(given)
        everything = [[(place, found.compensation(i, place, given[i])) for i, place in enumerate(places)] for places in found.assignments()]
        assert max(map(found.net_revenue, everything)) == most == found.net_revenue(best)
        holds = found.is_efficient(given)
        assert holds == (most == found.net_revenue(given))
        assert found.dominates(best, given) != holds
        if not holds and found.width:
            shares = [Fraction(random.randint(-2, 3)) for _ in range(found.width)]
            shares[0] += sum(payment for _, payment in given) - sum(shares)
            assert found.dominates_for_sellers(best, new_shares(found, best, given, shares), given, shares)
        assert not holds or not any(found.dominates(other, given) for other in everything)
        pairs = [
            (i, j) for i in range(found.size) for j in range(i) if given[i][0] in (*found.permitted[j], None) and given[j][0] in (*found.permitted[i], None)
        ]
        for i, j in pairs:  # Fact 5
            swapped = found.compensation(i, given[j][0], given[i]) + found.compensation(j, given[i][0], given[j])
            assert given[i][1] + given[j][1] >= swapped or not holds
            equal += given[i][1] + given[j][1] < swapped
        efficient[holds] += 1
    assert min(efficient.values()) > 40
    assert equal > 20


def new_shares(found, new, old, shares):
    """Proposition 5: every seller keeps what he has, gets his value if his good is sold now, and the same part of the gain."""

    def values(bundles):
        sold = [place for place, _ in bundles]
        return [value if good in sold else 0 for good, value in enumerate(found.seller)]

    gain = found.net_revenue(new) - found.net_revenue(old)
    return [share - before + after + gain / found.width for share, before, after in zip(shares, values(old), values(new), strict=True)]


def test_least_prices_with_reserves_at_the_values():
    tried = 0
    for _, stated in random_markets("properties", 150):
        found = Market({key: entry for key, entry in stated.document.items() if key != "reserve_prices"})
        outcome = found.outcome(found.least())
        assert found.is_efficient(found.bundles(found.least(), outcome["allocation"])), found.document
        assert all(level <= found.fee for level in outcome["levels"])
        tried += any(place is not None for place in outcome["allocation"])
    assert tried > 90


def test_reserves_that_differ_from_values():
    cases = {"below": 0, "above": 0}
    for random, found in random_markets("proposition 1", 200):
        made = proposition_1(found.document)
        if made is None:
            assert found.reserves == found.seller or not found.size
            continue
        good, case, document, dominating = made
        other = Market(document)
        assert other.is_classical() is None
        prices = other.least()
        places = random.choice(other.allocations(prices))
        bundles = other.bundles(prices, places)
        assert (good in places) == (case == "below")
        assert other.dominates(dominating(prices, places), bundles), document
        assert not other.is_efficient(bundles)
        irrational = any(place is not None and prices[place] < other.seller[place] for place in places)
        assert irrational == (case == "below")
        cases[case] += 1
    assert min(cases.values()) > 20


def test_menus_and_misreports():
    gaps, different = 0, 0
    for random, found in random_markets("menus", 80):
        assert found.broken_menu_facts() == [], found.document
        if not found.size:
            continue
        buyer = random.randrange(found.size)
        menu, levels = found.menus()[buyer], found.outcome(found.least())["levels"]
        gaps += any(price > found.least()[good] for good, price in menu.items())
        for good, price in menu.items():
            alone = {found.goods[other]: 10**25 if other == good else -(10**25) for other in found.permitted[buyer]}
            other = found.reporting(buyer, {"type": "quasilinear", "values": alone})
            assert other.least()[good] == price, found.document
        for _ in range(3):
            values = {found.goods[good]: random.randint(-1, 6) for good in found.permitted[buyer]}
            other = found.reporting(buyer, {"type": "quasilinear", "values": values})
            prices = other.least()
            for places in other.allocations(prices):
                got = places[buyer]
                assert got is None or prices[got] == menu[got]
                assert found.level_at(buyer, got, prices) >= levels[buyer], (found.document, values)
            different += places != found.allocations(found.least())[0]
    assert gaps > 20
    assert different > 40


def test_groups_cannot_gain():
    """Fact 3, also with bads and forbidden goods; the greatest prices are manipulable, so the levels there leave something to gain."""
    tried, greatest = 0, 0
    for _, found in random_markets("groups", 90):
        assert found.profitable_group() is None, found.document
        tried += bool(found.competitive(found.least()))
        levels = found.outcome(found.greatest())["levels"]
        greatest += any(found._gains(buyer, good, found.least({buyer: good}), levels) for buyer, menu in enumerate(found.permitted) for good in menu)
    assert tried > 40
    assert greatest > 40


def test_pay_as_bid():
    found = market([7, 4], [6, 5], reserves=(2, 1))
    assert found.bids() == [[7, 4], [6, 5]]
    assert found.pay_as_bid() == (9, (0, 1), bundle((0, 7), (1, 5)))
    other = found.reporting(0, quasilinear(4, 1))
    assert other.pay_as_bid()[2] == bundle((0, 4), (1, 5))
    for _, found in random_markets("bids", 150):
        most, places, bundles = found.pay_as_bid()
        assert most == max(map(found.pay_as_bid_total, found.assignments()))
        assert most == found.pay_as_bid_total(places)
        assert all(level == found.fee for level in found.levels_of(bundles))


def test_best_assignment():
    random = Random("walrasian assignment")
    for _ in range(100):
        weights = [[random.choice((None, Fraction(random.randint(-4, 9), random.choice((1, 2, 3))))) for _ in range(3)] for _ in range(3)]
        idle = [Fraction(random.randint(-2, 3)) for _ in range(3)]
        most, places = best_assignment(weights, idle)
        totals = []
        for some in product((0, 1, 2, None), repeat=3):
            sold = [place for place in some if place is not None]
            parts = [idle[i] if place is None else weights[i][place] for i, place in enumerate(some)]
            if len({*sold}) == len(sold) and None not in parts:
                totals.append((sum(parts), some))
        assert max(total for total, _ in totals) == most
        assert (most, places) in totals


# The generator.


def test_random_markets_are_varied():
    random = Random("walrasian shares")
    found = [Market(random_market(random)) for _ in range(250)]
    ends = [(one.least(), one.greatest()) for one in found]
    shapes = [(one.size > one.width) - (one.size < one.width) for one in found]
    assert min(shapes.count(shape) for shape in (-1, 0, 1)) > 29
    assert min(sum(one.size == size for one in found) for size in range(6)) > 1
    assert min(sum(one.width == width for one in found) for width in range(6)) > 1
    kinds = [preference["type"] for one in found for preference in one.preferences]
    assert min(kinds.count(kind) for kind in EXACT) > 99
    assert sum(len(one.competitive(low)) > 1 for one, (low, _) in zip(found, ends, strict=True)) > 59
    assert sum(len(one.allocations(low)) > 1 for one, (low, _) in zip(found, ends, strict=True)) > 74
    assert sum(any(price.denominator > 1 for price in low) for low, _ in ends) > 74
    assert sum(low != high for low, high in ends) > 149
    assert sum(one.reserves != one.seller for one in found) > 74
    assert sum(one.is_classical() is None for one in found) > 39
    assert sum(one.fee > 0 for one in found) > 14
    assert sum(one.fee < 0 for one in found) > 14
    assert sum(any(len(goods) < one.width for goods in one.permitted) for one in found) > 29
    assert sum(any(entry == 10**6 for preference in one.preferences for entry in preference.values()) for one in found) > 1
    assert random_market(Random(3)) == random_market(Random(3))


def test_speed():
    random, spent = Random("walrasian speed"), []
    while len(spent) < 30:
        found = Market(random_market(random))
        if min(found.size, found.width) >= 4:
            start = perf_counter()
            found.least()
            found.greatest()
            spent.append(perf_counter() - start)
    assert sorted(spent)[15] < 0.1
