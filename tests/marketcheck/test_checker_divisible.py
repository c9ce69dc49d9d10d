"""What the checker reads of a market of divisible goods, and its exact linear algebra."""

import copy
import json
from fractions import Fraction
from itertools import product as every

import pytest

from marketcheck import Unreadable
from marketcheck.conditions import Meter
from marketcheck.divisible import DivisibleMarket, divisible_market_from
from marketcheck.market import document_from
from marketcheck.matrices import inverse, is_definite, is_semidefinite, product, solved
from marketcheck.smooth import log1p_exp_bounds, log_cosh_bounds
from marketcheck.surplus import Table, utilities

QUADRATIC = {"type": "quadratic", "theta": [4, "7/2"], "S": [[1, "1/2"], ["1/2", 1]]}
LOG_COSH = {"type": "log-cosh", "theta": [1, 2], "S": [[2, 0], [0, 1]], "alpha": [0, 1], "beta": [1, "1/2"], "packages": [[1, 1], [-1, 1]], "endowment": [1, 0]}
EXPONENTIAL = {"type": "exponential", "A": [1, 2], "B": [1, 1]}
LOGISTIC = {"type": "logistic", "A": [1, 2], "B": [1, 1], "C": [0, -1]}


def market(*values: dict, **parts: object) -> dict:
    named = [{"name": str(k + 1), "values": copy.deepcopy(one)} for k, one in enumerate(values)]
    return {"format": "marketwright.market/1", "kind": "divisible", "goods": ["b", "a"], "quantity": [1, "-1/2"], "bidders": named, **parts}


def read(document: object) -> DivisibleMarket:
    found = divisible_market_from(document_from(json.dumps(document)))
    found.require_definite()
    return found


@pytest.mark.parametrize("values", [QUADRATIC, LOG_COSH, EXPONENTIAL, LOGISTIC], ids=lambda values: values["type"])
def test_every_type_is_read_and_written_as_it_was(values):
    document = market(values, values)
    found = read(document)
    assert json.loads(found.canonical) == document
    assert found.numeric is (values is not QUADRATIC)


def test_numbers_are_canonical_and_an_endowment_of_zeros_is_left_out():
    spelt = market({"type": "quadratic", "theta": ["4.0", "14/4"], "S": [[1, "0.5"], ["2/4", 1]], "endowment": [0, "0.0"]}, QUADRATIC)
    assert read(spelt).digest == read(market(QUADRATIC, QUADRATIC)).digest
    assert read(market(QUADRATIC | {"endowment": [0, 1]}, QUADRATIC)).digest != read(spelt).digest


def test_theta_is_that_of_what_the_bidder_gets():
    assert read(market(QUADRATIC | {"endowment": [1, 2]})).values[0].theta == [2, 1]


@pytest.mark.parametrize(
    "document",
    [
        market(QUADRATIC, LOGISTIC),
        market(EXPONENTIAL, EXPONENTIAL | {"packages": [[1, 1], [0, 1]]}),
        market(LOGISTIC, LOGISTIC | {"A": [1, 3]}),
        market(LOGISTIC, EXPONENTIAL),
        market(),
        market(QUADRATIC, goods=[]),
        market(QUADRATIC, goods=["a", "a"]),
        market(QUADRATIC, goods=["a", "b", "c"]),
        market(QUADRATIC, quantity=[1]),
        market(QUADRATIC, quantity=[1, "x"]),
        market(QUADRATIC, reserve_prices={}),
        market(QUADRATIC, bidders=[{"name": "auctioneer", "values": QUADRATIC}]),
        market(QUADRATIC, bidders=[{"name": "1", "values": QUADRATIC}] * 2),
        market(QUADRATIC, bidders=[{"name": str(k), "values": QUADRATIC} for k in range(1001)]),
        market(QUADRATIC | {"type": "cubic"}),
        market(QUADRATIC | {"packages": [[1, 0], [0, 1]]}),
        market(QUADRATIC | {"theta": [1]}),
        market(QUADRATIC | {"endowment": []}),
        market(QUADRATIC | {"S": [[1, 0]]}),
        market(QUADRATIC | {"S": [[1], [1]]}),
        market(QUADRATIC | {"S": [[1, "1/2"], ["1/3", 1]]}),
        market(QUADRATIC | {"S": [[1, 1], [1, 1]]}),
        market(QUADRATIC | {"S": [[1, 2], [2, 1]]}),
        market(QUADRATIC | {"S": [[0, 0], [0, 0]]}),
        market(LOG_COSH | {"alpha": [-1, 0]}),
        market(LOG_COSH | {"beta": [0, 1]}),
        market(LOG_COSH | {"packages": [[1, 1], [2, 2]]}),
        market(LOG_COSH | {"packages": [[1, 1]]}),
        market(EXPONENTIAL | {"A": [0, 1]}),
        market(EXPONENTIAL | {"B": [1, -1]}),
        market(QUADRATIC | {"theta": [10**31, 1]}),
    ],
)
def test_a_market_that_breaks_a_rule_of_the_page_is_unreadable(document):
    with pytest.raises(Unreadable):
        read(document)


