"""The tower of ARCHITECTURE.md, enforced on the imports that stand in the source.

A file imports from its own line or from lines above it.  Every import counts: at the top, inside a function, under `TYPE_CHECKING`, relative, or by a
module's name in a text where a file imports by name.  There is no list of exceptions.
"""

import ast
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

import marketwright

ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "src"
ARCHITECTURE = (ROOT / "ARCHITECTURE.md").read_text("utf-8")


@dataclass(frozen=True)
class Line:
    """Modules and packages of marketwright on one line of the tower; `apart`: they may not import one another."""

    names: tuple[str, ...]
    apart: bool = False


TOWER = (
    Line(("errors", "exact", "piecewise")),
    Line(("markets",)),
    Line(("answers", "certificates", "questions")),
    Line(("solvers",)),
    Line(("coalitions",)),
    Line(("payments", "gamma", "pricing", "walrasian", "reallocative", "bayesian"), apart=True),
    Line(
        (
            "rules",
            "inputs",
            "input_parts",
            "unit_demand_inputs",
            "divisible_inputs",
            "bayesian_inputs",
            "mechanism_inputs",
            "alternative_inputs",
            "solving",
            "version",
        )
    ),
    Line(("__init__",)),
    Line(("reports", "plots")),
    Line(("cli",)),
)
"""From the top down; `__init__` is the library's door."""

UNSEEN = {"solvers": {"markets", "answers"}}
"""What a name of the tower may not import although it stands above: solvers are mathematics and know no market."""

CHECKER_SEEN_FROM = "solving"
"""The line of this module and the lines below may import marketcheck, the lines above may not."""

OTHERS = {
    "numpy": {"solvers"},
    "highspy": {"solvers"},
    "flint": {"solvers"},
    "lap": {"solvers"},
    "numba": {"solvers"},
    "pydantic": {"markets"},
    "pydantic_core": {"markets"},
    "typer": {"cli"},
    "rich": {"cli", "reports"},
    "vl_convert": {"plots"},
}
"""Who may import what is not in the standard library."""
COMES_WITH = {"flint": "python-flint", "lap": "lapx", "pydantic_core": "pydantic", "vl_convert": "vl-convert-python"}
"""What brings a package along where their names differ."""

MODULE_IN_TEXT = re.compile(r"(?:marketwright|marketcheck)(?:\.[A-Za-z_]\w*)*")


def imported(source: str, module: str, *, package: bool = False) -> list[str]:
    """The dotted names that a source text imports; `from a import b` gives `a.b`."""
    tree = ast.parse(source)
    names: list[str] = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names.extend(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            steps = module.split(".")
            parent = steps[: len(steps) - node.level + package] if node.level else []
            names.extend(".".join([*parent, *((node.module or "").split(".") if node.module else []), alias.name]) for alias in node.names)
    if imports_by_name(tree):
        texts = (node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str))
        names.extend(text for text in texts if MODULE_IN_TEXT.fullmatch(text))
    return names


def imports_by_name(tree: ast.AST) -> bool:
    words = ("import_module", "__import__", "find_spec", "load_module", "run_module", "late_function")
    return any(
        (isinstance(node, ast.Name) and node.id in words)
        or (isinstance(node, ast.Attribute) and node.attr in words)
        or (isinstance(node, ast.alias) and node.name in words)
        for node in ast.walk(tree)
    )


def level_of(name: str, tower: tuple[Line, ...]) -> int | None:
    return next((number for number, line in enumerate(tower) if name in line.names), None)


def name_on_tower(module: str, tower: tuple[Line, ...]) -> str:
    """The name under which a module of marketwright, or a name inside one, stands on the tower; what the package itself offers is its `__init__`."""
    steps = module.split(".")
    if len(steps) == 1:
        return "__init__"
    below = ROOT / "src" / "marketwright" / steps[1]
    is_module = level_of(steps[1], tower) is not None or below.is_dir() or below.with_suffix(".py").is_file() or len(steps) > 2
    return steps[1] if is_module else "__init__"


