"""Proofs that an inequality holds of all mechanisms and allocations that multipliers support in the core."""

from collections import defaultdict
from collections.abc import Mapping
from fractions import Fraction
from math import lcm
from typing import Any

from marketcheck.bayesian import Bargain
from marketcheck.bayesian_game import number_of
from marketcheck.bayesian_multipliers import Multipliers
from marketcheck.conditions import reject, shown
from marketcheck.documents import keys, number
from marketcheck.walrasian import positive

ROW = {
    "row": {"incentive", "achieve", "budget", "support"},
    **dict.fromkeys(("player?", "type?", "claim?", "profile?", "action?"), str),
    "members?": [str],
    "types?": {str: str},
    "multiplier": positive,
}
EDGE = {"normal": (number, number), "bound": number, "proof": [ROW]}
_KEYS = {"incentive": ("player", "type", "claim"), "achieve": ("player", "profile"), "budget": (), "support": ("members", "action", "types")}


class Linear:
    """A linear expression in transfers, allocation and lotteries: what stands before x_i(t), o_i(t), the probability of c in t; and a constant.

    A lottery's payoffs are kept as the coefficient of what the lottery in t is worth to i if his type is s.
    """

    def __init__(self, multipliers: Multipliers, *, fine: bool) -> None:
        """Starts with nothing."""
        self.multipliers, self.game, self.fine = multipliers, multipliers.game, fine
        self.transfers = defaultdict[tuple[int, int], Fraction](Fraction)
        self.allocation = defaultdict[tuple[int, int], Fraction](Fraction)
        self.lotteries = defaultdict[tuple[int, int], Fraction](Fraction)
        self.payoffs = defaultdict[tuple[int, int, int], Fraction](Fraction)
        self.constant = Fraction(0)

    def add_payoff(self, i: int, t: int, factor: Fraction, true: int | None = None) -> None:
        """Adds so much of x_i(t) and of what the lottery in t is worth to i, whose type may be another."""
        self.transfers[i, t] += factor
        self.payoffs[i, t, self.game.type_at[i][t] if true is None else true] += factor

    def add_incentive(self, i: int, true: int, claim: int, factor: Fraction) -> None:
        """Adds so much of U_i(s) - L_i(r|s)."""
        weights, base = self.game.weights(self.game.others(i))
        for t, s in enumerate(self.game.type_at[i]):
            if s == true:
                share = factor * Fraction(weights[t], base)
                self.add_payoff(i, t, share)
                self.add_payoff(i, t + (claim - true) * self.game.strides[i], -share, true)

    def add_budget(self, factor: Fraction) -> None:
        """Adds so much of the profit."""
        weights, base = self.game.weights(self.game.all)
        for i in self.game.all:
            for t, weight in enumerate(weights):
                self.transfers[i, t] -= factor * Fraction(weight, base)

    def add_support(self, stated: Mapping[str, Any], factor: Fraction, place: str) -> None:
        """Adds so much of an inequality of Theorem 1, or of fine support."""
        game, multipliers = self.game, self.multipliers
        block = game.block(stated["members"], place)
        action = number_of(stated["action"], block.actions, place)
        named = game.all if self.fine else block.members
        types = keys(stated["types"], f"{place}.types", game.names(named))
        part = sum(game.type_of(i, types[game.players[i]], place) * game.strides[i] for i in named)
        weights, base = game.weights(game.others(*named))
        for t, at in enumerate(game.parts(named)):
            if at != part:
                continue
            share = factor * Fraction(weights[t], base) / multipliers.scale
            for i, table in zip(block.members, block.payoffs[action], strict=True):
                own, off = multipliers.terms[i][game.type_at[i][t]]
                self.allocation[i, t] += share * own
                for shift, one in off:
                    self.allocation[i, t + shift] -= share * one
                self.constant -= share * Fraction(multipliers.at(i, table, t), game.scale)

    def most(self) -> Fraction:
        """Returns the largest value over all lotteries, of an expression without transfers and allocation."""
        game = self.game
        below = lcm(*(share.denominator for part in (self.payoffs, self.lotteries) for share in part.values()))
        sums = [[0] * len(game.profiles) for _ in game.grand.actions]
        for (i, t, true), share in self.payoffs.items():
            if share:
                at, factor = t + (true - game.type_at[i][t]) * game.strides[i], share.numerator * (below // share.denominator)
                for row, tables in zip(sums, game.grand.payoffs, strict=True):
                    row[t] += factor * tables[i][at]
        for (action, t), share in self.lotteries.items():
            sums[action][t] += share.numerator * (below // share.denominator) * game.scale
        return self.constant + Fraction(sum(map(max, zip(*sums, strict=True))), below * game.scale)


def require_edge(bargain: Bargain, linear: Linear, edge: Mapping[str, Any], place: str) -> None:
    """Verifies that rows, added to the normal's quantities in `linear`, leave at most the bound whatever the lotteries."""
    game = bargain.game
    for k, row in enumerate(edge["proof"]):
        where, factor = f"{place}.proof[{k}]", row["multiplier"]
        keys(row, where, ("row", "multiplier", *_KEYS[row["row"]]))
        match row["row"]:
            case "budget":
                linear.add_budget(factor)
            case "support":
                linear.add_support(row, factor, where)
            case "achieve":
                i, t = game.player(row["player"], where), number_of(row["profile"], game.profiles, where)
                linear.add_payoff(i, t, factor)
                linear.allocation[i, t] -= factor
            case _:
                i = game.player(row["player"], where)
                linear.add_incentive(i, game.type_of(i, row["type"], where), game.type_of(i, row["claim"], where), factor)
    if any(linear.transfers.values()) or any(linear.allocation.values()):
        reject("T28", place, "a transfer or an allocation is left", "none")
    if (most := linear.most()) > edge["bound"]:
        reject("T28", place, shown(most), f"at most {shown(edge['bound'])}")
