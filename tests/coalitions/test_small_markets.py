"""Laws of small random markets of all value types: everything that coalitions and rules say equals brute force."""

from fractions import Fraction
from itertools import combinations, product

from hypothesis import given, settings
from hypothesis import strategies as st

import marketwright
from marketwright.coalitions import (
    Clearing,
    SubmodularWorths,
    Violation,
    all_worths,
    core_extreme_points,
    submodular_worths,
    submodularity_witness,
    substitutes_witness,
    value_table,
)
from marketwright.coalitions.core import greedy_pareto_point, pareto_points
from marketwright.coalitions.submodularity_finding import submodularity_finding
from marketwright.markets import market_document
from tests.oracle import Oracle, is_gross_substitutes, is_submodular, mask_of
from tests.strategies import amounts, bundle_markets

few = settings(max_examples=60, deadline=None)
markets = bundle_markets()
shifts = st.one_of(st.just(Fraction(0)), amounts, amounts.map(lambda amount: -amount))


def names(market):
    return [buyer.name for buyer in market.buyers]


@few
@given(markets)
def test_worth_of_every_coalition_is_that_of_brute_force(market):
    oracle = Oracle(market_document(market))
    found = {tuple(market.buyers[buyer].name for buyer in sorted(coalition)): worth for coalition, worth in all_worths(Clearing(market)).items()}
    assert found == {members: oracle.worth(members) for members in oracle.coalitions()}


@few
@given(markets, st.sampled_from(["any", "lexicographic"]))
def test_vickrey_payoffs_are_those_of_brute_force_under_either_tie_rule(market, tie_rule):
    oracle = Oracle(market_document(market))
    answer = marketwright.solve(market, "vickrey", tie_rule=tie_rule)
    assert answer.outcome["payoffs"] == oracle.vickrey()
    assert answer.outcome["welfare"] == oracle.welfare
    assert answer.finding("core").holds is oracle.in_core(oracle.vickrey())
    assert answer.checked == "accepted"


@few
@given(markets)
def test_lexicographic_selects_the_smallest_list_of_buyers_among_efficient_allocations(market):
    """All assignments of goods to buyers or to nobody, in the order of the tie rule; a good goes only where an accepted bid asks for it."""
    answer = marketwright.solve(market, "efficient", tie_rule="lexicographic")
    owners = {good: number for number, name in enumerate(names(market)) for good in answer.outcome["allocation"][name]}
    chosen = [owners.get(good, len(market.buyers)) for good in market.goods]
    oracle = Oracle(market_document(market))
    bids = [exact_bundles(market, number) for number in range(len(market.buyers))]
    for vector in product(range(len(market.buyers) + 1), repeat=len(market.goods)):
        bundles = [tuple(good for good, owner in zip(market.goods, vector, strict=True) if owner == number) for number in range(len(market.buyers) + 1)]
        accepted = [bids[number].get(bundles[number]) for number in range(len(market.buyers))]
        if None not in accepted and sum(accepted) + kept_at_most(market, bundles[-1]) == oracle.welfare:
            assert chosen == list(vector)
            return
    raise AssertionError("no efficient allocation")


def exact_bundles(market, number):
    """For every bundle that is exactly the union of accepted bids of a buyer the largest total of such bids."""
    groups = [groups for owner, groups in groups_by_owner(market) if owner == number]
    best = {(): Fraction(0)}
    for group in groups:
        extended = dict(best)
        for bundle, value in group:
            for goods, total in best.items():
                if not set(goods) & set(bundle):
                    union = tuple(good for good in market.goods if good in goods or good in bundle)
                    extended[union] = max(extended.get(union, total + value), total + value)
        best = extended
    return best


