"""Times of the rule `bayesian/find-core`: search, exact finish and independent check, on random lemons markets.

    python benchmarks/mechanism_search.py [--only PATTERN] [--games 25]

One thread, one process for each shape, solvers loaded before the clock starts.  In a lemons market the types of a good's owner decide what it is worth to
everybody; so do, in `informed` markets, the types of all.  The first table has the first seeds, whatever their games are; in the second, seeds are passed over
until multipliers are needed: games in which the core of every profile, put together, is incentive compatible are left out.  *exact* counts the answers with a
core allocation that the checker accepted.
"""

import argparse
import fnmatch
import json
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from itertools import product
from random import Random
from statistics import median
from typing import Any

SHAPES = {
    "2x2 /1": ((2, 2), 1),
    "4x4 /1": ((4, 4), 1),
    "6x6 /1": ((6, 6), 1),
    "8x8 /1": ((8, 8), 1),
    "12x1 /1": ((12, 1), 1),
    "3x3x3 /1": ((3, 3, 3), 1),
    "4x4x4 /1": ((4, 4, 4), 1),
    "2x2x2 /3": ((2, 2, 2), 3),
    "2x2x2x2 /2": ((2, 2, 2, 2), 2),
    "12x12 /1": ((12, 12), 1),
    "20x20 /1": ((20, 20), 1),
    "4x4x4 /3": ((4, 4, 4), 3),
}
"""Numbers of types, and of goods; the last ones are beyond the table of the specification."""
MATCHING = (2, 2, 2, 2)
"""Two sides of two players with two types each."""
MOST_PASSED = 40
"""So many seeds are passed over for one game that needs multipliers."""


def priors(sizes: tuple[int, ...]) -> list[dict[str, Any]]:
    """Players with equally likely types."""
    return [{"name": str(number + 1), "types": {f"t{kind:02}": f"1/{size}" if size > 1 else 1 for kind in range(size)}} for number, size in enumerate(sizes)]


def table(random: Random, players: list[dict[str, Any]], among: set[str]) -> dict[str, int]:
    """A number from 0 to 10 for every combination of the types of some players."""
    kinds = [list(player["types"]) if player["name"] in among else ["*"] for player in players]
    return {",".join(profile): random.randint(0, 10) for profile in product(*kinds)}


def lemons(shape: str, family: str, seed: int) -> dict[str, Any]:
    """The document of an exchange economy; goods belong to the first players."""
    sizes, goods = SHAPES[shape]
    random, players = Random(f"{shape} {family} {seed}"), priors(sizes)
    names = [player["name"] for player in players]
    owners = {f"good {number + 1}": names[number % len(names)] for number in range(goods)}
    informed = {good: {owner} if family == "lemons" else set(names) for good, owner in owners.items()}
    values = {name: {good: table(random, players, informed[good]) for good in owners} for name in names}
    return document(players, {"type": "exchange", "goods": owners, "values": values})


def matching(seed: int) -> dict[str, Any]:
    """The document of an assignment market."""
    random, players = Random(f"matching {seed}"), priors(MATCHING)
    pairs = [
        {"members": [one, other], "payoffs": {i: table(random, players, {one, other}) for i in (one, other)}} for one, other in product(("1", "2"), ("3", "4"))
    ]
    return document(players, {"type": "assignment", "sides": [["1", "2"], ["3", "4"]], "pairs": pairs})


def document(players: list[dict[str, Any]], build: dict[str, Any]) -> dict[str, Any]:
    """A market document."""
    return {"format": "marketwright.market/1", "kind": "bayesian", "players": players, "build": build}


def measured(name: str, games: int) -> dict[str, Any]:
    """Median and largest seconds of a case, and what was found."""
    from marketwright import solve
    from marketwright.markets import market_from_document

    family, _, rest = name.partition(" ")
    shape, _, needed = rest.partition(" needing ")
    seconds, methods, exact, seed = list[float](), Counter[str](), 0, 0
    last = games * (MOST_PASSED if needed else 1)
    while len(seconds) < games and seed < last:
        market = market_from_document(matching(seed) if family == "matching" else lemons(shape, family, seed))
        if not seconds:
            solve(market, "bayesian/find-core")
        answer = solve(market, "bayesian/find-core")
        seed += 1
        method = answer.outcome.get("method", "none")
        if needed and method == "complete-information":
            continue
        methods[method] += 1
        exact += answer.findings[0].claim == "core" and answer.findings[0].holds is True and answer.checked == "accepted"
        seconds.append(answer.seconds["finding"] + answer.seconds["checking"])
    if not seconds:
        return {"games": 0, "seeds": seed}
    return {"median": median(seconds), "max": max(seconds), "exact": f"{exact} of {len(seconds)}", "seeds": seed, "methods": dict(sorted(methods.items()))}


def case_names() -> Iterator[str]:
    """Every measurement by name."""
    for ending in ("", " needing multipliers"):
        for family in ("lemons", "informed"):
            for shape in SHAPES:
                yield f"{family} {shape}{ending}"
        yield f"matching 2+2{ending}"


def main() -> int:
    """Measures and prints one line for each case."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", default="*", help="names of cases, with * and ?")
    parser.add_argument("--games", type=int, default=25)
    parser.add_argument("--case", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.case is not None:
        print(json.dumps(measured(options.case, options.games)))
        return 0
    for name in case_names():
        if fnmatch.fnmatch(name, options.only):
            environment = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "NUMBA_NUM_THREADS"), "1")
            command = [sys.executable, __file__, "--games", str(options.games), "--case", name]
            done = subprocess.run(command, env=os.environ | environment, capture_output=True, text=True, check=True)
            numbers = {key: float(f"{value:.3g}") if isinstance(value, float) else value for key, value in json.loads(done.stdout).items()}
            print(f"{name:40s} {json.dumps(numbers)}", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
