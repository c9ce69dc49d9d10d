"""Attacks on the checks of mechanism Γ and of prices: false claims, crashes, and answers that take far longer than their steps."""

import copy
import time
import tracemalloc

import pytest

from marketcheck import Accepted, Rejected, Unreadable, check
from marketcheck.bound import Prover
from marketcheck.case import Case
from marketcheck.market import market_from
from marketcheck.options import members

from .gamma_answers import (
    BY_WAIVERS,
    CONSTRUCT,
    CONSTRUCT_CORE,
    CONSTRUCT_TIES,
    REPLIES,
    REPLIES_IN_LAYERS,
    REPLY,
    REPLY_VALUES,
    SUPPORTED,
    THEOREMS,
    TOGETHER,
)
from .markets import bids, bundle_market, singles
from .pricing_answers import ANY, EFF, GOOD, GOOD_NONE, VICKREY
from .writer import all_changed, changed, digest, text

A_STEP = 50e-9


def outcome_of(document: dict) -> str:
    """Returns the code of the rejection, or what else became of the answer."""
    try:
        verdict = check(text(document))
    except Unreadable:
        return "unreadable"
    return verdict.code if isinstance(verdict, Rejected) else type(verdict).__name__.lower()


def with_equilibrium(document: dict, profile: int) -> dict:
    """Returns the answer with its first equilibrium once more, in which nobody keeps anything: others would rather ask for less."""
    claim = copy.deepcopy(document)
    greedy = copy.deepcopy(claim["outcome"]["equilibria"][0])
    for request in greedy["requests"].values():
        request["price"] = 10 if request["bundle"] else 0
    greedy["payoffs"] = dict.fromkeys(greedy["requests"], 0) | {"seller": greedy["surplus"]}
    claim["outcome"]["equilibria"].append(greedy)
    claim["certificate"]["equilibria"].append(claim["certificate"]["equilibria"][0] | {"profile": profile})
    return claim


@pytest.mark.parametrize("profile", [1, -1, 99, 10**3000])
def test_an_equilibrium_of_a_profile_that_is_not_proved_is_rejected(profile):
    assert outcome_of(with_equilibrium(CONSTRUCT_CORE, profile)) == "G23"


def test_no_cap_came_first_where_no_best_reply_is_proved():
    claim = changed(REPLIES_IN_LAYERS, "findings/0", {"claim": "best-reply", "holds": None, "grade": "bounded", "at_most": 100})
    assert outcome_of(claim) == "F4"
    assert outcome_of(changed(claim, "findings/1", {"claim": "complete", "holds": None, "grade": "unproven"})) == "accepted"


