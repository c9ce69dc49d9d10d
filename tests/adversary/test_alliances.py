"""Answers of `prices/alliances`: honest ones are accepted, and for every condition one that breaks it is rejected for that condition.

The honest answers are marketwright's own; their numbers are those of the specification (`tests/pricing/test_alliances.py`).
"""

import json
import random
from fractions import Fraction

import pytest

from marketcheck import Accepted, Unreadable, check
from marketwright.answers.answer import answer_document
from marketwright.markets.reading import parse_market
from marketwright.solving import found_answer
from tests.pricing_markets import random_economy
from tests.pricing_oracle import Economy

from .breaking import accept, accepted_as_true, broken, code_of, conditions, mutated, params
from .markets import bids, bundle_market, singles
from .writer import REMOVED, all_changed, answers_among, changed, text

EXAMPLE_2 = bundle_market(["A", "B"], _1=bids("xor", A=5, B=5), _2=bids("xor", B=3), _3=bids("xor", AB=7))
ERRATUM_1 = bundle_market(["A", "B"], _1=bids("xor", AB=10), _2=bids("xor", A=4), _3=bids("xor", B=4))
ERRATUM_6 = bundle_market(["A", "B", "C"], _1=bids("xor", A=10, BC=8), _2=bids("xor", B=3), _3=bids("xor", C=3))
PAIRS = [f"{letter}{number}" for number in range(8) for letter in "AB"]
LARGE = bundle_market(
    PAIRS,
    **{f"_p{k}": singles("unit-demand", **{f"A{k}": 5, f"B{k}": 5}) for k in range(8)},
    **{f"_q{k}": singles("unit-demand", **{f"B{k}": 3}) for k in range(8)},
    _all={"type": "xor", "bids": [{"bundle": PAIRS, "value": 63}]},
)
"""Eight times example 2 with one buyer who wants everything: sixteen buyers join into an alliance whose options are too many to list."""


def honest(market: dict, **given: object) -> dict:
    """Returns marketwright's answer."""
    read = parse_market(json.dumps(market).encode(), "x.market.json").market
    document = answer_document(found_answer(read, "prices/alliances", input=given or None))
    return json.loads(json.dumps(document))


PAPER = honest(EXAMPLE_2, stop="paper")
EXISTS = honest(EXAMPLE_2)
LEAST_TOTAL = honest(EXAMPLE_2, want="least-total")
VICKREY = honest(EXAMPLE_2, stop="vickrey")
NOT_LEAST = honest(ERRATUM_1, stop="vickrey")
EQUAL = honest(EXAMPLE_2, split="equal")
CAPPED = honest(EXAMPLE_2, split="egalitarian-capped")
GIVEN = honest(EXAMPLE_2, allocation={"1": ["A"], "2": ["B"], "3": []})
AT_GREATEST = honest(ERRATUM_6, stop="paper")
ALLIANCE_OF_MANY = honest(LARGE)
ALLIANCE_OF_MANY_BY_VICKREY = honest(LARGE, stop="vickrey")
ALLIANCE_OF_MANY_BY_PAPER = honest(LARGE, stop="paper")
OPEN = EXISTS | {
    "outcome": {key: EXISTS["outcome"][key] for key in ("allocation", "remainder", "welfare")},
    "findings": [EXISTS["findings"][0], *({"claim": claim, "holds": None, "grade": "unproven"} for claim in ("supported", "as-prescribed", "split"))],
    "certificate": {key: EXISTS["certificate"][key] for key in ("rows", "uses", "bound")},
}
HONEST = answers_among(globals())


NONE = EXISTS["certificate"]["rounds"][0]["none"]
SUPPORT = ALLIANCE_OF_MANY["certificate"]["support"]["p0"]
CHEAP = {"outcome__alliances__0__price": 6, "outcome__revenue": 6, "outcome__payments": {"1": "15/4", "2": "9/4", "3": 0}}
CHEAP |= {"outcome__payoffs": {"1": "5/4", "2": "3/4", "3": 0, "seller": 6}}

