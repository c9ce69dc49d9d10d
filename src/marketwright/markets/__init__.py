"""Bundle markets: what they are, how they are read and written, and when they are refused.

A *bundle market* has indivisible goods, buyers with values for sets of goods, and possibly reserve prices below which the seller keeps a good.  A
value of a set of goods is the largest total of bids that fit into it (`markets.bundle`); every valuation is an OR of XOR groups of atoms
(`markets.atoms`), and every market in this program has passed `validate_market`.
"""

from marketwright.markets.atoms import Atom, atoms, value_groups
from marketwright.markets.bid_table import market_from_table
from marketwright.markets.bid_table_writing import long_table_text, wide_table_text
from marketwright.markets.bundle import (
    AdditiveValues,
    AssignmentValues,
    Bid,
    BundleMarket,
    Buyer,
    OrOfXorValues,
    OrValues,
    TableValues,
    UnitDemandValues,
    Values,
    XorValues,
)
from marketwright.markets.cats import cats_text, market_from_cats
from marketwright.markets.document import (
    canonical_text,
    document_digest,
    market_digest,
    market_document,
    market_from_document,
    readable_text,
)
from marketwright.markets.files import read_bytes, write_whole
from marketwright.markets.reading import (
    MarketFile,
    parse_market,
    read_market,
    write_market,
)
from marketwright.markets.strict_json import JsonNumber, JsonValue, parse_json
from marketwright.markets.tables import closed_tables
from marketwright.markets.validation import valid_name, validate_market

__all__ = [
    "AdditiveValues",
    "AssignmentValues",
    "Atom",
    "Bid",
    "BundleMarket",
    "Buyer",
    "JsonNumber",
    "JsonValue",
    "MarketFile",
    "OrOfXorValues",
    "OrValues",
    "TableValues",
    "UnitDemandValues",
    "Values",
    "XorValues",
    "atoms",
    "canonical_text",
    "cats_text",
    "closed_tables",
    "document_digest",
    "long_table_text",
    "market_digest",
    "market_document",
    "market_from_cats",
    "market_from_document",
    "market_from_table",
    "parse_json",
    "parse_market",
    "read_bytes",
    "read_market",
    "readable_text",
    "valid_name",
    "validate_market",
    "value_groups",
    "wide_table_text",
    "write_market",
    "write_whole",
]
