"""Answers about games with incomplete information that somebody wrote who wants a crash, a check that runs for long, or a limit of the page overlooked."""

from fractions import Fraction
from itertools import product
from time import process_time

import pytest

from marketcheck import Rejected, Undecided, Unreadable, check

from . import bayesian_answers as answers
from .breaking import accept, code_of
from .writer import all_changed, answer, changed, digest, text

LONG = [10**2900 + k for k in (1, 3, 7, 9)]
PROFILES = ["a,c", "a,d", "b,c", "b,d"]
IDLE = {
    "format": "marketwright.market/1",
    "kind": "bayesian",
    "players": [{"name": "1", "types": {"a": "1/2", "b": "1/2"}}, {"name": "2", "types": {"c": "1/3", "d": "2/3"}}],
    "coalitions": [
        {"members": [*members], "actions": {"x": {i: dict.fromkeys(PROFILES, worth) for i in members}}} for members, worth in (("1", 5), ("2", 5), ("12", 0))
    ],
}
ZERO = {i: dict.fromkeys(PROFILES, 0) for i in "12"}


def asking(document: dict, **stated: object) -> dict:
    return document | {"input": document["input"] | stated}


def told(rule: str, outcome: dict, findings: list[dict], certificate: dict, **stated: object) -> dict:
    """Returns an answer about the game in which all do nothing."""
    parts = {"outcome": outcome, "findings": findings, "certificate": certificate}
    return answer(IDLE, f"bayesian/{rule}", **parts) | {"parameters": {}, "input": {"format": "marketwright.input/1", **stated}}


def idle(paid: dict[str, dict]) -> dict:
    return {"lottery": {profile: {"x": 1} for profile in PROFILES}, "transfers": ZERO | paid}


def finding(claim: str, holds: bool | None = True, grade: str = "proved", **more: object) -> dict:
    return {"claim": claim, "holds": holds, "grade": grade, **more}


def steps(document: dict) -> int:
    """Returns the estimate of a check."""
    verdict = check(text(document), limit=0)
    assert isinstance(verdict, Undecided)
    return verdict.steps_needed


def lying() -> dict:
    """By small numbers with long denominators somebody gains by lying."""
    paid = idle({"1": {profile: f"1/{long}" for profile, long in zip(PROFILES, LONG, strict=True)}})
    findings = [finding("least-subsidy"), finding("achievable")]
    return told("subsidy", {"subsidy": 0, "mechanism": paid, "utilities": {}}, findings, {"multipliers": []}, allocation=ZERO)


def short() -> dict:
    """Nobody lies, and nobody gets his reservation, by a number with long denominators."""
    paid = idle({"1": {profile: f"-1/{LONG[k % 2]}" for k, profile in enumerate(PROFILES)}})
    outcome = {"weights": {}, "mechanism": paid, "utilities": {}, "value": 0}
    return told("efficient", outcome, [finding("incentive-efficient"), finding("largest-value")], {"multipliers": [], "scale": 1}, participation=True)


def replied() -> dict:
    """The other move of player 1 gains him the difference of numbers with long denominators."""
    moves = {"1": ["m", "n"], "2": ["m"]}
    paid = {"m": {"1": f"-1/{LONG[0]}", "2": 0}, "n": {"1": f"1/{LONG[1]}", "2": -1}}
    results = [{"moves": {"1": move, "2": "m"}, "lottery": {"x": 1}, "payments": paid[move]} for move in "mn"]
    beliefs = {"1": {"a": "1/2", "b": "1/2"}, "2": {"c": "1/3", "d": "2/3"}}
    stated = {"beliefs": beliefs, "strategies": {i: {s: {"m": 1} for s in types} for i, types in beliefs.items()}}
    witness = {"player": "1", "type": "a", "move": "n", "gain": 1}
    findings = [finding("equilibrium", False, witness=witness), finding("credible"), finding("rejected"), finding("durable", None, "unproven")]
    alternative = {"members": ["1", "2"], "moves": moves, "results": results}
    outcome = stated | {"utilities": {}, "alternative_utilities": {}}
    return told("durable", outcome, findings, {}, mechanism=idle({}), alternative=alternative, **stated)


@pytest.mark.parametrize(("code", "document"), [("T5", lying()), ("T8", short()), ("T35", replied())])
def test_what_is_too_long_to_print_is_rejected_without_being_printed(code, document):
    verdict = check(text(document))
    assert isinstance(verdict, Rejected)
    assert verdict.code == code
    assert "numbers too long to print" in (verdict.left, verdict.right)


def test_a_lie_is_printed_where_it_can_be():
    verdict = check(text(all_changed(answers.SUBSIDY, outcome__mechanism__transfers__1={"H,buyer": 5, "L,buyer": 100})))
    assert isinstance(verdict, Rejected)
    assert (verdict.code, verdict.left) == ("T5", '{"claim":"L","gain":90,"player":"1","type":"H"}')


def test_points_that_support_are_listed_once_and_no_more_than_are_needed():
    points = answers.VIRTUAL["certificate"]["points"]
    assert code_of(changed(answers.VIRTUAL, "certificate/points", [*points, points[0]])) == "T15"
    others = [[{"player": "1", "type": "H", "claim": "L", "multiplier": f"1/{k}"}] for k in range(100, 106)]
    verdict = check(text(changed(answers.VIRTUAL, "certificate/points", others)))
    assert isinstance(verdict, Rejected)
    assert (verdict.code, verdict.left, verdict.right) == ("T15", "6", "at most 5")


