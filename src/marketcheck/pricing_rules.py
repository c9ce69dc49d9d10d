"""The rules `prices/good`, `prices/eff`, `prices/all`, `prices/any`: anonymous prices that support an efficient allocation, or a proof that there are none."""

from collections.abc import Set as AbstractSet
from fractions import Fraction
from itertools import product
from typing import Any

from marketcheck.bound import listing
from marketcheck.case import PARTS, Case, Finding, positions, verdict
from marketcheck.conditions import reject, shown
from marketcheck.documents import keys, number
from marketcheck.gamma import cap
from marketcheck.options import cost, mask, value_of
from marketcheck.pricing import Start, efficient, holders
from marketcheck.pricing_offers import Offer, offer

SCHEMES = ("good", "eff", "all", "any")
INPUT = {"want?": {"interior", "least-total", "greatest-total"}, "ranges?": {True, False}, "cap?": cap}
PARAMETERS = {key.removesuffix("?"): form for key, form in INPUT.items()}
MAX_RANGES, SMALL, CAPS = 16, 12, (3, 100)

_NAMES, _ATOMS, _AMOUNTS = [str], [int], {str: number}
_CONDITION = {"buyer": str, "at": _NAMES}
MULTIPLIERS = [_CONDITION | {"multiplier": number}]
_EXTREME = {"point": int, "multipliers": MULTIPLIERS}
_FINDING = PARTS["findings"][0]
_WITNESS = _FINDING["witness?"] | {"at?": _NAMES, "amount?": number, "payment?": number, "low?": number}
_OUTCOME: dict[str, Any] = {"allocation": {str: _NAMES}, "remainder": _NAMES, "welfare": number, "tried?": int, "prices?": _AMOUNTS, "payments?": _AMOUNTS}
_OUTCOME |= {"payoffs?": _AMOUNTS, "revenue?": number, "margin?": number, "least_total?": number, "greatest_total?": number, "low?": _AMOUNTS}
_OUTCOME |= {"high?": _AMOUNTS, "least_exists?": {True, False}, "greatest_exists?": {True, False}, "vickrey?": _AMOUNTS, "reduced?": _AMOUNTS}
_OUTCOME |= {"fractional?": [{"buyer": str, "bundle": _NAMES, "share": number}], "fractional_worth?": number}
_CERTIFICATE: dict[str, Any] = {"listing?": listing, "points?": [_AMOUNTS], "low?": {str: _EXTREME}, "high?": {str: _EXTREME}}
_CERTIFICATE |= dict.fromkeys(("margin?", "least_total?", "greatest_total?"), _EXTREME) | {"least_violated?": _CONDITION, "greatest_violated?": _CONDITION}
_CERTIFICATE |= {"none?": [{"allocation": {str: _NAMES}, "uses": _ATOMS, "multipliers?": MULTIPLIERS}]}
PRICES: dict[str, Any] = {
    "versions": PARTS["versions"],
    "outcome": _OUTCOME,
    "findings": [_FINDING | {"witness?": _WITNESS, "cap?": int}],
    "certificate": PARTS["certificate"] | _CERTIFICATE,
}


def check_prices(scheme: str, case: Case) -> None:
    """Verifies an answer of one of the rules."""
    supportable = case.finding("supportable")["holds"]
    start = efficient(case, *_proofs(case, supportable))
    offered = offer(case, scheme, start.options, start.holders)
    case.require_parameters(want="interior", ranges=len(offered.items) <= MAX_RANGES, cap=CAPS[len(case.market.goods) <= SMALL])
    if supportable is None:
        unproven = [verdict(claim, None, "unproven") for claim in ("supportable", "prices-exist")]
        case.conclude(start.outcome | {"tried": 0}, [start.finding, *unproven])
        return
    start.require_proved()
    tried, most = case.outcome.get("tried"), case.parameters["cap"]
    if tried is None or not 1 <= tried <= most:
        reject("E14", "outcome.tried", tried, f"1 to {most}")
    if supportable:
        outcome, exist = _supported(case, offered), verdict("prices-exist", True, start.finding["grade"])
    else:
        tried = len(case.certificate["none"])
        outcome, exist = _unsupported(case, scheme, start)
    case.conclude(start.outcome | {"tried": tried} | outcome, [start.finding, verdict("supportable", supportable, "proved"), exist])


def _proofs(case: Case, supportable: bool | None) -> list[str]:
    """Returns the certificate's keys that the verdict on prices needs."""
    if not supportable:
        return [] if supportable is None else ["none"]
    violated = [f"{end}_violated" for end in ("least", "greatest") if case.outcome.get(f"{end}_exists") is False]
    return ["points", "margin", "least_total", "greatest_total", *(["low", "high", *violated] if case.parameters["ranges"] else [])]


