"""Compare every route to least and greatest prices with brute force on many random small unit-demand markets.

    python benchmarks/walrasian_routes_soak.py --markets 100000 --seed 1 --processes 2

For each market: the insertion of agents, the search in floats with exact confirmation, the quasi-linear route where it applies, the mirror, the
lexicographic allocation, and all menus: nobody's menu price of his own good differs from its price, no menu price is lower than the price, and nobody would
rather have a good at its menu price.  `benchmarks/walrasian_soak.py` asks whole answers of all rules and offers corrupted ones to the checker.
"""

import json
import sys
from collections import Counter
from pathlib import Path
from random import Random
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks.blocks import run_blocks
from tests.walrasian_markets import random_market
from tests.walrasian_oracle import Market

from marketwright.markets import market_from_document
from marketwright.solvers.matching.extreme import greatest_equilibrium, least_equilibrium
from marketwright.solvers.matching.quasilinear import quasilinear_least
from marketwright.solvers.matching.search import searched
from marketwright.walrasian.menus import menus
from marketwright.walrasian.outcome import selected
from marketwright.walrasian.setting import Setting, setting

_BLOCK = 500


def never() -> bool:
    """No limit."""
    return False


def complaints(here: Setting, truth: Any) -> list[str]:
    """What differs from brute force."""
    table, wrong = here.table, []
    least, greatest = least_equilibrium(table, never), greatest_equilibrium(table, never)
    if least is None or greatest is None:
        return ["stopped"]
    if list(least.prices) != list(truth.least()):
        wrong.append("least prices")
    if list(greatest.prices) != list(truth.greatest()):
        wrong.append("greatest prices")
    if table.agents and table.objects:
        for name, found in (("search", searched(table, never)), ("quasi-linear", quasilinear_least(table))):
            if found is not None and found.equilibrium.prices != least.prices:
                wrong.append(name)
    chosen = selected(here, least, "lexicographic").proved.held
    if list(chosen) != list(truth.allocations(truth.least())[0]):
        wrong.append("selection")
    own = [table.level(buyer, good, least.prices) for buyer, good in enumerate(chosen)]
    found_menus = menus(here, never)
    for buyer, parts in enumerate(found_menus.found if found_menus else ()):
        for good, part in parts.items():
            price = part.prices[good]
            if price < least.prices[good] or (chosen[buyer] == good and price != least.prices[good]) or table.level(buyer, good, part.prices) < own[buyer]:
                wrong.append("menus")
    return wrong


def run_block(seed: int, block: int) -> Counter[str]:
    """The figures of one block of markets."""
    random = Random(f"walrasian routes {seed} {block}")
    figures: Counter[str] = Counter()
    for _ in range(_BLOCK):
        document = random_market(random)
        wrong = complaints(setting(market_from_document(document)), Market(document))
        figures["markets"] += 1
        if wrong:
            figures["disagreements"] += 1
            print("disagreement:", wrong, json.dumps(document), flush=True)
    return figures


if __name__ == "__main__":
    run_blocks(__doc__, run_block, _BLOCK, 100_000)
