"""Market documents: from a parsed document to a market, from a market to its canonical document, text and digest.

*Source.* `docs/formats/market.md`.  pydantic is imported only when a document is read.
"""

import hashlib
import json
import re
from collections.abc import Iterable, Mapping

from marketwright.errors import MarketError
from marketwright.exact import canonical_number
from marketwright.markets.bayesian import BayesianMarket
from marketwright.markets.bayesian_document import bayesian_entries
from marketwright.markets.bundle import (
    AdditiveValues,
    AssignmentValues,
    Bid,
    BundleMarket,
    OrOfXorValues,
    OrValues,
    TableValues,
    UnitDemandValues,
    Values,
    XorValues,
)
from marketwright.markets.divisible import DivisibleMarket
from marketwright.markets.divisible_document import divisible_entries
from marketwright.markets.kinds import KINDS, Market, kind_of
from marketwright.markets.places import did_you_mean, listed, shown
from marketwright.markets.strict_json import JsonValue, json_sort
from marketwright.markets.unit_demand import UnitDemandMarket
from marketwright.markets.unit_demand_document import amounts_by_good, unit_demand_entries
from marketwright.markets.validation import validate_market

FORMAT = "marketwright.market/1"

_LINE = 120


def market_from_document(document: object) -> Market:
    """The market that a parsed document spells, in normal form.

    Numbers may be `JsonNumber`, texts or Python integers.

    Raises: `MarketError` (M101 to M117, M120 to M143), `NumberError` (N101 to N103, N105).

    Example:
    >>> bid = {"bundle": ["A"], "value": "7/2"}
    >>> document = {"format": FORMAT, "kind": "bundle", "goods": ["A"], "buyers": [{"name": "1", "values": {"type": "xor", "bids": [bid]}}]}
    >>> market_from_document(document).buyers[0]
    Buyer(name='1', values=XorValues(bids=(Bid(bundle=('A',), value=Fraction(7, 2)),)))
    """
    if not isinstance(document, Mapping):
        raise MarketError("M101", "document", json_sort(document), "an object", "write it in braces, with the keys of a market document")
    _refuse_other_formats(document)
    from marketwright.markets.shape import unchecked_market  # noqa: PLC0415 - pydantic is needed here only

    return validate_market(unchecked_market(document))


def market_document(market: Market) -> dict[str, JsonValue]:
    """The canonical document of a market in normal form: numbers canonical, absent keys absent.

    Keys stand in reading order; `canonical_text` sorts them.
    """
    document: dict[str, JsonValue] = {"format": FORMAT, "kind": kind_of(market)}
    if market.title is not None:
        document["title"] = market.title
    if market.source is not None:
        document["source"] = market.source
    match market:
        case BayesianMarket():
            return document | bayesian_entries(market)
        case UnitDemandMarket(goods=goods):
            return document | {"goods": list(goods)} | unit_demand_entries(market)
        case DivisibleMarket(goods=goods):
            return document | {"goods": list(goods)} | divisible_entries(market)
        case BundleMarket(goods=goods):
            return document | {"goods": list(goods)} | _bundle_entries(market)


def canonical_text(document: Mapping[str, JsonValue]) -> str:
    """The canonical JSON text of a document whose numbers are canonical already: sorted keys, no white space.

    Example:
    >>> canonical_text({"b": [1, "7/2"], "a": "ä"})
    '{"a":"ä","b":[1,"7/2"]}'
    """
    return json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


def document_digest(document: Mapping[str, JsonValue]) -> str:
    """`sha256:` and the lower-case hexadecimal SHA-256 of the canonical text in UTF-8."""
    return "sha256:" + hashlib.sha256(canonical_text(document).encode("utf-8")).hexdigest()


def market_digest(market: Market) -> str:
    """The digest of the market's canonical document; the market is in normal form."""
    return document_digest(market_document(market))


def readable_text(document: Mapping[str, JsonValue]) -> str:
    """The document as JSON for people: what fits on a line stands on one line."""
    return "".join(_pieces(document, 0, 0)) + "\n"


def _pieces(value: object, indent: int, used: int) -> Iterable[str]:
    """The text of a value that starts after `used` characters of its line; containers that do not fit are broken after each entry."""
    line = json.dumps(value, ensure_ascii=False)
    if used + len(line) <= _LINE or not isinstance(value, Mapping | list) or not value:
        yield line
        return
    pad = " " * (indent + 1)
    opening, closing = "{}" if isinstance(value, Mapping) else "[]"
    keyed = value.items() if isinstance(value, Mapping) else ((None, entry) for entry in value)
    for number, (key, entry) in enumerate(keyed):
        label = "" if key is None else json.dumps(key, ensure_ascii=False) + ": "
        yield (",\n" + pad) if number else opening
        yield label
        yield from _pieces(entry, indent + 1, indent + 1 + len(label))
    yield closing


def _bundle_entries(market: BundleMarket) -> dict[str, JsonValue]:
    entries: dict[str, JsonValue] = {"buyers": [{"name": buyer.name, "values": _values(buyer.values)} for buyer in market.buyers]}
    if market.reserve_prices:
        entries["reserve_prices"] = amounts_by_good(market.reserve_prices)
    return entries


def _values(values: Values) -> JsonValue:
    match values:
        case XorValues(bids=bids):
            return {"type": "xor", "bids": _bids(bids)}
        case OrValues(bids=bids):
            return {"type": "or", "bids": _bids(bids)}
        case OrOfXorValues(groups=groups):
            return {"type": "or-of-xor", "groups": [_bids(group) for group in groups]}
        case TableValues(bids=bids, free_disposal=closed):
            table: dict[str, JsonValue] = {"type": "table", "bids": _bids(bids)}
            return {**table, "free_disposal": True} if closed else table
        case AdditiveValues(values=amounts):
            return {"type": "additive", "values": amounts_by_good(amounts)}
        case UnitDemandValues(values=amounts):
            return {"type": "unit-demand", "values": amounts_by_good(amounts)}
        case AssignmentValues(positions=positions):
            return {"type": "assignment", "positions": [amounts_by_good(position) for position in positions]}


def _bids(bids: Iterable[Bid]) -> list[JsonValue]:
    return [{"bundle": list(bid.bundle), "value": canonical_number(bid.value)} for bid in bids]


def _refuse_other_formats(document: Mapping[str, object]) -> None:
    for key, allowed in (("format", (FORMAT,)), ("kind", KINDS)):
        if key not in document:
            near = did_you_mean(key, [str(name) for name in document], "")
            remedy = f"rename {near.removeprefix('did you mean ').removesuffix('?')}" if near else "add it"
            raise MarketError("M102", key, "missing", listed(allowed), remedy)
        if not isinstance(document[key], str):
            raise MarketError("M101", key, json_sort(document[key]), listed(allowed), f"write {shown(allowed[0])}")
        if key == "format" and document[key] != FORMAT:
            name = str(document[key])
            raise MarketError("M105", "format", f"the format {shown(name)}", shown(FORMAT), _format_remedy(name))
    kind = str(document["kind"])
    offered = f"the offered kinds {listed(KINDS)}"
    if kind not in KINDS:
        raise MarketError("M106", "kind", f"the unknown kind {shown(kind)}", offered, did_you_mean(kind, KINDS, "choose one of them"))


def _format_remedy(name: str) -> str:
    if re.fullmatch(r"marketwright\.market/[0-9]+", name):
        return "use the version of marketwright that knows this format"
    if name.startswith("marketwright."):
        return "give the file of the market"
    return did_you_mean(name, (FORMAT,), "convert the file")
