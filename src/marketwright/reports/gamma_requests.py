"""Requests of mechanism Γ in sentences and tables."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from rich.cells import cell_len

from marketwright.reports.answered import AnsweredMarket
from marketwright.reports.words import WIDTH, counted, number, table, wrapped

MOST_ROWS = 25
MOST_GOODS = 8
Cell = str | Sequence[str]
"""A text, or goods."""


def requests_of(answered: AnsweredMarket) -> Mapping[str, Any]:
    """Each buyer's request: those that were given, or those that the outcome states."""
    found: Mapping[str, Any] = answered.document["outcome"].get("requests") or answered.document["input"]["requests"]
    return found


def goods_text(answered: AnsweredMarket, goods: Sequence[str]) -> str:
    """Goods inside a sentence; all of them by that name when they are many."""
    return "all goods" if len(goods) == len(answered.bundles.goods) > 2 else answered.bundle(goods)


def request_text(answered: AnsweredMarket, request: Mapping[str, Any]) -> str:
    """What is asked for at which price."""
    return f"{goods_text(answered, request['bundle'])} at price {number(Fraction(request['price']))}"


def goods_table(
    answered: AnsweredMarket, header: Sequence[str], rows: Sequence[Sequence[Cell]], right: Sequence[int], width: int = WIDTH, indent: str = "  "
) -> list[str]:
    """A table in which lists of goods are cut until it fits the page; where it cannot, a paragraph for each row."""
    for most in range(MOST_GOODS, 0, -1):
        lines = table([header, *([_text(answered, cell, most) for cell in row] for row in rows)], right, indent)
        if max(map(cell_len, lines)) <= width:
            return lines
    paragraphs = []
    for row in rows:
        first, *others = (_text(answered, cell, MOST_GOODS) for cell in row)
        said = "; ".join(f"{title} {cell}" for title, cell in zip(header[1:], others, strict=True) if cell)
        paragraphs += wrapped(f"{first}: {said}", width, indent, indent + "  ")
    return paragraphs


def _text(answered: AnsweredMarket, cell: Cell, most: int) -> str:
    return cell if isinstance(cell, str) else answered.bundle_cell(cell, most)


def shown_buyers(answered: AnsweredMarket, first: Sequence[str]) -> tuple[list[str], list[str]]:
    """The buyers who get a row, in market order, and a line that counts the others; of many buyers those in `first` come before others."""
    names = [buyer.name for buyer in answered.bundles.buyers]
    if len(names) <= MOST_ROWS:
        return names, []
    ahead = set(first)
    chosen = set(sorted(names, key=lambda name: name not in ahead)[:MOST_ROWS])
    left = [name for name in names if name not in chosen]
    return [name for name in names if name in chosen], [f"  and {counted(len(left), 'more buyer')}, {_served(sum(name in ahead for name in left))}"]


def _served(count: int) -> str:
    return "none of them served" if count == 0 else f"{count} of them served"
