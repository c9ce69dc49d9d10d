"""The rule `prices/alliances` against brute force and the numbers of the specification."""

import json
from fractions import Fraction
from random import Random

import pytest

from marketcheck import alliance_stage
from marketwright.answers.answer import Answer
from marketwright.errors import SecondInputError, UsageError
from marketwright.markets.reading import parse_market
from marketwright.pricing import alliance_worths
from marketwright.pricing.splits import TooMuch, payments
from marketwright.questions import Limits
from marketwright.solving import found_answer, solve
from tests.pricing_markets import random_economy
from tests.pricing_oracle import STOPS, Economy


def xor(**bids):
    return {"type": "xor", "bids": [{"bundle": list(bundle), "value": value} for bundle, value in bids.items()]}


def market(goods, *values):
    buyers = [{"name": str(number), "values": theirs} for number, theirs in enumerate(values, 1)]
    return {"format": "marketwright.market/1", "kind": "bundle", "goods": list(goods), "buyers": buyers}


EXAMPLE_2 = market("AB", xor(A=5, B=5), xor(B=3), xor(AB=7))
ERRATUM_6 = market("ABC", xor(A=10, BC=8), xor(B=3), xor(C=3))


def answered(document, **given) -> Answer:
    found = parse_market(json.dumps(document).encode(), "economy.market.json").market
    return solve(found, "prices/alliances", input=given or None)


def owners(answer, economy):
    holder = {good: name for name, goods in answer.outcome["allocation"].items() for good in goods}
    return tuple(holder[good] for good in economy.goods)


def rounds_of(answer):
    """The rounds as the brute force writes them: alliances as tuples of names."""
    names, found = list(answer.outcome["allocation"]), []
    partition = {name: (name,) for name in names}
    for entry in answer.outcome["rounds"]:
        prices = {members: entry["prices"].get(name, Fraction(0)) for name, members in partition.items()}
        found.append(
            {
                "violator": partition[entry["violator"]],
                "packages": tuple(partition[name] for name in entry["union"]),
                "gain": entry["gain"],
                "merged": tuple(entry["merged"]),
                "prices": prices,
            }
        )
        left = [members for members in partition.values() if not set(members) & set(entry["merged"])]
        partition = {members[0]: members for members in sorted([*left, tuple(entry["merged"])], key=lambda members: names.index(members[0]))}
    return found


def assert_as_by_brute_force(document, stop):
    economy, answer = Economy(document), answered(document, stop=stop)
    assert answer.checked == "accepted"
    allocation = owners(answer, economy)
    assert allocation in economy.efficient
    truth = economy.alliances(allocation, stop)
    assert rounds_of(answer) == truth["rounds"]
    final = answer.outcome["alliances"]
    assert [tuple(entry["members"]) for entry in final] == truth["partition"]
    prices = {tuple(entry["members"]): entry["price"] for entry in final}
    now, mine = truth["economy"], truth["allocation"]
    assert not now.dissatisfied(now.extension(mine, prices), mine)
    if truth["prices"] is not None:
        assert prices == truth["prices"]
        assert answer.outcome["payments"] == truth["shares"]
    if stop == "exists":
        assert answer.outcome["revenue"] == truth["eff"]["max_total"]
        assert answered(document, stop=stop, want="least-total").outcome["revenue"] == truth["eff"]["min_total"]
    if stop == "vickrey":
        assert answer.finding("vickrey-least").holds is truth["is_least"]
    for name, listed in answer.outcome["individual"].items():
        theirs = {tuple(entry["bundle"]): entry["price"] for entry in listed}
        assert theirs | {(): 0} == economy.individual(allocation, name, answer.outcome["payments"][name])
    return len(truth["rounds"])


@pytest.mark.parametrize("stop", STOPS)
def test_rounds_and_prices_are_those_of_brute_force(stop):
    random = Random(7)
    rounds = [assert_as_by_brute_force(random_economy(random), stop) for _ in range(60)]
    assert {0, 1} <= set(rounds)


