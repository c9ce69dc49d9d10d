"""Answers on prices: honest ones are accepted, and for every condition one that breaks it is rejected for that condition."""

from fractions import Fraction

import pytest

from marketcheck import Accepted, Unreadable, check
from marketcheck.market import market_from
from marketcheck.options import options

from . import pricing_writer
from .breaking import accept, broken, code_of, conditions, params
from .markets import bids, bundle_market, singles
from .pricing_answers import (
    ALL,
    ANY,
    EFF,
    EFF_CAP,
    EFF_GREATEST,
    EFF_LATER,
    EFF_NONE,
    EFF_NONE_OF_THREE,
    EFF_OPEN,
    EFF_UNTRIED,
    GOOD,
    GOOD_GROUPS,
    GOOD_LEAST,
    GOOD_NONE,
    HONEST,
    NOBODY_WANTS_C,
    OUTSIDER,
    PAPER_2,
    PLAIN,
    SPLITTERS,
    VICKREY,
    VICKREY_LEAST,
    VICKREY_NONE,
    VICKREY_SPLIT,
)
from .writer import REMOVED, all_changed, changed, digest, text


def of_market(document: dict, market: dict) -> dict:
    return document | {"market": market, "market_digest": digest(market)}


def of(document: dict, path: str) -> list:
    """Returns the list at a path of the certificate."""
    node = document["certificate"]
    for step in path.split("/"):
        node = node[int(step)] if isinstance(node, list) else node[step]
    return node


MANY_GOODS = [f"g{k}" for k in range(13)]
MANY = bundle_market(MANY_GOODS, _1=singles("additive", **dict.fromkeys(MANY_GOODS, 1)), _2=bids("xor"))
FEWER = bundle_market(MANY_GOODS[:12], _1=singles("additive", **dict.fromkeys(MANY_GOODS[:12], 1)), _2=bids("xor"))
HALF = [term | {"multiplier": "1/2"} for term in of(GOOD_LEAST, "margin/multipliers")]
AT_OWN = {"buyer": "3", "at": [], "multiplier": 1}
TWICE = of(EFF, "greatest_total/multipliers") * 2
THREE = of(EFF_NONE_OF_THREE, "none")
OPEN_LEAVES = [None if node == [] else node for node in of(EFF_NONE, "listing/nodes")]
POOR = pricing_writer.prices(OUTSIDER, "eff", want="least-total")["outcome"]
EXISTS = {"claim": "prices-exist", "holds": False, "grade": "enumerated"}

