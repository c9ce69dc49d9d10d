"""The command `explain`: every rule and example, refusal of false answers, one buyer's view."""

import json
from pathlib import Path

import pytest

from tests.cli.commands import LOTS, MARKETS, PAYOFFS, hard_market, run


@pytest.fixture
def answer(capsys, tmp_path: Path) -> Path:
    """An answer about the four lots of land."""
    path = tmp_path / "a.answer.json"
    assert run(capsys, "solve", LOTS, "--rule", "vickrey", "-o", path).code == 0
    return path


@pytest.mark.parametrize("path", MARKETS, ids=lambda path: path.name)
@pytest.mark.parametrize("rule", ["vickrey", "properties"])
def test_answers_about_every_example_are_explained(capsys, tmp_path: Path, path: Path, rule: str) -> None:
    answer = tmp_path / "a.answer.json"
    run(capsys, "solve", path, "--rule", rule, "-o", answer)
    done = run(capsys, "explain", answer, "--market", path)
    assert done.code == 0
    assert "\nHow sure this is\n" in done.out
    assert max(len(line) for line in done.out.splitlines()) <= 120


@pytest.mark.parametrize("arguments", [["efficient"], ["pay-as-bid"], ["core-test", "--input", PAYOFFS]], ids=lambda arguments: arguments[0])
def test_answers_of_every_other_rule_are_explained(capsys, tmp_path: Path, arguments: list[str]) -> None:
    answer = tmp_path / "a.answer.json"
    run(capsys, "solve", LOTS, "--rule", *arguments, "-o", answer)
    done = run(capsys, "explain", answer)
    assert done.code == 0
    assert "  Ada gets Meadow and Orchard for a bid of 20" in done.out
    assert ("\nWho could object\n  Nobody: the payoffs are in the core." in done.out) == (arguments[0] == "core-test")


def test_a_false_answer_is_not_explained(capsys, tmp_path: Path, answer: Path) -> None:
    document = json.loads(answer.read_text("utf-8"))
    document["outcome"]["payments"]["Ada"] = 9
    false = tmp_path / "false.json"
    false.write_text(json.dumps(document), "utf-8")
    done = run(capsys, "explain", false)
    assert (done.code, done.out) == (1, "")
    assert done.err.startswith("rejected: O3, the payments are the rule's\n  at:     outcome.payments")
    assert done.err.endswith("\nThe answer is false, so there is nothing to explain.\n")


def test_an_answer_that_takes_too_long_to_check_is_not_explained(capsys, answer: Path) -> None:
    done = run(capsys, "explain", answer, "--check-steps", "3")
    assert (done.code, done.out) == (5, "")
    assert done.err.endswith(" steps, the limit is 3; raise it with --check-steps\n")


def test_what_is_no_answer_exits_3_and_a_missing_market_2(capsys, tmp_path: Path, answer: Path) -> None:
    assert run(capsys, "explain", LOTS).code == 3
    document = json.loads(answer.read_text("utf-8"))
    del document["market"]
    without = tmp_path / "without.json"
    without.write_text(json.dumps(document), "utf-8")
    assert run(capsys, "explain", without).code == 2
    assert run(capsys, "explain", without, "--market", LOTS).code == 0


def test_a_loser_is_told_what_bid_would_have_won(capsys, answer: Path) -> None:
    assert run(capsys, "explain", answer, "--buyer", "Eli").out == (
        "Four lots of land\n"
        "5 buyers, 4 goods, 5 bids; rule vickrey, tie rule lexicographic\n"
        "\n"
        "Eli wins nothing\n"
        "\n"
        "Why not, and what bid would have won, all others unchanged\n"
        "  Meadow, Orchard and Wood: the bid is 26; it would have won with anything above 40, 14 more; at 40\n"
        "    there is a tie, decided by the tie rule lexicographic.\n"
        "    In its way: Ada with 20, Cleo with 20, together 40, which is 14 more.\n"
        "\n"
        "Thresholds are computed by exact winner determination; they are not part of the checked answer.\n"
    )


def test_a_winner_who_pays_the_bid_is_told_what_could_have_been_saved(capsys, tmp_path: Path) -> None:
    answer = tmp_path / "a.answer.json"
    run(capsys, "solve", LOTS, "--rule", "pay-as-bid", "-o", answer)
    said = run(capsys, "explain", answer, "--buyer", "Ben").out
    assert "\nBen wins\n  Pond for bids of 20, pays 20.\n  Without Ben the others would have 48; beside Ben they have 40," in said
    assert "\n  Bids below 8 in total could not have won the same, so at most 12 could have been saved.\n" in said
    assert "\n  Pond: the bid is 20; it wins with anything above 8; at 8 there is a tie, decided by the tie rule\n    lexicographic.\n" in said


def test_an_unknown_buyer_exits_2_with_the_nearest_one(capsys, answer: Path) -> None:
    done = run(capsys, "explain", answer, "--buyer", "ada")
    assert (done.code, done.err) == (2, 'error: --buyer: "ada" (U108); allowed: "Ada", "Ben", "Cleo", "Dora", "Eli"; did you mean "Ada"?\n')


def test_properties_have_no_winners_to_explain(capsys, tmp_path: Path) -> None:
    answer = tmp_path / "a.answer.json"
    run(capsys, "solve", LOTS, "--rule", "properties", "-o", answer)
    done = run(capsys, "explain", answer, "--buyer", "Ada")
    message = 'error: --buyer: "Ada" (U108); allowed: answers with an allocation; leave it out: the rule properties selects no winners\n'
    assert (done.code, done.err) == (2, message)


def test_a_limit_leaves_intervals_and_exit_code_5(capsys, tmp_path: Path) -> None:
    answer = tmp_path / "a.answer.json"
    run(capsys, "solve", hard_market(tmp_path / "hard.txt"), "--rule", "efficient", "--limit-seconds", "0.5", "-o", answer)
    for buyer in (min(json.loads(answer.read_text("utf-8"))["certificate"]["uses"]), 1):
        done = run(capsys, "explain", answer, "--buyer", buyer, "--limit-seconds", "0.2")
        assert done.code == 5
        assert "the value above which it wins is at least " in " ".join(done.out.split())
        assert " proven (a limit came first)." in " ".join(done.out.split())
