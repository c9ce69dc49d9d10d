"""The rule `bayesian/severance`: severance is checked with the oracle's formulas, reasons against it with the paper's numbers."""

from fractions import Fraction

from marketwright.questions import Limits
from tests.bayesian.told import M1, M2, alpha_of, ask, claims, example_1, example_3, games, mechanism_document, sale, tables_of, witness
from tests.bayesian_markets import BALANCED, known_core, random_mechanism, seller_buyer
from tests.bayesian_oracle import (
    Game,
    blocking_profit,
    broken_consequences,
    gross_payoffs,
    is_feasible,
    profit,
    severance,
    tenability_complaints,
    theorem_1_complaints,
)
from tests.bayesian_oracle_programs import is_inhibitive, theorem_0_multipliers

FOUND = [("core-mechanism", True, "enumerated")]
REFUTED = [("core-mechanism", False, "proved")]


def asked(market, game, mechanism, **options):
    return ask(market, "severance", mechanism=mechanism_document(game, mechanism), **options)


def severance_of(game, mechanism, answer):
    """The severance of an answer that makes the mechanism a core mechanism."""
    assert claims(answer) == FOUND
    outcome, alpha = answer["outcome"], alpha_of(game, answer["certificate"]["multipliers"])
    omega = tables_of(game, outcome["allocation"])
    assert tables_of(game, outcome["severance"]) == severance(game, mechanism, omega)
    assert min(number for table in severance(game, mechanism, omega).values() for number in table.values()) >= 0
    assert theorem_1_complaints(game, omega, alpha) == []
    assert answer["findings"][0]["inequalities"] == sum(len(game.parts(coalition)) for coalition, _ in game.blocks())
    assert broken_consequences(game, mechanism, omega, alpha) == []
    return severance(game, mechanism, omega)


def pooled(price, bet):
    """The mechanism of Example 2 that always sells: what the seller gets, and what the buyer pays more than that if the type is H, and less if it is L."""
    price, bet = Fraction(price), Fraction(bet)
    high, low = ("H", "buyer"), ("L", "buyer")
    mu = {t: {"keep": Fraction(0), "trade": Fraction(1)} for t in (high, low)}
    return mu, {"1": {high: price, low: price}, "2": {high: -price - bet, low: -price + bet}}


def example_2():
    market = seller_buyer((3, 2), (7, 0))
    return market, Game(market)


def test_example_1_m1_has_none_because_all_weights_are_positive_and_a_plan_blocks():
    market, game = example_1()
    answer = asked(market, game, M1)
    assert claims(answer) == REFUTED
    assert witness(answer, "core-mechanism") == {"reason": "weights"}
    weights = {(entry["player"], entry["type"]): entry["at_least"] for entry in answer["certificate"]["weights"]}
    assert weights == {("1", "H"): "5/8", ("1", "L"): "3/8", ("2", "buyer"): 1}
    assert_blocked(game, M1, answer)


def assert_blocked(game, mechanism, answer):
    """The plan of an answer is tenable without severance."""
    plan, nu = answer["outcome"]["plan"], {}
    for entry in plan["invitations"]:
        members = tuple(entry["members"])
        nu[members, entry["action"], tuple(entry["types"][i] for i in members)] = Fraction(entry["probability"])
    y = {(i, s): Fraction(number) for i, line in plan["payments"].items() for s, number in line.items()}
    assert tenability_complaints(game, gross_payoffs(game, mechanism), (nu, y)) == []
    assert blocking_profit(game, (nu, y)) == Fraction(answer["outcome"]["blocking_profit"]) > 0


def test_example_1_m2_needs_none():
    market, game = example_1()
    found = severance_of(game, M2, asked(market, game, M2))
    assert all(number == 0 for table in found.values() for number in table.values())


def test_example_1_at_no_sale_for_high_types_severance_of_the_low_type_is_possible_but_not_needed():
    market, game = example_1()
    mechanism = sale("1/4", 0)
    assert all(number == 0 for table in severance_of(game, mechanism, asked(market, game, mechanism)).values() for number in table.values())
    high, low = game.profiles
    bet = mechanism[0], {"1": mechanism[1]["1"], "2": {high: Fraction(-1, 2), low: Fraction(-1)}}
    assert not is_inhibitive(game, gross_payoffs(game, bet))
    found = severance_of(game, bet, asked(market, game, bet))
    assert found == {"1": {high: 0, low: Fraction(1, 4)}, "2": {high: 0, low: 0}}


def test_example_2_at_its_highest_price_and_side_bet_5_2_the_low_type_gets_5_6():
    market, game = example_2()
    mechanism = pooled("7/2", "5/2")
    high, low = game.profiles
    assert severance_of(game, mechanism, asked(market, game, mechanism)) == {"1": {high: 0, low: Fraction(5, 6)}, "2": {high: 0, low: 0}}


def test_example_2_without_side_bet_no_severance_helps():
    market, game = example_2()
    assert_refuted_by_cases(game, pooled("7/2", 0), asked(market, game, pooled("7/2", 0)))


