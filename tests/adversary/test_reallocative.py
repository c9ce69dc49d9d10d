"""Answers about divisible goods: honest ones are accepted, and for every condition one that breaks it is rejected for that condition."""

from fractions import Fraction

import pytest

from marketcheck import Unreadable, check

from . import reallocative_answers as answers
from . import reallocative_writer as write
from .breaking import accept, broken, code_of, conditions, params
from .markets import bundle_market, singles
from .reallocative_answers import HONEST
from .reallocative_numeric import log_cosh, numeric
from .reallocative_numeric import market as numeric_market
from .writer import REMOVED, all_changed, changed, digest, efficient, text


def of_market(document: dict, other: dict) -> dict:
    return document | {"market": other, "market_digest": digest(other)}


def asked(document: dict, **stated: object) -> dict:
    """Returns an answer with another input."""
    return document | {"input": document.get("input", write.INPUT) | stated}


def finding(document: dict, claim: str, found: dict) -> dict:
    """Returns an answer with another finding of a claim, without its witness."""
    return document | {"findings": [found if one["claim"] == claim else one for one in document["findings"]]}


def witness(document: dict, k: int, **parts: object) -> dict:
    return changed(document, f"findings/{k}/witness", document["findings"][k]["witness"] | parts)


def bidders(count: int, *, width: int = 1) -> dict:
    matrix = [[int(k == j) for j in range(width)] for k in range(width)]
    return write.market([1] * width, *[([4] * width, matrix)] * count, goods="abcdefg")


def trees(document: dict, **parts: list) -> dict:
    return changed(document, "certificate", document["certificate"] | parts)


def residual(document: dict, value: object) -> dict:
    return all_changed(document, findings__0__residual=value, findings__1__residual=value)


def unsettled(document: dict) -> dict:
    """Returns the answer with every finding open."""
    return changed(document, "findings", [one | {"holds": None} for one in document["findings"]])


def proposition(document: dict, number: int, **stated: object) -> dict:
    """Returns an answer of `reallocative/break` for another proposition."""
    return asked(document, proposition=number, **stated)


def interval(document: dict, **parts: object) -> dict:
    return changed(document, "outcome/interval", document["outcome"]["interval"] | parts)


def unevenly(document: dict, theta: list, matrix: list) -> dict:
    """Returns the answer about a market whose first bidder is another."""
    return of_market(document, changed(document["market"], "bidders/0/values", {"type": "quadratic", "theta": theta, "S": matrix}))


BLOCKING = answers.CORE["outcome"]["blocking"]
TRUE_CORE = [write.enumerated("bidder-core", coalitions=7), write.enumerated("core", coalitions=8)]
SUBSTITUTES, ALLOCATIONS, PRICES = (write.proved("substitutes"), *(write.enumerated(f"nonnegative-{part}", coalitions=7) for part in ("allocations", "prices")))
MADE = answers.BREAK_4["outcome"]["market"]
MADE_3, MADE_5 = (one["outcome"]["market"] for one in (answers.BREAK_3, answers.BREAK_5))
CONDITION = {"coalition": ["1"], "bidder": "1", "package": 0}
HUGE = 10**300
STEEP_ENTRY = answers.SPLIT_STEEP["outcome"]["deviations"]
PARTS = answers.NUMERIC_CORE["certificate"]["worths"]

