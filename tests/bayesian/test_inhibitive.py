"""The rule `bayesian/inhibitive`: the paper's numbers, laws, the oracle's programs, and mistakes of indices that would change verdicts."""

from fractions import Fraction

import pytest

from marketwright.bayesian.inhibitive import inhibitive_rule
from marketwright.errors import UsageError
from marketwright.questions import Limits, Question
from tests.bayesian.told import HALF, M1, M2, alpha_of, ask, by_type, claims, example_1, example_3, games, tables_document, text, witness
from tests.bayesian_markets import make_market, random_allocation, seller_buyer
from tests.bayesian_oracle import (
    ZERO,
    Game,
    blocking_chance,
    blocking_gain,
    blocking_profit,
    gross_payoffs,
    is_hydraulic,
    is_unblocked_with_one_type,
    tenability_complaints,
    theorem_1_complaints,
    transformed,
    virtual_share,
    virtual_worth,
    worths,
)
from tests.bayesian_oracle_lp import Program, total
from tests.bayesian_oracle_programs import alpha_variables, best_blocking_plan, theorem_1_multipliers


def inhibitive(market, omega, support="plain"):
    """The answer about an allocation {player: {profile: number}}."""
    return ask(market, "inhibitive", allocation=tables_document(Game(market), omega), support=support)


def allocation(game, *tables):
    """{player: {profile: number}} of the numbers in order."""
    return {i: dict(zip(game.profiles, map(Fraction, table), strict=True)) for i, table in zip(game.players, tables, strict=True)}


def plan_of(game, outcome, fine=False):
    """(nu, y) of an answer, whose invitations are in order and above 0."""
    nu, order = {}, []
    for entry in outcome["plan"]["invitations"]:
        members, shown = tuple(entry["members"]), game.players if fine else tuple(entry["members"])
        assert set(entry["types"]) == set(shown)
        types = tuple(entry["types"][i] for i in shown)
        nu[members, entry["action"], types] = Fraction(entry["probability"])
        order.append((list(game.actions).index(members), entry["action"], types))
    assert order == sorted(set(order))
    assert min(nu.values()) > 0
    return nu, by_type(game, outcome["plan"]["payments"])


def assert_proved(game, omega, answer, fine=False):
    """The plan is tenable and the bound holds, both by the oracle; returns the profit."""
    outcome, certificate = answer["outcome"], answer["certificate"]
    found, alpha = Fraction(outcome["profit"]), alpha_of(game, certificate["multipliers"])
    claim = "finely-supported" if fine else "inhibitive"
    if found == 0:
        rows = sum(len(game.profiles if fine else game.parts(coalition)) for coalition, _ in game.blocks())
        assert set(outcome) == {"profit"}
        assert set(certificate) == {"multipliers"}
        assert answer["findings"] == [{"claim": claim, "holds": True, "grade": "enumerated", "inequalities": rows}]
        assert theorem_1_complaints(game, omega, alpha, fine) == []
        return found
    assert claims(answer) == [(claim, False, "proved"), ("largest-profit", True, "proved")]
    assert witness(answer, claim) == {"profit": outcome["profit"]}
    plan = plan_of(game, outcome, fine)
    assert tenability_complaints(game, omega, plan, fine) == []
    assert blocking_profit(game, plan) == found
    assert by_type(game, outcome["gains"]) == {(i, s): blocking_gain(game, omega, plan, i, s, fine=fine) for i, s in game.player_types()}
    assert max(blocking_chance(game, plan, t, fine) for t in game.profiles) == 1
    slack = {t: Fraction(certificate["slack"].get(text(t), 0)) for t in game.profiles}
    assert is_hydraulic(game, alpha)
    assert min(map(Fraction, certificate["slack"].values())) > 0
    assert sum(slack.values()) == found
    for coalition, action in game.blocks():
        for part in game.profiles if fine else game.parts(coalition):
            among = [part] if fine else game.profiles_with(coalition, part)
            surplus = [game.prior(t) * (virtual_share(game, alpha, omega, coalition, t) - virtual_worth(game, alpha, coalition, action, t)) for t in among]
            assert sum(surplus) + sum(slack[t] for t in among) >= 0
    return found


