"""The judge of `bayesian/...` answers accepts those that the oracle writes itself, and finds every number that is moved and every verdict that is turned."""

import copy
from fractions import Fraction
from random import Random

import pytest

from tests import bayesian_claims as claims
from tests.bayesian_claims import Truth, proved, written_mechanism, written_tables, written_types
from tests.bayesian_markets import (
    FAMILIES,
    known_core,
    random_allocation,
    random_market,
    random_mechanism,
    seller_buyer,
    written,
)
from tests.bayesian_oracle import blocking_gain, gross_payoffs, profit, severance, utilities, utility, virtual_utility, welfare_weights
from tests.bayesian_oracle_plans import balanced_plans, plan_payoffs, separation, unmatched_plan
from tests.bayesian_oracle_programs import best_blocking_plan, efficiency_gap, jeopardy, least_subsidy, theorem_0_multipliers

HALF = Fraction(1, 2)


def answer_of(rule, asked, outcome, findings, certificate=None):
    return {"rule": f"bayesian/{rule}", "input": asked, "outcome": outcome, "findings": findings, "certificate": certificate or {}}


def mechanism_answer(truth, mechanism):
    levels, lie = utilities(truth, mechanism), claims.largest_lie(truth, mechanism)
    short = [(need - levels[i, s], i, s) for (i, s), need in truth.reservations.items()]
    most = max((number for number, _, _ in short), default=0)
    worst = [{"player": i, "type": s, "short": written(number)} for number, i, s in short if number == most > 0]
    outcome = {
        "payoffs": written_tables(gross_payoffs(truth, mechanism)),
        "utilities": written_types(truth, levels),
        "lies": {
            i: {s: {r: written(utility(truth, mechanism, i, s, r)) for r in truth.types[i] if r != s} for s in truth.types[i] if len(truth.types[i]) > 1}
            for i in truth.players
        },
        "profit": written(profit(truth, mechanism)),
        "reservations": written_types(truth, truth.reservations),
    }
    findings = [
        proved("incentive-compatible", lie is None, lie),
        claims.feasible_finding(truth, mechanism),
        proved("individually-rational", not worst, worst[0] if worst else None),
    ]
    return answer_of("mechanism", {"mechanism": written_mechanism(mechanism)}, outcome, findings)


def efficient_answer(truth, mechanism):
    feasible = claims.feasible_finding(truth, mechanism)
    outcome = {"utilities": written_types(truth, utilities(truth, mechanism)), "profit": written(profit(truth, mechanism))}
    findings = [feasible, proved("incentive-efficient", False, feasible.get("witness"))]
    if feasible["holds"]:
        gap, *better = efficiency_gap(truth, mechanism)
        outcome["gap"] = written(gap)
        findings[1] = proved("incentive-efficient", gap == 0, {"gain": written(gap)} if gap else None)
        if gap:
            outcome |= {"improvement": written_mechanism(better), "improved": written_types(truth, utilities(truth, better))}
            findings.append(proved("largest-gain", True))
    return answer_of("efficient", {"mechanism": written_mechanism(mechanism)}, outcome, findings)


def virtual_answer(truth, mechanism):
    alpha = theorem_0_multipliers(truth, mechanism)
    if alpha is None:
        return efficient_answer(truth, mechanism) | {"rule": "bayesian/virtual"}
    ranges, _ = jeopardy(truth, mechanism)
    threats = []
    for i in truth.players:
        for s in truth.types[i]:
            for r in truth.types[i]:
                if r != s:
                    least, greatest = ranges[i, r, s]
                    entry = {"player": i, "type": s, "claim": r, "least": written(least)}
                    threats.append(entry if greatest is None else entry | {"greatest": written(greatest)})
    virtual = [
        {
            "members": list(members),
            "actions": {
                c: {i: claims.written_table({t: virtual_utility(truth, alpha, i, members, c, t) for t in truth.profiles}) for i in members} for c in actions
            },
        }
        for members, actions in truth.actions.items()
    ]
    weights = written_types(truth, welfare_weights(truth, alpha))
    outcome = {"multipliers": claims.written_alpha(truth, alpha), "weights": weights, "virtual": virtual, "jeopardy": threats}
    findings = [proved(claim, True) for claim in ("feasible", "incentive-efficient", "jeopardy")]
    return answer_of("virtual", {"mechanism": written_mechanism(mechanism)}, outcome, findings)


