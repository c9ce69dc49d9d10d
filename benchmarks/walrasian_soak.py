"""Find the equilibria of many random small unit-demand markets, compare with brute force, and offer corrupted answers to the checker.

    python benchmarks/walrasian_soak.py --markets 100000 --seed 1 --processes 2

For each market: `walrasian/minimum` (prices, allocation, payments, levels, all allocations), `walrasian/maximum`, `walrasian/test` at random prices,
`walrasian/efficient` with random bundles and `walrasian/properties` (with menus); by turns `walrasian/manipulate` and `walrasian/counterexample`; every
answer has been accepted by `marketcheck` inside `solve`. Then two spoilt copies of an answer are checked, one changed at random and one forged: numbers
that fit one another, for other prices, allocations or verdicts. If one is accepted, what it claims has to be true by brute force
(`tests/walrasian_oracle.py`).
Rules that the installed package does not have are left out.
"""

import copy
import json
import sys
from collections import Counter
from fractions import Fraction
from functools import cached_property
from pathlib import Path
from random import Random
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.blocks import offer, offer_corrupted, run_blocks
from tests.walrasian_markets import random_bundles, random_market, random_prices, written
from tests.walrasian_oracle import Market, proposition_1

from marketwright.answers import answer_document
from marketwright.errors import MarketwrightError
from marketwright.markets import market_from_document
from marketwright.rules import RULES
from marketwright.solving import solve

Document = dict[str, Any]
_BLOCK = 200
_ROOM = "walrasian/"


class Truth(Market):
    """Brute force of one market, with what is asked again and again."""

    @cached_property
    def menu_prices(self) -> Document:
        """Menus by name."""
        found: Document = self.by_buyer([{self.goods[good]: price for good, price in menu.items()} for menu in self.menus()])
        return found

    def bundles_of(self, document: Document) -> list[tuple[int | None, Fraction]]:
        """Bundles by place."""
        return [(self.place(document[name]["good"]), Fraction(document[name]["payment"])) for name in self.names]

    def is_bundles(self, document: Document) -> bool:
        """Whether everybody has one of his positions, and no good stands twice."""
        return bool(self.is_allocation([place for place, _ in self.bundles_of(document)]))


def false_claims(answer: Document, truth: Truth) -> list[str]:
    """What of an answer is not so, by brute force."""
    try:
        return _JUDGES[answer["rule"].removeprefix(_ROOM)](answer, truth)
    except (KeyError, TypeError, ValueError, AssertionError, StopIteration) as error:
        return [f"not in form: {error!r}"]


def _findings(answer: Document) -> Document:
    return {finding["claim"]: finding for finding in answer["findings"]}


def _numbers(document: Document) -> Document:
    return {name: Fraction(number) for name, number in document.items()}


def _number(number: Fraction | int) -> int | str:
    """A number as answers write it, however long."""
    number = Fraction(number)
    return number.numerator if number.denominator == 1 else str(number)


def _differing(outcome: Document, expected: Document) -> list[str]:
    """The keys of numbers by name that are not as they should be."""
    return [key for key, numbers in expected.items() if key in outcome and _numbers(outcome[key]) != numbers]


def _false_at_an_end(answer: Document, truth: Truth) -> list[str]:
    """Of `minimum` and `maximum`."""
    outcome, findings = answer["outcome"], _findings(answer)
    claim, prices = ("maximum-price", truth.greatest()) if answer["rule"].endswith("maximum") else ("minimum-price", truth.least())
    if not outcome:
        return [] if findings[claim]["holds"] is findings["equilibrium"]["holds"] is None else ["no outcome"]
    wrong = [name for name in (claim, "equilibrium") if findings[name]["holds"] is not True]
    wrong += _differing(outcome, {"prices": truth.by_good(prices)})
    places, allocations = truth.allocation_of(outcome["allocation"]), truth.allocations(prices)
    if places not in allocations:
        return [*wrong, "allocation"]
    levels = truth.outcome(prices)["levels"]
    payments = [payment for _, payment in truth.bundles(prices, places)]
    wrong += _differing(outcome, {"payments": truth.by_buyer(payments), "levels": truth.by_buyer(levels)})
    if Fraction(outcome["revenue"]) != sum(payments):
        wrong.append("revenue")
    if answer["parameters"]["tie_rule"] == "lexicographic" and (places != allocations[0] or findings["selected"]["holds"] is not True):
        wrong.append("selected")
    if "allocations" in outcome:
        wrong += _false_in_the_list(answer, truth, allocations)
    return wrong