BROKEN = [
    ("E1", "thirteen goods added up", of_market(GOOD, MANY)),
    ("E2", "a good twice", changed(GOOD, "outcome/allocation", {"1": ["A", "B"], "2": ["B"]})),
    ("E2", "a good to nobody", changed(GOOD, "outcome/allocation", {"1": ["A"], "2": []})),
    ("E2", "later", changed(EFF_CAP, "certificate/none/1/allocation/3", ["C"])),
    ("E3", "goods exchanged", changed(GOOD, "outcome/allocation", {"1": ["B"], "2": ["A"]})),
    ("E3", "a poor allocation without prices", changed(EFF_CAP, "certificate/none/1/uses", [])),
    ("E4", "a price below 0", changed(GOOD_LEAST, "certificate/points/0/C", -1)),
    ("E4", "a price too high", changed(EFF, "certificate/points/0/1", 6)),
    ("E4", "a price too low", changed(VICKREY, "certificate/points/0/1", 2)),
    ("E4", "prices of the outcome", changed(EFF, "outcome/prices/1", "11/2")),
    ("E5", "a multiplier of nothing", changed(EFF, "certificate/greatest_total/multipliers/0/multiplier", 0)),
    ("E5", "a multiplier below 0", changed(EFF_NONE, "certificate/none/0/multipliers/0/multiplier", -1)),
    ("E5", "a condition twice", changed(EFF, "certificate/greatest_total/multipliers", TWICE)),
    ("E5", "two packages", changed(ANY, "certificate/margin/multipliers/0/at", ["1", "2"])),
    ("E6", "no multipliers for an upper bound", changed(EFF, "certificate/greatest_total/multipliers", [])),
    ("E6", "a lower bound on another price", changed(VICKREY, "certificate/low/1/multipliers", of(VICKREY, "low/2/multipliers"))),
    ("E6", "against prices", changed(EFF_NONE, "certificate/none/0/multipliers", of(EFF_NONE, "none/0/multipliers")[:1])),
    ("E7", "half of the multipliers", changed(GOOD_LEAST, "certificate/margin/multipliers", HALF)),
    ("E7", "a condition at nothing of who has nothing", changed(EFF, "certificate/margin/multipliers", [AT_OWN])),
    ("E8", "no such point", changed(EFF, "certificate/margin/point", 99)),
    ("E8", "a point before the first", changed(EFF, "certificate/margin/point", -1)),
    ("E8", "a point of a smaller margin", changed(EFF, "certificate/margin/point", 1)),
    ("E8", "a point of a larger total", changed(EFF, "certificate/least_total/point", 2)),
    ("E8", "a lower bound of nothing", changed(EFF, "certificate/least_total/multipliers", [])),
    ("E9", "no multipliers against all prices", changed(EFF_NONE, "certificate/none/0/multipliers", [])),
    ("E9", "nor against those of packages", changed(VICKREY_NONE, "certificate/none", [])),
    ("E10", "a good twice", changed(GOOD_NONE, "outcome/fractional/0/share", 2)),
    ("E10", "a share of nothing", changed(GOOD_NONE, "outcome/fractional/0/share", 0)),
    ("E10", "a buyer twice", changed(GOOD_NONE, "outcome/fractional", [{"buyer": "2", "bundle": [good], "share": "2/3"} for good in "AB"])),
    ("E11", "nothing", changed(GOOD_NONE, "outcome/fractional", [])),
    ("E11", "a whole allocation", changed(GOOD_NONE, "outcome/fractional", [{"buyer": "1", "bundle": ["A", "B"], "share": 1}])),
    ("E12", "a condition that holds", changed(EFF, "certificate/least_violated", {"buyer": "1", "at": []})),
    ("E12", "a witness that holds", changed(VICKREY, "findings/1/witness/at", [])),
    ("E12", "a witness of the reduced market", changed(VICKREY, "findings/2/witness/buyer", "1")),
    ("E13", "others", all_changed(EFF, **{f"outcome__{key}": POOR[key] for key in ("prices", "payments", "payoffs", "revenue")})),
    ("E13", "the least instead of the greatest", changed(EFF_GREATEST, "outcome/prices/1", 2)),
    ("E14", "none tried", changed(EFF, "outcome/tried", 0)),
    ("E14", "more than the cap", changed(EFF, "outcome/tried", 101)),
    ("E14", "none stated", changed(EFF, "outcome/tried", REMOVED)),
    ("E14", "another number without prices", changed(EFF_NONE, "outcome/tried", 2)),
    ("E14", "some where a limit came first", changed(EFF_OPEN, "outcome/tried", 1)),
    ("E14", "a cap that did not come first", all_changed(EFF_CAP, certificate__none=of(EFF_CAP, "none")[:1], outcome__tried=1)),
    ("E15", "an allocation twice", changed(EFF_CAP, "certificate/none", of(EFF_CAP, "none")[:1] * 2)),
    ("E15", "another order", changed(EFF_CAP, "certificate/none", of(EFF_CAP, "none")[::-1])),
    ("E15", "no allocation", changed(EFF_CAP, "certificate/none", [])),
    ("E16", "an allocation left out", all_changed(EFF_NONE_OF_THREE, certificate__none=THREE[:2], outcome__tried=2)),
    ("E16", "no listing", changed(EFF_CAP, "findings/2", EXISTS)),
    ("E17", "a larger margin", changed(EFF, "outcome/margin", 2)),
    ("E17", "another total", changed(EFF, "outcome/least_total", 7)),
    ("E17", "a lower price", changed(EFF, "outcome/low/1", 2)),
    ("E17", "the least exist", all_changed(EFF, outcome__least_exists=True, certificate__least_violated=REMOVED)),
    ("E17", "another Vickrey payment", changed(VICKREY, "outcome/vickrey/1", 2)),
    ("E17", "another payment in the reduced market", changed(VICKREY_SPLIT, "outcome/reduced/1", 8)),
    ("G1", "a reserve price", of_market(GOOD, PLAIN | {"reserve_prices": {"A": 1}})),
    ("G2", "another aim", changed(EFF, "parameters/want", "least-total")),
    ("G2", "another aim than asked for", changed(GOOD_LEAST, "input/want", "interior")),
    ("G2", "ranges asked for", changed(EFF_GREATEST, "input/ranges", True)),
    ("G2", "another cap", changed(EFF, "parameters/cap", 3)),
    ("G7", "nothing remains", changed(GOOD_LEAST, "outcome/remainder", [])),
    ("G11", "nothing decided", changed(EFF_NONE, "certificate/listing/nodes", [None])),
    ("G12", "a poor allocation", all_changed(EFF_NONE, certificate__uses=[0], outcome__allocation={"1": ["A", "B"], "2": [], "3": []},
        certificate__listing__nodes=OPEN_LEAVES)),
    ("O2", "more", changed(GOOD, "outcome/welfare", 6)),
    ("O3", "less", changed(GOOD, "outcome/payments/1", 0)),
    ("O4", "more", changed(GOOD, "outcome/payoffs/1", 3)),
    ("O5", "more", changed(GOOD, "outcome/revenue", 99)),
    ("F2", "no prices, called so", changed(EFF_NONE, "findings/2/holds", True)),
    ("F2", "the Vickrey payments support", changed(VICKREY, "findings/1", VICKREY_LEAST["findings"][1])),
    ("F2", "they are least", changed(VICKREY_SPLIT, "findings/3", VICKREY_LEAST["findings"][3])),
    ("F2", "prices of an allocation that is not proved efficient", changed(EFF, "findings/0", EFF_OPEN["findings"][0])),
    ("F3", "a better grade", changed(VICKREY_SPLIT, "findings/3/grade", "proved")),
    ("F4", "another amount", changed(VICKREY, "findings/1/witness/amount", 1)),
    ("F4", "another cap", changed(EFF_CAP, "findings/2/cap", 3)),
    ("F4", "another low", changed(VICKREY_SPLIT, "findings/3/witness/low", 5)),
    ("C1", "another order", changed(EFF_NONE, "certificate/none/0/multipliers/0/at", ["2", "1"])),
    ("B5", "a worth without a buyer that is too small", changed(VICKREY, "certificate/without/1/uses", [1])),
    ("U2", "in the reduced market", changed(VICKREY, "certificate/reduced/without/1/uses", [1, 2])),
    ("R1", "in the reduced market", changed(VICKREY, "certificate/reduced/rows", [{"clique": [3]}])),
]  # fmt: skip


