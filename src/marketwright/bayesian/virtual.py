"""The rule `bayesian/virtual`: what payoffs are worth once incentives are counted, and which types are tempted to pass for others.

*Source.* `docs/formats/bayesian.md`; paper 004, section 3; spec bayesian 4 and 5.
"""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from marketwright.answers.answer import Result, plain
from marketwright.bayesian.efficient import examined
from marketwright.bayesian.setting import Setting, given, limit_first, proved, stopping
from marketwright.errors import SecondInputError
from marketwright.markets.bayesian import BayesianMarket
from marketwright.questions import Question
from marketwright.solvers.limit import LimitCame, Stopped
from marketwright.solvers.mechanisms.formulas import lies, utilities, virtual, virtual_sums, weights
from marketwright.solvers.mechanisms.game import Key, Mechanism, Multipliers
from marketwright.solvers.mechanisms.support_range import Endless, Extreme, SupportRow, WeightRow, supporting

Points = dict[tuple[tuple[Key, Fraction], ...], int]
"""The number of each point (its multipliers above 0, in order)."""


def virtual_rule(market: BayesianMarket, question: Question) -> Result:
    """Virtual payoffs of all actions at multipliers that support the question's mechanism, and the range of each multiplier.

    Raises: `SecondInputError` I151 (stated multipliers that do not support it), `UsageError` U106 (a limit came first).
    """
    here, stopped = Setting(market), stopping(question)
    mechanism = here.read_mechanism(given(question, "mechanism"))
    stated = given(question, "multipliers")
    try:
        efficiency = examined(here, mechanism, stopped=stopped)
        if efficiency.multipliers is None:
            return efficiency.result
        chosen = efficiency.multipliers if stated is None else here.read_multipliers(stated)
        if stated is not None and (broken := unsupported(here, mechanism, chosen)):
            raise SecondInputError("I151", "input.multipliers", broken, "multipliers that support the mechanism", "leave them out to get such")
        jeopardy, points, ranges = _ranges(here, mechanism, stopped)
    except LimitCame as error:
        raise limit_first("ranges of multipliers") from error
    named = here.multipliers(chosen)
    return Result(
        outcome={"multipliers": named, "weights": here.by_type(weights(here.game, chosen)), "virtual": virtual_tables(here, chosen), "jeopardy": jeopardy},
        findings=(proved("feasible"), proved("incentive-efficient"), proved("jeopardy")),
        certificate=plain({"multipliers": named, "points": points, "ranges": ranges}),
        parameters={},
    )


def virtual_tables(here: Setting, multipliers: Multipliers) -> list[dict[str, Any]]:
    """The virtual payoffs of the members for all actions of all coalitions."""
    found = []
    for coalition, named in zip(here.game.coalitions, here.market.coalitions, strict=True):
        actions = {
            action.name: {
                name: here.table(virtual(here.game, multipliers, i, table))
                for i, name, table in zip(coalition.members, named.members, action.payoffs, strict=True)
            }
            for action in named.actions
        }
        found.append({"members": list(named.members), "actions": actions})
    return found


def unsupported(here: Setting, mechanism: Mechanism, multipliers: Multipliers) -> str | None:
    """What keeps admissible multipliers from supporting an incentive-efficient mechanism, in words; None if they do."""
    game = here.game
    now, told = utilities(game, mechanism), lies(game, mechanism)
    for player, claim, true in game.keys:
        if multipliers.get((player, claim, true)) and told[player, claim, true] < now[player][true]:
            types = here.types(player)
            return f"a multiplier for type {types[true]!r} of {here.players[player]!r} and claim {types[claim]!r}, by which he loses"
    sums = virtual_sums(game, multipliers, game.everybody)
    for t, lottery in enumerate(mechanism.lotteries):
        best = max(line[t] for line in sums)
        for action in sorted(lottery):
            if lottery[action] and sums[action][t] < best:
                return f"{here.joint_actions[action]!r} used in profile {here.profile_names[t]!r}, where another action has more virtual payoffs"
    return None


def row_document(here: Setting, row: SupportRow, share: Fraction) -> dict[str, Any]:
    """A row of a proof about supporting multipliers."""
    if isinstance(row, WeightRow):
        return {"row": "weight", "player": here.players[row.player], "type": here.types(row.player)[row.kind], "multiplier": share}
    action, other = here.joint_actions[row.action], here.joint_actions[row.other]
    return {"row": "optimal", "profile": here.profile_names[row.profile], "action": action, "other": other, "multiplier": share}


def _ranges(here: Setting, mechanism: Mechanism, stopped: Stopped) -> tuple[list[dict[str, Any]], list[Any], list[dict[str, Any]]]:
    """`jeopardy`, `points` and `ranges`."""
    support = supporting(here.game, mechanism, stopped=stopped)
    jeopardy, points, ranges = [], Points(), []
    for key in here.game.keys:
        player, claim, true = key
        types = here.types(player)
        least, greatest = support.least({key: Fraction(1)}), support.greatest({key: Fraction(1)})
        entry: dict[str, Any] = {"player": here.players[player], "type": types[true], "claim": types[claim]}
        entry |= {name: bound.value for name, bound in (("least", least), ("greatest", greatest)) if isinstance(bound, Extreme)}
        jeopardy.append(entry)
        ranges.append({"least": _bound(here, points, least), "greatest": _bound(here, points, greatest)})
    return jeopardy, [here.multipliers(dict(point)) for point in points], ranges


def _bound(here: Setting, points: Points, found: Extreme | Endless) -> dict[str, Any]:
    number = points.setdefault(_written(found.point), len(points))
    if isinstance(found, Endless):
        return {"point": number, "ray": here.multipliers(found.ray)}
    return {"point": number, "proof": [row_document(here, row, share) for row, share in found.proof]}


def _written(multipliers: Mapping[Key, Fraction]) -> tuple[tuple[Key, Fraction], ...]:
    return tuple(sorted((key, number) for key, number in multipliers.items() if number))