def _false_in_the_list(answer: Document, truth: Truth, allocations: list[Any]) -> list[str]:
    cap, finding = answer["input"]["cap"], _findings(answer)["all-allocations"]
    listed = [truth.allocation_of(document) for document in answer["outcome"]["allocations"]]
    if listed != allocations[: int(cap)]:
        return ["allocations"]
    expected = (True, len(allocations)) if len(allocations) <= int(cap) else (None, None)
    return [] if (finding["holds"], finding.get("number")) == expected else ["number of allocations"]


def _false_in_a_test(answer: Document, truth: Truth) -> list[str]:
    outcome, findings, wrong = answer["outcome"], _findings(answer), []
    prices = truth.prices_of(outcome["prices"])
    if _numbers(answer["input"]["prices"]) != _numbers(outcome["prices"]) or answer["input"].get("allocation") != outcome.get("allocation"):
        wrong.append("not the input")
    demands = [[truth.name(position) for position in demand] for demand in truth.demands(prices)]
    if outcome["demands"] != truth.by_buyer(demands):
        wrong.append("demands")
    truths: Document = {
        "reserves-met": truth.reserves_met(prices),
        "over-demanded-set": truth.over_demanded(prices),
        "under-demanded-set": truth.under_demanded(prices),
        "weakly-under-demanded-set": truth.weakly_under_demanded(prices),
        "equilibrium-prices": bool(truth.allocations(prices)),
        "minimum-prices": prices == truth.least(),
    }
    assert truths["equilibrium-prices"] == truth.are_equilibrium_prices(prices)
    assert truths["minimum-prices"] == truth.are_least_prices(prices)
    complaints = []
    if "allocation" in outcome:
        places = truth.allocation_of(outcome["allocation"])
        if places is None:
            return [*wrong, "allocation"]
        complaints = truth.complaints(prices, places)
        truths["equilibrium"] = not complaints
    if list(findings) != list(truths):
        return [*wrong, "findings"]
    for claim, holds in truths.items():
        if findings[claim]["holds"] is not bool(holds):
            wrong.append(claim)
        elif holds and claim.endswith("set"):
            witness = findings[claim]["witness"]
            some = tuple(map(truth.goods.index, witness["goods"])), tuple(map(truth.names.index, witness["buyers"]))
            wrong += [] if some in holds else [f"witness of {claim}"]
    if not truths["reserves-met"] and ("reserve", truth.goods.index(findings["reserves-met"]["witness"]["good"])) not in truth_complaints(truth, prices):
        wrong.append("witness of reserves")
    if complaints:
        wrong += _false_complaint(findings["equilibrium"]["witness"], truth, prices, places, complaints)
    return wrong


def truth_complaints(truth: Truth, prices: tuple[Fraction, ...]) -> list[tuple[str, int]]:
    """The goods below their reserve price."""
    return [("reserve", good) for good in range(truth.width) if prices[good] < truth.reserves[good]]


def _false_complaint(witness: Document, truth: Truth, prices: Any, places: Any, complaints: list[tuple[str, int]]) -> list[str]:
    if "good" in witness:
        good = truth.goods.index(witness["good"])
        return [] if ("reserve", good) in complaints or ("unsold", good) in complaints else ["witness of equilibrium"]
    buyer, better = truth.names.index(witness["buyer"]), truth.place(witness["better"])
    allowed = better is None or better in truth.permitted[buyer]
    return [] if allowed and truth.level_at(buyer, better, prices) < truth.level_at(buyer, places[buyer], prices) else ["witness of equilibrium"]


def _false_in_a_pareto_test(answer: Document, truth: Truth) -> list[str]:
    outcome, findings = answer["outcome"], _findings(answer)
    bundles = truth.bundles_of(outcome["bundles"])
    if bundles != truth.bundles_of(answer["input"]["bundles"]) or not truth.is_bundles(outcome["bundles"]):
        return ["not the input"]
    wrong = _differing(outcome, {"levels": truth.by_buyer(truth.levels_of(bundles))})
    if Fraction(outcome["net_revenue"]) != truth.net_revenue(bundles):
        wrong.append("net revenue")
    wrong += _false_efficient(findings["efficient"], truth, bundles)
    if ("shares" in outcome) != ("multi-seller-efficient" in findings):
        return [*wrong, "findings"]
    if "shares" in outcome:
        shares = [Fraction(outcome["shares"][good]) for good in truth.goods]
        if shares != [Fraction(answer["input"]["shares"][good]) for good in truth.goods] or sum(shares) != sum(payment for _, payment in bundles):
            wrong.append("shares")
        finding = findings["multi-seller-efficient"]
        if finding["holds"] is not truth.is_efficient(bundles):
            wrong.append("multi-seller-efficient")
        elif not finding["holds"]:
            new = [Fraction(finding["witness"]["shares"][good]) for good in truth.goods]
            if not truth.dominates_for_sellers(truth.bundles_of(finding["witness"]["bundles"]), new, bundles, shares):
                wrong.append("witness of multi-seller-efficient")
    return wrong


