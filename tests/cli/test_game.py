"""The command `game`: mechanism Γ on a grid, for Gambit."""

from pathlib import Path

import pytest

from tests.cli.commands import EXAMPLES, LOTS, run
from tests.gamma.test_gambit import Reader, nodes

PAPER = EXAMPLES / "paper-000-example-2.market.json"


def test_the_game_is_written_and_can_be_read(capsys, tmp_path: Path) -> None:
    done = run(capsys, "game", PAPER, "-o", tmp_path / "a.efg", "--step", "2")
    said = f"written to {tmp_path / 'a.efg'}: 1430 nodes; requests of each buyer: 7, 6, 6; then the seller replies\n"
    assert (done.code, done.out, done.err) == (0, said, "")
    title, players, root = Reader((tmp_path / "a.efg").read_text("utf-8")).game()
    assert (title, players, len(nodes(root))) == ("paper 000, Example 2", ("1", "2", "3", "seller"), 1430)


def test_without_a_grid_there_are_five_levels(capsys, tmp_path: Path) -> None:
    assert "requests of each buyer: 5, 5, 5;" in run(capsys, "game", PAPER, "-o", tmp_path / "a.efg").out
    assert "requests of each buyer: 3, 3, 3;" in run(capsys, "game", PAPER, "-o", tmp_path / "a.efg", "--levels", "3").out


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        ([PAPER, "-o", "a.txt"], 3, "the ending '.txt' (D114); allowed: .efg"),
        ([PAPER, "-o", "none/a.efg"], 3, "(D112)"),
        ([PAPER, "-o", "a.efg", "--step", "1", "--levels", "3"], 2, "(U114)"),
        ([PAPER, "-o", "a.efg", "--step", "1/100"], 2, "(U111)"),
        ([PAPER, "-o", "a.efg", "--step", "-1"], 2, "(U113)"),
        ([PAPER, "-o", "a.efg", "--step", "x"], 3, "(N101)"),
        ([PAPER, "-o", "a.efg", "--levels", "1"], 2, "--levels"),
        ([LOTS, "-o", "a.efg", "--levels", "10"], 2, "choose --levels 4, or a coarser --step"),
        ([EXAMPLES / "published" / "gsvm.csv", "-o", "a.efg"], 2, "(U107)"),
        ([EXAMPLES / "reserve-prices.market.json", "-o", "a.efg"], 3, "(M118)"),
    ],
)
def test_what_does_not_fit_is_one_message(capsys, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[object], code: int, said: str) -> None:
    monkeypatch.chdir(tmp_path)
    done = run(capsys, "game", *arguments)
    assert (done.code, done.out) == (code, "")
    assert said in done.err
    assert list(tmp_path.iterdir()) == []
