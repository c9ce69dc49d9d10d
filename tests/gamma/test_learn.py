"""Learning in mechanism Γ: the game on a table against brute force, what undercutting leads to, regrets that vanish."""

from fractions import Fraction
from itertools import combinations
from random import Random

import pytest

from marketwright import read_market
from marketwright.coalitions.worths import Clearing
from marketwright.errors import UsageError
from marketwright.gamma.learn import Learning, learned
from marketwright.gamma.learning_document import learning_document
from marketwright.gamma.net_game import SearchGame, net_game
from marketwright.markets.bundle import BundleMarket
from marketwright.markets.document import market_from_document
from tests.cli.commands import EXAMPLES
from tests.gamma_markets import random_market
from tests.gamma_oracle import Game, GammaOracle
from tests.markets.test_error_page import example, sections

PAGE = dict(sections())


def market_of(kind: str, *rows: dict[str, int]) -> BundleMarket:
    buyers = [{"name": str(number), "values": {"type": kind, "values": row}} for number, row in enumerate(rows, start=1)]
    goods = sorted({good for row in rows for good in row})
    return market_from_document({"format": "marketwright.market/1", "kind": "bundle", "goods": goods, "buyers": buyers})


def rows(*lines: str) -> list[dict[str, int]]:
    return [dict(zip("ABCD", map(int, line.split()), strict=False)) for line in lines]


SUBSTITUTES = {
    "one object": (market_of("additive", *rows("10", "6")), (4, 0)),
    "one object, four buyers": (market_of("additive", *rows("10", "9", "6", "3")), (1, 0, 0, 0)),
    "one object, a tie": (market_of("additive", *rows("7", "7")), (0, 0)),
    "additive": (market_of("additive", *rows("5 4 2", "3 6 1", "4 4 4")), (1, 2, 2)),
    "one good each": (market_of("unit-demand", *rows("5 4 2", "3 6 1", "4 4 4", "2 5 3")), (2, 1, 1, 0)),
    "six buyers": (market_of("unit-demand", *rows("5 4 2", "3 6 1", "4 4 4", "2 5 3", "1 1 6", "3 3 3")), (1, 1, 0, 0, 2, 0)),
    "no competition": (market_of("unit-demand", *rows("5 4 2", "3 6 1")), (5, 6)),
}
"""Markets of gross substitutes with their Vickrey payoffs, worked out by hand."""


def example_2() -> BundleMarket:
    return read_market(EXAMPLES / "paper-000-example-2.market.json").market


@pytest.mark.parametrize("name", SUBSTITUTES)
@pytest.mark.parametrize("seed", [0, 1, 2])
def test_undercutting_ends_within_two_steps_of_the_vickrey_payoffs_of_substitutes(name: str, seed: int) -> None:
    market, vickrey = SUBSTITUTES[name]
    found = learned(market, seed=seed, rounds=1500, step=Fraction(1, 10))
    assert found.vickrey == vickrey
    assert found.distance(found.last) <= 2 * found.step
    assert found.distance(found.rounds[0].net) > 2 * found.step or name == "no competition"
    assert [played.net for played in found.rounds[-50:]] == [found.last] * 50


@pytest.mark.parametrize("seed", range(4))
def test_undercutting_on_example_2_shares_8_between_buyers_2_and_3_and_never_gives_both_their_vickrey_payoffs(seed: int) -> None:
    """Vickrey payoffs 0, 8, 8 are blocked by the seller with buyer 1; what buyers find together is a core point (0, a, 8 - a) less a step (spec gamma 9)."""
    found = learned(example_2(), seed=seed, rounds=1000, step=Fraction(1, 10))
    assert found.vickrey == (0, 8, 8)
    assert found.last[0] == 0
    assert found.last[1] + found.last[2] == 8 - found.step
    assert min(found.last[1:]) > 0
    assert found.rounds[-1].payoffs == found.last
    assert found.rounds[-1].revenue == 12 + found.step
    assert found.distance(found.last) > 20 * found.step


def test_regret_matching_on_example_2_ends_near_the_core_too() -> None:
    found = learned(example_2(), kind="regret-matching", rounds=2000, step=Fraction(1, 4))
    assert abs(sum(found.last[1:]) - 8) <= 1
    assert found.distance(found.average) > 2


