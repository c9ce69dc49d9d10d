"""The rule `bayesian/severance`: which severance makes a given mechanism a core mechanism.

*Source.* `docs/formats/bayesian.md`; paper 004, section 6; spec bayesian 7.
"""

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any

from marketwright.answers.answer import Finding, Result, plain
from marketwright.bayesian.inhibitive import plan_outcome
from marketwright.bayesian.mechanism import feasible_finding
from marketwright.bayesian.setting import Setting, given, proved
from marketwright.bayesian.virtual import row_document
from marketwright.bayesian.watching import Watch
from marketwright.markets.bayesian import BayesianMarket
from marketwright.questions import Question
from marketwright.solvers.limit import LimitCame
from marketwright.solvers.mechanisms.blocking import blocking, inequalities_of
from marketwright.solvers.mechanisms.efficiency import efficiency_gap
from marketwright.solvers.mechanisms.formulas import gross_payoffs, profit, utilities
from marketwright.solvers.mechanisms.game import Mechanism
from marketwright.solvers.mechanisms.inequalities import Inequalities
from marketwright.solvers.mechanisms.plans import Plan
from marketwright.solvers.mechanisms.severance import NoneFound, Severance, least_weights, supporting_severance
from marketwright.solvers.mechanisms.severance_cases import BlockRow, CaseRow, Kind, Leaf, NoSeverance, Repaired, severance_by_cases
from marketwright.solvers.mechanisms.support_range import Extreme, supporting

CLAIM = "core-mechanism"
MOST_CASES = 1_000
"""After so many cases the search goes on in floating point."""


def severance_rule(market: BayesianMarket, question: Question) -> Result:
    """Severance with which nobody blocks the question's mechanism, or why there is none, or that a search found none."""
    here = Setting(market)
    mechanism = here.read_mechanism(given(question, "mechanism"))
    try:
        return _outside(here, mechanism) or _searched(here, mechanism, Watch(question).stopped)
    except LimitCame:
        return _result(Finding(claim=CLAIM, holds=None, grade="unproven"))


def _result(finding: Finding, outcome: Mapping[str, Any] | None = None, certificate: Mapping[str, Any] | None = None) -> Result:
    return Result(outcome=outcome or {}, findings=(finding,), certificate=plain(certificate or {}), parameters={})


def _refuted(reason: str, **details: Any) -> Finding:
    return proved(CLAIM, {"reason": reason, **details})


def _outside(here: Setting, mechanism: Mechanism) -> Result | None:
    """What is wrong with a mechanism that is not feasible or keeps a profit."""
    feasible, kept = feasible_finding(here, mechanism), profit(here.game, mechanism)
    if not feasible.holds and "gain" in feasible.details["witness"]:
        return _result(_refuted("lie", **feasible.details["witness"]))
    return _result(_refuted("profit", profit=kept)) if kept else None


def _searched(here: Setting, mechanism: Mechanism, stopped: Callable[[], bool]) -> Result:
    """The verdict on a feasible mechanism without profit.

    Raises: `LimitCame`.
    """
    game = here.game
    gap = efficiency_gap(game, mechanism, stopped=stopped)
    if gap.improvement is not None:
        return _result(_refuted("gain", gain=gap.gap), {"improvement": here.mechanism(gap.improvement)})
    payoffs = gross_payoffs(game, mechanism)
    inequalities = inequalities_of(game, payoffs, fine=False)
    blocked = blocking(inequalities, stopped=stopped)
    if not isinstance(blocked, Plan):
        nothing = tuple((Fraction(0),) * len(table) for table in payoffs)
        return _with_severance(here, mechanism, inequalities, Severance(severance=nothing, multipliers=blocked.multipliers))
    support = supporting(game, mechanism, stopped=stopped)
    least = least_weights(game, support)
    if all(game.priors[player][kind] + extreme.value > 0 for (player, kind), extreme in least.items()):
        return _result(_refuted("weights"), _blocked(here, inequalities, blocked), {"weights": _weights(here, least)})
    cases = severance_by_cases(game, mechanism, most=MOST_CASES, stopped=stopped)
    if isinstance(cases, NoSeverance):
        leaves = sum(isinstance(node, Leaf) for node in cases.nodes)
        finding = Finding(claim=CLAIM, holds=False, grade="enumerated", details={"cases": leaves, "witness": {"reason": "cases"}})
        return _result(finding, _blocked(here, inequalities, blocked), {"tree": [_node(here, node) for node in cases.nodes]})
    if isinstance(cases, Repaired):
        return _with_severance(here, mechanism, inequalities, Severance(severance=cases.severance, multipliers=cases.multipliers))
    found = supporting_severance(game, mechanism, support, least, stopped=stopped)
    if isinstance(found, NoneFound):
        return _result(Finding(claim=CLAIM, holds=None, grade="numeric", details={"boxes": found.boxes}))
    return _with_severance(here, mechanism, inequalities, found)


def _with_severance(here: Setting, mechanism: Mechanism, inequalities: Inequalities, found: Severance) -> Result:
    payoffs = gross_payoffs(here.game, mechanism)
    allocation = [[w - more for w, more in zip(*tables, strict=True)] for tables in zip(payoffs, found.severance, strict=True)]
    outcome = {
        "severance": here.tables(found.severance),
        "allocation": here.tables(allocation),
        "utilities": here.by_type(utilities(here.game, mechanism)),
    }
    finding = Finding(claim=CLAIM, holds=True, grade="enumerated", details={"inequalities": inequalities.rows})
    return _result(finding, outcome, {"multipliers": here.multipliers(found.multipliers)})


def _blocked(here: Setting, inequalities: Inequalities, blocked: Plan) -> dict[str, Any]:
    """The plan that blocks where nobody gets severance."""
    return {"blocking_profit": blocked.profit, **plan_outcome(here, inequalities, blocked)}


def _node(here: Setting, node: Kind | Leaf) -> Any:
    """A node of the tree of cases."""
    if isinstance(node, Leaf):
        return [_row(here, row, share) for row, share in node.rows]
    return {"player": here.players[node.player], "type": here.types(node.player)[node.kind]}


def _row(here: Setting, row: CaseRow, share: Fraction) -> dict[str, Any]:
    if not isinstance(row, BlockRow):
        return row_document(here, row, share)
    members = here.game.coalitions[row.coalition].members
    types = {here.players[i]: here.types(i)[kind] for i, kind in zip(members, row.types, strict=True)}
    return {"row": "support", "members": here.members(row.coalition), "action": here.action(row.coalition, row.action), "types": types, "multiplier": share}


def _weights(here: Setting, least: Mapping[tuple[int, int], Extreme]) -> list[dict[str, Any]]:
    """The least weight of every type, with its proof."""
    return [
        {
            "player": here.players[player],
            "type": here.types(player)[kind],
            "at_least": here.game.priors[player][kind] + extreme.value,
            "proof": [row_document(here, row, share) for row, share in extreme.proof],
        }
        for (player, kind), extreme in least.items()
    ]
