"""The pages of commands and rules: every command, option and rule has a section, and every command line prints what is shown."""

import re
import shlex
import shutil
from pathlib import Path

import pytest
from typer.main import get_command

from marketwright import RULES
from marketwright.cli.main import app, main

ROOT = Path(__file__).parents[2]
COMMANDS = (ROOT / "docs" / "reference" / "commands.md").read_text("utf-8")
RULES_PAGE = (ROOT / "docs" / "reference" / "rules.md").read_text("utf-8")
SESSION = re.compile(r"^```shell-session\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def shown(page: str) -> list[tuple[str, str]]:
    """Command lines and the output below each, in order."""
    text = "".join(SESSION.findall(page))
    parts = re.split(r"^\$ (.*)\n", text, flags=re.MULTILINE)
    return list(zip(parts[1::2], parts[2::2], strict=True))


def pattern(expected: str) -> str:
    """A shown output as a pattern, in which `...` stands for anything."""
    return ".*".join(map(re.escape, expected.split("...")))


def run_session(page: str, capsys: pytest.CaptureFixture[str]) -> None:
    for line, expected in shown(page):
        program, *arguments = shlex.split(line)
        assert program == "marketwright"
        code = main(arguments)
        said = capsys.readouterr()
        output = said.out + said.err + (f"[exit code {code}]\n" if code else "")
        if not re.fullmatch(pattern(expected), output, re.DOTALL):
            pytest.fail(f"$ {line}\nshown:\n{expected}\nprinted:\n{output}")


@pytest.fixture
def copied(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the examples, in the current folder."""
    shutil.copytree(ROOT / "examples", tmp_path / "examples")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.usefixtures("copied")
def test_every_command_line_on_the_page_of_commands_prints_what_is_shown(capsys: pytest.CaptureFixture[str]) -> None:
    said = {line.split()[1] for line, _ in shown(COMMANDS)}
    assert said == {"--version", "solve", "check", "explain", "rules", "convert", "play", "learn", "game", "plot", "story", "price-list"}
    run_session(COMMANDS, capsys)


@pytest.mark.usefixtures("copied")
def test_every_command_line_on_the_page_of_rules_prints_what_is_shown(capsys: pytest.CaptureFixture[str]) -> None:
    assert len(shown(RULES_PAGE)) >= 18
    run_session(RULES_PAGE, capsys)


@pytest.mark.usefixtures("copied")
def test_an_output_that_is_not_the_one_shown_is_seen(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(pytest.fail.Exception, match="marketwright 9"):
        run_session("```shell-session\n$ marketwright --version\nmarketwright 9\n```\n", capsys)


def sections(page: str) -> dict[str, list[str]]:
    """Headings of the third level below each heading of the second."""
    found: dict[str, list[str]] = {}
    for level, heading in re.findall(r"^(##|###) (.*)$", page, re.MULTILINE):
        if level == "##":
            found[heading] = []
        else:
            found[list(found)[-1]].append(heading)
    return found


def declared() -> dict[str, set[str]]:
    """Arguments and long options of every command, without the help that all have."""
    group = get_command(app)
    commands = {"marketwright": group} | {f"marketwright {name}": command for name, command in group.commands.items()}
    return {f"`{name}`": {f"`{long_name(parameter)}`" for parameter in command.params} - {"`ANSWER`"} for name, command in commands.items()}


def long_name(parameter) -> str:
    if parameter.param_type_name == "argument":
        return parameter.metavar
    return next(name for name in parameter.opts if name.startswith("--"))


def test_every_command_and_option_has_a_section_and_no_other_is_described() -> None:
    described = {heading: set(inner) - {"`--help`"} for heading, inner in sections(COMMANDS).items() if heading.startswith("`")}
    assert described == declared()


def test_every_rule_has_a_section_with_its_meaning_in_the_order_of_the_catalogue() -> None:
    assert list(sections(RULES_PAGE)) == [f"`{rule.id}`" for rule in RULES]
    for rule in RULES:
        assert f"## `{rule.id}`\n\n*{rule.meaning}*\n" in RULES_PAGE


def test_the_page_of_commands_lists_the_exit_codes() -> None:
    assert re.findall(r"^\| (\d+) \|", COMMANDS, re.MULTILINE) == ["0", "1", "2", "3", "4", "5", "6", "70", "130"]
