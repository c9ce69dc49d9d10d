"""The rule `properties`: what valuations, and all buyers together, are."""

from collections.abc import Callable
from fractions import Fraction
from itertools import combinations

from marketcheck.bound import tree
from marketcheck.case import Case, Finding, verdict, worst
from marketcheck.documents import keys, listing, number
from marketcheck.valuations import (
    GROSS_SUBSTITUTES_BY_TYPE,
    MAX_GOODS_OF_A_TABLE,
    MAX_GOODS_TO_TEST,
    Option,
    best_surplus,
    cost,
    options,
    submodular_violations,
    table,
    triple_violations,
    worth_of,
)
from marketcheck.verdicts import Unreadable, reject, shown

OF_A_BUYER = ("monotone", "submodular", "gross-substitutes")


def check_properties(case: Case) -> None:
    """Verifies an answer of the rule `properties`."""
    market = case.market
    claimed = [(finding["claim"], finding.get("buyer")) for finding in case.findings]
    named = [(claim, name) for name in market.buyers for claim in OF_A_BUYER]
    if claimed != [*named, ("buyers-submodular", None)]:
        reject("F1", "findings", claimed, [*named, ("buyers-submodular", None)])
    valuations = [{"type": buyer.type, "atoms": Fraction(sum(map(len, buyer.groups)))} for buyer in market.valuations]
    due: list[Finding] = []
    for i, name in enumerate(market.buyers):
        closed = {"closed": True} if market.valuations[i].closed else {}
        due.append(verdict("monotone", True, "recomputed", buyer=name, **closed))
        due.append(_of_valuation(case, i, case.findings[3 * i + 1], _not_submodular))
        due.append(_of_valuation(case, i, case.findings[3 * i + 2], _not_gross_substitutes))
    due.append(_buyers_submodular(case, case.findings[-1]))
    case.conclude({"valuations": case.by_buyer(valuations)}, due)


Refutation = Callable[[Case, list[Option], object, str], None]


def _of_valuation(case: Case, buyer: int, finding: Finding, refute: Refutation) -> Finding:
    """Returns the finding `submodular` or `gross-substitutes` that is due."""
    market, claim, holds = case.market, str(finding["claim"]), finding["holds"]
    name, place = market.buyers[buyer], f"findings.{claim}.{market.buyers[buyer]}"
    if holds is None:
        return verdict(claim, None, "unproven", buyer=name)
    if holds is True:
        if market.valuations[buyer].type not in GROSS_SUBSTITUTES_BY_TYPE:
            _test(case, buyer, claim, place)
        return verdict(claim, True, "recomputed", buyer=name)
    if len(market.valuations[buyer].groups) > 1 and len(market.goods) > MAX_GOODS_OF_A_TABLE:
        reject("P1", place, f"{len(market.goods)} goods", f"at most {MAX_GOODS_OF_A_TABLE}")
    refute(case, options(market, buyer), finding.get("witness"), f"{place}.witness")
    return verdict(claim, False, "proved", buyer=name, witness=finding.get("witness"))


def _test(case: Case, buyer: int, claim: str, place: str) -> None:
    """Verifies that the value table has no violation."""
    goods = case.market.goods
    if len(goods) > MAX_GOODS_TO_TEST:
        reject("P1", place, f"{len(goods)} goods", f"at most {MAX_GOODS_TO_TEST}")
    worth = table(case.market, buyer)
    violation: tuple[int, ...] | None = next(submodular_violations(worth), None)
    if violation is None and claim == "gross-substitutes":
        violation = next(triple_violations(worth), None)
    if violation is not None:
        sets = [[good for g, good in enumerate(goods) if mask >> g & 1] for mask in violation]
        reject("P2" if claim == "submodular" else "P3", place, f"violation at {sets}", "none")


def _not_submodular(case: Case, choices: list[Option], raw: object, place: str) -> None:
    witness = keys(raw, place, ("bundle", "goods"))
    x = _goods(case, witness["bundle"], f"{place}.bundle")
    pair = case.selection(witness["goods"], f"{place}.goods", case.market.goods)
    if len(pair) != 2 or any(x >> good & 1 for good in pair):
        reject("P4", f"{place}.goods", witness["goods"], "two goods outside the bundle")
    a, b = (1 << good for good in pair)
    left = worth_of(choices, x | a) + worth_of(choices, x | b)
    right = worth_of(choices, x | a | b) + worth_of(choices, x)
    if left >= right:
        reject("P4", place, left, f"below {shown(right)}")


