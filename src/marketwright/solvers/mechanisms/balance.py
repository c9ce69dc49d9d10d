"""Balancedness: whether lotteries of what all can do together match every balanced plan, for every player in every profile.

*Method.* Payoffs are integers over one denominator.  Most plans have the payoffs of a single joint action, which a set of these tells.  For others one
linear program decides: over all values w and z with `w . payoffs <= z` for every joint action, maximise `w . payoffs of the plan - z`.  Either the maximum is
0, and the multipliers of the actions are a lottery that matches; or there is a direction without end, whose values separate.  The region is the same for all.

*Source.* Paper 004, section 2; spec bayesian 2.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import product
from math import gcd, lcm, prod
from typing import Protocol

from marketwright.solvers.limit import Stopped, go_on, never
from marketwright.solvers.linear.program import LinearProgram, Optimum, Unbounded
from marketwright.solvers.linear.solve import ExactSolver
from marketwright.solvers.mechanisms.game import Coalition, Game, Lottery

Payoffs = tuple[int, ...]
"""A payoff of every player in every profile, times the scale: player after player."""


class Collection(Protocol):
    """Coalitions (the players' places) and weights that add up to 1 for every player."""

    @property
    def coalitions(self) -> Sequence[tuple[int, ...]]:
        """The coalitions, in order."""

    @property
    def weights(self) -> Sequence[Fraction]:
        """The weight of each."""


@dataclass(frozen=True, slots=True)
class Plan:
    """For each coalition its place in the game, an action, and a weight."""

    parts: tuple[tuple[int, int, Fraction], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Balanced:
    """The number of plans, and lotteries for those whose payoffs no single joint action has."""

    plans: int
    lotteries: tuple[tuple[Plan, Lottery], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Unmatched:
    """A plan whose payoffs no lottery has; the sum of values times its payoffs is by the gain more than that of any joint action."""

    plan: Plan
    values: tuple[tuple[Fraction, ...], ...]
    gain: Fraction


def plans_of(game: Game, collections: Sequence[Collection]) -> int:
    """How many balanced plans there are: choices of an action for each coalition of a collection."""
    sizes = {coalition.members: coalition.actions for coalition in game.coalitions}
    return sum(prod(sizes.get(members, 0) for members in collection.coalitions) for collection in collections)


def balance(game: Game, collections: Sequence[Collection], *, stopped: Stopped = never) -> Balanced | Unmatched:
    """Lotteries for all balanced plans, or the first plan that none matches.

    Raises: `LimitCame`.

    Cost: for each plan an addition of integers for each coalition, player and profile; a linear program for each payoffs that no single action has.
    """
    scale = _scale(game, collections)
    own = _weighted(game, game.everybody, Fraction(scale))
    single, lotteries = frozenset(own), Lotteries(own, stopped)
    known: dict[Payoffs, Lottery] = {}
    found: list[tuple[Plan, Lottery]] = []
    count = 0
    for plan, payoffs in _plans(game, collections, scale):
        go_on(stopped)
        count += 1
        if payoffs in single:
            continue
        if payoffs not in known:
            match = lotteries.matching(payoffs)
            if isinstance(match, Separation):
                size = len(game.profiles)
                values = tuple(match.values[i * size : (i + 1) * size] for i in game.players)
                return Unmatched(plan=plan, values=values, gain=match.gain / scale)
            known[payoffs] = match
        found.append((plan, known[payoffs]))
    return Balanced(plans=count, lotteries=tuple(found))


@dataclass(frozen=True, slots=True)
class Separation:
    """Values, coprime integers; payoffs are worth by the gain more than those of any action."""

    values: tuple[Fraction, ...]
    gain: Fraction


class Lotteries:
    """Lotteries over actions that have given payoffs."""

    def __init__(self, actions: Sequence[Payoffs], stopped: Stopped) -> None:
        """Set up the region: values and a number that is at least what they make of any action."""
        self._actions = actions
        self._width = len(actions[0])
        rows = tuple({place: Fraction(number) for place, number in enumerate(payoffs) if number} | {self._width: Fraction(-1)} for payoffs in actions)
        program = LinearProgram(variables=self._width + 1, rows=rows, right_sides=(Fraction(0),) * len(rows), free=frozenset(range(self._width + 1)))
        self._solver = ExactSolver(program, stopped=stopped)

    def matching(self, payoffs: Payoffs) -> Lottery | Separation:
        """A lottery with these payoffs, or what separates them from all lotteries.

        Raises: `LimitCame`.
        """
        match self._solver.maximum({**{place: Fraction(number) for place, number in enumerate(payoffs) if number}, self._width: Fraction(-1)}):
            case Optimum(multipliers=shares):
                return {action: share for action, share in sorted(shares.items()) if share}
            case Unbounded(direction=direction):
                values = _coprime(direction[: self._width])
                most = max(_dot(values, action) for action in self._actions)
                return Separation(values=tuple(map(Fraction, values)), gain=Fraction(_dot(values, payoffs) - most))
        raise ArithmeticError("values 0 are always possible")


def _scale(game: Game, collections: Sequence[Collection]) -> int:
    """A number that makes all payoffs of plans integers: the common denominator of payoffs times that of weights."""
    tables = (table for coalition in game.coalitions for action in coalition.payoffs for table in action)
    payoffs = {number.denominator for table in tables for number in table}
    return lcm(*payoffs) * lcm(*(weight.denominator for collection in collections for weight in collection.weights))


def _weighted(game: Game, coalition: Coalition, weight: Fraction) -> list[Payoffs]:
    """For each action the payoffs of all players, 0 for outsiders, times the weight."""
    found = []
    for action in coalition.payoffs:
        own = dict(zip(coalition.members, action, strict=True))
        found.append(tuple(int(weight * number) for i in game.players for number in own.get(i, (Fraction(0),) * len(game.profiles))))
    return found


def _plans(game: Game, collections: Sequence[Collection], scale: int) -> Iterator[tuple[Plan, Payoffs]]:
    """The plans in order: collections as given, then the actions of their coalitions."""
    place = {coalition.members: number for number, coalition in enumerate(game.coalitions)}
    for collection in collections:
        if not all(members in place for members in collection.coalitions):
            continue
        places = [place[members] for members in collection.coalitions]
        weighted = [_weighted(game, game.coalitions[number], weight * scale) for number, weight in zip(places, collection.weights, strict=True)]
        for chosen in product(*(range(len(choices)) for choices in weighted)):
            payoffs = tuple(map(sum, zip(*(choices[action] for choices, action in zip(weighted, chosen, strict=True)), strict=True)))
            yield Plan(tuple(zip(places, chosen, collection.weights, strict=True))), payoffs


def _coprime(numbers: Sequence[Fraction]) -> tuple[int, ...]:
    """The numbers times what makes them integers without a common factor."""
    common = lcm(*(number.denominator for number in numbers))
    whole = [number.numerator * (common // number.denominator) for number in numbers]
    factor = gcd(*whole)
    return tuple(number // factor for number in whole)


def _dot(values: Sequence[int], payoffs: Payoffs) -> int:
    return sum(value * payoff for value, payoff in zip(values, payoffs, strict=True))
