"""Exact linear programs: every outcome carries evidence that is checked from the definitions, brute force agrees, and so do floats where they can."""

from fractions import Fraction
from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from marketwright.solvers.limit import LimitCame
from marketwright.solvers.linear.evidence import infeasible, optimum, proved, unbounded
from marketwright.solvers.linear.floats import Basis, FloatSolver
from marketwright.solvers.linear.integers import SparseMatrix, difference, integers, scaled
from marketwright.solvers.linear.integers import dot as integer_dot
from marketwright.solvers.linear.program import Infeasible, LinearProgram, Optimum, Unbounded
from marketwright.solvers.linear.proposals import Proposer
from marketwright.solvers.linear.solve import ExactSolver, exact_at_basis
from marketwright.solvers.linear.sparse import objective_of, sparse, sparse_program
from marketwright.solvers.linear.square import Square
from tests.solvers.linear_cases import dot, evidence_is_sound, large_program, small_program, true_outcome

SEEDS = st.integers(0, 2**32)
ALL_SLACKS = Basis(np.zeros(4, dtype=np.bool_), np.ones(3, dtype=np.bool_))


def basis_of(program, basic):
    """The basis of these variables; rows are numbered after columns."""
    numbers = np.isin(np.arange(program.variables + len(program.rows)), list(basic))
    return Basis(numbers[: program.variables], numbers[program.variables :])


def some_basis(program, random):
    return basis_of(program, random.sample(range(program.variables + len(program.rows)), len(program.rows)))


def kind_and_value(outcome):
    return type(outcome), outcome.value if isinstance(outcome, Optimum) else None


@pytest.mark.parametrize("first", range(0, 1000, 100))
def test_outcomes_of_small_programs_are_those_of_brute_force_from_proposed_and_from_any_basis(first):
    for seed in range(first, first + 100):
        program, objective = small_program(seed)
        solver, true = ExactSolver(program), true_outcome(program, objective)
        for outcome in (solver.maximum(objective), solver.at_basis(objective, some_basis(program, Random(seed)))):
            assert evidence_is_sound(program, objective, outcome), seed
            assert kind_and_value(outcome) == true, seed


def test_all_three_kinds_of_outcomes_are_frequent_among_the_small_programs():
    kinds = [true_outcome(*small_program(seed))[0] for seed in range(200)]
    assert min(kinds.count(kind) for kind in (Optimum, Infeasible, Unbounded)) > 30


@settings(deadline=None)
@given(SEEDS)
def test_a_minimum_is_the_maximum_of_the_negated_objective(seed):
    program, objective = small_program(seed)
    least = ExactSolver(program).minimum(objective)
    assert evidence_is_sound(program, {variable: -number for variable, number in objective.items()}, least)
    if isinstance(least, Optimum):
        assert dot(objective, least.point) == -least.value


@settings(deadline=None)
@given(SEEDS)
def test_later_objectives_do_not_remember_earlier_ones(seed):
    program, objective = small_program(seed)
    solver = ExactSolver(program)
    for wanted in (objective, {}, {0: 1}, objective):
        assert kind_and_value(solver.maximum(wanted)) == true_outcome(program, wanted)


def test_a_program_that_makes_careless_pivoting_go_in_circles():
    rows = (
        {0: Fraction(1, 4), 1: Fraction(-60), 2: Fraction(-1, 25), 3: Fraction(9)},
        {0: Fraction(1, 2), 1: Fraction(-90), 2: Fraction(-1, 50), 3: Fraction(3)},
        {2: Fraction(1)},
    )
    program = LinearProgram(variables=4, rows=rows, right_sides=(Fraction(0), Fraction(0), Fraction(1)))
    outcome = exact_at_basis(program, {0: Fraction(3, 4), 1: Fraction(-150), 2: Fraction(1, 50), 3: Fraction(-6)}, ALL_SLACKS)
    assert isinstance(outcome, Optimum)
    assert outcome.value == Fraction(1, 20)


