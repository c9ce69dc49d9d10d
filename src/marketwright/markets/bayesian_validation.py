"""The validator of Bayesian markets: what can be wrong with their meaning, and their normal form.

In normal form all numbers are exact, types and actions stand in the order of their names, members in that of the players, and coalitions in order.

*Source.* `docs/formats/bayesian-market.md`.
"""

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from math import prod

from marketwright.errors import MarketError
from marketwright.exact import common_denominator, number_text
from marketwright.markets.bayesian import BayesianMarket, BayesianPlayer, CoalitionActions, JointAction
from marketwright.markets.parts import above_zero, entries, names, optional_text, valid_name, wrong_type
from marketwright.markets.payoff_tables import TableCheck
from marketwright.markets.places import did_you_mean, key_text, listed, shown
from marketwright.markets.profiles import EVERY_TYPE

MAX_PLAYERS = 10
MAX_PROFILES = 4_096
MAX_ACTIONS = 2_000
MAX_PAYOFFS = 1_000_000
MAX_WRITTEN = 64_000_000
"""Bytes of the profiles of all tables, as the canonical form writes them out."""


def valid_bayesian_market(market: BayesianMarket) -> BayesianMarket:
    """The market in normal form, if it is one.

    Raises: `MarketError` M101 (wrong type), M109 and M110 (names), M115, M116 (none, or too many or too long), M123 and M132 (probabilities), M127 (sizes),
    M133 to M135 (coalitions), M141 (no action for all players); `NumberError` N103 (too large), N105 (too fine together).

    Cost: one pass over the payoffs.
    """
    players = valid_players(market.players)
    profiles = count_profiles(players)
    coalitions: list[CoalitionActions] = []
    for number, coalition in enumerate(entries(market.coalitions, "coalitions")):
        if not isinstance(coalition, CoalitionActions):
            raise wrong_type(f"coalitions[{number}]", coalition, "a CoalitionActions")
        coalitions.append(coalition)
    members = valid_coalitions((coalition.members for coalition in coalitions), players)
    actions = [_actions(coalition.actions, f"coalitions[{number}].actions") for number, coalition in enumerate(coalitions)]
    refuse_too_much(profiles, [(f"coalitions[{number}].actions", len(found), len(members[number])) for number, found in enumerate(actions)], "coalitions")
    refuse_too_long(players, sum(len(found) * len(members[number]) for number, found in enumerate(actions)), "coalitions")
    tables = TableCheck(profiles, _sources([entries(player.types, "types") for player in market.players], players))
    places = {player.name: place for place, player in enumerate(players)}
    found = [
        _coalition(names_here, actions_here, f"coalitions[{number}].actions", places, tables)
        for number, (names_here, actions_here) in enumerate(zip(members, actions, strict=True))
    ]
    probabilities = (probability for player in players for probability in player.prior)
    common_denominator((*probabilities, *(Fraction(1, denominator) for denominator in tables.denominators)), "market")
    return BayesianMarket(
        players=players,
        coalitions=tuple(sorted(found, key=lambda coalition: (len(coalition.members), [places[name] for name in coalition.members]))),
        title=optional_text(market.title, "title"),
        source=optional_text(market.source, "source"),
    )


def valid_players(given: object) -> tuple[BayesianPlayer, ...]:
    """The players in normal form.

    Raises: `MarketError` M101, M109, M110, M115, M116, M123, M127, M132; `NumberError` N103.
    """
    players: list[BayesianPlayer] = []
    for number, player in enumerate(entries(given, "players")):
        if not isinstance(player, BayesianPlayer):
            raise wrong_type(f"players[{number}]", player, "a BayesianPlayer")
        players.append(player)
    found = names((player.name for player in players), "players", MAX_PLAYERS, "{}.name")
    return tuple(_player(name, player, f"players[{number}]") for number, (name, player) in enumerate(zip(found, players, strict=True)))


