"""The rule `vickrey`: each buyer keeps what the others would lack without him."""

from fractions import Fraction

from marketcheck.bound import tree
from marketcheck.case import Case, agree_findings, agree_outcome, total, use_list, verdict, worst
from marketcheck.core import core_finding, core_proof
from marketcheck.documents import canonical_json, keys
from marketcheck.efficient import Allocation, accepted_values, payment_outcome, proved_allocation
from marketcheck.verdicts import Unreadable, reject


def check_vickrey(case: Case) -> None:
    """Verifies an answer of the rule `vickrey`."""
    if case.finding("vickrey")["holds"] is True:
        case.require_proofs("uses", "bound", "without", *core_proof(case))
        _check_payments(case, proved_allocation(case))
        return
    case.require_proofs("uses", "bound")
    allocation = proved_allocation(case)
    open_questions = [verdict(claim, None, "unproven") for claim in ("vickrey", "core")]
    agree_outcome(case.outcome, allocation.outcome)
    agree_findings(case.findings, allocation.findings + open_questions)


def _check_payments(case: Case, allocation: Allocation) -> None:
    if not allocation.efficient:
        reject("F2", "findings", "vickrey holds, efficient does not", "both or none")
    payoffs, grade = _payoffs(case, allocation)
    outcome = payment_outcome(case, allocation, payoffs)
    agree_outcome(case.outcome, allocation.outcome | outcome)
    core = core_finding(case, allocation, payoffs, allocation.welfare - sum(payoffs))
    due = [*allocation.findings, verdict("vickrey", True, grade), core]
    agree_findings(case.findings, due)


def _payoffs(case: Case, allocation: Allocation) -> tuple[list[Fraction], str]:
    """Returns worth(all) - worth(all without i) for every buyer i, and the worst grade used."""
    market = case.market
    without = case.certificate["without"]
    if not isinstance(without, dict):
        raise Unreadable("type", "certificate.without: an object is needed here")
    accepted = accepted_values(market, allocation.uses)
    winners = [name for i, name in enumerate(market.buyers) if accepted[i] > 0]
    if sorted(without) != sorted(winners):
        reject("V1", "certificate.without", canonical_json(list(without)), canonical_json(winners))
    payoffs, grade = [], allocation.grade
    for i, name in enumerate(market.buyers):
        payoff = Fraction(0)
        if name in without:
            place = f"certificate.without.{name}"
            entry = keys(without[name], place, ("uses", "bound"))
            others = case.everyone - {i}
            uses = use_list(entry["uses"], f"{place}.uses", market, others)
            proof = tree(entry["bound"], f"{place}.bound")
            worth = total(market, uses)
            case.prove_worth(proof, others, worth)
            payoff = allocation.welfare - worth
            grade = worst([grade, proof.grade])
        payoffs.append(payoff)
    return payoffs, grade