def _not_gross_substitutes(case: Case, choices: list[Option], raw: object, place: str) -> None:
    goods = case.market.goods
    witness = keys(raw, place, ("prices", "raised", "bundle"))
    bundle = _goods(case, witness["bundle"], f"{place}.bundle")
    prices, raised = (_prices(case, witness[key], f"{place}.{key}") for key in ("prices", "raised"))
    for good, p, q in zip(goods, prices, raised, strict=True):
        if not 0 <= p <= q:
            reject("P5", f"{place}.raised.{good}", f"{shown(p)}, then {shown(q)}", "0 or more, then no less")
    surplus, best = worth_of(choices, bundle) - cost(prices, bundle), best_surplus(choices, prices)
    if surplus < best:
        reject("P6", f"{place}.bundle", surplus, best)
    stayed = sum(1 << g for g in range(len(goods)) if prices[g] == raised[g])
    keeping, best = best_surplus(choices, raised, bundle & stayed), best_surplus(choices, raised)
    if keeping >= best:
        reject("P7", f"{place}.raised", keeping, f"below {shown(best)}")


def _prices(case: Case, raw: object, place: str) -> list[Fraction]:
    table = keys(raw, place, dict.fromkeys(case.market.goods))
    return [number(table[good], f"{place}.{good}") for good in case.market.goods]


def _goods(case: Case, raw: object, place: str) -> int:
    return sum(1 << good for good in case.selection(raw, place, case.market.goods))


def _buyers_submodular(case: Case, finding: Finding) -> Finding:
    """Returns the finding `buyers-submodular` that is due."""
    holds = finding["holds"]
    if holds is False:
        case.require_proofs("violation")
        return _violation(case, finding.get("witness"))
    if holds is True and "because" not in finding:
        case.require_proofs("worths")
        return verdict("buyers-submodular", True, _submodular_worths(case))
    case.require_proofs()
    if holds is None:
        return verdict("buyers-submodular", None, "unproven")
    for i, name in enumerate(case.market.buyers):
        if case.findings[3 * i + 2]["holds"] is not True:
            reject("P8", "findings.buyers-submodular", f"not found of {name!r}", "true of all")
    return verdict("buyers-submodular", True, "recomputed", because="gross-substitutes")


def _submodular_worths(case: Case) -> str:
    """Returns the worst grade of the worths of all coalitions, which are submodular."""
    buyers, place = case.market.buyers, "certificate.worths"
    listed = listing(case.certificate["worths"], place)
    entries = [dict(keys(raw, f"{place}[{k}]", ("coalition", "uses", "bound"))) for k, raw in enumerate(listed)]
    coalitions = [frozenset(case.selection(entry.pop("coalition"), place, buyers)) for entry in entries]
    if not len({*coalitions}) == len(coalitions) == 2 ** len(buyers):
        reject("P9", place, f"{len({*coalitions})} different among {len(coalitions)}", f"2^{len(buyers)}")
    worth: dict[frozenset[int], Fraction] = {}
    grades = []
    for k, (coalition, entry) in enumerate(zip(coalitions, entries, strict=True)):
        worth[coalition], grade = case.proved_worth(entry, f"{place}[{k}]", coalition)
        grades.append(grade)
    for coalition, value in worth.items():
        for i, j in combinations(case.everyone - coalition, 2):
            left = worth[coalition | {i}] + worth[coalition | {j}]
            right = worth[coalition | {i, j}] + value
            if left < right:
                reject("P10", f"coalition {sorted(coalition)}, buyers {i} and {j}, counted from 0", left, right)
    return worst(grades)


def _violation(case: Case, raw: object) -> Finding:
    buyers, place = case.market.buyers, "findings.buyers-submodular.witness"
    witness = keys(raw, place, ("coalition", "buyers"))
    coalition = frozenset(case.selection(witness["coalition"], f"{place}.coalition", buyers))
    pair = case.selection(witness["buyers"], f"{place}.buyers", buyers)
    if len(pair) != 2 or coalition & {*pair}:
        reject("P11", f"{place}.buyers", witness["buyers"], "two buyers outside the coalition")
    place = "certificate.violation"
    entry = keys(case.certificate["violation"], place, ("upper", "upper_worths", "lower"))
    lists = {key: listing(entry[key], f"{place}.{key}") for key in entry}
    if any(len(pair_of) != 2 for pair_of in lists.values()):
        raise Unreadable("type", f"{place}: pairs are needed")
    worths = [number(raw, f"{place}.upper_worths") for raw in lists["upper_worths"]]
    covers = [coalition | {*pair}, coalition]
    attained = [case.total(case.use_list(raw, f"{place}.lower", cover)) for raw, cover in zip(lists["lower"], covers, strict=True)]
    if sum(worths) >= sum(attained):
        reject("P12", place, sum(worths), f"below {shown(sum(attained))}")
    proofs = [tree(raw, f"{place}.upper[{k}]") for k, raw in enumerate(lists["upper"])]
    for proof, buyer, worth in zip(proofs, pair, worths, strict=True):
        case.prove_at_most(proof, coalition | {buyer}, worth, {})
    grade = worst(proof.grade for proof in proofs)
    return verdict("buyers-submodular", False, grade, witness=witness)
