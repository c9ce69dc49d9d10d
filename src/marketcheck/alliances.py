"""The rule `prices/alliances` (`docs/formats/pricing.md`): rounds, the prices at the end, what members pay."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from itertools import combinations
from typing import Any

from marketcheck.alliance_stage import Economy, Members, Prices, Stage
from marketcheck.bound import bound
from marketcheck.case import PARTS, Case, Finding, positions, verdict, worst
from marketcheck.conditions import reject, shown
from marketcheck.documents import keys, number
from marketcheck.options import mask, members, value_of
from marketcheck.pricing import Start, efficient
from marketcheck.pricing_rules import MULTIPLIERS

TABLES_UP_TO = 6
_NAMES, _ATOMS, _AMOUNTS = [str], [int], {str: number}
_ROUND = {"prices": _AMOUNTS, "violator": str, "union": _NAMES, "gain": number, "merged": _NAMES}
_ALLIANCE = {"members": _NAMES, "package": _NAMES, "utility": number, "price": number}
_OUTCOME = {"allocation": {str: _NAMES}, "remainder": _NAMES, "welfare": number, "rounds?": [_ROUND], "alliances?": [_ALLIANCE], "revenue?": number}
_OUTCOME |= {"payments?": _AMOUNTS, "payoffs?": _AMOUNTS, "individual?": {str: [{"bundle": _NAMES, "price": number}]}}
_FINDING = PARTS["findings"][0]
_ROWS = PARTS["certificate"]["rows"]
ALLIANCES: dict[str, Any] = {
    "versions": PARTS["versions"],
    "outcome": _OUTCOME,
    "findings": [_FINDING | {"witness?": {"buyer": str, "payment": number, "utility?": number, "low?": number}}],
    "certificate": {
        "rows": _ROWS,
        "uses": _ATOMS,
        "bound": bound,
        "rounds?": [{"uses?": _ATOMS, "none?": MULTIPLIERS}],
        "support?": {str: {"rows": _ROWS, "bound": bound}},
        "without?": [{"members": _NAMES, "uses": _ATOMS, "bound": bound}],
        "total?": MULTIPLIERS,
        "least?": {str: MULTIPLIERS},
        "lower?": _AMOUNTS,
    },
}
PARAMETERS = {"stop": {"paper", "exists", "vickrey"}, "split": {"proportional", "equal", "egalitarian-capped"}, "want?": {"greatest-total", "least-total"}}
INPUT = {"stop?": PARAMETERS["stop"], "split?": PARAMETERS["split"], "want?": PARAMETERS["want?"], "allocation?": {str: _NAMES}}


def check_alliances(case: Case) -> None:
    """Verifies an answer of the rule `prices/alliances`."""
    _require_parameters(case)
    if case.finding("supported")["holds"] is None:
        start = efficient(case)
        case.conclude(start.outcome, [start.finding, *(verdict(claim, None, "unproven") for claim in ("supported", "as-prescribed", "split"))])
        return
    start, stop = efficient(case, *_proofs(case)), case.parameters["stop"]
    start.require_proved()
    if case.input.get("allocation", start.outcome["allocation"]) != start.outcome["allocation"]:
        reject("Q2", "outcome.allocation", start.outcome["allocation"], case.input["allocation"])
    given = keys(case.outcome, "outcome", ["rounds", "alliances"], case.outcome)
    economy = _economy(case, start)
    stages = _stages(economy, given["rounds"])
    final, listed = stages[-1], not any(stage.large for stage in stages)
    prices = _final_prices(final, given["alliances"])
    prescribed = verdict("as-prescribed", None, "unproven")
    grades = ["recomputed"]
    if listed:
        without, more = _without(case, stages) if stop == "vickrey" else ({}, [])
        grades += more
        due = [stage.vickrey(without, start.outcome["welfare"]) if stop == "vickrey" else stage.greatest() for stage in stages]
        _require_prescribed(case, stages, prices, due)
        prescribed = verdict("as-prescribed", True, worst([start.finding["grade"], *grades]))
    _require_gains(case, stages, listed=listed)
    supports = final.prove_support(case.certificate["support"], prices)
    split, paid = _split(case, economy, final, prices)
    findings = [start.finding, verdict("supported", True, worst(["recomputed", *supports])), prescribed, split]
    if stop == "exists":
        findings.append(_extreme(case, final, prices))
    if stop == "vickrey":
        findings.append(_least(case, final, prices, worst(grades), listed=listed))
    due_outcome = start.outcome | {"rounds": given["rounds"], "alliances": _alliances_due(final, prices), "revenue": sum(prices, Fraction(0))}
    case.conclude(due_outcome | _paid_due(case, economy, final, paid), findings)


def _require_parameters(case: Case) -> None:
    """Verifies that the parameters are the input's, or else the rule's own, and that an extreme total is wanted only where any prices would do."""
    exists = case.parameters["stop"] == "exists"
    if ("want" in case.parameters) != exists or ("want" in case.input and not exists):
        reject("Q1", "parameters.want", f"with the stop rule {case.parameters['stop']}", "with exists, and only there")
    case.require_parameters(stop="exists", split="proportional", **({"want": "greatest-total"} if exists else {}))


def _proofs(case: Case) -> list[str]:
    """Returns the certificate's keys that the claims need."""
    stop, claims = case.parameters["stop"], {finding["claim"]: finding["holds"] for finding in case.findings}
    proofs = ["rounds", "support"]
    if stop == "vickrey":
        proofs += ["without"] * (claims.get("as-prescribed") is True)
        proofs += ["least"] * (claims.get("vickrey-least") is True) + ["lower"] * (claims.get("vickrey-least") is False)
    return proofs + ["total"] * (stop == "exists" and claims.get("extreme-total") is True)


