"""Answer questions about many random small games with incomplete information, compare with brute force, and offer corrupted answers to the checker.

    python benchmarks/bayesian_soak.py --markets 20000 --seed 1 --processes 2 --families lemons,cover

For each game: `bayesian/find-core`, which has to find a core allocation where the game is balanced, and four of the other rules by turns, with mechanisms and
allocations many of which are on the edge; every answer has been accepted by `marketcheck` inside `solve`. Outcomes and findings are compared with
`tests/bayesian_oracle.py`, exactly. Then three spoilt copies of an answer are checked: one changed at random, one with a single number moved a little, and
one forged with what the same rule says of another game or of another question. If one is accepted, what it claims has to be true by brute force.
Families are those of `tests/bayesian_markets.py`. Rules that the installed package does not have are left out.
"""

import argparse
import copy
import json
import re
import sys
from collections import Counter
from fractions import Fraction
from functools import partial
from itertools import product
from pathlib import Path
from random import Random
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.blocks import offer, offer_corrupted, run_blocks
from tests import bayesian_claims as claims
from tests.bayesian_markets import (
    FAMILIES,
    document_of,
    known_core,
    random_allocation,
    random_alpha,
    random_lottery,
    random_market,
    random_mechanism,
    random_weights,
    written,
)
from tests.bayesian_oracle import gross_payoffs, is_feasible, theorem_0_complaints
from tests.bayesian_oracle_programs import theorem_0_multipliers

from marketwright.answers import answer_document
from marketwright.errors import MarketwrightError
from marketwright.markets import market_from_document
from marketwright.rules import RULES
from marketwright.solving import solve

Document = dict[str, Any]
_BLOCK = 50
_ROOM = "bayesian/"
_FORMAT = {"format": "marketwright.input/1"}
_FRACTION = re.compile(r"-?\d+/\d+")
_MAY_STAY_OPEN = {"core", "core-mechanism", "region", "durable"}


# Questions.


def questions(truth: claims.Truth, random: Random) -> list[tuple[str, Document]]:
    """What to ask about a game: [(rule, input)]."""
    others = random.sample([name for name in _ASKED if name != "find-core"], 4)
    return [(name, _ASKED[name](truth, random)) for name in ("find-core", *others)]


def _mechanism(truth: claims.Truth, random: Random, style: str | None = None) -> Document:
    return short(claims.written_mechanism(random_mechanism(random, truth, style)), random)


def _core_or_efficient(truth: claims.Truth, random: Random) -> tuple[Document, Document]:
    """A mechanism and an allocation, often in the core."""
    found = known_core(random, truth, 4) if random.random() < 0.7 else None
    mechanism = found[0] if found else random_mechanism(random, truth)
    allocation = found[1] if found else random_allocation(random, truth, mechanism)
    if found and random.random() < 0.3:
        allocation[random.choice(truth.players)][random.choice(truth.profiles)] -= random.choice((1, Fraction(1, 100)))
    return short(claims.written_mechanism(mechanism), random), claims.written_tables(allocation)


def short(mechanism: Document, random: Random) -> Document:
    """Sometimes with a number for a table, and without players who are paid nothing."""
    if random.random() < 0.5:
        transfers = {i: next(iter(table.values())) if len(set(map(str, table.values()))) == 1 else table for i, table in mechanism["transfers"].items()}
        return mechanism | {"transfers": {i: table for i, table in transfers.items() if table != 0}}
    return mechanism


def _ask_efficient(truth: claims.Truth, random: Random) -> Document:
    if random.random() < 0.5:
        return {"mechanism": _mechanism(truth, random)}
    asked: Document = {}
    if random.random() < 0.7:
        scale = random.choice((1, 1, 2, Fraction(1, 3)))
        asked["weights"] = claims.written_types(truth, {place: scale * weight for place, weight in random_weights(random, truth).items()})
    if random.random() < 0.5:
        asked["participation"] = True
    return asked


def _ask_virtual(truth: claims.Truth, random: Random) -> Document:
    mechanism = random_mechanism(random, truth, random.choice(("efficient", "efficient", "efficient", None)))
    asked: Document = {"mechanism": claims.written_mechanism(mechanism)}
    if random.random() < 0.3:
        alpha = theorem_0_multipliers(truth, mechanism) or {} if random.random() < 0.7 else random_alpha(random, truth)
        asked["multipliers"] = claims.written_alpha(truth, alpha)
    return asked


def _ask_inhibitive(truth: claims.Truth, random: Random) -> Document:
    support: Document = random.choice(({}, {}, {"support": "plain"}, {"support": "fine"}))
    return {"allocation": claims.written_tables(random_allocation(random, truth))} | support


def _ask_core_test(truth: claims.Truth, random: Random) -> Document:
    mechanism, allocation = _core_or_efficient(truth, random)
    style = random.choice(("mechanism", "allocation", "both", "both", "severance"))
    if style == "severance":
        table = {",".join(t): written(random.choice((0, 0, 1, Fraction(1, 2)))) for t in truth.profiles}
        return {"mechanism": mechanism, "severance": {random.choice(truth.players): table}}
    return ({"mechanism": mechanism} if style != "allocation" else {}) | ({"allocation": allocation} if style != "mechanism" else {})


