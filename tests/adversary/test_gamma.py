"""Answers of mechanism Γ: honest ones are accepted, and for every condition one that breaks it is rejected for that condition."""

from fractions import Fraction

import pytest

from marketcheck import Accepted, Undecided, Unreadable, check

from . import gamma_brute, gamma_writer
from .breaking import accept, broken, code_of, conditions, params
from .gamma_answers import (
    BY_WAIVERS,
    COMBINING,
    CONSTRUCT,
    CONSTRUCT_CORE,
    CONSTRUCT_ONE_OF_TWO,
    CONSTRUCT_TIES,
    HONEST,
    LAYERS,
    MODEST,
    NEGATIVE,
    ONE_GOOD,
    REPLIES,
    REPLIES_COMPLETE_IN_LAYERS,
    REPLIES_IN_LAYERS,
    REPLIES_OF_NOTHING,
    REPLY,
    REPLY_OPEN,
    REPLY_VALUES,
    RIVALS,
    SUPPORTED,
    TEN_AND_SIX,
    THEOREMS,
    THEOREMS_ALONE,
    THEOREMS_OF_NO_EQUILIBRIUM,
    TOGETHER,
    asking,
)
from .markets import EXAMPLE_2, bids, bundle_market, singles
from .writer import REMOVED, all_changed, changed, digest, text, whole_tree

RESERVED = TEN_AND_SIX | {"reserve_prices": {"A": 1}}
NINE = bundle_market(["A"], **{f"_{k}": singles("additive", A=1) for k in range(1, 10)})
BOUND_2 = whole_tree(TEN_AND_SIX, {"2"})
STEP = BY_WAIVERS["certificate"]["outsiders"][0]
WORTHS = THEOREMS["certificate"]["worths"]
FIRST, SECOND = CONSTRUCT_TIES["outcome"]["equilibria"]
ALL_OPEN = [None if node == [] else node for node in REPLIES["certificate"]["listing"]["nodes"]]
PROFILE = CONSTRUCT_TIES["certificate"]["profiles"][0]

