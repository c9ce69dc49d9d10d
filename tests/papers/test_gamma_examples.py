"""Paper 000: mechanism Γ in its two examples and in three markets beyond them, (i), (ii) and (iii).

Expected values are typed from spec gamma 9.  Worths, Vickrey payoffs and cores of the same markets stand in `test_paper_000`.
"""

from fractions import Fraction

import pytest

import marketwright
from marketwright.coalitions import Clearing, core_extreme_points, pareto_points, substitutes_witness
from marketwright.gamma.deviations import Deviations
from marketwright.gamma.equilibrium import Refused, Supported, equilibrium_verdict
from marketwright.gamma.profile import Profile, Valuer
from marketwright.gamma.reply import best_reply
from marketwright.solving import found_answer
from tests.papers.gamma_cases import answered, findings, listed, net, payoffs, replies_to_net
from tests.papers.test_paper_000 import BEYOND_I, BEYOND_II, BEYOND_III, EXAMPLE_1, EXAMPLE_2, MARKETS, core_test, example_1

HALF = Fraction(1, 2)
LITTLE = Fraction(1, 1000)

EXAMPLE_1_REQUESTS = ("AB", 6), ("AB", 6)
VICKREY_REQUESTS = ("A", 0), ("A", 2), ("B", 2)
"""Of Example 2, with the third as it has to be read: B at 2."""
SPLIT_REQUESTS = ("AB", 12), ("A", 6), ("B", 6)
GREEDY_REQUESTS = ("AB", 12), ("A", 0), ("B", 0), ("AB", 12)
MARKET_II_REQUESTS = ("AB", 5), ("B", 3), ("A", 1), ("AB", 5)
HOUSE_REQUESTS = (["house"], 6), (["house"], 6)


def limits(market, *nets):
    """Every d_i at these net payoffs, whatever the verdict is."""
    clearing = Clearing(market)
    profile = Profile(tuple(map(Fraction, nets)))
    deviations = Deviations(clearing, profile, best_reply(clearing, Valuer(clearing), profile, tie_rule="largest-surplus"))
    for member in deviations.reply.members:
        deviations.of_member(member)
    assert all(step.worth.exact for step in deviations.of_others())
    return tuple(deviations.limits[buyer] for buyer in range(clearing.seller))


def verdict(market, *nets):
    clearing = Clearing(market)
    profile = Profile(tuple(map(Fraction, nets)))
    return equilibrium_verdict(clearing, profile, best_reply(clearing, Valuer(clearing), profile))


# Example 1


def test_example_1_requests_net_4_each():
    assert net(answered(EXAMPLE_1, "gamma/reply", *EXAMPLE_1_REQUESTS)) == (4, 4)


def test_example_1_price_caps():
    """What each bundle may cost its buyer at most: its value less the net payoff asked for."""
    valuer = Valuer(Clearing(EXAMPLE_1))
    caps = [{goods: valuer.value(buyer, goods) - 4 for goods in ("A", "B", "AB")} for buyer in (0, 1)]
    assert caps == [{"A": 3, "B": 4, "AB": 6}, {"A": 1, "B": 3, "AB": 6}]


def test_example_1_best_replies():
    answer = answered(EXAMPLE_1, "gamma/replies", *EXAMPLE_1_REQUESTS)
    assert answer.outcome["revenue"] == 6
    assert listed(answer) == {("1", "11"), ("2", "22"), ("12", "12")}
    assert findings(answer) == {"best-reply": True, "complete": True}


def test_example_1_best_reply_of_largest_surplus_is_efficient_at_prices_3_and_3():
    outcome = answered(EXAMPLE_1, "gamma/reply", *EXAMPLE_1_REQUESTS).outcome
    assert (outcome["members"], outcome["allocation"]) == (["1", "2"], {"1": ["A"], "2": ["B"]})
    assert (outcome["payments"], outcome["revenue"], outcome["surplus"]) == ({"1": 3, "2": 3}, 6, 14)


