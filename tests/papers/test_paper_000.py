"""Paper 000 (Núñez, Rafels and Robles): worths, Vickrey payoffs, core, submodularity of its examples and of three markets beside them.

Expected values are typed from the paper and from spec gamma 9.  Buyers are called 1, 2, 3, 4 as there; "123" is the
coalition of buyers 1, 2 and 3 with the seller.
"""

from fractions import Fraction
from itertools import product
from pathlib import Path

import pytest

import marketwright
from marketwright import Bid, BundleMarket, Buyer, TableValues, UnitDemandValues, read_market
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
from marketwright.markets import market_document
from tests.oracle import Oracle, is_gross_substitutes, is_submodular

EXAMPLE_2_FILE = Path(__file__).parents[2] / "examples" / "paper-000-example-2.market.json"


def table(name, **values):
    return Buyer(name=name, values=TableValues(bids=tuple(Bid(bundle=tuple(goods), value=Fraction(value)) for goods, value in values.items())))


def example_1(a, b):
    """The table is lost in the paper; its prose leaves a = w_1(AB) and b = w_2(AB) open."""
    return BundleMarket(goods=("A", "B"), buyers=(table("1", A=a - 3, B=a - 2, AB=a), table("2", A=b - 5, B=b - 3, AB=b)))


EXAMPLE_1 = example_1(10, 10)
EXAMPLE_2 = BundleMarket(goods=("A", "B"), buyers=(table("1", A=0, B=0, AB=12), table("2", A=10, B=10, AB=10), table("3", A=10, B=10, AB=10)))
BEYOND_I = BundleMarket(
    goods=("A", "B"),
    buyers=(table("1", A=0, B=0, AB=12), table("2", A=10, B=0, AB=10), table("3", A=0, B=10, AB=10), table("4", A=0, B=0, AB=12)),
)
BEYOND_II = BundleMarket(
    goods=("A", "B"),
    buyers=(table("1", A=0, B=2, AB=5), table("2", A=1, B=4, AB=4), table("3", A=2, B=0, AB=2), table("4", A=3, B=2, AB=7)),
)
BEYOND_III = BundleMarket(
    goods=("house",), buyers=tuple(Buyer(name=name, values=UnitDemandValues(values={"house": Fraction(value)})) for name, value in (("1", 10), ("2", 6)))
)

MARKETS = {"example 1": EXAMPLE_1, "example 2": EXAMPLE_2, "(i)": BEYOND_I, "(ii)": BEYOND_II, "(iii)": BEYOND_III}


def named(market, coalition):
    return "".join(market.buyers[buyer].name for buyer in sorted(coalition))


def worths(market):
    return {named(market, coalition): worth for coalition, worth in all_worths(Clearing(market)).items()}


def core_test(market, *payoffs, seller):
    given = dict(zip([buyer.name for buyer in market.buyers], payoffs, strict=True)) | {"seller": seller}
    return marketwright.solve(market, "core-test", input={"format": "marketwright.input/1", "payoffs": given})


WORTHS = {
    "example 1": {"": 0, "1": 10, "2": 10, "12": 14},
    "example 2": {"": 0, "1": 12, "2": 10, "3": 10, "12": 12, "13": 12, "23": 20, "123": 20},
    "(i)": {
        "": 0, "1": 12, "2": 10, "3": 10, "4": 12, "12": 12, "13": 12, "14": 12, "23": 20, "24": 12, "34": 12,
        "123": 20, "124": 12, "134": 12, "234": 20, "1234": 20,
    },
    "(ii)": {
        "": 0, "1": 5, "2": 4, "3": 2, "4": 7, "12": 5, "13": 5, "14": 7, "23": 6, "24": 7, "34": 7,
        "123": 6, "124": 7, "134": 7, "234": 7, "1234": 7,
    },
    "(iii)": {"": 0, "1": 10, "2": 6, "12": 10},
}  # fmt: skip

