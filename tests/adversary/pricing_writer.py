"""Honest answers of the rules on prices: allocations by listing all, prices and multipliers by a small exact simplex."""

from fractions import Fraction
from functools import cache
from itertools import product

from . import brute, gamma_brute, gamma_writer
from .brute import bids_of, names
from .markets import bundle_market
from .writer import answer, grade, num, nums, whole_tree

ZERO = Fraction(0)
WANTS = {"interior": "margin", "least-total": "least_total", "greatest-total": "greatest_total"}


# Linear programs


def maximise(rows: list[tuple], weights: list) -> tuple[Fraction | None, list[Fraction], list[Fraction]]:
    """Returns the largest `weights x point` over points >= 0 with `row x point <= right` for all (row, right), a best point, and a multiplier for each row.

    Without any such point: None, no point, and multipliers of a contradiction.
    """
    size, count = len(weights), len(rows)
    table = [[*map(Fraction, row), *(Fraction(i == k) for k in range(count)), Fraction(-1), Fraction(right)] for i, (row, right) in enumerate(rows)]
    basis = [size + i for i in range(count)]

    def pivot(line: int, column: int) -> None:
        head = table[line][column]
        table[line] = [part / head for part in table[line]]
        for i, row in enumerate(table):
            if i != line and row[column]:
                table[i] = [a - row[column] * b for a, b in zip(row, table[line], strict=True)]
        basis[line] = column

    def climb(gains: list[Fraction], columns: int) -> list[Fraction]:
        """Walks to a best corner by the rule of Bland; returns the multipliers."""
        while True:
            paid = [sum((gains[basis[i]] * row[k] for i, row in enumerate(table)), ZERO) for k in range(len(gains))]
            entering = [k for k in range(columns) if gains[k] > paid[k]]
            if not entering:
                return paid[size : size + count]
            ratios = [(row[-1] / row[entering[0]], basis[i], i) for i, row in enumerate(table) if row[entering[0]] > 0]
            pivot(min(ratios)[2], entering[0])

    if count and min(row[-1] for row in table) < 0:
        pivot(min(range(count), key=lambda i: table[i][-1]), size + count)
        multipliers = climb([ZERO] * (size + count) + [Fraction(-1)], size + count + 1)
        held = {column: table[i][-1] for i, column in enumerate(basis)}
        if held.get(size + count, 0) > 0:
            return None, [], multipliers
        if size + count in basis:
            line = basis.index(size + count)
            pivot(line, next(k for k in range(size + count) if table[line][k]))
    multipliers = climb([*map(Fraction, weights), *[ZERO] * (count + 1)], size + count)
    held = {column: table[i][-1] for i, column in enumerate(basis)}
    point = [held.get(k, ZERO) for k in range(size)]
    return sum((w * x for w, x in zip(weights, point, strict=True)), ZERO), point, multipliers


# Allocations


@cache
def _value(market: str, name: str, bundle: tuple[str, ...]) -> Fraction:
    return gamma_brute.value(MARKETS[market], name, list(bundle))


MARKETS: dict[str, dict] = {}


def value(market: dict, name: str, bundle: list[str]) -> Fraction:
    MARKETS[str(market)] = market
    return _value(str(market), name, tuple(bundle))


def efficient_allocations(market: dict) -> list[dict[str, list[str]]]:
    """Returns all ways to hand all goods to buyers that are worth most."""
    ways = [
        {i: [g for g, holder in zip(market["goods"], holders, strict=True) if holder == i] for i in names(market)}
        for holders in product(names(market), repeat=len(market["goods"]))
    ]
    worths = [sum(value(market, i, way[i]) for i in way) for way in ways]
    return [way for way, worth in zip(ways, worths, strict=True) if worth == max(worths)]


def uses_in(market: dict, allocation: dict[str, list[str]]) -> list[int]:
    """Returns bids inside the buyers' goods that are worth most."""
    bids = bids_of(market)
    sets = [s for s in brute.feasible_sets(bids, {*allocation}) if all(bids[j].goods <= {*allocation[bids[j].owner]} for j in s)]
    return max(sets, key=lambda s: gamma_writer.total(market, s))


def remainder(market: dict, uses: list[int]) -> list[str]:
    return [g for g in market["goods"] if not any(g in bids_of(market)[j].goods for j in uses)]


# Conditions


