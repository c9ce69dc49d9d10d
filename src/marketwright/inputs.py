"""Second inputs: what a rule is told besides the market, read strictly and brought into canonical form.

*Source.* DESIGN 5; `docs/formats/input.md`.
"""

from collections.abc import Callable, Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from marketwright.bayesian_inputs import BAYESIAN_PARTS, refuse_odd_bayesian_parts
from marketwright.divisible_inputs import DIVISIBLE_PARTS, NAMES_SHAPE, refuse_odd_divisible_parts
from marketwright.errors import SecondInputError, UsageError
from marketwright.exact import canonical_number, number_text
from marketwright.input_parts import by_buyer, exact_number, integer_between, least_zero, told, yes_or_no
from marketwright.markets.bayesian import BayesianMarket
from marketwright.markets.bundle import BundleMarket
from marketwright.markets.divisible import DivisibleMarket
from marketwright.markets.files import read_bytes
from marketwright.markets.kinds import Market
from marketwright.markets.places import did_you_mean, key_text, listed, shown
from marketwright.markets.strict_json import parse_json
from marketwright.markets.unit_demand import UnitDemandMarket
from marketwright.questions import Rule
from marketwright.unit_demand_inputs import AGAINST, BUNDLES_SHAPE, UNIT_DEMAND_PARTS, refuse_odd_parts

INPUT_FORMAT = "marketwright.input/1"
_OTHER_DOCUMENTS = {
    "marketwright.market/1": "this is a market: give the document of the second input",
    "marketwright.answer/1": "this is an answer: give the document of the second input",
}
"""What to do about documents that are easily taken for second inputs."""
MOST_ENTRIES = 100_000
"""The largest cap of a list."""
WANTS = ("interior", "least-total", "greatest-total")
"""Which of all supporting price vectors a rule of the room `pricing` states."""
STOPS = ("exists", "paper", "vickrey")
"""When the rule `prices/alliances` ends."""
SCHEMES = ("good", "eff", "all", "any")
"""Which bundles have prices of their own."""
MOST_SAMPLES = 100_000
"""The largest number of orders of arrival that are drawn."""
LARGEST_SEED = 10**18
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


def second_input(document: Mapping[str, Any] | None, rule: Rule, market: Market) -> dict[str, Any] | None:
    """The second input in canonical form, or None for a rule that needs none and is given none.

    Raises: `UsageError` U102 (input for a rule without one), `SecondInputError` I101 (missing), I102 (a buyer missing), I103 (an unknown buyer),
    I104 (another format, key or shape), I105 (not a bundle of the market), I106 (a negative price), I107 (a cap out of range), I122 to I125 (of
    unit-demand markets), I122 and I126 to I132 (of divisible markets), I133 to I149 (of Bayesian markets), and others of I111 to I121.
    """
    needed = () if rule.needs_input is None else (rule.needs_input,)
    known = (*needed, *rule.may_input)
    if not known:
        if document is not None:
            raise UsageError("U102", "input", "a second input", f"none: {rule.id} needs only the market", "leave out --input")
        return None
    if document is not None:
        _refuse_other_document(document, known, rule.needs_input)
    for key in needed:
        if document is None or key not in document:
            example = _example(key)
            raise SecondInputError("I101", "input", f"no {key}", _NEEDED.get(key, f"{key} of all buyers"), f"give a file with --input: {example}")
    if document is None:
        _refuse_odd({}, rule, market)
        return None
    readers = {**_PARTS, **_OF_KIND.get(type(market), {})}
    parts = {key: readers[key](document[key], market) for key in known if key in document}
    _refuse_odd(parts, rule, market)
    return {"format": INPUT_FORMAT, **parts}


