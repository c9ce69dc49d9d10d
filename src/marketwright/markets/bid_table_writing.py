"""Tables of bids, written: long, one row per bid, and wide, one column per good.

*Source.* `docs/formats/tables.md`.
"""

import csv
import io
from collections.abc import Iterable
from fractions import Fraction

from marketwright.errors import NumberError, TableError
from marketwright.exact import number_text, plain_decimal
from marketwright.markets.atoms import value_groups
from marketwright.markets.bundle import BundleMarket
from marketwright.markets.places import listed, shown
from marketwright.markets.xor_bids import (
    WRITE_DOCUMENT,
    buyer_without_bids,
    refuse_reserve_prices,
    xor_bids,
)

_FORMULA = ("=", "+", "-", "@")


def long_table_text(market: BundleMarket) -> tuple[str, tuple[str, ...]]:
    """The market as a long table, and notices about what the table cannot keep.

    Raises: `TableError` T112 (reserve prices, a buyer without bids, a good without bids or with `+` in its name).
    """
    target = "a long table of bids"
    refuse_reserve_prices(market, target)
    used: dict[str, None] = {}
    rows: list[tuple[str, ...]] = []
    for number, buyer in enumerate(market.buyers):
        groups = [group for group in value_groups(buyer.values) if group]
        if not groups:
            raise buyer_without_bids(buyer, number, target)
        for position, group in enumerate(groups, start=1):
            for bid in group:
                used.update(dict.fromkeys(bid.bundle))
                rows.append((buyer.name, str(position), "+".join(bid.bundle), _number(bid.value)))
    for place, good in enumerate(market.goods):
        if "+" in good or good not in used:
            given = f"the good {shown(good)} " + ('with "+" in its name' if "+" in good else "without any bid")
            raise TableError("T112", f"goods[{place}]", given, f'goods with bids and without "+" in {target}', WRITE_DOCUMENT)
    notices = _lost(market) if tuple(used) == market.goods else (*_lost(market), f"the goods will be read in the order of their first bid: {listed(used)}")
    return _csv([("bidder", "group", "bundle", "value"), *rows]), notices


def wide_table_text(market: BundleMarket) -> tuple[str, tuple[str, ...]]:
    """The market as a wide table, and notices about what the table cannot keep.

    A buyer without bids keeps a row without any good, worth 0.

    Raises: `TableError` T112 (reserve prices, a valuation of several groups, a header that would be read as that of a long table).
    """
    target = "a wide table of bids"
    refuse_reserve_prices(market, target)
    header = ("Bidder", *market.goods, "Value")
    if {good.casefold() for good in market.goods} in ({"bundle"}, {"bundle", "group"}):
        raise TableError("T112", "goods", f"the goods {listed(market.goods)}", f"goods that are not named like columns in {target}", WRITE_DOCUMENT)
    rows: list[tuple[str, ...]] = []
    for number, buyer in enumerate(market.buyers):
        bids = [(frozenset(bid.bundle), _number(bid.value)) for bid in xor_bids(buyer, number, target)] or [(frozenset(), "0")]
        rows.extend((buyer.name, *("1" if good in bundle else "0" for good in market.goods), value) for bundle, value in bids)
    return _csv([header, *rows]), _lost(market)


def _number(value: Fraction) -> str:
    """A decimal where there is one, since spreadsheets take `7/2` for a date."""
    try:
        return plain_decimal(value, "value")
    except NumberError:
        return number_text(value)


def _lost(market: BundleMarket) -> tuple[str, ...]:
    found = [f"a table of bids has no {key}" for key, text in (("title", market.title), ("source", market.source)) if text is not None]
    formulas = [name for name in (*market.goods, *(buyer.name for buyer in market.buyers)) if name.startswith(_FORMULA)]
    return (*found, *((f"a spreadsheet may take these names for formulas: {listed(formulas)}",) if formulas else ()))


def _csv(rows: Iterable[tuple[str, ...]]) -> str:
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\n").writerows(rows)
    return out.getvalue()
