"""The rule `prices/vickrey`: whether Vickrey payments, of the market or of the reduced market, are prices of the packages."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from marketcheck.bound import Prover
from marketcheck.case import PARTS, Case, Finding, verdict, worst
from marketcheck.documents import keys
from marketcheck.market import Atom, Market, Names
from marketcheck.options import members
from marketcheck.pricing import Start, efficient
from marketcheck.pricing_offers import Offer, Prices, offer
from marketcheck.pricing_rules import MULTIPLIERS, PRICES

CLAIMS = ("vickrey-supports", "reduced-supports", "vickrey-least")
_WITHOUT = PARTS["certificate"]["without?"]
_REDUCED = {"rows": PARTS["certificate"]["rows"], "without": _WITHOUT}
VICKREY = PRICES | {"certificate": PRICES["certificate"] | {"none?": MULTIPLIERS, "reduced?": _REDUCED}}


def check_vickrey_prices(case: Case) -> None:
    """Verifies an answer of the rule."""
    if case.finding(CLAIMS[0])["holds"] is None:
        start = efficient(case)
        case.conclude(start.outcome, [start.finding, *(verdict(claim, None, "unproven") for claim in CLAIMS)])
        return
    supportable = "none" not in case.certificate
    start = efficient(case, "without", "reduced", *(("points", "low") if supportable else ("none",)))
    start.require_proved()
    offered, proofs = offer(case, "eff", start.options, start.holders), case.certificate["reduced"]
    market = _reduced_market(case.market, start, offered)
    reduced = replace(case, market=market, prover=Prover(market, proofs["rows"], "certificate.reduced.rows"))
    payments, grade = _payments(case, start, offered, case.certificate["without"], "certificate.without")
    in_reduced, reduced_grade = _payments(reduced, start, offered, proofs["without"], "certificate.reduced.without")
    outcome: dict[str, Any] = {"vickrey": payments, "reduced": in_reduced}
    if supportable:
        outcome["low"] = offered.ends(case, offered.supporting_points(case), "low", -1)
        least = _least(offered, payments, outcome["low"], grade)
    else:
        offered.refute(case.certificate["none"], "certificate.none")
        least = verdict(CLAIMS[2], False, "proved", witness={})
    supports = [_supports(case, CLAIMS[0], offered, payments, grade), _supports(case, CLAIMS[1], offered, in_reduced, reduced_grade)]
    by_holder = {key: dict(zip(offered.items, amounts, strict=True)) for key, amounts in outcome.items()}
    case.conclude(start.outcome | by_holder, [start.finding, *supports, least])


def _reduced_market(market: Market, start: Start, offered: Offer) -> Market:
    """Returns the market of the packages, in which every buyer's options are one group of atoms."""
    item_of, atoms = [offered.items.index(market.buyers[i]) for i in start.holders], []
    for i, valuation in enumerate(market.valuations):
        listed = [(members(option), value) for option, value in start.options[i].items() if option]
        bids = sorted(listed) if len(valuation.groups) > 1 else [bid for group in valuation.groups for bid in group]
        for bundle, value in bids:
            packages = frozenset(item_of[good] for good in bundle)
            atoms.append(Atom(i, i, packages, value, (*packages, ~i)))
    return replace(market, goods=Names(offered.items), atoms=tuple(atoms))


def _payments(case: Case, start: Start, offered: Offer, entries: Mapping[str, Any], place: str) -> tuple[Prices, str]:
    """Returns the Vickrey payment for each package, what the others would be worth without its holder less what they have, and the grade."""
    payments, grades = [], [start.finding["grade"]]
    listed = keys(entries, place, offered.items)
    for name in offered.items:
        i = case.market.buyers.index(name)
        worth, grade = case.worth(listed[name], case.everyone - {i}, f"{place}.{name}")
        payments.append(worth - (start.outcome["welfare"] - offered.utility[i]))
        grades.append(grade)
    return payments, worst(grades)


def _supports(case: Case, claim: str, offered: Offer, payments: Prices, grade: str) -> Finding:
    """Returns the finding that is due on whether the payments are prices that support the allocation."""
    claimed, place = case.finding(claim), f"findings.{claim}.witness"
    if claimed["holds"] is not False:
        return verdict(claim, offered.margin(payments) >= 0, grade)
    witness = keys(claimed.get("witness"), place, ["buyer", "at", "amount"])
    return verdict(claim, False, grade, witness=witness | {"amount": offered.broken(witness, payments, place)})


def _least(offered: Offer, payments: Prices, low: Prices, grade: str) -> Finding:
    """Returns the finding that is due on whether the payments are the least prices."""
    others = [{"buyer": name, "payment": p, "low": q} for name, p, q in zip(offered.items, payments, low, strict=True) if p != q]
    if not others and offered.margin(low) >= 0:
        return verdict(CLAIMS[2], True, grade)
    return verdict(CLAIMS[2], False, grade, witness=others[0] if others else {})
