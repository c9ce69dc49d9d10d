"""The rules `bayesian/subsidy` and `bayesian/core-test`."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from marketcheck.bayesian import (
    AMOUNTS,
    MECHANISM,
    MULTIPLIERS,
    TABLES,
    Bargain,
    first_below,
    form,
    minus,
    require_achieved,
    require_mechanism,
)
from marketcheck.bayesian_blocking import BLOCKED, CODES, inequalities, inhibitive
from marketcheck.bayesian_mechanism import Mechanism, Tables
from marketcheck.bayesian_multipliers import Multipliers
from marketcheck.case import Finding, verdict
from marketcheck.conditions import reject, shown
from marketcheck.documents import keys, number

ALLOCATION = {str: AMOUNTS}
SUBSIDY = form({"subsidy": number, "mechanism": MECHANISM, "utilities": TABLES}, {"multipliers": MULTIPLIERS})
SUBSIDY_INPUT = {"allocation": ALLOCATION}
_PAIR = {"allocation": ALLOCATION, "mechanism": MECHANISM, "severance": ALLOCATION, "utilities": TABLES}
CORE_TEST = form(
    _PAIR | {"payoffs": TABLES, "profit": number, "subsidy": number, "blocking_profit": number} | BLOCKED,
    {"multipliers": MULTIPLIERS, "subsidy_multipliers": MULTIPLIERS},
)
CORE_TEST_INPUT = {"mechanism?": MECHANISM, "allocation?": ALLOCATION, "severance?": ALLOCATION}


def require_subsidy(bargain: Bargain, mechanism: Mechanism, allocation: Tables, stated: Sequence[Mapping[str, Any]], place: str) -> None:
    """Verifies that a mechanism achieves an allocation at the least subsidy."""
    require_mechanism(bargain, mechanism, "outcome.mechanism", profit=False)
    require_achieved(bargain, mechanism, allocation, "outcome.mechanism")
    found = subsidy_bound(bargain.multipliers(stated, place), allocation)
    if found != -mechanism.profit:
        reject("T13", place, shown(found), shown(-mechanism.profit))


def subsidy_bound(multipliers: Multipliers, allocation: Tables) -> Fraction:
    """Returns what every incentive compatible mechanism needs that achieves the allocation."""
    game, total = multipliers.game, Fraction(0)
    for i, table in enumerate(allocation):
        weights, base = game.weights(game.others(i))
        sums = [Fraction(0)] * game.sizes[i]
        for s, weight, entry in zip(game.type_at[i], weights, table, strict=True):
            sums[s] += weight * entry
        total += sum((least * forgone for least, forgone in zip(multipliers.weights[i], sums, strict=True)), Fraction(0)) / base
    return total - multipliers.greatest


def achievable(subsidy: Fraction) -> Finding:
    """Returns the finding `achievable` that is due."""
    return verdict("achievable", True, "proved") if subsidy <= 0 else verdict("achievable", False, "proved", witness={"subsidy": subsidy})


def check_subsidy(bargain: Bargain) -> None:
    """Verifies an answer of the rule `bayesian/subsidy`."""
    allocation = bargain.tables(bargain.input["allocation"], "input.allocation")
    (stated,) = bargain.evidence("multipliers")
    mechanism = bargain.mechanism(bargain.stated("mechanism"), "outcome.mechanism")
    require_subsidy(bargain, mechanism, allocation, stated, "certificate.multipliers")
    outcome = {"subsidy": -mechanism.profit, "mechanism": bargain.outcome["mechanism"], "utilities": bargain.by_type(mechanism.utilities)}
    bargain.finish(outcome, [verdict("least-subsidy", True, "proved"), achievable(-mechanism.profit)], CODES | {"subsidy": "T13"})


def require_severance(bargain: Bargain, stated: Mapping[str, Any], place: str) -> Tables:
    """Returns severance, which is at least 0."""
    found = bargain.tables(stated, place)
    if below := first_below(found):
        reject("T11", place, found[below[0]][below[1]], "at least 0")
    return found


def check_core_test(bargain: Bargain) -> None:
    """Verifies an answer of the rule `bayesian/core-test`."""
    given = bargain.input
    if "mechanism" not in given:
        if "allocation" not in given or "severance" in given:
            reject("T11", "input", sorted(given), "a mechanism, an allocation, or both; severance beside a mechanism alone")
        allocation = bargain.tables(given["allocation"], "input.allocation")
        mechanism = bargain.mechanism(bargain.stated("mechanism"), "outcome.mechanism")
        stated = keys(bargain.certificate, "certificate", ["subsidy_multipliers"], bargain.certificate)["subsidy_multipliers"]
        require_subsidy(bargain, mechanism, allocation, stated, "certificate.subsidy_multipliers")
        findings, more, evidence = [achievable(-mechanism.profit)], {"subsidy": -mechanism.profit}, ["subsidy_multipliers"]
    else:
        mechanism = bargain.mechanism(given["mechanism"], "input.mechanism")
        allocation = _allocation(bargain, mechanism)
        findings, more, evidence = [mechanism.feasibility(), _achieves(bargain, mechanism, allocation)], {}, []
    finding, parts = inhibitive(bargain, allocation)
    findings.append(finding)
    if holds := finding["holds"]:
        evidence.append("multipliers")
    bargain.evidence(*evidence)
    if holds and all(one["holds"] for one in findings):
        findings.append(verdict("core", True, "enumerated", inequalities=inequalities(bargain.game, fine=False)))
        findings.append(verdict("incentive-efficient", True, "proved"))
    else:
        findings.append(verdict("core", False, "proved"))
    outcome = (
        more
        | parts
        | {
            "mechanism": given["mechanism"] if "mechanism" in given else bargain.outcome["mechanism"],
            "allocation": bargain.named(allocation),
            "payoffs": bargain.named(mechanism.payoffs),
            "severance": bargain.named(minus(mechanism.payoffs, allocation)),
            "utilities": bargain.by_type(mechanism.utilities),
            "profit": mechanism.profit,
        }
    )
    bargain.finish(outcome, findings, CODES | {"profit": "T2", "subsidy": "T13"})


def _allocation(bargain: Bargain, mechanism: Mechanism) -> Tables:
    """Returns the allocation of the input, beside its mechanism."""
    given = bargain.input
    if "severance" in given:
        if "allocation" in given:
            reject("T11", "input", "an allocation and severance", "one of them")
        return minus(mechanism.payoffs, require_severance(bargain, given["severance"], "input.severance"))
    return bargain.tables(given["allocation"], "input.allocation") if "allocation" in given else mechanism.payoffs


def _achieves(bargain: Bargain, mechanism: Mechanism, allocation: Tables) -> Finding:
    """Returns the finding `achieves` that is due."""
    left = minus(mechanism.payoffs, allocation)
    if short := first_below(left):
        i, t = short
        witness = {"player": bargain.game.players[i], "profile": bargain.game.profiles[t], "short": -left[i][t]}
        return verdict("achieves", False, "proved", witness=witness)
    return verdict("achieves", True, "proved")
