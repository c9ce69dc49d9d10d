"""JSON read strictly: what is ambiguous, inexact or endless is refused with its place.

Numbers keep their text (`JsonNumber`), so that no binary float ever stands between a file and its value.  Keys that occur twice, `NaN`, texts that
are not UTF-8, unpaired surrogates and nesting beyond `MAX_DEPTH` are errors.  The scanning itself is the standard library's, which runs in
compiled code; everything that it lets pass is checked here before or after it.
"""

import json
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import accumulate

from marketwright.errors import DocumentError
from marketwright.markets.places import place_text, position, shown

MAX_DEPTH = 32

JsonValue = dict[str, "JsonValue"] | list["JsonValue"] | str | int | bool | None
"""A value that can be written as JSON without loss: numbers are integers or texts."""

_Path = tuple[str | int, ...]

_ALLOWED = "one JSON value in UTF-8"
_MOST_SHOWN_BITS = 128
_STRING = re.compile(r'"(?:[^"\\]++|\\.)*+"?', re.DOTALL)
_STRING_OR_BRACKET = re.compile(rf"{_STRING.pattern}|[\[\]{{}}]", re.DOTALL)
_STEPS = {"[": 1, "{": 1, "]": -1, "}": -1}
_SURROGATE_ESCAPE = re.compile(r"\\u[dD][89a-fA-F]")
_SURROGATE = re.compile("[\ud800-\udfff]")
_BYTE_ORDER_MARKS = {b"\xff\xfe": "UTF-16 or UTF-32", b"\xfe\xff": "UTF-16", b"\x00\x00\xfe\xff": "UTF-32"}
_ARCHIVE_MARK = b"PK\x03\x04"
_UTF_8_MARK = b"\xef\xbb\xbf"


@dataclass(frozen=True, slots=True)
class JsonNumber:
    """A JSON number as it is spelled."""

    text: str


@dataclass(frozen=True, slots=True)
class _Twice:
    """Stands for an object in which a key occurs twice."""

    key: str


@dataclass(frozen=True, slots=True)
class _NotFinite:
    """Stands for NaN, Infinity or -Infinity."""

    text: str


@dataclass(slots=True)
class _Scan:
    """What the scanner's hooks have met: its refusals are searched for only when there are any."""

    refused: list[_Twice | _NotFinite] = field(default_factory=list)

    def object_of(self, pairs: list[tuple[str, object]]) -> object:
        found = dict(pairs)
        if len(found) == len(pairs):
            return found
        counts = Counter(key for key, _ in pairs)
        self.refused.append(_Twice(next(key for key, count in counts.items() if count > 1)))
        return self.refused[-1]

    def constant(self, text: str) -> object:
        self.refused.append(_NotFinite(text))
        return self.refused[-1]


def parse_json(data: bytes, name: str) -> object:
    """The JSON value that `data` spells, numbers as `JsonNumber`.

    `name` says where the bytes come from, for error messages.

    Raises: `DocumentError` D105 (encoding), D106 (ends early), D107 (not JSON), D108 (key twice), D109 (NaN or Infinity), D110 (nesting), D111
    (unpaired surrogate).

    Example:
    >>> parse_json(b'{"value": 0.10}', "example")
    {'value': JsonNumber(text='0.10')}
    """
    text = decoded(data, name)
    _refuse_deep_nesting(text, name)
    scan = _Scan()
    try:
        value = json.loads(text, parse_float=JsonNumber, parse_int=JsonNumber, parse_constant=scan.constant, object_pairs_hook=scan.object_of)
    except json.JSONDecodeError as error:
        raise _syntax_error(error, name) from None
    if scan.refused:
        raise _refusal(value, name)
    if _SURROGATE_ESCAPE.search(text):
        _refuse_surrogates(value, name)
    return value


def decoded(data: bytes, name: str, *, byte_order_mark: bool = False) -> str:
    """The text of UTF-8 bytes; a leading byte order mark is dropped if `byte_order_mark` says that it may stand there.

    Raises: `DocumentError` D105 (not UTF-8, or a byte order mark), D106 (nothing but white space).
    """
    for mark, encoding in _BYTE_ORDER_MARKS.items():
        if data.startswith(mark):
            raise DocumentError("D105", name, f"text in {encoding}", "UTF-8", "save the file as UTF-8")
    if data.startswith(_ARCHIVE_MARK):
        raise DocumentError("D105", name, "an archive, such as a spreadsheet", "text in UTF-8", "save the table as CSV in UTF-8")
    if data.startswith(_UTF_8_MARK):
        if not byte_order_mark:
            raise DocumentError("D105", f"{name}, line 1, column 1", "a byte order mark", "UTF-8 without it", 'save the file as "UTF-8 without BOM"')
        data = data[len(_UTF_8_MARK) :]
    if not data.strip():
        raise DocumentError("D106", name, "an empty file", "a market document", "check that the file was saved completely")
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        place = f"{name}, line {data.count(10, 0, error.start) + 1}"
        raise DocumentError("D105", place, f"the byte 0x{data[error.start]:02x}, which is not UTF-8", "UTF-8", "save the file as UTF-8") from None
    if "\x00" in text:
        place = position(text, text.index("\x00"), name)
        raise DocumentError("D105", place, "a zero byte", "UTF-8 text", "save the file as UTF-8 (not UTF-16)")
    return text


