"""What sets of goods, or of other items, are worth to a buyer and cost him; sets are bit masks."""

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from itertools import compress

from marketcheck.conditions import reject
from marketcheck.market import Market

_BITS = bytes.maketrans(b"01", b"\0\1")
Options = Mapping[int, Fraction]
"""Sets with worths, nothing included, among which every set finds its worth as the best part."""


def mask(numbers: Iterable[int]) -> int:
    """Returns the set of these numbers."""
    listed = [*numbers]
    octets = bytearray(max(listed, default=0) // 8 + 1)
    for number in listed:
        octets[number // 8] |= 1 << number % 8
    return int.from_bytes(octets, "little")


def members(numbers: int) -> list[int]:
    """Returns the numbers in the set, in order."""
    bits = f"{numbers:b}"[::-1].encode().translate(_BITS)
    return [*compress(range(len(bits)), bits)]


def options(market: Market, buyer: int, most: int) -> dict[int, Fraction]:
    """Returns the unions of the buyer's feasible sets of atoms, each with the largest total that yields it: at most so many where he has several groups."""
    found, groups = {0: Fraction(0)}, market.valuations[buyer].groups
    for bids in groups:
        masked = [(mask(bundle), value) for bundle, value in bids]
        for union, total in [*found.items()]:
            for bundle, value in masked:
                if not union & bundle and total + value > found.get(union | bundle, -1):
                    found[union | bundle] = total + value
            if len(groups) > 1 and len(found) - 1 > most:
                reject("E1", f"market.buyers[{buyer}]", f"{len(found) - 1} options or more", f"at most {most}")
    return found


def value_of(found: Options, items: int) -> Fraction:
    """Returns what the items are worth together."""
    others = ~items
    return max(value for option, value in found.items() if not option & others)


def cost(prices: Sequence[Fraction], items: int) -> Fraction:
    """Returns what the items cost together."""
    return sum((prices[k] for k in members(items)), Fraction(0))
