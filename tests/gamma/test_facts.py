"""Facts of mechanism Γ on small random markets: what the best reply is, what deviations yield, which profiles are equilibria.

Facts of spec gamma 6, 7 and 8 (P1 to P4 among them).  The other side of each comparison is a formula evaluated here on worths, or `tests/gamma_oracle.py`,
which lists all replies.
"""

from fractions import Fraction
from itertools import product
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from marketwright.coalitions import Clearing, SubmodularWorths, all_worths, core_extreme_points, submodular_worths, substitutes_witness, value_table
from marketwright.gamma.deviations import Deviations
from marketwright.gamma.equilibrium import Refused, Supported, equilibrium_verdict
from marketwright.gamma.profile import Profile, Valuer
from marketwright.gamma.reply import best_reply
from marketwright.markets import Bid, BundleMarket, Buyer, TableValues, market_document, market_from_document
from marketwright.solving import found_answer
from tests.gamma_markets import pareto_core_point, random_case, random_market
from tests.gamma_oracle import Game, GammaOracle
from tests.papers.gamma_cases import findings, listed, payoffs, replies_to_net, requests
from tests.strategies import amounts, bundle_markets, bundles

few = settings(max_examples=40, deadline=None)
LITTLE = Fraction(1, 10**6)


@st.composite
def cases(draw, **options):
    """A market without reserve prices, and a bundle and a price for each buyer."""
    market = draw(bundle_markets(reserve_prices=False, **options))
    asked = [(draw(bundles(market.goods, 0)), draw(st.one_of(st.just(Fraction(0)), amounts))) for _ in market.buyers]
    return market, asked


class Table:
    """What a market's worths say of a profile by the formulas of the theory; coalitions are frozensets of places."""

    def __init__(self, market, asked):
        self.market, self.clearing = market, Clearing(market)
        self.valuer = Valuer(self.clearing)
        self.net = [self.valuer.value(buyer, goods) - price for buyer, (goods, price) in enumerate(asked)]
        self.tops = [self.valuer.value(buyer, market.goods) for buyer in range(len(asked))]
        self.profile = Profile(tuple(self.net))
        self.worths = all_worths(self.clearing)
        self.everyone = frozenset(range(len(asked)))

    def paid(self, coalition):
        return self.worths[coalition] - sum(self.net[buyer] for buyer in coalition)

    @property
    def pays(self):
        return max(self.paid(coalition) for coalition in self.worths if coalition)

    def limit(self, buyer):
        """d_i = f_i - g_i."""
        if len(self.everyone) == 1:
            return self.tops[0]
        with_him = max(self.paid(coalition | {buyer}) + self.net[buyer] for coalition in self.worths)
        return with_him - max(self.paid(coalition) for coalition in self.worths if coalition and buyer not in coalition)

    def limits_found(self):
        """The same by the library."""
        deviations = Deviations(self.clearing, self.profile, best_reply(self.clearing, self.valuer, self.profile))
        for member in deviations.reply.members:
            deviations.of_member(member)
        for step in deviations.of_others():
            assert step.worth.exact
        assert deviations.settled
        return [deviations.limits[buyer] for buyer in sorted(self.everyone)]

    def served_at(self, buyer, net):
        """Whether the buyer is served, over all best replies, when he asks for this net payoff instead."""
        _, coalitions = replies_to_net(self.market, *[net if other == buyer else asked for other, asked in enumerate(self.net)])
        return {self.market.buyers[buyer].name in members for members in coalitions}


def oracle_of(market, asked):
    return GammaOracle(market_document(market), {buyer.name: (list(goods), price) for buyer, (goods, price) in zip(market.buyers, asked, strict=True)})


def replies_of(oracle, replies):
    """The oracle's replies as strings, members in market order."""
    return {("".join(name for name in oracle.names if name in members), "".join(owners)) for members, owners in replies}


