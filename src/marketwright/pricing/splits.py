"""What the members of an alliance pay for its package, and the price lists that this amounts to for each of them.

*Meaning.* The payments of the members add up to the price of the package, and nobody pays less than 0 or more than his own goods are worth to him.

*Source.* spec pricing 6; `docs/formats/pricing.md` (`prices/alliances`).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations

from marketwright.pricing.economy import Economy
from marketwright.solvers.packing.problem import mask_of

TABLES_UP_TO = 6
"""Individual price lists are written out for markets of up to this many goods."""


@dataclass(frozen=True, slots=True)
class TooMuch:
    """The member (by place) who would pay more than his goods are worth to him, and what he would pay."""

    member: int
    payment: Fraction


def payments(split: str, price: Fraction, utilities: Sequence[Fraction]) -> tuple[Fraction, ...] | TooMuch:
    """What each member pays; `price` is at most the sum of the utilities.

    `proportional`: in proportion to the utilities; `equal`: everybody the same, which may be too much for somebody; `egalitarian-capped`: everybody the same,
    but nobody more than his utility.

    Example:
    >>> payments("proportional", Fraction(8), (Fraction(5), Fraction(3)))
    (Fraction(5, 1), Fraction(3, 1))
    >>> payments("equal", Fraction(8), (Fraction(5), Fraction(3)))
    TooMuch(member=1, payment=Fraction(4, 1))
    >>> payments("egalitarian-capped", Fraction(7), (Fraction(5), Fraction(3)))
    (Fraction(4, 1), Fraction(3, 1))
    """
    if split == "equal":
        share = price / len(utilities)
        poor = next((place for place, utility in enumerate(utilities) if utility < share), None)
        return (share,) * len(utilities) if poor is None else TooMuch(poor, share)
    if split == "egalitarian-capped":
        level = common_level(price, utilities)
        return tuple(min(utility, level) for utility in utilities)
    total = sum(utilities, Fraction(0))
    return tuple(price * utility / total if total else Fraction(0) for utility in utilities)


def common_level(price: Fraction, utilities: Sequence[Fraction]) -> Fraction:
    """The least level at which payments of that much, but nobody's above his utility, add up to the price.

    Whoever has least is exhausted first; the others share what is left.

    Example:
    >>> common_level(Fraction(7), (Fraction(5), Fraction(3)))
    Fraction(4, 1)
    """
    left, level = price, Fraction(0)
    ordered = sorted(utilities)
    for place, utility in enumerate(ordered):
        level = left / (len(ordered) - place)
        if level <= utility:
            break
        left -= utility
    return level


def price_list(economy: Economy, buyer: int, kept: Fraction) -> Mapping[int, Fraction]:
    """The least prices of all bundles at which the buyer wants nothing more than what leaves him `kept`, by size and market order.

    max(0, u_i(x) - kept): at them every other bundle leaves him at most as much as he has.
    """
    bundles = [mask_of(goods) for size in range(1, economy.goods + 1) for goods in combinations(range(economy.goods), size)]
    return {bundle: max(Fraction(0), economy.utility(buyer, bundle) - kept) for bundle in bundles}
