"""Regions of two quantities over the core: vertices against an independent program in many directions, and every certificate read again."""

from fractions import Fraction

import pytest

from marketwright import solve
from marketwright.bayesian import outer_bounds
from marketwright.errors import SecondInputError
from marketwright.markets import market_from_document
from marketwright.questions import Limits
from marketwright.solvers.mechanisms.core_bound import OuterBound
from tests.bayesian.told import alpha_entries, alpha_of, example_1, games, sale
from tests.bayesian_markets import majority, random_alpha
from tests.bayesian_oracle import ZERO, profit
from tests.bayesian_oracle_lp import InfeasibleError, UnboundedError, total
from tests.bayesian_oracle_programs import support_program

PRICE = {"transfer_to": "1", "given": {"1": "H"}}
SOLD = {"probability_of": "trade", "given": {"1": "H"}}
EIGHTH = [{"player": "1", "type": "L", "claim": "H", "multiplier": "1/8"}]
EIGHTH_READ = [{**EIGHTH[0], "multiplier": Fraction(1, 8)}]
HALVES = {"a": Fraction(1, 2), "b": Fraction(1, 2)}


def asked(market, x, y, **parts):
    answer = solve(market, "bayesian/core-region", input={"x": x, "y": y, **parts})
    assert answer.checked == "accepted"
    return answer


def expected(game, quantity, found, omega):
    """The quantity of a mechanism and an allocation, or of variables of a program."""
    given = quantity.get("given", {})
    among = [t for t in game.profiles if all(game.type_of(t, i) == s for i, s in given.items())]
    chance = sum((game.prior(t) for t in among), ZERO)
    mu, x = found

    def worth(t):
        if "probability_of" in quantity:
            return mu[t][quantity["probability_of"]]
        if "transfer_to" in quantity:
            return x[quantity["transfer_to"]][t]
        if "forgone_by" in quantity:
            return omega[quantity["forgone_by"]][t]
        i = quantity.get("utility_of", quantity.get("severance_of"))
        gross = x[i][t] + total(mu[t][c] * game.u(i, game.everyone, c, t) for c in game.actions[game.everyone])
        return gross if "utility_of" in quantity else gross - omega[i][t]

    return total(worth(t) * (game.prior(t) / chance) for t in among)


def furthest(game, alpha, quantities, normal, *, fine):
    """The most along a normal by the program of the oracle."""
    program, _, (found, omega) = support_program(game, alpha, fine)
    program.at_least(profit(game, found))
    return program.maximum(total(expected(game, quantity, found, omega) * weight for quantity, weight in zip(quantities, normal, strict=True))).value


def random_quantity(random, game):
    form = random.choice(("transfer_to", "utility_of", "severance_of", "forgone_by", "probability_of"))
    what = random.choice(game.actions[game.everyone]) if form == "probability_of" else random.choice(game.players)
    i = random.choice(game.players)
    given = {"given": {i: random.choice(game.types[i])}} if random.random() < 0.7 else {}
    return {form: what, **given}


@pytest.mark.parametrize("seed", range(6))
def test_vertices_are_where_an_independent_program_says(seed):
    checked = 0
    for random, market, game in games(f"region {seed}", 12, "bilateral"):
        alpha = {} if random.random() < 0.3 else random_alpha(random, game)
        quantities = random_quantity(random, game), random_quantity(random, game)
        fine = random.random() < 0.5
        answer = asked(market, *quantities, multipliers=alpha_entries(game, alpha), support="fine" if fine else "plain")
        region = answer.finding("region")
        for _ in range(5):
            normal = Fraction(random.randint(-5, 5)), Fraction(random.randint(-5, 5))
            try:
                most = furthest(game, alpha, quantities, normal, fine=fine)
            except InfeasibleError:
                assert (region.holds, answer.outcome["vertices"]) == (True, [])
            except UnboundedError:
                assert (region.holds, region.details) == (None, {"reason": "unbounded"})
            else:
                checked += 1
                if region.holds:
                    assert most == max(normal[0] * x + normal[1] * y for x, y in answer.outcome["vertices"])
    assert checked > 0


def test_vertices_go_counterclockwise_from_the_smallest_and_none_is_inside_a_side():
    market, _ = example_1()
    vertices = asked(market, PRICE, SOLD, multipliers=EIGHTH).outcome["vertices"]
    assert vertices == [[0, 0], [Fraction(1, 2), 0], [Fraction(6, 5), Fraction(1, 5)]]
    mirrored = asked(market, SOLD, PRICE, multipliers=EIGHTH).outcome["vertices"]
    assert mirrored == [[0, 0], [Fraction(1, 5), Fraction(6, 5)], [0, Fraction(1, 2)]]


def test_a_segment_has_two_sides_and_two_ends_and_a_point_four():
    market, _ = example_1()
    segment = asked(market, PRICE, SOLD, multipliers=EIGHTH, support="fine")
    assert segment.outcome["vertices"] == [[0, 0], [Fraction(6, 5), Fraction(1, 5)]]
    assert [edge["normal"] for edge in segment.certificate["edges"]] == [[1, -6], [-1, 6], [-6, -1], [6, 1]]
    half = [{"player": "1", "type": "L", "claim": "H", "multiplier": "1/2"}]
    point = asked(market, PRICE, SOLD, multipliers=half, support="fine")
    assert (point.outcome["vertices"], len(point.certificate["edges"])) == ([[0, 0]], 4)