def _false_efficient(finding: Document, truth: Truth, bundles: list[Any]) -> list[str]:
    if finding["holds"] is not truth.is_efficient(bundles):
        return ["efficient"]
    return [] if finding["holds"] else _false_dominance(finding["witness"], truth, bundles)


def _false_dominance(witness: Document, truth: Truth, bundles: list[Any]) -> list[str]:
    better = truth.bundles_of(witness["bundles"])
    stated = Fraction(witness["net_revenue"]) if "net_revenue" in witness else truth.net_revenue(better)
    sound = truth.dominates(better, bundles) and stated == truth.net_revenue(better) > truth.net_revenue(bundles)
    return [] if sound else ["dominating bundles"]


def _false_properties(answer: Document, truth: Truth) -> list[str]:
    outcome, findings, wrong = answer["outcome"], _findings(answer), _false_at_an_end(answer, truth)
    if wrong or not outcome:
        return wrong
    places = truth.allocation_of(outcome["allocation"])
    assert places is not None
    bundles = truth.bundles(truth.least(), places)
    levels, worths = truth.levels_of(bundles), [0 if place is None else truth.seller[place] for place in places]
    payments = [payment for _, payment in bundles]
    rational, sellers = [level <= 0 for level in levels], [payment >= worth for payment, worth in zip(payments, worths, strict=True)]
    by_buyer = {
        "individually-rational": rational,
        "no-subsidy": [payment >= 0 for payment in payments],
        "no-subsidy-for-losers": [place is not None or payment >= 0 for place, payment in bundles],
        "seller-individually-rational": sellers,
    }
    for claim, holds in by_buyer.items():
        if findings[claim]["holds"] is not all(holds):
            wrong.append(claim)
        elif not all(holds) and holds[truth.names.index(findings[claim]["witness"]["buyer"])]:
            wrong.append(f"witness of {claim}")
    if findings["overall-individually-rational"]["holds"] is not all((*rational, *sellers)):
        wrong.append("overall-individually-rational")
    wrong += _false_classical(findings["classical"], truth)
    wrong += _false_efficient(findings["efficient"], truth, bundles)
    wrong += [claim for claim in ("strategy-proof", "group-strategy-proof") if findings[claim]["holds"] is not True]
    if "menus" in outcome and {name: _numbers(menu) for name, menu in outcome["menus"].items()} != truth.menu_prices:
        wrong.append("menus")
    return wrong


def _false_classical(finding: Document, truth: Truth) -> list[str]:
    if finding["holds"] is not (truth.is_classical() is None):
        return ["classical"]
    if finding["holds"]:
        return []
    buyer, good = truth.names.index(finding["witness"]["buyer"]), finding["witness"]["good"]
    entry = truth.document["buyers"][buyer]
    others = [name for name in truth.goods if name != good]
    alone = Market(truth.document | {"buyers": [entry | {"forbidden": others, "preference": _only(entry["preference"], [good])}]})
    return ["witness of classical"] if good in entry.get("forbidden", ()) or alone.is_classical() is None else []


def _only(preference: Document, goods: list[str]) -> Document:
    keys = [key for key in ("values", "quality", "levels") if key in preference]
    return preference | {key: {good: entry for good, entry in preference[key].items() if good in goods} for key in keys}


