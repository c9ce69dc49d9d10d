"""Profiles of types, in order: the first player's type changes slowest.

*Source.* `docs/formats/bayesian-market.md` (Keys, Order).
"""

from collections.abc import Iterable
from itertools import product

from marketwright.markets.bayesian import BayesianPlayer

EVERY_TYPE = "*"


def profile_texts(players: Iterable[BayesianPlayer]) -> tuple[str, ...]:
    """All profiles as documents write them: one type of every player, joined by commas.

    Example:
    >>> from fractions import Fraction
    >>> half = Fraction(1, 2)
    >>> seller = BayesianPlayer(name="1", types=("H", "L"), prior=(half, half))
    >>> profile_texts((seller, BayesianPlayer(name="2", types=("buyer",), prior=(Fraction(1),))))
    ('H,buyer', 'L,buyer')
    """
    return tuple(map(",".join, product(*(player.types for player in players))))
