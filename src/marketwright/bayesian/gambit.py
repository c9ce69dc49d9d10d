"""What a mechanism asks of its players as a finite game for Gambit, as a text in the format `EFG 2 R`.

*Meaning.* Chance draws a profile of types.  Then every player says, knowing his own type only, of which type he is; payoffs are what the mechanism does with
these claims, for the true types.  The mechanism is incentive compatible exactly if it is an equilibrium that everybody tells the truth.

*Source.* Paper 004, section 2; spec bayesian 3; Gambit's documentation of the format.
"""

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import product
from math import prod

from marketwright.bayesian.setting import Setting
from marketwright.errors import UsageError
from marketwright.exact import number_text
from marketwright.markets.efg import quoted
from marketwright.solvers.mechanisms.game import Mechanism

MOST_NODES = 100_000
COMMENT = (
    "The game that a mechanism makes, written by marketwright. Chance draws the players' types; everybody then claims to be of a type, knowing his own only. "
    "Payoffs are transfers and what the action chosen by the claims is worth to the true types."
)


def reporting_game(here: Setting, mechanism: Mechanism) -> str:
    """The game as Gambit reads it.

    Raises: `UsageError` U111 when it has more than `MOST_NODES` nodes.
    """
    sizes = here.game.sizes
    nodes = 1 + prod(sizes) * sum(prod(sizes[:number]) for number in range(len(sizes) + 1))
    if nodes > MOST_NODES:
        raise UsageError("U111", "game", f"{nodes:,} nodes", f"up to {MOST_NODES:,} nodes", "take fewer types, or fewer players")
    players = " ".join(map(quoted, here.players))
    title = quoted(here.market.title or "A market without a title")
    return "\n".join([f"EFG 2 R {title} {{ {players} }}", quoted(COMMENT), *_node_lines(here, mechanism)]) + "\n"


def _node_lines(here: Setting, mechanism: Mechanism) -> Iterator[str]:
    """All nodes, each before those that follow it; a player's information sets are numbered by his types."""
    game = here.game
    draws = " ".join(f"{quoted(name)} {number_text(p)}" for name, p in zip(here.profile_names, game.probability, strict=True))
    yield f'c "" 1 "types" {{ {draws} }} 0'
    outcome = 0
    for true, types in enumerate(game.profiles):
        asked = [_claims(here, player, kind) for player, kind in enumerate(types)]
        before: Sequence[int] = ()
        for claimed, claims in enumerate(product(*map(range, game.sizes))):
            yield from asked[_fresh(before, claims) :]
            before = claims
            outcome += 1
            payoffs = (number_text(_payoff(here, mechanism, player, true, claimed)) for player in game.players)
            yield f't "" {outcome} "" {{ {" ".join(payoffs)} }}'


def _fresh(before: Sequence[int], claims: Sequence[int]) -> int:
    """After how many claims the next node stands that has not been written: a change of one claim asks all later players anew."""
    return next((place + 1 for place, (one, other) in enumerate(zip(before, claims, strict=False)) if one != other), 0)


def _claims(here: Setting, player: int, kind: int) -> str:
    types = here.types(player)
    return f'p "" {player + 1} {kind + 1} {quoted(types[kind])} {{ {" ".join(map(quoted, types))} }} 0'


def _payoff(here: Setting, mechanism: Mechanism, player: int, true: int, claimed: int) -> Fraction:
    """What the mechanism does with claims, for a player and true types."""
    payoffs = here.game.everybody.payoffs
    worth = sum((share * payoffs[action][player][true] for action, share in mechanism.lotteries[claimed].items()), Fraction(0))
    return mechanism.transfers[player][claimed] + worth
