"""The finding `core`, and the rule `core-test`."""

from collections.abc import Sequence
from fractions import Fraction

from marketcheck.bound import tree
from marketcheck.case import Case, Finding, agree_findings, agree_outcome, selection, total, use_list, verdict
from marketcheck.documents import keys, number
from marketcheck.efficient import Allocation, proved_allocation
from marketcheck.verdicts import Unreadable, reject


def check_core_test(case: Case) -> None:
    """Verifies an answer of the rule `core-test`."""
    case.require_proofs("uses", "bound", *core_proof(case))
    allocation = proved_allocation(case)
    buyers = case.market.buyers
    given = keys(case.input, "input", ("format", "payoffs"))
    if given["format"] != "marketwright.input/1":
        raise Unreadable("format", 'input.format: only "marketwright.input/1" is read')
    asked = keys(given["payoffs"], "input.payoffs", buyers, ("seller",))
    payoffs = [number(asked[name], f"input.payoffs.{name}") for name in buyers]
    seller = allocation.welfare - sum(payoffs)
    if "seller" in asked:
        seller = number(asked["seller"], "input.payoffs.seller")
    elif not allocation.efficient and "coalition" in witness(case):
        reject("C7", "findings", "seller's payoff left out, worth(all) not proved", "one of them")
    due = case.by_buyer(payoffs) | {"seller": seller}
    agree_outcome(case.outcome, allocation.outcome | {"payoffs": due})
    core = core_finding(case, allocation, payoffs, seller)
    agree_findings(case.findings, [*allocation.findings, core])


def witness(case: Case) -> dict[str, object]:
    """Returns the witness of the finding `core`, empty where it needs none."""
    finding = case.finding("core")
    if finding["holds"] is not False:
        return {}
    shown = keys(finding, "findings.core", ("claim", "holds", "grade", "witness"))["witness"]
    known = ("buyer", "payoff", "sum", "coalition", "worth_at_least", "payoffs", "gain")
    return keys(shown, "findings.core.witness", (), known)


def core_proof(case: Case) -> tuple[str, ...]:
    """Returns the certificate's keys that the finding `core` needs."""
    proved = case.finding("core")["holds"] is True or "coalition" in witness(case)
    return ("core",) if proved else ()


def core_finding(case: Case, allocation: Allocation, payoffs: Sequence[Fraction], seller: Fraction) -> Finding:
    """Returns the finding that is due, once its proof is verified."""
    holds = case.finding("core")["holds"]
    shown = witness(case)
    if holds is None:
        return verdict("core", None, "unproven")
    if holds is True:
        return _in_core(case, allocation, payoffs, seller)
    if "coalition" in shown:
        return _blocked(case, shown, payoffs, seller)
    if "buyer" in shown:
        return _negative(case, shown, payoffs)
    paid = sum(payoffs) + seller
    if paid <= allocation.at_most:
        reject("C4", "findings.core.witness", paid, f"above {allocation.at_most}")
    return verdict("core", False, allocation.grade, witness={"sum": paid})


def _in_core(case: Case, allocation: Allocation, payoffs: Sequence[Fraction], seller: Fraction) -> Finding:
    for name, payoff in zip(case.market.buyers, payoffs, strict=True):
        if payoff < 0:
            reject("C5", f"outcome.payoffs.{name}", payoff, "at least 0")
    if sum(payoffs) + seller != allocation.welfare:
        reject("C6", "outcome.payoffs", sum(payoffs) + seller, allocation.welfare)
    entry = keys(case.certificate["core"], "certificate.core", ("bound",))
    proof = tree(entry["bound"], "certificate.core.bound")
    case.prove_worth(proof, case.everyone, seller, dict(enumerate(payoffs)))
    return verdict("core", True, proof.grade)


def _blocked(case: Case, shown: dict[str, object], payoffs: Sequence[Fraction], seller: Fraction) -> Finding:
    place = "findings.core.witness.coalition"
    coalition = selection(shown["coalition"], place, case.market.buyers)
    entry = keys(case.certificate["core"], "certificate.core", ("uses",))
    uses = use_list(entry["uses"], "certificate.core.uses", case.market, coalition)
    worth, paid = total(case.market, uses), seller + sum(payoffs[i] for i in coalition)
    if worth <= paid:
        reject("C2", place, worth, f"above {paid}")
    due = {"coalition": shown["coalition"], "worth_at_least": worth, "payoffs": paid, "gain": worth - paid}
    return verdict("core", False, "proved", witness=due)


def _negative(case: Case, shown: dict[str, object], payoffs: Sequence[Fraction]) -> Finding:
    place = "findings.core.witness.buyer"
    (buyer,) = selection([shown["buyer"]], place, case.market.buyers)
    payoff = payoffs[buyer]
    if payoff >= 0:
        reject("C3", place, payoff, "below 0")
    return verdict("core", False, "proved", witness={"buyer": shown["buyer"], "payoff": payoff})
