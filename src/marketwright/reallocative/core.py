"""The rule `reallocative/core`: whether payoffs are in the core and in the bidder-core, or who blocks them.

*Evidence that nothing blocks*, the first that is found: a price, at which nobody gains more by trading than his payoff; all worths, in a listed auction; trees
(`nonblocking`); a scan in floats.

*Source.* `docs/formats/reallocative.md`; paper 001, section 3 and Corollary 1; spec reallocative 3.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from marketwright.answers.answer import Finding, Result, plain
from marketwright.markets.divisible import DivisibleMarket
from marketwright.questions import Question
from marketwright.reallocative.blocking import Block, Payoffs, all_blocks, auctioneer_alone, largest
from marketwright.reallocative.listed import is_listed
from marketwright.reallocative.nonblocking import Evidence, coalitions, searched
from marketwright.reallocative.setting import Setting, is_numeric, limit_first, setting, stopping
from marketwright.reallocative.vickrey import VICKREY_FINDINGS, VickreyOutcome, named_vickrey, vickrey_part
from marketwright.solvers.surplus.limit import LimitCame, Stopped, never
from marketwright.solvers.surplus.matrices import dot

CAP = 100
"""So many coalitions are listed unless asked otherwise."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Examination:
    """What blocks payoffs, and what is proved of them.

    `blocking`: coalitions that block, in order, at most as many as the cap; `worst`: one with the largest deficit among the coalitions of one or more bidders
    that were found to block (the first with the largest of all, in a listed auction), None if there is none; `number`: how many block, None where that is not
    known; `findings`: `bidder-core` and `core`; `certificate`: their proof.
    """

    blocking: tuple[Block, ...]
    worst: Block | None
    number: int | None
    findings: tuple[Finding, Finding]
    certificate: Mapping[str, Any] = field(default_factory=dict)

    @property
    def all_findings(self) -> tuple[Finding, ...]:
        """`bidder-core`, `core`, and `all-blocking` where it is known how many block."""
        if self.number is None:
            return self.findings
        return (*self.findings, Finding(claim="all-blocking", holds=True, grade="enumerated", details={"number": self.number}))


def vickrey_payoffs(found: VickreyOutcome) -> Payoffs:
    """The payoffs of a Vickrey outcome; coalitions without the auctioneer need not be examined."""
    return Payoffs(bidders=found.payoffs, auctioneer=found.revenue, alone=False)


def examined(here: Setting, payoffs: Payoffs, *, cap: int = CAP, stopped: Stopped = never) -> Examination:
    """Whether the payoffs are in the bidder-core and in the core of the participants, with what blocks them.

    `stopped`: once it is true the search ends with what is proved by then.

    Raises: `UsageError` U106 (a limit before all worths of a listed auction are known, without which nothing can be said of who blocks).

    Cost: in a listed auction all worths; in others a search, which is short in most markets.
    """
    welfare = here.surplus.worth(here.participants, here.quantity)
    feasible = payoffs.total == welfare
    alone, certificate = auctioneer_alone(payoffs), _price(here, payoffs) if feasible else None
    listed = is_listed(len(here.participants), len(here.quantity))
    if certificate is not None:
        blocks, evidence = alone, Evidence(holds=True, grade="proved", certificate=certificate)
    elif listed:
        blocks, evidence = _all_blocks(here, payoffs, stopped), Evidence(holds=True, grade="enumerated", numbers={"coalitions": coalitions(here, payoffs)})
    else:
        found, evidence = searched(here, payoffs, most=cap, prove=feasible, stopped=stopped)
        blocks = (*alone, *found)
    worst = largest(block for block in blocks if block.members)
    findings = (_finding(here, "bidder-core", worst, evidence), _finding(here, "core", largest(blocks), evidence))
    if not feasible:
        findings = _infeasible("bidder-core", payoffs), _infeasible("core", payoffs)
    return Examination(
        blocking=blocks[:cap],
        worst=worst,
        number=len(blocks) if listed else None,
        findings=findings,
        certificate=evidence.certificate if feasible and worst is None else {},
    )


