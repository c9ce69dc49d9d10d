"""The brute force for mechanism Γ gives the numbers of the paper's examples (corrected) and keeps the proved facts on random markets."""

from fractions import Fraction
from itertools import combinations, product
from random import Random

import pytest

from marketwright.markets import market_from_document
from tests.gamma_markets import PROFILES, pareto_core_point, random_case, random_market, random_requests
from tests.gamma_oracle import Game, GammaOracle, all_replies, differing, submasks
from tests.oracle import is_gross_substitutes, is_submodular


def market(goods, **values):
    return {"format": "marketwright.market/1", "kind": "bundle", "goods": list(goods), "buyers": [{"name": n[1:], "values": v} for n, v in values.items()]}


def xor(**bids):
    return {"type": "xor", "bids": [{"bundle": list(bundle), "value": value} for bundle, value in bids.items()]}


def table(**bids):
    return xor(**bids) | {"type": "table"}


def unit(**values):
    return {"type": "unit-demand", "values": values}


def requests(*asked):
    return {str(place + 1): (list(bundle), Fraction(price)) for place, (bundle, price) in enumerate(asked)}


def served(replies):
    return {"".join(sorted(members)) for members, _ in replies}


def named(*numbers, seller=None):
    found = {str(place + 1): Fraction(number) for place, number in enumerate(numbers)}
    return found if seller is None else found | {"seller": Fraction(seller)}


ONE = market("AB", b1=table(A=7, B=8, AB=10), b2=table(A=5, B=7, AB=10))
TWO = market("AB", b1=xor(AB=12), b2=unit(A=10, B=10), b3=unit(A=10, B=10))
FIRST = market("AB", b1=xor(AB=12), b2=xor(A=10), b3=xor(B=10), b4=xor(AB=12))
SECOND = market("AB", b1=xor(B=2, AB=5), b2=xor(A=1, B=4, AB=4), b3=xor(A=2, AB=2), b4=table(A=3, B=2, AB=7))
THIRD = market("A", b1=unit(A=10), b2=unit(A=6))


def test_example_1():
    oracle = GammaOracle(ONE, requests(("AB", 6), ("AB", 6)))
    assert oracle.nets == named(4, 4)
    caps = {"1": {"A": 3, "B": 4, "AB": 6}, "2": {"A": 1, "B": 3, "AB": 6}}
    assert all(oracle.game.value(name, bundle) - oracle.nets[name] == cap for name, found in caps.items() for bundle, cap in found.items())
    assert oracle.best_payment == 6
    split = (frozenset("12"), ("1", "2"))
    assert oracle.best_replies == {(frozenset("1"), ("1", "1")), (frozenset("2"), ("2", "2")), split}
    assert oracle.prices(split) == named(3, 3)
    assert oracle.feasible_replies[frozenset("12"), ("2", "1")] == 5
    assert (frozenset("12"), ("1", "1")) not in oracle.feasible_replies
    assert oracle.game.worth("12") == 14
    assert oracle.game.vickrey == named(4, 4, seller=6)
    assert oracle.game.buyers_submodular
    assert oracle.supporting_replies == {split} == oracle.literally_supporting_replies
    assert oracle.nash_replies == oracle.best_replies
    assert oracle.surplus((frozenset("1"), ("1", "1"))) == 10
    assert oracle.breakers((frozenset("1"), ("1", "1"))) == ["2"]


def test_example_2_vickrey_requests():
    oracle = GammaOracle(TWO, requests(("A", 0), ("A", 2), ("B", 2)))
    worths = {"1": 12, "2": 10, "3": 10, "12": 12, "13": 12, "23": 20, "123": 20, "": 0}
    assert {"".join(sorted(names)): worth for names, worth in oracle.game.games.items()} == worths
    assert oracle.game.vickrey == named(0, 8, 8, seller=4)
    assert oracle.game.blocks(oracle.game.vickrey) == {frozenset("1")}
    assert not oracle.game.in_core(oracle.game.vickrey)
    assert not oracle.game.buyers_submodular
    assert oracle.nets == named(0, 8, 8)
    assert oracle.deviations == named(8, 0, 0)
    assert oracle.best_payment == 12
    assert oracle.best_replies == {(frozenset("1"), ("1", "1"))}
    assert not oracle.is_equilibrium
    assert oracle.after("1", "AB", Fraction(5)) == (7, 7)
    assert oracle.after("1", "AB", Fraction(4)) == (0, 8)


