"""The rule `reallocative/always` against the spec's numbers and brute force."""

from fractions import Fraction
from random import Random

import pytest

from marketwright.answers import answer_document
from marketwright.errors import UsageError
from marketwright.markets import market_from_document
from marketwright.questions import Limits
from marketwright.solving import checked_answer, found_answer
from tests.reallocative.asked import ask, auction, example, finding, members, random_auctions, verdicts
from tests.reallocative_oracle import always_bidder_core, always_core, fraction, second_differences

CLAIMS = ("bidder-core-always", "core-always")


def refuted(claim, coalition, bidders, deficit):
    return {"claim": claim, "holds": False, "grade": "proved", "witness": {"coalition": coalition, "bidders": bidders, "deficit": deficit}}


def test_example_1_fails_with_the_first_of_two_equal_witnesses():
    answer = ask(auction(1, (4, 1), (4, 1), (2, 1)), "always")
    assert answer["findings"] == [refuted(claim, ["1"], ["2", "3"], "1/2") for claim in CLAIMS]
    assert (answer["outcome"], answer["certificate"]) == ({}, {})


def test_example_2_holds_by_theorem_2():
    assert ask(example("example-2"), "always")["findings"] == [{"claim": claim, "holds": True, "grade": "proved", "by": "Theorem 2"} for claim in CLAIMS]


def test_four_units_for_the_bidders_of_example_1_leave_the_auctioneer_alone_to_object():
    answer = ask(auction(4, (4, 1), (4, 1), (2, 1)), "always")
    assert answer["findings"] == [
        {"claim": "bidder-core-always", "holds": True, "grade": "enumerated", "differences": 3},
        refuted("core-always", [], ["1", "3"], 1),
    ]


def test_bidders_who_differ_little_are_always_in_the_core():
    answer = ask(auction(3, (10, 1), (10, 1), (9, 1)), "always")
    assert answer["findings"] == [
        {"claim": "bidder-core-always", "holds": True, "grade": "enumerated", "differences": 3},
        {"claim": "core-always", "holds": True, "grade": "enumerated", "differences": 6},
    ]


def test_example_3_fails():
    answer = ask(example("example-3"), "always")
    assert answer["findings"][0] == refuted("bidder-core-always", ["1"], ["2", "3"], "8581/11449400")


def test_theorem_2_gives_the_bidder_core_and_two_bidders_who_lose_refute_the_core():
    answer = ask(auction(1, ("3/5", 1), ("3/5", 1)), "always")
    assert answer["findings"] == [
        {"claim": "bidder-core-always", "holds": True, "grade": "proved", "by": "Theorem 2"},
        refuted("core-always", [], ["1", "2"], "3/20"),
    ]


def test_theorem_2_gives_the_core_where_every_two_bidders_pay():
    answer = ask(auction([1, 1], *[([9, 9], [[2, 1], [1, 2]]), ([9, 9], [[5, 1], [1, 5]])] * 20), "always")
    assert answer["findings"] == [{"claim": claim, "holds": True, "grade": "proved", "by": "Theorem 2"} for claim in CLAIMS]


def test_two_bidders_are_always_in_the_bidder_core():
    answer = ask(auction(1, (4, 1), (0, 1)), "always")
    assert answer["findings"] == [
        {"claim": "bidder-core-always", "holds": True, "grade": "enumerated", "differences": 0},
        refuted("core-always", [], ["1", "2"], "11/4"),
    ]


def test_random_auctions_agree_with_brute_force():
    seen = set()
    for _, document, market in random_auctions("always", 150, sizes=(2, 3, 3, 4, 5)):
        answer, differences = ask(document, "always"), second_differences(market)
        for claim, least in zip(CLAIMS, (1, 0), strict=True):
            found = finding(answer, claim)
            seen.add((claim, found["holds"], found["grade"]))
            due = {place: value for place, value in differences.items() if len(place[0]) >= least}
            largest = max(due.values(), default=Fraction(0))
            assert found["holds"] == (largest <= 0)
            if largest > 0:
                first = min((len(place[0]), place) for place, value in due.items() if value == largest)[1]
                witness = found["witness"]
                assert fraction(witness["deficit"]) == largest
                assert (members(market, witness["coalition"]), *members(market, witness["bidders"])) == first
            elif found["grade"] == "enumerated":
                assert found["differences"] == len(due)
    assert seen == {(claim, *verdict) for claim in CLAIMS for verdict in ((True, "proved"), (True, "enumerated"), (False, "proved"))}


def test_second_differences_tell_what_trying_all_participants_tells():
    for _, document, market in random_auctions("lemmas", 60, sizes=(3, 3, 4)):
        assert verdicts(ask(document, "always")) == {"bidder-core-always": always_bidder_core(market), "core-always": always_core(market)}


def nearly_equal(size):
    """Bidders whose matrices differ and do not commute."""
    random = Random(f"nearly equal {size}")
    return auction([8, 8], *[([60, 60], [[random.randint(3, 5), place % 2], [place % 2, random.randint(3, 5)]]) for place in range(size)])


def test_fifteen_bidders_are_enumerated():
    answer = ask(nearly_equal(15), "always")
    assert answer["findings"][0] == {"claim": "bidder-core-always", "holds": True, "grade": "enumerated", "differences": 105 * (2**13 - 1)}


def test_more_bidders_are_scanned_and_the_scan_is_reported():
    found = finding(ask(nearly_equal(17), "always"), "bidder-core-always")
    error = fraction(found.pop("error"))
    assert found == {"claim": "bidder-core-always", "holds": None, "grade": "numeric", "differences": 136 * (2**15 - 1)}
    assert 0 <= error < Fraction(1, 10**6)


def test_a_scan_refutes_exactly():
    answer = ask(auction(1, *[(4, 1)] * 16, (2, 1)), "always")
    assert verdicts(answer) == dict.fromkeys(CLAIMS, False)
    assert finding(answer, "bidder-core-always") == refuted("bidder-core-always", ["1"], ["2", "17"], "1/2")


def test_of_many_bidders_the_first_can_refute():
    answer = ask(auction(1, (4, 1), (4, 1), (2, 1), *[(4, 1)] * 30), "always")
    assert finding(answer, "bidder-core-always")["witness"]["deficit"] == "1/2"


def test_of_many_bidders_nothing_is_proved():
    assert finding(ask(nearly_equal(24), "always"), "bidder-core-always") == {"claim": "bidder-core-always", "holds": None, "grade": "unproven"}


@pytest.mark.parametrize("size", [5, 17])
def test_without_time_nothing_is_claimed(size):
    given = found_answer(market_from_document(nearly_equal(size)), "reallocative/always", limits=Limits(stopped=lambda: True))
    answer = answer_document(checked_answer(given))
    assert finding(answer, "bidder-core-always") == {"claim": "bidder-core-always", "holds": None, "grade": "unproven"}


def test_a_lone_bidder_is_refused():
    with pytest.raises(UsageError, match="U121"):
        ask(auction(1, (4, 1)), "always")
