"""Numeric markets: bundles that add up exactly, residuals that hold when they are computed again, and agreement with exact rules and closed forms."""

from decimal import Decimal, localcontext
from fractions import Fraction

import numpy as np
import pytest

from marketwright import own_vickrey
from marketwright.answers.answer import plain
from marketwright.errors import UsageError
from marketwright.markets.divisible import (
    DivisibleBidder,
    DivisibleMarket,
    ExponentialValues,
    LogCoshValues,
    LogisticValues,
    QuadraticValues,
)
from marketwright.markets.validation import validate_market
from marketwright.questions import Limits, Question
from marketwright.reallocative.numeric import numeric_core, numeric_vickrey
from marketwright.reallocative.own import NoOutcome, OwnOutcome
from marketwright.reallocative.vickrey import vickrey_rule
from marketwright.solvers.surplus.families import LogisticUtility, QuadraticUtility

DEFAULT = Fraction(1, 10**7)
GOODS = ("water", "wood")


def vector(*numbers):
    return tuple(map(Fraction, numbers))


def matrix(*rows):
    return tuple(vector(*row) for row in rows)


def market(quantity, *values):
    bidders = tuple(DivisibleBidder(name=str(number), values=one) for number, one in enumerate(values, start=1))
    return validate_market(DivisibleMarket(goods=GOODS[: len(quantity)], quantity=vector(*quantity), bidders=bidders))


def bent(theta, alpha=0, beta=1):
    """Values of one good that fall along a line, and by a bounded amount more."""
    return LogCoshValues(theta=vector(theta), matrix=matrix([1]), alpha=vector(alpha), beta=vector(beta))


PACKAGES = matrix([1, 1], [-1, 2])
PART = matrix([2, 1], [1, 3])
MARKETS = {
    "log-cosh": market(
        ["1/3", 1],
        LogCoshValues(theta=vector(4, 2), matrix=PART, alpha=vector(1, 2), beta=vector(3, "1/2"), packages=PACKAGES, endowment=vector(1, -2)),
        LogCoshValues(theta=vector(4, 3), matrix=PART, alpha=vector(0, 1), beta=vector(1, 2)),
        QuadraticValues(theta=vector(2, 5), matrix=matrix([1, "-1/2"], ["-1/2", 1]), endowment=vector(0, 1)),
    ),
    "exponential": market(
        [3, "1/7"],
        ExponentialValues(scale=vector(1, 2), rate=vector(1, 3), packages=PACKAGES),
        ExponentialValues(scale=vector(5, 2), rate=vector("1/2", 3), packages=PACKAGES, endowment=vector(5, 1)),
        ExponentialValues(scale=vector(1, 9), rate=vector(1, "1/3"), packages=PACKAGES, endowment=vector(-3, 20)),
    ),
    "logistic": market(
        ["1/3", 1],
        LogisticValues(scale=vector(1, 2), rate=vector(1, 3), offset=vector(0, 1), packages=PACKAGES),
        LogisticValues(scale=vector(1, 2), rate=vector(1, 1), offset=vector(40, 1), packages=PACKAGES, endowment=vector(5, 1)),
        LogisticValues(scale=vector(1, 2), rate=vector(2, 3), offset=vector(-30, 5), packages=PACKAGES),
    ),
    "large numbers": market([10**6], *(ExponentialValues(scale=vector(10**12), rate=vector(f"1/{rate}")) for rate in (10**5, 2 * 10**5, 10**6))),
}


def decimal(number):
    return Decimal(number.numerator) / Decimal(number.denominator)


def packed(values, bundle):
    """Quantities of packages that make up a bundle of one or two goods, and how much of each a unit of each good adds."""
    if values.packages is None:
        return list(bundle), [[Fraction(row == column) for column in range(len(bundle))] for row in range(len(bundle))]
    (a, b), (c, d) = values.packages
    determinant = a * d - b * c
    inverse = [[d / determinant, -c / determinant], [-b / determinant, a / determinant]]
    return [sum(one * two for one, two in zip(row, bundle, strict=True)) for row in inverse], inverse


