"""The finding `core`, and the rules that have it: `vickrey` and `core-test`."""

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from marketcheck.case import Case, Finding, verdict, worst
from marketcheck.documents import canonical_json, keys
from marketcheck.efficient import Allocation, outcome_with_payments, proved_allocation
from marketcheck.verdicts import reject, shown

PLACE = "findings.core.witness"


def check_vickrey(case: Case) -> None:
    """Verifies an answer of the rule `vickrey`: each buyer keeps what the others would lack without him."""
    if case.finding("vickrey")["holds"] is not True:
        case.require_proofs("uses", "bound")
        allocation = proved_allocation(case)
        case.conclude(allocation.outcome, [*allocation.findings, *(verdict(claim, None, "unproven") for claim in ("vickrey", "core"))])
        return
    case.require_proofs("uses", "bound", "without", *_core_proof(case))
    allocation = proved_allocation(case)
    if not allocation.efficient:
        reject("F2", "findings", "vickrey holds, efficient does not", "both or none")
    payoffs, grade = _vickrey_payoffs(case, allocation)
    core = _core_finding(case, allocation, payoffs, allocation.welfare - sum(payoffs))
    case.conclude(outcome_with_payments(case, allocation, payoffs), [*allocation.findings, verdict("vickrey", True, grade), core])


def _vickrey_payoffs(case: Case, allocation: Allocation) -> tuple[list[Fraction], str]:
    """Returns worth(all) - worth(all without i) for every buyer i, and the worst grade used.

    The allocation itself serves all others where i's accepted bids are worth nothing: payoff 0.
    """
    without = case.certificate["without"]
    winners = [name for i, name in enumerate(case.market.buyers) if allocation.accepted[i] > 0]
    if sorted(without) != sorted(winners):
        reject("V1", "certificate.without", canonical_json([*without]), canonical_json(winners))
    payoffs, grades = [Fraction(0)] * len(case.market.buyers), [allocation.grade]
    for i, name in enumerate(case.market.buyers):
        if name in without:
            worth, grade = case.worth(without[name], case.everyone - {i}, f"certificate.without.{name}")
            payoffs[i] = allocation.welfare - worth
            grades.append(grade)
    return payoffs, worst(grades)


def check_core_test(case: Case) -> None:
    """Verifies an answer of the rule `core-test`."""
    case.require_proofs("uses", "bound", *_core_proof(case))
    allocation = proved_allocation(case)
    given = keys(case.answer["input"]["payoffs"], "input.payoffs", case.market.buyers, ["seller"])
    payoffs = [given[name] for name in case.market.buyers]
    seller = given.get("seller", allocation.welfare - sum(payoffs))
    if "seller" not in given and not allocation.efficient and "coalition" in _witness(case):
        reject("C7", "findings.core", "seller's payoff left out, worth(all) not proved", "one of them")
    core = _core_finding(case, allocation, payoffs, seller)
    case.conclude(allocation.outcome | {"payoffs": case.by_buyer(payoffs) | {"seller": seller}}, [*allocation.findings, core])


def _core_proof(case: Case) -> list[str]:
    """Returns the certificate's keys that the finding `core` needs."""
    return ["core"] if case.finding("core")["holds"] is True or "coalition" in _witness(case) else []


def _witness(case: Case) -> dict[str, Any]:
    """Returns the witness of the finding `core`, empty where it needs none."""
    finding = case.finding("core")
    witness: dict[str, Any] = keys(finding, "findings.core", ["witness"], finding)["witness"] if finding["holds"] is False else {}
    return witness


def _core_finding(case: Case, allocation: Allocation, payoffs: Sequence[Fraction], seller: Fraction) -> Finding:
    """Returns the finding that is due, once its proof is verified."""
    holds, witness, paid = case.finding("core")["holds"], _witness(case), sum(payoffs) + seller
    if holds is None:
        return verdict("core", None, "unproven")
    if holds is True:
        return _in_core(case, allocation, payoffs, seller)
    if "coalition" in witness:
        return _blocked(case, witness["coalition"], payoffs, seller)
    if "buyer" in witness:
        (buyer,) = case.buyers([witness["buyer"]], f"{PLACE}.buyer")
        if payoffs[buyer] >= 0:
            reject("C3", f"{PLACE}.buyer", payoffs[buyer], "below 0")
        return verdict("core", False, "proved", witness={"buyer": witness["buyer"], "payoff": payoffs[buyer]})
    if paid <= allocation.at_most:
        reject("C4", PLACE, paid, f"above {shown(allocation.at_most)}")
    return verdict("core", False, allocation.grade, witness={"sum": paid})


def _in_core(case: Case, allocation: Allocation, payoffs: Sequence[Fraction], seller: Fraction) -> Finding:
    for name, payoff in zip(case.market.buyers, payoffs, strict=True):
        if payoff < 0:
            reject("C5", f"outcome.payoffs.{name}", payoff, "at least 0")
    if sum(payoffs) + seller != allocation.welfare:
        reject("C6", "outcome.payoffs", sum(payoffs) + seller, allocation.welfare)
    proof = keys(case.certificate["core"], "certificate.core", ["bound"])["bound"]
    return verdict("core", True, case.prove_at_most(proof, case.everyone, seller, dict(enumerate(payoffs))))


def _blocked(case: Case, named: Sequence[str], payoffs: Sequence[Fraction], seller: Fraction) -> Finding:
    coalition = case.buyers(named, f"{PLACE}.coalition")
    uses = keys(case.certificate["core"], "certificate.core", ["uses"])["uses"]
    worth = case.total(uses, coalition, "certificate.core.uses")
    paid = seller + sum(payoffs[i] for i in coalition)
    if worth <= paid:
        reject("C2", f"{PLACE}.coalition", worth, f"above {shown(paid)}")
    return verdict("core", False, "proved", witness={"coalition": named, "worth_at_least": worth, "payoffs": paid, "gain": worth - paid})
