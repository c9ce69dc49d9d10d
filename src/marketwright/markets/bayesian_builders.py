"""Builders of Bayesian markets: games of familiar forms, stated in short, written out as coalitions with their actions.

Imports pydantic: reached only through `markets.shape`.

*Source.* `docs/formats/bayesian-market.md` (Builders); spec bayesian 13.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import product

from marketwright.errors import MarketError
from marketwright.exact import within_limits
from marketwright.markets.balanced_collections import coalitions_in_order
from marketwright.markets.bayesian import BayesianPlayer, CoalitionActions, JointAction, Table
from marketwright.markets.bayesian_models import (
    MAX_BUILDER_GOODS,
    AssignmentGameModel,
    BuilderModel,
    ExchangeModel,
    PairModel,
    PublicGoodModel,
    SellerBuyerModel,
)
from marketwright.markets.bayesian_parts import of_members, outer_object, tables_of
from marketwright.markets.bayesian_tables import TableReader
from marketwright.markets.bayesian_validation import refuse_too_much, unknown_player, valid_members
from marketwright.markets.parts import MAX_NAME, unknown_good, valid_name
from marketwright.markets.places import key_text, listed, shown
from marketwright.markets.strict_json import json_sort

_Matching = tuple[tuple[int, int], ...]
"""Pairs of a place on the first side and one on the second, in order."""


def built_coalitions(model: BuilderModel, players: Sequence[BayesianPlayer], tables: TableReader) -> tuple[CoalitionActions, ...]:
    """All coalitions of the game that the builder states, in order; `players` are in normal form.

    Raises: `MarketError` M101, M108, M109, M110, M115, M116, M121, M133 to M140, M143; `NumberError` N101 to N103.

    Cost: one addition for each payoff; how many there are is looked at before any table is read.
    """
    names = tuple(player.name for player in players)
    match model:
        case SellerBuyerModel():
            return _seller_buyer(model, names, tables)
        case ExchangeModel():
            return _exchange(model, names, tables)
        case AssignmentGameModel():
            return _assignment(model, names, tables)
        case PublicGoodModel():
            return _public_good(model, names, tables)


def _seller_buyer(model: SellerBuyerModel, names: tuple[str, ...], tables: TableReader) -> tuple[CoalitionActions, ...]:
    for role, name in (("seller", model.seller), ("buyer", model.buyer)):
        if name not in names:
            raise unknown_player(name, f"build.{role}", names)
    if model.seller == model.buyer:
        raise MarketError("M134", "build.buyer", f"the player {shown(model.buyer)} again", "another player than the seller", "name the other player")
    if len(names) > 2:
        other = next(name for name in names if name not in (model.seller, model.buyer))
        told = f"{len(names)} players, of whom {shown(other)} neither sells nor buys"
        raise MarketError("M143", "build", told, "a seller and a buyer, and nobody else", 'remove the others, or use the builder "exchange" with one good')
    values = tables_of(model.values, "build.values", names, names, tables)
    nothing = _nothing(tables)
    kept = {model.seller: values[model.seller], model.buyer: nothing}
    traded = {model.seller: nothing, model.buyer: values[model.buyer]}
    together = {"keep": kept, "trade": traded}
    by_members = {(model.seller,): {"keep": kept}, (model.buyer,): {"nothing": kept}, names: together}
    return tuple(_coalition(members, by_members[members]) for members in _coalitions(names))


def _exchange(model: ExchangeModel, names: tuple[str, ...], tables: TableReader) -> tuple[CoalitionActions, ...]:
    owners = _owners(model.goods, names)
    by_members = {members: [good for good in owners if owners[good] in members] for members in _coalitions(names)}
    refuse_too_much(tables.profiles, [("build", len(members) ** len(goods), len(members)) for members, goods in by_members.items()], "build")
    values = {name: _of_goods(given, f"build.values{key_text(name)}", owners, tables) for name, given in _values_by_player(model.values, names).items()}
    worths: dict[str, dict[tuple[str, ...], Table]] = {name: {(): _nothing(tables)} for name in names}

    def worth(name: str, goods: tuple[str, ...]) -> Table:
        """The sum of the values of goods, each sum computed once."""
        known = worths[name]
        if goods not in known:
            known[goods] = _sum(worth(name, goods[:-1]), values[name][goods[-1]])
        return known[goods]

    found: list[CoalitionActions] = []
    for members, goods in by_members.items():
        actions: dict[str, dict[str, Table]] = {}
        for getters in product(members, repeat=len(goods)):
            name = ", ".join(f"{good} to {getter}" for good, getter in zip(goods, getters, strict=True)) or "nothing"
            got = {member: tuple(good for good, getter in zip(goods, getters, strict=True) if getter == member) for member in members}
            _add(actions, name, {member: worth(member, got[member]) for member in members}, "build.goods")
        found.append(_coalition(members, actions))
    return tuple(found)


def _assignment(model: AssignmentGameModel, names: tuple[str, ...], tables: TableReader) -> tuple[CoalitionActions, ...]:
    sides = _sides(model, names)
    pairs = _pairs(model.pairs, sides, names)
    matchings = {members: list(_matchings([pair for pair in pairs if {names[pair[0]], names[pair[1]]} <= set(members)])) for members in _coalitions(names)}
    refuse_too_much(tables.profiles, [("build", len(found), len(members)) for members, found in matchings.items()], "build")
    payoffs = {
        pair: tables_of(given, f"build.pairs[{number}].payoffs", (names[pair[0]], names[pair[1]]), names, tables) for pair, (number, given) in pairs.items()
    }
    nothing = _nothing(tables)
    found: list[CoalitionActions] = []
    for members, of_members_here in matchings.items():
        actions: dict[str, dict[str, Table]] = {}
        for matching in of_members_here:
            name = ", ".join(f"{names[one]} with {names[other]}" for one, other in matching) or "alone"
            got = {member: table for pair in matching for member, table in payoffs[pair].items()}
            _add(actions, name, {member: got.get(member, nothing) for member in members}, "build.pairs")
        found.append(_coalition(members, actions))
    return tuple(found)


def _public_good(model: PublicGoodModel, names: tuple[str, ...], tables: TableReader) -> tuple[CoalitionActions, ...]:
    refuse_too_much(tables.profiles, [("build", 2, len(members)) for members in _coalitions(names)], "build")
    cost = tables.table(model.cost, "build.cost")
    values = tables_of(model.values, "build.values", names, names, tables)
    nothing = _nothing(tables)
    found: list[CoalitionActions] = []
    for members in _coalitions(names):
        share = tuple(-number / len(members) for number in cost)
        built = {member: _sum(values[member], share) for member in members}
        found.append(_coalition(members, {"build": built, "nothing": dict.fromkeys(members, nothing)}))
    return tuple(found)


def _owners(given: object, names: tuple[str, ...]) -> dict[str, str]:
    """The owner of each good, goods in the order of their names."""
    goods = outer_object(given, "build.goods", "an object {good: its owner, ...}")
    if len(goods) > MAX_BUILDER_GOODS:
        allowed = f"at most {MAX_BUILDER_GOODS}: more could be placed in too many ways"
        raise MarketError("M116", "build.goods", f"{len(goods)} goods", allowed, "leave out goods that stay where they are")
    found: dict[str, str] = {}
    for good in sorted(goods):
        place, owner = f"build.goods{key_text(good)}", goods[good]
        if not isinstance(owner, str):
            raise MarketError("M101", place, json_sort(owner), "the name of a player", "write who owns the good")
        if owner not in names:
            raise unknown_player(owner, place, names)
        found[valid_name(good, place)] = owner
    return found


def _values_by_player(given: object, names: tuple[str, ...]) -> Mapping[str, object]:
    return of_members(outer_object(given, "build.values", "an object {player: {good: table, ...}, ...}"), "build.values", names, names)


def _of_goods(given: object, place: str, owners: Mapping[str, str], tables: TableReader) -> dict[str, Table]:
    """A player's values of all goods."""
    values = outer_object(given, place, "an object {good: table, ...}")
    for good in values:
        if good not in owners:
            raise unknown_good(good, f"{place}{key_text(good)}", {good: number for number, good in enumerate(owners)})
    for good in owners:
        if good not in values:
            raise MarketError("M121", place, f"nothing for the good {shown(good)}", "every good", "add it, if only 0")
    return {good: tables.table(values[good], f"{place}{key_text(good)}") for good in owners}


