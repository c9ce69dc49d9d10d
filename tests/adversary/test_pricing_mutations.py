"""Whatever is changed in an answer on prices: what is still accepted is true by brute force (`tests/pricing_oracle.py`)."""

import random
from fractions import Fraction
from functools import cache

from marketcheck import Accepted, check
from tests.pricing_oracle import Economy

from . import pricing_writer
from .breaking import accepted_as_true, mutated
from .pricing_answers import HONEST
from .test_gamma_mutations import exact, random_case
from .writer import text

ROUNDS = 350
ECONOMIES: dict[str, dict] = {}


@cache
def economy_of(written: str) -> Economy:
    return Economy(ECONOMIES[written])


def start_is_true(document: dict, economy: Economy) -> tuple[str, ...] | None:
    """Returns the holders of the goods in the outcome's allocation, if what is said of it is true."""
    market, outcome, first = document["market"], document["outcome"], document["findings"][0]
    holder = {good: name for name, goods in outcome["allocation"].items() for good in goods}
    held = tuple(holder[good] for good in market["goods"])
    worth = sum(pricing_writer.value(market, name, goods) for name, goods in outcome["allocation"].items())
    if first["holds"] is None:
        return held if Fraction(outcome["welfare"]) <= worth and economy.best <= Fraction(first["at_most"]) else None
    return held if first["holds"] is True and Fraction(outcome["welfare"]) == worth == economy.best else None


def polytope(economy: Economy, scheme: str, held: tuple[str, ...]) -> dict:
    return economy.good(held) if scheme == "good" else economy.eff(held)


def prices_are_true(document: dict, scheme: str, economy: Economy, held: tuple[str, ...]) -> bool:
    """Returns whether verdicts, prices and ranges are true."""
    market, outcome, (_, supportable, exist) = document["market"], document["outcome"], document["findings"]
    if supportable["holds"] is None:
        return exist["holds"] is None and "prices" not in outcome
    found = scheme == "any" or polytope(economy, scheme, held)["exists"]
    truths = [supportable["holds"] is found, 1 <= outcome["tried"] <= document["parameters"]["cap"]]
    if exist["holds"] is not None:
        truths.append(exist["holds"] is (scheme == "any" or any(polytope(economy, scheme, way)["exists"] for way in economy.efficient)))
    if scheme == "good" and not found:
        truths += [economy.best < Fraction(outcome["fractional_worth"]) <= economy.fractional_value()]
    if not all(truths) or not found:
        return all(truths)
    prices, allocation = exact(outcome["prices"]), outcome["allocation"]
    items = pricing_writer.offered(market, scheme, allocation)[0]
    margin = pricing_writer.margin_of(market, scheme, allocation, prices)
    wanted = {"interior": margin, "least-total": sum(prices.values()), "greatest-total": sum(prices.values())}[document["parameters"]["want"]]
    truths += [prices.keys() == {*items}, min(prices.values()) >= 0 <= margin]
    truths += [wanted == Fraction(outcome[pricing_writer.WANTS[document["parameters"]["want"]]])]
    ends = {"margin": pricing_writer.largest_margin(market, scheme, allocation)[0]}
    ends |= {key: sign * pricing_writer.at_most(market, scheme, allocation, [sign] * len(items))[0] for key, sign in SIGNS.items()}
    if scheme != "any":
        known = polytope(economy, scheme, held)
        truths.append([ends["margin"], ends["least_total"], ends["greatest_total"]] == [known["strict_margin"], known["min_total"], known["max_total"]])
        if "low" in outcome:
            truths += [exact(outcome[key]) == {item: known[key][item] for item in items} for key in ("low", "high")]
            truths += [outcome[key] is known[key] for key in ("least_exists", "greatest_exists")]
    elif "low" in outcome:
        least, greatest = economy.assignment_least(held), economy.assignment_greatest(held)
        truths += [exact(outcome["low"]) == {item: least[item] for item in items}, exact(outcome["high"]) == {item: greatest[item] for item in items}]
        truths += [outcome["least_exists"], outcome["greatest_exists"]]
    truths += [Fraction(outcome[key]) == number for key, number in ends.items()]
    own = {name: allocation[name] if scheme == "good" else [name] if allocation[name] else [] for name in allocation}
    paid = {name: sum((prices[item] for item in own[name]), Fraction(0)) for name in own}
    payoffs = {name: pricing_writer.value(market, name, allocation[name]) - paid[name] for name in own} | {"seller": sum(paid.values())}
    truths += [exact(outcome["payments"]) == paid, exact(outcome["payoffs"]) == payoffs, Fraction(outcome["revenue"]) == payoffs["seller"]]
    return all(truths)