def determinant(matrix: list[list[Fraction]]) -> Fraction:
    if not matrix:
        return Fraction(1)
    minors = [[row[:k] + row[k + 1 :] for row in matrix[1:]] for k in range(len(matrix))]
    return sum(((-1) ** k * entry * determinant(minor) for k, (entry, minor) in enumerate(zip(matrix[0], minors, strict=True))), Fraction(0))


def test_definiteness_is_that_of_minors_for_all_small_symmetric_matrices():
    entries = (Fraction(-1), Fraction(0), Fraction(1, 2), Fraction(1))
    kinds = set()
    for a, b, c, d, e, f in every(entries, repeat=6):
        matrix = [[a, b, c], [b, d, e], [c, e, f]]
        places = [[0], [1], [2], [0, 1], [0, 2], [1, 2], [0, 1, 2]]
        minors = [determinant([[matrix[k][j] for j in some] for k in some]) for some in places]
        definite, semidefinite = min(minors[0], minors[3], minors[6]) > 0, min(minors) >= 0
        assert (is_definite(matrix), is_semidefinite(matrix)) == (definite, semidefinite), matrix
        kinds.add((definite, semidefinite))
    assert kinds == {(True, True), (False, True), (False, False)}


def test_equations_are_solved_exactly_and_singular_ones_are_not():
    matrix = [[Fraction(0), Fraction(2, 3), Fraction(1)], [Fraction(1), Fraction(1, 7), Fraction(5)], [Fraction(3), Fraction(0), Fraction(-1, 2)]]
    found = inverse(matrix)
    assert product(matrix, found) == [[1, 0, 0], [0, 1, 0], [0, 0, 1]]
    assert solved(matrix, [[1, 2, 3]]) == [[sum(row) for row in ([found[k][0], 2 * found[k][1], 3 * found[k][2]] for k in range(3))]]
    assert inverse([[1, 2], [2, 4]]) is None


def test_worths_of_sets_are_those_of_example_1():
    found = utilities([[4], [4], [2]], [[[1]]] * 3, [1])
    table = Table(found, [0, 1, 2], Meter(None))
    assert [table.worth(mask) for mask in range(8)] == [
        0,
        Fraction(7, 2),
        Fraction(7, 2),
        Fraction(15, 4),
        Fraction(3, 2),
        Fraction(15, 4),
        Fraction(15, 4),
        Fraction(9, 2),
    ]
    assert not table.is_positive([(1, 3), (-1, 5)])
    assert table.is_positive([(1, 7), (-1, 3), (-1, 5), (1, 1)])


def test_bounds_of_smooth_functions_enclose_them_closely():
    for x, log1p, log_cosh in (
        (0, "0.693147180559945309", "0"),
        (1, "1.313261687518222834", "0.433780830483027187"),
        (-1, "0.313261687518222834", "0.433780830483027187"),
    ):
        for (low, high), true in ((log1p_exp_bounds(Fraction(x), 40), log1p), (log_cosh_bounds(Fraction(x), 40), log_cosh)):
            assert low <= high <= low + Fraction(1, 10**30)
            assert abs(low - Fraction(true)) < Fraction(1, 10**17)
    low, high = log1p_exp_bounds(Fraction(10**5), 40)
    assert low == 10**5 <= high <= 10**5 + Fraction(1, 10**30)
