"""The chart of learning: its data, its lines, and pictures of it."""

import json
import sys
from fractions import Fraction
from pathlib import Path

import pytest

from marketwright import read_market
from marketwright.errors import DocumentError, ExtraMissing
from marketwright.gamma.learn import learned
from marketwright.markets.bundle import BundleMarket
from marketwright.plots.learning import MOST_POINTS, learning_chart
from marketwright.plots.pictures import chart_bytes, refuse_undrawable
from tests.cli.commands import EXAMPLES
from tests.markets.test_error_page import example, sections

HEADINGS = ["buyer 1: Vickrey payoff 0", "buyer 2: Vickrey payoff 8", "buyer 3: Vickrey payoff 8"]


def example_2() -> BundleMarket:
    return read_market(EXAMPLES / "paper-000-example-2.market.json").market


def test_the_chart_holds_every_request_the_average_so_far_and_the_vickrey_payoffs() -> None:
    found = learned(example_2(), rounds=20, step=Fraction(1, 2))
    values = learning_chart(example_2(), found)["data"]["values"]
    for buyer, heading in enumerate(HEADINGS):
        of_buyer = [value for value in values if value["buyer"] == heading]
        asked = [value for value in of_buyer if value["line"] == "asked for"]
        assert [(value["round"], value["net"]) for value in asked] == [(number, float(played.net[buyer])) for number, played in enumerate(found.rounds, 1)]
        average = [value["net"] for value in of_buyer if value["line"] == "average so far"]
        assert average == [round(float(sum(played.net[buyer] for played in found.rounds[:count]) / Fraction(count)), 6) for count in range(1, 21)]
        vickrey = [(value["round"], value["net"]) for value in of_buyer if value["line"] == "Vickrey payoff"]
        assert vickrey == [(1, float(found.vickrey[buyer])), (20, float(found.vickrey[buyer]))]
    assert len(values) == 3 * (20 + 20 + 2)


def test_vickrey_payoffs_are_dashed_and_everything_has_a_title() -> None:
    chart = learning_chart(example_2(), learned(example_2(), rounds=20))
    dashes = chart["spec"]["encoding"]["strokeDash"]["scale"]
    assert dict(zip(dashes["domain"], dashes["range"], strict=True))["Vickrey payoff"] == [6, 4]
    assert dict(zip(dashes["domain"], dashes["range"], strict=True))["asked for"] == [1, 0]
    assert chart["title"]["text"] == "What buyers ask for when they undercut one another"
    assert chart["title"]["subtitle"] == ["20 rounds, step 0.12, seed 0. An experiment, not a proof."]
    assert chart["facet"]["sort"] == HEADINGS
    assert [chart["spec"]["encoding"][axis]["title"] for axis in ("x", "y")] == ["round", "net payoff"]


def test_the_data_stand_in_the_chart_and_nothing_is_fetched() -> None:
    text = json.dumps(learning_chart(example_2(), learned(example_2(), rounds=20)))
    assert '"url"' not in text
    assert text.count("https://") == 1


def test_of_long_plays_some_rounds_are_drawn_and_always_the_last_one() -> None:
    rounds = 3 * MOST_POINTS - 1
    chart = learning_chart(example_2(), learned(example_2(), rounds=rounds))
    drawn = [value["round"] for value in chart["data"]["values"] if value["line"] == "asked for" and value["buyer"] == HEADINGS[0]]
    assert drawn[:3] == [1, 4, 7]
    assert drawn[-1] == rounds
    assert "One round in 3 is drawn." in chart["title"]["subtitle"]


@pytest.mark.parametrize("rounds", [1, 2, 50])
def test_pictures_are_drawn(rounds: int) -> None:
    chart = learning_chart(example_2(), learned(example_2(), rounds=rounds))
    assert chart_bytes(chart, Path("a.png")).startswith(b"\x89PNG\r\n")
    svg = chart_bytes(chart, Path("a.SVG")).decode()
    assert svg.startswith("<svg")
    assert [heading in svg for heading in HEADINGS] == [True] * 3
    assert json.loads(chart_bytes(chart, Path("a.vl.json"))) == chart


def test_without_the_extra_only_the_specification_is_written(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "vl_convert", None)
    chart = learning_chart(example_2(), learned(example_2(), rounds=5))
    assert json.loads(chart_bytes(chart, Path("a.vl.json"))) == chart
    for name in ("a.svg", "a.png"):
        with pytest.raises(ExtraMissing) as caught:
            refuse_undrawable(Path(name))
        assert str(caught.value) == example(dict(sections())["X101"])
        assert caught.value.exit_code == 6


@pytest.mark.parametrize("name", ["a.pdf", "a.json", "a"])
def test_other_endings_are_refused(name: str) -> None:
    with pytest.raises(DocumentError, match=r"\(D114\); allowed: .vl.json, .svg, .png"):
        refuse_undrawable(Path(name))
