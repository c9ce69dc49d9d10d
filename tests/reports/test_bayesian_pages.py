"""Answers of the rules bayesian/... in words: whole pages about the examples of paper 004, with the numbers of spec bayesian 11."""

from tests.papers.bayesian_cases import EXAMPLE_1, EXAMPLE_2, EXAMPLE_3, M1, M2, game, symmetric
from tests.reports.answers import section
from tests.reports.bayesian_answers import (
    DEAR,
    FIRST,
    NO_SALE,
    ONE_EIGHTH,
    PAYOFFS_OF_M1,
    PRICE,
    SIDE_BETS,
    SOLD,
    about,
    explained,
    of_player,
    offer,
    told,
)

CHECKED = "\n\n  checked by marketcheck: accepted"
HEAD = "A market without a title\n2 players, 2 profiles of types, 3 coalitions, 4 actions; rule bayesian/"
FEASIBLE = "proved: nobody gains by a lie, and the mediator loses nothing\n"
RIVAL = "How a rival mediator could do better"
STORY = [
    "  A rival mediator could offer this: if player 1 reports H, with probability 8/9 player 1 alone is",
    '    invited to "keep" and with probability 1/9 players 1 and 2 to "trade"; if player 1 reports L,',
    "    nobody is invited.",
    "  In expectation player 1 as H gets 11/18; and player 2 pays 107/324 (107/18 for each invitation, of",
    "    probability 1/18).",
    "  Compared with what is forgone, whoever reports honestly neither gains nor loses; nobody gains by a",
    "    lie; and the mediator earns 2/81 in expectation.",
]
CLAUSE = ["  If player 1 leaves to join another coalition while his type is L, he keeps 5/6."]


def test_example_1_the_first_mechanism_is_blocked_by_a_plan_that_is_told():
    assert told(EXAMPLE_1, "core-test", mechanism=M1) == (
        HEAD + "core-test\n"
        "\n"
        "The mechanism, which is blocked without severance\n"
        "  type of 1  what is done         player 1    player 2\n"
        "  H          8/9 keep, 1/9 trade  gets 11/18  pays 11/18\n"
        "  L          trade                gets 1.5    pays 1.5\n"
        "\n"
        "What every type expects\n"
        "  player  type   expects\n"
        "  1       H        91/18\n"
        "  1       L          1.5\n"
        "  2       buyer     5/18\n"
        "\n"
        "Severance\n"
        "  None: who leaves to join another coalition keeps nothing.\n"
        "\n" + RIVAL + "\n" + "\n".join(STORY) + "\n"
        "\n"
        "  feasible    yes  " + FEASIBLE + "  achieves    yes  proved: everybody gets at least what the allocation says, whatever the types\n"
        "  inhibitive  no   proved: a rival mediator has a plan that earns 2/81\n"
        "  core        no   proved: not all of the conditions above hold" + CHECKED
    )


def test_example_1_payments_of_the_plan_are_a_table():
    text = explained(EXAMPLE_1, "inhibitive", allocation=PAYOFFS_OF_M1)
    assert section(text, RIVAL) == STORY
    assert section(text, "What the plan pays and what it is worth") == [
        "  player  type   invited  expected payment  for each invitation  gains",
        "  1       H            1  gets 11/18        gets 11/18           0",
        "  1       L            0  -                                      0",
        "  2       buyer     1/18  pays 107/324      pays 107/18          0",
    ]


def test_example_1_the_second_mechanism_is_in_the_core():
    text = told(EXAMPLE_1, "core-test", mechanism=M2)
    assert section(text, "The mechanism, which is in the core without severance")[1] == "  H          0.9 keep, 0.1 trade  gets 0.6  pays 0.6"
    assert RIVAL not in text


def test_example_1_virtual_payoffs_with_their_reason():
    text = explained(EXAMPLE_1, "virtual", mechanism=M1)
    assert section(text, "What actions are worth once incentives count: payoff → virtual payoff") == [
        "  type of 1  action  player 1  player 2  together  probability",
        "  H          keep       5 → 6         0         6          8/9",
        "  H          trade          0         6         6          1/9",
        "  L          keep           1         0         1",
        "  L          trade          0         2         2       always",
    ]
    assert section(text, "Why payoffs count for more or less") == [
        '  Player 1 as H values "keep" as if it were worth 6 instead of 5, because type L is tempted to pass',
        "    for H (multiplier 0.125).",
    ]
    assert section(text, "Who jeopardises whom") == [
        "  Player 1 as L certainly jeopardises H: multiplier 0.125.",
        "  Player 1 as H never jeopardises L.",
    ]
    assert section(text, "How much every type counts") == [
        "  player  type   probability  weight",
        "  1       H              0.5   0.625",
        "  1       L              0.5   0.375",
        "  2       buyer            1       1",
    ]


