"""The pages keep their word: links lead somewhere, names exist, blocks of code run, command lines print what is shown.

In Markdown: `python` blocks run (doctest where they have prompts), `json` blocks parse, the command lines of `shell-session` blocks print what is shown.
"""

import ast
import contextlib
import doctest
import importlib
import io
import json
import os
import re
import shlex
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

import marketwright
from marketwright.certificates import GRADES
from tests.cli.test_reference_pages import pattern, shown
from tests.test_layers import TOWER

ROOT = Path(__file__).parents[1]
OWN = ("src", "tests", "docs", "examples", "benchmarks", "changelog.d")
FILES = sorted(
    path
    for path in [*ROOT.glob("*"), *ROOT.glob(".ci/*"), *ROOT.glob(".gitignore"), *(inner for folder in OWN for inner in (ROOT / folder).rglob("*"))]
    if path.is_file() and "__pycache__" not in path.parts
)
PAGES = {str(path.relative_to(ROOT)): path.read_text("utf-8") for path in FILES if path.suffix == ".md"}
FENCE = re.compile(r"^```([\w-]*)[^\n]*\n(.*?)^```$", re.MULTILINE | re.DOTALL)
CODE = re.compile(r"(`+)(.+?)\1", re.DOTALL)
LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
HEADING = re.compile(r"^#{1,6} +(.*?) *#*$", re.MULTILINE)


def blocks(language: str) -> dict[str, str]:
    """Every block of a language, by page and line."""
    found = {}
    for page, text in PAGES.items():
        for match in FENCE.finditer(text):
            if match[1] == language:
                found[f"{page}:{text.count(chr(10), 0, match.start()) + 1}"] = match[2]
    return found


def code_words(text: str) -> list[str]:
    """What stands between backticks outside of blocks."""
    return [" ".join(match[2].split()) for match in CODE.finditer(FENCE.sub("", text))]


def anchors(text: str) -> list[str]:
    """The anchors of a page's headings, as Markdown viewers derive them."""
    found: list[str] = []
    for heading in HEADING.findall(FENCE.sub("", text)):
        plain = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading)
        anchor = re.sub(r"[^\w\- ]", "", plain.lower()).replace(" ", "-")
        again = sum(other == anchor or re.fullmatch(re.escape(anchor) + r"-\d+", other) is not None for other in found)
        found.append(f"{anchor}-{again}" if again else anchor)
    return found


def links() -> list[tuple[str, str]]:
    return [(page, target) for page, text in PAGES.items() for target in LINK.findall(FENCE.sub("", text))]


def broken(page: str, target: str) -> str | None:
    """Why a link leads nowhere, or None."""
    if re.match(r"[a-z]+:", target):
        return None
    file, _, anchor = target.partition("#")
    goal = (ROOT / page).parent / file if file else ROOT / page
    if not goal.exists():
        return f"{page}: {target} does not exist"
    inside = os.path.relpath(goal.resolve(), ROOT)
    if inside.startswith(".."):
        return f"{page}: {target} leads out of the repository"
    if anchor and anchor not in anchors(PAGES.get(inside, "")):
        return f"{page}: {target} has no such heading"
    return None


