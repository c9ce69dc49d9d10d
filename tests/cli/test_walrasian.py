"""Unit-demand markets on the command line: every rule, explain, check, plot, and the story of how prices come about."""

import json
from fractions import Fraction
from pathlib import Path

import pytest

from marketwright.errors import UsageError
from marketwright.markets import market_from_document, read_market
from marketwright.reports.story import story_text
from marketwright.walrasian.story import MOST_BUYERS, story, story_document
from tests.cli.commands import EXAMPLES, LOTS, ROOMS, UNIT_DEMAND, run

TRAP = EXAMPLES / "unit-rate-trap.market.json"
BUNDLES = {name: {"good": None, "payment": 0} for name in ("Ada", "Ben", "Cleo", "Dora", "Eli")}
INPUTS = {
    "test": {"prices": {"Attic": 500, "Garden": 700, "Loft": 780, "Studio": 480}},
    "efficient": {"bundles": BUNDLES},
    "manipulate": {"against": "maximum"},
}
RULES = ("minimum", "maximum", "test", "efficient", "properties", "manipulate", "counterexample")


@pytest.fixture
def answer(capsys, tmp_path: Path) -> Path:
    """An answer about the four flats."""
    path = tmp_path / "flats.answer.json"
    assert run(capsys, "solve", ROOMS, "--rule", "walrasian/minimum", "-o", path).code == 0
    return path


@pytest.mark.parametrize("rule", RULES)
def test_answers_of_every_rule_are_solved_checked_and_explained(capsys, tmp_path: Path, rule: str) -> None:
    found, second = tmp_path / "a.answer.json", tmp_path / "input.json"
    second.write_text(json.dumps(INPUTS.get(rule, {})), "utf-8")
    given = ["--input", second] if rule in INPUTS else []
    solved = run(capsys, "solve", ROOMS, "--rule", f"walrasian/{rule}", *given, "-o", found)
    assert (solved.code, solved.out.splitlines()[-1]) == (0, "  checked by marketcheck: accepted")
    assert run(capsys, "check", found, "--market", ROOMS).out.startswith(f"accepted: rule walrasian/{rule}, about ")
    assert "\nHow sure this is\n" in run(capsys, "explain", found).out
    assert run(capsys, "explain", found, "--buyer", "Cleo").code == 0


@pytest.mark.parametrize("path", UNIT_DEMAND, ids=lambda path: path.name)
def test_every_example_is_told(capsys, tmp_path: Path, path: Path) -> None:
    for arguments in (["solve", path, "--rule", "walrasian/properties"], ["story", path]):
        done = run(capsys, *arguments)
        assert done.code == 0
        assert max(map(len, done.out.splitlines())) <= 120


def test_commands_about_bundles_refuse_unit_demand_markets(capsys, tmp_path: Path, answer: Path) -> None:
    for arguments in (
        ["play", ROOMS],
        ["learn", ROOMS],
        ["game", ROOMS, "-o", tmp_path / "x.efg"],
        ["price-list", answer],
        ["solve", ROOMS, "--rule", "vickrey"],
    ):
        done = run(capsys, *arguments)
        assert (done.code, done.out, "(U116)" in done.err) == (2, "", True)
    assert "(U114)" in run(capsys, "solve", ROOMS, "--rule", "walrasian/minimum", "--want", "interior").err
    assert "(U116)" in run(capsys, "story", LOTS).err


def test_an_unknown_buyer_exits_2_with_the_nearest_one(capsys, answer: Path) -> None:
    done = run(capsys, "explain", answer, "--buyer", "cleo")
    assert (done.code, done.err) == (2, 'error: --buyer: "cleo" (U108); allowed: "Ada", "Ben", "Cleo", "Dora", "Eli"; did you mean "Cleo"?\n')


def test_a_limit_exits_5_and_decides_nothing(capsys) -> None:
    done = run(capsys, "solve", ROOMS, "--rule", "walrasian/minimum", "--limit-seconds", "0")
    assert done.code == 5
    assert "\nPrices: not decided, a limit came first\n\n  equilibrium    not decided  a limit came first\n" in done.out


def test_a_table_of_values_is_solved_and_told(capsys, tmp_path: Path) -> None:
    table = tmp_path / "t.csv"
    table.write_text("buyer,Attic,Loft\nAda,5,7\nBen,4,6.5\nCleo,,3\n", "utf-8")
    assert "\n  Cleo gets nothing and pays nothing\n" in run(capsys, "solve", table, "--rule", "walrasian/minimum").out
    assert run(capsys, "story", table).out == (
        "A market without a title\n"
        "3 buyers, 2 goods; buyers enter one after another, and prices rise as far as they compete\n"
        "\n"
        "  step  enters  what happens                                                            Attic  Loft\n"
        "     1  Ada     Ada enters and takes Loft at 0.                                             0     0\n"
        "     2  Ben     Ben competes with Ada: Loft rises to 2; Ben takes Loft at 2; Ada moves      0     2\n"
        "                to Attic.\n"
        "     3  Cleo    Cleo competes with Ben: Loft rises to 2.5; Ben would now as soon have       0   2.5\n"
        "                Attic.\n"
        "     4          Cleo competes with Ada and Ben: Attic rises to 0.5 and Loft to 3; Cleo    0.5     3\n"
        "                leaves with nothing.\n"
        "\n"
        "The end: the least equilibrium prices\n"
        "  good   reserve price  price  goes to\n"
        "  Attic              0    0.5  Ada\n"
        "  Loft               0      3  Ben\n"
        "  Cleo gets nothing\n"
        "  revenue 3.5; walrasian/minimum proves these prices\n"
    )