def written_plan(truth, omega, plan, fine=False):
    nu, y = plan
    invitations = [
        {
            "members": list(members),
            "action": c,
            "types": dict(zip(truth.players if fine else members, part, strict=True)),
            "probability": written(chance),
        }
        for (members, c, part), chance in nu.items()
        if chance
    ]
    gains = {(i, s): blocking_gain(truth, omega, plan, i, s, fine=fine) for i, s in truth.player_types()}
    return {"plan": {"invitations": invitations, "payments": written_types(truth, y)}, "gains": written_types(truth, gains)}


def inhibitive_answer(truth, omega, fine):
    best, plan = best_blocking_plan(truth, omega, fine)
    claim = "finely-supported" if fine else "inhibitive"
    asked = {"allocation": written_tables(omega)} | ({"support": "fine"} if fine else {})
    if not best:
        return answer_of("inhibitive", asked, {"profit": 0}, [proved(claim, True, grade="enumerated", inequalities=truth.inequalities(fine))])
    findings = [proved(claim, False, {"profit": written(best)}), proved("largest-profit", True)]
    return answer_of("inhibitive", asked, {"profit": written(best)} | written_plan(truth, omega, plan, fine), findings)


def subsidy_answer(truth, omega):
    least, mechanism = least_subsidy(truth, omega)
    outcome = {"subsidy": written(least), "mechanism": written_mechanism(mechanism), "utilities": written_types(truth, utilities(truth, mechanism))}
    findings = [proved("least-subsidy", True), proved("achievable", least <= 0, {"subsidy": written(least)} if least > 0 else None)]
    return answer_of("subsidy", {"allocation": written_tables(omega)}, outcome, findings)


def core_test_answer(truth, mechanism, omega):
    paid = severance(truth, mechanism, omega)
    outcome = {
        "allocation": written_tables(omega),
        "mechanism": written_mechanism(mechanism),
        "payoffs": written_tables(gross_payoffs(truth, mechanism)),
        "severance": written_tables(paid),
        "utilities": written_types(truth, utilities(truth, mechanism)),
        "profit": written(profit(truth, mechanism)),
    }
    short = [(-number, i, t) for i in truth.players for t, number in paid[i].items()]
    most = max(number for number, _, _ in short)
    worst = [{"player": i, "profile": ",".join(t), "short": written(number)} for number, i, t in short if number == most > 0]
    findings = [claims.feasible_finding(truth, mechanism), proved("achieves", not worst, worst[0] if worst else None)]
    best, plan = best_blocking_plan(truth, omega)
    if best:
        outcome |= {"blocking_profit": written(best)} | written_plan(truth, omega, plan)
        findings.append(proved("inhibitive", False, {"profit": written(best)}))
    else:
        findings.append(proved("inhibitive", True, grade="enumerated", inequalities=truth.inequalities()))
    if all(finding["holds"] for finding in findings):
        findings += [proved("core", True, grade="enumerated", inequalities=truth.inequalities()), proved("incentive-efficient", True)]
    else:
        findings.append(proved("core", False))
    return answer_of("core-test", {"mechanism": written_mechanism(mechanism), "allocation": written_tables(omega)}, outcome, findings)


def find_core_answer(truth, found):
    mechanism, omega, alpha = found
    outcome = {
        "mechanism": written_mechanism(mechanism),
        "utilities": written_types(truth, utilities(truth, mechanism)),
        "allocation": written_tables(omega),
        "severance": written_tables(severance(truth, mechanism, omega)),
        "method": "random-start",
    }
    findings = [
        proved("core", True, grade="enumerated", inequalities=truth.inequalities()),
        proved("finely-supported", True, grade="enumerated", inequalities=truth.inequalities(fine=True)),
        proved("incentive-efficient", True),
    ]
    return answer_of("find-core", {}, outcome, findings, {"multipliers": claims.written_alpha(truth, alpha)})


def balanced_answer(truth):
    if truth.balanced:
        return answer_of("balanced", {}, {}, [proved("balanced", True, grade="enumerated", plans=len(balanced_plans(truth)))])
    theta, weights = unmatched_plan(truth)
    assert set(weights) == set(plan_payoffs(truth, theta))
    values = {i: {t: weights[i, t] for t in truth.profiles} for i in truth.players}
    plan = [{"members": list(members), "action": c, "weight": written(weight)} for (members, c), weight in theta.items()]
    witness = {"plan": plan, "values": written_tables(values), "gain": written(separation(truth, theta, weights))}
    return answer_of("balanced", {}, {}, [proved("balanced", False, witness)])


