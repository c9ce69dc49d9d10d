"""All multipliers that support a mechanism: how small and how large a number that is linear in them can be.

*Meaning.* Multipliers support an incentive-efficient mechanism if they are 0 where a lie does not tempt, all weights of types are at least 0, and only actions
with the largest sum of virtual payoffs are used.  With the temptations as variables this is a polyhedron, and each of its rows is `constant + linear >= 0`.

*Source.* Paper 004, section 3 (jeopardy); spec bayesian 5; `docs/formats/bayesian.md` (proofs of `bayesian/virtual`).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from marketwright.solvers.limit import Stopped, never
from marketwright.solvers.linear.program import Infeasible, LinearProgram, Optimum, Unbounded
from marketwright.solvers.linear.solve import ExactSolver
from marketwright.solvers.mechanisms.formulas import lies, utilities
from marketwright.solvers.mechanisms.game import Game, Key, Mechanism, Multipliers

_NONE = Fraction(0)

Linear = Mapping[Key, Fraction]
"""Coefficients of multipliers; others are 0."""


@dataclass(frozen=True, slots=True)
class WeightRow:
    """The weight of a type is at least 0."""

    player: int
    kind: int


@dataclass(frozen=True, slots=True)
class OptimalRow:
    """In a profile the sum of virtual payoffs of an action that is used is at least that of another."""

    profile: int
    action: int
    other: int


SupportRow = WeightRow | OptimalRow


@dataclass(frozen=True, slots=True, kw_only=True)
class Extreme:
    """The least or greatest value, multipliers that attain it, and multipliers of rows that prove that none goes beyond."""

    value: Fraction
    point: Multipliers
    proof: tuple[tuple[SupportRow, Fraction], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Endless:
    """Multipliers, and a direction that keeps supporting, along which the value goes on without end."""

    point: Multipliers
    ray: Multipliers


class Supporting:
    """The polyhedron of multipliers that support a mechanism."""

    def __init__(self, game: Game, tempting: tuple[Key, ...], rows: Mapping[SupportRow, tuple[Fraction, Linear]], stopped: Stopped) -> None:
        """Keep the rows `constant + linear >= 0` of these keys; all other multipliers are 0."""
        self.game, self.tempting = game, tempting
        self._labels = tuple(rows)
        place = {key: number for number, key in enumerate(tempting)}
        self._place = place
        self._solver = ExactSolver(
            LinearProgram(
                variables=len(tempting),
                rows=tuple({place[key]: -number for key, number in linear.items()} for _, linear in rows.values()),
                right_sides=tuple(constant for constant, _ in rows.values()),
            ),
            stopped=stopped,
        )

    def least(self, linear: Linear) -> Extreme | Endless:
        """The least value of a sum of coefficients times multipliers.

        Raises: `LimitCame`.
        """
        found = self.greatest({key: -number for key, number in linear.items()})
        return Extreme(value=-found.value, point=found.point, proof=found.proof) if isinstance(found, Extreme) else found

    def greatest(self, linear: Linear) -> Extreme | Endless:
        """The greatest value of a sum of coefficients times multipliers.

        Raises: `LimitCame`.
        """
        match self._solver.maximum({self._place[key]: number for key, number in linear.items() if key in self._place and number}):
            case Optimum(point=point, value=value, multipliers=shares):
                proof = tuple((self._labels[row], share) for row, share in sorted(shares.items()) if share)
                return Extreme(value=value, point=self._multipliers(point), proof=proof)
            case Unbounded(point=point, direction=direction):
                return Endless(point=self._multipliers(point), ray=self._multipliers(direction))
            case Infeasible():
                raise ValueError("the mechanism is not incentive-efficient")

    def _multipliers(self, point: tuple[Fraction, ...]) -> dict[Key, Fraction]:
        return {key: number for key, number in zip(self.tempting, point, strict=True) if number}


def supporting(game: Game, mechanism: Mechanism, *, stopped: Stopped = never) -> Supporting:
    """The multipliers that support an incentive-efficient mechanism."""
    tempting, rows = support_rows(game, mechanism)
    return Supporting(game, tempting, rows, stopped)


def support_rows(game: Game, mechanism: Mechanism) -> tuple[tuple[Key, ...], dict[SupportRow, tuple[Fraction, Linear]]]:
    """The keys of the multipliers that may be above 0, and the rows `constant + linear >= 0` of those that support an incentive-efficient mechanism."""
    now, told = utilities(game, mechanism), lies(game, mechanism)
    tempting = tuple((player, claim, true) for player, claim, true in game.keys if told[player, claim, true] == now[player][true])
    known, rows = frozenset(tempting), dict[SupportRow, tuple[Fraction, Linear]]()
    for player, prior in enumerate(game.priors):
        for kind, p in enumerate(prior):
            if linear := {key: number for key, number in weight_of(game, player, kind).items() if key in known}:
                rows[WeightRow(player, kind)] = p, linear
    for t, lottery in enumerate(mechanism.lotteries):
        sums = _virtual_sums(game, tempting, t)
        used = sorted(action for action, share in lottery.items() if share)
        first = used[0]
        others = [other for other in range(len(sums)) if other != first]
        for action, other in [*((first, other) for other in others), *((action, first) for action in used[1:])]:
            constant, linear = _difference(sums[action], sums[other])
            if linear:
                rows[OptimalRow(t, action, other)] = constant, linear
    return tempting, rows


def weight_of(game: Game, player: int, kind: int) -> dict[Key, Fraction]:
    """The linear part of a type's weight; the constant is his probability."""
    others = [other for other in range(game.sizes[player]) if other != kind]
    return {(player, kind, other): Fraction(1) for other in others} | {(player, other, kind): Fraction(-1) for other in others}


def _virtual_sums(game: Game, tempting: tuple[Key, ...], profile: int) -> list[tuple[Fraction, dict[Key, Fraction]]]:
    """For each action of all players the sum of virtual payoffs in a profile: constant and linear part."""
    types = game.profiles[profile]
    here = [(key, game.with_type(profile, key[0], key[2]), game.priors[key[0]][key[1]]) for key in tempting if types[key[0]] == key[1]]
    return [
        (
            sum((table[profile] for table in tables), _NONE),
            {key: (tables[key[0]][profile] - tables[key[0]][other]) / p for key, other, p in here},
        )
        for tables in game.everybody.payoffs
    ]


def _difference(a: tuple[Fraction, dict[Key, Fraction]], b: tuple[Fraction, dict[Key, Fraction]]) -> tuple[Fraction, dict[Key, Fraction]]:
    return a[0] - b[0], {key: more for key, number in a[1].items() if (more := number - b[1][key])}
