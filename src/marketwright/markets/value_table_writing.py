"""Tables of values, written: one row for each buyer, one column for each good.

*Source.* `docs/formats/tables.md` (Tables of values).
"""

from collections.abc import Mapping
from fractions import Fraction

from marketwright.errors import TableError
from marketwright.markets.cells import lost, number_cell, table_text
from marketwright.markets.places import shown
from marketwright.markets.rows import Row
from marketwright.markets.unit_demand import BorrowingPreference, Preference, QuasilinearPreference, SoftBudgetPreference, UnitDemandBuyer, UnitDemandMarket
from marketwright.markets.value_table import BID_COLUMNS, PARAMETERS, SELLER_ROWS, seller_row
from marketwright.markets.xor_bids import WRITE_DOCUMENT

_TARGET = "a table of values"


def value_table_text(market: UnitDemandMarket) -> tuple[str, tuple[str, ...]]:
    """The market as a table of values, and notices about what the table cannot keep.

    Raises: `TableError` T112 (an entry fee, preferences that the table cannot hold, names that mean something else in it, no goods, no buyers).
    """
    _refuse_unwritable(market)
    parameters = _parameters(market)
    rows: list[list[str]] = [["Buyer", *market.goods, *parameters]]
    rows += [_row(buyer, market, parameters) for buyer in market.buyers]
    for title, amounts in zip(SELLER_ROWS, (market.seller_values, market.reserve_prices), strict=True):
        if amounts:
            rows.append([title, *("-" if good not in amounts else number_cell(amounts[good]) for good in market.goods), *("" for _ in parameters)])
    return table_text(rows), lost(market, _TARGET)


def _refuse_unwritable(market: UnitDemandMarket) -> None:
    if market.entry_fee:
        raise _unwritable("entry_fee", "an entry fee", f"markets without entry fee in {_TARGET}")
    for place, things in (("goods", market.goods), ("buyers", market.buyers)):
        if not things:
            raise _unwritable(place, f"no {place}", f"markets with {place} in {_TARGET}")
    taken = {name for pair in PARAMETERS for name in pair}
    for number, good in enumerate(market.goods):
        if good.casefold() in taken or (number == len(market.goods) - 1 and good.casefold() in BID_COLUMNS):
            raise _unwritable(f"goods[{number}]", f"the good {shown(good)}", f"goods that are not named like other columns in {_TARGET}")
    if {good.casefold() for good in market.goods} in ({"bundle", "value"}, {"bundle", "group", "value"}):
        raise _unwritable("goods", "goods that are named like the columns of a table of bids", f"other names in {_TARGET}")
    for number, buyer in enumerate(market.buyers):
        if seller_row(buyer.name) is not None:
            raise _unwritable(f"buyers[{number}].name", f"the name {shown(buyer.name)}", f"buyers that are not named like rows of the seller in {_TARGET}")


def _parameters(market: UnitDemandMarket) -> tuple[str, ...]:
    """The two columns after the goods that the preferences need, or none."""
    needed: tuple[str, ...] = ()
    for number, buyer in enumerate(market.buyers):
        place = f"buyers[{number}].preference"
        match buyer.preference:
            case QuasilinearPreference():
                continue
            case BorrowingPreference():
                own = PARAMETERS[0]
            case SoftBudgetPreference():
                own = PARAMETERS[1]
            case _:
                allowed = f"the types quasilinear, borrowing and soft-budget in {_TARGET}"
                raise _unwritable(place, f"the preference of buyer {shown(buyer.name)}", allowed)
        if needed not in ((), own):
            raise _unwritable(place, "borrowing and soft budgets in one market", f"one of the two in {_TARGET}")
        needed = own
    return needed


def _row(buyer: UnitDemandBuyer, market: UnitDemandMarket, parameters: tuple[str, ...]) -> list[str]:
    values, own = _parts(buyer.preference)
    return [buyer.name, *_cells(values, market.goods), *(map(number_cell, own) if own else ("" for _ in parameters))]


def _parts(preference: Preference) -> tuple[Mapping[str, Fraction], tuple[Fraction, ...]]:
    """The values, and the numbers of the columns after them."""
    match preference:
        case BorrowingPreference(values=values, cash=cash, rate=rate):
            return values, (cash, rate)
        case SoftBudgetPreference(values=values, budget=budget, steepness=steepness):
            return values, (budget, steepness)
        case QuasilinearPreference(values=values):
            return values, ()
    raise TypeError("a preference that no table holds")


def _cells(values: Mapping[str, Fraction], goods: tuple[str, ...]) -> list[str]:
    if isinstance(values, Row) and values.denominator == 1:
        if len(values) == len(goods):
            return list(map(str, values.numerators))
        return [str(values.numerators[values.places[good]]) if good in values.places else "-" for good in goods]
    return [number_cell(values[good]) if good in values else "-" for good in goods]


def _unwritable(place: str, given: str, allowed: str) -> TableError:
    return TableError("T112", place, given, allowed, WRITE_DOCUMENT)
