"""Names, goods, numbers and texts of a market made in Python, each checked: what the validators of all kinds of markets share.

*Source.* `docs/formats/market.md` (Keys, Numbers).
"""

import re
from collections.abc import Callable, Iterable, Mapping
from fractions import Fraction

from marketwright.errors import MarketError
from marketwright.exact import number_text, within_limits
from marketwright.markets.places import did_you_mean, key_text, listed, shown

MAX_GOODS = 100_000
MAX_BUYERS = 100_000
MAX_NAME = 200

_RESERVED = {"buyer": "seller", "bidder": "auctioneer"}
_NOT_TEXT = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff]")
_SURROGATE = re.compile("[\ud800-\udfff]")


def valid_name(name: object, place: str, *, of: str = "good") -> str:
    """The name itself, if a good, a buyer or a bidder (as `of` says) may have it.

    Raises: `MarketError` M101 (not a text), M109 (empty, too long, with control characters or outer white space, or reserved: `seller` is no buyer,
    `auctioneer` no bidder).
    """
    if not isinstance(name, str):
        raise wrong_type(place, name, "a text")
    allowed = f"names of 1 to {MAX_NAME} characters without control characters and outer white space"
    if not name:
        raise MarketError("M109", place, "an empty name", allowed, "give it a name")
    if len(name) > MAX_NAME:
        raise MarketError("M109", place, f"a name of {len(name)} characters", allowed, "shorten it")
    if _NOT_TEXT.search(name):
        raise MarketError("M109", place, f"the name {shown(name)} with a control character", allowed, "remove line breaks, tabs and the like")
    if name != name.strip():
        raise MarketError("M109", place, f"the name {shown(name)} with white space around it", allowed, f"write {shown(name.strip())}")
    if name == _RESERVED.get(of):
        raise MarketError("M109", place, f"a {of} with the name {shown(name)}", f"any other name: {shown(name)} is the {name}", f"rename the {of}")
    return name


def names(given: object, place: str, most: int, pattern: str = "{}", *, may_be_empty: bool = False) -> tuple[str, ...]:
    """Different names of goods, buyers or bidders; `pattern` makes the place of a name out of the place of its entry.

    Raises: `MarketError` M101, M109, M110 (a name twice), M115 (none), M116 (too many).
    """
    of = place.removesuffix("s")
    found: dict[str, int] = {}
    for number, name in enumerate(entries(given, place)):
        here = pattern.format(f"{place}[{number}]")
        first = found.setdefault(valid_name(name, here, of=of), number)
        if first != number:
            told = f"the name {shown(str(name))} again, after {pattern.format(f'{place}[{first}]')}"
            raise MarketError("M110", here, told, f"different names of {place}", "rename or remove one of the two")
        if number >= most:
            raise too_many(place, place, most)
    if not found and not may_be_empty:
        raise MarketError("M115", place, "an empty list", f"one or more {place}", f"list the {place}")
    return tuple(found)


def goods_in_order(given: object, place: str, known: Mapping[str, int], where: str) -> tuple[str, ...]:
    """Different goods of the market, in market order; `where` says in what they stand, for messages.

    Raises: `MarketError` M101, M108 (an unknown good), M111 (a good twice).
    """
    goods: dict[str, int] = {}
    for number, good in enumerate(entries(given, place)):
        if not isinstance(good, str):
            raise wrong_type(f"{place}[{number}]", good, "the name of a good")
        if good not in known:
            raise unknown_good(good, f"{place}[{number}]", known)
        if good in goods:
            raise MarketError("M111", f"{place}[{number}]", f"the good {shown(good)} again", f"every good once in {where}", "remove it")
        goods[good] = known[good]
    return tuple(sorted(goods, key=goods.__getitem__))


def unknown_good(good: str, place: str, known: Mapping[str, int]) -> MarketError:
    """The error for a good that the market does not have."""
    return MarketError("M108", place, f"the unknown good {shown(good)}", f"the market's goods {listed(known)}", did_you_mean(good, known, "add it to goods"))


def amounts(given: object, place: str, known: Mapping[str, int], counted: Callable[[str], None] | None = None) -> dict[str, Fraction]:
    """Good -> number that is not negative, for some of the goods, in market order; `counted` is called for each.

    Raises: `MarketError` M101, M108, M113; `NumberError` N103.
    """
    if not isinstance(given, Mapping):
        raise wrong_type(place, given, "a number for each good")
    found: dict[str, Fraction] = {}
    for good, amount in given.items():
        if not isinstance(good, str):
            raise wrong_type(place, good, "names of goods")
        if good not in known:
            raise unknown_good(good, f"{place}{key_text(good)}", known)
        if counted is not None:
            counted(place)
        found[good] = amount_at_least_zero(amount, f"{place}{key_text(good)}")
    return dict(sorted(found.items(), key=lambda item: known[item[0]]))


def amount_at_least_zero(given: object, place: str) -> Fraction:
    """The number as a `Fraction`, if it is not negative.

    Raises: `MarketError` M101, M113; `NumberError` N103.
    """
    amount = exact_number(given, place)
    if amount < 0:
        raise MarketError("M113", place, f"the negative value {number_text(amount)}", "0 or more", "use 0, or remove the entry")
    return amount


def at_least(least: int, given: object, place: str) -> Fraction:
    """The number as a `Fraction`, if it is not below `least`.

    Raises: `MarketError` M101, M123; `NumberError` N103.
    """
    number = exact_number(given, place)
    if number < least:
        raise out_of_range(place, number, f"at least {least}")
    return number


def above_zero(given: object, place: str) -> Fraction:
    """The number as a `Fraction`, if it is above 0.

    Raises: `MarketError` M101, M123; `NumberError` N103.
    """
    number = exact_number(given, place)
    if number <= 0:
        raise out_of_range(place, number, "above 0")
    return number


def out_of_range(place: str, number: Fraction, allowed: str) -> MarketError:
    """The error for a number that its type of values or preference does not allow there."""
    return MarketError("M123", place, f"the number {number_text(number)}", f"a number {allowed}", "choose a number in this range")


def exact_number(given: object, place: str) -> Fraction:
    """The number, of any sign, as a `Fraction`.

    Raises: `MarketError` M101 (no int and no Fraction); `NumberError` N103 (too large, or too fine).
    """
    if type(given) is Fraction:
        return within_limits(given, place)
    if isinstance(given, bool) or not isinstance(given, int | Fraction):
        raise wrong_type(place, given, "an exact number: an int or a Fraction")
    return within_limits(Fraction(given), place)


def optional_text(given: object, place: str) -> str | None:
    """A title or source, or none.

    Raises: `MarketError` M101, M109 (half a character).
    """
    if given is None:
        return None
    if not isinstance(given, str):
        raise wrong_type(place, given, "a text")
    if _SURROGATE.search(given):
        raise MarketError("M109", place, "a text with half a character (an unpaired surrogate)", "whole characters", "remove it")
    return given


def entries(given: object, place: str) -> list[object]:
    """The entries of a list, tuple or the like.

    Raises: `MarketError` M101.
    """
    if isinstance(given, str | bytes | Mapping) or not isinstance(given, Iterable):
        raise wrong_type(place, given, "a list")
    return list(given)


def wrong_type(place: str, given: object, allowed: str) -> MarketError:
    """The error for a Python object that cannot stand there."""
    return MarketError("M101", place, f"a Python {type(given).__name__}", allowed, "convert it first")


def too_many(place: str, things: str, most: int) -> MarketError:
    """The error for a list that is too long."""
    return MarketError("M116", place, f"more than {most} {things}", f"at most {most} {things}", "split the market")
