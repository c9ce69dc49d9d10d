"""The rules `prices/support`, `prices/coherence` and `prices/shop` (`docs/formats/pricing.md`); sets are bit masks."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from functools import cache
from itertools import permutations
from math import lcm, perm
from typing import Any

from marketcheck.bound import bound
from marketcheck.case import PARTS, Case, Finding, positions, verdict, worst
from marketcheck.conditions import reject, shown
from marketcheck.documents import canonical_json, keys, number
from marketcheck.market import Market
from marketcheck.options import mask, members
from marketcheck.posted import (
    MAX_LISTED,
    MAX_TESTED,
    SAMPLES,
    SCHEMES,
    SEED,
    STATED,
    Posted,
    cheaper_with_more,
    packages_of,
    partitioned,
    posted,
    price,
    table_of,
)
from marketcheck.pricing import MAX_OPTIONS

MAX_EXPLORED = 6
"""All orders of at most so many buyers are explored."""
USUAL_SAMPLES = 100
SCHEMES_IN_ORDER = ("good", "eff", "all", "any")

_NAMES, _AMOUNTS = [str], {str: number}
_FINDING = {key: form for key, form in PARTS["findings"][0].items() if key not in ("witness?", "buyer?", "because?", "closed?")}
_SALE = {"buyer": str, "bundle": _NAMES, "price": number}
_RUN = {"welfare": number, "sales": [_SALE]}
_PROOF = {"rows": PARTS["certificate"]["rows"], "uses?": [int], "bound?": bound}
_SETTLED = {"allocation": {str: _NAMES}, "welfare": number}


def _catalogue(value: object, place: str) -> Fraction | None:
    return None if value is None else number(value, place)


SUPPORT: dict[str, Any] = {
    "versions": PARTS["versions"],
    "outcome": _SETTLED | {"payments": _AMOUNTS, "payoffs": _AMOUNTS, "revenue": number},
    "findings": [_FINDING | {"witness?": {"buyer": str, "bundle": _NAMES, "gain": number}}],
    "certificate": _PROOF,
}
COHERENCE: dict[str, Any] = {
    "versions": PARTS["versions"],
    "outcome": {"coherent_with": _NAMES},
    "findings": [_FINDING | {"witness?": {"bundle": _NAMES, "price": number, "parts": [_NAMES], "sum": number}}],
    "certificate": {"rows": PARTS["certificate"]["rows"]},
}
_WITNESS = {"buyer?": str, "bundle?": _NAMES, "gain?": number, "bundles?": (_NAMES, _NAMES), "order?": _NAMES, "best?": number}
SHOP: dict[str, Any] = {
    "versions": PARTS["versions"],
    "outcome": _SETTLED | {"prices?": {str: price}, "worth?": number, "worst": _RUN, "best": _RUN, "catalogue?": _catalogue},
    "findings": [_FINDING | {"witness?": _WITNESS}],
    "certificate": _PROOF,
}
SUPPORT_INPUT = COHERENCE_INPUT = STATED
SHOP_INPUT = STATED | {"enforce?": {True, False}, "samples?": SAMPLES, "seed?": SEED}
SUPPORT_PARAMETERS = COHERENCE_PARAMETERS = {"scheme": SCHEMES}
SHOP_PARAMETERS = {"scheme": SCHEMES, "enforce": {True, False}, "samples": int, "seed": int}


def shop_steps(market: Market, answer: Mapping[str, Any]) -> int:
    """Returns what price lists, shops and catalogues take at most, beside reading options once."""
    goods, buyers = len(market.goods), len(market.buyers)
    options_of_all = sum(MAX_OPTIONS if len(v.groups) > 1 else sum(map(len, v.groups)) for v in market.valuations)
    if answer["rule"] == "prices/coherence":
        return 30 * int(3 ** min(goods, MAX_TESTED))
    if answer["rule"] not in ("prices/support", "prices/shop"):
        return 0
    bundles, parts = int(2 ** min(goods, MAX_LISTED)), int(3 ** min(goods, MAX_LISTED))
    looks = 6 + (2 if "price_list" not in answer["input"] else 6 * bundles)
    work = 20 * looks * (options_of_all + buyers) * (4 + goods + buyers) + 20 * parts
    if answer["rule"] == "prices/shop" and answer["parameters"]["samples"] == 0 and buyers <= MAX_EXPLORED:
        orders = sum(perm(buyers, k) for k in range(buyers + 1))  # beginnings of orders, each with every stock and what may be taken of it
        work += 10 * (orders + buyers * 2**buyers) * parts + 40 * parts * (options_of_all + buyers)
    return work


def check_support(case: Case) -> None:
    """Verifies an answer of the rule `prices/support`."""
    case.require_no_reserve_prices()
    case.require_parameters(scheme=None)
    _require_restated(case, "allocation", case.input.get("allocation"))
    offer = posted(case, case.outcome["allocation"], case.input.get("prices"), once=True)
    paid = [offer.cost(package) for package in offer.packages]
    utilities = [offer.utility(i, package) for i, package in enumerate(offer.packages)]
    _require_restated(case, "welfare", sum(utilities, Fraction(0)))
    efficient, supports = _efficient(case), _supports(case, offer)
    payoffs = case.by_buyer([u - p for u, p in zip(utilities, paid, strict=True)])
    outcome = {key: case.outcome[key] for key in ("allocation", "welfare")}
    outcome |= {"payments": case.by_buyer(paid), "payoffs": payoffs | {"seller": sum(paid, Fraction(0))}, "revenue": sum(paid, Fraction(0))}
    both = [efficient["holds"], supports["holds"]]
    together = verdict("equilibrium", True, worst([efficient["grade"], supports["grade"]])) if both == [True, True] else None
    together = together or (verdict("equilibrium", False, "proved") if False in both else verdict("equilibrium", None, "unproven"))
    case.conclude(outcome, [efficient, supports, together])


def _require_restated(case: Case, key: str, due: object) -> None:
    """Verifies that the outcome says under this key what is due."""
    if case.outcome[key] != due:
        reject("S4", f"outcome.{key}", *(shown(side) if isinstance(side, Fraction) else canonical_json(side) for side in (case.outcome[key], due)))


def _efficient(case: Case) -> Finding:
    """Returns the finding `efficient` that is due about the outcome's welfare: by the bound, or by a use list that is worth more."""
    if case.finding("efficient")["holds"] is not False:
        case.require_proofs("bound")
        return case.greatest("efficient", case.outcome["welfare"], {})
    case.require_proofs("uses")
    total = case.total(case.certificate["uses"], case.everyone, "certificate.uses")
    if total <= case.outcome["welfare"]:
        reject("S5", "certificate.uses", total, f"above {shown(case.outcome['welfare'])}")
    return verdict("efficient", False, "proved")