def _sides(model: AssignmentGameModel, names: tuple[str, ...]) -> dict[str, int]:
    """The side of each player."""
    if len(model.sides) != 2:
        told = f"{len(model.sides)} side{'' if len(model.sides) == 1 else 's'}"
        raise MarketError("M143", "build.sides", told, "two sides, each a list of players", "put every player on one of two sides")
    found: dict[str, int] = {}
    for number, side in enumerate(model.sides):
        place = f"build.sides[{number}]"
        for position, name in enumerate(valid_members(side, place, names)):
            if name in found:
                raise MarketError("M134", f"{place}[{position}]", f"the player {shown(name)} again", "every player on one side", "remove it from one of them")
            found[name] = number
    for name in names:
        if name not in found:
            raise MarketError("M143", "build.sides", f"nothing of the player {shown(name)}", "every player on one of the two sides", "add the player to a side")
    return found


def _pairs(models: Sequence[PairModel], sides: Mapping[str, int], names: tuple[str, ...]) -> dict[tuple[int, int], tuple[int, object]]:
    """By the places of its members, the first side's first, the number of each pair and its payoffs; in the order of these places."""
    found: dict[tuple[int, int], tuple[int, object]] = {}
    for number, model in enumerate(models):
        place = f"build.pairs[{number}].members"
        members = valid_members(model.members, place, names)
        if len(members) != 2 or sides[members[0]] == sides[members[1]]:
            told = f"{listed(members)}, who are on one side" if len(members) == 2 else f"{len(members)} player{'' if len(members) == 1 else 's'}"
            raise MarketError("M143", place, told, "two players, one of each side", "correct the pair, or the sides")
        one, other = sorted(members, key=lambda name: sides[name])
        pair = names.index(one), names.index(other)
        if pair in found:
            told = f"the pair of {listed(members)} again, after build.pairs[{found[pair][0]}]"
            raise MarketError("M135", place, told, "every pair once", "remove one of the two")
        found[pair] = number, model.payoffs
    return dict(sorted(found.items()))