def random_cases(seed, count):
    """Cases of which many are equilibria."""
    random, found = Random(f"gamma facts {seed}"), []
    for _ in range(count):
        document, asked = random_case(random)
        market = market_from_document(document)
        found.append((market, [asked[buyer.name] for buyer in market.buyers]))
    return found


# The best reply


@few
@given(cases())
def test_best_payment_is_that_of_the_best_coalition(case):
    market, asked = case
    found = found_answer(market, "gamma/reply", input=requests(market, *asked))
    assert found.outcome["revenue"] == Table(market, asked).pays


@few
@given(cases())
def test_best_payment_is_that_of_winner_determination_with_truncated_values(case):
    """Buyers bid max(0, w(R) - r); what this is worth at R = no goods is the same whatever is allocated, and added afterwards."""
    market, asked = case
    buyers, at_nothing = [], Fraction(0)
    for number, (buyer, net) in enumerate(zip(market.buyers, Table(market, asked).net, strict=True)):
        worths = value_table(market.goods, market.buyers[number].values)
        nothing = max(Fraction(0), -net)
        at_nothing += nothing
        bids = [
            Bid(bundle=tuple(good for place, good in enumerate(market.goods) if mask >> place & 1), value=max(Fraction(0), worth - net) - nothing)
            for mask, worth in enumerate(worths)
            if mask
        ]
        buyers.append(Buyer(name=buyer.name, values=TableValues(bids=tuple(bids))))
    truncated = BundleMarket(goods=market.goods, buyers=tuple(buyers))
    welfare = found_answer(truncated, "efficient").outcome["welfare"]
    assert found_answer(market, "gamma/reply", input=requests(market, *asked)).outcome["revenue"] == welfare + at_nothing


@few
@given(cases())
def test_best_payment_is_that_of_brute_force_over_all_replies_and_at_least_0(case):
    market, asked = case
    revenue = found_answer(market, "gamma/reply", input=requests(market, *asked)).outcome["revenue"]
    assert revenue == oracle_of(market, asked).best_payment
    assert revenue >= 0


@few
@given(cases())
def test_best_replies_are_the_efficient_allocations_of_the_best_coalitions(case):
    market, asked = case
    table, game = Table(market, asked), Game(market_document(market))
    best = [[market.buyers[buyer].name for buyer in sorted(c)] for c in table.worths if c and table.paid(c) == table.pays]
    expected = {("".join(members), "".join(owners)) for members in best for owners in game.efficient(members)}
    assert listed(found_answer(market, "gamma/replies", input=requests(market, *asked))) == expected


@few
@given(cases())
def test_best_replies_are_those_of_brute_force_and_contain_everybody_who_asks_for_less_than_0(case):
    market, asked = case
    oracle = oracle_of(market, asked)
    answer = found_answer(market, "gamma/replies", input=requests(market, *asked))
    replies = listed(answer)
    assert replies == replies_of(oracle, oracle.best_replies)
    insisting = {name for name, net in answer.outcome["net"].items() if net < 0}
    assert {members for members, _ in replies if not insisting <= set(members)} == set()


def test_a_bid_for_more_goods_at_the_same_value_makes_no_entry_of_its_own():
    """Buyer 1 gives 5 for A and 5 for A and B; whoever gets B then, the entry of A alone stands for it."""
    bids = tuple(Bid(bundle=bundle, value=Fraction(value)) for bundle, value in ((("A",), 5), (("B",), 0), (("A", "B"), 5)))
    market = BundleMarket(goods=("A", "B"), buyers=tuple(Buyer(name=name, values=TableValues(bids=bids)) for name in "12"))
    replies = found_answer(market, "gamma/replies", input=requests(market, (["A"], 1), ([], 0))).outcome["replies"]
    assert replies == [{"members": ["2"], "optional": [], "bundles": {"2": ["A"]}, "free": ["B"], "surplus": 5, "count": 1}]
    both = found_answer(market, "gamma/replies", input=requests(market, ([], 0), ([], 0))).outcome["replies"]
    assert sorted((entry["members"], entry["optional"], entry["bundles"], entry["count"]) for entry in both) == [
        (["1"], ["2"], {"1": ["A"]}, 3),
        (["2"], ["1"], {"2": ["A"]}, 3),
    ]


