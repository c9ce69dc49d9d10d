"""The brute force for anonymous prices gives the numbers of the paper's examples (corrected) and keeps the proved facts on random economies."""

from fractions import Fraction
from itertools import combinations, product
from random import Random
from time import perf_counter

import pytest

from marketwright.markets import market_from_document
from tests.oracle import Oracle, bits, is_gross_substitutes, parts
from tests.pricing_markets import random_economy
from tests.pricing_oracle import STOPS, Closed, Economy, Program, vertices

LETTERS = {"A": ("A",), "B": ("B",), "AB": ("A", "B")}


def economy(goods, *values):
    buyers = [{"name": str(place + 1), "values": found} for place, found in enumerate(values)]
    return Economy({"format": "marketwright.market/1", "kind": "bundle", "goods": list(goods), "buyers": buyers})


def xor(**bids):
    return {"type": "xor", "bids": [{"bundle": list(bundle), "value": value} for bundle, value in bids.items()]}


def table(**bids):
    return xor(**bids) | {"type": "table"}


def listed(*prices):
    return dict(zip(("A", "B", "AB"), prices, strict=True))


def named(*numbers):
    return {str(place + 1): Fraction(number) for place, number in enumerate(numbers)}


def bundled(*prices):
    return {(): 0} | {LETTERS[bundle]: Fraction(price) for bundle, price in listed(*prices).items()}


ONE = economy("AB", table(A=0, B=0, AB=3), table(A=2, B=2, AB=2))
TWO = economy("AB", table(A=5, B=5, AB=5), table(A=0, B=3, AB=3), table(A=0, B=0, AB=7))
WHOLE, SPLIT = ("1", "1"), ("1", "2")


def test_example_1():
    assert ONE.efficient == [WHOLE]
    assert ONE.best == 3
    assert not ONE.good()["exists"]
    assert ONE.fractional_value() > 3
    posted = listed("2.1", "2.1", "2.5")
    assert ONE.is_equilibrium(posted, WHOLE)
    assert ONE.coherence(posted, WHOLE) == {"GOOD": False, "EFF": False, "ALL": True, "ANY": True}
    packed = listed("2.5", "2.5", "2.5")
    assert ONE.is_equilibrium(packed, WHOLE)
    assert ONE.coherence(packed, WHOLE) == {"GOOD": False, "EFF": True, "ALL": True, "ANY": True}
    found = ONE.eff(WHOLE)
    assert (found["low"], found["high"]) == (named(2, 0), named(3, 0))
    assert (found["least_exists"], found["greatest_exists"], found["min_total"], found["max_total"]) == (True, True, 2, 3)
    assert found["strict_margin"] == Fraction(1, 2)
    assert ONE.vickrey(WHOLE) == named(2, 0)
    assert ONE.coincide(WHOLE)
    assert ONE.violations(WHOLE) == []
    assert ONE.least_any(WHOLE) == bundled(2, 2, 2)
    assert not ONE.is_equilibrium(listed(1, 1, 2), WHOLE)
    assert ONE.dissatisfied(listed(1, 2, 2), WHOLE) == {"2": {("A",): 1}}


def test_example_1_shop():
    assert ONE.shop("EFF", named("2.5", 0), WHOLE)["always_efficient"]
    tied = ONE.shop("EFF", named(2, 0), WHOLE)
    assert (tied["worst"], tied["best"], tied["always_efficient"], tied["every_order_can"], tied["strict"]) == (2, 3, False, True, False)
    assert tied["orders"] == {("1", "2"): (3, 3), ("2", "1"): (2, 3)}
    assert ONE.catalogue(ONE.extension(WHOLE, named(2, 0))) == 3
    assert ONE.shop("ALL", listed("2.1", "2.1", "2.5"))["always_efficient"]
    assert not ONE.shop("GOOD", {"A": 1, "B": 2})["every_order_can"]