BROKEN = [
    ("Q1", "want with paper", all_changed(PAPER, parameters__want="least-total")),
    ("Q1", "no want with exists", changed(EXISTS, "parameters/want", REMOVED)),
    ("Q2", "another start", all_changed(GIVEN, input__allocation={"1": ["B"], "2": ["A"], "3": []})),
    ("Q3", "another merger", changed(EXISTS, "outcome/rounds/0/merged", ["1", "2", "3"])),
    ("Q3", "the violator left out", changed(VICKREY, "outcome/rounds/0/merged", ["2"])),
    ("Q4", "another gain", changed(EXISTS, "outcome/rounds/0/gain", 2)),
    ("Q4", "another gain of a large alliance", changed(ALLIANCE_OF_MANY, "outcome/rounds/0/gain", 64)),
    ("Q5", "lower prices in a round", changed(EXISTS, "outcome/rounds/0/prices/2", 2)),
    ("Q5", "another last price", all_changed(PAPER, **CHEAP)),
    ("Q6", "a later wish", all_changed(VICKREY, outcome__rounds__0__union=["1", "2"], outcome__rounds__0__violator="3", outcome__rounds__0__gain=1)),
    ("Q7", "a multiplier of 0", changed(EXISTS, "certificate/rounds/0/none/0/multiplier", 0)),
    ("Q7", "a condition twice", changed(EXISTS, "certificate/rounds/0/none", [*NONE, NONE[0]])),
    ("Q8", "no contradiction", changed(EXISTS, "certificate/rounds/0/none", NONE[:1])),
    ("Q8", "multipliers of nothing", changed(EXISTS, "certificate/total", [])),
    ("Q8", "a total that is not the greatest", all_changed(EXISTS, outcome__alliances__0__price=7, outcome__revenue=7)),
    ("Q8", "a lowest price that is not", changed(VICKREY, "certificate/least/1", [])),
    ("Q9", "another package", changed(EXISTS, "outcome/alliances/0/package", ["A"])),
    ("Q9", "another utility", changed(EXISTS, "outcome/alliances/0/utility", 9)),
    ("Q9", "an alliance left out", changed(EXISTS, "outcome/alliances", EXISTS["outcome"]["alliances"][:1])),
    ("Q9", "a price for no package", changed(EXISTS, "outcome/alliances/1/price", 1)),
    ("Q9", "a negative price", changed(EXISTS, "outcome/alliances/0/price", -1)),
    ("Q10", "a price that somebody would pay", all_changed(LEAST_TOTAL, **CHEAP)),
    ("Q11", "no bound for a large alliance", changed(ALLIANCE_OF_MANY, "certificate/support", {})),
    ("Q11", "a bound for a small one", changed(EXISTS, "certificate/support", {"1": SUPPORT})),
    ("Q11", "no contradiction shown", changed(EXISTS, "certificate/rounds/0/none", REMOVED)),
    ("Q11", "a worth left out", changed(VICKREY, "certificate/without", VICKREY["certificate"]["without"][1:])),
    ("Q11", "a round without evidence", changed(PAPER, "certificate/rounds", [])),
    ("Q12", "prices that do not support", changed(NOT_LEAST, "certificate/lower/1", 3)),
    ("Q12", "prices that are not lower", changed(NOT_LEAST, "certificate/lower/1", 9)),
    ("Q13", "a lower price for a member", changed(EXISTS, "outcome/individual/1/0/price", 1)),
    ("B5", "a bound that is too weak", changed(ALLIANCE_OF_MANY, "certificate/support/p0/bound", {"unit": 1, "nodes": [[]]})),
    ("B5", "a worth without an alliance that is too small", changed(VICKREY, "certificate/without/0/uses", [])),
    ("E2", "a good for nobody", changed(EXISTS, "outcome/allocation/2", [])),
    ("E3", "goods exchanged", changed(changed(EXISTS, "outcome/allocation/1", ["B"]), "outcome/allocation/2", ["A"])),
    ("G2", "another stop rule", changed(changed(LEAST_TOTAL, "input/stop", "exists"), "input/want", REMOVED)),
    ("O3", "another share", changed(CAPPED, "outcome/payments/1", 4)),
    ("O4", "another payoff", changed(CAPPED, "outcome/payoffs/1", 4)),
    ("O5", "another revenue", changed(CAPPED, "outcome/revenue", 9)),
    ("F2", "a split that is not possible", changed(EQUAL, "findings/3", EXISTS["findings"][3])),
    ("F2", "rounds that cannot be recomputed", changed(ALLIANCE_OF_MANY, "findings/2", {"claim": "as-prescribed", "holds": True, "grade": "recomputed"})),
    ("F4", "another member", changed(EQUAL, "findings/3/witness/buyer", "1")),
]  # fmt: skip


