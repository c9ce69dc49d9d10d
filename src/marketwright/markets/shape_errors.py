"""What pydantic finds in the shape of a document, said in marketwright's words and codes."""

import re
from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

from marketwright.errors import InputError, MarketError
from marketwright.exact import parse_number
from marketwright.markets.models import number_text_of
from marketwright.markets.places import did_you_mean, listed, place_text, shown
from marketwright.markets.preference_validation import hard_budget
from marketwright.markets.strict_json import json_sort, number_remedy

VALUE_TYPES = ("xor", "or", "or-of-xor", "table", "additive", "unit-demand", "assignment")
PREFERENCE_TYPES = ("quasilinear", "borrowing", "soft-budget", "income", "levels", "quadratic-cost", "sinh-cost", "tanh")
UTILITY_TYPES = ("quadratic", "log-cosh", "exponential", "logistic")
BUILDER_TYPES = ("seller-buyer", "exchange", "assignment", "public-good")

_TYPES = {
    ("buyers", "values"): VALUE_TYPES,
    ("buyers", "preference"): PREFERENCE_TYPES,
    ("bidders", "values"): UTILITY_TYPES,
    ("build", "build"): BUILDER_TYPES,
}
_TYPES_DEPTH = 3
_EXPECTED = {
    "string_type": ("a text in double quotes", "put it in double quotes"),
    "list_type": ("a list", "write it in square brackets, its entries separated by commas"),
    "dict_type": ("an object {good: number, ...}", "write the name of each good and its number"),
    "levels_type": ("an object {good: level map, ...}", "write the name of each good and its points and slopes"),
    "types_type": ("an object {type: probability, ...}", "write the name of each type and its probability"),
    "point_type": ("a payment and its level", "write [payment, level]"),
    "model_type": ("an object", "write it in braces, with its keys"),
    "model_attributes_type": ("an object", "write it in braces, with its keys"),
    "literal_error": ("true, or no such key", "write true, or leave the key out"),
}
_HARD = re.compile(r"budget|(?:^|[-_ ])(?:cap|capped|limit|limited|constrained)(?:$|[-_ ])")


def translated(error: ValidationError) -> InputError:
    """Our error for the first of pydantic's."""
    first: Mapping[str, Any] = error.errors(include_url=False)[0]
    path = tuple(first["loc"])
    if first["type"] == "inside":
        first = first["ctx"]["finding"].value
        path = (*path, *first["loc"])
    context = first.get("ctx", {})
    if len(path) > _TYPES_DEPTH and path[_TYPES_DEPTH] in _TYPES.get((str(path[0]), str(path[_TYPES_DEPTH - 1])), ()):
        path = path[:_TYPES_DEPTH] + path[_TYPES_DEPTH + 1 :]
    if path[:1] == ("build",) and path[1:2] and path[1] in BUILDER_TYPES:
        path = path[:1] + path[2:]
    given = first["input"]
    if first["type"] in ("number", "number_type") and "key" in context:
        path, given = (*path, context["key"]), context["value"].value
    place = place_text(path) or "document"
    match first["type"]:
        case "unknown_key":
            return _unknown_key(path, given, context)
        case "missing":
            return _missing(path, given)
        case "number_type":
            return MarketError("M101", place, json_sort(given), 'a number such as 12, 0.25 or "7/2"', number_remedy(given))
        case "number":
            return _number_error(given, place)
        case "union_tag_not_found" | "union_tag_invalid":
            return _type_error(given, path)
        case "too_short":
            return MarketError("M115", place, "empty", "one or more entries", "fill it, or leave out what holds it")
        case "too_wide":
            return MarketError("M127", place, f"{len(given)} entries", f"one entry for each good, of at most {context['most']}", "leave out the others")
        case "too_long":
            return MarketError("M116", place, f"{context['actual_length']} entries", f"at most {context['max_length']}", "split the market")
    allowed, remedy = _EXPECTED.get(first["type"], (first["msg"], "compare docs/formats/market.md"))
    return MarketError("M101", place, json_sort(given), allowed, "leave it out" if given is None else remedy)


def _unknown_key(path: tuple[str | int, ...], given: object, context: Mapping[str, Any]) -> MarketError:
    key, known = context["key"], context["known"]
    place = place_text((*path, key))
    remedy = did_you_mean(key, known, "remove it")
    if path[-1:] == ("preference",) and remedy == "remove it" and isinstance(given, Mapping) and _is_hard(key):
        return hard_budget(place, f"the key {shown(key)}")
    return MarketError("M103", place, f"the unknown key {shown(key)}", f"the keys {listed(known)}", remedy)


def _missing(path: tuple[str | int, ...], given: object) -> MarketError:
    key = str(path[-1])
    if path[-2:] == ("preference", "steepness") and isinstance(given, Mapping) and given.get("type") == "soft-budget":
        return hard_budget(place_text(path[:-1]), "a budget without steepness")
    if "preference" in path and key in ("left", "right"):
        allowed = f"the slope {'before the first' if key == 'left' else 'after the last'} point: every level has to be reached by some payment"
        return MarketError("M102", place_text(path), "missing", allowed, "add it")
    return MarketError("M102", place_text(path), "missing", f"the key {shown(key)}", "add it")


def _number_error(given: object, place: str) -> InputError:
    try:
        parse_number(number_text_of(given) or "", place)
    except InputError as error:
        return error
    return MarketError("M101", place, json_sort(given), "a number", "write a number")


def _type_error(given: object, path: tuple[str | int, ...]) -> MarketError:
    of = str(path[-1])
    types = _TYPES[str(path[0]), of]
    place = place_text((*path, "type"))
    if not isinstance(given, Mapping):
        return MarketError("M101", place_text(path), json_sort(given), *_EXPECTED["model_type"])
    if "type" not in given:
        return MarketError("M102", place, "missing", f"one of {listed(types)}", f"add the type of the {'builder' if of == 'build' else of}")
    name = given["type"]
    if of == "preference" and isinstance(name, str) and _is_hard(name):
        return hard_budget(place, f"the type {shown(name)}")
    remedy = did_you_mean(name, types, "choose one of them") if isinstance(name, str) else "choose one of them"
    return MarketError("M107", place, json_sort(name), f"one of {listed(types)}", remedy)


def _is_hard(word: str) -> bool:
    """Whether a type or key asks for a hard budget."""
    folded = word.casefold()
    return "soft" not in folded and _HARD.search(folded) is not None