def count_profiles(players: Sequence[BayesianPlayer]) -> int:
    """How many profiles of types there are.

    Raises: `MarketError` M116.
    """
    count = prod(len(player.types) for player in players)
    if count > MAX_PROFILES:
        allowed = f"at most {MAX_PROFILES} profiles: the product of the numbers of types"
        raise MarketError("M116", "players", f"{count} profiles of types", allowed, "merge types that hardly differ, or leave out players")
    return count


def valid_coalitions(given: Iterable[object], players: Sequence[BayesianPlayer]) -> list[tuple[str, ...]]:
    """The members of every coalition as they are given; all players are one of the coalitions.

    Raises: `MarketError` M101, M115, M133, M134, M135, M141.
    """
    known = [player.name for player in players]
    first: dict[frozenset[str], int] = {}
    found: list[tuple[str, ...]] = []
    for number, members in enumerate(given):
        place = f"coalitions[{number}].members"
        found.append(valid_members(members, place, known))
        if (before := first.setdefault(frozenset(found[-1]), number)) != number:
            told = f"the coalition of {listed(found[-1])} again, after coalitions[{before}]"
            raise MarketError("M135", place, told, "every coalition once", "put all its actions into one of the two")
    if frozenset(known) not in first:
        told = f"no coalition of all players: {listed(known)}"
        raise MarketError("M141", "coalitions", told, "at least one action that all players can take together", 'add it, if only one called "nothing"')
    return found


def valid_members(given: object, place: str, known: Sequence[str]) -> tuple[str, ...]:
    """Different players, one or more, in the order given.

    Raises: `MarketError` M101, M115 (none), M133 (unknown), M134 (twice).
    """
    found: dict[str, None] = {}
    for number, name in enumerate(entries(given, place)):
        here = f"{place}[{number}]"
        if not isinstance(name, str):
            raise wrong_type(here, name, "the name of a player")
        if name not in known:
            raise unknown_player(name, here, known)
        if name in found:
            raise MarketError("M134", here, f"the player {shown(name)} again", "every player once", "remove it")
        found[name] = None
    if not found:
        raise MarketError("M115", place, "no players", "one or more players", "list the players, or remove the entry")
    return tuple(found)


def unknown_player(name: str, place: str, known: Iterable[str]) -> MarketError:
    """The error for a player whom the market does not have."""
    players = list(known)
    given, allowed = f"the unknown player {shown(name)}", f"the market's players {listed(players)}"
    return MarketError("M133", place, given, allowed, did_you_mean(name, players, "add it to players"))


def refuse_too_much(profiles: int, sizes: Iterable[tuple[str, int, int]], place: str) -> None:
    """Nothing, if there are not too many actions and payoffs; `sizes` has place, number of actions and number of members of every coalition.

    Raises: `MarketError` M115 (no action), M116.
    """
    payoffs = 0
    for where, actions, members in sizes:
        if not actions:
            raise MarketError("M115", where, "no action", "one or more actions", "add one, or leave out the coalition: then it can do nothing on its own")
        if actions > MAX_ACTIONS:
            remedy = "leave out actions, or the goods or pairs that make them"
            raise MarketError("M116", where, f"{actions} actions of one coalition", f"at most {MAX_ACTIONS} actions of one coalition", remedy)
        payoffs += profiles * actions * members
    if payoffs > MAX_PAYOFFS:
        allowed = f"at most {MAX_PAYOFFS} payoffs: profiles times actions times members, added up over coalitions"
        raise MarketError("M116", place, f"{payoffs} payoffs", allowed, "take fewer types, actions or coalitions")


