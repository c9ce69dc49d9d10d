"""What second inputs about Bayesian markets are made of: entries by profile, tables, lotteries and mechanisms, each brought into canonical form.

*Source.* `docs/formats/bayesian.md` (Documents of mechanisms and allocations); `docs/formats/bayesian-market.md` (Tables).
"""

from collections.abc import Collection, Iterable, Mapping
from fractions import Fraction
from typing import Any

from marketwright.errors import SecondInputError
from marketwright.exact import canonical_number, common_denominator, number_text
from marketwright.input_parts import exact_number, known_entries, meant, refuse_missing, unknown
from marketwright.markets.bayesian import BayesianMarket
from marketwright.markets.kinds import names_of
from marketwright.markets.places import did_you_mean, key_text, listed, shown
from marketwright.markets.profiles import EVERY_TYPE, in_order, profile_texts, table_remedy
from marketwright.markets.strict_json import JsonNumber, json_sort

Numbers = dict[str, int | str]
"""Canonical numbers by name, or by profile."""

_TABLE = "a table: one number, or an object {profile: number, ...}"
_LOTTERY = "{action: probability, ...}"


def read_mechanism(value: Any, market: BayesianMarket, place: str) -> dict[str, Any]:
    """A lottery on the actions of all players for every profile, and a table of transfers for every player.

    Raises: `SecondInputError` I103, I104, I133 to I135, I138; `NumberError`.
    """
    if not isinstance(value, Mapping) or "lottery" not in value or not value.keys() <= {"lottery", "transfers"}:
        shape = f'{{"lottery": {{profile: {_LOTTERY}, ...}}, "transfers": {{player: table, ...}}}}'
        raise SecondInputError("I104", place, "not a mechanism", shape, "write these keys and no others; transfers may be left out")
    here, actions = f"{place}.lottery", places_of(action.name for action in market.coalitions[-1].actions)
    given = by_profile(value["lottery"], market, here, "lottery")
    read = {key: lottery(entry, actions, f"{here}{key_text(key)}") for key, entry in dict(given).items()}
    transfers = read_tables(value.get("transfers", {}), market, f"{place}.transfers".removeprefix("input."), others=True)
    shares = (Fraction(share) for entry in read.values() for share in entry.values())
    common_denominator((*shares, *(Fraction(number) for table in transfers.values() for number in table.values())), place)
    return {
        "lottery": {profile: dict(read[key]) for profile, (key, _) in zip(profile_texts(market.players), given, strict=True)},
        "transfers": transfers,
    }


def read_tables(entries: Any, market: BayesianMarket, key: str, *, others: bool = False, least: int | None = None) -> dict[str, Numbers]:
    """A table for every player; with `others` it is 0 for those who are left out; no number is below `least`.

    Raises: `SecondInputError` I102 (a player missing), I103, I104, I133, I134, I139 (below); `NumberError`.
    """
    names = names_of(market)
    given = known_entries(entries, names, key, "{player: table, ...}", member="player")
    if not others:
        refuse_missing(given, names, key, "a table, or one number for all profiles", "player")
    found = {name: read_table(given.get(name, 0), market, f"input.{key}{key_text(name)}", least) for name in names}
    common_denominator((Fraction(number) for table in found.values() for number in table.values()), f"input.{key}")
    return found


def read_table(value: Any, market: BayesianMarket, place: str, least: int | None = None) -> Numbers:
    """One number for each profile, in order.

    Raises: `SecondInputError` I104, I133, I134, I139 (a number below `least`); `NumberError`.
    """
    if not isinstance(value, Mapping):
        if not isinstance(value, JsonNumber | str | int | Fraction | float) or isinstance(value, bool):
            raise SecondInputError("I104", place, json_sort(value), _TABLE, table_remedy(market.players))
        return dict.fromkeys(profile_texts(market.players), _number(value, place, least))
    given = by_profile(value, market, place, "number")
    read = {key: _number(entry, f"{place}{key_text(key)}", least) for key, entry in dict(given).items()}
    return {profile: read[key] for profile, (key, _) in zip(profile_texts(market.players), given, strict=True)}


def _number(value: Any, place: str, least: int | None) -> int | str:
    return canonical_number(exact_number(value, place) if least is None else at_least_zero(value, place))


def at_least_zero(value: Any, place: str) -> Fraction:
    """A number of at least 0.

    Raises: `SecondInputError` I104 (no number), I139 (below 0); `NumberError`.
    """
    number = exact_number(value, place)
    if number < 0:
        raise SecondInputError("I139", place, number_text(number), "a number of at least 0", "use 0, or leave it out where that is allowed")
    return number


