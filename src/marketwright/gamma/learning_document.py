"""The document `marketwright.learning/1`: what buyers learned, for further use.

*Source.* `docs/formats/learning.md`.
"""

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from marketwright.answers.answer import plain
from marketwright.gamma.learn import Learning, LearningRound
from marketwright.markets.bundle import BundleMarket
from marketwright.markets.document import market_digest, market_document

LEARNING_FORMAT = "marketwright.learning/1"
NOTE = "A numeric experiment, not a proof: another seed, step or number of rounds gives other numbers; the same ones give these again."


def learning_document(market: BundleMarket, learning: Learning) -> dict[str, Any]:
    """The document; numbers are exact and canonical."""
    names = [buyer.name for buyer in market.buyers]

    def by_buyer(amounts: Sequence[Fraction]) -> dict[str, Any]:
        return {name: plain(amount) for name, amount in zip(names, amounts, strict=True)}

    def round_document(played: LearningRound) -> dict[str, Any]:
        return {
            "mover": None if played.mover is None else names[played.mover],
            "net": by_buyer(played.net),
            "members": [names[member] for member in played.members],
            "payoffs": {**by_buyer(played.payoffs), "seller": plain(played.revenue)},
        }

    return {
        "format": LEARNING_FORMAT,
        "note": NOTE,
        "market_digest": market_digest(market),
        "parameters": {"kind": learning.kind, "rounds": len(learning.rounds), "seed": learning.seed, "step": plain(learning.step)},
        "vickrey": by_buyer(learning.vickrey),
        "last": {"net": by_buyer(learning.last), "distance": plain(learning.distance(learning.last))},
        "average": {
            "net": by_buyer(learning.average),
            "distance": plain(learning.distance(learning.average)),
            "payoffs": {**by_buyer(learning.average_payoffs), "seller": plain(learning.average_revenue)},
        },
        "market": market_document(market),
        "rounds": [round_document(played) for played in learning.rounds],
    }
