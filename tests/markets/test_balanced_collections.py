"""Minimal balanced collections against brute force, and the balanced cover of small games."""

from fractions import Fraction
from itertools import combinations, product
from time import process_time
from typing import Any

import pytest
from hypothesis import given, settings

from marketwright.errors import MarketError
from marketwright.markets import (
    BalancedCollection,
    BayesianMarket,
    CoalitionActions,
    JointAction,
    balanced_cover,
    bayesian_market,
    market_digest,
    market_document,
    market_from_document,
    minimal_balanced_collections,
    validate_market,
)
from tests.strategies import bayesian_markets

HEAD = {"format": "marketwright.market/1", "kind": "bayesian"}
HALF, THIRD, ONE = Fraction(1, 2), Fraction(1, 3), Fraction(1)


def test_two_players_are_together_or_apart() -> None:
    assert minimal_balanced_collections(1) == (BalancedCollection(coalitions=((0,),), weights=(ONE,)),)
    assert minimal_balanced_collections(2) == (
        BalancedCollection(coalitions=((0, 1),), weights=(ONE,)),
        BalancedCollection(coalitions=((0,), (1,)), weights=(ONE, ONE)),
    )


def test_three_players_have_five_partitions_and_the_three_pairs_with_half_weights() -> None:
    found = {collection.coalitions: collection.weights for collection in minimal_balanced_collections(3)}
    assert list(found.items()) == [
        (((0, 1, 2),), (ONE,)),
        (((0,), (1, 2)), (ONE, ONE)),
        (((1,), (0, 2)), (ONE, ONE)),
        (((2,), (0, 1)), (ONE, ONE)),
        (((0,), (1,), (2,)), (ONE, ONE, ONE)),
        (((0, 1), (0, 2), (1, 2)), (HALF, HALF, HALF)),
    ]


def solved(columns: list[tuple[int, ...]]) -> tuple[Fraction, ...] | None:
    """The only weights of these columns that add up to 1 in every row, if there are such and they are above 0; by Gauss and Jordan."""
    rows = [[Fraction(column[row]) for column in columns] + [ONE] for row in range(len(columns[0]))]
    for place in range(len(columns)):
        pivot = next((number for number in range(place, len(rows)) if rows[number][place]), None)
        if pivot is None:
            return None
        rows[place], rows[pivot] = rows[pivot], rows[place]
        rows[place] = [entry / rows[place][place] for entry in rows[place]]
        for number in range(len(rows)):
            if number != place:
                rows[number] = [a - rows[number][place] * b for a, b in zip(rows[number], rows[place], strict=True)]
    if any(row[-1] for row in rows[len(columns) :]):
        return None
    weights = tuple(row[-1] for row in rows[: len(columns)])
    return weights if min(weights) > 0 else None


@pytest.mark.parametrize("count", [1, 2, 3, 4])
def test_collections_are_all_independent_ones_with_weights_above_zero(count: int) -> None:
    coalitions = sorted((tuple(member for member in range(count) if mask >> member & 1) for mask in range(1, 2**count)), key=lambda one: (len(one), one))
    expected = []
    for size in range(1, count + 1):
        for chosen in combinations(coalitions, size):
            weights = solved([tuple(int(player in members) for player in range(count)) for members in chosen])
            if weights is not None:
                expected.append(BalancedCollection(coalitions=chosen, weights=weights))
    assert minimal_balanced_collections(count) == tuple(expected)


def test_one_to_five_players_have_1_2_6_42_and_1292_collections() -> None:
    minimal_balanced_collections.cache_clear()
    begin = process_time()
    assert [len(minimal_balanced_collections(count)) for count in (1, 2, 3, 4)] == [1, 2, 6, 42]
    assert process_time() - begin < 0.5
    assert len(minimal_balanced_collections(5)) == 1292
    assert process_time() - begin < 10


def test_collections_of_five_players_are_balanced_and_none_is_inside_another() -> None:
    found = minimal_balanced_collections(5)
    for collection in found:
        pairs = list(zip(collection.coalitions, collection.weights, strict=True))
        assert [sum(weight for members, weight in pairs if player in members) for player in range(5)] == [1] * 5
        assert min(collection.weights) > 0
    sets = [frozenset(collection.coalitions) for collection in found]
    assert len(set(sets)) == len(sets)
    assert not [one for one in sets if any(other < one for other in sets)]


@pytest.mark.parametrize("count", [0, 6])
def test_other_numbers_of_players_are_refused(count: int) -> None:
    with pytest.raises(ValueError, match="1 to 5 players"):
        minimal_balanced_collections(count)


def plans(market: BayesianMarket) -> list[tuple[tuple[Fraction, ...], ...]]:
    """The payoffs of all balanced plans, player by player, with collections found by brute force."""
    names = [player.name for player in market.players]
    found = []
    for size in range(1, len(names) + 1):
        for chosen in combinations(market.coalitions, size):
            weights = solved([tuple(int(name in coalition.members) for name in names) for coalition in chosen])
            if weights is None:
                continue
            for acts in product(*(coalition.actions for coalition in chosen)):
                shared = list(zip(chosen, acts, weights, strict=True))
                found.append(tuple(tuple(payoff(shared, name, profile) for profile in range(market.profiles)) for name in names))
    return found


