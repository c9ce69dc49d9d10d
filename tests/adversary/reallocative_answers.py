"""Honest answers about divisible goods, in which each rule has something to show."""

from fractions import Fraction

from .reallocative_numeric import log_cosh, numeric
from .reallocative_numeric import market as numeric_market
from .reallocative_writer import (
    Book,
    advise,
    always,
    broken_by,
    by_theorem,
    core,
    enumerated,
    independent,
    market,
    monotone,
    no_packages,
    opened,
    packages,
    proved,
    quantity,
    revenue,
    shills,
    split,
    unbreakable,
    uniform,
    vickrey,
)
from .writer import answers_among

ONE, HALF = [[1, 0], [0, 1]], [["1/2", "1/4"], ["1/4", "1/2"]]
EXAMPLE_1 = market([1], ([4], [[1]]), ([4], [[1]]), ([2], [[1]]))
EXAMPLE_2 = market([1, 1], ([1, 1], [[1, "-1/2"], ["-1/2", 1]]), ([1, 1], HALF), ([1, 1], HALF))
FIRST, THIRD = [["1/4", "19/100"], ["19/100", "149/100"]], [["307/100", "347/100"], ["347/100", "447/100"]]
EXAMPLE_3 = market([1, 0], ([10, 10], FIRST), ([10, 10], [["29/5", 0], [0, "29/5"]]), ([10, 10], THIRD))
EQUAL = market([1], *[([4], [[k]]) for k in (1, 2, 3, 4)])
POOR = market([1], (["3/5"], [[1]]), (["3/5"], [[1]]))
COMMON = market([1, 1], ([1, 2], ONE), ([2, 1], ONE), ([0, 1], ONE))
SIDES = market([0], *[([theta], [[1]]) for theta in (6, 6, 2, 2)])
STEEP = market([1, 1], ([1, 1], [[2, 1], [1, 2]]), ([1, 1], [[1, 0], [0, 3]]), ([1, 1], [[5, -2], [-2, 1]]), ([1, 1], [[1, "1/2"], ["1/2", 4]]))
TWINS = market([0], *[([1], [[1]])] * 4)
MANY = market([16], *[([4], [[1]])] * 16)
GOODS = [{"a": 1, "b": 0}, {"a": 0, "b": 1}]
TURNED = [{"a": 1, "b": 1}, {"a": -1, "b": 1}]
SLANTED = [{"a": 1, "b": 1}, {"a": 0, "b": 1}]
PRIOR = {"values": [{"theta": {"a": 2}, "probability": "1/2"}, {"theta": {"a": 4}, "probability": "1/2"}]}

VICKREY = vickrey(EXAMPLE_1)
VICKREY_PAIR = vickrey(EXAMPLE_3, participants=["3", "1"])
UNIFORM = uniform(EXAMPLE_1)
UNIFORM_EFFICIENT = uniform(market([3], *[([4], [[1]])] * 3))
CORE = core(EXAMPLE_1)
CORE_THIRD = core(EXAMPLE_3)
CORE_CAP = core(EXAMPLE_1, cap=1)
CORE_HOLDS = core(EXAMPLE_2)
CORE_STATED = core(EXAMPLE_1, payoffs={"1": 1, "2": 1, "3": 1})
CORE_INFEASIBLE = core(EXAMPLE_1, payoffs={"1": 1, "2": 1, "3": 1, "auctioneer": 1})
COMPETITIVE = {"1": "1/2", "2": "1/2", "3": "1/2", "auctioneer": 3}
CORE_PRICED = core(EXAMPLE_1, {"a": 3}, payoffs=COMPETITIVE)
SOLD = market([-1], ([1], [[1]]), ([1], [[1]]))
CORE_SOLD = core(SOLD, {"a": "3/2"}, payoffs={"1": "1/8", "2": "1/8", "auctioneer": "-3/2"})
CORE_POOR = core(POOR)


