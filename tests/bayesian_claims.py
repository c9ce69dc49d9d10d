"""What of an answer of the rules `bayesian/...` is not so, by the oracle: outcomes and findings as docs/formats/bayesian.md says; certificates are not read.

Everything is judged against the answer's own input, so that an answer to another question is not false. Numbers are compared as documents write them.
"""

from fractions import Fraction
from functools import cached_property
from itertools import combinations, pairwise, product

from tests.bayesian_markets import written
from tests.bayesian_oracle import (
    ZERO,
    Game,
    blocking_gain,
    blocking_profit,
    gross_payoff,
    gross_payoffs,
    is_feasible,
    is_incentive_compatible,
    is_lottery,
    profit,
    severance,
    slacks,
    subsidy,
    tenability_complaints,
    theorem_0_complaints,
    utilities,
    utility,
    virtual_utility,
    welfare_weights,
)
from tests.bayesian_oracle_lp import InfeasibleError, UnboundedError, total
from tests.bayesian_oracle_plans import (
    alternative_payoff,
    balanced_plans,
    durability_complaints,
    established_payoff,
    is_balanced,
    is_balanced_plan,
    is_durable_against_one,
    separation,
)
from tests.bayesian_oracle_programs import (
    best_blocking_plan,
    efficiency_gap,
    frontier,
    is_core,
    is_core_allocation,
    is_inhibitive,
    jeopardy,
    least_subsidy,
    support_program,
    theorem_0_multipliers,
    theorem_1_multipliers,
)
from tests.bayesian_oracle_severance import is_beyond_severance

METHODS = ("complete-information", "trust-region", "relaxation", "random-start", "branch-and-bound")


class Truth(Game):
    """A game, with what is asked again and again."""

    @cached_property
    def balanced(self):
        """Whether it is balanced."""
        return is_balanced(self)

    @cached_property
    def reservations(self):
        """{(i, t_i): the most that i expects alone} of those who can do something alone."""
        return {
            (i, s): max(sum(self.prior(t, self.others(i)) * self.u(i, (i,), c, t) for t in self.profiles_with((i,), (s,))) for c in self.actions[i,])
            for i, s in self.player_types()
            if self.actions.get((i,))
        }

    def inequalities(self, fine=False):
        """The number of conditions of Theorem 1, or of fine support."""
        return sum(len(self.profiles if fine else self.parts(members)) for members, _ in self.blocks())


# Documents.


def table_of(game, document):
    """A table: a number, or numbers by profile, where * stands for every type."""
    if not isinstance(document, dict):
        return dict.fromkeys(game.profiles, Fraction(document))
    found = {}
    for key, number in document.items():
        for t in matching(game, key):
            assert t not in found
            found[t] = Fraction(number)
    assert set(found) == set(game.profiles)
    return {t: found[t] for t in game.profiles}


def matching(game, key):
    """The profiles that a key with * names."""
    wanted = key.split(",")
    return [t for t in game.profiles if all(name in ("*", s) for name, s in zip(wanted, t, strict=True))]


def tables_of(game, document, rest=None):
    """A table for every player; those who are left out have `rest` everywhere."""
    assert set(document) <= set(game.players)
    return {i: dict.fromkeys(game.profiles, rest) if i not in document and rest is not None else table_of(game, document[i]) for i in game.players}


def mechanism_of(game, document):
    """(mu, x)."""
    mu, actions = {}, game.actions[game.everyone]
    for key, lottery in document["lottery"].items():
        assert set(lottery) <= set(actions)
        for t in matching(game, key):
            assert t not in mu
            mu[t] = {c: Fraction(lottery.get(c, 0)) for c in actions}
    mu = {t: mu[t] for t in game.profiles}
    assert is_lottery(game, mu)
    return mu, tables_of(game, document.get("transfers", {}), ZERO)


def alpha_of(game, document):
    """Multipliers above 0."""
    found = {(entry["player"], entry["claim"], entry["type"]): Fraction(entry["multiplier"]) for entry in document}
    assert set(found) <= set(game.lies())
    assert min(found.values(), default=Fraction(1)) > 0
    assert len(found) == len(document)
    return found


