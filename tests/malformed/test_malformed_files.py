"""Every malformed file is refused with its code and place, and at once."""

import time
from collections.abc import Callable
from pathlib import Path

import pytest

from marketwright.errors import InputError
from marketwright.markets import read_market

FOLDER = Path(__file__).parent / "files"
SECONDS = 5.0  # a hang, not a speed: the slowest needs about half a second of an idle machine

FILES = [
    ("empty.json", "D106", "empty.json"),
    ("white-space.json", "D106", "white-space.json"),
    ("truncated-in-list.json", "D106", "line 2, column 7"),
    ("truncated-in-text.json", "D106", "line 1, column 31"),
    ("truncated-in-word.json", "D106", "line 1, column 14"),
    ("utf-16.json", "D105", "utf-16.json"),
    ("utf-16-without-mark.json", "D105", "line 1, column 2"),
    ("utf-32.json", "D105", "utf-32.json"),
    ("latin-1.json", "D105", "line 1"),
    ("byte-order-mark.json", "D105", "line 1, column 1"),
    ("binary.json", "D105", "line 2"),
    ("zero-byte.json", "D105", "line 2, column 14"),
    ("two-values.json", "D107", "line 4, column 1"),
    ("additional-comma.json", "D107", "line 2, column 21"),
    ("missing-comma.json", "D107", "line 2, column 16"),
    ("missing-colon.json", "D107", "line 2, column 10"),
    ("single-quotes.json", "D107", "line 1, column 2"),
    ("comment.json", "D107", "line 1, column 37"),
    ("bad-escape.json", "D107", "line 2, column"),
    ("line-break-in-text.json", "D107", "line 2, column 19"),
    ("python-literal.json", "D107", "line 3"),
    ("arabic-digits.json", "D107", "line 3"),
    ("underscore-in-number.json", "D107", "line 3"),
    ("leading-zero.json", "D107", "line 3"),
    ("plus-sign.json", "D107", "line 3"),
    ("hexadecimal.json", "D107", "line 3"),
    ("nan.json", "D109", "buyers[0].values.bids[0].value"),
    ("infinity.json", "D109", "buyers[0].values.bids[0].value"),
    ("minus-infinity.json", "D109", "buyers[0].values.bids[0].value"),
    ("key-twice.json", "D108", "key-twice.json"),
    ("key-twice-inside.json", "D108", "buyers[0].values.values"),
    ("key-twice-escaped.json", "D108", "buyers[0].values.values"),
    ("key-twice-with-nan.json", "D108", "buyers[0].values.values"),
    ("half-character.json", "D111", "goods[1]"),
    ("half-character-in-key.json", "D111", "buyers[0].values.values"),
    ("nesting-33.json", "D110", "line 1, column 33"),
    ("no-object.json", "M101", "document"),
    ("only-a-number.json", "M101", "document"),
    ("format-missing.json", "M102", "format"),
    ("format-misspelt.json", "M102", "format"),
    ("format-unknown.json", "M105", "format"),
    ("format-number.json", "M101", "format"),
    ("answer-not-market.json", "M105", "format"),
    ("kind-missing.json", "M102", "kind"),
    ("kind-announced.json", "M106", "kind"),
    ("kind-unknown.json", "M106", "kind"),
    ("kind-list.json", "M101", "kind"),
    ("unknown-key.json", "M103", "tittle"),
    ("unknown-key-in-bid.json", "M103", "buyers[0].values.bids[0].valeu"),
    ("unknown-key-in-values.json", "M103", "buyers[0].values.free_disposal"),
    ("unknown-key-in-buyer.json", "M103", "buyers[0].budget"),
    ("goods-missing.json", "M102", "goods"),
    ("buyers-missing.json", "M102", "buyers"),
    ("name-missing.json", "M102", "buyers[0].name"),
    ("value-missing.json", "M102", "buyers[0].values.bids[0].value"),
    ("type-missing.json", "M102", "buyers[0].values.type"),
    ("type-unknown.json", "M107", "buyers[0].values.type"),
    ("type-number.json", "M107", "buyers[0].values.type"),
    ("values-list.json", "M101", "buyers[0].values"),
    ("goods-text.json", "M101", "goods"),
    ("goods-object.json", "M101", "goods"),
    ("good-number.json", "M101", "goods[1]"),
    ("good-null.json", "M101", "goods[1]"),
    ("buyers-object.json", "M101", "buyers"),
    ("buyer-text.json", "M101", "buyers[0]"),
    ("buyer-name-number.json", "M101", "buyers[0].name"),
    ("bundle-text.json", "M101", "buyers[0].values.bids[0].bundle"),
    ("value-true.json", "M101", "buyers[0].values.bids[0].value"),
    ("value-null.json", "M101", "buyers[0].values.bids[0].value"),
    ("value-list.json", "M101", "buyers[0].values.bids[0].value"),
    ("value-object.json", "M101", "buyers[0].values.bids[0].value"),
    ("additive-list.json", "M101", "buyers[0].values.values"),
    ("additive-text.json", "N101", "buyers[0].values.values.A"),
    ("position-list.json", "M101", "buyers[0].values.positions[1]"),
    ("groups-flat.json", "M101", "buyers[0].values.groups[0]"),
    ("title-null.json", "M101", "title"),
    ("free-disposal-text.json", "M101", "buyers[0].values.free_disposal"),
    ("free-disposal-false.json", "M101", "buyers[0].values.free_disposal"),
    ("exponent.json", "N101", "buyers[0].values.bids[0].value"),
    ("huge-exponent.json", "N101", "buyers[0].values.bids[0].value"),
    ("text-with-separator.json", "N101", "buyers[0].values.bids[0].value"),
    ("text-with-comma.json", "N101", "buyers[0].values.bids[0].value"),
    ("text-with-currency.json", "N101", "buyers[0].values.bids[0].value"),
    ("text-with-white-space.json", "N101", "buyers[0].values.bids[0].value"),
    ("text-with-leading-zero.json", "N101", "buyers[0].values.bids[0].value"),
    ("text-arabic-digits.json", "N101", "buyers[0].values.bids[0].value"),
    ("text-nan.json", "N101", "buyers[0].values.bids[0].value"),
    ("text-infinity.json", "N101", "buyers[0].values.bids[0].value"),
    ("text-empty.json", "N101", "buyers[0].values.bids[0].value"),
    ("zero-denominator.json", "N101", "buyers[0].values.bids[0].value"),
    ("negative-denominator.json", "N101", "buyers[0].values.bids[0].value"),
    ("decimal-quotient.json", "N101", "buyers[0].values.bids[0].value"),
    ("too-long-number.json", "N102", "buyers[0].values.bids[0].value"),
    ("too-large-number.json", "N103", "buyers[0].values.bids[0].value"),
    ("too-fine-number.json", "N103", "buyers[0].values.bids[0].value"),
    ("too-fine-together.json", "N105", "values"),
    ("negative-value.json", "M113", "buyers[0].values.bids[0].value"),
    ("negative-reserve-price.json", "M113", "reserve_prices.A"),
    ("reserve-prices-empty.json", "M115", "reserve_prices"),
    ("reserve-price-unknown-good.json", "M108", "reserve_prices.C"),
    ("no-goods.json", "M115", "goods"),
    ("no-buyers.json", "M115", "buyers"),
    ("empty-market.json", "M115", "goods"),
    ("empty-bundle.json", "M115", "buyers[0].values.bids[0].bundle"),
    ("empty-group.json", "M115", "buyers[0].values.groups[0]"),
    ("empty-position.json", "M115", "buyers[0].values.positions[0]"),
    ("goods-of-one-name.json", "M110", "goods[2]"),
    ("buyers-of-one-name.json", "M110", "buyers[1].name"),
    ("buyer-seller.json", "M109", "buyers[0].name"),
    ("name-empty.json", "M109", "buyers[0].name"),
    ("name-white-space.json", "M109", "goods[1]"),
    ("name-control-character.json", "M109", "goods[1]"),
    ("name-too-long.json", "M109", "goods[1]"),
    ("unknown-good.json", "M108", "buyers[0].values.bids[0].bundle[1]"),
    ("unknown-good-in-map.json", "M108", 'buyers[0].values.values["New York"]'),
    ("good-twice-in-bundle.json", "M111", "buyers[0].values.bids[0].bundle[2]"),
    ("table-not-monotone.json", "M104", "buyers[0].values.bids[2].value"),
    ("table-bundle-twice.json", "M112", "buyers[0].values.bids[2].bundle"),
    ("table-with-gap.json", "M114", "buyers[0].values.bids"),
    ("table-empty.json", "M114", "buyers[0].values.bids"),
    ("table-value-of-nothing.json", "M117", "buyers[0].values.bids[1].value"),
    ("table-too-wide.json", "M116", "buyers[0].values"),
    ("missing-hash.txt", "T105", "line 6"),
    ("truncated.txt", "T105", "line 6"),
    ("after-hash.txt", "T105", "line 5"),
    ("no-bids.txt", "T104", "no-bids.txt"),
    ("no-headers.txt", "T101", "line 1"),
    ("goods-header-missing.txt", "T101", "line 2"),
    ("header-twice.txt", "T101", "line 2"),
    ("header-after-bid.txt", "T101", "line 4"),
    ("prose.txt", "T101", "line 1"),
    ("header-without-count.txt", "T102", "line 1"),
    ("header-negative.txt", "T102", "line 1"),
    ("header-arabic-digits.txt", "T102", "line 1"),
    ("header-huge.txt", "T102", "line 1"),
    ("goods-zero.txt", "T103", "line 1"),
    ("goods-too-many.txt", "T103", "line 1"),
    ("unknown-good-number.txt", "T109", "line 5"),
    ("good-no-number.txt", "T109", "line 5"),
    ("good-twice.txt", "T110", "line 5"),
    ("only-a-dummy.txt", "T111", "line 5"),
    ("without-goods.txt", "T111", "line 5"),
    ("two-dummies.txt", "T113", "line 4"),
    ("bid-number-twice.txt", "T107", "line 6, bid number"),
    ("bid-number-malformed.txt", "T106", "line 5, bid number"),
    ("bid-without-price.txt", "T106", "line 5"),
    ("negative-price.txt", "T108", "line 5, price"),
    ("price-exponent.txt", "N101", "line 5, price"),
    ("price-decimal-comma.txt", "N101", "line 5, price"),
    ("latin-1.txt", "D105", "line 1"),
    ("byte-order-mark.txt", "D105", "line 1"),
    ("no-header.csv", "T121", "line 1"),
    ("header-typo.csv", "T123", "line 2, column bundel"),
    ("header-without-value.csv", "T121", "line 1"),
    ("tabs.csv", "T121", "line 1"),
    ("mixed-delimiters.csv", "T122", "line 2"),
    ("short-row.csv", "T122", "line 3"),
    ("decimal-comma.csv", "T122", "line 2"),
    ("decimal-comma-quoted.csv", "N101", "line 2, column value"),
    ("decimal-comma-semicolons.csv", "N101", "line 2, column value"),
    ("thousands-separator.csv", "N101", "line 2, column value"),
    ("currency-sign.csv", "N101", "line 2, column value"),
    ("currency-name.csv", "N101", "line 2, column value"),
    ("percent.csv", "N101", "line 2, column value"),
    ("negative-value.csv", "T108", "line 2, column value"),
    ("empty-bidder.csv", "T124", "line 2, column bidder"),
    ("empty-group.csv", "T124", "line 2, column group"),
    ("empty-bundle.csv", "T124", "line 2, column bundle"),
    ("empty-value.csv", "T124", "line 2, column value"),
    ("empty-part.csv", "M109", "line 2, column bundle"),
    ("good-twice.csv", "T110", "line 2, column bundle"),
    ("stray-quote.csv", "T125", "line 2"),
    ("open-quote.csv", "T125", "line 2"),
    ("bidder-seller.csv", "M109", "line 2, column bidder"),
    ("bidder-white-space.csv", "M109", "line 2, column bidder"),
    ("header-only.csv", "T126", "header-only.csv"),
    ("mark-two.csv", "T123", "line 2, column A"),
    ("mark-empty.csv", "T123", "line 2, column B"),
    ("mark-x.csv", "T123", "line 2, column A"),
    ("column-twice.csv", "T110", "line 1, column 3"),
    ("column-unnamed.csv", "M109", "line 1, column 3"),
    ("only-empty-rows.csv", "T126", "only-empty-rows.csv"),
    ("wide-value-text.csv", "N101", "line 2, column Value"),
    ("utf-16.csv", "D105", "utf-16.csv"),
    ("latin-1.csv", "D105", "line 2"),
    ("undecidable.dat", "D113", "undecidable.dat"),
    ("spreadsheet.xlsx", "D105", "spreadsheet.xlsx"),
    ("web-page.html", "D113", "web-page.html"),
    ("web-page.json", "D107", "line 1, column 1"),
]

