"""The command line of the checker: its exit codes, and never a traceback."""

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from marketcheck.__main__ import main

MARKET = '{"buyers":[{"name":"1","values":{"bids":[{"bundle":["A"],"value":3}],"type":"xor"}}],"format":"marketwright.market/1","goods":["A"],"kind":"bundle"}'
DIGEST = "sha256:a4e3288d9881c71dfe87c0f933903b6af7ffa0fb3d7da765dba82344dacc37ab"
ANSWER = {
    "format": "marketwright.answer/1",
    "rule": "efficient",
    "parameters": {"tie_rule": "any"},
    "versions": {},
    "outcome": {"allocation": {"1": ["A"]}, "welfare": 3},
    "findings": [{"claim": "efficient", "holds": True, "grade": "proved"}],
    "certificate": {"rows": [], "uses": [0], "bound": {"unit": 1, "nodes": [[]]}},
    "market_digest": DIGEST,
}


@pytest.fixture
def files(tmp_path: Path):
    """Returns a function that writes an answer and a market and gives their paths."""

    def write(answer: object = ANSWER, market: str | bytes = MARKET) -> tuple[str, str]:
        paths = tmp_path / "a.answer.json", tmp_path / "a.market.json"
        content = json.dumps(answer).encode() if isinstance(answer, dict) else bytes(answer)
        paths[0].write_bytes(content)
        paths[1].write_bytes(market.encode() if isinstance(market, str) else market)
        return str(paths[0]), str(paths[1])

    return write


def test_an_accepted_answer_exits_0(files, capsys):
    answer, market = files()
    assert main([answer, "--market", market]) == 0
    assert re.fullmatch(r"accepted: efficient, about \d+ steps\n", capsys.readouterr().out)


def test_an_embedded_market_needs_no_file(files):
    answer, _ = files({**ANSWER, "market": json.loads(MARKET)})
    assert main([answer]) == 0


def test_a_rejected_answer_exits_1_and_shows_both_sides(files, capsys):
    answer, market = files({**ANSWER, "outcome": {"allocation": {"1": ["A"]}, "welfare": 4}})
    assert main([answer, "--market", market]) == 1
    assert capsys.readouterr().out == ("rejected: O2, the welfare is the total of the use list\n  at:     outcome.welfare\n  found:  4\n  needed: 3\n")


def test_another_market_exits_1(files, capsys):
    answer, market = files(market=MARKET.replace("3", "4"))
    assert main([answer, "--market", market]) == 1
    assert capsys.readouterr().out.startswith("rejected: A1, the answer is about this market\n")


@pytest.mark.parametrize("arguments", [[], ["--limit", "few"], ["--limit", "-1"], ["--loud"]])
def test_wrong_usage_exits_2(files, arguments):
    answer, market = files()
    given = [answer, "--market", market, *arguments] if arguments else []
    with pytest.raises(SystemExit) as caught:
        main(given)
    assert caught.value.code == 2


def test_a_missing_market_exits_2_and_says_what_to_do(files, capsys):
    answer, _ = files()
    with pytest.raises(SystemExit) as caught:
        main([answer])
    assert caught.value.code == 2
    assert "give the market (--market FILE)" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "not a JSON text"),
        (b"\xff\xfe{}", "not UTF-8"),
        (b'{"format": 1, "format": 1}', "stands twice"),
        (b"[" * 100_000, "nesting"),
        (b"[]", "an object is needed"),
    ],
)
def test_an_unreadable_answer_exits_3(files, capsys, content, message):
    answer, market = files(content)
    assert main([answer, "--market", market]) == 3
    assert message in capsys.readouterr().err


def test_a_missing_file_exits_3(tmp_path, capsys):
    assert main([str(tmp_path / "none.answer.json")]) == 3
    assert "No such file" in capsys.readouterr().err


def test_a_directory_exits_3(tmp_path, capsys):
    assert main([str(tmp_path)]) == 3
    assert capsys.readouterr().err.startswith("unreadable: ")


def test_a_cats_market_exits_3(files, capsys):
    answer, market = files(market="goods 1\nbids 1\ndummy 0\n0 3 0 #\n")
    assert main([answer, "--market", market]) == 3
    assert "reads no CATS and no CSV files" in capsys.readouterr().err


def test_a_small_limit_exits_5(files, capsys):
    answer, market = files()
    assert main([answer, "--market", market, "--limit", "1"]) == 5
    said = r"undecided: needs about \d+ steps, the limit is 1\n"
    assert re.fullmatch(said, capsys.readouterr().out)


def test_sides_too_long_to_print_are_not_printed(files, capsys):
    huge = {"unit": 1, "nodes": [[[1, 10**3999]]]}
    rows = [{"chvatal_gomory": [[0, 10**3999]]}]
    certificate = {"rows": rows, "uses": [0], "bound": huge}
    answer, market = files({**ANSWER, "certificate": certificate})
    assert main([answer, "--market", market]) == 1
    assert "  found:  a number too long to print\n" in capsys.readouterr().out


def test_sums_too_long_to_print_are_not_printed(files, capsys):
    payoffs = {"1": f"1/{10**3990 + 1}", "seller": f"1/{10**3990 + 3}"}
    claim = {
        **ANSWER,
        "rule": "core-test",
        "input": {"format": "marketwright.input/1", "payoffs": payoffs},
        "outcome": {**ANSWER["outcome"], "payoffs": payoffs},
        "findings": [*ANSWER["findings"], {"claim": "core", "holds": True, "grade": "proved"}],
        "certificate": {**ANSWER["certificate"], "core": {"bound": {"unit": 1, "nodes": [[]]}}},
    }
    answer, market = files(claim)
    assert main([answer, "--market", market]) == 1
    said = capsys.readouterr().out
    assert said.startswith("rejected: C5, ")
    assert "  found:  a number too long to print\n" in said


def test_the_module_runs_by_itself_on_the_standard_library_alone(files):
    answer, market = files({**ANSWER, "note": "\u2028"})
    command = [sys.executable, "-I", "-S", "-c", RUN, answer, "--market", market]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (3, "")
    assert done.stderr == "unreadable: answer: the key 'note' is unknown here (keys)\n"


SOURCE = Path(sys.modules["marketcheck"].__file__).parents[1]
RUN = f"import sys, runpy; sys.path.insert(0, {str(SOURCE)!r}); runpy.run_module('marketcheck', run_name='__main__', alter_sys=True)"