def test_example_1_is_an_equilibrium_with_vickrey_payoffs():
    answer = answered(EXAMPLE_1, "gamma/equilibrium", *EXAMPLE_1_REQUESTS)
    assert findings(answer) == {"best-reply": True, "subgame-perfect": True, "nash-with-threats": True}
    assert payoffs(answer) == (4, 4, 6) == tuple(marketwright.solve(EXAMPLE_1, "vickrey").outcome["payoffs"].values())
    assert answer.outcome["deviations"] == {"1": 4, "2": 4}


def test_example_1_serving_buyer_1_alone_is_no_equilibrium():
    """The paper's outcome: surplus 10.  Buyer 2 has to be served too, because he could have up to 4."""
    answer = answered(EXAMPLE_1, "gamma/equilibrium", *EXAMPLE_1_REQUESTS)
    assert answer.outcome["required"] == ["1", "2"]
    assert replies_to_net(EXAMPLE_1, 4, 4 - LITTLE) == (6 + LITTLE, {"2", "12"})


def test_example_1_to_serve_buyer_2_after_buyer_1_asks_for_less_is_no_best_reply():
    """So the threat that makes the paper's outcome a Nash equilibrium is incredible."""
    assert replies_to_net(EXAMPLE_1, 4, 4) == (6, {"1", "2", "12"})
    assert replies_to_net(EXAMPLE_1, 4 - LITTLE, 4) == (6 + LITTLE, {"1", "12"})


@pytest.mark.parametrize("b", [8, 9, 13])
@pytest.mark.parametrize("a", [6, 7, 11])
def test_example_1_in_general_is_an_equilibrium_of_payoffs_a_minus_6_and_b_minus_6(a, b):
    answer = answered(example_1(a, b), "gamma/equilibrium", *EXAMPLE_1_REQUESTS)
    assert findings(answer)["subgame-perfect"] is True
    assert payoffs(answer) == (a - 6, b - 6, 6)
    assert answer.outcome["surplus"] == a + b - 6


def test_example_1_all_claims_hold_exactly_from_a_6_and_b_8_on():
    """Gross substitutes, nobody asks for less than 0, three coalitions reply best and the requests are in equilibrium."""
    found = set()
    for a in range(4, 9):
        for b in range(6, 11):
            market = example_1(a, b)
            substitutes = all(substitutes_witness(market, buyer.values) is None for buyer in market.buyers)
            pays, served = replies_to_net(market, a - 6, b - 6)
            supported = isinstance(verdict(market, a - 6, b - 6), Supported)
            if substitutes and min(a, b) >= 6 and pays == 6 and served == {"1", "2", "12"} and supported:
                found.add((a, b))
    assert found == {(a, b) for a in (6, 7, 8) for b in (8, 9, 10)}


def test_example_1_below_a_6_buyer_1_asks_for_less_than_nothing_and_is_always_served():
    assert replies_to_net(example_1(5, 10), -1, 4) == (7, {"12"})


def test_example_1_at_a_6_there_is_one_best_reply_more():
    """Buyer 1 asks for net 0, and may be a member with a dummy alone."""
    answer = answered(example_1(6, 10), "gamma/replies", *EXAMPLE_1_REQUESTS)
    assert net(answer) == (0, 4)
    assert listed(answer) == {("1", "11"), ("2", "22"), ("12", "12"), ("12", "22")}


# Example 2


def test_example_2_vickrey_requests_serve_buyer_1_alone():
    answer = answered(EXAMPLE_2, "gamma/replies", *VICKREY_REQUESTS)
    assert net(answer) == (0, 8, 8)
    assert (answer.outcome["revenue"], listed(answer)) == (12, {("1", "11")})
    assert payoffs(answered(EXAMPLE_2, "gamma/reply", *VICKREY_REQUESTS)) == (0, 0, 0, 12)


def test_example_2_vickrey_requests_are_no_equilibrium_because_buyer_1_can_have_up_to_8():
    answer = answered(EXAMPLE_2, "gamma/equilibrium", *VICKREY_REQUESTS)
    assert findings(answer) == {"best-reply": True, "subgame-perfect": False, "nash-with-threats": True}
    assert answer.outcome["deviations"] == {"1": 8, "2": 0, "3": 0}
    witness = answer.finding("subgame-perfect").details["witness"]
    assert (witness["buyer"], witness["payoff"]) == ("1", 0)
    assert 0 < witness["gain"] < 8


