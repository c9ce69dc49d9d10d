"""Asking the rules on divisible markets about small markets, and reading their answers briefly.

Goods are A, B, ... and bidders 1, 2, ... in market order.  Bundles are tuples with one number for each good; allocations tuples with one bundle for each
bidder.
"""

from fractions import Fraction
from pathlib import Path

import marketwright
from marketwright.markets import market_from_document
from marketwright.questions import Question
from marketwright.reallocative.setting import setting

EXAMPLES = Path(__file__).parents[2] / "examples"
LETTERS = "ABCD"


def document(quantity, *utilities):
    """A market document; a utility is a pair of theta and S, for one good two numbers."""
    goods = list(LETTERS[: len(quantity)])
    bidders = []
    for number, (theta, matrix) in enumerate(utilities, start=1):
        vector, rows = (theta, matrix) if isinstance(theta, tuple) else ((theta,), ((matrix,),))
        values = {"type": "quadratic", "theta": [str(entry) for entry in vector], "S": [[str(entry) for entry in row] for row in rows]}
        bidders.append({"name": str(number), "values": values})
    return {"format": "marketwright.market/1", "kind": "divisible", "goods": goods, "quantity": [str(number) for number in quantity], "bidders": bidders}


def market(quantity, *utilities):
    return market_from_document(document(quantity, *utilities))


def one_good(quantity, *thetas):
    """A market of one good with S = 1."""
    return market((quantity,), *((theta, 1) for theta in thetas))


def example(name):
    """A market of the examples."""
    return marketwright.read_market(EXAMPLES / f"{name}.market.json").market


def asked(of, rule, **parts):
    """The answer of a rule of the room, with the parts as second input."""
    return marketwright.solve(of, f"reallocative/{rule}", input=parts or None)


def vector(bundle):
    return tuple(bundle.values())


def vectors(bundles):
    """By name, bundles as tuples."""
    return tuple(vector(bundle) for bundle in bundles.values())


def numbers(amounts):
    return tuple(amounts.values())


def bundle(*entries):
    return dict(zip(LETTERS, map(str, entries), strict=False))


def blocks(answer):
    """Who blocks: members with `a` for the auctioneer, and the deficit."""
    return [("".join(["a"] * entry["auctioneer"] + entry["coalition"]), entry["deficit"]) for entry in answer.outcome["blocking"]]


def holds(answer, *claims):
    found = tuple(answer.finding(claim).holds for claim in claims)
    return found[0] if len(found) == 1 else found


def witness(answer, claim):
    return answer.finding(claim).details["witness"]


def worths(of, quantity=None):
    """Every coalition's surplus, by the names of its members, by the exact worths of the library."""
    here = setting(of, Question())
    table = here.surplus.worths(here.quantity if quantity is None else tuple(map(Fraction, quantity)))
    return {"".join(str(i + 1) for i in here.everybody if mask >> i & 1): worth for mask, worth in enumerate(table)}
