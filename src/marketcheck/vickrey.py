"""The rule `vickrey`: each buyer keeps what the others would lack without him."""

from fractions import Fraction

from marketcheck.case import Case, verdict, worst
from marketcheck.core import core_finding, core_proof
from marketcheck.documents import canonical_json
from marketcheck.efficient import Allocation, outcome_with_payments, proved_allocation
from marketcheck.verdicts import Unreadable, reject


def check_vickrey(case: Case) -> None:
    """Verifies an answer of the rule `vickrey`."""
    if case.finding("vickrey")["holds"] is not True:
        case.require_proofs("uses", "bound")
        allocation = proved_allocation(case)
        unproven = [verdict(claim, None, "unproven") for claim in ("vickrey", "core")]
        case.conclude(allocation.outcome, allocation.findings + unproven)
        return
    case.require_proofs("uses", "bound", "without", *core_proof(case))
    allocation = proved_allocation(case)
    if not allocation.efficient:
        reject("F2", "findings", "vickrey holds, efficient does not", "both or none")
    payoffs, grade = _payoffs(case, allocation)
    core = core_finding(case, allocation, payoffs, allocation.welfare - sum(payoffs))
    outcome = outcome_with_payments(case, allocation, payoffs)
    case.conclude(outcome, [*allocation.findings, verdict("vickrey", True, grade), core])


def _payoffs(case: Case, allocation: Allocation) -> tuple[list[Fraction], str]:
    """Returns worth(all) - worth(all without i) for every buyer i, and the worst grade used.

    The allocation itself serves all others where i's accepted bids are worth nothing: payoff 0.
    """
    without = case.certificate["without"]
    if not isinstance(without, dict):
        raise Unreadable("type", "certificate.without: an object is needed here")
    winners = [name for i, name in enumerate(case.market.buyers) if allocation.accepted[i] > 0]
    if sorted(without) != sorted(winners):
        reject("V1", "certificate.without", canonical_json([*without]), canonical_json(winners))
    payoffs = [Fraction(0)] * len(case.market.buyers)
    grades = [allocation.grade]
    for i, name in enumerate(case.market.buyers):
        if name in without:
            worth, grade = case.proved_worth(without[name], f"certificate.without.{name}", case.everyone - {i})
            payoffs[i] = allocation.welfare - worth
            grades.append(grade)
    return payoffs, worst(grades)
