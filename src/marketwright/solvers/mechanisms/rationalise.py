"""Exact multipliers near multipliers that floats found.

*Meaning.* What holds at the floats within their error is taken to hold exactly, as far as it is linear: multipliers and weights of types that are 0, actions of
all players that tie for the largest sum of virtual payoffs.  These equations leave some multipliers free; those are rounded, the others follow.

*Source.* Spec bayesian 8.4, step 6.
"""

from collections.abc import Iterator
from fractions import Fraction

from flint import fmpq, fmpq_mat

from marketwright.solvers.mechanisms.game import Key, Multipliers
from marketwright.solvers.mechanisms.tensors import FloatGame, Floats

DENOMINATORS = (1, 2, 4, 8, 12, 24, 60, 100, 360, 1000, 10**4, 10**5, 10**6)
"""So large are the denominators of rounded multipliers at most, one candidate for each."""
_CLOSE = 1e-7


def candidates(game: FloatGame, alpha: Floats) -> Iterator[Multipliers]:
    """Exact multipliers near these, simple ones first; each is at least 0, but its weights may not be."""
    keys = [key for key, number in zip(game.game.keys, alpha, strict=True) if number > _CLOSE]
    near = dict(zip(game.game.keys, alpha.tolist(), strict=True))
    system = _Equations(keys, [*_weight_equations(game, keys, near), *_tie_equations(game, keys, alpha)])
    seen: list[Multipliers] = []
    for most in DENOMINATORS:
        found = system.solution({key: Fraction(near[key]).limit_denominator(most) for key in keys})
        if found not in seen and all(number >= 0 for number in found.values()):
            seen.append(found)
            yield {key: number for key, number in found.items() if number}


Equation = tuple[dict[Key, Fraction], Fraction]
"""Coefficients, and the constant that has to be added to make 0."""


class _Equations:
    """Equations of multipliers, solved for some of them."""

    def __init__(self, keys: list[Key], equations: list[Equation]) -> None:
        self.keys = keys
        self.solved: list[tuple[Key, dict[Key, Fraction], Fraction]] = []
        if not keys or not equations:
            return
        matrix = fmpq_mat([[*(_flint(row.get(key, Fraction(0))) for key in keys), _flint(constant)] for row, constant in equations])
        reduced, rank = matrix.rref()
        for line in range(rank):
            numbers = [Fraction(int(reduced[line, column].p), int(reduced[line, column].q)) for column in range(len(keys) + 1)]
            pivot = next(column for column, number in enumerate(numbers) if number)
            if pivot < len(keys):
                rest = {key: number for key, number in zip(keys[pivot + 1 :], numbers[pivot + 1 : -1], strict=True) if number}
                self.solved.append((keys[pivot], rest, numbers[-1]))

    def solution(self, rounded: dict[Key, Fraction]) -> dict[Key, Fraction]:
        """The free multipliers as they are, and the others as the equations want them."""
        found = dict(rounded)
        for key, rest, constant in self.solved:
            found[key] = -constant - sum((number * found[other] for other, number in rest.items()), Fraction(0))
        return found


def _weight_equations(game: FloatGame, keys: list[Key], near: dict[Key, float]) -> Iterator[Equation]:
    """Weights of types that are 0."""
    for player, prior in enumerate(game.game.priors):
        for kind, p in enumerate(prior):
            row = {key: Fraction(1 if key[1] == kind else -1) for key in keys if key[0] == player and kind in key[1:]}
            if row and abs(float(p) + sum(float(number) * near[key] for key, number in row.items())) < _CLOSE:
                yield row, p


def _tie_equations(game: FloatGame, keys: list[Key], alpha: Floats) -> Iterator[Equation]:
    """Actions of all players that are best in a profile: as good as the first of these."""
    exact = game.game
    payoffs = exact.everybody.payoffs
    for t, tied in game.ties(alpha, _CLOSE):
        types = exact.profiles[t]
        here = [(key, exact.with_type(t, key[0], key[2]), exact.priors[key[0]][key[1]]) for key in keys if types[key[0]] == key[1]]
        first, *others = (
            (sum(table[t] for table in payoffs[c]), [(payoffs[c][key[0]][t] - payoffs[c][key[0]][told]) / p for key, told, p in here]) for c in tied
        )
        for constant, numbers in others:
            row = {key: b - a for (key, _, _), a, b in zip(here, first[1], numbers, strict=True) if a != b}
            if row:
                yield row, Fraction(constant - first[0])


def _flint(number: Fraction) -> fmpq:
    return fmpq(number.numerator, number.denominator)
