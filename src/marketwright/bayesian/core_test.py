"""The rule `bayesian/core-test`: whether a mechanism or an allocation is in the core with private information, or what speaks against it.

*Source.* `docs/formats/bayesian.md`; paper 004, section 6; spec bayesian 7.
"""

from collections.abc import Callable
from fractions import Fraction
from typing import Any

from marketwright.answers.answer import Finding, Result, plain
from marketwright.bayesian.inhibitive import inhibitive_certificate, inhibitive_finding, plan_outcome
from marketwright.bayesian.mechanism import feasible_finding
from marketwright.bayesian.setting import Setting, given, limit_first, proved, stopping
from marketwright.markets.bayesian import BayesianMarket
from marketwright.questions import Question
from marketwright.solvers.limit import LimitCame
from marketwright.solvers.mechanisms.blocking import blocking, inequalities_of
from marketwright.solvers.mechanisms.formulas import gross_payoffs, profit, utilities
from marketwright.solvers.mechanisms.game import Mechanism, Tables
from marketwright.solvers.mechanisms.plans import Plan
from marketwright.solvers.mechanisms.subsidy import least_subsidy


def core_test_rule(market: BayesianMarket, question: Question) -> Result:
    """Whether the allocation is achieved, or can be, and whether anybody blocks it.

    Raises: `UsageError` U106 (a limit came first).
    """
    here, stopped = Setting(market), stopping(question)
    try:
        return _tested(here, question, stopped)
    except LimitCame as error:
        raise limit_first("the core test") from error


def _tested(here: Setting, question: Question, stopped: Callable[[], bool]) -> Result:
    stated, game = given(question, "mechanism"), here.game
    certificate: dict[str, Any] = {}
    outcome: dict[str, Any] = {}
    if stated is None:
        allocation = here.read_tables(given(question, "allocation"))
        subsidy, mechanism, multipliers = least_subsidy(game, allocation, stopped=stopped)
        outcome["subsidy"] = subsidy
        certificate = plain({"subsidy_multipliers": here.multipliers(multipliers)})
        achieved = [proved("achievable", {"subsidy": subsidy} if subsidy > 0 else None)]
    else:
        mechanism = here.read_mechanism(stated)
        allocation = _allocation(here, question, mechanism)
        achieved = [feasible_finding(here, mechanism), _achieves(here, mechanism, allocation)]
    inequalities = inequalities_of(game, allocation, fine=False)
    found = blocking(inequalities, stopped=stopped)
    payoffs = gross_payoffs(game, mechanism)
    outcome |= {
        "allocation": here.tables(allocation),
        "mechanism": here.mechanism(mechanism),
        "payoffs": here.tables(payoffs),
        "severance": here.tables(_differences(payoffs, allocation)),
        "utilities": here.by_type(utilities(game, mechanism)),
        "profit": profit(game, mechanism),
    }
    if isinstance(found, Plan):
        outcome |= {"blocking_profit": found.profit, **plan_outcome(here, inequalities, found)}
    findings = (*achieved, inhibitive_finding(inequalities, found))
    return Result(
        outcome=outcome,
        findings=(*findings, *_core(findings, inequalities.rows)),
        certificate=certificate | inhibitive_certificate(here, found),
        parameters={},
    )


def _allocation(here: Setting, question: Question, mechanism: Mechanism) -> tuple[tuple[Fraction, ...], ...]:
    """The question's allocation, or what the mechanism pays less severance."""
    stated = given(question, "allocation")
    if stated is not None:
        return here.read_tables(stated)
    payoffs, severance = gross_payoffs(here.game, mechanism), given(question, "severance")
    return payoffs if severance is None else _differences(payoffs, here.read_tables(severance))


def _differences(left: Tables, right: Tables) -> tuple[tuple[Fraction, ...], ...]:
    return tuple(tuple(a - b for a, b in zip(mine, other, strict=True)) for mine, other in zip(left, right, strict=True))


def _achieves(here: Setting, mechanism: Mechanism, allocation: Tables) -> Finding:
    """Whether everybody gets at least what he forgoes, or where most is missing."""
    short = _differences(allocation, gross_payoffs(here.game, mechanism))
    player, profile = max(((i, t) for i in here.game.players for t in range(len(here.game.profiles))), key=lambda place: short[place[0]][place[1]])
    missing = short[player][profile]
    if missing <= 0:
        return proved("achieves")
    return proved("achieves", {"player": here.players[player], "profile": here.profile_names[profile], "short": missing})


def _core(findings: tuple[Finding, ...], inequalities: int) -> tuple[Finding, ...]:
    """Whether the allocation is in the core; if it is, the mechanism is incentive-efficient."""
    if not all(finding.holds for finding in findings):
        return (Finding(claim="core", holds=False, grade="proved"),)
    return Finding(claim="core", holds=True, grade="enumerated", details={"inequalities": inequalities}), proved("incentive-efficient")
