"""Who can do anything alone, and what every type can expect of it: the least utilities that may be asked for."""

from collections.abc import Mapping
from fractions import Fraction

from marketwright.reports.answered import AnsweredMarket
from marketwright.reports.bayesian_words import player_of, probability, profiles, types_of

NOBODY = "nobody can do anything alone here, so no least utility is asked for"


def lonely(answered: AnsweredMarket) -> list[str]:
    """The players who can do something alone."""
    able = {coalition.members[0] for coalition in answered.bayesian.coalitions if len(coalition.members) == 1 and coalition.actions}
    return [title for title in answered.titles if title in able]


def helpless(answered: AnsweredMarket) -> list[str]:
    """The players who can do nothing alone."""
    able = set(lonely(answered))
    return [title for title in answered.titles if title not in able]


def every_type(answered: AnsweredMarket) -> str:
    """The types of whom it can be asked that they have what they can expect alone; empty if there are none."""
    able = lonely(answered)
    return "" if not able else f"every type of {answered.buyers(able)}" if helpless(answered) else "every type"


def not_asked(answered: AnsweredMarket) -> str:
    """For whom no least utility is asked for; empty if that is nobody."""
    found = helpless(answered)
    if not found:
        return ""
    return (
        f"{answered.buyers(found)} can do nothing alone, so no least utility is asked for {'him' if len(found) == 1 else 'them'}"
        if lonely(answered)
        else NOBODY
    )


def reservations(answered: AnsweredMarket) -> dict[str, dict[str, Fraction]]:
    """What every type of those who can do something alone can expect of it."""
    alone = {coalition.members[0]: coalition for coalition in answered.bayesian.coalitions if len(coalition.members) == 1}
    return {title: _best(answered, title, [action.payoffs[0] for action in alone[title].actions]) for title in lonely(answered)}


def _best(answered: AnsweredMarket, title: str, tables: list[tuple[Fraction, ...]]) -> dict[str, Fraction]:
    """For every type of the player the largest expected payoff."""
    rows: Mapping[str, list[tuple[Fraction, int]]] = {kind: [] for kind in player_of(answered, title).types}
    for place, profile in enumerate(profiles(answered)):
        types = types_of(answered, profile)
        rows[types.pop(title)].append((probability(answered, types), place))
    return {kind: max(sum((share * table[place] for share, place in found), Fraction(0)) for table in tables) for kind, found in rows.items()}
