"""Severance as clauses of a contract, and what it deters."""

from collections.abc import Iterator, Mapping
from typing import Any

from marketwright.reports.answered import AnsweredMarket
from marketwright.reports.bayesian_numbers import figure, precise
from marketwright.reports.bayesian_words import as_kind, fraction, is_kind, kind_text, paragraphs, player_of, types_of, uncertain
from marketwright.reports.words import Section, counted

MOST_CLAUSES = 8


def severance_sections(answered: AnsweredMarket, width: int) -> list[Section]:
    """Severance as clauses of a contract, and what these deter."""
    return [clause_section(answered, width), ("What severance deters", paragraphs(deterred(answered, answered.titles)[:MOST_CLAUSES], width))]


def clause_section(answered: AnsweredMarket, width: int) -> Section:
    """What the mechanism promises to those who leave."""
    outcome = answered.document["outcome"]
    if any(fraction(number) < 0 for table in outcome["severance"].values() for number in table.values()):
        return "Severance", []
    said = list(clauses(answered, answered.titles))
    if not said:
        return "Severance", paragraphs(["None: who leaves to join another coalition keeps nothing."], width)
    more = [f"  and {counted(len(said) - MOST_CLAUSES, 'more clause')}"] if len(said) > MOST_CLAUSES else []
    return "Severance", [*paragraphs(said[:MOST_CLAUSES], width), *more]


def clauses(answered: AnsweredMarket, players: tuple[str, ...]) -> Iterator[str]:
    """A clause for every type of these players who gets severance, or for every profile where it depends on the others' types."""
    for player in players:
        for kind, table in _by_kind(answered, player):
            if len(set(table.values())) == 1:
                if any(table.values()):
                    yield _clause(answered, player, kind, {}, next(iter(table.values())))
                continue
            for profile, amount in table.items():
                if amount:
                    others = {other: its for other, its in types_of(answered, profile).items() if other != player}
                    yield _clause(answered, player, kind, others, amount)


def _by_kind(answered: AnsweredMarket, player: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """The severance of each type of a player, by profile."""
    table = answered.document["outcome"]["severance"][player]
    for kind in player_of(answered, player).types:
        yield kind, {profile: fraction(amount) for profile, amount in table.items() if types_of(answered, profile)[player] == kind}


def _clause(answered: AnsweredMarket, player: str, kind: str, others: Mapping[str, str], amount: object) -> str:
    own = f"his type is {kind_text(answered, player, kind).removeprefix('type ')}" if player in uncertain(answered) else ""
    whole = " and ".join(part for part in (own, is_kind(answered, others)) if part)
    return f"if {answered.buyer(player)} leaves to join another coalition{f' while {whole}' if whole else ''}, he keeps {precise(amount)}."


def deterred(answered: AnsweredMarket, players: tuple[str, ...]) -> list[str]:
    """What severance does to rivals' plans, by the multipliers of the proof."""
    lies = answered.document["certificate"].get("multipliers", [])
    said = []
    for player in players:
        for kind, table in _by_kind(answered, player):
            amounts = set(table.values())
            if not any(amount > 0 for amount in amounts):
                continue
            said += [_deterrent(answered, lie, amounts) for lie in lies if lie["player"] == player and lie["type"] == kind]
    return said


def _deterrent(answered: AnsweredMarket, lie: Mapping[str, Any], amounts: set[Any]) -> str:
    """Why keeping something makes a type's place in other coalitions dearer."""
    player, claim = player_of(answered, lie["player"]), lie["claim"]
    factor = fraction(lie["multiplier"]) / player.prior[player.types.index(claim)]
    dearer = f"for {figure(factor * next(iter(amounts)))} more" if len(amounts) == 1 else f"for {figure(factor)} times that much more"
    other = kind_text(answered, player.name, claim)
    who = as_kind(answered, player.name, lie["type"])
    return (
        f"plans that invite {answered.buyer(player.name)} as {other}: {who} would be tempted to join by passing for {other}, the more so as severance is kept "
        f"besides; in the proof this makes what {other} forgoes count {dearer} (multiplier {figure(lie['multiplier'])})."
    )
