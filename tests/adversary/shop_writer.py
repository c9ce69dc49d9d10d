"""Honest answers of the rules on stated prices, from the brute force of `tests.pricing_oracle`."""

import copy
from fractions import Fraction
from itertools import permutations, product

from tests.pricing_oracle import Economy

from . import brute
from .writer import answer, grade, num, nums, whole_tree

SCHEMES = ("good", "eff", "all", "any")


def owners(found: Economy, allocation: dict) -> tuple:
    """The allocation as the oracle writes it."""
    return tuple(next(name for name in found.names if good in allocation[name]) for good in found.goods)


def function(found: Economy, given: dict) -> dict:
    """The prices that buyers find, of all bundles."""
    scheme = given["scheme"]
    if "price_list" in given:
        listed = {tuple(entry["bundle"]): Fraction(entry["price"]) for entry in given["price_list"]}
        return found.cheapest_partitions(listed) if scheme == "all" or not given.get("enforce", True) else listed | {(): Fraction(0)}
    if scheme == "good":
        return found.sums(given["prices"])
    held = dict.fromkeys(found.names, 0) | given["prices"]
    return found.extension(owners(found, given["allocation"]), {name: Fraction(price) for name, price in held.items()})


def _input(given: dict) -> dict:
    """The input, which shares no part with the outcome."""
    return {"format": "marketwright.input/1", **copy.deepcopy(given)}


def _finding(claim: str, holds: object, kind: str, **more: object) -> dict:
    return {"claim": claim, "holds": holds, "grade": kind, **more}


def _settled(market: dict, given: dict) -> tuple:
    """The economy, the prices, the welfare, and the findings `efficient` and `supports`."""
    found, prices = Economy(market), function(Economy(market), given)
    bundles = {name: tuple(good for good in found.goods if good in given["allocation"][name]) for name in found.names}
    welfare = sum((found.value(name, bundles[name]) for name in found.names), Fraction(0))
    tree = whole_tree(market, set(found.names))
    efficient = _finding("efficient", True, grade(tree)) if welfare == found.best else _finding("efficient", False, "proved")
    unhappy, supports = found.dissatisfied(prices, owners(found, given["allocation"])), _finding("supports", True, "recomputed")
    if unhappy:
        name, better = next(iter(unhappy.items()))
        bundle = max(better, key=better.__getitem__)
        supports = _finding("supports", False, "proved", witness={"buyer": name, "bundle": list(bundle), "gain": num(better[bundle])})
    return found, prices, bundles, welfare, tree, [efficient, supports]


def support(market: dict, **given: object) -> dict:
    found, prices, bundles, welfare, tree, findings = _settled(market, given)
    paid = {name: prices[bundles[name]] for name in found.names}
    revenue, both = sum(paid.values(), Fraction(0)), [finding["holds"] for finding in findings]
    together = _finding("equilibrium", True, "enumerated" if tree["nodes"][1:] else "recomputed") if all(both) else _finding("equilibrium", False, "proved")
    payoffs = {name: found.value(name, bundles[name]) - paid[name] for name in found.names} | {"seller": revenue}
    outcome = {"allocation": given["allocation"], "welfare": num(welfare), "payments": nums(paid), "payoffs": nums(payoffs), "revenue": num(revenue)}
    proof = {"bound": tree} if both[0] else {"uses": brute.best(market, set(found.names))[1]}
    document = answer(market, "prices/support", outcome=outcome, findings=[*findings, together], certificate={"rows": [], **proof}, input=_input(given))
    return document | {"parameters": {"scheme": given["scheme"]}}


def coherence(market: dict, witness: dict | None, **given: object) -> dict:
    """An answer whose witness, if there is one, is given."""
    found = Economy(market)
    listed = {(): Fraction(0)} | {tuple(entry["bundle"]): Fraction(entry["price"]) for entry in given["price_list"]}
    allocation = given.get("allocation", {name: found.goods if name == found.names[0] else [] for name in found.names})
    truth = found.coherence(listed, owners(found, allocation))
    coherent = [name for name in SCHEMES if truth[name.upper()] and (name != "eff" or "allocation" in given)]
    verdict = _finding("coherent", True, "recomputed") if witness is None else _finding("coherent", False, "proved", witness=witness)
    document = answer(market, "prices/coherence", outcome={"coherent_with": coherent}, findings=[verdict], certificate={"rows": []}, input=_input(given))
    return document | {"parameters": {"scheme": given["scheme"]}}