VICKREY_PAYOFFS = {
    "example 1": {"1": 4, "2": 4, "seller": 6},
    "example 2": {"1": 0, "2": 8, "3": 8, "seller": 4},
    "(i)": {"1": 0, "2": 8, "3": 8, "4": 0, "seller": 4},
    "(ii)": {"1": 0, "2": 0, "3": 0, "4": 1, "seller": 6},
    "(iii)": {"1": 4, "2": 0, "seller": 6},
}

VICKREY_IN_CORE = {"example 1": True, "example 2": False, "(i)": False, "(ii)": True, "(iii)": True}

EXTREME_POINTS = {
    "example 1": ((0, 0), (0, 4), (4, 0), (4, 4)),
    "example 2": ((0, 0, 0), (0, 0, 8), (0, 8, 0)),
    "(i)": ((0, 0, 0, 0), (0, 0, 8, 0), (0, 8, 0, 0)),
    "(ii)": ((0, 0, 0, 0), (0, 0, 0, 1)),
    "(iii)": ((0, 0), (4, 0)),
}

SELLERS_SMALLEST_CORE_PAYOFF = {"example 1": 6, "example 2": 12, "(i)": 12, "(ii)": 6, "(iii)": 6}

each_market = pytest.mark.parametrize("name", MARKETS)


@each_market
def test_worths_of_all_coalitions(name):
    assert worths(MARKETS[name]) == WORTHS[name]


@each_market
def test_worths_are_those_of_brute_force(name):
    oracle = Oracle(market_document(MARKETS[name]))
    assert {"".join(members): oracle.worth(members) for members in oracle.coalitions()} == WORTHS[name]


@each_market
def test_vickrey_payoffs(name):
    answer = marketwright.solve(MARKETS[name], "vickrey")
    assert answer.outcome["payoffs"] == VICKREY_PAYOFFS[name]
    assert answer.finding("core").holds is VICKREY_IN_CORE[name]
    assert answer.checked == "accepted"


@each_market
def test_core_extreme_points(name):
    assert core_extreme_points(Clearing(MARKETS[name])) == EXTREME_POINTS[name]


@each_market
def test_core_is_a_box_exactly_where_the_vickrey_payoffs_are_in_it(name):
    """Spec gamma 5: the core is then the box of the marginal contributions."""
    payoffs = [payoff for buyer, payoff in VICKREY_PAYOFFS[name].items() if buyer != "seller"]
    corners = sorted(set(product(*((Fraction(0), Fraction(payoff)) for payoff in payoffs))))
    assert (list(core_extreme_points(Clearing(MARKETS[name]))) == corners) is VICKREY_IN_CORE[name]


@each_market
def test_sellers_smallest_core_payoff(name):
    everyone = "".join(buyer.name for buyer in MARKETS[name].buyers)
    least = WORTHS[name][everyone] - max(sum(point) for point in core_extreme_points(Clearing(MARKETS[name])))
    assert least == SELLERS_SMALLEST_CORE_PAYOFF[name]


@each_market
def test_seller_optimal_core_point_gives_the_buyers_nothing(name):
    """Spec gamma 5: the core is never empty, because it contains the point that leaves everything to the seller."""
    market = MARKETS[name]
    everyone = "".join(buyer.name for buyer in market.buyers)
    answer = core_test(market, *(0 for _ in market.buyers), seller=WORTHS[name][everyone])
    assert answer.finding("core").holds is True


@each_market
def test_properties_of_the_valuations_are_those_of_brute_force(name):
    market = MARKETS[name]
    tables = [value_table(market.goods, buyer.values) for buyer in market.buyers]
    expected = [(buyer.name, is_submodular(table), is_gross_substitutes(table)) for buyer, table in zip(market.buyers, tables, strict=True)]
    found = [(buyer.name, submodularity_witness(market, buyer.values) is None, substitutes_witness(market, buyer.values) is None) for buyer in market.buyers]
    assert found == expected


def test_example_1_is_gross_substitutes_and_buyers_submodular():
    answer = marketwright.solve(EXAMPLE_1, "properties")
    assert [(finding.claim, finding.details.get("buyer"), finding.holds) for finding in answer.findings] == [
        *((claim, buyer, True) for buyer in "12" for claim in ("monotone", "submodular", "gross-substitutes")),
        ("buyers-submodular", None, True),
    ]
    assert answer.findings[-1].details == {"because": "gross-substitutes"}


