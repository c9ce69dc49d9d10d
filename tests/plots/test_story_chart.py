"""Charts of stories and of prices against reserve prices: the data are those of the story or answer, and a picture can be drawn."""

import pytest

from marketwright.markets import market_from_document
from marketwright.plots.pictures import chart_bytes
from marketwright.plots.story import MOST_GOODS, story_chart
from marketwright.plots.walrasian import reserve_chart
from marketwright.questions import Limits
from marketwright.walrasian.story import story
from tests.reports.answers import answered, example


def bidding(goods, **buyers):
    named = [{"name": name, "preference": {"type": "quasilinear", "values": values}} for name, values in buyers.items()]
    return market_from_document({"format": "marketwright.market/1", "kind": "unit-demand", "goods": goods, "buyers": named})


def data(chart):
    return [layer["data"]["values"] for layer in chart["layer"]]


def test_a_line_for_each_good_changes_where_an_event_changes_its_price():
    bands, names, points, ends = data(story_chart(story(bidding(["a", "b"], Ada={"a": 5, "b": 1}, Ben={"a": 7, "b": 2}, Cleo={"a": 3, "b": 3}))))
    assert bands == [{"from": 0, "to": 1}, {"from": 2, "to": 3}]
    assert names == [{"event": 0.5, "buyer": "Ada"}, {"event": 1.5, "buyer": "Ben"}, {"event": 2.5, "buyer": "Cleo"}]
    assert points == [
        {"good": "a", "event": 0, "price": 0.0},
        {"good": "a", "event": 1.5, "price": 4.0},
        {"good": "a", "event": 2.5, "price": 5.0},
        {"good": "a", "event": 3, "price": 5.0},
        {"good": "b", "event": 0, "price": 0.0},
        {"good": "b", "event": 2.5, "price": 1.0},
        {"good": "b", "event": 3, "price": 1.0},
    ]
    assert ends == [{"good": "a", "event": 3, "price": 5.0}, {"good": "b", "event": 3, "price": 1.0}]


def test_of_many_goods_those_that_rise_most_are_drawn():
    goods = [f"lot {number}" for number in range(MOST_GOODS + 5)]
    buyers = {f"firm {number}": dict.fromkeys(goods[5:], 10) | dict.fromkeys(goods[:5], 0) for number in range(MOST_GOODS + 1)}
    chart = story_chart(story(bidding(goods, **buyers)))
    assert {point["good"] for point in data(chart)[2]} == set(goods[5:])
    assert chart["title"]["subtitle"][-1] == f"The {MOST_GOODS} of {len(goods)} goods that rise most."


def test_a_story_without_buyers_or_goods_is_a_chart_too():
    assert data(story_chart(story(bidding([]))))[2] == []
    assert [point["price"] for point in data(story_chart(story(bidding(["a"]))))[2]] == [0.0, 0.0]


def test_prices_stand_against_reserve_prices():
    chart = reserve_chart(answered(example("rooms-and-budgets.market.json"), "walrasian/minimum"))
    ranges, marks = data(chart)
    assert ranges == [
        {"good": "Attic: Dora", "reserve": 300.0, "price": 500.0},
        {"good": "Garden: Ben", "reserve": 400.0, "price": 700.0},
        {"good": "Loft: Ada", "reserve": 400.0, "price": 780.0},
        {"good": "Studio: unsold", "reserve": 480.0, "price": 480.0},
    ]
    assert [mark["kind"] for mark in marks] == ["reserve price"] * 4 + ["price, sold"] * 3 + ["price, unsold"]
    assert chart["title"]["text"] == "Least equilibrium prices"
    assert chart["title"]["subtitle"] == ["Revenue 1980; unsold: Studio."]


def test_where_a_limit_came_first_there_is_nothing_to_draw():
    stopped = answered(example("rooms-and-budgets.market.json"), "walrasian/minimum", limits=Limits(stopped=lambda: True))
    assert reserve_chart(stopped) is None


def test_pictures_can_be_drawn(tmp_path):
    pytest.importorskip("vl_convert")
    market = example("rooms-and-budgets.market.json")
    for chart in (story_chart(story(market)), reserve_chart(answered(market, "walrasian/maximum"))):
        assert chart_bytes(chart, tmp_path / "x.svg").startswith(b"<svg")
