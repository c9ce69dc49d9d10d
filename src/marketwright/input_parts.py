"""What the readers of second inputs share: numbers, and entries of every buyer.

*Source.* `docs/formats/input.md`.
"""

from collections.abc import Mapping
from difflib import get_close_matches
from fractions import Fraction
from typing import Any

from marketwright.errors import SecondInputError
from marketwright.exact import number_text, parse_number
from marketwright.markets.kinds import Market
from marketwright.markets.strict_json import JsonNumber


def by_buyer(entries: Any, market: Market, key: str, shape: str, nothing: str, others: tuple[str, ...] = ()) -> Mapping[str, Any]:
    """The entries, which name every buyer of the market and nobody else but `others`.

    Raises: `SecondInputError` I102 (a buyer missing), I103 (an unknown buyer), I104 (not an object).
    """
    names = {buyer.name: None for buyer in market.buyers}
    if not isinstance(entries, Mapping):
        raise SecondInputError("I104", f"input.{key}", "not an object", shape, f"write one of the {key} for each buyer")
    for name in entries:
        if name not in names and name not in others:
            raise SecondInputError("I103", f"input.{key}", f"unknown buyer {name!r}", ", and ".join(["buyers of the market", *others]), meant(name, names))
    missing = [name for name in names if name not in entries]
    if missing:
        raise SecondInputError("I102", f"input.{key}", f"nothing for buyer {missing[0]!r}", f"{key} of every buyer", f"add it ({nothing})")
    return entries


def meant(name: Any, names: Any) -> str:
    """What to do about an unknown name."""
    near = get_close_matches(name, names, 1) if isinstance(name, str) else []
    return f"did you mean {near[0]!r}?" if near else "use the market's names"


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
