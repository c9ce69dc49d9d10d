"""The shape of a market document, checked by pydantic; what it finds is said by `markets.shape_errors`.

Imports pydantic: reached only through `markets.document.market_from_document`.
"""

from collections.abc import Mapping

from pydantic import ValidationError

from marketwright.markets.bayesian_models import BayesianMarketModel
from marketwright.markets.bayesian_shape import bayesian_market_of
from marketwright.markets.bundle import (
    AdditiveValues,
    AssignmentValues,
    Bid,
    BundleMarket,
    Buyer,
    OrOfXorValues,
    OrValues,
    TableValues,
    UnitDemandValues,
    Values,
    XorValues,
)
from marketwright.markets.divisible_models import DivisibleMarketModel
from marketwright.markets.divisible_shape import unchecked_divisible_market
from marketwright.markets.kinds import Market
from marketwright.markets.models import (
    AdditiveModel,
    AssignmentModel,
    BidModel,
    BuyerModel,
    MarketModel,
    OrModel,
    OrOfXorModel,
    TableBidModel,
    TableModel,
    UnitDemandModel,
    XorModel,
)
from marketwright.markets.shape_errors import translated
from marketwright.markets.unit_demand_models import UnitDemandMarketModel
from marketwright.markets.unit_demand_shape import unchecked_unit_demand_market


def unchecked_market(document: Mapping[str, object]) -> Market:
    """The market that a document of a known kind spells, its shape checked and its meaning not yet.

    Raises: `MarketError` M101 to M103, M107, M115, M116, M122, M127 (shape), and those of `markets.bayesian_shape`; `NumberError` N101 to N103.
    """
    try:
        match document["kind"]:
            case "unit-demand":
                return unchecked_unit_demand_market(UnitDemandMarketModel.model_validate(document))
            case "divisible":
                return unchecked_divisible_market(DivisibleMarketModel.model_validate(document))
            case "bayesian":
                return bayesian_market_of(BayesianMarketModel.model_validate(document))
            case _:
                return _bundle_market(MarketModel.model_validate(document))
    except ValidationError as error:
        raise translated(error) from None


def _bundle_market(model: MarketModel) -> BundleMarket:
    return BundleMarket(
        goods=tuple(model.goods),
        buyers=tuple(_buyer(buyer) for buyer in model.buyers),
        reserve_prices=model.reserve_prices,
        title=model.title if "title" in model.model_fields_set else None,
        source=model.source if "source" in model.model_fields_set else None,
    )


def _buyer(model: BuyerModel) -> Buyer:
    return Buyer(name=model.name, values=_values(model))


def _values(model: BuyerModel) -> Values:
    match model.values:
        case XorModel(bids=bids):
            return XorValues(bids=_bids(bids))
        case OrModel(bids=bids):
            return OrValues(bids=_bids(bids))
        case OrOfXorModel(groups=groups):
            return OrOfXorValues(groups=tuple(_bids(group) for group in groups))
        case TableModel(bids=bids):
            return TableValues(bids=_bids(bids), free_disposal="free_disposal" in model.values.model_fields_set)
        case AdditiveModel(values=amounts):
            return AdditiveValues(values=amounts)
        case UnitDemandModel(values=amounts):
            return UnitDemandValues(values=amounts)
        case AssignmentModel(positions=positions):
            return AssignmentValues(positions=tuple(positions))


def _bids(models: list[BidModel] | list[TableBidModel]) -> tuple[Bid, ...]:
    return tuple(Bid(bundle=tuple(model.bundle), value=model.value) for model in models)
