"""The one road to an answer: market, rule, result, check."""

from collections.abc import Mapping
from dataclasses import replace
from time import perf_counter
from typing import Any, Literal

import marketcheck
from marketwright.answers.answer import Answer, answer_document
from marketwright.errors import CertificateRejected, UsageError
from marketwright.inputs import second_input
from marketwright.markets.bundle import BundleMarket
from marketwright.markets.document import canonical_text, document_digest, market_document
from marketwright.markets.kinds import Market, refuse_other_kind
from marketwright.markets.tables import closed_tables
from marketwright.markets.validation import validate_market
from marketwright.questions import Limits, Question
from marketwright.rules import rule_named
from marketwright.version import VERSION

CHECK_BYTES = 64_000_000
"""The longest answer that `marketcheck` reads; a longer one says `"checked": "undecided"`."""
CHECK_STEPS = 2 * 10**9
"""How many steps the check inside `solve` may take; above it the answer says `"checked": "undecided"`."""


def solve(
    market: Market,
    rule: str,
    *,
    input: Mapping[str, Any] | None = None,  # noqa: A002 - the documents' own word for it
    tie_rule: str | None = None,
    limits: Limits | None = None,
    check_steps: int | None = CHECK_STEPS,
) -> Answer:
    """The answer that the rule prescribes for the market, checked by `marketcheck`.

    `input`: the second input document where the rule needs one; `tie_rule`: `lexicographic` or `any` (None: the default for the market's size);
    `limits`: when to stop early with what is proven; `check_steps`: the budget of the check (None: no budget).

    Raises: `MarketError` and other `InputError`s for bad input, `UsageError` U101 to U105 and U116 (a market of another kind),
    `CertificateRejected` C101 should the checker refuse.

    Example:
    >>> from fractions import Fraction
    >>> from marketwright import Bid, BundleMarket, Buyer, XorValues
    >>> def one_bid(name, value):
    ...     return Buyer(name=name, values=XorValues(bids=(Bid(bundle=("house",), value=Fraction(value)),)))
    >>> market = BundleMarket(goods=("house",), buyers=(one_bid("Ada", 7), one_bid("Ben", 5)))
    >>> solve(market, "vickrey").outcome["payments"]
    {'Ada': Fraction(5, 1), 'Ben': Fraction(0, 1)}
    """
    return checked_answer(found_answer(market, rule, input=input, tie_rule=tie_rule, limits=limits), check_steps)


def found_answer(
    market: Market,
    rule: str,
    *,
    input: Mapping[str, Any] | None = None,  # noqa: A002 - the documents' own word for it
    tie_rule: str | None = None,
    limits: Limits | None = None,
) -> Answer:
    """The first half of `solve`: the answer that the rule prescribes, with its certificate, not checked yet (`checked` says `undecided`).

    Raises: as `solve`, without C101.
    """
    asked = rule_named(rule)
    market = validate_market(market)
    refuse_other_kind(market, asked.kind)
    if tie_rule is not None and not asked.has_ties:
        raise UsageError("U103", "tie rule", repr(tie_rule), f"none: {asked.id} selects nothing", "leave it out")
    given = second_input(input, asked, market)
    start = perf_counter()
    result = asked.function(market, Question(input=given, tie_rule=tie_rule, limits=limits or Limits()))
    found = perf_counter()
    document = market_document(market)
    return Answer(
        market_digest=document_digest(document),
        market=document,
        rule=asked.id,
        parameters=result.parameters,
        versions={"marketwright": VERSION},
        input=given,
        outcome=result.outcome,
        findings=result.findings,
        certificate=result.certificate,
        checked="undecided",
        seconds={"finding": found - start},
        closed=closed_tables(market) if isinstance(market, BundleMarket) else (),
    )


def checked_answer(answer: Answer, steps: int | None = CHECK_STEPS) -> Answer:
    """The second half of `solve`: the same answer once `marketcheck` has accepted it, or with `checked` still `undecided` above that many steps.

    Raises: `CertificateRejected` C101 should the checker refuse.
    """
    start = perf_counter()
    text = canonical_text(answer_document(answer))
    state: Literal["accepted", "undecided"] = "accepted"
    try:
        verdict = marketcheck.check(text, limit=steps) if len(text.encode()) <= CHECK_BYTES else None
    except marketcheck.Unreadable as error:
        raise _refused(str(error)) from error
    if verdict is None or isinstance(verdict, marketcheck.Undecided):
        state = "undecided"
    elif isinstance(verdict, marketcheck.Rejected):
        raise _refused(f"{verdict.code} at {verdict.place}: {verdict.left} against {verdict.right}")
    return replace(answer, checked=state, seconds={**answer.seconds, "checking": perf_counter() - start})


def _refused(given: str) -> CertificateRejected:
    return CertificateRejected(
        "C101", "answer", given, "an answer that marketcheck accepts", "this is a defect of marketwright; please report it with the market"
    )
