"""Times of minimum-price equilibria: quasi-linear ones against scipy and lapx with numpy, then borrowing, budgets, income and smooth preferences.

    python benchmarks/unit_demand.py [--only PATTERN] [--runs 5] [--check]

Every measurement runs in a process of its own, one thread; ours is warm (a small market of the same type has been solved before) unless it says cold.
Times over five seconds are measured once, shorter ones `--runs` times; the median counts.  *Finding* is `walrasian/minimum` from a valid market in memory to
the written result with its certificate; reading, validating, digests and checking are left out (`--check` measures the check by itself).
"""

import argparse
import fnmatch
import json
import os
import subprocess
import sys
from array import array
from collections.abc import Callable, Iterator
from fractions import Fraction
from statistics import median
from time import perf_counter
from typing import Any

import numpy as np

SLOW = 5.0
VALUES = ("uniform", "common", "product")


def values(kind: str, size: int, seed: int) -> Any:
    """Integers, buyers x goods: independent, common with a small part of one's own, or products of two numbers with noise."""
    random = np.random.default_rng(seed)
    if kind == "uniform":
        return random.integers(0, 1_000_000, (size, size))
    if kind == "common":
        return random.integers(0, 1_000_000, size)[None, :] + random.integers(0, 100_000, (size, size))
    return np.outer(random.integers(1, 1000, size), random.integers(1, 1000, size)) + random.integers(0, 1000, (size, size))


