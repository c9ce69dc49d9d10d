"""Honest answers of the rules of mechanism Γ: claims by brute force, proofs by trees that decide every bid."""

from fractions import Fraction
from math import comb

from . import brute, gamma_brute
from .brute import bids_of, names
from .writer import answer, grade, num, nums, whole_tree

GRADES = ["proved", "recomputed", "enumerated", "bounded", "unproven"]
ZERO = Fraction(0)


def worst(grades: list[str]) -> str:
    return max(grades, key=GRADES.index)


def net_requests(market: dict, net: dict[str, Fraction]) -> dict:
    """Returns requests of all goods at prices that leave these net payoffs."""
    return {i: {"bundle": market["goods"], "price": num(gamma_brute.value(market, i, market["goods"]) - net[i])} for i in names(market)}


def value_entries(market: dict, pairs: list[tuple[str, list[str]]]) -> list[dict]:
    entries, bids = [], bids_of(market)
    for name, bundle in pairs:
        groups = next(brute.groups(market, buyer["values"]) for buyer in market["buyers"] if buyer["name"] == name)
        if len(groups) > 1 and bundle and all((e["buyer"], e["bundle"]) != (name, bundle) for e in entries):
            inside = [s for s in brute.feasible_sets(bids, {name}) if all(bids[j].goods <= {*bundle} for j in s)]
            uses = max(inside, key=lambda s: sum(bids[j].value for j in s))
            entries.append({"buyer": name, "bundle": bundle, "uses": uses, "bound": whole_tree(market, {name})})
    return entries


def owners(market: dict, uses: list[int]) -> set[str]:
    return {bids_of(market)[j].owner for j in uses}


def total(market: dict, uses: list[int]) -> Fraction:
    return sum((bids_of(market)[j].value for j in uses), ZERO)


def pay(market: dict, uses: list[int], net: dict[str, Fraction]) -> Fraction:
    members = {i for i in net if net[i] < 0} | owners(market, uses)
    return total(market, uses) - sum(net[i] for i in members)


def best_uses(market: dict, net: dict[str, Fraction]) -> list[int]:
    """Returns the first use list of these buyers that pays most, of these one with the largest surplus."""
    sets = brute.feasible_sets(bids_of(market), set(net))
    return max(sets, key=lambda s: (pay(market, s, net), total(market, s)))


def members_of(market: dict, uses: list[int], net: dict[str, Fraction]) -> list[str]:
    return [i for i in names(market) if i in owners(market, uses) or net[i] < 0] or names(market)[:1]


def served(market: dict, uses: list[int], members: list[str]) -> tuple[dict[str, list[str]], list[str]]:
    held = brute.allocation(market, uses)
    rest = [g for g in market["goods"] if not any(g in goods for goods in held.values())]
    return held | {members[0]: [g for g in market["goods"] if g in held[members[0]] + rest]}, rest


def on_path(market: dict, uses: list[int], net: dict[str, Fraction]) -> dict:
    members = members_of(market, uses, net)
    allocation, rest = served(market, uses, members)
    kept = {i: sum((bids_of(market)[j].value for j in uses if bids_of(market)[j].owner == i), ZERO) for i in net}
    payments = {i: kept[i] - net[i] if i in members else ZERO for i in net}
    revenue = sum(payments.values(), ZERO)
    return {
        "net": nums(net),
        "members": members,
        "allocation": allocation,
        "remainder": {"buyer": members[0], "goods": rest},
        "payments": nums(payments),
        "payoffs": nums({i: net[i] if i in members else ZERO for i in net} | {"seller": revenue}),
        "revenue": num(revenue),
        "surplus": num(total(market, uses)),
    }


def gamma(market: dict, rule: str, requests: dict, more: list[tuple[str, list[str]]], **parts: object) -> dict:
    pairs = [(i, requests[i]["bundle"]) for i in names(market)] + more
    document = answer(market, f"gamma/{rule}", input={"format": "marketwright.input/1", "requests": requests}, **parts)
    document["certificate"] = {"rows": [], "values": value_entries(market, pairs)} | document["certificate"]
    return document


def reply(market: dict, requests: dict, tie_rule: str = "largest-surplus", at_most: Fraction | None = None) -> dict:
    net = gamma_brute.net_payoffs(market, requests)
    uses, bound = best_uses(market, net), whole_tree(market, set(net))
    claims = ["best-reply", "selected"] if tie_rule == "largest-surplus" else ["best-reply"]
    findings = [{"claim": claim, "holds": True, "grade": grade(bound)} for claim in claims]
    if at_most is not None:
        findings = [{"claim": "best-reply", "holds": None, "grade": "bounded", "at_most": num(at_most)}]
    certificate = {"uses": uses, "bound": bound}
    return gamma(market, "reply", requests, [], outcome=on_path(market, uses, net), findings=findings, certificate=certificate) | {
        "parameters": {"tie_rule": tie_rule}
    }