def runs(found: Economy, offers: dict) -> list:
    """All runs: (welfare, [(buyer, mask, price), ...])."""

    def go(queue: tuple, stock: int) -> list:
        if not queue:
            return [(Fraction(0), [])]
        table = found.tables[queue[0]]
        left = {mask: found._fraction(table[mask]) - price for mask, price in offers.items() if mask & stock == mask}
        best = [mask for mask, net in left.items() if net == max(left.values())]
        return [(worth + found._fraction(table[mask]), [(queue[0], mask), *rest]) for mask in best for worth, rest in go(queue[1:], stock ^ mask)]

    return [run for order in permutations(range(found.size)) for run in go(order, found.full)]


def _run(found: Economy, offers: dict, run: tuple) -> dict:
    sales = [{"buyer": found.names[buyer], "bundle": list(found.bundle(mask)), "price": num(Fraction(offers[mask]))} for buyer, mask in run[1]]
    return {"welfare": num(run[0]), "sales": sales}


def shop(market: dict, **given: object) -> dict:
    found, prices, _, welfare, tree, findings = _settled(market, given)
    scheme, held, enforce = given["scheme"], owners(found, given["allocation"]), given.get("enforce", True)
    stated = given["prices"] if "prices" in given else {tuple(entry["bundle"]): entry["price"] for entry in given["price_list"]}
    stated = dict.fromkeys(found.names, 0) | stated if scheme == "eff" else stated
    offers, truth = found.offers(scheme.upper(), stated, held, enforce), found.shop(scheme.upper(), stated, held, enforce)
    every = runs(found, offers)
    worst, best, filled = min(every, key=lambda run: run[0]), max(every, key=lambda run: run[0]), found.catalogue(prices)
    assert (worst[0], best[0]) == (truth["worst"], truth["best"])
    good = "enumerated" if tree["nodes"][1:] else "recomputed"
    stuck = next((names for names, (_, most) in truth["orders"].items() if most < found.best), None)
    strict = _finding("strict", True, "recomputed")
    for name, table in zip(found.names, found.tables, strict=True):
        nets = {mask: found._fraction(table[mask]) - price for mask, price in offers.items()}
        top = [mask for mask, net in nets.items() if net == max(nets.values())]
        if len(top) > 1:
            strict = _finding("strict", False, "proved", witness={"buyer": name, "bundles": [list(found.bundle(mask)) for mask in top[:2]]})
            break
    outcome = {"allocation": given["allocation"], "welfare": num(welfare), "worth": num(found.best), "catalogue": None if filled is None else num(filled)}
    outcome |= {"worst": _run(found, offers, worst), "best": _run(found, offers, best)} | ({"prices": given["prices"]} if "prices" in given else {})
    always, each = truth["always_efficient"], stuck is None
    witness = {} if each else {"witness": {"order": list(stuck), "best": num(truth["orders"][stuck][1])}}
    findings = [
        *findings,
        _finding("always-efficient", always, good if always else "recomputed"),
        _finding("every-order-can", each, good if each else "recomputed", **witness),
        strict,
        _finding("catalogue", filled == found.best, good if filled == found.best else "recomputed"),
    ]
    proof = {"rows": [], "uses": brute.best(market, set(found.names))[1], "bound": tree}
    document = answer(market, "prices/shop", outcome=outcome, findings=findings, certificate=proof, input=_input(given))
    return document | {"parameters": {"scheme": scheme, "enforce": enforce, "samples": 0, "seed": 0}}


def two_lists(most: int) -> list:
    """Small price lists of two goods."""
    names = (["A"], ["B"], ["A", "B"])
    return [[{"bundle": list(bundle), "price": price} for bundle, price in zip(names, prices, strict=True)] for prices in product(range(most), repeat=3)]
