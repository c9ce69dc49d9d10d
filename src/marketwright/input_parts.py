"""What the readers of second inputs share: numbers, and entries of every buyer, bidder or good.

*Source.* `docs/formats/input.md`.
"""

from collections.abc import Collection, Iterable, Mapping
from difflib import get_close_matches
from fractions import Fraction
from typing import Any

from marketwright.errors import NumberError, SecondInputError
from marketwright.exact import number_text, parse_number
from marketwright.markets.kinds import Market, names_of
from marketwright.markets.places import shown
from marketwright.markets.strict_json import JsonNumber, json_sort, number_remedy


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
        raise SecondInputError("I104", f"input.{key}", "not an object", shape, f"write one of the {_last_step(key)} for each {member}")
    for name in entries:
        if name not in known:
            allowed = ", and ".join([f"{member}s of the market", *others])
            raise SecondInputError("I103", f"input.{key}", f"unknown {member} {name!r}", allowed, meant(name, names))
    return entries


def _last_step(key: str) -> str:
    """What a place such as `alternative.moves` holds."""
    return key.rpartition(".")[2]


def refuse_missing(entries: Mapping[str, Any], names: Iterable[str], key: str, nothing: str, member: str = "buyer") -> None:
    """Nothing, if there is an entry for every name.

    Raises: `SecondInputError` I102.
    """
    missing = [name for name in names if name not in entries]
    if missing:
        raise SecondInputError("I102", f"input.{key}", f"nothing for {member} {missing[0]!r}", f"{_last_step(key)} of every {member}", f"add it ({nothing})")


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
    if not isinstance(name, str):
        text = name.text if isinstance(name, JsonNumber) else str(name)
        return "put it in double quotes" if text in names else "use the market's names"
    near = get_close_matches(name, names, 1)
    return f"did you mean {near[0]!r}?" if near else "use the market's names"


def told(value: Any) -> str:
    """What was given where a text should stand: the text in double quotes, or the sort of anything else."""
    return shown(value) if isinstance(value, str) else json_sort(value)


def unknown(what: str, name: Any) -> str:
    """What was given where something of the market should be named.

    Example:
    >>> unknown("type", "low"), unknown("type", 3)
    ('the unknown type "low"', 'the number 3, which is no type')
    """
    return f"the unknown {what} {shown(name)}" if isinstance(name, str) else f"{json_sort(name)}, which is no {what}"


def yes_or_no(value: Any, place: str) -> bool:
    """A truth value.

    Raises: `SecondInputError` I104.
    """
    if not isinstance(value, bool):
        raise SecondInputError("I104", place, json_sort(value), "true or false", "write true or false, without quotes")
    return value


def integer_between(value: Any, place: str, least: int, most: int, code: str = "I120") -> int:
    """An integer from `least` to `most`; another number is an error of that code.

    Raises: `SecondInputError` I104 (no number), `code`; `NumberError`.
    """
    allowed = f"an integer from {least} to {most}"
    try:
        number = exact_number(value, place)
    except SecondInputError as error:
        raise SecondInputError("I104", place, error.given, allowed, "write an integer") from None
    except NumberError as error:
        if error.code == "N101":
            raise SecondInputError("I104", place, told(value), allowed, "write an integer") from None
        raise
    if number.denominator != 1 or not least <= number <= most:
        raise SecondInputError(code, place, number_text(number), allowed, "choose one of these")
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
    if isinstance(value, float):
        raise SecondInputError("I104", place, "a Python float", "an exact number: an int, a Fraction, or a text", number_remedy(value))
    raise SecondInputError("I104", place, json_sort(value), "an exact number", 'write an integer, or a text such as "7/2"')
