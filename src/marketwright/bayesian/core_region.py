"""The rule `bayesian/core-region`: the polygon of two quantities over the core that given multipliers support.

*Source.* `docs/formats/bayesian.md`; paper 004, sections 8 and 9; spec bayesian 9.
"""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from marketwright.answers.answer import Finding, Result, plain
from marketwright.bayesian.find_core import core_multipliers
from marketwright.bayesian.outer_bounds import outer_bounds
from marketwright.bayesian.quantities import quantity, value_of_mechanism
from marketwright.bayesian.setting import Setting, given
from marketwright.bayesian.watching import Watch
from marketwright.markets.bayesian import BayesianMarket
from marketwright.questions import Question
from marketwright.solvers.limit import LimitCame
from marketwright.solvers.mechanisms.core_polyhedron import CorePolyhedron, Name, UnboundedRegion
from marketwright.solvers.mechanisms.game import Multipliers
from marketwright.solvers.mechanisms.region import Polygon, Side, polygon


def core_region_rule(market: BayesianMarket, question: Question) -> Result:
    """The vertices of the region, each with a core mechanism, and a proof of each side; bounds over the whole core if they are asked for."""
    here, watch = Setting(market), Watch(question)
    outcome: dict[str, Any] = {}
    certificate: dict[str, Any] = {}
    try:
        multipliers = _multipliers(here, question, watch)
        outcome["multipliers"] = here.multipliers(multipliers)
        fine = given(question, "support") == "fine"
        core = CorePolyhedron(here.game, multipliers, fine=fine, stopped=watch.stopped)
        found = polygon(core, quantity(here, given(question, "x")), quantity(here, given(question, "y")))
    except LimitCame:
        finding = _open("limit")
    except NoMultipliers:
        finding = _open("no multipliers")
    except UnboundedRegion:
        finding = _open("unbounded")
    else:
        outcome["vertices"] = [list(corner.at) for corner in found.corners]
        certificate = plain(_certificate(here, found, fine=fine))
        finding = Finding(claim="region", holds=True, grade="proved")
    marks = _marks(here, question)
    findings = [finding]
    if given(question, "whole"):
        outer, report = outer_bounds(here, question, watch)
        outcome["outer"] = outer
        findings.append(report)
    return Result(outcome=outcome | ({"marks": marks} if marks else {}), findings=tuple(findings), certificate=certificate, parameters={})


class NoMultipliers(Exception):  # noqa: N818 - no error: there may be no core
    """No core allocation was found, so no multipliers that support one."""


def _multipliers(here: Setting, question: Question, watch: Watch) -> Multipliers:
    """The question's multipliers, or those of the core allocation that is found; where every player has one type there are none to be found.

    Raises: `NoMultipliers`, `LimitCame`.
    """
    stated = given(question, "multipliers")
    if stated is not None or not here.game.keys:
        return here.read_multipliers(stated or [])
    found = core_multipliers(here, question, watch)
    if found is None:
        raise NoMultipliers
    return found


def _open(reason: str) -> Finding:
    return Finding(claim="region", holds=None, grade="unproven", details={"reason": reason})


def _marks(here: Setting, question: Question) -> dict[str, list[Fraction]]:
    """Where stated mechanisms lie, if that depends on mechanisms only."""
    found = {}
    for name, document in (given(question, "marks") or {}).items():
        mechanism = here.read_mechanism(document)
        at = [number for axis in ("x", "y") if (number := value_of_mechanism(here, given(question, axis), mechanism)) is not None]
        if len(at) == len("xy"):
            found[name] = at
    return found


def _certificate(here: Setting, found: Polygon, *, fine: bool) -> dict[str, Any]:
    points = [{"mechanism": here.mechanism(corner.mechanism), "allocation": here.tables(corner.allocation)} for corner in found.corners]
    return {"points": points, "edges": [_edge(here, side, fine=fine) for side in found.sides]}


def _edge(here: Setting, side: Side, *, fine: bool) -> dict[str, Any]:
    proof = [{**_row(here, name, fine=fine), "multiplier": number} for name, number in side.proof.items()]
    return {"normal": list(side.normal), "bound": side.bound, "proof": proof}


def _row(here: Setting, name: Name, *, fine: bool) -> Mapping[str, Any]:
    """A row of the polyhedron, as documents name it."""
    kind, numbers = name
    match kind:
        case "incentive":
            player, claim, true = numbers
            return {"row": kind, "player": here.players[player], "type": here.types(player)[true], "claim": here.types(player)[claim]}
        case "achieve":
            player, profile = numbers
            return {"row": kind, "player": here.players[player], "profile": here.profile_names[profile]}
        case "support":
            place, action, *types = numbers
            shown = here.game.players if fine else here.game.coalitions[place].members
            named = {here.players[player]: here.types(player)[kind] for player, kind in zip(shown, types, strict=True)}
            return {"row": kind, "members": here.members(place), "action": here.action(place, action), "types": named}
        case _:
            return {"row": kind}
