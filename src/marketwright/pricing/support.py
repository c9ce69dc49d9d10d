"""Price vectors that support an allocation: whether there are any, the most strict, the cheapest, the dearest, and the range of every price.

*Meaning.* All of these are linear programs over the conditions of `conditions`; each answer carries the multipliers that prove it.

*Source.* spec pricing 3 and 5 (margin); `docs/formats/pricing.md` (Conditions on prices).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from marketwright.pricing.conditions import Condition, Conditions
from marketwright.solvers.linear.program import Infeasible, LinearProgram, Optimum, Outcome
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
        self._listed = [condition for condition in conditions.listed() if conditions.row(condition) or conditions.right_side(condition) < 0]
        self._solver = ExactSolver(self._program(self._listed))

    def _program(self, listed: list[Condition], *, margin: bool = False) -> LinearProgram:
        """The conditions as rows; with `margin` one more variable, added on the left of each."""
        extra = {len(self._variables): Fraction(1)} if margin else {}
        rows = tuple({self._place[variable]: share for variable, share in self.conditions.row(condition).items()} | extra for condition in listed)
        return LinearProgram(
            variables=len(self._variables) + margin, rows=rows, right_sides=tuple(self.conditions.right_side(condition) for condition in listed)
        )

    def largest_margin(self) -> Extreme:
        """The price vector with the largest margin, which is negative exactly if no prices support the allocation."""
        listed = list(self.conditions.listed(strict=True))
        program = self._program(listed, margin=True)
        shift = max((abs(side) for side in program.right_sides), default=Fraction(0)) + 1  # margins are above -shift, and variables are not negative
        shifted = LinearProgram(variables=program.variables, rows=program.rows, right_sides=tuple(side + shift for side in program.right_sides))
        found = _optimum(ExactSolver(shifted).maximum({len(self._variables): Fraction(1)}))
        return Extreme(value=found.value - shift, prices=self._prices(found), multipliers=self._named(listed, found.multipliers))

    def contradiction(self) -> NoPrices | None:
        """Why there are no supporting prices; None if there are."""
        found = self._solver.maximum({})
        return NoPrices(multipliers=self._named(self._listed, found.multipliers)) if isinstance(found, Infeasible) else None

    def least(self, weights: Prices) -> Extreme:
        """The least weighted sum of supporting prices; there have to be some."""
        found = _optimum(self._solver.minimum(self._objective(weights)))
        return Extreme(value=-found.value, prices=self._prices(found), multipliers=self._named(self._listed, found.multipliers))

    def greatest(self, weights: Prices) -> Extreme:
        """The greatest weighted sum of supporting prices; there have to be some."""
        found = _optimum(self._solver.maximum(self._objective(weights)))
        return Extreme(value=found.value, prices=self._prices(found), multipliers=self._named(self._listed, found.multipliers))

    @property
    def total(self) -> Prices:
        """The weights of the sum of all prices."""
        return dict.fromkeys(self._variables, Fraction(1))

    def _objective(self, weights: Prices) -> dict[int, Fraction]:
        return {self._place[variable]: weight for variable, weight in weights.items()}

    def _prices(self, found: Optimum) -> dict[int, Fraction]:
        return {variable: found.point[place] for variable, place in self._place.items()}

    def _named(self, listed: list[Condition], multipliers: Mapping[int, Fraction]) -> Multipliers:
        return tuple((listed[row], multiplier) for row, multiplier in multipliers.items())


def _optimum(found: Outcome) -> Optimum:
    """The outcome of a program that has an optimum by its meaning."""
    if not isinstance(found, Optimum):
        raise TypeError(f"{type(found).__name__} where prices are bounded and exist")
    return found