def refuse_too_long(players: Sequence[BayesianPlayer], tables: int, place: str) -> None:
    """Nothing, if the profiles of so many tables are not too long to be written out.

    Raises: `MarketError` M116.
    """
    profiles = prod(len(player.types) for player in players)
    commas = profiles * (len(players) - 1)
    written = tables * (commas + sum(profiles // len(player.types) * len("".join(player.types).encode()) for player in players))
    if written > MAX_WRITTEN:
        allowed = f"at most {MAX_WRITTEN} bytes of profiles: the types of all profiles, written out for every table"
        raise MarketError("M116", place, f"{written} bytes of profiles", allowed, "give types shorter names, or take fewer types or actions")


def valid_type(given: object, place: str) -> str:
    """The name of a type, if profiles can be written with it.

    Raises: `MarketError` M101, M109.
    """
    name = valid_name(given, place, of="type")
    if "," in name or name == EVERY_TYPE:
        told = f"the type {shown(name)}" + (" with a comma" if "," in name else "")
        raise MarketError("M109", place, told, 'types without commas, which separate types in a profile, and not "*", which is every type', "rename the type")
    return name


def _player(name: str, player: BayesianPlayer, place: str) -> BayesianPlayer:
    here = f"{place}.types"
    types: dict[str, int] = {}
    for number, given in enumerate(entries(player.types, here)):
        if types.setdefault(valid_type(given, f"{here}{_key(given, number)}"), number) != number:
            raise MarketError("M110", here, f"the name {shown(str(given))} twice", "different names of a player's types", "rename or remove one of the two")
    if not types:
        raise MarketError("M115", here, "no type", "one or more types", 'give the player a type, such as {"only": 1}')
    prior = entries(player.prior, here)
    if len(prior) != len(types):
        told = f"{len(types)} types and {len(prior)} probabilities"
        raise MarketError("M127", here, told, "one probability for each type", "add or remove probabilities, which stand in the order of types")
    by_type = {name: above_zero(number, f"{here}{key_text(name)}") for name, number in zip(types, prior, strict=True)}
    common_denominator(by_type.values(), here)
    if (total := sum(by_type.values(), Fraction(0))) != 1:
        remedy = 'write them exactly, such as "1/3"'
        raise MarketError("M132", here, f"probabilities that add up to {number_text(total)}", "probabilities that add up to 1", remedy)
    in_order = sorted(by_type)
    return BayesianPlayer(name=name, types=tuple(in_order), prior=tuple(by_type[name] for name in in_order))


def _key(given: object, number: int) -> str:
    return key_text(given) if isinstance(given, str) else f"[{number}]"


def _sources(given: Sequence[Sequence[object]], players: Sequence[BayesianPlayer]) -> tuple[int, ...] | None:
    """For each profile in order, its place among the profiles of the types as they are given; nothing if these stand in order."""
    if all(tuple(types) == player.types for types, player in zip(given, players, strict=True)):
        return None
    found = [0]
    for types, player in zip(given, players, strict=True):
        places = {name: place for place, name in enumerate(types)}
        found = [source * len(types) + places[name] for source in found for name in player.types]
    return tuple(found)


def _actions(given: object, place: str) -> dict[str, JointAction]:
    """The actions of a coalition by name."""
    found: dict[str, JointAction] = {}
    for number, action in enumerate(entries(given, place)):
        if not isinstance(action, JointAction):
            raise wrong_type(f"{place}[{number}]", action, "a JointAction")
        name = valid_name(action.name, f"{place}{_key(action.name, number)}", of="action")
        if found.setdefault(name, action) is not action:
            raise MarketError("M110", place, f"the name {shown(name)} twice", "different names of a coalition's actions", "rename or remove one of the two")
    return found


def _coalition(members: tuple[str, ...], actions: Mapping[str, JointAction], place: str, places: Mapping[str, int], tables: TableCheck) -> CoalitionActions:
    """The coalition in normal form."""
    order = sorted(range(len(members)), key=lambda number: places[members[number]])
    found: list[JointAction] = []
    for name in sorted(actions):
        here = f"{place}{key_text(name)}"
        payoffs = entries(actions[name].payoffs, here)
        if len(payoffs) != len(members):
            told = f"{len(payoffs)} table{'' if len(payoffs) == 1 else 's'}"
            raise MarketError("M127", here, told, f"{len(members)}, one table for each member", "add or remove tables, which stand in the order of members")
        normal = [tables.normal(table, f"{here}{key_text(member)}") for member, table in zip(members, payoffs, strict=True)]
        found.append(JointAction(name=name, payoffs=tuple(normal[number] for number in order)))
    return CoalitionActions(members=tuple(members[number] for number in order), actions=tuple(found))