@pytest.mark.parametrize("b", range(8, 14))
@pytest.mark.parametrize("a", range(6, 12))
def test_example_1_in_general_has_vickrey_payoffs_a_minus_6_and_b_minus_6(a, b):
    market = example_1(a, b)
    assert worths(market) == {"": 0, "1": a, "2": b, "12": a + b - 6}
    answer = marketwright.solve(market, "vickrey")
    assert answer.outcome["payoffs"] == {"1": a - 6, "2": b - 6, "seller": 6}
    assert answer.outcome["revenue"] == 6
    assert answer.finding("core").holds is True


def test_example_1_in_general_is_gross_substitutes_exactly_from_a_5_and_b_8_on():
    found = {a for a in range(3, 10) if substitutes_witness(example_1(a, 10), example_1(a, 10).buyers[0].values) is None}
    assert found == {5, 6, 7, 8, 9}
    found = {b for b in range(5, 12) if substitutes_witness(example_1(10, b), example_1(10, b).buyers[1].values) is None}
    assert found == {8, 9, 10, 11}


def test_example_1_gives_a_to_buyer_1_and_b_to_buyer_2():
    outcome = marketwright.solve(EXAMPLE_1, "vickrey").outcome
    assert outcome["allocation"] == {"1": ["A"], "2": ["B"]}
    assert outcome["payments"] == {"1": 3, "2": 3}


def test_example_1_surplus_of_buyer_1_alone_is_below_the_welfare():
    """The paper's Nash outcome, both objects to buyer 1 at price 6: not efficient, so not in the core."""
    answer = core_test(EXAMPLE_1, 4, 0, seller=6)
    assert answer.outcome["welfare"] == 14
    assert answer.finding("core").holds is False


def test_example_2_in_the_examples_is_the_market_of_the_paper():
    market = read_market(EXAMPLE_2_FILE).market
    assert worths(market) == WORTHS["example 2"]
    tables = [value_table(market.goods, buyer.values) for buyer in market.buyers]
    assert tables == [[0, 0, 0, 12], [0, 10, 10, 10], [0, 10, 10, 10]]


def test_example_2_vickrey_is_blocked_by_the_seller_and_buyer_1_with_gain_8():
    answer = marketwright.solve(EXAMPLE_2, "vickrey")
    assert answer.outcome["payoffs"] == {"1": 0, "2": 8, "3": 8, "seller": 4}
    core = answer.finding("core")
    assert (core.holds, core.grade) == (False, "proved")
    assert core.details == {"witness": {"coalition": ["1"], "worth_at_least": 12, "payoffs": 4, "gain": 8}}


def test_example_2_vickrey_payoffs_are_blocked_by_the_seller_with_buyer_1_and_by_nobody_else():
    oracle = Oracle(market_document(EXAMPLE_2))
    assert oracle.blocks({"1": 0, "2": 8, "3": 8, "seller": 4}) == {("1",)}


def test_example_2_serves_buyers_2_and_3():
    outcome = marketwright.solve(EXAMPLE_2, "vickrey").outcome
    assert outcome["allocation"] == {"1": [], "2": ["A"], "3": ["B"]}
    assert outcome["payments"] == {"1": 0, "2": 2, "3": 2}
    assert outcome["welfare"] == 20


@pytest.mark.parametrize("a", [0, 1, Fraction(7, 2), 4, 8])
def test_example_2_payoffs_that_leave_12_to_the_seller_are_in_the_core(a):
    answer = core_test(EXAMPLE_2, 0, a, 8 - a, seller=12)
    assert answer.finding("core").holds is True


@pytest.mark.parametrize(("payoffs", "seller"), [((0, 4, 5), 11), ((0, 8, 1), 11), ((Fraction(1, 1000), 4, 4), 12 - Fraction(1, 1000))])
def test_example_2_payoffs_that_leave_less_than_12_to_the_seller_are_blocked(payoffs, seller):
    core = core_test(EXAMPLE_2, *payoffs, seller=seller).finding("core")
    assert (core.holds, core.grade) == (False, "proved")


