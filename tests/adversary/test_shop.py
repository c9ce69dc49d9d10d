"""Answers about stated prices: honest ones are accepted, and for every condition one that breaks it is rejected for that condition."""

import pytest

from marketcheck import Accepted, Unreadable, check

from . import shop_writer
from .breaking import accept, broken, code_of, conditions, params
from .markets import bids, bundle_market, singles
from .writer import REMOVED, all_changed, answers_among, changed, digest, text, whole_tree


def of_two(a, b, both):
    return [{"bundle": ["A"], "price": a}, {"bundle": ["B"], "price": b}, {"bundle": ["A", "B"], "price": both}]


# spec pricing 7, examples 1 and 2
FIRST = bundle_market(["A", "B"], _1=bids("xor", AB=3), _2=bids("xor", A=2, B=2, AB=2))
SECOND = bundle_market(["A", "B"], _1=bids("xor", A=5, B=5, AB=5), _2=bids("xor", B=3, AB=3), _3=bids("xor", AB=7))
WHOLE, SPLIT = {"1": ["A", "B"], "2": []}, {"1": ["A"], "2": ["B"], "3": []}
OTHER_WAY = {"1": [], "2": ["A", "B"]}
TWO_LOTS = bundle_market(["A", "B"], _1=singles("additive", A=4, B=1), _2=singles("additive", B=3))
LOTS = {"1": ["A"], "2": ["B"]}

SUPPORT = shop_writer.support(FIRST, scheme="eff", allocation=WHOLE, prices={"1": "5/2"})
SUPPORT_LISTED = shop_writer.support(FIRST, scheme="all", allocation=WHOLE, price_list=of_two("21/10", "21/10", "5/2"))
SUPPORT_GOODS = shop_writer.support(TWO_LOTS, scheme="good", allocation=LOTS, prices={"A": 1, "B": 2})
REFUSED = shop_writer.support(SECOND, scheme="all", allocation=SPLIT, price_list=of_two(1, 2, "71/10"))
REFUSED_GOODS = shop_writer.support(TWO_LOTS, scheme="good", allocation=LOTS, prices={"A": 1, "B": 0})
INEFFICIENT = shop_writer.support(FIRST, scheme="any", allocation=OTHER_WAY, price_list=of_two(2, 2, 2))
COHERENT = shop_writer.coherence(FIRST, None, scheme="all", price_list=of_two(2, 2, 3))
COHERENT_EFF = shop_writer.coherence(FIRST, None, scheme="eff", price_list=of_two(2, 2, 2), allocation=WHOLE)
NO_SUM = shop_writer.coherence(FIRST, {"bundle": ["A", "B"], "price": 3, "parts": [["A"], ["B"]], "sum": 4}, scheme="good", price_list=of_two(2, 2, 3))
NO_PACKAGE = shop_writer.coherence(
    FIRST, {"bundle": ["A"], "price": 2, "parts": [["A", "B"]], "sum": 3}, scheme="eff", price_list=of_two(2, 2, 3), allocation=WHOLE
)
PARTS_CHEAPER = shop_writer.coherence(FIRST, {"bundle": ["A", "B"], "price": 5, "parts": [["A"], ["B"]], "sum": 4}, scheme="all", price_list=of_two(2, 2, 5))
FALLING = shop_writer.coherence(FIRST, {"bundle": ["A"], "price": 2, "parts": [["A", "B"]], "sum": 1}, scheme="any", price_list=of_two(2, 0, 1))
SHOP = shop_writer.shop(FIRST, scheme="eff", allocation=WHOLE, prices={"1": "5/2"})
SHOP_OF_TIES = shop_writer.shop(FIRST, scheme="eff", allocation=WHOLE, prices={"1": 2})
SHOP_ENFORCED = shop_writer.shop(SECOND, scheme="any", allocation=SPLIT, price_list=of_two(1, 2, "71/10"))
SHOP_FREE = shop_writer.shop(SECOND, scheme="any", allocation=SPLIT, price_list=of_two(1, 2, "71/10"), enforce=False)
SHOP_GOODS = shop_writer.shop(TWO_LOTS, scheme="good", allocation=LOTS, prices={"A": 1, "B": 2})
SHOP_TOO_DEAR = shop_writer.shop(TWO_LOTS, scheme="good", allocation=LOTS, prices={"A": 5, "B": 2})

