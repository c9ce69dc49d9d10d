"""Rows of numbers of a unit-demand market, checked and brought onto shared places.

Markets have millions of these numbers, so whatever is a packed `Row` already is checked in compiled code: its numerators are 64-bit integers, which
are always within the limits of numbers, so that only goods and denominator are looked at.
"""

from array import array
from collections.abc import Mapping
from fractions import Fraction
from math import gcd

from marketwright.errors import MarketError
from marketwright.exact import MAX_MAGNITUDE, common_denominator
from marketwright.markets.parts import exact_number, unknown_good, wrong_type
from marketwright.markets.places import key_text, shown
from marketwright.markets.rows import Row


class Permitted:
    """The goods that a buyer may have: `places` (good -> 0, 1, 2, ... in market order) is the same object for all buyers who may have the same goods."""

    __slots__ = ("forbidden", "known", "like", "places")

    def __init__(self, known: Mapping[str, int], forbidden: tuple[str, ...]) -> None:
        """All goods of the market but the forbidden ones."""
        self.known = known
        self.forbidden = frozenset(forbidden)
        self.places: Mapping[str, int] = {good: place for place, good in enumerate(good for good in known if good not in self.forbidden)}
        self.like: Mapping[str, int] | None = None
        """The map of another that was last found to be the same, so that a map that many rows share is compared once."""


def refuse_other_goods(given: Mapping[str, object], place: str, permitted: Permitted) -> None:
    """Nothing, if the map has exactly the permitted goods.

    Raises: `MarketError` M101 (not a name), M108 (unknown), M120 (forbidden), M121 (missing).
    """
    if given.keys() == permitted.places.keys():
        return
    for good in given:
        if not isinstance(good, str):
            raise wrong_type(place, good, "names of goods")
        if good not in permitted.known:
            raise unknown_good(good, f"{place}{key_text(good)}", permitted.known)
        if good in permitted.forbidden:
            told = f"the good {shown(good)}, which is forbidden"
            raise MarketError("M120", f"{place}{key_text(good)}", told, "goods that are not in forbidden", "remove it from one of the two")
    good = next(good for good in permitted.places if good not in given)
    raise MarketError("M121", place, f"nothing for the good {shown(good)}", "every good that is not forbidden", "add it, or list it in forbidden")


def valid_row(given: object, place: str, permitted: Permitted) -> Row:
    """The numbers of all permitted goods as a row over the shared places, in lowest terms.

    Raises: `MarketError` M101, M108, M120, M121; `NumberError` N103, N105.

    Cost: of a packed row one comparison of its goods, if its places are not those of the row before; of other maps one pass.
    """
    if not isinstance(given, Mapping):
        raise wrong_type(place, given, "a number for each good")
    if isinstance(given, Row) and isinstance(given.numerators, array) and type(given.denominator) is int and given.denominator <= MAX_MAGNITUDE:
        return _reduced(permitted.places, _numerators(given, place, permitted), given.denominator)
    refuse_other_goods(given, place, permitted)
    if isinstance(given, Row) and not all(type(part) is int for part in (given.denominator, *given.numerators)):
        raise wrong_type(place, given, "a row of integers")
    numbers = {good: _number(number, place, good) for good, number in given.items()}
    common_denominator(numbers.values(), place)
    return Row.of(permitted.places, numbers)


def _numerators(row: Row, place: str, permitted: Permitted) -> "array[int]":
    """The numerators of a packed row in the order of the shared places."""
    given, expected, numerators = row.places, permitted.places, row.numerators
    if not isinstance(numerators, array):
        raise wrong_type(place, numerators, "an array of integers")
    if given is expected or given is permitted.like:
        return numerators
    refuse_other_goods(given, place, permitted)
    in_order = list(range(len(expected)))
    if sorted(given.values()) != in_order:
        raise MarketError("M101", place, "a row whose places do not count 0, 1, 2, ...", "one place for each good", "make the row with the places of its goods")
    if list(map(given.__getitem__, expected)) == in_order:
        permitted.like = given
        return numerators
    return array("q", map(numerators.__getitem__, map(given.__getitem__, expected)))


def _reduced(places: Mapping[str, int], numerators: "array[int]", denominator: int) -> Row:
    common = gcd(denominator, *numerators) if denominator > 1 else 1
    if common == 1:
        return Row(places, numerators, denominator)
    return Row(places, array("q", [numerator // common for numerator in numerators]), denominator // common)


def _number(number: object, place: str, good: str) -> Fraction:
    if type(number) is Fraction and abs(number.numerator) <= MAX_MAGNITUDE and number.denominator <= MAX_MAGNITUDE:
        return number
    return exact_number(number, f"{place}{key_text(good)}")