def _supports(case: Case, offer: Posted) -> Finding:
    """Returns the finding `supports` that is due, once nobody gains by another bundle, or the named buyer gains by the named one."""
    claimed, place, everything = case.finding("supports"), "findings.supports.witness", 2 ** len(case.market.goods) - 1
    kept = [offer.net(i, package) for i, package in enumerate(offer.packages)]
    if claimed["holds"] is not False:
        for i, name in enumerate(case.market.buyers):
            if (most := offer.liked(i, everything)[0]) > kept[i]:
                reject("S6", f"findings.supports, {name!r}", kept[i], f"{shown(most)}, the most that he can have")
        return verdict("supports", True, "recomputed")
    witness = keys(claimed.get("witness"), place, ["buyer", "bundle", "gain"])
    (i,) = positions([witness["buyer"]], case.market.buyers, f"{place}.buyer")
    bundle = mask(positions(witness["bundle"], case.market.goods, f"{place}.bundle"))
    gain = offer.net(i, bundle) - kept[i]
    if gain <= 0 or (offer.sold == "package" and not offer.offered(bundle)):
        reject("S7", place, gain, "above 0, by a bundle that is on offer")
    return verdict("supports", False, "proved", witness=witness | {"gain": gain})


def check_coherence(case: Case) -> None:
    """Verifies an answer of the rule `prices/coherence`."""
    case.require_no_reserve_prices()
    case.require_parameters(scheme=None)
    case.require_proofs()
    scheme, claimed = case.input["scheme"], case.finding("coherent")
    if "price_list" not in case.input or "prices" in case.input or (scheme == "eff" and "allocation" not in case.input):
        reject("S2", "input", canonical_json(sorted(case.input)), "price_list, and with eff allocation")
    table = table_of(case, MAX_TESTED)
    packages = packages_of(case, case.input["allocation"], "input.allocation") if "allocation" in case.input else None
    coherent = [name for name in SCHEMES_IN_ORDER if (name != "eff" or packages is not None) and _coherent(table, name, packages or [])]
    if claimed["holds"] is not False:
        if scheme not in coherent:
            reject("S8", "findings.coherent", f"called coherent with {scheme}", canonical_json(coherent))
        case.conclude({"coherent_with": coherent}, [verdict("coherent", True, "recomputed")])
        return
    witness = keys(claimed.get("witness"), "findings.coherent.witness", ["bundle", "price", "parts", "sum"])
    due = witness | _contradiction(case, table, witness, packages or [])
    case.conclude({"coherent_with": coherent}, [verdict("coherent", False, "proved", witness=due)])


