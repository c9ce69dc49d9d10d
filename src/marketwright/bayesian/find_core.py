"""The rule `bayesian/find-core`: a mechanism and an allocation in the core with private information.

*Source.* `docs/formats/bayesian.md`; paper 004, Theorem 2; spec bayesian 8.
"""

from fractions import Fraction
from typing import Any

from marketwright.answers.answer import Finding, Result, plain
from marketwright.bayesian.setting import Setting, given, limit_first, proved
from marketwright.bayesian.watching import Watch
from marketwright.markets.bayesian import BayesianMarket
from marketwright.questions import Question
from marketwright.solvers.limit import LimitCame, Stopped, go_on
from marketwright.solvers.mechanisms.balanced_weights import BalancedWeights, worthier_plan
from marketwright.solvers.mechanisms.find_core import Found, Missed, find_core
from marketwright.solvers.mechanisms.formulas import gross_payoffs, utilities
from marketwright.solvers.mechanisms.game import Game, Multipliers
from marketwright.solvers.mechanisms.supported import Supported, least_supported_subsidy, supported_core


def find_core_rule(market: BayesianMarket, question: Question) -> Result:
    """A core mechanism with its allocation; or balanced weights that prove the core of a game with one type each empty; or an allocation with a small subsidy.

    Raises: `UsageError` U106 (a limit came, and then not even the allocation without multipliers was found in time).
    """
    here, watch = Setting(market), Watch(question)
    game = here.game
    try:
        weights = None if game.keys else worthier_plan(game, stopped=watch.stopped)
        if weights is not None:
            return _empty(here, weights)
        ended = watch.ending()
        found = find_core(game, seed=_seed(question), stopped=watch.stopped, ended=ended, tell=watch.tell)
        return _in_core(here, found) if isinstance(found, Found) else _missed(here, found, ended)
    except LimitCame:
        try:
            return _missed(here, Missed(multipliers={}), watch.ending())
        except LimitCame as error:
            raise limit_first("search for a core allocation") from error


def core_multipliers(here: Setting, question: Question, watch: Watch) -> Multipliers | None:
    """The multipliers of the core allocation that this rule finds for the question's seed, None if it finds none.

    Raises: `LimitCame`.
    """
    found = find_core(here.game, seed=_seed(question), stopped=watch.stopped, ended=watch.stopped, tell=watch.tell)
    if isinstance(found, Found):
        return found.core.multipliers
    go_on(watch.stopped)
    return None


def _seed(question: Question) -> int:
    return int(given(question, "seed") or 0)


def inequalities(game: Game, *, fine: bool) -> int:
    """How many inequalities support an allocation: one for each coalition, action, and combination of types of the members; with `fine` of all players."""
    found = 0
    for coalition in game.coalitions:
        combinations = 1
        for member in game.players if fine else coalition.members:
            combinations *= game.sizes[member]
        found += coalition.actions * combinations
    return found


def _empty(here: Setting, weights: BalancedWeights) -> Result:
    plan = [{"members": here.members(place), "action": here.action(place, action), "weight": weight} for place, action, weight in weights.plan]
    finding = proved("core", {"plan": plan, "worth": weights.worth, "most": weights.most})
    return Result(outcome={}, findings=(finding,), certificate={}, parameters={})


def _in_core(here: Setting, found: Found) -> Result:
    findings = (_enumerated(here, "core", fine=False), _enumerated(here, "finely-supported", fine=True), proved("incentive-efficient"))
    return _result(here, found.core, {"method": found.method}, findings)


def _missed(here: Setting, missed: Missed, ended: Stopped) -> Result:
    """The allocation with the least subsidy for these multipliers; if it needs none after all, it is in the core.

    Raises: `LimitCame`.
    """
    found = least_supported_subsidy(here.game, missed.multipliers, stopped=ended)
    core = None if found.subsidy else supported_core(here.game, missed.multipliers, stopped=ended)
    if core is None:
        return _with_subsidy(here, found)
    return _in_core(here, Found(core=core, method="trust-region" if core.multipliers else "complete-information"))


def _with_subsidy(here: Setting, found: Supported) -> Result:
    findings = (_enumerated(here, "inhibitive", fine=False), Finding(claim="core", holds=None, grade="unproven"))
    return _result(here, found, {"subsidy": found.subsidy}, findings)


def _enumerated(here: Setting, claim: str, *, fine: bool) -> Finding:
    return Finding(claim=claim, holds=True, grade="enumerated", details={"inequalities": inequalities(here.game, fine=fine)})


def _result(here: Setting, found: Supported, more: dict[str, Any], findings: tuple[Finding, ...]) -> Result:
    outcome = {
        "mechanism": here.mechanism(found.mechanism),
        "utilities": here.by_type(utilities(here.game, found.mechanism)),
        "allocation": here.tables(found.allocation),
        "severance": here.tables(severance(here.game, found)),
    }
    return Result(outcome=outcome | more, findings=findings, certificate=plain({"multipliers": here.multipliers(found.multipliers)}), parameters={})


def severance(game: Game, found: Supported) -> tuple[tuple[Fraction, ...], ...]:
    """What a mechanism pays above an allocation."""
    payoffs = gross_payoffs(game, found.mechanism)
    return tuple(tuple(w - o for w, o in zip(paid, forgone, strict=True)) for paid, forgone in zip(payoffs, found.allocation, strict=True))
