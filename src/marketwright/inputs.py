"""Second inputs: what a rule is told besides the market, read strictly and brought into canonical form.

*Source.* DESIGN 5; `docs/formats/input.md`.
"""

from collections.abc import Mapping
from difflib import get_close_matches
from fractions import Fraction
from pathlib import Path
from typing import Any

from marketwright.errors import SecondInputError, UsageError
from marketwright.exact import canonical_number, parse_number
from marketwright.markets.bundle import BundleMarket
from marketwright.markets.files import read_bytes
from marketwright.markets.strict_json import JsonNumber, parse_json
from marketwright.questions import Rule

INPUT_FORMAT = "marketwright.input/1"


def read_input(path: Path | str) -> Mapping[str, Any]:
    """The document in a file of second input, numbers still as they are spelled.

    Raises: `DocumentError` for what is not a JSON document; `SecondInputError` I104 for another value than an object.
    """
    document = parse_json(read_bytes(path), str(path))
    if not isinstance(document, dict):
        raise SecondInputError("I104", str(path), "not an object", f'{{"format": "{INPUT_FORMAT}", ...}}', "write an object")
    return document


def second_input(document: Mapping[str, Any] | None, rule: Rule, market: BundleMarket) -> dict[str, Any] | None:
    """The second input in canonical form, or None for a rule that needs none.

    Raises: `UsageError` U102 (input for a rule without one), `SecondInputError` I101 (missing), I102 (a buyer missing), I103 (an unknown buyer),
    I104 (another format or key).
    """
    if rule.needs_input is None:
        if document is not None:
            raise UsageError("U102", "input", "a second input", f"none: {rule.id} needs only the market", "leave out --input")
        return None
    key = rule.needs_input
    if document is None or key not in document:
        example = f'{{"format": "{INPUT_FORMAT}", "{key}": {{...}}}}'
        raise SecondInputError("I101", "input", f"no {key}", f"{key} of all buyers", f"give a file with --input: {example}")
    unknown = [name for name in document if name not in ("format", key)]
    if unknown or document.get("format", INPUT_FORMAT) != INPUT_FORMAT:
        given = f"key {unknown[0]!r}" if unknown else f"format {document['format']!r}"
        raise SecondInputError("I104", "input", given, f'"format": "{INPUT_FORMAT}" and "{key}"', "remove or correct it")
    return {"format": INPUT_FORMAT, key: _by_buyer(document[key], market)}


def _by_buyer(entries: Any, market: BundleMarket) -> dict[str, Any]:
    names = [buyer.name for buyer in market.buyers]
    if not isinstance(entries, Mapping):
        raise SecondInputError("I104", "input.payoffs", "not an object", "{buyer: number, ...}", "write one payoff for each buyer")
    for name in entries:
        if name not in (*names, "seller"):
            near = get_close_matches(name, names, 1)
            remedy = f"did you mean {near[0]!r}?" if near else "use the market's names"
            raise SecondInputError("I103", "input.payoffs", f"unknown buyer {name!r}", "buyers of the market, and seller", remedy)
    missing = [name for name in names if name not in entries]
    if missing:
        raise SecondInputError(
            "I102", "input.payoffs", f"nothing for buyer {missing[0]!r}", "a payoff for every buyer", "add it (0 for a buyer who gets nothing)"
        )
    return {name: canonical_number(_number(value, f"input.payoffs.{name}")) for name, value in entries.items()}


def _number(value: Any, place: str) -> Fraction:
    if isinstance(value, JsonNumber):
        return parse_number(value.text, place)
    if isinstance(value, str):
        return parse_number(value, place)
    if isinstance(value, int | Fraction) and not isinstance(value, bool):
        return parse_number(str(value), place)
    raise SecondInputError("I104", place, type(value).__name__, "an exact number", 'write an integer, or a text such as "7/2"')