BROKEN = [
    ("G1", "a reserve price", REPLY | {"market": RESERVED, "market_digest": digest(RESERVED)}),
    ("G2", "of replies", changed(REPLIES, "parameters/cap", 100)),
    ("G2", "of equilibria", changed(CONSTRUCT_ONE_OF_TWO, "input/cap", 2)),
    ("G3", "none", changed(REPLY_VALUES, "certificate/values", [])),
    ("G3", "twice", changed(REPLY_VALUES, "certificate/values", REPLY_VALUES["certificate"]["values"] * 2)),
    ("G4", "outside", changed(REPLY_VALUES, "certificate/values/0/bundle", ["A"])),
    ("G5", "another net payoff", changed(REPLY, "outcome/net/2", 5)),
    ("G5", "other requests", changed(THEOREMS, "outcome/requests/1/price", 1)),
    ("G6", "the first buyer for nothing", changed(SUPPORTED, "certificate/uses", [])),
    ("G6", "the first buyer for nothing while open", changed(REPLY_OPEN, "certificate/uses", [])),
    ("G7", "a member more", changed(REPLY, "outcome/members", ["1", "2", "3"])),
    ("G7", "a good left over", changed(REPLY, "outcome/remainder/goods", ["A"])),
    ("G7", "another first member", changed(REPLY, "outcome/remainder/buyer", "1")),
    ("G7", "more surplus", changed(REPLY, "outcome/surplus", 21)),
    ("G8", "no entry", changed(REPLIES, "certificate/listed", [])),
    ("G8", "another payment", changed(REPLIES, "certificate/listed/1", [1])),
    ("G8", "an atom worth nothing", changed(REPLIES_IN_LAYERS, "certificate/listed", [[2]])),
    ("G8", "two entries while no reply is proved best", changed(REPLIES | {"findings": REPLY_OPEN["findings"] + REPLIES_IN_LAYERS["findings"][1:]},
        "certificate", {"rows": [], "values": [], "listed": REPLIES["certificate"]["listed"], "bound": REPLY["certificate"]["bound"]})),
    ("G9", "twice", changed(REPLIES_IN_LAYERS, "certificate/listed", REPLIES_IN_LAYERS["certificate"]["listed"] * 2)),
    ("G9", "nobody served", changed(REPLIES_OF_NOTHING, "certificate/listed", [*REPLIES_OF_NOTHING["certificate"]["listed"], []])),
    ("G10", "another count", changed(REPLIES, "outcome/replies/0/count", 7)),
    ("G10", "an optional buyer less", changed(REPLIES, "outcome/replies/1/optional", [])),
    ("G10", "an entry less", changed(REPLIES, "outcome/replies", REPLIES["outcome"]["replies"][1:])),
    ("G11", "nothing decided", changed(REPLIES, "certificate/listing/nodes", [None])),
    ("G12", "a poor reply", changed(changed(REPLIES, "certificate/listed", [[1]]), "certificate/listing/nodes", ALL_OPEN)),
    ("G13", "an entry left out", changed(REPLIES, "certificate/listed", REPLIES["certificate"]["listed"][1:])),
    ("G13", "a bundle larger than needed", changed(gamma_writer.replies(LAYERS, asking(LAYERS, 0, 3)), "certificate/listed", [[1]])),
    ("G13", "an equilibrium twice", all_changed(CONSTRUCT_TIES, outcome__equilibria=[FIRST, SECOND, FIRST],
        certificate__equilibria=[{"profile": 0, "uses": uses} for uses in ([0], [1], [0])])),
    ("G14", "less without a bound", changed(MODEST, "certificate/without/1/bound", REMOVED)),
    ("G14", "as much with a bound", changed(SUPPORTED, "certificate/without/1/bound", BOUND_2)),
    ("G15", "an outsider as a member", changed(SUPPORTED, "certificate/without/2", {"uses": [0]})),
    ("G15", "a member as an outsider", changed(BY_WAIVERS, "certificate/outsiders", [STEP | {"buyer": "1", "uses": [0, 1]}])),
    ("G15", "nobody waits", changed(BY_WAIVERS, "certificate/outsiders", [STEP, STEP])),
    ("G15", "a reply that is not proved best", all_changed(SUPPORTED, findings__0=REPLY_OPEN["findings"][0])),
    ("G16", "a larger deviation", changed(SUPPORTED, "outcome/deviations/1", 5)),
    ("G16", "a deviation left out", changed(SUPPORTED, "outcome/deviations/1", REMOVED)),
    ("G16", "nobody required", changed(SUPPORTED, "outcome/required", [])),
    ("G17", "a member could have more", changed(changed(MODEST, "findings/1", SUPPORTED["findings"][1]), "outcome", MODEST["outcome"])),
    ("G17", "a deviation is not proved",
        all_changed(SUPPORTED, certificate__without={}, outcome__deviations={"2": 0}, outcome__required=[])),
    ("G18", "as much as he can have", changed(MODEST, "findings/1/witness/request/price", 6)),
    ("G18", "no more than he has", changed(MODEST, "findings/1/witness/request/price", 9)),
    ("G18", "a loser asks for something", changed(NEGATIVE, "findings/1/witness/request", {"bundle": ["A"], "price": 0})),
    ("G18", "another buyer", changed(MODEST, "findings/1/witness/buyer", "2")),
    ("G19", "another theorem", changed(CONSTRUCT, "outcome/theorem", "pareto-core")),
    ("G20", "another payoff", changed(CONSTRUCT, "outcome/equilibria/0/payoffs/1", 5)),
    ("G20", "an equilibrium less", changed(CONSTRUCT_TIES, "outcome/equilibria", [FIRST])),
    ("G20", "none", all_changed(CONSTRUCT_TIES, outcome__equilibria=[], certificate__equilibria=[])),
    ("G21", "another bundle", changed(CONSTRUCT, "outcome/equilibria/0/requests/1/bundle", [])),
    ("G21", "a price above the value", changed(CONSTRUCT, "outcome/equilibria/0/requests/1/price", 11)),
    ("G21", "a price for nothing", changed(CONSTRUCT, "outcome/equilibria/0/requests/3/price", 1)),
    ("G22", "not all buyers", changed(CONSTRUCT_CORE, "outcome/equilibria/0/members", ["2", "3"])),
    ("G22", "not the owner", changed(CONSTRUCT_TIES, "outcome/equilibria/0/members", ["2"])),
    ("G23", "a profile of nobody", changed(CONSTRUCT_TIES, "certificate/profiles", [PROFILE, PROFILE])),
    ("G23", "other net payoffs", changed(CONSTRUCT_TIES, "outcome/equilibria/1/requests/2/price", 9)),
    ("G24", "no reply without a buyer", changed(CONSTRUCT, "certificate/profiles/0/without/1", REMOVED)),
    ("G24", "a reply that pays less", changed(CONSTRUCT, "certificate/profiles/0/without/1/uses", [1])),
    ("G25", "without two buyers", changed(CONSTRUCT, "certificate/profiles/0/without/1/uses", [2, 3])),
    ("G26", "nine buyers", THEOREMS | {"market": NINE, "market_digest": digest(NINE)}),
    ("G27", "called an equilibrium", changed(THEOREMS_OF_NO_EQUILIBRIUM, "outcome/equilibrium", True)),
    ("G27", "no requests and no equilibrium", changed(THEOREMS_OF_NO_EQUILIBRIUM, "input", REMOVED)),
    ("G28", "two worths exchanged", changed(THEOREMS, "certificate/worths", [WORTHS[0], WORTHS[2], WORTHS[1], *WORTHS[3:]])),
    ("O1", "the remainder for another", changed(REPLY, "outcome/allocation", {"1": ["A", "B"], "2": [], "3": []})),
    ("O3", "less", changed(REPLY, "outcome/payments/2", 5)),
    ("O4", "more", changed(REPLY, "outcome/payoffs/seller", 13)),
    ("O5", "more", changed(REPLIES, "outcome/revenue", 13)),
    ("F4", "another gain", changed(MODEST, "findings/1/witness/gain", 3)),
    ("F4", "another promise", changed(THEOREMS, "findings/4/promised", True)),
    ("F4", "another cap", changed(REPLIES_IN_LAYERS, "findings/1/cap", 999)),
]  # fmt: skip


