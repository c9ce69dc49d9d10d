"""The rules `efficient` and `pay-as-bid`, and the efficient allocation in the other rules."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import lcm
from typing import Any

from marketcheck.bound import Claim, prove
from marketcheck.case import Case, Finding, verdict
from marketcheck.documents import keys
from marketcheck.market import Market
from marketcheck.verdicts import reject


@dataclass(frozen=True, slots=True, kw_only=True)
class Allocation:
    """An allocation and what its bound proves: welfare <= worth(all) <= `at_most`.

    `accepted` is the value of each owner's used atoms, the seller's last.
    """

    accepted: Sequence[Fraction]
    welfare: Fraction
    at_most: Fraction
    findings: list[Finding]
    outcome: dict[str, Any]

    @property
    def efficient(self) -> bool:
        """Whether the claim is efficiency, rather than a bound on what is missing."""
        return self.findings[0]["holds"] is True

    @property
    def grade(self) -> str:
        """The grade of that claim."""
        return str(self.findings[0]["grade"])


def check_efficient(case: Case) -> None:
    """Verifies an answer of the rule `efficient`."""
    case.require_proofs("uses", "bound")
    allocation = proved_allocation(case)
    case.conclude(allocation.outcome, allocation.findings)


def check_pay_as_bid(case: Case) -> None:
    """Verifies an answer of the rule `pay-as-bid`."""
    case.require_proofs("uses", "bound")
    allocation = proved_allocation(case)
    case.conclude(outcome_with_payments(case, allocation, [Fraction(0)] * len(case.market.buyers)), allocation.findings)


def outcome_with_payments(case: Case, allocation: Allocation, payoffs: Sequence[Fraction]) -> dict[str, Any]:
    """Returns the whole outcome when the buyers' payoffs are these."""
    payments = [allocation.accepted[i] - payoff for i, payoff in enumerate(payoffs)]
    return allocation.outcome | {
        "payments": case.by_buyer(payments),
        "payoffs": case.by_buyer(payoffs) | {"seller": allocation.welfare - sum(payoffs)},
        "revenue": sum(payments, Fraction(0)),
    }


def proved_allocation(case: Case) -> Allocation:
    """Returns the allocation of the use list, once the certificate's bound is verified."""
    market, uses, proof = case.market, case.certificate["uses"], case.certificate["bound"]
    welfare = target = at_most = case.total(uses, case.everyone, "certificate.uses")
    values = [atom.value for atom in market.atoms]
    claimed = case.finding("efficient")
    if claimed["holds"] is False:
        reject("F2", "findings.efficient", "false", "true or null")
    findings = [verdict("efficient", True, proof.grade)]
    if claimed["holds"] is None:
        target = at_most = keys(claimed, "findings.efficient", ["at_most"], claimed)["at_most"]
        findings = [verdict("efficient", None, "bounded", at_most=at_most)]
    elif case.answer["parameters"]["tie_rule"] == "lexicographic":
        values = _lifted_values(market)
        target = sum((values[j] for j in uses), Fraction(0))
        findings.append(verdict("selected", True, proof.grade))
    exact = claimed["holds"] is True
    prove(case.rows, proof, Claim(values=values, coalition=case.everyone, charges={}, target=target, exact=exact))
    accepted = [Fraction(0)] * (len(market.buyers) + 1)
    held: list[list[int]] = [[] for _ in accepted]
    for atom in (market.atoms[j] for j in uses):
        accepted[atom.owner] += atom.value
        held[atom.owner] += atom.bundle
    allocation = case.by_buyer([[market.goods[g] for g in sorted(goods)] for goods in held[:-1]])
    outcome = {"allocation": allocation, "welfare": welfare}
    return Allocation(accepted=accepted, welfare=welfare, at_most=at_most, findings=findings, outcome=outcome)


def _lifted_values(market: Market) -> list[Fraction]:
    """Returns values under which the most valuable set is the one the tie rule selects.

    D x value x M + tie weight; the weight of buyer i's atom is the sum over its goods g of
    (n - i) x (n + 1)^(m - 1 - g), and M = (n + 1)^m is above every sum of weights.
    """
    n, m = len(market.buyers), len(market.goods)
    lift = lcm(*{atom.value.denominator for atom in market.atoms}) * (n + 1) ** m
    return [atom.value * lift + (n - atom.owner) * sum((n + 1) ** (m - 1 - g) for g in atom.bundle) for atom in market.atoms]
