"""Equilibria made to order: which theorem makes them, and the first of them as tables."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from marketwright.reports.answered import AnsweredMarket
from marketwright.reports.evidence import NOT_DECIDED
from marketwright.reports.gamma_requests import Cell, goods_table, shown_buyers
from marketwright.reports.submodularity import market_sentence, reason_against, violation_lines
from marketwright.reports.words import WIDTH, Section, number, wrapped

MOST_EQUILIBRIA = 3


def construct_lines(answered: AnsweredMarket, width: int = WIDTH) -> list[str]:
    """The theorem, the first equilibria, and how many there are."""
    lines = wrapped(theorem_sentence(answered), width, "", "")
    for title, table in equilibria_parts(answered, width):
        lines += ["", title, *table]
    return [*lines, "", *wrapped(total_sentence(answered), width, "", "")]


def theorem_sentence(answered: AnsweredMarket) -> str:
    """Why these are equilibria."""
    theorem, finding = answered.document["outcome"]["theorem"], answered.finding("buyers-submodular")
    if theorem == "one-buyer":
        return "A single buyer gets everything he asks for: in equilibrium he asks for all that he values, at price 0."
    if theorem == "theorem-6":
        return (
            "The market is buyers-submodular, so Theorem 6 applies: every efficient allocation is an equilibrium outcome, and all payoffs are Vickrey payoffs."
        )
    core = "Equilibria are made from core payoffs at which no buyer can gain without another losing (buyer-Pareto-optimal)."
    if finding is None or finding["holds"] is None:
        why = NOT_DECIDED if finding is None else market_sentence(answered, finding)
        return f"Whether the market is buyers-submodular is not decided ({why}), so Theorem 6 is not used. {core}"
    return f"The market is not buyers-submodular ({reason_against(answered, finding)}), so Theorem 6 does not apply. {core}"


def equilibria_parts(answered: AnsweredMarket, width: int = WIDTH) -> list[Section]:
    """The first equilibria as tables, each below a title."""
    equilibria: list[Mapping[str, Any]] = answered.document["outcome"]["equilibria"]
    return [
        (f"Equilibrium {place}", _equilibrium_lines(answered, equilibrium, width)) for place, equilibrium in enumerate(equilibria[:MOST_EQUILIBRIA], start=1)
    ]


def _equilibrium_lines(answered: AnsweredMarket, equilibrium: Mapping[str, Any], width: int) -> list[str]:
    members: list[str] = equilibrium["members"]
    buyers, rest = shown_buyers(answered, members)
    rows: list[list[Cell]] = []
    for buyer in buyers:
        request, served = equilibrium["requests"][buyer], buyer in members
        gets: Cell = equilibrium["allocation"][buyer] if served else ""
        payoff = number(Fraction(equilibrium["payoffs"][buyer]))
        rows.append([answered.cell(buyer), request["bundle"], number(Fraction(request["price"])), "yes" if served else "no", gets, payoff])
    lines = [*goods_table(answered, ["buyer", "asks for", "at", "served", "gets", "payoff"], rows, [2, 5], width), *rest]
    seller, surplus = number(Fraction(equilibrium["payoffs"]["seller"])), number(Fraction(equilibrium["surplus"]))
    return lines + wrapped(f"the seller gets {seller}; surplus {surplus}", width)


def total_sentence(answered: AnsweredMarket) -> str:
    """How many equilibria are listed, how many of them are shown, and whether there are others of the kind."""
    outcome, cap, complete = answered.document["outcome"], answered.document["parameters"]["cap"], answered.finding("complete")
    count = len(outcome["equilibria"])
    if count == 0:
        return f"No equilibrium was found: {NOT_DECIDED}."
    listed = "1 equilibrium" if count == 1 else f"{count} equilibria"
    if count > MOST_EQUILIBRIA:
        listed += f", of which the first {MOST_EQUILIBRIA} are shown"
    if outcome["theorem"] == "one-buyer":
        return f"{listed}."
    if outcome["theorem"] == "pareto-core":
        return f"{listed}; there may be others{f': the cap of {cap} was reached' if count == cap else ''}."
    if complete is not None and complete["holds"]:
        return f"{listed}: one for every efficient allocation, up to goods of no marginal value."
    why = f"the cap of {complete['cap']} was reached" if complete is not None and "cap" in complete else NOT_DECIDED
    return f"{listed}; there may be others: {why}."


def construct_sections(answered: AnsweredMarket, width: int = WIDTH) -> list[Section]:
    """Why these are equilibria, the numbers behind it, and the equilibria."""
    return [
        ("Why these are equilibria", wrapped(theorem_sentence(answered), width)),
        ("Why Theorem 6 does not apply", violation_lines(answered, width)),
        *equilibria_parts(answered, width),
        ("How many there are", wrapped(total_sentence(answered), width)),
    ]
