"""The command `price-list`, the option `--want`, and summaries of stated prices."""

import csv
import json
from fractions import Fraction
from html.parser import HTMLParser
from pathlib import Path

import pytest

from tests.cli.commands import EXAMPLES, LOTS, run

MARKET = EXAMPLES / "paper-002-example-2.market.json"
NAMES = {
    "format": "marketwright.market/1",
    "kind": "bundle",
    "title": "Rooms <b>& a garden",
    "goods": ["Room, blue", 'The "red" one', "Garden"],
    "buyers": [
        {"name": "Ada", "values": {"type": "xor", "bids": [{"bundle": ["Room, blue", "Garden"], "value": 12}]}},
        {"name": "Ben", "values": {"type": "xor", "bids": [{"bundle": ['The "red" one'], "value": 7}]}},
        {"name": "Cleo", "values": {"type": "unit-demand", "values": {"Room, blue": "1/3", 'The "red" one': 6}}},
    ],
}


@pytest.fixture(params=["good", "eff", "all", "any"])
def scheme(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def names_market(tmp_path: Path) -> Path:
    path = tmp_path / "rooms.market.json"
    path.write_text(json.dumps(NAMES), "utf-8")
    return path


def solved(capsys, market: Path, rule: str, tmp_path: Path, *more: object) -> Path:
    """An answer file."""
    answer = tmp_path / f"{rule.replace('/', '-')}.answer.json"
    assert run(capsys, "solve", market, "--rule", rule, "-o", answer, *more).code == 0
    return answer


def test_the_list_is_printed_with_the_rule_in_words(capsys, tmp_path):
    done = run(capsys, "price-list", solved(capsys, MARKET, "prices/any", tmp_path))
    assert done.code == 0
    assert done.out.splitlines()[1:4] == ["  package  price", "  A            1", "  B            2"]
    assert "What has to be enforced: one bundle per customer." in done.out


def test_every_file_holds_the_prices_of_the_answer(scheme, capsys, tmp_path, names_market):
    answer = solved(capsys, names_market, f"prices/{scheme}", tmp_path)
    outcome = json.loads(answer.read_text("utf-8"))["outcome"]
    held = {good: [good] for good in NAMES["goods"]} if scheme == "good" else outcome["allocation"]
    expected = {frozenset(held[name]): Fraction(price) for name, price in outcome["prices"].items()}
    for ending in ("csv", "json", "html"):
        assert run(capsys, "price-list", answer, "-o", tmp_path / f"list.{ending}").code == 0
    rows = list(csv.DictReader((tmp_path / "list.csv").read_text("utf-8").splitlines()))
    inner = [next(csv.reader([row["goods"]], skipinitialspace=True)) for row in rows]
    assert {frozenset(goods): Fraction(row["price"]) for goods, row in zip(inner, rows, strict=True)} == expected
    data = json.loads((tmp_path / "list.json").read_text("utf-8"))
    assert {frozenset(entry["bundle"]): Fraction(entry["price"]) for entry in data["entries"]} == expected
    assert len(data["price_list"]) == 7
    page = (tmp_path / "list.html").read_text("utf-8")
    assert "<b>" not in page
    assert "Rooms &lt;b&gt;&amp; a garden" in page
    assert [word for word in ("http", "src=", "<script", "@import", "url(") if word in page] == []
    reader = Cells()
    reader.feed(page)
    assert len(reader.cells) == 2 * len(expected)
    assert {Fraction(cell) for cell in reader.cells[1::2]} == set(expected.values())


class Cells(HTMLParser):
    """The texts of all cells."""

    def __init__(self) -> None:
        super().__init__()
        self.cells: list[str] = []
        self.inside = False

    def handle_starttag(self, tag: str, attrs: object) -> None:
        if tag == "td":
            self.cells.append("")
        self.inside = tag == "td"

    def handle_endtag(self, tag: str) -> None:
        self.inside = False

    def handle_data(self, data: str) -> None:
        if self.inside:
            self.cells[-1] += data


def test_the_whole_price_function_supports_the_allocation_again(scheme, capsys, tmp_path, names_market):
    answer = solved(capsys, names_market, f"prices/{scheme}", tmp_path)
    run(capsys, "price-list", answer, "-o", tmp_path / "list.json")
    listed = json.loads((tmp_path / "list.json").read_text("utf-8"))["price_list"]
    for entry in listed:
        goods = " ".join(f'"{good}"' if "," in good else good.replace('The "red" one', '"The \\"red\\" one"') for good in entry["bundle"])
        done = run(capsys, "price-list", answer, "--bundle", goods)
        price = done.out.splitlines()[0].rsplit(": ", 1)[1]
        assert Fraction(price) == Fraction(entry["price"])
    given = {"scheme": "any", "allocation": json.loads(answer.read_text("utf-8"))["outcome"]["allocation"], "price_list": listed}
    for asked in ("any",) if scheme == "any" else ("any", "all"):
        (tmp_path / "in.json").write_text(json.dumps(given | {"scheme": asked}), "utf-8")
        found = run(capsys, "solve", names_market, "--rule", "prices/support", "--input", tmp_path / "in.json", "--json")
        findings = json.loads(found.out)["findings"]
        assert [finding["holds"] for finding in findings] == [True, True, True]
    if scheme != "any":
        own = {"scheme": scheme, "allocation": given["allocation"], "price_list": listed}
        (tmp_path / "in.json").write_text(json.dumps(own), "utf-8")
        found = run(capsys, "solve", names_market, "--rule", "prices/coherence", "--input", tmp_path / "in.json", "--json")
        assert json.loads(found.out)["findings"][0]["holds"] is True


def test_a_false_answer_has_no_prices_to_post(capsys, tmp_path):
    answer = solved(capsys, MARKET, "prices/any", tmp_path)
    document = json.loads(answer.read_text("utf-8"))
    document["outcome"]["prices"]["1"] = 2
    answer.write_text(json.dumps(document), "utf-8")
    done = run(capsys, "price-list", answer, "-o", tmp_path / "list.csv")
    assert (done.code, done.out) == (1, "")
    assert not (tmp_path / "list.csv").exists()


def test_answers_without_prices_and_wrong_options_are_refused(capsys, tmp_path):
    vickrey = solved(capsys, Path(LOTS), "vickrey", tmp_path)
    assert "(U115)" in run(capsys, "price-list", vickrey).err
    none = solved(capsys, MARKET, "prices/good", tmp_path)
    done = run(capsys, "price-list", none)
    assert done.code == 2
    assert "found no prices (U115)" in done.err
    answer = solved(capsys, MARKET, "prices/any", tmp_path)
    assert "(U109)" in run(capsys, "price-list", answer, "-o", answer).err
    for options, code, status in ((["-o", "list.pdf"], "D114", 3), (["-o", "l.csv", "--bundle", "A"], "U114", 2), (["--bundle", "C"], "I105", 3)):
        done = run(capsys, "price-list", answer, *options)
        assert (done.code, done.out) == (status, "")
        assert f"({code})" in done.err


def test_an_answer_that_took_too_long_to_check_is_not_posted(capsys, tmp_path):
    answer = solved(capsys, MARKET, "prices/any", tmp_path)
    assert run(capsys, "price-list", answer, "--check-steps", "1").code == 5


@pytest.mark.parametrize(("want", "total"), [("interior", 3), ("least-total", 0), ("greatest-total", 6)])
def test_wishes_are_the_key_of_the_input(want, total, capsys, tmp_path):
    (tmp_path / "in.json").write_text('{"ranges": false}', "utf-8")
    done = run(capsys, "solve", MARKET, "--rule", "prices/any", "--want", want, "--input", tmp_path / "in.json", "--json")
    document = json.loads(done.out)
    assert document["input"] == {"format": "marketwright.input/1", "want": want, "ranges": False}
    assert document["outcome"]["revenue"] == total


def test_wishes_that_do_not_fit_are_refused(capsys, tmp_path):
    (tmp_path / "in.json").write_text('{"want": "interior"}', "utf-8")
    same = run(capsys, "solve", MARKET, "--rule", "prices/any", "--want", "interior", "--input", tmp_path / "in.json")
    assert same.code == 0
    other = run(capsys, "solve", MARKET, "--rule", "prices/any", "--want", "least-total", "--input", tmp_path / "in.json")
    assert other.err == "error: --want: --want least-total with an input that says 'interior' (U114); allowed: one wish; leave one of them out\n"
    assert (run(capsys, "solve", LOTS, "--rule", "vickrey", "--want", "interior").code, other.code) == (2, 2)
    unknown = run(capsys, "solve", MARKET, "--rule", "prices/any", "--want", "middle")
    assert unknown.err == 'error: input.want: "middle" (I111); allowed: interior or least-total or greatest-total; choose one of them\n'


MISTAKES = {
    "no scheme": ("support", {}, "I101"),
    "a scheme in capitals": ("support", {"scheme": "EFF"}, "I115"),
    "no allocation": ("support", {"scheme": "good"}, "I101"),
    "no prices": ("support", {"scheme": "eff", "allocation": {"1": ["A"], "2": ["B"], "3": []}}, "I101"),
    "a buyer too few": ("support", {"scheme": "eff", "allocation": {"1": ["A"], "2": ["B"]}}, "I102"),
    "a good for nobody": ("support", {"scheme": "eff", "allocation": {"1": ["A"], "2": [], "3": []}}, "I113"),
    "an unknown good": ("support", {"scheme": "eff", "allocation": {"1": ["A"], "2": ["C"], "3": []}}, "I105"),
    "a negative price": ("shop", {"scheme": "good", "prices": {"A": -1, "B": 0}}, "I106"),
    "prices as a list": ("shop", {"scheme": "good", "prices": [1, 2]}, "I104"),
    "a list as prices": ("shop", {"scheme": "any", "price_list": {"A": 1}}, "I104"),
    "prices and a list": ("shop", {"scheme": "any", "prices": {}, "price_list": []}, "I116"),
    "a list of goods": ("shop", {"scheme": "good", "price_list": []}, "I116"),
    "packages of nobody": ("shop", {"scheme": "eff", "prices": {"1": 1}}, "I101"),
    "an empty list": ("shop", {"scheme": "all", "price_list": []}, "I117"),
    "enforced among goods": ("shop", {"scheme": "good", "enforce": True}, "I116"),
    "enforced by a word": ("shop", {"scheme": "any", "enforce": "yes"}, "I104"),
    "no samples": ("shop", {"scheme": "any", "samples": 0}, "I120"),
    "half a seed": ("shop", {"scheme": "any", "seed": "1/2"}, "I120"),
    "no list": ("coherence", {"scheme": "any"}, "I101"),
    "relative to nothing": ("coherence", {"scheme": "eff", "price_list": []}, "I101"),
    "another key": ("coherence", {"scheme": "any", "prices": {}}, "I104"),
    "no item prices": ("shop", {"scheme": "good"}, "I119"),
}


@pytest.mark.parametrize(("rule", "given", "code"), MISTAKES.values(), ids=MISTAKES.keys())
def test_a_mistake_in_the_input_is_one_error_of_its_code(rule, given, code, capsys, tmp_path):
    (tmp_path / "in.json").write_text(json.dumps(given), "utf-8")
    done = run(capsys, "solve", MARKET, "--rule", f"prices/{rule}", "--input", tmp_path / "in.json")
    assert (done.code, done.out) == (3, "")
    assert done.err.startswith("error: input")
    assert f"({code}); allowed: " in done.err
    assert done.err.count("\n") == 1


@pytest.mark.parametrize("name", ["paper-002-example-2.prices.json", "paper-002-example-2.free.prices.json"])
def test_a_shop_is_explained(name, capsys, tmp_path):
    answer = tmp_path / "shop.answer.json"
    assert run(capsys, "solve", MARKET, "--rule", "prices/shop", "--input", EXAMPLES / name, "-o", answer).code == 0
    done = run(capsys, "explain", answer)
    assert done.code == 0
    assert "How sure this is" in done.out
