"""Minors and dependent rows of small matrices, against determinants expanded over permutations."""

from fractions import Fraction
from itertools import permutations
from math import prod

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketwright.markets import Matrix
from marketwright.markets.matrices import LeadingMinor, dependent_row, minor_not_above_zero
from tests.strategies import definite_matrices, package_lists, signed_amounts


def determinant(matrix: Matrix) -> Fraction:
    """The sum over all permutations, each with its sign."""
    places = range(len(matrix))
    total = Fraction(0)
    for order in permutations(places):
        swaps = sum(order[one] > order[other] for one in places for other in places if one < other)
        total += (-1) ** swaps * prod((matrix[row][column] for row, column in enumerate(order)), start=Fraction(1))
    return total


def squares(numbers: st.SearchStrategy[Fraction] = signed_amounts) -> st.SearchStrategy[Matrix]:
    """Square matrices of up to four rows."""
    return st.integers(1, 4).flatmap(lambda count: st.tuples(*(st.tuples(*(numbers for _ in range(count))) for _ in range(count))))


def whole(*rows: tuple[int, ...]) -> Matrix:
    return tuple(tuple(map(Fraction, row)) for row in rows)


@given(squares())
def test_the_first_minor_that_is_not_above_zero_is_found_and_is_a_determinant(square: Matrix) -> None:
    symmetric = tuple(tuple(square[max(row, column)][min(row, column)] for column in range(len(square))) for row in range(len(square)))
    minors = [LeadingMinor(order=order, value=determinant(tuple(row[:order] for row in symmetric[:order]))) for order in range(1, len(square) + 1)]
    assert minor_not_above_zero(symmetric) == next((minor for minor in minors if minor.value <= 0), None)


@given(squares(st.sampled_from([Fraction(-1), Fraction(0), Fraction(0), Fraction(1, 2), Fraction(1)])))
def test_the_first_dependent_row_is_the_first_with_which_the_gram_determinant_is_zero(square: Matrix) -> None:
    def gram(rows: Matrix) -> Fraction:
        return determinant(tuple(tuple(sum((a * b for a, b in zip(one, other, strict=True)), Fraction(0)) for other in rows) for one in rows))

    assert dependent_row(square) == next((number for number in range(len(square)) if gram(square[: number + 1]) == 0), None)


@given(st.integers(1, 5).flatmap(definite_matrices))
def test_a_product_with_its_transpose_and_a_diagonal_is_positive_definite(matrix: Matrix) -> None:
    assert minor_not_above_zero(matrix) is None


@given(st.integers(1, 5).flatmap(package_lists))
def test_packages_with_goods_of_their_own_are_independent(matrix: Matrix) -> None:
    assert dependent_row(matrix) is None


@pytest.mark.parametrize(
    ("matrix", "minor"),
    [
        (whole((0,)), LeadingMinor(order=1, value=Fraction(0))),
        (whole((1, 2), (2, 4)), LeadingMinor(order=2, value=Fraction(0))),
        (whole((2, -1, 0), (-1, 2, -1), (0, -1, 2)), None),
        (whole((2, -1, -1), (-1, 2, -1), (-1, -1, 2)), LeadingMinor(order=3, value=Fraction(0))),
        (whole((1, 0, 0), (0, 0, 5), (0, 5, 1)), LeadingMinor(order=2, value=Fraction(0))),
    ],
)
def test_minors_of_known_matrices(matrix: Matrix, minor: LeadingMinor | None) -> None:
    assert minor_not_above_zero(matrix) == minor


def test_a_matrix_that_is_nearly_singular_is_told_from_a_singular_one() -> None:
    least = Fraction(1, 10**30)
    assert minor_not_above_zero(((Fraction(1), Fraction(1)), (Fraction(1), 1 + least))) is None
    assert minor_not_above_zero(((Fraction(1), Fraction(1)), (Fraction(1), 1 - least))) == LeadingMinor(order=2, value=-least)
    assert dependent_row(((Fraction(1), Fraction(1)), (Fraction(1), 1 + least))) is None
