"""Honest answers about games with incomplete information: claims and proofs by the oracle's linear programs, in the words of docs/formats/bayesian.md."""

import json
from fractions import Fraction
from itertools import product

from tests import bayesian_claims as claims
from tests.bayesian_markets import document_of, written
from tests.bayesian_oracle import (
    ZERO,
    blocking_gain,
    blocking_profit,
    gross_payoffs,
    profit,
    slacks,
    transformed,
    utilities,
    utility,
    virtual_utility,
    virtual_worth,
    welfare_weight,
    welfare_weights,
)
from tests.bayesian_oracle import severance as paid_severance
from tests.bayesian_oracle_lp import CONSTANT, Expression, InfeasibleError, Program, UnboundedError, total
from tests.bayesian_oracle_plans import balanced_plans, matching_lottery, plan_payoffs
from tests.bayesian_oracle_programs import (
    alpha_variables,
    best_blocking_plan,
    blocking_bound,
    efficiency_gap,
    frontier,
    least_subsidy,
    multiplier_program,
    subsidy_bound,
    support_program,
    theorem_0_multipliers,
    theorem_1_multipliers,
)

from .writer import digest

INPUT = {"format": "marketwright.input/1"}


def finding(claim, holds=True, grade="proved", **more):
    return {"claim": claim, "holds": holds, "grade": grade, **more}


def refuted(claim, witness=None, **more):
    return finding(claim, False, **({} if witness is None else {"witness": witness}), **more)


def answer(game, rule, outcome, findings, certificate=None, **stated):
    market = document_of(game.market)
    given = {"input": INPUT | stated} if stated else {}
    outcome, findings, certificate = json.loads(json.dumps([outcome, findings, certificate or {}]))
    return {
        "format": "marketwright.answer/1",
        "market": market,
        "market_digest": digest(market),
        "rule": f"bayesian/{rule}",
        "parameters": {},
        "versions": {"by hand": "1"},
        **given,
        "outcome": outcome,
        "findings": findings,
        "certificate": certificate,
    }


def lies(game):
    """(i, true s, claim r), in order."""
    return [(i, s, r) for i in game.players for s in game.types[i] for r in game.types[i] if s != r]


def by_types(game, numbers):
    return claims.written_types(game, numbers)


def tables(of):
    return claims.written_tables(of)


def stated(mechanism):
    return claims.written_mechanism(mechanism)


def multipliers(game, alpha):
    return claims.written_alpha(game, alpha)


def best_worths(game, program, alpha, scale=1):
    """Variables of at least the virtual worth of every action in each profile; the payoffs' own part counts `scale` times."""
    found = {}
    for t in game.profiles:
        found[t] = program.variable("best", t, free=True)
        for c in game.actions[game.everyone]:
            own = sum(game.u(i, game.everyone, c, t) for i in game.players)
            program.at_least(found[t], total((virtual_worth(game, alpha, game.everyone, c, t), (scale - 1) * own)))
    return found


# The rules, in the order of the page.


def named_plan(theta, *, weighted):
    return [{"members": list(members), "action": c} | ({"weight": written(weight)} if weighted else {}) for (members, c), weight in theta.items()]


def balanced(game):
    lotteries, plans = [], balanced_plans(game)
    single = [{(i, t): game.u(i, game.everyone, d, t) for i in game.players for t in game.profiles} for d in game.actions[game.everyone]]
    for theta in plans:
        if plan_payoffs(game, theta) in single:
            continue
        sigma = matching_lottery(game, theta)
        if sigma is None:
            return answer(game, "balanced", {}, [refuted("balanced", separated(game, theta))])
        lotteries.append({"plan": named_plan(theta, weighted=False), "lottery": {d: written(share) for d, share in sigma.items() if share}})
    return answer(game, "balanced", {}, [finding("balanced", grade="enumerated", plans=len(plans))], {"lotteries": lotteries})


