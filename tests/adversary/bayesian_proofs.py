"""Honest answers about regions of the core and about alternatives to a mechanism, with their proofs, by the oracle's linear programs."""

from fractions import Fraction
from itertools import pairwise, product

from tests import bayesian_claims as claims
from tests.bayesian_markets import written
from tests.bayesian_oracle import ZERO, gross_payoff, profit, transformed, utility, virtual_worth
from tests.bayesian_oracle_lp import CONSTANT, Expression, Program, total
from tests.bayesian_oracle_plans import alternative_payoff, durability_complaints, established_payoff
from tests.bayesian_oracle_programs import support_program

from .bayesian_writer import answer, by_types, finding, lies, multipliers, refuted, stated, tables

# Regions.


def vertices_of(game, alpha, axes, *, fine=False):
    """The vertices of a bounded region, counterclockwise from the smallest: outward normals of known sides find new ones until there are none."""

    def furthest(a, b):
        program, spent, (mechanism, omega) = support_program(game, alpha, fine)
        program.at_least(0, spent)
        x, y = (claims.quantity(game, mechanism, omega, axis) for axis in axes)
        level = program.maximum(total((a * x, b * y)))
        program.equal(total((a * x, b * y)), level.value)
        found = program.maximum(total((-b * x, a * y)))
        return found.at(x), found.at(y)

    corners = [furthest(a, b) for a, b in ((-1, 0), (0, -1), (1, 0), (0, 1))]
    corners = [corner for k, corner in enumerate(corners) if corner not in corners[:k]]
    k = 0
    while len(corners) > 1 and k < len(corners):
        (a, b), (c, d) = corners[k], corners[(k + 1) % len(corners)]
        new = furthest(d - b, a - c)
        if (d - b) * new[0] + (a - c) * new[1] > (d - b) * a + (a - c) * b:
            corners.insert(k + 1, new)
        else:
            k += 1
    first = corners.index(min(corners))
    return corners[first:] + corners[:first]


def region(game, alpha, x, y, vertices=None, *, marks=None, fine=False, given=True):
    """The region of two quantities, with these vertices if they are known."""
    if vertices is None:
        vertices = vertices_of(game, alpha, (x, y), fine=fine)
    asked = {"x": x, "y": y} | ({"support": "fine"} if fine else {}) | ({"multipliers": multipliers(game, alpha)} if given else {})
    outcome = {"multipliers": multipliers(game, alpha), "vertices": [list(map(written, vertex)) for vertex in vertices]}
    if marks:
        asked["marks"] = {name: stated(mechanism) for name, mechanism in marks.items()}
        outcome["marks"] = {name: [written(claims.quantity(game, mechanism, None, axis)) for axis in (x, y)] for name, mechanism in marks.items()}
    points = [_point(game, alpha, (x, y), vertex, fine) for vertex in vertices]
    edges = [_edge(game, alpha, (x, y), normal, fine) for normal in _normals(vertices)]
    return answer(game, "core-region", outcome, [finding("region")], {"points": points, "edges": edges}, **asked)


def _point(game, alpha, axes, vertex, fine):
    program, spent, (mechanism, omega) = support_program(game, alpha, fine)
    program.at_least(0, spent)
    for axis, number in zip(axes, vertex, strict=True):
        program.equal(claims.quantity(game, mechanism, omega, axis), number)
    found = program.feasible()
    return {"mechanism": stated((found.at(mechanism[0]), found.at(mechanism[1]))), "allocation": tables(found.at(omega))}


def _normals(vertices):
    if not vertices:
        return [(ZERO, ZERO)]
    if len(vertices) == 1:
        return [(Fraction(a), Fraction(b)) for a, b in ((-1, 0), (1, 0), (0, -1), (0, 1))]
    if len(vertices) == 2:
        (a, b), (c, d) = vertices
        return [(d - b, a - c), (b - d, c - a), (a - c, b - d), (c - a, d - b)]
    return [(d - b, a - c) for (a, b), (c, d) in pairwise([*vertices, vertices[0]])]


def region_rows(game, alpha, mechanism, omega, fine):
    """[(row, expression of at least 0)]."""
    rows = []
    for i, s, r in lies(game):
        gain = total((utility(game, mechanism, i, s), -1 * utility(game, mechanism, i, s, r)))
        rows.append(({"row": "incentive", "player": i, "type": s, "claim": r}, gain))
    for i, t in product(game.players, game.profiles):
        rows.append(({"row": "achieve", "player": i, "profile": ",".join(t)}, gross_payoff(game, mechanism, i, t) - omega[i][t]))
    rows.append(({"row": "budget"}, profit(game, mechanism)))
    for members, c in game.blocks():
        named = game.players if fine else members
        for part in game.parts(named):
            name = {"row": "support", "members": list(members), "action": c, "types": dict(zip(named, part, strict=True))}
            terms = []
            for t in game.profiles_with(named, part):
                held = total(transformed(game, alpha, i, omega[i], t) for i in members)
                terms.append(game.prior(t, game.others(*named)) * total((held, -1 * virtual_worth(game, alpha, members, c, t))))
            rows.append((name, total(terms)))
    return rows


