"""Buyers-submodularity of a market: a buyer adds no more to a larger coalition than to a smaller one.

*Meaning.* worth(T+i) + worth(T+j) >= worth(T+i+j) + worth(T) for all coalitions T and buyers i, j outside it (spec gamma 4).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import combinations

from marketwright.coalitions.worths import Clearing, LimitReached, Worth

WORTHS_UP_TO = 8
"""All worths are computed for up to this many buyers."""


@dataclass(frozen=True, slots=True)
class SubmodularWorths:
    """All worths, which satisfy the inequality."""

    worths: Mapping[frozenset[int], Worth]


@dataclass(frozen=True, slots=True, kw_only=True)
class Violation:
    """A coalition T and buyers i, j with worth(T+i) + worth(T+j) < worth(T+i+j) + worth(T)."""

    coalition: tuple[int, ...]
    buyers: tuple[int, int]
    upper: tuple[Worth, Worth]
    lower: tuple[Worth, Worth]


def submodular_worths(clearing: Clearing) -> SubmodularWorths | Violation | LimitReached:
    """All worths if they are submodular, a violation if they are not, `LimitReached` when a limit or the number of buyers comes first.

    Small coalitions come first, so a violation is found before all 2^buyers worths are known.
    """
    if clearing.seller > WORTHS_UP_TO:
        return LimitReached()
    everyone = frozenset(range(clearing.seller))
    worths: dict[frozenset[int], Worth] = {}
    for size in range(clearing.seller + 1):
        for members in combinations(sorted(everyone), size):
            coalition = frozenset(members)
            worths[coalition] = clearing.worth(without=everyone - coalition)
            if not worths[coalition].exact:
                return LimitReached()
            for first, second in combinations(members, 2):
                rest = coalition - {first, second}
                upper = worths[rest | {first}], worths[rest | {second}]
                lower = worths[coalition], worths[rest]
                if upper[0].value + upper[1].value < lower[0].value + lower[1].value:
                    return Violation(coalition=tuple(sorted(rest)), buyers=(first, second), upper=upper, lower=lower)
    return SubmodularWorths(worths)
