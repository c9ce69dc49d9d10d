"""The rule `bayesian/find-core`: a core allocation, with multipliers that support it finely."""

from fractions import Fraction
from typing import Any

from marketcheck.bayesian import MECHANISM, MULTIPLIERS, TABLES, Bargain, form, minus, require_mechanism
from marketcheck.bayesian_blocking import inequalities, require_support
from marketcheck.bayesian_core import ALLOCATION, require_severance
from marketcheck.bayesian_game import number_of
from marketcheck.case import verdict
from marketcheck.conditions import reject, shown
from marketcheck.documents import keys, number

METHODS = {"complete-information", "trust-region", "relaxation", "random-start", "branch-and-bound"}
FIND_CORE = form(
    {"mechanism": MECHANISM, "utilities": TABLES, "allocation": ALLOCATION, "severance": ALLOCATION, "method": METHODS, "subsidy": number},
    {"multipliers": MULTIPLIERS},
)
FIND_CORE_INPUT = {"seed?": int}


def check_find_core(bargain: Bargain) -> None:
    """Verifies an answer of the rule `bayesian/find-core`."""
    claimed = bargain.finding("core")
    if claimed["holds"] is False:
        bargain.evidence()
        bargain.finish({}, [verdict("core", False, "proved", witness=_witness(bargain, claimed.get("witness")))])
        return
    game = bargain.game
    (stated,) = bargain.evidence("multipliers")
    multipliers = bargain.multipliers(stated, "certificate.multipliers")
    mechanism = bargain.mechanism(bargain.stated("mechanism"), "outcome.mechanism")
    severance = require_severance(bargain, bargain.stated("severance"), "outcome.severance")
    allocation = minus(mechanism.payoffs, severance)
    require_mechanism(bargain, mechanism, "outcome.mechanism", profit=claimed["holds"] is True)
    require_support(bargain, multipliers, allocation, "certificate.multipliers", fine=claimed["holds"] is True)
    outcome: dict[str, Any] = {
        "mechanism": bargain.outcome["mechanism"],
        "utilities": bargain.by_type(mechanism.utilities),
        "allocation": bargain.named(allocation),
        "severance": bargain.named(severance),
    }
    plain = inequalities(game, fine=False)
    if claimed["holds"] is None:
        if mechanism.profit >= 0:
            reject("T24", "outcome.subsidy", shown(-mechanism.profit), "above 0, where no core allocation was found")
        findings = [verdict("inhibitive", True, "enumerated", inequalities=plain), verdict("core", None, "unproven")]
        bargain.finish(outcome | {"subsidy": -mechanism.profit}, findings, {"subsidy": "T13"})
        return
    method = bargain.stated("method")
    if method == "complete-information" and stated:
        reject("T24", "outcome.method", method, "another: there are multipliers")
    findings = [
        verdict("core", True, "enumerated", inequalities=plain),
        verdict("finely-supported", True, "enumerated", inequalities=inequalities(game, fine=True)),
        verdict("incentive-efficient", True, "proved"),
    ]
    bargain.finish(outcome | {"method": method}, findings, {"method": "T24"})


def _witness(bargain: Bargain, stated: Any) -> dict[str, Any]:
    """Returns the witness that is due against the core of a game of one type each: weights of coalitions that are worth more together than all."""
    game, place = bargain.game, "findings.core.witness"
    plan = keys(stated, place, ["plan"], stated or ())["plan"]
    if len(game.profiles) > 1:
        reject("T25", place, f"{len(game.profiles)} profiles", "one type of each player")
    sums, worth = [Fraction(0)] * len(game.players), Fraction(0)
    for one in plan:
        block = game.block(one["members"], place)
        payoffs = block.payoffs[number_of(one["action"], block.actions, place)]
        worth += one["weight"] * Fraction(sum(payoff for (payoff,) in payoffs), game.scale)
        for i in block.members:
            sums[i] += one["weight"]
    if any(total != 1 for total in sums):
        reject("T25", f"{place}.plan", "other weights", "1 together for every player")
    most = Fraction(max(sum(payoff for (payoff,) in payoffs) for payoffs in game.grand.payoffs), game.scale)
    if worth <= most:
        reject("T25", place, shown(worth), f"more than {shown(most)}")
    return {"plan": plan, "worth": worth, "most": most}
