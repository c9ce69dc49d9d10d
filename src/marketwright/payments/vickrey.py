"""The rule `vickrey`."""

from marketwright.answers.answer import Finding, Result
from marketwright.certificates.bounds import bound_document, with_bounds, worst_grade
from marketwright.coalitions.vickrey import vickrey_payoffs
from marketwright.coalitions.worths import LimitReached
from marketwright.markets.bundle import BundleMarket
from marketwright.payments.clearing import Cleared, cleared, paid
from marketwright.payments.core_finding import core_finding
from marketwright.questions import Question


def vickrey(market: BundleMarket, question: Question) -> Result:
    """The efficient allocation with Vickrey payments, and whether a coalition blocks them."""
    found = cleared(market, question.tie_rule, question.limits)
    result = vickrey_payoffs(found.clearing, found.best)
    if isinstance(result, LimitReached):
        return _stopped_early(found)
    payoffs = dict(result.payoffs)
    core, core_proof = core_finding(found, payoffs, result.seller_payoff, tuple(worth.uses for worth in result.without.values()))
    grade = worst_grade(found.best.grade, *(worth.grade for worth in result.without.values()))
    without = {market.buyers[buyer].name: {"uses": list(worth.uses), "bound": bound_document(worth.bound)} for buyer, worth in result.without.items()}
    return Result(
        outcome=found.outcome | paid(found, payoffs),
        findings=(*found.findings, Finding(claim="vickrey", holds=True, grade=grade), core),
        certificate=with_bounds(found.clearing.rows, **found.proof, without=without, **core_proof),
        parameters={"tie_rule": found.tie_rule},
    )


def _stopped_early(found: Cleared) -> Result:
    unknown = tuple(Finding(claim=claim, holds=None, grade="unproven") for claim in ("vickrey", "core"))
    return Result(
        outcome=found.outcome,
        findings=(*found.findings, *unknown),
        certificate=with_bounds(found.clearing.rows, **found.proof),
        parameters={"tie_rule": found.tie_rule},
    )