# The paper.


def test_the_first_mechanism_of_example_1_is_blocked_for_2_81sts():
    market, game = example_1()
    omega = gross_payoffs(game, M1)
    answer = inhibitive(market, omega)
    assert answer["outcome"]["profit"] == "2/81"
    assert assert_proved(game, omega, answer) == Fraction(2, 81)


def test_the_second_mechanism_of_example_1_is_inhibitive_by_an_eighth():
    market, game = example_1()
    answer = inhibitive(market, gross_payoffs(game, M2))
    assert answer == {
        "outcome": {"profit": 0},
        "findings": [{"claim": "inhibitive", "holds": True, "grade": "enumerated", "inequalities": 7}],
        "certificate": {"multipliers": [{"player": "1", "type": "L", "claim": "H", "multiplier": "1/8"}]},
    }


@pytest.mark.parametrize(
    ("seller", "buyer", "profit"),
    [
        (("7/2", "7/2"), ("7/2", "-7/2"), "1/4"),
        (("7/2", "27/10"), (1, -1), "1/20"),
        (("7/2", "8/3"), (1, -1), 0),
        (("7/2", "7/2"), (1, -1), "5/4"),
    ],
)
def test_example_2_needs_side_bets_and_a_severance_of_five_sixths(seller, buyer, profit):
    market = seller_buyer((3, 2), (7, 0))
    game = Game(market)
    omega = allocation(game, seller, buyer)
    answer = inhibitive(market, omega)
    assert assert_proved(game, omega, answer) == Fraction(profit)


def test_example_2_with_a_severance_of_five_sixths_is_not_finely_supported():
    market = seller_buyer((3, 2), (7, 0))
    game = Game(market)
    omega = allocation(game, ("7/2", "8/3"), (1, -1))
    answer = inhibitive(market, omega, "fine")
    assert assert_proved(game, omega, answer, fine=True) == HALF == best_blocking_plan(game, omega, fine=True)[0]


EXAMPLE_3 = {
    "payoffs of the first mechanism": ((7, "7/2", 7, "7/2"), (7, 7, "7/2", "7/2"), "5/4"),
    "core": ((7, "7/2", 7, "9/4"), (7, 7, "7/2", "9/4"), 0),
    "side-bets alone": ((7, "7/2", "33/4", "9/4"), (7, "33/4", "7/2", "9/4"), 0),
}


@pytest.mark.parametrize("name", EXAMPLE_3)
def test_example_3_is_saved_by_severance_or_by_side_bets(name):
    first, second, profit = EXAMPLE_3[name]
    market, game, _ = example_3()
    omega = allocation(game, first, second)
    assert assert_proved(game, omega, inhibitive(market, omega)) == Fraction(profit)
    assert (assert_proved(game, omega, inhibitive(market, omega, "fine"), fine=True) == 0) == (theorem_1_multipliers(game, omega, True) is not None)


def test_the_first_mechanism_of_example_3_is_blocked_for_a_half():
    market, game, mechanism = example_3()
    omega = gross_payoffs(game, mechanism)
    assert assert_proved(game, omega, inhibitive(market, omega)) == HALF


# Mistakes of indices, each with a market in which it would change the verdict.


def sale_with_private_costs():
    """Together 1 and 2 can do one thing: type a of player 1 likes it as player 2 likes type b."""
    players = {"1": {"a": Fraction(1, 4), "b": Fraction(3, 4)}, "2": {"c": 1}}
    market = make_market(players, {("1", "2"): {"act": {"1": lambda t: 0, "2": lambda t: {"a": 2, "b": 3}[t["1"]]}}})
    game = Game(market)
    return market, game, allocation(game, (-1, 1), (3, 1))


def test_multipliers_turned_around_would_hide_a_plan():
    market, game, omega = sale_with_private_costs()
    program = Program()
    alpha = alpha_variables(game, program)
    turned = {(i, true, claim): number for (i, claim, true), number in alpha.items()}
    for coalition, action in game.blocks():
        for part in game.parts(coalition):
            (t,) = game.profiles_with(coalition, part)
            program.at_least(virtual_share(game, turned, omega, coalition, t) - virtual_worth(game, turned, coalition, action, t))
    assert program.feasible() is not None
    assert assert_proved(game, omega, inhibitive(market, omega)) == Fraction(1, 4)