def _matchings(pairs: Sequence[tuple[int, int]]) -> Iterator[_Matching]:
    """All sets of pairs that have no player in common."""
    if not pairs:
        yield ()
        return
    (one, other), later = pairs[0], pairs[1:]
    for rest in _matchings([pair for pair in later if pair[0] != one and pair[1] != other]):
        yield ((one, other), *rest)
    yield from _matchings(later)


def _coalitions(names: tuple[str, ...]) -> list[tuple[str, ...]]:
    return [tuple(names[place] for place in members) for members in coalitions_in_order(len(names))]


def _coalition(members: tuple[str, ...], actions: Mapping[str, Mapping[str, Table]]) -> CoalitionActions:
    """The coalition with these actions, of whose payoffs only those of members count."""
    found = (JointAction(name=name, payoffs=tuple(actions[name][member] for member in members)) for name in sorted(actions))
    return CoalitionActions(members=members, actions=tuple(found))


def _add(actions: dict[str, dict[str, Table]], name: str, payoffs: dict[str, Table], place: str) -> None:
    """One more action, if its name, which is made of others, can be a name."""
    if len(name) > MAX_NAME:
        told = f"an action whose name would have {len(name)} characters: {shown(name)}"
        raise MarketError("M109", place, told, f"names of at most {MAX_NAME} characters", "shorten the names of goods and players")
    if name in actions:
        raise MarketError("M110", place, f"two actions that would both be called {shown(name)}", "actions of different names", "rename goods or players")
    actions[name] = payoffs


def _nothing(tables: TableReader) -> Table:
    return (Fraction(0),) * tables.profiles


def _sum(one: Iterable[Fraction], other: Iterable[Fraction]) -> Table:
    return tuple(within_limits(a + b, "build") for a, b in zip(one, other, strict=True))
