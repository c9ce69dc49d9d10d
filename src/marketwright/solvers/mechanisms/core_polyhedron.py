"""The core that given multipliers support, as a polyhedron.

*Variables.* Lotteries m(c|t), transfers x_i(t), an allocation o_i(t).  *Rows.* Incentives, o <= w, profit >= 0, Theorem 1 for these multipliers (only
the action with the largest virtual payoffs matters for each coalition and types of its members).

*Source.* Paper 004, sections 6, 8 and 9; spec bayesian 9; `docs/formats/bayesian.md`.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from marketwright.solvers.linear.program import Infeasible, LinearProgram, Optimum
from marketwright.solvers.linear.solve import ExactSolver
from marketwright.solvers.mechanisms.formulas import virtual_sums
from marketwright.solvers.mechanisms.game import Game, Mechanism, Multipliers

Name = tuple[str, tuple[int, ...]]
"""A row: ("incentive", (player, claim, true)), ("achieve", (player, profile)), ("budget", ()), ("support", (coalition, action, *types))."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Quantity:
    """A sum of coefficients times probabilities (by profile and action), transfers and forgone payoffs (both by player and profile)."""

    lotteries: Mapping[tuple[int, int], Fraction] = field(default_factory=dict)
    transfers: Mapping[tuple[int, int], Fraction] = field(default_factory=dict)
    forgone: Mapping[tuple[int, int], Fraction] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Corner:
    """The values of the quantities at a point with the most along a normal, a mechanism and an allocation there, and multipliers of rows that prove `bound`."""

    at: tuple[Fraction, ...]
    mechanism: Mechanism
    allocation: tuple[tuple[Fraction, ...], ...]
    bound: Fraction
    proof: Mapping[Name, Fraction]


@dataclass(frozen=True, slots=True, kw_only=True)
class Empty:
    """No point at all: multipliers of rows that prove a bound below 0 on 0."""

    bound: Fraction
    proof: Mapping[Name, Fraction]


class UnboundedRegion(Exception):  # noqa: N818 - no error: what is asked for has none
    """A quantity has no bound."""


