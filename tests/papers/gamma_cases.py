"""Asking the rules of mechanism Γ about small markets, and reading their answers briefly.

Requests are pairs (goods, price) in the order of the buyers, goods as a string of one-letter names or a list.  A reply is a pair of strings: the members, and
the owner of each good in market order, so ("123", "23") serves buyers 1, 2 and 3, A to buyer 2 and B to buyer 3, nothing but a dummy to buyer 1.
"""

from fractions import Fraction
from itertools import combinations, product

import marketwright
from marketwright.coalitions import Clearing
from marketwright.gamma.profile import Profile, Valuer
from marketwright.gamma.replies import best_replies
from marketwright.gamma.reply import best_reply


def requests(market, *asked):
    """The document of second input."""
    named = zip(market.buyers, asked, strict=True)
    return {"format": "marketwright.input/1", "requests": {buyer.name: {"bundle": list(goods), "price": str(price)} for buyer, (goods, price) in named}}


def answered(market, rule, *asked):
    """The answer of a rule that is told requests, accepted by the checker."""
    answer = marketwright.solve(market, rule, input=requests(market, *asked))
    assert answer.checked == "accepted"
    return answer


def findings(answer):
    return {finding.claim: finding.holds for finding in answer.findings}


def net(answer):
    return tuple(answer.outcome["net"].values())


def payoffs(answer):
    """Of the buyers in market order, then of the seller."""
    return tuple(answer.outcome["payoffs"].values())


def listed(answer):
    """All replies that the entries of `gamma/replies` stand for, by the words of `docs/formats/gamma.md`."""
    goods, names, found = answer.market["goods"], [buyer["name"] for buyer in answer.market["buyers"]], set()
    for entry in answer.outcome["replies"]:
        replies = set()
        for size in range(len(entry["optional"]) + 1):
            for joining in combinations(entry["optional"], size):
                members = sorted([*entry["members"], *joining], key=names.index)
                for owners in product(members, repeat=len(entry["free"])) if members else ():
                    owner = {good: name for name, held in entry["bundles"].items() for good in held} | dict(zip(entry["free"], owners, strict=True))
                    replies.add(("".join(members), "".join(owner[good] for good in goods)))
        assert len(replies) == entry["count"]
        found |= replies
    return found


def replies_to_net(market, *nets):
    """What the best replies to these net payoffs pay, and who is served by each of the coalitions that reply best; by the library, without a document."""
    clearing = Clearing(market)
    profile = Profile(tuple(map(Fraction, nets)))
    reply = best_reply(clearing, Valuer(clearing), profile)
    found = best_replies(clearing, profile, reply.pays, 1000)
    assert found.tree is not None
    names = [buyer.name for buyer in market.buyers]
    return reply.pays, {"".join(names[member] for member in members) for entry in found.entries for members, _ in entry.replies()}
