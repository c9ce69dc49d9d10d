"""Transcripts of plays: the document `marketwright.play/1`, and where two of them differ.

*Source.* `docs/formats/play.md`.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from marketwright.answers.answer import plain
from marketwright.gamma.play import Round
from marketwright.markets.bundle import BundleMarket
from marketwright.markets.document import canonical_text, market_digest, market_document
from marketwright.markets.places import place_text

PLAY_FORMAT = "marketwright.play/1"
BEST_REPLY, BY_HAND = "best-reply", "by-hand"
ROUND_KEYS = ("requests", "seller", "reply", "best_revenue", "payoffs", "regrets")


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """Where a transcript differs from what its requests lead to: key path, what stands there, what was recomputed."""

    place: str
    given: str
    recomputed: str


def transcript_document(market: BundleMarket, rounds: Iterable[Round]) -> dict[str, Any]:
    """The transcript of finished rounds."""
    return {
        "format": PLAY_FORMAT,
        "market_digest": market_digest(market),
        "market": market_document(market),
        "rounds": [round_document(played) for played in rounds],
    }


def round_document(played: Round) -> dict[str, Any]:
    """One round of a transcript."""
    document = {
        "requests": {name: request.document() for name, request in played.requests.items()},
        "seller": BY_HAND if played.by_hand else BEST_REPLY,
        "reply": {"members": played.reply.members, "allocation": played.reply.allocation, "payments": played.reply.payments},
        "best_revenue": played.best_revenue,
        "payoffs": played.payoffs,
        "regrets": [
            {"buyer": found.buyer, "payoff": found.payoff, "limit": found.limit, "request": found.request.document(), "net": found.net}
            for found in played.regrets
        ],
    }
    return {key: plain(document[key]) for key in ROUND_KEYS}


def first_difference(given: Any, recomputed: Any, path: tuple[str | int, ...]) -> Difference | None:
    """The first place, in the order of what was recomputed, where two JSON values differ; None if they are the same."""
    if isinstance(given, Mapping) and isinstance(recomputed, Mapping):
        for key in (*recomputed, *(key for key in given if key not in recomputed)):
            if key not in given or key not in recomputed:
                return Difference(place=place_text((*path, key)), given=_text(given, key), recomputed=_text(recomputed, key))
            if (found := first_difference(given[key], recomputed[key], (*path, key))) is not None:
                return found
        return None
    if isinstance(given, list) and isinstance(recomputed, list) and len(given) == len(recomputed):
        pairs = enumerate(zip(given, recomputed, strict=True))
        return next((found for place, (one, other) in pairs if (found := first_difference(one, other, (*path, place))) is not None), None)
    if type(given) is type(recomputed) and given == recomputed:
        return None
    return Difference(place=place_text(path), given=_short(given), recomputed=_short(recomputed))


def _text(document: Mapping[str, Any], key: str) -> str:
    return _short(document[key]) if key in document else "nothing"


def _short(value: Any) -> str:
    text = canonical_text(value)
    return text if len(text) <= 60 else text[:57] + "..."