@few
@given(cases(), st.sampled_from(["any", "largest-surplus"]))
def test_members_get_what_they_asked_for_at_prices_of_at_least_0(case, tie_rule):
    """Lemma 1."""
    market, asked = case
    outcome = found_answer(market, "gamma/reply", input=requests(market, *asked), tie_rule=tie_rule).outcome
    expected = {name: net if name in outcome["members"] else 0 for name, net in outcome["net"].items()}
    assert {name: payoff for name, payoff in outcome["payoffs"].items() if name != "seller"} == expected
    assert min(outcome["payments"].values()) >= 0
    assert sum(outcome["payments"].values()) == outcome["revenue"] == outcome["payoffs"]["seller"]
    assert {name for name, payment in outcome["payments"].items() if payment} <= set(outcome["members"])


@few
@given(cases())
def test_largest_surplus_is_the_largest_among_the_best_replies(case):
    market, asked = case
    oracle = oracle_of(market, asked)
    found = found_answer(market, "gamma/reply", input=requests(market, *asked), tie_rule="largest-surplus").outcome["surplus"]
    assert found == max(map(oracle.surplus, oracle.best_replies))


# What deviations yield


@few
@given(cases())
def test_limits_of_deviations_are_f_less_g_and_between_0_and_the_value_of_all_goods(case):
    table = Table(*case)
    limits = table.limits_found()
    assert limits == [table.limit(buyer) for buyer in sorted(table.everyone)]
    assert [0 <= limit <= top for limit, top in zip(limits, table.tops, strict=True)] == [True] * len(limits)


@few
@given(cases())
def test_limits_of_deviations_are_those_of_brute_force(case):
    market, asked = case
    assert dict(zip([buyer.name for buyer in market.buyers], Table(market, asked).limits_found(), strict=True)) == oracle_of(market, asked).deviations


@few
@given(cases())
def test_a_buyer_is_always_served_below_his_limit_never_above_and_both_ways_at_it(case):
    table = Table(*case)
    for buyer, limit in enumerate(table.limits_found()):
        assert table.served_at(buyer, limit - LITTLE) == {True}
        if len(table.everyone) > 1:
            assert table.served_at(buyer, limit) == {True, False}
            if limit + LITTLE <= table.tops[buyer]:
                assert table.served_at(buyer, limit + LITTLE) == {False}


# Equilibria


@pytest.mark.parametrize("seed", range(6))
def test_equilibria_are_those_of_brute_force(seed):
    verdicts = set()
    for market, asked in random_cases(seed, 25):
        oracle = oracle_of(market, asked)
        answer = found_answer(market, "gamma/equilibrium", input=requests(market, *asked))
        assert answer.finding("subgame-perfect").holds is oracle.is_equilibrium, (market, asked)
        assert answer.finding("nash-with-threats").holds is oracle.nash_with_threats, (market, asked)
        verdicts.add(oracle.is_equilibrium)
        if oracle.is_equilibrium:
            assert payoffs(answer) in {tuple(oracle.payoffs(reply).values()) for reply in oracle.supporting_replies}
            assert frozenset(answer.outcome["members"]) in {members for members, _ in oracle.supporting_replies}
    assert verdicts == {True, False}


@pytest.mark.parametrize("seed", range(3))
def test_what_a_refused_profile_shows_is_a_gain_whatever_the_seller_answers(seed):
    gains = []
    for market, asked in random_cases(f"gains {seed}", 25):
        answer = found_answer(market, "gamma/equilibrium", input=requests(market, *asked))
        if answer.finding("subgame-perfect").holds is False:
            witness = answer.finding("subgame-perfect").details["witness"]
            request = witness["request"]
            least, _ = oracle_of(market, asked).after(witness["buyer"], request["bundle"], Fraction(request["price"]))
            gains.append((least, least - witness["payoff"]) == (witness["net"], witness["gain"]) and witness["gain"] > 0)
    assert len(gains) > 3
    assert set(gains) == {True}