def _ask_severance(truth: claims.Truth, random: Random) -> Document:
    return {"mechanism": _core_or_efficient(truth, random)[0]}


def _ask_core_region(truth: claims.Truth, random: Random) -> Document:
    def some_quantity() -> Document:
        name = random.choice(("transfer_to", "utility_of", "utility_of", "severance_of", "forgone_by", "probability_of"))
        subject = random.choice(truth.actions[truth.everyone] if name == "probability_of" else truth.players)
        informed = [i for i in truth.players if random.random() < 0.3]
        return {name: subject} | ({"given": {i: random.choice(truth.types[i]) for i in informed}} if informed else {})

    asked: Document = {"x": some_quantity(), "y": some_quantity()}
    if random.random() < 0.6:
        found = known_core(random, truth, 6)
        asked["multipliers"] = claims.written_alpha(truth, found[2] if found else random_alpha(random, truth))
    if random.random() < 0.3:
        asked["support"] = random.choice(("plain", "fine"))
    if random.random() < 0.3 and not {"severance_of", "forgone_by"} & {*asked["x"], *asked["y"]}:
        asked["marks"] = {"here": claims.written_mechanism(random_mechanism(random, truth))}
    return asked


def _ask_durable(truth: claims.Truth, random: Random) -> Document:
    """An alternative that pays its members about as much as the mechanism."""
    style = "any" if random.random() < 0.1 else random.choice(("efficient", "incentive compatible"))
    mechanism = random_mechanism(random, truth, style)
    possible = [members for members in truth.actions if len(members) < 3 or random.random() < 0.2]
    members = random.choice(possible or list(truth.actions))
    payoffs = gross_payoffs(truth, mechanism)
    moves = {i: ["down", "up"][: random.choice((1, 2) if len(members) < 3 else (1, 1, 2))] for i in members}
    results = []
    for d in product(*(moves[i] for i in members)):
        lottery = random_lottery(random, truth.actions[members])
        paid = {}
        for i in members:
            t = random.choice(truth.profiles)
            paid[i] = payoffs[i][t] - sum(share * truth.u(i, members, c, t) for c, share in lottery.items()) + random.choice((0, 0, 1, Fraction(-1, 2)))
        excess = sum(paid.values()) + random.choice((Fraction(1), Fraction(1, 10), Fraction(1, 100)))
        if excess > 0 or random.random() < 0.3:
            paid = {i: number - excess / len(members) for i, number in paid.items()}
        results.append(
            {
                "moves": dict(zip(members, d, strict=True)),
                "lottery": {c: written(share) for c, share in lottery.items() if share},
                "payments": {i: written(number) for i, number in paid.items()},
            }
        )
    asked: Document = {
        "mechanism": claims.written_mechanism(mechanism),
        "alternative": {"members": list(members), "moves": moves, "results": results},
    }
    if random.random() < 0.3:
        asked["beliefs"] = {i: _lottery(random, truth.types[i]) for i in members}
        asked["strategies"] = {i: {s: _lottery(random, moves[i]) for s in truth.types[i]} for i in members}
    return asked


def _lottery(random: Random, names: Any) -> Document:
    return {name: written(share) for name, share in random_lottery(random, names).items() if share}


_ASKED: dict[str, Any] = {
    "find-core": lambda truth, random: {"seed": random.randint(0, 9)} if random.random() < 0.3 else {},
    "balanced": lambda truth, random: {},
    "mechanism": lambda truth, random: {"mechanism": _mechanism(truth, random)},
    "efficient": _ask_efficient,
    "virtual": _ask_virtual,
    "inhibitive": _ask_inhibitive,
    "subsidy": lambda truth, random: {"allocation": claims.written_tables(random_allocation(random, truth))},
    "core-test": _ask_core_test,
    "severance": _ask_severance,
    "core-region": _ask_core_region,
    "durable": _ask_durable,
}


def is_refused(name: str, asked: Document, truth: claims.Truth) -> bool | None:
    """Whether a question has no answer; None where either will do."""
    if name == "durable":
        return not is_feasible(truth, claims.mechanism_of(truth, asked["mechanism"]))
    if name == "virtual" and "multipliers" in asked:
        mechanism, alpha = claims.mechanism_of(truth, asked["mechanism"]), claims.alpha_of(truth, asked["multipliers"])
        return bool(theorem_0_complaints(truth, mechanism, alpha)) if theorem_0_multipliers(truth, mechanism) is not None else None
    return False


# Spoilt answers.


def nudged(answer: Document, random: Random) -> Document:
    """A copy with one number moved a little."""
    bad = copy.deepcopy(answer)
    places = [place for key in ("outcome", "findings", "certificate", "input") if key in bad for place in _numbers(bad[key])]
    if places:
        node, key = random.choice(places)
        node[key] = written(Fraction(node[key]) + random.choice((1, -1, Fraction(1, 2), Fraction(1, 1000), Fraction(-1, 1000))))
    return bad


