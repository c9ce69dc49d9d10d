"""Parts of certificates of the room.

*Source.* `docs/formats/walrasian.md` (equilibrium parts, dual numbers).
"""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from marketwright.answers.answer import plain
from marketwright.markets.unit_demand import UnitDemandMarket
from marketwright.solvers.matching.extreme import Proved
from marketwright.walrasian.outcome import named, named_pointers
from marketwright.walrasian.setting import Bundle, Setting


def equilibrium_part(here: Setting, proved: Proved) -> dict[str, Any]:
    """An equilibrium part of a certificate: prices, allocation, pointers."""
    prices = dict(zip(here.market.goods, proved.prices, strict=True))
    return {"prices": plain(prices), "allocation": named(here, proved.held), "pointers": named_pointers(here, proved)}


def named_duals(market: UnitDemandMarket, buyers: Sequence[Fraction], goods: Sequence[Fraction]) -> dict[str, Any]:
    """Dual numbers of buyers and goods, by name."""
    names = [buyer.name for buyer in market.buyers]
    numbers: Mapping[str, Any] = {"buyers": dict(zip(names, buyers, strict=True)), "goods": dict(zip(market.goods, goods, strict=True))}
    return {side: plain(entries) for side, entries in numbers.items()}


def named_bundles(here: Setting, bundles: Sequence[Bundle]) -> dict[str, dict[str, Any]]:
    """Buyer -> good or None and payment, by name."""
    return {buyer.name: named_bundle(here, bundle) for buyer, bundle in zip(here.market.buyers, bundles, strict=True)}


def named_bundle(here: Setting, bundle: Bundle) -> dict[str, Any]:
    """Good or None, by name, and payment."""
    good, payment = bundle
    return {"good": None if good is None else here.market.goods[good], "payment": payment}
