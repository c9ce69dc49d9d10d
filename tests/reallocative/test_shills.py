"""The rule `reallocative/shills` against the spec's numbers and brute force."""

from marketwright.answers import answer_document
from marketwright.markets import market_from_document
from marketwright.questions import Limits
from marketwright.solving import checked_answer, found_answer
from tests.reallocative.asked import ask, auction, example, members, random_auctions
from tests.reallocative_markets import random_participants
from tests.reallocative_oracle import fraction, shill_gains, vickrey

CLAIM = "shill-proof"
UNPROVEN = {"claim": CLAIM, "holds": None, "grade": "unproven"}
EXAMPLE_1 = auction(1, (4, 1), (4, 1), (2, 1))


def test_bidder_1_of_example_1_gains_a_quarter_as_1_and_3():
    answer = ask(EXAMPLE_1, "shills", participants=["1", "2"])
    witness = {"participants": ["1", "2"], "bidder": "1", "shills": ["1", "3"], "honest": "1/4", "payoff": "1/2", "gain": "1/4"}
    assert answer["findings"] == [{"claim": CLAIM, "holds": False, "grade": "proved", "witness": witness}]
    assert (answer["outcome"], answer["certificate"]) == ({}, {})


def test_a_bidder_who_is_alone_in_the_market_has_no_other_name():
    answer = ask(EXAMPLE_1, "shills", participants=["1", "2", "3"])
    assert answer["findings"] == [{"claim": CLAIM, "holds": True, "grade": "enumerated", "cases": 3}]


def test_example_3_is_shill_proof_although_it_is_not_in_the_core():
    assert ask(example("example-3"), "shills")["findings"] == [{"claim": CLAIM, "holds": True, "grade": "enumerated", "cases": 21}]


def test_theorem_2_is_enough():
    answer = ask(auction(1, *[("3/5", 1)] * 40), "shills")
    assert answer["findings"] == [{"claim": CLAIM, "holds": True, "grade": "proved", "by": "Proposition 9"}]


def test_random_auctions_agree_with_brute_force():
    seen = set()
    for random, document, market in random_auctions("shills", 120, sizes=(2, 3, 3, 4)):
        who, gains = random_participants(random, market), shill_gains(market)
        of_who = {place: gain for place, gain in gains.items() if place[0] == who}
        for given, due in (({}, gains), ({"participants": [market.names[bidder] for bidder in who]}, of_who)):
            (found,) = ask(document, "shills", **given)["findings"]
            seen.add((found["holds"], found["grade"]))
            largest = max(due.values())
            assert found["holds"] == (largest <= 0)
            if largest > 0:
                witness = found["witness"]
                place = members(market, witness["participants"]), market.names.index(witness["bidder"]), members(market, witness["shills"])
                assert place == next(place for place, gain in due.items() if gain == largest)
                honest = vickrey(market, place[0]).payoffs[place[1]]
                assert [fraction(witness[key]) for key in ("honest", "payoff", "gain")] == [honest, honest + largest, largest]
            elif found["grade"] == "enumerated":
                assert found["cases"] == len(due)
    assert seen == {(True, "proved"), (True, "enumerated"), (False, "proved")}


def test_of_too_many_bidders_the_first_can_refute(monkeypatch):
    monkeypatch.setattr("marketwright.reallocative.shills.MOST_BIDDERS", 3)
    answer = ask(auction(1, (4, 1), (4, 1), (2, 1), (4, 1)), "shills")
    assert answer["findings"][0]["witness"]["shills"] == ["1", "3"]


def test_of_too_many_bidders_nothing_is_proved(monkeypatch):
    monkeypatch.setattr("marketwright.reallocative.shills.MOST_BIDDERS", 3)
    assert ask(auction(10, (60, 3), (60, 4), (61, 3), (60, 3)), "shills")["findings"] == [UNPROVEN]


def test_of_too_many_pairs_nothing_is_proved(monkeypatch):
    document = auction(10, *[(60, 3 + place % 2) for place in range(5)], ("61", 3))
    monkeypatch.setattr("marketwright.reallocative.shills.MOST_PAIRS", 45)
    assert ask(document, "shills", participants=["1", "2", "6"])["findings"] == [{"claim": CLAIM, "holds": True, "grade": "enumerated", "cases": 45}]
    monkeypatch.setattr("marketwright.reallocative.shills.MOST_PAIRS", 44)
    assert ask(document, "shills", participants=["1", "2", "6"])["findings"] == [UNPROVEN]


def test_without_time_nothing_is_claimed():
    given = found_answer(market_from_document(EXAMPLE_1), "reallocative/shills", limits=Limits(stopped=lambda: True))
    assert answer_document(checked_answer(given))["findings"] == [UNPROVEN]