def answers(count=1, families=FAMILIES):
    """(random, truth, answer) of all rules that the oracle answers here, on random games."""
    for family in families:
        for number in range(count):
            random = Random(f"bayesian claims {family} {number}")
            truth = Truth(random_market(random, family))
            mechanism, omega, found = random_mechanism(random, truth), random_allocation(random, truth), known_core(random, truth, 5)
            yield random, truth, balanced_answer(truth)
            yield random, truth, mechanism_answer(truth, mechanism)
            yield random, truth, efficient_answer(truth, mechanism)
            yield random, truth, virtual_answer(truth, mechanism)
            yield random, truth, inhibitive_answer(truth, omega, random.random() < HALF)
            yield random, truth, subsidy_answer(truth, omega)
            yield random, truth, core_test_answer(truth, mechanism, omega)
            if found:
                yield random, truth, core_test_answer(truth, *found[:2])
                yield random, truth, find_core_answer(truth, found)


def places(node):
    """Where numbers stand."""
    for key, child in node.items() if isinstance(node, dict) else enumerate(node):
        if isinstance(child, (dict, list)):
            yield from places(child)
        elif not isinstance(child, bool) and (isinstance(child, int) or (isinstance(child, str) and "/" in child)):
            yield node, key


def test_answers_of_the_oracle_are_true():
    rules = []
    for _, truth, answer in answers(3):
        assert claims.false_claims(answer, truth) == []
        rules.append(answer["rule"])
    assert {rule: rules.count(rule) > 10 for rule in rules} == dict.fromkeys(rules, True)
    assert len(set(rules)) == 8


def test_every_number_of_an_outcome_or_a_finding_that_is_moved_is_found():
    moved = 0
    for random, truth, answer in answers():
        found = [*places(answer["outcome"]), *places(answer["findings"])]
        for place in random.sample(range(len(found)), min(len(found), 6)):
            bad = copy.deepcopy(answer)
            node, key = [*places(bad["outcome"]), *places(bad["findings"])][place]
            if "," in str(key) and answer["rule"] == "bayesian/balanced":
                continue  # other values may separate as well
            node[key] = written(Fraction(node[key]) + random.choice((1, -1, Fraction(1, 1000), Fraction(-1, 1000))))
            assert claims.false_claims(bad, truth) != [], (answer["rule"], node, key)
            moved += 1
    assert moved > 300


def test_every_verdict_that_is_turned_is_found():
    for _, truth, answer in answers():
        for place, finding in enumerate(answer["findings"]):
            for holds in {True, False} - {finding["holds"]}:
                bad = copy.deepcopy(answer)
                bad["findings"][place]["holds"] = holds
                assert claims.false_claims(bad, truth) != [], (answer["rule"], finding)


def test_an_answer_that_leaves_something_out_is_found():
    for _, truth, answer in answers():
        for key in answer["outcome"]:
            bad = copy.deepcopy(answer)
            del bad["outcome"][key]
            assert claims.false_claims(bad, truth) != [], (answer["rule"], key)
        bad = copy.deepcopy(answer)
        del bad["findings"][0]
        assert claims.false_claims(bad, truth) != []


def region_answer(asked, vertices, multipliers):
    outcome = {"multipliers": multipliers, "vertices": vertices}
    return answer_of("core-region", asked, outcome, [proved("region", True)])


def test_the_polygon_of_example_1_is_a_true_region_and_no_other_is():
    truth = Truth(seller_buyer((5, 1), (6, 2)))
    alpha = [{"player": "1", "type": "L", "claim": "H", "multiplier": "1/8"}]
    high = {"given": {"1": "H"}}
    asked = {"x": {"transfer_to": "1"} | high, "y": {"probability_of": "trade"} | high, "multipliers": alpha}
    assert claims.false_claims(region_answer(asked, [[0, 0], ["1/2", 0], ["6/5", "1/5"]], alpha), truth) == []
    for vertices in (
        [[0, 0], ["1/2", 0]],
        [[0, 0], ["1/2", 0], ["6/5", "1/4"]],
        [[0, 0], ["1/2", 0], ["11/10", "1/5"]],
        [[0, 0], ["6/5", "1/5"], ["1/2", 0]],
        [],
    ):
        assert claims.false_claims(region_answer(asked, vertices, alpha), truth) != []
    flat = asked | {"y": {"probability_of": "trade", "given": {"1": "L"}}}
    assert claims.false_claims(region_answer(flat, [[0, 1], ["6/5", 1]], alpha), truth) == []
    assert claims.false_claims(region_answer(flat, [[0, 1], [1, 1]], alpha), truth) == [("beyond", (1, 0))]
    same = {"x": flat["y"], "y": flat["y"], "multipliers": alpha}
    assert claims.false_claims(region_answer(same, [[1, 1]], alpha), truth) == []
    assert claims.false_claims(region_answer(asked | {"multipliers": []}, [], []), truth) == []
    assert claims.false_claims(region_answer(asked | {"multipliers": []}, [[0, 0]], []), truth) == [("outside", (0, 0))]


