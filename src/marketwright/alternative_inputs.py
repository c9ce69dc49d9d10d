"""Second inputs about alternatives: a game that a coalition is offered instead of a mechanism, with beliefs about its members and strategies.

*Source.* `docs/formats/bayesian.md` (`bayesian/durable`).
"""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from itertools import product
from math import prod
from typing import Any

from marketwright.errors import SecondInputError
from marketwright.exact import canonical_number, common_denominator, number_text
from marketwright.input_parts import exact_number, known_entries, meant, refuse_missing, unknown
from marketwright.markets.bayesian import BayesianMarket
from marketwright.markets.kinds import names_of
from marketwright.markets.parts import valid_name
from marketwright.markets.places import did_you_mean, key_text, listed, shown
from marketwright.markets.strict_json import json_sort
from marketwright.mechanism_inputs import Numbers, distribution, lottery, places_of, unknown_type

MOST_RESULTS = 4_096
"""The largest number of combinations of moves."""

_ALTERNATIVE = '{"members": [players], "moves": {member: [names]}, "results": [result, ...]}'
_RESULT = '{"moves": {member: move}, "lottery": {action: probability}, "payments": {member: number}}'


def read_alternative(value: Any, market: BayesianMarket) -> dict[str, Any]:
    """Members in market order, their moves in the order given, and the results in that of the members' moves, the first member's changing slowest.

    Raises: `SecondInputError` I102 to I104, I135, I138, I145 (members), I146 (moves and results), I147 (payments), I149 (too many); `NumberError`;
    `MarketError` M101 and M109 (names of moves).
    """
    place = "input.alternative"
    if not isinstance(value, Mapping) or set(value) != {"members", "moves", "results"}:
        raise SecondInputError("I104", place, "not an alternative", _ALTERNATIVE, "write these three keys and no others")
    members = _members(value["members"], market, f"{place}.members")
    actions = next((coalition.actions for coalition in market.coalitions if coalition.members == tuple(members)), None)
    if actions is None:
        allowed = "members of a coalition that has actions"
        raise SecondInputError("I145", f"{place}.members", f"{listed(members)}, who can do nothing on their own", allowed, "offer it to others")
    given = known_entries(value["moves"], members, "alternative.moves", "{member: [names], ...}", member="member")
    refuse_missing(given, members, "alternative.moves", "a list of one move for a member who has no choice", "member")
    moves = {name: _moves(given[name], f"{place}.moves{key_text(name)}") for name in members}
    results = _results(value["results"], moves, places_of(action.name for action in actions), f"{place}.results")
    return {"members": members, "moves": moves, "results": results}


def _members(value: Any, market: BayesianMarket, place: str) -> list[str]:
    known = names_of(market)
    if not isinstance(value, list | tuple) or not all(isinstance(name, str) for name in value):
        raise SecondInputError("I104", place, "not a list of names", '["1", "2"]', "write the players' names in a list")
    if not value:
        raise SecondInputError("I145", place, "nobody", "one or more players", "name those to whom the alternative is offered")
    for number, name in enumerate(value):
        if name not in known:
            raise SecondInputError("I103", place, f"unknown player {shown(name)}", "players of the market", meant(name, known))
        if name in value[:number]:
            raise SecondInputError("I145", place, f"the player {shown(name)} twice", "different players", "write him once")
    return [name for name in known if name in value]


def _moves(value: Any, place: str) -> list[str]:
    if not isinstance(value, list | tuple):
        raise SecondInputError("I104", place, "not a list", '["join", "stay away"]', "write the names of the moves in a list")
    if not value:
        raise SecondInputError("I146", place, "no move", "one or more moves", "give a member without a choice one move")
    if len(value) > MOST_RESULTS:
        raise SecondInputError("I149", place, f"{len(value)} moves", f"at most {MOST_RESULTS}", "leave out moves that nobody would take")
    found: dict[str, None] = {}
    for number, given in enumerate(value):
        if not isinstance(given, str):
            raise SecondInputError("I104", f"{place}[{number}]", json_sort(given), "the name of a move", "write a text in double quotes")
        name = valid_name(given, f"{place}[{number}]", of="move")
        if name in found:
            raise SecondInputError("I146", f"{place}[{number}]", f"the move {shown(name)} twice", "different moves of a member", "rename or remove one")
        found[name] = None
    return list(found)


def _results(value: Any, moves: Mapping[str, Sequence[str]], actions: Mapping[str, int], place: str) -> list[dict[str, Any]]:
    """One result for every combination of moves, in order."""
    if not isinstance(value, list | tuple):
        raise SecondInputError("I104", place, "not a list", f"[{_RESULT}, ...]", "write one result for each combination of moves")
    if (count := prod(map(len, moves.values()))) > MOST_RESULTS:
        given = f"{count} combinations of moves"
        raise SecondInputError("I149", place, given, f"at most {MOST_RESULTS} combinations", "leave out moves that nobody would take")
    found: dict[tuple[str, ...], dict[str, Any]] = {}
    for number, entry in enumerate(value):
        here = f"{place}[{number}]"
        result = _result(entry, moves, actions, here)
        told = tuple(result["moves"].values())
        if found.setdefault(told, result) is not result:
            given = f"a second result of the moves {listed(told)}"
            raise SecondInputError("I146", here, given, "one result for every combination of moves", "remove one of the two")
    for combination in product(*moves.values()):
        if combination not in found:
            given = f"no result of the moves {listed(combination)}"
            raise SecondInputError("I146", place, given, "one result for every combination of moves", "add it")
    numbers = (number for result in found.values() for part in ("lottery", "payments") for number in result[part].values())
    common_denominator(map(Fraction, numbers), place)
    return [found[combination] for combination in product(*moves.values())]