def _all_blocks(here: Setting, payoffs: Payoffs, stopped: Stopped) -> tuple[Block, ...]:
    try:
        return all_blocks(here, payoffs, stopped=stopped)
    except LimitCame as error:
        raise limit_first("worths of all coalitions") from error


def _price(here: Setting, payoffs: Payoffs) -> dict[str, Any] | None:
    """The certificate of a price, if one proves feasible payoffs.

    What everybody gains at a price p, and p . Q, add up to more than v(X, Q) unless p is the price that clears: no other price can prove anything.
    """
    price = here.surplus.price(here.participants, here.quantity)
    gains = (here.surplus.gain(bidder, price) for bidder in here.participants)
    if dot(price, here.quantity) <= payoffs.auctioneer and all(gain <= payoff for gain, payoff in zip(gains, payoffs.bidders, strict=True)):
        return {"price": plain(here.bundle(price))}
    return None


def _finding(here: Setting, claim: str, block: Block | None, evidence: Evidence) -> Finding:
    """The finding with a coalition that blocks, or else the evidence that nothing does."""
    if block is not None:
        return Finding(claim=claim, holds=False, grade="proved", details={"witness": block.document(here)})
    return Finding(claim=claim, holds=evidence.holds, grade=evidence.grade, details=evidence.details(auctioneer_alone=claim == "core"))


def _infeasible(claim: str, payoffs: Payoffs) -> Finding:
    return Finding(claim=claim, holds=False, grade="proved", details={"witness": {"sum": payoffs.total}})


def core_rule(market: DivisibleMarket, question: Question) -> Result:
    """Whether the payoffs of the question, or Vickrey payoffs, are in the core and in the bidder-core.

    Raises: `UsageError` U106 (a limit before all worths of a listed auction are known), U121 (fewer than two participants).
    """
    if is_numeric(market):
        from marketwright.reallocative.numeric import numeric_core  # noqa: PLC0415 - what computes in floats only where utilities are numeric

        return numeric_core(market, question)
    here, asked, stopped = setting(market, question), question.input or {}, stopping(question)
    if "payoffs" in asked:
        outcome, findings, payoffs = _stated(here, asked["payoffs"])
    else:
        found = vickrey_part(here)
        outcome, findings, payoffs = named_vickrey(here, found), VICKREY_FINDINGS, vickrey_payoffs(found)
    verdict = examined(here, payoffs, cap=asked.get("cap", CAP), stopped=stopped)
    return Result(
        outcome=outcome | {"blocking": [block.document(here) for block in verdict.blocking]},
        findings=(*findings, *verdict.all_findings),
        certificate=verdict.certificate,
        parameters={},
    )


def _stated(here: Setting, stated: Mapping[str, Any]) -> tuple[dict[str, Any], tuple[Finding, ...], Payoffs]:
    """Outcome, findings and record of stated payoffs; the auctioneer gets the rest where nothing is said of him."""
    price = here.surplus.price(here.participants, here.quantity)
    allocation = here.surplus.allocation(here.participants, here.quantity)
    welfare = here.surplus.worth(here.participants, here.quantity)
    bidders = tuple(Fraction(stated[name]) for name in here.names(here.participants))
    auctioneer = Fraction(stated["auctioneer"]) if "auctioneer" in stated else welfare - sum(bidders, Fraction(0))
    payoffs = Payoffs(bidders=bidders, auctioneer=auctioneer, alone=True)
    feasible = payoffs.total == welfare
    outcome = {
        "price": here.bundle(price),
        "allocation": here.named([here.bundle(bundle) for bundle in allocation]),
        "payoffs": here.named(bidders) | {"auctioneer": auctioneer},
        "welfare": welfare,
    }
    details = {} if feasible else {"witness": {"sum": payoffs.total}}
    return outcome, (Finding(claim="feasible", holds=feasible, grade="proved", details=details),), payoffs
