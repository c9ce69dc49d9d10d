"""The one road: read the answer and its market, estimate the work, verify what is claimed."""

from collections.abc import Callable, Mapping

from marketcheck.bound import Prover
from marketcheck.case import Case, findings
from marketcheck.core import check_core_test
from marketcheck.documents import canonical_integer, canonical_json, keys, no_decimal, parse, text
from marketcheck.efficient import check_efficient, check_pay_as_bid
from marketcheck.effort import steps_needed
from marketcheck.market import Market, market_from, market_from_text
from marketcheck.properties import check_properties
from marketcheck.rows import proved_rows
from marketcheck.verdicts import Accepted, Rejection, Undecided, Unreadable, Verdict, reject
from marketcheck.vickrey import check_vickrey

RULES: Mapping[str, Callable[[Case], None]] = {
    "efficient": check_efficient,
    "pay-as-bid": check_pay_as_bid,
    "vickrey": check_vickrey,
    "core-test": check_core_test,
    "properties": check_properties,
}
REQUIRED = ("format", "market_digest", "rule", "parameters", "versions", "outcome", "findings", "certificate")


def check(answer_text: str, market_text: str | None = None, *, limit: int | None = None) -> Verdict:
    """Returns whether everything that the answer claims of its market is true.

    *Meaning*: the market is the one embedded in the answer or `market_text`, or both. Above `limit`
    steps nothing is checked and the verdict is `Undecided`.

    *Raises*: `Unreadable` where a document is not what `docs/formats` describes.
    """
    answer = keys(parse(answer_text, canonical_integer, no_decimal), "answer", REQUIRED, ("market", "input", "checked"))
    if answer["format"] != "marketwright.answer/1":
        raise Unreadable("format", 'answer.format: only "marketwright.answer/1" is read')
    rule = text(answer["rule"], "answer.rule")
    if rule not in RULES:
        raise Unreadable("rule", f"answer.rule: {rule!r} is not among {', '.join(RULES)}")
    if ("input" in answer) != (rule == "core-test"):
        raise Unreadable("keys", "answer.input: needed by core-test and by no other rule")
    if answer.get("checked", "accepted") not in ("accepted", "undecided"):
        raise Unreadable("parameter", 'answer.checked: "accepted" or "undecided"')
    try:
        market = _market(answer, market_text)
        steps = steps_needed(market, answer)
        if limit is not None and steps > limit:
            return Undecided(steps, limit)
        RULES[rule](_case(answer, market))
    except Rejection as rejection:
        return rejection.verdict
    return Accepted(rule, steps)


def _market(answer: Mapping[str, object], market_text: str | None) -> Market:
    """Returns the market that has the answer's digest, from every source that is given."""
    digest = text(answer["market_digest"], "answer.market_digest")
    markets: list[tuple[str, Market]] = []
    if "market" in answer:
        embedded = market_from(answer["market"])
        if embedded.canonical != canonical_json(answer["market"]):
            raise Unreadable("market", "answer.market: not in canonical form")
        markets.append(("answer.market", embedded))
    if market_text is not None:
        markets.append(("market file", market_from_text(market_text)))
    if not markets:
        raise Unreadable("no-market", "the answer names its market by digest only: give the market")
    for place, market in markets:
        if market.digest != digest:
            reject("A1", place, market.digest, digest)
    return markets[0][1]


def _case(answer: Mapping[str, object], market: Market) -> Case:
    tie = ("tie_rule",)
    rule_needs = () if answer["rule"] == "properties" else tie
    parameters = keys(answer["parameters"], "parameters", rule_needs, tie)
    tie_rule = parameters.get("tie_rule", "any")
    if tie_rule not in ("any", "lexicographic"):
        raise Unreadable("parameter", 'parameters.tie_rule: "any" or "lexicographic"')
    if not isinstance(versions := answer["versions"], dict):
        raise Unreadable("type", "versions: an object is needed here")
    for name, version in versions.items():
        text(version, f"versions.{name}")
    certificate = answer["certificate"]
    if not isinstance(certificate, dict) or "rows" not in certificate:
        raise Unreadable("keys", "certificate: an object with rows is needed here")
    return Case(
        market=market,
        tie_rule=str(tie_rule),
        input=answer.get("input"),
        outcome=answer["outcome"],
        findings=findings(answer["findings"]),
        certificate=certificate,
        prover=Prover(market, proved_rows(certificate["rows"], market)),
    )