def offered(market: dict, scheme: str, allocation: dict) -> tuple[list[str], list[list[str]], dict[str, list[str]]]:
    """Returns the price variables, the sets of them that conditions are about, and what each buyer has."""
    if scheme == "good":
        return market["goods"], gamma_brute.powerset(market["goods"]), allocation
    items = [i for i in allocation if allocation[i]]
    return items, [s for s in gamma_brute.powerset(items) if scheme != "any" or len(s) < 2], {i: [i] if allocation[i] else [] for i in allocation}


def conditions(market: dict, scheme: str, allocation: dict) -> list[tuple[str, list[str], list[int], Fraction]]:
    """Returns buyer, set, coefficients and right side of every condition."""
    items, sets, own = offered(market, scheme, allocation)
    found = []
    for i in names(market):
        for at in sets:
            goods = at if scheme == "good" else [g for g in market["goods"] if any(g in allocation[j] for j in at)]
            row = [(item in own[i]) - (item in at) for item in items]
            found.append((i, at, row, value(market, i, allocation[i]) - value(market, i, goods)))
    return found


def at_most(market: dict, scheme: str, allocation: dict, weights: list[int]) -> tuple[Fraction | None, list[Fraction], list[dict]]:
    """Returns the largest sum of supporting prices at these weights, or None without any, a point, and multipliers."""
    listed = conditions(market, scheme, allocation)
    most, point, y = maximise([(row, right) for _, _, row, right in listed], weights)
    return most, point, written([(i, at) for i, at, _, _ in listed], y)


def largest_margin(market: dict, scheme: str, allocation: dict) -> tuple[Fraction, list[Fraction], list[dict]]:
    """Returns the same for the margin, which is the last variable; the allocation is supported."""
    items, _, own = offered(market, scheme, allocation)
    listed = [condition for condition in conditions(market, scheme, allocation) if condition[1] != own[condition[0]]]
    most, point, y = maximise([([*row, 1], right) for _, _, row, right in listed], [0] * len(items) + [1])
    return most, point[:-1], written([(i, at) for i, at, _, _ in listed], [part / sum(y) for part in y])


def written(listed: list[tuple[str, list[str]]], y: list[Fraction]) -> list[dict]:
    return [{"buyer": i, "at": at, "multiplier": num(part)} for (i, at), part in zip(listed, y, strict=True) if part]


def margin_of(market: dict, scheme: str, allocation: dict, prices: dict[str, Fraction], all_sets: bool = False) -> Fraction:
    """Returns the smallest difference of the two sides over the conditions at other sets than what a buyer has, or over all."""
    items, _, own = offered(market, scheme, allocation)
    listed = [c for c in conditions(market, scheme, allocation) if all_sets or c[1] != own[c[0]]]
    return min(right - sum(part * prices[item] for part, item in zip(row, items, strict=True)) for _, _, row, right in listed)


def broken(market: dict, scheme: str, allocation: dict, prices: dict[str, Fraction]) -> tuple[dict, Fraction] | None:
    """Returns the condition that the prices break most, and by how much."""
    items, _, _ = offered(market, scheme, allocation)
    listed = [
        (sum(part * prices[item] for part, item in zip(row, items, strict=True)) - right, {"buyer": i, "at": at})
        for i, at, row, right in conditions(market, scheme, allocation)
    ]
    amount, condition = max(listed, key=lambda pair: pair[0])
    return (condition, amount) if amount > 0 else None


# Answers


def start(market: dict, allocation: dict) -> tuple[dict, dict]:
    uses = uses_in(market, allocation)
    outcome = {"allocation": allocation, "remainder": remainder(market, uses), "welfare": num(gamma_writer.total(market, uses))}
    return outcome, {"rows": [], "uses": uses, "bound": whole_tree(market, {*names(market)})}


def finding(claim: str, holds: bool | None, proof: str, **more: object) -> dict:
    return {"claim": claim, "holds": holds, "grade": proof, **more}


