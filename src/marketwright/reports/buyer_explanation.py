"""One buyer's view of an allocation: what was won and could have been saved, or why a bid lost and what bid would have won."""

from dataclasses import dataclass

from marketwright.coalitions.thresholds import Threshold
from marketwright.reports.answered import AnsweredMarket
from marketwright.reports.summary import headline
from marketwright.reports.winners import NearMiss, absence_sentence, way_text
from marketwright.reports.words import WIDTH, counted, number, wrapped


@dataclass(frozen=True, slots=True, kw_only=True)
class AbsentBuyer:
    """The best that all others do without the buyer, and whether nothing better is possible (`exact`) or a limit came first."""

    uses: tuple[int, ...]
    exact: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class BuyerCase:
    """What was computed for one buyer: thresholds of some bids, how many bids were left out, and the absence of a winner."""

    buyer: int
    thresholds: tuple[Threshold, ...]
    left_out: int
    absence: AbsentBuyer | None


def buyer_explanation(answered: AnsweredMarket, case: BuyerCase, width: int = WIDTH) -> str:
    """The whole text."""
    title = answered.buyer(answered.bundles.buyers[case.buyer].name)
    accepted = [threshold for threshold in case.thresholds if threshold.atom in answered.uses]
    lost = [threshold for threshold in case.thresholds if threshold.atom not in answered.uses]
    lost.sort(key=lambda threshold: (threshold.at_most - answered.atoms[threshold.atom].value, threshold.atom))
    parts = [headline(answered, width)]
    if case.absence is not None:
        parts.append([f"{title} wins", *_won_lines(answered, case, width)])
    elif not case.thresholds:
        parts.append([f"{title} wins nothing and made no bid."])
    else:
        parts.append([f"{title} wins nothing"])
    if accepted:
        parts.append(["Which lower bids would still win, all others unchanged", *_threshold_lines(answered, accepted, width)])
    if lost:
        parts.append(
            ["Why not the other bids" if accepted else "Why not, and what bid would have won, all others unchanged", *_threshold_lines(answered, lost, width)]
        )
    if case.left_out:
        parts[-1].append(f"  {counted(case.left_out, 'bid')} more, farther from winning")
    parts.append(wrapped("Thresholds are computed by exact winner determination; they are not part of the checked answer.", width, "", ""))
    return "\n\n".join("\n".join(part) for part in parts)


def _won_lines(answered: AnsweredMarket, case: BuyerCase, width: int) -> list[str]:
    title = answered.bundles.buyers[case.buyer].name
    bids = [atom for atom in answered.uses if answered.atoms[atom].owner == case.buyer]
    value = answered.total(bids)
    payments = answered.by_buyer("payments")
    paid = f", pays {number(payments[title])}" if title in payments else ""
    lines = wrapped(f"{answered.bundle(answered.document['outcome']['allocation'][title])} for bids of {number(value)}{paid}.", width)
    if case.absence is None or not case.absence.exact:
        return lines + wrapped("What the others would do otherwise is not decided: a limit came first.", width)
    lines += wrapped(absence_sentence(answered, case.buyer, case.absence.uses), width)
    least = answered.total(case.absence.uses) - (answered.amount("welfare") - value)
    if not answered.complete:
        return lines
    if payments.get(title) == least:
        return lines + wrapped("That is the payment: lower bids could not have won the same for less.", width)
    saved = number(payments.get(title, value) - least)
    return lines + wrapped(f"Bids below {number(least)} in total could not have won the same, so at most {saved} could have been saved.", width)


def _threshold_lines(answered: AnsweredMarket, thresholds: list[Threshold], width: int) -> list[str]:
    lines: list[str] = []
    for threshold in thresholds:
        value, goods = answered.atoms[threshold.atom].value, answered.bundle(answered.goods(threshold.atom))
        lines += wrapped(f"{goods}: the bid is {number(value)}; {_threshold_text(answered, threshold)}", width)
        if threshold.atom not in answered.uses and answered.displaced(threshold.atom):
            way = way_text(answered, NearMiss(answered.lack(threshold.atom), threshold.atom))
            lines += wrapped(f"In its way: {way}", width, "    ", "      ")
    return lines


def _threshold_text(answered: AnsweredMarket, threshold: Threshold) -> str:
    value, wins = answered.atoms[threshold.atom].value, threshold.atom in answered.uses
    if not threshold.exact:
        return f"the value above which it wins is at least {number(threshold.at_least)}, at most {number(threshold.at_most)} proven (a limit came first)."
    at = number(threshold.at_most)
    tie = f"at {at} there is a tie, decided by the tie rule {answered.tie_rule}"
    if value == threshold.at_most:
        return f"{tie}; any more wins." if wins else f"{tie} for another; any more would have won."
    if wins:
        return f"it wins with anything above {at}; {tie}."
    return f"it would have won with anything above {at}, {number(threshold.at_most - value)} more; {tie}."