def _parts(bundle: int, scheme: str, packages: Sequence[int]) -> list[int]:
    """Returns the goods of a bundle, or the packages that it touches."""
    return [2**good for good in members(bundle)] if scheme == "good" else [package for package in packages if package & bundle]


def _coherent(table: Sequence[Fraction], scheme: str, packages: Sequence[int]) -> bool:
    if scheme in ("good", "eff"):
        return all(table[bundle] == sum(table[part] for part in _parts(bundle, scheme, packages)) for bundle in range(len(table)))
    return not any(cheaper_with_more(table)) and (scheme == "any" or partitioned(table) == table)


def _contradiction(case: Case, table: Sequence[Fraction], witness: Mapping[str, Any], packages: Sequence[int]) -> dict[str, Fraction]:
    """Returns the prices of the bundle and its parts, which the scheme does not allow."""
    place, goods, scheme = "findings.coherent.witness", case.market.goods, case.input["scheme"]
    bundle = mask(positions(witness["bundle"], goods, f"{place}.bundle"))
    parts = [mask(positions(part, goods, f"{place}.parts")) for part in witness["parts"]]
    total = sum((table[part] for part in parts), Fraction(0))
    if scheme in ("good", "eff"):
        proved = sorted(parts) == sorted(_parts(bundle, scheme, packages)) and total != table[bundle]
    else:
        larger = len(parts) == 1 and bundle & ~parts[0] == 0
        whole = scheme == "all" and sum(parts) == bundle and all(not part & other for k, part in enumerate(parts) for other in parts[:k])
        proved = (larger or whole) and total < table[bundle]
    if not proved:
        reject("S8", place, f"{witness['bundle']} at {shown(table[bundle])}, {witness['parts']} at {shown(total)}", f"prices that {scheme} does not allow")
    return {"price": table[bundle], "sum": total}


def check_shop(case: Case) -> None:
    """Verifies an answer of the rule `prices/shop`."""
    case.require_no_reserve_prices()
    case.require_parameters(scheme=None, enforce=True, seed=0)
    goods, buyers, outcome = len(case.market.goods), len(case.market.buyers), case.outcome
    small = goods <= MAX_LISTED and buyers <= MAX_EXPLORED
    case.require_parameters(samples=0 if small else USUAL_SAMPLES)
    if "enforce" in case.input and case.input["scheme"] != "any":
        reject("S2", "input.enforce", f"scheme {case.input['scheme']}", "any")
    for key in ("allocation", "prices"):
        if key in case.input:
            _require_restated(case, key, case.input[key])
    offer = posted(case, outcome["allocation"], outcome.get("prices"), once=case.parameters["enforce"])
    _require_restated(case, "welfare", sum((offer.utility(i, package) for i, package in enumerate(offer.packages)), Fraction(0)))
    worth, grade, efficient = _worth(case)
    supports, strict, runs = _supports(case, offer), _strict(case, offer), [_replayed(case, offer, key) for key in ("worst", "best")]
    due: dict[str, Any] = {key: outcome[key] for key in ("allocation", "welfare", "prices", "worst", "best") if key in outcome}
    due |= {} if worth is None else {"worth": worth}
    if case.parameters["samples"] == 0:
        findings = _explored(case, offer, worth, grade, runs)
        due |= {"catalogue": _filled(case, offer)}
        findings.append(_compared("catalogue", worth, grade, holds=due["catalogue"] == worth))
    else:
        equilibrium = worth is not None and efficient["holds"] is True and supports["holds"] is True
        findings = _of_equilibrium(worth, grade, runs, equilibrium=equilibrium, strict=strict["holds"] is True)
        due |= {"catalogue": worth} if equilibrium else {}
    case.conclude(due, [efficient, supports, *findings[:2], strict, findings[2]])