def prices(market: dict, scheme: str, first: int = 0, **given: object) -> dict:
    """Returns the answer on the first efficient allocation with prices, from number `first` on, or on that they have none."""
    cap = given.get("cap", 100 if len(market["goods"]) <= 12 else 3)
    found = efficient_allocations(market)
    ways = [*found[first:], *found[:first]]
    tried = []
    for allocation in ways[: 1 if scheme == "good" else cap]:
        tried.append((allocation, at_most(market, scheme, allocation, [0] * len(offered(market, scheme, allocation)[0]))))
        if tried[-1][1][0] is not None:
            break
    supportable = tried[-1][1][0] is not None
    allocation = tried[-1 if supportable else 0][0]
    items, _, _ = offered(market, scheme, allocation)
    want, ranges = given.get("want", "interior"), given.get("ranges", len(items) <= 16)
    outcome, certificate = start(market, allocation)
    level = grade(certificate["bound"])
    outcome["tried"] = len(tried)
    if supportable:
        more, proofs = supported(market, scheme, allocation, want, ranges)
        found = [finding("supportable", True, "proved"), finding("prices-exist", True, level)]
    else:
        more, proofs = {}, {"none": [none_entry(market, scheme, way, y) for way, (_, _, y) in tried]}
        exist = finding("prices-exist", None, "unproven", cap=cap)
        if scheme == "good":
            more, exist = fractional(market), finding("prices-exist", False, level)
        elif len(tried) == len(ways):
            certificate["listing"] = gamma_writer.listing(market, dict.fromkeys(names(market), ZERO), Fraction(outcome["welfare"]))
            del certificate["bound"]
            level, exist = "enumerated", finding("prices-exist", False, "enumerated")
        found = [finding("supportable", False, "proved"), exist]
    document = answer(
        market,
        f"prices/{scheme}",
        outcome=outcome | more,
        findings=[finding("efficient", True, level), *found],
        certificate=certificate | proofs,
    )
    return document | {"parameters": {"want": want, "ranges": ranges, "cap": cap}} | ({"input": {"format": "marketwright.input/1", **given}} if given else {})


def none_entry(market: dict, scheme: str, allocation: dict, multipliers: list[dict]) -> dict:
    entry = {"allocation": allocation, "uses": uses_in(market, allocation)}
    return entry if scheme == "good" else entry | {"multipliers": multipliers}


def fractional(market: dict) -> dict:
    columns = [(i, x) for i in names(market) for x in gamma_brute.powerset(market["goods"]) if value(market, i, x)]
    rows = [([int(i == owner) for owner, _ in columns], 1) for i in names(market)] + [([int(g in x) for _, x in columns], 1) for g in market["goods"]]
    worth, shares, _ = maximise(rows, [value(market, i, x) for i, x in columns])
    listed = [{"buyer": i, "bundle": x, "share": num(s)} for (i, x), s in zip(columns, shares, strict=True) if s]
    return {"fractional": listed, "fractional_worth": num(worth)}


def supported(market: dict, scheme: str, allocation: dict, want: str, ranges: bool) -> tuple[dict, dict]:
    items, _, own = offered(market, scheme, allocation)
    outcome, proofs, points = {}, {}, []

    def shown(name: str, number: Fraction, point: list[Fraction], multipliers: list[dict]) -> tuple[Fraction, dict]:
        points.append(dict(zip(items, point, strict=True)))
        return number, {"point": len(points) - 1, "multipliers": multipliers}

    def extreme(name: str, weights: list[int], sign: int) -> tuple[Fraction, dict]:
        most, point, multipliers = at_most(market, scheme, allocation, [sign * weight for weight in weights])
        return shown(name, sign * most, point, multipliers)

    found = {"margin": shown("margin", *largest_margin(market, scheme, allocation))}
    found |= {key: extreme(key, [1] * len(items), sign) for key, sign in (("least_total", -1), ("greatest_total", 1))}
    prices = points[list(found).index(WANTS[want])]
    for key, (number, proof) in found.items():
        outcome[key], proofs[key] = num(number), proof
    for key, end, sign in (("low", "least", -1), ("high", "greatest", 1)) if ranges else ():
        ends = {item: extreme(key, [int(other == item) for other in items], sign) for item in items}
        vector = {item: number for item, (number, _) in ends.items()}
        against = broken(market, scheme, allocation, vector)
        outcome |= {key: nums(vector), f"{end}_exists": against is None}
        proofs |= {key: {item: proof for item, (_, proof) in ends.items()}} | ({f"{end}_violated": against[0]} if against else {})
    paid = {i: sum((prices[item] for item in own[i]), ZERO) for i in own}
    payoffs = {i: value(market, i, allocation[i]) - paid[i] for i in own} | {"seller": sum(paid.values(), ZERO)}
    outcome |= {"prices": nums(prices), "payments": nums(paid), "payoffs": nums(payoffs), "revenue": num(payoffs["seller"])}
    return outcome, proofs | {"points": [nums(point) for point in points]}


