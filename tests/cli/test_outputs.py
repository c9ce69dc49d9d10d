"""Outputs: refused before the work begins, whole or not at all, never lost."""

from pathlib import Path

import pytest

from marketwright.errors import DocumentError
from tests.cli.commands import EXAMPLES, LOTS, run


@pytest.fixture
def forbidden(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing may be solved."""

    def never(*_arguments: object, **_options: object) -> None:
        raise AssertionError("the work began")

    monkeypatch.setattr("marketwright.cli.solve.found_answer", never)


@pytest.mark.usefixtures("forbidden")
def test_a_folder_that_does_not_exist_is_found_before_the_work_begins(capsys, tmp_path: Path) -> None:
    done = run(capsys, "solve", LOTS, "--rule", "vickrey", "-o", tmp_path / "none" / "a.json")
    allowed = "allowed: a folder that exists and may be written; choose another place"
    assert (done.code, done.err) == (3, f"error: {tmp_path}/none/a.json: cannot be written: No such file or directory (D112); {allowed}\n")


@pytest.mark.usefixtures("forbidden")
def test_a_file_where_a_folder_should_be_is_found_before_the_work_begins(capsys, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", "utf-8")
    done = run(capsys, "solve", LOTS, "--rule", "vickrey", "-o", tmp_path / "file" / "a.json")
    assert done.code == 3
    assert "cannot be written: Not a directory (D112)" in done.err


@pytest.mark.usefixtures("forbidden")
def test_a_folder_or_a_device_is_no_output(capsys, tmp_path: Path) -> None:
    done = run(capsys, "solve", LOTS, "--rule", "vickrey", "-o", tmp_path)
    assert (done.code, done.err) == (3, f"error: {tmp_path}: a folder (D102); allowed: a regular file or a new name; choose another name\n")
    assert "a device, pipe or socket (D102)" in run(capsys, "solve", LOTS, "--rule", "vickrey", "-o", "/dev/null").err


@pytest.mark.usefixtures("forbidden")
def test_the_market_is_not_overwritten_with_its_answer(capsys, tmp_path: Path) -> None:
    market = tmp_path / "market.json"
    market.write_text(Path(LOTS).read_text("utf-8"), "utf-8")
    (tmp_path / "link.json").symlink_to(market)
    for output in (market, tmp_path / "link.json"):
        done = run(capsys, "solve", market, "--rule", "vickrey", "-o", output)
        assert (done.code, done.err) == (2, f"error: {output}: the file that is read (U109); allowed: a name that is no input; choose another name\n")
    assert market.read_text("utf-8") == Path(LOTS).read_text("utf-8")


def test_the_input_of_a_conversion_is_not_overwritten(capsys, tmp_path: Path) -> None:
    table = tmp_path / "table.csv"
    table.write_text((EXAMPLES / "lots-of-land.csv").read_text("utf-8"), "utf-8")
    assert run(capsys, "convert", table, "-o", table).code == 2
    assert table.read_text("utf-8") == (EXAMPLES / "lots-of-land.csv").read_text("utf-8")


def test_an_answer_that_cannot_be_written_after_all_is_kept_elsewhere(capsys, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(path: Path, _text: str) -> None:
        raise DocumentError("D112", str(path), "cannot be written: No space left on device", "another place", "choose it")

    monkeypatch.setattr("marketwright.cli.outputs.write_whole", full)
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    done = run(capsys, "solve", LOTS, "--rule", "vickrey", "-o", tmp_path / "a.json")
    kept, error = done.err.splitlines()
    assert done.code == 3
    assert error == f"error: {tmp_path}/a.json: cannot be written: No space left on device (D112); allowed: another place; choose it"
    assert kept.startswith(f"kept instead: {tmp_path}/marketwright-")
    assert run(capsys, "check", kept.removeprefix("kept instead: ")).code == 0


def test_an_older_file_is_replaced_and_nothing_else_is_left_in_the_folder(capsys, tmp_path: Path) -> None:
    answer = tmp_path / "a.json"
    answer.write_text("older", "utf-8")
    assert run(capsys, "solve", LOTS, "--rule", "vickrey", "-o", answer).code == 0
    assert run(capsys, "check", answer, "--market", LOTS).code == 0
    assert list(tmp_path.iterdir()) == [answer]