def listing(market: dict, net: dict[str, Fraction], revenue: Fraction) -> dict:
    """Returns the tree that decides every bid of positive value; leaves that pay the revenue are left open."""
    bids = bids_of(market)

    def nodes(undecided: list[int], used: list[int]) -> list:
        if not undecided:
            return [None if pay(market, used, net) == revenue else []]
        first, rest = undecided[0], undecided[1:]
        return [first, *nodes([j for j in rest if not brute.clash(bids[first], bids[j])], [*used, first]), *nodes(rest, used)]

    return {"unit": 1, "nodes": nodes([j for j, bid in enumerate(bids) if bid.value > 0], [])}


def entries(market: dict, net: dict[str, Fraction]) -> list[tuple[list[int], dict]]:
    """Returns the minimal use lists that pay most, and what each stands for."""
    bids = bids_of(market)
    sets = [s for s in brute.feasible_sets(bids, set(net)) if all(bids[j].value > 0 for j in s)]
    most, found = max(pay(market, s, net) for s in sets), {}
    for uses in (s for s in sets if pay(market, s, net) == most):
        members = [i for i in net if i in owners(market, uses) or net[i] < 0]
        optional = [i for i in net if net[i] == 0 and i not in members]
        held = brute.allocation(market, uses)
        free = [g for g in market["goods"] if not any(g in goods for goods in held.values())]
        count = sum(comb(len(optional), k) * (len(members) + k) ** len(free) for k in range(len(optional) + 1) if len(members) + k > 0)
        entry = {"members": members, "optional": optional, "bundles": {i: held[i] for i in members}, "free": free}
        if count:
            found[str(entry)] = (uses, entry | {"surplus": num(total(market, uses)), "count": count})

    def inside(a: dict, b: dict) -> bool:
        return a is not b and a["members"] == b["members"] and all({*a["bundles"][i]} <= {*b["bundles"][i]} for i in a["members"])

    return [(uses, entry) for uses, entry in found.values() if not any(inside(other, entry) for _, other in found.values())]


def replies(market: dict, requests: dict, complete: bool = True) -> dict:
    net = gamma_brute.net_payoffs(market, requests)
    listed = entries(market, net)
    revenue = pay(market, listed[0][0], net)
    bound = whole_tree(market, set(net))
    findings = [
        {"claim": "best-reply", "holds": True, "grade": "enumerated" if complete else grade(bound)},
        {"claim": "complete", "holds": True, "grade": "enumerated"} if complete else {"claim": "complete", "holds": None, "grade": "unproven", "cap": 1000},
    ]
    proof = {"listing": listing(market, net, revenue)} if complete else {"bound": bound}
    outcome = {"net": nums(net), "revenue": num(revenue), "replies": [entry for _, entry in listed]}
    document = gamma(market, "replies", requests, [], outcome=outcome, findings=findings, certificate={"listed": [uses for uses, _ in listed]} | proof)
    return document | {"parameters": {"cap": 1000}}


def equilibrium(market: dict, requests: dict) -> dict:
    net = gamma_brute.net_payoffs(market, requests)
    uses, everyone = best_uses(market, net), set(net)
    members, paid, bound = members_of(market, uses, net), pay(market, uses, net), whole_tree(market, set(net))
    without, outsiders, found = {}, [], {}
    for i in members:
        others = {j: amount for j, amount in net.items() if j != i}
        other = best_uses(market, others)
        left = pay(market, other, others)
        without[i] = {"uses": other} | ({} if left == paid else {"bound": whole_tree(market, set(others))})
        found[i] = paid + net[i] - left
    waiting = [i for i in net if i not in members]
    while waiting:
        free = {i: best_uses(market, net | {i: ZERO}) for i in waiting}
        most = max(waiting, key=lambda i: pay(market, free[i], net | {i: ZERO}))
        found[most] = pay(market, free[most], net | {most: ZERO}) - paid
        if found[most] == 0:
            found |= dict.fromkeys(waiting, ZERO)
            outsiders += [{"bound": bound}] if any(net[i] for i in waiting) else []
            break
        outsiders.append({"buyer": most, "uses": free[most], "bound": bound})
        waiting.remove(most)
    found = {i: found[i] for i in net}
    required = [i for i in net if found[i] > 0]
    finding, proof = judged(market, net, members, found, without, outsiders, bound)
    nash: dict = {"claim": "nash-with-threats", "holds": True, "grade": "proved"}
    if len(net) == 1:
        nash = finding | {"claim": "nash-with-threats"}
        if "witness" in finding:
            nash["witness"] = {part: finding["witness"][part] for part in ("buyer", "payoff")}
    elif losing := [i for i in net if net[i] < 0]:
        nash |= {"holds": False, "witness": {"buyer": losing[0], "payoff": num(net[losing[0]])}}
    assert finding["holds"] or "witness" in finding
    assert everyone == set(found)
    pairs = [(finding["witness"]["buyer"], finding["witness"]["request"]["bundle"])] if "witness" in finding else []
    return gamma(
        market,
        "equilibrium",
        requests,
        pairs,
        outcome=on_path(market, uses, net) | {"deviations": nums(found), "required": required},
        findings=[{"claim": "best-reply", "holds": True, "grade": grade(bound)}, finding, nash],
        certificate={"uses": uses, "bound": bound, "without": without, "outsiders": outsiders} | proof,
    ) | {"parameters": {}}