BROKEN = [
    ("A1", "another market", changed(answers.VICKREY, "market/bidders/0/values/theta/0", 5)),
    ("O7", "closed", answers.VICKREY | {"closed": ["1"]}),
    ("C1", "a coalition falling", witness(answers.MONOTONE, 0, participants=["2", "1"])),
    ("F1", "a claim left out", changed(answers.CORE, "findings", answers.CORE["findings"][:-1])),
    ("F2", "efficient refuted", changed(answers.VICKREY, "findings/0/holds", False)),
    ("F3", "worths enumerated are no short proof", changed(answers.CORE_HOLDS, "findings/3/grade", "proved")),
    ("F4", "another number of coalitions", changed(answers.CORE_HOLDS, "findings/3/coalitions", 7)),
    ("F4", "another number of leaves", changed(answers.CORE_TREES, "findings/1/leaves", 4)),
    ("F4", "another number of blocking coalitions", changed(answers.CORE_CAP, "findings/4/number", 1)),
    ("F4", "another number of differences", changed(answers.ALWAYS_HOLDS, "findings/0/differences", 24)),
    ("F4", "another number of comparisons", changed(answers.MONOTONE_HOLDS, "findings/0/comparisons", 2)),
    ("F4", "another number of cases", changed(answers.SHILLS_NONE, "findings/0/cases", 2)),
    ("F4", "another number of conditions", changed(answers.QUANTITY, "findings/1/conditions", 11)),
    ("F4", "another number of profiles", changed(answers.REVENUE, "findings/1/profiles", 9)),
    ("F4", "another theorem", changed(answers.MONOTONE_THEOREM, "findings/0/by", "Theorem 2")),
    ("F4", "another deficit in the witness", witness(answers.ALWAYS, 0, deficit=1)),
    ("F4", "another revenue in the witness", witness(answers.MONOTONE, 0, revenue=1)),
    ("F4", "another gain in the witness", witness(answers.SHILLS, 0, gain=1)),
    ("F4", "a witness that is not the first with the largest deficit", witness(answers.CORE, 2, **BLOCKING[1])),
    ("F4", "a value in the witness", witness(answers.PACKAGES_GOODS, 0, value=1)),
    ("F4", "another joint payment", witness(answers.INDEPENDENT_GOODS, 1, payment=1)),
    ("F4", "another count of a report", changed(answers.CORE_REPORTED, "findings/1/coalitions", 65535)),
    ("G2", "another tolerance than asked for", changed(answers.NUMERIC_CORE_HOLDS, "parameters/tolerance", "1/10000000")),
    ("G2", "another tolerance than the usual one", changed(answers.NUMERIC, "parameters/tolerance", "1/1000000")),
    ("D1", "a tolerance without a numeric type", asked(answers.VICKREY, tolerance=1)),
    ("D1", "a tolerance in the parameters", changed(answers.VICKREY, "parameters", {"tolerance": 1})),
    ("D1", "a numeric market of another rule", of_market(answers.UNIFORM, answers.FALLING)),
    ("D1", "no tolerance with a numeric type", changed(answers.NUMERIC, "parameters", {})),
    ("D1", "payoffs with a numeric type", asked(answers.NUMERIC_CORE, payoffs={"1": 0, "2": 0, "3": 0})),
    ("D1", "a cap with a numeric type", asked(answers.NUMERIC_CORE, cap=1)),
    ("D2", "one participant", asked(answers.VICKREY, participants=["1"])),
    ("D2", "nobody", asked(answers.VICKREY, participants=[])),
    ("D2", "a participant twice", asked(answers.VICKREY, participants=["1", "2", "1"])),
    ("D2", "a market of one bidder", of_market(answers.ALWAYS, bidders(1))),
    ("D2", "a side of others", changed(asked(answers.SPLIT, participants=["1", "2", "3"]), "input/forward", ["1", "4"])),
    ("D2", "two bidders for proposition 4", changed(answers.BREAK_4, "input/bidders", ["1", "2"])),
    ("D2", "a bidder twice for proposition 5", changed(answers.BREAK_5, "input/bidders", ["2", "3", "1", "1"])),
    ("D2", "four bidders for proposition 3", changed(of_market(answers.BREAK_3, answers.EQUAL), "input/bidders", ["1", "2", "3", "4"])),
    ("D3", "sixteen bidders", of_market(answers.PACKAGES_OPEN, bidders(16))),
    ("D3", "fifteen bidders and six goods", of_market(answers.PACKAGES_OPEN, bidders(15, width=6))),
    (
        "D3",
        "fourteen bidders and seven goods",
        of_market(answers.ALWAYS_HOLDS, bidders(14, width=7)),
    ),
    ("D3", "comparisons of sixteen bidders", of_market(answers.MONOTONE_HOLDS, bidders(16))),
    ("D3", "a direction of sixteen bidders", of_market(answers.QUANTITY, bidders(16))),
    ("D3", "advice for sixteen bidders", of_market(answers.ADVISE, bidders(16))),
    (
        "D11",
        "worths of sixteen participants",
        answers.CORE_OPEN | {"findings": [answers.CORE_OPEN["findings"][0], *(write.enumerated(claim, coalitions=131070) for claim in answers.CLAIMS)]},
    ),
    ("D3", "differences of sixteen bidders", of_market(answers.ALWAYS_HOLDS, bidders(16))),
    ("D3", "shills among nine bidders", of_market(answers.SHILLS_NONE, bidders(9))),
    ("D3", "too many pairs of a participant and shills", asked(of_market(answers.SHILLS_NONE, bidders(16)), participants=["1", "2"])),
    ("D3", "thirteen bidders to break", of_market(answers.UNBREAKABLE_5, bidders(13))),
    ("D3", "worth parts of all sets of nine", of_market(answers.NUMERIC_CORE, numeric_market([1, 2], *[log_cosh([4, 3], [1, 1], [1, 1], [2, 1])] * 9))),
    ("D4", "another price", changed(answers.VICKREY, "outcome/price/a", 4)),
    ("D4", "another bundle", changed(answers.VICKREY, "outcome/allocation/1/a", 2)),
    ("D4", "another payment", changed(answers.VICKREY, "outcome/payments/3", 0)),
    ("D4", "another payoff", changed(answers.CORE, "outcome/payoffs/auctioneer", 3)),
    ("D4", "another revenue", changed(answers.VICKREY, "outcome/revenue", 3)),
    ("D4", "another welfare", changed(answers.CORE_STATED, "outcome/welfare", 4)),
    ("D4", "another residual supply", changed(answers.VICKREY, "outcome/residual_supply/1/last/a", 4)),
    ("D4", "not the stated payoffs", changed(answers.CORE_STATED, "outcome/payoffs/1", 2)),
    ("D4", "the auctioneer's payoff is not the rest", changed(answers.CORE_STATED, "outcome/payoffs/auctioneer", 1)),
    ("D5", "as much as the payoffs", changed(answers.CORE_MANY_BLOCKED, "outcome/blocking/0/coalition", answers.ALL_BUT_2["coalition"][1:])),
    ("D6", "a coalition left out", changed(answers.CORE, "outcome/blocking", BLOCKING[:1])),
    ("D6", "another deficit", changed(answers.CORE, "outcome/blocking/0/deficit", 1)),
    ("D6", "one that does not block", changed(answers.CORE_HOLDS, "outcome/blocking", BLOCKING[:1])),
    ("D6", "more than the cap", changed(answers.CORE_CAP, "outcome/blocking", BLOCKING)),
    ("D6", "twice", changed(answers.CORE_MANY_BLOCKED, "outcome/blocking", [answers.ALL_BUT_2] * 2)),
    ("D6", "more than the cap, of many", asked(changed(answers.CORE_MANY_BLOCKED, "outcome/blocking", [answers.ALL_BUT_2] * 2), cap=1)),
    ("D7", "two coalitions block", answers.CORE | {"findings": [*answers.CORE["findings"][:2], *TRUE_CORE, answers.CORE["findings"][4]]}),
    (
        "D7",
        "open while a coalition blocks",
        answers.CORE | {"findings": [*answers.CORE["findings"][:2], *write.opened(*answers.CLAIMS), answers.CORE["findings"][4]]},
    ),
    (
        "D7",
        "refuted while nothing blocks",
        answers.CORE_HOLDS
        | {
            "findings": [
                *answers.CORE_HOLDS["findings"][:2],
                *(f | {"holds": False} for f in answers.CORE_HOLDS["findings"][2:4]),
                answers.CORE_HOLDS["findings"][4],
            ]
        },
    ),
    ("D7", "the auctioneer alone blocks at the price", finding(answers.CORE_SOLD, "core", write.proved("core"))),
    ("D8", "another price", changed(answers.CORE_PRICED, "certificate/price/a", 2)),
    ("D8", "a dear price", changed(answers.CORE_PRICED, "certificate/price/a", "7/2")),
    (
        "D8",
        "of Vickrey payoffs",
        finding(answers.CORE_HOLDS | {"certificate": {"price": {"a": "11/14", "b": "11/14"}}}, "bidder-core", write.proved("bidder-core")),
    ),
    ("D9", "no node", trees(answers.CORE_TREES, **{"with": []})),
    ("D9", "a missing leaf", trees(answers.CORE_TREES, **{"with": [0, []]})),
    ("D9", "a trailing leaf", trees(answers.CORE_TREES, **{"with": [[], []]})),
    ("D9", "branching twice", trees(answers.CORE_TREES, **{"with": [0, 0, [], [], [3]]})),
    ("D9", "on nobody", trees(answers.CORE_TREES, **{"with": [16, [], [3]]})),
    ("D9", "below 0", trees(answers.CORE_TREES, **{"with": [-1, [], [3]]})),
    ("D9", "two prices for one good", trees(answers.CORE_TREES, **{"with": [[3, 3]]})),
    ("D10", "a weak leaf of two", trees(answers.CORE_TREES, **{"with": [0, [], [4]]})),
    ("D10", "a price at which all gain more", trees(answers.CORE_TREES, without=[[2]])),
    ("D10", "at most less", all_changed(answers.CORE_BOUNDED, findings__1__at_most="1/11", findings__2__at_most="1/11")),
    ("D11", "no tree", changed(answers.CORE_TREES, "certificate", {})),
    ("D11", "one tree of two", changed(answers.CORE_TREES, "certificate/without", REMOVED)),
    ("D11", "a price and trees", changed(answers.CORE_TREES, "certificate/price", {"a": 3})),
    ("D11", "trees of few", changed(answers.CORE_STATED, "certificate", {"with": [[]], "without": [[]]})),
    ("D11", "a price that nothing rests on", changed(answers.CORE_OPEN, "certificate", {"price": {"a": 3}})),
    ("D11", "evidence of a rule that has none", changed(answers.NUMERIC_OPEN, "certificate", {"worths": []})),
    ("D12", "no second difference above 0", witness(answers.ALWAYS_PAIR, 1, coalition=["1"])),
    ("D12", "a bidder of the coalition", witness(answers.ALWAYS, 0, coalition=["2"])),
    ("D12", "one bidder", witness(answers.ALWAYS, 0, bidders=["2"])),
    ("D12", "nobody for the bidder-core", witness(answers.ALWAYS, 0, coalition=[])),
    ("D12", "another pair", witness(answers.ALWAYS, 0, coalition=["2"], bidders=["1", "3"])),
    (
        "D13",
        "one above 0",
        of_market(answers.ALWAYS, answers.EXAMPLE_1)
        | {"findings": [write.enumerated("bidder-core-always", differences=3), write.enumerated("core-always", differences=6)]},
    ),
    ("D13", "two bidders who lose alone", finding(answers.ALWAYS_PAIR, "core-always", write.enumerated("core-always", differences=1))),
    ("D14", "different theta", unevenly(answers.ALWAYS_THEOREM, [5], [[1]])),
    ("D14", "different theta for shills", unevenly(answers.SHILLS_THEOREM, [5], [[1]])),
    ("D14", "matrices that do not commute", of_market(answers.MONOTONE_THEOREM, answers.EXAMPLE_3)),
    ("D14", "two bidders who lose alone", of_market(answers.ALWAYS_THEOREM, answers.POOR)),
    ("D15", "revenue that rises", witness(answers.MONOTONE, 0, participants=["1", "3"], bidder="2")),
    ("D15", "one participant", witness(answers.MONOTONE, 0, participants=["1"])),
    ("D15", "a bidder who takes part", witness(answers.MONOTONE, 0, bidder="1")),
    ("D16", "a revenue falls", changed(answers.MONOTONE, "findings", [write.enumerated("revenue-monotone", comparisons=3)])),
    ("D17", "no gain", witness(answers.SHILLS, 0, shills=["3"])),
    ("D17", "himself", witness(answers.SHILLS, 0, shills=["1"])),
    ("D17", "no shill", witness(answers.SHILLS, 0, shills=[])),
    ("D17", "another participant as a shill", witness(answers.SHILLS, 0, shills=["2", "3"])),
    ("D17", "no participant", witness(answers.SHILLS, 0, bidder="3")),
    ("D17", "other participants", asked(answers.SHILLS, participants=["1", "2", "3"])),
    ("D18", "somebody gains", changed(answers.SHILLS_STATED, "findings", [write.enumerated("shill-proof", cases=6)])),
    ("D19", "another price", changed(answers.UNIFORM, "outcome/price/a", 3)),
    ("D19", "another slope", changed(answers.UNIFORM, "outcome/slope/0/0", 1)),
    ("D19", "two participants", asked(answers.UNIFORM, participants=["1", "2"])),
    ("D19", "different S", unevenly(answers.UNIFORM, [4], [[2]])),
    ("D19", "efficient though theta differ", finding(answers.UNIFORM, "efficient", write.proved("efficient"))),
    ("D19", "two who agree", witness(answers.UNIFORM, 1, bidders=["1", "2"])),
    ("D20", "another mean", changed(answers.REVENUE, "outcome/mean/a", 2)),
    ("D20", "another expectation", changed(answers.REVENUE, "outcome/vickrey", 2)),
    ("D20", "the other is better", changed(answers.REVENUE, "outcome/better", "vickrey")),
    ("D20", "probabilities that add up to less", changed(answers.REVENUE, "input/prior/values/0/probability", "1/3")),
    ("D20", "a theta twice", changed(answers.REVENUE, "input/prior/values/0/theta/a", 4)),
    ("D20", "no values", changed(answers.REVENUE, "input/prior/values", [])),
    ("D20", "values and a mean", changed(answers.REVENUE, "input/prior/mean", {"a": 3})),
    ("D20", "a covariance below 0", changed(answers.REVENUE_COVARIANCE, "input/prior/covariance", [[-1]])),
    ("D20", "a covariance of another shape", changed(answers.REVENUE_COVARIANCE, "input/prior/covariance", [[1, 0], [0, 1]])),
    ("D20", "samples of a covariance", asked(answers.REVENUE_COVARIANCE, samples=2)),
    ("D20", "different S", unevenly(answers.REVENUE, [4], [[2]])),
    ("D21", "another variance", changed(answers.REVENUE_SAMPLED, "outcome/sampled/vickrey/variance", 1)),
    ("D21", "another seed", asked(answers.REVENUE_SAMPLED, seed=8)),
    ("D21", "a seed without samples", asked(answers.REVENUE, seed=1)),
    ("D22", "dependent packages", all_changed(answers.PACKAGES, input__packages=[answers.TURNED[0]] * 2, outcome__packages=[answers.TURNED[0]] * 2)),
    ("D22", "one package", all_changed(answers.PACKAGES, input__packages=answers.TURNED[:1], outcome__packages=answers.TURNED[:1])),
    ("D22", "other packages than stated", changed(answers.PACKAGES, "outcome/packages", answers.GOODS)),
    ("D22", "no packages though some are stated", answers.PACKAGES_OPEN | {"input": write.INPUT | {"packages": answers.GOODS}}),
    ("D22", "other quantities", changed(answers.PACKAGES, "outcome/package_quantities", [1, 1])),
    ("D22", "stated packages that were found", changed(answers.PACKAGES, "outcome/method", "tilted")),
    ("D22", "turned packages called goods", changed(answers.PACKAGES_FOUND, "outcome/method", "goods")),
    (
        "D22",
        "slanted packages called eigenvectors",
        changed(write.packages(answers.EXAMPLE_2, answers.SLANTED, "tilted"), "outcome/method", "common-eigenvectors"),
    ),
    ("D22", "found packages that fail", changed({key: part for key, part in answers.PACKAGES_GOODS.items() if key != "input"}, "outcome/method", "goods")),
    ("D22", "separate auctions of packages that are no eigenvectors", {key: part for key, part in answers.INDEPENDENT_GOODS.items() if key != "input"}),
    ("D23", "a quantity above 0", witness(answers.PACKAGES_FAIL, 1, coalition=["1"], bidder="1", package=0)),
    ("D23", "packages in another order", witness(answers.PACKAGES_GOODS, 0, packages=[1, 0])),
    ("D23", "no such package", witness(answers.PACKAGES_FAIL, 1, package=2)),
    ("D23", "a package below 0", witness(answers.PACKAGES_LOW, 2, package=-1)),
    ("D23", "nobody", witness(answers.PACKAGES_LOW, 2, coalition=[])),
    ("D23", "not a member", witness(answers.PACKAGES_FAIL, 1, coalition=["2"], bidder="1")),
    ("D23", "a price of 0 or more", witness(of_market(answers.PACKAGES_LOW, write.market([0], ([1], [[1]]), ([1], [[1]]))), 2)),
    ("D23", "a bidder whose goods are substitutes", witness(answers.PACKAGES_GOODS, 0, bidder="2")),
    ("D24", "goods that are complements", finding(answers.PACKAGES_GOODS, "substitutes", SUBSTITUTES)),
    ("D24", "a quantity below 0", finding(answers.PACKAGES_FAIL, "nonnegative-allocations", ALLOCATIONS)),
    ("D24", "a price below 0", finding(answers.PACKAGES_LOW, "nonnegative-prices", PRICES | {"coalitions": 3})),
    ("D25", "multipliers that leave something", witness(answers.PACKAGES_OPPOSITE, 0, multipliers=[1, 2])),
    ("D25", "no allocation", witness(answers.PACKAGES_OPPOSITE, 0, allocations=[], multipliers=[])),
    ("D25", "multipliers below 0", witness(answers.PACKAGES_OPPOSITE, 0, multipliers=[-2, -2])),
    ("D25", "a multiplier too many", witness(answers.PACKAGES_OPPOSITE, 0, multipliers=[2, 2, 2])),
    (
        "D25",
        "allocations of nothing",
        witness(answers.PACKAGES_OPPOSITE, 0, allocations=[{"coalition": ["2"], "bidder": "2"}] * 2, multipliers=[1, 1]),
    ),
    ("D25", "a pair that leaves room", changed(answers.PACKAGES_ACUTE, "findings/0/witness/bidder", "2")),
    (
        "D25",
        "the same allocation twice",
        changed(answers.PACKAGES_ACUTE, "findings/0/witness/allocations/1", answers.PACKAGES_ACUTE["findings"][0]["witness"]["allocations"][0]),
    ),
    (
        "D25",
        "one allocation",
        changed(answers.PACKAGES_ACUTE, "findings/0/witness/allocations", answers.PACKAGES_ACUTE["findings"][0]["witness"]["allocations"][:1]),
    ),
    ("D26", "another price", changed(answers.INDEPENDENT, "outcome/auctions/0/price", 1)),
    ("D26", "another sum of payments", changed(answers.INDEPENDENT, "outcome/payments/1", 1)),
    ("D26", "separable though they are not", finding(answers.INDEPENDENT_GOODS, "separable", write.proved("separable"))),
    (
        "D26",
        "a product of 0",
        finding(answers.INDEPENDENT, "separable", write.proved("separable", holds=False, witness={"bidder": "1", "packages": [0, 1], "value": 1})),
    ),
    ("D26", "the same as joint though it is not", finding(answers.INDEPENDENT_GOODS, "same-as-joint", write.proved("same-as-joint"))),
    (
        "D26",
        "another outcome though it is the same",
        finding(answers.INDEPENDENT, "same-as-joint", write.proved("same-as-joint", holds=False, witness={"bidder": "1"})),
    ),
    (
        "D26",
        "the same uniform prices though they are not",
        finding(answers.INDEPENDENT_SLANTED, "same-as-joint-uniform", write.proved("same-as-joint-uniform")),
    ),
    ("D27", "a shorter interval", interval(answers.QUANTITY, least=5)),
    ("D27", "another condition at the end", changed(answers.QUANTITY, "outcome/least_by", CONDITION)),
    ("D27", "a condition that always fails left out", finding(answers.QUANTITY_NONE, "some-quantity", write.enumerated("some-quantity", conditions=8))),
    ("D27", "conditions that exclude one another left out", finding(answers.QUANTITY_CLASH, "some-quantity", write.enumerated("some-quantity", conditions=8))),
    ("D27", "conditions that hold together", witness(answers.QUANTITY_CLASH, 1, conditions=[CONDITION])),
    ("D27", "the same condition twice", witness(answers.QUANTITY_CLASH, 1, conditions=answers.QUANTITY_CLASH["findings"][1]["witness"]["conditions"][:1] * 2)),
    ("D27", "no condition", witness(answers.QUANTITY_CLASH, 1, conditions=[])),
    ("D27", "another direction", changed(answers.QUANTITY_TURNED, "outcome/direction/a", 2)),
    ("D27", "a direction of nothing", all_changed(answers.QUANTITY_TURNED, input__direction={"a": 0, "b": 0}, outcome__direction={"a": 0, "b": 0})),
    ("D28", "another payment", changed(answers.SPLIT, "outcome/payments/1", 7)),
    ("D28", "another joint revenue", changed(answers.SPLIT, "outcome/vickrey_revenue", -8)),
    ("D28", "one on a side", changed(answers.SPLIT, "input/forward", ["1"])),
    ("D28", "a participant twice on a side", changed(answers.SPLIT, "input/forward", ["1", "1", "2"])),
    ("D28", "nobody on the other side", changed(answers.SPLIT, "input/forward", ["1", "2", "3", "4"])),
    ("D29", "a deviation left out", changed(answers.SPLIT, "outcome/deviations/1", REMOVED)),
    ("D29", "not the best report", all_changed(answers.SPLIT, outcome__deviations__1={"theta": {"a": 8}, "bundle": {"a": 3}, "gain": 1})),
    ("D29", "another theta", changed(answers.SPLIT, "outcome/deviations/1/theta/a", 8)),
    ("D29", "another gain", changed(answers.SPLIT, "outcome/deviations/1/gain", 2)),
    ("D29", "a direction of losses", changed(answers.SPLIT, "outcome/deviations/1/direction", {"a": 1})),
    (
        "D29",
        "a deviation of one who gains by none",
        changed(answers.SPLIT_TRUE, "outcome/deviations", {"1": {"theta": {"a": 1}, "bundle": {"a": 0}, "gain": 0}}),
    ),
    ("D29", "a witness without a deviation", changed(answers.SPLIT_IDLE, "findings/0/witness/bidder", "3")),
    ("D30", "another quantity for proposition 3", changed(answers.BREAK_3, "outcome/market/quantity/0", 2)),
    ("D30", "other shifts", changed(answers.BREAK_3, "outcome/shifts/2/a", 2)),
    ("D30", "shifts of others", changed(of_market(answers.BREAK_3, answers.EQUAL), "outcome/shifts/4", {"a": 0})),
    ("D30", "another theta", changed(answers.BREAK_4, "outcome/market/bidders/0/values/theta/0", 5)),
    ("D30", "another S", changed(answers.BREAK_4, "outcome/market/bidders/0/values/S/0/0", 2)),
    ("D30", "S that is not definite", changed(answers.BREAK_4, "outcome/market/bidders/0/values/S", [[-1]])),
    ("D30", "more bidders than here", changed(answers.BREAK_4, "outcome/market/bidders", MADE["bidders"] + [dict(MADE["bidders"][0], name="4")])),
    ("D30", "another deficit", changed(answers.BREAK_4, "outcome/deficit", 1)),
    ("D30", "no deficit", all_changed(answers.BREAK_4, outcome__market__quantity=[100], outcome__deficit=-1)),
    ("D30", "another coalition", changed(answers.BREAK_4, "outcome/coalition", ["1"])),
    ("D30", "other goods", changed(answers.BREAK_4, "outcome/market/goods", ["b"])),
    ("D30", "bidders in another order", changed(answers.BREAK_4, "outcome/market/bidders", MADE["bidders"][::-1])),
    ("D30", "two bidders", changed(answers.BREAK_FOUND, "outcome/market/bidders", MADE_5["bidders"][:2])),
    (
        "D30",
        "theta that differ for proposition 5",
        changed(of_market(answers.BREAK_5, changed(answers.EXAMPLE_3, "bidders/0/values/theta", [9, 9])), "outcome/market/bidders/0/values/theta", [9, 9]),
    ),
    ("D31", "proposition 4 refuted", proposition(answers.UNBREAKABLE_5, 4)),
    ("D31", "proposition 4 refuted as it was once", proposition(changed(answers.UNBREAKABLE_5, "findings", [write.proved("breakable", holds=False)]), 4)),
    ("D31", "proposition 4 where theta are equal", proposition(answers.BREAK_5, 4, bidders=["1", "2", "3"])),
    ("D31", "proposition 4 where theta are equal, of bidders not named", proposition(answers.BREAK_FOUND, 4)),
    ("D31", "theta that differ for proposition 5", of_market(answers.UNBREAKABLE_5, answers.EXAMPLE_1)),
    ("D31", "proposition 3", proposition(answers.UNBREAKABLE_5, 3)),
    ("D31", "a quantity breaks it", of_market(answers.UNBREAKABLE_5, answers.EXAMPLE_3)),
    ("D31", "a quantity breaks it for these", asked(of_market(answers.UNBREAKABLE_5, answers.EXAMPLE_3), bidders=["2", "3", "1"])),
    ("D32", "another difference", changed(answers.ADVISE, "outcome/theta_difference", 1)),
    ("D32", "another commutator", changed(answers.ADVISE, "outcome/commutator", 1)),
    ("D32", "another share off the diagonal", changed(answers.ADVISE, "outcome/off_diagonal", 0)),
    ("D32", "a basis of one vector", changed(answers.ADVISE, "outcome/basis", [answers.GOODS[0]] * 2)),
    ("D32", "a basis of nothing", changed(answers.ADVISE, "outcome/basis", [{"a": 0, "b": 0}] * 2)),
    ("D32", "another deficit", changed(answers.ADVISE, "outcome/largest_deficit", 1)),
    ("D33", "bundles of another sum", changed(answers.NUMERIC, "outcome/allocation/1/a", 0)),
    ("D33", "another price", changed(answers.NUMERIC, "certificate/without/2/price/a", 0)),
    ("D33", "a set left out", changed(answers.NUMERIC_CORE, "certificate/worths", PARTS[1:])),
    ("D33", "sets in another order", changed(answers.NUMERIC_CORE, "certificate/worths", PARTS[::-1])),
    (
        "D33",
        "marginal utility that nobody can compute",
        all_changed(answers.NUMERIC_FALLING, outcome__allocation__1__a=-HUGE, outcome__allocation__2__a=HUGE, outcome__allocation__3__a=2),
    ),
    ("D33", "a residual of 0", residual(answers.NUMERIC_FALLING, 0)),
    ("D34", "another welfare", changed(answers.NUMERIC, "outcome/welfare", 9)),
    ("D34", "another payoff", changed(answers.NUMERIC, "outcome/payoffs/1", 9)),
    ("D34", "another payment", changed(answers.NUMERIC, "outcome/payments/1", 9)),
    ("D34", "another revenue", changed(answers.NUMERIC, "outcome/revenue", 9)),
    ("D34", "an auctioneer who keeps something", changed(answers.NUMERIC, "outcome/payoffs/auctioneer", 9)),
    ("D35", "a set left out", changed(answers.NUMERIC_CORE_ALONE, "outcome/blocking", [])),
    ("D35", "a set twice", changed(answers.NUMERIC_CORE_ALONE, "outcome/blocking", answers.NUMERIC_CORE_ALONE["outcome"]["blocking"] * 2)),
    ("D35", "a set that does not block", changed(answers.NUMERIC_CORE_HOLDS, "outcome/blocking", [BLOCKING[0]])),
    ("D35", "another deficit", changed(answers.NUMERIC_CORE_ALONE, "outcome/blocking/0/deficit", 1)),
    ("D35", "without the auctioneer", changed(answers.NUMERIC_CORE_ALONE, "outcome/blocking/0/auctioneer", False)),
    ("D35", "another sum of payoffs", changed(answers.NUMERIC_CORE_ALONE, "outcome/blocking/0/payoffs", 1)),
    ("F2", "the core of an auctioneer who loses", finding(answers.NUMERIC_CORE_ALONE, "core", {"claim": "core", "holds": True, "grade": "numeric"})),
    ("D35", "a residual above the tolerance", residual(answers.NUMERIC_CORE_HOLDS, "1/100000")),
    ("D35", "a residual above the tolerance, open", unsettled(residual(answers.NUMERIC_CORE_HOLDS, "1/100000"))),
    (
        "F1",
        "core-always where the core does not hold",
        changed(answers.ADVISE_POOR, "findings", [*answers.ADVISE_POOR["findings"], *write.opened("core-always")]),
    ),
    ("F2", "true above the tolerance", changed(answers.NUMERIC_STRICT, "findings/0/holds", True)),
]


