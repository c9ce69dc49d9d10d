"""The one road: read the answer and its market, estimate the work, verify what is claimed."""

from collections.abc import Callable, Mapping
from typing import Any

from marketcheck.allocations import check_core_test, check_efficient, check_pay_as_bid, check_vickrey
from marketcheck.bound import Prover
from marketcheck.case import PARTS, Case
from marketcheck.conditions import Accepted, Rejection, Undecided, Unreadable, Verdict, reject
from marketcheck.documents import canonical_integer, canonical_json, keys, parse, read
from marketcheck.effort import steps_needed
from marketcheck.market import Market, market_from, market_from_text
from marketcheck.properties import check_properties

RULES: Mapping[str, Callable[[Case], None]] = {
    "efficient": check_efficient,
    "pay-as-bid": check_pay_as_bid,
    "vickrey": check_vickrey,
    "core-test": check_core_test,
    "properties": check_properties,
}
JUDGED = ("parameters", "input", "outcome", "findings", "certificate")
OPTIONAL = ("market", "input", "checked")
HEAD = {"format": {"marketwright.answer/1"}, "rule": set(RULES), "market_digest": str, "market": dict, "checked": {"accepted", "undecided"}}
FORMS = HEAD | PARTS


def check(answer_text: str, market_text: str | None = None, *, limit: int | None = None) -> Verdict:
    """Returns whether everything that the answer claims of its market is true.

    *Meaning*: the market is the one embedded in the answer or `market_text`, or both. Above `limit`
    steps nothing is checked and the verdict is `Undecided`.

    *Raises*: `Unreadable` where a document is not what `docs/formats` describes.
    """
    answer, plain_text = _answer(answer_text)
    try:
        market = _market(answer, market_text)
        steps = steps_needed(market, answer, plain_text)
        if limit is not None and steps > limit:
            return Undecided(steps, limit)
        prover = Prover(market, answer["certificate"]["rows"])
        RULES[answer["rule"]](Case(market=market, prover=prover, **{part: answer.get(part, {}) for part in JUDGED}))
    except Rejection as rejection:
        return rejection.verdict
    return Accepted(answer["rule"], steps)


def _answer(answer_text: str) -> tuple[dict[str, Any], str]:
    """Returns the answer, every part of its form, and its text without escapes, which could hide long numbers from the estimate."""
    written = keys(parse(answer_text, canonical_integer), "answer", [key for key in FORMS if key not in OPTIONAL], OPTIONAL)
    answer = {key: read(part, FORMS[key], key) for key, part in written.items()}
    if ("input" in answer) != (answer["rule"] == "core-test"):
        raise Unreadable("keys", "answer.input: needed by core-test and by no other rule")
    keys(answer["parameters"], "parameters", [] if answer["rule"] == "properties" else ["tie_rule"], ["tie_rule"])
    return answer, canonical_json(written) if "\\u" in answer_text else answer_text


def _market(answer: Mapping[str, Any], market_text: str | None) -> Market:
    """Returns the market that has the answer's digest, from every source that is given."""
    markets: list[tuple[str, Market]] = []
    if "market" in answer:
        markets.append(("answer.market", market_from(answer["market"])))
        if markets[0][1].canonical != canonical_json(answer["market"]):
            raise Unreadable("market", "answer.market: not in canonical form")
    if market_text is not None:
        markets.append(("market file", market_from_text(market_text)))
    if not markets:
        raise Unreadable("no-market", "the answer names its market by digest only: give the market")
    for place, market in markets:
        if market.digest != answer["market_digest"]:
            reject("A1", place, market.digest, answer["market_digest"])
    return markets[0][1]