def test_numbers_that_floats_cannot_tell_apart():
    close = Fraction(10**20 + 1, 10**20)
    program = LinearProgram(variables=2, rows=({0: Fraction(1), 1: Fraction(1)}, {0: Fraction(-1)}), right_sides=(Fraction(1), -close))
    outcome = ExactSolver(program).maximum({})
    assert isinstance(outcome, Infeasible)
    assert evidence_is_sound(program, {}, outcome)
    found = ExactSolver(LinearProgram(variables=2, rows=program.rows, right_sides=(close, -close))).maximum({1: Fraction(1)})
    assert isinstance(found, Optimum)
    assert (found.value, found.point) == (0, (close, 0))


@pytest.mark.parametrize(("columns", "unit"), [(100, 1), (300, 1), (600, 1), (100, 10**7)])
def test_large_sparse_programs_have_the_value_that_scipy_finds(columns, unit):
    optimize = pytest.importorskip("scipy.optimize")
    program, objective = large_program(columns, columns, unit=unit)
    solver = ExactSolver(program)
    outcome = solver.maximum(objective)
    assert evidence_is_sound(program, objective, outcome)
    assert solver.steps <= 5
    arrays = sparse(program)
    matrix = np.zeros((arrays.rows, columns))
    for row, line in enumerate(program.rows):
        for variable, number in line.items():
            matrix[row, variable] = number
    sides, equal = np.array([*map(float, program.right_sides)]), arrays.equalities
    bounds = [(None if variable in program.free else 0, None) for variable in range(columns)]
    costs = [-float(objective[variable]) for variable in range(columns)]
    found = optimize.linprog(costs, matrix[~equal], sides[~equal], matrix[equal], sides[equal], bounds=bounds)
    assert found.status == 0
    assert -found.fun == pytest.approx(float(outcome.value), rel=1e-6, abs=1e-6)


@pytest.mark.parametrize("below", [Fraction(1, 10**3), Fraction(1, 10**14)])
def test_large_programs_without_a_point_however_near_it_is_are_refuted(below):
    program, objective = large_program(5, 120)
    best = ExactSolver(program).maximum(objective)
    negated = {variable: -number for variable, number in objective.items()}

    def demanding(value):
        sides = (*program.right_sides, -value)
        return LinearProgram(variables=120, rows=(*program.rows, negated), right_sides=sides, equalities=program.equalities, free=program.free)

    refuted = ExactSolver(demanding(best.value + below)).maximum({})
    assert isinstance(refuted, Infeasible)
    assert evidence_is_sound(demanding(best.value + below), {}, refuted)
    assert isinstance(ExactSolver(demanding(best.value)).maximum({}), Optimum)


def test_a_large_program_without_end_has_a_point_and_a_direction():
    program, objective = large_program(6, 120)
    rows = tuple(row | {120: Fraction(-1)} for row in program.rows)
    wide = LinearProgram(variables=121, rows=rows, right_sides=program.right_sides, free=program.free)
    outcome = ExactSolver(wide).maximum(objective)
    assert isinstance(outcome, Unbounded)
    assert evidence_is_sound(wide, objective, outcome)


def test_a_corrupted_basis_costs_steps_and_nothing_else():
    program, objective = large_program(7, 60)
    solver = ExactSolver(program)
    best = solver.maximum(objective)
    _, basis = Proposer(sparse(program)).first(objective_of(sparse(program), objective))
    random = Random("corrupted")
    for _ in range(3):
        columns, rows = basis.columns.copy(), basis.rows.copy()
        for marks in (columns, rows):
            inside, outside = random.choice(np.flatnonzero(marks)), random.choice(np.flatnonzero(~marks))
            marks[inside], marks[outside] = False, True
        outcome = solver.at_basis(objective, Basis(columns, rows))
        assert evidence_is_sound(program, objective, outcome)
        assert outcome.value == best.value
    assert solver.steps > 0


