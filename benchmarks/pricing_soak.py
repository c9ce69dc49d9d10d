"""Price many random small economies, compare with brute force, and offer corrupted answers to the checker.

    python benchmarks/pricing_soak.py --markets 100000 --seed 1 --processes 2

For each economy: `prices/good`, `prices/eff`, `prices/any` (existence, lows and highs, least and greatest vectors, totals, margin, over all efficient
allocations), by turns `prices/all`, and `prices/vickrey` (F5, F6, literal coincidence); every answer has been accepted by `marketcheck` inside `solve`.
Then one corrupted copy of an answer is checked: if it is accepted, what it claims has to be true by brute force (`tests/pricing_oracle.py`).
"""

import json
import sys
from collections import Counter
from fractions import Fraction
from pathlib import Path
from random import Random
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.blocks import offer_corrupted, run_blocks
from tests.pricing_markets import random_economy
from tests.pricing_oracle import Economy

from marketwright.answers import answer_document
from marketwright.errors import MarketwrightError
from marketwright.markets import market_from_document
from marketwright.solving import solve

Document = dict[str, Any]
_BLOCK = 200


def owners(document: Document, economy: Economy) -> tuple[str, ...]:
    """An allocation as the brute force writes it."""
    owner = {good: name for name, goods in document.items() for good in goods}
    return tuple(owner.get(good, "nobody") for good in economy.goods)


def false_claims(answer: Document, economy: Economy) -> list[str]:
    """What of an answer is not so, by brute force."""
    outcome, wrong = answer["outcome"], []
    claims = {finding["claim"]: finding["holds"] for finding in answer["findings"]}
    allocation = owners(outcome["allocation"], economy)
    if sorted(good for goods in outcome["allocation"].values() for good in goods) != sorted(economy.goods):
        return ["allocation"]
    best = Fraction(economy.best)
    if claims["efficient"] is True and (Fraction(outcome["welfare"]) != best or allocation not in economy.efficient):
        return ["efficient"]
    if claims["efficient"] is not True:
        return []
    if answer["rule"] == "prices/vickrey":
        return _false_in_vickrey(outcome, claims, allocation, economy)
    scheme = answer["rule"].removeprefix("prices/")
    truth = _truth(economy, scheme, allocation)
    if claims["supportable"] is not truth["exists"]:
        return ["supportable"]
    if claims["prices-exist"] is not None and claims["prices-exist"] is not any(_truth(economy, scheme, other)["exists"] for other in economy.efficient):
        wrong.append("prices exist")
    if claims["supportable"]:
        wrong += _false_numbers(outcome, truth, economy, scheme, allocation)
    elif scheme == "good":
        wrong += _false_fractions(outcome, economy)
    return wrong


def _truth(economy: Economy, scheme: str, allocation: tuple[str, ...]) -> Document:
    if scheme == "any":
        return _any_truth(economy, allocation)
    return economy.good() if scheme == "good" else economy.eff(allocation)


def _any_truth(economy: Economy, allocation: tuple[str, ...]) -> Document:
    low, high = economy.assignment_least(allocation), economy.assignment_greatest(allocation)
    return {
        "exists": True,
        "low": low,
        "high": high,
        "least_exists": True,
        "greatest_exists": True,
        "min_total": sum(low.values()),
        "max_total": sum(high.values()),
        "strict_margin": None,
    }


def _false_numbers(outcome: Document, truth: Document, economy: Economy, scheme: str, allocation: tuple[str, ...]) -> list[str]:
    wrong = []
    prices = {name: Fraction(price) for name, price in outcome["prices"].items()}
    for mine, theirs in (("least_total", "min_total"), ("greatest_total", "max_total"), ("margin", "strict_margin")):
        if truth[theirs] is not None and Fraction(outcome[mine]) != truth[theirs]:
            wrong.append(mine)
    for side, word in (("low", "least_exists"), ("high", "greatest_exists")):
        if side in outcome:
            if {name: Fraction(price) for name, price in outcome[side].items()} != {name: truth[side][name] for name in prices}:
                wrong.append(side)
            if outcome[word] is not truth[word]:
                wrong.append(word)
    if scheme == "good" and economy.dissatisfied(economy.sums(prices), allocation):
        wrong.append("prices")
    if scheme in ("eff", "all") and economy.dissatisfied(economy.extension(allocation, {**dict.fromkeys(economy.names, 0), **prices}), allocation):
        wrong.append("prices")
    return wrong


def _false_fractions(outcome: Document, economy: Economy) -> list[str]:
    worth, of_buyer, of_good = Fraction(0), Counter[str](), Counter[str]()
    for part in outcome["fractional"]:
        share = Fraction(part["share"])
        worth += share * economy.value(part["buyer"], part["bundle"])
        of_buyer[part["buyer"]] += share
        of_good.update(dict.fromkeys(part["bundle"], share))
        if share <= 0:
            return ["share"]
    sound = max([*of_buyer.values(), *of_good.values()]) <= 1 and worth == Fraction(outcome["fractional_worth"]) > Fraction(outcome["welfare"])
    return [] if sound else ["fractional allocation"]


def _false_in_vickrey(outcome: Document, claims: Document, allocation: tuple[str, ...], economy: Economy) -> list[str]:
    wrong = []
    truths = {
        "vickrey-supports": economy.vickrey_supports(allocation),
        "reduced-supports": economy.reduced_vickrey_supports(allocation),
        "vickrey-least": economy.coincide(allocation),
    }
    wrong += [claim for claim, truth in truths.items() if claims[claim] is not None and claims[claim] is not truth]
    for key, truth in (("vickrey", economy.vickrey(allocation)), ("reduced", economy.reduced_vickrey(allocation)), ("low", economy.eff(allocation)["low"])):
        if key in outcome and (truth is None or any(Fraction(amount) != truth[name] for name, amount in outcome[key].items())):
            wrong.append(key)
    return wrong


def run_block(seed: int, block: int) -> Counter[str]:
    """The figures of one block of economies."""
    random = Random(f"pricing soak {seed} {block}")
    figures: Counter[str] = Counter()
    for number in range(_BLOCK):
        document = random_economy(random)
        market, economy = market_from_document(document), Economy(document)
        rules = ["prices/good", "prices/eff", "prices/any", "prices/vickrey", *(["prices/all"] if number % 4 == 0 else [])]
        given = {"want": random.choice(("interior", "least-total", "greatest-total")), "ranges": True, "cap": 1000}
        try:
            answers = [answer_document(solve(market, rule, input=None if rule == "prices/vickrey" else given)) for rule in rules]
        except MarketwrightError as error:
            figures.update({"economies": 1, "disagreements": 1})
            print("refused:", error, json.dumps(document), flush=True)
            continue
        figures["economies"] += 1
        for answer in answers:
            holds = next(finding["holds"] for finding in answer["findings"][1:])
            figures[f"{answer['rule']} {'yes' if holds else 'no'}"] += 1
            wrong = false_claims(answer, economy)
            if answer["checked"] != "accepted" or any(finding["holds"] is None for finding in answer["findings"]):
                wrong.append("not complete")
            if wrong:
                figures["disagreements"] += 1
                print("disagreement:", wrong, json.dumps(answer), flush=True)
        figures.update(offer_corrupted(random.choice(answers), lambda answer, economy=economy: false_claims(answer, economy), random))  # type: ignore[misc]
    return figures


if __name__ == "__main__":
    run_blocks(__doc__, run_block, _BLOCK, 100_000)
