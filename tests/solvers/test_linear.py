"""Exact linear programs: every outcome carries evidence that is verified here from the definitions, and scipy's floats agree."""

from fractions import Fraction
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketwright.solvers.linear.program import Infeasible, LinearProgram, Optimum, Unbounded
from marketwright.solvers.linear.solve import ExactSolver
from marketwright.solvers.linear.vertices import Region, Vertex, solved

NUMBERS = st.fractions(min_value=-4, max_value=4, max_denominator=3)


@st.composite
def programs(draw):
    variables = draw(st.integers(1, 5))
    coefficients = st.dictionaries(st.integers(0, variables - 1), NUMBERS, max_size=variables)
    rows = draw(st.lists(coefficients, max_size=7))
    right_sides = draw(st.lists(NUMBERS, min_size=len(rows), max_size=len(rows)))
    return LinearProgram(variables=variables, rows=tuple(rows), right_sides=tuple(right_sides)), draw(coefficients)


def dot(row, point):
    return sum(share * point[variable] for variable, share in row.items())


def combined(program, multipliers, variable):
    return sum(share * program.rows[row].get(variable, 0) for row, share in multipliers.items())


def right_side(program, multipliers):
    return sum(share * program.right_sides[row] for row, share in multipliers.items())


def feasible(program, point):
    return min(point) >= 0 and all(dot(row, point) <= side for row, side in zip(program.rows, program.right_sides, strict=True))


def evidence_is_sound(program, objective, outcome):
    variables = range(program.variables)
    match outcome:
        case Optimum(point=point, value=value, multipliers=multipliers):
            assert feasible(program, point)
            assert dot(objective, point) == value == right_side(program, multipliers)
            assert min(multipliers.values(), default=0) >= 0
            return all(combined(program, multipliers, variable) >= objective.get(variable, 0) for variable in variables)
        case Infeasible(multipliers=multipliers):
            assert min(multipliers.values()) >= 0
            assert right_side(program, multipliers) < 0
            return all(combined(program, multipliers, variable) >= 0 for variable in variables)
        case Unbounded(point=point, direction=direction):
            assert feasible(program, point)
            assert min(direction) >= 0
            assert dot(objective, direction) > 0
            return all(dot(row, direction) <= 0 for row in program.rows)
    return False


@given(programs())
def test_every_outcome_is_proved_by_its_evidence(case):
    program, objective = case
    assert evidence_is_sound(program, objective, ExactSolver(program).maximum(objective))


@given(programs())
def test_the_outcome_does_not_depend_on_the_proposed_vertex(case):
    program, objective = case
    proposed = ExactSolver(program).maximum(objective)
    bounds = range(len(program.rows), len(program.rows) + program.variables)
    own, tight = solved(Region(program), objective, list(bounds))
    assert evidence_is_sound(program, objective, own)
    assert type(own) is type(proposed)
    if isinstance(own, Optimum):
        assert own.value == proposed.value
        again, _ = solved(Region(program), objective, tight)
        assert again == own


@given(programs())
def test_a_minimum_is_the_maximum_of_the_negated_objective(case):
    program, objective = case
    solver = ExactSolver(program)
    least, most = solver.minimum(objective), solver.maximum(objective)
    if isinstance(least, Optimum) and isinstance(most, Optimum):
        assert -least.value <= most.value
        assert dot(objective, least.point) == -least.value


def test_a_program_that_makes_careless_pivoting_go_in_circles():
    rows = (
        {0: Fraction(1, 4), 1: Fraction(-60), 2: Fraction(-1, 25), 3: Fraction(9)},
        {0: Fraction(1, 2), 1: Fraction(-90), 2: Fraction(-1, 50), 3: Fraction(3)},
        {2: Fraction(1)},
    )
    program = LinearProgram(variables=4, rows=rows, right_sides=(Fraction(0), Fraction(0), Fraction(1)))
    objective = {0: Fraction(3, 4), 1: Fraction(-150), 2: Fraction(1, 50), 3: Fraction(-6)}
    outcome, _ = solved(Region(program), objective, [3, 4, 5, 6])
    assert isinstance(outcome, Optimum)
    assert outcome.value == Fraction(1, 20)


def test_numbers_that_floats_cannot_tell_apart():
    close = Fraction(10**20 + 1, 10**20)
    program = LinearProgram(variables=2, rows=({0: Fraction(1), 1: Fraction(1)}, {0: Fraction(-1)}), right_sides=(Fraction(1), -close))
    outcome = ExactSolver(program).maximum({})
    assert isinstance(outcome, Infeasible)
    assert evidence_is_sound(program, {}, outcome)
    relaxed = LinearProgram(variables=2, rows=program.rows, right_sides=(close, -close))
    found = ExactSolver(relaxed).maximum({1: Fraction(1)})
    assert isinstance(found, Optimum)
    assert (found.value, found.point) == (0, (close, 0))


@pytest.mark.parametrize("start", [[0, 0], [0, 1]])
def test_a_proposal_that_determines_no_point_is_replaced(start):
    program = LinearProgram(variables=2, rows=({0: Fraction(1)}, {0: Fraction(2)}), right_sides=(Fraction(3), Fraction(8)))
    outcome, _ = solved(Region(program), {0: Fraction(1)}, start)
    assert isinstance(outcome, Optimum)
    assert outcome.value == 3


def test_the_proposed_vertex_of_a_moderate_program_is_the_solution(monkeypatch):
    """Exact steps cost more than floats; that there are none shows that proposals are read rightly."""
    steps, random = [], Random("proposals")
    exchange = Vertex._exchange
    monkeypatch.setattr(Vertex, "_exchange", lambda self, *given: (steps.append(given), exchange(self, *given)))
    for _ in range(50):
        rows = tuple({variable: Fraction(random.randint(1, 9)) for variable in random.sample(range(6), 4)} for _ in range(8))
        rows += tuple({variable: Fraction(1)} for variable in range(6))
        program = LinearProgram(variables=6, rows=rows, right_sides=tuple(Fraction(random.randint(5, 50)) for _ in rows))
        assert isinstance(ExactSolver(program).maximum({variable: Fraction(random.randint(1, 9)) for variable in range(6)}), Optimum)
    assert not steps