def assert_refuted_by_cases(game, mechanism, answer):
    """No severance helps, a plan blocks without any, and a tree of cases says why."""
    assert claims(answer) == [("core-mechanism", False, "enumerated")]
    assert witness(answer, "core-mechanism") == {"reason": "cases"}
    assert set(answer["certificate"]) == {"tree"}
    assert_blocked(game, mechanism, answer)


def test_example_2_side_bets_are_repaired_exactly_in_the_region_of_the_paper():
    market, game = example_2()
    for price in (Fraction(3), Fraction(13, 4), Fraction(7, 2)):
        for bet in (Fraction(2), Fraction(5, 2), Fraction(11, 4), Fraction(7, 2), Fraction(4), Fraction(9, 2)):
            possible = any(_in_region(price, bet, Fraction(number, 48)) for number in range(97))
            answer = asked(market, game, pooled(price, bet))
            assert (claims(answer) == FOUND) == possible, (price, bet)
            if possible:
                paid = severance_of(game, pooled(price, bet), answer)["1"]["L", "buyer"]
                assert _in_region(price, bet, paid)


def _in_region(price, bet, paid):
    """Spec bayesian 11: the core of Example 2 by price, side bet and severance of the low type."""
    return 3 <= price <= Fraction(7, 2) and paid * (price - 3) >= bet * abs(1 - paid) and 3 * paid <= bet <= 4 * paid


def test_no_severance_saves_the_first_mechanism_of_example_3():
    market, game, mechanism = example_3()
    assert_refuted_by_cases(game, mechanism, asked(market, game, mechanism))


def test_example_3_side_bets_alone_suffice_and_the_papers_bets_need_severance():
    market, game, (mu, _) = example_3()
    for bets, needed in ((("0", "7/2", "-19/4", "5/4"), False), (("0", "7/2", "-6", "5/2"), True)):
        first, second = ([bets[number] for number in order] for order in ((0, 1, 2, 3), (0, 2, 1, 3)))
        paid = {i: dict(zip(game.profiles, map(Fraction, line), strict=True)) for i, line in (("1", first), ("2", second))}
        found = severance_of(game, (mu, paid), asked(market, game, (mu, paid)))
        assert {i for i, table in found.items() if any(table.values())} == ({"1", "2"} if needed else set())


def test_lies_profits_and_gains_speak_against_a_mechanism():
    market, game = example_1()
    paid = dict.fromkeys(game.profiles, Fraction(5))
    lying = sale(5, 0)[0], {"1": paid, "2": {t: -number for t, number in paid.items()}}
    assert witness(asked(market, game, lying), "core-mechanism") == {"reason": "lie", "player": "1", "type": "L", "claim": "H", "gain": 1}
    for kept in (1, -1):
        mu, x = sale("3/5", "1/10")
        burnt = mu, {"1": x["1"], "2": {t: number - kept for t, number in x["2"].items()}}
        assert witness(asked(market, game, burnt), "core-mechanism") == {"reason": "profit", "profit": kept}
    idle = {t: {"keep": Fraction(1), "trade": Fraction(0)} for t in game.profiles}, {i: dict.fromkeys(game.profiles, Fraction(0)) for i in "12"}
    answer = asked(market, game, idle)
    assert witness(answer, "core-mechanism") == {"reason": "gain", "gain": "1/4"}
    assert set(answer["outcome"]) == {"improvement"}


def test_severance_is_found_for_every_mechanism_that_is_known_to_be_in_the_core():
    needed = 0
    for family in BALANCED:
        for random, market, game in games(f"known core {family}", 8, family):
            known = known_core(random, game, tries=6)
            if known is None:
                continue
            mechanism = known[0]
            severance_of(game, mechanism, asked(market, game, mechanism))
            needed += not is_inhibitive(game, gross_payoffs(game, mechanism))
    assert needed > 0


def test_verdicts_on_random_mechanisms_agree_with_what_must_hold_in_the_core():
    verdicts = set()
    for random, market, game in games("any mechanism", 60):
        mechanism = random_mechanism(random, game)
        answer = asked(market, game, mechanism)
        verdict = answer["findings"][0]
        verdicts.add(verdict.get("witness", {}).get("reason", verdict["holds"]))
        efficient = theorem_0_multipliers(game, mechanism) is not None
        if verdict["holds"]:
            severance_of(game, mechanism, answer)
        assert verdict["holds"] is not True or efficient
        if verdict["holds"] is False:
            reason = verdict["witness"]["reason"]
            expected = {
                "lie": not is_feasible(game, mechanism),
                "profit": profit(game, mechanism) != 0,
                "gain": not efficient,
                "weights": efficient,
                "cases": efficient,
            }
            assert expected[reason]
    assert {True, "lie", "profit", "gain"} <= verdicts


def test_a_limit_that_comes_first_leaves_the_question_open():
    market, game = example_1()
    answer = asked(market, game, M1, limits=Limits(stopped=lambda: True))
    assert answer == {"outcome": {}, "findings": [{"claim": "core-mechanism", "holds": None, "grade": "unproven"}], "certificate": {}}
