"""The rule `reallocative/vickrey`, and the Vickrey outcome that other rules of the room start from.

*Formulas* (spec reallocative 2).  With p = p(X, Q) and q_i = q_i(X, Q) the residual supply of i is `r_i(q) = p + H(X without i) (q - q_i)`, because the others
together take Q - q_i at the price p.  Bidder i pays the integral of r_i along a path from 0 to q_i, `q_i . (r_i(0) + p) / 2`.  So one inversion for each
participant gives everything.

*Source.* `docs/formats/reallocative.md`; paper 001, section 3 and Proposition 1; spec reallocative 1 and 2.
"""

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from marketwright.answers.answer import Finding, Result
from marketwright.markets.divisible import DivisibleMarket, Matrix, Vector
from marketwright.questions import Question
from marketwright.reallocative.setting import Setting, is_numeric, setting
from marketwright.solvers.surplus.matrices import apply, dot, inverse

HALF = Fraction(1, 2)


@dataclass(frozen=True, slots=True, kw_only=True)
class VickreyOutcome:
    """What the Vickrey auction does.

    *Shapes.* `allocation`, `payments`, `payoffs`, `first`: one entry for each participant, in market order; `payoffs` without the auctioneer's, which is the
    `revenue`.  `price`, and the entries of `allocation` and of `first`, are vectors.

    *Meaning.* `price`: p(X, Q); `first`: the residual supply r_i(0), at which i could buy a first unit (r_i(q_i) is the price); `welfare`: v(X, Q).
    """

    price: Vector
    allocation: tuple[Vector, ...]
    payments: tuple[Fraction, ...]
    payoffs: tuple[Fraction, ...]
    revenue: Fraction
    welfare: Fraction
    first: tuple[Vector, ...]


def vickrey_part(here: Setting) -> VickreyOutcome:
    """The Vickrey outcome of the participants.

    Cost: one inversion of a K x K matrix for each participant, and one.
    """
    surplus, participants = here.surplus, here.participants
    price = surplus.price(participants, here.quantity)
    inverses = [surplus.inverse(bidder) for bidder in participants]
    total = _sum(inverses)
    allocation = tuple(surplus.demand(bidder, price) for bidder in participants)
    first = tuple(minus(price, apply(inverse(_less(total, own)), bundle)) for own, bundle in zip(inverses, allocation, strict=True))
    payments = tuple(dot(bundle, plus(start, price)) * HALF for bundle, start in zip(allocation, first, strict=True))
    utilities = [surplus.utility(bidder, bundle) for bidder, bundle in zip(participants, allocation, strict=True)]
    return VickreyOutcome(
        price=price,
        allocation=allocation,
        payments=payments,
        payoffs=tuple(utility - payment for utility, payment in zip(utilities, payments, strict=True)),
        revenue=sum(payments, Fraction(0)),
        welfare=sum(utilities, Fraction(0)),
        first=first,
    )


def named_vickrey(here: Setting, found: VickreyOutcome) -> dict[str, Any]:
    """The Vickrey part of an outcome: price, allocation, payments, payoffs, revenue, welfare."""
    return {
        "price": here.bundle(found.price),
        "allocation": here.named([here.bundle(bundle) for bundle in found.allocation]),
        "payments": here.named(found.payments),
        "payoffs": here.named(found.payoffs) | {"auctioneer": found.revenue},
        "revenue": found.revenue,
        "welfare": found.welfare,
    }


VICKREY_FINDINGS = (Finding(claim="efficient", holds=True, grade="proved"), Finding(claim="vickrey", holds=True, grade="proved"))
"""What holds of every Vickrey part of a market with quadratic utilities."""


def vickrey_rule(market: DivisibleMarket, question: Question) -> Result:
    """Efficient allocation, clearing price, Vickrey payments, and the residual supply that everybody faces.

    Raises: `UsageError` U121 (fewer than two participants).
    """
    if is_numeric(market):
        from marketwright.reallocative.numeric import numeric_vickrey  # noqa: PLC0415 - what computes in floats only where utilities are numeric

        return numeric_vickrey(market, question)
    here = setting(market, question)
    found = vickrey_part(here)
    last = here.bundle(found.price)
    supply = here.named([{"first": here.bundle(start), "last": last} for start in found.first])
    return Result(outcome=named_vickrey(here, found) | {"residual_supply": supply}, findings=VICKREY_FINDINGS, certificate={}, parameters={})


def plus(left: Vector, right: Vector) -> Vector:
    """The sum of two vectors."""
    return tuple(one + other for one, other in zip(left, right, strict=True))


def minus(left: Vector, right: Vector) -> Vector:
    """The difference of two vectors."""
    return tuple(one - other for one, other in zip(left, right, strict=True))


def _less(left: Matrix, right: Matrix) -> Matrix:
    return tuple(map(minus, left, right))


def _sum(matrices: list[Matrix]) -> Matrix:
    """The sum, by halves: denominators grow with the number of terms."""
    if len(matrices) == 1:
        return matrices[0]
    middle = len(matrices) // 2
    return tuple(map(plus, _sum(matrices[:middle]), _sum(matrices[middle:])))
