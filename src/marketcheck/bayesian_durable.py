"""The rule `bayesian/durable`: beliefs and strategies with which a coalition keeps the mechanism; or a proof that there are none."""

from collections.abc import Mapping
from typing import Any

from marketcheck.bayesian import INPUT_MECHANISM, LOTTERY, TABLES, Bargain, form, require_mechanism
from marketcheck.bayesian_alternative import ALTERNATIVE, Alternative, Play, alternative, play
from marketcheck.bayesian_cases import CASE, require_cases
from marketcheck.case import Finding, printed, verdict
from marketcheck.conditions import reject
from marketcheck.documents import keys

_STRATEGIES = {str: {str: LOTTERY}}
DURABLE = form({"beliefs": TABLES, "strategies": _STRATEGIES, "utilities": TABLES, "alternative_utilities": TABLES}, {"cases": [CASE]})
DURABLE_INPUT = {**INPUT_MECHANISM, "alternative": ALTERNATIVE, "beliefs?": TABLES, "strategies?": _STRATEGIES}
CODES = dict.fromkeys(("beliefs", "strategies", "utilities", "alternative_utilities"), "T33")
_NEEDS = {"equilibrium": ("player", "type", "move", "gain"), "credible": ("player", "type", "gain"), "rejected": ("gains",)}


def check_durable(bargain: Bargain) -> None:
    """Verifies an answer of the rule `bayesian/durable`."""
    given = bargain.input
    mechanism = bargain.mechanism(given["mechanism"], "input.mechanism")
    require_mechanism(bargain, mechanism, "input.mechanism")
    against = alternative(bargain, given["alternative"], mechanism)
    if ("beliefs" in given) != ("strategies" in given):
        reject("T33", "input", "beliefs or strategies", "both, or neither")
    claimed = bargain.finding("durable")
    if "beliefs" in given:
        bargain.evidence()
        tested = play(against, given["beliefs"], given["strategies"], "input")
        findings = [_tested(bargain, tested, claim) for claim in _NEEDS]
        held = all(finding["holds"] for finding in findings)
        findings.append(verdict("durable", True, "proved") if held else verdict("durable", None, "unproven"))
        bargain.finish(_outcome(tested, given), findings, CODES)
    elif claimed["holds"] is True:
        bargain.evidence()
        found = play(against, bargain.stated("beliefs"), bargain.stated("strategies"), "outcome")
        for claim in _NEEDS:
            if not _holds(found, claim):
                reject("T34", "outcome", f"not {claim}", claim)
        bargain.finish(_outcome(found, bargain.outcome), [verdict("durable", True, "proved")], CODES)
    elif claimed["holds"] is None:
        bargain.evidence()
        bargain.finish({}, [verdict("durable", None, "unproven")], CODES)
    else:
        bargain.finish({}, [verdict("durable", False, "enumerated", cases=_refuted(bargain, against))], CODES)


def _outcome(found: Play, stated: Mapping[str, Any]) -> dict[str, Any]:
    """Returns the outcome that is due with beliefs and strategies."""

    def named(rows: Any) -> dict[str, Any]:
        return {name: dict(zip(types, row, strict=True)) for name, types, row in zip(found.of.names, found.of.types, rows, strict=True)}

    parts = {"utilities": named(found.established), "alternative_utilities": named(found.alternative)}
    return {"beliefs": stated["beliefs"], "strategies": stated["strategies"], **parts}


def _holds(found: Play, claim: str) -> bool:
    """Returns whether beliefs and strategies satisfy a condition."""
    types = [(k, s) for k, names in enumerate(found.of.types) for s in range(len(names))]
    if claim == "equilibrium":
        return all(max(found.replies[k][s]) <= found.alternative[k][s] for k, s in types)
    if claim == "credible":
        return all(s in found.likeliest[k] for k, s in types if found.gain(k, s) > 0)
    return any(all(found.gain(k, s) <= 0 for s in range(len(names))) for k, names in enumerate(found.of.types))


def _tested(bargain: Bargain, found: Play, claim: str) -> Finding:
    """Returns the finding that is due of a condition, once its witness is found to be the first with the largest gain."""
    if _holds(found, claim):
        return verdict(claim, True, "proved")
    due, place = _witness(found, claim), f"findings.{claim}.witness"
    witness = keys(bargain.finding(claim).get("witness"), place, _NEEDS[claim])
    if witness != due:
        reject("T35", place, printed(witness), printed(due))
    return verdict(claim, False, "proved", witness=due)


def _witness(found: Play, claim: str) -> dict[str, Any]:
    """Returns the first with the largest gain of those who break a condition: by a move, by the alternative; or one type of each member."""
    of, gains = found.of, [[found.gain(k, s) for s in range(len(types))] for k, types in enumerate(found.of.types)]
    if claim == "rejected":
        return {"gains": {name: types[row.index(max(row))] for name, types, row in zip(of.names, of.types, gains, strict=True)}}
    if claim == "credible":
        listed = [(-gains[k][s], k, s) for k, types in enumerate(of.types) for s in range(len(types)) if s not in found.likeliest[k]]
        gain, k, s = min(listed)
        return {"player": of.names[k], "type": of.types[k][s], "gain": -gain}
    replies = [(-reply + found.alternative[k][s], k, s, d) for k, rows in enumerate(found.replies) for s, row in enumerate(rows) for d, reply in enumerate(row)]
    gain, k, s, d = min(replies)
    return {"player": of.names[k], "type": of.types[k][s], "move": of.moves[k][d], "gain": -gain}


def _refuted(bargain: Bargain, against: Alternative) -> int:
    """Returns the number of cases that prove that the mechanism is not durable."""
    size = len(against.members)
    if size > 2:
        reject("T36", "findings.durable", f"{size} members", "one or two")
    if size == 2:
        (cases,) = bargain.evidence("cases")
        require_cases(against, cases)
        return len(cases)
    bargain.evidence()
    best = {s: max(against.gets[0][moves, (s,)] for moves in against.results) - against.stays[0][s,] for (s,) in against.profiles}
    if max(best.values()) <= 0:
        reject("T36", "findings.durable", "false", "true: no type gains")
    return len(best)
