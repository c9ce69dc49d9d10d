"""Files of markets, read and written: the format follows from the content, and where that leaves doubt from the file's name.

*Source.* `docs/formats/market.md`, `docs/formats/tables.md`.
"""

from dataclasses import dataclass
from pathlib import Path

from marketwright.errors import DocumentError, TableError
from marketwright.markets.bid_table import market_from_table
from marketwright.markets.bid_table_writing import long_table_text, wide_table_text
from marketwright.markets.bundle import BundleMarket
from marketwright.markets.cats import cats_text, market_from_cats
from marketwright.markets.cells import first_cell
from marketwright.markets.document import (
    market_document,
    market_from_document,
    readable_text,
)
from marketwright.markets.efg_reading import market_from_efg
from marketwright.markets.files import read_bytes, write_whole
from marketwright.markets.kinds import Market, kind_of
from marketwright.markets.strict_json import decoded, parse_json
from marketwright.markets.unit_demand import UnitDemandMarket
from marketwright.markets.validation import validate_market
from marketwright.markets.value_table import market_from_value_table
from marketwright.markets.value_table_writing import value_table_text
from marketwright.markets.xor_bids import WRITE_DOCUMENT

_BY_SUFFIX = {".json": "json", ".csv": "csv", ".txt": "cats", ".cats": "cats", ".efg": "game"}
_FORMATS = "a market document (.json), a CATS file (.txt or .cats), a table (.csv) or a game of Gambit (.efg)"


@dataclass(frozen=True, slots=True, kw_only=True)
class MarketFile:
    """A market that was read, and plain texts about what its reader should know (rows that were dropped, headers that disagree, ...)."""

    market: Market
    notices: tuple[str, ...]


def read_market(path: Path | str) -> MarketFile:
    """The market in a file.

    Raises: `InputError` with the code, the place and the remedy; nothing else.
    """
    return parse_market(read_bytes(path), str(path))


def parse_market(data: bytes, name: str) -> MarketFile:
    """The market that bytes spell; `name` is the file's name, which decides where the content does not and stands in messages.

    Raises: `InputError`; D113 when neither content nor name tells the format.
    """
    match _format(data, name):
        case "json":
            return MarketFile(market=market_from_document(parse_json(data, name)), notices=())
        case "cats":
            market, notices = market_from_cats(data, name)
            return MarketFile(market=market, notices=notices)
        case "game":
            game, notices = market_from_efg(data, name)
            return MarketFile(market=game, notices=notices)
        case "values":
            return MarketFile(market=market_from_value_table(data, name), notices=())
        case _:
            market, notices = market_from_table(data, name)
            return MarketFile(market=market, notices=notices)


def write_market(market: Market, path: Path | str) -> tuple[str, ...]:
    """Write the market in the format that the file's name asks for; returns notices about what that format cannot keep.

    `.json`: a document for people (its canonical form has the market's digest), the only format of divisible and Bayesian markets; `.txt`, `.cats`: CATS;
    `.wide.csv`: one column per good; other `.csv`: one row per bid, and for a unit-demand market one row per buyer.  The file appears whole or not at all.

    Raises: `DocumentError` D112 (cannot be written), D114 (unknown name); `TableError` T112 (the format cannot hold the market).
    """
    valid = validate_market(market)
    suffix = Path(path).suffix.lower()
    notices: tuple[str, ...] = ()
    match _BY_SUFFIX.get(suffix):
        case "json":
            text = readable_text(market_document(valid))
        case "cats":
            text, notices = cats_text(_bundle(valid, "kind bundle in a CATS file"))
        case "csv":
            text, notices = _table(valid, str(path).lower().endswith(".wide.csv"))
        case _:
            raise DocumentError("D114", str(path), f"the ending {suffix!r}", ".json, .txt, .cats or .csv", "choose one of these endings")
    write_whole(path, text)
    return notices


def _table(market: Market, wide: bool) -> tuple[str, tuple[str, ...]]:
    if isinstance(market, UnitDemandMarket):
        return value_table_text(market)
    return (wide_table_text if wide else long_table_text)(_bundle(market, "kinds bundle and unit-demand in a table"))


def _bundle(market: Market, held: str) -> BundleMarket:
    """The market itself; `held` says markets of which kinds the format can hold."""
    if isinstance(market, BundleMarket):
        return market
    raise TableError("T112", "kind", f"a market of the kind {kind_of(market)}", f"markets of the {held}", WRITE_DOCUMENT)


def _format(data: bytes, name: str) -> str:
    text = decoded(data, name, byte_order_mark=True)
    start = text.lstrip()[:200]
    first_word = start.replace(",", " ").replace(";", " ").replace("\t", " ").split()[0].strip('"').lower()
    if start[0] in "{[":
        return "json"
    if start[0] == "%" or first_word in ("goods", "bids", "dummy"):
        return "cats"
    if first_word == "efg":
        return "game"
    if first_word == "bidder":
        return "csv"
    if first_word == "buyer" and first_cell(start) == "buyer":
        return "values"
    by_name = _BY_SUFFIX.get(Path(name).suffix.lower())
    if by_name is None:
        raise DocumentError("D113", name, f"a text that starts with {start[:20]!r}", _FORMATS, "give the file one of these endings")
    return by_name