def by_profile(entries: Any, market: BayesianMarket, place: str, what: str) -> list[tuple[str, Any]]:
    """For each profile, in order, the one key that names it (possibly with `*`), and what stands there; `what` is what stands there, in a word.

    Raises: `SecondInputError` I104 (not an object), I133 (a key that is no profile), I134 (a profile without an entry, or with two).

    Cost: a step for each profile and each entry.
    """
    if not isinstance(entries, Mapping):
        shape = f"an object {{profile: {what}, ...}}"
        raise SecondInputError("I104", place, "not an object", shape, 'write a profile such as "H,buyer", with "*" for every type of a player')
    profiles = profile_texts(market.players)
    if entries.keys() == set(profiles):
        return [(profile, entries[profile]) for profile in profiles]
    found: list[tuple[str, Any] | None] = [None] * len(profiles)
    for key, value in entries.items():
        for number in _matching(key, market, place):
            before = found[number]
            if before is not None:
                given = f"a second {what} for the profile {shown(profiles[number])}, after {shown(before[0])}"
                raise SecondInputError("I134", f"{place}{key_text(key)}", given, "every profile in exactly one entry", "remove it, or narrow one of the two")
            found[number] = key, value
    covered = [entry for entry in found if entry is not None]
    if len(covered) < len(found):
        given = f"no {what} for the profile {shown(profiles[found.index(None)])}"
        remedy = f"add it; {shown(EVERY_TYPE)} in place of a type stands for every type of that player"
        raise SecondInputError("I134", place, given, f"a {what} for every profile", remedy)
    return covered


def _matching(key: Any, market: BayesianMarket, place: str) -> list[int]:
    """The numbers of the profiles that a key names."""
    if not isinstance(key, str):
        raise SecondInputError("I104", place, f"a Python {type(key).__name__} as a profile", "texts", "write the types, joined by commas")
    here, steps = f"{place}{key_text(key)}", key.split(",")
    if len(steps) != len(market.players):
        given = f"{len(steps)} type{'' if len(steps) == 1 else 's'}"
        allowed = f"a type of each of the {len(market.players)} players {listed(names_of(market))}, joined by commas"
        raise SecondInputError("I133", here, given, allowed, "write one for each")
    found = [0]
    for step, player in zip(steps, market.players, strict=True):
        if step != EVERY_TYPE and step not in player.types:
            allowed = f"types of the player {shown(player.name)}: {listed(player.types)}, or {shown(EVERY_TYPE)} for all of them"
            remedy = in_order(steps, market.players) or did_you_mean(step, player.types, "use the market's types, without spaces around commas")
            raise SecondInputError("I133", here, f"the unknown type {shown(step)}", allowed, remedy)
        chosen: Iterable[int] = range(len(player.types)) if step == EVERY_TYPE else (player.types.index(step),)
        found = [earlier * len(player.types) + kind for earlier in found for kind in chosen]
    return found


def places_of(names: Iterable[str]) -> dict[str, int]:
    """Where each name stands."""
    return {name: number for number, name in enumerate(names)}


def lottery(entries: Any, actions: Mapping[str, int], place: str) -> Numbers:
    """The probabilities above 0 of actions, in the order of the market.

    Raises: `SecondInputError` I104, I135 (an unknown action), I138 (negative, or not together 1); `NumberError`.
    """
    if not isinstance(entries, Mapping):
        raise SecondInputError("I104", place, "not a lottery", _LOTTERY, "write actions with their probabilities, such as 1 for one that is certain")
    for name in entries:
        if name not in actions:
            raise unknown_action(name, actions, place)
    return distribution(entries, actions, place)


def unknown_action(name: Any, actions: Collection[str], place: str) -> SecondInputError:
    """The error for an action that the coalition does not have."""
    allowed = f"the coalition's actions {listed(actions)}"
    return SecondInputError("I135", place, unknown("action", name), allowed, _known(name, actions))


def unknown_type(name: Any, player: str, types: Collection[str], place: str) -> SecondInputError:
    """The error for a type that the player does not have."""
    allowed = f"types of the player {shown(player)}: {listed(types)}"
    return SecondInputError("I136", place, unknown("type", name), allowed, _known(name, types))


def _known(name: Any, names: Collection[str]) -> str:
    """What to do about a name that is none of these."""
    return did_you_mean(name, names, "use the market's names") if isinstance(name, str) else meant(name, names)


def distribution(entries: Mapping[str, Any], places: Mapping[str, int], place: str) -> Numbers:
    """The probabilities above 0, ordered by the names' places.

    Raises: `SecondInputError` I104 (no number), I138 (negative, or not together 1); `NumberError`.
    """
    found = {name: exact_number(entries[name], f"{place}{key_text(name)}") for name in sorted(entries, key=places.__getitem__)}
    common_denominator(found.values(), place)
    for name, share in found.items():
        if share < 0:
            raise SecondInputError("I138", f"{place}{key_text(name)}", number_text(share), "a probability of at least 0", "leave out what never occurs")
    if (total := sum(found.values(), Fraction(0))) != 1:
        given = f"probabilities that add up to {number_text(total)}"
        raise SecondInputError("I138", place, given, "probabilities that add up to 1", 'write them exactly, such as "1/3"')
    return {name: canonical_number(share) for name, share in found.items() if share}
