"""The rules `walrasian/minimum` and `walrasian/maximum`: the least and the greatest equilibrium prices."""

from collections.abc import Sequence
from fractions import Fraction
from itertools import islice
from typing import Any

from marketcheck.case import Finding, verdict
from marketcheck.conditions import reject, shown
from marketcheck.documents import is_short, keys
from marketcheck.gamma import cap
from marketcheck.lines import Exact
from marketcheck.walrasian import (
    ALLOCATION,
    CODES,
    PAYMENTS,
    POINTERS,
    Equilibrium,
    Sale,
    form,
    named,
    not_negative,
    number_of,
    of_all,
    open_findings,
    positive,
)
from marketcheck.walrasian_equilibrium import equilibrium, least_pointers, stated_equilibrium
from marketcheck.walrasian_selection import all_allocations, require_first, ties

TIES = {"any", "lexicographic"}
TOLERANCE = Fraction(1, 10**9)
MINIMUM_INPUT = {"cap?": cap, "tolerance?": positive}
MINIMUM_PARAMETERS = {"tie_rule": TIES, "tolerance?": positive}
MINIMUM = form(PAYMENTS | {"allocations?": [ALLOCATION]}, {"pointers?": POINTERS}, number=int, cap=int, residual=not_negative)
MAXIMUM = form(PAYMENTS, {"pointers?": POINTERS})


def check_minimum(sale: Sale) -> None:
    """Verifies an answer of the rule `walrasian/minimum`."""
    if sale.market.smooth:
        _check_numeric(sale)
        return
    if "tolerance" in sale.parameters or "tolerance" in sale.input:
        reject("W1", "parameters.tolerance", "a tolerance", "none without smooth preferences")
    claims = ("equilibrium", "minimum-price")
    if open_answer(sale, *claims):
        return
    found = outcome_equilibrium(sale, "least")
    outcome, findings = stated_outcome(sale, found), settled_findings(sale, claims)
    if "cap" in sale.input:
        findings.append(_listed(sale, found))
        outcome["allocations"] = sale.outcome["allocations"]
    sale.conclude(outcome, findings, CODES)


def check_maximum(sale: Sale) -> None:
    """Verifies an answer of the rule `walrasian/maximum`."""
    sale.require_exact()
    claims = ("equilibrium", "maximum-price")
    if not open_answer(sale, *claims):
        found = outcome_equilibrium(sale, "greatest")
        sale.conclude(stated_outcome(sale, found), settled_findings(sale, claims), CODES)


def open_answer(sale: Sale, *claims: str) -> bool:
    """Returns whether a limit came first; then nothing is claimed."""
    if sale.outcome:
        return False
    keys(sale.certificate, "certificate", [])
    sale.conclude({}, open_findings(*claims))
    return True


def outcome_equilibrium(sale: Sale, sense: str, *more_proofs: str) -> Equilibrium:
    """Returns the equilibrium of the outcome, selected as the tie rule says."""
    keys(sale.certificate, "certificate", ["pointers", *more_proofs])
    part = {key: keys(sale.outcome, "outcome", [key], sale.outcome)[key] for key in ("prices", "allocation")}
    found = equilibrium(sale.market, part | {"pointers": sale.certificate["pointers"]}, sense, "outcome")
    if sale.parameters["tie_rule"] == "lexicographic":
        require_selected(found, "outcome.allocation")
    return found


def require_selected(found: Equilibrium, place: str) -> None:
    """Verifies that the allocation is the one that the tie rule `lexicographic` selects."""
    require_first(ties(found.demands, found.competitive), [*found.held], place)


def stated_outcome(sale: Sale, found: Equilibrium) -> dict[str, Any]:
    """Returns the outcome that is due at the equilibrium."""
    payments: list[Exact] = found.payments
    outcome = {"prices": sale.outcome["prices"], "allocation": sale.outcome["allocation"]}
    outcome["payments"], revenue = sale.by_buyer(payments), sum(payments, Fraction(0))
    outcome |= {"revenue": revenue} if is_short(revenue) else {}
    return outcome if sale.market.smooth else outcome | {"levels": sale.by_buyer(found.levels)}