def opened(market: dict, scheme: str, at_most_worth: Fraction | None) -> dict:
    """Returns the answer that a limit left open; without a worth the allocation is proved efficient."""
    base = prices(market, scheme)
    outcome, certificate = start(market, base["outcome"]["allocation"])
    efficient = finding("efficient", True, grade(certificate["bound"]))
    if at_most_worth is not None:
        efficient = finding("efficient", None, "bounded", at_most=num(at_most_worth))
    findings = [efficient, *(finding(claim, None, "unproven") for claim in ("supportable", "prices-exist"))]
    return base | {"outcome": outcome | {"tried": 0}, "findings": findings, "certificate": certificate}


def reduced_market(market: dict, allocation: dict) -> dict:
    """Returns the market of the packages; a buyer of several groups bids for the union of every feasible set of his bids."""
    items, bids = [i for i in allocation if allocation[i]], bids_of(market)
    values = {}
    for buyer in market["buyers"]:
        name = buyer["name"]
        options = [([g for g in market["goods"] if g in bid.goods], bid.value) for bid in bids if bid.owner == name and bid.goods]
        if len(brute.groups(market, buyer["values"])) > 1:
            best: dict[tuple[int, ...], Fraction] = {}
            for s in (s for s in brute.feasible_sets(bids, {name}) if s):
                union = tuple(k for k, g in enumerate(market["goods"]) if any(g in bids[j].goods for j in s))
                best[union] = max(best.get(union, ZERO), gamma_writer.total(market, s))
            options = [([market["goods"][k] for k in union], amount) for union, amount in sorted(best.items())]
        touched = [([j for j in items if {*allocation[j]} & {*bundle}], amount) for bundle, amount in options]
        values[f"_{name}"] = {"type": "xor", "bids": [{"bundle": bundle, "value": num(amount)} for bundle, amount in touched]}
    return bundle_market(items, **values)


def without(market: dict, others: set[str]) -> dict:
    return {"uses": brute.best(market, others)[1], "bound": whole_tree(market, others)}


def vickrey(market: dict, first: int = 0) -> dict:
    allocation = efficient_allocations(market)[first]
    outcome, certificate = start(market, allocation)
    items, everyone, small = [i for i in allocation if allocation[i]], {*names(market)}, reduced_market(market, allocation)
    own = {i: value(market, i, allocation[i]) for i in items}
    whole = Fraction(outcome["welfare"])
    found, grades = {}, {}
    for key, economy in (("vickrey", market), ("reduced", small)):
        found[key] = {i: brute.best(economy, everyone - {i})[0] - (whole - own[i]) for i in items}
        proofs = {i: without(economy, everyone - {i}) for i in items}
        grades[key] = gamma_writer.worst([grade(entry["bound"]) for entry in [certificate, *proofs.values()]])
        certificate |= {"without": proofs} if key == "vickrey" else {"reduced": {"rows": [], "without": proofs}}
    findings = [finding("efficient", True, grade(certificate["bound"]))]
    for key, payments in found.items():
        against = broken(market, "eff", allocation, payments)
        witness = {"witness": against[0] | {"amount": num(against[1])}} if against else {}
        findings.append(finding(f"{key}-supports", not against, grades[key], **witness))
    if at_most(market, "eff", allocation, [0] * len(items))[0] is None:
        certificate["none"] = at_most(market, "eff", allocation, [0] * len(items))[2]
        findings.append(finding("vickrey-least", False, "proved", witness={}))
    else:
        more, proofs = supported(market, "eff", allocation, "interior", True)
        certificate |= {"points": proofs["points"], "low": proofs["low"]}
        outcome["low"] = more["low"]
        others = [{"buyer": i, "payment": num(found["vickrey"][i]), "low": more["low"][i]} for i in items if num(found["vickrey"][i]) != more["low"][i]]
        least = not others and more["least_exists"]
        witness = {} if least else {"witness": others[0] if others else {}}
        findings.append(finding("vickrey-least", least, grades["vickrey"], **witness))
    outcome |= {key: nums(payments) for key, payments in found.items()}
    return answer(market, "prices/vickrey", outcome=outcome, findings=findings, certificate=certificate) | {"parameters": {}}
