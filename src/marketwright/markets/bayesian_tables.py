"""Tables of documents of the kind `bayesian`: from profiles, patterns with `*`, or one number, to one number for each profile.

Imports pydantic: reached only through `markets.shape`.

*Source.* `docs/formats/bayesian-market.md` (Tables).
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from fractions import Fraction
from functools import partial

from marketwright.errors import MarketError
from marketwright.exact import parse_number, parse_short_numbers
from marketwright.markets.bayesian import BayesianPlayer, Table
from marketwright.markets.models import number_text_of
from marketwright.markets.places import did_you_mean, key_text, listed, shown
from marketwright.markets.profiles import EVERY_TYPE, in_order, profile_texts, table_remedy
from marketwright.markets.strict_json import JsonNumber, json_sort, number_remedy

_ADD = f"add it; {shown(EVERY_TYPE)} in place of a type stands for every type of that player"


class TableReader:
    """Reads tables of a market with these players; a number that many entries spell alike is read once, and is one object."""

    __slots__ = ("_numbers", "_players", "_profiles", "_types")

    def __init__(self, players: Sequence[BayesianPlayer]) -> None:
        """The players are in normal form, and there are not too many profiles."""
        self._players = players
        self._profiles = dict.fromkeys(profile_texts(players))
        self._types: list[dict[str, int]] = [{name: place for place, name in enumerate(player.types)} for player in players]
        self._numbers: dict[str, Fraction] = {}

    @property
    def profiles(self) -> int:
        """How many there are."""
        return len(self._profiles)

    def table(self, given: object, place: str) -> Table:
        """One number for each profile.

        Raises: `MarketError` M101, M115, M138 (not a profile), M139 (twice), M140 (without a number); `NumberError` N101 to N103.

        Cost: a table that names every profile is read in compiled code; of others each entry costs as much as it has profiles.
        """
        if not isinstance(given, Mapping):
            text = number_text_of(given)
            if text is None:
                remedy = number_remedy(given) if isinstance(given, float) else table_remedy(self._players)
                raise MarketError("M101", place, json_sort(given), "a table: one number, or an object {profile: number, ...}", remedy)
            return self._read([text], partial(_same, place)) * len(self._profiles)
        if not given:
            raise MarketError("M115", place, "empty", "a number for every profile", "write one number if it is the same for all")
        if given.keys() == self._profiles.keys():
            profiles = list(self._profiles)
            return self._read(_texts(given, profiles, place), lambda number: f"{place}{key_text(profiles[number])}")
        return self._covered(given, place)

    def _read(self, texts: Sequence[str], place: Callable[[int], str]) -> Table:
        """The numbers that texts spell; `place` says where one of them stands."""
        fresh = list(dict.fromkeys(text for text in texts if text not in self._numbers))
        if fresh:
            found = parse_short_numbers(fresh)
            if found is None:
                self._numbers.update((text, parse_number(text, place(number))) for number, text in enumerate(texts) if text not in self._numbers)
            else:
                numerators, denominator = found
                self._numbers.update(zip(fresh, (Fraction(numerator, denominator) for numerator in numerators), strict=True))
        return tuple(map(self._numbers.__getitem__, texts))

    def _covered(self, given: Mapping[object, object], place: str) -> Table:
        """The table of an object with patterns: every profile is in exactly one."""
        givers: list[str | None] = [None] * len(self._profiles)
        profiles = list(self._profiles)
        found: list[Fraction | None] = [None] * len(profiles)
        for key in given:
            if not isinstance(key, str):
                raise MarketError("M101", place, f"a Python {type(key).__name__} as a profile", "texts", "write the types, joined by commas")
            here = f"{place}{key_text(key)}"
            covered = self._matching(key, here)
            (number,) = self._read(_texts(given, (key,), place), partial(_same, here))
            for profile in covered:
                if givers[profile] is not None:
                    told = f"a second number for the profile {shown(profiles[profile])}, after {shown(str(givers[profile]))}"
                    raise MarketError("M139", here, told, "every profile in exactly one entry", "remove it, or narrow one of the two")
                givers[profile], found[profile] = key, number
        table = tuple(number for number in found if number is not None)
        if len(table) < len(found):
            told = f"no number for the profile {shown(profiles[givers.index(None)])}"
            raise MarketError("M140", place, told, "a number for every profile", _ADD)
        return table

    def _matching(self, pattern: str, place: str) -> list[int]:
        """The numbers of the profiles that a pattern has."""
        players = [player.name for player in self._players]
        steps = pattern.split(",")
        if len(steps) != len(players):
            told = f"{len(steps)} type{'' if len(steps) == 1 else 's'}"
            raise MarketError("M138", place, told, f"a type of each of the {len(players)} players {listed(players)}, joined by commas", "write one for each")
        found = [0]
        for step, player, types in zip(steps, players, self._types, strict=True):
            if step != EVERY_TYPE and step not in types:
                allowed = f"types of the player {shown(player)}: {listed(types)}, or {shown(EVERY_TYPE)} for all of them"
                remedy = in_order(steps, self._players) or did_you_mean(step, types, "add it to the player's types")
                raise MarketError("M138", place, f"the unknown type {shown(step)}", allowed, remedy)
            chosen: Iterable[int] = types.values() if step == EVERY_TYPE else (types[step],)
            found = [earlier * len(types) + place_of_type for earlier in found for place_of_type in chosen]
        return found


def _same(place: str, _: int) -> str:
    """The place itself, whichever text is asked for."""
    return place


def _texts(given: Mapping[object, object], keys: Iterable[str], place: str) -> list[str]:
    """The texts of the numbers at these keys, in order."""
    found: list[str] = []
    for key in keys:
        value = given[key]
        text = value.text if type(value) is JsonNumber else number_text_of(value)
        if text is None:
            raise MarketError("M101", f"{place}{key_text(key)}", json_sort(value), 'a number such as 12, 0.25 or "7/2"', number_remedy(value))
        found.append(text)
    return found
