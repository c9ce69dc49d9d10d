"""JSON text into plain data, and plain data into checked values; nothing here knows of markets."""

import json
import re
from collections import Counter
from collections.abc import Callable, Collection
from fractions import Fraction
from typing import Any

from marketcheck.conditions import Unreadable

MAX_BYTES = 64_000_000
MAX_DIGITS = 4_000
KINDS = {dict: "an object", list: "a list", str: "a text", int: "an integer"}
_FRACTION = re.compile(r"-?[1-9][0-9]*/[1-9][0-9]*")


def parse(text: str, numeral: Callable[[str], object]) -> object:
    """Returns the data of one JSON text, whose numbers `numeral` reads."""
    try:
        if len(text.encode()) > MAX_BYTES:
            raise Unreadable("size", f"a document has at most {MAX_BYTES} bytes")
        document: object = json.loads(text, parse_int=numeral, parse_float=numeral, parse_constant=numeral, object_pairs_hook=_object)
        if "\\u" in text:  # escapes can spell half a character, which UTF-8 cannot
            json.dumps(document, ensure_ascii=False, default=str).encode()
    except RecursionError:
        raise Unreadable("depth", "nesting is at most 32 deep") from None
    except ValueError as error:
        raise Unreadable("json", f"not a JSON text in UTF-8: {error}") from None
    return document


def _object(pairs: list[tuple[str, object]]) -> dict[str, object]:
    result = dict(pairs)
    if len(result) < len(pairs):
        twice = Counter(name for name, _ in pairs).most_common(1)[0][0]
        raise Unreadable("duplicate", f"key {twice!r} stands twice in one object")
    return result


def canonical_integer(numeral: str) -> int:
    """Returns the integer of a JSON number in an answer, which has no point, no exponent and no minus before 0."""
    if len(numeral) > MAX_DIGITS or numeral == "-0" or not numeral.removeprefix("-").isdecimal():
        raise Unreadable("number", f'{numeral[:40]} is not a canonical number: an integer, or "p/q"')
    return int(numeral)


def canonical_json(document: object) -> str:
    """Returns the canonical text of data; fractions are written as integers or as "p/q" in lowest terms."""
    return json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=_written)


def _written(number: Fraction) -> int | str:
    return number.numerator if number.denominator == 1 else str(number)


def read(value: object, form: Any, place: str) -> Any:
    """Returns the value as its form says, and refuses every other.

    *Meaning*: a form is a JSON type; `{choice, ...}`; `[form]` for a list; `(form, form)` for a list of two; `{str: form}` for an object with any keys;
    `{"key": form, "other?": form}` for an object with these keys, of which `other` may be left out; or a function that reads the value at its place.
    """
    if isinstance(form, set):
        if not any(type(value) is type(choice) and value == choice for choice in form):
            choices = " or ".join(sorted(map(canonical_json, form)))
            raise Unreadable("choice", f"{place}: {choices} is needed here")
        return value
    if isinstance(form, dict):
        if str in form:
            return {key: read(part, form[str], f"{place}.{key}") for key, part in of_type(value, dict, place).items()}
        forms = {key.removesuffix("?"): inner for key, inner in form.items()}
        table = keys(value, place, [key for key in forms if key in form], forms)
        return {key: read(part, forms[key], f"{place}.{key}") for key, part in table.items()}
    if isinstance(form, list | tuple):
        parts = of_type(value, list, place)
        if form == [int] and {*map(type, parts)} <= {int}:  # the long lists, at once
            return parts
        if isinstance(form, tuple) and len(parts) != len(form):
            raise Unreadable("type", f"{place}: a list of {len(form)} is needed here")
        forms_in_order = form if isinstance(form, tuple) else form * len(parts)
        return [read(part, inner, f"{place}[{i}]") for i, (part, inner) in enumerate(zip(parts, forms_in_order, strict=True))]
    return of_type(value, form, place) if form in KINDS else form(value, place)


def of_type(value: object, kind: type, place: str) -> Any:
    """Returns the value, which is of this JSON type; true and false are no integers."""
    if type(value) is not kind:
        raise Unreadable("type", f"{place}: {KINDS[kind]} is needed here")
    return value


def keys(value: object, place: str, required: Collection[str], optional: Collection[str] = ()) -> dict[str, Any]:
    """Returns the object, which has all required keys and no others but optional ones."""
    table: dict[str, Any] = of_type(value, dict, place)
    for key in required:
        if key not in table:
            raise Unreadable("keys", f"{place}: the key {key!r} is missing")
    known = {*required, *optional}
    for key in table:
        if key not in known:
            raise Unreadable("keys", f"{place}: the key {key!r} is unknown here")
    return table


def is_short(number: int | Fraction) -> bool:
    """Returns whether the canonical text of the number is short enough for an answer; it need not be short enough to be written."""
    above, below = number.as_integer_ratio()
    return (above < 0) + _digits(abs(above)) + (0 if below == 1 else 1 + _digits(below)) <= MAX_DIGITS


def _digits(number: int) -> int:
    """Returns how many digits an integer of at least 0 has: 10^k, with 2^bits < 10^(k + 1), tells the last two that are possible apart."""
    k = number.bit_length() * 30_103 // 100_000
    power: int = 10**k
    return max(1, k + (number >= power))


def number(value: object, place: str) -> Fraction:
    """Returns the number: an integer, or "p/q" in lowest terms with q > 1."""
    if type(value) is int:
        return Fraction(value)
    if type(value) is str and len(value) <= MAX_DIGITS and _FRACTION.fullmatch(value):
        try:
            fraction = Fraction(value)
            if str(fraction) == value:
                return fraction
        except ValueError:  # the interpreter is set to shorter numbers
            raise Unreadable("number", f"{place}: a number of {len(value)} characters is too long for this interpreter") from None
    raise Unreadable("number", f"{place}: a canonical number is needed here")
