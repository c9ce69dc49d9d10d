"""Mechanism Γ on the command line: solve, check and explain with each rule, and mistakes in the files."""

import json
from pathlib import Path

import pytest

from tests.cli.commands import EXAMPLES, LOTS, run

EXAMPLE_2 = str(EXAMPLES / "paper-000-example-2.market.json")
REQUESTS = str(EXAMPLES / "paper-000-example-2.requests.json")
LOTS_REQUESTS = str(EXAMPLES / "lots-of-land.requests.json")
CASES = {
    "example 2": (EXAMPLE_2, REQUESTS, "1"),
    "lots of land": (LOTS, LOTS_REQUESTS, "Ada"),
    "a table": (EXAMPLES / "lots-of-land.csv", LOTS_REQUESTS, "Ada"),
}


@pytest.mark.parametrize("case", CASES)
@pytest.mark.parametrize("rule", ["reply", "replies", "equilibrium", "construct", "theorems"])
def test_answers_are_written_accepted_and_explained(capsys, tmp_path: Path, rule: str, case: str) -> None:
    market, requests, buyer = CASES[case]
    answer = tmp_path / "a.answer.json"
    given = [] if rule == "construct" else ["--input", requests]
    solved = run(capsys, "solve", market, "--rule", f"gamma/{rule}", *given, "-o", answer)
    assert solved.code == 0
    assert solved.out.endswith("\n  checked by marketcheck: accepted\n")
    checked = run(capsys, "check", answer, "--market", market)
    assert checked.code == 0
    assert checked.out.startswith(f"accepted: rule gamma/{rule}, about ")
    explained = run(capsys, "explain", answer)
    assert explained.code == 0
    assert "\nHow sure this is\n" in explained.out
    asked = run(capsys, "explain", answer, "--buyer", buyer)
    assert (asked.code, asked.err) == (0, "")
    assert max(len(line) for line in (solved.out + explained.out + asked.out).splitlines()) <= 100


def test_the_requests_of_four_lots_are_an_equilibrium(capsys) -> None:
    """Ada 0, Ben 12, Cleo 14, the seller 34: one of the core points that `gamma/construct` finds."""
    said = run(capsys, "solve", LOTS, "--rule", "gamma/equilibrium", "--input", LOTS_REQUESTS).out
    assert "\nExactly the best replies that serve Ben and Cleo support it.\n" in said
    assert "\n  the seller gets 34; surplus 60\n" in said
    core = run(capsys, "solve", LOTS, "--rule", "gamma/construct").out
    assert "\n  the seller gets 34; surplus 60\n" in core


def test_requests_that_are_greedy_name_who_gains(capsys) -> None:
    done = run(capsys, "solve", EXAMPLE_2, "--rule", "gamma/equilibrium", "--input", EXAMPLES / "paper-000-example-2.greedy.requests.json")
    assert done.code == 0
    assert "buyer 1 asks for 0 and could ask for A\nand B at price 8, which leaves a net payoff of 4." in done.out


def test_an_unknown_buyer_is_told_the_nearest_one(capsys, tmp_path: Path) -> None:
    answer = tmp_path / "a.answer.json"
    run(capsys, "solve", LOTS, "--rule", "gamma/reply", "--input", LOTS_REQUESTS, "-o", answer)
    done = run(capsys, "explain", answer, "--buyer", "ada")
    assert (done.code, done.err) == (2, 'error: --buyer: "ada" (U108); allowed: "Ada", "Ben", "Cleo", "Dora", "Eli"; did you mean "Ada"?\n')


REST = {"2": {"bundle": ["A"], "price": 6}, "3": {"bundle": ["B"], "price": 6}}
MISTAKES = {
    "unknown good": (
        {"bundle": ["a"], "price": 0},
        "input.requests.1.bundle: unknown good 'a' (I105); allowed: different goods of the market; use the market's names",
    ),
    "good twice": ({"bundle": ["A", "A"], "price": 0}, "input.requests.1.bundle: 'A' twice (I105); allowed: different goods of the market; write it once"),
    "negative price": ({"bundle": ["A"], "price": -1}, "input.requests.1.price: -1 (I106); allowed: a price of at least 0; ask for 0 instead"),
    "no price": ({"bundle": ["A"]}, 'input.requests.1: not a request (I104); allowed: {"bundle": [goods], "price": number}; write both keys and no others'),
    "text for a list": (
        {"bundle": "A", "price": 0},
        'input.requests.1.bundle: not a list of goods (I104); allowed: ["A", "B"], or [] for nothing; write the goods\' names in a list',
    ),
    "nothing": (
        None,
        "input.requests: nothing for buyer '1' (I102); allowed: requests of every buyer; "
        'add it ({"bundle": [], "price": 0} for a buyer who asks for nothing)',
    ),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_in_the_requests_exits_3_with_one_line(capsys, tmp_path: Path, mistake: str) -> None:
    request, said = MISTAKES[mistake]
    given = tmp_path / "requests.json"
    given.write_text(json.dumps({"requests": REST if request is None else {"1": request, **REST}}), "utf-8")
    done = run(capsys, "solve", EXAMPLE_2, "--rule", "gamma/reply", "--input", given)
    assert (done.code, done.out, done.err) == (3, "", f"error: {said}\n")


def test_what_is_missing_is_shown_in_its_shape(capsys) -> None:
    done = run(capsys, "solve", EXAMPLE_2, "--rule", "gamma/reply")
    assert done.code == 3
    shape = '{"format": "marketwright.input/1", "requests": {buyer: {"bundle": [goods], "price": number}, ...}}'
    assert done.err == f"error: input: no requests (I101); allowed: requests of all buyers; give a file with --input: {shape}\n"


def test_reserve_prices_are_refused(capsys) -> None:
    done = run(capsys, "solve", EXAMPLES / "reserve-prices.market.json", "--rule", "gamma/construct")
    assert done.code == 3
    assert done.err.startswith("error: reserve_prices: a reserve price for 'Meadow' (M118); allowed: none: in mechanism Γ the seller values nothing; ")


@pytest.mark.parametrize(("rule", "allowed"), [("reply", "largest-surplus or any; choose one of them"), ("replies", None)])
def test_tie_rules_are_those_of_the_mechanism(capsys, rule: str, allowed: str | None) -> None:
    done = run(capsys, "solve", EXAMPLE_2, "--rule", f"gamma/{rule}", "--input", REQUESTS, "--tie-rule", "lexicographic")
    expected = allowed or "none: gamma/replies selects nothing; leave it out"
    assert (done.code, done.err) == (2, f"error: tie rule: 'lexicographic' (U103); allowed: {expected}\n")


def test_a_cats_file_has_equilibria_too(capsys) -> None:
    done = run(capsys, "solve", EXAMPLES / "published" / "lllg.txt", "--rule", "gamma/construct")
    assert done.code == 0
    assert "\nEquilibrium 1\n" in done.out


def test_a_limit_leaves_the_verdict_open_and_exit_code_5(capsys, tmp_path: Path) -> None:
    done = run(capsys, "solve", EXAMPLES / "published" / "hard0000.txt", "--rule", "gamma/construct", "--limit-seconds", "0")
    assert done.code == 5
    assert "\nNo equilibrium was found: a limit came first.\n" in done.out