def test_example_2():
    assert TWO.efficient == [SPLIT]
    assert TWO.best == 8
    assert [TWO.without(name) for name in TWO.names] == [7, 7, 8]
    assert TWO.vickrey(SPLIT) == named(4, 2, 0)
    assert not TWO.good()["exists"]
    assert not TWO.eff(SPLIT)["exists"]
    assert TWO.eff(SPLIT)["strict_margin"] < 0
    assert not TWO.all_directly(SPLIT)["exists"]
    posted = listed(1, 2, "7.1")
    assert TWO.is_equilibrium(posted, SPLIT)
    assert TWO.coherence(posted, SPLIT) == {"GOOD": False, "EFF": False, "ALL": False, "ANY": True}
    assert TWO.assignment_least(SPLIT) == named(0, 0, 0)
    assert TWO.assignment_greatest(SPLIT) == named(3, 3, 0)
    assert TWO.least_any(SPLIT) == bundled(0, 0, 7)
    enforced = TWO.shop("ANY", posted)
    assert (enforced["always_efficient"], enforced["strict"]) == (True, True)
    free = TWO.shop("ANY", posted, enforce=False)
    assert free == TWO.shop("ALL", posted)
    assert (free["always_efficient"], free["every_order_can"]) == (False, False)
    assert any(best < 8 for _, best in free["orders"].values())


@pytest.mark.parametrize("stop", STOPS)
def test_example_3(stop):
    found = TWO.alliances(SPLIT, stop)
    (only,) = found["rounds"]
    assert only["merged"] == ("1", "2")
    if stop == "vickrey":  # at (4, 2, 0) buyer 1 wants B: one package comes before two
        assert (only["violator"], only["packages"], only["gain"]) == (("1",), (("2",),), 2)
    else:
        assert (only["violator"], only["packages"], only["gain"]) == (("3",), (("1",), ("2",)), 1)
    assert found["partition"] == [("1", "2"), ("3",)]
    alliance = found["economy"]
    assert [alliance.value(("1", "2"), bundle) for bundle in ("A", "B", "AB")] == [5, 5, 8]
    together = ("1", "2")
    assert (found["eff"]["low"][together], found["eff"]["high"][together]) == (7, 8)
    if stop == "vickrey":
        assert found["prices"] == {together: 7, ("3",): 0}
        assert found["is_least"]
    else:
        assert only["prices"] == {("1",): 3, ("2",): 3, ("3",): 0}
        assert found["prices"] == {together: 8, ("3",): 0}
        assert not found["is_least"]
        assert found["shares"] == named(5, 3, 0)
        assert TWO.individual(SPLIT, "1", 5) == bundled(5, 5, 5)


ERRATUM_1 = economy("AB", xor(A=5), xor(B=5), xor(AB=8))
ERRATUM_2 = economy("AB", xor(AB=10), xor(A=4), xor(B=4))
ERRATUM_6 = economy("ABC", xor(A=10, BC=8), xor(B=3), xor(C=3))
ERRATUM_8 = economy("AB", xor(A=4, B=3), xor(AB=2))


def test_erratum_1_printed_condition():
    assert ERRATUM_1.efficient == [SPLIT]
    assert ERRATUM_1.vickrey(SPLIT) == named(3, 3, 0)
    assert ERRATUM_1.violations(SPLIT, "printed") == []
    assert ERRATUM_1.violations(SPLIT) == [("3", ("1", "2"), 2)]
    assert ERRATUM_1.dissatisfied(ERRATUM_1.extension(SPLIT, ERRATUM_1.vickrey(SPLIT)), SPLIT) == {"3": {("A", "B"): 2}}


def test_errata_2_and_3_minimal_prices():
    assert ERRATUM_2.efficient == [WHOLE]
    assert ERRATUM_2.vickrey(WHOLE) == named(8, 0, 0)
    assert ERRATUM_2.violations(WHOLE) == []
    assert ERRATUM_2.vickrey_supports(WHOLE)
    assert ERRATUM_2.eff(WHOLE)["low"] == named(4, 0, 0)
    assert ERRATUM_2.reduced_vickrey(WHOLE) == named(4, 0, 0)
    assert not ERRATUM_2.coincide(WHOLE)
    assert min(sum(point) for point in vertices([row[:2] for row in ERRATUM_2._good_rows(WHOLE)], 2)) == 8


