"""Terminals that lack characters, readers that go away, devices that are full: never a traceback."""

import json
import subprocess
from pathlib import Path

import pytest

from tests.cli.commands import LOTS, command, environment, run_apart


@pytest.fixture
def foreign(tmp_path: Path) -> Path:
    """A table with names beyond ASCII."""
    path = tmp_path / "land.csv"
    path.write_text("bidder,bundle,value\nÄdä,池,3\nBen,池,1.00000000000000000000000000001\n", "utf-8")
    return path


@pytest.mark.parametrize("encoding", ["ascii", "latin-1", "cp1252", "utf-8"])
def test_no_encoding_of_a_terminal_crashes_a_command(foreign: Path, tmp_path: Path, encoding: str) -> None:
    answer = tmp_path / "a.json"
    for arguments in (["solve", foreign, "--rule", "vickrey", "-o", answer], ["explain", answer], ["explain", answer, "--buyer", "Ädä"], ["check", answer]):
        done = run_apart(*arguments, PYTHONIOENCODING=encoding)
        assert (done.returncode, b"Traceback" in done.stderr) == (0, False)
        assert done.stdout.decode(encoding)


def test_a_character_that_the_terminal_lacks_is_spelled_out(foreign: Path) -> None:
    done = run_apart("solve", foreign, "--rule", "efficient", PYTHONIOENCODING="latin-1")
    assert [line.split() for line in done.stdout.decode("latin-1").splitlines() if "Ädä" in line] == [["Ädä", "\\u6c60", "3"]]


def test_rounded_numbers_are_marked_on_every_terminal(tmp_path: Path) -> None:
    path = tmp_path / "land.csv"
    path.write_text("bidder,bundle,value\nAda,Pond,1.00000000000000000000000000001\n", "utf-8")
    assert b"welfare ~1\n" in run_apart("solve", path, "--rule", "efficient", PYTHONIOENCODING="ascii").stdout
    assert "welfare ≈1\n".encode() in run_apart("solve", path, "--rule", "efficient", PYTHONIOENCODING="utf-8").stdout


def test_the_mechanism_has_a_name_on_every_terminal() -> None:
    assert b"requests in mechanism Gamma, with" in run_apart("rules", PYTHONIOENCODING="ascii").stdout
    assert "requests in mechanism Γ, with".encode() in run_apart("rules", PYTHONIOENCODING="utf-8").stdout


def test_documents_are_utf_8_whatever_the_terminal(foreign: Path) -> None:
    done = run_apart("solve", foreign, "--rule", "efficient", "--json", PYTHONIOENCODING="ascii")
    assert json.loads(done.stdout.decode("utf-8"))["outcome"]["allocation"] == {"Ädä": ["池"], "Ben": []}


@pytest.mark.parametrize("arguments", [["solve", LOTS, "--rule", "vickrey"], ["solve", LOTS, "--rule", "vickrey", "--json"], ["rules"]])
def test_a_reader_that_goes_away_leaves_no_traceback(arguments: list[str]) -> None:
    process = subprocess.Popen(command(*arguments), env=environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.close()
    said = process.stderr.read()
    assert process.wait() == 0
    assert b"Traceback" not in said
    assert b"BrokenPipe" not in said
    process.stderr.close()


def test_a_full_device_is_one_clear_message() -> None:
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(command("rules"), env=environment(), stdout=full, stderr=subprocess.PIPE, check=False)
    message = "error: standard output: cannot be written: No space left on device (D112); allowed: a place that takes the text; choose another place\n"
    assert (done.returncode, done.stderr.decode()) == (3, message)


def test_messages_that_nobody_can_hear_change_nothing(tmp_path: Path) -> None:
    for target, code in ((LOTS, 0), (tmp_path / "none.json", 3)):
        with Path("/dev/full").open("wb") as full:
            done = subprocess.run(command("solve", target, "--rule", "vickrey"), env=environment(), stdout=subprocess.PIPE, stderr=full, check=False)
        assert (done.returncode, b"welfare 60" in done.stdout) == (code, code == 0)
