"""Quantities, packages, coalitions and numbers of divisible markets in words."""

import re
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from typing import Any

from marketwright.exact import decimal_text
from marketwright.reallocative import listed
from marketwright.reports.answered import AnsweredMarket
from marketwright.reports.walrasian_words import power_of_ten
from marketwright.reports.words import Section, number, wrapped

LONGEST_FIGURE = 10
LONGEST_QUOTIENT = 7
LONGEST_EXACT = 16
DIGITS, MOST_DIGITS = 6, 40
LARGEST_WRITTEN, SMALLEST_WRITTEN = 10**12, Fraction(1, 10**6)
"""Numbers beyond are written with a power of ten."""
Bundle = Mapping[str, Any]
_OPENING = re.compile(r"(bidders? [0-9./-]|the auctioneer|when )")


def figure(value: object) -> str:
    """A number of a document for a table or a sentence: exact where that is short, otherwise six digits of it, marked.

    Example:
    >>> figure("407/280"), figure("8581/11449400"), figure("12.0625"), figure(10**15), figure("0.0000000012345678")
    ('407/280', '≈0.000749472', '12.0625', '10^15', '≈1.23457·10^-9')
    """
    found = Fraction(str(value))
    if _is_plain(found):
        exact = number(found)
        if len(exact) <= (LONGEST_QUOTIENT if "/" in exact else LONGEST_FIGURE) and not exact.startswith("≈"):
            return exact
    return approximation(found)


def figures(*values: object) -> tuple[str, ...]:
    """Numbers of one sentence as `figure`, with as many digits as it takes until different ones look different.

    Example:
    >>> figures("1/3", "0.5"), figures("56632501/3000", "56632499/3000")
    (('1/3', '0.5'), ('≈18877.5003', '≈18877.4997'))
    """
    found = [Fraction(str(value)) for value in values]
    texts, digits = tuple(map(figure, found)), DIGITS
    while len({text.removeprefix("≈") for text in texts}) < len(set(found)) and digits < MOST_DIGITS:
        digits += 1
        texts = tuple(approximation(value, digits) for value in found)
    return texts


def column(values: Iterable[object]) -> list[str]:
    """Numbers of one column as `figure`, but no quotients beside rounded numbers.

    Example:
    >>> column(["75/7", "13499/49", 4]), column(["75/7", 4])
    (['≈10.7143', '≈275.49', '4'], ['75/7', '4'])
    """
    found = [Fraction(str(value)) for value in values]
    texts = list(map(figure, found))
    if not any(text.startswith("≈") for text in texts):
        return texts
    return [approximation(value) if "/" in text else text for value, text in zip(found, texts, strict=True)]


def _is_plain(value: Fraction) -> bool:
    """Whether a number is neither so large nor so close to 0 that it needs a power of ten."""
    return value == 0 or SMALLEST_WRITTEN <= abs(value) < LARGEST_WRITTEN


def approximation(value: Fraction, digits: int = DIGITS) -> str:
    """So many digits of a number, marked when it is rounded.

    Example:
    >>> approximation(Fraction(1, 3)), approximation(Fraction(40, 3)), approximation(Fraction(5, 2)), approximation(-Fraction(10**20, 3))
    ('≈0.333333', '≈13.3333', '2.5', '≈-3.33333·10^19')
    """
    if _is_plain(value):
        places = 0
        while value != 0 and abs(value) * 10**places < 10 ** (digits - 1):
            places += 1
        return decimal_text(value, places)
    power = _power(value)
    text = decimal_text(value / Fraction(10) ** power, digits - 1)
    return f"10^{power}" if text == "1" else f"{text}·10^{power}"


def roughly(value: Fraction) -> str:
    """Two or three digits of a number, where that is enough.

    Example:
    >>> roughly(Fraction(442889, 7598)), roughly(Fraction(7, 3)), roughly(Fraction(10**20, 3))
    ('58.3', '2.33', '3.33·10^19')
    """
    return approximation(value, 3).removeprefix("≈")


def _power(value: Fraction) -> int:
    """The exponent of the largest power of ten that is at most the number's size."""
    above, below = abs(value.numerator), value.denominator
    power = (above.bit_length() - below.bit_length()) * 30_103 // 100_000
    while Fraction(10) ** power > abs(value):
        power -= 1
    while Fraction(10) ** (power + 1) <= abs(value):
        power += 1
    return power


