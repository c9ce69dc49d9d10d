"""Alternatives that are kept off or chosen, and balanced games: the rules bayesian/durable and balanced."""

from collections.abc import Mapping
from typing import Any

from marketwright.reports.answered import AnsweredMarket
from marketwright.reports.bayesian_claims import plan_text
from marketwright.reports.bayesian_numbers import figure, precise
from marketwright.reports.bayesian_tables import table_lines, type_lines
from marketwright.reports.bayesian_words import action_text, as_kind, flat, fraction, in_order, joined, lottery_cell, paragraphs
from marketwright.reports.walrasian_words import cut, fitted
from marketwright.reports.words import WIDTH, Section, counted, name, short_names, wrapped

MOST_RESULTS, MOST_LOTTERIES, MOST_GAINERS = 12, 8, 6


def durable_report_lines(answered: AnsweredMarket, width: int = WIDTH) -> list[str]:
    """Who would be better off in the alternative, and what is believed and done."""
    return flat(_play(answered, width))


def durable_report_sections(answered: AnsweredMarket, width: int = WIDTH) -> list[Section]:
    """The same as sections, with the alternative and who rejects it."""
    return [("The alternative", _alternative(answered, width)), *_play(answered, width), *_rejection(answered, width), *_cases(answered, width)]


def _alternative(answered: AnsweredMarket, width: int) -> list[str]:
    """What the moves of the members lead to."""
    offer = answered.document["input"]["alternative"]
    members = offer["members"]
    forms = {member: short_names(offer["moves"][member]) for member in members}
    rows = [
        (
            *(name(forms[member][result["moves"][member]]) for member in members),
            lottery_cell(answered, result["lottery"], members),
            *(figure(result["payments"].get(member, 0)) for member in members),
        )
        for result in offer["results"]
    ]
    shown, more = cut(rows, "result", MOST_RESULTS)
    header = (*(f"move of {answered.cell(member)}" for member in members), "what is done", *(f"paid to {answered.cell(member)}" for member in members))
    return [*fitted(header, shown, range(len(members) + 1, len(header)), width), *more]


def _play(answered: AnsweredMarket, width: int) -> list[Section]:
    """Beliefs, strategies, and what types expect with the mechanism and in the alternative."""
    outcome = answered.document["outcome"]
    if "beliefs" not in outcome:
        return []
    moves = {member: {kind: _strategy(line) for kind, line in by_kind.items()} for member, by_kind in outcome["strategies"].items()}
    columns = {"believed": outcome["beliefs"], "mechanism": outcome["utilities"], "alternative": outcome["alternative_utilities"]}
    stated = "strategies" in answered.document["input"]
    return [
        (
            f"{'Stated beliefs' if stated else 'Beliefs'} and strategies, and what they yield",
            type_lines(answered, columns, width, {"moves in the alternative": moves}),
        )
    ]


def _strategy(line: Mapping[str, object]) -> str:
    """The moves of one type."""
    forms = short_names(list(line))
    return ", ".join(name(forms[move]) if fraction(share) == 1 else f"{figure(share)} {name(forms[move])}" for move, share in line.items())


def _rejection(answered: AnsweredMarket, width: int) -> list[Section]:
    """Who keeps the alternative from being chosen, and which types would rather have it."""
    outcome = answered.document["outcome"]
    if "beliefs" not in outcome:
        return []
    gains = {
        member: {kind: fraction(then) - fraction(outcome["utilities"][member][kind]) for kind, then in by_kind.items()}
        for member, by_kind in in_order(answered, outcome["alternative_utilities"]).items()
    }
    against = [member for member, by_kind in gains.items() if max(by_kind.values()) <= 0]
    better = [f"{as_kind(answered, member, kind)} by {precise(gain)}" for member, by_kind in gains.items() for kind, gain in by_kind.items() if gain > 0]
    are = "is" if len(against) == 1 else "are"
    said = [f"{answered.buyers(against)} {are} at least as well off with the mechanism, whatever the type."] if against else []
    said.append(f"better off in the alternative: {joined(better[:MOST_GAINERS])}." if better else "No type would be better off in the alternative.")
    return [("Who would rather keep the mechanism", paragraphs(said, width))]


def _cases(answered: AnsweredMarket, width: int) -> list[Section]:
    """How beliefs and strategies were excluded."""
    listed = answered.document["certificate"].get("cases", [])
    if not listed:
        return []
    said = (
        f"The proof has {counted(len(listed), 'case')}. Each assumes who rejects the alternative, which moves the types use, and which types have become most "
        "likely; then the conditions on the beliefs and moves of one member contradict one another."
    )
    return [("Why no beliefs and strategies keep the mechanism", wrapped(said, width))]


def balanced_report_lines(answered: AnsweredMarket, width: int = WIDTH) -> list[str]:
    """The plan that cannot be imitated, if there is one."""
    return flat(_unmatched(answered, width)[:1])


def balanced_report_sections(answered: AnsweredMarket, width: int = WIDTH) -> list[Section]:
    """The same as sections, with its proof; or lotteries that imitate plans."""
    lotteries = answered.document["certificate"].get("lotteries", [])
    said = [f"{_parts(answered, entry['plan'])} is like {_lottery(answered, entry['lottery'])}." for entry in lotteries[:MOST_LOTTERIES]]
    more = [f"  and {counted(len(lotteries) - MOST_LOTTERIES, 'more plan')}"] if len(lotteries) > MOST_LOTTERIES else []
    return [*_unmatched(answered, width), ("Plans that no single action matches, and lotteries that do", [*paragraphs(said, width), *more])]


def _unmatched(answered: AnsweredMarket, width: int) -> list[Section]:
    finding = answered.finding("balanced")
    if finding is None or "witness" not in finding:
        return []
    witness = finding["witness"]
    said = [
        f"the plan: {plan_text(answered, witness['plan'])}.",
        "no lottery of what all players can do gives everybody the same, whatever the types.",
    ]
    proof = f"multiplied with these numbers and added up, the plan's payoffs are {precise(witness['gain'])} more than those of any action of all players."
    return [
        ("A balanced plan that cannot be imitated", paragraphs(said, width)),
        ("Why it cannot be imitated", [*table_lines(answered, witness["values"], width), *paragraphs([proof], width)]),
    ]


def _parts(answered: AnsweredMarket, plan: list[Mapping[str, Any]]) -> str:
    return joined([f"{answered.buyers(entry['members'])} with {action_text(answered, entry['action'], entry['members'])}" for entry in plan])


def _lottery(answered: AnsweredMarket, lottery: Mapping[str, object]) -> str:
    return joined([f"{figure(share)} of {action_text(answered, action)}" for action, share in lottery.items()])
