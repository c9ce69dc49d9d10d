"""Games with incomplete information on the command line: every rule is solved, checked, explained; a player's page; pictures; exit codes."""

import json
from fractions import Fraction
from pathlib import Path

import pytest

from tests.cli.commands import EXAMPLES, run
from tests.papers.bayesian_cases import M1, M2
from tests.reports.bayesian_answers import NO_SALE, ONE_EIGHTH, PAYOFFS_OF_M1, PRICE, SOLD, offer

ONE, TWO, THREE = (EXAMPLES / f"paper-004-example-{number}.market.json" for number in (1, 2, 3))
INPUTS = {
    "mechanism": {"mechanism": M1},
    "efficient": {"mechanism": M1},
    "virtual": {"mechanism": M1},
    "inhibitive": {"allocation": PAYOFFS_OF_M1},
    "subsidy": {"allocation": PAYOFFS_OF_M1},
    "core-test": {"mechanism": M1},
    "severance": {"mechanism": M1},
    "find-core": None,
    "core-region": {"x": PRICE, "y": SOLD, "multipliers": ONE_EIGHTH, "marks": {"M1": M1, "M2": M2}},
    "durable": {"mechanism": M2, "alternative": offer()},
    "balanced": None,
}


def solved(capsys, tmp_path: Path, rule: str, given=None, market: Path = ONE, name: str = "a") -> Path:
    """The file of an answer."""
    found, second = tmp_path / f"{name}.answer.json", tmp_path / f"{name}.input.json"
    second.write_text(json.dumps(given), "utf-8")
    done = run(capsys, "solve", market, "--rule", f"bayesian/{rule}", *(["--input", second] if given else []), "-o", found)
    assert (done.code, done.out.splitlines()[-1]) == (0, "  checked by marketcheck: accepted")
    return found


@pytest.mark.parametrize("rule", INPUTS)
def test_answers_of_every_rule_are_solved_checked_and_explained(capsys, tmp_path: Path, rule: str) -> None:
    found, written_out = solved(capsys, tmp_path, rule, INPUTS[rule]), tmp_path / "one.market.json"
    assert run(capsys, "convert", ONE, "-o", written_out).code == 0
    assert run(capsys, "check", found, "--market", written_out).out.startswith(f"accepted: rule bayesian/{rule}, about ")
    explained = run(capsys, "explain", found)
    assert (explained.code, "\nHow sure this is\n" in explained.out) == (0, True)
    pages = {run(capsys, "explain", found, option, "1").out for option in ("--player", "--buyer", "--bidder")}
    assert len(pages) == 1
    assert "\nPlayer 1 has 2 types\n" in pages.pop()


@pytest.mark.parametrize("command", ["check", "explain"])
def test_answers_are_compared_with_games_in_short_form(capsys, tmp_path: Path, command: str) -> None:
    found = solved(capsys, tmp_path, "balanced")
    assert run(capsys, command, found, "--market", ONE).code == 0
    other = run(capsys, command, found, "--market", TWO)
    assert (other.code, "A1, the answer is about this market" in other.err + other.out) == (1, True)


@pytest.mark.parametrize("market", [ONE, TWO, THREE], ids=["1", "2", "3"])
def test_the_examples_have_core_mechanisms_that_are_told(capsys, tmp_path: Path, market: Path) -> None:
    assert "\nA mechanism in the core\n" in run(capsys, "explain", solved(capsys, tmp_path, "find-core", market=market)).out


def test_a_player_who_is_not_in_the_market_is_refused(capsys, tmp_path: Path) -> None:
    done = run(capsys, "explain", solved(capsys, tmp_path, "balanced"), "--player", "3")
    assert (done.code, done.err) == (2, 'error: --player (or --buyer): "3" (U108); allowed: "1", "2"; use a name of the market\n')


@pytest.mark.parametrize("rule", ["core-region", "virtual"])
def test_regions_and_virtual_payoffs_are_drawn(capsys, tmp_path: Path, rule: str) -> None:
    chart = tmp_path / "a.vl.json"
    done = run(capsys, "plot", solved(capsys, tmp_path, rule, INPUTS[rule]), "-o", chart)
    assert (done.code, done.err) == (0, f"written to {chart}\n")
    assert json.loads(chart.read_text("utf-8"))["$schema"].endswith("vega-lite/v5.json")


