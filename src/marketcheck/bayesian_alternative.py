"""An alternative to a mechanism (`docs/formats/bayesian.md`): moves of a coalition's members, and what their types expect of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from itertools import product
from math import prod
from typing import Any

from marketcheck.bayesian import AMOUNTS, LOTTERY, Bargain
from marketcheck.bayesian_game import Block, Members, number_of
from marketcheck.bayesian_mechanism import Mechanism
from marketcheck.conditions import Unreadable, reject, shown
from marketcheck.market import Names
from marketcheck.walrasian import of_all

Combination = tuple[int, ...]
"""A type, or a move, of each member."""
Chances = Sequence[Sequence[Fraction]]
MAX_RESULTS, MAX_COMBINATIONS = 4_096, 200_000
ALTERNATIVE = {
    "members": [str],
    "moves": {str: [str]},
    "results": [{"moves": {str: str}, "lottery": LOTTERY, "payments": AMOUNTS}],
}


@dataclass(frozen=True, eq=False)
class Alternative:
    """Members by their places k = 0, 1, ...; `results` are the lottery over actions and the payments of every combination of moves."""

    bargain: Bargain
    mechanism: Mechanism
    block: Block
    moves: Sequence[Names]
    results: Mapping[Combination, tuple[Sequence[tuple[int, Fraction]], Sequence[Fraction]]]

    @property
    def members(self) -> Members:
        """The members' numbers."""
        return self.block.members

    @property
    def names(self) -> Names:
        """The members' names."""
        return Names(self.bargain.game.names(self.members))

    @property
    def types(self) -> Sequence[Names]:
        """The members' types."""
        return [self.bargain.game.types[i] for i in self.members]

    @property
    def priors(self) -> Chances:
        """The members' probabilities."""
        return [self.bargain.game.priors[i] for i in self.members]

    @cached_property
    def profiles(self) -> Sequence[Combination]:
        """The combinations of the members' types."""
        return [*product(*(range(len(types)) for types in self.types))]

    def _averaged(self, table: Sequence[Fraction | int]) -> Mapping[Combination, Fraction]:
        """Returns a table's averages over the types of outsiders, as these are drawn."""
        game = self.bargain.game
        weights, base = game.weights(game.others(*self.members))
        parts, sums = game.parts(self.members), dict[int, Fraction | int]()
        for part, weight, entry in zip(parts, weights, table, strict=True):
            sums[part] = sums.get(part, 0) + weight * entry
        keys = {part: tuple(game.type_at[i][part] for i in self.members) for part in sums}
        return {keys[part]: Fraction(total) / base for part, total in sums.items()}

    @cached_property
    def stays(self) -> Sequence[Mapping[Combination, Fraction]]:
        """What each member has in the mechanism, by the members' types."""
        return [self._averaged(self.mechanism.payoffs[i]) for i in self.members]

    @cached_property
    def gets(self) -> Sequence[Mapping[tuple[Combination, Combination], Fraction]]:
        """What each member gets in the alternative, by moves and types."""
        scale, found = self.bargain.game.scale, []
        for k in range(len(self.members)):
            averages = [self._averaged(tables[k]) for tables in self.block.payoffs]
            found.append(
                {
                    (moves, types): payments[k] + sum((share * averages[action][types] for action, share in lottery), Fraction(0)) / scale
                    for moves, (lottery, payments) in self.results.items()
                    for types in self.profiles
                }
            )
        return found


