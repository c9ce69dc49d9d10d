"""Every condition on answers about games with incomplete information is broken by hand, and the answer is rejected for it."""

import pytest

from tests.bayesian_oracle import Game

from . import bayesian_answers as answers
from . import bayesian_proofs as proofs_of
from . import bayesian_writer as write
from .bayesian_answers import HONEST
from .breaking import accept, broken, code_of, conditions, params
from .writer import REMOVED, all_changed, changed, digest


def of_market(document: dict, other: dict) -> dict:
    return document | {"market": other, "market_digest": digest(other)}


def of_game(document: dict, other: Game) -> dict:
    return of_market(document, write.document_of(other.market))


def asked(document: dict, **stated: object) -> dict:
    """Returns an answer with another input."""
    return document | {"input": document.get("input", write.INPUT) | stated}


def witness(document: dict, k: int, **parts: object) -> dict:
    return changed(document, f"findings/{k}/witness", document["findings"][k]["witness"] | parts)


def named(player: str, true: str, claim: str, multiplier: object) -> dict:
    return {"player": player, "type": true, "claim": claim, "multiplier": multiplier}


def proven_by(document: dict, *listed: dict) -> dict:
    return changed(document, "certificate/multipliers", [*listed])


def swapped(document: dict) -> dict:
    """Returns the answer with true types and claims of its multipliers exchanged."""
    listed = [one | {"type": one["claim"], "claim": one["type"]} for one in document["certificate"]["multipliers"]]
    return proven_by(document, *listed)


def cases(document: dict, kept: list[dict]) -> dict:
    return all_changed(document, certificate__cases=kept, findings__0__cases=len(kept))


def proofs(document: dict, change: dict | None) -> dict:
    """Returns the answer with another first row, or none at all, in the first proof of an edge that has one."""
    k = next(k for k, edge in enumerate(document["certificate"]["edges"]) if edge["proof"])
    first = document["certificate"]["edges"][k]["proof"][0]
    return changed(document, f"certificate/edges/{k}/proof", []) if change is None else changed(document, f"certificate/edges/{k}/proof/0", first | change)


TREE = answers.SEVERANCE_TREE["certificate"]["tree"]
FLOWS = answers.SEVERANCE_FLOWS["certificate"]["tree"]
BUDGETED = next(k for k, edge in enumerate(answers.REGION["certificate"]["edges"]) if {"budget"} & {row["row"] for row in edge["proof"]})
BUDGET = [row for row in answers.REGION["certificate"]["edges"][BUDGETED]["proof"] if row["row"] != "budget"]
ALONE = changed(changed(answers.IMPOSSIBLE["market"], "coalitions/0/actions/stay/1", {"a,c": 5, "b,c": 5}), "coalitions/1", REMOVED)
FREE = all_changed(
    proofs_of.region(answers.EXAMPLE_1, answers.EIGHTH, answers.PRICE, answers.PRICE),
    outcome__vertices=[[0, 0]],
    certificate__edges=[{"normal": normal, "bound": 0, "proof": []} for normal in ([-1, 0], [1, 0], [0, -1], [0, 1])],
)
FREE["certificate"]["points"] = FREE["certificate"]["points"][:1]
FORGONE = {"forgone_by": "2", "given": {"1": "H"}}
UNBOUND = all_changed(
    FREE,
    input__x=FORGONE,
    input__y=FORGONE,
    certificate__points=[proofs_of._point(answers.EXAMPLE_1, answers.EIGHTH, (FORGONE, FORGONE), (0, 0), fine=False)],
)
BY_PLAIN = {key: answers.CORE_SEVERED["outcome"][key] for key in ("mechanism", "utilities", "allocation", "severance")} | {"method": "relaxation"}
INVITATIONS = answers.BLOCKED["outcome"]["plan"]["invitations"]
CASES = answers.NOT_DURABLE["certificate"]["cases"]
RESULTS = answers.DURABLE["input"]["alternative"]["results"]
VERTICES = answers.REGION["outcome"]["vertices"]
EDGES = answers.REGION["certificate"]["edges"]
POINTS = answers.REGION["certificate"]["points"]
LOTTERIES = answers.BALANCED_MIXED["certificate"]["lotteries"]
RANGES = answers.VIRTUAL_POOLED["certificate"]["ranges"]

