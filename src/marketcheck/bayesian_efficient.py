"""The rule `bayesian/efficient`: no feasible mechanism is better for all types."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from marketcheck.bayesian import AMOUNTS, INPUT_MECHANISM, MECHANISM, MULTIPLIERS, TABLES, Bargain, form, minus, require_mechanism
from marketcheck.bayesian_mechanism import Mechanism, Tables, reservations, shortage
from marketcheck.bayesian_multipliers import Multipliers
from marketcheck.case import printed, verdict
from marketcheck.conditions import reject, shown
from marketcheck.documents import number

CODES = {"gap": "T6", "improvement": "T6", "improved": "T6", "value": "T8"}
EFFICIENT_OUTCOME: dict[str, Any] = {"utilities": TABLES, "profit": number, "gap": number, "improvement": MECHANISM, "improved": TABLES}
EFFICIENT = form(EFFICIENT_OUTCOME | {"weights": TABLES, "mechanism": MECHANISM, "value": number}, {"multipliers": MULTIPLIERS, "scale": number})
EFFICIENT_INPUT = {f"{key}?": part for key, part in INPUT_MECHANISM.items()} | {"weights?": {str: AMOUNTS}, "participation?": {True, False}}


def check_efficient(bargain: Bargain) -> None:
    """Verifies an answer of the rule `bayesian/efficient`."""
    if "mechanism" not in bargain.input:
        _check_best(bargain)
        return
    if {"weights", "participation"} & bargain.input.keys():
        reject("T8", "input", "a mechanism with weights or participation", "a mechanism alone")
    check_gap(bargain, bargain.mechanism(bargain.input["mechanism"], "input.mechanism"))


def check_gap(bargain: Bargain, mechanism: Mechanism) -> None:
    """Verifies what is said of the gap of a mechanism."""
    outcome = {"utilities": bargain.by_type(mechanism.utilities), "profit": mechanism.profit}
    feasible = mechanism.feasibility()
    if not mechanism.feasible:
        bargain.evidence()
        bargain.finish(outcome, [feasible, feasible | {"claim": "incentive-efficient"}], CODES)
        return
    (stated,) = bargain.evidence("multipliers")
    gap: Fraction = bargain.stated("gap")
    require_bound(bargain, mechanism, bargain.multipliers(stated, "certificate.multipliers"), gap)
    findings = [feasible, verdict("incentive-efficient", True, "proved")]
    more: dict[str, Any] = {"gap": gap}
    if gap != 0:
        improvement = bargain.stated("improvement")
        better = require_better(bargain, mechanism, improvement, gap)
        more |= {"improvement": improvement, "improved": bargain.by_type(better.utilities)}
        findings = [feasible, verdict("incentive-efficient", False, "proved", witness={"gain": gap}), verdict("largest-gain", True, "proved")]
    bargain.finish(outcome | more, findings, CODES)


def require_bound(bargain: Bargain, mechanism: Mechanism, multipliers: Multipliers, gap: Fraction, place: str = "certificate.multipliers") -> None:
    """Verifies that multipliers prove a feasible mechanism's gap."""
    found = multipliers.bound(mechanism)
    if found != len(bargain.game.players) * gap:
        reject("T7", place, shown(found), shown(len(bargain.game.players) * gap))


def require_better(bargain: Bargain, mechanism: Mechanism, stated: Mapping[str, Any], gap: Fraction, *, exact: bool = False) -> Mechanism:
    """Returns an improvement, which is feasible and gives every type as much more, or more; if `exact` some type not."""
    better = bargain.mechanism(stated, "outcome.improvement")
    require_mechanism(bargain, better, "outcome.improvement")
    least = min(min(more) for more in minus(better.utilities, mechanism.utilities))
    if gap <= 0 or least < gap or (exact and least > gap):
        reject("T6", "outcome.improvement", shown(least), f"a gain above 0, of at least {shown(gap)} for every type")
    return better


