"""A game as the rules of this room see it: numbers inside, names outside.

*Source.* `docs/formats/bayesian.md`.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from typing import Any

from marketwright.answers.answer import Finding
from marketwright.errors import UsageError
from marketwright.markets.bayesian import BayesianMarket
from marketwright.questions import Question
from marketwright.solvers.mechanisms.game import Coalition, Game, Mechanism, Multipliers, Table, Tables


@dataclass(frozen=True)
class Setting:
    """A market and its game; what is named here is written as documents write it, what is read here comes from canonical inputs."""

    market: BayesianMarket

    @cached_property
    def game(self) -> Game:
        """The game in numbers; the last coalition is that of all players."""
        place = {player.name: number for number, player in enumerate(self.market.players)}
        coalitions = tuple(
            Coalition(members=tuple(place[name] for name in coalition.members), payoffs=tuple(action.payoffs for action in coalition.actions))
            for coalition in self.market.coalitions
        )
        return Game(priors=tuple(player.prior for player in self.market.players), coalitions=coalitions)

    @cached_property
    def profile_names(self) -> tuple[str, ...]:
        """How documents write the profiles, in order."""
        types = [player.types for player in self.market.players]
        return tuple(",".join(types[i][s] for i, s in enumerate(profile)) for profile in self.game.profiles)

    @cached_property
    def players(self) -> tuple[str, ...]:
        """The players' names."""
        return tuple(player.name for player in self.market.players)

    def types(self, player: int) -> tuple[str, ...]:
        """The names of a player's types."""
        return self.market.players[player].types

    def action(self, coalition: int, action: int) -> str:
        """The name of an action of the coalition of that place."""
        return self.market.coalitions[coalition].actions[action].name

    @cached_property
    def joint_actions(self) -> tuple[str, ...]:
        """The names of the actions of all players together."""
        return tuple(action.name for action in self.market.coalitions[-1].actions)

    def members(self, coalition: int) -> list[str]:
        """The names of the members of the coalition of that place."""
        return list(self.market.coalitions[coalition].members)

    def table(self, numbers: Table) -> dict[str, Fraction]:
        """A table by profiles."""
        return dict(zip(self.profile_names, numbers, strict=True))

    def tables(self, tables: Tables) -> dict[str, dict[str, Fraction]]:
        """A table for each player."""
        return {name: self.table(numbers) for name, numbers in zip(self.players, tables, strict=True)}

    def by_type(self, numbers: Sequence[Sequence[Fraction]]) -> dict[str, dict[str, Fraction]]:
        """One number for each type of each player."""
        return {player.name: dict(zip(player.types, line, strict=True)) for player, line in zip(self.market.players, numbers, strict=True)}

    def mechanism(self, mechanism: Mechanism) -> dict[str, Any]:
        """The document of a mechanism."""
        lottery = {
            profile: {self.joint_actions[action]: share for action, share in sorted(shares.items()) if share}
            for profile, shares in zip(self.profile_names, mechanism.lotteries, strict=True)
        }
        return {"lottery": lottery, "transfers": self.tables(mechanism.transfers)}

    def multipliers(self, multipliers: Multipliers) -> list[dict[str, Any]]:
        """The list of those above 0."""
        return [
            {"player": self.players[i], "type": self.types(i)[true], "claim": self.types(i)[claim], "multiplier": multipliers[i, claim, true]}
            for i, claim, true in self.game.keys
            if multipliers.get((i, claim, true))
        ]

    def read_tables(self, document: Mapping[str, Mapping[str, Any]]) -> tuple[tuple[Fraction, ...], ...]:
        """The tables of all players, from a canonical document."""
        return tuple(tuple(Fraction(document[name][profile]) for profile in self.profile_names) for name in self.players)

    def read_mechanism(self, document: Mapping[str, Any]) -> Mechanism:
        """The mechanism of a canonical document."""
        place = {name: number for number, name in enumerate(self.joint_actions)}
        lotteries = tuple({place[name]: Fraction(share) for name, share in document["lottery"][profile].items()} for profile in self.profile_names)
        return Mechanism(lotteries=lotteries, transfers=self.read_tables(document["transfers"]))

    def read_multipliers(self, entries: Iterable[Mapping[str, Any]]) -> dict[tuple[int, int, int], Fraction]:
        """The multipliers of a canonical list."""
        found = {}
        for entry in entries:
            player = self.players.index(entry["player"])
            types = self.types(player)
            found[player, types.index(entry["claim"]), types.index(entry["type"])] = Fraction(entry["multiplier"])
        return found


def given(question: Question, key: str) -> Any:
    """What the second input says under a key, or None."""
    return (question.input or {}).get(key)


def limit_first(place: str) -> UsageError:
    """The error of a limit that came before anything could be said."""
    return UsageError("U106", place, "a limit came first", "more time", "raise the limit")


def stopping(question: Question) -> Callable[[], bool]:
    """Whether a limit of the question has come, counted from now: time, or a wish to stop."""
    limits = question.limits
    start = limits.clock()
    return lambda: limits.stopped() or (limits.seconds is not None and limits.clock() - start > limits.seconds)


def proved(claim: str, witness: Mapping[str, Any] | None = None) -> Finding:
    """A finding that holds, or that a witness refutes."""
    return Finding(claim=claim, holds=witness is None, grade="proved", details={} if witness is None else {"witness": dict(witness)})
