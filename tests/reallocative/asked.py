"""Small auctions of divisible goods as documents, questions about them, and random ones with their brute force."""

import json
from fractions import Fraction
from pathlib import Path
from random import Random

from marketwright.answers import answer_document
from marketwright.markets import market_from_document
from marketwright.solving import checked_answer, found_answer
from tests.reallocative_markets import random_market
from tests.reallocative_oracle import fraction, market_of

EXAMPLES = Path(__file__).parents[2] / "examples"


def example(name):
    """The document of an example."""
    return json.loads((EXAMPLES / f"paper-001-{name}.market.json").read_text("utf-8"))


def auction(quantity, *bidders, goods="ABCDEFGHIJ", names=None):
    """A market document; a bidder is (theta, S), and of one good two numbers."""
    whole = [quantity] if isinstance(quantity, int | str) else list(quantity)
    names = [str(place + 1) for place in range(len(bidders))] if names is None else names
    values = [
        {"type": "quadratic", "theta": theta, "S": s} if isinstance(s, list) else {"type": "quadratic", "theta": [theta], "S": [[s]]} for theta, s in bidders
    ]
    entries = [{"name": name, "values": one} for name, one in zip(names, values, strict=True)]
    return {"format": "marketwright.market/1", "kind": "divisible", "goods": list(goods[: len(whole)]), "quantity": whole, "bidders": entries}


def ask(document, rule, **given):
    """The checked answer's document."""
    answer = checked_answer(found_answer(market_from_document(document), f"reallocative/{rule}", input=given or None))
    assert answer.checked == "accepted"
    return answer_document(answer)


def verdicts(answer):
    """Claim -> whether it holds."""
    return {finding["claim"]: finding["holds"] for finding in answer["findings"]}


def finding(answer, claim):
    """The finding of that claim."""
    return next(finding for finding in answer["findings"] if finding["claim"] == claim)


def vectors(bundles):
    """Bundles of an answer as vectors."""
    return tuple(vector(bundle) for bundle in bundles)


def vector(bundle):
    """A bundle of an answer as a vector."""
    return tuple(map(fraction, bundle.values()))


def bundles(vectors, goods):
    """Vectors as an input states them."""
    return [dict(zip(goods, [str(Fraction(entry)) for entry in vector], strict=True)) for vector in vectors]


def members(market, names):
    """The places of bidders."""
    return tuple(market.names.index(name) for name in names)


def random_auctions(seed, count, **options):
    """Documents of two or more bidders with their brute force, and the random numbers that go on."""
    random = Random(f"rules of reallocative {seed}")
    options = {"sizes": (2, 2, 3, 3, 3, 4), **options}
    for _ in range(count):
        document = random_market(random, **options)
        yield random, document, market_of(document)