def _supported(case: Case, offered: Offer) -> dict[str, Any]:
    """Returns the outcome's prices and what is proved of all prices that support the allocation."""
    proofs, buyers, points = case.certificate, case.market.buyers, offered.supporting_points(case)
    prices = offered.supporting(keys(case.outcome, "outcome", ["prices"], case.outcome)["prices"], "outcome.prices")
    each = [1] * len(prices)
    outcome: dict[str, Any] = {"margin": offered.greatest_margin(proofs["margin"], points, "certificate.margin")}
    for key, sign in (("least_total", -1), ("greatest_total", 1)):
        outcome[key] = sign * offered.greatest_sum(proofs[key], points, [sign * weight for weight in each], f"certificate.{key}")
    key = {"interior": "margin", "least-total": "least_total", "greatest-total": "greatest_total"}[case.parameters["want"]]
    reached = offered.margin(prices) if key == "margin" else sum(prices)
    if reached != outcome[key]:
        reject("E13", "outcome.prices", f"{key} {shown(reached)}", outcome[key])
    payments = [cost(prices, own) for own in offered.own]
    payoffs = case.by_buyer([utility - paid for utility, paid in zip(offered.utility, payments, strict=True)])
    outcome |= {"prices": dict(zip(offered.items, prices, strict=True)), "payments": dict(zip(buyers, payments, strict=True))}
    outcome |= {"payoffs": payoffs | {"seller": sum(payments)}, "revenue": sum(payments)}
    for key, end, sign in (("low", "least", -1), ("high", "greatest", 1)) if case.parameters["ranges"] else ():
        vector = offered.ends(case, points, key, sign)
        outcome |= {key: dict(zip(offered.items, vector, strict=True)), f"{end}_exists": offered.margin(vector) >= 0}
        if f"{end}_violated" in proofs:
            offered.broken(proofs[f"{end}_violated"], vector, f"certificate.{end}_violated")
    return outcome


def _unsupported(case: Case, scheme: str, start: Start) -> tuple[dict[str, Any], Finding]:
    """Returns what the outcome says where the allocation has no prices, and the finding `prices-exist` that is due."""
    claimed, listed = case.finding("prices-exist"), list[tuple[int, ...]]()
    for k, entry in enumerate(case.certificate["none"]):
        place = f"certificate.none[{k}]"
        keys(entry, place, ["allocation", "uses", *([] if scheme == "good" else ["multipliers"])])
        listed.append(holders(case, entry["allocation"], entry["uses"], start.outcome["welfare"], place))
        if scheme != "good":
            offer(case, scheme, start.options, listed[k]).refute(entry["multipliers"], f"{place}.multipliers")
    if listed[:1] != [start.holders] or len({*listed}) < len(listed):
        reject("E15", "certificate.none", f"{len({*listed})} different of {len(listed)}", "all different, the outcome's first")
    if scheme == "good":
        return _fractional(case, start), verdict("prices-exist", False, start.finding["grade"])
    if claimed["holds"] is False:
        _require_all(case, start, {*listed})
        return {}, verdict("prices-exist", False, "enumerated")
    most = case.parameters["cap"]
    if "cap" in claimed and len(listed) < most:
        reject("E14", "certificate.none", f"{len(listed)} allocations", f"{most} where the cap came first")
    return {}, verdict("prices-exist", None, "unproven", **({"cap": most} if "cap" in claimed else {}))


def _fractional(case: Case, start: Start) -> dict[str, Any]:
    """Returns the fractional allocation, which is worth more than every allocation."""
    shares: dict[tuple[str, int], Fraction] = {}
    listed, worth = keys(case.outcome, "outcome", ["fractional"], case.outcome)["fractional"], Fraction(0)
    for k, entry in enumerate(listed):
        place = f"outcome.fractional[{k}]"
        (i,) = positions([entry["buyer"]], case.market.buyers, place)
        bundle = positions(entry["bundle"], case.market.goods, place)
        worth += entry["share"] * value_of(start.options[i], mask(bundle))
        for taken in [("buyer", i), *(("good", g) for g in bundle)]:
            shares[taken] = shares.get(taken, Fraction(0)) + entry["share"]
            if entry["share"] <= 0 or shares[taken] > 1:
                reject("E10", place, f"{shown(shares[taken])} of {taken[0]} {taken[1]}, counted from 0", "above 0, together at most 1")
    if worth <= start.outcome["welfare"]:
        reject("E11", "outcome.fractional", worth, f"above {shown(start.outcome['welfare'])}")
    return {"fractional": listed, "fractional_worth": worth}


def _require_all(case: Case, start: Start, listed: AbstractSet[tuple[int, ...]]) -> None:
    """Verifies that these are all efficient allocations: at least the bundles of a reply of the listing, and its remainder to any buyers."""
    found, place, buyers = set[tuple[int, ...]](), "certificate.listing", range(len(case.market.buyers))
    if "listing" not in case.certificate:
        reject("E16", place, "none", "a listing")
    for reply in start.replies:
        placed = {good: i for i, bundle in enumerate(reply.bundles) for good in bundle}
        for rest in product(buyers, repeat=len(reply.remainder)):
            held = placed | dict(zip(sorted(reply.remainder), rest, strict=True))
            found.add(tuple(held[good] for good in range(len(held))))
            if len(found) > len(listed):
                reject("E16", place, "another efficient allocation", f"the {len(listed)} in certificate.none")
    if found != listed:
        reject("E16", place, f"{len(found)} efficient allocations", f"the {len(listed)} in certificate.none")