@pytest.mark.parametrize("name", HONEST)
def test_an_honest_answer_is_accepted(name):
    accept(HONEST[name])


def test_every_condition_on_prices_is_broken_above():
    assert broken(BROKEN, "E") == conditions("E")


@pytest.mark.parametrize(("code", "document"), params(BROKEN))
def test_a_broken_answer_is_rejected_for_the_broken_condition(code, document):
    assert code_of(document) == code


@pytest.mark.parametrize(
    "document",
    [
        changed(GOOD, "parameters/tie_rule", "any"),
        changed(GOOD, "parameters/want", "least"),
        changed(GOOD, "parameters/ranges", 1),
        changed(GOOD_LEAST, "input/cap", 0),
        changed(GOOD_LEAST, "input/want", "prices"),
        changed(GOOD_LEAST, "input/prices", {}),
        changed(VICKREY, "input", {"format": "marketwright.input/1"}),
        changed(GOOD, "outcome/prices/A", REMOVED),
        changed(GOOD, "outcome/prices/9", 0),
        changed(GOOD, "outcome/prices", REMOVED),
        changed(GOOD, "outcome/allocation/2", REMOVED),
        changed(GOOD, "certificate/points/0/A", 0.5),
        changed(GOOD, "certificate/high", REMOVED),
        changed(EFF, "certificate/least_violated", REMOVED),
        changed(EFF_GREATEST, "certificate/low", of(EFF, "low")),
        changed(EFF, "certificate/listing", of(EFF, "bound")),
        changed(EFF, "certificate/none", []),
        changed(EFF_NONE, "certificate/none/0/multipliers", REMOVED),
        changed(EFF_NONE, "outcome/prices", {"1": 0, "2": 0}),
        changed(EFF_NONE, "certificate/none/0/multipliers/0/buyer", "9"),
        changed(GOOD_NONE, "certificate/none/0/multipliers", []),
        changed(GOOD_NONE, "outcome/fractional", REMOVED),
        changed(EFF_OPEN, "certificate/points", []),
        changed(VICKREY, "certificate/without/3", of(VICKREY, "without/1")),
        changed(VICKREY, "certificate/reduced/without/1", REMOVED),
        changed(VICKREY, "certificate/none", []),
        changed(VICKREY, "findings/1/witness", REMOVED),
        changed(VICKREY_NONE, "outcome/low", {"1": 0, "2": 0}),
    ],
)
def test_an_answer_of_another_form_is_unreadable(document):
    with pytest.raises(Unreadable):
        check(text(document))


