"""The one road: read the answer and its market, estimate the work, verify what is claimed."""

import gc
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import partial
from typing import Any, NamedTuple

from marketcheck.alliances import ALLIANCES, check_alliances
from marketcheck.alliances import INPUT as ALLIANCES_INPUT
from marketcheck.alliances import PARAMETERS as ALLIANCES_PARAMETERS
from marketcheck.allocations import check_core_test, check_efficient, check_pay_as_bid, check_vickrey
from marketcheck.bayesian import Bargain
from marketcheck.bayesian_effort import bayesian_steps
from marketcheck.bayesian_game import Game
from marketcheck.bayesian_market import game_from
from marketcheck.bayesian_rules import BAYESIAN
from marketcheck.bound import Prover
from marketcheck.case import PARTS, Case, Claims
from marketcheck.conditions import Accepted, Exhausted, Meter, Rejection, Unreadable, Verdict, reject
from marketcheck.divisible import DivisibleMarket, divisible_market_from
from marketcheck.documents import canonical_integer, canonical_json, keys, number, of_type, parse, read
from marketcheck.effort import steps_needed
from marketcheck.gamma import GAMMA, REQUESTS, cap, check_reply
from marketcheck.gamma_construct import check_construct
from marketcheck.gamma_equilibrium import check_equilibrium
from marketcheck.gamma_replies import check_replies
from marketcheck.gamma_theorems import check_theorems
from marketcheck.market import Market, document_from, market_from
from marketcheck.pricing_rules import INPUT, PARAMETERS, PRICES, SCHEMES, check_prices
from marketcheck.pricing_vickrey import VICKREY, check_vickrey_prices
from marketcheck.properties import check_properties
from marketcheck.reallocative import Auction, require_kind
from marketcheck.reallocative_effort import reallocative_steps
from marketcheck.reallocative_rules import REALLOCATIVE
from marketcheck.shop import (
    COHERENCE,
    COHERENCE_INPUT,
    COHERENCE_PARAMETERS,
    SHOP,
    SHOP_INPUT,
    SHOP_PARAMETERS,
    SUPPORT,
    SUPPORT_INPUT,
    SUPPORT_PARAMETERS,
    check_coherence,
    check_shop,
    check_support,
)
from marketcheck.unit_demand import UnitMarket, unit_market_from
from marketcheck.walrasian import Sale
from marketcheck.walrasian_efficient import EFFICIENT, EFFICIENT_INPUT, PROPERTIES, check_efficient_bundles, check_properties_of_minimum
from marketcheck.walrasian_effort import walrasian_steps
from marketcheck.walrasian_minimum import MAXIMUM, MINIMUM, MINIMUM_INPUT, MINIMUM_PARAMETERS, check_maximum, check_minimum
from marketcheck.walrasian_misreports import COUNTEREXAMPLE, MANIPULATE, MANIPULATE_INPUT, MANIPULATE_PARAMETERS, check_counterexample, check_manipulate
from marketcheck.walrasian_test import TEST, TEST_INPUT, check_test


class Rule(NamedTuple):
    """How an answer of the rule is verified, and its forms; `input` is the form of a second input, which the rule needs unless it is `optional`.

    Rules of the room `walrasian` check a `Sale`, those of the room `reallocative` an `Auction`, those of the room `bayesian` a `Bargain`, all others a `Case`.
    """

    check: Callable[[Any], None]
    parts: Mapping[str, Any]
    parameters: Mapping[str, Any]
    input: Mapping[str, Any] | None = None
    optional: bool = False


TIES = {"tie_rule": {"any", "lexicographic"}}
RULES: Mapping[str, Rule] = {
    "efficient": Rule(check_efficient, PARTS, TIES),
    "pay-as-bid": Rule(check_pay_as_bid, PARTS, TIES),
    "vickrey": Rule(check_vickrey, PARTS, TIES),
    "core-test": Rule(check_core_test, PARTS, TIES, {"payoffs": {str: number}}),
    "properties": Rule(check_properties, PARTS, {"tie_rule?": TIES["tie_rule"]}),
    "gamma/reply": Rule(check_reply, GAMMA, {"tie_rule": {"any", "largest-surplus"}}, {"requests": REQUESTS}),
    "gamma/replies": Rule(check_replies, GAMMA, {"cap": int}, {"requests": REQUESTS, "cap?": cap}),
    "gamma/equilibrium": Rule(check_equilibrium, GAMMA, {}, {"requests": REQUESTS}),
    "gamma/construct": Rule(check_construct, GAMMA, {"cap": int}, {"cap?": cap}, optional=True),
    "gamma/theorems": Rule(check_theorems, GAMMA, {}, {"requests": REQUESTS}, optional=True),
    **{f"prices/{scheme}": Rule(partial(check_prices, scheme), PRICES, PARAMETERS, INPUT, optional=True) for scheme in SCHEMES},
    "prices/vickrey": Rule(check_vickrey_prices, VICKREY, {}),
    "prices/alliances": Rule(check_alliances, ALLIANCES, ALLIANCES_PARAMETERS, ALLIANCES_INPUT, optional=True),
    "prices/support": Rule(check_support, SUPPORT, SUPPORT_PARAMETERS, SUPPORT_INPUT),
    "prices/coherence": Rule(check_coherence, COHERENCE, COHERENCE_PARAMETERS, COHERENCE_INPUT),
    "prices/shop": Rule(check_shop, SHOP, SHOP_PARAMETERS, SHOP_INPUT),
    "walrasian/minimum": Rule(check_minimum, MINIMUM, MINIMUM_PARAMETERS, MINIMUM_INPUT, optional=True),
    "walrasian/maximum": Rule(check_maximum, MAXIMUM, TIES),
    "walrasian/test": Rule(check_test, TEST, {}, TEST_INPUT),
    "walrasian/efficient": Rule(check_efficient_bundles, EFFICIENT, {}, EFFICIENT_INPUT),
    "walrasian/properties": Rule(check_properties_of_minimum, PROPERTIES, TIES),
    "walrasian/manipulate": Rule(check_manipulate, MANIPULATE, MANIPULATE_PARAMETERS, MANIPULATE_INPUT),
    "walrasian/counterexample": Rule(check_counterexample, COUNTEREXAMPLE, {}),
    **{f"reallocative/{name}": Rule(*parts, optional=name not in ("split", "break")) for name, parts in REALLOCATIVE.items()},
    **{f"bayesian/{name}": Rule(*parts) for name, parts in BAYESIAN.items()},
}
Kind = Market | UnitMarket | DivisibleMarket | Game
KINDS: Mapping[str, Callable[[object], Kind]] = {"walrasian": unit_market_from, "reallocative": divisible_market_from, "bayesian": game_from}
STEPS: Mapping[type, Callable[[Any, Mapping[str, Any], str], int]] = {
    Market: steps_needed,
    UnitMarket: walrasian_steps,
    DivisibleMarket: reallocative_steps,
    Game: bayesian_steps,
}
JUDGED = ("parameters", "input", "outcome", "findings", "certificate")
HEAD = {"format": {"marketwright.answer/1"}, "rule": set(RULES), "market_digest": str, "market": dict, "checked": {"accepted", "undecided"}, "closed": [str]}
OPTIONAL = ("market", "checked", "closed")