def nets(market: BundleMarket, random: Random, most: tuple[int, ...]) -> list[int]:
    return [random.choice((0, limit, random.randint(0, limit))) for limit in most]


@pytest.mark.parametrize("seed", range(40))
def test_limits_and_replies_on_the_table_are_those_of_brute_force(seed: int) -> None:
    random = Random(seed)
    document = random_market(random)
    market, game = market_from_document(document), Game(document)
    table = net_game(market, Fraction(1, 2))
    assert [Fraction(amount, table.scale) for amount in table.vickrey] == [game.vickrey[name] for name in game.names]
    assert [Fraction(amount, table.scale) for amount in table.most] == [values[-1] for values in game.tables]
    for _ in range(5):
        net = nets(market, random, table.most)
        asked = {name: (game.goods, Fraction(most - amount, table.scale)) for name, most, amount in zip(game.names, table.most, net, strict=True)}
        oracle = GammaOracle(game, asked)
        assert [Fraction(table.limit(net, buyer), table.scale) for buyer in range(game.size)] == [oracle.deviations[name] for name in game.names]
        reply = table.reply(net)
        assert Fraction(reply.revenue, table.scale) == oracle.best_payment
        assert frozenset(game.names[member] for member in reply.members) in {members for members, _ in oracle.best_replies}


@pytest.mark.parametrize("seed", range(12))
def test_winner_determination_finds_the_same_as_the_table(seed: int) -> None:
    random = Random(seed)
    market = market_from_document(random_market(random))
    table = net_game(market, Fraction(1, 2))
    search = SearchGame(Clearing(market), [Fraction(amount, table.scale) for amount in table.most], table.scale)
    assert (search.most, search.vickrey) == (table.most, table.vickrey)
    for _ in range(3):
        net = nets(market, random, table.most)
        buyers = range(len(net))
        if len(net) > 1:
            assert [search.limit(net, buyer) for buyer in buyers] == [table.limit(net, buyer) for buyer in buyers]
        assert search.reply(net).revenue == table.reply(net).revenue


def granted(worths: dict[frozenset[int], Fraction], net: tuple[Fraction, ...]) -> frozenset[int]:
    """The members of the best reply with the largest requests, then most members, then the first ones; straight from the worths."""
    coalitions = [frozenset(members) for size in range(1, len(net) + 1) for members in combinations(range(len(net)), size)]

    def standing(members: frozenset[int]) -> tuple[Fraction, Fraction, int, int]:
        asked = sum((net[member] for member in members), Fraction(0))
        return worths[members] - asked, asked, len(members), -sum(1 << member for member in members)

    return max(coalitions, key=standing)


def test_every_round_has_the_reply_to_its_requests() -> None:
    worths = {members: Game(DOCUMENT).worth([str(member + 1) for member in members]) for members in map(frozenset, ALL)}
    for kind in ("undercut", "regret-matching"):
        found = learned(example_2(), kind=kind, rounds=40, step=Fraction(1, 2))
        assert len(found.rounds) == 40
        for played in found.rounds:
            members = granted(worths, played.net)
            assert set(played.members) == members
            assert played.payoffs == tuple(amount if buyer in members else 0 for buyer, amount in enumerate(played.net))
            assert played.revenue == worths[members] - sum(played.payoffs)


DOCUMENT = {
    "format": "marketwright.market/1",
    "kind": "bundle",
    "goods": ["A", "B"],
    "buyers": [
        {"name": "1", "values": {"type": "xor", "bids": [{"bundle": ["A", "B"], "value": 12}]}},
        {"name": "2", "values": {"type": "unit-demand", "values": {"A": 10, "B": 10}}},
        {"name": "3", "values": {"type": "unit-demand", "values": {"A": 10, "B": 10}}},
    ],
}
ALL = [members for size in range(4) for members in combinations(range(3), size)]


def test_regret_matching_leaves_little_to_regret() -> None:
    """For each buyer and each request of the grid: how much more it would have earned on average, computed from the worths."""
    step, rounds = Fraction(1, 2), 1500
    worths = {members: Game(DOCUMENT).worth([str(member + 1) for member in members]) for members in map(frozenset, ALL)}
    found = learned(example_2(), kind="regret-matching", rounds=rounds, step=step, seed=3)
    for buyer, most in enumerate((12, 10, 10)):
        earned = sum(played.payoffs[buyer] for played in found.rounds)
        for steps in range(0, int(most / step) + 1, 3):
            fixed = steps * step
            other = sum(fixed for played in found.rounds if buyer in granted(worths, (*played.net[:buyer], fixed, *played.net[buyer + 1 :])))
            assert (other - earned) / rounds < Fraction(1, 4)


