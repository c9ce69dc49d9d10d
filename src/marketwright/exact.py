"""Exact numbers at the border: text becomes a `Fraction` here and only here.

One strict pattern is read: an integer (`12`), a decimal (`0.25`) or a quotient of integers (`7/2`), with an optional minus sign, ASCII digits,
no leading zeros, no exponent, no separators.  Texts longer than `MAX_CHARACTERS` and numbers whose numerator or denominator exceeds
`MAX_MAGNITUDE` are refused before any arithmetic, so that no input can make the program compute for long.
"""

import re
from fractions import Fraction
from math import lcm
from typing import TYPE_CHECKING

from marketwright.errors import NumberError

if TYPE_CHECKING:
    from collections.abc import Iterable

MAX_CHARACTERS = 64
MAX_MAGNITUDE = 10**30

_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+|/[1-9][0-9]*)?", re.ASCII)
_ALLOWED = 'an integer, a decimal such as 0.25, or a quotient such as "7/2"'


def parse_number(text: str, place: str) -> Fraction:
    """The number that `text` spells.

    `place` says where the text stands, for the error message.

    Raises: `NumberError` N101 (not of the pattern), N102 (too long), N103 (too large, or too fine).

    Example:
    >>> parse_number("7/2", "value")
    Fraction(7, 2)
    """
    if len(text) > MAX_CHARACTERS:
        raise NumberError("N102", place, f"a number of {len(text)} characters", f"at most {MAX_CHARACTERS} characters", "round it, or scale the money unit")
    if _NUMBER.fullmatch(text) is None:
        raise NumberError("N101", place, repr(text), _ALLOWED, _remedy(text))
    number = Fraction(text)
    if abs(number.numerator) > MAX_MAGNITUDE or number.denominator > MAX_MAGNITUDE:
        raise NumberError("N103", place, text, "numerator and denominator of at most 10^30", "scale the money unit")
    return number


def _remedy(text: str) -> str:
    if re.search(r"[eE][+-]?[0-9]", text):
        return "write it out without an exponent"
    if "," in text or "_" in text or "'" in text or " " in text.strip():
        return "leave out separators between digits and use a point for decimals"
    if re.fullmatch(r"-?0[0-9.]+", text):
        return "leave out leading zeros"
    if re.fullmatch(r"\+.*|.*\.|-?\..*", text):
        return "write a digit on both sides of the point and no plus sign"
    if text.strip() != text:
        return "remove the white space around it"
    return "write digits only"


def number_text(number: Fraction | int) -> str:
    """The canonical text of a number: an integer, or `p/q` in lowest terms.

    Example:
    >>> number_text(Fraction(14, 4)), number_text(Fraction(3))
    ('7/2', '3')
    """
    return str(Fraction(number))


def canonical_number(number: Fraction | int) -> int | str:
    """The canonical JSON value of a number: an integer, or the text `p/q` in lowest terms."""
    exact = Fraction(number)
    return exact.numerator if exact.denominator == 1 else str(exact)


def common_denominator(numbers: "Iterable[Fraction]") -> int:
    """The least positive integer D such that D times each number is an integer (1 for no numbers)."""
    return lcm(*(number.denominator for number in numbers))


def decimal_text(number: Fraction, places: int = 4) -> str:
    """A number for people to read: exact when it has at most `places` decimals, otherwise rounded and marked with `≈`.

    Example:
    >>> decimal_text(Fraction(1, 3)), decimal_text(Fraction(5, 2))
    ('≈0.3333', '2.5')
    """
    scale = 10**places
    scaled = number * scale
    rounded = round(scaled)
    whole, rest = divmod(abs(rounded), scale)
    text = f"{whole}.{rest:0{places}d}".rstrip("0").rstrip(".")
    sign = "-" if rounded < 0 else ""
    return f"{'' if scaled == rounded else '≈'}{sign}{text}"
