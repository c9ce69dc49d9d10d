"""The command `solve`: summary, document, limits, and every kind of market file."""

import json
from pathlib import Path

import pytest

import marketcheck
from marketwright.errors import ERROR_CODES, UsageError
from tests.cli.commands import EXAMPLES, LOTS, MARKETS, PAYOFFS, hard_market, run


def summary_lines(capsys, *arguments: object) -> list[str]:
    done = run(capsys, "solve", *arguments)
    assert done.code == 0
    return done.out.splitlines()


def test_summary_of_four_lots_of_land(capsys) -> None:
    """Day and Raghavan 2007: welfare 60; Vickrey payments 8, 8, 6; Cleo and Dora block with 12 to gain."""
    done = run(capsys, "solve", LOTS, "--rule", "vickrey")
    assert done.code == 0
    assert done.out == (
        "Four lots of land\n"
        "5 buyers, 4 goods, 5 bids; rule vickrey, tie rule lexicographic\n"
        "\n"
        "Efficient allocation\n"
        "  buyer  goods               bid  pays  payoff\n"
        "  Ada    Meadow and Orchard   20     8      12\n"
        "  Ben    Pond                 20     8      12\n"
        "  Cleo   Wood                 20     6      14\n"
        "  2 other buyers get nothing and pay nothing\n"
        "  welfare 60, revenue 22\n"
        "\n"
        "  efficient  yes  proved: no allocation is worth more than 60\n"
        "  selected   yes  proved: of all efficient allocations the tie rule lexicographic selects this one\n"
        "  vickrey    yes  proved: each payoff is the worth of all less the worth of all others\n"
        "  core       no   proved: the seller with Cleo and Dora can reach 48 and would have 36: 12 to gain\n"
        "\n"
        "  checked by marketcheck: accepted\n"
    )


def test_times_are_kept_apart_on_standard_error(capsys) -> None:
    said = run(capsys, "solve", LOTS, "--rule", "efficient").err
    assert said.startswith("reading ")
    assert [part.split()[0] for part in said.split(";")[0].split(", ")] == ["reading", "finding", "checking"]


@pytest.mark.parametrize("path", MARKETS, ids=lambda path: path.name)
@pytest.mark.parametrize("rule", ["efficient", "pay-as-bid", "vickrey"])
def test_every_example_is_solved_written_and_accepted(capsys, tmp_path: Path, path: Path, rule: str) -> None:
    answer = tmp_path / "a.answer.json"
    done = run(capsys, "solve", path, "--rule", rule, "-o", answer, "--json")
    assert done.code == 0
    assert answer.read_text("utf-8") == done.out
    assert json.loads(done.out)["checked"] == "accepted"
    assert isinstance(marketcheck.check(done.out), marketcheck.Accepted)


def test_json_is_the_whole_output(capsys) -> None:
    done = run(capsys, "solve", LOTS, "--rule", "core-test", "--input", PAYOFFS, "--json")
    assert (done.code, done.err) == (0, "")
    document = json.loads(done.out)
    assert document["outcome"]["payoffs"] == {"Ada": 6, "Ben": 6, "Cleo": 8, "Dora": 0, "Eli": 0, "seller": 40}
    assert document["input"]["payoffs"] == {"Ada": 6, "Ben": 6, "Cleo": 8, "Dora": 0, "Eli": 0}


def test_notices_go_to_standard_error(capsys) -> None:
    done = run(capsys, "solve", EXAMPLES / "published" / "gsvm.csv", "--rule", "efficient", "--json")
    json.loads(done.out)
    assert done.err == f"notice: {EXAMPLES / 'published' / 'gsvm.csv'}: 7 rows without any good are dropped (lines 2, 102, 202, 302, 402, 502, 602)\n"


def test_a_limit_leaves_a_bounded_answer_and_exit_code_5(capsys, tmp_path: Path) -> None:
    answer = tmp_path / "a.answer.json"
    done = run(capsys, "solve", hard_market(tmp_path / "hard.txt"), "--rule", "vickrey", "--limit-seconds", "0.5", "-o", answer)
    assert done.code == 5
    assert "\nBest allocation found, not proven efficient\n" in done.out
    assert "  efficient  not decided  a limit came first: the best welfare is at least " in done.out
    assert "  vickrey    not decided  a limit came first\n  core       not decided  a limit came first\n" in done.out
    assert isinstance(marketcheck.check(answer.read_text("utf-8")), marketcheck.Accepted)


