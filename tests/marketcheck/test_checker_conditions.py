"""The page of conditions and the checker name the same conditions; the checker stands alone."""

import ast
import sys
from pathlib import Path

import marketcheck
from marketcheck import CONDITIONS

PACKAGE = Path(marketcheck.__file__).parent
PAGE = PACKAGE.parents[1] / "docs" / "formats" / "conditions.md"


def test_the_page_lists_the_conditions_of_the_code():
    rows = [line.strip("| ").split(" | ") for line in PAGE.read_text("utf-8").splitlines()]
    listed = {row[0]: tuple(row[1:]) for row in rows if len(row) == 4 and row[0] != "Code"}
    listed.pop("---")
    coded = {c: (k.statement, f"`{k.formula}`", k.section) for c, k in CONDITIONS.items()}
    assert listed == coded
    assert len(coded) >= 40


def test_the_sections_of_the_conditions_are_headings_of_the_format_pages():
    pages = [PAGE.with_name(name).read_text("utf-8") for name in ("answer.md", "gamma.md", "pricing.md", "walrasian.md", "reallocative.md", "bayesian.md")]
    headings = {name for page in pages for line in page.splitlines() if line.startswith("#") for name in line.lstrip("# ").replace("`", "").split(", ")}
    assert {section for condition in CONDITIONS.values() for section in condition.section.split(", ")} <= headings


def test_every_condition_of_the_code_is_named_by_a_check():
    sources = [path for path in sorted(PACKAGE.glob("*.py")) if path.name != "conditions.py"]
    texts = {
        node.value
        for path in sources
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    assert set(CONDITIONS) <= texts


def test_the_checker_imports_the_standard_library_only():
    imported = set()
    for path in sorted(PACKAGE.glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Import):
                imported |= {alias.name.split(".")[0] for alias in node.names}
            elif isinstance(node, ast.ImportFrom):
                assert node.level == 0
                imported.add(node.module.split(".")[0])
    assert "json" in imported
    assert imported <= {*sys.stdlib_module_names, "marketcheck"}
