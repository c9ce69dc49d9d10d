"""Markets: what they are, how they are read and written, and when they are refused.

A *bundle market* has indivisible goods, buyers with values for sets of goods, and possibly reserve prices below which the seller keeps a good.  A
value of a set of goods is the largest total of bids that fit into it (`markets.bundle`); every valuation is an OR of XOR groups of atoms
(`markets.atoms`).

A *unit-demand market* has buyers who get at most one good each, and to whom a good may be worth less the more they pay (`markets.unit_demand`).

A *divisible market* has goods of which bidders buy and sell quantities, with strictly concave utility of bundles (`markets.divisible`).

A *Bayesian market* has players with privately known types, and states what every coalition of them can do (`markets.bayesian`).

Every market in this program has passed `validate_market`.
"""

from marketwright.markets.atoms import Atom, atoms, value_groups
from marketwright.markets.balanced_collections import BalancedCollection, minimal_balanced_collections
from marketwright.markets.balanced_cover import balanced_cover
from marketwright.markets.bayesian import BayesianMarket, BayesianPlayer, CoalitionActions, JointAction, Table
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
from marketwright.markets.divisible import (
    DivisibleBidder,
    DivisibleMarket,
    DivisibleValues,
    ExactValues,
    ExponentialValues,
    LogCoshValues,
    LogisticValues,
    Matrix,
    NumericValues,
    QuadraticValues,
    Vector,
)
from marketwright.markets.document import (
    canonical_text,
    document_digest,
    market_digest,
    market_document,
    market_from_document,
    readable_text,
)
from marketwright.markets.efg_reading import market_from_efg
from marketwright.markets.files import read_bytes, write_whole
from marketwright.markets.kinds import KINDS, Market, bayesian_market, bundle_market, divisible_market, kind_of, names_of, refuse_other_kind, unit_demand_market
from marketwright.markets.levels import is_desirable, level_map
from marketwright.markets.parts import valid_name
from marketwright.markets.profiles import profile_texts
from marketwright.markets.quadratic import net_theta
from marketwright.markets.reading import (
    MarketFile,
    parse_market,
    read_market,
    write_market,
)
from marketwright.markets.rows import Row
from marketwright.markets.strict_json import JsonNumber, JsonValue, parse_json
from marketwright.markets.tables import closed_tables
from marketwright.markets.unit_demand import (
    BorrowingPreference,
    ExactPreference,
    IncomePreference,
    LevelsPreference,
    Preference,
    QuadraticCostPreference,
    QuasilinearPreference,
    SinhCostPreference,
    SmoothPreference,
    SoftBudgetPreference,
    TanhPreference,
    UnitDemandBuyer,
    UnitDemandMarket,
)
from marketwright.markets.validation import validate_market
from marketwright.markets.value_table import market_from_value_table
from marketwright.markets.value_table_writing import value_table_text

__all__ = [
    "KINDS",
    "AdditiveValues",
    "AssignmentValues",
    "Atom",
    "BalancedCollection",
    "BayesianMarket",
    "BayesianPlayer",
    "Bid",
    "BorrowingPreference",
    "BundleMarket",
    "Buyer",
    "CoalitionActions",
    "DivisibleBidder",
    "DivisibleMarket",
    "DivisibleValues",
    "ExactPreference",
    "ExactValues",
    "ExponentialValues",
    "IncomePreference",
    "JointAction",
    "JsonNumber",
    "JsonValue",
    "LevelsPreference",
    "LogCoshValues",
    "LogisticValues",
    "Market",
    "MarketFile",
    "Matrix",
    "NumericValues",
    "OrOfXorValues",
    "OrValues",
    "Preference",
    "QuadraticCostPreference",
    "QuadraticValues",
    "QuasilinearPreference",
    "Row",
    "SinhCostPreference",
    "SmoothPreference",
    "SoftBudgetPreference",
    "Table",
    "TableValues",
    "TanhPreference",
    "UnitDemandBuyer",
    "UnitDemandMarket",
    "UnitDemandValues",
    "Values",
    "Vector",
    "XorValues",
    "atoms",
    "balanced_cover",
    "bayesian_market",
    "bundle_market",
    "canonical_text",
    "cats_text",
    "closed_tables",
    "divisible_market",
    "document_digest",
    "is_desirable",
    "kind_of",
    "level_map",
    "long_table_text",
    "market_digest",
    "market_document",
    "market_from_cats",
    "market_from_document",
    "market_from_efg",
    "market_from_table",
    "market_from_value_table",
    "minimal_balanced_collections",
    "names_of",
    "net_theta",
    "parse_json",
    "parse_market",
    "profile_texts",
    "read_bytes",
    "read_market",
    "readable_text",
    "refuse_other_kind",
    "unit_demand_market",
    "valid_name",
    "validate_market",
    "value_groups",
    "value_table_text",
    "wide_table_text",
    "write_market",
    "write_whole",
]
