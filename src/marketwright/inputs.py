"""Second inputs: what a rule is told besides the market, read strictly and brought into canonical form.

*Source.* DESIGN 5; `docs/formats/input.md`.
"""

from collections.abc import Callable, Mapping
from difflib import get_close_matches
from fractions import Fraction
from pathlib import Path
from typing import Any

from marketwright.errors import SecondInputError, UsageError
from marketwright.exact import canonical_number, number_text, parse_number
from marketwright.markets.bundle import BundleMarket
from marketwright.markets.files import read_bytes
from marketwright.markets.strict_json import JsonNumber, parse_json
from marketwright.questions import Rule

INPUT_FORMAT = "marketwright.input/1"
MOST_ENTRIES = 100_000
"""The largest cap of a list."""
WANTS = ("interior", "least-total", "greatest-total")
"""Which of all supporting price vectors a rule of the room `pricing` states."""
STOPS = ("exists", "paper", "vickrey")
"""When the rule `prices/alliances` ends."""
SPLITS = ("proportional", "equal", "egalitarian-capped")
"""How an alliance may share its price."""


def read_input(path: Path | str) -> Mapping[str, Any]:
    """The document in a file of second input, numbers still as they are spelled.

    Raises: `DocumentError` for what is not a JSON document; `SecondInputError` I104 for another value than an object.
    """
    document = parse_json(read_bytes(path), str(path))
    if not isinstance(document, dict):
        raise SecondInputError("I104", str(path), "not an object", f'{{"format": "{INPUT_FORMAT}", ...}}', "write an object")
    return document


def second_input(document: Mapping[str, Any] | None, rule: Rule, market: BundleMarket) -> dict[str, Any] | None:
    """The second input in canonical form, or None for a rule that needs none and is given none.

    Raises: `UsageError` U102 (input for a rule without one), `SecondInputError` I101 (missing), I102 (a buyer missing), I103 (an unknown buyer),
    I104 (another format, key or shape), I105 (not a bundle of the market), I106 (a negative price), I107 (a cap out of range).
    """
    needed = () if rule.needs_input is None else (rule.needs_input,)
    known = (*needed, *rule.may_input)
    if not known:
        if document is not None:
            raise UsageError("U102", "input", "a second input", f"none: {rule.id} needs only the market", "leave out --input")
        return None
    for key in needed:
        if document is None or key not in document:
            example = f'{{"format": "{INPUT_FORMAT}", "{key}": {_SHOWN.get(key, "{...}")}}}'
            raise SecondInputError("I101", "input", f"no {key}", f"{key} of all buyers", f"give a file with --input: {example}")
    if document is None:
        return None
    unknown = [name for name in document if name not in ("format", *known)]
    if unknown or document.get("format", INPUT_FORMAT) != INPUT_FORMAT:
        given = f"key {unknown[0]!r}" if unknown else f"format {document['format']!r}"
        allowed = " and ".join([f'"format": "{INPUT_FORMAT}"', *(f'"{key}"' for key in known)])
        raise SecondInputError("I104", "input", given, allowed, "remove or correct it")
    return {"format": INPUT_FORMAT, **{key: _PARTS[key](document[key], market) for key in known if key in document}}


def _payoffs(entries: Any, market: BundleMarket) -> dict[str, Any]:
    """A number for every buyer, and for the seller if it is given."""
    named = _by_buyer(entries, market, "payoffs", "{buyer: number, ...}", "0 for a buyer who gets nothing", ("seller",))
    return {name: canonical_number(_number(value, f"input.payoffs.{name}")) for name, value in named.items()}


def _requests(entries: Any, market: BundleMarket) -> dict[str, Any]:
    """A bundle and a price of at least 0 for every buyer."""
    named = _by_buyer(entries, market, "requests", _SHOWN["requests"], '{"bundle": [], "price": 0} for a buyer who asks for nothing')
    return {name: _request(entry, market, f"input.requests.{name}") for name, entry in named.items()}


def _request(entry: Any, market: BundleMarket, place: str) -> dict[str, Any]:
    if not isinstance(entry, Mapping) or set(entry) != {"bundle", "price"}:
        raise SecondInputError("I104", place, "not a request", '{"bundle": [goods], "price": number}', "write both keys and no others")
    goods = entry["bundle"]
    if not isinstance(goods, list | tuple) or not all(isinstance(good, str) for good in goods):
        raise SecondInputError("I104", f"{place}.bundle", "not a list of goods", '["A", "B"], or [] for nothing', "write the goods' names in a list")
    for number, good in enumerate(goods):
        if good not in market.goods or good in goods[:number]:
            given = f"{good!r} twice" if good in market.goods else f"unknown good {good!r}"
            near = get_close_matches(good, market.goods, 1)
            remedy = "write it once" if good in market.goods else f"did you mean {near[0]!r}?" if near else "use the market's names"
            raise SecondInputError("I105", f"{place}.bundle", given, "different goods of the market", remedy)
    price = _number(entry["price"], f"{place}.price")
    if price < 0:
        raise SecondInputError("I106", f"{place}.price", number_text(price), "a price of at least 0", "ask for 0 instead")
    return {"bundle": [good for good in market.goods if good in goods], "price": canonical_number(price)}