def _worth(case: Case) -> tuple[Fraction | None, str, Finding]:
    """Returns the proved worth of all with its grade, where the outcome names it, and the finding `efficient`."""
    if "worth" not in case.outcome:
        return None, "unproven", _efficient(case)
    case.require_proofs("uses", "bound")
    worth, grade = case.worth(case.certificate, case.everyone, "certificate")
    holds = case.outcome["welfare"] == worth
    return worth, grade, verdict("efficient", holds, grade if holds else "proved")


def _compared(claim: str, worth: Fraction | None, grade: str, *, holds: bool, **more: object) -> Finding:
    """Returns the finding that is due where something is compared with the worth of all."""
    if worth is None:
        return verdict(claim, None, "unproven")
    return verdict(claim, holds, worst(["recomputed", grade]) if holds else "recomputed", **({} if holds else more))


def _strict(case: Case, offer: Posted) -> Finding:
    """Returns the finding `strict` that is due: every buyer has one favourite, or the named one has the two that are named."""
    claimed, place, everything = case.finding("strict"), "findings.strict.witness", 2 ** len(case.market.goods) - 1
    if claimed["holds"] is not False:
        for i, name in enumerate(case.market.buyers):
            if not offer.only_favourite(i, everything):
                reject("S12", f"findings.strict, {name!r}", "several favourites", "one")
        return verdict("strict", True, "recomputed")
    witness = keys(claimed.get("witness"), place, ["buyer", "bundles"])
    (i,) = positions([witness["buyer"]], case.market.buyers, f"{place}.buyer")
    bundles = [mask(positions(bundle, case.market.goods, f"{place}.bundles")) for bundle in witness["bundles"]]
    most = offer.liked(i, everything)[0]
    if bundles[0] == bundles[1] or not all(offer.offered(bundle) and offer.net(i, bundle) == most for bundle in bundles):
        reject("S12", place, canonical_json(witness["bundles"]), f"two favourites, which leave {shown(most)}")
    return verdict("strict", False, "proved", witness=witness)


def _replayed(case: Case, offer: Posted, key: str) -> Fraction:
    """Returns the welfare of a run in which every buyer comes once and takes a favourite of what is left, at its price."""
    run, place, stock, welfare = case.outcome[key], f"outcome.{key}", 2 ** len(case.market.goods) - 1, Fraction(0)
    if sorted(sale["buyer"] for sale in run["sales"]) != sorted(case.market.buyers):
        reject("S10", f"{place}.sales", canonical_json([sale["buyer"] for sale in run["sales"]]), "every buyer once")
    for k, sale in enumerate(run["sales"]):
        (i,) = positions([sale["buyer"]], case.market.buyers, f"{place}.sales[{k}]")
        bundle = mask(positions(sale["bundle"], case.market.goods, f"{place}.sales[{k}].bundle"))
        if bundle & ~stock or not offer.offered(bundle) or sale["price"] != offer.cost(bundle):
            reject("S10", f"{place}.sales[{k}]", f"{sale['bundle']} at {shown(sale['price'])}", "what is left and on offer, at its price")
        if offer.net(i, bundle) < (most := offer.liked(i, stock)[0]):
            reject("S10", f"{place}.sales[{k}]", offer.net(i, bundle), f"{shown(most)}, as a favourite leaves")
        stock, welfare = stock - bundle, welfare + offer.utility(i, bundle)
    if run["welfare"] != welfare:
        reject("S11", f"{place}.welfare", run["welfare"], welfare)
    return welfare


