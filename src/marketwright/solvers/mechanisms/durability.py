"""Alternatives to a mechanism: what a coalition's members expect of moves, and whether beliefs and strategies make them keep the mechanism.

*Shapes.* Members by their places in the coalition; what depends on types or moves of all members is keyed by a tuple with one number for each.

*Source.* Paper 004, section 7; spec bayesian 10; `docs/formats/bayesian.md`.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from itertools import combinations, product
from math import prod

from marketwright.solvers.limit import Stopped, go_on, never
from marketwright.solvers.mechanisms.formulas import gross_payoffs
from marketwright.solvers.mechanisms.game import Game, Lottery, Mechanism

Combination = tuple[int, ...]
"""A type, or a move, of each member."""
Chances = Mapping[tuple[int, int], Fraction]
"""By type and move of a member: how likely both are; those that are missing are 0."""

MOST_PLAYS = 500
"""How many combinations of beliefs and first moves are tried."""
_NONE, _ONE = Fraction(0), Fraction(1)


@dataclass(frozen=True, kw_only=True)
class Alternative:
    """A coalition (by its place in the game), how many moves each member has, and for every combination of moves a lottery and payments."""

    coalition: int
    moves: tuple[int, ...]
    results: Mapping[Combination, tuple[Lottery, Sequence[Fraction]]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Play:
    """For each member the probability of each type, and for each type those of moves (others are 0)."""

    beliefs: tuple[tuple[Fraction, ...], ...]
    strategies: tuple[tuple[Mapping[int, Fraction], ...], ...]

    def chances(self, member: int) -> dict[tuple[int, int], Fraction]:
        """How likely each type is together with each move, where that is above 0."""
        beliefs, strategies = self.beliefs[member], self.strategies[member]
        return {(kind, move): q * share for kind, q in enumerate(beliefs) if q for move, share in strategies[kind].items() if share}


@dataclass(frozen=True, kw_only=True)
class Judgement:
    """What every type of every member expects of the mechanism, of the alternative, and of each of his moves; and whose beliefs are credible.

    `likeliest`: the types of each member whom the beliefs make likelier by the largest factor.
    """

    now: tuple[tuple[Fraction, ...], ...]
    then: tuple[tuple[Fraction, ...], ...]
    replies: tuple[tuple[tuple[Fraction, ...], ...], ...]
    likeliest: tuple[frozenset[int], ...]

    def gain(self, member: int, kind: int) -> Fraction:
        """How much better off a type is in the alternative."""
        return self.then[member][kind] - self.now[member][kind]

    @cached_property
    def deviations(self) -> dict[tuple[int, int, int], Fraction]:
        """By member, type and move what the move gains over the strategy, where that is above 0."""
        found = {
            (member, kind, move): worth - self.then[member][kind]
            for member, kinds in enumerate(self.replies)
            for kind, line in enumerate(kinds)
            for move, worth in enumerate(line)
        }
        return {key: gain for key, gain in found.items() if gain > 0}

    @cached_property
    def gains(self) -> dict[tuple[int, int], Fraction]:
        """By member and type how much better off he is in the alternative, where that is above 0."""
        found = {(member, kind): self.gain(member, kind) for member, line in enumerate(self.now) for kind in range(len(line))}
        return {key: gain for key, gain in found.items() if gain > 0}

    @cached_property
    def incredible(self) -> dict[tuple[int, int], Fraction]:
        """Those of the gains whose types are not among the likeliest."""
        return {(member, kind): gain for (member, kind), gain in self.gains.items() if kind not in self.likeliest[member]}

    @property
    def rejected(self) -> bool:
        """Whether some member has no type who gains."""
        return len({member for member, _ in self.gains}) < len(self.now)

    @property
    def durable(self) -> bool:
        """Whether all conditions hold."""
        return not self.deviations and not self.incredible and self.rejected


class Offer:
    """An alternative to a mechanism, averaged over the types of outsiders."""

    def __init__(self, game: Game, mechanism: Mechanism, alternative: Alternative) -> None:
        """Compute what each member gets and has, for all types and moves of the members."""
        coalition = game.coalitions[alternative.coalition]
        self.members = coalition.members
        self.moves = alternative.moves
        self.priors = tuple(game.priors[i] for i in self.members)
        self.types = tuple(map(len, self.priors))
        parts = [game.part(t, self.members) for t in range(len(game.profiles))]
        drawn = [prod((game.priors[i][kind] for i, kind in zip(self.members, part, strict=True)), start=_ONE) for part in parts]
        shares = [p / own for p, own in zip(game.probability, drawn, strict=True)]

        def averaged(table: Sequence[Fraction]) -> dict[Combination, Fraction]:
            found: dict[Combination, Fraction] = {}
            for part, share, number in zip(parts, shares, table, strict=True):
                found[part] = found.get(part, _NONE) + share * number
            return found

        payoffs = gross_payoffs(game, mechanism)
        self.now = tuple(averaged(payoffs[i]) for i in self.members)
        """By member and the members' types: what the mechanism yields him."""
        actions = [[averaged(table) for table in action] for action in coalition.payoffs]
        self.then = tuple(
            {
                (moves, part): payments[member] + sum((share * actions[action][member][part] for action, share in lottery.items()), _NONE)
                for moves, (lottery, payments) in alternative.results.items()
                for part in actions[0][member]
            }
            for member in range(len(self.members))
        )
        """By member, moves and types: what the alternative yields him."""

    def replies(self, chances: Sequence[Chances], member: int) -> tuple[tuple[Fraction, ...], ...]:
        """What each type of a member expects of each move against the others' types and moves."""
        found = [[_NONE] * self.moves[member] for _ in range(self.types[member])]
        then = self.then[member]
        for others in product(*(one.items() for other, one in enumerate(chances) if other != member)):
            share = prod((chance for _, chance in others), start=_ONE)
            kinds, moves = tuple(kind for (kind, _), _ in others), tuple(move for (_, move), _ in others)
            for kind, line in enumerate(found):
                part = (*kinds[:member], kind, *kinds[member:])
                for move in range(self.moves[member]):
                    line[move] += share * then[(*moves[:member], move, *moves[member:]), part]
        return tuple(map(tuple, found))

    def judged(self, play: Play) -> Judgement:
        """What the members expect of the mechanism and of the alternative if they believe and play this."""
        members = range(len(self.members))
        chances = [play.chances(member) for member in members]
        replies = tuple(self.replies(chances, member) for member in members)
        then = tuple(
            tuple(sum((share * line[move] for move, share in strategy.items()), _NONE) for line, strategy in zip(replies[k], play.strategies[k], strict=True))
            for k in members
        )
        ratios = [[q / p for q, p in zip(beliefs, prior, strict=True)] for beliefs, prior in zip(play.beliefs, self.priors, strict=True)]
        likeliest = tuple(frozenset(kind for kind, ratio in enumerate(line) if ratio == max(line)) for line in ratios)
        return Judgement(now=tuple(self._now(play, k) for k in members), then=then, replies=replies, likeliest=likeliest)

    def _now(self, play: Play, member: int) -> tuple[Fraction, ...]:
        found = [_NONE] * self.types[member]
        for part, worth in self.now[member].items():
            found[part[member]] += worth * prod((play.beliefs[k][kind] for k, kind in enumerate(part) if k != member), start=_ONE)
        return tuple(found)