def test_an_allocation_taken_at_the_claimed_type_would_invent_a_plan():
    market, game = example_1()
    omega = gross_payoffs(game, M2)
    assert profit_with_claimed_allocation(game, omega) == Fraction(9, 20)
    assert assert_proved(game, omega, inhibitive(market, omega)) == 0


def profit_with_claimed_allocation(game, omega):
    """The largest profit if a liar forgot what he really forgoes."""
    program = Program()
    nu = {key: program.variable("nu", *key) for key in {(s, c, game.part(t, s)): None for s, c in game.blocks() for t in game.profiles}}
    y = {(i, s): program.variable("y", i, s, free=True) for i, s in game.player_types()}

    def gain(i, true, claimed):
        parts = [y[i, claimed]]
        for t in game.profiles_with((i,), (true,)):
            told = game.with_type(t, i, claimed)
            parts += [
                nu[coalition, action, game.part(told, coalition)] * (game.prior(t, game.others(i)) * (game.u(i, coalition, action, t) - omega[i][told]))
                for coalition, action in game.blocks()
                if i in coalition
            ]
        return total(parts)

    for t in game.profiles:
        program.at_least(1, blocking_chance(game, (nu, y), t))
    for i, s in game.player_types():
        program.at_least(gain(i, s, s))
        for r in game.types[i]:
            program.at_least(gain(i, s, s), gain(i, s, r))
    return program.maximum(blocking_profit(game, (nu, y))).value


def test_inequalities_without_averages_over_outsiders_would_invent_a_plan():
    market = seller_buyer((3, 2), (7, 0))
    game = Game(market)
    omega = allocation(game, ("7/2", "8/3"), (1, -1))
    assert theorem_1_multipliers(game, omega, fine=True) is None
    assert claims(inhibitive(market, omega)) == [("inhibitive", True, "enumerated")]


# Laws.


@pytest.mark.parametrize("seed", range(6))
def test_profits_are_those_of_the_program_as_printed(seed):
    verdicts = set()
    for random, market, game in games(f"inhibitive {seed}", 12):
        omega = random_allocation(random, game)
        found = [assert_proved(game, omega, inhibitive(market, omega, support), support == "fine") for support in ("plain", "fine")]
        assert found == [best_blocking_plan(game, omega, fine)[0] for fine in (False, True)]
        assert found[0] <= found[1]
        verdicts.add(tuple(profit > 0 for profit in found))
    assert {(True, True), (False, False)} <= verdicts


def test_constants_for_players_keep_an_allocation_inhibitive():
    kept = 0
    for random, market, game in games("constants", 40):
        omega = random_allocation(random, game)
        if inhibitive(market, omega)["outcome"]["profit"] == 0:
            more = {i: Fraction(random.randint(0, 6), random.choice((1, 3))) for i in game.players}
            raised = {i: {t: number + more[i] for t, number in table.items()} for i, table in omega.items()}
            assert inhibitive(market, raised)["outcome"]["profit"] == 0
            kept += 1
    assert kept > 10


def test_raising_one_state_can_create_a_block():
    market = seller_buyer((3, 2), (7, 0))
    game = Game(market)
    profits = [inhibitive(market, allocation(game, ("7/2", low), (1, -1)))["outcome"]["profit"] for low in ("8/3", "7/2")]
    assert profits[0] == 0
    assert Fraction(profits[1]) > 0


def test_with_one_type_each_inhibitive_is_unblocked():
    verdicts = []
    for random, market, game in games("one type", 30, "one type"):
        most = max(1, *worths(game).values())
        omega = {i: dict.fromkeys(game.profiles, most * Fraction(random.randint(1, 6), 6)) for i in game.players}
        verdicts.append(is_unblocked_with_one_type(game, omega))
        assert (inhibitive(market, omega)["outcome"]["profit"] == 0) == verdicts[-1]
    assert 5 < sum(verdicts) < 25


