"""Divisible markets on the command line: every rule is solved, checked, explained; pictures; what other commands say of them."""

import json
from pathlib import Path

import pytest

from marketwright.rules import RULES as CATALOGUE
from tests.cli.commands import EXAMPLES, LOTS, run

ONE, TWO, SPLIT = (EXAMPLES / f"paper-001-{name}.market.json" for name in ("example-1", "example-2", "split"))
RULES = {
    "vickrey": (ONE, None),
    "uniform": (ONE, None),
    "core": (ONE, None),
    "always": (ONE, None),
    "revenue": (ONE, None),
    "shills": (ONE, None),
    "monotone": (ONE, None),
    "split": (SPLIT, {"forward": ["Ann", "Bob"]}),
    "packages": (TWO, None),
    "independent": (TWO, None),
    "break": (ONE, {"proposition": 4}),
    "quantity": (ONE, None),
    "advise": (TWO, None),
}


@pytest.fixture
def answer(capsys, tmp_path: Path) -> Path:
    """An answer about Example 1."""
    path = tmp_path / "water.answer.json"
    assert run(capsys, "solve", ONE, "--rule", "reallocative/core", "-o", path).code == 0
    return path


@pytest.mark.parametrize("rule", RULES)
def test_answers_of_every_rule_are_solved_checked_and_explained(capsys, tmp_path: Path, rule: str) -> None:
    market, given = RULES[rule]
    found, second = tmp_path / "a.answer.json", tmp_path / "input.json"
    second.write_text(json.dumps(given), "utf-8")
    solved = run(capsys, "solve", market, "--rule", f"reallocative/{rule}", *(["--input", second] if given else []), "-o", found)
    assert (solved.code, solved.out.splitlines()[-1]) == (0, "  checked by marketcheck: accepted")
    assert run(capsys, "check", found, "--market", market).out.startswith(f"accepted: rule reallocative/{rule}, about ")
    assert "\nHow sure this is\n" in run(capsys, "explain", found).out
    bidder = "Ann" if market == SPLIT else "1"
    assert run(capsys, "explain", found, "--bidder", bidder).out == run(capsys, "explain", found, "--buyer", bidder).out != ""


def below_0(path: Path) -> Path:
    """A market whose price is below 0, so that packages do not certify the core."""
    bidders = [{"name": str(theta), "values": {"type": "quadratic", "theta": [theta], "S": [[1]]}} for theta in (1, 2)]
    path.write_text(json.dumps({"format": "marketwright.market/1", "kind": "divisible", "goods": ["A"], "quantity": [10], "bidders": bidders}), "utf-8")
    return path


@pytest.mark.parametrize(("options", "code", "claim"), [([], 0, "core-always"), (["--limit-seconds", "0"], 5, "packages-exist")], ids=["no limit", "a limit"])
def test_what_sufficient_conditions_leave_open_is_no_limit(capsys, tmp_path: Path, options: list[str], code: int, claim: str) -> None:
    done = run(capsys, "solve", below_0(tmp_path / "market.json"), "--rule", "reallocative/packages", "--json", *options)
    assert done.code == code
    assert [finding["claim"] for finding in json.loads(done.out)["findings"] if finding["holds"] is None] == [claim]


def test_the_rules_whose_claims_may_stay_open() -> None:
    about = ("bidder-core-always", "core-always", "packages-exist")
    expected = {"reallocative/packages": about, "reallocative/advise": about, "reallocative/quantity": ("certified",)}
    expected |= {"bayesian/severance": ("core-mechanism",), "bayesian/find-core": ("core",), "bayesian/durable": ("durable",)}
    expected["bayesian/core-region"] = ("region", "outer-bounds")
    assert {rule.id: rule.may_stay_open for rule in CATALOGUE if rule.may_stay_open} == expected


def test_the_catalogue_names_the_kind(capsys) -> None:
    said = " ".join(run(capsys, "rules").out.split())
    assert "or who blocks them. For markets of the kind divisible. May take --input with participants" in said


def test_commands_about_other_kinds_refuse_divisible_markets(capsys, tmp_path: Path, answer: Path) -> None:
    for arguments in (
        ["play", ONE],
        ["learn", ONE],
        ["game", ONE, "-o", tmp_path / "x.efg"],
        ["story", ONE],
        ["price-list", answer],
        ["solve", ONE, "--rule", "vickrey"],
        ["solve", ONE, "--rule", "walrasian/minimum"],
    ):
        done = run(capsys, *arguments)
        assert (done.code, done.out) == (2, "")
        assert done.err.startswith("error: market: a market of the kind divisible (U116); allowed: markets of the kind ")
    assert "(U116)" in run(capsys, "solve", LOTS, "--rule", "reallocative/core").err
    assert "(U103)" in run(capsys, "solve", ONE, "--rule", "reallocative/core", "--tie-rule", "any").err


def test_divisible_markets_are_written_as_documents_only(capsys, tmp_path: Path) -> None:
    assert run(capsys, "convert", ONE, "-o", tmp_path / "x.json").out == f"written to {tmp_path / 'x.json'}: 3 bidders, 1 good\n"
    for name in ("x.csv", "x.txt"):
        done = run(capsys, "convert", ONE, "-o", tmp_path / name)
        assert (done.code, "(T112)" in done.err) == (3, True)


def test_an_unknown_bidder_exits_2(capsys, answer: Path) -> None:
    done = run(capsys, "explain", answer, "--bidder", "9")
    assert (done.code, done.err) == (2, 'error: --bidder (or --buyer): "9" (U108); allowed: "1", "2", "3"; use a name of the market\n')


def test_a_false_answer_is_neither_explained_nor_drawn(capsys, tmp_path: Path, answer: Path) -> None:
    document = json.loads(answer.read_text("utf-8"))
    document["outcome"]["revenue"] = 3
    answer.write_text(json.dumps(document), "utf-8")
    assert run(capsys, "explain", answer).code == 1
    assert run(capsys, "plot", answer, "-o", tmp_path / "x.vl.json").code == 1
    assert not (tmp_path / "x.vl.json").exists()
