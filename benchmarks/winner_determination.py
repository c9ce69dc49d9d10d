"""Times of winner determination on CATS files: HiGHS without proof, ours without and with proof, and the check.

    python benchmarks/winner_determination.py --data DIRECTORY [--limit 60] [--runs 5] [--only PATTERN]

Every measurement runs in a process of its own, one thread, the named tool and ours in turn.  Times over two seconds are measured once, shorter ones
`--runs` times; the median counts.
Reading the file is left out of all times.  `finding` ends with the written certificate; `plain` is the search without writing it.
"""

import argparse
import json
import math
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

MUST_BE_PROVED_EXCEPT = ("arbitrary-128x500", "arbitrary-256x1000", "regions-256x2000", "arbitrary-256x2000")
_SLOW = 2.0


def time_highs(path: str, limit: float) -> dict[str, Any]:
    """HiGHS's mixed-integer solver through scipy, gap 0, no proof."""
    import numpy as np
    from scipy.optimize import Bounds, LinearConstraint, milp
    from scipy.sparse import csr_array

    from marketwright.markets import atoms, read_market

    market = read_market(path).market
    numbered = atoms(market)
    entries = [(good, number) for number, atom in enumerate(numbered) for good in atom.goods]
    entries += [(len(market.goods) + atom.group, number) for number, atom in enumerate(numbered)]
    rows = len(market.goods) + numbered[-1].group + 1
    matrix = csr_array((np.ones(len(entries)), tuple(zip(*entries, strict=True))), shape=(rows, len(numbered)))
    values = np.array([float(atom.value) for atom in numbered])
    start = perf_counter()
    found = milp(
        -values,
        constraints=LinearConstraint(matrix, -np.inf, 1),
        integrality=np.ones(len(numbered)),
        bounds=Bounds(0, 1),
        options={"mip_rel_gap": 0, "time_limit": limit},
    )
    return {"seconds": perf_counter() - start, "welfare": None if found.x is None else float(-found.fun), "finished": found.status == 0}


def time_plain(path: str, limit: float) -> dict[str, Any]:
    """Our search, without writing the proof."""
    from marketwright.coalitions import Clearing
    from marketwright.markets import read_market
    from marketwright.questions import Limits
    from marketwright.solvers.packing.problem import Task
    from marketwright.solvers.packing.search import PackingSearch

    market = read_market(path).market
    start = perf_counter()
    clearing = Clearing(market)
    scale = clearing.denominator
    task = Task(values=tuple(int(atom.value * scale) for atom in clearing.atoms), charges=(0,) * (clearing.seller + 1))
    found = PackingSearch(clearing.problem).solve(task, Limits(seconds=limit))
    return {"seconds": perf_counter() - start, "welfare": found.best / scale, "finished": found.complete}


def time_proved(path: str, limit: float, rule: str = "efficient") -> dict[str, Any]:
    """`solve` with proof and check."""
    from marketwright.markets import canonical_text, read_market
    from marketwright.questions import Limits
    from marketwright.solvers.packing.search import PackingSearch  # noqa: F401 - imported before the clock runs, as for HiGHS
    from marketwright.solving import solve

    start = perf_counter()
    market = read_market(path).market
    reading = perf_counter() - start
    answer = solve(market, rule, limits=Limits(seconds=limit), check_steps=None)
    bound = answer.certificate["bound"]
    first = answer.findings[0]
    return {
        "seconds": answer.seconds["finding"],
        "reading": reading,
        "checking": answer.seconds["checking"],
        "welfare": float(answer.outcome["welfare"]),
        "at_most": float(first.details.get("at_most", answer.outcome["welfare"])),
        "finished": answer.complete,
        "grade": first.grade,
        "leaves": sum(isinstance(node, list) for node in bound["nodes"]),
        "bytes": len(canonical_text(answer.certificate)),
        "checked": answer.checked,
    }


def time_vickrey(path: str, limit: float) -> dict[str, Any]:
    """`solve` with the rule vickrey."""
    return time_proved(path, limit, "vickrey")


MEASURES: dict[str, Callable[[str, float], dict[str, Any]]] = {"highs": time_highs, "plain": time_plain, "proved": time_proved, "vickrey": time_vickrey}


