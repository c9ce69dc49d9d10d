"""Severance with which nobody blocks a mechanism.

*Meaning.* In the core only types of weight 0 get severance (the Fact of paper 004, section 6).  So only those may whose weight is 0 in some multipliers that
support the mechanism; where there are none, and without severance a plan blocks, no severance helps.

*Order.* Multipliers that support the mechanism lead to descents, then branch and bound.  What floats find is made exact (`rationalise`), and counts only if an
exact program confirms it.

*Source.* Paper 004, section 6; spec bayesian 7.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from marketwright.solvers.limit import Stopped, never
from marketwright.solvers.linear.program import LinearProgram, Optimum
from marketwright.solvers.linear.solve import ExactSolver
from marketwright.solvers.mechanisms.branching import Branched, solutions
from marketwright.solvers.mechanisms.fixed_mechanism import FixedMechanism
from marketwright.solvers.mechanisms.formulas import gross_payoffs, is_admissible, virtual_allocation, virtual_sums
from marketwright.solvers.mechanisms.game import Game, Mechanism, Multipliers
from marketwright.solvers.mechanisms.rationalise import candidates
from marketwright.solvers.mechanisms.relaxation import Relaxation
from marketwright.solvers.mechanisms.support_range import Extreme, Supporting, weight_of
from marketwright.solvers.mechanisms.tensors import FloatGame
from marketwright.solvers.mechanisms.trust_region import Place, TrustRegion

MOST_MULTIPLIERS = (4.0, 16.0)
"""The boxes of branch and bound."""
_NEAR = 1e-8
_NONE, _ONE = Fraction(0), Fraction(1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Severance:
    """Severance by player and profile, and multipliers that prove that nobody blocks payoffs less severance."""

    severance: tuple[tuple[Fraction, ...], ...]
    multipliers: Multipliers


@dataclass(frozen=True, slots=True)
class NoneFound:
    """How many boxes were searched in vain."""

    boxes: int


def least_weights(game: Game, support: Supporting) -> dict[tuple[int, int], Extreme]:
    """For each (player, type) the least weight above his probability, over multipliers that support a mechanism, with its proof.

    Raises: `LimitCame`.
    """
    found = {}
    for player in game.players:
        for kind in range(game.sizes[player]):
            least = support.least(weight_of(game, player, kind))
            if not isinstance(least, Extreme):
                raise ArithmeticError("weights are at least 0")
            found[player, kind] = least
    return found


def supporting_severance(
    game: Game, mechanism: Mechanism, support: Supporting, least: Mapping[tuple[int, int], Extreme], *, stopped: Stopped = never
) -> Severance | NoneFound:
    """Severance with which nobody blocks an incentive-efficient mechanism, the least expected for its multipliers; or that none was found.

    `least`: the least weights of types.

    Raises: `LimitCame`.

    Cost: linear programs with a row for each action of a coalition and types of its members; a few, or if all descents fail hundreds.
    """
    entitled = [[kind for kind in range(size) if game.priors[i][kind] + least[i, kind].value == 0] for i, size in enumerate(game.sizes)]
    search = _Search(game, mechanism, support, entitled, stopped)
    starts = [least[i, kind].point for i, kinds in enumerate(entitled) for kind in kinds]
    return search.run(starts)


class _Search:
    def __init__(self, game: Game, mechanism: Mechanism, support: Supporting, entitled: Sequence[Sequence[int]], stopped: Stopped) -> None:
        self.game, self.mechanism, self.entitled, self.stopped = game, mechanism, entitled, stopped
        self.floats = FloatGame(game)
        self.fixed = FixedMechanism(self.floats, mechanism, frozenset(support.tempting), entitled)
        self.program = self.fixed.program()
        self.region = TrustRegion(self.program, stopped=stopped)
        self.found: Severance | None = None

    def run(self, starts: Sequence[Multipliers]) -> Severance | NoneFound:
        for multipliers in starts:
            place = self.region.place(self.floats.floats(multipliers))
            if place is not None and self._accept(self.region.descend(place)) and self.found is not None:
                return self.found
        boxes = 0
        for most in MOST_MULTIPLIERS:
            branched = solutions(self.region, Relaxation(self.program, stopped=self.stopped), self.fixed.box(most), self._accept)
            if isinstance(branched, Branched):
                boxes += branched.boxes
            elif self.found is not None:
                return self.found
        return NoneFound(boxes)

    def _accept(self, place: Place) -> bool:
        if not place.solved:
            return False
        for multipliers in candidates(self.floats, place.factors):
            near = self.region.place(self.floats.floats(multipliers))
            if near is not None and near.value < _NEAR:
                self.found = supported_severance(self.game, self.mechanism, multipliers, self.entitled, stopped=self.stopped)
                if self.found is not None:
                    return True
        return False


def supported_severance(
    game: Game, mechanism: Mechanism, multipliers: Multipliers, entitled: Sequence[Sequence[int]], *, stopped: Stopped = never
) -> Severance | None:
    """The least expected severance of some types with which these multipliers prove that nobody blocks, None if there is none.

    Raises: `LimitCame`.

    Cost: an exact linear program with a variable for each profile and player whose type is entitled, and a row for each coalition and types of its members.
    """
    if not is_admissible(game, multipliers):
        return None
    payoffs = gross_payoffs(game, mechanism)
    where = [(i, t) for i, kinds in enumerate(entitled) for t, profile in enumerate(game.profiles) if profile[i] in kinds]
    places = {place: variable for variable, place in enumerate(where)}
    rows, sides = list[dict[int, Fraction]](), list[Fraction]()
    kept = virtual_allocation(game, multipliers, payoffs)
    taken = [[_virtual_entries(game, multipliers, i, t, places) for t in range(len(game.profiles))] for i in game.players]
    for coalition in game.coalitions:
        sums = virtual_sums(game, multipliers, coalition)
        parts: dict[tuple[int, ...], list[int]] = {}
        for t in range(len(game.profiles)):
            parts.setdefault(game.part(t, coalition.members), []).append(t)
        for among in parts.values():
            row: dict[int, Fraction] = {}
            for t in among:
                for i in coalition.members:
                    for variable, number in taken[i][t].items():
                        row[variable] = row.get(variable, _NONE) + game.probability[t] * number
            most = max((sum((game.probability[t] * line[t] for t in among), _NONE) for line in sums), default=None)
            if most is not None:
                rows.append(row)
                sides.append(sum((game.probability[t] * kept[i][t] for t in among for i in coalition.members), _NONE) - most)
    program = LinearProgram(variables=len(places), rows=tuple(rows), right_sides=tuple(sides))
    found = ExactSolver(program, stopped=stopped).minimum({variable: game.probability[t] for (_, t), variable in places.items()})
    if not isinstance(found, Optimum):
        return None
    severance = tuple(tuple(found.point[places[i, t]] if (i, t) in places else _NONE for t in range(len(game.profiles))) for i in game.players)
    return Severance(severance=severance, multipliers={key: number for key, number in multipliers.items() if number})


def _virtual_entries(game: Game, multipliers: Multipliers, player: int, profile: int, places: Mapping[tuple[int, int], int]) -> dict[int, Fraction]:
    """The virtual value of a player's severance in a profile, by variable."""
    found, kind = {(player, profile): _ONE}, game.profiles[profile][player]
    for (who, claim, true), number in multipliers.items():
        if (who, claim) == (player, kind) and number:
            share = number / game.priors[player][claim]
            found[player, profile] += share
            found[player, game.with_type(profile, player, true)] = -share
    return {places[place]: number for place, number in found.items() if place in places}