def test_a_buyer_of_several_groups_has_so_many_options():
    assert len(options(market_from(FEWER), 0, 4_096)) == 4_096


def test_prices_may_be_found_for_a_later_allocation_and_a_limit_may_leave_all_open():
    assert EFF_LATER["outcome"]["tried"] == 2
    assert [finding["holds"] for finding in EFF_UNTRIED["findings"]] == [True, None, None]
    assert len(THREE) == 3


def test_a_margin_counts_sets_that_contain_what_a_buyer_has():
    # C is worth nothing: at price 0 buyer 1 would as well have A and C, whatever A costs
    assert GOOD_LEAST["outcome"]["margin"] == 0
    honest = pricing_writer.prices(NOBODY_WANTS_C, "good")
    claim = changed(honest, "certificate/margin/multipliers", [{"buyer": "1", "at": [], "multiplier": "1/2"}, {"buyer": "2", "at": ["A"], "multiplier": "1/2"}])
    assert code_of(claim) == "E8"


def test_a_bound_on_two_prices_does_not_bound_one():
    # 3 does not buy both packages as long as they cost 8 together, but one of them alone may cost 3
    claim = changed(EFF, "certificate/low/1/multipliers", of(EFF, "least_total/multipliers"))
    assert code_of(claim) == "E6"


def test_vickrey_payments_of_the_reduced_market_are_not_those_of_the_market():
    # the outsiders can split the package, but only in the market: 8 there, 4 in the reduced one
    assert VICKREY_SPLIT["outcome"]["vickrey"] == {"1": 8}
    assert VICKREY_SPLIT["outcome"]["reduced"] == {"1": 4}
    entry = of(VICKREY_SPLIT, "without/1")
    assert code_of(changed(VICKREY_SPLIT, "certificate/reduced/without/1", entry)) == "U2"
    assert SPLITTERS["goods"] == ["A", "B"]


def test_the_expansion_of_a_listing_stops_where_an_allocation_is_missing():
    more = [f"g{number}" for number in range(60)]
    market = PAPER_2 | {"goods": ["A", "B", *more]}
    claim = all_changed(of_market(EFF_NONE, market), outcome__allocation__3=more, outcome__remainder=more, parameters__cap=3)
    claim = changed(claim, "certificate/none/0/allocation", claim["outcome"]["allocation"])
    assert code_of(claim) == "E16"


def test_all_allocations_are_listed_although_some_belong_to_two_leaves():
    market = bundle_market(["A", "B"], _1=bids("xor", A=1), _2=bids("xor", A=1, AB=1))
    assert len(pricing_writer.efficient_allocations(market)) == 4
    for scheme in ("good", "eff", "any"):
        assert isinstance(check(text(pricing_writer.prices(market, scheme))), Accepted)


def test_options_points_and_conditions_are_part_of_the_estimate():
    steps = check(text(of_market(GOOD, FEWER)), limit=0).steps_needed
    assert steps > 1_000_000 > check(text(GOOD_GROUPS), limit=0).steps_needed
    more = changed(EFF, "certificate/points", of(EFF, "points") * 50)
    assert check(text(more), limit=0).steps_needed > 2 * check(text(EFF), limit=0).steps_needed
    row = {"chvatal_gomory": [[0, 10**900]]}
    longer = changed(VICKREY, "certificate/reduced/rows", [row] * 5)
    assert check(text(longer), limit=0).steps_needed > 10 * check(text(VICKREY), limit=0).steps_needed


def test_prices_are_exact():
    little = Fraction(1, 10**40)
    assert code_of(changed(EFF, "certificate/points/2/1", str(5 + little))) == "E4"
    assert code_of(changed(EFF, "outcome/margin", str(1 - little))) == "E17"
    assert ALL["outcome"]["prices"] == {"1": 10}