def test_erratum_4_good_is_not_always_eff():
    alone = economy("AB", xor(A=1))
    assert alone.coherence(listed(1, 1, 2), WHOLE) == {"GOOD": True, "EFF": False, "ALL": True, "ANY": True}
    assert ERRATUM_1.coherence(listed(1, 1, 2), SPLIT) == {"GOOD": True, "EFF": True, "ALL": True, "ANY": True}


def test_erratum_5_coherent_with_another_allocation():
    two = economy("AB", xor(A=5), xor(B=3))
    assert two.coherence(listed(2, 2, 2), WHOLE)["EFF"]
    assert not two.coherence(listed(2, 2, 2), SPLIT)["EFF"]
    assert two.is_equilibrium(listed(2, 2, 2), SPLIT)
    assert not two.is_equilibrium(listed(2, 2, 2), WHOLE)


def test_erratum_6_greatest_prices():
    one = ("1", "2", "3")
    assert ERRATUM_6.efficient == [one]
    assert ERRATUM_6.violations(one) == []
    assert ERRATUM_6.eff(one)["exists"]
    assert ERRATUM_6.assignment_greatest(one) == named(10, 3, 3)
    assert ERRATUM_6.dissatisfied(ERRATUM_6.extension(one, named(10, 3, 3)), one) == {"1": {("B", "C"): 2}}
    (only,) = ERRATUM_6.alliances(one)["rounds"]
    assert (only["violator"], only["merged"], only["gain"]) == (("1",), ("2", "3"), 2)
    for stop in ("exists", "vickrey"):
        assert ERRATUM_6.alliances(one, stop)["rounds"] == []
    assert ERRATUM_6.alliances(one, "exists")["prices"] is None


def test_erratum_7_no_least_prices():
    found = ERRATUM_1.eff(SPLIT)
    assert (found["low"], found["high"], found["min_total"], found["max_total"]) == (named(3, 3, 0), named(5, 5, 0), 8, 10)
    assert (found["least_exists"], found["greatest_exists"]) == (False, True)


def test_erratum_8_the_allocation_matters():
    assert set(ERRATUM_8.efficient) == {WHOLE, SPLIT}
    assert not ERRATUM_8.eff(SPLIT)["exists"]
    assert (ERRATUM_8.eff(WHOLE)["low"], ERRATUM_8.eff(WHOLE)["high"]) == (named(2, 0), named(4, 0))


def test_erratum_10_ties_in_the_shop():
    assert ONE.is_equilibrium(ONE.extension(WHOLE, ONE.vickrey(WHOLE)), WHOLE)
    assert not ONE.shop("EFF", ONE.vickrey(WHOLE), WHOLE)["always_efficient"]


def test_a_negative_margin_of_good_depends_on_the_allocation():
    found = economy("ABC", xor(ABC=2), {"type": "unit-demand", "values": {"A": 2, "B": 2, "C": 2}})
    assert found.good(("1", "1", "1"))["strict_margin"] == -1
    assert found.good(("1", "1", "2"))["strict_margin"] == Fraction(-4, 5)


def test_good_prices_without_greatest_ones():
    found = economy("AB", xor(AB=3)).good()
    assert (found["least_exists"], found["greatest_exists"], found["high"], found["max_total"]) == (True, False, {"A": 3, "B": 3}, 3)


def test_closing():
    raw = economy("AB", table(A=3, B=1, AB=2) | {"free_disposal": True}, xor(B=0))
    assert raw.changed == ["1"]
    assert raw.raw[0] == [0, 3, 1, 2]
    assert raw.value("1", "AB") == 3
    assert set(raw.efficient) == {WHOLE, SPLIT}
    with pytest.raises(AssertionError):
        economy("AB", {"type": "table", "bids": [{"bundle": [], "value": 1}, {"bundle": ["A"], "value": 1}]})


