"""`walrasian/minimum` with smooth preferences: by hand, and against exact least prices of fine interpolations."""

import json
from collections import Counter
from fractions import Fraction
from math import asinh, sinh, sqrt
from random import Random

import pytest

from marketwright import solve
from marketwright.answers import answer_document
from marketwright.errors import SecondInputError, UsageError
from marketwright.markets import market_from_document
from marketwright.questions import Limits
from tests.adversary.walrasian_smooth import SmoothBuyer
from tests.walrasian.cases import LETTERS, ask, market, quasilinear, verdicts
from tests.walrasian_markets import random_market

"""Levels of forbidden goods are computed, from infinite points, and then left out."""

SMOOTH = ("quadratic-cost", "sinh-cost", "tanh")
STEP, REACH = Fraction(1, 2000), 40
"""The fine points of an interpolation, and how many of them stand on either side of a price."""


def named(*values):
    return dict(zip(LETTERS, values, strict=False))


def quadratic(*values, rho=1):
    return {"type": "quadratic-cost", "values": named(*values), "rho": rho}


def sinh_cost(*values, k=1):
    return {"type": "sinh-cost", "values": named(*values), "k": k}


def tanh(*values, alpha=0, beta=2):
    return {"type": "tanh", "values": named(*values), "alpha": dict.fromkeys(named(*values), alpha), "beta": beta}


def priced(*preferences, **more):
    """The prices of a market with goods a, b, ..., nearly exact."""
    answer = ask(market(*preferences, goods=LETTERS[: len(preferences[0]["values"])], **more), "minimum")
    assert verdicts(answer) == {"equilibrium": True, "minimum-price": True}
    assert {finding["grade"] for finding in answer["findings"]} == {"numeric"}
    return [float(Fraction(price)) for price in answer["outcome"]["prices"].values()]


# One good and two buyers: the price is what the second would pay.


def test_a_quadratic_cost_is_a_square_root():
    """p + p^2 = 6 at p = 2, p + 2 p^2 = 3 at p = 1."""
    assert priced(quadratic(20), quadratic(6)) == [pytest.approx(2, abs=1e-8)]
    assert priced(quadratic(3, rho=2), quadratic(20)) == [pytest.approx(1, abs=1e-8)]
    assert priced(quadratic(20), quadratic(5)) == [pytest.approx((sqrt(21) - 1) / 2, abs=1e-8)]


def test_a_hyperbolic_cost_is_an_area_function():
    assert priced(sinh_cost(20), sinh_cost(5)) == [pytest.approx(asinh(5), abs=1e-8)]
    assert priced(sinh_cost(20, k=2), quasilinear(1)) == [pytest.approx(1, abs=1e-8)]


def test_a_hyperbolic_tangent_shifts_what_is_paid():
    """p - 3 + tanh(p / 2) = 0."""
    low, high = 0.0, 3.0
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if middle - 3 + sinh(middle / 2) / sqrt(1 + sinh(middle / 2) ** 2) < 0 else (low, middle)
    assert priced(tanh(9, alpha=1), tanh(3, alpha=1)) == [pytest.approx(low, abs=1e-8)]
    assert priced(tanh(9), tanh(3)) == [pytest.approx(3, abs=1e-8)]


def test_the_fee_moves_along_the_cost():
    """With the fee 1 he is as well off at 2 without as at p + 1 with the good: (p + 1) + (p + 1)^2 = 2 + 4."""
    assert priced(quadratic(20), quadratic(4), entry_fee=1) == [pytest.approx(1, abs=1e-8)]


def test_a_chain_passes_through_two_smooth_buyers():
    """The third holds a at 2; the first has a, and would take b where it leaves him as well off: 6 - (2 + 4) is 4 - (p + p^2)."""
    prices = priced(quadratic(6, 4), quadratic(0, 30), quadratic(6, 0))
    assert prices == [pytest.approx(2, abs=1e-8), pytest.approx((sqrt(17) - 1) / 2, abs=1e-8)]


def test_unsold_goods_cost_exactly_their_reserve_price_and_nobody_is_needed():
    for document in (market(quadratic(5), goods="a", reserve_prices=[9]), market(goods=""), market(goods="ab"), market(quadratic(), goods="")):
        answer = ask(document, "minimum")
        assert set(answer["outcome"]["allocation"].values()) <= {None}
        assert all(Fraction(price) == Fraction(document.get("reserve_prices", {}).get(good, 0)) for good, price in answer["outcome"]["prices"].items())


def test_reports_of_what_does_not_fit_smooth_preferences():
    parsed = market_from_document(market(quadratic(5), goods="a"))
    with pytest.raises(SecondInputError, match="I126"):
        solve(parsed, "walrasian/minimum", input={"cap": 3})
    with pytest.raises(SecondInputError, match="I126"):
        solve(market_from_document(market((5,))), "walrasian/minimum", input={"tolerance": "1/1000"})
    with pytest.raises(UsageError, match="U103"):
        solve(parsed, "walrasian/minimum", tie_rule="lexicographic")
    for rule, given in (("maximum", None), ("properties", None), ("test", {"prices": {"a": 1}}), ("manipulate", {"against": "minimum"})):
        with pytest.raises(UsageError, match=r"U117.*ask for walrasian/minimum"):
            solve(parsed, f"walrasian/{rule}", input=given)