def alternative(bargain: Bargain, stated: Mapping[str, Any], mechanism: Mechanism) -> Alternative:
    """Returns the alternative of the input: a result for each combination of moves, whose payments add up to less than 0."""
    place = "input.alternative"
    block = bargain.game.block(stated["members"], f"{place}.members")
    names = Names(bargain.game.names(block.members))
    moves = [Names(listed) for listed in of_all(stated["moves"], names, f"{place}.moves")]
    if any(not 0 < len(listed.numbers) == len(listed) for listed in moves):
        raise Unreadable("name", f"{place}.moves: one or more different moves of each member are needed")
    results = dict[Combination, Any]()
    for k, one in enumerate(stated["results"]):
        where = f"{place}.results[{k}]"
        chosen = of_all(one["moves"], names, f"{where}.moves")
        key = tuple(number_of(move, listed, where) for move, listed in zip(chosen, moves, strict=True))
        lottery = [(number_of(action, block.actions, where), share) for action, share in one["lottery"].items()]
        payments = of_all(one["payments"], names, f"{where}.payments")
        if key in results or sum(share for _, share in lottery) != 1 or sum(payments) >= 0:
            reject("T32", where, "another result", "one of each combination, a lottery, payments that add up to less than 0")
        results[key] = (lottery, payments)
    count = prod(map(len, moves))
    if len(results) != count or [*results] != sorted(results):
        reject("T32", f"{place}.results", len(results), f"{count}, in the order of combinations")
    if count > MAX_RESULTS or count * bargain.game.combinations(block.members) > MAX_COMBINATIONS:
        reject("T32", f"{place}.results", count, f"at most {MAX_RESULTS}, with types {MAX_COMBINATIONS}")
    return Alternative(bargain, mechanism, block, moves, results)


@dataclass(frozen=True, eq=False)
class Play:
    """Beliefs and strategies of the members."""

    of: Alternative
    beliefs: Chances
    strategies: Sequence[Chances]

    @cached_property
    def replies(self) -> Sequence[Sequence[Sequence[Fraction]]]:
        """What each type of each member expects of each move."""
        found = [[[Fraction(0)] * len(moves) for _ in types] for moves, types in zip(self.of.moves, self.of.types, strict=True)]
        for types in self.of.profiles:
            for moves in self.of.results:
                parts = [self.beliefs[k][s] * self.strategies[k][s][d] for k, (s, d) in enumerate(zip(types, moves, strict=True))]
                for k, (s, d) in enumerate(zip(types, moves, strict=True)):
                    if share := prod(part for j, part in enumerate(parts) if j != k):
                        found[k][s][d] += share * self.of.gets[k][moves, types]
        return found

    @cached_property
    def alternative(self) -> Chances:
        """What each type of each member expects of the alternative."""
        listed = zip(self.strategies, self.replies, strict=True)
        return [[sum((g * u for g, u in zip(*pair, strict=True)), Fraction(0)) for pair in zip(*one, strict=True)] for one in listed]

    @cached_property
    def established(self) -> Chances:
        """What each type of each member expects of the mechanism."""
        found = [[Fraction(0)] * len(types) for types in self.of.types]
        for types in self.of.profiles:
            for k, s in enumerate(types):
                share = prod(self.beliefs[j][r] for j, r in enumerate(types) if j != k)
                found[k][s] += share * self.of.stays[k][types]
        return found

    def gain(self, k: int, s: int) -> Fraction:
        """Returns how much better off a type is in the alternative."""
        return self.alternative[k][s] - self.established[k][s]

    @cached_property
    def likeliest(self) -> Sequence[frozenset[int]]:
        """The types of each member that the beliefs make likelier by the largest factor."""
        ratios = [[q / p for q, p in zip(*pair, strict=True)] for pair in zip(self.beliefs, self.of.priors, strict=True)]
        return [frozenset(s for s, ratio in enumerate(row) if ratio == max(row)) for row in ratios]


def play(of: Alternative, beliefs: Mapping[str, Any], strategies: Mapping[str, Any], place: str) -> Play:
    """Returns beliefs and strategies, which are probabilities."""
    shares = [of_all(one, types, f"{place}.beliefs") for one, types in zip(of_all(beliefs, of.names, f"{place}.beliefs"), of.types, strict=True)]
    mixed = []
    where = f"{place}.strategies"
    for one, types, moves in zip(of_all(strategies, of.names, where), of.types, of.moves, strict=True):
        mixed.append([_lottery(lottery, moves, where) for lottery in of_all(one, types, where)])
    for row in (*shares, *(row for rows in mixed for row in rows)):
        if min(row) < 0 or sum(row) != 1:
            reject("T33", place, ", ".join(map(shown, row)), "probabilities that add up to 1")
    return Play(of, shares, mixed)


def _lottery(stated: Mapping[str, Fraction], moves: Names, place: str) -> list[Fraction]:
    for move in stated:
        number_of(move, moves, place)
    return [stated.get(move, Fraction(0)) for move in moves]
