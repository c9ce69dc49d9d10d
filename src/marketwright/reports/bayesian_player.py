"""One player's view of an answer about a game with incomplete information."""

from collections.abc import Iterator, Mapping
from typing import Any

from marketwright.reports.answered import AnsweredMarket
from marketwright.reports.bayesian_claims import bayesian_sentence
from marketwright.reports.bayesian_numbers import figure
from marketwright.reports.bayesian_plan import IMAGINED, RIVAL, is_fine, plan_of_player
from marketwright.reports.bayesian_region import region_of_player
from marketwright.reports.bayesian_severance import MOST_CLAUSES, clauses, deterred
from marketwright.reports.bayesian_tables import Numbers, type_lines
from marketwright.reports.bayesian_virtual import JEOPARDY, jeopardy_lines, reasons
from marketwright.reports.bayesian_words import fraction, kind_cell, kind_text, opened, paragraphs, player_of
from marketwright.reports.evidence import VERDICTS
from marketwright.reports.words import WIDTH, Section, counted, wrapped

BY_TYPE = {"utilities": "expects", "alternative_utilities": "in the alternative", "improved": "could expect", "reservations": "alone", "weights": "weight"}
"""Numbers of types in outcomes, and the titles of their columns."""
MOST_LIES = 12
BELIEVED = (
    "Believed: how likely the types are held to be once the alternative is on the table. What types expect is computed with these beliefs about all members."
)


def player_sections(answered: AnsweredMarket, player: int, width: int = WIDTH) -> list[Section]:
    """What the answer says of the player."""
    title, outcome = answered.titles[player], answered.document["outcome"]
    sections = [
        (_head(answered, title), _numbers(answered, title, width)),
        ("What the region says of this player", _region(answered, title, width)),
        ("What lies would bring", _lies(answered, title, width)),
        ("Why payoffs count for more or less", reasons(answered, [title], width) if "virtual" in outcome else []),
        (JEOPARDY, jeopardy_lines(answered, [title], width) if "jeopardy" in outcome else []),
        ("Severance", _severance(answered, title, width)),
        (IMAGINED if is_fine(answered) else RIVAL, paragraphs(plan_of_player(answered, title), width) if "plan" in outcome else []),
        ("What is found about this player", paragraphs(_named(answered, title), width)),
    ]
    return sections if any(lines for _, lines in sections[1:]) or _names_types(outcome) else [sections[0], _nothing(answered, title, width)]


def _names_types(outcome: Mapping[str, Any]) -> bool:
    """Whether the outcome has numbers of types."""
    return any(key in outcome for key in BY_TYPE)


def _nothing(answered: AnsweredMarket, title: str, width: int) -> Section:
    return f"The answer does not say anything about {answered.buyer(title)} alone", wrapped(
        "Its outcome and its evidence are about all players together.", width
    )


def _head(answered: AnsweredMarket, title: str) -> str:
    kinds = player_of(answered, title).types
    said = f"has {counted(len(kinds), 'type')}" if len(kinds) > 1 else f"is {kind_text(answered, title, kinds[0])}"
    return opened(f"{answered.buyer(title)} {said}")


def _numbers(answered: AnsweredMarket, title: str, width: int) -> list[str]:
    """How likely each type is, and the outcome's numbers of it."""
    outcome, player = answered.document["outcome"], player_of(answered, title)
    believed = outcome.get("beliefs", {}).get(title)
    columns: dict[str, Numbers] = {} if believed is None else {"believed": {title: believed}}
    columns["probability" if believed is None else "prior"] = {title: dict(zip(player.types, player.prior, strict=True))}
    columns |= {column: {title: outcome[key][title]} for key, column in BY_TYPE.items() if title in outcome.get(key, {})}
    return [*type_lines(answered, columns, width), *([] if believed is None else paragraphs([BELIEVED], width))]


def _region(answered: AnsweredMarket, title: str, width: int) -> list[str]:
    """What is said of the player by the quantities and multipliers of a region."""
    return paragraphs(region_of_player(answered, title), width) if answered.rule == "bayesian/core-region" else []


def _lies(answered: AnsweredMarket, title: str, width: int) -> list[str]:
    """What every type would expect with every other claim."""
    outcome = answered.document["outcome"]
    said = []
    for kind, claims in outcome.get("lies", {}).get(title, {}).items():
        true = fraction(outcome["utilities"][title][kind])
        for claim, number in claims.items():
            gain = fraction(number) - true
            effect = "the same as the truth" if gain == 0 else f"{figure(abs(gain))} {'more' if gain > 0 else 'less'} than the truth"
            said.append(f"{kind_cell(answered, title, kind)} as {kind_cell(answered, title, claim)}: {figure(number)}, {effect}")
    more = [f"  and {counted(len(said) - MOST_LIES, 'more lie')}"] if len(said) > MOST_LIES else []
    return [*paragraphs(said[:MOST_LIES], width), *more]


def _severance(answered: AnsweredMarket, title: str, width: int) -> list[str]:
    """Clauses for this player, and what they deter."""
    severance = answered.document["outcome"].get("severance", {}).get(title, {})
    if not severance or min(map(fraction, severance.values())) < 0:
        return []
    said = list(clauses(answered, (title,)))
    if not said:
        return paragraphs(["None: who leaves to join another coalition keeps nothing."], width)
    more = [f"  and {counted(len(said) - MOST_CLAUSES, 'more clause')}"] if len(said) > MOST_CLAUSES else []
    return [*paragraphs([*said[:MOST_CLAUSES], *deterred(answered, (title,))[:MOST_CLAUSES]], width), *more]


def _named(answered: AnsweredMarket, title: str) -> Iterator[str]:
    """The findings whose witness names the player."""
    for finding in answered.document["findings"]:
        witness = finding.get("witness", {})
        members = [member for entry in witness.get("plan", ()) for member in entry["members"]]
        if title in (witness.get("player"), *witness.get("gains", ()), *members):
            yield f"{finding['claim']}: {VERDICTS[finding['holds']]}, {bayesian_sentence(answered, finding)}."
