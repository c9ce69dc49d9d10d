"""From the boundary models of divisible markets to a market, its meaning not checked yet.

Imports pydantic: reached only through `markets.shape`.
"""

from fractions import Fraction

from marketwright.markets.divisible import (
    DivisibleBidder,
    DivisibleMarket,
    DivisibleValues,
    ExponentialValues,
    LogCoshValues,
    LogisticValues,
    Matrix,
    QuadraticValues,
    Vector,
)
from marketwright.markets.divisible_models import DivisibleMarketModel, ExponentialModel, LogCoshModel, LogisticModel, QuadraticModel, ValuesModel


def unchecked_divisible_market(model: DivisibleMarketModel) -> DivisibleMarket:
    """The market that the document spells."""
    return DivisibleMarket(
        goods=tuple(model.goods),
        quantity=tuple(model.quantity),
        bidders=tuple(DivisibleBidder(name=bidder.name, values=_values(bidder.values)) for bidder in model.bidders),
        title=model.title if "title" in model.model_fields_set else None,
        source=model.source if "source" in model.model_fields_set else None,
    )


def _values(model: ValuesModel) -> DivisibleValues:
    endowment = tuple(model.endowment) if "endowment" in model.model_fields_set else None
    match model:
        case QuadraticModel():
            return QuadraticValues(theta=tuple(model.theta), matrix=_matrix(model.S), endowment=endowment)
        case LogCoshModel():
            return LogCoshValues(
                theta=tuple(model.theta),
                matrix=_matrix(model.S),
                alpha=tuple(model.alpha),
                beta=tuple(model.beta),
                packages=_packages(model),
                endowment=endowment,
            )
        case ExponentialModel():
            return ExponentialValues(scale=tuple(model.A), rate=tuple(model.B), packages=_packages(model), endowment=endowment)
        case LogisticModel():
            return LogisticValues(scale=tuple(model.A), rate=tuple(model.B), offset=tuple(model.C), packages=_packages(model), endowment=endowment)


def _packages(model: LogCoshModel | ExponentialModel | LogisticModel) -> Matrix | None:
    return _matrix(model.packages) if "packages" in model.model_fields_set else None


def _matrix(rows: list[list[Fraction]]) -> tuple[Vector, ...]:
    return tuple(tuple(row) for row in rows)