SIGNS = {"least_total": -1, "greatest_total": 1}


def vickrey_is_true(document: dict, economy: Economy, held: tuple[str, ...]) -> bool:
    outcome, (_, supports, in_reduced, least) = document["outcome"], document["findings"]
    if supports["holds"] is None:
        return "vickrey" not in outcome and in_reduced["holds"] is least["holds"] is None
    items, known = [name for name in economy.names if name in held], economy.eff(held)
    truths = [exact(outcome["vickrey"]) == {item: economy.vickrey(held)[item] for item in items}]
    truths += [exact(outcome["reduced"]) == {item: economy.reduced_vickrey(held)[item] for item in items}, ("low" in outcome) is known["exists"]]
    truths += [supports["holds"] is economy.vickrey_supports(held), in_reduced["holds"] is economy.reduced_vickrey_supports(held)]
    truths += [least["holds"] is economy.coincide(held), not known["exists"] or exact(outcome["low"]) == {item: known["low"][item] for item in items}]
    return all(truths)


def is_true(document: dict) -> bool:
    scheme = document["rule"].removeprefix("prices/")
    ECONOMIES[str(document["market"])] = document["market"]
    economy = economy_of(str(document["market"]))
    held = start_is_true(document, economy)
    if held is None:
        return False
    return vickrey_is_true(document, economy, held) if scheme == "vickrey" else prices_are_true(document, scheme, economy, held)


def random_answer(rng: random.Random) -> dict:
    market, _ = random_case(rng)
    scheme = rng.choice(["good", "eff", "eff", "all", "any", "vickrey", "vickrey"])
    first = rng.randrange(len(pricing_writer.efficient_allocations(market)))
    if scheme == "vickrey":
        return pricing_writer.vickrey(market, first)
    given = {"want": rng.choice(list(pricing_writer.WANTS))} if rng.random() < 0.6 else {}
    given |= {"cap": rng.randint(1, 3)} if rng.random() < 0.3 else {}
    given |= {"ranges": rng.random() < 0.5} if rng.random() < 0.3 else {}
    return pricing_writer.prices(market, scheme, first, **given)


def test_a_changed_answer_is_accepted_only_while_it_is_true():
    rng = random.Random(20244)
    verdicts, rules, holds = [], set(), set()
    for _ in range(ROUNDS):
        honest = random_answer(rng)
        verdict = check(text(honest))
        assert isinstance(verdict, Accepted), (verdict, honest)
        assert is_true(honest), honest
        rules.add(honest["rule"])
        holds |= {(finding["claim"], finding["holds"]) for finding in honest["findings"]}
        verdicts += [accepted_as_true(mutated(rng, honest), is_true) for _ in range(4)]
    assert 20 < sum(verdicts) < len(verdicts) / 2
    assert len(rules) == 5
    assert holds >= {("supportable", True), ("supportable", False), ("vickrey-supports", False), ("vickrey-least", True), ("vickrey-least", False)}


def test_a_changed_answer_by_hand_is_accepted_only_while_it_is_true():
    rng = random.Random(20245)
    verdicts = [accepted_as_true(mutated(rng, rng.choice(list(HONEST.values()))), is_true) for _ in range(6 * ROUNDS)]
    assert 20 < sum(verdicts) < ROUNDS * 3