def separated(game, theta):
    program = Program()
    values = {(i, t): program.variable("value", i, t, free=True) for i in game.players for t in game.profiles}
    gain, target = program.variable("gain"), plan_payoffs(game, theta)
    program.at_least(1, gain)
    for d in game.actions[game.everyone]:
        program.at_least(total((target[i, t] - game.u(i, game.everyone, d, t)) * value for (i, t), value in values.items()), gain)
    found = program.maximum(gain)
    assert found.value == 1
    shown = {i: {t: found.at(values[i, t]) for t in game.profiles} for i in game.players}
    return {"plan": named_plan(theta, weighted=True), "values": tables(shown), "gain": 1}


def evaluated(game, mechanism):
    lie, levels = claims.largest_lie(game, mechanism), utilities(game, mechanism)
    alone = claims.Truth(game.market).reservations
    short = [(need - levels[i, s], i, s) for (i, s), need in alone.items() if need > levels[i, s]]
    most = max(short, key=lambda one: one[0], default=None)
    told = {i: {s: {r: written(utility(game, mechanism, i, s, r)) for r in game.types[i] if r != s} for s in game.types[i]} for i in game.players}
    outcome = {
        "payoffs": tables(gross_payoffs(game, mechanism)),
        "utilities": by_types(game, levels),
        "lies": {i: rows if len(rows) > 1 else {} for i, rows in told.items()},
        "profit": written(profit(game, mechanism)),
        "reservations": by_types(game, alone),
    }
    rational = refuted("individually-rational", {"player": most[1], "type": most[2], "short": written(most[0])}) if most else finding("individually-rational")
    honest = refuted("incentive-compatible", lie) if lie else finding("incentive-compatible")
    return answer(game, "mechanism", outcome, [honest, claims.feasible_finding(game, mechanism), rational], mechanism=stated(mechanism))


def gap_multipliers(game, mechanism):
    """Multipliers with the least D(a)."""
    program, (mu, _) = Program(), mechanism
    alpha = alpha_variables(game, program)
    best = best_worths(game, program, alpha)
    parts = [profit(game, mechanism), *(alpha[lie] * slack for lie, slack in slacks(game, mechanism).items())]
    for t in game.profiles:
        chosen = total(mu[t][c] * virtual_worth(game, alpha, game.everyone, c, t) for c in mu[t])
        parts.append(game.prior(t) * total((best[t], -1 * chosen)))
    return program.minimum(total(parts)).at(alpha)


def efficient(game, mechanism, rule="efficient"):
    feasible = claims.feasible_finding(game, mechanism)
    outcome = {"utilities": by_types(game, utilities(game, mechanism)), "profit": written(profit(game, mechanism))}
    if not feasible["holds"]:
        return answer(game, rule, outcome, [feasible, feasible | {"claim": "incentive-efficient"}], mechanism=stated(mechanism))
    gap, *better = efficiency_gap(game, mechanism)
    outcome["gap"], findings = written(gap), [feasible, finding("incentive-efficient")]
    if gap:
        outcome |= {"improvement": stated(better), "improved": by_types(game, utilities(game, better))}
        findings = [feasible, refuted("incentive-efficient", {"gain": written(gap)}), finding("largest-gain")]
    certificate = {"multipliers": multipliers(game, gap_multipliers(game, mechanism))}
    return answer(game, rule, outcome, findings, certificate, mechanism=stated(mechanism))


def best(game, weights=None, *, participation=False):
    """The largest sum of weights times utilities; weights add up to 1 for every player."""
    asked = {} if weights is None else {"weights": by_types(game, weights)}
    asked |= {"participation": True} if participation else {}
    weights = weights or {(i, s): game.p[i][s] for i, s in game.player_types()}
    least = claims.Truth(game.market).reservations if participation else {}
    outcome = {"weights": by_types(game, weights)}
    try:
        value, mechanism = frontier(game, weights, least)
    except InfeasibleError:
        certificate = {"multipliers": multipliers(game, _impossible(game, least))}
        return answer(game, "efficient", outcome, [refuted("participation-possible")], certificate, **asked)
    if not participation:
        mechanism = without_transfers(game, mechanism)
    alpha, scale = _frontier_multipliers(game, mechanism, weights, least)
    outcome |= {"mechanism": stated(mechanism), "utilities": by_types(game, utilities(game, mechanism)), "value": written(value)}
    certificate = {"multipliers": multipliers(game, alpha), "scale": written(scale)}
    return answer(game, "efficient", outcome, [finding("incentive-efficient"), finding("largest-value")], certificate, **asked)


