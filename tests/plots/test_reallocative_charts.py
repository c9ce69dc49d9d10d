"""Charts of divisible markets: their data are the numbers of spec reallocative 12, and pictures can be drawn."""

import json
from fractions import Fraction

import pytest

from marketwright.cli.main import main
from marketwright.plots.pictures import chart_bytes
from marketwright.plots.reallocative import reallocative_chart
from marketwright.plots.reallocative_map import BIDDER_CORE, BLOCKED, CORE, STEPS, verdict
from marketwright.plots.reallocative_packages import cone
from marketwright.plots.reallocative_revenue import uniform_revenue, vickrey_revenue
from marketwright.reports import AnsweredMarket
from marketwright.solvers.surplus.exact import Quadratic, Surplus
from tests.reports.answers import answered, example
from tests.reports.test_reallocative_bidder import divisible

LIKE = {"A": 1, "B": 1}


def market(name):
    return example(f"paper-001-{name}.market.json")


def chart(name, rule, **given):
    return reallocative_chart(answered(market(name), f"reallocative/{rule}", input=given or None))


def squares(drawn):
    """The verdict at the middle of every square."""
    values = drawn["layer"][0]["data"]["values"]
    return {(round((square["x"] + square["x2"]) / 2, 4), round((square["y"] + square["y2"]) / 2, 4)): square["verdict"] for square in values}


def test_the_shaded_area_is_the_vickrey_payment():
    drawn = chart("example-1", "vickrey")
    areas: dict[str, list[tuple[float, float]]] = {}
    for datum in drawn["data"]["values"]:
        if datum["part"] == "area":
            areas.setdefault(datum["bidder"], []).append((datum["quantity"], datum["price"]))
    assert areas == {
        "bidder 1: buys 1, pays 2.75": [(0.0, 2.5), (1.0, 3.0)],
        "bidder 2: buys 1, pays 2.75": [(0.0, 2.5), (1.0, 3.0)],
        "bidder 3: sells 1, gets 3.25": [(-1.0, 3.0), (0.0, 3.5)],
    }
    assert drawn["title"]["subtitle"][-1] == "Clearing price 3, revenue 2.25."


def test_marginal_utility_meets_residual_supply_at_the_clearing_price():
    for datum in chart("example-1", "vickrey")["data"]["values"]:
        if datum["part"] == "reach":
            assert (abs(datum["quantity"]), datum["price"]) == (1.0, 3.0)


def test_points_are_what_bidders_get_in_the_auctions_of_all_sets():
    drawn = chart("example-3", "packages")
    points = {(point["bidder"], point["with"]): (point["x"], point["y"]) for layer in drawn["layer"] for point in layer["data"]["values"] if "with" in point}
    assert len(points) == 12
    assert points["bidder 3", "bidder 2, bidder 3"] == (0.753485, -0.254585)
    assert points["bidder 1", "bidder 1, bidder 2, bidder 3"] == (0.820248, 0.031169)
    assert points["bidder 1", "bidder 1"] == (1.0, 0.0)
    assert drawn["title"]["text"] == "What every bidder gets, whichever of them take part: there are no packages that fit"


def test_packages_are_a_cone_with_two_names():
    drawn = chart("example-2", "packages", packages=[LIKE, {"A": -1, "B": 1}])
    names = [value["text"] for layer in drawn["layer"] for value in layer["data"]["values"] if "text" in value]
    assert names == ["package 1", "package 2"]
    assert drawn["title"]["text"] == "Whichever of these bidders take part, nobody sells a package"
    assert "Package 2: switching: give up 1 of A for 1 of B." in drawn["title"]["subtitle"]


@pytest.mark.parametrize("turned", [False, True])
def test_a_cone_is_cut_to_the_box(turned):
    packages = [(1.0, 1.0), (-1.0, 1.0)]
    corners = cone(packages[::-1] if turned else packages, ((-1.0, 2.0), (-1.0, 2.0)))
    assert set(corners) == {(0.0, 0.0), (2.0, 2.0), (-1.0, 2.0), (-1.0, 1.0)}


