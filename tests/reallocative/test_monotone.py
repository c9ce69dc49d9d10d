"""The rule `reallocative/monotone` against the spec's numbers and brute force."""

from marketwright.answers import answer_document
from marketwright.markets import market_from_document
from marketwright.questions import Limits
from marketwright.solving import checked_answer, found_answer
from tests.reallocative.asked import ask, auction, example, members, random_auctions
from tests.reallocative_oracle import coalitions, fraction, revenue, revenue_drops

CLAIM = "revenue-monotone"
UNPROVEN = {"claim": CLAIM, "holds": None, "grade": "unproven"}


def test_bidder_3_of_example_1_lowers_the_revenue_by_1():
    answer = ask(auction(1, (4, 1), (4, 1), (2, 1)), "monotone")
    witness = {"participants": ["1", "2"], "bidder": "3", "revenue": "13/4", "revenue_with": "9/4"}
    assert answer["findings"] == [{"claim": CLAIM, "holds": False, "grade": "proved", "witness": witness}]
    assert (answer["outcome"], answer["certificate"]) == ({}, {})


def test_example_3_has_no_drop_although_it_is_not_in_the_core():
    assert ask(example("example-3"), "monotone")["findings"] == [{"claim": CLAIM, "holds": True, "grade": "enumerated", "comparisons": 3}]


def test_theorem_2_is_enough():
    answer = ask(auction(1, *[("3/5", 1)] * 40), "monotone")
    assert answer["findings"] == [{"claim": CLAIM, "holds": True, "grade": "proved", "by": "Proposition 9"}]


def test_two_bidders_have_nobody_to_join_them():
    assert ask(auction(1, (4, 1), (0, 1)), "monotone")["findings"] == [{"claim": CLAIM, "holds": True, "grade": "enumerated", "comparisons": 0}]


def test_random_auctions_agree_with_brute_force():
    seen = set()
    for _, document, market in random_auctions("monotone", 150, sizes=(2, 3, 3, 4, 5)):
        (found,) = ask(document, "monotone")["findings"]
        seen.add((found["holds"], found["grade"]))
        drops = revenue_drops(market)
        assert found["holds"] == (not drops)
        if drops:
            largest = min(drops.values())
            participants, bidder = min((len(place[0]), place) for place, drop in drops.items() if drop == largest)[1]
            witness = found["witness"]
            assert (members(market, witness["participants"]), market.names.index(witness["bidder"])) == (participants, bidder)
            before = revenue(market, participants)
            assert (fraction(witness["revenue"]), fraction(witness["revenue_with"])) == (before, before + largest)
        elif found["grade"] == "enumerated":
            assert found["comparisons"] == sum(market.size - len(some) for some in coalitions(market.everyone, 2))
    assert seen == {(True, "proved"), (True, "enumerated"), (False, "proved")}


def test_of_many_bidders_the_first_can_refute():
    answer = ask(auction(1, (4, 1), (4, 1), (2, 1), *[(4, 1)] * 30), "monotone")
    assert answer["findings"][0]["holds"] is False


def test_of_many_bidders_nothing_is_proved():
    assert ask(auction(10, *[(60, 3 + place % 2) for place in range(15)], ("61", 3)), "monotone")["findings"] == [UNPROVEN]


def test_without_time_nothing_is_claimed():
    given = found_answer(market_from_document(example("example-3")), "reallocative/monotone", limits=Limits(stopped=lambda: True))
    assert answer_document(checked_answer(given))["findings"] == [UNPROVEN]