def plan_of(game, outcome, fine=False):
    """(nu, y)."""
    nu = {}
    for entry in outcome["invitations"]:
        members = tuple(entry["members"])
        named = game.players if fine else members
        assert set(entry["types"]) == set(named)
        key = members, entry["action"], tuple(entry["types"][i] for i in named)
        assert entry["action"] in game.actions[members]
        assert key not in nu
        assert all(s in game.types[i] for i, s in entry["types"].items())
        nu[key] = Fraction(entry["probability"])
    y = {(i, s): Fraction(outcome["payments"][i][s]) for i, s in game.player_types()}
    return nu, y


def written_table(table):
    """A table as answers write it."""
    return {",".join(t): written(number) for t, number in table.items()}


def written_tables(tables):
    """Tables by player."""
    return {i: written_table(table) for i, table in tables.items()}


def written_types(game, numbers):
    """{player: {type: number}}; of those who have numbers."""
    return {i: {s: written(numbers[i, s]) for s in game.types[i]} for i in game.players if (i, game.types[i][0]) in numbers}


def written_mechanism(mechanism):
    """A mechanism as answers write it."""
    mu, x = mechanism
    lottery = {",".join(t): {c: written(share) for c, share in chances.items() if share} for t, chances in mu.items()}
    return {"lottery": lottery, "transfers": written_tables(x)}


def written_alpha(game, alpha):
    """Multipliers above 0, in order."""
    order = [(i, r, s) for i in game.players for s in game.types[i] for r in game.types[i] if r != s]
    return [{"player": i, "type": s, "claim": r, "multiplier": written(alpha[i, r, s])} for i, r, s in order if alpha.get((i, r, s), ZERO) != 0]


# What should stand where.


def differing(outcome, expected):
    """The keys that are missing, too many or not as they should be; an expected None may be anything."""
    wrong = [key for key in outcome if key not in expected]
    return wrong + [key for key, entry in expected.items() if key not in outcome or (entry is not None and outcome[key] != entry)]


def differing_findings(findings, expected):
    """Likewise of findings, each expected as {"claim", "holds", "grade", ...}."""
    if [finding["claim"] for finding in findings] != [finding["claim"] for finding in expected]:
        return ["claims"]
    return [finding["claim"] for finding, other in zip(findings, expected, strict=True) if differing(finding, other)]


def proved(claim, holds, witness=None, grade="proved", **more):
    """A finding."""
    return {"claim": claim, "holds": holds, "grade": grade} | ({} if witness is None else {"witness": witness}) | more


def largest_lie(game, mechanism):
    """The lie with the largest gain, the first in order; None if nobody gains."""
    lost, most = slacks(game, mechanism), None
    for i in game.players:
        for s, r in product(game.types[i], repeat=2):
            if r != s and -lost[i, r, s] > (most[0] if most else 0):
                most = -lost[i, r, s], {"player": i, "type": s, "claim": r, "gain": written(-lost[i, r, s])}
    return most[1] if most else None


def feasible_finding(game, mechanism):
    """Of a stated mechanism."""
    lie, earned = largest_lie(game, mechanism), profit(game, mechanism)
    if lie is None and earned < 0:
        lie = {"profit": written(earned)}
    return proved("feasible", lie is None, lie)


def _first_largest(entries):
    """Of [(number, witness)], the witness of the largest above 0."""
    most = max((number for number, _ in entries), default=ZERO)
    return next((witness for number, witness in entries if number == most), None) if most > 0 else None


# Rules.


def false_claims(answer, truth):
    """What of an answer is not so."""
    try:
        return JUDGES[answer["rule"].removeprefix("bayesian/")](answer, answer["outcome"], truth)
    except (KeyError, TypeError, ValueError, AssertionError, StopIteration, AttributeError, IndexError) as error:
        return [f"not in form: {error!r}"]


def is_open(answer):
    """The findings that a limit or a search has left open."""
    return [finding["claim"] for finding in answer["findings"] if finding["holds"] is None]


