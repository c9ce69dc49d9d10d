"""Play mechanism Γ on many random small markets, compare with brute force, and offer corrupted answers to the checker.

    python benchmarks/gamma_soak.py --markets 100000 --seed 1 --processes 2

For each market and its requests: `gamma/replies` (all best replies), `gamma/reply`, `gamma/equilibrium` (every d_i, the verdict, its witness), and by turns
`gamma/construct` or `gamma/theorems`; every answer has been accepted by `marketcheck` inside `solve`.  Then one corrupted copy of an answer is
checked: if it is accepted, what it claims has to be true by brute force.  The brute force lists replies and deviations from the paper's definitions
(`tests/gamma_oracle.py`).
"""

import json
import sys
from collections import Counter
from fractions import Fraction
from itertools import combinations, product
from pathlib import Path
from random import Random
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.blocks import offer_corrupted, run_blocks
from tests.gamma_markets import random_case
from tests.gamma_oracle import Game, GammaOracle

from marketwright.answers import answer_document
from marketwright.errors import MarketwrightError
from marketwright.markets import market_from_document
from marketwright.solving import solve

Document = dict[str, Any]
_BLOCK = 200


def input_document(requests: dict[str, Any]) -> Document:
    """The requests as a second input."""
    entries = {name: {"bundle": list(bundle), "price": str(price)} for name, (bundle, price) in requests.items()}
    return {"format": "marketwright.input/1", "requests": entries}


def requests_of(document: Document) -> dict[str, Any]:
    """Requests as the brute force takes them."""
    return {name: (list(entry["bundle"]), Fraction(entry["price"])) for name, entry in document.items()}


def false_claims(answer: Document, game: Game) -> list[str]:
    """What of an answer is not so, by brute force."""
    given = answer.get("input", {}).get("requests", answer["outcome"].get("requests"))
    if answer["rule"] == "gamma/construct":
        return _false_in_construct(answer, game)
    oracle = GammaOracle(game, requests_of(given))
    net = {name: Fraction(amount) for name, amount in answer["outcome"]["net"].items()}
    wrong = [] if net == oracle.nets else ["net"]
    if answer["rule"] == "gamma/replies":
        return wrong + _false_in_replies(answer, oracle)
    if answer["rule"] == "gamma/theorems":
        return wrong + _false_in_theorems(answer, oracle)
    wrong += _false_in_reply(answer, oracle)
    return wrong + (_false_in_equilibrium(answer, oracle) if answer["rule"] == "gamma/equilibrium" else [])


def _claims(answer: Document) -> dict[str, Document]:
    return {finding["claim"]: finding for finding in answer["findings"]}


def _reply(outcome: Document, oracle: GammaOracle) -> Any:
    owner = {good: name for name, goods in outcome["allocation"].items() for good in goods}
    return frozenset(outcome["members"]), tuple(owner.get(good) for good in oracle.goods)


def _false_in_reply(answer: Document, oracle: GammaOracle) -> list[str]:
    outcome, claims, wrong = answer["outcome"], _claims(answer), []
    reply, best = _reply(outcome, oracle), claims["best-reply"]
    revenue = Fraction(outcome["revenue"])
    if sorted(good for goods in outcome["allocation"].values() for good in goods) != sorted(oracle.goods):
        wrong.append("allocation")
    if best["holds"] is True:
        if revenue != oracle.best_payment or reply not in oracle.best_replies:
            return [*wrong, "best reply"]
        payoffs = {name: Fraction(amount) for name, amount in outcome["payoffs"].items()}
        if payoffs != oracle.payoffs(reply):
            wrong.append("payoffs")
        payments = {name: Fraction(amount) for name, amount in outcome["payments"].items()}
        if {name: payments[name] for name in reply[0]} != oracle.prices(reply) or any(payments[name] for name in oracle.names if name not in reply[0]):
            wrong.append("payments")
        if Fraction(outcome["surplus"]) != oracle.surplus(reply):
            wrong.append("surplus")
    elif Fraction(best["at_most"]) < oracle.best_payment:
        wrong.append("at most")
    if "selected" in claims and oracle.surplus(reply) != max(map(oracle.surplus, oracle.best_replies)):
        wrong.append("selected")
    return wrong


def _expanded(entry: Document, oracle: GammaOracle) -> set[Any]:
    found, fixed = set(), {good: name for name, goods in entry["bundles"].items() for good in goods}
    for size in range(len(entry["optional"]) + 1):
        for joining in combinations(entry["optional"], size):
            members = [*entry["members"], *joining]
            for owners in product(members, repeat=len(entry["free"])) if members else ():
                owner = fixed | dict(zip(entry["free"], owners, strict=True))
                found.add((frozenset(members), tuple(owner[good] for good in oracle.goods)))
    return found


def _false_in_replies(answer: Document, oracle: GammaOracle) -> list[str]:
    claims, wrong = _claims(answer), []
    sets = [_expanded(entry, oracle) for entry in answer["outcome"]["replies"]]
    union = set().union(*sets)
    if claims["best-reply"]["holds"] is True and (Fraction(answer["outcome"]["revenue"]) != oracle.best_payment or not union <= oracle.best_replies):
        wrong.append("best replies")
    if claims["complete"]["holds"] is True and union != oracle.best_replies:
        wrong.append("complete")
    for entry, replies in zip(answer["outcome"]["replies"], sets, strict=True):
        if len(replies) != entry["count"] or {oracle.surplus(reply) for reply in replies} != {Fraction(entry["surplus"])}:
            wrong.append("count or surplus")
    return wrong


