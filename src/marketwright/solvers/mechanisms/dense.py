"""A game in arrays of integers, the form in which all its inequalities are evaluated at once.

*Shapes.* Payoffs of a coalition: members x actions x types of player 0 x types of player 1 x ...; an allocation: players x types of player 0 x ...
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from math import lcm, prod

import numpy as np

from marketwright.solvers.linear.integers import Integers, integers, largest
from marketwright.solvers.mechanisms.game import Game, Key, Tables

SAFE = 1 << 62
"""Sums below this are safe in int64."""


@dataclass(frozen=True, eq=False)
class Quotients:
    """Integers over one denominator above 0."""

    numbers: Integers
    denominator: int


@dataclass(frozen=True, eq=False, kw_only=True)
class DenseGame:
    """Type s of player i has the probability `odds[i][s] / sum(odds[i])`; `payoffs` are those of `coalitions` (their members), over one denominator."""

    odds: tuple[tuple[int, ...], ...]
    coalitions: tuple[tuple[int, ...], ...]
    payoffs: tuple[Integers, ...]
    denominator: int = 1

    @cached_property
    def sizes(self) -> tuple[int, ...]:
        """How many types each player has."""
        return tuple(map(len, self.odds))

    @cached_property
    def totals(self) -> tuple[int, ...]:
        """By what the odds of each player are divided."""
        return tuple(map(sum, self.odds))

    @cached_property
    def priors(self) -> tuple[tuple[Fraction, ...], ...]:
        """The probability of each type of each player."""
        return tuple(tuple(Fraction(share, total) for share in odds) for odds, total in zip(self.odds, self.totals, strict=True))

    @cached_property
    def keys(self) -> tuple[Key, ...]:
        """The keys of multipliers, in the order of `game.Game.keys`."""
        return tuple((i, claim, true) for i, size in enumerate(self.sizes) for true in range(size) for claim in range(size) if claim != true)


def dense_game(game: Game) -> DenseGame:
    """The game in arrays."""
    odds = []
    for prior in game.priors:
        common = lcm(*(share.denominator for share in prior))
        odds.append(tuple(int(share * common) for share in prior))
    tables = [[table for i in range(len(coalition.members)) for table in (action[i] for action in coalition.payoffs)] for coalition in game.coalitions]
    found = over_one_denominator([number for lines in tables for table in lines for number in table])
    payoffs, start = [], 0
    for coalition in game.coalitions:
        shape = (len(coalition.members), coalition.actions, *game.sizes)
        size = int(np.prod(shape))
        payoffs.append(found.numbers[start : start + size].reshape(shape))
        start += size
    return DenseGame(
        odds=tuple(odds), coalitions=tuple(coalition.members for coalition in game.coalitions), payoffs=tuple(payoffs), denominator=found.denominator
    )


def dense_allocation(sizes: Sequence[int], allocation: Tables) -> Quotients:
    """A table for each player in an array."""
    found = over_one_denominator([number for table in allocation for number in table])
    return Quotients(found.numbers.reshape((len(sizes), *sizes)), found.denominator)


def over_one_denominator(numbers: Sequence[Fraction]) -> Quotients:
    """The numbers over their least common denominator."""
    pairs = [number.as_integer_ratio() for number in numbers]
    denominators = {denominator for _, denominator in pairs}
    if denominators <= {1}:
        return Quotients(integers([numerator for numerator, _ in pairs]), 1)
    common = lcm(*denominators)
    factors = {denominator: common // denominator for denominator in denominators}
    return Quotients(integers([numerator * factors[denominator] for numerator, denominator in pairs]), common)


def averaged(numbers: Integers, first: int, weights: Sequence[tuple[int, Sequence[int]]]) -> Integers:
    """Sums over types of players (ascending), weighted by their odds; player 0 has the axis `first`."""
    numbers = _fitting(numbers, prod(sum(odds) for _, odds in weights))
    for done, (player, odds) in enumerate(weights):
        axis = first + player - done
        if len(set(odds)) == 1:
            numbers = times(numbers.sum(axis=axis), odds[0])
        else:
            weighing = integers(list(odds)).reshape(-1, *([1] * (numbers.ndim - axis - 1)))
            numbers = (numbers * weighing).sum(axis=axis)
    return numbers


def times(numbers: Integers, factor: int) -> Integers:
    """The numbers times a factor, in whichever integers hold them."""
    return numbers if factor == 1 else _fitting(numbers, factor) * factor


def less(left: Integers, right: Integers) -> Integers:
    """One array less the other, in whichever integers hold it."""
    if largest(left.reshape(-1)) + largest(right.reshape(-1)) >= SAFE:
        left = left.astype(object)
    return left - right


def _fitting(numbers: Integers, growth: int) -> Integers:
    """The numbers as they are if they may grow so many times, otherwise as Python's integers."""
    grown = max(1, largest(numbers.reshape(-1))) * abs(growth)
    return numbers.astype(object) if numbers.dtype != object and grown >= SAFE else numbers


def common_multiple(odds: Iterable[Iterable[int]]) -> int:
    """The least common multiple of all odds."""
    return lcm(*(share for line in odds for share in line))
