"""The command `play`: by hand from a pipe, from a file, and again from a transcript."""

import io
import json
import subprocess
from pathlib import Path

import pytest

from tests.cli.commands import EXAMPLES, LOTS, Run, command, environment, run
from tests.markets.test_error_page import example, sections

PAPER = EXAMPLES / "paper-000-example-2.market.json"
REQUESTS = EXAMPLES / "paper-000-example-2.requests.json"
ROUND_1 = """Round 1
  buyer  asks for  at price  net payoff  gets        pays  payoff
  1      A and B         12           0  not served             0
  2      A                6           4  A              6       4
  3      B                6           4  B              6       4
  the seller gets 12: a best reply

Nobody regrets: no other request of any one buyer would have given him more.
"""


def typed(capsys, monkeypatch: pytest.MonkeyPatch, text: str, *arguments: object) -> Run:
    """A play whose questions are answered by the lines of `text`."""
    monkeypatch.setattr("sys.stdin", io.StringIO(text))
    return run(capsys, "play", *arguments)


def test_requests_from_a_file_are_one_round_without_questions(capsys) -> None:
    done = run(capsys, "play", PAPER, "--input", REQUESTS)
    assert (done.code, done.out, done.err) == (0, ROUND_1, "1 round; not kept: -o FILE writes the transcript\n")


