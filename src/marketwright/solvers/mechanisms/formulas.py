"""What follows from a mechanism, an allocation and multipliers, exactly.

*Direction.* A claim decides what is done and paid; the true type decides what it is worth.

*Source.* Paper 004, sections 2 to 4; spec bayesian 3 to 6; `docs/formats/bayesian.md`.
"""

from collections.abc import Mapping
from fractions import Fraction

from marketwright.solvers.mechanisms.game import Coalition, Game, Mechanism, Multipliers, Table, Tables

_NONE = Fraction(0)

Lies = dict[tuple[int, int, int], Fraction]
"""By (player, claim, true type)."""


def gross_payoffs(game: Game, mechanism: Mechanism) -> tuple[tuple[Fraction, ...], ...]:
    """For each player and profile the transfer and the expected payoff."""
    payoffs = game.everybody.payoffs
    return tuple(
        tuple(
            mechanism.transfers[i][t] + sum((share * payoffs[action][i][t] for action, share in lottery.items()), _NONE)
            for t, lottery in enumerate(mechanism.lotteries)
        )
        for i in game.players
    )


def interim(game: Game, player: int, table: Table) -> tuple[Fraction, ...]:
    """The expectation of a table for each of a player's types."""
    found = [_NONE] * game.sizes[player]
    for profile, weight, number in zip(game.profiles, game.others_probability[player], table, strict=True):
        found[profile[player]] += weight * number
    return tuple(found)


def utilities(game: Game, mechanism: Mechanism) -> tuple[tuple[Fraction, ...], ...]:
    """The expected utility of each type of each player who says the truth."""
    return tuple(interim(game, player, table) for player, table in enumerate(gross_payoffs(game, mechanism)))


def lies(game: Game, mechanism: Mechanism) -> Lies:
    """The expected utility of each type for each other claim, by (player, claim, true type)."""
    payoffs, weights = game.everybody.payoffs, game.others_probability
    found = dict.fromkeys(game.keys, _NONE)
    for i, claim, true in game.keys:
        total = _NONE
        for t in game.profiles_with(i, true):
            told = game.with_type(t, i, claim)
            worth = sum((share * payoffs[action][i][t] for action, share in mechanism.lotteries[told].items()), _NONE)
            total += weights[i][t] * (mechanism.transfers[i][told] + worth)
        found[i, claim, true] = total
    return found


def profit(game: Game, mechanism: Mechanism) -> Fraction:
    """What the mediator keeps, expected."""
    return -sum((p * table[t] for table in mechanism.transfers for t, p in enumerate(game.probability)), _NONE)


def weights(game: Game, multipliers: Multipliers) -> tuple[tuple[Fraction, ...], ...]:
    """The weight of each type of each player: his probability, and what is added for those who would claim it, less what is taken for its own temptations."""
    found = [list(prior) for prior in game.priors]
    for (player, claim, true), number in multipliers.items():
        found[player][claim] += number
        found[player][true] -= number
    return tuple(map(tuple, found))


def is_admissible(game: Game, multipliers: Multipliers) -> bool:
    """Whether multipliers and all weights are at least 0."""
    return all(number >= 0 for number in multipliers.values()) and all(number >= 0 for line in weights(game, multipliers) for number in line)


def virtual(game: Game, multipliers: Multipliers, player: int, table: Table) -> tuple[Fraction, ...]:
    """The virtual values of a player's table: what is gained over those who would claim to be his type counts again."""
    found = list(table)
    for (who, claim, true), number in multipliers.items():
        if who == player and number:
            share = number / game.priors[player][claim]
            for t in game.profiles_with(player, claim):
                found[t] += share * (table[t] - table[game.with_type(t, player, true)])
    return tuple(found)


def virtual_sums(game: Game, multipliers: Multipliers, coalition: Coalition) -> tuple[tuple[Fraction, ...], ...]:
    """For each action of a coalition and each profile the sum of its members' virtual payoffs."""
    return tuple(_added([virtual(game, multipliers, i, table) for i, table in zip(coalition.members, action, strict=True)]) for action in coalition.payoffs)


def virtual_allocation(game: Game, multipliers: Multipliers, allocation: Tables) -> tuple[tuple[Fraction, ...], ...]:
    """The virtual values of each player's table."""
    return tuple(virtual(game, multipliers, player, table) for player, table in enumerate(allocation))


def shortfalls(game: Game, multipliers: Multipliers, allocation: Tables, *, fine: bool) -> Mapping[tuple[int, int, tuple[int, ...]], Fraction]:
    """By (coalition, action, types) how much the virtual payoffs of an action exceed the virtual allocation, where they do.

    `types`: of the members, the others averaged out; with `fine` of all players.
    """
    worth = virtual_allocation(game, multipliers, allocation)
    found: dict[tuple[int, int, tuple[int, ...]], Fraction] = {}
    for place, coalition in enumerate(game.coalitions):
        forgone = _added([worth[i] for i in coalition.members])
        shown = tuple(game.players) if fine else coalition.members
        for action, sums in enumerate(virtual_sums(game, multipliers, coalition)):
            for t, (p, here, less) in enumerate(zip(game.probability, sums, forgone, strict=True)):
                key = place, action, game.part(t, shown)
                found[key] = found.get(key, _NONE) + p * (here - less)
    return {(place, action, types): number / _share(game, place, types, fine=fine) for (place, action, types), number in found.items() if number > 0}


def _share(game: Game, place: int, types: tuple[int, ...], *, fine: bool) -> Fraction:
    """The probability of these types."""
    share = Fraction(1)
    for player, kind in zip(game.players if fine else game.coalitions[place].members, types, strict=True):
        share *= game.priors[player][kind]
    return share


def _added(tables: list[tuple[Fraction, ...]]) -> tuple[Fraction, ...]:
    return tuple(sum(column, _NONE) for column in zip(*tables, strict=True))