@pytest.mark.parametrize("stop", STOPS)
def test_example_3_shrinks_example_2_in_one_round_to_a_price_from_7_to_8(stop):
    answer = answered(EXAMPLE_2, stop=stop)
    (only,) = answer.outcome["rounds"]
    if stop == "vickrey":  # the specification's violator is that of greatest prices; at Vickrey payments buyer 1 would rather have B
        assert only == {"prices": {"1": 4, "2": 2}, "violator": "1", "union": ["2"], "gain": 2, "merged": ["1", "2"]}
    else:
        assert only == {"prices": {"1": 3, "2": 3}, "violator": "3", "union": ["1", "2"], "gain": 1, "merged": ["1", "2"]}
    joined, alone = answer.outcome["alliances"]
    assert (joined["members"], joined["package"], joined["utility"]) == (["1", "2"], ["A", "B"], 8)
    assert joined["price"] == (7 if stop == "vickrey" else 8)
    assert (alone["members"], alone["package"], alone["price"]) == (["3"], [], 0)
    assert answer.finding("as-prescribed").holds is True


def test_example_3_costs_7_at_least_and_8_is_split_5_and_3():
    assert answered(EXAMPLE_2, want="least-total").outcome["revenue"] == 7
    assert answered(EXAMPLE_2).outcome["payments"] == {"1": 5, "2": 3, "3": 0}
    assert answered(EXAMPLE_2, stop="vickrey").finding("vickrey-least").holds is True


def test_erratum_6_at_greatest_prices_an_alliance_is_formed_that_nobody_needs():
    paper = answered(ERRATUM_6, stop="paper").outcome
    (only,) = paper["rounds"]
    assert only == {"prices": {"1": 10, "2": 3, "3": 3}, "violator": "1", "union": ["2", "3"], "gain": 2, "merged": ["2", "3"]}
    assert [entry["members"] for entry in paper["alliances"]] == [["1"], ["2", "3"]]
    for stop in ("exists", "vickrey"):
        assert answered(ERRATUM_6, stop=stop).outcome["rounds"] == []


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"split": "proportional"}, {"1": 5, "2": 3, "3": 0}),
        ({"split": "egalitarian-capped"}, {"1": 5, "2": 3, "3": 0}),
        ({"split": "proportional", "want": "least-total"}, {"1": Fraction(35, 8), "2": Fraction(21, 8), "3": 0}),
        ({"split": "egalitarian-capped", "want": "least-total"}, {"1": 4, "2": 3, "3": 0}),
    ],
)
def test_splits_of_8_and_7_between_utilities_5_and_3(given, expected):
    assert answered(EXAMPLE_2, **given).outcome["payments"] == expected


def test_an_equal_split_of_8_would_be_too_much_for_buyer_2():
    answer = answered(EXAMPLE_2, split="equal")
    finding = answer.finding("split")
    assert (finding.holds, finding.details["witness"]) == (False, {"buyer": "2", "payment": 4, "utility": 3})
    assert "payments" not in answer.outcome


def test_an_equal_split_of_6_between_3_and_3_is_possible():
    assert answered(ERRATUM_6, stop="paper", split="equal").outcome["payments"] == {"1": 8, "2": 3, "3": 3}


def test_payments_add_up_to_the_price_and_nobody_pays_more_than_his_utility():
    random, impossible = Random(3), 0
    for _ in range(300):
        utilities = [Fraction(random.randint(0, 9), random.choice((1, 2, 3))) for _ in range(random.randint(1, 5))]
        price = sum(utilities) * Fraction(random.randint(0, 6), 6)
        equal, *always = (payments(split, price, utilities) for split in ("equal", "proportional", "egalitarian-capped"))
        for paid in [*always, *([] if isinstance(equal, TooMuch) else [equal])]:
            assert sum(paid) == price
            assert all(0 <= payment <= utility for payment, utility in zip(paid, utilities, strict=True))
        level = max(always[1])
        assert all(payment in (level, utility) for payment, utility in zip(always[1], utilities, strict=True))
        if isinstance(equal, TooMuch):
            impossible += 1
            assert equal.payment == price / len(utilities) > utilities[equal.member]
        else:
            assert list(equal) == list(always[1]) == [price / len(utilities)] * len(utilities)
    assert 0 < impossible < 300