OPEN = {"claim": "always-efficient", "holds": None, "grade": "unproven"}
SAMPLED = all_changed(SHOP_OF_TIES, input__samples=3, parameters__samples=3, findings__2={"claim": "always-efficient", "holds": False, "grade": "recomputed"})
SAMPLED_STRICT = all_changed(SHOP, input__samples=3, input__seed=8, parameters__samples=3, parameters__seed=8)
SAMPLED_OPEN = all_changed(SAMPLED, outcome__worst=SHOP_OF_TIES["outcome"]["best"], findings__2=OPEN)

HONEST = answers_among(globals())

NINE_GOODS = list("ABCDEFGHI")
WIDE = bundle_market(NINE_GOODS, _1=singles("additive", A=1))
SEVEN = bundle_market(["A"], **{f"_{k}": singles("additive", A=k) for k in range(1, 8)})
RUN = SHOP["outcome"]["worst"]
MANY = {"bundle": ["A", "B"], "price": 3}

BROKEN = [
    ("G1", "a reserve price", SUPPORT | {"market": FIRST | {"reserve_prices": {"A": 1}}, "market_digest": digest(FIRST | {"reserve_prices": {"A": 1}})}),
    ("G2", "another scheme", changed(SUPPORT, "parameters/scheme", "all")),
    ("G2", "not enforced", changed(SHOP_ENFORCED, "parameters/enforce", False)),
    ("G2", "sampled without being asked", changed(SHOP_OF_TIES, "parameters/samples", 3)),
    ("G2", "another seed", changed(SAMPLED_STRICT, "parameters/seed", 9)),
    ("E2", "a good twice", all_changed(SUPPORT, input__allocation__2=["B"], outcome__allocation__2=["B"])),
    ("E2", "a good for nobody", all_changed(SUPPORT, input__allocation__1=["A"], outcome__allocation__1=["A"])),
    ("E2", "packages of no allocation", changed(COHERENT_EFF, "input/allocation/1", ["A"])),
    ("S1", "a holder without a price", changed(SUPPORT, "input/prices", {})),
    ("S1", "a price of one who holds nothing", changed(SUPPORT, "input/prices/2", 1)),
    ("S1", "a good without a price", changed(SUPPORT_GOODS, "input/prices/B", REMOVED)),
    ("S1", "a bundle without a price", changed(SUPPORT_LISTED, "input/price_list", of_two(2, 2, 3)[:2])),
    ("S1", "a bundle twice", changed(SUPPORT_LISTED, "input/price_list", [*of_two(2, 2, 3), MANY])),
    ("S1", "a price of nothing", changed(COHERENT, "input/price_list", [*of_two(2, 2, 3), {"bundle": [], "price": 0}])),
    ("S2", "both", changed(SUPPORT, "input/price_list", of_two(2, 2, 3))),
    ("S2", "neither", changed(SUPPORT, "input/prices", REMOVED)),
    ("S2", "a list of goods", all_changed(SUPPORT_LISTED, input__scheme="good", parameters__scheme="good")),
    ("S2", "packages of no stated allocation", changed(SHOP, "input/allocation", REMOVED)),
    ("S2", "enforced among packages", changed(SHOP, "input/enforce", True)),
    ("S2", "no list", changed(COHERENT, "input/price_list", REMOVED)),
    ("S2", "relative to nothing", changed(COHERENT_EFF, "input/allocation", REMOVED)),
    ("S3", "a cheaper bundle of more", changed(SUPPORT_LISTED, "input/price_list", of_two(3, 2, 2))),
    ("S4", "another allocation", changed(SUPPORT, "outcome/allocation", OTHER_WAY)),
    ("S4", "another price", changed(SHOP, "outcome/prices/1", 3)),
    ("S4", "more welfare", changed(SUPPORT, "outcome/welfare", 4)),
    ("S4", "more welfare in a shop", changed(SHOP, "outcome/welfare", 4)),
    ("S5", "a use list that is worth no more", changed(INEFFICIENT, "certificate/uses", [1])),
    ("S5", "another worth", changed(SHOP, "outcome/worth", 4)),
    ("S6", "nobody wants more", changed(changed(REFUSED, "findings/1", SUPPORT["findings"][1]), "findings/2", SUPPORT["findings"][2])),
    ("S6", "nobody wants a good for nothing", changed(REFUSED_GOODS, "findings/1", SUPPORT["findings"][1])),
    ("S7", "his own goods", changed(REFUSED, "findings/1/witness", {"buyer": "1", "bundle": ["A"], "gain": 0})),
    ("S7", "a worse bundle", changed(REFUSED, "findings/1/witness/bundle", ["A"])),
    ("S8", "called coherent", changed(NO_SUM, "findings/0", COHERENT["findings"][0])),
    ("S8", "called coherent with packages", changed(NO_PACKAGE, "findings/0", COHERENT["findings"][0])),
    ("S8", "other parts", changed(NO_SUM, "findings/0/witness/parts", [["A"]])),
    ("S8", "parts that do not touch", changed(NO_PACKAGE, "findings/0/witness/parts", [["A"]])),
    ("S8", "a part that is no larger", changed(FALLING, "findings/0/witness/bundle", ["B"])),
    ("S8", "parts that overlap", changed(PARTS_CHEAPER, "findings/0/witness/parts", [["A"], ["A", "B"]])),
    ("S8", "parts of a monotone list", changed(FALLING, "findings/0/witness", {"bundle": ["A", "B"], "price": 1, "parts": [["B"]], "sum": 0})),
    ("S8", "a scheme more", changed(COHERENT, "outcome/coherent_with", ["good", "all", "any"])),
    ("S9", "a list of nine goods", SUPPORT_LISTED | {"market": WIDE, "market_digest": digest(WIDE)}
        | {"input": SUPPORT_LISTED["input"] | {"allocation": {"1": NINE_GOODS}}, "outcome": SUPPORT_LISTED["outcome"] | {"allocation": {"1": NINE_GOODS}}}),
    ("S10", "nobody comes", changed(SHOP, "outcome/worst/sales", [])),
    ("S10", "one comes twice", changed(SHOP, "outcome/worst/sales", [RUN["sales"][0], RUN["sales"][0]])),
    ("S10", "another price paid", changed(SHOP, "outcome/worst/sales/0/price", 2)),
    ("S10", "half a package", changed(SHOP, "outcome/worst/sales/0/bundle", ["A"])),
    ("S10", "no favourite", changed(SHOP, "outcome/worst/sales/0", {"buyer": "1", "bundle": [], "price": 0})),
    ("S10", "sold before", changed(SHOP_OF_TIES, "outcome/worst/sales", [{"buyer": buyer, "bundle": ["A", "B"], "price": 2} for buyer in "21"])),
    ("S11", "more than the goods are worth", changed(SHOP_OF_TIES, "outcome/worst/welfare", 3)),
    ("S11", "not the worst", all_changed(SHOP_OF_TIES, outcome__worst=SHOP_OF_TIES["outcome"]["best"], findings__2=SHOP["findings"][2])),
    ("S11", "not the best", changed(SHOP_OF_TIES, "outcome/best", SHOP_OF_TIES["outcome"]["worst"])),
    ("S11", "another catalogue", changed(SHOP_TOO_DEAR, "outcome/catalogue", 7)),
    ("S11", "a catalogue that cannot be filled", changed(SHOP, "outcome/catalogue", None)),
    ("S12", "called strict", changed(SHOP_OF_TIES, "findings/4", SHOP["findings"][4])),
    ("S12", "one favourite twice", changed(SHOP_OF_TIES, "findings/4/witness/bundles", [[], []])),
    ("S12", "no favourites", changed(SHOP, "findings/4", SHOP_OF_TIES["findings"][4] | {"witness": {"buyer": "1", "bundles": [[], ["A", "B"]]}})),
    ("S13", "not everybody", changed(SHOP_TOO_DEAR, "findings/3/witness/order", ["1"])),
    ("F2", "equilibrium", changed(INEFFICIENT, "findings/2", SUPPORT["findings"][2])),
    ("F2", "always efficient although strict says nothing away from an equilibrium", changed(SHOP_TOO_DEAR, "findings/2/holds", True)),
    ("F2", "every order can", changed(SHOP_TOO_DEAR, "findings/3", SHOP["findings"][3])),
    ("F2", "always efficient as far as was seen", changed(SAMPLED_OPEN, "findings/2", SHOP["findings"][2])),
    ("F3", "called proved", changed(SHOP, "findings/2/grade", "proved")),
    ("F4", "a larger gain", changed(REFUSED, "findings/1/witness/gain", 5)),
    ("F4", "another sum", changed(NO_SUM, "findings/0/witness/sum", 5)),
    ("F4", "more than the order reaches", changed(SHOP_TOO_DEAR, "findings/3/witness/best", 4)),
    ("O3", "less", changed(SUPPORT, "outcome/payments/1", 2)),
    ("O4", "more", changed(SUPPORT, "outcome/payoffs/seller", 3)),
    ("O5", "more", changed(SUPPORT, "outcome/revenue", 3)),
    ("B5", "a bound for less", changed(INEFFICIENT, "findings/0", {"claim": "efficient", "holds": True, "grade": "enumerated"})
        | {"certificate": {"rows": [], "bound": whole_tree(FIRST, {"1", "2"})}}),
]  # fmt: skip


