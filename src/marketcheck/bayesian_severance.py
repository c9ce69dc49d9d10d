"""The rule `bayesian/severance`: which severance makes a mechanism one of the core, or why none does."""

from collections.abc import Mapping, Sequence
from typing import Any

from marketcheck.bayesian import MECHANISM, MULTIPLIERS, TABLES, Bargain, form, minus
from marketcheck.bayesian_blocking import BLOCKED, CODES, Plan, inequalities, require_support
from marketcheck.bayesian_core import ALLOCATION, require_severance
from marketcheck.bayesian_efficient import require_better
from marketcheck.bayesian_flows import require_tree, tree
from marketcheck.bayesian_mechanism import Mechanism
from marketcheck.bayesian_support import PROOF, Support
from marketcheck.case import Finding, verdict
from marketcheck.conditions import reject, shown
from marketcheck.documents import keys, number
from marketcheck.walrasian import positive

_LEAST = {"player": str, "type": str, "at_least": positive, "proof": PROOF}
SEVERANCE = form(
    {"severance": ALLOCATION, "allocation": ALLOCATION, "utilities": TABLES, "improvement": MECHANISM, "blocking_profit": number} | BLOCKED,
    {"multipliers": MULTIPLIERS, "weights": [_LEAST], "tree": tree},
)


def check_severance(bargain: Bargain) -> None:
    """Verifies an answer of the rule `bayesian/severance`."""
    mechanism = bargain.mechanism(bargain.input["mechanism"], "input.mechanism")
    claimed = bargain.finding("core-mechanism")
    outcome: dict[str, Any] = {}
    if not mechanism.lie and mechanism.profit == 0:
        finding, outcome = _severance(bargain, mechanism, claimed)
    else:
        bargain.evidence()
        witness = {"reason": "lie", **mechanism.lie} if mechanism.lie else {"reason": "profit", "profit": mechanism.profit}
        finding = verdict("core-mechanism", False, "proved", witness=witness)
    bargain.finish(outcome, [finding], CODES | {"improvement": "T6"})


def _severance(bargain: Bargain, mechanism: Mechanism, claimed: Finding) -> tuple[Finding, dict[str, Any]]:
    """Returns finding and outcome that are due for a feasible mechanism without profit."""
    if claimed["holds"] is True:
        (stated,) = bargain.evidence("multipliers")
        severance = require_severance(bargain, bargain.stated("severance"), "outcome.severance")
        allocation = minus(mechanism.payoffs, severance)
        require_support(bargain, bargain.multipliers(stated, "certificate.multipliers"), allocation, "certificate.multipliers", fine=False)
        outcome: dict[str, Any] = {
            "severance": bargain.named(severance),
            "allocation": bargain.named(allocation),
            "utilities": bargain.by_type(mechanism.utilities),
        }
        return verdict("core-mechanism", True, "enumerated", inequalities=inequalities(bargain.game, fine=False)), outcome
    if claimed["holds"] is None:
        bargain.evidence()
        if "boxes" in claimed:
            return verdict("core-mechanism", None, "numeric", boxes=max(0, claimed["boxes"])), {}
        return verdict("core-mechanism", None, "unproven"), {}
    witness = keys(claimed.get("witness"), "findings.core-mechanism.witness", ["reason"], claimed.get("witness", ()))
    if witness["reason"] == "gain":
        bargain.evidence()
        gain = keys(witness, "findings.core-mechanism.witness", ["reason", "gain"])["gain"]
        require_better(bargain, mechanism, bargain.stated("improvement"), gain, exact=True)
        return verdict("core-mechanism", False, "proved", witness=witness), {"improvement": bargain.outcome["improvement"]}
    support, plan = Support(bargain, mechanism), Plan(bargain, bargain.stated("plan"), mechanism.payoffs)
    outcome = {"plan": bargain.outcome["plan"], "blocking_profit": plan.profit, "gains": bargain.by_type(plan.gains)}
    if witness["reason"] == "cases":
        (nodes,) = bargain.evidence("tree")
        require_tree(support, nodes, "certificate.tree")
        leaves = sum(isinstance(node, list) for node in nodes)
        return verdict("core-mechanism", False, "enumerated", witness={"reason": "cases"}, cases=leaves), outcome
    (weights,) = bargain.evidence("weights")
    _require_weights(support, weights)
    return verdict("core-mechanism", False, "proved", witness={"reason": "weights"}), outcome


def _require_weights(support: Support, stated: Sequence[Mapping[str, Any]]) -> None:
    """Verifies that all weights are above 0, whatever multipliers support the mechanism."""
    game = support.bargain.game
    due = [(game.players[i], name) for i in game.all for name in game.types[i]]
    named = [(one["player"], one["type"]) for one in stated]
    if named != due:
        reject("T23", "certificate.weights", named, due)
    for one in stated:
        i, place = game.player(one["player"], "certificate.weights"), f"certificate.weights, {one['player']!r}, {one['type']!r}"
        constant, target = support.weight(i, game.type_of(i, one["type"], place))
        bound = support.proven(one["proof"], target, constant, 1, place)
        if bound < one["at_least"]:
            reject("T23", place, shown(bound), f"at least {shown(one['at_least'])}, above 0")