def _weights(bargain: Bargain) -> Tables:
    """Returns the weights of the input, divided by their sum, or the probabilities."""
    if "weights" not in bargain.input:
        return bargain.game.priors
    found = bargain.of_types(bargain.input["weights"], "input.weights")
    sums = {sum(weights) for weights in found}
    if min(map(min, found)) < 0 or len(sums) > 1 or 0 in sums:
        reject("T8", "input.weights", "other weights", "at least 0, with the same sum above 0 for every player")
    return [[weight / sum(weights) for weight in weights] for weights in found]


def _check_best(bargain: Bargain) -> None:
    """Verifies that the largest weighted sum of utilities is attained, or that reservations cannot be."""
    weights = _weights(bargain)
    outcome: dict[str, Any] = {"weights": bargain.by_type(weights)}
    participation = bargain.input.get("participation", False)
    if "mechanism" not in bargain.outcome:
        _require_impossible(bargain, participation=participation)
        bargain.finish(outcome, [verdict("participation-possible", False, "proved")], CODES)
        return
    mechanism = bargain.mechanism(bargain.outcome["mechanism"], "outcome.mechanism")
    require_mechanism(bargain, mechanism, "outcome.mechanism")
    if participation:
        if short := shortage(mechanism):
            reject("T8", "outcome.mechanism", printed(short), "at least the reservation of every type")
    elif any(map(mechanism.received, bargain.game.all)):
        reject("T8", "outcome.mechanism", "transfers to a player on average", "0 for everybody")
    stated, scale = bargain.evidence("multipliers", "scale")
    multipliers = bargain.multipliers(stated, "certificate.multipliers")
    require_bound(bargain, mechanism, multipliers, Fraction(0))
    _require_scale(bargain, mechanism, multipliers, weights, scale)
    value = sum((w * u for pair in zip(weights, mechanism.utilities, strict=True) for w, u in zip(*pair, strict=True)), Fraction(0))
    outcome |= {"mechanism": bargain.outcome["mechanism"], "utilities": bargain.by_type(mechanism.utilities), "value": value}
    bargain.finish(outcome, [verdict("incentive-efficient", True, "proved"), verdict("largest-value", True, "proved")], CODES)


def _require_scale(bargain: Bargain, mechanism: Mechanism, multipliers: Multipliers, weights: Tables, scale: Fraction) -> None:
    """Verifies that the multipliers' weights, scaled, are those wanted, or above them where a reservation binds."""
    participation = bargain.input.get("participation", False)
    least = reservations(bargain.game) if participation else {}
    if scale < 1 or (scale != 1 and not participation):
        reject("T8", "certificate.scale", shown(scale), "at least 1, without participation 1")
    for i, found in enumerate(multipliers.weights):
        for s, weight in enumerate(found):
            binding = i in least and mechanism.utilities[i][s] == least[i][s]
            if scale * weight < weights[i][s] or (scale * weight > weights[i][s] and not binding):
                place = f"certificate, {bargain.game.players[i]!r}, {bargain.game.types[i][s]!r}"
                reject("T8", place, shown(scale * weight), f"{shown(weights[i][s])}{', or more' if binding else ''}")


def _require_impossible(bargain: Bargain, *, participation: bool) -> None:
    """Verifies that no feasible mechanism gives all types their reservations."""
    if not participation:
        reject("T9", "findings", "no mechanism", "one, where participation is not asked for")
    (stated,) = bargain.evidence("multipliers")
    multipliers, least = bargain.multipliers(stated, "certificate.multipliers"), reservations(bargain.game)
    needed = Fraction(0)
    for i, weights in enumerate(multipliers.weights):
        if i not in least and any(weights):
            reject("T9", f"certificate, {bargain.game.players[i]!r}", "a weight above 0", "0 without a reservation")
        needed += sum((weight * least[i][s] for s, weight in enumerate(weights) if i in least), Fraction(0))
    if needed <= multipliers.greatest:
        reject("T9", "certificate.multipliers", shown(needed), f"more than {shown(multipliers.greatest)}")