def _false_manipulation(answer: Document, truth: Truth) -> list[str]:
    outcome, finding, against = answer["outcome"], _findings(answer)["manipulable"], answer["parameters"]["against"]
    honest, wrong = truth.bundles_of(outcome["honest"]), []
    if not _is_outcome(against, truth, honest):
        wrong.append("honest")
    if finding["holds"] is True and against != "minimum":
        buyer = truth.names.index(outcome["buyer"])
        entry = truth.document["buyers"][buyer]
        if outcome["report"] != _only(outcome["report"], [good for good in truth.goods if good not in entry.get("forbidden", ())]):
            wrong.append("report")
        other = Truth(truth.reporting(buyer, outcome["report"]).document)
        place, payment = truth.place(outcome["bundle"]["good"]), Fraction(outcome["bundle"]["payment"])
        if not _is_outcome_for(against, other, buyer, (place, payment)):
            wrong.append("bundle")
        gain = truth.level(buyer, *honest[buyer]) - truth.level(buyer, place, payment)
        if gain <= 0 or gain != Fraction(outcome["gain"]):
            wrong.append("gain")
    elif finding["holds"] is not (False if against == "minimum" else None):
        wrong.append("manipulable")
    return wrong


def _outcomes(against: str, truth: Truth) -> list[list[Any]]:
    """The bundles that a rule may give: one selection, or all allocations of greatest bids."""
    if against == "pay-as-bid":
        most = truth.pay_as_bid()[0]
        return [truth.pay_as_bid_bundles(places) for places in truth.assignments() if truth.pay_as_bid_total(places) == most]
    prices = truth.least() if against == "minimum" else truth.greatest()
    return [truth.bundles(prices, truth.allocations(prices)[0])]


def _is_outcome(against: str, truth: Truth, bundles: list[Any]) -> bool:
    return bundles in _outcomes(against, truth)


def _is_outcome_for(against: str, truth: Truth, buyer: int, bundle: Any) -> bool:
    return any(bundles[buyer] == bundle for bundles in _outcomes(against, truth))


def _false_counterexample(answer: Document, truth: Truth) -> list[str]:
    outcome, findings, made = answer["outcome"], _findings(answer), proposition_1(truth.document)
    efficient, rational = findings["efficient-for-all-preferences"]["holds"], findings["seller-rational-for-all-preferences"]["holds"]
    if made is None:
        return [] if not outcome and efficient is rational is True else ["no counterexample"]
    good, case = truth.goods.index(outcome["good"]), made[1]
    other = Truth(outcome["market"])
    wrong = [] if (outcome["case"], efficient, rational) == (case, False, case == "above") else ["case"]
    gap = truth.reserves[good] - truth.seller[good]
    same = (other.goods, other.names, other.seller, other.reserves, other.fee) == (truth.goods, truth.names, truth.seller, truth.reserves, 0)
    if not same or gap == 0 or (gap < 0) != (case == "below") or other.is_classical() is not None:
        wrong.append("market")
    if any(preference != other.preferences[0] or preference["type"] != "quasilinear" for preference in other.preferences):
        wrong.append("preferences")
    places = other.allocation_of(outcome["allocation"])
    if other.prices_of(outcome["prices"]) != other.least() or places not in other.allocations(other.least()):
        return [*wrong, "outcome"]
    bundles = other.bundles(other.least(), places)
    wrong += _differing(outcome, {"payments": other.by_buyer([payment for _, payment in bundles])})
    wrong += _false_dominance({"bundles": outcome["dominating"]}, other, bundles)
    if case == "below":
        place, payment = bundles[other.names.index(findings["seller-rational-for-all-preferences"]["witness"]["buyer"])]
        if place is None or payment >= other.seller[place]:
            wrong.append("witness of seller-rational")
    return wrong


_JUDGES = {
    "minimum": _false_at_an_end,
    "maximum": _false_at_an_end,
    "test": _false_in_a_test,
    "efficient": _false_in_a_pareto_test,
    "properties": _false_properties,
    "manipulate": _false_manipulation,
    "counterexample": _false_counterexample,
}


# Questions.


def questions(number: int, truth: Truth, random: Random) -> list[tuple[str, Document | None, str | None]]:
    """Rules with second inputs and tie rules."""
    ties = random.choice(("lexicographic", "lexicographic", None, "any"))
    cap = random.choice((None, None, {"cap": random.choice((1, 2, 3, 1000))}))
    asked: list[tuple[str, Document | None, str | None]] = [("minimum", cap, ties), ("maximum", None, ties)]
    prices = random_prices(random, truth)
    given: Document = {"prices": prices}
    if random.random() < 0.6:
        allocations = truth.allocations(truth.prices_of(prices)) if random.random() < 0.6 else []
        places = random.choice(allocations or list(truth.assignments()))
        given["allocation"] = truth.by_buyer([truth.name(place) for place in places])
    asked.append(("test", given, None))
    given = {"bundles": random_bundles(random, truth)}
    if random.random() < 0.4:
        total = sum((payment for _, payment in truth.bundles_of(given["bundles"])), Fraction(0))
        shares = [Fraction(random.randint(-2, 3)) for _ in truth.goods]
        if shares:
            shares[0] += total - sum(shares)
        if sum(shares) == total and all(written(share) == _number(share) for share in shares):
            given["shares"] = {good: written(share) for good, share in zip(truth.goods, shares, strict=True)}
    asked.append(("efficient", given, None))
    asked.append(("properties", None, random.choice(("lexicographic", None, "any"))))
    if number % 8 == 1:
        against = random.choice(("pay-as-bid", "maximum", "minimum"))
        asked.append(("manipulate", {"against": against, "samples": random.choice((1, 20)), "seed": random.randint(0, 9)}, None))
    if number % 8 == 2:
        asked.append(("counterexample", None, None))
    return asked