@pytest.mark.parametrize("name", HONEST)
def test_an_honest_answer_is_accepted(name):
    accept(HONEST[name])


def test_every_condition_of_the_mechanism_is_broken_above():
    assert broken(BROKEN, "G") == conditions("G")


@pytest.mark.parametrize(("code", "document"), params(BROKEN))
def test_a_broken_answer_is_rejected_for_the_broken_condition(code, document):
    assert code_of(document) == code


@pytest.mark.parametrize(
    "document",
    [
        changed(REPLY, "input", REMOVED),
        changed(REPLY, "input/requests/1", REMOVED),
        changed(REPLY, "input/requests/1/price", -1),
        changed(REPLY, "input/requests/1/bundle", "A"),
        changed(REPLY, "input/cap", 5),
        changed(REPLY, "parameters/tie_rule", "lexicographic"),
        changed(REPLY, "parameters/cap", 5),
        changed(REPLY, "certificate/values", REMOVED),
        changed(REPLY, "certificate/listed", []),
        changed(REPLY, "outcome/deviations", {}),
        changed(REPLY, "certificate/bound/nodes", [None]),
        changed(REPLIES, "input/cap", 0),
        changed(REPLIES, "input/cap", 100_001),
        changed(REPLIES, "parameters/cap", "1000"),
        changed(REPLIES, "certificate/bound", REPLY["certificate"]["bound"]),
        changed(REPLIES, "certificate/listing/nodes", [False]),
        changed(REPLIES, "outcome/replies/0/note", ""),
        changed(SUPPORTED, "certificate/together", {"bound": BOUND_2}),
        changed(TOGETHER, "certificate/together", REMOVED),
        changed(SUPPORTED, "certificate/without/9", {"uses": []}),
        changed(BY_WAIVERS, "certificate/outsiders/0/uses", []),
        changed(MODEST, "findings/1/witness", REMOVED),
        changed(CONSTRUCT, "input", {"format": "marketwright.input/1", "requests": {}}),
        changed(CONSTRUCT, "certificate/equilibria/0/profile", None),
        changed(CONSTRUCT, "outcome/equilibria/0/requests/1", REMOVED),
        changed(THEOREMS, "outcome/requests", REMOVED),
        changed(THEOREMS_ALONE, "outcome/equilibrium", 1),
    ],
)
def test_an_answer_of_another_form_is_unreadable(document):
    with pytest.raises(Unreadable):
        check(text(document))


BY_VALUATIONS = all_changed(
    CONSTRUCT,
    findings__0={"claim": "buyers-submodular", "holds": True, "grade": "recomputed", "because": "gross-substitutes"},
    certificate__worths=REMOVED,
)
OPEN = [{"claim": claim, "holds": None, "grade": "unproven"} for claim in ("subgame-perfect", "efficient", "core")]


