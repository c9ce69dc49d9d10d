"""The rules `efficient` and `pay-as-bid`."""

from fractions import Fraction

from marketwright.answers.answer import Result
from marketwright.certificates.bounds import with_bounds
from marketwright.markets.bundle import BundleMarket
from marketwright.payments.clearing import cleared, paid
from marketwright.questions import Question


def efficient(market: BundleMarket, question: Question) -> Result:
    """The allocation of greatest welfare, with its proof."""
    found = cleared(market, question.tie_rule, question.limits)
    return Result(
        outcome=found.outcome,
        findings=found.findings,
        certificate=with_bounds(found.clearing.rows, **found.proof),
        parameters={"tie_rule": found.tie_rule},
    )


def pay_as_bid(market: BundleMarket, question: Question) -> Result:
    """The allocation of greatest welfare, each buyer paying his accepted bids."""
    found = cleared(market, question.tie_rule, question.limits)
    nothing = dict.fromkeys(range(len(market.buyers)), Fraction(0))
    return Result(
        outcome=found.outcome | paid(found, nothing),
        findings=found.findings,
        certificate=with_bounds(found.clearing.rows, **found.proof),
        parameters={"tie_rule": found.tie_rule},
    )