def test_program():
    assert not Program([((1, 1), 1), ((-1, 0), -1), ((0, -1), -1)], 2).feasible
    assert Program([((-1, 1), 1)], 2).best((1, 0)) is None
    assert Program([((2, 1), 4), ((1, 3), 6)], 2).best((1, 1)) == Fraction(14, 5)
    assert vertices([((2, 1), 4), ((1, 3), 6)], 2) == {(0, 0), (2, 0), (0, 2), (Fraction(6, 5), Fraction(8, 5))}


@pytest.mark.parametrize("size", [1, 2, 3, 4])
def test_program_against_all_bases(size):
    random, infeasible = Random(f"pricing program {size}"), 0
    for _ in range(40):
        rows = [(tuple(random.randint(-2, 2) for _ in range(size)), random.randint(-3, 6)) for _ in range(random.randint(1, 6))]
        rows.append(((1,) * size, random.randint(0, 9)))
        program, corners = Program(rows, size), vertices(rows, size)
        assert program.feasible == bool(corners)
        infeasible += not corners
        for _ in range(4):
            goal = [random.randint(-3, 3) for _ in range(size)]
            assert program.best(goal) == max((dot(goal, corner) for corner in corners), default=None)
    assert 0 < infeasible < 40


STYLE = ("any", "complements", "contest", "pairs", "substitutes")


@pytest.mark.parametrize("style", STYLE)
def test_proved_facts(style):
    random = Random(f"pricing facts {style}")
    for _ in range(18):
        document = random_economy(random, style)
        market_from_document(document)
        found = Economy(document)
        broken = broken_facts(found)
        for allocation in random.sample(found.efficient, min(3, len(found.efficient))):
            broken += broken_allocation_facts(found, allocation, random)
        assert broken == [], document


@pytest.mark.parametrize("style", STYLE)
def test_alliances(style):
    random = Random(f"pricing alliances {style}")
    for _ in range(25):
        found = Economy(random_economy(random, style))
        allocation = random.choice(found.efficient)
        for stop in STOPS:
            assert broken_alliance_facts(found, allocation, stop) == [], (found.document, allocation, stop)


def test_random_economies_are_varied():
    random = Random("pricing shares")
    found = [Economy(random_economy(random)) for _ in range(200)]
    good = [one.good()["exists"] for one in found]
    eff = [has or any(one.eff(allocation)["exists"] for allocation in one.efficient) for one, has in zip(found, good, strict=True)]
    assert 60 < sum(good) < 140
    assert sum(eff) - sum(good) > 30
    assert eff.count(False) > 20
    assert sum(len(one.efficient) > 1 for one in found) > 60
    assert sum(bool(one.changed) for one in found) > 8


def test_speed():
    random, spent = Random("pricing speed"), []
    while len(spent) < 20:
        found = Economy(random_economy(random))
        if (found.size, found.full) == (4, 15):
            start = perf_counter()
            found.good()
            found.eff(found.efficient[0])
            spent.append(perf_counter() - start)
    assert sorted(spent)[10] < 0.1


def dot(row, point):
    return sum(part * entry for part, entry in zip(row, point, strict=True))


def broken_facts(found):
    """The statements of spec pricing on the economy as a whole that fail here."""
    broken = []

    def check(name, holds):
        if not holds:
            broken.append(name)

    other = Oracle(found.document)
    every = [some for size in range(found.size + 1) for some in combinations(found.names, size)]
    check("worths", all(found.worth(some) == other.worth(some) for some in every))
    check("closed", all(row[mask] >= row[mask ^ good] for row in found.tables for mask in range(found.full + 1) for good in bits(mask)))
    check("closed table", [[found._fraction(value) for value in row] for row in found.tables] == other.values)
    good = found.good()
    check("Bikhchandani and Mamer", good["exists"] == (found.fractional_value() == found.best))
    others = [found.good(allocation) for allocation in found.efficient[:8]]
    check("F3 same for all X", all(other | {"strict_margin": 0} == good | {"strict_margin": 0} for other in others))
    check("F3 margin", all(other["strict_margin"] == good["strict_margin"] for other in others) or not good["exists"])
    check("GS", good["exists"] or not all(map(is_gross_substitutes, found.tables)))
    check("GS lattice", not good["exists"] or not all(map(is_gross_substitutes, found.tables)) or (good["least_exists"] and good["greatest_exists"]))
    if len(found.goods) <= 3:
        rows = [row[:2] for row in found._good_rows(found.efficient[0])]
        broken.extend(f"GOOD corners {name}" for name in differing(found, good, vertices(rows, len(found.goods)), found.goods))
    return broken


