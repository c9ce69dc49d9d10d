"""Tables of values as CSV, one row for each buyer and one column for each good: unit-demand markets.

*Meaning.* The header is `Buyer` and the goods.  A cell is what the good is worth to the buyer, of any sign; where it is empty or `-`, the buyer may not
have the good.  Rows whose first cell is `seller value` or `reserve price` are the seller's.  The last two columns may be `cash` and `rate`, or `budget`
and `steepness`: buyers for whom they are filled borrow, or have a soft budget.

*Source.* `docs/formats/tables.md` (Tables of values).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from marketwright.errors import MarketError, TableError
from marketwright.exact import parse_number, parse_short_numbers
from marketwright.markets.cells import BID_HEADERS, VALUE_HEADER, TableRow, table_rows
from marketwright.markets.parts import MAX_BUYERS, MAX_GOODS, too_many, valid_name
from marketwright.markets.places import shown
from marketwright.markets.preference_validation import hard_budget
from marketwright.markets.rows import Row
from marketwright.markets.strict_json import decoded
from marketwright.markets.unit_demand import (
    BorrowingPreference,
    Preference,
    QuasilinearPreference,
    SoftBudgetPreference,
    UnitDemandBuyer,
    UnitDemandMarket,
)
from marketwright.markets.validation import validate_market

SELLER_ROWS = ("seller value", "reserve price")
PARAMETERS = ("cash", "rate"), ("budget", "steepness")
BID_COLUMNS = ("value", "bid", "price")
FORBIDDEN = ("", "-")

_LONG = ({"bundle", "value"}, {"group", "bundle", "value"})
_MAKERS: Mapping[str, Callable[[Row, Fraction, Fraction], Preference]] = {
    "cash": lambda values, cash, rate: BorrowingPreference(values=values, cash=cash, rate=rate),
    "budget": lambda values, budget, steepness: SoftBudgetPreference(values=values, budget=budget, steepness=steepness),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Columns:
    """The goods, the two columns after them or none, and for each set of forbidden goods the places of the others."""

    goods: tuple[str, ...]
    parameters: tuple[str, ...]
    places: dict[tuple[str, ...], dict[str, int]] = field(default_factory=dict)

    def places_without(self, forbidden: tuple[str, ...]) -> dict[str, int]:
        if forbidden not in self.places:
            without = frozenset(forbidden)
            self.places[forbidden] = {good: place for place, good in enumerate(good for good in self.goods if good not in without)}
        return self.places[forbidden]


def market_from_value_table(data: bytes, name: str) -> UnitDemandMarket:
    """The unit-demand market that a CSV table of values describes.

    Raises: `TableError` T108, T110, T121, T122, T124 to T127 with line and column; `NumberError` for a value; `MarketError` M109 and M110 for a name, M122
    for a budget without steepness.

    Cost: rows of short numbers are read in compiled code.
    """
    rows = table_rows(decoded(data, name, byte_order_mark=True), name, "buyer")
    columns = _columns(next(rows))
    buyers: dict[str, UnitDemandBuyer] = {}
    lines: dict[str, str] = {}
    of_seller: dict[str, dict[str, Fraction]] = {}
    for row in rows:
        title = seller_row(row.cells[0])
        if title is not None:
            if title in of_seller:
                raise TableError("T127", row.place, f"a second row {title}", "one row of each of the seller's", "remove one of the two")
            of_seller[title] = _of_seller(row, columns, title)
            continue
        buyer = _buyer(row, columns)
        if buyer.name in buyers:
            given = f"the name {shown(buyer.name)} again, after {lines[buyer.name]}"
            raise MarketError("M110", f"{row.place}, column buyer", given, "different names of buyers", "rename or remove one of the two")
        buyers[buyer.name], lines[buyer.name] = buyer, row.place.rsplit(", ", 1)[-1]
        if len(buyers) > MAX_BUYERS:
            raise too_many(row.place, "buyers", MAX_BUYERS)
    if not buyers:
        raise TableError("T126", name, "no row of a buyer after the header", "one or more rows", "check that the file was saved completely")
    seller_values, reserve_prices = (of_seller.get(title, {}) for title in SELLER_ROWS)
    return validate_market(UnitDemandMarket(goods=columns.goods, buyers=tuple(buyers.values()), seller_values=seller_values, reserve_prices=reserve_prices))


def seller_row(cell: str) -> str | None:
    """Which row of the seller's a first cell announces, in any spelling: `Seller values`, `reserve_price`."""
    plain = cell.casefold().replace("_", " ").removesuffix("s")
    return plain if plain in SELLER_ROWS else None