def test_example_1_no_severance_is_told_with_the_weights_that_forbid_it():
    text = explained(EXAMPLE_1, "severance", mechanism=M1)
    assert section(text, "No severance makes it a core mechanism") == [
        "  All types have weights above 0, so that none may get severance in the core, and without severance",
        "    a plan blocks.",
    ]
    assert section(text, "Why nobody may get severance in the core")[:4] == [
        "  player  type   weight at least",
        "  1       H                0.625",
        "  1       L                0.375",
        "  2       buyer                1",
    ]
    assert section(text, RIVAL) == STORY


def test_example_1_the_region_with_its_vertices_and_marks():
    text = explained(EXAMPLE_1, "core-region", x=PRICE, y=SOLD, multipliers=ONE_EIGHTH, marks={"M1": M1, "M2": M2})
    assert section(text, "The region of two quantities over the core with these multipliers: a polygon with 3 vertices") == [
        "  x: expected transfer to player 1, given that player 1 is H",
        '  y: probability of "trade", given that player 1 is H',
        "              x    y",
        "  vertex 1    0    0  least x, least y",
        "  vertex 2  0.5    0  least y",
        "  vertex 3  1.2  0.2  greatest x, greatest y",
    ]
    assert section(text, "Where the marks lie") == [
        "  M1 is at (11/18, 1/9), outside: no mechanism with these numbers is in the core by these",
        "    multipliers; other multipliers may support one.",
        "  M2 has numbers in the region, (0.6, 0.1); whether it is in the core itself, bayesian/core-test",
        "    tells.",
    ]
    assert section(text, "A core mechanism at the vertex (1.2, 0.2)")[1:] == [
        "  H          0.8 keep, 0.2 trade  gets 1.2  pays 1.2",
        "  L          trade                gets 2    pays 2",
    ]


def test_example_1_a_mechanism_that_is_better_for_everybody():
    text = told(EXAMPLE_1, "efficient", mechanism=NO_SALE)
    assert section(text, "What every type expects now, and would expect") == [
        "  player  type   has  would have",
        "  1       H        5        5.25",
        "  1       L        1        1.25",
        "  2       buyer    0        0.25",
    ]


def test_example_1_the_cheapest_mechanism_and_its_subsidy():
    assert section(told(EXAMPLE_1, "subsidy", allocation=DEAR), "The cheapest mechanism that leaves everybody at least this much")[-1] == (
        "  The mediator has to add 1.5 in expectation."
    )


def test_example_1_an_alternative_that_is_rejected():
    text = explained(EXAMPLE_1, "durable", mechanism=M2, alternative=offer())
    assert section(text, "The alternative")[:2] == [
        "  move of 1  move of 2  what is done  paid to 1  paid to 2",
        "  yes        yes        trade                 1         -2",
    ]
    assert section(text, "Who would rather keep the mechanism")[-1] == "  No type would be better off in the alternative."


def test_example_2_severance_is_a_clause_of_a_contract_and_says_what_it_deters():
    text = explained(EXAMPLE_2, "core-test", mechanism=SIDE_BETS, severance={"1": {"H,*": 0, "L,*": "5/6"}})
    assert section(text, "Severance") == CLAUSE
    assert section(text, "What severance deters") == [
        "  Plans that invite player 1 as H: player 1 as L would be tempted to join by passing for H, the more",
        "    so as severance is kept besides; in the proof this makes what H forgoes count for 2.5 more",
        "    (multiplier 1.5).",
    ]
    assert section(text, "What everybody forgoes by joining a coalition that blocks") == [
        "  type of 1  player 1  player 2",
        "  H               3.5         1",
        "  L               8/3        -1",
    ]


def test_a_blocked_mechanism_comes_with_a_hint_at_severance_and_one_with_an_allocation_does_not():
    text = explained(EXAMPLE_1, "core-test", mechanism=M1)
    assert section(text, "What might help")[0].startswith("  Severance: `marketwright solve MARKET --rule bayesian/severance` looks for one")
    assert "What might help" not in explained(EXAMPLE_1, "core-test", mechanism=M1, allocation=PAYOFFS_OF_M1)
    assert "What might help" not in explained(EXAMPLE_1, "core-test", mechanism=M2)


def test_titles_say_with_which_severance_a_mechanism_was_tested():
    severance = {"1": {"H,*": 0, "L,*": "5/6"}}
    assert "\nThe mechanism, which is in the core with this severance\n" in told(EXAMPLE_2, "core-test", mechanism=SIDE_BETS, severance=severance)
    assert "\nThe mechanism, which is blocked with this allocation\n" in told(EXAMPLE_1, "core-test", mechanism=M1, allocation=PAYOFFS_OF_M1)
    text = told(EXAMPLE_1, "core-test", allocation=DEAR)
    assert "\nThe allocation, which needs a subsidy; the cheapest mechanism that achieves it\n" in text