def _false_balanced(answer, outcome, truth):
    (finding,) = answer["findings"]
    plans = len(balanced_plans(truth))
    if finding["holds"] is not truth.balanced:
        return ["balanced"]
    if truth.balanced:
        return differing(outcome, {}) + differing(finding, proved("balanced", True, grade="enumerated", plans=plans))
    witness = finding["witness"]
    theta = {(tuple(entry["members"]), entry["action"]): Fraction(entry["weight"]) for entry in witness["plan"]}
    values = tables_of(truth, witness["values"])
    gain = separation(truth, theta, {(i, t): number for i, table in values.items() for t, number in table.items()})
    sound = is_balanced_plan(truth, theta) and gain == Fraction(witness["gain"]) > 0 and len(theta) == len(witness["plan"])
    return differing(finding, proved("balanced", False) | {"witness": None}) + ([] if sound else ["witness"])


def _false_mechanism(answer, outcome, truth):
    mechanism = mechanism_of(truth, answer["input"]["mechanism"])
    levels, lie = utilities(truth, mechanism), largest_lie(truth, mechanism)
    lies = {
        i: {s: {r: written(utility(truth, mechanism, i, s, r)) for r in truth.types[i] if r != s} for s in truth.types[i] if len(truth.types[i]) > 1}
        for i in truth.players
    }
    expected = {
        "payoffs": written_tables(gross_payoffs(truth, mechanism)),
        "utilities": written_types(truth, levels),
        "lies": lies,
        "profit": written(profit(truth, mechanism)),
        "reservations": written_types(truth, truth.reservations),
    }
    short = [(need - levels[i, s], {"player": i, "type": s, "short": written(need - levels[i, s])}) for (i, s), need in truth.reservations.items()]
    findings = [
        proved("incentive-compatible", lie is None, lie),
        feasible_finding(truth, mechanism),
        proved("individually-rational", _first_largest(short) is None, _first_largest(short)),
    ]
    return differing(outcome, expected) + differing_findings(answer["findings"], findings)


def _false_efficient(answer, outcome, truth):
    if "mechanism" not in answer.get("input", {}):
        return _false_frontier(answer, outcome, truth)
    mechanism = mechanism_of(truth, answer["input"]["mechanism"])
    levels, feasible = utilities(truth, mechanism), feasible_finding(truth, mechanism)
    expected = {"utilities": written_types(truth, levels), "profit": written(profit(truth, mechanism))}
    if not feasible["holds"]:
        return differing(outcome, expected) + differing_findings(answer["findings"], [feasible, proved("incentive-efficient", False, feasible["witness"])])
    gap = efficiency_gap(truth, mechanism)[0]
    expected["gap"] = written(gap)
    findings = [feasible, proved("incentive-efficient", gap == 0, {"gain": written(gap)} if gap else None)]
    wrong = []
    if gap:
        findings.append(proved("largest-gain", True))
        better = mechanism_of(truth, outcome["improvement"])
        improved = utilities(truth, better)
        expected |= {"improvement": written_mechanism(better), "improved": written_types(truth, improved)}
        sound = is_feasible(truth, better) and all(improved[place] >= levels[place] + gap for place in levels)
        wrong += [] if sound else ["improvement"]
    return wrong + differing(outcome, expected) + differing_findings(answer["findings"], findings)


def _false_frontier(answer, outcome, truth):
    asked = answer.get("input", {})
    weights = {(i, s): Fraction(asked["weights"][i][s]) if "weights" in asked else truth.p[i][s] for i, s in truth.player_types()}
    scale = sum(weights[truth.players[0], s] for s in truth.types[truth.players[0]])
    weights = {place: weight / scale for place, weight in weights.items()}
    levels = truth.reservations if asked.get("participation") else {}
    try:
        value, _ = frontier(truth, weights, levels)
    except InfeasibleError:
        return differing(outcome, {"weights": written_types(truth, weights)}) + differing_findings(
            answer["findings"], [proved("participation-possible", False)]
        )
    mechanism = mechanism_of(truth, outcome["mechanism"])
    reached = utilities(truth, mechanism)
    expected = {
        "weights": written_types(truth, weights),
        "mechanism": written_mechanism(mechanism),
        "utilities": written_types(truth, reached),
        "value": written(value),
    }
    wrong = [] if is_feasible(truth, mechanism) and sum(weights[place] * level for place, level in reached.items()) == value else ["mechanism"]
    wrong += [("reservation", place) for place, level in levels.items() if reached[place] < level]
    if not asked.get("participation"):
        wrong += [("transfer", i) for i in truth.players if sum(truth.prior(t) * number for t, number in mechanism[1][i].items()) != 0]
    findings = [proved("incentive-efficient", theorem_0_multipliers(truth, mechanism) is not None), proved("largest-value", True)]
    return wrong + differing(outcome, expected) + differing_findings(answer["findings"], findings)


