"""Stated prices, coherence and shops against brute force, on random small markets and on the numbers of the specification."""

from fractions import Fraction
from random import Random

import pytest

from marketwright.errors import SecondInputError
from marketwright.markets.document import market_from_document
from marketwright.pricing import shop_rule as shop_module
from marketwright.questions import Limits
from marketwright.solving import found_answer, solve
from tests.pricing_markets import random_economy
from tests.pricing_oracle import Economy

SCHEMES = ("good", "eff", "all", "any")
ROUNDS = 150


def market_of(document):
    return market_from_document(document)


def holdings(found, owners):
    """An allocation of the oracle as an input states it."""
    return {name: [good for good, owner in zip(found.goods, owners, strict=True) if owner == name] for name in found.names}


def listed(found, prices):
    """A price function of the oracle as an input states it."""
    return [{"bundle": list(bundle), "price": str(price)} for bundle, price in prices.items() if bundle]


def random_prices(random, found):
    """A monotone function; often with ties, additive, or made of what buyers pay."""
    kind = random.choice(("rising", "additive", "flat", "least any"))
    if kind == "additive":
        return found.sums({good: random.randint(0, 4) for good in found.goods})
    if kind == "least any":
        return found.least_any(random.choice(found.efficient))
    function = {}
    for mask in range(found.full + 1):
        bundle = found.bundle(mask)
        least = max((function[tuple(other for other in bundle if other != good)] for good in bundle), default=Fraction(0))
        function[bundle] = least + (random.choice((0, 0, 1, 2)) if kind == "rising" and bundle else 0)
    return function


def random_case(random):
    """A market, an allocation (often efficient), and prices of a scheme as the oracle and as an input state them."""
    document = random_economy(random)
    found = Economy(document)
    owners = random.choice(found.efficient) if random.random() < 0.7 else tuple(random.choice(found.names) for _ in found.goods)
    scheme = random.choice(SCHEMES)
    given = {"scheme": scheme, "allocation": holdings(found, owners)}
    if scheme == "good":
        prices = {good: Fraction(random.randint(0, 6), random.choice((1, 1, 2))) for good in found.goods}
        function = found.sums(prices)
        given["prices"] = {good: str(price) for good, price in prices.items()}
    elif scheme == "eff":
        packages = {found.names[owner]: Fraction(random.randint(0, 8)) for owner in found.packages(owners)}
        if random.random() < 0.6:
            vickrey = found.vickrey(owners) if sum(found._own(owners)) == found._top else packages
            packages = {name: vickrey[name] for name in packages}
        prices = {name: packages.get(name, Fraction(0)) for name in found.names}
        function = found.extension(owners, prices)
        given["prices"] = {name: str(price) for name, price in packages.items()}
    else:
        prices = function = random_prices(random, found)
        given["price_list"] = listed(found, function)
    return document, found, owners, scheme, prices, function, given


@pytest.mark.parametrize("seed", range(3))
def test_support_is_what_brute_force_finds(seed):
    random = Random(seed)
    seen = set()
    for _ in range(ROUNDS):
        document, found, owners, scheme, _, function, given = random_case(random)
        answer = solve(market_of(document), "prices/support", input=given)
        charged = found.cheapest_partitions(function) if scheme == "all" else function
        unhappy = found.dissatisfied(charged, owners)
        supports, efficient = answer.finding("supports"), answer.finding("efficient")
        assert supports.holds == (not unhappy)
        if unhappy:
            witness = supports.details["witness"]
            assert unhappy[witness["buyer"]][tuple(witness["bundle"])] == witness["gain"] == max(max(better.values()) for better in unhappy.values())
        assert efficient.holds == (owners in found.efficient)
        assert answer.finding("equilibrium").holds == (efficient.holds and supports.holds)
        bundles = found.bundles(owners)
        assert answer.outcome["payments"] == {name: charged[bundles[name]] for name in found.names}
        assert answer.checked == "accepted"
        seen.add((scheme, supports.holds, efficient.holds))
    assert len(seen) >= 10


