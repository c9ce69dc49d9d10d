"""Blocking plans: who is invited to do what, who is paid for it, and whether everybody takes part and says the truth.

*Payments.* Given the invitations, a player's payments y(s) have to make U(s) = y(s) + f(s|s) at least 0, and at least U(r) - f(r|r) + f(r|s) for every
other claim r, where f(r|s) is what invitations bring to type s who claims r.  The least such U is the longest path to s, and there is none where a cycle of
claims gains.

*Source.* Paper 004, section 4; spec bayesian 6; `docs/formats/bayesian.md`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import lcm, prod

import numpy as np

from marketwright.solvers.mechanisms.inequalities import Block, Inequalities

Worth = list[list[list[int]]]
"""By player, claim, true type."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """A tenable plan: probabilities of invitations, expected payments to each type, what each type gains by taking part, and the profit, above 0."""

    invitations: Mapping[Block, Fraction]
    payments: tuple[tuple[Fraction, ...], ...]
    gains: tuple[tuple[Fraction, ...], ...]
    profit: Fraction


def tenable_plan(inequalities: Inequalities, shares: Mapping[Block, Fraction | int]) -> Plan | None:
    """The most profitable plan whose invitations are in these proportions, as likely as they can be; None if no such plan is tenable."""
    common = lcm(*(Fraction(share).denominator for share in shares.values()))
    whole = {block: int(share * common) for block, share in sorted(shares.items()) if share}
    if not whole:
        return None
    most = most_invitations(inequalities, whole)
    worth = _worth(inequalities, whole)
    utilities, unit = list[tuple[Fraction, ...]](), most * _unit(inequalities)
    payments = list[tuple[Fraction, ...]]()
    for table in worth:
        found = _least_utilities(table)
        if found is None:
            return None
        utilities.append(tuple(Fraction(number, unit) for number in found))
        payments.append(tuple(Fraction(number - table[s][s], unit) for s, number in enumerate(found)))
    profit = _profit(inequalities.game.priors, payments)
    if profit <= 0:
        return None
    return Plan(
        invitations={block: Fraction(share, most) for block, share in whole.items()},
        payments=tuple(payments),
        gains=tuple(utilities),
        profit=profit,
    )


def tenable_profit(inequalities: Inequalities, invitations: Mapping[Block, Fraction], payments: Sequence[Sequence[Fraction]]) -> Fraction | None:
    """The profit of a plan, None if it is not tenable."""
    common = lcm(*(share.denominator for share in invitations.values()))
    whole = {block: int(share * common) for block, share in invitations.items()}
    worth, unit = _worth(inequalities, whole), common * _unit(inequalities)
    for paid, table in zip(payments, worth, strict=True):
        for true in range(len(paid)):
            gains = [paid[claim] + Fraction(table[claim][true], unit) for claim in range(len(paid))]
            if gains[true] < 0 or gains[true] < max(gains):
                return None
    profit = _profit(inequalities.game.priors, payments)
    possible = min(whole.values(), default=0) >= 0 and most_invitations(inequalities, whole) <= common
    return profit if possible and profit > 0 else None


def most_invitations(inequalities: Inequalities, shares: Mapping[Block, int]) -> int:
    """The largest sum of shares in a profile."""
    dtype = object if sum(map(abs, shares.values())) >= 1 << 62 else np.int64
    total = np.zeros(inequalities.game.sizes, dtype=dtype)
    for (place, _, types), share in shares.items():
        where: list[int | slice] = [slice(None)] * total.ndim
        for player, kind in zip(inequalities.groups[place].shown, types, strict=True):
            where[player] = kind
        total[tuple(where)] += share
    return int(total.max())


def _unit(inequalities: Inequalities) -> int:
    """The denominator of `_worth`."""
    return inequalities.common * prod(inequalities.game.totals)


def _worth(inequalities: Inequalities, shares: Mapping[Block, int]) -> Worth:
    """What invitations bring to each type, for each claim."""
    game = inequalities.game
    found = [[[0] * size for _ in range(size)] for size in game.sizes]
    for (place, action, types), share in shares.items():
        group = inequalities.groups[place]
        odds = {player: game.odds[player][kind] for player, kind in zip(group.shown, types, strict=True)}
        chance = share * prod(odds.values())
        for i in group.members:
            gains = inequalities.gains((place, action, types), i)
            weight = chance // odds[i] * game.totals[i]
            line = found[i][types[group.axis(i) - 1]]
            for true, gain in enumerate(gains):
                line[true] += weight * gain
    return found


def _least_utilities(worth: list[list[int]]) -> list[int] | None:
    """The least utilities of types that take part and say the truth, None if payments cannot make them."""
    types = range(len(worth))
    found = [0] * len(worth)
    for _ in types:
        better = [max(found[s], *(found[r] - worth[r][r] + worth[r][s] for r in types)) for s in types]
        if better == found:
            return found
        found = better
    return None


def _profit(priors: Sequence[Sequence[Fraction]], payments: Sequence[Sequence[Fraction]]) -> Fraction:
    pairs = zip(priors, payments, strict=True)
    return -sum((share * number for prior, paid in pairs for share, number in zip(prior, paid, strict=True)), Fraction(0))