def _shown(case: Case, key: str) -> Any:
    """Returns a part of the certificate that the alliances turn out to need."""
    if key not in case.certificate:
        reject("Q11", "certificate", sorted(case.certificate), f"with {key}")
    return case.certificate[key]


def _economy(case: Case, start: Start) -> Economy:
    """Returns the market with the goods of all buyers."""
    goods = [mask(g for g, holder in enumerate(start.holders) if holder == i) for i in range(len(case.market.buyers))]
    return Economy(case.market, goods, [value_of(found, held) for found, held in zip(start.options, goods, strict=True)], start.options)


def _stages(economy: Economy, rounds: Sequence[Mapping[str, Any]]) -> list[Stage]:
    """Returns the partitions before every round and after the last one, once the mergers are verified."""
    stages = [Stage(economy, [(i,) for i in range(len(economy.market.buyers))])]
    for k, entry in enumerate(rounds):
        stage, place = stages[-1], f"outcome.rounds[{k}]"
        violator, union = stage.alliance(entry["violator"], f"{place}.violator"), members(stage.at(entry["union"], f"{place}.union"))
        joined = {*union, violator} if len(union) == 1 else {*union}
        merged = tuple(sorted(i for c in joined for i in stage.partition[c]))
        if len(joined) < 2 or entry["merged"] != [economy.market.buyers[i] for i in merged]:
            reject("Q3", f"{place}.merged", entry["merged"], [economy.market.buyers[i] for i in merged])
        stages.append(Stage(economy, sorted([some for c, some in enumerate(stage.partition) if c not in joined] + [merged])))
    return stages


def _final_prices(final: Stage, listed: Sequence[Mapping[str, Any]]) -> Prices:
    if len(listed) != len(final.partition):
        reject("Q9", "outcome.alliances", f"{len(listed)} alliances", len(final.partition))
    for c, entry in enumerate(listed):
        if entry["price"] < 0 or (entry["price"] > 0 and not final.packages[c]):
            reject("Q9", f"outcome.alliances[{c}].price", entry["price"], "at least 0, and 0 for no package")
    return [entry["price"] for entry in listed]


