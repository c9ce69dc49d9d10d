"""Sums that an answer leaves out because they would be too long to be written, added up again for the reader.

The revenue of a hundred bidders may need ten thousand digits although no payment does.  Reports show six of them, so a sum rounded to thirty decimals serves.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from fractions import Fraction
from typing import Any

from marketwright.reports.answered import AnsweredMarket

DECIMALS = 30
SUMS = {"revenue": "payments", "vickrey_revenue": "vickrey_payments"}
"""Which numbers are sums of which."""

Told = list[Any]


def with_sums(tell: Callable[[AnsweredMarket, int], Told], too_long: Told) -> Callable[[AnsweredMarket, int], Told]:
    """The same report of answers with their sums, or a sentence in its place where other numbers are left out too."""

    def told(answered: AnsweredMarket, width: int) -> Told:
        outcome = answered.document["outcome"]
        if not _complete(answered, outcome):
            return too_long
        return tell(replace(answered, document={**answered.document, "outcome": _summed(outcome)}), width)

    return told


def _complete(answered: AnsweredMarket, outcome: Mapping[str, Any]) -> bool:
    """Whether nothing but sums is left out of prices, bundles, payments and payoffs."""
    goods, allocation = set(answered.divisible.goods), outcome.get("allocation", {})
    bundles = [*allocation.values(), *([outcome["price"]] if "price" in outcome else [])]
    amounts = [outcome[key] for key in (*SUMS.values(), "payoffs") if key in outcome]
    auctions, deviations = outcome.get("auctions", ()), outcome.get("deviations", {}).values()
    if not all({"price", "revenue"} <= set(auction) and set(allocation) <= set(auction["payments"]) & set(auction["allocation"]) for auction in auctions):
        return False
    if not all("gain" in entry and set(entry["theta"]) == set(entry["bundle"]) == goods for entry in deviations):
        return False
    return all(set(bundle) == goods for bundle in bundles) and all(set(allocation) <= set(part) for part in amounts)


def _summed(outcome: Mapping[str, Any]) -> dict[str, Any]:
    found = dict(outcome)
    for key, parts in SUMS.items():
        if parts in outcome and key not in outcome:
            found[key] = _total(outcome[parts].values())
    payoffs = outcome.get("payoffs", {})
    if payoffs and "auctioneer" not in payoffs:
        owed = found.get("revenue", Fraction(str(outcome.get("welfare", 0))) - Fraction(_total(payoffs.values())))
        found["payoffs"] = {**payoffs, "auctioneer": owed}
    if payoffs and "payments" in outcome and "welfare" not in outcome:
        found["welfare"] = _total(found["payoffs"].values())
    return found


def _total(amounts: Iterable[Any]) -> str:
    exact = sum((Fraction(str(amount)) for amount in amounts), Fraction(0))
    return str(round(exact, DECIMALS))