@pytest.mark.parametrize("name", HONEST)
def test_an_honest_answer_is_accepted(name):
    accept(HONEST[name])


def test_every_condition_of_stated_prices_is_broken_above():
    assert broken(BROKEN, "S") == conditions("S")


@pytest.mark.parametrize(("code", "document"), params(BROKEN))
def test_a_broken_answer_is_rejected_for_the_broken_condition(code, document):
    assert code_of(document) == code


@pytest.mark.parametrize(
    "document",
    [
        changed(SUPPORT, "input", REMOVED),
        changed(SUPPORT, "input/scheme", "GOOD"),
        changed(SUPPORT, "input/prices/1", -1),
        changed(SUPPORT, "input/samples", 3),
        changed(SUPPORT, "input/allocation/2", REMOVED) | {"outcome": changed(SUPPORT, "outcome/allocation/2", REMOVED)["outcome"]},
        changed(SUPPORT, "certificate/uses", [0]),
        changed(REFUSED, "findings/1/witness", REMOVED),
        changed(SHOP, "input/samples", 0),
        changed(SHOP, "input/seed", -1),
        changed(SHOP, "outcome/worst", REMOVED),
        changed(SHOP, "outcome/catalogue", "none"),
        changed(SAMPLED_STRICT, "outcome/catalogue", REMOVED),
        changed(SHOP, "certificate/uses", REMOVED),
        changed(COHERENT, "certificate/uses", []),
        changed(NO_SUM, "findings/0/witness/parts", "AB"),
    ],
)
def test_an_answer_of_another_form_is_unreadable(document):
    with pytest.raises(Unreadable):
        check(text(document))