def measured(measure: str, path: Path, limit: float) -> dict[str, Any]:
    """One measurement in a process of its own, on one thread."""
    environment = {**os.environ, "OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"}
    command = [sys.executable, __file__, "--one", measure, "--file", str(path), "--limit", str(limit)]
    result: dict[str, Any] = json.loads(subprocess.run(command, env=environment, check=True, capture_output=True, text=True).stdout)
    return result


def row(path: Path, limit: float, runs: int) -> dict[str, dict[str, Any]]:
    """Median times of the three ways on one file, taken in turn."""
    taken: dict[str, list[dict[str, Any]]] = {measure: [] for measure in ("highs", "plain", "proved")}
    for turn in range(runs):
        for measure, results in taken.items():
            if turn == 0 or results[0]["seconds"] < _SLOW:
                results.append(measured(measure, path, limit))
    return {measure: {**results[0], "seconds": median(result["seconds"] for result in results)} for measure, results in taken.items()}


def table(paths: list[Path], limit: float, runs: int) -> None:
    """Print the table of all files, and the ratios."""
    print(f"{'file':22} {'HiGHS s':>8} {'plain s':>8} {'proof s':>8} {'check s':>8} {'leaves':>6} {'kB':>7} {'grade':11} {'welfare':>14}  ratio")
    ratios: dict[str, list[float]] = {"plain": [], "proved": []}
    worst_extra = 0.0
    for path in paths:
        found = row(path, limit, runs)
        highs, plain, proved = found["highs"], found["plain"], found["proved"]
        ratio = proved["seconds"] / highs["seconds"]
        if highs["seconds"] > 0.2:
            ratios["plain"].append(plain["seconds"] / highs["seconds"])
            ratios["proved"].append(ratio)
        else:
            worst_extra = max(worst_extra, proved["seconds"] - highs["seconds"])
        mark = "" if highs["finished"] else ">"
        note = "" if proved["finished"] else f"  at most {proved['at_most']:.10g}"
        numbers = f"{mark + format(highs['seconds'], '.3f'):>8} {plain['seconds']:8.3f} {proved['seconds']:8.3f} {proved['checking']:8.3f}"
        rest = f"{proved['leaves']:6d} {proved['bytes'] / 1000:7.1f} {proved['grade']:11} {proved['welfare']:14.10g}  {ratio:.3f}{note}"
        print(f"{path.stem:22} {numbers} {rest}", flush=True)
    for name, values in ratios.items():
        if values:
            mean = math.exp(sum(map(math.log, values)) / len(values))
            print(f"{name} / HiGHS, geometric mean over {len(values)} files on which HiGHS needs more than 0.2 s: {mean:.3f}")
    print(f"largest extra time on the other files: {worst_extra:.3f} s")


def vickrey_table(paths: list[Path], limit: float) -> None:
    """Print times of the rule vickrey."""
    print(f"{'file':22} {'proof s':>8} {'check s':>8} {'kB':>8} finished")
    for path in paths:
        found = measured("vickrey", path, limit)
        print(f"{path.stem:22} {found['seconds']:8.3f} {found['checking']:8.3f} {found['bytes'] / 1000:8.1f} {found['finished']}", flush=True)


def main() -> None:
    """Measure the files of a folder."""
    parser = argparse.ArgumentParser(description="Winner determination against HiGHS on CATS files.")
    parser.add_argument("--data", type=Path, default=Path("examples"))
    parser.add_argument("--limit", type=float, default=60.0)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--only", default="*")
    parser.add_argument("--vickrey", action="store_true")
    parser.add_argument("--one", choices=list(MEASURES))
    parser.add_argument("--file")
    options = parser.parse_args()
    if options.one:
        print(json.dumps(MEASURES[options.one](options.file, options.limit)))
        return
    folder = options.data / "cats" if (options.data / "cats").is_dir() else options.data / "published"
    paths = sorted(folder.glob(f"{options.only}.txt"))
    if options.vickrey:
        vickrey_table(paths, options.limit)
    else:
        table(paths, options.limit, options.runs)


if __name__ == "__main__":
    main()