def without_transfers(game, mechanism):
    """The mechanism with constants moved between players until nobody expects a transfer."""
    mu, x = mechanism
    mean = {i: sum(game.prior(t) * number for t, number in table.items()) for i, table in x.items()}
    return mu, {i: {t: number - mean[i] for t, number in table.items()} for i, table in x.items()}


def _frontier_multipliers(game, mechanism, weights, least):
    """(alpha, k) with D = 0 and k l at least the weights; the program's variables are k alpha and k."""
    program, (mu, _) = Program(), mechanism
    scaled = {(i, s, r): program.variable("alpha", i, s, r) for i, s, r in game.lies()}
    scale, levels = program.variable("scale"), utilities(game, mechanism)
    for (i, s), weight in weights.items():
        level = total((welfare_weight(game, scaled, i, s), (scale - 1) * game.p[i][s]))
        (program.at_least if (i, s) in least and levels[i, s] == least[i, s] else program.equal)(level, weight)
    top, parts = best_worths(game, program, scaled, scale), [scale * profit(game, mechanism)]
    for t in game.profiles:
        for c, share in mu[t].items():
            own = sum(game.u(i, game.everyone, c, t) for i in game.players)
            chosen = total((virtual_worth(game, scaled, game.everyone, c, t), (scale - 1) * own))
            parts.append(game.prior(t) * share * total((top[t], -1 * chosen)))
    parts += [scaled[lie] * slack for lie, slack in slacks(game, mechanism).items()]
    program.equal(total(parts))
    found = program.minimum(scale)
    return {lie: found.at(variable) / found.value for lie, variable in scaled.items()}, found.value


def _impossible(game, least):
    program = Program()
    alpha = alpha_variables(game, program)
    top = best_worths(game, program, alpha)
    for place, weight in welfare_weights(game, alpha).items():
        if place not in least:
            program.equal(weight)
    needed = total(weight * least[place] for place, weight in welfare_weights(game, alpha).items() if place in least)
    found = program.maximum(total((needed, *(-1 * game.prior(t) * level for t, level in top.items()))))
    assert found.value > 0
    return found.at(alpha)


# Virtual payoffs and jeopardy.


def support_rows(game, mechanism):
    """[(row, constant, coefficients)] of the multipliers that support a mechanism, and which of these are not 0 by incentives."""
    lost = slacks(game, mechanism)
    alpha = {(i, s, r): Expression({(i, s, r): Fraction(1)}) for i, s, r in game.lies()}
    rows = [({"row": "weight", "player": i, "type": s}, welfare_weight(game, alpha, i, s)) for i, s in game.player_types()]
    for t in game.profiles:
        for c, d in product(game.actions[game.everyone], repeat=2):
            if mechanism[0][t][c] > 0 and c != d:
                more = total((virtual_worth(game, alpha, game.everyone, c, t), -1 * virtual_worth(game, alpha, game.everyone, d, t)))
                rows.append(({"row": "optimal", "profile": ",".join(t), "action": c, "other": d}, more))
    return [(name, *_parts(row)) for name, row in rows], [lie for lie in game.lies() if lost[lie] == 0]


def _parts(row):
    if not isinstance(row, Expression):
        return row, {}
    return row.terms.get(CONSTANT, ZERO), {key: entry for key, entry in row.terms.items() if key is not CONSTANT}


def support_proof(game, mechanism, target, sign):
    """A proof of the best bound on a form in the multipliers, from below (1) or above (-1)."""
    rows, free = support_rows(game, mechanism)
    program = Program()
    used = [program.variable("row", number) for number in range(len(rows))]
    for lie in free:
        program.at_least(sign * target.get(lie, ZERO), total(y * row.get(lie, ZERO) for y, (_, _, row) in zip(used, rows, strict=True)))
    found = program.minimum(total(y * constant for y, (_, constant, _) in zip(used, rows, strict=True)))
    return [name | {"multiplier": written(found.at(y))} for y, (name, _, _) in zip(used, rows, strict=True) if found.at(y)]