def test_with_unequal_slopes_prices_rise_at_unequal_speeds() -> None:
    told = story(read_market(TRAP).market)
    assert told.prices == {"a": Fraction(4), "b": Fraction(2)}
    assert [event.entering for event in told.events] == ["A", "B", "C"]
    assert told.events[-1].rose == {"a": Fraction(4), "b": Fraction(2)}


def test_a_story_is_written_and_drawn_and_a_false_one_is_not(capsys, tmp_path: Path) -> None:
    path = tmp_path / "flats.story.json"
    assert run(capsys, "story", ROOMS, "-o", path).err == f"written to {path}\n"
    document = json.loads(path.read_text("utf-8"))
    assert document == story_document(story(read_market(ROOMS).market))
    assert document["format"] == "marketwright.story/1"
    assert document["events"][3] == {
        "entering": "Cleo",
        "rose": {"Garden": 475, "Loft": 560},
        "turned": [["Cleo", "Attic"]],
        "moved": [["Cleo", "Attic"]],
        "prices": {"Attic": 300, "Garden": 475, "Loft": 560, "Studio": 480},
    }
    assert run(capsys, "plot", path, "-o", tmp_path / "x.vl.json").err == f"written to {tmp_path / 'x.vl.json'}\n"
    document["events"][3]["rose"]["Garden"] = 474
    path.write_text(json.dumps(document), "utf-8")
    done = run(capsys, "plot", path, "-o", tmp_path / "y.vl.json")
    assert (done.code, done.out, done.err) == (1, "", "differs: events is not what the market leads to\nThe story is false, so there is nothing to draw.\n")
    assert not (tmp_path / "y.vl.json").exists()
    assert run(capsys, "check", path).err.endswith("; this is a story: `marketwright plot` compares it with its market and draws it\n")


def test_prices_of_an_answer_are_drawn_and_answers_without_are_refused(capsys, tmp_path: Path, answer: Path) -> None:
    assert run(capsys, "plot", answer, "-o", tmp_path / "x.vl.json").code == 0
    made = tmp_path / "made.answer.json"
    run(capsys, "solve", ROOMS, "--rule", "walrasian/counterexample", "-o", made)
    assert "(U115)" in run(capsys, "plot", made, "-o", tmp_path / "y.vl.json").err


def test_stories_have_an_ending_and_do_not_replace_their_market(capsys, tmp_path: Path) -> None:
    assert "(D114)" in run(capsys, "story", ROOMS, "-o", tmp_path / "x.svg").err
    copy = tmp_path / "m.json"
    copy.write_text(Path(ROOMS).read_text("utf-8"), "utf-8")
    assert "(U109)" in run(capsys, "story", copy, "-o", copy).err


def made(buyers: int, goods: int, kind: str = "quasilinear", **more: object):
    """A market in which values differ from buyer to buyer and good to good."""
    names = [f"lot {good}" for good in range(1, goods + 1)]
    values = [{good: 50 + 7 * place * number % 23 for place, good in enumerate(names)} for number in range(1, buyers + 1)]
    named = [{"name": f"firm {number}", "preference": {"type": kind, "values": of, **more}} for number, of in enumerate(values, start=1)]
    return market_from_document({"format": "marketwright.market/1", "kind": "unit-demand", "goods": names, "buyers": named})


def test_a_long_story_is_cut_unless_all_is_asked_for() -> None:
    told = story(made(90, 30))
    short, whole = story_text(told), story_text(told, everything=True)
    assert " more steps; --all tells them, -o FILE.json writes all events\n" in short
    assert len(whole.splitlines()) > len(short.splitlines())
    assert short.splitlines()[-1] == whole.splitlines()[-1]


@pytest.mark.parametrize("buyers", [0, 1, 5])
def test_small_stories_are_told_whatever_is_missing(buyers: int) -> None:
    for goods in (0, 1, 3):
        told = story(made(buyers, goods))
        assert story_text(told).splitlines()[-1].endswith("; walrasian/minimum proves these prices")


def test_smooth_preferences_and_large_markets_have_no_story() -> None:
    with pytest.raises(UsageError, match="U117"):
        story(made(1, 1, "quadratic-cost", rho=1))
    with pytest.raises(UsageError, match="U120"):
        story(made(MOST_BUYERS + 1, 1))