def test_buyers_are_submodular_because_of_their_valuations_where_these_are_gross_substitutes():
    assert isinstance(check(text(BY_VALUATIONS)), Accepted)
    claim = all_changed(CONSTRUCT_CORE, findings=CONSTRUCT_ONE_OF_TWO["findings"], certificate__violation=REMOVED, outcome__theorem="theorem-6")
    assert code_of(changed(claim, "findings/0", BY_VALUATIONS["findings"][0])) == "P3"


def test_what_a_limit_left_open_is_accepted_as_open():
    nothing = {"rows": [], "values": [], "profiles": [], "equilibria": []}
    outcome = {"theorem": "pareto-core", "equilibria": []}
    undecided = {"claim": "buyers-submodular", "holds": None, "grade": "unproven"}
    assert isinstance(check(text(CONSTRUCT | {"outcome": outcome, "findings": [undecided, *OPEN], "certificate": nothing})), Accepted)
    certificate = NEGATIVE["certificate"] | {"without": {}, "outsiders": []}
    shown_open = NEGATIVE | {"outcome": NEGATIVE["outcome"] | {"deviations": {}, "required": []}, "certificate": certificate}
    shown_open["findings"] = [{"claim": "best-reply", "holds": None, "grade": "bounded", "at_most": 8}, *NEGATIVE["findings"][1:]]
    assert isinstance(check(text(shown_open)), Accepted)
    assert code_of(changed(shown_open, "findings/1", OPEN[0] | {"holds": True})) == "G17"


def test_the_papers_example_2_has_these_replies_and_these_worths():
    most, found = gamma_brute.best_replies(EXAMPLE_2, {"1": Fraction(0), "2": Fraction(4), "3": Fraction(4)})
    assert most == 12
    assert {members for members, _ in found} == {frozenset("1"), frozenset("23"), frozenset("123")}
    assert sum(entry["count"] for entry in REPLIES["outcome"]["replies"]) == len(found)


def test_net_payoffs_of_nothing_are_no_equilibrium_although_no_reply_pays_more():
    # buyer 1 could keep up to 4; the bound with charges 0 says nothing of that, as he is a member
    market = TEN_AND_SIX
    claim = gamma_writer.construct(market)
    request = {"1": {"bundle": ["A"], "price": 10}, "2": {"bundle": [], "price": 0}}
    claim = all_changed(claim, outcome__equilibria__0__requests=request, outcome__equilibria__0__payoffs={"1": 0, "2": 0, "seller": 10})
    assert code_of(changed(claim, "certificate/profiles/0/without", {})) == "G24"
    assert code_of(changed(claim, "certificate/profiles/0/without", {"1": {"uses": [1]}})) == "G24"


def test_a_best_reply_of_less_surplus_is_not_selected():
    # both pay 6, serving buyer 1 has the surplus 10, serving buyer 2 only 6
    other = gamma_writer.on_path(TEN_AND_SIX, [1], {"1": Fraction(4), "2": Fraction(0)})
    honest = gamma_writer.reply(TEN_AND_SIX, asking(TEN_AND_SIX, 4, 0))
    claim = all_changed(honest, certificate__uses=[1], outcome=other)
    assert code_of(claim) == "B5"
    plain = claim | {"parameters": {"tie_rule": "any"}, "findings": claim["findings"][:1]}
    assert isinstance(check(text(plain)), Accepted)


def test_a_reply_that_pays_too_little_is_not_best():
    claim = gamma_writer.reply(ONE_GOOD, asking(ONE_GOOD, 1, 0), "any")
    poor = gamma_writer.on_path(ONE_GOOD, [0], {"1": Fraction(1), "2": Fraction(0)})
    assert code_of(all_changed(claim, certificate__uses=[0], outcome=poor)) == "B5"


def test_an_outsider_who_would_be_served_at_no_charge_has_a_deviation():
    # buyer 2 asks for 6, but at less than 2 he would be served: 10 - 8 for buyer 1
    market, net = TEN_AND_SIX, (8, 6)
    honest = gamma_writer.equilibrium(market, asking(market, *net))
    assert honest["outcome"]["deviations"]["2"] == 4
    claim = all_changed(honest, certificate__outsiders=[{"bound": whole_tree(market, {"1", "2"})}])
    assert code_of(claim) == "B5"


def test_the_waiver_of_a_buyer_who_is_used_on_the_branch_counts():
    # with one leaf of prices: at price 2 buyer 2's surplus is 4 without his charge of 6
    market = TEN_AND_SIX
    honest = gamma_writer.equilibrium(market, asking(market, 8, 6))
    for nodes in ([[[0, 2]]], [1, [[0, 2]], [[0, 2]]]):
        claim = changed(honest, "certificate/outsiders", [{"bound": {"unit": 1, "nodes": nodes}}])
        assert code_of(claim) == "B5"


