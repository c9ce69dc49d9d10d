"""Second inputs about unit-demand markets: prices of goods, one position for each buyer, bundles, shares.

*Source.* `docs/formats/input.md`.
"""

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any

from marketwright.errors import SecondInputError
from marketwright.exact import canonical_number, number_text
from marketwright.input_parts import by_buyer, by_good, exact_number, least_zero, meant, told
from marketwright.markets.unit_demand import UnitDemandMarket

AGAINST = ("pay-as-bid", "maximum", "minimum")
"""The rules that `walrasian/manipulate` tries misreports against."""
BUNDLES_SHAPE = '{buyer: {"good": good or null, "payment": number}, ...}'

Positions = dict[str, str | None]


def _prices(entries: Any, market: UnitDemandMarket) -> dict[str, int | str]:
    """A price of at least 0 for every good."""
    named = _by_good(entries, market, "prices")
    return {good: canonical_number(least_zero(named[good], f"input.prices.{good}")) for good in market.goods}


def _shares(entries: Any, market: UnitDemandMarket) -> dict[str, int | str]:
    """A number for every good."""
    named = _by_good(entries, market, "shares")
    return {good: canonical_number(exact_number(named[good], f"input.shares.{good}")) for good in market.goods}


def _allocation(entries: Any, market: UnitDemandMarket) -> Positions:
    """A position for every buyer, and no good twice."""
    named = by_buyer(entries, market, "allocation", "{buyer: good or null, ...}", "null for a buyer who gets nothing")
    return _positions(named, market, "input.allocation.{}")


def _bundles(entries: Any, market: UnitDemandMarket) -> dict[str, Any]:
    """A position and a payment for every buyer, and no good twice."""
    named = by_buyer(entries, market, "bundles", BUNDLES_SHAPE, '{"good": null, "payment": 0} for a buyer who gets and pays nothing')
    for name, entry in named.items():
        if not isinstance(entry, Mapping) or set(entry) != {"good", "payment"}:
            shape = '{"good": good or null, "payment": number}'
            raise SecondInputError("I104", f"input.bundles.{name}", "not a bundle", shape, "write both keys and no others")
    goods = _positions({name: entry["good"] for name, entry in named.items()}, market, "input.bundles.{}.good")
    return {
        name: {"good": good, "payment": canonical_number(exact_number(named[name]["payment"], f"input.bundles.{name}.payment"))} for name, good in goods.items()
    }


def _against(value: Any, _market: UnitDemandMarket) -> str:
    """The rule that misreports are tried against."""
    if value not in AGAINST:
        raise SecondInputError("I125", "input.against", told(value), " or ".join(AGAINST), "choose one of them")
    return str(value)


UNIT_DEMAND_PARTS: Mapping[str, Callable[[Any, Any], Any]] = {
    "prices": _prices,
    "shares": _shares,
    "allocation": _allocation,
    "bundles": _bundles,
    "against": _against,
}
"""The readers of keys that mean something of their own in unit-demand markets."""


def refuse_odd_parts(parts: Mapping[str, Any]) -> None:
    """Nothing, if the shares of all sellers are together what the buyers of the bundles pay.

    Raises: `SecondInputError` I124.
    """
    if "shares" not in parts or "bundles" not in parts:
        return
    shares = sum(map(Fraction, parts["shares"].values()), Fraction())
    payments = sum((Fraction(bundle["payment"]) for bundle in parts["bundles"].values()), Fraction())
    if shares != payments:
        given = f"shares of {number_text(shares)}, and payments of {number_text(payments)}"
        raise SecondInputError("I124", "input.shares", given, "shares that are together what the buyers pay", "share out exactly that")


def _by_good(entries: Any, market: UnitDemandMarket, key: str) -> Mapping[str, Any]:
    """The entries, which name every good of the market and nothing else."""
    return by_good(entries, market.goods, f"input.{key}", f"{key} of every good")


def _positions(named: Mapping[str, Any], market: UnitDemandMarket, place: str) -> Positions:
    """The positions in market order; each is one that the buyer may have, and no good stands twice."""
    known = dict.fromkeys(market.goods)
    holder: dict[str, str] = {}
    for buyer in market.buyers:
        good, where = named[buyer.name], place.format(buyer.name)
        if good is None:
            continue
        if not isinstance(good, str):
            raise SecondInputError("I104", where, "not a good", '"A", or null for nothing', "write one good: every buyer gets at most one")
        if good not in known:
            raise SecondInputError("I105", where, f"unknown good {good!r}", "goods of the market", meant(good, known))
        if good in buyer.forbidden:
            raise SecondInputError("I123", where, f"{good!r}, which is forbidden to {buyer.name!r}", "goods that he may have, or null", "choose another")
        if good in holder:
            raise SecondInputError("I113", where, f"{good!r} also for {holder[good]!r}", "every good at most once", "leave it to one of them")
        holder[good] = buyer.name
    return {buyer.name: named[buyer.name] for buyer in market.buyers}