def written_anew(game, players, types, double=None, split=None):
    """The market with players in another order and types and actions by other names, an action doubled, a type of a player split in two.

    Returns the market, and what a profile of it is in the old one.
    """
    prior = {}
    for i in players:
        prior[i] = {}
        for s in game.types[i]:
            halves = (types(s), types(s) + "'") if (i, s) == split else (types(s),)
            prior[i] |= dict.fromkeys(halves, game.p[i][s] / len(halves))
    old_type = {(i, new): old for i in players for old in game.types[i] for new in (types(old), types(old) + "'")}

    def old(t):
        return tuple(old_type[i, t[i]] for i in game.players)

    def payoff(coalition, action, i):
        return lambda t: game.u(i, coalition, action, old(t))

    tables = {}
    for coalition, actions in game.actions.items():
        tables[coalition] = {}
        for action in actions:
            for name in ("z" + action, "a" + action) if (coalition, action) == double else ("z" + action,):
                tables[coalition][name] = {i: payoff(coalition, action, i) for i in coalition}
    return make_market(prior, tables), old


@pytest.mark.parametrize("change", ["renamed", "doubled", "split"])
def test_names_second_copies_of_actions_and_halves_of_types_change_no_profit(change):
    found = set()
    for random, market, game in games(f"changed {change}", 15):
        omega = random_allocation(random, game)
        players = game.players[::-1] if change == "renamed" else game.players
        names = (lambda s: "t" + str(200 - ord(s[0]))) if change == "renamed" else str
        double = random.choice(game.blocks()) if change == "doubled" else None
        split = random.choice(game.player_types()) if change == "split" else None
        other, old = written_anew(game, players, names, double, split)
        new_game = Game(other)
        copied = {i: {t: omega[i][old(dict(zip(new_game.players, t, strict=True)))] for t in new_game.profiles} for i in game.players}
        for support in ("plain", "fine"):
            profits = [inhibitive(market, omega, support)["outcome"]["profit"], inhibitive(other, copied, support)["outcome"]["profit"]]
            assert profits[0] == profits[1]
            found.add(profits[0] == 0)
    assert found == {True, False}


def test_what_invitations_are_virtually_worth_is_the_largest_profit():
    """Complementary slackness: chances times virtual gains add up to the profit."""
    market, game = example_1()
    omega = gross_payoffs(game, M1)
    answer = inhibitive(market, omega)
    (nu, _), alpha = plan_of(game, answer["outcome"]), alpha_of(game, answer["certificate"]["multipliers"])
    made = ZERO
    for (coalition, action, types), chance in nu.items():
        for t in game.profiles_with(coalition, types):
            gains = {i: {s: game.u(i, coalition, action, s) - omega[i][s] for s in game.profiles} for i in coalition}
            made += chance * game.prior(t) * sum(transformed(game, alpha, i, gains[i], t) for i in coalition)
    assert made == Fraction(2, 81)


# Limits.


def asked_with_patience(market, omega, questions):
    """The rule's result, or the code of its error, when a limit comes after it was asked for so many times."""
    asked = iter(range(10**6))
    limits = Limits(stopped=lambda: next(asked) >= questions)
    try:
        return inhibitive_rule(market, Question(input={"allocation": tables_document(Game(market), omega)}, limits=limits))
    except UsageError as error:
        return error.code


def test_a_limit_before_the_verdict_is_an_error_and_one_before_the_bound_leaves_the_plan():
    market, game = example_1()
    results = [asked_with_patience(market, gross_payoffs(game, M1), questions) for questions in range(30)]
    early = [result for result in results if isinstance(result, str)]
    late = results[len(early) :]
    assert set(early) == {"U106"}
    open_ones = [result for result in late if result.findings[1].holds is None]
    assert open_ones == late[: len(open_ones)] != []
    for result in open_ones:
        assert [(finding.claim, finding.holds, finding.grade) for finding in result.findings] == [
            ("inhibitive", False, "proved"),
            ("largest-profit", None, "unproven"),
        ]
        assert 0 < result.outcome["profit"] <= Fraction(2, 81)
        assert result.certificate == {}
    assert {result.outcome["profit"] for result in late[len(open_ones) :]} == {Fraction(2, 81)}