def formula(values, bundle):
    """The utility of what is held and its derivatives, from the table of the page, in decimals."""
    if isinstance(values, QuadraticValues | LogCoshValues):
        falls = [sum(one * two for one, two in zip(row, bundle, strict=True)) for row in values.matrix]
        worth = decimal(sum((top - fall / 2) * amount for top, fall, amount in zip(values.theta, falls, bundle, strict=True)))
        slopes = [decimal(top - fall) for top, fall in zip(values.theta, falls, strict=True)]
        if isinstance(values, QuadraticValues):
            return worth, slopes
    else:
        worth, slopes = Decimal(0), [Decimal(0)] * len(bundle)
    amounts, unpacked = packed(values, bundle)
    for place, amount in enumerate(amounts):
        if isinstance(values, LogCoshValues):
            alpha, beta = decimal(values.alpha[place]), decimal(values.beta[place])
            power = (beta * decimal(amount)).exp()
            gain, slope = -alpha * ((power + 1 / power) / 2).ln(), -alpha * beta * (power - 1 / power) / (power + 1 / power)
        elif isinstance(values, ExponentialValues):
            scale, rate = decimal(values.scale[place]), decimal(values.rate[place])
            power = (-rate * decimal(amount)).exp()
            gain, slope = scale / rate * (1 - power), scale * power
        else:
            scale, rate, offset = decimal(values.scale[place]), decimal(values.rate[place]), decimal(values.offset[place])
            power = (rate * decimal(amount) - offset).exp()
            gain, slope = scale * decimal(amount) - scale / rate * ((1 + power).ln() - (1 + (-offset).exp()).ln()), scale / (1 + power)
        worth += gain
        slopes = [before + decimal(share) * slope for before, share in zip(slopes, unpacked[place], strict=True)]
    return worth, slopes


def utility(values, bundle):
    """The bidder's utility of a bundle, and his marginal utilities."""
    held = values.endowment or (Fraction(0),) * len(bundle)
    worth, slopes = formula(values, [one + two for one, two in zip(held, bundle, strict=True)])
    return worth - formula(values, held)[0], slopes


def largest_error(of, result):
    """What the residual has to be at least, with everything computed again from rational bundles."""
    values = {bidder.name: bidder.values for bidder in of.bidders}
    errors = []

    def worths(part):
        """Utilities of the part's bundles, which add up to the quantity."""
        bundles = {name: [Fraction(bundle[good]) for good in of.goods] for name, bundle in part["allocation"].items()}
        assert [sum(column) for column in zip(*bundles.values(), strict=True)] == list(of.quantity)
        found = {name: utility(values[name], bundle) for name, bundle in bundles.items()}
        errors.extend(abs(slope - decimal(Fraction(part["price"][good]))) for _, slopes in found.values() for good, slope in zip(of.goods, slopes, strict=True))
        return {name: worth for name, (worth, _) in found.items()}

    with localcontext() as context:
        context.prec = 90
        outcome = result.outcome
        whole = worths(outcome)
        errors.append(abs(decimal(outcome["welfare"]) - sum(whole.values())))
        if "without" in result.certificate:
            left = {name: worths(part) for name, part in result.certificate["without"].items()}
        else:
            listed = {tuple(part["coalition"]): worths(part) for part in result.certificate["worths"]}
            left = {name: listed[tuple(other for other in whole if other != name)] for name in whole}
            for entry in outcome["blocking"]:
                if entry["coalition"]:
                    worth = sum((listed | {tuple(whole): whole})[tuple(entry["coalition"])].values())
                    errors += [abs(decimal(entry["worth"]) - worth), abs(decimal(entry["deficit"] + entry["payoffs"]) - worth)]
        for name, worth in whole.items():
            payoff = decimal(outcome["payoffs"][name])
            errors.append(abs(payoff - (sum(whole.values()) - sum(left[name].values()))))
            errors.append(abs(decimal(outcome["payments"][name]) - (worth - payoff)))
        assert sum(outcome["payments"].values()) == outcome["revenue"] == outcome["payoffs"]["auctioneer"]
        return Fraction(max(errors))


def holds(result):
    return {finding.claim: finding.holds for finding in result.findings}


@pytest.mark.parametrize("rule", [numeric_vickrey, numeric_core])
@pytest.mark.parametrize("tolerance", [DEFAULT, Fraction(1, 10), Fraction(1, 10**11)], ids=str)
@pytest.mark.parametrize("name", MARKETS)
def test_the_residual_holds_when_everything_is_computed_again(name, tolerance, rule):
    of = MARKETS[name]
    result = rule(of, Question(input={"tolerance": tolerance}))
    error, residual = largest_error(of, result), result.findings[0].details["residual"]
    assert holds(result)["efficient"] is True
    assert holds(result)["vickrey"] is True
    assert error <= residual <= tolerance
    assert result.parameters == {"tolerance": tolerance}


