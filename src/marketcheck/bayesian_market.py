"""The document of a game with incomplete information (`docs/formats/bayesian-market.md`), read into canonical form."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from itertools import product
from math import prod
from typing import Any

from marketcheck.bayesian_game import Block, Game, Members
from marketcheck.conditions import Unreadable
from marketcheck.documents import MAX_BYTES, canonical_json, read
from marketcheck.lines import Exact, common, times
from marketcheck.market import Names, name_of
from marketcheck.unit_demand import amount

MAX_PLAYERS, MAX_PROFILES, MAX_ACTIONS, MAX_PAYOFFS = 10, 4_096, 2_000, 1_000_000
Table = list[Exact]
Actions = dict[str, list[Table]]


def game_from(document: object) -> Game:
    """Returns the game of a JSON document."""
    if isinstance(document, dict) and {"build", "balanced_cover"} & document.keys():
        raise Unreadable("market", "market: marketcheck reads no builders and no balanced covers; give the market in canonical form")
    market = read(document, MARKET, "market")
    players = Names(player["name"] for player in market["players"])
    if not 0 < len(players.numbers) == len(players) <= MAX_PLAYERS:
        raise Unreadable("name", f"market.players: 1 to {MAX_PLAYERS} different names are needed")
    types = [_types(player["types"], f"market.players[{i}].types") for i, player in enumerate(market["players"])]
    if prod(map(len, types)) > MAX_PROFILES:
        raise Unreadable("size", f"market: there are at most {MAX_PROFILES} profiles")
    priors = [[Fraction(player["types"][name]) for name in names] for player, names in zip(market["players"], types, strict=True)]
    coalitions = _coalitions(market["coalitions"], players, types)
    tables = [table for actions in coalitions.values() for tables in actions.values() for table in tables]
    scale = common([*(share for prior in priors for share in prior), *(payoff for table in tables for payoff in table)])
    blocks = [
        Block(members, Names(actions), [[times(table, scale) for table in of_members] for of_members in actions.values()])
        for members, actions in coalitions.items()
    ]
    canonical = _canonical(market, players, types, coalitions)
    return Game(players=players, types=types, priors=priors, blocks=blocks, scale=scale, canonical=canonical)


def _types(stated: Mapping[str, Exact], place: str) -> Names:
    """Returns a player's types in the order of their names."""
    for name, share in stated.items():
        if name_of(name, place) == "*" or "," in name:
            raise Unreadable("name", f"{place}: {name!r} has a comma, or is *")
        if share <= 0:
            raise Unreadable("number", f"{place}: probabilities are above 0")
    if sum(stated.values()) != 1:
        raise Unreadable("market", f"{place}: probabilities add up to 1")
    return Names(sorted(stated))


def _coalitions(stated: Sequence[Mapping[str, Any]], players: Names, types: Sequence[Names]) -> dict[Members, Actions]:
    """Returns the coalitions that can do anything, in order, with their actions in the order of names."""
    sizes, found, payoffs = prod(map(len, types)), dict[Members, Actions](), 0
    profiles = Names(",".join(profile) for profile in product(*types))
    written = sum(len(profile.encode()) for profile in profiles)
    for k, coalition in enumerate(stated):
        place = f"market.coalitions[{k}]"
        members = tuple(sorted({players.numbers.get(name, -1) for name in coalition["members"]}))
        if not members or len(members) < len(coalition["members"]) or members[0] < 0 or members in found:
            raise Unreadable("market", f"{place}.members: a set of players is needed, each at most once")
        payoffs += len(coalition["actions"]) * len(members) * sizes
        if len(coalition["actions"]) > MAX_ACTIONS or payoffs > MAX_PAYOFFS:
            raise Unreadable("size", f"{place}: there are at most {MAX_ACTIONS} actions in a coalition and {MAX_PAYOFFS} payoffs")
        if payoffs // sizes * written > MAX_BYTES:
            raise Unreadable("size", f"{place}: the profiles of all tables have at most {MAX_BYTES} bytes, written out")
        names = [players[i] for i in members]
        actions = sorted(coalition["actions"].items())
        if not actions:
            raise Unreadable("market", f"{place}.actions: one or more are needed")
        found[members] = {name_of(name, place): _of_members(tables, names, types, profiles, f"{place}.actions.{name}") for name, tables in actions}
    if tuple(range(len(players))) not in found:
        raise Unreadable("market", "market.coalitions: the coalition of all players has at least one action")
    return {members: found[members] for members in sorted(found, key=lambda members: (len(members), members))}


def _of_members(tables: Mapping[str, Any], names: Sequence[str], types: Sequence[Names], profiles: Names, place: str) -> list[Table]:
    if tables.keys() != {*names}:
        raise Unreadable("market", f"{place}: a table for each member is needed, and for nobody else")
    return [_table(tables[name], types, profiles, f"{place}.{name}") for name in names]


def _table(stated: Any, types: Sequence[Names], profiles: Names, place: str) -> Table:
    """Returns the numbers of all profiles, each of which is given by exactly one entry."""
    if not isinstance(stated, dict):
        return [stated] * len(profiles)
    if len(stated) == len(profiles) and all(map(profiles.numbers.__contains__, stated)):
        return [*map(stated.__getitem__, profiles)]
    found: dict[str, Exact] = {}
    for pattern, number in stated.items():
        parts = pattern.split(",")
        if len(parts) != len(types) or any(part != "*" and part not in names.numbers for part, names in zip(parts, types, strict=True)):
            raise Unreadable("market", f"{place}: {pattern!r} is no profile")
        for profile in map(",".join, product(*(names if part == "*" else (part,) for part, names in zip(parts, types, strict=True)))):
            if profile in found:
                raise Unreadable("market", f"{place}: the profile {profile!r} is given twice")
            found[profile] = number
    if len(found) < len(profiles):
        raise Unreadable("market", f"{place}: a number for every profile is needed")
    return [*map(found.__getitem__, profiles)]


def _canonical(market: Mapping[str, Any], players: Names, types: Sequence[Names], coalitions: Mapping[Members, Actions]) -> str:
    """Returns the canonical text."""
    profiles = [",".join(profile) for profile in product(*types)]
    written = [
        {
            "members": [players[i] for i in members],
            "actions": {
                action: {players[i]: dict(zip(profiles, table, strict=True)) for i, table in zip(members, tables, strict=True)}
                for action, tables in actions.items()
            },
        }
        for members, actions in coalitions.items()
    ]
    return canonical_json({**market, "coalitions": written})


def _payoffs(value: object, place: str) -> Any:
    return read(value, {str: amount}, place) if isinstance(value, dict) else amount(value, place)


MARKET = {
    "format": {"marketwright.market/1"},
    "kind": {"bayesian"},
    "title?": str,
    "source?": str,
    "players": [{"name": name_of, "types": {str: amount}}],
    "coalitions": [{"members": [str], "actions": {str: {str: _payoffs}}}],
}