def test_two_rounds_by_hand_with_mistakes_that_are_asked_again(capsys, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    lines = ["A B 12", "foo 3", "A", "", "A 6", "B, 6", "y", "-", "A -2", "A 2", '"B" 11', "n"]
    done = typed(capsys, monkeypatch, "\n".join(lines) + "\n", PAPER, "-o", tmp_path / "t.json")
    assert done.code == 0
    assert done.out.startswith(ROUND_1)
    assert done.out.endswith(
        "Round 2\n"
        "  buyer  asks for  at price  net payoff  gets        pays  payoff\n"
        "  1      nothing          0           0  not served             0\n"
        "  2      A                2           8  B              2       8\n"
        "  3      B               11          -1  A             11      -1\n"
        "  the seller gets 13: a best reply\n"
        "\n"
        "Who regrets, all other requests unchanged\n"
        "  buyer 3 loses 1; asking for nothing at price 0 would have spared him that\n"
    )
    errors = [line for line in done.err.splitlines() if line.startswith("error: ")]
    assert [line.split("(")[1][:4] for line in errors] == ["I105", "I104", "I104", "I106"]
    assert done.err.endswith(f"2 rounds; written to {tmp_path / 't.json'}\n")
    assert run(capsys, "play", PAPER, "--replay", tmp_path / "t.json").out == "replayed: 2 rounds, everything as in the transcript\n"


@pytest.mark.parametrize("text", ["", "A B 12\n", "A B 12\nA 6\n", "A B 12\nA"])
def test_the_end_of_input_before_a_round_is_finished_writes_nothing(capsys, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, text: str) -> None:
    done = typed(capsys, monkeypatch, text, PAPER, "-o", tmp_path / "t.json")
    assert (done.code, done.out) == (0, "")
    assert done.err.endswith("\nthe input ended before a round was finished; nothing is written\n")
    assert list(tmp_path.iterdir()) == []


def test_the_end_of_input_later_keeps_the_finished_rounds(capsys, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for text in ("A B 12\nA 6\nB 6\n", "A B 12\nA 6\nB 6\nyes\nA 1\n"):
        done = typed(capsys, monkeypatch, text, PAPER, "-o", tmp_path / "t.json")
        assert (done.code, done.out) == (0, ROUND_1)
        assert len(json.loads((tmp_path / "t.json").read_text("utf-8"))["rounds"]) == 1


def test_the_seller_replies_by_hand(capsys, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    lines = ["1", "1", "2", "x", "2 3", "3", "2", "-"]
    done = typed(capsys, monkeypatch, "\n".join(lines) + "\n", PAPER, "--input", REQUESTS, "--by-hand-seller", "-o", tmp_path / "t.json")
    assert done.code == 0
    errors = [line for line in done.err.splitlines() if line.startswith("error: ")]
    assert errors == [
        "error: reply: goods worth 0 to buyer '2', who asked for 4 (I109); allowed: members whose goods are worth at least what they ask for; "
        "give him more, or do not serve him",
        "error: reply: unknown buyer 'x' (I103); allowed: buyers of the market; use the names of the market, or - for none",
        "error: every good goes to exactly one buyer",
    ]
    assert "  2      A                6           4  B              6       4\n" in done.out
    assert "the seller gets 12: a best reply" in done.out
    assert run(capsys, "play", PAPER, "--replay", tmp_path / "t.json").code == 0


def test_a_reply_by_hand_that_is_not_best_is_told(capsys, monkeypatch: pytest.MonkeyPatch) -> None:
    done = typed(capsys, monkeypatch, "1\n2\n-\n", PAPER, "--input", REQUESTS, "--by-hand-seller")
    assert "  the seller gets 6: not a best reply, which would pay 12\n" in done.out
    assert "buyer 3 has 0 and could have had anything below 4: asking for A and B at price 8 would have given" in done.out


@pytest.fixture
def transcript(capsys, tmp_path: Path) -> Path:
    path = tmp_path / "t.json"
    greedy = EXAMPLES / "paper-000-example-2.greedy.requests.json"
    assert run(capsys, "play", PAPER, "--input", greedy, "-o", path).code == 0
    return path


def changed(path: Path, *steps: str | int, to: object) -> None:
    document = json.loads(path.read_text("utf-8"))
    inner = document
    for step in steps[:-1]:
        inner = inner[step]
    inner[steps[-1]] = to
    path.write_text(json.dumps(document), "utf-8")


def test_a_transcript_has_the_documented_keys_and_canonical_numbers(transcript: Path) -> None:
    document = json.loads(transcript.read_text("utf-8"))
    assert list(document) == ["format", "market_digest", "market", "rounds"]
    assert document["format"] == "marketwright.play/1"
    assert document["market"]["goods"] == ["A", "B"]
    assert list(document["rounds"][0]) == ["requests", "seller", "reply", "best_revenue", "payoffs", "regrets"]
    assert document["rounds"][0]["seller"] == "best-reply"


CHANGES = {
    'rounds[0].reply.payments["2"]': (("rounds", 0, "reply", "payments", "2"), 99),
    "rounds[0].reply.members": (("rounds", 0, "reply", "members"), []),
    "rounds[0].payoffs.seller": (("rounds", 0, "payoffs", "seller"), "23/2"),
    "rounds[0].best_revenue": (("rounds", 0, "best_revenue"), 13),
    'rounds[0].requests["1"].price': (("rounds", 0, "requests", "1", "price"), 1),
    "rounds[0].regrets": (("rounds", 0, "regrets"), [{"buyer": "1"}, {}, {}, {}]),
    "market_digest": (("market_digest",), "sha256:0"),
    "market": (("market", "title"), "another market"),
}


@pytest.mark.parametrize("place", CHANGES)
def test_any_change_of_a_transcript_is_found(capsys, transcript: Path, place: str) -> None:
    steps, to = CHANGES[place]
    changed(transcript, *steps, to=to)
    done = run(capsys, "play", PAPER, "--replay", transcript)
    assert (done.code, done.err) == (1, "")
    if "requests" not in place:
        assert done.out.splitlines()[0] == f"differs: {place}"
    assert "  transcript: " in done.out
    assert "  recomputed: " in done.out


def test_an_infeasible_reply_by_hand_in_a_transcript_is_found(capsys, transcript: Path) -> None:
    changed(transcript, "rounds", 0, "seller", to="by-hand")
    changed(transcript, "rounds", 0, "reply", "members", to=[])
    done = run(capsys, "play", PAPER, "--replay", transcript)
    assert done.code == 1
    assert done.out.startswith("differs: rounds[0].reply\n")
    assert "nobody is served (I109)" in done.out


def test_a_transcript_of_another_market_differs(capsys, transcript: Path) -> None:
    done = run(capsys, "play", LOTS, "--replay", transcript)
    assert (done.code, done.out.splitlines()[0]) == (1, "differs: market_digest")


FAULTS = {
    "no payoffs": (lambda document: document["rounds"][0].pop("payoffs"), example(dict(sections())["I108"])),
    "another format": (lambda document: document.update(format="marketwright.play/2"), "another document (I108)"),
    "another key": (lambda document: document.update(more=1), "the key 'more' (I108)"),
    "rounds are no list": (lambda document: document.update(rounds={}), "rounds: not a list (I108)"),
    "a round is no object": (lambda document: document.update(rounds=[1]), "rounds[0]: not an object (I108)"),
    "another seller": (lambda document: document["rounds"][0].update(seller="me"), "rounds[0].seller: another word (I108)"),
    "no requests": (lambda document: document["rounds"][0].update(requests={}), "rounds[0].requests: nothing for buyer '1' (I102)"),
    "requests of numbers": (lambda document: document["rounds"][0].update(requests=3), "rounds[0].requests: not an object (I104)"),
    "a wrong good": (lambda document: document["rounds"][0]["requests"]["1"].update(bundle=["C"]), "rounds[0].requests.1.bundle: unknown good 'C' (I105)"),
    "no reply by hand": (lambda document: document["rounds"][0].update(seller="by-hand", reply=7), "rounds[0].reply: no reply (I108)"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_malformed_transcript_exits_3(capsys, transcript: Path, fault: str) -> None:
    act, said = FAULTS[fault]
    document = json.loads(transcript.read_text("utf-8"))
    act(document)
    transcript.write_text(json.dumps(document), "utf-8")
    done = run(capsys, "play", PAPER, "--replay", transcript)
    assert (done.code, done.out, done.err.count("\n")) == (3, "", 1)
    assert said in done.err


def test_what_is_no_transcript_exits_3(capsys, tmp_path: Path) -> None:
    assert run(capsys, "play", PAPER, "--replay", tmp_path / "none.json").code == 3
    assert "(I108)" in run(capsys, "play", PAPER, "--replay", REQUESTS).err
    assert "(D107)" in run(capsys, "play", PAPER, "--replay", EXAMPLES / "lots-of-land.csv").err


@pytest.mark.parametrize("option", [["--input", REQUESTS], ["--by-hand-seller"], ["-o", "t.json"]])
def test_a_replay_takes_no_other_option(capsys, transcript: Path, option: list[object]) -> None:
    done = run(capsys, "play", PAPER, "--replay", transcript, *option)
    assert (done.code, "(U114)" in done.err) == (2, True)
    if "--input" in option:
        assert done.err == f"error: {example(dict(sections())['U114'])}\n"


def test_reserve_prices_are_refused_before_anything_is_asked(capsys, monkeypatch: pytest.MonkeyPatch) -> None:
    done = typed(capsys, monkeypatch, "", EXAMPLES / "reserve-prices.market.json")
    assert (done.code, done.err.count("\n"), "(M118)" in done.err) == (3, 1, True)


def test_names_with_spaces_commas_and_quotes_can_be_typed(capsys, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    goods = ["Lot 1", "Lot 1, north", 'the "big" one', "-"]
    market = {"format": "marketwright.market/1", "kind": "bundle", "goods": goods}
    market["buyers"] = [{"name": "Smith, Ltd", "values": {"type": "additive", "values": dict.fromkeys(goods, 5)}}]
    path = tmp_path / "m.json"
    path.write_text(json.dumps(market), "utf-8")
    lines = ['Lot 1, north Lot 1 "the \\"big\\" one" 5/2', "y", '"-" the "big" one 1', "y", "- 0"]
    done = typed(capsys, monkeypatch, "\n".join(lines) + "\n", path, "-o", tmp_path / "t.json")
    assert done.code == 0
    asked = [played["requests"]["Smith, Ltd"] for played in json.loads((tmp_path / "t.json").read_text("utf-8"))["rounds"]]
    assert asked == [{"bundle": goods[:3], "price": "5/2"}, {"bundle": goods[2:], "price": 1}, {"bundle": [], "price": 0}]


@pytest.mark.parametrize("said", [b"A B 12\nA 6\nB 6\n", b"\xff\xfe\x00 3\nA B 12\nA 6\nB 6\n", b"A" * 100_000 + b"\nA B 12\nA 6\nB 6\n"])
def test_a_pipe_of_any_bytes_is_no_crash(said: bytes) -> None:
    done = subprocess.run(command("play", PAPER), env=environment(PYTHONIOENCODING="utf-8"), input=said, capture_output=True, check=False)
    assert (done.returncode, b"Traceback" in done.stderr) == (0, False)
    assert done.stdout.decode() == ROUND_1


def test_a_closed_standard_input_is_the_end_of_input() -> None:
    done = subprocess.run(["sh", "-c", '"$@" <&-', "sh", *command("play", PAPER)], env=environment(), capture_output=True, check=False)
    assert (done.returncode, b"Traceback" in done.stderr) == (0, False)