def _false_virtual(answer, outcome, truth):
    mechanism = mechanism_of(truth, answer["input"]["mechanism"])
    if theorem_0_multipliers(truth, mechanism) is None:
        return _false_efficient(answer, outcome, truth)
    alpha = alpha_of(truth, outcome["multipliers"])
    ranges, _ = jeopardy(truth, mechanism)
    virtual = [
        {
            "members": list(members),
            "actions": {c: {i: written_table({t: virtual_utility(truth, alpha, i, members, c, t) for t in truth.profiles}) for i in members} for c in actions},
        }
        for members, actions in truth.actions.items()
    ]
    threats = []
    for i in truth.players:
        for s, r in product(truth.types[i], repeat=2):
            if s != r:
                least, greatest = ranges[i, r, s]
                threats.append({"player": i, "type": s, "claim": r, "least": written(least)} | ({} if greatest is None else {"greatest": written(greatest)}))
    expected = {
        "multipliers": written_alpha(truth, alpha),
        "weights": written_types(truth, welfare_weights(truth, alpha)),
        "virtual": virtual,
        "jeopardy": threats,
    }
    wrong = theorem_0_complaints(truth, mechanism, alpha)
    if "multipliers" in answer["input"] and alpha != alpha_of(truth, answer["input"]["multipliers"]):
        wrong.append("not the input")
    findings = [proved(claim, True) for claim in ("feasible", "incentive-efficient", "jeopardy")]
    return wrong + differing(outcome, expected) + differing_findings(answer["findings"], findings)


def _false_plan(outcome, key, truth, omega, fine=False):
    """What is not so of a plan, its profit and its gains; and its profit."""
    plan = plan_of(truth, outcome["plan"], fine)
    gains = {(i, s): blocking_gain(truth, omega, plan, i, s, fine=fine) for i, s in truth.player_types()}
    earned = blocking_profit(truth, plan)
    wrong = tenability_complaints(truth, omega, plan, fine) + ([] if min(plan[0].values(), default=1) > 0 else ["invitations"])
    wrong += [] if outcome["gains"] == written_types(truth, gains) else ["gains"]
    return wrong + ([] if outcome[key] == written(earned) else [key]), earned


def _false_inhibitive(answer, outcome, truth):
    omega, fine = tables_of(truth, answer["input"]["allocation"]), answer["input"].get("support", "plain") == "fine"
    claim, (best, _) = "finely-supported" if fine else "inhibitive", best_blocking_plan(truth, omega, fine)
    if not best:
        findings = [proved(claim, True, grade="enumerated", inequalities=truth.inequalities(fine))]
        return differing(outcome, {"profit": 0}) + differing_findings(answer["findings"], findings)
    wrong, earned = _false_plan(outcome, "profit", truth, omega, fine)
    sure = answer["findings"][1]["holds"]
    wrong += [] if (sure is True and earned == best) or sure is None else ["largest-profit"]
    findings = [
        proved(claim, False, {"profit": written(earned)}),
        proved("largest-profit", sure, grade="proved" if sure else "unproven"),
    ]
    return wrong + differing(outcome, {"profit": None, "plan": None, "gains": None}) + differing_findings(answer["findings"], findings)


def _false_cheapest(truth, omega, mechanism):
    """Why a mechanism is not one of least subsidy; and the least subsidy."""
    least = least_subsidy(truth, omega)[0]
    sound = is_incentive_compatible(truth, mechanism) and min(min(table.values()) for table in severance(truth, mechanism, omega).values()) >= 0
    return ([] if sound and subsidy(truth, mechanism) == least else ["mechanism of least subsidy"]), least


def _false_subsidy(answer, outcome, truth):
    omega, mechanism = tables_of(truth, answer["input"]["allocation"]), mechanism_of(truth, outcome["mechanism"])
    wrong, least = _false_cheapest(truth, omega, mechanism)
    expected = {
        "subsidy": written(least),
        "mechanism": written_mechanism(mechanism),
        "utilities": written_types(truth, utilities(truth, mechanism)),
    }
    findings = [proved("least-subsidy", True), proved("achievable", least <= 0, {"subsidy": written(least)} if least > 0 else None)]
    return wrong + differing(outcome, expected) + differing_findings(answer["findings"], findings)