def test_example_2_buyer_1_is_not_gross_substitutes_and_buyers_2_and_3_are():
    found = {buyer.name: substitutes_witness(EXAMPLE_2, buyer.values) is None for buyer in EXAMPLE_2.buyers}
    assert found == {"1": False, "2": True, "3": True}


@pytest.mark.parametrize("name", ["example 1", "(iii)"])
def test_worths_are_submodular(name):
    verdict = submodular_worths(Clearing(MARKETS[name]))
    assert isinstance(verdict, SubmodularWorths)
    assert {named(MARKETS[name], coalition): worth.value for coalition, worth in verdict.worths.items()} == WORTHS[name]


SHOWN_VIOLATIONS = {
    "example 2": ("1", "23", (12, 12), (20, 12)),
    "(i)": ("1", "23", (12, 12), (20, 12)),
    "(ii)": ("1", "23", (5, 5), (6, 5)),
}
"""T, the pair i and j, worth(T+i) and worth(T+j), worth(T+i+j) and worth(T); that of example 2 stands in spec gamma 9."""


@pytest.mark.parametrize("name", SHOWN_VIOLATIONS)
def test_worths_are_not_submodular_as_buyers_2_and_3_beside_buyer_1_show(name):
    verdict = submodular_worths(Clearing(MARKETS[name]))
    assert isinstance(verdict, Violation)
    upper, lower = (tuple(worth.value for worth in pair) for pair in (verdict.upper, verdict.lower))
    assert (named(MARKETS[name], verdict.coalition), named(MARKETS[name], verdict.buyers), upper, lower) == SHOWN_VIOLATIONS[name]
    assert sum(upper) < sum(lower)


@each_market
def test_rule_properties_finds_the_market_buyers_submodular_as_brute_force_does(name):
    answer = marketwright.solve(MARKETS[name], "properties")
    assert answer.finding("buyers-submodular").holds is (name not in SHOWN_VIOLATIONS)
    assert Oracle(market_document(MARKETS[name])).buyers_submodular() is (name not in SHOWN_VIOLATIONS)


def test_market_i_serves_surplus_20_where_its_requests_serve_12():
    """Every buyer asks for net 0 and the seller serves buyer 1 or 4 alone: worth 12, which a core outcome cannot be."""
    assert marketwright.solve(BEYOND_I, "efficient").outcome["welfare"] == 20
    core = core_test(BEYOND_I, 0, 0, 0, 0, seller=12).finding("core")
    assert core.holds is False
    assert core.details["witness"] == {"coalition": ["2", "3"], "worth_at_least": 20, "payoffs": 12, "gain": 8}


def test_market_ii_equilibrium_payoffs_are_blocked_by_the_seller_with_buyers_2_and_3():
    """Payoffs (0, 0, 0, 2; 5) of an equilibrium of the mechanism, although the Vickrey payoffs (0, 0, 0, 1; 6) are in the core."""
    core = core_test(BEYOND_II, 0, 0, 0, 2, seller=5).finding("core")
    assert (core.holds, core.grade) == (False, "proved")
    assert core.details["witness"] == {"coalition": ["2", "3"], "worth_at_least": 6, "payoffs": 5, "gain": 1}
    assert core_test(BEYOND_II, 0, 0, 0, 1, seller=6).finding("core").holds is True


def test_market_iii_gives_the_object_to_buyer_1_for_6():
    outcome = marketwright.solve(BEYOND_III, "vickrey").outcome
    assert (outcome["allocation"], outcome["payments"], outcome["revenue"]) == ({"1": ["house"], "2": []}, {"1": 6, "2": 0}, 6)


@each_market
def test_accepted_bids_of_every_winner_are_worth_his_marginal_contribution(name):
    """Lemma 2 for the whole market: so no Vickrey payment is negative."""
    outcome = marketwright.solve(MARKETS[name], "vickrey").outcome
    assert set(outcome["payments"]) == {buyer.name for buyer in MARKETS[name].buyers}
    assert min(outcome["payments"].values()) >= 0
