"""Solve many random small markets, compare with brute force, and offer corrupted answers to the checker.

    python benchmarks/soak.py --markets 100000 --seed 1 --processes 2

For each market: the rule `vickrey` (efficient allocation, selection, payments, core verdict), and by turns `core-test` with payoffs near the core or
`properties`; every answer has been accepted by `marketcheck` inside `solve`.  Then one corrupted copy of an answer is checked: if it is accepted, what it
claims has to be true by brute force.
"""

import argparse
import copy
import json
import sys
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from fractions import Fraction
from itertools import combinations
from pathlib import Path
from random import Random
from time import perf_counter
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tests.oracle import Oracle, is_gross_substitutes, is_submodular

import marketcheck
from marketwright.answers import answer_document
from marketwright.markets import canonical_text, market_from_document
from marketwright.solving import solve

Document = dict[str, Any]
_BLOCK = 250


def random_market(random: Random) -> Document:
    """A market of 2 to 6 buyers and 2 to 5 goods with values of all types; three styles of numbers: many ties, fractions, close values around 10^9."""
    goods = ["A", "B", "C", "D", "E"][: random.randint(2, 5)]
    style = random.choice(("ties", "fractions", "close"))

    def value(size: int) -> int | str:
        if style == "ties":
            return random.randint(0, 3) * size
        if style == "fractions":
            return str(Fraction(random.randint(0, 12) * size, random.choice((1, 2, 3, 7))))
        return str(Fraction(10**9 * size * 100 + random.randint(-3, 3), random.choice((1, 100))))

    def bundle() -> list[str]:
        return sorted(random.sample(goods, random.randint(1, min(3, len(goods)))))

    def bid() -> Document:
        chosen = bundle()
        return {"bundle": chosen, "value": value(len(chosen))}

    def singles() -> Document:
        return {good: value(1) for good in sorted(random.sample(goods, random.randint(1, len(goods))))}

    def table() -> Document:
        base = {good: Fraction(value(1)) for good in goods}
        bids = []
        for size in range(1, len(goods) + 1):
            for chosen in combinations(goods, size):
                best = max((Fraction(entry["value"]) for entry in bids if set(entry["bundle"]) < set(chosen)), default=Fraction(0))
                bids.append({"bundle": list(chosen), "value": str(best + random.choice((0, 0, 1)) * max(base[good] for good in chosen))})
        return {"type": "table", "bids": bids}

    def values() -> Document:
        kind = random.choice(("xor", "xor", "or", "or-of-xor", "table", "additive", "unit-demand", "assignment"))
        if kind in ("xor", "or"):
            return {"type": kind, "bids": [bid() for _ in range(random.randint(1, 4))]}
        if kind == "or-of-xor":
            return {"type": kind, "groups": [[bid() for _ in range(random.randint(1, 2))] for _ in range(random.randint(1, 3))]}
        if kind == "table":
            return table()
        if kind == "assignment":
            return {"type": kind, "positions": [singles() for _ in range(random.randint(1, 2))]}
        return {"type": kind, "values": singles()}

    buyers = [{"name": str(number + 1), "values": values()} for number in range(random.randint(2, 6))]
    market: Document = {"format": "marketwright.market/1", "kind": "bundle", "goods": goods, "buyers": buyers}
    if random.random() < 0.3:
        market["reserve_prices"] = singles()
    return market


def claims_hold(answer: Document, oracle: Oracle) -> bool:
    """Whether what an answer claims is true by brute force."""
    outcome = answer["outcome"]
    claims = {finding["claim"]: finding for finding in answer["findings"] if "buyer" not in finding}
    if answer["rule"] == "properties":
        return _properties_hold(answer, oracle, claims["buyers-submodular"])
    allocation, welfare = outcome["allocation"], Fraction(outcome["welfare"])
    taken = [good for goods in allocation.values() for good in goods]
    if len(set(taken)) < len(taken) or sorted(allocation) != sorted(oracle.names):
        return False
    kept = oracle.kept[sum(1 << place for place, good in enumerate(oracle.goods) if good not in taken)]
    if welfare > kept + sum(oracle.value(name, goods) for name, goods in allocation.items()):
        return False
    if claims["efficient"]["holds"] is True and welfare != oracle.welfare:
        return False
    if claims["efficient"]["holds"] is None and Fraction(claims["efficient"]["at_most"]) < oracle.welfare:
        return False
    if claims["efficient"]["holds"] is False:
        return False
    payoffs = {name: Fraction(amount) for name, amount in outcome.get("payoffs", {}).items()}
    if claims.get("vickrey", {"holds": None})["holds"] is not None and payoffs != oracle.vickrey():
        return False
    core = claims.get("core", {"holds": None})
    if core["holds"] is not None and core["holds"] is not oracle.in_core(payoffs):
        return False
    witness = core.get("witness", {})
    return "coalition" not in witness or tuple(witness["coalition"]) in oracle.blocks(payoffs)


def _properties_hold(answer: Document, oracle: Oracle, last: Document) -> bool:
    if last["holds"] is not None and last["holds"] is not oracle.buyers_submodular():
        return False
    tests = {"monotone": lambda table: True, "submodular": is_submodular, "gross-substitutes": is_gross_substitutes}
    for finding in answer["findings"][:-1]:
        table = oracle.values[oracle.names.index(finding["buyer"])]
        if finding["holds"] is not None and finding["holds"] is not tests[finding["claim"]](table):
            return False
    return True