def _columns(header: TableRow) -> _Columns:
    cells = header.cells[1:]
    folded = [cell.casefold() for cell in cells]
    if set(folded) in _LONG or folded[-1] in BID_COLUMNS:
        allowed = f"{VALUE_HEADER}; a table of bids has {BID_HEADERS}"
        raise TableError("T121", header.place, f"the columns of a table of bids after {shown(header.cells[0])}", allowed, "call the first column Bidder")
    parameters = tuple(folded[-2:]) if tuple(folded[-2:]) in PARAMETERS else ()
    goods = cells[: len(cells) - len(parameters)]
    if len(goods) > MAX_GOODS:
        raise too_many(header.place, "goods", MAX_GOODS)
    first: dict[str, int] = {}
    for column, good in enumerate(goods, start=2):
        place = f"{header.place}, column {column}"
        if good.casefold() == "budget":
            raise hard_budget(place, "a column budget without a last column steepness")
        if any(good.casefold() in pair for pair in PARAMETERS):
            allowed = "cash and rate, or budget and steepness, as the last two columns"
            raise TableError("T121", place, f"the column {shown(good)}", allowed, "add the other column, or rename the good")
        if first.setdefault(valid_name(good, place), column) != column:
            given = f"the good {shown(good)} again, after column {first[good]}"
            raise TableError("T110", place, given, "one column for each good", "rename or remove one of the two")
    return _Columns(goods=tuple(goods), parameters=parameters)


def _buyer(row: TableRow, columns: _Columns) -> UnitDemandBuyer:
    name = row.cells[0]
    if not name:
        raise TableError("T124", f"{row.place}, column buyer", "an empty cell", "the name of the buyer", "fill it, or remove the row")
    valid_name(name, f"{row.place}, column buyer", of="buyer")
    cells = row.cells[1 : len(columns.goods) + 1]
    forbidden: tuple[str, ...] = ()
    if "" in cells or "-" in cells:
        forbidden = tuple(good for good, cell in zip(columns.goods, cells, strict=True) if cell in FORBIDDEN)
        cells = [cell for cell in cells if cell not in FORBIDDEN]
    places = columns.places_without(forbidden)
    values = _row(cells, places, row.place)
    return UnitDemandBuyer(name=name, preference=_preference(values, row, columns.parameters), forbidden=forbidden)


def _row(cells: list[str], places: Mapping[str, int], place: str) -> Row:
    found = parse_short_numbers(cells)
    if found is not None:
        return Row(places, *found)
    return Row.of(places, {good: parse_number(cell, f"{place}, column {good}") for good, cell in zip(places, cells, strict=True)})


def _preference(values: Row, row: TableRow, parameters: tuple[str, ...]) -> Preference:
    cells = row.cells[len(row.cells) - len(parameters) :]
    if not any(cells):
        return QuasilinearPreference(values=values)
    for parameter, cell in zip(parameters, cells, strict=True):
        place = f"{row.place}, column {parameter}"
        if not cell:
            if parameter == "steepness":
                raise hard_budget(place, "a budget without steepness")
            raise TableError("T124", place, "an empty cell", f"{' and '.join(parameters)}, or neither", "fill both, or none")
    first, second = (parse_number(cell, f"{row.place}, column {parameter}") for parameter, cell in zip(parameters, cells, strict=True))
    return _MAKERS[parameters[0]](values, first, second)


def _of_seller(row: TableRow, columns: _Columns, title: str) -> dict[str, Fraction]:
    if any(row.cells[len(columns.goods) + 1 :]):
        allowed = f"empty cells below {' and '.join(columns.parameters)}"
        raise TableError("T127", row.place, f"a row {title} with the preference of a buyer", allowed, "empty them")
    found: dict[str, Fraction] = {}
    for good, cell in zip(columns.goods, row.cells[1:], strict=False):
        if cell in FORBIDDEN:
            continue
        place = f"{row.place}, column {good}"
        found[good] = parse_number(cell, place)
        if found[good] < 0:
            raise TableError("T108", place, f"the negative value {cell}", "0 or more", "use 0, or empty the cell")
    return found