def groups_by_owner(market):
    for number, buyer in enumerate(market_document(market)["buyers"]):
        values = buyer["values"]
        match values["type"]:
            case "xor" | "table":
                groups = [values["bids"]]
            case "or":
                groups = [[bid] for bid in values["bids"]]
            case "or-of-xor":
                groups = values["groups"]
            case "additive":
                groups = [[{"bundle": [good], "value": value}] for good, value in values["values"].items()]
            case "unit-demand":
                groups = [[{"bundle": [good], "value": value} for good, value in values["values"].items()]]
            case "assignment":
                groups = [[{"bundle": [good], "value": value} for good, value in position.items()] for position in values["positions"]]
        for group in groups:
            yield number, [(tuple(bid["bundle"]), Fraction(bid["value"])) for bid in group if bid["bundle"]]


def kept_at_most(market, unsold):
    return sum((market.reserve_prices.get(good, Fraction(0)) for good in unsold), Fraction(0))


@few
@given(markets, st.data())
def test_core_test_of_shifted_vickrey_payoffs_is_that_of_brute_force(market, data):
    oracle = Oracle(market_document(market))
    payoffs = {name: payoff + data.draw(shifts, label=name) for name, payoff in oracle.vickrey().items()}
    answer = marketwright.solve(market, "core-test", input={"payoffs": payoffs})
    core = answer.finding("core")
    assert core.holds is oracle.in_core(payoffs)
    if not core.holds and "coalition" in core.details["witness"]:
        witness = core.details["witness"]
        paid = payoffs["seller"] + sum(payoffs[name] for name in witness["coalition"])
        assert oracle.worth(witness["coalition"]) >= witness["worth_at_least"] > paid == witness["payoffs"]
        assert witness["gain"] == witness["worth_at_least"] - paid == max(excess(oracle, payoffs))


def excess(oracle, payoffs):
    return [oracle.worth(members) - payoffs["seller"] - sum(payoffs[name] for name in members) for members in oracle.coalitions()]


@few
@given(markets)
def test_extreme_points_of_the_core_are_those_of_brute_force(market):
    oracle = Oracle(market_document(market))
    assert core_extreme_points(Clearing(market)) == tuple(sorted(vertices(oracle)))


def vertices(oracle):
    """The core points in which as many independent inequalities are tight as there are buyers."""
    count = len(oracle.names)
    rows = [(tuple(Fraction(-(place == number)) for place in range(count)), Fraction(0)) for number in range(count)]
    for members in oracle.coalitions():
        if members:
            rest = [name for name in oracle.names if name not in members]
            rows.append((tuple(Fraction(name in members) for name in oracle.names), oracle.welfare - oracle.worth(rest)))
    points = {solution for chosen in combinations(rows, count) if (solution := solved(chosen)) is not None}
    return {point for point in points if all(inner(row, point) <= right for row, right in rows)}


def solved(equations):
    """The one solution of as many equations as unknowns, or None."""
    system = [[*row, right] for row, right in equations]
    for column in range(len(system)):
        pivot = next((line for line in system[column:] if line[column] != 0), None)
        if pivot is None:
            return None
        system.remove(pivot)
        system.insert(column, [entry / pivot[column] for entry in pivot])
        for number, line in enumerate(system):
            if number != column and line[column] != 0:
                system[number] = [entry - line[column] * own for entry, own in zip(line, system[column], strict=True)]
    return tuple(line[-1] for line in system)


def inner(row, point):
    return sum((a * b for a, b in zip(row, point, strict=True)), Fraction(0))


@few
@given(markets)
def test_buyers_submodularity_is_that_of_brute_force(market):
    oracle = Oracle(market_document(market))
    verdict = submodular_worths(Clearing(market))
    assert isinstance(verdict, SubmodularWorths if oracle.buyers_submodular() else Violation)
    assert marketwright.solve(market, "properties").finding("buyers-submodular").holds is oracle.buyers_submodular()
    if isinstance(verdict, Violation):
        rest = [market.buyers[buyer].name for buyer in verdict.coalition]
        first, second = (market.buyers[buyer].name for buyer in verdict.buyers)
        assert oracle.worth([*rest, first]) + oracle.worth([*rest, second]) < oracle.worth([*rest, first, second]) + oracle.worth(rest)


