"""A plan that blocks, told as what a rival mediator could offer."""

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import product
from typing import Any

from marketwright.reports.answered import AnsweredMarket
from marketwright.reports.bayesian_numbers import figure, precise
from marketwright.reports.bayesian_tables import type_lines
from marketwright.reports.bayesian_words import (
    Types,
    action_cell,
    action_text,
    agree,
    as_kind,
    fraction,
    in_order,
    is_kind,
    joined,
    kind_cell,
    paragraphs,
    payment_text,
    player_of,
    probability,
    transfer_cell,
    uncertain,
)
from marketwright.reports.walrasian_words import cut, fitted
from marketwright.reports.words import WIDTH, Section

FEW_CASES, MOST_CASES, MOST_PAYERS, MOST_INVITATIONS = 2, 6, 6, 20
"""What is longer than this is a table, or is counted."""
RIVAL = "How a rival mediator could do better"
IMPOSSIBLE = "Nobody could carry out such a plan, because invitations depend on all players' types; it shows only that the allocation has no fine support."
IMAGINED = "What speaks against fine support"
Plan = Mapping[str, Any]


def plan_sections(answered: AnsweredMarket, width: int = WIDTH, *, whole: bool = False) -> list[Section]:
    """The plan of the outcome, if there is one; `whole`: with a table of payments and gains."""
    outcome = answered.document["outcome"]
    if "plan" not in outcome:
        return []
    plan, fine = outcome["plan"], is_fine(answered)
    invitations, said = list(_invitations(answered, plan)), [*_payments(answered, plan), _conclusion(answered, outcome)]
    if fine:
        said.append(IMPOSSIBLE)
    lines = [*paragraphs(invitations, width), *_invitation_table(answered, plan, width), *paragraphs(said, width)]
    sections = [(IMAGINED if fine else RIVAL, lines)]
    if whole:
        sections.append(("What the plan pays and what it is worth", payment_table(answered, outcome, width)))
    return sections


def is_fine(answered: AnsweredMarket) -> bool:
    """Whether the question is about fine support."""
    return bool((answered.document.get("input") or {}).get("support") == "fine")


def invited(answered: AnsweredMarket, plan: Plan, player: str, kind: str) -> Fraction:
    """The probability with which that type of the player is invited."""
    share = Fraction(0)
    for entry in plan["invitations"]:
        types = entry["types"]
        if player in entry["members"] and types[player] == kind:
            share += fraction(entry["probability"]) * probability(answered, {other: other_kind for other, other_kind in types.items() if other != player})
    return share


def _deciding(answered: AnsweredMarket, plan: Plan) -> list[str]:
    """The players whose types decide who is invited."""
    named = {player for entry in plan["invitations"] for player in entry["types"]}
    return [player for player in uncertain(answered) if player in named]


def _cases(answered: AnsweredMarket, plan: Plan) -> list[tuple[dict[str, str], list[Mapping[str, Any]]]] | None:
    """The invitations by the types that decide them; None if there are too many cases to tell."""
    players = _deciding(answered, plan)
    count = 1
    for player in players:
        count *= len(player_of(answered, player).types)
    if count > MOST_CASES:
        return None
    combinations = product(*(player_of(answered, player).types for player in players))
    cases = [dict(zip(players, types, strict=True)) for types in combinations]
    found = [(types, [entry for entry in plan["invitations"] if agree(types, entry["types"])]) for types in cases]
    return found if all(len(entries) <= MOST_CASES for _, entries in found) else None


def _invitations(answered: AnsweredMarket, plan: Plan) -> Iterator[str]:
    """Who is invited to what, as a story where that is short."""
    cases = _cases(answered, plan)
    if cases is None:
        yield "A rival mediator could invite coalitions, with these probabilities, given the types that are reported:"
        return
    if len(cases) <= FEW_CASES:
        yield f"A rival mediator could offer this: {'; '.join(_case(answered, types, entries) for types, entries in cases)}."
        return
    yield "A rival mediator could offer this:"
    yield from (f"{_case(answered, types, entries)}." for types, entries in cases if entries)
    if not all(entries for _, entries in cases):
        yield "In all other cases nobody is invited."


def _case(answered: AnsweredMarket, types: Types, entries: Sequence[Mapping[str, Any]]) -> str:
    """What happens when these types are reported."""
    reported = is_kind(answered, types, "reports")
    return f"{f'if {reported}, ' if reported else ''}{_who(answered, entries)}"


def _who(answered: AnsweredMarket, entries: Sequence[Mapping[str, Any]]) -> str:
    """Who is invited in one case."""
    if not entries:
        return "nobody is invited"
    total = sum((fraction(entry["probability"]) for entry in entries), Fraction(0))
    parts = [_invitation(answered, entry, first=place == 0) for place, entry in enumerate(entries)]
    return joined(parts) + (f"; otherwise nobody ({figure(1 - total)})" if total < 1 else "")


def _invitation(answered: AnsweredMarket, entry: Mapping[str, Any], *, first: bool) -> str:
    members, share = entry["members"], fraction(entry["probability"])
    alone = " alone" if len(members) == 1 and len(answered.titles) > 1 else ""
    verb = f" {'is' if len(members) == 1 else 'are'} invited" if first else ""
    chance = "" if share == 1 else f"with probability {figure(share)} "
    return f"{chance}{answered.buyers(members)}{alone}{verb} to {action_text(answered, entry['action'], members)}"