@pytest.mark.parametrize(
    ("market", "rule"),
    [
        ("paper-000-example-2", "gamma/theorems"),
        ("rooms-and-budgets", "walrasian/counterexample"),
        ("paper-001-example-1", "reallocative/quantity"),
        ("paper-004-example-1", "bayesian/efficient"),
    ],
)
def test_a_limit_before_anything_can_be_said_ends_with_code_5_and_writes_nothing(capsys, tmp_path: Path, market: str, rule: str) -> None:
    done = run(capsys, "solve", EXAMPLES / f"{market}.market.json", "--rule", rule, "--limit-seconds", "0", "-o", tmp_path / "a.json")
    assert (done.code, done.out) == (5, "")
    assert done.err.endswith(": a limit came first (U106); allowed: more time; raise the limit\n")
    assert list(tmp_path.iterdir()) == []


def test_of_errors_of_usage_only_a_limit_that_came_first_has_code_5() -> None:
    found = {code: UsageError(code, "here", "this", "that", "change it").exit_code for code in ERROR_CODES if code[0] == "U"}
    assert {code for code, exit_code in found.items() if exit_code != 2} == {"U106"}
    assert found["U106"] == 5


def test_a_check_that_would_take_too_long_is_left_out_and_said(capsys) -> None:
    done = run(capsys, "solve", LOTS, "--rule", "vickrey", "--check-steps", "1")
    assert done.code == 5
    assert done.out.endswith("\n  not checked: `marketwright check` does it at any time\n")
    assert run(capsys, "solve", LOTS, "--rule", "vickrey", "--check-steps", "none").code == 0


def test_the_tie_rule_is_an_option(capsys) -> None:
    assert summary_lines(capsys, LOTS, "--rule", "efficient", "--tie-rule", "any")[1].endswith("rule efficient, tie rule any")
    done = run(capsys, "solve", LOTS, "--rule", "efficient", "--tie-rule", "first")
    assert (done.code, done.err) == (2, "error: tie rule: 'first' (U103); allowed: lexicographic or any; choose one of them\n")


def test_what_the_seller_keeps_and_what_stays_unsold_is_said(capsys, tmp_path: Path) -> None:
    lines = summary_lines(capsys, EXAMPLES / "reserve-prices.market.json", "--rule", "vickrey")
    assert "  the seller keeps Wood for reserve prices of 15" in lines
    assert "  welfare 55, revenue 30.5, seller's payoff 45.5" in lines
    table = tmp_path / "table.csv"
    table.write_text("bidder,bundle,value\nAda,A+B,3\nBen,B+C,4\n", "utf-8")
    assert "  unsold: A" in summary_lines(capsys, table, "--rule", "efficient")


MISTAKES = {
    "no payoffs": ('{"payoffs": {}}', "error: input.payoffs: nothing for buyer 'Ada' (I102)"),
    "unknown buyer": ('{"payoffs": {"Bob": 1}}', "error: input.payoffs: unknown buyer 'Bob' (I103)"),
    "not a number": ('{"payoffs": {"Ada": 1e3, "Ben": 0, "Cleo": 0, "Dora": 0, "Eli": 0}}', "error: input.payoffs.Ada: '1e3' (N101)"),
    "not JSON": ("payoffs", "error: "),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_faulty_second_input_exits_3(capsys, tmp_path: Path, mistake: str) -> None:
    text, said = MISTAKES[mistake]
    given = tmp_path / "input.json"
    given.write_text(text, "utf-8")
    done = run(capsys, "solve", LOTS, "--rule", "core-test", "--input", given)
    assert (done.code, done.out) == (3, "")
    assert done.err.startswith(said)
    assert done.err.count("\n") == 1


@pytest.mark.parametrize(
    ("arguments", "code", "said"),
    [
        (
            ["core-test"],
            3,
            'error: input: no payoffs (I101); allowed: payoffs of all buyers; give a file with --input: {"format": "marketwright.input/1", "payoffs": {...}}\n',
        ),
        (["vickrey", "--input", PAYOFFS], 2, "error: input: a second input (U102); allowed: none: vickrey needs only the market; leave out --input\n"),
        (["properties", "--tie-rule", "any"], 2, "error: tie rule: 'any' (U103); allowed: none: properties selects nothing; leave it out\n"),
    ],
)
def test_inputs_and_tie_rules_that_do_not_fit_the_rule(capsys, arguments: list[str], code: int, said: str) -> None:
    done = run(capsys, "solve", LOTS, "--rule", *arguments)
    assert (done.code, done.out, done.err) == (code, "", said)


def test_a_missing_market_exits_3(capsys) -> None:
    done = run(capsys, "solve", "nowhere.json", "--rule", "vickrey")
    assert (done.code, done.err) == (3, "error: nowhere.json: no such file (D101); allowed: a file that exists; check the name and the folder\n")
