"""Times of `gamma/reply` and `gamma/equilibrium` on CATS files, with requests around the Vickrey payoffs, against one winner determination of the market.

    python benchmarks/gamma_equilibrium.py --data DIRECTORY [--only PATTERN] [--seed 1] [--limit 60] [--runs 5]

Winners ask for their goods, all others for their best bid.  Net payoffs: `vickrey` (a winner asks for exactly his Vickrey payoff, others for 0), `core` (a
buyer-Pareto-optimal core point, an equilibrium), `around` (each winner a random 80 to 120 % of his Vickrey payoff, one other buyer in five for up to a fifth
of his best bid), `above` (every winner a random 0 to 50 % more).  Where Vickrey payoffs take longer than the limit, a tenth of the accepted bid stands in for
them.  The decision is to take at most (members + 2) winner determinations with these requests (`reply`); `one` is the plain one of the market.  Times
over two seconds are measured once, shorter ones `--runs` times; the median counts.
"""

import argparse
import json
import sys
from fractions import Fraction
from pathlib import Path
from random import Random
from statistics import median
from time import perf_counter
from typing import Any

import marketcheck
from marketwright.answers import Answer, answer_document
from marketwright.coalitions import Clearing, greedy_pareto_point, vickrey_payoffs
from marketwright.coalitions.worths import LimitReached
from marketwright.markets import BundleMarket, canonical_text, read_market
from marketwright.questions import Limits
from marketwright.solving import found_answer

KINDS = ("vickrey", "core", "around", "above")
_SLOW = 2.0


def requests_around_vickrey(market: BundleMarket, payoffs: dict[int, Fraction], uses: tuple[int, ...], kind: str, random: Random) -> dict[str, Any]:
    """The second input; prices are at least 0."""
    clearing = Clearing(market)
    atoms, won = clearing.atoms, {clearing.atoms[atom].owner: atom for atom in uses}
    best: dict[int, int] = {}
    for number, atom in enumerate(atoms):
        if atom.owner not in best or atom.value > atoms[best[atom.owner]].value:
            best[atom.owner] = number
    requests = {}
    for number, buyer in enumerate(market.buyers):
        atom = atoms[won.get(number, best[number])]
        net = payoffs.get(number, Fraction(0)) if number in won else Fraction(0)
        if kind == "around":
            net *= Fraction(random.randint(80, 120), 100)
            if number not in won and random.random() < 0.2:
                net = atom.value * random.randint(0, 20) / 100
        if kind == "above":
            net *= Fraction(random.randint(100, 150), 100)
        net = min(net, atom.value)
        requests[buyer.name] = {"bundle": [market.goods[good] for good in atom.goods], "price": str(atom.value - net)}
    return {"requests": requests}


def timed(rule: str, market: BundleMarket, given: dict[str, Any] | None, options: argparse.Namespace) -> tuple[float, Answer]:
    """The median time of finding an answer, and the answer."""
    times: list[float] = []
    while not times or (times[0] < _SLOW and len(times) < options.runs):
        start = perf_counter()
        answer = found_answer(market, rule, input=given, tie_rule=None if rule == "gamma/equilibrium" else "any", limits=Limits(seconds=options.limit))
        times.append(perf_counter() - start)
    return median(times), answer


def checked(answer: Answer) -> str:
    """Whether the checker accepts, and how long it takes."""
    text = canonical_text(answer_document(answer))
    start = perf_counter()
    verdict = marketcheck.check(text)
    return f"{type(verdict).__name__.lower()} {perf_counter() - start:.2f} s"


def vickrey(market: BundleMarket, limit: float) -> tuple[dict[int, Fraction], tuple[int, ...], bool]:
    """Vickrey payoffs and an efficient allocation; whether the payoffs are exact."""
    clearing = Clearing(market, Limits(seconds=limit))
    best = clearing.worth()
    found = vickrey_payoffs(clearing, best)
    if isinstance(found, LimitReached):
        return {buyer: clearing.bids_value(best.uses, buyer) / 10 for buyer in clearing.winners(best.uses)}, best.uses, False
    return dict(found.payoffs), best.uses, True


def core_payoffs(market: BundleMarket, stand_in: dict[int, Fraction], limit: float) -> dict[int, Fraction]:
    """A buyer-Pareto-optimal core point, or the stand-in where that takes too long."""
    clearing = Clearing(market, Limits(seconds=limit))
    best = clearing.worth()
    found = greedy_pareto_point(clearing, best) if best.exact else LimitReached()
    return stand_in if isinstance(found, LimitReached) else dict(enumerate(found))


def main() -> None:
    """Measure and print one line for each file and kind."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--data", type=Path, default=Path("examples"))
    parser.add_argument("--only", default="*")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--limit", type=float, default=60.0)
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--json", action="store_true", help="one JSON object for each line")
    options = parser.parse_args()
    folder = options.data / "cats" if (options.data / "cats").is_dir() else options.data / "published"
    files = sorted(folder.glob(f"{options.only}.txt"))
    if not files:
        sys.exit(f"no files {options.only}.txt in {folder}")
    heading = (
        f"{'file':24} {'requests':8} {'one':>7} {'reply':>7} {'members':>7} {'verdict':>12} {'decision':>8} {'x one':>7} {'x reply':>7} {'allowed':>7}  check"
    )
    print(heading, flush=True)
    for path in files:
        market = read_market(path).market
        one, _ = timed("efficient", market, None, options)
        payoffs, uses, exact = vickrey(market, options.limit)
        for kind in KINDS:
            asked = core_payoffs(market, payoffs, options.limit) if kind == "core" else payoffs
            given = requests_around_vickrey(market, asked, uses, kind, Random(f"{options.seed} {path.stem} {kind}"))
            reply_time, reply = timed("gamma/reply", market, given, options)
            seconds, answer = timed("gamma/equilibrium", market, given, options)
            members = len(answer.outcome["members"])
            holds = answer.finding("subgame-perfect").holds
            verdict = {True: "equilibrium", False: "no", None: "not decided"}[holds]
            row = {"file": path.stem, "kind": kind, "one": one, "reply": reply_time, "members": members, "verdict": verdict, "decision": seconds}
            if options.json:
                print(json.dumps(row | {"exact": exact}), flush=True)
                continue
            note = "" if exact else " (stand-in payoffs)"
            checks = f"{checked(reply)}, {checked(answer)}{note}"
            ratios = f"{seconds / one:7.1f} {seconds / reply_time:7.1f} {members + 2:7}"
            print(f"{path.stem:24} {kind:8} {one:7.2f} {reply_time:7.2f} {members:7} {verdict:>12} {seconds:8.2f} {ratios}  {checks}", flush=True)


if __name__ == "__main__":
    main()
