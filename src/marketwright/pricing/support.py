"""Price vectors that support an allocation: whether there are any, the most strict, the cheapest, the dearest, and the range of every price.

*Meaning.* All of these are linear programs over the conditions of `conditions`; each answer carries the multipliers that prove it.

*Source.* spec pricing 3 and 5 (margin); `docs/formats/pricing.md` (Conditions on prices).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import TYPE_CHECKING

from marketwright.pricing.conditions import Condition, Conditions
from marketwright.solvers.linear.program import Infeasible, LinearProgram, Optimum, Outcome

if TYPE_CHECKING:
    from marketwright.solvers.linear.solve import ExactSolver

Prices = Mapping[int, Fraction]
"""A price for every variable."""

Multipliers = tuple[tuple[Condition, Fraction], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Extreme:
    """An extreme value, a supporting price vector that attains it, and the multipliers that prove that none goes beyond."""

    value: Fraction
    prices: Prices
    multipliers: Multipliers


@dataclass(frozen=True, slots=True, kw_only=True)
class NoPrices:
    """Multipliers that add conditions up to a contradiction."""

    multipliers: Multipliers


class SupportingPrices:
    """The region of supporting price vectors of one set of conditions."""

    def __init__(self, conditions: Conditions) -> None:
        """Write the conditions down as rows."""
        self.conditions = conditions
        self._variables = conditions.variables
        self._place = {variable: place for place, variable in enumerate(self._variables)}
        self._listed = list(conditions.listed(strict=True))
        self._rows = [{self._place[variable]: share for variable, share in conditions.row(condition).items()} for condition in self._listed]
        self._right_sides = [conditions.right_side(condition) for condition in self._listed]

    @cached_property
    def _solver(self) -> "ExactSolver":
        return _solver(LinearProgram(variables=len(self._variables), rows=tuple(self._rows), right_sides=tuple(self._right_sides)))

    @cached_property
    def margin(self) -> Extreme:
        """The price vector with the largest margin, which is negative exactly if no prices support the allocation."""
        extra = len(self._variables)
        rows = tuple(row | {extra: Fraction(1)} for row in self._rows)
        program = LinearProgram(variables=extra + 1, rows=rows, right_sides=tuple(self._right_sides), free=frozenset({extra}))
        found = _optimum(_solver(program).maximum({extra: Fraction(1)}))
        return Extreme(value=found.value, prices=self._prices(found), multipliers=self._named(found.multipliers))

    def contradiction(self) -> NoPrices | None:
        """Why there are no supporting prices; None if there are."""
        if self.margin.value >= 0:
            return None
        found = self._solver.maximum({})
        if not isinstance(found, Infeasible):
            raise TypeError(f"{type(found).__name__} where no prices exist")
        return NoPrices(multipliers=self._named(found.multipliers))

    def least(self, weights: Prices) -> Extreme:
        """The least weighted sum of supporting prices; there have to be some."""
        found = _optimum(self._solver.minimum(self._objective(weights)))
        return Extreme(value=-found.value, prices=self._prices(found), multipliers=self._named(found.multipliers))

    def greatest(self, weights: Prices) -> Extreme:
        """The greatest weighted sum of supporting prices; there have to be some."""
        found = _optimum(self._solver.maximum(self._objective(weights)))
        return Extreme(value=found.value, prices=self._prices(found), multipliers=self._named(found.multipliers))

    @property
    def total(self) -> Prices:
        """The weights of the sum of all prices."""
        return dict.fromkeys(self._variables, Fraction(1))

    def _objective(self, weights: Prices) -> dict[int, Fraction]:
        return {self._place[variable]: weight for variable, weight in weights.items()}

    def _prices(self, found: Optimum) -> dict[int, Fraction]:
        return {variable: found.point[place] for variable, place in self._place.items()}

    def _named(self, multipliers: Mapping[int, Fraction]) -> Multipliers:
        return tuple((self._listed[row], multiplier) for row, multiplier in multipliers.items())


def _solver(program: LinearProgram) -> "ExactSolver":
    from marketwright.solvers.linear.solve import ExactSolver  # noqa: PLC0415 - the catalogue of rules needs no solver

    return ExactSolver(program)


def _optimum(found: Outcome) -> Optimum:
    """The outcome of a program that has an optimum by its meaning."""
    if not isinstance(found, Optimum):
        raise TypeError(f"{type(found).__name__} where prices are bounded and exist")
    return found
