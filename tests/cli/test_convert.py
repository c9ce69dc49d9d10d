"""The command `convert`."""

from pathlib import Path

import pytest

from marketwright import read_market
from tests.cli.commands import EXAMPLES, LOTS, run


@pytest.mark.parametrize("name", ["new.json", "new.market.json", "new.txt", "new.cats", "new.csv", "new.wide.csv"])
def test_a_market_is_written_in_every_format_and_read_again(capsys, tmp_path: Path, name: str) -> None:
    done = run(capsys, "convert", LOTS, "-o", tmp_path / name)
    assert (done.code, done.out) == (0, f"written to {tmp_path / name}: 5 buyers, 4 goods, 5 bids\n")
    market = read_market(tmp_path / name).market
    assert (len(market.buyers), len(market.goods)) == (5, 4)


def test_what_the_format_cannot_keep_is_told(capsys, tmp_path: Path) -> None:
    assert run(capsys, "convert", LOTS, "-o", tmp_path / "new.txt").err == "notice: a CATS file has no names: goods and buyers are numbered in market order\n"


def test_a_market_that_the_format_cannot_hold_is_an_error_and_no_file(capsys, tmp_path: Path) -> None:
    done = run(capsys, "convert", EXAMPLES / "reserve-prices.market.json", "-o", tmp_path / "new.csv")
    assert done.code == 3
    assert "(T112)" in done.err
    assert list(tmp_path.iterdir()) == []


VALUES = "Buyer,house,hut\nAda,7,-2\nBen,,5\n"


@pytest.mark.parametrize("name", ["new.json", "new.market.json", "new.csv"])
def test_a_unit_demand_market_is_written_in_the_formats_that_hold_it_and_read_again(capsys, tmp_path: Path, name: str) -> None:
    source = tmp_path / "values.csv"
    source.write_text(VALUES)
    done = run(capsys, "convert", source, "-o", tmp_path / name)
    assert (done.code, done.out, done.err) == (0, f"written to {tmp_path / name}: 2 buyers, 2 goods\n", "")
    assert read_market(tmp_path / name) == read_market(source)


def test_a_unit_demand_market_is_no_cats_file(capsys, tmp_path: Path) -> None:
    (tmp_path / "values.csv").write_text(VALUES)
    done = run(capsys, "convert", tmp_path / "values.csv", "-o", tmp_path / "new.txt")
    assert done.code == 3
    assert "(T112)" in done.err


OTHER_KIND = (
    "error: market: a market of the kind unit-demand (U116); allowed: markets of the kind bundle; `marketwright rules` shows which rules answer which kind\n"
)


@pytest.mark.parametrize(
    "arguments",
    [("solve", "MARKET", "--rule", "vickrey"), ("play", "MARKET", "--input", "INPUT"), ("learn", "MARKET"), ("game", "MARKET", "-o", "OUTPUT")],
    ids=["solve", "play", "learn", "game"],
)
def test_commands_for_bundle_markets_refuse_a_unit_demand_market(capsys, tmp_path: Path, arguments: tuple[str, ...]) -> None:
    files = {"MARKET": tmp_path / "values.csv", "INPUT": tmp_path / "requests.json", "OUTPUT": tmp_path / "new.efg"}
    files["MARKET"].write_text(VALUES)
    files["INPUT"].write_text("{}")
    done = run(capsys, *(files.get(argument, argument) for argument in arguments))
    assert (done.code, done.err) == (2, OTHER_KIND)
    assert not files["OUTPUT"].exists()


def test_a_builder_is_written_out_as_coalitions(capsys, tmp_path: Path) -> None:
    done = run(capsys, "convert", EXAMPLES / "paper-004-example-3.market.json", "-o", tmp_path / "new.json")
    told = f"written to {tmp_path / 'new.json'}: 2 players, 4 profiles of types, 3 coalitions, 6 actions\n"
    assert (done.code, done.out, done.err) == (0, told, "")
    assert '"build"' not in (tmp_path / "new.json").read_text()
    assert read_market(tmp_path / "new.json") == read_market(EXAMPLES / "paper-004-example-3.market.json")


@pytest.mark.parametrize("name", ["new.txt", "new.csv", "new.wide.csv"])
def test_a_bayesian_market_is_no_cats_file_and_no_table(capsys, tmp_path: Path, name: str) -> None:
    done = run(capsys, "convert", EXAMPLES / "paper-004-example-3.market.json", "-o", tmp_path / name)
    assert done.code == 3
    assert "kind: a market of the kind bayesian (T112)" in done.err
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("arguments", [("solve", "MARKET", "--rule", "vickrey"), ("learn", "MARKET"), ("story", "MARKET")], ids=["solve", "learn", "story"])
def test_commands_for_other_kinds_refuse_a_bayesian_market(capsys, arguments: tuple[str, ...]) -> None:
    market = EXAMPLES / "paper-004-example-1.market.json"
    done = run(capsys, *(market if argument == "MARKET" else argument for argument in arguments))
    assert done.code == 2
    assert done.err.startswith("error: market: a market of the kind bayesian (U116); allowed: markets of the kind ")


def test_an_unknown_ending_is_an_error(capsys, tmp_path: Path) -> None:
    done = run(capsys, "convert", LOTS, "-o", tmp_path / "new.xlsx")
    allowed = "allowed: .json, .txt, .cats or .csv; choose one of these endings"
    assert (done.code, done.err) == (3, f"error: {tmp_path / 'new.xlsx'}: the ending '.xlsx' (D114); {allowed}\n")
