"""How much work a check of the room `reallocative` will be, in the steps of `effort`."""

from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Any

from marketcheck.divisible import DivisibleMarket
from marketcheck.effort import WORD, parts_of
from marketcheck.lines import Exact
from marketcheck.reallocative import MOST
from marketcheck.reallocative_always import MOST_PAIRS, MOST_SHILLS
from marketcheck.reallocative_breaking import MOST_TO_BREAK
from marketcheck.reallocative_revenue import MOST_PROFILES

FRACTION, SMOOTH, SAMPLE = 60, 3_000, 300
"""What a sum of two short fractions, bounds of a smooth function and a sample beside its digests take."""
LONG = 4 * WORD
"""Products of numbers of so many bits take about as long as everything around them."""


def reallocative_steps(market: DivisibleMarket, answer: Mapping[str, Any], answer_text: str) -> int:
    """Returns an upper bound, in order of magnitude, on the steps of a check, before anything is verified.

    *Meaning*: characters to read + matrices to invert + sets of bidders x eliminations + leaves x participants. Long numbers count more, by the square of
    their length: `unit` is the length of the common denominator of all inverses, `worth` that of a surplus, `stated` that of packages and priors.
    """
    size, goods, rule = len(market.bidders), len(market.goods), answer["rule"].partition("/")[2]
    sizes = [_matrix_bits(one.parts.get("S", one.packages)) * goods for one in market.values]
    different = {repr(one.parts.get("S", one.packages)): bits for one, bits in zip(market.values, sizes, strict=True)}
    numbers = [entry for one in market.values for key in ("theta", "alpha", "beta", "A", "B", "C") for entry in one.parts.get(key, ())]
    numbers += [entry for one in market.values for entry in one.endowment] + [*market.quantity]
    unit = sum(different.values()) + 2 * _bits(numbers)
    stated = _bits(number for part in _free(answer) for number in parts_of(part, Fraction))
    worth = (goods + 1) * unit + 2 * stated
    cube, square = (goods + 1) ** 3, (goods + 1) ** 2
    a_set = (60 + 12 * cube) * _long(worth)
    work = size * 30 * cube * _long(2 * max(sizes) + 2 * stated) + size * (4 * a_set + FRACTION * cube * _long(2 * worth)) + 100 * _long(size * worth)
    work += 40 * cube * _long(goods * stated) + 60 * len([*parts_of(answer, Fraction)])
    sets = 1 << min(size, MOST)
    entries = sum(1 for part in parts_of(answer["outcome"].get("blocking", []), dict))
    if market.numeric:
        return work + _numeric_steps(market, answer) + 4 * (len(answer_text) + len(market.canonical))
    if rule == "core":
        work += (2 * sets * (a_set + 100) if size <= MOST else 0) + entries * size * 8 * _long(size * worth) + _tree_steps(answer, size, square, unit, worth)
    elif rule in ("always", "monotone"):
        work += sets * (a_set + 30 * size**2) + size**2 * cube * FRACTION
    elif rule == "shills":
        work += (1 << MOST_SHILLS if size <= MOST_SHILLS else MOST_PAIRS) * min(size, 1 << MOST) * (4 * a_set + FRACTION * square * _long(2 * worth))
        work += 2 * MOST_PAIRS * FRACTION * square * _long(2 * worth)
    elif rule in ("packages", "advise", "quantity"):
        work += sets * (3 * a_set + size * goods * square * (FRACTION if rule == "quantity" else 8) * _long(worth))
    elif rule == "break":
        few = 1 << min(size, MOST_TO_BREAK)
        work += few * (a_set + 40 * cube * _long(worth)) + few * size**2 * FRACTION * (square + cube) * _long(worth) // 8
    elif rule in ("split", "independent"):
        work += size * goods * (10 * a_set + FRACTION * cube * _long(2 * worth))
    elif rule == "revenue":
        work += _draw_steps(market, answer, goods, unit + stated)
    return work + 4 * (len(answer_text) + len(market.canonical))


def _bits(numbers: Iterable[Exact]) -> int:
    """Returns the length of the common denominator of numbers, and of the longest numerator."""
    longest, denominators = 0, set[int]()
    for number in numbers:
        longest = max(longest, number.numerator.bit_length())
        denominators.add(number.denominator)
    return longest + sum(below.bit_length() for below in denominators)


def _matrix_bits(matrix: Iterable[Iterable[Exact]]) -> int:
    return _bits(entry for row in matrix for entry in row) + 5


def _long(bits: int) -> int:
    """Returns how much longer products of such numbers take than those of short ones."""
    return (1 + bits // LONG) ** 2


def _free(answer: Mapping[str, Any]) -> list[Any]:
    """Returns the parts of an answer whose numbers are calculated with together."""
    outcome, given = answer["outcome"], answer.get("input", {})
    entries = [*outcome.get("deviations", {}).values()]
    longest = max(entries, key=lambda entry: _bits(parts_of(entry, Fraction)), default=None)
    return [given.get("packages"), given.get("direction"), given.get("prior"), outcome.get("packages"), outcome.get("basis"), longest]


def _tree_steps(answer: Mapping[str, Any], size: int, square: int, unit: int, worth: int) -> int:
    """Returns what the leaves take: each is tried in rounded numbers, and those that are tight in fractions."""
    work, paid = 0, 3 * worth + _bits(parts_of(answer.get("input", {}).get("payoffs"), Fraction))
    for side in ("with", "without"):
        for node in answer["certificate"].get(side, ()):
            if isinstance(node, list):
                bits = _bits(node) if node else worth
                work += size * (8 * square * (1 + unit // WORD) * (1 + bits // (8 * WORD)) + 4 * _long(2 * bits + unit + paid))
            else:
                work += size
    return work + size * square * _long(_bits(parts_of(answer["certificate"].get("price"), Fraction)) + unit)


def _draw_steps(market: DivisibleMarket, answer: Mapping[str, Any], goods: int, bits: int) -> int:
    """Returns what profiles and samples take."""
    given = answer.get("input", {})
    number: int = given.get("number", len(market.bidders))
    profile = (SAMPLE + 4 * FRACTION * (goods + 1) ** 2 + number) * _long(4 * bits)
    samples: int = given.get("samples", 0)
    profiles = MOST_PROFILES * (profile + FRACTION * number * _long(number * bits))
    return profiles + samples * (profile + 40 * number)


def _numeric_steps(market: DivisibleMarket, answer: Mapping[str, Any]) -> int:
    """Returns what the worth parts take."""
    size, goods = len(market.bidders), len(market.goods)
    parts = [*answer["certificate"].get("without", {}).values(), *answer["certificate"].get("worths", []), answer["outcome"]]
    work = 0
    for part in parts:
        bits = _bits(parts_of([part.get("price"), part.get("allocation")], Fraction))
        work += min(size, len(part.get("allocation", ()))) * goods * (SMOOTH + FRACTION * (goods + 1) ** 2) * _long(2 * bits)
    return work
