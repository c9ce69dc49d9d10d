"""The Vickrey auction of bidders with utilities of your own, given as Python objects.

*Meaning.* This is a tool of the library, not a rule: floats on both sides, no certificate, never more than the grade `numeric`.  Two formulas for payments are
computed apart from one another, by worths and by integrals of residual supply, and their difference tells how far the figures can be trusted.

Ready-made families, in `solvers.surplus.families`, can stand beside classes of your own.

*Example.* Two bidders with quadratic utility and one with a utility of his own; one unit of one good is shared out.

>>> import math
>>> class Quadratic:
...     def __init__(self, theta):
...         self.theta = theta
...     def value(self, bundle):
...         return self.theta * bundle[0] - bundle[0] ** 2 / 2
...     def gradient(self, bundle):
...         return [self.theta - bundle[0]]
...     def hessian(self, bundle):
...         return [[-1.0]]
>>> class Satiated(Quadratic):
...     def value(self, bundle):
...         return super().value(bundle) - math.log(math.cosh(bundle[0]))
...     def gradient(self, bundle):
...         return [self.theta - bundle[0] - math.tanh(bundle[0])]
...     def hessian(self, bundle):
...         return [[-1.0 - 1.0 / math.cosh(bundle[0]) ** 2]]
>>> outcome = own_vickrey([Quadratic(4), Quadratic(4), Quadratic(2)], [1])
>>> [round(payment, 6) for payment in outcome.payments], round(outcome.revenue, 6), outcome.agrees
([2.75, 2.75, -3.25], 2.25, True)
>>> outcome = own_vickrey([Quadratic(4), Quadratic(4), Satiated(2)], [1])
>>> [round(bundle[0], 4) for bundle in outcome.allocation], outcome.agrees
([0.8143, 0.8143, -0.6286], True)

*Source.* Paper 001, section 3 and Proposition 1; spec reallocative 1 and 2.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from marketwright.errors import UsageError
from marketwright.reallocative.setting import LEAST_PARTICIPANTS
from marketwright.solvers.surplus.limit import never
from marketwright.solvers.surplus.newton import ConcaveUtility, Divergent, Unsettled
from marketwright.solvers.surplus.supply import payments

AGREEMENT = 1e-7
"""Payments that differ by no more, by the largest sum of money, agree."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnOutcome:
    """The Vickrey outcome in floats.

    *Shapes.* `price`: one number for each good; `allocation`: a bundle for each bidder; `payments`, `supply_payments`: one for each bidder, by worths and by
    integrals of residual supply.

    *Meaning.* `revenue`: the sum of `payments`; `residual`: how far marginal utilities are from the price.
    """

    price: tuple[float, ...]
    allocation: tuple[tuple[float, ...], ...]
    payments: tuple[float, ...]
    supply_payments: tuple[float, ...]
    revenue: float
    welfare: float
    residual: float

    @property
    def disagreement(self) -> float:
        """The largest difference between the two payments of a bidder."""
        return max(abs(one - other) for one, other in zip(self.payments, self.supply_payments, strict=True))

    @property
    def agrees(self) -> bool:
        """Whether the two formulas give the same payments."""
        return self.disagreement <= AGREEMENT * max(1.0, abs(self.welfare), *map(abs, self.payments))


@dataclass(frozen=True, slots=True, kw_only=True)
class NoOutcome:
    """Why there is none: utilities without an efficient allocation, or numbers with which Newton's method does not come to an end."""

    reason: str


def own_vickrey(utilities: Sequence[ConcaveUtility], quantity: Sequence[float], *, stopped: Callable[[], bool] = never) -> OwnOutcome | NoOutcome:
    """What the Vickrey auction of the quantity does with these bidders, or why it cannot be said.

    `utilities`: one object for each bidder, with `value`, `gradient` and `hessian` of a bundle (an array with one number for each good, of any sign): a
    strictly concave utility that is 0 at 0, its first and its second derivatives.  `stopped`: asked again and again; once it is true, the work ends.

    Raises: `UsageError` U121 (fewer than two bidders).
    """
    if len(utilities) < LEAST_PARTICIPANTS:
        given = f"{len(utilities)} bidder{'' if len(utilities) == 1 else 's'}"
        remedy = "the residual supply of a lone bidder is undefined: add another bidder"
        raise UsageError("U121", "utilities", given, f"at least {LEAST_PARTICIPANTS}", remedy)
    found = payments(utilities, [float(amount) for amount in quantity], stopped)
    if isinstance(found, Divergent | Unsettled):
        return NoOutcome(reason=found.message)
    by_worths: list[float] = found.by_worths.tolist()
    return OwnOutcome(
        price=tuple(found.efficient.price.tolist()),
        allocation=tuple(map(tuple, found.efficient.bundles.tolist())),
        payments=tuple(by_worths),
        supply_payments=tuple(found.by_supply.tolist()),
        revenue=sum(by_worths),
        welfare=found.efficient.value,
        residual=found.efficient.residual,
    )
