"""What mechanisms give to every type, and better ones: the rules bayesian/mechanism, efficient and subsidy."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from marketwright.reports.answered import AnsweredMarket
from marketwright.reports.bayesian_alone import not_asked, reservations
from marketwright.reports.bayesian_numbers import figure, precise
from marketwright.reports.bayesian_tables import Numbers, mechanism_lines, priors, table_lines, type_lines
from marketwright.reports.bayesian_words import flat, fraction, kind_text, paragraphs
from marketwright.reports.words import WIDTH, Section


def mechanism_report_lines(answered: AnsweredMarket, width: int = WIDTH) -> list[str]:
    """What every type expects, and its best lie."""
    return flat(_mechanism(answered, width)[1:2])


def mechanism_sections(answered: AnsweredMarket, width: int = WIDTH) -> list[Section]:
    """The mechanism, what every type expects, and what everybody has in each profile."""
    payoffs = answered.document["outcome"]["payoffs"]
    return [*_mechanism(answered, width), ("What everybody has in the end, money and payoffs", table_lines(answered, payoffs, width))]


def _mechanism(answered: AnsweredMarket, width: int) -> list[Section]:
    outcome = answered.document["outcome"]
    lies = {player: {kind: best_lie(answered, player, claims) for kind, claims in by_kind.items()} for player, by_kind in outcome["lies"].items()}
    columns: dict[str, Numbers] = {"expects": outcome["utilities"]} | ({"alone": outcome["reservations"]} if outcome["reservations"] else {})
    texts = {"the best lie": lies} if any(text for by_kind in lies.values() for text in by_kind.values()) else {}
    lines = type_lines(answered, columns, width, texts)
    return [
        ("The mechanism", mechanism_lines(answered, answered.document["input"]["mechanism"], width)),
        ("What every type expects", [*lines, *paragraphs([profit_sentence(outcome["profit"])], width)]),
    ]


def best_lie(answered: AnsweredMarket, player: str, claims: Mapping[str, object]) -> str:
    """The claim with the largest expected utility, and that utility."""
    if not claims:
        return ""
    claim = max(claims, key=lambda kind: fraction(claims[kind]))
    return f"{figure(claims[claim])} as {kind_text(answered, player, claim)}"


def profit_sentence(profit: object) -> str:
    """What the mediator keeps or loses, expected."""
    amount = fraction(profit)
    if amount == 0:
        return "the mediator neither gains nor loses anything, in expectation."
    return f"the mediator {'keeps' if amount > 0 else 'loses'} {precise(abs(amount))} in expectation."


def efficient_report_lines(answered: AnsweredMarket, width: int = WIDTH) -> list[str]:
    """The mechanism that is better or best, and what types expect."""
    return flat(efficient_report_sections(answered, width))


def efficient_report_sections(answered: AnsweredMarket, width: int = WIDTH) -> list[Section]:
    """The same as sections."""
    outcome = answered.document["outcome"]
    if "weights" in outcome:
        return _frontier(answered, outcome, width)
    if "improvement" in outcome:
        return improvement_sections(answered, outcome, width)
    efficient = answered.finding("incentive-efficient")
    head = "The mechanism, which is incentive-efficient" if efficient is not None and efficient["holds"] else "The mechanism, which is not feasible"
    lines = type_lines(answered, {"expects": outcome["utilities"]}, width)
    return [
        (head, mechanism_lines(answered, answered.document["input"]["mechanism"], width)),
        ("What every type expects", [*lines, *paragraphs([profit_sentence(outcome["profit"])], width)]),
    ]


def improvement_sections(answered: AnsweredMarket, outcome: Mapping[str, Any], width: int) -> list[Section]:
    """A mechanism that everybody would rather have."""
    columns: dict[str, Numbers] = {"has": outcome["utilities"]} if "utilities" in outcome else {}
    lines = type_lines(answered, {**columns, "would have": outcome["improved"]}, width) if "improved" in outcome else []
    return [
        ("A mechanism that is better for all types of all players", mechanism_lines(answered, outcome["improvement"], width)),
        ("What every type expects now, and would expect", lines),
    ]


def _frontier(answered: AnsweredMarket, outcome: Mapping[str, Any], width: int) -> list[Section]:
    """The best mechanism for weights, or that there is none."""
    floors = bool((answered.document.get("input") or {}).get("participation"))
    columns: dict[str, Numbers] = {"probability": priors(answered), "weight": outcome["weights"]}
    if floors and (asked := reservations(answered)):
        columns["alone"] = asked
    if "mechanism" not in outcome:
        return _impossible(answered, columns, width)
    nobody = "nobody who can act alone with less" if not_asked(answered) else "nobody with less than alone"
    titles = f" and leaves {nobody}" if "alone" in columns else ""
    said = [f"the utilities, weighted, add up to {precise(outcome['value'])}."]
    if floors and (free := not_asked(answered)):
        said.append(f"{free}.")
    return [
        (f"The mechanism that is best for these weights{titles}", mechanism_lines(answered, outcome["mechanism"], width)),
        ("What every type expects", [*type_lines(answered, {**columns, "expects": outcome["utilities"]}, width), *paragraphs(said, width)]),
    ]


def _impossible(answered: AnsweredMarket, columns: Mapping[str, Numbers], width: int) -> list[Section]:
    """What types can expect alone, and the weights with which it is more than any feasible mechanism can give."""
    asked, weights = columns["alone"], proof_weights(answered)
    total = sum((weights[player][kind] * fraction(number) for player, by_kind in asked.items() for kind, number in by_kind.items()), Fraction(0))
    said = [f"with the weights of the proof these add up to {precise(total)}, which is more than any feasible mechanism reaches."]
    if free := not_asked(answered):
        said.append(f"{free}.")
    shown: dict[str, Numbers] = {"probability": columns["probability"], "alone": asked, "weight in the proof": weights}
    return [("No feasible mechanism gives every type what it can expect alone", [*type_lines(answered, shown, width), *paragraphs(said, width)])]


def proof_weights(answered: AnsweredMarket) -> dict[str, dict[str, Fraction]]:
    """The weights that the certificate's multipliers give to types: above the probability of types that others would claim to be, below that of the others."""
    found = {player.name: dict(zip(player.types, player.prior, strict=True)) for player in answered.bayesian.players}
    for lie in answered.document["certificate"]["multipliers"]:
        found[lie["player"]][lie["claim"]] += fraction(lie["multiplier"])
        found[lie["player"]][lie["type"]] -= fraction(lie["multiplier"])
    return found


def subsidy_report_lines(answered: AnsweredMarket, width: int = WIDTH) -> list[str]:
    """The cheapest mechanism and what it costs."""
    return flat(subsidy_report_sections(answered, width)[:1])


def subsidy_report_sections(answered: AnsweredMarket, width: int = WIDTH) -> list[Section]:
    """The same as sections, with what was asked for."""
    outcome = answered.document["outcome"]
    lines = mechanism_lines(answered, outcome["mechanism"], width)
    return [
        ("The cheapest mechanism that leaves everybody at least this much", [*lines, *paragraphs([subsidy_sentence(outcome["subsidy"])], width)]),
        ("What was asked for", table_lines(answered, answered.document["input"]["allocation"], width)),
        ("What every type expects", type_lines(answered, {"expects": outcome["utilities"]}, width)),
    ]


def subsidy_sentence(subsidy: object) -> str:
    """What a mediator has to add, or what is left over."""
    amount = fraction(subsidy)
    if amount > 0:
        return f"the mediator has to add {precise(amount)} in expectation."
    return "the payments add up to nothing, in expectation." if amount == 0 else f"it leaves the mediator {precise(-amount)} in expectation."