@settings(max_examples=150, deadline=None)
@given(bundle_markets(max_goods=4, max_buyers=1))
def test_tests_of_a_valuation_are_those_of_brute_force(market):
    values = market.buyers[0].values
    table = Oracle(market_document(market)).values[0]
    assert value_table(market.goods, values) == table
    pair, prices = submodularity_witness(market, values), substitutes_witness(market, values)
    assert (pair is None) is is_submodular(table)
    assert (prices is None) is is_gross_substitutes(table)
    if pair is not None:
        x, (a, b) = mask_of(market.goods, pair.bundle), (mask_of(market.goods, [good]) for good in pair.goods)
        assert x & (a | b) == 0
        assert table[x | a] + table[x | b] < table[x | a | b] + table[x]
    if prices is not None:
        assert_against_substitutes(market.goods, table, prices)


THREE_GOODS_SUBMODULAR_ONLY = (0, 2, 2, 4, 2, 3, 3, 4)
"""w by bit mask of A, B, C: submodular, but w(AB) + w(C) = 6 is above both other splits, which are 5."""


def test_submodular_is_not_gross_substitutes_with_three_goods():
    goods = ("A", "B", "C")
    bids = tuple(
        marketwright.Bid(bundle=tuple(good for place, good in enumerate(goods) if mask >> place & 1), value=Fraction(worth))
        for mask, worth in enumerate(THREE_GOODS_SUBMODULAR_ONLY)
        if mask
    )
    buyer = marketwright.Buyer(name="1", values=marketwright.TableValues(bids=bids))
    market = marketwright.BundleMarket(goods=goods, buyers=(buyer,))
    assert submodularity_witness(market, buyer.values) is None
    assert_against_substitutes(goods, THREE_GOODS_SUBMODULAR_ONLY, substitutes_witness(market, buyer.values))
    assert marketwright.solve(market, "properties").finding("gross-substitutes").holds is False


def assert_against_substitutes(goods, table, witness):
    """By the definition: the bundle is demanded at p; at q nothing that is demanded keeps its goods of unchanged price."""
    p, q = ([prices[good] for good in goods] for prices in (witness.prices, witness.raised))
    assert all(0 <= before <= after for before, after in zip(p, q, strict=True))
    bundle = mask_of(goods, witness.bundle)
    stayed = sum(1 << place for place, (before, after) in enumerate(zip(p, q, strict=True)) if before == after) & bundle
    at_p, at_q = demanded(table, p), demanded(table, q)
    assert bundle in at_p
    assert [mask for mask in at_q if mask & stayed == stayed] == []


def demanded(table, prices):
    surplus = [worth - sum((price for place, price in enumerate(prices) if mask >> place & 1), Fraction(0)) for mask, worth in enumerate(table)]
    return [mask for mask, amount in enumerate(surplus) if amount == max(surplus)]


@few
@given(bundle_markets(reserve_prices=False))
def test_buyer_pareto_optimal_core_points_are_core_points_at_which_no_payoff_can_grow(market):
    clearing = Clearing(market)
    worths, everyone = all_worths(clearing), frozenset(range(len(market.buyers)))

    def in_core(point):
        return all(sum(point[buyer] for buyer in some) <= worths[everyone] - worths[everyone - some] for some in worths)

    def optimal(point):
        little = Fraction(1, 10**30)
        grown = ([payoff + little * (buyer == other) for other, payoff in enumerate(point)] for buyer in everyone)
        return in_core(point) and not any(map(in_core, grown))

    assert pareto_points(clearing) == tuple(point for point in core_extreme_points(clearing) if optimal(point))
    assert optimal(greedy_pareto_point(clearing, clearing.worth()))


@few
@given(bundle_markets(types=("additive", "unit-demand", "assignment")))
def test_gross_substitutes_need_no_worths_to_be_buyers_submodular(market):
    finding, proof = submodularity_finding(Clearing(market), substitutes=True)
    assert (finding.holds, finding.grade, finding.details, proof) == (True, "recomputed", {"because": "gross-substitutes"}, {})
    assert submodularity_finding(Clearing(market), substitutes=False)[0].holds is True