def _without(case: Case, stages: Sequence[Stage]) -> tuple[dict[Members, Fraction], list[str]]:
    """Returns the worth of all others for each alliance that ever held a package, once it is proved, and the grades."""
    needed = sorted({stage.partition[c] for stage in stages for c in stage.holders})
    entries = _shown(case, "without")
    listed = [tuple(positions(entry["members"], case.market.buyers, "certificate.without")) for entry in entries]
    if listed != needed:
        reject("Q11", "certificate.without", listed, list(needed))
    found, grades = {}, []
    for some, entry in zip(listed, entries, strict=True):
        found[some], grade = case.worth(entry, case.everyone - {*some}, f"certificate.without of {entry['members'][0]}")
        grades.append(grade)
    return found, grades


def _require_gains(case: Case, stages: Sequence[Stage], *, listed: bool) -> None:
    """Verifies that in each round the violator gains as much as is said, with atoms that show it where it is large; and that no prices existed."""
    rounds, evidence = case.outcome["rounds"], case.certificate["rounds"]
    if len(evidence) != len(rounds):
        reject("Q11", "certificate.rounds", len(evidence), len(rounds))
    for k, (stage, entry, proof) in enumerate(zip(stages[:-1], rounds, evidence, strict=True)):
        place, c = f"outcome.rounds[{k}]", stage.names.index(entry["violator"])
        needed = ["none"] * (listed and case.parameters["stop"] == "exists") + ["uses"] * (c in stage.large)
        if sorted(proof) != needed:
            reject("Q11", f"certificate.rounds[{k}]", sorted(proof), needed)
        at, prices = stage.at(entry["union"], f"{place}.union"), stage.prices(entry["prices"], f"{place}.prices")
        worth = stage.worth(c, at)
        if worth is None:
            worth = case.total(proof["uses"], frozenset(stage.partition[c]), f"certificate.rounds[{k}].uses")
            union = sum(stage.packages[d] for d in members(at))
            if outside := [j for j in proof["uses"] if mask(case.market.atoms[j].bundle) & ~union]:
                reject("Q4", f"certificate.rounds[{k}].uses", f"atoms {outside} outside", "inside the union")
        gain = stage.gain(c, at, worth, prices)
        if gain <= 0 or gain != entry["gain"]:
            reject("Q4", f"{place}.gain", entry["gain"], f"{shown(gain)}, above 0")
        if "none" in proof:
            stage.prove_none(proof["none"], f"certificate.rounds[{k}].none")


def _require_prescribed(case: Case, stages: Sequence[Stage], prices: Prices, due: Sequence[Prices]) -> None:
    """Verifies that the prices of all rounds, and the last ones unless any would do, are those of the stop rule, and every wish the first."""
    for k, (stage, entry) in enumerate(zip(stages[:-1], case.outcome["rounds"], strict=True)):
        place = f"outcome.rounds[{k}]"
        theirs = stage.prices(entry["prices"], f"{place}.prices")
        if [*theirs] != [*due[k]]:
            reject("Q5", f"{place}.prices", [*map(shown, theirs)], [*map(shown, due[k])])
        first = min(stage.wishes(theirs), default=None)
        wish = None if first is None else (stage.names[first[2]], [stage.names[d] for d in first[3]])
        if wish != (entry["violator"], entry["union"]):
            reject("Q6", place, (entry["violator"], entry["union"]), wish)
    if case.parameters["stop"] != "exists" and [*prices] != [*due[-1]]:
        reject("Q5", "outcome.alliances", [*map(shown, prices)], [*map(shown, due[-1])])


def _split(case: Case, economy: Economy, final: Stage, prices: Prices) -> tuple[Finding, list[Fraction] | None]:
    """Returns the finding `split`, and what everybody pays."""
    paid = [Fraction(0)] * len(economy.utilities)
    for some, price in zip(final.partition, prices, strict=True):
        worths = [economy.utilities[i] for i in some]
        shares = _shares(case.parameters["split"], price, worths)
        for i, share, worth in zip(some, shares, worths, strict=True):
            if share > worth:
                witness = {"buyer": economy.market.buyers[i], "payment": share, "utility": worth}
                return verdict("split", False, "recomputed", witness=witness), None
            paid[i] = share
    return verdict("split", True, "recomputed"), paid