def test_moves_of_undercutting_are_a_step_below_the_limit() -> None:
    market = SUBSTITUTES["one good each"][0]
    found, game = learned(market, rounds=60, step=Fraction(1, 10), seed=5), net_game(market, Fraction(1, 10))
    net = list(game.most)
    for number, played in enumerate(found.rounds):
        if number % 4 == 0:
            assert sorted(each.mover for each in found.rounds[number : number + 4] if each.mover is not None) == [0, 1, 2, 3]
        assert played.mover is not None
        net[played.mover] = max(0, game.limit(net, played.mover) - game.scale // 10)
        assert [amount * game.scale for amount in played.net] == net


def test_the_same_seed_gives_the_same_and_another_one_another() -> None:
    for kind in ("undercut", "regret-matching"):
        one, same, other = (learned(example_2(), kind=kind, rounds=50, seed=seed) for seed in (7, 7, 8))
        assert one == same
        assert one.rounds != other.rounds


def test_averages_and_distances_are_those_of_the_rounds() -> None:
    found = learned(example_2(), kind="regret-matching", rounds=7, step=Fraction(1))
    assert found.average == tuple(sum(played.net[buyer] for played in found.rounds) / Fraction(7) for buyer in range(3))
    assert found.average_payoffs == tuple(sum(played.payoffs[buyer] for played in found.rounds) / Fraction(7) for buyer in range(3))
    assert found.average_revenue == sum(played.revenue for played in found.rounds) / 7
    assert found.distance((Fraction(1), Fraction(8), Fraction(5))) == 3


def test_the_step_is_a_hundredth_of_the_largest_value_unless_another_is_given() -> None:
    assert learned(example_2(), rounds=1).step == Fraction(12, 100)
    assert learned(market_of("additive", {"A": 0}), rounds=3).step == 1
    assert learned(market_of("additive", {"A": 0}), kind="regret-matching", rounds=3).last == (0,)


def test_nine_buyers_undercut_by_winner_determination_and_match_no_regrets() -> None:
    market = market_of("additive", *({"A": value} for value in (9, 8, 7, 6, 5, 4, 3, 2, 1)))
    found: Learning = learned(market, rounds=60, step=Fraction(1))
    assert found.vickrey == (1, 0, 0, 0, 0, 0, 0, 0, 0)
    assert found.rounds[-1].revenue >= 5
    with pytest.raises(UsageError, match="9 buyers \\(U105\\)"):
        learned(market, kind="regret-matching", rounds=1, step=Fraction(1))


def test_messages_are_those_of_the_page() -> None:
    with pytest.raises(UsageError) as caught:
        learned(example_2(), kind="best-response")
    assert str(caught.value) == example(PAGE["U112"])
    with pytest.raises(UsageError) as caught:
        learned(example_2(), step=Fraction(0))
    assert str(caught.value) == example(PAGE["U113"])
    with pytest.raises(UsageError, match=r"which makes 12,001 different requests \(U113\); allowed: up to 1,000 steps; choose at least 3/250"):
        learned(example_2(), kind="regret-matching", step=Fraction(1, 1000))


def test_the_document_says_that_it_is_an_experiment_and_how_to_repeat_it() -> None:
    found = learned(example_2(), rounds=3, seed=4, step=Fraction(1, 2))
    document = learning_document(example_2(), found)
    assert document["parameters"] == {"kind": "undercut", "rounds": 3, "seed": 4, "step": "1/2"}
    assert document["note"].startswith("A numeric experiment, not a proof")
    assert document["vickrey"] == {"1": 0, "2": 8, "3": 8}
    assert len(document["rounds"]) == 3
    assert document["last"]["net"] == document["rounds"][-1]["net"]
    repeated = learned(market_from_document(document["market"]), **{**document["parameters"], "step": Fraction(document["parameters"]["step"])})
    assert repeated == found
