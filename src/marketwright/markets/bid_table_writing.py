"""Tables of bids, written: long, one row per bid, and wide, one column per good.

*Source.* `docs/formats/tables.md`.
"""

from marketwright.errors import TableError
from marketwright.markets.atoms import value_groups
from marketwright.markets.bundle import BundleMarket
from marketwright.markets.cells import lost, number_cell, table_text
from marketwright.markets.places import listed, shown
from marketwright.markets.xor_bids import (
    WRITE_DOCUMENT,
    buyer_without_bids,
    refuse_reserve_prices,
    xor_bids,
)


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
                rows.append((buyer.name, str(position), "+".join(bid.bundle), number_cell(bid.value)))
    for place, good in enumerate(market.goods):
        if "+" in good or good not in used:
            given = f"the good {shown(good)} " + ('with "+" in its name' if "+" in good else "without any bid")
            raise TableError("T112", f"goods[{place}]", given, f'goods with bids and without "+" in {target}', WRITE_DOCUMENT)
    notices = lost(market, "a table of bids")
    if tuple(used) != market.goods:
        notices = (*notices, f"the goods will be read in the order of their first bid: {listed(used)}")
    return table_text([("bidder", "group", "bundle", "value"), *rows]), notices


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
        bids = [(frozenset(bid.bundle), number_cell(bid.value)) for bid in xor_bids(buyer, number, target)] or [(frozenset(), "0")]
        rows.extend((buyer.name, *("1" if good in bundle else "0" for good in market.goods), value) for bundle, value in bids)
    return table_text([header, *rows]), lost(market, "a table of bids")
