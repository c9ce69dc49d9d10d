"""Errata of paper 000 on mechanism Γ: each as a counterexample, next to what is true instead.

The numbers of the headings are those of spec gamma 10 and of `docs/theory/gamma.md`; expected values are typed from there or worked out by hand.
"""

from fractions import Fraction
from itertools import product

import pytest

import marketwright
from marketwright.coalitions import Clearing, all_worths, core_extreme_points, pareto_points
from marketwright.gamma.profile import Profile, Valuer
from marketwright.gamma.theorems import ProfileOnTable, worth_table
from marketwright.markets import BundleMarket, market_document
from marketwright.solving import found_answer
from tests.gamma_oracle import GammaOracle
from tests.papers.gamma_cases import answered, findings, listed, net, payoffs, replies_to_net
from tests.papers.test_paper_000 import BEYOND_I, BEYOND_II, BEYOND_III, EXAMPLE_1, EXAMPLE_2, MARKETS, core_test, example_1, table

LITTLE = Fraction(1, 1000)
HOUSE_REQUESTS = (["house"], 6), (["house"], 6)


# 1. Example 1 overlooks allocations of both goods to one of two members


def test_erratum_1_two_members_have_four_allocations_and_requests_of_net_4_leave_two():
    oracle = GammaOracle(market_document(EXAMPLE_1), {"1": (["A", "B"], Fraction(6)), "2": (["A", "B"], Fraction(6))})
    of_both = {"".join(owners) for members, owners in map(oracle.game.reply, range(len(oracle.game.replies))) if members == {"1", "2"}}
    assert of_both == {"11", "12", "21", "22"}
    feasible = {"".join(owners): pays for (members, owners), pays in oracle.feasible_replies.items() if members == {"1", "2"}}
    assert feasible == {"12": 6, "21": 5}


@pytest.mark.parametrize(("a", "served"), [(10, set()), (7, set()), (6, {("12", "22")})])
def test_erratum_1_both_goods_to_one_of_two_members_is_a_best_reply_only_where_the_other_asks_for_0(a, served):
    replies = listed(answered(example_1(a, 10), "gamma/replies", ("AB", 6), ("AB", 6)))
    assert {reply for reply in replies if reply[0] == "12"} == {("12", "12")} | served


# 2. Lemma 5(3): the coalition that replaces a member is not worth as much as all are


def case_of_the_house():
    clearing = Clearing(BEYOND_III)
    return ProfileOnTable(worth_table(clearing), Profile((Fraction(4), Fraction(0))))


def test_erratum_2_the_best_reply_without_buyer_1_is_worth_6_and_all_are_worth_10():
    case = case_of_the_house()
    without_1 = [coalition for coalition in case.table.worths if coalition and 0 not in coalition and case.paid(coalition) == case.pays]
    assert without_1 == [frozenset({1})]
    assert case.table.worth(frozenset({1})) == 6
    assert case.table.worth(frozenset({0, 1})) == 10


def test_erratum_2_the_replacing_coalition_has_an_efficient_allocation_of_its_own():
    """The half of the statement that is true: claim (9)."""
    case = case_of_the_house()
    assert case.table.share(frozenset({1}), 1) == 6


@pytest.mark.parametrize(("name", "asked"), [("example 1", (4, 4)), ("(iii)", (4, 0))])
def test_erratum_2_whoever_has_a_vickrey_payoff_is_replaced_at_a_loss(name, asked):
    """v(S^t) = v(M) would force M_t = 0, because S^t does without t."""
    market = MARKETS[name]
    clearing = Clearing(market)
    case = ProfileOnTable(worth_table(clearing), Profile(tuple(map(Fraction, asked))))
    losses = {}
    for buyer, payoff in enumerate(asked):
        best = [case.table.worth(c) for c in case.table.worths if c and buyer not in c and case.paid(c) == case.pays]
        losses[buyer] = (payoff > 0, max(best) < case.table.worth(case.everyone))
    assert losses == {buyer: (payoff > 0, payoff > 0) for buyer, payoff in enumerate(asked)}


# 3. Lemma 5(4) and Theorem 6 stand nevertheless


@pytest.mark.parametrize(("name", "requests"), [("example 1", [("AB", 6), ("AB", 6)]), ("(iii)", HOUSE_REQUESTS)])
def test_erratum_3_lemma_5_without_its_false_part_and_theorem_6_hold(name, requests):
    answer = answered(MARKETS[name], "gamma/theorems", *requests)
    assert findings(answer) == dict.fromkeys(["buyers-submodular", "lemma-1", "lemma-2", "lemma-3", "theorem-4", "theorem-6", "lemma-5"], True)
    assert [answer.finding(claim).details["promised"] for claim in ("theorem-4", "theorem-6", "lemma-5")] == [True, True, True]