def payoff(shared: list[tuple[CoalitionActions, JointAction, Fraction]], name: str, profile: int) -> Fraction:
    weighted = (weight * act.payoffs[coalition.members.index(name)][profile] for coalition, act, weight in shared if name in coalition.members)
    return sum(weighted, Fraction(0))


@settings(max_examples=40, deadline=None)
@given(bayesian_markets(max_profiles=4))
def test_cover_has_the_payoffs_of_every_balanced_plan_and_no_others(market: BayesianMarket) -> None:
    covered = balanced_cover(market)
    before, after = market.coalitions[-1].actions, covered.coalitions[-1].actions
    added = {action.name: action.payoffs for action in after if action not in before}
    reached = plans(market)
    assert {action.payoffs for action in after} == {action.payoffs for action in before} | set(reached)
    new = list(dict.fromkeys(payoffs for payoffs in reached if payoffs not in {action.payoffs for action in before}))
    assert added == {f"cover {number}": payoffs for number, payoffs in enumerate(new, start=1)}
    assert set(plans(covered)) <= {action.payoffs for action in after}
    assert covered == validate_market(covered)
    assert balanced_cover(covered) == covered


MAJORITY = [{"members": members, "actions": {"share": dict.fromkeys(members, 1)}} for members in (["1", "2"], ["1", "3"], ["2", "3"], ["1", "2", "3"])]


def covered(players: int, coalitions: Any) -> BayesianMarket:
    named = [{"name": str(number + 1), "types": {"only": 1}} for number in range(players)]
    return bayesian_market(market_from_document(HEAD | {"players": named, "coalitions": coalitions, "balanced_cover": True}))


def test_majority_game_needs_no_cover_where_all_together_get_as_much() -> None:
    assert [action.name for action in covered(3, MAJORITY).coalitions[-1].actions] == ["share"]


def test_cover_is_carried_out_when_a_document_is_read() -> None:
    poor = [*MAJORITY[:3], {"members": ["1", "2", "3"], "actions": {"nothing": dict.fromkeys("123", 0)}}]
    market = covered(3, poor)
    assert market.coalitions[-1].actions == (JointAction(name="cover 1", payoffs=((ONE,),) * 3), JointAction(name="nothing", payoffs=((0 * ONE,),) * 3))
    spelled = market_document(market)
    assert "balanced_cover" not in spelled
    assert market_digest(market_from_document(spelled)) == market_digest(market)


def test_two_persons_are_covered_by_sums_of_what_each_can_do() -> None:
    alone = [{"members": [name], "actions": {"x": {name: 1}, "y": {name: 2}}} for name in "12"]
    market = covered(2, [*alone, {"members": ["1", "2"], "actions": {"both": {"1": 1, "2": 2}}}])
    payoffs = {action.name: (action.payoffs[0][0], action.payoffs[1][0]) for action in market.coalitions[-1].actions}
    assert payoffs == {"both": (1, 2), "cover 1": (1, 1), "cover 2": (2, 1), "cover 3": (2, 2)}


def test_weights_of_four_players_may_be_thirds() -> None:
    sets = [["1", "2", "3"], ["1", "4"], ["2", "4"], ["3", "4"], ["1", "2", "3", "4"]]
    coalitions = [{"members": members, "actions": {"x": {name: len(members) if name == "4" else 0 for name in members}}} for members in sets]
    added = [action for action in covered(4, coalitions).coalitions[-1].actions if action.name != "x"]
    assert [(action.name, action.payoffs[3]) for action in added] == [("cover 1", (2 * ONE,))]
    assert BalancedCollection(coalitions=((0, 3), (1, 3), (2, 3), (0, 1, 2)), weights=(THIRD, THIRD, THIRD, 2 * THIRD)) in minimal_balanced_collections(4)


def test_covers_that_are_too_large_are_refused_at_once() -> None:
    names = ("1", "2", "3", "4")
    sets = [members for size in range(1, 5) for members in combinations(names, size)]

    def game(count: int) -> list[dict[str, Any]]:
        return [
            {"members": list(members), "actions": {str(n): {name: n * n * (int(name) + len(members)) for name in members} for n in range(count)}}
            for members in sets
        ]

    begin = process_time()
    with pytest.raises(MarketError) as many:
        covered(4, game(30))
    assert (many.value.code, many.value.place) == ("M116", "balanced_cover")
    assert many.value.given.endswith("balanced plans")
    with pytest.raises(MarketError) as added:
        covered(4, game(8))
    assert (added.value.code, added.value.given) == ("M116", "more than 1992 actions to be added")
    assert process_time() - begin < 5