def _false_core_test(answer, outcome, truth):
    asked, wrong, findings = answer["input"], [], []
    mechanism = mechanism_of(truth, asked["mechanism"] if "mechanism" in asked else outcome["mechanism"])
    if "allocation" in asked:
        omega = tables_of(truth, asked["allocation"])
    else:
        given, payoffs = tables_of(truth, asked.get("severance", {}), ZERO), gross_payoffs(truth, mechanism)
        omega = {i: {t: payoffs[i][t] - given[i][t] for t in truth.profiles} for i in truth.players}
    paid = severance(truth, mechanism, omega)
    expected = {
        "allocation": written_tables(omega),
        "mechanism": written_mechanism(mechanism),
        "payoffs": written_tables(gross_payoffs(truth, mechanism)),
        "severance": written_tables(paid),
        "utilities": written_types(truth, utilities(truth, mechanism)),
        "profit": written(profit(truth, mechanism)),
    }
    if "mechanism" in asked:
        short = [(-number, {"player": i, "profile": ",".join(t), "short": written(-number)}) for i in truth.players for t, number in paid[i].items()]
        findings += [feasible_finding(truth, mechanism), proved("achieves", _first_largest(short) is None, _first_largest(short))]
    else:
        wrong, least = _false_cheapest(truth, omega, mechanism)
        expected["subsidy"] = written(least)
        findings.append(proved("achievable", least <= 0, {"subsidy": written(least)} if least > 0 else None))
    if is_inhibitive(truth, omega):
        findings.append(proved("inhibitive", True, grade="enumerated", inequalities=truth.inequalities()))
    else:
        complaints, earned = _false_plan(outcome, "blocking_profit", truth, omega)
        wrong += complaints
        expected |= dict.fromkeys(("blocking_profit", "plan", "gains"))
        findings.append(proved("inhibitive", False, {"profit": written(earned)}))
    if all(finding["holds"] for finding in findings):
        findings.append(proved("core", True, grade="enumerated", inequalities=truth.inequalities()))
        findings.append(proved("incentive-efficient", True))
        assert is_core(truth, mechanism, omega)
        assert efficiency_gap(truth, mechanism)[0] == 0
    else:
        findings.append(proved("core", False))
    return wrong + differing(outcome, expected) + differing_findings(answer["findings"], findings)


def _false_severance(answer, outcome, truth):
    mechanism, (finding,) = mechanism_of(truth, answer["input"]["mechanism"]), answer["findings"]
    payoffs, holds, wrong = gross_payoffs(truth, mechanism), finding["holds"], []
    gap = efficiency_gap(truth, mechanism)[0] if is_feasible(truth, mechanism) else None
    if holds is True:
        paid = tables_of(truth, outcome["severance"])
        omega = {i: {t: payoffs[i][t] - paid[i][t] for t in truth.profiles} for i in truth.players}
        expected = {
            "severance": written_tables(paid),
            "allocation": written_tables(omega),
            "utilities": written_types(truth, utilities(truth, mechanism)),
        }
        wrong = [] if is_core(truth, mechanism, omega) else ["not in the core"]
        return wrong + differing(outcome, expected) + differing(finding, proved("core-mechanism", True, grade="enumerated", inequalities=truth.inequalities()))
    if holds is None:
        return [] if finding["grade"] in ("numeric", "unproven") else ["core-mechanism"]
    reason, lie = finding["witness"]["reason"], largest_lie(truth, mechanism)
    if reason == "lie":
        return differing(finding, proved("core-mechanism", False, {"reason": "lie"} | (lie or {}))) + ([] if lie else ["lie"])
    if reason == "profit":
        earned = profit(truth, mechanism)
        wrong = [] if lie is None and earned != 0 else ["profit"]
        return wrong + differing(finding, proved("core-mechanism", False, {"reason": "profit", "profit": written(earned)}))
    if reason == "gain":
        better = mechanism_of(truth, outcome["improvement"])
        levels = utilities(truth, mechanism)
        sound = gap and is_feasible(truth, better) and all(level >= levels[place] + gap for place, level in utilities(truth, better).items())
        return ([] if sound else ["gain"]) + differing(finding, proved("core-mechanism", False, {"reason": "gain", "gain": written(gap or 0)}))
    wrong, _ = _false_plan(outcome, "blocking_profit", truth, payoffs)
    if reason == "cases":
        sound = gap == 0 and profit(truth, mechanism) == 0 and is_beyond_severance(truth, mechanism)
        leaves = sum(isinstance(node, list) for node in answer["certificate"]["tree"])
        expected = proved("core-mechanism", False, {"reason": "cases"}, grade="enumerated", cases=leaves)
        return wrong + ([] if sound else ["cases"]) + differing(finding, expected)
    sound = reason == "weights" and gap == 0 and profit(truth, mechanism) == 0 and min(least for least, _ in jeopardy(truth, mechanism)[1].values()) > 0
    return wrong + ([] if sound else ["weights"]) + differing(finding, proved("core-mechanism", False, {"reason": "weights"}))


