"""Objects of documents of the kind `bayesian` whose keys are players: exactly those who belong there.

Imports pydantic: reached only through `markets.shape`.
"""

from collections.abc import Iterable, Mapping, Sequence

from marketwright.errors import MarketError
from marketwright.markets.bayesian import Table
from marketwright.markets.bayesian_tables import TableReader
from marketwright.markets.bayesian_validation import unknown_player
from marketwright.markets.parts import wrong_type
from marketwright.markets.places import key_text, listed, shown
from marketwright.markets.strict_json import json_sort


def outer_object(given: object, place: str, allowed: str) -> Mapping[str, object]:
    """The object that stands there.

    Raises: `MarketError` M101.
    """
    if not isinstance(given, Mapping):
        raise MarketError("M101", place, json_sort(given), allowed, "write it in braces, with its keys")
    for key in given:
        if not isinstance(key, str):
            raise wrong_type(place, key, "texts as keys")
    return given


def tables_of(given: object, place: str, members: Sequence[str], known: Iterable[str], tables: TableReader) -> dict[str, Table]:
    """The table of each of the members, in their order.

    Raises: `MarketError` M101, M133, M136, M137, and as `TableReader.table`.
    """
    found = of_members(outer_object(given, place, "an object {player: table, ...}"), place, members, known)
    return {name: tables.table(found[name], f"{place}{key_text(name)}") for name in members}


def of_members(given: Mapping[str, object], place: str, members: Sequence[str], known: Iterable[str]) -> Mapping[str, object]:
    """The object itself, if it has an entry for each of the members, and for nobody else.

    Raises: `MarketError` M133 (unknown), M136 (a member without), M137 (an outsider).
    """
    if given.keys() == set(members):
        return given
    for name in given:
        if name not in known:
            raise unknown_player(name, f"{place}{key_text(name)}", known)
        if name not in members:
            allowed = f"tables of {listed(members)} only"
            told = f"a table for the player {shown(name)}"
            raise MarketError("M137", f"{place}{key_text(name)}", told, allowed, "remove it, or add the player to the members")
    name = next(name for name in members if name not in given)
    raise MarketError("M136", place, f"nothing for the player {shown(name)}", f"a table for each of {listed(members)}", "add it, if only 0")
