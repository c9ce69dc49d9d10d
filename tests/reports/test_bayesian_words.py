"""Pages about games with incomplete information say no more than is known: of marks, of those who can do nothing alone, of multipliers, of severance."""

from dataclasses import replace
from fractions import Fraction

import pytest

from marketwright import BayesianMarket
from marketwright.reports import summary
from marketwright.reports.bayesian_claims import bayesian_sentence
from marketwright.reports.bayesian_multipliers import MOST_MULTIPLIERS, multiplier_sentences
from tests.bayesian_markets import make_market
from tests.papers.bayesian_cases import EXAMPLE_1, EXAMPLE_2, EXAMPLE_3, M1, M2, by_seller, game, sale
from tests.reports.answers import section
from tests.reports.bayesian_answers import (
    FIRST,
    NO_SALE,
    ONE_EIGHTH,
    PAYOFFS_OF_M2,
    PRICE,
    SIDE_BETS,
    SOLD,
    TEMPTING,
    about,
    explained,
    of_player,
    offer,
    told,
)

WHERE = "Where the marks lie"
PROOF = "Multipliers that prove that no plan blocks"
SEVERANCE_HINT = "What might help"


def joined(lines: list[str]) -> str:
    return " ".join(" ".join(lines).split())


def region(**given):
    return {"x": PRICE, "y": SOLD, "multipliers": ONE_EIGHTH, **given}


def test_numbers_in_the_region_do_not_put_a_mechanism_into_the_core() -> None:
    gifts = sale(Fraction(1, 10), (Fraction(3, 5), 100))
    assert about(EXAMPLE_1, "core-test", mechanism=gifts).finding("core")["holds"] is False
    lines = section(told(EXAMPLE_1, "core-region", **region(marks={"gifts": gifts})), WHERE)
    assert joined(lines) == "gifts has numbers in the region, (0.6, 0.1); whether it is in the core itself, bayesian/core-test tells."


def test_numbers_outside_speak_against_these_multipliers_only() -> None:
    lines = section(told(EXAMPLE_1, "core-region", **region(marks={"M1": M1}, support="fine")), WHERE)
    assert joined(lines) == (
        "M1 is at (11/18, 1/9), outside: no mechanism with these numbers is in the core by these multipliers with fine support; "
        "other multipliers may support one."
    )


def test_marks_of_an_empty_region_are_outside() -> None:
    lines = section(told(EXAMPLE_1, "core-region", **region(multipliers=[], marks={"M2": M2})), WHERE)
    assert joined(lines).startswith("M2 is at (0.6, 0.1), outside: ")


def venture(*alone: str) -> BayesianMarket:
    """Two players who may invest together; those named can rest alone, which is worth 1 to P and 0 to Q, or more."""
    players = {"P": {"good": Fraction(1, 2), "bad": Fraction(1, 2)}, "Q": {"q": Fraction(1)}}
    rest = {"P": lambda t: 1 if t["P"] == "good" else 0, "Q": lambda t: 0}
    own = {(player,): {"rest": {player: rest[player]}} for player in alone}
    together = {"invest": {"P": lambda t: 2 if t["P"] == "good" else -1, "Q": lambda t: 1}, "rest": rest}
    return make_market(players, {**own, ("P", "Q"): together})


RESTING = {"lottery": {"*,*": {"rest": 1}}}


@pytest.mark.parametrize(
    ("alone", "expected"),
    [
        ((), "nobody can do anything alone here, so no least utility is asked for"),
        (("P",), "every type of P has at least what it can expect alone; Q can do nothing alone, so no least utility is asked for him"),
        (("P", "Q"), "every type has at least what it can expect alone"),
    ],
)
def test_nothing_is_compared_with_being_alone_for_those_who_can_do_nothing_alone(alone, expected) -> None:
    answer = about(venture(*alone), "mechanism", mechanism=RESTING)
    assert bayesian_sentence(answer, answer.finding("individually-rational")) == f"proved: {expected}"


@pytest.mark.parametrize(
    ("alone", "title", "said", "largest"),
    [
        ((), "", "Nobody can do anything alone here, so no least utility is asked for.", "no feasible mechanism has a weighted sum above 1.5"),
        (
            ("P",),
            " and leaves nobody who can act alone with less",
            "Q can do nothing alone, so no least utility is asked for him.",
            "no feasible mechanism that gives every type of P what it can expect alone has more than 1.5",
        ),
        (("P", "Q"), " and leaves nobody with less than alone", "", "no feasible mechanism that gives every type what it can expect alone has more than 1.5"),
    ],
)
def test_participation_is_claimed_only_of_those_who_can_do_something_alone(alone, title, said, largest) -> None:
    answer = about(venture(*alone), "efficient", participation=True)
    text = told(venture(*alone), "efficient", participation=True)
    assert f"\nThe mechanism that is best for these weights{title}\n" in text
    assert ("alone, so no least" in text or "alone here" in text) == bool(said)
    assert said in joined(text.split("\n"))
    assert bayesian_sentence(answer, answer.finding("largest-value")) == f"proved: {largest}"