@pytest.mark.parametrize(
    ("asked", "pays", "served"),
    [(LITTLE, 12 - LITTLE, {"1"}), (4, 8, {"1"}), (8 - LITTLE, 4 + LITTLE, {"1"}), (8, 4, {"1", "23"}), (8 + LITTLE, 4, {"23"})],
)
def test_example_2_buyer_1_is_served_whatever_he_asks_for_below_8(asked, pays, served):
    assert replies_to_net(EXAMPLE_2, asked, 8, 8) == (pays, served)


def test_example_2_best_replies_to_the_split_requests():
    answer = answered(EXAMPLE_2, "gamma/replies", *SPLIT_REQUESTS)
    assert net(answer) == (0, 4, 4)
    assert answer.outcome["revenue"] == 12
    assert listed(answer) == {("1", "11"), ("23", "23"), ("23", "32"), ("123", "23"), ("123", "32")}


def test_example_2_split_requests_are_an_equilibrium_that_serves_buyers_2_and_3():
    answer = answered(EXAMPLE_2, "gamma/equilibrium", *SPLIT_REQUESTS)
    assert findings(answer)["subgame-perfect"] is True
    assert payoffs(answer) == (0, 4, 4, 12)
    assert answer.outcome["deviations"] == {"1": 0, "2": 4, "3": 4}
    assert answer.outcome["required"] == ["2", "3"]
    assert answer.outcome["members"] == ["2", "3"]


@pytest.mark.parametrize("a", [0, Fraction(1, 3), 1, 5 * HALF, 4, 7, 8])
def test_example_2_every_split_of_8_between_buyers_2_and_3_is_an_equilibrium(a):
    answer = answered(EXAMPLE_2, "gamma/equilibrium", ("AB", 12), ("A", 10 - a), ("B", 2 + a))
    assert net(answer) == (0, a, 8 - a)
    assert findings(answer)["subgame-perfect"] is True
    assert payoffs(answer) == (0, a, 8 - a, 12)
    assert answer.outcome["surplus"] == 20


@pytest.mark.parametrize(("nets", "gainer"), [((0, 4, 4 - LITTLE), 1), ((0, 3, 4), 1), ((0, 0, 0), 1), ((0, 4, 5), 0), ((LITTLE, 4, 4), 1)])
def test_example_2_other_net_payoffs_are_no_equilibrium(nets, gainer):
    found = verdict(EXAMPLE_2, *nets)
    assert isinstance(found, Refused)
    assert found.buyer == gainer


def test_example_2_equilibria_made_to_order_are_at_the_corners_of_the_core():
    outcome = found_answer(EXAMPLE_2, "gamma/construct").outcome
    assert outcome["theorem"] == "pareto-core"
    assert {tuple(equilibrium["payoffs"].values()) for equilibrium in outcome["equilibria"]} == {(0, 0, 8, 12), (0, 8, 0, 12)}


def test_example_2_core():
    clearing = Clearing(EXAMPLE_2)
    assert core_extreme_points(clearing) == ((0, 0, 0), (0, 0, 8), (0, 8, 0))
    assert pareto_points(clearing) == ((0, 0, 8), (0, 8, 0))
    assert 20 - max(map(sum, core_extreme_points(clearing))) == 12


def test_example_2_theorem_6_fails_without_submodularity():
    answer = answered(EXAMPLE_2, "gamma/theorems", *SPLIT_REQUESTS)
    assert answer.finding("buyers-submodular").details["witness"] == {"coalition": ["1"], "buyers": ["2", "3"]}
    assert {claim: holds for claim, holds in findings(answer).items() if not holds} == {"buyers-submodular": False, "theorem-6": False}
    assert answer.finding("theorem-6").details == {"promised": False, "witness": {"buyer": "2", "payoff": 4, "vickrey": 8}}