def _shares(split: str, price: Fraction, worths: Sequence[Fraction]) -> list[Fraction]:
    """Returns what the members pay by the rule."""
    if split == "equal":
        return [price / len(worths)] * len(worths)
    if split == "proportional":
        total = sum(worths, Fraction(0))
        return [price * worth / total if total else Fraction(0) for worth in worths]
    shares, left = [Fraction(0)] * len(worths), price
    for n, c in enumerate(sorted(range(len(worths)), key=lambda c: worths[c])):
        shares[c] = min(worths[c], left / (len(worths) - n))
        left -= shares[c]
    return shares


def _paid_due(case: Case, economy: Economy, final: Stage, paid: Sequence[Fraction] | None) -> dict[str, Any]:
    """Returns payments, payoffs and the members' own price lists, nothing where the split is not possible."""
    if paid is None:
        return {}
    market = economy.market
    kept = [worth - payment for worth, payment in zip(economy.utilities, paid, strict=True)]
    due: dict[str, Any] = {"payments": case.by_buyer(paid), "payoffs": case.by_buyer(kept) | {"seller": sum(paid, Fraction(0))}}
    goods = range(len(market.goods))
    if len(goods) <= TABLES_UP_TO:
        bundles = [bundle for size in range(1, len(goods) + 1) for bundle in combinations(goods, size)]
        joined = sorted(i for some in final.partition if len(some) > 1 for i in some)
        due["individual"] = {market.buyers[i]: _price_list(economy, i, kept[i], bundles) for i in joined}
    return due


def _price_list(economy: Economy, buyer: int, kept: Fraction, bundles: Sequence[tuple[int, ...]]) -> list[dict[str, Any]]:
    """Returns the least prices of all bundles at which nothing leaves the buyer more than he keeps."""
    worths = [value_of(economy.buyers[buyer], mask(bundle)) for bundle in bundles]
    names = map(economy.market.names, bundles)
    return [{"bundle": name, "price": max(Fraction(0), worth - kept)} for name, worth in zip(names, worths, strict=True)]


def _alliances_due(final: Stage, prices: Prices) -> list[dict[str, Any]]:
    market = final.economy.market
    return [
        {"members": [market.buyers[i] for i in some], "package": market.names(members(package)), "utility": own, "price": price}
        for some, package, own, price in zip(final.partition, final.packages, final.own, prices, strict=True)
    ]


def _extreme(case: Case, final: Stage, prices: Prices) -> Finding:
    """Returns the finding `extreme-total`, once its proof is verified."""
    if final.large:
        return verdict("extreme-total", None, "unproven")
    sign = 1 if case.parameters["want"] == "greatest-total" else -1
    final.prove_bound(_shown(case, "total"), [sign] * len(final.partition), sign * sum(prices, Fraction(0)), "certificate.total")
    return verdict("extreme-total", True, "recomputed")


def _least(case: Case, final: Stage, prices: Prices, grade: str, *, listed: bool) -> Finding:
    """Returns the finding `vickrey-least`, once its proof is verified."""
    if not listed:
        return verdict("vickrey-least", None, "unproven")
    claim = case.finding("vickrey-least")
    if claim["holds"] is False:
        witness = keys(claim, "findings.vickrey-least", ["witness"], claim)["witness"]
        c = final.alliance(witness["buyer"], "findings.vickrey-least.witness.buyer")
        lower = final.prices(_shown(case, "lower"), "certificate.lower")
        if lower[c] >= prices[c] or any(True for _ in final.wishes(lower)):
            reject("Q12", "certificate.lower", lower[c], f"below {shown(prices[c])}, and nobody gains")
        return verdict("vickrey-least", False, grade, witness={"buyer": witness["buyer"], "payment": prices[c], "low": lower[c]})
    least = _shown(case, "least")
    keys(least, "certificate.least", [final.names[c] for c in final.holders])
    for c in final.holders:
        weights = [-(d == c) for d in range(len(final.partition))]
        final.prove_bound(least[final.names[c]], weights, -prices[c], f"certificate.least.{final.names[c]}")
    return verdict("vickrey-least", True, grade)
