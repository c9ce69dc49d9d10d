"""Second inputs about Bayesian markets: mechanisms, allocations, weights, multipliers, quantities, and what the rules of the room take besides.

*Source.* `docs/formats/input.md`; `docs/formats/bayesian.md`.
"""

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any

from marketwright.alternative_inputs import read_alternative, read_beliefs, read_strategies, refuse_odd_play
from marketwright.errors import SecondInputError
from marketwright.exact import canonical_number, common_denominator, number_text
from marketwright.input_parts import known_entries, meant, refuse_missing, told, unknown, yes_or_no
from marketwright.markets.bayesian import BayesianMarket, BayesianPlayer
from marketwright.markets.kinds import names_of
from marketwright.markets.parts import valid_name
from marketwright.markets.places import did_you_mean, key_text, listed, shown
from marketwright.markets.strict_json import json_sort
from marketwright.mechanism_inputs import Numbers, at_least_zero, read_mechanism, read_tables, unknown_action, unknown_type

SUPPORTS = ("plain", "fine")
"""Whether inequalities are averaged over the types of outsiders."""
QUANTITIES = ("transfer_to", "utility_of", "severance_of", "forgone_by", "probability_of")
"""What a region can be drawn of."""
MOST_MARKS = 20
"""The largest number of mechanisms that are marked in a region."""

_MULTIPLIER = '{"player": player, "type": true type, "claim": other type, "multiplier": number}'
_QUANTITY = '{"transfer_to": player, "given": {player: type, ...}}, or another quantity in place of "transfer_to"'


def _mechanism(value: Any, market: BayesianMarket) -> dict[str, Any]:
    """A lottery and transfers for every profile."""
    return read_mechanism(value, market, "input.mechanism")


def _allocation(value: Any, market: BayesianMarket) -> dict[str, Numbers]:
    """A table for every player."""
    return read_tables(value, market, "allocation")


def _severance(value: Any, market: BayesianMarket) -> dict[str, Numbers]:
    """A table of numbers of at least 0 for every player, 0 for those who are left out."""
    return read_tables(value, market, "severance", others=True, least=0)


def _weights(value: Any, market: BayesianMarket) -> dict[str, Numbers]:
    """A number of at least 0 for every type of every player; the same sum for all players, above 0."""
    given = known_entries(value, names_of(market), "weights", "{player: {type: number, ...}, ...}", member="player")
    refuse_missing(given, names_of(market), "weights", "a number for each type", "player")
    found = {player.name: _of_types(given[player.name], player, f"input.weights{key_text(player.name)}") for player in market.players}
    sums = {name: sum(weights.values(), Fraction(0)) for name, weights in found.items()}
    common = next(iter(sums.values()))
    for name, total in sums.items():
        if total != common:
            text = f"weights of the player {shown(name)} that add up to {number_text(total)}, where those of {shown(next(iter(sums)))} add up to"
            remedy = "scale one player's weights: otherwise money moved to the heavier player would be worth ever more"
            raise SecondInputError("I140", "input.weights", f"{text} {number_text(common)}", "the same sum for every player", remedy)
    if not common:
        raise SecondInputError("I140", "input.weights", "weights that are all 0", "a sum above 0", "give some type of each player a weight")
    return {name: {kind: canonical_number(number) for kind, number in weights.items()} for name, weights in found.items()}


def _of_types(value: Any, player: BayesianPlayer, place: str) -> dict[str, Fraction]:
    """A number of at least 0 for every type of a player."""
    if not isinstance(value, Mapping):
        raise SecondInputError("I104", place, "not an object", "{type: number, ...}", "write a number for each type")
    for name in value:
        if name not in player.types:
            raise unknown_type(name, player.name, player.types, place)
    for name in player.types:
        if name not in value:
            raise SecondInputError("I137", place, f"nothing for the type {shown(name)}", "a number for every type", "add it, if only 0")
    found = {name: at_least_zero(value[name], f"{place}{key_text(name)}") for name in player.types}
    common_denominator(found.values(), place)
    return found