def differing(found, claims, corners, labels):
    """The findings on a polytope that its vertices do not confirm."""
    if not corners:
        return [] if not claims["exists"] else ["exists"]
    points = [[part / found.scale for part in corner] for corner in corners]
    facts = {
        "exists": True,
        "low": {label: min(point[at] for point in points) for at, label in enumerate(labels)},
        "high": {label: max(point[at] for point in points) for at, label in enumerate(labels)},
        "min_total": min(map(sum, points)),
        "max_total": max(map(sum, points)),
    }
    facts["least_exists"] = list(facts["low"].values()) in points
    facts["greatest_exists"] = list(facts["high"].values()) in points
    for key in ("low", "high"):
        facts[key] |= {name: 0 for name in claims[key] or {} if name not in labels}
    return [key for key, fact in facts.items() if claims[key] != fact]


def broken_allocation_facts(found, allocation, random):
    broken = []

    def check(name, holds):
        if not holds:
            broken.append(name)

    eff, good, own = found.eff(allocation), found.good(), found._named(found._own(allocation))
    owners = [found.names[owner] for owner in found.packages(allocation)]
    small = found.reduced(allocation)
    inside = small.good(tuple(small.goods))
    check("reduced value", small.best == found.best)
    keys = ("exists", "least_exists", "greatest_exists", "min_total", "max_total", "strict_margin")
    check("theorem 6", all(eff[key] == inside[key] for key in keys))
    check("margin", (eff["strict_margin"] >= 0) == eff["exists"])
    check("F3", eff["exists"] or not good["exists"])
    check("greatest EFF", eff["greatest_exists"] == eff["exists"])  # no condition has two prices on its left side, so maxima of solutions are solutions
    if len(owners) <= 2:
        big = max(row[-1] for row in found.tables)
        rows = [((*row, int(not same)), bound + big * (not same)) for row, bound, same in found._eff_rows(allocation)]
        check("margin corners", (max(corner[-1] for corner in vertices(rows, len(owners) + 1)) - big) / found.scale == eff["strict_margin"])
    if len(owners) <= 3:
        corners = vertices([row[:2] for row in found._eff_rows(allocation)], len(owners))
        broken.extend(f"EFF corners {name}" for name in differing(found, eff, corners, owners))
        idle = dict.fromkeys(found.names, Fraction(0))
        for corner in sorted(corners)[:4]:
            packages = idle | {name: part / found.scale for name, part in zip(owners, corner, strict=True)}
            function = found.extension(allocation, packages)
            check("F1", function == found.closed_form(allocation, packages))
            check("EFF supports", found.is_equilibrium(function, allocation))
            coherent = found.coherence(function, allocation)
            check("EFF coherent", coherent["EFF"] and coherent["ALL"] and coherent["ANY"])
            check("F8", not sum(corner) or sum(corner) > min(map(sum, corners)) or not found.shop("EFF", packages, allocation)["strict"])
    guess = {name: random.randint(0, int(own[name]) + 1) for name in found.names}
    guess |= dict.fromkeys([name for name in found.names if name not in owners], 0)
    point = [guess[name] * found.scale for name in owners]
    fits = all(dot(row, point) <= bound for row, bound, _ in found._eff_rows(allocation))
    check("theorem 6, all bundles", fits == found.is_equilibrium(found.extension(allocation, guess), allocation))
    check("D_i", fits == all(found.bundles(allocation)[name] in found.demand(found.extension(allocation, guess), name) for name in found.names))

    # Assignment economy and ANY.
    least, greatest = found.assignment_least(allocation), found.assignment_greatest(allocation)
    function = found.least_any(allocation)
    check("F4 least function", found.coherence(function, allocation)["ANY"] and found.is_equilibrium(function, allocation))
    check("F4 packages", all(function[found.bundles(allocation)[name]] == least[name] for name in owners))
    single = assignment_rows(found, allocation)
    between = Program(single, len(owners))
    units = [[int(at == other) for other in range(len(owners))] for at in range(len(owners))]
    check("F4 low", [between.extreme(unit, -1) / found.scale for unit in units] == [least[name] for name in owners])
    check("F4 high", [between.extreme(unit, 1) / found.scale for unit in units] == [greatest[name] for name in owners])
    check("F4 lattice", all(between.holds([ends[name] * found.scale for name in owners]) for ends in (least, greatest)))

    # Vickrey payments.
    t, tr = found.vickrey(allocation), found.reduced_vickrey(allocation)
    check("order of payments", all(least[name] <= tr[name] <= t[name] <= own[name] for name in found.names))
    check("empty", all(t[name] == tr[name] == 0 for name in found.names if name not in owners))
    check("net", all(own[name] - t[name] == found.best - found.without(name) for name in found.names))
    check("F5", found.vickrey_supports(allocation) == (not found.violations(allocation)))
    check("F6", found.reduced_vickrey_supports(allocation) == (not found.violations(allocation, "reduced")))
    check("F6 least", (not found.violations(allocation, "reduced")) == (eff["least_exists"] and eff["low"] == tr))
    printed = found.violations(allocation, "printed")
    one = [short for short in found.violations(allocation) if len(short[1]) == 1]
    check("printed", [short for short in printed if len(short[1]) == 1] == one)
    check("printed is weaker", {short[:2] for short in printed} <= {short[:2] for short in found.violations(allocation)})
    if eff["exists"]:
        check("EFF bound", all(eff["low"][name] >= tr[name] for name in owners))
    if good["exists"]:
        for name in owners:
            bundle = found.bundles(allocation)[name]
            rows = Program([row[:2] for row in found._good_rows(allocation)], len(found.goods))
            check("GOOD bound", rows.extreme([int(item in bundle) for item in found.goods], -1) / found.scale >= t[name])

    broken += broken_direct_facts(found, allocation)
    broken += broken_shop_facts(found, allocation, random)
    return broken


