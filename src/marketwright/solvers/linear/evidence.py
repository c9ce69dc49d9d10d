"""Exact outcomes are written only after their evidence was confirmed: in integers, from the definition of each outcome, apart from how it was found."""

from fractions import Fraction
from typing import TypeVar

import numpy as np

from marketwright.solvers.linear.integers import Integers, difference, dot, scaled
from marketwright.solvers.linear.program import Infeasible, Optimum, Unbounded
from marketwright.solvers.linear.sparse import Objective, SparseProgram
from marketwright.solvers.linear.vertex import Quotients

Found = TypeVar("Found")


def optimum(program: SparseProgram, objective: Objective, point: Quotients, multipliers: Quotients) -> Optimum | None:
    """The optimum, if point and multipliers (of the rows' integers and the objective's) prove it."""
    (numbers, scale), (shares, share_scale) = point, multipliers
    charged = difference(program.by_column.times(shares), scaled(objective.numbers, share_scale))
    value = dot(objective.numbers, numbers)
    if not _inside(program, numbers, scale) or not _charging(program, shares, charged) or dot(shares, program.right_sides) * scale != value * share_scale:
        return None
    return Optimum(
        point=_fractions(numbers, scale),
        value=Fraction(value, scale * objective.denominator),
        multipliers=_of_rows(program, shares, share_scale * objective.denominator),
    )


def infeasible(program: SparseProgram, shares: Integers) -> Infeasible | None:
    """The contradiction, if multipliers of the rows' integers prove it."""
    if not _charging(program, shares, program.by_column.times(shares)) or dot(shares, program.right_sides) >= 0:
        return None
    return Infeasible(multipliers=_of_rows(program, shares, 1))


def unbounded(program: SparseProgram, objective: Objective, point: Quotients, direction: Integers) -> Unbounded | None:
    """Point and direction, if they prove that the objective has no end."""
    moved = program.by_row.times(direction)
    kept = np.all((direction >= 0) | program.free) and np.all((moved <= 0) & ((moved == 0) | ~program.equalities))
    if not kept or not _inside(program, *point) or dot(objective.numbers, direction) <= 0:
        return None
    return Unbounded(point=_fractions(*point), direction=_fractions(direction, 1))


def proved(found: Found | None) -> Found:
    """What was found, which is there unless this program is wrong."""
    if found is None:
        raise ArithmeticError("an exact solution without its evidence")
    return found


def _inside(program: SparseProgram, numbers: Integers, scale: int) -> bool:
    slacks = difference(scaled(program.right_sides, scale), program.by_row.times(numbers))
    return bool(np.all((numbers >= 0) | program.free) and np.all((slacks >= 0) & ((slacks == 0) | ~program.equalities)))


def _charging(program: SparseProgram, shares: Integers, charged: Integers) -> bool:
    return bool(np.all((shares >= 0) | program.equalities) and np.all((charged >= 0) & ((charged == 0) | ~program.free)))


def _fractions(numbers: Integers, scale: int) -> tuple[Fraction, ...]:
    zero = Fraction(0)
    return tuple(Fraction(number, scale) if number else zero for number in numbers.tolist())


def _of_rows(program: SparseProgram, shares: Integers, scale: int) -> dict[int, Fraction]:
    return {row: Fraction(int(shares[row]) * program.denominator(row), scale) for row in np.flatnonzero(shares).tolist()}