def test_the_pages_are_found() -> None:
    assert {"README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "CHANGELOG.md", "docs/README.md", "docs/glossary.md", "docs/formats/answer.md"} <= set(PAGES)


def test_every_internal_link_and_anchor_leads_somewhere() -> None:
    found = links()
    assert len(found) > 60
    assert [reason for page, target in found if (reason := broken(page, target))] == []


@pytest.mark.parametrize(
    ("target", "reason"),
    [
        ("docs/nowhere.md", "README.md: docs/nowhere.md does not exist"),
        ("docs/formats/answer.md#no-such-heading", "README.md: docs/formats/answer.md#no-such-heading has no such heading"),
        ("#no-such-heading", "README.md: #no-such-heading has no such heading"),
        ("../elsewhere", "README.md: ../elsewhere does not exist"),
        ("..", "README.md: .. leads out of the repository"),
        ("docs/formats/answer.md#upper-bounds", None),
        ("docs/formats/answer.md#core-test", None),
    ],
)
def test_a_broken_link_is_seen(target: str, reason: str | None) -> None:
    assert broken("README.md", target) == reason


def test_anchors_are_those_of_markdown_viewers() -> None:
    assert anchors("# One\n## A `b-c`, d!\n## One\n## One\n### [E](x.md)\n") == ["one", "a-b-c-d", "one-1", "one-2", "e"]


def test_the_index_names_every_page_of_docs() -> None:
    pages = {page for page in PAGES if page.startswith("docs/")} - {"docs/README.md"}
    named = {os.path.relpath((ROOT / "docs" / target.partition("#")[0]).resolve(), ROOT) for target in LINK.findall(PAGES["docs/README.md"])}
    assert sorted(pages - named) == []


def test_no_link_leads_out_of_the_repository_unnoticed() -> None:
    assert {target for _, target in links() if re.match(r"[a-z]+:", target)} == set()


PYTHON = blocks("python")


def run_python(source: str, name: str) -> None:
    """Run a block in a namespace of its own; with prompts, compare what it prints."""
    namespace = {"__name__": "__main__"}
    if ">>>" in source:
        examples = doctest.DocTestParser().get_doctest(source, namespace, name, name, 0)
        said = io.StringIO()
        results = doctest.DocTestRunner(optionflags=doctest.NORMALIZE_WHITESPACE).run(examples, out=said.write)
        if results.failed or not results.attempted:
            pytest.fail(said.getvalue() or "no example")
    else:
        with contextlib.redirect_stdout(io.StringIO()):
            exec(compile(source, name, "exec"), namespace)


@pytest.mark.parametrize("place", PYTHON)
def test_python_block_runs(place: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    shutil.copytree(ROOT / "examples", tmp_path / "examples")
    monkeypatch.chdir(tmp_path)
    run_python(PYTHON[place], place)


def test_the_readme_and_the_theory_pages_have_python_blocks() -> None:
    assert {"README.md", "docs/theory/core-and-vickrey.md", "docs/theory/winner-determination.md"} <= {place.split(":")[0] for place in PYTHON}


def test_a_python_block_that_is_wrong_is_seen() -> None:
    with pytest.raises(pytest.fail.Exception, match="Expected"):
        run_python(">>> 1 + 1\n3\n", "made up")
    with pytest.raises(NameError):
        run_python("undefined_name", "made up")


JSON = blocks("json")


def strict(text: str) -> object:
    """JSON without keys that stand twice and without NaN."""

    def once(pairs: list[tuple[str, object]]) -> dict[str, object]:
        if len({key for key, _ in pairs}) < len(pairs):
            raise ValueError("a key twice")
        return dict(pairs)

    def never(word: str) -> object:
        raise ValueError(word)

    return json.loads(text, object_pairs_hook=once, parse_constant=never)


def test_every_json_block_parses_strictly() -> None:
    assert {"docs/formats/answer.md", "docs/formats/input.md"} <= {place.split(":")[0] for place in JSON}
    for place, text in JSON.items():
        try:
            strict(text)
        except ValueError as error:
            pytest.fail(f"{place}: {error}")


@pytest.mark.parametrize("text", ['{"a": 1, "a": 2}', '{"a": NaN}', "{'a': 1}", '{"a": 1,}'])
def test_a_json_block_that_is_wrong_is_seen(text: str) -> None:
    with pytest.raises(ValueError):  # noqa: PT011 - several kinds
        strict(text)


SESSIONS = {page: text for page, text in PAGES.items() if shown(text) and not page.startswith("docs/reference/")}
"""Pages with command lines and their output; those of `docs/reference` are run in `tests/cli/test_reference_pages.py`."""
PROGRAMS = {"marketwright": ["-m", "marketwright.cli"], "python": []}


@pytest.mark.parametrize("page", SESSIONS)
def test_command_lines_of_a_page_print_what_is_shown(page: str, tmp_path: Path) -> None:
    shutil.copytree(ROOT / "examples", tmp_path / "examples")
    for line, expected in shown(SESSIONS[page]):
        program, *arguments = shlex.split(line)
        command = [sys.executable, *PROGRAMS[program], *arguments]
        result = subprocess.run(command, cwd=tmp_path, env={"PYTHONPATH": str(ROOT / "src")}, capture_output=True, text=True, check=True)
        output = result.stdout + result.stderr
        if not re.fullmatch(pattern(expected), output, re.DOTALL):
            pytest.fail(f"$ {line}\nshown:\n{expected}\nprinted:\n{output}")


def test_the_readme_shows_its_market_solved_explained_and_checked() -> None:
    assert [line.split()[:3] for line, _ in shown(SESSIONS["README.md"])] == [
        ["marketwright", "solve", "examples/lots-of-land.market.json"],
        ["marketwright", "explain", "lots-of-land.answer.json"],
        ["python", "-m", "marketcheck"],
        ["marketwright", "solve", "examples/rooms-and-budgets.market.json"],
    ]


def test_names_of_tests_and_modules_in_the_pages_exist() -> None:
    found = [word for text in PAGES.values() for word in code_words(text)]
    dotted = {word for word in found if is_dotted_name(word)}
    paths = {word for word in found if is_path(word)}
    assert len(dotted) > 40
    assert len(paths) > 20
    assert sorted(word for word in dotted if not name_exists(word)) == []
    assert sorted(word for word in paths if not path_exists(word)) == []


LINE_NAMES = {name for line in TOWER for name in line.names} | {"marketwright", "marketcheck"}


def is_dotted_name(word: str) -> bool:
    return (
        re.fullmatch(r"[a-z_]\w*(\.\w+)+(\(\))?", word) is not None
        and word.split(".", maxsplit=1)[0] in LINE_NAMES
        and not re.search(r"\.(md|py|json|txt|csv)$", word)
    )


def name_exists(word: str) -> bool:
    """Whether `coalitions.worths.Clearing.worth`, said from inside marketwright or in full, is there."""
    steps = word.removesuffix("()").split(".")
    if steps[0] not in ("marketwright", "marketcheck"):
        steps.insert(0, "marketwright")
    for length in range(len(steps), 0, -1):
        try:
            thing: object = importlib.import_module(".".join(steps[:length]))
        except ImportError:
            continue
        for step in steps[length:]:
            if not hasattr(thing, step) and step not in getattr(thing, "__dataclass_fields__", {}):
                return False
            thing = getattr(thing, step, None)
        return True
    return False


def is_path(word: str) -> bool:
    path = word.partition("::")[0]
    return re.fullmatch(r"[\w.*-]+(/[\w.*-]*)+(::\w+)?", word) is not None and (path.partition("/")[0] in (*OWN, ".ci") or path.endswith(".py"))


def path_exists(word: str) -> bool:
    """Whether a path, from the root or from `src/marketwright`, is there, with the function named after `::`."""
    path, _, function = word.partition("::")
    matches = [found for base in (ROOT, ROOT / "src", ROOT / "src" / "marketwright") for found in base.glob(path.rstrip("/"))]
    if not matches or not function:
        return bool(matches)
    tree = ast.parse(matches[0].read_text("utf-8"))
    return function in {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}


@pytest.mark.parametrize(
    "word", ["markets.bundle.NoSuchThing", "no_module_here.x", "marketwright.nothing", "coalitions.worths.Clearing.nothing", "answers.answer.Answer.outcomes"]
)
def test_a_name_that_does_not_exist_is_seen(word: str) -> None:
    assert not name_exists(word)


@pytest.mark.parametrize("word", ["src/marketwright/nothing.py", "tests/nothing/", "tests/test_docs.py::test_nothing", "solvers/packing/nothing.py"])
def test_a_path_that_does_not_exist_is_seen(word: str) -> None:
    assert is_path(word)
    assert not path_exists(word)


def test_the_page_of_grades_describes_every_grade_in_order() -> None:
    assert re.findall(r"^## `(\w+)`", PAGES["docs/reference/grades.md"], re.MULTILINE) == list(GRADES)


def test_the_page_of_inputs_describes_every_key_that_a_rule_asks_for() -> None:
    asked = {key for rule in marketwright.RULES for key in (rule.needs_input, *rule.may_input) if key}
    assert set(re.findall(r"^## `(\w+)`", PAGES["docs/formats/input.md"], re.MULTILINE)) == asked


FRAGMENT = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*\.(added|changed|fixed|removed)\.md")


def test_changelog_fragments_are_one_sentence_of_a_known_kind() -> None:
    fragments = {path.name: path.read_text("utf-8") for path in (ROOT / "changelog.d").iterdir() if path.name != "README.md"}
    assert len(fragments) > 0
    assert sorted(name for name in fragments if not FRAGMENT.fullmatch(name)) == []
    assert sorted(name for name, text in fragments.items() if not re.fullmatch(r"[A-Z`][^\n]*\.\n", text)) == []


def test_version_is_the_same_everywhere() -> None:
    citation = (ROOT / "CITATION.cff").read_text("utf-8")
    assert re.findall(r"^version: (.*)$", citation, re.MULTILINE) == [marketwright.VERSION]


def test_licence_is_the_one_that_the_project_declares() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    licence = (ROOT / "LICENSE").read_text("utf-8")
    assert project["license"] == "Apache-2.0"
    assert re.search(r"^license: (.*)$", (ROOT / "CITATION.cff").read_text("utf-8"), re.MULTILINE)[1] == "Apache-2.0"  # type: ignore[index]
    assert "Apache License\n                           Version 2.0, January 2004" in licence
    assert "END OF TERMS AND CONDITIONS" in licence


MACHINE = re.compile(
    r"(?<![\w.])/(?:wor[k]|roo[t]|hom[e]|tm[p])/|https?://(?:registr[y]|file[s]|mirro[r]|inde[x])\.|pythonhoste[d]|pyp[i]\.org|--(?:extra-)?inde[x]-url"
)
"""Paths of one machine and hosts of packages; written so that this line is none itself."""


def test_no_path_of_one_machine_and_no_package_host_is_in_the_repository() -> None:
    assert len(FILES) > 200
    found = []
    for path in FILES:
        for number, line in enumerate(path.read_bytes().decode("utf-8", errors="replace").splitlines(), start=1):
            if MACHINE.search(line):
                found.append(f"{path.relative_to(ROOT)}:{number}: {line.strip()[:120]}")
    assert found == []


@pytest.mark.parametrize("text", ["see /" + "tmp/x", "cd /" + "work/main", "https:/" + "/files.example/x", "pip install --" + "index-url x"])
def test_a_path_or_host_is_seen(text: str) -> None:
    assert MACHINE.search(text)


def test_nothing_is_left_unfinished_in_the_repository() -> None:
    marks = re.compile(r"\b(TOD[O]|FIXM[E]|XX[X])\b")
    found = [str(path.relative_to(ROOT)) for path in FILES if path.suffix in (".py", ".md", ".toml") and marks.search(path.read_text("utf-8"))]
    assert found == []
