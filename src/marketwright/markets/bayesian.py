"""Games with incomplete information: players with privately known types, and what every coalition can do (frozen data, no behaviour).

*Meaning.* A payoff may depend on the types of all players, also of those outside the coalition.  Utility is money plus payoffs.

*Shapes.* Profiles of types are numbered row-major: the first player's type changes slowest.  Types and actions are in the order of their names.

*Source.* `docs/formats/bayesian-market.md`; paper 004, section 2.
"""

from dataclasses import dataclass
from fractions import Fraction
from math import prod

Table = tuple[Fraction, ...]
"""One number for each profile, in order."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BayesianPlayer:
    """A named player, his types in the order of their names, and the probability of each (above 0; together 1)."""

    name: str
    types: tuple[str, ...]
    prior: tuple[Fraction, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class JointAction:
    """Something that a coalition can do, and the payoffs of its members in market order."""

    name: str
    payoffs: tuple[Table, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CoalitionActions:
    """What a coalition (its members in market order) can do on its own."""

    members: tuple[str, ...]
    actions: tuple[JointAction, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class BayesianMarket:
    """Players, and the coalitions that can do anything, in order: smaller ones first; the coalition of all players is the last.

    Build one with `markets.validate_market` or read it with `markets.read_market`; both refuse what is not a market.
    """

    players: tuple[BayesianPlayer, ...]
    coalitions: tuple[CoalitionActions, ...]
    title: str | None = None
    source: str | None = None

    @property
    def profiles(self) -> int:
        """How many profiles of types there are."""
        return prod(len(player.types) for player in self.players)
