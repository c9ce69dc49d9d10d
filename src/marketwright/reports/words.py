"""Numbers, names and lists as people read them, and columns that stand in line."""

from collections.abc import Iterable, Sequence
from fractions import Fraction
from unicodedata import combining, east_asian_width

from marketwright.errors import NumberError
from marketwright.exact import decimal_text, number_text, plain_decimal
from marketwright.markets.places import shown

WIDTH = 100
"""Columns of a page when nothing else is known."""
LONGEST_NUMBER = 24
LONGEST_NAME = 40
_AMBIGUOUS = (",", '"', " and ", "(", ")", ":", ";")


def number(value: Fraction) -> str:
    """A number, exact: a decimal where it has one, otherwise `p/q`; one of more than `LONGEST_NUMBER` characters is rounded and marked.

    Example:
    >>> number(Fraction(25, 2)), number(Fraction(7, 3)), number(Fraction(10**30 + 1, 3))
    ('12.5', '7/3', '≈333333333333333333333333333333.6667')
    """
    try:
        text = plain_decimal(value, "number")
    except NumberError:
        text = number_text(value)
    return text if len(text) <= LONGEST_NUMBER or value.denominator == 1 else decimal_text(value)


def name(text: str) -> str:
    """A name, in quotes where it could be misread, shortened in the middle when it is long.

    Example:
    >>> name("Ada"), name("Smith, Ltd"), name("A" * 30 + "B" * 30)
    ('Ada', '"Smith, Ltd"', 'AAAAAAAAAAAAAAAAAA...BBBBBBBBBBBBBBBBBBB')
    """
    quoted = any(mark in text for mark in _AMBIGUOUS) or not text.isprintable()
    if len(text) > LONGEST_NAME:
        text = text[: LONGEST_NAME // 2 - 2] + "..." + text[-(LONGEST_NAME // 2 - 1) :]
    return shown(text) if quoted else text


def listed(names: Sequence[str], most: int = 8) -> str:
    """Names as a list in a sentence; of many only the first ones and how many follow.

    Example:
    >>> listed(["Ada"]), listed(["Ada", "Ben", "Cleo"]), listed(["a", "b", "c", "d"], most=2), listed([])
    ('Ada', 'Ada, Ben and Cleo', 'a, b and 2 more', 'nothing')
    """
    if not names:
        return "nothing"
    if len(names) == 1:
        return name(names[0])
    if len(names) <= most:
        return ", ".join(map(name, names[:-1])) + " and " + name(names[-1])
    return ", ".join(map(name, names[:most])) + f" and {len(names) - most} more"


def counted(count: int, noun: str) -> str:
    """A number of things.

    Example:
    >>> counted(1, "buyer"), counted(1200, "bid")
    ('1 buyer', '1200 bids')
    """
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def percentage(part: Fraction, whole: Fraction) -> str:
    """A share in per cent, rounded to two places.

    Example:
    >>> percentage(Fraction(1), Fraction(8)), percentage(Fraction(1), Fraction(3))
    ('12.5 %', '≈33.33 %')
    """
    return f"{decimal_text(100 * part / whole, 2)} %"


def columns(text: str) -> int:
    """How many columns of a terminal a text takes."""
    return sum(0 if combining(character) else 2 if east_asian_width(character) in "WF" else 1 for character in text)


def table(rows: Iterable[Sequence[str]], right: Sequence[int] = (), indent: str = "  ") -> list[str]:
    """Lines whose cells stand in columns, two spaces apart; the columns of `right` are flush right.

    Example:
    >>> table([("buyer", "pays"), ("Ada", "8")], right=[1], indent="")
    ['buyer  pays', 'Ada       8']
    """
    cells = [tuple(row) for row in rows]
    widths = [max(columns(cell) for cell in column) for column in zip(*cells, strict=True)]
    lines = []
    for row in cells:
        padded = []
        for place, cell in enumerate(row):
            space = " " * (widths[place] - columns(cell))
            padded.append(space + cell if place in right else cell + space)
        lines.append((indent + "  ".join(padded)).rstrip())
    return lines


def wrapped(text: str, width: int, indent: str = "  ", hanging: str = "    ") -> list[str]:
    """A paragraph broken at spaces; a single word that is too long stands alone."""
    lines: list[str] = []
    line = indent
    for word in text.split(" "):
        longer = line + word if line.strip() == "" else f"{line} {word}"
        if columns(longer) > width and line.strip():
            lines.append(line)
            longer = hanging + word
        line = longer
    return [*lines, line]
