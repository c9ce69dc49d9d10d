"""The rule `core-test`."""

from fractions import Fraction

from marketwright.answers.answer import Result
from marketwright.certificates.bounds import with_bounds
from marketwright.exact import parse_number
from marketwright.markets.bundle import BundleMarket
from marketwright.payments.clearing import cleared
from marketwright.payments.core_finding import core_finding, undecided
from marketwright.questions import Question


def core_test(market: BundleMarket, question: Question) -> Result:
    """Whether given payoffs are in the core; if not, who blocks.

    Without the worth of all, a seller's payoff that is left out is unknown, and so is the verdict.
    """
    asked = question.input["payoffs"] if question.input else {}
    given = {name: parse_number(str(payoff), f"input.payoffs.{name}") for name, payoff in asked.items()}
    payoffs = {number: given[buyer.name] for number, buyer in enumerate(market.buyers)}
    found = cleared(market, question.tie_rule, question.limits)
    seller = given.get("seller", found.best.value - sum(payoffs.values(), Fraction(0)))
    core, core_proof = core_finding(found, payoffs, seller) if "seller" in given or found.best.exact else undecided()
    named = {buyer.name: payoffs[number] for number, buyer in enumerate(market.buyers)}
    return Result(
        outcome=found.outcome | {"payoffs": {**named, "seller": seller}},
        findings=(*found.findings, core),
        certificate=with_bounds(found.clearing.rows, **found.proof, **core_proof),
        parameters={"tie_rule": found.tie_rule},
    )