def test_a_tolerance_finer_than_floats_is_met():
    result = numeric_core(MARKETS["log-cosh"], Question(input={"tolerance": "1/1000000000000000000000"}))
    assert largest_error(MARKETS["log-cosh"], result) <= result.findings[0].details["residual"] <= Fraction(1, 10**21)
    assert None not in holds(result).values()


def test_a_tolerance_finer_than_decimals_leaves_all_findings_open():
    question = Question(input={"tolerance": Fraction(1, 10**40)})
    near, core = numeric_vickrey(MARKETS["log-cosh"], question), numeric_core(MARKETS["log-cosh"], question)
    assert holds(near) == {"efficient": None, "vickrey": None}
    assert {finding.grade for finding in near.findings} == {"numeric"}
    assert largest_error(MARKETS["log-cosh"], near) <= near.findings[0].details["residual"] <= Fraction(1, 10**30)
    assert (core.outcome, core.certificate, set(holds(core).values())) == ({}, {}, {None})


@pytest.mark.parametrize("quantity", [[1, 2], [0, 0], ["-1/3", 1]], ids=str)
def test_log_cosh_without_alpha_agrees_with_the_exact_rule(quantity):
    thetas, matrices = [(4, 2), (4, "7/3"), (1, 0)], [PART, matrix([1, 0], [0, 1]), matrix([1, "-1/2"], ["-1/2", 1])]
    parts = [{"theta": vector(*theta), "matrix": one, "endowment": vector(1, 0)} for theta, one in zip(thetas, matrices, strict=True)]
    exact = vickrey_rule(market(quantity, *(QuadraticValues(**part) for part in parts)), Question()).outcome
    near = numeric_vickrey(market(quantity, *(LogCoshValues(**part, alpha=vector(0, 0), beta=vector(1, 1)) for part in parts)), Question()).outcome
    for key in ("price", "payments", "payoffs"):
        assert {name: float(number) for name, number in near[key].items()} == pytest.approx(
            {name: float(number) for name, number in exact[key].items()}, abs=1e-9
        )
    assert float(near["welfare"]) == pytest.approx(float(exact["welfare"]), abs=1e-9)
    assert float(near["revenue"]) == pytest.approx(float(exact["revenue"]), abs=1e-9)


def test_exponential_utilities_with_one_rate_have_closed_forms():
    """Scales 1, e^2 and e^4 nearly, rate 1, quantity 3: log p = (sum of logs - 3) / 3, and everybody takes log A - log p."""
    scales = [Fraction(np.exp(log)) for log in (0.0, 2.0, 4.0)]
    scales = [Fraction(round(scale * 10**15), 10**15) for scale in scales]
    result = numeric_vickrey(market([3], *(ExponentialValues(scale=(scale,), rate=vector(1)) for scale in scales)), Question())
    assert float(result.outcome["price"]["water"]) == pytest.approx(np.exp(1))
    assert [float(bundle["water"]) for bundle in result.outcome["allocation"].values()] == pytest.approx([-1, 1, 3])
    welfare = {members: sum(np.exp(members)) - len(members) * np.exp((sum(members) - 3) / len(members)) for members in ((0, 2, 4), (2, 4), (0, 4), (0, 2))}
    payoffs = [welfare[0, 2, 4] - welfare[others] for others in ((2, 4), (0, 4), (0, 2))]
    assert [float(result.outcome["payoffs"][name]) for name in "123"] == pytest.approx(payoffs)


def test_the_core_of_example_1_with_values_bent_a_little():
    """At alpha 0 the auctioneer and bidder 1, or 2, block with 1/2; so they do when the values are bent by a thousandth."""
    result = numeric_core(market([1], bent(4, "1/1000"), bent(4, "1/1000"), bent(2, "1/1000")), Question())
    blocking = result.outcome["blocking"]
    assert [(entry["coalition"], entry["auctioneer"]) for entry in blocking] == [(["1"], True), (["2"], True)]
    assert [float(entry["deficit"]) for entry in blocking] == pytest.approx([0.5, 0.5], abs=0.01)
    assert holds(result) == {"efficient": True, "vickrey": True, "bidder-core": False, "core": False}
    assert [finding.details["witness"]["coalition"] for finding in result.findings[2:]] == [["1"], ["1"]]
    assert [part["coalition"] for part in result.certificate["worths"]] == [["1"], ["2"], ["3"], ["1", "2"], ["1", "3"], ["2", "3"]]


