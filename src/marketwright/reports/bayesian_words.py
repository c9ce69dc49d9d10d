"""Players' types, profiles, actions, lies and quantities of games with incomplete information in words."""

import re
from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from itertools import product
from typing import Any

from marketwright.markets.bayesian import BayesianPlayer, CoalitionActions
from marketwright.markets.places import shown
from marketwright.reports.answered import AnsweredMarket
from marketwright.reports.bayesian_numbers import figure, precise
from marketwright.reports.words import Section, listed, name, short_names, wrapped

Types = Mapping[str, str]
"""A type for each of some players, by name."""
_NUMERAL = re.compile(r"[0-9./-]+")
_OPENING = re.compile(
    r"players? [0-9./-]|(nobody|everybody|several|neither|the|type|if|when|it|none|all|no|plans|better|in|whatever|another|there|multiplied|with) "
)


def fraction(value: object) -> Fraction:
    """A number of a document."""
    return Fraction(str(value))


def player_of(answered: AnsweredMarket, title: str) -> BayesianPlayer:
    """The player of that name."""
    return answered.bayesian.players[answered.titles.index(title)]


def uncertain(answered: AnsweredMarket) -> list[str]:
    """The players with more than one type: only their types have to be named."""
    return [player.name for player in answered.bayesian.players if len(player.types) > 1]


def kind_cell(answered: AnsweredMarket, player: str, kind: str) -> str:
    """A type in a table."""
    return name(short_names(player_of(answered, player).types)[kind])


def kind_text(answered: AnsweredMarket, player: str, kind: str) -> str:
    """A type inside a sentence, where a bare number would be read as one."""
    cell = kind_cell(answered, player, kind)
    return f"type {cell}" if _NUMERAL.fullmatch(cell) else cell


def as_kind(answered: AnsweredMarket, player: str, kind: str) -> str:
    """A player of that type inside a sentence; of a player with one type the name alone."""
    who = answered.buyer(player)
    return f"{who} as {kind_text(answered, player, kind)}" if player in uncertain(answered) else who


def in_order(answered: AnsweredMarket, by_player: Mapping[str, Any]) -> dict[str, Any]:
    """The same by player, in market order."""
    return {title: by_player[title] for title in answered.titles if title in by_player}


def is_kind(answered: AnsweredMarket, types: Types, verb: str = "is") -> str:
    """That players have these types, or report them; empty if nobody named here has more than one."""
    parts = [
        f"{answered.buyer(player)} {verb} {kind_text(answered, player, kind)}"
        for player, kind in in_order(answered, types).items()
        if player in uncertain(answered)
    ]
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}" if parts else ""


def types_of(answered: AnsweredMarket, profile: str) -> dict[str, str]:
    """The type of every player in a profile of a document."""
    return dict(zip(answered.titles, profile.split(","), strict=True))


def profile_cell(answered: AnsweredMarket, profile: str) -> str:
    """A profile in a table: the types of those who have several."""
    types, those = types_of(answered, profile), uncertain(answered)
    return ", ".join(kind_cell(answered, player, types[player]) for player in those) or "always"


def profile_title(answered: AnsweredMarket) -> str:
    """The title of the column of profiles."""
    those = uncertain(answered)
    return f"{'types' if len(those) > 1 else 'type'} of {listed([short_names(answered.titles)[player] for player in those], 4)}" if those else "when"


def profiles(answered: AnsweredMarket) -> list[str]:
    """All profiles as documents write them, in order."""
    return [",".join(types) for types in product(*(player.types for player in answered.bayesian.players))]


def probability(answered: AnsweredMarket, types: Types) -> Fraction:
    """How likely these types are."""
    share = Fraction(1)
    for title, kind in types.items():
        player = player_of(answered, title)
        share *= player.prior[player.types.index(kind)]
    return share


def agree(types: Types, other: Types) -> bool:
    """Whether nobody has different types in both."""
    return all(other.get(player, kind) == kind for player, kind in types.items())


def coalition_of(answered: AnsweredMarket, members: Sequence[str]) -> CoalitionActions:
    """What a coalition can do."""
    return next(coalition for coalition in answered.bayesian.coalitions if list(coalition.members) == list(members))