def _explored(case: Case, offer: Posted, worth: Fraction | None, grade: str, runs: Sequence[Fraction]) -> list[Finding]:
    """Returns the findings `always-efficient` and `every-order-can` that are due, once all orders and choices are explored."""
    goods, buyers, names = len(case.market.goods), len(case.market.buyers), case.market.buyers
    if goods > MAX_LISTED or buyers > MAX_EXPLORED:
        reject("S9", "market", f"{buyers} buyers, {goods} goods", f"at most {MAX_EXPLORED} and {MAX_LISTED}")
    units = lcm(*(atom.value.denominator for atom in case.market.atoms))  # utilities are counted in integers
    favourites = cache(lambda i, stock: [(bundle, int(offer.utility(i, bundle) * units)) for bundle in offer.favourites(i, stock)])

    @cache
    def extremes(waiting: frozenset[int], stock: int) -> tuple[int, int]:
        ends = [(u + a, u + b) for i in waiting for x, u in favourites(i, stock) for a, b in [extremes(waiting - {i}, stock - x)]]
        return (min(a for a, _ in ends), max(b for _, b in ends)) if ends else (0, 0)

    @cache
    def reachable(order: tuple[int, ...]) -> Mapping[int, int]:
        if not order:
            return {2**goods - 1: 0}
        found: dict[int, int] = {}
        for stock, before in reachable(order[:-1]).items():
            for bundle, utility in favourites(order[-1], stock):
                if before + utility >= found.get(stock - bundle, 0):
                    found[stock - bundle] = before + utility
        return found

    for key, claimed, due in zip(("worst", "best"), runs, extremes(case.everyone, 2**goods - 1), strict=True):
        if claimed * units != due:
            reject("S11", f"outcome.{key}.welfare", claimed, Fraction(due, units))
    most = {order: Fraction(max(reachable(order).values()), units) for order in permutations(range(buyers))}
    every = worth is None or min(most.values()) == worth
    always, claim = _compared("always-efficient", worth, grade, holds=runs[0] == worth), case.finding("every-order-can")
    if every or claim["holds"] is not False:
        return [always, _compared("every-order-can", worth, grade, holds=every)]
    witness = keys(claim.get("witness"), "findings.every-order-can.witness", ["order", "best"])
    order = tuple(names.index(name) for name in witness["order"] if name in names)
    if order not in most or len(order) != len(witness["order"]) or most[order] == worth:
        reject("S13", "findings.every-order-can.witness.order", canonical_json(witness["order"]), f"an order that does not reach {worth}")
    return [always, _compared("every-order-can", worth, grade, holds=False, witness={"order": witness["order"], "best": most[order]})]


def _of_equilibrium(worth: Fraction | None, grade: str, runs: Sequence[Fraction], *, equilibrium: bool, strict: bool) -> list[Finding]:
    """Returns the findings that are due where only some orders were drawn: what the worst run refutes, and what holds at every equilibrium."""
    found = [_compared(claim, worth if equilibrium else None, grade, holds=True) for claim in ("always-efficient", "every-order-can", "catalogue")]
    if worth is not None and runs[0] < worth:
        found[0] = _compared("always-efficient", worth, grade, holds=False)
    elif not strict:
        found[0] = verdict("always-efficient", None, "unproven")
    return found


def _filled(case: Case, offer: Posted) -> Fraction | None:
    """Returns the greatest total utility when everybody gets one of his favourites among all bundles that have a price; None if that cannot be."""
    everything, best = 2 ** len(case.market.goods) - 1, {2 ** len(case.market.goods) - 1: Fraction(0)}
    for i in range(len(case.market.buyers)):
        priced = [bundle for bundle in range(everything + 1) if offer.sold != "package" or offer.offered(bundle)]
        nets = {bundle: offer.net(i, bundle) for bundle in priced}
        most = max(nets.values())
        orders = [(bundle, offer.utility(i, bundle)) for bundle, net in nets.items() if net == most]
        after: dict[int, Fraction] = {}
        for stock, before in best.items():
            for bundle, utility in orders:
                if not bundle & ~stock:
                    after[stock - bundle] = max(after.get(stock - bundle, Fraction(0)), before + utility)
        best = after
    return max(best.values(), default=None)
