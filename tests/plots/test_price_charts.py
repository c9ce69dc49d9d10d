"""Charts of prices and alliances: the data are those of the answer, and a picture can be drawn."""

import json

import pytest

from marketwright.answers import answer_document
from marketwright.cli.main import main
from marketwright.plots.pictures import chart_bytes
from marketwright.plots.prices import MOST_PRICES, chart_of
from tests.papers.pricing_cases import ERRATUM_1, EXAMPLE_1, EXAMPLE_2, answered, market, xor


def chart(economy, rule, **given):
    return chart_of(answer_document(answered(economy, rule, **given)))


def test_a_line_goes_from_the_least_to_the_greatest_price_of_each_package():
    ranges, marks = (layer["data"]["values"] for layer in chart(EXAMPLE_2, "any")["layer"])
    assert ranges == [{"item": "buyer 1: A", "low": 0.0, "high": 3.0}, {"item": "buyer 2: B", "low": 0.0, "high": 3.0}]
    assert {(mark["item"], mark["kind"], mark["price"]) for mark in marks if mark["kind"] != "price"} == {
        ("buyer 1: A", "least", 0.0),
        ("buyer 1: A", "greatest", 3.0),
        ("buyer 2: B", "least", 0.0),
        ("buyer 2: B", "greatest", 3.0),
    }


def test_ends_that_are_possible_only_one_by_one_are_named():
    assert "The greatest prices are possible one by one, not all together." in chart(market("AB", xor(AB=3)), "good")["title"]["subtitle"]
    assert "The least prices are possible one by one, not all together." in chart(ERRATUM_1, "eff")["title"]["subtitle"]
    assert not any("one by one" in line for line in chart(EXAMPLE_2, "any")["title"]["subtitle"])


def test_vickrey_payments_are_marks_beside_the_least_prices():
    _, marks = (layer["data"]["values"] for layer in chart(EXAMPLE_1, "vickrey")["layer"])
    assert marks == [{"item": "buyer 1: A and B", "kind": "least", "price": 2.0}, {"item": "buyer 1: A and B", "kind": "Vickrey", "price": 2.0}]


def test_alliances_are_a_column_for_each_partition():
    values = chart(EXAMPLE_2, "alliances")["data"]["values"]
    assert [(value["stage"], value["buyer"], value["joined"], value["price"]) for value in values] == [
        ("round 1", "buyer 1", False, "3"),
        ("round 1", "buyer 2", False, "3"),
        ("end", "buyer 1", True, "8"),
        ("end", "buyer 2", True, None),
    ]


def test_answers_without_prices_have_no_chart():
    assert chart(EXAMPLE_2, "eff") is None


def test_of_many_prices_the_first_are_drawn():
    goods = [f"g{number:02}" for number in range(MOST_PRICES + 5)]
    economy = market(goods, *({"type": "additive", "values": {good: 2}} for good in goods))
    drawn = chart(economy, "good", ranges=False)
    assert len(drawn["layer"][1]["data"]["values"]) == MOST_PRICES
    assert drawn["title"]["subtitle"][-1] == f"The first {MOST_PRICES} of {MOST_PRICES + 5} prices."


@pytest.mark.parametrize(("rule", "economy"), [("good", EXAMPLE_1), ("any", EXAMPLE_2), ("vickrey", EXAMPLE_2), ("alliances", EXAMPLE_2)])
def test_a_picture_can_be_drawn(rule, economy, tmp_path):
    pytest.importorskip("vl_convert")
    drawn = chart(economy, rule)
    assert drawn is None or chart_bytes(drawn, tmp_path / "x.svg").startswith(b"<svg")


def test_the_command_draws_a_checked_answer_and_refuses_others(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    document = answer_document(answered(EXAMPLE_2, "alliances"))
    (tmp_path / "x.answer.json").write_text(json.dumps(document))
    assert main(["plot", "x.answer.json", "-o", "x.vl.json"]) == 0
    assert json.loads((tmp_path / "x.vl.json").read_text())["title"]["text"] == "How alliances form"
    document["outcome"]["revenue"] = 9
    (tmp_path / "x.answer.json").write_text(json.dumps(document))
    assert main(["plot", "x.answer.json", "-o", "y.vl.json"]) == 1
    assert not (tmp_path / "y.vl.json").exists()
    (tmp_path / "x.answer.json").write_text(json.dumps(answer_document(answered(EXAMPLE_2, "eff"))))
    assert main(["plot", "x.answer.json", "-o", "y.vl.json"]) == 2
    assert "without prices (U115)" in capsys.readouterr().err