def test_a_leaf_of_a_listing_proves_less_than_the_revenue_and_not_as_much():
    # the leaf's bound is 10, and so is the revenue: an entry may hide there
    claim = gamma_writer.replies(ONE_GOOD, asking(ONE_GOOD, 0, 0))
    hidden = all_changed(claim, certificate__listed=[[0]], outcome__replies=claim["outcome"]["replies"][:1])
    assert code_of(changed(hidden, "certificate/listing/nodes", [0, None, [[0, 10]]])) == "B5"


def test_two_required_buyers_in_one_best_reply_refute_nothing():
    market = RIVALS
    honest = gamma_writer.equilibrium(market, asking(market, 4, 4, 0, 0))
    assert honest["findings"][1]["holds"] is True
    members = gamma_writer.on_path(market, [1, 2], {"1": Fraction(4), "2": Fraction(4), "3": Fraction(0), "4": Fraction(0)})
    step = {"buyer": "1", "uses": [0, 1], "bound": whole_tree(market, set("1234"))}
    witness = {"buyer": "1", "payoff": 0, "request": {"bundle": ["A"], "price": 8}, "net": 2, "gain": 2}
    claim = honest | {
        "outcome": members | {"deviations": {"1": 4, "2": 4, "3": 0, "4": 0}, "required": ["1", "2"]},
        "findings": [honest["findings"][0], {"claim": "subgame-perfect", "holds": False, "grade": "enumerated", "witness": witness}, honest["findings"][2]],
        "certificate": honest["certificate"]
        | {"uses": [1, 2], "without": {"2": {"uses": [2, 3]}, "3": {"uses": [0, 1]}}, "outsiders": [step], "together": {"bound": step["bound"]}},
    }
    assert code_of(claim) == "B5"


def test_worthless_and_combined_bids_are_seen_in_bundle_values():
    claim = gamma_writer.reply(COMBINING, asking(COMBINING, 3, 0), "any")
    assert code_of(changed(claim, "certificate/values/0/uses", [0])) == "B5"
    assert [entry["bundles"]["1"] for entry in REPLIES_COMPLETE_IN_LAYERS["outcome"]["replies"]] == [["A"]]


def test_counts_and_tables_are_part_of_the_estimate():
    goods = [f"g{number}" for number in range(20_000)]
    market = bundle_market(goods, **{f"_{k}": bids("xor") | {"bids": [{"bundle": [goods[0]], "value": 1}]} for k in range(100)})
    nothing = {f"{k}": {"bundle": [], "price": 0} for k in range(100)}
    entry = {"members": [], "optional": [], "bundles": {}, "free": [], "surplus": 0, "count": 1}
    claim = REPLIES | {"market": market, "market_digest": digest(market), "input": REPLIES["input"] | {"requests": nothing}}
    claim = all_changed(claim, outcome__replies=[entry], certificate__listed=[[0]])
    assert isinstance(check(text(claim), limit=1_000_000), Undecided)
    assert check(text(THEOREMS), limit=0).steps_needed > check(text(REPLY), limit=0).steps_needed


def test_a_count_of_thousands_of_digits_is_compared():
    goods = [f"g{number}" for number in range(5_000)]
    market = bundle_market(goods, **{f"_{k}": {"type": "xor", "bids": [{"bundle": [goods[0]], "value": 1}]} for k in range(12)})
    nothing = {f"{k}": {"bundle": [], "price": 0} for k in range(12)}
    entry = {"members": ["0"], "optional": [f"{k}" for k in range(1, 12)], "bundles": {"0": ["g0"]}, "free": goods[1:], "surplus": 1, "count": 1}
    claim = REPLIES | {"market": market, "market_digest": digest(market), "input": REPLIES["input"] | {"requests": nothing}}
    claim["outcome"] = {"net": dict.fromkeys(nothing, 0), "revenue": 1, "replies": [entry]}
    claim["findings"] = [{"claim": "best-reply", "holds": True, "grade": "proved"}, REPLIES_IN_LAYERS["findings"][1]]
    claim["certificate"] = {"rows": [], "values": [], "listed": [[0]], "bound": {"unit": 1, "nodes": [[[0, 1]]]}}
    assert code_of(claim) == "G10"