def assignment_rows(found, allocation):
    """Support of X when every buyer takes at most one package."""
    owners, masks = found.packages(allocation), found._masks(allocation)
    for buyer, row in enumerate(found.tables):
        for other in (None, *owners):
            line = tuple((owner == buyer) - (owner == other) for owner in owners)
            yield line, row[masks[buyer]] - (0 if other is None else row[masks[other]])


def broken_direct_facts(found, allocation):
    """The linear programs over all bundles against F2 and F4."""
    if len(found.goods) > 3:
        return []
    broken, eff = [], found.eff(allocation)
    direct = found.all_directly(allocation)
    if direct["exists"] != eff["exists"]:
        broken.append("F2")
    elif eff["exists"]:
        sides = ("package_low", "low"), ("package_high", "high"), ("least_packages", "least_exists"), ("greatest_packages", "greatest_exists")
        same = (*sides, ("min_total", "min_total"), ("max_total", "max_total"))
        broken += [f"F2 {key}" for key, other in same if direct[key] != eff[other]]
    plain = found.any_directly(allocation)
    function = found.least_any(allocation)
    del function[()]
    facts = {
        "exists": True,
        "least_function": True,
        "low": function,
        "package_low": found.assignment_least(allocation),
        "package_high": found.assignment_greatest(allocation),
        "least_packages": True,
        "greatest_packages": True,
    }
    broken += [f"F4 {key}" for key, fact in facts.items() if plain[key] != fact]
    if plain["greatest_function"] != (len(found.packages(allocation)) == 1):
        broken.append("greatest function of ANY")
    return broken


