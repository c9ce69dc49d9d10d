"""The balanced cover of a Bayesian market: what coalitions can do by sharing every player's time, all players can do together.

*Source.* `docs/formats/bayesian-market.md` (Balanced cover); spec bayesian 2.
"""

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from itertools import product
from math import lcm, prod

from marketwright.errors import MarketError
from marketwright.exact import within_limits
from marketwright.markets.balanced_collections import BalancedCollection, minimal_balanced_collections
from marketwright.markets.bayesian import BayesianMarket, CoalitionActions, JointAction
from marketwright.markets.bayesian_validation import MAX_ACTIONS, MAX_PAYOFFS, refuse_too_long
from marketwright.markets.places import shown

MOST_COVERED_PLAYERS = 4
MOST_PLAN_PAYOFFS = 10_000_000

_PLACE = "balanced_cover"
_Payoffs = tuple[int, ...]
"""A payoff of every player in every profile, times the scale: player after player."""


def balanced_cover(market: BayesianMarket) -> BayesianMarket:
    """The market in which all players have one more joint action for each balanced plan whose payoffs none of theirs gives; `market` is in normal form.

    Raises: `MarketError` M110 (an action is called `cover 1` already), M116 (more than four players, too many plans, actions or payoffs); `NumberError` N103.

    Cost: for each balanced plan one addition of integers for each member of its coalitions and profile; at most `MOST_PLAN_PAYOFFS` payoffs of plans.
    """
    players = len(market.players)
    if players > MOST_COVERED_PLAYERS:
        allowed = f"at most {MOST_COVERED_PLAYERS} players"
        raise MarketError("M116", _PLACE, f"{players} players", allowed, "list the actions of all players, or leave out balanced_cover")
    places = {player.name: place for place, player in enumerate(market.players)}
    by_members = {tuple(places[name] for name in coalition.members): coalition for coalition in market.coalitions}
    collections = [found for found in minimal_balanced_collections(players) if all(members in by_members for members in found.coalitions)]
    sizes = {members: len(coalition.actions) for members, coalition in by_members.items()}
    plans = sum(prod(sizes[members] for members in collection.coalitions) for collection in collections)
    if plans * players * market.profiles > MOST_PLAN_PAYOFFS:
        allowed = f"at most {MOST_PLAN_PAYOFFS} payoffs of balanced plans: plans times players times profiles"
        raise MarketError("M116", _PLACE, f"{plans} balanced plans", allowed, "take fewer actions, or list those of all players")
    scale = _scale(market, collections)
    everybody = by_members[tuple(range(players))]
    known = set(_plans(_only(everybody), {tuple(range(players)): everybody}, scale, players, market.profiles))
    room = min(MAX_ACTIONS - len(everybody.actions), (MAX_PAYOFFS - _count_payoffs(market)) // (players * market.profiles))
    added: list[_Payoffs] = []
    for collection in collections:
        for payoffs in _plans(collection, by_members, scale, players, market.profiles):
            if payoffs in known:
                continue
            if len(added) == room:
                allowed = f"at most {MAX_ACTIONS} actions of one coalition, and {MAX_PAYOFFS} payoffs in all"
                raise MarketError("M116", _PLACE, f"more than {room} actions to be added", allowed, "take fewer actions or types")
            known.add(payoffs)
            added.append(payoffs)
    refuse_too_long(market.players, sum(sizes[members] * len(members) for members in sizes) + len(added) * players, _PLACE)
    return _with_actions(market, everybody, added, scale) if added else market


def _only(everybody: CoalitionActions) -> BalancedCollection:
    return BalancedCollection(coalitions=(tuple(range(len(everybody.members))),), weights=(Fraction(1),))


def _scale(market: BayesianMarket, collections: list[BalancedCollection]) -> int:
    """A number that makes all payoffs of plans integers: the common denominator of payoffs times that of weights."""
    tables = (table for coalition in market.coalitions for action in coalition.actions for table in action.payoffs)
    payoffs = {number.denominator for table in tables for number in table}
    weights = {weight.denominator for collection in collections for weight in collection.weights}
    return lcm(*payoffs) * lcm(*weights)


def _plans(collection: BalancedCollection, by_members: dict[tuple[int, ...], CoalitionActions], scale: int, players: int, profiles: int) -> Iterator[_Payoffs]:
    """The payoffs of every choice of an action for each coalition of the collection, in order."""
    choices: list[list[_Payoffs]] = []
    for members, weight in zip(collection.coalitions, collection.weights, strict=True):
        by_action: list[_Payoffs] = []
        for action in by_members[members].actions:
            own = dict(zip(members, action.payoffs, strict=True))
            tables = (own.get(player) for player in range(players))
            scaled = ((0,) * profiles if table is None else tuple(int(weight * scale * number) for number in table) for table in tables)
            by_action.append(tuple(payoff for table in scaled for payoff in table))
        choices.append(by_action)
    for chosen in product(*choices):
        yield tuple(map(sum, zip(*chosen, strict=True)))


def _count_payoffs(market: BayesianMarket) -> int:
    return market.profiles * sum(len(coalition.actions) * len(coalition.members) for coalition in market.coalitions)


def _with_actions(market: BayesianMarket, everybody: CoalitionActions, added: list[_Payoffs], scale: int) -> BayesianMarket:
    taken = {action.name for action in everybody.actions}
    found = list(everybody.actions)
    for number, payoffs in enumerate(added, start=1):
        name = f"cover {number}"
        if name in taken:
            told = f"an action with the name {shown(name)}, which is that of an added one"
            raise MarketError("M110", _PLACE, told, "different names of a coalition's actions", "rename the action")
        numbers = tuple(within_limits(Fraction(payoff, scale), _PLACE) for payoff in payoffs)
        tables = tuple(numbers[start : start + market.profiles] for start in range(0, len(numbers), market.profiles))
        found.append(JointAction(name=name, payoffs=tables))
    covered = replace(everybody, actions=tuple(sorted(found, key=lambda action: action.name)))
    return replace(market, coalitions=(*market.coalitions[:-1], covered))