def virtual(game, mechanism, alpha=None):
    given = {} if alpha is None else {"multipliers": multipliers(game, alpha)}
    if theorem_0_multipliers(game, mechanism) is None:
        return efficient(game, mechanism, "virtual")
    program, variables = multiplier_program(game, mechanism)
    alpha = program.feasible().at(variables) if alpha is None else alpha
    points, ranges, jeopardy = [], [], []
    for i, s, r in lies(game):
        lie, entry, proofs = (i, r, s), {"player": i, "type": s, "claim": r}, {}
        for key, sign in (("least", 1), ("greatest", -1)):
            try:
                point = program.minimum(sign * variables[lie]).at(variables)
                entry[key] = written(point[lie])
                proofs[key] = {"proof": support_proof(game, mechanism, {lie: Fraction(1)}, sign)}
            except UnboundedError:
                point = program.feasible().at(variables)
                proofs[key] = {"ray": multipliers(game, _ray(game, mechanism, lie))}
            shown = multipliers(game, point)
            points += [shown] if shown not in points else []
            proofs[key]["point"] = points.index(shown)
        ranges.append(proofs)
        jeopardy.append(entry)
    outcome = {
        "multipliers": multipliers(game, alpha),
        "weights": by_types(game, welfare_weights(game, alpha)),
        "virtual": [
            {"members": list(members), "actions": {c: tables(_virtual_tables(game, alpha, members, c)) for c in actions}}
            for members, actions in game.actions.items()
        ],
        "jeopardy": jeopardy,
    }
    certificate = {"multipliers": outcome["multipliers"], "points": points, "ranges": ranges}
    findings = [finding(claim) for claim in ("feasible", "incentive-efficient", "jeopardy")]
    return answer(game, "virtual", outcome, findings, certificate, mechanism=stated(mechanism), **given)


def _virtual_tables(game, alpha, members, c):
    return {i: {t: virtual_utility(game, alpha, i, members, c, t) for t in game.profiles} for i in members}


def _ray(game, mechanism, lie):
    rows, free = support_rows(game, mechanism)
    program = Program()
    found = {one: program.variable("ray", *one) for one in free}
    for _, _, row in rows:
        program.at_least(total(found[one] * row.get(one, ZERO) for one in free))
    program.at_least(1, found[lie])
    return program.maximum(found[lie]).at(found)


# Blocking.


def blocking_parts(game, omega, plan, key, *, fine=False):
    nu, y = plan
    places = [(members, c, t) for members, c in game.blocks() for t in (game.profiles if fine else game.parts(members))]
    invitations = [
        {"members": list(members), "action": c, "types": dict(zip(game.players if fine else members, t, strict=True)), "probability": written(chance)}
        for members, c, t in places
        if (chance := nu.get((members, c, t), ZERO))
    ]
    gains = {(i, s): blocking_gain(game, omega, plan, i, s, fine=fine) for i, s in game.player_types()}
    named = {"invitations": invitations, "payments": by_types(game, y)}
    return {key: written(blocking_profit(game, plan)), "plan": named, "gains": by_types(game, gains)}


def inhibitive(game, omega, *, fine=False, bound=True, plan=None):
    truth = claims.Truth(game.market)
    claim, asked = ("finely-supported", {"support": "fine"}) if fine else ("inhibitive", {})
    value, most = best_blocking_plan(game, omega, fine)
    asked["allocation"] = tables(omega)
    if not value:
        certificate = {"multipliers": multipliers(game, theorem_1_multipliers(game, omega, fine))}
        found = finding(claim, grade="enumerated", inequalities=truth.inequalities(fine))
        return answer(game, "inhibitive", {"profit": 0}, [found], certificate, **asked)
    outcome = blocking_parts(game, omega, plan or most, "profit", fine=fine)
    certificate, largest = {}, finding("largest-profit", None, "unproven")
    if bound:
        _, alpha, kappa = blocking_bound(game, omega, fine)
        slack = {",".join(t): written(k) for t, k in kappa.items() if k}
        certificate, largest = {"multipliers": multipliers(game, alpha), "slack": slack}, finding("largest-profit")
    return answer(game, "inhibitive", outcome, [refuted(claim, {"profit": outcome["profit"]}), largest], certificate, **asked)