@pytest.mark.parametrize("basic", [{0, 1}, {0}, set(), {0, 1, 2}])
def test_a_proposal_that_is_no_basis_is_replaced(basic):
    program = LinearProgram(variables=2, rows=({0: 1, 1: 1}, {0: 2, 1: 2}), right_sides=(3, 8))
    assert exact_at_basis(program, {0: 1}, basis_of(program, basic)) == Optimum(point=(3, 0), value=3, multipliers={0: 1})


def test_the_proposed_basis_of_a_moderate_program_is_the_solution():
    """Exact steps cost more than floats; that there are none shows that proposals are read rightly."""
    random = Random("proposals")
    for _ in range(50):
        rows = tuple({variable: Fraction(random.randint(1, 9)) for variable in random.sample(range(6), 4)} for _ in range(8))
        rows += tuple({variable: Fraction(1)} for variable in range(6))
        program = LinearProgram(variables=6, rows=rows, right_sides=tuple(Fraction(random.randint(5, 50)) for _ in rows))
        solver = ExactSolver(program)
        assert isinstance(solver.maximum({variable: Fraction(random.randint(1, 9)) for variable in range(6)}), Optimum)
        assert solver.steps == 0


def test_a_limit_ends_a_solution():
    program, objective = small_program(1)
    with pytest.raises(LimitCame):
        ExactSolver(program, stopped=lambda: True).maximum(objective)
    with pytest.raises(LimitCame):
        exact_at_basis(program, objective, basis_of(program, range(program.variables, program.variables + len(program.rows))), stopped=lambda: True)


def test_arrays_and_fractions_say_the_same():
    arrays = sparse_program(
        variables=3,
        starts=[0, 2, 4, 4],
        index=[0, 1, 1, 2],
        numerators=[1, 2, 0, 1],
        right_sides=[3, 4, 0],
        denominators=[2, 1, 1],
        equalities=[1],
        free=np.array([False, True, False]),
    )
    program = LinearProgram(
        variables=3, rows=({0: Fraction(1, 2), 1: 1}, {2: 1}, {}), right_sides=(Fraction(3, 2), 4, 0), equalities=frozenset({1}), free=frozenset({1})
    )
    expected = Optimum(point=(0, Fraction(3, 2), 4), value=Fraction(11, 2), multipliers={0: 1, 1: 1})
    assert ExactSolver(arrays).maximum({1: 1, 2: 1}) == ExactSolver(program).maximum({1: 1, 2: 1}) == expected


def test_float_solver_follows_every_change():
    solver = FloatSolver(starts=[0, 2], index=[0, 1], values=[1, 1], row_upper=[4], columns=2, costs=[1, 2])
    first = solver.solve()
    assert (first.status, first.value, first.point.tolist(), first.multipliers.tolist(), first.reduced.tolist()) == ("optimal", 8, [0, 4], [2], [-1, 0])
    mark = solver.mark()
    solver.add_rows(starts=[0, 1], index=[1], values=[1], upper=[3])
    assert solver.solve().value == 7
    solver.return_to(mark)
    solver.set_costs([3], columns=[0])
    assert solver.solve().value == 12
    solver.set_column_bounds([0], [0], [1])
    assert solver.solve().value == 9
    solver.set_coefficient(1, 1, 3)
    assert solver.solve().value == 5
    solver.set_row_bounds([1], [-np.inf], [6])
    assert solver.solve().value == 7
    solver.delete_rows([1])
    assert (solver.rows, solver.columns, solver.solve().value) == (1, 2, 9)
    solver.set_row_bounds([0], [-np.inf], [-1])
    assert solver.solve().status == "infeasible"


def test_integers_that_do_not_fit_are_multiplied_exactly():
    huge = 2**61 + 1
    matrix = SparseMatrix(np.array([0, 2, 2, 3]), np.array([0, 1, 1]), integers([huge, huge, 3]))
    assert matrix.times(integers([huge, 2])).tolist() == [huge * huge + 2 * huge, 0, 6]
    assert integer_dot(integers([huge, 1]), integers([huge, -1])) == huge**2 - 1
    assert scaled(integers([huge]), 10).tolist() == [10 * huge]
    assert difference(integers([huge]), integers([-huge])).tolist() == [2 * huge]
    assert integers([2**62]).dtype == integers([2**70]).dtype == object


