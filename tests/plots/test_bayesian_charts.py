"""Charts of games with incomplete information: their data are the numbers of spec bayesian 11, labels keep apart, and pictures can be drawn."""

import json
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest

from marketwright.markets.bayesian import BayesianMarket
from marketwright.plots.bayesian import bayesian_chart
from marketwright.plots.bayesian_jeopardy import MOST_TYPES, left_out
from marketwright.plots.bayesian_labels import POINT, places
from marketwright.plots.pictures import chart_bytes
from tests.bayesian_markets import make_market
from tests.papers.bayesian_cases import EXAMPLE_1, EXAMPLE_2, EXAMPLE_3, M1, M2, always_sold, game
from tests.reports.bayesian_answers import FIRST, NO_SALE, ONE_EIGHTH, PRICE, SIDE_BETS, SOLD, about
from tests.reports.test_bayesian_sentences import many_types, odd_market

MARKS = {"M1": M1, "M2": M2}
SOLD_IN_ALL = {"probability_of": "trade"}


def region(market=EXAMPLE_1, **given):
    return bayesian_chart(about(market, "core-region", **{"x": PRICE, "y": SOLD, **given}))


def virtual(market, mechanism):
    return bayesian_chart(about(market, "virtual", mechanism=mechanism))


def layers(drawn, mark):
    return [layer for layer in drawn["layer"] if layer["mark"]["type"] == mark]


def points(layer):
    return [(value["x"], value["y"]) for value in layer["data"]["values"]]


def labels(drawn):
    """The texts of a chart with their places."""
    return {value["text"]: (value["x"], value["y"]) for layer in layers(drawn, "text") for value in layer["data"]["values"]}


def test_the_region_of_example_1_is_a_triangle_with_both_mechanisms_marked():
    drawn = region(multipliers=ONE_EIGHTH, marks=MARKS)
    (outline,) = layers(drawn, "line")
    assert points(outline) == [(0.0, 0.0), (0.5, 0.0), (1.2, 0.2), (0.0, 0.0)]
    assert "fill" in outline["mark"]
    assert labels(drawn) == {"M1": (0.611111, 0.111111), "M2": (0.6, 0.1), "(0, 0)": (0.0, 0.0), "(0.5, 0)": (0.5, 0.0), "(1.2, 0.2)": (1.2, 0.2)}


def test_axes_are_called_after_the_quantities():
    encoding = region(multipliers=ONE_EIGHTH)["layer"][0]["encoding"]
    assert encoding["x"]["title"] == "expected transfer to player 1, given that player 1 is H"
    assert encoding["y"]["title"] == 'probability of "trade", given that player 1 is H'


def test_a_segment_and_a_point_are_not_filled():
    segment = region(x={"severance_of": "1"}, multipliers=ONE_EIGHTH)
    (outline,) = layers(segment, "line")
    assert points(outline) == [(0.0, 0.0), (0.0, 0.2), (0.0, 0.0)]
    assert "fill" not in outline["mark"]
    point = region(x={"severance_of": "1"}, y={"severance_of": "2"}, multipliers=ONE_EIGHTH)
    assert points(layers(point, "point")[0]) == [(0.0, 0.0)]


def test_an_empty_region_shows_its_marks_and_says_that_they_are_not_supported():
    drawn = region(multipliers=[], marks=MARKS)
    assert layers(drawn, "line") == []
    assert set(labels(drawn)) == {"M1", "M2"}
    assert drawn["title"]["subtitle"] == [
        "No core allocation is supported by the answer's multipliers.",
        "Red: the numbers of the marked mechanisms.",
        "No mechanism with such numbers is in the core by these multipliers.",
    ]


def test_there_is_nothing_to_draw_of_an_empty_region_without_marks():
    assert region(multipliers=[]) is None


def test_bounds_over_all_multipliers_are_dashed_and_said_to_be_rounded():
    drawn = region(multipliers=ONE_EIGHTH, whole=True)
    across, up = layers(drawn, "rule")
    assert all("strokeDash" in rule["mark"] for rule in (across, up))
    ends = sorted(value["x"] for value in across["data"]["values"])
    assert len(ends) == 2
    assert ends[0] <= 0
    assert ends[1] >= 1.2
    assert drawn["title"]["subtitle"][-1] == "Dashed: bounds over all multipliers that were looked at, computed with rounding."


def test_marks_at_one_point_share_a_label():
    drawn = region(EXAMPLE_3, x={"utility_of": "1"}, y={"utility_of": "2"}, marks={"first": FIRST, "again": FIRST})
    assert "again and first" in labels(drawn) or "first and again" in labels(drawn)


