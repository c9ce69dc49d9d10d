"""Payoffs beside virtual payoffs of what all players can do, and who jeopardises whom, in one picture."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from textwrap import wrap
from typing import Any

from marketwright.plots.bayesian_jeopardy import jeopardy_picture, left_out
from marketwright.plots.reallocative_style import GREY, around, chart, legend, rounded
from marketwright.reports.answered import AnsweredMarket
from marketwright.reports.bayesian_multipliers import are_several, multiplier_text
from marketwright.reports.bayesian_virtual import payoffs
from marketwright.reports.bayesian_words import action_cell, fraction, profile_cell, profiles
from marketwright.reports.words import one_line

MOST_ROWS, MOST_PLAYERS = 24, 4
LONGEST_ROW, LONGEST_TITLE, LONGEST_LINE, MOST_MULTIPLIERS = 34, 26, 100, 4
APART = {"scale": {"color": "independent", "shape": "independent"}}
KINDS = {"payoff": GREY, "virtual payoff": "#2f6db3"}
DONE = {"done": "#2f6db3", "not done": "#c9d3df"}


def virtual_chart(answered: AnsweredMarket) -> dict[str, Any] | None:
    """The picture; None where the mechanism is not incentive-efficient, so that nothing supports it."""
    if "virtual" not in answered.document["outcome"]:
        return None
    entry = answered.document["outcome"]["virtual"][-1]
    pairs = [(profile, action) for profile in profiles(answered) for action in entry["actions"]]
    names = {pair: _row(answered, *pair) for pair in pairs[:MOST_ROWS]}
    players = list(answered.titles)[:MOST_PLAYERS]
    worth = {action: payoffs(answered, entry["members"], action) for action in dict.fromkeys(action for _, action in names)}
    panels = [_panel(answered, player, entry["actions"], worth, names, first=number == 0) for number, player in enumerate(players)]
    graph = jeopardy_picture(answered)
    values = {
        "title": _title(len(pairs), len(answered.titles)),
        "hconcat": [*panels, _together(answered, entry["actions"], names)],
        "spacing": 14,
        "resolve": APART,
    }
    return chart(
        "Virtual payoffs: what actions are worth once incentives count",
        _subtitle(answered),
        vconcat=[*([graph] if graph is not None else []), values],
        spacing=26,
        align="none",
        resolve=APART,
    )


def _subtitle(answered: AnsweredMarket) -> list[str]:
    """Which multipliers are used where there is a choice, and what of them is not drawn."""
    outcome = answered.document["outcome"]
    several = _several(answered) if are_several(outcome["jeopardy"]) else []
    return [*several, *left_out(answered)]


def _several(answered: AnsweredMarket) -> list[str]:
    """The multipliers in words."""
    used = multiplier_text(answered, answered.document["outcome"]["multipliers"], MOST_MULTIPLIERS)
    said = wrap(used, LONGEST_LINE, max_lines=MOST_MULTIPLIERS, placeholder=" ...")
    return ["Several multipliers support the mechanism; virtual payoffs depend on them. They are shown for these:", *said]


def _title(rows: int, players: int) -> dict[str, Any]:
    """The title of the lower part, which says what is left out."""
    said = ["Where both are the same only one point is seen. On the right the sums; the mechanism does what has the largest."]
    if rows > MOST_ROWS:
        said.append(f"The first {MOST_ROWS} of {rows} actions in profiles.")
    if players > MOST_PLAYERS:
        said.append(f"The first {MOST_PLAYERS} of {players} players.")
    return {
        "text": "Payoffs and virtual payoffs of what all players can do",
        "subtitle": said,
        "anchor": "start",
        "frame": "group",
        "fontSize": 13,
        "subtitleColor": "#444444",
    }


def _row(answered: AnsweredMarket, profile: str, action: str) -> str:
    """The name of a row."""
    return one_line(f"{profile_cell(answered, profile)}: {action_cell(answered, action)}", LONGEST_ROW)


def _y(names: Mapping[tuple[str, str], str], *, first: bool) -> dict[str, Any]:
    """The channel of rows, which are known by number and named by `names`."""
    labels = " : ".join(f"datum.value == {number} ? {_quoted(text)}" for number, text in enumerate(names.values()))
    axis = {"labelExpr": f"{labels} : ''", "labelLimit": 260, "labelFontSize": 12, "ticks": False, "grid": True} if first else None
    return {"field": "row", "type": "ordinal", "title": None, "scale": {"domain": list(range(len(names)))}, "axis": axis}


def _quoted(text: str) -> str:
    return "'" + text.replace("\\", "\\\\").replace("'", "\\'") + "'"


def _panel(
    answered: AnsweredMarket,
    player: str,
    actions: Mapping[str, Mapping[str, Mapping[str, object]]],
    worth: Mapping[str, Mapping[str, Mapping[str, Fraction]]],
    names: Mapping[tuple[str, str], str],
    *,
    first: bool,
) -> dict[str, Any]:
    """One player's payoffs, each joined to its virtual payoff."""
    found = [(number, worth[action][player][profile], fraction(actions[action][player][profile])) for number, (profile, action) in enumerate(names)]
    points = [{"row": row, "worth": rounded(value), "kind": kind} for row, *both in found for kind, value in zip(KINDS, both, strict=True)]
    lines = [{"row": row, "worth": rounded(real), "to": rounded(virtual)} for row, real, virtual in found if real != virtual]
    x = {
        "field": "worth",
        "type": "quantitative",
        "title": one_line(answered.buyer(player), LONGEST_TITLE),
        "scale": {"domain": list(_span(points, "worth")), "nice": False},
    }
    y = _y(names, first=first)
    key = legend(None, "bottom") if first else None
    colour = {"field": "kind", "type": "nominal", "scale": {"domain": list(KINDS), "range": list(KINDS.values())}, "legend": key}
    shape = {"field": "kind", "type": "nominal", "scale": {"domain": list(KINDS), "range": ["circle", "diamond"]}, "legend": key}
    return {
        "width": 170,
        "height": {"step": 26},
        "layer": [
            {"data": {"values": lines}, "mark": {"type": "rule", "strokeWidth": 2, "color": "#9bb7d6"}, "encoding": {"x": x, "x2": {"field": "to"}, "y": y}},
            {
                "data": {"values": points},
                "mark": {"type": "point", "filled": True, "size": 90, "opacity": 1},
                "encoding": {"x": x, "y": y, "color": colour, "shape": shape},
            },
        ],
    }


