"""JSON text into plain data, and plain data into checked values; nothing here knows of markets."""

import json
import re
from collections import Counter
from collections.abc import Callable, Collection
from fractions import Fraction
from math import gcd

from marketcheck.verdicts import Unreadable

MAX_BYTES = 64_000_000
MAX_DEPTH = 32
MAX_DIGITS = 4_000
_FRACTION = re.compile(r"(-?[1-9][0-9]*)/([1-9][0-9]*)")


def parse(text: str, integer: Callable[[str], object], decimal: Callable[[str], object]) -> object:
    """Returns the data of one JSON text; `integer` and `decimal` read its numbers."""
    try:
        if len(text.encode()) > MAX_BYTES:
            raise Unreadable("size", f"a document has at most {MAX_BYTES} bytes")
        document: object = json.loads(text, parse_int=integer, parse_float=decimal, parse_constant=_no_constant, object_pairs_hook=_object)
        if "\\u" in text:  # escapes can spell half a character, which UTF-8 cannot
            json.dumps(document, ensure_ascii=False, default=str).encode()
    except RecursionError:
        raise Unreadable("depth", f"nesting is at most {MAX_DEPTH} deep") from None
    except ValueError as error:
        raise Unreadable("json", f"not a JSON text in UTF-8: {error}") from None
    _bounded_depth(document)
    return document


def _no_constant(word: str) -> object:
    raise Unreadable("number", f"{word} is not a number here")


def _object(pairs: list[tuple[str, object]]) -> dict[str, object]:
    result = dict(pairs)
    if len(result) < len(pairs):
        twice = Counter(name for name, _ in pairs).most_common(1)[0][0]
        raise Unreadable("duplicate", f"key {twice!r} stands twice in one object")
    return result


def _bounded_depth(document: object) -> None:
    level: list[list[object] | dict[str, object]] = [[document]]
    for _ in range(MAX_DEPTH + 1):
        inner = [v for node in level for v in (node if isinstance(node, list) else node.values())]
        level = [value for value in inner if isinstance(value, list | dict)]
    if level:
        raise Unreadable("depth", f"nesting is at most {MAX_DEPTH} deep")


def canonical_integer(text: str) -> int:
    """Returns the integer of a JSON number in an answer."""
    if text == "-0" or len(text) > MAX_DIGITS:
        raise Unreadable("number", f"{text[:40]} is not a canonical number")
    return int(text)


def no_decimal(text: str) -> object:
    """Refuses a JSON number with a point or an exponent, as answers do."""
    raise Unreadable("number", f'{text[:40]} is not a canonical number: write "p/q"')


def written(number: Fraction) -> int | str:
    """Returns the canonical JSON value of a number."""
    return number.numerator if number.denominator == 1 else str(number)


def canonical_json(document: object) -> str:
    """Returns the canonical text of data whose numbers are canonical already."""
    return json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def keys(value: object, place: str, required: Collection[str], optional: Collection[str] = ()) -> dict[str, object]:
    """Returns the object, which has all required keys and no others but optional ones."""
    if not isinstance(value, dict):
        raise Unreadable("type", f"{place}: an object is needed here")
    for key in required:
        if key not in value:
            raise Unreadable("keys", f"{place}: the key {key!r} is missing")
    for key in value:
        if key not in required and key not in optional:
            raise Unreadable("keys", f"{place}: the key {key!r} is unknown here")
    return value


def listing(value: object, place: str) -> list[object]:
    """Returns the list."""
    if not isinstance(value, list):
        raise Unreadable("type", f"{place}: a list is needed here")
    return value


def text(value: object, place: str) -> str:
    """Returns the text."""
    if not isinstance(value, str):
        raise Unreadable("type", f"{place}: a text is needed here")
    return value


def integer(value: object, place: str) -> int:
    """Returns the integer; true and false are none."""
    if type(value) is not int:
        raise Unreadable("type", f"{place}: an integer is needed here")
    return value


def number(value: object, place: str) -> Fraction:
    """Returns the number: an integer, or "p/q" in lowest terms with q > 1."""
    if type(value) is int:
        return Fraction(value)
    found = _FRACTION.fullmatch(value) if type(value) is str and len(value) <= MAX_DIGITS else None
    if found is None or found[2] == "1" or gcd(int(found[1]), int(found[2])) > 1:
        raise Unreadable("number", f"{place}: a canonical number is needed here")
    return Fraction(int(found[1]), int(found[2]))