def precise(value: object) -> str:
    """A number as `figure`, but a longer quotient exactly as well, and rounded beside it.

    Example:
    >>> precise("1/2"), precise("8581/11449400"), precise("0.536001688211")
    ('0.5', '8581/11449400 (≈0.000749472)', '≈0.536002')
    """
    if not _is_plain(Fraction(str(value))):
        return figure(value)
    exact, short = number(Fraction(str(value))), figure(value)
    return f"{exact} ({short})" if "/" in exact and short != exact and len(exact) <= LONGEST_EXACT else short


TOO_LONG_TO_WRITE = "an amount too long to be written"


def stated(part: Mapping[str, Any], key: str) -> str:
    """A number of a document's object as `precise`; answers leave out those that are too long."""
    return precise(part[key]) if key in part else TOO_LONG_TO_WRITE


def stated_pair(one: Mapping[str, Any], key: str, other: Mapping[str, Any], other_key: str) -> tuple[str, str]:
    """Two numbers of one sentence as `figures`, or those of them that are not left out."""
    if key in one and other_key in other:
        first, second = figures(one[key], other[other_key])
        return first, second
    return stated(one, key), stated(other, other_key)


def good_text(answered: AnsweredMarket, good: str) -> str:
    """A good inside a sentence."""
    return answered.bundle([good])


def trade_cell(value: object) -> str:
    """What somebody buys or sells of a good, in a table.

    Example:
    >>> trade_cell(1), trade_cell("-1/2"), trade_cell(0)
    ('buys 1', 'sells 0.5', '-')
    """
    amount = Fraction(str(value))
    return "-" if amount == 0 else f"{'buys' if amount > 0 else 'sells'} {figure(abs(amount))}"


def payment_cell(value: object) -> str:
    """What somebody pays or is paid, in a table.

    Example:
    >>> payment_cell("11/4"), payment_cell("-13/4")
    ('2.75', 'gets 3.25')
    """
    amount = Fraction(str(value))
    return figure(amount) if amount >= 0 else f"gets {figure(-amount)}"


def trade_cells(values: Iterable[object]) -> list[str]:
    """One column of `trade_cell`, without quotients beside rounded numbers.

    Example:
    >>> trade_cells(["75/7", "-13499/49", 0])
    ['buys ≈10.7143', 'sells ≈275.49', '-']
    """
    amounts = [Fraction(str(value)) for value in values]
    texts = column(map(abs, amounts))
    return ["-" if amount == 0 else f"{'buys' if amount > 0 else 'sells'} {text}" for amount, text in zip(amounts, texts, strict=True)]


def payment_cells(payments: Mapping[str, object]) -> dict[str, str]:
    """One column of `payment_cell` by name, without quotients beside rounded numbers.

    Example:
    >>> payment_cells({"Ann": "11/4", "Bob": "-13499/49", "Cid": "1/3"})
    {'Ann': '2.75', 'Bob': 'gets ≈275.49', 'Cid': '≈0.333333'}
    """
    amounts = [Fraction(str(value)) for value in payments.values()]
    texts = column(map(abs, amounts))
    return {name: text if amount >= 0 else f"gets {text}" for name, amount, text in zip(payments, amounts, texts, strict=True)}


def amounts_text(answered: AnsweredMarket, bundle: Bundle, sign: int = 1, joint: str = " and ") -> str:
    """The positive quantities of a bundle times the sign, such as *1 of A and 2 of B*."""
    parts = [f"{figure(sign * amount)} of {good_text(answered, good)}" for good, value in bundle.items() if sign * (amount := Fraction(str(value))) > 0]
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])}{joint}{parts[-1]}" if parts else "nothing"


def trades_text(answered: AnsweredMarket, bundle: Bundle, then: str = "") -> str:
    """What somebody buys and sells, and what he does then, as predicates."""
    said = [f"{verb} {amounts_text(answered, bundle, sign)}" for verb, sign in (("buys", 1), ("sells", -1)) if has(bundle, sign)]
    said = [*(said or ["neither buys nor sells"]), *([then] if then else [])]
    return said[0] if len(said) == 1 else f"{', '.join(said[:-1])}{',' if len(said) > 2 else ''} and {said[-1]}"


def has(bundle: Bundle, sign: int) -> bool:
    """Whether a quantity of the bundle is above 0, or below it for the sign -1."""
    return any(sign * Fraction(str(value)) > 0 for value in bundle.values())


def paid_text(value: object) -> str:
    """What somebody pays or is paid, as a predicate."""
    amount = Fraction(str(value))
    return f"pays {figure(amount)}" if amount >= 0 else f"gets {figure(-amount)}"


