"""Whatever is changed in an answer about divisible goods: what is still accepted is true by brute force."""

import random
from itertools import combinations

from marketcheck import Accepted, check
from tests import reallocative_oracle as oracle
from tests.reallocative_markets import random_market, random_packages, random_participants, random_payoffs, random_sides

from . import reallocative_writer as write
from .breaking import accepted_as_true, mutated
from .reallocative_answers import HONEST
from .reallocative_truth import is_true
from .reallocative_writer import Book
from .writer import num, text

ROUNDS = 260
RULES = ("vickrey", "core", "core", "uniform", "always", "monotone", "shills", "packages", "quantity", "independent", "split", "revenue", "break")
SEVERAL = 3


def canonical(document: dict) -> dict:
    """Returns a market in canonical form, which has no endowment of zeros and no quotient that is whole."""
    for bidder in document["bidders"]:
        if not any(oracle.fraction(x) for x in bidder["values"].get("endowment", [1])):
            del bidder["values"]["endowment"]
    return document


def random_answer(rng: random.Random, rule: str) -> dict | None:
    """Returns an honest answer of the rule about a random market, if the market has one."""
    sizes = (4, 4, 5) if rule == "split" else (2, 3, 3, 4)
    document = canonical(random_market(rng, sizes=sizes, widths=(1, 1, 2, 2, 3) if rule != "shills" else (1, 2)))
    book = Book(document)
    some = random_participants(rng, book.of)
    stated = {"participants": book.names(some)} if rng.random() < 0.5 else {}
    some = some if stated else book.all
    bundles = [book.bundle(package) for package in random_packages(rng, book.of)]
    same = len({book.of.matrices[i] for i in some}) == 1 and len(some) >= SEVERAL
    if rule == "core" and rng.random() < 0.6:
        payoffs, share = random_payoffs(rng, book.of, some)
        stated |= {"payoffs": {book.name(i): num(payoff) for i, payoff in payoffs.items()} | {"auctioneer": num(share)}}
    if rule == "split":
        forward, _ = random_sides(rng, book.all)
        return write.split(document, book.names(forward))
    if rule == "break":
        three = [bidders for bidders in combinations(book.all, 3) if oracle.revenue(book.of, bidders) is not None]
        chosen = rng.choice(three or [None])
        differ = chosen and book.of.thetas[chosen[1]] != book.of.thetas[chosen[2]]
        return write.broken_by(document, rng.choice([3, 4]), *book.names(chosen), stated=rng.random() < 0.5) if differ else None
    needs = {"uniform": same, "revenue": len({*book.of.matrices}) == 1, "quantity": any(book.of.quantity)}
    if not needs.get(rule, True):
        return None
    if rule in ("packages", "quantity"):
        return getattr(write, rule)(document, bundles)
    if rule == "independent":
        return write.independent(document, bundles, **stated)
    return getattr(write, rule)(document, **(stated if rule in ("vickrey", "core", "uniform", "shills") else {}))


def test_a_changed_answer_is_accepted_only_while_it_is_true():
    rng = random.Random(20261)
    verdicts, rules, holds = [], set(), set()
    for _ in range(ROUNDS):
        honest = random_answer(rng, rng.choice(RULES))
        if honest is None:
            continue
        verdict = check(text(honest))
        assert isinstance(verdict, Accepted), (verdict, honest)
        assert is_true(honest), honest
        rules.add(honest["rule"])
        holds |= {(finding["claim"], finding["holds"]) for finding in honest["findings"]}
        verdicts += [accepted_as_true(mutated(rng, honest), is_true) for _ in range(8)]
    assert 20 < sum(verdicts) < len(verdicts) / 2
    assert len(rules) == len({*RULES})
    assert holds >= {("core", True), ("core", False), ("bidder-core-always", True), ("truthful", False), ("shill-proof", False), ("substitutes", False)}


def test_a_changed_answer_by_hand_is_accepted_only_while_it_is_true():
    rng = random.Random(20262)
    small = [document for document in HONEST.values() if len(document["market"]["bidders"]) < 16 and not document["parameters"]]
    documents = [document for document in small if document["rule"] != "reallocative/advise" and not {"samples", "prior"} & {*document.get("input", {})}]
    judged = [document for document in documents if document["certificate"] or document["rule"] != "reallocative/core"]
    assert len(judged) > 30
    assert all(map(is_true, judged))
    verdicts = [accepted_as_true(mutated(rng, rng.choice(judged)), is_true) for _ in range(4 * ROUNDS)]
    assert 20 < sum(verdicts) < ROUNDS * 2