def test_the_auctioneer_alone_blocks_a_negative_revenue():
    """Two bidders with theta 3/5 who share one unit pay a revenue of -3/20: the counterexample to Theorem 2 as printed."""
    result = numeric_core(market([1], bent("3/5"), bent("3/5")), Question())
    alone = {"coalition": [], "auctioneer": True, "worth": 0, "payoffs": Fraction(-3, 20), "deficit": Fraction(3, 20)}
    assert result.outcome["blocking"] == [alone]
    assert holds(result) == {"efficient": True, "vickrey": True, "bidder-core": True, "core": False}
    assert result.findings[3].details == {"witness": alone}


def test_participants_are_those_of_the_input():
    result = numeric_core(market([1], bent(4), bent(3), bent(2)), Question(input={"participants": ["1", "3"]}))
    assert list(result.outcome["payments"]) == ["1", "3"]
    assert [part["coalition"] for part in result.certificate["worths"]] == [["1"], ["3"]]


def test_the_certificate_is_written_in_canonical_numbers():
    result = numeric_vickrey(MARKETS["logistic"], Question())
    assert plain(result.certificate) == result.certificate
    assert list(result.certificate["without"]) == ["1", "2", "3"]


UNKNOWN = {
    "a limit": (market([1], bent(4), bent(2, 1)), Limits(stopped=lambda: True)),
    "numbers beyond floats": (market([1], *(ExponentialValues(scale=vector(1), rate=vector(1), endowment=vector(held)) for held in (0, -3000))), Limits()),
}


@pytest.mark.parametrize(("of", "limits"), UNKNOWN.values(), ids=UNKNOWN.keys())
def test_nothing_is_claimed_when_the_computation_does_not_end(of, limits):
    for rule, claims in ((numeric_vickrey, ["efficient", "vickrey"]), (numeric_core, ["efficient", "vickrey", "bidder-core", "core"])):
        result = rule(of, Question(limits=limits))
        assert (result.outcome, result.certificate) == ({}, {})
        assert [(finding.claim, finding.holds, finding.grade, finding.details) for finding in result.findings] == [
            (claim, None, "unproven", {}) for claim in claims
        ]


def test_too_many_or_too_few_participants_are_refused():
    with pytest.raises(UsageError) as caught:
        numeric_core(market([1], *map(bent, range(9))), Question())
    assert str(caught.value) == "worths of all coalitions: 9 bidders with numeric utilities (U105); allowed: up to 8; name fewer participants"
    with pytest.raises(UsageError, match="U121"):
        numeric_vickrey(market([1], bent(4)), Question())


def line(theta):
    return QuadraticUtility(theta=np.array([float(theta)]), matrix=np.eye(1))


def curve(height, offset=0.0):
    """Marginal utilities between 0 and `height`."""
    return LogisticUtility(scale=np.array([float(height)]), rate=np.ones(1), offset=np.array([offset]), unpacked=np.eye(1))


def test_utilities_of_ones_own_give_example_1():
    outcome = own_vickrey([line(4), line(4), line(2)], [1])
    assert isinstance(outcome, OwnOutcome)
    assert outcome.payments == pytest.approx((11 / 4, 11 / 4, -13 / 4))
    assert outcome.supply_payments == pytest.approx((11 / 4, 11 / 4, -13 / 4))
    assert (outcome.price, outcome.revenue, outcome.welfare) == (pytest.approx((3,)), pytest.approx(9 / 4), pytest.approx(9 / 2))
    assert outcome.agrees


def test_utilities_of_ones_own_agree_with_the_rule():
    rule = numeric_vickrey(market([2], *(LogisticValues(scale=vector(1), rate=vector(1), offset=vector(offset)) for offset in (0, 1, 5))), Question())
    own = own_vickrey([curve(1, offset) for offset in (0, 1, 5)], [2])
    assert own.agrees
    assert own.payments == pytest.approx([float(payment) for payment in rule.outcome["payments"].values()], abs=1e-8)


def test_utilities_of_ones_own_with_different_ranges_have_no_outcome():
    class Higher:
        def value(self, bundle):
            return curve(1).value(bundle) + 2 * bundle[0]

        def gradient(self, bundle):
            return curve(1).gradient(bundle) + 2

        def hessian(self, bundle):
            return curve(1).hessian(bundle)

    assert own_vickrey([curve(1), Higher()], [1]) == NoOutcome(reason="no finite efficient allocation: marginal utilities have different ranges")


def test_one_bidder_of_ones_own_is_refused():
    with pytest.raises(UsageError) as caught:
        own_vickrey([line(4)], [1])
    expected = "utilities: 1 bidder (U121); allowed: at least 2; the residual supply of a lone bidder is undefined: add another bidder"
    assert str(caught.value) == expected
