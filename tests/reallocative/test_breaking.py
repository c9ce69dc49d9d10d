"""The rule `reallocative/break`: markets made by Propositions 3, 4 and 5, in which brute force finds the block."""

from collections import Counter
from itertools import combinations

import pytest

from marketwright.errors import NumberError, SecondInputError, UsageError
from tests.reallocative.asked import ask, auction, example, fraction, members, random_auctions, vector, verdicts
from tests.reallocative_oracle import (
    applied,
    blocking_coalitions,
    coalitions,
    curvature_of_second_difference,
    demand,
    dot,
    has_equal_thetas,
    market_of,
    negative_direction,
    proposition_3,
    proposition_4,
    vickrey,
)


def test_example_1_breaks_by_endowments_of_proposition_3():
    outcome = ask(example("example-1"), "break", proposition=3)["outcome"]
    assert outcome["shifts"] == {"1": {"water": 0}, "2": {"water": 1}, "3": {"water": 0}}
    assert [bidder["values"]["theta"] for bidder in outcome["market"]["bidders"]] == [[4], [3], [2]]
    assert (outcome["coalition"], outcome["deficit"]) == (["1"], "1/12")


def test_example_1_breaks_by_the_quantity_0_of_proposition_4():
    outcome = ask(example("example-1"), "break", proposition=4, bidders=["2", "1", "3"])["outcome"]
    assert outcome["market"]["quantity"] == [0]
    assert (outcome["coalition"], outcome["deficit"]) == (["2"], "1/3")


def test_example_3_breaks_by_its_own_quantity():
    outcome = ask(example("example-3"), "break", proposition=5)["outcome"]
    assert outcome["market"]["quantity"] == [1, 0]
    assert (outcome["coalition"], outcome["deficit"]) == (["1"], "8581/11449400")


@pytest.mark.parametrize("given", [{}, {"bidders": ["1", "2", "3"]}], ids=["any bidders", "bidders given"])
def test_equal_theta_say_nothing_by_proposition_4(given):
    """Example 3 is breakable by proposition 5: a verdict of false would be wrong."""
    with pytest.raises(UsageError) as error:
        ask(example("example-3"), "break", proposition=4, **given)
    assert str(error.value) == "market: bidders whose theta are all equal (U126); allowed: two bidders whose theta differ; ask for proposition 5"


def test_bidders_with_one_theta_are_refused_where_others_differ():
    with pytest.raises(SecondInputError, match=r"'2' and '3', whose theta are equal \(I127\)"):
        ask(auction(1, (1, 1), (1, 2), (1, 3), (2, 1)), "break", proposition=4, bidders=["1", "2", "3"])


def test_matrices_that_commute_cannot_be_broken_by_a_direction():
    answer = ask(example("example-2"), "break", proposition=5)
    assert answer["findings"] == [{"claim": "breakable", "holds": False, "grade": "enumerated", "cases": 3}]
    answer = ask(example("example-2"), "break", proposition=5, bidders=["3", "1", "2"])
    assert answer["findings"] == [{"claim": "breakable", "holds": False, "grade": "enumerated", "cases": 1}]


def test_a_third_bidder_who_differs_from_the_first_only_is_refused():
    with pytest.raises(SecondInputError) as error:
        ask(example("example-1"), "break", proposition=4, bidders=["3", "1", "2"])
    told = "input.bidders: '1' and '2', whose theta are equal (I127); allowed: a second and a third bidder whose theta differ"
    assert str(error.value) == f"{told}; name others, or leave out bidders"


def test_different_theta_are_refused_by_proposition_5():
    with pytest.raises(UsageError) as error:
        ask(example("example-1"), "break", proposition=5)
    told = "market: bidders '1' and '3' with different theta (U125); allowed: bidders with the same theta"
    assert str(error.value) == f"{told}; ask for proposition 4, or name bidders who have the same"


@pytest.mark.parametrize("proposition", [3, 4, 5])
def test_two_bidders_are_refused(proposition):
    with pytest.raises(UsageError) as error:
        ask(auction(1, (1, 1), (2, 1)), "break", proposition=proposition)
    told = "market: 2 bidders (U121); allowed: at least 3"
    assert str(error.value) == f"{told}; with two bidders nobody but the auctioneer alone ever blocks: add another bidder"


def test_thirteen_bidders_who_never_block_are_too_many():
    with pytest.raises(UsageError) as error:
        ask(auction(1, *[(1, 1)] * 13), "break", proposition=5)
    told = "sets of bidders who could block: 13 bidders, of whom the first 12 never block (U105); allowed: up to 12"
    assert str(error.value) == f'{told}; name others as "bidders"'


