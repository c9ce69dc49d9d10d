"""The rule `reallocative/split`: buyers and sellers kept apart, and what a bidder then gains by a misreport.

*Meaning.* Price and allocation are those of the joint auction; what a bidder pays uses the residual supply of the others on his side, at the quantity that the
side gets.  The payment of i is then `p . q - q'G_i q / 2` where the joint auction has H(X without i) in place of G_i, the larger curvature of fewer bidders.
So nobody pays more, and whoever trades could gain by asking for another bundle.

*Source.* `docs/formats/reallocative.md`; paper 001, Proposition 8; spec reallocative 11.
"""

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from marketwright.answers.answer import Finding, Result
from marketwright.markets.divisible import DivisibleMarket, Matrix, Vector
from marketwright.questions import Question
from marketwright.reallocative.setting import Setting, setting
from marketwright.reallocative.vickrey import minus, plus, vickrey_part
from marketwright.solvers.surplus.commuting import primitive
from marketwright.solvers.surplus.matrices import apply, dot, negative_direction, null_space

HALF = Fraction(1, 2)


@dataclass(frozen=True, slots=True, kw_only=True)
class Deviation:
    """A misreport: the theta reported, the bundle that it yields, and so much more than the truth; with a direction in which gains have no bound, if any."""

    theta: Vector
    bundle: Vector
    gain: Fraction
    direction: Vector | None


def split_rule(market: DivisibleMarket, question: Question) -> Result:
    """Payments and revenue of the split auction beside those of the joint one, and everybody's best misreport.

    Raises: `UsageError` U121 (fewer than two participants), U123 (a bidder of a numeric type).
    """
    here = setting(market, question)
    named = set((question.input or {})["forward"])
    forward = tuple(bidder for bidder in here.participants if here.market.bidders[bidder].name in named)
    sides = {bidder: forward if bidder in forward else tuple(other for other in here.participants if other not in forward) for bidder in here.participants}
    joint = vickrey_part(here)
    payments, deviations = [], {}
    for bidder, bundle, first in zip(here.participants, joint.allocation, joint.first, strict=True):
        own_side = here.surplus.curvature(other for other in sides[bidder] if other != bidder)
        payments.append(dot(joint.price, bundle) - dot(bundle, apply(own_side, bundle)) * HALF)
        found = deviation(here, bidder, bundle, first, own_side)
        if found is not None:
            deviations[here.market.bidders[bidder].name] = _document(here, found)
    revenue = sum(payments, Fraction(0))
    utilities = [here.surplus.utility(bidder, bundle) for bidder, bundle in zip(here.participants, joint.allocation, strict=True)]
    payoffs = here.named([utility - payment for utility, payment in zip(utilities, payments, strict=True)])
    outcome = {
        "price": here.bundle(joint.price),
        "allocation": here.named([here.bundle(bundle) for bundle in joint.allocation]),
        "payments": here.named(payments),
        "payoffs": payoffs | {"auctioneer": revenue},
        "revenue": revenue,
        "vickrey_payments": here.named(joint.payments),
        "vickrey_revenue": joint.revenue,
        "deviations": deviations,
    }
    details = {"witness": {"bidder": next(iter(deviations))}} if deviations else {}
    findings = (
        Finding(claim="truthful", holds=not deviations, grade="proved", details=details),
        Finding(claim="payments-no-higher", holds=True, grade="proved"),
    )
    return Result(outcome=outcome, findings=findings, certificate={}, parameters={})


def deviation(here: Setting, bidder: int, bundle: Vector, first: Vector, own_side: Matrix) -> Deviation | None:
    """The bidder's best misreport, or one of those whose gains have no bound, or None if none gains.

    `bundle`: what the truth yields; `first`: r = p(X without i, Q); `own_side`: G_i.  With h = H(X without i) and B = S_i + 2h - G_i the payoff of q is
    `(theta_i - r) . q - q'Bq / 2`; from the truth it grows in a direction d by `g . d - d'Bd / 2` with `g = theta_i - r - B q_i`.
    """
    theta, matrix = here.utilities[bidder].theta, here.utilities[bidder].matrix
    fall = here.surplus.curvature(other for other in here.participants if other != bidder)
    rise = tuple(tuple(own + 2 * all_ - side for own, all_, side in zip(*rows, strict=True)) for rows in zip(matrix, fall, own_side, strict=True))
    slope = minus(minus(theta, first), apply(rise, bundle))
    if not any(slope) and negative_direction(rise) is None:
        return None
    direction = _endless(rise, minus(theta, first), slope)
    step = _step(rise, slope) if direction is None else direction
    asked = plus(bundle, step)
    return Deviation(
        theta=plus(plus(first, apply(fall, asked)), apply(matrix, asked)),
        bundle=asked,
        gain=dot(slope, step) - dot(step, apply(rise, step)) * HALF,
        direction=direction,
    )


def _endless(rise: Matrix, margin: Vector, slope: Vector) -> Vector | None:
    """A direction in which gains have no bound, and in which the truth is not above its neighbours; None if there is none."""
    direction = negative_direction(rise)
    if direction is not None:
        return primitive(direction if dot(slope, direction) >= 0 else tuple(-entry for entry in direction))
    for flat in null_space(rise):
        gain = dot(margin, flat)
        if gain:
            return primitive(flat if gain > 0 else tuple(-entry for entry in flat))
    return None


def _step(rise: Matrix, slope: Vector) -> Vector:
    """A solution of `rise x step = slope`, which has one.

    The null space of the matrix with `-slope` beside it then has a vector that ends in 1, the only one of the basis that does not end in 0.
    """
    wider = tuple((*row, -entry) for row, entry in zip(rise, slope, strict=True))
    return next(vector for vector in null_space(wider) if vector[-1])[:-1]


def _document(here: Setting, found: Deviation) -> dict[str, Any]:
    document = {"theta": here.bundle(found.theta), "bundle": here.bundle(found.bundle), "gain": found.gain}
    return document if found.direction is None else document | {"direction": here.bundle(found.direction)}
