"""The rule `bayesian/virtual`: virtual payoffs, and which types jeopardise which."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from marketcheck.bayesian import INPUT_MECHANISM, MULTIPLIERS, TABLES, Bargain, form, require_mechanism
from marketcheck.bayesian_efficient import CODES, EFFICIENT_OUTCOME, check_gap, require_bound
from marketcheck.bayesian_multipliers import Key, Multipliers
from marketcheck.bayesian_support import PROOF, Support
from marketcheck.case import verdict
from marketcheck.conditions import reject, shown
from marketcheck.documents import keys, number

_BOUND = {"point": int, "proof?": PROOF, "ray?": MULTIPLIERS}
_RANGE = {"player": str, "type": str, "claim": str, "least": number, "greatest?": number}
VIRTUAL_OUTCOME = {
    "multipliers": MULTIPLIERS,
    "weights": TABLES,
    "virtual": [{"members": [str], "actions": {str: TABLES}}],
    "jeopardy": [_RANGE],
}
VIRTUAL = form(
    EFFICIENT_OUTCOME | VIRTUAL_OUTCOME,
    {"multipliers": MULTIPLIERS, "points": [MULTIPLIERS], "ranges": [{"least": _BOUND, "greatest": _BOUND}]},
)
VIRTUAL_INPUT = {**INPUT_MECHANISM, "multipliers?": MULTIPLIERS}


def check_virtual(bargain: Bargain) -> None:
    """Verifies an answer of the rule `bayesian/virtual`."""
    mechanism = bargain.mechanism(bargain.input["mechanism"], "input.mechanism")
    if bargain.finding("incentive-efficient")["holds"] is not True:
        if "multipliers" in bargain.input:
            reject("T14", "input.multipliers", "multipliers", "none that support a mechanism that is not incentive-efficient")
        keys(bargain.outcome, "outcome", (), EFFICIENT_OUTCOME)
        check_gap(bargain, mechanism)
        return
    require_mechanism(bargain, mechanism, "input.mechanism")
    stated, points, ranges = bargain.evidence("multipliers", "points", "ranges")
    if "multipliers" in bargain.input and bargain.input["multipliers"] != stated:
        reject("T14", "certificate.multipliers", "other multipliers", "the input's")
    multipliers, support = bargain.multipliers(stated, "certificate.multipliers"), Support(bargain, mechanism)
    require_bound(bargain, mechanism, multipliers, Fraction(0))
    outcome = {
        "multipliers": stated,
        "weights": bargain.by_type(multipliers.weights),
        "virtual": virtual_payoffs(bargain, multipliers),
        "jeopardy": _jeopardy(support, points, ranges),
    }
    bargain.finish(outcome, [verdict(claim, True, "proved") for claim in ("feasible", "incentive-efficient", "jeopardy")], CODES | {"jeopardy": "T15"})


def virtual_payoffs(bargain: Bargain, multipliers: Multipliers) -> list[dict[str, Any]]:
    """Returns v_i(c, .) of all actions of all coalitions."""
    game, below = bargain.game, bargain.game.scale * multipliers.scale
    found = []
    for block in game.blocks:
        actions = dict[str, Any]()
        for name, tables in zip(block.actions, block.payoffs, strict=True):
            values = [multipliers.transformed(i, table) for i, table in zip(block.members, tables, strict=True)]
            actions[name] = {
                game.players[i]: {profile: Fraction(value, below) for profile, value in zip(game.profiles, table, strict=True)}
                for i, table in zip(block.members, values, strict=True)
            }
        found.append({"members": game.names(block.members), "actions": actions})
    return found


def _points(support: Support, stated: Sequence[Any], most: int) -> list[Mapping[Key, Fraction]]:
    """Returns multipliers that support the mechanism, at most so many, and each once."""
    if len(stated) > most:
        reject("T15", "certificate.points", len(stated), f"at most {most}")
    places, found = dict[frozenset[tuple[Key, Fraction]], str](), []
    for k, one in enumerate(stated):
        place = f"certificate.points[{k}]"
        multipliers = support.bargain.multipliers(one, place)
        if (first := places.setdefault(frozenset(multipliers.of.items()), place)) != place:
            reject("T15", place, f"{first} again", "every point once")
        support.require_point(multipliers, place)
        found.append(multipliers.of)
    return found


def _jeopardy(support: Support, points: Sequence[Any], ranges: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Returns the ranges that the certificate proves."""
    bargain, game = support.bargain, support.bargain.game
    lies = [(i, s, r) for i in game.all for s in range(game.sizes[i]) for r in range(game.sizes[i]) if r != s]
    if len(ranges) != len(lies):
        reject("T15", "certificate.ranges", len(ranges), len(lies))
    found = _points(support, points, 2 * len(lies) + 1)
    entries = []
    for k, (lie, stated) in enumerate(zip(lies, ranges, strict=True)):
        i, s, r = lie
        entry: dict[str, Any] = {"player": game.players[i], "type": game.types[i][s], "claim": game.types[i][r]}
        for key, sign in (("least", 1), ("greatest", -1)):
            place, end = f"certificate.ranges[{k}].{key}", stated[key]
            if not 0 <= end["point"] < len(found):
                reject("T15", place, end["point"], "a point")
            value = found[end["point"]].get(lie, Fraction(0))
            if "ray" in end and sign < 0:
                keys(end, place, ("point", "ray"))
                ray = bargain.multipliers(end["ray"], f"{place}.ray", admissible=False)
                if lie not in ray.of:
                    reject("T17", f"{place}.ray", "another direction", "one along which the number grows")
                support.require_ray(ray, f"{place}.ray")
                continue
            keys(end, place, ("point", "proof"))
            bound = support.proven(end["proof"], {lie: Fraction(1)}, Fraction(0), sign, f"{place}.proof")
            if bound != value:
                reject("T15", place, shown(value), shown(bound))
            entry[key] = value
        entries.append(entry)
    return entries
