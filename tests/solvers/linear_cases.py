"""Linear programs for tests: evidence checked from the definitions, and outcomes from all bases, in Fractions, written apart from the solver."""

from fractions import Fraction
from itertools import combinations
from random import Random

from marketwright.solvers.linear.program import Infeasible, LinearProgram, Optimum, Unbounded


def dot(row, point):
    return sum((Fraction(share) * point[variable] for variable, share in row.items()), Fraction(0))


def combined(program, multipliers, variable):
    return sum((share * program.rows[row].get(variable, 0) for row, share in multipliers.items()), Fraction(0))


def right_side(program, multipliers):
    return sum((share * program.right_sides[row] for row, share in multipliers.items()), Fraction(0))


def feasible(program, point):
    inside = all(number >= 0 or variable in program.free for variable, number in enumerate(point))
    slacks = [side - dot(row, point) for row, side in zip(program.rows, program.right_sides, strict=True)]
    return inside and all(slack == 0 if row in program.equalities else slack >= 0 for row, slack in enumerate(slacks))


def charging(program, multipliers, objective):
    """Whether multipliers charge every variable at least its coefficient, free ones exactly that."""
    excess = [combined(program, multipliers, variable) - objective.get(variable, 0) for variable in range(program.variables)]
    signs = all(share >= 0 or row in program.equalities for row, share in multipliers.items())
    return signs and all(more == 0 if variable in program.free else more >= 0 for variable, more in enumerate(excess))


def evidence_is_sound(program, objective, outcome):
    match outcome:
        case Optimum(point=point, value=value, multipliers=multipliers):
            assert all(type(number) is Fraction for number in (*point, value, *multipliers.values()))
            assert dot(objective, point) == value == right_side(program, multipliers)
            return feasible(program, point) and charging(program, multipliers, objective)
        case Infeasible(multipliers=multipliers):
            return right_side(program, multipliers) < 0 and charging(program, multipliers, {})
        case Unbounded(point=point, direction=direction):
            homogeneous = LinearProgram(
                variables=program.variables, rows=program.rows, right_sides=(0,) * len(program.rows), equalities=program.equalities, free=program.free
            )
            return feasible(program, point) and feasible(homogeneous, direction) and dot(objective, direction) > 0
    return False


def true_outcome(program, objective):
    """The kind of outcome, and the value of an optimum, by looking at every basic solution."""
    columns, costs = [], []
    for variable in range(program.variables):
        for sign in (1, -1) if variable in program.free else (1,):
            columns.append([Fraction(sign * row.get(variable, 0)) for row in program.rows])
            costs.append(sign * Fraction(objective.get(variable, 0)))
    for row in set(range(len(program.rows))) - program.equalities:
        columns.append([Fraction(row == other) for other in range(len(program.rows))])
        costs.append(Fraction(0))
    values = [sum(map(Fraction.__mul__, costs, point)) for point in _basic_points(columns, [*map(Fraction, program.right_sides)])]
    if not values:
        return Infeasible, None
    rays = _basic_points([[*column, Fraction(1)] for column in columns], [Fraction(0)] * len(program.rows) + [Fraction(1)])
    if any(sum(map(Fraction.__mul__, costs, ray)) > 0 for ray in rays):
        return Unbounded, None
    return Optimum, max(values)


def _basic_points(columns, right):
    """All basic solutions z >= 0 of columns z = right."""
    table, rank = _reduced([[column[row] for column in columns] + [side] for row, side in enumerate(right)], range(len(columns)))
    if any(line[-1] for line in table[rank:]):
        return
    for chosen in combinations(range(len(columns)), rank):
        square, found = _reduced([[line[place] for place in chosen] + [line[-1]] for line in table[:rank]], range(rank))
        if found == rank and all(line[-1] >= 0 for line in square):
            point = [Fraction(0)] * len(columns)
            for place, line in zip(chosen, square, strict=True):
                point[place] = line[-1]
            yield point


def _reduced(table, columns):
    rank = 0
    for column in columns:
        pivot = next((row for row in range(rank, len(table)) if table[row][column]), None)
        if pivot is not None:
            table[rank], table[pivot] = table[pivot], table[rank]
            table[rank] = [entry / table[rank][column] for entry in table[rank]]
            table = [
                line if row == rank or not line[column] else [entry - line[column] * other for entry, other in zip(line, table[rank], strict=True)]
                for row, line in enumerate(table)
            ]
            rank += 1
    return table, rank


def small_program(seed):
    """A small program and an objective, with rows and variables of all kinds and many ties."""
    random = Random(seed)
    variables, rows = random.randint(1, 4), random.randint(0, 4)
    denominators, most = random.choice([[1], [1, 2, 3], [10**20 + 1, 7, 1]]), random.choice([1, 2, 4])

    def line():
        return {
            variable: Fraction(random.randint(-most, most), random.choice(denominators))
            for variable in random.sample(range(variables), random.randint(0, variables))
        }

    lines = [line() for _ in range(rows)]
    sides = [Fraction(random.randint(-most, most) * (random.random() < 0.7), random.choice(denominators)) for _ in lines]
    if rows and random.random() < 0.2:
        lines.append(lines[0])
        sides.append(sides[0])
    equalities = frozenset(row for row in range(rows) if random.random() < 0.3)
    free = frozenset(variable for variable in range(variables) if random.random() < 0.3)
    return LinearProgram(variables=variables, rows=tuple(lines), right_sides=tuple(sides), equalities=equalities, free=free), line()


def large_program(seed, columns, *, unit=1):
    """A sparse program with an optimum, many ties, equalities and free variables; coefficients are multiples of 1/unit."""
    random = Random(seed)

    def number():
        return Fraction(random.choice([-1, 1]) * random.randint(unit, 9 * unit), unit)

    free = frozenset(range(0, columns, 7))
    rows = [{variable: number() for variable in random.sample(range(columns), random.randint(2, 7))} for _ in range(3 * columns)]
    sides = [Fraction(0) if random.random() < 0.7 else Fraction(random.randint(1, 9)) for _ in rows]
    equalities = frozenset(range(0, len(rows), 40))
    rows.append({variable: Fraction(1) for variable in range(columns) if variable not in free})
    sides.append(Fraction(100))
    for variable in free:
        rows += [{variable: Fraction(1)}, {variable: Fraction(-1)}]
        sides += [Fraction(20), Fraction(20)]
    sides = [Fraction(0) if row in equalities else side for row, side in enumerate(sides)]
    objective = {variable: number() for variable in range(columns)}
    return LinearProgram(variables=columns, rows=tuple(rows), right_sides=tuple(sides), equalities=equalities, free=free), objective
