"""Files are read by content, then by name, and written whole."""

import os
import stat
from fractions import Fraction
from pathlib import Path

import pytest

from marketwright.errors import DocumentError, InputError, TableError
from marketwright.markets import AdditiveValues, Bid, BundleMarket, Buyer, MarketFile, XorValues, parse_market, read_market, write_market

MARKET = BundleMarket(goods=("0", "1"), buyers=(Buyer(name="0", values=XorValues(bids=(Bid(bundle=("0", "1"), value=Fraction(5, 2)),))),))
JSON = (
    '{"format": "marketwright.market/1", "kind": "bundle", "goods": ["0", "1"],'
    ' "buyers": [{"name": "0", "values": {"type": "xor", "bids": [{"bundle": ["0", "1"], "value": 2.5}]}}]}'
)
CATS = "goods 2\nbids 1\ndummy 0\n\n0\t2.5\t0\t1\t#\n"
LONG = "bidder,bundle,value\n0,0+1,2.5\n"
WIDE = "Bidder,0,1,Value\n0,1,1,2.5\n"


@pytest.mark.parametrize("name", ["x", "x.json", "x.txt", "x.csv", "x.cats", "x.dat", "x.JSON"])
@pytest.mark.parametrize("text", [JSON, " \n" + JSON, CATS, LONG, WIDE], ids=["json", "json after white space", "cats", "long", "wide"])
def test_content_decides_whatever_the_name(text: str, name: str) -> None:
    assert parse_market(text.encode(), name) == MarketFile(market=MARKET, notices=())


@pytest.mark.parametrize(("name", "code"), [("x.json", "D107"), ("x.txt", "T101"), ("x.cats", "T101"), ("x.CSV", "T121"), ("x.dat", "D113"), ("x", "D113")])
def test_name_decides_where_the_content_does_not(name: str, code: str) -> None:
    with pytest.raises(InputError) as caught:
        parse_market(b"what is this?", name)
    assert caught.value.code == code


@pytest.mark.parametrize("name", ["x.json", "x.market.json", "x.txt", "x.cats", "x.csv", "x.wide.csv", "X.JSON"])
def test_written_market_is_read_again(name: str, tmp_path: Path) -> None:
    assert write_market(MARKET, tmp_path / name) == ()
    assert read_market(tmp_path / name) == MarketFile(market=MARKET, notices=())
    assert [path.name for path in tmp_path.iterdir()] == [name]


def test_wide_table_is_written_for_its_ending_only(tmp_path: Path) -> None:
    write_market(MARKET, tmp_path / "x.csv")
    write_market(MARKET, tmp_path / "x.wide.csv")
    assert (tmp_path / "x.csv").read_text() == "bidder,group,bundle,value\n0,1,0+1,2.5\n"
    assert (tmp_path / "x.wide.csv").read_text() == WIDE


def test_name_may_be_given_as_text(tmp_path: Path) -> None:
    write_market(MARKET, str(tmp_path / "x.json"))
    assert read_market(str(tmp_path / "x.json")).market == MARKET


def test_market_that_the_format_cannot_hold_leaves_the_old_file(tmp_path: Path) -> None:
    path = tmp_path / "x.txt"
    write_market(MARKET, path)
    two_groups = BundleMarket(goods=("A", "B"), buyers=(Buyer(name="1", values=AdditiveValues(values={"A": Fraction(1), "B": Fraction(1)})),))
    with pytest.raises(TableError):
        write_market(two_groups, path)
    assert path.read_text() == CATS


def test_invalid_market_is_not_written(tmp_path: Path) -> None:
    with pytest.raises(InputError) as caught:
        write_market(BundleMarket(goods=("A", "A"), buyers=MARKET.buyers), tmp_path / "x.json")
    assert caught.value.code == "M110"
    assert list(tmp_path.iterdir()) == []


def test_failure_while_writing_leaves_the_old_file_and_no_other(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "x.txt"
    path.write_text("old")

    def no_space(number: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", no_space)
    with pytest.raises(DocumentError) as caught:
        write_market(MARKET, path)
    assert str(caught.value) == (
        f"{path}: cannot be written: No space left on device (D112); allowed: a folder that exists and may be written; choose another place"
    )
    assert path.read_text() == "old"
    assert [entry.name for entry in tmp_path.iterdir()] == ["x.txt"]


def test_mode_of_an_older_file_is_kept(tmp_path: Path) -> None:
    path = tmp_path / "x.json"
    path.write_text("old")
    path.chmod(0o640)
    write_market(MARKET, path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o640


def test_link_is_followed_and_kept(tmp_path: Path) -> None:
    (tmp_path / "link.json").symlink_to(tmp_path / "x.json")
    write_market(MARKET, tmp_path / "link.json")
    assert (tmp_path / "link.json").is_symlink()
    assert read_market(tmp_path / "x.json").market == MARKET


@pytest.mark.parametrize("name", ["x.xlsx", "x", "x.json.gz", "json"])
def test_unknown_ending_is_not_written(name: str, tmp_path: Path) -> None:
    with pytest.raises(DocumentError) as caught:
        write_market(MARKET, tmp_path / name)
    assert caught.value.code == "D114"
    assert list(tmp_path.iterdir()) == []


def test_folder_is_not_overwritten(tmp_path: Path) -> None:
    (tmp_path / "x.json").mkdir()
    with pytest.raises(DocumentError) as caught:
        write_market(MARKET, tmp_path / "x.json")
    assert caught.value.code == "D102"


def test_pipe_is_refused_without_waiting_for_it(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "x.json")
    with pytest.raises(DocumentError) as caught:
        read_market(tmp_path / "x.json")
    assert str(caught.value) == f"{tmp_path / 'x.json'}: a pipe (D102); allowed: a regular file; name a file"


@pytest.mark.parametrize(
    ("name", "code"), [("/dev/zero", "D102"), ("a\0b", "D103"), ("x" * 300, "D103"), ("no/such/file", "D101"), (".", "D102"), ("", "D101")]
)
def test_what_is_no_readable_file_is_refused(name: str, code: str) -> None:
    with pytest.raises(DocumentError) as caught:
        read_market(name)
    assert caught.value.code == code


@pytest.mark.skipif(os.geteuid() == 0, reason="everything is readable for root")
def test_file_without_permission_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "x.json"
    path.write_text(JSON)
    path.chmod(0)
    with pytest.raises(DocumentError) as caught:
        read_market(path)
    assert caught.value.code == "D103"
