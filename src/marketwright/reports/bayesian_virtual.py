"""What payoffs are worth once incentives count, and who is tempted to pass for whom: the rule bayesian/virtual."""

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import islice
from typing import Any

from marketwright.reports.answered import AnsweredMarket
from marketwright.reports.bayesian_mechanisms import efficient_report_lines, efficient_report_sections
from marketwright.reports.bayesian_multipliers import are_several, multiplier_sentences
from marketwright.reports.bayesian_numbers import figure, figures
from marketwright.reports.bayesian_tables import MOST_PROFILES, priors, type_lines
from marketwright.reports.bayesian_words import (
    action_cell,
    action_text,
    as_kind,
    coalition_of,
    flat,
    fraction,
    is_kind,
    joined,
    kind_text,
    paragraphs,
    profile_cell,
    profile_title,
    profiles,
    types_of,
)
from marketwright.reports.walrasian_words import cut, fitted
from marketwright.reports.words import WIDTH, Section, one_line

MOST_VALUES, MOST_PAIRS = 8, 12
VALUES = "What actions are worth once incentives count: payoff → virtual payoff"
JEOPARDY = "Who jeopardises whom"


def virtual_report_lines(answered: AnsweredMarket, width: int = WIDTH) -> list[str]:
    """Virtual payoffs of what all players can do, and who jeopardises whom."""
    if "virtual" not in answered.document["outcome"]:
        return efficient_report_lines(answered, width)
    return flat([_values(answered, width), *_used(answered, width), (JEOPARDY, jeopardy_lines(answered, answered.titles, width))])


def virtual_report_sections(answered: AnsweredMarket, width: int = WIDTH) -> list[Section]:
    """The same as sections, with reasons, weights, and the coalitions whose payoffs change."""
    if "virtual" not in answered.document["outcome"]:
        return efficient_report_sections(answered, width)
    outcome = answered.document["outcome"]
    weights = type_lines(answered, {"probability": priors(answered), "weight": outcome["weights"]}, width)
    others = [
        (_title(answered, entry["members"], width), _value_lines(answered, entry, width))
        for entry in outcome["virtual"][:-1]
        if any(True for _ in _changes(answered, entry, entry["members"]))
    ]
    return [
        _values(answered, width),
        *_used(answered, width),
        ("Why payoffs count for more or less", reasons(answered, answered.titles, width)),
        (JEOPARDY, jeopardy_lines(answered, answered.titles, width)),
        ("How much every type counts", weights),
        *others[:MOST_VALUES],
    ]


def _used(answered: AnsweredMarket, width: int) -> list[Section]:
    """Which multipliers the tables use, where others support the mechanism as well."""
    outcome = answered.document["outcome"]
    if not are_several(outcome["jeopardy"]):
        return []
    stated = ", those of the input" if "multipliers" in answered.document["input"] else ""
    said = f"several multipliers support the mechanism, and virtual payoffs depend on them; the table uses these{stated}:"
    return [("The multipliers are not unique", paragraphs([said, *multiplier_sentences(answered, outcome["multipliers"])], width))]


def _title(answered: AnsweredMarket, members: Sequence[str], width: int) -> str:
    """The title of a coalition's table."""
    return one_line(f"Payoff → virtual payoff of actions of {answered.buyers(members)}{' alone' if len(members) == 1 else ''}", width)


def _values(answered: AnsweredMarket, width: int) -> Section:
    return VALUES, _value_lines(answered, answered.document["outcome"]["virtual"][-1], width)


def _value_lines(answered: AnsweredMarket, entry: Mapping[str, Any], width: int) -> list[str]:
    """A row for every profile and action of a coalition; of that of all players with what the mechanism does."""
    members, actions = entry["members"], entry["actions"]
    everybody = len(members) == len(answered.titles)
    pairs, more = cut([(profile, action) for profile in profiles(answered) for action in actions], "row", 2 * MOST_PROFILES)
    lottery = answered.document["input"]["mechanism"]["lottery"]
    rows = []
    worth = {action: payoffs(answered, members, action) for action in dict.fromkeys(action for _, action in pairs)}
    for profile, action in pairs:
        virtual = [fraction(actions[action][member][profile]) for member in members]
        real = [worth[action][member][profile] for member in members]
        share = fraction(lottery[profile].get(action, 0)) if everybody else Fraction(0)
        done = "" if share == 0 else "always" if share == 1 else figure(share)
        cells = [_change_cell(*pair) for pair in zip(real, virtual, strict=True)]
        together = [figure(sum(virtual, Fraction(0)))] if len(members) > 1 else []
        rows.append((profile_cell(answered, profile), action_cell(answered, action, members), *cells, *together, *([done] if everybody else [])))
    header = (
        profile_title(answered),
        "action",
        *map(answered.buyer, members),
        *(["together"] if len(members) > 1 else []),
        *(["probability"] if everybody else []),
    )
    return [*fitted(header, rows, range(2, len(header)), width), *more]


def _change_cell(real: Fraction, virtual: Fraction) -> str:
    return figure(real) if real == virtual else " → ".join(figures(real, virtual))


