"""Boundary models of market documents of the kind `unit-demand`.

Numbers by good become a packed `Row` where all of them are short, in the order of the document; its places are the document's own and are brought
onto the market's by `markets.row_validation`.
"""

from collections.abc import Mapping
from fractions import Fraction
from typing import Annotated, Literal

from pydantic import FailFast, Field, PlainValidator, ValidationError, WithJsonSchema
from pydantic_core import PydanticCustomError

from marketwright.exact import parse_short_numbers
from marketwright.markets.models import (
    NAME_SCHEMA,
    SIGNED_SCHEMA,
    Amounts,
    Held,
    Model,
    Name,
    Names,
    Number,
    SignedNumber,
    amounts,
    exact,
    number_text_of,
)
from marketwright.markets.parts import MAX_BUYERS
from marketwright.markets.rows import Row
from marketwright.markets.strict_json import JsonNumber


def _texts(numbers: Mapping[str, object]) -> list[str] | None:
    """The texts of numbers by good, or nothing if something else stands there."""
    sorts = set(map(type, numbers.values()))
    if sorts == {JsonNumber}:
        return [number.text for number in numbers.values() if isinstance(number, JsonNumber)]
    found = [number_text_of(number) for number in numbers.values()]
    return [text for text in found if text is not None] if None not in found else None


def _row(value: object) -> Mapping[str, Fraction]:
    """Numbers by good, of any sign: at once where all are short, otherwise one by one."""
    if isinstance(value, dict):
        texts = _texts(value)
        found = None if texts is None else parse_short_numbers(texts)
        if found is not None:
            return Row({good: place for place, good in enumerate(value)}, *found)
    return amounts(value)


def _point(value: object) -> tuple[Fraction, Fraction]:
    if not isinstance(value, list) or len(value) != 2:
        raise PydanticCustomError("point_type", "not a point")
    found: list[Fraction] = []
    for place, number in enumerate(value):
        try:
            found.append(exact(number))
        except PydanticCustomError as error:
            raise PydanticCustomError(error.type, "not an exact number", {"key": place, "value": Held(number)}) from None
    return found[0], found[1]


_ROW_SCHEMA: dict[str, object] = {"type": "object", "propertyNames": NAME_SCHEMA, "additionalProperties": SIGNED_SCHEMA}
_POINT_SCHEMA: dict[str, object] = {"description": "A payment and its level.", "type": "array", "items": SIGNED_SCHEMA, "minItems": 2, "maxItems": 2}

Numbers = Annotated[Mapping[str, Fraction], PlainValidator(_row), WithJsonSchema(_ROW_SCHEMA)]
Point = Annotated[tuple[Fraction, Fraction], PlainValidator(_point), WithJsonSchema(_POINT_SCHEMA)]


class LevelMapModel(Model):
    """Linear between the points, with slopes before and after them."""

    points: Annotated[list[Point], FailFast(), Field(min_length=1)]
    left: Number
    right: Number


def _level_maps(value: object) -> dict[str, LevelMapModel]:
    """Stops at the first fault, and leaves what pydantic found inside in the error's context."""
    if not isinstance(value, dict):
        raise PydanticCustomError("levels_type", "not an object")
    found: dict[str, LevelMapModel] = {}
    for good, entry in value.items():
        try:
            found[good] = LevelMapModel.model_validate(entry)
        except ValidationError as error:
            inside = error.errors(include_url=False)[0]
            raise PydanticCustomError("inside", "a level map", {"finding": Held({**inside, "loc": (good, *inside["loc"])})}) from None
    return found


_LEVELS_SCHEMA: dict[str, object] = {"type": "object", "propertyNames": NAME_SCHEMA, "additionalProperties": LevelMapModel.model_json_schema()}
LevelMaps = Annotated[dict[str, LevelMapModel], PlainValidator(_level_maps), WithJsonSchema(_LEVELS_SCHEMA)]


class QuasilinearModel(Model):
    """A value of each good."""

    type: Literal["quasilinear"]
    values: Numbers


class BorrowingModel(Model):
    """Values, and money beyond the cash that costs interest."""

    type: Literal["borrowing"]
    values: Numbers
    cash: Number
    rate: Number


class SoftBudgetModel(Model):
    """Values, and money beyond the budget that hurts more."""

    type: Literal["soft-budget"]
    values: Numbers
    budget: Number
    steepness: Number


class IncomeModel(Model):
    """Wealth whose rest is worth more with a good."""

    type: Literal["income"]
    wealth: SignedNumber
    quality: Numbers
    cap: SignedNumber


class LevelsModel(Model):
    """A level map of each good."""

    type: Literal["levels"]
    levels: LevelMaps


class QuadraticCostModel(Model):
    """Values, and payments with a quadratic cost."""

    type: Literal["quadratic-cost"]
    values: Numbers
    rho: Number


class SinhCostModel(Model):
    """Values, and payments with a hyperbolic cost."""

    type: Literal["sinh-cost"]
    values: Numbers
    k: Number


class TanhModel(Model):
    """Values, with a bounded income effect."""

    type: Literal["tanh"]
    values: Numbers
    alpha: Numbers
    beta: Number


PreferenceModel = QuasilinearModel | BorrowingModel | SoftBudgetModel | IncomeModel | LevelsModel | QuadraticCostModel | SinhCostModel | TanhModel


class UnitDemandBuyerModel(Model):
    """A named buyer, his preference, and goods that he may not have."""

    name: Name
    preference: Annotated[PreferenceModel, Field(discriminator="type")]
    forbidden: Names = Field(default_factory=list)


class UnitDemandMarketModel(Model):
    """A market document of the kind `unit-demand`."""

    format: Literal["marketwright.market/1"]
    kind: Literal["unit-demand"]
    title: str = ""
    source: str = ""
    goods: Names
    buyers: Annotated[list[UnitDemandBuyerModel], FailFast(), Field(max_length=MAX_BUYERS)]
    seller_values: Amounts = Field(default_factory=dict)
    reserve_prices: Amounts = Field(default_factory=dict)
    entry_fee: SignedNumber = Fraction(0)