def _multipliers(value: Any, market: BayesianMarket) -> list[dict[str, Any]]:
    """Multipliers above 0 in the order of players, types, claims, which leave every type a weight of at least 0."""
    place = "input.multipliers"
    if not isinstance(value, list | tuple):
        raise SecondInputError("I104", place, "not a list", f"[{_MULTIPLIER}, ...]", "write one entry for each multiplier above 0")
    found: dict[tuple[str, str, str], Fraction] = {}
    for number, entry in enumerate(value):
        key, multiplier = _multiplier(entry, market, f"{place}[{number}]")
        if key in found:
            given = f"a second multiplier of the player {shown(key[0])}, type {shown(key[1])}, claim {shown(key[2])}"
            raise SecondInputError("I142", f"{place}[{number}]", given, "every multiplier once", "remove one of the two")
        found[key] = multiplier
    common_denominator((*found.values(), *(share for player in market.players for share in player.prior)), place)
    for player in market.players:
        weights = dict(zip(player.types, player.prior, strict=True))
        for (name, kind, claim), multiplier in found.items():
            if name == player.name:
                weights[kind] -= multiplier
                weights[claim] += multiplier
        for kind, weight in weights.items():
            if weight < 0:
                given = f"a weight of {number_text(weight)} for the type {shown(kind)} of the player {shown(player.name)}"
                allowed = "weights of at least 0: his probability, plus the multipliers of those who might claim his type, less those of his own claims"
                raise SecondInputError("I141", place, given, allowed, "lower the multipliers of his own claims")
    return [
        {"player": player.name, "type": kind, "claim": claim, "multiplier": canonical_number(found[player.name, kind, claim])}
        for player in market.players
        for kind in player.types
        for claim in player.types
        if found.get((player.name, kind, claim))
    ]


def _multiplier(entry: Any, market: BayesianMarket, place: str) -> tuple[tuple[str, str, str], Fraction]:
    """Player, true type and claim, and a number of at least 0."""
    if not isinstance(entry, Mapping) or set(entry) != {"player", "type", "claim", "multiplier"}:
        raise SecondInputError("I104", place, "not a multiplier", _MULTIPLIER, "write these four keys and no others")
    player = _player(entry["player"], market, f"{place}.player")
    for key in ("type", "claim"):
        if entry[key] not in player.types:
            raise unknown_type(entry[key], player.name, player.types, f"{place}.{key}")
    if entry["type"] == entry["claim"]:
        given = f"the type {shown(entry['type'])} that claims to be what it is"
        raise SecondInputError("I142", place, given, "a claim other than the type", "remove it: nobody is tempted by the truth")
    return (player.name, entry["type"], entry["claim"]), at_least_zero(entry["multiplier"], f"{place}.multiplier")


def _player(name: Any, market: BayesianMarket, place: str) -> BayesianPlayer:
    for player in market.players:
        if player.name == name:
            return player
    given = f"unknown player {shown(name)}" if isinstance(name, str) else unknown("player", name)
    raise SecondInputError("I103", place, given, "players of the market", meant(name, names_of(market)))


def _support(value: Any, _market: BayesianMarket) -> str:
    """Whether inequalities are averaged."""
    if value not in SUPPORTS:
        remedy = did_you_mean(value, SUPPORTS, "choose one of them") if isinstance(value, str) else "choose one of them"
        raise SecondInputError("I143", "input.support", told(value), " or ".join(SUPPORTS), remedy)
    return str(value)


def _yes(key: str) -> Callable[[Any, BayesianMarket], bool]:
    """The reader of a key that is true or false."""

    def read(value: Any, _market: BayesianMarket) -> bool:
        return yes_or_no(value, f"input.{key}")

    return read


def _quantity(key: str) -> Callable[[Any, BayesianMarket], dict[str, Any]]:
    """The reader of a quantity."""

    def read(value: Any, market: BayesianMarket) -> dict[str, Any]:
        place = f"input.{key}"
        if not isinstance(value, Mapping):
            raise SecondInputError("I104", place, "not a quantity", _QUANTITY, "write an object")
        forms = [name for name in value if name != "given"]
        if len(forms) != 1 or forms[0] not in QUANTITIES:
            strange = [name for name in forms if name not in QUANTITIES]
            given = f"the unknown quantity {shown(str(strange[0]))}" if strange else f"{len(forms)} quantities"
            remedy = did_you_mean(str(strange[0]), QUANTITIES, "choose one of these") if strange else "write exactly one"
            raise SecondInputError("I144", place, given, f'one of {listed(QUANTITIES)}, and optionally "given"', remedy)
        (form,) = forms
        name = value[form]
        if form == "probability_of":
            actions = [action.name for action in market.coalitions[-1].actions]
            if name not in actions:
                raise unknown_action(name, actions, f"{place}.{form}")
        else:
            name = _player(name, market, f"{place}.{form}").name
        types = _given(value.get("given", {}), market, key)
        return {form: name, "given": types} if types else {form: name}

    return read