ONE_LEAF = {"unit": 1, "nodes": [[]]}
FAILED = [
    ("G23", "an equilibrium of a proved profile at other net payoffs", with_equilibrium(CONSTRUCT_CORE, 0)),
    ("G23", "a second profile without equilibria", changed(CONSTRUCT, "certificate/profiles", CONSTRUCT["certificate"]["profiles"] * 2)),
    ("G20", "proofs of more equilibria than are stated", changed(CONSTRUCT, "certificate/equilibria", CONSTRUCT["certificate"]["equilibria"] * 2)),
    (
        "G13",
        "an entry twice beside a complete listing",
        all_changed(
            CONSTRUCT_TIES,
            outcome__equilibria=CONSTRUCT_TIES["outcome"]["equilibria"] * 2,
            certificate__equilibria=CONSTRUCT_TIES["certificate"]["equilibria"] * 2,
        ),
    ),
    ("B5", "all waive at prices of nothing", changed(BY_WAIVERS, "certificate/outsiders", [{"bound": ONE_LEAF}])),
    ("B5", "together, without prices", changed(TOGETHER, "certificate/together/bound", ONE_LEAF)),
    ("B1", "an unit below 0", changed(SUPPORTED, "certificate/bound/unit", -1)),
    ("B4", "a price below 0", changed(SUPPORTED, "certificate/bound/nodes", [[[0, -6]]])),
    ("G11", "a listing that decides nothing", changed(REPLIES, "certificate/listing/nodes", [None])),
    ("G3", "a bundle's worth twice", changed(REPLY_VALUES, "certificate/values", REPLY_VALUES["certificate"]["values"] * 2)),
    ("U3", "a bundle's worth by another buyer's bid", changed(REPLY_VALUES, "certificate/values/0/uses", [2])),
    ("C1", "a bundle in another order", changed(REPLY_VALUES, "input/requests/1/bundle", ["B", "A"])),
    ("F3", "a tree called proved", changed(REPLY, "findings/0/grade", "proved")),
    ("unreadable", "1 for true", changed(REPLY, "findings/0/holds", 1)),
    ("unreadable", "true for a profile", changed(CONSTRUCT, "certificate/equilibria/0/profile", False)),
    ("unreadable", "a number that is not in lowest terms", changed(REPLY, "input/requests/1/price", "4/2")),
    ("unreadable", "digits of another script", changed(REPLY, "input/requests/1/price", "٤/3")),
    ("G28", "worths in another order", changed(THEOREMS, "certificate/worths", THEOREMS["certificate"]["worths"][::-1])),
    ("P9", "a worth twice", changed(THEOREMS, "certificate/worths/1", THEOREMS["certificate"]["worths"][2])),
    ("E5", "two packages where single ones are on offer", changed(ANY, "certificate/greatest_total/multipliers/0/at", ["1", "2"])),
    ("E12", "a low vector that breaks nothing here", changed(EFF, "certificate/least_violated", {"buyer": "2", "at": []})),
    ("unreadable", "the least vector exists, without a word on it", changed(EFF, "outcome/least_exists", True)),
    ("E10", "shares below 0", changed(GOOD_NONE, "outcome/fractional/0/share", "-1/2")),
    ("E11", "empty bundles", changed(GOOD_NONE, "outcome/fractional", [{"buyer": "1", "bundle": [], "share": 1}])),
    ("U3", "a worth without a holder by his own bid", changed(VICKREY, "certificate/without/1/uses", [0])),
    ("unreadable", "a price of a good that is not on sale", changed(GOOD, "certificate/points/0/Z", 0)),
]


@pytest.mark.parametrize(("due", "document"), [pytest.param(due, document, id=f"{due}: {how}") for due, how, document in FAILED])
def test_a_false_claim_is_not_accepted(due, document):
    assert outcome_of(document) == due


# What takes longer than its steps


def seconds(document: dict) -> tuple[float, float, object]:
    """Returns how long a check takes, how long its steps would, and its verdict."""
    written = text(document)
    steps = check(written, limit=0).steps_needed
    began = time.perf_counter()
    verdict = check(written)
    return time.perf_counter() - began, steps * A_STEP, verdict


def reply_to_nothing(market: dict, requests: dict, members: list[str], allocation: dict, rest: list[str], uses: list[int], paid: int) -> dict:
    """Returns the answer that the first buyer pays all and keeps nothing, and at price 1 for each good nobody would pay more."""
    nothing = dict.fromkeys(requests, 0)
    outcome = {"net": nothing, "members": members, "allocation": allocation, "remainder": {"buyer": members[0], "goods": rest}, "surplus": paid}
    outcome |= {"payments": nothing | {members[0]: paid}, "payoffs": nothing | {"seller": paid}, "revenue": paid}
    return REPLY | {
        "market": market,
        "market_digest": digest(market),
        "parameters": {"tie_rule": "any"},
        "input": {"format": "marketwright.input/1", "requests": requests},
        "outcome": outcome,
        "findings": [{"claim": "best-reply", "holds": True, "grade": "proved"}],
        "certificate": {"rows": [], "values": [], "uses": uses, "bound": {"unit": 1, "nodes": [[[k, 1] for k in range(paid)]]}},
    }


def test_a_buyer_of_many_goods_is_served_at_once():
    goods = [f"g{k:05}" for k in range(60_000)]  # once, his goods were copied for each bid
    market = market_from(bundle_market(goods, _1=singles("additive", **dict.fromkeys(goods, 1))))
    case = Case(market=market, prover=Prover(market, []), parameters={}, input={}, outcome={}, findings=[], certificate={})
    began = time.perf_counter()
    assert len(case.held([*range(60_000)], {0}, "").bundles[0]) == 60_000
    assert time.perf_counter() - began < 1.5


