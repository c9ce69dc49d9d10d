"""Exact solutions of linear programs: HiGHS proposes a basis in floats, `simplex` makes it exact and finishes."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from math import lcm

import numpy as np

from marketwright.solvers.limit import Stopped, go_on, never
from marketwright.solvers.linear import evidence
from marketwright.solvers.linear.floats import Basis
from marketwright.solvers.linear.integers import integers
from marketwright.solvers.linear.phases import endless, nearest
from marketwright.solvers.linear.program import Infeasible, LinearProgram, Optimum, Outcome, Unbounded
from marketwright.solvers.linear.proposals import Proposer
from marketwright.solvers.linear.simplex import Simplex
from marketwright.solvers.linear.sparse import Objective, SparseProgram, objective_of, sparse
from marketwright.solvers.linear.vertex import Quotients

_REFINEMENTS = 8
"""So often HiGHS may propose another basis."""
_SMALL = 40
"""Rows and variables of a program whose exact steps cost less than other programs about it."""


class ExactSolver:
    """One feasible region, any number of objectives; HiGHS stays warm between them."""

    def __init__(self, program: LinearProgram | SparseProgram, *, stopped: Stopped = never) -> None:
        """Pass the region to HiGHS; `stopped` is asked before every solution and every exact step."""
        self.program = program
        self.stopped = stopped
        self.steps = 0
        """How many exact steps were needed so far."""
        self._sparse = sparse(program) if isinstance(program, LinearProgram) else program
        self._proposer = Proposer(self._sparse)

    def maximum(self, objective: Mapping[int, Fraction]) -> Outcome:
        """Where the objective (by variable) is largest, or why there is no such point; exact, with its evidence.

        Raises: `LimitCame`.
        """
        return self._best(objective_of(self._sparse, objective))

    def minimum(self, objective: Mapping[int, Fraction]) -> Outcome:
        """As `maximum` of the negated objective: `Optimum.value` and its multipliers are those of the negated one.

        Raises: `LimitCame`.
        """
        return self.maximum({variable: -number for variable, number in objective.items()})

    def at_basis(self, objective: Mapping[int, Fraction], basis: Basis) -> Outcome:
        """As `maximum`, from a basis that was found elsewhere and without HiGHS: without exact steps if the basis is optimal, with few if it is nearly so.

        Raises: `LimitCame`.
        """
        return self._finished(started(self._sparse, basis, self.stopped), objective_of(self._sparse, objective))

    def _best(self, objective: Objective) -> Outcome:
        status, simplex = self._proposed(objective)
        if self._sparse.rows + self._sparse.variables > _SMALL:
            if status in {"infeasible", "no optimum"}:
                found = self._contradiction()
                if isinstance(found, Infeasible):
                    return found
                simplex = simplex if found is None else started(self._sparse, found, self.stopped)
            if status in {"unbounded", "no optimum"}:
                direction = self._direction(objective)
                if direction is not None:
                    return direction
        return self._finished(simplex, objective)

    def _proposed(self, objective: Objective) -> tuple[str, Simplex]:
        """The best basis that HiGHS proposes, and what it says of the program."""
        go_on(self.stopped)
        status, basis = self._proposer.first(objective)
        best = last = started(self._sparse, basis, self.stopped)
        least = best.wrong(objective)
        for _ in range(_REFINEMENTS):
            if status != "optimal" or not least:
                break
            go_on(self.stopped)
            status, basis = self._proposer.refined(objective, last.vertex)
            last = started(self._sparse, basis, self.stopped)
            if status == "infeasible" or last.wrong(objective) < least:
                best, least = last, last.wrong(objective)
        return status, best

    def _finished(self, simplex: Simplex, objective: Objective) -> Outcome:
        before = simplex.steps
        outcome = simplex.best(objective)
        self.steps += simplex.steps - before
        return outcome

    def _contradiction(self) -> Infeasible | Basis | None:
        """Why there is no point, or a basis at which there is one (or that is none); None if floats cannot tell."""
        program, aim = nearest(self._sparse)
        found = self._auxiliary(program, aim)
        if found is None:
            return None
        outcome, basis = found
        if outcome.value >= 0:
            return Basis(basis.columns[:-1], basis.rows)
        shares = [outcome.multipliers.get(row, Fraction(0)) / self._sparse.denominator(row) for row in range(program.rows)]
        return evidence.proved(evidence.infeasible(self._sparse, _quotients(shares)[0]))

    def _direction(self, objective: Objective) -> Unbounded | None:
        """A point and a direction in which the objective grows without end; None if there is none, or floats cannot tell."""
        found = self._auxiliary(*endless(self._sparse, objective))
        if found is None or found[0].value <= 0:
            return None
        somewhere = self._best(Objective(integers([0] * self._sparse.variables), 1))
        if not isinstance(somewhere, Optimum):
            return None
        return evidence.proved(evidence.unbounded(self._sparse, objective, _quotients(somewhere.point), _quotients(found[0].point[:-1])[0]))

    def _auxiliary(self, program: SparseProgram, aim: Objective) -> tuple[Optimum, Basis] | None:
        """The optimum of a program that has one, and its basis, if proposals suffice to find it."""
        _, simplex = ExactSolver(program, stopped=self.stopped)._proposed(aim)
        outcome = simplex.best(aim) if not simplex.wrong(aim) else None
        return (outcome, simplex.vertex.basis) if isinstance(outcome, Optimum) else None


def exact_at_basis(program: LinearProgram | SparseProgram, objective: Mapping[int, Fraction], basis: Basis, *, stopped: Stopped = never) -> Outcome:
    """The exact outcome of a program, from a basis that floats proposed.

    Raises: `LimitCame`.
    """
    exact = sparse(program) if isinstance(program, LinearProgram) else program
    return started(exact, basis, stopped).best(objective_of(exact, objective))


def started(program: SparseProgram, basis: Basis | None, stopped: Stopped) -> Simplex:
    """The simplex method at a basis, or where it is none, at the basis of all slacks."""
    if basis is not None and len(basis.columns) == program.variables and len(basis.rows) == program.rows:
        try:
            return Simplex(program, basis, stopped=stopped)
        except ZeroDivisionError:
            pass
    return Simplex(program, Basis(np.zeros(program.variables, dtype=np.bool_), np.ones(program.rows, dtype=np.bool_)), stopped=stopped)


def _quotients(numbers: Sequence[Fraction]) -> Quotients:
    common = lcm(*(number.denominator for number in numbers))
    return integers([number.numerator * (common // number.denominator) for number in numbers]), common