def test_a_quantity_of_proposition_4_that_is_too_long_is_rounded():
    """The exact quantity has the determinant of S as its denominator, 10^40 and more; any near enough does as well."""
    size = 5
    odd = [[(row + 1) * (column + 1) * (row + column + 3) ** 7 for column in range(size)] for row in range(size)]
    fine = [[f"{(1 + size * (row == column)) * 10**9 + odd[row][column]}/1000000007" for column in range(size)] for row in range(size)]
    unit = [[int(row == column) for column in range(size)] for row in range(size)]
    outcome = ask(auction([1] * size, ([1] * size, fine), ([2] * size, unit), ([0] * size, unit)), "break", proposition=4)["outcome"]
    exact = demand(market_of(outcome["market"]), 0, (2,) * size)
    assert max(entry.denominator for entry in exact) > 10**30
    assert all(abs(fraction(entry) - due) < abs(due) / 5 for entry, due in zip(outcome["market"]["quantity"], exact, strict=True))
    assert fraction(outcome["deficit"]) > 0


def test_endowments_that_no_market_document_can_state_are_refused():
    with pytest.raises(NumberError, match="N103"):
        ask(auction(f"1/{10**20}", (f"1/{10**20 + 39}", f"1/{10**15 + 37}"), (1, 1), (2, 1)), "break", proposition=3)


@pytest.mark.parametrize("proposition", [3, 4, 5])
def test_the_coalition_blocks_by_brute_force(proposition):
    seen = Counter()
    for random, document, truth in random_auctions(f"break {proposition}", 150, sizes=(3, 3, 4, 5), widths=(1, 2, 2, 3)):
        if proposition == 5 and not has_equal_thetas(truth):
            continue
        size = 3 if proposition < 5 else random.randint(3, truth.size)
        chosen = random.sample(truth.everyone, size) if random.random() < 0.5 else None
        given = {} if chosen is None else {"bidders": [truth.names[bidder] for bidder in chosen]}
        code = refusal(truth, chosen) if proposition == 4 else None
        if code is not None:
            with pytest.raises((SecondInputError, UsageError), match=code):
                ask(document, "break", proposition=proposition, **given)
            seen["refused"] += 1
            continue
        answer = ask(document, "break", proposition=proposition, **given)
        holds = verdicts(answer)["breakable"]
        seen[holds, chosen is None] += 1
        if holds:
            check_broken(truth, proposition, chosen, answer["outcome"])
        else:
            assert proposition == 5
            cases = [(tuple(sorted(chosen)), chosen[:2])] if chosen else [(z, pair) for z in coalitions(truth.everyone, 3) for pair in combinations(z, 2)]
            assert answer["findings"][0]["cases"] == len(cases)
            assert all(negative_direction(curvature_of_second_difference(truth, z, *pair)) is None for z, pair in cases)
    due = {3: {(True, True), (True, False)}, 4: {(True, True), (True, False), "refused"}}
    assert set(seen) >= due.get(proposition, {(True, True), (False, True), (False, False)}), seen


def refusal(truth, chosen):
    """The code of the error that is due of proposition 4."""
    if has_equal_thetas(truth):
        return "U126"
    return "I127" if chosen and truth.thetas[chosen[1]] == truth.thetas[chosen[2]] else None


def check_broken(truth, proposition, chosen, outcome):
    made = market_of(outcome["market"])
    bidders = members(truth, made.names)
    assert bidders == tuple(sorted(chosen or bidders))
    assert [made.matrices[place] for place in made.everyone] == [truth.matrices[bidder] for bidder in bidders]
    coalition = members(made, outcome["coalition"])
    found = vickrey(made, made.everyone)
    blocks = {members: deficit for members, auctioneer, deficit in blocking_coalitions(made, made.everyone, found.payoffs, found.revenue) if auctioneer}
    assert blocks[coalition] == fraction(outcome["deficit"]) > 0
    if proposition == 3:
        assert made.quantity == truth.quantity
        ordered = chosen or list(bidders)
        shifts, due = proposition_3(truth, *ordered)
        assert {truth.names.index(name): vector(shift) for name, shift in outcome["shifts"].items()} == shifts
        assert made.thetas == tuple(due.thetas[bidder] for bidder in bidders)
        return
    assert made.thetas == tuple(truth.thetas[bidder] for bidder in bidders)
    one = members(truth, outcome["coalition"])[0]
    if proposition == 4:
        others = chosen[1:] if chosen else [bidder for bidder in bidders if bidder != one]
        assert made.quantity == proposition_4(truth, one, *others)
        return
    left_out = [place for place in made.everyone if place not in coalition]
    curve = curvature_of_second_difference(made, made.everyone, *left_out)
    assert -dot(made.quantity, applied(curve, made.quantity)) / 2 == fraction(outcome["deficit"])
    assert all(entry.denominator == 1 for entry in made.quantity)