def _refuse_other_document(document: Mapping[str, Any], known: tuple[str, ...], needed: str | None) -> None:
    """Nothing, if the document says that it is a second input, if anything, and has no keys but those known to the rule."""
    stated = document.get("format", INPUT_FORMAT)
    if stated != INPUT_FORMAT:
        remedy = _OTHER_DOCUMENTS.get(stated) if isinstance(stated, str) else None
        raise SecondInputError("I104", "input.format", told(stated), shown(INPUT_FORMAT), remedy or "give the document of the second input")
    keys = ("format", *known)
    for key in document:
        if key not in keys:
            otherwise = "remove it" if needed is None or needed in document else f"remove it, and give {needed} like this: {_example(needed)}"
            remedy = did_you_mean(str(key), keys, otherwise)
            raise SecondInputError("I104", f"input{key_text(str(key))}", f"the unknown key {shown(str(key))}", f"the keys {listed(keys)}", remedy)


def _example(key: str) -> str:
    """A second input with that key, as a message shows it."""
    return f'{{"format": "{INPUT_FORMAT}", "{key}": {_SHOWN.get(key, "{...}")}}}'


def _refuse_odd(parts: Mapping[str, Any], rule: Rule, market: Market) -> None:
    """Nothing, if the parts go together, and are enough for the rule."""
    match market:
        case UnitDemandMarket():
            refuse_odd_parts(parts)
        case DivisibleMarket():
            refuse_odd_divisible_parts(parts, market)
        case BayesianMarket():
            refuse_odd_bayesian_parts(parts, rule.id)


def _payoffs(entries: Any, market: BundleMarket) -> dict[str, Any]:
    """A number for every buyer, and for the seller if it is given."""
    named = by_buyer(entries, market, "payoffs", "{buyer: number, ...}", "0 for a buyer who gets nothing", ("seller",))
    return {name: canonical_number(exact_number(value, f"input.payoffs.{name}")) for name, value in named.items()}


def _requests(entries: Any, market: BundleMarket) -> dict[str, Any]:
    """A bundle and a price of at least 0 for every buyer."""
    named = by_buyer(entries, market, "requests", _SHOWN["requests"], '{"bundle": [], "price": 0} for a buyer who asks for nothing')
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
    price = least_zero(entry["price"], f"{place}.price")
    return {"bundle": [good for good in market.goods if good in goods], "price": canonical_number(price)}


def _cap(value: Any, _market: BundleMarket) -> int:
    """How many entries a list may have."""
    return integer_between(value, "input.cap", 1, MOST_ENTRIES, "I107")


_SHOWN: Mapping[str, str] = {
    "requests": '{buyer: {"bundle": [goods], "price": number}, ...}',
    "scheme": '"good"',
    "bundles": BUNDLES_SHAPE,
    "against": '"maximum"',
    "forward": NAMES_SHAPE,
    "proposition": "3",
    "mechanism": '{"lottery": {profile: {action: probability}}, "transfers": {player: table}}',
    "x": '{"transfer_to": player}',
    "allocation": "{player: table, ...}",
}
"""Parts that are not one object of one level, as a message shows them."""
_NEEDED: Mapping[str, str] = {
    "scheme": " or ".join(SCHEMES),
    "prices": "prices of all goods",
    "against": " or ".join(AGAINST),
    "forward": "the participants of one side",
    "proposition": "3, 4 or 5",
    "mechanism": "lotteries on the actions of all players, and transfers",
    "x": "a quantity for each axis, x and y",
    "allocation": "a table of every player",
}
"""Parts that are not about buyers, as a message asks for them."""


def _want(value: Any, _market: BundleMarket) -> str:
    """Which price vector is asked for."""
    if value not in WANTS:
        raise SecondInputError("I111", "input.want", told(value), " or ".join(WANTS), "choose one of them")
    return str(value)


def _ranges(value: Any, _market: BundleMarket) -> bool:
    """Whether the range of every price is asked for."""
    return yes_or_no(value, "input.ranges")


def _stop(value: Any, _market: BundleMarket) -> str:
    """When alliances are settled."""
    return _word(value, "stop", STOPS)


def _split(value: Any, _market: BundleMarket) -> str:
    """How an alliance shares its price."""
    return _word(value, "split", SPLITS)