def prices_text(answered: AnsweredMarket, prices: Bundle) -> str:
    """Prices inside a sentence; of a single good the number alone."""
    if len(prices) == 1:
        return figure(next(iter(prices.values())))
    *parts, last = [f"{figure(price)} for {good_text(answered, good)}" for good, price in prices.items()]
    return f"{', '.join(parts)} and {last}"


def package_text(answered: AnsweredMarket, package: Bundle) -> str:
    """A package in words: goods bought together, or one given up for another."""
    many = any(sum(sign * Fraction(str(value)) > 0 for value in package.values()) > 2 for sign in (1, -1))
    buys, gives = (amounts_text(answered, package, sign, " and " if many else " with ") for sign in (1, -1))
    if has(package, 1) and has(package, -1):
        return f"switching: give up {gives} for {buys}"
    if has(package, -1):
        return f"selling {gives}"
    return f"{buys}, bought together" if sum(Fraction(str(value)) > 0 for value in package.values()) > 1 else buys


def coalition_text(answered: AnsweredMarket, names: Sequence[str], auctioneer: bool = True) -> str:
    """Bidders with the auctioneer or without, inside a sentence."""
    if not auctioneer:
        return answered.buyers(names)
    if not names:
        return "the auctioneer alone"
    return f"the auctioneer {'and' if len(names) == 1 else 'with'} {answered.buyers(names)}"


def gain_sentence(answered: AnsweredMarket, entry: Mapping[str, Any]) -> str:
    """How a blocking coalition could do better, without a period."""
    who = coalition_text(answered, entry["coalition"], entry["auctioneer"])
    together = "" if len(entry["coalition"]) + entry["auctioneer"] == 1 else " together"
    if not {"worth", "payoffs", "deficit"} <= set(entry):
        return f"{who} could do better{together}, by an amount whose exact number is too long to be written"
    (worth, payoffs), deficit = figures(entry["worth"], entry["payoffs"]), precise(entry["deficit"])
    return f"{who} could do better by {deficit}{together}: {worth} instead of {payoffs}"


def part_text(answered: AnsweredMarket, names: Sequence[str]) -> str:
    """That these bidders take part."""
    return f"{answered.buyers(names)} {'takes' if len(names) == 1 else 'take'} part"


def largest_first(entries: Iterable[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Blocking coalitions with the largest deficits first; those whose deficit is too long to be written last."""
    return sorted(entries, key=lambda entry: (0, -Fraction(str(entry["deficit"]))) if "deficit" in entry else (1, Fraction(0)))


def is_complete(answered: AnsweredMarket) -> bool:
    """Whether all sets of participants were looked at, so that no coalition blocks but those that the answer counts."""
    decided = answered.finding("bidder-core")
    return answered.finding("all-blocking") is not None or is_approximate(answered) or (decided is not None and decided["holds"] is True)


def is_listed(answered: AnsweredMarket, bidders: int) -> bool:
    """Whether all sets of so many bidders of the market can be looked at."""
    return listed.is_listed(bidders, len(answered.divisible.goods))


def is_approximate(answered: AnsweredMarket) -> bool:
    """Whether the market has bidders of a numeric type, so that no number of the outcome is exact."""
    return "tolerance" in answered.document["parameters"]


def approximately(answered: AnsweredMarket) -> str:
    """What titles add where numbers are not exact: how far marginal utilities may be off."""
    if not is_approximate(answered):
        return ""
    residuals = [Fraction(str(finding["residual"])) for finding in answered.document["findings"] if "residual" in finding]
    return f" (approximately, within {power_of_ten(max(residuals, default=Fraction(0)))})"


def flat(sections: Iterable[Section]) -> list[str]:
    """The lines of a summary: every title above its lines, sections apart."""
    lines: list[str] = []
    for title, said in sections:
        if said:
            lines += [*([""] if lines else []), title, *said]
    return lines


def paragraphs(sentences: Iterable[str], width: int) -> list[str]:
    """Every sentence from a new line."""
    return [line for sentence in sentences for line in wrapped(opened(sentence), width)]


def opened(text: str) -> str:
    """The text as a sentence begins; names keep their letters.

    Example:
    >>> opened("bidders 1 and 2 sell"), opened("the auctioneer sells"), opened("bidder sells")
    ('Bidders 1 and 2 sell', 'The auctioneer sells', 'bidder sells')
    """
    return text[0].upper() + text[1:] if _OPENING.match(text) else text
