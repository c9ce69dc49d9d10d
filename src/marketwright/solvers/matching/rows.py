"""Rows of a table from plain numbers."""

from array import array
from collections.abc import Sequence
from fractions import Fraction

import numpy as np

from marketwright.piecewise import PiecewiseLinear
from marketwright.solvers.matching.table import CostRow, MapsRow, Row


def cost_row(numerators: Sequence[int], denominator: int, permitted: Sequence[bool], kink: Fraction, slope: Fraction) -> Row:
    """The row of an agent who pays at a cost with slope 1 up to the kink and `slope` beyond, with values `numerators / denominator`."""
    packed = np.frombuffer(numerators, dtype=np.int64) if isinstance(numerators, array) and len(numerators) else numerators
    return CostRow(packed, denominator, np.array(permitted, dtype=np.bool_), kink, slope)


def maps_row(maps: Sequence[PiecewiseLinear | None]) -> Row:
    """The row of maps that are written down."""
    return MapsRow(tuple(maps))
