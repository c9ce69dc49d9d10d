"""The shape of a market document, checked by pydantic, with its findings said in marketwright's words and codes.

Imports pydantic: reached only through `markets.document.market_from_document`.
"""

from collections.abc import Mapping

from pydantic import ValidationError

from marketwright.errors import InputError, MarketError
from marketwright.exact import parse_number
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
    number_text_of,
)
from marketwright.markets.places import did_you_mean, listed, place_text, shown
from marketwright.markets.strict_json import json_sort

VALUE_TYPES = ("xor", "or", "or-of-xor", "table", "additive", "unit-demand", "assignment")

_EXPECTED = {
    "string_type": ("a text in double quotes", "put it in double quotes"),
    "list_type": ("a list", "write it in square brackets, its entries separated by commas"),
    "dict_type": ("an object {good: number, ...}", "write the name of each good and its number"),
    "model_type": ("an object", "write it in braces, with its keys"),
    "model_attributes_type": ("an object", "write it in braces, with its keys"),
    "literal_error": ("true, or no such key", "write true, or leave the key out"),
}
_VALUES_DEPTH = 3


def unchecked_market(document: Mapping[str, object]) -> BundleMarket:
    """The market that a document of the kind `bundle` spells, its shape checked and its meaning not yet.

    Raises: `MarketError` M101 to M103, M107, M115, M116 (shape); `NumberError` N101 to N103.
    """
    try:
        model = MarketModel.model_validate(document)
    except ValidationError as error:
        raise _translated(error) from None
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


def _translated(error: ValidationError) -> InputError:
    """Our error for the first of pydantic's."""
    first = error.errors(include_url=False)[0]
    context = first.get("ctx", {})
    path = tuple(first["loc"])
    if path[:1] == ("buyers",) and len(path) > _VALUES_DEPTH and path[_VALUES_DEPTH] in VALUE_TYPES:
        path = path[:_VALUES_DEPTH] + path[_VALUES_DEPTH + 1 :]
    given = first["input"]
    if first["type"] in ("number", "number_type") and "key" in context:
        path, given = (*path, context["key"]), context["value"]
    place = place_text(path) or "document"
    match first["type"]:
        case "unknown_key":
            key, known = context["key"], context["known"]
            whole = place_text((*path, key))
            return MarketError("M103", whole, f"the unknown key {shown(key)}", f"the keys {listed(known)}", did_you_mean(key, known, "remove it"))
        case "missing":
            return MarketError("M102", place, "missing", f"the key {shown(str(path[-1]))}", "add it")
        case "number_type":
            return MarketError("M101", place, json_sort(given), 'a number such as 12, 0.25 or "7/2"', "write a number")
        case "number":
            return _number_error(given, place)
        case "union_tag_not_found" | "union_tag_invalid":
            return _value_type_error(given, path)
        case "too_short":
            return MarketError("M115", place, "empty", "one or more entries", "fill it, or leave out what holds it")
        case "too_long":
            return MarketError("M116", place, f"{context['actual_length']} entries", f"at most {context['max_length']}", "split the market")
    allowed, remedy = _EXPECTED.get(first["type"], (first["msg"], "compare docs/formats/market.md"))
    return MarketError("M101", place, json_sort(given), allowed, "leave it out" if given is None else remedy)


def _number_error(given: object, place: str) -> InputError:
    try:
        parse_number(number_text_of(given) or "", place)
    except InputError as error:
        return error
    return MarketError("M101", place, json_sort(given), "a number", "write a number")


def _value_type_error(given: object, path: tuple[str | int, ...]) -> MarketError:
    place = place_text((*path, "type"))
    if not isinstance(given, Mapping):
        return MarketError("M101", place_text(path), json_sort(given), *_EXPECTED["model_type"])
    if "type" not in given:
        return MarketError("M102", place, "missing", f"one of {listed(VALUE_TYPES)}", "add the type of the values")
    name = given["type"]
    remedy = did_you_mean(name, VALUE_TYPES, "choose one of them") if isinstance(name, str) else "choose one of them"
    return MarketError("M107", place, json_sort(name), f"one of {listed(VALUE_TYPES)}", remedy)