@pytest.mark.parametrize("seed", range(3))
def test_coherence_is_what_brute_force_finds(seed):
    random = Random(100 + seed)
    seen = set()
    for _ in range(ROUNDS):
        _, found, owners, scheme, _, function, _ = random_case(random)
        if random.random() < 0.3:
            bundle = random.choice([bundle for bundle in function if bundle])
            function = dict(function) | {bundle: Fraction(random.randint(0, 8))}
        given = {"scheme": scheme, "price_list": listed(found, function), "allocation": holdings(found, owners)}
        answer = solve(market_of(found.document), "prices/coherence", input=given)
        truth = found.coherence(function, owners)
        assert answer.outcome["coherent_with"] == [name for name in SCHEMES if truth[name.upper()]]
        assert answer.finding("coherent").holds == truth[scheme.upper()]
        assert answer.checked == "accepted"
        seen.add((scheme, truth[scheme.upper()]))
    assert len(seen) == 8


def told(run):
    return [(sale["buyer"], tuple(sale["bundle"]), Fraction(sale["price"])) for sale in run["sales"]]


def replayed(found, offers, run):
    """The welfare of a run, every sale of which is a favourite of what is left."""
    stock, welfare = found.full, Fraction(0)
    for name, bundle, price in told(run):
        table = found.tables[found.names.index(name)]
        mask = sum(1 << found.goods.index(good) for good in bundle)
        left = {other: found._fraction(table[other]) - cost for other, cost in offers.items() if other & stock == other}
        assert offers[mask] == price
        assert left[mask] == max(left.values())
        stock, welfare = stock ^ mask, welfare + found._fraction(table[mask])
    return welfare


@pytest.mark.parametrize("seed", range(3))
def test_a_small_shop_is_what_brute_force_finds(seed):
    random = Random(200 + seed)
    seen = set()
    for _ in range(ROUNDS):
        document, found, owners, scheme, prices, function, given = random_case(random)
        enforce = scheme != "any" or random.random() < 0.6
        if not enforce:
            given["enforce"] = False
        truth = found.shop(scheme.upper(), prices, owners, enforce)
        offers = found.offers(scheme.upper(), prices, owners, enforce)
        charged = found.cheapest_partitions(function) if scheme == "all" or not enforce else function
        answer = solve(market_of(document), "prices/shop", input=given)
        outcome = answer.outcome
        assert (outcome["worst"]["welfare"], outcome["best"]["welfare"], outcome["worth"]) == (truth["worst"], truth["best"], found.best)
        for run in (outcome["worst"], outcome["best"]):
            assert sorted(name for name, _, _ in told(run)) == sorted(found.names)
            assert replayed(found, offers, run) == run["welfare"]
        for claim in ("always-efficient", "every-order-can", "strict"):
            assert answer.finding(claim).holds == truth[claim.replace("-", "_")]
        stuck = answer.finding("every-order-can")
        if not stuck.holds:
            assert truth["orders"][tuple(stuck.details["witness"]["order"])][1] == stuck.details["witness"]["best"] < found.best
        assert outcome["catalogue"] == found.catalogue(charged)
        assert answer.finding("catalogue").holds == (found.catalogue(charged) == found.best)
        assert answer.finding("supports").holds == (not found.dissatisfied(charged, owners))
        assert answer.checked == "accepted"
        seen.add((scheme, enforce, truth["always_efficient"], truth["strict"]))
    assert len(seen) >= 12


@pytest.mark.parametrize("options_only", [False, True])
def test_a_sampled_shop_claims_nothing_that_brute_force_denies(options_only, monkeypatch):
    if options_only:
        monkeypatch.setattr("marketwright.pricing.shop.TABLED_UP_TO", 0)
        monkeypatch.setattr(shop_module, "TABLED_UP_TO", 0)
    random = Random(300 + options_only)
    seen = set()
    for _ in range(ROUNDS):
        document, found, owners, scheme, prices, _, given = random_case(random)
        if options_only and scheme in ("all", "any"):
            continue
        truth = found.shop(scheme.upper(), prices, owners)
        offers = found.offers(scheme.upper(), prices, owners)
        answer = found_answer(market_of(document), "prices/shop", input=given | {"samples": 12, "seed": 5})
        outcome = answer.outcome
        for run in (outcome["worst"], outcome["best"]):
            assert replayed(found, offers, run) == run["welfare"]
        assert truth["worst"] <= outcome["worst"]["welfare"] <= outcome["best"]["welfare"] <= truth["best"]
        for claim in ("always-efficient", "every-order-can", "strict"):
            held = answer.finding(claim).holds
            assert held in (None, truth[claim.replace("-", "_")])
            seen.add((claim, held))
        assert answer.finding("strict").holds is not None
    assert seen >= {("always-efficient", False), ("always-efficient", None), ("every-order-can", True), ("every-order-can", None)}