def settled_findings(sale: Sale, claims: Sequence[str]) -> list[Finding]:
    """Returns the findings that are due of an equilibrium."""
    selected = [verdict("selected", True, "recomputed")] if sale.parameters["tie_rule"] == "lexicographic" else []
    return [*(verdict(claim, True, "proved") for claim in claims), *selected]


def _listed(sale: Sale, found: Equilibrium) -> Finding:
    """Returns the finding that is due of the list of allocations, which are all, or as many as the cap."""
    market, most = sale.market, sale.input["cap"]
    claimed = keys(sale.outcome, "outcome", ["allocations"], sale.outcome)["allocations"]
    listing = all_allocations(ties(found.demands, found.competitive), [*found.held])
    for k, stated in enumerate(claimed):
        place, holders = f"outcome.allocations[{k}]", next(listing, None)
        held = [number_of(good, market.goods, place) for good in of_all(stated, market.buyers, place)]
        if k == most or holders is None or any(holders[good] != buyer for buyer, good in enumerate(held) if good != found.null):
            reject("W10", place, stated, "the next one in the order, and no more than there are")
        if len([good for good in held if good != found.null]) < len([holder for holder in holders if holder >= 0]):
            reject("W10", place, stated, {market.goods[good]: named(holder, market.buyers) for good, holder in enumerate(holders) if holder >= 0})
    more = len([*islice(listing, 1)]) > 0
    if more and len(claimed) < most:
        reject("W10", "outcome.allocations", f"{len(claimed)} allocations", f"all of them, or {most}")
    return verdict("all-allocations", None, "unproven", cap=most) if more else verdict("all-allocations", True, "recomputed", number=len(claimed))


def _check_numeric(sale: Sale) -> None:
    """Verifies an answer about a market with a smooth preference."""
    if sale.parameters["tie_rule"] != "any" or "tolerance" not in sale.parameters or "cap" in sale.input:
        reject("W1", "parameters", f"tie rule {sale.parameters['tie_rule']}, {sorted([*sale.parameters, *sale.input])}", "tie rule any, a tolerance and no cap")
    sale.require_parameters(tolerance=TOLERANCE)
    claims = ("equilibrium", "minimum-price")
    if open_answer(sale, *claims):
        return
    keys(sale.certificate, "certificate", ["pointers"])
    part, market = {key: keys(sale.outcome, "outcome", [key], sale.outcome)[key] for key in ("prices", "allocation")}, sale.market
    found = stated_equilibrium(market, part, "outcome")
    pointers = least_pointers(found, sale.certificate["pointers"], "outcome.pointers")
    claimed = sale.finding("equilibrium")
    residual = keys(claimed, "findings.equilibrium", ["residual"], claimed)["residual"]
    chosen = [{good} for good in found.held]
    for good, buyer in pointers.items():
        chosen[buyer].add(good)
    for name, preference, good, positions in zip(market.buyers, market.preferences, found.held, chosen, strict=True):
        if any(preference.number(other) < 0 for other in positions if other != found.null):
            reject("W7", f"certificate.pointers, {name!r}", "a good that the buyer may not have", "a buyer who demands the good")
        if not preference.within(found.paid, sorted(positions), residual, found.null):
            alone = preference.within(found.paid, [good], residual, found.null)
            reject("W7" if alone else "W5", f"outcome, {name!r}", "a level not certainly low enough", f"the least level and at most {shown(residual)}")
    holds = True if residual <= sale.parameters["tolerance"] else None
    sale.conclude(stated_outcome(sale, found), [verdict(claim, holds, "numeric", residual=residual) for claim in claims], CODES)