def test_an_empty_region_is_proved():
    market, _ = example_1()
    answer = asked(market, PRICE, SOLD, multipliers=[])
    assert (answer.outcome["vertices"], answer.finding("region").holds) == ([], True)
    (edge,) = answer.certificate["edges"]
    assert edge["normal"] == [0, 0]
    assert edge["bound"] < 0


def test_with_one_type_each_no_multipliers_are_needed_to_prove_an_empty_core():
    answer = asked(majority({i: {"only": 1} for i in "123"}), {"utility_of": "1"}, {"utility_of": "2"})
    assert (answer.finding("region").holds, answer.outcome) == (True, {"multipliers": [], "vertices": []})


def test_a_region_without_bounds_is_left_open():
    market = market_from_document(
        {
            "format": "marketwright.market/1",
            "kind": "bayesian",
            "players": [{"name": name, "types": {"a": "1/2", "b": "1/2"}} for name in "12"],
            "coalitions": [{"members": ["1", "2"], "actions": {"only": {"1": 0, "2": 0}}}],
        }
    )
    answer = asked(market, {"transfer_to": "1", "given": {"1": "a", "2": "a"}}, {"transfer_to": "2"}, multipliers=[])
    assert (answer.finding("region").holds, answer.certificate) == (None, {})
    assert answer.finding("region").details == {"reason": "unbounded"}
    assert answer.outcome == {"multipliers": []}


def test_a_region_without_multipliers_and_one_that_a_limit_cuts_off_say_so():
    missed = asked(majority({"1": HALVES, "2": {"only": 1}, "3": {"only": 1}}), {"utility_of": "1"}, {"utility_of": "2"})
    assert (missed.finding("region").details, missed.outcome) == ({"reason": "no multipliers"}, {})
    market, _ = example_1()
    for given, outcome in (({}, {}), ({"multipliers": EIGHTH}, {"multipliers": EIGHTH_READ})):
        late = solve(market, "bayesian/core-region", input={"x": PRICE, "y": SOLD, **given}, limits=Limits(stopped=lambda: True))
        assert (late.checked, late.finding("region").details, late.outcome) == ("accepted", {"reason": "limit"}, outcome)


def test_multipliers_are_found_where_none_are_given():
    market, game = example_1()
    answer = asked(market, PRICE, SOLD)
    assert answer.finding("region").holds is True
    assert answer.outcome["vertices"]
    found = alpha_of(game, answer.outcome["multipliers"])
    assert set(found) <= set(game.lies())


def test_marks_lie_where_mechanisms_are():
    market, game = example_1()
    mechanism = {"lottery": {"H,*": {"trade": "1/9", "keep": "8/9"}, "L,*": {"trade": 1}}, "transfers": {"1": {"H,*": "11/18", "L,*": "3/2"}}}
    answer = asked(market, PRICE, SOLD, multipliers=EIGHTH, marks={"M1": mechanism})
    assert answer.outcome["marks"] == {"M1": [Fraction(11, 18), Fraction(1, 9)]}
    point = sale("11/18", "1/9")
    assert [expected(game, quantity, point, None) for quantity in (PRICE, SOLD)] == answer.outcome["marks"]["M1"]


def test_bounds_over_the_whole_core_of_example_1_hold_the_greatest_probability_of_sale():
    market, _ = example_1()
    outer = asked(market, PRICE, SOLD, multipliers=EIGHTH, whole=True).outcome["outer"]
    assert Fraction(1, 5) <= outer["y"]["greatest"] <= Fraction(1, 5) + Fraction(1, 100)


def test_bounds_over_the_whole_core_are_near_what_a_sale_can_bring():
    """Costs 0, 2, 4 and values 1, 3, 5: the surplus is 17/9, and alone a seller who costs s keeps s, of which the expectation is 2."""
    third = {f"t{k}": "1/3" for k in range(3)}
    market = market_from_document(
        {
            "format": "marketwright.market/1",
            "kind": "bayesian",
            "players": [{"name": name, "types": third} for name in "SB"],
            "build": {
                "type": "seller-buyer",
                "seller": "S",
                "buyer": "B",
                "values": {"S": {f"t{k},*": 2 * k for k in range(3)}, "B": {f"*,t{k}": 2 * k + 1 for k in range(3)}},
            },
        }
    )
    outer = asked(market, {"utility_of": "S"}, {"utility_of": "B"}, multipliers=[], whole=True).outcome["outer"]
    assert 2 <= outer["x"]["least"] <= outer["x"]["greatest"] <= 2 + Fraction(17, 9)
    assert 0 <= outer["y"]["least"] <= outer["y"]["greatest"] <= Fraction(17, 9)


def test_outer_bounds_that_cross_in_floats_are_exchanged(monkeypatch):
    market, _ = example_1()
    both = iter([-2.5, 2.25, -1.0, 3.0])  # x is at least 2.5 and at most 2.25, y from 1 to 3
    monkeypatch.setattr(outer_bounds, "core_bound", lambda *_, **__: OuterBound(next(both), 1))
    outer = asked(market, PRICE, SOLD, multipliers=EIGHTH, whole=True).outcome["outer"]
    assert outer == {"x": {"least": Fraction(9, 4), "greatest": Fraction(5, 2)}, "y": {"least": 1, "greatest": 3}}


def test_multipliers_that_are_not_admissible_are_refused():
    market, _ = example_1()
    too_much = [{"player": "1", "type": "L", "claim": "H", "multiplier": 2}]
    with pytest.raises(SecondInputError, match="I141"):
        asked(market, PRICE, SOLD, multipliers=too_much)