M1 = {"lottery": {"H,buyer": {"keep": "8/9", "trade": "1/9"}, "L,buyer": {"trade": 1}}}
M1 |= {"transfers": {"1": {"H,buyer": "11/18", "L,buyer": "3/2"}, "2": {"H,*": "-11/18", "L,*": "-3/2"}}}


def test_m1_gets_no_severance_because_all_weights_are_positive():
    truth = Truth(seller_buyer((5, 1), (6, 2)))
    mechanism = claims.mechanism_of(truth, M1)
    omega = gross_payoffs(truth, mechanism)
    best, plan = best_blocking_plan(truth, omega)
    outcome = {"blocking_profit": written(best)} | written_plan(truth, omega, plan)
    answer = answer_of("severance", {"mechanism": M1}, outcome, [proved("core-mechanism", False, {"reason": "weights"})])
    assert claims.false_claims(answer, truth) == []
    for witness in ({"reason": "lie"}, {"reason": "profit", "profit": 0}, {"reason": "gain", "gain": 0}):
        assert claims.false_claims(answer | {"findings": [proved("core-mechanism", False, witness)]}, truth) != []
    unsure = answer | {"outcome": {}, "findings": [proved("core-mechanism", None, grade="numeric", boxes=3)]}
    assert claims.false_claims(unsure, truth) == []
    graded = [proved("core-mechanism", None)]
    assert claims.false_claims(unsure | {"findings": graded}, truth) == ["core-mechanism"]
    free = {"severance": written_tables({i: dict.fromkeys(truth.profiles, 0) for i in truth.players})}
    free |= {"allocation": written_tables(omega), "utilities": written_types(truth, utilities(truth, mechanism))}
    yes = proved("core-mechanism", True, grade="enumerated", inequalities=truth.inequalities())
    assert claims.false_claims(answer | {"outcome": free, "findings": [yes]}, truth) == ["not in the core"]


@pytest.mark.parametrize(("price", "pays", "likely", "durable"), [(5, "5.1", "L", True), (5, "5.1", "H", False), (1, "1.1", "H", True)])
def test_durability_by_stated_beliefs(price, pays, likely, durable):
    truth = Truth(seller_buyer((5, 1), (6, 2)))
    result = {"moves": {"1": "go", "2": "go"}, "lottery": {"trade": 1}, "payments": {"1": price, "2": "-" + pays}}
    alternative = {"members": ["1", "2"], "moves": {"1": ["go"], "2": ["go"]}, "results": [result]}
    beliefs = {"1": {s: int(s == likely) for s in "HL"}, "2": {"buyer": 1}}
    strategies = {"1": {"H": {"go": 1}, "L": {"go": 1}}, "2": {"buyer": {"go": 1}}}
    asked = {"mechanism": M1, "alternative": alternative}
    mechanism, made = claims.mechanism_of(truth, M1), claims.alternative_of(truth, alternative)
    q, sigma = claims.beliefs_of(truth, made[0], beliefs), claims.strategies_of(truth, made, strategies)
    outcome = {
        "beliefs": beliefs,
        "strategies": strategies,
        "utilities": written_types(truth, {(i, s): claims.established_payoff(truth, made, mechanism, q, i, s) for i, s in truth.player_types()}),
        "alternative_utilities": written_types(truth, {(i, s): claims.alternative_payoff(truth, made, q, sigma, i, s) for i, s in truth.player_types()}),
    }
    answer = answer_of("durable", asked, outcome, [proved("durable", True)])
    assert claims.false_claims(answer, truth) == ([] if durable else ["durable"])
    refuted = answer | {"outcome": {}, "findings": [proved("durable", False, grade="enumerated", cases=1)]}
    assert claims.false_claims(refuted, truth) == ["durable"]
