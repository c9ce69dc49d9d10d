"""Where mistakes live: who lies as whom, which type decides what, and what is averaged. Each test fails for a checker that takes the other side."""

from fractions import Fraction

import pytest

from tests import bayesian_oracle as oracle
from tests import bayesian_oracle_programs as programs
from tests.bayesian_markets import seller_buyer
from tests.bayesian_oracle import Game, blocking_gain

from . import bayesian_answers as answers
from . import bayesian_writer as write
from .bayesian_answers import BET, EXAMPLE_1, EXAMPLE_2, M1, M2, SUPPORTED
from .breaking import accept, code_of
from .writer import changed

ENVIED = answers.given(EXAMPLE_2, of_1=(5, -1), of_2=(-2, 2))
"""An allocation that a plan blocks; by the allocation of the other type, H would gain by a lie."""
UNEVEN = Game(seller_buyer((3, 2), (7, 0), (Fraction(2, 3), Fraction(1, 3))))
OF_UNEVEN = {("1", "H", "L"): Fraction(1, 6)}


def swapped(document: dict) -> dict:
    """Returns the answer with true types and claims of its multipliers exchanged."""
    listed = [one | {"type": one["claim"], "claim": one["type"]} for one in document["certificate"]["multipliers"]]
    return changed(document, "certificate/multipliers", listed)


@pytest.mark.parametrize(
    ("document", "code"),
    [
        (answers.EFFICIENT, "T7"),
        (answers.BEST_WEIGHTED, "T8"),
        (answers.INHIBITIVE, "T21"),
        (answers.FINE, "T21"),
        (answers.BLOCKED, "T22"),
        (answers.SUBSIDY, "T13"),
        (answers.CORE, "T21"),
    ],
    ids=("gap", "weights", "plain support", "fine support", "largest profit", "subsidy", "core"),
)
def test_a_multiplier_of_l_who_claims_h_is_none_of_h_who_claims_l(document, code):
    assert [one["type"] for one in document["certificate"]["multipliers"]] == ["L"]
    accept(document)
    assert code_of(swapped(document)) == code


def test_the_weight_of_the_type_that_is_claimed_rises():
    assert answers.VIRTUAL["outcome"]["weights"]["1"] == {"H": "5/8", "L": "3/8"}
    assert answers.VIRTUAL["outcome"]["virtual"][0]["actions"]["keep"]["1"] == {"H,buyer": 6, "L,buyer": 1}
    accept(answers.VIRTUAL)


def test_a_lie_is_worth_what_the_true_type_makes_of_it():
    lies = answers.MECHANISM["outcome"]["lies"]["1"]
    assert lies == {"H": {"L": "3/2"}, "L": {"H": "3/2"}}
    accept(answers.MECHANISM)
    by_the_claim = changed(answers.MECHANISM, "outcome/lies/1/L/H", "91/18")
    assert code_of(by_the_claim) == "T2"


def forgone_by_the_claim(game, omega, plan, i, true, claimed=None, fine=False):
    """What a mistaken checker would compute: the allocation is that of the claimed type."""
    if claimed is None or claimed == true:
        return blocking_gain(game, omega, plan, i, true, claimed, fine)
    moved = {t: omega[i][game.with_type(t, i, claimed)] for t in game.profiles}
    return blocking_gain(game, omega | {i: moved}, plan, i, true, claimed, fine)


def test_a_plan_is_tenable_though_the_claimed_type_would_gain_more_by_his_own_allocation():
    _, plan = programs.best_blocking_plan(EXAMPLE_2, ENVIED)
    assert forgone_by_the_claim(EXAMPLE_2, ENVIED, plan, "1", "H", "L") > blocking_gain(EXAMPLE_2, ENVIED, plan, "1", "H")
    accept(write.inhibitive(EXAMPLE_2, ENVIED))