def _false_in_equilibrium(answer: Document, oracle: GammaOracle) -> list[str]:
    outcome, claims, wrong = answer["outcome"], _claims(answer), []
    perfect, reply = claims["subgame-perfect"], _reply(outcome, oracle)
    for name, limit in outcome["deviations"].items():
        if Fraction(limit) != oracle.deviations[name]:
            wrong.append(f"deviation of {name}")
    if outcome["required"] != [name for name, limit in outcome["deviations"].items() if Fraction(limit) > 0]:
        wrong.append("required")
    if perfect["holds"] is not None and perfect["holds"] is not oracle.is_equilibrium:
        wrong.append("subgame perfect")
    elif perfect["holds"] is True:
        serving = {other for other in oracle.best_replies if set(outcome["required"]) <= other[0]}
        if reply not in oracle.supporting_replies or serving != oracle.supporting_replies:
            wrong.append("supporting replies")
    elif perfect["holds"] is False:
        witness = perfect["witness"]
        request = witness["request"]
        least, most = oracle.after(witness["buyer"], request["bundle"], Fraction(request["price"]))
        if claims["best-reply"]["holds"] is True and not least == most == Fraction(witness["net"]) > oracle.payoffs(reply)[witness["buyer"]]:
            wrong += [] if Fraction(witness["net"]) == 0 == least else ["witness"]
    threats = claims["nash-with-threats"]
    if threats["holds"] is not None and threats["holds"] is not oracle.nash_with_threats:
        wrong.append("nash with threats")
    return wrong


def _false_in_construct(answer: Document, game: Game) -> list[str]:
    claims, wrong, listed = _claims(answer), [], set()
    for entry in answer["outcome"]["equilibria"]:
        oracle = GammaOracle(game, requests_of(entry["requests"]))
        reply = _reply(entry, oracle)
        payoffs = {name: Fraction(amount) for name, amount in entry["payoffs"].items()}
        if reply not in oracle.supporting_replies or payoffs != oracle.payoffs(reply):
            wrong.append("equilibrium")
            continue
        if Fraction(entry["surplus"]) != oracle.surplus(reply) or oracle.surplus(reply) != game.worth(game.names) or not game.in_core(payoffs):
            wrong.append("surplus or core")
        if claims.get("vickrey", {"holds": None})["holds"] is True and payoffs != game.vickrey:
            wrong.append("vickrey")
        listed.add(reply[0])
    if "buyers-submodular" in claims and claims["buyers-submodular"]["holds"] not in (None, game.buyers_submodular):
        wrong.append("buyers-submodular")
    if claims.get("complete", {"holds": None})["holds"] is True and not listed:
        wrong.append("complete")
    return wrong


def _false_in_theorems(answer: Document, oracle: GammaOracle) -> list[str]:
    outcome, claims, game, wrong = answer["outcome"], _claims(answer), oracle.game, []
    if outcome["equilibrium"] is not oracle.is_equilibrium:
        return ["equilibrium"]
    if claims["buyers-submodular"]["holds"] is not game.buyers_submodular:
        wrong.append("buyers-submodular")
    wrong += [lemma for lemma in ("lemma-1", "lemma-2", "lemma-3") if claims[lemma]["holds"] is not True]
    if outcome["equilibrium"] and len(oracle.names) > 1:
        payoffs = {name: Fraction(amount) for name, amount in outcome["payoffs"].items()}
        if claims["theorem-4"]["holds"] is not (Fraction(outcome["surplus"]) == game.worth(oracle.names)):
            wrong.append("theorem-4")
        if claims["theorem-6"]["holds"] is not ({**payoffs, "seller": 0} == {**game.vickrey, "seller": 0}):
            wrong.append("theorem-6")
        if game.buyers_submodular and not all(claims[claim]["holds"] for claim in ("theorem-4", "theorem-6", "lemma-5")):
            wrong.append("a promised theorem")
    return wrong


def run_block(seed: int, block: int) -> Counter[str]:
    """The figures of one block of markets."""
    random = Random(f"gamma soak {seed} {block}")
    figures: Counter[str] = Counter()
    for number in range(_BLOCK):
        document, requests = random_case(random)
        market, game = market_from_document(document), Game(document)
        given = input_document(requests)
        rules = ["gamma/replies", "gamma/reply", "gamma/equilibrium"]
        extra = ("gamma/construct", "gamma/theorems", "gamma/theorems")[number % 3]
        try:
            answers = [answer_document(solve(market, rule, input=given)) for rule in rules]
            answers.append(answer_document(solve(market, extra, input=given if number % 3 == 2 else None)))
        except MarketwrightError as error:
            figures.update({"markets": 1, "disagreements": 1})
            print("refused:", error, json.dumps(document), json.dumps(given), flush=True)
            continue
        figures.update({"markets": 1, "equilibria": answers[2]["findings"][1]["holds"] is True, "buyers-submodular": game.buyers_submodular})
        for answer in answers:
            figures[f"answers {answer['rule']}"] += 1
            wrong = false_claims(answer, game)
            if answer["checked"] != "accepted" or any(finding["holds"] is None for finding in answer["findings"]):
                wrong.append("not complete")
            if wrong:
                figures["disagreements"] += 1
                print("disagreement:", wrong, json.dumps(answer), flush=True)
        figures.update(offer_corrupted(random.choice(answers), lambda answer, game=game: false_claims(answer, game), random))  # type: ignore[misc]
    return figures


if __name__ == "__main__":
    run_blocks(__doc__, run_block, _BLOCK, 100_000)
