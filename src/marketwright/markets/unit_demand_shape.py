"""From the boundary models of unit-demand markets to a market, its meaning not checked yet.

Imports pydantic: reached only through `markets.shape`.
"""

from marketwright.markets.unit_demand import (
    BorrowingPreference,
    IncomePreference,
    LevelsPreference,
    Preference,
    QuadraticCostPreference,
    QuasilinearPreference,
    SinhCostPreference,
    SoftBudgetPreference,
    TanhPreference,
    UnitDemandBuyer,
    UnitDemandMarket,
)
from marketwright.markets.unit_demand_models import (
    BorrowingModel,
    IncomeModel,
    LevelMapModel,
    LevelsModel,
    PreferenceModel,
    QuadraticCostModel,
    QuasilinearModel,
    SinhCostModel,
    SoftBudgetModel,
    TanhModel,
    UnitDemandMarketModel,
)
from marketwright.piecewise import PiecewiseLinear


def unchecked_unit_demand_market(model: UnitDemandMarketModel) -> UnitDemandMarket:
    """The market that the document spells."""
    return UnitDemandMarket(
        goods=tuple(model.goods),
        buyers=tuple(UnitDemandBuyer(name=buyer.name, preference=_preference(buyer.preference), forbidden=tuple(buyer.forbidden)) for buyer in model.buyers),
        seller_values=model.seller_values,
        reserve_prices=model.reserve_prices,
        entry_fee=model.entry_fee,
        title=model.title if "title" in model.model_fields_set else None,
        source=model.source if "source" in model.model_fields_set else None,
    )


def _preference(model: PreferenceModel) -> Preference:
    match model:
        case QuasilinearModel(values=values):
            return QuasilinearPreference(values=values)
        case BorrowingModel(values=values, cash=cash, rate=rate):
            return BorrowingPreference(values=values, cash=cash, rate=rate)
        case SoftBudgetModel(values=values, budget=budget, steepness=steepness):
            return SoftBudgetPreference(values=values, budget=budget, steepness=steepness)
        case IncomeModel(wealth=wealth, quality=quality, cap=cap):
            return IncomePreference(wealth=wealth, quality=quality, cap=cap)
        case LevelsModel(levels=levels):
            return LevelsPreference(levels={good: _level_map(level_map) for good, level_map in levels.items()})
        case QuadraticCostModel(values=values, rho=rho):
            return QuadraticCostPreference(values=values, rho=rho)
        case SinhCostModel(values=values, k=k):
            return SinhCostPreference(values=values, k=k)
        case TanhModel(values=values, alpha=alpha, beta=beta):
            return TanhPreference(values=values, alpha=alpha, beta=beta)


def _level_map(model: LevelMapModel) -> PiecewiseLinear:
    return PiecewiseLinear(points=tuple(model.points), left=model.left, right=model.right)
