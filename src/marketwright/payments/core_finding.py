"""The finding `core` for given payoffs, with the part of the certificate that proves it."""

from fractions import Fraction
from typing import Any

from marketwright.answers.answer import Finding
from marketwright.certificates.bounds import bound_document
from marketwright.coalitions.core import Blocking, Unblocked, blocking_coalition
from marketwright.payments.clearing import Cleared


def core_finding(found: Cleared, payoffs: dict[int, Fraction], seller: Fraction, known: tuple[tuple[int, ...], ...] = ()) -> tuple[Finding, dict[str, Any]]:
    """Whether the payoffs (by buyer's index, and the seller's) are in the core, and the certificate's `core`.

    Tested in this order: a negative payoff; a sum that nobody can pay; a coalition that blocks; membership.
    """
    market = found.clearing.market
    for number, buyer in enumerate(market.buyers):
        if payoffs[number] < 0:
            return _blocked({"buyer": buyer.name, "payoff": payoffs[number]}, "proved"), {}
    total = seller + sum(payoffs.values(), Fraction(0))
    if total > found.best.at_most:
        return _blocked({"sum": total}, found.best.grade), {}
    verdict = blocking_coalition(found.clearing, payoffs, seller, (found.best.uses, *known))
    if isinstance(verdict, Blocking):
        witness = {
            "coalition": [market.buyers[buyer].name for buyer in verdict.coalition],
            "worth_at_least": verdict.worth_at_least,
            "payoffs": verdict.payoffs,
            "gain": verdict.gain,
        }
        return _blocked(witness, "proved"), {"core": {"uses": list(verdict.uses)}}
    if isinstance(verdict, Unblocked) and total == found.best.value and found.best.exact:
        return Finding(claim="core", holds=True, grade=verdict.grade), {"core": {"bound": bound_document(verdict.bound)}}
    return undecided()


def undecided() -> tuple[Finding, dict[str, Any]]:
    """The finding when a limit came first."""
    return Finding(claim="core", holds=None, grade="unproven"), {}


def _blocked(witness: dict[str, Any], grade: str) -> Finding:
    return Finding(claim="core", holds=False, grade=grade, details={"witness": witness})