@settings(deadline=None)
@given(SEEDS)
def test_square_systems_are_solved_in_both_directions_or_are_singular(seed):
    random = Random(seed)
    size = random.randint(1, 6)
    matrix = [[random.choice([0, 0, 1, -2, 3]) for _ in range(size)] for _ in range(size)]
    numbers = [random.randint(-3, 3) for _ in range(size)]
    places = [(row, column) for row in range(size) for column in range(size) if matrix[row][column]]
    entries = integers([matrix[row][column] for row, column in places])
    rows, columns = (np.array([place[side] for place in places], dtype=np.int64) for side in (0, 1))
    singular = round(np.linalg.det(np.array(matrix))) == 0
    try:
        square = Square(size, rows, columns, entries)
        right, left = square.solve(numbers), square.solve_turned(numbers)
    except ZeroDivisionError:
        assert singular
        return
    assert not singular
    assert [sum(matrix[row][column] * right[column] for column in range(size)) for row in range(size)] == numbers
    assert [sum(matrix[row][column] * left[row] for row in range(size)) for column in range(size)] == numbers


@pytest.mark.parametrize(("top", "integral"), [(3, True), (3, False), (10**6, True), (10**6, False), (10**9, True)])
def test_large_square_systems_are_solved_by_digits_or_elsewhere(top, integral):
    random, size = Random(top), 130
    matrix = {(line, line): random.randint(1, 9) for line in range(size)}
    matrix |= {(line, random.randrange(size)): random.choice([-1, 1]) * random.randint(1, top) for line in range(size) for _ in range(5)}
    point = [Fraction(random.randint(-9, 9), 1 if integral else 7) for _ in range(size)]
    right, left = [Fraction(0)] * size, [Fraction(0)] * size
    for (row, column), entry in matrix.items():
        right[row] += entry * point[column]
        left[column] += entry * point[row]
    rows, columns = (np.array([place[side] for place in matrix], dtype=np.int64) for side in (0, 1))
    square, unit = Square(size, rows, columns, integers([*matrix.values()])), 1 if integral else 7
    for found, sides in ((square.solve, right), (square.solve_turned, left)):
        assert [Fraction(int(number.p), int(number.q)) for number in found([int(side * unit) for side in sides])] == [number * unit for number in point]
    scattered = square.solve([1] * size)
    assert all(sum(entry * scattered[column] for (row, column), entry in matrix.items() if row == line) == 1 for line in range(size))


def test_a_large_singular_matrix_is_found_out():
    size = 150
    random = Random("singular")
    lines = [[random.randint(-3, 3) for _ in range(size)] for _ in range(size - 1)]
    lines.append([one + other for one, other in zip(lines[0], lines[1], strict=True)])
    rows, columns = np.nonzero(np.array(lines))
    square = Square(size, rows, columns, integers([lines[row][column] for row, column in zip(rows, columns, strict=True)]))
    for sides in ([0] * size, [1] * size, [sum(line) for line in lines]):
        with pytest.raises(ZeroDivisionError):
            square.solve(sides)


def test_false_evidence_is_no_outcome():
    program = sparse(LinearProgram(variables=1, rows=({0: 1}, {0: -1}), right_sides=(2, 1)))
    objective = objective_of(program, {0: 1})
    assert optimum(program, objective, (integers([2]), 1), (integers([1, 0]), 1)) == Optimum(point=(2,), value=2, multipliers={0: 1})
    assert optimum(program, objective, (integers([1]), 1), (integers([1, 0]), 1)) is None
    assert optimum(program, objective, (integers([3]), 1), (integers([1, 0]), 1)) is None
    assert optimum(program, objective, (integers([2]), 1), (integers([2, 1]), 1)) is None
    assert infeasible(program, integers([1, 1])) is None
    assert unbounded(program, objective, (integers([0]), 1), integers([1])) is None
    with pytest.raises(ArithmeticError, match="without its evidence"):
        proved(None)
