"""Samples of bidders' valuations: a function of a seed, the same everywhere.

*Meaning.* With probabilities over their least common denominator L, the value of bidder k in sample s is the first whose cumulated numerators exceed a
remainder: that of the SHA-256 digest of the text `seed/s/k`, read as a big-endian integer, modulo L.

*Source.* `docs/formats/reallocative.md` (Samples).
"""

import hashlib
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import accumulate
from math import lcm


def drawn(probabilities: Sequence[Fraction], bidders: int, samples: int, seed: int) -> Iterator[list[int]]:
    """For each sample the number of every bidder's value; probabilities add up to 1.

    Example:
    >>> list(drawn([Fraction(1, 2), Fraction(1, 2)], bidders=3, samples=2, seed=0))
    [[0, 1, 0], [1, 0, 1]]
    """
    denominator = lcm(*(probability.denominator for probability in probabilities))
    shares = accumulate(probability.numerator * (denominator // probability.denominator) for probability in probabilities)
    bounds = list(shares)
    for sample in range(samples):
        yield [bisect_right(bounds, _digest(f"{seed}/{sample}/{bidder}") % denominator) for bidder in range(bidders)]


def _digest(text: str) -> int:
    return int.from_bytes(hashlib.sha256(text.encode("ascii")).digest(), "big")
