"""Whatever is changed in an answer about a game with incomplete information: what is still accepted is true by the oracle."""

import copy
import random
from fractions import Fraction

from marketcheck import Accepted, Rejected, Undecided, Unreadable, check
from tests import bayesian_claims as claims
from tests.bayesian_markets import make_market, random_allocation, random_alpha, random_market, random_mechanism, random_weights
from tests.bayesian_oracle import Game

from . import bayesian_proofs as proofs
from . import bayesian_writer as write
from .bayesian_answers import HONEST
from .breaking import accepted_as_true, mutated
from .writer import digest, text

ROUNDS = 90
RULES = ("balanced", "mechanism", "efficient", "best", "virtual", "inhibitive", "subsidy", "core-test", "severance", "find-core", "durable")
JUNK = (None, True, {}, [], [[]], "", "x", -1, 0, 10**40, "1/2", {"1": {}}, [{}], "H,buyer", {"row": "weight"})


def random_answer(rng: random.Random, rule: str) -> dict:
    """Returns an honest answer of the rule about a random game."""
    game = Game(random_market(rng, rng.choice(("lemons", "bilateral", "two persons", "any"))))
    if rule == "balanced":
        return write.balanced(game)
    if rule == "best":
        return write.best(game, random_weights(rng, game), participation=rng.random() < 0.5)
    if rule == "find-core":
        return write.find_core(game, random_alpha(rng, game))
    if rule in ("inhibitive", "subsidy"):
        omega = random_allocation(rng, game)
        return write.cheapest(game, omega) if rule == "subsidy" else write.inhibitive(game, omega, fine=rng.random() < 0.4, bound=rng.random() < 0.8)
    mechanism = random_mechanism(rng, game)
    if rule == "core-test":
        return write.core_test(game, mechanism) if rng.random() < 0.5 else write.core_test(game, None, random_allocation(rng, game, mechanism))
    if rule == "durable":
        return _random_durable(rng, game)
    return {"mechanism": write.evaluated, "efficient": write.efficient, "virtual": write.virtual, "severance": write.severance}[rule](game, mechanism)


def _random_durable(rng: random.Random, game: Game) -> dict:
    """Beliefs and strategies that are tested, of everybody."""
    mechanism, moves = random_mechanism(rng, game, "incentive compatible"), ["a", "b"]
    actions, first = game.actions[game.everyone], {"a": Fraction(rng.randint(0, 4), 2), "b": Fraction(rng.randint(0, 4), 2)}
    others = len(game.players) - 1
    results = {(d, *rest): ({rng.choice(actions): Fraction(1)}, (-first[d], *[Fraction(-1, 10)] * others)) for d in moves for rest in [("a",) * others]}
    against = proofs.alternative(game.players, (moves, *[["a"]] * others), results)
    sigma = {i: {s: rng.choice(moves) if i == game.players[0] else "a" for s in game.types[i]} for i in game.players}
    q = {i: game.p[i] if rng.random() < 0.7 else {s: Fraction(s == game.types[i][0]) for s in game.types[i]} for i in game.players}
    return proofs.durable(game, mechanism, against, proofs.play_of(game, against, q, sigma), tested=True)


def game_of(document: dict) -> claims.Truth:
    """Returns the game of a market's document in canonical form."""
    players = {player["name"]: {s: Fraction(share) for s, share in player["types"].items()} for player in document["players"]}
    tables = {
        tuple(coalition["members"]): {c: {i: _function(table) for i, table in named.items()} for c, named in coalition["actions"].items()}
        for coalition in document["coalitions"]
    }
    return claims.Truth(make_market(players, tables))


def _function(table: dict):
    return lambda profile: Fraction(table[",".join(profile.values())])


def judge(truth: claims.Truth):
    return lambda document: not claims.false_claims(document, truth)


def test_a_changed_answer_about_incomplete_information_is_accepted_only_while_it_is_true():
    rng = random.Random(41)
    verdicts, holds = [], set()
    for k in range(ROUNDS):
        honest = random_answer(rng, RULES[k % len(RULES)])
        while "tree" in honest["certificate"]:  # the oracle has no other way to see that there is no severance
            honest = random_answer(rng, RULES[k % len(RULES)])
        verdict = check(text(honest))
        assert isinstance(verdict, Accepted), (verdict, honest)
        is_true = judge(game_of(honest["market"]))
        assert is_true(honest), honest
        holds |= {(finding["claim"], finding["holds"]) for finding in honest["findings"]}
        verdicts += [accepted_as_true(mutated(rng, honest), is_true) for _ in range(12)]
    assert 20 < sum(verdicts) < len(verdicts) / 2
    assert holds >= {
        ("balanced", False),
        ("incentive-efficient", True),
        ("inhibitive", True),
        ("inhibitive", False),
        ("core-mechanism", False),
        ("jeopardy", True),
    }


def test_a_changed_answer_by_hand_about_incomplete_information_is_accepted_only_while_it_is_true():
    rng = random.Random(42)
    judged = [(document, judge(game_of(document["market"]))) for document in HONEST.values()]
    judged = [(document, is_true) for document, is_true in judged if is_true(document)]
    assert len(judged) > len(HONEST) - 6
    verdicts = [accepted_as_true(mutated(rng, document), is_true) for document, is_true in rng.choices(judged, k=700)]
    assert 20 < sum(verdicts) < 300


def spots(node: object, above: tuple = ()):
    """Yields the path to every part of an answer."""
    if above:
        yield above
    for key, child in node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ():
        yield from spots(child, (*above, key))


def test_an_answer_of_any_shape_about_incomplete_information_is_judged_or_unreadable():
    rng = random.Random(43)
    seen = set()
    for document in HONEST.values():
        for _ in range(60):
            claimed = copy.deepcopy(document)
            *steps, last = rng.choice([*spots(claimed)])
            node = claimed
            for step in steps:
                node = node[step]
            if isinstance(node, dict) and rng.random() < 0.3:
                node[rng.choice(["x", "1", "H,buyer", "proof"])] = node.pop(last)
            else:
                node[last] = copy.deepcopy(rng.choice(JUNK))
            if isinstance(claimed.get("market"), dict) and rng.random() < 0.5:
                claimed["market_digest"] = digest(claimed["market"])
            try:
                verdict = check(text(claimed), limit=10**8)
                assert isinstance(verdict, Accepted | Rejected | Undecided)
                seen.add(type(verdict))
            except Unreadable:
                seen.add(Unreadable)
    assert seen >= {Rejected, Unreadable}