@pytest.mark.parametrize("document", HONEST.values(), ids=HONEST)
def test_an_honest_answer_is_accepted(document):
    accept(document)


@pytest.mark.parametrize(("code", "document"), params(BROKEN))
def test_a_broken_answer_is_rejected_for_the_broken_condition(code, document):
    assert code_of(document) == code


def test_every_condition_of_the_room_is_broken_above():
    assert broken(BROKEN, "D") == conditions("D")


def test_example_3_has_one_blocking_coalition_with_the_deficit_of_the_paper():
    blocking = answers.CORE_THIRD["outcome"]["blocking"]
    assert [(entry["coalition"], entry["auctioneer"], entry["deficit"]) for entry in blocking] == [(["1"], True, "8581/11449400")]
    accept(answers.CORE_THIRD)
    assert code_of(changed(answers.CORE_THIRD, "outcome/blocking/0/deficit", "8581/11449401")) == "D6"


def test_a_price_does_not_prove_that_the_auctioneer_alone_is_content():
    found = {one["claim"]: one["holds"] for one in answers.CORE_SOLD["findings"]}
    assert (found["bidder-core"], found["core"]) == (True, False)
    assert Fraction(answers.CORE_SOLD["outcome"]["payoffs"]["auctioneer"]) == Fraction(answers.CORE_SOLD["certificate"]["price"]["a"]) * -1