def market(preference: str, kind: str, size: int, seed: int) -> Any:
    """A market of so many buyers and goods; see `case_names` for the preferences."""
    from marketwright.markets import unit_demand as kinds
    from marketwright.markets.rows import Row
    from marketwright.markets.validation import validate_market

    random = np.random.default_rng(seed + 1000)
    goods = tuple(f"g{number}" for number in range(size))
    places = {good: number for number, good in enumerate(goods)}

    def row(numbers: Any, denominator: int = 1) -> Row:
        return Row(places, array("q", np.ascontiguousarray(numbers, dtype=np.int64).tobytes()), denominator)

    def one(worth: Any) -> Any:
        kink = Fraction(int(random.integers(0, 500_000)))
        match preference:
            case "quasilinear":
                return kinds.QuasilinearPreference(values=row(worth))
            case "borrowing":
                return kinds.BorrowingPreference(values=row(worth), cash=kink, rate=Fraction(int(random.integers(1, 50)), 100))
            case "soft-budget":
                return kinds.SoftBudgetPreference(values=row(worth), budget=kink, steepness=Fraction(1000))
            case "slopes-per-good":
                wealth = Fraction(3_000_000)
                return kinds.IncomePreference(wealth=wealth, quality=row(1_000_001 + worth // 3, 1_000_000), cap=Fraction(2_000_000))
            case "quadratic-cost":
                return kinds.QuadraticCostPreference(values=row(worth, 1000), rho=Fraction(int(random.integers(1, 100)), 10_000))
            case "sinh-cost":
                return kinds.SinhCostPreference(values=row(worth, 1000), k=Fraction(int(random.integers(1, 100)), 20_000))
            case _:
                alpha = row(random.integers(-50, 50, size))
                return kinds.TanhPreference(values=row(worth, 1000), alpha=alpha, beta=Fraction(120))

    buyers = tuple(kinds.UnitDemandBuyer(name=f"b{number}", preference=one(worth)) for number, worth in enumerate(values(kind, size, seed)))
    return validate_market(kinds.UnitDemandMarket(goods=goods, buyers=buyers))


def time_ours(preference: str, kind: str, size: int, seed: int, warm: bool = True, check: bool = False) -> dict[str, Any]:
    """`walrasian/minimum` from a valid market to the result; with `check` also the check of the answer."""
    from marketwright.questions import Question

    asked = market(preference, kind, size, seed)
    start = perf_counter()
    from marketwright.walrasian.minimum import minimum_rule

    if warm:
        minimum_rule(market(preference, kind, 60, 1), Question())
        start = perf_counter()
    result = minimum_rule(asked, Question())
    found = {"seconds": perf_counter() - start, "prices": sum(result.outcome["prices"].values()) if result.outcome else None}
    found["claims"] = [[finding.claim, finding.holds, finding.grade, float(finding.details.get("residual", 0))] for finding in result.findings]
    found["prices"] = float(found["prices"])
    return found | (check_times(asked) if check else {})


def check_times(asked: Any) -> dict[str, Any]:
    """The check of the answer by itself, reading included."""
    import marketcheck
    from marketwright.answers.answer import answer_document
    from marketwright.markets.document import canonical_text
    from marketwright.solving import found_answer

    text = canonical_text(answer_document(found_answer(asked, "walrasian/minimum")))
    start = perf_counter()
    verdict = marketcheck.check(text)
    return {"check": perf_counter() - start, "megabytes": len(text) / 1e6, "verdict": type(verdict).__name__}


def time_off_the_shelf(tool: str, kind: str, size: int, seed: int) -> dict[str, Any]:
    """A best assignment by the tool, then least prices by Bellman and Ford's method in numpy; no proof."""
    worth = values(kind, size, seed).astype(np.float64)
    if tool == "scipy":
        from scipy.optimize import linear_sum_assignment
    else:
        import lap
    start = perf_counter()
    held = linear_sum_assignment(worth, maximize=True)[1] if tool == "scipy" else lap.lapjv(worth.max() - worth)[1]
    prices = np.zeros(size)
    while True:
        kept = worth[np.arange(size), held] - prices[held]
        raised = np.maximum(prices, (worth - kept[:, None]).max(axis=0))
        if (raised == prices).all():
            return {"seconds": perf_counter() - start, "prices": float(prices.sum())}
        prices = raised


def case_names() -> Iterator[tuple[str, Callable[[], dict[str, Any]]]]:
    """Every measurement by name."""
    for size in (1000, 3000):
        for kind in VALUES:
            for tool in ("scipy", "lapx"):
                yield f"quasilinear {kind} {size} {tool}", lambda tool=tool, kind=kind, size=size: time_off_the_shelf(tool, kind, size, 1)
            yield f"quasilinear {kind} {size} ours", lambda kind=kind, size=size: time_ours("quasilinear", kind, size, 1)
    exact = [("borrowing", 200), ("borrowing", 500), ("borrowing", 1000), ("borrowing", 2000), ("slopes-per-good", 1000)]
    for preference, size in exact + [(name, 1000) for name in ("quadratic-cost", "sinh-cost", "tanh")]:
        for kind in VALUES:
            yield f"{preference} {kind} {size} ours", lambda p=preference, kind=kind, size=size: time_ours(p, kind, size, 1)
    for seed in range(20):
        yield f"soft-budget {VALUES[seed % 3]} 1000 seed {seed} ours", lambda seed=seed: time_ours("soft-budget", VALUES[seed % 3], 1000, seed)
    for preference in ("quasilinear", "borrowing"):
        yield f"{preference} common 1000 cold", lambda p=preference: time_ours(p, "common", 1000, 1, warm=False)
    for preference in ("quasilinear", "borrowing", "soft-budget", "slopes-per-good", "quadratic-cost"):
        yield f"{preference} common 1000 check", lambda p=preference: time_ours(p, "common", 1000, 1, check=True)


def main() -> int:
    """Measures and prints one line for each case."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", default="*", help="names of cases, with * and ?")
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--case", help=argparse.SUPPRESS)
    options = parser.parse_args()
    cases = dict(case_names())
    if options.case is not None:
        print(json.dumps(cases[options.case]()))
        return 0
    for name in cases:
        if not fnmatch.fnmatch(name, options.only):
            continue
        runs: list[dict[str, Any]] = []
        while len(runs) < options.runs and not (runs and runs[0]["seconds"] > SLOW):
            environment = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "NUMBA_NUM_THREADS"), "1")
            command = [sys.executable, __file__, "--case", name]
            done = subprocess.run(command, env=os.environ | environment, capture_output=True, text=True, check=True)
            runs.append(json.loads(done.stdout))
        seconds = median(run["seconds"] for run in runs)
        print(f"{name:45s} {seconds:9.3f} s  runs {len(runs)}  {json.dumps({key: runs[0][key] for key in runs[0] if key != 'seconds'})}", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