def no_joint_keep() -> BayesianMarket:
    """Example 1, where both together can only trade, and the good is worth less to the buyer."""
    players = [{"name": "1", "types": {"H": "1/2", "L": "1/2"}}, {"name": "2", "types": {"b": 1}}]
    keep = {"members": ["1"], "actions": {"keep": {"1": {"H,*": 5, "L,*": 1}}}}
    nothing = {"members": ["2"], "actions": {"nothing": {"2": 0}}}
    trade = {"members": ["1", "2"], "actions": {"trade": {"1": 0, "2": {"H,*": 6, "L,*": "1/2"}}}}
    return game({"players": players, "coalitions": [keep, nothing, trade]})


def test_reservations_that_cannot_be_met_are_listed_with_the_weights_of_the_proof() -> None:
    lines = section(told(no_joint_keep(), "efficient", participation=True), "No feasible mechanism gives every type what it can expect alone")
    assert lines == [
        "  player  type  probability  alone  weight in the proof",
        "  1       H             0.5      5                    1",
        "  1       L             0.5      1                    0",
        "  2       b               1      0                    1",
        "  With the weights of the proof these add up to 5, which is more than any feasible mechanism",
        "    reaches.",
    ]


def test_several_multipliers_are_announced_with_those_that_the_table_uses() -> None:
    answer = about(EXAMPLE_2, "virtual", mechanism=SIDE_BETS)
    used = {(lie["type"], lie["claim"]): lie["multiplier"] for lie in answer.document["outcome"]["multipliers"]}
    for text in (told(EXAMPLE_2, "virtual", mechanism=SIDE_BETS), explained(EXAMPLE_2, "virtual", mechanism=SIDE_BETS)):
        said = joined(section(text, "The multipliers are not unique"))
        assert said.startswith("Several multipliers support the mechanism, and virtual payoffs depend on them; the table uses these: Player 1 as H tempted")
        assert used
        for (kind, claim), number in used.items():
            assert f"Player 1 as {kind} tempted to pass for {claim}: {float(Fraction(number)):g}." in said


def test_multipliers_that_are_unique_are_not_called_several() -> None:
    assert "not unique" not in explained(EXAMPLE_1, "virtual", mechanism=M1)


def test_stated_multipliers_are_said_to_be_those_of_the_input() -> None:
    used = about(EXAMPLE_2, "virtual", mechanism=SIDE_BETS).document["outcome"]["multipliers"]
    given = [{**lie, "multiplier": str(lie["multiplier"])} for lie in used]
    assert "the table uses these, those of the input:" in joined(told(EXAMPLE_2, "virtual", mechanism=SIDE_BETS, multipliers=given).split("\n"))


def test_tables_of_smaller_coalitions_say_what_they_show() -> None:
    text = explained(EXAMPLE_1, "virtual", mechanism=M1)
    assert "The same for" not in text
    assert section(text, "Payoff → virtual payoff of actions of player 1 alone") == [
        "  type of 1  action  player 1",
        "  H          keep       5 → 6",
        "  L          keep           1",
    ]


def test_a_player_sees_the_quantities_and_multipliers_about_him() -> None:
    answer = about(EXAMPLE_1, "core-region", **region())
    assert section(of_player(answer), "What the region says of this player") == [
        "  x: expected transfer to player 1, given that player 1 is H: from 0 to 1.2 in the region.",
        '  y: probability of "trade", given that player 1 is H: from 0 to 0.2 in the region.',
        "  Player 1 as L tempted to pass for H: 0.125.",
    ]
    assert section(of_player(answer, 1), "What the region says of this player") == ["  Neither quantity is about player 2."]


def test_a_player_of_a_region_that_is_not_decided_is_told_of_no_numbers() -> None:
    answer = about(EXAMPLE_1, "core-region", **region())
    finding = {"claim": "region", "holds": None, "grade": "unproven", "reason": "limit"}
    opened = replace(answer, document={**answer.document, "outcome": {}, "findings": [finding], "certificate": {}})
    assert "\nThe region of two quantities: not decided\n" in summary(opened)
    assert section(of_player(opened), "What the region says of this player") == [
        "  x: expected transfer to player 1, given that player 1 is H.",
        '  y: probability of "trade", given that player 1 is H.',
    ]


