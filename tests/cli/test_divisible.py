"""Commands given a market of divisible goods: converted to JSON, and refused by what knows other kinds only."""

from pathlib import Path

import pytest

from tests.cli.commands import run

MARKET = """{"format": "marketwright.market/1", "kind": "divisible", "goods": ["water"], "quantity": [1],
 "bidders": [{"name": "Ada", "values": {"type": "quadratic", "theta": ["8/2"], "S": [[1.0]], "endowment": [0]}},
             {"name": "Ben", "values": {"type": "quadratic", "theta": [5], "S": [[1]], "endowment": [3]}}]}
"""
WRITTEN = """{"format": "marketwright.market/1",
 "kind": "divisible",
 "goods": ["water"],
 "quantity": [1],
 "bidders": [{"name": "Ada", "values": {"type": "quadratic", "theta": [4], "S": [[1]]}},
  {"name": "Ben", "values": {"type": "quadratic", "theta": [5], "S": [[1]], "endowment": [3]}}]}
"""


@pytest.fixture
def market(tmp_path: Path) -> Path:
    """Ada and Ben, and some water."""
    path = tmp_path / "water.market.json"
    path.write_text(MARKET)
    return path


def test_convert_writes_a_document_for_people(capsys, market: Path, tmp_path: Path) -> None:
    output = tmp_path / "new.market.json"
    done = run(capsys, "convert", market, "-o", output)
    assert (done.code, done.out, done.err) == (0, f"written to {output}: 2 bidders, 1 good\n", "")
    assert output.read_text() == WRITTEN


@pytest.mark.parametrize(
    ("name", "held"),
    [
        ("new.txt", "kind bundle in a CATS file"),
        ("new.csv", "kinds bundle and unit-demand in a table"),
        ("new.wide.csv", "kinds bundle and unit-demand in a table"),
    ],
)
def test_convert_writes_nothing_else(capsys, market: Path, tmp_path: Path, name: str, held: str) -> None:
    done = run(capsys, "convert", market, "-o", tmp_path / name)
    remedy = "write a market document (.market.json) instead"
    assert (done.code, done.err) == (3, f"error: kind: a market of the kind divisible (T112); allowed: markets of the {held}; {remedy}\n")
    assert not (tmp_path / name).exists()


@pytest.mark.parametrize(
    ("words", "kind"),
    [
        (("solve", "--rule", "vickrey"), "bundle"),
        (("solve", "--rule", "walrasian/minimum"), "unit-demand"),
        (("play",), "bundle"),
        (("learn", "-o", "new.json"), "bundle"),
        (("game", "-o", "new.efg"), "bundle"),
        (("story",), "unit-demand"),
    ],
)
def test_what_knows_another_kind_only_says_so(capsys, market: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...], kind: str) -> None:
    monkeypatch.chdir(market.parent)
    done = run(capsys, words[0], market, *words[1:])
    remedy = "`marketwright rules` shows which rules answer which kind"
    assert (done.code, done.out) == (2, "")
    assert done.err == f"error: market: a market of the kind divisible (U116); allowed: markets of the kind {kind}; {remedy}\n"