def covered(at, text, place):
    left, top, right, bottom = place.box(at, text)
    return {(x, y) for x in range(int(left), int(right) + 1) for y in range(int(top), int(bottom) + 1)}


def test_labels_cover_neither_points_nor_lines_nor_one_another():
    spots = [(200.0, 200.0), (204.0, 196.0), (30.0, 30.0)]
    texts = ["M1", "M2", "a longer name"]
    line = ((0.0, 400.0), (400.0, 0.0))
    chosen = places(spots, texts, spots, [line], (400.0, 400.0))
    parts = [covered(*label) for label in zip(spots, texts, chosen, strict=True)]
    assert not parts[0] & parts[1]
    for part in parts:
        assert not any((round(x), round(400 - x)) in part for x in range(401))
        assert all(0 <= x <= 400 and 0 <= y <= 400 for x, y in part)
        assert not any(abs(x - a) < POINT - 1 and abs(y - b) < POINT - 1 for x, y in part for a, b in spots)


def parts_of(drawn):
    """The graph's layers and the panels of the virtual chart."""
    graph, values = drawn["vconcat"]
    return graph["layer"], values["hconcat"]


def test_payoffs_stand_beside_virtual_payoffs():
    _, (seller, buyer, together) = parts_of(virtual(EXAMPLE_1, M1))
    worth = {(value["row"], value["kind"]): value["worth"] for value in seller["layer"][1]["data"]["values"]}
    assert worth == {
        (0, "payoff"): 5.0,
        (0, "virtual payoff"): 6.0,
        (1, "payoff"): 0.0,
        (1, "virtual payoff"): 0.0,
        (2, "payoff"): 1.0,
        (2, "virtual payoff"): 1.0,
        (3, "payoff"): 0.0,
        (3, "virtual payoff"): 0.0,
    }
    assert seller["layer"][0]["data"]["values"] == [{"row": 0, "worth": 5.0, "to": 6.0}]
    assert buyer["layer"][0]["data"]["values"] == []
    assert [(value["worth"], value["taken"]) for value in together["data"]["values"]] == [(6.0, "done"), (6.0, "done"), (1.0, "not done"), (2.0, "done")]


def test_rows_are_called_by_types_and_actions():
    _, (seller, _, _) = parts_of(virtual(EXAMPLE_1, M1))
    expression = seller["layer"][1]["encoding"]["y"]["axis"]["labelExpr"]
    assert expression == "datum.value == 0 ? 'H: keep' : datum.value == 1 ? 'H: trade' : datum.value == 2 ? 'L: keep' : datum.value == 3 ? 'L: trade' : ''"


def arrows(graph):
    """How sure each arrow is, and its number."""
    lines = [layer for layer in graph if layer["mark"]["type"] == "line"]
    sure = {value["arrow"]: value["sure"] for layer in lines for value in layer["data"]["values"]}
    texts = [value["text"] for layer in graph if layer["mark"]["type"] == "text" for value in layer["data"]["values"]]
    return list(sure.values()), texts


def test_arrows_lead_to_the_types_that_are_jeopardised():
    graph, _ = parts_of(virtual(EXAMPLE_1, M1))
    sure, texts = arrows(graph)
    assert (sure, texts) == (["certainly"], ["0.125", "H", "L", "player 1"])
    (line,) = [layer["data"]["values"] for layer in graph if layer["mark"]["type"] == "line"]
    names = {value["text"]: value["x"] for layer in graph if layer["mark"]["type"] == "text" for value in layer["data"]["values"]}
    assert abs(line[0]["x"] - names["L"]) < abs(line[0]["x"] - names["H"])
    assert abs(line[-1]["x"] - names["H"]) < abs(line[-1]["x"] - names["L"])


def test_what_is_only_possible_is_dashed():
    graph, _ = parts_of(virtual(EXAMPLE_3, FIRST))
    sure, texts = arrows(graph)
    assert sorted(sure) == ["certainly", "certainly", "possibly", "possibly"]
    assert texts[:4] == ["0 to 1.5", "0 to 1.5", "0.5 to 2", "0.5 to 2"]
    dash = next(layer for layer in graph if layer["mark"]["type"] == "line")["encoding"]["strokeDash"]["scale"]
    assert dash == {"domain": ["certainly", "possibly"], "range": [[1, 0], [5, 4]]}


def test_both_types_of_example_2_are_tempted_certainly():
    sure, texts = arrows(parts_of(virtual(EXAMPLE_2, SIDE_BETS))[0])
    assert (sure, texts[:2]) == (["certainly", "certainly"], ["1 to 2.5", "0.5 to 2"])


