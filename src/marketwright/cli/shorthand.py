"""Requests and names as people type them: `A B 6`, `- 0`, `"Lot, north" 5/2`."""

import re
from collections.abc import Collection

from marketwright.errors import SecondInputError
from marketwright.exact import parse_number
from marketwright.gamma.profile import Request
from marketwright.markets.bundle import BundleMarket
from marketwright.markets.places import did_you_mean, shown

NOTHING = "-"
_SEPARATORS = " \t,"


def request_of_text(text: str, market: BundleMarket, place: str) -> Request:
    """The request that a line spells: goods with spaces or commas between them, or `-` for none; the price comes last (`-` alone: price 0).

    Raises: `SecondInputError` I104 (no goods or no price), I105 (unknown good); `NumberError`.
    """
    if text == NOTHING:
        text = f"{NOTHING} 0"
    goods, _, price = text.rpartition(" ")
    if not goods.strip(_SEPARATORS):
        example = f"{' '.join(market.goods[:2])} 6"
        raise SecondInputError("I104", place, shown(text), f"goods, then a price, such as {example}, or - for nothing", "write both, the price last")
    return Request(names_of_text(goods, market.goods, place, ("I105", "good")), parse_number(price, f"{place}, price"))


def names_of_text(text: str, known: Collection[str], place: str, code: tuple[str, str]) -> tuple[str, ...]:
    """The names in a text, in its order; `-` for none.  A name is found as it is spelled, in double quotes or without, the longest first.

    Raises: `SecondInputError` of the code for what is none of the `known` names (its second part says what they name).
    """
    rest = text.strip(_SEPARATORS)
    if rest == NOTHING:
        return ()
    found = []
    longest_first = sorted(known, key=len, reverse=True)
    while rest:
        fitting = next(((name, form) for name in longest_first for form in (shown(name), name) if _starts(rest, form)), None)
        if fitting is None:
            word = re.split(r"[ \t,]", rest, maxsplit=1)[0]
            remedy = did_you_mean(word, known, f"use the names of the market, or {NOTHING} for none")
            raise SecondInputError(code[0], place, f"unknown {code[1]} {word[:60]!r}", f"{code[1]}s of the market", remedy)
        found.append(fitting[0])
        rest = rest[len(fitting[1]) :].strip(_SEPARATORS)
    return tuple(found)


def _starts(text: str, form: str) -> bool:
    return text.startswith(form) and (len(text) == len(form) or text[len(form)] in _SEPARATORS)
