"""The least and the greatest equilibrium of a table, with the demands at their prices and the pointers that prove them extreme."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from marketwright.solvers.matching.confirm import confirmed
from marketwright.solvers.matching.demands import Demands
from marketwright.solvers.matching.equilibrium import Equilibrium
from marketwright.solvers.matching.insertion import inserted
from marketwright.solvers.matching.mirror import mirror
from marketwright.solvers.matching.pointers import greatest_pointers, least_pointers
from marketwright.solvers.matching.table import Stopped, Table

FEW_PAIRS = 1_000
"""Up to so many pairs of an agent and an object agents are inserted at once; beyond, only where the search finds nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Proved:
    """An equilibrium, the demands at its prices, and pointers that prove these least (object -> agent) or `greatest` (object -> object or None)."""

    equilibrium: Equilibrium
    demands: Demands
    pointers: Mapping[int, int | None]
    greatest: bool = False

    @property
    def prices(self) -> tuple[Fraction, ...]:
        """A price for each object."""
        return self.equilibrium.prices

    @property
    def held(self) -> tuple[int | None, ...]:
        """For each agent his object, or None."""
        return self.equilibrium.held

    def competitive(self, table: Table) -> frozenset[int]:
        """The objects whose price is above the reserve price."""
        return frozenset(b for b, reserve in enumerate(table.reserves) if self.prices[b] > reserve)


def least_equilibrium(table: Table, stopped: Stopped) -> Proved | None:
    """The equilibrium of least prices, proved; None if `stopped` came first."""
    if table.agents * table.objects > FEW_PAIRS:
        found = _searched(table, stopped)
        if found is not None:
            return found
    state = inserted(table, stopped)
    if state is None:
        return None
    proved = _proved(table, Equilibrium(prices=tuple(state.prices), held=tuple(state.held)))
    if proved is None:
        raise ArithmeticError("the insertion of agents did not end in the least equilibrium")
    return proved


def _searched(table: Table, stopped: Stopped) -> Proved | None:
    from marketwright.solvers.matching.quasilinear import quasilinear_least  # noqa: PLC0415 - compiled functions only where there are many pairs
    from marketwright.solvers.matching.search import searched  # noqa: PLC0415

    found = quasilinear_least(table) or searched(table, stopped)
    return None if found is None else _pointed(table, found.equilibrium, found.demands)


def _proved(table: Table, found: Equilibrium) -> Proved | None:
    verdict = confirmed(table, found.held, found.prices)
    return _pointed(table, found, verdict) if isinstance(verdict, Demands) else None


def _pointed(table: Table, found: Equilibrium, demands: Demands) -> Proved | None:
    competitive = frozenset(b for b, reserve in enumerate(table.reserves) if found.prices[b] > reserve)
    pointers = least_pointers(demands, competitive, found.held)
    return None if isinstance(pointers, frozenset) else Proved(equilibrium=found, demands=demands, pointers=pointers)


def greatest_equilibrium(table: Table, stopped: Stopped) -> Proved | None:
    """The equilibrium of greatest prices, proved: the least one of the mirror; None if `stopped` came first."""
    seen = mirror(table)
    least = least_equilibrium(seen, stopped)
    if least is None:
        return None
    held: list[int | None] = [None] * table.agents
    for position, agent in enumerate(least.held):
        if agent is not None:
            held[agent] = position
    levels = (seen.level(position, agent, least.prices) for position, agent in enumerate(least.held))
    prices = tuple(reserve - level for reserve, level in zip(table.reserves, levels, strict=True))
    found = Equilibrium(prices=prices, held=tuple(held))
    verdict = confirmed(table, found.held, prices)
    pointers = greatest_pointers(verdict, found.held) if isinstance(verdict, Demands) else frozenset[int]()
    if not isinstance(verdict, Demands) or isinstance(pointers, frozenset):
        raise ArithmeticError("the mirror's least equilibrium is not the greatest one")
    return Proved(equilibrium=found, demands=verdict, pointers=pointers, greatest=True)