def test_a_case_without_rows_is_rejected_before_the_moves_are_looked_at():
    case = answers.NOT_DURABLE["certificate"]["cases"][0]
    verdict = check(text(changed(answers.NOT_DURABLE, "certificate/cases/0", case | {"proof": []})))
    assert isinstance(verdict, Rejected)
    assert (verdict.code, verdict.left, verdict.place) == ("T36", "no row", "certificate.cases[0].proof")


def wide(document: dict) -> dict:
    """Returns the answer for a game in which both can do nothing in 300 more ways, with 2,400 payoffs."""
    both = IDLE["coalitions"][-1]
    actions = both["actions"] | {f"y{k:03}": both["actions"]["x"] for k in range(300)}
    market = IDLE | {"coalitions": [*IDLE["coalitions"][:-1], both | {"actions": actions}]}
    return document | {"market": market, "market_digest": digest(market)}


POINT = {"mechanism": idle({}), "allocation": ZERO}
RANGE = {"least": {"point": 0, "proof": []}, "greatest": {"point": 0, "ray": []}}
SUPPORTED = told("virtual", {}, [finding("incentive-efficient")], {"multipliers": [], "points": [], "ranges": [RANGE] * 4}, mechanism=idle({}))
QUANTITIES = {key: {"transfer_to": "1"} for key in "xy"}
POLYGON = told("core-region", {"multipliers": [], "vertices": []}, [finding("region")], {"points": [], "edges": []}, **QUANTITIES)


@pytest.mark.parametrize(("document", "point"), [(SUPPORTED, []), (POLYGON, POINT)], ids=["virtual", "core-region"])
def test_every_point_is_estimated_against_all_payoffs(document, point):
    one, many = (wide(changed(document, "certificate/points", [point] * k)) for k in (1, 101))
    assert steps(many) - steps(one) > 100 * 2_400 * 20


def test_a_polygon_is_verified_before_its_points():
    broken = changed(answers.REGION, "certificate/edges/0/bound", 1)
    assert code_of(changed(broken, "certificate/points/0/mechanism/transfers/1", {"H,buyer": 0, "L,buyer": 100})) == "T27"


def test_a_tree_branches_on_no_type_twice():
    tree = answers.SEVERANCE_TREE["certificate"]["tree"]
    root, first, second = tree
    for nodes in ([root, root, first, first, second], [root, first, root, second, second]):
        assert code_of(all_changed(answers.SEVERANCE_TREE, certificate__tree=nodes, findings__0__cases=3)) == "T38"
    accept(answers.SEVERANCE_TREE)


def test_a_tree_may_branch_on_a_type_again_on_another_way():
    tree, (other, *_) = answers.SEVERANCE_TREE["certificate"]["tree"], answers.SEVERANCE_FLOWS["certificate"]["tree"]
    assert tree[0] != other
    accept(all_changed(answers.SEVERANCE_TREE, certificate__tree=[tree[0], other, tree[1], tree[1], other, tree[2], tree[2]], findings__0__cases=4))


def test_many_denominators_are_estimated_soon():
    odd = range(3, 130_000, 2)
    primes = [*{*odd}.difference(*(range(p * p, 130_000, p) for p in range(3, 361, 2)))]
    below = [primes[k] * primes[(k * k + j) % len(primes)] for k in range(len(primes)) for j in range(4)]
    vertices = [[f"1/{number}", 0] for number in below if number % 2]
    long = changed(answers.REGION, "outcome/vertices", vertices)
    begin = process_time()
    assert isinstance(check(text(long), limit=1), Undecided)
    assert process_time() - begin < 3


def test_a_market_whose_canonical_form_would_be_too_long_is_refused_before_it_is_written():
    sizes = (4, 4, *(2,) * 8)
    names = [str(i) for i in range(10)]
    types = [{"t" * 198 + str(k): f"1/{size}" for k in range(size)} for size in sizes]
    players = [{"name": name, "types": listed} for name, listed in zip(names, types, strict=True)]
    actions = {f"x{k}": dict.fromkeys(names, 0) for k in range(20)}
    document = {"format": "marketwright.market/1", "kind": "bayesian", "players": players, "coalitions": [{"members": names, "actions": actions}]}
    begin = process_time()
    with pytest.raises(Unreadable) as caught:
        check(text(answers.MECHANISM | {"market": document, "market_digest": digest(document)}))
    assert caught.value.code == "size"
    assert "64000000 bytes" in str(caught.value)
    assert process_time() - begin < 1


def test_a_region_has_multipliers_or_a_seed():
    assert "multipliers" in answers.REGION["input"]
    assert code_of(asking(answers.REGION, seed=7)) == "T26"


def marked(count: int) -> dict:
    (mark, *_), (at, *_) = answers.REGION["input"]["marks"].values(), answers.REGION["outcome"]["marks"].values()
    names = [f"mark {k:02}" for k in range(count)]
    return changed(asking(answers.REGION, marks=dict.fromkeys(names, mark)), "outcome/marks", dict.fromkeys(names, at))


def test_a_region_has_at_most_20_marks():
    accept(marked(20))
    assert code_of(marked(21)) == "T26"


@pytest.mark.parametrize("key", ["x", "y"])
def test_outer_bounds_are_in_order(key):
    for least, greatest in product((0, "1/3"), repeat=2):
        document = changed(answers.REGION_WHOLE, f"outcome/outer/{key}", {"least": least, "greatest": greatest})
        if Fraction(least) > Fraction(greatest):
            assert code_of(document) == "T27"
        else:
            accept(document)
