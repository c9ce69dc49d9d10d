"""Honest answers about divisible goods on numeric markets whose goods, or packages that are single goods, are separable: floats and bisection."""

import math
from fractions import Fraction
from itertools import combinations

from .reallocative_writer import INPUT
from .writer import answer, num

DIGITS = 12
RESIDUAL = Fraction(1, 10**8)
USUAL = "1/10000000"


def log_cosh(theta: list, diagonal: list, alpha: list, beta: list, **more: object) -> dict:
    matrix = [[entry if k == j else 0 for j in range(len(diagonal))] for k, entry in enumerate(diagonal)]
    return {"type": "log-cosh", "theta": theta, "S": matrix, "alpha": alpha, "beta": beta, **more}


def market(quantity: list, *values: dict) -> dict:
    named = [{"name": str(k + 1), "values": one} for k, one in enumerate(values)]
    return {"format": "marketwright.market/1", "kind": "divisible", "goods": [*"ab"[: len(quantity)]], "quantity": quantity, "bidders": named}


def floats(values: dict) -> dict:
    """Returns the numbers as floats, of a matrix its diagonal, and how much of good k is in package k."""
    parts = {key: [float(Fraction(x)) for x in part] for key, part in values.items() if key not in ("type", "S", "packages")}
    size = max(map(len, parts.values()))
    for key in ("S", "packages"):
        if key in values:
            parts[key] = [float(Fraction(values[key][k][k])) for k in range(size)]
    return {"packages": [1.0] * size, "endowment": [0.0] * size} | parts


def slope(values: dict, k: int, amount: float) -> float:
    """Returns the marginal utility of good k."""
    parts = floats(values)
    held, each = parts["endowment"][k] + amount, parts["packages"][k]
    x = held / each
    if values["type"] in ("quadratic", "log-cosh"):
        bent = parts["alpha"][k] * parts["beta"][k] * math.tanh(parts["beta"][k] * x) / each if "alpha" in parts else 0
        return parts["theta"][k] - parts["S"][k] * held - bent
    if values["type"] == "exponential":
        return parts["A"][k] * math.exp(-parts["B"][k] * x) / each
    return parts["A"][k] / (1 + math.exp(parts["B"][k] * x - parts["C"][k])) / each


def worth(values: dict, bundle: list[float]) -> float:
    """Returns the utility, by Simpson's rule along each good."""
    total, steps = 0.0, 400
    for k, amount in enumerate(bundle):
        width = amount / steps
        heights = [slope(values, k, amount * j / steps) for j in range(steps + 1)]
        total += width / 3 * (heights[0] + heights[-1] + 4 * sum(heights[1:-1:2]) + 2 * sum(heights[2:-1:2]))
    return total


def zero(function: object, low: float, high: float) -> float:
    """Returns where a decreasing function is 0."""
    for _ in range(200):
        middle = (low + high) / 2
        low, high = (middle, high) if function(middle) > 0 else (low, middle)
    return (low + high) / 2


def demands(values: list[dict], k: int, cost: float) -> list[float]:
    """Returns how much of good k everybody wants at its price."""
    return [zero(lambda amount, one=one: slope(one, k, amount) - cost, -80.0, 80.0) for one in values]


def worth_part(document: dict, members: tuple) -> dict:
    """Returns price and allocation of a set."""
    goods, values = document["goods"], [document["bidders"][i]["values"] for i in members]
    price, bundles = {}, [{} for _ in members]
    for k, good in enumerate(goods):
        quantity = Fraction(document["quantity"][k])
        most = min((floats(one)["A"][k] / floats(one)["packages"][k] for one in values if one["type"] == "logistic"), default=60.0)
        least = 1e-12 if values[0]["type"] in ("exponential", "logistic") else -60.0
        cost = zero(lambda cost, quantity=quantity, k=k: sum(demands(values, k, cost)) - float(quantity), least, most - 1e-12)
        amounts = [Fraction(round(amount, DIGITS)).limit_denominator(10**DIGITS) for amount in demands(values, k, cost)]
        amounts[0] += quantity - sum(amounts)
        price[good] = num(Fraction(cost).limit_denominator(10**DIGITS))
        for bundle, amount in zip(bundles, amounts, strict=True):
            bundle[good] = num(amount)
    return {"price": price, "allocation": {document["bidders"][i]["name"]: bundle for i, bundle in zip(members, bundles, strict=True)}}


def numeric(document: dict, rule: str = "vickrey", residual: Fraction = RESIDUAL, **stated: object) -> dict:
    """Returns an answer of `reallocative/vickrey` or `reallocative/core`."""
    names = [bidder["name"] for bidder in document["bidders"]]
    some = tuple(i for i, name in enumerate(names) if name in stated.get("participants", names))
    tolerance = stated.get("tolerance", USUAL)
    sets = [members for size in range(1, len(some) + 1) for members in combinations(some, size)]
    parts = {members: worth_part(document, members) for members in sets if rule == "core" or len(members) >= len(some) - 1}

    def utility(part: dict, i: int) -> Fraction:
        bundle = [float(Fraction(part["allocation"][names[i]][good])) for good in document["goods"]]
        return Fraction(round(worth(document["bidders"][i]["values"], bundle), DIGITS)).limit_denominator(10**DIGITS)

    worths = {members: sum((utility(part, i) for i in members), Fraction(0)) for members, part in parts.items()}
    payoffs = {i: worths[some] - worths[tuple(j for j in some if j != i)] for i in some}
    payments = {i: utility(parts[some], i) - payoffs[i] for i in some}
    revenue = sum(payments.values(), Fraction(0))
    outcome = parts[some] | {
        "payments": {names[i]: num(paid) for i, paid in payments.items()},
        "payoffs": {names[i]: num(payoff) for i, payoff in payoffs.items()} | {"auctioneer": num(revenue)},
        "revenue": num(revenue),
        "welfare": num(worths[some]),
    }
    good = True if residual <= Fraction(tolerance) else None
    findings = [{"claim": claim, "holds": good, "grade": "numeric", "residual": num(residual)} for claim in ("efficient", "vickrey")]
    certificate = {"without": {names[i]: parts[tuple(j for j in some if j != i)] for i in some}}
    if rule == "core":
        certificate = {"worths": [{"coalition": [names[i] for i in members], **parts[members]} for members in sets[:-1]]}
        entries = []
        for members in [(), *sets]:
            found, paid = worths.get(members, Fraction(0)), sum((payoffs[i] for i in members), revenue)
            if found - paid > Fraction(tolerance):
                coalition = [names[i] for i in members]
                entries.append({"coalition": coalition, "auctioneer": True, "worth": num(found), "payoffs": num(paid), "deficit": num(found - paid)})
        outcome["blocking"] = entries
        for claim, listed in (("bidder-core", [entry for entry in entries if entry["coalition"]]), ("core", entries)):
            finding = {"claim": claim, "holds": good and not listed, "grade": "numeric"}
            if good and listed:
                finding["witness"] = max(listed, key=lambda entry: Fraction(entry["deficit"]))
            findings.append(finding)
    found = answer(document, f"reallocative/{rule}", outcome=outcome, findings=findings, certificate=certificate)
    return found | {"parameters": {"tolerance": tolerance}} | ({"input": INPUT | stated} if stated else {})