def test_a_region_without_a_bound_is_not_said_to_need_more_time() -> None:
    players = [{"name": name, "types": {"t": 1}} for name in ("L", "R1", "R2")]
    pairs = [{"members": ["L", right], "actions": {"pair": {"L": 1, right: 0}}} for right in ("R1", "R2")]
    gloves = game({"players": players, "coalitions": [*pairs, {"members": ["L", "R1", "R2"], "actions": {"pair": {"L": 1, "R1": 0, "R2": 0}}}]})
    text = joined(told(gloves, "core-region", x={"utility_of": "L"}, y={"utility_of": "R1"}).split("\n"))
    assert "The region of two quantities: without a bound in some direction" in text
    assert "the region has no bound in some direction; other quantities," in text
    assert "limit came first" not in text


def test_severance_is_advised_only_where_it_may_help() -> None:
    hint = joined(section(explained(EXAMPLE_1, "core-test", mechanism=M1), SEVERANCE_HINT))
    assert hint.endswith("It finds one, proves that there is none, or ends undecided.")
    assert SEVERANCE_HINT not in explained(EXAMPLE_1, "core-test", mechanism=TEMPTING)
    kept = {**NO_SALE, "transfers": {"2": "-1/2"}}
    assert section(explained(EXAMPLE_1, "core-test", mechanism=kept), SEVERANCE_HINT) == [
        "  Severance alone cannot help: the mediator keeps 0.5 in expectation, in the core nothing."
    ]


def test_beliefs_are_shown_where_utilities_depend_on_them() -> None:
    beliefs, agree = {"1": {"H": "1/4", "L": "3/4"}, "2": {"buyer": 1}}, {"1": {"H": {"no": 1}, "L": {"yes": 1}}, "2": {"buyer": {"yes": 1}}}
    lines = section(of_player(about(EXAMPLE_1, "durable", mechanism=M2, alternative=offer(), beliefs=beliefs, strategies=agree)), "Player 1 has 2 types")
    assert [line.split()[:4] for line in lines[:3]] == [["player", "type", "believed", "prior"], ["1", "H", "0.25", "0.5"], ["1", "L", "0.75", "0.5"]]
    assert joined(lines[3:]).endswith("What types expect is computed with these beliefs about all members.")
    assert "believed" not in of_player(about(EXAMPLE_1, "core-test", mechanism=M1))


def test_a_game_that_is_not_balanced_refers_to_the_page_that_has_the_numbers() -> None:
    answer = about(no_joint_keep(), "balanced")
    said = bayesian_sentence(answer, answer.finding("balanced"))
    assert "with payoffs multiplied by the numbers that `explain` shows, it is worth" in said
    assert section(explained(no_joint_keep(), "balanced"), "Why it cannot be imitated")


@pytest.mark.parametrize(
    ("market", "rule", "given"),
    [
        (EXAMPLE_1, "inhibitive", {"allocation": PAYOFFS_OF_M2}),
        (EXAMPLE_1, "core-test", {"mechanism": M2}),
        (EXAMPLE_1, "find-core", {}),
        (EXAMPLE_2, "severance", {"mechanism": SIDE_BETS}),
    ],
)
def test_multipliers_that_prove_that_nobody_can_block_are_printed(market, rule, given) -> None:
    answer = about(market, rule, **given)
    entries = answer.document["certificate"]["multipliers"]
    expected = [f"  Player 1 as {lie['type']} tempted to pass for {lie['claim']}: {float(Fraction(lie['multiplier'])):g}." for lie in entries]
    assert section(explained(market, rule, **given), PROOF) == (expected or ["  All are 0: nobody is held to be tempted to pass for another type."])


@pytest.mark.parametrize(("market", "rule", "given"), [(EXAMPLE_1, "core-test", {"mechanism": M1}), (EXAMPLE_3, "severance", {"mechanism": FIRST})])
def test_without_such_a_proof_no_multipliers_are_printed(market, rule, given) -> None:
    assert PROOF not in explained(market, rule, **given)


def test_many_multipliers_are_counted() -> None:
    answer = about(EXAMPLE_1, "core-test", mechanism=M2)
    many = [{"player": "1", "type": "L", "claim": "H", "multiplier": number} for number in range(1, MOST_MULTIPLIERS + 4)]
    said = multiplier_sentences(answer, many)
    assert (len(said), said[-1]) == (MOST_MULTIPLIERS + 1, "And 3 more.")


def test_short_quotients_are_exact_beside_rounded_numbers() -> None:
    allocation = by_seller("163/18", "1/12345678901", "12345/67891", 0)
    lines = section(explained(EXAMPLE_1, "inhibitive", allocation=allocation), "What everybody forgoes by joining a coalition that blocks")
    assert [line.split() for line in lines[1:]] == [["H", "163/18", "12345/67891"], ["L", "≈8.1·10^-11", "0"]]