BROKEN = [
    ("A1", "another market", changed(answers.EFFICIENT, "market/coalitions/0/actions/keep/1/H,buyer", 4)),
    ("O7", "closed", answers.MECHANISM | {"closed": ["1"]}),
    ("F1", "a claim left out", changed(answers.EFFICIENT_NOT, "findings", answers.EFFICIENT_NOT["findings"][:-1])),
    ("F2", "a lie denied", changed(answers.MECHANISM_LYING, "findings/0/holds", True)),
    ("F3", "inequalities are no short proof", changed(answers.INHIBITIVE, "findings/0/grade", "proved")),
    ("F4", "another number of inequalities", changed(answers.INHIBITIVE, "findings/0/inequalities", 8)),
    ("F4", "fine inequalities counted as averaged ones", changed(answers.FOUND, "findings/0/inequalities", answers.FOUND["findings"][1]["inequalities"] + 1)),
    ("F4", "another number of plans", changed(answers.BALANCED, "findings/0/plans", 4)),
    ("F4", "another gain by lying", witness(answers.MECHANISM_LYING, 0, gain=2)),
    ("F4", "another loss", witness(answers.MECHANISM_LOSS, 1, profit=-2)),
    ("F4", "another shortage", witness(answers.MECHANISM_LYING, 2, short=1)),
    ("F4", "another profit of the plan", witness(answers.BLOCKED, 0, profit="1/45")),
    ("F4", "another subsidy in the witness", witness(answers.SUBSIDY, 1, subsidy=1)),
    ("F4", "another shortage of a payoff", witness(answers.CORE_BOTH, 1, short=1)),
    ("F4", "another reason's number", witness(answers.SEVERANCE_PROFIT, 0, profit=1)),
    ("F4", "another separation", witness(answers.UNBALANCED, 0, gain=2)),
    ("F4", "a worth that is higher", witness(answers.NO_CORE, 0, worth=2)),
    ("F4", "a number of boxes below 0", changed(answers.SEVERANCE_REPORTED, "findings/0/boxes", -1)),
    ("F4", "another number of cases", changed(answers.NOT_DURABLE, "findings/0/cases", 1)),
    ("T1", "a lottery of more than 1", changed(answers.MECHANISM, "input/mechanism/lottery/H,buyer/trade", "1/8")),
    ("T1", "a lottery of nothing", changed(answers.FOUND, "outcome/mechanism/lottery/H,buyer", {})),
    ("T2", "another payoff", changed(answers.MECHANISM, "outcome/payoffs/1/H,buyer", 5)),
    ("T2", "another utility", changed(answers.EFFICIENT, "outcome/utilities/1/H", 5)),
    ("T2", "what a lie yields by the claimed type's payoffs", changed(answers.MECHANISM, "outcome/lies/1/L/H", "91/18")),
    ("T2", "another profit", changed(answers.EFFICIENT_BURNT, "outcome/profit", 0)),
    ("T2", "another reservation", changed(answers.MECHANISM, "outcome/reservations/1/H", 4)),
    ("T3", "a multiplier twice", proven_by(answers.EFFICIENT, named("1", "L", "H", "1/16"), named("1", "L", "H", "1/8"))),
    ("T3", "another order", proven_by(answers.EFFICIENT, named("1", "L", "H", "1/8"), named("1", "H", "L", "1/8"))),
    ("T3", "a claim that is true", proven_by(answers.EFFICIENT, named("1", "H", "H", "1/8"))),
    ("T3", "a weight below 0", proven_by(answers.EFFICIENT, named("1", "L", "H", 1))),
    ("T3", "other weights", changed(answers.VIRTUAL, "outcome/weights/1/H", "3/8")),
    ("T3", "other weights than the input's", changed(answers.BEST_WEIGHTED, "outcome/weights/1/H", "1/2")),
    ("T3", "other multipliers in the outcome", changed(answers.VIRTUAL, "outcome/multipliers/0/multiplier", "1/4")),
    ("T4", "another virtual payoff", changed(answers.VIRTUAL, "outcome/virtual/2/actions/keep/1/H,buyer", 5)),
    ("T5", "an improvement with lies", changed(answers.EFFICIENT_NOT, "outcome/improvement/transfers/1/L,buyer", -9)),
    ("T5", "an improvement at a loss", changed(answers.EFFICIENT_NOT, "outcome/improvement/transfers/2/L,buyer", 9)),
    ("T5", "a core mechanism at a loss", changed(answers.FOUND, "outcome/mechanism/transfers/2/L,buyer", 9)),
    ("T5", "an alternative to a mechanism with lies", changed(answers.DURABLE, "input/mechanism/transfers/1/L,buyer", -9)),
    ("T7", "a larger gap", changed(answers.EFFICIENT_NOT, "outcome/gap", 1)),
    ("T5", "a point with a loss", changed(answers.REGION, "certificate/points/0/mechanism/transfers/2/L,buyer", 9)),
    ("T5", "a subsidy for lies", changed(answers.SUBSIDY, "outcome/mechanism/transfers/1/L,buyer", 99)),
    ("T6", "no improvement", changed(answers.EFFICIENT_NOT, "outcome/improvement", answers.EFFICIENT_NOT["input"]["mechanism"])),
    ("T6", "another gain than the improvement's", witness(answers.SEVERANCE_GAIN, 0, gain="1/100")),
    ("T6", "other utilities of the improvement", changed(answers.EFFICIENT_NOT, "outcome/improved/2/buyer", 9)),
    ("T7", "multipliers that prove nothing", proven_by(answers.EFFICIENT)),
    ("T7", "money burnt though nobody could have more", changed(answers.EFFICIENT_BURNT, "outcome", {**answers.EFFICIENT_BURNT["outcome"], "gap": 0})),
    ("T8", "weights that add up to different sums", asked(answers.BEST_WEIGHTED, weights={"1": {"H": 1, "L": 1}, "2": {"buyer": 1}})),
    ("T8", "a weight below 0 in the input", asked(answers.BEST_WEIGHTED, weights={"1": {"H": 2, "L": -1}, "2": {"buyer": 1}})),
    ("T8", "no weights", asked(answers.BEST_WEIGHTED, weights={"1": {"H": 0, "L": 0}, "2": {"buyer": 0}})),
    ("T8", "weights beside a mechanism", asked(answers.EFFICIENT, weights=answers.BEST_WEIGHTED["input"]["weights"])),
    ("T8", "participation beside a mechanism", asked(answers.EFFICIENT, participation=True)),
    ("T8", "multipliers for other weights", asked(answers.BEST_WEIGHTED, weights={"1": {"H": 3, "L": 5}, "2": {"buyer": 8}})),
    ("T8", "a scale without participation", changed(answers.BEST, "certificate/scale", 2)),
    ("T8", "a scale below 1", changed(answers.BEST_BINDING, "certificate/scale", "1/2")),
    ("T8", "a scale that is too small", changed(answers.BEST_BINDING, "certificate/scale", 2)),
    ("T8", "another scale", changed(answers.BEST_BINDING, "certificate/scale", 9)),
    ("T8", "another value", changed(answers.BEST, "outcome/value", 5)),
    ("T8", "a reservation short", asked(answers.BEST_WEIGHTED, participation=True)),
    ("T9", "weights of who can do nothing alone", of_market(answers.IMPOSSIBLE, changed(answers.IMPOSSIBLE["market"], "coalitions/1", REMOVED))),
    ("T9", "a reservation of one that the other could pay", of_market(answers.IMPOSSIBLE, ALONE)),
    ("T9", "impossible though nobody has to take part", changed(answers.IMPOSSIBLE, "input", write.INPUT)),
    ("T9", "reservations that can be met", of_game(answers.IMPOSSIBLE, answers.MIXED)),
    ("T10", "another allocation", changed(answers.CORE_ALLOCATION, "outcome/allocation/1/H,buyer", 3)),
    ("T10", "another severance", changed(answers.CORE_SEVERED, "outcome/severance/1/L,buyer", "4/5")),
    ("T10", "another mechanism", changed(answers.CORE, "outcome/mechanism/transfers/1/H,buyer", 1)),
    ("T11", "nothing to be tested", changed(answers.CORE, "input", write.INPUT)),
    ("T11", "severance without a mechanism", asked(answers.CORE_ALLOCATION, severance=answers.CORE_SEVERED["input"]["severance"])),
    ("T11", "severance and an allocation", asked(answers.CORE_BOTH, severance=answers.CORE_SEVERED["input"]["severance"])),
    ("T11", "a severance below 0", changed(answers.CORE_SEVERED, "input/severance/1/L,buyer", "-5/6")),
    ("T11", "a severance below 0 that is found", changed(answers.FOUND, "outcome/severance/1/L,buyer", "-1/6")),
    ("T12", "a mechanism that does not achieve", changed(answers.SUBSIDY, "input/allocation/1/H,buyer", 50)),
    ("T12", "a point that does not achieve", changed(answers.REGION, "certificate/points/0/allocation/1/H,buyer", 50)),
    ("T13", "a mechanism that is dearer", changed(answers.SUBSIDY, "outcome/mechanism/transfers/2/L,buyer", 50)),
    ("T13", "multipliers that prove less", proven_by(answers.SUBSIDY)),
    ("T13", "another subsidy", changed(answers.SUBSIDY, "outcome/subsidy", 1)),
    ("T14", "a point that does not support", changed(answers.VIRTUAL, "certificate/points/0", [])),
    ("T14", "other multipliers than the input's", asked(answers.VIRTUAL_STATED, multipliers=[])),
    ("T14", "multipliers of a mechanism that has none", asked(answers.VIRTUAL_NOT, multipliers=[])),
    ("T15", "another least number", all_changed(answers.VIRTUAL, outcome__jeopardy__1__least=0)),
    ("T15", "a point that is not there", changed(answers.VIRTUAL, "certificate/ranges/0/least/point", 9)),
    ("T15", "a negative point", changed(answers.VIRTUAL, "certificate/ranges/0/least/point", -1)),
    ("T15", "a range too few", changed(answers.VIRTUAL, "certificate/ranges", answers.VIRTUAL["certificate"]["ranges"][:1])),
    ("T15", "a point short of the bound", changed(answers.VIRTUAL_POOLED, "certificate/ranges/1/greatest/point", RANGES[1]["least"]["point"])),
    ("T16", "a proof of too much", changed(answers.VIRTUAL, "certificate/ranges/1/greatest/proof", [])),
    (
        "T16",
        "an action that is not used",
        changed(
            answers.VIRTUAL_POOLED,
            "certificate/ranges/1/greatest/proof",
            [{"row": "optimal", "profile": "H,buyer", "action": "keep", "other": "trade", "multiplier": 1}],
        ),
    ),
    (
        "T16",
        "a bound by an action that is not used",
        all_changed(
            answers.VIRTUAL_POOLED,
            outcome__jeopardy__0__greatest=1,
            certificate__ranges__0__greatest={
                "point": RANGES[0]["least"]["point"],
                "proof": [{"row": "optimal", "profile": "L,buyer", "action": "keep", "other": "trade", "multiplier": "1/2"}],
            },
        ),
    ),
    (
        "T17",
        "a direction of lies that lose",
        all_changed(
            answers.VIRTUAL_PARTED,
            outcome__jeopardy__0__greatest=REMOVED,
            certificate__ranges__0__greatest={"point": 0, "ray": [named("1", "a", "b", 1), named("1", "b", "a", 1)]},
        ),
    ),
    ("T17", "a direction that changes weights", changed(answers.VIRTUAL_ENDLESS, "certificate/ranges/0/greatest/ray", [named("1", "a", "b", 1)])),
    ("T17", "a direction without the number", changed(answers.VIRTUAL_ENDLESS, "certificate/ranges/0/greatest/ray", [])),
    (
        "T17",
        "a direction that makes another action best",
        all_changed(
            answers.VIRTUAL_POOLED,
            certificate__ranges__1__greatest={"point": 0, "ray": [named("1", "H", "L", 1), named("1", "L", "H", 1)]},
        ),
    ),
    ("T18", "invitations in another order", changed(answers.BLOCKED, "outcome/plan/invitations", INVITATIONS[::-1])),
    ("T18", "an invitation twice", changed(answers.BLOCKED, "outcome/plan/invitations", [INVITATIONS[0], *INVITATIONS])),
    ("T18", "more than certain", changed(answers.BLOCKED, "outcome/plan/invitations/0/probability", "9/8")),
    ("T19", "a type who loses by the plan", changed(answers.BLOCKED, "outcome/plan/payments/2/buyer", -5)),
    ("T19", "a type who would lie to the plan", changed(answers.BLOCKED, "outcome/plan/payments/1/H", 5)),
    ("T19", "a plan without profit", changed(answers.BLOCKED, "outcome/plan/payments/2/buyer", 5)),
    ("T19", "a plan of nothing", changed(answers.BLOCKED, "outcome/plan", {"invitations": [], "payments": {"1": {"H": 0, "L": 0}, "2": {"buyer": 0}}})),
    ("T20", "another profit", changed(answers.BLOCKED, "outcome/profit", "1/45")),
    ("T20", "another gain", changed(answers.BLOCKED, "outcome/gains/2/buyer", 1)),
    ("T20", "a profit though nothing blocks", changed(answers.INHIBITIVE, "outcome/profit", 1)),
    ("T20", "another profit of a block of the core", changed(answers.CORE_BLOCKED, "outcome/blocking_profit", 1)),
    ("T21", "multipliers that support nothing", proven_by(answers.INHIBITIVE)),
    ("T21", "an allocation that is blocked", all_changed(answers.INHIBITIVE, input__allocation=answers.BLOCKED["input"]["allocation"])),
    (
        "T21",
        "averages though fine support is claimed",
        answers.NOT_FINELY
        | {
            "outcome": {"profit": 0},
            "findings": [write.finding("finely-supported", grade="enumerated", inequalities=8)],
            "certificate": {"multipliers": answers.PLAINLY["certificate"]["multipliers"]},
        },
    ),
    (
        "T21",
        "a point that is not supported",
        changed(answers.REGION, "outcome/multipliers", [named("1", "L", "H", "1/2")])
        | {"input": answers.REGION["input"] | {"multipliers": [named("1", "L", "H", "1/2")]}},
    ),
    (
        "T21",
        "a core allocation that is supported on average only",
        answers.FOUND
        | {"market": answers.CORE_SEVERED["market"], "market_digest": answers.CORE_SEVERED["market_digest"], "outcome": BY_PLAIN}
        | {"certificate": answers.CORE_SEVERED["certificate"]},
    ),
    (
        "T21",
        "less severance",
        all_changed(answers.SEVERANCE, **{"outcome__severance__1__L,buyer": "4/5", "outcome__allocation__1__L,buyer": "27/10"}),
    ),
    ("T22", "less slack", changed(answers.BLOCKED, "certificate/slack", {})),
    ("T22", "more slack than profit", changed(answers.BLOCKED, "certificate/slack/L,buyer", 1)),
    ("T23", "a weight too few", changed(answers.SEVERANCE_WEIGHTS, "certificate/weights", answers.SEVERANCE_WEIGHTS["certificate"]["weights"][:-1])),
    ("T23", "a larger weight", changed(answers.SEVERANCE_WEIGHTS, "certificate/weights/0/at_least", 1)),
    ("T24", "multipliers with complete information", changed(answers.FOUND, "outcome/method", "complete-information")),
    (
        "T24",
        "a core allocation that was found called open",
        answers.FOUND
        | {
            "outcome": {key: part for key, part in answers.FOUND["outcome"].items() if key != "method"} | {"subsidy": 0},
            "findings": answers.FOUND_NOT["findings"],
        },
    ),
    ("T25", "an empty core of several types", of_game(answers.NO_CORE, answers.EXAMPLE_1)),
    ("T25", "weights of more than 1", changed(answers.NO_CORE, "findings/0/witness/plan/0/weight", 1)),
    (
        "T25",
        "coalitions worth no more than all",
        witness(answers.NO_CORE, 0, plan=[{"members": ["1", "2", "3"], "action": "act", "weight": 1}], worth=1),
    ),
    ("T26", "another mark", changed(answers.REGION, "outcome/marks/first", [1, 1])),
    ("T26", "a point elsewhere", changed(answers.REGION, "certificate/points", [POINTS[1], POINTS[0], POINTS[2]])),
    ("T26", "a point too few", changed(answers.REGION, "certificate/points", POINTS[:2])),
    ("T26", "other multipliers than asked for", asked(answers.REGION, multipliers=[])),
    ("T27", "another first vertex", all_changed(answers.REGION, outcome__vertices=VERTICES[1:] + VERTICES[:1], certificate__points=POINTS[1:] + POINTS[:1])),
    ("T27", "clockwise", all_changed(answers.REGION, outcome__vertices=VERTICES[:1] + VERTICES[:0:-1], certificate__points=POINTS[:1] + POINTS[:0:-1])),
    ("T27", "a vertex too few", all_changed(answers.REGION, outcome__vertices=VERTICES[:2], certificate__points=POINTS[:2])),
    ("T27", "an edge that does not bound", changed(answers.REGION, "certificate/edges/0/bound", 1)),
    ("T27", "an edge twice", changed(answers.REGION, "certificate/edges/1", EDGES[0])),
    ("T27", "the sides of a segment alone", changed(answers.REGION_SEGMENT, "certificate/edges", answers.REGION_SEGMENT["certificate"]["edges"][:2] * 2)),
    ("T27", "one side of a segment twice", changed(answers.REGION_SEGMENT, "certificate/edges/1", answers.REGION_SEGMENT["certificate"]["edges"][0])),
    ("T27", "one end of a segment twice", changed(answers.REGION_SEGMENT, "certificate/edges/3", answers.REGION_SEGMENT["certificate"]["edges"][2])),
    ("T27", "a point with another inequality", changed(answers.REGION_POINT, "certificate/edges/0/bound", 1)),
    ("T27", "an empty region without a contradiction", changed(answers.REGION_EMPTY, "certificate/edges/0/bound", 0)),
    ("F4", "no multipliers beside multipliers", changed(answers.REGION_OPEN, "findings/0/reason", "no multipliers")),
    ("F4", "no bounds without multipliers", changed(answers.REGION_MISSED, "findings/0/reason", "unbounded")),
    ("T28", "a transfer left", changed(answers.REGION, f"certificate/edges/{BUDGETED}/proof", BUDGET)),
    ("T28", "a transfer that nothing bounds", FREE),
    ("T28", "an allocation that nothing bounds", UNBOUND),
    ("T28", "an edge without proof", proofs(answers.REGION, None)),
    ("T28", "another multiplier in a proof", proofs(answers.REGION, {"multiplier": 9})),
    ("T28", "a contradiction without proof", changed(answers.REGION_EMPTY, "certificate/edges/0/proof", [])),
    ("T28", "a contradiction that is stronger", changed(answers.REGION_EMPTY, "certificate/edges/0/bound", -2)),
    ("T29", "a lottery too few", changed(answers.BALANCED_MIXED, "certificate/lotteries", [])),
    ("T29", "a lottery too many", changed(answers.BALANCED_MIXED, "certificate/lotteries", LOTTERIES * 2)),
    ("T29", "another plan", changed(answers.BALANCED_MIXED, "certificate/lotteries/0/plan/0/members", ["2"])),
    (
        "T29",
        "a half taken for nothing",
        answers.UNBALANCED_PAIRS | {"findings": [write.finding("balanced", grade="enumerated", plans=2)], "certificate": {"lotteries": []}},
    ),
    ("T29", "six players", of_market(answers.BALANCED, write.document_of(Game(answers.majority({str(k): {"a": 1} for k in range(6)})).market))),
    ("T30", "another lottery", changed(answers.BALANCED_MIXED, "certificate/lotteries/0/lottery", {"left": "1/3", "right": "2/3"})),
    ("T30", "a lottery of a half", changed(answers.BALANCED_MIXED, "certificate/lotteries/0/lottery", {"left": "1/2"})),
    ("T31", "values that separate nothing", changed(answers.UNBALANCED, "findings/0/witness/values/1/a,a", -99)),
    ("T31", "weights of another plan", changed(answers.UNBALANCED, "findings/0/witness/plan/0/weight", "1/2")),
    ("T31", "a plan that is not balanced", changed(answers.UNBALANCED, "findings/0/witness/plan", answers.UNBALANCED["findings"][0]["witness"]["plan"][:1])),
    ("T32", "payments that add up to 0", changed(answers.DURABLE, "input/alternative/results/0/payments", {"1": 1, "2": -1})),
    ("T32", "a lottery of less", changed(answers.DURABLE, "input/alternative/results/0/lottery/trade", "1/2")),
    ("T32", "a result twice", changed(answers.DURABLE, "input/alternative/results/1", RESULTS[0])),
    ("T32", "a result too few", changed(answers.DURABLE, "input/alternative/results", RESULTS[:-1])),
    ("T32", "results in another order", changed(answers.DURABLE, "input/alternative/results", RESULTS[::-1])),
    ("T33", "beliefs of more than 1", changed(answers.DURABLE, "outcome/beliefs/1/H", 1)),
    ("T33", "strategies of less than 1", changed(answers.DURABLE, "outcome/strategies/1/H/a", "1/2")),
    ("T33", "beliefs below 0", all_changed(answers.DURABLE, outcome__beliefs__1__H=2, outcome__beliefs__1__L=-1)),
    ("T33", "other utilities", changed(answers.DURABLE, "outcome/utilities/2/buyer", 1)),
    ("T33", "other utilities of the alternative", changed(answers.DURABLE, "outcome/alternative_utilities/2/buyer", 1)),
    ("T33", "beliefs alone", changed(answers.DURABLE_TESTED, "input/strategies", REMOVED)),
    ("T33", "other beliefs than those stated", changed(answers.DURABLE_TESTED, "outcome/beliefs/1/H", 1)),
    (
        "T34",
        "moves that are no best replies",
        all_changed(answers.DURABLE, **{f"outcome__{key}": answers.UNPLAYED["outcome"][key] for key in answers.UNPLAYED["outcome"]}),
    ),
    (
        "T34",
        "beliefs that nobody holds",
        all_changed(answers.DURABLE, **{f"outcome__{key}": answers.UNBELIEVABLE["outcome"][key] for key in answers.UNBELIEVABLE["outcome"]}),
    ),
    ("T35", "another gain by a move", witness(answers.UNPLAYED, 0, gain=1)),
    ("T35", "a move that gains nothing", witness(answers.UNPLAYED, 0, move="b", gain=0)),
    ("T35", "a type that is likeliest", witness(answers.UNBELIEVABLE, 1, type="H", gain="49/100")),
    ("T35", "a type that does not gain", witness(answers.WELCOME, 2, gains={"1": "H", "2": "buyer"})),
    ("T36", "three members refuted", answers.DURABLE_OPEN | {"findings": [write.refuted("durable") | {"grade": "enumerated", "cases": 0}]}),
    (
        "T36",
        "one member refuted who gains nothing",
        of_market(answers.NOT_DURABLE_ALONE, answers.NOT_DURABLE_ALONE["market"]) | {"input": answers.DURABLE_ALONE["input"]},
    ),
    ("T36", "a case without proof", changed(answers.NOT_DURABLE, "certificate/cases/0/proof", [])),
    ("T37", "three cases alone", cases(answers.NOT_DURABLE, CASES[:1])),
    ("T38", "a leaf too few", changed(answers.SEVERANCE_TREE, "certificate/tree", TREE[:-1])),
    ("T38", "a leaf too many", changed(answers.SEVERANCE_TREE, "certificate/tree", [*TREE, TREE[-1]])),
    ("T38", "no tree", changed(answers.SEVERANCE_TREE, "certificate/tree", [])),
    ("T39", "flows of a type who may get severance", all_changed(answers.SEVERANCE_FLOWS, certificate__tree=FLOWS[2:], findings__0__cases=1)),
    ("T39", "a weight left out", changed(answers.SEVERANCE_CASES, "certificate/tree/0", answers.SEVERANCE_CASES["certificate"]["tree"][0][1:])),
    ("T39", "leaves of other cases", changed(answers.SEVERANCE_TREE, "certificate/tree", [TREE[0], *TREE[:0:-1]])),
    ("T39", "a leaf without rows", changed(answers.SEVERANCE_TREE, f"certificate/tree/{len(TREE) - 1}", [])),
    ("T39", "a multiplier below 0", changed(answers.SEVERANCE_TREE, f"certificate/tree/{len(TREE) - 1}/0/multiplier", -1)),
    ("T37", "no case", cases(answers.NOT_DURABLE, [])),
]


@pytest.mark.parametrize("document", HONEST.values(), ids=HONEST)
def test_an_honest_answer_about_incomplete_information_is_accepted(document):
    accept(document)


@pytest.mark.parametrize(("code", "document"), params(BROKEN))
def test_an_answer_about_incomplete_information_is_rejected_for_the_condition_that_it_breaks(code, document):
    assert code_of(document) == code


def test_every_condition_on_incomplete_information_is_broken():
    assert broken(BROKEN, "T") == conditions("T")