def test_a_limit_leaves_everything_open():
    answer = ask(market(quadratic(20), quadratic(6), goods="a"), "minimum", limits=Limits(stopped=lambda: True))
    assert (verdicts(answer), answer["outcome"], answer["certificate"]) == ({"equilibrium": None, "minimum-price": None}, {}, {})


# Random markets.


def smooth_market(random):
    """A market of `random_market` in which about half of the preferences are smooth, at least one if there are any."""
    while True:
        document = random_market(random)
        values = [abs(Fraction(value)) for buyer in document["buyers"] for value in buyer["preference"].get("values", {}).values()]
        if max(values, default=0) <= 50 and "000000" not in json.dumps(document):
            break
    first = random.randrange(max(1, len(document["buyers"])))
    for place, buyer in enumerate(document["buyers"]):
        if place == first or random.random() < 0.5:
            buyer["preference"] = smooth(random, [good for good in document["goods"] if good not in buyer.get("forbidden", ())])
    return document


def smooth(random, goods):
    kind = random.choice(SMOOTH)
    found = {"type": kind, "values": {good: random.choice((-2, 0, 1, 2, 3, 4, 6, 9, "7/2")) for good in goods}}
    if kind == "quadratic-cost":
        return found | {"rho": random.choice((1, 2, "1/2", "1/10"))}
    if kind == "sinh-cost":
        return found | {"k": random.choice((1, "1/2", "1/10"))}
    return found | {"alpha": {good: random.choice((-1, 0, "1/2", 1, "-3/2")) for good in goods}, "beta": random.choice((2, 3, 10))}


def interpolated(document, prices):
    """The market with smooth levels replaced by lines between points, which stand close to one another near the prices."""
    fee, buyers = Fraction(document.get("entry_fee", 0)), []
    for stated in document["buyers"]:
        if stated["preference"]["type"] not in SMOOTH:
            buyers.append(stated)
            continue
        one = SmoothBuyer(document, stated)
        maps = {}
        for good in stated["preference"]["values"]:
            near = round((prices[good] + fee) / STEP)
            payments = sorted({*map(Fraction, range(-12, 60, 4)), *(STEP * (near + k) for k in range(-REACH, REACH + 1))})
            points = [[str(t), str(Fraction(round(one.level(good, t) * 10**12), 10**12))] for t in payments]
            maps[good] = {"points": points, "left": 1, "right": 1}
        buyers.append(stated | {"preference": {"type": "levels", "levels": maps}})
    return document | {"buyers": buyers}


@pytest.mark.parametrize("seed", range(4))
def test_prices_are_near_the_exact_ones_of_an_interpolation(seed):
    random, seen = Random(f"smooth {seed}"), Counter()
    for _ in range(45):
        document = smooth_market(random)
        if not document["buyers"]:
            continue
        answer = ask(document, "minimum")
        seen["answers"] += 1
        seen["within"] += verdicts(answer)["minimum-price"] is True
        seen.update({buyer["preference"]["type"] for buyer in document["buyers"]} | {key for key in ("entry_fee",) if key in document})
        seen["forbidden"] += any("forbidden" in buyer for buyer in document["buyers"])
        prices = {good: Fraction(price) for good, price in answer["outcome"]["prices"].items()}
        exact = answer_document(solve(market_from_document(interpolated(document, prices)), "walrasian/minimum"))["outcome"]["prices"]
        off = max((abs(prices[good] - Fraction(exact[good])) for good in prices), default=Fraction(0))
        assert off <= Fraction(1, 10**6), (float(off), document)
    assert seen["within"] >= seen["answers"] - 1, seen
    assert min(seen[kind] for kind in (*SMOOTH, "entry_fee", "forbidden")) > 3, seen


def test_tolerances_decide_what_is_found_and_no_crash_comes_of_one_that_is_too_small():
    random, seen = Random("tolerances"), Counter()
    for _ in range(30):
        document = smooth_market(random)
        if not document["buyers"]:
            continue
        for tolerance in ("1/1000", "1/1000000000", f"1/{10**30}"):
            answer = ask(document, "minimum", tolerance=tolerance)
            residual = Fraction(answer["findings"][0]["residual"])
            holds = True if residual <= Fraction(tolerance) else None
            assert verdicts(answer) == {"equilibrium": holds, "minimum-price": holds}
            assert answer["parameters"] == {"tie_rule": "any", "tolerance": tolerance}
            seen[tolerance, holds] += 1
    assert seen["1/1000", None] == 0, seen
    assert seen["1/1000000000", None] <= 1, seen
    assert seen[f"1/{10**30}", None] > 10, seen
