"""Rows of a table from plain numbers."""

from array import array
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

import numpy as np

from marketwright.piecewise import PiecewiseLinear
from marketwright.solvers.matching.smooth import SmoothRow, quadratic_cost_row, sinh_cost_row, tanh_row
from marketwright.solvers.matching.table import Booleans, CostRow, Floats, Integers, MapsRow, QualityRow, Row


def mask(permitted: Sequence[bool]) -> Booleans:
    """Which objects an agent may have, for rows; agents may share one."""
    return np.array(permitted, dtype=np.bool_)


def cost_row(numerators: Sequence[int], denominator: int, permitted: Booleans, kink: Fraction, slope: Fraction) -> Row:
    """The row of an agent who pays at a cost with slope 1 up to the kink and `slope` beyond, with values `numerators / denominator`."""
    return CostRow(_packed(numerators), denominator, permitted, kink, slope)


def quality_row(numerators: Sequence[int], denominator: int, permitted: Booleans, wealth: Fraction, cap: Fraction) -> Row:
    """The row of an agent whose unspent wealth is worth more with an object, by qualities `numerators / denominator`, for payments up to the cap."""
    return QualityRow(_packed(numerators), denominator, permitted, wealth, cap)


def _packed(numerators: Sequence[int]) -> Sequence[int] | Integers:
    return np.frombuffer(numerators, dtype=np.int64) if isinstance(numerators, array) and len(numerators) else numerators


def maps_row(maps: Sequence[PiecewiseLinear | None]) -> Row:
    """The row of maps that are written down."""
    return MapsRow(tuple(maps))


@dataclass(frozen=True, slots=True, kw_only=True)
class Smoothness:
    """How levels of an agent bend: `quadratic-cost` with rho, `sinh-cost` with k, or `tanh` with beta and a bend for each object.

    `bends`: numerators and their denominator.
    """

    kind: Literal["quadratic-cost", "sinh-cost", "tanh"]
    parameter: Fraction
    bends: tuple[Sequence[int], int] = ((), 1)


def smooth_row(numerators: Sequence[int], denominator: int, permitted: Booleans, smoothness: Smoothness, fee: Fraction) -> SmoothRow:
    """The row of an agent with smooth levels, with values `numerators / denominator`."""
    values, parameter = _floats(numerators, denominator), float(smoothness.parameter)
    match smoothness.kind:
        case "quadratic-cost":
            return quadratic_cost_row(values, parameter, float(fee), permitted)
        case "sinh-cost":
            return sinh_cost_row(values, parameter, float(fee), permitted)
        case "tanh":
            return tanh_row(values, _floats(*smoothness.bends), parameter, float(fee), permitted)


def _floats(numerators: Sequence[int], denominator: int) -> Floats:
    return np.asarray(_packed(numerators), dtype=np.float64) / float(denominator)