# Forged answers.


def forged(answer: Document, truth: Truth, random: Random) -> Document:
    """A copy that claims something else in numbers that fit one another."""
    bad, rule = copy.deepcopy(answer), answer["rule"].removeprefix(_ROOM)
    if rule in ("minimum", "maximum", "properties"):
        _forge_prices(bad, truth, random)
    elif rule == "test":
        _forge_test(bad, truth, random)
    elif rule == "efficient":
        _forge_efficiency(bad, truth, random)
    return bad


def _forge_prices(bad: Document, truth: Truth, random: Random) -> None:
    """Other prices or another allocation, with payments, revenue, levels, list and pointers to match."""
    outcome = bad["outcome"]
    if not outcome:
        return
    middle = tuple((low + high) / 2 for low, high in zip(truth.least(), truth.greatest(), strict=True))
    prices = list(random.choice((truth.least(), truth.least(), truth.greatest(), truth.greatest(), middle, truth.prices_of(random_prices(random, truth)))))
    if prices and random.random() < 0.2:
        prices[random.randrange(len(prices))] += random.choice((1, Fraction(1, 10**9)))
    allocations = truth.allocations(tuple(prices))
    places = random.choice(allocations or [truth.allocation_of(outcome["allocation"])])
    bundles = truth.bundles(prices, places)
    payments = [payment for _, payment in bundles]
    outcome["prices"] = {good: _number(price) for good, price in zip(truth.goods, prices, strict=True)}
    outcome["allocation"] = truth.by_buyer([truth.name(place) for place in places])
    outcome["payments"] = truth.by_buyer(list(map(_number, payments)))
    outcome["revenue"] = _number(sum(payments, Fraction(0)))
    outcome["levels"] = truth.by_buyer(list(map(_number, truth.levels_of(bundles))))
    demands = truth.demands(prices)
    if bad["rule"].endswith("maximum"):
        others = {place: [position for position in demands[buyer] if position != place] for buyer, place in enumerate(places) if place is not None}
        pointers = {truth.goods[place]: truth.name(random.choice(some)) if some else None for place, some in others.items()}
    else:
        wanted = {good: [truth.names[buyer] for buyer, demand in enumerate(demands) if good in demand] for good in truth.competitive(prices)}
        pointers = {truth.goods[good]: random.choice(some or truth.names or [""]) for good, some in wanted.items()}
    if random.random() < 0.8:
        bad["certificate"]["pointers"] = pointers
    if "allocations" in outcome:
        listed = allocations[: int(bad["input"]["cap"])]
        if listed and random.random() < 0.6:
            listed.pop(random.randrange(len(listed)))
        outcome["allocations"] = [truth.by_buyer([truth.name(place) for place in other]) for other in listed]
        finding = _findings(bad)["all-allocations"]
        if finding["holds"]:
            finding["number"] = len(listed)
    for menu in outcome.get("menus", {}).values():
        for good in menu:
            if random.random() < 0.1:
                menu[good] = _number(Fraction(menu[good]) + random.choice((-1, 1)))