def action_cell(answered: AnsweredMarket, action: str, members: Sequence[str] | None = None) -> str:
    """An action of a coalition, or of all players, in a table."""
    coalition = answered.bayesian.coalitions[-1] if members is None else coalition_of(answered, members)
    return name(short_names([other.name for other in coalition.actions])[action])


def action_text(answered: AnsweredMarket, action: str, members: Sequence[str] | None = None) -> str:
    """An action inside a sentence, in quotes."""
    coalition = answered.bayesian.coalitions[-1] if members is None else coalition_of(answered, members)
    return shown(short_names([other.name for other in coalition.actions])[action])


def lottery_cell(answered: AnsweredMarket, lottery: Mapping[str, object], members: Sequence[str] | None = None) -> str:
    """What is done, with probabilities where it is not sure."""
    shares = {action: fraction(share) for action, share in lottery.items() if fraction(share)}
    cells = [
        action_cell(answered, action, members) if share == 1 else f"{figure(share)} {action_cell(answered, action, members)}"
        for action, share in shares.items()
    ]
    return ", ".join(cells)


def payment_text(value: object) -> str:
    """What somebody is paid or pays, as a predicate."""
    amount = fraction(value)
    return "neither pays nor gets anything" if amount == 0 else f"gets {precise(amount)}" if amount > 0 else f"pays {precise(-amount)}"


def transfer_cell(value: object) -> str:
    """What somebody is paid or pays, in a table.

    Example:
    >>> transfer_cell("11/18"), transfer_cell("-1/2"), transfer_cell(0)
    ('gets 11/18', 'pays 0.5', '-')
    """
    amount = fraction(value)
    return "-" if amount == 0 else f"gets {figure(amount)}" if amount > 0 else f"pays {figure(-amount)}"


def lie_text(answered: AnsweredMarket, lie: Mapping[str, Any]) -> str:
    """Who gains by which lie."""
    claim = kind_text(answered, lie["player"], lie["claim"])
    return f"{as_kind(answered, lie['player'], lie['type'])} gains {precise(lie['gain'])} by claiming to be {claim}"


def quantity_text(answered: AnsweredMarket, quantity: Mapping[str, Any]) -> str:
    """A quantity of `bayesian/core-region`, as axes and sentences call it."""
    if "probability_of" in quantity:
        said = f"probability of {action_text(answered, quantity['probability_of'])}"
    else:
        words = {
            "transfer_to": "expected transfer to",
            "utility_of": "expected utility of",
            "severance_of": "expected severance of",
            "forgone_by": "what is forgone by",
        }
        said = next(f"{word} {answered.buyer(quantity[key])}" for key, word in words.items() if key in quantity)
    return f"{said}, given that {types}" if (types := is_kind(answered, quantity.get("given", {}))) else said


def joined(parts: Sequence[str], mark: str = ",") -> str:
    """Parts of a sentence, the last one after *and*.

    Example:
    >>> joined(["a", "b", "c"]), joined(["a"]), joined(["a, b", "c", "d"], ";")
    ('a, b and c', 'a', 'a, b; c; and d')
    """
    if len(parts) < 2:
        return "".join(parts)
    return f"{f'{mark} '.join(parts[:-1])}{mark if mark != ',' else ''} and {parts[-1]}"


def opened(text: str) -> str:
    """The text as a sentence begins; names keep their letters.

    Example:
    >>> opened("player 1 gains"), opened("nobody is invited"), opened("ann gains")
    ('Player 1 gains', 'Nobody is invited', 'ann gains')
    """
    return text[0].upper() + text[1:] if _OPENING.match(text) else text


def paragraphs(sentences: Iterable[str], width: int) -> list[str]:
    """Every sentence from a new line."""
    return [line for sentence in sentences for line in wrapped(opened(sentence), width)]


def flat(sections: Iterable[Section]) -> list[str]:
    """The lines of a summary: every title above its lines, sections apart."""
    lines: list[str] = []
    for title, said in sections:
        if said:
            lines += [*([""] if lines else []), title, *said]
    return lines
