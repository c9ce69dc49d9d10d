"""The rule `bayesian/efficient`: whether a mechanism can be improved for all types, or the best mechanism for given weights.

*Source.* `docs/formats/bayesian.md`; paper 004, Theorem 0 (corrected); spec bayesian 5.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from marketwright.answers.answer import Finding, Result, plain
from marketwright.bayesian.mechanism import feasible_finding
from marketwright.bayesian.setting import Setting, given, limit_first, proved, stopping
from marketwright.markets.bayesian import BayesianMarket
from marketwright.questions import Question
from marketwright.solvers.limit import LimitCame, Stopped, never
from marketwright.solvers.mechanisms.efficiency import NotPossible, best_above_floors, best_for_weights, efficiency_gap, reservations
from marketwright.solvers.mechanisms.formulas import profit, utilities
from marketwright.solvers.mechanisms.game import Mechanism, Multipliers


@dataclass(frozen=True, slots=True, kw_only=True)
class Efficiency:
    """What is said of a mechanism; `multipliers`: those that support it, None if it is not incentive-efficient."""

    result: Result
    multipliers: Multipliers | None


def efficient_rule(market: BayesianMarket, question: Question) -> Result:
    """Whether the question's mechanism is incentive-efficient, or an improvement; without a mechanism one that is best for weights.

    Raises: `UsageError` U106 (a limit came first).
    """
    here, stopped = Setting(market), stopping(question)
    mechanism = given(question, "mechanism")
    try:
        if mechanism is not None:
            return examined(here, here.read_mechanism(mechanism), stopped=stopped).result
        return _best(here, given(question, "weights"), participation=bool(given(question, "participation")), stopped=stopped)
    except LimitCame as error:
        raise limit_first("incentive efficiency") from error


def examined(here: Setting, mechanism: Mechanism, *, stopped: Stopped = never) -> Efficiency:
    """Whether a mechanism is feasible and incentive-efficient, with an improvement or multipliers.

    Raises: `LimitCame`.
    """
    game = here.game
    feasible = feasible_finding(here, mechanism)
    outcome: dict[str, Any] = {"utilities": here.by_type(utilities(game, mechanism)), "profit": profit(game, mechanism)}
    if not feasible.holds:
        findings = feasible, proved("incentive-efficient", feasible.details["witness"])
        return Efficiency(result=Result(outcome=outcome, findings=findings, certificate={}, parameters={}), multipliers=None)
    found = efficiency_gap(game, mechanism, stopped=stopped)
    outcome["gap"] = found.gap
    verdict: tuple[Finding, ...] = (proved("incentive-efficient"),)
    if found.improvement is not None:
        outcome |= {"improvement": here.mechanism(found.improvement), "improved": here.by_type(utilities(game, found.improvement))}
        verdict = proved("incentive-efficient", {"gain": found.gap}), proved("largest-gain")
    certificate = plain({"multipliers": here.multipliers(found.multipliers)})
    result = Result(outcome=outcome, findings=(feasible, *verdict), certificate=certificate, parameters={})
    return Efficiency(result=result, multipliers=None if found.gap else found.multipliers)


def _best(here: Setting, stated: Mapping[str, Mapping[str, Any]] | None, *, participation: bool, stopped: Stopped) -> Result:
    game = here.game
    weights = game.priors if stated is None else _divided(here, stated)
    outcome: dict[str, Any] = {"weights": here.by_type(weights)}
    if participation:
        floors = [line or [None] * size for line, size in zip(reservations(game), game.sizes, strict=True)]
        best = best_above_floors(game, weights, floors, stopped=stopped)
    else:
        best = best_for_weights(game, weights, stopped=stopped)
    if isinstance(best, NotPossible):
        refused = Finding(claim="participation-possible", holds=False, grade="proved")
        return Result(outcome=outcome, findings=(refused,), certificate=plain({"multipliers": here.multipliers(best.multipliers)}), parameters={})
    outcome |= {"mechanism": here.mechanism(best.mechanism), "utilities": here.by_type(utilities(game, best.mechanism)), "value": best.value}
    return Result(
        outcome=outcome,
        findings=(proved("incentive-efficient"), proved("largest-value")),
        certificate=plain({"multipliers": here.multipliers(best.multipliers), "scale": best.scale}),
        parameters={},
    )


def _divided(here: Setting, stated: Mapping[str, Mapping[str, Any]]) -> tuple[tuple[Fraction, ...], ...]:
    """The weights, those of each player divided by their sum."""
    found = []
    for player in here.market.players:
        line = [Fraction(stated[player.name][kind]) for kind in player.types]
        total = sum(line, Fraction(0))
        found.append(tuple(weight / total for weight in line))
    return tuple(found)