def check(answer_text: str, market_text: str | None = None, *, limit: int | None = None) -> Verdict:
    """Returns whether everything that the answer claims of its market is true.

    *Meaning*: the market is the one embedded in the answer or `market_text`, or both. Above `limit`
    steps the verdict is `Undecided`: nearly always by the estimate, before anything is checked.

    *Raises*: `Unreadable` where a document is not what `docs/formats` describes.
    """
    try:
        with _uncollected():
            answer, plain_text = _answer(answer_text)
            market = _market(answer, market_text)
        if isinstance(market, DivisibleMarket):
            require_kind(market, answer)
        meter = Meter(limit)
        meter.spend(STEPS[type(market)](market, answer, plain_text))
        RULES[answer["rule"]].check(_claims(market, answer, meter))
    except Rejection as rejection:
        return rejection.verdict
    except Exhausted as exhausted:
        return exhausted.verdict
    return Accepted(answer["rule"], meter.steps)


@contextmanager
def _uncollected() -> Iterator[None]:
    """Lets nothing look for cycles, of which documents have none, while millions of parts are read."""
    enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if enabled:
            gc.enable()


def _answer(answer_text: str) -> tuple[dict[str, Any], str]:
    """Returns the answer, every part of its form, and its text without escapes, which could hide long numbers from the estimate."""
    document = of_type(parse(answer_text, canonical_integer), dict, "answer")
    rule = RULES[read(keys(document, "answer", ["rule"], document)["rule"], HEAD["rule"], "rule")]
    forms = HEAD | {"parameters": rule.parameters, **rule.parts}
    if rule.input is not None:
        forms |= {"input": {"format": {"marketwright.input/1"}, **rule.input}}
    written = keys(document, "answer", [key for key in forms if key not in OPTIONAL and not (key == "input" and rule.optional)], forms)
    answer = {key: read(part, forms[key], key) for key, part in written.items()}
    return answer, canonical_json(written) if "\\u" in answer_text else answer_text


def _claims(market: Kind, answer: Mapping[str, Any], meter: Meter) -> Claims:
    """Returns what is claimed of the market, once its rows or matrices are verified."""
    parts = {part: answer.get(part, {}) for part in JUDGED}
    tables = zip(market.buyers, market.valuations, strict=True) if isinstance(market, Market) else []
    closed = [name for name, valuation in tables if valuation.closed] or None
    if answer.get("closed") != closed:
        reject("O7", "closed", canonical_json(answer.get("closed")), canonical_json(closed))
    if isinstance(market, DivisibleMarket):
        market.require_definite()
        return Auction(market=market, rule=answer["rule"].partition("/")[2], meter=meter, **parts)
    if isinstance(market, Game):
        return Bargain(game=market, meter=meter, **parts)
    if isinstance(market, UnitMarket):
        return Sale(market=market, **parts)
    return Case(market=market, prover=Prover(market, answer["certificate"]["rows"]), **parts)


def _market(answer: Mapping[str, Any], market_text: str | None) -> Kind:
    """Returns the market that has the answer's digest, from every source that is given."""
    markets: list[tuple[str, Kind]] = []
    if "market" in answer:
        markets.append(("answer.market", _read(answer, answer["market"])))
        if markets[0][1].canonical != canonical_json(answer["market"]):
            raise Unreadable("market", "answer.market: not in canonical form")
    if market_text is not None:
        markets.append(("market file", _read(answer, document_from(market_text))))
    if not markets:
        raise Unreadable("no-market", "the answer names its market by digest only: give the market")
    for place, market in markets:
        if market.digest != answer["market_digest"]:
            reject("A1", place, market.digest, answer["market_digest"])
    return markets[0][1]


def _read(answer: Mapping[str, Any], document: object) -> Kind:
    """Returns the market of a document, which is of the kind that the rule is for."""
    return KINDS.get(answer["rule"].partition("/")[0], market_from)(document)
