"""The command `explain`."""

from pathlib import Path

from marketcheck import Accepted, Rejected, Unreadable
from marketwright.cli.answers import judged
from marketwright.cli.check import unreadable
from marketwright.cli.ending import Ending, notice
from marketwright.cli.work import page_width, steps_option, watched
from marketwright.coalitions.thresholds import winning_threshold
from marketwright.coalitions.worths import Clearing
from marketwright.errors import UsageError
from marketwright.markets.places import did_you_mean, listed, shown
from marketwright.questions import Limits
from marketwright.reports.answered import AnsweredMarket
from marketwright.reports.buyer_explanation import AbsentBuyer, BuyerCase, buyer_explanation
from marketwright.reports.by_rule import report_of
from marketwright.reports.explanation import explanation, page
from marketwright.reports.verdicts import indecision, rejection
from marketwright.solving import CHECK_STEPS

MOST_BIDS = 20
"""Thresholds are computed for this many bids, the nearest to winning first."""


def explain_command(answer: Path, market: Path | None, buyer: str | None, limit_seconds: float | None, check_steps: str | None) -> Ending:
    """The explanation of an answer that `marketcheck` accepts; nothing is explained otherwise."""
    try:
        found = judged(answer, market, steps_option(check_steps, CHECK_STEPS))
    except Unreadable as error:
        return unreadable(error, answer)
    if isinstance(found.verdict, Rejected):
        notice(f"{rejection(found.verdict)}\nThe answer is false, so there is nothing to explain.")
        return Ending(code=1)
    if not isinstance(found.verdict, Accepted):
        notice(indecision(found.verdict, "--check-steps"))
        return Ending(code=5)
    answered = found.answered()
    if buyer is None:
        return Ending(text=explanation(answered, found.verdict.steps, page_width()))
    number, told = _buyer_number(answered, buyer), report_of(answered).buyer
    if told is not None:
        return Ending(text=page(answered, told(answered, number, page_width()), page_width()))
    with watched(limit_seconds) as work:
        case = buyer_case(answered, number, work.limits)
    exact = all(threshold.exact for threshold in case.thresholds) and (case.absence is None or case.absence.exact)
    return Ending(code=0 if exact else 5, text=buyer_explanation(answered, case, page_width()))


def buyer_case(answered: AnsweredMarket, buyer: int, limits: Limits) -> BuyerCase:
    """What one buyer's page needs: thresholds of the bids nearest to winning, and a winner's absence."""
    clearing = Clearing(answered.bundles, limits)
    bids = sorted(answered.atoms_of[buyer], key=lambda atom: (atom not in answered.uses, answered.lack(atom), atom))
    thresholds = tuple(winning_threshold(clearing, atom, answered.uses, answered.at_most) for atom in bids[:MOST_BIDS])
    absence = None
    if buyer in answered.winners:
        worth = clearing.worth(without={buyer}, known=(answered.uses,))
        absence = AbsentBuyer(uses=worth.uses, exact=worth.exact)
    return BuyerCase(buyer=buyer, thresholds=thresholds, left_out=len(bids) - len(thresholds), absence=absence)


def _buyer_number(answered: AnsweredMarket, title: str) -> int:
    names = answered.titles
    if answered.rule == "properties":
        raise UsageError("U108", "--buyer", shown(title), "answers with an allocation", "leave it out: the rule properties selects no winners")
    if title not in names:
        option = "--buyer" if answered.member == "buyer" else f"--{answered.member} (or --buyer)"
        raise UsageError("U108", option, shown(title), listed(names), did_you_mean(title, names, "use a name of the market"))
    return names.index(title)
