"""Times of the test for inhibitive allocations, against HiGHS on the explicit programs.

    python benchmarks/inhibitive.py [--players 5] [--types 4] [--actions 8] [--seeds 3] [--runs 5] [--limit 120] [--no-highs] [--fractions]

Every coalition has so many actions with payoffs from 0 to 1000, drawn independently for every member, action and profile.  Allocations: *edge*, supported by
multipliers of which some are above 0, with every number as low as the others allow, so that many inequalities are tight; *inside*, 3 more for everybody in
every profile; *blocked*, 3 less; *far* 30 less.

*Ours*, from the game in arrays of integers: *averages* (over types of outsiders), *verdict* (multipliers or a plan, confirmed exactly), *largest* (the largest
profit, exact, with its proof).  *check*: the exact evaluation of all inequalities, or of the plan, by itself.  With `--fractions` also the time from a `Game`
of fractions to arrays.

*HiGHS*, one thread, default options, only its own time; *build* is the time to make its matrix from the averages, vectorised.  *theorem*: multipliers that
satisfy all inequalities of Theorem 1, one row each.  *bound*: the least sum of slacks with which they do, which is the largest profit.  *plan*: the program of
the most profitable plan, one column for each invitation.  Its numbers are floats, and prove nothing.
"""

import argparse
from fractions import Fraction
from itertools import combinations
from math import prod
from statistics import median
from time import perf_counter
from typing import Any

import highspy
import numpy as np

from marketwright.solvers.mechanisms.blocking import blocking
from marketwright.solvers.mechanisms.cuts import quotients
from marketwright.solvers.mechanisms.dense import DenseGame, Quotients, dense_game
from marketwright.solvers.mechanisms.exact_rows import Rows, broken, integer_rows, weight_rows
from marketwright.solvers.mechanisms.game import Coalition, Game
from marketwright.solvers.mechanisms.inequalities import Inequalities
from marketwright.solvers.mechanisms.largest_profit import largest_profit
from marketwright.solvers.mechanisms.plans import Plan, tenable_profit

DENOMINATOR = 8
"""Of allocations at the edge, exact up to four types; with more the edge is missed by a rounding, and mostly blocked."""
SHIFTS = {"edge": 0, "inside": 3, "blocked": -3, "far": -30}


def random_game(players: int, types: int, actions: int, seed: int) -> DenseGame:
    """A game with independent payoffs."""
    random = np.random.default_rng(seed)
    members = [some for size in range(1, players + 1) for some in combinations(range(players), size)]
    payoffs = tuple(random.integers(0, 1001, (len(some), actions, *(types,) * players)) for some in members)
    return DenseGame(odds=((1,) * types,) * players, coalitions=tuple(members), payoffs=payoffs)


def edge_allocation(game: DenseGame, seed: int) -> Quotients:
    """An allocation that multipliers support, some of them above 0, with as many tight inequalities as there are numbers."""
    random, players, types = np.random.default_rng(seed + 1000), len(game.sizes), game.sizes[0]
    matrices = []
    for _ in range(players):
        matrix = np.eye(types)
        for kind in np.flatnonzero(random.integers(0, 2, types - 1)):
            matrix[kind, kind : kind + 2] += (1, -1)
        matrices.append(matrix)
    level, slacks = 2500.0, {}
    for members, payoffs in zip(game.coalitions, game.payoffs, strict=True):
        worth = sum(np.moveaxis(np.tensordot(matrices[i], table, axes=(1, 1 + i)), 0, 1 + i) for i, table in zip(members, payoffs, strict=True))
        hidden = tuple(1 + i for i in range(players) if i not in members)
        slacks[members] = level * len(members) * types ** len(hidden) - np.max(np.sum(worth, axis=hidden), axis=0)
    virtual = np.full((players, *game.sizes), level)
    places = [(i, *profile) for i in range(players) for profile in np.ndindex(game.sizes)]
    for last in (False,) * 11 + (True,):
        for i, *profile in random.permutation(places).tolist():
            parts = [(members, tuple(profile[j] for j in members)) for members in game.coalitions if i in members]
            spare = min(float(slacks[members][part]) for members, part in parts)
            spare = spare if last else min(spare, 200.0)
            virtual[(i, *profile)] -= spare
            for members, part in parts:
                slacks[members][part] -= spare
    tables = [np.moveaxis(np.tensordot(np.linalg.inv(matrix), virtual[i], axes=(1, i)), 0, i) for i, matrix in enumerate(matrices)]
    return Quotients(np.round(DENOMINATOR * np.stack(tables)).astype(np.int64), DENOMINATOR)