def violations(
    module: str,
    source: str,
    *,
    package: bool = False,
    tower: tuple[Line, ...] = TOWER,
    unseen: Mapping[str, set[str]] = UNSEEN,
) -> list[str]:
    """What a source text of marketwright imports although it must not, in words."""
    name = name_on_tower(module, tower) if module != "marketwright" else "__init__"
    level = level_of(name, tower)
    if level is None:
        return [f"{module}: {name} stands on no line"]
    checker_from = level_of(CHECKER_SEEN_FROM, tower)
    found = []
    for target in imported(source, module, package=package):
        top = target.split(".")[0]
        if top == "marketcheck":
            if checker_from is None or level < checker_from:
                found.append(f"{module}: imports the checker")
        elif top == "marketwright":
            other = name_on_tower(target, tower)
            line = level_of(other, tower)
            if line is None:
                found.append(f"{module}: {target} stands on no line")
            elif line > level:
                found.append(f"{module}: {other} is below")
            elif line == level and other != name and tower[level].apart:
                found.append(f"{module}: {other} is another room")
            elif other in unseen.get(name, set()):
                found.append(f"{module}: {other} is not to be seen")
        elif top not in sys.stdlib_module_names and name not in OTHERS.get(top, set()):
            found.append(f"{module}: {top} has no place here")
    return found


def files(package: str) -> Iterator[tuple[str, Path, bool]]:
    """Every module of a package: dotted name, file, whether it is a package."""
    for path in sorted((SOURCE / package).rglob("*.py")):
        steps = path.relative_to(SOURCE).with_suffix("").parts
        is_package = steps[-1] == "__init__"
        yield ".".join(steps[:-1] if is_package else steps), path, is_package


def test_every_file_imports_from_its_own_line_or_from_lines_above() -> None:
    found = [violation for module, path, package in files("marketwright") for violation in violations(module, path.read_text("utf-8"), package=package)]
    assert found == []


def test_every_module_and_package_stands_on_one_line_and_every_line_is_filled() -> None:
    on_tower = [name for line in TOWER for name in line.names]
    present = {path.stem for path in (SOURCE / "marketwright").glob("*.py")} | {path.parent.name for path in (SOURCE / "marketwright").glob("*/__init__.py")}
    assert sorted(on_tower) == sorted(present)


def test_every_folder_with_modules_is_a_package() -> None:
    folders = {path.parent for path in SOURCE.rglob("*.py")} - {SOURCE}
    assert sorted(str(folder) for folder in folders if not (folder / "__init__.py").is_file()) == []
    assert {SOURCE / "marketwright" / "solvers" / "packing", SOURCE / "marketcheck"} <= folders


def test_the_checker_imports_the_standard_library_and_itself_only() -> None:
    found = {target.split(".")[0] for module, path, package in files("marketcheck") for target in imported(path.read_text("utf-8"), module, package=package)}
    assert "marketcheck" in found
    assert sorted(found - sys.stdlib_module_names - {"marketcheck"}) == []


def test_declared_dependencies_are_those_that_the_source_imports() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    needed = [*project["dependencies"], *project["optional-dependencies"]["plot"]]
    declared = {re.split(r"[^\w-]", dependency)[0] for dependency in needed}
    tops = {target.split(".")[0] for module, path, package in files("marketwright") for target in imported(path.read_text("utf-8"), module, package=package)}
    others = tops - sys.stdlib_module_names - {"marketwright", "marketcheck"}
    assert {COMES_WITH.get(top, top) for top in others} == declared
    assert {COMES_WITH.get(top, top) for top in OTHERS} == declared


def test_architecture_draws_this_tower() -> None:
    drawing = ARCHITECTURE.split("<!-- tower -->")[1]
    rows = re.findall(r"^ {4}(.*?)(?: {2,}.*)?$", drawing, re.MULTILINE)
    assert [tuple(row.split()) for row in rows] == [line.names for line in TOWER]


