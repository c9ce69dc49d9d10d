"""Boundary models of market documents of the kind `bundle`, and what models of all kinds are made of.

They are the shape of what is read, and the source of the JSON Schema.

Only the shape is said here (keys, types, emptiness); meaning is said once, in `markets.validation`.  A key with a default may be absent, but not
`null`; whether it was there is asked of `model_fields_set`.  This module imports pydantic and is itself imported only where a document is read or
the schema is written.
"""

from fractions import Fraction
from typing import Annotated, Literal

from pydantic import (
    BaseModel,
    ConfigDict,
    FailFast,
    Field,
    PlainValidator,
    WithJsonSchema,
    model_validator,
)
from pydantic_core import PydanticCustomError

from marketwright.errors import NumberError
from marketwright.exact import MAX_CHARACTERS, parse_number
from marketwright.markets.parts import MAX_BUYERS, MAX_GOODS, MAX_NAME
from marketwright.markets.strict_json import JsonNumber
from marketwright.markets.validation import MAX_BIDS


class Held:
    """A value in the context of an error, held so that pydantic does not spell it out: it may be a number of many digits, or a long list."""

    __slots__ = ("value",)

    def __init__(self, value: object) -> None:
        """Keeps the value."""
        self.value = value

    def __str__(self) -> str:
        return "a value"


def number_text_of(value: object) -> str | None:
    """The text of what may stand where a number is expected, or nothing for any other type."""
    if isinstance(value, JsonNumber):
        return value.text
    if isinstance(value, str):
        return value
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value) if value.bit_length() <= 4 * MAX_CHARACTERS else "9" * (MAX_CHARACTERS + 1)
    return None


def exact(value: object) -> Fraction:
    """The number that stands there, of any sign."""
    text = number_text_of(value)
    if text is None:
        raise PydanticCustomError("number_type", "not a number")
    try:
        return parse_number(text, "number")
    except NumberError:
        raise PydanticCustomError("number", "not an exact number") from None


def amounts(value: object) -> dict[str, Fraction]:
    """Good -> number, of any sign.

    Meaning: stops at the first fault, however many there are, and leaves its key in the error's context.
    """
    if not isinstance(value, dict):
        raise PydanticCustomError("dict_type", "not an object")
    found: dict[str, Fraction] = {}
    for key, amount in value.items():
        try:
            found[key] = exact(amount)
        except PydanticCustomError as error:
            raise PydanticCustomError(error.type, "not an exact number", {"key": key, "value": Held(amount)}) from None
    return found


def _amounts_or_more(value: object) -> dict[str, Fraction]:
    found = amounts(value)
    if not found:
        raise PydanticCustomError("too_short", "empty")
    return found


_NUMBER_PATTERN = r"^(-0(\.0+|/[1-9][0-9]*)?|(0|[1-9][0-9]*)(\.[0-9]+|/[1-9][0-9]*)?)$"
_NUMBER_SCHEMA: dict[str, object] = {
    "description": 'A number that is not negative: a JSON number without exponent, or a text such as "7/2" or "0.25".',
    "anyOf": [
        {"type": "number", "minimum": 0},
        {"type": "string", "pattern": _NUMBER_PATTERN, "maxLength": MAX_CHARACTERS},
    ],
}
_SIGNED_PATTERN = r"^-?(0|[1-9][0-9]*)(\.[0-9]+|/[1-9][0-9]*)?$"
SIGNED_SCHEMA: dict[str, object] = {
    "description": 'A number of any sign: a JSON number without exponent, or a text such as "-7/2" or "0.25".',
    "anyOf": [{"type": "number"}, {"type": "string", "pattern": _SIGNED_PATTERN, "maxLength": MAX_CHARACTERS}],
}
NAME_SCHEMA: dict[str, object] = {"type": "string", "minLength": 1, "maxLength": MAX_NAME}
_AMOUNTS_SCHEMA: dict[str, object] = {"type": "object", "propertyNames": NAME_SCHEMA, "additionalProperties": _NUMBER_SCHEMA}

Number = Annotated[Fraction, PlainValidator(exact), WithJsonSchema(_NUMBER_SCHEMA)]
SignedNumber = Annotated[Fraction, PlainValidator(exact), WithJsonSchema(SIGNED_SCHEMA)]
Name = Annotated[str, WithJsonSchema(NAME_SCHEMA)]
Names = Annotated[list[Name], FailFast(), Field(max_length=MAX_GOODS, json_schema_extra={"uniqueItems": True})]
Amounts = Annotated[dict[str, Fraction], PlainValidator(amounts), WithJsonSchema(_AMOUNTS_SCHEMA)]
SomeAmounts = Annotated[dict[str, Fraction], PlainValidator(_amounts_or_more), WithJsonSchema({**_AMOUNTS_SCHEMA, "minProperties": 1})]


class Model(BaseModel):
    """What all models have in common: every key is known, and nothing is converted."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)

    @model_validator(mode="before")
    @classmethod
    def refuse_unknown_key(cls, data: object) -> object:
        """The data, if it has no key that the model does not know: this error comes first, since a misspelt key also is a missing one."""
        if isinstance(data, dict) and not data.keys() <= cls.model_fields.keys():
            key = next(key for key in data if key not in cls.model_fields)
            raise PydanticCustomError("unknown_key", "unknown key", {"key": key, "known": list(cls.model_fields)})
        return data


class BidModel(Model):
    """An offer of a value for all goods of a bundle."""

    bundle: Annotated[Names, Field(min_length=1)]
    value: Number


class TableBidModel(Model):
    """The value of one bundle, which may be empty (and is then worth 0)."""

    bundle: Names
    value: Number


Bids = Annotated[list[BidModel], FailFast(), Field(max_length=MAX_BIDS)]


class XorModel(Model):
    """At most one of the bids is used."""

    type: Literal["xor"]
    bids: Bids


class OrModel(Model):
    """Any bids are used that share no good."""

    type: Literal["or"]
    bids: Bids


class OrOfXorModel(Model):
    """At most one bid of each group is used; used bids share no good."""

    type: Literal["or-of-xor"]
    groups: Annotated[list[Annotated[Bids, Field(min_length=1)]], FailFast()]


class TableModel(Model):
    """A value for every bundle."""

    type: Literal["table"]
    bids: Annotated[list[TableBidModel], FailFast(), Field(max_length=MAX_BIDS)]
    free_disposal: Literal[True] = Field(default=True, description="Read a table that is not monotone as its closure.")


class AdditiveModel(Model):
    """The sum of the values of single goods."""

    type: Literal["additive"]
    values: Amounts


class UnitDemandModel(Model):
    """The best single good."""

    type: Literal["unit-demand"]
    values: Amounts


class AssignmentModel(Model):
    """The best assignment of different goods to positions."""

    type: Literal["assignment"]
    positions: Annotated[list[SomeAmounts], FailFast()]


class BuyerModel(Model):
    """A named buyer and his values."""

    name: Name
    values: Annotated[
        XorModel | OrModel | OrOfXorModel | TableModel | AdditiveModel | UnitDemandModel | AssignmentModel,
        Field(discriminator="type"),
    ]


class MarketModel(Model):
    """A market document of the kind `bundle`."""

    format: Literal["marketwright.market/1"]
    kind: Literal["bundle"]
    title: str = ""
    source: str = ""
    goods: Annotated[Names, Field(min_length=1)]
    buyers: Annotated[list[BuyerModel], FailFast(), Field(min_length=1, max_length=MAX_BUYERS)]
    reserve_prices: SomeAmounts = Field(default_factory=dict)
