"""Profiles of types, in order: the first player's type changes slowest.

*Source.* `docs/formats/bayesian-market.md` (Keys, Order).
"""

from collections.abc import Iterable, Sequence
from itertools import product

from marketwright.markets.bayesian import BayesianPlayer
from marketwright.markets.places import shown

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


def in_order(steps: Sequence[str], players: Sequence[BayesianPlayer]) -> str | None:
    """What to do about types of all players that stand in another order, or among white space; nothing if they are not that.

    Example:
    >>> from fractions import Fraction
    >>> seller = BayesianPlayer(name="1", types=("H", "L"), prior=(Fraction(1, 2),) * 2)
    >>> in_order(["buyer", "H"], (seller, BayesianPlayer(name="2", types=("buyer",), prior=(Fraction(1),))))
    'write the types in the order of the players, without spaces around commas: "H,buyer"'
    """
    words = [step.strip() for step in steps]
    chosen: dict[int, int] = {}
    fits = [[number for number, word in enumerate(words) if word == EVERY_TYPE or word in player.types] for player in players]
    for player, own in enumerate(fits):
        if player in own:  # a type that stands where it belongs stays there as long as others leave it
            own.insert(0, own.pop(own.index(player)))
        if not _placed(player, fits, chosen, set()):
            return None
    places = {player: number for number, player in chosen.items()}
    profile = ",".join(words[places[player]] for player in range(len(players)))
    return f"write the types in the order of the players, without spaces around commas: {shown(profile)}"


def _placed(player: int, fits: Sequence[Sequence[int]], chosen: dict[int, int], tried: set[int]) -> bool:
    """Whether the player gets a word that fits him, if need be because others take another one."""
    for number in fits[player]:
        if number not in tried:
            tried.add(number)
            if number not in chosen or _placed(chosen[number], fits, chosen, tried):
                chosen[number] = player
                return True
    return False


def table_remedy(players: Iterable[BayesianPlayer]) -> str:
    """What to do about something that is no table."""
    first = ",".join(player.types[0] for player in players)
    return f"write one number for all profiles, or an object with a number for each: {{{shown(first)}: 5, ...}}"
