"""Levels, positions, prices and tolerances of unit-demand markets in words."""

from collections.abc import Sequence
from fractions import Fraction

from rich.cells import cell_len

from marketwright.markets.levels import level_map
from marketwright.markets.unit_demand import QuasilinearPreference, SmoothPreference, UnitDemandBuyer
from marketwright.reports.answered import AnsweredMarket
from marketwright.reports.words import counted, number, table, wrapped

MOST_ROWS = 40


def amount(value: object) -> str:
    """A number of a document, for people."""
    return number(Fraction(str(value)))


def level_words(level: Fraction) -> str:
    """What being at a level is as good as, after *as good as no good and*.

    Example:
    >>> level_words(Fraction(-3)), level_words(Fraction(5, 2)), level_words(Fraction(0))
    ('getting 3', 'paying 2.5', 'paying nothing')
    """
    if level == 0:
        return "paying nothing"
    return f"paying {number(level)}" if level > 0 else f"getting {number(-level)}"


def level_sentence(answered: AnsweredMarket, title: str, level: Fraction) -> str:
    """What a level means to a buyer; it is minus the payoff where his values are quasilinear."""
    payoff = f", a payoff of {number(-level)}" if isinstance(buyer_of(answered, title).preference, QuasilinearPreference) else ""
    return f"as good as {level_words(level)} and having no good{payoff}"


def buyer_of(answered: AnsweredMarket, title: str) -> UnitDemandBuyer:
    """The buyer of that name."""
    return next(buyer for buyer in answered.unit_demand.buyers if buyer.name == title)


def level_at(buyer: UnitDemandBuyer, good: str | None, payment: Fraction) -> Fraction | None:
    """The buyer's exact level at a good that he may have and a payment; None where his preference is smooth."""
    if good is None:
        return payment
    return None if isinstance(buyer.preference, SmoothPreference) else level_map(buyer.preference, good).at(payment)


def permitted(answered: AnsweredMarket, buyer: UnitDemandBuyer) -> list[str]:
    """The goods that the buyer may have, in market order."""
    forbidden = set(buyer.forbidden)
    return [good for good in answered.unit_demand.goods if good not in forbidden]


def position(answered: AnsweredMarket, good: str | None) -> str:
    """A good or nothing inside a sentence."""
    return "nothing" if good is None else answered.bundle([good])


def position_cell(answered: AnsweredMarket, good: str | None) -> str:
    """A good or nothing in a table."""
    return "nothing" if good is None else answered.good(good)


def power_of_ten(value: Fraction) -> str:
    """A small number rounded up to a power of ten, as people write bounds.

    Example:
    >>> power_of_ten(Fraction(3, 10**12)), power_of_ten(Fraction(1, 10**9)), power_of_ten(Fraction(1, 4)), power_of_ten(Fraction(0))
    ('10^-11', '10^-9', '0.25', '0')
    """
    if value <= 0 or value * 1000 > 1:
        return number(value)
    exponent = 3
    while value * 10 ** (exponent + 1) <= 1:
        exponent += 1
    return f"10^-{exponent}"


def is_numeric(answered: AnsweredMarket) -> bool:
    """Whether anything is said with the grade `numeric` only."""
    return any(finding["grade"] == "numeric" for finding in answered.document["findings"])


def within(answered: AnsweredMarket) -> str:
    """How far levels may be off, as findings and titles say it of numbers that are not exact."""
    residuals = [Fraction(str(finding["residual"])) for finding in answered.document["findings"] if "residual" in finding]
    return f"numerically, within {power_of_ten(max(residuals, default=Fraction(0)))}"


def fitted(header: Sequence[str], rows: Sequence[Sequence[str]], right: Sequence[int], width: int) -> list[str]:
    """A table; where it is wider than the page, a paragraph for each row.

    Example:
    >>> fitted(("buyer", "gets"), [("Ada", "the large garden flat")], [], 24)
    ['  Ada: gets the large', '    garden flat']
    """
    lines = table([header, *rows], right)
    if max(map(cell_len, lines)) <= width:
        return lines
    paragraphs = []
    for first, *others in rows:
        said = "; ".join(_named_cell(title, cell) for title, cell in zip(header[1:], others, strict=True) if cell)
        paragraphs += wrapped(f"{first}: {said}", width)
    return paragraphs


def _named_cell(title: str, cell: str) -> str:
    """A cell after its column's title; who is paid does not pay."""
    return cell if title == "pays" and cell.startswith("gets ") else f"{title} {cell}".strip()


def cut(rows: Sequence[Sequence[str]], noun: str, most: int = MOST_ROWS) -> tuple[list[Sequence[str]], list[str]]:
    """The first rows, and a line that counts the others."""
    more = [f"  and {counted(len(rows) - most, f'more {noun}')}"] if len(rows) > most else []
    return list(rows[:most]), more