def _forge_test(bad: Document, truth: Truth, random: Random) -> None:
    """One verdict on sets turned, with a witness or a proof made up, and the verdicts that follow."""
    findings, certificate = _findings(bad), bad["certificate"]
    prices = truth.prices_of(bad["outcome"]["prices"])
    demands = truth.demands(prices)
    claim, part = random.choice((("over-demanded-set", "captives"), ("under-demanded-set", "holders"), ("weakly-under-demanded-set", "pointers")))
    finding = findings[claim]
    finding["holds"] = not finding["holds"]
    if finding["holds"]:
        goods = [good for good in range(truth.width) if random.random() < 0.5]
        inside = claim == "over-demanded-set"
        counted = [buyer for buyer, demand in enumerate(demands) if ({*demand} <= {*goods} if inside else {*demand} & {*goods})]
        finding["witness"] = {"goods": [truth.goods[good] for good in goods], "buyers": [truth.names[buyer] for buyer in counted]}
        certificate.pop(part, None)
    else:
        finding.pop("witness", None)
        if part == "captives":
            some = {buyer: [place for place in demand if place is not None] for buyer, demand in enumerate(demands) if None not in demand}
            certificate[part] = {truth.names[buyer]: truth.goods[random.choice(places)] for buyer, places in some.items()}
        else:
            wanted = {good: [truth.names[buyer] for buyer, demand in enumerate(demands) if good in demand] for good in truth.competitive(prices)}
            certificate[part] = {truth.goods[good]: random.choice(buyers or truth.names or [""]) for good, buyers in wanted.items()}
    met, over, under, weakly = (findings[name]["holds"] for name in list(findings)[:4])
    findings["equilibrium-prices"]["holds"] = met and not over and not under
    findings["minimum-prices"]["holds"] = met and not over and not weakly


def _forge_efficiency(bad: Document, truth: Truth, random: Random) -> None:
    """The verdict turned, with bundles or duals made up."""
    bundles = truth.bundles_of(bad["outcome"]["bundles"])
    if _findings(bad)["efficient"]["holds"]:
        places = random.choice(list(truth.assignments()))
        better = [(place, truth.compensation(buyer, place, bundles[buyer])) for buyer, place in enumerate(places)]
        named = {name: {"good": truth.name(place), "payment": _number(payment)} for name, (place, payment) in truth.by_buyer(better).items()}
        witness = {"bundles": named, "net_revenue": _number(truth.net_revenue(better) + random.choice((0, 1)))}
        bad["certificate"] = {}
    else:
        total, levels = truth.net_revenue(bundles), list(truth.levels_of(bundles))
        spread = (total - sum(levels)) / max(1, truth.size)
        bad["certificate"] = {
            "duals": {"buyers": truth.by_buyer([_number(level + spread) for level in levels]), "goods": truth.by_good([0] * truth.width)},
        }
        witness = {}
    for finding in bad["findings"]:
        finding["holds"] = not finding["holds"]
        finding.pop("witness", None)
        if witness:
            finding["witness"] = witness


def run_block(seed: int, block: int) -> Counter[str]:
    """The figures of one block of markets."""
    random = Random(f"walrasian soak {seed} {block}")
    here = {rule.id for rule in RULES}
    figures: Counter[str] = Counter()
    for number in range(_BLOCK):
        document = random_market(random)
        truth, answers = Truth(document), []
        market = market_from_document(document)
        figures["markets"] += 1
        for name, given, ties in questions(number, truth, random):
            rule = _ROOM + name
            if rule not in here:
                figures[f"left out: {rule}"] += 1
                continue
            whole = None if given is None else {"format": "marketwright.input/1", **given}
            try:
                answer = answer_document(solve(market, rule, input=whole, tie_rule=ties))
            except MarketwrightError as error:
                figures["disagreements"] += 1
                print("refused:", rule, error, json.dumps([document, whole]), flush=True)
                continue
            wrong = false_claims(answer, truth)
            open_ones = [finding["claim"] for finding in answer["findings"] if finding["holds"] is None]
            if answer["checked"] != "accepted" or not {*open_ones} <= {"all-allocations", "manipulable"}:
                wrong.append("not complete")
            verdict = {"test": "minimum-prices", "efficient": "efficient", "properties": "efficient", "manipulate": "manipulable"}.get(name)
            figures[f"answers {rule}"] += 1
            if verdict:
                figures[f"answers {rule}, {verdict}: {_findings(answer)[verdict]['holds']}"] += 1
            if wrong:
                figures["disagreements"] += 1
                print("disagreement:", wrong, json.dumps(answer), flush=True)
            answers.append(answer)
        if answers:
            figures.update(offer_corrupted(random.choice(answers), lambda answer, truth=truth: false_claims(answer, truth), random))  # type: ignore[misc]
            figures.update(offer(forged(random.choice(answers), truth, random), lambda answer, truth=truth: false_claims(answer, truth), "forged"))  # type: ignore[misc]
    return figures


if __name__ == "__main__":
    run_blocks(__doc__, run_block, _BLOCK, 100_000)