def payoffs(answered: AnsweredMarket, members: Sequence[str], action: str) -> dict[str, dict[str, Fraction]]:
    """The members' payoffs of a coalition's action, by profile."""
    coalition = coalition_of(answered, members)
    found = next(other for other in coalition.actions if other.name == action)
    return {member: dict(zip(profiles(answered), table, strict=True)) for member, table in zip(coalition.members, found.payoffs, strict=True)}


def reasons(answered: AnsweredMarket, players: Sequence[str], width: int) -> list[str]:
    """Why actions of all players count for more or less than they are worth to those players; of many the first."""
    entry = answered.document["outcome"]["virtual"][-1]
    said = list(islice(_changes(answered, entry, players), MOST_VALUES + 1))
    more = ["  and so on for other actions and types, which the answer lists"] if len(said) > MOST_VALUES else []
    return [*paragraphs(said[:MOST_VALUES], width), *more]


def _changes(answered: AnsweredMarket, entry: Mapping[str, Any], players: Sequence[str]) -> Iterator[str]:
    """A sentence for each payoff that differs from its virtual payoff; one for all types of the others where these do not matter."""
    for player in players:
        for kind in answered.bayesian.players[answered.titles.index(player)].types:
            tempted = [lie for lie in answered.document["outcome"]["multipliers"] if lie["player"] == player and lie["claim"] == kind]
            if not tempted:
                continue
            for action, tables in entry["actions"].items():
                found = _pairs(answered, entry["members"], action, player, kind, tables[player])
                same = len(set(found.values())) == 1
                for profile, (real, virtual) in list(found.items())[: 1 if same else None]:
                    if real != virtual:
                        others = {} if same else {other: its for other, its in types_of(answered, profile).items() if other != player}
                        yield _change(answered, player, kind, action_text(answered, action, entry["members"]), figures(virtual, real), others, tempted)


def _pairs(
    answered: AnsweredMarket, members: Sequence[str], action: str, player: str, kind: str, table: Mapping[str, object]
) -> dict[str, tuple[Fraction, Fraction]]:
    """Payoff and virtual payoff in the profiles in which the player is of that type."""
    real = payoffs(answered, members, action)[player]
    return {profile: (real[profile], fraction(virtual)) for profile, virtual in table.items() if types_of(answered, profile)[player] == kind}


def _change(
    answered: AnsweredMarket, player: str, kind: str, action: str, amounts: tuple[str, ...], others: Mapping[str, str], tempted: Sequence[Mapping[str, Any]]
) -> str:
    types = joined([kind_text(answered, player, lie["type"]).removeprefix("type ") for lie in tempted])
    numbers = joined([figure(lie["multiplier"]) for lie in tempted])
    who = f"{'type' if len(tempted) == 1 else 'types'} {types} {'is' if len(tempted) == 1 else 'are'} tempted to pass for {kind_text(answered, player, kind)}"
    when = f" when {is_kind(answered, others)}" if is_kind(answered, others) else ""
    virtual, real = amounts
    number = f"{'multiplier' if len(tempted) == 1 else 'multipliers'} {numbers}"
    return f"{as_kind(answered, player, kind)} values {action} as if it were worth {virtual} instead of {real}{when}, because {who} ({number})."


def jeopardy_lines(answered: AnsweredMarket, players: Sequence[str], width: int) -> list[str]:
    """Which types of these players may be tempted to pass for which others; of many pairs the certain ones first."""
    entries = [entry for entry in answered.document["outcome"]["jeopardy"] if entry["player"] in players]
    if not entries:
        return paragraphs(["there is no other type to pass for."], width)
    found = sorted((entry for entry in entries if certainty(entry) != "never"), key=lambda entry: certainty(entry) != "certainly")
    said = [jeopardy_sentence(answered, entry) for entry in found[:MOST_PAIRS]]
    if len(found) > MOST_PAIRS:
        said.append(f"and {len(found) - MOST_PAIRS} more.")
    never = [entry for entry in entries if certainty(entry) == "never"]
    if never and len(never) <= MOST_PAIRS - len(said):
        said += [jeopardy_sentence(answered, entry) for entry in never]
    elif never:
        said.append(f"In {len(never)} other pairs no type jeopardises the other.")
    return paragraphs(said, width)


def certainty(entry: Mapping[str, Any]) -> str:
    """How sure it is that a type jeopardises another."""
    if fraction(entry["least"]) > 0:
        return "certainly"
    return "possibly" if "greatest" not in entry or fraction(entry["greatest"]) > 0 else "never"


def jeopardy_sentence(answered: AnsweredMarket, entry: Mapping[str, Any]) -> str:
    """Whether a type jeopardises another, and the range of its multiplier."""
    sure = certainty(entry)
    start = f"{as_kind(answered, entry['player'], entry['type'])} {sure} jeopardises {kind_text(answered, entry['player'], entry['claim'])}"
    if sure == "never":
        return f"{start}."
    least = figure(entry["least"])
    if "greatest" not in entry:
        return f"{start}: multipliers from {least} up, without a bound."
    greatest = figure(entry["greatest"])
    return f"{start}: multiplier {least}." if least == greatest else f"{start}: multipliers from {least} to {greatest}."