def test_a_plan_that_only_the_claimed_types_allocation_keeps_honest_is_none(monkeypatch):
    monkeypatch.setattr(programs, "blocking_gain", forgone_by_the_claim)
    value, plan = programs.best_blocking_plan(EXAMPLE_2, SUPPORTED)
    monkeypatch.undo()
    assert value > 0
    assert oracle.tenability_complaints(EXAMPLE_2, SUPPORTED, plan)
    parts = write.blocking_parts(EXAMPLE_2, SUPPORTED, plan, "profit")
    found = [write.refuted("inhibitive", {"profit": parts["profit"]}), write.finding("largest-profit", None, "unproven")]
    claimed = write.answer(EXAMPLE_2, "inhibitive", parts, found, allocation=write.tables(SUPPORTED))
    assert code_of(claimed) == "T19"


def test_support_is_averaged_over_the_types_of_outsiders():
    multipliers = answers.PLAINLY["certificate"]["multipliers"]
    assert answers.PLAINLY["findings"][0]["holds"] is True
    accept(answers.PLAINLY)
    found = [write.finding("finely-supported", grade="enumerated", inequalities=8)]
    claimed = answers.NOT_FINELY | {"outcome": {"profit": 0}, "findings": found, "certificate": {"multipliers": multipliers}}
    assert code_of(claimed) == "T21"


def test_averages_are_weighted_by_probabilities():
    omega = programs.least_supported_subsidy(UNEVEN, OF_UNEVEN, fine=False)[2]
    assert [omega["2"][t] for t in UNEVEN.profiles] == [Fraction(5, 3), Fraction(-10, 3)]
    document = write.inhibitive(UNEVEN, omega)
    accept(changed(document, "certificate/multipliers", write.multipliers(UNEVEN, OF_UNEVEN)))
    other = answers.given(UNEVEN, of_1=(20, 20), of_2=(-1, "3/2"))
    less = write.answer(UNEVEN, "inhibitive", {"profit": 0}, document["findings"], {"multipliers": []}, allocation=write.tables(other))
    assert code_of(less) == "T21"


def test_an_outsiders_side_bet_counts_on_average_only():
    """The buyer of Example 2 loses 1 in L and gains 1 in H: alone he forgoes nothing on average, and does not block."""
    assert write.tables(oracle.gross_payoffs(EXAMPLE_2, BET))["2"] == {"H,buyer": 1, "L,buyer": -1}
    accept(answers.CORE_SEVERED)


def test_the_profit_of_a_plan_counts_the_probabilities_of_types():
    document = write.inhibitive(UNEVEN, answers.given(UNEVEN, of_1=(3, 2), of_2=(0, 0)))
    accept(document)
    payments, shares = document["outcome"]["plan"]["payments"], {"1": {"H": Fraction(2, 3), "L": Fraction(1, 3)}, "2": {"buyer": Fraction(1)}}
    earned = -sum(shares[i][s] * Fraction(paid) for i, table in payments.items() for s, paid in table.items())
    assert Fraction(document["outcome"]["profit"]) == earned > 0


def test_money_burnt_is_a_gap_though_nothing_else_is_wrong():
    """Theorem 0 as it is printed leaves the profit out."""
    assert code_of(changed(answers.EFFICIENT_BURNT, "outcome/gap", 0)) == "T7"
    accept(answers.EFFICIENT_BURNT)


def test_a_lie_that_loses_counts_by_what_it_loses():
    lies = write.evaluated(EXAMPLE_1, answers.SLACK)["outcome"]
    assert Fraction(lies["utilities"]["1"]["L"]) - Fraction(lies["lies"]["1"]["L"]["H"]) == Fraction(1, 2)
    assert [one["type"] for one in answers.EFFICIENT_SLACK["certificate"]["multipliers"]] == ["L"]
    assert answers.EFFICIENT_SLACK["outcome"]["gap"] != 0
    accept(answers.EFFICIENT_SLACK)


def test_the_same_multipliers_prove_both_mechanisms_of_example_1_efficient():
    for mechanism in (M1, M2):
        accept(write.efficient(EXAMPLE_1, mechanism))
