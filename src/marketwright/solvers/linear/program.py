"""Linear programs and what can be said of them, in exact numbers.

*Meaning.* Maximise c x subject to A x <= b and x >= 0.

*Evidence.* `Optimum`: x and multipliers y >= 0 with y A >= c and y b = c x.  `Infeasible`: multipliers y >= 0 with y A >= 0 and y b < 0 (Farkas).
`Unbounded`: a feasible x and a direction d >= 0 with A d <= 0 and c d > 0.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

Row = Mapping[int, Fraction]
"""Coefficients by variable; others are 0."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LinearProgram:
    """Rows `sum of coefficients x variables <= right side`; all variables are at least 0."""

    variables: int
    rows: tuple[Row, ...]
    right_sides: tuple[Fraction, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Optimum:
    """An optimal point, its value, and a multiplier for each row that proves it (rows without one have 0)."""

    point: tuple[Fraction, ...]
    value: Fraction
    multipliers: Mapping[int, Fraction]


@dataclass(frozen=True, slots=True, kw_only=True)
class Infeasible:
    """Multipliers of rows that add up to a contradiction."""

    multipliers: Mapping[int, Fraction]


@dataclass(frozen=True, slots=True, kw_only=True)
class Unbounded:
    """A feasible point and a direction along which the objective grows without end."""

    point: tuple[Fraction, ...]
    direction: tuple[Fraction, ...]


Outcome = Optimum | Infeasible | Unbounded
