"""Tables of bids as CSV, long (one row per bid) or wide (one column per good).

*Long:* `bidder,group,bundle,value` with bundles such as `A+B`; the column `group` may be missing.  Bids of one bidder and group exclude one
another (XOR); different groups of one bidder combine (OR-of-XOR).  The goods are those of the bundles, in the order of their first bid.

*Wide:* `Bidder`, one column of 0 and 1 per good, and last `Value` (or `Bid`, or `Price`); each row is a bid, and a bidder's bids exclude one another.
Rows without any good are dropped with a notice.

Text is UTF-8, with or without byte order mark; cells are separated by commas or by semicolons, as the header is.  Numbers are exact and strict.

*Source.* `docs/formats/tables.md`.
"""

from collections.abc import Iterable, Iterator
from fractions import Fraction

from marketwright.errors import TableError
from marketwright.exact import parse_number
from marketwright.markets.bundle import (
    Bid,
    BundleMarket,
    Buyer,
    OrOfXorValues,
    XorValues,
)
from marketwright.markets.cells import BID_HEADERS, TableRow, table_rows
from marketwright.markets.parts import valid_name
from marketwright.markets.places import did_you_mean, shown
from marketwright.markets.strict_json import decoded
from marketwright.markets.validation import MAX_BIDS, validate_market

_LONG = ("bidder", "group", "bundle", "value")
_VALUE_NAMES = ("value", "bid", "price")

_MARKS = "write 1 if the bid is for this good, otherwise 0 (or use the header of a long table: bidder,group,bundle,value)"

_Bids = dict[str, dict[str, list[Bid]]]


def market_from_table(data: bytes, name: str) -> tuple[BundleMarket, tuple[str, ...]]:
    """The market that a CSV table of bids describes, and notices about dropped rows.

    Raises: `TableError` T103, T108, T110, T121 to T126 with line and column; `NumberError` for a value; `MarketError` M109 for a name.
    """
    rows = table_rows(decoded(data, name, byte_order_mark=True), name, "bidder")
    header = next(rows)
    if _is_long(header.cells):
        return _long_market(header, rows, name), ()
    return _wide_market(header, rows, name)


def _is_long(header: list[str]) -> bool:
    names = [cell.casefold() for cell in header]
    return len(names) == len(set(names)) and set(names) in ({*_LONG}, {*_LONG} - {"group"})


def _long_market(header: TableRow, rows: Iterator[TableRow], name: str) -> BundleMarket:
    columns = {cell.casefold(): number for number, cell in enumerate(header.cells)}
    goods: dict[str, None] = {}
    bids: _Bids = {}
    for row in _counted(rows):
        group = _filled(row, columns["group"], "group") if "group" in columns else ""
        bundle = _bundle(_filled(row, columns["bundle"], "bundle"), f"{row.place}, column bundle", goods)
        _add(bids, row, columns["bidder"], group, Bid(bundle=bundle, value=_value(row, columns["value"], "value")))
    return _market(goods, bids, name)


def _wide_market(header: TableRow, rows: Iterator[TableRow], name: str) -> tuple[BundleMarket, tuple[str, ...]]:
    goods = _wide_goods(header)
    bids: _Bids = {}
    empty: list[str] = []
    for row in _counted(rows):
        marks = row.cells[1:-1]
        for good, mark in zip(goods, marks, strict=True):
            if mark not in ("0", "1"):
                raise TableError("T123", f"{row.place}, column {good}", shown(mark), "0 or 1", _MARKS)
        bundle = tuple(good for good, mark in zip(goods, marks, strict=True) if mark == "1")
        bid = Bid(bundle=bundle, value=_value(row, -1, header.cells[-1]))
        _add(bids, row, 0, "", bid)
        if not bundle:
            empty.append(row.place.rsplit(" ", 1)[-1])
    lines = ", ".join(empty[:20]) + (", ..." if len(empty) > 20 else "")
    notices = (f"{name}: {len(empty)} rows without any good are dropped (lines {lines})",) if empty else ()
    return _market(dict.fromkeys(goods), bids, name), notices


def _wide_goods(header: TableRow) -> list[str]:
    goods = header.cells[1:-1]
    if not goods or header.cells[-1].casefold() not in _VALUE_NAMES:
        given = f"the last column {shown(header.cells[-1])}"
        raise TableError("T121", header.place, given, BID_HEADERS, did_you_mean(header.cells[-1], _VALUE_NAMES, "call the last column Value"))
    first: dict[str, int] = {}
    for column, good in enumerate(goods, start=2):
        place = f"{header.place}, column {column}"
        if first.setdefault(valid_name(good, place), column) != column:
            given = f"the good {shown(good)} again, after column {first[good]}"
            raise TableError("T110", place, given, "one column for each good", "rename or remove one of the two")
    return goods


def _counted(rows: Iterable[TableRow]) -> Iterator[TableRow]:
    for number, row in enumerate(rows):
        if number >= MAX_BIDS:
            raise TableError("T103", row.place, f"more than {MAX_BIDS} bids", f"at most {MAX_BIDS} bids", "split the market")
        yield row


def _filled(row: TableRow, column: int, name: str) -> str:
    if not row.cells[column]:
        raise TableError("T124", f"{row.place}, column {name}", "an empty cell", "a value in every cell", "fill it, or remove the row")
    return row.cells[column]


def _value(row: TableRow, column: int, name: str) -> Fraction:
    value = parse_number(_filled(row, column, name), f"{row.place}, column {name}")
    if value < 0:
        given = f"the negative value {row.cells[column]}"
        raise TableError("T108", f"{row.place}, column {name}", given, "0 or more", "use 0, or remove the row")
    return value


def _bundle(text: str, place: str, goods: dict[str, None]) -> tuple[str, ...]:
    """The goods of a cell such as `A+B`; new ones are added to `goods`."""
    bundle: dict[str, None] = {}
    for part in text.split("+"):
        good = part.strip(" ")
        if good not in goods:
            goods[valid_name(good, place)] = None
        if good in bundle:
            raise TableError("T110", place, f"the good {shown(good)} again", "every good once in a bundle", "remove it")
        bundle[good] = None
    return tuple(bundle)


def _add(bids: _Bids, row: TableRow, column: int, group: str, bid: Bid) -> None:
    bidder = _filled(row, column, "bidder")
    if bidder not in bids:
        bids[valid_name(bidder, f"{row.place}, column bidder", of="buyer")] = {}
    own = bids[bidder].setdefault(group, [])
    if bid.bundle:
        own.append(bid)


def _market(goods: Iterable[str], bids: _Bids, name: str) -> BundleMarket:
    if not bids:
        raise TableError("T126", name, "no row after the header", "one or more bids", "check that the file was saved completely")
    buyers = tuple(Buyer(name=bidder, values=_values([tuple(group) for group in groups.values()])) for bidder, groups in bids.items())
    return validate_market(BundleMarket(goods=tuple(goods), buyers=buyers))


def _values(groups: list[tuple[Bid, ...]]) -> XorValues | OrOfXorValues:
    return XorValues(bids=groups[0]) if len(groups) == 1 else OrOfXorValues(groups=tuple(groups))
