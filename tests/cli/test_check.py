"""The command `check`: exit codes of the checker, and markets in every format."""

import json
from pathlib import Path

import pytest

from tests.cli.commands import EXAMPLES, LOTS, run


@pytest.fixture
def answer(capsys, tmp_path: Path) -> Path:
    """An answer about the four lots of land."""
    path = tmp_path / "a.answer.json"
    assert run(capsys, "solve", LOTS, "--rule", "vickrey", "-o", path).code == 0
    return path


def changed(path: Path, **keys: object) -> Path:
    """The answer with other keys; those that are None are left out."""
    document = {**json.loads(path.read_text("utf-8")), **keys}
    other = path.with_name("changed.json")
    other.write_text(json.dumps({key: value for key, value in document.items() if value is not None}), "utf-8")
    return other


def test_an_accepted_answer_is_followed_by_what_is_true(capsys, answer: Path) -> None:
    done = run(capsys, "check", answer, "--market", LOTS)
    first, *claims = done.out.splitlines()
    assert (done.code, done.err) == (0, "")
    assert first.startswith("accepted: rule vickrey, about ")
    assert first.endswith(" steps; these claims are true of the market")
    assert claims == [
        "  efficient  yes  proved: no allocation is worth more than 60",
        "  selected   yes  proved: of all efficient allocations the tie rule lexicographic selects this one",
        "  vickrey    yes  proved: each payoff is the worth of all less the worth of all others",
        "  core       no   proved: the seller with Cleo and Dora can reach 48 and would have 36: 12 to gain",
    ]


def test_without_a_market_the_one_inside_is_named(capsys, answer: Path) -> None:
    done = run(capsys, "check", answer)
    assert (done.code, done.err) == (0, "notice: the market is the one inside the answer; --market FILE compares it with yours\n")


def test_a_false_answer_exits_1_with_both_sides(capsys, answer: Path) -> None:
    outcome = json.loads(answer.read_text("utf-8"))["outcome"]
    done = run(capsys, "check", changed(answer, outcome={**outcome, "welfare": 61}))
    assert (done.code, done.out) == (1, "rejected: O2, the welfare is the total of the use list\n  at:     outcome.welfare\n  found:  61\n  needed: 60\n")


def test_another_market_exits_1(capsys, answer: Path) -> None:
    done = run(capsys, "check", answer, "--market", EXAMPLES / "paper-000-example-2.market.json")
    assert done.code == 1
    assert done.out.startswith("rejected: A1, the answer is about this market\n")


def test_an_answer_without_market_needs_one(capsys, answer: Path) -> None:
    without = changed(answer, market=None)
    done = run(capsys, "check", without)
    assert (done.code, done.out) == (2, "")
    assert done.err.endswith("give the market (--market FILE)\n")
    assert run(capsys, "check", without, "--market", LOTS).code == 0


@pytest.mark.parametrize("name", ["lots-of-land.csv", "lots-of-land.wide.csv", "published/lllg.txt", "published/gsvm.csv"])
def test_a_market_in_another_format_is_converted_first(capsys, tmp_path: Path, name: str) -> None:
    path = tmp_path / "a.answer.json"
    assert run(capsys, "solve", EXAMPLES / name, "--rule", "vickrey", "-o", path).code == 0
    assert run(capsys, "check", path, "--market", EXAMPLES / name).code == 0


def test_a_limit_that_is_too_low_exits_5(capsys, answer: Path) -> None:
    done = run(capsys, "check", answer, "--limit", "5")
    assert done.code == 5
    assert done.out.startswith("undecided: checking needs about ")
    assert done.out.endswith(" steps, the limit is 5; raise it with --limit\n")


def test_what_is_no_answer_exits_3(capsys, tmp_path: Path, answer: Path) -> None:
    done = run(capsys, "check", LOTS)
    assert (done.code, done.out) == (3, "")
    assert done.err.startswith(f"unreadable: {LOTS}: answer: ")
    assert done.err.endswith("; this is a market: `marketwright solve` finds its answer\n")
    latin = tmp_path / "latin.json"
    latin.write_bytes(b'{"format": "\xe4"}')
    done = run(capsys, "check", latin)
    assert (done.code, done.err) == (3, f"error: {latin}: byte 12 is not UTF-8 (D105); allowed: UTF-8; save it as UTF-8\n")
    assert run(capsys, "check", tmp_path / "none.json").code == 3
    broken = tmp_path / "broken.csv"
    broken.write_text("bidder,bundle,value\nAda,A\n", "utf-8")
    assert run(capsys, "check", answer, "--market", broken).code == 3