def _achievable(least):
    return finding("achievable") if least <= 0 else refuted("achievable", {"subsidy": written(least)})


def cheapest(game, omega):
    least, mechanism = least_subsidy(game, omega)
    outcome = {"subsidy": written(least), "mechanism": stated(mechanism), "utilities": by_types(game, utilities(game, mechanism))}
    certificate = {"multipliers": multipliers(game, subsidy_bound(game, omega)[1])}
    return answer(game, "subsidy", outcome, [finding("least-subsidy"), _achievable(least)], certificate, allocation=tables(omega))


# The core.


def core_test(game, mechanism=None, omega=None, severance=None):
    truth, certificate, outcome = claims.Truth(game.market), {}, {}
    asked = {key: part for key, part in (("mechanism", mechanism and stated(mechanism)), ("allocation", omega and tables(omega))) if part}
    asked |= {"severance": tables(severance)} if severance else {}
    if mechanism is None:
        least, mechanism = least_subsidy(game, omega)
        certificate["subsidy_multipliers"] = multipliers(game, subsidy_bound(game, omega)[1])
        findings, outcome = [_achievable(least)], {"subsidy": written(least)}
    else:
        payoffs = gross_payoffs(game, mechanism)
        omega = omega or {i: {t: payoffs[i][t] - (severance[i][t] if severance else 0) for t in game.profiles} for i in game.players}
        findings = [claims.feasible_finding(game, mechanism), _achieves(game, mechanism, omega)]
    value, plan = best_blocking_plan(game, omega)
    if value:
        outcome |= blocking_parts(game, omega, plan, "blocking_profit")
        findings.append(refuted("inhibitive", {"profit": outcome["blocking_profit"]}))
    else:
        certificate["multipliers"] = multipliers(game, theorem_1_multipliers(game, omega))
        findings.append(finding("inhibitive", grade="enumerated", inequalities=truth.inequalities()))
    if all(one["holds"] for one in findings):
        findings += [finding("core", grade="enumerated", inequalities=truth.inequalities()), finding("incentive-efficient")]
    else:
        findings.append(refuted("core"))
    outcome |= {
        "allocation": tables(omega),
        "mechanism": stated(mechanism),
        "payoffs": tables(gross_payoffs(game, mechanism)),
        "severance": tables(paid_severance(game, mechanism, omega)),
        "utilities": by_types(game, utilities(game, mechanism)),
        "profit": written(profit(game, mechanism)),
    }
    return answer(game, "core-test", outcome, findings, certificate, **asked)


def _achieves(game, mechanism, omega):
    paid = paid_severance(game, mechanism, omega)
    short = [(-number, i, t) for i, table in paid.items() for t, number in table.items() if number < 0]
    if not short:
        return finding("achieves")
    most = max(short, key=lambda one: one[0])
    return refuted("achieves", {"player": most[1], "profile": ",".join(most[2]), "short": written(most[0])})