@pytest.mark.parametrize("seed", range(3))
def test_supporting_replies_have_the_largest_surplus_and_all_such_replies_support(seed):
    """P4: so the verdict does not depend on the reply that is looked at first."""
    surpluses = []
    for market, asked in random_cases(f"ties {seed}", 25):
        table, oracle = Table(market, asked), oracle_of(market, asked)
        replies = [best_reply(table.clearing, table.valuer, table.profile, tie_rule=tie_rule) for tie_rule in ("any", "largest-surplus")]
        kinds = {type(equilibrium_verdict(table.clearing, table.profile, reply)) for reply in replies}
        assert kinds == {Supported if oracle.is_equilibrium else Refused}
        if oracle.is_equilibrium:
            richest = {reply for reply in oracle.best_replies if oracle.surplus(reply) == replies[1].surplus}
            assert richest == oracle.supporting_replies
            surpluses.append(replies[1].surplus)
    assert len(surpluses) > 3


@few
@given(cases(max_buyers=1))
def test_one_buyer_is_in_equilibrium_exactly_with_a_bundle_worth_everything_at_price_0(case):
    market, asked = case
    [(goods, price)] = asked
    table = Table(market, asked)
    expected = price == 0 and table.valuer.value(0, goods) == table.tops[0]
    answer = found_answer(market, "gamma/equilibrium", input=requests(market, *asked))
    assert findings(answer) == {"best-reply": True, "subgame-perfect": expected, "nash-with-threats": expected}


@few
@given(bundle_markets(reserve_prices=False))
def test_equilibria_made_to_order_are_equilibria_by_brute_force(market):
    """Theorem 6 and P3: every market has at least one."""
    answer = found_answer(market, "gamma/construct")
    game = Game(market_document(market))
    assert answer.outcome["theorem"] == ("one-buyer" if game.size == 1 else "theorem-6" if game.buyers_submodular else "pareto-core")
    assert len(answer.outcome["equilibria"]) > 0
    for equilibrium in answer.outcome["equilibria"]:
        asked = {name: (request["bundle"], Fraction(request["price"])) for name, request in equilibrium["requests"].items()}
        oracle = GammaOracle(game, asked)
        owner = {good: name for name, goods in equilibrium["allocation"].items() for good in goods}
        reply = frozenset(equilibrium["members"]), tuple(owner[good] for good in market.goods)
        assert reply in oracle.supporting_replies
        assert oracle.payoffs(reply) == equilibrium["payoffs"]
        assert game.worth(game.names) == equilibrium["surplus"]
        assert game.buyer_pareto_core({name: equilibrium["payoffs"][name] for name in game.names})


@pytest.mark.parametrize("seed", range(3))
def test_every_buyer_pareto_optimal_core_point_is_an_equilibrium_that_serves_all(seed):
    """P3, at points that need not be extreme."""
    random, sizes = Random(f"gamma facts pareto {seed}"), set()
    for _ in range(25):
        game = Game(random_market(random))
        if game.size > 1:
            point = pareto_core_point(random, game)
            market = market_from_document(game.market)
            nets = [point[name] for name in game.names]
            table = Table(market, [(market.goods, game.value(name, market.goods) - net) for name, net in zip(game.names, nets, strict=True)])
            found = equilibrium_verdict(table.clearing, table.profile, best_reply(table.clearing, table.valuer, table.profile))
            assert isinstance(found, Supported), (game.market, point)
            assert table.limits_found() == nets
            assert table.paid(table.everyone) == table.pays == game.worth(game.names) - sum(nets)
            sizes.add(game.size)
    assert sizes == {2, 3, 4}