def fraction_game(game: DenseGame) -> Game:
    """The same game in fractions."""
    coalitions = tuple(
        Coalition(
            members=members,
            payoffs=tuple(
                tuple(tuple(Fraction(number) for number in payoffs[i, action].reshape(-1).tolist()) for i in range(len(members)))
                for action in range(payoffs.shape[1])
            ),
        )
        for members, payoffs in zip(game.coalitions, game.payoffs, strict=True)
    )
    return Game(priors=game.priors, coalitions=coalitions)


class Explicit:
    """All rows in floats."""

    def __init__(self, inequalities: Inequalities, *, slack: bool) -> None:
        """Make the matrix by rows."""
        first, second = weight_rows(inequalities), integer_rows(inequalities, np.arange(inequalities.rows), slack=slack)
        self.multipliers, profiles = len(inequalities.game.keys), prod(inequalities.game.sizes) if slack else 0
        self.columns, self.profiles = self.multipliers + profiles, profiles
        units = np.where(np.arange(self.columns) < self.multipliers, 1.0, inequalities.unit)
        parts = [self._floats(first, units, 1.0), self._floats(second, units, inequalities.unit)]
        self.starts = np.concatenate(([0], np.cumsum(np.concatenate([np.diff(rows.starts) for rows in (first, second)])))).astype(np.int32)
        self.index = np.concatenate([first.index, second.index]).astype(np.int32)
        self.values = np.concatenate([values for values, _ in parts])
        self.right = np.concatenate([right for _, right in parts])

    @staticmethod
    def _floats(rows: Rows, units: Any, unit: float) -> tuple[Any, Any]:
        scales = np.array(rows.scales, dtype=np.float64)
        return rows.entries / np.repeat(scales, np.diff(rows.starts)) * units[rows.index] / unit, quotients(rows.right, rows.scales) / unit

    def program(self) -> highspy.HighsLp:
        """Multipliers (and slacks with the least expectation) that satisfy all rows."""
        program = highspy.HighsLp()
        program.num_col_, program.num_row_ = self.columns, len(self.right)
        program.col_cost_ = np.where(np.arange(self.columns) < self.multipliers, 0.0, 1 / max(1, self.profiles))
        program.col_lower_, program.col_upper_ = np.zeros(self.columns), np.full(self.columns, np.inf)
        program.row_lower_, program.row_upper_ = np.full(len(self.right), -np.inf), self.right
        program.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        program.a_matrix_.start_, program.a_matrix_.index_, program.a_matrix_.value_ = self.starts, self.index, self.values
        return program

    def dual(self) -> highspy.HighsLp:
        """Invitations with the largest profit; payments are left out, types' reports and participation are rows."""
        program = highspy.HighsLp()
        program.num_col_, program.num_row_ = len(self.right), self.columns
        program.col_cost_, program.col_lower_, program.col_upper_ = self.right, np.zeros(len(self.right)), np.full(len(self.right), np.inf)
        costs = np.where(np.arange(self.columns) < self.multipliers, 0.0, 1 / max(1, self.profiles))
        program.row_lower_, program.row_upper_ = -costs, np.full(self.columns, np.inf)
        program.a_matrix_.format_ = highspy.MatrixFormat.kColwise
        program.a_matrix_.start_, program.a_matrix_.index_, program.a_matrix_.value_ = self.starts, self.index, self.values
        return program