def test_erratum_3_members_and_replacement_without_the_replaced_are_worth_as_much_as_all_without_him():
    """Statement (4): S = {1}, S^1 = {2}, so v(S + S^1 without 1) = v({2}) = 6 = v(M without 1)."""
    case = case_of_the_house()
    assert case.without_substitute() is None
    assert case.table.worth((case.members | {1}) - {0}) == 6


@pytest.mark.parametrize(("name", "asked", "unreplaced"), [("(i)", (0, 10, 10, 0), 0), ("(ii)", (0, 1, 1, 2), 3)])
def test_erratum_3_statement_4_needs_submodularity(name, asked, unreplaced):
    case = ProfileOnTable(worth_table(Clearing(MARKETS[name])), Profile(tuple(map(Fraction, asked))))
    assert case.equilibrium
    assert case.without_substitute() == unreplaced


# 4. Theorem 4 speaks of the reply that is played


@pytest.mark.parametrize(
    ("name", "requests", "surpluses", "efficient"),
    [("example 1", [("AB", 6), ("AB", 6)], {"1": 10, "2": 10, "12": 14}, 14), ("(iii)", HOUSE_REQUESTS, {"1": 10, "2": 6, "12": 10}, 10)],
)
def test_erratum_4_other_best_replies_of_an_equilibrium_are_not_efficient(name, requests, surpluses, efficient):
    market = MARKETS[name]
    assert findings(answered(market, "gamma/equilibrium", *requests))["subgame-perfect"] is True
    answer = answered(market, "gamma/replies", *requests)
    worth = {"".join(market.buyers[buyer].name for buyer in sorted(c)): value for c, value in all_worths(Clearing(market)).items()}
    assert {members: worth[members] for members, _ in listed(answer)} == surpluses
    assert min(surpluses.values()) < efficient == answered(market, "gamma/reply", *requests).outcome["surplus"]


# 5. What the construction of equilibria leaves out: the losers' requests, and which best reply is on the path


def test_erratum_5_losers_who_ask_for_all_at_no_price_break_the_equilibrium():
    answer = answered(BEYOND_III, "gamma/equilibrium", (["house"], 6), (["house"], 0))
    assert net(answer) == (4, 6)
    assert findings(answer)["subgame-perfect"] is False
    assert answer.outcome["deviations"] == {"1": 10, "2": 0}


@pytest.mark.parametrize("asked", [Fraction(1, 2), 1, 3, 6])
def test_erratum_5_any_request_of_the_loser_above_0_lets_the_winner_ask_for_more(asked):
    answer = answered(BEYOND_III, "gamma/equilibrium", (["house"], 6), (["house"], 6 - asked))
    assert answer.outcome["deviations"]["1"] == 4 + asked
    assert findings(answer)["subgame-perfect"] is False


@pytest.mark.parametrize("request_of_2", [([], 0), (["house"], 6)])
def test_erratum_5_losers_who_ask_for_net_0_are_safe(request_of_2):
    answer = answered(BEYOND_III, "gamma/equilibrium", (["house"], 6), request_of_2)
    assert findings(answer)["subgame-perfect"] is True
    assert payoffs(answer) == (4, 0, 6)


def test_erratum_5_not_every_best_reply_is_on_the_path_of_an_equilibrium():
    """All buyers but one always reply best as well; whoever has d > 0 has to be served."""
    assert replies_to_net(EXAMPLE_1, 4, 4) == (6, {"1", "2", "12"})
    assert answered(EXAMPLE_1, "gamma/equilibrium", ("AB", 6), ("AB", 6)).outcome["required"] == ["1", "2"]
    assert replies_to_net(BEYOND_III, 4, 0) == (6, {"1", "2", "12"})
    assert answered(BEYOND_III, "gamma/equilibrium", *HOUSE_REQUESTS).outcome["required"] == ["1"]


def test_erratum_5_the_constructed_equilibrium_has_net_0_for_losers():
    answer = found_answer(BEYOND_III, "gamma/construct")
    [equilibrium] = answer.outcome["equilibria"]
    assert equilibrium["requests"] == {"1": {"bundle": ["house"], "price": 6}, "2": {"bundle": [], "price": 0}}
    assert (equilibrium["members"], equilibrium["payoffs"]) == (["1"], {"1": 4, "2": 0, "seller": 6})


# 6. Lemma 3 for all profiles, with T within S (T = S needs no gain)


GRID = [Fraction(-1), Fraction(0), Fraction(1, 2), Fraction(4), Fraction(8), Fraction(12)]


