"""Corners of the validator of divisible markets that no other test reaches: singular matrices, denominators, both directions of a clash, limits."""

from fractions import Fraction

import pytest

from marketwright.errors import MarketError
from marketwright.markets import DivisibleBidder, DivisibleMarket, ExponentialValues, LogisticValues, market_from_document, validate_market
from marketwright.markets.matrices import LeadingMinor, minor_not_above_zero


def matrix(*rows: tuple[object, ...]) -> tuple[tuple[Fraction, ...], ...]:
    return tuple(tuple(Fraction(str(entry)) for entry in row) for row in rows)


@pytest.mark.parametrize(
    ("rows", "order", "value"),
    [
        (matrix((0,)), 1, 0),
        (matrix((1, 1), (1, 1)), 2, 0),
        (matrix((1, 0, 0), (0, 0, 1), (0, 1, 5)), 2, 0),
        (matrix((2, 0, 0, 0), (0, 3, 0, 0), (0, 0, 5, 0), (0, 0, 0, -1)), 4, -30),
        (matrix((2, 1, 1), (1, 2, 1), (1, 1, "1/3")), 3, -1),
        (matrix(("1/2", 1), (1, "1/3")), 2, Fraction(-5, 6)),
    ],
)
def test_the_first_minor_that_is_not_above_0_is_told_with_its_value(rows: tuple[tuple[Fraction, ...], ...], order: int, value: Fraction) -> None:
    assert minor_not_above_zero(rows) == LeadingMinor(order=order, value=Fraction(value))


def test_different_denominators_do_not_make_a_definite_matrix_indefinite() -> None:
    assert minor_not_above_zero(matrix(("1/2", "2/5"), ("2/5", "1/3"))) is None


def market(*values: ExponentialValues | LogisticValues) -> DivisibleMarket:
    bidders = tuple(DivisibleBidder(name=name, values=value) for name, value in zip(("Ada", "Ben"), values, strict=False))
    return DivisibleMarket(goods=("milk", "wood"), quantity=(Fraction(1), Fraction(1)), bidders=bidders)


@pytest.mark.parametrize(("first", "second"), [(2, 3), (3, 2)])
def test_other_bounds_of_logistic_values_are_refused_whichever_is_larger(first: int, second: int) -> None:
    parts = [LogisticValues(scale=(Fraction(bound),) * 2, rate=(Fraction(1),) * 2, offset=(Fraction(0),) * 2) for bound in (first, second)]
    with pytest.raises(MarketError, match=f'the bound {second} of bidder "Ben", and {first} of bidder "Ada" \\(M130\\)'):
        validate_market(market(*parts))


def test_a_package_with_a_zero_is_a_combination_and_not_nothing() -> None:
    one = (Fraction(1),) * 2
    with pytest.raises(MarketError, match=r"packages\[1\]: a combination of the packages before it \(M131\)"):
        validate_market(market(ExponentialValues(scale=one, rate=one, packages=matrix((1, 0), (2, 0)))))


def test_documents_may_have_twenty_goods() -> None:
    unity = [[int(row == column) for column in range(20)] for row in range(20)]
    bidders = [{"name": "Ada", "values": {"type": "quadratic", "theta": [1] * 20, "S": unity}}]
    document = {"format": "marketwright.market/1", "kind": "divisible", "goods": [f"good {place}" for place in range(20)], "quantity": [1] * 20}
    assert len(market_from_document({**document, "bidders": bidders}).goods) == 20