def test_the_same_seed_draws_the_same_orders():
    document = random_economy(Random(7), "any")
    answers = [found_answer(market_of(document), "prices/shop", input={"scheme": "any", "samples": 9, "seed": seed}).outcome for seed in (3, 3)]
    assert answers[0] == answers[1]


def economy(goods, *tables):
    """A market of tables: values of bundles such as {"AB": 3}."""
    buyers = []
    for number, table in enumerate(tables, start=1):
        bids = [{"bundle": list(bundle), "value": value} for bundle, value in table.items()]
        buyers.append({"name": str(number), "values": {"type": "xor", "bids": bids}})
    return market_of({"format": "marketwright.market/1", "kind": "bundle", "goods": list(goods), "buyers": buyers})


FIRST = economy("AB", {"AB": 3}, {"A": 2, "B": 2, "AB": 2})
SECOND = economy("AB", {"A": 5, "B": 5, "AB": 5}, {"B": 3, "AB": 3}, {"AB": 7})
ALL_TO_1 = {"1": ["A", "B"], "2": []}
SPLIT = {"1": ["A"], "2": ["B"], "3": []}


def of_two(a, b, both):
    return [{"bundle": ["A"], "price": a}, {"bundle": ["B"], "price": b}, {"bundle": ["A", "B"], "price": both}]


def holds(market, rule, **given):
    return {finding.claim: finding.holds for finding in solve(market, rule, input=given).findings}


@pytest.mark.parametrize("scheme", ["all", "any"])
def test_example_1_has_a_subadditive_equilibrium_that_is_not_additive_over_packages(scheme):
    prices = of_two("21/10", "21/10", "5/2")
    assert holds(FIRST, "prices/support", scheme=scheme, allocation=ALL_TO_1, price_list=prices) == dict.fromkeys(
        ("efficient", "supports", "equilibrium"), True
    )
    answer = solve(FIRST, "prices/coherence", input={"scheme": "eff", "allocation": ALL_TO_1, "price_list": prices})
    assert answer.outcome["coherent_with"] == ["all", "any"]
    assert answer.finding("coherent").details["witness"] == {"bundle": ["A"], "price": Fraction(21, 10), "parts": [["A", "B"]], "sum": Fraction(5, 2)}
    flat = solve(FIRST, "prices/coherence", input={"scheme": "eff", "allocation": ALL_TO_1, "price_list": of_two("5/2", "5/2", "5/2")})
    assert flat.finding("coherent").holds


def test_example_1_sells_efficiently_at_the_middle_price_and_not_at_the_vickrey_price():
    given = {"scheme": "eff", "allocation": ALL_TO_1}
    at_middle = solve(FIRST, "prices/shop", input=given | {"prices": {"1": "5/2"}})
    assert (at_middle.finding("always-efficient").holds, at_middle.outcome["worst"]["welfare"]) == (True, 3)
    at_vickrey = solve(FIRST, "prices/shop", input=given | {"prices": {"1": 2}})
    assert at_vickrey.finding("always-efficient").holds is False
    assert told(at_vickrey.outcome["worst"]) == [("2", ("A", "B"), 2), ("1", (), 0)]
    assert at_vickrey.outcome["worst"]["welfare"] == 2
    assert at_vickrey.finding("every-order-can").holds
    assert at_vickrey.outcome["catalogue"] == 3


def test_example_2_needs_that_one_bundle_per_customer_is_enforced():
    given = {"scheme": "any", "allocation": SPLIT, "price_list": of_two(1, 2, "71/10")}
    enforced = solve(SECOND, "prices/shop", input=given)
    assert enforced.finding("always-efficient").holds
    assert enforced.finding("supports").holds
    free = solve(SECOND, "prices/shop", input=given | {"enforce": False})
    assert free.finding("supports").details["witness"] == {"buyer": "3", "bundle": ["A", "B"], "gain": 4}
    assert free.outcome["worst"]["welfare"] == 7
    assert ("3", ("A", "B"), 3) in told(free.outcome["worst"])
    assert free.finding("always-efficient").holds is False
    assert holds(SECOND, "prices/support", **given)["equilibrium"]
    assert holds(SECOND, "prices/support", **given | {"scheme": "all"})["supports"] is False


def test_erratum_1_third_buyer_wants_both_packages_at_vickrey_prices():
    market = economy("AB", {"A": 5}, {"B": 5}, {"AB": 8})
    answer = solve(market, "prices/support", input={"scheme": "eff", "allocation": SPLIT, "prices": {"1": 3, "2": 3}})
    assert answer.finding("supports").details["witness"] == {"buyer": "3", "bundle": ["A", "B"], "gain": 2}