def _false_find_core(answer, outcome, truth):
    claims = {finding["claim"]: finding for finding in answer["findings"]}
    if not outcome:
        witness = claims["core"]["witness"]
        theta = {(tuple(entry["members"]), entry["action"]): Fraction(entry["weight"]) for entry in witness["plan"]}
        (t,) = truth.profiles
        worth = sum(weight * truth.u(i, members, c, t) for (members, c), weight in theta.items() for i in members)
        most = max(sum(truth.u(i, truth.everyone, c, t) for i in truth.players) for c in truth.actions[truth.everyone])
        sound = is_balanced_plan(truth, theta) and min(theta.values()) > 0 and worth > most
        made = {"plan": witness["plan"], "worth": written(worth), "most": written(most)}
        return ([] if sound else ["empty core"]) + differing_findings(answer["findings"], [proved("core", False, made)])
    mechanism, omega = mechanism_of(truth, outcome["mechanism"]), tables_of(truth, outcome["allocation"])
    expected = {
        "mechanism": written_mechanism(mechanism),
        "utilities": written_types(truth, utilities(truth, mechanism)),
        "allocation": written_tables(omega),
        "severance": written_tables(severance(truth, mechanism, omega)),
    }
    if claims["core"]["holds"] is True:
        wrong = [] if is_core(truth, mechanism, omega) else ["not in the core"]
        wrong += [] if theorem_1_multipliers(truth, omega, fine=True) is not None else ["not finely supported"]
        wrong += [] if outcome["method"] in METHODS else ["method"]
        findings = [
            proved("core", True, grade="enumerated", inequalities=truth.inequalities()),
            proved("finely-supported", True, grade="enumerated", inequalities=truth.inequalities(fine=True)),
            proved("incentive-efficient", True),
        ]
        return wrong + differing(outcome, expected | {"method": None}) + differing_findings(answer["findings"], findings)
    spent = subsidy(truth, mechanism)
    sound = is_incentive_compatible(truth, mechanism) and min(min(table.values()) for table in severance(truth, mechanism, omega).values()) >= 0
    wrong = [] if sound and spent > 0 and is_inhibitive(truth, omega) else ["inhibitive"]
    findings = [proved("inhibitive", True, grade="enumerated", inequalities=truth.inequalities()), proved("core", None, grade="unproven")]
    return wrong + differing(outcome, expected | {"subsidy": written(spent)}) + differing_findings(answer["findings"], findings)


# Regions.


def quantity(truth, mechanism, omega, document):
    """A number or an expression."""
    ((name, subject),) = [(key, entry) for key, entry in document.items() if key != "given"]
    given = document.get("given", {})
    among = [t for t in truth.profiles if all(truth.type_of(t, i) == s for i, s in given.items())]
    chance, mu, x = sum(truth.prior(t) for t in among), *mechanism
    in_state = {
        "transfer_to": lambda t: x[subject][t],
        "utility_of": lambda t: gross_payoff(truth, mechanism, subject, t),
        "severance_of": lambda t: gross_payoff(truth, mechanism, subject, t) - omega[subject][t],
        "forgone_by": lambda t: omega[subject][t],
        "probability_of": lambda t: mu[t][subject],
    }[name]
    return total(in_state(t) * (truth.prior(t) / chance) for t in among)


