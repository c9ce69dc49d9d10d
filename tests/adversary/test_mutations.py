"""Whatever is changed in an answer: what is still accepted is true by brute force."""

import random
from fractions import Fraction

from marketcheck import Accepted, check

from . import brute
from .breaking import accepted_as_true, mutated
from .markets import HONEST, bids, bundle_market, singles
from .writer import core_test, efficient, text, vickrey

ROUNDS = 1500


def random_market(rng: random.Random) -> dict:
    goods = ["A", "B", "C"][: rng.randint(1, 3)]

    def value() -> int | str:
        return rng.choice([0, 1, 2, 3, 4, "1/2", "5/3"])

    def bundle() -> str:
        return "".join(sorted(rng.sample(goods, rng.randint(1, len(goods)))))

    def valuation() -> dict:
        kind = rng.choice(["xor", "or", "additive", "unit-demand"])
        if kind in ("xor", "or"):
            return bids(kind, **{bundle(): value() for _ in range(2)})
        return singles(kind, **{good: value() for good in goods})

    market = bundle_market(goods, _1=valuation(), _2=valuation())
    return market | ({"reserve_prices": {"A": value()}} if rng.random() < 0.3 else {})


def rational(value: object) -> Fraction:
    return Fraction(value)  # type: ignore[arg-type]


def is_true(document: dict) -> bool:
    """Returns whether outcome and findings hold, by listing all allocations."""
    market, outcome = document["market"], document["outcome"]
    everyone = set(brute.names(market))
    whole = brute.best(market, everyone)[0]
    uses = document["certificate"]["uses"]
    found = {finding["claim"]: finding for finding in document["findings"]}
    held = sum((brute.bids_of(market)[j].value for j in uses), Fraction(0))
    truths = [
        outcome["allocation"] == brute.allocation(market, uses),
        rational(outcome["welfare"]) == held,
    ]
    if found["efficient"]["holds"] is True:
        truths.append(held == whole)
    else:
        truths += [
            found["efficient"]["holds"] is None,
            whole <= rational(found["efficient"]["at_most"]),
        ]
    payoffs = {name: rational(paid) for name, paid in outcome.get("payoffs", {}).items()}
    if "vickrey" in found and found["vickrey"]["holds"] is not None:
        truths += [found["vickrey"]["holds"] is True, payoffs == brute.vickrey_payoffs(market)]
    if "core" in found and found["core"]["holds"] is not None:
        truths.append(found["core"]["holds"] is brute.in_core(market, payoffs))
        witness = found["core"].get("witness", {})
        if "coalition" in witness:
            truths.append(tuple(witness["coalition"]) in brute.blocking(market, payoffs))
    return all(truths)


def test_a_changed_answer_is_accepted_only_while_it_is_true():
    rng = random.Random(20240)
    verdicts = []
    for _ in range(ROUNDS):
        market = random_market(rng)
        payoffs = brute.vickrey_payoffs(market)
        payoffs["1"] += rng.choice([0, 0, 1, Fraction(-1, 2)])
        write = rng.choice([efficient, vickrey, lambda m, p=payoffs: core_test(m, p)])
        honest = write(market)
        assert isinstance(check(text(honest)), Accepted)
        verdicts.append(accepted_as_true(mutated(rng, honest), is_true))
    assert 50 < sum(verdicts) < ROUNDS / 2


def test_a_changed_answer_of_example_2_is_accepted_only_while_it_is_true():
    rng = random.Random(20241)
    written = [document for document in HONEST.values() if document["rule"] != "properties"]
    verdicts = [accepted_as_true(mutated(rng, rng.choice(written)), is_true) for _ in range(ROUNDS)]
    assert 50 < sum(verdicts) < ROUNDS / 2
