"""The command `learn`: a table, a document, a chart."""

import json
import sys
from pathlib import Path

import pytest

from tests.cli.commands import EXAMPLES, run

PAPER = EXAMPLES / "paper-000-example-2.market.json"


def test_the_table_compares_requests_with_vickrey_payoffs(capsys) -> None:
    done = run(capsys, "learn", PAPER, "--rounds", "1000", "--step", "0.5", "--seed", "1")
    assert (done.code, done.err) == (0, "")
    lines = done.out.splitlines()
    assert lines[0] == "1000 rounds, undercut, step 0.5, seed 1"
    assert lines[1].split("  ")[1] == "buyer"
    rows = [line.split() for line in lines[2:5]]
    assert [row[:2] for row in rows] == [["1", "0"], ["2", "8"], ["3", "8"]]
    assert sum(float(row[2]) for row in rows) == 7.5
    assert lines[-1] == "  a numeric experiment, not a proof; the same seed gives the same again"


def test_the_document_is_a_function_of_its_parameters(capsys, tmp_path: Path) -> None:
    texts = []
    for name in ("a.json", "b.json"):
        done = run(capsys, "learn", PAPER, "--kind", "regret-matching", "--rounds", "30", "--seed", "5", "--step", "1/2", "-o", tmp_path / name)
        assert (done.code, done.err) == (0, f"written to {tmp_path / name}\n")
        texts.append((tmp_path / name).read_text("utf-8"))
    assert texts[0] == texts[1]
    document = json.loads(texts[0])
    assert document["format"] == "marketwright.learning/1"
    assert document["parameters"] == {"kind": "regret-matching", "rounds": 30, "seed": 5, "step": "1/2"}


@pytest.mark.parametrize(("name", "start"), [("a.vl.json", b'{\n "$schema"'), ("a.svg", b"<svg"), ("a.png", b"\x89PNG")])
def test_charts_are_written(capsys, tmp_path: Path, name: str, start: bytes) -> None:
    done = run(capsys, "learn", PAPER, "--rounds", "20", "--plot", tmp_path / name)
    assert (done.code, done.err) == (0, f"written to {tmp_path / name}\n")
    assert (tmp_path / name).read_bytes().startswith(start)


def test_without_the_extra_a_picture_exits_6_before_the_work_and_the_specification_is_written(capsys, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "vl_convert", None)
    done = run(capsys, "learn", PAPER, "--plot", tmp_path / "a.png", "-o", tmp_path / "a.json")
    assert (done.code, done.out, "(X101)" in done.err) == (6, "", True)
    assert list(tmp_path.iterdir()) == []
    assert run(capsys, "learn", PAPER, "--rounds", "5", "--plot", tmp_path / "a.vl.json").code == 0


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (["--kind", "best-response"], 2, "(U112)"),
        (["--step", "0"], 2, "(U113)"),
        (["--step", "1e-3"], 3, "--step: '1e-3' (N101)"),
        (["--kind", "regret-matching", "--step", "1/1000"], 2, "12,001 different requests (U113)"),
        (["--rounds", "0"], 2, "--rounds"),
        (["--seed", "x"], 2, "--seed"),
        (["--plot", "chart.pdf"], 3, "(D114)"),
        (["--plot", "none/chart.svg"], 3, "(D112)"),
        (["-o", "same.svg", "--plot", "same.svg"], 2, "(U114)"),
    ],
)
def test_what_does_not_fit_is_one_message(capsys, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, arguments: list[str], code: int, said: str) -> None:
    monkeypatch.chdir(tmp_path)
    done = run(capsys, "learn", PAPER, *arguments)
    assert (done.code, done.out) == (code, "")
    assert said in done.err
    assert list(tmp_path.iterdir()) == []