@pytest.mark.parametrize("name", ["example 1", "example 2", "(iii)"])
def test_erratum_6_lemma_3_holds_at_every_profile_and_not_only_in_equilibrium(name):
    market = MARKETS[name]
    clearing = Clearing(market)
    table_of_worths, valuer = worth_table(clearing), Valuer(clearing)
    tops = [valuer.value(buyer, market.goods) for buyer in range(len(market.buyers))]
    profiles = [nets for nets in product(GRID, repeat=len(tops)) if all(asked <= top for asked, top in zip(nets, tops, strict=True))]
    verdicts = [(ProfileOnTable(table_of_worths, Profile(nets)).lemma_3(), ProfileOnTable(table_of_worths, Profile(nets)).equilibrium) for nets in profiles]
    assert {lemma for lemma, _ in verdicts} == {True}
    assert {equilibrium for _, equilibrium in verdicts} == {True, False}


def test_erratum_6_lemma_3_fails_for_requests_that_nobody_can_make():
    """Its hypothesis: no buyer asks for more than all goods are worth to him."""
    case = ProfileOnTable(worth_table(Clearing(BEYOND_III)), Profile((Fraction(11), Fraction(7))))
    assert case.lemma_3() is False


# 7. Lemma 5(5): a buyer who asks for less than nothing


@pytest.mark.parametrize(("price", "revenue"), [(1, 7), (LITTLE, 6 + LITTLE)])
def test_erratum_7_a_buyer_who_asks_for_less_than_nothing_is_in_every_best_reply_and_pays_for_a_dummy(price, revenue):
    market = BundleMarket(goods=("A",), buyers=(table("1", A=10), table("2", A=6), table("3", A=1)))
    answer = answered(market, "gamma/replies", ("A", 6), ("A", 6), ([], price))
    assert net(answer) == (4, 0, -price)
    assert answer.outcome["revenue"] == revenue
    assert listed(answer) == {("13", "1"), ("123", "1"), ("23", "2")}
    reply = answered(market, "gamma/equilibrium", ("A", 6), ("A", 6), ([], price))
    assert reply.outcome["payments"]["3"] == price
    assert reply.finding("subgame-perfect").details["witness"]["buyer"] == "3"


@pytest.mark.parametrize("buyers", [2, 3, 4])
def test_erratum_7_some_member_has_a_dummy_to_spare_whenever_somebody_is_left_out(buyers):
    """With as many dummies as buyers and fewer members, no way to give them away leaves every member with at most one."""
    for members in range(1, buyers):
        for dummies in product(range(buyers + 1), repeat=members):
            if sum(dummies) == buyers:
                assert max(dummies) >= 2
        assert any(sum(dummies) == buyers for dummies in product(range(buyers + 1), repeat=members))


# 8. Two notions of best for the buyers


def test_erratum_8_no_core_point_of_example_2_is_best_for_every_buyer():
    points = core_extreme_points(Clearing(EXAMPLE_2))
    best = tuple(map(max, zip(*points, strict=True)))
    assert best == (0, 8, 8)
    assert core_test(EXAMPLE_2, *best, seller=4).finding("core").holds is False


def test_erratum_8_at_0_4_4_no_buyer_of_example_2_gains_without_another_losing():
    assert core_test(EXAMPLE_2, 0, 4, 4, seller=12).finding("core").holds is True
    raised = [tuple(payoff + (LITTLE if place == buyer else 0) for place, payoff in enumerate((0, 4, 4))) for buyer in range(3)]
    assert [core_test(EXAMPLE_2, *point, seller=12 - LITTLE).finding("core").holds for point in raised] == [False, False, False]


@pytest.mark.parametrize(("market", "points"), [(EXAMPLE_2, ((0, 0, 8), (0, 8, 0))), (EXAMPLE_1, ((4, 4),)), (BEYOND_I, ((0, 0, 8, 0), (0, 8, 0, 0)))])
def test_erratum_8_extreme_points_that_are_best_in_the_weaker_sense(market, points):
    assert pareto_points(Clearing(market)) == points


# 9. Misprints with content


def test_erratum_9_prices_are_paid_by_members_only():
    """Claim (9) has one price for each member, not for each buyer."""
    assert answered(EXAMPLE_2, "gamma/reply", ("A", 0), ("A", 2), ("B", 2)).outcome["payments"] == {"1": 12, "2": 0, "3": 0}


def test_erratum_9_buyer_3_requests_b_at_2_for_his_vickrey_payoff_8():
    assert net(answered(EXAMPLE_2, "gamma/reply", ("A", 0), ("A", 2), ("B", 2))) == (0, 8, 8)


@pytest.mark.parametrize(("market", "contributions"), [(EXAMPLE_1, (4, 4)), (EXAMPLE_2, (0, 8, 8)), (BEYOND_II, (0, 0, 0, 1)), (BEYOND_III, (4, 0))])
def test_erratum_9_marginal_contributions_are_the_vickrey_payoffs(market, contributions):
    worths = all_worths(Clearing(market))
    everyone = max(worths, key=len)
    assert tuple(worths[everyone] - worths[everyone - {buyer}] for buyer in sorted(everyone)) == contributions
    assert tuple(marketwright.solve(market, "vickrey").outcome["payoffs"].values())[:-1] == contributions
