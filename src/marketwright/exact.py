"""Exact numbers at the border: text becomes a number here and only here.

One strict pattern is read: an integer (`12`), a decimal (`0.25`) or a quotient of integers (`7/2`), with an optional minus sign, ASCII digits,
no leading zeros, no exponent, no separators.  Texts longer than `MAX_CHARACTERS` and numbers whose numerator or denominator exceeds
`MAX_MAGNITUDE` are refused before any arithmetic, so that no input can make the program compute for long.
"""

import re
from array import array
from fractions import Fraction
from math import lcm
from typing import TYPE_CHECKING

from marketwright.errors import NumberError

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

MAX_CHARACTERS = 64
MAX_ANSWER_CHARACTERS = 4_000
MAX_MAGNITUDE = 10**30
MAX_DENOMINATOR_DIGITS = 100

_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+|/[1-9][0-9]*)?", re.ASCII)
_SHORT = r"-?(?:0|[1-9][0-9]{0,17})"
_SHORT_INTEGERS = re.compile(rf"{_SHORT}(?:,{_SHORT})*+", re.ASCII)
_SHORT_NUMBER = rf"{_SHORT}(?:\.[0-9]{{1,12}}|/[1-9][0-9]{{0,17}})?"
_SHORT_NUMBERS = re.compile(rf"{_SHORT_NUMBER}(?:,{_SHORT_NUMBER})*+", re.ASCII)
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
    return within_limits(Fraction(text), place)


def parse_short_numbers(texts: "Sequence[str]") -> "tuple[array[int] | list[int], int] | None":
    """The numbers that many texts spell, as numerators over one denominator (not always the least); None if a text is longer than usual, or is no number.

    Meaning: where this returns numbers, `parse_number` returns the same; where it returns None, some text has to be read, or refused, by `parse_number`.

    Cost: one regular expression for all texts together; of integers no Python code for each.

    Example:
    >>> parse_short_numbers(["1/2", "-3", "0.25"]), parse_short_numbers(["+5"])
    (([50, -300, 25], 100), None)
    """
    joined = ",".join(texts)
    if joined.count(",") != max(len(texts) - 1, 0):
        return None
    if not texts or _SHORT_INTEGERS.fullmatch(joined):
        return array("q", map(int, texts)), 1
    if not _SHORT_NUMBERS.fullmatch(joined):
        return None
    parts: list[tuple[int, int]] = []
    for text in texts:
        above, _, below = text.partition("/")
        whole, _, decimals = above.partition(".")
        parts.append((int(whole + decimals), int(below or 1) * 10 ** len(decimals)))
    common = 1
    for denominator in {denominator for _, denominator in parts}:
        common = lcm(common, denominator)
        if common > MAX_MAGNITUDE:
            return None
    return [numerator * (common // denominator) for numerator, denominator in parts], common


def within_limits(number: Fraction, place: str) -> Fraction:
    """The number itself, if its numerator and denominator are at most `MAX_MAGNITUDE`.

    Raises: `NumberError` N103.
    """
    if abs(number.numerator) > MAX_MAGNITUDE or number.denominator > MAX_MAGNITUDE:
        given = "a number that is too large" if abs(number) > MAX_MAGNITUDE else "a number that is too fine"
        raise NumberError("N103", place, given, "numerator and denominator of at most 10^30", "scale the money unit, or round it")
    return number


def _remedy(text: str) -> str:
    if re.search(r"[eE][+-]?[0-9]", text):
        return "write it out without an exponent"
    if re.search(r"[$€£¥]|\d\s*[A-Za-z]{3}|[A-Za-z]{3}\s*\d", text):
        return "leave out the currency"
    if "," in text or "_" in text or "'" in text or " " in text.strip():
        return "leave out separators between digits and use a point for decimals"
    if "/" in text:
        return "write a quotient of two integers, the second one positive"
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


def characters(number: Fraction | int) -> int:
    """How many characters the canonical text of a number has, without writing it: numbers may be longer than Python writes.

    Example:
    >>> characters(Fraction(-7, 20)), characters(10**5000)
    (5, 5001)
    """
    above, below = number.as_integer_ratio()
    return (above < 0) + _digits(abs(above)) + (0 if below == 1 else 1 + _digits(below))


def _digits(number: int) -> int:
    """How many digits an integer of at least 0 has; 0.30103 is a little more than the logarithm of 2."""
    digits = number.bit_length() * 30_103 // 100_000
    power: int = 10**digits
    return max(1, digits + (number >= power))


def answer_number(number: Fraction | int) -> int | str:
    """The canonical JSON value of a number of an answer.

    Raises: `NumberError` N106 when it has more than `MAX_ANSWER_CHARACTERS`.
    """
    if (count := characters(number)) > MAX_ANSWER_CHARACTERS:
        allowed = f"at most {MAX_ANSWER_CHARACTERS} characters"
        raise NumberError(
            "N106", "answer", f"a number of {count} characters", allowed, "round the market's numbers to decimals of one length, or take a part of it"
        )
    return canonical_number(number)


def canonical_number(number: Fraction | int) -> int | str:
    """The canonical JSON value of a number: an integer, or the text `p/q` in lowest terms."""
    exact = Fraction(number)
    return exact.numerator if exact.denominator == 1 else str(exact)


def plain_decimal(number: Fraction, place: str) -> str:
    """The exact decimal text of a number, for formats that know no quotients.

    Raises: `NumberError` N104 when it has no finite decimal, or one of more than `MAX_CHARACTERS`.

    Example:
    >>> plain_decimal(Fraction(7, 4), "value"), plain_decimal(Fraction(3), "value")
    ('1.75', '3')
    """
    rest, places = number.denominator, 0
    while rest % 10 == 0:
        rest, places = rest // 10, places + 1
    for factor in (2, 5):
        while rest % factor == 0:
            rest, places = rest // factor, places + 1
    digits = str(abs(number.numerator) * 10**places // number.denominator).rjust(places + 1, "0")
    whole, decimals = digits[: len(digits) - places], digits[len(digits) - places :]
    text = ("-" if number < 0 else "") + (f"{whole}.{decimals}" if places else whole)
    if rest != 1 or len(text) > MAX_CHARACTERS:
        given = f"{number_text(number)}, which has no finite decimal" if rest != 1 else f"a decimal of {len(text)} characters"
        raise NumberError("N104", place, given, f"decimals of at most {MAX_CHARACTERS} characters", "write a market document (.market.json) instead")
    return text


def common_denominator(numbers: "Iterable[Fraction]", place: str) -> int:
    """The least positive integer D such that D times each number is an integer (1 for no numbers).

    Raises: `NumberError` N105 when it has more than `MAX_DENOMINATOR_DIGITS` digits.

    Example:
    >>> common_denominator([Fraction(1, 4), Fraction(5, 6)], "values")
    12
    """
    common = 1
    for denominator in {number.denominator for number in numbers}:
        common = lcm(common, denominator)
        if common >= 10**MAX_DENOMINATOR_DIGITS:
            allowed = f"a common denominator of at most {MAX_DENOMINATOR_DIGITS} digits"
            raise NumberError("N105", place, "numbers with many different denominators", allowed, "round them to decimals of one length")
    return common


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
