"""Alliances, shops, support and coherence on many random small economies, compared with brute force.

    python benchmarks/shop_soak.py --markets 10000 --seed 1 --processes 2

Each economy is asked one question by turns: `prices/alliances` under one of the three stop rules (rounds, partition, prices, payments, own price lists),
`prices/shop` (worst, best, every claim, the catalogue, replayed runs), `prices/support`, `prices/coherence`.  The comparisons are those of the tests in
`tests/pricing`; every answer has been accepted by `marketcheck` inside `solve`.
"""

import sys
import traceback
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from random import Random

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.blocks import run_blocks
from tests.pricing import test_alliances, test_shop
from tests.pricing_markets import random_economy
from tests.pricing_oracle import STOPS

_TURNS: tuple[tuple[str, Callable[[int], None]], ...] = (
    ("prices/shop", test_shop.test_a_small_shop_is_what_brute_force_finds),
    ("prices/support", test_shop.test_support_is_what_brute_force_finds),
    ("prices/coherence", test_shop.test_coherence_is_what_brute_force_finds),
)


def run_block(seed: int, block: int) -> Counter[str]:
    """The figures of one block: as many economies for the alliances as for the three other rules together."""
    figures: Counter[str] = Counter()
    random = Random(f"shop soak {seed} {block}")

    def compared(name: str, count: int, comparison: Callable[[], object]) -> None:
        figures[name] += count
        try:
            comparison()
        except Exception:  # a disagreement is counted and told, and the soak goes on
            figures["disagreements"] += 1
            print(f"{name}, block {block}:", traceback.format_exc(), flush=True)

    for name, comparison in _TURNS:
        compared(name, test_shop.ROUNDS, lambda comparison=comparison: comparison(random.randrange(10**9)))  # type: ignore[misc]
    for _ in range(3 * test_shop.ROUNDS):
        stop, economy = random.choice(STOPS), random_economy(random)
        compared(f"prices/alliances {stop}", 1, lambda economy=economy, stop=stop: test_alliances.assert_as_by_brute_force(economy, stop))  # type: ignore[misc]
    return figures


if __name__ == "__main__":
    run_blocks(__doc__, run_block, 6 * test_shop.ROUNDS, 10_000)
