"""Limits that come before everything is known: rules end soon, with what is proved or an error that says so."""

from fractions import Fraction

import pytest

from marketwright.answers import answer_document
from marketwright.errors import UsageError
from marketwright.markets import market_from_document
from marketwright.questions import Limits
from marketwright.solvers.surplus.all_sets import AllSets
from marketwright.solvers.surplus.cone import Cone
from marketwright.solvers.surplus.exact import Quadratic, Surplus
from marketwright.solvers.surplus.limit import LimitCame
from marketwright.solvers.surplus.matrices import is_positive_semidefinite
from marketwright.solving import checked_answer, found_answer
from tests.reallocative.asked import auction, example, finding, verdicts
from tests.reallocative_oracle import identity

MANY = auction(5, *[(10 + place, 1 + place % 3) for place in range(9)])
ALL_ALLOCATIONS = "allocations of all sets of bidders: a limit came first (U106); allowed: more time; raise the limit"
ALL_WORTHS = "worths of all coalitions: a limit came first (U106); allowed: more time; raise the limit"


def late(document, rule, **given):
    """The checked answer's document when a limit has come before the work begins."""
    limits = Limits(stopped=lambda: True)
    return answer_document(checked_answer(found_answer(market_from_document(document), f"reallocative/{rule}", input=given or None, limits=limits)))


@pytest.mark.parametrize("document", [example("example-2"), MANY], ids=["few", "many"])
def test_a_search_for_packages_ends_without_any(document):
    answer = late(document, "packages")
    assert answer["outcome"] == {}
    assert answer["findings"] == [{"claim": "packages-exist", "holds": None, "grade": "unproven"}]
    assert answer["checked"] == "accepted"


@pytest.mark.parametrize(
    ("rule", "document", "given", "message"),
    [
        ("packages", MANY, {"packages": [{"A": 1}]}, ALL_ALLOCATIONS),
        ("quantity", MANY, {}, ALL_ALLOCATIONS),
        ("quantity", MANY, {"packages": [{"A": 1}]}, ALL_ALLOCATIONS),
        ("advise", auction(-5, *[(10 + place, 1 + place % 3) for place in range(9)]), {}, ALL_WORTHS),
        ("core", auction(-5, *[(10 + place, 1 + place % 3) for place in range(9)]), {}, ALL_WORTHS),
        (
            "break",
            auction(1, *[(1, 1)] * 5),
            {"proposition": 5},
            "sets of bidders who could block: a limit came first (U106); allowed: more time; raise the limit",
        ),
    ],
    ids=["stated packages", "quantity", "quantity of stated packages", "advise", "core", "break"],
)
def test_where_nothing_can_be_said_a_limit_is_an_error(rule, document, given, message):
    with pytest.raises(UsageError) as error:
        late(document, rule, **given)
    assert str(error.value) == message


def test_advice_without_time_for_packages_says_the_rest():
    answer = late(example("example-2"), "advise")
    assert verdicts(answer) == {"equal-theta": True, "commuting": True, "bidder-core": True, "core": True, "packages-exist": None}
    assert "packages" not in answer["outcome"]


@pytest.mark.parametrize("rule", ["always", "monotone"])
def test_a_limit_among_all_worths_leaves_findings_open(rule):
    asked = iter([False, False])
    document = market_from_document(MANY)
    found = found_answer(document, f"reallocative/{rule}", limits=Limits(stopped=lambda: next(asked, True)))
    assert {one.holds for one in found.findings} == {None}
    assert finding(answer_document(checked_answer(found)), found.findings[0].claim)["grade"] == "unproven"


def test_all_sets_are_left_soon_after_a_limit():
    utilities = [Quadratic(theta=(Fraction(1),), matrix=((Fraction(1 + place),),)) for place in range(10)]
    questions = 0

    def stopped():
        nonlocal questions
        questions += 1
        return questions > 3

    for act in (lambda: Surplus(utilities).worths((Fraction(1),), stopped=stopped), lambda: AllSets(utilities, (Fraction(1),), stopped=stopped)):
        questions = 0
        with pytest.raises(LimitCame):
            act()
        assert questions == 4
    with pytest.raises(LimitCame):
        Cone([(1, 0), (0, 1)], 2, stopped=lambda: True).functional()


@pytest.mark.parametrize(
    ("matrix", "holds"),
    [(identity(3), True), (((1, 2), (2, 4)), True), (((1, 2), (2, 3)), False), (((0, 1), (1, 0)), False), (((1, 2), (3, 4)), False), (((0, 0), (0, 1)), True)],
    ids=["definite", "singular", "indefinite", "a diagonal of zeros", "not symmetric", "a first pivot of 0"],
)
def test_semidefinite_matrices_are_told_by_pivots_or_directions(matrix, holds):
    assert is_positive_semidefinite(tuple(tuple(map(Fraction, row)) for row in matrix)) is holds