TWO_ROOMS = (
    Line(("errors",)),
    Line(("markets",)),
    Line(("solvers",)),
    Line(("gamma", "pricing"), apart=True),
    Line(("rules", "solving")),
    Line(("__init__",)),
    Line(("cli",)),
)

MADE_UP = {
    "an import from below": ("marketwright.markets.bundle", "from marketwright.rules import RULES", ["marketwright.markets.bundle: rules is below"]),
    "inside a function": ("marketwright.markets.x", "def f():\n    import marketwright.solving\n", ["marketwright.markets.x: solving is below"]),
    "for type checkers only": (
        "marketwright.errors",
        "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from marketwright.markets import Bid\n",
        ["marketwright.errors: markets is below"],
    ),
    "in a branch that never runs": ("marketwright.errors", "if 0:\n    import marketwright.cli.main as m\n", ["marketwright.errors: cli is below"]),
    "from the package": ("marketwright.markets.x", "from marketwright import cli", ["marketwright.markets.x: cli is below"]),
    "of the library's door": ("marketwright.markets.x", "from marketwright import solve", ["marketwright.markets.x: __init__ is below"]),
    "of the whole library": ("marketwright.gamma.rule", "import marketwright", ["marketwright.gamma.rule: __init__ is below"]),
    "relative": ("marketwright.markets.x", "from ..rules import RULES", ["marketwright.markets.x: rules is below"]),
    "relative without a module": ("marketwright.markets.x", "from .. import cli", ["marketwright.markets.x: cli is below"]),
    "by name": (
        "marketwright.markets.x",
        "from importlib import import_module\nimport_module('marketwright.cli.main')\n",
        ["marketwright.markets.x: cli is below"],
    ),
    "by name and late": (
        "marketwright.gamma.rule",
        "late_function('marketwright.pricing.shop', 'shop')\n",
        ["marketwright.gamma.rule: pricing is another room"],
    ),
    "of another room": ("marketwright.gamma.rule", "from marketwright.pricing import good", ["marketwright.gamma.rule: pricing is another room"]),
    "of the own room": ("marketwright.gamma.rule", "from marketwright.gamma import replies", []),
    "of a market by a solver": (
        "marketwright.solvers.x",
        "from marketwright.markets.atoms import atoms",
        ["marketwright.solvers.x: markets is not to be seen"],
    ),
    "of the checker from above": ("marketwright.gamma.rule", "import marketcheck", ["marketwright.gamma.rule: imports the checker"]),
    "of the checker from its line": ("marketwright.solving", "import marketcheck\nfrom marketcheck import check", []),
    "of a new line": ("marketwright.cli.main", "from marketwright.plots import chart", ["marketwright.cli.main: marketwright.plots.chart stands on no line"]),
    "by a module without a line": ("marketwright.plots.chart", "import json", ["marketwright.plots.chart: plots stands on no line"]),
    "of a tool in the wrong place": ("marketwright.markets.x", "import numpy as np", ["marketwright.markets.x: numpy has no place here"]),
    "of a tool that is not declared": ("marketwright.solvers.x", "from scipy import sparse", ["marketwright.solvers.x: scipy has no place here"]),
    "of a tool in its place": ("marketwright.solvers.x", "import highspy, numpy\nfrom math import lcm\n", []),
    "from above": ("marketwright.cli.main", "import marketwright\nfrom marketwright.errors import InputError\n", []),
    "two at once": (
        "marketwright.errors",
        "import marketwright.cli, marketwright.markets",
        ["marketwright.errors: cli is below", "marketwright.errors: markets is below"],
    ),
}


@pytest.mark.parametrize(("module", "source", "expected"), MADE_UP.values(), ids=MADE_UP.keys())
def test_the_rule_speaks_about_made_up_sources(module: str, source: str, expected: list[str]) -> None:
    assert violations(module, source, tower=TWO_ROOMS) == expected


def test_a_relative_import_of_a_package_counts_from_the_package() -> None:
    assert imported("from . import check\nfrom .check import a\nfrom ..errors import b", "marketwright.markets", package=True) == [
        "marketwright.markets.check",
        "marketwright.markets.check.a",
        "marketwright.errors.b",
    ]


