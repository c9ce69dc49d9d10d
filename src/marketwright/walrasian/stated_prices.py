"""The rule `walrasian/test`: what is wrong with stated prices, or a proof that nothing is.

*Source.* `docs/formats/walrasian.md`; paper 003, section 2 and Fact 4; spec walrasian 2.
"""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from marketwright.answers.answer import Finding, Result
from marketwright.markets.unit_demand import UnitDemandMarket
from marketwright.questions import Question
from marketwright.solvers.matching.confirm import near_positions
from marketwright.solvers.matching.demands import Demands
from marketwright.solvers.matching.hall import ObjectSet, PointerForest, over_demanded, under_demanded, weakly_under_demanded
from marketwright.solvers.matching.table import Table
from marketwright.walrasian.setting import Setting, setting


def stated_prices(market: UnitDemandMarket, question: Question) -> Result:
    """Everybody's demand at the prices, sets that are over- or under-demanded, and whether an allocation is an equilibrium there."""
    asked = question.input or {}
    here = setting(market)
    prices = tuple(Fraction(asked["prices"][good]) for good in market.goods)
    demands = demands_at(here.table, prices)
    competitive = frozenset(good for good, reserve in enumerate(here.table.reserves) if prices[good] > reserve)
    over, under, weakly = over_demanded(demands), under_demanded(demands, competitive), weakly_under_demanded(demands, competitive)
    low = [good for good, reserve in enumerate(here.table.reserves) if prices[good] < reserve]
    supported = not low and not isinstance(over, ObjectSet) and not isinstance(under, ObjectSet)
    findings = [
        _verdict("reserves-met", None if not low else {"good": market.goods[low[0]]}),
        *(_set_finding(f"{name}-demanded-set", found, market) for name, found in (("over", over), ("under", under), ("weakly-under", weakly))),
        Finding(claim="equilibrium-prices", holds=supported, grade="proved"),
        Finding(claim="minimum-prices", holds=supported and not isinstance(weakly, ObjectSet), grade="proved"),
    ]
    positions = (*market.goods, None)
    outcome: dict[str, Any] = {"prices": dict(zip(market.goods, prices, strict=True))}
    if "allocation" in asked:
        outcome["allocation"] = asked["allocation"]
        findings.append(_verdict("equilibrium", _complaint(here, prices, demands, asked["allocation"])))
    outcome["demands"] = {buyer.name: [positions[good] for good in demands.goods[i]] + [None] * demands.null[i] for i, buyer in enumerate(market.buyers)}
    return Result(outcome=outcome, findings=tuple(findings), certificate=_certificate(market, over, under, weakly), parameters={})


def demands_at(table: Table, prices: Sequence[Fraction]) -> Demands:
    """Everybody's demand at any prices."""
    goods, null = list[tuple[int, ...]](), list[bool]()
    for row, near in zip(table.rows, near_positions(table, prices), strict=True):
        ranks = {good: row.rank(good, prices[good]) for good in near}
        nothing = row.rank(None, Fraction())
        least = min([nothing, *ranks.values()])
        goods.append(tuple(good for good in near if ranks[good] == least))
        null.append(nothing == least)
    return Demands(table.objects, tuple(goods), tuple(null))


def _verdict(claim: str, witness: Mapping[str, Any] | None) -> Finding:
    """That the claim holds, or does not because of a witness."""
    return Finding(claim=claim, holds=witness is None, grade="proved", details={} if witness is None else {"witness": witness})


def _set_finding(claim: str, found: object, market: UnitDemandMarket) -> Finding:
    if not isinstance(found, ObjectSet):
        return Finding(claim=claim, holds=False, grade="proved")
    witness = {"goods": [market.goods[good] for good in found.objects], "buyers": [market.buyers[agent].name for agent in found.agents]}
    return Finding(claim=claim, holds=True, grade="proved", details={"witness": witness})


def _complaint(here: Setting, prices: Sequence[Fraction], demands: Demands, allocation: Mapping[str, str | None]) -> dict[str, Any] | None:
    """A good at a wrong price, or a buyer with a better position; None if there is neither."""
    market = here.market
    numbers = {good: number for number, good in enumerate(market.goods)}
    held = [None if (good := allocation[buyer.name]) is None else numbers[good] for buyer in market.buyers]
    sold = frozenset(held)
    for number, reserve in enumerate(here.table.reserves):
        if prices[number] < reserve or (prices[number] > reserve and number not in sold):
            return {"good": market.goods[number]}
    for buyer, position, goods, null in zip(market.buyers, held, demands.goods, demands.null, strict=True):
        if not (null if position is None else position in goods):
            return {"buyer": buyer.name, "better": None if null else market.goods[goods[0]]}
    return None


def _certificate(
    market: UnitDemandMarket, over: ObjectSet | dict[int, int], under: ObjectSet | dict[int, int], weakly: ObjectSet | PointerForest
) -> dict[str, dict[str, str]]:
    """What shows that there is no such set, for each of the three that there is not."""
    certificate: dict[str, dict[str, str]] = {}
    if not isinstance(over, ObjectSet):
        certificate["captives"] = {market.buyers[agent].name: market.goods[good] for agent, good in over.items()}
    holders = weakly.holders if isinstance(weakly, PointerForest) else under
    if not isinstance(holders, ObjectSet):
        certificate["holders"] = {market.goods[good]: market.buyers[agent].name for good, agent in holders.items()}
    if isinstance(weakly, PointerForest):
        certificate["pointers"] = {market.goods[good]: market.buyers[agent].name for good, agent in weakly.pointers.items()}
    return certificate
