"""An equilibrium of agents and objects, found and not yet proved to anybody."""

from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True, slots=True, kw_only=True)
class Equilibrium:
    """Prices of all objects, and for each agent the object that he holds (None: none)."""

    prices: tuple[Fraction, ...]
    held: tuple[int | None, ...]

    @property
    def owner(self) -> dict[int, int]:
        """Object -> agent, for the objects that somebody holds."""
        return {position: agent for agent, position in enumerate(self.held) if position is not None}
