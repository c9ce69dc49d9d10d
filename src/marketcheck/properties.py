"""The rule `properties`: what valuations, and all buyers together, are; sets of goods are bit masks."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from itertools import combinations

from marketcheck.case import Case, Finding, positions, verdict, worst
from marketcheck.conditions import reject, shown
from marketcheck.documents import keys
from marketcheck.market import MAX_TABLE_GOODS, Market
from marketcheck.options import Options, cost, options, value_of

OF_A_BUYER = ("monotone", "submodular", "gross-substitutes")
GROSS_SUBSTITUTES_BY_TYPE = ("additive", "unit-demand", "assignment")
MAX_GOODS_TO_TEST = 8

MAX_OPTIONS = 2**MAX_TABLE_GOODS


def check_properties(case: Case) -> None:
    """Verifies an answer of the rule `properties`."""
    market, findings = case.market, case.findings
    case.require_findings([*((claim, name) for name in market.buyers for claim in OF_A_BUYER), ("buyers-submodular", None)])
    due: list[Finding] = []
    for i, valuation in enumerate(market.valuations):
        closed = {"closed": True} if valuation.closed else {}
        due.append(verdict("monotone", True, "recomputed", buyer=market.buyers[i], **closed))
        due += [_of_valuation(case, i, finding) for finding in findings[3 * i + 1 : 3 * i + 3]]
    case.require_proofs(*submodularity_proofs(findings[-1]))
    due.append(_buyers_submodular(case, findings[-1]))
    case.conclude({"valuations": case.by_buyer([{"type": v.type, "atoms": sum(map(len, v.groups))} for v in market.valuations])}, due)


def _of_valuation(case: Case, buyer: int, finding: Finding) -> Finding:
    """Returns the finding `submodular` or `gross-substitutes` that is due."""
    claim, name, goods, valuation = finding["claim"], finding["buyer"], len(case.market.goods), case.market.valuations[buyer]
    place = f"findings.{claim}.{name}"
    if finding["holds"] is None:
        return verdict(claim, None, "unproven", buyer=name)
    if finding["holds"] is True:
        verify_valuation(case.market, buyer, claim, place)
        return verdict(claim, True, "recomputed", buyer=name)
    if len(valuation.groups) > 1 and goods > MAX_TABLE_GOODS:
        reject("P1", place, f"{goods} goods", f"at most {MAX_TABLE_GOODS}")
    refute = _not_submodular if claim == "submodular" else _not_gross_substitutes
    refute(case, options(case.market, buyer, MAX_OPTIONS), finding.get("witness"), f"{place}.witness")
    return verdict(claim, False, "proved", buyer=name, witness=finding.get("witness"))


def verify_valuation(market: Market, buyer: int, claim: str, place: str) -> None:
    """Verifies that the buyer's valuation is `submodular` or `gross-substitutes`, by its type or by its table."""
    if market.valuations[buyer].type not in GROSS_SUBSTITUTES_BY_TYPE:
        if len(market.goods) > MAX_GOODS_TO_TEST:
            reject("P1", place, f"{len(market.goods)} goods", f"at most {MAX_GOODS_TO_TEST}")
        found = options(market, buyer, MAX_OPTIONS)
        _test(market, [value_of(found, goods) for goods in range(2 ** len(market.goods))], claim, place)


def _best_surplus(found: Options, prices: Sequence[Fraction], kept: int = 0) -> Fraction:
    """Returns the largest w(S) - prices of S over the sets S that contain `kept`."""
    return max(value - cost(prices, bundle | kept) for bundle, value in found.items())


def _test(market: Market, worth: Sequence[Fraction], claim: str, place: str) -> None:
    """Verifies that the value table has no violation at a set X and two goods outside it, or three.

    A monotone valuation is gross substitutes exactly if it has neither (Reijnierse, van Gellekom and Potters).
    """
    for size in (2,) if claim == "submodular" else (2, 3):
        for chosen in combinations([1 << g for g in range(len(market.goods))], size):
            for x in range(len(worth)):
                if not x & sum(chosen) and _violated(worth, x, chosen):
                    sets = [[good for g, good in enumerate(market.goods) if mask >> g & 1] for mask in (x, *chosen)]
                    reject("P2" if claim == "submodular" else "P3", place, f"violation at {sets}", "none")


def _violated(worth: Sequence[Fraction], x: int, chosen: Sequence[int]) -> bool:
    """Returns whether w(X+a) + w(X+b) < w(X+a+b) + w(X), or, of three goods, whether one of the splits {a, b}, {c} is above both others."""
    if len(chosen) == 2:
        a, b = chosen
        return worth[x | a] + worth[x | b] < worth[x | a | b] + worth[x]
    splits = [worth[x | sum(chosen) - c] + worth[x | c] for c in chosen]
    return splits.count(max(splits)) == 1


def _not_submodular(case: Case, found: Options, raw: object, place: str) -> None:
    witness = keys(raw, place, ["bundle", "goods"])
    x = sum(1 << good for good in positions(witness["bundle"], case.market.goods, f"{place}.bundle"))
    pair = positions(witness["goods"], case.market.goods, f"{place}.goods")
    if len(pair) != 2 or any(x >> good & 1 for good in pair):
        reject("P4", f"{place}.goods", witness["goods"], "two goods outside the bundle")
    a, b = (1 << good for good in pair)
    left = value_of(found, x | a) + value_of(found, x | b)
    right = value_of(found, x | a | b) + value_of(found, x)
    if left >= right:
        reject("P4", place, left, f"below {shown(right)}")