def test_a_mechanism_that_is_not_efficient_has_no_virtual_payoffs_to_draw():
    assert virtual(EXAMPLE_1, NO_SALE) is None


@pytest.mark.parametrize("rule", ["mechanism", "efficient", "core-test", "severance"])
def test_other_rules_are_not_drawn(rule):
    assert bayesian_chart(about(EXAMPLE_1, rule, mechanism=M1)) is None


def written(mechanism):
    return json.loads(json.dumps(mechanism, default=str))


def test_many_rows_are_cut_and_counted_and_many_arrows_have_no_numbers():
    market = many_types(9)
    drawn = virtual(market, written(about(market, "efficient", participation=True).document["outcome"]["mechanism"]))
    _, values = drawn["vconcat"]
    assert values["title"]["subtitle"][-1] == "The first 24 of 36 actions in profiles."
    graph = drawn["vconcat"][0]
    assert not graph["title"]["subtitle"][0].endswith("with multipliers.")
    assert {text for text in arrows(graph["layer"])[1] if not text.startswith("t")} <= {"b", "c", "Ann", "Bob"}


def test_with_too_many_types_there_is_no_graph():
    market = many_types(MOST_TYPES + 1)
    drawn = virtual(market, written(about(market, "efficient").document["outcome"]["mechanism"]))
    assert len(drawn["vconcat"]) == 1


def drawings():
    market, mechanism = odd_market()
    odd = {"x": {"transfer_to": market.players[0].name, "given": {market.players[0].name: "5"}}, "y": {"probability_of": "x" * 120}}
    yield "triangle", lambda: region(multipliers=ONE_EIGHTH, marks=MARKS, whole=True)
    yield "empty", lambda: region(multipliers=[], marks=MARKS)
    yield "virtual", lambda: virtual(EXAMPLE_2, always_sold(Fraction(7, 2)))
    yield "odd virtual", lambda: virtual(market, mechanism)
    yield "odd region", lambda: region(market, **odd, marks={'a "b", <c> {d} \\': mechanism})


DRAWINGS = dict(drawings())


@pytest.mark.parametrize("name", DRAWINGS)
def test_pictures_can_be_drawn_whatever_names_are(name, tmp_path: Path):
    drawn = DRAWINGS[name]()
    assert json.loads(chart_bytes(drawn, tmp_path / "a.vl.json")) == json.loads(json.dumps(drawn))
    pytest.importorskip("vl_convert")
    assert chart_bytes(drawn, tmp_path / "a.png").startswith(b"\x89PNG")
    assert b"<svg" in chart_bytes(drawn, tmp_path / "a.svg")


def test_labels_of_points_in_corners_stay_inside_the_picture():
    corners = [(2.0, 2.0), (398.0, 2.0), (2.0, 398.0), (398.0, 398.0)]
    texts = ["a name", "another", "a third", "a fourth"]
    for at, text, place in zip(corners, texts, places(corners, texts, corners, [], (400.0, 400.0)), strict=True):
        left, top, right, bottom = place.box(at, text)
        assert 0 <= left < right <= 400
        assert 0 <= top < bottom <= 400


def with_outer(answer, **outer):
    """The answer with these outer bounds."""
    return bayesian_chart(replace(answer, document={**answer.document, "outcome": {**answer.document["outcome"], "outer": outer}}))


def test_bounds_that_would_make_the_region_too_small_to_see_are_not_drawn_but_told():
    answer = about(EXAMPLE_1, "core-region", x=PRICE, y=SOLD, multipliers=ONE_EIGHTH)
    drawn = with_outer(answer, x={"least": "-6", "greatest": "6"}, y={"least": 0, "greatest": 1})
    (rule,) = layers(drawn, "rule")
    assert [value["y"] for value in rule["data"]["values"]] == [0.0, 1.0]
    assert drawn["layer"][0]["encoding"]["y"]["scale"]["domain"][1] > 1
    x = next(layer for layer in drawn["layer"] if "x" in layer["encoding"])["encoding"]["x"]
    assert x["scale"]["domain"] == [-0.168, 1.368]
    assert drawn["title"]["subtitle"][-1] == "Bounds of x over all multipliers are too far apart to be drawn; explain tells them."
    near = with_outer(answer, x={"least": "-6", "greatest": "5.99"}, y={"least": 0, "greatest": 1})
    assert len(layers(near, "rule")) == 2