def of_many(first: str, second: str, findings: list[dict], certificate: dict, blocking: list[dict] | None = None) -> dict:
    """Returns an answer about sixteen bidders who sell one unit each at price 3, where the first two have these payoffs and the others 1/2."""
    payoffs = {str(k): "1/2" for k in range(1, 17)} | {"1": first, "2": second, "auctioneer": 48}
    outcome = {"price": {"a": 3}, "allocation": {str(k): {"a": 1} for k in range(1, 17)}, "welfare": 56, "payoffs": payoffs, "blocking": blocking or []}
    return Book(MANY, {"payoffs": payoffs}).answer("core", outcome, [proved("feasible"), *findings], certificate)


CLAIMS = ("bidder-core", "core")
ALL_BUT_2 = {
    "coalition": [str(k) for k in range(1, 17) if k != 2],
    "auctioneer": True,
    "worth": "832/15",
    "payoffs": "277/5",
    "deficit": "1/15",
}
TREES = {"with": [0, [], [3]], "without": [15, [3], 2, [3], [3]]}
CORE_TREES = of_many("1/2", "1/2", [enumerated(claim, leaves=5) for claim in CLAIMS], TREES)
CORE_MANY_PRICED = of_many("1/2", "1/2", [proved(claim) for claim in CLAIMS], {"price": {"a": 3}})
CORE_MANY_BLOCKED = of_many("2/5", "3/5", [proved(claim, holds=False, witness=ALL_BUT_2) for claim in CLAIMS], {}, [ALL_BUT_2])
CORE_BOUNDED = of_many(
    "2/5",
    "3/5",
    [{"claim": claim, "holds": None, "grade": "bounded", "at_most": "1/10"} for claim in CLAIMS],
    {"with": [[3]], "without": [[3]]},
)
CORE_REPORTED = of_many(
    "1/2",
    "1/2",
    [{"claim": claim, "holds": None, "grade": "numeric", "coalitions": 2 * (2**16 - 1) + (claim == "core"), "error": "1/1000000"} for claim in CLAIMS],
    {},
)
CORE_OPEN = of_many("1/2", "1/2", opened(*CLAIMS), {})
ALWAYS = always(EXAMPLE_3)
ALWAYS_FAILS = always(EXAMPLE_1)
ALWAYS_HOLDS = always(EQUAL)
ALWAYS_PAIR = always(POOR)
ALWAYS_THEOREM = by_theorem(EQUAL, "always")
MONOTONE = monotone(EXAMPLE_1)
MONOTONE_HOLDS = monotone(EXAMPLE_3)
MONOTONE_THEOREM = by_theorem(EQUAL, "monotone")
SHILLS = shills(EXAMPLE_1)
SHILLS_STATED = shills(EXAMPLE_1, participants=["1", "2"])
SHILLS_NONE = shills(EXAMPLE_3)
SHILLS_THEOREM = by_theorem(EQUAL, "shills")
PACKAGES = packages(EXAMPLE_2, TURNED)
PACKAGES_GOODS = packages(EXAMPLE_2, GOODS)
PACKAGES_FOUND = packages(EXAMPLE_2, TURNED, "common-eigenvectors")
PACKAGES_FAIL = packages(EXAMPLE_3, SLANTED)
PACKAGES_LOW = packages(market([4], ([-1], [[1]]), ([1], [[1]])), [{"a": 1}])
PACKAGES_OPEN = no_packages(EXAMPLE_3, None)
OPPOSITE = market([0, 0], ([2, 0], ONE), ([0, 0], ONE))
PACKAGES_OPPOSITE = no_packages(
    OPPOSITE, {"allocations": [{"coalition": ["1", "2"], "bidder": "1"}, {"coalition": ["1", "2"], "bidder": "2"}], "multipliers": [2, 2]}
)
PACKAGES_ACUTE = no_packages(EXAMPLE_3, {"allocations": [{"coalition": ["1", "2"], "bidder": "2"}, {"coalition": ["1", "3"], "bidder": "3"}], "bidder": "1"})
QUANTITY = quantity(EXAMPLE_1, [{"a": 1}])
QUANTITY_TURNED = quantity(EXAMPLE_2, TURNED, direction={"a": 1, "b": 2})
QUANTITY_NONE = quantity(OPPOSITE, GOODS, direction={"a": 0, "b": 1})
QUANTITY_CLASH = quantity(market([1, 1], ([1, 0], ONE), ([0, 1], ONE)), [{"a": 1, "b": 0}, {"a": 0, "b": -1}], direction={"a": 1, "b": 1})
INDEPENDENT = independent(EXAMPLE_2, TURNED)
INDEPENDENT_FOUND = independent(EXAMPLE_2, TURNED, found=True)
INDEPENDENT_GOODS = independent(EXAMPLE_2, GOODS)
INDEPENDENT_UNIFORM = independent(COMMON, TURNED)
INDEPENDENT_SLANTED = independent(COMMON, SLANTED)
SPLIT = split(SIDES, ["1", "2"])
SPLIT_STEEP = split(STEEP, ["1", "3"])
SPLIT_TRUE = split(TWINS, ["1", "2"])
SPLIT_IDLE = split(market([0], *[([theta], [[1]]) for theta in (6, 6, 4, 2, 2)]), ["1", "2", "3"])
REVENUE = revenue(EXAMPLE_1, number=3, prior=PRIOR)
REVENUE_PAIR = revenue(POOR)
REVENUE_COVARIANCE = revenue(EXAMPLE_1, ("25/12", "7/3", "23/6"), number=3, prior={"mean": {"a": 3}, "covariance": [[1]]})
SAMPLED = {"samples": 50, "seed": 7, "vickrey": {"mean": "217/100", "variance": "788/91875"}, "uniform": {"mean": "178/75", "variance": "2216/275625"}}
REVENUE_SAMPLED = revenue(EXAMPLE_1, sampled=SAMPLED, number=3, prior=PRIOR, samples=50, seed=7)
BREAK_3 = broken_by(EXAMPLE_1, 3, "1", "2", "3")
BREAK_4 = broken_by(EXAMPLE_1, 4, "2", "1", "3")
BREAK_5 = broken_by(EXAMPLE_3, 5, "2", "3", "1")
BREAK_FOUND = broken_by(EXAMPLE_3, 5, "2", "3", "1", stated=False)
UNBREAKABLE_5 = unbreakable(EQUAL)
UNBREAKABLE_THREE = unbreakable(EQUAL, "4", "2", "3")
ADVISE = advise(EXAMPLE_3, GOODS)
ADVISE_PACKAGES = advise(EXAMPLE_2, GOODS, TURNED, "common-eigenvectors")
ADVISE_POOR = advise(POOR, [{"a": 1}], [{"a": 1}])
QUADRATIC = {"type": "quadratic", "theta": [5, 2], "S": [[1, 0], [0, 2]]}
BENT = numeric_market(
    [1, 2],
    log_cosh([4, 3], [1, 1], [1, "1/2"], [2, 1]),
    log_cosh([3, 3], [1, 2], [0, 1], [1, 3], endowment=[1, -1], packages=[[2, 0], [0, "1/2"]]),
    QUADRATIC,
)
FALLING = numeric_market([2], *[{"type": "exponential", "A": [a], "B": [b]} for a, b in ((3, 1), (2, "1/2"), (5, 2))])
LOGISTIC = numeric_market([1], *[{"type": "logistic", "A": [3], "B": [b], "C": [c]} for b, c in ((1, 1), (2, 0), (1, -1))])
NUMERIC = numeric(BENT)
NUMERIC_FALLING = numeric(FALLING)
NUMERIC_LOGISTIC = numeric(LOGISTIC, participants=["1", "3"])
NUMERIC_CORE = numeric(BENT, "core")
NUMERIC_CORE_HOLDS = numeric(FALLING, "core", tolerance="1/1000000")
NUMERIC_CORE_ALONE = numeric(numeric_market([-1], *[log_cosh([1], [1], ["1/100"], [1])] * 3), "core")
NUMERIC_STRICT = numeric(BENT, residual=Fraction(1, 10**5))
NUMERIC_OPEN = NUMERIC_CORE | {"outcome": {}, "certificate": {}, "findings": opened("efficient", "vickrey", *CLAIMS)}

HONEST = answers_among(globals())
