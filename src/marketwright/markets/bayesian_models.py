"""Boundary models of market documents of the kind `bayesian`.

Tables, and the actions that hold them, pass as they are: what they may be depends on the players, so that `markets.bayesian_shape` and
`markets.bayesian_tables` read them, once it is known that there are not too many.
"""

from fractions import Fraction
from typing import Annotated, Literal

from pydantic import ConfigDict, FailFast, Field, PlainValidator, WithJsonSchema
from pydantic_core import PydanticCustomError

from marketwright.markets.bayesian_validation import MAX_PLAYERS
from marketwright.markets.models import NAME_SCHEMA, SIGNED_SCHEMA, Model, Name, amounts

MAX_COALITIONS = 2**MAX_PLAYERS - 1
MAX_BUILDER_GOODS = 10
MAX_PAIRS = (MAX_PLAYERS // 2) ** 2


def _probabilities(value: object) -> dict[str, Fraction]:
    if not isinstance(value, dict):
        raise PydanticCustomError("types_type", "not an object")
    return amounts(value)


def _as_it_is(value: object) -> object:
    return value


def _by_name(entry: dict[str, object], **limits: int) -> dict[str, object]:
    return {"type": "object", "propertyNames": NAME_SCHEMA, "additionalProperties": entry, **limits}


_TABLE_SCHEMA: dict[str, object] = {
    "description": "A number for every profile: an object {profile: number}, or one number for all.",
    "anyOf": [*SIGNED_SCHEMA["anyOf"], {"type": "object", "additionalProperties": SIGNED_SCHEMA, "minProperties": 1}],  # type: ignore[misc]
}
_ACTIONS_SCHEMA = _by_name(_by_name(_TABLE_SCHEMA, minProperties=1), minProperties=1)

Probabilities = Annotated[dict[str, Fraction], PlainValidator(_probabilities), WithJsonSchema(_by_name(SIGNED_SCHEMA, minProperties=1))]
TableModel = Annotated[object, PlainValidator(_as_it_is), WithJsonSchema(_TABLE_SCHEMA)]
Tables = Annotated[object, PlainValidator(_as_it_is), WithJsonSchema(_by_name(_TABLE_SCHEMA, minProperties=1))]
TablesOfGoods = Annotated[object, PlainValidator(_as_it_is), WithJsonSchema(_by_name(_by_name(_TABLE_SCHEMA), minProperties=1))]
Actions = Annotated[object, PlainValidator(_as_it_is), WithJsonSchema(_ACTIONS_SCHEMA)]
Owners = Annotated[object, PlainValidator(_as_it_is), WithJsonSchema(_by_name(NAME_SCHEMA, maxProperties=MAX_BUILDER_GOODS))]
Members = Annotated[list[Name], FailFast(), Field(min_length=1, max_length=MAX_PLAYERS, json_schema_extra={"uniqueItems": True})]


class PlayerModel(Model):
    """A named player, and the probability of each of his types."""

    name: Name
    types: Probabilities


class CoalitionModel(Model):
    """Players, and what they can do together."""

    members: Members
    actions: Actions


class SellerBuyerModel(Model):
    """A good that its owner keeps or another gets."""

    type: Literal["seller-buyer"]
    seller: Name
    buyer: Name
    values: Tables


class ExchangeModel(Model):
    """Goods with owners, placed with anybody."""

    type: Literal["exchange"]
    goods: Owners
    values: TablesOfGoods


class PairModel(Model):
    """What a matched pair's members get."""

    members: Annotated[list[Name], FailFast(), Field(json_schema_extra={"minItems": 2, "maxItems": 2, "uniqueItems": True})]
    payoffs: Tables


class AssignmentGameModel(Model):
    """Two sides, and pairs that can be matched."""

    type: Literal["assignment"]
    sides: Annotated[list[Members], FailFast(), Field(json_schema_extra={"minItems": 2, "maxItems": 2})]
    pairs: Annotated[list[PairModel], FailFast(), Field(max_length=MAX_PAIRS)]


class PublicGoodModel(Model):
    """Something that members build at shared cost."""

    type: Literal["public-good"]
    cost: TableModel
    values: Tables


BuilderModel = SellerBuyerModel | ExchangeModel | AssignmentGameModel | PublicGoodModel


def _no_builder() -> BuilderModel:
    """A builder of nothing, which stands where none is stated."""
    return PublicGoodModel(type="public-good", cost=0, values={})


class BayesianMarketModel(Model):
    """A market document of the kind `bayesian`: `coalitions`, or a builder that makes them."""

    model_config = ConfigDict(json_schema_extra={"oneOf": [{"required": ["coalitions"]}, {"required": ["build"]}]})

    format: Literal["marketwright.market/1"]
    kind: Literal["bayesian"]
    title: str = ""
    source: str = ""
    players: Annotated[list[PlayerModel], FailFast(), Field(min_length=1, max_length=MAX_PLAYERS)]
    coalitions: Annotated[list[CoalitionModel], FailFast(), Field(min_length=1, max_length=MAX_COALITIONS)] = Field(default_factory=list)
    build: Annotated[BuilderModel, Field(discriminator="type")] = Field(default_factory=_no_builder)
    balanced_cover: Literal[True] = Field(default=True, description="Add joint actions until the game is balanced.")
