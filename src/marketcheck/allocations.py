"""The rules whose outcome is an allocation: `efficient`, `pay-as-bid`, `vickrey`, `core-test`."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import lcm
from typing import Any

from marketcheck.case import Case, Finding, positions, verdict, worst
from marketcheck.conditions import reject, shown
from marketcheck.documents import canonical_json, keys
from marketcheck.market import Market


@dataclass(frozen=True, slots=True, kw_only=True)
class Allocation:
    """An allocation and what its bound proves: welfare <= worth(all) <= `at_most`, and equal to both if `efficient`.

    `accepted` is the value of each owner's used atoms, the seller's last; `grade` is that of the bound as it is claimed.
    """

    accepted: Sequence[Fraction]
    welfare: Fraction
    at_most: Fraction
    efficient: bool
    grade: str
    findings: list[Finding]
    outcome: dict[str, Any]


def check_efficient(case: Case) -> None:
    """Verifies an answer of the rule `efficient`."""
    allocation = _proved_allocation(case)
    case.conclude(allocation.outcome, allocation.findings)


def check_pay_as_bid(case: Case) -> None:
    """Verifies an answer of the rule `pay-as-bid`."""
    allocation = _proved_allocation(case)
    case.conclude(_outcome_with_payments(case, allocation, [Fraction(0)] * len(case.market.buyers)), allocation.findings)


def check_vickrey(case: Case) -> None:
    """Verifies an answer of the rule `vickrey`: each buyer keeps what the others would lack without him."""
    if case.finding("vickrey")["holds"] is not True:
        allocation = _proved_allocation(case)
        case.conclude(allocation.outcome, [*allocation.findings, verdict("vickrey", None, "unproven"), verdict("core", None, "unproven")])
        return
    allocation = _proved_allocation(case, "without", *_core_proof(case))
    if not allocation.efficient:
        reject("F2", "findings", "vickrey holds, efficient does not", "both or none")
    without, payoffs, grades = case.certificate["without"], [Fraction(0)] * len(case.market.buyers), [allocation.grade]
    winners = [name for name, value in zip(case.market.buyers, allocation.accepted, strict=False) if value > 0]
    if sorted(without) != sorted(winners):
        reject("V1", "certificate.without", canonical_json([*without]), canonical_json(winners))
    for i, name in enumerate(case.market.buyers):
        if name in without:  # without any other buyer the allocation itself serves the rest: payoff 0
            worth, grade = case.worth(without[name], case.everyone - {i}, f"certificate.without.{name}")
            payoffs[i] = allocation.welfare - worth
            grades.append(grade)
    core = _core_finding(case, allocation, payoffs, allocation.welfare - sum(payoffs))
    case.conclude(_outcome_with_payments(case, allocation, payoffs), [*allocation.findings, verdict("vickrey", True, worst(grades)), core])


def check_core_test(case: Case) -> None:
    """Verifies an answer of the rule `core-test`."""
    allocation = _proved_allocation(case, *_core_proof(case))
    given = keys(case.input["payoffs"], "input.payoffs", case.market.buyers, ["seller"])
    payoffs = [given[name] for name in case.market.buyers]
    seller = given.get("seller", allocation.welfare - sum(payoffs))
    if "seller" not in given and not allocation.efficient and "coalition" in _witness(case):
        reject("C6", "findings.core", "seller's payoff left out, worth(all) not proved", "one of them")
    core = _core_finding(case, allocation, payoffs, seller)
    case.conclude(allocation.outcome | {"payoffs": case.by_buyer(payoffs) | {"seller": seller}}, [*allocation.findings, core])


def _proved_allocation(case: Case, *more_proofs: str) -> Allocation:
    """Returns the allocation of the use list, once the certificate's bound is verified."""
    case.require_proofs("uses", "bound", *more_proofs)
    uses, selecting = case.certificate["uses"], dict[str, Any]()
    held = case.held(uses, case.everyone, "certificate.uses")
    if case.parameters["tie_rule"] == "lexicographic":
        values = _lifted_values(case.market)
        selecting = {"values": values, "target": sum((values[j] for j in uses), Fraction(0))}
    found = case.greatest("efficient", held.total, {}, selecting)
    efficient, grade, at_most = found["holds"] is True, found["grade"], found.get("at_most", held.total)
    findings = [found, *([verdict("selected", True, grade)] if selecting and efficient else [])]
    outcome = {"allocation": case.by_buyer([case.market.names(goods) for goods in held.bundles[:-1]]), "welfare": held.total}
    return Allocation(accepted=held.values, welfare=held.total, at_most=at_most, efficient=efficient, grade=grade, findings=findings, outcome=outcome)


