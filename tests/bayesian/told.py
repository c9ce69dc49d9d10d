"""Checked answers of the room, and their mechanisms and multipliers in the form of `tests/bayesian_oracle.py`."""

import json
from fractions import Fraction
from random import Random

from marketwright.answers import answer_document
from marketwright.markets.document import canonical_text
from marketwright.solving import checked_answer, found_answer
from tests.bayesian_markets import random_market, seller_buyer, written
from tests.bayesian_oracle import Game

HALF = Fraction(1, 2)


def ask(market, rule, *, limits=None, **given):
    """The outcome, findings and certificate of a checked answer, as a document."""
    answer = checked_answer(found_answer(market, f"bayesian/{rule}", input=given or None, limits=limits))
    assert answer.checked == "accepted"
    assert answer.parameters == {}
    document = json.loads(canonical_text(answer_document(answer, embed_market=False)))
    return {key: document[key] for key in ("outcome", "findings", "certificate")}


def claims(answer):
    """[(claim, holds, grade)] in order."""
    return [(finding["claim"], finding["holds"], finding["grade"]) for finding in answer["findings"]]


def witness(answer, claim):
    """The witness of a finding."""
    return next(finding for finding in answer["findings"] if finding["claim"] == claim)["witness"]


def text(t):
    """How documents write a profile."""
    return ",".join(t)


def mechanism_document(game, mechanism):
    """The canonical document of (mu, x)."""
    mu, x = mechanism
    return {
        "lottery": {text(t): {c: written(share) for c, share in mu[t].items() if share} for t in game.profiles},
        "transfers": {i: {text(t): written(x[i][t]) for t in game.profiles} for i in game.players},
    }


def tables_document(game, tables):
    """The canonical document of a table for every player."""
    return {i: {text(t): written(tables[i][t]) for t in game.profiles} for i in game.players}


def mechanism_of(game, document):
    """(mu, x) of a document, which is written out."""
    assert set(document["lottery"]) == {text(t) for t in game.profiles}
    assert all(Fraction(share) > 0 for lottery in document["lottery"].values() for share in lottery.values())
    mu = {t: {c: Fraction(document["lottery"][text(t)].get(c, 0)) for c in game.actions[game.everyone]} for t in game.profiles}
    return mu, tables_of(game, document["transfers"])


def tables_of(game, document):
    """{i: {t: number}} of a document, which is written out."""
    assert set(document) == set(game.players)
    assert all(set(table) == {text(t) for t in game.profiles} for table in document.values())
    return {i: {t: Fraction(document[i][text(t)]) for t in game.profiles} for i in game.players}


def by_type(game, document):
    """{(i, s): number} of types' numbers."""
    assert {(i, s) for i, table in document.items() for s in table} == set(game.player_types())
    return {(i, s): Fraction(number) for i, table in document.items() for s, number in table.items()}


def alpha_of(game, entries):
    """{(i, claim, true): multiplier} of a list, which is in order and has only those above 0."""
    places = [(game.players.index(e["player"]), game.types[e["player"]].index(e["type"]), game.types[e["player"]].index(e["claim"])) for e in entries]
    assert places == sorted(set(places))
    found = {(entry["player"], entry["claim"], entry["type"]): Fraction(entry["multiplier"]) for entry in entries}
    assert all(number > 0 for number in found.values())
    return found


def alpha_entries(game, alpha):
    """The list of multipliers above 0."""
    return [
        {"player": i, "type": r, "claim": s, "multiplier": written(alpha[i, s, r])}
        for i in game.players
        for r in game.types[i]
        for s in game.types[i]
        if s != r and alpha.get((i, s, r))
    ]


def games(seed, count, family=None):
    """Random numbers, a market and its game, so many times."""
    random = Random(f"rules of bayesian {seed}")
    for _ in range(count):
        market = random_market(random, family)
        yield random, market, Game(market)


def example_1():
    """Paper 004, Example 1: the market and its game."""
    market = seller_buyer((5, 1), (6, 2))
    return market, Game(market)


def sale(price, chance):
    """The mechanisms M1 and M2 of Example 1: what the seller of type H gets in all, and the chance that he sells; type L always sells."""
    price, chance = Fraction(price), Fraction(chance)
    mu = {("H", "buyer"): {"keep": 1 - chance, "trade": chance}, ("L", "buyer"): {"keep": Fraction(0), "trade": Fraction(1)}}
    paid = {("H", "buyer"): price, ("L", "buyer"): price + 1 - chance}
    return mu, {"1": paid, "2": {t: -number for t, number in paid.items()}}


M1 = sale("11/18", "1/9")
M2 = sale("3/5", "1/10")
TYPES = ("a", "b")


def example_3():
    """Paper 004, Example 3: two goods, owned by 1 and 2, types a and b; its market, its game, and its first mechanism."""
    from tests.bayesian_markets import exchange

    prior = {"a": HALF, "b": HALF}
    first = {"1": (7, 3, 7, 2), "2": (6, 6, 1, 1)}
    second = {"1": (6, 1, 6, 1), "2": (7, 7, 3, 2)}
    values = {}
    for good, table in (("good 1", first), ("good 2", second)):
        for i, numbers in table.items():
            values[i, good] = lambda t, numbers=numbers: numbers[2 * TYPES.index(t["1"]) + TYPES.index(t["2"])]
    market = exchange({"1": prior, "2": prior}, {"good 1": "1", "good 2": "2"}, values)
    game = Game(market)
    placed = ("good 1 to 1, good 2 to 2", "good 1 to 2, good 2 to 2", "good 1 to 1, good 2 to 1", "good 1 to 2, good 2 to 1")
    mu = {t: {c: Fraction(c == chosen) for c in game.actions[game.everyone]} for t, chosen in zip(game.profiles, placed, strict=True)}
    paid = dict(zip(game.profiles, map(Fraction, ("0", "7/2", "-7/2", "0")), strict=True))
    return market, game, (mu, {"1": paid, "2": {t: -number for t, number in paid.items()}})