def _region(truth, asked, alpha):
    """(program, x, y) of the core with these multipliers."""
    program, spent, (mechanism, omega) = support_program(truth, alpha, asked.get("support", "plain") == "fine")
    program.at_least(0, spent)
    return program, *(quantity(truth, mechanism, omega, asked[axis]) for axis in "xy")


def _false_core_region(answer, outcome, truth):
    (finding,), asked = answer["findings"], answer["input"]
    if finding["holds"] is None:
        reasons = ("limit", "unbounded") if "multipliers" in outcome else ("limit", "no multipliers")
        wrong = [] if finding.get("reason") in reasons else ["another reason"]
        return wrong + differing(finding, proved("region", None, grade="unproven", reason=finding.get("reason")))
    alpha, vertices = alpha_of(truth, outcome["multipliers"]), [tuple(map(Fraction, vertex)) for vertex in outcome["vertices"]]
    wrong = differing(finding, proved("region", True))
    if "multipliers" in asked and alpha != alpha_of(truth, asked["multipliers"]):
        wrong.append("not the input")
    marks = {}
    for name, document in asked.get("marks", {}).items():
        mechanism = mechanism_of(truth, document)
        marks[name] = [written(quantity(truth, mechanism, None, asked[axis])) for axis in "xy"]
    expected = {"multipliers": written_alpha(truth, alpha), "vertices": [list(map(written, vertex)) for vertex in vertices]}
    wrong += differing(outcome, expected | ({"marks": marks} if "marks" in asked else {}))
    for vertex in vertices:
        program, x, y = _region(truth, asked, alpha)
        program.equal(x, vertex[0])
        program.equal(y, vertex[1])
        if program.feasible() is None:
            return [*wrong, ("outside", vertex)]
    program, x, y = _region(truth, asked, alpha)
    if not vertices:
        return wrong + ([] if program.feasible() is None else ["not empty"])
    if vertices[0] != min(vertices):
        wrong.append("first vertex")
    for normal, bound in _sides(vertices):
        try:
            reached = program.maximum(normal[0] * x + normal[1] * y).value
        except UnboundedError:
            return [*wrong, "unbounded"]
        wrong += [] if reached == bound else [("beyond", normal)]
    turns = [_turn(*corner) for corner in zip(vertices, vertices[1:] + vertices[:1], vertices[2:] + vertices[:2], strict=True)] if len(vertices) > 2 else []
    return wrong + ([] if all(turn > 0 for turn in turns) else ["order of vertices"])


def _turn(first, second, third):
    return (second[0] - first[0]) * (third[1] - second[1]) - (second[1] - first[1]) * (third[0] - second[0])


def _sides(vertices):
    """[(normal, bound)]: the sides of a polygon; of a segment and a point what holds it in."""
    if len(vertices) == 1:
        normals = [((ZERO + a, ZERO + b), vertices[0]) for a, b in ((1, 0), (-1, 0), (0, 1), (0, -1))]
    else:
        normals = [((second[1] - first[1], first[0] - second[0]), first) for first, second in pairwise([*vertices, vertices[0]])]
    if len(vertices) == 2:
        (first, second), along = vertices, (vertices[1][0] - vertices[0][0], vertices[1][1] - vertices[0][1])
        normals += [(along, second), ((-along[0], -along[1]), first)]
    return [(normal, normal[0] * at[0] + normal[1] * at[1]) for normal, at in normals]


# Durability.


def alternative_of(truth, document):
    """(S, moves, f, z)."""
    members = tuple(document["members"])
    moves, f, z = document["moves"], {}, {}
    for result in document["results"]:
        d = tuple(result["moves"][i] for i in members)
        f[d] = {c: Fraction(share) for c, share in result["lottery"].items()}
        z[d] = {i: Fraction(result["payments"][i]) for i in members}
    assert members in truth.actions
    return members, moves, f, z


def beliefs_of(truth, members, document):
    """q."""
    return {i: {s: Fraction(document[i].get(s, 0)) for s in truth.types[i]} for i in members}


def strategies_of(truth, alternative, document):
    """sigma."""
    members, moves, _, _ = alternative
    return {i: {s: {e: Fraction(document[i][s].get(e, 0)) for e in moves[i]} for s in truth.types[i]} for i in members}