@few
@given(bundle_markets(reserve_prices=False))
def test_in_buyers_submodular_markets_all_but_one_always_reply_best_to_vickrey_requests(market):
    """So the reply on the path has to be chosen among best replies (erratum 5)."""
    worths = all_worths(Clearing(market))
    everyone = max(worths, key=len)
    if len(everyone) > 1 and isinstance(submodular_worths(Clearing(market)), SubmodularWorths):
        _, served = replies_to_net(market, *[worths[everyone] - worths[everyone - {buyer}] for buyer in sorted(everyone)])
        names = [buyer.name for buyer in market.buyers]
        assert {"".join(names), *("".join(other for other in names if other != name) for name in names)} <= served


# The paper's statements, at any profile and at equilibria


@pytest.mark.parametrize("seed", range(4))
def test_lemmas_1_2_and_3_hold_at_every_profile(seed):
    for market, asked in random_cases(f"lemmas {seed}", 20):
        found = findings(found_answer(market, "gamma/theorems", input=requests(market, *asked)))
        assert (found["lemma-1"], found["lemma-2"], found["lemma-3"]) == (True, True, True), (market, asked)


@pytest.mark.parametrize("seed", range(4))
def test_theorems_4_and_6_and_the_corrected_lemma_5_hold_at_equilibria_of_buyers_submodular_markets(seed):
    seen = []
    for market, asked in random_cases(f"theorems {seed}", 30):
        oracle = oracle_of(market, asked)
        answer = found_answer(market, "gamma/theorems", input=requests(market, *asked))
        found = findings(answer)
        assert answer.outcome["equilibrium"] is oracle.is_equilibrium
        assert found["buyers-submodular"] is oracle.game.buyers_submodular
        if oracle.is_equilibrium and oracle.game.buyers_submodular and oracle.game.size > 1:
            seen.append((found["theorem-4"], found["theorem-6"], found["lemma-5"]))
            assert payoffs(answer) == tuple(oracle.game.vickrey.values())
    assert len(seen) > 3
    assert set(seen) == {(True, True, True)}


def test_theorem_4_is_promised_at_equilibria_exactly_where_the_market_is_buyers_submodular():
    """Elsewhere it may fail."""
    found = []
    for market, asked in random_cases("promises", 150):
        answer = found_answer(market, "gamma/theorems", input=requests(market, *asked))
        if answer.outcome["equilibrium"] and len(market.buyers) > 1:
            theorem = answer.finding("theorem-4")
            found.append((answer.finding("buyers-submodular").holds, theorem.details["promised"], theorem.holds))
    assert {(True, True, True), (False, False, True)} <= set(found) <= {(True, True, True), (False, False, True), (False, False, False)}


@few
@given(bundle_markets(reserve_prices=False))
def test_submodularity_in_three_forms(market):
    """The local form, the paper's (4) and (5), and Vickrey payoffs in the core of every part of the market."""
    worths = all_worths(Clearing(market))
    local = isinstance(submodular_worths(Clearing(market)), SubmodularWorths)
    pairs = [(part, whole) for part in worths for whole in worths if part <= whole]
    everyone = max(worths, key=len)
    four = all(worths[part | {buyer}] - worths[part] >= worths[whole | {buyer}] - worths[whole] for part, whole in pairs for buyer in everyone - whole)
    five = all(worths[whole] - worths[part] >= sum(worths[whole] - worths[whole - {buyer}] for buyer in whole - part) for part, whole in pairs)
    assert (local, local) == (four, five)
    if all(substitutes_witness(market, buyer.values) is None for buyer in market.buyers):
        assert local


@few
@given(bundle_markets(reserve_prices=False))
def test_core_is_the_box_of_marginal_contributions_exactly_when_vickrey_is_in_it(market):
    clearing = Clearing(market)
    worths = all_worths(clearing)
    everyone = max(worths, key=len)
    contributions = [worths[everyone] - worths[everyone - {buyer}] for buyer in sorted(everyone)]
    box = tuple(sorted(set(product(*((Fraction(0), contribution) for contribution in contributions)))))
    inside = all(sum(contributions[buyer] for buyer in part) <= worths[everyone] - worths[everyone - part] for part in worths)
    assert (core_extreme_points(clearing) == box) is inside
