"""Answers as `check` and `explain` read them: judged by `marketcheck` first, trusted only when accepted."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import marketcheck
from marketwright.cli.ending import notice
from marketwright.errors import DocumentError
from marketwright.markets.document import canonical_text, market_document, market_from_document
from marketwright.markets.files import read_bytes
from marketwright.markets.reading import parse_market
from marketwright.markets.strict_json import parse_json
from marketwright.reports.answered import AnsweredMarket


@dataclass(frozen=True, slots=True, kw_only=True)
class JudgedAnswer:
    """A verdict, and the texts that were judged."""

    verdict: marketcheck.Verdict
    answer_text: str
    market_text: str | None

    def answered(self) -> AnsweredMarket:
        """The answer beside its market, once the verdict is that it is accepted."""
        document: Mapping[str, Any] = json.loads(self.answer_text)
        spelled = document["market"] if "market" in document else parse_json((self.market_text or "").encode(), "market")
        return AnsweredMarket(market=market_from_document(spelled), document=document)


def judged(answer: Path, market: Path | None, limit: int | None) -> JudgedAnswer:
    """The verdict of `marketcheck` on the files.

    Raises: `DocumentError` for files that cannot be read; `marketcheck.Unreadable` for documents that are not of the format.
    """
    answer_text = _text(read_bytes(answer), answer)
    market_text = None if market is None else _market_text(market)
    return JudgedAnswer(verdict=marketcheck.check(answer_text, market_text, limit=limit), answer_text=answer_text, market_text=market_text)


def _market_text(path: Path) -> str:
    """A JSON document as it stands; a CATS file, a table, or a game in short form as the document that it spells, since `marketcheck` reads nothing else."""
    data = read_bytes(path)
    if data.lstrip()[:1] in (b"{", b"[") and not _is_short(data, path):
        return _text(data, path)
    read = parse_market(data, str(path))
    for text in read.notices:
        notice(f"notice: {text}")
    return canonical_text(market_document(read.market))


def _is_short(data: bytes, path: Path) -> bool:
    """Whether a document is that of a game, which may leave tables and coalitions to be worked out."""
    document = parse_json(data, str(path))
    return isinstance(document, Mapping) and document.get("kind") == "bayesian"


def _text(data: bytes, path: Path) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise DocumentError("D105", str(path), f"byte {error.start} is not UTF-8", "UTF-8", "save it as UTF-8") from None