def test_erratum_4_additive_prices_of_one_buyer_are_not_additive_over_his_package():
    market = economy("AB", {"AB": 2})
    answer = solve(market, "prices/coherence", input={"scheme": "good", "allocation": {"1": ["A", "B"]}, "price_list": of_two(1, 1, 2)})
    assert answer.outcome["coherent_with"] == ["good", "all", "any"]


def test_erratum_5_prices_coherent_with_another_allocation_support_an_allocation():
    market, prices = economy("AB", {"A": 5}, {"B": 3}), of_two(2, 2, 2)
    coherent = {"scheme": "eff", "price_list": prices}
    assert solve(market, "prices/coherence", input=coherent | {"allocation": ALL_TO_1}).finding("coherent").holds
    assert not solve(market, "prices/coherence", input=coherent | {"allocation": {"1": ["A"], "2": ["B"]}}).finding("coherent").holds
    assert holds(market, "prices/support", scheme="any", allocation={"1": ["A"], "2": ["B"]}, price_list=prices)["equilibrium"]


def test_without_prices_a_shop_posts_the_most_strict_ones_of_the_allocation_that_has_some():
    market = economy("AB", {"A": 4, "B": 3, "AB": 4}, {"AB": 2})  # erratum 8: only the allocation (AB, nothing) has prices
    answer = solve(market, "prices/shop", input={"scheme": "eff"})
    assert answer.outcome["allocation"] == ALL_TO_1
    assert answer.outcome["prices"] == {"1": 3}
    assert answer.finding("always-efficient").holds
    assert answer.finding("strict").holds


def test_a_limit_leaves_open_what_rests_on_the_greatest_worth():
    answer = solve(FIRST, "prices/shop", input={"scheme": "eff", "allocation": {"1": [], "2": ["A", "B"]}, "prices": {"2": 1}}, limits=Limits(nodes=0))
    assert answer.checked == "accepted"
    assert {finding.claim for finding in answer.findings if finding.holds is None} <= {"efficient", "always-efficient", "every-order-can", "catalogue"}


def large(random, buyers, goods):
    """A market of more buyers and goods than are explored, in which single goods often have prices."""
    names = [f"g{number}" for number in range(goods)]
    listed = []
    for number in range(buyers):
        bids = [{"bundle": sorted(random.sample(names, random.choice((1, 1, 2)))), "value": random.randint(1, 9)} for _ in range(6)]
        listed.append({"name": str(number), "values": {"type": "xor", "bids": bids}})
    return market_of({"format": "marketwright.market/1", "kind": "bundle", "goods": names, "buyers": listed})


@pytest.mark.parametrize("scheme", SCHEMES)
def test_a_large_shop_is_sampled_and_the_checker_accepts_what_is_claimed(scheme):
    random = Random(11)
    decided, refused = 0, []
    for _ in range(6):
        market = large(random, 9, 11)
        try:
            answer = solve(market, "prices/shop", input={"scheme": scheme, "samples": 20})
        except SecondInputError as error:
            refused.append(error.code)
            continue
        assert answer.checked == "accepted"
        assert answer.parameters["samples"] == 20
        assert answer.finding("supports").holds
        assert answer.finding("every-order-can").holds
        assert answer.finding("catalogue").holds
        if answer.finding("strict").holds:
            assert answer.outcome["worst"]["welfare"] == answer.outcome["worth"]
        decided += 1
    assert decided >= 3
    assert set(refused) <= {"I119"}


@pytest.mark.parametrize("scheme", SCHEMES)
def test_prices_of_nothing_in_a_large_shop_leave_much_to_chance_and_are_refuted_by_a_run(scheme):
    market = large(Random(12), 9, 11)
    first = solve(market, "prices/shop", input={"scheme": "any", "samples": 1})
    allocation = first.outcome["allocation"]
    prices = dict.fromkeys(market.goods, 0) if scheme == "good" else {name: 0 for name, goods in allocation.items() if goods}
    answer = solve(market, "prices/shop", input={"scheme": scheme, "allocation": allocation, "prices": prices, "samples": 40})
    assert answer.checked == "accepted"
    assert answer.finding("always-efficient").holds is False
    assert answer.outcome["worst"]["welfare"] < answer.outcome["worth"]
    assert answer.finding("strict").holds is False