NOT_YET = ("highspy", "numpy", "pydantic", "typer", "rich", "marketcheck", "marketwright.solvers", "marketwright.payments", "marketwright.cli")


def loaded_after(statement: str) -> set[str]:
    """The modules that a new interpreter has loaded after a statement, run in the root of the repository."""
    program = f"import sys\n{statement}\nprint(*sys.modules, sep=chr(10))"
    result = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=ROOT, env={"PYTHONPATH": str(SOURCE)})
    return set(result.stdout.split())


def test_importing_marketwright_imports_no_solver_and_no_reader() -> None:
    loaded = loaded_after("import marketwright")
    assert {"marketwright", "marketwright.markets.bundle"} <= loaded
    assert sorted(loaded & set(NOT_YET)) == []


def test_solving_imports_what_it_needs() -> None:
    lots = "marketwright.read_market('examples/lots-of-land.csv').market"
    assert set(NOT_YET) - loaded_after(f"import marketwright; marketwright.solve({lots}, 'efficient')") == {"pydantic", "typer", "rich", "marketwright.cli"}


def test_importing_marketcheck_imports_the_standard_library_only() -> None:
    at_start = loaded_after("")
    loaded = {name.split(".")[0] for name in loaded_after("import marketcheck, marketcheck.__main__") - at_start}
    assert sorted(loaded - set(sys.stdlib_module_names)) == ["marketcheck"]


EFFECTS = """
import os, random, signal, sys, threading, warnings, decimal, locale, logging, contextlib, io
from importlib import import_module

def state():
    return {
        "threads": threading.active_count(),
        "random": random.getstate(),
        "filters": len(warnings.filters),
        "context": repr(decimal.getcontext()),
        "locale": locale.setlocale(locale.LC_ALL),
        "interrupt": signal.getsignal(signal.SIGINT),
        "handlers": list(logging.getLogger().handlers),
        "environment": dict(os.environ),
        "hooks": (sys.excepthook, sys.displayhook, sys.getrecursionlimit(), sys.get_int_max_str_digits()),
        "folder": (os.getcwd(), sorted(os.listdir())),
    }

import numpy, pydantic, highspy, typer, rich  # what they do at their import is theirs
before, said = state(), io.StringIO()
with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
    for name in sys.argv[1:]:
        import_module(name)
after = state()
print([key for key in before if before[key] != after[key]], repr(said.getvalue()))
"""


def effects(modules: list[str], folder: Path) -> str:
    """What importing modules changes and says, in a new interpreter that runs in an empty folder."""
    arguments = [sys.executable, "-W", "error", "-c", EFFECTS, *modules]
    return subprocess.run(arguments, capture_output=True, text=True, check=True, cwd=folder, env={"PYTHONPATH": str(SOURCE)}).stdout.strip()


def test_importing_any_module_has_no_effect_besides(tmp_path: Path) -> None:
    modules = [module for package in ("marketwright", "marketcheck") for module, _, _ in files(package)]
    assert len(modules) > 50
    assert effects(modules, tmp_path) == "[] ''"


def test_a_module_with_effects_is_seen(tmp_path: Path) -> None:
    (tmp_path / "loud.py").write_text(
        "import os, random, sys\nprint('hello')\nrandom.seed(1)\nos.environ['A'] = 'b'\nsys.setrecursionlimit(5000)\nopen('left', 'w').close()\n"
    )
    assert effects(["loud"], tmp_path) == "['random', 'environment', 'hooks', 'folder'] 'hello\\n'"


def test_no_module_has_the_name_of_what_the_library_offers() -> None:
    modules = {name for line in TOWER for name in line.names}
    assert {"solve", "read_market"} <= set(marketwright.__all__)
    assert sorted(modules & set(marketwright.__all__)) == []


def test_everything_that_the_library_offers_is_there() -> None:
    assert [name for name in marketwright.__all__ if not hasattr(marketwright, name)] == []
