"""Linear programs in floats, solved in portions, so that a limit ends them in time."""

from marketwright.solvers.limit import Stopped, go_on
from marketwright.solvers.linear.floats import FloatSolution, FloatSolver

PORTION = 500
"""Steps of the simplex method between two looks at the limit."""
MOST_PORTIONS = 1_000


def solved(solver: FloatSolver, stopped: Stopped) -> FloatSolution:
    """What HiGHS says; its status is "limit" only after very many portions.

    Raises: `LimitCame`.
    """
    solver.set_option("simplex_iteration_limit", PORTION)
    found = _portion(solver, stopped)
    for _ in range(MOST_PORTIONS):
        if found.status != "limit":
            break
        found = _portion(solver, stopped)
    return found


def _portion(solver: FloatSolver, stopped: Stopped) -> FloatSolution:
    go_on(stopped)
    return solver.solve()