def _edge(game, alpha, axes, normal, fine):
    mu = {t: {c: Expression({("mu", t, c): Fraction(1)}) for c in game.actions[game.everyone]} for t in game.profiles}
    x = {i: {t: Expression({("x", i, t): Fraction(1)}) for t in game.profiles} for i in game.players}
    omega = {i: {t: Expression({("omega", i, t): Fraction(1)}) for t in game.profiles} for i in game.players}
    rows = region_rows(game, alpha, (mu, x), omega, fine)
    aim = total(share * claims.quantity(game, (mu, x), omega, axis) for share, axis in zip(normal, axes, strict=True))
    program = Program()
    used = [program.variable("row", number) for number in range(len(rows))]
    sums = [(1, aim), *zip(used, (row for _, row in rows), strict=True)]
    parts = {}
    for factor, row in sums:
        for key, entry in row.terms.items() if isinstance(row, Expression) else [(CONSTANT, row)]:
            parts.setdefault(key, []).append(factor * entry)
    levels = {t: program.variable("level", t, free=True) for t in game.profiles}
    for i, t in product(game.players, game.profiles):
        program.equal(total(parts.get(("x", i, t), [])))
        program.equal(total(parts.get(("omega", i, t), [])))
    for t, c in product(game.profiles, game.actions[game.everyone]):
        program.at_least(levels[t], total(parts.get(("mu", t, c), [])))
    bound = total((*levels.values(), *parts.get(CONSTANT, [])))
    if not any(normal):
        program.at_least(bound, -1)
    found = program.minimum(bound)
    proof = [name | {"multiplier": written(found.at(y))} for y, (name, _) in zip(used, rows, strict=True) if found.at(y)]
    return {"normal": list(map(written, normal)), "bound": written(found.value), "proof": proof}


# Alternatives.


def alternative(members, moves, results):
    """`results`: {(move of each member): (lottery, payments)}."""
    listed = [
        {
            "moves": dict(zip(members, chosen, strict=True)),
            "lottery": {c: written(share) for c, share in lottery.items()},
            "payments": dict(zip(members, map(written, payments), strict=True)),
        }
        for chosen, (lottery, payments) in results.items()
    ]
    return {"members": list(members), "moves": dict(zip(members, moves, strict=True)), "results": listed}


def play_of(game, against, q, sigma):
    """Beliefs {player: {type: number}} and strategies {player: {type: move}} as documents write them."""
    members = against["members"]
    beliefs = {i: {s: written(q[i].get(s, 0)) for s in game.types[i]} for i in members}
    return {"beliefs": beliefs, "strategies": {i: {s: {sigma[i][s]: 1} for s in game.types[i]} for i in members}}


def _utilities(game, mechanism, of, q, sigma):
    places = [(i, s) for i in of[0] for s in game.types[i]]
    return {
        "utilities": by_types(game, {(i, s): established_payoff(game, of, mechanism, q, i, s) for i, s in places}),
        "alternative_utilities": by_types(game, {(i, s): alternative_payoff(game, of, q, sigma, i, s) for i, s in places}),
    }


def durable(game, mechanism, against, played=None, *, tested=False):
    """Beliefs and strategies that are `tested` or that show durability; without them a refutation for one or two members, or nothing."""
    of, asked = claims.alternative_of(game, against), {"mechanism": stated(mechanism), "alternative": against}
    if played is None:
        return _refuted(game, mechanism, of, asked)
    q, sigma = claims.beliefs_of(game, of[0], played["beliefs"]), claims.strategies_of(game, of, played["strategies"])
    outcome = played | _utilities(game, mechanism, of, q, sigma)
    if not tested:
        assert not durability_complaints(game, mechanism, of, q, sigma)
        return answer(game, "durable", outcome, [finding("durable")], **asked)
    findings = [*_tested(game, mechanism, of, q, sigma)]
    findings.append(finding("durable") if all(one["holds"] for one in findings) else finding("durable", None, "unproven"))
    return answer(game, "durable", outcome, findings, **asked, **played)


def _tested(game, mechanism, of, q, sigma):
    complaints = durability_complaints(game, mechanism, of, q, sigma)

    def gain(i, s, move=None):
        base = established_payoff(game, of, mechanism, q, i, s) if move is None else alternative_payoff(game, of, q, sigma, i, s)
        return alternative_payoff(game, of, q, sigma, i, s, move) - base

    for claim, letter in (("equilibrium", "a"), ("credible", "b"), ("rejected", "c")):
        broken = [one[1:] for one in complaints if one[0] == letter]
        if not broken:
            yield finding(claim)
        elif letter == "c":
            yield refuted(claim, {"gains": {i: max(game.types[i], key=lambda s, i=i: gain(i, s)) for i in of[0]}})
        else:
            i, s, *move = max(broken, key=lambda one: gain(*one))
            yield refuted(claim, {"player": i, "type": s, **({"move": move[0]} if move else {}), "gain": written(gain(i, s, *move))})