def test_example_2_severance_that_is_found_is_the_same_clause():
    assert section(told(EXAMPLE_2, "severance", mechanism=SIDE_BETS), "Severance") == CLAUSE


def test_example_2_both_types_are_tempted():
    text = told(EXAMPLE_2, "virtual", mechanism=SIDE_BETS)
    assert section(text, "Who jeopardises whom") == [
        "  Player 1 as H certainly jeopardises L: multipliers from 1 to 2.5.",
        "  Player 1 as L certainly jeopardises H: multipliers from 0.5 to 2.",
    ]


def test_example_2_a_plan_against_fine_support_is_called_impossible():
    text = " ".join(told(EXAMPLE_2, "inhibitive", allocation={"1": {"H,*": "7/2", "L,*": "8/3"}, "2": {"H,*": 1, "L,*": -1}}, support="fine").split())
    assert RIVAL not in text
    assert "What speaks against fine support A rival mediator could offer this: if player 1 reports H, nobody is invited" in text
    assert "Nobody could carry out such a plan, because invitations depend on all players' types" in text


def test_example_3_the_plan_at_b_b_is_told_by_cases():
    assert section(explained(EXAMPLE_3, "severance", mechanism=FIRST), RIVAL)[:5] == [
        "  A rival mediator could offer this:",
        '  If player 1 reports b and player 2 reports b, players 1 and 2 are invited to "one to 1, two to 2".',
        "  In all other cases nobody is invited.",
        "  In expectation player 1 as b pays 0.5 (1 for each invitation, of probability 0.5); and player 2 as",
        "    b pays 0.5 (1 for each invitation, of probability 0.5).",
    ]


def test_example_3_severance_in_one_profile_names_the_other_players_type():
    allocation = symmetric((7, "7/2", 7, "9/4"))
    mechanism = {**FIRST, "transfers": symmetric((0, "7/2", -6, "5/2"))}
    assert section(explained(EXAMPLE_3, "core-test", mechanism=mechanism, allocation=allocation), "Severance") == [
        "  If player 1 leaves to join another coalition while his type is b and player 2 is b, he keeps 1.25.",
        "  If player 2 leaves to join another coalition while his type is b and player 1 is b, he keeps 1.25.",
    ]


def test_a_player_sees_his_utilities_lies_and_what_is_found_about_him():
    text = of_player(about(EXAMPLE_1, "mechanism", mechanism={"lottery": {"*,*": {"trade": 1}}, "transfers": {"1": {"H,*": 3, "L,*": 5}}}))
    assert section(text, "What lies would bring") == ["  H as L: 5, 2 more than the truth", "  L as H: 3, 2 less than the truth"]
    assert section(text, "What is found about this player")[0] == "  incentive-compatible: no, proved: player 1 as H gains 2 by claiming to be L."


def test_a_player_sees_his_part_of_the_plan():
    answer = about(EXAMPLE_1, "core-test", mechanism=M1)
    assert section(of_player(answer), RIVAL) == [
        "  Player 1 as H is always invited, gets 11/18, and neither gains nor loses.",
        "  Player 1 as L is never invited, neither pays nor gets anything, and neither gains nor loses.",
        "  The others neither gain nor lose; the mediator earns 2/81.",
    ]
    assert section(of_player(answer, 1), RIVAL)[0] == "  Player 2 is invited with probability 1/18, pays 107/324 (107/18 for each invitation), and neither"


def test_a_player_sees_his_clause_and_what_it_deters():
    lines = section(of_player(about(EXAMPLE_2, "severance", mechanism=SIDE_BETS)), "Severance")
    assert lines[:1] == CLAUSE
    assert lines[1].startswith("  Plans that invite player 1 as H: ")


def test_a_page_about_a_player_of_whom_nothing_is_said():
    text = of_player(about(EXAMPLE_1, "balanced"), 1)
    assert section(text, "Player 2 is buyer") == ["  player  type   probability", "  2       buyer            1"]
    assert section(text, "The answer does not say anything about player 2 alone") == ["  Its outcome and its evidence are about all players together."]


def test_the_best_lie_is_the_one_that_brings_most():
    transfers = {"1": {"a,*": 0, "b,*": 1, "c,*": 2}}
    players = [{"name": "1", "types": {"a": "1/3", "b": "1/3", "c": "1/3"}}, {"name": "2", "types": {"d": 1}}]
    alone = {"members": ["1", "2"], "actions": {"meet": {"1": 0, "2": 0}}}
    text = told(game({"players": players, "coalitions": [alone]}), "mechanism", mechanism={"lottery": {"*,*": {"meet": 1}}, "transfers": transfers})
    assert section(text, "What every type expects")[:4] == [
        "  player  type  expects  the best lie",
        "  1       a           0  2 as c",
        "  1       b           1  2 as c",
        "  1       c           2  1 as b",
    ]