@pytest.mark.parametrize(
    ("rule", "given", "of_this_kind"),
    [
        ("balanced", None, ""),
        ("core-test", INPUTS["core-test"], ""),
        ("virtual", {"mechanism": NO_SALE}, " of this kind"),
        ("core-region", {"x": PRICE, "y": SOLD, "multipliers": []}, " of this kind"),
    ],
)
def test_where_there_is_nothing_to_draw_the_error_says_what_is_drawn(capsys, tmp_path: Path, rule: str, given, of_this_kind: str) -> None:
    found, chart = solved(capsys, tmp_path, rule, given), tmp_path / "a.vl.json"
    done = run(capsys, "plot", found, "-o", chart)
    assert (done.code, done.err) == (
        2,
        f"error: {found}: an answer of the rule bayesian/{rule}{of_this_kind} (U115); allowed: answers of bayesian/core-region with vertices, marks or outer "
        "bounds, bayesian/virtual about an incentive-efficient mechanism; use explain, which tells every answer in words\n",
    )
    assert not chart.exists()


def test_an_answer_that_was_changed_is_not_explained_and_not_drawn(capsys, tmp_path: Path) -> None:
    found = solved(capsys, tmp_path, "core-region", INPUTS["core-region"])
    document = json.loads(found.read_text("utf-8"))
    document["outcome"]["vertices"][1] = [1, 0]
    found.write_text(json.dumps(document), "utf-8")
    assert run(capsys, "explain", found).code == 1
    assert run(capsys, "plot", found, "-o", tmp_path / "a.vl.json").code == 1


def test_a_limit_that_comes_first_ends_with_code_5(capsys) -> None:
    done = run(capsys, "solve", ONE, "--rule", "bayesian/balanced", "--limit-seconds", "0")
    assert (done.code, "balanced  not decided  a limit came first" in done.out) == (5, True)


def test_a_limit_during_the_search_for_the_core_ends_with_code_5_and_an_allocation(capsys, tmp_path: Path) -> None:
    done = run(capsys, "solve", ONE, "--rule", "bayesian/find-core", "--limit-seconds", "0", "-o", tmp_path / "answer.json")
    document = json.loads((tmp_path / "answer.json").read_text("utf-8"))
    assert done.code == 5
    assert [(finding["claim"], finding["holds"]) for finding in document["findings"]] == [("inhibitive", True), ("core", None)]
    assert Fraction(document["outcome"]["subsidy"]) > 0


@pytest.mark.parametrize(("rule", "key"), [("efficient", "participation"), ("core-region", "whole")])
@pytest.mark.parametrize("market", [ONE, TWO, THREE], ids=["1", "2", "3"])
def test_no_is_the_same_as_no_word_of_it(capsys, tmp_path: Path, market: Path, rule: str, key: str) -> None:
    first = json.loads(market.read_text("utf-8"))["players"][0]["name"]
    axes = {"x": {"transfer_to": first}, "y": {"utility_of": first}} if rule == "core-region" else {}
    outcomes = []
    for number, given in enumerate(({}, {key: False})):
        found = solved(capsys, tmp_path, rule, {"format": "marketwright.input/1"} | axes | given, market, str(number))
        assert run(capsys, "check", found, "--market", market).code == 0
        document = json.loads(found.read_text("utf-8"))
        assert document["input"].get(key) is given.get(key)
        outcomes.append((document["outcome"], document["findings"], document["certificate"]))
    assert outcomes[0] == outcomes[1]


def test_pages_about_a_player_say_what_regions_and_beliefs_mean_for_him(capsys, tmp_path: Path) -> None:
    page = run(capsys, "explain", solved(capsys, tmp_path, "core-region", INPUTS["core-region"]), "--player", "1").out
    assert "\n  x: expected transfer to player 1, given that player 1 is H: from 0 to 1.2 in the region.\n" in page
    page = run(capsys, "explain", solved(capsys, tmp_path, "durable", INPUTS["durable"]), "--player", "1").out
    assert ("believed  prior" in page, "computed with these beliefs" in " ".join(page.split())) == (True, True)