def json_sort(value: object) -> str:
    """The JSON word for the sort of a value, for messages that say what was given."""
    match value:
        case bool():
            return "true" if value else "false"
        case None:
            return "null"
        case JsonNumber(text=text):
            return f"the number {text[:40]}"
        case int():
            return f"the number {value}" if value.bit_length() <= _MOST_SHOWN_BITS else "a number"
        case str():
            return f"the text {shown(value)}"
        case list() | tuple():
            return "a list"
        case dict():
            return "an object"
    return f"a Python {type(value).__name__}"


def number_remedy(value: object) -> str:
    """What to do about a value that is no number."""
    return 'write it as a text, such as "0.3" or "1/3"' if isinstance(value, float) else "write a number"


def _refuse_deep_nesting(text: str, name: str) -> None:
    """Before scanning, since the scanner recurses: brackets outside strings are counted in compiled code."""
    brackets = "".join(re.findall(r"[\[\]{}]+", _STRING.sub("", text)))
    if max(accumulate(map(_STEPS.__getitem__, brackets)), default=0) <= MAX_DEPTH:
        return
    depth = 0
    for match in _STRING_OR_BRACKET.finditer(text):
        depth += _STEPS.get(match[0], 0)
        if depth > MAX_DEPTH:
            place = position(text, match.start(), name)
            raise DocumentError("D110", place, f"nesting deeper than {MAX_DEPTH}", f"at most {MAX_DEPTH} brackets inside one another", "flatten it")


def _syntax_error(error: json.JSONDecodeError, name: str) -> DocumentError:
    text, start = error.doc, error.pos
    rest = text[start:].strip()
    if error.msg.startswith("Unterminated string") or any(word.startswith(rest) for word in ("true", "false", "null", "-")):
        place = position(text, len(text.rstrip()), name)
        return DocumentError("D106", place, "the text ends in the middle of a value", _ALLOWED, "check that the file was saved completely")
    place = position(text, start, name)
    given = f"{text[start]!r}"
    if error.msg.startswith("Extra data"):
        return DocumentError("D107", place, f"{given} after the end of the value", _ALLOWED, "remove what follows the last bracket")
    if error.msg.startswith("Invalid control character"):
        return DocumentError("D107", place, f"{given} inside a text", "printable characters and escapes", r'write it as an escape, such as "\n" or "\t"')
    if error.msg.startswith("Invalid \\"):
        return DocumentError("D107", place, "a backslash that starts no escape", r"\" \\ \/ \b \f \n \r \t \uXXXX", "double the backslash")
    expected = _EXPECTED.get(error.msg, "a value: an object, a list, a text in double quotes, a number, true, false or null")
    return DocumentError("D107", place, f"{given}, which cannot stand here", expected, "look for a missing or additional comma, quote or bracket before it")


_EXPECTED = {
    "Expecting property name enclosed in double quotes": "a key in double quotes",
    "Expecting ':' delimiter": "a colon between a key and its value",
    "Expecting ',' delimiter": "a comma or a closing bracket; in numbers digits, one point, and no leading zeros",
}


def _refusal(value: object, name: str) -> DocumentError:
    """The error for the first marker in the value, in the order of the document."""
    path, item = next((path, item) for path, item in _walk(value) if isinstance(item, _Twice | _NotFinite))
    place = place_text(path) or name
    if isinstance(item, _Twice):
        return DocumentError("D108", place, f"the key {shown(item.key)} twice", "every key once in an object", "remove or rename one of the two")
    return DocumentError("D109", place, str(item.text), "finite numbers", "write the number out, or leave the entry away")


def _refuse_surrogates(value: object, name: str) -> None:
    for path, item in _walk(value):
        texts = [item] if isinstance(item, str) else list(item) if isinstance(item, dict) else []
        for text in texts:
            if _SURROGATE.search(text):
                given = f"half a character (an unpaired surrogate) in {shown(text)}"
                raise DocumentError("D111", place_text(path) or name, given, "whole characters", r"write both halves \ud8xx\udcxx, or remove it")


def _walk(value: object) -> Iterator[tuple[_Path, object]]:
    """Every value inside `value` with its path, in document order, without recursion."""
    waiting: list[Iterator[tuple[_Path, object]]] = [iter([((), value)])]
    while waiting:
        path_and_item = next(waiting[-1], None)
        if path_and_item is None:
            waiting.pop()
            continue
        yield path_and_item
        waiting.append(_entries(*path_and_item))


def _entries(path: _Path, item: object) -> Iterator[tuple[_Path, object]]:
    if isinstance(item, dict):
        yield from (((*path, key), inner) for key, inner in item.items())
    elif isinstance(item, list):
        yield from (((*path, number), inner) for number, inner in enumerate(item))