def _invitation_table(answered: AnsweredMarket, plan: Plan, width: int) -> list[str]:
    """The invitations where the story would be too long."""
    if _cases(answered, plan) is not None:
        return []
    rows = [
        (
            ", ".join(answered.cell(member) for member in entry["members"]),
            ", ".join(kind_cell(answered, player, kind) for player, kind in in_order(answered, entry["types"]).items() if player in uncertain(answered))
            or "always",
            action_cell(answered, entry["action"], entry["members"]),
            figure(entry["probability"]),
        )
        for entry in plan["invitations"]
    ]
    shown, more = cut(rows, "invitation", MOST_INVITATIONS)
    return [*fitted(("invited", "reported", "to do", "probability"), shown, [3], width), *more]


def _payments(answered: AnsweredMarket, plan: Plan) -> list[str]:
    """Expected payments of every type, and what they are for each invitation."""
    payers = [
        (player, kind, amount) for player, by_kind in in_order(answered, plan["payments"]).items() for kind, amount in by_kind.items() if fraction(amount)
    ]
    if not payers:
        return ["Nobody pays anything."]
    if len(payers) > MOST_PAYERS:
        return [f"{len(payers)} types pay or are paid something; `marketwright explain` shows the first of them."]
    parts = [f"{as_kind(answered, player, kind)} {payment_text(amount)}{_each_time(answered, plan, player, kind, amount)}" for player, kind, amount in payers]
    return [f"In expectation {joined(parts, ';')}."]


def _each_time(answered: AnsweredMarket, plan: Plan, player: str, kind: str, amount: object) -> str:
    """The payment for each invitation, where not every time brings one."""
    share = invited(answered, plan, player, kind)
    if share in (0, 1):
        return "" if share else " without ever being invited"
    return f" ({figure(abs(fraction(amount)) / share)} for each invitation, of probability {figure(share)})"


def _conclusion(answered: AnsweredMarket, outcome: Mapping[str, Any]) -> str:
    """Why everybody takes part, and what the mediator earns."""
    gains = [(player, kind, fraction(gain)) for player, by_kind in in_order(answered, outcome["gains"]).items() for kind, gain in by_kind.items()]
    winners = [f"{as_kind(answered, player, kind)} gains {precise(gain)}" for player, kind, gain in gains if gain]
    if not winners:
        said = "whoever reports honestly neither gains nor loses"
    elif len(winners) <= MOST_PAYERS:
        said = f"whoever reports honestly does not lose ({joined(winners)}{'; the others 0' if len(winners) < len(gains) else ''})"
    else:
        said = f"whoever reports honestly does not lose, and {len(winners)} of {len(gains)} types gain"
    return f"Compared with what is forgone, {said}; nobody gains by a lie; and the mediator earns {precise(profit(outcome))} in expectation."


def profit(outcome: Mapping[str, Any]) -> object:
    """What the mediator of the plan earns."""
    return outcome["blocking_profit" if "blocking_profit" in outcome else "profit"]


def payment_table(answered: AnsweredMarket, outcome: Mapping[str, Any], width: int) -> list[str]:
    """For every type how likely an invitation is, the expected payment, the payment for each invitation, and the gain."""
    plan = outcome["plan"]
    shares = {player: {kind: invited(answered, plan, player, kind) for kind in by_kind} for player, by_kind in plan["payments"].items()}
    paid = {player: {kind: transfer_cell(amount) for kind, amount in by_kind.items()} for player, by_kind in plan["payments"].items()}
    each = {
        player: {kind: transfer_cell(fraction(amount) / share) if (share := shares[player][kind]) else "" for kind, amount in by_kind.items()}
        for player, by_kind in plan["payments"].items()
    }
    gains = {player: {kind: figure(gain) for kind, gain in by_kind.items()} for player, by_kind in outcome["gains"].items()}
    return type_lines(answered, {"invited": shares}, width, {"expected payment": paid, "for each invitation": each, "gains": gains})


def plan_of_player(answered: AnsweredMarket, player: str) -> list[str]:
    """The plan as one player meets it, in sentences; his lies are not tempting."""
    outcome = answered.document["outcome"]
    sentences = []
    for kind, amount in outcome["plan"]["payments"][player].items():
        share, gain = invited(answered, outcome["plan"], player, kind), fraction(outcome["gains"][player][kind])
        who = as_kind(answered, player, kind)
        asked = "is never invited" if share == 0 else "is always invited" if share == 1 else f"is invited with probability {figure(share)}"
        each = f" ({figure(abs(fraction(amount)) / share)} for each invitation)" if share not in (0, 1) and fraction(amount) else ""
        sentences.append(f"{who} {asked}, {payment_text(amount)}{each}, and {f'gains {precise(gain)}' if gain else 'neither gains nor loses'}.")
    others = [
        f"{as_kind(answered, other, kind)} gains {precise(gain)}"
        for other, by_kind in in_order(answered, outcome["gains"]).items()
        for kind, gain in by_kind.items()
        if other != player and fraction(gain)
    ]
    rest = joined(others[:MOST_PAYERS], ",") if others else "the others neither gain nor lose"
    return [*sentences, f"{rest}; the mediator earns {precise(profit(outcome))}."]