@pytest.mark.parametrize("name", HONEST)
def test_an_honest_answer_is_accepted(name):
    accept(HONEST[name])


def test_every_condition_of_alliances_is_broken_above():
    assert broken(BROKEN, "Q") == conditions("Q")


@pytest.mark.parametrize(("code", "document"), params(BROKEN))
def test_a_broken_answer_is_rejected_for_the_broken_condition(code, document):
    assert code_of(document) == code


@pytest.mark.parametrize(
    "document",
    [
        changed(EXISTS, "parameters/stop", "never"),
        changed(EXISTS, "parameters/split", REMOVED),
        changed(EXISTS, "outcome/rounds/0/union", ["1", "9"]),
        changed(EXISTS, "outcome/rounds/0/violator", "nobody"),
        changed(EXISTS, "outcome/rounds", REMOVED),
        changed(EXISTS, "certificate/total", REMOVED),
        changed(EXISTS, "certificate/least", {}),
        changed(VICKREY, "certificate/without", REMOVED),
        changed(NOT_LEAST, "certificate/lower", REMOVED),
        changed(EXISTS, "outcome/individual", REMOVED),
        changed(EQUAL, "outcome/payments", {}),
        changed(EXISTS, "input", {"format": "marketwright.input/1", "cap": 3}),
    ],
)
def test_an_answer_of_another_form_is_unreadable(document):
    with pytest.raises(Unreadable):
        check(text(document))


def is_true(document: dict) -> bool:
    """Returns whether what an accepted answer says of prices and rounds is so, by brute force."""
    economy, outcome = Economy(document["market"]), document["outcome"]
    holder = {good: name for name, goods in outcome["allocation"].items() for good in goods}
    allocation = tuple(holder[good] for good in economy.goods)
    claims = {finding["claim"]: finding["holds"] for finding in document["findings"]}
    if claims["efficient"] is not True or Fraction(outcome["welfare"]) != economy.best or allocation not in economy.efficient:
        return claims["efficient"] is None
    if claims["supported"] is None:
        return True
    truth = economy.alliances(allocation, document["parameters"]["stop"])
    now, mine = truth["economy"], truth["allocation"]
    prices = {tuple(entry["members"]): Fraction(entry["price"]) for entry in outcome["alliances"]}
    truths = [claims["as-prescribed"] is True, list(prices) == list(truth["partition"]), len(outcome["rounds"]) == len(truth["rounds"])]
    for said, due in zip(outcome["rounds"], truth["rounds"], strict=False):
        costs = {members[0]: price for members, price in due["prices"].items()}
        truths += [Fraction(said["gain"]) == due["gain"], tuple(said["merged"]) == due["merged"], said["violator"] == due["violator"][0]]
        truths += [said["union"] == [members[0] for members in due["packages"]]]
        truths += [Fraction(price) == costs[name] for name, price in said["prices"].items()]
    if not all(truths):
        return False
    truths.append(not now.dissatisfied(now.extension(mine, prices), mine))
    if "extreme-total" in claims:
        truths.append(sum(prices.values()) == truth["eff"]["max_total" if document["parameters"]["want"] == "greatest-total" else "min_total"])
    if "vickrey-least" in claims:
        truths += [prices == truth["prices"], claims["vickrey-least"] is truth["is_least"]]
    if "payments" in outcome:
        paid, own = {name: Fraction(amount) for name, amount in outcome["payments"].items()}, economy.bundles(allocation)
        truths += [sum(paid[name] for name in members) == price for members, price in prices.items()]
        truths += [0 <= amount <= economy.value(name, own[name]) for name, amount in paid.items()]
        for name, listed in outcome.get("individual", {}).items():
            theirs = {tuple(entry["bundle"]): Fraction(entry["price"]) for entry in listed}
            truths.append(theirs | {(): 0} == economy.individual(allocation, name, paid[name]))
    return all(truths)


def test_whatever_is_changed_in_an_answer_what_is_accepted_is_true():
    rng = random.Random(19)
    verdicts = []
    for _ in range(250):
        market = random_economy(rng, rng.choice(["contest", "contest", "pairs", "any"]))
        document = honest(market, stop=rng.choice(["paper", "exists", "vickrey"]), split=rng.choice(["proportional", "equal", "egalitarian-capped"]))
        assert isinstance(check(text(document)), Accepted)
        assert is_true(document)
        verdicts += [accepted_as_true(mutated(rng, document), is_true) for _ in range(3)]
    assert verdicts.count(False) > 300