def test_example_2_equilibria():
    oracle = GammaOracle(TWO, requests(("AB", 12), ("A", 6), ("B", 6)))
    assert oracle.nets == named(0, 4, 4)
    assert oracle.best_payment == 12
    both = [("2", "3"), ("3", "2")]
    assert oracle.best_replies == {(frozenset("1"), ("1", "1")), *((frozenset(s), owners) for s in ("23", "123") for owners in both)}
    assert served(oracle.supporting_replies) == {"23", "123"}
    assert len(oracle.supporting_replies) == 4
    assert oracle.literally_supporting_replies == oracle.supporting_replies
    assert {tuple(oracle.payoffs(reply).values()) for reply in oracle.supporting_replies} == {(0, 4, 4, 12)}
    assert oracle.nash_replies == oracle.best_replies
    assert oracle.game.buyer_pareto_core(named(0, 4, 4))
    for part in (0, 1, Fraction(5, 2), 8):
        other = GammaOracle(TWO, requests(("AB", 12), ("A", 10 - part), ("B", 2 + part)))
        assert {tuple(other.payoffs(reply).values()) for reply in other.supporting_replies} == {(0, part, 8 - part, 12)}


def test_core_of_example_2():
    game = Game(TWO)
    inside, outside = [(0, 0, 0), (0, 0, 8), (0, 8, 0), (0, 4, 4), (0, 3, 3)], [(0, 8, 8), (0, 4, 5), (1, 0, 0), (0, -1, 0), (0, 0, 9)]
    assert all(game.in_core(named(*point)) for point in inside)
    assert not any(game.in_core(named(*point)) for point in outside)
    assert [game.buyer_pareto_core(named(*point)) for point in inside] == [False, True, True, True, False]
    assert game.in_core(named(0, 4, 4, seller=12))
    assert not game.in_core(named(0, 4, 4, seller=11))


def test_first_beyond():
    oracle = GammaOracle(FIRST, requests(("AB", 12), ("A", 0), ("B", 0), ("AB", 12)))
    assert oracle.is_equilibrium
    assert {oracle.surplus(reply) for reply in oracle.supporting_replies} == {12}
    assert oracle.game.worth("1234") == 20
    assert oracle.best_payment == 12
    assert oracle.literally_supporting_replies == oracle.supporting_replies


def test_second_beyond():
    game = Game(SECOND)
    assert game.vickrey == named(0, 0, 0, 1, seller=6)
    assert game.in_core(game.vickrey)
    assert not game.buyers_submodular
    oracle = GammaOracle(game, requests(("AB", 5), ("B", 3), ("A", 1), ("AB", 5)))
    assert oracle.nets == named(0, 1, 1, 2)
    assert oracle.is_equilibrium
    assert {tuple(oracle.payoffs(reply).values()) for reply in oracle.supporting_replies} == {(0, 0, 0, 2, 5)}
    assert frozenset("23") in game.blocks(named(0, 0, 0, 2, seller=5))
    assert oracle.literally_supporting_replies == oracle.supporting_replies


def test_third_beyond():
    oracle = GammaOracle(THIRD, requests(("A", 6), ("A", 6)))
    assert oracle.nets == named(4, 0)
    assert oracle.best_payment == 6
    assert oracle.best_replies == {(frozenset("1"), ("1",)), (frozenset("2"), ("2",)), (frozenset("12"), ("1",))}
    assert oracle.supporting_replies == {(frozenset("1"), ("1",)), (frozenset("12"), ("1",))} == oracle.literally_supporting_replies
    greedy = [GammaOracle(THIRD, requests(("A", 10 - net), ("A", 0))) for net in range(11)]
    assert greedy[0].nets["2"] == 6
    assert not any(oracle.is_equilibrium for oracle in greedy)


def test_one_buyer():
    alone = market("AB", b1=table(A=3, B=5, AB=5))
    equilibria = {(bundle, price) for bundle in ("", "A", "B", "AB") for price in range(3) if GammaOracle(alone, requests((bundle, price))).is_equilibrium}
    assert equilibria == {("B", 0), ("AB", 0)}
    assert GammaOracle(alone, requests(("A", 0))).deviations == named(5)
    assert not GammaOracle(alone, requests(("A", 0))).nash_with_threats
    assert GammaOracle(alone, requests(("B", 0))).nash_with_threats


def test_all_replies_are_all_maps():
    assert len(all_replies(4, 4)) == 4 * 1 + 6 * 16 + 4 * 81 + 256
    assert len(set(all_replies(3, 2))) == 3 + 3 * 4 + 9


def test_facts_are_comparable():
    oracle = GammaOracle(THIRD, requests(("A", 6), ("A", 6)))
    assert differing(oracle, oracle.facts()) == []
    assert differing(oracle, {"best_payment": 6, "is_equilibrium": False}) == ["is_equilibrium"]


def test_the_critical_requests_give_the_same_equilibria():
    random = Random("gamma literal")
    for _ in range(120):
        document, asked = random_case(random)
        if len(document["goods"]) * len(document["buyers"]) <= 9:
            oracle = GammaOracle(document, asked)
            assert oracle.literally_supporting_replies == oracle.supporting_replies, (document, asked)