def test_the_allocation_of_the_input_is_the_start():
    # erratum 8: none for (A, B), from 2 to 4 for (AB, nothing)
    document = market("AB", xor(A=4, B=3, AB=4), xor(AB=2, B=0))
    for allocation, rounds in (({"1": ["A", "B"], "2": []}, 0), ({"1": ["A"], "2": ["B"]}, 1)):
        answer = answered(document, allocation=allocation)
        assert (answer.outcome["allocation"], len(answer.outcome["rounds"])) == (allocation, rounds)
    with pytest.raises(SecondInputError, match=r"worth 3 \(I114\); allowed: an efficient one, worth 4"):
        answered(document, allocation={"1": ["B"], "2": ["A"]})


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"stop": "never"}, 'input.stop: "never" (I112); allowed: exists or paper or vickrey; choose one of them'),
        ({"split": "fair"}, 'input.split: "fair" (I112); allowed: proportional or equal or egalitarian-capped; choose one of them'),
        (
            {"allocation": {"1": ["A"], "2": [], "3": []}},
            "input.allocation: nobody for 'B' (I113); allowed: every good once; give it to any buyer, also if it is worth nothing to him",
        ),
        (
            {"allocation": {"1": ["A"], "2": ["A", "B"], "3": []}},
            "input.allocation.2: 'A' also for '1' (I113); allowed: every good once; leave it to one of them",
        ),
        (
            {"allocation": {"1": ["C"], "2": ["A", "B"], "3": []}},
            "input.allocation.1: unknown good 'C' (I105); allowed: goods of the market; use the market's names",
        ),
        (
            {"allocation": {"1": "AB", "2": [], "3": []}},
            'input.allocation.1: not a list of goods (I104); allowed: ["A", "B"], or [] for nothing; write the goods\' names in a list',
        ),
    ],
)
def test_bad_input_is_one_clear_error(given, message):
    with pytest.raises(SecondInputError) as caught:
        answered(EXAMPLE_2, **given)
    assert str(caught.value) == message


@pytest.mark.parametrize("given", [{"want": "interior"}, {"stop": "paper", "want": "least-total"}, {"stop": "vickrey", "want": "greatest-total"}])
def test_want_goes_with_exists_and_totals_only(given):
    with pytest.raises(UsageError, match=r"\(U114\)"):
        answered(EXAMPLE_2, **given)


@pytest.mark.parametrize("stop", STOPS)
def test_large_alliances_are_settled_by_winner_determination(stop, monkeypatch):
    """With hardly any options listed, alliances end at prices that support them, and say that the rounds are not recomputed."""
    monkeypatch.setattr(alliance_worths, "MOST_OPTIONS", 1)
    monkeypatch.setattr(alliance_stage, "MAX_OPTIONS", 1)
    random, rounds = Random(11), 0
    for _ in range(25):
        document = random_economy(random, "contest")
        economy, answer = Economy(document), answered(document, stop=stop)
        if not answer.outcome["rounds"]:
            continue
        rounds += len(answer.outcome["rounds"])
        allocation = owners(answer, economy)
        assert answer.finding("supported").holds is True
        final = answer.outcome["alliances"]
        places = [tuple(economy.names.index(name) for name in entry["members"]) for entry in final]
        now, prices = economy.united(places), {tuple(entry["members"]): entry["price"] for entry in final}
        mine = tuple(next(names for names in now.names if owner in names) for owner in allocation)
        assert not now.dissatisfied(now.extension(mine, prices), mine)
        assert sum(prices.values()) == answer.outcome["revenue"] == sum(answer.outcome["payments"].values())
    assert rounds


def test_a_limit_leaves_the_alliances_open():
    found = parse_market(json.dumps(EXAMPLE_2).encode(), "economy.market.json").market
    ticks = iter(range(100_000))
    answer = found_answer(found, "prices/alliances", limits=Limits(seconds=1000, clock=lambda: float(next(ticks) * 400)))
    assert [finding.holds for finding in answer.findings][1:] == [None, None, None]
    assert set(answer.outcome) == {"allocation", "remainder", "welfare"}
