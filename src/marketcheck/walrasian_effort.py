"""How much work a check of the room `walrasian` will be, in the steps of `effort`."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from marketcheck.effort import WORD, parts_of
from marketcheck.preferences import ByCost, ByLevels, Income, Preference
from marketcheck.smooth import LRU_TABLES, Decimals
from marketcheck.unit_demand import UnitMarket
from marketcheck.walrasian_efficient import MAX_MENUS

FACTORS = {"walrasian/efficient": 70, "walrasian/properties": 90, "walrasian/manipulate": 140, "walrasian/counterexample": 70}
"""What is added per buyer and good: payments of their own for every buyer, desirable goods, willingness to pay."""
SLOW, TABLED = 200, 700


def walrasian_steps(market: UnitMarket, answer: Mapping[str, Any], answer_text: str) -> int:
    """Returns an upper bound, in order of magnitude, on the steps of a check, before anything is verified.

    *Meaning*: characters to read + levels of all pairs of a buyer and a good + searches among ties. Long prices count more, by the square of their length.
    """
    goods, buyers = len(market.goods), len(market.buyers)
    levels = sum(len(preference.goods) * (SLOW if market.smooth else _steps(preference)) for preference in market.preferences)
    tables = {(type(preference), preference.parameter) for preference in market.preferences if isinstance(preference, Decimals)}
    several = sum(isinstance(preference, Decimals) for preference in market.preferences) if len(tables) > LRU_TABLES else len(tables)
    work = levels + TABLED * several * goods + FACTORS.get(answer["rule"], 4) * (goods + 1) * (buyers + 1)
    if answer["rule"] == "walrasian/properties" and market.pairs <= MAX_MENUS:
        work += market.pairs * (SLOW * market.pairs + 100 * (goods + buyers))
    numbers = [*parts_of({**answer, "outcome": {**answer["outcome"], "revenue": 0, "net_revenue": 0}, "market": 0}, Fraction)]
    longest = max((max(number.numerator.bit_length(), number.denominator.bit_length()) for number in numbers), default=0)
    together = sum(denominator.bit_length() for denominator in {number.denominator for number in numbers})
    sums = 60 * len(numbers) * (1 + together // WORD) * (1 + longest // WORD)
    search = 20 * (min(goods, buyers) + 4) * (1 + goods // WORD) + 2 * buyers
    if answer["rule"] == "walrasian/manipulate" or answer["parameters"].get("tie_rule") == "lexicographic":
        work += 2 * goods * search
    if "cap" in answer.get("input", {}):
        work += _listing(market, answer, search)
    return 4 * (len(answer_text) + len(market.canonical)) + sums + work * (1 + longest // WORD) ** 2


def _steps(preference: Preference) -> int:
    """Returns what the level of a good takes."""
    return 10 if isinstance(preference, ByCost | Income) else 40 if isinstance(preference, ByLevels) else SLOW


def _listing(market: UnitMarket, answer: Mapping[str, Any], search: int) -> int:
    """Returns what the list of allocations takes: a search for each good from the first that differs from the allocation before."""
    goods, work, before = market.goods, 0, list[str]()
    for stated in (*answer["outcome"].get("allocations", ()), {}):
        holders = {good: name for name, good in stated.items()}
        now = [holders.get(good, "") for good in goods]
        same = next((k for k, (left, right) in enumerate(zip(before, now, strict=False)) if left != right), 0)
        work += (len(goods) - same) * search + 10 * (len(goods) + len(market.buyers)) * (1 + len(goods) // WORD)
        before = now
    return work