def corrupted(answer: Document, random: Random) -> Document:
    """A copy with one to three changes at random places: numbers, verdicts, names, lists, pieces of the proof."""
    result = copy.deepcopy(answer)
    for _ in range(random.randint(1, 3)):
        node, key = random.choice(list(_places(result)))
        old = node[key]
        if isinstance(old, bool) or old is None:
            node[key] = random.choice((True, False, None))
        elif isinstance(old, int):
            node[key] = random.choice((old + 1, old - 1, old * 2, 0, -old, str(Fraction(2 * old + 1, 2))))
        elif isinstance(old, str):
            node[key] = random.choice(("proved", "enumerated", "bounded", "1", "2", "A", "1/2", "7/3", 0, 1))
        elif isinstance(old, list):
            node[key] = random.choice((old[1:], old[:-1], old[::-1], old + old[:1], []))
        elif isinstance(old, dict) and old:
            del old[random.choice(list(old))]
    return result


def _places(node: Any, top: bool = True) -> Any:
    entries = node.items() if isinstance(node, dict) else enumerate(node)
    for key, child in entries:
        if top and key in ("market", "market_digest", "format", "versions", "checked", "rule"):
            continue
        yield node, key
        if isinstance(child, dict | list):
            yield from _places(child, False)


def near_core_payoffs(oracle: Oracle, random: Random) -> Document:
    """Payoffs between nothing and Vickrey, sometimes pushed off; the seller's sometimes left out."""
    vickrey = oracle.vickrey()
    share = random.choice((Fraction(0), Fraction(1, 3), Fraction(1), Fraction(1)))
    payoffs = {name: vickrey[name] * share for name in oracle.names}
    if random.random() < 0.5:
        payoffs[random.choice(oracle.names)] += random.choice((Fraction(1), Fraction(-1), Fraction(1, 5)))
    if random.random() < 0.7:
        payoffs["seller"] = oracle.welfare - sum(payoffs.values()) + random.choice((0, 0, 0, 1, -1))
    return {"format": "marketwright.input/1", "payoffs": {name: str(amount) for name, amount in payoffs.items()}}


def run_block(seed: int, block: int) -> Counter[str]:
    """The figures of one block of markets."""
    random = Random(f"soak {seed} {block}")
    figures: Counter[str] = Counter()
    for _ in range(_BLOCK):
        document = random_market(random)
        oracle = Oracle(document)
        market = market_from_document(document)
        answers = [answer_document(solve(market, "vickrey"))]
        if random.random() < 0.5:
            answers.append(answer_document(solve(market, "core-test", input=near_core_payoffs(oracle, random))))
        elif random.random() < 0.4:
            answers.append(answer_document(solve(market, "properties")))
        figures["markets"] += 1
        for answer in answers:
            figures[f"answers {answer['rule']}"] += 1
            complete = all(finding["holds"] is not None for finding in answer["findings"])
            if not complete or not claims_hold(answer, oracle):
                figures["disagreements"] += 1
                print("disagreement:", json.dumps(answer), flush=True)
        figures.update(_offer_corrupted(random.choice(answers), oracle, random))
    return figures


def _offer_corrupted(answer: Document, oracle: Oracle, random: Random) -> Counter[str]:
    bad = corrupted(answer, random)
    figures = Counter({"corrupted answers": 1, "false claims accepted": 0})
    try:
        verdict = marketcheck.check(canonical_text(bad))
    except marketcheck.Unreadable:
        return figures + Counter({"corrupted: unreadable": 1})
    except Exception as error:  # a crash of the checker is a finding
        print("crash:", repr(error), json.dumps(bad), flush=True)
        return figures + Counter({"checker crashes": 1})
    if isinstance(verdict, marketcheck.Rejected):
        return figures + Counter({"corrupted: rejected": 1})
    if claims_hold(bad, oracle):
        return figures + Counter({"corrupted: accepted and true": 1})
    print("FALSE CLAIM ACCEPTED:", json.dumps(bad), flush=True)
    return figures + Counter({"false claims accepted": 1})


def main() -> None:
    """Run the soak and print its figures; exit 1 if anything disagrees."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--markets", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--processes", type=int, default=2)
    options = parser.parse_args()
    start = perf_counter()
    figures: Counter[str] = Counter({"disagreements": 0, "false claims accepted": 0, "checker crashes": 0})
    blocks = -(-options.markets // _BLOCK)
    with ProcessPoolExecutor(options.processes) as pool:
        for done, part in enumerate(pool.map(run_block, [options.seed] * blocks, range(blocks)), 1):
            figures.update(part)
            if done % 40 == 0:
                print(f"{done * _BLOCK} markets, {perf_counter() - start:.0f} s", flush=True)
    for name, count in figures.items():
        print(f"{name}: {count}")
    print(f"seed {options.seed}, {perf_counter() - start:.0f} s")
    sys.exit(1 if figures["disagreements"] or figures["false claims accepted"] or figures["checker crashes"] else 0)


if __name__ == "__main__":
    main()
