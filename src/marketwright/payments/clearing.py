"""The efficient allocation as every rule of this room reports it."""

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from marketwright.answers.answer import Finding
from marketwright.certificates.bounds import bound_document
from marketwright.coalitions.worths import Clearing, Worth, chosen_tie_rule
from marketwright.markets.bundle import BundleMarket
from marketwright.questions import Limits


@dataclass(frozen=True, slots=True, kw_only=True)
class Cleared:
    """A market with its best allocation: the clearing (for further worths), the worth of all, and what to say about it."""

    clearing: Clearing
    best: Worth
    findings: tuple[Finding, ...]
    outcome: dict[str, Any]
    proof: dict[str, Any]
    tie_rule: str


def cleared(market: BundleMarket, tie_rule: str | None, limits: Limits) -> Cleared:
    """The efficient allocation with its proof, or the best found with the proven bound when a limit came first."""
    rule = chosen_tie_rule(market, tie_rule)
    clearing = Clearing(market, limits)
    best = clearing.worth(tie_rule=rule)
    findings = [Finding(claim="efficient", holds=True, grade=best.grade)]
    if not best.exact:
        findings = [Finding(claim="efficient", holds=None, grade="bounded", details={"at_most": best.at_most})]
    elif rule == "lexicographic":
        findings.append(Finding(claim="selected", holds=True, grade=best.grade))
    return Cleared(
        clearing=clearing,
        best=best,
        findings=tuple(findings),
        outcome={"allocation": clearing.allocation(best.uses), "welfare": best.value},
        proof={"uses": list(best.uses), "bound": bound_document(best.bound)},
        tie_rule=rule,
    )


def paid(found: Cleared, payoffs: dict[int, Fraction]) -> dict[str, Any]:
    """Payments, payoffs and revenue when the buyers' payoffs (by index) are these."""
    market = found.clearing.market
    payments = {buyer.name: found.clearing.bids_value(found.best.uses, number) - payoffs[number] for number, buyer in enumerate(market.buyers)}
    named = {buyer.name: payoffs[number] for number, buyer in enumerate(market.buyers)}
    return {
        "payments": payments,
        "payoffs": {**named, "seller": found.best.value - sum(payoffs.values(), Fraction(0))},
        "revenue": sum(payments.values(), Fraction(0)),
    }
