"""Valuations as plain XOR bids, for formats that know nothing else."""

from marketwright.errors import TableError
from marketwright.markets.atoms import value_groups
from marketwright.markets.bundle import Bid, BundleMarket, Buyer
from marketwright.markets.places import shown

WRITE_DOCUMENT = "write a market document (.market.json) instead"


def xor_bids(buyer: Buyer, number: int, target: str) -> tuple[Bid, ...]:
    """The bids of buyer `number`, who uses at most one of them; empty when he bids for nothing.

    `target` names what is to be written, for the error message.

    Raises: `TableError` T112 when he may combine several groups of bids.
    """
    groups = [group for group in value_groups(buyer.values) if group]
    if len(groups) > 1:
        given = f"{len(groups)} groups of bids that buyer {shown(buyer.name)} may combine"
        raise TableError("T112", f"buyers[{number}].values", given, f"valuations of one XOR group in {target}", WRITE_DOCUMENT)
    return groups[0] if groups else ()


def refuse_reserve_prices(market: BundleMarket, target: str) -> None:
    """Nothing, if the market has no reserve prices.

    Raises: `TableError` T112.
    """
    if market.reserve_prices:
        raise TableError("T112", "reserve_prices", "reserve prices", f"markets without reserve prices in {target}", WRITE_DOCUMENT)


def buyer_without_bids(buyer: Buyer, number: int, target: str) -> TableError:
    """The error for a buyer whom a list of bids cannot show."""
    given = f"no bid of buyer {shown(buyer.name)}"
    return TableError("T112", f"buyers[{number}].values", given, f"buyers with bids in {target}", WRITE_DOCUMENT)