def test_a_region_without_width_and_an_empty_one_keep_their_bounds():
    segment = about(EXAMPLE_1, "core-region", x={"severance_of": "1"}, y=SOLD, multipliers=ONE_EIGHTH)
    assert len(layers(with_outer(segment, x={"least": 0, "greatest": 9}), "rule")) == 1
    empty = about(EXAMPLE_1, "core-region", x=PRICE, y=SOLD, multipliers=[])
    assert len(layers(with_outer(empty, x={"least": 0, "greatest": 9}), "rule")) == 1


def test_marks_in_the_picture_are_not_said_to_be_in_the_core():
    assert region(multipliers=ONE_EIGHTH, marks=MARKS)["title"]["subtitle"][1:] == [
        "Red: the numbers of the marked mechanisms.",
        "Outside of the region no mechanism with such numbers is in the core by these multipliers;",
        "whether one with numbers in the region is in the core itself, bayesian/core-test tells.",
    ]


def test_pictures_are_called_after_the_game():
    named = replace(EXAMPLE_1, title="Lemons")
    assert region(named, multipliers=ONE_EIGHTH)["title"]["subtitle"][0] == "Lemons"
    assert virtual(named, M1)["title"]["subtitle"] == ["Lemons"]
    assert virtual(EXAMPLE_1, M1)["title"]["subtitle"] == []


def test_multipliers_that_are_not_unique_are_named_in_the_picture():
    answer = about(EXAMPLE_2, "virtual", mechanism=SIDE_BETS)
    first, second = bayesian_chart(answer)["title"]["subtitle"]
    assert first == "Several multipliers support the mechanism; virtual payoffs depend on them. They are shown for these:"
    assert [part.rpartition(" ")[0] for part in second.split("; ")] == ["player 1 as H tempted to pass for L", "player 1 as L tempted to pass for H"]


def test_long_axis_titles_keep_their_condition_on_another_line():
    name = "a seller with a very long name indeed"
    players = [{"name": name, "types": {"H": "1/2", "L": "1/2"}}, {"name": "2", "types": {"b": 1}}]
    values = {name: {"H,*": 5, "L,*": 1}, "2": {"H,*": 6, "L,*": 2}}
    market = game({"players": players, "build": {"type": "seller-buyer", "seller": name, "buyer": "2", "values": values}})
    drawn = region(market, x={"transfer_to": name, "given": {name: "H"}}, y=SOLD_IN_ALL)
    title = next(layer for layer in drawn["layer"] if "x" in layer["encoding"])["encoding"]["x"]["title"]
    assert title == [f"expected transfer to {name},", f"given that {name} is H"]


def test_sums_of_nothing_are_drawn_as_a_tick():
    _, (_, _, together) = parts_of(virtual(EXAMPLE_3, FIRST))
    bars, ticks = together["layer"]
    assert (bars["mark"]["type"], ticks["mark"]["type"], ticks["transform"]) == ("bar", "tick", [{"filter": "datum.worth == 0"}])


def crowd(count: int) -> BayesianMarket:
    """Players with two types each who can only meet."""
    names = [f"p{number}" for number in range(count)]
    types = {name: {"a": Fraction(1, 2), "b": Fraction(1, 2)} for name in names}
    return make_market(types, {tuple(names): {"meet": {name: lambda t: 0 for name in names}}})


def test_the_graph_says_which_players_and_types_it_leaves_out():
    market = crowd(5)
    drawn = virtual(market, {"lottery": {"*,*,*,*,*": {"meet": 1}}})
    assert "Who jeopardises whom: the first 4 of 5 players with several types; the answer lists all." in drawn["title"]["subtitle"]
    types = many_types(MOST_TYPES + 1)
    drawn = virtual(types, written(about(types, "efficient").document["outcome"]["mechanism"]))
    assert "Who jeopardises whom is not drawn, because a player has 13 types; the answer lists it." in drawn["title"]["subtitle"]
    assert left_out(about(EXAMPLE_1, "virtual", mechanism=M1)) == []


def test_a_picture_without_a_region_says_why():
    answer = about(EXAMPLE_1, "core-region", x=PRICE, y=SOLD, multipliers=ONE_EIGHTH, marks=MARKS)
    finding = {"claim": "region", "holds": None, "grade": "unproven", "reason": "unbounded"}
    outcome = {key: value for key, value in answer.document["outcome"].items() if key != "vertices"}
    drawn = bayesian_chart(replace(answer, document={**answer.document, "outcome": outcome, "findings": [finding]}))
    assert drawn["title"]["subtitle"] == ["The region of two quantities: without a bound in some direction.", "Red: the numbers of the marked mechanisms."]