def _result(entry: Any, moves: Mapping[str, Sequence[str]], actions: Mapping[str, int], place: str) -> dict[str, Any]:
    if not isinstance(entry, Mapping) or not {"moves", "lottery"} <= set(entry) <= {"moves", "lottery", "payments"}:
        raise SecondInputError("I104", place, "not a result", _RESULT, "write these three keys and no others")
    key = place.removeprefix("input.")
    given = known_entries(entry["moves"], list(moves), f"{key}.moves", "{member: move, ...}", member="member")
    refuse_missing(given, moves, f"{key}.moves", "the move of everybody", "member")
    for name, known in moves.items():
        if given[name] not in known:
            raise _unknown_move(given[name], name, known, f"{place}.moves{key_text(name)}")
    shares = lottery(entry["lottery"], actions, f"{place}.lottery")
    paid = known_entries(entry.get("payments", {}), list(moves), f"{key}.payments", "{member: number, ...}", member="member")
    payments = {name: exact_number(paid.get(name, 0), f"{place}.payments{key_text(name)}") for name in moves}
    common_denominator(payments.values(), f"{place}.payments")
    if (total := sum(payments.values(), Fraction(0))) >= 0:
        given_sum = f"payments to the members of {number_text(total)} together"
        remedy = "whoever offers the game keeps something: lower a payment"
        raise SecondInputError("I147", f"{place}.payments", given_sum, "a sum below 0", remedy)
    canonical = {name: canonical_number(number) for name, number in payments.items()}
    return {"moves": {name: given[name] for name in moves}, "lottery": shares, "payments": canonical}


def _unknown_move(move: Any, member: str, known: Sequence[str], place: str) -> SecondInputError:
    allowed = f"moves of the member {shown(member)}: {listed(known)}"
    remedy = did_you_mean(move, known, "use the names of the moves") if isinstance(move, str) else meant(move, known)
    return SecondInputError("I146", place, unknown("move", move), allowed, remedy)


def read_beliefs(value: Any, market: BayesianMarket) -> dict[str, Numbers]:
    """For some players a probability of every type.

    Raises: `SecondInputError` I103, I104, I136, I138; `NumberError`.
    """
    given = known_entries(value, names_of(market), "beliefs", "{member: {type: probability, ...}, ...}", member="player")
    found: dict[str, Numbers] = {}
    for player in market.players:
        if player.name in given:
            place = f"input.beliefs{key_text(player.name)}"
            entries = _by_type(given[player.name], player.name, player.types, place, "probability")
            shares = distribution(entries, places_of(player.types), place)
            found[player.name] = {name: shares.get(name, 0) for name in player.types}
    return found


def read_strategies(value: Any, market: BayesianMarket) -> dict[str, dict[str, Numbers]]:
    """For some players probabilities of moves for every type, in the order of their names; what moves there are the alternative says.

    Raises: `SecondInputError` I103, I104, I136, I137 (a type without a strategy), I138; `NumberError`.
    """
    given = known_entries(value, names_of(market), "strategies", "{member: {type: {move: probability, ...}, ...}, ...}", member="player")
    found: dict[str, dict[str, Numbers]] = {}
    for player in market.players:
        if player.name in given:
            place = f"input.strategies{key_text(player.name)}"
            entries = _by_type(given[player.name], player.name, player.types, place, "{move: probability, ...}")
            for name in player.types:
                if name not in entries:
                    remedy = "add it, also for a type that never occurs"
                    raise SecondInputError("I137", place, f"nothing for the type {shown(name)}", "moves of every type", remedy)
            found[player.name] = {name: _moved(entries[name], f"{place}{key_text(name)}") for name in player.types}
    return found


def _moved(value: Any, place: str) -> Numbers:
    """Probabilities of moves."""
    if not isinstance(value, Mapping) or not all(isinstance(name, str) for name in value):
        raise SecondInputError("I104", place, "not an object", "{move: probability, ...}", "write moves with their probabilities")
    return distribution(value, places_of(sorted(value)), place)


def refuse_odd_play(parts: Mapping[str, Any]) -> None:
    """Nothing, if beliefs and strategies are those of all members of the alternative and of nobody else, and strategies of its moves.

    Raises: `SecondInputError` I102 (a member missing), I103 (somebody else), I146 (an unknown move).
    """
    moves = parts["alternative"]["moves"]
    for key in ("beliefs", "strategies"):
        known_entries(parts[key], list(moves), key, "{member: ...}", member="member")
        refuse_missing(parts[key], moves, key, "also for a member with one type or one move", "member")
    for member, by_type in parts["strategies"].items():
        for kind, entries in by_type.items():
            for move in entries:
                if move not in moves[member]:
                    raise _unknown_move(move, member, moves[member], f"input.strategies{key_text(member)}{key_text(kind)}")


def _by_type(value: Any, player: str, types: Sequence[str], place: str, what: str) -> Mapping[str, Any]:
    if not isinstance(value, Mapping):
        raise SecondInputError("I104", place, "not an object", f"{{type: {what}, ...}}", "write one for each type")
    for name in value:
        if name not in types:
            raise unknown_type(name, player, types, place)
    return value