def broken_shop_facts(found, allocation, random):
    broken = []

    def check(name, holds):
        if not holds:
            broken.append(name)

    cases = [("ANY", found.least_any(allocation))]
    eff, good = found.eff(allocation), found.good()
    if eff["exists"]:
        cases += [("EFF", eff[key]) for key, exists in (("low", "least_exists"), ("high", "greatest_exists")) if eff[exists]]
        if eff["least_exists"] and eff["greatest_exists"]:
            cases.append(("EFF", {name: (eff["low"][name] + eff["high"][name]) / 2 for name in found.names}))
        cases += [("ALL", found.extension(allocation, prices)) for scheme, prices in cases if scheme == "EFF"][:1]
    if good["exists"] and good["least_exists"]:
        cases.append(("GOOD", good["low"]))
    only = len([1 for _, _, value in all_partial(found) if value == found._top]) == 1
    for scheme, prices in cases:
        sold = found.shop(scheme, prices, allocation)
        check(f"F7 {scheme}", sold["every_order_can"] and sold["best"] == found.best)
        check(f"F7 strict {scheme}", sold["always_efficient"] or not sold["strict"])
        check(f"F7 only {scheme}", not only or sold["strict"] == sold["always_efficient"])
        function = {"EFF": lambda p: found.extension(allocation, p), "GOOD": found.sums}.get(scheme, dict)(prices)
        check(f"catalogue {scheme}", found.catalogue(function) == found.best)
        check(f"equilibrium {scheme}", found.is_equilibrium(function, allocation))
        sample = {name: random.randint(0, 4) for name in found.names}
        away = found.shop("EFF", sample, allocation)
        check("ends", away["worst"] <= away["best"] <= found.best and away["always_efficient"] <= away["every_order_can"])
    return broken


def all_partial(found):
    """Like `_allocations`, with goods that stay unsold."""
    rest = Closed(found.goods, [*found.names, None], [*found.tables, [0] * (found.full + 1)], found.scale)
    return rest._allocations


def broken_alliance_facts(found, allocation, stop):
    broken, ended = [], found.alliances(allocation, stop)

    def check(name, holds):
        if not holds:
            broken.append(name)

    now, rounds = ended["economy"], ended["rounds"]
    check("value", now.best == found.best)
    check("best split", all(table == best_splits(found, names) for names, table in zip(now.names, now.tables, strict=True)))
    check("efficient", ended["allocation"] in now.efficient)
    check("exists", ended["eff"]["exists"])
    check("few rounds", len(rounds) <= found.size - 1)
    check("gains", all(one["gain"] > 0 for one in rounds))
    check("start", stop == "paper" or bool(rounds) <= (not found.eff(allocation)["exists"] if stop == "exists" else bool(found.violations(allocation))))
    if stop == "vickrey":
        check("F5 at the end", now.violations(ended["allocation"]) == [])
        check("payments", ended["prices"] == now.vickrey(ended["allocation"]))
        check("is_least", ended["is_least"] == now.coincide(ended["allocation"]))
    else:
        check("pairs", all(len(one["packages"]) >= 2 for one in rounds))
    if stop == "paper":
        check("greatest", ended["prices"] == ended["eff"]["high"] and ended["eff"]["greatest_exists"])
    if ended["prices"] is not None:
        check("supports", now.is_equilibrium(now.extension(ended["allocation"], ended["prices"]), ended["allocation"]))
        own = found._named(found._own(allocation))
        check("shares", all(0 <= ended["shares"][name] <= own[name] for name in found.names))
        check("share sums", all(sum(ended["shares"][name] for name in names) == price for names, price in ended["prices"].items()))
        for name in found.names:
            function = found.individual(allocation, name, ended["shares"][name])
            check("individual", found.coherence(function, allocation)["ANY"] and function[found.bundles(allocation)[name]] == ended["shares"][name])
            check("individual supports", found.bundles(allocation)[name] in found.demand(function, name))
    return broken


def best_splits(found, names):
    """u_C by trying every owner of every good."""
    members, best = [found.names.index(name) for name in names], [0] * (found.full + 1)
    for mask in range(found.full + 1):
        goods = bits(mask)
        for given in product(members, repeat=len(goods)):
            held = dict.fromkeys(members, 0)
            for good, member in zip(goods, given, strict=True):
                held[member] |= good
            best[mask] = max(best[mask], sum(found.tables[member][part] for member, part in held.items()))
    assert all(best[mask] >= best[part] for mask in range(found.full + 1) for part in parts(mask))
    return best