def test_points_outside_the_cone_are_named_in_the_title():
    assert chart("example-3", "packages", packages=[LIKE, {"A": -1, "B": 1}])["title"]["text"].endswith("some points lie outside")


def test_the_map_of_example_1_is_blocked_in_the_middle_and_core_where_bidders_agree():
    found = squares(chart("example-1", "core"))
    assert len(found) == (STEPS + 1) ** 2
    assert (found[1.0, 1.0], found[1.0, 0.0], found[0.0, 0.0], found[2.0, 0.5]) == (BLOCKED, CORE, CORE, CORE)


def test_the_map_of_example_3_is_blocked_between_two_rays():
    """Blocked exactly for q_2 / q_1 in (-0.16082, 0.03888); at (0.5, -0.9) only the auctioneer objects (errata 4)."""
    found = squares(chart("example-3", "core"))
    assert found[0.5, -0.9] == BIDDER_CORE
    assert {point for point, seen in found.items() if seen == BLOCKED} == {(x, y) for x, y in found if x > 0 and -0.16082 < y / x < 0.03888}


def test_verdicts_are_those_of_the_rule_core():
    def one(theta):
        return Quadratic(theta=(Fraction(theta),), matrix=((Fraction(1),),))

    assert verdict(Surplus([one(4), one(4), one(2)]), (Fraction(1),)) == BLOCKED
    assert verdict(Surplus([one(4), one(4), one(2)]), (Fraction(4),)) == CORE
    assert verdict(Surplus([one(Fraction(3, 5))] * 2), (Fraction(1),)) == BIDDER_CORE


def test_revenues_are_lines_that_cross_at_the_threshold():
    prior = {"values": [{"theta": {"water": 2}, "probability": "1/2"}, {"theta": {"water": 4}, "probability": "1/2"}]}
    drawn = chart("example-1", "revenue", prior=prior)
    left, right = drawn["hconcat"]
    assert left["layer"][0]["data"]["values"] == [{"at": 0.5, "text": "threshold"}]
    here = [{"auction": "Vickrey", "at": 1.0, "revenue": 2.083333}, {"auction": "uniform price", "at": 1.0, "revenue": 2.333333}]
    assert left["layer"][3]["data"]["values"] == here
    assert right["layer"][3]["data"]["values"] == [datum | {"at": 3.0} for datum in here]
    assert drawn["title"]["text"] == "The uniform-price auction brings more in expectation"
    three, one, half = Fraction(3), Fraction(1), Fraction(1, 2)
    assert vickrey_revenue(three, one, half, 3) == uniform_revenue(three, one, 3)


def test_fewer_differences_let_the_vickrey_auction_bring_more_up_to_a_number_of_bidders():
    alike = [{"theta": {"water": 3}, "probability": "9/10"}, {"theta": {"water": "7/2"}, "probability": "1/10"}]
    _, right = chart("example-1", "revenue", prior={"values": alike})["hconcat"]
    (mark,) = right["layer"][0]["data"]["values"]
    spread = Fraction(9, 400)
    assert mark["at"] == 8.18539
    last = int(mark["at"])
    assert spread * (last - 1) * (last - 2) < 1 < spread * last * (last - 1)


def test_curves_over_the_number_of_bidders_cross_where_the_threshold_is_marked():
    alike = [{"theta": {"water": 3}, "probability": "9/10"}, {"theta": {"water": "7/2"}, "probability": "1/10"}]
    _, right = chart("example-1", "revenue", prior={"values": alike})["hconcat"]
    at = Fraction(str(right["layer"][0]["data"]["values"][0]["at"]))
    mean, spread = Fraction(61, 20), Fraction(9, 400)
    assert abs(vickrey_revenue(mean, Fraction(1), spread, at) - uniform_revenue(mean, Fraction(1), at)) < Fraction(1, 10**6)
    drawn = {(datum["auction"], datum["at"]): datum["revenue"] for datum in right["layer"][2]["data"]["values"]}
    assert drawn["Vickrey", 8.125] > drawn["uniform price", 8.125]
    assert drawn["Vickrey", 8.25] < drawn["uniform price", 8.25]
    assert {datum["at"] for datum in right["layer"][4]["data"]["values"]} == set(range(2, 11))