START = '{"format": "marketwright.market/1", "kind": "bundle", "goods": ["A", "B"],\n "buyers": [{"name": "1", "values": '
END = "}]}"
MILLION = 10**6


def document(values: str) -> bytes:
    """A market with one buyer."""
    return f"{START}{values}{END}".encode()


def numbered_goods(count: int) -> str:
    return ", ".join(f'"{number}"' for number in range(count))


LARGE: dict[str, tuple[Callable[[], bytes], str, str]] = {
    "nesting-of-a-million.json": (lambda: b"[" * MILLION, "D110", "line 1, column 33"),
    "closed-nesting-of-a-million.json": (lambda: b"[" * MILLION + b"]" * MILLION, "D110", "line 1, column 33"),
    "nested-objects.json": (lambda: b'{"a":' * MILLION, "D110", "line 1, column 161"),
    "array-of-a-million.json": (lambda: b"[" + b"1," * MILLION + b"1]", "M101", "document"),
    "bundle-of-a-million.json": (
        lambda: document('{"type": "xor", "bids": [{"bundle": [7' + ", 7" * MILLION + '], "value": 1}]}'),
        "M101",
        "buyers[0].values.bids[0].bundle[0]",
    ),
    "bundle-of-a-million-names.json": (
        lambda: document('{"type": "xor", "bids": [{"bundle": ["A"' + ', "A"' * MILLION + '], "value": 1}]}'),
        "M116",
        "buyers[0].values.bids[0].bundle",
    ),
    "goods-of-a-million.json": (
        lambda: document('{"type": "xor", "bids": []}').replace(b'"A", "B"', numbered_goods(MILLION).encode()),
        "M116",
        "goods",
    ),
    "number-of-ten-million-digits.json": (
        lambda: document('{"type": "additive", "values": {"A": ' + "1" * 10**7 + "}}"),
        "N102",
        "buyers[0].values.values.A",
    ),
    "text-of-ten-million-digits.json": (
        lambda: document('{"type": "additive", "values": {"A": "' + "1" * 10**7 + '"}}'),
        "N102",
        "buyers[0].values.values.A",
    ),
    "key-of-ten-million-characters.json": (lambda: b'{"' + b"k" * 10**7 + b'": 1}', "M102", "format"),
    "name-of-ten-million-characters.json": (lambda: document('{"type": "xor", "bids": []}').replace(b'"B"', b'"' + b"B" * 10**7 + b'"'), "M109", "goods[1]"),
    "unknown-good-of-ten-million-characters.json": (
        lambda: document('{"type": "xor", "bids": [{"bundle": ["' + "C" * 10**7 + '"], "value": 1}]}'),
        "M108",
        "buyers[0].values.bids[0].bundle[0]",
    ),
    "unknown-keys.json": (lambda: b"{" + b",".join(b'"%d":0' % number for number in range(200_000)) + b"}", "M102", "format"),
    "wrong-values.json": (
        lambda: document('{"type": "additive", "values": {' + ",".join(f'"{number}":null' for number in range(200_000)) + "}}"),
        "M101",
        'buyers[0].values.values["0"]',
    ),
    "wrong-bids.json": (lambda: document('{"type": "xor", "bids": [' + ",".join(["{}"] * 200_000) + "]}"), "M102", "buyers[0].values.bids[0].bundle"),
    "wrong-groups.json": (lambda: document('{"type": "or-of-xor", "groups": [' + ",".join(["[]"] * 500_000) + "]}"), "M115", "buyers[0].values.groups[0]"),
    "unknown-good-among-many.json": (
        lambda: document('{"type": "xor", "bids": [{"bundle": ["99x99"], "value": 1}]}').replace(b'"A", "B"', numbered_goods(100_000).encode()),
        "M108",
        "buyers[0].values.bids[0].bundle[0]",
    ),
    "open-text-of-escaped-quotes.json": (lambda: b'"' + b'\\"' * MILLION, "D106", "line 1"),
    "white-space.json": (lambda: b" " * 10**7, "D106", "white-space.json"),
    "larger-than-64-MB.json": (lambda: b" " * (64 * 1024 * 1024 + 1), "D104", "larger-than-64-MB.json"),
    "line-of-a-million-goods.txt": (lambda: b"goods 2\nbids 1\n0\t1" + b"\t1" * MILLION + b"\t#", "T110", "line 3"),
    "price-of-ten-million-digits.txt": (lambda: b"goods 2\nbids 1\n0\t" + b"1" * 10**7 + b"\t1\t#", "N102", "line 3, price"),
    "cell-of-a-million-characters.csv": (lambda: b"bidder,bundle,value\n" + b"x" * MILLION + b",A,1\n", "T125", "line 2"),
    "bundle-of-a-million.csv": (lambda: b"bidder,bundle,value\n1," + b"A+" * 60_000 + b"A,1\n", "T110", "line 2, column bundle"),
    "header-of-a-million-cells.csv": (lambda: b"Bidder" + b",A" * MILLION + b",Value\n", "T110", "line 1, column 3"),
    "open-quote-before-a-million-lines.csv": (lambda: b'bidder,bundle,value\n"' + b"1,A,1\n" * 100_000, "T125", "line 2"),
}


def refusal(path: Path) -> tuple[str, str, float]:
    """The code and place with which the file is refused, and the seconds of work that took."""
    begin = time.process_time()
    with pytest.raises(InputError) as caught:
        read_market(path)
    return caught.value.code, caught.value.place, time.process_time() - begin


@pytest.mark.parametrize(("name", "code", "place"), FILES, ids=[name for name, _, _ in FILES])
def test_malformed_file_is_refused_with_code_and_place(name: str, code: str, place: str) -> None:
    found, where, seconds = refusal(FOLDER / name)
    assert found == code
    assert place in where
    assert seconds < SECONDS


@pytest.mark.parametrize(("name", "content", "code", "place"), [(name, *case) for name, case in LARGE.items()], ids=LARGE.keys())
def test_large_malformed_file_is_refused_at_once(name: str, content: Callable[[], bytes], code: str, place: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_bytes(content())
    found, where, seconds = refusal(path)
    assert found == code
    assert place in where
    assert seconds < SECONDS


def test_every_file_of_the_folder_is_listed_once() -> None:
    assert sorted(name for name, _, _ in FILES) == sorted(path.name for path in FOLDER.iterdir())
