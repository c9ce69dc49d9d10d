"""Exact linear algebra against definitions."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketwright.solvers.surplus.matrices import (
    apply,
    commute,
    determinant,
    dot,
    inverse,
    is_positive_definite,
    is_positive_semidefinite,
    negative_direction,
    null_space,
    product,
    transpose,
)

NUMBERS = st.fractions(min_value=-3, max_value=3, max_denominator=2)


def matrix(*rows):
    return tuple(tuple(map(Fraction, row)) for row in rows)


@st.composite
def squares(draw, symmetric=False):
    size = draw(st.integers(1, 4))
    entries = [[draw(NUMBERS) for _ in range(size)] for _ in range(size)]
    return tuple(tuple(entries[min(i, j)][max(i, j)] if symmetric else entries[i][j] for j in range(size)) for i in range(size))


@st.composite
def semidefinite(draw):
    """Sums of squares, mostly singular."""
    size = draw(st.integers(1, 4))
    lines = draw(st.lists(st.tuples(*[st.integers(-2, 2).map(Fraction)] * size), max_size=size))
    return tuple(tuple(sum((line[i] * line[j] for line in lines), Fraction(0)) for j in range(size)) for i in range(size))


def minor(rows, kept):
    """The determinant of the rows and columns that are kept, by Laplace's rule."""
    if not kept:
        return Fraction(1)
    return laplace([[rows[i][j] for j in kept] for i in kept])


def laplace(rows):
    if not rows:
        return Fraction(1)
    return sum(((-1) ** j * rows[0][j] * laplace([row[:j] + row[j + 1 :] for row in rows[1:]]) for j in range(len(rows))), Fraction(0))


def principal_minors(rows):
    return [minor(rows, [i for i in range(len(rows)) if mask >> i & 1]) for mask in range(1, 1 << len(rows))]


@given(squares())
def test_the_determinant_is_laplaces_and_an_inverse_exists_unless_it_is_0(rows):
    assert determinant(rows) == laplace([list(row) for row in rows])
    if determinant(rows):
        unit = tuple(tuple(Fraction(i == j) for j in range(len(rows))) for i in range(len(rows)))
        assert product(rows, inverse(rows)) == unit
    else:
        with pytest.raises(ArithmeticError, match="the matrix is singular"):
            inverse(rows)


@given(squares(symmetric=True))
def test_a_matrix_is_semidefinite_or_has_a_negative_direction(rows):
    direction = negative_direction(rows)
    assert is_positive_semidefinite(rows) == (direction is None) == all(number >= 0 for number in principal_minors(rows))
    assert is_positive_definite(rows) == all(minor(rows, list(range(size + 1))) > 0 for size in range(len(rows)))
    if direction is not None:
        assert dot(direction, apply(rows, direction)) < 0


@given(semidefinite())
def test_singular_semidefinite_matrices_have_no_negative_direction(rows):
    assert negative_direction(rows) is None
    assert is_positive_definite(rows) == (determinant(rows) != 0)


@pytest.mark.parametrize(
    "rows",
    [matrix([0, 1], [1, 0]), matrix([0, 0, 0], [0, 0, -2], [0, -2, 0]), matrix([1, 1, 0], [1, 1, 1], [0, 1, 5]), matrix([1, 2], [2, 4 - Fraction(1, 10**9)])],
)
def test_zero_pivots_hide_no_negative_direction(rows):
    direction = negative_direction(rows)
    assert dot(direction, apply(rows, direction)) < 0


def test_symmetry_is_part_of_being_definite_and_required_of_forms():
    lopsided = matrix([2, 1], [0, 2])
    assert not is_positive_definite(lopsided)
    assert not is_positive_semidefinite(lopsided)
    with pytest.raises(ValueError, match="the matrix is not symmetric"):
        negative_direction(lopsided)


@given(squares())
def test_the_null_space_has_a_vector_for_every_missing_rank(rows):
    basis = null_space(rows)
    assert all(not any(apply(rows, one)) for one in basis)
    assert (determinant(rows) == 0) == bool(basis)
    gram = tuple(tuple(dot(one, other) for other in basis) for one in basis)
    assert not basis or determinant(gram) != 0


def test_null_space_of_a_row():
    assert null_space(matrix([0, 2, 4])) == matrix([1, 0, 0], [0, -2, 1])


def test_commuting():
    assert commute(matrix([2, 1], [1, 2]), matrix([5, 3], [3, 5]))
    assert not commute(matrix([2, 1], [1, 2]), matrix([1, 0], [0, 2]))
    assert transpose(matrix([1, 2, 3])) == matrix([1], [2], [3])
