"""Exact solutions of linear programs: HiGHS proposes a vertex in floats, `vertices` makes it exact and finishes."""

from collections.abc import Mapping
from fractions import Fraction

import highspy
import numpy as np

from marketwright.solvers.linear.program import LinearProgram, Outcome
from marketwright.solvers.linear.vertices import Region, solved


class ExactSolver:
    """One feasible region, any number of objectives; HiGHS stays warm between them."""

    def __init__(self, program: LinearProgram) -> None:
        """Pass the region to HiGHS, scaled so that its numbers are of moderate size."""
        self.program = program
        self._region = Region(program)
        largest = max((abs(number) for number in program.right_sides), default=Fraction(0))
        self._scale = Fraction(1000) / largest if largest else Fraction(1)
        self._highs = highspy.Highs()  # type: ignore[no-untyped-call]
        for option, setting in (("output_flag", False), ("threads", 1), ("presolve", "off")):
            self._highs.setOptionValue(option, setting)
        starts: list[int] = [0]
        index: list[int] = []
        value: list[float] = []
        for row in program.rows:
            index += list(row)
            value += [float(number) for number in row.values()]
            starts.append(len(index))
        model = highspy.HighsLp()
        model.num_col_, model.num_row_ = program.variables, len(program.rows)
        model.col_cost_ = np.zeros(program.variables)
        model.col_lower_ = np.zeros(program.variables)
        model.col_upper_ = np.full(program.variables, highspy.kHighsInf)
        model.row_lower_ = np.full(len(program.rows), -highspy.kHighsInf)
        model.row_upper_ = np.array([float(number * self._scale) for number in program.right_sides])
        model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        model.a_matrix_.start_ = np.array(starts, dtype=np.int32)
        model.a_matrix_.index_ = np.array(index, dtype=np.int32)
        model.a_matrix_.value_ = np.array(value)
        self._highs.passModel(model)

    def maximum(self, objective: Mapping[int, Fraction]) -> Outcome:
        """Where the objective (by variable) is largest, or why there is no such point; exact, with its evidence."""
        largest = max((abs(number) for number in objective.values()), default=Fraction(0))
        costs = np.zeros(self.program.variables)
        for variable, number in objective.items():
            costs[variable] = -float(number / largest) if number else 0.0
        self._highs.changeColsCost(len(costs), np.arange(len(costs), dtype=np.int32), costs)
        self._highs.run()
        outcome, _ = solved(self._region, objective, self._proposed())
        return outcome

    def minimum(self, objective: Mapping[int, Fraction]) -> Outcome:
        """As `maximum` of the negated objective: `Optimum.value` is that of the negated one."""
        return self.maximum({variable: -number for variable, number in objective.items()})

    def _proposed(self) -> list[int]:
        """The constraints that HiGHS's basis makes tight; bounds are numbered after the rows."""
        basis = self._highs.getBasis()
        basic, rows = highspy.HighsBasisStatus.kBasic, len(self.program.rows)
        tight = [number for number, status in enumerate(basis.row_status) if status != basic]
        tight += [rows + number for number, status in enumerate(basis.col_status) if status != basic]
        return tight if len(tight) == self.program.variables else list(range(rows, rows + self.program.variables))
