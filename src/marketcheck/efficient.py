"""The rules `efficient` and `pay-as-bid`, and the efficient allocation in the other rules."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import lcm

from marketcheck.bound import Claim, tree
from marketcheck.case import Case, Finding, agree_findings, agree_outcome, total, use_list, verdict
from marketcheck.documents import number
from marketcheck.market import Market
from marketcheck.verdicts import Unreadable, reject


@dataclass(frozen=True, slots=True, kw_only=True)
class Allocation:
    """An allocation and what its bound proves.

    `at_most` bounds worth(all) from above; it is the `welfare` itself where `efficient`.
    """

    uses: tuple[int, ...]
    welfare: Fraction
    at_most: Fraction
    efficient: bool
    grade: str
    findings: list[Finding]
    outcome: dict[str, object]


def check_efficient(case: Case) -> None:
    """Verifies an answer of the rule `efficient`."""
    case.require_proofs("uses", "bound")
    allocation = proved_allocation(case)
    agree_outcome(case.outcome, allocation.outcome)
    agree_findings(case.findings, allocation.findings)


def check_pay_as_bid(case: Case) -> None:
    """Verifies an answer of the rule `pay-as-bid`."""
    case.require_proofs("uses", "bound")
    allocation = proved_allocation(case)
    nothing = [Fraction(0)] * len(case.market.buyers)
    agree_outcome(case.outcome, allocation.outcome | payment_outcome(case, allocation, nothing))
    agree_findings(case.findings, allocation.findings)


def payment_outcome(case: Case, allocation: Allocation, payoffs: Sequence[Fraction]) -> dict[str, object]:
    """Returns payments, payoffs and revenue when the buyers' payoffs are these."""
    accepted = accepted_values(case.market, allocation.uses)
    payments = [accepted[i] - payoff for i, payoff in enumerate(payoffs)]
    return {
        "payments": case.by_buyer(payments),
        "payoffs": case.by_buyer(payoffs) | {"seller": allocation.welfare - sum(payoffs)},
        "revenue": sum(payments, Fraction(0)),
    }


def accepted_values(market: Market, uses: Sequence[int]) -> list[Fraction]:
    """Returns the value of each owner's used atoms, the seller's last."""
    values = [Fraction(0)] * (len(market.buyers) + 1)
    for j in uses:
        values[market.atoms[j].owner] += market.atoms[j].value
    return values


def proved_allocation(case: Case) -> Allocation:
    """Returns the allocation of the use list, once the certificate's bound is verified."""
    market = case.market
    uses = use_list(case.certificate["uses"], "certificate.uses", market, case.everyone)
    proof = tree(case.certificate["bound"], "certificate.bound")
    values = [atom.value for atom in market.atoms]
    welfare = target = at_most = total(market, uses)
    claimed = case.finding("efficient")
    if claimed["holds"] is False:
        reject("F2", "findings[0].holds", "false", "true or null")
    efficient = claimed["holds"] is True
    findings = [verdict("efficient", True, proof.grade)]
    if not efficient:
        if "at_most" not in claimed:
            raise Unreadable("keys", "findings[0]: the key 'at_most' is missing")
        target = at_most = number(claimed["at_most"], "findings[0].at_most")
        findings = [verdict("efficient", None, "bounded", at_most=at_most)]
    elif case.tie_rule == "lexicographic":
        values = _lifted_values(market)
        target = sum((values[j] for j in uses), Fraction(0))
        findings.append(verdict("selected", True, proof.grade))
    claim = Claim(values=values, coalition=case.everyone, charges={}, target=target, exact=efficient)
    case.prover.prove(proof, claim)
    return Allocation(
        uses=uses,
        welfare=welfare,
        at_most=at_most,
        efficient=efficient,
        grade=proof.grade,
        findings=findings,
        outcome={"allocation": _goods_by_buyer(case, uses), "welfare": welfare},
    )


def _goods_by_buyer(case: Case, uses: Sequence[int]) -> dict[str, object]:
    held: list[list[int]] = [[] for _ in range(len(case.market.buyers) + 1)]
    for j in uses:
        held[case.market.atoms[j].owner] += case.market.atoms[j].bundle
    names = case.market.goods
    return case.by_buyer([[names[g] for g in sorted(goods)] for goods in held[:-1]])


def _lifted_values(market: Market) -> list[Fraction]:
    """Returns values under which the most valuable set is the one the tie rule selects.

    D x value x M + tie weight; the weight of buyer i's atom is the sum over its goods g of
    (n - i) x (n + 1)^(m - 1 - g), and M = (n + 1)^m is above every sum of weights.
    """
    n, m = len(market.buyers), len(market.goods)
    lift = lcm(*{atom.value.denominator for atom in market.atoms}) * (n + 1) ** m
    return [atom.value * lift + (n - atom.owner) * sum((n + 1) ** (m - 1 - g) for g in atom.bundle) for atom in market.atoms]
