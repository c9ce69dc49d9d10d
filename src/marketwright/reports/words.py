"""Numbers, names and lists as people read them, and columns that stand in line."""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from fractions import Fraction

from rich.cells import cell_len

from marketwright.errors import NumberError
from marketwright.exact import decimal_text, number_text, plain_decimal
from marketwright.markets.places import shown

WIDTH = 100
"""Columns of a page when nothing else is known."""
Section = tuple[str, list[str]]
"""A title and the lines below it."""
LONGEST_NUMBER = 24
LONGEST_NAME = 40
_NUMERAL = re.compile(r"[0-9./-]+")
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
    """A name, in quotes where it could be misread.

    Example:
    >>> name("Ada"), name("Smith, Ltd")
    ('Ada', '"Smith, Ltd"')
    """
    return shown(text) if any(mark in text for mark in _AMBIGUOUS) or not text.isprintable() else text


def short_names(names: Sequence[str]) -> dict[str, str]:
    """A short form of every name, different for different names: long ones lose their middle, or end in their number where that is not enough.

    Example:
    >>> short_names(["Ada", "A" * 30 + "B" * 30])["A" * 30 + "B" * 30]
    'AAAAAAAAAAAAAAAAAA...BBBBBBBBBBBBBBBBBBB'
    >>> list(short_names(["A" * 60, "A" * 61]).values())
    ['AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA... #1', 'AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA... #2']
    """
    head, tail = LONGEST_NAME // 2 - 2, LONGEST_NAME // 2 - 1
    short = {text: text if len(text) <= LONGEST_NAME else f"{text[:head]}...{text[-tail:]}" for text in names}
    often = Counter(short.values())
    return {text: form if often[form] == 1 else f"{text[: LONGEST_NAME - 9]}... #{number}" for number, (text, form) in enumerate(short.items(), start=1)}


def buyer_name(text: str, member: str = "buyer") -> str:
    """A buyer's name inside a sentence, where a bare number would be read as one; `member`: what buyers are called there.

    Example:
    >>> buyer_name("Ada"), buyer_name("12"), buyer_name("12", "bidder")
    ('Ada', 'buyer 12', 'bidder 12')
    """
    return f"{member} {text}" if _NUMERAL.fullmatch(text) else name(text)


def buyers_text(names: Sequence[str], most: int = 8, member: str = "buyer") -> str:
    """Buyers inside a sentence.

    Example:
    >>> buyers_text(["Ada", "Ben"]), buyers_text(["1", "2"])
    ('Ada and Ben', 'buyers 1 and 2')
    """
    if len(names) > 1 and _NUMERAL.fullmatch(names[0]):
        return f"{member}s {listed(names, most)}"
    return buyer_name(names[0], member) if len(names) == 1 else listed(names, most)


def bundle_text(goods: Sequence[str], most: int = 8) -> str:
    """Goods inside a sentence.

    Example:
    >>> bundle_text(["Pond", "Wood"]), bundle_text(["3", "4"]), bundle_text(["3"])
    ('Pond and Wood', 'goods 3 and 4', 'good 3')
    """
    if goods and _NUMERAL.fullmatch(goods[0]):
        return f"{'good' if len(goods) == 1 else 'goods'} {listed(goods, most)}"
    return listed(goods, most)


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


def one_line(text: str, width: int = WIDTH) -> str:
    """A text of any length and characters on one line.

    Example:
    >>> one_line("a title" + chr(10) + "of two lines"), one_line("abcdefghij", 8)
    ('a title of two lines', 'abcde...')
    """
    joined = " ".join("".join(character if character.isprintable() else " " for character in text).split())
    return joined if len(joined) <= width else joined[: width - 3] + "..."


def counted(count: int, noun: str) -> str:
    """A number of things.

    Example:
    >>> counted(1, "buyer"), counted(1200, "bid")
    ('1 buyer', '1200 bids')
    """
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


def rounded(value: Fraction) -> str:
    """A number of which the first places suffice, marked when it is rounded.

    Example:
    >>> rounded(Fraction(101772, 4375)), rounded(Fraction(5, 2))
    ('≈23.2622', '2.5')
    """
    return decimal_text(value)


def percentage(part: Fraction, whole: Fraction) -> str:
    """A share in per cent, rounded to two places.

    Example:
    >>> percentage(Fraction(1), Fraction(8)), percentage(Fraction(1), Fraction(3))
    ('12.5 %', '≈33.33 %')
    """
    return f"{decimal_text(100 * part / whole, 2)} %"


def table(rows: Iterable[Sequence[str]], right: Sequence[int] = (), indent: str = "  ") -> list[str]:
    """Lines whose cells stand in columns, two spaces apart; the columns of `right` are flush right.

    Example:
    >>> table([("buyer", "pays"), ("Ada", "8")], right=[1], indent="")
    ['buyer  pays', 'Ada       8']
    """
    cells = [tuple(row) for row in rows]
    widths = [max(cell_len(cell) for cell in column) for column in zip(*cells, strict=True)]
    lines = []
    for row in cells:
        padded = []
        for place, cell in enumerate(row):
            space = " " * (widths[place] - cell_len(cell))
            padded.append(space + cell if place in right else cell + space)
        lines.append((indent + "  ".join(padded)).rstrip())
    return lines


def wrapped(text: str, width: int = WIDTH, indent: str = "  ", hanging: str = "    ") -> list[str]:
    """A paragraph broken at single spaces; a word that is too long stands alone, and columns inside the first line stay as they are.

    Example:
    >>> wrapped("core  no  because of them", 16, "", "    ")
    ['core  no', '    because of', '    them']
    """
    lines: list[str] = []
    line, used = indent, False
    for word in text.split(" "):
        longer = f"{line} {word}" if used else line + word
        if used and cell_len(longer) > width and word:
            lines.append(line.rstrip())
            longer = hanging + word
        line, used = longer, True
    return [*lines, line]