def pure_play(offer: Offer, *, stopped: Stopped = never) -> Play | None:
    """Beliefs that are priors, given likely types, and pure strategies with which the mechanism is kept; None if the first few attempts find none.

    *Meaning.* For each choice of likely types, and each combination of moves to start from, members change to best replies in turn until nobody does.

    Raises: `LimitCame`.
    """
    for number, (beliefs, start) in enumerate(product(_beliefs(offer), product(*map(range, offer.moves)))):
        if number >= MOST_PLAYS:
            break
        go_on(stopped)
        play = _settled(offer, beliefs, start)
        if play is not None and offer.judged(play).durable:
            return play
    return None


def _beliefs(offer: Offer) -> Iterator[tuple[tuple[Fraction, ...], ...]]:
    """Priors of all types, then of fewer likely types."""
    return product(*(tuple(_conditioned(prior)) for prior in offer.priors))


def _conditioned(prior: Sequence[Fraction]) -> Iterator[tuple[Fraction, ...]]:
    kinds = range(len(prior))
    for size in range(len(prior), 0, -1):
        for likely in combinations(kinds, size):
            total = sum((prior[kind] for kind in likely), _NONE)
            yield tuple(prior[kind] / total if kind in likely else _NONE for kind in kinds)


def _settled(offer: Offer, beliefs: tuple[tuple[Fraction, ...], ...], start: Combination) -> Play | None:
    """Pure strategies from which nobody changes, reached from all types making the moves to start from; None if that takes long."""
    chosen = [[move] * count for move, count in zip(start, offer.types, strict=True)]
    for _ in range(2 * sum(offer.types)):
        before = [list(line) for line in chosen]
        for member, line in enumerate(chosen):
            chances = [_pure(beliefs, chosen).chances(other) for other in range(len(chosen))]
            for kind, worths in enumerate(offer.replies(chances, member)):
                if worths[line[kind]] < max(worths):
                    line[kind] = worths.index(max(worths))
        if chosen == before:
            return _pure(beliefs, chosen)
    return None


def _pure(beliefs: tuple[tuple[Fraction, ...], ...], chosen: Sequence[Sequence[int]]) -> Play:
    return Play(beliefs=beliefs, strategies=tuple(tuple({move: _ONE} for move in line) for line in chosen))