def judged(market: dict, net: dict, members: list[str], found: dict, without: dict, outsiders: list, bound: dict) -> tuple[dict, dict]:
    """Returns the finding `subgame-perfect` and what it adds to the certificate."""
    steps = [grade(bound), *(grade(step["bound"]) for step in outsiders)]
    for i, asked in net.items():
        if asked < 0:
            return gain(market, net, i, asked, ZERO, "proved"), {}
    for i in members:
        if net[i] < found[i]:
            return gain(market, net, i, net[i], found[i], worst([grade(bound), grade(without[i]["bound"])])), {}
    for i, asked in net.items():
        if i not in members and found[i] > 0:
            together = {"together": {"bound": bound}} if asked == found[i] else {}
            return gain(market, net, i, ZERO, found[i], worst(steps)), together
    return {"claim": "subgame-perfect", "holds": True, "grade": worst(steps)}, {}


def gain(market: dict, net: dict, buyer: str, payoff: Fraction, most: Fraction, proof: str) -> dict:
    aim = ZERO if payoff < 0 else most if len(net) == 1 else (payoff + most) / 2
    request: dict = {"bundle": [], "price": 0} if payoff < 0 else net_requests(market, net | {buyer: aim})[buyer]
    witness = {"buyer": buyer, "payoff": num(payoff), "request": request, "net": num(aim), "gain": num(aim - payoff)}
    return {"claim": "subgame-perfect", "holds": False, "grade": proof, "witness": witness}


def worths(market: dict) -> list[dict]:
    return [{"coalition": list(c), "uses": brute.best(market, set(c))[1], "bound": whole_tree(market, set(c))} for c in brute.coalitions(market)]


def pareto_core(market: dict) -> dict[str, Fraction]:
    """Returns payoffs in the core that no buyer can raise without another one losing."""
    worth = {frozenset(c): brute.best(market, set(c))[0] for c in brute.coalitions(market)}
    everyone, payoffs = frozenset(names(market)), dict.fromkeys(names(market), ZERO)
    for i in payoffs:
        payoffs[i] = min(worth[everyone] - worth[everyone - c] - sum(payoffs[j] for j in c) for c in worth if i in c)
    return payoffs


def violation(market: dict) -> tuple[list[str], list[str]]:
    worth, everyone = {c: brute.best(market, set(c))[0] for c in brute.coalitions(market)}, names(market)
    for t, least in worth.items():
        for i, j in ((i, j) for i in everyone for j in everyone if everyone.index(i) < everyone.index(j) and not {*t} & {i, j}):
            grown = [tuple(k for k in everyone if k in {*t} | more) for more in ({i}, {j}, {i, j})]
            if worth[grown[0]] + worth[grown[1]] < worth[grown[2]] + least:
                return list(t), [i, j]
    raise LookupError


def submodularity(market: dict) -> tuple[dict, dict]:
    """Returns the finding `buyers-submodular` and its evidence."""
    finding: dict = {"claim": "buyers-submodular", "holds": True, "grade": "enumerated"}
    if gamma_brute.submodular(market):
        proof = worths(market)
        return finding | {"grade": worst([grade(entry["bound"]) for entry in proof])}, {"worths": proof}
    coalition, pair = violation(market)
    uppers = [{*coalition, i} for i in pair]
    bounds = [whole_tree(market, upper) for upper in uppers]
    lower = [brute.best(market, {*coalition, *pair})[1], brute.best(market, {*coalition})[1]]
    proof = {"upper": bounds, "upper_worths": [num(brute.best(market, upper)[0]) for upper in uppers], "lower": lower}
    return finding | {"holds": False, "grade": worst([*map(grade, bounds)]), "witness": {"coalition": coalition, "buyers": pair}}, {"violation": proof}


