"""Boundary models of market documents of the kind `divisible`."""

from typing import Annotated, Literal

from pydantic import BeforeValidator, FailFast, Field
from pydantic_core import PydanticCustomError

from marketwright.markets.divisible_validation import MAX_BIDDERS, MAX_DIVISIBLE_GOODS
from marketwright.markets.models import Model, Name, Number, SignedNumber


def _narrow(value: object) -> object:
    """The value, unless it is a list that is too long for every market: nothing in it is read then."""
    if isinstance(value, list) and len(value) > MAX_DIVISIBLE_GOODS:
        raise PydanticCustomError("too_wide", "too many entries", {"most": MAX_DIVISIBLE_GOODS})
    return value


_ONE_FOR_EACH_GOOD = Field(json_schema_extra={"minItems": 1, "maxItems": MAX_DIVISIBLE_GOODS})

VectorModel = Annotated[list[SignedNumber], FailFast(), _ONE_FOR_EACH_GOOD, BeforeValidator(_narrow)]
PositiveModel = Annotated[list[Number], FailFast(), _ONE_FOR_EACH_GOOD, BeforeValidator(_narrow)]
MatrixModel = Annotated[list[VectorModel], FailFast(), _ONE_FOR_EACH_GOOD, BeforeValidator(_narrow)]


class QuadraticModel(Model):
    """Quadratic utility of quantities of goods."""

    type: Literal["quadratic"]
    theta: VectorModel
    S: MatrixModel
    endowment: VectorModel = Field(default_factory=list)


class LogCoshModel(Model):
    """Quadratic utility, and marginal utility of packages that falls by a bounded amount more."""

    type: Literal["log-cosh"]
    theta: VectorModel
    S: MatrixModel
    alpha: PositiveModel
    beta: PositiveModel
    packages: MatrixModel = Field(default_factory=list)
    endowment: VectorModel = Field(default_factory=list)


class ExponentialModel(Model):
    """Marginal utility of packages that falls exponentially."""

    type: Literal["exponential"]
    A: PositiveModel
    B: PositiveModel
    packages: MatrixModel = Field(default_factory=list)
    endowment: VectorModel = Field(default_factory=list)


class LogisticModel(Model):
    """Marginal utility of packages that falls along a logistic curve."""

    type: Literal["logistic"]
    A: PositiveModel
    B: PositiveModel
    C: VectorModel
    packages: MatrixModel = Field(default_factory=list)
    endowment: VectorModel = Field(default_factory=list)


ValuesModel = QuadraticModel | LogCoshModel | ExponentialModel | LogisticModel


class BidderModel(Model):
    """A named bidder and his values."""

    name: Name
    values: Annotated[ValuesModel, Field(discriminator="type")]


class DivisibleMarketModel(Model):
    """A market document of the kind `divisible`."""

    format: Literal["marketwright.market/1"]
    kind: Literal["divisible"]
    title: str = ""
    source: str = ""
    goods: Annotated[list[Name], FailFast(), Field(min_length=1, max_length=MAX_DIVISIBLE_GOODS, json_schema_extra={"uniqueItems": True})]
    quantity: VectorModel
    bidders: Annotated[list[BidderModel], FailFast(), Field(min_length=1, max_length=MAX_BIDDERS)]
