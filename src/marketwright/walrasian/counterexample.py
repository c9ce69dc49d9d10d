"""The rule `walrasian/counterexample`: buyers for whom the least equilibrium prices are not efficient, as reserve prices are not the seller's values.

*Meaning.* All buyers are the same and hardly want any good but one.  If its reserve price is below the seller's value v, somebody buys it for less than v,
and gives it back for a little money.  If it is above v and no other is below, nobody buys it, and somebody should for a little more than v.

*Source.* `docs/formats/walrasian.md`; paper 003, Proposition 1; spec walrasian 5 and 7 (erratum 3).
"""

from fractions import Fraction
from typing import Any

from marketwright.answers.answer import Finding, Result
from marketwright.errors import UsageError
from marketwright.markets.document import market_document
from marketwright.markets.kinds import unit_demand_market
from marketwright.markets.unit_demand import QuasilinearPreference, UnitDemandBuyer, UnitDemandMarket
from marketwright.markets.validation import validate_market
from marketwright.questions import Question
from marketwright.walrasian.efficiency import net_revenue
from marketwright.walrasian.outcome import Extreme, least
from marketwright.walrasian.parts import named_bundles
from marketwright.walrasian.setting import Bundle, setting

_EFFICIENT, _RATIONAL = "efficient-for-all-preferences", "seller-rational-for-all-preferences"
_BY = {"by": "Proposition 1"}


def counterexample(market: UnitDemandMarket, question: Question) -> Result:
    """A market with the same goods, seller's values and reserve prices whose least equilibrium is dominated; or that there is none.

    Raises: `UsageError` U106 if a limit came first, U117 for a smooth preference; `NumberError` if the market would need numbers that are too fine.
    """
    setting(market)
    good = _odd_good(market)
    if good is None or not market.buyers:
        findings = tuple(Finding(claim=claim, holds=True, grade="proved", details=_BY) for claim in (_EFFICIENT, _RATIONAL))
        return Result(outcome={}, findings=findings, certificate={}, parameters={})
    below = market.reserve_price(good) < market.seller_value(good)
    little = _little(market, good, below=below)
    made = _made(market, good, little, below=below)
    found = least(setting(made), question)
    if found is None:
        raise UsageError("U106", "prices of the counterexample", "a limit came first", "more time", "raise the limit")
    better = _dominating(found, made.goods.index(good), little, below=below)
    _require_better(found, better)
    outcome = found.outcome()
    stated: dict[str, Any] = {
        "good": good,
        "case": "below" if below else "above",
        "market": market_document(made),
        **{key: outcome[key] for key in ("prices", "allocation", "payments")},
        "dominating": named_bundles(found.setting, better),
    }
    loser = next((buyer for buyer, held in outcome["allocation"].items() if held == good), None)
    findings = (
        Finding(claim=_EFFICIENT, holds=False, grade="proved"),
        Finding(claim=_RATIONAL, holds=not below, grade="proved", details={"witness": {"buyer": loser}} if below else _BY),
    )
    return Result(outcome=stated, findings=findings, certificate={"pointers": found.pointers()}, parameters={})


def _odd_good(market: UnitDemandMarket) -> str | None:
    """The first good whose reserve price is below the seller's value; if there is none, the first above it."""
    gaps = {good: market.reserve_price(good) - market.seller_value(good) for good in market.goods}
    return next((good for good, gap in gaps.items() if gap < 0), next((good for good, gap in gaps.items() if gap > 0), None))


def _little(market: UnitDemandMarket, good: str, *, below: bool) -> Fraction:
    """Half of the amount below which the construction works."""
    half = abs(market.reserve_price(good) - market.seller_value(good)) / 2
    if below:
        return half / 2
    return min([half, *(reserve for other in market.goods if (reserve := market.reserve_price(other)) > 0)]) / 2


def _made(market: UnitDemandMarket, good: str, little: Fraction, *, below: bool) -> UnitDemandMarket:
    values = {other: (market.reserve_price(other) if below else 0) + little for other in market.goods}
    values[good] = (market.reserve_price(good) if below else market.seller_value(good)) + 2 * little
    buyers = tuple(UnitDemandBuyer(name=buyer.name, preference=QuasilinearPreference(values=values)) for buyer in market.buyers)
    made = UnitDemandMarket(goods=market.goods, buyers=buyers, seller_values=market.seller_values, reserve_prices=market.reserve_prices)
    return unit_demand_market(validate_market(made))


def _dominating(found: Extreme, good: int, little: Fraction, *, below: bool) -> tuple[Bundle, ...]:
    """Bundles with one buyer's changed: the good is given back, or sold to somebody who has nothing, or to somebody for another one."""
    market, bundles = found.setting.market, list(found.bundles)
    name = market.goods[good]
    if below:
        buyer = found.proved.held.index(good)
        bundles[buyer] = (None, bundles[buyer][1] - market.reserve_price(name) - 2 * little)
    elif None in found.proved.held:
        bundles[found.proved.held.index(None)] = (good, market.seller_value(name) + 2 * little)
    else:
        bundles[0] = (good, market.seller_value(name) + little + bundles[0][1])
    return tuple(bundles)


def _require_better(found: Extreme, better: tuple[Bundle, ...]) -> None:
    here = found.setting
    worse = any(here.level(i, new) > here.level(i, old) for i, (new, old) in enumerate(zip(better, found.bundles, strict=True)))
    if worse or net_revenue(here, better) <= net_revenue(here, found.bundles):
        raise ArithmeticError("the construction of Proposition 1 does not dominate")
