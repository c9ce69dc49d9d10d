"""The rule `prices/shop`: what happens when customers come one after the other and buy what they like best at posted prices, or order it from a catalogue.

*Meaning.* Small markets are explored whole.  Of larger ones some orders are drawn, and only what a run shows, or what a theorem says of equilibrium prices,
is claimed: at an equilibrium every order can end efficiently, and always does if the prices are strict.

*Source.* spec pricing 5 (F7); `docs/formats/pricing.md` (The shop).
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from marketwright.answers.answer import Finding, Result, plain
from marketwright.certificates.bounds import bound_document, grade, with_bounds, worst_grade
from marketwright.coalitions.worths import Worth
from marketwright.errors import SecondInputError
from marketwright.markets.bundle import BundleMarket
from marketwright.pricing.allocations import EfficientAllocations, default_cap
from marketwright.pricing.conditions import Conditions
from marketwright.pricing.economy import Economy, FullAllocation
from marketwright.pricing.posted import supports_finding
from marketwright.pricing.prices import Names, allocation_document
from marketwright.pricing.shop import TABLED_UP_TO, Exploration, Explored, Run, Shop, catalogue, sampled
from marketwright.pricing.stated import Stated, stated
from marketwright.pricing.support import SupportingPrices
from marketwright.pricing.support_rule import Efficiency, efficiency, posted_prices, welfare_of
from marketwright.questions import Question

EXPLORED_UP_TO = 6
"""Markets of up to this many buyers, and of no more goods than are tabled, are explored whole."""
SAMPLES = 100
"""How many orders are drawn where the input does not say."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """The shop, the efficient worth as far as it is known, and what is found before anybody arrives."""

    shop: Shop
    best: Worth
    efficient: Efficiency
    supports: Finding
    strict: Finding

    @property
    def equilibrium(self) -> bool:
        """Whether the prices are proved to support an efficient allocation."""
        return self.best.exact and bool(self.efficient.finding.holds and self.supports.holds)

    def resting(self, claim: str, *, holds: bool, grade_if_true: str = "recomputed", **details: Any) -> Finding:
        """A finding that compares with the greatest worth of all."""
        if not self.best.exact:
            return Finding(claim=claim, holds=None, grade="unproven")
        return Finding(claim=claim, holds=holds, grade=worst_grade(grade_if_true, grade(self.best.bound)) if holds else "recomputed", details=details)


def shop_rule(market: BundleMarket, question: Question) -> Result:
    """The rule `prices/shop`.

    Raises: `SecondInputError` I101, I116 to I119.

    Cost: one winner determination; linear programs where no prices are given; for a small market at most 3^goods steps for each beginning of an order, for
    another a look at every option for each customer of each sample.
    """
    economy, raw = Economy(market, question.limits), question.input or {}
    given, best = stated(economy, raw), economy.clearing.worth()
    enforced: bool = raw.get("enforce", True)
    allocation, given = _with_prices(economy, given, best)
    if given.scheme == "any" and not enforced:  # who may come again pays the sum of what he takes
        given = replace(given, scheme="all" if given.table is not None else "eff")
    posted = posted_prices(economy, given, allocation)
    shop = Shop(posted)
    setting = Setting(
        shop=shop,
        best=best,
        efficient=efficiency(economy, allocation, best),
        supports=supports_finding(posted),
        strict=_strict(shop),
    )
    small = economy.goods <= TABLED_UP_TO and len(economy.names) <= EXPLORED_UP_TO
    whole = small and "samples" not in raw
    parameters = {"scheme": raw["scheme"], "enforce": enforced, "samples": 0 if whole else raw.get("samples", SAMPLES), "seed": raw.get("seed", 0)}
    outcome: dict[str, Any] = {"allocation": allocation_document(economy, allocation), "welfare": welfare_of(economy, allocation)}
    if given.prices is not None:
        outcome["prices"] = Names(economy, Conditions(economy, allocation, given.scheme)).prices(given.prices)
    if best.exact:
        outcome["worth"] = best.value
    found = Exploration(shop).explore(best.value) if whole else sampled(shop, parameters["samples"], parameters["seed"])
    more, findings = (_explored if whole else _sampled)(setting, found)
    proof = {"uses": list(best.uses), "bound": bound_document(best.bound)} if best.exact else setting.efficient.proof
    return Result(
        outcome=outcome | {"worst": _run_document(economy, found.worst), "best": _run_document(economy, found.best)} | more,
        findings=(setting.efficient.finding, setting.supports, *findings),
        certificate=with_bounds(economy.clearing.rows, **proof),
        parameters=parameters,
    )


def _with_prices(economy: Economy, given: Stated, best: Worth) -> tuple[FullAllocation, Stated]:
    """The allocation and the prices: the input's, or the efficient allocation found first and the most strict prices that support it.

    Raises: `SecondInputError` I119.
    """
    allocations = EfficientAllocations(economy, best, default_cap(economy))
    if given.prices is not None or given.table is not None:
        return given.allocation or allocations.first(), given
    if given.allocation is not None:
        candidates = [given.allocation]
    else:
        candidates = [allocations.first()]
        if best.exact and given.scheme != "good":  # item prices support all efficient allocations or none
            candidates.extend(allocations.others())
    for allocation in candidates:
        region = SupportingPrices(Conditions(economy, allocation, given.scheme))
        if region.contradiction() is None:
            return allocation, replace(given, prices=region.margin.prices)
    what = "the given allocation" if given.allocation is not None else "the efficient allocation" if len(candidates) == 1 else "any efficient allocation found"
    remedy = "add prices" if given.scheme == "any" else "add prices, or choose scheme any"
    raise SecondInputError("I119", "input", f"no prices, and none of scheme {given.scheme} support {what}", "prices to be posted", remedy)


def _strict(shop: Shop) -> Finding:
    several = shop.two_favourites()
    if several is None:
        return Finding(claim="strict", holds=True, grade="recomputed")
    buyer, *bundles = several
    witness = {"buyer": shop.economy.names[buyer], "bundles": [shop.economy.goods_of(bundle) for bundle in bundles]}
    return Finding(claim="strict", holds=False, grade="proved", details={"witness": witness})


def _explored(setting: Setting, found: Explored) -> tuple[dict[str, Any], tuple[Finding, ...]]:
    """What all orders and all choices show."""
    goal, economy = setting.best.value, setting.shop.economy
    filled = catalogue(setting.shop.posted)
    stuck: Mapping[str, Any] = {}
    if found.stuck is not None:
        order, most = found.stuck
        stuck = {"witness": {"order": [economy.names[buyer] for buyer in order], "best": most}}
    return {"catalogue": filled}, (
        setting.resting("always-efficient", holds=found.worst.welfare == goal),
        setting.resting("every-order-can", holds=found.stuck is None, **stuck),
        setting.strict,
        setting.resting("catalogue", holds=filled == goal),
    )


def _sampled(setting: Setting, found: Explored) -> tuple[dict[str, Any], tuple[Finding, ...]]:
    """What some runs show, and what holds at every equilibrium."""
    open_claim = {claim: Finding(claim=claim, holds=None, grade="unproven") for claim in ("always-efficient", "every-order-can", "catalogue")}
    proved = {claim: setting.resting(claim, holds=True) for claim in open_claim} if setting.equilibrium else open_claim
    always = open_claim["always-efficient"]
    if found.worst.welfare < setting.best.value:
        always = setting.resting("always-efficient", holds=False)
    elif setting.strict.holds:
        always = proved["always-efficient"]
    filled = {"catalogue": setting.best.value} if setting.equilibrium else {}
    return filled, (always, proved["every-order-can"], setting.strict, proved["catalogue"])


def _run_document(economy: Economy, run: Run) -> dict[str, Any]:
    sales = [{"buyer": economy.names[sale.buyer], "bundle": economy.goods_of(sale.bundle), "price": plain(sale.price)} for sale in run.sales]
    return {"welfare": run.welfare, "sales": sales}