# Beyond the paper


def test_market_i_greedy_requests_are_an_equilibrium_of_surplus_12():
    answer = answered(BEYOND_I, "gamma/equilibrium", *GREEDY_REQUESTS)
    assert net(answer) == (0, 10, 10, 0)
    assert findings(answer)["subgame-perfect"] is True
    assert answer.outcome["deviations"] == {"1": 0, "2": 0, "3": 0, "4": 0}
    assert (answer.outcome["surplus"], payoffs(answer)) == (12, (0, 0, 0, 0, 12))


def test_market_i_best_replies_serve_buyers_1_and_4():
    answer = answered(BEYOND_I, "gamma/replies", *GREEDY_REQUESTS)
    assert listed(answer) == {("1", "11"), ("4", "44"), ("14", "11"), ("14", "44")}


def test_market_i_equilibrium_is_not_efficient():
    found = answered(BEYOND_I, "gamma/theorems", *GREEDY_REQUESTS).finding("theorem-4")
    assert (found.holds, found.details) == (False, {"promised": False, "witness": {"surplus": 12, "worth": 20}})


def test_market_ii_equilibrium_pays_buyer_4_more_than_his_vickrey_payoff():
    answer = answered(BEYOND_II, "gamma/equilibrium", *MARKET_II_REQUESTS)
    assert net(answer) == (0, 1, 1, 2)
    assert findings(answer)["subgame-perfect"] is True
    assert payoffs(answer) == (0, 0, 0, 2, 5)
    assert tuple(marketwright.solve(BEYOND_II, "vickrey").outcome["payoffs"].values()) == (0, 0, 0, 1, 6)


def test_market_ii_vickrey_payoffs_are_in_the_core_and_those_of_the_equilibrium_are_not():
    assert core_test(BEYOND_II, 0, 0, 0, 1, seller=6).finding("core").holds is True
    core = core_test(BEYOND_II, 0, 0, 0, 2, seller=5).finding("core")
    assert (core.holds, core.details["witness"]["coalition"]) == (False, ["2", "3"])


def test_market_ii_theorem_6_fails_although_vickrey_is_in_the_core():
    answer = answered(BEYOND_II, "gamma/theorems", *MARKET_II_REQUESTS)
    assert answer.outcome["equilibrium"] is True
    assert answer.finding("theorem-4").holds is True
    assert answer.finding("theorem-6").details == {"promised": False, "witness": {"buyer": "4", "payoff": 2, "vickrey": 1}}


def test_market_iii_best_replies():
    answer = answered(BEYOND_III, "gamma/replies", *HOUSE_REQUESTS)
    assert net(answer) == (4, 0)
    assert answer.outcome["revenue"] == 6
    assert listed(answer) == {("1", "1"), ("2", "2"), ("12", "1")}


def test_market_iii_is_an_equilibrium_only_with_the_house_for_buyer_1():
    answer = answered(BEYOND_III, "gamma/equilibrium", *HOUSE_REQUESTS)
    assert findings(answer)["subgame-perfect"] is True
    assert answer.outcome["required"] == ["1"]
    assert answer.outcome["allocation"] == {"1": ["house"], "2": []}
    assert payoffs(answer) == (4, 0, 6)


@pytest.mark.parametrize("asked", [-2, 0, LITTLE, 1, 3, 4, 4 + LITTLE, 5, 6, 19 * HALF, 10])
def test_market_iii_nothing_is_an_equilibrium_once_buyer_2_asks_for_6(asked):
    assert limits(BEYOND_III, asked, 6)[0] == 10
    assert isinstance(verdict(BEYOND_III, asked, 6), Refused)


@pytest.mark.parametrize("name", MARKETS)
def test_equilibria_made_to_order_are_accepted_by_the_checker(name):
    answer = marketwright.solve(MARKETS[name], "gamma/construct")
    assert answer.checked == "accepted"
    assert answer.outcome["theorem"] == {"example 1": "theorem-6", "(iii)": "theorem-6"}.get(name, "pareto-core")
