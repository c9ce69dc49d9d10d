"""Ctrl-C: the first leaves what is proven, the second aborts with nothing half-written."""

import json
import os
import signal
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

import marketcheck
from marketwright import read_market, solve
from marketwright.answers import Answer
from marketwright.cli.interruption import FirstInterrupt, first_interrupt_stops
from marketwright.questions import Limits
from tests.cli.commands import LOTS, command, environment, hard_market, run

WAIT = 60


@pytest.fixture
def working(tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    """A long solve that has begun to search."""
    arguments = ["solve", hard_market(tmp_path / "hard.txt"), "--rule", "vickrey", "-o", tmp_path / "a.json"]
    process = subprocess.Popen(command(*arguments), env=environment(), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    assert process.stderr is not None
    assert ", search 1, best " in process.stderr.readline()
    yield process
    if process.poll() is None:
        process.kill()
    process.communicate()


def test_the_first_ctrl_c_leaves_what_is_proven_and_exits_5(working: subprocess.Popen[str], tmp_path: Path) -> None:
    working.send_signal(signal.SIGINT)
    out, err = working.communicate(timeout=WAIT)
    assert working.returncode == 5
    assert "interrupted: ending with what is proven so far (Ctrl-C again aborts)\n" in err
    assert "\n  efficient  not decided  a limit came first: the best welfare is at least " in out
    text = (tmp_path / "a.json").read_text("utf-8")
    assert isinstance(marketcheck.check(text), marketcheck.Accepted)
    assert [finding["holds"] for finding in json.loads(text)["findings"]] == [None, None, None]


def test_the_second_ctrl_c_aborts_with_130_and_writes_nothing(working: subprocess.Popen[str], tmp_path: Path) -> None:
    assert working.stderr is not None
    working.send_signal(signal.SIGINT)
    while "interrupted" not in working.stderr.readline():
        time.sleep(0.001)
    working.send_signal(signal.SIGINT)
    _, err = working.communicate(timeout=WAIT)
    if working.returncode == 5:
        pytest.skip("the work had ended before the second signal came")
    assert (working.returncode, err.endswith("aborted: nothing was written\n")) == (130, True)
    assert "Traceback" not in err
    assert [path.name for path in tmp_path.iterdir()] == ["hard.txt"]


@pytest.mark.parametrize("questions", range(12))
def test_all_further_searches_end_too_once_the_work_is_stopped(questions: int) -> None:
    """Stopped after some questions, `vickrey` never goes on with the worths that are left, and what it says is true."""
    asked = 0

    def stopped() -> bool:
        nonlocal asked
        asked += 1
        return asked > questions

    answer = solve(read_market(LOTS).market, "vickrey", limits=Limits(stopped=stopped))
    holds = [finding.holds for finding in answer.findings]
    assert answer.checked == "accepted"
    assert holds in ([None, None, None], [True, True, None, None], [True, True, True, None], [True, True, True, False])
    assert asked <= questions + 2
    assert questions or holds == [None, None, None]


def test_ctrl_c_during_the_check_leaves_out_the_check(capsys, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def slow(answer: Answer, _steps: int | None) -> Answer:
        os.kill(os.getpid(), signal.SIGINT)
        time.sleep(WAIT)
        return answer

    monkeypatch.setattr("marketwright.cli.solve.checked_answer", slow)
    done = run(capsys, "solve", LOTS, "--rule", "vickrey", "-o", tmp_path / "a.json")
    assert done.code == 5
    assert done.out.endswith("\n  not checked: `marketwright check` does it at any time\n")
    assert json.loads((tmp_path / "a.json").read_text("utf-8"))["checked"] == "undecided"
    assert run(capsys, "check", tmp_path / "a.json").code == 0


def test_a_second_ctrl_c_while_writing_leaves_no_half_written_file(capsys, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def pressed_twice(_descriptor: int) -> None:
        os.kill(os.getpid(), signal.SIGINT)
        os.kill(os.getpid(), signal.SIGINT)

    monkeypatch.setattr("os.fsync", pressed_twice)
    done = run(capsys, "solve", LOTS, "--rule", "vickrey", "-o", tmp_path / "a.json")
    assert (done.code, done.out) == (130, "")
    assert done.err.endswith("aborted: nothing was written\n")
    assert list(tmp_path.iterdir()) == []


def test_ctrl_c_before_the_work_aborts(capsys, monkeypatch: pytest.MonkeyPatch) -> None:
    def pressed(_path: Path) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("marketwright.cli.solve.read_market", pressed)
    assert run(capsys, "solve", LOTS, "--rule", "vickrey").code == 130


def press() -> None:
    os.kill(os.getpid(), signal.SIGINT)


def test_the_old_behaviour_returns_afterwards() -> None:
    before = signal.getsignal(signal.SIGINT)
    told: list[str] = []
    with first_interrupt_stops(lambda: told.append("told")) as interrupts:
        assert not interrupts.stopped()
        press()
        assert interrupts.stopped()
        with pytest.raises(KeyboardInterrupt):
            press()
    assert told == ["told"]
    assert signal.getsignal(signal.SIGINT) is before


def test_inside_skippable_work_the_first_press_raises_and_the_second_is_no_first_one() -> None:
    with first_interrupt_stops(lambda: None) as interrupts:
        with pytest.raises(FirstInterrupt), interrupts.skippable():
            press()
        with pytest.raises(KeyboardInterrupt) as caught, interrupts.skippable():
            press()
    assert not isinstance(caught.value, FirstInterrupt)