def _word(value: Any, key: str, words: tuple[str, ...]) -> str:
    if value not in words:
        raise SecondInputError("I112", f"input.{key}", told(value), " or ".join(words), "choose one of them")
    return str(value)


def _allocation(entries: Any, market: BundleMarket) -> dict[str, list[str]]:
    """Every buyer's goods: every good of the market once."""
    named = by_buyer(entries, market, "allocation", "{buyer: [goods], ...}", "[] for a buyer who gets nothing")
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
        remedy = "give it to any buyer, also if it is worth nothing to him"
        raise SecondInputError("I113", "input.allocation", f"nobody for {left[0]!r}", "every good once", remedy)
    return {buyer.name: [good for good in market.goods if holder[good] == buyer.name] for buyer in market.buyers}


def _scheme(value: Any, _market: BundleMarket) -> str:
    """Which bundles have prices of their own."""
    if value not in SCHEMES:
        near = get_close_matches(value.lower(), SCHEMES, 1) if isinstance(value, str) else []
        raise SecondInputError("I115", "input.scheme", told(value), " or ".join(SCHEMES), f"did you mean {near[0]!r}?" if near else "choose one of them")
    return str(value)


def _prices(entries: Any, _market: BundleMarket) -> dict[str, int | str]:
    """Prices of at least 0 by name; whose, the scheme says."""
    if not isinstance(entries, Mapping):
        shape = "{good: number, ...}, or {holder of a package: number, ...}"
        raise SecondInputError("I104", "input.prices", "not an object", shape, "write names with prices; a price of every bundle is a price_list")
    return {name: canonical_number(least_zero(value, f"input.prices.{name}")) for name, value in entries.items()}


def _price_list(entries: Any, market: BundleMarket) -> list[dict[str, Any]]:
    """Bundles with prices of at least 0, smaller bundles first, then in market order."""
    shape = '[{"bundle": [goods], "price": number}, ...]'
    if not isinstance(entries, list | tuple):
        raise SecondInputError("I104", "input.price_list", "not a list", shape, "write one entry for each bundle")
    found = [_request(entry, market, f"input.price_list[{number}]") for number, entry in enumerate(entries)]
    numbers = {good: number for number, good in enumerate(market.goods)}
    return sorted(found, key=lambda entry: (len(entry["bundle"]), [numbers[good] for good in entry["bundle"]]))


def _enforce(value: Any, _market: BundleMarket) -> bool:
    """Whether every customer may take one bundle only."""
    return yes_or_no(value, "input.enforce")


def _samples(value: Any, _market: BundleMarket) -> int:
    """How many orders of arrival are drawn."""
    return integer_between(value, "input.samples", 1, MOST_SAMPLES)


def _seed(value: Any, _market: BundleMarket) -> int:
    """What chance is a function of."""
    return integer_between(value, "input.seed", 0, LARGEST_SEED)


def _tolerance(value: Any, _market: Market) -> int | str:
    """How far smooth levels may be off."""
    number = exact_number(value, "input.tolerance")
    if number <= 0:
        raise SecondInputError("I121", "input.tolerance", number_text(number), "a number above 0", 'write a small number such as "1/1000000000"')
    return canonical_number(number)


_PARTS: Mapping[str, Callable[[Any, Any], Any]] = {
    "payoffs": _payoffs,
    "requests": _requests,
    "cap": _cap,
    "tolerance": _tolerance,
    "want": _want,
    "ranges": _ranges,
    "stop": _stop,
    "split": _split,
    "allocation": _allocation,
    "scheme": _scheme,
    "prices": _prices,
    "price_list": _price_list,
    "enforce": _enforce,
    "samples": _samples,
    "seed": _seed,
}
_OF_KIND: Mapping[type[Market], Mapping[str, Callable[[Any, Any], Any]]] = {
    UnitDemandMarket: UNIT_DEMAND_PARTS,
    DivisibleMarket: DIVISIBLE_PARTS,
    BayesianMarket: BAYESIAN_PARTS,
}
"""The readers of keys that mean something of their own in a kind of markets."""