def test_a_leaf_for_nobody_needs_no_proof_and_every_other_needs_one():
    nobody: list = []
    for bidder in range(16):
        nobody += [bidder, [3]]
    document = trees(answers.CORE_TREES, **{"with": [*nobody, [100]]})
    accept(all_changed(document, findings__1__leaves=20, findings__2__leaves=20))
    assert code_of(all_changed(trees(document, **{"with": [*nobody[:-2], [100]]}), findings__1__leaves=20, findings__2__leaves=20)) == "D10"


def test_an_open_verdict_claims_nothing():
    accept(finding(answers.MONOTONE, "revenue-monotone", write.opened("revenue-monotone")[0]))
    accept(answers.ALWAYS | {"findings": write.opened("bidder-core-always", "core-always")})
    accept(finding(answers.SHILLS, "shill-proof", write.opened("shill-proof")[0]))


@pytest.mark.parametrize(
    "document",
    [
        of_market(answers.VICKREY, bundle_market(["a"], _1=singles("additive", a=1))),
        efficient(bundle_market(["a"], _1=singles("additive", a=1))) | {"market": answers.EXAMPLE_1, "market_digest": digest(answers.EXAMPLE_1)},
        asked(answers.VICKREY, participants=["1", "9"]),
        asked(answers.CORE, payoffs={"1": 1, "2": 1}),
        asked(answers.CORE, payoffs={"1": 1, "2": 1, "3": 1, "4": 1}),
        asked(answers.CORE, cap=0),
        asked(answers.ALWAYS, participants=["1", "2"]),
        changed(answers.VICKREY, "outcome/price", {"b": 3}),
        changed(answers.VICKREY, "outcome/revenue", REMOVED),
        changed(answers.VICKREY, "outcome/residual_supply/1/first", REMOVED),
        changed(answers.VICKREY, "outcome/welfare", "4.5"),
        changed(answers.CORE, "outcome/blocking", REMOVED),
        changed(answers.CORE_MANY_BLOCKED, "outcome/blocking/0/coalition", ["19"]),
        changed(answers.CORE_PRICED, "certificate/price", {"b": 3}),
        changed(answers.CORE_TREES, "certificate/with", [0, [], {}]),
        changed(answers.CORE_TREES, "certificate/with", [True, [], [3]]),
        changed(answers.CORE_REPORTED, "findings/1/error", -1),
        changed(answers.ALWAYS, "findings/0/witness", REMOVED),
        changed(answers.ALWAYS, "findings/0/witness/coalition", ["9"]),
        changed(answers.SPLIT, "input", REMOVED),
        changed(answers.SPLIT, "outcome/deviations/9", {"theta": {"a": 1}, "bundle": {"a": 1}, "gain": 1}),
        changed(answers.REVENUE, "input/number", 1),
        changed(answers.REVENUE, "input/prior/values/0/probability", 0),
        changed(answers.REVENUE, "input/prior", {}),
        changed(answers.BREAK_3, "input/proposition", 6),
        changed(answers.BREAK_3, "outcome/shifts", REMOVED),
        changed(answers.BREAK_4, "outcome/shifts", {}),
        changed(answers.BREAK_4, "outcome/market/title", "made"),
        changed(answers.BREAK_4, "outcome/market/kind", "bundle"),
        changed(answers.BREAK_4, "outcome/market/quantity", ["1.0"]),
        changed(answers.BREAK_4, "outcome/market/bidders/0/values/endowment", [1]),
        changed(answers.NUMERIC, "outcome/residual_supply", {}),
        changed(answers.NUMERIC, "certificate/without/9", answers.NUMERIC["certificate"]["without"]["1"]),
        changed(answers.NUMERIC, "parameters/tolerance", 0),
        of_market(answers.VICKREY, changed(answers.EXAMPLE_1, "bidders/0/values/S", [[0]])),
        of_market(answers.NUMERIC, changed(answers.BENT, "bidders/1/values/packages", [[1, 1], [2, 2]])),
    ],
)
def test_an_answer_of_another_form_is_unreadable(document):
    with pytest.raises(Unreadable):
        check(text(document))


def test_only_what_holds_whatever_the_rounding_is_accepted():
    price = answers.NUMERIC_LOGISTIC["outcome"]["price"]["a"]
    assert Fraction(price).denominator > 10
    accept(residual(answers.NUMERIC_LOGISTIC, "1/1000000000"))
    assert code_of(residual(answers.NUMERIC_LOGISTIC, "1/10000000000000")) in ("D33", "D34")


def test_numeric_answers_about_sets_of_participants_are_accepted():
    accept(numeric(answers.BENT, "core", participants=["1", "3"], tolerance="1/100"))