def _numbers(node: Any) -> list[tuple[Any, Any]]:
    """Where numbers stand."""
    found = []
    for key, child in node.items() if isinstance(node, dict) else enumerate(node):
        if isinstance(child, dict | list):
            found += _numbers(child)
        elif not isinstance(child, bool) and (isinstance(child, int) or (isinstance(child, str) and _FRACTION.fullmatch(child))):
            found.append((node, key))
    return found


def forged(answer: Document, truth: claims.Truth, random: Random) -> Document:
    """A copy with parts of what the same rule says of a game with another payoff or prior, or of another question; or with a verdict turned."""
    bad = copy.deepcopy(answer)
    style = random.choice(("payoff", "question", "question", "verdict"))
    if style == "verdict":
        finding = random.choice(bad["findings"])
        finding["holds"] = random.choice([holds for holds in (True, False) if holds is not finding["holds"]])
        finding["grade"] = random.choice(("proved", "enumerated"))
        if finding["holds"]:
            finding.pop("witness", None)
        return bad
    document, asked = document_of(truth.market), {key: entry for key, entry in answer.get("input", {}).items() if key != "format"}
    if style == "payoff":
        action = random.choice(list(random.choice(document["coalitions"])["actions"].values()))
        table = random.choice(list(action.values()))
        t = random.choice(list(table))
        table[t] = written(Fraction(table[t]) + random.choice((1, -1, Fraction(1, 100))))
    else:
        asked = _ASKED[answer["rule"].removeprefix(_ROOM)](truth, random)
    try:
        other = answer_document(solve(market_from_document(document), answer["rule"], input=_FORMAT | asked if asked else None))
    except Exception:  # refused; crashes are found where the question is asked
        return bad
    for key in random.choice((("outcome", "findings", "certificate"), ("outcome", "findings", "certificate"), ("outcome",), ("findings", "certificate"))):
        bad[key] = copy.deepcopy(other[key])
    return bad


# The soak.


def run_block(families: tuple[str, ...], seed: int, block: int) -> Counter[str]:
    """The figures of one block of games."""
    random = Random(f"bayesian soak {seed} {block}")
    here = {rule.id for rule in RULES}
    figures: Counter[str] = Counter()
    for _ in range(_BLOCK):
        family = random.choice(families)
        truth = claims.Truth(random_market(random, family))
        figures.update(("markets", f"markets: {family}"))
        answers = []
        for name, asked in questions(truth, random):
            if _ROOM + name not in here:
                figures[f"left out: {_ROOM + name}"] += 1
                continue
            answer, found = _asked(name, asked, truth)
            figures.update(found)
            if answer:
                answers.append(answer)
        if answers:
            judge = partial(claims.false_claims, truth=truth)
            figures.update(offer_corrupted(random.choice(answers), judge, random))
            figures.update(offer(nudged(random.choice(answers), random), judge, "nudged"))
            figures.update(offer(forged(random.choice(answers), truth, random), judge, "forged"))
    return figures


def _asked(name: str, asked: Document, truth: claims.Truth) -> tuple[Document | None, Counter[str]]:
    """The answer to one question, None if it is refused, and the figures."""
    rule, figures, refused = _ROOM + name, Counter[str](), is_refused(name, asked, truth)
    whole, document = _FORMAT | asked if asked else None, document_of(truth.market)
    try:
        answer = answer_document(solve(market_from_document(document), rule, input=whole))
    except MarketwrightError as error:
        figures[f"refused {rule}"] += 1
        if refused is False:
            figures["disagreements"] += 1
            print("refused:", rule, error, json.dumps([document, whole]), flush=True)
        return None, figures
    except Exception as error:  # a crash of the rule is a finding
        figures["disagreements"] += 1
        print("crash:", rule, repr(error), json.dumps([document, whole]), flush=True)
        return None, figures
    figures[f"answers {rule}"] += 1
    wrong = claims.false_claims(answer, truth) + (["not refused"] if refused else [])
    if name == "find-core" and not wrong:
        wrong += claims.missing_core(answer, truth)
    if answer["checked"] != "accepted" or not set(claims.is_open(answer)) <= _MAY_STAY_OPEN:
        wrong.append("not complete")
    for finding in answer["findings"]:
        figures[f"answers {rule}, {finding['claim']}: {finding['holds']}"] += 1
    if wrong:
        figures["disagreements"] += 1
        print("disagreement:", wrong, json.dumps(answer), flush=True)
    return answer, figures


def _families() -> tuple[str, ...]:
    """Those of the command line, which the other options do not see; all by default."""
    parser = argparse.ArgumentParser(add_help=False)
    parser.add_argument("--families", default=",".join(FAMILIES))
    options, rest = parser.parse_known_args()
    sys.argv[1:] = rest
    chosen = tuple(options.families.split(","))
    if unknown := set(chosen) - set(FAMILIES):
        sys.exit(f"no such families: {sorted(unknown)}; there are {sorted(FAMILIES)}")
    return chosen


if __name__ == "__main__":
    run_blocks(__doc__, partial(run_block, _families()), _BLOCK, 20_000)
