"""What the readers of second inputs share: numbers, and entries of every buyer, bidder or good.

*Source.* `docs/formats/input.md`.
"""

from collections.abc import Collection, Iterable, Mapping
from difflib import get_close_matches
from fractions import Fraction
from typing import Any

from marketwright.errors import SecondInputError
from marketwright.exact import number_text, parse_number
from marketwright.markets.kinds import Market, names_of
from marketwright.markets.strict_json import JsonNumber


def by_buyer(entries: Any, market: Market, key: str, shape: str, nothing: str, others: tuple[str, ...] = ()) -> Mapping[str, Any]:
    """The entries, which name every buyer of the market and nobody else but `others`.

    Raises: `SecondInputError` I102 (a buyer missing), I103 (an unknown buyer), I104 (not an object).
    """
    names = names_of(market)
    known = known_entries(entries, names, key, shape, others)
    refuse_missing(known, names, key, nothing)
    return known


def known_entries(entries: Any, names: Collection[str], key: str, shape: str, others: tuple[str, ...] = (), member: str = "buyer") -> Mapping[str, Any]:
    """The entries, which name nobody but `names` and `others`; `member`: what somebody of the market is called.

    Raises: `SecondInputError` I103 (an unknown name), I104 (not an object).
    """
    known = {*names, *others}
    if not isinstance(entries, Mapping):
        raise SecondInputError("I104", f"input.{key}", "not an object", shape, f"write one of the {key} for each {member}")
    for name in entries:
        if name not in known:
            allowed = ", and ".join([f"{member}s of the market", *others])
            raise SecondInputError("I103", f"input.{key}", f"unknown {member} {name!r}", allowed, meant(name, names))
    return entries


def refuse_missing(entries: Mapping[str, Any], names: Iterable[str], key: str, nothing: str, member: str = "buyer") -> None:
    """Nothing, if there is an entry for every name.

    Raises: `SecondInputError` I102.
    """
    missing = [name for name in names if name not in entries]
    if missing:
        raise SecondInputError("I102", f"input.{key}", f"nothing for {member} {missing[0]!r}", f"{key} of every {member}", f"add it ({nothing})")


def by_good(entries: Any, goods: Iterable[str], place: str, allowed: str) -> Mapping[str, Any]:
    """The entries, which name every good and nothing else; `allowed`: what a message asks for.

    Raises: `SecondInputError` I104 (not an object), I105 (an unknown good), I122 (a good missing).
    """
    known = dict.fromkeys(goods)
    if not isinstance(entries, Mapping):
        raise SecondInputError("I104", place, "not an object", "{good: number, ...}", "write one number for each good")
    for good in entries:
        if good not in known:
            raise SecondInputError("I105", place, f"unknown good {good!r}", "goods of the market", meant(good, known))
    missing = [good for good in known if good not in entries]
    if missing:
        raise SecondInputError("I122", place, f"nothing for good {missing[0]!r}", allowed, "add it")
    return entries


def meant(name: Any, names: Any) -> str:
    """What to do about an unknown name."""
    near = get_close_matches(name, names, 1) if isinstance(name, str) else []
    return f"did you mean {near[0]!r}?" if near else "use the market's names"


def integer_between(value: Any, place: str, least: int, most: int) -> int:
    """An integer from `least` to `most`.

    Raises: `SecondInputError` I104 (no number), I120 (another number); `NumberError`.
    """
    number = exact_number(value, place)
    if number.denominator != 1 or not least <= number <= most:
        raise SecondInputError("I120", place, number_text(number), f"an integer from {least} to {most}", "choose one of these")
    return int(number)


def least_zero(value: Any, place: str) -> Fraction:
    """A number of at least 0.

    Raises: `SecondInputError` I104 (no number), I106 (negative); `NumberError`.
    """
    price = exact_number(value, place)
    if price < 0:
        raise SecondInputError("I106", place, number_text(price), "a price of at least 0", "ask for 0 instead")
    return price


def exact_number(value: Any, place: str) -> Fraction:
    """A number of any sign.

    Raises: `SecondInputError` I104 (no number); `NumberError`.
    """
    if isinstance(value, JsonNumber):
        return parse_number(value.text, place)
    if isinstance(value, str):
        return parse_number(value, place)
    if isinstance(value, int | Fraction) and not isinstance(value, bool):
        return parse_number(str(value), place)
    raise SecondInputError("I104", place, type(value).__name__, "an exact number", 'write an integer, or a text such as "7/2"')