def _cap(value: Any, _market: BundleMarket) -> int:
    """How many entries a list may have."""
    number = _number(value, "input.cap")
    if number.denominator != 1 or not 1 <= number <= MOST_ENTRIES:
        raise SecondInputError("I107", "input.cap", str(number), f"an integer from 1 to {MOST_ENTRIES}", "choose one of these")
    return int(number)


_SHOWN: Mapping[str, str] = {"requests": '{buyer: {"bundle": [goods], "price": number}, ...}'}
"""Parts of more than one level, as a message shows them."""

def _want(value: Any, _market: BundleMarket) -> str:
    """Which price vector is asked for."""
    if value not in WANTS:
        raise SecondInputError("I111", "input.want", repr(value), " or ".join(WANTS), "choose one of them")
    return str(value)


def _ranges(value: Any, _market: BundleMarket) -> bool:
    """Whether the range of every price is asked for."""
    if not isinstance(value, bool):
        raise SecondInputError("I104", "input.ranges", type(value).__name__, "true or false", "write true or false")
    return value


def _stop(value: Any, _market: BundleMarket) -> str:
    """When alliances are settled."""
    return _word(value, "stop", STOPS)


def _split(value: Any, _market: BundleMarket) -> str:
    """How an alliance shares its price."""
    return _word(value, "split", SPLITS)


def _word(value: Any, key: str, words: tuple[str, ...]) -> str:
    if value not in words:
        raise SecondInputError("I112", f"input.{key}", repr(value), " or ".join(words), "choose one of them")
    return str(value)


def _allocation(entries: Any, market: BundleMarket) -> dict[str, list[str]]:
    """Every buyer's goods: every good of the market once."""
    named = _by_buyer(entries, market, "allocation", "{buyer: [goods], ...}", "[] for a buyer who gets nothing")
    holder: dict[str, str] = {}
    for name, goods in named.items():
        place = f"input.allocation.{name}"
        if not isinstance(goods, list | tuple) or not all(isinstance(good, str) for good in goods):
            raise SecondInputError("I104", place, "not a list of goods", '["A", "B"], or [] for nothing', "write the goods' names in a list")
        for good in goods:
            if good not in market.goods:
                raise SecondInputError("I105", place, f"unknown good {good!r}", "goods of the market", "use the market's names")
            if good in holder:
                raise SecondInputError("I113", place, f"{good!r} also for {holder[good]!r}", "every good once", "leave it to one of them")
            holder[good] = name
    left = [good for good in market.goods if good not in holder]
    if left:
        raise SecondInputError("I113", "input.allocation", f"nobody for {left[0]!r}", "every good once", "give it to any buyer, also if it is worth nothing to him")
    return {buyer.name: [good for good in market.goods if holder[good] == buyer.name] for buyer in market.buyers}


_PARTS: Mapping[str, Callable[[Any, BundleMarket], Any]] = {
    "payoffs": _payoffs,
    "requests": _requests,
    "cap": _cap,
    "want": _want,
    "ranges": _ranges,
    "stop": _stop,
    "split": _split,
    "allocation": _allocation,
}


def _by_buyer(entries: Any, market: BundleMarket, key: str, shape: str, nothing: str, others: tuple[str, ...] = ()) -> Mapping[str, Any]:
    """The entries, which name every buyer of the market and nobody else but `others`."""
    names = {buyer.name: None for buyer in market.buyers}
    if not isinstance(entries, Mapping):
        raise SecondInputError("I104", f"input.{key}", "not an object", shape, f"write one of the {key} for each buyer")
    for name in entries:
        if name not in names and name not in others:
            near = get_close_matches(name, names, 1)
            remedy = f"did you mean {near[0]!r}?" if near else "use the market's names"
            raise SecondInputError("I103", f"input.{key}", f"unknown buyer {name!r}", ", and ".join(["buyers of the market", *others]), remedy)
    missing = [name for name in names if name not in entries]
    if missing:
        raise SecondInputError("I102", f"input.{key}", f"nothing for buyer {missing[0]!r}", f"{key} of every buyer", f"add it ({nothing})")
    return entries


def _number(value: Any, place: str) -> Fraction:
    if isinstance(value, JsonNumber):
        return parse_number(value.text, place)
    if isinstance(value, str):
        return parse_number(value, place)
    if isinstance(value, int | Fraction) and not isinstance(value, bool):
        return parse_number(str(value), place)
    raise SecondInputError("I104", place, type(value).__name__, "an exact number", 'write an integer, or a text such as "7/2"')
