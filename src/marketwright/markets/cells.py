"""Tables as rows of cells: CSV text taken apart and put together, whatever the cells mean.

Text is UTF-8, with or without byte order mark; cells are separated by commas or by semicolons, as the header is.

*Source.* `docs/formats/tables.md` (All tables).
"""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from marketwright.errors import NumberError, TableError
from marketwright.exact import number_text, plain_decimal
from marketwright.markets.kinds import Market, goods_of, names_of
from marketwright.markets.places import listed, shown

BID_HEADERS = "the header bidder,group,bundle,value (group may be missing), or Bidder, one column for each good, Value"
VALUE_HEADER = "the header Buyer, one column for each good"

_FORMULA = ("=", "+", "-", "@")


@dataclass(frozen=True, slots=True, kw_only=True)
class TableRow:
    """One row of cells and the place where it starts."""

    place: str
    cells: list[str]


def first_cell(text: str) -> str:
    """The first cell of a table, in lower case, if its header has others."""
    line = text.split("\n", 1)[0]
    for delimiter in ",;":
        first, *others = line.split(delimiter)
        if others:
            return first.strip().strip('"').casefold()
    return ""


def table_rows(text: str, name: str, first: str) -> Iterator[TableRow]:
    """The rows that have any cell filled, beginning with the header, whose first cell has to be `first`.

    Raises: `TableError` T121 (another header), T122 (a row of the wrong length), T125 (cells that cannot be told apart).
    """
    return _rows(text, name, _delimiter(text, name, first))


def _delimiter(text: str, name: str, first: str) -> str:
    line = text.split("\n", 1)[0]
    for delimiter in ",;":
        cell, *others = line.split(delimiter)
        if others and cell.strip().strip('"').casefold() == first:
            return delimiter
    if "\t" in line:
        raise TableError("T121", f"{name}, line 1", "cells separated by tabs", "commas or semicolons", "save the table as CSV with commas or semicolons")
    remedy = "let the first column be called bidder in a table of bids, and buyer in a table of values"
    raise TableError("T121", f"{name}, line 1", f"the header {shown(line.strip())}", f"{BID_HEADERS}; or {VALUE_HEADER}", remedy)


def _rows(text: str, name: str, delimiter: str) -> Iterator[TableRow]:
    """Blank rows are what spreadsheets leave at the end."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    width = 0
    while True:
        place = f"{name}, line {reader.line_num + 1}"
        try:
            cells = next(reader, None)
        except csv.Error as error:
            given = f"cells that cannot be told apart ({error})"
            raise TableError("T125", place, given, "cells, or cells in double quotes with quotes inside them doubled", "look for a stray quote") from None
        if cells is None:
            return
        if not any(cells):
            continue
        width = width or len(cells)
        if len(cells) != width:
            decimal_comma = delimiter == "," and len(cells) == width + 1
            remedy = "use a point for decimals, or quote names that contain commas" if decimal_comma else "fill or remove cells"
            raise TableError("T122", place, f"{len(cells)} cell{'s' * (len(cells) > 1)}", f"{width} cells as in the header", remedy)
        yield TableRow(place=place, cells=cells)


def number_cell(value: Fraction) -> str:
    """A decimal where there is one, since spreadsheets take `7/2` for a date."""
    try:
        return plain_decimal(value, "value")
    except NumberError:
        return number_text(value)


def lost(market: Market, target: str) -> tuple[str, ...]:
    """Notices about what no table keeps, and about names that a spreadsheet would not show as they are."""
    found = [f"{target} has no {key}" for key, text in (("title", market.title), ("source", market.source)) if text is not None]
    formulas = [name for name in (*goods_of(market), *names_of(market)) if name.startswith(_FORMULA)]
    return (*found, *((f"a spreadsheet may take these names for formulas: {listed(formulas)}",) if formulas else ()))


def table_text(rows: Iterable[Sequence[str]]) -> str:
    """The rows as CSV with commas."""
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\n").writerows(rows)
    return out.getvalue()
