"""Answers about unit demand changed at random are accepted only while they are true."""

import random
from fractions import Fraction

from marketcheck import Accepted, check

from .breaking import accepted_as_true, mutated
from .walrasian_answers import HONEST
from .walrasian_brute import Economy
from .walrasian_smooth import numeric
from .walrasian_truth import half, is_true, preference, random_market
from .walrasian_writer import asked, bundles, efficient, manipulate, maximum, minimum, properties
from .writer import num, nums, text

ROUNDS = 150
RULES = ("minimum", "minimum", "maximum", "test", "test", "efficient", "efficient", "properties", "manipulate", "numeric")


def random_answer(rng: random.Random) -> dict:
    rule = rng.choice(RULES)
    document = random_market(rng, smooth=rule == "numeric")
    economy, tie_rule = Economy(document), rng.choice(["any", "lexicographic"])
    if rule == "numeric":
        return numeric(document, extra=Fraction(1, 10 ** rng.choice([25, 12, 8])))
    if rule in ("minimum", "maximum"):
        return minimum(document, tie_rule, rng.choice([None, 1, 2, 9])) if rule == "minimum" else maximum(document, tie_rule)
    if rule == "properties":
        return properties(document, tie_rule)
    if rule == "manipulate":
        reports = [(b["name"], preference(rng, [g for g in document["goods"] if g not in b.get("forbidden", [])])) for b in document["buyers"] * 3]
        return manipulate(document, rng.choice(["pay-as-bid", "maximum", "minimum"]), reports)
    ways = [*economy.assignments()]
    if rule == "test":
        prices = (
            {good: half(rng, 0, 4) for good in document["goods"]} if rng.random() < 0.5 else nums(economy.equilibrium(rng.choice(["least", "greatest"]))[0])
        )
        supported = economy.equilibrium_allocations({good: Fraction(price) for good, price in prices.items()})
        return asked(document, prices, rng.choice([None, rng.choice(ways), *supported]))
    held = {name: {"good": good, "payment": half(rng, -1, 3)} for name, good in rng.choice(ways).items()}
    if rng.random() < 0.5:
        held = bundles(economy, *economy.equilibrium("least"))
    total = sum((Fraction(bundle["payment"]) for bundle in held.values()), Fraction(0))
    shares = {good: num(total / len(document["goods"])) for good in document["goods"]}
    return efficient(document, held, shares if shares and rng.random() < 0.5 else None)


def test_a_changed_answer_is_accepted_only_while_it_is_true():
    rng = random.Random(20251)
    verdicts, rules, holds = [], set(), set()
    for _ in range(ROUNDS):
        honest = random_answer(rng)
        verdict = check(text(honest))
        assert isinstance(verdict, Accepted), (verdict, honest)
        assert is_true(honest), honest
        rules.add(honest["rule"])
        holds |= {(finding["claim"], finding["holds"]) for finding in honest["findings"]}
        verdicts += [accepted_as_true(mutated(rng, honest), is_true) for _ in range(8)]
    assert 20 < sum(verdicts) < len(verdicts) / 2
    assert len(rules) == 6
    assert holds >= {("manipulable", True), ("efficient", False), ("multi-seller-efficient", True), ("under-demanded-set", True), ("over-demanded-set", True)}


def test_a_changed_answer_by_hand_is_accepted_only_while_it_is_true():
    rng = random.Random(20252)
    documents = [document for name, document in HONEST.items() if name != "properties wide"]
    assert all(map(is_true, (document for document in documents if document["outcome"] or "counterexample" in document["rule"])))
    verdicts = [accepted_as_true(mutated(rng, rng.choice(documents)), lambda changed: not changed["outcome"] or is_true(changed)) for _ in range(8 * ROUNDS)]
    assert 20 < sum(verdicts) < ROUNDS * 4