def _refuted(game, mechanism, of, asked):
    members = of[0]
    if len(members) == 1:
        return answer(game, "durable", {}, [refuted("durable") | {"grade": "enumerated", "cases": len(game.types[members[0]])}], **asked)
    if len(members) > 2:
        return answer(game, "durable", {}, [finding("durable", None, "unproven")], **asked)
    cases = [*_cases(game, mechanism, of)]
    return answer(game, "durable", {}, [refuted("durable") | {"grade": "enumerated", "cases": len(cases)}], {"cases": cases}, **asked)


def _subsets(names):
    return [[name for bit, name in enumerate(names) if mask >> bit & 1] for mask in range(1, 1 << len(names))]


def _structures(game, moves, i):
    chosen = product(*(_subsets(moves[i]) for _ in game.types[i]))
    return [{"moves": dict(zip(game.types[i], some, strict=True)), "likeliest": likely} for some in chosen for likely in _subsets(game.types[i])]


def _cases(game, mechanism, of):
    """A case for all structures and vetoes that none before refutes."""
    (first, second), moves, _, _ = of
    entries, found = _entries(game, mechanism, of), []
    for one, other in product(_structures(game, moves, first), _structures(game, moves, second)):
        for veto in (first, second):
            structures = {first: one, second: other}
            if any(_covers(case, structures, veto) for case in found):
                continue
            proofs = ((member, _refutation(game, of, entries, structures, veto, member)) for member in (first, second))
            member, proof = next((pair for pair in proofs if pair[1] is not None), (None, None))
            assert proof is not None, "durable"
            found.append({"veto": veto, "structures": structures, "member": member, "proof": proof})
    return found


def _covers(case, structures, veto):
    """Whether a case is about these structures and this veto: the same where its proof uses them."""
    member, (other,) = case["member"], [i for i in structures if i != case["member"]]
    mine, theirs = case["structures"][other], structures[other]
    named = {row["type"] for row in case["proof"] if row["row"] != "likeliest"}
    same = all(mine["moves"][s] == theirs["moves"][s] and (s in mine["likeliest"]) == (s in theirs["likeliest"]) for s in named)
    return case["structures"][member] == structures[member] and case["veto"] == veto and same


def _entries(game, mechanism, of):
    """{k: (what k gets by [s, move] against [r, e] of the other, what he has in the mechanism by s against r)}."""
    members, moves, _, _ = of
    found = {}
    for k, j in (members, members[::-1]):
        gets, stays = {}, {}
        for s, r in product(game.types[k], game.types[j]):
            q = {k: {s: Fraction(1)}, j: {other: Fraction(other == r) for other in game.types[j]}}
            stays[s, r] = established_payoff(game, of, mechanism, q, k, s)
            for d, e in product(moves[k], moves[j]):
                sigma = {i: {t: {one: Fraction(one == (e if i == j else d)) for one in moves[i]} for t in game.types[i]} for i in members}
                gets[s, d, r, e] = alternative_payoff(game, of, q, sigma, k, s)
        found[k] = gets, stays
    return found


def _refutation(game, of, entries, structures, veto, j):
    (k,), moves, prior = [i for i in of[0] if i != j], of[1], game.p[j]
    gets, stays = entries[k]
    mine, theirs, rows = structures[j], structures[k], []
    places = [(r, e) for r in game.types[j] for e in mine["moves"][r]]
    for s, r in product(mine["likeliest"], game.types[j]):
        rows.append(({"row": "likeliest", "type": s, "other": r}, {(t, e): Fraction(t == s) / prior[s] - Fraction(t == r) / prior[r] for t, e in places}))
    for s in game.types[k]:
        for d, other in product(theirs["moves"][s], moves[k]):
            if d != other:
                rows.append(({"row": "reply", "type": s, "move": d, "other": other}, {(r, e): gets[s, d, r, e] - gets[s, other, r, e] for r, e in places}))
        if s not in theirs["likeliest"] or veto == k:
            d = theirs["moves"][s][0]
            rows.append(({"row": "outside", "type": s, "move": d}, {(r, e): stays[s, r] - gets[s, d, r, e] for r, e in places}))
    program = Program()
    used = [program.variable("row", number) for number in range(len(rows))]
    for place in places:
        program.at_least(-1, total(y * row[place] for y, (_, row) in zip(used, rows, strict=True)))
    found = program.feasible()
    if found is None:
        return None
    return [name | {"multiplier": written(found.at(y))} for y, (name, _) in zip(used, rows, strict=True) if found.at(y)]