def _lifted_values(market: Market) -> list[Fraction]:
    """Returns values under which the most valuable set is the one the tie rule selects.

    D x value x M + tie weight; the weight of buyer i's atom is the sum over its goods g of
    (n - i) x (n + 1)^(m - 1 - g), and M = (n + 1)^m is above every sum of weights.
    """
    n, m = len(market.buyers), len(market.goods)
    lift = lcm(*{atom.value.denominator for atom in market.atoms}) * (n + 1) ** m
    return [atom.value * lift + (n - atom.owner) * sum((n + 1) ** (m - 1 - g) for g in atom.bundle) for atom in market.atoms]


def _outcome_with_payments(case: Case, allocation: Allocation, payoffs: Sequence[Fraction]) -> dict[str, Any]:
    """Returns the whole outcome when the buyers' payoffs are these."""
    payments = [allocation.accepted[i] - payoff for i, payoff in enumerate(payoffs)]
    everyone = case.by_buyer(payoffs) | {"seller": allocation.welfare - sum(payoffs)}
    return allocation.outcome | {"payments": case.by_buyer(payments), "payoffs": everyone, "revenue": sum(payments, Fraction(0))}


def _core_proof(case: Case) -> list[str]:
    """Returns the certificate's keys that the finding `core` needs."""
    return ["core"] if case.finding("core")["holds"] is True or "coalition" in _witness(case) else []


def _witness(case: Case) -> dict[str, Any]:
    """Returns the witness of the finding `core`, empty where it needs none."""
    finding = case.finding("core")
    return dict(keys(finding, "findings.core", ["witness"], finding)["witness"]) if finding["holds"] is False else {}


def _core_finding(case: Case, allocation: Allocation, payoffs: Sequence[Fraction], seller: Fraction) -> Finding:
    """Returns the finding `core` that is due, once its proof is verified."""
    holds, witness, place, paid = case.finding("core")["holds"], _witness(case), "findings.core.witness", sum(payoffs) + seller
    if holds is None:
        return verdict("core", None, "unproven")
    if holds is True:
        for name, payoff in case.by_buyer(payoffs).items():
            if payoff < 0:
                reject("C5", f"outcome.payoffs.{name}", payoff, "at least 0")
        if paid != allocation.welfare:
            reject("C5", "outcome.payoffs", paid, allocation.welfare)
        bound = keys(case.certificate["core"], "certificate.core", ["bound"])["bound"]
        return verdict("core", True, case.prove_at_most(bound, case.everyone, seller, dict(enumerate(payoffs))))
    if "coalition" in witness:
        coalition = positions(witness["coalition"], case.market.buyers, f"{place}.coalition")
        uses = keys(case.certificate["core"], "certificate.core", ["uses"])["uses"]
        worth = case.total(uses, coalition, "certificate.core.uses")
        paid = seller + sum(payoffs[i] for i in coalition)
        if worth <= paid:
            reject("C2", f"{place}.coalition", worth, f"above {shown(paid)}")
        return verdict("core", False, "proved", witness={"coalition": witness["coalition"], "worth_at_least": worth, "payoffs": paid, "gain": worth - paid})
    if "buyer" in witness:
        (buyer,) = positions([witness["buyer"]], case.market.buyers, f"{place}.buyer")
        if payoffs[buyer] >= 0:
            reject("C3", f"{place}.buyer", payoffs[buyer], "below 0")
        return verdict("core", False, "proved", witness={"buyer": witness["buyer"], "payoff": payoffs[buyer]})
    if paid <= allocation.at_most:
        reject("C4", place, paid, f"above {shown(allocation.at_most)}")
    return verdict("core", False, allocation.grade, witness={"sum": paid})