def severance(game, mechanism, given=None):
    """`given` is severance that makes the mechanism one of the core; without it there has to be a reason why there is none."""
    asked, truth = {"mechanism": stated(mechanism)}, claims.Truth(game.market)
    payoffs, lie, earned = gross_payoffs(game, mechanism), claims.largest_lie(game, mechanism), profit(game, mechanism)
    if given is not None:
        omega = {i: {t: payoffs[i][t] - given[i][t] for t in game.profiles} for i in game.players}
        outcome = {"severance": tables(given), "allocation": tables(omega), "utilities": by_types(game, utilities(game, mechanism))}
        found = finding("core-mechanism", grade="enumerated", inequalities=truth.inequalities())
        return answer(game, "severance", outcome, [found], {"multipliers": multipliers(game, theorem_1_multipliers(game, omega))}, **asked)
    if lie or earned:
        witness = {"reason": "lie", **lie} if lie else {"reason": "profit", "profit": written(earned)}
        return answer(game, "severance", {}, [refuted("core-mechanism", witness)], **asked)
    gap, *better = efficiency_gap(game, mechanism)
    if gap:
        witness = {"reason": "gain", "gain": written(gap)}
        return answer(game, "severance", {"improvement": stated(better)}, [refuted("core-mechanism", witness)], **asked)
    value, plan = best_blocking_plan(game, payoffs)
    program, alpha = multiplier_program(game, mechanism)
    proofs = []
    for (i, s), weight in welfare_weights(game, alpha).items():
        unit = {lie: Expression({lie: Fraction(1)}) for lie in game.lies()}
        target = _parts(welfare_weight(game, unit, i, s))[1]
        least = program.minimum(weight).value
        if value and least > 0:
            proofs.append({"player": i, "type": s, "at_least": written(least), "proof": support_proof(game, mechanism, target, 1)})
    if not value:
        return severance(game, mechanism, {i: dict.fromkeys(game.profiles, ZERO) for i in game.players})
    if len(proofs) < len(game.player_types()):
        nodes = _severance_tree(game, mechanism, game.player_types(), frozenset(), frozenset())
        if nodes is None:
            return answer(game, "severance", {}, [finding("core-mechanism", None, "unproven")], **asked)
        outcome = blocking_parts(game, payoffs, plan, "blocking_profit")
        found = refuted("core-mechanism", {"reason": "cases"}) | {"grade": "enumerated", "cases": sum(isinstance(node, list) for node in nodes)}
        return answer(game, "severance", outcome, [found], {"tree": nodes}, **asked)
    outcome = blocking_parts(game, payoffs, plan, "blocking_profit")
    return answer(game, "severance", outcome, [refuted("core-mechanism", {"reason": "weights"})], {"weights": proofs}, **asked)


def severance_rows(game, mechanism):
    """[(row, expression of at least 0)] in multipliers (i, claim, true) and flows (i, true, claim, profile) of severance."""
    payoffs, alpha = gross_payoffs(game, mechanism), {lie: Expression({lie: Fraction(1)}) for lie in game.lies()}
    rows = []
    for members, c in game.blocks():
        for part in game.parts(members):
            terms = []
            for t in game.profiles_with(members, part):
                held = [transformed(game, alpha, i, payoffs[i], t) for i in members]
                less = [virtual_severance(game, i, t) for i in members]
                weight = game.prior(t, game.others(*members))
                terms.append(weight * total([*held, -1 * virtual_worth(game, alpha, members, c, t), *(-1 * one for one in less)]))
            rows.append(({"row": "support", "members": list(members), "action": c, "types": dict(zip(members, part, strict=True))}, total(terms)))
    return rows


def virtual_severance(game, i, t):
    """[sum of b_i(r|t_i; t) - sum of b_i(t_i|r; (t_-i, r))] / p_i(t_i)."""
    s = game.type_of(t, i)
    rest = [r for r in game.types[i] if r != s]
    out = total(Expression({("flow", i, s, r, t): Fraction(1)}) for r in rest)
    back = total(Expression({("flow", i, r, s, game.with_type(t, i, r)): Fraction(1)}) for r in rest)
    return total((out, -1 * back)) * (1 / game.p[i][s])


def _severance_tree(game, mechanism, undecided, weightless, unpaid):
    """Nodes that refute every case, None if some case cannot be refuted."""
    leaf = _contradiction(game, mechanism, weightless, unpaid)
    if leaf is not None:
        return [leaf]
    if not undecided:
        return None
    (i, s), *rest = undecided
    first = _severance_tree(game, mechanism, rest, weightless | {(i, s)}, unpaid)
    second = None if first is None else _severance_tree(game, mechanism, rest, weightless, unpaid | {(i, s)})
    return None if second is None else [{"player": i, "type": s}, *first, *second]


