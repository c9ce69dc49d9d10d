"""The finding `core`, and the rule `core-test`."""

from collections.abc import Sequence
from fractions import Fraction

from marketcheck.bound import tree
from marketcheck.case import Case, Finding, verdict
from marketcheck.documents import keys, number
from marketcheck.efficient import Allocation, proved_allocation
from marketcheck.verdicts import Unreadable, reject, shown

WITNESS = "findings.core.witness"


def check_core_test(case: Case) -> None:
    """Verifies an answer of the rule `core-test`."""
    case.require_proofs("uses", "bound", *core_proof(case))
    allocation = proved_allocation(case)
    given = keys(case.input, "input", ("format", "payoffs"))
    if given["format"] != "marketwright.input/1":
        raise Unreadable("format", 'input.format: only "marketwright.input/1" is read')
    names = dict.fromkeys(case.market.buyers)
    asked = keys(given["payoffs"], "input.payoffs", names, ("seller",))
    payoffs = [number(asked[name], f"input.payoffs.{name}") for name in names]
    seller = allocation.welfare - sum(payoffs)
    if "seller" in asked:
        seller = number(asked["seller"], "input.payoffs.seller")
    elif not allocation.efficient and "coalition" in _witness(case):
        reject("C7", "findings.core", "seller's payoff left out, worth(all) not proved", "one of them")
    core = core_finding(case, allocation, payoffs, seller)
    due = case.by_buyer(payoffs) | {"seller": seller}
    case.conclude(allocation.outcome | {"payoffs": due}, [*allocation.findings, core])


def core_proof(case: Case) -> tuple[str, ...]:
    """Returns the certificate's keys that the finding `core` needs."""
    proved = case.finding("core")["holds"] is True or "coalition" in _witness(case)
    return ("core",) if proved else ()


def _witness(case: Case) -> dict[str, object]:
    """Returns the witness of the finding `core`, empty where it needs none."""
    finding = case.finding("core")
    known = ("buyer", "payoff", "sum", "coalition", "worth_at_least", "payoffs", "gain")
    return keys(finding.get("witness"), WITNESS, (), known) if finding["holds"] is False else {}


def core_finding(case: Case, allocation: Allocation, payoffs: Sequence[Fraction], seller: Fraction) -> Finding:
    """Returns the finding that is due, once its proof is verified."""
    holds, witness = case.finding("core")["holds"], _witness(case)
    if holds is None:
        return verdict("core", None, "unproven")
    if holds is True:
        return _in_core(case, allocation, payoffs, seller)
    if "coalition" in witness:
        return _blocked(case, witness["coalition"], payoffs, seller)
    if "buyer" in witness:
        (buyer,) = case.selection([witness["buyer"]], f"{WITNESS}.buyer", case.market.buyers)
        if payoffs[buyer] >= 0:
            reject("C3", f"{WITNESS}.buyer", payoffs[buyer], "below 0")
        return verdict("core", False, "proved", witness={"buyer": witness["buyer"], "payoff": payoffs[buyer]})
    paid = sum(payoffs) + seller
    if paid <= allocation.at_most:
        reject("C4", WITNESS, paid, f"above {shown(allocation.at_most)}")
    return verdict("core", False, str(allocation.findings[0]["grade"]), witness={"sum": paid})


def _in_core(case: Case, allocation: Allocation, payoffs: Sequence[Fraction], seller: Fraction) -> Finding:
    for name, payoff in zip(case.market.buyers, payoffs, strict=True):
        if payoff < 0:
            reject("C5", f"outcome.payoffs.{name}", payoff, "at least 0")
    if sum(payoffs) + seller != allocation.welfare:
        reject("C6", "outcome.payoffs", sum(payoffs) + seller, allocation.welfare)
    entry = keys(case.certificate["core"], "certificate.core", ("bound",))
    proof = tree(entry["bound"], "certificate.core.bound")
    case.prove_at_most(proof, case.everyone, seller, dict(enumerate(payoffs)))
    return verdict("core", True, proof.grade)


def _blocked(case: Case, named: object, payoffs: Sequence[Fraction], seller: Fraction) -> Finding:
    coalition = case.selection(named, f"{WITNESS}.coalition", case.market.buyers)
    entry = keys(case.certificate["core"], "certificate.core", ("uses",))
    worth = case.total(case.use_list(entry["uses"], "certificate.core.uses", coalition))
    paid = seller + sum(payoffs[i] for i in coalition)
    if worth <= paid:
        reject("C2", f"{WITNESS}.coalition", worth, f"above {shown(paid)}")
    due = {"coalition": named, "worth_at_least": worth, "payoffs": paid, "gain": worth - paid}
    return verdict("core", False, "proved", witness=due)
