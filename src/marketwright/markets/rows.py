"""Rows of exact numbers by good, kept small: millions of them make a market.

A `Row` is a read-only mapping from goods to `Fraction`s over one denominator.  Where they fit, its numerators are an `array` of 64-bit integers, which
others can read without copying.
"""

from array import array
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from math import lcm

_SMALL = 2**63


class Row(Mapping[str, Fraction]):
    """Good -> number, in the order of `places`: `numerators[places[good]] / denominator`.

    `places` is shared by all rows that have the same goods: good -> 0, 1, 2, ... in order.  `numerators` is an `array("q")` where every numerator
    fits, otherwise a tuple of integers.

    Example:
    >>> row = Row({"a": 0, "b": 1}, [3, 5], 2)
    >>> row["b"], dict(row)["a"]
    (Fraction(5, 2), Fraction(3, 2))
    """

    __slots__ = ("denominator", "numerators", "places")

    def __init__(self, places: Mapping[str, int], numerators: Sequence[int], denominator: int = 1) -> None:
        """Keeps the numerators, packed where they fit."""
        if denominator < 1:
            raise ValueError("the denominator of a row is a positive integer")
        if len(numerators) != len(places):
            raise ValueError("a row has one numerator for each good")
        self.places = places
        self.numerators = numerators if isinstance(numerators, array) and numerators.typecode == "q" else _packed(numerators)
        self.denominator = denominator

    @classmethod
    def of(cls, places: Mapping[str, int], numbers: Mapping[str, Fraction]) -> "Row":
        """The row of a mapping that has exactly the goods of `places`."""
        if isinstance(numbers, Row) and numbers.places is places:
            return numbers
        in_order = [numbers[good] for good in places]
        common = lcm(*{number.denominator for number in in_order})
        if common == 1:
            return cls(places, [number.numerator for number in in_order])
        return cls(places, [number.numerator * (common // number.denominator) for number in in_order], common)

    def __getitem__(self, good: str) -> Fraction:
        return Fraction(self.numerators[self.places[good]], self.denominator)

    def __iter__(self) -> Iterator[str]:
        return iter(self.places)

    def __len__(self) -> int:
        return len(self.places)

    def __repr__(self) -> str:
        return f"Row({dict(self)!r})"


def _packed(numerators: Sequence[int]) -> "array[int] | tuple[int, ...]":
    if all(-_SMALL <= number < _SMALL for number in numerators):
        return array("q", numerators)
    return tuple(numerators)