def test_many_requests_of_many_goods_are_read_at_once():
    goods, buyers = ([f"{letter}{k:05}" for k in range(8_000)] for letter in "gb")  # once, all goods were numbered for each request
    market = bundle_market(goods, **dict.fromkeys(buyers, bids("xor")))
    market["buyers"][0]["values"] = {"type": "xor", "bids": [{"bundle": goods[:1], "value": 1}]}
    requests = {name: {"bundle": goods[-1:] if k else [], "price": 0} for k, name in enumerate(buyers)}
    allocation = {name: [] if k else goods for k, name in enumerate(buyers)}
    taken, estimated, verdict = seconds(reply_to_nothing(market, requests, buyers[:1], allocation, goods[1:], [0], 1))
    assert isinstance(verdict, Accepted)
    assert taken < 10 * estimated + 1


def prices_of_nothing(count: int) -> dict:
    """Returns the answer that one buyer of all goods may pay nothing for them."""
    goods = [f"g{k:05}" for k in range(count)]
    market = bundle_market(goods, _1={"type": "xor", "bids": [{"bundle": goods, "value": 1}]})
    free, all_or_nothing = dict.fromkeys(goods, 0), [{"buyer": "1", "at": [], "multiplier": 1}]
    outcome = {"allocation": {"1": goods}, "remainder": [], "welfare": 1, "tried": 1, "prices": free, "payments": {"1": 0}, "revenue": 0}
    outcome |= {"payoffs": {"1": 1, "seller": 0}, "margin": 1, "least_total": 0, "greatest_total": 1}
    ends = {"margin": (0, all_or_nothing), "least_total": (0, []), "greatest_total": (1, all_or_nothing)}
    certificate = {"rows": [], "uses": [0], "bound": {"unit": 1, "nodes": [[[0, 1]]]}, "points": [free, free | {goods[0]: 1}]}
    certificate |= {key: {"point": k, "multipliers": multipliers} for key, (k, multipliers) in ends.items()}
    parts = {"market": market, "market_digest": digest(market), "outcome": outcome, "certificate": certificate}
    findings = [{"claim": claim, "holds": True, "grade": "proved"} for claim in ("efficient", "supportable", "prices-exist")]
    return GOOD | parts | {"parameters": {"want": "interior", "ranges": False, "cap": 3}, "findings": findings}


def test_a_price_for_each_of_many_goods_is_read_once():
    taken, estimated, verdict = seconds(prices_of_nothing(8_000))  # once, all prices were looked through for each price
    assert isinstance(verdict, Accepted)
    assert taken < 10 * estimated + 1


def test_ranges_of_many_goods_need_little_memory():
    claim = prices_of_nothing(1_500)  # once, a square of numbers was made first
    goods = claim["market"]["goods"]
    low = {name: {"point": 0, "multipliers": []} for name in goods}
    claim["certificate"] |= {"low": low, "high": low}
    claim |= {"parameters": claim["parameters"] | {"ranges": True}, "input": {"format": "marketwright.input/1", "ranges": True}}
    claim["certificate"]["low"][goods[0]]["point"] = 2
    written = text(claim)
    tracemalloc.start()
    verdict = check(written)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert isinstance(verdict, Rejected)
    assert verdict.code == "E8"
    assert peak < 10_000_000


def test_few_goods_of_many_are_found_quickly():
    assert members(1 << 100_000 | 5) == [0, 2, 100_000]
    assert members(0) == []
    goods = [f"g{k:05}" for k in range(20_000)]
    scarce = EFF | {"market": bundle_market(goods, _1={"type": "xor", "bids": [{"bundle": [good], "value": 1} for good in goods[-500:]]})}
    plenty = EFF | {"market": bundle_market(goods[-500:], _1=scarce["market"]["buyers"][0]["values"])}
    steps = [check(text(document | {"market_digest": digest(document["market"])}), limit=0).steps_needed for document in (scarce, plenty)]
    assert steps[0] > 8 * steps[1]