def refuting_beliefs(truth, mechanism, alternative):
    """(q, sigma) of certain moves and of priors given some types that show durability; None if there is none among these."""
    members, moves, _, _ = alternative
    places = [(i, s) for i in members for s in truth.types[i]]
    conditions = [[some for size in range(1, len(truth.types[i]) + 1) for some in combinations(truth.types[i], size)] for i in members]
    for chosen in product(*(moves[i] for i, _ in places)):
        sigma = {i: {} for i in members}
        for (i, s), move in zip(places, chosen, strict=True):
            sigma[i][s] = {e: Fraction(e == move) for e in moves[i]}
        for some in product(*conditions):
            q = {
                i: {s: truth.p[i][s] / sum(truth.p[i][r] for r in likely) if s in likely else ZERO for s in truth.types[i]}
                for i, likely in zip(members, some, strict=True)
            }
            if not durability_complaints(truth, mechanism, alternative, q, sigma):
                return q, sigma
    return None


def _false_durable(answer, outcome, truth):
    asked, findings = answer["input"], {finding["claim"]: finding for finding in answer["findings"]}
    mechanism, alternative = mechanism_of(truth, asked["mechanism"]), alternative_of(truth, asked["alternative"])
    members, holds, wrong = alternative[0], findings["durable"]["holds"], []
    if outcome:
        q, sigma = beliefs_of(truth, members, outcome["beliefs"]), strategies_of(truth, alternative, outcome["strategies"])
        levels = {(i, s): established_payoff(truth, alternative, mechanism, q, i, s) for i in members for s in truth.types[i]}
        others = {(i, s): alternative_payoff(truth, alternative, q, sigma, i, s) for i in members for s in truth.types[i]}
        wrong += differing(
            outcome,
            {"beliefs": None, "strategies": None, "utilities": written_types(truth, levels), "alternative_utilities": written_types(truth, others)},
        )
        complaints = durability_complaints(truth, mechanism, alternative, q, sigma)
        if (holds is True and complaints) or (holds is None and not complaints):
            wrong.append("durable")
        if "beliefs" in asked:
            if (q, sigma) != (beliefs_of(truth, members, asked["beliefs"]), strategies_of(truth, alternative, asked["strategies"])):
                wrong.append("not the input")
            kinds = {"equilibrium": "a", "credible": "b", "rejected": "c"}
            for claim, kind in kinds.items():
                if findings[claim]["holds"] is any(complaint[0] == kind for complaint in complaints):
                    wrong.append(claim)
    elif holds is True:
        wrong.append("durable")
    if holds is False:
        known = is_durable_against_one(truth, mechanism, alternative) if len(members) == 1 else refuting_beliefs(truth, mechanism, alternative) is not None
        if known or len(members) > 2:
            wrong.append("durable")
    return wrong


JUDGES = {
    "balanced": _false_balanced,
    "mechanism": _false_mechanism,
    "efficient": _false_efficient,
    "virtual": _false_virtual,
    "inhibitive": _false_inhibitive,
    "subsidy": _false_subsidy,
    "core-test": _false_core_test,
    "severance": _false_severance,
    "find-core": _false_find_core,
    "core-region": _false_core_region,
    "durable": _false_durable,
}


def missing_core(answer, truth):
    """What a core allocation that was looked for should have been: found in a balanced game, and of least severance for its multipliers."""
    claims = {finding["claim"]: finding["holds"] for finding in answer["findings"]}
    if claims["core"] is not True:
        return ["no core allocation in a balanced game"] if truth.balanced else []
    alpha = alpha_of(truth, answer["certificate"]["multipliers"])
    program, spent, (mechanism, omega) = support_program(truth, alpha)
    program.at_least(0, spent)
    paid = total(truth.prior(t) * number for table in severance(truth, mechanism, omega).values() for t, number in table.items())
    given = tables_of(truth, answer["outcome"]["severance"])
    stated = sum(truth.prior(t) * number for table in given.values() for t, number in table.items())
    found = tables_of(truth, answer["outcome"]["allocation"])
    return ([] if program.minimum(paid).value == stated else ["not the least severance"]) + ([] if is_core_allocation(truth, found) else ["core"])