def _contradiction(game, mechanism, weightless, unpaid):
    rows, free = support_rows(game, mechanism)
    rows += [(name, *_parts(row)) for name, row in severance_rows(game, mechanism)]
    program, used = Program(), []
    for number, (name, _, _) in enumerate(rows):
        either = name["row"] == "weight" and (name["player"], name["type"]) in weightless
        used.append(program.variable("row", number, free=either))
    flows = [("flow", i, s, r, t) for i, r, s in free if (i, s) not in unpaid for t in game.profiles_with((i,), (s,))]
    for key in (*free, *flows):
        program.at_least(0, total(y * row.get(key, ZERO) for y, (_, _, row) in zip(used, rows, strict=True)))
    program.at_least(Fraction(-1, 10), total(y * constant for y, (_, constant, _) in zip(used, rows, strict=True)))
    for y in used:
        program.at_least(y, -9)
        program.at_least(9, y)
    if program.feasible() is None:
        return None
    spared = [("flow", i, s, r, t) for i, r, s in free if (i, s) in unpaid for t in game.profiles_with((i,), (s,))]
    aims = [y for y, (name, _, _) in zip(used, rows, strict=True) if (name.get("player"), name.get("type")) in weightless]
    aims += [-1 * row.get(key, ZERO) * y for key in spared[:1] for y, (_, _, row) in zip(used, rows, strict=True)]
    found = program.minimum(total(aims))
    return [name | {"multiplier": written(found.at(y))} for y, (name, _, _) in zip(used, rows, strict=True) if found.at(y)]


def severance_cases(game, mechanism, player, of_type):
    """A refutation by the weight of one type, which is 0 or not."""
    kinds, value, plan = {(player, of_type)}, *best_blocking_plan(game, gross_payoffs(game, mechanism))
    assert value
    nodes = [{"player": player, "type": of_type}, _contradiction(game, mechanism, kinds, set()), _contradiction(game, mechanism, set(), kinds)]
    outcome = blocking_parts(game, gross_payoffs(game, mechanism), plan, "blocking_profit")
    found = refuted("core-mechanism", {"reason": "cases"}) | {"grade": "enumerated", "cases": 2}
    return answer(game, "severance", outcome, [found], {"tree": nodes}, mechanism=stated(mechanism))


def find_core(game, alpha, method="trust-region"):
    """What these multipliers support finely at the least subsidy."""
    truth, (program, spent, (mechanism, omega)) = claims.Truth(game.market), support_program(game, alpha)
    optimum = program.minimum(spent)
    mechanism, omega = (optimum.at(mechanism[0]), optimum.at(mechanism[1])), optimum.at(omega)
    outcome = {
        "mechanism": stated(mechanism),
        "utilities": by_types(game, utilities(game, mechanism)),
        "allocation": tables(omega),
        "severance": tables(paid_severance(game, mechanism, omega)),
    }
    certificate = {"multipliers": multipliers(game, alpha)}
    if optimum.value > 0:
        findings = [finding("inhibitive", grade="enumerated", inequalities=truth.inequalities()), finding("core", None, "unproven")]
        return answer(game, "find-core", outcome | {"subsidy": written(optimum.value)}, findings, certificate)
    findings = [
        finding("core", grade="enumerated", inequalities=truth.inequalities()),
        finding("finely-supported", grade="enumerated", inequalities=truth.inequalities(fine=True)),
        finding("incentive-efficient"),
    ]
    return answer(game, "find-core", outcome | {"method": method}, findings, certificate)


def no_core(game):
    """In a game of one type each, the weighted coalitions that are worth most."""
    (t,), found = game.profiles, []
    for theta in balanced_plans(game):
        worth = sum(weight * game.u(i, members, c, t) for (members, c), weight in theta.items() for i in members)
        found.append((worth, len(found), theta))
    worth, _, theta = max(found)
    most = max(sum(game.u(i, game.everyone, c, t) for i in game.players) for c in game.actions[game.everyone])
    assert worth > most
    witness = {"plan": named_plan(theta, weighted=True), "worth": written(worth), "most": written(most)}
    return answer(game, "find-core", {}, [refuted("core", witness)])