class CorePolyhedron:
    """Mechanisms and allocations that are in the core by given multipliers."""

    def __init__(self, game: Game, multipliers: Multipliers, *, fine: bool, stopped: Callable[[], bool]) -> None:
        """State the rows; `stopped` is asked between exact steps."""
        self.game = game
        profiles, players = len(game.profiles), len(game.priors)
        self._actions = game.everybody.actions
        self._first_transfer = profiles * self._actions
        self._first_forgone = self._first_transfer + players * profiles
        self._names: list[Name] = []
        self._rows: list[Mapping[int, Fraction]] = []
        self._right: list[Fraction] = []
        self._incentives()
        self._achieves()
        self._add(("budget", ()), {self._transfer(i, t): p for i in game.players for t, p in enumerate(game.probability)}, Fraction(0))
        self._supports(multipliers, fine=fine)
        named = len(self._rows)
        for t in range(profiles):
            self._rows.append({self._chance(t, action): Fraction(1) for action in range(self._actions)})
            self._right.append(Fraction(1))
        variables = self._first_forgone + players * profiles
        self._solver = ExactSolver(
            LinearProgram(
                variables=variables,
                rows=tuple(self._rows),
                right_sides=tuple(self._right),
                equalities=frozenset(range(named, named + profiles)),
                free=frozenset(range(self._first_transfer, variables)),
            ),
            stopped=stopped,
        )

    def _chance(self, t: int, action: int) -> int:
        return t * self._actions + action

    def _transfer(self, i: int, t: int) -> int:
        return self._first_transfer + i * len(self.game.profiles) + t

    def _forgone(self, i: int, t: int) -> int:
        return self._first_forgone + i * len(self.game.profiles) + t

    def _add(self, name: Name, row: Mapping[int, Fraction], right: Fraction) -> None:
        self._names.append(name)
        self._rows.append({variable: number for variable, number in row.items() if number})
        self._right.append(right)

    def _incentives(self) -> None:
        game, payoffs = self.game, self.game.everybody.payoffs
        for i, claim, true in game.keys:
            row: dict[int, Fraction] = {}
            for t in game.profiles_with(i, true):
                weight, told = game.others_probability[i][t], game.with_type(t, i, claim)
                row[self._transfer(i, told)] = weight
                row[self._transfer(i, t)] = -weight
                for action in range(self._actions):
                    row[self._chance(told, action)] = weight * payoffs[action][i][t]
                    row[self._chance(t, action)] = -weight * payoffs[action][i][t]
            self._add(("incentive", (i, claim, true)), row, Fraction(0))

    def _achieves(self) -> None:
        payoffs = self.game.everybody.payoffs
        for i in self.game.players:
            for t in range(len(self.game.profiles)):
                row = {self._chance(t, action): -payoffs[action][i][t] for action in range(self._actions)}
                row |= {self._forgone(i, t): Fraction(1), self._transfer(i, t): Fraction(-1)}
                self._add(("achieve", (i, t)), row, Fraction(0))

    def _supports(self, multipliers: Multipliers, *, fine: bool) -> None:
        game = self.game
        for place, coalition in enumerate(game.coalitions):
            if not coalition.actions:
                continue
            shown = tuple(game.players) if fine else coalition.members
            sums = virtual_sums(game, multipliers, coalition)
            rows: dict[tuple[int, ...], dict[int, Fraction]] = {}
            worths: dict[tuple[int, ...], list[Fraction]] = {}
            for t, p in enumerate(game.probability):
                types = game.part(t, shown)
                share = Fraction(1) if fine else p / _chance_of(game, shown, types)
                row = rows.setdefault(types, {})
                worth = worths.setdefault(types, [Fraction(0)] * coalition.actions)
                for action in range(coalition.actions):
                    worth[action] += share * sums[action][t]
                for i in coalition.members:
                    self._forgo(row, multipliers, i, t, share)
            for types, row in rows.items():
                most = max(worths[types])
                self._add(("support", (place, worths[types].index(most), *types)), row, -most)

    def _forgo(self, row: dict[int, Fraction], multipliers: Multipliers, i: int, t: int, share: Fraction) -> None:
        """Take the virtual value of what i forgoes in t off the row."""
        here = self.game.profiles[t][i]
        row[self._forgone(i, t)] = row.get(self._forgone(i, t), Fraction(0)) - share
        for (who, claim, true), number in multipliers.items():
            if (who, claim) == (i, here) and number:
                scaled = share * number / self.game.priors[i][here]
                there = self._forgone(i, self.game.with_type(t, i, true))
                row[self._forgone(i, t)] -= scaled
                row[there] = row.get(there, Fraction(0)) + scaled

    def _objective(self, quantity: Quantity) -> dict[int, Fraction]:
        found = {self._chance(t, action): number for (t, action), number in quantity.lotteries.items()}
        found |= {self._transfer(i, t): number for (i, t), number in quantity.transfers.items()}
        return found | {self._forgone(i, t): number for (i, t), number in quantity.forgone.items()}

    def furthest(self, quantities: Sequence[Quantity], normal: Sequence[Fraction | int]) -> Corner | Empty:
        """Where the quantities, weighted by the normal, add up to most, and why; or why the region is empty.

        Raises: `UnboundedRegion`; `LimitCame`.
        """
        objectives = [self._objective(quantity) for quantity in quantities]
        total: dict[int, Fraction] = {}
        for weight, objective in zip(normal, objectives, strict=True):
            for variable, number in objective.items():
                total[variable] = total.get(variable, Fraction(0)) + weight * number
        match self._solver.maximum({variable: number for variable, number in sorted(total.items()) if number}):
            case Optimum(point=point, value=value, multipliers=multipliers):
                at = tuple(_value(objective, point) for objective in objectives)
                return Corner(at=at, mechanism=self._mechanism(point), allocation=self._allocation(point), bound=value, proof=self._named(multipliers))
            case Infeasible(multipliers=multipliers):
                bound = sum((number * self._right[row] for row, number in multipliers.items()), Fraction(0))
                return Empty(bound=bound, proof=self._named(multipliers))
            case _:
                raise UnboundedRegion

    def _named(self, multipliers: Mapping[int, Fraction]) -> dict[Name, Fraction]:
        return {self._names[row]: number for row, number in sorted(multipliers.items()) if row < len(self._names) and number}

    def _mechanism(self, point: Sequence[Fraction]) -> Mechanism:
        profiles = range(len(self.game.profiles))
        lotteries = tuple({c: point[self._chance(t, c)] for c in range(self._actions) if point[self._chance(t, c)]} for t in profiles)
        return Mechanism(lotteries=lotteries, transfers=tuple(tuple(point[self._transfer(i, t)] for t in profiles) for i in self.game.players))

    def _allocation(self, point: Sequence[Fraction]) -> tuple[tuple[Fraction, ...], ...]:
        return tuple(tuple(point[self._forgone(i, t)] for t in range(len(self.game.profiles))) for i in self.game.players)


def _chance_of(game: Game, players: Iterable[int], types: Iterable[int]) -> Fraction:
    found = Fraction(1)
    for player, kind in zip(players, types, strict=True):
        found *= game.priors[player][kind]
    return found


def _value(objective: Mapping[int, Fraction], point: Sequence[Fraction]) -> Fraction:
    return sum((number * point[variable] for variable, number in objective.items()), Fraction(0))