def test_a_market_of_seven_buyers_is_not_explored():
    allocation, prices = {str(k): ["A"] if k == 7 else [] for k in range(1, 8)}, {"A": 6}
    sales = [{"buyer": str(k), "bundle": ["A"] if k == 7 else [], "price": 6 if k == 7 else 0} for k in range(7, 0, -1)]
    run = {"welfare": 7, "sales": sales}
    given = {"format": "marketwright.input/1", "scheme": "good", "allocation": allocation, "prices": prices, "samples": 1}
    claim = SAMPLED_OPEN | {
        "market": SEVEN,
        "market_digest": digest(SEVEN),
        "input": given,
        "parameters": SAMPLED["parameters"] | {"scheme": "good", "samples": 1},
    }
    claim["outcome"] = {"allocation": allocation, "welfare": 7, "prices": prices, "worth": 7, "worst": run, "best": run, "catalogue": 7}
    claim["certificate"] = {"rows": [], "uses": [6], "bound": {"unit": 1, "nodes": [[[0, 7]]]}}
    kinds = {
        "efficient": "proved",
        "supports": "recomputed",
        "always-efficient": "unproven",
        "every-order-can": "recomputed",
        "strict": "proved",
        "catalogue": "recomputed",
    }
    claim["findings"] = [{"claim": name, "holds": True, "grade": kind} for name, kind in kinds.items()]
    claim = all_changed(claim, findings__2__holds=None, findings__4__holds=False, findings__4__witness={"buyer": "6", "bundles": [[], ["A"]]})
    assert isinstance(check(text(claim)), Accepted)
    whole = all_changed(claim, parameters__samples=0)
    assert code_of(whole) == "G2"
    assert code_of(changed(whole, "input/samples", REMOVED)) == "G2"  # the rule's own is 100


def test_the_checker_agrees_with_brute_force_on_the_coherence_of_all_small_lists():
    for prices in shop_writer.two_lists(4):
        for scheme in shop_writer.SCHEMES:
            claim = shop_writer.coherence(FIRST, None, scheme=scheme, price_list=prices, allocation=WHOLE)
            accepted = isinstance(check(text(claim)), Accepted)
            assert accepted == (scheme in claim["outcome"]["coherent_with"]), (scheme, prices)