def highs_seconds(program: highspy.HighsLp, limit: float) -> tuple[float, str]:
    """How long HiGHS takes, and what it says."""
    highs = highspy.Highs()  # type: ignore[no-untyped-call]
    for option, setting in (("output_flag", False), ("threads", 1), ("time_limit", limit)):
        highs.setOptionValue(option, setting)
    highs.passModel(program)
    start = perf_counter()
    highs.run()
    return perf_counter() - start, str(highs.getModelStatus()).rpartition(".k")[2]


def timed(work: Any, runs: int) -> tuple[float, Any]:
    """The median time, and the last result."""
    times = []
    for _ in range(runs):
        start = perf_counter()
        found = work()
        times.append(perf_counter() - start)
        if times[-1] > 2:
            break
    return median(times), found


def measure(game: DenseGame, allocation: Quotients, options: argparse.Namespace) -> dict[str, Any]:
    """All times of one allocation."""
    line: dict[str, Any] = {}
    line["averages"], inequalities = timed(lambda: Inequalities(game, allocation, fine=False), options.runs)
    line["verdict"], found = timed(lambda: blocking(Inequalities(game, allocation, fine=False)), options.runs)
    line["verdict"] -= line["averages"]
    if isinstance(found, Plan):
        line["largest"], largest = timed(lambda: largest_profit(inequalities, found), options.runs)
        best = largest.plan
        line["check"], profit = timed(lambda: tenable_profit(inequalities, best.invitations, best.payments), options.runs)
        line["answer"] = f"profit {float(profit):.6g}"
    else:
        line["check"], wrong = timed(lambda: broken(inequalities, found.multipliers), options.runs)
        line["answer"] = "inhibitive" if not len(wrong) else "wrong"
    if not options.no_highs:
        line["build"], explicit = timed(lambda: Explicit(inequalities, slack=False), 1)
        bounded = Explicit(inequalities, slack=True)
        programs = {"theorem": explicit.program, "bound": bounded.program, "plan": bounded.dual}
        for name, program in programs.items():
            times, status = [], ""
            for _ in range(options.runs):
                seconds, status = highs_seconds(program(), options.limit)
                times.append(seconds)
                if seconds > 2:
                    break
            line[name], line[name + " says"] = median(times), status
    return line


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for name, default in (("players", 5), ("types", 4), ("actions", 8), ("seeds", 3), ("runs", 5)):
        parser.add_argument(f"--{name}", type=int, default=default)
    parser.add_argument("--limit", type=float, default=120.0)
    parser.add_argument("--no-highs", action="store_true")
    parser.add_argument("--fractions", action="store_true")
    options = parser.parse_args()
    for seed in range(options.seeds):
        game = random_game(options.players, options.types, options.actions, seed)
        edge = edge_allocation(game, seed)
        if seed == 0:
            shape = f"{options.players} players, {options.types} types, {options.actions} actions"
            print(f"{shape}: {Inequalities(game, edge, fine=False).rows:,} inequalities, {len(game.keys)} multipliers; milliseconds")
            blocking(Inequalities(game, edge, fine=False))
        if options.fractions:
            fractions = fraction_game(game)
            print(f"seed {seed}: from fractions to arrays {1000 * timed(lambda fractions=fractions: dense_game(fractions), options.runs)[0]:.0f}")
        for name, shift in SHIFTS.items():
            line = measure(game, Quotients(edge.numbers + DENOMINATOR * shift, DENOMINATOR), options)
            times = "  ".join(f"{key} {1000 * value:.1f}" for key, value in line.items() if isinstance(value, float))
            print(f"seed {seed} {name:<8} {line['answer']:<18} {times}", flush=True)
            if not options.no_highs:
                ratios = {key: line[key] / line["verdict"] for key in ("theorem", "bound", "plan")}
                said = ", ".join(f"{key} {ratio:.0f} x ({line[key + ' says']})" for key, ratio in ratios.items())
                largest = (
                    f"; largest profit: bound {line['bound'] / line['largest']:.0f} x, plan {line['plan'] / line['largest']:.0f} x" if "largest" in line else ""
                )
                print(f"    HiGHS over our verdict: {said}{largest}", flush=True)


if __name__ == "__main__":
    main()