def _not_gross_substitutes(case: Case, found: Options, raw: object, place: str) -> None:
    goods, witness = case.market.goods, keys(raw, place, ["prices", "raised", "bundle"])
    bundle = sum(1 << good for good in positions(witness["bundle"], case.market.goods, f"{place}.bundle"))
    tables = [keys(witness[key], f"{place}.{key}", goods) for key in ("prices", "raised")]
    prices, raised = ([table[good] for good in goods] for table in tables)
    for good, p, q in zip(goods, prices, raised, strict=True):
        if not 0 <= p <= q:
            reject("P5", f"{place}.raised.{good}", f"{shown(p)}, then {shown(q)}", "0 or more, then no less")
    surplus, best = value_of(found, bundle) - cost(prices, bundle), _best_surplus(found, prices)
    if surplus < best:
        reject("P6", f"{place}.bundle", surplus, best)
    stayed = sum(1 << g for g in range(len(goods)) if prices[g] == raised[g])
    keeping, best = _best_surplus(found, raised, bundle & stayed), _best_surplus(found, raised)
    if keeping >= best:
        reject("P7", f"{place}.raised", keeping, f"below {shown(best)}")


def submodularity_proofs(finding: Finding) -> list[str]:
    """Returns the certificate's keys that the finding `buyers-submodular` needs."""
    by_worths = finding["holds"] is True and "because" not in finding
    return ["violation"] if finding["holds"] is False else ["worths"] if by_worths else []


def _buyers_submodular(case: Case, finding: Finding) -> Finding:
    """Returns the finding `buyers-submodular` that is due."""
    if "because" not in finding or finding["holds"] is not True:
        return by_worths(case, finding)
    for i, name in enumerate(case.market.buyers):
        if case.findings[3 * i + 2]["holds"] is not True:
            reject("P8", "findings.buyers-submodular", f"not found of {name!r}", "true of all")
    return verdict("buyers-submodular", True, "recomputed", because="gross-substitutes")


def by_worths(case: Case, finding: Finding) -> Finding:
    """Returns the finding `buyers-submodular` that is due, where no valuation is its reason."""
    if finding["holds"] is None:
        return verdict("buyers-submodular", None, "unproven")
    if finding["holds"] is False:
        return _violation(case, finding.get("witness"))
    worth, grade = all_worths(case)
    if found := first_violation(worth):
        coalition, i, j = found
        left, right = worth[coalition | {i}] + worth[coalition | {j}], worth[coalition | {i, j}] + worth[coalition]
        reject("P10", f"coalition {sorted(coalition)}, buyers {i} and {j}, counted from 0", left, right)
    return verdict("buyers-submodular", True, grade)


def all_worths(case: Case) -> tuple[dict[frozenset[int], Fraction], str]:
    """Returns the worths of all coalitions in the order of the certificate, and their worst grade."""
    count, place, listed = len(case.market.buyers), "certificate.worths", case.certificate["worths"]
    coalitions = [frozenset(positions(entry["coalition"], case.market.buyers, place)) for entry in listed]
    if not len({*coalitions}) == len(coalitions) == 2**count:
        reject("P9", place, f"{len({*coalitions})} different among {len(coalitions)}", f"2^{count}")
    proved = [case.worth(entry, coalition, f"{place}[{k}]") for k, (coalition, entry) in enumerate(zip(coalitions, listed, strict=True))]
    return dict(zip(coalitions, (value for value, _ in proved), strict=True)), worst(grade for _, grade in proved)


def first_violation(worth: Mapping[frozenset[int], Fraction]) -> tuple[frozenset[int], int, int] | None:
    """Returns the first T, and i and j outside T, with worth(T+i) + worth(T+j) < worth(T+i+j) + worth(T)."""
    everyone = frozenset[int]().union(*worth)
    for coalition in worth:
        for i, j in combinations(sorted(everyone - coalition), 2):
            if worth[coalition | {i}] + worth[coalition | {j}] < worth[coalition | {i, j}] + worth[coalition]:
                return coalition, i, j
    return None


def _violation(case: Case, raw: object) -> Finding:
    place = "findings.buyers-submodular.witness"
    witness = keys(raw, place, ["coalition", "buyers"])
    coalition = frozenset(positions(witness["coalition"], case.market.buyers, f"{place}.coalition"))
    pair = positions(witness["buyers"], case.market.buyers, f"{place}.buyers")
    if len(pair) != 2 or coalition & {*pair}:
        reject("P11", f"{place}.buyers", witness["buyers"], "two buyers outside the coalition")
    place, proof = "certificate.violation", case.certificate["violation"]
    covers = [coalition | {*pair}, coalition]
    attained = sum(case.total(uses, cover, f"{place}.lower") for uses, cover in zip(proof["lower"], covers, strict=True))
    if sum(proof["upper_worths"]) >= attained:
        reject("P11", place, sum(proof["upper_worths"]), f"below {shown(attained)}")
    uppers = zip(proof["upper"], pair, proof["upper_worths"], strict=True)
    grade = worst([case.prove_at_most(bound, coalition | {buyer}, worth, {}) for bound, buyer, worth in uppers])
    return verdict("buyers-submodular", False, grade, witness=witness)