def construct(market: dict, cap: int | None = None) -> dict:
    findings, proof, everyone = [], {}, names(market)
    nothing, theorem = dict.fromkeys(everyone, ZERO), "one-buyer"
    if len(everyone) > 1:
        finding, proof = submodularity(market)
        findings, theorem = [finding], "theorem-6" if finding["holds"] else "pareto-core"
    listed = [uses for uses, _ in entries(market, nothing)]
    chosen = listed[:cap] if theorem == "theorem-6" else listed[:1]
    net = pareto_core(market) if theorem == "pareto-core" else {i: amount for i, amount in brute.vickrey_payoffs(market).items() if i != "seller"}
    surplus, bound = total(market, listed[0]), whole_tree(market, set(everyone))
    without, described = {}, []
    for i in everyone:
        if net[i] > 0 or all(i in owners(market, uses) for uses in chosen):
            without[i] = {"uses": best_uses(market, {j: amount for j, amount in net.items() if j != i})}
    for uses in chosen:
        held, kept = brute.allocation(market, uses), on_path(market, uses, nothing)["payments"]
        members = members_of(market, uses, nothing) if theorem == "theorem-6" else everyone
        requests = {i: {"bundle": held[i], "price": num(Fraction(kept[i]) - net[i])} for i in everyone}
        payoffs = nums(net | {"seller": surplus - sum(net.values())})
        described.append(
            {"requests": requests, "members": members, "allocation": served(market, uses, members)[0], "payoffs": payoffs, "surplus": num(surplus)}
        )
    claims = ["subgame-perfect", "efficient", "core"] + (["vickrey"] if theorem != "pareto-core" else [])
    findings += [{"claim": claim, "holds": True, "grade": grade(bound)} for claim in claims]
    if theorem == "theorem-6" and cap is None:
        findings.append({"claim": "complete", "holds": True, "grade": "enumerated"})
        proof["listing"] = listing(market, nothing, surplus)
    elif theorem == "theorem-6":
        findings.append({"claim": "complete", "holds": None, "grade": "unproven", "cap": cap})
    shown = [{"profile": 0, "uses": uses} for uses in chosen]
    certificate = {"rows": [], "values": [], "profiles": [{"bound": bound, "without": without}], "equilibria": shown} | proof
    document = answer(market, "gamma/construct", outcome={"theorem": theorem, "equilibria": described}, findings=findings, certificate=certificate)
    given = {} if cap is None else {"input": {"format": "marketwright.input/1", "cap": cap}}
    return document | given | {"parameters": {"cap": cap or 100}}


def theorems(market: dict, requests: dict, given: bool = True) -> dict:
    net, order = gamma_brute.net_payoffs(market, requests), names(market)
    proof = worths(market)
    worth = {frozenset(entry["coalition"]): total(market, entry["uses"]) for entry in proof}
    uses = {frozenset(entry["coalition"]): entry["uses"] for entry in proof}
    payment = {c: worth[c] - sum(net[i] for i in c) for c in worth if c}
    members = max(payment, key=lambda c: (payment[c], sum(net[i] for i in c), len(c)))
    payoffs = {i: net[i] if i in members else ZERO for i in net}
    equilibrium = gamma_brute.supports(market, net, members)
    submodular = gamma_brute.submodular(market)
    level = worst([grade(entry["bound"]) for entry in proof])
    findings: list[dict] = [{"claim": "buyers-submodular", "holds": submodular, "grade": level}]
    if not submodular:
        coalition, pair = violation(market)
        findings[0]["witness"] = {"coalition": coalition, "buyers": pair}
    findings += [{"claim": f"lemma-{k}", "holds": True, "grade": level} for k in (1, 2, 3)]
    if equilibrium and len(net) > 1:
        everyone = frozenset(net)
        vickrey = brute.vickrey_payoffs(market)
        others = [{"buyer": i, "payoff": num(payoffs[i]), "vickrey": num(vickrey[i])} for i in net if payoffs[i] != vickrey[i]]
        unequal = [{"surplus": num(worth[members]), "worth": num(worth[everyone])}] if worth[members] < worth[everyone] else []
        lacking = [
            {"buyer": t}
            for t in order
            if t in members
            and not any(
                t not in s and payment[s] == payment[members] and worth[(members | s) - {t}] == worth[everyone - {t}] and not any(net[i] for i in s - members)
                for s in payment
            )
        ]
        for claim, against in (("theorem-4", unequal), ("theorem-6", others), ("lemma-5", lacking)):
            witness = {"witness": against[0]} if against else {}
            findings.append({"claim": claim, "holds": not against, "grade": level, "promised": submodular} | witness)
    outcome = {
        "requests": requests,
        "net": nums(net),
        "members": [i for i in order if i in members],
        "payoffs": nums(payoffs | {"seller": payment[members]}),
        "surplus": num(total(market, uses[members])),
        "equilibrium": equilibrium,
    }
    document = gamma(market, "theorems", requests, [], outcome=outcome, findings=findings, certificate={"worths": proof}) | {"parameters": {}}
    if not given:
        del document["input"]
    return document
