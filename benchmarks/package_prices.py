"""Times of `prices/eff` on CATS files (existence, interior, least and greatest total) against the winner determination of the same market.

    python benchmarks/package_prices.py --data DIRECTORY [--only PATTERN] [--limit 60] [--runs 5]

`efficient` is the rule of that name with any efficient allocation; `prices/eff` includes it and may take three times as long besides.  Ranges of single
prices are left out.  Times over two seconds are measured once, shorter ones `--runs` times in turn; the median counts.
"""

import argparse
import sys
from pathlib import Path
from statistics import median
from time import perf_counter

import marketcheck
from marketwright.answers import Answer, answer_document
from marketwright.markets import BundleMarket, canonical_text, read_market
from marketwright.questions import Limits
from marketwright.solving import found_answer

_SLOW = 2.0


def timed(market: BundleMarket, limit: float, runs: int) -> tuple[float, float, Answer]:
    """Median times of `efficient` and of `prices/eff`, and the last answer of the second."""
    one: list[float] = []
    both: list[float] = []
    while not one or (max(one[0], both[0]) < _SLOW and len(one) < runs):
        start = perf_counter()
        found_answer(market, "efficient", tie_rule="any", limits=Limits(seconds=limit))
        between = perf_counter()
        answer = found_answer(market, "prices/eff", input={"ranges": False}, limits=Limits(seconds=limit))
        one.append(between - start)
        both.append(perf_counter() - between)
    return median(one), median(both), answer


def main() -> None:
    """Measure and print one line for each file."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=Path("examples"))
    parser.add_argument("--only", default="*")
    parser.add_argument("--limit", type=float, default=60.0)
    parser.add_argument("--runs", type=int, default=5)
    options = parser.parse_args()
    folder = options.data / "cats" if (options.data / "cats").is_dir() else options.data / "published"
    files = sorted(folder.glob(f"{options.only}.txt"))
    if not files:
        sys.exit(f"no files {options.only}.txt in {folder}")
    print(f"{'file':22} {'efficient':>9} {'prices/eff':>10} {'ratio':>6} {'packages':>8} {'exist':>11} {'tried':>5}  check", flush=True)
    for path in files:
        market = read_market(path).market
        one, both, answer = timed(market, options.limit, options.runs)
        verdict = {True: "yes", False: "no", None: "not decided"}[answer.finding("supportable").holds]
        packages = sum(bool(goods) for goods in answer.outcome["allocation"].values())
        text = canonical_text(answer_document(answer))
        start = perf_counter()
        check = type(marketcheck.check(text)).__name__.lower()
        spent = perf_counter() - start
        line = f"{path.stem:22} {one:9.3f} {both:10.3f} {both / one:6.2f} {packages:8} {verdict:>11} {answer.outcome['tried']:5}  {check} {spent:.2f} s"
        print(line, flush=True)


if __name__ == "__main__":
    main()