def test_bidders_without_differences_have_no_threshold_over_their_number():
    _, right = chart("example-1", "revenue", prior={"values": [{"theta": {"water": 3}, "probability": 1}]})["hconcat"]
    assert right["layer"][0]["data"]["values"] == []


def test_points_of_all_bidders_have_one_size():
    (points,) = [layer for layer in chart("example-3", "packages")["layer"] if "with" in layer["data"]["values"][0]]
    assert points["mark"]["size"] == 90
    assert "size" not in points["encoding"]


def test_an_auctioneer_who_buys_is_not_said_to_sell():
    assert "sell" not in " ".join(chart("theorem-2", "core")["title"]["subtitle"])


def test_two_bidders_have_no_uniform_price_and_no_threshold():
    left, right = chart("example-1", "revenue", number=2)["hconcat"]
    assert left["layer"][0]["data"]["values"] == []
    assert {datum["auction"] for datum in left["layer"][2]["data"]["values"]} == {"Vickrey"}
    assert min(datum["at"] for datum in right["layer"][2]["data"]["values"] if datum["auction"] == "uniform price") == 3


@pytest.mark.parametrize(
    ("name", "rule", "given"),
    [
        ("example-2", "vickrey", {}),
        ("three-goods", "core", {}),
        ("example-1", "core", {"payoffs": {"1": 1, "2": 1, "3": 1}}),
        ("example-1", "packages", {}),
        ("example-1", "always", {}),
    ],
)
def test_what_has_no_picture_is_not_drawn(name, rule, given):
    assert chart(name, rule, **given) is None


def test_many_bidders_have_no_map_and_no_points():
    firms = {f"firm {number}": ([4, 4 + number], [[1, 0], [0, 1]]) for number in range(7)}
    economy = divisible("ab", [1, 1], **firms)
    for rule in ("core", "packages"):
        assert reallocative_chart(answered(economy, f"reallocative/{rule}")) is None


def test_a_market_without_quantity_has_a_map_all_the_same():
    found = squares(chart("split", "core"))
    assert found[0.0, 1.0] == BLOCKED


@pytest.mark.parametrize(
    ("name", "rule"), [("example-1", "vickrey"), ("example-2", "advise"), ("example-1", "revenue"), ("example-3", "core"), ("example-1", "core")]
)
def test_a_picture_can_be_drawn(name, rule, tmp_path):
    pytest.importorskip("vl_convert")
    assert chart_bytes(chart(name, rule), tmp_path / "x.svg").startswith(b"<svg")


def test_the_command_draws_and_refuses(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    for name, rule in (("example-1", "core"), ("example-1", "always"), ("example-2", "vickrey")):
        found: AnsweredMarket = answered(market(name), f"reallocative/{rule}")
        (tmp_path / f"{rule}.answer.json").write_text(json.dumps(found.document))
    assert main(["plot", "core.answer.json", "-o", "x.vl.json"]) == 0
    assert json.loads((tmp_path / "x.vl.json").read_text())["title"]["text"] == "Where the Vickrey outcome is in the core"
    capsys.readouterr()
    assert main(["plot", "always.answer.json", "-o", "y.vl.json"]) == 2
    assert "always.answer.json: an answer of the rule reallocative/always (U115); allowed: answers of reallocative/vickrey" in capsys.readouterr().err
    assert main(["plot", "vickrey.answer.json", "-o", "y.vl.json"]) == 2
    said = capsys.readouterr().err
    assert "an answer of the rule reallocative/vickrey of this kind (U115)" in said
    assert "reallocative/revenue; all with quadratic values; use explain" in said