def _together(answered: AnsweredMarket, actions: Mapping[str, Mapping[str, Mapping[str, object]]], names: Mapping[tuple[str, str], str]) -> dict[str, Any]:
    """The sums of virtual payoffs, and which of the actions the mechanism takes."""
    lottery = answered.document["input"]["mechanism"]["lottery"]
    bars = [
        {
            "row": number,
            "worth": rounded(sum((fraction(table[profile]) for table in actions[action].values()), Fraction(0))),
            "taken": "done" if fraction(lottery[profile].get(action, 0)) else "not done",
        }
        for number, (profile, action) in enumerate(names)
    ]
    colour = {"field": "taken", "type": "nominal", "scale": {"domain": list(DONE), "range": list(DONE.values())}, "legend": legend(None, "bottom")}
    x = {"field": "worth", "type": "quantitative", "title": "virtual payoffs together"}
    return {
        "width": 170,
        "height": {"step": 26},
        "data": {"values": bars},
        "encoding": {"x": x, "y": _y(names, first=False), "color": colour},
        "layer": [
            {"mark": {"type": "bar", "height": 13}},
            {"transform": [{"filter": "datum.worth == 0"}], "mark": {"type": "tick", "opacity": 1, "orient": "vertical", "size": 13, "thickness": 3}},
        ],
    }


def _span(points: Sequence[Mapping[str, Any]], field: str) -> tuple[float, float]:
    return around([point[field] for point in points], 0.1)