def _given(value: Any, market: BayesianMarket, key: str) -> dict[str, str]:
    """The types that are given, in market order."""
    if not isinstance(value, Mapping):
        place, remedy = f"input.{key}.given", "write the player and his type, also if there is only one"
        raise SecondInputError("I104", place, json_sort(value), "{player: type, ...}", remedy)
    entries = known_entries(value, names_of(market), f"{key}.given", "{player: type, ...}", member="player")
    for player in market.players:
        if player.name in entries and entries[player.name] not in player.types:
            raise unknown_type(entries[player.name], player.name, player.types, f"input.{key}.given{key_text(player.name)}")
    return {name: entries[name] for name in names_of(market) if name in entries}


def _marks(value: Any, market: BayesianMarket) -> dict[str, Any]:
    """Mechanisms by name."""
    if not isinstance(value, Mapping):
        raise SecondInputError("I104", "input.marks", "not an object", "{name: mechanism, ...}", "name each mechanism")
    if len(value) > MOST_MARKS:
        raise SecondInputError("I149", "input.marks", f"{len(value)} mechanisms", f"at most {MOST_MARKS}", "mark those that matter")
    places = {valid_name(name, "input.marks", of="mark"): f"input.marks{key_text(name)}" for name in value}
    return {name: read_mechanism(value[name], market, place) for name, place in places.items()}


BAYESIAN_PARTS: Mapping[str, Callable[[Any, Any], Any]] = {
    "mechanism": _mechanism,
    "allocation": _allocation,
    "severance": _severance,
    "weights": _weights,
    "participation": _yes("participation"),
    "multipliers": _multipliers,
    "support": _support,
    "x": _quantity("x"),
    "y": _quantity("y"),
    "marks": _marks,
    "whole": _yes("whole"),
    "alternative": read_alternative,
    "beliefs": read_beliefs,
    "strategies": read_strategies,
}
"""The readers of keys that mean something of their own in Bayesian markets."""

_APART = (
    ("weights", "mechanism", "a mechanism is judged without weights"),
    ("participation", "mechanism", "a stated mechanism is judged as it is"),
    ("severance", "allocation", "the allocation already says what is forgone"),
    ("seed", "multipliers", "with multipliers nothing is searched for"),
)
"""Two keys that exclude each other, and why."""


def refuse_odd_bayesian_parts(parts: Mapping[str, Any], rule: str) -> None:
    """Nothing, if the parts are all that the rule of that id needs, and go together.

    Raises: `SecondInputError` I101 (a part missing), I102 and I103 (beliefs or strategies of others than the members), I146 (an unknown move),
    I148 (parts that exclude one another).
    """
    if rule == "bayesian/core-test" and "mechanism" not in parts and "allocation" not in parts:
        shape = 'a file with --input: {"mechanism": {...}}, or {"allocation": {player: table, ...}}'
        raise SecondInputError("I101", "input", "neither a mechanism nor an allocation", "at least one of the two", f"give {shape}")
    for first, second in (("x", "y"), ("beliefs", "strategies"), ("strategies", "beliefs")):
        if first in parts and second not in parts:
            raise SecondInputError("I101", "input", f"{first} without {second}", f"both {first} and {second}", f"add {second}")
    if rule == "bayesian/durable" and "alternative" not in parts:
        allowed = "the game that a coalition is offered instead of the mechanism"
        raise SecondInputError("I101", "input", "no alternative", allowed, 'add {"alternative": {"members": ..., "moves": ..., "results": ...}}')
    for key, other, reason in _APART:
        if key in parts and other in parts:
            raise SecondInputError("I148", f"input.{key}", f"{key} beside {other}", f"one of {key} and {other}", f"leave one out: {reason}")
    if "severance" in parts and "mechanism" not in parts:
        given, allowed = "severance without a mechanism", "severance beside a mechanism, whose payoffs it is taken from"
        raise SecondInputError("I148", "input.severance", given, allowed, "add the mechanism, or state the allocation")
    if "beliefs" in parts:
        refuse_odd_play(parts)
