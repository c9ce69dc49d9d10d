"""The start: help and the list of rules come without any solver, mistakes of usage end with exit code 2."""

import subprocess
import sys

import pytest

from tests.cli.commands import LOTS, environment, run

HEAVY = """
import sys
from marketwright.cli.main import main
code = main(sys.argv[1:])
print(code, sorted({"numpy", "highspy", "pydantic", "marketwright.markets.models", "marketwright.solvers.packing.search"} & set(sys.modules)))
"""


def imported_by(*arguments: str) -> str:
    done = subprocess.run([sys.executable, "-c", HEAVY, *arguments], env=environment(), capture_output=True, text=True, check=True)
    return done.stdout.splitlines()[-1]


@pytest.mark.parametrize("option", ["--help", "--version"])
def test_help_imports_nothing_heavy(option: str) -> None:
    assert imported_by(option) == "0 []"


@pytest.mark.parametrize(
    ("arguments", "code"), [(["solve", "--help"], 0), (["rules"], 0), (["rules", "--json"], 0), (["solve", LOTS, "--rule", "none"], 2)], ids=str
)
def test_help_of_commands_and_rules_import_no_solver_and_no_models_of_ours(arguments: list[str], code: int) -> None:
    """typer itself may import pydantic to read a command's options."""
    assert imported_by(*arguments) in (f"{code} []", f"{code} ['pydantic']")


def test_version(capsys) -> None:
    assert run(capsys, "--version").out == "marketwright 0.1.0\n"


def test_help_lists_the_commands_in_order(capsys) -> None:
    said = run(capsys, "--help").out
    listed = said[said.index("Commands:") : said.index("Exit codes:")].splitlines()
    commands = ["solve", "check", "explain", "plot", "story", "price-list", "rules", "convert", "play", "learn", "game"]
    assert [line.split()[0] for line in listed[1:] if line.strip()] == commands
    assert all("..." not in line for line in listed)


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["sovle"], "No such command 'sovle'."),
        (["solve"], "Missing argument 'MARKET'."),
        (["solve", LOTS, "--rule", "vickrey", "--loud"], "No such option: --loud"),
        (["solve", LOTS, "--rule", "vickrey", "--limit-seconds", "nan"], "'nan' is not a number of seconds, such as 60 or 0.5"),
        (["solve", LOTS, "--rule", "vickrey", "--limit-seconds", "-1"], "'-1' is not a number of seconds, such as 60 or 0.5"),
        (["solve", LOTS, "--rule", "vickrey", "--limit-seconds", "soon"], "'soon' is not a number of seconds, such as 60 or 0.5"),
        (["solve", LOTS, "--rule", "vickrey", "--check-steps", "few"], "'few' is neither a number of steps nor none"),
        (["check", "x", "--limit", "-1"], "Invalid value for '--limit'"),
        (["convert", LOTS], "Missing option '-o' / '--output'."),
        ([], "Usage: marketwright"),
    ],
)
def test_wrong_usage_exits_2(capsys, arguments: list[str], said: str) -> None:
    done = run(capsys, *arguments)
    assert done.code == 2
    assert said in done.err + done.out


def test_a_rule_has_to_be_named(capsys) -> None:
    done = run(capsys, "solve", LOTS)
    assert (done.code, done.out) == (2, "")
    assert done.err == ("error: rule: none (U101); allowed: a rule that `marketwright rules` lists; add --rule with its name\n")


def test_an_unknown_rule_is_found_before_the_market_is_read(capsys) -> None:
    done = run(capsys, "solve", "no-such-file.json", "--rule", "Vickrey")
    assert (done.code, done.err) == (
        2,
        "error: rule: 'Vickrey' (U101); allowed: a rule that `marketwright rules` lists; did you mean vickrey?\n",
    )


def test_a_defect_shows_its_traceback_and_exits_70(capsys, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_as_json: bool) -> None:
        raise RuntimeError("made up")

    monkeypatch.setattr("marketwright.cli.rules.rules_command", broken)
    done = run(capsys, "rules")
    assert done.code == 70
    assert "RuntimeError: made up\nThis is a defect of marketwright" in done.err
