"""Linear programs and what can be said of them, in exact numbers.

*Meaning.* Maximise c x subject to rows A x <= b, some of them equalities, and x >= 0 but for free variables.

*Evidence.* `Optimum`: x and multipliers y with y A >= c (equal for free variables), y >= 0 but for equalities, and y b = c x.  `Infeasible`: such
multipliers with y A >= 0 (equal for free variables) and y b < 0 (Farkas).  `Unbounded`: a feasible x and a direction d along which one never leaves
the region (d >= 0 but for free variables, A d <= 0, equal for equalities) and c d > 0.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

Row = Mapping[int, Fraction]
"""Coefficients by variable; others are 0.  Integers are welcome too."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LinearProgram:
    """Rows `sum of coefficients x variables <= right side`, or `=` where `equalities` names their numbers; variables are at least 0, unless `free`."""

    variables: int
    rows: tuple[Row, ...]
    right_sides: tuple[Fraction, ...]
    equalities: frozenset[int] = frozenset()
    free: frozenset[int] = frozenset()


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
