"""Vickrey payoffs of a bundle market.

*Meaning.* A buyer's Vickrey payoff is worth(all) - worth(all without him); he pays the value of his accepted bids less that (spec gamma 3).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from marketwright.coalitions.worths import Clearing, LimitReached, Worth


@dataclass(frozen=True, slots=True, kw_only=True)
class VickreyPayoffs:
    """Payoffs of all buyers by index, the seller's payoff, and the worth of all without each winner."""

    payoffs: Mapping[int, Fraction]
    seller_payoff: Fraction
    without: Mapping[int, Worth]


def vickrey_payoffs(clearing: Clearing, best: Worth) -> VickreyPayoffs | LimitReached:
    """The Vickrey payoffs, given the worth of all; `LimitReached` when that is not exact, or a limit came later.

    Cost: one winner determination per winner.  A buyer whose accepted bids are worth nothing has payoff 0, because the allocation serves the others alone.
    """
    if not best.exact:
        return LimitReached()
    without: dict[int, Worth] = {}
    for buyer in clearing.winners(best.uses):
        worth = clearing.worth(without={buyer}, known=(best.uses, *(other.uses for other in without.values())))
        if not worth.exact:
            return LimitReached()
        without[buyer] = worth
    payoffs = {buyer: best.value - without[buyer].value if buyer in without else Fraction(0) for buyer in range(clearing.seller)}
    return VickreyPayoffs(payoffs=payoffs, seller_payoff=best.value - sum(payoffs.values(), Fraction(0)), without=without)
