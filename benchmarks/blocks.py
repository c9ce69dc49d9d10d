"""What the soaks share: corrupted answers offered to the checker, and blocks of random cases in parallel."""

import argparse
import json
import sys
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from random import Random
from time import perf_counter
from typing import Any

from benchmarks.soak import corrupted

import marketcheck
from marketwright.markets import canonical_text

Document = dict[str, Any]
BAD = ("disagreements", "false claims accepted", "checker crashes")


def offer_corrupted(answer: Document, false_claims: Callable[[Document], list[str]], random: Random) -> Counter[str]:
    """The figures of one corrupted copy of an answer; if the checker accepts it, what it claims has to be true."""
    return offer(corrupted(answer, random), false_claims, "corrupted")


def offer(bad: Document, false_claims: Callable[[Document], list[str]], kind: str) -> Counter[str]:
    """The figures of one spoilt answer of that kind; if the checker accepts it, what it claims has to be true."""
    figures = Counter({f"{kind} answers": 1})
    try:
        verdict = marketcheck.check(canonical_text(bad))
    except marketcheck.Unreadable:
        return figures + Counter({f"{kind}: unreadable": 1})
    except Exception as error:  # a crash of the checker is a finding
        print("crash:", repr(error), json.dumps(bad), flush=True)
        return figures + Counter({"checker crashes": 1})
    if not isinstance(verdict, marketcheck.Accepted):
        return figures + Counter({f"{kind}: rejected": 1})
    if wrong := false_claims(bad):
        print("false claim accepted:", wrong, json.dumps(bad), flush=True)
        return figures + Counter({"false claims accepted": 1})
    return figures + Counter({f"{kind}: accepted and true": 1})


def run_blocks(description: str | None, run_block: Callable[[int, int], Counter[str]], size: int, markets: int) -> None:
    """Run blocks of `size` cases in parallel as the command line asks, print the figures, and exit 1 if anything is wrong."""
    parser = argparse.ArgumentParser(description=description, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--markets", type=int, default=markets)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--processes", type=int, default=2)
    options = parser.parse_args()
    start, blocks = perf_counter(), -(-options.markets // size)
    total: Counter[str] = Counter(dict.fromkeys(BAD, 0))
    with ProcessPoolExecutor(options.processes) as pool:
        for done, figures in enumerate(pool.map(partial(run_block, options.seed), range(blocks)), 1):
            total.update(figures)
            if done % 50 == 0:
                print(f"{done * size:,} of {blocks * size:,}, {perf_counter() - start:.0f} s", file=sys.stderr, flush=True)
    print(f"seed {options.seed}, {perf_counter() - start:.0f} s")
    for name, count in sorted(total.items()):
        print(f"{count:>10,}  {name}")
    if any(total[name] for name in BAD):
        sys.exit(1)
