"""Honest answers: claims by brute force, proofs by trees that decide every bid."""

import copy
import hashlib
import json
from fractions import Fraction

from . import brute


def digest(market: dict) -> str:
    """Returns the digest of a market that is written in canonical form."""
    text = json.dumps(market, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return "sha256:" + hashlib.sha256(text.encode()).hexdigest()


def num(value: Fraction) -> int | str:
    return int(value) if value.denominator == 1 else f"{value.numerator}/{value.denominator}"


def nums(table: dict[str, Fraction]) -> dict[str, int | str]:
    return {name: num(value) for name, value in table.items()}


def answer(market: dict, rule: str, tie_rule: str = "any", **parts: object) -> dict:
    return {
        "format": "marketwright.answer/1",
        "market": market,
        "market_digest": digest(market),
        "rule": rule,
        "parameters": {"tie_rule": tie_rule},
        "versions": {"by hand": "1"},
        **copy.deepcopy(parts),
    }


def whole_tree(market: dict, allowed: set[str]) -> dict:
    """Returns the tree that decides every bid in turn; its leaves need no prices."""
    bids = brute.bids_of(market)

    def nodes(undecided: list[int]) -> list:
        if not undecided:
            return [[]]
        first, rest = undecided[0], undecided[1:]
        left = [j for j in rest if not brute.clash(bids[first], bids[j])]
        return [first, *nodes(left), *nodes(rest)]

    members = [j for j, bid in enumerate(bids) if bid.owner in allowed | {brute.SELLER}]
    return {"unit": 1, "nodes": nodes(members)}


def grade(bound: dict) -> str:
    return "proved" if len(bound["nodes"]) == 1 else "enumerated"


def efficient(market: dict, tie_rule: str = "any") -> dict:
    everyone = set(brute.names(market))
    welfare, uses = brute.best(market, everyone)
    bids = brute.bids_of(market)
    if tie_rule == "lexicographic":
        sets = brute.feasible_sets(bids, everyone)
        optimal = [s for s in sets if sum((bids[j].value for j in s), Fraction(0)) == welfare]
        uses = min(optimal, key=lambda s: brute.tie_vector(market, s))
    bound = whole_tree(market, everyone)
    claims = ["efficient", "selected"] if tie_rule == "lexicographic" else ["efficient"]
    return answer(
        market,
        "efficient",
        tie_rule,
        outcome={"allocation": brute.allocation(market, uses), "welfare": num(welfare)},
        findings=[{"claim": c, "holds": True, "grade": grade(bound)} for c in claims],
        certificate={"rows": [], "uses": uses, "bound": bound},
    )


def core_parts(market: dict, payoffs: dict[str, Fraction]) -> tuple[dict, dict]:
    """Returns the finding `core` and what it adds to the certificate."""
    for name in brute.names(market):
        if payoffs[name] < 0:
            witness = {"buyer": name, "payoff": num(payoffs[name])}
            return refuted("proved", witness), {}
    everyone = set(brute.names(market))
    if sum(payoffs.values()) > brute.best(market, everyone)[0]:
        witness = {"sum": num(sum(payoffs.values()))}
        return refuted(grade(whole_tree(market, everyone)), witness), {}
    blocking = brute.blocking(market, payoffs)
    if not blocking:
        bound = whole_tree(market, everyone)
        finding = {"claim": "core", "holds": True, "grade": grade(bound)}
        return finding, {"core": {"bound": bound}}
    worth, uses = brute.best(market, set(blocking[0]))
    paid = payoffs[brute.SELLER] + sum(payoffs[name] for name in blocking[0])
    witness = {
        "coalition": list(blocking[0]),
        "worth_at_least": num(worth),
        "payoffs": num(paid),
        "gain": num(worth - paid),
    }
    return refuted("proved", witness), {"core": {"uses": uses}}


def refuted(proof: str, witness: dict) -> dict:
    return {"claim": "core", "holds": False, "grade": proof, "witness": witness}


def core_test(market: dict, payoffs: dict[str, Fraction], tie_rule: str = "any") -> dict:
    base = efficient(market, tie_rule)
    finding, proof = core_parts(market, payoffs)
    return base | {
        "rule": "core-test",
        "input": {"format": "marketwright.input/1", "payoffs": nums(payoffs)},
        "outcome": base["outcome"] | {"payoffs": nums(payoffs)},
        "findings": [*base["findings"], finding],
        "certificate": base["certificate"] | proof,
    }


def payments(market: dict, base: dict, payoffs: dict[str, Fraction]) -> dict:
    """Returns the outcome with payments when the buyers' payoffs are these."""
    bids = brute.bids_of(market)
    paid = {
        name: sum(
            (bids[j].value for j in base["certificate"]["uses"] if bids[j].owner == name),
            Fraction(0),
        )
        - payoffs[name]
        for name in brute.names(market)
    }
    welfare = brute.best(market, set(brute.names(market)))[0]
    rest = welfare - sum(payoffs[name] for name in brute.names(market))
    return base["outcome"] | {
        "payments": nums(paid),
        "payoffs": nums({**payoffs, brute.SELLER: rest}),
        "revenue": num(sum(paid.values(), Fraction(0))),
    }


def pay_as_bid(market: dict, tie_rule: str = "any") -> dict:
    base = efficient(market, tie_rule)
    nothing = {name: Fraction(0) for name in brute.names(market)}
    return base | {"rule": "pay-as-bid", "outcome": payments(market, base, nothing)}


def vickrey(market: dict, tie_rule: str = "any") -> dict:
    base = efficient(market, tie_rule)
    bids, everyone = brute.bids_of(market), set(brute.names(market))
    payoffs = brute.vickrey_payoffs(market)
    without = {}
    for name in brute.names(market):
        if any(bids[j].owner == name and bids[j].value > 0 for j in base["certificate"]["uses"]):
            others = everyone - {name}
            uses = brute.best(market, others)[1]
            without[name] = {"uses": uses, "bound": whole_tree(market, others)}
    bounds = [base["certificate"]["bound"], *(entry["bound"] for entry in without.values())]
    finding, proof = core_parts(market, payoffs)
    worst = max(map(grade, bounds), key=["proved", "enumerated"].index)
    vickrey_finding = {"claim": "vickrey", "holds": True, "grade": worst}
    return base | {
        "rule": "vickrey",
        "outcome": payments(market, base, payoffs),
        "findings": [*base["findings"], vickrey_finding, finding],
        "certificate": base["certificate"] | proof | {"without": without},
    }


REMOVED = object()


def changed(document: dict, path: str, value: object) -> dict:
    """Returns a copy with `value` at a path such as `findings/0/grade`; `REMOVED` takes it out."""
    result = copy.deepcopy(document)
    *steps, last = path.split("/")
    node = result
    for step in steps:
        node = node[int(step)] if isinstance(node, list) else node[step]
    key = int(last) if isinstance(node, list) else last
    if value is REMOVED:
        del node[key]
    else:
        node[key] = value
    return result


def all_changed(document: dict, **changes: object) -> dict:
    """Returns a copy with values at paths, in which `__` stands for `/`."""
    for path, value in changes.items():
        document = changed(document, path.replace("__", "/"), value)
    return document


def answers_among(constants: dict[str, object]) -> dict[str, dict]:
    """Returns the answers among a module's constants, by their names in words."""
    return {name.lower().replace("_", " "): value for name, value in constants.items() if name.isupper() and isinstance(value, dict) and "rule" in value}


def text(document: dict) -> str:
    return json.dumps(document)
