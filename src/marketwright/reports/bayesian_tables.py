"""Mechanisms, allocations and types' utilities as tables."""

from collections.abc import Mapping, Sequence
from typing import Any

from marketwright.reports.answered import AnsweredMarket
from marketwright.reports.bayesian_numbers import column
from marketwright.reports.bayesian_words import fraction, kind_cell, lottery_cell, profile_cell, profile_title, transfer_cell
from marketwright.reports.walrasian_words import cut, fitted

MOST_PROFILES = 12
"""More rows than these are counted only."""
MOST_TYPES = 24
Numbers = Mapping[str, Mapping[str, object]]
"""A number for each type of each player."""


def mechanism_lines(answered: AnsweredMarket, mechanism: Mapping[str, Any], width: int) -> list[str]:
    """What is done and paid in every profile."""
    lottery, transfers = mechanism["lottery"], mechanism["transfers"]
    header = (profile_title(answered), "what is done", *map(answered.buyer, answered.titles))
    shown, more = cut([(profile,) for profile in lottery], "profile", MOST_PROFILES)
    rows = [
        (
            profile_cell(answered, profile),
            lottery_cell(answered, lottery[profile]),
            *(transfer_cell(transfers[player][profile]) for player in answered.titles),
        )
        for (profile,) in shown
    ]
    return [*fitted(header, rows, (), width), *more]


def table_lines(answered: AnsweredMarket, tables: Mapping[str, Mapping[str, object]], width: int) -> list[str]:
    """A number for every player in every profile."""
    players = [player for player in answered.titles if player in tables]
    shown, more = cut([(profile,) for profile in tables[players[0]]], "profile", MOST_PROFILES)
    columns = [column(tables[player][profile] for (profile,) in shown) for player in players]
    rows = [(profile_cell(answered, profile), *cells) for (profile,), *cells in zip(shown, *columns, strict=True)]
    header = (profile_title(answered), *map(answered.buyer, players))
    return [*fitted(header, rows, range(1, len(header)), width), *more]


def type_lines(answered: AnsweredMarket, columns: Mapping[str, Numbers], width: int, texts: Mapping[str, Numbers] | None = None) -> list[str]:
    """Numbers, and then words, for every type of every player, by column title; where a type has none the cell is empty.

    A column of types is shown where somebody has several.
    """
    kinds = [
        (player.name, kind) for player in answered.bayesian.players for kind in player.types if any(_has(part, player.name, kind) for part in columns.values())
    ]
    shown, more = cut([(player, kind) for player, kind in kinds], "type", MOST_TYPES)
    named = any(len(player.types) > 1 for player in answered.bayesian.players)
    cells = [_number_cells(part, shown) for part in columns.values()]
    words = [[str(part.get(player, {}).get(kind, "")) for player, kind in shown] for part in (texts or {}).values()]
    rows = [
        (answered.cell(player), *([kind_cell(answered, player, kind)] if named else []), *line)
        for (player, kind), *line in zip(shown, *cells, *words, strict=True)
    ]
    header = ("player", *(["type"] if named else []), *columns, *(texts or {}))
    first = 1 + named
    return [*fitted(header, rows, range(first, first + len(columns)), width), *more]


def _has(numbers: Numbers, player: str, kind: str) -> bool:
    return kind in numbers.get(player, {})


def _number_cells(numbers: Numbers, shown: Sequence[Sequence[str]]) -> list[str]:
    """One column; empty where there is no number."""
    places = [place for place, (player, kind) in enumerate(shown) if _has(numbers, player, kind)]
    found = [""] * len(shown)
    for place, text in zip(places, column(numbers[shown[place][0]][shown[place][1]] for place in places), strict=True):
        found[place] = text
    return found


def priors(answered: AnsweredMarket) -> dict[str, dict[str, object]]:
    """How likely every type is."""
    return {player.name: dict(zip(player.types, player.prior, strict=True)) for player in answered.bayesian.players}


def nonzero(tables: Mapping[str, Mapping[str, object]]) -> bool:
    """Whether any number of the tables is not 0."""
    return any(fraction(number) for part in tables.values() for number in part.values())
