"""The rule `reallocative/uniform`: the linear ex post equilibrium of the uniform-price auction.

*Formulas* (spec reallocative 9).  N participants with the same S, `c = (N-1)/(N-2)`: everybody bids the price `theta_i - c S q` for the quantity q, as if his
matrix were c S.  Price `mean of theta - c S Q / N`, bundle `(c S)^-1 (theta_i - price)`.

*Source.* `docs/formats/reallocative.md`; paper 001, Proposition 6 and Corollary 2.
"""

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from marketwright.answers.answer import Finding, Result
from marketwright.errors import UsageError
from marketwright.markets.divisible import DivisibleMarket, Matrix, Vector
from marketwright.questions import Question
from marketwright.reallocative.setting import Setting, setting
from marketwright.solvers.surplus.matrices import apply, dot

LEAST_UNIFORM = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class UniformOutcome:
    """What the uniform-price auction does at its equilibrium.

    *Shapes.* `bids`, `allocation`, `payments`, `payoffs`: one entry for each participant, in market order; `payoffs` without the auctioneer's, which is the
    `revenue`.  `slope`: the matrix c S; `price`, and the entries of `bids` and `allocation`, are vectors.
    """

    bids: tuple[Vector, ...]
    slope: Matrix
    price: Vector
    allocation: tuple[Vector, ...]
    payments: tuple[Fraction, ...]
    payoffs: tuple[Fraction, ...]
    revenue: Fraction
    welfare: Fraction


def uniform_part(here: Setting) -> UniformOutcome:
    """The outcome of the uniform-price auction of the participants.

    Raises: `UsageError` U121 (two participants), U122 (participants with different matrices).
    """
    participants = here.participants
    number = len(participants)
    if number < LEAST_UNIFORM:
        remedy = "with two bidders the auction has no linear equilibrium: add another bidder"
        raise UsageError("U121", "participants", f"{number} bidders", f"at least {LEAST_UNIFORM}", remedy)
    matrix = common_matrix(here)
    shading = Fraction(number - 1, number - 2)
    slope = tuple(tuple(shading * entry for entry in row) for row in matrix)
    bids = tuple(here.utilities[bidder].theta for bidder in participants)
    fall = apply(slope, here.quantity)
    price = tuple((sum(column, Fraction(0)) - less) / number for column, less in zip(zip(*bids, strict=True), fall, strict=True))
    demands = [here.surplus.demand(bidder, price) for bidder in participants]
    allocation = tuple(tuple(entry / shading for entry in demand) for demand in demands)
    payments = tuple(dot(price, bundle) for bundle in allocation)
    utilities = [here.surplus.utility(bidder, bundle) for bidder, bundle in zip(participants, allocation, strict=True)]
    return UniformOutcome(
        bids=bids,
        slope=slope,
        price=price,
        allocation=allocation,
        payments=payments,
        payoffs=tuple(utility - payment for utility, payment in zip(utilities, payments, strict=True)),
        revenue=sum(payments, Fraction(0)),
        welfare=sum(utilities, Fraction(0)),
    )


def common_matrix(here: Setting) -> Matrix:
    """The matrix S of all participants.

    Raises: `UsageError` U122 (participants with different matrices).
    """
    first, *others = here.participants
    matrix = here.utilities[first].matrix
    for other in others:
        if here.utilities[other].matrix != matrix:
            given = "bidders {!r} and {!r} with different matrices S".format(*here.names((first, other)))
            raise UsageError("U122", "participants", given, "bidders with the same S", "ask for participants who have the same, or for reallocative/vickrey")
    return matrix


def uniform_rule(market: DivisibleMarket, question: Question) -> Result:
    """The equilibrium of the uniform-price auction, and whether its allocation is efficient.

    It is exactly if all bids are the same: marginal utilities are `theta_i - (theta_i - price) / c`.

    Raises: `UsageError` U121 (fewer than three participants), U122 (participants with different matrices), U123 (a bidder of a numeric type).
    """
    here = setting(market, question)
    found = uniform_part(here)
    differs = next((bidder for bidder, bid in zip(here.participants, found.bids, strict=True) if bid != found.bids[0]), None)
    witness: dict[str, Any] = {} if differs is None else {"witness": {"bidders": here.names((here.participants[0], differs))}}
    findings = (
        Finding(claim="equilibrium", holds=True, grade="proved"),
        Finding(claim="efficient", holds=differs is None, grade="proved", details=witness),
    )
    return Result(outcome=named_uniform(here, found), findings=findings, certificate={}, parameters={})


def named_uniform(here: Setting, found: UniformOutcome) -> dict[str, Any]:
    """The outcome as answers state it."""
    return {
        "bids": here.named([here.bundle(bid) for bid in found.bids]),
        "slope": found.slope,
        "price": here.bundle(found.price),
        "allocation": here.named([here.bundle(bundle) for bundle in found.allocation]),
        "payments": here.named(found.payments),
        "payoffs": here.named(found.payoffs) | {"auctioneer": found.revenue},
        "revenue": found.revenue,
        "welfare": found.welfare,
    }