@pytest.mark.parametrize("profile", sorted(set(PROFILES)))
def test_proved_facts(profile):
    random = Random(f"gamma facts {profile}")
    for _ in range(25):
        document = random_market(random)
        market_from_document(document)
        oracle = GammaOracle(document, random_requests(random, Game(document), profile))
        assert broken_facts(oracle) == [], (document, oracle.requests)


def test_pareto_core_points():
    random = Random("gamma pareto")
    for _ in range(100):
        game = Game(random_market(random))
        assert game.buyer_pareto_core(pareto_core_point(random, game))


def test_random_cases_are_varied():
    random = Random("gamma shares")
    oracles = [GammaOracle(*random_case(random)) for _ in range(300)]
    for share in (
        sum(oracle.is_equilibrium for oracle in oracles),
        sum(all(map(is_gross_substitutes, oracle.game.tables)) for oracle in oracles),
        sum(len(oracle.best_replies) > 1 for oracle in oracles),
    ):
        assert 0.25 < share / 300 < 0.95
    assert sum(not oracle.game.buyers_submodular for oracle in oracles) > 15


def broken_facts(oracle):
    """The names of the statements of spec gamma (P1 to P4, lemmas, theorems) that fail here; empty if the spec is right."""
    game, found = oracle.game, []
    v, nets, scale = [worth * (oracle.scale // game.scale) for worth in game.worths], oracle._nets, oracle.scale
    size, everyone = game.size, game.everyone
    r = [sum(nets[i] for i in range(size) if mask >> i & 1) for mask in range(everyone + 1)]
    pi = max(v[mask] - r[mask] for mask in range(1, everyone + 1))

    def check(name, holds):
        if not holds:
            found.append(name)

    efficient = {
        mask: [game.reply(n) for n, s in enumerate(game.surplus) if game.replies[n][0] == mask and s == game.worths[mask]] for mask in range(1, everyone + 1)
    }
    value = {name: dict(enumerate(row)) for name, row in zip(oracle.names, oracle._values, strict=True)}

    def values(reply):
        _, given, _ = game.replies[game.index_of[reply]]
        return {i: value[oracle.names[i]][bundle] for i, bundle in given}

    check("P1 payment", oracle.best_payment * scale == pi)
    check("P1 replies", oracle.best_replies == {a for mask in efficient if v[mask] - r[mask] == pi for a in efficient[mask]})
    check("P1 prices", all(price >= 0 for reply in oracle.best_replies for price in oracle.prices(reply).values()))
    truncated = [[max(0, worth - net) for worth in row] for row, net in zip(oracle._values, nets, strict=True)]
    most = 0
    for owners in product(range(size + 1), repeat=len(oracle.goods)):
        bundles = [sum(1 << place for place, owner in enumerate(owners) if owner == i) for i in range(size)]
        most = max(most, sum(truncated[i][bundles[i]] for i in range(size)))
    check("P1 truncated", most == pi)
    check("lemma 2", all(w >= v[mask] - v[mask ^ 1 << i] for mask, replies in efficient.items() for a in replies for i, w in values(a).items()))
    check("lemma 3", all(_lemma_3(s, j, efficient, values, v, r, nets) for s in efficient for j in submasks(everyone ^ s)))

    check("negative always in", all(net >= 0 or oracle.names[i] in members for i, net in enumerate(nets) for members, _ in oracle.best_replies))
    d = oracle._deviations
    if size > 1:
        f = [max(v[mask] - r[mask ^ 1 << i] for mask in efficient if mask >> i & 1) for i in range(size)]
        g = [max(v[mask] - r[mask] for mask in efficient if not mask >> i & 1) for i in range(size)]
        check("d = f - g", d == [a - b for a, b in zip(f, g, strict=True)] == oracle._reach)
        check("at d both kinds", all(oracle.served_at_deviation(name) == (True, True) for name in oracle.names))
    else:
        check("d = w(Q)", d == [oracle._values[0][-1]])
        (bundle, price), whole = oracle.requests[oracle.names[0]], oracle._values[0][-1]
        check("one buyer", oracle.is_equilibrium == (game.value(oracle.names[0], bundle) * scale == whole and price == 0))
    check("bounds of d", all(0 <= amount <= row[-1] for amount, row in zip(d, oracle._values, strict=True)))
    check("around d", not oracle.verify_deviations())
    check("around d, wide", not oracle.verify_deviations(Fraction(1, 3)))

    exact = set()
    for reply in oracle.best_replies:
        mask = game.mask(reply[0])
        if all(nets[i] == d[i] if mask >> i & 1 else d[i] == 0 for i in range(size)):
            exact.add(reply)
        for name in oracle.breakers(reply):
            least, top = oracle.payoffs(reply)[name], oracle.deviations[name]
            asked = top if size == 1 else (least + top) / 2
            check("profitable request", oracle.after(name, oracle.goods, game.value(name, oracle.goods) - asked) == (asked, asked) and asked > least)
    check("P2", exact == oracle.supporting_replies)
    top = max(oracle.surplus(reply) for reply in oracle.best_replies)
    richest = {reply for reply in oracle.best_replies if oracle.surplus(reply) == top}
    check("P4", oracle.supporting_replies in (set(), richest))
    check("P4 payoffs", len({tuple(oracle.payoffs(reply).items()) for reply in oracle.supporting_replies}) <= 1)
    if size > 1:
        lossless = {reply for reply in oracle.best_replies if all(oracle.nets[name] >= 0 for name in reply[0])}
        check("nash", oracle.nash_replies == lossless)
        if game.buyer_pareto_core(oracle.nets):
            check("P3", frozenset(oracle.names) in {members for members, _ in oracle.supporting_replies})
    else:
        check("nash", oracle.nash_with_threats == (nets[0] == oracle._values[0][-1]))
    found += _broken_game_facts(game)
    if game.buyers_submodular:
        found += _broken_theorems(oracle, v, nets)
    return found


def _lemma_3(s, j, efficient, values, v, r, nets):
    for t in submasks(s):
        small = t != s and r[s ^ t] <= v[s | j] - v[t | j]
        if t | j and not small and any(all(w >= nets[i] for i, w in values(a).items() if t >> i & 1) for a in efficient[t | j]):
            return True
    return False


def _broken_game_facts(game):
    found, v, everyone = [], game.worths, game.everyone

    def check(name, holds):
        if not holds:
            found.append(name)

    masks = range(everyone + 1)
    singles = [1 << i for i in range(game.size)]
    local = all(v[t | i] + v[t | j] >= v[t | i | j] + v[t] for t in masks for i, j in combinations(singles, 2) if not t & (i | j))
    check("local test", local == game.buyers_submodular)
    five = all(v[s] - v[t] >= sum(v[s] - v[s ^ i] for i in singles if i & (s ^ t)) for s in masks for t in submasks(s))
    check("(5)", five == game.buyers_submodular)
    everywhere = all(sum(v[s] - v[s ^ i] for i in singles if i & c) <= v[s] - v[s ^ c] for s in masks for c in submasks(s))
    check("Vickrey in the core of every part", everywhere == game.buyers_submodular)
    vickrey = game.marginals
    inside = game.in_core(game.vickrey)
    corners = [
        {name: Fraction(take * m, game.scale) for name, take, m in zip(game.names, taken, vickrey, strict=True)} for taken in product((0, 1), repeat=game.size)
    ]
    check("core box", all(map(game.in_core, corners)) == inside)
    substitutes = [is_gross_substitutes(row) for row in game.values]
    check("GS is submodular", all(is_submodular(row) for row, holds in zip(game.values, substitutes, strict=True) if holds))
    check("GS is buyers-submodular", game.buyers_submodular or not all(substitutes))
    check("zero in core", game.in_core(dict.fromkeys(game.names, Fraction(0))))
    return found


def _broken_theorems(oracle, v, nets):
    game, found = oracle.game, []

    def check(name, holds):
        if not holds:
            found.append(name)

    members = {reply: game.mask(reply[0]) for reply in oracle.best_replies}
    for reply in oracle.supporting_replies:
        check("theorem 4", oracle.surplus(reply) == game.worth(oracle.names))
        check("theorem 6", oracle.payoffs(reply) == game.vickrey)
        for t in range(game.size if game.size > 1 else 0):
            if not members[reply] >> t & 1:
                continue
            others = [other for other in oracle.best_replies if not members[other] >> t & 1]
            check("lemma 5 (1, 2)", others)
            for other in others:
                rest = (members[reply] | members[other]) & ~(1 << t)
                check("lemma 5 (4)", v[rest] == v[game.everyone ^ 1 << t])
                check("lemma 5 (5)", all(nets[i] == 0 for i in range(game.size) if members[other] & ~members[reply] & 1 << i))
    for mask in range(1, game.everyone + 1):
        if game.worths[mask] == game.worths[-1]:
            owners = min(game.efficient(game.members(mask)))
            asked = {name: ([], Fraction(0)) for name in game.names}
            for name in game.members(mask):
                bundle = [good for good, owner in zip(game.goods, owners, strict=True) if owner == name]
                asked[name] = bundle, game.value(name, bundle) - game.vickrey[name]
            built = GammaOracle(game, asked)
            reply = game.members(mask), owners
            full = {other for other in built.best_replies if all(name in other[0] for name in game.names if game.vickrey[name] > 0)}
            check("without one", game.size == 1 or all(frozenset(game.names) - {name} in {members for members, _ in built.best_replies} for name in game.names))
            check("construction", reply in built.supporting_replies and full == built.supporting_replies)
    return found
